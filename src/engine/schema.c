/*
 * engine/schema.c - CREATE and DROP of all tables, in an order that works, and
 * of what tables need: sequences and types before them, views after.
 *
 * Tables that refer to each other in a circle have no such order.  Where the
 * database can add and drop constraints, those of the circle are added last and
 * dropped first; where it cannot (SQLite), they are part of CREATE TABLE, which
 * allows tables that are not there yet, and are not checked while the circle is
 * dropped, but before that is committed.
 */
#include "engine/schema.h"

#include "engine/connection.h"

/* A schema being changed. */
typedef struct schema_change {
    const cu_metadata *metadata;
    cupel_connection *connection;
    const cu_dialect *dialect;
    cu_arena arena;
    bool *present; /* by place in metadata->sorted: the table was there before */
    cu_error *error;
} schema_change;

/* ---- running DDL ------------------------------------------------------------------------------- */

/* Runs what was written, if that worked; empties the buffer. */
static cupel_code schema_run(schema_change *change, cupel_code code, cu_buffer *buffer)
{
    if (code == CUPEL_OK && buffer->failed)
        code = cu_error_no_memory(change->error);
    if (code == CUPEL_OK)
        code = cu_connection_run(change->connection, cu_buffer_text(buffer), change->error);
    cu_buffer_free(buffer);
    return code;
}

static cupel_code schema_create_table(schema_change *change, const cu_table *table)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    return schema_run(change,
                      cu_ddl_create_table(change->dialect->sql, change->dialect->ddl, table,
                                          &buffer, change->error),
                      &buffer);
}

/* One of the functions of schema/ddl.h that need no more than SQL's rules for names. */
typedef cupel_code (*schema_plain_writer)(const cu_sql_dialect *sql, const cu_table *table,
                                          cu_buffer *buffer, cu_error *error);

static cupel_code schema_run_plain(schema_change *change, const cu_table *table,
                                   schema_plain_writer write)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    return schema_run(change, write(change->dialect->sql, table, &buffer, change->error), &buffer);
}

/* One of the functions of schema/ddl.h that write a statement about a constraint. */
typedef cupel_code (*schema_writer)(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                                    const cu_constraint *constraint, cu_buffer *buffer,
                                    cu_error *error);

static cupel_code schema_alter(schema_change *change, const cu_constraint *constraint,
                               schema_writer write)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    return schema_run(
        change,
        write(change->dialect->sql, change->dialect->ddl, constraint, &buffer, change->error),
        &buffer);
}

/* ---- what is there ----------------------------------------------------------------------------- */

/* Whether the database has something of that name. */
static cupel_code schema_ask(schema_change *change,
                             void (*write)(cu_buffer *buffer, const char *schema, const char *name),
                             const char *schema, const char *name, bool *found)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    write(&buffer, schema, name);
    cupel_code code = buffer.failed ? cu_error_no_memory(change->error)
                                    : cu_connection_ask(change->connection, cu_buffer_text(&buffer),
                                                        found, change->error);
    cu_buffer_free(&buffer);
    return code;
}

static cupel_code schema_look(schema_change *change, bool check_first)
{
    const cu_metadata *metadata = change->metadata;
    change->present =
        cu_arena_alloc_array(&change->arena, metadata->tables.count, sizeof *change->present);
    cupel_code code = change->present ? CUPEL_OK : cu_error_no_memory(change->error);
    for (size_t i = 0; i < metadata->tables.count && code == CUPEL_OK && check_first; i++)
        code = schema_ask(change, change->dialect->has_table_sql, metadata->sorted[i]->from.schema,
                          metadata->sorted[i]->from.name, &change->present[i]);
    return code;
}

/* Whether a constraint is one that is added and dropped by itself. */
static bool schema_is_separate(const schema_change *change, const cu_constraint *constraint)
{
    return constraint->needs_alter &&
           (change->dialect->sql->capabilities & CU_CAN_ALTER_CONSTRAINTS) != 0;
}

/* Says of what a failure was. */
static cupel_code schema_blame(schema_change *change, cupel_code code, bool create,
                               const char *what, const char *name)
{
    if (code != CUPEL_OK)
        cu_error_prefix(change->error, "%s %s '%s': ", create ? "creating" : "dropping", what,
                        name);
    return code;
}

/* ---- sequences and types ------------------------------------------------------------------------- */

static cupel_code schema_change_sequence(schema_change *change, const cupel_sequence *sequence,
                                         bool create)
{
    bool there = false;
    cupel_code code = schema_ask(change, change->dialect->has_sequence_sql, sequence->schema,
                                 sequence->name, &there);
    if (code != CUPEL_OK || there == create)
        return code;
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    code = create ? cu_ddl_create_sequence(change->dialect->sql, sequence, &buffer, change->error)
                  : cu_ddl_drop_sequence(change->dialect->sql, sequence, &buffer, change->error);
    return schema_blame(change, schema_run(change, code, &buffer), create, "sequence",
                        sequence->name);
}

static cupel_code schema_change_enum(schema_change *change, const cupel_enum *enumeration,
                                     bool create)
{
    bool there = false;
    if (!enumeration->name)
        return CUPEL_OK; /* the table that uses it says what is wrong */
    cupel_code code =
        schema_ask(change, change->dialect->has_enum_sql, NULL, enumeration->name, &there);
    if (code != CUPEL_OK || there == create)
        return code;
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    code = create ? cu_ddl_create_enum(change->dialect->sql, enumeration, &buffer, change->error)
                  : cu_ddl_drop_enum(change->dialect->sql, enumeration, &buffer, change->error);
    return schema_blame(change, schema_run(change, code, &buffer), create, "type",
                        enumeration->name);
}

static cupel_code schema_change_domain(schema_change *change, const cu_table_column *column,
                                       bool create)
{
    bool there = false;
    const char *name = column->options.type_sql;
    cupel_code code = schema_ask(change, change->dialect->has_domain_sql, NULL, name, &there);
    if (code != CUPEL_OK || there == create)
        return code;
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    code = create ? cu_ddl_create_domain(change->dialect->sql, column, &buffer, change->error)
                  : cu_ddl_drop_domain(change->dialect->sql, column, &buffer, change->error);
    return schema_blame(change, schema_run(change, code, &buffer), create, "domain", name);
}

/* What a column needs, or needed. */
static cupel_code schema_change_of_column(schema_change *change, const cu_table_column *column,
                                          bool create)
{
    const cu_dialect *dialect = change->dialect;
    cupel_code code = CUPEL_OK;
    if (column->type.id == CUPEL_ENUM && column->type.enumeration && dialect->has_enum_sql &&
        !column->options.type_sql)
        code = schema_change_enum(change, column->type.enumeration, create);
    if (code == CUPEL_OK && column->options.domain && column->options.type_sql &&
        dialect->has_domain_sql)
        code = schema_change_domain(change, column, create);
    if (code == CUPEL_OK && column->options.sequence && dialect->ddl->sequence_defaults)
        code = schema_change_sequence(change,
                                      &(cupel_sequence){ .name = column->options.sequence,
                                                         .schema = column->table->options.schema },
                                      create);
    return code;
}

/* Of the tables that are to be created, or were dropped; sequences that stand alone always. */
static cupel_code schema_change_needs(schema_change *change, bool create)
{
    const cu_metadata *metadata = change->metadata;
    cupel_code code = CUPEL_OK;
    if (change->dialect->has_sequence_sql)
        for (size_t i = 0; i < metadata->sequences.count && code == CUPEL_OK; i++)
            code = schema_change_sequence(change, &metadata->sequences.items[i], create);
    for (size_t i = 0; i < metadata->tables.count && code == CUPEL_OK; i++) {
        const cu_table *table = metadata->sorted[i];
        if (change->present[i] == create || table->options.view)
            continue;
        for (size_t j = 0; j < table->columns.count && code == CUPEL_OK; j++)
            code = schema_change_of_column(change, cu_table_column_at(table, j), create);
    }
    return code;
}

/* ---- creating ---------------------------------------------------------------------------------- */

static cupel_code schema_create_indexes(schema_change *change, const cu_table *table)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < table->constraints.count && code == CUPEL_OK; i++)
        if (table->constraints.items[i]->kind == CU_CONSTRAINT_INDEX)
            code = schema_alter(change, table->constraints.items[i], cu_ddl_create_index);
    return code;
}

/* Comments that are statements of their own. */
static cupel_code schema_add_comments(schema_change *change, const cu_table *table)
{
    cupel_code code = CUPEL_OK;
    bool more = true;
    for (size_t number = 0; more && code == CUPEL_OK; number++) {
        cu_buffer buffer;
        cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
        code = cu_ddl_comment(change->dialect->sql, change->dialect->ddl, table, number, &buffer,
                              change->error);
        more = code != CUPEL_OK || buffer.failed || buffer.length > 0;
        if (more)
            code = schema_run(change, code, &buffer);
    }
    return code;
}

/* Sequences become the defaults of their columns. */
static cupel_code schema_add_sequences(schema_change *change, const cu_table *table)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < table->columns.count && code == CUPEL_OK; i++) {
        const cu_table_column *column = cu_table_column_at(table, i);
        const cupel_column_options *options = &column->options;
        if (!options->sequence || options->server_default || options->identity ||
            !change->dialect->ddl->sequence_defaults || change->dialect->ddl->sequence_open)
            continue;
        cu_buffer buffer;
        cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
        code = schema_run(
            change, cu_ddl_default_sequence(change->dialect->sql, column, &buffer, change->error),
            &buffer);
    }
    return code;
}

static cupel_code schema_add_separate(schema_change *change, const cu_table *table)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < table->constraints.count && code == CUPEL_OK; i++)
        if (schema_is_separate(change, table->constraints.items[i]))
            code = schema_alter(change, table->constraints.items[i], cu_ddl_add_constraint);
    return code;
}

/* Tables, or views, that are not there yet. */
static cupel_code schema_create_all_of(schema_change *change, bool views)
{
    const cu_metadata *metadata = change->metadata;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < metadata->tables.count && code == CUPEL_OK; i++) {
        const cu_table *table = metadata->sorted[i];
        if (change->present[i] || (table->options.view != NULL) != views)
            continue;
        code = views ? schema_run_plain(change, table, cu_ddl_create_view)
                     : schema_create_table(change, table);
        if (code == CUPEL_OK)
            code = schema_add_sequences(change, table);
        if (code == CUPEL_OK)
            code = schema_create_indexes(change, table);
        if (code == CUPEL_OK)
            code = schema_add_comments(change, table);
        schema_blame(change, code, true, views ? "view" : "table", table->full_name);
    }
    return code;
}

static cupel_code schema_create(schema_change *change)
{
    const cu_metadata *metadata = change->metadata;
    cupel_code code = schema_change_needs(change, true);
    if (code == CUPEL_OK)
        code = schema_create_all_of(change, false);
    for (size_t i = 0; i < metadata->tables.count && code == CUPEL_OK; i++)
        if (!change->present[i])
            code = schema_add_separate(change, metadata->sorted[i]);
    return code == CUPEL_OK ? schema_create_all_of(change, true) : code;
}

/* ---- dropping ---------------------------------------------------------------------------------- */

/* Breaks circles: drops the constraints that close them. */
static cupel_code schema_break_circles(schema_change *change)
{
    const cu_metadata *metadata = change->metadata;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < metadata->tables.count; i++) {
        const cu_table *table = metadata->sorted[i];
        for (size_t j = 0; j < table->constraints.count && code == CUPEL_OK; j++)
            if (change->present[i] && schema_is_separate(change, table->constraints.items[j]))
                code = schema_alter(change, table->constraints.items[j], cu_ddl_drop_constraint);
    }
    return code;
}

static bool schema_has_circle(const cu_metadata *metadata)
{
    for (size_t i = 0; i < metadata->tables.count; i++)
        for (size_t j = 0; j < metadata->sorted[i]->constraints.count; j++)
            if (metadata->sorted[i]->constraints.items[j]->needs_alter)
                return true;
    return false;
}

/* Turns checking of foreign keys off for circles that cannot be broken; *off: it was on. */
static cupel_code schema_stop_checking(schema_change *change, bool *off)
{
    const cu_checking *checking = change->dialect->foreign_keys;
    if (!checking || !schema_has_circle(change->metadata))
        return CUPEL_OK;
    cupel_code code = cu_connection_ask(change->connection, checking->is_on, off, change->error);
    if (code == CUPEL_OK && *off)
        code = cu_connection_run(change->connection, checking->off, change->error);
    return code;
}

/* Tables that stay may refer to what was dropped. */
static cupel_code schema_check_rest(schema_change *change)
{
    bool broken = false;
    cupel_code code = cu_connection_ask(change->connection, change->dialect->foreign_keys->broken,
                                        &broken, change->error);
    if (code != CUPEL_OK || !broken)
        return code;
    cu_error_set(change->error, CUPEL_INTEGRITY_ERROR,
                 "rows of tables that are not dropped refer to rows of those that are");
    cu_error_set_reason(change->error, CUPEL_REASON_FOREIGN_KEY);
    return CUPEL_INTEGRITY_ERROR;
}

/* Turns it on again, whatever happened in between. */
static void schema_check_again(schema_change *change)
{
    cu_error ignored;
    cu_error_init(&ignored);
    (void)cu_connection_rollback(change->connection, &ignored);
    if (cu_connection_run(change->connection, change->dialect->foreign_keys->on, &ignored) !=
        CUPEL_OK)
        cu_connection_invalidate(change->connection);
    cu_error_free(&ignored);
}

/* Whether a table is a partition that goes when the table does that it is one of. */
static bool schema_goes_along(const schema_change *change, const cu_table *table)
{
    const cu_metadata *metadata = change->metadata;
    for (size_t i = 0; table->divided && i < metadata->tables.count; i++)
        if (metadata->sorted[i] == table->divided)
            return change->dialect->ddl->partitions && change->present[i];
    return false;
}

static cupel_code schema_drop_all_of(schema_change *change, bool views)
{
    const cu_metadata *metadata = change->metadata;
    cupel_code code = CUPEL_OK;
    for (size_t i = metadata->tables.count; i > 0 && code == CUPEL_OK; i--) {
        const cu_table *table = metadata->sorted[i - 1];
        if (!change->present[i - 1] || (table->options.view != NULL) != views ||
            schema_goes_along(change, table))
            continue;
        code = schema_run_plain(change, table, views ? cu_ddl_drop_view : cu_ddl_drop_table);
        schema_blame(change, code, false, views ? "view" : "table", table->full_name);
    }
    return code;
}

static cupel_code schema_drop(schema_change *change)
{
    cupel_code code = schema_drop_all_of(change, true);
    if (code == CUPEL_OK)
        code = schema_break_circles(change);
    if (code == CUPEL_OK)
        code = schema_drop_all_of(change, false);
    return code == CUPEL_OK ? schema_change_needs(change, false) : code;
}

/* ---- all of it --------------------------------------------------------------------------------- */

/* Runs one of the two: in a transaction of its own, where the database does not end that at each statement. */
static cupel_code schema_do(const cu_metadata *metadata, cupel_engine *engine, bool check_first,
                            bool create, cu_error *error)
{
    schema_change change = { .metadata = metadata, .error = error };
    change.connection = cu_connection_checkout(engine, error);
    if (!change.connection)
        return cu_error_code(error);
    change.dialect = engine->dialect;
    cu_arena_init(&change.arena, 0);
    bool together = (change.dialect->sql->capabilities & CU_CAN_TRANSACTIONAL_DDL) != 0;
    bool unchecked = false;
    cupel_code code = create ? CUPEL_OK : schema_stop_checking(&change, &unchecked);
    if (code == CUPEL_OK && together)
        code = cu_connection_begin(change.connection, CUPEL_BEGIN_WRITE, error);
    if (code == CUPEL_OK)
        code = schema_look(&change, check_first);
    /* Not asked: dropping takes them all for present, creating none. */
    for (size_t i = 0; i < metadata->tables.count && code == CUPEL_OK && !check_first; i++)
        change.present[i] = !create;
    if (code == CUPEL_OK)
        code = create ? schema_create(&change) : schema_drop(&change);
    if (code == CUPEL_OK && unchecked)
        code = schema_check_rest(&change);
    if (code == CUPEL_OK && together)
        code = cu_connection_commit(change.connection, error);
    if (unchecked)
        schema_check_again(&change);
    cu_connection_return(change.connection); /* rolls back what was not committed */
    cu_arena_free(&change.arena);
    return code;
}

cupel_code cu_metadata_create_all(const cu_metadata *metadata, cupel_engine *engine,
                                  bool check_first, cu_error *error)
{
    return schema_do(metadata, engine, check_first, true, error);
}

cupel_code cu_metadata_drop_all(const cu_metadata *metadata, cupel_engine *engine, bool check_first,
                                cu_error *error)
{
    return schema_do(metadata, engine, check_first, false, error);
}
