/*
 * sql/compile_condition.c - conditions, and AND and OR between them: constants
 * among them folded, truths written where the database has none, long chains in
 * parts.
 */
#include "sql/compiler.h"

void cu_write_condition(cu_compiler *compiler, const cupel_expr *expression, int precedence)
{
    bool native = (compiler->dialect->capabilities & CU_CAN_BOOLEAN) != 0;
    if (native || !cu_is_bare_boolean(expression)) {
        cu_write_with_precedence(compiler, expression, precedence);
        return;
    }
    if (cu_is_constant(expression, CU_CONSTANT_FALSE)) {
        /* "0 = 1", as true is "1 = 1" */
        cu_write(compiler, compiler->dialect->literals.false_text);
        cu_write(compiler, " = 1");
        return;
    }
    cu_write_expression(compiler, expression);
    cu_write(compiler, " = 1");
}

/*
 * Adds a condition to what AND or OR puts together: the items of a chain of that operator in their order, else itself.
 * Whether there was memory.
 */
static bool add_chain(cu_compiler *compiler, const cupel_expr *condition, cupel_operator operation,
                      cu_expression_list *items)
{
    cu_expression_list stack = { 0 };
    bool enough = cu_expressions_add(&compiler->scratch, &stack, condition);
    while (stack.count > 0 && enough) {
        const cupel_expr *item = stack.items[--stack.count];
        bool inner = item->kind == CU_NODE_BOOLEAN && item->operation == operation;
        for (size_t i = inner ? item->count : 0; i > 0 && enough; i--)
            enough = cu_expressions_add(&compiler->scratch, &stack, cu_item(item, i - 1));
        if (!inner && enough)
            enough = cu_expressions_add(&compiler->scratch, items, item);
    }
    if (!enough)
        cu_compile_no_memory(compiler);
    return enough;
}

/* Conditions with AND or OR between them; in parentheses, part by part, where the database takes no longer chains. */
static void write_chain(cu_compiler *compiler, cupel_operator operation,
                        const cu_expression_list *items)
{
    const cu_operator_info *info = cu_operator(operation);
    size_t most = compiler->dialect->chain_most;
    bool parts = most > 0 && items->count > most;
    for (size_t i = 0; i < items->count && !compiler->failed; i++) {
        bool begins = parts && i % most == 0;
        cu_write(compiler, begins && i > 0 ? ")" : "");
        cu_write(compiler, i > 0 ? info->spelling : "");
        cu_write(compiler, begins ? "(" : "");
        cu_write_condition(compiler, items->items[i], info->precedence);
    }
    cu_write(compiler, parts ? ")" : "");
}

/* The one condition that all come to, where constants are among them; NULL: it takes several. */
static const cupel_expr *only_condition(const cu_expression_list *conditions)
{
    const cupel_expr *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < conditions->count; i++) {
        const cupel_expr *condition = conditions->items[i];
        if (cu_is_constant(condition, CU_CONSTANT_FALSE))
            return condition;
        if (cu_is_constant(condition, CU_CONSTANT_TRUE) && (found || i + 1 < conditions->count))
            continue;
        found = condition;
        count++;
    }
    return count == 1 ? found : NULL;
}

void cu_write_conditions(cu_compiler *compiler, const cu_expression_list *conditions)
{
    const cupel_expr *only = only_condition(conditions);
    cu_expression_list items = { 0 };
    if (only) {
        cu_write_condition(compiler, only, CU_PRECEDENCE_CONDITION);
        return;
    }
    for (size_t i = 0; i < conditions->count && !compiler->failed; i++)
        if (!cu_is_constant(conditions->items[i], CU_CONSTANT_TRUE))
            add_chain(compiler, conditions->items[i], CUPEL_OPERATOR_AND, &items);
    write_chain(compiler, CUPEL_OPERATOR_AND, &items);
}

void cu_write_boolean(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_compared saved = compiler->compared;
    cu_expression_list items = { 0 };
    compiler->compared = cu_compared_with(NULL);
    if (add_chain(compiler, expression, (cupel_operator)expression->operation, &items))
        write_chain(compiler, (cupel_operator)expression->operation, &items);
    compiler->compared = saved;
}
