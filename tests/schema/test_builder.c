#include "schema/fixture.h"

#include <stdio.h>

static const cupel_table *build_person(void)
{
    char name[16], check[32];
    cupel_table_builder *builder = cupel_table_builder_new("person");
    snprintf(name, sizeof name, "id");
    cupel_table_builder_column(
        builder, name, &(cupel_column_options){ .type = CUPEL_INTEGER, .primary_key = true });
    snprintf(name, sizeof name, "name");
    cupel_table_builder_column(builder, name,
                               &(cupel_column_options){ .type = CUPEL_STRING, .length = 50 });
    cupel_table_builder_column(builder, "note", NULL);
    snprintf(check, sizeof check, "length(name) > 0");
    cupel_table_builder_constraint(builder, CUPEL_ITEM_CHECK,
                                   &(cupel_constraint_options){ .sql = check });
    cupel_table_builder_constraint(builder, CUPEL_ITEM_UNIQUE,
                                   &(cupel_constraint_options){ .columns = { name, "note" } });
    cupel_table_builder_options(builder, &(cupel_table_options){ .schema = "archive" });
    /* What was passed may change. */
    memset(name, 'x', sizeof name);
    memset(check, 'x', sizeof check);
    return cupel_table_build(builder);
}

static void test_build(void **state)
{
    fixture *one = *state;
    const cupel_table *description = build_person();
    assert_non_null(description);
    assert_string_equal(description->name, "person");
    assert_int_equal(description->format, CUPEL_TABLE_FORMAT);
    assert_int_equal(description->count, 6);
    assert_int_equal(description->items[0].node.kind, CUPEL_NODE_TABLE_COLUMN);
    cu_table *table = fixture_add(one, description);
    fixture_resolve(one);
    assert_string_equal(table->full_name, "archive.person");
    assert_int_equal(table->columns.count, 3);
    assert_true(fixture_column(table, "id")->autoincrement);
    assert_int_equal(fixture_column(table, "name")->type.length, 50);
    assert_int_equal(fixture_column(table, "note")->type.id, CUPEL_UNTYPED);
    assert_string_equal(fixture_constraint(table, CU_CONSTRAINT_CHECK, 0)->sql, "length(name) > 0");
    assert_int_equal(fixture_constraint(table, CU_CONSTRAINT_UNIQUE, 0)->column_count, 2);
    cupel_table_free(description);
}

/* A line that is wrong by itself leaves no table. */
static void test_wrong_lines(void **state)
{
    (void)state;
    cupel_table_builder *builder = cupel_table_builder_new(NULL);
    assert_non_null(builder);
    assert_null(cupel_table_build(builder));

    builder = cupel_table_builder_new("t");
    assert_non_null(builder);
    cupel_table_builder_column(builder, NULL, NULL);
    assert_null(cupel_table_build(builder));

    builder = cupel_table_builder_new("t");
    assert_non_null(builder);
    cupel_table_builder_column(builder, "a", NULL);
    cupel_table_builder_constraint(builder, CUPEL_ITEM_COLUMN, &(cupel_constraint_options){ 0 });
    assert_null(cupel_table_build(builder));

    builder = cupel_table_builder_new("t");
    assert_non_null(builder);
    cupel_table_builder_constraint(builder, CUPEL_ITEM_UNIQUE, NULL);
    assert_null(cupel_table_build(builder));

    builder = cupel_table_builder_new("t");
    assert_non_null(builder);
    cupel_table_builder_options(builder, NULL);
    assert_null(cupel_table_build(builder));
}

static void test_null(void **state)
{
    (void)state;
    cupel_table_builder_column(NULL, "a", NULL);
    cupel_table_builder_constraint(NULL, CUPEL_ITEM_UNIQUE, NULL);
    cupel_table_builder_options(NULL, NULL);
    cupel_table_builder_free(NULL);
    cupel_table_free(NULL);
    assert_null(cupel_table_build(NULL));
    /* Given up half way. */
    cupel_table_builder *builder = cupel_table_builder_new("t");
    assert_non_null(builder);
    cupel_table_builder_column(builder, "a", NULL);
    cupel_table_builder_free(builder);
}

static void test_no_memory(void **state)
{
    (void)state;
    size_t live = cu_test_alloc_live();
    for (size_t n = 1;; n++) {
        cu_test_alloc_fail_at(n, false);
        const cupel_table *table = build_person();
        bool all = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(table != NULL, all);
        cupel_table_free(table);
        assert_int_equal(cu_test_alloc_live(), live);
        if (all)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(test_build),
        FIXTURE_TEST(test_wrong_lines),
        FIXTURE_TEST(test_null),
        FIXTURE_TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
