/*
 * engine/row.c - rows: finding columns by name, and values by type.
 */
#include "engine/row.h"

#include "base/buffer.h"
#include "base/decimal.h"
#include "base/hash.h"

/* ---- making ------------------------------------------------------------------------------------ */

static uint32_t row_hash(const char *name)
{
    return (uint32_t)cu_hash_bytes(name, strlen(name));
}

cu_row_shape *cu_row_shape_new(cu_arena *arena, size_t count, cu_error *error)
{
    if (count > (SIZE_MAX - sizeof(cu_row_shape)) / sizeof(cu_row_column))
        return NULL;
    cu_row_shape *shape = cu_arena_alloc_zero(arena, sizeof *shape + count * sizeof(cu_row_column));
    if (!shape)
        return NULL;
    shape->count = count;
    shape->error = error;
    for (size_t i = 0; i < count; i++)
        cu_row_shape_set(shape, i, "", NULL);
    return shape;
}

void cu_row_shape_set(cu_row_shape *shape, size_t column, const char *name, const cupel_type *type)
{
    const char *known = name ? name : "";
    const cupel_enum *enumeration = type && type->id == CUPEL_ENUM ? type->enumeration : NULL;
    shape->columns[column] = (cu_row_column){ known, enumeration, row_hash(known) };
}

cupel_row *cu_row_new(cu_arena *arena, const cu_row_shape *shape)
{
    cupel_row *row = cu_arena_alloc(arena, sizeof *row);
    cupel_value *cells = cu_arena_alloc_array(arena, shape->count, sizeof *cells);
    if (!row || !cells)
        return NULL;
    *row = (cupel_row){ shape, cells };
    return row;
}

bool cu_row_set(cupel_row *row, cu_arena *arena, size_t column, const cupel_value *value)
{
    cupel_value copy = *value;
    switch (value->kind) {
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_DECIMAL:
    case CUPEL_KIND_JSON:
    case CUPEL_KIND_BLOB:
        copy.as.data = cu_arena_strndup(arena, value->as.data, value->length);
        if (!copy.as.data)
            return false;
        break;
    default: break;
    }
    row->cells[column] = copy;
    return true;
}

/* ---- finding ----------------------------------------------------------------------------------- */

size_t cupel_row_count(const cupel_row *row)
{
    return row ? row->shape->count : 0;
}

const char *cupel_row_name(const cupel_row *row, size_t position)
{
    return position < cupel_row_count(row) ? row->shape->columns[position].name : "";
}

int cupel_row_find(const cupel_row *row, const char *name)
{
    if (!row || !name)
        return -1;
    uint32_t hash = row_hash(name);
    for (size_t i = 0; i < row->shape->count; i++) {
        const cu_row_column *column = &row->shape->columns[i];
        if (column->hash == hash && strcmp(column->name, name) == 0)
            return (int)i;
    }
    return -1;
}

/* Says that there is no such column, and which there are. */
static void row_complain_missing(const cupel_row *row, const char *name, int position)
{
    cu_buffer names;
    cu_buffer_init(&names, 1000);
    for (size_t i = 0; i < row->shape->count && !names.failed; i++)
        cu_buffer_printf(&names, "%s'%s'", i > 0 ? ", " : "", row->shape->columns[i].name);
    const char *some = names.failed ? "" : cu_buffer_text(&names);
    if (name)
        cu_error_set(row->shape->error, CUPEL_NO_SUCH_COLUMN,
                     "the row has no column '%.200s'; it has %zu%s%s", name, row->shape->count,
                     *some ? ": " : "", some);
    else
        cu_error_set(row->shape->error, CUPEL_NO_SUCH_COLUMN,
                     "the row has no column %d; it has %zu, counted from 0%s%s", position,
                     row->shape->count, *some ? ": " : "", some);
    cu_buffer_free(&names);
}

static const cupel_value *row_cell_at(const cupel_row *row, int position)
{
    if (!row)
        return NULL;
    if (position >= 0 && (size_t)position < row->shape->count)
        return &row->cells[position];
    row_complain_missing(row, NULL, position);
    return NULL;
}

static const cupel_value *row_cell_named(const cupel_row *row, const char *name)
{
    int position = cupel_row_find(row, name);
    if (position >= 0)
        return &row->cells[position];
    if (row)
        row_complain_missing(row, name ? name : "NULL", -1);
    return NULL;
}

/* ---- values ------------------------------------------------------------------------------------ */

static const char *row_kind_name(uint32_t kind)
{
    return kind == CUPEL_KIND_INSTANCE ? "entity" : cupel_kind_name((cupel_kind)kind);
}

/* The cell is of another kind than asked for. */
static void row_complain_kind(const cupel_row *row, const cupel_value *cell, const char *wanted)
{
    size_t position = (size_t)(cell - row->cells);
    cu_error_set(row->shape->error, CUPEL_TYPE_MISMATCH,
                 "column %zu ('%.200s') of the row is of kind %s, and was asked for as %s",
                 position, row->shape->columns[position].name, row_kind_name(cell->kind), wanted);
}

/* A value of one kind, or what a NULL gives; `zero` too for what does not fit, which is complained of. */
static cupel_value row_take(const cupel_row *row, const cupel_value *cell, cupel_kind kind)
{
    static const cupel_value null = { .kind = CUPEL_KIND_NULL };
    if (!cell || cell->kind == CUPEL_KIND_NULL)
        return null;
    if (cell->kind == (uint32_t)kind)
        return *cell;
    row_complain_kind(row, cell, row_kind_name(kind));
    return null;
}

static cupel_value row_value(const cupel_row *row, const cupel_value *cell)
{
    (void)row;
    return cell ? *cell : cupel_value_null();
}

static bool row_is_null(const cupel_row *row, const cupel_value *cell)
{
    (void)row;
    return !cell || cell->kind == CUPEL_KIND_NULL ||
           (cell->kind == CUPEL_KIND_INSTANCE && !cell->as.instance);
}

static bool row_bool(const cupel_row *row, const cupel_value *cell)
{
    if (cell && cell->kind == CUPEL_KIND_INT)
        return cell->as.integer != 0;
    return row_take(row, cell, CUPEL_KIND_BOOL).as.boolean;
}

static int64_t row_int(const cupel_row *row, const cupel_value *cell)
{
    if (cell && cell->kind == CUPEL_KIND_BOOL)
        return cell->as.boolean;
    return row_take(row, cell, CUPEL_KIND_INT).as.integer;
}

static double row_double(const cupel_row *row, const cupel_value *cell)
{
    if (cell && cell->kind == CUPEL_KIND_INT)
        return (double)cell->as.integer;
    if (cell && cell->kind == CUPEL_KIND_UNSIGNED)
        return (double)cell->as.natural;
    return row_take(row, cell, CUPEL_KIND_DOUBLE).as.real;
}

/* The name of a number in the enumeration of its column; NULL where it has none. */
static const char *row_enum_name(const cupel_row *row, const cupel_value *cell)
{
    const cupel_enum *enumeration = row->shape->columns[cell - row->cells].enumeration;
    for (size_t i = 0; enumeration && i < enumeration->count; i++)
        if (enumeration->items[i].value == cell->as.integer)
            return enumeration->items[i].name;
    return NULL;
}

static const char *row_text(const cupel_row *row, const cupel_value *cell)
{
    const char *name = cell && cell->kind == CUPEL_KIND_INT ? row_enum_name(row, cell) : NULL;
    if (name)
        return name;
    if (cell && (cell->kind == CUPEL_KIND_DECIMAL || cell->kind == CUPEL_KIND_JSON))
        return cell->as.text;
    return row_take(row, cell, CUPEL_KIND_TEXT).as.text;
}

static cupel_blob_value row_blob(const cupel_row *row, const cupel_value *cell)
{
    cupel_value value = row_take(row, cell, CUPEL_KIND_BLOB);
    return (cupel_blob_value){ value.as.data, value.length };
}

static cupel_date_value row_date(const cupel_row *row, const cupel_value *cell)
{
    return row_take(row, cell, CUPEL_KIND_DATE).as.date;
}

static cupel_time_value row_time(const cupel_row *row, const cupel_value *cell)
{
    return row_take(row, cell, CUPEL_KIND_TIME).as.time;
}

static cupel_datetime_value row_datetime(const cupel_row *row, const cupel_value *cell)
{
    return row_take(row, cell, CUPEL_KIND_DATETIME).as.datetime;
}

static cupel_timestamp_value row_timestamp(const cupel_row *row, const cupel_value *cell)
{
    return row_take(row, cell, CUPEL_KIND_TIMESTAMP).as.timestamp;
}

static cupel_interval_value row_interval(const cupel_row *row, const cupel_value *cell)
{
    return row_take(row, cell, CUPEL_KIND_INTERVAL).as.interval;
}

static cupel_decimal_value row_decimal(const cupel_row *row, const cupel_value *cell)
{
    if (cell && cell->kind == CUPEL_KIND_TEXT && cu_decimal_valid(cell->as.text, cell->length))
        return (cupel_decimal_value){ cell->as.text };
    return (cupel_decimal_value){ row_take(row, cell, CUPEL_KIND_DECIMAL).as.text };
}

static cupel_uuid_value row_uuid(const cupel_row *row, const cupel_value *cell)
{
    return row_take(row, cell, CUPEL_KIND_UUID).as.uuid;
}

static cupel_json_value row_json(const cupel_row *row, const cupel_value *cell)
{
    if (cell && cell->kind == CUPEL_KIND_TEXT)
        return (cupel_json_value){ cell->as.text };
    return (cupel_json_value){ row_take(row, cell, CUPEL_KIND_JSON).as.text };
}

static void *row_entity(const cupel_row *row, const cupel_value *cell)
{
    return (void *)(uintptr_t)row_take(row, cell, CUPEL_KIND_INSTANCE).as.instance;
}

/* The two public functions of a type: by position and by name. */
#define ROW_GETTERS(type, name)                                             \
    type cupel_row_##name##_at(const cupel_row *row, int position)          \
    {                                                                       \
        return row_##name(row, row_cell_at(row, position));                 \
    }                                                                       \
    type cupel_row_##name##_named(const cupel_row *row, const char *column) \
    {                                                                       \
        return row_##name(row, row_cell_named(row, column));                \
    }

ROW_GETTERS(cupel_value, value)
ROW_GETTERS(bool, is_null)
ROW_GETTERS(bool, bool)
ROW_GETTERS(int64_t, int)
ROW_GETTERS(double, double)
ROW_GETTERS(const char *, text)
ROW_GETTERS(cupel_blob_value, blob)
ROW_GETTERS(cupel_date_value, date)
ROW_GETTERS(cupel_time_value, time)
ROW_GETTERS(cupel_datetime_value, datetime)
ROW_GETTERS(cupel_timestamp_value, timestamp)
ROW_GETTERS(cupel_interval_value, interval)
ROW_GETTERS(cupel_decimal_value, decimal)
ROW_GETTERS(cupel_uuid_value, uuid)
ROW_GETTERS(cupel_json_value, json)
ROW_GETTERS(void *, entity)
