/*
 * sql/expression.h - making expressions inside the library.
 *
 * The public functions of <cupel/expression.h> take their operands over and
 * build in pools; these build in whatever the builder was begun with.
 */
#ifndef CU_SQL_EXPRESSION_H
#define CU_SQL_EXPRESSION_H

#include "sql/from.h"
#include "sql/node.h"

/* Begins a node whose operands must all be there: a NULL expression or query among them is a fault. */
bool cu_build_begin_complete(cu_builder *builder, const char *what, size_t count,
                             const cupel_value *operands);

/* A node of that kind whose items are the operands, its type inferred. */
cupel_expr *cu_make_node(cu_builder *builder, cu_node_kind kind, cupel_operator operation,
                         size_t count, const cupel_value *operands);

/* The finished node; see the public function of the same name for what it means. */
cupel_expr *cu_make_binary(cu_builder *builder, cupel_operator operation,
                           const cupel_value operands[2]);
cupel_expr *cu_make_boolean(cu_builder *builder, cupel_operator operation, size_t count,
                            const cupel_value *conditions);
/* All conditions that `what` was given, taken over for it; NULL where there is none. */
cupel_expr *cu_and_of(const char *what, size_t count, const cupel_value *conditions);
cupel_expr *cu_make_not(cu_builder *builder, const cupel_value *operand);
/* Whether it is a boolean value and no comparison: WHERE active. */
bool cu_is_bare_boolean(const cupel_expr *expression);

/* A bound parameter of the builder's, with its value copied. */
const cupel_expr *cu_make_bind(cu_builder *builder, const cupel_value *value);
/* A parameter whose value is NULL, where the constant NULL is not what is wanted. */
cupel_expr *cu_bind_null(void);
/* Copies text and bytes of a value into the builder's memory; false when memory is short. */
bool cu_build_value(cu_builder *builder, cupel_value *value);

/* The constants; static nodes. */
const cupel_expr *cu_constant(cu_constant_kind constant);
static inline bool cu_is_constant(const cupel_expr *expression, cu_constant_kind constant)
{
    return expression->kind == CU_NODE_CONSTANT && cu_node_of(expression)->detail == constant;
}

/* Whether it says how to order by what it is put to: ASC, DESC, NULLS FIRST, NULLS LAST. */
static inline bool cu_orders(cupel_operator operation)
{
    return operation >= CUPEL_OPERATOR_ASC && operation <= CUPEL_OPERATOR_NULLS_LAST;
}
/* Whether it is a value of the program's, and neither NULL nor a text, which may name something. */
static inline bool cu_is_plain_value(const cupel_value *value)
{
    return value->kind != CUPEL_KIND_NULL && value->kind != CUPEL_KIND_TEXT &&
           value->kind < CUPEL_KIND_EXPRESSION;
}
static inline bool cu_is_order(const cupel_expr *expression)
{
    return expression->kind == CU_NODE_UNARY && cu_orders((cupel_operator)expression->operation);
}

/* A name for people to read: "column users.name", "a function". */
const char *cu_kind_describe(cu_node_kind kind);

/* The type that a node's operator gives its value, from the types of its items; NULL where it is not known. */
const cupel_type *cu_infer_type(const cu_node *node);

/* The type of a function's result, from its name and arguments; NULL where it is not known. */
const cupel_type *cu_function_type(const cu_node *node);
/* Whether it is ||, as + of texts is. */
bool cu_concatenates(const cupel_expr *expression);

/* NULL where parameters can have that name; else what the builder has made: poison that says what they can. */
cupel_expr *cu_build_refuse_name(cu_builder *builder, const char *function, const char *name);

/* ---- shorthands for trees in arenas; NULL when memory is short -------------------------------- */

const cupel_expr *cu_arena_binary(cu_arena *arena, cupel_operator operation, const cupel_expr *left,
                                  const cupel_expr *right);
/* A node of a kind with these items; what it needs beside them is the caller's to put in. */
const cupel_expr *cu_arena_node(cu_arena *arena, cu_node_kind kind, cupel_operator operation,
                                size_t count, const cupel_expr *const *items);
/* SQL that stands for itself. */
const cupel_expr *cu_arena_literal(cu_arena *arena, const char *text);
/* AND of those that are not NULL; NULL (and arena->failed unchanged) where none is. */
const cupel_expr *cu_arena_and(cu_arena *arena, size_t count, const cupel_expr *const *conditions);
const cupel_expr *cu_arena_not(cu_arena *arena, const cupel_expr *expression);
const cupel_expr *cu_arena_bind(cu_arena *arena, const cupel_value *value, const cupel_type *type);
/* A parameter that the function gives the value of, each time the statement is run. */
const cupel_expr *cu_arena_call(cu_arena *arena, cupel_value (*function)(void *data), void *data,
                                const cupel_type *type);
const cupel_expr *cu_arena_function(cu_arena *arena, const char *name, const cupel_expr *argument);
const cupel_expr *cu_arena_select(cu_arena *arena, const struct cu_select *select);
const cupel_expr *cu_arena_exists(cu_arena *arena, const struct cu_select *select);

/* Lists of IN that are not longer than this have a NULL in them written as such. */
enum { CU_LIST_WRITTEN = 1000 };

/* Whether two trees were made of the same one, by resolving it twice; ones that are very deep are taken for different. */
bool cu_same_tree(const cupel_expr *a, const cupel_expr *b);

static inline const cupel_expr *cu_column_expression(const cu_column *column)
{
    return &column->node.head;
}

#endif
