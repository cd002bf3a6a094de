/*
 * orm/query_join.c - joins: along relationships, and to anything else by a
 * condition or by the foreign keys between the two.
 */
#include "orm/inherit.h"
#include "orm/polymorphic.h"
#include "orm/query_inherit.h"
#include "orm/query_related.h"
#include "sql/expression.h"
#include "sql/visit.h"
#include <cupel/join.h>

enum {
    CU_JOIN_OUTER = 1,
    CU_JOIN_FULL = 2,
    CU_JOIN_ON = 4,
    CU_JOIN_ALIASED = 8,
    CU_JOIN_FROM_JOINPOINT = 16
};

/* ---- the step ---------------------------------------------------------------------------------- */

cupel_query *cupel_join_value(const cupel_query *query, cupel_value target,
                              const cupel_join_options *options)
{
    static const cupel_join_options none = { 0 };
    options = options ? options : &none;
    cupel_value items[2] = { target, cupel_value_expression(options->on) };
    cupel_query *step = cu_query_checked_step(query, CU_STEP_JOIN, options->on ? 2 : 1, items);
    if (step->kind == CU_STEP_JOIN)
        step->of.number = (options->isouter ? CU_JOIN_OUTER : 0) |
                          (options->full ? CU_JOIN_FULL : 0) | (options->on ? CU_JOIN_ON : 0) |
                          (options->aliased ? CU_JOIN_ALIASED : 0) |
                          (options->from_joinpoint ? CU_JOIN_FROM_JOINPOINT : 0);
    return step;
}

cupel_query *cupel_reset_joinpoint(const cupel_query *query)
{
    return cu_query_checked_step(query, CU_STEP_RESET_JOINPOINT, 0, NULL);
}

/* ---- the left side ------------------------------------------------------------------------------- */

/* Where the join has to go: the item of the FROM list that has `near` in it; none: a new one. */
static size_t find_left(const cu_replay *replay, const cu_from *near)
{
    const cu_from_list *froms = &replay->select->froms;
    for (size_t i = 0; i < froms->count; i++)
        if (cu_from_contains(froms->items[i], near))
            return i;
    return froms->count;
}

static cu_from *left_at(const cu_replay *replay, size_t index, cu_from *otherwise)
{
    const cu_from_list *froms = &replay->select->froms;
    return index < froms->count ? froms->items[index] : otherwise;
}

static bool put_left(cu_replay *replay, size_t index, cu_from *join)
{
    cu_planner *planner = replay->planner;
    cu_from_list *froms = &replay->select->froms;
    if (join && index < froms->count)
        froms->items[index] = join;
    else if (!join || !cu_froms_add(&planner->arena, froms, join))
        cu_plan_no_memory(planner);
    return !planner->failed;
}

static cu_from *join(cu_replay *replay, cu_from *left, cu_from *right, const cupel_expr *on,
                     bool outer, bool full)
{
    cu_from *made = on ? cu_from_join(&replay->planner->arena, left, right, on, outer, full) : NULL;
    if (!made)
        cu_plan_no_memory(replay->planner);
    return made;
}

/* ---- along a relationship ------------------------------------------------------------------------ */

/* The ON of a join along a relationship: its condition, which rows of the table count, and what else is said. */
static const cupel_expr *with_extra(cu_replay *replay, const cu_related_use *use,
                                    const cupel_expr *condition, const cu_from *far)
{
    cu_planner *planner = replay->planner;
    const cu_mapper *mapper = use->mapper ? use->mapper : use->relationship->target;
    condition = cu_plan_with_kind(planner, mapper, far, condition);
    if (!use->loading)
        condition = cu_plan_with_criteria(replay, mapper, far, condition);
    const cupel_expr *extra = condition && use->extra ? cu_plan_resolve(planner, use->extra) : NULL;
    if (extra && far != mapper->from)
        extra = cu_plan_adapt(planner, extra, far);
    const cupel_expr *parts[2] = { condition, extra };
    if (extra)
        condition = cu_arena_and(&planner->arena, 2, parts);
    if (use->loading)
        condition = cu_plan_with_criteria(replay, mapper, far, condition);
    if (!condition)
        cu_plan_no_memory(planner);
    return planner->failed ? NULL : condition;
}

static cu_from *join_through(cu_replay *replay, const cu_related_use *use, cu_from *left,
                             cu_from *far, bool outer, bool full)
{
    cu_planner *planner = replay->planner;
    const cu_relationship *relationship = use->relationship;
    cu_from *middle = cu_from_alias(&planner->arena, &relationship->secondary->from, NULL);
    if (!middle) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    cu_sides sides = { .near = use->near, .far = far, .middle = middle };
    const cupel_expr *first = cu_plan_condition(planner, relationship, false, &sides);
    const cupel_expr *second = cu_plan_condition(planner, relationship, true, &sides);
    second = with_extra(replay, use, second, far);
    if (!first || !second)
        return NULL;
    if (outer || full) {
        cu_from *inner = join(replay, middle, far, second, false, false);
        return inner ? join(replay, left, inner, first, outer, full) : NULL;
    }
    cu_from *inner = join(replay, left, middle, first, false, false);
    return inner ? join(replay, inner, far, second, false, false) : NULL;
}

/* The innermost outer join that has `near` on the side that may be missing; NULL: there is none. */
static cu_from *outer_join_of(cu_from *join, const cu_from *near)
{
    cu_from *found = NULL;
    while (join->kind == CU_FROM_JOIN) {
        bool right = cu_from_contains(join->right, near);
        if (right && join->outer)
            found = join;
        join = right ? join->right : join->left;
    }
    return found;
}

/* Something of `far` that is joined already; NULL: nothing is.  A struct in several tables is a join itself. */
static const cu_from *joined_before(const cu_from *left, const cu_from *far)
{
    if (cu_from_contains(left, far))
        return far;
    if (far->kind != CU_FROM_JOIN)
        return NULL;
    const cu_from *found = joined_before(left, far->left);
    return found ? found : joined_before(left, far->right);
}

bool cu_plan_join_related(cu_replay *replay, const cu_related_use *use, bool outer, bool full)
{
    cu_planner *planner = replay->planner;
    const cu_relationship *relationship = use->relationship;
    cu_from *far = use->far ? use->far : cu_plan_from(replay->planner, relationship->target);
    size_t at = find_left(replay, use->near);
    cu_from *left = left_at(replay, at, use->near);
    const cu_from *before = joined_before(left, far);
    if (before) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "the join along %s.%s needs '%s' a second time: give it an alias with "
                     "cupel_of_type()",
                     relationship->parent->mapping->name, relationship->attribute->name,
                     before->name ? before->name : relationship->attribute->name);
        return false;
    }
    cu_from *made, *around = use->nested ? outer_join_of(left, use->near) : NULL;
    if (around)
        left = around->right;
    if (relationship->secondary) {
        made = join_through(replay, use, left, far, outer, full);
    } else {
        cu_sides sides = { .near = use->near, .far = far };
        const cupel_expr *on = cu_plan_condition(planner, relationship, false, &sides);
        made = join(replay, left, far, with_extra(replay, use, on, far), outer, full);
    }
    if (made && around)
        around->right = made;
    return made && (around || put_left(replay, at, made));
}

/* ---- by foreign keys ----------------------------------------------------------------------------- */

/* The foreign keys between two things to select from. */
typedef struct key_search {
    cu_replay *replay;
    const cu_constraint *key;
    const cupel_expr *on;
    size_t count;
    cu_buffer considered;
} key_search;

/* The tables that columns of something come from, each once. */
static size_t tables_of(const cu_from *from, const cu_table **tables, size_t count, size_t limit)
{
    if (from->kind == CU_FROM_JOIN) {
        count = tables_of(from->left, tables, count, limit);
        return tables_of(from->right, tables, count, limit);
    }
    for (size_t i = 0; i < from->column_count; i++) {
        const cu_column *column = from->columns[i];
        while (column->base)
            column = column->base;
        if (!column->from || column->from->kind != CU_FROM_TABLE)
            continue;
        const cu_table *table = cu_table_column_of(column)->table;
        bool known = false;
        for (size_t j = 0; j < count; j++)
            known |= tables[j] == table;
        if (!known && count < limit)
            tables[count++] = table;
    }
    return count;
}

/* The condition of a foreign key whose columns `from` shows and whose references `to` shows; NULL: they do not. */
static const cupel_expr *key_between(key_search *search, const cu_constraint *key,
                                     const cu_from *from, const cu_from *to)
{
    cu_arena *arena = &search->replay->planner->arena;
    const cupel_expr *parts[CUPEL_CONSTRAINT_COLUMNS];
    for (size_t i = 0; i < key->column_count; i++) {
        const cu_column *referring = cu_from_corresponding(from, &key->columns[i]->column);
        const cu_column *referenced = cu_from_corresponding(to, &key->references[i]->column);
        if (!referring || !referenced)
            return NULL;
        parts[i] = cu_arena_binary(arena, CUPEL_OPERATOR_EQ, cu_column_expression(referenced),
                                   cu_column_expression(referring));
        if (!parts[i]) {
            cu_plan_no_memory(search->replay->planner);
            return NULL;
        }
    }
    return cu_arena_and(arena, key->column_count, parts);
}

static void search_keys(key_search *search, const cu_from *from, const cu_from *to)
{
    const cu_table *tables[64];
    size_t count = tables_of(from, tables, 0, CU_LENGTH(tables));
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < tables[i]->constraints.count; j++) {
            const cu_constraint *key = tables[i]->constraints.items[j];
            if (key->kind != CU_CONSTRAINT_FOREIGN_KEY || !key->referenced)
                continue;
            const cupel_expr *on = key_between(search, key, from, to);
            if (!on)
                continue;
            if (search->key != key)
                search->count++;
            search->key = key;
            search->on = search->on ? search->on : on;
            cu_buffer_printf(&search->considered, "%s%s.%s -> %s",
                             search->considered.length > 0 ? ", " : "", key->table->full_name,
                             key->columns[0]->column.name, key->referenced->full_name);
        }
}

/* Between the last thing joined and `right`, or else anything on the left and `right`. */
static void search_left(key_search *search, const cu_from *left, const cu_from *right)
{
    if (left->kind == CU_FROM_JOIN) {
        search_keys(search, right, left->right);
        search_keys(search, left->right, right);
        if (search->count > 0)
            return;
    }
    search_keys(search, right, left);
    if (left != right)
        search_keys(search, left, right);
}

/* ---- to anything ------------------------------------------------------------------------------- */

/* What could be joined from: what is said explicitly, or else what the query is for. */
static bool candidates(cu_replay *replay, cu_from_list *list)
{
    cu_planner *planner = replay->planner;
    bool enough = true;
    for (size_t i = 0; i < replay->select->froms.count; i++)
        enough &= cu_froms_add(&planner->arena, list, replay->select->froms.items[i]);
    for (size_t i = 0; i < replay->output_count && list->count == 0; i++) {
        const cu_planned_output *output = &replay->outputs[i];
        cu_from_list found = { 0 };
        cu_from *whole = output->from ? output->from : output->owner_from;
        if (whole)
            enough &= cu_froms_add(&planner->arena, &found, whole);
        else
            enough &= cu_expression_froms(output->expression, &planner->arena, &found);
        for (size_t j = 0; j < found.count; j++)
            enough &= cu_froms_add(&planner->arena, list, found.items[j]);
        if (list->count > 0)
            for (size_t k = i + 1; k < replay->output_count; k++) {
                const cu_from *from = replay->outputs[k].from;
                bool known = !from;
                for (size_t j = 0; j < list->count; j++)
                    known |= list->items[j] == from;
                if (!known)
                    enough &= cu_froms_add(&planner->arena, list, replay->outputs[k].from);
            }
    }
    if (!enough)
        cu_plan_no_memory(planner);
    return enough;
}

/* Whether a condition speaks of nothing but these two. */
static bool speaks_only_of(cu_planner *planner, const cupel_expr *on, const cu_from *left,
                           const cu_from *right)
{
    cu_from_list found = { 0 };
    if (!cu_expression_froms(on, &planner->arena, &found))
        cu_plan_no_memory(planner);
    for (size_t i = 0; i < found.count; i++)
        if (!cu_from_contains(left, found.items[i]) && !cu_from_contains(right, found.items[i]))
            return false;
    return true;
}

static void no_left(cu_planner *planner, size_t count)
{
    cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                 count > 0 ? "cupel_join: several things the query selects from can be joined to "
                             "this; say with cupel_select_from() which one, and the condition with "
                             ".on"
                           : "cupel_join: there is nothing to join from; say what with "
                             "cupel_select_from()");
}

/* The one candidate there is, or else the one that has what the condition speaks of. */
static cu_from *left_for_condition(cu_replay *replay, const cu_from_list *list,
                                   const cu_from *right, const cupel_expr *on)
{
    cu_from *left = NULL, *fitting = NULL;
    size_t others = 0, fit = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i] == right)
            continue;
        others++;
        left = list->items[i];
        if (!speaks_only_of(replay->planner, on, left, right))
            continue;
        fit++;
        fitting = left;
    }
    if (others <= 1 || fit == 1)
        return others > 1 ? fitting : left;
    no_left(replay->planner, others);
    return NULL;
}

/* The one candidate that a foreign key links with `right`; *on the condition. */
static cu_from *left_by_keys(cu_replay *replay, const cu_from_list *list, const cu_from *right,
                             const cupel_expr **on)
{
    cu_planner *planner = replay->planner;
    cu_from *left = NULL;
    size_t linked = 0;
    key_search all = { .replay = replay };
    cu_buffer_init(&all.considered, 2000);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i] == right)
            continue;
        key_search search = { .replay = replay, .considered = all.considered };
        search_left(&search, list->items[i], right);
        all.considered = search.considered;
        if (search.count == 0)
            continue;
        linked++;
        left = list->items[i];
        *on = search.on;
        all.count = search.count;
    }
    if (linked == 0)
        cu_plan_fail(planner, CUPEL_NO_FOREIGN_KEYS,
                     "cupel_join: no foreign key links '%s' with what the query selects from; give "
                     "the condition with .on",
                     right->name ? right->name : "the subquery");
    else if (linked > 1)
        no_left(planner, linked);
    else if (all.count > 1)
        cu_plan_fail(planner, CUPEL_AMBIGUOUS_FOREIGN_KEYS,
                     "cupel_join: several foreign keys link '%s' with what the query selects from "
                     "(%s); give the condition with .on",
                     right->name ? right->name : "the subquery", cu_buffer_text(&all.considered));
    cu_buffer_free(&all.considered);
    return planner->failed ? NULL : left;
}

static bool join_source(cu_replay *replay, cu_from *right, const cu_mapper *mapper,
                        const cupel_expr *given, bool outer, bool full)
{
    cu_from_list list = { 0 };
    const cupel_expr *on = NULL;
    if (!candidates(replay, &list))
        return false;
    if (list.count == 0) {
        no_left(replay->planner, 0);
        return false;
    }
    if (given) {
        on = cu_plan_resolve(replay->planner, given);
        on = on ? cu_plan_at_joinpoint(replay, on) : NULL;
        if (!on)
            return false;
    }
    cu_from *left =
        on ? left_for_condition(replay, &list, right, on) : left_by_keys(replay, &list, right, &on);
    if (!left) {
        no_left(replay->planner, 0);
        return false;
    }
    const cu_from *before =
        right->kind == CU_FROM_JOIN && mapper ? joined_before(left, right) : NULL;
    if (before) {
        cu_plan_fail(replay->planner, CUPEL_INVALID_REQUEST,
                     "cupel_join: %s needs '%s' a second time: give it an alias with "
                     "cupel_aliased()",
                     mapper->mapping->name, before->name ? before->name : "a table");
        return false;
    }
    on = cu_plan_with_criteria(replay, mapper, right, on);
    on = cu_plan_with_kind(replay->planner, mapper, right, on);
    cu_from *made = join(replay, left, right, on, outer, full);
    return made && put_left(replay, find_left(replay, left), made);
}

/* ---- replaying --------------------------------------------------------------------------------- */

/* What filter_by looks in from now on; which of its rows count is said in ON. */
static bool note_joined(cu_replay *replay, const cu_mapper *mapper, cu_from *from)
{
    replay->joined = (cu_namespace){ mapper, from };
    return !mapper || cu_plan_mention_joined(replay, mapper, from);
}

/* `from` under an anonymous name that conditions which follow mean; NULL: no memory. */
static cu_from *begin_joinpoint(cu_replay *replay, cu_from *from)
{
    cu_arena *arena = &replay->planner->arena;
    cu_from *alias = cu_plan_rename(replay->planner, from, NULL);
    if (alias && cu_froms_add(arena, &replay->joinpoints, alias))
        return alias;
    cu_plan_no_memory(replay->planner);
    return NULL;
}

const cupel_expr *cu_plan_at_joinpoint(cu_replay *replay, const cupel_expr *condition)
{
    for (size_t i = replay->joinpoints.count; i > 0 && condition; i--)
        condition = cu_plan_adapt(replay->planner, condition, replay->joinpoints.items[i - 1]);
    return condition;
}

bool cu_plan_step_reset_joinpoint(cu_replay *replay, const cupel_query *step)
{
    (void)step;
    replay->joinpoints.count = 0;
    replay->joined = (cu_namespace){ 0 };
    return true;
}

/* What has the columns of a struct: with cupel_with_polymorphic() that is what the query is for. */
static cu_from *near_of(const cu_replay *replay, const cu_related_use *use)
{
    for (size_t i = 0; i < replay->output_count && !use->of_alias; i++)
        if (cu_plan_has_child(&replay->outputs[i], use->relationship->parent))
            return replay->outputs[i].from;
    return use->near;
}

static bool step_along(cu_replay *replay, const cupel_expr *relationship, cu_from *far,
                       const cu_mapper *far_mapper, int64_t how)
{
    cu_planner *planner = replay->planner;
    bool outer = (how & CU_JOIN_OUTER) != 0, full = (how & CU_JOIN_FULL) != 0;
    cu_related_use use;
    if (!cu_plan_related(planner, relationship, &use))
        return false;
    use.near = near_of(replay, &use);
    if ((how & CU_JOIN_FROM_JOINPOINT) && replay->joined.mapper == use.relationship->parent)
        use.near = replay->joined.from;
    if ((how & CU_JOIN_ALIASED) && !far && !use.far) {
        use.far = begin_joinpoint(replay, cu_plan_from(planner, use.relationship->target));
        if (!use.far)
            return false;
    }
    if (far && (!far_mapper || !cu_mapper_is(far_mapper, use.relationship->target))) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "cupel_join: %s.%s is to %s, not to the target given",
                     use.relationship->parent->mapping->name, use.relationship->attribute->name,
                     use.relationship->target->mapping->name);
        return false;
    }
    if (far) {
        use.far = far;
        use.mapper = far_mapper;
    }
    if (!cu_plan_join_related(replay, &use, outer, full))
        return false;
    return note_joined(replay, use.mapper ? use.mapper : use.relationship->target,
                       use.far ? use.far : cu_plan_from(planner, use.relationship->target));
}

bool cu_plan_step_join(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    const cupel_expr *target = step->items[0].expression;
    const cupel_expr *on =
        (step->of.number & CU_JOIN_ON) && step->count > 1 ? step->items[1].expression : NULL;
    int64_t how = step->of.number;
    bool outer = (how & CU_JOIN_OUTER) != 0, full = (how & CU_JOIN_FULL) != 0;
    if (!(how & CU_JOIN_FROM_JOINPOINT))
        cu_plan_step_reset_joinpoint(replay, step);
    if (cu_names_relationship(target)) {
        if (!on)
            return step_along(replay, target, NULL, NULL, how);
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "cupel_join: a relationship has a condition of its own; more conditions go "
                     "with cupel_related_and()");
        return false;
    }
    cu_from *right = cu_plan_source(planner, target);
    if (!right)
        return false;
    const cu_mapper *mapper = cu_plan_source_mapper(planner, target);
    if (how & CU_JOIN_ALIASED)
        right = begin_joinpoint(replay, right);
    if (!right)
        return false;
    if (on && cu_names_relationship(on))
        return step_along(replay, on, right, mapper, how);
    return join_source(replay, right, mapper, on, outer, full) &&
           note_joined(replay, mapper, right);
}
