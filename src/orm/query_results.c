/*
 * orm/query_results.c - running queries for their results: all, the first, the
 * one, a scalar, a count.
 */
#include "base/alloc.h"
#include "orm/event.h"
#include "orm/load_related.h"

/* ---- arrays ------------------------------------------------------------------------------------ */

/* What an array given out looks like: its count is in front of it. */
typedef struct cu_array {
    size_t count;
    void *items[];
} cu_array;

void *cu_array_new(cu_arena *arena, void *const *items, size_t count)
{
    cu_array *array = cu_arena_alloc(arena, sizeof *array + (count + 1) * sizeof *items);
    if (!array)
        return NULL;
    array->count = count;
    if (count > 0)
        memcpy(array->items, items, count * sizeof *items);
    array->items[count] = NULL;
    return array->items;
}

size_t cupel_array_count(const void *array)
{
    if (!array)
        return 0;
    return ((const cu_array *)(const void *)((const char *)array - offsetof(cu_array, items)))
        ->count;
}

/* ---- the sort of result ------------------------------------------------------------------------ */

/* The query to run: listeners may put another in its place. */
static const cupel_query *announced(const cupel_query *query)
{
    return cu_event_query(query, CUPEL_EVENT_BEFORE_QUERY, NULL, NULL);
}

/* Opens a run for instances, or for rows. */
static cupel_code open_run(cu_query_run *run, const cupel_query *query, bool rows)
{
    cupel_code code = cu_run_open(run, query);
    if (code != CUPEL_OK)
        return code;
    if (rows)
        run->rows = true;
    if (run->rows == rows)
        return CUPEL_OK;
    cu_run_close(run);
    return cu_error_set(&run->session->error, CUPEL_INVALID_REQUEST,
                        query->flags & CU_QUERY_WRITES
                            ? "this statement gives no instances: cupel_run() runs it, and "
                              "cupel_returning() a mapped struct makes it give those"
                            : "this query gives rows, not instances: use cupel_each_row(), "
                              "cupel_all_rows(), cupel_first_row(), cupel_one_row() or "
                              "cupel_scalar()");
}

void *cu_run_all(cu_query_run *run)
{
    cu_vector(void *) items = { 0 };
    void *array = NULL;
    cupel_session *session = run->session;
    cupel_code code;
    for (;;) {
        void *item;
        code = cu_run_next(run, &session->arena, &item);
        if (code != CUPEL_OK || !item)
            break;
        if (!cu_vector_push(&items, item)) {
            code = cu_error_no_memory(&session->error);
            break;
        }
    }
    if (code == CUPEL_OK)
        code = cu_load_followed(run);
    if (code == CUPEL_OK) {
        array = cu_array_new(&session->arena, items.items, items.count);
        if (!array)
            cu_error_no_memory(&session->error);
    }
    cu_vector_free(&items);
    cu_run_close(run);
    return array;
}

static void *all(const cupel_query *query, bool rows)
{
    cu_query_run run;
    return open_run(&run, announced(query), rows) == CUPEL_OK ? cu_run_all(&run) : NULL;
}

void *cupel_all(const cupel_query *query)
{
    return all(query, false);
}

const cupel_row **cupel_all_rows(const cupel_query *query)
{
    return all(query, true);
}

/* ---- the first, the one ------------------------------------------------------------------------ */

/* The first of what a query gives; *more whether there is another. */
static cupel_code first_of(const cupel_query *query, bool rows, void **out, bool *more)
{
    cu_query_run run;
    void *next = NULL;
    *out = NULL;
    cupel_code code = open_run(&run, query, rows);
    if (code != CUPEL_OK)
        return code;
    code = cu_run_next(&run, &run.session->arena, out);
    bool all_rows = run.plan->several; /* of one instance: they fill its collections */
    if (code == CUPEL_OK && *out && (more || all_rows))
        code = cu_run_next(&run, &run.session->arena, &next);
    for (void *rest = next; code == CUPEL_OK && rest && all_rows;)
        code = cu_run_next(&run, &run.session->arena, &rest);
    if (code == CUPEL_OK)
        code = cu_load_followed(&run);
    if (more)
        *more = next != NULL;
    cu_run_close(&run);
    if (code != CUPEL_OK)
        *out = NULL;
    return code;
}

static void *first(const cupel_query *query, bool rows)
{
    void *found;
    query = announced(query);
    if (query && !(query->flags & (CU_QUERY_STATEMENT | CU_QUERY_POISONED))) {
        cupel_value one = cupel_value_int(1);
        query = cu_query_step(query->session, query, CU_STEP_LIMIT, CU_QUERY_LIMITED, 1, &one);
    }
    first_of(query, rows, &found, NULL);
    return found;
}

void *cupel_first(const cupel_query *query)
{
    return first(query, false);
}

const cupel_row *cupel_first_row(const cupel_query *query)
{
    return first(query, true);
}

static void *one(const cupel_query *query, bool rows, bool required)
{
    void *found;
    bool more = false;
    query = announced(query);
    if (first_of(query, rows, &found, &more) != CUPEL_OK)
        return NULL;
    char what[160];
    cu_query_describe(query, what, sizeof what);
    if (!found && required)
        cu_error_set(&query->session->error, CUPEL_NO_RESULT_FOUND,
                     "%s gave no row where exactly one was required", what);
    if (!more)
        return found;
    cu_error_set(&query->session->error, CUPEL_MULTIPLE_RESULTS_FOUND,
                 "%s gave several rows where %s was required", what,
                 required ? "exactly one" : "one or none");
    return NULL;
}

void *cupel_one(const cupel_query *query)
{
    return one(query, false, true);
}

const cupel_row *cupel_one_row(const cupel_query *query)
{
    return one(query, true, true);
}

void *cupel_one_or_none(const cupel_query *query)
{
    return one(query, false, false);
}

const cupel_row *cupel_one_or_none_row(const cupel_query *query)
{
    return one(query, true, false);
}

void *cupel_item_at(const cupel_query *query, int64_t index)
{
    void *found = NULL;
    query = announced(query);
    if (query && index < 0)
        query = cu_query_fail(query->session, query, CUPEL_INVALID_ARGUMENT,
                              "cupel_item_at: index %lld is negative", (long long)index);
    else if (query)
        query = cupel_slice(query, index, index == INT64_MAX ? index : index + 1);
    bool rows = query && (query->flags & CU_QUERY_ROWS);
    if (first_of(query, rows, &found, NULL) == CUPEL_OK && query && !found)
        cu_error_set(&query->session->error, CUPEL_NO_RESULT_FOUND, "there is no item %lld",
                     (long long)index);
    return found;
}

/* ---- scalars ----------------------------------------------------------------------------------- */

/* Whether there is a place for what is found; where not, the session says so. */
static bool has_place(const cupel_query *query, const char *function, const void *out)
{
    if (!out && query && query->session)
        cu_error_set(&query->session->error, CUPEL_INVALID_ARGUMENT,
                     "%s: `out` is NULL, there is no place for the value", function);
    return out != NULL;
}

bool cupel_scalar_value(const cupel_query *query, cupel_value *out)
{
    if (!has_place(query, "cupel_scalar", out))
        return false;
    *out = cupel_value_null();
    const cupel_row *row = one(query, true, false);
    if (row)
        *out = cupel_row_value_at(row, 0);
    return row != NULL;
}

/* The first column, which the getter reads as its type; false where there is no row, or another type. */
static const cupel_row *scalar_row(const cupel_query *query)
{
    return one(query, true, false);
}

static bool scalar_worked(const cupel_query *query)
{
    return cu_error_code(&query->session->error) == CUPEL_OK;
}

bool cupel_scalar_int(const cupel_query *query, int64_t *out)
{
    if (!has_place(query, "cupel_scalar", out))
        return false;
    const cupel_row *row = scalar_row(query);
    *out = row ? cupel_row_int_at(row, 0) : 0;
    return row && scalar_worked(query);
}

bool cupel_scalar_double(const cupel_query *query, double *out)
{
    if (!has_place(query, "cupel_scalar", out))
        return false;
    const cupel_row *row = scalar_row(query);
    *out = row ? cupel_row_double_at(row, 0) : 0;
    return row && scalar_worked(query);
}

bool cupel_scalar_bool(const cupel_query *query, bool *out)
{
    if (!has_place(query, "cupel_scalar", out))
        return false;
    const cupel_row *row = scalar_row(query);
    *out = row ? cupel_row_bool_at(row, 0) : false;
    return row && scalar_worked(query);
}

bool cupel_scalar_text(const cupel_query *query, const char **out)
{
    if (!has_place(query, "cupel_scalar", out))
        return false;
    const cupel_row *row = scalar_row(query);
    *out = row ? cupel_row_text_at(row, 0) : NULL;
    return row && scalar_worked(query);
}

bool cupel_first_value_of(const cupel_query *query, cupel_value column, cupel_value *out)
{
    void *row = NULL;
    if (!has_place(query, "cupel_first_value", out)) {
        cu_discard_values(1, &column);
        return false;
    }
    *out = cupel_value_null();
    const cupel_query *only = cupel_with_entities_values(announced(query), 1, &column);
    if (first_of(only, true, &row, NULL) == CUPEL_OK && row)
        *out = cupel_row_value_at(row, 0);
    return row != NULL;
}

/* How many rows are read at a time where values are all that is wanted. */
#define VALUES_BATCH 10

cupel_query *cupel_only_values_of(const cupel_query *query, size_t count,
                                  const cupel_value *columns)
{
    cupel_query *only = cupel_with_entities_values(query, count, columns);
    return only->flags & CU_QUERY_POISONED ? only : cupel_yield_per(only, VALUES_BATCH);
}

int64_t cupel_count(const cupel_query *query)
{
    int64_t count;
    if (!query)
        return -1;
    query = announced(query);
    const cupel_query *counting = query;
    if (query->flags & CU_QUERY_STATEMENT)
        counting =
            cu_query_fail(query->session, query, CUPEL_INVALID_REQUEST,
                          "cupel_count is called on a query with a full statement, which "
                          "nothing can be put around; count in its SQL (SELECT count(*) FROM "
                          "(...) AS counted) and ask for that with cupel_scalar(), or call "
                          "cupel_array_count() on what cupel_all() gives");
    counting = cu_query_step(query->session, counting, CU_STEP_COUNT, CU_QUERY_ROWS, 0, NULL);
    return cupel_scalar_int(counting, &count) ? count : -1;
}

int cupel_any_rows(const cupel_query *query)
{
    bool any;
    if (!query || !query->session)
        return -1; /* nothing could run it, or own the query that asks */
    query = announced(query);
    cupel_expr *exists = cupel_unary(CUPEL_OPERATOR_EXISTS, cupel_value_query(query));
    cupel_query *asking = cupel_select(query->session, exists);
    return cupel_scalar_bool(asking, &any) ? any : -1;
}
