/*
 * orm/query_element.c - what queries and expressions are made of, for programs to
 * look at: they are planned as they would be to be run, and what comes out is
 * copied into elements (sql/element.c).
 */
#include "orm/load.h"
#include "orm/query_eager.h"
#include "orm/query_write.h"
#include "sql/element.h"

/* ---- what this layer knows of the tree ------------------------------------------------------------- */

/* The value that a parameter would have if the statement ran now; that of a function is not asked for. */
static const cupel_value *parameter_value(void *data, const cu_bind *bind, cu_arena *arena,
                                          bool *failed)
{
    cupel_session *session = data;
    const cu_key *key = &session->key;
    bool collected = bind->walk == key->walk;
    if (collected && bind->node.detail > 0) {
        cupel_value member;
        return cu_gather_parameter(session, bind, key, NULL, &member) == CUPEL_OK
                   ? cu_element_values(arena, false, 1, &member, failed)
                   : NULL;
    }
    if (collected)
        bind = key->parameters.items[bind->ordinal].of.bind;
    if (bind->callable || bind->required)
        return NULL;
    return cu_element_values(arena, bind->node.pool != NULL, 1, &bind->value, failed);
}

/* The first struct that has the table, or of a column the first that has it as an attribute: parents come first. */
static void table_owner(void *data, const cu_from *table, const cu_column *column,
                        cupel_element *out)
{
    const cupel_registry *registry = ((const cupel_session *)data)->registry;
    for (size_t i = 0; i < registry->mappers.count && !out->attribute; i++) {
        const cu_mapper *mapper = registry->by_depth[i];
        if (&mapper->table->from != table)
            continue;
        const cu_property *property = column ? cu_mapper_property_of(mapper, column) : NULL;
        if (property || !out->mapping)
            out->mapping = mapper->mapping;
        out->attribute = property ? property->attribute : NULL;
    }
}

static const cupel_element *make_elements(cu_planner *planner, cupel_session *session,
                                          cu_part_kind kind, const void *part)
{
    const cu_element_source source = {
        .value = parameter_value, .owner = table_owner, .data = session, .walk = planner->walk
    };
    return part ? cu_element_new(&session->arena, &source, kind, part, planner->error) : NULL;
}

/* ---- queries ----------------------------------------------------------------------------------- */

static const cupel_element *planned_elements(cu_planner *planner, cu_replay *replay,
                                             cupel_session *session)
{
    cu_dml dml;
    if (!replay->write)
        return make_elements(planner, session, CU_PART_SELECT, cu_plan_selected(replay));
    return cu_plan_write(replay, session->engine->dialect, &dml)
               ? make_elements(planner, session, CU_PART_DML, &dml)
               : NULL;
}

const cupel_element *cupel_query_element(const cupel_query *query)
{
    cupel_session *session = query ? query->session : NULL;
    const cupel_element *root = NULL;
    cu_planner planner;
    cu_replay replay = { .planner = &planner };
    if (!session || cu_session_begin_call(session) != CUPEL_OK ||
        cu_query_begin_key(query, &session->key, &session->error) != CUPEL_OK)
        return NULL;
    cu_planner_init(&planner, session->registry, &session->error);
    planner.walk = session->key.walk;
    if (cu_plan_query(&planner, query, CU_LABEL_TABLE_COLUMN, &replay) &&
        cu_plan_check_options(&replay) && cu_plan_eager(&replay))
        root = planned_elements(&planner, &replay, session);
    cu_replay_free(&replay);
    cu_planner_free(&planner);
    return root;
}

const cupel_element *cupel_get_children(const cupel_query *query, size_t *count)
{
    const cupel_element *root = cupel_query_element(query);
    *count = root ? root->child_count : 0;
    return root ? root->children : NULL;
}

/* ---- expressions ------------------------------------------------------------------------------- */

static const cupel_element *expression_elements(cu_planner *planner, cupel_session *session,
                                                const cupel_expr *expression)
{
    const cupel_expr *resolved;
    switch (cu_kind(expression)) {
    case CU_NODE_ENTITY:
    case CU_NODE_ALIAS:
    case CU_NODE_SUBQUERY:
    case CU_NODE_TABLE:
        return make_elements(planner, session, CU_PART_FROM, cu_plan_source(planner, expression));
    case CU_NODE_OPTION:
        cu_plan_fail(planner, CUPEL_INVALID_ARGUMENT,
                     "cupel_expression_element: a loader option is no expression");
        return NULL;
    default: break;
    }
    resolved = cu_plan_resolve(planner, expression);
    if (resolved && resolved->kind == CU_NODE_TEXT_COLUMNS)
        resolved = cu_item(resolved, 0);
    return make_elements(planner, session, CU_PART_EXPRESSION, resolved);
}

const cupel_element *cupel_expression_element(cupel_session *session, const cupel_expr *expression)
{
    if (cu_session_begin_call(session) != CUPEL_OK)
        return NULL;
    if (!expression) {
        cu_error_set(&session->error, CUPEL_INVALID_ARGUMENT,
                     "cupel_expression_element: the expression is NULL");
        return NULL;
    }
    /* a query of just that, whose key has the parameters in it */
    cu_held held = { .expression = expression };
    const cupel_query query = {
        .session = session, .kind = CU_STEP_SELECT, .count = 1, .items = &held
    };
    if (cu_query_begin_key(&query, &session->key, &session->error) != CUPEL_OK)
        return NULL;
    cu_planner planner;
    cu_planner_init(&planner, session->registry, &session->error);
    planner.walk = session->key.walk;
    const cupel_element *root = expression_elements(&planner, session, expression);
    cu_planner_free(&planner);
    return root;
}
