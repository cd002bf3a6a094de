/*
 * Loading many rows into a table.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

typedef struct copy_fixture {
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_connection *connection;
} copy_fixture;

CUPEL_ENUM_TYPE(copy_shade, "copy_shade", { "light", 1 }, { "it's dark", 2 });

CUPEL_TABLE(many_types, "many: types",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true,
                               .autoincrement = CUPEL_NO),
            CUPEL_TABLE_COLUMN("flag", .type = CUPEL_BOOLEAN),
            CUPEL_TABLE_COLUMN("big", .type = CUPEL_BIG_INTEGER),
            CUPEL_TABLE_COLUMN("real", .type = CUPEL_DOUBLE),
            CUPEL_TABLE_COLUMN("price", .type = CUPEL_NUMERIC, .precision = 20, .scale = 4),
            CUPEL_TABLE_COLUMN("na:me", .type = CUPEL_STRING, .length = 200),
            CUPEL_TABLE_COLUMN("data", .type = CUPEL_BLOB),
            CUPEL_TABLE_COLUMN("day", .type = CUPEL_DATE),
            CUPEL_TABLE_COLUMN("hour", .type = CUPEL_TIME),
            CUPEL_TABLE_COLUMN("moment", .type = CUPEL_DATETIME),
            CUPEL_TABLE_COLUMN("instant", .type = CUPEL_TIMESTAMP),
            CUPEL_TABLE_COLUMN("uuid", .type = CUPEL_UUID),
            CUPEL_TABLE_COLUMN("document", .type = CUPEL_JSON),
            CUPEL_TABLE_COLUMN("shade", .enumeration = &copy_shade),
            CUPEL_TABLE_COLUMN("given", .type = CUPEL_INTEGER, .server_default = "7"),
            CUPEL_CHECK(.sql = "id <> 13", .name = "ck_unlucky"));

#define ALL_COLUMNS                                                                            \
    "id", "flag", "big", "real", "price", "na:me", "data", "day", "hour", "moment", "instant", \
        "uuid", "document", "shade"

static void open_logged(copy_fixture *one, cupel_log_function log)
{
    *one = (copy_fixture){ .engine =
                               cupel_engine_open(suite_url(), .log = log, .log_data = &suite_log) };
    one->registry = cupel_registry_open_with(0, NULL, NULL);
    assert_int_equal(cupel_registry_add_table(one->registry, &many_types), CUPEL_OK);
    if (cupel_drop_all(one->registry, one->engine) != CUPEL_OK ||
        cupel_create_all(one->registry, one->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(one->registry));
    one->connection = cupel_connect(one->engine);
}

static void open_copy(copy_fixture *one)
{
    open_logged(one, NULL);
}

static void close_copy(copy_fixture *one)
{
    cupel_connection_close(one->connection);
    cupel_registry_close(one->registry);
    cupel_engine_close(one->engine);
}

static void copy_ok(const copy_fixture *one, cupel_code code)
{
    if (code != CUPEL_OK)
        fail_msg("%s: %s", cupel_code_name(code), cupel_error_text(one->connection));
}

static int64_t rows_there(copy_fixture *one)
{
    cupel_result *result =
        cupel_execute(one->connection, suite_is("m") ? "SELECT count(*) FROM `many: types`"
                                                     : "SELECT count(*) FROM \"many: types\"");
    const cupel_row *row = result ? cupel_result_next(result) : NULL;
    if (!row)
        fail_msg("%s", cupel_error_text(one->connection));
    int64_t count = cupel_row_int(row, 0);
    cupel_result_close(result);
    return count;
}

static const char odd_text[] = "tab\t, line\n, return\r, \\backslash\\N, \\., 'quote', \xc3\xa4";
static const cupel_uuid_value some_uuid = { { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0, 1,
                                              2, 3, 4, 5, 6, 7 } };

static cupel_code add_full_row(cupel_copy *copy, int id)
{
    static const unsigned char bytes[] = { 0, 1, '\\', '\n', 0xff };
    return cupel_copy_row(
        copy, id, true, INT64_MIN, -1.5e300, ((cupel_decimal_value){ "1234567890123456.7891" }),
        odd_text, ((cupel_blob_value){ bytes, sizeof bytes }), ((cupel_date_value){ 2024, 2, 29 }),
        ((cupel_time_value){ 1, 2, 3, 4 }), ((cupel_datetime_value){ 2001, 2, 3, 4, 5, 6, 7 }),
        ((cupel_timestamp_value){ 1000000000000001 }), some_uuid,
        ((cupel_json_value){ "{\"a\": \"b\\\\c\"}" }), "it's dark");
}

static void test_types(void **state)
{
    (void)state;
    copy_fixture one;
    open_copy(&one);
    cupel_copy *copy = cupel_copy_into(one.connection, "many: types", ALL_COLUMNS);
    if (!copy)
        fail_msg("%s", cupel_error_text(one.connection));
    copy_ok(&one, add_full_row(copy, 1));
    copy_ok(&one, cupel_copy_row(copy, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                 NULL, NULL, NULL, NULL));
    copy_ok(&one, cupel_copy_row(copy, 3, false, 0, 0.1, NULL, "", NULL, NULL, NULL, NULL, NULL,
                                 NULL, NULL, "light"));
    if (cupel_copy_close(copy) != 3)
        fail_msg("%s", cupel_error_text(one.connection));
    assert_int_equal(cupel_error_code(one.connection), CUPEL_OK);

    /* Read back as their types. */
    cupel_connection_close(one.connection);
    one.connection = NULL;
    cupel_session *session = cupel_session_open(one.registry, one.engine);
    const cupel_row **rows = cupel_all_rows(cupel_order_by(
        cupel_select(session, cupel_table_source(&many_types)), cupel_column(&many_types, "id")));
    if (!rows)
        fail_msg("%s", cupel_error_text(session));
    assert_int_equal(cupel_array_count(rows), 3);
    const cupel_row *row = rows[0];
    assert_true(cupel_row_bool(row, "flag"));
    assert_true(cupel_row_int(row, "big") == INT64_MIN);
    assert_true(cupel_row_double(row, "real") == -1.5e300);
    assert_string_equal(cupel_row_decimal(row, "price").digits, "1234567890123456.7891");
    assert_string_equal(cupel_row_text(row, "na:me"), odd_text);
    cupel_blob_value blob = cupel_row_blob(row, "data");
    assert_int_equal(blob.size, 5);
    assert_memory_equal(blob.data, "\0\1\\\n\xff", 5);
    assert_int_equal(cupel_row_date(row, "day").day, 29);
    assert_int_equal(cupel_row_time(row, "hour").microsecond, 4);
    assert_int_equal(cupel_row_datetime(row, "moment").microsecond, 7);
    assert_true(cupel_row_timestamp(row, "instant").microseconds == 1000000000000001);
    assert_memory_equal(cupel_row_uuid(row, "uuid").bytes, some_uuid.bytes, 16);
    assert_non_null(strstr(cupel_row_json(row, "document").text, "b\\\\c"));
    assert_int_equal(cupel_row_int(row, "shade"), 2);
    assert_int_equal(cupel_row_int(row, "given"), 7);
    for (size_t i = 1; i < 14; i++)
        assert_true(cupel_row_is_null(rows[1], (int)i));
    assert_string_equal(cupel_row_text(rows[2], "na:me"), "");
    assert_false(cupel_row_is_null(rows[2], "na:me"));
    cupel_session_close(session);
    close_copy(&one);
}

static void test_many(void **state)
{
    (void)state;
    copy_fixture one;
    open_copy(&one);
    int64_t expected = suite_is("postgres") ? 100000 : 20000;
    cupel_copy *copy = cupel_copy_into(one.connection, "many: types", "id", "na:me");
    assert_non_null(copy);
    for (int64_t i = 0; i < expected; i++) {
        char text[40]; /* copied */
        snprintf(text, sizeof text, "row %lld", (long long)i);
        copy_ok(&one, cupel_copy_row(copy, i + 100, text));
    }
    assert_int_equal(cupel_copy_close(copy), expected);
    assert_int_equal(rows_there(&one), expected);
    copy = cupel_copy_into(one.connection, "many: types", "id");
    assert_non_null(copy);
    assert_int_equal(cupel_copy_close(copy), 0);
    close_copy(&one);
}

/* All rows or none, whatever goes wrong. */
static void test_errors(void **state)
{
    (void)state;
    copy_fixture one;
    open_copy(&one);
    cupel_copy *copy = cupel_copy_into(one.connection, "many: types", "id", "flag");
    assert_non_null(copy);
    (void)cupel_copy_row(copy, 1, true);
    (void)cupel_copy_row(copy, 13, true);
    (void)cupel_copy_row(copy, 3, true);
    assert_int_equal(cupel_copy_close(copy), -1);
    assert_int_equal(cupel_error_code(one.connection), CUPEL_INTEGRITY_ERROR);
    assert_int_equal(cupel_error_reason(one.connection), CUPEL_REASON_CHECK);
    assert_non_null(strstr(cupel_error(one.connection)->sql, "many: types"));
    if (suite_is("postgres"))
        assert_non_null(strstr(cupel_error_text(one.connection), "line 2"));
    assert_int_equal(rows_there(&one), 0);

    if (suite_is("postgres")) {
        copy = cupel_copy_into(one.connection, "many: types", "id", "price");
        assert_non_null(copy);
        (void)cupel_copy_row(copy, 1, "1.5");
        (void)cupel_copy_row(copy, 2, "no number");
        assert_int_equal(cupel_copy_close(copy), -1);
        assert_int_equal(cupel_error_code(one.connection), CUPEL_DATA_ERROR);
        assert_non_null(strstr(cupel_error_text(one.connection), "line 2, column price"));
        assert_int_equal(rows_there(&one), 0);
    }

    /* Another number of values, which ends it. */
    copy = cupel_copy_into(one.connection, "many: types", "id", "flag");
    assert_non_null(copy);
    copy_ok(&one, cupel_copy_row(copy, 1, true));
    assert_int_equal(cupel_copy_row(copy, 2), CUPEL_INVALID_ARGUMENT);
    assert_string_equal(cupel_error_text(one.connection),
                        "row 2 has 1 values, there are 2 columns");
    assert_int_equal(cupel_copy_row(copy, 2, true), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_copy_close(copy), -1);
    assert_int_equal(cupel_error_code(one.connection), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(rows_there(&one), 0);

    /* Values that cannot be sent. */
    copy = cupel_copy_into(one.connection, "many: types", "id", "na:me");
    assert_non_null(copy);
    assert_int_not_equal(cupel_copy_row(copy, 1, "\xff\xfe"), CUPEL_OK);
    cupel_copy_cancel(copy);
    copy = cupel_copy_into(one.connection, "many: types", "id", "na:me");
    assert_non_null(copy);
    assert_int_equal(cupel_copy_row(copy, 1, cupel_column(&many_types, "id")), CUPEL_TYPE_MISMATCH);
    assert_int_equal(cupel_copy_close(copy), -1);
    assert_int_equal(rows_there(&one), 0);

    /* What is not there. */
    copy = cupel_copy_into(one.connection, "nowhere", "id");
    if (copy) {
        (void)cupel_copy_row(copy, 1);
        assert_int_equal(cupel_copy_close(copy), -1);
    }
    assert_int_not_equal(cupel_error_code(one.connection), CUPEL_OK);
    assert_null(cupel_copy_open(one.connection, NULL, NULL, 1, (const char *const[]){ "id" }));
    assert_int_equal(cupel_error_code(one.connection), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_copy_open(one.connection, NULL, "t", 0, NULL));
    assert_null(cupel_copy_open(NULL, NULL, "t", 1, (const char *const[]){ "id" }));
    assert_int_equal(cupel_copy_values(NULL, 0, NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_copy_close(NULL), -1);
    cupel_copy_cancel(NULL);
    close_copy(&one);
}

static void test_alone(void **state)
{
    (void)state;
    copy_fixture one;
    open_copy(&one);
    cupel_copy *copy = cupel_copy_into(one.connection, "many: types", "id");
    assert_non_null(copy);
    copy_ok(&one, cupel_copy_row(copy, 1));
    assert_null(cupel_execute(one.connection, "SELECT 1"));
    assert_int_equal(cupel_error_code(one.connection), CUPEL_INVALID_REQUEST);
    assert_null(cupel_copy_into(one.connection, "many: types", "id"));
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_INVALID_REQUEST);
    copy_ok(&one, cupel_copy_row(copy, 2));
    assert_int_equal(cupel_copy_close(copy), 2);

    /* Part of the program's transaction. */
    copy_ok(&one, cupel_connection_begin(one.connection));
    copy = cupel_copy_into(one.connection, "many: types", "id");
    assert_non_null(copy);
    copy_ok(&one, cupel_copy_row(copy, 3));
    assert_int_equal(cupel_copy_close(copy), 1);
    assert_int_equal(rows_there(&one), 3);
    copy_ok(&one, cupel_connection_rollback(one.connection));
    assert_int_equal(rows_there(&one), 2);

    /* Given up, and left open. */
    copy = cupel_copy_into(one.connection, "many: types", "id");
    assert_non_null(copy);
    copy_ok(&one, cupel_copy_row(copy, 3));
    cupel_copy_cancel(copy);
    assert_int_equal(rows_there(&one), 2);
    copy = cupel_copy_into(one.connection, "many: types", "id");
    assert_non_null(copy);
    copy_ok(&one, cupel_copy_row(copy, 3));
    cupel_connection_close(one.connection);
    one.connection = cupel_connect(one.engine);
    assert_int_equal(rows_there(&one), 2);
    close_copy(&one);
}

/* What was sent, where others than PostgreSQL's driver insert the rows as every other statement does. */
static size_t inserts_sent(void)
{
    size_t count = 0;
    for (size_t i = 0; i < suite_log.count; i++)
        count += strncmp(suite_log.texts[i], "INSERT INTO ", 12) == 0;
    cu_test_statements_clear(&suite_log);
    return count;
}

/* What the driver loads is one statement in the log, however many rows it has; there with the name of the schema, too. */
static void test_log(void **state)
{
    (void)state;
    copy_fixture one;
    bool copies = suite_is("postgresql");
    open_logged(&one, cu_test_statements_log);
    cupel_connection *connection = one.connection;
    cu_test_statements_clear(&suite_log);
    cupel_copy *copy = cupel_copy_open(connection, copies ? "public" : NULL, "many: types", 1,
                                       (const char *const[]){ "id" });
    assert_non_null(copy);
    assert_int_equal(cupel_copy_row(copy, 1), CUPEL_OK);
    assert_int_equal(cupel_copy_row(copy, 2), CUPEL_OK);
    assert_int_equal(cupel_copy_close(copy), 2);
    if (copies)
        cu_test_statements_expect(&suite_log,
                                  "COPY public.\"many: types\" (id) FROM STDIN () 2 rows");
    else
        assert_int_equal(inserts_sent(), 1);
    copy = cupel_copy_into(connection, "many: types", "id");
    assert_non_null(copy);
    assert_int_equal(cupel_copy_row(copy, 13), CUPEL_OK);
    assert_int_equal(cupel_copy_close(copy), -1);
    if (copies)
        cu_test_statements_expect(&suite_log,
                                  "COPY \"many: types\" (id) FROM STDIN () INTEGRITY_ERROR");
    else
        assert_int_equal(inserts_sent(), 1);
    assert_int_equal(rows_there(&one), 2);
    close_copy(&one);
    cu_test_statements_clear(&suite_log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_types), SUITE_TEST(test_many), SUITE_TEST(test_errors),
        SUITE_TEST(test_alone), SUITE_TEST(test_log),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
