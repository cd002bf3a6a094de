#include "sql/compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const words[] = { "order", "select", "user" };
static const size_t word_count = CU_LENGTH(words);

static const cu_sql_dialect standard = { .name = "standard",
                                         .quote_open = '"',
                                         .quote_close = '"',
                                         .reserved = words,
                                         .reserved_count = &word_count };
static const cu_sql_dialect brackets = { .name = "brackets",
                                         .quote_open = '[',
                                         .quote_close = ']' };
static const cu_sql_dialect backslashes = {
    .name = "backslashes", .quote_open = '`', .quote_close = '`', .backslash_escapes = true
};

static void test_needs_quotes(void **state)
{
    (void)state;
    static const char *const plain[] = { "a",     "users",    "_",    "_private", "a1",
                                         "a_b$c", "selected", "orde", "orders",   "users_id" };
    for (size_t i = 0; i < CU_LENGTH(plain); i++)
        assert_false(cu_identifier_needs_quotes(&standard, plain[i]));
    static const char *const quoted[] = { "",         "User",         "USERS", "1a",   "$a",
                                          "a b",      "a.b",          "a-b",   "a\"b", "a'b",
                                          "a;b",      "a\n",          "order", "user", "select",
                                          "\xC3\xBC", "na\xC3\xAFve", "a--",   "a%b",  "a\tb",
                                          "userS" };
    for (size_t i = 0; i < CU_LENGTH(quoted); i++)
        assert_true(cu_identifier_needs_quotes(&standard, quoted[i]));
    /* Without a list, no word is reserved. */
    assert_false(cu_identifier_needs_quotes(&brackets, "order"));
}

static void check_identifier(const cu_sql_dialect *dialect, const char *name, const char *expected)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_identifier_quote(dialect, &buffer, name);
    assert_string_equal(cu_buffer_text(&buffer), expected);
    cu_buffer_free(&buffer);
}

static void test_identifiers(void **state)
{
    (void)state;
    check_identifier(&standard, "users", "users");
    check_identifier(&standard, "Users", "\"Users\"");
    check_identifier(&standard, "user", "\"user\"");
    check_identifier(&standard, "", "\"\"");
    check_identifier(&standard, "a\"b", "\"a\"\"b\"");
    check_identifier(&standard, "\"", "\"\"\"\"");
    check_identifier(&standard, "x\"; DROP TABLE users; --", "\"x\"\"; DROP TABLE users; --\"");
    check_identifier(&brackets, "a]b[c", "[a]]b[c]");
    check_identifier(&backslashes, "a`b\\c\"", "`a``b\\c\"`");
    check_identifier(&standard, "gr\xC3\xBCn", "\"gr\xC3\xBCn\"");
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_identifier_quote_always(&standard, &buffer, "users");
    assert_string_equal(cu_buffer_text(&buffer), "\"users\"");
    cu_buffer_free(&buffer);
}

static void check_literal(const cu_sql_dialect *dialect, const char *text, const char *expected)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_literal_quote(dialect, &buffer, text, strlen(text));
    assert_string_equal(cu_buffer_text(&buffer), expected);
    cu_buffer_free(&buffer);
}

static void test_literals(void **state)
{
    (void)state;
    check_literal(&standard, "", "''");
    check_literal(&standard, "a", "'a'");
    check_literal(&standard, "it's", "'it''s'");
    check_literal(&standard, "''", "''''''");
    check_literal(&standard, "a\\' OR 1=1 --", "'a\\'' OR 1=1 --'");
    /* Where a backslash could take the quote's meaning away, it is doubled too. */
    check_literal(&backslashes, "a\\' OR 1=1 --", "'a\\\\'' OR 1=1 --'");
    check_literal(&backslashes, "\\", "'\\\\'");
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_literal_quote(&standard, &buffer, "ab'cd", 3);
    assert_string_equal(cu_buffer_text(&buffer), "'ab'''");
    cu_buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_needs_quotes),
        cmocka_unit_test(test_identifiers),
        cmocka_unit_test(test_literals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
