/*
 * orm/evaluate_run.c - prepared expressions, for one instance after the other.
 *
 * Conditions have four values: SQL's true, false and NULL, and "undecided".
 * What is undecided goes through AND and OR as NULL does, but is kept apart: NULL
 * is an answer.
 */
#include "orm/batch.h"
#include "orm/evaluate.h"
#include <math.h>

/* A value on the stack. */
typedef struct evaluated {
    cupel_value value;
    bool undecided;
} evaluated;

static const evaluated undecided = { .undecided = true };

static evaluated decided(cupel_value value)
{
    return (evaluated){ .value = value };
}

static evaluated from_truth(cu_truth truth)
{
    switch (truth) {
    case CU_TRUTH_UNDECIDED: return undecided;
    case CU_TRUTH_NULL: return decided(cupel_value_null());
    default: return decided(cupel_value_bool(truth == CU_TRUTH_TRUE));
    }
}

static bool is_null(const evaluated *operand)
{
    return !operand->undecided && operand->value.kind == CUPEL_KIND_NULL;
}

/* Numbers are conditions, too, where the database has no booleans. */
static cu_truth to_truth(const evaluated *operand)
{
    if (operand->undecided)
        return CU_TRUTH_UNDECIDED;
    switch (operand->value.kind) {
    case CUPEL_KIND_NULL: return CU_TRUTH_NULL;
    case CUPEL_KIND_BOOL: return operand->value.as.boolean ? CU_TRUTH_TRUE : CU_TRUTH_FALSE;
    default: return CU_TRUTH_UNDECIDED;
    }
}

static cu_truth negated(cu_truth truth)
{
    return truth == CU_TRUTH_TRUE    ? CU_TRUTH_FALSE
           : truth == CU_TRUTH_FALSE ? CU_TRUTH_TRUE
                                     : truth;
}

/* AND, or OR where `decides` is TRUE: one that decides is enough, else one that is not known spoils it. */
static cu_truth combined(cu_truth left, cu_truth right, cu_truth decides)
{
    if (left == decides || right == decides)
        return decides;
    if (left == CU_TRUTH_UNDECIDED || right == CU_TRUTH_UNDECIDED)
        return CU_TRUTH_UNDECIDED;
    if (left == CU_TRUTH_NULL || right == CU_TRUTH_NULL)
        return CU_TRUTH_NULL;
    return negated(decides);
}

/* ---- attributes -------------------------------------------------------------------------------- */

/* Digits behind the point that a column does not keep make a decimal another number. */
static bool has_more_places(const cupel_value *value, const cu_property *property)
{
    const cupel_type *type = property->column->column.node.type;
    const char *point =
        value->kind == CUPEL_KIND_DECIMAL ? memchr(value->as.text, '.', value->length) : NULL;
    return point && type && type->precision > 0 &&
           value->as.text + value->length - point - 1 > type->scale;
}

/* The value that the row has: what was changed and not written yet does not count. */
static evaluated read_attribute(const cupel_state *state, const cu_property *property)
{
    bool modified = cu_bit(state->bits + state->words, property->index);
    if (!cu_state_knows(state, property->index) && (!property->key || modified))
        return undecided;
    if (modified)
        for (const cu_change *change = state->changes; change && !change->flushed;
             change = change->older_of_state)
            if (change->index == property->index && !change->known)
                return undecided;
    cupel_value value = modified ? cu_state_committed(state, property->attribute)
                                 : cu_state_value(state, property->attribute);
    return has_more_places(&value, property) ? undecided : decided(value);
}

/* ---- comparisons ------------------------------------------------------------------------------- */

static cu_ordering order_between(const cu_evaluation *evaluation, const cu_evaluator_step *step,
                                 const evaluated *left, const evaluated *right)
{
    cu_ordering order = cu_compare_values(evaluation->rules, &left->value, &right->value);
    if (step->unordered && (order == CU_ORDER_LESS || order == CU_ORDER_GREATER))
        return CU_ORDER_DIFFERENT;
    return order;
}

static cu_truth truth_of(bool truth)
{
    return truth ? CU_TRUTH_TRUE : CU_TRUTH_FALSE;
}

static cu_truth judge(cupel_operator operation, cu_ordering order)
{
    if (order == CU_ORDER_UNKNOWN)
        return CU_TRUTH_UNDECIDED;
    if (operation == CUPEL_OPERATOR_EQ || operation == CUPEL_OPERATOR_NE)
        return truth_of((order == CU_ORDER_EQUAL) == (operation == CUPEL_OPERATOR_EQ));
    if (order == CU_ORDER_DIFFERENT)
        return CU_TRUTH_UNDECIDED;
    switch (operation) {
    case CUPEL_OPERATOR_LT: return truth_of(order == CU_ORDER_LESS);
    case CUPEL_OPERATOR_LE: return truth_of(order != CU_ORDER_GREATER);
    case CUPEL_OPERATOR_GT: return truth_of(order == CU_ORDER_GREATER);
    default: return truth_of(order != CU_ORDER_LESS);
    }
}

static cu_truth compare(const cu_evaluation *evaluation, const cu_evaluator_step *step,
                        cupel_operator operation, const evaluated *left, const evaluated *right)
{
    if (is_null(left) || is_null(right))
        return CU_TRUTH_NULL;
    if (left->undecided || right->undecided)
        return CU_TRUTH_UNDECIDED;
    return judge(operation, order_between(evaluation, step, left, right));
}

/* IS, IS DISTINCT FROM and their opposites. */
static cu_truth compare_distinct(const cu_evaluation *evaluation, const cu_evaluator_step *step,
                                 const evaluated *operands)
{
    bool same = step->operation == CUPEL_OPERATOR_IS ||
                step->operation == CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM;
    if (operands[0].undecided || operands[1].undecided)
        return CU_TRUTH_UNDECIDED;
    if (is_null(&operands[0]) || is_null(&operands[1]))
        return truth_of((is_null(&operands[0]) && is_null(&operands[1])) == same);
    return compare(evaluation, step, same ? CUPEL_OPERATOR_EQ : CUPEL_OPERATOR_NE, &operands[0],
                   &operands[1]);
}

static cu_truth compare_between(const cu_evaluation *evaluation, const cu_evaluator_step *step,
                                const evaluated *operands)
{
    cu_truth low = compare(evaluation, step, CUPEL_OPERATOR_GE, &operands[0], &operands[1]);
    cu_truth high = compare(evaluation, step, CUPEL_OPERATOR_LE, &operands[0], &operands[2]);
    cu_truth within = combined(low, high, CU_TRUTH_FALSE);
    return step->operation == CUPEL_OPERATOR_NOT_BETWEEN ? negated(within) : within;
}

/* ---- IN ---------------------------------------------------------------------------------------- */

static cu_truth in_expressions(const cu_evaluation *evaluation, const cu_evaluator_step *step,
                               const evaluated *operands)
{
    cu_truth found = CU_TRUTH_FALSE;
    for (size_t i = 1; i < step->count; i++)
        found = combined(found,
                         compare(evaluation, step, CUPEL_OPERATOR_EQ, &operands[0], &operands[i]),
                         CU_TRUTH_TRUE);
    return found;
}

static bool has_integer(const cu_value_list *list, int64_t number)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->integers[middle] == number)
            return true;
        if (list->integers[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static cu_truth is_row(const cu_evaluation *evaluation, const cu_evaluator_step *step,
                       const evaluated *operands, const cupel_value *row)
{
    cu_truth same = CU_TRUTH_TRUE;
    for (size_t i = 0; i < step->count; i++) {
        evaluated other = decided(row[i]);
        same = combined(same, compare(evaluation, step, CUPEL_OPERATOR_EQ, &operands[i], &other),
                        CU_TRUTH_FALSE);
    }
    return same;
}

static cu_truth in_list(const cu_evaluation *evaluation, const cu_evaluator_step *step,
                        const evaluated *operands)
{
    const cu_value_list *list = step->of.list;
    cu_truth found = CU_TRUTH_FALSE;
    if (list->integers && !operands->undecided && operands->value.kind == CUPEL_KIND_INT)
        return truth_of(has_integer(list, operands->value.as.integer));
    for (size_t i = 0; i < list->count && found != CU_TRUTH_TRUE; i++)
        found = combined(found, is_row(evaluation, step, operands, &list->values[i * list->width]),
                         CU_TRUTH_TRUE);
    return found;
}

static cu_truth evaluate_in(const cu_evaluation *evaluation, const cu_evaluator_step *step,
                            const evaluated *operands)
{
    cu_truth found = step->code == CU_EVALUATE_IN_LIST ? in_list(evaluation, step, operands)
                                                       : in_expressions(evaluation, step, operands);
    return step->operation == CUPEL_OPERATOR_NOT_IN ? negated(found) : found;
}

/* ---- text -------------------------------------------------------------------------------------- */

static bool both_texts(const evaluated *operands)
{
    return operands[0].value.kind == CUPEL_KIND_TEXT && operands[1].value.kind == CUPEL_KIND_TEXT;
}

static evaluated joined_texts(cu_evaluation *evaluation, const char *before,
                              const cupel_value *first, const cupel_value *second,
                              const char *after)
{
    char *text = cu_arena_printf(&evaluation->arena, "%s%.*s%.*s%s", before, (int)first->length,
                                 first->as.text, (int)second->length, second->as.text, after);
    return text ? decided(cupel_value_text(text)) : undecided; /* the arena remembers */
}

static evaluated concatenate(cu_evaluation *evaluation, const evaluated *operands)
{
    if (is_null(&operands[0]) || is_null(&operands[1]))
        return decided(cupel_value_null());
    if (operands[0].undecided || operands[1].undecided || !both_texts(operands))
        return undecided;
    return joined_texts(evaluation, "", &operands[0].value, &operands[1].value, "");
}

static cu_truth evaluate_like(cu_evaluation *evaluation, const cu_evaluator_step *step,
                              const evaluated *operands)
{
    static const char *const before[] = { "", "", "%", "%" }, *const after[] = { "", "%", "", "%" };
    static const cupel_value nothing = { .kind = CUPEL_KIND_TEXT, .as = { .text = "" } };
    bool insensitive =
        step->operation == CUPEL_OPERATOR_ILIKE || step->operation == CUPEL_OPERATOR_NOT_ILIKE;
    if (is_null(&operands[0]) || is_null(&operands[1]))
        return CU_TRUTH_NULL;
    if (operands[0].undecided || operands[1].undecided || !both_texts(operands))
        return CU_TRUTH_UNDECIDED;
    evaluated pattern = joined_texts(evaluation, before[step->like], &operands[1].value, &nothing,
                                     after[step->like]);
    if (pattern.undecided)
        return CU_TRUTH_UNDECIDED;
    cu_truth like = cu_match_like(evaluation->rules, insensitive, &operands[0].value,
                                  &pattern.value, step->escape);
    return step->operation == CUPEL_OPERATOR_NOT_LIKE || step->operation == CUPEL_OPERATOR_NOT_ILIKE
               ? negated(like)
               : like;
}

/* ---- numbers ----------------------------------------------------------------------------------- */

static evaluated calculate_integers(cupel_operator operation, int64_t left, int64_t right)
{
    int64_t result = 0;
    bool exact = true;
    switch (operation) {
    case CUPEL_OPERATOR_ADD: exact = !__builtin_add_overflow(left, right, &result); break;
    case CUPEL_OPERATOR_SUBTRACT: exact = !__builtin_sub_overflow(left, right, &result); break;
    case CUPEL_OPERATOR_MULTIPLY: exact = !__builtin_mul_overflow(left, right, &result); break;
    case CUPEL_OPERATOR_DIVIDE:
    case CUPEL_OPERATOR_MODULO:
        exact = right != 0 && !(left == INT64_MIN && right == -1);
        if (exact)
            result = operation == CUPEL_OPERATOR_DIVIDE ? left / right : left % right;
        break;
    default: exact = false; break;
    }
    return exact ? decided(cupel_value_int(result)) : undecided;
}

static evaluated calculate_doubles(cupel_operator operation, double left, double right)
{
    double result;
    switch (operation) {
    case CUPEL_OPERATOR_ADD: result = left + right; break;
    case CUPEL_OPERATOR_SUBTRACT: result = left - right; break;
    case CUPEL_OPERATOR_MULTIPLY: result = left * right; break;
    case CUPEL_OPERATOR_DIVIDE: result = left / right; break; /* by 0: not finite */
    default: return undecided;
    }
    return isfinite(result) ? decided(cupel_value_double(result)) : undecided;
}

static bool as_double(const cupel_value *value, double *out)
{
    *out = value->kind == CUPEL_KIND_INT ? (double)value->as.integer : value->as.real;
    return value->kind == CUPEL_KIND_INT || value->kind == CUPEL_KIND_DOUBLE;
}

static evaluated calculate(cupel_operator operation, const evaluated *operands)
{
    double left, right;
    if (is_null(&operands[0]) || is_null(&operands[1]))
        return decided(cupel_value_null());
    if (operands[0].undecided || operands[1].undecided)
        return undecided;
    if (operands[0].value.kind == CUPEL_KIND_INT && operands[1].value.kind == CUPEL_KIND_INT)
        return calculate_integers(operation, operands[0].value.as.integer,
                                  operands[1].value.as.integer);
    if (!as_double(&operands[0].value, &left) || !as_double(&operands[1].value, &right))
        return undecided;
    return calculate_doubles(operation, left, right);
}

static evaluated negate(const evaluated *operand)
{
    if (operand->undecided || operand->value.kind == CUPEL_KIND_NULL)
        return *operand;
    if (operand->value.kind == CUPEL_KIND_INT && operand->value.as.integer != INT64_MIN)
        return decided(cupel_value_int(-operand->value.as.integer));
    if (operand->value.kind == CUPEL_KIND_DOUBLE)
        return decided(cupel_value_double(-operand->value.as.real));
    return undecided;
}

/* ---- the machine ------------------------------------------------------------------------------- */

static cu_truth combine_all(const evaluated *operands, size_t count, cu_truth decides)
{
    cu_truth truth = negated(decides);
    for (size_t i = 0; i < count; i++)
        truth = combined(truth, to_truth(&operands[i]), decides);
    return truth;
}

/* How many values a step takes off the stack. */
static size_t operand_count(const cu_evaluator_step *step)
{
    switch ((cu_evaluate_code)step->code) {
    case CU_EVALUATE_PUSH:
    case CU_EVALUATE_ATTRIBUTE: return 0;
    case CU_EVALUATE_NOT:
    case CU_EVALUATE_NEGATE: return 1;
    case CU_EVALUATE_BETWEEN: return 3;
    case CU_EVALUATE_IN:
    case CU_EVALUATE_IN_LIST:
    case CU_EVALUATE_AND:
    case CU_EVALUATE_OR: return step->count;
    default: return 2;
    }
}

static evaluated run_step(cu_evaluation *evaluation, const cu_evaluator_step *step,
                          const cupel_state *state, const evaluated *operands)
{
    cupel_operator operation = (cupel_operator)step->operation;
    switch ((cu_evaluate_code)step->code) {
    case CU_EVALUATE_PUSH: return decided(step->of.value);
    case CU_EVALUATE_ATTRIBUTE: return read_attribute(state, step->of.property);
    case CU_EVALUATE_COMPARE:
        return from_truth(compare(evaluation, step, operation, &operands[0], &operands[1]));
    case CU_EVALUATE_DISTINCT: return from_truth(compare_distinct(evaluation, step, operands));
    case CU_EVALUATE_LIKE: return from_truth(evaluate_like(evaluation, step, operands));
    case CU_EVALUATE_BETWEEN: return from_truth(compare_between(evaluation, step, operands));
    case CU_EVALUATE_IN:
    case CU_EVALUATE_IN_LIST: return from_truth(evaluate_in(evaluation, step, operands));
    case CU_EVALUATE_AND: return from_truth(combine_all(operands, step->count, CU_TRUTH_FALSE));
    case CU_EVALUATE_OR: return from_truth(combine_all(operands, step->count, CU_TRUTH_TRUE));
    case CU_EVALUATE_NOT: return from_truth(negated(to_truth(&operands[0])));
    case CU_EVALUATE_ARITHMETIC: return calculate(operation, operands);
    case CU_EVALUATE_NEGATE: return negate(&operands[0]);
    default: return concatenate(evaluation, operands);
    }
}

static evaluated run_evaluator(cu_evaluation *evaluation, const cu_evaluator *evaluator,
                               const cupel_state *state)
{
    evaluated *stack =
        cu_arena_alloc(&evaluation->arena, CU_MAX(evaluator->depth, (size_t)1) * sizeof *stack);
    size_t count = 0;
    for (size_t i = 0; stack && i < evaluator->count; i++) {
        const cu_evaluator_step *step = &evaluator->steps[i];
        count -= operand_count(step);
        stack[count] = run_step(evaluation, step, state, &stack[count]);
        count++;
    }
    return stack ? stack[0] : undecided;
}

cu_truth cu_evaluate_condition(cu_evaluation *evaluation, const cu_evaluator *evaluator,
                               const cupel_state *state)
{
    cu_arena_mark mark = cu_arena_mark_now(&evaluation->arena);
    evaluated result = run_evaluator(evaluation, evaluator, state);
    cu_arena_release(&evaluation->arena, mark);
    return to_truth(&result);
}

bool cu_evaluate_value(cu_evaluation *evaluation, const cu_evaluator *evaluator,
                       const cupel_state *state, cupel_value *out)
{
    evaluated result = run_evaluator(evaluation, evaluator, state);
    *out = result.value;
    return !result.undecided;
}
