/*
 * sql/compile_value.c - values in SQL: placeholders and the slots behind them,
 * and lists of values.
 */
#include "sql/compiler.h"
#include "sql/key.h"
#include "sql/type.h"

cu_compared cu_compared_with(const cupel_expr *expression)
{
    if (!expression)
        return (cu_compared){ .type = NULL };
    /* what an operator of the database's own gives is not known */
    bool custom =
        expression->kind == CU_NODE_BINARY && expression->operation == CUPEL_OPERATOR_CUSTOM;
    return (cu_compared){ .type = custom ? NULL : cu_expression_type(expression),
                          .column = cu_column_of(expression),
                          .tuple = expression->kind == CU_NODE_TUPLE ? expression : NULL };
}

cu_compared cu_compared_item(const cu_compared *compared, size_t index)
{
    const cupel_expr *tuple = compared->tuple;
    return cu_compared_with(tuple && index < tuple->count ? cu_item(tuple, index) : NULL);
}

/* ---- values ------------------------------------------------------------------------------------ */

/* Whether two kinds of numbers differ, so that a parameter keeps its own type: 2.5 compared with an integer. */
static bool is_number_kind(uint32_t kind)
{
    return kind == CUPEL_KIND_INT || kind == CUPEL_KIND_DOUBLE || kind == CUPEL_KIND_DECIMAL ||
           kind == CUPEL_KIND_UNSIGNED;
}

/* The type a parameter is bound as: that of what it is compared with, where its value can be one. */
static const cupel_type *bound_type(const cu_compiler *compiler, const cupel_type *own,
                                    uint32_t kind)
{
    const cupel_type *context = compiler->compared.type;
    if (!context || context->id == CUPEL_UNTYPED)
        return own;
    if (own && is_number_kind(kind) && cu_type_is_number(context->id) &&
        !cu_type_is_integer(own->id) && cu_type_is_integer(context->id))
        return own;
    return kind == CUPEL_KIND_INT && !compiler->compared.assigned ? cu_type_of_compared(context)
                                                                  : context;
}

/* What messages call a value that has no name: the column it is compared with; NULL. */
static const char *compared_name(cu_compiler *compiler)
{
    const cu_column *column = compiler->compared.column;
    return column ? cu_arena_strdup(&compiler->compiled->arena, column->name) : NULL;
}

const cupel_type *cu_lasting_type(cu_compiler *compiler, const cupel_type *type)
{
    if (!type || type == cu_type_of(type->id))
        return type;
    cupel_type *copy = cu_arena_copy(&compiler->compiled->arena, type, sizeof *type);
    if (!copy)
        cu_compile_no_memory(compiler);
    else
        copy->collation = NULL;
    return copy;
}

static cupel_value lasting_value(cu_compiler *compiler, const cupel_value *value)
{
    cupel_value copy = *value;
    if (!cu_value_copy(&compiler->compiled->arena, &copy))
        cu_compile_no_memory(compiler);
    return copy;
}

static bool has_value(const cu_compiler *compiler, const cu_bind *bind, const cu_slot *slot,
                      cupel_value *value)
{
    const cu_compile_options *options = &compiler->options;
    if (options->slot_value)
        return options->slot_value(options->slot_data, slot, value);
    return !bind->required && !bind->callable;
}

void cu_write_bind(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_bind *bind = (const cu_bind *)(const void *)expression;
    const cupel_type *type = bound_type(compiler, bind->node.type, bind->value.kind);
    cu_slot slot = { .type = cu_lasting_type(compiler, type) };
    slot.name = bind->node.a.text ? cu_arena_strdup(&compiler->compiled->arena, bind->node.a.text)
                                  : compared_name(compiler);
    if (bind->walk == compiler->walk && compiler->walk != 0) {
        /* detail: which member of the instance that the parameter is, counted from 1 */
        slot.kind = bind->node.detail > 0 ? CU_SLOT_MEMBER : CU_SLOT_PARAMETER;
        slot.ordinal = bind->ordinal;
        slot.index = bind->node.detail > 0 ? bind->node.detail - 1u : 0;
    } else if (bind->callable) {
        slot.kind = CU_SLOT_FUNCTION;
        slot.function = bind->callable;
        slot.data = bind->data;
    } else {
        slot.kind = CU_SLOT_CONSTANT;
        slot.constant = lasting_value(compiler, &bind->value);
    }
    cupel_value value = bind->value;
    if (compiler->options.inline_literals && has_value(compiler, bind, &slot, &value))
        cu_write_literal(compiler, type, &value);
    else
        cu_write_slot(compiler, &slot);
}

bool cu_is_row_number(const cupel_expr *expression)
{
    const cu_bind *bind = (const cu_bind *)(const void *)expression;
    return expression->kind == CU_NODE_BIND && bind->value.kind == CUPEL_KIND_INT &&
           !bind->node.a.text && !bind->required && !bind->callable;
}

void cu_write_row_number(cu_compiler *compiler, const cupel_expr *expression)
{
    if (cu_is_row_number(expression))
        cu_write_literal(compiler, NULL, &((const cu_bind *)(const void *)expression)->value);
    else
        cu_write_operand(compiler, expression, CUPEL_OPERATOR_ADD);
}

void cu_write_quoted(cu_compiler *compiler, const char *text, size_t length)
{
    cu_literal_quote(compiler->dialect, &compiler->output.text, text, length);
}

/* ---- lists of values --------------------------------------------------------------------------- */

static void write_list_item(cu_compiler *compiler, const cu_bind_list *list, size_t index,
                            const cupel_type *type, const char *name)
{
    if (compiler->options.inline_literals) {
        cu_write_literal(compiler, type, &list->values[index]);
        return;
    }
    cu_slot slot = {
        .kind = CU_SLOT_LIST_ITEM, .ordinal = list->ordinal, .index = (uint32_t)index, .name = name
    };
    uint32_t kind = index < list->count * list->width ? list->values[index].kind : CUPEL_KIND_NULL;
    const cu_compared saved = compiler->compared;
    compiler->compared.type = type;
    slot.type = cu_lasting_type(compiler, bound_type(compiler,
                                                     index < list->count * list->width
                                                         ? cu_type_of_value(&list->values[index])
                                                         : NULL,
                                                     kind));
    compiler->compared = saved;
    if (list->walk != compiler->walk || compiler->walk == 0) {
        slot.kind = CU_SLOT_CONSTANT;
        slot.constant = lasting_value(compiler, &list->values[index]);
    }
    cu_write_slot(compiler, &slot);
}

static size_t written_count(const cu_compiler *compiler, const cu_bind_list *list)
{
    bool collected = list->walk == compiler->walk && compiler->walk != 0;
    return collected && !compiler->options.inline_literals ? cu_list_bucket(list->count)
                                                           : list->count;
}

static void write_list_tuple(cu_compiler *compiler, const cu_bind_list *list, size_t index)
{
    const cu_compared saved = compiler->compared;
    cu_write(compiler, "(");
    for (size_t i = 0; i < list->width; i++) {
        if (i > 0)
            cu_write(compiler, ", ");
        compiler->compared = cu_compared_item(&saved, i);
        write_list_item(compiler, list, index * list->width + i, compiler->compared.type,
                        compared_name(compiler));
    }
    compiler->compared = saved;
    cu_write(compiler, ")");
}

/* The values from `first` to `last`, which is not among them. */
static void write_list_part(cu_compiler *compiler, const cu_bind_list *list, const cupel_type *type,
                            size_t first, size_t last)
{
    const char *name = list->width == 1 ? compared_name(compiler) : NULL;
    for (size_t i = first; i < last; i++) {
        if (i > first)
            cu_write(compiler, ", ");
        if (list->width == 1)
            write_list_item(compiler, list, i, type, name);
        else
            write_list_tuple(compiler, list, i);
    }
}

void cu_write_list_items(cu_compiler *compiler, const cu_bind_list *list, const cupel_type *type)
{
    write_list_part(compiler, list, type, 0, written_count(compiler, list));
}

void cu_write_list_slot(cu_compiler *compiler, const cu_bind_list *list, const cupel_type *type)
{
    cu_slot slot = { .kind = CU_SLOT_LIST,
                     .ordinal = list->ordinal,
                     .type = cu_lasting_type(compiler, type),
                     .name = compared_name(compiler) };
    cu_write_slot(compiler, &slot);
}

/* A long list goes as one array where the database has a way to take it. */
static bool goes_as_array(const cu_compiler *compiler, const cu_bind_list *list,
                          const cupel_type *type)
{
    const cu_sql_dialect *dialect = compiler->dialect;
    if (list->width != 1 || list->count <= dialect->list_limit || !dialect->write_list ||
        list->walk != compiler->walk || compiler->walk == 0 || compiler->options.inline_literals)
        return false;
    return dialect->list_types == 0 || (type && (dialect->list_types >> type->id & 1));
}

/* (x IN (1, 2, ...) OR x IN (1001, ...)), where a list can only be so long. */
static void write_list_in_parts(cu_compiler *compiler, const cu_bind_list *list, bool negated,
                                const cu_node *in)
{
    cupel_operator operation = negated ? CUPEL_OPERATOR_NOT_IN : CUPEL_OPERATOR_IN;
    size_t count = written_count(compiler, list), most = compiler->dialect->list_most;
    const cu_compared left = compiler->compared;
    for (size_t first = 0; first < count; first += most) {
        if (first > 0) {
            cu_write(compiler, negated ? " AND " : " OR ");
            compiler->compared = cu_compared_with(NULL);
            cu_write_operand(compiler, in->items[0], operation);
            compiler->compared = left;
        }
        cu_write(compiler, cu_operator(operation)->spelling);
        cu_write(compiler, "(");
        write_list_part(compiler, list, left.type, first, CU_MIN(first + most, count));
        cu_write(compiler, ")");
    }
}

bool cu_list_has_parts(const cu_compiler *compiler, const cu_bind_list *list)
{
    size_t most = compiler->dialect->list_most;
    return most > 0 && written_count(compiler, list) > most;
}

/* A list without items, to be compared with `left`. */
static void write_nothing(cu_compiler *compiler, const cupel_expr *left, bool negated)
{
    size_t width = left->kind == CU_NODE_TUPLE ? left->count : 1;
    if (compiler->dialect->write_empty_list) {
        compiler->dialect->write_empty_list(compiler, negated, width);
        return;
    }
    cu_write(compiler, width > 1 ? "((NULL" : "(NULL");
    for (size_t i = 1; i < width; i++)
        cu_write(compiler, ", NULL");
    cu_write(compiler, width > 1 ? "))" : ")");
    cu_write(compiler, negated ? " OR (1 = 1)" : " AND (1 != 1)");
}

void cu_write_bind_list(cu_compiler *compiler, const cu_bind_list *list, bool negated,
                        const cu_node *in)
{
    const cu_sql_dialect *dialect = compiler->dialect;
    const cupel_type *type = compiler->compared.type;
    if (goes_as_array(compiler, list, type)) {
        dialect->write_list(compiler, list, type, negated);
        return;
    }
    if (cu_list_has_parts(compiler, list)) {
        write_list_in_parts(compiler, list, negated, in);
        return;
    }
    cu_write(compiler, cu_operator(negated ? CUPEL_OPERATOR_NOT_IN : CUPEL_OPERATOR_IN)->spelling);
    if (list->count == 0) {
        write_nothing(compiler, in->items[0], negated);
    } else if (list->width > 1 && dialect->write_tuple_list) {
        dialect->write_tuple_list(compiler, list);
    } else {
        cu_write(compiler, "(");
        cu_write_list_items(compiler, list, type);
        cu_write(compiler, ")");
    }
}
