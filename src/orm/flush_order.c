/*
 * orm/flush_order.c - the order in which rows are written: of mappers, fixed
 * when they are configured; and of single rows, where mappers need each other.
 *
 * Mappers that need each other, by relationships or foreign keys, form a group.
 * Groups are written one after the other.  In a group with a cycle rows are put
 * in order one by one, by what refers to what in memory.
 */
#include "base/alloc.h"
#include "base/toposort.h"
#include "orm/dependency.h"

/* ---- groups of mappers --------------------------------------------------------------------------- */

/* Whether rows of mapper `before` must be there before those of `after`: a square of booleans.  A line of inheritance is
 * one mapper here, the first of it: rows of all its structs are written together, in the order of adding. */
typedef struct needs {
    size_t count;
    bool *reach;
} needs;

static bool *cell(const needs *all, size_t before, size_t after)
{
    return &all->reach[before * all->count + after];
}

static bool is_post_update(const cu_mapper *mapper, const cu_constraint *key)
{
    for (size_t i = 0; i < mapper->written_count; i++) {
        const cu_relationship *relationship = mapper->written[i];
        if (!relationship->options->post_update)
            continue;
        for (size_t j = 0; j < relationship->pair_count; j++)
            if (relationship->pairs[j].near == key->columns[0] ||
                relationship->pairs[j].far == key->columns[0])
                return true;
    }
    return false;
}

/* Foreign keys between the tables, without those that are set afterwards. */
static void add_keys(const needs *all, const cupel_registry *registry, const cu_mapper *mapper)
{
    for (size_t i = 0; i < mapper->table->constraints.count; i++) {
        const cu_constraint *key = mapper->table->constraints.items[i];
        if (key->kind != CU_CONSTRAINT_FOREIGN_KEY || !key->referenced ||
            key->referenced == mapper->table || is_post_update(mapper, key))
            continue;
        for (size_t j = 0; j < registry->mappers.count; j++) {
            const cu_mapper *other = registry->mappers.items[j];
            if (other->table == key->referenced && other->line != mapper->line &&
                !is_post_update(other, key))
                *cell(all, other->line, mapper->line) = true;
        }
    }
}

static void add_relationships(const needs *all, const cu_mapper *mapper)
{
    for (size_t i = 0; i < mapper->written_count; i++) {
        const cu_relationship *relationship = mapper->written[i];
        if (relationship->options->post_update || relationship->direction == CU_MANY_TO_MANY)
            continue;
        bool one_to_many = relationship->direction == CU_ONE_TO_MANY;
        uint32_t target = relationship->target->line;
        *cell(all, one_to_many ? mapper->line : target, one_to_many ? target : mapper->line) = true;
    }
}

/* What is reached over others too. */
static void close_over(const needs *all)
{
    for (size_t k = 0; k < all->count; k++)
        for (size_t i = 0; i < all->count; i++)
            for (size_t j = 0; *cell(all, i, k) && j < all->count; j++)
                if (*cell(all, k, j))
                    *cell(all, i, j) = true;
}

/* The lowest rank of those that need each other stands for the group. */
static size_t leader(const needs *all, const cupel_registry *registry, size_t index)
{
    size_t best = index;
    for (size_t i = 0; i < all->count; i++)
        if (*cell(all, index, i) && *cell(all, i, index) &&
            registry->mappers.items[i]->rank < registry->mappers.items[best]->rank)
            best = i;
    return best;
}

/* How many mappers of other groups have to come before: more for those that come later. */
static size_t depth(const needs *all, size_t index)
{
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++)
        count += *cell(all, i, index) && !*cell(all, index, i);
    return count;
}

static bool precedes(const needs *all, const cupel_registry *registry, size_t left, size_t right)
{
    size_t a = depth(all, left), b = depth(all, right);
    uint32_t rank_a = registry->mappers.items[left]->rank;
    uint32_t rank_b = registry->mappers.items[right]->rank;
    return a != b ? a < b : rank_a < rank_b;
}

/* Numbers groups: by the table order where that is free, and always after what they need. */
static void number_groups(const needs *all, const cupel_registry *registry)
{
    for (size_t i = 0; i < all->count; i++) {
        cu_mapper *mapper = registry->mappers.items[i];
        size_t own = leader(all, registry, i);
        uint32_t group = 0;
        for (size_t j = 0; j < all->count; j++)
            group += j != own && leader(all, registry, j) == j && precedes(all, registry, j, own);
        mapper->group = group;
        mapper->cyclic = *cell(all, i, i);
    }
    for (size_t i = 0; i < all->count; i++) {
        cu_mapper *mapper = registry->mappers.items[i];
        mapper->group = registry->mappers.items[mapper->line]->group;
        mapper->cyclic = registry->mappers.items[mapper->line]->cyclic;
    }
}

/* All mappers by group, then by rank. */
static bool list_by_group(cupel_registry *registry)
{
    size_t count = registry->mappers.count;
    cu_mapper **list = cu_arena_alloc_array(&registry->metadata.arena, count + 1, sizeof *list);
    if (!list)
        return false;
    for (size_t i = 0; i < count; i++) {
        cu_mapper *mapper = registry->mappers.items[i];
        size_t at = i;
        for (; at > 0 &&
               (list[at - 1]->group > mapper->group ||
                (list[at - 1]->group == mapper->group && list[at - 1]->rank > mapper->rank));
             at--)
            list[at] = list[at - 1];
        list[at] = mapper;
    }
    registry->by_group = list;
    return true;
}

bool cu_flush_order_groups(cupel_registry *registry)
{
    needs all = { .count = registry->mappers.count };
    all.reach = cu_alloc_array(all.count * all.count + 1, sizeof *all.reach);
    if (!all.reach)
        return false;
    for (size_t i = 0; i < all.count; i++) {
        add_keys(&all, registry, registry->mappers.items[i]);
        add_relationships(&all, registry->mappers.items[i]);
    }
    close_over(&all);
    number_groups(&all, registry);
    cu_free(all.reach);
    return list_by_group(registry);
}

/* ---- rows that depend on each other -------------------------------------------------------------- */

typedef struct row_order {
    cu_map numbers; /* state -> its number + 1 */
    cu_vector(cu_edge) edges;
} row_order;

static bool add_edges(row_order *order, const cupel_state *state, uint32_t number)
{
    const cu_mapper *mapper = state->mapper;
    for (size_t i = 0; i < mapper->written_count; i++) {
        const cu_relationship *relationship = mapper->written[i];
        cupel_object *const *items;
        if (relationship->options->post_update || relationship->direction == CU_MANY_TO_MANY ||
            relationship->target->group != mapper->group)
            continue;
        size_t count = cu_related_items(state, relationship->attribute, &items);
        for (size_t j = 0; j < count; j++) {
            uintptr_t other = (uintptr_t)cu_map_get_pointer(&order->numbers, items[j]->state);
            if (other == 0)
                continue;
            uint32_t item = (uint32_t)other - 1;
            cu_edge edge = relationship->direction == CU_ONE_TO_MANY ? (cu_edge){ number, item }
                                                                     : (cu_edge){ item, number };
            if (!cu_vector_push(&order->edges, edge))
                return false;
        }
    }
    return true;
}

static cupel_code report_cycle(cu_unit_of_work *work, cupel_state *const *states,
                               const uint32_t *cycle, size_t length)
{
    cu_buffer text;
    cu_buffer_init(&text, 1000);
    for (size_t i = 0; i < CU_MIN(length, (size_t)6); i++)
        cu_buffer_printf(&text, "%s%s", i > 0 ? " -> " : "", states[cycle[i]]->mapping->name);
    cu_error_set(&work->session->error, CUPEL_CIRCULAR_DEPENDENCY,
                 "%zu instances need each other's rows first (%s%s); set .post_update = true on "
                 "one of the relationships between them",
                 length, cu_buffer_text(&text), length > 6 ? " ..." : "");
    cu_buffer_free(&text);
    return CUPEL_CIRCULAR_DEPENDENCY;
}

cupel_code cu_flush_order_states(cu_unit_of_work *work, size_t count, cupel_state **states,
                                 cupel_state **out)
{
    row_order order = { .edges = { 0 } };
    uint32_t *numbers = cu_alloc_array(count, sizeof *numbers);
    bool enough = numbers != NULL;
    size_t cycle = 0;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < count && enough; i++)
        enough = cu_map_put_pointer(&order.numbers, states[i], (void *)(uintptr_t)(i + 1));
    for (size_t i = 0; i < count && enough; i++)
        enough = add_edges(&order, states[i], (uint32_t)i);
    cu_toposort_result result =
        enough ? cu_toposort(count, order.edges.items, order.edges.count, numbers, &cycle)
               : CU_TOPOSORT_NO_MEMORY;
    if (result == CU_TOPOSORT_NO_MEMORY)
        code = cu_error_no_memory(&work->session->error);
    else if (result == CU_TOPOSORT_CYCLE)
        code = report_cycle(work, states, numbers, cycle);
    for (size_t i = 0; i < count && code == CUPEL_OK; i++)
        out[i] = states[numbers[i]];
    cu_map_free(&order.numbers);
    cu_vector_free(&order.edges);
    cu_free(numbers);
    return code;
}
