#include "schema/ddl.h"

#include "base/utf8.h"
#include "schema/fixture.h"

#include <stdio.h>

/* ---- a dialect of its own ---------------------------------------------------------------------- */

static const char *const words[] = { "group", "select", "table" };
static const size_t word_count = CU_LENGTH(words);

static const cu_sql_dialect plain_sql = { .name = "plain",
                                          .quote_open = '"',
                                          .quote_close = '"',
                                          .identifier_limit = 30,
                                          .reserved = words,
                                          .reserved_count = &word_count };
static const cu_sql_dialect altering_sql = { .name = "altering",
                                             .quote_open = '"',
                                             .quote_close = '"',
                                             .capabilities =
                                                 CU_CAN_ALTER_CONSTRAINTS | CU_CAN_ENUM_TYPES };

static cupel_code write_type(cu_buffer *buffer, const cu_table_column *column, cu_error *error)
{
    static const char *const names[CUPEL_TYPE_COUNT] = { [CUPEL_INTEGER] = "INTEGER",
                                                         [CUPEL_STRING] = "VARCHAR",
                                                         [CUPEL_NUMERIC] = "NUMERIC",
                                                         [CUPEL_ENUM] = "TEXT" };
    const char *name = names[column->type.id];
    if (!name)
        return cu_error_set(error, CUPEL_COMPILE_ERROR, "there is no %s here",
                            cupel_type_name(column->type.id));
    cu_type_write(buffer, name, &column->type);
    return CUPEL_OK;
}

static const char *autoincrement_type(const cu_table_column *column)
{
    return column->options.sequence ? NULL : "SERIAL";
}

static void write_autoincrement(cu_buffer *buffer, const cu_table_column *column)
{
    (void)column;
    cu_buffer_add(buffer, " GENERATED");
}

static const char *nullable_text(const cu_table_column *column)
{
    return column->type.id == CUPEL_NUMERIC ? " NULL" : NULL;
}

static void write_default(cu_buffer *buffer, const cu_table_column *column)
{
    cu_buffer_printf(buffer, "(%s)", column->options.server_default);
}

static void write_options(cu_buffer *buffer, const cu_table *table)
{
    if (table->options.engine)
        cu_buffer_printf(buffer, " ENGINE %s", table->options.engine);
}

static const cu_ddl_part simple_parts[] = { CU_DDL_TYPE, CU_DDL_DEFAULT, CU_DDL_NULLABLE,
                                            CU_DDL_COMPUTED, CU_DDL_END };
static const cu_ddl_part other_parts[] = { CU_DDL_TYPE,    CU_DDL_COMPUTED,      CU_DDL_NULLABLE,
                                           CU_DDL_COMMENT, CU_DDL_AUTOINCREMENT, CU_DDL_DEFAULT,
                                           CU_DDL_END };

/* As little as a dialect can have. */
static const cu_ddl_dialect simple = {
    .column_parts = simple_parts, .local_names = true, .enum_checks = true, .write_type = write_type
};
/* All that one can have. */
static const cu_ddl_dialect rich = {
    .column_parts = other_parts,
    .comments = CU_DDL_INLINE_COMMENTS,
    .index_method = CU_DDL_INDEX_METHOD_LAST,
    .partial_indexes = true,
    .deferrable = 1u << CU_CONSTRAINT_FOREIGN_KEY | 1u << CU_CONSTRAINT_UNIQUE,
    .always_stored = true,
    .drop_foreign_key = "FOREIGN KEY",
    .write_type = write_type,
    .write_default = write_default,
    .write_autoincrement = write_autoincrement,
    .autoincrement_type = autoincrement_type,
    .nullable_text = nullable_text,
    .write_table_options = write_options,
};
static const cu_ddl_dialect commenting = { .column_parts = simple_parts,
                                           .comments = CU_DDL_SEPARATE_COMMENTS,
                                           .index_method = CU_DDL_INDEX_METHOD_FIRST,
                                           .write_type = write_type };

static void check_text(const cu_buffer *buffer, const char *expected)
{
    if (strcmp(cu_buffer_text(buffer), expected) != 0)
        fail_msg("%s\n--- not ---\n%s", cu_buffer_text(buffer), expected);
}

static void check_create(fixture *one, const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                         const cu_table *table, const char *expected)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    if (cu_ddl_create_table(sql, ddl, table, &buffer, &one->error) != CUPEL_OK)
        fail_msg("%s", one->error.public.text);
    check_text(&buffer, expected);
    cu_buffer_free(&buffer);
}

/* ---- tables ------------------------------------------------------------------------------------ */

CUPEL_ENUM_TYPE(color, "color", { "red", 0 }, { "it's", 1 });

CUPEL_TABLE(parents, "parents", CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER, .primary_key = true));
CUPEL_TABLE(everything, "every thing",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true, .comment = "it's"),
            CUPEL_TABLE_COLUMN("group", .type = CUPEL_STRING, .length = 10, .unique = true,
                               .server_default = "'x'", .nullable = CUPEL_NO),
            CUPEL_TABLE_COLUMN("n", .type = CUPEL_NUMERIC, .precision = 5, .scale = 2,
                               .check = "n > 0"),
            CUPEL_TABLE_COLUMN("c", .type = CUPEL_INTEGER, .computed = "id + 1",
                               .nullable = CUPEL_NO),
            CUPEL_TABLE_COLUMN("d", .type = CUPEL_INTEGER, .computed = "id + 2", .stored = true),
            CUPEL_TABLE_COLUMN("color", .enumeration = &color),
            CUPEL_TABLE_COLUMN("p", .foreign_key = "parents.a", .foreign_key_name = "fk_p",
                               .on_delete = CUPEL_CASCADE, .on_update = CUPEL_SET_DEFAULT,
                               .deferrable = true, .initially_deferred = true),
            CUPEL_TABLE_COLUMN("q", .type = CUPEL_INTEGER),
            CUPEL_UNIQUE(.columns = { "p", "q" }, .name = "uq", .initially_deferred = true),
            CUPEL_CHECK(.sql = "p > q", .name = "ck"), CUPEL_CHECK(.sql = "q < 9"),
            CUPEL_FOREIGN_KEY(.columns = { "p", "q" }, .references = { "parents.a", "parents.b" },
                              .on_update = CUPEL_NO_ACTION),
            CUPEL_INDEX(.columns = { "q" }), CUPEL_TABLE_OPTIONS(.engine = "Fast"));

static void test_create_table(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &everything);
    cu_table *other = fixture_add(one, &parents);
    fixture_resolve(one);
    check_create(one, &plain_sql, &simple, table,
                 "CREATE TABLE \"every thing\" (\n"
                 "\tid INTEGER NOT NULL,\n"
                 "\t\"group\" VARCHAR(10) DEFAULT 'x' NOT NULL,\n"
                 "\tn NUMERIC(5, 2) CHECK (n > 0),\n"
                 "\tc INTEGER NOT NULL GENERATED ALWAYS AS (id + 1),\n"
                 "\td INTEGER GENERATED ALWAYS AS (id + 2) STORED,\n"
                 "\tcolor TEXT,\n"
                 "\tp INTEGER,\n"
                 "\tq INTEGER,\n"
                 "\tPRIMARY KEY (id),\n"
                 "\tCONSTRAINT uq UNIQUE (p, q),\n"
                 "\tCONSTRAINT ck CHECK (p > q),\n"
                 "\tCHECK (q < 9),\n"
                 "\tFOREIGN KEY(p, q) REFERENCES parents (a, b) ON UPDATE NO ACTION,\n"
                 "\tUNIQUE (\"group\"),\n"
                 "\tCONSTRAINT fk_p FOREIGN KEY(p) REFERENCES parents (a) ON DELETE CASCADE ON "
                 "UPDATE SET DEFAULT,\n"
                 "\tCONSTRAINT color CHECK (color IN ('red', 'it''s'))\n"
                 ")");
    check_create(one, &altering_sql, &rich, table,
                 "CREATE TABLE \"every thing\" (\n"
                 "\tid SERIAL NOT NULL COMMENT 'it''s' GENERATED,\n"
                 "\tgroup VARCHAR(10) NOT NULL DEFAULT ('x'),\n"
                 "\tn NUMERIC(5, 2) NULL CHECK (n > 0),\n"
                 "\tc INTEGER GENERATED ALWAYS AS (id + 1) STORED NOT NULL,\n"
                 "\td INTEGER GENERATED ALWAYS AS (id + 2) STORED,\n"
                 "\tcolor TEXT,\n"
                 "\tp INTEGER,\n"
                 "\tq INTEGER,\n"
                 "\tPRIMARY KEY (id),\n"
                 "\tCONSTRAINT uq UNIQUE (p, q) DEFERRABLE INITIALLY DEFERRED,\n"
                 "\tCONSTRAINT ck CHECK (p > q),\n"
                 "\tCHECK (q < 9),\n"
                 "\tFOREIGN KEY(p, q) REFERENCES parents (a, b) ON UPDATE NO ACTION,\n"
                 "\tUNIQUE (group),\n"
                 "\tCONSTRAINT fk_p FOREIGN KEY(p) REFERENCES parents (a) ON DELETE CASCADE ON "
                 "UPDATE SET DEFAULT DEFERRABLE INITIALLY DEFERRED\n"
                 ") ENGINE Fast");
    check_create(one, &plain_sql, &simple, other,
                 "CREATE TABLE parents (\n"
                 "\ta INTEGER NOT NULL,\n"
                 "\tb INTEGER NOT NULL,\n"
                 "\tPRIMARY KEY (a, b)\n"
                 ")");
}

CUPEL_TABLE(schema_table, "t", CUPEL_TABLE_OPTIONS(.schema = "My Schema"),
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true, .sequence = "s"),
            CUPEL_TABLE_COLUMN("near", .foreign_key = "t.id", .index = true),
            CUPEL_TABLE_COLUMN("far", .foreign_key = "parents.a"));

static void test_schemas(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &schema_table);
    fixture_add(one, &parents);
    fixture_resolve(one);
    /* Where names are local, there are no foreign keys out of a schema. */
    check_create(one, &plain_sql, &simple, table,
                 "CREATE TABLE \"My Schema\".t (\n"
                 "\tid INTEGER NOT NULL,\n"
                 "\tnear INTEGER,\n"
                 "\tfar INTEGER,\n"
                 "\tPRIMARY KEY (id),\n"
                 "\tFOREIGN KEY(near) REFERENCES t (id)\n"
                 ")");
    check_create(one, &altering_sql, &rich, table,
                 "CREATE TABLE \"My Schema\".t (\n"
                 "\tid INTEGER NOT NULL GENERATED,\n"
                 "\tnear INTEGER,\n"
                 "\tfar INTEGER,\n"
                 "\tPRIMARY KEY (id),\n"
                 "\tFOREIGN KEY(near) REFERENCES \"My Schema\".t (id),\n"
                 "\tFOREIGN KEY(far) REFERENCES parents (a)\n"
                 ")");
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    const cu_constraint *index = fixture_constraint(table, CU_CONSTRAINT_INDEX, 0);
    assert_int_equal(cu_ddl_create_index(&plain_sql, &simple, index, &buffer, &one->error),
                     CUPEL_OK);
    check_text(&buffer, "CREATE INDEX \"My Schema\".\"ix_My Schema_t_near\" ON t (near)");
    cu_buffer_clear(&buffer);
    assert_int_equal(cu_ddl_create_index(&altering_sql, &rich, index, &buffer, &one->error),
                     CUPEL_OK);
    check_text(&buffer, "CREATE INDEX \"ix_My Schema_t_near\" ON \"My Schema\".t (near)");
    cu_buffer_clear(&buffer);
    assert_int_equal(cu_ddl_drop_table(&plain_sql, table, &buffer, &one->error), CUPEL_OK);
    check_text(&buffer, "DROP TABLE \"My Schema\".t");
    cu_buffer_clear(&buffer);
    const cupel_sequence sequence = { .name = "s",
                                      .schema = "My Schema",
                                      .options = "START WITH 5" };
    assert_int_equal(cu_ddl_create_sequence(&altering_sql, &sequence, &buffer, &one->error),
                     CUPEL_OK);
    check_text(&buffer, "CREATE SEQUENCE \"My Schema\".s START WITH 5");
    cu_buffer_clear(&buffer);
    assert_int_equal(cu_ddl_drop_sequence(&altering_sql, &sequence, &buffer, &one->error),
                     CUPEL_OK);
    check_text(&buffer, "DROP SEQUENCE \"My Schema\".s");
    cu_buffer_free(&buffer);
}

CUPEL_TABLE(second_generated, "second_generated",
            CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER, .primary_key = true,
                               .autoincrement = CUPEL_YES),
            CUPEL_TABLE_COLUMN("c", .type = CUPEL_INTEGER, .primary_key = true));

static void test_generated_column_leads_the_key(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &second_generated);
    fixture_resolve(one);
    check_create(one, &altering_sql, &rich, table,
                 "CREATE TABLE second_generated (\n"
                 "\ta INTEGER NOT NULL,\n"
                 "\tb SERIAL NOT NULL GENERATED,\n"
                 "\tc INTEGER NOT NULL,\n"
                 "\tPRIMARY KEY (b, a, c)\n"
                 ")");
}

/* ---- circles ----------------------------------------------------------------------------------- */

CUPEL_TABLE(heads, "heads", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("tail", .foreign_key = "tails.id"));
CUPEL_TABLE(tails, "tails", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("head", .foreign_key = "heads.id"));

static void test_circles(void **state)
{
    fixture *one = *state;
    fixture_add(one, &heads);
    cu_table *table = fixture_add(one, &tails);
    fixture_resolve(one);
    check_create(one, &altering_sql, &rich, table,
                 "CREATE TABLE tails (\n"
                 "\tid SERIAL NOT NULL GENERATED,\n"
                 "\thead INTEGER,\n"
                 "\tPRIMARY KEY (id)\n"
                 ")");
    check_create(one, &plain_sql, &simple, table,
                 "CREATE TABLE tails (\n"
                 "\tid INTEGER NOT NULL,\n"
                 "\thead INTEGER,\n"
                 "\tPRIMARY KEY (id),\n"
                 "\tCONSTRAINT fk_tails_head_heads FOREIGN KEY(head) REFERENCES heads (id)\n"
                 ")");
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_constraint *key = fixture_constraint(table, CU_CONSTRAINT_FOREIGN_KEY, 0);
    assert_int_equal(cu_ddl_add_constraint(&altering_sql, &rich, key, &buffer, &one->error),
                     CUPEL_OK);
    check_text(&buffer, "ALTER TABLE tails ADD CONSTRAINT fk_tails_head_heads FOREIGN KEY(head) "
                        "REFERENCES heads (id)");
    cu_buffer_clear(&buffer);
    assert_int_equal(cu_ddl_drop_constraint(&altering_sql, &rich, key, &buffer, &one->error),
                     CUPEL_OK);
    check_text(&buffer, "ALTER TABLE tails DROP FOREIGN KEY fk_tails_head_heads");
    cu_buffer_clear(&buffer);
    assert_int_equal(cu_ddl_drop_constraint(&altering_sql, &commenting, key, &buffer, &one->error),
                     CUPEL_OK);
    check_text(&buffer, "ALTER TABLE tails DROP CONSTRAINT fk_tails_head_heads");
    cu_buffer_free(&buffer);
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    assert_int_equal(
        cu_ddl_drop_constraint(&altering_sql, &rich, table->primary_key, &buffer, &one->error),
        CUPEL_COMPILE_ERROR);
    assert_string_equal(one->error.public.text,
                        "(in table 'tails'): a primary key without a name cannot be dropped");
    check_text(&buffer, "");
    cu_buffer_free(&buffer);
}

/* ---- indexes ----------------------------------------------------------------------------------- */

CUPEL_TABLE(indexed, "indexed", CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .index = true),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER),
            CUPEL_INDEX(.columns = { "b", "a" }, .unique = true, .sql = "a > 0", .name = "Ix",
                        .method = "btree"),
            CUPEL_INDEX(.columns = { "b" }, .sql = "a > 0", .name = "part"));

static void check_index(fixture *one, const cu_ddl_dialect *ddl, const cu_table *table,
                        size_t number, const char *expected)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cupel_code code =
        cu_ddl_create_index(&plain_sql, ddl, fixture_constraint(table, CU_CONSTRAINT_INDEX, number),
                            &buffer, &one->error);
    if (expected)
        check_text(&buffer, expected);
    else
        check_text(&buffer, "");
    assert_int_equal(code, expected ? CUPEL_OK : CUPEL_COMPILE_ERROR);
    cu_buffer_free(&buffer);
}

static void test_indexes(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &indexed);
    fixture_resolve(one);
    check_index(one, &rich, table, 0, "CREATE INDEX ix_indexed_a ON indexed (a)");
    check_index(one, &rich, table, 1,
                "CREATE UNIQUE INDEX \"Ix\" ON indexed (b, a) USING btree WHERE a > 0");
    /* Without WHERE, an index that is not unique only gets larger. */
    check_index(one, &simple, table, 2, "CREATE INDEX part ON indexed (b)");
    check_index(one, &simple, table, 1, NULL);
    assert_contains(one->error.public.text, "'Ix' is unique for some rows only");
    cu_ddl_dialect first = rich;
    first.index_method = CU_DDL_INDEX_METHOD_FIRST;
    check_index(one, &first, table, 1,
                "CREATE UNIQUE INDEX \"Ix\" ON indexed USING btree (b, a) WHERE a > 0");
}

/* ---- enumerations and comments ----------------------------------------------------------------- */

static void test_enumerations(void **state)
{
    fixture *one = *state;
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    assert_int_equal(cu_ddl_create_enum(&altering_sql, &color, &buffer, &one->error), CUPEL_OK);
    check_text(&buffer, "CREATE TYPE color AS ENUM ('red', 'it''s')");
    cu_buffer_clear(&buffer);
    assert_int_equal(cu_ddl_drop_enum(&altering_sql, &color, &buffer, &one->error), CUPEL_OK);
    check_text(&buffer, "DROP TYPE color");
    cu_buffer_clear(&buffer);
    cupel_enum nameless = color;
    nameless.name = NULL;
    assert_int_equal(cu_ddl_create_enum(&altering_sql, &nameless, &buffer, &one->error),
                     CUPEL_COMPILE_ERROR);
    check_text(&buffer, "");
    cu_buffer_free(&buffer);
}

CUPEL_TABLE(commented, "commented", CUPEL_TABLE_OPTIONS(.comment = "all of it"),
            CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .comment = "it's"),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER),
            CUPEL_TABLE_COLUMN("Group", .type = CUPEL_INTEGER, .comment = ""));
CUPEL_TABLE(half_commented, "half_commented", CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER, .comment = "b"));

static void check_comments(fixture *one, const cu_table *table, const char *const *expected,
                           size_t count)
{
    for (size_t i = 0; i <= count + 1; i++) {
        cu_buffer buffer;
        cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
        assert_int_equal(cu_ddl_comment(&plain_sql, &commenting, table, i, &buffer, &one->error),
                         CUPEL_OK);
        check_text(&buffer, i < count ? expected[i] : "");
        cu_buffer_clear(&buffer);
        assert_int_equal(cu_ddl_comment(&plain_sql, &rich, table, i, &buffer, &one->error),
                         CUPEL_OK);
        check_text(&buffer, "");
        cu_buffer_free(&buffer);
    }
}

static void test_comments(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &commented);
    cu_table *half = fixture_add(one, &half_commented);
    fixture_resolve(one);
    static const char *const all[] = { "COMMENT ON TABLE commented IS 'all of it'",
                                       "COMMENT ON COLUMN commented.a IS 'it''s'",
                                       "COMMENT ON COLUMN commented.\"Group\" IS ''" };
    check_comments(one, table, all, CU_LENGTH(all));
    static const char *const some[] = { "COMMENT ON COLUMN half_commented.b IS 'b'" };
    check_comments(one, half, some, CU_LENGTH(some));
    check_create(one, &plain_sql, &commenting, half,
                 "CREATE TABLE half_commented (\n\ta INTEGER,\n\tb INTEGER\n)");
}

/* ---- what cannot be ---------------------------------------------------------------------------- */

CUPEL_TABLE(untyped, "untyped", CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER),
            CUPEL_TABLE_COLUMN("b"), CUPEL_TABLE_COLUMN("c"));
CUPEL_TABLE(unknown, "unknown", CUPEL_TABLE_COLUMN("a", .type = CUPEL_UUID));

static void check_fails(fixture *one, const cupel_table *description, const char *expected)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_buffer_add(&buffer, "before");
    assert_int_equal(cu_ddl_create_table(&plain_sql, &simple, fixture_add(one, description),
                                         &buffer, &one->error),
                     CUPEL_COMPILE_ERROR);
    assert_string_equal(one->error.public.text, expected);
    check_text(&buffer, "before");
    cu_buffer_free(&buffer);
}

static void test_types_that_cannot_be(void **state)
{
    fixture *one = *state;
    fixture_add(one, &untyped);
    fixture_add(one, &unknown);
    fixture_resolve(one);
    check_fails(one, &untyped,
                "(in table 'untyped', column 'b'): the column has no type; give it a .type, or a "
                ".foreign_key to take the type from");
    check_fails(one, &unknown, "(in table 'unknown', column 'a'): there is no uuid here");
}

/* Names of 30 bytes fit; longer ones do not, unless the library made them. */
CUPEL_TABLE(long_named, "a_table_with_a_name_of_thirty_", /* exactly */
            CUPEL_TABLE_COLUMN("first\xC3\xA9", .type = CUPEL_INTEGER, .index = true),
            CUPEL_TABLE_COLUMN("second", .type = CUPEL_INTEGER, .index = true),
            CUPEL_INDEX(.columns = { "second" }, .name = "an_index_with_a_name_of_31_bytes"));
CUPEL_TABLE(longer_named, "a_table_with_a_name_of_31_bytes",
            CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER));
CUPEL_TABLE(long_column, "long_column",
            CUPEL_TABLE_COLUMN("a_column_with_a_name_of_32_bytes", .type = CUPEL_INTEGER));

static void test_long_names(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &long_named);
    fixture_add(one, &longer_named);
    fixture_add(one, &long_column);
    fixture_resolve(one);
    cu_buffer first, second;
    cu_buffer_init(&first, CU_BUFFER_MAXIMUM);
    cu_buffer_init(&second, CU_BUFFER_MAXIMUM);
    const cu_constraint *index = fixture_constraint(table, CU_CONSTRAINT_INDEX, 0);
    assert_int_equal(cu_ddl_create_index(&plain_sql, &simple, index, &first, &one->error),
                     CUPEL_OK);
    index = fixture_constraint(table, CU_CONSTRAINT_INDEX, 1);
    assert_int_equal(cu_ddl_create_index(&plain_sql, &simple, index, &second, &one->error),
                     CUPEL_OK);
    static const char start[] = "CREATE INDEX ix_a_table_with_a_name_of_";
    assert_int_equal(strncmp(cu_buffer_text(&first), start, sizeof start - 1), 0);
    assert_int_equal(strncmp(cu_buffer_text(&second), start, sizeof start - 1), 0);
    assert_true(cu_utf8_valid(cu_buffer_text(&first), first.length, NULL));
    /* Cut, they still differ. */
    assert_int_not_equal(strncmp(cu_buffer_text(&first), cu_buffer_text(&second), 43), 0);
    assert_true(strcspn(cu_buffer_text(&first) + 13, " ") <= 30);
    index = fixture_constraint(table, CU_CONSTRAINT_INDEX, 2);
    assert_int_equal(cu_ddl_create_index(&plain_sql, &simple, index, &second, &one->error),
                     CUPEL_COMPILE_ERROR);
    assert_contains(one->error.public.text, "'an_index_with_a_name_of_31_bytes' is longer than");
    cu_buffer_free(&first);
    cu_buffer_free(&second);
    check_fails(one, &longer_named,
                "the name 'a_table_with_a_name_of_31_bytes' is longer than the 30 bytes that plain "
                "has for names");
    check_fails(one, &long_column,
                "(in table 'long_column', column 'a_column_with_a_name_of_32_bytes'): the name "
                "'a_column_with_a_name_of_32_bytes' is longer than the 30 bytes that plain has for "
                "names");
}

static void test_too_long(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &everything);
    fixture_add(one, &parents);
    fixture_resolve(one);
    cu_buffer buffer;
    cu_buffer_init(&buffer, 100);
    assert_int_equal(cu_ddl_create_table(&plain_sql, &simple, table, &buffer, &one->error),
                     CUPEL_COMPILE_ERROR);
    assert_string_equal(one->error.public.text, "the statement is longer than 100 bytes");
    cu_buffer_free(&buffer);
}

static void test_no_memory(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &everything);
    fixture_add(one, &parents);
    fixture_resolve(one);
    for (size_t n = 1;; n++) {
        cu_buffer buffer;
        cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
        cu_test_alloc_fail_at(n, false);
        cupel_code code = cu_ddl_create_table(&plain_sql, &simple, table, &buffer, &one->error);
        bool all = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(code, all ? CUPEL_OK : CUPEL_NO_MEMORY);
        assert_int_equal(buffer.length > 0, all);
        cu_buffer_free(&buffer);
        if (all)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(test_create_table),
        FIXTURE_TEST(test_schemas),
        FIXTURE_TEST(test_generated_column_leads_the_key),
        FIXTURE_TEST(test_circles),
        FIXTURE_TEST(test_indexes),
        FIXTURE_TEST(test_enumerations),
        FIXTURE_TEST(test_comments),
        FIXTURE_TEST(test_types_that_cannot_be),
        FIXTURE_TEST(test_long_names),
        FIXTURE_TEST(test_too_long),
        FIXTURE_TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
