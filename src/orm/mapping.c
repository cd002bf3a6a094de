/*
 * orm/mapping.c - mappings as programs describe them: finding attributes, and
 * attributes, entities and instances as expressions.
 */
#include "orm/mapper.h"
#include "orm/query.h"
#include "orm/state.h"
#include "sql/expression.h"

/* How many structs one may begin with, one in the other: mappings that inherit from each other would be endless. */
#define INHERITANCE_LIMIT 32

bool cu_mapping_readable(const cupel_mapping *mapping)
{
    size_t depth = 0;
    for (; mapping && depth < INHERITANCE_LIMIT; mapping = mapping->inherits, depth++) {
        if (mapping->format != CUPEL_MAPPING_FORMAT ||
            mapping->attribute_size != sizeof(cupel_attribute) || !mapping->name)
            return false;
        if (!mapping->inherits)
            return true;
    }
    return false;
}

static bool is_attribute(const cupel_attribute *attribute)
{
    return attribute->kind == CUPEL_ITEM_COLUMN || attribute->kind == CUPEL_ITEM_RELATIONSHIP ||
           attribute->kind == CUPEL_ITEM_COMPOSITE;
}

const cupel_attribute *cu_mapping_attribute_at(const cupel_mapping *mapping, size_t offset)
{
    for (; mapping; mapping = mapping->inherits)
        for (size_t i = 0; i < mapping->count; i++) {
            const cupel_attribute *attribute = &mapping->attributes[i];
            size_t own = cu_is_relationship(attribute) ? offset & ~CUPEL_WHOLE : offset;
            if (attribute->offset == own && is_attribute(attribute))
                return attribute;
        }
    return NULL;
}

static const cupel_attribute *find_line(const cupel_mapping *mapping, const char *name,
                                        bool synonym)
{
    for (; mapping; mapping = mapping->inherits)
        for (size_t i = 0; i < mapping->count; i++) {
            const cupel_attribute *attribute = &mapping->attributes[i];
            bool fits = synonym ? attribute->kind == CUPEL_ITEM_SYNONYM : is_attribute(attribute);
            if (fits && cu_text_equal(attribute->name, name))
                return attribute;
        }
    return NULL;
}

const cupel_attribute *cu_mapping_attribute_named(const cupel_mapping *mapping, const char *name)
{
    /* names of names: as many steps as there can be without going round */
    for (size_t i = 0; name && i <= mapping->count; i++) {
        const cupel_attribute *attribute = find_line(mapping, name, false);
        if (attribute)
            return attribute;
        const cupel_attribute *synonym = find_line(mapping, name, true);
        name = synonym ? synonym->target : NULL;
    }
    return NULL;
}

bool cu_mapping_is_named(const cupel_mapping *mapping, const char *name)
{
    while (mapping && !cu_text_equal(mapping->name, name))
        mapping = mapping->inherits;
    return mapping != NULL;
}

cu_table *cu_described_table(const cu_metadata *metadata, const cupel_table *description)
{
    for (size_t i = 0; i < metadata->tables.count; i++)
        if (metadata->tables.items[i]->description == description)
            return metadata->tables.items[i];
    return NULL;
}

const cu_column *cu_described_column(const cu_metadata *metadata, const cupel_expr *expression)
{
    const cupel_table_item *item = (const cupel_table_item *)(const void *)expression;
    for (size_t i = 0; i < metadata->tables.count; i++) {
        const cu_table *table = metadata->tables.items[i];
        const cupel_table *description = table->description;
        if (description && item >= description->items &&
            item < description->items + description->count)
            return cu_from_column(&table->from, item->name);
    }
    return NULL;
}

/* ---- as expressions ---------------------------------------------------------------------------- */

static cupel_expr *attribute_node(const cupel_attribute *attribute)
{
    return (cupel_expr *)(uintptr_t)&attribute->node;
}

/* The attribute of a struct; an inherited one is told from that of its parent, which more rows have. */
static cupel_expr *mapped_node(const cupel_mapping *mapping, const cupel_attribute *attribute)
{
    cu_builder builder;
    if (attribute->mapping == mapping)
        return attribute_node(attribute);
    if (!cu_build_begin(&builder, NULL, 0, NULL))
        return builder.result;
    cu_node *node = cu_build_node(&builder, CU_NODE_CHILD_ATTRIBUTE, 0, 0);
    if (node) {
        node->a.pointer = mapping;
        node->b.pointer = attribute;
        node->head.flags |= attribute->node.flags & (CU_FLAG_RELATIONSHIP | CU_FLAG_COMPOSITE);
    }
    builder.plain = false;
    return cu_build_finish(&builder, node);
}

static cupel_expr *unreadable(const char *function)
{
    return cu_poison(CUPEL_INVALID_ARGUMENT,
                     "%s: the mapping is NULL, or of a format this version of cupel does not read",
                     function);
}

cupel_expr *cupel_attribute_at(const cupel_mapping *mapping, size_t offset)
{
    if (!cu_mapping_readable(mapping))
        return unreadable("cupel_attr");
    const cupel_attribute *attribute = cu_mapping_attribute_at(mapping, offset);
    if (attribute)
        return mapped_node(mapping, attribute);
    return cu_poison(CUPEL_INVALID_REQUEST,
                     "cupel_attr: %s has a member at offset %zu that is not mapped; map it with "
                     "CUPEL_COLUMN or CUPEL_RELATIONSHIP",
                     mapping->name, offset & ~CUPEL_WHOLE);
}

cupel_expr *cupel_attribute_named(const cupel_mapping *mapping, const char *name)
{
    if (!cu_mapping_readable(mapping))
        return unreadable("cupel_attribute_named");
    const cupel_attribute *attribute = name ? cu_mapping_attribute_named(mapping, name) : NULL;
    if (attribute)
        return mapped_node(mapping, attribute);
    return cu_poison(CUPEL_INVALID_REQUEST, "%s has no attribute '%s'", mapping->name,
                     name ? name : "NULL");
}

cupel_expr *cu_property_expression(const cu_mapper *mapper, const cu_property *property)
{
    const cupel_attribute *attribute = property->attribute;
    const cu_mapper *owner = cu_registry_mapper(mapper->registry, attribute->mapping);
    /* rows of one line have their parents' columns; those of another table their own */
    return owner && owner->line == mapper->line ? attribute_node(attribute)
                                                : mapped_node(mapper->mapping, attribute);
}

/* A node of its own that holds a pointer. */
static cupel_expr *pointer_expression(cu_node_kind kind, const void *pointer, size_t size)
{
    cu_builder builder;
    if (!cu_build_begin(&builder, NULL, 0, NULL))
        return builder.result;
    cu_node *node = cu_build_node(&builder, kind, 0, size);
    if (node)
        node->a.pointer = pointer;
    builder.plain = false;
    return cu_build_finish(&builder, node);
}

cupel_expr *cupel_entity_expression(const cupel_mapping *mapping)
{
    if (!cu_mapping_readable(mapping))
        return unreadable("cupel_entity_of");
    return pointer_expression(CU_NODE_ENTITY, mapping, 0);
}

cupel_expr *cupel_instance_expression(const cupel_object *instance)
{
    if (!instance)
        return cupel_null();
    if (!cu_state_of(instance))
        return cu_poison(CUPEL_UNMAPPED_INSTANCE,
                         "cupel_instance: the struct was not made by cupel_new or loaded by a "
                         "session");
    return pointer_expression(CU_NODE_INSTANCE, instance, sizeof(cu_instance_node));
}

cupel_expr *cupel_table_source(const cupel_table *table)
{
    if (!table || table->format != CUPEL_TABLE_FORMAT)
        return cu_poison(CUPEL_INVALID_ARGUMENT,
                         table ? "cupel_table_source: the table was described for another version "
                                 "of the library"
                               : "cupel_table_source: the table is NULL");
    return pointer_expression(CU_NODE_TABLE, table, 0);
}

cupel_expr *cupel_column(const cupel_table *table, const char *name)
{
    if (!table || table->format != CUPEL_TABLE_FORMAT ||
        table->item_size != sizeof(cupel_table_item))
        return cu_poison(CUPEL_INVALID_ARGUMENT,
                         "cupel_column: the table is NULL, or of a format this version of cupel "
                         "does not read");
    for (size_t i = 0; i < table->count; i++)
        if (table->items[i].kind == CUPEL_ITEM_COLUMN && cu_text_equal(table->items[i].name, name))
            return (cupel_expr *)(uintptr_t)&table->items[i].node;
    return cu_poison(CUPEL_INVALID_REQUEST, "table '%s' has no column '%s'", table->name,
                     name ? name : "NULL");
}
