/*
 * bad_input.h - every kind of argument that a function of queries may be given, and what becomes of the query.
 */
#ifndef CU_TEST_ORM_BAD_INPUT_H
#define CU_TEST_ORM_BAD_INPUT_H

#include "graph.h"

#include <string.h>

/* ---- arguments --------------------------------------------------------------------------------- */

typedef struct bad_input {
    graph_fixture *graph;
    cupel_session *other; /* another session */
    User *stranger;       /* of it */
} bad_input;

enum {
    ARGUMENT_NULL,
    ARGUMENT_NUMBER,
    ARGUMENT_TEXT,
    ARGUMENT_POISON,
    ARGUMENT_ATTRIBUTE,
    ARGUMENT_RELATIONSHIP,
    ARGUMENT_ENTITY,
    ARGUMENT_OTHER_ENTITY,
    ARGUMENT_UNKNOWN_ENTITY,
    ARGUMENT_FOREIGN_ALIAS,
    ARGUMENT_FOREIGN_QUERY,
    ARGUMENT_FOREIGN_SUBQUERY,
    ARGUMENT_STRANGER,
    ARGUMENT_OPTION,
    ARGUMENT_ASSIGNMENT,
    ARGUMENT_STAR,
    ARGUMENT_TUPLE,
    ARGUMENT_TEXT_SQL,
    ARGUMENT_BIND,
    ARGUMENT_COUNT
};

typedef struct Unknown {
    cupel_object base;
    cupel_int id;
} Unknown;
CUPEL_MAP(Unknown, "unknown_things", CUPEL_COLUMN(Unknown, id, .primary_key = true));

static cupel_value argument(const bad_input *input, int kind)
{
    switch (kind) {
    case ARGUMENT_NUMBER: return cupel_value_int(5);
    case ARGUMENT_TEXT: return cupel_value_text("1 = 1; --");
    case ARGUMENT_POISON: return cupel_value_expression(cupel_bind("no name", 1));
    case ARGUMENT_ATTRIBUTE: return cupel_value_expression(cupel_attr(User, name));
    case ARGUMENT_RELATIONSHIP: return cupel_value_expression(cupel_attr(User, addresses));
    case ARGUMENT_ENTITY: return cupel_value_expression(cupel_entity_of(User));
    case ARGUMENT_OTHER_ENTITY: return cupel_value_expression(cupel_entity_of(Node));
    case ARGUMENT_UNKNOWN_ENTITY: return cupel_value_expression(cupel_entity_of(Unknown));
    case ARGUMENT_FOREIGN_ALIAS:
        return cupel_value_expression(cupel_entity(cupel_aliased(input->other, User, "alien")));
    case ARGUMENT_FOREIGN_QUERY:
        return CUPEL_VALUE(cupel_select(input->other, cupel_attr(User, id)));
    case ARGUMENT_FOREIGN_SUBQUERY: {
        cupel_subquery *foreign = cupel_subquery_of(cupel_query(input->other, User), "s");
        return cupel_value_expression(cupel_c(foreign, "id"));
    }
    case ARGUMENT_STRANGER: return cupel_value_expression(cupel_instance(input->stranger));
    case ARGUMENT_OPTION:
        return cupel_value_expression(cupel_joinedload(cupel_attr(User, addresses)));
    case ARGUMENT_ASSIGNMENT:
        return cupel_value_expression(cupel_assign(cupel_attr(User, name), 1));
    case ARGUMENT_STAR: return cupel_value_expression(cupel_star());
    case ARGUMENT_TUPLE:
        return cupel_value_expression(cupel_tuple(cupel_attr(User, id), cupel_attr(User, name)));
    case ARGUMENT_TEXT_SQL: return cupel_value_expression(cupel_text_sql("1 = 1"));
    case ARGUMENT_BIND: return cupel_value_expression(cupel_bind("n", 3));
    default: return cupel_value_null();
    }
}

/* ---- what becomes of them ------------------------------------------------------------------------ */

/* One letter for each argument, in their order. */
static char outcome(const bad_input *input, const cupel_query *query)
{
    static const struct {
        cupel_code code;
        char letter;
    } letters[] = {
        { CUPEL_INVALID_ARGUMENT, 'a' }, { CUPEL_INVALID_REQUEST, 'r' },
        { CUPEL_COMPILE_ERROR, 'c' },    { CUPEL_NO_SUCH_COLUMN, 'n' },
        { CUPEL_TYPE_MISMATCH, 't' },    { CUPEL_UNMAPPED_TYPE, 'u' },
        { CUPEL_NOT_SUPPORTED, 's' },    { CUPEL_STATEMENT_ERROR, 'e' },
        { CUPEL_MAPPING_ERROR, 'm' },    { CUPEL_UNMAPPED_INSTANCE, 'i' },
        { CUPEL_NO_FOREIGN_KEYS, 'f' },
    };
    const cupel_error *error = cupel_session_error(input->graph->session);
    assert_non_null(query);
    if (cupel_sql(query, "sqlite")) {
        assert_int_equal(error->code, CUPEL_OK);
        return '.';
    }
    assert_int_not_equal(error->code, CUPEL_OK);
    assert_true(strlen(error->text) > 10);
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (letters[i].code == error->code)
            return letters[i].letter;
    return '?';
}

static int bad_setup(void **state)
{
    static bad_input input;
    if (graph_setup(state))
        return -1;
    input.graph = *state;
    graph_fill(input.graph, 3);
    input.other = cupel_session_open(input.graph->registry, input.graph->engine);
    input.stranger = cupel_new(User, .name = "stranger");
    *state = &input;
    return 0;
}

static int bad_teardown(void **state)
{
    bad_input *input = *state;
    cupel_free(input->stranger);
    cupel_session_close(input->other);
    *state = input->graph;
    return graph_teardown(state);
}

#endif
