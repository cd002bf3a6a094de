/*
 * orm/relationship_join.c - what links the two tables of a relationship: found
 * from foreign keys, or taken apart from the conditions a program gives.
 */
#include "orm/attribute.h"
#include "orm/column_list.h"
#include "orm/inherit.h"
#include "orm/query_plan.h"
#include "orm/relationship.h"
#include "sql/expression.h"
#include "sql/select.h"
#include "sql/visit.h"

#define CANDIDATES 32

/* ---- sides ------------------------------------------------------------------------------------- */

static cu_arena *arena_of(const cu_relationship *relationship)
{
    return &relationship->parent->registry->metadata.arena;
}

static bool make_sides(cu_relationship *relationship, cu_faults *faults)
{
    cu_arena *arena = arena_of(relationship);
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

static const cupel_expr *on_side(const cu_from *side, const cu_table_column *column)
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

static bool reserve_pairs(cu_relationship *relationship, size_t count, cu_pair **pairs,
                          cu_faults *faults)
{
    *pairs = cu_arena_alloc_array(arena_of(relationship), count, sizeof **pairs);
    if (!*pairs)
        cu_fault_no_memory(faults);
    return *pairs != NULL;
}

static void add_pair(const cu_relationship *relationship, cu_pair *pairs, size_t *count,
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
        equal[i] =
            cu_arena_binary(arena, CUPEL_OPERATOR_EQ, on_side(referenced, key->references[i]),
                            on_side(referring, key->columns[i]));
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
    if (!good || !reserve_pairs(relationship, key->column_count, &relationship->pairs, faults))
        return false;
    bool far = found.far[0];
    relationship->direction = far ? CU_ONE_TO_MANY : CU_MANY_TO_ONE;
    for (size_t i = 0; i < key->column_count; i++)
        add_pair(relationship, relationship->pairs, &relationship->pair_count,
                 far ? key->references[i] : key->columns[i],
                 far ? key->columns[i] : key->references[i]);
    relationship->primaryjoin = key_condition(
        arena_of(relationship), key, far ? relationship->parent_side : relationship->target_side,
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
    cu_arena *arena = arena_of(relationship);
    const cu_constraint *near = find_association(relationship, relationship->parent, true, faults);
    const cu_constraint *far =
        near ? find_association(relationship, relationship->target, false, faults) : NULL;
    if (!near || !far ||
        !reserve_pairs(relationship, near->column_count, &relationship->pairs, faults) ||
        !reserve_pairs(relationship, far->column_count, &relationship->far_pairs, faults))
        return false;
    relationship->direction = CU_MANY_TO_MANY;
    for (size_t i = 0; i < near->column_count; i++)
        add_pair(relationship, relationship->pairs, &relationship->pair_count, near->references[i],
                 near->columns[i]);
    for (size_t i = 0; i < far->column_count; i++)
        add_pair(relationship, relationship->far_pairs, &relationship->far_pair_count,
                 far->columns[i], far->references[i]);
    relationship->primaryjoin =
        key_condition(arena, near, relationship->parent_side, relationship->secondary_side);
    relationship->secondaryjoin =
        key_condition(arena, far, relationship->target_side, relationship->secondary_side);
    return true;
}

/* ---- joins that the program gives ---------------------------------------------------------------- */

/* One condition being put onto the sides. */
typedef struct side_transform {
    cu_relationship *relationship;
    bool secondary; /* it is the one next to the target */
    const char *fault;
} side_transform;

static bool is_foreign(const cu_relationship *relationship, const cu_table_column *column)
{
    if (relationship->options->foreign_keys)
        return cu_list_names(relationship->options->foreign_keys, column);
    return column->column.reference_count > 0;
}

/* Which stand-in a column of a table is of; NULL: of neither. */
static const cu_from *choose_side(const side_transform *transform, const cu_table_column *column)
{
    const cu_relationship *relationship = transform->relationship;
    const cu_table *table = column->table;
    bool near = cu_mapper_has_table(relationship->parent, table);
    bool far = cu_mapper_has_table(relationship->target, table);
    if (relationship->secondary == table)
        return relationship->secondary_side;
    if (relationship->secondary)
        return transform->secondary ? (far ? relationship->target_side : NULL)
                                    : (near ? relationship->parent_side : NULL);
    if (near != far)
        return near ? relationship->parent_side : relationship->target_side;
    if (!near)
        return NULL;
    bool remote = relationship->options->remote_side
                      ? cu_list_names(relationship->options->remote_side, column)
                      : is_foreign(relationship, column) == relationship->to_many;
    return remote ? relationship->target_side : relationship->parent_side;
}

static const cupel_expr *replace_by_side(cu_transform *transform, const cupel_expr *expression)
{
    side_transform *data = transform->data;
    cupel_registry *registry = data->relationship->parent->registry;
    const cu_column *column = NULL;
    if (expression->kind == CU_NODE_ATTRIBUTE || expression->kind == CU_NODE_CHILD_ATTRIBUTE) {
        const cupel_attribute *attribute = expression->kind == CU_NODE_ATTRIBUTE
                                               ? (const cupel_attribute *)(const void *)expression
                                               : cu_node_of(expression)->b.pointer;
        cu_mapper *mapper = cu_registry_mapper(registry, attribute->mapping);
        const cu_property *property =
            mapper && mapper->by_index ? mapper->by_index[cu_attribute_index(attribute)] : NULL;
        column = property && !property->formula ? &property->column->column : NULL;
    } else if (expression->kind == CU_NODE_TABLE_COLUMN) {
        column = cu_described_column(&registry->metadata, expression);
    } else {
        return NULL;
    }
    const cu_from *side = column ? choose_side(data, cu_table_column_of(column)) : NULL;
    if (side)
        return on_side(side, cu_table_column_of(column));
    data->fault = "uses a column that is neither the parent's nor the target's nor the "
                  "association table's";
    transform->failed = true;
    return NULL;
}

/* Calls the program's function and puts its condition onto the sides; the registry holds it from then on. */
static const cupel_expr *given_condition(cu_relationship *relationship,
                                         cupel_expr *(*function)(void), bool secondary,
                                         cu_faults *faults)
{
    side_transform data = { relationship, secondary, NULL };
    cupel_registry *registry = relationship->parent->registry;
    cu_transform transform = { .arena = arena_of(relationship),
                               .replace = replace_by_side,
                               .data = &data };
    cupel_expr *given = function();
    const char *fault = !given ? "is NULL" : NULL;
    if (given && cu_is_poison(given))
        fault = cupel_expression_text(given);
    const cupel_expr *made = fault ? NULL : cu_transform_expression(&transform, given);
    cu_pool *pool = given ? cu_hold(given) : NULL;
    if (!cu_vector_push(&registry->held, pool)) {
        cu_fault_no_memory(faults);
        cu_release(pool);
        return NULL;
    }
    fault = fault ? fault : data.fault;
    if (!made && !fault)
        cu_fault_no_memory(faults);
    else if (!made)
        cu_fault_add(faults, CUPEL_MAPPING_ERROR, "%s.%s: the condition of .%sjoin %s",
                     relationship->parent->mapping->name, relationship->attribute->name,
                     secondary ? "secondary" : "primary", fault);
    return made;
}

static const cu_column *plain_column(const cupel_expr *expression)
{
    return expression->kind == CU_NODE_COLUMN ? (const cu_column *)(const void *)expression : NULL;
}

/* The pairs in one condition: a column of `near` = a column of `far`, in an AND.  Whether there was nothing else. */
static bool extract_pairs(cu_relationship *relationship, const cupel_expr *condition,
                          const cu_from *near, const cu_from *far, cu_pair *pairs, size_t *count)
{
    bool simple = true;
    bool many = condition->kind == CU_NODE_BOOLEAN && condition->operation == CUPEL_OPERATOR_AND;
    size_t parts = many ? condition->count : 1;
    for (size_t i = 0; i < parts; i++) {
        const cupel_expr *part = many ? cu_item(condition, i) : condition;
        bool equal = part->kind == CU_NODE_BINARY && part->operation == CUPEL_OPERATOR_EQ;
        const cu_column *left = equal ? plain_column(cu_item(part, 0)) : NULL;
        const cu_column *right = equal ? plain_column(cu_item(part, 1)) : NULL;
        if (left && right && left->from == far && right->from == near) {
            const cu_column *swap = left;
            left = right;
            right = swap;
        }
        if (!left || !right || left->from != near || right->from != far)
            simple = false;
        else if (*count < CUPEL_CONSTRAINT_COLUMNS)
            add_pair(relationship, pairs, count, cu_table_column_of(left->base),
                     cu_table_column_of(right->base));
    }
    return simple;
}

static bool given_fault(const cu_relationship *relationship, cu_faults *faults, const char *text)
{
    cu_fault_add(faults, CUPEL_MAPPING_ERROR, "%s.%s: %s", relationship->parent->mapping->name,
                 relationship->attribute->name, text);
    return false;
}

/* Where the foreign key is, by what .foreign_keys or the tables say. */
static bool find_direction(cu_relationship *relationship, cu_faults *faults)
{
    size_t far = 0, near = 0;
    if (relationship->secondary) {
        relationship->direction = CU_MANY_TO_MANY;
        return true;
    }
    for (size_t i = 0; i < relationship->pair_count; i++) {
        far += is_foreign(relationship, relationship->pairs[i].far);
        near += is_foreign(relationship, relationship->pairs[i].near);
    }
    bool viewonly = relationship->options->viewonly;
    if (relationship->pair_count == 0 && !viewonly)
        return given_fault(relationship, faults,
                           "the condition of .primaryjoin compares no column of the parent with "
                           "one of the target: such a relationship must be .viewonly");
    if (far == near && !viewonly)
        return given_fault(relationship, faults,
                           "the condition of .primaryjoin does not tell which of the columns it "
                           "compares is the foreign key: say so with .foreign_keys");
    relationship->direction =
        far > near || (far == near && relationship->to_many) ? CU_ONE_TO_MANY : CU_MANY_TO_ONE;
    if (relationship->direction == CU_MANY_TO_ONE && relationship->to_many && !viewonly)
        return given_fault(relationship, faults,
                           "the foreign key is the parent's, so there is only one: use "
                           "cupel_to_one");
    return true;
}

static bool join_given(cu_relationship *relationship, cu_faults *faults)
{
    const cupel_relationship_options *options = relationship->options;
    bool secondary = relationship->secondary != NULL;
    const cu_from *middle = secondary ? relationship->secondary_side : relationship->target_side;
    const cupel_expr *near = given_condition(relationship, options->primaryjoin, false, faults);
    const cupel_expr *far =
        near && secondary && options->secondaryjoin
            ? given_condition(relationship, options->secondaryjoin, true, faults)
            : NULL;
    if (!near)
        return false;
    if (secondary && !options->secondaryjoin)
        return given_fault(relationship, faults,
                           "with .secondary, .primaryjoin needs a .secondaryjoin beside it");
    if ((secondary && !far) ||
        !reserve_pairs(relationship, CUPEL_CONSTRAINT_COLUMNS, &relationship->pairs, faults) ||
        !reserve_pairs(relationship, CUPEL_CONSTRAINT_COLUMNS, &relationship->far_pairs, faults))
        return false;
    relationship->simple = extract_pairs(relationship, near, relationship->parent_side, middle,
                                         relationship->pairs, &relationship->pair_count);
    if (far)
        relationship->simple &=
            extract_pairs(relationship, far, middle, relationship->target_side,
                          relationship->far_pairs, &relationship->far_pair_count);
    if (!find_direction(relationship, faults))
        return false;
    relationship->primaryjoin = near;
    relationship->secondaryjoin = far;
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
    bool found = relationship->options->primaryjoin ? join_given(relationship, faults)
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
    const cu_column *column = plain_column(expression);
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
        add_pair(relationship, to, to_count, from[i].far, from[i].near);
}

bool cu_relationship_mirror_join(cu_relationship *relationship, const cu_relationship *of,
                                 cu_faults *faults)
{
    static const cu_direction turned[] = { CU_MANY_TO_ONE, CU_ONE_TO_MANY, CU_MANY_TO_MANY };
    mirror data = { of, relationship };
    cu_transform transform = { .arena = arena_of(relationship),
                               .replace = replace_mirrored,
                               .data = &data,
                               .plain_too = true };
    relationship->secondary = of->secondary;
    if (!make_sides(relationship, faults))
        return false;
    if (of->secondary && !relationship->secondary_side)
        relationship->secondary_side =
            cu_from_alias(arena_of(relationship), &of->secondary->from, "secondary");
    if (!reserve_pairs(relationship, of->pair_count + of->far_pair_count, &relationship->pairs,
                       faults) ||
        !reserve_pairs(relationship, of->pair_count, &relationship->far_pairs, faults) ||
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
