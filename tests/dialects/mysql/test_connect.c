#include "fixture.h"

#include <stdio.h>
#include <unistd.h>

static void test_session(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    cupel_result *result =
        query(&one, "SELECT @@time_zone, @@character_set_client, @@autocommit, @@sql_mode");
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    assert_string_equal(cupel_row_text_at(row, 0), "+00:00");
    assert_string_equal(cupel_row_text_at(row, 1), "utf8mb4");
    assert_int_equal(cupel_row_int_at(row, 2), 1);
    assert_non_null(strstr(cupel_row_text_at(row, 3), "STRICT_ALL_TABLES"));
    cupel_result_close(result);
    assert_int_equal(one.connection->driver->server_version(one.connection->native) / 10000, 10);
    close_server(&one);
}

static void test_options(void **state)
{
    (void)state;
    fixture one;
    database_url();
    open_with(&one,
              cu_test_database_with(&database, "sql_mode=ANSI&lock_wait_timeout=3&compress=1"
                                               "&program_name=tests&connect_timeout=5"
                                               "&read_timeout=20&write_timeout=20"),
              NULL);
    assert_int_equal(number(&one, "SELECT @@sql_mode LIKE '%ANSI_QUOTES%'"), 1);
    assert_int_equal(number(&one, "SELECT @@innodb_lock_wait_timeout"), 3);
    /* Rows are as whole when they are compressed. */
    cupel_result *result = query(
        &one,
        "SELECT seq, REPEAT(CHAR(65 + seq % 26 USING utf8mb4), seq % 3000) FROM seq_1_to_5000");
    const cupel_row *row;
    int64_t rows = 0;
    for (; (row = cupel_result_next(result)); rows++) {
        int64_t seq = cupel_row_int_at(row, 0);
        const char *text = cupel_row_text_at(row, 1);
        assert_int_equal(seq, rows + 1);
        assert_int_equal(strlen(text), seq % 3000);
        char only[2] = { (char)('A' + seq % 26), '\0' };
        assert_int_equal(strspn(text, only), seq % 3000);
    }
    assert_int_equal(rows, 5000);
    close_server(&one);
}

static void test_refused(void **state)
{
    (void)state;
    fixture one;
    char url[1500];
    const char *socket;
    open_server(&one);
    run(&one, "CREATE OR REPLACE USER cupel_test@localhost IDENTIFIED BY 's3cret+';"
              "GRANT ALL ON *.* TO cupel_test@localhost");
    socket = strstr(database.url, "unix_socket=");
    assert_non_null(socket);
    snprintf(url, sizeof url, "mysql://cupel_test:s3cretwrong@/%s?%s", database.name, socket);
    check_refused(url, CUPEL_REASON_ACCESS_DENIED, "connecting to mysql://cupel_test:***@/");
    snprintf(url, sizeof url, "mysql://cupel_test:s3cret%%2B@/nothing?%s", socket);
    check_refused(url, CUPEL_REASON_CANNOT_OPEN, "Unknown database 'nothing'");
    check_refused("mysql://u:s3cret@/d?unix_socket=/nonexistent/socket", CUPEL_REASON_CANNOT_OPEN,
                  "is the server running");
    check_refused("mysql://u:s3cret@127.0.0.1:1/d?connect_timeout=2", CUPEL_REASON_CANNOT_OPEN,
                  "is the server running");
    check_refused("mysql://u:s3cret@127.0.0.1:1,127.0.0.1:2/d?connect_timeout=2",
                  CUPEL_REASON_CANNOT_OPEN, "127.0.0.1");
    /* And with the right one it works. */
    fixture other;
    snprintf(url, sizeof url, "mysql://cupel_test:s3cret%%2B@/%s?%s", database.name, socket);
    open_with(&other, url, NULL);
    assert_int_equal(number(&other, "SELECT 1"), 1);
    close_server(&other);
    run(&one, "DROP USER cupel_test@localhost");
    close_server(&one);
}

static void test_tls_wanted(void **state)
{
    (void)state;
    char url[1500];
    database_url();
    snprintf(url, sizeof url, "%s&ssl=true", database.url);
    check_refused(url, CUPEL_REASON_CANNOT_OPEN, "ssl");
    snprintf(url, sizeof url, "%s&ssl_ca=/nonexistent.pem", database.url);
    check_refused(url, CUPEL_REASON_CANNOT_OPEN, "ssl");
}

static void test_too_many(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    int64_t most = number(&one, "SELECT @@max_connections");
    run(&one, "CREATE OR REPLACE USER cupel_few@localhost WITH MAX_USER_CONNECTIONS 1;"
              "GRANT ALL ON *.* TO cupel_few@localhost");
    char url[1500];
    snprintf(url, sizeof url, "mysql://cupel_few@/%s?%s", database.name,
             strstr(database.url, "unix_socket="));
    fixture first;
    open_with(&first, url, NULL);
    check_refused(url, CUPEL_REASON_TOO_MANY_CONNECTIONS, "give the pool fewer");
    close_server(&first);
    run(&one, "DROP USER cupel_few@localhost");
    assert_true(most > 1);
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_session),  SERVER_TEST(test_options),
        SERVER_TEST(test_refused),  SERVER_TEST(test_tls_wanted),
        SERVER_TEST(test_too_many), SERVER_TEST(test_connect_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, drop_database);
}
