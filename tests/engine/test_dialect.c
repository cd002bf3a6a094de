#include "engine/dialect.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const cu_dialect *find(const char *scheme)
{
    return cu_dialect_find(scheme, strlen(scheme));
}

static void test_find(void **state)
{
    (void)state;
    const cu_dialect *sqlite = find("sqlite");
    assert_non_null(sqlite);
    assert_string_equal(sqlite->sql->name, "sqlite");
    assert_ptr_equal(find("sqlite+anything"), sqlite);
    assert_ptr_equal(cu_dialect_find("sqliteXXX", 6), sqlite);
    assert_null(find(""));
    assert_null(find("+sqlite"));
    assert_null(find("sqlit"));
    assert_null(find("sqlitee"));
    assert_null(find("SQLITE"));
    assert_null(find("oracles"));
    assert_true(cu_dialect_has_driver(sqlite, "sqlite3"));
    assert_false(cu_dialect_has_driver(sqlite, "sqlite"));
}

static void test_all(void **state)
{
    (void)state;
    size_t count = 0;
    for (; cu_dialects[count]; count++) {
        const cu_dialect *dialect = cu_dialects[count];
        assert_ptr_equal(find(dialect->sql->name), dialect);
        for (const char *const *other = dialect->schemes; other && *other; other++)
            assert_ptr_equal(find(*other), dialect);
        assert_non_null(dialect->ddl);
        assert_int_equal(dialect->read_kinds != NULL, dialect->driver != NULL);
        assert_int_equal(dialect->list_form != NULL, dialect->sql->write_list != NULL);
    }
    assert_true(count >= 1);
}

static void test_unknown(void **state)
{
    (void)state;
    cu_error error;
    cu_error_init(&error);
    assert_int_equal(cu_dialect_unknown("dbase", true, &error), CUPEL_NO_SUCH_MODULE);
    assert_string_equal(error.public.text, "there is no dialect 'dbase'; there are: sqlite, mysql "
                                           "(or mariadb), postgresql (or postgres)");
    assert_int_equal(cu_dialect_unknown(NULL, false, &error), CUPEL_NO_SUCH_MODULE);
    assert_string_equal(error.public.text,
                        "there is no dialect 'NULL'; there are: sqlite, mysql (or mariadb), "
                        "postgresql (or postgres), mssql, oracle");
    cu_error_free(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_all),
        cmocka_unit_test_setup_teardown(test_unknown, cu_test_alloc_setup, cu_test_alloc_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
