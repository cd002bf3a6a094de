/*
 * orm/relationship_given.c - the conditions that a program gives for a
 * relationship (.primaryjoin, .secondaryjoin): put onto the sides, and taken
 * apart to see which columns link the tables, and in which direction.
 */
#include "orm/relationship_join.h"

#include "orm/column_list.h"
#include "orm/inherit.h"
#include "sql/expression.h"
#include "sql/given.h"
#include "sql/select.h"
#include "sql/visit.h"

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
        return cu_join_on_side(side, cu_table_column_of(column));
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
    cu_transform transform = { .arena = cu_join_arena(relationship),
                               .replace = replace_by_side,
                               .data = &data };
    cupel_expr *given = cu_given(function(), "a condition of a join");
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

static bool given_fault(const cu_relationship *relationship, cu_faults *faults, const char *text)
{
    cu_fault_add(faults, CUPEL_MAPPING_ERROR, "%s.%s: %s", relationship->parent->mapping->name,
                 relationship->attribute->name, text);
    return false;
}

/* The pairs in one condition: a column of `near` = a column of `far`, in an AND.  Whether there was nothing else. */
static bool extract_pairs(cu_relationship *relationship, const cupel_expr *condition,
                          const cu_from *near, const cu_from *far, cu_pair *pairs, size_t *count,
                          cu_faults *faults)
{
    bool simple = true;
    bool many = condition->kind == CU_NODE_BOOLEAN && condition->operation == CUPEL_OPERATOR_AND;
    size_t parts = many ? condition->count : 1;
    for (size_t i = 0; i < parts; i++) {
        const cupel_expr *part = many ? cu_item(condition, i) : condition;
        bool equal = part->kind == CU_NODE_BINARY && part->operation == CUPEL_OPERATOR_EQ;
        const cu_column *left = equal ? cu_column_of(cu_item(part, 0)) : NULL;
        const cu_column *right = equal ? cu_column_of(cu_item(part, 1)) : NULL;
        if (left && right && left->from == far && right->from == near) {
            const cu_column *swap = left;
            left = right;
            right = swap;
        }
        if (!left || !right || left->from != near || right->from != far)
            simple = false;
        else if (*count < CUPEL_CONSTRAINT_COLUMNS)
            cu_join_add_pair(relationship, pairs, count, cu_table_column_of(left->base),
                             cu_table_column_of(right->base));
        else
            return given_fault(relationship, faults,
                               "the condition of a join compares more columns than a key can have "
                               "(CUPEL_CONSTRAINT_COLUMNS)");
    }
    return simple;
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

bool cu_join_given(cu_relationship *relationship, cu_faults *faults)
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
        !cu_join_reserve_pairs(relationship, CUPEL_CONSTRAINT_COLUMNS, &relationship->pairs,
                               faults) ||
        !cu_join_reserve_pairs(relationship, CUPEL_CONSTRAINT_COLUMNS, &relationship->far_pairs,
                               faults))
        return false;
    relationship->simple = extract_pairs(relationship, near, relationship->parent_side, middle,
                                         relationship->pairs, &relationship->pair_count, faults);
    if (far)
        relationship->simple &=
            extract_pairs(relationship, far, middle, relationship->target_side,
                          relationship->far_pairs, &relationship->far_pair_count, faults);
    if (!find_direction(relationship, faults))
        return false;
    relationship->primaryjoin = near;
    relationship->secondaryjoin = far;
    return true;
}
