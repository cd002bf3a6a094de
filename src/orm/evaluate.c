/*
 * orm/evaluate.c - preparing expressions for instances: a tree becomes a list of
 * steps for a machine with a stack, operands first.
 *
 * Values are made once what the database makes of them where they stand: an int
 * compared with a boolean column is a boolean, the name of an enumeration is its
 * number.  What cannot be evaluated without the database is refused here.
 */
#include "orm/evaluate.h"
#include "orm/load.h"
#include "sql/expression.h"
#include "sql/type.h"
#include <stdlib.h>

/* A node on the way: its operands come before it. */
typedef struct waiting_node {
    const cupel_expr *expression;
    const cupel_type *type; /* what a parameter is bound as; NULL: as it is */
    bool ready;             /* its operands are prepared */
} waiting_node;

typedef struct preparation {
    cu_evaluation *evaluation;
    cu_vector(waiting_node) waiting;
    cu_vector(cu_evaluator_step) steps;
    uint64_t *reads;
    size_t depth, deepest;
    bool failed;
} preparation;

/* ---- steps ------------------------------------------------------------------------------------- */

static void refuse_node(preparation *making, const char *what)
{
    if (!making->failed)
        making->evaluation->refused = what;
    making->failed = true;
}

static void prepare_no_memory(preparation *making)
{
    if (!making->failed)
        making->evaluation->arena.failed = true;
    making->failed = true;
}

/* Adds a step that takes `operands` off the stack and puts one value on it. */
static void emit(preparation *making, cu_evaluator_step step, size_t operands)
{
    if (making->failed)
        return;
    if (!cu_vector_push(&making->steps, step))
        prepare_no_memory(making);
    making->depth = making->depth - operands + 1;
    making->deepest = CU_MAX(making->deepest, making->depth);
}

static void wait_for(preparation *making, const cupel_expr *expression, const cupel_type *type,
                     bool ready)
{
    waiting_node node = { expression, type, ready };
    if (!cu_vector_push(&making->waiting, node))
        prepare_no_memory(making);
}

/* The items of a node, to be prepared first to last. */
static void wait_for_items(preparation *making, const cupel_expr *expression,
                           const cupel_type *type)
{
    for (size_t i = expression->count; i > 0; i--)
        wait_for(making, cu_item(expression, i - 1), type, false);
}

/* ---- types ------------------------------------------------------------------------------------- */

static const cupel_type *type_of(const cupel_expr *expression)
{
    return cu_expression_type(expression);
}

/* The type that parameters among these are bound as: of the first that is none. */
static const cupel_type *context_of(const cupel_expr *expression)
{
    for (size_t i = 0; i < expression->count; i++) {
        const cupel_expr *item = cu_item(expression, i);
        if (item->kind != CU_NODE_BIND && item->kind != CU_NODE_BIND_LIST &&
            item->kind != CU_NODE_CONSTANT && type_of(item))
            return type_of(item);
    }
    return NULL;
}

/* Whether the database can compare values of this type only in ways that are not known here. */
static bool has_own_order(const cu_evaluation *evaluation, const cupel_type *type)
{
    int digits = evaluation->rules->exact_digits;
    switch (type->id) {
    case CUPEL_JSON:
    case CUPEL_FLOAT: return true; /* no order; fewer digits than C has */
    case CUPEL_NUMERIC: return digits > 0 && (type->precision < 1 || type->precision > digits);
    default: return type->collation != NULL;
    }
}

/* Whether one of the values that are compared is of such a type; parameters are of that of the others. */
static bool is_compared_elsewhere(const cu_evaluation *evaluation, const cupel_expr *expression)
{
    for (size_t i = 0; i < expression->count; i++) {
        const cupel_expr *item = cu_item(expression, i);
        if (item->kind != CU_NODE_BIND && item->kind != CU_NODE_BIND_LIST && type_of(item) &&
            has_own_order(evaluation, type_of(item)))
            return true;
    }
    return false;
}

static const char own_order[] = "a comparison of values that each database compares in its own way";

/* ---- parameters -------------------------------------------------------------------------------- */

/* A value as attributes of that type hold it. */
static bool settle_value(preparation *making, const cupel_type *type, cupel_value *value)
{
    cu_error error;
    cu_arena *arena = &making->evaluation->arena;
    bool keeps = !type || type->id == CUPEL_UNTYPED || value->kind == CUPEL_KIND_NULL;
    /* 2.5, or more than it can hold, compared with an integer column stays what it is */
    keeps |= type && cu_type_is_integer(type->id) &&
             (value->kind == CUPEL_KIND_DOUBLE || value->kind == CUPEL_KIND_DECIMAL ||
              value->kind == CUPEL_KIND_INT);
    if (keeps)
        return true;
    cu_error_init(&error);
    cupel_code code = cu_type_adjust(type, value, arena, "a value", &error);
    if (code == CUPEL_OK)
        code = cu_type_read(type, value, arena, "a value", &error);
    cu_error_free(&error);
    if (code == CUPEL_NO_MEMORY)
        prepare_no_memory(making);
    else if (code != CUPEL_OK)
        refuse_node(making, "a value that does not fit what it is compared with");
    return code == CUPEL_OK;
}

static void prepare_bind(preparation *making, const cupel_expr *expression, const cupel_type *type)
{
    const cu_bind *bind = (const cu_bind *)(const void *)expression;
    cu_evaluator_step step = { .code = CU_EVALUATE_PUSH };
    cu_evaluation *evaluation = making->evaluation;
    if (bind->callable)
        refuse_node(making, "a parameter that a function gives"); /* another one each time, maybe */
    else if (cu_gather_parameter(evaluation->session, bind, evaluation->key, evaluation->query,
                                 &step.of.value) != CUPEL_OK)
        refuse_node(making, "a parameter without a value");
    else if (settle_value(making, type, &step.of.value))
        emit(making, step, 0);
}

static int compare_integers(const void *left, const void *right)
{
    int64_t first = *(const int64_t *)left, second = *(const int64_t *)right;
    return (first > second) - (first < second);
}

/* Integers can be looked for in a sorted list. */
static void sort_integers(preparation *making, cu_value_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->width != 1 || list->values[i].kind != CUPEL_KIND_INT)
            return;
    list->integers =
        cu_arena_alloc_array(&making->evaluation->arena, list->count, sizeof *list->integers);
    if (!list->integers) {
        prepare_no_memory(making);
        return;
    }
    for (size_t i = 0; i < list->count; i++)
        list->integers[i] = list->values[i].as.integer;
    qsort(list->integers, list->count, sizeof *list->integers, compare_integers);
}

static const cu_value_list *prepare_list(preparation *making, const cu_bind_list *from,
                                         const cupel_expr *left)
{
    cu_arena *arena = &making->evaluation->arena;
    cu_value_list *list = cu_arena_alloc_zero(arena, sizeof *list);
    size_t count = from->count * from->width;
    cupel_value *values = cu_arena_alloc_array(arena, count, sizeof *values);
    if (!list || !values) {
        prepare_no_memory(making);
        return NULL;
    }
    for (size_t i = 0; i < count && !making->failed; i++) {
        const cupel_expr *of = from->width == 1 ? left : cu_item(left, i % from->width);
        values[i] = from->values[i];
        settle_value(making, type_of(of), &values[i]);
    }
    *list = (cu_value_list){ .values = values, .count = from->count, .width = from->width };
    if (!making->failed)
        sort_integers(making, list);
    return list;
}

/* ---- nodes ------------------------------------------------------------------------------------- */

static void prepare_column(preparation *making, const cupel_expr *expression)
{
    const cu_column *column = (const cu_column *)(const void *)expression;
    const cu_mapper *mapper = making->evaluation->mapper;
    const cu_property *property =
        cu_from_contains(mapper->from, column->from) ? cu_mapper_property_of(mapper, column) : NULL;
    if (!property) {
        refuse_node(making, cu_from_contains(mapper->from, column->from)
                                ? "a column that is not mapped"
                                : "a column of another table");
        return;
    }
    cu_bit_set(making->reads, property->index);
    emit(making,
         (cu_evaluator_step){ .code = CU_EVALUATE_ATTRIBUTE, .of = { .property = property } }, 0);
}

static void prepare_constant(preparation *making, const cupel_expr *expression)
{
    cu_evaluator_step step = { .code = CU_EVALUATE_PUSH, .of = { .value = cupel_value_null() } };
    switch (cu_node_of(expression)->detail) {
    case CU_CONSTANT_NULL: break;
    case CU_CONSTANT_TRUE: step.of.value = cupel_value_bool(true); break;
    case CU_CONSTANT_FALSE: step.of.value = cupel_value_bool(false); break;
    default: refuse_node(making, "an asterisk or DEFAULT"); return;
    }
    emit(making, step, 0);
}

static bool is_one_of(cupel_operator operation, cupel_operator first, cupel_operator last)
{
    return operation >= first && operation <= last;
}

/* Two tuples would have to be compared column by column. */
static bool has_tuple(const cupel_expr *expression)
{
    for (size_t i = 0; i < expression->count; i++)
        if (cu_item(expression, i)->kind == CU_NODE_TUPLE)
            return true;
    return false;
}

/* Why a binary operation cannot be evaluated; NULL: it can. */
static const char *binary_fault(const preparation *making, const cupel_expr *expression)
{
    cupel_operator operation = (cupel_operator)expression->operation;
    const cupel_type *type = context_of(expression);
    if (operation == CUPEL_OPERATOR_MATCH || operation == CUPEL_OPERATOR_NOT_MATCH)
        return "a full-text search";
    if (operation == CUPEL_OPERATOR_CUSTOM)
        return "an operator of the database's own";
    if (has_tuple(expression))
        return "a comparison of tuples";
    if (is_one_of(operation, CUPEL_OPERATOR_EQ, CUPEL_OPERATOR_NOT_ILIKE) &&
        is_compared_elsewhere(making->evaluation, expression))
        return own_order;
    if (is_one_of(operation, CUPEL_OPERATOR_ADD, CUPEL_OPERATOR_MODULO) &&
        !cu_concatenates(expression) && type && !cu_type_is_integer(type->id) &&
        type->id != CUPEL_DOUBLE)
        return "a calculation with other values than integers and doubles";
    if (operation == CUPEL_OPERATOR_DIVIDE && type && cu_type_is_integer(type->id) &&
        !making->evaluation->rules->integer_division)
        return "a division of integers";
    return NULL;
}

static void prepare_binary(preparation *making, const cupel_expr *expression)
{
    cupel_operator operation = (cupel_operator)expression->operation;
    const cu_node *node = cu_node_of(expression);
    const cupel_type *type = context_of(expression);
    cu_evaluator_step step = { .operation = (uint8_t)operation };
    step.unordered = type && type->id == CUPEL_ENUM;
    if (is_one_of(operation, CUPEL_OPERATOR_LIKE, CUPEL_OPERATOR_NOT_ILIKE)) {
        step.code = CU_EVALUATE_LIKE;
        step.like = (uint8_t)node->detail;
        step.escape = node->a.text ? node->a.text[0] : '\0';
    } else if (is_one_of(operation, CUPEL_OPERATOR_EQ, CUPEL_OPERATOR_GE)) {
        step.code = CU_EVALUATE_COMPARE;
    } else if (is_one_of(operation, CUPEL_OPERATOR_IS, CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM)) {
        step.code = CU_EVALUATE_DISTINCT;
    } else if (cu_concatenates(expression)) {
        step.code = CU_EVALUATE_CONCAT;
    } else {
        step.code = CU_EVALUATE_ARITHMETIC;
    }
    emit(making, step, 2);
}

/* Parameters of a calculation keep their own types; those that are compared take that of the other side. */
static void begin_binary(preparation *making, const cupel_expr *expression)
{
    const char *fault = binary_fault(making, expression);
    bool compares = is_one_of((cupel_operator)expression->operation, CUPEL_OPERATOR_EQ,
                              CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM);
    if (fault)
        refuse_node(making, fault);
    else
        wait_for_items(making, expression, compares ? context_of(expression) : NULL);
}

static void begin_in(preparation *making, const cupel_expr *expression)
{
    const cupel_expr *left = cu_item(expression, 0), *right = cu_item(expression, 1);
    if (right->kind != CU_NODE_BIND_LIST && right->kind != CU_NODE_LIST) {
        refuse_node(making, "a query inside");
        return;
    }
    bool rows = left->kind == CU_NODE_TUPLE;
    for (size_t i = 0; i < (rows ? left->count : 1); i++) {
        const cupel_type *type = type_of(rows ? cu_item(left, i) : left);
        if (type && has_own_order(making->evaluation, type))
            refuse_node(making,
                        "a comparison of values that each database compares in its own way");
    }
    if (right->kind == CU_NODE_LIST) {
        if (rows)
            refuse_node(making, "a comparison of tuples");
        wait_for_items(making, right, type_of(left));
    }
    if (rows)
        wait_for_items(making, left, NULL);
    else
        wait_for(making, left, context_of(right), false);
}

static void prepare_in(preparation *making, const cupel_expr *expression)
{
    const cupel_expr *left = cu_item(expression, 0), *right = cu_item(expression, 1);
    size_t width = left->kind == CU_NODE_TUPLE ? left->count : 1;
    cu_evaluator_step step = { .code = CU_EVALUATE_IN, .operation = expression->operation };
    if (right->kind == CU_NODE_BIND_LIST) {
        step.code = CU_EVALUATE_IN_LIST;
        step.count = (uint32_t)width;
        const char *name = cu_node_of(right)->a.text;
        const cupel_expr *given =
            name ? cu_gather_named(making->evaluation->query, CU_NODE_BIND_LIST, name) : NULL;
        step.of.list =
            prepare_list(making, (const cu_bind_list *)(const void *)(given ? given : right), left);
    } else {
        step.count = right->count + 1;
    }
    emit(making, step, step.count);
}

static void prepare_boolean(preparation *making, const cupel_expr *expression)
{
    bool all = expression->operation == CUPEL_OPERATOR_AND;
    emit(making,
         (cu_evaluator_step){ .code = all ? CU_EVALUATE_AND : CU_EVALUATE_OR,
                              .count = expression->count },
         expression->count);
}

static void begin_unary(preparation *making, const cupel_expr *expression)
{
    if (expression->operation == CUPEL_OPERATOR_NOT ||
        expression->operation == CUPEL_OPERATOR_NEGATE)
        wait_for_items(making, expression, NULL);
    else
        refuse_node(making, expression->operation == CUPEL_OPERATOR_EXISTS ? "a query inside"
                                                                           : "an operator");
}

static void prepare_unary(preparation *making, const cupel_expr *expression)
{
    bool negates = expression->operation == CUPEL_OPERATOR_NEGATE;
    emit(making, (cu_evaluator_step){ .code = negates ? CU_EVALUATE_NEGATE : CU_EVALUATE_NOT }, 1);
}

static void begin_between(preparation *making, const cupel_expr *expression)
{
    if (is_compared_elsewhere(making->evaluation, expression))
        refuse_node(making, own_order);
    else
        wait_for_items(making, expression, context_of(expression));
}

static void prepare_between(preparation *making, const cupel_expr *expression)
{
    const cupel_type *type = context_of(expression);
    emit(making,
         (cu_evaluator_step){ .code = CU_EVALUATE_BETWEEN,
                              .operation = expression->operation,
                              .unordered = type && type->id == CUPEL_ENUM },
         3);
}

static void begin_boolean(preparation *making, const cupel_expr *expression)
{
    wait_for_items(making, expression, NULL);
}

/* What is done with a node before and after its operands. */
typedef struct node_preparation {
    void (*begin)(preparation *making, const cupel_expr *expression);
    void (*finish)(preparation *making, const cupel_expr *expression);
    const char *refused;
} node_preparation;

static const node_preparation node_preparations[CU_NODE_KIND_COUNT] = {
    [CU_NODE_BINARY] = { begin_binary, prepare_binary, NULL },
    [CU_NODE_UNARY] = { begin_unary, prepare_unary, NULL },
    [CU_NODE_BOOLEAN] = { begin_boolean, prepare_boolean, NULL },
    [CU_NODE_BETWEEN] = { begin_between, prepare_between, NULL },
    [CU_NODE_IN] = { begin_in, prepare_in, NULL },
    [CU_NODE_FUNCTION] = { .refused = "a function" },
    [CU_NODE_SELECT] = { .refused = "a query inside" },
    [CU_NODE_TEXT] = { .refused = "SQL text" },
    [CU_NODE_LITERAL_COLUMN] = { .refused = "SQL text" },
    [CU_NODE_CASE] = { .refused = "a CASE" },
    [CU_NODE_CAST] = { .refused = "a CAST" },
    [CU_NODE_TYPE_COERCE] = { .refused = "a value treated as of another type" },
    [CU_NODE_EXTRACT] = { .refused = "a function" },
    [CU_NODE_SEQUENCE] = { .refused = "a value of a sequence" },
    [CU_NODE_COLLATE] = { .refused = "a collation" },
    [CU_NODE_TUPLE] = { .refused = "a tuple" },
};

static void prepare_node(preparation *making, const waiting_node *node)
{
    const cupel_expr *expression = node->expression;
    const node_preparation *how = &node_preparations[expression->kind];
    if (node->ready)
        how->finish(making, expression);
    else if (expression->kind == CU_NODE_BIND)
        prepare_bind(making, expression, node->type);
    else if (expression->kind == CU_NODE_COLUMN)
        prepare_column(making, expression);
    else if (expression->kind == CU_NODE_CONSTANT)
        prepare_constant(making, expression);
    else if (expression->kind == CU_NODE_LABEL)
        wait_for(making, cu_item(expression, 0), NULL, false);
    else if (!how->begin)
        refuse_node(making, how->refused ? how->refused : "an expression of the database's own");
    else {
        wait_for(making, expression, NULL, true);
        how->begin(making, expression);
    }
}

/* ---- all --------------------------------------------------------------------------------------- */

static cu_evaluator *finish_evaluator(preparation *making)
{
    cu_arena *arena = &making->evaluation->arena;
    cu_evaluator *made = cu_arena_alloc_zero(arena, sizeof *made);
    const cu_evaluator_step *steps =
        cu_arena_copy(arena, making->steps.items, making->steps.count * sizeof *steps);
    if (!made || !steps)
        return NULL;
    *made = (cu_evaluator){ .steps = steps,
                            .count = making->steps.count,
                            .depth = making->deepest,
                            .reads = making->reads };
    return made;
}

const cu_evaluator *cu_evaluator_new(cu_evaluation *evaluation, const cupel_expr *expression,
                                     const cupel_type *type)
{
    preparation making = { .evaluation = evaluation };
    evaluation->refused = NULL;
    making.reads =
        cu_arena_alloc_array(&evaluation->arena, evaluation->mapper->words, sizeof *making.reads);
    if (!making.reads)
        making.failed = true;
    wait_for(&making, expression, type, false);
    while (making.waiting.count > 0 && !making.failed) {
        waiting_node node = cu_vector_pop(&making.waiting);
        prepare_node(&making, &node);
    }
    cu_evaluator *made = making.failed ? NULL : finish_evaluator(&making);
    cu_vector_free(&making.waiting);
    cu_vector_free(&making.steps);
    return made;
}
