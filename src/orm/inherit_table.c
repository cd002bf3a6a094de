/*
 * orm/inherit_table.c - structs that inherit and have a table of their own: it
 * holds only their own columns, and the key of the row in the parent's table.
 *
 * What one table of such a struct holds is described by a mapper of its own, a
 * part: writing goes from part to part, and reading joins them.
 */
#include "base/alloc.h"
#include "base/unique.h"
#include "orm/inherit.h"
#include "sql/expression.h"

/* ---- the key of a child's table ------------------------------------------------------------------ */

/* Whether a column is part of the primary key of a table that is not resolved yet. */
static bool is_declared_key(const cu_mapper *mapper, const cu_table_column *column)
{
    const cupel_mapping *mapping = mapper->mapping;
    if (column->options.primary_key)
        return true;
    for (size_t i = 0; i < mapping->count; i++) {
        const cupel_attribute *line = &mapping->attributes[i];
        if (line->kind != CUPEL_ITEM_PRIMARY_KEY)
            continue;
        for (size_t j = 0; j < CUPEL_CONSTRAINT_COLUMNS && line->as.constraint.columns[j]; j++)
            if (strcmp(line->as.constraint.columns[j], column->column.name) == 0)
                return true;
    }
    return false;
}

/* The mapper that the parent's table was made of. */
static const cu_mapper *table_mapper(const cu_mapper *mapper)
{
    while (mapper->inheritance.single)
        mapper = mapper->inheritance.parent;
    return mapper;
}

/* The next name of .inherited_key, or that of the parent's column; NULL: no memory. */
static const char *key_name(cu_mapper *mapper, const char **list, const char *otherwise)
{
    if (!*list)
        return otherwise;
    *list += strspn(*list, " ,");
    size_t length = strcspn(*list, " ,");
    const char *name = *list;
    *list += length;
    return length == 0 ? otherwise
                       : cu_arena_strndup(&mapper->registry->metadata.arena, name, length);
}

void cu_inheritance_add_key(cu_mapper *mapper, cu_faults *faults)
{
    const cu_mapper *parent = table_mapper(mapper->inheritance.parent);
    cu_arena *arena = &mapper->registry->metadata.arena;
    const char *list = mapper->options ? mapper->options->inherited_key : NULL;
    cupel_constraint_options key = { 0 };
    size_t count = 0;
    for (size_t i = 0; i < parent->table->columns.count; i++) {
        const cu_table_column *of = cu_table_column_of(parent->table->columns.items[i]);
        if (!is_declared_key(parent, of) || count == CUPEL_CONSTRAINT_COLUMNS)
            continue;
        const char *name = key_name(mapper, &list, of->column.name);
        cupel_column_options options = { .primary_key = true,
                                         .type = of->options.type,
                                         .length = of->options.length,
                                         .precision = of->options.precision,
                                         .scale = of->options.scale,
                                         .enumeration = of->options.enumeration };
        key.columns[count] = name;
        key.references[count] =
            cu_arena_printf(arena, "%s.%s", parent->table->full_name, of->column.name);
        if (!name || !key.references[count]) {
            cu_fault_no_memory(faults);
            return;
        }
        count++;
        cu_table_add_column(mapper->table, name, name, &options, of->type.id, false, faults);
    }
    if (count > 0)
        cu_table_add_constraint(mapper->table, CUPEL_ITEM_FOREIGN_KEY, &key, faults);
}

/* ---- joining ------------------------------------------------------------------------------------- */

/* The column of a foreign key that refers to another one; NULL. */
static cu_table_column *referring(const cu_constraint *key, const cu_table_column *to)
{
    for (size_t i = 0; i < key->column_count; i++)
        if (key->references[i] == to)
            return key->columns[i];
    return NULL;
}

/* Whether a foreign key says for each row which row of the parent it belongs to. */
static bool leads_to_parent(const cu_constraint *key, const cu_mapper *parent)
{
    for (size_t i = 0; i < parent->key_count; i++) {
        const cu_table_column *column = referring(key, parent->key_columns[i]);
        if (!column || !column->column.primary_key)
            return false;
    }
    return key->column_count == parent->key_count;
}

static const cu_constraint *find_parent_key(const cu_mapper *mapper, const cu_mapper *parent,
                                            cu_faults *faults)
{
    const cu_table *table = mapper->table;
    for (size_t i = 0; i < table->constraints.count; i++) {
        const cu_constraint *key = table->constraints.items[i];
        if (key->kind == CU_CONSTRAINT_FOREIGN_KEY && key->referenced == parent->table &&
            leads_to_parent(key, parent))
            return key;
    }
    cu_fault_add(faults, CUPEL_NO_FOREIGN_KEYS,
                 "%s inherits from %s, but the primary key of '%s' is no foreign key to that of "
                 "'%s'",
                 mapper->mapping->name, mapper->inheritance.parent->mapping->name, table->full_name,
                 parent->table->full_name);
    return NULL;
}

static bool join_parent(cu_mapper *mapper, cu_faults *faults)
{
    cu_arena *arena = &mapper->registry->metadata.arena;
    const cu_mapper *parent = table_mapper(mapper->inheritance.parent);
    const cupel_expr *equal[CUPEL_CONSTRAINT_COLUMNS];
    const cu_constraint *key = find_parent_key(mapper, parent, faults);
    if (!key)
        return false;
    mapper->inheritance.key = key;
    mapper->key_columns =
        cu_arena_alloc_array(arena, parent->key_count, sizeof *mapper->key_columns);
    for (size_t i = 0; i < parent->key_count && mapper->key_columns; i++) {
        mapper->key_columns[i] = referring(key, parent->key_columns[i]);
        equal[i] = cu_arena_binary(arena, CUPEL_OPERATOR_EQ,
                                   cu_column_expression(&parent->key_columns[i]->column),
                                   cu_column_expression(&mapper->key_columns[i]->column));
    }
    const cupel_expr *on =
        mapper->key_columns ? cu_arena_and(arena, parent->key_count, equal) : NULL;
    mapper->from = on ? cu_from_join(arena, mapper->inheritance.parent->from, &mapper->table->from,
                                     on, false, false)
                      : NULL;
    if (!mapper->from)
        cu_fault_no_memory(faults);
    return mapper->from != NULL;
}

bool cu_inheritance_join(cu_mapper *mapper, cu_faults *faults)
{
    const cu_mapper *parent = mapper->inheritance.parent;
    mapper->from = &mapper->table->from;
    if (!parent)
        return true;
    if (!parent->key_columns || !parent->from)
        return false; /* its faults are known */
    if (!mapper->inheritance.single)
        return join_parent(mapper, faults);
    mapper->key_columns = parent->key_columns;
    mapper->from = parent->from;
    return true;
}

void cu_inheritance_take_keys(cu_mapper *mapper)
{
    const cu_mapper *parent = mapper->inheritance.parent;
    for (size_t i = 0; i < parent->key_count; i++)
        mapper->keys[mapper->key_count++] = mapper->by_index[parent->keys[i]->index];
    mapper->generated = parent->generated ? mapper->by_index[parent->generated->index] : NULL;
    mapper->integer_key = parent->integer_key;
}

cu_table *cu_mapper_table_of(const cu_mapper *mapper, const cupel_attribute *attribute)
{
    while (mapper->inheritance.parent && mapper->mapping != attribute->mapping)
        mapper = mapper->inheritance.parent;
    return mapper->table;
}

bool cu_mapper_has_table(const cu_mapper *mapper, const cu_table *table)
{
    while (mapper && mapper->table != table)
        mapper = mapper->inheritance.parent;
    return mapper != NULL;
}

/* ---- parts ------------------------------------------------------------------------------------- */

static void free_part(cu_mapper *part)
{
    if (!part)
        return;
    cu_free(part->properties);
    cu_free(part->keys);
    cu_free(part);
}

void cu_inheritance_free(cu_mapper *mapper)
{
    for (size_t i = 0; i < mapper->part_count; i++)
        free_part(mapper->parts[i]);
    cu_free(mapper->parts);
}

static cu_property *add_to_part(cu_mapper *part, const cu_property *property)
{
    cu_property *added = &part->properties[part->property_count];
    *added = *property;
    added->position = (uint16_t)part->property_count++;
    return added;
}

/* The key, in every table; the database generates it in the first. */
static void add_part_keys(cu_mapper *part, const cu_mapper *mapper, const cu_mapper *level)
{
    bool first = !level->inheritance.parent;
    for (size_t i = 0; i < mapper->key_count; i++) {
        cu_property *key = add_to_part(part, mapper->keys[i]);
        key->column = level->key_columns[i];
        part->keys[part->key_count++] = key;
        if (first && mapper->keys[i] == mapper->generated)
            part->generated = key;
    }
}

/* What the table of `level`, a mapper that `mapper` inherits from, or itself, holds; NULL: no memory. */
static cu_mapper *make_part(const cu_mapper *mapper, const cu_mapper *level)
{
    cu_mapper *part = cu_alloc_zero(sizeof *part);
    if (!part)
        return NULL;
    *part = (cu_mapper){ .registry = mapper->registry,
                         .mapping = mapper->mapping,
                         .number = mapper->number,
                         .line = mapper->line,
                         .id = cu_unique_number(),
                         .attribute_count = mapper->attribute_count,
                         .words = mapper->words,
                         .table = level->table,
                         .from = &level->table->from,
                         .integer_key = mapper->integer_key,
                         .options = mapper->options };
    part->properties =
        cu_alloc_array(mapper->property_count + mapper->key_count, sizeof *part->properties);
    part->keys = cu_alloc_array(mapper->key_count, sizeof *part->keys);
    if (!part->properties || !part->keys) {
        free_part(part);
        return NULL;
    }
    add_part_keys(part, mapper, level);
    for (size_t i = 0; i < mapper->property_count; i++) {
        const cu_property *property = &mapper->properties[i];
        if (property->column->table != level->table || property->key)
            continue;
        cu_property *added = add_to_part(part, property);
        if (property == mapper->version)
            part->version = added;
    }
    return part;
}

bool cu_inheritance_make_parts(cu_mapper *mapper)
{
    size_t count = 0;
    for (const cu_mapper *at = mapper; at; at = at->inheritance.parent)
        count += !at->inheritance.single;
    if (count <= 1 || !mapper)
        return true;
    mapper->parts = cu_alloc_array(count, sizeof *mapper->parts);
    if (!mapper->parts)
        return false;
    mapper->part_count = count;
    for (const cu_mapper *at = mapper; at; at = at->inheritance.parent) {
        if (at->inheritance.single)
            continue;
        mapper->parts[--count] = make_part(mapper, at);
        if (!mapper->parts[count]) {
            cu_inheritance_free(mapper);
            mapper->parts = NULL;
            mapper->part_count = 0; /* what follows finds all of them, or none */
            return false;
        }
    }
    return true;
}
