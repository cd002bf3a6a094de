/*
 * sql/operator.c - the table of operators.
 */
#include "sql/operator.h"
#include <strings.h>

#define COMPARISON(id, text, negation) \
    [CUPEL_OPERATOR_##                 \
        id] = { #id, text, 5, false, false, CUPEL_OPERATOR_##negation, CU_RESULT_BOOLEAN }
#define ARITHMETIC(id, text, binds, is_associative) \
    [CUPEL_OPERATOR_##                              \
        id] = { #id, text, binds, is_associative, false, CUPEL_OPERATOR_NONE, CU_RESULT_OPERAND }
#define POSTFIX(id, text, binds) \
    [CUPEL_OPERATOR_##           \
        id] = { #id, text, binds, false, true, CUPEL_OPERATOR_NONE, CU_RESULT_OPERAND }

static const cu_operator_info operators[CUPEL_OPERATOR_COUNT] = {
    [CUPEL_OPERATOR_NONE] = { "NONE", "", CU_PRECEDENCE_LOWEST, false, false, CUPEL_OPERATOR_NONE,
                              CU_RESULT_OPERAND },
    COMPARISON(EQ, " = ", NE),
    COMPARISON(NE, " != ", EQ),
    COMPARISON(LT, " < ", GE),
    COMPARISON(LE, " <= ", GT),
    COMPARISON(GT, " > ", LE),
    COMPARISON(GE, " >= ", LT),
    COMPARISON(IS, " IS ", IS_NOT),
    COMPARISON(IS_NOT, " IS NOT ", IS),
    COMPARISON(IS_DISTINCT_FROM, " IS DISTINCT FROM ", IS_NOT_DISTINCT_FROM),
    COMPARISON(IS_NOT_DISTINCT_FROM, " IS NOT DISTINCT FROM ", IS_DISTINCT_FROM),
    COMPARISON(LIKE, " LIKE ", NOT_LIKE),
    COMPARISON(NOT_LIKE, " NOT LIKE ", LIKE),
    COMPARISON(ILIKE, " ILIKE ", NOT_ILIKE),
    COMPARISON(NOT_ILIKE, " NOT ILIKE ", ILIKE),
    COMPARISON(MATCH, " MATCH ", NOT_MATCH),
    COMPARISON(NOT_MATCH, " NOT MATCH ", MATCH),
    COMPARISON(IN, " IN ", NOT_IN),
    COMPARISON(NOT_IN, " NOT IN ", IN),
    COMPARISON(BETWEEN, " BETWEEN ", NOT_BETWEEN),
    COMPARISON(NOT_BETWEEN, " NOT BETWEEN ", BETWEEN),
    ARITHMETIC(ADD, " + ", 7, true),
    ARITHMETIC(SUBTRACT, " - ", 7, false),
    ARITHMETIC(MULTIPLY, " * ", 8, true),
    ARITHMETIC(DIVIDE, " / ", 8, false),
    ARITHMETIC(MODULO, " % ", 8, false),
    [CUPEL_OPERATOR_CONCAT] = { "CONCAT", " || ", 6, true, false, CUPEL_OPERATOR_NONE,
                                CU_RESULT_TEXT },
    ARITHMETIC(NEGATE, "-", 8, false),
    [CUPEL_OPERATOR_AND] = { "AND", " AND ", 3, true, false, CUPEL_OPERATOR_NONE,
                             CU_RESULT_BOOLEAN },
    [CUPEL_OPERATOR_OR] = { "OR", " OR ", 2, true, false, CUPEL_OPERATOR_NONE, CU_RESULT_BOOLEAN },
    [CUPEL_OPERATOR_NOT] = { "NOT", "NOT ", 5, false, false, CUPEL_OPERATOR_NONE,
                             CU_RESULT_BOOLEAN },
    [CUPEL_OPERATOR_COLLATE] = { "COLLATE", " COLLATE ", 4, false, false, CUPEL_OPERATOR_NONE,
                                 CU_RESULT_TEXT },
    ARITHMETIC(DISTINCT, "DISTINCT ", 5, false),
    POSTFIX(ASC, " ASC", 3),
    POSTFIX(DESC, " DESC", 3),
    POSTFIX(NULLS_FIRST, " NULLS FIRST", 3),
    POSTFIX(NULLS_LAST, " NULLS LAST", 3),
    [CUPEL_OPERATOR_EXISTS] = { "EXISTS", "EXISTS ", CU_PRECEDENCE_CUSTOM, false, false,
                                CUPEL_OPERATOR_NONE, CU_RESULT_BOOLEAN },
    ARITHMETIC(ANY, "ANY ", 15, false),
    ARITHMETIC(ALL, "ALL ", 15, false),
    [CUPEL_OPERATOR_CUSTOM] = { "CUSTOM", " ", CU_PRECEDENCE_CUSTOM, false, false,
                                CUPEL_OPERATOR_NONE, CU_RESULT_OPERAND },
};

const cu_operator_info *cu_operator(cupel_operator operation)
{
    return &operators[(unsigned)operation < CUPEL_OPERATOR_COUNT ? operation : 0];
}

/* A word of letters that goes on with an expression; those that begin another part of a statement do not. */
static bool is_operator_word(const char *word, size_t length)
{
    static const char *const others[] = { "SELECT", "FROM",  "WHERE", "UNION", "EXCEPT",
                                          "MINUS",  "GROUP", "ORDER", "LIMIT", "INTERSECT",
                                          "HAVING", "INTO",  "FETCH", "WITH",  "RETURNING" };
    for (size_t i = 0; i < CU_LENGTH(others); i++)
        if (strlen(others[i]) == length && strncasecmp(word, others[i], length) == 0)
            return false;
    return length > 0;
}

bool cu_is_operator_symbol(const char *symbol)
{
    size_t length = symbol ? strlen(symbol) : 0;
    if (length == 0 || strstr(symbol, "--") || strstr(symbol, "/*"))
        return false;
    if (strspn(symbol, "+-*/<>=~!@#%^&|?:.") == length)
        return true;
    for (const char *word = symbol, *before = "";; word++) {
        size_t letters = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
        bool distinct_from = letters == 4 && strncasecmp(before, "DISTINCT FROM", 13) == 0;
        if (!distinct_from && !is_operator_word(word, letters))
            return false;
        before = word;
        word += letters;
        if (*word != ' ')
            return *word == '\0';
    }
}
