/*
 * engine/dialect.h - what the engine needs to know of one database: how SQL is
 * written for it, how values travel, how its driver is reached, how its schema
 * is asked.  One struct of functions and facts a dialect.
 */
#ifndef CU_ENGINE_DIALECT_H
#define CU_ENGINE_DIALECT_H

#include "base/arena.h"
#include "base/error.h"
#include "schema/ddl.h"
#include "sql/compile.h"
#include <cupel/sys/driver.h>

/* What a database can be asked for by name. */
typedef enum cu_object_kind {
    CU_OBJECT_TABLE,
    CU_OBJECT_VIEW, /* in an order in which they can be created */
    CU_OBJECT_SEQUENCE,
    CU_OBJECT_FREE_SEQUENCE, /* one that belongs to no column; a second column is what CREATE SEQUENCE says of it */
    CU_OBJECT_SCHEMA,
    CU_OBJECT_DEFAULT_SCHEMA
} cu_object_kind;

typedef struct cu_reflection cu_reflection;
typedef struct cu_list_form cu_list_form; /* engine/list.h */

/* How a transaction gets an isolation: a statement before the one that begins it, or words behind that. */
typedef struct cu_isolation_sql {
    const char *before, *behind;
} cu_isolation_sql;

/* Transactions in two phases.  The name follows each statement. */
typedef struct cu_twophase {
    const char
        *begin; /* NULL: as any other transaction, which ends as such unless it was prepared */
    const char *prepare[2];  /* one after the other */
    const char *rollback[2]; /* what was not prepared, where it has a beginning of its own */
    const char *commit_prepared, *rollback_prepared;
    const char *recover; /* gives a row for each that is prepared, with its name */
    int recover_column;
    bool
        keeps_connection; /* what is prepared has to end before its connection can do anything else */
} cu_twophase;

/* SQL that turns checking of foreign keys off and on, outside of transactions. */
typedef struct cu_checking {
    const char *is_on; /* gives a row if so */
    const char *off, *on;
    const char *broken; /* gives a row if a row refers to nothing */
} cu_checking;

typedef struct cu_dialect {
    const cu_sql_dialect
        *sql; /* name, quoting, placeholders, capabilities, hooks of the compiler */
    const cu_ddl_dialect *ddl; /* CREATE TABLE and its kin */

    /* Kinds of values the driver takes and gives as they are: bit (1 << kind). */
    uint32_t native_kinds;
    /* For the other kinds: the value in a native kind, text in `arena`. */
    cupel_code (*encode)(const cupel_type *type, cupel_value *value, cu_arena *arena,
                         cu_error *error);
    /* How a list of values is the one value that write_list's SQL expects (a JSON array, an array); NULL: no such form. */
    const cu_list_form *list_form;
    /* By type: the native kind to ask the driver for when a column of it is read; NULL: as it comes. */
    const cupel_kind *read_kinds;

    /* SQL that tells whether a table exists: one row if so.  Written into `buffer`, names quoted or as literals. */
    void (*has_table_sql)(cu_buffer *buffer, const char *schema, const char *table);

    /* The same for sequences and for types that are enumerations; NULL: the database has none. */
    void (*has_sequence_sql)(cu_buffer *buffer, const char *schema, const char *name);
    void (*has_enum_sql)(cu_buffer *buffer, const char *schema, const char *name);
    /* The same for domains, whose names are SQL; `schema` is not looked at. */
    void (*has_domain_sql)(cu_buffer *buffer, const char *schema, const char *name);

    /* A query for names, in order; nothing is written where the database has none of the kind.  NULL: cannot be asked. */
    void (*names_sql)(cu_buffer *buffer, cu_object_kind kind, const char *schema);
    /* A query for what CREATE SEQUENCE says, where the list of names does not tell; or NULL. */
    void (*sequence_sql)(cu_buffer *buffer, const char *schema, const char *name);
    /* Reads a table or view (engine/reflect.h). */
    cupel_code (*reflect_table)(cu_reflection *reflection);

    /*
     * The driver; gives NULL with `error` set where its module is missing.  NULL: SQL is written for this database, and
     * nothing connects to it; then no function but those of `sql` and `ddl` is there.
     */
    const cupel_driver *(*driver)(cu_error *error);

    /* What may stand after the '+' of a URL's scheme; ends with NULL; NULL: nothing. */
    const char *const *driver_names;
    /* Other schemes of URLs that mean this dialect; ends with NULL; NULL: none. */
    const char *const *schemes;
    /* Whether a URL makes sense for this database: its parts and options; NULL: the driver finds out when it connects. */
    cupel_code (*check_url)(const cupel_driver_url *url, cu_error *error);
    /* Whether a URL means a database that lives and dies with its connection (the pool then keeps exactly one). */
    bool (*in_memory)(const cupel_driver_url *url);

    /*
     * SQL that gives a row where keys generated for the rows of one INSERT may not follow each other; NULL: nobody knows.
     * What the driver says is the last generated key is that of the first row, or of the last one.
     */
    void (*scattered_keys_sql)(cu_buffer *buffer, const char *schema, const char *table,
                               const char *column);
    bool first_key_is_last_id;
    bool failure_ends_transaction; /* after a statement failed only ROLLBACK helps */

    /* By level; one with neither text does not exist.  NULL: there are none. */
    const cu_isolation_sql *isolation;
    cupel_isolation
        isolation_stays; /* not 0: a level stays set, and this is the one there is at first */
    /* Where BEGIN cannot say that nothing will be written: statements that begin and end that; or NULL. */
    const char *read_only_on, *read_only_off;
    const cu_twophase *twophase; /* NULL: there is no such thing */

    /* Where constraints cannot be dropped: how not to have them checked while tables that refer to each other are; or NULL. */
    const cu_checking *foreign_keys;
} cu_dialect;

/* All dialects, the last followed by NULL; src/dialects/dialects.c has the list. */
extern const cu_dialect *const cu_dialects[];

/* The dialect of a URL's scheme ("sqlite", "postgresql+libpq": the part before '+'); NULL where there is none. */
const cu_dialect *cu_dialect_find(const char *scheme, size_t length);
/* The kind to ask the driver for when a column of a type is read; NULL where the type is not known. */
static inline cupel_kind cu_dialect_read_kind(const cu_dialect *dialect, const cupel_type *type)
{
    return type && (unsigned)type->id < CUPEL_TYPE_COUNT ? dialect->read_kinds[type->id]
                                                         : CUPEL_KIND_NULL;
}

/* Whether a URL of this dialect may name that driver. */
bool cu_dialect_has_driver(const cu_dialect *dialect, const char *name);
/* Sets NO_SUCH_MODULE: there is none of that name (NULL: none was named), but those; `connects`: only with a driver. */
cupel_code cu_dialect_unknown(const char *name, bool connects, cu_error *error);

#endif
