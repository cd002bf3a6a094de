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

/* Through how many others a column shows this one; -1: it does not. */
static int distance_to(const cu_column *shown, const cu_column *column)
{
    int distance = 0;
    for (; shown; shown = shown->base, distance++) {
        if (shown == column)
            return distance;
        for (size_t i = 0; i < shown->also_count; i++)
            if (shown->also[i] == column)
                return distance + 1;
    }
    return -1;
}

/* The column that shows it most directly: several do where a table is there more than once. */
static cu_column *nearest(const cu_from *from, const cu_column *column, int *distance)
{
    cu_column *found = NULL;
    *distance = 0;
    if (column->from == from)
        return (cu_column *)(uintptr_t)column;
    if (from->kind == CU_FROM_JOIN) {
        int other;
        found = nearest(from->left, column, distance);
        cu_column *right = found && *distance == 0 ? NULL : nearest(from->right, column, &other);
        if (!right || (found && *distance <= other))
            return found;
        *distance = other;
        return right;
    }
    for (size_t i = 0; i < from->column_count && !(found && *distance <= 1); i++) {
        int at = distance_to(from->columns[i], column);
        if (at < 0 || (found && at >= *distance))
            continue;
        found = from->columns[i];
        *distance = at;
    }
    return found;
}

/* The other way round: what a column of an alias of `from`, or of a part of it, shows. */
static cu_column *shown_of(const cu_from *from, const cu_column *column)
{
    if (from->kind == CU_FROM_JOIN) {
        cu_column *found = shown_of(from->left, column);
        return found ? found : shown_of(from->right, column);
    }
    for (; column->base; column = column->base)
        if (column->base->from == from)
            return (cu_column *)(uintptr_t)column->base;
    return NULL;
}

cu_column *cu_from_corresponding(const cu_from *from, const cu_column *column)
{
    int distance;
    cu_column *found = nearest(from, column, &distance);
    return found ? found : shown_of(from, column);
}

bool cu_from_contains(const cu_from *whole, const cu_from *part)
{
    part = cu_from_standing(part);
    if (whole == part)
        return true;
    return whole->kind == CU_FROM_JOIN &&
           (cu_from_contains(whole->left, part) || cu_from_contains(whole->right, part));
}

bool cu_from_is_of_tables(const cu_from *from)
{
    from = cu_from_standing(from);
    if (from->kind == CU_FROM_JOIN)
        return cu_from_is_of_tables(from->left) && cu_from_is_of_tables(from->right);
    if (from->kind == CU_FROM_ALIAS && from->element)
        return cu_from_is_of_tables(from->element);
    return from->kind == CU_FROM_TABLE;
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

/* Whether another column of `whole` shows the same column of a table. */
static bool is_shown_twice(const cu_from *whole, const cu_column *shown)
{
    const cu_column *base = shown;
    while (base->base)
        base = base->base;
    size_t count = 0;
    for (size_t i = 0; i < whole->column_count && base != shown; i++)
        count += distance_to(whole->columns[i], base) >= 0;
    return count > 1;
}

/* Adds what shows the columns of `element` to a part; whether any of them is there more than once. */
static bool add_shown(cu_from *part, const cu_from *whole, const cu_from *element)
{
    bool twice = false;
    if (element->kind == CU_FROM_JOIN) {
        twice = add_shown(part, whole, element->left);
        return add_shown(part, whole, element->right) || twice;
    }
    for (size_t i = 0; i < element->column_count; i++) {
        cu_column *shown = cu_from_corresponding(whole, element->columns[i]);
        if (!shown)
            continue;
        twice |= is_shown_twice(whole, shown);
        part->columns[part->column_count++] = shown;
    }
    return twice;
}

cu_from *cu_from_part(cu_arena *arena, cu_from *whole, cu_from *element)
{
    cu_from *part = cu_arena_alloc_zero(arena, sizeof *part);
    cu_column **columns =
        part ? cu_arena_alloc_array(arena, count_columns(element), sizeof *columns) : NULL;
    if (!columns)
        return NULL;
    *part =
        (cu_from){ .kind = CU_FROM_ALIAS, .columns = columns, .element = element, .whole = whole };
    return add_shown(part, whole, element) ? part : whole;
}

cu_from *cu_from_join(cu_arena *arena, cu_from *left, cu_from *right, const cupel_expr *on,
                      bool outer, bool full)
{
    cu_from *join = cu_arena_alloc_zero(arena, sizeof *join);
    if (!join)
        return NULL;
    *join = (cu_from){ .kind = CU_FROM_JOIN,
                       .left = cu_from_standing(left),
                       .right = cu_from_standing(right),
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
