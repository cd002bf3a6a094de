/*
 * orm/load_plan.c - making loading plans out of what a statement selects.
 */
#include "orm/load_plan.h"
#include "orm/attribute.h"
#include "orm/load_variant.h"
#include "orm/relationship.h"

bool cu_load_plan_types(cu_load_plan *plan, cu_arena *arena, const cu_dialect *dialect,
                        const cu_result_column *columns, size_t count)
{
    plan->column_count = count;
    plan->kinds = cu_arena_alloc_array(arena, count, sizeof *plan->kinds);
    plan->types = cu_arena_alloc_array(arena, count, sizeof *plan->types);
    plan->inferred = cu_arena_alloc_array(arena, count, sizeof *plan->inferred);
    if (!plan->kinds || !plan->types || !plan->inferred)
        return false;
    for (size_t i = 0; i < count; i++) {
        plan->kinds[i] = (uint8_t)cu_dialect_read_kind(dialect, columns[i].type);
        plan->types[i] = columns[i].type;
        plan->inferred[i] = columns[i].inferred;
    }
    return true;
}

void cu_load_entity_fill(cu_load_entity *entity)
{
    size_t deferred = 0, columns = 0;
    for (size_t i = 0; i < entity->mapper->property_count; i++)
        deferred += entity->mapper->properties[i].deferred;
    for (size_t i = 0; i < entity->column_count; i++) {
        cu_load_column *column = &entity->columns[i];
        const cu_attribute_type_info *info = cu_attribute_type(column->property->type);
        column->offset = column->property->offset;
        column->place = column->property->place;
        column->type = (uint8_t)column->property->type;
        column->kind = info->kind;
        column->text = info->text;
        column->nullable = info->nullable;
        column->narrow =
            info->kind == CUPEL_KIND_INT && (info->place ? info->place : info->size) < 8;
        column->plain = column->narrow ? UINT8_MAX : column->kind;
        columns += !column->property->formula;
        cu_load_mark(entity, column->property->index);
    }
    entity->by_number = entity->mapper->integer_key;
    entity->number = entity->keys[0];
    entity->complete = columns + deferred >= entity->mapper->property_count;
}

bool cu_load_entity_finish(cu_arena *arena, cu_load_entity *entity, const cu_load_column *more,
                           size_t more_count, uint32_t kind_column)
{
    cu_load_entity_fill(entity);
    return cu_load_variants_make(arena, entity, more, more_count, kind_column);
}

void cu_load_mark(cu_load_entity *entity, size_t index)
{
    entity->loaded[index >> 6] |= UINT64_C(1) << (index & 63);
}

/* ---- which columns are read when --------------------------------------------------------------- */

/*
 * The entity that each row has another of: the collection joined last, or what the query is for.  Where it is for several,
 * there is no telling which.
 */
static size_t changing_entity(const cu_load_plan *plan)
{
    size_t changing = 0, roots = 0;
    for (size_t i = 0; i < plan->entity_count; i++) {
        const cu_load_entity *entity = &plan->entities[i];
        roots += entity->parent == CU_NO_PARENT;
        if (entity->parent != CU_NO_PARENT && entity->relationship->to_many)
            changing = i;
    }
    return roots == 1 ? changing : plan->entity_count;
}

static void mark_columns(const cu_load_entity *entity, bool all, bool *early)
{
    for (size_t i = 0; i < entity->column_count; i++)
        if (all || entity->columns[i].property->key)
            early[entity->columns[i].column] = true;
}

/* Marks what cannot wait: values, keys, and all of the entity that changes, or that may be of several structs. */
static void mark_early(const cu_load_plan *plan, bool *early)
{
    size_t changing = changing_entity(plan);
    for (size_t i = 0; i < plan->output_count; i++)
        if (!plan->outputs[i].is_entity)
            early[plan->outputs[i].index] = true;
    for (size_t i = 0; i < plan->entity_count; i++) {
        const cu_load_entity *entity = &plan->entities[i];
        bool all = i == changing || entity->variants;
        mark_columns(entity, all, early);
        if (entity->variants && entity->variants->by_kind)
            early[entity->variants->kind_column] = true;
        for (size_t j = 0; entity->variants && j < entity->variants->count; j++)
            mark_columns(&entity->variants->entities[j], all, early);
    }
}

static bool list_late(cu_load_entity *entity, cu_arena *arena, const bool *early)
{
    entity->late = cu_arena_alloc_array(arena, entity->column_count, sizeof *entity->late);
    if (!entity->late)
        return false;
    for (size_t i = 0; i < entity->column_count; i++)
        if (!early[entity->columns[i].column])
            entity->late[entity->late_count++] = entity->columns[i].column;
    return true;
}

/* Rows of several entities repeat most of them: what they say again need not be read again. */
bool cu_load_plan_columns(cu_load_plan *plan, cu_arena *arena)
{
    if (plan->entity_count < 2)
        return true;
    bool *early = cu_arena_alloc_array(arena, plan->column_count, sizeof *early);
    plan->early = cu_arena_alloc_array(arena, plan->column_count, sizeof *plan->early);
    if (!early || !plan->early)
        return false;
    mark_early(plan, early);
    for (size_t i = 0; i < plan->column_count; i++)
        if (early[i])
            plan->early[plan->early_count++] = (uint32_t)i;
    for (size_t i = 0; i < plan->entity_count; i++)
        if (!list_late(&plan->entities[i], arena, early))
            return false;
    return true;
}
