/*
 * orm/query_instances.c - what a query would give, out of something that was not
 * got by running it: a result of the program's SQL, an array of another session.
 */
#include "orm/load_related.h"
#include "orm/query.h"

/* ---- results ----------------------------------------------------------------------------------- */

void *cupel_instances(const cupel_query *query, cupel_result *result)
{
    cu_query_run run;
    if (query && query->session && !result) {
        if (cu_session_begin_call(query->session) == CUPEL_OK)
            cu_error_set(&query->session->error, CUPEL_INVALID_ARGUMENT,
                         "cupel_instances: the result is NULL");
        return NULL;
    }
    return cu_run_open_result(&run, query, result) == CUPEL_OK ? cu_run_all(&run) : NULL;
}

/* ---- arrays ------------------------------------------------------------------------------------ */

static void *merge_any(cupel_session *session, const cupel_object *instance, bool load)
{
    return load ? cupel_merge_instance(session, instance)
                : cupel_merge_instance_without_load(session, instance);
}

/* A row with the instances of this session in place of others. */
static cupel_row *merge_row(cupel_session *session, const cupel_row *from, bool load)
{
    size_t count = cupel_row_count(from);
    cu_row_shape *shape = cu_row_shape_new(&session->arena, count, &session->error);
    cupel_row *row = NULL;
    for (size_t i = 0; shape && i < count; i++) {
        char *name = cu_arena_strdup(&session->arena, cupel_row_name(from, i));
        if (!name)
            shape = NULL;
        else
            cu_row_shape_set(shape, i, name, NULL);
    }
    if (shape)
        row = cu_row_new(&session->arena, shape);
    for (size_t i = 0; row && i < count; i++) {
        cupel_value value = from->cells[i];
        if (value.kind == CUPEL_KIND_INSTANCE && value.as.instance) {
            value.as.instance = merge_any(session, value.as.instance, load);
            if (!value.as.instance)
                return NULL;
        }
        if (!cu_row_set(row, &session->arena, i, &value))
            row = NULL;
    }
    if (!row)
        cu_error_no_memory(&session->error);
    return row;
}

void *cupel_merge_result(const cupel_query *query, const void *array, bool load)
{
    cupel_session *session = query ? query->session : NULL;
    if (!session || cu_session_begin_work(session) != CUPEL_OK)
        return NULL;
    if (!array || (query->flags & CU_QUERY_POISONED)) {
        cu_error_set(&session->error, CUPEL_INVALID_ARGUMENT, "cupel_merge_result: %s",
                     array ? "the query carries a fault; running it tells which"
                           : "the array is NULL");
        return NULL;
    }
    size_t count = cupel_array_count(array);
    void **merged = cu_array_new(&session->arena, array, count);
    if (!merged) {
        cu_error_no_memory(&session->error);
        return NULL;
    }
    /* Merging looks instances up, which is no reason to write what is half merged. */
    bool autoflush = cupel_set_autoflush(session, false);
    for (size_t i = 0; i < count && merged; i++) {
        merged[i] = query->flags & CU_QUERY_ROWS ? (void *)merge_row(session, merged[i], load)
                                                 : merge_any(session, merged[i], load);
        if (!merged[i])
            merged = NULL;
    }
    cupel_set_autoflush(session, autoflush);
    return merged;
}
