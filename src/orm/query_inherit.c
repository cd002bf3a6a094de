/*
 * orm/query_inherit.c - structs that inherit, in the statement being planned:
 * which rows of a table are of a struct, and what is selected from where that is
 * more than one table.
 */
#include "orm/query_inherit.h"
#include "orm/inherit.h"
#include "orm/polymorphic.h"
#include "orm/query_related.h"
#include "orm/query_wrap.h"
#include "sql/expression.h"
#include "sql/visit.h"

/* ---- which rows -------------------------------------------------------------------------------- */

/* The values of the discriminator as a list. */
static const cupel_expr *identity_list(cu_arena *arena, const cu_inheritance *inheritance)
{
    cu_builder builder;
    cu_build_in_arena(&builder, arena, 0, NULL);
    cu_node *list = cu_build_node(&builder, CU_NODE_BIND_LIST, 0, sizeof(cu_bind_list));
    cupel_value *values =
        cu_arena_alloc_array(arena, inheritance->identity_count + 1, sizeof *values);
    if (!list || !values)
        return NULL;
    for (size_t i = 0; i < inheritance->identity_count; i++)
        values[i] = inheritance->identities[i].value;
    cu_bind_list *of = (cu_bind_list *)(void *)list;
    of->count = inheritance->identity_count;
    of->width = 1;
    of->values = values;
    list->head.flags |= CU_FLAG_PLAIN;
    return &list->head;
}

const cupel_expr *cu_kind_condition(cu_arena *arena, const cu_mapper *mapper, const cu_from *from)
{
    const cu_inheritance *inheritance = &mapper->inheritance;
    if (!cu_mapper_is_part(mapper) || !inheritance->discriminator)
        return NULL;
    const cu_column *column =
        cu_from_corresponding(from, &inheritance->discriminator->column->column);
    if (!column)
        return NULL; /* a subquery that does not show it */
    const cupel_expr *list = identity_list(arena, inheritance);
    cu_builder builder;
    cu_build_in_arena(&builder, arena, 0, NULL);
    cu_node *made = list ? cu_build_node(&builder, CU_NODE_IN, 2, 0) : NULL;
    if (!made) {
        arena->failed = true;
        return NULL;
    }
    cu_node_set(made, 0, cu_column_expression(column));
    cu_node_set(made, 1, list);
    made->head.operation = CUPEL_OPERATOR_IN;
    made->head.flags |= CU_FLAG_PLAIN;
    made->type = cu_type_of(CUPEL_BOOLEAN);
    return &made->head;
}

const cupel_expr *cu_plan_kind(cu_planner *planner, const cu_mapper *mapper, const cu_from *from)
{
    const cupel_expr *made = mapper ? cu_kind_condition(&planner->arena, mapper, from) : NULL;
    if (planner->arena.failed)
        cu_plan_no_memory(planner);
    return made;
}

const cupel_expr *cu_plan_with_kind(cu_planner *planner, const cu_mapper *mapper,
                                    const cu_from *from, const cupel_expr *condition)
{
    const cupel_expr *kind = cu_plan_kind(planner, mapper, from);
    const cupel_expr *parts[2] = { condition, kind };
    if (kind && condition) {
        condition = cu_arena_and(&planner->arena, 2, parts);
        if (!condition)
            cu_plan_no_memory(planner);
    }
    return planner->failed ? NULL : condition;
}

/* ---- what is selected from ----------------------------------------------------------------------- */

bool cu_plan_mention(cu_replay *replay, const cu_mapper *mapper, cu_from *from)
{
    if (!replay->has_criteria && !mapper->inheritance.parent && from->kind != CU_FROM_JOIN)
        return true;
    for (size_t i = 0; i < replay->mentions.count; i++)
        if (replay->mentions.items[i].mapper == mapper && replay->mentions.items[i].from == from)
            return true;
    cu_mention mention = { mapper, from, false, false };
    if (cu_vector_push(&replay->mentions, mention))
        return true;
    cu_plan_no_memory(replay->planner);
    return false;
}

bool cu_plan_mention_joined(cu_replay *replay, const cu_mapper *mapper, cu_from *from)
{
    cu_mention *mention = NULL;
    for (size_t i = 0; i < replay->mentions.count && !mention; i++)
        if (replay->mentions.items[i].mapper == mapper && replay->mentions.items[i].from == from)
            mention = &replay->mentions.items[i];
    if (mention) {
        mention->done = mention->joined = true;
        return true;
    }
    cu_mention made = { mapper, from, true, true };
    if (cu_vector_push(&replay->mentions, made))
        return true;
    cu_plan_no_memory(replay->planner);
    return false;
}

void cu_plan_forget_mentioned(cu_replay *replay)
{
    size_t kept = 0;
    for (size_t i = 0; i < replay->mentions.count; i++)
        if (replay->mentions.items[i].joined)
            replay->mentions.items[kept++] = replay->mentions.items[i];
    replay->mentions.count = kept;
}

/* Joined tables are selected from as they are joined, where nothing else that is selected from has them. */
static bool add_joined_tables(cu_replay *replay, cu_from *from)
{
    cu_from_list *froms = &replay->select->froms;
    if (from->kind != CU_FROM_JOIN)
        return true;
    for (size_t i = 0; i < froms->count; i++)
        if (cu_from_contains(froms->items[i], from))
            return true;
    if (cu_froms_add(&replay->planner->arena, froms, from))
        return true;
    cu_plan_no_memory(replay->planner);
    return false;
}

bool cu_plan_add_mentioned(cu_replay *replay)
{
    cu_planner *planner = replay->planner;
    for (size_t i = 0; i < replay->mentions.count; i++) {
        cu_mention *mention = &replay->mentions.items[i];
        if (mention->done)
            continue;
        mention->done = true;
        if (!cu_plan_add_criteria(replay, mention->mapper, mention->from))
            return false;
        const cupel_expr *kind = cu_plan_kind(planner, mention->mapper, mention->from);
        if (kind && !cu_expressions_add(&planner->arena, &replay->select->where, kind))
            cu_plan_no_memory(planner);
        if (planner->failed || !add_joined_tables(replay, mention->from))
            return false;
    }
    return true;
}

/* ---- writing ----------------------------------------------------------------------------------- */

/* Adds the tables of a mapper's line that an expression reads besides its own; *others: it reads more than those. */
static bool note_line_tables(cu_arena *arena, const cu_mapper *mapper, const cupel_expr *expression,
                             cu_from_list *tables, bool *others)
{
    cu_from_list froms = { 0 };
    bool enough = !expression || cu_expression_froms(expression, arena, &froms);
    for (size_t i = 0; i < froms.count && enough; i++) {
        bool in_line = cu_from_contains(mapper->from, froms.items[i]);
        *others |= !in_line;
        if (in_line && froms.items[i] != &mapper->table->from)
            enough = cu_froms_add_once(arena, tables, froms.items[i]);
    }
    return enough;
}

/* Adds, for each of the tables, that its row is of the same instance as that of the mapper's own. */
static bool add_same_rows(cu_arena *arena, const cu_mapper *mapper, const cu_from_list *tables,
                          cu_expression_list *conditions)
{
    bool enough = true;
    for (size_t i = 0; i < tables->count; i++) {
        const cu_mapper *level = mapper;
        while (&level->table->from != tables->items[i])
            level = level->inheritance.parent;
        for (size_t k = 0; k < mapper->key_count && enough; k++) {
            const cupel_expr *equal = cu_arena_binary(
                arena, CUPEL_OPERATOR_EQ, cu_column_expression(&level->key_columns[k]->column),
                cu_column_expression(&mapper->key_columns[k]->column));
            enough = equal && cu_expressions_add(arena, conditions, equal);
        }
    }
    return enough;
}

/* The tables that have to be joined: of values, and of conditions that speak of more than the mapper's line. */
static bool note_joined_tables(cu_arena *arena, const cu_mapper *mapper,
                               const cu_assignment *assignments, size_t assignment_count,
                               const cu_expression_list *where, cu_from_list *joined)
{
    bool others = false, enough = true;
    for (size_t i = 0; i < assignment_count && enough; i++)
        enough = note_line_tables(arena, mapper, assignments[i].value, joined, &others);
    for (size_t i = 0; i < where->count && enough; i++) {
        cu_from_list tables = { 0 };
        others = false;
        enough = note_line_tables(arena, mapper, where->items[i], &tables, &others);
        for (size_t j = 0; j < tables.count && others && enough; j++)
            enough = cu_froms_add_once(arena, joined, tables.items[j]);
    }
    return enough;
}

/* Takes the conditions about tables that are not joined out of `where`; notes these tables. */
static bool take_inside(cu_arena *arena, const cu_mapper *mapper, const cu_from_list *joined,
                        cu_expression_list *where, cu_expression_list *taken, cu_from_list *inside)
{
    size_t kept = 0;
    bool others = false, enough = true;
    for (size_t i = 0; i < where->count && enough; i++) {
        cu_from_list tables = { 0 };
        bool stays = true;
        enough = note_line_tables(arena, mapper, where->items[i], &tables, &others);
        for (size_t j = 0; j < tables.count && enough; j++) {
            if (cu_froms_have(joined, tables.items[j]))
                continue;
            stays = false;
            enough = cu_froms_add_once(arena, inside, tables.items[j]);
        }
        if (stays)
            where->items[kept++] = where->items[i];
        else
            enough = enough && cu_expressions_add(arena, taken, where->items[i]);
    }
    where->count = kept;
    return enough;
}

bool cu_plan_written_conditions(cu_planner *planner, const cu_mapper *mapper,
                                const cu_assignment *assignments, size_t assignment_count,
                                cu_expression_list *where)
{
    cu_arena *arena = &planner->arena;
    cu_from_list joined = { 0 }, inside = { 0 };
    cu_expression_list taken = { 0 }, conditions = { 0 };
    if (mapper->from->kind != CU_FROM_JOIN)
        return true;
    bool enough =
        note_joined_tables(arena, mapper, assignments, assignment_count, where, &joined) &&
        take_inside(arena, mapper, &joined, where, &taken, &inside) &&
        add_same_rows(arena, mapper, &joined, where) &&
        add_same_rows(arena, mapper, &inside, &conditions);
    for (size_t i = 0; i < taken.count && enough; i++)
        enough = cu_expressions_add(arena, &conditions, taken.items[i]);
    if (enough && inside.count > 0) {
        const cupel_expr *exists = cu_plan_exists_own(planner, inside.count, inside.items,
                                                      conditions.count, conditions.items);
        enough = exists && cu_expressions_add(arena, where, exists);
    }
    if (!enough)
        cu_plan_no_memory(planner);
    return enough;
}

/* ---- other names ------------------------------------------------------------------------------- */

static cu_from *rename_tables(cu_arena *arena, cu_from *from, const char *name)
{
    if (from->kind != CU_FROM_JOIN)
        return cu_from_alias(arena, from,
                             name ? cu_arena_printf(arena, "%s_%s", name, from->name) : NULL);
    cu_from *left = rename_tables(arena, from->left, name);
    cu_from *right = left ? rename_tables(arena, from->right, name) : NULL;
    cu_from *made =
        right ? cu_from_join(arena, left, right, from->on, from->outer, from->full) : NULL;
    if (made)
        made->on = cu_adapt_expression(arena, from->on, made);
    return made && made->on ? made : NULL;
}

cu_from *cu_plan_rename(cu_planner *planner, cu_from *from, const char *name)
{
    if (!from)
        return NULL;
    cu_from *made = from->kind == CU_FROM_JOIN ? rename_tables(&planner->arena, from, name)
                                               : cu_from_alias(&planner->arena, from, name);
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

/* ---- with what others have besides ----------------------------------------------------------------- */

bool cu_are_structs(size_t count, const cupel_value *values)
{
    bool good = true;
    for (size_t i = 0; i < count; i++)
        good &= values[i].kind == CUPEL_KIND_EXPRESSION && values[i].as.expression &&
                (values[i].as.expression->kind == CU_NODE_ENTITY ||
                 cu_is_poison(values[i].as.expression));
    return good;
}

/* A step with the structs, which are checked when it is replayed. */
cupel_query *cupel_with_polymorphic_values(const cupel_query *query, size_t count,
                                           const cupel_value *structs)
{
    if ((count > 0 && cu_are_structs(count, structs)) || !query)
        return cu_query_checked_step(query, CU_STEP_POLYMORPHIC, count, structs);
    cu_discard_values(count, structs);
    return cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                         "cupel_with_polymorphic: each item must be a mapped struct, such as "
                         "cupel_entity_of(Engineer)");
}

cupel_query *cupel_with_polymorphic_all(const cupel_query *query)
{
    return cu_query_checked_step(query, CU_STEP_POLYMORPHIC, 0, NULL);
}

static bool is_mapper_among(const cu_mapper *const *list, size_t count, const cu_mapper *mapper)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == mapper)
            return true;
    return false;
}

/* The structs between one that is named and the one it is for are wanted with it. */
static size_t with_parents(const cu_mapper *mapper, const cu_mapper **list, size_t count,
                           const cu_mapper *wanted)
{
    if (!wanted || wanted == mapper || is_mapper_among(list, count, wanted))
        return count;
    /* also those whose tables are not joined */
    count = with_parents(mapper, list, count,
                         cu_registry_mapper(wanted->registry, wanted->mapping->inherits));
    list[count++] = wanted;
    return count;
}

const cu_mapper **cu_plan_wanted_structs(cu_planner *planner, const cu_mapper *mapper,
                                         const cupel_query *step, size_t first, size_t *count)
{
    const cu_inheritance *inheritance = &mapper->inheritance;
    const cu_mapper **list =
        cu_arena_alloc_array(&planner->arena, inheritance->kind_count, sizeof(cu_mapper *));
    *count = 0;
    if (!list) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    for (size_t i = 1; i < inheritance->kind_count && step->count == first; i++)
        list[(*count)++] = inheritance->kinds[i];
    for (size_t i = first; i < step->count; i++) {
        const cupel_mapping *mapping = cu_node_of(step->items[i].expression)->a.pointer;
        const cu_mapper *wanted = cu_plan_mapper(planner, mapping);
        if (wanted && !cu_mapper_is(wanted, mapper))
            cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                         "cupel_with_polymorphic: %s does not inherit from %s, which the query is "
                         "for",
                         mapping->name, mapper->mapping->name);
        if (planner->failed)
            return NULL;
        *count = with_parents(mapper, list, *count, wanted);
    }
    return list;
}

bool cu_plan_child_structs(cu_planner *planner, cu_planned_output *entity, size_t count,
                           const cupel_mapping *const *wanted)
{
    const cu_mapper **list = cu_arena_alloc_array(
        &planner->arena, entity->mapper->inheritance.kind_count, sizeof(cu_mapper *));
    entity->more_count = 0;
    if (!list) {
        cu_plan_no_memory(planner);
        return false;
    }
    for (size_t i = 0; i < count && !planner->failed; i++) {
        const cu_mapper *mapper = cu_plan_mapper(planner, wanted[i]);
        if (mapper && cu_mapper_is(mapper, entity->mapper))
            entity->more_count = with_parents(entity->mapper, list, entity->more_count, mapper);
    }
    entity->more = list;
    return !planner->failed;
}

bool cu_plan_has_child(const cu_planned_output *entity, const cu_mapper *mapper)
{
    return is_mapper_among(entity->more, entity->more_count, mapper);
}

cu_from *cu_plan_polymorphic_from(cu_planner *planner, const cu_mapper *mapper,
                                  const cu_mapper *const *more, size_t count)
{
    cu_from *from = cu_plan_from(planner, mapper);
    if (from != mapper->from)
        return from; /* which has their columns already */
    for (size_t i = 0; i < count; i++)
        if (more[i]->line != mapper->line) {
            cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                         "%s is .concrete, so that its rows are in no table of %s: "
                         "cupel_with_polymorphic_from() takes a subquery that has them all, such "
                         "as a cupel_polymorphic_union()",
                         more[i]->mapping->name, mapper->mapping->name);
            return NULL;
        }
    for (size_t i = 0; i < count && from; i++)
        if (!more[i]->inheritance.single)
            from = cu_from_join(&planner->arena, from, &more[i]->table->from, more[i]->from->on,
                                true, false);
    if (!from)
        cu_plan_no_memory(planner);
    return from;
}

/* The same with `made` where `old` was; NULL: no memory. */
static cu_from *from_with(cu_arena *arena, cu_from *from, const cu_from *old, cu_from *made)
{
    if (from == old)
        return made;
    if (!cu_from_contains(from, old))
        return from;
    cu_from *left = from_with(arena, from->left, old, made);
    cu_from *right = left ? from_with(arena, from->right, old, made) : NULL;
    return right ? cu_from_join(arena, left, right, from->on, from->outer, from->full) : NULL;
}

/* What an entity is read from in FROM, in joins as well; false: no memory. */
static bool put_from(cu_replay *replay, const cu_from *old, cu_from *made)
{
    cu_arena *arena = &replay->planner->arena;
    cu_from_list *froms = &replay->select->froms;
    bool found = false, enough = true;
    for (size_t i = 0; i < froms->count && enough && old != made; i++) {
        found |= cu_from_contains(froms->items[i], old);
        froms->items[i] = from_with(arena, froms->items[i], old, made);
        enough = froms->items[i] != NULL;
    }
    return enough && (found || made->kind != CU_FROM_JOIN || cu_froms_add_once(arena, froms, made));
}

cu_planned_output *cu_plan_polymorphic_entity(cu_replay *replay, size_t index)
{
    cu_planned_output *entity = index < replay->output_count ? &replay->outputs[index] : NULL;
    if (entity && entity->mapper && entity->from == cu_plan_from(replay->planner, entity->mapper))
        return entity;
    cu_plan_fail(replay->planner, CUPEL_INVALID_REQUEST,
                 "cupel_with_polymorphic is for a query of a mapped struct under its own name");
    return NULL;
}

bool cu_plan_step_polymorphic(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    cu_planned_output *entity = cu_plan_polymorphic_entity(replay, (size_t)step->of.number);
    if (!entity)
        return false;
    cu_from *before = entity->from;
    entity->more = cu_plan_wanted_structs(planner, entity->mapper, step, 0, &entity->more_count);
    entity->from = entity->more ? cu_plan_polymorphic_from(planner, entity->mapper, entity->more,
                                                           entity->more_count)
                                : NULL;
    if (!entity->from)
        return false;
    if (!put_from(replay, before, entity->from))
        cu_plan_no_memory(planner);
    return !planner->failed;
}

/* Selects a column of what an entity is read from, where that shows it; its number in *out. */
static bool add_extra(cu_replay *replay, const cu_planned_output *entity,
                      const cu_table_column *column, uint32_t *out)
{
    const cu_column *shown = cu_from_corresponding(entity->from, &column->column);
    *out = shown ? cu_plan_column(replay, cu_column_expression(shown)) : CU_COLUMN_BY_NAME;
    return !replay->planner->failed;
}

bool cu_plan_extra_columns(cu_replay *replay, cu_planned_output *entity)
{
    size_t most = 0;
    for (size_t i = 0; i < entity->more_count; i++)
        most += entity->more[i]->property_count;
    entity->extras = cu_arena_alloc_array(&replay->planner->arena, most, sizeof *entity->extras);
    entity->extra_count = 0;
    if (!entity->extras) {
        cu_plan_no_memory(replay->planner);
        return false;
    }
    for (size_t i = 0; i < entity->more_count; i++) {
        const cu_mapper *mapper = entity->more[i];
        uint32_t column;
        for (size_t k = 0; k < mapper->key_count && !mapper->inheritance.single; k++)
            if (!add_extra(replay, entity, mapper->key_columns[k], &column))
                return false;
        for (size_t j = 0; j < mapper->property_count; j++) {
            const cu_property *property = &mapper->properties[j];
            if (property->attribute->mapping != mapper->mapping ||
                !cu_options_want(&entity->options, entity->mapper->mapping, property))
                continue;
            if (!add_extra(replay, entity, property->column, &column))
                return false;
            if (column != CU_COLUMN_BY_NAME)
                entity->extras[entity->extra_count++] = (cu_planned_extra){ property, column };
        }
    }
    return true;
}
