/*
 * orm/query_wrap.c - queries inside others: subqueries and CTEs, queries that
 * are made into a subquery of themselves, set operations, counting, EXISTS.
 */
#include "orm/polymorphic.h"
#include "orm/query_formula.h"
#include "orm/query_inherit.h"
#include "sql/expression.h"
#include "sql/visit.h"

#include <string.h>

/* ---- subqueries -------------------------------------------------------------------------------- */

/* SQL of the program's is sent as it is: nothing can be put around it. */
static bool can_be_wrapped(cu_planner *planner, const cupel_query *query)
{
    if (!(query->flags & CU_QUERY_STATEMENT) || (query->flags & CU_QUERY_POISONED))
        return true;
    cu_plan_fail(
        planner, CUPEL_INVALID_REQUEST,
        "a query with a statement of its own (cupel_from_statement) cannot stand inside "
        "another one and cannot be selected from; write the SELECT around it into its SQL");
    return false;
}

bool cu_plan_inner(cu_planner *planner, const cupel_query *query, cu_label_style style,
                   cu_select **out)
{
    cu_replay replay;
    const cu_from *around = planner->around;
    cu_from *shown = planner->shown;
    size_t apart = planner->apart.count;
    *out = NULL;
    if (!can_be_wrapped(planner, query))
        return false;
    if (query->flags & CU_QUERY_WRITES) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "a statement that writes cannot stand inside another one");
        return false;
    }
    planner->own_depth++;
    bool planned = cu_plan_query(planner, query, style, &replay);
    planner->own_depth--;
    planner->around = around;
    planner->shown = shown;
    planner->apart.count = CU_MIN(planner->apart.count, apart);
    *out = replay.select;
    cu_replay_free(&replay);
    return planned;
}

static bool remember(cu_planner *planner, const cupel_subquery *subquery, cu_from *from)
{
    cu_planned_subquery planned = { subquery, from };
    if (from && cu_vector_push(&planner->subqueries, planned))
        return true;
    cu_plan_no_memory(planner);
    return false;
}

/* Whether two columns of one name must be equal: by a foreign key, or by a condition. */
static bool refers_to(const cu_column *column, const cu_column *other)
{
    const cu_column *base = other;
    while (base->base)
        base = base->base;
    for (size_t i = 0; i < column->reference_count; i++)
        if (column->references[i] == base)
            return true;
    return false;
}

typedef struct equality {
    const cupel_expr *left, *right;
    bool found;
} equality;

/* Looks into ANDs alone: what stands below anything else need not hold. */
static const cupel_expr *look_for_equality(cu_transform *transform, const cupel_expr *expression)
{
    equality *wanted = transform->data;
    if (expression->kind == CU_NODE_BOOLEAN && expression->operation == CUPEL_OPERATOR_AND)
        return NULL;
    if (expression->kind == CU_NODE_BINARY && expression->operation == CUPEL_OPERATOR_EQ) {
        const cupel_expr *first = cu_item(expression, 0), *second = cu_item(expression, 1);
        wanted->found |= (first == wanted->left && second == wanted->right) ||
                         (second == wanted->left && first == wanted->right);
    }
    return expression;
}

static bool are_compared(cu_planner *planner, const cu_select *select, const cu_column *left,
                         const cu_column *right)
{
    equality wanted = { cu_column_expression(left), cu_column_expression(right), false };
    cu_transform look = {
        .arena = &planner->arena, .replace = look_for_equality, .data = &wanted, .plain_too = true
    };
    for (size_t i = 0; i < select->where.count && !wanted.found; i++)
        if (!cu_transform_expression(&look, select->where.items[i]))
            cu_plan_no_memory(planner);
    return wanted.found;
}

/* Leaves out of a SELECT what another column of the same name says too. */
static void reduce_columns(cu_planner *planner, cu_select *select)
{
    cu_expression_list *columns = &select->columns;
    size_t kept = 0;
    for (size_t i = 0; i < columns->count; i++) {
        bool same = false;
        for (size_t j = 0; j < columns->count && columns->items[i]->kind == CU_NODE_COLUMN; j++) {
            if (i == j || columns->items[j]->kind != CU_NODE_COLUMN)
                continue;
            const cu_column *column = (const cu_column *)(const void *)columns->items[i];
            const cu_column *other = (const cu_column *)(const void *)columns->items[j];
            same |= cu_text_equal(column->name, other->name) &&
                    (refers_to(column, other) ||
                     (j < i && are_compared(planner, select, column, other)));
        }
        if (!same)
            columns->items[kept++] = columns->items[i];
    }
    columns->count = kept;
}

/* The SELECT of a subquery's own query. */
static cu_select *own_select(cu_planner *planner, const cupel_subquery *subquery)
{
    cu_select *select;
    cu_label_style style =
        subquery->options.with_labels ? CU_LABEL_TABLE_COLUMN : CU_LABEL_DISAMBIGUATE;
    if (!cu_plan_inner(planner, subquery->query, style, &select))
        return NULL;
    if (select->label_style ==
        CU_LABEL_NONE) /* what selects from it could not tell two of one name apart */
        select->label_style = CU_LABEL_DISAMBIGUATE;
    if (subquery->options.reduce_columns)
        reduce_columns(planner, select);
    return select;
}

/* Whether something else was put to the same CTE, which then would be two. */
static bool is_forked(const cu_planner *planner, const cupel_subquery *subquery)
{
    for (size_t i = 0; i < planner->subqueries.count; i++) {
        const cupel_subquery *other = planner->subqueries.items[i].subquery;
        if (other != subquery && other->base == subquery->base && !other->element)
            return true;
    }
    return false;
}

/*
 * A CTE to which more queries were put: it takes the place of the one it was, so that these may select from it, and what
 * selects from the one it was selects from all of it.
 */
static cu_from *plan_compound_cte(cu_planner *planner, const cupel_subquery *subquery)
{
    cu_from *cte = cu_plan_subquery(planner, subquery->base);
    if (!cte)
        return NULL;
    if (is_forked(planner, subquery)) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "two different queries were put to one CTE%s%s, and one statement uses both; "
                     "give the second a CTE of its own, with another name",
                     subquery->name ? " " : "", subquery->name ? subquery->name : "");
        return NULL;
    }
    /* what is put by the same operation stands in a row with what was put before */
    const cu_select *before = cte->select;
    cu_set_operation operation = (cu_set_operation)subquery->operation;
    bool more = before->operation == operation;
    size_t count = more ? before->member_count : 1;
    cu_select **members =
        cu_arena_alloc_array(&planner->arena, count + subquery->count, sizeof *members);
    if (!members) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    members[0] = cte->select;
    if (more)
        memcpy(members, before->members, count * sizeof *members);
    for (size_t i = 0; i < subquery->count; i++)
        if (!cu_plan_inner(planner, subquery->queries[i], CU_LABEL_TABLE_COLUMN,
                           &members[count + i]))
            return NULL;
    cte->select = cu_compound_new(&planner->arena, operation, count + subquery->count, members);
    if (!cte->select)
        cu_plan_no_memory(planner);
    return cte->select ? cte : NULL;
}

static cu_from *plan_cte(cu_planner *planner, const cupel_subquery *subquery)
{
    const cupel_subquery_options *options = &subquery->options;
    if (subquery->base)
        return plan_compound_cte(planner, subquery);
    cu_select *select = own_select(planner, subquery);
    cu_from *cte = select ? cu_cte_new(&planner->arena, select, subquery->name, options->recursive,
                                       options->nesting)
                          : NULL;
    if (!cte) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    cte->materialized = options->materialized == CUPEL_MATERIALIZED_YES  ? CU_MATERIALIZED
                        : options->materialized == CUPEL_MATERIALIZED_NO ? CU_NOT_MATERIALIZED
                                                                         : CU_MATERIALIZED_UNSET;
    return cte;
}

static cu_from *plan_subquery(cu_planner *planner, const cupel_subquery *subquery)
{
    if (subquery->element) {
        cu_from *element = cu_plan_subquery(planner, subquery->element);
        return element ? cu_from_alias(&planner->arena, element, subquery->name) : NULL;
    }
    if (subquery->is_cte)
        return plan_cte(planner, subquery);
    if (subquery->of_tables)
        return cu_plan_polymorphic_union(planner, subquery);
    cu_select *select = own_select(planner, subquery);
    if (select)
        select->lateral = subquery->options.lateral;
    return select ? cu_subquery_new(&planner->arena, select, subquery->name) : NULL;
}

cu_from *cu_plan_subquery(cu_planner *planner, const cupel_subquery *subquery)
{
    for (size_t i = planner->subqueries.count; i > 0; i--)
        if (planner->subqueries.items[i - 1].subquery == subquery)
            return planner->subqueries.items[i - 1].from;
    cu_from *from = plan_subquery(planner, subquery);
    if (!from)
        cu_plan_no_memory(planner);
    return from && remember(planner, subquery, from) ? from : NULL;
}

static void no_such_column(cu_planner *planner, const cu_from *from, const char *name)
{
    cu_buffer names;
    cu_buffer_init(&names, 400);
    for (size_t i = 0; i < from->column_count; i++)
        cu_buffer_printf(&names, "%s%s", i > 0 ? ", " : "", from->columns[i]->key);
    cu_plan_fail(planner, CUPEL_NO_SUCH_COLUMN,
                 "the subquery%s%s has no column '%s'; its columns are %s", from->name ? " " : "",
                 from->name ? from->name : "", name, cu_buffer_text(&names));
    cu_buffer_free(&names);
}

const cupel_expr *cu_plan_subquery_column(cu_planner *planner, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    cu_from *from = cu_plan_subquery(planner, node->a.pointer);
    if (!from)
        return NULL;
    const cu_column *column;
    if (node->detail) {
        const cupel_attribute *attribute = node->b.pointer;
        cu_mapper *mapper = cu_plan_mapper(planner, attribute->mapping);
        const cu_property *property =
            mapper ? mapper->by_index[cu_attribute_index(attribute)] : NULL;
        if (property && property->formula)
            column = cu_plan_formula_column(planner, property, from);
        else
            column = property ? cu_from_corresponding(from, &property->column->column) : NULL;
        if (!column)
            no_such_column(planner, from, attribute->name);
    } else {
        column = cu_from_column(from, node->b.text);
        if (!column)
            no_such_column(planner, from, node->b.text);
    }
    return column ? cu_column_expression(column) : NULL;
}

/* ---- queries made into a subquery of themselves --------------------------------------------------- */

/* Whether a subquery shows any column of something. */
static bool shows_any(const cu_from *around, const cu_from *from)
{
    if (from->kind == CU_FROM_JOIN)
        return shows_any(around, from->left) || shows_any(around, from->right);
    for (size_t i = 0; i < from->column_count; i++)
        if (cu_from_corresponding(around, from->columns[i]))
            return true;
    return false;
}

cu_from *cu_plan_seen_in(cu_planner *planner, cu_from *around, cu_from *from)
{
    for (size_t i = 0; i < planner->parts.count; i++) {
        const cu_planned_part *known = &planner->parts.items[i];
        if (known->whole == around && known->element == from)
            return known->part;
    }
    cu_planned_part made = { around, from, cu_from_part(&planner->arena, around, from) };
    if (made.part && (made.part == around || cu_vector_push(&planner->parts, made)))
        return made.part;
    cu_plan_no_memory(planner);
    return NULL;
}

cu_from *cu_plan_around(cu_planner *planner, cu_from *from)
{
    cu_from *around = (cu_from *)(uintptr_t)planner->around;
    if (!around || cu_from_standing(from) == around || !shows_any(around, from))
        return from;
    return cu_plan_seen_in(planner, around, from);
}

/* The column of a subquery that shows an item of its SELECT list. */
static const cu_column *column_showing(const cu_from *around, const cupel_expr *item)
{
    for (size_t i = 0; i < around->column_count; i++)
        if (around->columns[i]->element == item)
            return around->columns[i];
    return NULL;
}

/* SELECT ... FROM (inner), for what the query is for. */
static bool select_from_self(cu_replay *replay, cu_select *inner)
{
    cu_planner *planner = replay->planner;
    const cu_select *columns = replay->select;
    cu_from *around = cu_subquery_new(&planner->arena, inner, NULL);
    cu_select *outer = around ? cu_select_new(&planner->arena) : NULL;
    if (!outer || !cu_froms_add(&planner->arena, &outer->froms, around)) {
        cu_plan_no_memory(planner);
        return false;
    }
    for (size_t i = 0; i < replay->output_count; i++) {
        cu_planned_output *output = &replay->outputs[i];
        if (output->mapper) {
            output->from = cu_plan_seen_in(planner, around, output->from);
            if (!output->from)
                return false;
            continue;
        }
        output->owner_from =
            output->owner_from ? cu_plan_seen_in(planner, around, output->owner_from) : around;
        if (!output->owner_from)
            return false;
        const cu_column *column = column_showing(around, columns->columns.items[output->column]);
        if (!column) {
            cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                         "column %zu of the query is text, which a query around it cannot name; "
                         "use cupel_literal_column()",
                         i + 1);
            return false;
        }
        output->expression = cu_column_expression(column);
    }
    replay->select = outer;
    replay->joined = replay->source = (cu_namespace){ 0 };
    planner->around = around;
    return true;
}

bool cu_plan_step_from_self(cu_replay *replay, const cupel_query *step)
{
    return can_be_wrapped(replay->planner, step) && cu_plan_select_inner_outputs(replay) &&
           select_from_self(replay, replay->select);
}

static bool read_from(cu_planner *planner, cu_expression_list *list, const cu_from *from)
{
    for (size_t i = 0; i < list->count; i++) {
        const cupel_expr *item = cu_plan_adapt(planner, list->items[i], from);
        if (!item)
            return false;
        list->items[i] = item;
    }
    return true;
}

/* What is selected, and what was said of it where order of calls is not checked, is read from that. */
static bool read_all_from(cu_replay *replay, cu_from *from)
{
    cu_planner *planner = replay->planner;
    cu_select *select = replay->select;
    for (size_t i = 0; i < replay->output_count; i++) {
        cu_planned_output *output = &replay->outputs[i];
        cu_from **read = output->mapper ? &output->from : &output->owner_from;
        *read = *read ? cu_plan_around(planner, *read) : NULL;
        if (output->expression)
            output->expression = cu_plan_adapt(planner, output->expression, from);
        if (planner->failed)
            return false;
    }
    /* the kinds of struct that its rows are, and criteria, are for the query to say that it is made of, if it is */
    for (size_t i = 0; i < replay->mentions.count; i++) {
        cu_mention *mention = &replay->mentions.items[i];
        mention->done |= !cu_from_is_of_tables(from) && shows_any(from, mention->from);
        mention->from = cu_plan_around(planner, mention->from);
        if (!mention->from)
            return false;
    }
    return read_from(planner, &select->where, from) && read_from(planner, &select->having, from) &&
           read_from(planner, &select->group_by, from) &&
           read_from(planner, &select->order_by, from) &&
           read_from(planner, &select->distinct_on, from);
}

bool cu_plan_step_select_entity_from(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    const cupel_expr *source = step->items[0].expression;
    if (cu_kind(source) == CU_NODE_ENTITY) {
        cu_plan_fail(planner, CUPEL_INVALID_ARGUMENT,
                     "cupel_select_entity_from: a mapped struct is what is selected; give a "
                     "subquery (cupel_subquery_source), an alias or a table to select it from");
        return false;
    }
    if (replay->joined.from) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "cupel_select_entity_from is called on a query that joins already; call it "
                     "first");
        return false;
    }
    cu_from *from = cu_plan_source(planner, source);
    if (!from)
        return false;
    replay->select->froms.count = 0;
    replay->source = (cu_namespace){ 0 };
    planner->around = from;
    if (!cu_froms_add(&planner->arena, &replay->select->froms, from)) {
        cu_plan_no_memory(planner);
        return false;
    }
    return read_all_from(replay, from);
}

bool cu_plan_step_compound(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    if (!can_be_wrapped(planner, step))
        return false;
    cu_select **members = cu_arena_alloc_array(&planner->arena, step->count + 1, sizeof *members);
    if (!members) {
        cu_plan_no_memory(planner);
        return false;
    }
    if (!cu_plan_select_inner_outputs(replay))
        return false;
    members[0] = replay->select;
    for (size_t i = 0; i < step->count; i++) {
        const cupel_query *other = cu_node_of(step->items[i].expression)->a.pointer;
        if (!cu_plan_inner(planner, other, CU_LABEL_TABLE_COLUMN, &members[i + 1]))
            return false;
        if (cu_select_columns(members[i + 1])->count != members[0]->columns.count) {
            cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                         "the queries of a set operation select %zu and %zu columns: they must be "
                         "as many",
                         members[0]->columns.count, cu_select_columns(members[i + 1])->count);
            return false;
        }
    }
    cu_select *compound = cu_compound_new(&planner->arena, (cu_set_operation)step->of.number,
                                          step->count + 1, members);
    if (!compound)
        cu_plan_no_memory(planner);
    return compound && select_from_self(replay, compound);
}

/* ---- loading for all that a query finds ------------------------------------------------------------ */

/*
 * FROM (a query) JOIN target ON they are related: for loading the target's rows of all that the query finds.  The
 * query's columns, which tell whose they are, come as values behind the target.
 */
bool cu_plan_step_embed(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    const cu_relationship *relationship = step->of.pointer;
    const cupel_query *query = cu_node_of(step->items[0].expression)->a.pointer;
    cu_select *inner;
    bool planned = cu_plan_inner(planner, query, CU_LABEL_TABLE_COLUMN, &inner);
    cu_from *around = planned ? cu_subquery_new(&planner->arena, inner, NULL) : NULL;
    if (!around) {
        cu_plan_no_memory(planner);
        return false;
    }
    if (!cu_plan_begin_outputs(replay, 1 + around->column_count) ||
        !cu_plan_add_entity(replay, relationship->target->mapping, NULL, NULL,
                            relationship->target->mapping->name))
        return false;
    for (size_t i = 0; i < around->column_count; i++)
        *cu_plan_next_output(replay) =
            (cu_planned_output){ .expression = cu_column_expression(around->columns[i]),
                                 .name = around->columns[i]->key };
    cu_related_use use = { .relationship = relationship, .near = around };
    return cu_plan_join_related(replay, &use, false, false);
}

/* ---- count and exists -------------------------------------------------------------------------- */

/* SELECT count(*) FROM (what was asked for so far) */
bool cu_plan_step_count(cu_replay *replay, const cupel_query *step)
{
    (void)step;
    cu_planner *planner = replay->planner;
    if (!cu_plan_select_inner_outputs(replay))
        return false;
    cu_from *inner = cu_subquery_new(&planner->arena, replay->select, NULL);
    cu_select *outer = inner ? cu_select_new(&planner->arena) : NULL;
    const cupel_expr *count =
        outer ? cu_arena_function(&planner->arena, "count", cu_constant(CU_CONSTANT_STAR)) : NULL;
    if (!count || !cu_froms_add(&planner->arena, &outer->froms, inner)) {
        cu_plan_no_memory(planner);
        return false;
    }
    replay->select = outer;
    if (!cu_plan_begin_outputs(replay, 1))
        return false;
    *cu_plan_next_output(replay) = (cu_planned_output){ .expression = count, .name = "count" };
    return true;
}

/* SELECT 1 FROM what was asked for: whether there are rows at all. */
bool cu_plan_step_exists(cu_replay *replay, const cupel_query *step)
{
    (void)step;
    cu_planner *planner = replay->planner;
    cu_from_list froms = { 0 };
    bool enough = true;
    if (!cu_plan_add_mentioned(replay))
        return false;
    for (size_t i = 0; i < replay->output_count; i++) {
        const cu_planned_output *output = &replay->outputs[i];
        if (output->from)
            enough &= cu_froms_add(&planner->arena, &froms, output->from);
        else
            enough &= cu_expression_froms(output->expression, &planner->arena, &froms);
    }
    for (size_t i = 0; i < froms.count; i++)
        enough &= cu_froms_add(&planner->arena, &replay->select->froms, froms.items[i]);
    const cupel_expr *one = cu_arena_literal(&planner->arena, "1");
    if (!enough || !one) {
        cu_plan_no_memory(planner);
        return false;
    }
    if (!cu_plan_begin_outputs(replay, 1))
        return false;
    *cu_plan_next_output(replay) = (cu_planned_output){ .expression = one, .name = "" };
    return true;
}
