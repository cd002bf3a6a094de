#include "schema/order.h"

#include "schema/fixture.h"

#include <stdio.h>

/* A table with an integer key and a foreign key to each of the tables named (at most three). */
static cu_table *add(fixture *one, const char *name, const char *a, const char *b, const char *c)
{
    const char *const targets[] = { a, b, c };
    cu_table *table = cu_table_new(&one->metadata, name, NULL, &one->faults);
    assert_non_null(table);
    static const cupel_column_options key = { .type = CUPEL_INTEGER, .primary_key = true };
    cu_table_add_column(table, "id", NULL, &key, CUPEL_UNTYPED, true, &one->faults);
    for (size_t i = 0; i < CU_LENGTH(targets); i++) {
        char reference[64], column[8];
        if (!targets[i])
            continue;
        snprintf(reference, sizeof reference, "%s.id", targets[i]);
        snprintf(column, sizeof column, "r%zu", i);
        cu_table_add_column(table, column, NULL,
                            &(cupel_column_options){ .foreign_key = reference }, CUPEL_UNTYPED,
                            true, &one->faults);
    }
    return table;
}

/* The names of the tables in order, with spaces between. */
static const char *order_of(const fixture *one)
{
    static char text[256];
    text[0] = '\0';
    for (size_t i = 0; i < one->metadata.tables.count; i++) {
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "%s%s", i > 0 ? " " : "",
                 one->metadata.sorted[i]->full_name);
    }
    return text;
}

static bool is_aside(const cu_table *table, size_t index)
{
    return fixture_constraint(table, CU_CONSTRAINT_FOREIGN_KEY, index)->needs_alter;
}

static void test_without_keys(void **state)
{
    fixture *one = *state;
    add(one, "b", NULL, NULL, NULL);
    add(one, "a", NULL, NULL, NULL);
    add(one, "c", NULL, NULL, NULL);
    fixture_resolve(one);
    assert_string_equal(order_of(one), "b a c");
}

static void test_by_dependency(void **state)
{
    fixture *one = *state;
    add(one, "items", "orders", "products", NULL);
    add(one, "orders", "users", NULL, NULL);
    add(one, "logs", NULL, NULL, NULL);
    add(one, "users", "users", NULL, NULL);
    add(one, "products", NULL, NULL, NULL);
    fixture_resolve(one);
    assert_string_equal(order_of(one), "logs users orders products items");
}

static void test_two_in_a_circle(void **state)
{
    fixture *one = *state;
    cu_table *husbands = add(one, "husbands", "wives", NULL, NULL);
    cu_table *wives = add(one, "wives", "husbands", NULL, NULL);
    add(one, "children", "husbands", "wives", NULL);
    fixture_resolve(one);
    assert_string_equal(order_of(one), "wives husbands children");
    assert_false(is_aside(husbands, 0));
    assert_true(is_aside(wives, 0));
    /* It has a name, by which it can be dropped. */
    assert_string_equal(fixture_constraint(wives, CU_CONSTRAINT_FOREIGN_KEY, 0)->name,
                        "fk_wives_r0_husbands");
    assert_null(fixture_constraint(husbands, CU_CONSTRAINT_FOREIGN_KEY, 0)->name);
}

static void test_three_in_a_circle(void **state)
{
    fixture *one = *state;
    cu_table *a = add(one, "a", "b", NULL, NULL);
    cu_table *b = add(one, "b", "c", NULL, NULL);
    cu_table *c = add(one, "c", "a", NULL, NULL);
    fixture_resolve(one);
    assert_string_equal(order_of(one), "c b a");
    assert_false(is_aside(a, 0) || is_aside(b, 0));
    assert_true(is_aside(c, 0));
}

static void test_fewest_keys_are_set_aside(void **state)
{
    fixture *one = *state;
    cu_table *a = add(one, "a", "b", NULL, NULL);
    cu_table *b = add(one, "b", "a", "a", NULL);
    fixture_resolve(one);
    assert_string_equal(order_of(one), "a b");
    assert_true(is_aside(a, 0));
    assert_false(is_aside(b, 0) || is_aside(b, 1));
}

static void test_all_keys_of_a_step(void **state)
{
    fixture *one = *state;
    cu_table *a = add(one, "a", "b", "b", NULL);
    cu_table *b = add(one, "b", "a", "a", NULL);
    fixture_resolve(one);
    assert_string_equal(order_of(one), "b a");
    assert_false(is_aside(a, 0) || is_aside(a, 1));
    assert_true(is_aside(b, 0) && is_aside(b, 1));
}

static void test_several_circles(void **state)
{
    fixture *one = *state;
    /* a <-> b, b <-> c, and a -> b -> c -> a */
    cu_table *a = add(one, "a", "b", NULL, NULL);
    cu_table *b = add(one, "b", "a", "c", NULL);
    cu_table *c = add(one, "c", "b", "a", NULL);
    fixture_resolve(one);
    /* Whatever was set aside, what is left has each table after those it refers to. */
    for (size_t i = 0; i < 3; i++) {
        const cu_table *table = one->metadata.sorted[i];
        for (size_t j = i + 1; j < 3; j++)
            for (size_t k = 0; k < table->constraints.count; k++)
                if (table->constraints.items[k]->kind == CU_CONSTRAINT_FOREIGN_KEY &&
                    !table->constraints.items[k]->needs_alter)
                    assert_ptr_not_equal(table->constraints.items[k]->referenced,
                                         one->metadata.sorted[j]);
    }
    assert_false(is_aside(a, 0) || is_aside(b, 1));
    assert_true(is_aside(b, 0) && is_aside(c, 0) && is_aside(c, 1));
}

/* 300 tables, each referring to both of its neighbours: as many circles as tables. */
static void test_many_circles(void **state)
{
    fixture *one = *state;
    char names[3][16];
    size_t aside = 0;
    for (int i = 0; i < 300; i++) {
        snprintf(names[0], sizeof names[0], "t%d", i);
        snprintf(names[1], sizeof names[1], "t%d", (i + 1) % 300);
        snprintf(names[2], sizeof names[2], "t%d", (i + 299) % 300);
        add(one, names[0], names[1], names[2], NULL);
    }
    fixture_resolve(one);
    size_t place[300];
    for (size_t i = 0; i < 300; i++)
        place[one->metadata.sorted[i]->number] = i;
    for (size_t i = 0; i < 300; i++)
        for (size_t j = 0; j < 2; j++) {
            cu_constraint *key =
                fixture_constraint(one->metadata.tables.items[i], CU_CONSTRAINT_FOREIGN_KEY, j);
            aside += key->needs_alter;
            assert_true(key->needs_alter || place[key->referenced->number] < place[i]);
        }
    assert_int_equal(aside, 300);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        fixture other;
        fixture_open(&other);
        add(&other, "a", "b", NULL, NULL);
        add(&other, "b", "a", NULL, NULL);
        fixture_resolve(&other);
        other.metadata.arena.next = other.metadata.arena.end;
        cu_test_alloc_fail_at(n, false);
        bool worked = cu_metadata_order(&other.metadata);
        bool all = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(worked, all);
        fixture_close(&other);
        if (all)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(test_without_keys),
        FIXTURE_TEST(test_by_dependency),
        FIXTURE_TEST(test_two_in_a_circle),
        FIXTURE_TEST(test_three_in_a_circle),
        FIXTURE_TEST(test_fewest_keys_are_set_aside),
        FIXTURE_TEST(test_all_keys_of_a_step),
        FIXTURE_TEST(test_several_circles),
        FIXTURE_TEST(test_many_circles),
        FIXTURE_TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
