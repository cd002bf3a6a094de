/*
 * orm/query.h - queries inside the library: a chain of steps.
 *
 * A query is its last step, which knows the one before.  A step is small and
 * never changes; adding to a query makes a step, so every query can be extended
 * in any number of ways.  What the steps mean together is worked out (replayed,
 * query_plan.c) only when a statement of that shape has not been compiled yet.
 */
#ifndef CU_ORM_QUERY_H
#define CU_ORM_QUERY_H

#include "orm/session.h"
#include "sql/select.h"
#include <cupel/subquery.h>

typedef enum cu_step_kind {
    CU_STEP_POISON,         /* items[0]: the fault */
    CU_STEP_ENTITY,         /* mapping: query for instances */
    CU_STEP_SELECT,         /* items: query for rows of these */
    CU_STEP_FILTER,         /* items: conditions */
    CU_STEP_FILTER_BY_NAME, /* text: attribute's name; items[0]: value */
    CU_STEP_ORDER_BY,
    CU_STEP_GROUP_BY,
    CU_STEP_HAVING,
    CU_STEP_DISTINCT,
    CU_STEP_LIMIT, /* items[0]: how many; none: no limit */
    CU_STEP_OFFSET,
    CU_STEP_SELECT_FROM,
    CU_STEP_SELECT_ENTITY_FROM, /* items[0]: its columns are those of what is selected */
    CU_STEP_OPTIONS,            /* items: loader options */
    CU_STEP_EMBED, /* items[0]: a query; pointer: the relationship that is joined to it */
    CU_STEP_JOIN,  /* items: target, and the condition; number: how (query_join.c) */
    CU_STEP_RESET_JOINPOINT,
    CU_STEP_FROM_STATEMENT, /* items[0]: text */
    CU_STEP_ENTITIES,       /* items: take the place of what it is for */
    CU_STEP_ADD,            /* items: come behind what it is for */
    CU_STEP_FROM_SELF,      /* all before becomes a subquery that is selected from */
    CU_STEP_COMPOUND,       /* the same with queries put to it; number: the set operation */
    CU_STEP_CORRELATE,   /* items: what belongs to the enclosing query; number: or all but these */
    CU_STEP_FOR_UPDATE,  /* items: of what; number: CU_LOCK_ bits */
    CU_STEP_TEXT,        /* texts: SQL put in as it is; items[0]: a hint's table */
    CU_STEP_LABEL_STYLE, /* number */
    CU_STEP_WRITE,       /* items: assignments; number: a cu_dml_kind */
    CU_STEP_INTO,        /* writes: what is written where; begins a statement that writes */
    CU_STEP_VALUES,      /* items: assignments: a row of an INSERT, or what an UPDATE sets */
    CU_STEP_ROWS,        /* items: number of them are columns, the others rows of values */
    CU_STEP_VALUES_FROM, /* items[0]: a query whose rows are inserted; the others: where they go */
    CU_STEP_CONFLICT,    /* writes: which unique key; items: its columns, and conditions */
    CU_STEP_DO_UPDATE,   /* items: assignments to the row that is there */
    CU_STEP_RETURNING,   /* items: what the rows that were written give */
    CU_STEP_POLYMORPHIC, /* items: structs that inherit; none: all */
    CU_STEP_POLYMORPHIC_FROM, /* items: a subquery, structs; text: its column that tells which */
    CU_STEP_EAGERLOADS,       /* number: whether relationships may be loaded with the query */
    CU_STEP_COUNT,            /* SELECT count(*) FROM (all before) */
    CU_STEP_EXISTS,           /* SELECT 1 instead of columns */
    CU_STEP_KEYED_LAST,       /* steps from here on do not change the SQL */
    CU_STEP_PARAMS = CU_STEP_KEYED_LAST, /* items: named binds */
    CU_STEP_AUTOFLUSH,
    CU_STEP_FLAG,   /* only changes flags */
    CU_STEP_OPTION, /* items[0]: a named bind: an execution option */
    CU_STEP_POPULATE_EXISTING,
    CU_STEP_YIELD_PER, /* number: rows a batch */
    CU_STEP_SESSION
} cu_step_kind;

/* What steps before made of the query; carried along, so that order of calls can be checked at once. */
enum {
    CU_QUERY_CRITERIA = 1, /* filter, filter_by */
    CU_QUERY_LIMITED = 2,  /* limit, offset, slice */
    CU_QUERY_ORDERED = 4,
    CU_QUERY_GROUPED = 8,
    CU_QUERY_HAVING = 16,
    CU_QUERY_DISTINCT = 32,
    CU_QUERY_FROM =
        64, /* join, select_from; from_self and set operations, whose subquery it begins with */
    CU_QUERY_STATEMENT = 128, /* from_statement */
    CU_QUERY_ROWS = 256,      /* gives rows, not instances */
    CU_QUERY_NO_AUTOFLUSH = 512,
    CU_QUERY_POPULATE_EXISTING = 1024,
    CU_QUERY_POISONED = 2048,
    CU_QUERY_LOCKING = 8192,     /* FOR UPDATE */
    CU_QUERY_UNCHECKED = 4096,   /* enable_assertions(false) */
    CU_QUERY_WRITES = 16384,     /* INSERT, UPDATE or DELETE, not SELECT */
    CU_QUERY_VANISHED = 32768,   /* a condition was given that came to nothing: all were NULL */
    CU_QUERY_ANNOUNCED = 65536,  /* listeners have seen it */
    CU_QUERY_VERSIONED = 131072, /* instances that are there must have the version of their rows */
    CU_QUERY_OWN_TABLE = 262144  /* rows of the struct's own table are meant, of no others */
};

/* What cupel_select_from(), cupel_from_statement() and cupel_with_polymorphic() cannot come after. */
#define CU_QUERY_ANY_CRITERIA                                                    \
    (CU_QUERY_CRITERIA | CU_QUERY_ORDERED | CU_QUERY_GROUPED | CU_QUERY_HAVING | \
     CU_QUERY_DISTINCT | CU_QUERY_FROM)

/* CU_STEP_FOR_UPDATE's number. */
enum { CU_LOCK_NOWAIT = 1, CU_LOCK_READ = 2, CU_LOCK_SKIP_LOCKED = 4, CU_LOCK_KEY_SHARE = 8 };

/* SQL that is put into a statement as it is. */
typedef enum cu_text_place {
    CU_TEXT_PREFIX,
    CU_TEXT_SUFFIX,
    CU_TEXT_HINT,
    CU_TEXT_STATEMENT_HINT
} cu_text_place;

typedef struct cu_query_text {
    cu_text_place place;
    const char *text, *dialect;
} cu_query_text;

/* Where a statement writes, or which rows it must not: parts of steps that are no expressions. */
typedef struct cu_query_write {
    int kind; /* a cu_dml_kind */
    const cupel_mapping *mapping;
    const cupel_table *table; /* where there is no mapping */
    const char *constraint;
    bool index_where, where; /* which conditions the items end in */
} cu_query_write;

/* An expression a step holds, and the pool that keeps it alive. */
typedef struct cu_held {
    const cupel_expr *expression;
    cu_pool *pool;
} cu_held;

/* Where queries live: in a session, or on their own. */
typedef struct cu_query_home {
    cu_arena *arena;
    cupel_query **queries; /* head of the list of all */
} cu_query_home;

struct cupel_query {
    cupel_session *session;         /* NULL: none */
    struct cu_loose_queries *loose; /* made without a session */
    const cupel_query *parent;
    cupel_query *older; /* made before in the same home */
    cu_step_kind kind;
    uint32_t flags;
    int64_t offset; /* the plain number of offset() so far */
    union {
        const cupel_mapping *mapping;
        const char *text;
        const void *pointer;
        int64_t number;
        const cu_query_text *texts;
        const cu_query_write *write;
    } of;
    size_t count;
    bool borrowed; /* the items are another step's, which lives as long */
    cu_held *items;
};

/* A query as something to select from. */
struct cupel_subquery {
    const cupel_query *query;
    const char *name; /* NULL: anonymous */
    cupel_subquery_options options;
    bool is_cte;
    const cupel_subquery *element; /* this is another name of that */
    const cupel_subquery *base;    /* this is that CTE with more queries put to it */
    int operation;                 /* ... by this set operation */
    size_t count;
    const cupel_query *const *queries;
    bool of_tables;   /* the UNION ALL of the tables of the structs that the query selects */
    const char *kind; /* ... its column that tells which struct a row is; NULL: the usual one */
    cu_node node;     /* the subquery as an expression */
};

/* An instance in an expression: the parameter that its values are taken from when the statement runs. */
typedef struct cu_instance_node {
    cu_node node; /* a.pointer: the cupel_object */
    uint64_t walk;
    uint32_t ordinal;
} cu_instance_node;

struct cupel_alias {
    cupel_session *session;
    const cupel_mapping *mapping;
    const char *name; /* NULL: anonymous */
    const cupel_subquery
        *source;  /* read from this instead of the mapping's table; NULL: from that */
    cu_node node; /* the alias as an expression */
};

/* A step after `parent` (or the first, in `session`) that takes the expressions over.  Never NULL. */
cupel_query *cu_query_step(cupel_session *session, const cupel_query *parent, cu_step_kind kind,
                           uint32_t flags, size_t count, const cupel_value *values);
/* The same where such a step may come after the parent; else one that says why not. */
cupel_query *cu_query_checked_step(const cupel_query *parent, cu_step_kind kind, size_t count,
                                   const cupel_value *values);
/* The memory that what is made of a query lives in. */
cu_arena *cu_query_arena(const cupel_query *query);
/* What functions give for a query that is NULL, of an instance in no session, or where memory is short: they never change. */
extern cupel_query cu_null_query, cu_detached_query, cu_no_memory_query;
/* The same, and the session hears of it. */
cupel_query *cu_query_no_memory(cupel_session *session);
/* Gives up what a function was given and will not use. */
void cu_discard_values(size_t count, const cupel_value *values);
/* A step that carries a fault; `discard` values are released. */
cupel_query *cu_query_fail(cupel_session *session, const cupel_query *parent, cupel_code code,
                           const char *format, ...) CUPEL_PRINTF(4, 5);

/* Whether these values are one mapped struct or alias, so that a query for them gives instances. */
bool cu_is_one_entity(size_t count, const cupel_value *values);
/* The query that says which of the values cannot be selected, all of which it then takes over; NULL: all can. */
cupel_query *cu_check_selected(const char *function, cupel_session *session,
                               const cupel_query *parent, size_t count, const cupel_value *values);

/* The UNION ALL of the tables of the structs that a query selects, as a subquery. */
cupel_subquery *cu_subquery_of_tables(const cupel_query *query, const char *name, const char *kind);

/* Writes the structural key of a query; collects its parameters. */
void cu_query_write_key(cu_key *key, const cupel_query *query);

/* Frees what queries made since `until` hold (NULL: all). */
void cu_query_end_all(cupel_session *session, const cupel_query *until);

/* "query for User", for messages. */
void cu_query_describe(const cupel_query *query, char *buffer, size_t size);

#endif
