/*
 * orm/query_related.c - what operations on relationships are in the statement
 * being planned: conditions, and EXISTS around them.
 */
#include "orm/inherit.h"
#include "orm/polymorphic.h"
#include "orm/query_inherit.h"
#include "orm/query_wrap.h"
#include "sql/dml.h"
#include "sql/expression.h"
#include "sql/visit.h"

/* ---- what an expression names -------------------------------------------------------------------- */

const cu_relationship *cu_plan_relationship(cu_planner *planner, const cupel_mapping *mapping,
                                            const cupel_attribute *attribute)
{
    cu_mapper *mapper = cu_plan_mapper(planner, mapping);
    const cu_relationship *found =
        mapper ? mapper->relationships[cu_attribute_index(attribute)] : NULL;
    if (mapper && !found)
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST, CU_LACKS_RELATIONSHIP, mapping->name,
                     attribute->name, mapper->table->full_name, attribute->target);
    return found;
}

/* An alias of the target, or a struct that inherits from it, or an alias of that. */
static bool use_alias(cu_planner *planner, const cupel_expr *expression, cu_related_use *use)
{
    const cupel_alias *alias =
        expression->kind == CU_NODE_ALIAS ? cu_node_of(expression)->a.pointer : NULL;
    use->mapper = cu_plan_source_mapper(planner, expression);
    if (!use->mapper)
        return false;
    const char *name = use->mapper->mapping->name;
    use->far = alias ? cu_plan_alias(planner, alias) : cu_plan_from(planner, use->mapper);
    use->far_alias = alias;
    use->far_name = alias && alias->name ? alias->name : name;
    if (use->far && !cu_mapper_is(use->mapper, use->relationship->target))
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "cupel_of_type: the %s is of %s, but %s.%s is to %s",
                     alias ? "alias" : "target", name, use->relationship->parent->mapping->name,
                     use->relationship->attribute->name, use->relationship->target->mapping->name);
    return use->far && !planner->failed;
}

bool cu_plan_related(cu_planner *planner, const cupel_expr *expression, cu_related_use *use)
{
    const cu_node *node = cu_node_of(expression);
    if (expression->kind == CU_NODE_ATTRIBUTE) {
        const cupel_attribute *attribute = (const cupel_attribute *)(const void *)expression;
        *use = (cu_related_use){ .relationship =
                                     cu_plan_relationship(planner, attribute->mapping, attribute) };
        use->near = use->relationship
                        ? cu_plan_around(planner, cu_plan_from(planner, use->relationship->parent))
                        : NULL;
        return use->near != NULL;
    }
    if (expression->kind == CU_NODE_CHILD_ATTRIBUTE) {
        const cu_mapper *mapper = cu_plan_mapper(planner, node->a.pointer);
        *use = (cu_related_use){ .relationship = cu_plan_relationship(planner, node->a.pointer,
                                                                      node->b.pointer) };
        use->near = mapper && use->relationship
                        ? cu_plan_around(planner, cu_plan_from(planner, mapper))
                        : NULL;
        return use->near != NULL;
    }
    if (expression->kind == CU_NODE_ALIAS_ATTRIBUTE) {
        const cupel_alias *alias = node->a.pointer;
        *use = (cu_related_use){ .relationship = cu_plan_relationship(planner, alias->mapping,
                                                                      node->b.pointer) };
        use->near = use->relationship ? cu_plan_alias(planner, node->a.pointer) : NULL;
        use->near = use->near ? cu_plan_around(planner, use->near) : NULL;
        use->of_alias = true;
        return use->near != NULL;
    }
    if (!cu_plan_related(planner, cu_item(expression, 0), use))
        return false;
    if (node->detail == CU_RELATED_OF_TYPE)
        return use_alias(planner, cu_item(expression, 1), use);
    if (expression->count > 1)
        use->extra = cu_item(expression, 1);
    return true;
}

/* ---- conditions -------------------------------------------------------------------------------- */

typedef struct side_replacement {
    cu_planner *planner;
    const cu_relationship *relationship;
    const cu_sides *sides;
} side_replacement;

const cupel_expr *cu_plan_member(cu_planner *planner, const cupel_expr *instance,
                                 const cu_property *property)
{
    const cu_instance_node *node = (const cu_instance_node *)(const void *)instance;
    const cupel_expr *slot = cu_arena_slot(&planner->arena, node->ordinal, planner->walk,
                                           property->column->column.node.type);
    if (slot)
        ((cu_node *)(uintptr_t)slot)->detail = (uint16_t)(property->index + 1);
    return slot;
}

/* The value that stands for a column of an instance. */
static const cupel_expr *instance_value(const side_replacement *data, const cupel_expr *instance,
                                        const cu_mapper *mapper, const cu_column *column)
{
    const cu_property *property = cu_mapper_property_of(mapper, column->base);
    if (property)
        return cu_plan_member(data->planner, instance, property);
    cu_plan_fail(data->planner, CUPEL_INVALID_REQUEST,
                 "column '%s' of %s is not mapped, so an instance cannot stand for it",
                 column->name, mapper->mapping->name);
    return NULL;
}

/* The column of the parent's tables that a subquery shows in place of one: a key is the same in all of them. */
static const cu_column *shown_near(const cu_relationship *relationship, const cu_from *from,
                                   const cu_column *column)
{
    const cu_property *property = cu_mapper_property_of(relationship->parent, column->base);
    return property ? cu_from_corresponding(from, &property->column->column) : NULL;
}

static void not_shown(cu_planner *planner, const cu_relationship *relationship,
                      const cu_column *column)
{
    cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                 "%s.%s needs column '%s', which the subquery that stands for the table does not "
                 "select",
                 relationship->parent->mapping->name, relationship->attribute->name, column->name);
}

static const cupel_expr *replace_side(cu_transform *transform, const cupel_expr *expression)
{
    const side_replacement *data = transform->data;
    const cu_relationship *relationship = data->relationship;
    const cu_sides *sides = data->sides;
    const cu_column *column = cu_column_of(expression);
    if (!column)
        return NULL;
    const cu_from *from = sides->middle;
    const cupel_expr *made = NULL;
    if (column->from == relationship->parent_side && sides->near_instance)
        made = instance_value(data, sides->near_instance, relationship->parent, column);
    else if (column->from == relationship->target_side && sides->far_instance)
        made = instance_value(data, sides->far_instance, relationship->target, column);
    else if (column->from == relationship->parent_side)
        from = sides->near;
    else if (column->from == relationship->target_side)
        from = sides->far;
    if (!made && from) {
        const cu_column *shown = cu_from_corresponding(from, column->base);
        if (!shown && from == sides->near)
            shown = shown_near(relationship, from, column);
        made = shown ? cu_column_expression(shown) : NULL;
        if (!shown)
            not_shown(data->planner, relationship, column);
    }
    transform->failed = !made;
    return made;
}

const cupel_expr *cu_plan_condition(cu_planner *planner, const cu_relationship *relationship,
                                    bool secondary, const cu_sides *sides)
{
    side_replacement data = { planner, relationship, sides };
    cu_transform transform = {
        .arena = &planner->arena, .replace = replace_side, .data = &data, .plain_too = true
    };
    const cupel_expr *made = cu_transform_expression(
        &transform, secondary ? relationship->secondaryjoin : relationship->primaryjoin);
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

const cupel_expr *cu_plan_adapt(cu_planner *planner, const cupel_expr *expression,
                                const cu_from *alias)
{
    const cupel_expr *made = cu_adapt_expression(&planner->arena, expression, alias);
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

static cu_from *anonymous(cu_planner *planner, cu_from *of)
{
    cu_from *alias = cu_plan_rename(planner, of, NULL);
    if (!alias)
        cu_plan_no_memory(planner);
    return alias;
}

static const cupel_expr *both(cu_planner *planner, const cupel_expr *left, const cupel_expr *right)
{
    const cupel_expr *conditions[2] = { left, right };
    const cupel_expr *made = left && right ? cu_arena_and(&planner->arena, 2, conditions) : NULL;
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

/* ---- EXISTS ------------------------------------------------------------------------------------ */

const cupel_expr *cu_plan_exists_own(cu_planner *planner, size_t count, cu_from *const *own,
                                     size_t condition_count, const cupel_expr *const *conditions)
{
    cu_arena *arena = &planner->arena;
    cu_select *select = cu_select_new(arena);
    const cupel_expr *one = cu_arena_literal(arena, "1");
    bool enough = select && one && cu_expressions_add(arena, &select->columns, one);
    if (enough) {
        select->auto_correlate = false;
        select->has_correlate_except = true;
    }
    for (size_t i = 0; i < condition_count && enough; i++)
        enough = cu_expressions_add(arena, &select->where, conditions[i]);
    for (size_t i = 0; i < count && enough; i++)
        enough = cu_froms_add(arena, &select->correlate_except, own[i]) &&
                 (own[i]->kind != CU_FROM_JOIN || cu_froms_add(arena, &select->froms, own[i]));
    const cupel_expr *made = enough ? cu_arena_exists(arena, select) : NULL;
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

/* A condition of what is searched: in there that is meant, whatever shows it outside.  NULL: planner->failed. */
static const cupel_expr *criterion_inside(cu_planner *planner, const cupel_expr *criterion,
                                          const cu_from *table, const cu_from *far)
{
    const cu_from *around = planner->around;
    planner->around = NULL;
    const cupel_expr *made = cu_plan_resolve(planner, criterion);
    planner->around = around;
    return made && far != table ? cu_plan_adapt(planner, made, far) : made;
}

/* EXISTS (SELECT 1 FROM target WHERE it is related AND the criterion) */
static const cupel_expr *exists_related(cu_planner *planner, const cu_related_use *use,
                                        const cupel_expr *criterion)
{
    const cu_relationship *relationship = use->relationship;
    const cu_mapper *mapper = use->mapper ? use->mapper : relationship->target;
    cu_from *table = cu_plan_from(planner, mapper);
    bool itself = mapper->line == relationship->parent->line && !use->of_alias;
    bool given = use->far && use->far != table;
    cu_from *far = given ? use->far : itself ? anonymous(planner, table) : table;
    bool renamed = itself || given || use->of_alias;
    cu_from *middle = !relationship->secondary ? NULL
                      : renamed                ? anonymous(planner, &relationship->secondary->from)
                                               : &relationship->secondary->from;
    if (!far || (relationship->secondary && !middle))
        return NULL;
    cu_sides sides = { .near = use->near, .far = far, .middle = middle };
    const cupel_expr *parts[5];
    size_t count = 0;
    parts[count++] = cu_plan_condition(planner, relationship, false, &sides);
    if (relationship->secondary)
        parts[count++] = cu_plan_condition(planner, relationship, true, &sides);
    const cupel_expr *kind = cu_plan_kind(planner, mapper, far);
    if (kind)
        parts[count++] = kind;
    if (use->extra)
        parts[count++] = criterion_inside(planner, use->extra, table, far);
    if (criterion)
        parts[count++] = criterion_inside(planner, criterion, table, far);
    cu_from *const tables[] = { far, middle };
    return planner->failed ? NULL
                           : cu_plan_exists_own(planner, middle ? 2 : 1, tables, count, parts);
}

static void wrong_sort(cu_planner *planner, const cu_relationship *relationship, const char *what)
{
    cu_plan_fail(planner, CUPEL_INVALID_REQUEST, "%s.%s is a %s relationship: %s",
                 relationship->parent->mapping->name, relationship->attribute->name,
                 relationship->to_many ? "to-many" : "to-one", what);
}

static const cupel_expr *any_or_has(cu_planner *planner, const cupel_expr *expression)
{
    cu_related_use use;
    bool any = cu_node_of(expression)->detail == CU_RELATED_ANY;
    if (!cu_plan_related(planner, cu_item(expression, 0), &use))
        return NULL;
    if (use.relationship->to_many != any) {
        wrong_sort(planner, use.relationship,
                   any ? "use cupel_has(), cupel_any() is for collections"
                       : "use cupel_any(), cupel_has() is for to-one relationships");
        return NULL;
    }
    return exists_related(planner, &use, expression->count > 1 ? cu_item(expression, 1) : NULL);
}

/* ---- comparing with instances -------------------------------------------------------------------- */

static bool check_instance(cu_planner *planner, const cu_mapper *mapper, const cupel_expr *instance)
{
    const cupel_object *object = cu_node_of(instance)->a.pointer;
    if (cu_mapping_is(object->state->mapping, mapper->mapping))
        return true;
    cu_plan_fail(planner, CUPEL_INVALID_REQUEST, "the instance is of struct %s, not %s",
                 object->state->mapping->name, mapper->mapping->name);
    return false;
}

/* The rows in the relationship of an instance. */
static const cupel_expr *with_parent(cu_planner *planner, const cupel_expr *expression)
{
    cu_related_use use;
    if (!cu_plan_related(planner, cu_item(expression, 0), &use) ||
        !check_instance(planner, use.relationship->parent, cu_item(expression, 1)))
        return NULL;
    const cu_relationship *relationship = use.relationship;
    cu_sides sides = { .far = use.far ? use.far : cu_plan_from(planner, relationship->target),
                       .near_instance = cu_item(expression, 1) };
    if (relationship->secondary)
        sides.middle = anonymous(planner, &relationship->secondary->from);
    if (planner->failed)
        return NULL;
    const cupel_expr *near = cu_plan_condition(planner, relationship, false, &sides);
    if (!near || !relationship->secondary)
        return near;
    return both(planner, near, cu_plan_condition(planner, relationship, true, &sides));
}

/* The condition that a row is related to an instance of the target. */
static const cupel_expr *related_to(cu_planner *planner, const cu_related_use *use,
                                    const cupel_expr *instance)
{
    const cu_relationship *relationship = use->relationship;
    if (!check_instance(planner, relationship->target, instance))
        return NULL;
    cu_sides sides = { .near = use->near, .far_instance = instance };
    if (relationship->secondary)
        sides.middle = anonymous(planner, &relationship->secondary->from);
    if (planner->failed)
        return NULL;
    const cupel_expr *near = cu_plan_condition(planner, relationship, false, &sides);
    if (!near || !relationship->secondary)
        return near;
    return both(planner, near, cu_plan_condition(planner, relationship, true, &sides));
}

const cupel_expr *cu_plan_near_column(cu_planner *planner, const cu_related_use *use,
                                      const cu_pair *pair)
{
    const cu_column *column = &pair->near->column;
    const cu_column *shown = cu_from_corresponding(use->near, column);
    if (!shown && pair->near_property)
        shown = cu_from_corresponding(use->near, &pair->near_property->column->column);
    if (!shown)
        not_shown(planner, use->relationship, column);
    return shown ? cu_column_expression(shown) : NULL;
}

/* All of the foreign key's columns are NULL, or not all are. */
static const cupel_expr *keys_null(cu_planner *planner, const cu_related_use *use, bool null)
{
    cu_arena *arena = &planner->arena;
    const cupel_expr *parts[CUPEL_CONSTRAINT_COLUMNS];
    size_t count = CU_MIN(use->relationship->pair_count, CUPEL_CONSTRAINT_COLUMNS);
    for (size_t i = 0; i < count; i++) {
        const cupel_expr *column = cu_plan_near_column(planner, use, &use->relationship->pairs[i]);
        parts[i] = column ? cu_arena_binary(arena, CUPEL_OPERATOR_IS, column,
                                            cu_constant(CU_CONSTANT_NULL))
                          : NULL;
        if (!parts[i]) {
            cu_plan_no_memory(planner);
            return NULL;
        }
    }
    const cupel_expr *made = cu_arena_and(arena, count, parts);
    if (made && !null)
        made = cu_arena_not(arena, made);
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

static const cupel_expr *compare_null(cu_planner *planner, const cu_related_use *use, bool equal)
{
    if (use->relationship->direction == CU_MANY_TO_ONE)
        return keys_null(planner, use, equal);
    const cupel_expr *exists = exists_related(planner, use, NULL);
    const cupel_expr *made = exists && equal ? cu_arena_not(&planner->arena, exists) : exists;
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

/* column != value OR column IS NULL, for each of the foreign key's columns. */
static const cupel_expr *not_related_to(cu_planner *planner, const cu_related_use *use,
                                        const cupel_expr *instance)
{
    cu_arena *arena = &planner->arena;
    const cu_relationship *relationship = use->relationship;
    cupel_value parts[2 * CUPEL_CONSTRAINT_COLUMNS];
    size_t count = 0;
    if (!check_instance(planner, relationship->target, instance))
        return NULL;
    for (size_t i = 0; i < CU_MIN(relationship->pair_count, CUPEL_CONSTRAINT_COLUMNS); i++) {
        const cu_pair *pair = &relationship->pairs[i];
        const cupel_expr *column = cu_plan_near_column(planner, use, pair);
        if (!column)
            return NULL;
        const cupel_expr *value = cu_plan_member(planner, instance, pair->far_property);
        const cupel_expr *differs =
            value ? cu_arena_binary(arena, CUPEL_OPERATOR_NE, column, value) : NULL;
        const cupel_expr *null =
            cu_arena_binary(arena, CUPEL_OPERATOR_IS, column, cu_constant(CU_CONSTANT_NULL));
        if (!differs || !null) {
            cu_plan_no_memory(planner);
            return NULL;
        }
        parts[count++] = cupel_value_expression((cupel_expr *)(uintptr_t)differs);
        parts[count++] = cupel_value_expression((cupel_expr *)(uintptr_t)null);
    }
    cu_builder builder;
    cu_build_in_arena(&builder, arena, count, parts);
    const cupel_expr *made = cu_make_boolean(&builder, CUPEL_OPERATOR_OR, count, parts);
    if (!made || cu_is_poison(made)) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    return made;
}

/* No row is related that is the instance's: where the key that relates them is not a column of this side. */
static const cupel_expr *not_contained(cu_planner *planner, const cu_related_use *use,
                                       const cupel_expr *instance)
{
    const cu_mapper *target = use->relationship->target;
    cu_from *table = cu_plan_from(planner, target);
    cu_arena *arena = &planner->arena;
    const cupel_expr *parts[CUPEL_CONSTRAINT_COLUMNS];
    if (!check_instance(planner, target, instance))
        return NULL;
    for (size_t i = 0; i < target->key_count && i < CU_LENGTH(parts); i++) {
        const cupel_expr *value = cu_plan_member(planner, instance, target->keys[i]);
        parts[i] = value ? cu_arena_binary(arena, CUPEL_OPERATOR_EQ,
                                           cu_column_expression(cu_from_corresponding(
                                               table, &target->keys[i]->column->column)),
                                           value)
                         : NULL;
    }
    const cupel_expr *same = cu_arena_and(arena, target->key_count, parts);
    const cupel_expr *exists = same ? exists_related(planner, use, same) : NULL;
    const cupel_expr *made = exists ? cu_arena_not(arena, exists) : NULL;
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

static const cupel_expr *compare_instance(cu_planner *planner, const cu_related_use *use,
                                          const cupel_expr *instance, bool equal)
{
    const cu_relationship *relationship = use->relationship;
    if (equal)
        return related_to(planner, use, instance);
    if (relationship->direction == CU_MANY_TO_ONE && relationship->simple)
        return not_related_to(planner, use, instance);
    return not_contained(planner, use, instance);
}

static const cupel_expr *contains_instance(cu_planner *planner, const cupel_expr *expression,
                                           bool negated)
{
    cu_related_use use;
    const cupel_expr *instance = cu_item(expression, 1);
    if (!cu_plan_related(planner, cu_item(expression, 0), &use))
        return NULL;
    if (!use.relationship->to_many || instance->kind != CU_NODE_INSTANCE) {
        wrong_sort(planner, use.relationship,
                   use.relationship->to_many
                       ? "cupel_contains() needs a cupel_instance()"
                       : "compare it with cupel_eq(), cupel_contains() is for collections");
        return NULL;
    }
    if (negated && use.relationship->secondary)
        return not_contained(planner, &use, instance);
    const cupel_expr *made = related_to(planner, &use, instance);
    return made && negated ? cu_arena_not(&planner->arena, made) : made;
}

const cupel_expr *cu_plan_compare_related(cu_planner *planner, const cu_related_use *use,
                                          cupel_operator operation, const cupel_expr *other)
{
    bool equal = operation == CUPEL_OPERATOR_EQ || operation == CUPEL_OPERATOR_IS;
    bool known = equal || operation == CUPEL_OPERATOR_NE || operation == CUPEL_OPERATOR_IS_NOT;
    if (known && cu_is_constant(other, CU_CONSTANT_NULL))
        return compare_null(planner, use, equal);
    if (known && other->kind == CU_NODE_INSTANCE && !use->relationship->to_many)
        return compare_instance(planner, use, other, equal);
    wrong_sort(planner, use->relationship,
               use->relationship->to_many
                   ? "test for an item with cupel_contains(attribute, cupel_instance(x))"
                   : "it can be compared with cupel_instance(x) or NULL, by cupel_eq() or "
                     "cupel_ne()");
    return NULL;
}

static const cupel_expr *compare_related(cu_planner *planner, const cupel_expr *expression)
{
    cu_related_use use;
    cupel_operator operation = (cupel_operator)expression->operation;
    if (operation >= CUPEL_OPERATOR_LIKE && operation <= CUPEL_OPERATOR_NOT_ILIKE &&
        cu_node_of(expression)->detail == CUPEL_LIKE_CONTAINS)
        return contains_instance(planner, expression, operation == CUPEL_OPERATOR_NOT_LIKE);
    return cu_plan_related(planner, cu_item(expression, 0), &use)
               ? cu_plan_compare_related(planner, &use, operation, cu_item(expression, 1))
               : NULL;
}

/* NOT (contains), which is more than the condition turned round. */
static bool is_contains(const cupel_expr *expression)
{
    return expression->kind == CU_NODE_BINARY && cu_names_relationship(cu_item(expression, 0)) &&
           expression->operation == CUPEL_OPERATOR_LIKE &&
           cu_node_of(expression)->detail == CUPEL_LIKE_CONTAINS;
}

const cupel_expr *cu_plan_replace_related(cu_planner *planner, const cupel_expr *expression)
{
    switch (cu_kind(expression)) {
    case CU_NODE_RELATED:
        switch (cu_node_of(expression)->detail) {
        case CU_RELATED_ANY:
        case CU_RELATED_HAS: return any_or_has(planner, expression);
        case CU_RELATED_PARENT: return with_parent(planner, expression);
        default:
            cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                         "a relationship with cupel_of_type() or cupel_related_and() is for joins, "
                         "options and cupel_any(), not for a condition");
            return NULL;
        }
    case CU_NODE_BINARY:
        return cu_names_relationship(cu_item(expression, 0)) ? compare_related(planner, expression)
                                                             : NULL;
    case CU_NODE_UNARY:
        return expression->operation == CUPEL_OPERATOR_NOT && is_contains(cu_item(expression, 0))
                   ? contains_instance(planner, cu_item(expression, 0), true)
                   : NULL;
    default: return NULL;
    }
}
