/*
 * reflect.h - what the tests of reflection share: a schema made by SQL, read,
 * created again from what was read, and read again.
 */
#ifndef CU_TEST_DIALECTS_REFLECT_H
#define CU_TEST_DIALECTS_REFLECT_H

#include "engine/reflect.h"
#include <cupel.h>

#include "../support/describe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline void reflect_ok(const cupel_registry *registry, cupel_code code)
{
    if (code != CUPEL_OK)
        fail_msg("%s: %s\n%s", cupel_code_name(code), cupel_error_text(registry),
                 cupel_error(registry)->sql);
}

static inline void reflect_script(cupel_engine *engine, const char *sql)
{
    cupel_connection *connection = cupel_connect(engine);
    if (cupel_execute_script(connection, sql) != CUPEL_OK)
        fail_msg("%.60s: %s", sql, cupel_error_text(connection));
    cupel_connection_close(connection);
}

static inline cupel_registry *reflect_all_of(cupel_engine *engine)
{
    cupel_registry *registry = cupel_registry_open_with(0, NULL, NULL);
    reflect_ok(registry, cupel_reflect(registry, engine, .views = true));
    return registry;
}

/* All tables and views of a database as text, by name. */
static inline char *reflect_text(cupel_engine *engine, cupel_registry *registry)
{
    cu_buffer out;
    cupel_inspector *inspector = cupel_inspect(engine);
    cu_buffer_init(&out, CU_BUFFER_MAXIMUM);
    for (int views = 0; views < 2; views++) {
        const char *const *names =
            views ? cupel_get_view_names(inspector, NULL) : cupel_get_table_names(inspector, NULL);
        if (!names)
            fail_msg("%s", cupel_error_text(inspector));
        for (; *names; names++) {
            const cupel_table *table = cupel_registry_table(registry, *names);
            if (!table)
                fail_msg("%s was not reflected", *names);
            cu_test_describe(&out, table);
        }
    }
    cupel_inspector_close(inspector);
    assert_false(out.failed);
    char *text = strdup(cu_buffer_text(&out));
    cu_buffer_free(&out);
    return text;
}

/* Makes the schema in `from`, and creates what was reflected of it in `to`; both have to read the same then. */
static inline void reflect_round(cupel_engine *from, cupel_engine *to, const char *sql)
{
    reflect_script(from, sql);
    cupel_registry *first = reflect_all_of(from);
    char *left = reflect_text(from, first);
    reflect_ok(first, cupel_create_all(first, to));
    cupel_registry *second = reflect_all_of(to);
    char *right = reflect_text(to, second);
    cu_test_same_text("what was created is not what was read", left, right);
    free(left);
    free(right);
    cupel_registry_close(first);
    cupel_registry_close(second);
}

#ifdef CU_TEST_DIALECTS_SERVER_FIXTURE_H
/* The same from the program's database on a server to a second one, where the SQL `needed` runs before (NULL: nothing). */
static inline void reflect_round_on_server(const char *sql, const char *needed)
{
    cu_test_database second;
    cupel_engine *from = cupel_engine_open(database_url());
    cu_test_database_make(&second, getenv(SERVER_VARIABLE));
    cupel_engine *to = cupel_engine_open(second.url);
    if (needed)
        reflect_script(to, needed);
    reflect_round(from, to, sql);
    cupel_engine_close(from);
    cupel_engine_close(to);
    cu_test_database_drop(&second);
}
#endif

/* What was given, which must be something. */
static inline const char *const *reflect_names(const char *const *names)
{
    assert_non_null(names);
    return names;
}

static inline const char *reflect_string(const char *text)
{
    assert_non_null(text);
    return text;
}

static inline const cupel_table_options *reflect_options(cupel_inspector *inspector,
                                                         const char *table)
{
    const cupel_table_options *options = cupel_get_table_options(inspector, table, NULL);
    assert_non_null(options);
    return options;
}

/* The column of a reflected table. */
static inline const cupel_column_options *reflect_column(cupel_inspector *inspector,
                                                         const char *table, const char *name)
{
    size_t count;
    const cupel_table_item *columns = cupel_get_columns(inspector, table, NULL, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(columns[i].name, name) == 0)
            return &columns[i].as.column;
    fail_msg("%s.%s was not reflected: %s", table, name, cupel_error_text(inspector));
    return NULL;
}

/* Checks the type of a column: its id, and what the database calls it where that is not what cupel would. */
static inline void reflect_type(cupel_inspector *inspector, const char *table, const char *name,
                                cupel_type_id type, const char *sql)
{
    const cupel_column_options *options = reflect_column(inspector, table, name);
    if (options->type != type)
        fail_msg("%s.%s is of type %s, not %s", table, name, cupel_type_name(options->type),
                 cupel_type_name(type));
    if (sql)
        assert_string_equal(options->type_sql ? options->type_sql : "(none)", sql);
    else if (options->type_sql)
        fail_msg("%s.%s has .type_sql %s", table, name, options->type_sql);
}

#endif
