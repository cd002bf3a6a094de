#include "fixture.h"

#include "sql/compiled.h"
#include <stdio.h>

/* Sets of a number and a text that is NULL now and then. */
static cupel_value *make_sets(size_t sets)
{
    static char texts[5000][20];
    cupel_value *values = calloc(sets * 2, sizeof *values);
    assert_non_null(values);
    assert_true(sets <= 5000);
    for (size_t i = 0; i < sets; i++) {
        snprintf(texts[i], sizeof texts[i], "text %zu", i);
        values[2 * i] = cupel_value_int((int64_t)i);
        values[2 * i + 1] = i % 3 == 0 ? cupel_value_null() : cupel_value_text(texts[i]);
    }
    return values;
}

static void test_many(void **state)
{
    (void)state;
    enum { sets = 5000 };
    fixture one;
    cu_arena arena;
    int64_t changes;
    static cupel_value returned[sets];
    open_server(&one);
    cu_arena_init(&arena, 0);
    assert_true(one.connection->driver->run_many != NULL);
    cupel_value *values = make_sets(sets);
    run(&one,
        "CREATE OR REPLACE TABLE m (id INT PRIMARY KEY AUTO_INCREMENT, n INT, t VARCHAR(20))");
    assert_int_equal(run_many(&one, "INSERT INTO m (n, t) VALUES (?, ?)", 2, sets, values, NULL,
                              &changes, &arena),
                     CUPEL_OK);
    assert_int_equal(changes, sets);
    assert_int_equal(number(&one, "SELECT count(*) FROM m WHERE t IS NULL"), (sets + 2) / 3);
    assert_int_equal(number(&one, "SELECT count(*) FROM m WHERE t = CONCAT('text ', n)"),
                     sets - (sets + 2) / 3);
    run(&one, "DELETE FROM m");
    /* With what the database makes, in the order of the sets. */
    assert_int_equal(run_many(&one, "INSERT INTO m (n, t) VALUES (?, ?) RETURNING id * 10 + n % 10",
                              2, sets, values, returned, &changes, &arena),
                     CUPEL_OK);
    assert_int_equal(changes, sets);
    for (int i = 0; i < sets; i++)
        assert_int_equal(returned[i].as.integer % 10, i % 10);
    assert_int_equal(run_many(&one, "INSERT INTO m (n, t) VALUES (?, ?) RETURNING t", 2, 7, values,
                              returned, &changes, &arena),
                     CUPEL_OK);
    assert_int_equal(returned[3].kind, CUPEL_KIND_NULL);
    assert_string_equal(returned[5].as.text, "text 5");
    /* Rows found, changed or not. */
    run(&one, "DELETE FROM m; INSERT INTO m (id, n) SELECT seq, seq FROM seq_1_to_100");
    for (int i = 0; i < 200; i++)
        values[i] = cupel_value_int(i / 2 + 1);
    assert_int_equal(
        run_many(&one, "UPDATE m SET n = ? WHERE id = ?", 2, 100, values, NULL, &changes, &arena),
        CUPEL_OK);
    assert_int_equal(changes, 100);
    assert_int_equal(run_many(&one, "DELETE FROM m WHERE n = ? AND id = ?", 2, 60, values, NULL,
                              &changes, &arena),
                     CUPEL_OK);
    assert_int_equal(changes, 60);
    free(values);
    cu_arena_free(&arena);
    close_server(&one);
}

/* Every kind of value, kinds that change from set to set, and sets that are too large to go together. */
static void test_many_kinds(void **state)
{
    (void)state;
    fixture one;
    cu_arena arena;
    int64_t changes;
    open_server(&one);
    cu_arena_init(&arena, 0);
    const cupel_value kinds[] = {
        cupel_value_bool(true),
        cupel_value_bool(false),
        cupel_value_int(-5),
        cupel_value_int(7),
        cupel_value_of_unsigned(UINT64_MAX),
        cupel_value_double(1.5),
        cupel_value_double(-2.5),
        cupel_value_text("x"),
        cupel_value_text(""),
        cupel_value_blob((cupel_blob_value){ "a\0b", 3 }),
        cupel_value_blob((cupel_blob_value){ "", 0 }),
        cupel_value_decimal((cupel_decimal_value){ "1.50" }),
        cupel_value_decimal((cupel_decimal_value){ "-99999999999999999999.25" }),
        cupel_value_date((cupel_date_value){ 2024, 2, 29 }),
        cupel_value_date((cupel_date_value){ 1, 1, 1 }),
        cupel_value_time((cupel_time_value){ 23, 59, 59, 999999 }),
        cupel_value_time((cupel_time_value){ 0, 0, 0, 0 }),
        cupel_value_datetime((cupel_datetime_value){ 2024, 2, 29, 1, 2, 3, 4 }),
        cupel_value_datetime((cupel_datetime_value){ 2024, 2, 29, 0, 0, 0, 0 }),
        cupel_value_timestamp((cupel_timestamp_value){ 1 }),
        cupel_value_timestamp((cupel_timestamp_value){ 1000000 }),
        cupel_value_null(),
        cupel_value_null(),
        cupel_value_json((cupel_json_value){ "[1]" }),
    };
    cupel_value values[2 * CU_LENGTH(kinds)];
    for (size_t i = 0; i < CU_LENGTH(kinds); i++) {
        values[2 * i] = cupel_value_int((int64_t)i);
        values[2 * i + 1] = kinds[i];
    }
    run(&one, "CREATE OR REPLACE TABLE k (n INT PRIMARY KEY, v VARCHAR(100))");
    run(&one, "CREATE OR REPLACE TABLE k1 LIKE k");
    assert_int_equal(run_many(&one, "INSERT INTO k VALUES (?, ?)", 2, CU_LENGTH(kinds), values,
                              NULL, &changes, &arena),
                     CUPEL_OK);
    assert_int_equal(changes, CU_LENGTH(kinds));
    /* The same as one by one. */
    for (size_t i = 0; i < CU_LENGTH(kinds); i++)
        assert_int_equal(run_many(&one, "INSERT INTO k1 VALUES (?, ?)", 2, 1, values + 2 * i, NULL,
                                  &changes, &arena),
                         CUPEL_OK);
    assert_int_equal(
        number(&one, "SELECT count(*) FROM k JOIN k1 ON k.n = k1.n WHERE k.v <=> k1.v"),
        CU_LENGTH(kinds));
    /* A megabyte each. */
    char *large = malloc(1000001);
    assert_non_null(large);
    memset(large, 'x', 1000000);
    large[1000000] = '\0';
    cupel_value sets[10];
    for (int i = 0; i < 10; i++)
        sets[i] = cupel_value_text(large);
    run(&one, "CREATE OR REPLACE TABLE large (t LONGTEXT)");
    assert_int_equal(
        run_many(&one, "INSERT INTO large VALUES (?)", 1, 10, sets, NULL, &changes, &arena),
        CUPEL_OK);
    assert_int_equal(changes, 10);
    assert_int_equal(number(&one, "SELECT SUM(LENGTH(t)) = 10000000 FROM large"), 1);
    free(large);
    cu_arena_free(&arena);
    close_server(&one);
}

static void test_many_failing(void **state)
{
    (void)state;
    fixture one;
    cu_arena arena;
    int64_t changes;
    open_server(&one);
    cu_arena_init(&arena, 0);
    cupel_value values[200];
    for (int i = 0; i < 200; i++)
        values[i] = cupel_value_int(i);
    run(&one, "CREATE OR REPLACE TABLE m (n INT PRIMARY KEY); INSERT INTO m VALUES (150)");
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    assert_int_equal(
        run_many(&one, "INSERT INTO m VALUES (?)", 1, 200, values, NULL, &changes, &arena),
        CUPEL_INTEGRITY_ERROR);
    const cupel_error *error = cupel_connection_error(one.connection);
    assert_int_equal(error->reason, CUPEL_REASON_UNIQUE);
    assert_non_null(strstr(error->parameters, " more sets)"));
    assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    assert_int_equal(number(&one, "SELECT count(*) FROM m"), 1);
    /* What cannot be sent at all. */
    values[100] = cupel_value_double(0.0 / 0.0);
    for (int i = 0; i < 200; i++)
        if (i != 100)
            values[i] = cupel_value_double(i + 1000);
    assert_int_equal(
        run_many(&one, "INSERT INTO m VALUES (?)", 1, 200, values, NULL, &changes, &arena),
        CUPEL_DATA_ERROR);
    assert_int_equal(number(&one, "SELECT 1"), 1);
    /* As long as it takes memory. */
    for (size_t n = 1;; n++) {
        run(&one, "DELETE FROM m");
        for (int i = 0; i < 200; i++)
            values[i] = cupel_value_int(i);
        cupel_value returned[200];
        cu_test_alloc_fail_at(n, false);
        cu_cursor cursor = { 0 };
        cu_error broken;
        cu_error_init(&broken);
        cu_compiled *compiled = cu_compiled_text("INSERT INTO m VALUES (?) RETURNING n", 1, true);
        cupel_code code = compiled ? cu_cursor_open_many(&cursor, one.connection, compiled, &broken)
                                   : CUPEL_NO_MEMORY;
        if (code == CUPEL_OK)
            code = cu_cursor_many(&cursor, 200, values, returned, &arena, &broken);
        size_t count = cu_test_alloc_count();
        cu_test_alloc_fail_at(0, false);
        cu_cursor_close(&cursor);
        cu_compiled_release(compiled);
        cu_error_free(&broken);
        if (count < n) {
            assert_int_equal(code, CUPEL_OK);
            break;
        }
        assert_int_equal(code, CUPEL_NO_MEMORY);
    }
    cu_arena_free(&arena);
    close_server(&one);
}

static void test_many_logged(void **state)
{
    (void)state;
    check_many_logged("INSERT INTO logged VALUES (?)", "INSERT INTO logged VALUES (?) RETURNING n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_many),
        SERVER_TEST(test_many_kinds),
        SERVER_TEST(test_many_failing),
        SERVER_TEST(test_many_logged),
    };
    return cmocka_run_group_tests(tests, NULL, drop_database);
}
