#include "fixture.h"

#include "../errors.h"
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void test_all(void **state)
{
    (void)state;
    static const expectation cases[] = {
        { "INSERT INTO child (id, name) VALUES (1, 'x')", CUPEL_INTEGRITY_ERROR,
          CUPEL_REASON_UNIQUE, "23505", "child_pkey", "child", "id", 0 },
        { "INSERT INTO child (id, name) VALUES (50, 'it''s')", CUPEL_INTEGRITY_ERROR,
          CUPEL_REASON_UNIQUE, "23505", "uq name", "child", "name", 0 },
        { "INSERT INTO child (name) VALUES (NULL)", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NOT_NULL,
          "23502", "", "child", "name", 0 },
        { "INSERT INTO child (name, a, b) VALUES ('x', 7, 7)", CUPEL_INTEGRITY_ERROR,
          CUPEL_REASON_FOREIGN_KEY, "23503", "fk parent", "child", "a, b", 0 },
        { "DELETE FROM parent WHERE a = 1", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_FOREIGN_KEY,
          "23503", "fk parent", "child", "a, b", 0 },
        { "INSERT INTO child (name, age) VALUES ('x', -1)", CUPEL_INTEGRITY_ERROR,
          CUPEL_REASON_CHECK, "23514", "ck_age", "child", "", 0 },
        { "SELECT 1 FROM missing", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NO_SUCH_TABLE, "42P01", "",
          "", "", 0 },
        { "SELECT nothing FROM child", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NONE, "42703", "", "",
          "", 0 },
        { "SELEC 1", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_SYNTAX, "42601", "", "", "", 0 },
        { "SELECT 1; SELECT 2", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_SYNTAX, "42601", "", "", "",
          0 },
        { "SELECT nothing()", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NONE, "42883", "", "", "", 0 },
        { "INSERT INTO child (name) VALUES ('123456789012345678901')", CUPEL_DATA_ERROR,
          CUPEL_REASON_TOO_LARGE, "22001", "", "", "", 0 },
        { "INSERT INTO child (name, age) VALUES ('x', 40000)", CUPEL_DATA_ERROR, CUPEL_REASON_NONE,
          "22003", "", "", "", 0 },
        { "INSERT INTO child (name, day) VALUES ('x', '2024-02-30')", CUPEL_DATA_ERROR,
          CUPEL_REASON_NONE, "22008", "", "", "", 0 },
        { "SELECT 1 / 0", CUPEL_DATA_ERROR, CUPEL_REASON_NONE, "22012", "", "", "", 0 },
        { "SELECT (SELECT 1 UNION SELECT 2)", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NONE, "21000",
          "", "", "", 0 },
    };
    fixture one;
    open_server(&one);
    run(&one,
        "DROP TABLE IF EXISTS child, parent;"
        "CREATE TABLE parent (a INT, b INT, PRIMARY KEY (a, b));"
        "CREATE TABLE child (id SERIAL PRIMARY KEY, name VARCHAR(20) NOT NULL, age SMALLINT, day "
        "DATE, a INT, b INT, CONSTRAINT \"uq name\" UNIQUE (name), CONSTRAINT ck_age CHECK (age >= "
        "0), CONSTRAINT \"fk parent\" FOREIGN KEY (a, b) REFERENCES parent (a, b));"
        "INSERT INTO parent VALUES (1, 2);"
        "INSERT INTO child (id, name, a, b) VALUES (1, 'it''s', 1, 2)");
    for (size_t i = 0; i < CU_LENGTH(cases); i++)
        check_error(failure(&one, cases[i].sql), &cases[i]);
    /* After all that the connection is as good as ever. */
    assert_int_equal(number(&one, "SELECT count(*) FROM child"), 1);
    close_server(&one);
}

static void expect(fixture *one, const char *sql, cupel_code code, cupel_reason reason)
{
    const cupel_error *error = failure(one, sql);
    if (error->code != code || error->reason != reason)
        fail_msg("%s: %s, %s: %s", sql, cupel_code_name(error->code),
                 cupel_reason_name(error->reason), error->text);
}

static void test_timeouts(void **state)
{
    (void)state;
    fixture one, holder;
    database_url();
    open_with(&one, cu_test_database_with(&database, "statement_timeout=100&lock_timeout=50"),
              NULL);
    expect(&one, "SELECT pg_sleep(10)", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_STATEMENT_TIMEOUT);
    open_server(&holder);
    run(&holder, "DROP TABLE IF EXISTS l; CREATE TABLE l (a INT)");
    assert_int_equal(cupel_connection_begin(holder.connection), CUPEL_OK);
    run(&holder, "LOCK TABLE l");
    expect(&one, "SELECT * FROM l", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_LOCKED);
    assert_int_equal(cupel_connection_rollback(holder.connection), CUPEL_OK);
    assert_int_equal(number(&one, "SELECT count(*) FROM l"), 0);
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    run(&one, "SET TRANSACTION READ ONLY");
    expect(&one, "INSERT INTO l VALUES (1)", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_READ_ONLY);
    close_server(&one);
    close_server(&holder);
}

static void test_serialization(void **state)
{
    (void)state;
    fixture one, two;
    open_server(&one);
    open_server(&two);
    run(&one, "DROP TABLE IF EXISTS z; CREATE TABLE z (id INT PRIMARY KEY, n INT); INSERT INTO z "
              "VALUES (1, 1), (2, 2)");
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    run(&one, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    assert_int_equal(number(&one, "SELECT n FROM z WHERE id = 1"), 1);
    run(&two, "UPDATE z SET n = 5 WHERE id = 1");
    expect(&one, "UPDATE z SET n = 6 WHERE id = 1", CUPEL_OPERATIONAL_ERROR,
           CUPEL_REASON_SERIALIZATION);
    assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    close_server(&one);
    close_server(&two);
}

/* ---- deadlock ---------------------------------------------------------------------------------- */

typedef struct locker {
    const char *url, *first, *second;
    pthread_barrier_t *barrier;
    cupel_reason reason;
} locker;

static void *lock_both(void *data)
{
    locker *one = data;
    cupel_engine *engine = cupel_engine_open(one->url);
    cupel_connection *connection = cupel_connect(engine);
    cupel_connection_begin(connection);
    cupel_code code = cupel_execute_script(connection, one->first);
    pthread_barrier_wait(one->barrier);
    if (code == CUPEL_OK)
        code = cupel_execute_script(connection, one->second);
    one->reason = cupel_connection_error(connection)->reason;
    cupel_connection_rollback(connection);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
    return NULL;
}

static void test_deadlock(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    run(&one, "DROP TABLE IF EXISTS z; CREATE TABLE z (id INT PRIMARY KEY, n INT); INSERT INTO z "
              "VALUES (1, 1), (2, 2)");
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, 2);
    const char *one_sql = "UPDATE z SET n = n + 1 WHERE id = 1";
    const char *two_sql = "UPDATE z SET n = n + 1 WHERE id = 2";
    locker both[] = {
        { .url = database.url, .first = one_sql, .second = two_sql, .barrier = &barrier },
        { .url = database.url, .first = two_sql, .second = one_sql, .barrier = &barrier }
    };
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, lock_both, &both[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&barrier);
    assert_int_equal(both[0].reason + both[1].reason, CUPEL_REASON_DEADLOCK);
    close_server(&one);
}

/* ---- interrupted ------------------------------------------------------------------------------- */

static void *sleep_long(void *data)
{
    fixture *one = data;
    cupel_result *result = cupel_execute(one->connection, "SELECT pg_sleep(30)");
    return result ? NULL : data;
}

static void test_interrupted(void **state)
{
    (void)state;
    fixture one;
    pthread_t thread;
    void *failed;
    open_server(&one);
    assert_int_equal(pthread_create(&thread, NULL, sleep_long, &one), 0);
    usleep(200000);
    one.connection->driver->interrupt(one.connection->native);
    pthread_join(thread, &failed);
    assert_non_null(failed);
    assert_int_equal(cupel_connection_error(one.connection)->reason, CUPEL_REASON_INTERRUPTED);
    assert_int_equal(number(&one, "SELECT 1"), 1);
    close_server(&one);
}

/* ---- connecting -------------------------------------------------------------------------------- */

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        cupel_code code;
        cupel_reason reason;
        const char *text;
    } cases[] = {
        { "postgresql://nobody@/cupel?host=%s", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_ACCESS_DENIED,
          "nobody" },
        { "postgresql://cupel@/nowhere?host=%s", CUPEL_OPERATIONAL_ERROR, CUPEL_REASON_CANNOT_OPEN,
          "nowhere" },
        { "postgresql://cupel:secret@/x?host=%s/nothing", CUPEL_OPERATIONAL_ERROR,
          CUPEL_REASON_CANNOT_OPEN, "nothing" },
    };
    const char *server = cu_test_server_url(SERVER_VARIABLE);
    const char *folder = strstr(server, "host=");
    assert_non_null(folder);
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        char url[1200];
        snprintf(url, sizeof url, cases[i].url, folder + strlen("host="));
        cupel_engine *engine = cupel_engine_open(url);
        cupel_connection *connection = cupel_connect(engine);
        const cupel_error *error = cupel_connection_error(connection);
        if (error->code != cases[i].code || error->reason != cases[i].reason ||
            !strstr(error->text, cases[i].text) || strstr(error->text, "secret"))
            fail_msg("%s: %s, %s: %s", url, cupel_code_name(error->code),
                     cupel_reason_name(error->reason), error->text);
        cupel_connection_close(connection);
        cupel_engine_close(engine);
    }
}

static void test_options(void **state)
{
    (void)state;
    static const struct {
        const char *url, *text;
    } wrong[] = {
        { "postgresql://h/d?sslmod=require", "'sslmod'" },
        { "postgresql://h/d?statement_timeout=soon", "statement_timeout" },
        { "postgresql://h/d?lock_timeout=-1", "lock_timeout" },
        { "postgresql://h/d?read_timeout=0", "a number of seconds from 1 to 86400, not '0'" },
        { "postgresql://h/d?read_timeout=1.5", "read_timeout" },
    };
    for (size_t i = 0; i < CU_LENGTH(wrong); i++) {
        cupel_engine *engine = cupel_engine_open(wrong[i].url);
        assert_int_equal(cupel_engine_error(engine)->code, CUPEL_INVALID_ARGUMENT);
        assert_non_null(strstr(cupel_engine_error(engine)->text, wrong[i].text));
        cupel_engine_close(engine);
    }
    fixture one;
    database_url();
    open_with(&one,
              cu_test_database_with(&database, "search_path=pg_catalog&application_name=shop"),
              NULL);
    cupel_result *result = query(&one, "SELECT current_setting('search_path'), "
                                       "current_setting('application_name'), "
                                       "current_setting('TimeZone')");
    const cupel_row *row = cupel_result_next(result);
    assert_string_equal(cupel_row_text_at(row, 0), "pg_catalog");
    assert_string_equal(cupel_row_text_at(row, 1), "shop");
    assert_string_equal(cupel_row_text_at(row, 2), "UTC");
    cupel_result_close(result);
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_all),      SERVER_TEST(test_timeouts),    SERVER_TEST(test_serialization),
        SERVER_TEST(test_deadlock), SERVER_TEST(test_interrupted), SERVER_TEST(test_refused),
        SERVER_TEST(test_options),
    };
    return cmocka_run_group_tests_name("postgresql/error", tests, NULL, drop_database);
}
