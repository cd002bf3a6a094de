/*
 * sql/adapt.c - expressions as they are seen from outside: columns become those
 * of an alias, or of a subquery around what they belong to, also in queries that
 * stand in the expression and take them from the query around them.
 */
#include "sql/select.h"
#include "sql/visit.h"

/* What a query inside selects from itself: columns of that stay.  The queries around it, too. */
typedef struct own_froms {
    const cu_from_list *froms;
    const struct own_froms *around;
} own_froms;

typedef struct adaption {
    cu_from *from;
    const own_froms *own;
} adaption;

static bool belongs_inside(const own_froms *own, const cu_from *from)
{
    for (; own; own = own->around)
        if (cu_froms_have(own->froms, from))
            return true;
    return false;
}

/* ---- queries inside ---------------------------------------------------------------------------- */

static bool add_parts(cu_arena *arena, cu_from_list *list, cu_from *from)
{
    return cu_froms_add(arena, list, from) &&
           (from->kind != CU_FROM_JOIN ||
            (add_parts(arena, list, from->left) && add_parts(arena, list, from->right)));
}

/* What a SELECT inside does not take from the one around it, as it is with all that they have in common there. */
static bool find_own(cu_arena *arena, const cu_select *select, cu_from_list *own)
{
    cu_from_list found = { 0 };
    bool enough = true;
    for (size_t i = 0; i < select->froms.count && enough; i++)
        enough = add_parts(arena, own, select->froms.items[i]);
    for (size_t i = 0; i < select->columns.count && enough; i++)
        enough = cu_expression_froms(select->columns.items[i], arena, &found);
    for (size_t i = 0; i < select->where.count && enough; i++)
        enough = cu_expression_froms(select->where.items[i], arena, &found);
    for (size_t i = 0; i < found.count && enough; i++) {
        const cu_from *from = found.items[i];
        bool outer = select->has_correlate_except ? !cu_froms_have(&select->correlate_except, from)
                     : select->auto_correlate     ? found.count + own->count > 1
                                                  : cu_froms_have(&select->correlate, from);
        enough = outer || cu_froms_add(arena, own, found.items[i]);
    }
    return enough;
}

static bool adapt_list(cu_transform *transform, cu_expression_list *list)
{
    cu_expression_list made = { 0 };
    for (size_t i = 0; i < list->count; i++) {
        const cupel_expr *item = cu_transform_expression(transform, list->items[i]);
        if (!item || !cu_expressions_add(transform->arena, &made, item))
            return false;
    }
    *list = made;
    return true;
}

static bool adapt_value(cu_transform *transform, const cupel_expr **value)
{
    if (*value)
        *value = cu_transform_expression(transform, *value);
    return !transform->failed;
}

static cu_select *adapt_select(cu_transform *transform, const cu_select *select);

static bool adapt_members(cu_transform *transform, cu_select *select)
{
    cu_select **members =
        cu_arena_alloc_array(transform->arena, select->member_count, sizeof *members);
    if (!members)
        return false;
    for (size_t i = 0; i < select->member_count; i++)
        if (!(members[i] = adapt_select(transform, select->members[i])))
            return false;
    select->members = members;
    return true;
}

/* A copy of a SELECT with what it takes from around it adapted; NULL: no memory. */
static cu_select *adapt_select(cu_transform *transform, const cu_select *select)
{
    const adaption *outer = transform->data;
    cu_from_list own = { 0 };
    cu_select *copy = cu_select_new(transform->arena);
    if (!copy || !find_own(transform->arena, select, &own))
        return NULL;
    *copy = *select;
    own_froms level = { .froms = &own, .around = outer->own };
    adaption inner = { .from = outer->from, .own = &level };
    cu_transform inside = *transform;
    inside.data = &inner;
    bool enough = true;
    if (select->operation != CU_SET_NONE)
        enough = adapt_members(transform, copy);
    if (copy->correlate.count > 0) {
        copy->correlate = (cu_from_list){ 0 };
        for (size_t i = 0; i < select->correlate.count && enough; i++)
            enough = cu_froms_add(transform->arena, &copy->correlate, select->correlate.items[i]);
        enough = enough && cu_froms_add(transform->arena, &copy->correlate, outer->from);
    }
    enough = enough && adapt_list(&inside, &copy->columns) && adapt_list(&inside, &copy->where) &&
             adapt_list(&inside, &copy->group_by) && adapt_list(&inside, &copy->having) &&
             adapt_list(&inside, &copy->order_by) && adapt_list(&inside, &copy->distinct_on) &&
             adapt_value(&inside, &copy->limit) && adapt_value(&inside, &copy->offset);
    return enough ? copy : NULL;
}

/* ---- any --------------------------------------------------------------------------------------- */

static const cupel_expr *adapt_node(cu_transform *transform, const cupel_expr *expression)
{
    const adaption *data = transform->data;
    const cu_column *column = cu_column_of(expression);
    if (column) {
        const cu_column *shown = belongs_inside(data->own, column->from)
                                     ? NULL
                                     : cu_from_corresponding(data->from, column);
        return shown ? &shown->node.head : NULL;
    }
    if (expression->kind != CU_NODE_SELECT)
        return NULL;
    cu_select *select = adapt_select(transform, cu_node_of(expression)->a.pointer);
    const cupel_expr *made = select ? cu_arena_select(transform->arena, select) : NULL;
    transform->failed |= !made;
    return made;
}

const cupel_expr *cu_adapt_expression(cu_arena *arena, const cupel_expr *expression,
                                      const cu_from *from)
{
    adaption data = { .from = (cu_from *)(uintptr_t)from };
    cu_transform transform = {
        .arena = arena, .replace = adapt_node, .data = &data, .plain_too = true
    };
    return cu_transform_expression(&transform, expression);
}
