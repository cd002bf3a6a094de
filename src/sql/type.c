/*
 * sql/type.c - the SQL types: their names, a plain one of each, what they are
 * in C, and enumerations.
 */
#include "sql/type.h"

#include "base/utf8.h"

typedef struct type_info {
    const char *name;
    cupel_kind kind; /* in C */
} type_info;

static const type_info type_infos[CUPEL_TYPE_COUNT] = {
    [CUPEL_UNTYPED] = { "untyped", CUPEL_KIND_NULL },
    [CUPEL_BOOLEAN] = { "boolean", CUPEL_KIND_BOOL },
    [CUPEL_SMALL_INTEGER] = { "small integer", CUPEL_KIND_INT },
    [CUPEL_INTEGER] = { "integer", CUPEL_KIND_INT },
    [CUPEL_BIG_INTEGER] = { "big integer", CUPEL_KIND_INT },
    [CUPEL_FLOAT] = { "float", CUPEL_KIND_DOUBLE },
    [CUPEL_DOUBLE] = { "double", CUPEL_KIND_DOUBLE },
    [CUPEL_NUMERIC] = { "numeric", CUPEL_KIND_DECIMAL },
    [CUPEL_STRING] = { "string", CUPEL_KIND_TEXT },
    [CUPEL_TEXT] = { "text", CUPEL_KIND_TEXT },
    [CUPEL_BLOB] = { "blob", CUPEL_KIND_BLOB },
    [CUPEL_DATE] = { "date", CUPEL_KIND_DATE },
    [CUPEL_TIME] = { "time", CUPEL_KIND_TIME },
    [CUPEL_DATETIME] = { "datetime", CUPEL_KIND_DATETIME },
    [CUPEL_TIMESTAMP] = { "timestamp", CUPEL_KIND_TIMESTAMP },
    [CUPEL_INTERVAL] = { "interval", CUPEL_KIND_INTERVAL },
    [CUPEL_UUID] = { "uuid", CUPEL_KIND_UUID },
    [CUPEL_JSON] = { "json", CUPEL_KIND_JSON },
    [CUPEL_ENUM] = { "enum", CUPEL_KIND_INT },
};

#define PLAIN_TYPE(type_id) [type_id] = { .id = (type_id) }

static const cupel_type plain_types[CUPEL_TYPE_COUNT] = {
    PLAIN_TYPE(CUPEL_UNTYPED),  PLAIN_TYPE(CUPEL_BOOLEAN),     PLAIN_TYPE(CUPEL_SMALL_INTEGER),
    PLAIN_TYPE(CUPEL_INTEGER),  PLAIN_TYPE(CUPEL_BIG_INTEGER), PLAIN_TYPE(CUPEL_FLOAT),
    PLAIN_TYPE(CUPEL_DOUBLE),   PLAIN_TYPE(CUPEL_NUMERIC),     PLAIN_TYPE(CUPEL_STRING),
    PLAIN_TYPE(CUPEL_TEXT),     PLAIN_TYPE(CUPEL_BLOB),        PLAIN_TYPE(CUPEL_DATE),
    PLAIN_TYPE(CUPEL_TIME),     PLAIN_TYPE(CUPEL_DATETIME),    PLAIN_TYPE(CUPEL_TIMESTAMP),
    PLAIN_TYPE(CUPEL_INTERVAL), PLAIN_TYPE(CUPEL_UUID),        PLAIN_TYPE(CUPEL_JSON),
    PLAIN_TYPE(CUPEL_ENUM),
};

/* The type of a value on its own; what no integer type can hold is exact as a decimal. */
static const cupel_type_id types_of_kinds[CUPEL_KIND_COUNT] = {
    [CUPEL_KIND_BOOL] = CUPEL_BOOLEAN,      [CUPEL_KIND_INT] = CUPEL_INTEGER,
    [CUPEL_KIND_UNSIGNED] = CUPEL_NUMERIC,  [CUPEL_KIND_DOUBLE] = CUPEL_DOUBLE,
    [CUPEL_KIND_TEXT] = CUPEL_STRING,       [CUPEL_KIND_BLOB] = CUPEL_BLOB,
    [CUPEL_KIND_DATE] = CUPEL_DATE,         [CUPEL_KIND_TIME] = CUPEL_TIME,
    [CUPEL_KIND_DATETIME] = CUPEL_DATETIME, [CUPEL_KIND_TIMESTAMP] = CUPEL_TIMESTAMP,
    [CUPEL_KIND_INTERVAL] = CUPEL_INTERVAL, [CUPEL_KIND_DECIMAL] = CUPEL_NUMERIC,
    [CUPEL_KIND_UUID] = CUPEL_UUID,         [CUPEL_KIND_JSON] = CUPEL_JSON,
};

const char *cupel_type_name(cupel_type_id id)
{
    return (unsigned)id < CUPEL_TYPE_COUNT ? type_infos[id].name : "unknown";
}

const cupel_type *cu_type_of(cupel_type_id id)
{
    return &plain_types[(unsigned)id < CUPEL_TYPE_COUNT ? id : CUPEL_UNTYPED];
}

const cupel_type *cu_type_of_value(const cupel_value *value)
{
    return cu_type_of(value->kind < CUPEL_KIND_COUNT ? types_of_kinds[value->kind] : CUPEL_UNTYPED);
}

cupel_kind cu_type_kind(cupel_type_id id)
{
    return (unsigned)id < CUPEL_TYPE_COUNT ? type_infos[id].kind : CUPEL_KIND_NULL;
}

/* ---- enumerations ------------------------------------------------------------------------------ */

bool cu_enum_value(const cupel_enum *enumeration, const char *name, size_t length, int *out)
{
    for (size_t i = 0; i < enumeration->count; i++) {
        const char *other = enumeration->items[i].name;
        if (strlen(other) == length && memcmp(other, name, length) == 0) {
            *out = enumeration->items[i].value;
            return true;
        }
    }
    return false;
}

const char *cu_enum_name(const cupel_enum *enumeration, int64_t value)
{
    for (size_t i = 0; i < enumeration->count; i++)
        if (enumeration->items[i].value == value)
            return enumeration->items[i].name;
    return NULL;
}

size_t cu_enum_width(const cupel_enum *enumeration)
{
    size_t width = 1;
    for (size_t i = 0; enumeration && i < enumeration->count; i++) {
        const char *name = enumeration->items[i].name;
        width = CU_MAX(width, cu_utf8_count(name, strlen(name)));
    }
    return width;
}

void cu_type_write(cu_buffer *buffer, const char *name, const cupel_type *type)
{
    cu_buffer_add(buffer, name);
    if (type->id == CUPEL_STRING && type->length > 0)
        cu_buffer_printf(buffer, "(%d)", type->length);
    else if (type->id == CUPEL_NUMERIC && type->precision > 0)
        cu_buffer_printf(buffer, "(%d, %d)", type->precision, type->scale);
}

bool cu_value_copy(cu_arena *arena, cupel_value *value)
{
    switch (value->kind) {
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_DECIMAL:
    case CUPEL_KIND_JSON:
        value->as.text = cu_arena_strndup(arena, value->as.text, value->length);
        return value->as.text != NULL;
    case CUPEL_KIND_BLOB:
        value->as.data = cu_arena_copy(arena, value->as.data, value->length);
        return value->as.data != NULL;
    default: return true;
    }
}
