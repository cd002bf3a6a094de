/*
 * schema/options.c - what is in the option structs, as tables, for copying and
 * checking them.
 */
#include "schema/options.h"

#include "base/utf8.h"
#include "sql/type.h"

typedef enum text_use {
    TEXT_NAME, /* of something in the database: not empty */
    TEXT_SQL,  /* a piece of a statement: not empty */
    TEXT_WORD, /* a keyword, which is not quoted: letters, digits and '_' */
    TEXT_FREE  /* anything */
} text_use;

typedef struct option_text {
    size_t offset;
    const char *name;
    text_use use;
} option_text;

#define COLUMN_TEXT(member, use)                                         \
    {                                                                    \
        offsetof(cupel_column_options, member), "." #member, TEXT_##use, \
    }
#define CONSTRAINT_TEXT(member, use)                                         \
    {                                                                        \
        offsetof(cupel_constraint_options, member), "." #member, TEXT_##use, \
    }
#define TABLE_TEXT(member, use)                                         \
    {                                                                   \
        offsetof(cupel_table_options, member), "." #member, TEXT_##use, \
    }

static const option_text column_texts[] = {
    COLUMN_TEXT(name, NAME),
    COLUMN_TEXT(collation, NAME),
    COLUMN_TEXT(check, SQL),
    COLUMN_TEXT(foreign_key, NAME),
    COLUMN_TEXT(foreign_key_name, NAME),
    COLUMN_TEXT(server_default, SQL),
    COLUMN_TEXT(computed, SQL),
    COLUMN_TEXT(sequence, NAME),
    COLUMN_TEXT(comment, FREE),
    COLUMN_TEXT(deferred_group, FREE),
    COLUMN_TEXT(type_sql, FREE),
    COLUMN_TEXT(identity_options, SQL),
    COLUMN_TEXT(domain, SQL),
};

static const option_text constraint_texts[] = {
    CONSTRAINT_TEXT(name, NAME),
    CONSTRAINT_TEXT(sql, SQL),
    CONSTRAINT_TEXT(method, WORD),
    CONSTRAINT_TEXT(keys, SQL),
};

static const option_text table_texts[] = {
    TABLE_TEXT(schema, NAME),       TABLE_TEXT(comment, FREE),
    TABLE_TEXT(engine, WORD),       TABLE_TEXT(charset, WORD),
    TABLE_TEXT(tablespace, NAME),   TABLE_TEXT(collation, WORD),
    TABLE_TEXT(view, SQL),          TABLE_TEXT(partition_by, SQL),
    TABLE_TEXT(partition_of, NAME), TABLE_TEXT(partition_values, SQL),
};

static const char **text_at(void *options, const option_text *text)
{
    return (const char **)(void *)((char *)options + text->offset);
}

/* ---- copying ----------------------------------------------------------------------------------- */

static bool copy_text(const char **text, cu_arena *arena)
{
    if (*text)
        *text = cu_arena_strdup(arena, *text);
    return *text != NULL;
}

/* Replaces each text of a struct by a copy. */
static bool copy_texts(void *options, const option_text *texts, size_t count, cu_arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        const char **text = text_at(options, &texts[i]);
        if (*text && !copy_text(text, arena))
            return false;
    }
    return true;
}

bool cu_column_options_copy(cupel_column_options *to, const cupel_column_options *from,
                            cu_arena *arena)
{
    *to = *from;
    return copy_texts(to, column_texts, CU_LENGTH(column_texts), arena) &&
           cu_value_copy(arena, &to->default_value);
}

bool cu_constraint_options_copy(cupel_constraint_options *to, const cupel_constraint_options *from,
                                cu_arena *arena)
{
    *to = *from;
    if (!copy_texts(to, constraint_texts, CU_LENGTH(constraint_texts), arena))
        return false;
    for (size_t i = 0; i < CUPEL_CONSTRAINT_COLUMNS && to->columns[i]; i++)
        if (!copy_text(&to->columns[i], arena))
            return false;
    for (size_t i = 0; i < CUPEL_CONSTRAINT_COLUMNS && to->references[i]; i++)
        if (!copy_text(&to->references[i], arena))
            return false;
    return true;
}

bool cu_table_options_copy(cupel_table_options *to, const cupel_table_options *from,
                           cu_arena *arena)
{
    *to = *from;
    return copy_texts(to, table_texts, CU_LENGTH(table_texts), arena);
}

/* ---- checking ---------------------------------------------------------------------------------- */

static bool is_word(const char *text)
{
    for (; *text; text++)
        if (!((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
              (*text >= '0' && *text <= '9') || *text == '_'))
            return false;
    return true;
}

static bool check_one_text(const char *text, const char *name, text_use use, const char *place,
                           cu_faults *faults)
{
    if (!cu_utf8_valid(text, strlen(text), NULL))
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "%s: %s is not UTF-8", place, name);
    else if (!*text && use != TEXT_FREE)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "%s: %s is empty; leave it out where it does not apply", place, name);
    else if (use == TEXT_WORD && !is_word(text))
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "%s: %s = \"%s\" is no single word of letters, digits and '_'", place, name,
                     text);
    else
        return true;
    return false;
}

static bool check_texts(const void *options, const option_text *texts, size_t count,
                        const char *place, cu_faults *faults)
{
    bool right = true;
    for (size_t i = 0; i < count; i++) {
        const char *text = *text_at((void *)(uintptr_t)options, &texts[i]);
        if (text && !check_one_text(text, texts[i].name, texts[i].use, place, faults))
            right = false;
    }
    return right;
}

bool cu_column_options_check(const cupel_column_options *options, const char *place,
                             cu_faults *faults)
{
    return check_texts(options, column_texts, CU_LENGTH(column_texts), place, faults);
}

bool cu_constraint_options_check(const cupel_constraint_options *options, const char *place,
                                 cu_faults *faults)
{
    return check_texts(options, constraint_texts, CU_LENGTH(constraint_texts), place, faults);
}

bool cu_table_options_check(const cupel_table_options *options, const char *place,
                            cu_faults *faults)
{
    return check_texts(options, table_texts, CU_LENGTH(table_texts), place, faults);
}

bool cu_name_check(const char *name, const char *what, cu_faults *faults)
{
    if (!name || !*name)
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "%s is %s", what, name ? "empty" : "NULL");
    else if (!cu_utf8_valid(name, strlen(name), NULL))
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT, "%s is not UTF-8", what);
    else
        return true;
    return false;
}
