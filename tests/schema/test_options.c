#include "schema/options.h"

#include "support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const cupel_column_options full_column = {
    .name = "n",
    .collation = "NOCASE",
    .check = "n > 0",
    .foreign_key = "t.c",
    .foreign_key_name = "fk",
    .server_default = "0",
    .computed = "1 + 1",
    .sequence = "s",
    .comment = "",
    .deferred_group = "g",
    .default_value = CUPEL_DEFAULT_TEXT("draft"),
    .length = 5,
};

static const cupel_constraint_options full_constraint = {
    .name = "c",
    .columns = { "a", "b" },
    .references = { "t.a", "t.b" },
    .sql = "x",
    .method = "hash",
};

static const cupel_table_options full_table = {
    .schema = "s", .comment = "", .engine = "InnoDB", .charset = "utf8mb4", .tablespace = "fast"
};

/* Every text of a struct of options is in the copy, and is another. */
static void check_copied(const char *const *from, const char *const *to, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_ptr_not_equal(from[i], to[i]);
        assert_string_equal(from[i], to[i]);
    }
}

static void test_copy_column(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    cupel_column_options copy;
    assert_true(cu_column_options_copy(&copy, &full_column, &arena));
    const cupel_column_options *from = &full_column;
    const char *const texts[] = { from->name,
                                  from->collation,
                                  from->check,
                                  from->foreign_key,
                                  from->foreign_key_name,
                                  from->server_default,
                                  from->computed,
                                  from->sequence,
                                  from->comment,
                                  from->deferred_group,
                                  from->default_value.as.text };
    const char *const copies[] = { copy.name,
                                   copy.collation,
                                   copy.check,
                                   copy.foreign_key,
                                   copy.foreign_key_name,
                                   copy.server_default,
                                   copy.computed,
                                   copy.sequence,
                                   copy.comment,
                                   copy.deferred_group,
                                   copy.default_value.as.text };
    check_copied(texts, copies, CU_LENGTH(texts));
    assert_int_equal(copy.length, 5);
    static const cupel_column_options blob = {
        .default_value = { .kind = CUPEL_KIND_BLOB, .length = 3, .as = { .data = "a\0b" } }
    };
    assert_true(cu_column_options_copy(&copy, &blob, &arena));
    assert_ptr_not_equal(copy.default_value.as.data, blob.default_value.as.data);
    assert_memory_equal(copy.default_value.as.data, "a\0b", 3);
    assert_null(copy.name);
    cu_arena_free(&arena);
}

static void test_copy_others(void **state)
{
    (void)state;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    cupel_constraint_options constraint;
    assert_true(cu_constraint_options_copy(&constraint, &full_constraint, &arena));
    const char *const texts[] = { full_constraint.name,         full_constraint.sql,
                                  full_constraint.method,       full_constraint.columns[0],
                                  full_constraint.columns[1],   full_constraint.references[0],
                                  full_constraint.references[1] };
    const char *const copies[] = { constraint.name,         constraint.sql,
                                   constraint.method,       constraint.columns[0],
                                   constraint.columns[1],   constraint.references[0],
                                   constraint.references[1] };
    check_copied(texts, copies, CU_LENGTH(texts));
    assert_null(constraint.columns[2]);
    cupel_table_options table;
    assert_true(cu_table_options_copy(&table, &full_table, &arena));
    const char *const table_texts[] = { full_table.schema, full_table.comment, full_table.engine,
                                        full_table.charset, full_table.tablespace };
    const char *const table_copies[] = { table.schema, table.comment, table.engine, table.charset,
                                         table.tablespace };
    check_copied(table_texts, table_copies, CU_LENGTH(table_texts));
    /* All places taken, so that no NULL ends the list. */
    cupel_constraint_options wide = { .name = "wide" };
    for (size_t i = 0; i < CUPEL_CONSTRAINT_COLUMNS; i++)
        wide.columns[i] = wide.references[i] = "a.b";
    assert_true(cu_constraint_options_copy(&constraint, &wide, &arena));
    assert_string_equal(constraint.columns[CUPEL_CONSTRAINT_COLUMNS - 1], "a.b");
    assert_string_equal(constraint.references[CUPEL_CONSTRAINT_COLUMNS - 1], "a.b");
    cu_arena_free(&arena);
}

static void test_check(void **state)
{
    (void)state;
    cu_faults faults;
    cu_faults_init(&faults);
    assert_true(cu_column_options_check(&full_column, "column t.n", &faults));
    assert_true(cu_constraint_options_check(&full_constraint, "table t", &faults));
    assert_true(cu_table_options_check(&full_table, "table t", &faults));
    assert_true(cu_name_check("a b;\"", "a name", &faults));
    assert_int_equal(faults.count, 0);

    static const cupel_column_options bad_column = {
        .collation = "\xFF", .check = "", .comment = "\xC0\x80", .foreign_key = ""
    };
    assert_false(cu_column_options_check(&bad_column, "column t.n", &faults));
    assert_int_equal(faults.count, 4);
    static const cupel_constraint_options bad_constraint = { .method = "hash; DROP TABLE t" };
    assert_false(cu_constraint_options_check(&bad_constraint, "table t", &faults));
    static const cupel_table_options bad_table = { .schema = "", .engine = "Inno DB" };
    assert_false(cu_table_options_check(&bad_table, "table t", &faults));
    assert_int_equal(faults.count, 7);
    assert_false(cu_name_check(NULL, "a name", &faults));
    assert_false(cu_name_check("", "a name", &faults));
    assert_false(cu_name_check("\xED\xA0\x80", "a name", &faults));
    assert_int_equal(faults.count, 10);
    assert_string_equal(cu_buffer_text(&faults.text),
                        "column t.n: .collation is not UTF-8\n"
                        "column t.n: .check is empty; leave it out where it does not apply\n"
                        "column t.n: .foreign_key is empty; leave it out where it does not apply\n"
                        "column t.n: .comment is not UTF-8\n"
                        "table t: .method = \"hash; DROP TABLE t\" is no single word of letters, "
                        "digits and '_'\n"
                        "table t: .schema is empty; leave it out where it does not apply\n"
                        "table t: .engine = \"Inno DB\" is no single word of letters, digits and "
                        "'_'\n"
                        "a name is NULL\na name is empty\na name is not UTF-8");
    cu_faults_free(&faults);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        cu_arena arena;
        cu_arena_init(&arena, 8); /* a chunk for each text */
        cupel_column_options column;
        cupel_constraint_options constraint;
        cupel_table_options table;
        cu_test_alloc_fail_at(n, false);
        bool worked = cu_column_options_copy(&column, &full_column, &arena) &&
                      cu_constraint_options_copy(&constraint, &full_constraint, &arena) &&
                      cu_table_options_copy(&table, &full_table, &arena);
        bool all = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        cu_arena_free(&arena);
        assert_int_equal(worked, all);
        if (all)
            break;
    }
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_copy_column),
        TEST(test_copy_others),
        TEST(test_check),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
