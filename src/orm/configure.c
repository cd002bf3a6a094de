/*
 * orm/configure.c - resolving mappings: tables out of structs, properties,
 * keys, and every mistake found on the way, reported together.
 */
#include "base/alloc.h"
#include "orm/attribute.h"
#include "orm/composite.h"
#include "orm/dependency.h"
#include "orm/formula.h"
#include "orm/inherit.h"
#include "orm/mapper.h"
#include "orm/polymorphic.h"
#include "orm/relationship.h"
#include "orm/state.h"
#include "sql/type.h"

/* ---- mistakes in one mapping --------------------------------------------------------------------- */

static bool check_layout(const cupel_mapping *mapping, cu_faults *faults)
{
    size_t before = faults->count;
    if (mapping->size < sizeof(cupel_object))
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s: a struct of %zu bytes cannot begin with 'cupel_object base', which every "
                     "mapped struct must",
                     mapping->name, mapping->size);
    size_t begin = mapping->inherits ? mapping->inherits->size : sizeof(cupel_object);
    if (mapping->inherits && mapping->size < begin)
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s: a struct of %zu bytes cannot begin with %s, from which it inherits and "
                     "which has %zu",
                     mapping->name, mapping->size, mapping->inherits->name, begin);
    for (size_t i = 0; i < mapping->count; i++) {
        const cupel_attribute *attribute = &mapping->attributes[i];
        if (attribute->kind != CUPEL_ITEM_COLUMN && attribute->kind != CUPEL_ITEM_RELATIONSHIP)
            continue;
        const cu_attribute_type_info *info = cu_attribute_type(attribute->type);
        if (!info->name || !attribute->name || attribute->mapping != mapping)
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s: attribute number %zu ('%s') has no type, no name, or belongs to "
                         "another mapping",
                         mapping->name, i + 1, attribute->name ? attribute->name : "");
        else if (mapping->inherits && attribute->offset < begin)
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s.%s lies inside of the %s that the struct must begin with, as it "
                         "inherits from it",
                         mapping->name, attribute->name, mapping->inherits->name);
        else if (attribute->offset < begin || attribute->offset + info->size > mapping->size)
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s.%s lies outside of the struct, or over its 'cupel_object base'",
                         mapping->name, attribute->name);
    }
    return faults->count == before;
}

static void check_twice(const cupel_mapping *mapping, size_t index, cu_faults *faults)
{
    const cupel_attribute *attribute = &mapping->attributes[index];
    const cupel_attribute *inherited =
        mapping->inherits ? cu_mapping_attribute_named(mapping->inherits, attribute->name) : NULL;
    if (inherited)
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s.%s has the name of an attribute that it inherits from %s", mapping->name,
                     attribute->name, inherited->mapping->name);
    for (size_t i = 0; i < index; i++) {
        const cupel_attribute *other = &mapping->attributes[i];
        if (other->kind != CUPEL_ITEM_COLUMN && other->kind != CUPEL_ITEM_RELATIONSHIP)
            continue;
        if (cu_text_equal(other->name, attribute->name)) {
            cu_fault_add(faults, CUPEL_MAPPING_ERROR, "%s.%s is mapped twice", mapping->name,
                         attribute->name);
            return;
        }
        if (other->offset == attribute->offset) {
            cu_fault_add(faults, CUPEL_MAPPING_ERROR, "%s.%s and %s.%s are the same member",
                         mapping->name, other->name, mapping->name, attribute->name);
            return;
        }
    }
}

static void configure_no_memory(cu_faults *faults)
{
    cu_fault_add(faults, CUPEL_NO_MEMORY, "out of memory while mappings were configured");
}

static const char *mapped_name(const cupel_attribute *attribute)
{
    return attribute->as.column.name ? attribute->as.column.name : attribute->name;
}

/* A member of a nested struct, start.x, is column start_x where nothing else is said; NULL: no memory. */
static const char *own_column_name(cu_mapper *mapper, const cupel_attribute *attribute,
                                   cu_faults *faults)
{
    const char *name = mapped_name(attribute);
    if (attribute->as.column.name || !strchr(name, '.'))
        return name;
    char *made = cu_arena_strdup(&mapper->registry->metadata.arena, name);
    for (char *dot = made; dot && (dot = strchr(dot, '.'));)
        *dot = '_';
    if (!made)
        configure_no_memory(faults);
    return made;
}

static void check_column_twice(const cupel_mapping *mapping, size_t index, cu_faults *faults)
{
    const cupel_attribute *attribute = &mapping->attributes[index];
    for (size_t i = 0; i < index; i++) {
        const cupel_attribute *other = &mapping->attributes[i];
        if (other->kind == CUPEL_ITEM_COLUMN && !cu_is_formula(other) &&
            strcmp(mapped_name(other), mapped_name(attribute)) == 0 &&
            strcmp(other->name, attribute->name) != 0)
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s.%s and %s.%s are both mapped to column '%s'", mapping->name,
                         other->name, mapping->name, attribute->name, mapped_name(attribute));
    }
}

static void check_nullable(const cupel_mapping *mapping, const cupel_attribute *attribute,
                           cu_faults *faults)
{
    if (attribute->as.column.nullable == CUPEL_YES && !cu_attribute_type(attribute->type)->nullable)
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s.%s is declared .nullable, but its type %s cannot hold NULL: use its "
                     "cupel_null_ type",
                     mapping->name, attribute->name, cu_attribute_type(attribute->type)->name);
}

/* Which kinds of values a column of a type holds; the attribute must be able to hold them. */
static void check_type(const cupel_mapping *mapping, const cupel_attribute *attribute,
                       const cu_table_column *column, cu_faults *faults)
{
    const cu_attribute_type_info *info = cu_attribute_type(attribute->type);
    cupel_kind kind = cu_type_kind(column->type.id);
    if (column->type.id == CUPEL_UNTYPED || kind == info->kind)
        return;
    bool enumeration = column->type.id == CUPEL_ENUM && info->kind == CUPEL_KIND_INT;
    bool text =
        info->kind == CUPEL_KIND_TEXT &&
        (kind == CUPEL_KIND_JSON || kind == CUPEL_KIND_DECIMAL || column->type.id == CUPEL_ENUM);
    if (!enumeration && !text)
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s.%s is a %s, which cannot hold the values of a column of type %s",
                     mapping->name, attribute->name, info->name, cupel_type_name(column->type.id));
}

/* ---- tables out of mappings ---------------------------------------------------------------------- */

static const cupel_table_options *table_options(const cupel_mapping *mapping)
{
    for (size_t i = 0; i < mapping->count; i++)
        if (mapping->attributes[i].kind == CUPEL_ITEM_TABLE_OPTIONS)
            return &mapping->attributes[i].as.table;
    return NULL;
}

/* The number of the first attribute that is in a mapper's own table. */
static size_t first_in_table(const cu_mapper *mapper)
{
    return mapper->inheritance.concrete ? 0 : mapper->first_own;
}

static void add_columns(cu_mapper *mapper, cu_faults *faults)
{
    for (size_t i = first_in_table(mapper); i < mapper->attribute_count; i++) {
        const cupel_attribute *attribute = cu_mapping_attribute(mapper->mapping, i);
        if (attribute->kind != CUPEL_ITEM_COLUMN || !attribute->name || cu_is_formula(attribute))
            continue;
        const cu_attribute_type_info *info = cu_attribute_type(attribute->type);
        cupel_type_id natural =
            attribute->as.column.enumeration ? CUPEL_ENUM : (cupel_type_id)info->natural;
        /* rows of others in the same table have nothing there */
        bool nullable = info->nullable || mapper->inheritance.single;
        const char *name = own_column_name(mapper, attribute, faults);
        if (name)
            cu_table_add_column(mapper->table, name, attribute->name, &attribute->as.column,
                                natural, nullable, faults);
    }
}

static void add_constraints(cu_mapper *mapper, cu_faults *faults)
{
    for (size_t i = first_in_table(mapper); i < mapper->attribute_count; i++) {
        const cupel_attribute *line = cu_mapping_attribute(mapper->mapping, i);
        if (line->kind < CUPEL_ITEM_UNIQUE || line->kind > CUPEL_ITEM_PRIMARY_KEY)
            continue;
        cupel_constraint_options options = line->as.constraint;
        if (i < mapper->first_own)
            options.name = NULL; /* the parent's table has one of that name */
        cu_table_add_constraint(mapper->table, line->kind, &options, faults);
    }
}

/* The table of a mapping: made of it, or described already. */
static void make_table(cu_mapper *mapper, cu_faults *faults)
{
    const cupel_mapping *mapping = mapper->mapping;
    cu_metadata *metadata = &mapper->registry->metadata;
    if (mapping->table) {
        mapper->table = cu_metadata_add_description(metadata, mapping->table, faults);
        return;
    }
    if (mapping->inherits && !mapping->table_name && !mapper->inheritance.concrete) {
        const cu_mapper *parent = mapper->inheritance.parent;
        mapper->inheritance.single = true;
        mapper->table = parent ? parent->table : NULL;
        if (mapper->table && !mapper->table->description) {
            add_columns(mapper, faults);
            add_constraints(mapper, faults);
        }
        return;
    }
    if (!mapping->table_name || !*mapping->table_name) {
        cu_fault_add(faults, CUPEL_INVALID_REQUEST,
                     "%s has no table: give its name to CUPEL_MAP, or map it on a described table "
                     "with CUPEL_MAP_TABLE",
                     mapping->name);
        return;
    }
    mapper->table = cu_table_new(metadata, mapping->table_name, table_options(mapping), faults);
    if (mapper->table && mapping->inherits && mapper->inheritance.parent &&
        mapper->inheritance.parent->table)
        cu_inheritance_add_key(mapper, faults);
    if (mapper->table) {
        add_columns(mapper, faults);
        add_constraints(mapper, faults);
    }
}

/* ---- properties -------------------------------------------------------------------------------- */

static bool allocate_properties(cu_mapper *mapper)
{
    size_t count = mapper->attribute_count;
    mapper->properties = cu_alloc_array(count, sizeof *mapper->properties);
    mapper->formulas = cu_alloc_array(count, sizeof *mapper->formulas);
    mapper->selected = cu_alloc_array(count, sizeof *mapper->selected);
    mapper->keys = cu_alloc_array(count, sizeof *mapper->keys);
    mapper->by_index = cu_alloc_array(count, sizeof *mapper->by_index);
    mapper->relationships = cu_alloc_array(count, sizeof *mapper->relationships);
    mapper->by_offset = cu_alloc_array(mapper->mapping->size, sizeof *mapper->by_offset);
    return mapper->properties && mapper->formulas && mapper->selected && mapper->keys &&
           mapper->by_index && mapper->relationships && mapper->by_offset;
}

/* A column that is in no table, for an attribute that a query gives a value. */
static cu_column *make_formula_column(cu_mapper *mapper, const cupel_attribute *attribute,
                                      cu_faults *faults)
{
    const cupel_column_options *options = &attribute->as.column;
    cu_table_column *column =
        cu_arena_alloc_zero(&mapper->registry->metadata.arena, sizeof *column);
    if (!column) {
        configure_no_memory(faults);
        return NULL;
    }
    cupel_type_id natural = (cupel_type_id)cu_attribute_type(attribute->type)->natural;
    column->table = mapper->table;
    column->type = (cupel_type){ .id = options->type != CUPEL_UNTYPED ? options->type : natural,
                                 .length = options->length,
                                 .precision = options->precision,
                                 .scale = options->scale,
                                 .enumeration = options->enumeration };
    cu_column_init(&column->column, NULL, 0, attribute->name, &column->type);
    return &column->column;
}

static void make_property(cu_mapper *mapper, size_t index, size_t *place, cu_faults *faults)
{
    const cupel_mapping *mapping = mapper->mapping;
    const cupel_attribute *attribute = cu_mapping_attribute(mapping, index);
    bool formula = cu_is_formula(attribute);
    const cu_table *table = cu_mapper_table_of(mapper, attribute);
    const char *name = formula ? NULL : own_column_name(mapper, attribute, faults);
    cu_column *column = formula ? make_formula_column(mapper, attribute, faults)
                        : name  ? cu_from_column(&table->from, name)
                                : NULL;
    size_t place_size = (cu_attribute_type(attribute->type)->place + 7u) & ~7u;
    if (!column && !name)
        return;
    if (!column) {
        cu_fault_add(faults, CUPEL_MAPPING_ERROR, "%s.%s: table '%s' has no column '%s'",
                     mapping->name, attribute->name, table->full_name, name);
    } else {
        cu_property *property = formula ? &mapper->formulas[mapper->formula_count++]
                                        : &mapper->properties[mapper->property_count++];
        *property = (cu_property){ .attribute = attribute,
                                   .column = cu_table_column_of(column),
                                   .type = attribute->type,
                                   .index = (uint16_t)index,
                                   .position = (uint16_t)(mapper->property_count - !formula),
                                   .offset = (uint32_t)attribute->offset,
                                   .place = place_size ? (uint32_t)*place : 0,
                                   .key = column->primary_key,
                                   .deferred = attribute->as.column.deferred &&
                                               !attribute->as.column.query_expression,
                                   .formula = formula };
        mapper->by_index[index] = property;
        check_type(mapping, attribute, property->column, faults);
    }
    *place += place_size;
}

static void make_properties(cu_mapper *mapper, cu_faults *faults)
{
    const cupel_mapping *mapping = mapper->mapping;
    size_t place = (mapping->size + 15) & ~(size_t)15;
    for (size_t i = 0; i < mapper->attribute_count; i++) {
        const cupel_attribute *attribute = cu_mapping_attribute(mapping, i);
        if (attribute->kind != CUPEL_ITEM_COLUMN && attribute->kind != CUPEL_ITEM_RELATIONSHIP) {
            continue;
        }
        mapper->by_offset[attribute->offset] = (uint16_t)(i + 1);
        if (attribute->kind == CUPEL_ITEM_COLUMN)
            make_property(mapper, i, &place, faults);
    }
    mapper->words = cu_mapping_words(mapping);
    mapper->head_size = cu_state_size(mapper->words);
    mapper->fixed_size = cu_instance_size(mapping);
    mapper->struct_size = mapping->size;
}

/*
 * How many attributes are marked as the key of a described table, which may have none itself, as a view.  Where it has one,
 * that is the key, and nothing else may be marked.
 */
static size_t count_marked_keys(const cu_mapper *mapper, cu_faults *faults)
{
    size_t count = 0;
    for (size_t i = 0; i < mapper->property_count && mapper->mapping->table; i++) {
        const cu_property *property = &mapper->properties[i];
        if (!property->attribute->as.column.primary_key)
            continue;
        count++;
        if (mapper->table->primary_key && !property->key)
            cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                         "%s.%s is marked .primary_key, but table '%s' has a primary key, of which "
                         "it is no part",
                         mapper->mapping->name, property->attribute->name,
                         mapper->table->full_name);
    }
    return count;
}

static void add_key(cu_mapper *mapper, cu_property *property)
{
    property->key = true;
    mapper->key_columns[mapper->key_count] = property->column;
    mapper->keys[mapper->key_count++] = property;
    if (property->column->autoincrement)
        mapper->generated = property;
}

static void find_keys(cu_mapper *mapper, cu_faults *faults)
{
    const cu_constraint *key = mapper->table->primary_key;
    const char *name = mapper->mapping->name;
    if (mapper->inheritance.parent) {
        cu_inheritance_take_keys(mapper);
        return;
    }
    size_t marked = count_marked_keys(mapper, faults);
    size_t count = key ? key->column_count : marked;
    if (count == 0) {
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "%s: table '%s' has no primary key; mark the columns that identify a row with "
                     ".primary_key = true",
                     name, mapper->table->full_name);
        return;
    }
    if (count > CUPEL_CONSTRAINT_COLUMNS) {
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s: the primary key has %zu columns; those of a struct can have %d", name,
                     count, CUPEL_CONSTRAINT_COLUMNS);
        return;
    }
    mapper->key_columns =
        cu_arena_alloc_array(&mapper->registry->metadata.arena, count, sizeof *mapper->key_columns);
    if (!mapper->key_columns) {
        configure_no_memory(faults);
        return;
    }
    for (size_t i = 0; key && i < count; i++) {
        cu_property *property = cu_mapper_property_of(mapper, &key->columns[i]->column);
        if (property)
            add_key(mapper, property);
        else
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s: column '%s' of the primary key of '%s' is not mapped", name,
                         key->columns[i]->column.name, mapper->table->full_name);
    }
    for (size_t i = 0; !key && i < mapper->property_count; i++)
        if (mapper->properties[i].attribute->as.column.primary_key)
            add_key(mapper, &mapper->properties[i]);
    mapper->integer_key =
        mapper->key_count == 1 && cu_attribute_type(mapper->keys[0]->type)->kind == CUPEL_KIND_INT;
}

static void find_version(cu_mapper *mapper, cu_faults *faults)
{
    const char *name = cu_inherited_option(mapper, offsetof(cupel_mapper_options, version_id));
    const cu_mapper *parent = mapper->inheritance.parent;
    if (!name && parent && parent->version)
        mapper->version = mapper->by_index[parent->version->index];
    if (!name)
        return;
    mapper->version = cu_mapper_property_named(mapper, name);
    if (!mapper->version || cu_attribute_type(mapper->version->type)->kind != CUPEL_KIND_INT)
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s: .version_id = \"%s\" must name an integer attribute",
                     mapper->mapping->name, name);
}

/* ---- all of it --------------------------------------------------------------------------------- */

static void check_mapping(cu_mapper *mapper, cu_faults *faults)
{
    const cupel_mapping *mapping = mapper->mapping;
    for (size_t i = 0; i < mapping->count; i++)
        if (mapping->attributes[i].kind == CUPEL_ITEM_MAPPER_OPTIONS)
            mapper->options = &mapping->attributes[i].as.mapper;
    mapper->unsound = !check_layout(mapping, faults);
    for (size_t i = 0; i < mapping->count; i++) {
        const cupel_attribute *attribute = &mapping->attributes[i];
        if (!attribute->name ||
            (attribute->kind != CUPEL_ITEM_COLUMN && attribute->kind != CUPEL_ITEM_RELATIONSHIP))
            continue;
        check_twice(mapping, i, faults);
        if (attribute->kind == CUPEL_ITEM_COLUMN) {
            if (cu_is_formula(attribute))
                cu_formula_check(attribute, faults);
            else
                check_column_twice(mapping, i, faults);
            check_nullable(mapping, attribute, faults);
        }
    }
    cu_synonyms_check(mapping, faults);
    cu_composites_check(mapping, faults);
}

static void resolve_mapper(cu_mapper *mapper, cu_faults *faults)
{
    if (!mapper->table || mapper->unsound)
        return;
    if (!cu_inheritance_join(mapper, faults))
        return;
    if (!allocate_properties(mapper)) {
        configure_no_memory(faults);
        return;
    }
    make_properties(mapper, faults);
    cu_formulas_select(mapper);
    find_keys(mapper, faults);
    find_version(mapper, faults);
    if (!cu_inheritance_make_parts(mapper))
        configure_no_memory(faults);
}

/* The rank of a mapper is its table's place in the order of dependency. */
static void rank_mappers(cupel_registry *registry)
{
    for (size_t i = 0; i < registry->metadata.tables.count; i++)
        for (size_t j = 0; j < registry->mappers.count; j++)
            if (registry->mappers.items[j]->table == registry->metadata.sorted[i])
                registry->mappers.items[j]->rank = (uint32_t)i;
}

static void configure(cupel_registry *registry, cu_faults *faults)
{
    for (size_t i = 0; i < registry->mappers.count; i++)
        check_mapping(registry->mappers.items[i], faults);
    cu_inheritance_link(registry, faults);
    for (size_t i = 0; registry->by_depth && i < registry->mappers.count; i++)
        make_table(registry->by_depth[i], faults);
    cu_relationships_add_tables(registry, faults);
    cu_metadata_resolve(&registry->metadata, faults);
    for (size_t i = 0; registry->by_depth && i < registry->mappers.count; i++)
        resolve_mapper(registry->by_depth[i], faults);
    cu_inheritance_resolve(registry, faults);
    cu_relationships_resolve(registry, faults);
    cu_formulas_resolve(registry, faults);
    if (faults->count == 0)
        cu_polymorphic_resolve(registry, faults);
    if (faults->count > 0)
        return;
    rank_mappers(registry);
    if (!cu_flush_order_groups(registry))
        configure_no_memory(faults);
}

cupel_code cu_registry_configure(cupel_registry *registry, cu_error *error)
{
    if (atomic_load_explicit(&registry->configured, memory_order_acquire))
        return CUPEL_OK;
    pthread_mutex_lock(&registry->lock);
    if (!registry->attempted) {
        cu_faults faults;
        cu_faults_init(&faults);
        configure(registry, &faults);
        registry->attempted = true;
        cupel_code code = cu_faults_report(&faults, &registry->configure_error);
        cu_faults_free(&faults);
        atomic_store_explicit(&registry->configured, code == CUPEL_OK, memory_order_release);
    }
    cupel_code code = CUPEL_OK;
    if (cu_error_code(&registry->configure_error) != CUPEL_OK)
        code = cu_error_copy(error, &registry->configure_error);
    pthread_mutex_unlock(&registry->lock);
    return code;
}
