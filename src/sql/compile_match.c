/*
 * sql/compile_match.c - LIKE, ILIKE and MATCH: what a text is like.
 */
#include "sql/compiler.h"

static void write_escape(cu_compiler *compiler, const cu_node *node)
{
    if (!node->a.text)
        return;
    cu_write(compiler, " ESCAPE ");
    cu_write_quoted(compiler, node->a.text, strlen(node->a.text));
}

/* Between an operand and '%' operators stand in parentheses: databases differ in which of them bind more tightly than ||. */
static void write_closed(cu_compiler *compiler, const cupel_expr *operand)
{
    cu_write_with_precedence(compiler, operand, CU_PRECEDENCE_HIGHEST);
}

/* The pattern of a LIKE with '%' put before and behind it. */
static void write_pattern(cu_compiler *compiler, const cu_node *node)
{
    bool before = node->detail == CUPEL_LIKE_ENDS_WITH || node->detail == CUPEL_LIKE_CONTAINS;
    bool after = node->detail == CUPEL_LIKE_STARTS_WITH || node->detail == CUPEL_LIKE_CONTAINS;
    const char *call = compiler->dialect->calls[CUPEL_OPERATOR_CONCAT];
    if (call) {
        cu_write(compiler, before && after ? call : "");
        cu_write(compiler, call);
        cu_write(compiler, before ? "'%', " : "");
        write_closed(compiler, node->items[1]);
        cu_write(compiler, before && after ? "), '%')" : before ? ")" : ", '%')");
        return;
    }
    if (before) {
        cu_write(compiler, "'%'");
        cu_write(compiler, cu_spelling(compiler, CUPEL_OPERATOR_CONCAT));
    }
    write_closed(compiler, node->items[1]);
    if (after) {
        cu_write(compiler, cu_spelling(compiler, CUPEL_OPERATOR_CONCAT));
        cu_write(compiler, "'%'");
    }
}

/* Case-insensitive LIKE where the database has none: both sides in lower case. */
void cu_write_like(cu_compiler *compiler, const cu_node *node)
{
    cupel_operator operation = (cupel_operator)node->head.operation;
    bool insensitive = operation == CUPEL_OPERATOR_ILIKE || operation == CUPEL_OPERATOR_NOT_ILIKE;
    bool lower = insensitive && !(compiler->dialect->capabilities & CU_CAN_ILIKE);
    if (lower)
        operation =
            operation == CUPEL_OPERATOR_ILIKE ? CUPEL_OPERATOR_LIKE : CUPEL_OPERATOR_NOT_LIKE;
    cu_write(compiler, lower ? "lower(" : "");
    if (lower)
        cu_write_expression(compiler, node->items[0]);
    else if (node->detail != CUPEL_LIKE_PATTERN)
        write_closed(compiler, node->items[0]);
    else
        cu_write_operand(compiler, node->items[0], operation);
    cu_write(compiler, lower ? ")" : "");
    cu_write(compiler, cu_spelling(compiler, operation));
    cu_write(compiler, lower ? "lower(" : "");
    if (node->detail != CUPEL_LIKE_PATTERN)
        write_pattern(compiler, node);
    else if (lower)
        cu_write_expression(compiler, node->items[1]);
    else
        cu_write_operand(compiler, node->items[1], operation);
    cu_write(compiler, lower ? ")" : "");
    write_escape(compiler, node);
}

void cu_write_match(cu_compiler *compiler, const cu_node *node)
{
    const cu_match_form *form = &compiler->dialect->match;
    bool negated = node->head.operation == CUPEL_OPERATOR_NOT_MATCH;
    cu_write(compiler, negated ? "NOT " : "");
    if (form->open) {
        cu_write(compiler, form->open);
        cu_write_expression(compiler, node->items[0]);
    } else {
        cu_write_operand(compiler, node->items[0], CUPEL_OPERATOR_MATCH);
    }
    cu_write(compiler, form->between);
    cu_write_expression(compiler, node->items[1]);
    cu_write(compiler, form->close);
}
