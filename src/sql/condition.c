/*
 * sql/condition.c - conditions: AND, OR, NOT, BETWEEN, LIKE.
 */
#include "sql/expression.h"
#include "sql/operator.h"
#include "sql/type.h"

/* ---- AND, OR ----------------------------------------------------------------------------------- */

/* What a condition in a list of them is. */
typedef enum condition_kind {
    CONDITION_NONE, /* NULL: skip it */
    CONDITION_TRUE,
    CONDITION_FALSE,
    CONDITION_REAL,
    CONDITION_WRONG /* text, a number: no condition at all */
} condition_kind;

/* What stands for several values, or says how to order: no value of its own that could be true. */
static bool is_no_value(const cupel_expr *expression)
{
    return cu_kind(expression) == CU_NODE_LIST || cu_kind(expression) == CU_NODE_TUPLE ||
           cu_kind(expression) == CU_NODE_ASSIGN || cu_is_constant(expression, CU_CONSTANT_STAR) ||
           cu_is_order(expression);
}

static condition_kind classify(const cupel_value *condition)
{
    if (condition->kind == CUPEL_KIND_NULL)
        return CONDITION_NONE;
    if (condition->kind == CUPEL_KIND_BOOL)
        return condition->as.boolean ? CONDITION_TRUE : CONDITION_FALSE;
    if (condition->kind == CUPEL_KIND_INT && (condition->as.integer | 1) == 1)
        return condition->as.integer ? CONDITION_TRUE
                                     : CONDITION_FALSE; /* what C's true and false are */
    if (condition->kind != CUPEL_KIND_EXPRESSION)
        return CONDITION_WRONG;
    if (!condition->as.expression)
        return CONDITION_NONE;
    if (cu_is_constant(condition->as.expression, CU_CONSTANT_TRUE))
        return CONDITION_TRUE;
    if (cu_is_constant(condition->as.expression, CU_CONSTANT_FALSE))
        return CONDITION_FALSE;
    return is_no_value(condition->as.expression) ? CONDITION_WRONG : CONDITION_REAL;
}

static cupel_expr *wrong_condition(cu_builder *builder, cupel_operator operation,
                                   const cupel_value *condition)
{
    const char *name = builder->what ? builder->what : cu_operator(operation)->name;
    if (condition->kind == CUPEL_KIND_QUERY)
        return cu_build_fail(builder, CUPEL_INVALID_ARGUMENT,
                             "%s: a query is no condition; cupel_exists() makes one of it", name);
    if (condition->kind == CUPEL_KIND_TEXT)
        return cu_build_fail(builder, CUPEL_INVALID_ARGUMENT,
                             "%s: the text '%.60s' is no condition; SQL text must be given as "
                             "cupel_text_sql()",
                             name, condition->as.text);
    if (condition->kind == CUPEL_KIND_EXPRESSION)
        return cu_build_fail(builder, CUPEL_INVALID_ARGUMENT, "%s: %s is no condition", name,
                             cu_kind_describe(cu_kind(condition->as.expression)));
    return cu_build_fail(builder, CUPEL_INVALID_ARGUMENT, "%s: a value of kind %s is no condition",
                         name, cupel_kind_name((cupel_kind)condition->kind));
}

cupel_expr *cu_make_boolean(cu_builder *builder, cupel_operator operation, size_t count,
                            const cupel_value *conditions)
{
    /* the one that decides everything (FALSE in AND), and the one that changes nothing (TRUE in AND) */
    bool is_and = operation == CUPEL_OPERATOR_AND;
    condition_kind deciding = is_and ? CONDITION_FALSE : CONDITION_TRUE;
    size_t real = 0, given = 0, last = 0;
    bool decided = false;
    for (size_t i = 0; i < count; i++) {
        condition_kind kind = classify(&conditions[i]);
        if (kind == CONDITION_WRONG)
            return wrong_condition(builder, operation, &conditions[i]);
        given += kind != CONDITION_NONE;
        decided |= kind == deciding;
        if (kind == CONDITION_REAL) {
            real++;
            last = i;
        }
    }
    if (decided || (real == 0 && given > 0)) {
        cu_build_abandon(builder);
        return decided == is_and ? cupel_false() : cupel_true();
    }
    if (real == 0 && !is_and)
        return cu_build_fail(builder, CUPEL_INVALID_REQUEST,
                             "cupel_or: no condition is left; an empty OR would match nothing or "
                             "everything: say cupel_false() or cupel_true()");
    if (real == 0) {
        cu_build_abandon(builder);
        return NULL;
    }
    if (real == 1)
        return cu_build_pass(builder, conditions[last].as.expression);
    cu_node *node = cu_build_node(builder, CU_NODE_BOOLEAN, real, 0);
    if (node) {
        size_t next = 0;
        for (size_t i = 0; i < count; i++)
            if (classify(&conditions[i]) == CONDITION_REAL)
                cu_node_set(node, next++, conditions[i].as.expression);
        node->head.operation = (unsigned char)operation;
        node->type = cu_type_of(CUPEL_BOOLEAN);
    }
    return cu_build_finish(builder, node);
}

static cupel_expr *boolean_values(cupel_operator operation, const char *what, size_t count,
                                  const cupel_value *conditions)
{
    cu_builder builder;
    if (!cu_build_begin(&builder, what, count, conditions))
        return builder.result;
    return cu_make_boolean(&builder, operation, count, conditions);
}

cupel_expr *cu_and_of(const char *what, size_t count, const cupel_value *conditions)
{
    return boolean_values(CUPEL_OPERATOR_AND, what, count, conditions);
}

cupel_expr *cupel_and_values(size_t count, const cupel_value *conditions)
{
    return cu_and_of("cupel_and", count, conditions);
}

cupel_expr *cupel_or_values(size_t count, const cupel_value *conditions)
{
    return boolean_values(CUPEL_OPERATOR_OR, "cupel_or", count, conditions);
}

/* ---- NOT --------------------------------------------------------------------------------------- */

bool cu_is_bare_boolean(const cupel_expr *expression)
{
    const cupel_type *type = cu_expression_type(expression);
    if (!type || type->id != CUPEL_BOOLEAN)
        return false;
    switch (cu_kind(expression)) {
    case CU_NODE_COLUMN:
    case CU_NODE_FUNCTION:
    case CU_NODE_CAST:
    case CU_NODE_TYPE_COERCE:
    case CU_NODE_CONSTANT:
    case CU_NODE_CASE:
    case CU_NODE_BIND: return true;
    case CU_NODE_LABEL: return cu_is_bare_boolean(cu_item(expression, 0));
    default: return false;
    }
}

/* A copy of a comparison under its opposite operator. */
static cupel_expr *turned_round(cu_builder *builder, const cu_node *node, cupel_operator opposite)
{
    cu_node *copy = cu_build_node(builder, (cu_node_kind)node->head.kind, node->head.count, 0);
    if (copy) {
        for (size_t i = 0; i < node->head.count; i++)
            cu_node_set(copy, i, node->items[i]);
        copy->head.operation = (unsigned char)opposite;
        copy->type = node->type;
        copy->detail = node->detail;
        copy->a = node->a;
        copy->b = node->b;
    }
    return cu_build_finish(builder, copy);
}

static bool compares_relationship(const cu_node *node)
{
    return node->head.count > 0 && node->items[0] &&
           (node->items[0]->flags & (CU_FLAG_RELATIONSHIP | CU_FLAG_COMPOSITE)) != 0;
}

cupel_expr *cu_make_not(cu_builder *builder, const cupel_value *operand)
{
    condition_kind kind = classify(operand);
    if (kind == CONDITION_TRUE || kind == CONDITION_FALSE) {
        cu_build_abandon(builder);
        return kind == CONDITION_TRUE ? cupel_false() : cupel_true();
    }
    if (kind == CONDITION_WRONG || kind == CONDITION_NONE)
        return wrong_condition(builder, CUPEL_OPERATOR_NOT, operand);
    const cupel_expr *expression = operand->as.expression;
    switch (cu_kind(expression)) {
    case CU_NODE_BINARY:
    case CU_NODE_IN:
    case CU_NODE_BETWEEN: {
        const cu_node *node = cu_node_of(expression);
        cupel_operator opposite = cu_operator((cupel_operator)node->head.operation)->opposite;
        if (opposite != CUPEL_OPERATOR_NONE && !compares_relationship(node))
            return turned_round(builder, node, opposite);
        break;
    }
    case CU_NODE_UNARY: /* NOT (NOT active) */
        if (expression->operation == CUPEL_OPERATOR_NOT &&
            cu_is_bare_boolean(cu_item(expression, 0)))
            return cu_build_pass(builder, cu_item(expression, 0));
        break;
    default: break;
    }
    return cu_make_node(builder, CU_NODE_UNARY, CUPEL_OPERATOR_NOT, 1, operand);
}

/* ---- BETWEEN, tuples, lists ---------------------------------------------------------------------- */

cupel_expr *cupel_between_values(cupel_operator operation, cupel_value operand, cupel_value low,
                                 cupel_value high)
{
    cu_builder builder;
    cupel_value operands[3] = { operand, low, high };
    if (!cu_build_begin_complete(&builder, "cupel_between", 3, operands))
        return builder.result;
    if (operation != CUPEL_OPERATOR_BETWEEN && operation != CUPEL_OPERATOR_NOT_BETWEEN)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_between_values: operator %s is not BETWEEN or NOT_BETWEEN",
                             cu_operator(operation)->name);
    return cu_make_node(&builder, CU_NODE_BETWEEN, operation, 3, operands);
}

static cupel_expr *list_of(cu_node_kind kind, const char *function, size_t count,
                           const cupel_value *values)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, function, count, values))
        return builder.result;
    if (count == 0)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT, "%s: there is nothing in it",
                             function);
    return cu_make_node(&builder, kind, CUPEL_OPERATOR_NONE, count, values);
}

static bool is_tuple(const cupel_value *value)
{
    return value->kind == CUPEL_KIND_EXPRESSION && value->as.expression &&
           value->as.expression->kind == CU_NODE_TUPLE;
}

/* A tuple in a tuple is its items: databases have rows of values, not of rows. */
static cupel_expr *flat_tuple(size_t width, size_t count, const cupel_value *values)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, "cupel_tuple", count, values))
        return builder.result;
    cu_node *node = cu_build_node(&builder, CU_NODE_TUPLE, width, 0);
    size_t to = 0;
    for (size_t i = 0; node && i < count; i++) {
        const cupel_expr *item = cu_build_operand(&builder, &values[i]);
        if (!item)
            return cu_build_finish(&builder, NULL);
        if (item->kind != CU_NODE_TUPLE)
            cu_node_set(node, to++, item);
        for (size_t j = 0; item->kind == CU_NODE_TUPLE && j < item->count; j++)
            cu_node_set(node, to++, cu_item(item, j));
    }
    return cu_build_finish(&builder, node);
}

cupel_expr *cupel_tuple_values(size_t count, const cupel_value *values)
{
    size_t width = 0;
    bool nested = false;
    for (size_t i = 0; i < count; i++) {
        bool tuple = is_tuple(&values[i]);
        width += tuple ? values[i].as.expression->count : 1;
        nested |= tuple;
    }
    return nested ? flat_tuple(width, count, values)
                  : list_of(CU_NODE_TUPLE, "cupel_tuple", count, values);
}

cupel_expr *cupel_list_values(size_t count, const cupel_value *values)
{
    return list_of(CU_NODE_LIST, "cupel_list", count, values);
}

/* ---- LIKE -------------------------------------------------------------------------------------- */

/* The pattern with '%', '_' and the escape character escaped; NULL: no memory. */
static const cupel_expr *escaped_pattern(cu_builder *builder, const cupel_value *pattern,
                                         char escape)
{
    char *text = cu_build_alloc(builder, (size_t)pattern->length * 2 + 1);
    if (!text)
        return NULL;
    size_t length = 0;
    for (uint32_t i = 0; i < pattern->length; i++) {
        char character = pattern->as.text[i];
        if (character == '%' || character == '_' || character == escape)
            text[length++] = escape;
        text[length++] = character;
    }
    text[length] = '\0';
    cupel_value value = cupel_value_text_length(text, length);
    return cu_make_bind(builder, &value);
}

static cupel_expr *make_like(cu_builder *builder, cupel_operator operation, cupel_like_kind kind,
                             const cupel_value operands[2], const cupel_like_options *options)
{
    const char *escape = options->escape;
    if (!escape && options->autoescape)
        escape = "/";
    cu_node *node = cu_build_node(builder, CU_NODE_BINARY, 2, 0);
    const cupel_expr *text = node ? cu_build_operand(builder, &operands[0]) : NULL;
    if (!text)
        return cu_build_finish(builder, NULL);
    const cupel_expr *pattern = options->autoescape
                                    ? escaped_pattern(builder, &operands[1], escape[0])
                                    : cu_build_operand(builder, &operands[1]);
    cu_node_set(node, 0, text);
    cu_node_set(node, 1, pattern);
    node->head.operation = (unsigned char)operation;
    node->detail = (uint16_t)kind;
    node->type = cu_type_of(CUPEL_BOOLEAN);
    node->a.text = escape ? cu_build_text(builder, escape) : NULL;
    return cu_build_finish(builder, pattern ? node : NULL);
}

cupel_expr *cupel_like_value(cupel_operator operation, cupel_like_kind kind, cupel_value text,
                             cupel_value pattern, const cupel_like_options *options)
{
    static const cupel_like_options none = { 0 };
    cu_builder builder;
    cupel_value operands[2] = { text, pattern };
    if (!cu_build_begin_complete(&builder, "cupel_like", 2, operands))
        return builder.result;
    options = options ? options : &none;
    if (operation < CUPEL_OPERATOR_LIKE || operation > CUPEL_OPERATOR_NOT_ILIKE ||
        (unsigned)kind > CUPEL_LIKE_CONTAINS)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_like_value: the operator must be one of the LIKEs");
    if (options->escape && strlen(options->escape) != 1)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_like: .escape must be one character, not '%.20s'",
                             options->escape);
    if (options->autoescape && pattern.kind != CUPEL_KIND_TEXT)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_like: .autoescape needs plain text to escape, not %s",
                             cupel_kind_name((cupel_kind)pattern.kind));
    return make_like(&builder, operation, kind, operands, options);
}
