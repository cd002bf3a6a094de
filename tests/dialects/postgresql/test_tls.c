/*
 * Encrypted connections to a server with a certificate of its own.
 */
#include "fixture.h"

#include "../tls.h"

static void test_verified(void **state)
{
    (void)state;
    fixture one;
    char options[300];
    snprintf(options, sizeof options, "?sslmode=verify-full&sslrootcert=%s/ca.crt",
             tls_start("postgresql"));
    open_with(&one, tls_url("postgresql", "localhost", options), NULL);
    assert_int_equal(
        number(&one, "SELECT count(*) FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"), 1);
    assert_null(strstr(cupel_engine_url(one.engine), "secret"));
    close_server(&one);
}

/* TLS keeps bytes back that the socket does not tell of: with read_timeout, which waits at the socket, all come all the same. */
static void test_read_timeout(void **state)
{
    (void)state;
    fixture one;
    tls_start("postgresql");
    open_with(&one, tls_url("postgresql", "localhost", "?sslmode=require&read_timeout=2"), NULL);
    for (int64_t bytes = 1; bytes < 4000000; bytes = bytes * 3 + 1) {
        cupel_result *result =
            cupel_execute(one.connection, "SELECT repeat('x', CAST(:n AS INTEGER)) || :x",
                          cupel_bind("n", bytes), cupel_bind("x", "y"));
        const cupel_row *row = cupel_result_next(result);
        if (!row)
            fail_msg("%lld: %s", (long long)bytes, cupel_connection_error(one.connection)->text);
        assert_int_equal(strlen(cupel_row_text_at(row, 0)), bytes + 1);
        cupel_result_close(result);
    }
    const cupel_error *error = failure(&one, "SELECT pg_sleep(10)");
    assert_int_equal(error->code, CUPEL_DISCONNECTED);
    assert_int_equal(error->reason, CUPEL_REASON_STATEMENT_TIMEOUT);
    close_server(&one);
}

static void test_refused(void **state)
{
    (void)state;
    char options[300];
    const char *folder = tls_start("postgresql");
    /* Not encrypted, which the server does not take from this user. */
    tls_refused(tls_url("postgresql", "localhost", "?sslmode=disable"), "no pg_hba.conf entry");
    /* Signed by somebody else. */
    snprintf(options, sizeof options, "?sslmode=verify-ca&sslrootcert=%s/server.crt", folder);
    tls_refused(tls_url("postgresql", "localhost", options), "certificate verify failed");
    /* For another host. */
    snprintf(options, sizeof options,
             "?sslmode=verify-full&hostaddr=127.0.0.1&sslrootcert=%s/ca.crt", folder);
    tls_refused(tls_url("postgresql", "elsewhere", options), "does not match host name");
    /* No such file. */
    tls_refused(tls_url("postgresql", "localhost", "?sslmode=verify-full&sslrootcert=/nowhere"),
                "/nowhere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_verified),
        SERVER_TEST(test_read_timeout),
        SERVER_TEST(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, tls_remove);
}
