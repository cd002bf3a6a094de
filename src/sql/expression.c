/*
 * sql/expression.c - building expressions: values, constants, operators.
 *
 * Each public function takes its operands over (cu_build_begin), makes a node
 * and hands it out (cu_build_finish); the makers in between work for trees in
 * arenas too.
 */
#include "sql/expression.h"
#include "base/utf8.h"
#include "sql/operator.h"
#include "sql/type.h"

/* ---- constants --------------------------------------------------------------------------------- */

#define CONSTANT(id)                                                                           \
    [CU_CONSTANT_##                                                                            \
        id] = { .head = { .kind = CU_NODE_CONSTANT, .flags = CU_FLAG_STATIC | CU_FLAG_PLAIN }, \
                .detail = CU_CONSTANT_##id }

static const cu_node constants[] = { CONSTANT(NULL), CONSTANT(TRUE), CONSTANT(FALSE),
                                     CONSTANT(STAR), CONSTANT(DEFAULT) };

const cupel_expr *cu_constant(cu_constant_kind constant)
{
    return &constants[constant].head;
}

static cupel_expr *shared(cu_constant_kind constant)
{
    return (cupel_expr *)(uintptr_t)cu_constant(constant);
}

cupel_expr *cupel_null(void)
{
    return shared(CU_CONSTANT_NULL);
}

cupel_expr *cupel_true(void)
{
    return shared(CU_CONSTANT_TRUE);
}

cupel_expr *cupel_false(void)
{
    return shared(CU_CONSTANT_FALSE);
}

cupel_expr *cupel_star(void)
{
    return shared(CU_CONSTANT_STAR);
}

/* ---- types ------------------------------------------------------------------------------------- */

const cupel_type *cu_expression_type(const cupel_expr *expression)
{
    switch (cu_kind(expression)) {
    case CU_NODE_ATTRIBUTE:
    case CU_NODE_TABLE_COLUMN: return NULL;
    case CU_NODE_CONSTANT:
        return cu_is_constant(expression, CU_CONSTANT_TRUE) ||
                       cu_is_constant(expression, CU_CONSTANT_FALSE)
                   ? cu_type_of(CUPEL_BOOLEAN)
                   : NULL;
    default: return cu_node_of(expression)->type;
    }
}

/* ---- values ------------------------------------------------------------------------------------ */

bool cu_build_value(cu_builder *builder, cupel_value *value)
{
    switch (value->kind) {
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_DECIMAL:
    case CUPEL_KIND_JSON:
        value->as.text = cu_build_text_length(builder, value->as.text, value->length);
        return value->as.text != NULL;
    case CUPEL_KIND_BLOB:
        value->as.data = cu_build_text_length(builder, value->as.data, value->length);
        return value->as.data != NULL;
    default: return true;
    }
}

static cu_bind *new_bind(cu_builder *builder, const char *name)
{
    cu_bind *bind = (cu_bind *)(void *)cu_build_node(builder, CU_NODE_BIND, 0, sizeof(cu_bind));
    if (!bind)
        return NULL;
    bind->node.head.flags |= CU_FLAG_PLAIN;
    if (name)
        bind->node.a.text = cu_build_text(builder, name);
    return bind;
}

const cupel_expr *cu_make_bind(cu_builder *builder, const cupel_value *value)
{
    cu_bind *bind = new_bind(builder, NULL);
    if (!bind)
        return NULL;
    bind->value = *value;
    bind->node.type = cu_type_of_value(value);
    return cu_build_value(builder, &bind->value) ? &bind->node.head : NULL;
}

static const cupel_expr *pointer_node(cu_builder *builder, cu_node_kind kind, const void *pointer)
{
    cu_node *node = cu_build_node(builder, kind, 0, 0);
    if (node)
        node->a.pointer = pointer;
    builder->plain = false;
    return node ? &node->head : NULL;
}

const cupel_expr *cu_build_operand(cu_builder *builder, const cupel_value *operand)
{
    switch (operand->kind) {
    case CUPEL_KIND_EXPRESSION: return operand->as.expression;
    case CUPEL_KIND_QUERY: return pointer_node(builder, CU_NODE_QUERY, operand->as.query);
    case CUPEL_KIND_SUBQUERY: return pointer_node(builder, CU_NODE_SUBQUERY, operand->as.subquery);
    case CUPEL_KIND_ALIAS: return pointer_node(builder, CU_NODE_ALIAS, operand->as.alias);
    case CUPEL_KIND_INSTANCE: return pointer_node(builder, CU_NODE_INSTANCE, operand->as.instance);
    case CUPEL_KIND_NULL: return cu_constant(CU_CONSTANT_NULL);
    default: return cu_make_bind(builder, operand);
    }
}

/* Whether an operand is a pointer that must not be NULL and is. */
static bool is_missing(const cupel_value *operand)
{
    switch (operand->kind) {
    case CUPEL_KIND_EXPRESSION: return operand->as.expression == NULL;
    case CUPEL_KIND_QUERY: return operand->as.query == NULL;
    case CUPEL_KIND_SUBQUERY: return operand->as.subquery == NULL;
    case CUPEL_KIND_ALIAS: return operand->as.alias == NULL;
    case CUPEL_KIND_INSTANCE: return operand->as.instance == NULL;
    default: return operand->kind >= CUPEL_KIND_COUNT;
    }
}

static bool any_missing(size_t count, const cupel_value *operands, size_t *which)
{
    for (size_t i = 0; i < count; i++)
        if (is_missing(&operands[i])) {
            *which = i;
            return true;
        }
    return false;
}

bool cu_build_begin_complete(cu_builder *builder, const char *what, size_t count,
                             const cupel_value *operands)
{
    if (!cu_build_begin(builder, what, count, operands))
        return false;
    size_t which;
    if (!any_missing(count, operands, &which))
        return true;
    builder->result = cu_build_fail(builder, CUPEL_INVALID_ARGUMENT,
                                    "%s: operand %zu is a NULL expression or query (SQL's NULL is "
                                    "a plain NULL or cupel_null())",
                                    what, which + 1);
    return false;
}

cupel_expr *cu_make_node(cu_builder *builder, cu_node_kind kind, cupel_operator operation,
                         size_t count, const cupel_value *operands)
{
    cu_node *node = cu_build_node(builder, kind, count, 0);
    for (size_t i = 0; node && i < count; i++) {
        const cupel_expr *item = cu_build_operand(builder, &operands[i]);
        if (!item && builder->failed)
            return cu_build_finish(builder, NULL);
        cu_node_set(node, i, item); /* NULL: a part that may be left out, and is */
    }
    if (!node)
        return cu_build_finish(builder, NULL);
    node->head.operation = (unsigned char)operation;
    node->type = cu_infer_type(node);
    return cu_build_finish(builder, node);
}

cupel_expr *cupel_literal_value(cupel_value value)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, "cupel_literal", 1, &value))
        return builder.result;
    const cupel_expr *operand = cu_build_operand(&builder, &value);
    if (!operand)
        return cu_build_finish(&builder, NULL);
    if (value.kind == CUPEL_KIND_EXPRESSION || value.kind == CUPEL_KIND_NULL)
        return cu_build_pass(&builder, operand);
    return cu_build_finish(&builder, (cu_node *)(uintptr_t)operand);
}

cupel_expr *cupel_text_static(const char *text)
{
    if (!text)
        return cupel_null();
    cu_builder builder;
    if (!cu_build_begin(&builder, NULL, 0, NULL))
        return builder.result;
    cu_bind *bind = new_bind(&builder, NULL);
    if (bind) {
        bind->value = cupel_value_text(text);
        bind->node.type = cu_type_of(CUPEL_STRING);
    }
    return cu_build_finish(&builder, bind ? &bind->node : NULL);
}

/* ---- named parameters -------------------------------------------------------------------------- */

static bool is_parameter_name(const char *name)
{
    if (!name ||
        !(*name == '_' || (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z')))
        return false;
    return name[strspn(name, "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] ==
           '\0';
}

cupel_expr *cu_build_refuse_name(cu_builder *builder, const char *function, const char *name)
{
    if (is_parameter_name(name))
        return NULL;
    return cu_build_fail(builder, CUPEL_INVALID_ARGUMENT,
                         "%s: %s%s%s is no name of a parameter: letters, digits and '_', not "
                         "beginning with a digit",
                         function, name ? "'" : "", name ? name : "NULL", name ? "'" : "");
}

/* Begins a named parameter; NULL with builder->result set on failure. */
static cu_bind *begin_named(cu_builder *builder, const char *function, const char *name,
                            const cupel_value *value)
{
    if (!cu_build_begin_complete(builder, function, value ? 1 : 0, value))
        return NULL;
    if ((builder->result = cu_build_refuse_name(builder, function, name)) != NULL)
        return NULL;
    cu_bind *bind = new_bind(builder, name);
    if (!bind)
        builder->result = cu_build_finish(builder, NULL);
    return bind;
}

cupel_expr *cupel_bind_value(const char *name, cupel_value value)
{
    cu_builder builder;
    cu_bind *bind = begin_named(&builder, "cupel_bind", name, &value);
    if (!bind)
        return builder.result;
    if (value.kind >= CUPEL_KIND_EXPRESSION)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_bind: parameter '%s' can hold a value, not an expression, a "
                             "query or an instance",
                             name);
    bind->value = value;
    bind->node.type = cu_type_of_value(&value);
    return cu_build_finish(&builder, cu_build_value(&builder, &bind->value) ? &bind->node : NULL);
}

cupel_expr *cupel_bind_required(const char *name)
{
    cu_builder builder;
    cu_bind *bind = begin_named(&builder, "cupel_bind_required", name, NULL);
    if (!bind)
        return builder.result;
    bind->required = true;
    return cu_build_finish(&builder, &bind->node);
}

cupel_expr *cupel_bind_callable(const char *name, cupel_value (*function)(void *data), void *data)
{
    cu_builder builder;
    cu_bind *bind = begin_named(&builder, "cupel_bind_callable", name, NULL);
    if (!bind)
        return builder.result;
    if (!function)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_bind_callable: parameter '%s' has no function", name);
    bind->callable = function;
    bind->data = data;
    return cu_build_finish(&builder, &bind->node);
}

cupel_expr *cu_bind_null(void)
{
    cu_builder builder;
    if (!cu_build_begin(&builder, NULL, 0, NULL))
        return builder.result;
    cu_bind *bind = new_bind(&builder, NULL);
    return cu_build_finish(&builder, bind ? &bind->node : NULL);
}

/* ---- binary operators -------------------------------------------------------------------------- */

static bool is_binary(cupel_operator operation)
{
    return (operation >= CUPEL_OPERATOR_EQ && operation <= CUPEL_OPERATOR_NOT_MATCH) ||
           (operation >= CUPEL_OPERATOR_ADD && operation <= CUPEL_OPERATOR_CONCAT);
}

static bool is_null_operand(const cupel_value *operand)
{
    return operand->kind == CUPEL_KIND_NULL ||
           (operand->kind == CUPEL_KIND_EXPRESSION && operand->as.expression &&
            cu_is_constant(operand->as.expression, CU_CONSTANT_NULL));
}

/* A plain truth value as the constant it is, for IS; other values have no IS and are compared instead. */
static bool truth_constant(cupel_value *operand)
{
    bool truth;
    if (operand->kind == CUPEL_KIND_BOOL)
        truth = operand->as.boolean;
    else if (operand->kind == CUPEL_KIND_INT && (operand->as.integer | 1) == 1)
        truth = operand->as.integer == 1;
    else
        return false;
    *operand = cupel_value_expression(
        (cupel_expr *)(uintptr_t)cu_constant(truth ? CU_CONSTANT_TRUE : CU_CONSTANT_FALSE));
    return true;
}

/* = NULL is IS NULL; IS of anything but NULL, true and false is IS NOT DISTINCT FROM. */
static cupel_operator settle_operator(cupel_operator operation, cupel_value operands[2])
{
    bool equality = operation == CUPEL_OPERATOR_EQ || operation == CUPEL_OPERATOR_NE;
    bool is = operation == CUPEL_OPERATOR_IS || operation == CUPEL_OPERATOR_IS_NOT;
    if ((equality || is) && is_null_operand(&operands[0]) && !is_null_operand(&operands[1])) {
        cupel_value other = operands[1];
        operands[1] = operands[0];
        operands[0] = other;
    }
    if (equality && is_null_operand(&operands[1]))
        return operation == CUPEL_OPERATOR_EQ ? CUPEL_OPERATOR_IS : CUPEL_OPERATOR_IS_NOT;
    if (is && operands[1].kind < CUPEL_KIND_EXPRESSION && !is_null_operand(&operands[1]) &&
        !truth_constant(&operands[1]))
        return operation == CUPEL_OPERATOR_IS ? CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM
                                              : CUPEL_OPERATOR_IS_DISTINCT_FROM;
    return operation;
}

cupel_expr *cu_make_binary(cu_builder *builder, cupel_operator operation,
                           const cupel_value operands[2])
{
    cupel_value settled[2] = { operands[0], operands[1] };
    operation = settle_operator(operation, settled);
    return cu_make_node(builder, CU_NODE_BINARY, operation, 2, settled);
}

cupel_expr *cupel_binary(cupel_operator operation, cupel_value left, cupel_value right)
{
    cu_builder builder;
    cupel_value operands[2] = { left, right };
    if (!cu_build_begin_complete(&builder, cu_operator(operation)->name, 2, operands))
        return builder.result;
    if (!is_binary(operation))
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_binary: operator %s (%d) does not stand between two operands",
                             cu_operator(operation)->name, (int)operation);
    return cu_make_binary(&builder, operation, operands);
}

cupel_expr *cupel_op_value(cupel_value left, const char *symbol, cupel_value right)
{
    cu_builder builder;
    cupel_value operands[2] = { left, right };
    if (!cu_build_begin_complete(&builder, "cupel_op", 2, operands))
        return builder.result;
    if (!cu_is_operator_symbol(symbol))
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_op: '%s' is no operator: signs such as ->> or words such as "
                             "NOT SIMILAR TO, and nothing else",
                             symbol ? symbol : "");
    const char *copy = cu_build_text(&builder, symbol);
    cupel_expr *made = cu_make_node(&builder, CU_NODE_BINARY, CUPEL_OPERATOR_CUSTOM, 2, operands);
    if (!cu_is_poison(made))
        ((cu_node *)(void *)made)->a.text = copy;
    return made;
}

/* ---- unary operators --------------------------------------------------------------------------- */

static bool is_unary(cupel_operator operation)
{
    return operation == CUPEL_OPERATOR_NEGATE || operation == CUPEL_OPERATOR_NOT ||
           (operation >= CUPEL_OPERATOR_DISTINCT && operation <= CUPEL_OPERATOR_ALL);
}

cupel_expr *cupel_exists_where_values(size_t count, const cupel_value *conditions)
{
    cu_builder builder;
    cupel_expr *all = cu_and_of("cupel_exists_where", count, conditions);
    cupel_value operand = cupel_value_expression(all);
    if (!cu_build_begin_complete(&builder, "cupel_exists_where", 1, &operand))
        return builder.result;
    return cu_make_node(&builder, CU_NODE_UNARY, CUPEL_OPERATOR_EXISTS, 1, &operand);
}

cupel_expr *cupel_unary(cupel_operator operation, cupel_value operand)
{
    cu_builder builder;
    if (operand.kind == CUPEL_KIND_TEXT &&
        cu_orders(operation)) /* a label, as in cupel_order_by() */
        operand = cupel_value_expression(cupel_label_reference(operand.as.text));
    if (!cu_build_begin_complete(&builder, cu_operator(operation)->name, 1, &operand))
        return builder.result;
    if (cu_orders(operation) && cu_is_plain_value(&operand))
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "%s: a value is the same for all rows; the number of a column is "
                             "cupel_literal_column(\"1\")",
                             cu_operator(operation)->name);
    if (!is_unary(operation))
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_unary: operator %s (%d) does not stand before one operand",
                             cu_operator(operation)->name, (int)operation);
    if (operation == CUPEL_OPERATOR_EXISTS && operand.kind != CUPEL_KIND_QUERY &&
        !(operand.kind == CUPEL_KIND_EXPRESSION && operand.as.expression->kind == CU_NODE_QUERY))
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_exists takes a query; for a relationship use cupel_any()");
    if (operation == CUPEL_OPERATOR_NOT)
        return cu_make_not(&builder, &operand);
    return cu_make_node(&builder, CU_NODE_UNARY, operation, 1, &operand);
}

/* Whether a text that becomes SQL is there and UTF-8; where not, the builder's result says what is wrong. */
static bool is_given_text(cu_builder *builder, const char *function, const char *what,
                          const char *text)
{
    size_t bad;
    if (!text || !*text)
        builder->result =
            cu_build_fail(builder, CUPEL_INVALID_ARGUMENT, "%s: the %s is missing", function, what);
    else if (!cu_utf8_valid(text, strlen(text), &bad))
        builder->result = cu_build_fail(builder, CUPEL_INVALID_ARGUMENT,
                                        "%s: the %s is not UTF-8 at byte %zu", function, what, bad);
    else
        return true;
    return false;
}

cupel_expr *cupel_collate_value(cupel_value operand, const char *collation)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, "cupel_collate", 1, &operand))
        return builder.result;
    if (!is_given_text(&builder, "cupel_collate", "name of the collation", collation))
        return builder.result;
    const char *copy = cu_build_text(&builder, collation);
    cupel_expr *made = cu_make_node(&builder, CU_NODE_COLLATE, CUPEL_OPERATOR_COLLATE, 1, &operand);
    if (!cu_is_poison(made))
        ((cu_node *)(void *)made)->a.text = copy;
    return made;
}

cupel_expr *cupel_excluded_value(cupel_value column)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, "cupel_excluded", 1, &column))
        return builder.result;
    return cu_make_node(&builder, CU_NODE_EXCLUDED, CUPEL_OPERATOR_NONE, 1, &column);
}

/* ---- names ------------------------------------------------------------------------------------- */

cupel_expr *cupel_label(cupel_expr *expression, const char *name)
{
    cu_builder builder;
    cupel_value operand = cupel_value_expression(expression);
    if (!cu_build_begin_complete(&builder, "cupel_label", 1, &operand))
        return builder.result;
    if (!is_given_text(&builder, "cupel_label", "name", name))
        return builder.result;
    const char *copy = cu_build_text(&builder, name);
    cupel_expr *made = cu_make_node(&builder, CU_NODE_LABEL, CUPEL_OPERATOR_NONE, 1, &operand);
    if (!cu_is_poison(made))
        ((cu_node *)(void *)made)->a.text = copy;
    return made;
}

static cupel_expr *text_leaf(cu_node_kind kind, const char *function, const char *text,
                             const cupel_type *type)
{
    cu_builder builder;
    if (!cu_build_begin(&builder, NULL, 0, NULL))
        return builder.result;
    if (!is_given_text(&builder, function, "text", text))
        return builder.result;
    cu_node *node = cu_build_node(&builder, kind, 0, 0);
    if (node) {
        node->a.text = cu_build_text(&builder, text);
        node->type = type;
    }
    return cu_build_finish(&builder, node);
}

cupel_expr *cupel_label_reference(const char *name)
{
    return text_leaf(CU_NODE_LABEL_REFERENCE, "cupel_label_reference", name, NULL);
}

cupel_expr *cupel_literal_column(const char *sql)
{
    return text_leaf(CU_NODE_LITERAL_COLUMN, "cupel_literal_column", sql, NULL);
}

cupel_expr *cupel_literal_column_typed(const char *sql, const cupel_type *type)
{
    return text_leaf(CU_NODE_LITERAL_COLUMN, "cupel_literal_column_typed", sql,
                     type ? cu_type_of(type->id) : NULL);
}

/* ---- for messages ------------------------------------------------------------------------------ */

const char *cu_kind_describe(cu_node_kind kind)
{
    static const char *const names[CU_NODE_KIND_COUNT] = {
        [CU_NODE_ATTRIBUTE] = "an attribute of a mapped struct",
        [CU_NODE_TABLE_COLUMN] = "a column of a table",
        [CU_NODE_COLUMN] = "a column",
        [CU_NODE_BIND] = "a parameter",
        [CU_NODE_CONSTANT] = "NULL or another constant",
        [CU_NODE_BIND_LIST] = "a list of values",
        [CU_NODE_LIST] = "a list",
        [CU_NODE_TUPLE] = "a tuple",
        [CU_NODE_LABEL] = "a label",
        [CU_NODE_LABEL_REFERENCE] = "the name of a label",
        [CU_NODE_TEXT] = "a text",
        [CU_NODE_SEQUENCE] = "a value of a sequence",
        [CU_NODE_QUERY] = "a query",
        [CU_NODE_INSTANCE] = "an instance",
        [CU_NODE_ENTITY] = "a mapped struct",
        [CU_NODE_ALIAS] = "an alias",
        [CU_NODE_ALIAS_ATTRIBUTE] = "an attribute of an alias",
        [CU_NODE_CHILD_ATTRIBUTE] = "an inherited attribute of a mapped struct",
        [CU_NODE_SUBQUERY] = "a subquery",
        [CU_NODE_SUBQUERY_COLUMN] = "a column of a subquery",
        [CU_NODE_TABLE] = "a table",
        [CU_NODE_RELATED] = "a relationship",
        [CU_NODE_OPTION] = "a loader option",
        [CU_NODE_ASSIGN] = "an assignment (cupel_assign)",
    };
    return (unsigned)kind < CU_NODE_KIND_COUNT && names[kind] ? names[kind] : "an expression";
}
