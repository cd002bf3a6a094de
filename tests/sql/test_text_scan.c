#include "sql/text_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* Parameters in brackets, and '|' between pieces of SQL. */
static void scan(const char *sql, char *out, size_t size)
{
    cu_text_scan scan;
    cu_text_piece piece;
    size_t length = 0;
    bool sql_before = false;
    out[0] = '\0';
    cu_text_scan_begin(&scan, sql, strlen(sql));
    while (cu_text_scan_next(&scan, &piece)) {
        assert_true(piece.length > 0);
        bool is_sql = piece.kind == CU_TEXT_SQL;
        length += (size_t)snprintf(out + length, size - length, is_sql ? "%s%.*s" : "%s[%.*s]",
                                   is_sql && sql_before ? "|" : "", (int)piece.length, piece.text);
        assert_true(length < size);
        sql_before = is_sql;
    }
    assert_false(cu_text_scan_next(&scan, &piece));
}

typedef struct scan_case {
    const char *sql, *expected;
} scan_case;

static const scan_case cases[] = {
    { "", "" },
    { "SELECT 1", "SELECT 1" },
    { ":a", "[a]" },
    { ":a:b", "[a]:b" }, /* the second colon stands behind a name */
    { ":a :b", "[a] [b]" },
    { ":a,:b", "[a],[b]" },
    { "a=:a and b=:b1_x", "a=[a] and b=[b1_x]" },
    { "(:_)", "([_])" },
    { "x::int", "x::int" },
    { ":x::int", "[x]::int" },
    { "x :: y", "x :: y" },
    { ":::a", ":::a" },
    { "a:b", "a:b" },
    { "1:b", "1:b" },
    { "\xC3\xA9:b", "\xC3\xA9:b" },
    { ": a", ": a" },
    { ":1", ":1" },
    { ":", ":" },
    { "a:", "a:" },
    { ":n\xC3\xA9 x", "[n\xC3\xA9] x" },
    { "arr[:n]", "arr[[n]]" },
    { "arr[1:n]", "arr[1:n]" },
    /* escapes */
    { "\\:a", ":a" },
    { "x \\:a :b", "x |:a [b]" },
    { "\\:\\:", ":|:" },
    { "\\::a", "::a" },
    { "\\", "\\" },
    { "a\\b", "a\\b" },
    { "\\:", ":" },
    { ":a\\:b", "[a]:b" },
    /* literals and names */
    { "':a'", "':a'" },
    { "'it''s :a' :b", "'it''s :a' [b]" },
    { "':a", "':a" },
    { "'':a", "''[a]" },
    { "'' :a", "'' [a]" },
    { "\":a\" :b", "\":a\" [b]" },
    { "\"a\"\":b\" :c", "\"a\"\":b\" [c]" },
    { "`:a` :b", "`:a` [b]" },
    { "'\\:a' :b", "'\\:a' [b]" },
    { "'\\' :b", "'\\' [b]" },
    { "E'\\' :a' :b", "E'\\' :a' [b]" },
    { "e'\\\\' :b", "e'\\\\' [b]" },
    { "E'\\", "E'\\" },
    { "E'\\'", "E'\\'" },
    { "NAMEE'\\' :b", "NAMEE'\\' [b]" },
    /* comments */
    { "-- :a\n:b", "-- :a\n[b]" },
    { "-- :a", "-- :a" },
    { "a - :b", "a - [b]" },
    { "a-:b", "a-[b]" },
    { "/* :a */:b", "/* :a */[b]" },
    { "/* :a", "/* :a" },
    { "/**/:b", "/**/[b]" },
    { "/*/ :a */ :b", "/*/ :a */ [b]" },
    { "a / :b", "a / [b]" },
    { "a/:b", "a/[b]" },
    { "-", "-" },
    { "/", "/" },
    /* dollar quotes */
    { "$$ :a $$ :b", "$$ :a $$ [b]" },
    { "$t$ :a $$ $t$ :b", "$t$ :a $$ $t$ [b]" },
    { "$t$ :a", "$t$ :a" },
    { "$1 :a", "$1 [a]" },
    { "$1$ :a $1$", "$1$ [a] $1$" },
    { "a$b$ :c", "a$b$ [c]" },
    { "$ :a", "$ [a]" },
    { "$t :a", "$t [a]" },
    { "$", "$" },
};

static void test_scan(void **state)
{
    (void)state;
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        char out[200];
        scan(cases[i].sql, out, sizeof out);
        if (strcmp(out, cases[i].expected) != 0)
            fail_msg("%s: expected %s, is %s", cases[i].sql, cases[i].expected, out);
    }
}

/* A text with a length is not read beyond it. */
static void test_length(void **state)
{
    (void)state;
    const char sql[] = ":abc'x$t$-/";
    for (size_t length = 0; length < sizeof sql; length++) {
        cu_text_scan scan;
        cu_text_piece piece;
        size_t sum = 0;
        char copy[sizeof sql];
        memcpy(copy, sql, length);
        cu_text_scan_begin(&scan, copy, length);
        while (cu_text_scan_next(&scan, &piece))
            sum += piece.length + (piece.kind == CU_TEXT_PARAMETER);
        assert_int_equal(sum, length);
    }
}

/* NULs are characters like others. */
static void test_nul(void **state)
{
    (void)state;
    cu_text_scan scan;
    cu_text_piece piece;
    cu_text_scan_begin(&scan, "a\0:b", 4);
    assert_true(cu_text_scan_next(&scan, &piece));
    assert_int_equal(piece.length, 2);
    assert_true(cu_text_scan_next(&scan, &piece));
    assert_int_equal(piece.kind, CU_TEXT_PARAMETER);
    assert_false(cu_text_scan_next(&scan, &piece));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scan),
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
