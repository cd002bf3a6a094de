/*
 * fifty_tables.h - a schema of 50 tables, no two alike: all types, keys of one
 * and two columns, references forth, back and in circles, what only some databases
 * have, and names that need quoting.
 */
#ifndef CU_TEST_SUITE_FIFTY_TABLES_H
#define CU_TEST_SUITE_FIFTY_TABLES_H

#include "suite.h"

#include <stdio.h>

#define TABLES 50

CUPEL_ENUM_TYPE(mood, "mood", { "fine", 0 }, { "so-so", 1 }, { "it's bad", 2 });

typedef struct generated {
    enum { SQLITE, POSTGRESQL, MYSQL } where;
    const cupel_table *tables[TABLES];
    char names[TABLES][40];
    cupel_registry *registry;
} generated;

/* One column of each type, with a default. */
static const struct {
    const char *name;
    cupel_column_options options;
} samples[] = {
    { "flag", { .type = CUPEL_BOOLEAN, .server_default = "true" } },
    { "small", { .type = CUPEL_SMALL_INTEGER, .server_default = "-7" } },
    { "number", { .type = CUPEL_INTEGER, .server_default = "0", .comment = "it's a number" } },
    { "big", { .type = CUPEL_BIG_INTEGER, .server_default = "9223372036854775807" } },
    { "ratio", { .type = CUPEL_FLOAT } },
    { "real", { .type = CUPEL_DOUBLE, .server_default = "1.5" } },
    { "price", { .type = CUPEL_NUMERIC, .precision = 10, .scale = 2, .server_default = "0.00" } },
    { "exact", { .type = CUPEL_NUMERIC, .precision = 30, .scale = 10 } },
    { "Title", { .type = CUPEL_STRING, .length = 40, .server_default = "'it''s (new), -- ok'" } },
    { "body", { .type = CUPEL_TEXT } },
    { "data", { .type = CUPEL_BLOB } },
    { "day", { .type = CUPEL_DATE, .server_default = "'2024-02-29'" } },
    { "hour", { .type = CUPEL_TIME } },
    { "moment", { .type = CUPEL_DATETIME, .server_default = "CURRENT_TIMESTAMP" } },
    { "instant", { .type = CUPEL_TIMESTAMP, .server_default = "CURRENT_TIMESTAMP" } },
    { "length", { .type = CUPEL_INTERVAL } },
    { "uuid", { .type = CUPEL_UUID } },
    { "document", { .type = CUPEL_JSON } },
    { "mood", { .enumeration = &mood } },
};

/* Each fifth table has a key of two columns. */
static inline bool is_composite(size_t number)
{
    return number % 5 == 4;
}

static inline void name_table(char name[40], size_t number)
{
    switch (number % 5) {
    case 0: snprintf(name, 40, "t%zu", number); break;
    case 1: snprintf(name, 40, "Order %zu", number); break;
    case 2: snprintf(name, 40, "say \"%zu\" `x` 'y'", number); break;
    case 3: snprintf(name, 40, "se.parate%zu", number); break;
    default: snprintf(name, 40, "na\xc3\xafve_%zu", number); break;
    }
}

static inline void add_keys(cupel_table_builder *builder, size_t number)
{
    static const cupel_type_id types[] = { CUPEL_INTEGER, CUPEL_BIG_INTEGER, CUPEL_SMALL_INTEGER };
    char name[60];
    if (!is_composite(number)) {
        cupel_table_builder_column(
            builder, "id",
            &(cupel_column_options){ .type = types[number % 3],
                                     .primary_key = true,
                                     .autoincrement = number % 2 ? CUPEL_NO : CUPEL_UNSET });
        return;
    }
    cupel_table_builder_column(
        builder, "part two",
        &(cupel_column_options){ .type = CUPEL_INTEGER, .nullable = CUPEL_NO });
    cupel_table_builder_column(
        builder, "one",
        &(cupel_column_options){ .type = CUPEL_STRING, .length = 20, .nullable = CUPEL_NO });
    snprintf(name, sizeof name, "pk_%zu", number);
    cupel_table_builder_constraint(
        builder, CUPEL_ITEM_PRIMARY_KEY,
        &(cupel_constraint_options){ .name = name, .columns = { "one", "part two" } });
}

/* Four columns of all types in turn; every second one is NOT NULL. */
static inline void add_samples(cupel_table_builder *builder, size_t number)
{
    for (size_t i = 0; i < 4; i++) {
        size_t sample = (number * 4 + i) % (sizeof samples / sizeof samples[0]);
        cupel_column_options options = samples[sample].options;
        options.nullable = i % 2 ? CUPEL_NO : CUPEL_YES;
        cupel_table_builder_column(builder, samples[sample].name, &options);
    }
}

/* A foreign key to another table, which may come later, or be the same. */
static inline void add_reference(cupel_table_builder *builder, const generated *all, size_t number,
                                 size_t target)
{
    static const cupel_action actions[] = { CUPEL_ACTION_UNSET, CUPEL_CASCADE, CUPEL_SET_NULL };
    char name[60], first[60], second[60], column[2][40];
    snprintf(name, sizeof name, "fk %zu to %zu", number, target);
    snprintf(column[0], sizeof column[0], "ref %zu a", target);
    snprintf(column[1], sizeof column[1], "ref %zu b", target);
    snprintf(first, sizeof first, "%s.%s", all->names[target], is_composite(target) ? "one" : "id");
    snprintf(second, sizeof second, "%s.part two", all->names[target]);
    cupel_table_builder_column(builder, column[0], NULL);
    cupel_constraint_options options = { .name = name,
                                         .columns = { column[0] },
                                         .references = { first },
                                         .on_delete = actions[number % 3],
                                         .deferrable = all->where != MYSQL && number % 7 == 1,
                                         .initially_deferred =
                                             all->where != MYSQL && number % 14 == 1 };
    if (is_composite(target)) {
        cupel_table_builder_column(builder, column[1], NULL);
        options.columns[1] = column[1];
        options.references[1] = second;
    }
    cupel_table_builder_constraint(builder, CUPEL_ITEM_FOREIGN_KEY, &options);
}

static inline void add_constraints(cupel_table_builder *builder, size_t number)
{
    char name[60];
    cupel_table_builder_column(builder, "extra", &(cupel_column_options){ .type = CUPEL_INTEGER });
    cupel_table_builder_column(
        builder, "code",
        &(cupel_column_options){ .type = CUPEL_STRING, .length = 10, .nullable = CUPEL_NO });
    snprintf(name, sizeof name, "uq_%zu", number);
    if (number % 2)
        cupel_table_builder_constraint(
            builder, CUPEL_ITEM_UNIQUE,
            &(cupel_constraint_options){ .name = name, .columns = { "code", "extra" } });
    snprintf(name, sizeof name, "ck_%zu", number);
    if (number % 3 == 0)
        cupel_table_builder_constraint(
            builder, CUPEL_ITEM_CHECK,
            &(cupel_constraint_options){ .name = name, .sql = "extra > 0 OR code = 'a)b'" });
    snprintf(name, sizeof name, "ix %zu", number);
    if (number % 4 < 2)
        cupel_table_builder_constraint(builder, CUPEL_ITEM_INDEX,
                                       &(cupel_constraint_options){ .name = name,
                                                                    .columns = { "extra", "code" },
                                                                    .unique = number % 4 == 1 });
    snprintf(name, sizeof name, "ix_desc_%zu", number);
    if (number % 7 == 0)
        cupel_table_builder_constraint(
            builder, CUPEL_ITEM_INDEX,
            &(cupel_constraint_options){ .name = name, .keys = "(code DESC, extra)" });
    if (number % 6 == 0)
        cupel_table_builder_column(builder, "twice",
                                   &(cupel_column_options){ .type = CUPEL_INTEGER,
                                                            .computed = "extra * 2",
                                                            .stored = true });
}

/* What only some databases have, or have in another way. */
static inline void add_specials(cupel_table_builder *builder, const generated *all, size_t number)
{
    static const cupel_column_options columns[][4] = {
        [SQLITE] = { { .type = CUPEL_TEXT, .collation = "NOCASE" },
                     { .type = CUPEL_STRING, .length = 9, .type_sql = "NATIVE CHARACTER(9)" },
                     { .type = CUPEL_INTEGER, .computed = "extra + 1" },
                     { .type = CUPEL_TEXT,
                       .check = "length(gr\xc3\xb6\xc3\x9f"
                                "e) < 9" } },
        [POSTGRESQL] = { { .type = CUPEL_TEXT,
                           .type_sql = "integer[]",
                           .server_default = "'{1,2}'" },
                         { .type = CUPEL_JSON, .type_sql = "jsonb", .nullable = CUPEL_NO },
                         { .type = CUPEL_BIG_INTEGER,
                           .identity = CUPEL_IDENTITY_ALWAYS,
                           .identity_options = "START WITH 10 INCREMENT BY 3" },
                         { .type = CUPEL_TEXT, .collation = "C" } },
        [MYSQL] = { { .type = CUPEL_BIG_INTEGER, .type_sql = "int(10) unsigned" },
                    { .type = CUPEL_TEXT, .type_sql = "mediumtext" },
                    { .type = CUPEL_INTEGER, .computed = "extra + 1" },
                    { .type = CUPEL_STRING, .length = 30, .collation = "utf8mb4_bin" } },
    };
    char name[60];
    cupel_table_builder_column(builder,
                               "gr\xc3\xb6\xc3\x9f"
                               "e",
                               &columns[all->where][number % 4]);
    snprintf(name, sizeof name, "ix_special_%zu", number);
    cupel_constraint_options index = { .name = name, .unique = number % 2 };
    if (all->where == MYSQL)
        index.keys = number % 3 ? "(code(3))" : "(code(2), extra DESC)";
    else if (number % 3)
        index.keys = "(lower(code), extra)";
    else
        index.columns[0] = "extra";
    if (all->where != MYSQL && number % 3 < 2)
        index.sql = "extra > 0";
    if (number % 5 < 3)
        cupel_table_builder_constraint(builder, CUPEL_ITEM_INDEX, &index);
}

static inline const cupel_table *build_table(const generated *all, size_t number)
{
    cupel_table_builder *builder = cupel_table_builder_new(all->names[number]);
    cupel_table_options options = { .comment = number % 3 == 1 ? "comment; with 'quotes'" : NULL,
                                    .without_rowid = number % 10 == 4 };
    assert_non_null(builder);
    cupel_table_builder_options(builder, &options);
    add_keys(builder, number);
    add_samples(builder, number);
    add_constraints(builder, number);
    add_specials(builder, all, number);
    if (number > 0)
        add_reference(builder, all, number, number / 2);
    if (number % 8 == 0)
        add_reference(builder, all, number, number); /* to itself */
    if (number % 10 < 3)                             /* three in a circle */
        add_reference(builder, all, number, number % 10 == 2 ? number - 2 : number + 1);
    const cupel_table *table = cupel_table_build(builder);
    assert_non_null(table);
    return table;
}

#endif
