/*
 * orm/load_related.h - putting loaded instances into the relationships they
 * were loaded for, and loading what follows a statement's rows.
 */
#ifndef CU_ORM_LOAD_RELATED_H
#define CU_ORM_LOAD_RELATED_H

#include "orm/query_run.h"

/* An item (NULL: none) into a collection, which the first one of a run empties; `link` is where the one before went. */
cupel_code cu_link_many(cu_query_run *run, cu_link *link, cupel_state *parent,
                        const cu_relationship *relationship, cupel_object *item);

/* The entities of the current row into the relationships they are for. */
cupel_code cu_link_row(cu_query_run *run);

/* Notes the instances of the current row that something is loaded for afterwards. */
cupel_code cu_note_followed(cu_query_run *run);

/* Loads one of the relationships of a run's plan, for those that lack it. */
cupel_code cu_load_along(cu_query_run *run, const cu_load_after *after);
/* load_child.c: loads the columns of a struct that inherits, for those that lack them. */
cupel_code cu_load_child_columns(cu_query_run *run, const cu_load_after *after);

#define CU_LOAD_CHUNK 500 /* keys in one IN */

/* One value, or the columns of a key as a tuple. */
cupel_value cu_key_operand(size_t count, const cupel_value *values);
/* A query with one more condition. */
cupel_query *cu_query_filtered(cupel_query *query, cupel_expr *condition);
/* Loads what a query gives, for `run`, which keeps it: with all that follows. */
cupel_code cu_load_instances(const cu_query_run *run, const cupel_query *query);

/*
 * load_queue.c: loads that, for all that were noted, and forgets them; after a statement that follows another one, when
 * that is done.  What the run has left is for cu_run_close().
 */
cupel_code cu_load_followed(cu_query_run *run);

#endif
