#include "dialects/mysql/ddl.h"

#include "dialects/ddl.h"
#include "dialects/mysql/sql.h"

#define DIALECT &cu_sql_mysql, &cu_ddl_mysql

CUPEL_ENUM_TYPE(color, "color", { "red", 0 }, { "b\\'lue", 1 });

static void test_types(void **state)
{
    (void)state;
    CHECK_TYPE("BOOL", .type = CUPEL_BOOLEAN);
    CHECK_TYPE("SMALLINT", .type = CUPEL_SMALL_INTEGER);
    CHECK_TYPE("INTEGER", .type = CUPEL_INTEGER);
    CHECK_TYPE("BIGINT", .type = CUPEL_BIG_INTEGER);
    CHECK_TYPE("FLOAT", .type = CUPEL_FLOAT);
    CHECK_TYPE("DOUBLE", .type = CUPEL_DOUBLE);
    CHECK_TYPE("NUMERIC(30, 10)", .type = CUPEL_NUMERIC, .precision = 30, .scale = 10);
    CHECK_TYPE("VARCHAR(50)", .type = CUPEL_STRING, .length = 50);
    CHECK_TYPE("VARCHAR(50) COLLATE utf8mb4_bin", .type = CUPEL_STRING, .length = 50,
               .collation = "utf8mb4_bin");
    CHECK_TYPE("LONGTEXT COLLATE `x; y`", .type = CUPEL_TEXT, .collation = "x; y");
    CHECK_TYPE("LONGTEXT", .type = CUPEL_TEXT);
    CHECK_TYPE("LONGBLOB", .type = CUPEL_BLOB);
    CHECK_TYPE("DATE", .type = CUPEL_DATE);
    CHECK_TYPE("TIME(6)", .type = CUPEL_TIME);
    CHECK_TYPE("DATETIME(6)", .type = CUPEL_DATETIME);
    CHECK_TYPE("TIMESTAMP(6) NULL", .type = CUPEL_TIMESTAMP);
    CHECK_TYPE("TIMESTAMP(6) NOT NULL", .type = CUPEL_TIMESTAMP, .nullable = CUPEL_NO);
    CHECK_TYPE("BIGINT", .type = CUPEL_INTERVAL);
    CHECK_TYPE("CHAR(36)", .type = CUPEL_UUID);
    CHECK_TYPE("JSON", .type = CUPEL_JSON);
    CHECK_TYPE("ENUM('red','b\\\\''lue')", .enumeration = &color);
}

static void test_defaults(void **state)
{
    (void)state;
    CHECK_TYPE("INTEGER DEFAULT 5", .type = CUPEL_INTEGER, .server_default = "5");
    CHECK_TYPE("VARCHAR(50) DEFAULT 'now()'", .type = CUPEL_STRING, .length = 50,
               .server_default = "'now()'");
    /* The present has as many digits as the column. */
    CHECK_TYPE("DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6)", .type = CUPEL_DATETIME,
               .server_default = "CURRENT_TIMESTAMP");
    CHECK_TYPE("DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6)", .type = CUPEL_DATETIME,
               .server_default = "Now()");
    CHECK_TYPE("DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6)", .type = CUPEL_DATETIME,
               .server_default = "current_timestamp()");
    CHECK_TYPE("DATETIME(6) DEFAULT now(6)", .type = CUPEL_DATETIME, .server_default = "now(6)");
    CHECK_TYPE("TIMESTAMP(6) NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)",
               .type = CUPEL_TIMESTAMP,
               .server_default = "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP");
    CHECK_TYPE("DATETIME(6) DEFAULT '2024-01-01 now()'", .type = CUPEL_DATETIME,
               .server_default = "'2024-01-01 now()'");
}

CUPEL_TABLE(
    things, "things",
    CUPEL_TABLE_OPTIONS(.schema = "s", .engine = "InnoDB", .charset = "utf8mb4", .comment = "it's"),
    CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true, .sequence = "s"),
    CUPEL_TABLE_COLUMN("rank", .type = CUPEL_STRING, .length = 10, .server_default = "'x'",
                       .nullable = CUPEL_NO, .comment = "a\\b"),
    CUPEL_TABLE_COLUMN("next", .type = CUPEL_INTEGER, .computed = "id + 1", .check = "next > 0"),
    CUPEL_TABLE_COLUMN("parent", .foreign_key = "things.id", .deferrable = true,
                       .foreign_key_name = "fk"),
    CUPEL_INDEX(.columns = { "rank", "next" }, .method = "btree", .name = "ix", .sql = "next > 3"));

static void test_table(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &things);
    fixture_resolve(one);
    check_create_table(one, DIALECT, table,
                       "CREATE TABLE s.things (\n"
                       "\tid INTEGER NOT NULL AUTO_INCREMENT,\n"
                       "\t`rank` VARCHAR(10) NOT NULL COMMENT 'a\\\\b' DEFAULT 'x',\n"
                       "\tnext INTEGER GENERATED ALWAYS AS (id + 1) CHECK (next > 0),\n"
                       "\tparent INTEGER,\n"
                       "\tPRIMARY KEY (id),\n"
                       "\tCONSTRAINT fk FOREIGN KEY(parent) REFERENCES s.things (id)\n"
                       ")ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='it''s'");
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    assert_int_equal(cu_ddl_create_index(DIALECT, fixture_constraint(table, CU_CONSTRAINT_INDEX, 0),
                                         &buffer, &one->error),
                     CUPEL_OK);
    check_statement(&buffer, "CREATE INDEX ix ON s.things (`rank`, next) USING btree");
    cu_buffer_clear(&buffer);
    assert_int_equal(cu_ddl_drop_constraint(DIALECT,
                                            fixture_constraint(table, CU_CONSTRAINT_FOREIGN_KEY, 0),
                                            &buffer, &one->error),
                     CUPEL_OK);
    check_statement(&buffer, "ALTER TABLE s.things DROP FOREIGN KEY fk");
    cu_buffer_free(&buffer);
}

CUPEL_TABLE(charset, "charset", CUPEL_TABLE_OPTIONS(.charset = "utf8mb4"),
            CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER));
CUPEL_TABLE(comment, "comment", CUPEL_TABLE_OPTIONS(.comment = "c"),
            CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER));
CUPEL_TABLE(defaulted, "defaulted",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true,
                               .autoincrement = CUPEL_YES, .server_default = "7"));
CUPEL_TABLE(second, "second", CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_BIG_INTEGER, .primary_key = true,
                               .autoincrement = CUPEL_YES));

static void test_details(void **state)
{
    fixture *one = *state;
    static const struct {
        const cupel_table *table;
        const char *text;
    } cases[] = {
        { &charset, "CREATE TABLE charset (\n\ta INTEGER\n)DEFAULT CHARSET=utf8mb4" },
        { &comment, "CREATE TABLE comment (\n\ta INTEGER\n)COMMENT='c'" },
        { &defaulted, "CREATE TABLE defaulted (\n\tid INTEGER NOT NULL DEFAULT 7,\n"
                      "\tPRIMARY KEY (id)\n)" },
        { &second, "CREATE TABLE second (\n\ta INTEGER NOT NULL,\n"
                   "\tb BIGINT NOT NULL AUTO_INCREMENT,\n\tPRIMARY KEY (b, a)\n)" },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++)
        fixture_add(one, cases[i].table);
    fixture_resolve(one);
    for (size_t i = 0; i < CU_LENGTH(cases); i++)
        check_create_table(one, DIALECT, fixture_add(one, cases[i].table), cases[i].text);
}

CUPEL_TABLE(users, "users", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("name", .type = CUPEL_STRING));
CUPEL_TABLE(prices, "prices", CUPEL_TABLE_COLUMN("price", .type = CUPEL_NUMERIC));

static void test_types_without_size(void **state)
{
    fixture *one = *state;
    cu_table *people = fixture_add(one, &users);
    cu_table *money = fixture_add(one, &prices);
    fixture_resolve(one);
    check_create_fails(
        one, DIALECT, people,
        "(in table 'users', column 'name'): VARCHAR requires a length on dialect mysql");
    check_create_fails(one, DIALECT, money,
                       "(in table 'prices', column 'price'): NUMERIC requires a precision on "
                       "dialect mysql, which otherwise keeps no digit behind the point");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(test_types),   FIXTURE_TEST(test_defaults),           FIXTURE_TEST(test_table),
        FIXTURE_TEST(test_details), FIXTURE_TEST(test_types_without_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
