/*
 * orm/query_get.c - getting by primary key as a query says: with its options, its
 * locks, its hints.
 */
#include "orm/identity.h"
#include "orm/query.h"
#include "orm/state.h"
#include "orm/unit_of_work.h"

/* What a query must not have been told; order and DISTINCT do no harm. */
#define GET_REFUSES                                                              \
    (CU_QUERY_CRITERIA | CU_QUERY_GROUPED | CU_QUERY_HAVING | CU_QUERY_LIMITED | \
     CU_QUERY_STATEMENT | CU_QUERY_FROM)

/* Whether a step is about how the row is loaded. */
static bool is_about_loading(const cupel_query *step)
{
    return step->kind == CU_STEP_OPTIONS || step->kind == CU_STEP_FOR_UPDATE ||
           step->kind == CU_STEP_TEXT || step->kind == CU_STEP_EAGERLOADS ||
           step->kind == CU_STEP_POLYMORPHIC || step->kind == CU_STEP_POLYMORPHIC_FROM;
}

/* The steps of `from` that are about loading, after `query`. */
static cupel_query *copy_steps(cupel_query *query, const cupel_query *from)
{
    if (!from)
        return query;
    query = copy_steps(query, from->parent);
    if (!is_about_loading(from))
        return query;
    cupel_query *step =
        cu_query_step(query->session, query, from->kind, from->flags & CU_QUERY_LOCKING, 0, NULL);
    if (step->kind != from->kind)
        return step;
    /* the expressions are those of a step that lives as long */
    step->of = from->of;
    step->count = from->count;
    step->items = from->items;
    step->borrowed = true;
    return step;
}

/* The query with only what is about loading, for the row of that key. */
static cupel_query *keyed_query(const cupel_query *query, const cu_mapper *mapper,
                                const cupel_value *key)
{
    cupel_query *made = copy_steps(cupel_query_mapping(query->session, mapper->mapping), query);
    uint32_t flags = query->flags & (CU_QUERY_NO_AUTOFLUSH | CU_QUERY_POPULATE_EXISTING);
    if (query->flags & CU_QUERY_LOCKING)
        flags |= CU_QUERY_VERSIONED;
    for (size_t i = 0; i < mapper->key_count; i++) {
        cupel_value condition = cupel_value_expression(
            cupel_binary(CUPEL_OPERATOR_EQ,
                         cupel_value_expression(cupel_attribute_at(
                             mapper->mapping, mapper->keys[i]->attribute->offset)),
                         key[i]));
        made = cu_query_step(made->session, made, CU_STEP_FILTER,
                             flags | CU_QUERY_CRITERIA | CU_QUERY_ANNOUNCED, 1, &condition);
    }
    return made;
}

/* What has the key is looked for in the session, and then asked for; `arena` for the key. */
static void *get_by_query(const cupel_query *query, const cu_mapper *mapper, size_t count,
                          const cupel_value *values, cu_arena *arena)
{
    cupel_session *session = query->session;
    cupel_object *found = NULL;
    cupel_value key[CUPEL_CONSTRAINT_COLUMNS];
    bool null;
    bool look = !(query->flags & (CU_QUERY_POPULATE_EXISTING | CU_QUERY_LOCKING));
    if (cu_session_find(session, mapper, count, values, look, arena, key, &null, &found) !=
        CUPEL_OK)
        return NULL;
    if (found || null)
        return found;
    void **all = cupel_all(keyed_query(query, mapper, key));
    if (!all || cupel_array_count(all) < 2)
        return all ? all[0] : NULL;
    cu_error_set(&session->error, CUPEL_MULTIPLE_RESULTS_FOUND,
                 "several rows have this key: it reads %s from more than one table",
                 mapper->mapping->name);
    return NULL;
}

/* Why a query cannot be used for getting by key; NULL: it can. */
static const char *get_fault(const cupel_query *query, const cupel_query *root)
{
    if (root->kind != CU_STEP_ENTITY)
        return "is only for a query of one mapped struct";
    if ((query->flags & GET_REFUSES) && !(query->flags & CU_QUERY_UNCHECKED))
        return "is called on a query that has criteria already";
    return NULL;
}

static void *get_values(const cupel_query *query, size_t count, const cupel_value *key)
{
    cupel_object *found = NULL;
    const cupel_query *root = query;
    bool loading = false;
    if (!query || !query->session || cu_session_begin_work(query->session) != CUPEL_OK)
        return NULL;
    cupel_session *session = query->session;
    for (; root->parent; root = root->parent)
        loading |= is_about_loading(root);
    if (query->flags & CU_QUERY_POISONED) {
        if (query->count == 0)
            cu_error_no_memory(&session->error);
        else
            cu_error_set(&session->error, cupel_expression_code(query->items[0].expression), "%s",
                         cupel_expression_text(query->items[0].expression));
        return NULL;
    }
    const char *fault = get_fault(query, root);
    if (fault) {
        cu_error_set(&session->error, CUPEL_INVALID_REQUEST, "cupel_query_get %s", fault);
        return NULL;
    }
    cu_mapper *mapper = cu_session_mapper(session, root->of.mapping);
    if (!mapper)
        return NULL;
    if (loading) {
        cu_arena arena;
        cu_arena_init(&arena, 0);
        found = get_by_query(query, mapper, count, key, &arena);
        cu_arena_free(&arena);
        return found;
    }
    return cu_session_get(session, mapper, count, key, query->flags, &found) == CUPEL_OK ? found
                                                                                         : NULL;
}

void *cupel_query_get_values(const cupel_query *query, size_t count, const cupel_value *key)
{
    void *found = get_values(query, count, key);
    cu_discard_values(count, key);
    return found;
}
