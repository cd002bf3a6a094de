/*
 * cupel/element.h - what a query is made of: its statement as a tree to look at.
 *
 *     const cupel_element *root = cupel_query_element(query);
 *     cupel_each_element (element, root)
 *         if (element->kind == CUPEL_ELEMENT_TABLE)
 *             printf("%s\n", element->name);
 *
 * The tree is that of the statement which cupel_sql() would print, not of the calls that
 * built the query: mapped structs are tables and columns, relationships are joins and
 * EXISTS, what options load by joins is there, parameters have the values that they
 * would be run with.  What other statements load afterwards (cupel_selectinload(), say) is
 * not in it.  It is a copy: nothing that is done to it changes the query, and nothing is
 * taken over.
 *
 * Elements say what stands in SQL, not how the library keeps it, so that programs need not
 * know that.  Later versions may add kinds, clauses and members; a program passes over
 * kinds that it does not know, and looks at their children.
 */
#ifndef CUPEL_ELEMENT_H
#define CUPEL_ELEMENT_H

#include <cupel/expression.h>
#include <cupel/query.h>

CUPEL_BEGIN_DECLARATIONS

/* What an element is.  Below it: its children, in the order of the SQL unless another is given. */
typedef enum cupel_element_kind {
    CUPEL_ELEMENT_NONE = 0,
    /* statements, and queries inside them */
    CUPEL_ELEMENT_SELECT, /* its clauses */
    CUPEL_ELEMENT_COMPOUND, /* UNION and its kin, which `text` has; the SELECTs, then clauses of all */
    CUPEL_ELEMENT_INSERT, /* the table, columns, then all values row by row or a SELECT, clauses */
    CUPEL_ELEMENT_UPDATE, /* the table, assignments, other tables, conditions, RETURNING */
    CUPEL_ELEMENT_DELETE, /* the table, other tables, conditions, RETURNING */
    /* what is selected from */
    CUPEL_ELEMENT_TABLE,    /* nothing */
    CUPEL_ELEMENT_ALIAS,    /* what has another name here */
    CUPEL_ELEMENT_SUBQUERY, /* the SELECT */
    CUPEL_ELEMENT_CTE,  /* the SELECT, where the CTE comes first; nothing where it comes again */
    CUPEL_ELEMENT_JOIN, /* left, right, condition; `text` is the kind of join */
    /* expressions */
    CUPEL_ELEMENT_COLUMN,         /* nothing */
    CUPEL_ELEMENT_PARAMETER,      /* nothing: `values` has the value */
    CUPEL_ELEMENT_PARAMETER_LIST, /* nothing: `values` has those of an IN, of tuples one by one */
    CUPEL_ELEMENT_CONSTANT, /* nothing: `text` is NULL, true, false, *, DEFAULT, a number or a literal */
    CUPEL_ELEMENT_TEXT,  /* parameters: `text` is SQL that the program put in as it is */
    CUPEL_ELEMENT_LABEL, /* what is labelled; nothing where only its name is written (ORDER BY) */
    CUPEL_ELEMENT_OPERATION, /* operands, of AND and OR all; `operation` and `text` are the operator */
    CUPEL_ELEMENT_FUNCTION,    /* arguments */
    CUPEL_ELEMENT_CASE,        /* operand, conditions, values: `clause` tells which */
    CUPEL_ELEMENT_CAST,        /* what is converted to `type` */
    CUPEL_ELEMENT_TYPE_COERCE, /* what is taken for a value of `type`, with no CAST in the SQL */
    CUPEL_ELEMENT_WINDOW,      /* OVER: the function, PARTITION BY, ORDER BY */
    CUPEL_ELEMENT_AGGREGATE,   /* the function, and its FILTER (WHERE) or WITHIN GROUP (ORDER BY) */
    CUPEL_ELEMENT_TUPLE,       /* items */
    CUPEL_ELEMENT_ASSIGNMENT,  /* the column that is set, the value */
    CUPEL_ELEMENT_EXCLUDED,    /* the column whose value a row that conflicts was to have */
    CUPEL_ELEMENT_SEQUENCE,    /* nothing: the next value of the sequence */
    CUPEL_ELEMENT_KIND_COUNT
} cupel_element_kind;

/* Which part of what is above it an element is. */
typedef enum cupel_clause {
    CUPEL_CLAUSE_NONE = 0, /* operands, arguments, and all else that is in no clause */
    CUPEL_CLAUSE_TEXT, /* cupel_prefix_with() and its kin, hints: for all databases, or for `name` */
    CUPEL_CLAUSE_DISTINCT_ON,
    CUPEL_CLAUSE_COLUMNS, /* what is selected; the columns of an INSERT */
    CUPEL_CLAUSE_FROM,    /* also USING, and the two sides of a join */
    CUPEL_CLAUSE_ON,
    CUPEL_CLAUSE_WHERE, /* several, where AND is between them */
    CUPEL_CLAUSE_GROUP_BY,
    CUPEL_CLAUSE_HAVING, /* as WHERE */
    CUPEL_CLAUSE_PARTITION_BY,
    CUPEL_CLAUSE_ORDER_BY,
    CUPEL_CLAUSE_LIMIT,
    CUPEL_CLAUSE_OFFSET,
    CUPEL_CLAUSE_FOR_UPDATE, /* FOR UPDATE OF */
    CUPEL_CLAUSE_TARGET,     /* the table that is written */
    CUPEL_CLAUSE_VALUES,
    CUPEL_CLAUSE_SET,
    CUPEL_CLAUSE_CONFLICT, /* the columns of ON CONFLICT, and the condition of their index */
    CUPEL_CLAUSE_RETURNING,
    CUPEL_CLAUSE_WHEN,
    CUPEL_CLAUSE_THEN,
    CUPEL_CLAUSE_ELSE
} cupel_clause;

/* One element.  What does not apply to its kind, or is not known, is NULL or 0. */
typedef struct cupel_element {
    cupel_element_kind kind;
    cupel_clause clause;      /* of `parent` */
    cupel_operator operation; /* OPERATION */
    bool distinct;            /* SELECT: SELECT DISTINCT */
    bool locks;               /* SELECT, COMPOUND: FOR UPDATE or one of its kin */
    /*
     * Of a table, alias, subquery, CTE, column, parameter, label, function, sequence, collation; of a text the dialect
     * that it is for.  NULL where it is numbered only when the SQL is written (users_1, anon_1).
     */
    const char *name;
    const char *source; /* COLUMN: the name of what it is a column of here, as `name` of that */
    const char *table;  /* TABLE, ALIAS of one, COLUMN, also through aliases and subqueries */
    const char *schema; /* of that table, or SEQUENCE: of the sequence */
    const cupel_mapping *mapping;     /* that the table belongs to */
    const cupel_attribute *attribute; /* COLUMN: whose column it is */
    const char *text;       /* the SQL of an operator, join, set operation, constant or text */
    const cupel_type *type; /* of an expression's value */
    /*
     * PARAMETER, PARAMETER_LIST: what it is bound to; NULL where that is known only when the statement runs, as the
     * program's function gives it, or cupel_params() has yet to.
     */
    const cupel_value *values;
    size_t value_count;
    const struct cupel_element *parent;   /* NULL: this is the root */
    const struct cupel_element *children; /* one behind the other */
    size_t child_count;
} cupel_element;

/**
 * The statement of a query, or of a statement that writes (statement.h): an element with all that is below it.  The
 * query needs a session, but no connection.  NULL: see the session's error; without a query or session there is none.
 *
 * Owner: the session (the current scope); texts and blobs in `values` that the program gave are the query's.
 * Errors: what cupel_sql() would report of the query, whatever the dialect; NO_MEMORY.
 */
CUPEL_API const cupel_element *cupel_query_element(const cupel_query *query);

/**
 * The same of an expression, such as cupel_whereclause() gives, or of a mapped struct, alias, subquery or table.  The
 * expression is not taken over, and must live as long as `values` are looked at.  Alone it has no FROM clause: what its
 * attributes belong to is in the columns, and a subquery in it selects from all that it speaks of, as no query around
 * it has any of that.  NULL: see the session's error.
 *
 * Owner: as above.
 * Errors: INVALID_ARGUMENT (NULL, a loader option), the fault that the expression carries, INVALID_REQUEST (something
 * that only stands in others: a relationship, an instance, an assignment; a table that the registry does not know),
 * UNMAPPED_TYPE (a struct that it does not know), NO_MEMORY.
 */
CUPEL_API const cupel_element *cupel_expression_element(cupel_session *session,
                                                        const cupel_expr *expression);

/**
 * The clauses that a query's statement is made of: an array of *count elements; `count` may not be NULL.  NULL, and 0:
 * as cupel_query_element().
 *
 * Owner: as above.
 */
CUPEL_API const cupel_element *cupel_get_children(const cupel_query *query, size_t *count);

/**
 * The element that comes after `element` among all below `root`: each before its children, in their order.  NULL: it was
 * the last.  Needs neither memory nor a deep stack, however deep the tree is.  NULLs give NULL.
 */
CUPEL_API const cupel_element *cupel_element_next(const cupel_element *root,
                                                  const cupel_element *element);

/* cupel_each_element (element, root) { ... }: `root` and all that is below it; nothing where it is NULL. */
#define cupel_each_element(name, root)                                                 \
    for (const cupel_element *name##_root = (root), *name = name##_root; name != NULL; \
         name = cupel_element_next(name##_root, name))

/* Is called with an element and the `data` of cupel_traverse(); something else than CUPEL_OK ends the walk. */
typedef cupel_code (*cupel_visitor)(const cupel_element *element, void *data);

/* A set of kinds, of several with '|' between them. */
#define CUPEL_ELEMENTS(kind) (UINT64_C(1) << CUPEL_ELEMENT_##kind)

/**
 * Calls `visit` with `root` and all that is below it, as cupel_each_element() goes through them: those of `kinds`
 * (CUPEL_ELEMENTS(TABLE) | CUPEL_ELEMENTS(COLUMN)), or where that is 0 all.
 *
 *     cupel_traverse(cupel_query_element(query), CUPEL_ELEMENTS(TABLE), refuse_secrets, NULL)
 *
 * Returns CUPEL_OK, or what `visit` ended the walk with; INVALID_ARGUMENT without a root or visitor, so that a query
 * whose tree could not be made is not taken for one without elements.
 */
CUPEL_API CUPEL_CHECKED cupel_code cupel_traverse(const cupel_element *root, uint64_t kinds,
                                                  cupel_visitor visit, void *data);

/** "select", "table" ...: the name of a kind in lower case, for logs; "none" of what is no kind. */
CUPEL_API const char *cupel_element_kind_name(cupel_element_kind kind);

CUPEL_END_DECLARATIONS

#endif
