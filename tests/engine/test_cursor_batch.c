/*
 * One statement run with one set of values after the other.
 */
#include "cursor_fixture.h"

static void test_batch(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    cu_compiled *insert = cursor_compile("INSERT INTO t (b) VALUES (?)", 1);
    cu_cursor cursor = { 0 };
    cupel_value value; /* the same memory for each set, as batches have it */
    char text[] = "a";
    value = cupel_value_text(text);
    cursor_open(&fixture, &cursor, insert, &value);
    assert_false(cursor_step(&fixture, &cursor));
    for (char letter = 'b'; letter <= 'd'; letter++) {
        text[0] = letter;
        assert_int_equal(cu_cursor_again(&cursor, &value, &fixture.error), CUPEL_OK);
        assert_false(cursor_step(&fixture, &cursor));
        assert_int_equal(cu_cursor_changes(&cursor), 1);
        assert_int_equal(cu_cursor_last_insert_id(&cursor), letter - 'a' + 1);
    }
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log,
                              "INSERT INTO t (b) VALUES (?) (('a'), ('b'), ('c'), ('d')) 4 rows");
    cu_compiled_release(insert);
    cursor_destroy(&fixture);
}

/* One that fails has a record of its own, and the cursor can go on. */
static void test_batch_that_fails(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    cu_compiled *insert = cursor_compile("INSERT INTO t (b) VALUES (?)", 1);
    static const char *const texts[] = { "a", "b", "a", "c" };
    cu_cursor cursor = { 0 };
    for (size_t i = 0; i < CU_LENGTH(texts); i++) {
        cupel_value value = cupel_value_text(texts[i]);
        bool row;
        if (i == 0)
            cursor_open(&fixture, &cursor, insert, &value);
        else
            assert_int_equal(cu_cursor_again(&cursor, &value, &fixture.error), CUPEL_OK);
        assert_int_equal(cu_cursor_step(&cursor, &row, &fixture.error),
                         i == 2 ? CUPEL_INTEGRITY_ERROR : CUPEL_OK);
    }
    assert_string_equal(fixture.error.public.sql, "INSERT INTO t (b) VALUES (?)");
    assert_string_equal(fixture.error.public.parameters, "('a')");
    assert_int_equal(fixture.error.public.reason, CUPEL_REASON_UNIQUE);
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log, "INSERT INTO t (b) VALUES (?) (('a'), ('b')) 2 rows",
                              "INSERT INTO t (b) VALUES (?) ('a') INTEGRITY_ERROR",
                              "INSERT INTO t (b) VALUES (?) ('c') 1 row");
    cu_compiled_release(insert);
    cursor_destroy(&fixture);
}

static void test_long_batch(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    cu_compiled *insert = cursor_compile("INSERT INTO t (a) VALUES (?)", 1);
    cu_cursor cursor = { 0 };
    for (int i = 0; i < 2500; i++) {
        cupel_value value = cupel_value_int(i);
        if (i == 0)
            cursor_open(&fixture, &cursor, insert, &value);
        else
            assert_int_equal(cu_cursor_again(&cursor, &value, &fixture.error), CUPEL_OK);
        assert_false(cursor_step(&fixture, &cursor));
    }
    cu_cursor_close(&cursor);
    cu_test_statements_expect(&fixture.log,
                              "INSERT INTO t (a) VALUES (?) ((0), (1), (2), (3), (4), (5), (6), "
                              "(7), (8), (9), ... (990 more sets)) 1000 rows",
                              "INSERT INTO t (a) VALUES (?) ((1000), (1001), (1002), (1003), "
                              "(1004), (1005), (1006), (1007), (1008), (1009), ... (990 more "
                              "sets)) 1000 rows",
                              "INSERT INTO t (a) VALUES (?) ((2000), (2001), (2002), (2003), "
                              "(2004), (2005), (2006), (2007), (2008), (2009), ... (490 more "
                              "sets)) 500 rows");
    cu_compiled_release(insert);
    cursor_destroy(&fixture);
}

static void test_batch_with_rows(void **state)
{
    (void)state;
    cursor_fixture fixture;
    cursor_make(&fixture);
    cu_compiled *insert = cursor_compile("INSERT INTO t (b) VALUES (?) RETURNING a", 1);
    cu_cursor cursor = { 0 };
    for (int64_t i = 1; i <= 3; i++) {
        cupel_value value = cupel_value_text(cursor_letters[i - 1]), cell;
        if (i == 1)
            cursor_open(&fixture, &cursor, insert, &value);
        else
            assert_int_equal(cu_cursor_again(&cursor, &value, &fixture.error), CUPEL_OK);
        assert_true(cursor_step(&fixture, &cursor));
        assert_int_equal(cu_cursor_read(&cursor, &cell, &fixture.error), CUPEL_OK);
        assert_int_equal(cell.as.integer, i);
    }
    cu_cursor_close(&cursor);
    cu_test_statements_expect(
        &fixture.log, "INSERT INTO t (b) VALUES (?) RETURNING a (('x'), ('y'), ('z')) 3 rows");
    cu_compiled_release(insert);
    /* They are there although nobody went to the end. */
    bool found;
    assert_int_equal(cu_connection_ask(fixture.connection, "SELECT 1 FROM t WHERE b = 'z'", &found,
                                       &fixture.error),
                     CUPEL_OK);
    assert_true(found);
    cursor_destroy(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_batch),
        TEST(test_batch_that_fails),
        TEST(test_long_batch),
        TEST(test_batch_with_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
