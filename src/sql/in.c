/*
 * sql/in.c - IN: values, rows of them, arrays, and lists that get their values when the query is run.
 */
#include "base/alloc.h"
#include "sql/expression.h"
#include "sql/type.h"

/* ---- what may stand there ----------------------------------------------------------------------- */

static bool is_plain_value(const cupel_value *value)
{
    return value->kind < CUPEL_KIND_EXPRESSION;
}

/* A NULL among the values of a list is written as such; in a long list, which goes as one parameter, it is a value. */
static bool has_nulls(size_t count, const cupel_value *values)
{
    for (size_t i = 0; i < count && count <= CU_LIST_WRITTEN; i++)
        if (values[i].kind == CUPEL_KIND_NULL)
            return true;
    return false;
}

static bool is_unnamed_bind(const cupel_expr *expression)
{
    return (expression->kind == CU_NODE_BIND && !cu_node_of(expression)->a.text &&
            !((const cu_bind *)(const void *)expression)->callable) ||
           cu_is_constant(expression, CU_CONSTANT_NULL);
}

static size_t tuple_width(const cupel_value *value)
{
    return value->kind == CUPEL_KIND_EXPRESSION && value->as.expression->kind == CU_NODE_TUPLE
               ? value->as.expression->count
               : 1;
}

/* How many columns the left side of an IN has; a composite has as many as what it is compared with. */
static size_t left_width(const cupel_value *left, size_t count, const cupel_value *values)
{
    bool composite = left->kind == CUPEL_KIND_EXPRESSION &&
                     (left->as.expression->flags & CU_FLAG_COMPOSITE) != 0;
    return tuple_width(composite && count > 0 ? &values[0] : left);
}

/* Whether a tuple holds names of several columns, so that how many it has is known when they are. */
static bool holds_several(const cupel_value *value)
{
    for (size_t i = 0; tuple_width(value) > 1 && i < value->as.expression->count; i++) {
        const cupel_expr *item = cu_item(value->as.expression, i);
        if ((item->flags & (CU_FLAG_COMPOSITE | CU_FLAG_RELATIONSHIP)) ||
            item->kind == CU_NODE_INSTANCE)
            return true;
    }
    return false;
}

/* Which operand on the right of a tuple is no tuple of that width, counted from 1; 0: none.  SQL of any other kind may be one. */
static size_t misfit(const cupel_value *left, size_t count, const cupel_value *values)
{
    size_t width = tuple_width(left);
    bool several = holds_several(left);
    for (size_t i = 0; i < count && width > 1; i++) {
        const cupel_expr *item =
            values[i].kind == CUPEL_KIND_EXPRESSION ? values[i].as.expression : NULL;
        bool query = values[i].kind == CUPEL_KIND_QUERY || values[i].kind == CUPEL_KIND_SUBQUERY;
        bool fits = query || (item && item->kind != CU_NODE_BIND &&
                              (item->kind != CU_NODE_TUPLE || item->count == width || several ||
                               holds_several(&values[i])));
        if (!fits)
            return i + 1;
    }
    return 0;
}

/* Whether an operand on the right is a plain value, or a tuple of plain values of that width. */
static bool is_plain_row(const cupel_value *value, size_t width)
{
    if (width == 1)
        return is_plain_value(value);
    if (value->kind != CUPEL_KIND_EXPRESSION || value->as.expression->kind != CU_NODE_TUPLE ||
        value->as.expression->count != width)
        return false;
    for (size_t i = 0; i < width; i++)
        if (!is_unnamed_bind(cu_item(value->as.expression, i)))
            return false;
    return true;
}

static void copy_row(cupel_value *to, const cupel_value *from, size_t width)
{
    if (width == 1) {
        *to = *from;
        return;
    }
    for (size_t i = 0; i < width; i++) {
        const cupel_expr *item = cu_item(from->as.expression, i);
        to[i] = item->kind == CU_NODE_BIND ? ((const cu_bind *)(const void *)item)->value
                                           : cupel_value_null();
    }
}

/* The values as one node; they are copied.  NULL: no memory. */
static const cupel_expr *bind_list(cu_builder *builder, size_t count, size_t width,
                                   const cupel_value *rows)
{
    cu_bind_list *list =
        (cu_bind_list *)(void *)cu_build_node(builder, CU_NODE_BIND_LIST, 0, sizeof(cu_bind_list));
    cupel_value *values =
        list ? cu_build_alloc(builder, CU_MAX(count * width, (size_t)1) * sizeof *values) : NULL;
    if (!values)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        copy_row(&values[i * width], &rows[i], width);
        for (size_t j = 0; j < width; j++)
            if (!cu_build_value(builder, &values[i * width + j]))
                return NULL;
    }
    list->node.head.flags |= CU_FLAG_PLAIN;
    list->count = count;
    list->width = width;
    list->values = values;
    return &list->node.head;
}

static const cupel_expr *expression_list(cu_builder *builder, size_t count,
                                         const cupel_value *values)
{
    cu_node *list = cu_build_node(builder, CU_NODE_LIST, count, 0);
    for (size_t i = 0; list && i < count; i++) {
        const cupel_expr *item = cu_build_operand(builder, &values[i]);
        if (!item)
            return NULL;
        cu_node_set(list, i, item);
    }
    if (list && builder->plain)
        list->head.flags |= CU_FLAG_PLAIN;
    return list ? &list->head : NULL;
}

/* A query, or a list with a name. */
static bool is_whole_side(const cupel_value *value)
{
    return value->kind == CUPEL_KIND_QUERY || (value->kind == CUPEL_KIND_EXPRESSION &&
                                               (value->as.expression->kind == CU_NODE_QUERY ||
                                                value->as.expression->kind == CU_NODE_SELECT ||
                                                value->as.expression->kind == CU_NODE_BIND_LIST));
}

/* The right side of an IN as a node; NULL: no memory. */
static const cupel_expr *in_right_side(cu_builder *builder, const cupel_value *left, size_t count,
                                       const cupel_value *values)
{
    if (count == 1 && is_whole_side(&values[0]))
        return cu_build_operand(builder, &values[0]);
    size_t width = left_width(left, count, values);
    for (size_t i = 0; i < count; i++)
        if (!is_plain_row(&values[i], width) || (width == 1 && i == 0 && has_nulls(count, values)))
            return expression_list(builder, count, values);
    return bind_list(builder, count, width, values);
}

static cupel_expr *make_in(cu_builder *builder, cupel_operator operation, const cupel_value *left,
                           const cupel_expr *right)
{
    cu_node *node = right ? cu_build_node(builder, CU_NODE_IN, 2, 0) : NULL;
    const cupel_expr *first = node ? cu_build_operand(builder, left) : NULL;
    if (!first)
        return cu_build_finish(builder, NULL);
    cu_node_set(node, 0, first);
    cu_node_set(node, 1, right);
    node->head.operation = (unsigned char)operation;
    node->type = cu_type_of(CUPEL_BOOLEAN);
    return cu_build_finish(builder, node);
}

static bool is_in(cupel_operator operation)
{
    return operation == CUPEL_OPERATOR_IN || operation == CUPEL_OPERATOR_NOT_IN;
}

cupel_expr *cupel_in_values(cupel_operator operation, size_t count, const cupel_value *values)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, "cupel_in", count, values))
        return builder.result;
    if (count == 0 || !is_in(operation))
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_in_values: takes IN or NOT_IN and at least the left operand");
    size_t wrong = misfit(&values[0], count - 1, values + 1);
    if (wrong > 0)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_in: item %zu is no cupel_tuple() of as many as on the left, "
                             "which are %zu",
                             wrong, tuple_width(&values[0]));
    const cupel_expr *right = in_right_side(&builder, &values[0], count - 1, values + 1);
    return make_in(&builder, operation, &values[0], right);
}

cupel_expr *cupel_in_list(cupel_operator operation, cupel_value left, size_t count,
                          const cupel_value *values)
{
    if (!values && count > 0) {
        if (left.kind == CUPEL_KIND_EXPRESSION)
            cupel_discard(left.as.expression);
        return cu_poison(CUPEL_INVALID_REQUEST,
                         "cupel_in_array: the array is NULL but its count is %zu; an empty list "
                         "has count 0",
                         count);
    }
    cupel_value *all = cu_alloc_array(count + 1, sizeof *all);
    if (!all) {
        if (left.kind == CUPEL_KIND_EXPRESSION)
            cupel_discard(left.as.expression);
        for (size_t i = 0; i < count; i++)
            if (values[i].kind == CUPEL_KIND_EXPRESSION)
                cupel_discard(values[i].as.expression);
        return cu_poison_no_memory();
    }
    all[0] = left;
    if (count > 0)
        memcpy(all + 1, values, count * sizeof *all);
    cupel_expr *made = cupel_in_values(operation, count + 1, all);
    cu_free(all);
    return made;
}

/* An array of any type: the values are made one by one into the list. */
typedef cupel_value (*element_function)(const void *array, size_t index);

static cupel_expr *in_typed_array(cupel_operator operation, cupel_value left, const void *array,
                                  size_t count, element_function element)
{
    if (!array)
        return cupel_in_list(operation, left, count, NULL);
    cupel_value *values = cu_alloc_array(count, sizeof *values);
    if (!values) {
        if (left.kind == CUPEL_KIND_EXPRESSION)
            cupel_discard(left.as.expression);
        return cu_poison_no_memory();
    }
    for (size_t i = 0; i < count; i++)
        values[i] = element(array, i);
    cupel_expr *made = cupel_in_list(operation, left, count, values);
    cu_free(values);
    return made;
}

static cupel_value int64_element(const void *array, size_t index)
{
    return cupel_value_int(((const int64_t *)array)[index]);
}

static cupel_value int32_element(const void *array, size_t index)
{
    return cupel_value_int(((const int32_t *)array)[index]);
}

static cupel_value double_element(const void *array, size_t index)
{
    return cupel_value_double(((const double *)array)[index]);
}

static cupel_value text_element(const void *array, size_t index)
{
    return cupel_value_text(((const char *const *)array)[index]);
}

cupel_expr *cupel_in_int_array(cupel_operator operation, cupel_value left, const int64_t *array,
                               size_t count)
{
    return in_typed_array(operation, left, array, count, int64_element);
}

cupel_expr *cupel_in_int32_array(cupel_operator operation, cupel_value left, const int32_t *array,
                                 size_t count)
{
    return in_typed_array(operation, left, array, count, int32_element);
}

cupel_expr *cupel_in_double_array(cupel_operator operation, cupel_value left, const double *array,
                                  size_t count)
{
    return in_typed_array(operation, left, array, count, double_element);
}

cupel_expr *cupel_in_text_array(cupel_operator operation, cupel_value left,
                                const char *const *array, size_t count)
{
    return in_typed_array(operation, left, array, count, text_element);
}

cupel_expr *cupel_in_value_array(cupel_operator operation, cupel_value left,
                                 const cupel_value *array, size_t count)
{
    return cupel_in_list(operation, left, count, array);
}

/* ---- lists with a name --------------------------------------------------------------------------- */

static cupel_expr *named_list(const char *function, const char *name, bool required, size_t count,
                              const cupel_value *values)
{
    cu_builder builder;
    if (!cu_build_begin_complete(&builder, function, count, values))
        return builder.result;
    cupel_expr *refused = cu_build_refuse_name(&builder, function, name);
    if (refused)
        return refused;
    size_t width = count > 0 ? tuple_width(&values[0]) : 1;
    for (size_t i = 0; i < count; i++)
        if (!is_plain_row(&values[i], width))
            return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                                 "%s: item %zu of '%s' is no value, or no cupel_tuple() of as many "
                                 "values as the first one",
                                 function, i + 1, name);
    const cupel_expr *made = bind_list(&builder, count, width, values);
    cu_bind_list *list = (cu_bind_list *)(uintptr_t)made;
    if (list) {
        list->node.a.text = cu_build_text(&builder, name);
        list->required = required;
    }
    return cu_build_finish(&builder, list ? &list->node : NULL);
}

cupel_expr *cupel_bind_list_values(const char *name, size_t count, const cupel_value *values)
{
    return values || count == 0
               ? named_list("cupel_bind_list", name, false, count, values)
               : cu_poison(CUPEL_INVALID_ARGUMENT,
                           "cupel_bind_list: the array is NULL but its count is %zu", count);
}

cupel_expr *cupel_bind_list_required(const char *name)
{
    return named_list("cupel_bind_list_required", name, true, 0, NULL);
}
