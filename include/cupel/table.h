/*
 * cupel/table.h - tables: columns, keys, constraints, indexes.
 *
 * A cupel_table is a description, usually static data of the program:
 *
 *     CUPEL_TABLE(post_keywords, "post_keywords",
 *         CUPEL_TABLE_COLUMN("post_id", .foreign_key = "posts.id", .primary_key = true),
 *         CUPEL_TABLE_COLUMN("keyword_id", .foreign_key = "keywords.id", .primary_key = true));
 *
 * A registry (registry.h) brings descriptions together, finds what foreign keys
 * refer to and checks it all.  Mapped structs describe their tables with the
 * same options (mapping.h).  Descriptions are borrowed: they and everything
 * they point to must outlive the registries that use them.
 */
#ifndef CUPEL_TABLE_H
#define CUPEL_TABLE_H

#include <cupel/expression.h>

CUPEL_BEGIN_DECLARATIONS

/* For options that have a default which is neither yes nor no. */
enum { CUPEL_UNSET = 0, CUPEL_YES = 1, CUPEL_NO = 2 };

/* What the database does with a row that refers to one which is deleted or gets another key. */
typedef enum cupel_action {
    CUPEL_ACTION_UNSET = 0, /* nothing is said: the database's default, NO ACTION */
    CUPEL_NO_ACTION,
    CUPEL_RESTRICT,
    CUPEL_CASCADE,
    CUPEL_SET_NULL,
    CUPEL_SET_DEFAULT
} cupel_action;

/* Whether the database numbers a column's rows by the standard's identity columns (PostgreSQL). */
typedef enum cupel_identity {
    CUPEL_IDENTITY_UNSET = 0,  /* no; generated keys are numbered in the database's older way */
    CUPEL_IDENTITY_BY_DEFAULT, /* where no value is given */
    CUPEL_IDENTITY_ALWAYS      /* and a value must not be given */
} cupel_identity;

/* Gives a column's value where none was set: at INSERT (.default_function) or UPDATE (.update_function). */
typedef cupel_value (*cupel_default_function)(void *data);

/* All about one column.  Leave out what does not apply. */
typedef struct cupel_column_options {
    int reserved;
    const char *name;      /* in the database, where it is not the attribute's */
    cupel_type_id type;    /* where it is not the one of the attribute's C type */
    int length;            /* of STRING, in characters */
    int precision, scale;  /* of NUMERIC */
    const char *collation; /* of text */
    const cupel_enum *enumeration;

    bool primary_key; /* several columns so marked are a composite key */
    int nullable; /* CUPEL_YES or CUPEL_NO; unset: NO for keys and for attributes that are plain values */
    int autoincrement; /* unset: YES for a single integer key that is no foreign key and has no default */
    bool unique;       /* a unique constraint of its own */
    bool index;        /* an index of its own */
    const char *check; /* a check constraint of its own, SQL */

    const char *foreign_key;      /* "table.column" or "schema.table.column" */
    const char *foreign_key_name; /* of the constraint */
    cupel_action on_delete, on_update;
    bool deferrable, initially_deferred;

    cupel_value default_value; /* CUPEL_DEFAULT_INT(5) ...; used at INSERT where nothing was set */
    cupel_default_function default_function, update_function;
    void *default_data;         /* passed to both */
    const char *server_default; /* DEFAULT clause, SQL: "0", "'draft'", "CURRENT_TIMESTAMP" */
    bool server_update;         /* the database changes it at UPDATE (a trigger): fetch it again */
    const char *computed;       /* GENERATED ALWAYS AS (SQL) */
    bool stored;                /* ... STORED rather than VIRTUAL */
    const char *sequence;       /* nextval of it gives the key where the database has sequences */
    const char *comment;

    bool deferred;              /* mapped: not loaded with the row but when first asked for */
    const char *deferred_group; /* ... together with the others of the same group */

    const char *type_sql;    /* what CREATE TABLE says for the type, SQL: "JSONB", "INT UNSIGNED" */
    cupel_identity identity; /* of a generated key */
    const char *identity_options; /* ... SQL: "START WITH 100 INCREMENT BY 10" */
    const char *
        domain; /* PostgreSQL: .type_sql names a domain of this, SQL: "INTEGER CHECK (VALUE > 0)" */

    bool query_expression; /* mapped: no column of the table; see CUPEL_QUERY_EXPRESSION */
    cupel_expr *(*expression)(
        void);           /* mapped: SQL in place of a column; see CUPEL_COLUMN_PROPERTY */
    int expire_on_flush; /* ... CUPEL_NO: its value is kept when the row is written */
} cupel_column_options;

/* Client-side defaults: .default_value = CUPEL_DEFAULT_TEXT("draft") */
#define CUPEL_DEFAULT_INT(number)                            \
    {                                                        \
        .kind = CUPEL_KIND_INT, .as = {.integer = (number) } \
    }
#define CUPEL_DEFAULT_BOOL(truth)                            \
    {                                                        \
        .kind = CUPEL_KIND_BOOL, .as = {.boolean = (truth) } \
    }
#define CUPEL_DEFAULT_DOUBLE(number)                         \
    {                                                        \
        .kind = CUPEL_KIND_DOUBLE, .as = {.real = (number) } \
    }
#define CUPEL_DEFAULT_TEXT(literal)                                                        \
    {                                                                                      \
        .kind = CUPEL_KIND_TEXT, .length = sizeof(literal) - 1, .as = {.text = (literal) } \
    }
#define CUPEL_DEFAULT_DECIMAL(literal)                                                        \
    {                                                                                         \
        .kind = CUPEL_KIND_DECIMAL, .length = sizeof(literal) - 1, .as = {.text = (literal) } \
    }

/* Columns in one constraint or index, at most; and in the key of a struct; a key of a table
   that is marked by .primary_key has no such limit. */
#define CUPEL_CONSTRAINT_COLUMNS 16

/* A constraint or an index over the table.  Columns are named as in the database. */
typedef struct cupel_constraint_options {
    int reserved;
    const char *name;                              /* unset: by the naming convention, or none */
    const char *columns[CUPEL_CONSTRAINT_COLUMNS]; /* until the first NULL */
    const char *sql; /* CHECK: the condition; INDEX: WHERE of a partial index */
    const char
        *references[CUPEL_CONSTRAINT_COLUMNS]; /* FOREIGN KEY: "table.column" for each of columns */
    cupel_action on_delete, on_update;
    bool deferrable, initially_deferred;
    bool unique;        /* INDEX: UNIQUE */
    const char *method; /* INDEX: USING, where the database has it */
    const char *keys; /* INDEX: in place of .columns, SQL: "(lower(name), born DESC)"; EXCLUDE: what
                           stands behind that word, "USING gist (room WITH =, during WITH &&)" */
} cupel_constraint_options;

/* About the table as a whole. */
typedef struct cupel_table_options {
    int reserved;
    const char *schema; /* CREATE TABLE schema.name; for SQLite the name of an attached database */
    const char *comment;
    bool without_rowid;       /* SQLite */
    bool strict;              /* SQLite 3.37 and later */
    const char *engine;       /* MySQL: ENGINE= */
    const char *charset;      /* MySQL: DEFAULT CHARSET= */
    const char *tablespace;   /* PostgreSQL */
    const char *collation;    /* MySQL: COLLATE= */
    bool autoincrement;       /* SQLite: keys of deleted rows are not given again (AUTOINCREMENT) */
    const char *view;         /* it is a view: its SELECT, SQL */
    bool materialized;        /* ... that keeps its rows (PostgreSQL) */
    const char *partition_by; /* PostgreSQL, MySQL: how its rows are divided, SQL: "RANGE (born)" */
    /*
     * PostgreSQL: it holds rows of the table of this name, which is divided and has its columns and keys; those that it is
     * for, SQL: "FOR VALUES FROM (1) TO (10)", "DEFAULT".  Elsewhere it is a table by itself.
     */
    const char *partition_of, *partition_values;
} cupel_table_options;

/* A sequence that no column names. */
typedef struct cupel_sequence {
    int reserved;
    const char *name;
    const char *schema;
    const char *options; /* what follows the name, SQL: "START WITH 100 INCREMENT BY 10" */
} cupel_sequence;

/**
 * The next value of a sequence, as an expression: selected, assigned, in arithmetic.  Name and schema are copied.
 *
 *     static const cupel_sequence invoice_numbers = { .name = "invoice_numbers" };
 *     cupel_assign(cupel_attr(Invoice, number), cupel_next_value(&invoice_numbers))
 *
 * nextval('...') on PostgreSQL, NEXT VALUE FOR ... on MariaDB and SQL Server, ....nextval on Oracle.
 *
 * Errors: INVALID_ARGUMENT (NULL, no name), when it is compiled NOT_SUPPORTED (SQLite), of MySQL a syntax error.
 */
CUPEL_API cupel_expr *cupel_next_value(const cupel_sequence *sequence);

typedef enum cupel_item_kind {
    CUPEL_ITEM_COLUMN = 1,
    CUPEL_ITEM_UNIQUE,
    CUPEL_ITEM_CHECK,
    CUPEL_ITEM_INDEX,
    CUPEL_ITEM_FOREIGN_KEY,
    CUPEL_ITEM_EXCLUDE,
    CUPEL_ITEM_PRIMARY_KEY,
    CUPEL_ITEM_TABLE_OPTIONS,
    CUPEL_ITEM_RELATIONSHIP, /* in mappings only (mapping.h), as those that follow */
    CUPEL_ITEM_MAPPER_OPTIONS,
    CUPEL_ITEM_SYNONYM,
    CUPEL_ITEM_COMPOSITE,
    CUPEL_ITEM_COUNT
} cupel_item_kind;

/* One line of a table's description. */
typedef struct cupel_table_item {
    cupel_expr node; /* makes a column an expression; private */
    cupel_item_kind kind;
    const char *name; /* of a column */
    union {
        cupel_column_options column;
        cupel_constraint_options constraint;
        cupel_table_options table;
    } as;
} cupel_table_item;

/* The value of `format` that this version of the library writes and reads. */
#define CUPEL_TABLE_FORMAT 1

/* A table's description. */
typedef struct cupel_table {
    uint32_t format;    /* CUPEL_TABLE_FORMAT */
    uint32_t item_size; /* sizeof(cupel_table_item), so that items may grow */
    const char *name;
    const cupel_table_item *items;
    size_t count;
} cupel_table;

/* The kind of the static node in a column's line; private. */
#define CUPEL_NODE_TABLE_COLUMN 2

/* A column: CUPEL_TABLE_COLUMN("total", .type = CUPEL_NUMERIC, .precision = 10, .scale = 2) */
#define CUPEL_TABLE_COLUMN(...) CUPEL_TABLE_COLUMN_(__VA_ARGS__, .reserved = 0)
#define CUPEL_TABLE_COLUMN_(column_name, ...)                                               \
    {                                                                                       \
        .node = { .kind = CUPEL_NODE_TABLE_COLUMN, .flags = 1 }, .kind = CUPEL_ITEM_COLUMN, \
        .name = column_name, .as = {                                                        \
            .column = { __VA_ARGS__ }                                                       \
        }                                                                                   \
    }

/*
 * Constraints over several columns, and indexes:
 *
 *     CUPEL_UNIQUE(.columns = { "name", "born" })
 *     CUPEL_CHECK(.sql = "quantity > 0", .name = "ck_quantity")
 *     CUPEL_INDEX(.columns = { "name" }, .name = "ix_name")
 *     CUPEL_FOREIGN_KEY(.columns = { "a", "b" }, .references = { "t.a", "t.b" }, .on_delete = CUPEL_CASCADE)
 *     CUPEL_PRIMARY_KEY(.columns = { "a", "b" }, .name = "pk_t")
 *     CUPEL_EXCLUDE(.keys = "USING gist (room WITH =, during WITH &&)", .name = "no_overlap")      PostgreSQL
 *     CUPEL_TABLE_OPTIONS(.schema = "archive")
 */
#define CUPEL_UNIQUE(...)      CUPEL_CONSTRAINT_(CUPEL_ITEM_UNIQUE, __VA_ARGS__)
#define CUPEL_CHECK(...)       CUPEL_CONSTRAINT_(CUPEL_ITEM_CHECK, __VA_ARGS__)
#define CUPEL_INDEX(...)       CUPEL_CONSTRAINT_(CUPEL_ITEM_INDEX, __VA_ARGS__)
#define CUPEL_FOREIGN_KEY(...) CUPEL_CONSTRAINT_(CUPEL_ITEM_FOREIGN_KEY, __VA_ARGS__)
#define CUPEL_PRIMARY_KEY(...) CUPEL_CONSTRAINT_(CUPEL_ITEM_PRIMARY_KEY, __VA_ARGS__)
#define CUPEL_EXCLUDE(...)     CUPEL_CONSTRAINT_(CUPEL_ITEM_EXCLUDE, __VA_ARGS__)
#define CUPEL_CONSTRAINT_(item_kind, ...)                         \
    {                                                             \
        .kind = item_kind, .as = {.constraint = { __VA_ARGS__ } } \
    }
#define CUPEL_TABLE_OPTIONS(...)                                            \
    {                                                                       \
        .kind = CUPEL_ITEM_TABLE_OPTIONS, .as = {.table = { __VA_ARGS__ } } \
    }

/* Defines a table's description as `const cupel_table identifier`. */
#define CUPEL_TABLE(identifier, table_name, ...)                                               \
    static const cupel_table_item identifier##_items[] = { __VA_ARGS__ };                      \
    const cupel_table identifier = { CUPEL_TABLE_FORMAT, sizeof(cupel_table_item), table_name, \
                                     identifier##_items,                                       \
                                     sizeof identifier##_items / sizeof identifier##_items[0] }

/**
 * A column of a table as an expression.  Not counted: use it as often as you like.  A name the table does not have
 * gives a poisoned expression (INVALID_REQUEST).
 */
CUPEL_API cupel_expr *cupel_column(const cupel_table *table, const char *name);

/** The table itself: to select all its columns, to select from it, to join to it.  NULL is an error. */
CUPEL_API cupel_expr *cupel_table_source(const cupel_table *table);

/* ---- tables made at run time ------------------------------------------------------------------- */

/* A description under construction. */
typedef struct cupel_table_builder cupel_table_builder;

/** Begins a table.  Owner: the caller, until cupel_table_build() or cupel_table_builder_free().  NULL: no memory. */
CUPEL_API CUPEL_CHECKED cupel_table_builder *cupel_table_builder_new(const char *name);

/**
 * Adds a line; names, texts and lists in it are copied, enumerations and default_data borrowed.  A fault is kept and
 * reported by cupel_table_build().  A column's options may be NULL.
 */
CUPEL_API void cupel_table_builder_column(cupel_table_builder *builder, const char *name,
                                          const cupel_column_options *options);
CUPEL_API void cupel_table_builder_constraint(cupel_table_builder *builder, cupel_item_kind kind,
                                              const cupel_constraint_options *options);
CUPEL_API void cupel_table_builder_options(cupel_table_builder *builder,
                                           const cupel_table_options *options);

/**
 * Finishes: frees the builder and gives the description.  NULL where memory was short or a line was wrong: a column
 * without a name, a constraint of a kind that is none, options that are NULL where there must be some.  What is wrong
 * only among other tables, or with other lines, is reported by the registry.  `builder` NULL gives NULL.
 *
 * Owner: the caller, by cupel_table_free(), after the registries that use it are closed.
 */
CUPEL_API CUPEL_CHECKED const cupel_table *cupel_table_build(cupel_table_builder *builder);
CUPEL_API void cupel_table_builder_free(cupel_table_builder *builder);

/** Frees a table that cupel_table_build() made; NULL is allowed. */
CUPEL_API void cupel_table_free(const cupel_table *table);

CUPEL_END_DECLARATIONS

#endif
