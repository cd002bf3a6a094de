/*
 * cupel_related.c - the library's side: parents and their children.
 */
#include "bench.h"
#include "model.h"

static uint64_t touch_child(const Child *child)
{
    return (uint64_t)child->id * 31 + (uint64_t)child->parent_id + (uint64_t)child->amount +
           (unsigned char)child->name[0];
}

/* ---- loading ----------------------------------------------------------------------------------- */

static bool load_with(bench_cupel *side, uint64_t *digest, cupel_option *option)
{
    uint64_t sum = 0;
    cupel_session *session = cupel_session_open(side->registry, side->engine);
    cupel_query *query = cupel_options(cupel_query(session, Parent), option);
    Parent **parents = cupel_all(query);
    for (Parent **parent = parents; parent && *parent; parent++) {
        sum += (uint64_t)(*parent)->id + (unsigned char)(*parent)->name[0];
        for (size_t i = 0; i < (*parent)->children.count; i++)
            sum += touch_child((*parent)->children.items[i]);
    }
    *digest = sum;
    return bench_cupel_done(session);
}

bool bench_cupel_eager_selectin(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    (void)task;
    return load_with(side, digest, cupel_selectinload(cupel_attr(Parent, children)));
}

bool bench_cupel_eager_joined(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    (void)task;
    return load_with(side, digest, cupel_joinedload(cupel_attr(Parent, children)));
}

bool bench_cupel_lazy(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    (void)task;
    uint64_t sum = 0;
    cupel_session *session = cupel_session_open(side->registry, side->engine);
    Parent **parents = cupel_all(cupel_query(session, Parent));
    for (Parent **parent = parents; parent && *parent; parent++) {
        sum += (uint64_t)(*parent)->id + (unsigned char)(*parent)->name[0];
        cupel_each_in (Child, child, *parent, children)
            sum += touch_child(child);
    }
    *digest = sum;
    return bench_cupel_done(session);
}

/* ---- writing ----------------------------------------------------------------------------------- */

bool bench_cupel_graph(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    *digest = 0;
    cupel_session *session = cupel_session_open(side->registry, side->engine);
    for (size_t i = 0; i < task->size; i++) {
        Parent *parent = cupel_new(Parent, .name = bench_name(i));
        for (size_t j = 0; j < BENCH_CHILDREN; j++)
            cupel_append(parent, children,
                         cupel_new(Child, .name = bench_name(i), .amount = (int64_t)j));
        cupel_add(session, parent);
    }
    cupel_commit(session);
    return bench_cupel_done(session);
}

bool bench_cupel_delete(bench_cupel *side, const bench_task *task, uint64_t *digest)
{
    (void)task;
    *digest = 0;
    cupel_session *session = cupel_session_open(side->registry, side->engine);
    Parent **parents = cupel_all(cupel_query(session, Parent));
    for (Parent **parent = parents; parent && *parent; parent++)
        cupel_delete(session, *parent);
    cupel_commit(session);
    return bench_cupel_done(session);
}
