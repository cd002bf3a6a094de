#include "base/buffer.h"

#include "base/alloc.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <wchar.h>

#include <cmocka.h>

static const wchar_t no_character[] = { (wchar_t)0x7FFFFFFF, 0 };

static void test_empty(void **state)
{
    (void)state;
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    assert_string_equal(cu_buffer_text(&buffer), "");
    cu_buffer_truncate(&buffer, 0);
    cu_buffer_clear(&buffer);
    assert_int_equal(cu_test_alloc_count(), 0);
    cu_buffer_add(&buffer, "");
    assert_string_equal(cu_buffer_text(&buffer), "");
    assert_false(buffer.failed);
    cu_buffer_free(&buffer);
    cu_buffer_free(&buffer);
}

static void test_append(void **state)
{
    (void)state;
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_buffer_add(&buffer, "SELECT ");
    cu_buffer_add_length(&buffer, "abcdef", 3);
    cu_buffer_add_char(&buffer, ',');
    cu_buffer_add_int(&buffer, INT64_MIN);
    cu_buffer_printf(&buffer, " %s=%d", "x", 5);
    cu_buffer_add_length(&buffer, NULL, 0);
    assert_string_equal(cu_buffer_text(&buffer), "SELECT abc,-9223372036854775808 x=5");
    assert_int_equal(buffer.length, strlen(cu_buffer_text(&buffer)));
    cu_buffer_clear(&buffer);
    assert_string_equal(cu_buffer_text(&buffer), "");
    cu_buffer_add_length(&buffer, "a\0b", 3);
    assert_int_equal(buffer.length, 3);
    assert_memory_equal(cu_buffer_text(&buffer), "a\0b", 4);
    cu_buffer_free(&buffer);
}

static void test_grows_by_doubling(void **state)
{
    (void)state;
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    for (int i = 0; i < 1000000; i++)
        cu_buffer_add_char(&buffer, (char)('a' + i % 26));
    assert_false(buffer.failed);
    assert_int_equal(buffer.length, 1000000);
    assert_true(cu_test_alloc_count() < 20);
    for (size_t i = 0; i < buffer.length; i++)
        assert_int_equal(buffer.text[i], 'a' + i % 26);
    assert_int_equal(buffer.text[buffer.length], '\0');
    cu_buffer_free(&buffer);
}

static void test_printf_of_any_length(void **state)
{
    (void)state;
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    size_t length = 0;
    for (int width = 1; width < 600; width++) {
        cu_buffer_printf(&buffer, "%*d", width, 7);
        length += (size_t)width;
        assert_int_equal(buffer.length, length);
        assert_int_equal(buffer.text[length - 1], '7');
        assert_int_equal(buffer.text[length], '\0');
    }
    cu_buffer_free(&buffer);
}

static void test_printf_that_cannot_be(void **state)
{
    (void)state;
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_buffer_add(&buffer, "before");
    cu_buffer_printf(&buffer, "%ls", no_character);
    assert_true(buffer.failed);
    assert_false(buffer.too_long);
    assert_string_equal(cu_buffer_text(&buffer), "before");
    cu_buffer_free(&buffer);
}

static void test_maximum(void **state)
{
    (void)state;
    cu_buffer buffer;
    cu_buffer_init(&buffer, 10);
    cu_buffer_add(&buffer, "0123456789");
    assert_false(buffer.failed);
    assert_int_equal(buffer.capacity, 11);
    cu_buffer_add(&buffer, "");
    assert_false(buffer.failed);
    cu_buffer_add_char(&buffer, 'x');
    assert_true(buffer.failed);
    assert_true(buffer.too_long);
    assert_string_equal(cu_buffer_text(&buffer), "0123456789");
    /* Ignored from now on, even what would fit. */
    cu_buffer_truncate(&buffer, 5);
    cu_buffer_add(&buffer, "x");
    cu_buffer_add_int(&buffer, 1);
    cu_buffer_printf(&buffer, "%d", 1);
    cu_buffer_insert(&buffer, 0, "x", 1);
    assert_string_equal(cu_buffer_text(&buffer), "01234");
    cu_buffer_clear(&buffer);
    assert_false(buffer.failed);
    assert_false(buffer.too_long);
    cu_buffer_printf(&buffer, "%300d", 1);
    assert_true(buffer.too_long);
    cu_buffer_clear(&buffer);
    cu_buffer_add(&buffer, "again");
    assert_string_equal(cu_buffer_text(&buffer), "again");
    cu_buffer_free(&buffer);
    assert_int_equal(buffer.maximum, 10);
}

static void test_maximum_of_nothing_and_of_all(void **state)
{
    (void)state;
    cu_buffer buffer;
    cu_buffer_init(&buffer, 0);
    cu_buffer_add(&buffer, "");
    assert_false(buffer.failed);
    cu_buffer_add(&buffer, "x");
    assert_true(buffer.too_long);
    cu_buffer_free(&buffer);
    cu_buffer_init(&buffer, SIZE_MAX);
    cu_buffer_add(&buffer, "fits");
    assert_string_equal(cu_buffer_text(&buffer), "fits");
    cu_buffer_add_length(&buffer, "x", SIZE_MAX);
    assert_true(buffer.too_long);
    assert_string_equal(cu_buffer_text(&buffer), "fits");
    cu_buffer_free(&buffer);
}

static void test_insert_and_truncate(void **state)
{
    (void)state;
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_buffer_insert(&buffer, 0, "bd", 2);
    cu_buffer_insert(&buffer, 1, "c", 1);
    cu_buffer_insert(&buffer, 0, "a", 1);
    cu_buffer_insert(&buffer, 4, "e", 1);
    cu_buffer_insert(&buffer, 2, "", 0);
    assert_string_equal(cu_buffer_text(&buffer), "abcde");
    cu_buffer_truncate(&buffer, 5);
    assert_string_equal(cu_buffer_text(&buffer), "abcde");
    cu_buffer_truncate(&buffer, 2);
    assert_string_equal(cu_buffer_text(&buffer), "ab");
    cu_buffer_truncate(&buffer, 3); /* no more than there is */
    assert_int_equal(buffer.length, 2);
    cu_buffer_free(&buffer);
}

static void check_and_free(char *text, const char *expected)
{
    assert_non_null(text);
    assert_string_equal(text, expected);
    cu_free(text);
}

static void test_take(void **state)
{
    (void)state;
    cu_buffer buffer;
    cu_buffer_init(&buffer, 100);
    cu_buffer_add(&buffer, "mine");
    char *text = cu_buffer_take(&buffer);
    check_and_free(text, "mine");
    assert_int_equal(buffer.length, 0);
    assert_int_equal(buffer.maximum, 100);
    text = cu_buffer_take(&buffer);
    check_and_free(text, "");
    cu_buffer_add(&buffer, "more");
    cu_buffer_clear(&buffer);
    text = cu_buffer_take(&buffer);
    check_and_free(text, "");
    cu_buffer_free(&buffer);
}

static void test_take_of_a_failed_buffer(void **state)
{
    (void)state;
    cu_buffer buffer;
    cu_buffer_init(&buffer, 5);
    cu_buffer_add(&buffer, "mine");
    cu_buffer_add(&buffer, "more");
    assert_null(cu_buffer_take(&buffer));
    assert_int_equal(cu_test_alloc_live(), 0);
    assert_true(buffer.failed);
    assert_true(buffer.too_long);
    assert_string_equal(cu_buffer_text(&buffer), "");
    cu_buffer_clear(&buffer);
    cu_test_alloc_fail_at(1, false);
    assert_null(cu_buffer_take(&buffer));
    assert_true(buffer.failed);
    assert_false(buffer.too_long);
    cu_buffer_free(&buffer);
}

static void test_every_allocation_failing(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        cu_buffer buffer;
        cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
        cu_test_alloc_fail_at(n, false);
        for (int i = 0; i < 100; i++) {
            cu_buffer_add(&buffer, "some text");
            cu_buffer_add_int(&buffer, i);
            cu_buffer_printf(&buffer, "%300d", i);
            cu_buffer_insert(&buffer, 1, "x", 1);
        }
        bool tried = cu_test_alloc_count() >= n;
        assert_int_equal(buffer.failed, tried);
        assert_false(buffer.too_long);
        assert_int_equal(strlen(cu_buffer_text(&buffer)), buffer.length);
        cu_buffer_free(&buffer);
        if (!tried)
            break;
    }
}

int main(void)
{
#define TEST(function) \
    cmocka_unit_test_setup_teardown(function, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_empty),
        TEST(test_append),
        TEST(test_grows_by_doubling),
        TEST(test_printf_of_any_length),
        TEST(test_printf_that_cannot_be),
        TEST(test_maximum),
        TEST(test_maximum_of_nothing_and_of_all),
        TEST(test_insert_and_truncate),
        TEST(test_take),
        TEST(test_take_of_a_failed_buffer),
        TEST(test_every_allocation_failing),
    };
    return cmocka_run_group_tests_name("base/buffer", tests, NULL, NULL);
}
