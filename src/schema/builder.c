/*
 * schema/builder.c - descriptions of tables made at run time: the same lines
 * that programs have as static data, in memory of their own.
 */
#include "schema/builder.h"
#include "schema/options.h"

#include "base/alloc.h"
#include "base/vector.h"

struct cupel_table_builder {
    cu_arena arena; /* of all texts */
    const char *name;
    cu_vector(cupel_table_item) items;
    bool failed; /* memory was short or a line was wrong */
};

/* A description and what it points to. */
typedef struct built_table {
    cupel_table table; /* first: what programs see */
    cu_arena arena;
    cupel_table_item *items;
} built_table;

cupel_table_builder *cupel_table_builder_new(const char *name)
{
    cupel_table_builder *builder = cu_alloc_zero(sizeof *builder);
    if (!builder)
        return NULL;
    cu_arena_init(&builder->arena, 0);
    builder->name = cu_arena_strdup(&builder->arena, name);
    builder->failed = !builder->name;
    return builder;
}

static void add_item(cupel_table_builder *builder, const cupel_table_item *item)
{
    if (!cu_vector_push(&builder->items, *item))
        builder->failed = true;
}

void cupel_table_builder_column(cupel_table_builder *builder, const char *name,
                                const cupel_column_options *options)
{
    cupel_table_item item = { .node = { .kind = CUPEL_NODE_TABLE_COLUMN, .flags = 1 },
                              .kind = CUPEL_ITEM_COLUMN };
    if (!builder)
        return;
    item.name = cu_arena_strdup(&builder->arena, name);
    if (item.name &&
        (!options || cu_column_options_copy(&item.as.column, options, &builder->arena)))
        add_item(builder, &item);
    else
        builder->failed = true;
}

void cupel_table_builder_constraint(cupel_table_builder *builder, cupel_item_kind kind,
                                    const cupel_constraint_options *options)
{
    cupel_table_item item = { .kind = kind };
    if (!builder)
        return;
    if (options && kind >= CUPEL_ITEM_UNIQUE && kind <= CUPEL_ITEM_PRIMARY_KEY &&
        cu_constraint_options_copy(&item.as.constraint, options, &builder->arena))
        add_item(builder, &item);
    else
        builder->failed = true;
}

void cupel_table_builder_options(cupel_table_builder *builder, const cupel_table_options *options)
{
    cupel_table_item item = { .kind = CUPEL_ITEM_TABLE_OPTIONS };
    if (!builder)
        return;
    if (options && cu_table_options_copy(&item.as.table, options, &builder->arena))
        add_item(builder, &item);
    else
        builder->failed = true;
}

const cupel_table *cupel_table_build(cupel_table_builder *builder)
{
    built_table *built = builder && !builder->failed ? cu_alloc_zero(sizeof *built) : NULL;
    if (built) {
        built->table = (cupel_table){ .format = CUPEL_TABLE_FORMAT,
                                      .item_size = sizeof(cupel_table_item),
                                      .name = builder->name,
                                      .items = builder->items.items,
                                      .count = builder->items.count };
        built->arena = builder->arena;
        built->items = builder->items.items;
        cu_free(builder);
    } else {
        cupel_table_builder_free(builder);
    }
    return built ? &built->table : NULL;
}

void cupel_table_builder_free(cupel_table_builder *builder)
{
    if (!builder)
        return;
    cu_vector_free(&builder->items);
    cu_arena_free(&builder->arena);
    cu_free(builder);
}

void cupel_table_free(const cupel_table *table)
{
    built_table *built = (built_table *)(void *)(uintptr_t)table;
    if (!built)
        return;
    cu_free(built->items);
    cu_arena_free(&built->arena);
    cu_free(built);
}

/* ---- for reflection ---------------------------------------------------------------------------- */

cu_arena *cu_table_builder_arena(cupel_table_builder *builder)
{
    return &builder->arena;
}

static void forbid_null(cupel_table_builder *builder, const char *name)
{
    for (size_t i = 0; i < builder->items.count; i++)
        if (builder->items.items[i].kind == CUPEL_ITEM_COLUMN &&
            strcmp(builder->items.items[i].name, name) == 0)
            builder->items.items[i].as.column.nullable = CUPEL_NO;
}

void cu_table_builder_settle(cupel_table_builder *builder)
{
    cupel_table_item *items = builder->items.items;
    for (size_t i = 1; i < builder->items.count; i++) {
        cupel_table_item item = items[i];
        size_t place = i;
        for (; place > 0 && items[place - 1].kind > item.kind; place--)
            items[place] = items[place - 1];
        items[place] = item;
    }
    for (size_t i = 0; i < builder->items.count; i++)
        for (size_t j = 0; items[i].kind == CUPEL_ITEM_PRIMARY_KEY &&
                           j < CUPEL_CONSTRAINT_COLUMNS && items[i].as.constraint.columns[j];
             j++)
            forbid_null(builder, items[i].as.constraint.columns[j]);
}
