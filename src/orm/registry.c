/*
 * orm/registry.c - registries: opening, adding, closing, and the schema of all
 * their tables.
 */
#include "base/alloc.h"
#include "base/unique.h"
#include "engine/engine.h"
#include "engine/schema.h"
#include "orm/inherit.h"
#include "orm/mapper.h"
#include <cupel/query.h>
#include <cupel/version.h>

/* What stands in for a registry when there is no memory for one. */
static cupel_registry registry_no_memory = {
    .attempted = true,
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .configure_error =
        CU_ERROR_RECORD(CUPEL_NO_MEMORY, "out of memory while a registry was opened"),
    .error = CU_ERROR_RECORD(CUPEL_NO_MEMORY, "out of memory while a registry was opened"),
};

static cupel_registry *registry_new(const cupel_registry_options *options)
{
    cupel_registry *registry = cu_alloc_zero(sizeof *registry);
    if (!registry)
        return NULL;
    atomic_init(&registry->references, 1);
    atomic_init(&registry->configured, false);
    registry->id = cu_unique_number();
    cu_error_init(&registry->error);
    cu_error_init(&registry->configure_error);
    if (!cu_metadata_init(&registry->metadata)) {
        cu_free(registry);
        return NULL;
    }
    const cupel_naming_convention *names = options ? options->naming_convention : NULL;
    if (names && !cu_metadata_set_naming(&registry->metadata,
                                         &(cu_naming){ .primary_key = names->primary_key,
                                                       .foreign_key = names->foreign_key,
                                                       .unique = names->unique,
                                                       .check = names->check,
                                                       .index = names->index })) {
        cu_metadata_free(&registry->metadata);
        cu_free(registry);
        return NULL;
    }
    size_t kept = options ? options->memory_kept : 0;
    if (pthread_mutex_init(&registry->lock, NULL) != 0 ||
        !cu_spares_init(&registry->spares, kept == 0                      ? CU_SPARE_LIMIT
                                           : kept == CUPEL_NO_MEMORY_KEPT ? 0
                                                                          : kept)) {
        cu_metadata_free(&registry->metadata);
        cu_free(registry);
        return NULL;
    }
    return registry;
}

cupel_registry *cupel_registry_open_with(size_t count, const cupel_mapping *const *mappings,
                                         const cupel_registry_options *options)
{
    cupel_registry *registry = registry_new(options);
    if (!registry)
        return &registry_no_memory;
    cu_error first = CU_ERROR_RECORD(CUPEL_OK, "");
    for (size_t i = 0; i < count; i++)
        if (cupel_registry_add(registry, mappings ? mappings[i] : NULL) != CUPEL_OK &&
            cu_error_code(&first) == CUPEL_OK)
            cu_error_copy(&first, &registry->error);
    if (cu_error_code(&first) != CUPEL_OK) {
        /* nothing can be done with it, and everything says why */
        registry->attempted = true;
        cu_error_copy(&registry->configure_error, &first);
        cu_error_copy(&registry->error, &first);
    }
    cu_error_free(&first);
    return registry;
}

static void mapper_free(cu_mapper *mapper)
{
    cu_inheritance_free(mapper);
    cu_free(mapper->properties);
    cu_free(mapper->formulas);
    cu_free(mapper->selected);
    cu_free(mapper->keys);
    cu_free(mapper->by_index);
    cu_free(mapper->by_offset);
    cu_free(mapper->relationships);
    cu_free(mapper);
}

void cu_registry_reference(cupel_registry *registry)
{
    if (registry != &registry_no_memory)
        atomic_fetch_add_explicit(&registry->references, 1, memory_order_relaxed);
}

void cu_registry_release(cupel_registry *registry)
{
    if (!registry || registry == &registry_no_memory)
        return;
    if (atomic_fetch_sub_explicit(&registry->references, 1, memory_order_acq_rel) > 1)
        return;
    for (size_t i = 0; i < registry->mappers.count; i++)
        mapper_free(registry->mappers.items[i]);
    cu_vector_free(&registry->mappers);
    for (size_t i = 0; i < registry->held.count; i++)
        cu_release(registry->held.items[i]);
    cu_vector_free(&registry->held);
    for (size_t i = 0; i < registry->held_queries.count; i++)
        cupel_query_free(registry->held_queries.items[i]);
    cu_vector_free(&registry->held_queries);
    cu_map_free(&registry->by_mapping);
    cu_map_free(&registry->by_name);
    cu_metadata_free(&registry->metadata);
    for (size_t i = 0; i < registry->reflected.count; i++)
        cupel_table_free(registry->reflected.items[i]);
    cu_vector_free(&registry->reflected);
    cu_error_free(&registry->error);
    cu_error_free(&registry->configure_error);
    pthread_mutex_destroy(&registry->lock);
    cu_spares_free(&registry->spares);
    cu_free(registry);
}

void cupel_registry_close(cupel_registry *registry)
{
    cu_registry_release(registry);
}

const cupel_error *cupel_registry_error(const cupel_registry *registry)
{
    static const cupel_error missing =
        CU_ERROR_SHOWN(CUPEL_INVALID_ARGUMENT, "the registry is NULL");
    return registry ? &registry->error.public : &missing;
}

/* ---- adding ------------------------------------------------------------------------------------ */

cupel_code cu_registry_begin_addition(cupel_registry *registry, const char *what)
{
    if (!registry || registry == &registry_no_memory)
        return registry ? CUPEL_NO_MEMORY : CUPEL_INVALID_ARGUMENT;
    cu_error_clear(&registry->error);
    if (registry->attempted && cu_error_code(&registry->configure_error) != CUPEL_OK)
        return cu_error_copy(&registry->error, &registry->configure_error);
    if (registry->attempted)
        return cu_error_set(&registry->error, CUPEL_INVALID_REQUEST,
                            "the registry is configured already, by the first session, by "
                            "cupel_create_all(), or because its tables were counted: add every %s "
                            "before that",
                            what);
    return CUPEL_OK;
}

static cupel_code add_mapper(cupel_registry *registry, const cupel_mapping *mapping)
{
    cu_mapper *mapper = cu_alloc_zero(sizeof *mapper);
    if (!mapper)
        return cu_error_no_memory(&registry->error);
    mapper->registry = registry;
    mapper->mapping = mapping;
    mapper->number = mapper->line = (uint32_t)registry->mappers.count;
    mapper->attribute_count = (uint32_t)cu_mapping_count(mapping);
    mapper->first_own = (uint32_t)cu_mapping_first(mapping);
    mapper->id = cu_unique_number();
    if (!cu_vector_push(&registry->mappers, mapper)) {
        cu_free(mapper);
        return cu_error_no_memory(&registry->error);
    }
    if (!cu_map_put_pointer(&registry->by_mapping, mapping, mapper) ||
        !cu_map_put_text(&registry->by_name, mapping->name, mapper)) {
        cu_map_remove_pointer(&registry->by_mapping, mapping);
        registry->mappers.count--;
        cu_free(mapper);
        return cu_error_no_memory(&registry->error);
    }
    return CUPEL_OK;
}

cupel_code cupel_registry_add(cupel_registry *registry, const cupel_mapping *mapping)
{
    cupel_code code = cu_registry_begin_addition(registry, "mapping");
    if (code != CUPEL_OK)
        return code;
    if (!mapping)
        return cu_error_set(&registry->error, CUPEL_INVALID_ARGUMENT, "the mapping is NULL");
    if (!cu_mapping_readable(mapping))
        return cu_error_set(&registry->error, CUPEL_INVALID_ARGUMENT,
                            "a mapping has format %u with attributes of %u bytes, this library "
                            "reads format %u with %zu bytes: compile the program again with the "
                            "headers of cupel %s",
                            (unsigned)mapping->format, (unsigned)mapping->attribute_size,
                            CUPEL_MAPPING_FORMAT, sizeof(cupel_attribute), CUPEL_VERSION);
    if (cu_map_get_pointer(&registry->by_mapping, mapping))
        return CUPEL_OK;
    if (cu_map_get_text(&registry->by_name, mapping->name))
        return cu_error_set(&registry->error, CUPEL_INVALID_ARGUMENT,
                            "two mappings of the registry are called %s; relationships find their "
                            "target by name",
                            mapping->name);
    return add_mapper(registry, mapping);
}

cupel_code cupel_registry_add_table(cupel_registry *registry, const cupel_table *table)
{
    cupel_code code = cu_registry_begin_addition(registry, "table");
    if (code != CUPEL_OK)
        return code;
    if (!table)
        return cu_error_set(&registry->error, CUPEL_INVALID_ARGUMENT, "the table is NULL");
    cu_faults faults;
    cu_faults_init(&faults);
    cu_metadata_add_description(&registry->metadata, table, &faults);
    code = cu_faults_report(&faults, &registry->error);
    cu_faults_free(&faults);
    return code;
}

/* ---- looking up -------------------------------------------------------------------------------- */

cu_mapper *cu_registry_mapper(const cupel_registry *registry, const cupel_mapping *mapping)
{
    return cu_map_get_pointer(&registry->by_mapping, mapping);
}

cu_property *cu_mapper_property_named(const cu_mapper *mapper, const char *name)
{
    for (size_t i = 0; i < mapper->property_count; i++)
        if (cu_text_equal(mapper->properties[i].attribute->name, name))
            return &mapper->properties[i];
    const cupel_attribute *attribute = cu_mapping_attribute_named(mapper->mapping, name);
    cu_property *property = attribute ? mapper->by_index[cu_attribute_index(attribute)] : NULL;
    return property && !property->formula ? property : NULL;
}

cu_property *cu_mapper_property_of(const cu_mapper *mapper, const cu_column *column)
{
    for (size_t i = 0; i < mapper->property_count; i++)
        if (&mapper->properties[i].column->column == column)
            return &mapper->properties[i];
    for (size_t i = 1; i < mapper->part_count; i++)
        for (size_t k = 0; k < mapper->key_count; k++)
            if (&mapper->parts[i]->keys[k]->column->column == column)
                return mapper->keys[k];
    return NULL;
}

/* ---- the schema -------------------------------------------------------------------------------- */

/* Begins a call that needs everything resolved. */
static cupel_code begin_call(cupel_registry *registry)
{
    if (!registry)
        return CUPEL_INVALID_ARGUMENT;
    if (registry == &registry_no_memory)
        return CUPEL_NO_MEMORY;
    cu_error_clear(&registry->error);
    return cu_registry_configure(registry, &registry->error);
}

cupel_code cupel_registry_configure(cupel_registry *registry)
{
    return begin_call(registry);
}

size_t cupel_registry_table_count(cupel_registry *registry)
{
    return begin_call(registry) == CUPEL_OK ? registry->metadata.tables.count : 0;
}

const char *cupel_registry_table_name(cupel_registry *registry, size_t number)
{
    if (begin_call(registry) != CUPEL_OK)
        return NULL;
    if (number >= registry->metadata.tables.count) {
        cu_error_set(&registry->error, CUPEL_INVALID_ARGUMENT,
                     "the registry has %zu tables; there is no number %zu",
                     registry->metadata.tables.count, number);
        return NULL;
    }
    return registry->metadata.sorted[number]->full_name;
}

typedef cupel_code (*schema_function)(const cu_metadata *metadata, cupel_engine *engine,
                                      bool check_first, cu_error *error);

static cupel_code change_schema(cupel_registry *registry, cupel_engine *engine,
                                schema_function function)
{
    cupel_code code = begin_call(registry);
    if (code != CUPEL_OK)
        return code;
    if (!engine)
        return cu_error_set(&registry->error, CUPEL_INVALID_ARGUMENT, "the engine is NULL");
    return function(&registry->metadata, engine, true, &registry->error);
}

cupel_code cupel_create_all(cupel_registry *registry, cupel_engine *engine)
{
    return change_schema(registry, engine, cu_metadata_create_all);
}

cupel_code cupel_drop_all(cupel_registry *registry, cupel_engine *engine)
{
    return change_schema(registry, engine, cu_metadata_drop_all);
}

/* ---- descriptions ------------------------------------------------------------------------------ */

static cu_mapper *described(cupel_registry *registry, const cupel_mapping *mapping)
{
    if (begin_call(registry) != CUPEL_OK)
        return NULL;
    cu_mapper *mapper = mapping ? cu_registry_mapper(registry, mapping) : NULL;
    if (!mapper)
        cu_error_set(&registry->error, CUPEL_UNMAPPED_TYPE, "%s is not in this registry",
                     mapping ? mapping->name : "NULL");
    return mapper;
}

size_t cupel_registry_descendant_count(cupel_registry *registry, const cupel_mapping *mapping)
{
    const cu_mapper *mapper = described(registry, mapping);
    return mapper ? mapper->inheritance.kind_count : 0;
}

const cupel_mapping *cupel_registry_descendant(cupel_registry *registry,
                                               const cupel_mapping *mapping, size_t number)
{
    const cu_mapper *mapper = described(registry, mapping);
    if (!mapper)
        return NULL;
    if (number < mapper->inheritance.kind_count)
        return mapper->inheritance.kinds[number]->mapping;
    cu_error_set(&registry->error, CUPEL_INVALID_ARGUMENT,
                 "%zu structs are %s or inherit from it; there is no number %zu",
                 mapper->inheritance.kind_count, mapping->name, number);
    return NULL;
}

char *cupel_create_table_sql(cupel_registry *registry, const cupel_mapping *mapping,
                             const char *dialect_name)
{
    cu_mapper *mapper = described(registry, mapping);
    if (!mapper)
        return NULL;
    const cu_dialect *dialect =
        dialect_name ? cu_dialect_find(dialect_name, strlen(dialect_name)) : NULL;
    if (!dialect) {
        cu_dialect_unknown(dialect_name, false, &registry->error);
        return NULL;
    }
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    char *text = NULL;
    if (cu_ddl_create_table(dialect->sql, dialect->ddl, mapper->table, &buffer, &registry->error) ==
        CUPEL_OK) {
        text = cu_buffer_take(&buffer);
        if (!text)
            cu_error_no_memory(&registry->error);
    }
    cu_buffer_free(&buffer);
    return text;
}

void cupel_text_free(char *text)
{
    cu_free(text);
}

static void describe_column(cu_buffer *buffer, const cu_table_column *column)
{
    cu_buffer_printf(buffer, ", Column('%s', %s", column->column.name,
                     cupel_type_name(column->type.id));
    if (column->type.length > 0)
        cu_buffer_printf(buffer, "(%d)", column->type.length);
    if (column->type.precision > 0)
        cu_buffer_printf(buffer, "(%d, %d)", column->type.precision, column->type.scale);
    if (column->column.primary_key)
        cu_buffer_add(buffer, ", primary key");
    cu_buffer_add(buffer, column->nullable ? ")" : ", not null)");
}

const char *cupel_registry_describe(cupel_registry *registry, const cupel_mapping *mapping)
{
    cu_mapper *mapper = described(registry, mapping);
    if (!mapper)
        return NULL;
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_buffer_printf(&buffer, "Table('%s'", mapper->table->full_name);
    for (size_t i = 0; i < mapper->table->from.column_count; i++)
        describe_column(&buffer, cu_table_column_at(mapper->table, i));
    cu_buffer_add(&buffer, ")");
    pthread_mutex_lock(&registry->lock);
    const char *text =
        buffer.failed ? NULL : cu_arena_strdup(&registry->metadata.arena, cu_buffer_text(&buffer));
    pthread_mutex_unlock(&registry->lock);
    cu_buffer_free(&buffer);
    if (!text)
        cu_error_no_memory(&registry->error);
    return text;
}
