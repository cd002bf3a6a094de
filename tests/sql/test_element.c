/*
 * Elements: each kind of node is one, or is refused because the layer above has
 * to resolve it first; elements of trees that no public function makes.
 */
#include "sql/element.h"
#include "tables.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const cupel_value *no_value(void *data, const cu_bind *bind, cu_arena *arena, bool *failed)
{
    (void)data;
    (void)bind;
    (void)arena;
    (void)failed;
    return NULL;
}

static void no_owner(void *data, const cu_from *table, const cu_column *column, cupel_element *out)
{
    (void)data;
    (void)table;
    (void)column;
    (void)out;
}

static const cu_element_source source = { .value = no_value, .owner = no_owner };

/* A node with the members of any kind. */
typedef union any_node {
    cu_node node;
    cu_bind bind;
    cu_bind_list list;
    cu_column column;
} any_node;

/* A kind of node that is new has to be an element, too. */
static void test_each_kind(void **state)
{
    (void)state;
    for (int kind = CU_NODE_COLUMN; kind < CU_NODE_KIND_COUNT; kind++) {
        any_node any = { .node = { .head = { .kind = (unsigned char)kind } } };
        bool stands =
            kind < CU_NODE_QUERY && kind != CU_NODE_TEXT_COLUMNS && kind != CU_NODE_POISON;
        static const cu_select nothing = { 0 };
        if (kind == CU_NODE_SELECT)
            any.node.a.pointer = &nothing;
        else
            any.node.a.text = "text";
        cu_arena arena;
        cu_error error;
        cu_arena_init(&arena, 0);
        cu_error_init(&error);
        const cupel_element *element =
            cu_element_new(&arena, &source, CU_PART_EXPRESSION, &any.node.head, &error);
        if (stands && !element)
            fail_msg("kind %d: %s", kind, error.public.text);
        if (stands) {
            assert_in_range(element->kind, CUPEL_ELEMENT_NONE + 1, CUPEL_ELEMENT_KIND_COUNT - 1);
            assert_int_equal(element->child_count, 0);
        } else {
            assert_null(element);
            assert_int_equal(cu_error_code(&error), CUPEL_INVALID_REQUEST);
        }
        cu_error_free(&error);
        cu_arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_kind, cu_test_alloc_setup,
                                        cu_test_alloc_teardown),
    };
    return cmocka_run_group_tests_name("sql/element", tests, NULL, NULL);
}
