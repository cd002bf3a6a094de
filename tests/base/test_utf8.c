#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Writes a number as UTF-8 would have it if it knew no limits but four bytes. */
static size_t encode(uint32_t number, char *out)
{
    if (number < 0x80) {
        out[0] = (char)number;
        return 1;
    }
    if (number < 0x800) {
        out[0] = (char)(0xC0 | number >> 6);
        out[1] = (char)(0x80 | (number & 0x3F));
        return 2;
    }
    if (number < 0x10000) {
        out[0] = (char)(0xE0 | number >> 12);
        out[1] = (char)(0x80 | (number >> 6 & 0x3F));
        out[2] = (char)(0x80 | (number & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | number >> 18);
    out[1] = (char)(0x80 | (number >> 12 & 0x3F));
    out[2] = (char)(0x80 | (number >> 6 & 0x3F));
    out[3] = (char)(0x80 | (number & 0x3F));
    return 4;
}

static void test_all_code_points(void **state)
{
    (void)state;
    char text[5];
    for (uint32_t number = 0; number < 0x120000; number++) {
        size_t length = encode(number, text), bad = 99;
        bool valid = number <= 0x10FFFF && (number < 0xD800 || number > 0xDFFF);
        if (cu_utf8_valid(text, length, &bad) != valid)
            fail_msg("U+%04X", number);
        assert_int_equal(bad, valid ? 99 : 0);
        if (!valid)
            continue;
        assert_int_equal(cu_utf8_count(text, length), 1);
        for (size_t limit = 0; limit < length; limit++) {
            assert_int_equal(cu_utf8_cut(text, length, limit), 0);
            /* Less than all of it is no character, and all but the first byte is none either. */
            assert_int_equal(cu_utf8_valid(text, limit, NULL), limit == 0);
            if (limit > 0)
                assert_false(cu_utf8_valid(text + limit, length - limit, NULL));
        }
    }
}

static void test_invalid_sequences(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t bad;
    } cases[] = {
        { "\x80", 0 },                     /* continues nothing */
        { "abc\xBF", 3 },                  /* the same, later */
        { "\xC0\xAF", 0 },                 /* overlong '/' */
        { "\xC1\xBF", 0 },                 /* overlong DEL */
        { "\xE0\x80\xAF", 0 },             /* overlong '/' */
        { "\xE0\x9F\xBF", 0 },             /* overlong U+07FF */
        { "\xF0\x80\x80\xAF", 0 },         /* overlong '/' */
        { "\xF0\x8F\xBF\xBF", 0 },         /* overlong U+FFFF */
        { "\xED\xA0\x80", 0 },             /* U+D800 */
        { "\xED\xBF\xBF", 0 },             /* U+DFFF */
        { "\xED\xA0\xBD\xED\xB8\x80", 0 }, /* a pair of surrogates */
        { "\xF4\x90\x80\x80", 0 },         /* U+110000 */
        { "\xF5\x80\x80\x80", 0 },
        { "\xF8\x88\x80\x80\x80", 0 },     /* five bytes */
        { "\xFC\x84\x80\x80\x80\x80", 0 }, /* six bytes */
        { "\xFE", 0 },
        { "\xFF", 0 },
        { "ok \xC3", 3 },          /* cut short */
        { "ok \xE2\x82", 3 },      /* cut short */
        { "ok \xF0\x9F\x98", 3 },  /* cut short */
        { "\xC3\x28", 0 },         /* second byte wrong */
        { "\xE2\x28\xA1", 0 },     /* second byte wrong */
        { "\xE2\x82\x28", 0 },     /* third byte wrong */
        { "\xF0\x9F\x98\x28", 0 }, /* fourth byte wrong */
        { "\xF0\x9F\x28\x80", 0 }, /* third byte wrong */
        { "\xC3\xA4\xC3\xA4\xC3", 4 },
        { "\xC3\xC3\xA4", 0 },
        { "eight ok\xFF", 8 },
        { "sixteen are okay\xFF more", 16 },
        { "seven: \xFF in the word", 7 },
    };
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        size_t bad = 99;
        assert_false(cu_utf8_valid(cases[i].text, strlen(cases[i].text), &bad));
        assert_int_equal(bad, cases[i].bad);
        assert_false(cu_utf8_valid(cases[i].text, strlen(cases[i].text), NULL));
    }
}

static void test_texts(void **state)
{
    (void)state;
    assert_true(cu_utf8_valid("", 0, NULL));
    assert_true(cu_utf8_valid("a\0b", 3, NULL));
    assert_int_equal(cu_utf8_count("", 0), 0);
    const char *text = "Stra\xC3\x9F"
                       "e, \xE2\x82\xAC, \xF0\x9F\x98\x80";
    size_t length = strlen(text);
    assert_true(cu_utf8_valid(text, length, NULL));
    assert_int_equal(cu_utf8_count(text, length), 12);
    /* Cut anywhere, it stays valid and loses less than a character. */
    for (size_t limit = 0; limit <= length + 2; limit++) {
        size_t cut = cu_utf8_cut(text, length, limit);
        assert_true(cut <= limit && cut <= length);
        assert_true(cu_utf8_valid(text, cut, NULL));
        assert_true(cut == length || cut + 4 > limit);
    }
}

static void test_long_texts(void **state)
{
    (void)state;
    /* A wrong byte is found at each place of ASCII, whatever its alignment. */
    enum { SIZE = 100 };
    char text[SIZE];
    for (size_t start = 0; start < 9; start++) {
        for (size_t place = start; place < SIZE; place++) {
            size_t bad = 0;
            memset(text, 'a', SIZE);
            text[place] = '\xFF';
            assert_false(cu_utf8_valid(text + start, SIZE - start, &bad));
            assert_int_equal(bad, place - start);
            assert_true(cu_utf8_valid(text + start, place - start, NULL));
        }
    }
    /* Nothing is read past the end: each length in memory of its own, for sanitizers to see. */
    for (size_t length = 0; length < 40; length++) {
        char *exact = malloc(length ? length : 1);
        assert_non_null(exact);
        memset(exact, 'a', length);
        assert_true(cu_utf8_valid(exact, length, NULL));
        if (length > 0) {
            exact[length - 1] = '\xF0';
            assert_false(cu_utf8_valid(exact, length, NULL));
        }
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_code_points),
        cmocka_unit_test(test_invalid_sequences),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_long_texts),
    };
    return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}
