/*
 * dialects/mysql/reflect_type.c - the types of columns, as the servers call them.
 */
#include "base/number.h"
#include "dialects/mysql/reflect.h"

typedef struct maria_type {
    const char *name;
    cupel_type_id id;
} maria_type;

/* What CREATE TABLE makes of the ids, as the servers call it: MySQL 8 leaves widths out. */
static const maria_type maria_same_types[] = {
    { "tinyint(1)", CUPEL_BOOLEAN },
    { "smallint(6)", CUPEL_SMALL_INTEGER },
    { "smallint", CUPEL_SMALL_INTEGER },
    { "int(11)", CUPEL_INTEGER },
    { "int", CUPEL_INTEGER },
    { "bigint(20)", CUPEL_BIG_INTEGER },
    { "bigint", CUPEL_BIG_INTEGER },
    { "float", CUPEL_FLOAT },
    { "double", CUPEL_DOUBLE },
    { "longtext", CUPEL_TEXT },
    { "longblob", CUPEL_BLOB },
    { "date", CUPEL_DATE },
    { "time(6)", CUPEL_TIME },
    { "datetime(6)", CUPEL_DATETIME },
    { "timestamp(6)", CUPEL_TIMESTAMP },
    { "json", CUPEL_JSON },
};

/* The nearest, by the first word. */
static const maria_type maria_near_types[] = {
    { "tinyint", CUPEL_SMALL_INTEGER },
    { "smallint", CUPEL_SMALL_INTEGER },
    { "mediumint", CUPEL_INTEGER },
    { "int", CUPEL_INTEGER },
    { "bigint", CUPEL_BIG_INTEGER },
    { "bit", CUPEL_BIG_INTEGER },
    { "year", CUPEL_SMALL_INTEGER },
    { "float", CUPEL_DOUBLE },
    { "double", CUPEL_DOUBLE },
    { "decimal", CUPEL_NUMERIC },
    { "char", CUPEL_STRING },
    { "varchar", CUPEL_STRING },
    { "binary", CUPEL_BLOB },
    { "varbinary", CUPEL_BLOB },
    { "tinyblob", CUPEL_BLOB },
    { "blob", CUPEL_BLOB },
    { "mediumblob", CUPEL_BLOB },
    { "geometry", CUPEL_BLOB },
    { "point", CUPEL_BLOB },
    { "linestring", CUPEL_BLOB },
    { "polygon", CUPEL_BLOB },
    { "time", CUPEL_TIME },
    { "datetime", CUPEL_DATETIME },
    { "timestamp", CUPEL_TIMESTAMP },
    { "uuid", CUPEL_UUID },
};

/* The numbers in "decimal(10,2)"; 0 where there are none. */
static void maria_read_numbers(const char *text, int64_t numbers[2])
{
    const char *at = strchr(text, '(');
    numbers[0] = numbers[1] = 0;
    for (size_t i = 0; i < 2 && at && *at != ')'; i++) {
        size_t length = strspn(++at, "0123456789");
        if (!cu_int_parse(at, length, &numbers[i]))
            return;
        at += length;
    }
}

/* One name of "enum('a','b''c')", past which *at goes; NULL at the end. */
static const char *maria_read_label(const char **at, cu_arena *arena)
{
    const char *start = strchr(*at, '\'');
    char *label = start ? cu_arena_alloc(arena, strlen(start) + 1) : NULL;
    size_t length = 0;
    if (!label)
        return NULL;
    for (start++; *start; start++) {
        if (*start == '\'' && start[1] != '\'')
            break;
        if ((*start == '\'' || *start == '\\') && start[1])
            start++;
        label[length++] = *start;
    }
    label[length] = '\0';
    *at = *start ? start + 1 : start;
    return label;
}

static cupel_code maria_find_enum(cu_reflection *reflection, cupel_column_options *options,
                                  const char *text)
{
    cu_arena *arena = reflection->arena;
    size_t count = 0;
    for (const char *at = text; (at = strchr(at, ',')) != NULL; at++)
        count++; /* no fewer than there are names, but for one */
    cupel_enum *enumeration = cu_arena_alloc_zero(arena, sizeof *enumeration);
    cupel_enum_item *items = cu_arena_alloc_array(arena, count + 1, sizeof *items);
    if (!enumeration || !items)
        return cu_error_no_memory(reflection->error);
    count = 0;
    for (const char *label; (label = maria_read_label(&text, arena)) != NULL; count++)
        items[count] = (cupel_enum_item){ label, (int)count };
    if (arena->failed)
        return cu_error_no_memory(reflection->error);
    *enumeration = (cupel_enum){ NULL, items, count };
    options->type = CUPEL_ENUM;
    options->enumeration = enumeration;
    return CUPEL_OK;
}

static void maria_find_near_type(cupel_column_options *options, const char *text)
{
    size_t length = strcspn(text, "( ");
    options->type = CUPEL_TEXT;
    for (size_t i = 0; i < CU_LENGTH(maria_near_types); i++)
        if (strlen(maria_near_types[i].name) == length &&
            strncmp(maria_near_types[i].name, text, length) == 0)
            options->type = maria_near_types[i].id;
    if (!strstr(text, "unsigned"))
        return;
    /* What does not fit is the next larger. */
    if (options->type == CUPEL_INTEGER)
        options->type = CUPEL_BIG_INTEGER;
    else if (options->type == CUPEL_SMALL_INTEGER && strncmp(text, "tiny", 4) != 0)
        options->type = CUPEL_INTEGER;
}

cupel_code cu_mysql_find_type(cu_reflection *reflection, cupel_column_options *options,
                              const char *text)
{
    int64_t numbers[2];
    if (strncmp(text, "enum(", 5) == 0)
        return maria_find_enum(reflection, options, text);
    for (size_t i = 0; i < CU_LENGTH(maria_same_types); i++)
        if (strcmp(maria_same_types[i].name, text) == 0) {
            options->type = maria_same_types[i].id;
            return CUPEL_OK;
        }
    maria_find_near_type(options, text);
    maria_read_numbers(text, numbers);
    if (options->type == CUPEL_STRING) {
        options->length = (int)numbers[0];
    } else if (options->type == CUPEL_NUMERIC) {
        options->precision = (int)numbers[0];
        options->scale = (int)numbers[1];
    }
    bool same = strncmp(text, "varchar(", 8) == 0 ||
                (strncmp(text, "decimal(", 8) == 0 && text[strlen(text) - 1] == ')');
    if (!same)
        options->type_sql = cu_reflect_text(reflection, text);
    return CUPEL_OK;
}
