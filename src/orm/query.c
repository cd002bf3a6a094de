/*
 * orm/query.c - building queries, one step after the other.
 */
#include "orm/query.h"
#include "base/alloc.h"
#include "sql/expression.h"
#include "sql/given.h"
#include <stdarg.h>
#include <stdio.h>

/* ---- where queries live -------------------------------------------------------------------------- */

/* Queries made without a session, with all that were made of them. */
typedef struct cu_loose_queries {
    cu_arena arena;
    cupel_query *queries;
} cu_loose_queries;

/* What stands in where there is no memory for a step, or no session to make it in. */
static const cu_node null_query_fault = {
    .head = { .kind = CU_NODE_POISON, .flags = CU_FLAG_STATIC },
    .detail = CUPEL_INVALID_ARGUMENT,
    .a = { .text = "the query is NULL" },
};

static cu_held null_query_item = { (const cupel_expr *)(const void *)&null_query_fault, NULL };
cupel_query cu_null_query = {
    .kind = CU_STEP_POISON, .flags = CU_QUERY_POISONED, .count = 1, .items = &null_query_item
};

static const cu_node detached_query_fault = {
    .head = { .kind = CU_NODE_POISON, .flags = CU_FLAG_STATIC },
    .detail = CUPEL_DETACHED_INSTANCE,
    .a = { .text = "the instance is in no session" },
};

static cu_held detached_query_item = { (const cupel_expr *)(const void *)&detached_query_fault,
                                       NULL };
cupel_query cu_detached_query = {
    .kind = CU_STEP_POISON, .flags = CU_QUERY_POISONED, .count = 1, .items = &detached_query_item
};

/* The step that says "no memory" holds nothing: whoever runs it finds the fault missing. */
cupel_query cu_no_memory_query = { .kind = CU_STEP_POISON, .flags = CU_QUERY_POISONED };

cupel_query *cu_query_no_memory(cupel_session *session)
{
    /* the session hears of it now, and again when it is asked to run the query or to flush */
    if (session && !cu_session_is_stand_in(session))
        cu_session_note_fault(session, CUPEL_NO_MEMORY, "out of memory while a query was built");
    return &cu_no_memory_query;
}

cu_arena *cu_query_arena(const cupel_query *query)
{
    return query->session ? &query->session->arena : &query->loose->arena;
}

static void release_items(cupel_query *query)
{
    for (size_t i = 0; i < query->count && !query->borrowed; i++)
        cu_release(query->items[i].pool);
}

void cu_query_end_all(cupel_session *session, const cupel_query *until)
{
    cupel_query *query = session->queries;
    for (; query != until; query = query->older)
        release_items(query);
    session->queries = query;
}

void cupel_query_free(cupel_query *query)
{
    if (!query || !query->loose)
        return;
    cu_loose_queries *loose = query->loose;
    for (cupel_query *each = loose->queries; each; each = each->older)
        release_items(each);
    cu_arena_free(&loose->arena);
    cu_free(loose);
}

static cu_loose_queries *loose_new(void)
{
    cu_loose_queries *loose = cu_alloc_zero(sizeof *loose);
    if (loose)
        cu_arena_init(&loose->arena, 1024);
    return loose;
}

/* ---- steps ------------------------------------------------------------------------------------- */

void cu_discard_values(size_t count, const cupel_value *values)
{
    for (size_t i = 0; i < count; i++)
        if (values[i].kind == CUPEL_KIND_EXPRESSION)
            cupel_discard(values[i].as.expression);
}

static cupel_query *allocate(cupel_session *session, const cupel_query *parent, size_t count)
{
    cu_loose_queries *loose = NULL;
    cupel_query **list;
    cu_arena *arena;
    if (session) {
        arena = &session->arena;
        list = &session->queries;
    } else {
        loose = parent && parent->loose ? parent->loose : loose_new();
        if (!loose)
            return NULL;
        arena = &loose->arena;
        list = &loose->queries;
    }
    cupel_query *query = cu_arena_alloc(arena, sizeof *query + count * sizeof *query->items);
    if (!query) {
        if (loose && (!parent || !parent->loose))
            cu_free(loose);
        return NULL;
    }
    *query = (cupel_query){ .session = session,
                            .loose = loose,
                            .parent = parent,
                            .older = *list,
                            .items = (cu_held *)(void *)(query + 1) };
    *list = query;
    return query;
}

static const char *step_function(cu_step_kind kind);

/* Makes the values of a step expressions that it holds; false where memory is short or one of them is poisoned. */
static bool hold_values(cupel_query *query, size_t count, const cupel_value *values)
{
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        cupel_expr *expression = values[i].kind == CUPEL_KIND_EXPRESSION
                                     ? values[i].as.expression
                                     : cupel_literal_value(values[i]);
        expression = cu_given(expression, step_function(query->kind));
        query->items[i].expression = expression;
        query->items[i].pool = cu_hold(expression);
        query->count = i + 1;
        if (cu_is_poison(expression) && !(query->flags & CU_QUERY_POISONED)) {
            query->kind = CU_STEP_POISON;
            query->flags |= CU_QUERY_POISONED;
            /* the fault is the first item of a poisoned step */
            cu_held first = query->items[0];
            query->items[0] = query->items[i];
            query->items[i] = first;
            good = false;
        }
    }
    return good;
}

cupel_query *cu_query_step(cupel_session *session, const cupel_query *parent, cu_step_kind kind,
                           uint32_t flags, size_t count, const cupel_value *values)
{
    if (parent && (parent->flags & CU_QUERY_POISONED)) {
        cu_discard_values(count, values);
        return (cupel_query *)(uintptr_t)parent;
    }
    cupel_query *query = allocate(session, parent, count);
    if (!query) {
        cu_discard_values(count, values);
        return cu_query_no_memory(session);
    }
    query->kind = kind;
    query->flags = flags | (parent ? parent->flags : 0);
    query->offset = parent ? parent->offset : 0;
    hold_values(query, count, values);
    return query;
}

cupel_query *cu_query_fail(cupel_session *session, const cupel_query *parent, cupel_code code,
                           const char *format, ...)
{
    char text[500];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    cupel_value fault = cupel_value_expression(cu_poison(code, "%s", text));
    return cu_query_step(session, parent, CU_STEP_POISON, CU_QUERY_POISONED, 1, &fault);
}

/* ---- checking the order of calls ----------------------------------------------------------------- */

/* What a step must not come after. */
typedef struct step_rule {
    const char *function;
    cu_step_kind kind;
    uint32_t adds;
    bool not_limited;   /* not after LIMIT or OFFSET */
    bool not_statement; /* not after from_statement */
    bool not_criteria;  /* not after any criterion */
} step_rule;

static const step_rule rules[] = {
    [CU_STEP_FILTER] = { "cupel_filter", CU_STEP_FILTER, CU_QUERY_CRITERIA, true, true, false },
    [CU_STEP_FILTER_BY_NAME] = { "cupel_filter_by_name", CU_STEP_FILTER_BY_NAME, CU_QUERY_CRITERIA,
                                 true, true, false },
    [CU_STEP_ORDER_BY] = { "cupel_order_by", CU_STEP_ORDER_BY, CU_QUERY_ORDERED, true, true,
                           false },
    [CU_STEP_GROUP_BY] = { "cupel_group_by", CU_STEP_GROUP_BY, CU_QUERY_GROUPED, true, true,
                           false },
    [CU_STEP_HAVING] = { "cupel_having", CU_STEP_HAVING, CU_QUERY_HAVING, true, true, false },
    [CU_STEP_DISTINCT] = { "cupel_distinct", CU_STEP_DISTINCT, CU_QUERY_DISTINCT, false, true,
                           false },
    [CU_STEP_LIMIT] = { "cupel_limit", CU_STEP_LIMIT, CU_QUERY_LIMITED, false, true, false },
    [CU_STEP_OFFSET] = { "cupel_offset", CU_STEP_OFFSET, CU_QUERY_LIMITED, false, true, false },
    [CU_STEP_OPTIONS] = { "cupel_options", CU_STEP_OPTIONS, 0, false, false, false },
    [CU_STEP_JOIN] = { "cupel_join", CU_STEP_JOIN, CU_QUERY_FROM, true, true, false },
    [CU_STEP_RESET_JOINPOINT] = { "cupel_reset_joinpoint", CU_STEP_RESET_JOINPOINT, 0, false, true,
                                  false },
    [CU_STEP_SELECT_FROM] = { "cupel_select_from", CU_STEP_SELECT_FROM, CU_QUERY_FROM, true, true,
                              true },
    [CU_STEP_SELECT_ENTITY_FROM] = { "cupel_select_entity_from", CU_STEP_SELECT_ENTITY_FROM,
                                     CU_QUERY_FROM, true, true, true },
    [CU_STEP_FROM_STATEMENT] = { "cupel_from_statement", CU_STEP_FROM_STATEMENT, CU_QUERY_STATEMENT,
                                 true, true, true },
    [CU_STEP_ENTITIES] = { "cupel_with_entities", CU_STEP_ENTITIES, 0, false, false, false },
    [CU_STEP_ADD] = { "cupel_add_columns", CU_STEP_ADD, CU_QUERY_ROWS, false, false, false },
    [CU_STEP_FROM_SELF] = { "cupel_from_self", CU_STEP_FROM_SELF, 0, false, true, false },
    [CU_STEP_COMPOUND] = { "cupel_compound", CU_STEP_COMPOUND, 0, false, true, false },
    [CU_STEP_CORRELATE] = { "cupel_correlate", CU_STEP_CORRELATE, 0, false, true, false },
    [CU_STEP_FOR_UPDATE] = { "cupel_with_for_update", CU_STEP_FOR_UPDATE, 0, false, true, false },
    [CU_STEP_TEXT] = { "cupel_prefix_with", CU_STEP_TEXT, 0, false, true, false },
    [CU_STEP_LABEL_STYLE] = { "cupel_set_label_style", CU_STEP_LABEL_STYLE, 0, false, false,
                              false },
    [CU_STEP_POLYMORPHIC] = { "cupel_with_polymorphic", CU_STEP_POLYMORPHIC, 0, true, true, true },
    [CU_STEP_POLYMORPHIC_FROM] = { "cupel_with_polymorphic_from", CU_STEP_POLYMORPHIC_FROM, 0, true,
                                   true, true },
    [CU_STEP_EAGERLOADS] = { "cupel_enable_eagerloads", CU_STEP_EAGERLOADS, 0, false, false,
                             false },
};

/* Who takes the expressions of a step. */
static const char *step_function(cu_step_kind kind)
{
    const char *function = (size_t)kind < CU_LENGTH(rules) ? rules[kind].function : NULL;
    return function ? function : "a query";
}

cupel_query *cu_query_checked_step(const cupel_query *parent, cu_step_kind kind, size_t count,
                                   const cupel_value *values)
{
    const step_rule *rule = &rules[kind];
    bool writes = parent && (parent->flags & CU_QUERY_WRITES);
    if (!parent) {
        cu_discard_values(count, values);
        return &cu_null_query;
    }
    for (size_t i = 0; i < count; i++)
        if (values[i].kind == CUPEL_KIND_EXPRESSION && !values[i].as.expression) {
            cu_discard_values(count, values);
            return cu_query_fail(parent->session, parent, CUPEL_INVALID_ARGUMENT,
                                 "%s: item %zu is a NULL expression", rule->function, i + 1);
        }
    const char *fault = NULL;
    if (rule->not_limited && (parent->flags & CU_QUERY_LIMITED))
        fault = "a query that has LIMIT or OFFSET already; call it before cupel_limit() and "
                "cupel_offset()";
    else if (rule->not_statement && (parent->flags & CU_QUERY_STATEMENT))
        fault = "a query with a full statement, to which nothing can be added; say it in the "
                "SQL of the statement";
    else if (rule->not_criteria && (parent->flags & CU_QUERY_ANY_CRITERIA))
        fault = "a query that has criteria already; call it first";
    if (parent->flags & CU_QUERY_UNCHECKED)
        fault = NULL;
    if (writes && kind != CU_STEP_FILTER && kind != CU_STEP_TEXT)
        fault = "a statement that writes; it takes cupel_filter(), cupel_with_values(), "
                "cupel_returning() and what else cupel/statement.h has";
    if (!fault || (parent->flags & CU_QUERY_POISONED))
        return cu_query_step(parent->session, parent, kind, rule->adds, count, values);
    cu_discard_values(count, values);
    return cu_query_fail(parent->session, parent, CUPEL_INVALID_REQUEST, "%s is called on %s",
                         rule->function, fault);
}

/* ---- beginning --------------------------------------------------------------------------------- */

cupel_query *cupel_query_mapping(cupel_session *session, const cupel_mapping *mapping)
{
    if (session && cu_session_is_stand_in(session))
        return &cu_no_memory_query;
    if (!mapping)
        return cu_query_fail(session, NULL, CUPEL_INVALID_ARGUMENT,
                             "cupel_query: the mapping is NULL");
    cupel_query *query = cu_query_step(session, NULL, CU_STEP_ENTITY, 0, 0, NULL);
    if (query->kind == CU_STEP_ENTITY)
        query->of.mapping = mapping;
    return query;
}

bool cu_is_one_entity(size_t count, const cupel_value *values)
{
    if (count != 1)
        return false;
    if (values[0].kind == CUPEL_KIND_ALIAS)
        return true;
    const cupel_expr *expression =
        values[0].kind == CUPEL_KIND_EXPRESSION ? values[0].as.expression : NULL;
    return expression && (expression->kind == CU_NODE_ENTITY || expression->kind == CU_NODE_ALIAS);
}

/* What cannot be selected; NULL: nothing. */
cupel_query *cu_check_selected(const char *function, cupel_session *session,
                               const cupel_query *parent, size_t count, const cupel_value *values)
{
    for (size_t i = 0; i < count; i++)
        if (values[i].kind == CUPEL_KIND_TEXT ||
            (values[i].kind == CUPEL_KIND_EXPRESSION && !values[i].as.expression)) {
            bool text = values[i].kind == CUPEL_KIND_TEXT;
            cu_discard_values(count, values);
            return cu_query_fail(session, parent, CUPEL_INVALID_ARGUMENT,
                                 "%s: item %zu is %s; SQL text must be given as cupel_text_sql(), "
                                 "a value as cupel_literal()",
                                 function, i + 1, text ? "plain text" : "a NULL expression");
        }
    return NULL;
}

cupel_query *cupel_select_values(cupel_session *session, size_t count, const cupel_value *values)
{
    if (session && cu_session_is_stand_in(session)) {
        cu_discard_values(count, values);
        return &cu_no_memory_query;
    }
    cupel_query *refused = cu_check_selected("cupel_select", session, NULL, count, values);
    if (refused)
        return refused;
    if (count == 0)
        return cu_query_fail(session, NULL, CUPEL_INVALID_ARGUMENT,
                             "cupel_select: there is nothing to select");
    uint32_t rows = cu_is_one_entity(count, values) ? 0 : CU_QUERY_ROWS;
    return cu_query_step(session, NULL, CU_STEP_SELECT, rows, count, values);
}

cupel_query *cupel_with_session(const cupel_query *query, cupel_session *session)
{
    if (!query)
        return &cu_null_query;
    if (!session || cu_session_is_stand_in(session))
        return session ? &cu_no_memory_query : (cupel_query *)(uintptr_t)query;
    return cu_query_step(session, query, CU_STEP_SESSION, 0, 0, NULL);
}

cupel_session *cupel_query_session(const cupel_query *query)
{
    return query ? query->session : NULL;
}

/* ---- criteria ---------------------------------------------------------------------------------- */

/* Conditions: NULLs are skipped, text is refused. */
static cupel_query *conditions_step(const cupel_query *query, cu_step_kind kind, size_t count,
                                    const cupel_value *conditions)
{
    cupel_expr *all = cu_and_of(step_function(kind), count, conditions);
    if (!all && query && !(query->flags & (CU_QUERY_VANISHED | CU_QUERY_CRITERIA)))
        return cu_query_step(query->session, query, CU_STEP_FLAG, CU_QUERY_VANISHED, 0, NULL);
    if (!all)
        return query ? (cupel_query *)(uintptr_t)query : &cu_null_query;
    cupel_value value = cupel_value_expression(all);
    return cu_query_checked_step(query, kind, 1, &value);
}

cupel_query *cupel_filter_values(const cupel_query *query, size_t count,
                                 const cupel_value *conditions)
{
    return conditions_step(query, CU_STEP_FILTER, count, conditions);
}

cupel_query *cupel_having_values(const cupel_query *query, size_t count,
                                 const cupel_value *conditions)
{
    return conditions_step(query, CU_STEP_HAVING, count, conditions);
}

cupel_query *cupel_filter_by_name_value(const cupel_query *query, const char *name,
                                        cupel_value value)
{
    cupel_query *step = cu_query_checked_step(query, CU_STEP_FILTER_BY_NAME, 1, &value);
    if (step->kind != CU_STEP_FILTER_BY_NAME)
        return step;
    step->of.text = name ? cu_arena_strdup(cu_query_arena(step), name) : NULL;
    if (!step->of.text)
        return cu_query_fail(step->session, query, name ? CUPEL_NO_MEMORY : CUPEL_INVALID_ARGUMENT,
                             "cupel_filter_by_name: %s",
                             name ? "out of memory" : "the name is NULL");
    return step;
}

/* Columns to order or group by: a text is a label, a single NULL takes all back. */
static cupel_query *columns_step(const cupel_query *query, cu_step_kind kind, size_t count,
                                 const cupel_value *values)
{
    cupel_value changed[CUPEL_CONSTRAINT_COLUMNS * 4];
    if (count == 1 && (values[0].kind == CUPEL_KIND_NULL ||
                       (values[0].kind == CUPEL_KIND_EXPRESSION && !values[0].as.expression)))
        return cu_query_checked_step(query, kind, 0, NULL);
    if (count > CU_LENGTH(changed)) {
        cu_discard_values(count, values);
        return query ? cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                                     "%s: %zu columns in one call, %zu are possible",
                                     rules[kind].function, count, CU_LENGTH(changed))
                     : &cu_null_query;
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (query && cu_is_plain_value(&values[i])) {
            cu_discard_values(count, values);
            return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                                 "%s: item %zu is a value, which is the same for all rows; the "
                                 "number of a column is cupel_literal_column(\"1\")",
                                 rules[kind].function, i + 1);
        }
        if (values[i].kind == CUPEL_KIND_EXPRESSION && !values[i].as.expression)
            continue;
        changed[kept++] = values[i].kind == CUPEL_KIND_TEXT
                              ? cupel_value_expression(cupel_label_reference(values[i].as.text))
                              : values[i];
    }
    return cu_query_checked_step(query, kind, kept, changed);
}

cupel_query *cupel_order_by_values(const cupel_query *query, size_t count,
                                   const cupel_value *values)
{
    return columns_step(query, CU_STEP_ORDER_BY, count, values);
}

cupel_query *cupel_group_by_values(const cupel_query *query, size_t count,
                                   const cupel_value *values)
{
    return columns_step(query, CU_STEP_GROUP_BY, count, values);
}

cupel_query *cupel_distinct_values(const cupel_query *query, size_t count,
                                   const cupel_value *values)
{
    return cu_query_checked_step(query, CU_STEP_DISTINCT, count, values);
}

cupel_query *cupel_distinct(const cupel_query *query)
{
    return cu_query_checked_step(query, CU_STEP_DISTINCT, 0, NULL);
}

/* ---- limits ------------------------------------------------------------------------------------ */

static cupel_query *limit_step(const cupel_query *query, cu_step_kind kind, int64_t count)
{
    if (query && count < 0)
        return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                             "%s: %lld is negative; rows are counted from the beginning",
                             rules[kind].function, (long long)count);
    cupel_value value = cupel_value_int(count);
    return cu_query_checked_step(query, kind, 1, &value);
}

cupel_query *cupel_limit(const cupel_query *query, int64_t count)
{
    return limit_step(query, CU_STEP_LIMIT, count);
}

cupel_query *cupel_offset(const cupel_query *query, int64_t count)
{
    cupel_query *step = limit_step(query, CU_STEP_OFFSET, count);
    if (step->kind == CU_STEP_OFFSET)
        step->offset = count;
    return step;
}

/* NULL takes back what there is. */
static cupel_query *limit_by_step(const cupel_query *query, cu_step_kind kind, cupel_expr *count)
{
    cupel_value value = cupel_value_expression(count);
    return cu_query_checked_step(query, kind, count ? 1 : 0, &value);
}

cupel_query *cupel_limit_by(const cupel_query *query, cupel_expr *count)
{
    return limit_by_step(query, CU_STEP_LIMIT, count);
}

cupel_query *cupel_offset_by(const cupel_query *query, cupel_expr *count)
{
    cupel_query *step = limit_by_step(query, CU_STEP_OFFSET, count);
    if (step->kind == CU_STEP_OFFSET)
        step->offset = 0;
    return step;
}

cupel_query *cupel_slice(const cupel_query *query, int64_t start, int64_t stop)
{
    if (!query)
        return &cu_null_query;
    if (start < 0 || stop < 0)
        return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                             "cupel_slice: negative indexes count from an end that is not known; "
                             "order the other way round instead");
    cupel_query *step = (cupel_query *)(uintptr_t)query;
    if (stop != CUPEL_OPEN)
        step = cupel_limit(step, stop > start ? stop - start : 0);
    if (start > 0)
        step = cupel_offset(step, query->offset + start);
    return step;
}

/* ---- parameters and statements ------------------------------------------------------------------- */

cupel_query *cupel_params_values(const cupel_query *query, size_t count,
                                 const cupel_value *parameters)
{
    for (size_t i = 0; i < count; i++) {
        const cupel_expr *bind =
            parameters[i].kind == CUPEL_KIND_EXPRESSION ? parameters[i].as.expression : NULL;
        if (bind && (cu_is_poison(bind) ||
                     ((bind->kind == CU_NODE_BIND || bind->kind == CU_NODE_BIND_LIST) &&
                      cu_node_of(bind)->a.text)))
            continue;
        cu_discard_values(count, parameters);
        return query
                   ? cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                                   "cupel_params: item %zu is not a cupel_bind(name, value), nor a "
                                   "cupel_bind_list(name, ...)",
                                   i + 1)
                   : &cu_null_query;
    }
    if (!query) {
        cu_discard_values(count, parameters);
        return &cu_null_query;
    }
    return cu_query_step(query->session, query, CU_STEP_PARAMS, 0, count, parameters);
}

cupel_query *cupel_from_statement(const cupel_query *query, cupel_expr *statement)
{
    cupel_value value = cupel_value_expression(statement);
    if (query &&
        (!statement || (statement->kind != CU_NODE_TEXT &&
                        statement->kind != CU_NODE_TEXT_COLUMNS && !cu_is_poison(statement)))) {
        cu_discard_values(1, &value);
        return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                             "cupel_from_statement: the statement must be a cupel_text_sql()");
    }
    return cu_query_checked_step(query, CU_STEP_FROM_STATEMENT, 1, &value);
}

/* ---- how it runs ------------------------------------------------------------------------------- */

static cupel_query *plain_step(const cupel_query *query, cu_step_kind kind, uint32_t flags)
{
    return query ? cu_query_step(query->session, query, kind, flags, 0, NULL) : &cu_null_query;
}

cupel_query *cupel_autoflush(const cupel_query *query, bool autoflush)
{
    cupel_query *step = plain_step(query, CU_STEP_AUTOFLUSH, autoflush ? 0 : CU_QUERY_NO_AUTOFLUSH);
    if (autoflush && step->kind == CU_STEP_AUTOFLUSH)
        step->flags &= ~(uint32_t)CU_QUERY_NO_AUTOFLUSH;
    return step;
}

cupel_query *cupel_populate_existing(const cupel_query *query)
{
    return plain_step(query, CU_STEP_POPULATE_EXISTING, CU_QUERY_POPULATE_EXISTING);
}

cupel_query *cupel_yield_per(const cupel_query *query, size_t rows)
{
    if (query && rows == 0)
        return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                             "cupel_yield_per: a batch has at least one row");
    cupel_query *step = plain_step(query, CU_STEP_YIELD_PER, 0);
    if (step->kind == CU_STEP_YIELD_PER)
        step->of.number = (int64_t)CU_MIN(rows, (size_t)INT32_MAX);
    return step;
}

/* ---- for messages ------------------------------------------------------------------------------ */

void cu_query_describe(const cupel_query *query, char *buffer, size_t size)
{
    while (query->parent)
        query = query->parent;
    if (query->kind == CU_STEP_ENTITY)
        snprintf(buffer, size, "a query for %s", query->of.mapping->name);
    else if (query->kind == CU_STEP_INTO)
        snprintf(buffer, size, "a statement that writes");
    else
        snprintf(buffer, size, "a query for %zu column%s", query->count,
                 query->count == 1 ? "" : "s");
}
