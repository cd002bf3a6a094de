/*
 * orm/relationship_join.c - what links the two tables of a relationship, found
 * from foreign keys; relationship_given.c has the conditions that programs give.
 */
#include "orm/relationship_join.h"

#include "orm/attribute.h"
#include "orm/column_list.h"
#include "orm/inherit.h"
#include "orm/query_plan.h"
#include "sql/expression.h"
#include "sql/select.h"
#include "sql/visit.h"

#define CANDIDATES 32

/* ---- sides ------------------------------------------------------------------------------------- */

cu_arena *cu_join_arena(const cu_relationship *relationship)
{
    return &relationship->parent->registry->metadata.arena;
}

static bool make_sides(cu_relationship *relationship, cu_faults *faults)
{
    cu_arena *arena = cu_join_arena(relationship);
    const cupel_table *secondary = relationship->options->secondary;
    cu_metadata *metadata = &relationship->parent->registry->metadata;
    if (secondary) {
        relationship->secondary = cu_metadata_add_description(metadata, secondary, faults);
        if (!relationship->secondary)
            return false;
        relationship->secondary_side =
            cu_from_alias(arena, &relationship->secondary->from, "secondary");
    }
    relationship->parent_side = cu_from_stand_in(arena, relationship->parent->from, "parent");
    relationship->target_side = cu_from_stand_in(arena, relationship->target->from, "target");
    if (relationship->parent_side && relationship->target_side &&
        (!secondary || relationship->secondary_side))
        return true;
    cu_fault_no_memory(faults);
    return false;
}

const cupel_expr *cu_join_on_side(const cu_from *side, const cu_table_column *column)
{
    return cu_column_expression(cu_from_corresponding(side, &column->column));
}

/* ---- lists of columns ------------------------------------------------------------------------------ */

static bool all_listed(const char *list, const cu_constraint *key)
{
    for (size_t i = 0; i < key->column_count; i++)
        if (!cu_list_names(list, key->columns[i]))
            return false;
    return true;
}

static bool any_listed(const char *list, const cu_constraint *key)
{
    for (size_t i = 0; i < key->column_count; i++)
        if (cu_list_names(list, key->columns[i]) || cu_list_names(list, key->references[i]))
            return true;
    return false;
}

/* ---- foreign keys ------------------------------------------------------------------------------ */

/* The foreign keys that might link two tables. */
typedef struct candidates {
    cu_constraint *items[CANDIDATES];
    bool far[CANDIDATES]; /* it is on the target's side */
    size_t count;
    cu_buffer considered;
} candidates;

static void describe_key(cu_buffer *out, const cu_constraint *key)
{
    cu_buffer_add(out, out->length > 0 ? ", " : "");
    for (size_t i = 0; i < key->column_count; i++)
        cu_buffer_printf(out, "%s%s.%s -> %s.%s", i > 0 ? " + " : "", key->table->full_name,
                         key->columns[i]->column.name, key->referenced->full_name,
                         key->references[i]->column.name);
}

static void add_candidates(candidates *found, const cu_table *from, const cu_table *to, bool far)
{
    cu_constraint *keys[CANDIDATES];
    size_t count = cu_table_foreign_keys(from, to, keys, CANDIDATES);
    for (size_t i = 0; i < CU_MIN(count, CANDIDATES) && found->count < CANDIDATES; i++) {
        describe_key(&found->considered, keys[i]);
        found->items[found->count] = keys[i];
        found->far[found->count++] = far;
    }
}

static void keep(candidates *found, size_t *kept, size_t index)
{
    found->items[*kept] = found->items[index];
    found->far[(*kept)++] = found->far[index];
}

/* Leaves those that .foreign_keys lists, or (others) those it does not list. */
static void filter_listed(candidates *found, const char *list, bool listed)
{
    size_t kept = 0;
    for (size_t i = 0; list && i < found->count; i++)
        if (all_listed(list, found->items[i]) == listed)
            keep(found, &kept, i);
    if (list)
        found->count = kept;
}

static void filter_far(candidates *found, bool far)
{
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++)
        if (found->far[i] == far)
            keep(found, &kept, i);
    found->count = kept;
}

static bool report(const cu_relationship *relationship, candidates *found, const cu_table *near,
                   const cu_table *far, cu_faults *faults)
{
    const char *considered = cu_buffer_text(&found->considered);
    const char *parent = relationship->parent->mapping->name;
    const char *name = relationship->attribute->name;
    if (found->count == 0)
        cu_fault_add(faults, CUPEL_NO_FOREIGN_KEYS,
                     "%s.%s: no foreign key links '%s' and '%s' in this direction%s (considered: "
                     "%s); declare one, or give the condition with .primaryjoin",
                     parent, name, near->full_name, far->full_name,
                     relationship->to_many && !relationship->secondary
                         ? "; a to-many relationship needs it on the target's table"
                         : "",
                     *considered ? considered : "none");
    else if (found->count > 1)
        cu_fault_add(faults, CUPEL_AMBIGUOUS_FOREIGN_KEYS,
                     "%s.%s: several foreign keys link '%s' and '%s' (%s); say with .foreign_keys "
                     "which one it is",
                     parent, name, near->full_name, far->full_name, considered);
    return found->count == 1;
}

/* ---- pairs ------------------------------------------------------------------------------------- */

bool cu_join_reserve_pairs(cu_relationship *relationship, size_t count, cu_pair **pairs,
                           cu_faults *faults)
{
    *pairs = cu_arena_alloc_array(cu_join_arena(relationship), count, sizeof **pairs);
    if (!*pairs)
        cu_fault_no_memory(faults);
    return *pairs != NULL;
}

void cu_join_add_pair(const cu_relationship *relationship, cu_pair *pairs, size_t *count,
                      cu_table_column *near, cu_table_column *far)
{
    pairs[(*count)++] =
        (cu_pair){ .near = near,
                   .far = far,
                   .near_property = cu_mapper_property_of(relationship->parent, &near->column),
                   .far_property = cu_mapper_property_of(relationship->target, &far->column) };
}

/* The condition that a foreign key is: referenced = referring, for each of its columns. */
static const cupel_expr *key_condition(cu_arena *arena, const cu_constraint *key,
                                       const cu_from *referenced, const cu_from *referring)
{
    const cupel_expr *equal[CUPEL_CONSTRAINT_COLUMNS];
    for (size_t i = 0; i < key->column_count; i++)
        equal[i] = cu_arena_binary(arena, CUPEL_OPERATOR_EQ,
                                   cu_join_on_side(referenced, key->references[i]),
                                   cu_join_on_side(referring, key->columns[i]));
    return cu_arena_and(arena, key->column_count, equal);
}

/* ---- joins from foreign keys --------------------------------------------------------------------- */

/* Of a table with itself: .remote_side tells the direction, or else whether there are many. */
static bool is_far_by_nature(const cu_relationship *relationship, const cu_constraint *key)
{
    const char *remote = relationship->options->remote_side;
    if (!remote || !any_listed(remote, key))
        return relationship->to_many;
    return all_listed(remote, key);
}

static void find_between(const cu_relationship *relationship, candidates *found,
                         const cu_table *near, const cu_table *far)
{
    size_t before = found->count;
    add_candidates(found, far, near, true);
    if (near != far)
        add_candidates(found, near, far, false);
    else
        for (size_t i = before; i < found->count; i++)
            found->far[i] = is_far_by_nature(relationship, found->items[i]);
}

/* The key by which a child's row belongs to its parent's says nothing about relationships. */
static void filter_inherited(const cu_relationship *relationship, candidates *found)
{
    const cupel_registry *registry = relationship->parent->registry;
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++) {
        bool inherited = false;
        for (size_t j = 0; j < registry->mappers.count; j++)
            inherited |= registry->mappers.items[j]->inheritance.key == found->items[i];
        if (!inherited)
            keep(found, &kept, i);
    }
    found->count = kept;
}

/* Between the structs' own tables, or else between those that they inherit from. */
static void find_candidates(const cu_relationship *relationship, candidates *found)
{
    const cu_mapper *parent = relationship->parent, *target = relationship->target;
    find_between(relationship, found, parent->table, target->table);
    filter_inherited(relationship, found);
    for (const cu_mapper *near = parent; near && found->count == 0; near = near->inheritance.parent)
        for (const cu_mapper *far = target; far; far = far->inheritance.parent) {
            bool shared = (near->inheritance.single || far->inheritance.single);
            if (!shared)
                find_between(relationship, found, near->table, far->table);
            filter_inherited(relationship, found);
        }
    filter_listed(found, relationship->options->foreign_keys, true);
    if (relationship->to_many)
        filter_far(found, true);
}

static bool join_direct(cu_relationship *relationship, cu_faults *faults)
{
    candidates found = { .count = 0 };
    cu_buffer_init(&found.considered, 2000);
    find_candidates(relationship, &found);
    bool good = report(relationship, &found, relationship->parent->table,
                       relationship->target->table, faults);
    cu_buffer_free(&found.considered);
    const cu_constraint *key = found.items[0];
    if (!good ||
        !cu_join_reserve_pairs(relationship, key->column_count, &relationship->pairs, faults))
        return false;
    bool far = found.far[0];
    relationship->direction = far ? CU_ONE_TO_MANY : CU_MANY_TO_ONE;
    for (size_t i = 0; i < key->column_count; i++)
        cu_join_add_pair(relationship, relationship->pairs, &relationship->pair_count,
                         far ? key->references[i] : key->columns[i],
                         far ? key->columns[i] : key->references[i]);
    relationship->primaryjoin =
        key_condition(cu_join_arena(relationship), key,
                      far ? relationship->parent_side : relationship->target_side,
                      far ? relationship->target_side : relationship->parent_side);
    return true;
}

/* The foreign key of the association table to one of the two ends. */
static cu_constraint *find_association(cu_relationship *relationship, const cu_mapper *end,
                                       bool listed, cu_faults *faults)
{
    candidates found = { .count = 0 };
    const char *list = relationship->options->foreign_keys;
    bool itself = relationship->parent->table == relationship->target->table;
    cu_buffer_init(&found.considered, 2000);
    for (const cu_mapper *at = end; at && found.count == 0; at = at->inheritance.parent)
        add_candidates(&found, relationship->secondary, at->table, true);
    if (itself)
        filter_listed(&found, list, listed);
    else if (list && found.count > 1)
        filter_listed(&found, list, true);
    bool good = report(relationship, &found, relationship->secondary, end->table, faults);
    cu_buffer_free(&found.considered);
    return good ? found.items[0] : NULL;
}

static bool join_secondary(cu_relationship *relationship, cu_faults *faults)
{
    cu_arena *arena = cu_join_arena(relationship);
    const cu_constraint *near = find_association(relationship, relationship->parent, true, faults);
    const cu_constraint *far =
        near ? find_association(relationship, relationship->target, false, faults) : NULL;
    if (!near || !far ||
        !cu_join_reserve_pairs(relationship, near->column_count, &relationship->pairs, faults) ||
        !cu_join_reserve_pairs(relationship, far->column_count, &relationship->far_pairs, faults))
        return false;
    relationship->direction = CU_MANY_TO_MANY;
    for (size_t i = 0; i < near->column_count; i++)
        cu_join_add_pair(relationship, relationship->pairs, &relationship->pair_count,
                         near->references[i], near->columns[i]);
    for (size_t i = 0; i < far->column_count; i++)
        cu_join_add_pair(relationship, relationship->far_pairs, &relationship->far_pair_count,
                         far->columns[i], far->references[i]);
    relationship->primaryjoin =
        key_condition(arena, near, relationship->parent_side, relationship->secondary_side);
    relationship->secondaryjoin =
        key_condition(arena, far, relationship->target_side, relationship->secondary_side);
    return true;
}

/* ---- all --------------------------------------------------------------------------------------- */

/* Whether the pairs name the target's whole primary key, so that the identity map can answer. */
static bool finds_by_key(const cu_relationship *relationship)
{
    const cu_mapper *target = relationship->target;
    if (relationship->direction != CU_MANY_TO_ONE || !relationship->simple ||
        relationship->pair_count != target->key_count)
        return false;
    for (size_t i = 0; i < target->key_count; i++) {
        bool found = false;
        for (size_t j = 0; j < relationship->pair_count; j++)
            found |= relationship->pairs[j].far_property == target->keys[i];
        if (!found)
            return false;
    }
    return true;
}

/* The columns of both structs that are linked must be attributes: their values are needed. */
static bool check_mapped(const cu_relationship *relationship, cu_faults *faults)
{
    for (size_t i = 0; i < relationship->pair_count; i++) {
        const cu_pair *pair = &relationship->pairs[i];
        const cu_table_column *missing = !pair->near_property ? pair->near
                                         : !relationship->secondary && !pair->far_property
                                             ? pair->far
                                             : NULL;
        if (!missing)
            continue;
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s.%s needs column '%s' of '%s', which is mapped to no attribute",
                     relationship->parent->mapping->name, relationship->attribute->name,
                     missing->column.name, missing->table->full_name);
        return false;
    }
    return true;
}

static bool finish_join(cu_relationship *relationship, cu_faults *faults)
{
    if (!relationship->primaryjoin || (relationship->secondary && !relationship->secondaryjoin)) {
        cu_fault_no_memory(faults);
        relationship->primaryjoin = NULL;
        return false;
    }
    if (!check_mapped(relationship, faults)) {
        relationship->primaryjoin = NULL;
        return false;
    }
    relationship->uses_get = finds_by_key(relationship);
    return true;
}

bool cu_relationship_find_join(cu_relationship *relationship, cu_faults *faults)
{
    if (!make_sides(relationship, faults))
        return false;
    relationship->simple = true;
    bool found = relationship->options->primaryjoin ? cu_join_given(relationship, faults)
                 : relationship->secondary          ? join_secondary(relationship, faults)
                                                    : join_direct(relationship, faults);
    return found && finish_join(relationship, faults);
}

/* ---- backrefs ---------------------------------------------------------------------------------- */

typedef struct mirror {
    const cu_relationship *of;
    const cu_relationship *to;
} mirror;

static const cupel_expr *replace_mirrored(cu_transform *transform, const cupel_expr *expression)
{
    const mirror *data = transform->data;
    const cu_column *column = cu_column_of(expression);
    if (!column)
        return NULL;
    const cu_from *side = column->from == data->of->parent_side   ? data->to->target_side
                          : column->from == data->of->target_side ? data->to->parent_side
                                                                  : data->to->secondary_side;
    return cu_column_expression(side->columns[column->index]);
}

static void mirror_pairs(cu_relationship *relationship, const cu_pair *from, size_t count,
                         cu_pair *to, size_t *to_count)
{
    for (size_t i = 0; i < count; i++)
        cu_join_add_pair(relationship, to, to_count, from[i].far, from[i].near);
}

bool cu_relationship_mirror_join(cu_relationship *relationship, const cu_relationship *of,
                                 cu_faults *faults)
{
    static const cu_direction turned[] = { CU_MANY_TO_ONE, CU_ONE_TO_MANY, CU_MANY_TO_MANY };
    mirror data = { of, relationship };
    cu_transform transform = { .arena = cu_join_arena(relationship),
                               .replace = replace_mirrored,
                               .data = &data,
                               .plain_too = true };
    relationship->secondary = of->secondary;
    if (!make_sides(relationship, faults))
        return false;
    if (of->secondary && !relationship->secondary_side)
        relationship->secondary_side =
            cu_from_alias(cu_join_arena(relationship), &of->secondary->from, "secondary");
    if (!cu_join_reserve_pairs(relationship, of->pair_count + of->far_pair_count,
                               &relationship->pairs, faults) ||
        !cu_join_reserve_pairs(relationship, of->pair_count, &relationship->far_pairs, faults) ||
        (of->secondary && !relationship->secondary_side))
        return false;
    if (of->secondary) {
        mirror_pairs(relationship, of->far_pairs, of->far_pair_count, relationship->pairs,
                     &relationship->pair_count);
        mirror_pairs(relationship, of->pairs, of->pair_count, relationship->far_pairs,
                     &relationship->far_pair_count);
        relationship->primaryjoin = cu_transform_expression(&transform, of->secondaryjoin);
        relationship->secondaryjoin = cu_transform_expression(&transform, of->primaryjoin);
    } else {
        mirror_pairs(relationship, of->pairs, of->pair_count, relationship->pairs,
                     &relationship->pair_count);
        relationship->primaryjoin = cu_transform_expression(&transform, of->primaryjoin);
    }
    relationship->direction = turned[of->direction];
    relationship->simple = of->simple;
    return finish_join(relationship, faults);
}
