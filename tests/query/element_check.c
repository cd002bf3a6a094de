#include "element_check.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- trees as text ------------------------------------------------------------------------------- */

static const char *const clauses[] = {
    [CUPEL_CLAUSE_NONE] = "",
    [CUPEL_CLAUSE_TEXT] = "text:",
    [CUPEL_CLAUSE_DISTINCT_ON] = "distinct on:",
    [CUPEL_CLAUSE_COLUMNS] = "columns:",
    [CUPEL_CLAUSE_FROM] = "from:",
    [CUPEL_CLAUSE_ON] = "on:",
    [CUPEL_CLAUSE_WHERE] = "where:",
    [CUPEL_CLAUSE_GROUP_BY] = "group by:",
    [CUPEL_CLAUSE_HAVING] = "having:",
    [CUPEL_CLAUSE_PARTITION_BY] = "partition by:",
    [CUPEL_CLAUSE_ORDER_BY] = "order by:",
    [CUPEL_CLAUSE_LIMIT] = "limit:",
    [CUPEL_CLAUSE_OFFSET] = "offset:",
    [CUPEL_CLAUSE_FOR_UPDATE] = "for update:",
    [CUPEL_CLAUSE_TARGET] = "target:",
    [CUPEL_CLAUSE_VALUES] = "values:",
    [CUPEL_CLAUSE_SET] = "set:",
    [CUPEL_CLAUSE_CONFLICT] = "conflict:",
    [CUPEL_CLAUSE_RETURNING] = "returning:",
    [CUPEL_CLAUSE_WHEN] = "when:",
    [CUPEL_CLAUSE_THEN] = "then:",
    [CUPEL_CLAUSE_ELSE] = "else:",
};

typedef struct writer {
    char *out;
    size_t size, length;
} writer;

static void put(writer *to, const char *format, ...) CUPEL_PRINTF(2, 3);
static void put(writer *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(to->out + to->length, to->size - to->length, format, arguments);
    va_end(arguments);
    if (length > 0)
        to->length += (size_t)length;
    if (to->length >= to->size)
        to->length = to->size - 1;
}

static void put_values(writer *to, const cupel_element *element)
{
    if (element->name)
        put(to, ":%s=", element->name);
    if (!element->values)
        put(to, "?");
    for (size_t i = 0; i < element->value_count; i++) {
        const cupel_value *value = &element->values[i];
        put(to, "%s", i > 0 ? " " : "");
        if (value->kind == CUPEL_KIND_INT)
            put(to, "%" PRId64, value->as.integer);
        else if (value->kind == CUPEL_KIND_TEXT)
            put(to, "'%.*s'", (int)value->length, value->as.text);
        else
            put(to, "%s", cupel_kind_name((cupel_kind)value->kind));
    }
}

/* What one element is, without what is below it. */
static void put_own(writer *to, const cupel_element *element)
{
    const char *name = element->name ? element->name : "?";
    put(to, "%s", clauses[element->clause]);
    switch (element->kind) {
    case CUPEL_ELEMENT_COLUMN:
        put(to, "%s.%s", element->source ? element->source : "?", name);
        break;
    case CUPEL_ELEMENT_TABLE: put(to, "%s", name); break;
    case CUPEL_ELEMENT_ALIAS:
    case CUPEL_ELEMENT_SUBQUERY:
    case CUPEL_ELEMENT_CTE:
    case CUPEL_ELEMENT_LABEL:
    case CUPEL_ELEMENT_SEQUENCE:
        put(to, "%s %s", cupel_element_kind_name(element->kind), name);
        break;
    case CUPEL_ELEMENT_FUNCTION: put(to, "%s", name); break;
    case CUPEL_ELEMENT_OPERATION: put(to, "op %s", element->text); break;
    case CUPEL_ELEMENT_PARAMETER:
    case CUPEL_ELEMENT_PARAMETER_LIST: put_values(to, element); break;
    case CUPEL_ELEMENT_CONSTANT:
    case CUPEL_ELEMENT_JOIN:
    case CUPEL_ELEMENT_COMPOUND: put(to, "%s", element->text); break;
    case CUPEL_ELEMENT_TEXT: put(to, "{%s}", element->text); break;
    default: put(to, "%s", cupel_element_kind_name(element->kind)); break;
    }
}

static void element_text(const cupel_element *root, char *out, size_t size)
{
    writer to = { .out = out, .size = size };
    const cupel_element *before = NULL;
    out[0] = '\0';
    cupel_each_element (element, root) {
        if (before && element->parent == before)
            put(&to, "(");
        for (; before && before->parent != element->parent && before != element->parent;
             before = before->parent)
            put(&to, ")");
        if (before && before->parent == element->parent)
            put(&to, ", ");
        put_own(&to, element);
        before = element;
    }
    for (; before && before != root; before = before->parent)
        put(&to, ")");
}

/* ---- checking ------------------------------------------------------------------------------------ */

void check_element(cupel_session *session, const cupel_element *root, const char *expected)
{
    static char text[8192];
    if (!root)
        fail_msg("%s", cupel_error_text(session));
    element_text(root, text, sizeof text);
    assert_string_equal(text, expected);
}

void check_query(const cupel_query *query, const char *expected)
{
    check_element(cupel_query_session(query), cupel_query_element(query), expected);
}

void check_expression(cupel_session *session, cupel_expr *expression, const char *expected)
{
    check_element(session, cupel_expression_element(session, expression), expected);
    cupel_discard(expression);
}

/* ---- a session ------------------------------------------------------------------------------------- */

typedef struct element_fixture {
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
} element_fixture;

cupel_session *session_of(void **state)
{
    return ((element_fixture *)*state)->session;
}

int element_setup(void **state)
{
    static element_fixture open;
    cu_test_alloc_setup(state);
    open.engine = cupel_engine_open("sqlite://");
    open.registry = cupel_registry_open(User, Address, Order, Item, Keyword, Node, Company,
                                        Employee, Engineer, Manager);
    if (cupel_create_all(open.registry, open.engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(open.registry));
    open.session = cupel_session_open(open.registry, open.engine);
    *state = &open;
    return 0;
}

int element_teardown(void **state)
{
    element_fixture *open = *state;
    cupel_session_close(open->session);
    cupel_registry_close(open->registry);
    cupel_engine_close(open->engine);
    return cu_test_alloc_teardown(state);
}
