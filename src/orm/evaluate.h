/*
 * orm/evaluate.h - what an expression is for an instance that is loaded,
 * without asking the database.
 *
 * The answer is the one the database would give, or none: an attribute that is
 * not loaded, a number that overflows, texts whose order is a matter of the
 * database's collation leave a condition undecided.  What can never be decided
 * here - functions, queries, other tables - is found when an expression is
 * prepared.
 */
#ifndef CU_ORM_EVALUATE_H
#define CU_ORM_EVALUATE_H

#include "orm/session.h"
#include "sql/compile.h"

/* What all expressions of one statement have in common. */
typedef struct cu_evaluation {
    cupel_session *session;
    const cu_mapper *mapper; /* of the instances */
    const cu_value_rules *rules;
    const cu_key *key; /* with the parameters, of the walk before the expressions were resolved */
    const cupel_query *query; /* whose cupel_params() count */
    cu_arena arena;      /* of prepared expressions; their values are the instances' or in here */
    const char *refused; /* what cannot be evaluated */
} cu_evaluation;

typedef enum cu_truth { CU_TRUTH_FALSE, CU_TRUTH_TRUE, CU_TRUTH_NULL, CU_TRUTH_UNDECIDED } cu_truth;

typedef struct cu_evaluator cu_evaluator;

/*
 * Prepares a resolved expression (orm/query_plan.h); a parameter by itself becomes a value of `type` (NULL: stays as it
 * is).  NULL: evaluation->refused says what in it cannot be evaluated, or is NULL where memory was short.
 */
const cu_evaluator *cu_evaluator_new(cu_evaluation *evaluation, const cupel_expr *expression,
                                     const cupel_type *type);

/* Whether an instance fulfils a condition. */
cu_truth cu_evaluate_condition(cu_evaluation *evaluation, const cu_evaluator *evaluator,
                               const cupel_state *state);

/* The value of an expression; false: undecided.  Text is the instance's, or in the evaluation's arena. */
bool cu_evaluate_value(cu_evaluation *evaluation, const cu_evaluator *evaluator,
                       const cupel_state *state, cupel_value *out);

/* Whether there was too little memory to evaluate. */
static inline bool cu_evaluation_failed(const cu_evaluation *evaluation)
{
    return evaluation->arena.failed;
}

/* ---- prepared expressions: a program for a machine with a stack ------------------------------------ */

typedef enum cu_evaluate_code {
    CU_EVALUATE_PUSH,       /* value */
    CU_EVALUATE_ATTRIBUTE,  /* property */
    CU_EVALUATE_COMPARE,    /* operation; of two */
    CU_EVALUATE_DISTINCT,   /* of two, NULL as a value like any other: IS DISTINCT FROM */
    CU_EVALUATE_LIKE,       /* operation, like, escape; of two */
    CU_EVALUATE_BETWEEN,    /* of three */
    CU_EVALUATE_IN,         /* of count */
    CU_EVALUATE_IN_LIST,    /* list; of count */
    CU_EVALUATE_AND,        /* of count */
    CU_EVALUATE_OR,         /* of count */
    CU_EVALUATE_NOT,        /* of one */
    CU_EVALUATE_ARITHMETIC, /* operation; of two */
    CU_EVALUATE_NEGATE,
    CU_EVALUATE_CONCAT /* of two */
} cu_evaluate_code;

/* The values of an IN, of `width` columns each. */
typedef struct cu_value_list {
    const cupel_value *values;
    size_t count, width;
    int64_t *integers; /* where all are integers: they, sorted */
} cu_value_list;

typedef struct cu_evaluator_step {
    uint8_t code;
    uint8_t operation;
    uint8_t like; /* a cupel_like_kind */
    char escape;
    bool unordered; /* the values have no order known here, as those of enumerations */
    uint32_t count;
    union {
        cupel_value value;
        const cu_property *property;
        const cu_value_list *list;
    } of;
} cu_evaluator_step;

struct cu_evaluator {
    const cu_evaluator_step *steps;
    size_t count;
    size_t depth;    /* of the stack */
    uint64_t *reads; /* bits of attributes */
};

/* How two values that are not NULL compare. */
typedef enum cu_ordering {
    CU_ORDER_LESS = -1,
    CU_ORDER_EQUAL = 0,
    CU_ORDER_GREATER = 1,
    CU_ORDER_DIFFERENT, /* which is more is not known */
    CU_ORDER_UNKNOWN
} cu_ordering;

/* evaluate_compare.c */
cu_ordering cu_compare_values(const cu_value_rules *rules, const cupel_value *left,
                              const cupel_value *right);
/* Whether a text is like a pattern with '%' and '_'. */
cu_truth cu_match_like(const cu_value_rules *rules, bool insensitive, const cupel_value *text,
                       const cupel_value *pattern, char escape);

#endif
