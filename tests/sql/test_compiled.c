#include "sql/compiled.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static int freed;

static void count_freed(void *extension)
{
    freed += *(int *)extension;
}

static void test_new(void **state)
{
    (void)state;
    cu_compiled *one = cu_compiled_new(), *two = cu_compiled_new();
    assert_non_null(one);
    assert_non_null(two);
    assert_true(one->id != 0 && one->id != two->id);
    assert_string_equal(one->sql, "");
    assert_int_equal(one->slot_count, 0);
    assert_null(one->extension);
    cu_compiled_release(one);
    cu_compiled_release(two);
    cu_compiled_release(NULL);
}

static void test_references(void **state)
{
    (void)state;
    int number = 7;
    cu_compiled *compiled = cu_compiled_new();
    assert_non_null(compiled);
    freed = 0;
    compiled->extension = &number;
    compiled->extension_free = count_freed;
    assert_ptr_equal(cu_compiled_reference(compiled), compiled);
    cu_compiled_release(compiled);
    assert_int_equal(freed, 0);
    cu_compiled_release(compiled);
    assert_int_equal(freed, 7);
}

static void test_text(void **state)
{
    (void)state;
    char sql[] = "INSERT INTO t VALUES (?, ?, ?)";
    cu_compiled *compiled = cu_compiled_text(sql, 3, true);
    assert_non_null(compiled);
    sql[0] = 'X'; /* it has a copy */
    assert_string_equal(compiled->sql, "INSERT INTO t VALUES (?, ?, ?)");
    assert_int_equal(compiled->sql_length, sizeof sql - 1);
    assert_true(compiled->writes);
    assert_true(compiled->textual);
    assert_int_equal(compiled->slot_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(compiled->slots[i].kind, CU_SLOT_PARAMETER);
        assert_int_equal(compiled->slots[i].ordinal, i);
        assert_int_equal(compiled->slots[i].type->id, CUPEL_UNTYPED);
    }
    cu_compiled_release(compiled);
    compiled = cu_compiled_text("", 0, false);
    assert_non_null(compiled);
    assert_string_equal(compiled->sql, "");
    assert_false(compiled->writes);
    cu_compiled_release(compiled);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        cu_test_alloc_fail_at(n, false);
        cu_compiled *compiled = cu_compiled_text("SELECT 1", 2, false);
        if (cu_test_alloc_count() < n) {
            cu_compiled_release(compiled);
            break;
        }
        assert_null(compiled);
        assert_int_equal(cu_test_alloc_live(), 0);
    }
    cu_test_alloc_fail_at(0, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_new, cu_test_alloc_setup, cu_test_alloc_teardown),
        cmocka_unit_test_setup_teardown(test_references, cu_test_alloc_setup,
                                        cu_test_alloc_teardown),
        cmocka_unit_test_setup_teardown(test_text, cu_test_alloc_setup, cu_test_alloc_teardown),
        cmocka_unit_test_setup_teardown(test_no_memory, cu_test_alloc_setup,
                                        cu_test_alloc_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
