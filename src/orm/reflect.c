/*
 * orm/reflect.c - tables, views and sequences of a database, added to a registry.
 *
 * Tables that foreign keys refer to come with those that refer to them, so that
 * the registry is whole whatever part of the database was asked for.
 */
#include "engine/reflect.h"

#include "engine/connection_parts.h"
#include "engine/inspector.h"
#include "orm/mapper.h"
#include <cupel/reflection.h>

/* What is to be reflected; names that are found on the way are appended. */
typedef struct reflect_work {
    cupel_registry *registry;
    cupel_connection *connection;
    const cupel_reflect_options *options;
    cu_arena arena;
    cu_vector(cu_reflected_name) names;
    cu_map listed; /* by schema and name */
} reflect_work;

/* ---- names ------------------------------------------------------------------------------------- */

/* Lists a name once. */
static bool list_name(reflect_work *work, const char *schema, const char *name)
{
    const char *key = cu_arena_printf(&work->arena, "%s\1%s", schema ? schema : "", name);
    if (!key)
        return false;
    if (cu_map_get_text(&work->listed, key))
        return true;
    cu_reflected_name copy = { cu_arena_strdup(&work->arena, schema),
                               cu_arena_strdup(&work->arena, name) };
    return !work->arena.failed && cu_vector_push(&work->names, copy) &&
           cu_map_put_text(&work->listed, key, work);
}

static bool list_referred(void *data, const char *schema, const char *name)
{
    reflect_work *work = data;
    return work->options->without_referred || list_name(work, schema, name);
}

static cupel_code list_all_of(reflect_work *work, cu_object_kind kind)
{
    const cupel_reflect_options *options = work->options;
    cu_error *error = &work->registry->error;
    cu_object_name *found =
        cu_inspect_names(work->connection, kind, options->schema, &work->arena, error);
    if (!found)
        return cu_error_code(error);
    for (; found->name; found++) {
        if (options->filter && !options->filter(found->name, options->filter_data))
            continue;
        if (!list_name(work, options->schema, found->name))
            return cu_error_no_memory(error);
    }
    return CUPEL_OK;
}

static cupel_code list_wanted(reflect_work *work)
{
    const cupel_reflect_options *options = work->options;
    for (const char *const *name = options->only; name && *name; name++)
        if (!list_name(work, options->schema, *name))
            return cu_error_no_memory(&work->registry->error);
    if (options->only)
        return CUPEL_OK;
    cupel_code code = list_all_of(work, CU_OBJECT_TABLE);
    return code == CUPEL_OK && options->views ? list_all_of(work, CU_OBJECT_VIEW) : code;
}

/* ---- tables ------------------------------------------------------------------------------------ */

static const char *mapped_schema(const cupel_mapping *mapping)
{
    for (size_t i = 0; i < mapping->count; i++)
        if (mapping->attributes[i].kind == CUPEL_ITEM_TABLE_OPTIONS)
            return mapping->attributes[i].as.table.schema;
    return NULL;
}

/* Whether the registry has a table of that name, or will have when its mappings are configured. */
static bool is_there(const cupel_registry *registry, const cu_reflected_name *name,
                     const char *full_name)
{
    if (cu_metadata_find(&registry->metadata, full_name))
        return true;
    for (size_t i = 0; i < registry->mappers.count; i++) {
        const cupel_mapping *mapping = registry->mappers.items[i]->mapping;
        if (!mapping->table && cu_text_equal(mapping->table_name, name->name) &&
            cu_text_equal(mapped_schema(mapping), name->schema))
            return true;
    }
    return false;
}

/* Hands a description over to the registry. */
static cupel_code give_to_registry(cupel_registry *registry, const cupel_table *table)
{
    if (!cu_vector_push(&registry->reflected, table)) {
        cupel_table_free(table);
        return cu_error_no_memory(&registry->error);
    }
    return cupel_registry_add_table(registry, table);
}

static cupel_code reflect_one(reflect_work *work, const cu_reflected_name *name, bool wanted)
{
    cu_error *error = &work->registry->error;
    const char *full_name = name->schema
                                ? cu_arena_printf(&work->arena, "%s.%s", name->schema, name->name)
                                : name->name;
    if (!full_name)
        return cu_error_no_memory(error);
    if (is_there(work->registry, name, full_name))
        return CUPEL_OK;
    const cupel_table *table;
    cupel_code code = cu_reflect_table(work->connection, name->schema, name->name, &table,
                                       list_referred, work, error);
    if (code != CUPEL_OK)
        return code;
    if (table)
        return give_to_registry(work->registry, table);
    if (!wanted)
        return CUPEL_OK; /* it was dropped in between, or a foreign key refers to nothing */
    cu_error_set(error, CUPEL_INVALID_REQUEST, "there is no table or view '%s' to be reflected",
                 full_name);
    cu_error_set_reason(error, CUPEL_REASON_NO_SUCH_TABLE);
    return CUPEL_INVALID_REQUEST;
}

static cupel_code reflect_sequences(reflect_work *work)
{
    cu_error *error = &work->registry->error;
    cu_object_name *found = cu_inspect_names(work->connection, CU_OBJECT_FREE_SEQUENCE,
                                             work->options->schema, &work->arena, error);
    if (!found)
        return cu_error_code(error);
    cupel_code code = CUPEL_OK;
    for (; code == CUPEL_OK && found->name; found++)
        code = cupel_registry_add_sequence(work->registry,
                                           &(cupel_sequence){ .name = found->name,
                                                              .schema = work->options->schema,
                                                              .options = found->details });
    return code;
}

static cupel_code reflect_all(reflect_work *work)
{
    cupel_code code = list_wanted(work);
    size_t wanted = work->options->only ? work->names.count : 0;
    for (size_t i = 0; i < work->names.count && code == CUPEL_OK; i++) {
        cu_reflected_name name = work->names.items[i];
        code = reflect_one(work, &name, i < wanted);
    }
    return code == CUPEL_OK && !work->options->only ? reflect_sequences(work) : code;
}

/* ---- for programs ------------------------------------------------------------------------------ */

cupel_code cupel_reflect_connection(cupel_registry *registry, cupel_connection *connection,
                                    const cupel_reflect_options *options)
{
    static const cupel_reflect_options defaults = { 0 };
    cupel_code code = cu_registry_begin_addition(registry, "reflected table");
    if (code != CUPEL_OK)
        return code;
    if (cu_connection_enter(connection) != CUPEL_OK) {
        const cupel_error *error = cupel_connection_error(connection);
        return cu_error_set(&registry->error, error->code, "%s", error->text);
    }
    const cu_dialect *dialect = connection->engine->dialect;
    if (!dialect->reflect_table)
        return cu_error_set(&registry->error, CUPEL_NOT_SUPPORTED,
                            "%s cannot be asked for what it has", dialect->sql->name);
    reflect_work work = { .registry = registry,
                          .connection = connection,
                          .options = options ? options : &defaults };
    cu_arena_init(&work.arena, 0);
    code = reflect_all(&work);
    cu_vector_free(&work.names);
    cu_map_free(&work.listed);
    cu_arena_free(&work.arena);
    return code;
}

cupel_code cupel_reflect_engine(cupel_registry *registry, cupel_engine *engine,
                                const cupel_reflect_options *options)
{
    cupel_code code = cu_registry_begin_addition(registry, "reflected table");
    if (code != CUPEL_OK)
        return code;
    if (!engine)
        return cu_error_set(&registry->error, CUPEL_INVALID_ARGUMENT, "the engine is NULL");
    cupel_connection *connection = cupel_connect(engine);
    code = cupel_reflect_connection(registry, connection, options);
    cupel_connection_close(connection);
    return code;
}

const cupel_table *cupel_registry_table(const cupel_registry *registry, const char *full_name)
{
    const cu_table *table =
        registry && full_name ? cu_metadata_find(&registry->metadata, full_name) : NULL;
    return table ? table->description : NULL;
}

cupel_code cupel_registry_add_sequence(cupel_registry *registry, const cupel_sequence *sequence)
{
    cupel_code code = cu_registry_begin_addition(registry, "sequence");
    if (code != CUPEL_OK)
        return code;
    if (!sequence)
        return cu_error_set(&registry->error, CUPEL_INVALID_ARGUMENT, "the sequence is NULL");
    cu_faults faults;
    cu_faults_init(&faults);
    cu_metadata_add_sequence(&registry->metadata, sequence, &faults);
    code = cu_faults_report(&faults, &registry->error);
    cu_faults_free(&faults);
    return code;
}
