/*
 * Many sets of values where the driver has no way to run them together.
 */
#include "cursor_fixture.h"

static cupel_code run_sets(cursor_fixture *one, const char *sql, size_t sets,
                           const cupel_value *values, cupel_value *returned, int64_t *changes)
{
    cu_cursor cursor = { 0 };
    cu_compiled *compiled = cu_compiled_text(sql, 2, true);
    assert_non_null(compiled);
    cupel_code code = cu_cursor_open_many(&cursor, one->connection, compiled, &one->error);
    if (code == CUPEL_OK)
        code = cu_cursor_many(&cursor, sets, values, returned, &one->arena, &one->error);
    *changes = code == CUPEL_OK ? cu_cursor_changes(&cursor) : 0;
    cu_cursor_close(&cursor);
    cu_compiled_release(compiled);
    return code;
}

static void test_one_by_one(void **state)
{
    (void)state;
    cursor_fixture one;
    cupel_value values[6], returned[3];
    int64_t changes;
    cursor_make(&one);
    assert_null(one.connection->driver->run_many);
    for (int i = 0; i < 3; i++) {
        values[2 * i] = cupel_value_int(i + 1);
        values[2 * i + 1] = cupel_value_text(cursor_letters[i]);
    }
    assert_int_equal(
        run_sets(&one, "INSERT INTO t (a, b) VALUES (?, ?)", 3, values, NULL, &changes), CUPEL_OK);
    assert_int_equal(changes, 3);
    cu_test_statements_expect(&one.log, "INSERT INTO t (a, b) VALUES (?, ?) ((1, 'x'), (2, 'y'), "
                                        "(3, 'z')) 3 rows");
    /* Texts that come back stay, each. */
    static const char *const others[] = { "u", "v", "w" };
    for (int i = 0; i < 3; i++) {
        values[2 * i] = cupel_value_int(i + 10);
        values[2 * i + 1] = cupel_value_text(others[i]);
    }
    assert_int_equal(run_sets(&one, "INSERT INTO t (a, b) VALUES (?, ?) RETURNING b || a", 3,
                              values, returned, &changes),
                     CUPEL_OK);
    assert_int_equal(changes, 3);
    assert_string_equal(returned[0].as.text, "u10");
    assert_string_equal(returned[2].as.text, "w12");
    assert_int_equal(
        run_sets(&one, "INSERT INTO t (a, b) VALUES (?, ?)", 0, values, NULL, &changes), CUPEL_OK);
    assert_int_equal(changes, 0);
    cursor_destroy(&one);
}

static void test_failing(void **state)
{
    (void)state;
    cursor_fixture one;
    int64_t changes;
    cursor_make(&one);
    const cupel_value values[] = { cupel_value_int(1), cupel_value_text("x"), cupel_value_int(1),
                                   cupel_value_text("y") };
    assert_int_equal(
        run_sets(&one, "INSERT INTO t (a, b) VALUES (?, ?)", 2, values, NULL, &changes),
        CUPEL_INTEGRITY_ERROR);
    assert_string_equal(one.error.public.parameters, "(1, 'y')");
    cu_test_statements_expect(&one.log, "INSERT INTO t (a, b) VALUES (?, ?) (1, 'x') 1 row",
                              "INSERT INTO t (a, b) VALUES (?, ?) (1, 'y') INTEGRITY_ERROR");
    assert_int_equal(run_sets(&one, "INSERT INTO nowhere VALUES (?, ?)", 2, values, NULL, &changes),
                     CUPEL_OPERATIONAL_ERROR);
    cursor_destroy(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_one_by_one),
        TEST(test_failing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
