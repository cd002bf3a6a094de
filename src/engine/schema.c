/*
 * engine/schema.c - CREATE and DROP of all tables, in an order that works.
 *
 * Tables that refer to each other in a circle have no such order.  Where the
 * database can add and drop constraints, those of the circle are added last and
 * dropped first; where it cannot (SQLite), they are part of CREATE TABLE, which
 * allows tables that are not there yet, and the dialect says how to drop them.
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

static cupel_code schema_drop_table(schema_change *change, const cu_table *table)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    return schema_run(
        change, cu_ddl_drop_table(change->dialect->sql, table, &buffer, change->error), &buffer);
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

static cupel_code schema_look(schema_change *change, bool check_first)
{
    const cu_metadata *metadata = change->metadata;
    change->present =
        cu_arena_alloc_array(&change->arena, metadata->tables.count, sizeof *change->present);
    cupel_code code = change->present ? CUPEL_OK : cu_error_no_memory(change->error);
    for (size_t i = 0; i < metadata->tables.count && code == CUPEL_OK && check_first; i++) {
        const cu_table *table = metadata->sorted[i];
        cu_buffer buffer;
        cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
        change->dialect->has_table_sql(&buffer, table->from.schema, table->from.name);
        code = buffer.failed ? cu_error_no_memory(change->error)
                             : cu_connection_ask(change->connection, cu_buffer_text(&buffer),
                                                 &change->present[i], change->error);
        cu_buffer_free(&buffer);
    }
    return code;
}

/* Whether a constraint is one that is added and dropped by itself. */
static bool schema_is_separate(const schema_change *change, const cu_constraint *constraint)
{
    return constraint->needs_alter &&
           (change->dialect->sql->capabilities & CU_CAN_ALTER_CONSTRAINTS) != 0;
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

static cupel_code schema_add_separate(schema_change *change, const cu_table *table)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < table->constraints.count && code == CUPEL_OK; i++)
        if (schema_is_separate(change, table->constraints.items[i]))
            code = schema_alter(change, table->constraints.items[i], cu_ddl_add_constraint);
    return code;
}

static cupel_code schema_create(schema_change *change)
{
    const cu_metadata *metadata = change->metadata;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < metadata->tables.count && code == CUPEL_OK; i++) {
        const cu_table *table = metadata->sorted[i];
        if (change->present[i])
            continue;
        code = schema_create_table(change, table);
        if (code == CUPEL_OK)
            code = schema_create_indexes(change, table);
        if (code == CUPEL_OK)
            code = schema_add_comments(change, table);
        if (code != CUPEL_OK)
            cu_error_prefix(change->error, "creating table '%s': ", table->full_name);
    }
    for (size_t i = 0; i < metadata->tables.count && code == CUPEL_OK; i++)
        if (!change->present[i])
            code = schema_add_separate(change, metadata->sorted[i]);
    return code;
}

/* ---- dropping ---------------------------------------------------------------------------------- */

/* Breaks circles: drops the constraints that close them, or tells the database not to mind. */
static cupel_code schema_break_circles(schema_change *change)
{
    const cu_metadata *metadata = change->metadata;
    cupel_code code = CUPEL_OK;
    bool circle = false;
    for (size_t i = 0; i < metadata->tables.count; i++) {
        const cu_table *table = metadata->sorted[i];
        for (size_t j = 0; j < table->constraints.count && code == CUPEL_OK; j++) {
            const cu_constraint *constraint = table->constraints.items[j];
            if (!change->present[i])
                continue;
            circle |= constraint->needs_alter;
            if (schema_is_separate(change, constraint))
                code = schema_alter(change, constraint, cu_ddl_drop_constraint);
        }
    }
    if (code == CUPEL_OK && circle && change->dialect->before_dropping_cycle)
        code = cu_connection_run(change->connection, change->dialect->before_dropping_cycle,
                                 change->error);
    return code;
}

static cupel_code schema_drop(schema_change *change)
{
    const cu_metadata *metadata = change->metadata;
    cupel_code code = schema_break_circles(change);
    for (size_t i = metadata->tables.count; i > 0 && code == CUPEL_OK; i--) {
        const cu_table *table = metadata->sorted[i - 1];
        if (!change->present[i - 1])
            continue;
        code = schema_drop_table(change, table);
        if (code != CUPEL_OK)
            cu_error_prefix(change->error, "dropping table '%s': ", table->full_name);
    }
    return code;
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
    cupel_code code =
        together ? cu_connection_begin(change.connection, CUPEL_BEGIN_WRITE, error) : CUPEL_OK;
    if (code == CUPEL_OK)
        code = schema_look(&change, check_first);
    /* Not asked: dropping takes them all for present, creating none. */
    for (size_t i = 0; i < metadata->tables.count && code == CUPEL_OK && !check_first; i++)
        change.present[i] = !create;
    if (code == CUPEL_OK)
        code = create ? schema_create(&change) : schema_drop(&change);
    if (code == CUPEL_OK && together)
        code = cu_connection_commit(change.connection, error);
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
