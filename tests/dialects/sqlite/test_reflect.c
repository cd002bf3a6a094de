/*
 * Reflection of what only SQLite has, or only hand-written SQL: every way to say
 * a thing in CREATE TABLE.
 */
#include "../reflect.h"

#include "../../support/failing_alloc.h"
#include "../../support/statements.h"

#include <stdio.h>

#define REFLECT_TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)

static const char schema[] =
    "CREATE TABLE parents (a INT, b TEXT COLLATE nocase, \"c d\" INTEGER, PRIMARY KEY (a, b), "
    "UNIQUE (\"c d\") ON CONFLICT IGNORE);"
    "CREATE TABLE \"odd \"\"name\"\"\" (\n"
    "  [brackets] INTEGER PRIMARY KEY AUTOINCREMENT, -- a comment, with (parentheses)\n"
    "  `ticks` VARCHAR ( 20 ) NOT NULL ON CONFLICT ABORT DEFAULT 'it''s, (so)',\n"
    "  plain, /* no type */\n"
    "  exponent REAL DEFAULT -1.5e-3, hex INTEGER DEFAULT 0x1F, now TEXT DEFAULT "
    "CURRENT_TIMESTAMP,\n"
    "  sum DEFAULT (1 + (2 * 3)), word TEXT DEFAULT yes, bytes BLOB DEFAULT x'00ff',\n"
    "  dec DECIMAL_TEXT(20, 4) COLLATE cupel_decimal, num NUMERIC, money DECIMAL(10,2),\n"
    "  self INTEGER CONSTRAINT \"to self\" REFERENCES \"odd \"\"name\"\"\" ON DELETE SET NULL ON "
    "UPDATE "
    "NO ACTION DEFERRABLE INITIALLY DEFERRED,\n"
    "  a INT, b TEXT, c INTEGER REFERENCES parents(\"c d\") MATCH FULL NOT DEFERRABLE NOT NULL,\n"
    "  x INTEGER CHECK (x > 0) CONSTRAINT big CHECK (x < 1000), twice INT GENERATED ALWAYS AS (x * "
    "2),\n"
    "  thrice INT AS (x * 3) STORED, js JSON, un UNSIGNED BIG INT UNIQUE, w CHAR(32) COLLATE "
    "RTRIM,\n"
    "  CONSTRAINT both FOREIGN KEY (a, b) REFERENCES parents ON DELETE CASCADE,\n"
    "  CHECK (ticks <> 'a)b' OR plain IS NULL), CONSTRAINT \"uq x\" UNIQUE (x, plain DESC)\n"
    ");"
    "CREATE TABLE small (k TEXT, v ANY, n INT, PRIMARY KEY (k)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE text_key (id BIGINT PRIMARY KEY, d INTEGER);"
    "CREATE TABLE down (id INTEGER PRIMARY KEY DESC);"
    "CREATE INDEX \"by two\" ON parents (\"c d\", a ASC);"
    "CREATE UNIQUE INDEX by_expression ON parents (lower(b), a DESC) WHERE a > 5 AND b <> 'WHERE';"
    "CREATE INDEX by_collation ON parents (b COLLATE BINARY);"
    "CREATE VIEW second (one, \"two\") AS SELECT a, b FROM parents WHERE b <> ' AS ';"
    "CREATE VIEW a_third AS SELECT one FROM second";

static void test_round(void **state)
{
    (void)state;
    cupel_engine *from = cupel_engine_open("sqlite://"), *to = cupel_engine_open("sqlite://");
    reflect_round(from, to, schema);
    cupel_engine_close(from);
    cupel_engine_close(to);
}

static void test_details(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite://");
    const char *odd = "odd \"name\"";
    reflect_script(engine, schema);
    cupel_inspector *all = cupel_inspect(engine);
    reflect_type(all, odd, "brackets", CUPEL_INTEGER, NULL);
    reflect_type(all, odd, "ticks", CUPEL_STRING, NULL);
    reflect_type(all, odd, "plain", CUPEL_UNTYPED, "");
    reflect_type(all, odd, "exponent", CUPEL_DOUBLE, "REAL");
    reflect_type(all, odd, "dec", CUPEL_NUMERIC, NULL);
    reflect_type(all, odd, "num", CUPEL_NUMERIC, "NUMERIC");
    reflect_type(all, odd, "money", CUPEL_NUMERIC, "DECIMAL(10,2)");
    reflect_type(all, odd, "js", CUPEL_JSON, "JSON");
    reflect_type(all, odd, "un", CUPEL_INTEGER, "UNSIGNED BIG INT");
    reflect_type(all, odd, "w", CUPEL_STRING, "CHAR(32) COLLATE \"RTRIM\"");
    reflect_type(all, "parents", "b", CUPEL_TEXT, NULL);
    reflect_type(all, "small", "k", CUPEL_TEXT, NULL);
    reflect_type(all, "small", "v", CUPEL_NUMERIC, "ANY");
    assert_string_equal(reflect_column(all, "parents", "b")->collation, "nocase");
    assert_string_equal(reflect_column(all, odd, "ticks")->server_default, "'it''s, (so)'");
    assert_int_equal(reflect_column(all, odd, "ticks")->nullable, CUPEL_NO);
    assert_int_equal(reflect_column(all, odd, "ticks")->length, 20);
    assert_string_equal(reflect_column(all, odd, "exponent")->server_default, "-1.5e-3");
    assert_string_equal(reflect_column(all, odd, "hex")->server_default, "0x1F");
    assert_string_equal(reflect_column(all, odd, "now")->server_default, "CURRENT_TIMESTAMP");
    assert_string_equal(reflect_column(all, odd, "sum")->server_default, "(1 + (2 * 3))");
    assert_string_equal(reflect_column(all, odd, "word")->server_default, "yes");
    assert_string_equal(reflect_column(all, odd, "bytes")->server_default, "x'00ff'");
    assert_string_equal(reflect_column(all, odd, "twice")->computed, "x * 2");
    assert_true(reflect_column(all, odd, "thrice")->stored);
    assert_int_equal(reflect_column(all, "text_key", "id")->autoincrement, CUPEL_NO);
    assert_int_equal(reflect_column(all, "down", "id")->autoincrement, CUPEL_NO);
    assert_true(reflect_options(all, odd)->autoincrement);
    assert_true(reflect_options(all, "small")->without_rowid);
    assert_true(reflect_options(all, "small")->strict);
    assert_string_equal(reflect_string(cupel_get_view_definition(all, "second", NULL)),
                        "SELECT a, b FROM parents WHERE b <> ' AS '");
    assert_null(cupel_get_table_comment(all, "second", NULL));
    cupel_inspector_close(all);
    cupel_engine_close(engine);
}

static void test_constraints(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite://");
    const char *odd = "odd \"name\"";
    size_t count;
    reflect_script(engine, schema);
    cupel_inspector *all = cupel_inspect(engine);
    const cupel_table_item *key = cupel_get_pk_constraint(all, "parents", NULL);
    assert_non_null(key);
    assert_string_equal(key->as.constraint.columns[0], "a");
    assert_string_equal(key->as.constraint.columns[1], "b");
    const cupel_table_item *keys = cupel_get_foreign_keys(all, odd, NULL, &count);
    assert_int_equal(count, 3);
    assert_string_equal(keys[0].as.constraint.name, "to self");
    assert_string_equal(keys[0].as.constraint.references[0], "odd \"name\".brackets");
    assert_int_equal(keys[0].as.constraint.on_delete, CUPEL_SET_NULL);
    assert_int_equal(keys[0].as.constraint.on_update, CUPEL_NO_ACTION);
    assert_true(keys[0].as.constraint.initially_deferred);
    assert_string_equal(keys[1].as.constraint.references[0], "parents.c d");
    assert_false(keys[1].as.constraint.deferrable);
    assert_string_equal(keys[2].as.constraint.references[1], "parents.b");
    assert_int_equal(reflect_column(all, odd, "c")->nullable, CUPEL_NO);
    const cupel_table_item *checks = cupel_get_check_constraints(all, odd, NULL, &count);
    assert_int_equal(count, 3);
    assert_string_equal(checks[1].as.constraint.name, "big");
    assert_string_equal(checks[2].as.constraint.sql, "ticks <> 'a)b' OR plain IS NULL");
    const cupel_table_item *unique = cupel_get_unique_constraints(all, odd, NULL, &count);
    assert_int_equal(count, 2);
    assert_string_equal(unique[1].as.constraint.columns[1], "plain");
    const cupel_table_item *indexes = cupel_get_indexes(all, "parents", NULL, &count);
    assert_int_equal(count, 3);
    assert_string_equal(indexes[0].as.constraint.columns[1], "a");
    assert_string_equal(indexes[1].as.constraint.keys, "(b COLLATE BINARY)");
    assert_string_equal(indexes[2].as.constraint.keys, "(lower(b), a DESC)");
    assert_string_equal(indexes[2].as.constraint.sql, "a > 5 AND b <> 'WHERE'");
    assert_true(indexes[2].as.constraint.unique);
    cupel_inspector_close(all);
    cupel_engine_close(engine);
}

static void test_names(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite://");
    reflect_script(engine, schema);
    reflect_script(engine, "ATTACH ':memory:' AS \"side car\"; CREATE TABLE \"side car\".p (id "
                           "INTEGER PRIMARY KEY); CREATE TABLE \"side car\".c (p_id INT REFERENCES "
                           "p)");
    cupel_inspector *all = cupel_inspect(engine);
    const char *const *names = reflect_names(cupel_get_schema_names(all));
    assert_string_equal(names[0], "main");
    assert_string_equal(names[1], "side car");
    assert_null(names[2]);
    assert_string_equal(reflect_string(cupel_get_default_schema_name(all)), "main");
    names = reflect_names(cupel_get_table_names(all, "side car"));
    assert_string_equal(names[0], "c");
    assert_string_equal(names[1], "p");
    assert_null(names[2]);
    names = reflect_names(cupel_get_sequence_names(all, NULL));
    assert_non_null(names);
    assert_null(names[0]);
    names = reflect_names(cupel_get_view_names(all, NULL));
    assert_string_equal(names[0], "second");
    assert_string_equal(names[1], "a_third");
    assert_true(cupel_has_table(all, "p", "side car"));
    assert_true(cupel_has_table(all, "second", NULL));
    assert_false(cupel_has_table(all, "p", NULL));
    size_t count = 9;
    const cupel_table_item *keys = cupel_get_foreign_keys(all, "c", "side car", &count);
    assert_int_equal(count, 1);
    assert_string_equal(keys[0].as.constraint.references[0], "side car.p.id");
    /* Found once, it stays as it was found. */
    const cupel_table *table = cupel_get_table(all, "c", "side car");
    assert_ptr_equal(table, cupel_get_table(all, "c", "side car"));
    cupel_inspector_close(all);

    cupel_registry *registry = cupel_registry_open_with(0, NULL, NULL);
    const char *const only[] = { "c", NULL };
    reflect_ok(registry, cupel_reflect(registry, engine, .schema = "side car", .only = only));
    assert_non_null(cupel_registry_table(registry, "side car.c"));
    assert_non_null(cupel_registry_table(registry, "side car.p"));
    assert_int_equal(cupel_registry_table_count(registry), 2);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
}

static bool is_not_odd(const char *name, void *data)
{
    ++*(int *)data;
    return strncmp(name, "odd", 3) != 0;
}

static void test_choosing(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite://");
    reflect_script(engine, "CREATE TABLE b (id INTEGER PRIMARY KEY);"
                           "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INT REFERENCES b, n INT "
                           "REFERENCES nowhere(x));"
                           "CREATE TABLE odd (id INTEGER PRIMARY KEY)");
    cupel_registry *registry = cupel_registry_open_with(0, NULL, NULL);
    int asked = 0;
    reflect_ok(registry,
               cupel_reflect(registry, engine, .filter = is_not_odd, .filter_data = &asked));
    assert_int_equal(asked, 3);
    assert_non_null(cupel_registry_table(registry, "a"));
    assert_null(cupel_registry_table(registry, "odd"));
    assert_null(cupel_registry_table(registry, NULL));
    cupel_registry_close(registry);

    /* What a table refers to is not asked for. */
    registry = cupel_registry_open_with(0, NULL, NULL);
    const char *const only[] = { "a", NULL };
    reflect_ok(registry, cupel_reflect(registry, engine, .only = only, .without_referred = true));
    assert_null(cupel_registry_table(registry, "b"));
    assert_int_equal(cupel_registry_configure(registry), CUPEL_NO_REFERENCED_TABLE);
    assert_int_equal(cupel_reflect(registry, engine), CUPEL_NO_REFERENCED_TABLE);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
}

typedef struct Thing {
    cupel_object base;
    cupel_int id;
    cupel_text name;
} Thing;

CUPEL_MAP(Thing, "things", CUPEL_COLUMN(Thing, id, .primary_key = true),
          CUPEL_COLUMN(Thing, name, .length = 20));

/* Mapped tables stay what their mappings say; reflected ones are used beside them, and as tables of mappings. */
static void test_mapping(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite://");
    reflect_script(engine, "CREATE TABLE things (id INTEGER PRIMARY KEY, name VARCHAR(99));"
                           "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL, at "
                           "DATETIME, thing INTEGER REFERENCES things);"
                           "INSERT INTO things VALUES (1, 'stone'), (2, 'stick')");
    cupel_registry *registry = cupel_registry_open(Thing);
    reflect_ok(registry, cupel_reflect(registry, engine));
    const cupel_table *notes = cupel_registry_table(registry, "notes");
    assert_non_null(notes);
    assert_null(cupel_registry_table(registry, "things"));
    cupel_mapping_builder *builder = cupel_mapping_builder_new("Note", NULL, notes, 0);
    size_t id =
        cupel_mapping_builder_column(builder, "id", CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET, NULL);
    size_t body = cupel_mapping_builder_column(builder, "body", CUPEL_ATTRIBUTE_TEXT,
                                               CUPEL_NEXT_OFFSET, NULL);
    cupel_mapping_builder_column(builder, "thing", CUPEL_ATTRIBUTE_NULL_INT64, CUPEL_NEXT_OFFSET,
                                 NULL);
    size_t of =
        cupel_mapping_builder_relationship(builder, "of", "Thing", false, CUPEL_NEXT_OFFSET, NULL);
    const cupel_mapping *note = cupel_mapping_build(builder);
    assert_non_null(note);
    reflect_ok(registry, cupel_registry_add(registry, note));
    cupel_session *session = cupel_session_open(registry, engine);
    Thing *stick = cupel_get(session, Thing, 2);
    assert_non_null(stick);
    cupel_object *made = cupel_new_instance(note, NULL);
    assert_non_null(made);
    cupel_set_text(made, body, "found it");
    const cupel_value thing = cupel_value_int(2);
    assert_int_equal(cupel_set_named(made, "thing", &thing), CUPEL_OK);
    cupel_add_instance(session, made);
    if (cupel_commit(session) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(session));
    assert_int_equal(*(int64_t *)(void *)((char *)made + id), 1);
    assert_int_equal(cupel_load_attribute(made, of), CUPEL_OK);
    assert_ptr_equal(*(void **)(void *)((char *)made + of), stick);

    /* The table in a query of columns. */
    const cupel_row **rows = cupel_all_rows(
        cupel_filter(cupel_select(session, cupel_column(notes, "body"), cupel_column(notes, "id")),
                     cupel_eq(cupel_column(notes, "thing"), 2)));
    assert_int_equal(cupel_array_count(rows), 1);
    assert_string_equal(cupel_row_text(rows[0], "body"), "found it");
    cupel_session_close(session);
    cupel_registry_close(registry);
    cupel_mapping_free(note);
    cupel_engine_close(engine);
}

/* A mapping of what was reflected: by a text and a number, of which the marked ones are the key. */
static const cupel_mapping *map_reflected(const char *name, const cupel_table *table,
                                          bool text_marked, bool number_marked)
{
    cupel_mapping_builder *builder = cupel_mapping_builder_new(name, NULL, table, 0);
    cupel_column_options text = { .primary_key = text_marked },
                         number = { .primary_key = number_marked };
    cupel_mapping_builder_column(builder, "word", CUPEL_ATTRIBUTE_TEXT, CUPEL_NEXT_OFFSET, &text);
    cupel_mapping_builder_column(builder, "page", CUPEL_ATTRIBUTE_NULL_INT64, CUPEL_NEXT_OFFSET,
                                 &number);
    const cupel_mapping *mapping = cupel_mapping_build(builder);
    assert_non_null(mapping);
    return mapping;
}

/* Tables and views without a key have the one that a mapping says. */
static void test_mapping_without_key(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite://");
    reflect_script(engine, "CREATE TABLE places (word TEXT, page INTEGER);"
                           "CREATE TABLE keyed (word TEXT PRIMARY KEY, page INTEGER);"
                           "CREATE VIEW words AS SELECT word, min(page) AS page FROM places GROUP "
                           "BY word;"
                           "INSERT INTO places VALUES ('a', 1), ('a', 2), ('b', 2), (NULL, 3)");
    cupel_registry *registry = cupel_registry_open_with(0, NULL, NULL);
    reflect_ok(registry, cupel_reflect(registry, engine, .views = true));
    const cupel_mapping *place =
        map_reflected("Place", cupel_registry_table(registry, "places"), true, true);
    const cupel_mapping *word =
        map_reflected("Word", cupel_registry_table(registry, "words"), true, false);
    reflect_ok(registry, cupel_registry_add(registry, place));
    reflect_ok(registry, cupel_registry_add(registry, word));
    cupel_session *session = cupel_session_open(registry, engine);
    const cupel_value key[] = { cupel_value_text("a"), cupel_value_int(2) };
    cupel_object *second = cupel_get_by_key(session, place, 2, key);
    assert_non_null(second);
    assert_int_equal(cupel_array_count(cupel_all(cupel_query_mapping(session, word))), 2);
    /* rows whose key is NULL are of nobody */
    assert_int_equal(cupel_array_count(cupel_all(cupel_query_mapping(session, place))), 3);

    const cupel_value later = cupel_value_int(7);
    assert_int_equal(cupel_set_named(second, "page", &later), CUPEL_OK);
    cupel_object *made = cupel_new_instance(place, NULL);
    const cupel_value c = cupel_value_text("c");
    assert_int_equal(cupel_set_named(made, "word", &c), CUPEL_OK);
    assert_int_equal(cupel_set_named(made, "page", &later), CUPEL_OK);
    cupel_add_instance(session, made);
    cupel_delete_instance(session, cupel_get_by_key(session, place, 2,
                                                    (cupel_value[]){ key[0], cupel_value_int(1) }));
    if (cupel_commit(session) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(session));
    const cupel_row *row = cupel_one_row(cupel_from_statement(
        cupel_select(session, cupel_label(cupel_literal(""), "t")),
        cupel_text_sql("SELECT group_concat(word || page) AS t FROM (SELECT * FROM places ORDER BY "
                       "word)")));
    assert_non_null(row);
    assert_string_equal(cupel_row_text(row, 0), "a7,b2,c7");
    cupel_session_close(session);
    cupel_registry_close(registry);

    /* a table that has a key has no other one */
    registry = cupel_registry_open_with(0, NULL, NULL);
    reflect_ok(registry, cupel_reflect(registry, engine, .views = true));
    const cupel_mapping *other =
        map_reflected("Keyed", cupel_registry_table(registry, "keyed"), true, true);
    const cupel_mapping *none =
        map_reflected("None", cupel_registry_table(registry, "words"), false, false);
    reflect_ok(registry, cupel_registry_add(registry, other));
    reflect_ok(registry, cupel_registry_add(registry, none));
    assert_int_equal(cupel_registry_configure(registry), CUPEL_INVALID_ARGUMENT);
    assert_string_equal(cupel_error_text(registry),
                        "2 mistakes:\nKeyed.page is marked .primary_key, but table 'keyed' has a "
                        "primary key, of which it is no part\nNone: table 'words' has no primary "
                        "key; mark the columns that identify a row with .primary_key = true");
    cupel_registry_close(registry);
    cupel_mapping_free(place);
    cupel_mapping_free(word);
    cupel_mapping_free(other);
    cupel_mapping_free(none);
    cupel_engine_close(engine);
}

static void test_errors(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite://");
    cupel_registry *registry = cupel_registry_open_with(0, NULL, NULL);
    const char *const only[] = { "nowhere", NULL };
    assert_int_equal(cupel_reflect(registry, engine, .only = only), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_error_reason(registry), CUPEL_REASON_NO_SUCH_TABLE);
    assert_string_equal(cupel_error_text(registry),
                        "there is no table or view 'nowhere' to be reflected");
    assert_int_equal(cupel_reflect_engine(registry, NULL, NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_reflect_connection(registry, NULL, NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_reflect_engine(NULL, engine, NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_registry_add_sequence(registry, NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_registry_add_sequence(registry, &(cupel_sequence){ .name = "" }),
                     CUPEL_INVALID_ARGUMENT);
    reflect_ok(registry, cupel_registry_add_sequence(registry, &(cupel_sequence){ .name = "s" }));
    assert_int_equal(cupel_registry_add_sequence(registry, &(cupel_sequence){ .name = "s" }),
                     CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_OK);
    assert_int_equal(cupel_reflect(registry, engine), CUPEL_INVALID_REQUEST);
    cupel_registry_close(registry);

    cupel_inspector *inspector = cupel_inspect(engine);
    assert_null(cupel_get_table(inspector, "nowhere", NULL));
    assert_int_equal(cupel_error_code(inspector), CUPEL_INVALID_REQUEST);
    assert_null(cupel_get_table(inspector, NULL, NULL));
    assert_int_equal(cupel_error_code(inspector), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_get_table_names(inspector, "no such schema"));
    assert_int_not_equal(cupel_error_code(inspector), CUPEL_OK);
    assert_non_null(cupel_error(inspector)->sql);
    assert_false(cupel_has_table(inspector, NULL, NULL));
    cupel_inspector_close(inspector);
    inspector = cupel_inspect_engine(NULL);
    assert_null(cupel_get_table_names(inspector, NULL));
    assert_int_equal(cupel_error_code(inspector), CUPEL_INVALID_ARGUMENT);
    cupel_inspector_close(inspector);
    inspector = cupel_inspect_connection(NULL);
    assert_null(cupel_get_schema_names(inspector));
    assert_int_equal(cupel_error_code(inspector), CUPEL_INVALID_ARGUMENT);
    cupel_inspector_close(inspector);
    assert_int_equal(cupel_inspector_error(NULL)->code, CUPEL_INVALID_ARGUMENT);
    cupel_inspector_clear(NULL);
    cupel_inspector_close(NULL);
    cupel_engine_close(engine);
}

/* A connection's transaction is seen, and what cannot be described is told. */
static void test_connection(void **state)
{
    (void)state;
    cu_test_statements log = { 0 };
    cupel_engine *engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &log);
    cupel_connection *connection = cupel_connect(engine);
    assert_int_equal(cupel_connection_begin(connection), CUPEL_OK);
    assert_int_equal(cupel_execute_script(connection, "CREATE TABLE t (a INT)"), CUPEL_OK);
    cupel_inspector *inspector = cupel_inspect(connection);
    assert_true(cupel_has_table(inspector, "t", NULL));
    assert_non_null(cupel_get_table(inspector, "t", NULL));
    assert_int_equal(
        cupel_execute_script(connection, "ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x'"), CUPEL_OK);
    size_t count;
    cupel_get_columns(inspector, "t", NULL, &count);
    assert_int_equal(count, 1);
    cupel_inspector_clear(inspector);
    cupel_get_columns(inspector, "t", NULL, &count);
    assert_int_equal(count, 2);
    cupel_inspector_close(inspector);
    cupel_registry *registry = cupel_registry_open_with(0, NULL, NULL);
    reflect_ok(registry, cupel_reflect(registry, connection));
    assert_non_null(cupel_registry_table(registry, "t"));
    cupel_registry_close(registry);
    assert_int_equal(cupel_connection_rollback(connection), CUPEL_OK);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
    cu_test_statements_clear(&log);
}

/* Constraints over more columns than one can have are left out, with a warning; indexes are kept as text. */
static void test_many_columns(void **state)
{
    (void)state;
    cu_test_statements log = { 0 };
    cupel_engine *engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &log);
#define MANY "c0,c1,c2,c3,c4,c5,c6,c7,c8,c9,c10,c11,c12,c13,c14,c15,c16"
    reflect_script(engine,
                   "CREATE TABLE wide (" MANY ", PRIMARY KEY (" MANY "), "
                   "CONSTRAINT uq_wide UNIQUE (" MANY "), CONSTRAINT uq_two UNIQUE (c0, c1));"
                   "CREATE INDEX ix_wide ON wide (" MANY ");"
                   "CREATE INDEX ix_sixteen ON wide "
                   "(c0,c1,c2,c3,c4,c5,c6,c7,c8,c9,c10,c11,c12,c13,c14,c15);"
                   "CREATE TABLE child (" MANY ", CONSTRAINT fk_wide FOREIGN KEY (" MANY
                   ") REFERENCES wide (" MANY "));"
                   "CREATE TABLE other (" MANY ", FOREIGN KEY (" MANY ") REFERENCES wide)");
#undef MANY
    cu_test_statements_clear(&log);
    cupel_registry *registry = reflect_all_of(engine);
    static const char *const warnings[] = {
        "-- reflection of child: a constraint over more than 16 columns (fk_wide) is left out",
        "-- reflection of other: a foreign key that fits no key (wide) is left out",
        "-- reflection of wide: a constraint over more than 16 columns () is left out",
        "-- reflection of wide: a constraint over more than 16 columns (uq_wide) is left out",
    };
    size_t warned = 0;
    for (size_t i = 0; i < log.count; i++)
        if (strncmp(log.texts[i], "-- ", 3) == 0) {
            assert_true(warned < sizeof warnings / sizeof *warnings);
            assert_string_equal(log.texts[i], warnings[warned++]);
        }
    assert_int_equal(warned, sizeof warnings / sizeof *warnings);
    cu_buffer out;
    cu_buffer_init(&out, CU_BUFFER_MAXIMUM);
    cu_test_describe(&out, cupel_registry_table(registry, "wide"));
    assert_non_null(strstr(cu_buffer_text(&out), "name=[uq_two]"));
    assert_non_null(strstr(cu_buffer_text(&out), "name=[ix_sixteen]"));
    assert_non_null(strstr(cu_buffer_text(&out), "name=[ix_wide] keys=[(c0,c1,c2,"));
    assert_null(strstr(cu_buffer_text(&out), "uq_wide"));
    cu_buffer_free(&out);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
    cu_test_statements_clear(&log);
}

/* With each allocation failing in turn: the code says so, and nothing is lost. */
static void test_no_memory(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open("sqlite://");
    reflect_script(engine, schema);
    bool done = false;
    /* Step by step at first, then by more, as there are thousands. */
    for (size_t n = 1; !done; n += 1 + n / 50) {
        cupel_registry *registry = cupel_registry_open_with(0, NULL, NULL);
        cu_test_alloc_fail_at(n, false);
        cupel_code code = cupel_reflect(registry, engine, .views = true);
        done = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        if (code != CUPEL_OK && (done || code != CUPEL_NO_MEMORY))
            fail_msg("allocation %zu: %s: %s", n, cupel_code_name(code),
                     cupel_error_text(registry));
        cupel_registry_close(registry);
    }
    cupel_engine_close(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REFLECT_TEST(test_round),
        REFLECT_TEST(test_details),
        REFLECT_TEST(test_constraints),
        REFLECT_TEST(test_names),
        REFLECT_TEST(test_choosing),
        REFLECT_TEST(test_mapping),
        REFLECT_TEST(test_mapping_without_key),
        REFLECT_TEST(test_errors),
        REFLECT_TEST(test_connection),
        REFLECT_TEST(test_many_columns),
        REFLECT_TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
