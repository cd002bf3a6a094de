/*
 * sql/select.c - making SELECTs, set operations, subqueries and CTEs, and
 * finding what expressions select from.
 */
#include "sql/select.h"
#include "sql/label.h"
#include "sql/type.h"

cu_select *cu_select_new(cu_arena *arena)
{
    cu_select *select = cu_arena_alloc_zero(arena, sizeof *select);
    if (select) {
        select->label_style = CU_LABEL_DISAMBIGUATE;
        select->auto_correlate = true;
    }
    return select;
}

/* Room for one more in an array of pointers in an arena; NULL: no memory. */
static void *grow(cu_arena *arena, void *items, size_t count, size_t *capacity)
{
    if (count < *capacity)
        return items;
    size_t wanted = *capacity ? *capacity * 2 : 4;
    void **larger = cu_arena_alloc_array(arena, wanted, sizeof *larger);
    if (!larger)
        return NULL;
    if (count > 0)
        memcpy(larger, items, count * sizeof *larger);
    *capacity = wanted;
    return larger;
}

bool cu_expressions_add(cu_arena *arena, cu_expression_list *list, const cupel_expr *expression)
{
    void *items = grow(arena, list->items, list->count, &list->capacity);
    if (!items)
        return false;
    list->items = items;
    list->items[list->count++] = expression;
    return true;
}

bool cu_froms_add(cu_arena *arena, cu_from_list *list, cu_from *from)
{
    void *items = grow(arena, list->items, list->count, &list->capacity);
    if (!items)
        return false;
    list->items = items;
    list->items[list->count++] = cu_from_standing(from);
    return true;
}

bool cu_froms_have(const cu_from_list *list, const cu_from *from)
{
    from = cu_from_standing(from);
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == from)
            return true;
    return false;
}

bool cu_froms_add_once(cu_arena *arena, cu_from_list *list, cu_from *from)
{
    return cu_froms_have(list, from) || cu_froms_add(arena, list, from);
}

const cu_expression_list *cu_select_columns(const cu_select *select)
{
    while (select->operation != CU_SET_NONE)
        select = select->members[0];
    return &select->columns;
}

static const cu_select *first_member(const cu_select *select)
{
    while (select->operation != CU_SET_NONE)
        select = select->members[0];
    return select;
}

/* ---- subqueries -------------------------------------------------------------------------------- */

/* The column of another from that an expression shows, through a label. */
static const cu_column *shown_column(const cupel_expr *expression)
{
    while (expression->kind == CU_NODE_LABEL)
        expression = cu_item(expression, 0);
    return cu_column_of(expression);
}

static void init_shown(cu_column *column, cu_from *from, uint32_t index, const cupel_expr *element,
                       const cu_label *label)
{
    const cu_name *name =
        label->required.kind != CU_NAME_NONE ? &label->required : &label->fallback;
    const cupel_type *type = cu_expression_type(element);
    cu_column_init(column, from, index, label->key, type ? type : cu_type_of(CUPEL_UNTYPED));
    if (name->kind == CU_NAME_TEXT)
        column->name = name->text;
    else
        column->derived = *name;
    column->key = label->key;
    column->element = element;
    column->base = shown_column(element);
    if (column->base) {
        column->primary_key = column->base->primary_key;
        column->references = column->base->references;
        column->reference_count = column->base->reference_count;
    }
}

/* Gives `from` a column for each of the select's. */
static bool show_columns(cu_arena *arena, cu_from *from, const cu_select *select)
{
    const cu_select *first = first_member(select);
    size_t count = first->columns.count;
    cu_label *labels = cu_select_labels(arena, first);
    cu_column *columns = cu_arena_alloc_array(arena, count, sizeof *columns);
    from->columns = cu_arena_alloc_array(arena, count, sizeof *from->columns);
    if (!labels || !columns || !from->columns)
        return false;
    for (size_t i = 0; i < count; i++) {
        const cupel_expr *element = first->columns.items[i];
        if (element->kind == CU_NODE_TEXT)
            continue;
        init_shown(&columns[i], from, (uint32_t)from->column_count, element, &labels[i]);
        from->columns[from->column_count++] = &columns[i];
    }
    return true;
}

static cu_from *select_from_new(cu_arena *arena, cu_from_kind kind, cu_select *select,
                                const char *name)
{
    cu_from *from = cu_arena_alloc_zero(arena, sizeof *from);
    if (!from)
        return NULL;
    from->kind = kind;
    from->base_name = "anon";
    from->select = select;
    from->name = name ? cu_arena_strdup(arena, name) : NULL;
    if ((name && !from->name) || !show_columns(arena, from, select))
        return NULL;
    return from;
}

cu_from *cu_subquery_new(cu_arena *arena, cu_select *select, const char *name)
{
    return select_from_new(arena, CU_FROM_SUBQUERY, select, name);
}

cu_from *cu_cte_new(cu_arena *arena, cu_select *select, const char *name, bool recursive,
                    bool nesting)
{
    cu_from *cte = select_from_new(arena, CU_FROM_CTE, select, name);
    if (cte) {
        cte->recursive = recursive;
        cte->nesting = nesting;
    }
    return cte;
}

cu_select *cu_compound_new(cu_arena *arena, cu_set_operation operation, size_t count,
                           cu_select *const *members)
{
    cu_select *compound = cu_select_new(arena);
    cu_select **copy = cu_arena_alloc_array(arena, count, sizeof *copy);
    if (!compound || !copy)
        return NULL;
    memcpy(copy, members, count * sizeof *copy);
    compound->operation = operation;
    compound->members = copy;
    compound->member_count = count;
    return compound;
}

/* ---- what expressions select from -------------------------------------------------------------- */

/* A stack instead of recursion: conditions may be chains of any length. */
bool cu_expression_froms(const cupel_expr *expression, cu_arena *arena, cu_from_list *list)
{
    cu_expression_list stack = { 0 };
    if (!cu_expressions_add(arena, &stack, expression))
        return false;
    while (stack.count > 0) {
        expression = stack.items[--stack.count];
        const cu_column *column = cu_column_of(expression);
        if (column && column->from && !cu_froms_add_once(arena, list, column->from))
            return false;
        /* what a scalar subquery selects from is its own business; a row that was to be inserted is nowhere */
        bool leaf = expression->kind == CU_NODE_SELECT || expression->kind == CU_NODE_EXCLUDED;
        for (size_t i = leaf ? 0 : expression->count; i > 0; i--)
            if (cu_item(expression, i - 1) &&
                !cu_expressions_add(arena, &stack, cu_item(expression, i - 1)))
                return false;
    }
    return true;
}

const char *cu_column_key(const cupel_expr *expression)
{
    switch (cu_kind(expression)) {
    case CU_NODE_COLUMN: return ((const cu_column *)(const void *)expression)->key;
    case CU_NODE_LABEL: {
        const cu_node *node = cu_node_of(expression);
        return node->a.text ? node->a.text : node->b.text;
    }
    case CU_NODE_CAST:
    case CU_NODE_TYPE_COERCE: return cu_column_key(cu_item(expression, 0));
    case CU_NODE_FUNCTION: {
        const char *name = cu_node_of(expression)->a.text;
        const char *dot = strrchr(name, '.');
        return dot ? dot + 1 : name;
    }
    default: return NULL;
    }
}
