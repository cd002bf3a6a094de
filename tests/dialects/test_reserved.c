#include "dialects/mssql/reserved.h"
#include "dialects/mysql/reserved.h"
#include "dialects/oracle/reserved.h"
#include "dialects/postgresql/reserved.h"
#include "dialects/sqlite/reserved.h"
#include "dialects/sqlite/sql.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sqlite3.h>

static void check_list(const char *const *words, size_t count)
{
    assert_true(count > 60);
    for (size_t i = 0; i < count; i++) {
        for (const char *c = words[i]; *c; c++)
            assert_false(*c >= 'A' && *c <= 'Z');
        if (i > 0 && strcmp(words[i - 1], words[i]) >= 0)
            fail_msg("'%s' stands before '%s'", words[i - 1], words[i]);
    }
}

static void test_lists_are_sorted(void **state)
{
    (void)state;
    check_list(cu_sqlite_reserved, cu_sqlite_reserved_count);
    check_list(cu_postgresql_reserved, cu_postgresql_reserved_count);
    check_list(cu_mysql_reserved, cu_mysql_reserved_count);
    check_list(cu_mssql_reserved, cu_mssql_reserved_count);
    check_list(cu_oracle_reserved, cu_oracle_reserved_count);
}

static void check_reserved(const char *const *words, const size_t *count, const char *word)
{
    cu_sql_dialect dialect = { .reserved = words, .reserved_count = count };
    if (!cu_identifier_needs_quotes(&dialect, word))
        fail_msg("'%s' is not quoted", word);
}

static void test_well_known_words(void **state)
{
    (void)state;
    static const char *const everywhere[] = { "select", "from",  "where", "order",  "group",
                                              "table",  "check", "union", "create", "and" };
    for (size_t i = 0; i < CU_LENGTH(everywhere); i++) {
        check_reserved(cu_sqlite_reserved, &cu_sqlite_reserved_count, everywhere[i]);
        check_reserved(cu_postgresql_reserved, &cu_postgresql_reserved_count, everywhere[i]);
        check_reserved(cu_mysql_reserved, &cu_mysql_reserved_count, everywhere[i]);
        check_reserved(cu_mssql_reserved, &cu_mssql_reserved_count, everywhere[i]);
        check_reserved(cu_oracle_reserved, &cu_oracle_reserved_count, everywhere[i]);
    }
    check_reserved(cu_postgresql_reserved, &cu_postgresql_reserved_count, "user");
    check_reserved(cu_postgresql_reserved, &cu_postgresql_reserved_count, "lateral");
    check_reserved(cu_mysql_reserved, &cu_mysql_reserved_count, "rank");
    check_reserved(cu_sqlite_reserved, &cu_sqlite_reserved_count, "returning");
}

/* Every word that SQLite's parser knows is a name when it is written as one. */
static void test_sqlite_takes_them_as_names(void **state)
{
    (void)state;
    static const char *const statements[] = {
        "CREATE TABLE %1 (%1 INTEGER, PRIMARY KEY (%1), FOREIGN KEY(%1) REFERENCES %1 (%1))",
        "INSERT INTO %1 (%1) VALUES (5)",
        "SELECT %1.%1 AS %1 FROM %1 AS %1 WHERE %1.%1 = 5 ORDER BY %1",
        "UPDATE %1 SET %1 = 5 WHERE %1 = 5",
        "CREATE INDEX ix ON %1 (%1)",
        "DROP TABLE %1",
    };
    sqlite3 *database;
    assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    for (int i = 0; i < sqlite3_keyword_count(); i++) {
        const char *keyword;
        int length;
        char word[64] = { 0 };
        assert_int_equal(sqlite3_keyword_name(i, &keyword, &length), SQLITE_OK);
        for (int j = 0; j < length && j < 63; j++)
            word[j] = (char)(keyword[j] | (keyword[j] == '_' ? 0 : 0x20));
        for (size_t j = 0; j < CU_LENGTH(statements); j++) {
            cu_buffer buffer;
            cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
            for (const char *c = statements[j]; *c; c++) {
                if (c[0] == '%' && c[1] == '1')
                    cu_identifier_quote(&cu_sql_sqlite, &buffer, word), c++;
                else
                    cu_buffer_add_char(&buffer, *c);
            }
            if (sqlite3_exec(database, cu_buffer_text(&buffer), NULL, NULL, NULL) != SQLITE_OK)
                fail_msg("%s: %s", cu_buffer_text(&buffer), sqlite3_errmsg(database));
            cu_buffer_free(&buffer);
        }
    }
    sqlite3_close(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_are_sorted),
        cmocka_unit_test(test_well_known_words),
        cmocka_unit_test(test_sqlite_takes_them_as_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
