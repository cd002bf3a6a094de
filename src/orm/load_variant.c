/*
 * orm/load_variant.c - which struct a row is, where several inherit from one:
 * worked out per statement, looked up per row.
 */
#include "orm/load_variant.h"
#include "orm/inherit.h"

/* ---- making ------------------------------------------------------------------------------------ */

/* The columns of the key, which another table may have in another order; false: not all of them are there. */
static bool find_variant_keys(cu_load_entity *variant, const cu_load_entity *entity)
{
    size_t found = 0;
    for (size_t k = 0; k < variant->mapper->key_count; k++)
        for (size_t i = 0; i < entity->column_count; i++)
            if (entity->columns[i].property->index == variant->mapper->keys[k]->index) {
                variant->keys[k] = entity->columns[i].column;
                found++;
            }
    return found == variant->mapper->key_count;
}

/* The columns of an entity, as one that begins with it has them. */
static bool make_variant(cu_arena *arena, cu_load_entity *variant, const cu_load_entity *entity,
                         const cu_mapper *mapper, const cu_load_column *more, size_t more_count)
{
    *variant = *entity;
    variant->mapper = mapper;
    variant->column_count = 0;
    variant->columns =
        cu_arena_alloc_array(arena, entity->column_count + more_count, sizeof *variant->columns);
    variant->loaded = cu_arena_alloc_array(arena, mapper->words, sizeof *variant->loaded);
    if (mapper->line != entity->mapper->line)
        variant->keys = cu_arena_alloc_array(arena, mapper->key_count, sizeof *variant->keys);
    if (!variant->columns || !variant->loaded || !variant->keys)
        return false;
    for (size_t i = 0; i < entity->column_count; i++)
        variant->columns[variant->column_count++] =
            (cu_load_column){ .property = mapper->by_index[entity->columns[i].property->index],
                              .column = entity->columns[i].column };
    for (size_t i = 0; i < more_count; i++)
        if (cu_mapping_is(mapper->mapping, more[i].property->attribute->mapping))
            variant->columns[variant->column_count++] =
                (cu_load_column){ .property = mapper->by_index[more[i].property->index],
                                  .column = more[i].column };
    if (mapper->line != entity->mapper->line && !find_variant_keys(variant, entity))
        return false;
    cu_load_entity_fill(variant);
    return true;
}

bool cu_load_variants_make(cu_arena *arena, cu_load_entity *entity, const cu_load_column *more,
                           size_t more_count, uint32_t kind_column)
{
    const cu_inheritance *inheritance = &entity->mapper->inheritance;
    bool by_kind = kind_column != CU_COLUMN_BY_NAME;
    size_t count = by_kind ? inheritance->kind_count : inheritance->descendant_count;
    if (!by_kind && inheritance->base->inheritance.descendant_count == 1)
        return true; /* all rows are of one struct */
    struct cu_load_variants *variants = cu_arena_alloc_zero(arena, sizeof *variants);
    if (!variants)
        return false;
    variants->by_kind = by_kind;
    variants->kind_column = kind_column;
    variants->entities = cu_arena_alloc_array(arena, count, sizeof *variants->entities);
    if (!variants->entities)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!make_variant(arena, &variants->entities[variants->count++], entity,
                          by_kind ? inheritance->kinds[i] : inheritance->descendants[i], more,
                          more_count))
            return false;
    for (size_t i = 0; i < entity->column_count; i++)
        if (entity->columns[i].property == inheritance->discriminator)
            variants->discriminator = &entity->columns[i];
    entity->variants = variants;
    return true;
}

/* ---- choosing ---------------------------------------------------------------------------------- */

static const cu_load_entity *variant_of(const cu_load_entity *entity, const cu_mapper *mapper)
{
    for (size_t i = 0; i < entity->variants->count; i++)
        if (entity->variants->entities[i].mapper == mapper)
            return &entity->variants->entities[i];
    return NULL;
}

/* "5", "'x'" for messages. */
static void describe_value(cu_buffer *buffer, const cupel_value *value)
{
    switch (value->kind) {
    case CUPEL_KIND_INT: cu_buffer_printf(buffer, "%lld", (long long)value->as.integer); break;
    case CUPEL_KIND_TEXT:
        cu_buffer_printf(buffer, "'%.*s'", (int)CU_MIN(value->length, 100u), value->as.text);
        break;
    default: cu_buffer_add(buffer, cupel_kind_name((cupel_kind)value->kind)); break;
    }
}

static cupel_code no_variant(cupel_session *session, const cu_load_entity *entity,
                             const cupel_value *value, const cu_mapper *other)
{
    const cu_mapper *mapper = entity->mapper;
    const cu_property *property = entity->variants->discriminator->property;
    cu_buffer text;
    cu_buffer_init(&text, 200);
    describe_value(&text, value);
    if (value->kind == CUPEL_KIND_NULL)
        cu_error_set(&session->error, CUPEL_DATA_ERROR,
                     "column '%s' of table '%s' is NULL in a row, so that it does not tell which "
                     "struct the row is",
                     property->column->column.name, property->column->table->full_name);
    else if (other)
        cu_error_set(&session->error, CUPEL_DATA_ERROR,
                     "column '%s' of table '%s' is %s in a row: that is %s, not %s",
                     property->column->column.name, property->column->table->full_name,
                     cu_buffer_text(&text), other->mapping->name, mapper->mapping->name);
    else
        cu_error_set(&session->error, CUPEL_DATA_ERROR,
                     "column '%s' of table '%s' is %s in a row, which is the "
                     ".polymorphic_identity of no struct in the registry",
                     property->column->column.name, property->column->table->full_name,
                     cu_buffer_text(&text));
    cu_buffer_free(&text);
    return CUPEL_DATA_ERROR;
}

/* Whether a mapper's rows are told by this value. */
static bool is_kind(const cu_mapper *mapper, const cupel_value *value)
{
    const cu_inheritance *inheritance = &mapper->inheritance;
    if (inheritance->identity.kind == value->kind)
        return cupel_value_equal(&inheritance->identity, value);
    return value->kind == CUPEL_KIND_TEXT && strlen(inheritance->kind_text) == value->length &&
           memcmp(inheritance->kind_text, value->as.text, value->length) == 0;
}

cupel_code cu_load_choose_kind(cupel_session *session, const cu_load_entity *entity,
                               const cupel_value *cells, const cu_load_entity **out)
{
    const struct cu_load_variants *variants = entity->variants;
    const cupel_value *value = &cells[variants->kind_column];
    for (size_t i = 0; i < variants->count; i++)
        if (is_kind(variants->entities[i].mapper, value)) {
            *out = &variants->entities[i];
            return CUPEL_OK;
        }
    cu_buffer text;
    cu_buffer_init(&text, 200);
    describe_value(&text, value);
    cu_error_set(&session->error, CUPEL_DATA_ERROR,
                 "a row of several structs is said to be %s, which is the .polymorphic_identity of "
                 "no %s",
                 cu_buffer_text(&text), entity->mapper->mapping->name);
    cu_buffer_free(&text);
    return CUPEL_DATA_ERROR;
}

cupel_code cu_load_choose(cupel_session *session, const cu_load_entity *entity,
                          const cupel_state *state, const cupel_value *cells,
                          const cu_load_entity **out)
{
    const struct cu_load_variants *variants = entity->variants;
    const cu_inheritance *base = &entity->mapper->inheritance.base->inheritance;
    if (state) {
        *out = variant_of(entity, state->mapper);
        return *out ? CUPEL_OK
                    : cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                                   "a row is loaded as %s, but the session has it as %s; "
                                   "expunge that first",
                                   entity->mapper->mapping->name, state->mapping->name);
    }
    *out = &variants->entities[0];
    if (!variants->discriminator)
        return CUPEL_OK; /* nothing tells otherwise */
    const cupel_value *value = &cells[variants->discriminator->column];
    for (size_t i = 0; i < base->identity_count; i++) {
        if (!cupel_value_equal(&base->identities[i].value, value))
            continue;
        *out = variant_of(entity, base->identities[i].mapper);
        return *out ? CUPEL_OK : no_variant(session, entity, value, base->identities[i].mapper);
    }
    return no_variant(session, entity, value, NULL);
}
