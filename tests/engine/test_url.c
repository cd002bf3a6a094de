#include "engine/url.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* ---- URLs that are right ----------------------------------------------------------------------- */

typedef struct url_case {
    const char *text;
    const char *dialect, *driver, *user, *password, *host;
    int port;
    const char *database;
    const char *shown; /* NULL: as the text */
} url_case;

static const url_case good[] = {
    { "sqlite://", "sqlite", NULL, NULL, NULL, NULL, 0, NULL, NULL },
    { "sqlite:///", "sqlite", NULL, NULL, NULL, NULL, 0, "", NULL },
    { "sqlite:///:memory:", "sqlite", NULL, NULL, NULL, NULL, 0, ":memory:", NULL },
    { "sqlite:///shop.db", "sqlite", NULL, NULL, NULL, NULL, 0, "shop.db", NULL },
    { "sqlite:////var/lib/shop.db", "sqlite", NULL, NULL, NULL, NULL, 0, "/var/lib/shop.db", NULL },
    { "sqlite:///a b.db", "sqlite", NULL, NULL, NULL, NULL, 0, "a b.db", NULL },
    { "sqlite:///a%20b%25%3f.db", "sqlite", NULL, NULL, NULL, NULL, 0, "a b%?.db", NULL },
    { "sqlite:///C:\\x.db", "sqlite", NULL, NULL, NULL, NULL, 0, "C:\\x.db", NULL },
    { "sqlite:///a@b:c/d.db", "sqlite", NULL, NULL, NULL, NULL, 0, "a@b:c/d.db", NULL },
    { "sqlite:///\xC3\xA9.db", "sqlite", NULL, NULL, NULL, NULL, 0, "\xC3\xA9.db", NULL },
    { "sqlite:///%C3%A9+.db", "sqlite", NULL, NULL, NULL, NULL, 0, "\xC3\xA9+.db", NULL },
    { "sqlite+sqlite3:///x", "sqlite", "sqlite3", NULL, NULL, NULL, 0, "x", NULL },
    { "postgresql://scott:tiger@localhost:5432/test", "postgresql", NULL, "scott", "tiger",
      "localhost", 5432, "test", "postgresql://scott:***@localhost:5432/test" },
    { "postgresql+libpq://scott@host/x", "postgresql", "libpq", "scott", NULL, "host", 0, "x",
      NULL },
    { "postgresql://host", "postgresql", NULL, NULL, NULL, "host", 0, NULL, NULL },
    { "postgresql://host:/x", "postgresql", NULL, NULL, NULL, "host", 0, "x", NULL },
    { "postgresql://[::1]:5432/x", "postgresql", NULL, NULL, NULL, "::1", 5432, "x", NULL },
    { "postgresql://[::1]/x", "postgresql", NULL, NULL, NULL, "::1", 0, "x", NULL },
    { "postgresql://%2Fvar%2Frun/x", "postgresql", NULL, NULL, NULL, "/var/run", 0, "x", NULL },
    { "postgresql://us%40er:p%40ss%2Fw%3Aord@h/x", "postgresql", NULL, "us@er", "p@ss/w:ord", "h",
      0, "x", "postgresql://us%40er:***@h/x" },
    { "postgresql://user:a@b:c@h/x", "postgresql", NULL, "user", "a@b:c", "h", 0, "x",
      "postgresql://user:***@h/x" },
    { "postgresql://user:@h/x", "postgresql", NULL, "user", "", "h", 0, "x",
      "postgresql://user:***@h/x" },
    { "postgresql://:secret@/x", "postgresql", NULL, "", "secret", NULL, 0, "x",
      "postgresql://:***@/x" },
    { "postgresql://@/x", "postgresql", NULL, "", NULL, NULL, 0, "x", NULL },
    { "postgresql://a:1,b:2,[::3]:3/x", "postgresql", NULL, NULL, NULL, "a:1,b:2,[::3]:3", 0, "x",
      NULL },
    { "postgresql://u:p@a,b/x", "postgresql", NULL, "u", "p", "a,b", 0, "x",
      "postgresql://u:***@a,b/x" },
    { "mysql://h:65535/x", "mysql", NULL, NULL, NULL, "h", 65535, "x", NULL },
    { "mysql://h/a/b", "mysql", NULL, NULL, NULL, "h", 0, "a/b", NULL },
    { "my_db2://h", "my_db2", NULL, NULL, NULL, "h", 0, NULL, NULL },
};

static void assert_text(const char *url, const char *what, const char *is, const char *expected)
{
    if (!cu_text_equal(is, expected))
        fail_msg("%s: %s is %s, not %s", url, what, is ? is : "NULL", expected ? expected : "NULL");
}

static void test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < CU_LENGTH(good); i++) {
        const url_case *expected = &good[i];
        cu_arena arena = { 0 };
        cu_error error;
        cu_url url;
        cu_error_init(&error);
        if (cu_url_parse(expected->text, &arena, &url, &error) != CUPEL_OK)
            fail_msg("%s: %s", expected->text, error.public.text);
        assert_text(expected->text, "dialect", url.dialect, expected->dialect);
        assert_text(expected->text, "driver", url.driver, expected->driver);
        assert_text(expected->text, "user", url.parts.user, expected->user);
        assert_text(expected->text, "password", url.parts.password, expected->password);
        assert_text(expected->text, "host", url.parts.host, expected->host);
        assert_int_equal(url.parts.port, expected->port);
        assert_text(expected->text, "database", url.parts.database, expected->database);
        assert_int_equal(url.parts.options, 0);
        assert_text(expected->text, "shown", url.shown,
                    expected->shown ? expected->shown : expected->text);
        cu_arena_free(&arena);
        cu_error_free(&error);
    }
}

/* ---- options ----------------------------------------------------------------------------------- */

static void test_options(void **state)
{
    (void)state;
    cu_arena arena = { 0 };
    cu_error error;
    cu_url url;
    cu_error_init(&error);
    assert_int_equal(cu_url_parse("x:///d?a=1&b=x+y%2B%26&&c=&a=2&%61=3&d==", &arena, &url, &error),
                     CUPEL_OK);
    const char *const expected[][2] = { { "a", "1" }, { "b", "x y+&" }, { "c", "" },
                                        { "a", "2" }, { "a", "3" },     { "d", "=" } };
    assert_int_equal(url.parts.options, CU_LENGTH(expected));
    for (size_t i = 0; i < CU_LENGTH(expected); i++) {
        assert_string_equal(url.parts.option_names[i], expected[i][0]);
        assert_string_equal(url.parts.option_values[i], expected[i][1]);
    }
    assert_string_equal(url.parts.database, "d");
    cu_arena_free(&arena);
    cu_error_free(&error);
}

static void test_shown_options(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "x:///d?", "x:///d" },
        { "x:///d?a=1&&b=2", "x:///d?a=1&b=2" },
        { "x://u:p@h/d?password=p&a=1", "x://u:***@h/d?password=***&a=1" },
        { "x:///d?sslPassword=p", "x:///d?sslPassword=***" },
        { "x:///d?a=1&auth_token=p", "x:///d?a=1&auth_token=***" },
        { "x:///d?client_secret=p&pass%77ord=q", "x:///d?client_secret=***&pass%77ord=***" },
        { "x://h?passwd=p", "x://h?passwd=***" },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cu_arena arena = { 0 };
        cu_error error;
        cu_url url;
        cu_error_init(&error);
        assert_int_equal(cu_url_parse(cases[i][0], &arena, &url, &error), CUPEL_OK);
        assert_string_equal(url.shown, cases[i][1]);
        cu_arena_free(&arena);
        cu_error_free(&error);
    }
}

/* ---- nonsense ---------------------------------------------------------------------------------- */

/* Each has the word "pass" where a password could be, and the message must not. */
static const char *const malformed[] = {
    "",
    " ",
    ":",
    "/",
    "//",
    "://",
    "?",
    "@",
    "+",
    "%",
    "sqlite",
    "sqlite:",
    "sqlite:/",
    "sqlite:///x\ny",
    "sqlite:///x\x01",
    "sqlite:///x\x7F",
    "\tsqlite://",
    " sqlite://",
    "sqlite ://",
    "sqlite: //",
    "sqlite:/ /",
    "sqlite//",
    "sqlite//x",
    "sqlite:x",
    "sqlite:x.db",
    "sqlite:/x.db",
    "sqlite;///x",
    "sqlite=///x",
    "sqlite.///x",
    "sql ite://",
    "sql-ite://",
    "sql.ite://",
    "sql/ite://",
    "sql\xC3\xA9://",
    "+://",
    "+sqlite://",
    "sqlite+://",
    "sqlite++x://",
    "sqlite+a+b://",
    "sqlite+ ://",
    "\xFFsqlite://",
    "sqlite:///\xFF",
    "sqlite:///\xC3",
    "sqlite:///\xED\xA0\x80",
    "sqlite:///\xC0\xAF",
    "sqlite:///\xF5\x80\x80\x80",
    "sqlite:///%",
    "sqlite:///%2",
    "sqlite:///%2G",
    "sqlite:///%G2",
    "sqlite:///%%20",
    "sqlite:///100%.db",
    "sqlite:///% 20",
    "sqlite:///%00",
    "sqlite:///a%00b",
    "sqlite:///%FF",
    "sqlite:///%C3",
    "sqlite:///%C3%28",
    "sqlite:///%ED%A0%80",
    "sqlite://:memory:",
    "sqlite://::1/x",
    "x://h:port/d",
    "x://h:0/d",
    "x://h:65536/d",
    "x://h:99999999999999999999/d",
    "x://h:-1/d",
    "x://h:+1/d",
    "x://h:1 /d",
    "x://h:1x/d",
    "x://h: 1/d",
    "x://h:1:2/d",
    "x://:1/d",
    "x://user:pass@:1/d",
    "x://user:pass@h:port/d",
    "x://user:pass@h:99999/d",
    "x://user:pass@[::1/d",
    "x://user:pass@[]/d",
    "x://user:pass@[::1]x/d",
    "x://user:pass@[::1]5432/d",
    "x://user:pass@[::1]:x/d",
    "x://user:pass@[/d",
    "x://user:pass@h,/d",
    "x://user:pass@,h/d",
    "x://user:pass@h,,i/d",
    "x://user:pass@,/d",
    "x://user:pass@h:1,i:0/d",
    "x://user:pass@h,[::1/d",
    "x://user:pass%@h/d",
    "x://user:pass%0@h/d",
    "x://user:pass%zz@h/d",
    "x://user:pass%00@h/d",
    "x://user:pass%FF@h/d",
    "x://us%er:pass@h/d",
    "x://us%00er:pass@h/d",
    "x://user:pass/word@h/d",
    "x://user:pass?word@h/d",
    "x://user:pass@h%zz/d",
    "x://user:pass@h/d%zz",
    "x://user:pass@h/d?a",
    "x://user:pass@h/d?=b",
    "x://user:pass@h/d?=",
    "x://user:pass@h/d?a&b=1",
    "x://user:pass@h/d?a=1&b",
    "x://user:pass@h/d?a=%",
    "x://user:pass@h/d?a=%00",
    "x://user:pass@h/d?a%00=b",
    "x://user:pass@h/d?a=%FF",
    "x://user:pass@h/d?a=%zz",
    "x://user:pass@h/d?%zz=b",
    "x://user:pass@h/d?&a",
    "x://user:pass@h/d?a=1?b",
    "x://user:pass@h/d?a=1;b&c",
};

static void test_malformed(void **state)
{
    (void)state;
    size_t accepted = 0;
    for (size_t i = 0; i < CU_LENGTH(malformed); i++) {
        cu_arena arena = { 0 };
        cu_error error;
        cu_url url;
        cu_error_init(&error);
        cupel_code code = cu_url_parse(malformed[i], &arena, &url, &error);
        const char *text = error.public.text;
        if (strcmp(malformed[i], "x://user:pass@h/d?a=1?b") == 0) {
            assert_int_equal(code, CUPEL_OK); /* a '?' in a value is one */
            accepted++;
        } else if (code != CUPEL_INVALID_ARGUMENT || cu_error_code(&error) != code) {
            fail_msg("'%s' was taken", malformed[i]);
        } else {
            assert_non_null(strstr(text, "URL is wrong at character "));
            if (strstr(text, "pass") && !strstr(text, "in a password write"))
                fail_msg("'%s' shows it: %s", malformed[i], text);
        }
        cu_arena_free(&arena);
        cu_error_free(&error);
    }
    assert_int_equal(accepted, 1);
    assert_true(CU_LENGTH(malformed) > 100);
}

static void expect_fault(const char *text, const char *expected)
{
    cu_arena arena = { 0 };
    cu_error error;
    cu_url url;
    cu_error_init(&error);
    assert_int_equal(cu_url_parse(text, &arena, &url, &error), CUPEL_INVALID_ARGUMENT);
    if (!strstr(error.public.text, expected))
        fail_msg("%s", error.public.text);
    cu_arena_free(&arena);
    cu_error_free(&error);
}

static void test_messages(void **state)
{
    (void)state;
    expect_fault(NULL, "is NULL");
    expect_fault("shop.db", "at character 5: '://' must follow the name of the dialect");
    expect_fault("sqlite://:memory:", "at character 10: between '//' and the next '/' is a host; "
                                      "a database comes after a third slash");
    expect_fault("x://h:1x/d", "at character 7: a port is a number from 1 to 65535");
    expect_fault("sqlite:///50%", "at character 13: a '%' must be followed by two");
    expect_fault("x://h/d?a=1&b", "at character 13: options are written name=value");
}

static void test_long(void **state)
{
    (void)state;
    static char text[70000];
    cu_arena arena = { 0 };
    cu_error error;
    cu_url url;
    cu_error_init(&error);
    memset(text, 'a', sizeof text - 1);
    memcpy(text, "sqlite:///", 10);
    assert_int_equal(cu_url_parse(text, &arena, &url, &error), CUPEL_INVALID_ARGUMENT);
    assert_non_null(strstr(error.public.text, "longer than 65536"));
    text[65536] = '\0';
    assert_int_equal(cu_url_parse(text, &arena, &url, &error), CUPEL_OK);
    assert_int_equal(strlen(url.parts.database), 65526);
    cu_arena_free(&arena);
    cu_error_free(&error);
}

static void test_no_memory(void **state)
{
    (void)state;
    /* Long, so that it does not fit into what one chunk has. */
    char text[6000] = "x+y://user:secret@a:1,b:2/d?a=1&password=";
    memset(text + strlen(text), 'p', 5000);
    for (size_t n = 1;; n++) {
        cu_arena arena = { 0 };
        cu_error error;
        cu_url url;
        cu_error_init(&error);
        cu_test_alloc_fail_at(n, false);
        cupel_code code = cu_url_parse(text, &arena, &url, &error);
        bool over = cu_test_alloc_count() < n;
        assert_int_equal(code, over ? CUPEL_OK : CUPEL_NO_MEMORY);
        cu_arena_free(&arena);
        cu_error_free(&error);
        assert_int_equal(cu_test_alloc_live(), 0);
        if (over)
            break;
    }
    cu_test_alloc_fail_at(0, false);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_good),     TEST(test_options), TEST(test_shown_options), TEST(test_malformed),
        TEST(test_messages), TEST(test_long),    TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
