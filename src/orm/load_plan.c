/*
 * orm/load_plan.c - making loading plans out of what a statement selects.
 */
#include "orm/load_plan.h"
#include "orm/attribute.h"
#include "orm/load_variant.h"

bool cu_load_plan_types(cu_load_plan *plan, cu_arena *arena, const cu_dialect *dialect,
                        const cu_result_column *columns, size_t count)
{
    plan->column_count = count;
    plan->kinds = cu_arena_alloc_array(arena, count, sizeof *plan->kinds);
    plan->types = cu_arena_alloc_array(arena, count, sizeof *plan->types);
    if (!plan->kinds || !plan->types)
        return false;
    for (size_t i = 0; i < count; i++) {
        plan->kinds[i] = (uint8_t)cu_dialect_read_kind(dialect, columns[i].type);
        plan->types[i] = columns[i].type;
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
        columns += !column->property->formula;
        cu_load_mark(entity, column->property->index);
    }
    entity->complete = columns + deferred >= entity->mapper->property_count;
}

bool cu_load_entity_finish(cu_arena *arena, cu_load_entity *entity)
{
    cu_load_entity_fill(entity);
    return cu_load_variants_make(arena, entity, NULL, 0);
}

void cu_load_mark(cu_load_entity *entity, size_t index)
{
    entity->loaded[index >> 6] |= UINT64_C(1) << (index & 63);
}
