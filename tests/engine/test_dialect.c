#include "engine/dialect.h"

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
    for (const cu_dialect *dialect; (dialect = cu_dialect_at(count)); count++) {
        assert_ptr_equal(find(dialect->sql->name), dialect);
        assert_non_null(dialect->ddl);
        assert_int_equal(dialect->read_kinds != NULL, dialect->driver != NULL);
        assert_int_equal(dialect->list_form != NULL, dialect->sql->write_list != NULL);
    }
    assert_true(count >= 1);
    assert_null(cu_dialect_at(count + 1));
    assert_null(cu_dialect_at(SIZE_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
