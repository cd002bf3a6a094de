/*
 * sql/compiled.h - a statement turned into SQL: what is kept, cached and run.
 *
 * A compiled statement stands on its own: everything it needs is in its arena,
 * nothing points into the trees it was made from.  It is shared by sessions
 * and threads (reference counted, immutable) and finds its values through
 * slots: which of the parameters collected from the tree that is run goes into
 * which placeholder.
 */
#ifndef CU_SQL_COMPILED_H
#define CU_SQL_COMPILED_H

#include "base/arena.h"
#include "sql/type.h"
#include <stdatomic.h>

typedef enum cu_slot_kind {
    CU_SLOT_PARAMETER, /* parameter number `ordinal` */
    CU_SLOT_LIST_ITEM, /* value number `index` of the list that is parameter `ordinal`; past its end, the last one */
    CU_SLOT_LIST,     /* that whole list, as one array in the dialect's own form */
    CU_SLOT_CONSTANT, /* `constant` */
    CU_SLOT_FUNCTION, /* what a function gives, each time */
    CU_SLOT_MEMBER    /* member `index` of parameter `ordinal`, which is an orm instance */
} cu_slot_kind;

/* Where the value of one placeholder comes from, and the type it is bound as. */
typedef struct cu_slot {
    cu_slot_kind kind;
    uint32_t ordinal;
    uint32_t index;
    const cupel_type *type;
    const char
        *name; /* for messages: the parameter's, or that of the column it is compared with; NULL */
    cupel_value constant;
    cupel_value (*function)(void *data);
    void *data;
} cu_slot;

/* One column of the rows a statement gives. */
typedef struct cu_result_column {
    const char *name;       /* as in the SQL: users_id */
    const char *key;        /* by which a row's user looks it up: id, or a label */
    const cupel_type *type; /* never NULL */
    bool inferred;          /* the database may give a value of another */
} cu_result_column;

typedef struct cu_compiled {
    atomic_uint references;
    uint64_t id; /* unique in the process: keys the prepared statements of connections */
    cu_arena arena;
    const char *sql;
    size_t sql_length;
    cu_slot *slots; /* one a placeholder, in the order of the driver's numbering */
    size_t slot_count;
    cu_result_column *columns;
    size_t column_count;
    bool writes;     /* INSERT, UPDATE, DELETE, or text that may be */
    bool textual;    /* written by the program: columns are known only when it is prepared */
    void *extension; /* the orm's loading plan */
    void (*extension_free)(void *extension);
} cu_compiled;

/* A new, empty one with one reference; NULL: no memory. */
cu_compiled *cu_compiled_new(void);
cu_compiled *cu_compiled_reference(cu_compiled *compiled);
void cu_compiled_release(cu_compiled *compiled); /* NULL is allowed */

/* A compiled statement of this SQL text with `slots` plain parameters of no type; for SQL the library writes itself. */
cu_compiled *cu_compiled_text(const char *sql, size_t slots, bool writes);

#endif
