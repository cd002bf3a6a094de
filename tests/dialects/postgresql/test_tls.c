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
        SERVER_TEST(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, tls_remove);
}
