/*
 * schema/ddl.h - CREATE and DROP as SQL text, and what a dialect tells to have
 * it written its way.
 */
#ifndef CU_SCHEMA_DDL_H
#define CU_SCHEMA_DDL_H

#include "schema/table.h"
#include "sql/compile.h"

/* The parts of a column's line after its name; dialects differ in their order. */
typedef enum cu_ddl_part {
    CU_DDL_END = 0,
    CU_DDL_TYPE,
    CU_DDL_DEFAULT,
    CU_DDL_COMPUTED,
    CU_DDL_NULLABLE,
    CU_DDL_COMMENT,
    CU_DDL_AUTOINCREMENT,
    CU_DDL_PART_COUNT
} cu_ddl_part;

/* How comments on tables and columns are made. */
typedef enum cu_ddl_comments {
    CU_DDL_NO_COMMENTS,
    CU_DDL_INLINE_COMMENTS,   /* COMMENT 'text' in CREATE TABLE */
    CU_DDL_SEPARATE_COMMENTS, /* COMMENT ON ... IS 'text', after it */
} cu_ddl_comments;

/* Where an index says USING. */
typedef enum cu_ddl_index_method {
    CU_DDL_NO_INDEX_METHOD,
    CU_DDL_INDEX_METHOD_FIRST, /* before the columns */
    CU_DDL_INDEX_METHOD_LAST   /* behind them */
} cu_ddl_index_method;

/* What one database says differently. */
typedef struct cu_ddl_dialect {
    const cu_ddl_part *column_parts; /* in their order; those left out do not exist there */
    cu_ddl_comments comments;
    cu_ddl_index_method index_method;
    bool local_names; /* an index is named with its table's schema, its table without; foreign keys
                             stay inside a schema and name their table without it */
    bool partial_indexes;          /* CREATE INDEX ... WHERE */
    uint32_t deferrable;           /* kinds of constraints that can be: bit (1 << kind) */
    bool enum_checks;              /* an enumeration is text with a check constraint */
    bool always_stored;            /* computed columns are always STORED */
    const char *computed;          /* NULL: "GENERATED ALWAYS AS" */
    const char *stored;            /* of computed columns; NULL: "STORED"; "": there are none */
    bool computed_untyped;         /* their type is that of the expression */
    uint32_t on_delete, on_update; /* actions that there are: bit (1 << action); 0: all */
    const char *drop_foreign_key;  /* after ALTER TABLE name DROP; NULL: "CONSTRAINT" */
    bool numeric_needs_precision;  /* without one no digit behind the point is kept */
    const char
        *string_needs_length; /* the name of such a type without a length; NULL: it can be had */
    bool identity;            /* GENERATED ... AS IDENTITY */
    bool exclusions;          /* EXCLUDE constraints */
    bool partitions;          /* CREATE TABLE ... PARTITION OF */
    bool sequence_defaults;   /* DEFAULT of a column with a sequence is its next value */
    const char *sequence_open,
        *sequence_close; /* around its name; NULL: no DEFAULT in CREATE TABLE, but nextval() set after it */
    const char *const
        *index_kinds; /* methods that are said before INDEX ("FULLTEXT"); NULL: none */

    /* The type of a column, "VARCHAR(50)", into `buffer`; COMPILE_ERROR where the type cannot be had. */
    cupel_code (*write_type)(cu_buffer *buffer, const cu_table_column *column, cu_error *error);
    /* The default, where it must not stand as it was declared; NULL: as declared. */
    void (*write_default)(cu_buffer *buffer, const cu_table_column *column);
    /* "AUTO_INCREMENT" for a generated key; NULL: nothing. */
    void (*write_autoincrement)(cu_buffer *buffer, const cu_table_column *column);
    /* Stands in place of the type for a generated key ("SERIAL"); NULL, or giving NULL: the type. */
    const char *(*autoincrement_type)(const cu_table_column *column);
    /* Whether the key is declared by the type of its column; NULL: never. */
    bool (*key_in_column)(const cu_table *table);
    /* What is said of columns that may be NULL; NULL, or giving NULL: nothing. */
    const char *(*nullable_text)(const cu_table_column *column);
    /* What follows the closing parenthesis (WITHOUT ROWID, ENGINE=...); NULL: nothing. */
    void (*write_table_options)(cu_buffer *buffer, const cu_table *table);
} cu_ddl_dialect;

/* Each writes one statement without a semicolon; COMPILE_ERROR names table and column, and nothing was written. */
cupel_code cu_ddl_create_table(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                               const cu_table *table, cu_buffer *buffer, cu_error *error);
cupel_code cu_ddl_drop_table(const cu_sql_dialect *sql, const cu_table *table, cu_buffer *buffer,
                             cu_error *error);
cupel_code cu_ddl_create_index(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                               const cu_constraint *index, cu_buffer *buffer, cu_error *error);
/* ALTER TABLE ... ADD CONSTRAINT, DROP CONSTRAINT, for foreign keys of a cycle. */
cupel_code cu_ddl_add_constraint(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                                 const cu_constraint *constraint, cu_buffer *buffer,
                                 cu_error *error);
cupel_code cu_ddl_drop_constraint(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                                  const cu_constraint *constraint, cu_buffer *buffer,
                                  cu_error *error);

/* CREATE TYPE ... AS ENUM and DROP TYPE, where the database has CU_CAN_ENUM_TYPES. */
cupel_code cu_ddl_create_enum(const cu_sql_dialect *sql, const cupel_enum *enumeration,
                              cu_buffer *buffer, cu_error *error);
cupel_code cu_ddl_drop_enum(const cu_sql_dialect *sql, const cupel_enum *enumeration,
                            cu_buffer *buffer, cu_error *error);

/* CREATE DOMAIN and DROP DOMAIN for a column with options.domain. */
cupel_code cu_ddl_create_domain(const cu_sql_dialect *sql, const cu_table_column *column,
                                cu_buffer *buffer, cu_error *error);
cupel_code cu_ddl_drop_domain(const cu_sql_dialect *sql, const cu_table_column *column,
                              cu_buffer *buffer, cu_error *error);

/* CREATE and DROP SEQUENCE, for databases that have sequences. */
cupel_code cu_ddl_create_sequence(const cu_sql_dialect *sql, const cupel_sequence *sequence,
                                  cu_buffer *buffer, cu_error *error);
cupel_code cu_ddl_drop_sequence(const cu_sql_dialect *sql, const cupel_sequence *sequence,
                                cu_buffer *buffer, cu_error *error);

/* ALTER TABLE ... SET DEFAULT nextval('name') for a column with options.sequence, where the dialect has such defaults. */
cupel_code cu_ddl_default_sequence(const cu_sql_dialect *sql, const cu_table_column *column,
                                   cu_buffer *buffer, cu_error *error);

/* CREATE and DROP VIEW for a table with options.view. */
cupel_code cu_ddl_create_view(const cu_sql_dialect *sql, const cu_table *view, cu_buffer *buffer,
                              cu_error *error);
cupel_code cu_ddl_drop_view(const cu_sql_dialect *sql, const cu_table *view, cu_buffer *buffer,
                            cu_error *error);

/*
 * Comment number `number` of a table, as a statement to run after CREATE TABLE; nothing is written past the last, and
 * where the dialect has its comments in CREATE TABLE, or none.
 */
cupel_code cu_ddl_comment(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                          const cu_table *table, size_t number, cu_buffer *buffer, cu_error *error);

/* ---- for dialects ------------------------------------------------------------------------------ */

/* 'red', 'green' with `separator` between. */
void cu_ddl_write_enum_names(const cu_sql_dialect *sql, cu_buffer *buffer,
                             const cupel_enum *enumeration, const char *separator);

#endif
