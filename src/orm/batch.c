/*
 * orm/batch.c - statements of one shape: compiled once (and found again by the
 * shape in the engine's cache), prepared once, and run for each instance with its
 * own values.
 */
#include "orm/batch.h"
#include "base/alloc.h"
#include "engine/bind.h"
#include "orm/instance.h"
#include "sql/expression.h"

/* ---- shapes ------------------------------------------------------------------------------------ */

bool cu_batch_init(cu_batch *batch, cu_unit_of_work *work, const cu_mapper *mapper,
                   cu_dml_kind kind, size_t rows_limit)
{
    size_t words = mapper->property_count / 64 + 1;
    *batch =
        (cu_batch){ .work = work, .mapper = mapper, .kind = kind, .rows = 1, .shape_words = words };
    batch->shape = cu_arena_alloc_array(&work->arena, words, sizeof *batch->shape);
    batch->written =
        cu_arena_alloc_array(&work->arena, mapper->property_count, sizeof *batch->written);
    batch->values = cu_arena_alloc_array(
        &work->arena, mapper->property_count * CU_MAX(rows_limit, 2) + 1, sizeof *batch->values);
    if (batch->shape && batch->written && batch->values)
        return true;
    cu_error_no_memory(&work->session->error);
    return false;
}

void cu_batch_close(cu_batch *batch)
{
    if (batch->open)
        cu_cursor_close(&batch->cursor);
    cu_compiled_release(batch->compiled);
    batch->open = false;
    batch->compiled = NULL;
}

bool cu_batch_has_shape(const cu_batch *batch, const uint64_t *shape)
{
    return memcmp(batch->shape, shape, batch->shape_words * sizeof *shape) == 0;
}

/* Keeps the statement if the next instance has the same shape; else closes it. */
void cu_batch_shape(cu_batch *batch, const uint64_t *shape)
{
    if (batch->compiled && cu_batch_has_shape(batch, shape))
        return;
    cu_batch_close(batch);
    memcpy(batch->shape, shape, batch->shape_words * sizeof *shape);
    batch->written_count = 0;
    for (size_t i = 0; i < batch->mapper->property_count; i++)
        if (cu_bit(shape, i))
            batch->written[batch->written_count++] = &batch->mapper->properties[i];
}

void cu_batch_rows(cu_batch *batch, size_t rows)
{
    if (batch->rows != rows)
        cu_batch_close(batch);
    batch->rows = rows;
}

/* ---- statements -------------------------------------------------------------------------------- */

static const cupel_expr *slot(cu_arena *arena, uint32_t *ordinal, uint64_t walk,
                              const cu_property *property)
{
    return cu_arena_slot(arena, (*ordinal)++, walk, property->column->column.node.type);
}

static const cupel_expr *equals_slot(cu_arena *arena, uint32_t *ordinal, uint64_t walk,
                                     const cu_property *property)
{
    return cu_arena_binary(arena, CUPEL_OPERATOR_EQ,
                           cu_column_expression(&property->column->column),
                           slot(arena, ordinal, walk, property));
}

/* Builds and compiles the statement of the batch's shape; values come in the order: written, keys, version. */
static cu_compiled *compile_shape(const cu_batch *batch)
{
    const cu_mapper *mapper = batch->mapper;
    cupel_session *session = batch->work->session;
    cu_arena arena;
    cu_arena_init(&arena, 0);
    uint64_t walk = UINT64_MAX; /* no walk of a key has this number */
    uint32_t ordinal = 0;
    size_t value_count = batch->written_count * batch->rows;
    cu_assignment *assignments = cu_arena_alloc_array(&arena, value_count, sizeof *assignments);
    const cupel_expr **where = cu_arena_alloc_array(&arena, mapper->key_count + 1, sizeof *where);
    const cupel_expr *returning[1] = { NULL };
    cu_compiled *compiled = NULL;
    if (assignments && where) {
        cu_dml dml = { .kind = batch->kind,
                       .table = &mapper->table->from,
                       .assignments = assignments,
                       .assignment_count = batch->written_count,
                       .row_count = batch->rows,
                       .where = where };
        for (size_t i = 0; i < value_count; i++) {
            const cu_property *property = batch->written[i % batch->written_count];
            assignments[i] = (cu_assignment){ &property->column->column,
                                              slot(&arena, &ordinal, walk, property) };
        }
        if (batch->kind != CU_DML_INSERT) {
            for (size_t i = 0; i < mapper->key_count; i++)
                where[dml.where_count++] = equals_slot(&arena, &ordinal, walk, mapper->keys[i]);
            if (mapper->version)
                where[dml.where_count++] = equals_slot(&arena, &ordinal, walk, mapper->version);
        }
        if (batch->returning) {
            returning[0] = cu_column_expression(&mapper->generated->column->column);
            dml.returning = returning;
            dml.returning_count = 1;
        }
        if (!arena.failed)
            compiled =
                cu_compile_dml(&dml, session->engine->dialect->sql, NULL, walk, &session->error);
    }
    if (arena.failed)
        cu_error_no_memory(&session->error);
    cu_arena_free(&arena);
    return compiled;
}

/* The compiled statement of the batch's shape, from the engine's cache if it is there. */
static cu_compiled *find_statement(cu_batch *batch)
{
    cupel_session *session = batch->work->session;
    cu_statement_cache *cache = &session->engine->cache;
    cu_key *key = &session->key;
    cu_key_begin(key);
    cu_key_word(key, batch->mapper->id);
    cu_key_word(key, (uint64_t)batch->kind << 8 | (uint64_t)batch->returning | UINT64_C(1) << 63);
    cu_key_word(key, batch->rows);
    for (size_t i = 0; i < batch->shape_words; i++)
        cu_key_word(key, batch->shape[i]);
    if (key->failed) {
        cu_error_no_memory(&session->error);
        return NULL;
    }
    cu_compiled *compiled = cu_cache_get(cache, key->words.items, key->words.count);
    if (compiled)
        return compiled;
    compiled = compile_shape(batch);
    if (compiled)
        cu_cache_put(cache, key->words.items, key->words.count, compiled);
    return compiled;
}

/* Says which instance a failed statement was for. */
cupel_code cu_batch_blame(const cu_batch *batch, const char *what)
{
    cu_error_prefix(&batch->work->session->error, "%s %s: ", what, batch->mapper->mapping->name);
    return cu_error_code(&batch->work->session->error);
}

cupel_code cu_batch_start(cu_batch *batch, const cupel_value *values)
{
    cupel_session *session = batch->work->session;
    cupel_code code;
    if (!batch->compiled) {
        batch->compiled = find_statement(batch);
        if (!batch->compiled)
            return cu_error_code(&session->error);
    }
    if (batch->open)
        code = cu_cursor_again(&batch->cursor, values, &session->error);
    else
        code = cu_cursor_open(&batch->cursor, session->connection, batch->compiled, values,
                              &session->error);
    batch->open = code == CUPEL_OK || batch->open;
    session->statements++;
    return code;
}

cupel_code cu_batch_run(cu_batch *batch)
{
    bool row;
    cupel_code code = cu_batch_start(batch, batch->values);
    return code == CUPEL_OK ? cu_cursor_step(&batch->cursor, &row, &batch->work->session->error)
                            : code;
}

/* Adds the value of a property, ready to be bound; what is wrong with it names the attribute, cu_batch_blame() the struct. */
static cupel_code cu_batch_add(cu_batch *batch, const cu_property *property, cupel_value value)
{
    cupel_session *session = batch->work->session;
    cupel_code code =
        cu_bind_value(batch->work->dialect, property->column->column.node.type, &value,
                      &batch->work->arena, property->attribute->name, &session->error);
    if (code == CUPEL_OK)
        batch->values[batch->value_count++] = value;
    return code;
}

cupel_code cu_batch_add_written(cu_batch *batch, const cupel_state *state)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < batch->written_count && code == CUPEL_OK; i++)
        code = cu_batch_add(batch, batch->written[i],
                            cu_state_value(state, batch->written[i]->attribute));
    return code;
}

cupel_code cu_batch_add_key(cu_batch *batch, const cupel_state *state)
{
    const cu_mapper *mapper = batch->mapper;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < mapper->key_count && code == CUPEL_OK; i++)
        code = cu_batch_add(batch, mapper->keys[i],
                            mapper->integer_key
                                ? cupel_value_int(state->identity.key.number)
                                : cu_state_committed(state, mapper->keys[i]->attribute));
    if (mapper->version && code == CUPEL_OK)
        code = cu_batch_add(batch, mapper->version,
                            cu_state_committed(state, mapper->version->attribute));
    return code;
}

/* ---- rows and instances ------------------------------------------------------------------------ */

cupel_code cu_batch_default(const cu_batch *batch, cupel_state *state, const cu_property *property,
                            cupel_default_function function, const cupel_value *constant)
{
    const cupel_column_options *options = &property->column->options;
    cupel_value value = function ? function(options->default_data) : *constant;
    const cu_attribute_type_info *info = cu_attribute_type(property->type);
    cupel_session *session = batch->work->session;
    if (value.kind == CUPEL_KIND_INT && info->kind == CUPEL_KIND_BOOL)
        value = cupel_value_bool(value.as.integer != 0);
    if (value.kind == CUPEL_KIND_TEXT &&
        (info->kind == CUPEL_KIND_DECIMAL || info->kind == CUPEL_KIND_JSON))
        value.kind = info->kind;
    if (value.kind != CUPEL_KIND_NULL && value.kind != info->kind)
        return cu_error_set(&session->error, CUPEL_TYPE_MISMATCH,
                            "%s.%s: its default is of kind %s, the attribute is a %s",
                            batch->mapper->mapping->name, property->attribute->name,
                            cupel_kind_name((cupel_kind)value.kind), info->name);
    if (!cu_state_store(state, property->attribute, &value))
        return cu_error_no_memory(&session->error);
    cu_bit_set(cu_known(state), property->index);
    return CUPEL_OK;
}

cupel_code cu_batch_identify(const cu_batch *batch, const cupel_state *state,
                             cu_identity_buffer *buffer, cu_identity *identity)
{
    const cu_mapper *mapper = batch->mapper;
    cupel_value values[CUPEL_CONSTRAINT_COLUMNS];
    for (size_t i = 0; i < mapper->key_count && i < CU_LENGTH(values); i++)
        values[i] = cu_state_value(state, mapper->keys[i]->attribute);
    return cu_identity_of_values(mapper, values, buffer, identity)
               ? CUPEL_OK
               : cu_error_no_memory(&batch->work->session->error);
}

cupel_code cu_batch_check_matched(const cu_batch *batch, const char *what, const cupel_state *state)
{
    int64_t matched = cu_cursor_changes(&batch->cursor);
    if (matched == 1)
        return CUPEL_OK;
    cupel_session *session = batch->work->session;
    cu_buffer key;
    cu_buffer_init(&key, 1000);
    cu_identity_describe(state, &key);
    cu_error_set(&session->error, CUPEL_STALE_DATA,
                 "%s of table '%s' was to match the one row with key %s%s, it matched %lld: "
                 "somebody else changed or deleted it",
                 what, batch->mapper->table->full_name, cu_buffer_text(&key),
                 batch->mapper->version ? " and its version" : "", (long long)matched);
    cu_buffer_free(&key);
    return CUPEL_STALE_DATA;
}
