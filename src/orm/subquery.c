/*
 * orm/subquery.c - queries made into something to select from, and put together.
 *
 * A subquery is only a note of which query it is; planning a statement makes a
 * FROM of it (query_wrap.c), one for all uses in that statement.
 */
#include "orm/query.h"
#include "sql/expression.h"

/* ---- making ------------------------------------------------------------------------------------ */

/* What stands in where something is wrong: whatever uses it reports the fault of its query. */
#define STAND_IN(variable, fault)                                                     \
    static cupel_subquery variable = { .query = &fault,                               \
                                       .node = { .head = { .kind = CU_NODE_SUBQUERY,  \
                                                           .flags = CU_FLAG_STATIC }, \
                                                 .a = { .pointer = &variable } } }
STAND_IN(null_subquery, cu_null_query);
STAND_IN(no_memory_subquery, cu_no_memory_query);

static bool is_stand_in(const cupel_subquery *subquery)
{
    return subquery == &null_subquery || subquery == &no_memory_subquery;
}

static cupel_subquery *no_subquery(cupel_session *session)
{
    cu_query_no_memory(session);
    return &no_memory_subquery;
}

static cupel_subquery *subquery_new(const cupel_query *query, const char *name)
{
    if (!query || query == &cu_null_query)
        return &null_subquery;
    if (query == &cu_no_memory_query)
        return &no_memory_subquery;
    cu_arena *arena = cu_query_arena(query);
    cupel_subquery *made = cu_arena_alloc_zero(arena, sizeof *made);
    const char *copy = made && name ? cu_arena_strdup(arena, name) : NULL;
    if (!made || (name && !copy))
        return no_subquery(query->session);
    *made =
        (cupel_subquery){ .query = query,
                          .name = copy,
                          .node = { .head = { .kind = CU_NODE_SUBQUERY, .flags = CU_FLAG_STATIC },
                                    .a = { .pointer = made } } };
    return made;
}

cupel_subquery *cupel_subquery_with(const cupel_query *query, const char *name,
                                    const cupel_subquery_options *options)
{
    cupel_subquery *made = subquery_new(query, name);
    if (!is_stand_in(made) && options)
        made->options = *options;
    return made;
}

cupel_subquery *cu_subquery_of_tables(const cupel_query *query, const char *name, const char *kind)
{
    cupel_subquery *made = subquery_new(query, name);
    if (is_stand_in(made))
        return made;
    made->of_tables = true;
    made->kind = kind ? cu_arena_strdup(cu_query_arena(query), kind) : NULL;
    return !kind || made->kind ? made : no_subquery(query->session);
}

cupel_subquery *cupel_cte_with(const cupel_query *query, const char *name,
                               const cupel_subquery_options *options)
{
    cupel_subquery *made = subquery_new(query, name);
    if (is_stand_in(made))
        return made;
    if (options)
        made->options = *options;
    made->is_cte = true;
    return made;
}

/* A copy of the queries of a call; NULL: no memory. */
static const cupel_query **copy_queries(cu_arena *arena, size_t count,
                                        const cupel_query *const *queries)
{
    const cupel_query **copy = cu_arena_alloc_array(arena, count, sizeof *copy);
    for (size_t i = 0; copy && i < count; i++)
        copy[i] = queries[i] ? queries[i] : &cu_null_query;
    return copy;
}

cupel_subquery *cupel_cte_compound(const cupel_subquery *cte, bool all, size_t count,
                                   const cupel_query *const *queries)
{
    if (!cte || is_stand_in(cte))
        return cte ? (cupel_subquery *)(uintptr_t)cte : &null_subquery;
    const cupel_query *query = cte->query;
    if (!cte->is_cte)
        return subquery_new(
            cu_query_fail(query->session, query, CUPEL_INVALID_REQUEST,
                          "cupel_cte_union: the subquery is no CTE; make it with cupel_cte()"),
            cte->name);
    cupel_subquery *made = subquery_new(query, cte->name);
    if (is_stand_in(made))
        return made;
    made->options = cte->options;
    made->is_cte = true;
    made->base = cte;
    made->operation = all ? CU_SET_UNION_ALL : CU_SET_UNION;
    made->queries = copy_queries(cu_query_arena(query), count, queries);
    made->count = count;
    return made->queries ? made : no_subquery(query->session);
}

cupel_subquery *cupel_subquery_alias(const cupel_subquery *subquery, const char *name)
{
    if (!subquery || is_stand_in(subquery))
        return subquery ? (cupel_subquery *)(uintptr_t)subquery : &null_subquery;
    cupel_subquery *made = subquery_new(subquery->query, name);
    if (!is_stand_in(made))
        made->element = subquery;
    return made;
}

/* ---- columns ----------------------------------------------------------------------------------- */

static cupel_expr *subquery_fault(const cupel_subquery *subquery, const char *function)
{
    return subquery == &no_memory_subquery
               ? cu_poison_no_memory()
               : cu_poison(CUPEL_INVALID_ARGUMENT, "%s: the subquery is NULL", function);
}

static cupel_expr *column_node(const cupel_subquery *subquery, const char *name,
                               const cupel_attribute *attribute)
{
    cu_arena *arena = cu_query_arena(subquery->query);
    cu_node *node = cu_arena_alloc_zero(arena, sizeof *node);
    const char *copy = name ? cu_arena_strdup(arena, name) : NULL;
    if (!node || (name && !copy))
        return cu_poison_no_memory();
    node->head.kind = CU_NODE_SUBQUERY_COLUMN;
    node->head.flags = CU_FLAG_STATIC;
    node->a.pointer = subquery;
    node->detail = attribute != NULL;
    if (attribute)
        node->b.pointer = attribute;
    else
        node->b.text = copy;
    return &node->head;
}

cupel_expr *cupel_c(const cupel_subquery *subquery, const char *name)
{
    if (!subquery || is_stand_in(subquery))
        return subquery_fault(subquery, "cupel_c");
    if (!name || !*name)
        return cu_poison(CUPEL_INVALID_ARGUMENT, "cupel_c: the name of the column is missing");
    return column_node(subquery, name, NULL);
}

cupel_expr *cupel_subquery_attribute_at(const cupel_subquery *subquery,
                                        const cupel_mapping *mapping, size_t offset)
{
    if (!subquery || is_stand_in(subquery))
        return subquery_fault(subquery, "cupel_subquery_attr");
    const cupel_attribute *attribute =
        cu_mapping_readable(mapping) ? cu_mapping_attribute_at(mapping, offset) : NULL;
    if (!attribute || cu_is_relationship(attribute))
        return cu_poison(CUPEL_INVALID_ARGUMENT,
                         "cupel_subquery_attr: there is no such column attribute");
    return column_node(subquery, NULL, attribute);
}

cupel_expr *cupel_subquery_source(const cupel_subquery *subquery)
{
    if (!subquery || is_stand_in(subquery))
        return subquery_fault(subquery, "cupel_subquery_source");
    return (cupel_expr *)(uintptr_t)&subquery->node.head;
}

cupel_expr *cupel_scalar_subquery(const cupel_query *query)
{
    if (!query)
        return cu_poison(CUPEL_INVALID_ARGUMENT, "cupel_scalar_subquery: the query is NULL");
    cupel_expr *made = cupel_literal_value(cupel_value_query(query));
    if (!cu_is_poison(made))
        ((cu_node *)(void *)made)->detail = CU_SUBSELECT_SCALAR;
    return made;
}

/* ---- put together ------------------------------------------------------------------------------ */

/* What is left of a query's flags when it becomes a subquery that is selected from. */
static cupel_query *afresh(cupel_query *step, cu_step_kind kind)
{
    if (step->kind == kind) {
        step->flags &= ~(uint32_t)(CU_QUERY_ANY_CRITERIA | CU_QUERY_LIMITED);
        step->flags |= CU_QUERY_FROM;
        step->offset = 0;
    }
    return step;
}

cupel_query *cupel_from_self(const cupel_query *query)
{
    return afresh(cu_query_checked_step(query, CU_STEP_FROM_SELF, 0, NULL), CU_STEP_FROM_SELF);
}

cupel_query *cupel_compound(const cupel_query *query, cupel_set_operation operation, size_t count,
                            const cupel_query *const *others)
{
    if (!query)
        return &cu_null_query;
    if (operation < CUPEL_UNION || operation > CUPEL_EXCEPT_ALL || count == 0 || !others)
        return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                             count == 0 || !others ? "cupel_compound: there are no other queries"
                                                   : "cupel_compound: %d is no set operation",
                             (int)operation);
    cupel_query *step = (cupel_query *)(uintptr_t)query;
    cupel_value items[64];
    if (count > CU_LENGTH(items))
        return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                             "cupel_compound: %zu queries in one call, %zu are possible", count,
                             CU_LENGTH(items));
    for (size_t i = 0; i < count; i++)
        items[i] = cupel_value_query(others[i] ? others[i] : &cu_null_query);
    step = cu_query_checked_step(query, CU_STEP_COMPOUND, count, items);
    if (step->kind == CU_STEP_COMPOUND)
        step->of.number = (int64_t)operation;
    return afresh(step, CU_STEP_COMPOUND);
}
