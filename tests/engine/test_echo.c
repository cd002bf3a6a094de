#include "engine/engine.h"

#include "../support/failing_alloc.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct echo_output {
    FILE *file;
    char *text;
    size_t size;
} echo_output;

static void output_open(echo_output *output)
{
    output->file = open_memstream(&output->text, &output->size);
    assert_non_null(output->file);
}

/* What was written must be `expected`, with the times in it as 0.000. */
static void output_expect(echo_output *output, const char *expected)
{
    fclose(output->file);
    char *to = output->text;
    for (const char *from = output->text; *from; from++) {
        *to++ = *from;
        size_t digits = *from == '[' ? strspn(from + 1, "0123456789.") : 0;
        if (digits > 4 && strncmp(from + 1 + digits, " ms", 3) == 0) {
            memcpy(to, "0.000", 5);
            to += 5;
            from += digits;
        }
    }
    *to = '\0';
    assert_string_equal(output->text, expected);
    free(output->text);
}

static void test_statements(void **state)
{
    (void)state;
    echo_output output;
    output_open(&output);
    cupel_engine *engine = cupel_engine_open("sqlite://", .echo = true, .echo_file = output.file);
    cupel_connection *connection = cupel_connect(engine);
    cupel_execute_script(connection, "CREATE TABLE t (a INTEGER PRIMARY KEY,\n    b TEXT UNIQUE)");
    cupel_connection_begin(connection);
    cupel_result_close(cupel_execute(connection, "INSERT INTO t (b) VALUES (:b), (:c)",
                                     cupel_bind("b", "it's"), cupel_bind("c", NULL)));
    assert_null(
        cupel_execute(connection, "INSERT INTO t (b) VALUES (:b)", cupel_bind("b", "it's")));
    cupel_connection_commit(connection);
    cupel_result *result = cupel_execute(connection, "SELECT * FROM t");
    while (cupel_result_next(result))
        ;
    cupel_result_close(cupel_execute(connection, "DELETE FROM t WHERE a = 7"));
    cupel_result_close(cupel_execute(connection, "DELETE FROM t"));
    assert_int_equal(cupel_execute_script(connection, "COMMIT"), CUPEL_OPERATIONAL_ERROR);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
    output_expect(&output, "CREATE TABLE t (a INTEGER PRIMARY KEY,\n"
                           "    b TEXT UNIQUE)\n"
                           "[0.000 ms] ()\n"
                           "BEGIN\n"
                           "INSERT INTO t (b) VALUES (?), (?)\n"
                           "[0.000 ms, 2 rows] ('it''s', NULL)\n"
                           "INSERT INTO t (b) VALUES (?)\n"
                           "[0.000 ms, INTEGRITY_ERROR] ('it''s')\n"
                           "COMMIT\n"
                           "SELECT * FROM t\n"
                           "[0.000 ms] ()\n"
                           "[0.000 ms, 2 rows] SELECT * FROM t\n"
                           "DELETE FROM t WHERE a = 7\n"
                           "[0.000 ms, 0 rows] ()\n"
                           "DELETE FROM t\n"
                           "[0.000 ms, 2 rows] ()\n"
                           "COMMIT\n"
                           "[0.000 ms, OPERATIONAL_ERROR] ()\n");
}

/* A query that is read while other statements run comes before them, and its rows when they are counted. */
static void test_read_slowly(void **state)
{
    (void)state;
    echo_output output;
    output_open(&output);
    cupel_engine *engine = cupel_engine_open("sqlite://", .echo_file = output.file);
    cupel_connection *connection = cupel_connect(engine);
    cupel_execute_script(connection, "CREATE TABLE t (a INTEGER)");
    cupel_result_close(cupel_execute(connection, "INSERT INTO t VALUES (1), (2)"));
    cupel_result *outer =
        cupel_execute(connection, "SELECT a\nFROM t\nWHERE a < :a", cupel_bind("a", 9));
    for (const cupel_row *row; (row = cupel_result_next(outer)) != NULL;) {
        fprintf(output.file, "%d\n", (int)cupel_row_int(row, 0));
        cupel_result *inner = cupel_execute(connection, "SELECT 5 WHERE 1 = :a",
                                            cupel_bind("a", cupel_row_int(row, 0)));
        assert_non_null(inner);
        cupel_result_close(inner);
    }
    cupel_result_close(outer);
    /* One that fails half way is shown whole again. */
    outer = cupel_execute(connection, "SELECT 1 UNION ALL SELECT abs(-9223372036854775807 - a) "
                                      "FROM t");
    assert_non_null(cupel_result_next(outer));
    assert_null(cupel_result_next(outer));
    cupel_connection_close(connection);
    cupel_engine_close(engine);
    output_expect(&output, "CREATE TABLE t (a INTEGER)\n"
                           "[0.000 ms] ()\n"
                           "INSERT INTO t VALUES (1), (2)\n"
                           "[0.000 ms, 2 rows] ()\n"
                           "SELECT a\nFROM t\nWHERE a < ?\n"
                           "[0.000 ms] (9)\n"
                           "1\n"
                           "SELECT 5 WHERE 1 = ?\n"
                           "[0.000 ms] (1)\n"
                           "[0.000 ms, 1 row] SELECT 5 WHERE 1 = ?\n"
                           "2\n"
                           "SELECT 5 WHERE 1 = ?\n"
                           "[0.000 ms, 0 rows] (2)\n"
                           "[0.000 ms, 2 rows] SELECT a ...\n"
                           "SELECT 1 UNION ALL SELECT abs(-9223372036854775807 - a) FROM t\n"
                           "[0.000 ms] ()\n"
                           "SELECT 1 UNION ALL SELECT abs(-9223372036854775807 - a) FROM t\n"
                           "[0.000 ms, OPERATIONAL_ERROR] ()\n");
}

static void test_hidden(void **state)
{
    (void)state;
    echo_output output;
    output_open(&output);
    cupel_engine *engine =
        cupel_engine_open("sqlite://", .echo_file = output.file, .hide_parameters = true);
    cupel_connection *connection = cupel_connect(engine);
    cupel_result_close(cupel_execute(connection, "SELECT :a", cupel_bind("a", "secret")));
    assert_null(cupel_execute(connection, "SELECT :a FROM nowhere", cupel_bind("a", "secret")));
    assert_string_equal(cupel_connection_error(connection)->parameters, "(hidden)");
    cupel_connection_close(connection);
    cupel_engine_close(engine);
    output_expect(&output, "SELECT ?\n"
                           "[0.000 ms] (hidden)\n"
                           "[0.000 ms, 1 row] SELECT ?\n"
                           "SELECT ? FROM nowhere\n"
                           "[0.000 ms, OPERATIONAL_ERROR] (hidden)\n");
}

/* Records as other drivers may make them. */
static void test_records(void **state)
{
    (void)state;
    echo_output output;
    output_open(&output);
    cupel_engine *engine = cupel_engine_open("sqlite://", .echo_file = output.file);
    const cupel_value values[] = { { .kind = CUPEL_KIND_INT, .as = { .integer = 1 } },
                                   { .kind = CUPEL_KIND_INT, .as = { .integer = 2 } } };
    const cupel_log_record records[] = {
        { .text = "A ?",
          .values = values,
          .values_per_set = 1,
          .sets = 2,
          .rows = 2,
          .nanoseconds = 1234567 },
        { .text = "B", .sets = 1, .rows = 1, .nanoseconds = 62001999 },
        { .text = "C", .sets = 1, .rows = -1 },
        { .text = "SAVEPOINT x", .sets = 1, .rows = -1 },
        { .text = "RELEASE SAVEPOINT x", .sets = 1, .rows = -1 },
        { .text = "START TRANSACTION", .sets = 1, .rows = -1 },
        { .kind = CUPEL_LOG_WARNING, .text = "look" },
        { .kind = CUPEL_LOG_CONNECTION, .text = "opened" },
    };
    for (size_t i = 0; i < CU_LENGTH(records); i++)
        cu_engine_log(engine, &records[i]);
    fclose(output.file);
    assert_string_equal(output.text, "A ?\n"
                                     "[1.234 ms, 2 rows] ((1), (2))\n"
                                     "B\n"
                                     "[62.001 ms, 1 row] ()\n"
                                     "C\n"
                                     "[0.000 ms] ()\n"
                                     "SAVEPOINT x\n"
                                     "RELEASE SAVEPOINT x\n"
                                     "START TRANSACTION\n"
                                     "warning: look\n");
    free(output.text);
    cupel_engine_close(engine);
}

static void *echo_many(void *data)
{
    const cupel_log_record record = { .text = "SELECT\nSELECT", .sets = 1, .rows = 1 };
    for (size_t i = 0; i < 500; i++)
        cu_engine_log(data, &record);
    return NULL;
}

/* Records of several threads do not mix. */
static void test_threads(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    static const char block[] = "SELECT\nSELECT\n[0.000 ms, 1 row] ()\n";
    echo_output output;
    pthread_t threads[THREADS];
    output_open(&output);
    cupel_engine *engine = cupel_engine_open("sqlite://", .echo_file = output.file);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, echo_many, engine), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    fclose(output.file);
    assert_int_equal(output.size, THREADS * 500 * (sizeof block - 1));
    for (size_t at = 0; at < output.size; at += sizeof block - 1)
        assert_memory_equal(output.text + at, block, sizeof block - 1);
    free(output.text);
    cupel_engine_close(engine);
}

static void test_no_memory(void **state)
{
    (void)state;
    echo_output output;
    output_open(&output);
    cupel_engine *engine = cupel_engine_open("sqlite://", .echo_file = output.file);
    const cupel_value value = { .kind = CUPEL_KIND_INT, .as = { .integer = 1 } };
    const cupel_log_record record = {
        .text = "SELECT ?", .values = &value, .values_per_set = 1, .sets = 1, .rows = 1
    };
    cu_test_alloc_fail_at(1, true);
    cu_engine_log(engine, &record);
    cu_test_alloc_fail_at(2, false);
    cu_engine_log(engine, &record);
    cu_test_alloc_fail_at(0, false);
    fclose(output.file);
    assert_string_equal(output.text, "(no memory was left to show what was run)\n"
                                     "SELECT ?\n"
                                     "[0.000 ms, 1 row] (no memory was left to show them)\n");
    free(output.text);
    cupel_engine_close(engine);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_statements), TEST(test_read_slowly), TEST(test_hidden),
        TEST(test_records),    TEST(test_threads),     TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
