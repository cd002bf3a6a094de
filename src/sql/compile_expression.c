/*
 * sql/compile_expression.c - expressions as SQL: one function a kind of node.
 *
 * Parentheses go by precedence (sql/operator.h): an operand is put in them
 * where it binds no tighter than what it stands under, unless the operator is
 * associative and the same.  What is one word - a column, a call, a parameter -
 * never is.
 */
#include "sql/compiler.h"
#include "sql/label.h"
#include "sql/type.h"

#define NEVER_PARENTHESISED (CU_PRECEDENCE_HIGHEST + 1)

static void write_node(cu_compiler *compiler, const cupel_expr *expression);

/* ---- precedence -------------------------------------------------------------------------------- */

/* + of texts is ||. */
static cupel_operator effective_operator(const cupel_expr *expression)
{
    return cu_concatenates(expression) ? CUPEL_OPERATOR_CONCAT
                                       : (cupel_operator)expression->operation;
}

static int precedence_of(const cupel_expr *expression)
{
    switch (cu_kind(expression)) {
    case CU_NODE_BINARY:
        if (expression->operation >= CUPEL_OPERATOR_LIKE &&
            expression->operation <= CUPEL_OPERATOR_NOT_ILIKE &&
            cu_node_of(expression)->detail != CUPEL_LIKE_PATTERN)
            return CU_PRECEDENCE_LOWEST;
        return cu_operator(effective_operator(expression))->precedence;
    case CU_NODE_UNARY:
    case CU_NODE_BOOLEAN:
    case CU_NODE_IN:
    case CU_NODE_BETWEEN:
    case CU_NODE_COLLATE: return cu_operator((cupel_operator)expression->operation)->precedence;
    case CU_NODE_LABEL:
    case CU_NODE_TYPE_COERCE: return precedence_of(cu_item(expression, 0));
    case CU_NODE_TEXT: return NEVER_PARENTHESISED;
    default: return NEVER_PARENTHESISED;
    }
}

/* Labels and coercions are written as what they stand for. */
static const cupel_expr *written_expression(const cupel_expr *expression)
{
    while (expression->kind == CU_NODE_LABEL || expression->kind == CU_NODE_TYPE_COERCE)
        expression = cu_item(expression, 0);
    return expression;
}

void cu_write_with_precedence(cu_compiler *compiler, const cupel_expr *expression, int precedence)
{
    bool parentheses = precedence_of(expression) <= precedence;
    const cupel_expr *around = compiler->around;
    const cupel_expr *inner = written_expression(expression);
    if (inner->kind != CU_NODE_BIND)
        compiler->around = inner;
    if (parentheses)
        cu_write(compiler, "(");
    write_node(compiler, expression);
    if (parentheses)
        cu_write(compiler, ")");
    compiler->around = around;
}

void cu_write_operand(cu_compiler *compiler, const cupel_expr *expression, cupel_operator against)
{
    const cu_operator_info *info = cu_operator(against);
    const cupel_expr *inner = written_expression(expression);
    bool same = (inner->kind == CU_NODE_BINARY || inner->kind == CU_NODE_BOOLEAN) &&
                effective_operator(inner) == against && info->associative;
    cu_write_with_precedence(compiler, expression,
                             same ? CU_PRECEDENCE_LOWEST - 1 : info->precedence);
}

void cu_write_expression(cu_compiler *compiler, const cupel_expr *expression)
{
    cu_write_with_precedence(compiler, expression, CU_PRECEDENCE_LOWEST - 1);
}

void cu_write_items(cu_compiler *compiler, cupel_expr *const *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            cu_write(compiler, ", ");
        cu_write_with_precedence(compiler, items[i], CU_PRECEDENCE_LIST);
    }
}

void cu_write_list(cu_compiler *compiler, const cupel_expr *const *items, size_t count)
{
    cu_write_items(compiler, (cupel_expr *const *)(uintptr_t)items, count);
}

/* ---- operators --------------------------------------------------------------------------------- */

/* For binds below: what they are compared with. */
static const cupel_expr *compared_side(const cupel_expr *left, const cupel_expr *right)
{
    if (left->kind == CU_NODE_BIND)
        return right->kind == CU_NODE_BIND ? NULL : right;
    if (left->kind == CU_NODE_TUPLE && left->count > 0 && cu_item(left, 0)->kind == CU_NODE_BIND)
        return right;
    return left;
}

/* For a bind on the left of IN: what is first on the right. */
static cu_compared compared_right(const cupel_expr *left, const cupel_expr *right)
{
    const cupel_expr *first =
        right->kind == CU_NODE_LIST && right->count > 0 ? cu_item(right, 0) : right;
    return cu_compared_with(left->kind == CU_NODE_BIND && first->kind != CU_NODE_BIND &&
                                    first->kind != CU_NODE_BIND_LIST
                                ? first
                                : NULL);
}

static bool is_comparison(cupel_operator operation)
{
    return operation >= CUPEL_OPERATOR_EQ && operation <= CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM;
}

static void write_symbol(cu_compiler *compiler, const cu_node *node, cupel_operator operation)
{
    if (operation != CUPEL_OPERATOR_CUSTOM) {
        cu_write(compiler, cu_spelling(compiler, operation));
        return;
    }
    cu_write(compiler, " ");
    cu_write(compiler, node->a.text);
    cu_write(compiler, " ");
}

/* Whether the left operand continues a chain that is written by one loop. */
static bool continues_chain(const cupel_expr *left, cupel_operator operation)
{
    return left->kind == CU_NODE_BINARY && effective_operator(left) == operation &&
           !is_comparison(operation) && operation != CUPEL_OPERATOR_CUSTOM;
}

/*
 * left OP right.  Long chains lean left: the spine is walked down in a loop, writing what stands before it
 * ("(" or "concat("), and back up, writing operators and right sides.
 */
static void write_plain_binary(cu_compiler *compiler, const cupel_expr *expression)
{
    cupel_operator operation = effective_operator(expression);
    const char *call = compiler->dialect->calls[operation];
    bool parentheses = !call && !cu_operator(operation)->associative;
    cu_expression_list spine = { 0 };
    const cupel_expr *lowest = expression;
    for (;; lowest = cu_item(lowest, 0)) {
        if (!cu_expressions_add(&compiler->scratch, &spine, lowest)) {
            cu_compile_no_memory(compiler);
            return;
        }
        bool more = continues_chain(cu_item(lowest, 0), operation);
        if (call)
            cu_write(compiler, call);
        else if (parentheses && more)
            cu_write(compiler, "(");
        if (!more)
            break;
    }
    cu_write_operand(compiler, cu_item(lowest, 0), operation);
    for (size_t i = spine.count; i > 0; i--) {
        const cu_node *node = cu_node_of(spine.items[i - 1]);
        if (call)
            cu_write(compiler, ", ");
        else
            write_symbol(compiler, node, operation);
        cu_write_operand(compiler, node->items[1], operation);
        if (call || (parentheses && i > 1))
            cu_write(compiler, ")");
    }
}

static void write_binary(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    const cu_sql_dialect *dialect = compiler->dialect;
    cupel_operator operation = effective_operator(expression);
    const cu_compared saved = compiler->compared;
    compiler->compared = cu_compared_with(
        is_comparison(operation) ? compared_side(node->items[0], node->items[1]) : NULL);
    if (operation >= CUPEL_OPERATOR_LIKE && operation <= CUPEL_OPERATOR_NOT_ILIKE)
        cu_write_like(compiler, node);
    else if ((operation == CUPEL_OPERATOR_MATCH || operation == CUPEL_OPERATOR_NOT_MATCH) &&
             dialect->match.between)
        cu_write_match(compiler, node);
    else if ((operation == CUPEL_OPERATOR_IS_DISTINCT_FROM ||
              operation == CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM) &&
             dialect->write_distinct_from)
        dialect->write_distinct_from(compiler, node);
    else
        write_plain_binary(compiler, expression);
    compiler->compared = saved;
}

/* NOT of a boolean column, where conditions are no values: active = 0. */
static bool write_false_comparison(cu_compiler *compiler, const cupel_expr *operand)
{
    if ((compiler->dialect->capabilities & CU_CAN_BOOLEAN) || !cu_is_bare_boolean(operand))
        return false;
    write_node(compiler, operand);
    cu_write(compiler, " = 0");
    return true;
}

static void write_unary(cu_compiler *compiler, const cupel_expr *expression)
{
    cupel_operator operation = (cupel_operator)expression->operation;
    const cupel_expr *operand = cu_item(expression, 0);
    const cu_operator_info *info = cu_operator(operation);
    if (operation == CUPEL_OPERATOR_NOT && write_false_comparison(compiler, operand))
        return;
    if (!info->postfix)
        cu_write(compiler, cu_spelling(compiler, operation));
    /* x DESC NULLS FIRST is one operator on top of another, without parentheses */
    if (cu_is_order(expression) && cu_is_order(operand))
        cu_write_expression(compiler, operand);
    else
        cu_write_operand(compiler, operand, operation);
    if (info->postfix)
        cu_write(compiler, cu_spelling(compiler, operation));
}

static void write_between(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    cupel_operator operation = (cupel_operator)expression->operation;
    const cu_compared saved = compiler->compared;
    compiler->compared = cu_compared_with(compared_side(node->items[0], node->items[1]));
    cu_write_operand(compiler, node->items[0], operation);
    cu_write(compiler, cu_spelling(compiler, operation));
    cu_write_operand(compiler, node->items[1], operation);
    cu_write(compiler, " AND ");
    cu_write_operand(compiler, node->items[2], operation);
    compiler->compared = saved;
}

static void write_in(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    cupel_operator operation = (cupel_operator)expression->operation;
    bool negated = operation == CUPEL_OPERATOR_NOT_IN;
    const cu_compared left = cu_compared_with(node->items[0]);
    const cu_compared saved = compiler->compared;
    const cupel_expr *right = node->items[1];
    const cu_bind_list *list =
        right->kind == CU_NODE_BIND_LIST
            ? cu_list_in((const cu_bind_list *)(const void *)right, compiler->walk)
            : NULL;
    size_t width = node->items[0]->kind == CU_NODE_TUPLE ? node->items[0]->count : 1;
    if (list && list->node.a.text && list->count > 0 && list->width != width) {
        cu_compile_fail(compiler, CUPEL_INVALID_ARGUMENT,
                        "the list '%s' has rows of %zu values, but is compared with %zu",
                        list->node.a.text, list->width, width);
        return;
    }
    /* parenthesised for the sake of the empty list: (x NOT IN (NULL) OR (1 = 1)) */
    bool parentheses = negated || (list && cu_list_has_parts(compiler, list));
    cu_write(compiler, parentheses ? "(" : "");
    compiler->compared = compared_right(node->items[0], right);
    cu_write_operand(compiler, node->items[0], operation);
    compiler->compared = left;
    if (list) {
        cu_write_bind_list(compiler, list, negated, node);
    } else if (right->kind == CU_NODE_LIST) {
        cu_write(compiler, cu_spelling(compiler, operation));
        cu_write(compiler, "(");
        cu_write_items(compiler, cu_node_of(right)->items, right->count);
        cu_write(compiler, ")");
    } else {
        cu_write(compiler, cu_spelling(compiler, operation));
        cu_write_expression(compiler, right);
    }
    cu_write(compiler, parentheses ? ")" : "");
    compiler->compared = saved;
}

/* ---- words ------------------------------------------------------------------------------------- */

static void write_column(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_column *column = (const cu_column *)(const void *)expression;
    /* the name of a column that shows another one has that one's number in it, before that of what is selected from */
    cu_name name = cu_column_name(column);
    const char *own = cu_settle_name(compiler, &name);
    if (compiler->bare_columns) {
        /* just the name */
    } else if (compiler->written && compiler->written == column->from) {
        cu_write(compiler, compiler->written_rows);
        cu_write(compiler, ".");
    } else if (column->from && column->from->kind == CU_FROM_TABLE) {
        cu_write_table_name(compiler, column->from);
        cu_write(compiler, ".");
    } else if (column->from) {
        cu_write_identifier(compiler, cu_from_name(compiler, column->from));
        cu_write(compiler, ".");
    }
    cu_write_identifier(compiler, own);
}

static void write_constant(cu_compiler *compiler, const cupel_expr *expression)
{
    switch (cu_node_of(expression)->detail) {
    case CU_CONSTANT_TRUE: cu_write(compiler, compiler->dialect->literals.true_text); break;
    case CU_CONSTANT_FALSE: cu_write(compiler, compiler->dialect->literals.false_text); break;
    case CU_CONSTANT_STAR: cu_write(compiler, "*"); break;
    case CU_CONSTANT_DEFAULT: cu_write(compiler, "DEFAULT"); break;
    default: cu_write(compiler, "NULL"); break;
    }
}

static void write_text(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    const cu_text *text = node->b.pointer;
    for (size_t i = 0; i < text->count; i++) {
        if (text->parts[i].text)
            cu_write_length(compiler, text->parts[i].text, text->parts[i].length);
        else
            write_node(compiler, node->items[text->parts[i].item]);
    }
}

static void write_literal_column(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    if (node->detail == CU_LITERAL_QUOTED)
        cu_write_quoted(compiler, node->a.text, strlen(node->a.text));
    else
        cu_write(compiler, node->a.text);
}

bool cu_is_selected_label(const cu_select *select, const cupel_expr *expression)
{
    const cu_expression_list *columns = cu_select_columns(select);
    for (size_t i = 0; i < columns->count; i++) {
        const cupel_expr *column = columns->items[i];
        if (column == expression)
            return true;
        if (column->kind == CU_NODE_LABEL && cu_node_of(column)->a.text &&
            cu_text_equal(cu_node_of(column)->a.text, cu_node_of(expression)->a.text) &&
            cu_same_tree(cu_item(column, 0), cu_item(expression, 0)))
            return true;
    }
    return false;
}

static void write_label(cu_compiler *compiler, const cupel_expr *expression)
{
    const char *text = cu_node_of(expression)->a.text;
    const cu_select_frame *frame = compiler->frame;
    if (frame && frame->ordered_by == expression &&
        cu_is_selected_label(frame->select, expression)) {
        cu_name name =
            text ? (cu_name){ .kind = CU_NAME_TEXT, .text = text } : cu_anonymous_label(expression);
        cu_write_identifier(compiler, cu_settle_name(compiler, &name));
    } else
        write_node(compiler, cu_item(expression, 0));
}

static void write_label_reference(cu_compiler *compiler, const cupel_expr *expression)
{
    cu_write_label_reference(compiler, cu_node_of(expression)->a.text);
}

static void write_tuple(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_compared saved = compiler->compared;
    cu_write(compiler, "(");
    for (size_t i = 0; i < expression->count; i++) {
        if (i > 0)
            cu_write(compiler, ", ");
        compiler->compared = cu_compared_item(&saved, i);
        cu_write_with_precedence(compiler, cu_item(expression, i), CU_PRECEDENCE_LIST);
    }
    compiler->compared = saved;
    cu_write(compiler, ")");
}

static void write_bare_list(cu_compiler *compiler, const cupel_expr *expression)
{
    cu_write_items(compiler, cu_node_of(expression)->items, expression->count);
}

static void write_collate(cu_compiler *compiler, const cupel_expr *expression)
{
    cu_write_operand(compiler, cu_item(expression, 0), CUPEL_OPERATOR_COLLATE);
    cu_write(compiler, " COLLATE ");
    const char *name = cu_node_of(expression)->a.text;
    if (!cu_collation_quote(compiler->dialect, &compiler->output.text, name))
        cu_compile_fail(compiler, CUPEL_COMPILE_ERROR, "'%s' cannot be a collation on dialect %s",
                        name, compiler->dialect->name);
}

static void write_excluded(cu_compiler *compiler, const cupel_expr *expression)
{
    cu_write_excluded(compiler, cu_item(expression, 0));
}

static void write_type_coerce(cu_compiler *compiler, const cupel_expr *expression)
{
    write_node(compiler, cu_item(expression, 0));
}

static void write_scalar_select(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_compared saved = compiler->compared;
    compiler->compared = cu_compared_with(NULL);
    cu_write(compiler, "(");
    compiler->indent++;
    cu_write_select(compiler, cu_node_of(expression)->a.pointer, false, false);
    compiler->indent--;
    cu_write(compiler, ")");
    compiler->compared = saved;
}

static void write_poison(cu_compiler *compiler, const cupel_expr *expression)
{
    cu_compile_fail(compiler, cupel_expression_code(expression), "%s",
                    cupel_expression_text(expression));
}

/* ---- one function a kind ------------------------------------------------------------------------- */

typedef void (*node_writer)(cu_compiler *compiler, const cupel_expr *expression);

static const node_writer writers[CU_NODE_KIND_COUNT] = {
    [CU_NODE_COLUMN] = write_column,
    [CU_NODE_BIND] = cu_write_bind,
    [CU_NODE_CONSTANT] = write_constant,
    [CU_NODE_TEXT] = write_text,
    [CU_NODE_LITERAL_COLUMN] = write_literal_column,
    [CU_NODE_LABEL] = write_label,
    [CU_NODE_LABEL_REFERENCE] = write_label_reference,
    [CU_NODE_BINARY] = write_binary,
    [CU_NODE_UNARY] = write_unary,
    [CU_NODE_BOOLEAN] = cu_write_boolean,
    [CU_NODE_BETWEEN] = write_between,
    [CU_NODE_IN] = write_in,
    [CU_NODE_LIST] = write_bare_list,
    [CU_NODE_TUPLE] = write_tuple,
    [CU_NODE_FUNCTION] = cu_write_function,
    [CU_NODE_CASE] = cu_write_case,
    [CU_NODE_CAST] = cu_write_cast,
    [CU_NODE_TYPE_COERCE] = write_type_coerce,
    [CU_NODE_EXTRACT] = cu_write_extract,
    [CU_NODE_SEQUENCE] = cu_write_sequence,
    [CU_NODE_COLLATE] = write_collate,
    [CU_NODE_OVER] = cu_write_over,
    [CU_NODE_AGGREGATE_FILTER] = cu_write_aggregate_filter,
    [CU_NODE_WITHIN_GROUP] = cu_write_within_group,
    [CU_NODE_EXCLUDED] = write_excluded,
    [CU_NODE_SELECT] = write_scalar_select,
    [CU_NODE_POISON] = write_poison,
};

static void write_node(cu_compiler *compiler, const cupel_expr *expression)
{
    if (compiler->failed)
        return;
    node_writer writer = expression->kind < CU_NODE_KIND_COUNT ? writers[expression->kind] : NULL;
    if (writer)
        writer(compiler, expression);
    else
        cu_compile_fail(compiler, CUPEL_INVALID_REQUEST, "%s cannot stand here",
                        cu_kind_describe(cu_kind(expression)));
}
