/*
 * schema/table.c - metadata, tables and columns, as they are put together.
 */
#include "schema/table.h"

#include "schema/options.h"

/* ---- metadata ---------------------------------------------------------------------------------- */

bool cu_metadata_init(cu_metadata *metadata)
{
    *metadata = (cu_metadata){ .resolved = false };
    cu_arena_init(&metadata->arena, 0);
    return true;
}

/* The table itself is the arena's. */
static void free_lists(cu_table *table)
{
    cu_vector_free(&table->columns);
    cu_vector_free(&table->constraints);
}

void cu_metadata_free(cu_metadata *metadata)
{
    for (size_t i = 0; i < metadata->tables.count; i++)
        free_lists(metadata->tables.items[i]);
    cu_vector_free(&metadata->tables);
    cu_vector_free(&metadata->sequences);
    cu_map_free(&metadata->by_name);
    cu_map_free(&metadata->by_description);
    cu_arena_free(&metadata->arena);
    *metadata = (cu_metadata){ .resolved = false };
}

cu_table *cu_metadata_find(const cu_metadata *metadata, const char *full_name)
{
    return cu_map_get_text(&metadata->by_name, full_name);
}

/* Takes the table that was added last out again. */
static void forget_table(cu_metadata *metadata, cu_table *table)
{
    cu_map_remove_text(&metadata->by_name, table->full_name);
    if (table->description)
        cu_map_remove_pointer(&metadata->by_description, table->description);
    (void)cu_vector_pop(&metadata->tables);
    free_lists(table);
}

/* ---- tables ------------------------------------------------------------------------------------ */

static const char *full_name_of(cu_arena *arena, const char *schema, const char *name)
{
    return schema ? cu_arena_printf(arena, "%s.%s", schema, name) : cu_arena_strdup(arena, name);
}

/* Fills in a table but for its full name, which it has. */
static bool init_table(cu_table *table, cu_metadata *metadata, const char *name,
                       const cupel_table_options *options)
{
    table->metadata = metadata;
    if (options && !cu_table_options_copy(&table->options, options, &metadata->arena))
        return false;
    table->from = (cu_from){ .kind = CU_FROM_TABLE,
                             .schema = table->options.schema,
                             .name = cu_arena_strdup(&metadata->arena, name),
                             .owner = table };
    table->from.base_name = table->from.name;
    table->number = (uint32_t)metadata->tables.count;
    return table->from.name != NULL;
}

static bool list_table(cu_metadata *metadata, cu_table *table)
{
    if (!cu_vector_push(&metadata->tables, table))
        return false;
    if (cu_map_put_text(&metadata->by_name, table->full_name, table))
        return true;
    (void)cu_vector_pop(&metadata->tables);
    return false;
}

/* Whether a table may be called so; where memory is short, only `full_name` says so. */
static bool check_table(cu_metadata *metadata, const char *name, const cupel_table_options *options,
                        const char **full_name, cu_faults *faults)
{
    if (!cu_name_check(name, "the name of a table", faults))
        return false;
    const char *place = cu_arena_printf(&metadata->arena, "table %s", name);
    if (place && options && !cu_table_options_check(options, place, faults))
        return false;
    *full_name = full_name_of(&metadata->arena, options ? options->schema : NULL, name);
    if (!place || !*full_name) {
        *full_name = NULL;
        return true;
    }
    if (!cu_metadata_find(metadata, *full_name))
        return true;
    cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                 "there are two tables called '%s'; give one of them another name or schema",
                 *full_name);
    return false;
}

cu_table *cu_table_new(cu_metadata *metadata, const char *name, const cupel_table_options *options,
                       cu_faults *faults)
{
    const char *full_name = NULL;
    if (!check_table(metadata, name, options, &full_name, faults))
        return NULL;
    cu_table *table = cu_arena_alloc_zero(&metadata->arena, sizeof *table);
    if (table)
        table->full_name = full_name;
    if (table && full_name && init_table(table, metadata, name, options) &&
        list_table(metadata, table))
        return table;
    cu_fault_no_memory(faults);
    return NULL;
}

cu_table_column *cu_table_find_column(const cu_table *table, const char *name)
{
    for (size_t i = 0; i < table->columns.count; i++)
        if (strcmp(table->columns.items[i]->name, name) == 0)
            return cu_table_column_of(table->columns.items[i]);
    for (size_t i = 0; i < table->columns.count; i++)
        if (strcmp(table->columns.items[i]->key, name) == 0)
            return cu_table_column_of(table->columns.items[i]);
    return NULL;
}

size_t cu_table_foreign_keys(const cu_table *from, const cu_table *to, cu_constraint **out,
                             size_t limit)
{
    size_t count = 0;
    for (size_t i = 0; i < from->constraints.count; i++) {
        cu_constraint *constraint = from->constraints.items[i];
        if (constraint->kind != CU_CONSTRAINT_FOREIGN_KEY || constraint->referenced != to)
            continue;
        if (count < limit)
            out[count] = constraint;
        count++;
    }
    return count;
}

/* ---- columns ----------------------------------------------------------------------------------- */

static bool says_type(const cupel_column_options *options)
{
    return options->type != CUPEL_UNTYPED || options->length || options->precision ||
           options->scale || options->collation || options->enumeration;
}

static cupel_type type_of_options(const cupel_column_options *options, cupel_type_id natural)
{
    cupel_type_id id = options->type != CUPEL_UNTYPED ? options->type
                       : options->enumeration         ? CUPEL_ENUM
                                                      : natural;
    return (cupel_type){ .id = id,
                         .length = options->length,
                         .precision = options->precision,
                         .scale = options->scale,
                         .collation = options->collation,
                         .enumeration = options->enumeration };
}

static void check_column_type(const cu_table_column *column, cu_faults *faults)
{
    const cupel_type *type = &column->type;
    const char *table = column->table->full_name, *name = column->column.name;
    if ((unsigned)type->id >= CUPEL_TYPE_COUNT)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "column %s.%s: there is no type number %d",
                     table, name, (int)type->id);
    if (type->length < 0)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "column %s.%s: .length = %d is negative",
                     table, name, type->length);
    if (type->precision < 0 || type->scale < 0 || type->scale > type->precision)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "column %s.%s: of .precision = %d digits, .scale = %d cannot stand behind the "
                     "point",
                     table, name, type->precision, type->scale);
}

/* Fills in a column but for its place in the table. */
static bool init_column(cu_table_column *column, cu_table *table, const char *name, const char *key,
                        const cupel_column_options *options, cupel_type_id natural)
{
    cu_arena *arena = &table->metadata->arena;
    const char *copy = cu_arena_strdup(arena, name);
    const char *key_copy = key ? cu_arena_strdup(arena, key) : copy;
    if (!copy || !key_copy || !cu_column_options_copy(&column->options, options, arena))
        return false;
    column->table = table;
    column->type = type_of_options(&column->options, natural);
    column->natural = !says_type(options) && natural != CUPEL_UNTYPED;
    cu_column_init(&column->column, &table->from, (uint32_t)table->columns.count, copy,
                   &column->type);
    column->column.key = key_copy;
    column->column.primary_key = options->primary_key;
    return true;
}

static bool list_column(cu_table *table, cu_table_column *column)
{
    if (!cu_vector_push(&table->columns, &column->column))
        return false;
    table->from.columns = table->columns.items;
    table->from.column_count = table->columns.count;
    return true;
}

static bool check_column_name(const cu_table *table, const char *name, cu_faults *faults)
{
    const char *place = cu_arena_printf(&table->metadata->arena, "table %s: the name of a column",
                                        table->full_name);
    if (!place) {
        cu_fault_no_memory(faults);
        return false;
    }
    if (!cu_name_check(name, place, faults))
        return false;
    for (size_t i = 0; i < table->columns.count; i++) {
        if (strcmp(table->columns.items[i]->name, name) != 0)
            continue;
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "table %s has two columns called '%s'",
                     table->full_name, name);
        return false;
    }
    return true;
}

static bool check_column_options(const cu_table_column *column, cu_faults *faults)
{
    const char *place = cu_arena_printf(&column->table->metadata->arena, "column %s.%s",
                                        column->table->full_name, column->column.name);
    if (!place)
        cu_fault_no_memory(faults);
    return place && cu_column_options_check(&column->options, place, faults);
}

cu_table_column *cu_table_add_column(cu_table *table, const char *name, const char *key,
                                     const cupel_column_options *options, cupel_type_id natural,
                                     bool nullable_by_nature, cu_faults *faults)
{
    if (!check_column_name(table, name, faults))
        return NULL;
    cu_table_column *column = cu_arena_alloc_zero(&table->metadata->arena, sizeof *column);
    if (!column || !init_column(column, table, name, key, options, natural) ||
        !list_column(table, column)) {
        cu_fault_no_memory(faults);
        return NULL;
    }
    column->nullable =
        options->nullable == CUPEL_UNSET ? nullable_by_nature : options->nullable == CUPEL_YES;
    check_column_type(column, faults);
    if (check_column_options(column, faults))
        cu_table_add_column_constraints(column, faults);
    return column;
}

/* ---- descriptions ------------------------------------------------------------------------------ */

/* Whether this library can read a description at all. */
static bool check_description(const cupel_table *description, cu_faults *faults)
{
    if (!description)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "the description of a table is NULL");
    else if (description->format != CUPEL_TABLE_FORMAT ||
             description->item_size != sizeof(cupel_table_item))
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "the description of a table has format %u with items of %u bytes, this "
                     "library reads format %u with %zu bytes: compile the program again with the "
                     "headers of this library",
                     (unsigned)description->format, (unsigned)description->item_size,
                     (unsigned)CUPEL_TABLE_FORMAT, sizeof(cupel_table_item));
    else
        return true;
    return false;
}

static const cupel_table_options *described_options(const cupel_table *description)
{
    for (size_t i = 0; i < description->count; i++)
        if (description->items[i].kind == CUPEL_ITEM_TABLE_OPTIONS)
            return &description->items[i].as.table;
    return NULL;
}

/* Columns first: constraints may stand before the columns they are over. */
static void add_items(cu_table *table, const cupel_table *description, cu_faults *faults)
{
    for (size_t i = 0; i < description->count; i++) {
        const cupel_table_item *item = &description->items[i];
        if (item->kind == CUPEL_ITEM_COLUMN)
            cu_table_add_column(table, item->name, NULL, &item->as.column, CUPEL_UNTYPED, true,
                                faults);
    }
    for (size_t i = 0; i < description->count; i++) {
        const cupel_table_item *item = &description->items[i];
        if (item->kind >= CUPEL_ITEM_UNIQUE && item->kind <= CUPEL_ITEM_PRIMARY_KEY)
            cu_table_add_constraint(table, item->kind, &item->as.constraint, faults);
        else if (item->kind != CUPEL_ITEM_COLUMN && item->kind != CUPEL_ITEM_TABLE_OPTIONS)
            cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                         "table %s: line %zu of its description is of kind %d, which only mappings "
                         "have",
                         table->full_name, i + 1, (int)item->kind);
    }
}

cu_table *cu_metadata_add_description(cu_metadata *metadata, const cupel_table *description,
                                      cu_faults *faults)
{
    if (!check_description(description, faults))
        return NULL;
    cu_table *table = cu_map_get_pointer(&metadata->by_description, description);
    if (table)
        return table;
    table = cu_table_new(metadata, description->name, described_options(description), faults);
    if (!table)
        return NULL;
    size_t before = faults->count;
    if (cu_map_put_pointer(&metadata->by_description, description, table)) {
        table->description = description;
        add_items(table, description, faults);
    } else {
        cu_fault_no_memory(faults);
    }
    if (faults->code == CUPEL_NO_MEMORY) {
        forget_table(metadata, table);
        return NULL;
    }
    if (faults->count > before)
        metadata->mistaken = table->full_name;
    return table;
}

/* ---- sequences --------------------------------------------------------------------------------- */

void cu_metadata_add_sequence(cu_metadata *metadata, const cupel_sequence *sequence,
                              cu_faults *faults)
{
    cu_arena *arena = &metadata->arena;
    if (!cu_name_check(sequence->name, "the name of a sequence", faults) ||
        (sequence->schema &&
         !cu_name_check(sequence->schema, "the schema of a sequence", faults)) ||
        (sequence->options &&
         !cu_name_check(sequence->options, "what is said of a sequence", faults)))
        return;
    for (size_t i = 0; i < metadata->sequences.count; i++) {
        const cupel_sequence *other = &metadata->sequences.items[i];
        if (strcmp(other->name, sequence->name) != 0 ||
            !cu_text_equal(other->schema, sequence->schema))
            continue;
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "there are two sequences called '%s'",
                     sequence->name);
        return;
    }
    cupel_sequence copy = { .name = cu_arena_strdup(arena, sequence->name),
                            .schema = cu_arena_strdup(arena, sequence->schema),
                            .options = cu_arena_strdup(arena, sequence->options) };
    if (arena->failed || !cu_vector_push(&metadata->sequences, copy))
        cu_fault_no_memory(faults);
}
