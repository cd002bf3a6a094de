/*
 * sql/from.c - tables under other names, joins, and the columns they show.
 */
#include "sql/from.h"

void cu_column_init(cu_column *column, cu_from *from, uint32_t index, const char *name,
                    const cupel_type *type)
{
    *column = (cu_column){ .node = { .head = { .kind = CU_NODE_COLUMN,
                                               .flags = CU_FLAG_STATIC | CU_FLAG_PLAIN },
                                     .type = type },
                           .from = from,
                           .name = name,
                           .key = name,
                           .index = index };
}

cu_column *cu_from_column(const cu_from *from, const char *key)
{
    for (size_t i = 0; i < from->column_count; i++)
        if (cu_text_equal(from->columns[i]->key, key))
            return from->columns[i];
    for (size_t i = 0; i < from->column_count; i++)
        if (cu_text_equal(from->columns[i]->name, key))
            return from->columns[i];
    return NULL;
}

static bool shows(const cu_column *shown, const cu_column *column)
{
    for (; shown; shown = shown->base)
        if (shown == column)
            return true;
    return false;
}

cu_column *cu_from_corresponding(const cu_from *from, const cu_column *column)
{
    if (column->from == from)
        return (cu_column *)(uintptr_t)column;
    if (from->kind == CU_FROM_JOIN) {
        cu_column *found = cu_from_corresponding(from->left, column);
        return found ? found : cu_from_corresponding(from->right, column);
    }
    for (size_t i = 0; i < from->column_count; i++)
        if (shows(from->columns[i], column))
            return from->columns[i];
    /* the other way round: a column of an alias of what this is made of */
    for (; column->base && column->from != from; column = column->base)
        if (column->base->from == from)
            return (cu_column *)(uintptr_t)column->base;
    return NULL;
}

bool cu_from_contains(const cu_from *whole, const cu_from *part)
{
    if (whole == part)
        return true;
    return whole->kind == CU_FROM_JOIN &&
           (cu_from_contains(whole->left, part) || cu_from_contains(whole->right, part));
}

static const char *anonymous_base(const cu_from *element)
{
    if (element->kind == CU_FROM_TABLE)
        return element->name;
    if (element->kind == CU_FROM_ALIAS && element->element)
        return anonymous_base(element->element);
    return element->name ? element->name : "anon";
}

cu_from *cu_from_alias(cu_arena *arena, cu_from *element, const char *name)
{
    cu_from *alias = cu_arena_alloc_zero(arena, sizeof *alias);
    cu_column *columns = cu_arena_alloc_array(arena, element->column_count, sizeof *columns);
    cu_column **pointers = cu_arena_alloc_array(arena, element->column_count, sizeof *pointers);
    if (!alias || !columns || !pointers)
        return NULL;
    *alias = (cu_from){ .kind = CU_FROM_ALIAS,
                        .name = name ? cu_arena_strdup(arena, name) : NULL,
                        .base_name = anonymous_base(element),
                        .columns = pointers,
                        .column_count = element->column_count,
                        .element = element };
    if (name && !alias->name)
        return NULL;
    for (size_t i = 0; i < element->column_count; i++) {
        cu_column *base = element->columns[i];
        cu_column_init(&columns[i], alias, (uint32_t)i, base->name, base->node.type);
        columns[i].key = base->key;
        columns[i].derived = base->derived;
        columns[i].primary_key = base->primary_key;
        columns[i].base = base;
        columns[i].references = base->references;
        columns[i].reference_count = base->reference_count;
        pointers[i] = &columns[i];
    }
    return alias;
}

static size_t count_columns(const cu_from *from)
{
    return from->kind == CU_FROM_JOIN ? count_columns(from->left) + count_columns(from->right)
                                      : from->column_count;
}

static void stand_for_columns(cu_from *stand_in, const cu_from *from, cu_column *columns)
{
    if (from->kind == CU_FROM_JOIN) {
        stand_for_columns(stand_in, from->left, columns);
        stand_for_columns(stand_in, from->right, columns);
        return;
    }
    for (size_t i = 0; i < from->column_count; i++) {
        size_t at = stand_in->column_count++;
        cu_column_init(&columns[at], stand_in, (uint32_t)at, from->columns[i]->name,
                       from->columns[i]->node.type);
        columns[at].base = from->columns[i];
        columns[at].references = from->columns[i]->references;
        columns[at].reference_count = from->columns[i]->reference_count;
        stand_in->columns[at] = &columns[at];
    }
}

cu_from *cu_from_stand_in(cu_arena *arena, cu_from *element, const char *name)
{
    if (element->kind != CU_FROM_JOIN)
        return cu_from_alias(arena, element, name);
    cu_from *made = cu_arena_alloc_zero(arena, sizeof *made);
    cu_column *columns = cu_arena_alloc_array(arena, count_columns(element), sizeof *columns);
    cu_column **pointers = cu_arena_alloc_array(arena, count_columns(element), sizeof *pointers);
    if (!made || !columns || !pointers)
        return NULL;
    *made =
        (cu_from){ .kind = CU_FROM_ALIAS, .name = name, .columns = pointers, .element = element };
    stand_for_columns(made, element, columns);
    return made;
}

cu_from *cu_from_join(cu_arena *arena, cu_from *left, cu_from *right, const cupel_expr *on,
                      bool outer, bool full)
{
    cu_from *join = cu_arena_alloc_zero(arena, sizeof *join);
    if (!join)
        return NULL;
    *join = (cu_from){ .kind = CU_FROM_JOIN,
                       .left = left,
                       .right = right,
                       .on = on,
                       .outer = outer || full,
                       .full = full };
    return join;
}

cu_name cu_column_name(const cu_column *column)
{
    if (column->derived.kind != CU_NAME_NONE)
        return column->derived;
    return (cu_name){ .kind = CU_NAME_TEXT, .text = column->name };
}

cu_name cu_column_qualified_name(cu_arena *arena, const cu_column *column)
{
    const cu_from *from = column->from;
    cu_name name = cu_column_name(column);
    if (!from)
        return name;
    if (!from->name || name.kind != CU_NAME_TEXT)
        return (cu_name){ .kind = CU_NAME_QUALIFIED, .column = column };
    const char *text = from->kind == CU_FROM_TABLE && from->schema
                           ? cu_arena_printf(arena, "%s_%s_%s", from->schema, from->name, name.text)
                           : cu_arena_printf(arena, "%s_%s", from->name, name.text);
    /* a table `a` with columns `b` and `a_b`: the label of the first must not be the name of the second */
    const char *plain = text;
    for (unsigned number = 1; text && cu_from_column(from, text); number++)
        text = cu_arena_printf(arena, "%s_%u", plain, number);
    return (cu_name){ .kind = CU_NAME_TEXT, .text = text ? text : name.text };
}
