#include "schema/fixture.h"

#include "engine/connection_parts.h"
#include "engine/schema.h"

#include "../support/statements.h"
#include "../support/temporary.h"

#include <stdio.h>

CUPEL_TABLE(users, "users", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("name", .type = CUPEL_STRING, .length = 50, .index = true));
CUPEL_TABLE(addresses, "addresses",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("user_id", .foreign_key = "users.id"));
/* Two that refer to each other, and one to itself. */
CUPEL_TABLE(heads, "heads", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("tail_id", .foreign_key = "tails.id"));
CUPEL_TABLE(tails, "tails", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("head_id", .foreign_key = "heads.id"));
CUPEL_TABLE(nodes, "nodes", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("parent_id", .foreign_key = "nodes.id"));
/* Names that need quoting. */
CUPEL_TABLE(odd, "se\"lect 'it'",
            CUPEL_TABLE_COLUMN("or\"der", .type = CUPEL_INTEGER, .primary_key = true));

typedef struct schema_fixture {
    fixture tables;
    cupel_engine *engine;
    cu_test_statements log;
} schema_fixture;

static void make_at(schema_fixture *one, const char *url, const cupel_table *const *tables,
                    size_t count)
{
    *one = (schema_fixture){ 0 };
    fixture_open(&one->tables);
    for (size_t i = 0; i < count; i++)
        fixture_add(&one->tables, tables[i]);
    fixture_resolve(&one->tables);
    one->engine = cupel_engine_open(url, .log = cu_test_statements_log, .log_data = &one->log);
}

#define MAKE(one, ...)                                                       \
    make_at((one), "sqlite://", (const cupel_table *const[]){ __VA_ARGS__ }, \
            sizeof((const cupel_table *const[]){ __VA_ARGS__ }) / sizeof(cupel_table *))

static void destroy(schema_fixture *one)
{
    cupel_engine_close(one->engine);
    cu_test_statements_clear(&one->log);
    fixture_close(&one->tables);
}

static cupel_code create(schema_fixture *one, bool check_first)
{
    return cu_metadata_create_all(&one->tables.metadata, one->engine, check_first,
                                  &one->tables.error);
}

static cupel_code drop(schema_fixture *one, bool check_first)
{
    return cu_metadata_drop_all(&one->tables.metadata, one->engine, check_first,
                                &one->tables.error);
}

static void expect_ok(schema_fixture *one, cupel_code code)
{
    if (code != CUPEL_OK)
        fail_msg("%s", one->tables.error.public.text);
}

static cupel_code run(schema_fixture *one, const char *sql)
{
    cupel_connection *connection = cupel_connect(one->engine);
    cupel_code code = cupel_execute_script(connection, sql);
    cupel_connection_close(connection);
    cu_test_statements_clear(&one->log);
    return code;
}

/* How many tables and indexes there are. */
static int64_t count_things(schema_fixture *one)
{
    cupel_connection *connection = cupel_connect(one->engine);
    cupel_result *result = cupel_execute(
        connection, "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'");
    assert_non_null(result);
    int64_t count = cupel_row_int(cupel_result_next(result), 0);
    cupel_connection_close(connection);
    cu_test_statements_clear(&one->log);
    return count;
}

#define HAS(name)                                                                   \
    "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = '" name \
    "' COLLATE NOCASE"

static void test_statements(void **state)
{
    (void)state;
    schema_fixture one;
    MAKE(&one, &addresses, &users);
    expect_ok(&one, create(&one, true));
    cu_test_statements_expect(&one.log, "BEGIN IMMEDIATE", HAS("users") " () 0 rows",
                              HAS("addresses") " () 0 rows",
                              "CREATE TABLE users (\n\tid INTEGER NOT NULL,\n\tname "
                              "VARCHAR(50),\n\tPRIMARY KEY (id)\n) ()",
                              "CREATE INDEX ix_users_name ON users (name) ()",
                              "CREATE TABLE addresses (\n\tid INTEGER NOT NULL,\n\tuser_id "
                              "INTEGER,\n\tPRIMARY KEY (id),\n"
                              "\tFOREIGN KEY(user_id) REFERENCES users (id)\n) ()",
                              "COMMIT");
    /* Everything is there: nothing is done. */
    expect_ok(&one, create(&one, true));
    cu_test_statements_expect(&one.log, "BEGIN IMMEDIATE", HAS("users") " () 1 row",
                              HAS("addresses") " () 1 row", "COMMIT");
    expect_ok(&one, drop(&one, true));
    cu_test_statements_expect(&one.log, "BEGIN IMMEDIATE", HAS("users") " () 1 row",
                              HAS("addresses") " () 1 row", "DROP TABLE addresses ()",
                              "DROP TABLE users ()", "COMMIT");
    expect_ok(&one, drop(&one, true));
    cu_test_statements_expect(&one.log, "BEGIN IMMEDIATE", HAS("users") " () 0 rows",
                              HAS("addresses") " () 0 rows", "COMMIT");
    assert_int_equal(count_things(&one), 0);
    destroy(&one);
}

/* Only what is missing is made, and only what is there is dropped. */
static void test_some_are_there(void **state)
{
    (void)state;
    schema_fixture one;
    MAKE(&one, &addresses, &users);
    assert_int_equal(run(&one, "CREATE TABLE USERS (id INTEGER PRIMARY KEY)"), CUPEL_OK);
    expect_ok(&one, create(&one, true));
    assert_int_equal(count_things(&one), 2);
    assert_int_equal(run(&one, "DROP TABLE addresses"), CUPEL_OK);
    expect_ok(&one, drop(&one, true));
    assert_int_equal(count_things(&one), 0);
    destroy(&one);
}

static void test_without_looking(void **state)
{
    (void)state;
    schema_fixture one;
    MAKE(&one, &addresses, &users);
    expect_ok(&one, create(&one, false));
    assert_int_equal(count_things(&one), 3);
    assert_int_equal(create(&one, false), CUPEL_OPERATIONAL_ERROR);
    const cupel_error *error = &one.tables.error.public;
    assert_non_null(strstr(error->text, "creating table 'users': table users already exists"));
    assert_non_null(strstr(error->sql, "CREATE TABLE users"));
    expect_ok(&one, drop(&one, false));
    assert_int_equal(count_things(&one), 0);
    assert_int_equal(drop(&one, false), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(error->reason, CUPEL_REASON_NO_SUCH_TABLE);
    assert_non_null(strstr(error->text, "dropping table 'addresses': "));
    destroy(&one);
}

/* All or nothing. */
static void test_failure_undoes_all(void **state)
{
    (void)state;
    schema_fixture one;
    MAKE(&one, &addresses, &users);
    assert_int_equal(run(&one, "CREATE TABLE other (x); CREATE INDEX ix_users_name ON other (x)"),
                     CUPEL_OK);
    assert_int_equal(create(&one, true), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(count_things(&one), 2);
    destroy(&one);
}

/* Tables that refer to each other, with rows that do. */
static void test_circle(void **state)
{
    (void)state;
    schema_fixture one;
    MAKE(&one, &heads, &tails, &nodes, &users);
    expect_ok(&one, create(&one, true));
    assert_int_equal(run(&one, "PRAGMA foreign_keys = ON; BEGIN;"
                               "INSERT INTO heads VALUES (1, NULL);"
                               "INSERT INTO tails VALUES (5, 1);"
                               "UPDATE heads SET tail_id = 5;"
                               "INSERT INTO nodes VALUES (1, NULL), (2, 1), (3, 3);"
                               "COMMIT"),
                     CUPEL_OK);
    /* Foreign keys are enforced, inside of the circle too. */
    assert_int_equal(run(&one, "DELETE FROM tails"), CUPEL_INTEGRITY_ERROR);
    expect_ok(&one, drop(&one, true));
    assert_int_equal(count_things(&one), 0);
    destroy(&one);
}

/* A table that is none of ours still refers to one that is to be dropped. */
static void test_foreign_reference(void **state)
{
    (void)state;
    schema_fixture one;
    MAKE(&one, &heads, &tails, &users);
    expect_ok(&one, create(&one, true));
    assert_int_equal(run(&one, "CREATE TABLE other (u REFERENCES users (id));"
                               "INSERT INTO users VALUES (1, 'x'); INSERT INTO other VALUES (1)"),
                     CUPEL_OK);
    assert_int_equal(drop(&one, true), CUPEL_INTEGRITY_ERROR);
    assert_int_equal(one.tables.error.public.reason, CUPEL_REASON_FOREIGN_KEY);
    assert_int_equal(count_things(&one), 5);
    destroy(&one);
}

static void test_odd_names(void **state)
{
    (void)state;
    schema_fixture one;
    MAKE(&one, &odd);
    expect_ok(&one, create(&one, true));
    expect_ok(&one, create(&one, true));
    assert_int_equal(count_things(&one), 1);
    expect_ok(&one, drop(&one, true));
    assert_int_equal(count_things(&one), 0);
    destroy(&one);
}

static void test_schema_names(void **state)
{
    (void)state;
    schema_fixture one;
    make_at(&one, "sqlite://", NULL, 0);
    expect_ok(&one, create(&one, true)); /* no tables: nothing */
    cu_test_statements_expect(&one.log, "BEGIN IMMEDIATE", "COMMIT");
    destroy(&one);

    CUPEL_TABLE(archived, "users",
                CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
                CUPEL_TABLE_OPTIONS(.schema = "archive"));
    MAKE(&one, &archived);
    assert_int_equal(create(&one, true), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(run(&one, "ATTACH ':memory:' AS archive; CREATE TABLE users (x)"), CUPEL_OK);
    expect_ok(&one, create(&one, true));
    assert_int_equal(run(&one, "INSERT INTO archive.users VALUES (1)"), CUPEL_OK);
    expect_ok(&one, drop(&one, true));
    assert_int_equal(run(&one, "INSERT INTO archive.users VALUES (1)"), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(count_things(&one), 1);
    destroy(&one);
}

static void test_failing_engines(void **state)
{
    (void)state;
    schema_fixture one;
    static const cupel_table *const tables[] = { &users };
    make_at(&one, "nonsense", tables, 1);
    assert_int_equal(create(&one, true), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(drop(&one, true), CUPEL_INVALID_ARGUMENT);
    destroy(&one);
    make_at(&one, "sqlite:////nowhere/at/all.db", tables, 1);
    assert_int_equal(create(&one, true), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(one.tables.error.public.reason, CUPEL_REASON_CANNOT_OPEN);
    destroy(&one);
    /* Read only: what is there is there, the rest cannot be made. */
    cu_test_folder folder;
    cu_test_folder_make(&folder);
    make_at(&one, cu_test_folder_url(&folder, "x.db", "?journal_mode=delete"), tables, 1);
    expect_ok(&one, create(&one, true));
    destroy(&one);
    make_at(&one, cu_test_folder_url(&folder, "x.db", "?mode=ro"), tables, 1);
    assert_int_equal(drop(&one, true), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(one.tables.error.public.reason, CUPEL_REASON_READ_ONLY);
    destroy(&one);
    cu_test_folder_remove(&folder);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        schema_fixture one;
        MAKE(&one, &heads, &tails, &users);
        assert_int_equal(run(&one, "SELECT 1"), CUPEL_OK); /* connected */
        cu_test_alloc_fail_at(n, false);
        cupel_code code = create(&one, true);
        if (code == CUPEL_OK)
            code = drop(&one, true);
        bool over = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(code, over ? CUPEL_OK : CUPEL_NO_MEMORY);
        /* Whatever failed was undone. */
        int64_t things = count_things(&one);
        assert_true(things == 0 || things == 4);
        destroy(&one);
        if (over)
            break;
    }
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_statements),         TEST(test_some_are_there), TEST(test_without_looking),
        TEST(test_failure_undoes_all), TEST(test_circle),         TEST(test_foreign_reference),
        TEST(test_odd_names),          TEST(test_schema_names),   TEST(test_failing_engines),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
