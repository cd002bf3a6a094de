/*
 * sql/element_expression.c - what expressions are made of, as elements: a table
 * with an entry for each kind of node that can stand in a statement.
 */
#include "sql/element_maker.h"
#include "sql/type.h"

#include <string.h>

const cupel_value *cu_element_values(cu_arena *arena, bool lasting, size_t count,
                                     const cupel_value *values, bool *failed)
{
    static const cupel_value nothing = { 0 };
    if (count == 0)
        return &nothing;
    if (lasting)
        return values;
    cupel_value *copy = cu_arena_alloc_array(arena, count, sizeof *copy);
    *failed = !copy;
    for (size_t i = 0; i < count && !*failed; i++) {
        copy[i] = values[i];
        *failed = !cu_value_copy(arena, &copy[i]);
    }
    return *failed ? NULL : copy;
}

/* ---- what kinds of nodes have besides what is below them ------------------------------------------- */

static void fill_name(cu_element_maker *maker, cupel_element *element, const cu_node *node)
{
    element->name = cu_element_text(maker, node->a.text);
}

static void fill_text(cu_element_maker *maker, cupel_element *element, const cu_node *node)
{
    element->text = cu_element_text(maker, node->a.text);
}

static void fill_column(cu_element_maker *maker, cupel_element *element, const cu_node *node)
{
    const cu_column *column = cu_column_of(&node->head), *base = column;
    bool numbered = column->derived.kind != CU_NAME_NONE && column->derived.kind != CU_NAME_TEXT;
    while (base->base)
        base = base->base;
    element->name = numbered ? NULL : cu_element_text(maker, cu_column_name(column).text);
    if (column->from)
        element->source = cu_element_text(maker, cu_from_standing(column->from)->name);
    if (base->from && base->from->kind == CU_FROM_TABLE)
        cu_element_fill_table(maker, element, base->from, base);
}

static void fill_parameter(cu_element_maker *maker, cupel_element *element, const cu_node *node)
{
    const cu_element_source *source = maker->source;
    bool failed = false;
    element->values =
        source->value(source->data, (const cu_bind *)(const void *)node, maker->arena, &failed);
    element->value_count = element->values != NULL;
    element->name = cu_element_text(maker, node->a.text);
    if (failed)
        cu_compile_no_memory(&maker->compiler);
}

static void fill_parameter_list(cu_element_maker *maker, cupel_element *element,
                                const cu_node *node)
{
    const cu_bind_list *list =
        cu_list_in((const cu_bind_list *)(const void *)node, maker->source->walk);
    bool failed = false;
    element->name = cu_element_text(maker, node->a.text);
    if (list->required)
        return;
    element->value_count = list->count * list->width;
    element->values = cu_element_values(maker->arena, list->node.pool != NULL, element->value_count,
                                        list->values, &failed);
    if (failed)
        cu_compile_no_memory(&maker->compiler);
}

static void fill_constant(cu_element_maker *maker, cupel_element *element, const cu_node *node)
{
    static const char *const texts[] = {
        [CU_CONSTANT_NULL] = "NULL",       [CU_CONSTANT_TRUE] = "true",
        [CU_CONSTANT_FALSE] = "false",     [CU_CONSTANT_STAR] = "*",
        [CU_CONSTANT_DEFAULT] = "DEFAULT",
    };
    (void)maker;
    element->text = texts[node->detail];
}

static void fill_literal(cu_element_maker *maker, cupel_element *element, const cu_node *node)
{
    size_t digits = strspn(node->a.text, "0123456789"); /* as in EXISTS (SELECT 1 ...) */
    if (node->detail == CU_LITERAL_QUOTED || (digits > 0 && !node->a.text[digits]))
        element->kind = CUPEL_ELEMENT_CONSTANT;
    fill_text(maker, element, node);
}

static void fill_operator(cu_element_maker *maker, cupel_element *element, const cu_node *node)
{
    bool custom = node->head.operation == CUPEL_OPERATOR_CUSTOM;
    element->operation = (cupel_operator)node->head.operation;
    element->text =
        cu_element_words(maker, custom ? node->a.text : cu_operator(element->operation)->spelling);
}

static void fill_collation(cu_element_maker *maker, cupel_element *element, const cu_node *node)
{
    fill_name(maker, element, node);
    element->operation = CUPEL_OPERATOR_COLLATE;
    element->text = "COLLATE";
}

static void fill_sequence(cu_element_maker *maker, cupel_element *element, const cu_node *node)
{
    fill_name(maker, element, node);
    element->schema = cu_element_text(maker, node->b.text);
}

static void fill_extract(cu_element_maker *maker, cupel_element *element, const cu_node *node)
{
    fill_text(maker, element, node);
    element->name = "extract";
}

/* ---- what is below them -------------------------------------------------------------------------- */

void cu_element_add_chain(cu_element_maker *maker, cupel_clause clause, cupel_operator operation,
                          const cupel_expr *expression)
{
    cu_vector_clear(&maker->chain);
    for (const cupel_expr *item = expression; item;
         item = maker->chain.count > 0 ? cu_vector_pop(&maker->chain) : NULL) {
        if (item->kind != CU_NODE_BOOLEAN || item->operation != operation) {
            cu_element_add_expression(maker, clause, item);
            continue;
        }
        for (size_t i = item->count; i > 0; i--)
            if (!cu_vector_push(&maker->chain, cu_item(item, i - 1)))
                cu_compile_no_memory(&maker->compiler);
    }
}

static void add_cases(cu_element_maker *maker, const cu_node *node)
{
    size_t first = (node->detail & CU_CASE_OPERAND) ? 1 : 0;
    size_t last = node->head.count - ((node->detail & CU_CASE_ELSE) ? 1 : 0);
    for (size_t i = 0; i < node->head.count; i++) {
        cupel_clause clause = i < first              ? CUPEL_CLAUSE_NONE
                              : i >= last            ? CUPEL_CLAUSE_ELSE
                              : (i - first) % 2 == 0 ? CUPEL_CLAUSE_WHEN
                                                     : CUPEL_CLAUSE_THEN;
        cu_element_add_expression(maker, clause, node->items[i]);
    }
}

/* Whether something is all that a SELECT is ordered by, but for the direction. */
static bool is_ordered_by(const cupel_element *element)
{
    const cupel_element *parent = element->parent;
    for (; parent &&
           (parent->operation == CUPEL_OPERATOR_ASC || parent->operation == CUPEL_OPERATOR_DESC);
         parent = parent->parent)
        element = parent;
    return element->clause == CUPEL_CLAUSE_ORDER_BY && parent &&
           (parent->kind == CUPEL_ELEMENT_SELECT || parent->kind == CUPEL_ELEMENT_COMPOUND);
}

/* Whether only the name of a label is written. */
static bool is_named_label(const cu_element_maker *maker, const cupel_element *element,
                           const cupel_expr *expression)
{
    return expression->kind == CU_NODE_LABEL && is_ordered_by(element) &&
           cu_is_selected_label(maker->compiler.frame->select, expression);
}

/* The items one by one; of a list without parentheses, what is in it. */
static void add_node_items(cu_element_maker *maker, const cu_node *node,
                           const cupel_clause clauses[3])
{
    for (size_t i = 0; i < node->head.count; i++) {
        const cupel_expr *item = node->items[i];
        cupel_clause clause = clauses[CU_MIN(i, (size_t)2)];
        bool list = item && item->kind == CU_NODE_LIST;
        for (size_t j = 0; list && j < item->count; j++)
            cu_element_add_expression(maker, clause, cu_item(item, j));
        if (!list)
            cu_element_add_expression(maker, clause, item);
    }
}

/* ---- all --------------------------------------------------------------------------------------- */

/* What a kind of node is for programs. */
typedef struct element_entry {
    cupel_element_kind kind;
    void (*fill)(cu_element_maker *maker, cupel_element *element, const cu_node *node);
    cupel_clause clauses[3]; /* that the first item, the second, and all others stand in */
} element_entry;

static const element_entry entries[CU_NODE_KIND_COUNT] = {
    [CU_NODE_COLUMN] = { .kind = CUPEL_ELEMENT_COLUMN, .fill = fill_column },
    [CU_NODE_BIND] = { .kind = CUPEL_ELEMENT_PARAMETER, .fill = fill_parameter },
    [CU_NODE_BIND_LIST] = { .kind = CUPEL_ELEMENT_PARAMETER_LIST, .fill = fill_parameter_list },
    [CU_NODE_CONSTANT] = { .kind = CUPEL_ELEMENT_CONSTANT, .fill = fill_constant },
    [CU_NODE_TEXT] = { .kind = CUPEL_ELEMENT_TEXT, .fill = fill_text },
    [CU_NODE_LITERAL_COLUMN] = { .kind = CUPEL_ELEMENT_TEXT, .fill = fill_literal },
    [CU_NODE_LABEL] = { .kind = CUPEL_ELEMENT_LABEL, .fill = fill_name },
    [CU_NODE_LABEL_REFERENCE] = { .kind = CUPEL_ELEMENT_LABEL, .fill = fill_name },
    [CU_NODE_BINARY] = { .kind = CUPEL_ELEMENT_OPERATION, .fill = fill_operator },
    [CU_NODE_UNARY] = { .kind = CUPEL_ELEMENT_OPERATION, .fill = fill_operator },
    [CU_NODE_BOOLEAN] = { .kind = CUPEL_ELEMENT_OPERATION, .fill = fill_operator },
    [CU_NODE_BETWEEN] = { .kind = CUPEL_ELEMENT_OPERATION, .fill = fill_operator },
    [CU_NODE_IN] = { .kind = CUPEL_ELEMENT_OPERATION, .fill = fill_operator },
    [CU_NODE_LIST] = { .kind = CUPEL_ELEMENT_TUPLE },
    [CU_NODE_TUPLE] = { .kind = CUPEL_ELEMENT_TUPLE },
    [CU_NODE_FUNCTION] = { .kind = CUPEL_ELEMENT_FUNCTION, .fill = fill_name },
    [CU_NODE_CASE] = { .kind = CUPEL_ELEMENT_CASE },
    [CU_NODE_CAST] = { .kind = CUPEL_ELEMENT_CAST },
    [CU_NODE_TYPE_COERCE] = { .kind = CUPEL_ELEMENT_TYPE_COERCE },
    [CU_NODE_EXTRACT] = { .kind = CUPEL_ELEMENT_FUNCTION, .fill = fill_extract },
    [CU_NODE_SEQUENCE] = { .kind = CUPEL_ELEMENT_SEQUENCE, .fill = fill_sequence },
    [CU_NODE_COLLATE] = { .kind = CUPEL_ELEMENT_OPERATION, .fill = fill_collation },
    [CU_NODE_OVER] = { .kind = CUPEL_ELEMENT_WINDOW,
                       .clauses = { 0, CUPEL_CLAUSE_PARTITION_BY, CUPEL_CLAUSE_ORDER_BY } },
    [CU_NODE_AGGREGATE_FILTER] = { .kind = CUPEL_ELEMENT_AGGREGATE,
                                   .clauses = { 0, CUPEL_CLAUSE_WHERE } },
    [CU_NODE_WITHIN_GROUP] = { .kind = CUPEL_ELEMENT_AGGREGATE,
                               .clauses = { 0, CUPEL_CLAUSE_ORDER_BY } },
    [CU_NODE_EXCLUDED] = { .kind = CUPEL_ELEMENT_EXCLUDED },
};

/* The type of a value, where it is known; those of programs may be in memory of the plan. */
static void fill_type(cu_element_maker *maker, cupel_element *element, const cupel_expr *expression)
{
    const cupel_type *type = cu_expression_type(expression);
    if (!type || type->id == CUPEL_UNTYPED)
        return;
    element->type = type;
    if (type == cu_type_of(type->id))
        return;
    cupel_type *copy = cu_arena_copy(maker->arena, type, sizeof *type);
    if (copy)
        copy->collation = cu_element_text(maker, type->collation);
    else
        cu_compile_no_memory(&maker->compiler);
    element->type = copy;
}

void cu_element_make_expression(cu_element_maker *maker, cupel_element *element,
                                const cupel_expr *expression)
{
    static const element_entry none = { 0 };
    const cu_node *node = cu_node_of(expression);
    const element_entry *entry =
        expression->kind < CU_NODE_KIND_COUNT ? &entries[expression->kind] : &none;
    element->kind = entry->kind;
    if (entry->kind == CUPEL_ELEMENT_NONE) {
        cu_compile_fail(&maker->compiler, CUPEL_INVALID_REQUEST, "%s cannot stand here",
                        cu_kind_describe(cu_kind(expression)));
        return;
    }
    if (entry->fill)
        entry->fill(maker, element, node);
    fill_type(maker, element, expression);
    if (expression->kind == CU_NODE_BOOLEAN)
        cu_element_add_chain(maker, CUPEL_CLAUSE_NONE, element->operation, expression);
    else if (expression->kind == CU_NODE_CASE)
        add_cases(maker, node);
    else if (!is_named_label(maker, element, expression))
        add_node_items(maker, node, entry->clauses);
}
