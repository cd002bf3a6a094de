/*
 * orm/load_queue.c - statements that follow statements: which, and in which
 * order.
 *
 * What is loaded after a statement's rows may have relationships to be loaded
 * itself, and so on, as deep as the rows of a table refer to each other.  Each
 * such statement is set aside until the one before it has ended, so that the
 * stack does not grow with the depth.
 */
#include "base/alloc.h"
#include "orm/load_related.h"
#include "orm/relationship.h"

/* A statement with instances that relationships are to be loaded for. */
typedef struct follow_frame follow_frame;
struct follow_frame {
    follow_frame *below; /* comes after it */
    cu_query_run *run;
    cu_query_run own; /* what is left of a run that has ended */
    const cu_followed_path *path;
    size_t next; /* the first of the plan's that is not loaded yet */
};

struct cu_following {
    cu_arena arena;             /* of paths */
    follow_frame *fresh, **end; /* set aside since the last look */
};

/* ---- set aside ----------------------------------------------------------------------------------- */

/* Keeps of a run what is needed for what follows it; the run itself may be closed. */
static cupel_code set_run_aside(cu_query_run *run)
{
    cupel_session *session = run->session;
    follow_frame *frame = cu_alloc_zero(sizeof *frame);
    if (!frame)
        return cu_error_no_memory(&session->error);
    frame->run = &frame->own;
    frame->path = session->path;
    frame->own = (cu_query_run){ .session = session,
                                 .query = run->query,
                                 .compiled = run->compiled,
                                 .plan = run->plan,
                                 .populate_existing = run->populate_existing,
                                 .number = run->number,
                                 .options = run->options,
                                 .followed = run->followed,
                                 .batch_arena = run->batch_arena };
    cu_arena_init(&frame->own.seen.arena, 0);
    cu_arena_init(&frame->own.linked.arena, 0);
    cu_arena_init(&frame->own.scratch, 0);
    cu_arena_init(&run->batch_arena, 0);
    run->compiled = NULL;
    run->followed = NULL;
    *session->following->end = frame;
    session->following->end = &frame->below;
    session->set_aside++;
    return CUPEL_OK;
}

static follow_frame *pop_frame(follow_frame *frame)
{
    follow_frame *below = frame->below;
    if (frame->run == &frame->own) {
        cu_run_close(frame->run);
        cu_free(frame);
    }
    return below;
}

/* What was set aside comes first, in its order. */
static follow_frame *push_fresh(struct cu_following *following, follow_frame *top)
{
    *following->end = top;
    top = following->fresh;
    following->fresh = NULL;
    following->end = &following->fresh;
    return top;
}

/* ---- one after the other ------------------------------------------------------------------------- */

/* How often a way went along a relationship. */
static int times_along(const cu_followed_path *path, const cu_relationship *relationship)
{
    while (path && path->relationship != relationship)
        path = path->other;
    return path ? path->times : 0;
}

/* Whether a way was at the target of a relationship, its parent included. */
static bool has_met(const cu_followed_path *path, const cu_relationship *relationship)
{
    bool met = relationship->parent == relationship->target;
    for (; path && !met; path = path->before)
        met = path->relationship->target == relationship->target ||
              path->relationship->parent == relationship->target;
    return met;
}

/* A mapping that loads itself would never end: where the way here has been at the target, it waits to be asked. */
static bool is_endless(const follow_frame *frame, const cu_load_after *after)
{
    const cu_relationship *relationship = after->relationship;
    int depth = relationship->options->join_depth;
    if (after->by_option || after->kind > CUPEL_LOAD_IMMEDIATE)
        return false;
    return depth > 0 ? times_along(frame->path, relationship) >= depth
                     : has_met(frame->path, relationship);
}

static cupel_code load_next(follow_frame *frame)
{
    cupel_session *session = frame->run->session;
    const cu_load_after *after = &frame->run->plan->afters[frame->next++];
    session->path = frame->path;
    if (after->child)
        return cu_load_child_columns(frame->run, after);
    if (is_endless(frame, after))
        return CUPEL_OK;
    const cu_followed_path *before = frame->path;
    bool again = before && before->relationship == after->relationship;
    cu_followed_path *path = cu_arena_alloc(&session->following->arena, sizeof *path);
    if (!path)
        return cu_error_no_memory(&session->error);
    *path = (cu_followed_path){ .before = before,
                                .other = again ? before->other : before,
                                .relationship = after->relationship,
                                .length = before ? before->length + 1 : 1,
                                .times = times_along(before, after->relationship) + 1 };
    session->path = path;
    return cu_load_along(frame->run, after);
}

static cupel_code load_all_frames(follow_frame *first)
{
    struct cu_following *following = first->run->session->following;
    cupel_code code = CUPEL_OK;
    follow_frame *top = first;
    while (top && code == CUPEL_OK) {
        if (top->next == top->run->plan->after_count) {
            top = pop_frame(top);
            continue;
        }
        code = load_next(top);
        top = push_fresh(following, top);
    }
    while (top)
        top = pop_frame(top);
    return code;
}

cupel_code cu_load_followed(cu_query_run *run)
{
    cupel_session *session = run->session;
    if (!run->followed)
        return CUPEL_OK;
    if (run->done || run->batch_size == 0)
        cu_cursor_close(
            &run->cursor); /* its statement is free for others, and in the log before them */
    if (session->following)
        return set_run_aside(run);
    struct cu_following following = { .fresh = NULL };
    follow_frame first = { .run = run };
    cu_arena_init(&following.arena, 0);
    following.end = &following.fresh;
    cu_session_mark mark = cu_session_mark_now(session);
    session->following = &following;
    cupel_code code = load_all_frames(&first);
    session->following = NULL;
    session->path = NULL;
    cu_session_release(session, mark);
    cu_arena_free(&following.arena);
    for (size_t i = 0; i < run->plan->entity_count; i++)
        cu_vector_clear(&run->followed[i]);
    return code;
}
