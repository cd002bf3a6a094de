/*
 * orm/query_modify.c - what a query's SELECT is told besides what it selects:
 * locks, hints, what it is read from, what belongs to the query around it, how columns are named.
 */
#include "orm/query_wrap.h"
#include "sql/expression.h"

/* ---- FOR UPDATE -------------------------------------------------------------------------------- */

cupel_query *cupel_with_for_update_options(const cupel_query *query,
                                           const cupel_for_update_options *options)
{
    static const cupel_for_update_options none = { 0 };
    options = options ? options : &none;
    cupel_value of = cupel_value_expression(options->of);
    cupel_query *step = cu_query_checked_step(query, CU_STEP_FOR_UPDATE, options->of ? 1 : 0, &of);
    if (step->kind == CU_STEP_FOR_UPDATE) {
        step->flags |= CU_QUERY_LOCKING;
        step->of.number = (options->nowait ? CU_LOCK_NOWAIT : 0) |
                          (options->read ? CU_LOCK_READ : 0) |
                          (options->skip_locked ? CU_LOCK_SKIP_LOCKED : 0) |
                          (options->key_share ? CU_LOCK_KEY_SHARE : 0);
    }
    return step;
}

/* What a lock is on, as tables and as columns. */
typedef struct locked {
    cu_from_list tables;
    cu_expression_list columns;
} locked;

static bool lock_table(cu_planner *planner, locked *what, cu_from *table, const cu_column *column)
{
    bool known = false;
    for (size_t i = 0; i < what->columns.count && column; i++)
        known |= what->columns.items[i] == cu_column_expression(column);
    if (cu_froms_add_once(&planner->arena, &what->tables, table) &&
        (!column || known ||
         cu_expressions_add(&planner->arena, &what->columns, cu_column_expression(column))))
        return true;
    cu_plan_no_memory(planner);
    return false;
}

/* The tables of `from`, which for a struct with several is a join of them; the last one first. */
static bool lock_tables(cu_planner *planner, locked *what, cu_from *from)
{
    for (; from->kind == CU_FROM_JOIN; from = from->left)
        if (!lock_tables(planner, what, from->right))
            return false;
    bool known = cu_froms_have(&what->tables, from);
    return known ||
           lock_table(planner, what, from, from->column_count > 0 ? from->columns[0] : NULL);
}

/* What a lock is on: the tables of a struct or an alias, the one table of a column. */
static bool lock_what(cu_planner *planner, locked *what, const cupel_expr *expression)
{
    bool attribute = expression->kind == CU_NODE_ATTRIBUTE ||
                     expression->kind == CU_NODE_CHILD_ATTRIBUTE ||
                     expression->kind == CU_NODE_ALIAS_ATTRIBUTE;
    if (!attribute && expression->kind != CU_NODE_TABLE_COLUMN) {
        cu_from *from = cu_plan_source(planner, expression);
        return from && lock_tables(planner, what, from);
    }
    const cupel_expr *made = cu_plan_resolve(planner, expression);
    const cu_column *column = made ? cu_column_of(made) : NULL;
    bool in_table = column && column->from;
    if (made && !in_table)
        cu_plan_fail(planner, CUPEL_INVALID_ARGUMENT,
                     "cupel_with_for_update: .of has an attribute that is no column of a table; "
                     "give a mapped struct (cupel_entity_of), an alias (cupel_entity) or a column");
    return in_table && lock_table(planner, what, column->from, column);
}

bool cu_plan_step_for_update(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    cu_for_update *lock = cu_arena_alloc_zero(&planner->arena, sizeof *lock);
    const cupel_expr *of = step->count > 0 ? step->items[0].expression : NULL;
    size_t count = !of ? 0 : of->kind == CU_NODE_TUPLE ? of->count : 1;
    locked what = { 0 };
    if (!lock) {
        cu_plan_no_memory(planner);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        if (!lock_what(planner, &what, of->kind == CU_NODE_TUPLE ? cu_item(of, i) : of))
            return false;
    lock->nowait = (step->of.number & CU_LOCK_NOWAIT) != 0;
    lock->read = (step->of.number & CU_LOCK_READ) != 0;
    lock->skip_locked = (step->of.number & CU_LOCK_SKIP_LOCKED) != 0;
    lock->key_share = (step->of.number & CU_LOCK_KEY_SHARE) != 0;
    lock->of = what.tables.items;
    lock->of_count = what.tables.count;
    lock->columns = what.columns.items;
    lock->column_count = what.columns.count;
    replay->select->for_update = lock;
    return true;
}

/* ---- SQL put in as it is ------------------------------------------------------------------------- */

static cupel_query *text_step(const cupel_query *query, const char *function, cu_text_place place,
                              const char *text, const char *dialect, cupel_value *table)
{
    const char *fault = NULL;
    if (query && !text)
        fault = ": the text is NULL";
    else if (query && (query->flags & CU_QUERY_WRITES) && place != CU_TEXT_PREFIX)
        fault = " is called on a statement that writes, which takes cupel_prefix_with() only";
    if (fault) {
        if (table)
            cu_discard_values(1, table);
        return cu_query_fail(query->session, query,
                             text ? CUPEL_INVALID_REQUEST : CUPEL_INVALID_ARGUMENT, "%s%s",
                             function, fault);
    }
    cupel_query *step = cu_query_checked_step(query, CU_STEP_TEXT, table ? 1 : 0, table);
    if (step->kind != CU_STEP_TEXT)
        return step;
    cu_arena *arena = cu_query_arena(step);
    cu_query_text *made = cu_arena_alloc_zero(arena, sizeof *made);
    if (made)
        *made = (cu_query_text){ .place = place,
                                 .text = cu_arena_strdup(arena, text),
                                 .dialect = dialect ? cu_arena_strdup(arena, dialect) : NULL };
    if (!made || !made->text || (dialect && !made->dialect))
        return cu_query_fail(step->session, query, CUPEL_NO_MEMORY, "%s: out of memory", function);
    step->of.texts = made;
    return step;
}

cupel_query *cupel_prefix_with(const cupel_query *query, const char *text, const char *dialect)
{
    return text_step(query, "cupel_prefix_with", CU_TEXT_PREFIX, text, dialect, NULL);
}

cupel_query *cupel_suffix_with(const cupel_query *query, const char *text, const char *dialect)
{
    return text_step(query, "cupel_suffix_with", CU_TEXT_SUFFIX, text, dialect, NULL);
}

cupel_query *cupel_with_hint_value(const cupel_query *query, cupel_value table, const char *text,
                                   const char *dialect)
{
    return text_step(query, "cupel_with_hint", CU_TEXT_HINT, text, dialect, &table);
}

cupel_query *cupel_with_statement_hint(const cupel_query *query, const char *text,
                                       const char *dialect)
{
    return text_step(query, "cupel_with_statement_hint", CU_TEXT_STATEMENT_HINT, text, dialect,
                     NULL);
}

bool cu_plan_step_text(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    cu_select *select = replay->select;
    struct {
        cu_dialect_text **texts;
        size_t *count;
    } const places[] = {
        [CU_TEXT_PREFIX] = { &select->prefixes, &select->prefix_count },
        [CU_TEXT_SUFFIX] = { &select->suffixes, &select->suffix_count },
        [CU_TEXT_HINT] = { &select->hints, &select->hint_count },
        [CU_TEXT_STATEMENT_HINT] = { &select->statement_hints, &select->statement_hint_count },
    };
    const cu_query_text *text = step->of.texts;
    cu_dialect_text **texts = places[text->place].texts;
    size_t *count = places[text->place].count;
    cu_from *table = NULL;
    if (step->count > 0) {
        table = cu_plan_source(planner, step->items[0].expression);
        if (!table)
            return false;
    }
    cu_dialect_text *more = cu_arena_alloc_array(&planner->arena, *count + 1, sizeof *more);
    if (!more) {
        cu_plan_no_memory(planner);
        return false;
    }
    if (*count > 0)
        memcpy(more, *texts, *count * sizeof *more);
    more[*count] = (cu_dialect_text){ .text = text->text, .dialect = text->dialect, .from = table };
    *texts = more;
    ++*count;
    return true;
}

/* ---- what belongs to the query around it ----------------------------------------------------------- */

/* CU_STEP_CORRELATE's number. */
enum { CORRELATE_THESE, CORRELATE_OTHERS };

static cupel_query *correlate_step(const cupel_query *query, int which, size_t count,
                                   const cupel_value *values)
{
    if (count == 1 && (values[0].kind == CUPEL_KIND_NULL ||
                       (values[0].kind == CUPEL_KIND_EXPRESSION && !values[0].as.expression)))
        count = 0;
    cupel_query *step = cu_query_checked_step(query, CU_STEP_CORRELATE, count, values);
    if (step->kind == CU_STEP_CORRELATE)
        step->of.number = which;
    return step;
}

cupel_query *cupel_correlate_values(const cupel_query *query, size_t count,
                                    const cupel_value *values)
{
    return correlate_step(query, CORRELATE_THESE, count, values);
}

cupel_query *cupel_correlate_except_values(const cupel_query *query, size_t count,
                                           const cupel_value *values)
{
    return correlate_step(query, CORRELATE_OTHERS, count, values);
}

bool cu_plan_step_correlate(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    cu_select *select = replay->select;
    bool others = step->of.number == CORRELATE_OTHERS;
    select->auto_correlate = false;
    select->has_correlate_except |= others;
    for (size_t i = 0; i < step->count; i++) {
        cu_from *from = cu_plan_source(planner, step->items[i].expression);
        if (!from)
            return false;
        if (!cu_froms_add(&planner->arena, others ? &select->correlate_except : &select->correlate,
                          from)) {
            cu_plan_no_memory(planner);
            return false;
        }
    }
    return true;
}

/* ---- switches ---------------------------------------------------------------------------------- */

static cupel_query *number_step(const cupel_query *query, cu_step_kind kind, int64_t number)
{
    cupel_query *step = cu_query_checked_step(query, kind, 0, NULL);
    if (step->kind == kind)
        step->of.number = number;
    return step;
}

cupel_query *cupel_set_label_style(const cupel_query *query, cupel_label_style style)
{
    if (query && (style < CUPEL_LABEL_TABLE_COLUMN || style > CUPEL_LABEL_NONE))
        return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                             "cupel_set_label_style: there is no style %d", (int)style);
    return number_step(query, CU_STEP_LABEL_STYLE, (int64_t)style);
}

bool cu_plan_step_label_style(cu_replay *replay, const cupel_query *step)
{
    replay->label_style = (int)step->of.number;
    return true;
}

cupel_label_style cupel_get_label_style(const cupel_query *query)
{
    for (; query; query = query->parent)
        if (query->kind == CU_STEP_LABEL_STYLE)
            return (cupel_label_style)query->of.number;
    return CUPEL_LABEL_DEFAULT;
}

cupel_query *cupel_enable_eagerloads(const cupel_query *query, bool enable)
{
    return number_step(query, CU_STEP_EAGERLOADS, enable);
}

bool cu_plan_step_eagerloads(cu_replay *replay, const cupel_query *step)
{
    replay->eager = step->of.number != 0;
    return true;
}

static cupel_query *flag_step(const cupel_query *query, uint32_t flag, bool on)
{
    if (!query)
        return &cu_null_query;
    cupel_query *step = cu_query_step(query->session, query, CU_STEP_FLAG, 0, 0, NULL);
    if (step->kind == CU_STEP_FLAG)
        step->flags = on ? step->flags | flag : step->flags & ~flag;
    return step;
}

cupel_query *cupel_enable_assertions(const cupel_query *query, bool enable)
{
    return flag_step(query, CU_QUERY_UNCHECKED, !enable);
}

cupel_query *cupel_only_return_rows(const cupel_query *query, bool rows)
{
    if (query && !rows && !cupel_is_single_entity(flag_step(query, CU_QUERY_ROWS, false)))
        return (cupel_query *)(uintptr_t)query;
    return flag_step(query, CU_QUERY_ROWS, rows);
}

cupel_query *cupel_with_transformation(const cupel_query *query,
                                       cupel_query *(*function)(const cupel_query *query,
                                                                void *data),
                                       void *data)
{
    if (!query)
        return &cu_null_query;
    if (!function)
        return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                             "cupel_with_transformation: the function is NULL");
    cupel_query *made = function(query, data);
    return made ? made
                : cu_query_fail(query->session, query, CUPEL_INVALID_REQUEST,
                                "cupel_with_transformation: the function gave no query");
}

/* ---- what it is read from -------------------------------------------------------------------------- */

cupel_query *cupel_select_from_values(const cupel_query *query, size_t count,
                                      const cupel_value *values)
{
    return cu_query_checked_step(query, CU_STEP_SELECT_FROM, count, values);
}

cupel_query *cupel_select_entity_from_values(const cupel_query *query, size_t count,
                                             const cupel_value *values)
{
    if (!query || count == 1)
        return cu_query_checked_step(query, CU_STEP_SELECT_ENTITY_FROM, count, values);
    cu_discard_values(count, values);
    return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                         "cupel_select_entity_from: %zu things to select from; it takes one, "
                         "such as a subquery",
                         count);
}

/* ---- what it is for ------------------------------------------------------------------------------ */

cupel_query *cupel_with_entities_values(const cupel_query *query, size_t count,
                                        const cupel_value *values)
{
    if (!query) {
        cu_discard_values(count, values);
        return &cu_null_query;
    }
    cupel_query *refused =
        cu_check_selected("cupel_with_entities", query->session, query, count, values);
    if (refused)
        return refused;
    if (count == 0)
        return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                             "cupel_with_entities: there is nothing to select");
    bool one = cu_is_one_entity(count, values);
    cupel_query *step = cu_query_checked_step(query, CU_STEP_ENTITIES, count, values);
    if (step->kind == CU_STEP_ENTITIES)
        step->flags =
            one ? step->flags & ~(uint32_t)CU_QUERY_ROWS : step->flags | (uint32_t)CU_QUERY_ROWS;
    return step;
}

cupel_query *cupel_add_columns_values(const cupel_query *query, size_t count,
                                      const cupel_value *values)
{
    if (!query) {
        cu_discard_values(count, values);
        return &cu_null_query;
    }
    cupel_query *refused =
        cu_check_selected("cupel_add_columns", query->session, query, count, values);
    return refused ? refused : cu_query_checked_step(query, CU_STEP_ADD, count, values);
}

bool cupel_is_single_entity(const cupel_query *query)
{
    if (!query || (query->flags & (CU_QUERY_ROWS | CU_QUERY_POISONED)))
        return false;
    for (; query; query = query->parent)
        if (query->kind == CU_STEP_ADD)
            return false;
        else if (query->kind == CU_STEP_ENTITY)
            return true;
        else if (query->kind == CU_STEP_SELECT || query->kind == CU_STEP_ENTITIES) {
            cupel_value value = cupel_value_expression(
                query->count > 0 ? (cupel_expr *)(uintptr_t)query->items[0].expression : NULL);
            return cu_is_one_entity(query->count, &value);
        }
    return false;
}
