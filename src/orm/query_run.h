/*
 * orm/query_run.h - a query being run: rows coming, instances and rows given out.
 */
#ifndef CU_ORM_QUERY_RUN_H
#define CU_ORM_QUERY_RUN_H

#include "base/map.h"
#include "engine/row.h"
#include "orm/load.h"
#include "orm/query_plan.h"

/* What has been given out already, where rows may repeat. */
typedef struct cu_seen {
    cu_map keys;
    cu_arena arena;
} cu_seen;

/* The collection that rows fill; those for the same one mostly come together. */
typedef struct cu_link {
    const cupel_state *parent;        /* NULL: none yet */
    struct cu_collection *collection; /* NULL: that of this parent is not to be filled */
    size_t
        *indexed; /* how many of its items can be looked up in run->linked; NULL: not known yet */
} cu_link;

typedef struct cu_query_run cu_query_run;
struct cu_query_run {
    cupel_session *session;
    const cupel_query *query;
    cu_compiled *compiled;
    const cu_load_plan *plan;
    cu_cursor cursor;
    cupel_value *cells;      /* one row as the driver gives it */
    cupel_object **entities; /* the entities of the current row */
    cu_link *links;          /* by entity: where it goes */
    cupel_value cells_inside[12];
    cupel_object *entities_inside[4];
    cu_link links_inside[4];
    cu_row_shape *shape; /* of rows given out; NULL when instances are */
    bool rows;           /* rows are given out, not instances */
    bool populate_existing;
    cupel_result *source; /* rows come from this instead of the cursor; NULL: from that */
    const cupel_row *row; /* ... the one it is at; NULL: at its end */
    bool row_used;
    bool ahead, ahead_row;  /* the first step was made already, and gave a row */
    uint32_t number;        /* so that collections and instances know what filled and gave them */
    bool alone;             /* nothing of the program runs between two rows: nobody listens */
    cu_option_list options; /* numbered, where the plan needs them */
    struct cu_kept_options **kept; /* by entity: what new instances keep; NULL: nothing */
    cu_states *followed;           /* by entity: what relationships are loaded for afterwards */
    cu_seen seen;
    cu_seen linked;      /* items of long collections, where rows may repeat what they link */
    cu_arena scratch;    /* conversions of the current row */
    cu_query_run *older; /* of the session's list of open ones */
    bool listed;

    /* iteration: what was fetched and not given out yet */
    size_t batch_size; /* rows a batch; 0: everything at once */
    cu_vector(void *) batch;
    size_t next;
    bool done;
    bool cut;             /* the transaction ended before the last row was read */
    cu_arena batch_arena; /* rows of the batch, behind what the run itself needs */
    cu_arena_mark batch_mark;
    cu_states evictable; /* what was loaded with the batch; NULL where one left the session */
};

/* Pointers as an array to give out, with its count in front; NULL: no memory. */
void *cu_array_new(cu_arena *arena, void *const *items, size_t count);

/* Runs a query up to its first row.  On failure everything is closed and the error is the session's. */
cupel_code cu_run_open(cu_query_run *run, const cupel_query *query);
/* The same for rows of a result that the program has. */
cupel_code cu_run_open_result(cu_query_run *run, const cupel_query *query, cupel_result *source);
/* Other statements run while rows are read: its values, which an error tells, stay its own.  False: no memory. */
bool cu_run_keep_values(cu_query_run *run);
/* From here on the program may free what rows before gave. */
void cu_run_forget_rows(cu_query_run *run);
/* Reads the next row into cells and entities; *more false at the end. */
cupel_code cu_run_step(cu_query_run *run, bool *more);
/* The next thing it gives: an instance (cupel_object *) or a row, made in `arena`; NULL at the end. */
cupel_code cu_run_next(cu_query_run *run, cu_arena *arena, void **out);
/* All that it gives, as an array of the session's; closes it.  NULL: the session's error. */
void *cu_run_all(cu_query_run *run);
void cu_run_close(cu_query_run *run);

/* Copies the plan, for as long as the run, and finds in it which column of the statement is which. */
cupel_code cu_run_match_columns(cu_query_run *run);

#endif
