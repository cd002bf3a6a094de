/*
 * cupel/expression.h - SQL expressions: columns, values, operators, functions.
 *
 * An expression is an immutable tree.  Functions that take one *take it over*:
 * the caller does not free it and does not use it again, except after
 * cupel_keep(), which makes one more use legal.  A second use without it is
 * taken for kept as long as the first owner lives (a query, for instance); where
 * the library is a debug build, it gives poison that names both
 * (INVALID_REQUEST).  After that it uses freed memory, which AddressSanitizer
 * finds.  What is never handed to anything is freed by cupel_discard().  A struct's own attributes (cupel_attr) and columns
 * of tables are not counted: use them freely.
 *
 * Nothing here returns NULL on failure.  A wrong argument or lack of memory
 * gives a *poisoned* expression, which swallows every expression it is built
 * into and carries the first fault to the query that is run with it, where it
 * appears as that query's error.  NULL as a condition means "no condition":
 * cupel_and() and cupel_filter() skip it, so that filters can be put together
 * in branches; where that would silently widen a statement it is an error.
 *
 * Plain C values are bound parameters: cupel_eq(cupel_attr(User, name), "ed")
 * gives users.name = ? with 'ed' bound.  Never does a value become SQL text.
 */
#ifndef CUPEL_EXPRESSION_H
#define CUPEL_EXPRESSION_H

#include <cupel/arguments.h>
#include <cupel/type.h>

CUPEL_BEGIN_DECLARATIONS

/*
 * The head of every node.  Its size is part of the binary interface, for the static nodes in mappings; its
 * contents are the library's.
 */
typedef struct cupel_expr {
    unsigned char kind;
    unsigned char operation;
    unsigned short flags;
    unsigned int count;
} cupel_expr;

/* Operators, for cupel_binary() and cupel_unary(); most programs use the macros below. */
typedef enum cupel_operator {
    CUPEL_OPERATOR_NONE = 0,
    CUPEL_OPERATOR_EQ,
    CUPEL_OPERATOR_NE,
    CUPEL_OPERATOR_LT,
    CUPEL_OPERATOR_LE,
    CUPEL_OPERATOR_GT,
    CUPEL_OPERATOR_GE,
    CUPEL_OPERATOR_IS,
    CUPEL_OPERATOR_IS_NOT,
    CUPEL_OPERATOR_IS_DISTINCT_FROM,
    CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM,
    CUPEL_OPERATOR_LIKE,
    CUPEL_OPERATOR_NOT_LIKE,
    CUPEL_OPERATOR_ILIKE,
    CUPEL_OPERATOR_NOT_ILIKE,
    CUPEL_OPERATOR_MATCH,
    CUPEL_OPERATOR_NOT_MATCH,
    CUPEL_OPERATOR_IN,
    CUPEL_OPERATOR_NOT_IN,
    CUPEL_OPERATOR_BETWEEN,
    CUPEL_OPERATOR_NOT_BETWEEN,
    CUPEL_OPERATOR_ADD,
    CUPEL_OPERATOR_SUBTRACT,
    CUPEL_OPERATOR_MULTIPLY,
    CUPEL_OPERATOR_DIVIDE,
    CUPEL_OPERATOR_MODULO,
    CUPEL_OPERATOR_CONCAT,
    CUPEL_OPERATOR_NEGATE, /* unary minus */
    CUPEL_OPERATOR_AND,
    CUPEL_OPERATOR_OR,
    CUPEL_OPERATOR_NOT,
    CUPEL_OPERATOR_COLLATE,
    CUPEL_OPERATOR_DISTINCT, /* count(DISTINCT x) */
    CUPEL_OPERATOR_ASC,
    CUPEL_OPERATOR_DESC,
    CUPEL_OPERATOR_NULLS_FIRST,
    CUPEL_OPERATOR_NULLS_LAST,
    CUPEL_OPERATOR_EXISTS,
    CUPEL_OPERATOR_ANY,
    CUPEL_OPERATOR_ALL,
    CUPEL_OPERATOR_CUSTOM, /* cupel_op() */
    CUPEL_OPERATOR_COUNT
} cupel_operator;

/* ---- ownership -------------------------------------------------------------------------------- */

/** Makes one more use of `expression` legal; returns it.  NULL gives NULL. */
CUPEL_API cupel_expr *cupel_keep(cupel_expr *expression);

/** Gives up an expression that was not handed to anything.  NULL is allowed. */
CUPEL_API void cupel_discard(cupel_expr *expression);

/** CUPEL_OK, or the fault that a poisoned expression carries.  Takes nothing over. */
CUPEL_API cupel_code cupel_expression_code(const cupel_expr *expression);

/** The text of that fault, "" where there is none.  Owner: the expression. */
CUPEL_API const char *cupel_expression_text(const cupel_expr *expression);

/* ---- values and names ------------------------------------------------------------------------- */

/** A bound parameter with this value; needed only where an operand would not be taken for an expression. */
CUPEL_API cupel_expr *cupel_literal_value(cupel_value value);
#define cupel_literal(value) cupel_literal_value(CUPEL_VALUE(value))

/** The same with a type of its own; text is borrowed: it must outlive every use. */
CUPEL_API cupel_expr *cupel_text_static(const char *text);

/**
 * A named parameter with a value, which cupel_params() can replace; also what cupel_params() takes.  The name is
 * letters, digits and '_'.
 */
CUPEL_API cupel_expr *cupel_bind_value(const char *name, cupel_value value);
#define cupel_bind(name, value) cupel_bind_value((name), CUPEL_VALUE(value))

/** A named parameter without a value: cupel_params() must give it one, else running fails with STATEMENT_ERROR. */
CUPEL_API cupel_expr *cupel_bind_required(const char *name);

/** A named parameter whose value `function(data)` gives each time the statement is run. */
CUPEL_API cupel_expr *cupel_bind_callable(const char *name, cupel_value (*function)(void *data),
                                          void *data);

/**
 * A named list for cupel_in() and cupel_not_in(), of any length; of cupel_tuple()s where a tuple is looked for.
 * cupel_params() can replace it by another list, cupel_bind_list() with the same name.  Values are copied.
 *
 *     query = cupel_filter(query, cupel_in(cupel_attr(User, id), cupel_bind_list_required("ids")));
 *     User **found = cupel_all(cupel_params(query, cupel_bind_list("ids", 3, 5, 7)));
 *
 * Errors: INVALID_ARGUMENT (the name is none, an item is no value, tuples differ in length or from the left side).
 */
CUPEL_API cupel_expr *cupel_bind_list_values(const char *name, size_t count,
                                             const cupel_value *values);
#define cupel_bind_list(name, ...) cupel_bind_list_values((name), CUPEL_VALUES(__VA_ARGS__))

/** The same without values: cupel_params() must give it some, else running fails with STATEMENT_ERROR. */
CUPEL_API cupel_expr *cupel_bind_list_required(const char *name);

/** The constants.  cupel_null() is the literal NULL; cupel_true() says "all rows" where a condition is required. */
CUPEL_API cupel_expr *cupel_null(void);
CUPEL_API cupel_expr *cupel_true(void);
CUPEL_API cupel_expr *cupel_false(void);

/** The asterisk of count(*). */
CUPEL_API cupel_expr *cupel_star(void);

/**
 * A fragment of SQL, written as it is.  ":name" is a named parameter (cupel_params gives its value); "\:" is a
 * colon, and "::" stays as it is.  Never build `sql` out of user input.
 */
CUPEL_API cupel_expr *cupel_text_sql(const char *sql);

/** Says which columns a textual statement has, in its order: cupel_text_columns(text, cupel_attr(User, name), ...). */
CUPEL_API cupel_expr *cupel_text_columns_values(cupel_expr *text, size_t count,
                                                const cupel_value *columns);
#define cupel_text_columns(text, ...) cupel_text_columns_values((text), CUPEL_VALUES(__VA_ARGS__))

/** A fragment of SQL that stands for a column: it is labelled, compared and ordered by as one. */
CUPEL_API cupel_expr *cupel_literal_column(const char *sql);
CUPEL_API cupel_expr *cupel_literal_column_typed(const char *sql, const cupel_type *type);

/** expression AS name, in a SELECT list; elsewhere just the expression, and in ORDER BY and GROUP BY the name. */
CUPEL_API cupel_expr *cupel_label(cupel_expr *expression, const char *name);

/**
 * The name of a label of the same SELECT, for ORDER BY and GROUP BY; cupel_order_by(query, "n") and cupel_desc("n") make
 * one of a text.
 * A name that no label has is a COMPILE_ERROR.
 */
CUPEL_API cupel_expr *cupel_label_reference(const char *name);

/* ---- operators -------------------------------------------------------------------------------- */

/**
 * left OPERATOR right.  The operands are values, expressions or queries (as scalar subqueries).  EQ and NE with a
 * NULL value become IS NULL and IS NOT NULL.
 */
CUPEL_API cupel_expr *cupel_binary(cupel_operator operation, cupel_value left, cupel_value right);

#define cupel_eq(left, right) cupel_binary(CUPEL_OPERATOR_EQ, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_ne(left, right) cupel_binary(CUPEL_OPERATOR_NE, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_lt(left, right) cupel_binary(CUPEL_OPERATOR_LT, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_le(left, right) cupel_binary(CUPEL_OPERATOR_LE, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_gt(left, right) cupel_binary(CUPEL_OPERATOR_GT, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_ge(left, right) cupel_binary(CUPEL_OPERATOR_GE, CUPEL_VALUE(left), CUPEL_VALUE(right))
/* x IS NULL, x IS TRUE; on other values "is not distinct from" is what is meant */
#define cupel_is(left, right) cupel_binary(CUPEL_OPERATOR_IS, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_is_not(left, right) \
    cupel_binary(CUPEL_OPERATOR_IS_NOT, CUPEL_VALUE(left), CUPEL_VALUE(right))
/* as <> and =, with NULL as a value like any other */
#define cupel_is_distinct_from(left, right) \
    cupel_binary(CUPEL_OPERATOR_IS_DISTINCT_FROM, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_is_not_distinct_from(left, right) \
    cupel_binary(CUPEL_OPERATOR_IS_NOT_DISTINCT_FROM, CUPEL_VALUE(left), CUPEL_VALUE(right))
/* full-text search in the database's own way; an error when run on a table without it */
#define cupel_match(left, right) \
    cupel_binary(CUPEL_OPERATOR_MATCH, CUPEL_VALUE(left), CUPEL_VALUE(right))

#define cupel_plus(left, right) \
    cupel_binary(CUPEL_OPERATOR_ADD, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_minus(left, right) \
    cupel_binary(CUPEL_OPERATOR_SUBTRACT, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_times(left, right) \
    cupel_binary(CUPEL_OPERATOR_MULTIPLY, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_divide(left, right) \
    cupel_binary(CUPEL_OPERATOR_DIVIDE, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_modulo(left, right) \
    cupel_binary(CUPEL_OPERATOR_MODULO, CUPEL_VALUE(left), CUPEL_VALUE(right))
#define cupel_concat(left, right) \
    cupel_binary(CUPEL_OPERATOR_CONCAT, CUPEL_VALUE(left), CUPEL_VALUE(right))

/**
 * left SYMBOL right for an operator of the database's own: signs such as "->>", or words such as "NOT SIMILAR TO", and nothing
 * else (INVALID_ARGUMENT); parenthesised inside others.
 */
CUPEL_API cupel_expr *cupel_op_value(cupel_value left, const char *symbol, cupel_value right);
#define cupel_op(left, symbol, right) \
    cupel_op_value(CUPEL_VALUE(left), (symbol), CUPEL_VALUE(right))

/**
 * -x, NOT x (turned round where there is an opposite: NOT a = b is a != b), x ASC ...  A text under ASC, DESC and NULLS
 * FIRST or LAST is the name of a label; another value there is INVALID_ARGUMENT.
 */
CUPEL_API cupel_expr *cupel_unary(cupel_operator operation, cupel_value operand);
#define cupel_negate(operand)      cupel_unary(CUPEL_OPERATOR_NEGATE, CUPEL_VALUE(operand))
#define cupel_not(operand)         cupel_unary(CUPEL_OPERATOR_NOT, CUPEL_VALUE(operand))
#define cupel_asc(operand)         cupel_unary(CUPEL_OPERATOR_ASC, CUPEL_VALUE(operand))
#define cupel_desc(operand)        cupel_unary(CUPEL_OPERATOR_DESC, CUPEL_VALUE(operand))
#define cupel_nulls_first(operand) cupel_unary(CUPEL_OPERATOR_NULLS_FIRST, CUPEL_VALUE(operand))
#define cupel_nulls_last(operand)  cupel_unary(CUPEL_OPERATOR_NULLS_LAST, CUPEL_VALUE(operand))
/* DISTINCT x, inside an aggregate function */
#define cupel_distinct_of(operand) cupel_unary(CUPEL_OPERATOR_DISTINCT, CUPEL_VALUE(operand))
/* EXISTS (query) */
#define cupel_exists(query) cupel_unary(CUPEL_OPERATOR_EXISTS, CUPEL_VALUE(query))
/* x = ANY (array or query), x > ALL (array or query) */
#define cupel_any_of(operand) cupel_unary(CUPEL_OPERATOR_ANY, CUPEL_VALUE(operand))
#define cupel_all_of(operand) cupel_unary(CUPEL_OPERATOR_ALL, CUPEL_VALUE(operand))

/** EXISTS (SELECT * FROM ... WHERE conditions), FROM what they speak of and the query around it does not. */
CUPEL_API cupel_expr *cupel_exists_where_values(size_t count, const cupel_value *conditions);
#define cupel_exists_where(...) cupel_exists_where_values(CUPEL_CONDITIONS(__VA_ARGS__))

/**
 * All, or at least one, of several conditions.  NULLs among them are skipped; AND of nothing is NULL (no
 * condition), OR of nothing is an error.  A condition that is cupel_true() or cupel_false() is folded away.
 */
CUPEL_API cupel_expr *cupel_and_values(size_t count, const cupel_value *conditions);
CUPEL_API cupel_expr *cupel_or_values(size_t count, const cupel_value *conditions);
#define cupel_and(...) cupel_and_values(CUPEL_VALUES(__VA_ARGS__))
#define cupel_or(...)  cupel_or_values(CUPEL_VALUES(__VA_ARGS__))

/* How a pattern is made from the text of cupel_like and its kin. */
typedef struct cupel_like_options {
    int reserved;       /* leave out */
    const char *escape; /* one character, for ESCAPE */
    bool
        autoescape; /* '%', '_' and the escape character in the operand mean themselves; escape defaults to "/" */
} cupel_like_options;

/** Which pattern: the operand as it is, at the start, at the end, or anywhere. */
typedef enum cupel_like_kind {
    CUPEL_LIKE_PATTERN,
    CUPEL_LIKE_STARTS_WITH,
    CUPEL_LIKE_ENDS_WITH,
    CUPEL_LIKE_CONTAINS
} cupel_like_kind;

/**
 * What cupel_like(), cupel_ilike(), cupel_startswith(), cupel_endswith(), cupel_contains() and their negations call:
 * `operation` is one of LIKE, NOT_LIKE, ILIKE, NOT_ILIKE; options may be NULL.
 */
CUPEL_API cupel_expr *cupel_like_value(cupel_operator operation, cupel_like_kind kind,
                                       cupel_value text, cupel_value pattern,
                                       const cupel_like_options *options);

/* Options may follow: cupel_startswith(cupel_attr(File, name), "50%", .autoescape = true) */
#define cupel_like(...)       CUPEL_LIKE_(LIKE, PATTERN, __VA_ARGS__, .reserved = 0)
#define cupel_not_like(...)   CUPEL_LIKE_(NOT_LIKE, PATTERN, __VA_ARGS__, .reserved = 0)
#define cupel_ilike(...)      CUPEL_LIKE_(ILIKE, PATTERN, __VA_ARGS__, .reserved = 0)
#define cupel_not_ilike(...)  CUPEL_LIKE_(NOT_ILIKE, PATTERN, __VA_ARGS__, .reserved = 0)
#define cupel_startswith(...) CUPEL_LIKE_(LIKE, STARTS_WITH, __VA_ARGS__, .reserved = 0)
#define cupel_endswith(...)   CUPEL_LIKE_(LIKE, ENDS_WITH, __VA_ARGS__, .reserved = 0)
/* on a text; on a relationship, rows whose collection contains an instance: cupel_instance(x) */
#define cupel_contains(...) CUPEL_LIKE_(LIKE, CONTAINS, __VA_ARGS__, .reserved = 0)
#define CUPEL_LIKE_(operation, kind, text, pattern, ...)                               \
    cupel_like_value(CUPEL_OPERATOR_##operation, CUPEL_LIKE_##kind, CUPEL_VALUE(text), \
                     CUPEL_VALUE(pattern), &(const cupel_like_options){ __VA_ARGS__ })

/**
 * x IN (values), with the values or the one query in values[1] on; values[0] is x.  No values is a legal empty list,
 * which nothing is in.  A tuple on the left takes tuples.  A many-to-one relationship takes cupel_instance()s, or a query
 * for the columns that it refers to.
 */
CUPEL_API cupel_expr *cupel_in_values(cupel_operator operation, size_t count,
                                      const cupel_value *values);
#define cupel_in(...)     cupel_in_values(CUPEL_OPERATOR_IN, CUPEL_VALUES(__VA_ARGS__))
#define cupel_not_in(...) cupel_in_values(CUPEL_OPERATOR_NOT_IN, CUPEL_VALUES(__VA_ARGS__))

/** The same with an array of any length, which is copied; NULL is an error unless count is 0. */
CUPEL_API cupel_expr *cupel_in_list(cupel_operator operation, cupel_value left, size_t count,
                                    const cupel_value *values);
CUPEL_API cupel_expr *cupel_in_int_array(cupel_operator operation, cupel_value left,
                                         const int64_t *array, size_t count);
CUPEL_API cupel_expr *cupel_in_int32_array(cupel_operator operation, cupel_value left,
                                           const int32_t *array, size_t count);
CUPEL_API cupel_expr *cupel_in_double_array(cupel_operator operation, cupel_value left,
                                            const double *array, size_t count);
CUPEL_API cupel_expr *cupel_in_text_array(cupel_operator operation, cupel_value left,
                                          const char *const *array, size_t count);
CUPEL_API cupel_expr *cupel_in_value_array(cupel_operator operation, cupel_value left,
                                           const cupel_value *array, size_t count);
#define CUPEL_IN_ARRAY_(operation, left, array, count) \
    _Generic((array),                                                                              \
        int64_t *: cupel_in_int_array,                                                             \
        const int64_t *: cupel_in_int_array,                                                       \
        int32_t *: cupel_in_int32_array,                                                           \
        const int32_t *: cupel_in_int32_array,                                                     \
        double *: cupel_in_double_array,                                                           \
        const double *: cupel_in_double_array,                                                     \
        char **: cupel_in_text_array,                                                              \
        const char **: cupel_in_text_array,                                                        \
        char *const *: cupel_in_text_array,                                                        \
        const char *const *: cupel_in_text_array,                                                  \
        cupel_value *: cupel_in_value_array,                                                       \
        const cupel_value *: cupel_in_value_array)(operation, CUPEL_VALUE(left), (void *)(array), (count))
#define cupel_in_array(left, array, count) CUPEL_IN_ARRAY_(CUPEL_OPERATOR_IN, left, array, count)
#define cupel_not_in_array(left, array, count) \
    CUPEL_IN_ARRAY_(CUPEL_OPERATOR_NOT_IN, left, array, count)

/** x BETWEEN low AND high; both ends belong to it. */
CUPEL_API cupel_expr *cupel_between_values(cupel_operator operation, cupel_value operand,
                                           cupel_value low, cupel_value high);
#define cupel_between(operand, low, high)                                                \
    cupel_between_values(CUPEL_OPERATOR_BETWEEN, CUPEL_VALUE(operand), CUPEL_VALUE(low), \
                         CUPEL_VALUE(high))
#define cupel_not_between(operand, low, high)                                                \
    cupel_between_values(CUPEL_OPERATOR_NOT_BETWEEN, CUPEL_VALUE(operand), CUPEL_VALUE(low), \
                         CUPEL_VALUE(high))

/**
 * (a, b, ...), to be compared with another or looked for by cupel_in().  A composite is all of its columns here, a
 * many-to-one relationship its foreign key in the order of the key that this refers to, an instance its key, and a tuple
 * what it holds.  No items are INVALID_ARGUMENT.
 */
CUPEL_API cupel_expr *cupel_tuple_values(size_t count, const cupel_value *values);
#define cupel_tuple(...) cupel_tuple_values(CUPEL_VALUES(__VA_ARGS__))

/** x COLLATE name; the name is quoted. */
CUPEL_API cupel_expr *cupel_collate_value(cupel_value operand, const char *collation);
#define cupel_collate(operand, collation) cupel_collate_value(CUPEL_VALUE(operand), (collation))

/* ---- functions and the rest of the language ------------------------------------------------------ */

/**
 * name(arguments): any function the database has.  values[0] is the name, as text; the name is written as it is,
 * so it must be letters, digits, '_' and '.'.  count() without arguments is count(*).  The common functions of SQL
 * are known, some in any case of letters: their results have types, current_timestamp and its kin are written without
 * parentheses, grouping_sets as GROUPING SETS.
 */
CUPEL_API cupel_expr *cupel_function_values(size_t count, const cupel_value *values);
/* cupel_func("lower", cupel_attr(User, name)), cupel_func("now") */
#define cupel_func(...)     cupel_function_values(CUPEL_VALUES(__VA_ARGS__))
#define cupel_coalesce(...) cupel_func("coalesce", __VA_ARGS__)

/** CAST(x AS type): cupel_cast(cupel_attr(User, age), CUPEL_STRING, .length = 10). */
CUPEL_API cupel_expr *cupel_cast_value(cupel_value operand, const cupel_type *type);
#define cupel_cast(operand, ...) CUPEL_CAST_(operand, __VA_ARGS__, .reserved = 0)
#define CUPEL_CAST_(operand, type, ...) \
    cupel_cast_value(CUPEL_VALUE(operand), &(const cupel_type){ .id = (type), __VA_ARGS__ })

/** No SQL of its own: the operand is treated as of this type in C. */
CUPEL_API cupel_expr *cupel_type_coerce_value(cupel_value operand, const cupel_type *type);
#define cupel_type_coerce(operand, ...) CUPEL_TYPE_COERCE_(operand, __VA_ARGS__, .reserved = 0)
#define CUPEL_TYPE_COERCE_(operand, type, ...) \
    cupel_type_coerce_value(CUPEL_VALUE(operand), &(const cupel_type){ .id = (type), __VA_ARGS__ })

/**
 * CASE WHEN values[0] THEN values[1] WHEN values[2] THEN values[3] ... ELSE the last one where their number is
 * odd, END.
 */
CUPEL_API cupel_expr *cupel_case_values(size_t count, const cupel_value *values);
#define cupel_case(...) cupel_case_values(CUPEL_VALUES(__VA_ARGS__))

/** CASE values[0] WHEN values[1] THEN values[2] ..., ELSE as above. */
CUPEL_API cupel_expr *cupel_case_of_values(size_t count, const cupel_value *values);
#define cupel_case_of(...) cupel_case_of_values(CUPEL_VALUES(__VA_ARGS__))

/**
 * EXTRACT(field FROM x): "year", "month", "day", "hour", "minute", "second", "dow" (from Sunday, which is 0; on SQL Server
 * as it is configured), "doy" (from 1), "epoch" (seconds since 1970) and what else the database has.
 */
CUPEL_API cupel_expr *cupel_extract_value(const char *field, cupel_value operand);
#define cupel_extract(field, operand) cupel_extract_value((field), CUPEL_VALUE(operand))

/** A list of expressions where one argument stands for several: PARTITION BY a, b.  No items are INVALID_ARGUMENT. */
CUPEL_API cupel_expr *cupel_list_values(size_t count, const cupel_value *values);
#define cupel_list(...) cupel_list_values(CUPEL_VALUES(__VA_ARGS__))

/* No limit of a window frame on that side; 0 is the current row, negative is PRECEDING, positive FOLLOWING. */
#define CUPEL_UNBOUNDED INT64_MIN

/* The window of a function; each part may be left out. */
typedef struct cupel_window {
    int reserved;
    cupel_expr *partition_by;       /* taken over; cupel_list(...) for several */
    cupel_expr *order_by;           /* taken over; cupel_list(...) for several */
    bool rows, range;               /* which kind of frame, if any */
    int64_t frame_start, frame_end; /* rows, or what RANGE counts by */
} cupel_window;

/** function OVER (PARTITION BY ... ORDER BY ... ROWS BETWEEN ... AND ...). */
CUPEL_API cupel_expr *cupel_over_window(cupel_expr *function, const cupel_window *window);
#define cupel_over(...) CUPEL_OVER_(__VA_ARGS__, .reserved = 0)
#define CUPEL_OVER_(function, ...) \
    cupel_over_window((function), &(const cupel_window){ __VA_ARGS__ })

/**
 * What is done with rows that conflict (cupel_do_update in statement.h): a column's value in the row that was to be
 * inserted.
 */
CUPEL_API cupel_expr *cupel_excluded_value(cupel_value column);
#define cupel_excluded(column) cupel_excluded_value(CUPEL_VALUE(column))

/** function FILTER (WHERE condition), for aggregates. */
CUPEL_API cupel_expr *cupel_aggregate_filter(cupel_expr *function, cupel_expr *condition);

/** function WITHIN GROUP (ORDER BY order), for percentile_cont and its kin. */
CUPEL_API cupel_expr *cupel_within_group(cupel_expr *function, cupel_expr *order);

CUPEL_END_DECLARATIONS

#endif
