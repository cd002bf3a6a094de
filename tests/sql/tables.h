/*
 * tables.h - two tables made by hand, for tests of the sql layer alone.
 */
#ifndef TESTS_SQL_TABLES_H
#define TESTS_SQL_TABLES_H

#include "sql/compile.h"
#include "sql/expression.h"
#include "sql/key.h"

/* users(id, name, fullname, age), orders(id, user_id, isopen, placed, total), odd(select, "a b", A) */
extern cu_from test_users, test_orders, test_odd;

void make_tables(void);

/* A column as an expression; fails the test where there is none. */
cupel_expr *column(cu_from *from, const char *name);

#define U(name) column(&test_users, #name)
#define O(name) column(&test_orders, #name)

/* SQL and values of a select on a dialect: "SELECT ... -- (1, 'a')", white space folded; to be freed. */
char *sql_of(const cu_select *select, const cu_sql_dialect *dialect);

/* The same of SELECT expression, of SELECT users.id ... WHERE expression; the expression is taken over. */
char *column_sql(cupel_expr *expression, const cu_sql_dialect *dialect);
char *where_sql(cupel_expr *expression, const cu_sql_dialect *dialect);

/*
 * An expression and its SQL in a SELECT list: on SQLite, PostgreSQL and MySQL.  NULL: as on SQLite, with $1 ... for
 * PostgreSQL's parameters.
 */
typedef struct expected {
    const char *text; /* the expression as written here */
    cupel_expr *(*make)(void);
    const char *sql[3];
} expected;

#define MAKE(name, expression)    \
    static cupel_expr *name(void) \
    {                             \
        return expression;        \
    }

/* How many dialects give something else; `sql` is column_sql or where_sql. */
int count_wrong(const expected *each, char *(*sql)(cupel_expr *, const cu_sql_dialect *));

/* Fails the test unless the expression is poisoned with that code and a text that has `part` in it; discards it. */
void assert_refused_at(cupel_expr *expression, cupel_code code, const char *part, const char *text,
                       int line);
#define assert_refused(expression, code, part) \
    assert_refused_at((expression), (code), (part), #expression, __LINE__)

/*
 * Makes an expression of two others (NULL: of one), with each allocation of that failing once: it is poisoned with NO_MEMORY, and what it
 * was made of is freed with it.  How many allocations it took.
 */
size_t made_without_memory(cupel_expr *(*left)(void), cupel_expr *(*right)(void),
                           cupel_expr *(*made)(cupel_expr *left, cupel_expr *right));

/* A dialect by the number of a column in tables of tests. */
const cu_sql_dialect *dialect_at(size_t number);

#endif
