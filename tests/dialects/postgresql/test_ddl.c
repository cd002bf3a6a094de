#include "dialects/postgresql/ddl.h"

#include "dialects/ddl.h"
#include "dialects/postgresql/sql.h"

#define DIALECT &cu_sql_postgresql, &cu_ddl_postgresql

CUPEL_ENUM_TYPE(color, "Color", { "red", 0 }, { "b'lue", 1 });
static const cupel_enum_item items[] = { { "x", 0 } };
static const cupel_enum nameless = { NULL, items, 1 };

static void test_types(void **state)
{
    (void)state;
    CHECK_TYPE("BOOLEAN", .type = CUPEL_BOOLEAN);
    CHECK_TYPE("SMALLINT", .type = CUPEL_SMALL_INTEGER);
    CHECK_TYPE("INTEGER", .type = CUPEL_INTEGER);
    CHECK_TYPE("BIGINT", .type = CUPEL_BIG_INTEGER);
    CHECK_TYPE("FLOAT", .type = CUPEL_FLOAT);
    CHECK_TYPE("DOUBLE PRECISION", .type = CUPEL_DOUBLE);
    CHECK_TYPE("NUMERIC", .type = CUPEL_NUMERIC);
    CHECK_TYPE("NUMERIC(30, 10)", .type = CUPEL_NUMERIC, .precision = 30, .scale = 10);
    CHECK_TYPE("VARCHAR", .type = CUPEL_STRING);
    CHECK_TYPE("VARCHAR(50)", .type = CUPEL_STRING, .length = 50);
    CHECK_TYPE("VARCHAR(50) COLLATE \"de_DE\"", .type = CUPEL_STRING, .length = 50,
               .collation = "de_DE");
    CHECK_TYPE("TEXT COLLATE \"c\"", .type = CUPEL_TEXT, .collation = "c");
    CHECK_TYPE("TEXT", .type = CUPEL_TEXT);
    CHECK_TYPE("BYTEA", .type = CUPEL_BLOB);
    CHECK_TYPE("DATE", .type = CUPEL_DATE);
    CHECK_TYPE("TIME WITHOUT TIME ZONE", .type = CUPEL_TIME);
    CHECK_TYPE("TIMESTAMP WITHOUT TIME ZONE", .type = CUPEL_DATETIME);
    CHECK_TYPE("TIMESTAMP WITH TIME ZONE", .type = CUPEL_TIMESTAMP);
    CHECK_TYPE("INTERVAL", .type = CUPEL_INTERVAL);
    CHECK_TYPE("UUID", .type = CUPEL_UUID);
    CHECK_TYPE("JSON", .type = CUPEL_JSON);
    CHECK_TYPE("\"Color\"", .enumeration = &color);
}

CUPEL_TABLE(things, "Things",
            CUPEL_TABLE_OPTIONS(.schema = "s", .tablespace = "Fast", .comment = "t"),
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("user", .type = CUPEL_STRING, .length = 10, .server_default = "'x'",
                               .nullable = CUPEL_NO, .comment = "c"),
            CUPEL_TABLE_COLUMN("next", .type = CUPEL_INTEGER, .computed = "id + 1",
                               .nullable = CUPEL_NO),
            CUPEL_TABLE_COLUMN("parent", .foreign_key = "Things.id", .deferrable = true),
            CUPEL_UNIQUE(.columns = { "user" }, .initially_deferred = true),
            CUPEL_INDEX(.columns = { "user", "next" }, .unique = true, .sql = "next > 3",
                        .method = "gin", .name = "ix"));

static void test_table(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &things);
    fixture_resolve(one);
    check_create_table(one, DIALECT, table,
                       "CREATE TABLE s.\"Things\" (\n"
                       "\tid SERIAL NOT NULL,\n"
                       "\t\"user\" VARCHAR(10) DEFAULT 'x' NOT NULL,\n"
                       "\tnext INTEGER GENERATED ALWAYS AS (id + 1) STORED NOT NULL,\n"
                       "\tparent INTEGER,\n"
                       "\tPRIMARY KEY (id),\n"
                       "\tUNIQUE (\"user\") DEFERRABLE INITIALLY DEFERRED,\n"
                       "\tFOREIGN KEY(parent) REFERENCES s.\"Things\" (id) DEFERRABLE\n"
                       ") TABLESPACE \"Fast\"");
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    assert_int_equal(cu_ddl_create_index(DIALECT, fixture_constraint(table, CU_CONSTRAINT_INDEX, 0),
                                         &buffer, &one->error),
                     CUPEL_OK);
    check_statement(&buffer,
                    "CREATE UNIQUE INDEX ix ON s.\"Things\" USING gin (\"user\", next) WHERE next "
                    "> 3");
    cu_buffer_clear(&buffer);
    assert_int_equal(cu_ddl_comment(DIALECT, table, 1, &buffer, &one->error), CUPEL_OK);
    check_statement(&buffer, "COMMENT ON COLUMN s.\"Things\".\"user\" IS 'c'");
    cu_buffer_clear(&buffer);
    assert_int_equal(cu_ddl_create_enum(&cu_sql_postgresql, &color, &buffer, &one->error),
                     CUPEL_OK);
    check_statement(&buffer, "CREATE TYPE \"Color\" AS ENUM ('red', 'b''lue')");
    cu_buffer_free(&buffer);
}

CUPEL_TABLE(small, "small",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_SMALL_INTEGER, .primary_key = true));
CUPEL_TABLE(big, "big", CUPEL_TABLE_COLUMN("id", .type = CUPEL_BIG_INTEGER, .primary_key = true));
CUPEL_TABLE(sequenced, "sequenced",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true,
                               .sequence = "user_id_seq"));
CUPEL_TABLE(identified, "identified",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_BIG_INTEGER, .primary_key = true,
                               .identity = CUPEL_IDENTITY_ALWAYS));
CUPEL_TABLE(defaulted, "defaulted",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true,
                               .autoincrement = CUPEL_YES, .server_default = "nextval('s')"));
CUPEL_TABLE(given, "given",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true,
                               .autoincrement = CUPEL_NO));

static void test_generated_keys(void **state)
{
    fixture *one = *state;
    static const struct {
        const cupel_table *table;
        const char *text;
    } cases[] = {
        { &small, "CREATE TABLE small (\n\tid SMALLSERIAL NOT NULL,\n\tPRIMARY KEY (id)\n)" },
        { &big, "CREATE TABLE big (\n\tid BIGSERIAL NOT NULL,\n\tPRIMARY KEY (id)\n)" },
        { &sequenced, "CREATE TABLE sequenced (\n\tid INTEGER NOT NULL,\n\tPRIMARY KEY (id)\n)" },
        { &identified, "CREATE TABLE identified (\n\tid BIGINT GENERATED ALWAYS AS IDENTITY NOT "
                       "NULL,\n\tPRIMARY KEY (id)\n)" },
        { &defaulted, "CREATE TABLE defaulted (\n\tid INTEGER DEFAULT nextval('s') NOT NULL,\n"
                      "\tPRIMARY KEY (id)\n)" },
        { &given, "CREATE TABLE given (\n\tid INTEGER NOT NULL,\n\tPRIMARY KEY (id)\n)" },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++)
        fixture_add(one, cases[i].table);
    fixture_resolve(one);
    for (size_t i = 0; i < CU_LENGTH(cases); i++)
        check_create_table(one, DIALECT, fixture_add(one, cases[i].table), cases[i].text);
}

CUPEL_TABLE(uncolored, "uncolored", CUPEL_TABLE_COLUMN("c", .enumeration = &nameless));

static void test_nameless_enumeration(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &uncolored);
    fixture_resolve(one);
    check_create_fails(one, DIALECT, table,
                       "(in table 'uncolored', column 'c'): PostgreSQL ENUM type requires a name; "
                       "give CUPEL_ENUM_TYPE one");
}

CUPEL_TABLE(readings, "readings",
            CUPEL_TABLE_OPTIONS(.partition_by = "RANGE (id)", .tablespace = "fast"),
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true,
                               .identity = CUPEL_IDENTITY_ALWAYS,
                               .identity_options = "START WITH 5 CYCLE"),
            CUPEL_TABLE_COLUMN("room", .type_sql = "int4range", .type = CUPEL_TEXT),
            CUPEL_EXCLUDE(.keys = "USING gist (room WITH &&) WHERE (id > 5)", .deferrable = true),
            CUPEL_EXCLUDE(.name = "Other", .keys = "(id WITH =)"));

/* Its description stands before that of the table it is one of. */
CUPEL_TABLE(first_readings, "first",
            CUPEL_TABLE_OPTIONS(.schema = "s", .partition_of = "readings",
                                .partition_values = "FOR VALUES FROM (1) TO (10)"),
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("room", .type_sql = "int4range", .type = CUPEL_TEXT));
CUPEL_TABLE(other_readings, "others",
            CUPEL_TABLE_OPTIONS(.partition_of = "readings", .partition_values = "DEFAULT",
                                .partition_by = "HASH (room)"),
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .check = "id > 9"),
            CUPEL_TABLE_COLUMN("room", .type_sql = "int4range", .type = CUPEL_TEXT),
            CUPEL_CHECK(.sql = "id < 1000", .name = "ck"));

static void test_partitions(void **state)
{
    fixture *one = *state;
    cu_table *first = fixture_add(one, &first_readings),
             *others = fixture_add(one, &other_readings);
    cu_table *all = fixture_add(one, &readings);
    fixture_resolve(one);
    assert_ptr_equal(one->metadata.sorted[0], all);
    check_create_table(one, DIALECT, all,
                       "CREATE TABLE readings (\n"
                       "\tid INTEGER GENERATED ALWAYS AS IDENTITY (START WITH 5 CYCLE) NOT NULL,\n"
                       "\troom int4range,\n"
                       "\tPRIMARY KEY (id),\n"
                       "\tEXCLUDE USING gist (room WITH &&) WHERE (id > 5) DEFERRABLE,\n"
                       "\tCONSTRAINT \"Other\" EXCLUDE (id WITH =)\n"
                       ") PARTITION BY RANGE (id) TABLESPACE fast");
    check_create_table(one, DIALECT, first,
                       "CREATE TABLE s.first PARTITION OF readings FOR VALUES FROM (1) TO (10)");
    check_create_table(one, DIALECT, others,
                       "CREATE TABLE others PARTITION OF readings (\n"
                       "\tCONSTRAINT ck CHECK (id < 1000)\n"
                       ") DEFAULT PARTITION BY HASH (room)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(test_types),
        FIXTURE_TEST(test_table),
        FIXTURE_TEST(test_partitions),
        FIXTURE_TEST(test_generated_keys),
        FIXTURE_TEST(test_nameless_enumeration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
