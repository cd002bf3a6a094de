/*
 * orm/column_list.c - finding columns in lists of names.
 */
#include "orm/column_list.h"

/* The next name of a list and its length; NULL at the end. */
static const char *next_name(const char *list, size_t *length)
{
    if (!list)
        return NULL;
    list += strspn(list, " ,");
    *length = strcspn(list, " ,");
    return *length > 0 ? list : NULL;
}

/* Whether a name, with its table in front or without, is that of a column. */
static bool is_name_of(const char *name, size_t length, const cu_table_column *column)
{
    const char *table = column->table->full_name;
    size_t table_length = strlen(table);
    if (length > table_length && strncmp(name, table, table_length) == 0 &&
        name[table_length] == '.') {
        name += table_length + 1;
        length -= table_length + 1;
    }
    return strlen(column->column.name) == length && strncmp(column->column.name, name, length) == 0;
}

bool cu_list_names(const char *list, const cu_table_column *column)
{
    size_t length;
    for (const char *name = list; (name = next_name(name, &length)) != NULL; name += length)
        if (is_name_of(name, length, column))
            return true;
    return false;
}

const char *cu_list_stranger(const char *list, const cu_table *const *tables, size_t count,
                             size_t *length)
{
    for (const char *name = list; (name = next_name(name, length)) != NULL; name += *length) {
        bool known = false;
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < tables[i]->from.column_count && !known; j++)
                known = is_name_of(name, *length, cu_table_column_at(tables[i], j));
        if (!known)
            return name;
    }
    return NULL;
}
