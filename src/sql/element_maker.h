/*
 * sql/element_maker.h - the state of making elements, shared by element.c and
 * element_expression.c.
 */
#ifndef CU_SQL_ELEMENT_MAKER_H
#define CU_SQL_ELEMENT_MAKER_H

#include "sql/compiler.h"
#include "sql/element.h"

/* Something that is to become an element. */
typedef struct cu_element_part {
    cu_part_kind kind;
    cupel_clause clause;
    const void *of;
    cu_select_frame *frame; /* the SELECT that it is in */
    bool in_from;           /* a SELECT: as in cu_write_select */
    cupel_element *place;
} cu_element_part;

typedef struct cu_element_maker {
    const cu_element_source *source;
    cu_arena *arena;
    cu_compiler compiler;               /* writes nothing, but finds what SELECTs select from */
    bool in_from;                       /* of SELECTs that are put below now */
    cu_vector(cu_element_part) parts;   /* what is below the element being made */
    cu_vector(cu_element_part) pending; /* the next one last */
    cu_vector(const cu_from *) ctes;    /* that were met */
    cu_vector(const cupel_expr *) chain;
} cu_element_maker;

/* Puts something below the element that is being made. */
void cu_element_add(cu_element_maker *maker, cu_part_kind kind, cupel_clause clause,
                    const void *part);
/* The same of an expression; NULL: nothing. */
void cu_element_add_expression(cu_element_maker *maker, cupel_clause clause,
                               const cupel_expr *expression);

/* The operands of nested ANDs, or ORs, as if they were one; what is none is the only one. */
void cu_element_add_chain(cu_element_maker *maker, cupel_clause clause, cupel_operator operation,
                          const cupel_expr *expression);

/* A copy of a text, NULL for NULL; the second leaves blanks around it out. */
const char *cu_element_text(cu_element_maker *maker, const char *text);
const char *cu_element_words(cu_element_maker *maker, const char *text);

/* Fills in the table that a column, or an alias (column NULL), is of. */
void cu_element_fill_table(cu_element_maker *maker, cupel_element *element, const cu_from *table,
                           const cu_column *column);

/* Fills in an element for an expression that is no SELECT, and puts what it has below it. */
void cu_element_make_expression(cu_element_maker *maker, cupel_element *element,
                                const cupel_expr *expression);

#endif
