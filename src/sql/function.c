/*
 * sql/function.c - functions, CASE, CAST, windows.
 */
#include "base/map.h"
#include "sql/expression.h"
#include "sql/operator.h"
#include "sql/type.h"
#include <cupel/table.h>
#include <strings.h>

/* ---- functions that SQL knows -------------------------------------------------------------------- */

/* What the result of a function is. */
typedef struct known_function {
    const char *name;
    cupel_type_id result; /* UNTYPED: that of the first argument, or not known */
    bool from_argument;
    bool
        generic; /* known by its name in letters of any case; all others are written as they are given */
} known_function;

/* Sorted by name. */
static const known_function known_functions[] = {
    { "abs", CUPEL_UNTYPED, true, false },
    { "array_agg", CUPEL_UNTYPED, false, true },
    { "avg", CUPEL_DOUBLE, false, false },
    { "ceil", CUPEL_UNTYPED, true, false },
    { "char_length", CUPEL_INTEGER, false, true },
    { "coalesce", CUPEL_UNTYPED, true, true },
    { "concat", CUPEL_STRING, false, true },
    { "count", CUPEL_BIG_INTEGER, false, true },
    { "cube", CUPEL_UNTYPED, false, true },
    { "cume_dist", CUPEL_DOUBLE, false, true },
    { "current_date", CUPEL_DATE, false, true },
    { "current_time", CUPEL_TIME, false, true },
    { "current_timestamp", CUPEL_DATETIME, false, true },
    { "current_user", CUPEL_STRING, false, true },
    { "dense_rank", CUPEL_BIG_INTEGER, false, true },
    { "first_value", CUPEL_UNTYPED, true, false },
    { "floor", CUPEL_UNTYPED, true, false },
    { "grouping_sets", CUPEL_UNTYPED, false, true },
    { "ifnull", CUPEL_UNTYPED, true, false },
    { "lag", CUPEL_UNTYPED, true, false },
    { "last_value", CUPEL_UNTYPED, true, false },
    { "lead", CUPEL_UNTYPED, true, false },
    { "length", CUPEL_INTEGER, false, false },
    { "localtime", CUPEL_DATETIME, false, true },
    { "localtimestamp", CUPEL_DATETIME, false, true },
    { "lower", CUPEL_STRING, false, false },
    { "max", CUPEL_UNTYPED, true, true },
    { "min", CUPEL_UNTYPED, true, true },
    { "mode", CUPEL_UNTYPED, true, true },
    { "now", CUPEL_DATETIME, false, true },
    { "nth_value", CUPEL_UNTYPED, true, false },
    { "ntile", CUPEL_BIG_INTEGER, false, false },
    { "nullif", CUPEL_UNTYPED, true, false },
    { "octet_length", CUPEL_INTEGER, false, false },
    { "percent_rank", CUPEL_DOUBLE, false, true },
    { "percentile_cont", CUPEL_UNTYPED, false, true },
    { "percentile_disc", CUPEL_UNTYPED, false, true },
    { "random", CUPEL_UNTYPED, false, true },
    { "rank", CUPEL_BIG_INTEGER, false, true },
    { "replace", CUPEL_STRING, false, false },
    { "rollup", CUPEL_UNTYPED, false, true },
    { "row_number", CUPEL_BIG_INTEGER, false, false },
    { "session_user", CUPEL_STRING, false, true },
    { "substr", CUPEL_STRING, false, false },
    { "substring", CUPEL_STRING, false, false },
    { "sum", CUPEL_UNTYPED, true, true },
    { "sysdate", CUPEL_UNTYPED, false, true },
    { "trim", CUPEL_STRING, false, false },
    { "upper", CUPEL_STRING, false, false },
    { "user", CUPEL_STRING, false, true },
};

/* By the name in letters of any case. */
static const known_function *find_known(const char *name)
{
    size_t low = 0, high = CU_LENGTH(known_functions);
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcasecmp(name, known_functions[middle].name);
        if (order == 0)
            return &known_functions[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static const char *known_name(const char *name)
{
    const known_function *known = find_known(name);
    return known && known->generic ? known->name : name;
}

const cupel_type *cu_function_type(const cu_node *node)
{
    const known_function *known = find_known(node->a.text);
    if (!known || strcmp(node->a.text, known->name) != 0)
        return NULL;
    if (!known->from_argument)
        return known->result == CUPEL_UNTYPED ? NULL : cu_type_of(known->result);
    for (size_t i = 0; i < node->head.count; i++) {
        const cupel_type *type = cu_expression_type(node->items[i]);
        if (type)
            return type;
    }
    return NULL;
}

static bool is_function_name(const char *name)
{
    return *name && !(*name >= '0' && *name <= '9') && *name != '.' &&
           name[strspn(name, "_.$abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "0123456789")] == '\0' &&
           !strstr(name, "..") && name[strlen(name) - 1] != '.';
}

cupel_expr *cupel_function_values(size_t count, const cupel_value *values)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, "cupel_func", count, values))
        return builder.result;
    if (count == 0 || values[0].kind != CUPEL_KIND_TEXT || !is_function_name(values[0].as.text))
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_func: '%.60s' is no name of a function: letters, digits, '_' "
                             "and '.'",
                             count > 0 && values[0].kind == CUPEL_KIND_TEXT ? values[0].as.text
                                                                            : "");
    cu_node *node = cu_build_node(&builder, CU_NODE_FUNCTION, count - 1, 0);
    for (size_t i = 1; node && i < count; i++) {
        const cupel_expr *item = cu_build_operand(&builder, &values[i]);
        if (!item)
            return cu_build_finish(&builder, NULL);
        cu_node_set(node, i - 1, item);
    }
    if (node) {
        node->a.text = cu_build_text(&builder, known_name(values[0].as.text));
        node->type = node->a.text ? cu_function_type(node) : NULL;
    }
    return cu_build_finish(&builder, node);
}

/* ---- types given by the program -------------------------------------------------------------------- */

/* A copy of a type with its texts, in the builder's memory; NULL: no memory. */
static const cupel_type *copy_type(cu_builder *builder, const cupel_type *type)
{
    cupel_type *copy = cu_build_alloc(builder, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *type;
    if (type->collation)
        copy->collation = cu_build_text(builder, type->collation);
    return copy;
}

/* A node with one operand and a type of its own: CAST, type_coerce, cupel_typed. */
static cupel_expr *typed_node(cu_node_kind kind, const char *function, const cupel_value *operand,
                              const cupel_type *type)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, function, 1, operand))
        return builder.result;
    if (!type || type->id <= CUPEL_UNTYPED || type->id >= CUPEL_TYPE_COUNT)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT, "%s: the type is missing or unknown",
                             function);
    const cupel_type *copy = copy_type(&builder, type);
    cupel_expr *made = cu_make_node(&builder, kind, CUPEL_OPERATOR_NONE, 1, operand);
    if (!cu_is_poison(made))
        ((cu_node *)(void *)made)->type = copy;
    return made;
}

cupel_expr *cupel_cast_value(cupel_value operand, const cupel_type *type)
{
    return typed_node(CU_NODE_CAST, "cupel_cast", &operand, type);
}

cupel_expr *cupel_type_coerce_value(cupel_value operand, const cupel_type *type)
{
    return typed_node(CU_NODE_TYPE_COERCE, "cupel_type_coerce", &operand, type);
}

/* ---- CASE -------------------------------------------------------------------------------------- */

/* The type of the results: of the first that has one. */
static const cupel_type *case_type(const cu_node *node, size_t first)
{
    for (size_t i = first; i < node->head.count; i += 2) {
        const cupel_type *type = cu_expression_type(node->items[i]);
        if (type)
            return type;
    }
    return (node->detail & CU_CASE_ELSE) ? cu_expression_type(node->items[node->head.count - 1])
                                         : NULL;
}

static cupel_expr *make_case(const char *function, size_t count, const cupel_value *values,
                             size_t operands)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, function, count, values))
        return builder.result;
    if (count < operands + 2)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "%s: at least one WHEN and its THEN are needed", function);
    cupel_expr *made = cu_make_node(&builder, CU_NODE_CASE, CUPEL_OPERATOR_NONE, count, values);
    if (cu_is_poison(made))
        return made;
    cu_node *node = (cu_node *)(void *)made;
    node->detail =
        (uint16_t)((operands ? CU_CASE_OPERAND : 0) | ((count - operands) % 2 ? CU_CASE_ELSE : 0));
    node->type = case_type(node, operands + 1);
    return made;
}

cupel_expr *cupel_case_values(size_t count, const cupel_value *values)
{
    return make_case("cupel_case", count, values, 0);
}

cupel_expr *cupel_case_of_values(size_t count, const cupel_value *values)
{
    return make_case("cupel_case_of", count, values, 1);
}

/* ---- EXTRACT ------------------------------------------------------------------------------------- */

cupel_expr *cupel_extract_value(const char *field, cupel_value operand)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, "cupel_extract", 1, &operand))
        return builder.result;
    if (!field || !is_function_name(field))
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_extract: '%.40s' is no field of a date or time",
                             field ? field : "");
    const char *copy = cu_build_text(&builder, field);
    cupel_expr *made = cu_make_node(&builder, CU_NODE_EXTRACT, CUPEL_OPERATOR_NONE, 1, &operand);
    if (!cu_is_poison(made)) {
        ((cu_node *)(void *)made)->a.text = copy;
        ((cu_node *)(void *)made)->type = cu_type_of(CUPEL_INTEGER);
    }
    return made;
}

/* ---- sequences ----------------------------------------------------------------------------------- */

cupel_expr *cupel_next_value(const cupel_sequence *sequence)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, "cupel_next_value", 0, NULL))
        return builder.result;
    if (!sequence || !sequence->name || !*sequence->name)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_next_value: the %s is missing",
                             sequence ? "sequence's name" : "sequence");
    cu_node *node = cu_build_node(&builder, CU_NODE_SEQUENCE, 0, 0);
    if (node) {
        node->a.text = cu_build_text(&builder, sequence->name);
        node->b.text = sequence->schema ? cu_build_text(&builder, sequence->schema) : NULL;
        node->type = cu_type_of(CUPEL_BIG_INTEGER);
    }
    return cu_build_finish(&builder, node);
}

/* ---- windows, FILTER, WITHIN GROUP --------------------------------------------------------------- */

static bool is_window_function(const cupel_expr *expression)
{
    return expression->kind == CU_NODE_FUNCTION || expression->kind == CU_NODE_AGGREGATE_FILTER ||
           expression->kind == CU_NODE_WITHIN_GROUP;
}

cupel_expr *cupel_over_window(cupel_expr *function, const cupel_window *window)
{
    static const cupel_window whole = { 0 };
    window = window ? window : &whole;
    cu_builder builder;
    cupel_value operands[3] = { cupel_value_expression(function),
                                cupel_value_expression(window->partition_by),
                                cupel_value_expression(window->order_by) };
    if (!cu_build_begin(&builder, "cupel_over", 3, operands))
        return builder.result;
    if (!function || !is_window_function(function))
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_over: only a function can have a window");
    if (window->rows && window->range)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_over: a frame is of .rows or of .range, not of both");
    cu_frame *frame = cu_build_alloc(&builder, sizeof *frame);
    cupel_expr *made = cu_make_node(&builder, CU_NODE_OVER, CUPEL_OPERATOR_NONE, 3, operands);
    if (!cu_is_poison(made) && frame) {
        *frame = (cu_frame){ .rows = window->rows,
                             .range = window->range,
                             .start = window->frame_start,
                             .end = window->frame_end };
        ((cu_node *)(void *)made)->b.pointer = frame;
    }
    return made;
}

static cupel_expr *aggregate_node(cu_node_kind kind, const char *what, cupel_expr *function,
                                  cupel_expr *clause)
{
    cu_builder builder;
    cupel_value operands[2] = { cupel_value_expression(function), cupel_value_expression(clause) };
    if (!cu_build_begin_complete(&builder, what, 2, operands))
        return builder.result;
    if (!is_window_function(function))
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "%s: the first argument must be an aggregate function", what);
    return cu_make_node(&builder, kind, CUPEL_OPERATOR_NONE, 2, operands);
}

cupel_expr *cupel_aggregate_filter(cupel_expr *function, cupel_expr *condition)
{
    return aggregate_node(CU_NODE_AGGREGATE_FILTER, "cupel_aggregate_filter", function, condition);
}

cupel_expr *cupel_within_group(cupel_expr *function, cupel_expr *order)
{
    return aggregate_node(CU_NODE_WITHIN_GROUP, "cupel_within_group", function, order);
}
