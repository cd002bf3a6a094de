/*
 * orm/kept_options.c - options of a query that outlive it, for what its
 * instances load when they are asked.
 */
#include "orm/kept_options.h"
#include "base/alloc.h"
#include "orm/query_related.h"

struct cu_kept_options {
    size_t references;
    size_t count;
    cu_held items[]; /* in the order in which they were given */
};

/* ---- which ------------------------------------------------------------------------------------- */

bool cu_option_is_kept(const cupel_expr *option)
{
    const cupel_expr *item = cu_item(option, 0);
    if (cu_option_kind(option) == CUPEL_LOAD_CRITERIA)
        return true;
    const cupel_attribute *attribute = cu_option_attribute(item, NULL);
    return attribute && cu_is_relationship(attribute) &&
           (option->count > 1 || item->kind == CU_NODE_RELATED);
}

/* Whether an expression means the same when the query is gone. */
static bool is_independent(const cupel_expr *expression)
{
    switch (cu_kind(expression)) {
    case CU_NODE_QUERY:
    case CU_NODE_SELECT:
    case CU_NODE_INSTANCE:
    case CU_NODE_ALIAS:
    case CU_NODE_ALIAS_ATTRIBUTE:
    case CU_NODE_SUBQUERY:
    case CU_NODE_SUBQUERY_COLUMN: return false;
    case CU_NODE_BIND:
    case CU_NODE_BIND_LIST: return !cu_node_of(expression)->a.text; /* named: the query's params */
    default: return true;
    }
}

/* The same of a whole tree; *independent only where there is memory. */
static bool check_tree(const cupel_expr *tree, bool *independent)
{
    cu_vector(const cupel_expr *) stack = { 0 };
    bool enough = cu_vector_push(&stack, tree);
    *independent = true;
    while (enough && *independent && stack.count > 0) {
        const cupel_expr *expression = cu_vector_pop(&stack);
        *independent = is_independent(expression);
        for (size_t i = 0; i < expression->count && *independent && enough; i++)
            enough = cu_vector_push(&stack, cu_item(expression, i));
    }
    cu_vector_free(&stack);
    return enough;
}

/* ---- records ----------------------------------------------------------------------------------- */

static void release_kept(cu_kept_options *kept)
{
    if (!kept || --kept->references > 0)
        return;
    for (size_t i = 0; i < kept->count; i++)
        cu_release(kept->items[i].pool);
    cu_free(kept);
}

/* *out NULL where none of the options can be kept; false: no memory. */
static bool make_kept(const cu_query_run *run, const cu_load_entity *entity, cu_kept_options **out)
{
    *out = NULL;
    if (entity->kept_count == 0)
        return true;
    cu_kept_options *kept =
        cu_alloc_zero(sizeof *kept + entity->kept_count * sizeof kept->items[0]);
    bool enough = kept != NULL;
    if (kept)
        kept->references = 1;
    for (size_t i = 0; i < entity->kept_count && enough; i++) {
        cupel_expr *option = (cupel_expr *)(uintptr_t)run->options.items[entity->kept[i]];
        bool independent;
        enough = check_tree(option, &independent);
        if (enough && independent)
            kept->items[kept->count++] = (cu_held){ option, cu_hold(cupel_keep(option)) };
    }
    if (!enough || kept->count == 0) {
        release_kept(kept);
        return enough;
    }
    *out = kept;
    return true;
}

bool cu_run_keep_options(cu_query_run *run)
{
    const cu_load_plan *plan = run->plan;
    cu_arena *arena = &run->batch_arena;
    if (!plan->optioned)
        return true;
    if (!cu_options_number(arena, run->query, &run->options))
        return false;
    run->kept = cu_arena_alloc_array(arena, plan->entity_count, sizeof(cu_kept_options *));
    bool enough = run->kept != NULL;
    for (size_t i = 0; i < plan->entity_count && enough; i++)
        enough = make_kept(run, &plan->entities[i], &run->kept[i]);
    return enough;
}

void cu_run_release_kept(cu_query_run *run)
{
    for (size_t i = 0; run->kept && i < run->plan->entity_count; i++)
        release_kept(run->kept[i]);
    run->kept = NULL;
}

/* ---- instances --------------------------------------------------------------------------------- */

void cu_state_keep_options(cupel_state *state, cu_kept_options *kept)
{
    cu_kept_options *before = state->kept_options;
    if (kept == before)
        return;
    if (kept)
        kept->references++;
    state->kept_options = kept;
    state->flags = (uint16_t)(kept ? state->flags | CU_STATE_OPTIONS
                                   : state->flags & ~(unsigned)CU_STATE_OPTIONS);
    release_kept(before);
}

cupel_code cu_load_row_kept(cu_query_run *run, const cu_loading *loading)
{
    const cu_load_plan *plan = run->plan;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < plan->entity_count && code == CUPEL_OK; i++) {
        uint64_t loads = run->session->loads;
        code = cu_load_row(loading, &plan->entities[i], 1, &run->entities[i]);
        bool filled = run->session->loads != loads || run->populate_existing;
        if (code == CUPEL_OK && run->kept[i] && run->entities[i] && filled)
            cu_state_keep_options(run->entities[i]->state, run->kept[i]);
    }
    return code;
}

/* ---- loading later ------------------------------------------------------------------------------- */

/* The item of the last option for a relationship that has conditions on it; NULL. */
static const cupel_expr *conditions_on(const cu_kept_options *kept,
                                       const cu_relationship *relationship)
{
    const cupel_expr *found = NULL;
    for (size_t i = 0; i < kept->count; i++) {
        const cupel_expr *item = cu_item(kept->items[i].expression, 0);
        if (cu_option_attribute(item, NULL) == relationship->attribute)
            found = item->kind == CU_NODE_RELATED ? item : NULL;
    }
    return found;
}

cu_kept_effect cu_kept_effect_on(const cupel_state *state, const cu_relationship *relationship)
{
    const cu_kept_options *kept = state->kept_options;
    cu_kept_effect effect = CU_KEPT_NOTHING;
    if (!kept)
        return effect;
    if (conditions_on(kept, relationship))
        return CU_KEPT_CONDITIONS;
    for (size_t i = 0; i < kept->count; i++) {
        const cupel_expr *option = kept->items[i].expression;
        if (cu_option_kind(option) == CUPEL_LOAD_CRITERIA ||
            cu_option_attribute(cu_item(option, 0), NULL) == relationship->attribute)
            effect = CU_KEPT_OPTIONS;
    }
    return effect;
}

cupel_query *cu_kept_apply(cupel_query *query, const cupel_state *state,
                           const cu_relationship *relationship)
{
    const cu_kept_options *kept = state->kept_options;
    cu_arena *arena = cu_query_arena(query);
    cu_option_list all = { 0 }, below = { 0 };
    bool enough = true;
    for (size_t i = 0; i < kept->count && enough; i++)
        enough = cu_expressions_add(arena, &all, kept->items[i].expression);
    if (!enough || !cu_options_below(arena, &all, relationship, &below))
        return cu_query_no_memory(query->session);
    const cupel_mapping **children;
    size_t count;
    if (!cu_options_children(arena, &all, relationship, &children, &count))
        return cu_query_no_memory(query->session);
    query = cu_query_with_options(query, below.count, below.items);
    return cu_query_with_conditions(cu_query_with_children(query, 0, count, children),
                                    conditions_on(kept, relationship));
}
