/*
 * cupel/registry.h - mappings and tables that belong together.
 *
 * A registry is what SQLAlchemy's declarative base is: it knows the mapped
 * structs and the tables, finds what foreign keys and relationships refer to,
 * and checks all of it once, when it is first used or by
 * cupel_registry_configure().  After that it is only read: threads and sessions
 * share it.  One mapping may be in several registries.
 */
#ifndef CUPEL_REGISTRY_H
#define CUPEL_REGISTRY_H

#include <cupel/engine.h>
#include <cupel/mapping.h>

CUPEL_BEGIN_DECLARATIONS

/*
 * How constraints and indexes without a name are named: text with %(table_name)s, %(column_0_name)s,
 * %(column_0_N_name)s (all columns with '_' between), %(column_0_label)s, %(referred_table_name)s,
 * %(referred_column_0_name)s, %(constraint_name)s.  NULL: PostgreSQL and MySQL find names of their own.
 */
typedef struct cupel_naming_convention {
    const char *primary_key, *foreign_key, *unique, *check;
    const char *index; /* default "ix_%(column_0_label)s" */
} cupel_naming_convention;

typedef struct cupel_registry_options {
    int reserved;
    const cupel_naming_convention *naming_convention;
    size_t
        memory_kept; /* bytes of closed sessions kept for the next ones; default 32 MiB; CUPEL_NO_MEMORY_KEPT */
} cupel_registry_options;

#define CUPEL_NO_MEMORY_KEPT ((size_t)-1)

/**
 * A registry of these mappings (counted, may be 0).  Never NULL: where memory is short, every use of it reports that.
 *
 * Owner: the caller, by cupel_registry_close(), after the sessions that use it.
 */
CUPEL_API cupel_registry *cupel_registry_open_with(size_t count,
                                                   const cupel_mapping *const *mappings,
                                                   const cupel_registry_options *options);
#define CUPEL_MAPPING_OF(Type) &Type##_mapping
/* cupel_registry_open(User, Address, ...) */
#define cupel_registry_open(...)  \
    cupel_registry_open_with(     \
        CUPEL_COUNT(__VA_ARGS__), \
        (const cupel_mapping *const[]){ CUPEL_EACH(CUPEL_MAPPING_OF, __VA_ARGS__) }, NULL)

/**
 * Adds a mapping, or a table that no mapping uses, before the registry is first used: by a session, to create tables, or
 * to tell of them (cupel_registry_table() looks without using it).  NULL is allowed for `table` and
 * `mapping` only in the sense that it is the error it looks like.
 *
 * Errors: INVALID_ARGUMENT (NULL, unknown format, the name is taken), INVALID_REQUEST (in use already), NO_MEMORY.
 */
CUPEL_API cupel_code cupel_registry_add(cupel_registry *registry, const cupel_mapping *mapping);
CUPEL_API cupel_code cupel_registry_add_table(cupel_registry *registry, const cupel_table *table);

/**
 * Resolves and checks everything, once; later calls return what the first one did.  All mistakes are reported
 * together: cupel_registry_error()->text has a line for each.
 *
 * Errors: MAPPING_ERROR, NO_REFERENCED_TABLE, NO_FOREIGN_KEYS, AMBIGUOUS_FOREIGN_KEYS, INVALID_ARGUMENT, NO_MEMORY
 * (the code of the first mistake).
 */
CUPEL_API cupel_code cupel_registry_configure(cupel_registry *registry);

/** The last error of the registry.  Owner: the registry. */
CUPEL_API const cupel_error *cupel_registry_error(const cupel_registry *registry);

/** Frees it, at once or with the last session that uses it.  NULL is allowed. */
CUPEL_API void cupel_registry_close(cupel_registry *registry);

/** How many tables there are, and one of them by number in order of dependency.  Owner: the registry. */
CUPEL_API size_t cupel_registry_table_count(cupel_registry *registry);
CUPEL_API const char *cupel_registry_table_name(cupel_registry *registry, size_t number);

/**
 * The description of a mapped struct's table as text: Table('users', Column('id', integer, primary key, not null), ...).
 *
 * Owner: the registry.
 */
CUPEL_API const char *cupel_registry_describe(cupel_registry *registry,
                                              const cupel_mapping *mapping);
#define cupel_describe(registry, Type) cupel_registry_describe((registry), &Type##_mapping)

/**
 * How many structs inherit from a mapped one, itself counted, and one of them by number: itself first, parents before
 * what inherits from them.  0 and NULL where the registry does not know it; see cupel_registry_error().
 *
 * Owner: the program, as of all mappings.
 */
CUPEL_API size_t cupel_registry_descendant_count(cupel_registry *registry,
                                                 const cupel_mapping *mapping);
CUPEL_API const cupel_mapping *cupel_registry_descendant(cupel_registry *registry,
                                                         const cupel_mapping *mapping,
                                                         size_t number);

/* ---- the schema -------------------------------------------------------------------------------- */

/**
 * Creates every table of the registry that the database does not have yet, with its indexes, each after those it
 * refers to, in one transaction where the database can.  Tables that exist are left as they are.
 *
 * Errors (of the registry): what configuring, connecting and the database report.
 */
CUPEL_API cupel_code cupel_create_all(cupel_registry *registry, cupel_engine *engine);

/** Drops every table of the registry that the database has, in reverse order.  Errors as above. */
CUPEL_API cupel_code cupel_drop_all(cupel_registry *registry, cupel_engine *engine);

/**
 * The CREATE TABLE statement of a mapped struct's table for a dialect (those of cupel_sql).  NULL: see
 * cupel_registry_error().
 *
 * Owner: the caller, by cupel_text_free().
 */
CUPEL_API CUPEL_CHECKED char *cupel_create_table_sql(cupel_registry *registry,
                                                     const cupel_mapping *mapping,
                                                     const char *dialect);

/** Frees a text that is the caller's.  NULL is allowed. */
CUPEL_API void cupel_text_free(char *text);

CUPEL_END_DECLARATIONS

#endif
