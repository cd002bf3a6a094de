#include "fixture.h"

#include <stdio.h>

/* The folder of the server's socket. */
static const char *server_folder(void)
{
    const char *folder = strstr(cu_test_server_url(SERVER_VARIABLE), "host=");
    assert_non_null(folder);
    return folder + strlen("host=");
}

static void test_several_hosts(void **state)
{
    (void)state;
    fixture one;
    char url[2000];
    database_url();
    snprintf(url, sizeof url, "postgresql://cupel@/%s?host=/nonexistent,%s", database.name,
             server_folder());
    open_with(&one, url, NULL);
    assert_int_equal(number(&one, "SELECT 1"), 1);
    close_server(&one);
    /* None of them: each is named. */
    check_refused("postgresql://u:s3cret@127.0.0.1:1,127.0.0.1:2/d?connect_timeout=2",
                  CUPEL_REASON_CANNOT_OPEN, "port 1 failed");
    check_refused("postgresql://u:s3cret@[::1]:1/d?connect_timeout=2", CUPEL_REASON_CANNOT_OPEN,
                  "\"::1\"");
}

static void test_tls_options(void **state)
{
    (void)state;
    check_refused("postgresql://u:s3cret@127.0.0.1:1/d?sslmode=nonsense", CUPEL_REASON_CANNOT_OPEN,
                  "sslmode");
    check_refused("postgresql://u@127.0.0.1:1/d?ssl_min_protocol_version=nonsense&sslpassword="
                  "s3cret",
                  CUPEL_REASON_CANNOT_OPEN, "ssl_min_protocol_version");
}

static void test_too_many(void **state)
{
    (void)state;
    fixture one, first;
    char url[2000];
    open_server(&one);
    run(&one, "DROP ROLE IF EXISTS cupel_few; CREATE ROLE cupel_few LOGIN CONNECTION LIMIT 1");
    snprintf(url, sizeof url, "postgresql://cupel_few@/%s?host=%s", database.name, server_folder());
    open_with(&first, url, NULL);
    check_refused(url, CUPEL_REASON_TOO_MANY_CONNECTIONS, "too many connections for role");
    close_server(&first);
    run(&one, "DROP ROLE cupel_few");
    close_server(&one);
}

static void test_read_only(void **state)
{
    (void)state;
    fixture one;
    database_url();
    open_with(&one,
              cu_test_database_with(&database, "options=-c%20default_transaction_read_only%3Don"),
              NULL);
    const cupel_error *error = failure(&one, "CREATE TABLE t (id integer)");
    assert_int_equal(error->code, CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(error->reason, CUPEL_REASON_READ_ONLY);
    assert_int_equal(number(&one, "SELECT 1"), 1);
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_several_hosts),
        SERVER_TEST(test_tls_options),
        SERVER_TEST(test_too_many),
        SERVER_TEST(test_read_only),
        SERVER_TEST(test_connect_without_memory),
    };
    return cmocka_run_group_tests_name("postgresql/connect", tests, NULL, drop_database);
}
