/*
 * schema/resolve.c - bringing the tables of a metadata together: what foreign
 * keys refer to, what types that gives, which keys are generated.
 */
#include "schema/options.h"
#include "schema/order.h"
#include "schema/table.h"
#include "sql/type.h"

typedef struct resolve_state {
    cu_metadata *metadata;
    cu_faults *faults;
    cu_buffer buffer;                     /* scratch for names */
    cu_vector(cu_table_column *) columns; /* scratch: a chain of columns without a type */
    uint32_t walk;                        /* number of the last chain */
} resolve_state;

/* The scratch buffer's text; where memory was short, the fault goes to `faults`. */
static const char *scratch_text(resolve_state *state)
{
    if (state->buffer.failed)
        cu_fault_no_memory(state->faults);
    return cu_buffer_text(&state->buffer);
}

/* ---- what foreign keys refer to ------------------------------------------------------------------ */

/* "column addresses.user_id", "table addresses: foreign key (a, b)"; what messages begin with. */
static const char *place_of(resolve_state *state, const cu_constraint *constraint)
{
    cu_buffer *buffer = &state->buffer;
    const char *table = constraint->table->full_name;
    cu_buffer_clear(buffer);
    if (constraint->column_count == 1) {
        cu_buffer_printf(buffer, "column %s.%s", table, constraint->columns[0]->column.name);
    } else {
        cu_buffer_printf(buffer, "table %s: foreign key (", table);
        for (size_t i = 0; i < constraint->column_count; i++)
            cu_buffer_printf(buffer, "%s%s", i > 0 ? ", " : "",
                             constraint->columns[i]->column.name);
        cu_buffer_add_char(buffer, ')');
    }
    return scratch_text(state);
}

/* The table whose full name is the first `length` bytes; one in the same schema goes first. */
static cu_table *find_referenced(resolve_state *state, const cu_table *from, const char *name,
                                 size_t length)
{
    const cu_metadata *metadata = state->metadata;
    cu_table *table = NULL;
    if (from->options.schema) {
        cu_buffer_clear(&state->buffer);
        cu_buffer_printf(&state->buffer, "%s.%.*s", from->options.schema, (int)length, name);
        table = cu_metadata_find(metadata, scratch_text(state));
    }
    return table ? table : cu_map_get(&metadata->by_name, name, length);
}

/*
 * The column that "table.column" names; the last dot is tried first, then those before it, since names may hold dots.
 * NULL: `table` is the first table found, or NULL.
 */
static cu_table_column *find_reference(resolve_state *state, const cu_table *from, const char *text,
                                       cu_table **table)
{
    *table = NULL;
    for (size_t dot = strlen(text); dot-- > 0;) {
        if (text[dot] != '.')
            continue;
        cu_table *found = find_referenced(state, from, text, dot);
        cu_table_column *column = found ? cu_table_find_column(found, text + dot + 1) : NULL;
        if (!*table)
            *table = found;
        if (!column)
            continue;
        *table = found;
        return column;
    }
    return NULL;
}

static void no_reference(resolve_state *state, const cu_constraint *constraint, const char *text,
                         const cu_table *table)
{
    const char *place = place_of(state, constraint);
    const char *dot = strrchr(text, '.');
    if (!dot)
        cu_fault_add(state->faults, CUPEL_INVALID_ARGUMENT,
                     "%s refers to \"%s\"; write it as \"table.column\"", place, text);
    else if (!table)
        cu_fault_add(state->faults, CUPEL_NO_REFERENCED_TABLE,
                     "%s refers to \"%s\", but there is no table '%.*s'; add it to the registry, "
                     "or correct the name",
                     place, text, (int)(dot - text), text);
    else
        cu_fault_add(state->faults, CUPEL_NO_REFERENCED_TABLE,
                     "%s refers to \"%s\", but table %s has no column '%s'", place, text,
                     table->full_name, dot + 1);
}

/* A column knows what it refers to, for joins. */
static bool add_reference(cu_table_column *from, cu_table_column *to)
{
    cu_column *column = &from->column;
    for (size_t i = 0; i < column->reference_count; i++)
        if (column->references[i] == &to->column)
            return true;
    cu_column **references = cu_arena_alloc_array(&from->table->metadata->arena,
                                                  column->reference_count + 1, sizeof *references);
    if (!references)
        return false;
    for (size_t i = 0; i < column->reference_count; i++)
        references[i] = column->references[i];
    references[column->reference_count++] = &to->column;
    column->references = references;
    return true;
}

static bool add_references(const cu_constraint *constraint)
{
    for (size_t i = 0; i < constraint->column_count; i++)
        if (!add_reference(constraint->columns[i], constraint->references[i]))
            return false;
    return true;
}

/* Finds each column; false where one is missing or in another table than the first. */
static bool find_references(resolve_state *state, cu_constraint *constraint,
                            cu_table_column **references)
{
    size_t before = state->faults->count;
    for (size_t i = 0; i < constraint->column_count; i++) {
        const char *text = constraint->reference_texts[i];
        cu_table *table;
        references[i] = find_reference(state, constraint->table, text, &table);
        if (!references[i])
            no_reference(state, constraint, text, table);
        else if (references[0] && references[0]->table != table)
            cu_fault_add(state->faults, CUPEL_INVALID_ARGUMENT,
                         "%s refers to columns of two tables, %s and %s; all must be of one",
                         place_of(state, constraint), references[0]->table->full_name,
                         table->full_name);
    }
    return state->faults->count == before;
}

static void resolve_foreign_key(resolve_state *state, cu_constraint *constraint)
{
    cu_table_column **references = cu_arena_alloc_array(
        &state->metadata->arena, constraint->column_count, sizeof(cu_table_column *));
    if (!references) {
        cu_fault_no_memory(state->faults);
        return;
    }
    if (!find_references(state, constraint, references))
        return;
    constraint->references = references;
    constraint->referenced = references[0]->table;
    if (!add_references(constraint))
        cu_fault_no_memory(state->faults);
}

/* ---- partitions -------------------------------------------------------------------------------- */

/* Whether a table is a partition of itself, by way of others or at once. */
static bool divides_itself(const cu_table *table)
{
    const cu_table *above = table->divided;
    for (size_t i = 0; above && above != table && i <= table->metadata->tables.count; i++)
        above = above->divided;
    return above != NULL;
}

static void resolve_partition(resolve_state *state, cu_table *table)
{
    const char *name = table->options.partition_of;
    if (!name)
        return;
    table->divided = find_referenced(state, table, name, strlen(name));
    if (!table->divided)
        cu_fault_add(state->faults, CUPEL_NO_REFERENCED_TABLE,
                     "table %s is .partition_of '%s', but there is no such table; add it to the "
                     "registry, or correct the name",
                     table->full_name, name);
    else if (!table->options.partition_values)
        cu_fault_add(state->faults, CUPEL_INVALID_ARGUMENT,
                     "table %s is .partition_of '%s', so it needs .partition_values",
                     table->full_name, name);
    else if (divides_itself(table))
        cu_fault_add(state->faults, CUPEL_INVALID_ARGUMENT, "table %s is a partition of itself",
                     table->full_name);
    else
        return;
    table->divided = NULL;
}

/* ---- types ------------------------------------------------------------------------------------- */

/* Whether a column leaves its type to the column it refers to. */
static bool leaves_type(const cu_table_column *column)
{
    return column->column.reference_count > 0 &&
           (column->natural || column->type.id == CUPEL_UNTYPED);
}

static void take_type(cu_table_column *column, const cupel_type *type)
{
    bool fits =
        column->type.id == CUPEL_UNTYPED || cu_type_kind(column->type.id) == cu_type_kind(type->id);
    if (type->id != CUPEL_UNTYPED && fits)
        column->type = *type;
}

/*
 * Follows a column to the one that says its type, and gives that type to all on the way.  A circle of columns that
 * refer to each other has no such end: the types that C suggests are all there is.
 */
static void resolve_type(resolve_state *state, cu_table_column *column)
{
    cupel_type type = { .id = CUPEL_UNTYPED };
    bool circle = false;
    state->walk++;
    cu_vector_clear(&state->columns);
    for (; leaves_type(column) && !circle;
         column = cu_table_column_of(column->column.references[0])) {
        circle = column->walk == state->walk;
        column->walk = state->walk;
        if (!circle && !cu_vector_push(&state->columns, column)) {
            cu_fault_no_memory(state->faults);
            return;
        }
    }
    if (!circle)
        type = column->type;
    for (size_t i = state->columns.count; i-- > 0;) {
        take_type(state->columns.items[i], &type);
        type = state->columns.items[i]->type;
        state->columns.items[i]->natural &= circle;
    }
    if (!circle || type.id != CUPEL_UNTYPED)
        return;
    column = state->columns.items[0];
    cu_fault_add(state->faults, CUPEL_INVALID_ARGUMENT,
                 "column %s.%s has no type of its own, and neither has any column it refers to: "
                 "they go round in a circle; give one of them a .type",
                 column->table->full_name, column->column.name);
    /* once is enough */
    for (size_t i = 0; i < state->columns.count; i++)
        state->columns.items[i]->type.id = CUPEL_INTEGER;
}

static void check_enumeration(const cu_table_column *column, cu_faults *faults)
{
    const cupel_enum *enumeration = column->type.enumeration;
    const char *table = column->table->full_name, *name = column->column.name;
    size_t count = enumeration && enumeration->items ? enumeration->count : 0;
    bool taken = column->column.reference_count > 0 && !column->options.enumeration;
    if (column->type.id != CUPEL_ENUM || taken)
        return;
    if (count == 0)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "column %s.%s is an enumeration without names; give it an .enumeration made "
                     "by CUPEL_ENUM_TYPE",
                     table, name);
    if (count > 0 && enumeration->name)
        cu_name_check(enumeration->name, "the name of an enumeration", faults);
    for (size_t i = 0; i < count; i++) {
        const char *item = enumeration->items[i].name;
        if (!cu_name_check(item, "a name of an enumeration", faults))
            continue;
        for (size_t j = 0; j < i; j++)
            if (cu_text_equal(item, enumeration->items[j].name))
                cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                             "column %s.%s: its enumeration has '%s' twice", table, name, item);
    }
}

/* ---- values where none is given ------------------------------------------------------------------ */

static void check_default(resolve_state *state, const cu_table_column *column)
{
    cupel_value value = column->options.default_value;
    cu_error error;
    if (value.kind == CUPEL_KIND_NULL)
        return;
    cu_error_init(&error);
    cu_buffer_clear(&state->buffer);
    cu_buffer_printf(&state->buffer, "column %s.%s, .default_value", column->table->full_name,
                     column->column.name);
    cupel_code code =
        cu_type_adjust(&column->type, &value, &state->metadata->arena, scratch_text(state), &error);
    if (code != CUPEL_OK)
        cu_fault_add(state->faults, code, "%s", error.public.text);
    cu_error_free(&error);
}

static void check_computed(const cu_table_column *column, cu_faults *faults)
{
    const cupel_column_options *options = &column->options;
    if (options->computed &&
        (options->server_default || options->default_function || options->update_function ||
         options->default_value.kind != CUPEL_KIND_NULL || options->autoincrement == CUPEL_YES))
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "column %s.%s is .computed, so it can have no default and is not generated",
                     column->table->full_name, column->column.name);
}

/* Whether a column asks to be generated, and may. */
static bool wants_generation(const cu_table_column *column, cu_faults *faults)
{
    const cu_table *table = column->table;
    const char *reason = NULL;
    if (column->options.autoincrement != CUPEL_YES)
        return false;
    if (!column->column.primary_key)
        reason = "it is not part of the primary key";
    else if (!cu_type_is_integer(column->type.id))
        reason = "it is no integer";
    else if (table->options.without_rowid)
        reason = "a table .without_rowid generates none";
    if (reason)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "column %s.%s cannot be generated (.autoincrement): %s", table->full_name,
                     column->column.name, reason);
    return !reason;
}

/* Whether a column is generated without being asked: the whole key, an integer, and nothing else gives it. */
static bool generates_itself(const cu_table_column *column)
{
    const cupel_column_options *options = &column->options;
    const cu_table *table = column->table;
    return options->autoincrement == CUPEL_UNSET && table->primary_key->column_count == 1 &&
           cu_type_is_integer(column->type.id) && column->column.reference_count == 0 &&
           options->default_value.kind == CUPEL_KIND_NULL && !options->default_function &&
           !options->server_default && !options->computed && !table->options.without_rowid;
}

static void resolve_generation(cu_table *table, cu_faults *faults)
{
    cu_table_column *generated = NULL;
    for (size_t i = 0; i < table->columns.count; i++) {
        cu_table_column *column = cu_table_column_at(table, i);
        if (!wants_generation(column, faults))
            continue;
        if (generated)
            cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                         "table %s: %s and %s are both .autoincrement; one column can be",
                         table->full_name, generated->column.name, column->column.name);
        generated = column;
    }
    if (!generated && table->primary_key && generates_itself(table->primary_key->columns[0]))
        generated = table->primary_key->columns[0];
    if (generated)
        generated->autoincrement = true;
}

/* ---- all of it --------------------------------------------------------------------------------- */

static void resolve_keys(resolve_state *state)
{
    cu_metadata *metadata = state->metadata;
    for (size_t i = 0; i < metadata->tables.count; i++) {
        cu_table *table = metadata->tables.items[i];
        if (table->columns.count == 0)
            cu_fault_add(state->faults, CUPEL_INVALID_ARGUMENT, "table %s has no columns",
                         table->full_name);
        if (!cu_table_settle_primary_key(table, state->faults))
            return;
        resolve_partition(state, table);
        for (size_t j = 0; j < table->constraints.count; j++)
            if (table->constraints.items[j]->kind == CU_CONSTRAINT_FOREIGN_KEY)
                resolve_foreign_key(state, table->constraints.items[j]);
    }
}

static void resolve_columns(resolve_state *state)
{
    cu_metadata *metadata = state->metadata;
    for (size_t i = 0; i < metadata->tables.count; i++)
        for (size_t j = 0; j < metadata->tables.items[i]->columns.count; j++)
            resolve_type(state, cu_table_column_at(metadata->tables.items[i], j));
    for (size_t i = 0; i < metadata->tables.count; i++) {
        cu_table *table = metadata->tables.items[i];
        for (size_t j = 0; j < table->columns.count; j++) {
            check_enumeration(cu_table_column_at(table, j), state->faults);
            check_default(state, cu_table_column_at(table, j));
            check_computed(cu_table_column_at(table, j), state->faults);
        }
        resolve_generation(table, state->faults);
    }
}

void cu_metadata_resolve(cu_metadata *metadata, cu_faults *faults)
{
    resolve_state state = { .metadata = metadata, .faults = faults };
    if (metadata->resolved)
        return;
    /* Mistakes reported by the call that added the table are mistakes still. */
    if (metadata->mistaken && faults->count == 0)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "table %s was added although its description has mistakes",
                     metadata->mistaken);
    cu_buffer_init(&state.buffer, CU_BUFFER_MAXIMUM);
    resolve_keys(&state);
    if (faults->code != CUPEL_NO_MEMORY)
        resolve_columns(&state);
    if (faults->code != CUPEL_NO_MEMORY && !cu_metadata_order(metadata))
        cu_fault_no_memory(faults);
    if (faults->code != CUPEL_NO_MEMORY)
        cu_metadata_name(metadata, faults);
    cu_vector_free(&state.columns);
    cu_buffer_free(&state.buffer);
    metadata->resolved = true;
}
