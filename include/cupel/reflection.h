/*
 * cupel/reflection.h - what a database has, read from it: tables, views and
 * sequences as the same descriptions that programs write by hand (table.h).
 *
 *     cupel_registry *registry = cupel_registry_open_with(0, NULL, NULL);
 *     if (cupel_reflect(registry, engine) != CUPEL_OK)
 *         ...
 *     const cupel_table *users = cupel_registry_table(registry, "users");
 *
 * What was reflected is used like any other table: in queries, as the table of a
 * mapped struct, to create the same schema somewhere else.  An inspector looks at
 * a database piece by piece.
 *
 * Types that cupel has no name for are of the nearest type it has, and .type_sql
 * is what the database calls them.
 */
#ifndef CUPEL_REFLECTION_H
#define CUPEL_REFLECTION_H

#include <cupel/registry.h>

CUPEL_BEGIN_DECLARATIONS

/* ---- into a registry --------------------------------------------------------------------------- */

/* Leave out what may stay at its default. */
typedef struct cupel_reflect_options {
    int reserved;
    const char *schema;      /* unset: where the connection finds tables without a schema */
    const char *const *only; /* names of tables and views, until NULL; unset: all */
    bool (*filter)(const char *name, void *data); /* whether one of all is wanted; borrowed */
    void *filter_data;                            /* passed to it */
    bool views;                                   /* views too, of those not named by .only */
    bool without_referred; /* tables that foreign keys refer to are not added by themselves */
} cupel_reflect_options;

/**
 * Adds what the database has to a registry that was not used yet: tables, sequences that belong to no column and, where
 * asked for, views.  Names that the registry has already stay what they are.
 *
 * Errors (of the registry): INVALID_ARGUMENT (NULL), INVALID_REQUEST (the registry is in use, a name of .only is not
 * there), NOT_SUPPORTED (there is no way to ask this database), what connecting and the database report, NO_MEMORY.
 * After an error some tables may have been added.
 */
CUPEL_API cupel_code cupel_reflect_engine(cupel_registry *registry, cupel_engine *engine,
                                          const cupel_reflect_options *options);
CUPEL_API cupel_code cupel_reflect_connection(cupel_registry *registry,
                                              cupel_connection *connection,
                                              const cupel_reflect_options *options);
/* cupel_reflect(registry, engine), cupel_reflect(registry, connection, .schema = "archive", .views = true) */
#define cupel_reflect(registry, ...) CUPEL_REFLECT_(registry, __VA_ARGS__, .reserved = 0)
#define CUPEL_REFLECT_(registry, connectable, ...)                  \
    _Generic((connectable), cupel_engine *                          \
             : cupel_reflect_engine, cupel_connection *             \
             : cupel_reflect_connection)((registry), (connectable), \
                                         &(const cupel_reflect_options){ __VA_ARGS__ })

/**
 * A described table of the registry by its full name ("name" or "schema.name"); NULL where there is none, which is no
 * error.  Tables that only a mapping describes are not among them.
 *
 * Owner: the registry where it was reflected, else the caller.
 */
CUPEL_API const cupel_table *cupel_registry_table(const cupel_registry *registry,
                                                  const char *full_name);

/**
 * Adds a sequence to a registry that was not used yet: cupel_create_all() creates it before all tables, where the
 * database has sequences.
 *
 * Errors: INVALID_ARGUMENT (NULL, a name that cannot be or is taken), INVALID_REQUEST (in use already), NO_MEMORY.
 */
CUPEL_API cupel_code cupel_registry_add_sequence(cupel_registry *registry,
                                                 const cupel_sequence *sequence);

/* ---- piece by piece ------------------------------------------------------------------------------ */

/* Looks at a database; what it found stays as it was found until cupel_inspector_clear(). */
typedef struct cupel_inspector cupel_inspector;

/**
 * An inspector.  With an engine it takes a connection out of the pool; a connection is borrowed, must not be closed
 * before it, and shows what its transaction sees.  Never NULL: where that fails, everything asked of it fails.
 *
 * Owner: the caller, by cupel_inspector_close().
 */
CUPEL_API cupel_inspector *cupel_inspect_engine(cupel_engine *engine);
CUPEL_API cupel_inspector *cupel_inspect_connection(cupel_connection *connection);
#define cupel_inspect(connectable)                      \
    _Generic((connectable), cupel_engine *              \
             : cupel_inspect_engine, cupel_connection * \
             : cupel_inspect_connection)(connectable)

/** Frees it and everything it gave.  NULL is allowed. */
CUPEL_API void cupel_inspector_close(cupel_inspector *inspector);

/** Forgets what it found, which is freed; the next questions are asked of the database again. */
CUPEL_API void cupel_inspector_clear(cupel_inspector *inspector);

/** The last error of the inspector.  Owner: the inspector. */
CUPEL_API const cupel_error *cupel_inspector_error(const cupel_inspector *inspector);

/**
 * Names, in order of the alphabet, until NULL; views in an order in which they can be created.  `schema` NULL: where the
 * connection finds names without one.  NULL on failure.
 *
 * Owner: the inspector.
 * Errors (as of all that follow, of the inspector): NOT_SUPPORTED (there is no way to ask this database), what the database
 * reports, NO_MEMORY.
 */
CUPEL_API const char *const *cupel_get_table_names(cupel_inspector *inspector, const char *schema);
CUPEL_API const char *const *cupel_get_view_names(cupel_inspector *inspector, const char *schema);
CUPEL_API const char *const *cupel_get_sequence_names(cupel_inspector *inspector,
                                                      const char *schema);
CUPEL_API const char *const *cupel_get_schema_names(cupel_inspector *inspector);

/** The schema of names without one; on failure NULL.  Owner: the inspector. */
CUPEL_API const char *cupel_get_default_schema_name(cupel_inspector *inspector);

/** Whether there is a table or view of that name; false on failure, too. */
CUPEL_API bool cupel_has_table(cupel_inspector *inspector, const char *name, const char *schema);

/**
 * A table or view, all of it.  NULL on failure.
 *
 * Owner: the inspector.
 * Errors: INVALID_REQUEST with reason NO_SUCH_TABLE.
 */
CUPEL_API const cupel_table *cupel_get_table(cupel_inspector *inspector, const char *name,
                                             const char *schema);

/**
 * The lines of one kind in the description of a table or view: columns, foreign keys and so on; *count is how many.  NULL
 * on failure and where there are none.  The primary key is one line.
 *
 * Owner: the inspector.
 * Errors: as of cupel_get_table().
 */
CUPEL_API const cupel_table_item *cupel_get_columns(cupel_inspector *inspector, const char *name,
                                                    const char *schema, size_t *count);
CUPEL_API const cupel_table_item *cupel_get_pk_constraint(cupel_inspector *inspector,
                                                          const char *name, const char *schema);
CUPEL_API const cupel_table_item *cupel_get_foreign_keys(cupel_inspector *inspector,
                                                         const char *name, const char *schema,
                                                         size_t *count);
CUPEL_API const cupel_table_item *cupel_get_unique_constraints(cupel_inspector *inspector,
                                                               const char *name, const char *schema,
                                                               size_t *count);
CUPEL_API const cupel_table_item *cupel_get_check_constraints(cupel_inspector *inspector,
                                                              const char *name, const char *schema,
                                                              size_t *count);
CUPEL_API const cupel_table_item *cupel_get_exclude_constraints(cupel_inspector *inspector,
                                                                const char *name,
                                                                const char *schema, size_t *count);
CUPEL_API const cupel_table_item *cupel_get_indexes(cupel_inspector *inspector, const char *name,
                                                    const char *schema, size_t *count);

/** What is said of a table as a whole, its comment, and the SELECT of a view.  NULL: nothing, or failure. */
CUPEL_API const cupel_table_options *cupel_get_table_options(cupel_inspector *inspector,
                                                             const char *name, const char *schema);
CUPEL_API const char *cupel_get_table_comment(cupel_inspector *inspector, const char *name,
                                              const char *schema);
CUPEL_API const char *cupel_get_view_definition(cupel_inspector *inspector, const char *name,
                                                const char *schema);

CUPEL_END_DECLARATIONS

#endif
