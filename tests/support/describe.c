#include "describe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void describe_text(cu_buffer *out, const char *name, const char *text)
{
    if (text)
        cu_buffer_printf(out, " %s=[%s]", name, text);
}

static void describe_column(cu_buffer *out, const cupel_table_item *item)
{
    const cupel_column_options *options = &item->as.column;
    cu_buffer_printf(out, "  %s %s(%d,%d,%d) null=%d auto=%d", item->name,
                     cupel_type_name(options->type), options->length, options->precision,
                     options->scale, options->nullable, options->autoincrement);
    describe_text(out, "type", options->type_sql);
    describe_text(out, "collation", options->collation);
    describe_text(out, "default", options->server_default);
    describe_text(out, "computed", options->computed);
    describe_text(out, "sequence", options->sequence);
    describe_text(out, "identity", options->identity_options);
    describe_text(out, "domain", options->domain);
    describe_text(out, "check", options->check);
    describe_text(out, "comment", options->comment);
    for (size_t i = 0; options->enumeration && i < options->enumeration->count; i++)
        describe_text(out, "one", options->enumeration->items[i].name);
    cu_buffer_printf(out, " stored=%d update=%d identity=%d\n", options->stored,
                     options->server_update, (int)options->identity);
}

static void describe_constraint(cu_buffer *out, const cupel_table_item *item)
{
    const cupel_constraint_options *options = &item->as.constraint;
    cu_buffer_printf(out, "  kind %d", (int)item->kind);
    describe_text(out, "name", options->name);
    for (size_t i = 0; i < CUPEL_CONSTRAINT_COLUMNS && options->columns[i]; i++) {
        describe_text(out, "column", options->columns[i]);
        describe_text(out, "to", options->references[i]);
    }
    describe_text(out, "sql", options->sql);
    describe_text(out, "method", options->method);
    describe_text(out, "keys", options->keys);
    cu_buffer_printf(out, " delete=%d update=%d deferrable=%d %d unique=%d\n",
                     (int)options->on_delete, (int)options->on_update, options->deferrable,
                     options->initially_deferred, options->unique);
}

void cu_test_describe(cu_buffer *out, const cupel_table *table)
{
    cu_buffer_printf(out, "%s\n", table->name);
    for (size_t i = 0; i < table->count; i++) {
        const cupel_table_item *item = &table->items[i];
        if (item->kind == CUPEL_ITEM_COLUMN) {
            describe_column(out, item);
        } else if (item->kind == CUPEL_ITEM_TABLE_OPTIONS) {
            const cupel_table_options *options = &item->as.table;
            describe_text(out, "schema", options->schema);
            describe_text(out, "comment", options->comment);
            describe_text(out, "engine", options->engine);
            describe_text(out, "charset", options->charset);
            describe_text(out, "collation", options->collation);
            describe_text(out, "view", options->view);
            describe_text(out, "divided", options->partition_by);
            describe_text(out, "partition of", options->partition_of);
            describe_text(out, "values", options->partition_values);
            cu_buffer_printf(out, " %d %d %d %d\n", options->without_rowid, options->strict,
                             options->autoincrement, options->materialized);
        } else {
            describe_constraint(out, item);
        }
    }
}

void cu_test_same_text(const char *what, const char *left, const char *right)
{
    size_t place = 0;
    while (left[place] && left[place] == right[place])
        place++;
    if (!left[place] && !right[place])
        return;
    while (place > 0 && left[place - 1] != '\n')
        place--;
    fail_msg("%s:\n< %.*s\n> %.*s", what, (int)strcspn(left + place, "\n"), left + place,
             (int)strcspn(right + place, "\n"), right + place);
}
