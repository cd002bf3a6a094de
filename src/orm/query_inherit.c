/*
 * orm/query_inherit.c - structs that inherit, in the statement being planned:
 * which rows of a table are of a struct, and what is selected from where that is
 * more than one table.
 */
#include "orm/query_inherit.h"
#include "orm/inherit.h"
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
    if (!mapper->inheritance.parent && from->kind != CU_FROM_JOIN)
        return true;
    for (size_t i = 0; i < replay->mentions.count; i++)
        if (replay->mentions.items[i].mapper == mapper && replay->mentions.items[i].from == from)
            return true;
    cu_mention mention = { mapper, from, false };
    if (cu_vector_push(&replay->mentions, mention))
        return true;
    cu_plan_no_memory(replay->planner);
    return false;
}

void cu_plan_forget_mentioned(cu_replay *replay)
{
    cu_vector_clear(&replay->mentions);
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
        const cupel_expr *kind = cu_plan_kind(planner, mention->mapper, mention->from);
        if (kind && !cu_expressions_add(&planner->arena, &replay->select->where, kind))
            cu_plan_no_memory(planner);
        if (planner->failed || !add_joined_tables(replay, mention->from))
            return false;
    }
    return true;
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
    cu_from *made = from->kind == CU_FROM_JOIN ? rename_tables(&planner->arena, from, name)
                                               : cu_from_alias(&planner->arena, from, name);
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}
