/*
 * sql/compile_value.c - values in SQL: placeholders and the slots behind them,
 * lists of values, and values as text for people to read.
 */
#include "base/datetime.h"
#include "base/number.h"
#include "sql/compiler.h"
#include "sql/key.h"
#include "sql/type.h"
#include <cupel/uuid.h>

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
    const cupel_type *context = compiler->bind_type;
    if (!context || context->id == CUPEL_UNTYPED)
        return own;
    if (own && is_number_kind(kind) && cu_type_is_number(context->id) &&
        !cu_type_is_integer(own->id) && cu_type_is_integer(context->id))
        return own;
    return context;
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
    if (value->kind == CUPEL_KIND_TEXT || value->kind == CUPEL_KIND_DECIMAL ||
        value->kind == CUPEL_KIND_JSON)
        copy.as.text = cu_arena_strndup(&compiler->compiled->arena, value->as.text, value->length);
    else if (value->kind == CUPEL_KIND_BLOB)
        copy.as.data = cu_arena_copy(&compiler->compiled->arena, value->as.data, value->length);
    return copy;
}

void cu_write_bind(cu_compiler *compiler, const cupel_expr *expression)
{
    const cu_bind *bind = (const cu_bind *)(const void *)expression;
    const cupel_type *type = bound_type(compiler, bind->node.type, bind->value.kind);
    if (compiler->options.inline_literals && !bind->required && !bind->callable) {
        cu_write_literal(compiler, type, &bind->value);
        return;
    }
    cu_slot slot = { .type = cu_lasting_type(compiler, type) };
    if (bind->node.a.text)
        slot.name = cu_arena_strdup(&compiler->compiled->arena, bind->node.a.text);
    if (bind->walk == compiler->walk && compiler->walk != 0) {
        /* detail: which member of the instance that the parameter is, counted from 1 */
        slot.kind = bind->node.detail > 0 ? CU_SLOT_MEMBER : CU_SLOT_PARAMETER;
        slot.ordinal = bind->ordinal;
        slot.index = bind->node.detail > 0 ? bind->node.detail - 1u : 0;
    } else {
        slot.kind = CU_SLOT_CONSTANT;
        slot.constant = lasting_value(compiler, &bind->value);
    }
    cu_write_slot(compiler, &slot);
}

static void write_blob(cu_compiler *compiler, const cupel_value *value)
{
    static const char digits[] = "0123456789ABCDEF";
    const unsigned char *bytes = value->as.data;
    cu_write(compiler, "X'");
    for (uint32_t i = 0; i < value->length; i++) {
        char pair[2] = { digits[bytes[i] >> 4], digits[bytes[i] & 15] };
        cu_write_length(compiler, pair, 2);
    }
    cu_write(compiler, "'");
}

void cu_write_quoted(cu_compiler *compiler, const char *text, size_t length)
{
    cu_literal_quote(compiler->dialect, &compiler->output.text, text, length);
}

static void write_date_like(cu_compiler *compiler, const cupel_value *value)
{
    char text[CUPEL_DATETIME_TEXT_SIZE];
    size_t length = 0;
    switch (value->kind) {
    case CUPEL_KIND_DATE: length = cupel_date_format(value->as.date, text); break;
    case CUPEL_KIND_TIME: length = cupel_time_format(value->as.time, text); break;
    case CUPEL_KIND_DATETIME: length = cupel_datetime_format(value->as.datetime, text); break;
    default: length = cupel_timestamp_format(value->as.timestamp, text); break;
    }
    cu_write_quoted(compiler, text, length);
}

void cu_write_literal(cu_compiler *compiler, const cupel_type *type, const cupel_value *value)
{
    char text[CU_DOUBLE_TEXT_SIZE + CUPEL_UUID_TEXT_SIZE];
    if (type && type->id == CUPEL_BOOLEAN && value->kind == CUPEL_KIND_INT) {
        cu_write(compiler,
                 value->as.integer ? compiler->dialect->true_text : compiler->dialect->false_text);
        return;
    }
    switch (value->kind) {
    case CUPEL_KIND_NULL: cu_write(compiler, "NULL"); break;
    case CUPEL_KIND_BOOL:
        cu_write(compiler,
                 value->as.boolean ? compiler->dialect->true_text : compiler->dialect->false_text);
        break;
    case CUPEL_KIND_INT:
        cu_write_length(compiler, text, cu_int_format(value->as.integer, text));
        break;
    case CUPEL_KIND_INTERVAL:
        cu_write_length(compiler, text, cu_int_format(value->as.interval.microseconds, text));
        break;
    case CUPEL_KIND_UNSIGNED:
        cu_write_length(compiler, text, cu_unsigned_format(value->as.natural, text));
        break;
    case CUPEL_KIND_DOUBLE:
        cu_write_length(compiler, text, cu_double_format(value->as.real, text));
        break;
    case CUPEL_KIND_DECIMAL: cu_write_length(compiler, value->as.text, value->length); break;
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_JSON: cu_write_quoted(compiler, value->as.text, value->length); break;
    case CUPEL_KIND_BLOB: write_blob(compiler, value); break;
    case CUPEL_KIND_UUID:
        cupel_uuid_format(value->as.uuid, text);
        cu_write_quoted(compiler, text, strlen(text));
        break;
    default: write_date_like(compiler, value); break;
    }
}

/* ---- lists of values --------------------------------------------------------------------------- */

static void write_list_item(cu_compiler *compiler, const cu_bind_list *list, size_t index,
                            const cupel_type *type)
{
    if (compiler->options.inline_literals) {
        cu_write_literal(compiler, type, &list->values[index]);
        return;
    }
    cu_slot slot = { .kind = CU_SLOT_LIST_ITEM,
                     .ordinal = list->ordinal,
                     .index = (uint32_t)index };
    uint32_t kind = index < list->count * list->width ? list->values[index].kind : CUPEL_KIND_NULL;
    const cupel_type *saved = compiler->bind_type;
    compiler->bind_type = type;
    slot.type = cu_lasting_type(compiler, bound_type(compiler,
                                                     index < list->count * list->width
                                                         ? cu_type_of_value(&list->values[index])
                                                         : NULL,
                                                     kind));
    compiler->bind_type = saved;
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

void cu_write_list_items(cu_compiler *compiler, const cu_bind_list *list, const cupel_type *type)
{
    size_t count = written_count(compiler, list);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            cu_write(compiler, ", ");
        if (list->width == 1) {
            write_list_item(compiler, list, i, type);
            continue;
        }
        cu_write(compiler, "(");
        for (size_t j = 0; j < list->width; j++) {
            if (j > 0)
                cu_write(compiler, ", ");
            write_list_item(compiler, list, i * list->width + j, NULL);
        }
        cu_write(compiler, ")");
    }
}

void cu_write_list_slot(cu_compiler *compiler, const cu_bind_list *list, const cupel_type *type)
{
    cu_slot slot = { .kind = CU_SLOT_LIST,
                     .ordinal = list->ordinal,
                     .type = cu_lasting_type(compiler, type) };
    cu_write_slot(compiler, &slot);
}

/* A long list goes as one array where the database has a way to take it. */
static bool goes_as_array(const cu_compiler *compiler, const cu_bind_list *list)
{
    return list->width == 1 && list->count > compiler->dialect->list_limit &&
           compiler->dialect->write_list && list->walk == compiler->walk && compiler->walk != 0 &&
           !compiler->options.inline_literals;
}

void cu_write_bind_list(cu_compiler *compiler, const cu_bind_list *list, bool negated,
                        const cupel_type *type)
{
    const cu_sql_dialect *dialect = compiler->dialect;
    if (goes_as_array(compiler, list)) {
        dialect->write_list(compiler, list, type, negated);
        return;
    }
    cu_write(compiler, cu_operator(negated ? CUPEL_OPERATOR_NOT_IN : CUPEL_OPERATOR_IN)->spelling);
    if (list->count == 0 && dialect->write_empty_list) {
        dialect->write_empty_list(compiler, negated, list->width);
    } else if (list->count == 0) {
        cu_write(compiler, negated ? "(NULL) OR (1 = 1)" : "(NULL) AND (1 != 1)");
    } else if (list->width > 1 && dialect->write_tuple_list) {
        dialect->write_tuple_list(compiler, list);
    } else {
        cu_write(compiler, "(");
        cu_write_list_items(compiler, list, type);
        cu_write(compiler, ")");
    }
}
