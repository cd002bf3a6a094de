#include <cupel/version.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_version_matches_headers(void **state)
{
    (void)state;
    assert_string_equal(cupel_version(), CUPEL_VERSION);
    assert_int_equal(cupel_version_number(), CUPEL_VERSION_NUMBER);
}

static void test_version_text_matches_numbers(void **state)
{
    (void)state;
    const char *text = cupel_version();
    int parts[3] = { 0, 0, 0 }, part = 0;
    for (; *text; text++) {
        if (*text == '.')
            part++;
        else
            parts[part] = parts[part] * 10 + (*text - '0');
    }
    assert_int_equal(part, 2);
    assert_int_equal(parts[0] * 10000 + parts[1] * 100 + parts[2], cupel_version_number());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_matches_headers),
        cmocka_unit_test(test_version_text_matches_numbers),
    };
    return cmocka_run_group_tests_name("base/version", tests, NULL, NULL);
}
