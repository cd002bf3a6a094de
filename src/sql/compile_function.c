/*
 * sql/compile_function.c - calls, CASE, CAST, EXTRACT and windows as SQL.
 */
#include "sql/compiler.h"
#include "sql/type.h"

/* ---- functions --------------------------------------------------------------------------------- */

/* How the standard writes functions that are not called as others are, in pairs; '!' as below. */
static const char *const standard_functions[] = {
    "cube", "CUBE", "grouping_sets", "GROUPING SETS", "rollup", "ROLLUP", NULL
};
static const char *const bare_functions[] = { "current_date",
                                              "CURRENT_DATE!",
                                              "current_time",
                                              "CURRENT_TIME!",
                                              "current_timestamp",
                                              "CURRENT_TIMESTAMP!",
                                              "current_user",
                                              "CURRENT_USER!",
                                              "localtime",
                                              "LOCALTIME!",
                                              "localtimestamp",
                                              "LOCALTIMESTAMP!",
                                              "session_user",
                                              "SESSION_USER!",
                                              "sysdate",
                                              "sysdate!",
                                              "user",
                                              "USER!",
                                              NULL };

static const char *paired_with(const char *const *pair, const char *name)
{
    for (; pair && pair[0]; pair += 2)
        if (strcmp(pair[0], name) == 0)
            return pair[1];
    return NULL;
}

/* The dialect's name for a function, or else the standard's; one that ends in '!' stands for the whole call. */
static const char *own_function(const cu_sql_dialect *dialect, const cu_node *node)
{
    const char *own = paired_with(dialect->functions, node->a.text);
    if (!own && node->head.count == 0)
        own = paired_with(bare_functions, node->a.text);
    if (!own)
        own = paired_with(standard_functions, node->a.text);
    return own ? own : node->a.text;
}

void cu_write_function(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    const char *name = own_function(compiler->dialect, node);
    size_t length = strlen(name);
    const cu_compared saved = compiler->compared;
    if (length > 0 && name[length - 1] == '!') {
        cu_write_length(compiler, name, length - 1);
        return;
    }
    cu_write(compiler, name);
    cu_write(compiler, "(");
    compiler->compared = cu_compared_with(NULL);
    if (expression->count == 0 && strcmp(name, "count") == 0)
        cu_write(compiler, "*");
    cu_write_items(compiler, node->items, expression->count);
    compiler->compared = saved;
    cu_write(compiler, ")");
}

/* NOT of a boolean: WHEN NOT active THEN. */
static bool is_false_boolean(const cupel_expr *expression)
{
    return expression->kind == CU_NODE_UNARY && expression->operation == CUPEL_OPERATOR_NOT &&
           cu_is_bare_boolean(cu_item(expression, 0));
}

void cu_write_case(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    size_t next = (node->detail & CU_CASE_OPERAND) ? 1 : 0;
    size_t end = expression->count - ((node->detail & CU_CASE_ELSE) ? 1 : 0);
    const cu_compared saved = compiler->compared;
    compiler->compared = cu_compared_with(NULL);
    cu_write(compiler, "CASE");
    if (next > 0) {
        cu_write(compiler, " ");
        cu_write_expression(compiler, node->items[0]);
    }
    const cu_compared operand = cu_compared_with(next > 0 ? node->items[0] : NULL);
    for (; next + 2 <= end; next += 2) {
        cu_write(compiler, " WHEN ");
        compiler->compared = operand;
        cu_write_with_precedence(compiler, node->items[next],
                                 is_false_boolean(node->items[next]) ? CU_PRECEDENCE_LOWEST
                                                                     : CU_PRECEDENCE_HIGHEST);
        compiler->compared = cu_compared_with(NULL);
        cu_write(compiler, " THEN ");
        cu_write_expression(compiler, node->items[next + 1]);
    }
    if (node->detail & CU_CASE_ELSE) {
        cu_write(compiler, " ELSE ");
        cu_write_expression(compiler, node->items[end]);
    }
    cu_write(compiler, " END");
    compiler->compared = saved;
}

/* ---- types ------------------------------------------------------------------------------------- */

/* What CAST calls a type, where the dialect has nothing of its own. */
static const char *const standard_type_names[CUPEL_TYPE_COUNT] = {
    [CUPEL_BOOLEAN] = "BOOLEAN",    [CUPEL_SMALL_INTEGER] = "SMALLINT",
    [CUPEL_INTEGER] = "INTEGER",    [CUPEL_BIG_INTEGER] = "BIGINT",
    [CUPEL_FLOAT] = "FLOAT",        [CUPEL_DOUBLE] = "DOUBLE PRECISION",
    [CUPEL_NUMERIC] = "NUMERIC",    [CUPEL_STRING] = "VARCHAR",
    [CUPEL_TEXT] = "TEXT",          [CUPEL_BLOB] = "BLOB",
    [CUPEL_DATE] = "DATE",          [CUPEL_TIME] = "TIME",
    [CUPEL_DATETIME] = "TIMESTAMP", [CUPEL_TIMESTAMP] = "TIMESTAMP WITH TIME ZONE",
    [CUPEL_INTERVAL] = "INTERVAL",  [CUPEL_UUID] = "UUID",
    [CUPEL_JSON] = "JSON",          [CUPEL_ENUM] = "VARCHAR",
};

void cu_write_type(cu_compiler *compiler, const cupel_type *type)
{
    const char *const *names = compiler->dialect->type_names;
    const char *name = "";
    if (type->id < CUPEL_TYPE_COUNT)
        name = names && names[type->id] ? names[type->id] : standard_type_names[type->id];
    cu_type_write(&compiler->output.text, name ? name : "", type);
}

void cu_write_cast(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    const cu_compared saved = compiler->compared;
    compiler->compared = cu_compared_with(NULL);
    cu_write(compiler, "CAST(");
    cu_write_with_precedence(compiler, node->items[0], CU_PRECEDENCE_LIST);
    cu_write(compiler, " AS ");
    if (compiler->dialect->write_cast_type)
        compiler->dialect->write_cast_type(compiler, node->type);
    else
        cu_write_type(compiler, node->type);
    cu_write(compiler, ")");
    compiler->compared = saved;
}

void cu_write_extract(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    if (compiler->dialect->write_extract) {
        compiler->dialect->write_extract(compiler, node);
        return;
    }
    const cu_extract_form *form = compiler->dialect->extracts;
    while (form && form->field && strcmp(form->field, node->a.text) != 0)
        form++;
    if (form && form->field) {
        cu_write(compiler, form->open);
        cu_write_expression(compiler, node->items[0]);
        cu_write(compiler, form->close);
        return;
    }
    cu_write(compiler, "EXTRACT(");
    cu_write(compiler, node->a.text);
    cu_write(compiler, " FROM ");
    cu_write_expression(compiler, node->items[0]);
    cu_write(compiler, ")");
}

void cu_write_sequence(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    const cu_sql_dialect *dialect = compiler->dialect;
    cu_buffer name;
    if (!dialect->next_value.open) {
        cu_compile_fail(compiler, CUPEL_NOT_SUPPORTED,
                        "%s has no sequences (the next value of '%.60s' was asked for)",
                        dialect->name, node->a.text);
        return;
    }
    cu_buffer_init(&name, CU_BUFFER_MAXIMUM);
    if (node->b.text) {
        cu_identifier_quote(dialect, &name, node->b.text);
        cu_buffer_add_char(&name, '.');
    }
    cu_identifier_quote(dialect, &name, node->a.text);
    cu_write(compiler, dialect->next_value.open);
    if (dialect->sequences_are_texts)
        cu_literal_quote(dialect, &compiler->output.text, cu_buffer_text(&name), name.length);
    else
        cu_write_length(compiler, cu_buffer_text(&name), name.length);
    cu_write(compiler, dialect->next_value.close);
    compiler->output.text.failed |= name.failed;
    cu_buffer_free(&name);
}

/* ---- windows ----------------------------------------------------------------------------------- */

static void write_frame_end(cu_compiler *compiler, int64_t end, bool start)
{
    if (end == CUPEL_UNBOUNDED) {
        cu_write(compiler, start ? "UNBOUNDED PRECEDING" : "UNBOUNDED FOLLOWING");
    } else if (end == 0) {
        cu_write(compiler, "CURRENT ROW");
    } else {
        int64_t rows = end < 0 ? -end : end;
        if (compiler->dialect->literal_frames)
            cu_buffer_add_int(&compiler->output.text, rows);
        else
            cu_write_constant_slot(compiler, rows);
        cu_write(compiler, end < 0 ? " PRECEDING" : " FOLLOWING");
    }
}

void cu_write_over(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    const cu_frame *frame = node->b.pointer;
    const char *space = "";
    cu_write_expression(compiler, node->items[0]);
    cu_write(compiler, " OVER (");
    if (node->items[1]) {
        cu_write(compiler, "PARTITION BY ");
        cu_write_expression(compiler, node->items[1]);
        space = " ";
    }
    if (node->items[2]) {
        cu_write(compiler, space);
        cu_write(compiler, "ORDER BY ");
        cu_write_expression(compiler, node->items[2]);
        space = " ";
    }
    if (frame->rows || frame->range) {
        cu_write(compiler, space);
        cu_write(compiler, frame->rows ? "ROWS BETWEEN " : "RANGE BETWEEN ");
        write_frame_end(compiler, frame->start, true);
        cu_write(compiler, " AND ");
        write_frame_end(compiler, frame->end, false);
    }
    cu_write(compiler, ")");
}

void cu_write_aggregate_filter(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    cu_write_expression(compiler, node->items[0]);
    cu_write(compiler, " FILTER (WHERE ");
    cu_write_condition(compiler, node->items[1], CU_PRECEDENCE_CONDITION);
    cu_write(compiler, ")");
}

void cu_write_within_group(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    cu_write_expression(compiler, node->items[0]);
    cu_write(compiler, " WITHIN GROUP (ORDER BY ");
    cu_write_expression(compiler, node->items[1]);
    cu_write(compiler, ")");
}
