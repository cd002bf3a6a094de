/*
 * orm/query_sql.c - what SQL a query would run, for any dialect, without a
 * connection.
 */
#include "base/alloc.h"
#include "orm/load.h"
#include "orm/query_plan.h"

/* The dialect that was asked for, or that of the session's engine. */
static const cu_dialect *find_dialect(cupel_session *session, const char *name)
{
    const cu_dialect *dialect =
        name ? cu_dialect_find(name, strlen(name)) : session->engine->dialect;
    if (!dialect)
        cu_dialect_unknown(name, false, &session->error);
    return dialect;
}

static bool shown_value(void *data, const cu_slot *slot, cupel_value *value)
{
    const cupel_query *query = data;
    return cu_gather_slot(query->session, slot, &query->session->key, query, value);
}

static cu_compiled *compile_for(const cupel_query *query, const char *name,
                                const cupel_sql_options *options)
{
    if (!query || !query->session || cu_session_begin_call(query->session) != CUPEL_OK)
        return NULL;
    cupel_session *session = query->session;
    const cu_dialect *dialect = find_dialect(session, name);
    cu_compile_options compile = { .inline_literals = options && options->literals,
                                   .pretty = options && options->pretty,
                                   .plain_names = options && options->statement,
                                   .slot_value = shown_value,
                                   .slot_data = (void *)(uintptr_t)query };
    if (!dialect)
        return NULL;
    return cu_query_compile_for(query, session->registry, dialect, &compile, &session->key,
                                &session->error);
}

const char *cupel_sql_with(const cupel_query *query, const char *dialect,
                           const cupel_sql_options *options)
{
    cu_compiled *compiled = compile_for(query, dialect, options);
    if (!compiled)
        return NULL;
    const char *text = cu_arena_strdup(&query->session->arena, compiled->sql);
    cu_compiled_release(compiled);
    if (!text)
        cu_error_no_memory(&query->session->error);
    return text;
}

/* The values as a log would show them, before a dialect encodes them. */
const char *cupel_sql_parameters(const cupel_query *query, const char *dialect)
{
    cu_compiled *compiled = compile_for(query, dialect, NULL);
    if (!compiled)
        return NULL;
    cupel_session *session = query->session;
    const char *text = NULL;
    cu_arena_free(&session->scratch);
    if (cu_gather_shown(session, compiled, &session->key, query) == CUPEL_OK) {
        cupel_log_record record = { .values = session->values.items,
                                    .values_per_set = session->values.count,
                                    .sets = 1 };
        char first[1];
        size_t length = cupel_log_parameters(&record, first, sizeof first);
        char *room = cu_arena_alloc(&session->arena, length + 1);
        if (room)
            cupel_log_parameters(&record, room, length + 1);
        else
            cu_error_no_memory(&session->error);
        text = room;
    }
    cu_compiled_release(compiled);
    return text;
}
