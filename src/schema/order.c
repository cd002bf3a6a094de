/*
 * schema/order.c - tables sorted by what they refer to, and the foreign keys
 * that have to be left out for that.
 *
 * Where tables refer to each other in a circle, all foreign keys from one of
 * them to the next are set aside: those of the step that has the fewest, and
 * among equals the ones added last.  So the same tables always give the same
 * result.  A partition stands behind the table that it is one of.
 */
#include "schema/order.h"

#include "base/toposort.h"
#include "schema/table.h"

typedef cu_vector(cu_edge) edge_list;

static bool orders_tables(const cu_constraint *constraint)
{
    return constraint->kind == CU_CONSTRAINT_FOREIGN_KEY && constraint->referenced &&
           constraint->referenced != constraint->table && !constraint->needs_alter;
}

static bool collect_edges(const cu_metadata *metadata, edge_list *edges)
{
    cu_vector_clear(edges);
    for (size_t i = 0; i < metadata->tables.count; i++) {
        const cu_table *table = metadata->tables.items[i];
        if (table->divided &&
            !cu_vector_push(edges, ((cu_edge){ table->divided->number, table->number })))
            return false;
        for (size_t j = 0; j < table->constraints.count; j++) {
            const cu_constraint *constraint = table->constraints.items[j];
            if (!orders_tables(constraint))
                continue;
            cu_edge edge = { constraint->referenced->number, table->number };
            if (!cu_vector_push(edges, edge))
                return false;
        }
    }
    return true;
}

/* Foreign keys from one table to another that count: how many, and the number of the last. */
static size_t count_keys(const cu_table *from, const cu_table *to, uint32_t *last)
{
    size_t count = 0;
    *last = 0;
    for (size_t i = 0; i < from->constraints.count; i++) {
        const cu_constraint *constraint = from->constraints.items[i];
        if (!orders_tables(constraint) || constraint->referenced != to)
            continue;
        count++;
        *last = CU_MAX(*last, constraint->number);
    }
    return count;
}

static void set_aside(const cu_table *from, const cu_table *to)
{
    for (size_t i = 0; from && i < from->constraints.count; i++) {
        cu_constraint *constraint = from->constraints.items[i];
        if (orders_tables(constraint) && constraint->referenced == to)
            constraint->needs_alter = true;
    }
}

/* Opens a circle, in which each table is referred to by the next. */
static void open_circle(const cu_metadata *metadata, const uint32_t *circle, size_t length)
{
    const cu_table *from = NULL, *to = NULL;
    size_t fewest = 0;
    uint32_t latest = 0;
    for (size_t i = 0; i < length; i++) {
        const cu_table *referenced = metadata->tables.items[circle[i]];
        const cu_table *referring = metadata->tables.items[circle[(i + 1) % length]];
        uint32_t last;
        size_t count = count_keys(referring, referenced, &last);
        /* None: one is a partition of the other. */
        if (count == 0 || (from && (count > fewest || (count == fewest && last < latest))))
            continue;
        from = referring;
        to = referenced;
        fewest = count;
        latest = last;
    }
    set_aside(from, to);
}

/* Sorts numbers of tables, setting foreign keys aside until it can be done. */
static bool sort_numbers(const cu_metadata *metadata, edge_list *edges, uint32_t *order)
{
    for (;;) {
        size_t length = 0;
        if (!collect_edges(metadata, edges))
            return false;
        switch (cu_toposort(metadata->tables.count, edges->items, edges->count, order, &length)) {
        case CU_TOPOSORT_DONE: return true;
        case CU_TOPOSORT_CYCLE: open_circle(metadata, order, length); break;
        default: return false;
        }
    }
}

bool cu_metadata_order(cu_metadata *metadata)
{
    size_t count = metadata->tables.count;
    edge_list edges = { 0 };
    uint32_t *order = cu_alloc_array(count, sizeof *order);
    cu_table **sorted = cu_arena_alloc_array(&metadata->arena, count, sizeof *sorted);
    bool done = order && sorted && sort_numbers(metadata, &edges, order);
    for (size_t i = 0; done && i < count; i++)
        sorted[i] = metadata->tables.items[order[i]];
    if (done)
        metadata->sorted = sorted;
    cu_vector_free(&edges);
    cu_free(order);
    return done;
}
