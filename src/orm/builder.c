/*
 * orm/builder.c - mappings made at run time: the same lines that programs have
 * as static data, in memory of their own.
 *
 * A struct that no compiler laid out is laid out here: attributes follow the
 * cupel_object, each where its type may stand.
 */
#include "base/alloc.h"
#include "base/vector.h"
#include "orm/attribute.h"
#include "orm/mapper.h"
#include "orm/related.h"
#include "schema/options.h"

struct cupel_mapping_builder {
    cu_arena arena; /* of all texts */
    const char *name, *table_name;
    const cupel_table *table;
    size_t size;
    const cupel_mapping *inherits;
    bool lays_out; /* the size is not the program's */
    cu_vector(cupel_attribute) attributes;
    bool failed; /* memory was short or a line was wrong */
};

/* A mapping and what it points to. */
typedef struct built_mapping {
    cupel_mapping mapping; /* first: what programs see */
    cu_arena arena;
    cupel_attribute *attributes;
} built_mapping;

static const char *builder_text(cupel_mapping_builder *builder, const char *text)
{
    const char *copy = text ? cu_arena_strdup(&builder->arena, text) : NULL;
    builder->failed |= text && !copy;
    return copy;
}

cupel_mapping_builder *cupel_mapping_builder_new(const char *name, const char *table_name,
                                                 const cupel_table *table, size_t size)
{
    cupel_mapping_builder *builder = cu_alloc_zero(sizeof *builder);
    if (!builder)
        return NULL;
    cu_arena_init(&builder->arena, 0);
    builder->name = builder_text(builder, name ? name : "");
    builder->table_name = builder_text(builder, table_name ? table_name
                                                : table    ? table->name
                                                           : NULL);
    builder->table = table;
    builder->lays_out = size == 0;
    builder->size = size > 0 ? size : sizeof(cupel_object);
    return builder;
}

/* ---- attributes -------------------------------------------------------------------------------- */

/* The first place at or behind `offset` where something of this size may stand. */
static size_t align_offset(size_t offset, size_t size)
{
    size_t alignment = _Alignof(max_align_t);
    while (alignment > 1 && (alignment > size || size % alignment != 0))
        alignment /= 2;
    return (offset + alignment - 1) / alignment * alignment;
}

/* Adds a line with a member of `size` bytes; SIZE_MAX where memory was short. */
static size_t builder_add_member(cupel_mapping_builder *builder, cupel_attribute *attribute,
                                 size_t size, size_t offset)
{
    if (offset == CUPEL_NEXT_OFFSET)
        offset = align_offset(builder->size, size);
    attribute->offset = offset;
    if (builder->lays_out && offset < SIZE_MAX - size)
        builder->size = CU_MAX(builder->size, offset + size);
    if (builder->failed || !cu_vector_push(&builder->attributes, *attribute)) {
        builder->failed = true;
        return SIZE_MAX;
    }
    return offset;
}

size_t cupel_mapping_builder_column(cupel_mapping_builder *builder, const char *name,
                                    cupel_attribute_type type, size_t offset,
                                    const cupel_column_options *options)
{
    cupel_attribute attribute = { .node = { .kind = CUPEL_NODE_ATTRIBUTE, .flags = 1 },
                                  .kind = CUPEL_ITEM_COLUMN,
                                  .type = type };
    if (!builder)
        return SIZE_MAX;
    attribute.name = builder_text(builder, name);
    if (options && !cu_column_options_copy(&attribute.as.column, options, &builder->arena))
        builder->failed = true;
    return builder_add_member(builder, &attribute, cu_attribute_type(type)->size, offset);
}

/* Copies what the options point to; functions and tables stay the program's. */
static void copy_relationship(cupel_mapping_builder *builder, cupel_relationship_options *to,
                              const cupel_relationship_options *from)
{
    *to = *from;
    const char **texts[] = { &to->back_populates, &to->backref,     &to->order_by,
                             &to->foreign_keys,   &to->remote_side, &to->keyed_by };
    for (size_t i = 0; i < CU_LENGTH(texts); i++)
        *texts[i] = builder_text(builder, *texts[i]);
}

size_t cupel_mapping_builder_relationship(cupel_mapping_builder *builder, const char *name,
                                          const char *target, bool to_many, size_t offset,
                                          const cupel_relationship_options *options)
{
    cupel_attribute attribute = { .node = { .kind = CUPEL_NODE_ATTRIBUTE, .flags = 1 | 4 },
                                  .kind = CUPEL_ITEM_RELATIONSHIP,
                                  .type =
                                      to_many ? CUPEL_ATTRIBUTE_TO_MANY : CUPEL_ATTRIBUTE_TO_ONE };
    if (!builder)
        return SIZE_MAX;
    attribute.name = builder_text(builder, name);
    attribute.target = builder_text(builder, target ? target : "");
    if (options)
        copy_relationship(builder, &attribute.as.relationship, options);
    return builder_add_member(builder, &attribute,
                              to_many ? sizeof(cu_many_member) : sizeof(cupel_object *), offset);
}

/* ---- about the whole --------------------------------------------------------------------------- */

static void builder_add_line(cupel_mapping_builder *builder, const cupel_attribute *line, bool good)
{
    if (!good || !cu_vector_push(&builder->attributes, *line))
        builder->failed = true;
}

void cupel_mapping_builder_constraint(cupel_mapping_builder *builder, cupel_item_kind kind,
                                      const cupel_constraint_options *options)
{
    cupel_attribute line = { .kind = kind };
    if (builder)
        builder_add_line(
            builder, &line,
            options && kind >= CUPEL_ITEM_UNIQUE && kind <= CUPEL_ITEM_PRIMARY_KEY &&
                cu_constraint_options_copy(&line.as.constraint, options, &builder->arena));
}

void cupel_mapping_builder_synonym(cupel_mapping_builder *builder, const char *name,
                                   const char *attribute)
{
    cupel_attribute line = { .kind = CUPEL_ITEM_SYNONYM };
    if (!builder)
        return;
    line.name = builder_text(builder, name);
    line.target = builder_text(builder, attribute);
    builder_add_line(builder, &line, true);
}

void cupel_mapping_builder_composite(cupel_mapping_builder *builder, const char *name, size_t count,
                                     const char *const *attributes)
{
    /* it has no member of its own, so that no offset is one of it */
    cupel_attribute line = { .node = { .kind = CUPEL_NODE_ATTRIBUTE, .flags = 1 | 8 },
                             .kind = CUPEL_ITEM_COMPOSITE,
                             .offset = SIZE_MAX };
    if (!builder)
        return;
    const char **names = cu_arena_alloc_array(&builder->arena, count, sizeof *names);
    for (size_t i = 0; names && i < count; i++)
        names[i] = builder_text(builder, attributes ? attributes[i] : NULL);
    line.name = builder_text(builder, name);
    line.as.composite = (cupel_composite_options){ .names = names, .count = count };
    builder_add_line(builder, &line, names != NULL);
}

void cupel_mapping_builder_table_options(cupel_mapping_builder *builder,
                                         const cupel_table_options *options)
{
    cupel_attribute line = { .kind = CUPEL_ITEM_TABLE_OPTIONS };
    if (builder)
        builder_add_line(builder, &line,
                         options &&
                             cu_table_options_copy(&line.as.table, options, &builder->arena));
}

void cupel_mapping_builder_options(cupel_mapping_builder *builder,
                                   const cupel_mapper_options *options)
{
    cupel_attribute line = { .kind = CUPEL_ITEM_MAPPER_OPTIONS };
    if (!builder)
        return;
    if (options) {
        line.as.mapper = *options;
        line.as.mapper.version_id = builder_text(builder, options->version_id);
        line.as.mapper.polymorphic_on = builder_text(builder, options->polymorphic_on);
        line.as.mapper.inherited_key = builder_text(builder, options->inherited_key);
        line.as.mapper.polymorphic_identity = builder_text(builder, options->polymorphic_identity);
        line.as.mapper.polymorphic_union = builder_text(builder, options->polymorphic_union);
    }
    builder_add_line(builder, &line, options != NULL);
}

void cupel_mapping_builder_inherits(cupel_mapping_builder *builder, const cupel_mapping *parent)
{
    if (!builder)
        return;
    builder->inherits = parent;
    builder->failed |= !parent;
    if (parent && builder->lays_out)
        builder->size = CU_MAX(builder->size, parent->size);
}

/* ---- finishing --------------------------------------------------------------------------------- */

const cupel_mapping *cupel_mapping_build(cupel_mapping_builder *builder)
{
    built_mapping *built = builder && !builder->failed ? cu_alloc_zero(sizeof *built) : NULL;
    if (!built) {
        cupel_mapping_builder_free(builder);
        return NULL;
    }
    built->mapping = (cupel_mapping){ .format = CUPEL_MAPPING_FORMAT,
                                      .attribute_size = sizeof(cupel_attribute),
                                      .name = builder->name,
                                      .table_name = builder->table_name,
                                      .table = builder->table,
                                      .size = align_offset(builder->size, _Alignof(max_align_t)),
                                      .attributes = builder->attributes.items,
                                      .count = builder->attributes.count,
                                      .inherits = builder->inherits };
    if (!builder->lays_out)
        built->mapping.size = builder->size;
    built->arena = builder->arena;
    built->attributes = builder->attributes.items;
    for (size_t i = 0; i < built->mapping.count; i++)
        built->attributes[i].mapping = &built->mapping;
    cu_free(builder);
    return &built->mapping;
}

void cupel_mapping_builder_free(cupel_mapping_builder *builder)
{
    if (!builder)
        return;
    cu_vector_free(&builder->attributes);
    cu_arena_free(&builder->arena);
    cu_free(builder);
}

void cupel_mapping_free(const cupel_mapping *mapping)
{
    built_mapping *built = (built_mapping *)(void *)(uintptr_t)mapping;
    if (!built)
        return;
    cu_free(built->attributes);
    cu_arena_free(&built->arena);
    cu_free(built);
}
