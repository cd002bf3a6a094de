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
    snprintf(options, sizeof options, "?ssl_ca=%s/ca.crt&ssl_verify_cert=true",
             tls_start("mariadb"));
    open_with(&one, tls_url("mariadb", "127.0.0.1", options), NULL);
    assert_int_equal(number(&one, "SELECT COUNT(*) FROM information_schema.session_status WHERE "
                                  "variable_name = 'SSL_CIPHER' AND variable_value <> ''"),
                     1);
    assert_null(strstr(cupel_engine_url(one.engine), "secret"));
    close_server(&one);
}

static void test_refused(void **state)
{
    (void)state;
    char options[300];
    const char *folder = tls_start("mariadb");
    /* Not encrypted, which the server does not take from this user. */
    tls_refused(tls_url("mariadb", "127.0.0.1", ""), "Access denied");
    /* Signed by somebody else. */
    snprintf(options, sizeof options, "?ssl_ca=%s/server.crt&ssl_verify_cert=true", folder);
    tls_refused(tls_url("mariadb", "127.0.0.1", options), "certificate");
    /* For another host. */
    snprintf(options, sizeof options, "?ssl_ca=%s/ca.crt&ssl_verify_cert=true", folder);
    tls_refused(tls_url("mariadb", "127.1", options), "certificate");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_verified),
        SERVER_TEST(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, tls_remove);
}
