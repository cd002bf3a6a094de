#include "dialects/mysql/options.h"

#include "engine/url.h"
#include <cupel/engine.h>

#include "../../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Reads the options of a URL. */
static cupel_code read_url(const char *text, cu_mysql_options *options, cu_arena *arena,
                           cu_error *error)
{
    cu_url url;
    cu_error_init(error);
    assert_int_equal(cu_url_parse(text, arena, &url, error), CUPEL_OK);
    cupel_code code = cu_mysql_options_read(&url.parts, options, error);
    if (code != CUPEL_OK)
        assert_int_equal(cu_mysql_check_url(&url.parts, error), code);
    return code;
}

static void check_wrong(const char *text, const char *message)
{
    cu_mysql_options options;
    cu_arena arena;
    cu_error error;
    cu_arena_init(&arena, 0);
    assert_int_equal(read_url(text, &options, &arena, &error), CUPEL_INVALID_ARGUMENT);
    if (!strstr(error.public.text, message))
        fail_msg("%s\n--- has not ---\n%s", error.public.text, message);
    cu_error_free(&error);
    cu_arena_free(&arena);
}

static void test_none(void **state)
{
    (void)state;
    cu_mysql_options options;
    cu_arena arena;
    cu_error error;
    cu_arena_init(&arena, 0);
    assert_int_equal(read_url("mysql://u:p@h/d", &options, &arena, &error), CUPEL_OK);
    for (size_t i = 0; i < CU_MYSQL_OPTION_COUNT; i++)
        assert_false(options.items[i].given);
    cu_arena_free(&arena);
}

static void test_all(void **state)
{
    (void)state;
    cu_mysql_options options;
    cu_arena arena;
    cu_error error;
    cu_arena_init(&arena, 0);
    assert_int_equal(
        read_url("mysql://h/d?bind_address=127.0.0.1&charset=UTF8MB4&compress=yes&connect_timeout=3"
                 "&lock_wait_timeout=4&program_name=shop&read_default_file=/a.cnf"
                 "&read_default_group=client&read_timeout=5&sql_mode=ANSI,TRADITIONAL&ssl=true"
                 "&ssl_ca=ca.pem&ssl_capath=/ca&ssl_cert=c.pem&ssl_cipher=AES&ssl_crl=r.pem"
                 "&ssl_fingerprint=00&ssl_key=k.pem&ssl_key_passphrase=s&ssl_verify_cert=off"
                 "&statement_timeout=2500&tls_version=TLSv1.3&unix_socket=/s&write_timeout=6",
                 &options, &arena, &error),
        CUPEL_OK);
    for (size_t i = 0; i < CU_MYSQL_OPTION_COUNT; i++)
        assert_true(options.items[i].given);
    assert_int_equal(options.items[CU_MYSQL_COMPRESS].number, 1);
    assert_int_equal(options.items[CU_MYSQL_SSL].number, 1);
    assert_int_equal(options.items[CU_MYSQL_SSL_VERIFY_CERT].number, 0);
    assert_int_equal(options.items[CU_MYSQL_STATEMENT_TIMEOUT].number, 2500);
    assert_string_equal(options.items[CU_MYSQL_UNIX_SOCKET].text, "/s");
    assert_string_equal(options.items[CU_MYSQL_SQL_MODE].text, "ANSI,TRADITIONAL");
    cu_arena_free(&arena);
}

static void test_wrong(void **state)
{
    (void)state;
    check_wrong("mysql://h?cheese=1", "MySQL's URLs have no option 'cheese'; there are: "
                                      "bind_address, charset, compress, ");
    check_wrong("mysql://h?ssl=1&ssl=0", "the option 'ssl' twice");
    check_wrong("mysql://h?ssl_check_hostname=1&ssl_verify_identity=0", "'ssl_verify_cert' twice");
    check_wrong("mysql://h?ssl=maybe", "the URL option ssl cannot be 'maybe'; it is true or false");
    check_wrong("mysql://h?connect_timeout=0",
                "connect_timeout cannot be '0'; it is a number from 1 to 86400");
    check_wrong("mysql://h?connect_timeout=1.5", "connect_timeout cannot be '1.5'");
    check_wrong("mysql://h?statement_timeout=", "statement_timeout cannot be ''");
    check_wrong("mysql://h?charset=latin1", "charset cannot be 'latin1': all text is UTF-8");
    check_wrong("mysql://h?ssl_ca=", "the URL option ssl_ca is empty");
    check_wrong("mysql://h?sql_mode=ANSI'", "sql_mode cannot be 'ANSI'';");
    check_wrong("mysql://h?sql_mode=ANSI,no_backslash_escapes", "NO_BACKSLASH_ESCAPES: literals");
}

static void test_socket_and_host(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        bool good;
    } cases[] = {
        { "mysql://?unix_socket=/s", true },
        { "mysql://u@/d?unix_socket=/s", true },
        { "mysql://localhost/d?unix_socket=/s", true },
        { "mysql://db/d?unix_socket=/s", false },
        { "mysql://db1,db2/d", true },
        { "mariadb://db/d", true },
        { "mysql+pymysql://db/d", true },
        { "mariadb+mariadbconnector://db/d", true },
        { "mysql+odbc://db/d", false },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cupel_engine *engine = cupel_engine_open(cases[i].url);
        if ((cupel_engine_error(engine)->code == CUPEL_OK) != cases[i].good)
            fail_msg("%s: %s", cases[i].url, cupel_engine_error(engine)->text);
        if (cases[i].good)
            assert_string_equal(cupel_engine_dialect(engine), "mysql");
        cupel_engine_close(engine);
    }
}

/* The hosts of a list, and their ports, as one text. */
static void check_hosts(const char *list, const char *expected)
{
    char text[300] = "";
    const char *rest = list;
    cu_mysql_host host;
    while (cu_mysql_next_host(&rest, &host))
        snprintf(text + strlen(text), sizeof text - strlen(text), "<%.*s>%d", (int)host.length,
                 host.name, host.port);
    assert_string_equal(text, expected);
}

static void test_hosts(void **state)
{
    (void)state;
    check_hosts(NULL, "");
    check_hosts("", "");
    check_hosts("db", "<db>0");
    check_hosts("db:3307", "<db>3307");
    check_hosts("db1,db2:3307,db3", "<db1>0<db2>3307<db3>0");
    check_hosts("[::1]:3307,[fe80::2]", "<::1>3307<fe80::2>0");
    check_hosts("::1", "<::1>0"); /* what the parser of URLs leaves of [::1] */
}

#define TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_none),
        TEST(test_all),
        TEST(test_wrong),
        TEST(test_hosts),
        TEST(test_socket_and_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
