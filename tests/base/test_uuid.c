#include <cupel/uuid.h>

#include <cupel/datetime.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const cupel_uuid_value example = { { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01,
                                            0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef } };

static void test_format(void **state)
{
    (void)state;
    char text[CUPEL_UUID_TEXT_SIZE];
    cupel_uuid_format(example, text);
    assert_string_equal(text, "01234567-89ab-cdef-0123-456789abcdef");
    cupel_uuid_format((cupel_uuid_value){ { 0 } }, text);
    assert_string_equal(text, "00000000-0000-0000-0000-000000000000");
    cupel_uuid_format(example, NULL);
}

static void test_parse(void **state)
{
    (void)state;
    static const char *const right[] = {
        "01234567-89ab-cdef-0123-456789abcdef", "01234567-89AB-CDEF-0123-456789ABCDEF",
        "0123456789abcdef0123456789abcdef",     "{01234567-89ab-cdef-0123-456789abcdef}",
        "{0123456789abcdef0123456789ABCDEF}",
    };
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        cupel_uuid_value uuid = { { 0 } };
        assert_true(cupel_uuid_parse(right[i], &uuid));
        assert_int_equal(cupel_uuid_compare(uuid, example), 0);
    }
    static const char *const wrong[] = {
        "",
        "-",
        "{}",
        "0",
        "01234567-89ab-cdef-0123-456789abcde",
        "01234567-89ab-cdef-0123-456789abcdef0",
        "01234567-89ab-cdef-0123-456789abcdef ",
        " 01234567-89ab-cdef-0123-456789abcdef",
        "{01234567-89ab-cdef-0123-456789abcdef",
        "01234567-89ab-cdef-0123-456789abcdef}",
        "{01234567-89ab-cdef-0123-456789abcdef)",
        "01234567-89ab-cdef-0123456789abcdef",
        "01234567-89abcdef-0123-456789abcdef",
        "0123456789abcdef-0123-456789abcdef",
        "0123456-789ab-cdef-0123-456789abcdef",
        "01234567--89ab-cdef-0123-456789abcdef",
        "0123456g-89ab-cdef-0123-456789abcdef",
        "g1234567-89ab-cdef-0123-456789abcdef",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0",
        "01234567_89ab_cdef_0123_456789abcdef",
        "(01234567-89ab-cdef-0123-456789abcdef)",
    };
    cupel_uuid_value uuid = { { 7 } };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(cupel_uuid_parse(wrong[i], &uuid));
    assert_false(cupel_uuid_parse(NULL, &uuid));
    assert_false(cupel_uuid_parse(right[0], NULL));
    assert_int_equal(uuid.bytes[0], 7);
}

/* Every start of a right text is a wrong one, and so is every change of one character to no digit. */
static void test_parse_of_damaged_text(void **state)
{
    (void)state;
    const char *whole = "{01234567-89ab-cdef-0123-456789abcdef}";
    cupel_uuid_value uuid;
    for (size_t i = 0; i < strlen(whole); i++) {
        char text[48];
        strncpy(text, whole, sizeof text);
        text[i] = '\0';
        assert_false(cupel_uuid_parse(text, &uuid));
        strncpy(text, whole, sizeof text);
        text[i] = 'x';
        assert_false(cupel_uuid_parse(text, &uuid));
    }
}

static void test_compare(void **state)
{
    (void)state;
    for (size_t i = 0; i < 16; i++) {
        cupel_uuid_value more = example, less = example;
        more.bytes[i]++;
        less.bytes[i]--;
        assert_true(cupel_uuid_compare(example, more) < 0 || example.bytes[i] == 0xFF);
        assert_true(cupel_uuid_compare(example, less) > 0 || example.bytes[i] == 0);
        assert_true(cupel_uuid_compare(less, more) < 0);
    }
}

static void test_random(void **state)
{
    (void)state;
    enum { COUNT = 200 };
    cupel_uuid_value uuids[COUNT], any = { { 0 } }, all;
    memset(&all, 0xFF, sizeof all);
    for (size_t i = 0; i < COUNT; i++) {
        char text[CUPEL_UUID_TEXT_SIZE];
        cupel_uuid_value back;
        assert_true(cupel_uuid_random(&uuids[i]));
        assert_int_equal(uuids[i].bytes[6] >> 4, 4);
        assert_int_equal(uuids[i].bytes[8] >> 6, 2);
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(cupel_uuid_compare(uuids[i], uuids[j]), 0);
        for (size_t j = 0; j < 16; j++) {
            any.bytes[j] |= uuids[i].bytes[j];
            all.bytes[j] &= uuids[i].bytes[j];
        }
        cupel_uuid_format(uuids[i], text);
        assert_true(cupel_uuid_parse(text, &back));
        assert_int_equal(cupel_uuid_compare(back, uuids[i]), 0);
    }
    /* All bits but those of version and variant take both values. */
    for (size_t j = 0; j < 16; j++)
        assert_int_equal(any.bytes[j] & ~all.bytes[j], j == 6 ? 0x0F : j == 8 ? 0x3F : 0xFF);
    assert_false(cupel_uuid_random(NULL));
}

static void test_by_time(void **state)
{
    (void)state;
    cupel_uuid_value earlier, uuid;
    int64_t before = cupel_timestamp_now().microseconds / 1000;
    assert_true(cupel_uuid_by_time(&earlier));
    int64_t after = cupel_timestamp_now().microseconds / 1000, milliseconds = 0;
    for (size_t i = 0; i < 6; i++)
        milliseconds = milliseconds << 8 | earlier.bytes[i];
    assert_true(milliseconds >= before && milliseconds <= after);
    assert_int_equal(earlier.bytes[6] >> 4, 7);
    assert_int_equal(earlier.bytes[8] >> 6, 2);
    nanosleep(&(struct timespec){ 0, 3000000 }, NULL);
    assert_true(cupel_uuid_by_time(&uuid));
    assert_true(cupel_uuid_compare(earlier, uuid) < 0);
    assert_false(cupel_uuid_by_time(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_parse_of_damaged_text),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_by_time),
    };
    return cmocka_run_group_tests_name("base/uuid", tests, NULL, NULL);
}
