#include "dialects/sqlite/options.h"

#include "engine/url.h"

#include "../../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Reads the options of a URL. */
static cupel_code read_url(const char *text, cu_sqlite_options *options, cu_error *error)
{
    static cu_arena arena;
    cu_url url;
    cu_arena_free(&arena);
    cu_error_init(error);
    assert_int_equal(cu_url_parse(text, &arena, &url, error), CUPEL_OK);
    cupel_code code = cu_sqlite_options_read(&url.parts, options, error);
    assert_int_equal(cu_sqlite_check_url(&url.parts, error), code);
    if (code == CUPEL_OK)
        assert_int_equal(cu_sqlite_in_memory(&url.parts), options->file == NULL);
    cu_arena_free(&arena);
    return code;
}

static cu_sqlite_options read_good(const char *text)
{
    cu_sqlite_options options;
    cu_error error;
    if (read_url(text, &options, &error) != CUPEL_OK)
        fail_msg("%s: %s", text, error.public.text);
    return options;
}

static void test_defaults(void **state)
{
    (void)state;
    cu_sqlite_options options = read_good("sqlite:///x.db");
    assert_int_equal(options.mode, CU_SQLITE_CREATE);
    assert_int_equal(options.busy_timeout, 5000);
    assert_true(options.foreign_keys);
    assert_string_equal(options.pragmas[CU_SQLITE_JOURNAL_MODE].word, "wal");
    assert_false(options.pragmas[CU_SQLITE_JOURNAL_MODE].asked);
    assert_null(options.pragmas[CU_SQLITE_SYNCHRONOUS].name);
    assert_null(options.pragmas[CU_SQLITE_CACHE_SIZE].name);
    options = read_good("sqlite://");
    assert_int_equal(options.mode, CU_SQLITE_MEMORY);
    assert_null(options.file);
    assert_null(options.pragmas[CU_SQLITE_JOURNAL_MODE].name);
    options = read_good("sqlite:///x.db?mode=ro");
    assert_int_equal(options.mode, CU_SQLITE_READ_ONLY);
    assert_null(options.pragmas[CU_SQLITE_JOURNAL_MODE].name);
}

static void test_all(void **state)
{
    (void)state;
    cu_sqlite_options options = read_good(
        "sqlite:///x.db?busy_timeout=0&cache_size=-2000&foreign_keys=off&journal_mode=PERSIST"
        "&locking_mode=exclusive&mmap_size=1000000000000&mode=rw&synchronous=Extra"
        "&temp_store=memory");
    assert_int_equal(options.busy_timeout, 0);
    assert_false(options.foreign_keys);
    assert_int_equal(options.mode, CU_SQLITE_READ_WRITE);
    assert_int_equal(options.pragmas[CU_SQLITE_CACHE_SIZE].number, -2000);
    assert_int_equal(options.pragmas[CU_SQLITE_MMAP_SIZE].number, 1000000000000);
    /* Words are the list's own: nothing of the URL gets into a PRAGMA. */
    assert_string_equal(options.pragmas[CU_SQLITE_JOURNAL_MODE].word, "persist");
    assert_string_equal(options.pragmas[CU_SQLITE_SYNCHRONOUS].word, "extra");
    assert_string_equal(options.pragmas[CU_SQLITE_LOCKING_MODE].word, "exclusive");
    assert_string_equal(options.pragmas[CU_SQLITE_TEMP_STORE].word, "memory");
    for (size_t i = 0; i < CU_SQLITE_PRAGMA_COUNT; i++)
        assert_true(options.pragmas[i].asked);
}

static void test_truth(void **state)
{
    (void)state;
    assert_true(read_good("sqlite:///x?foreign_keys=on").foreign_keys);
    assert_true(read_good("sqlite:///x?foreign_keys=true").foreign_keys);
    assert_true(read_good("sqlite:///x?foreign_keys=YES").foreign_keys);
    assert_true(read_good("sqlite:///x?foreign_keys=1").foreign_keys);
    assert_false(read_good("sqlite:///x?foreign_keys=off").foreign_keys);
    assert_false(read_good("sqlite:///x?foreign_keys=false").foreign_keys);
    assert_false(read_good("sqlite:///x?foreign_keys=no").foreign_keys);
    assert_false(read_good("sqlite:///x?foreign_keys=0").foreign_keys);
}

static void test_in_memory(void **state)
{
    (void)state;
    static const char *const urls[] = { "sqlite://",
                                        "sqlite:///",
                                        "sqlite:///:memory:",
                                        "sqlite:///x.db?mode=memory",
                                        "sqlite://?mode=memory",
                                        "sqlite://?mode=rwc",
                                        "sqlite:///x.db?mode=MEMORY" };
    for (size_t i = 0; i < CU_LENGTH(urls); i++)
        assert_null(read_good(urls[i]).file);
    assert_non_null(read_good("sqlite:///memory").file);
    assert_non_null(read_good("sqlite:///:memory:x").file);
}

static void test_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *url, *text;
    } cases[] = {
        { "sqlite://shop.db", "no user and no host" },
        { "sqlite://user@/shop.db", "no user and no host" },
        { "sqlite://:password@/shop.db", "no user and no host" },
        { "sqlite://localhost:80/shop.db", "sqlite:///name.db" },
        { "sqlite:///x?nosuch=1",
          "no option 'nosuch'; there are: busy_timeout, cache_size, foreign_keys, journal_mode, "
          "locking_mode, mmap_size, mode, synchronous, temp_store" },
        { "sqlite:///x?Mode=ro", "no option 'Mode'" },
        { "sqlite:///x?cache=shared", "no option 'cache'" },
        { "sqlite:///x?uri=true", "no option 'uri'" },
        { "sqlite:///x?mode=ro&mode=rw", "option 'mode' twice" },
        { "sqlite:///x?mode=", "mode cannot be ''; it is one of: ro, rw, rwc, memory" },
        { "sqlite:///x?mode=r", "mode cannot be 'r'" },
        { "sqlite://?mode=ro", "a new database in memory cannot have mode=ro" },
        { "sqlite:///:memory:?mode=rw", "cannot have mode=rw" },
        { "sqlite:///x?busy_timeout=", "busy_timeout cannot be ''" },
        { "sqlite:///x?busy_timeout=-1", "it is a number from 0 to 2147483647" },
        { "sqlite:///x?busy_timeout=2147483648", "cannot be '2147483648'" },
        { "sqlite:///x?busy_timeout=5s", "cannot be '5s'" },
        { "sqlite:///x?busy_timeout=%205", "cannot be ' 5'" },
        { "sqlite:///x?busy_timeout=1e3", "cannot be '1e3'" },
        { "sqlite:///x?cache_size=99999999999", "cache_size" },
        { "sqlite:///x?mmap_size=-1", "mmap_size" },
        { "sqlite:///x?foreign_keys=maybe", "on, off, true, false, yes, no, 1, 0" },
        { "sqlite:///x?synchronous=2", "off, normal, full, extra" },
        { "sqlite:///x?temp_store=1", "default, file, memory" },
        { "sqlite:///x?locking_mode=shared", "normal, exclusive" },
        /* attempts to get SQL into a PRAGMA */
        { "sqlite:///x?journal_mode=wal;DROP+TABLE+t", "journal_mode cannot be" },
        { "sqlite:///x?journal_mode=wal%3B", "journal_mode cannot be" },
        { "sqlite:///x?journal_mode='wal'", "journal_mode cannot be" },
        { "sqlite:///x?journal_mode=wal--", "journal_mode cannot be" },
        { "sqlite:///x?journal_mode=wal%0A", "journal_mode cannot be" },
        { "sqlite:///x?cache_size=1;DROP+TABLE+t", "cache_size cannot be" },
        { "sqlite:///x?cache_size=(SELECT+1)", "cache_size cannot be" },
        { "sqlite:///x?busy_timeout=1;PRAGMA+x", "busy_timeout cannot be" },
        { "sqlite:///x?journal_mode%3Dwal;x=1", "no option 'journal_mode=wal;x'" },
        { "sqlite:///x?foreign_keys=on;DELETE+FROM+t", "foreign_keys cannot be" },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        cu_sqlite_options options;
        cu_error error;
        assert_int_equal(read_url(cases[i].url, &options, &error), CUPEL_INVALID_ARGUMENT);
        if (!strstr(error.public.text, cases[i].text))
            fail_msg("%s: %s", cases[i].url, error.public.text);
        cu_error_free(&error);
    }
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_defaults),  TEST(test_all),   TEST(test_truth),
        TEST(test_in_memory), TEST(test_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
