/*
 * sql/operator.h - the operators of SQL: one table that says how each is
 * spelled, how tightly it binds, what its opposite is and what it gives.
 */
#ifndef CU_SQL_OPERATOR_H
#define CU_SQL_OPERATOR_H

#include "base/common.h"
#include <cupel/expression.h>

/* What type an operator's result has. */
typedef enum cu_operator_result {
    CU_RESULT_OPERAND, /* that of its operands */
    CU_RESULT_BOOLEAN,
    CU_RESULT_TEXT
} cu_operator_result;

typedef struct cu_operator_info {
    const char *name;        /* for messages */
    const char *spelling;    /* with its spaces: " = ", "NOT ", " DESC" */
    int8_t precedence;       /* higher binds tighter */
    bool associative;        /* a op (b op c) needs no parentheses */
    bool postfix;            /* unary: written after its operand */
    cupel_operator opposite; /* what NOT turns it into; NONE: NOT is written */
    cu_operator_result result;
} cu_operator_info;

/* Places an expression can stand in that are no operator but have a precedence. */
enum {
    CU_PRECEDENCE_LOWEST = -100,   /* never in parentheses */
    CU_PRECEDENCE_CONDITION = -10, /* WHERE, ON, HAVING */
    CU_PRECEDENCE_LIST = -1,       /* between commas; the operand of AS */
    CU_PRECEDENCE_CUSTOM = 0,      /* custom operators, EXISTS */
    CU_PRECEDENCE_HIGHEST = 100    /* always in parentheses, unless the expression is one word */
};

const cu_operator_info *cu_operator(cupel_operator operation);

/* Whether a text is an operator and nothing more: signs ("->>"), or words ("NOT SIMILAR TO"). */
bool cu_is_operator_symbol(const char *symbol);

#endif
