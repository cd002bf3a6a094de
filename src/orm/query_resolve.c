/*
 * orm/query_resolve.c - attributes, aliases, instances and queries inside
 * expressions: what they are in the statement being planned.
 */
#include "orm/inherit.h"
#include "orm/polymorphic.h"
#include "orm/query_composite.h"
#include "orm/query_formula.h"
#include "orm/query_inherit.h"
#include "sql/visit.h"

static const cupel_expr *failed(cu_transform *transform)
{
    transform->failed = true;
    return NULL;
}

/* The column of an attribute; of a child's key as its own table has it. */
static const cu_table_column *attribute_key_column(const cu_mapper *mapper,
                                                   const cu_property *property, bool inherited)
{
    for (size_t i = 0; i < mapper->key_count && property->key && inherited; i++)
        if (mapper->keys[i] == property)
            return mapper->key_columns[i];
    return property->column;
}

/* An attribute of a struct, or of one that it inherits from; `from` NULL: what the struct is selected from. */
static const cupel_expr *attribute_column(cu_planner *planner, const cupel_mapping *mapping,
                                          const cupel_attribute *attribute, cu_from *from)
{
    cu_mapper *mapper = cu_plan_mapper(planner, mapping);
    if (!mapper)
        return NULL;
    bool own = planner->own && cu_mapper_is(planner->own, mapper);
    if (own && planner->own->line != mapper->line)
        mapper = (cu_mapper *)(uintptr_t)planner->own; /* which has that column in its own table */
    if (own && !from)
        from = (cu_from *)(uintptr_t)planner->own_from;
    if (planner->selecting && !own && !cu_plan_shown_in(planner, mapper)) {
        cu_from *seen = cu_plan_around(planner, from ? from : cu_plan_from(planner, mapper));
        if (!seen || !cu_plan_mention(planner->selecting, mapper, seen))
            return NULL;
    }
    const cu_property *property = mapper->by_index[cu_attribute_index(attribute)];
    if (!property) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "%s.%s is a relationship and cannot stand for a column; compare it with "
                     "cupel_instance(), or use cupel_any() or cupel_has()",
                     attribute->mapping->name, attribute->name);
        return NULL;
    }
    if (property->expression)
        return cu_plan_formula(planner, mapper, property, from);
    if (property->formula) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "%s.%s has no column; put the expression here that cupel_with_expression() "
                     "gives it",
                     attribute->mapping->name, attribute->name);
        return NULL;
    }
    if (planner->tried && cu_mapper_is(planner->tried, mapper))
        cu_bit_set(planner->tried_reads, property->index);
    const cu_column *column =
        &attribute_key_column(mapper, property, mapping != attribute->mapping)->column;
    const char *name = column->name;
    if (!from)
        from = cu_plan_shown(planner, mapper, column);
    if (from)
        column = cu_from_corresponding(from, column);
    if (!column) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "the subquery that the alias of %s is read from does not select '%s'",
                     attribute->mapping->name, name);
        return NULL;
    }
    const cu_column *shown =
        planner->around ? cu_from_corresponding(planner->around, column) : NULL;
    return cu_column_expression(shown ? shown : column);
}

/* A query as a scalar subquery or as the right side of IN. */
static const cupel_expr *plan_subselect(cu_planner *planner, const cupel_query *query, bool exists)
{
    cu_select *inner;
    cupel_query *last = cu_arena_alloc_zero(&planner->arena, sizeof *last);
    if (!last) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    /* a step of the plan's own: the query may be that of a mapping, which threads share */
    *last = (cupel_query){ .session = query->session,
                           .loose = query->loose,
                           .parent = query,
                           .kind = CU_STEP_EXISTS,
                           .flags = query->flags };
    if (!cu_plan_inner(planner, exists ? last : query, CU_LABEL_DISAMBIGUATE, &inner))
        return NULL;
    const cupel_expr *select = cu_arena_select(&planner->arena, inner);
    if (!select || !cu_plan_correlate_own(planner, inner))
        cu_plan_no_memory(planner);
    return planner->failed ? NULL : select;
}

static bool means_the_same(const cu_planned_value *left, const cu_planned_value *right)
{
    return left->query == right->query && left->exists == right->exists &&
           left->own_from == right->own_from && left->criteria == right->criteria &&
           left->shown == right->shown && left->apart_count == right->apart_count &&
           (left->apart_count == 0 ||
            memcmp(left->apart, right->apart, left->apart_count * sizeof *left->apart) == 0);
}

/* The same, made once: labels of it are the same then, and so are names in it. */
static const cupel_expr *subselect(cu_planner *planner, const cupel_query *query, bool exists)
{
    cu_planned_value planned = { .query = query,
                                 .exists = exists,
                                 .own_from = planner->own_from,
                                 .criteria = planner->criteria ? planner->criteria->items : NULL,
                                 .shown = planner->shown,
                                 .apart = planner->apart.items,
                                 .apart_count = planner->apart.count };
    for (size_t i = 0; i < planner->values.count; i++)
        if (means_the_same(&planner->values.items[i], &planned))
            return planner->values.items[i].made;
    if (planned.apart_count > 0) /* the list changes */
        planned.apart = cu_arena_copy(&planner->arena, planned.apart,
                                      planned.apart_count * sizeof *planned.apart);
    if (planned.apart_count == 0 || planned.apart)
        planned.made = plan_subselect(planner, query, exists);
    else
        cu_plan_no_memory(planner);
    if (planned.made && !cu_vector_push(&planner->values, planned)) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    return planned.made;
}

/* A query as a value; one that is said to be scalar has one column. */
static const cupel_expr *query_value(cu_planner *planner, const cu_node *node)
{
    const cupel_expr *made = subselect(planner, node->a.pointer, false);
    size_t columns = made ? cu_select_columns(cu_node_of(made)->a.pointer)->count : 1;
    if (node->detail != CU_SUBSELECT_SCALAR || columns == 1)
        return made;
    cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                 "cupel_scalar_subquery: the query has %zu columns, a value has one", columns);
    return NULL;
}

static const cupel_expr *exists_of(cu_planner *planner, const cupel_expr *expression)
{
    const cupel_query *query = cu_node_of(cu_item(expression, 0))->a.pointer;
    const cupel_expr *select = subselect(planner, query, true);
    if (!select)
        return NULL;
    const cupel_expr *made = cu_arena_exists(&planner->arena, cu_node_of(select)->a.pointer);
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

/* EXISTS (SELECT * FROM what the condition speaks of and the query around it does not WHERE condition) */
static const cupel_expr *exists_where(cu_planner *planner, const cupel_expr *expression)
{
    const cupel_expr *condition = cu_plan_resolve(planner, cu_item(expression, 0));
    cu_select *select = condition ? cu_select_new(&planner->arena) : NULL;
    if (!select) {
        cu_plan_no_memory(planner);
        return NULL;
    }
    select->exists_star = true;
    select->auto_correlate = true;
    const cupel_expr *made = cu_expressions_add(&planner->arena, &select->where, condition) &&
                                     cu_plan_correlate_own(planner, select)
                                 ? cu_arena_exists(&planner->arena, select)
                                 : NULL;
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

/* What holds a composite or a relationship, with its columns; NULL: it holds none, or planner->failed. */
static const cupel_expr *replace_several(cu_planner *planner, const cupel_expr *expression)
{
    if (expression->kind == CU_NODE_TUPLE)
        return cu_plan_spread_tuple(planner, expression);
    if (expression->kind == CU_NODE_OVER)
        return cu_plan_spread_window(planner, expression);
    return cu_names_relationship(cu_item(expression, 0)) ? cu_plan_related_in(planner, expression)
                                                         : NULL;
}

static const cupel_expr *replace(cu_transform *transform, const cupel_expr *expression)
{
    cu_planner *planner = transform->data;
    const cu_node *node = cu_node_of(expression);
    const cupel_expr *made = NULL;
    if (cu_named_composite(expression)) {
        made = cu_plan_composite(planner, expression);
        return made ? made : failed(transform);
    }
    switch (cu_kind(expression)) {
    case CU_NODE_ATTRIBUTE:
        made =
            attribute_column(planner, ((const cupel_attribute *)(const void *)expression)->mapping,
                             (const cupel_attribute *)(const void *)expression, NULL);
        break;
    case CU_NODE_CHILD_ATTRIBUTE:
        made = attribute_column(planner, node->a.pointer, node->b.pointer, NULL);
        break;
    case CU_NODE_TABLE_COLUMN: {
        const cu_column *column = cu_described_column(&planner->registry->metadata, expression);
        if (column)
            made = cu_column_expression(column);
        else
            cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                         "a column of a table that the session's registry does not know; add the "
                         "table with cupel_registry_add_table()");
        break;
    }
    case CU_NODE_ALIAS_ATTRIBUTE: {
        cu_from *from = cu_plan_alias(planner, node->a.pointer);
        made = from ? attribute_column(planner, ((const cupel_alias *)node->a.pointer)->mapping,
                                       node->b.pointer, from)
                    : NULL;
        break;
    }
    case CU_NODE_SUBQUERY_COLUMN: made = cu_plan_subquery_column(planner, expression); break;
    case CU_NODE_QUERY: made = query_value(planner, node); break;
    case CU_NODE_TUPLE:
    case CU_NODE_OVER:
    case CU_NODE_IN:
        made = replace_several(planner, expression);
        if (!made && !planner->failed)
            return NULL;
        break;
    case CU_NODE_RELATED:
    case CU_NODE_BINARY:
        if (expression->kind == CU_NODE_BINARY)
            made = cu_plan_compare_composite(planner, expression);
        if (!made && !planner->failed)
            made = cu_plan_replace_related(planner, expression);
        if (!made && !planner->failed)
            return NULL;
        break;
    case CU_NODE_UNARY:
        made = cu_plan_replace_related(planner, expression);
        if (made || planner->failed)
            break;
        if (expression->operation != CUPEL_OPERATOR_EXISTS ||
            cu_item(expression, 0)->kind == CU_NODE_SELECT)
            return NULL;
        made = cu_item(expression, 0)->kind == CU_NODE_QUERY ? exists_of(planner, expression)
                                                             : exists_where(planner, expression);
        break;
    case CU_NODE_ENTITY:
    case CU_NODE_ALIAS:
    case CU_NODE_INSTANCE:
    case CU_NODE_SUBQUERY:
    case CU_NODE_TABLE:
    case CU_NODE_ASSIGN:
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST, "%s cannot stand here",
                     cu_kind_describe(cu_kind(expression)));
        break;
    default: return NULL;
    }
    return made ? made : failed(transform);
}

const cupel_expr *cu_plan_resolve(cu_planner *planner, const cupel_expr *expression)
{
    cu_transform transform = { .arena = &planner->arena, .replace = replace, .data = planner };
    const cupel_expr *made = cu_transform_expression(&transform, expression);
    if (!made) {
        cu_plan_no_memory(planner); /* unless a better reason was given already */
        return NULL;
    }
    if (cu_is_poison(made)) {
        cu_plan_fail(planner, cupel_expression_code(made), "%s", cupel_expression_text(made));
        return NULL;
    }
    return planner->around ? cu_plan_adapt(planner, made, planner->around) : made;
}

cu_from *cu_plan_source(cu_planner *planner, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    switch (cu_kind(expression)) {
    case CU_NODE_ENTITY: {
        cu_mapper *mapper = cu_plan_mapper(planner, node->a.pointer);
        if (mapper && planner->own && cu_mapper_is(planner->own, mapper))
            return (cu_from *)(uintptr_t)planner->own_from;
        return mapper && cu_plan_apart(planner, mapper)
                   ? cu_plan_around(planner, cu_plan_from(planner, mapper))
                   : NULL;
    }
    case CU_NODE_SUBQUERY: return cu_plan_subquery(planner, node->a.pointer);
    case CU_NODE_TABLE: {
        cu_table *table = cu_described_table(&planner->registry->metadata, node->a.pointer);
        if (!table)
            cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                         "a table that the session's registry does not know; add it with "
                         "cupel_registry_add_table()");
        return table ? &table->from : NULL;
    }
    case CU_NODE_ALIAS: return cu_plan_alias(planner, node->a.pointer);
    default:
        cu_plan_fail(planner, CUPEL_INVALID_ARGUMENT,
                     "%s is nothing to select from; give a mapped struct (cupel_entity_of), an "
                     "alias (cupel_entity), a subquery or a table (cupel_table_source)",
                     cu_kind_describe(cu_kind(expression)));
        return NULL;
    }
}

const cu_mapper *cu_plan_source_mapper(cu_planner *planner, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    if (expression->kind == CU_NODE_ENTITY)
        return cu_plan_mapper(planner, node->a.pointer);
    if (expression->kind == CU_NODE_ALIAS)
        return cu_plan_mapper(planner, ((const cupel_alias *)node->a.pointer)->mapping);
    return NULL;
}
