#include "tables.h"

#include "base/alloc.h"
#include "dialects/mysql/sql.h"
#include "dialects/postgresql/sql.h"
#include "dialects/sqlite/sql.h"
#include "sql/type.h"

#include "../support/failing_alloc.h"

#include <ctype.h>
#include <cupel/log.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct described {
    const char *name;
    cupel_type_id type;
} described;

static const described users_columns[] = { { "id", CUPEL_INTEGER },
                                           { "name", CUPEL_STRING },
                                           { "fullname", CUPEL_STRING },
                                           { "age", CUPEL_INTEGER } };
static const described orders_columns[] = { { "id", CUPEL_INTEGER },
                                            { "user_id", CUPEL_INTEGER },
                                            { "isopen", CUPEL_BOOLEAN },
                                            { "placed", CUPEL_DATETIME },
                                            { "total", CUPEL_NUMERIC } };
static const described odd_columns[] = { { "select", CUPEL_INTEGER },
                                         { "a b", CUPEL_STRING },
                                         { "A", CUPEL_STRING },
                                         { "qu\"o`te", CUPEL_STRING } };

cu_from test_users, test_orders, test_odd;

static void make_table(cu_from *from, const char *name, const described *columns, size_t count)
{
    static cu_column storage[3][8];
    static cu_column *pointers[3][8];
    static size_t used;
    size_t number = used++;
    *from = (cu_from){
        .kind = CU_FROM_TABLE, .name = name, .columns = pointers[number], .column_count = count
    };
    for (size_t i = 0; i < count; i++) {
        cu_column_init(&storage[number][i], from, (uint32_t)i, columns[i].name,
                       cu_type_of(columns[i].type));
        storage[number][i].primary_key = i == 0;
        pointers[number][i] = &storage[number][i];
    }
}

void make_tables(void)
{
    if (test_users.name)
        return;
    make_table(&test_users, "users", users_columns, CU_LENGTH(users_columns));
    make_table(&test_orders, "orders", orders_columns, CU_LENGTH(orders_columns));
    make_table(&test_odd, "odd table", odd_columns, CU_LENGTH(odd_columns));
}

cupel_expr *column(cu_from *from, const char *name)
{
    make_tables();
    cu_column *found = cu_from_column(from, name);
    assert_non_null(found);
    return &found->node.head;
}

static char *folded(const char *text)
{
    char *copy = malloc(strlen(text) + 1), *to = copy;
    assert_non_null(copy);
    for (; *text; text++)
        if (!isspace((unsigned char)*text))
            *to++ = *text;
        else if (to > copy && to[-1] != ' ')
            *to++ = ' ';
    *to = '\0';
    return copy;
}

static size_t add_values(cupel_value *values, const cu_compiled *compiled, const cu_key *key)
{
    for (size_t i = 0; i < compiled->slot_count; i++) {
        const cu_slot *slot = &compiled->slots[i];
        assert_true(slot->kind == CU_SLOT_CONSTANT || slot->ordinal < key->parameters.count);
        const cu_parameter *parameter = &key->parameters.items[slot->ordinal];
        switch (slot->kind) {
        case CU_SLOT_CONSTANT: values[i] = slot->constant; break;
        case CU_SLOT_PARAMETER: values[i] = parameter->of.bind->value; break;
        case CU_SLOT_LIST_ITEM: values[i] = parameter->of.list->values[slot->index]; break;
        default: values[i] = cupel_value_text("<list>"); break;
        }
    }
    return compiled->slot_count;
}

static void collect(cu_key *key, const cu_select *select)
{
    const cu_expression_list *lists[] = { &select->columns, &select->where, &select->group_by,
                                          &select->having, &select->order_by };
    for (size_t i = 0; i < CU_LENGTH(lists); i++)
        for (size_t j = 0; j < lists[i]->count; j++)
            cu_key_expression(key, lists[i]->items[j]);
    cu_key_expression(key, select->limit);
    cu_key_expression(key, select->offset);
}

char *sql_of(const cu_select *select, const cu_sql_dialect *dialect)
{
    cu_error error;
    cu_error_init(&error);
    cu_key key = { 0 };
    cu_key_begin(&key);
    collect(&key, select);
    cu_compiled *compiled = cu_compile_select(select, dialect, NULL, key.walk, &error);
    char *result;
    if (!compiled) {
        char text[600];
        snprintf(text, sizeof text, "%s: %s", cupel_code_name(cu_error_code(&error)),
                 error.public.text);
        result = folded(text);
    } else {
        cupel_value values[2000];
        char parameters[4000];
        cupel_log_record record = { .values = values, .sets = 1 };
        assert_true(compiled->slot_count <= CU_LENGTH(values));
        record.values_per_set = add_values(values, compiled, &key);
        cupel_log_parameters(&record, parameters, sizeof parameters);
        cu_buffer text;
        cu_buffer_init(&text, CU_BUFFER_MAXIMUM);
        cu_buffer_add(&text, compiled->sql);
        if (record.values_per_set > 0)
            cu_buffer_printf(&text, " -- %s", parameters);
        result = folded(cu_buffer_text(&text));
        cu_buffer_free(&text);
    }
    cu_compiled_release(compiled);
    cu_key_free(&key);
    cu_error_free(&error);
    return result;
}

static char *select_with(cupel_expr *expression, const cu_sql_dialect *dialect, bool where)
{
    cu_arena arena;
    cu_arena_init(&arena, 0);
    cu_select *select = cu_select_new(&arena);
    cu_pool *pool = cu_hold(expression);
    assert_non_null(select);
    select->label_style = CU_LABEL_TABLE_COLUMN;
    if (where)
        assert_true(cu_expressions_add(&arena, &select->columns, U(id)));
    assert_true(cu_expressions_add(&arena, where ? &select->where : &select->columns, expression));
    char *text = sql_of(select, dialect);
    cu_release(pool);
    cu_arena_free(&arena);
    return text;
}

char *column_sql(cupel_expr *expression, const cu_sql_dialect *dialect)
{
    return select_with(expression, dialect, false);
}

char *where_sql(cupel_expr *expression, const cu_sql_dialect *dialect)
{
    return select_with(expression, dialect, true);
}

const cu_sql_dialect *dialect_at(size_t number)
{
    static const cu_sql_dialect *const dialects[] = { &cu_sql_sqlite, &cu_sql_postgresql,
                                                      &cu_sql_mysql };
    return dialects[number];
}

void assert_refused_at(cupel_expr *expression, cupel_code code, const char *part, const char *text,
                       int line)
{
    cupel_code got = cupel_expression_code(expression);
    const char *said = cupel_expression_text(expression);
    if (got != code || !strstr(said, part))
        fail_msg("line %d: %s: %s: %s", line, text, cupel_code_name(got), said);
    cupel_discard(expression);
}

/* What SQLite's SQL is with numbered parameters. */
static char *numbered(const char *sql)
{
    char *text = malloc(strlen(sql) * 3 + 1), *to = text;
    char *end = text + strlen(sql) * 3 + 1;
    unsigned number = 0;
    const char *values = strstr(sql, " -- ");
    assert_non_null(text);
    for (; *sql; sql++)
        if (*sql == '?' && (!values || sql < values))
            to += snprintf(to, (size_t)(end - to), "$%u", ++number);
        else
            *to++ = *sql;
    *to = '\0';
    return text;
}

int count_wrong(const expected *each, char *(*sql)(cupel_expr *, const cu_sql_dialect *))
{
    int wrong = 0;
    for (size_t d = 0; d < 3; d++) {
        char *own = d == 1 ? numbered(each->sql[0]) : NULL;
        const char *wanted = each->sql[d] ? each->sql[d] : own ? own : each->sql[0];
        char *made = sql(each->make(), dialect_at(d));
        if (strcmp(made, wanted) != 0) {
            print_error("%s on %s:\n  got  %s\n  want %s\n", each->text, dialect_at(d)->name, made,
                        wanted);
            wrong++;
        }
        free(made);
        free(own);
    }
    return wrong;
}

size_t made_without_memory(cupel_expr *(*left)(void), cupel_expr *(*right)(void),
                           cupel_expr *(*made)(cupel_expr *left, cupel_expr *right))
{
    for (size_t n = 1;; n++) {
        cupel_expr *first = left(), *second = right ? right() : NULL;
        cu_test_alloc_fail_at(n, false);
        cupel_expr *result = made(first, second);
        size_t used = cu_test_alloc_count();
        cu_test_alloc_fail_at(0, false);
        cupel_code code = cupel_expression_code(result);
        cupel_discard(result);
        assert_int_equal(code, used < n ? CUPEL_OK : CUPEL_NO_MEMORY);
        if (used < n)
            return used;
    }
}
