#include "dialects/mssql/ddl.h"

#include "dialects/ddl.h"
#include "dialects/mssql/sql.h"

#define DIALECT &cu_sql_mssql, &cu_ddl_mssql

CUPEL_ENUM_TYPE(color, "color", { "red", 0 }, { "blue", 1 });

static void test_types(void **state)
{
    (void)state;
    CHECK_TYPE("BIT NULL", .type = CUPEL_BOOLEAN);
    CHECK_TYPE("SMALLINT NULL", .type = CUPEL_SMALL_INTEGER);
    CHECK_TYPE("INTEGER NULL", .type = CUPEL_INTEGER);
    CHECK_TYPE("BIGINT NOT NULL", .type = CUPEL_BIG_INTEGER, .nullable = CUPEL_NO);
    CHECK_TYPE("FLOAT NULL", .type = CUPEL_FLOAT);
    CHECK_TYPE("DOUBLE PRECISION NULL", .type = CUPEL_DOUBLE);
    CHECK_TYPE("NUMERIC(30, 10) NULL", .type = CUPEL_NUMERIC, .precision = 30, .scale = 10);
    CHECK_TYPE("VARCHAR(50) NULL", .type = CUPEL_STRING, .length = 50);
    CHECK_TYPE("VARCHAR(max) NULL", .type = CUPEL_STRING);
    CHECK_TYPE("VARCHAR(50) COLLATE Latin1_General_CI_AS NULL", .type = CUPEL_STRING, .length = 50,
               .collation = "Latin1_General_CI_AS");
    CHECK_TYPE("VARCHAR(max) NULL", .type = CUPEL_TEXT);
    CHECK_TYPE("VARBINARY(max) NULL", .type = CUPEL_BLOB);
    CHECK_TYPE("DATE NULL", .type = CUPEL_DATE);
    CHECK_TYPE("TIME NULL", .type = CUPEL_TIME);
    CHECK_TYPE("DATETIME2 NULL", .type = CUPEL_DATETIME);
    CHECK_TYPE("DATETIMEOFFSET NULL", .type = CUPEL_TIMESTAMP);
    CHECK_TYPE("BIGINT NULL", .type = CUPEL_INTERVAL);
    CHECK_TYPE("UNIQUEIDENTIFIER NULL", .type = CUPEL_UUID);
    CHECK_TYPE("NVARCHAR(max) NULL", .type = CUPEL_JSON);
    CHECK_TYPE("INTEGER NULL DEFAULT 5", .type = CUPEL_INTEGER, .server_default = "5");
}

CUPEL_TABLE(things, "things", CUPEL_TABLE_OPTIONS(.schema = "s"),
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("rank]", .type = CUPEL_STRING, .length = 10, .nullable = CUPEL_NO),
            CUPEL_TABLE_COLUMN("user", .enumeration = &color),
            CUPEL_TABLE_COLUMN("next", .type = CUPEL_INTEGER, .computed = "id + 1", .stored = true),
            CUPEL_TABLE_COLUMN("parent", .foreign_key = "s.things.id", .deferrable = true,
                               .on_delete = CUPEL_CASCADE, .on_update = CUPEL_RESTRICT),
            CUPEL_INDEX(.columns = { "next" }, .name = "ix", .sql = "next > 3"));

static void test_table(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &things);
    fixture_resolve(one);
    check_create_table(one, DIALECT, table,
                       "CREATE TABLE s.things (\n"
                       "\tid INTEGER NOT NULL IDENTITY,\n"
                       "\t[rank]]] VARCHAR(10) NOT NULL,\n"
                       "\t[user] VARCHAR(4) NULL,\n"
                       "\tnext AS (id + 1) PERSISTED,\n"
                       "\tparent INTEGER NULL,\n"
                       "\tPRIMARY KEY (id),\n"
                       "\tFOREIGN KEY(parent) REFERENCES s.things (id) ON DELETE CASCADE,\n"
                       "\tCONSTRAINT color CHECK ([user] IN ('red', 'blue'))\n"
                       ")");
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    for (size_t i = 0; i < table->constraints.count; i++)
        if (table->constraints.items[i]->kind == CU_CONSTRAINT_INDEX)
            assert_int_equal(
                cu_ddl_create_index(DIALECT, table->constraints.items[i], &buffer, &one->error),
                CUPEL_OK);
    check_statement(&buffer, "CREATE INDEX ix ON s.things (next) WHERE next > 3");
    cu_buffer_free(&buffer);
}

CUPEL_TABLE(prices, "prices", CUPEL_TABLE_COLUMN("price", .type = CUPEL_NUMERIC));
CUPEL_TABLE(texts, "texts", CUPEL_TABLE_COLUMN("text", .type = CUPEL_TEXT, .collation = "a; b"));

CUPEL_TABLE(numbered, "numbered",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true, .sequence = "n"));
CUPEL_TABLE(always, "always",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true,
                               .identity = CUPEL_IDENTITY_ALWAYS));

static void test_generated(void **state)
{
    fixture *one = *state;
    cu_table *sequence = fixture_add(one, &numbered), *identity = fixture_add(one, &always);
    fixture_resolve(one);
    check_create_table(one, DIALECT, sequence,
                       "CREATE TABLE numbered (\n\tid INTEGER NOT NULL DEFAULT NEXT VALUE FOR "
                       "n,\n\tPRIMARY KEY (id)\n)");
    check_create_table(one, DIALECT, identity,
                       "CREATE TABLE always (\n\tid INTEGER NOT NULL IDENTITY,\n"
                       "\tPRIMARY KEY (id)\n)");
}

static void test_failing(void **state)
{
    fixture *one = *state;
    cu_table *money = fixture_add(one, &prices), *collated = fixture_add(one, &texts);
    fixture_resolve(one);
    check_create_fails(one, DIALECT, money,
                       "(in table 'prices', column 'price'): NUMERIC requires a precision on "
                       "dialect mssql, which otherwise keeps no digit behind the point");
    check_create_fails(
        one, DIALECT, collated,
        "(in table 'texts', column 'text'): 'a; b' cannot be a collation on dialect mssql");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(test_types),
        FIXTURE_TEST(test_table),
        FIXTURE_TEST(test_generated),
        FIXTURE_TEST(test_failing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
