/*
 * dialects/sqlite/reflect_type.c - the types that SQLite's columns were declared
 * with.  It takes any text for a type.
 */
#include "base/number.h"
#include "dialects/sqlite/ddl.h"
#include "dialects/sqlite/reflect.h"
#include "sql/type.h"

#include <strings.h>

static const struct {
    const char *name;
    cupel_type_id id;
} declared_types[] = {
    { "BOOLEAN", CUPEL_BOOLEAN },
    { "BOOL", CUPEL_BOOLEAN },
    { "SMALLINT", CUPEL_SMALL_INTEGER },
    { "TINYINT", CUPEL_SMALL_INTEGER },
    { "INTEGER", CUPEL_INTEGER },
    { "BIGINT", CUPEL_BIG_INTEGER },
    { "FLOAT", CUPEL_FLOAT },
    { "REAL", CUPEL_DOUBLE },
    { "DOUBLE", CUPEL_DOUBLE },
    { "DOUBLE PRECISION", CUPEL_DOUBLE },
    { "NUMERIC", CUPEL_NUMERIC },
    { "DECIMAL", CUPEL_NUMERIC },
    { "DECIMAL_TEXT", CUPEL_NUMERIC },
    { "VARCHAR", CUPEL_STRING },
    { "NVARCHAR", CUPEL_STRING },
    { "CHAR", CUPEL_STRING },
    { "TEXT", CUPEL_TEXT },
    { "BLOB", CUPEL_BLOB },
    { "DATE", CUPEL_DATE },
    { "TIME", CUPEL_TIME },
    { "DATETIME", CUPEL_DATETIME },
    { "TIMESTAMP", CUPEL_TIMESTAMP },
    { "JSON_TEXT", CUPEL_JSON },
    { "JSON", CUPEL_JSON },
};

/* What SQLite makes of a name it does not know: it looks for these within. */
static const struct {
    const char *part;
    cupel_type_id id;
} affinities[] = {
    { "INT", CUPEL_INTEGER }, { "CHAR", CUPEL_TEXT },   { "CLOB", CUPEL_TEXT },
    { "TEXT", CUPEL_TEXT },   { "BLOB", CUPEL_BLOB },   { "REAL", CUPEL_DOUBLE },
    { "FLOA", CUPEL_DOUBLE }, { "DOUB", CUPEL_DOUBLE },
};

static cupel_type_id id_of(const char *type, size_t length)
{
    for (size_t i = 0; i < CU_LENGTH(declared_types); i++)
        if (strlen(declared_types[i].name) == length &&
            strncasecmp(declared_types[i].name, type, length) == 0)
            return declared_types[i].id;
    for (size_t i = 0; i < CU_LENGTH(affinities); i++)
        if (strcasestr(type, affinities[i].part))
            return affinities[i].id;
    return *type ? CUPEL_NUMERIC : CUPEL_UNTYPED;
}

/* The numbers in "NUMERIC(10, 2)". */
static void read_numbers(const char *text, int64_t numbers[2])
{
    const char *at = strchr(text, '(');
    numbers[0] = numbers[1] = 0;
    for (size_t i = 0; i < 2 && at && *at && *at != ')'; i++) {
        at++;
        at += strspn(at, " ");
        size_t length = strspn(at, "0123456789");
        if (!cu_int_parse(at, length, &numbers[i]) || numbers[i] > 1000000000)
            numbers[i] = 0;
        at += length;
        at += strspn(at, " ");
    }
}

/* Whether two types are the same but for case and spaces; the first may be followed by a collation. */
static bool same_type(const char *written, const char *declared)
{
    for (;; written++, declared++) {
        while (*written == ' ' && strncmp(written, " COLLATE", 8) != 0)
            written++;
        while (*declared == ' ')
            declared++;
        if (*declared == '\0')
            return *written == '\0' || *written == ' ';
        if (strncasecmp(written, declared, 1) != 0)
            return false;
    }
}

/* Whether CREATE TABLE would write the same for a column with these options. */
static bool is_written_so(const cu_reflection *reflection, const cupel_column_options *options,
                          const char *declared)
{
    cu_table table = { .options = reflection->options };
    cu_table_column column = { .table = &table,
                               .type = { .id = options->type,
                                         .length = options->length,
                                         .precision = options->precision,
                                         .scale = options->scale } };
    cu_error error;
    cu_buffer written;
    if (options->type == CUPEL_UNTYPED)
        return false;
    cu_error_init(&error);
    cu_buffer_init(&written, 1000);
    bool same = cu_ddl_sqlite.write_type(&written, &column, &error) == CUPEL_OK &&
                !written.failed && same_type(cu_buffer_text(&written), declared);
    cu_buffer_free(&written);
    cu_error_free(&error);
    return same;
}

/* The nearest type that cupel has; `collation` NULL where the column says none. */
void cu_sqlite_set_type(cu_reflection *reflection, cupel_column_options *options,
                        const char *declared, const char *collation)
{
    size_t length = strcspn(declared, "(");
    int64_t numbers[2];
    while (length > 0 && declared[length - 1] == ' ')
        length--;
    if (collation && strcasecmp(collation, "BINARY") == 0)
        collation = NULL;
    bool decimal = collation && strcmp(collation, CU_SQLITE_DECIMAL_COLLATION) == 0;
    options->type = decimal ? CUPEL_NUMERIC : id_of(declared, length);
    read_numbers(declared, numbers);
    if (options->type == CUPEL_STRING) {
        options->length = (int)numbers[0];
    } else if (options->type == CUPEL_NUMERIC && numbers[1] <= numbers[0]) {
        options->precision = (int)numbers[0];
        options->scale = (int)numbers[1];
    }
    if (cu_type_is_text(options->type) || !collation || decimal) {
        options->collation = decimal ? NULL : collation;
        if (is_written_so(reflection, options, declared))
            return;
    }
    options->type_sql =
        collation ? cu_arena_printf(&reflection->scratch, "%s COLLATE \"%s\"", declared, collation)
                  : declared;
}
