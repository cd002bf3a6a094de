/*
 * orm/gather.c - the values a statement is run with: out of the parameters
 * collected from the query's trees, into the order of placeholders.
 */
#include "engine/bind.h"
#include "engine/list.h"
#include "orm/load.h"
#include "orm/query.h"

/* ---- named parameters -------------------------------------------------------------------------- */

/* The value that cupel_params gives a name; the last call counts.  NULL: none. */
const cupel_expr *cu_gather_named(const cupel_query *query, cu_node_kind kind, const char *name)
{
    for (; query; query = query->parent) {
        if (query->kind != CU_STEP_PARAMS)
            continue;
        for (size_t i = query->count; i > 0; i--) {
            const cupel_expr *item = query->items[i - 1].expression;
            if (item->kind == kind && strcmp(cu_node_of(item)->a.text, name) == 0)
                return item;
        }
    }
    return NULL;
}

const cupel_expr *cu_gather_given(const cu_key *key, cu_node_kind kind, const char *name)
{
    const cupel_expr *given = NULL;
    for (const cu_key_scope *scope = key->scope; scope; scope = scope->around) {
        const cupel_expr *outer = cu_gather_named(scope->statement, kind, name);
        given = outer ? outer : given;
    }
    return given;
}

static bool is_parameter(const cu_key *key, const cupel_expr *given)
{
    for (size_t i = 0; i < key->parameters.count; i++) {
        const cu_parameter *parameter = &key->parameters.items[i];
        const cu_node *node = parameter->kind == CU_PARAMETER_BIND   ? &parameter->of.bind->node
                              : parameter->kind == CU_PARAMETER_LIST ? &parameter->of.list->node
                                                                     : NULL;
        if (node && node->head.kind == given->kind &&
            cu_text_equal(node->a.text, cu_node_of(given)->a.text))
            return true;
    }
    return false;
}

static cupel_code list_is_lacking(cupel_session *session, const cu_bind_list *list)
{
    return cu_error_set(&session->error, CUPEL_STATEMENT_ERROR,
                        "the list '%s' has no values; give it some with cupel_params(query, "
                        "cupel_bind_list(\"%s\", ...))",
                        list->node.a.text, list->node.a.text);
}

/* Every name given must be one the statement has. */
static cupel_code check_names(cupel_session *session, const cu_key *key, const cupel_query *query)
{
    for (; query; query = query->parent)
        for (size_t i = 0; query->kind == CU_STEP_PARAMS && i < query->count; i++) {
            const cupel_expr *given = query->items[i].expression;
            if (!is_parameter(key, given))
                return cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                                    "cupel_params gives a %s for '%s', but the statement has no "
                                    "such parameter",
                                    given->kind == CU_NODE_BIND ? "value" : "list",
                                    cu_node_of(given)->a.text);
        }
    return CUPEL_OK;
}

static cupel_code bind_value(cupel_session *session, const cu_bind *bind, const cupel_query *query,
                             cupel_value *out)
{
    const char *name = bind->node.a.text;
    const cupel_expr *given = name && query ? cu_gather_named(query, CU_NODE_BIND, name) : NULL;
    const cu_bind *used = given ? (const cu_bind *)(const void *)given : bind;
    if (used->callable)
        *out = used->callable(used->data);
    else if (used->required)
        return cu_error_set(&session->error, CUPEL_STATEMENT_ERROR,
                            "parameter '%s' has no value; give it one with cupel_params(query, "
                            "cupel_bind(\"%s\", value))",
                            name, name);
    else
        *out = used->value;
    if (out->kind >= CUPEL_KIND_EXPRESSION)
        return cu_error_set(&session->error, CUPEL_TYPE_MISMATCH,
                            "parameter '%s' has a value that is none", name ? name : "");
    return CUPEL_OK;
}

/* ---- slots ------------------------------------------------------------------------------------- */

static cupel_value member_value(const cupel_session *session, const cu_parameter *parameter,
                                size_t index)
{
    const cupel_state *state = ((const cupel_object *)parameter->of.instance)->state;
    const cupel_attribute *attribute = cu_mapping_attribute(state->mapping, index);
    return session->committed ? cu_state_committed(state, attribute)
                              : cu_state_value(state, attribute);
}

cupel_code cu_gather_parameter(cupel_session *session, const cu_bind *bind, const cu_key *key,
                               const cupel_query *query, cupel_value *out)
{
    bool member = bind->node.detail > 0 && bind->walk == key->walk;
    if (!member)
        return bind_value(session, bind, query, out);
    *out = member_value(session, &key->parameters.items[bind->ordinal], bind->node.detail - 1u);
    return CUPEL_OK;
}

/* Past its end a list repeats its last row: padding that changes nothing. */
static cupel_value list_value(const cu_bind_list *list, uint32_t index)
{
    size_t values = list->count * list->width;
    if (index < values)
        return list->values[index];
    return list->values[values - list->width + index % list->width];
}

cupel_value cu_gather_constant(const cu_slot *slot)
{
    return slot->kind == CU_SLOT_FUNCTION ? slot->function(slot->data) : slot->constant;
}

static cupel_code slot_value(cupel_session *session, const cu_slot *slot, const cu_key *key,
                             const cupel_query *query, cupel_value *out)
{
    bool own = slot->kind == CU_SLOT_CONSTANT || slot->kind == CU_SLOT_FUNCTION;
    const cu_parameter *parameter = own ? NULL : &key->parameters.items[slot->ordinal];
    switch (slot->kind) {
    case CU_SLOT_FUNCTION:
    case CU_SLOT_CONSTANT: *out = cu_gather_constant(slot); return CUPEL_OK;
    case CU_SLOT_PARAMETER: return bind_value(session, parameter->of.bind, query, out);
    case CU_SLOT_LIST_ITEM: *out = list_value(parameter->of.list, slot->index); return CUPEL_OK;
    case CU_SLOT_MEMBER: *out = member_value(session, parameter, slot->index); return CUPEL_OK;
    default:
        return cu_error_set(&session->error, CUPEL_INTERFACE_ERROR,
                            "a placeholder of an unknown sort");
    }
}

/* The value of a slot, ready to be bound. */
static cupel_code bound_slot(cupel_session *session, const cu_slot *slot, size_t number,
                             const cu_key *key, const cupel_query *query, cu_arena *arena,
                             cupel_value *out)
{
    const cu_dialect *dialect = session->engine->dialect;
    const char *what = slot->name ? slot->name : "a value";
    if (slot->kind == CU_SLOT_LIST) {
        const cu_bind_list *list = key->parameters.items[slot->ordinal].of.list;
        cupel_code code = cu_list_encode(dialect, slot->type, list->values, list->count, out, arena,
                                         &session->error);
        if (code != CUPEL_OK)
            cu_error_prefix(&session->error, "parameter %zu: %s: ", number, what);
        return code;
    }
    cupel_code code = slot_value(session, slot, key, query, out);
    if (code != CUPEL_OK)
        return code;
    code = cu_bind_value(dialect, slot->type, out, arena, what, &session->error);
    if (code != CUPEL_OK)
        cu_error_prefix(&session->error, "parameter %zu: ", number);
    return code;
}

cupel_code cu_gather_values(cupel_session *session, const cu_compiled *compiled, const cu_key *key,
                            const cupel_query *query, cu_arena *arena)
{
    cu_vector_clear(&session->values);
    cupel_code code = query ? check_names(session, key, query) : CUPEL_OK;
    if (code == CUPEL_OK && key->lacking)
        code = list_is_lacking(session, key->lacking);
    for (size_t i = 0; i < compiled->slot_count && code == CUPEL_OK; i++) {
        cupel_value value;
        code = bound_slot(session, &compiled->slots[i], i + 1, key, query, arena, &value);
        if (code == CUPEL_OK && !cu_vector_push(&session->values, value))
            code = cu_error_no_memory(&session->error);
    }
    return code;
}

bool cu_gather_slot(cupel_session *session, const cu_slot *slot, const cu_key *key,
                    const cupel_query *query, cupel_value *out)
{
    if (slot->kind != CU_SLOT_LIST && slot_value(session, slot, key, query, out) == CUPEL_OK)
        return true;
    cu_error_clear(&session->error);
    return false;
}

/* A required parameter without a value shows as NULL here; running it would be an error. */
cupel_code cu_gather_shown(cupel_session *session, const cu_compiled *compiled, const cu_key *key,
                           const cupel_query *query)
{
    cu_vector_clear(&session->values);
    for (size_t i = 0; i < compiled->slot_count; i++) {
        const cu_slot *slot = &compiled->slots[i];
        cupel_value value = cupel_value_null();
        cu_gather_slot(session, slot, key, query, &value);
        if (!cu_vector_push(&session->values, value))
            return cu_error_no_memory(&session->error);
    }
    return CUPEL_OK;
}
