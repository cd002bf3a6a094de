/*
 * orm/query_eager.c - relationships that are loaded with what a query is for:
 * by joins added to its statement, or by statements that follow it.
 */
#include "orm/query_eager.h"
#include "orm/polymorphic.h"
#include "orm/query_clause.h"
#include "orm/query_composite.h"
#include "orm/query_inherit.h"
#include "orm/query_wrap.h"
#include "sql/expression.h"
#include "sql/visit.h"

/* ---- which are to be loaded how ------------------------------------------------------------------ */

static bool is_joined(cupel_load_kind kind)
{
    return kind == CUPEL_LOAD_JOINED || kind == CUPEL_LOAD_JOINED_INNER;
}

/* Whether the way to an entity has been at a mapper before, or at a relationship as often as its join_depth allows. */
static bool is_too_deep(const cu_planned_output *entity, const cu_relationship *relationship)
{
    int seen = 0;
    bool met = entity->mapper == relationship->target;
    for (const cu_planned_output *at = entity; at; at = at->parent) {
        seen += at->relationship == relationship;
        met |= at->mapper == relationship->target;
    }
    return relationship->options->join_depth > 0 ? seen >= relationship->options->join_depth : met;
}

static cu_planned_output *new_entity(cu_replay *replay, cu_planned_output *parent,
                                     const cu_relationship *relationship, const cupel_expr *option)
{
    cu_planner *planner = replay->planner;
    cu_planned_output *made = cu_arena_alloc_zero(&planner->arena, sizeof *made);
    if (!made ||
        !cu_options_below(&planner->arena, &parent->options, relationship, &made->options)) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    made->mapper = relationship->target;
    made->name = relationship->target->mapping->name;
    made->parent = parent;
    made->relationship = relationship;
    made->option = option;
    return made;
}

static bool push_entity(cu_replay *replay, cu_planned_output *entity)
{
    entity->number = (uint32_t)replay->entities.count;
    if (cu_vector_push(&replay->entities, entity))
        return true;
    cu_plan_no_memory(replay->planner);
    return false;
}

static bool note_after(cu_replay *replay, cu_planned_output *entity,
                       const cu_relationship *relationship, cupel_load_kind kind,
                       const cupel_expr *option, bool by_option)
{
    cu_planned_after after = { .entity = entity,
                               .relationship = relationship,
                               .kind = kind,
                               .option = option,
                               .by_option = by_option };
    cu_arena *arena = &replay->planner->arena;
    if (!cu_options_below(arena, &entity->options, relationship, &after.options) ||
        !cu_options_children(arena, &entity->options, relationship, &after.children,
                             &after.child_count) ||
        !cu_vector_push(&replay->afters, after)) {
        cu_plan_no_memory(replay->planner);
        return false;
    }
    return true;
}

/* The alias or table that a contains_eager is about. */
static bool find_contained(cu_replay *replay, cu_planned_output *child)
{
    cu_related_use use;
    if (!cu_plan_related(replay->planner, cu_item(child->option, 0), &use))
        return false;
    child->from = use.far ? use.far : cu_plan_from(replay->planner, child->relationship->target);
    if (use.mapper)
        child->mapper = use.mapper;
    child->alias = use.far_alias;
    child->contained = true;
    return true;
}

/* The structs whose columns are joined with what a relationship loads. */
static bool find_children(cu_replay *replay, cu_planned_output *child)
{
    cu_planner *planner = replay->planner;
    const cupel_mapping **structs;
    size_t count;
    if (!cu_options_children(&planner->arena, &child->parent->options, child->relationship,
                             &structs, &count))
        cu_plan_no_memory(planner);
    return !planner->failed && cu_plan_child_structs(planner, child, count, structs);
}

static bool grow_entity(cu_replay *replay, cu_planned_output *entity);

/* A relationship out of the same rows. */
static bool grow_joined(cu_replay *replay, cu_planned_output *entity,
                        const cu_relationship *relationship, cupel_load_kind kind,
                        const cupel_expr *option)
{
    bool contained = kind == CUPEL_LOAD_CONTAINS;
    if (!option && is_too_deep(entity, relationship))
        return true;
    cu_planned_output *child = new_entity(replay, entity, relationship, option);
    if (!child || !(contained ? find_contained(replay, child) : find_children(replay, child)))
        return false;
    child->inner = kind == CUPEL_LOAD_JOINED_INNER;
    replay->several |= relationship->to_many && !contained;
    return push_entity(replay, child) && grow_entity(replay, child);
}

/* Whether nothing has to be done now: it is loaded when asked for, as the mapping says. */
static bool is_left_alone(const cu_relationship *relationship, cupel_load_kind kind,
                          const cupel_expr *option)
{
    if (kind == CUPEL_LOAD_LAZY)
        return !option || relationship->lazy == CUPEL_LAZY_SELECT;
    return !option && (kind == CUPEL_LOAD_RAISE || kind == CUPEL_LOAD_RAISE_ON_SQL);
}

/* Whether a relationship is loaded, one way or another, and not said to be left or refused. */
static bool loads(cupel_load_kind kind)
{
    return kind != CUPEL_LOAD_LAZY && kind != CUPEL_LOAD_NONE && kind != CUPEL_LOAD_RAISE &&
           kind != CUPEL_LOAD_RAISE_ON_SQL;
}

/* Whether rows of an entity have what a relationship begins at: of structs that inherit, those that are wanted too. */
static bool is_in_rows(const cu_planned_output *entity, const cu_relationship *relationship)
{
    return cu_mapping_is(entity->mapper->mapping, relationship->parent->mapping) ||
           cu_plan_has_child(entity, relationship->parent);
}

static bool grow_relationship(cu_replay *replay, cu_planned_output *entity,
                              const cu_relationship *relationship)
{
    const cupel_expr *option = cu_options_find(&entity->options, relationship);
    cupel_load_kind kind = cu_options_kind(&entity->options, relationship);
    bool named = option && !cu_is_constant(cu_item(option, 0), CU_CONSTANT_STAR);
    if (is_joined(kind) && replay->planner->statement)
        kind = CUPEL_LOAD_LAZY; /* nothing can be joined to a statement that is text */
    if (is_joined(kind) && !is_in_rows(entity, relationship))
        kind = option ? CUPEL_LOAD_SELECTIN : CUPEL_LOAD_LAZY;
    cu_related_use use;
    if (named && !cu_plan_related(replay->planner, cu_item(option, 0), &use))
        return false; /* a cupel_of_type() that cannot be */
    if (is_left_alone(relationship, kind, option) || (!replay->eager && loads(kind)))
        return true;
    if (is_joined(kind) || kind == CUPEL_LOAD_CONTAINS)
        return grow_joined(replay, entity, relationship, kind, named ? option : NULL);
    return note_after(replay, entity, relationship, kind, option, named);
}

/* The option is for nothing that the query is for. */
static void misplaced_option(cu_replay *replay, const cupel_expr *option, size_t entities)
{
    const cupel_attribute *attribute = cu_option_attribute(cu_item(option, 0), NULL);
    const char *of = attribute ? attribute->mapping->name : "its struct";
    cu_plan_fail(replay->planner, CUPEL_INVALID_ARGUMENT,
                 entities == 0 ? "cupel_options: the query is for columns only, so that an option "
                                 "for %s%s%s means nothing"
                               : "cupel_options: the option for %s%s%s means nothing, because the "
                                 "query is not for that struct, or not for that alias of it",
                 of, attribute ? "." : "", attribute ? attribute->name : "");
}

/* Whether an option is for attributes of a mapper's instances: of all, or of those that inherit from it. */
static bool is_of_instances(cu_replay *replay, const cupel_expr *option, const cu_mapper *mapper)
{
    const cupel_attribute *attribute = cu_option_attribute(cu_item(option, 0), NULL);
    if (!attribute || cu_mapping_is(mapper->mapping, attribute->mapping))
        return true;
    const cu_mapper *child = cu_plan_mapper(replay->planner, attribute->mapping);
    return child && cu_mapping_is(child->mapping, mapper->mapping) &&
           child->inheritance.base == mapper->inheritance.base; /* and not a .concrete one */
}

/* What hangs on a relationship is for its target, and for structs that inherit from that. */
static bool check_options_of(cu_replay *replay, const cu_planned_output *entity)
{
    for (size_t i = 0; i < entity->options.count; i++) {
        const cupel_expr *option = entity->options.items[i];
        const cupel_attribute *attribute = cu_option_attribute(cu_item(option, 0), NULL);
        if (attribute && cu_is_relationship(attribute) &&
            !is_of_instances(replay, option, entity->mapper)) {
            misplaced_option(replay, option, 1);
            return false;
        }
    }
    return true;
}

/* Those of a mapper from attribute `first` on; joined: only what is in the rows already. */
static bool grow_relationships(cu_replay *replay, cu_planned_output *entity,
                               const cu_mapper *mapper, size_t first, bool contained)
{
    for (size_t i = first; i < mapper->attribute_count; i++) {
        const cu_relationship *relationship = mapper->relationships[i];
        if (!relationship ||
            (contained && cu_options_kind(&entity->options, relationship) != CUPEL_LOAD_CONTAINS))
            continue;
        if (!grow_relationship(replay, entity, relationship))
            return false;
    }
    return true;
}

/* Whether the columns of a struct that inherits are loaded by a statement of their own. */
static bool is_loaded_later(const cu_planned_output *entity, const cu_mapper *child)
{
    bool later = false;
    for (size_t i = 0; i < entity->options.count && !later; i++) {
        const cupel_expr *option = entity->options.items[i];
        if (cu_option_kind(option) != CUPEL_LOAD_POLYMORPHIC)
            continue;
        later = option->count == 1;
        for (size_t j = 1; j < option->count && !later; j++)
            later = cu_mapping_is(cu_node_of(cu_item(option, j))->a.pointer, child->mapping);
    }
    return later && !cu_plan_has_child(entity, child);
}

/* Notes that they are, with the options that are for the struct itself. */
static bool note_child(cu_replay *replay, cu_planned_output *entity, const cu_mapper *child)
{
    cu_arena *arena = &replay->planner->arena;
    cu_planned_after after = { .entity = entity, .child = child };
    bool enough = true;
    for (size_t i = 0; i < entity->options.count && enough; i++) {
        const cupel_expr *option = entity->options.items[i];
        const cupel_attribute *attribute = cu_option_attribute(cu_item(option, 0), NULL);
        if (attribute ? attribute->mapping == child->mapping
                      : cu_option_kind(option) != CUPEL_LOAD_POLYMORPHIC &&
                            cu_option_fits(option, child->mapping, NULL))
            enough = cu_expressions_add(arena, &after.options, option);
    }
    if (enough && cu_vector_push(&replay->afters, after))
        return true;
    cu_plan_no_memory(replay->planner);
    return false;
}

/* What a struct that inherits has besides: with its columns, where these are loaded by another statement. */
static bool grow_child(cu_replay *replay, cu_planned_output *entity, const cu_mapper *child)
{
    bool later = is_loaded_later(entity, child);
    return (!later || note_child(replay, entity, child)) &&
           grow_relationships(replay, entity, child, child->first_own, later);
}

static bool grow_entity(cu_replay *replay, cu_planned_output *entity)
{
    const cu_inheritance *inheritance = &entity->mapper->inheritance;
    if (!check_options_of(replay, entity) ||
        !grow_relationships(replay, entity, entity->mapper, 0, false))
        return false;
    for (size_t i = 1; i < inheritance->descendant_count; i++)
        if (!grow_child(replay, entity, inheritance->descendants[i]))
            return false;
    return true;
}

/* ---- joins ------------------------------------------------------------------------------------- */

static bool add_order(cu_replay *replay, const cu_planned_output *child)
{
    cu_planner *planner = replay->planner;
    const cu_relationship *relationship = child->relationship;
    for (size_t i = 0; i < relationship->order_count && !child->contained; i++) {
        const cu_order *order = &relationship->order[i];
        const cupel_expr *expression = cu_column_expression(
            cu_from_corresponding(child->from, &order->property->column->column));
        if (order->descending)
            expression =
                cu_arena_node(&planner->arena, CU_NODE_UNARY, CUPEL_OPERATOR_DESC, 1, &expression);
        if (!expression ||
            !cu_expressions_add(&planner->arena, &replay->select->order_by, expression)) {
            cu_plan_no_memory(planner);
            return false;
        }
    }
    return true;
}

static bool join_child(cu_replay *replay, cu_planned_output *child)
{
    cu_planner *planner = replay->planner;
    const cu_relationship *relationship = child->relationship;
    cu_related_use use = { .relationship = relationship };
    if (child->option && !cu_plan_related(planner, cu_item(child->option, 0), &use))
        return false;
    use.mapper = NULL;
    child->from = cu_plan_rename(
        planner,
        cu_plan_polymorphic_from(planner, relationship->target, child->more, child->more_count),
        NULL);
    if (!child->from)
        return false;
    use.near = child->parent->from;
    use.far = child->from;
    use.nested = child->inner;
    use.loading = true;
    return cu_plan_join_related(replay, &use, !child->inner, false) && add_order(replay, child);
}

/* Which relationships of an entity are attached. */
typedef enum attached {
    ATTACH_DECLARED = 1, /* those that say themselves what they are */
    ATTACH_BACKREFS = 2
} attached;

/*
 * Joins what belongs to an entity.  The columns of what is further away come before those of what is between, along a
 * backref behind them.
 */
static bool attach(cu_replay *replay, const cu_planned_output *entity, int which)
{
    for (size_t i = entity->number + 1u; i < replay->entities.count; i++) {
        cu_planned_output *child = replay->entities.items[i];
        if (child->parent != entity)
            continue;
        bool backref = child->relationship->options->is_backref;
        if (!(which & (backref ? ATTACH_BACKREFS : ATTACH_DECLARED)))
            continue;
        if ((!child->contained && !join_child(replay, child)) ||
            !attach(replay, child, ATTACH_DECLARED) || !cu_plan_entity_columns(replay, child) ||
            !attach(replay, child, ATTACH_BACKREFS))
            return false;
    }
    return true;
}

/* ---- around a statement whose rows are counted ----------------------------------------------------- */

static bool counts_rows(const cu_select *select)
{
    return select->limit || select->offset || select->distinct || select->distinct_on.count > 0 ||
           select->group_by.count > 0;
}

/* The column of a subquery that shows what an item of its ORDER BY orders by; NULL: none does. */
static const cu_column *shown_key(const cu_from *around, const cupel_expr *key)
{
    for (size_t i = 0; i < around->column_count; i++)
        if (cu_same_tree(around->columns[i]->element, key))
            return around->columns[i];
    return key->kind == CU_NODE_LABEL ? shown_key(around, cu_item(key, 0)) : NULL;
}

/* An item of ORDER BY as it is outside: by the column that shows it, else with the columns that show its own. */
static const cupel_expr *order_outside(cu_planner *planner, const cupel_expr *order,
                                       const cu_from *around)
{
    const cu_column *column = shown_key(around, cu_plan_ordered_by(order));
    if (column)
        return cu_plan_in_order_of(planner, order, cu_column_expression(column));
    return cu_plan_adapt(planner, order, around);
}

/* FOR UPDATE of all tables is for those that are joined outside, too; NULL: there is none, or planner->failed. */
static const cu_for_update *lock_again(cu_planner *planner, const cu_for_update *lock)
{
    if (!lock || lock->of_count > 0)
        return NULL;
    cu_for_update *again = cu_arena_alloc(&planner->arena, sizeof *again);
    if (!again) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    *again = *lock;
    again->again = true;
    return again;
}

/* Whether an entity is in the rows of the statement without joins that loading adds. */
static bool stands_in_rows(const cu_planned_output *entity)
{
    while (entity->parent && entity->contained)
        entity = entity->parent;
    return !entity->parent;
}

/* Selects what is loaded out of joins that the query has itself. */
static bool select_contained(cu_replay *replay)
{
    for (size_t i = 0; i < replay->entities.count; i++) {
        cu_planned_output *entity = replay->entities.items[i];
        if (entity->parent && stands_in_rows(entity) && !cu_plan_entity_columns(replay, entity))
            return false;
    }
    return true;
}

/* SELECT ... FROM (the statement so far), so that joins do not change which rows LIMIT counts. */
static bool wrap(cu_replay *replay)
{
    cu_planner *planner = replay->planner;
    cu_select *inner = replay->select;
    if (!select_contained(replay) || !cu_plan_order_columns(replay))
        return false;
    inner->label_style = CU_LABEL_TABLE_COLUMN;
    cu_from *around = cu_subquery_new(&planner->arena, inner, NULL);
    cu_select *outer = around ? cu_select_new(&planner->arena) : NULL;
    bool enough = outer && cu_froms_add(&planner->arena, &outer->froms, around);
    for (size_t i = 0; enough && i < around->column_count; i++)
        enough = cu_expressions_add(&planner->arena, &outer->columns,
                                    cu_column_expression(around->columns[i]));
    for (size_t i = 0; i < inner->order_by.count && enough; i++) {
        const cupel_expr *order = order_outside(planner, inner->order_by.items[i], around);
        enough = order && cu_expressions_add(&planner->arena, &outer->order_by, order);
    }
    if (!enough) {
        cu_plan_no_memory(planner);
        return false;
    }
    outer->label_style = CU_LABEL_TABLE_COLUMN;
    outer->for_update = lock_again(planner, inner->for_update);
    replay->select = outer;
    for (size_t i = 0; i < replay->entities.count; i++) {
        cu_planned_output *entity = replay->entities.items[i];
        if (stands_in_rows(entity))
            entity->from = cu_plan_seen_in(planner, around, entity->from);
    }
    return !planner->failed;
}

/* ---- criteria ---------------------------------------------------------------------------------- */

static const cupel_expr *criteria_of(cu_planner *planner, const cu_mapper *mapper,
                                     const cu_from *from, const cupel_expr *option)
{
    if (!cu_option_is_criteria_for(option, mapper->mapping))
        return NULL;
    const cupel_expr **parts = cu_arena_alloc_array(&planner->arena, option->count, sizeof *parts);
    size_t count = 0;
    if (!parts)
        cu_plan_no_memory(planner);
    for (size_t i = 1; i < option->count && parts; i++) {
        const cupel_expr *condition = cu_plan_resolve(planner, cu_item(option, i));
        if (condition && from != mapper->from)
            condition = cu_plan_adapt(planner, condition, from);
        if (!condition)
            return NULL;
        parts[count++] = condition;
    }
    return parts ? cu_arena_and(&planner->arena, count, parts) : NULL;
}

const cupel_expr *cu_plan_with_criteria(cu_replay *replay, const cu_mapper *mapper,
                                        const cu_from *from, const cupel_expr *condition)
{
    cu_planner *planner = replay->planner;
    for (size_t i = 0; mapper && condition && i < replay->options.count; i++) {
        const cupel_expr *more = criteria_of(planner, mapper, from, replay->options.items[i]);
        const cupel_expr *parts[2] = { condition, more };
        if (more)
            condition = cu_arena_and(&planner->arena, 2, parts);
        if (!condition)
            cu_plan_no_memory(planner);
    }
    return planner->failed ? NULL : condition;
}

/* Whether something was joined to what stands before it: its criteria are in the ON there. */
static bool is_joined_to(const cu_from *tree, const cu_from *part)
{
    return tree->kind == CU_FROM_JOIN &&
           (cu_from_contains(tree->right, part) || is_joined_to(tree->left, part));
}

bool cu_plan_add_criteria(cu_replay *replay, const cu_mapper *mapper, const cu_from *from)
{
    cu_planner *planner = replay->planner;
    const cu_from_list *froms = &replay->select->froms;
    for (size_t i = 0; i < froms->count; i++)
        if (is_joined_to(froms->items[i], from))
            return true;
    for (size_t i = 0; i < replay->options.count; i++) {
        const cupel_expr *condition = criteria_of(planner, mapper, from, replay->options.items[i]);
        if (condition && !cu_expressions_add(&planner->arena, &replay->select->where, condition))
            cu_plan_no_memory(planner);
    }
    return !planner->failed;
}

/* ---- all --------------------------------------------------------------------------------------- */

bool cu_plan_check_options(cu_replay *replay)
{
    for (size_t i = replay->options_before; i < replay->options.count && !replay->counted; i++) {
        const cupel_expr *option = replay->options.items[i];
        size_t entities = 0;
        bool fits = cu_option_fits(option, NULL, NULL);
        for (size_t j = 0; j < replay->output_count && !fits; j++) {
            const cu_planned_output *output = &replay->outputs[j];
            entities += output->mapper != NULL;
            fits = output->mapper &&
                   cu_option_fits(option, output->mapper->mapping, output->alias) &&
                   is_of_instances(replay, option, output->mapper);
        }
        if (!fits) {
            misplaced_option(replay, option, entities);
            return false;
        }
    }
    return true;
}

bool cu_plan_eager_roots(cu_replay *replay)
{
    cu_planner *planner = replay->planner;
    for (size_t i = 0; i < replay->output_count; i++) {
        cu_planned_output *output = &replay->outputs[i];
        if (!output->mapper)
            continue;
        if (!cu_options_root(&planner->arena, &replay->options, output->mapper->mapping,
                             output->alias, &output->options)) {
            cu_plan_no_memory(planner);
            return false;
        }
        if (!push_entity(replay, output))
            return false;
    }
    return true;
}

bool cu_plan_eager(cu_replay *replay)
{
    size_t roots = replay->entities.count;
    if (replay->write)
        return true;
    for (size_t i = 0; i < roots; i++)
        if (!grow_entity(replay, replay->entities.items[i]))
            return false;
    if (replay->planner->statement || replay->select->operation != CU_SET_NONE) {
        /* statements that are not ours to change */
        return true;
    }
    if (replay->several && counts_rows(replay->select) && !wrap(replay))
        return false;
    for (size_t i = 0; i < roots; i++)
        if (!attach(replay, replay->entities.items[i], ATTACH_DECLARED | ATTACH_BACKREFS))
            return false;
    return true;
}
