/*
 * schema/constraint.c - adding constraints and indexes to tables.
 */
#include "schema/constraint.h"

#include "schema/options.h"
#include "schema/table.h"

const char *cu_constraint_describe(cu_constraint_kind kind)
{
    static const char *const names[] = {
        [CU_CONSTRAINT_PRIMARY_KEY] = "a primary key",
        [CU_CONSTRAINT_FOREIGN_KEY] = "a foreign key",
        [CU_CONSTRAINT_UNIQUE] = "a unique constraint",
        [CU_CONSTRAINT_CHECK] = "a check constraint",
        [CU_CONSTRAINT_INDEX] = "an index",
        [CU_CONSTRAINT_EXCLUDE] = "an exclusion constraint",
    };
    return names[kind];
}

/* What a line of a description makes, and what it needs. */
typedef struct item_rule {
    cu_constraint_kind kind;
    const char *macro;
    bool columns, sql, references;
} item_rule;

static const item_rule item_rules[CUPEL_ITEM_COUNT] = {
    [CUPEL_ITEM_UNIQUE] = { CU_CONSTRAINT_UNIQUE, "CUPEL_UNIQUE", true, false, false },
    [CUPEL_ITEM_CHECK] = { CU_CONSTRAINT_CHECK, "CUPEL_CHECK", false, true, false },
    [CUPEL_ITEM_INDEX] = { CU_CONSTRAINT_INDEX, "CUPEL_INDEX", true, false, false },
    [CUPEL_ITEM_FOREIGN_KEY] = { CU_CONSTRAINT_FOREIGN_KEY, "CUPEL_FOREIGN_KEY", true, false,
                                 true },
    [CUPEL_ITEM_PRIMARY_KEY] = { CU_CONSTRAINT_PRIMARY_KEY, "CUPEL_PRIMARY_KEY", true, false,
                                 false },
    [CUPEL_ITEM_EXCLUDE] = { CU_CONSTRAINT_EXCLUDE, "CUPEL_EXCLUDE", false, false, false },
};

static size_t list_length(const char *const list[CUPEL_CONSTRAINT_COLUMNS])
{
    size_t count = 0;
    while (count < CUPEL_CONSTRAINT_COLUMNS && list[count])
        count++;
    return count;
}

/* A constraint with room for its columns; NULL: no memory, which `faults` has. */
static cu_constraint *new_constraint(cu_table *table, cu_constraint_kind kind, size_t count,
                                     cu_faults *faults)
{
    cu_arena *arena = &table->metadata->arena;
    cu_constraint *constraint = cu_arena_alloc_zero(arena, sizeof *constraint);
    bool refers = kind == CU_CONSTRAINT_FOREIGN_KEY;
    if (constraint) {
        *constraint = (cu_constraint){ .kind = kind, .table = table, .column_count = count };
        constraint->columns = cu_arena_alloc_array(arena, count, sizeof *constraint->columns);
        if (refers)
            constraint->reference_texts =
                cu_arena_alloc_array(arena, count, sizeof *constraint->reference_texts);
    }
    if (constraint && constraint->columns && (!refers || constraint->reference_texts))
        return constraint;
    cu_fault_no_memory(faults);
    return NULL;
}

/* Puts a finished constraint into its table. */
static cu_constraint *list_constraint(cu_constraint *constraint, cu_faults *faults)
{
    cu_table *table = constraint->table;
    if (!cu_vector_push(&table->constraints, constraint)) {
        cu_fault_no_memory(faults);
        return NULL;
    }
    constraint->number = table->metadata->constraint_count++;
    if (constraint->kind == CU_CONSTRAINT_PRIMARY_KEY)
        table->primary_key = constraint;
    return constraint;
}

/* ---- constraints of tables --------------------------------------------------------------------- */

/* The columns by their names; false where one is not there, or there twice. */
static bool find_columns(cu_constraint *constraint, const char *macro,
                         const cupel_constraint_options *options, cu_faults *faults)
{
    const char *table = constraint->table->full_name;
    size_t before = faults->count;
    for (size_t i = 0; i < constraint->column_count; i++) {
        cu_table_column *column = cu_table_find_column(constraint->table, options->columns[i]);
        constraint->columns[i] = column;
        if (!column)
            cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                         "table %s: %s names a column '%s', which the table does not have", table,
                         macro, options->columns[i]);
        for (size_t j = 0; column && j < i; j++)
            if (constraint->columns[j] == column)
                cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "table %s: %s names column '%s' twice",
                             table, macro, options->columns[i]);
    }
    return faults->count == before;
}

/* Whether options make sense for a kind by themselves. */
static bool check_constraint(const cu_table *table, const item_rule *rule,
                             const cupel_constraint_options *options, cu_faults *faults)
{
    const char *place =
        cu_arena_printf(&table->metadata->arena, "table %s: %s", table->full_name, rule->macro);
    size_t columns = list_length(options->columns), references = list_length(options->references);
    if (!place)
        cu_fault_no_memory(faults);
    else if (!cu_constraint_options_check(options, place, faults))
        return false;
    else if (rule->kind == CU_CONSTRAINT_EXCLUDE && (!options->keys || columns > 0))
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "%s needs .keys, which say what no two rows may have, and has no .columns",
                     place);
    else if (rule->kind == CU_CONSTRAINT_EXCLUDE)
        return true;
    else if (options->keys && rule->kind != CU_CONSTRAINT_INDEX)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "%s has no .keys; only an index does", place);
    else if (options->keys && (columns > 0 || !options->name))
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "%s has .keys, so it needs a .name and has no .columns", place);
    else if (rule->columns && columns == 0 && !options->keys)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "%s needs .columns", place);
    else if (rule->sql && !options->sql)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "%s needs .sql, its condition", place);
    else if (rule->references && references != columns)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "%s has %zu .columns and %zu .references; each column refers to one", place,
                     columns, references);
    else if (rule->kind == CU_CONSTRAINT_PRIMARY_KEY && table->primary_key)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "table %s has two primary keys",
                     table->full_name);
    else
        return true;
    return false;
}

static bool copy_constraint(cu_constraint *constraint, const cupel_constraint_options *options)
{
    cupel_constraint_options copy;
    if (!cu_constraint_options_copy(&copy, options, &constraint->table->metadata->arena))
        return false;
    constraint->name = copy.name;
    constraint->sql = copy.sql;
    constraint->on_delete = copy.on_delete;
    constraint->on_update = copy.on_update;
    constraint->deferrable = copy.deferrable;
    constraint->initially_deferred = copy.initially_deferred;
    constraint->unique = copy.unique;
    constraint->method = copy.method;
    constraint->keys = copy.keys;
    for (size_t i = 0; constraint->reference_texts && i < constraint->column_count; i++)
        constraint->reference_texts[i] = copy.references[i];
    return true;
}

cu_constraint *cu_table_add_constraint(cu_table *table, cupel_item_kind kind,
                                       const cupel_constraint_options *options, cu_faults *faults)
{
    const item_rule *rule = &item_rules[(unsigned)kind < CUPEL_ITEM_COUNT ? kind : 0];
    if (!rule->macro) {
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "table %s: item kind %d is no constraint and no index", table->full_name,
                     (int)kind);
        return NULL;
    }
    if (!check_constraint(table, rule, options, faults))
        return NULL;
    cu_constraint *constraint =
        new_constraint(table, rule->kind, list_length(options->columns), faults);
    if (!constraint || !find_columns(constraint, rule->macro, options, faults))
        return NULL;
    if (!copy_constraint(constraint, options)) {
        cu_fault_no_memory(faults);
        return NULL;
    }
    return list_constraint(constraint, faults);
}

/* ---- constraints of columns -------------------------------------------------------------------- */

static cu_constraint *new_column_constraint(cu_table_column *column, cu_constraint_kind kind,
                                            cu_faults *faults)
{
    cu_constraint *constraint = new_constraint(column->table, kind, 1, faults);
    if (!constraint)
        return NULL;
    constraint->columns[0] = column;
    constraint->of_column = true;
    return list_constraint(constraint, faults);
}

static void add_column_foreign_key(cu_table_column *column, cu_faults *faults)
{
    const cupel_column_options *options = &column->options;
    cu_constraint *constraint = new_column_constraint(column, CU_CONSTRAINT_FOREIGN_KEY, faults);
    if (!constraint)
        return;
    constraint->name = options->foreign_key_name;
    constraint->reference_texts[0] = options->foreign_key;
    constraint->on_delete = options->on_delete;
    constraint->on_update = options->on_update;
    constraint->deferrable = options->deferrable;
    constraint->initially_deferred = options->initially_deferred;
}

void cu_table_add_column_constraints(cu_table_column *column, cu_faults *faults)
{
    const cupel_column_options *options = &column->options;
    if (options->check) {
        cu_constraint *check = new_column_constraint(column, CU_CONSTRAINT_CHECK, faults);
        if (check)
            check->sql = options->check;
    }
    if (options->index) {
        /* One index serves for both. */
        cu_constraint *index = new_column_constraint(column, CU_CONSTRAINT_INDEX, faults);
        if (index)
            index->unique = options->unique;
    } else if (options->unique) {
        new_column_constraint(column, CU_CONSTRAINT_UNIQUE, faults);
    }
    if (options->foreign_key)
        add_column_foreign_key(column, faults);
}

/* ---- primary keys ------------------------------------------------------------------------------ */

/* A key over the columns marked .primary_key; NULL where there are none. */
static cu_constraint *key_of_marked_columns(cu_table *table, size_t count, cu_faults *faults)
{
    cu_constraint *key = new_constraint(table, CU_CONSTRAINT_PRIMARY_KEY, count, faults);
    if (!key)
        return NULL;
    key->of_column = true;
    count = 0;
    for (size_t i = 0; i < table->columns.count; i++)
        if (table->columns.items[i]->primary_key)
            key->columns[count++] = cu_table_column_at(table, i);
    return list_constraint(key, faults);
}

/* Columns may be marked as well as listed, but then all of them. */
static void check_marks(const cu_table *table, cu_faults *faults)
{
    const cu_constraint *key = table->primary_key;
    for (size_t i = 0; i < table->columns.count; i++) {
        bool listed = false;
        for (size_t j = 0; j < key->column_count; j++)
            if (&key->columns[j]->column == table->columns.items[i])
                listed = true;
        if (table->columns.items[i]->primary_key && !listed)
            cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                         "column %s.%s is marked .primary_key, but CUPEL_PRIMARY_KEY does not list "
                         "it",
                         table->full_name, table->columns.items[i]->name);
    }
}

static void move_to_front(cu_table *table, cu_constraint *key)
{
    size_t place = 0;
    while (table->constraints.items[place] != key)
        place++;
    for (; place > 0; place--)
        table->constraints.items[place] = table->constraints.items[place - 1];
    table->constraints.items[0] = key;
}

bool cu_table_settle_primary_key(cu_table *table, cu_faults *faults)
{
    size_t marked = 0;
    for (size_t i = 0; i < table->columns.count; i++)
        marked += table->columns.items[i]->primary_key;
    if (table->primary_key)
        check_marks(table, faults);
    else if (marked == 0)
        return true;
    else if (!key_of_marked_columns(table, marked, faults))
        return false;
    const cu_constraint *key = table->primary_key;
    move_to_front(table, table->primary_key);
    for (size_t i = 0; i < key->column_count; i++) {
        cu_table_column *column = key->columns[i];
        if (column->options.nullable == CUPEL_YES)
            cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                         "column %s.%s is part of the primary key, so it cannot be .nullable",
                         table->full_name, column->column.name);
        column->column.primary_key = true;
        column->nullable = false;
    }
    return true;
}
