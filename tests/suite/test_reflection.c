/*
 * Reflection: a schema of 50 tables is created, read, created from what was read
 * in a second database, and read again there.  Both descriptions, and what each
 * database itself says of its tables, have to be the same.
 */
#include "suite.h"

#include "../support/describe.h"
#include "fifty_tables.h"

#include <stdio.h>

static void add_view(generated *all, const cupel_table **view, const char *name, const char *select,
                     const char *column)
{
    cupel_table_builder *builder = cupel_table_builder_new(name);
    cupel_table_builder_options(builder, &(cupel_table_options){ .view = select });
    cupel_table_builder_column(builder, column, &(cupel_column_options){ .type = CUPEL_INTEGER });
    *view = cupel_table_build(builder);
    assert_non_null(*view);
    assert_int_equal(cupel_registry_add_table(all->registry, *view), CUPEL_OK);
}

static void registry_ok(const cupel_registry *registry, cupel_code code)
{
    if (code != CUPEL_OK)
        fail_msg("%s: %s\n%s", cupel_code_name(code), cupel_error_text(registry),
                 cupel_error(registry)->sql);
}

/* ---- descriptions as text ---------------------------------------------------------------------- */

static char *describe(cupel_registry *registry, const generated *all)
{
    cu_buffer out;
    cu_buffer_init(&out, CU_BUFFER_MAXIMUM);
    for (size_t i = 0; i < TABLES + 2; i++) {
        const char *name = i < TABLES ? all->names[i] : i == TABLES ? "view one" : "a view";
        const cupel_table *table = cupel_registry_table(registry, name);
        if (!table)
            fail_msg("%s was not reflected", name);
        cu_test_describe(&out, table);
    }
    assert_false(out.failed);
    char *text = strdup(cu_buffer_text(&out));
    cu_buffer_free(&out);
    assert_non_null(text);
    return text;
}

/* ---- what the database itself says ------------------------------------------------------------- */

static int compare_lines(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Adds the lines of a text in order, commas at their ends left out: keys are listed as they were created. */
static void add_sorted(cu_buffer *out, const char *text)
{
    char *copy = strdup(text), *lines[200];
    size_t count = 0;
    assert_non_null(copy);
    for (char *line = copy, *next; line; line = next) {
        size_t length = strcspn(line, "\n");
        next = line[length] ? line + length + 1 : NULL;
        line[length] = '\0';
        if (length > 0 && line[length - 1] == ',')
            line[length - 1] = '\0';
        assert_true(count < 200);
        lines[count++] = line;
    }
    qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++)
        cu_buffer_printf(out, "%s\n", lines[i]);
    free(copy);
}

static void add_rows(cu_buffer *out, cupel_connection *connection, const char *sql)
{
    cupel_result *result = cupel_execute(connection, sql);
    if (!result)
        fail_msg("%s: %s", sql, cupel_error_text(connection));
    for (const cupel_row *row; (row = cupel_result_next(result)) != NULL;) {
        for (size_t i = 0; i < cupel_row_count(row); i++) {
            cupel_value value = cupel_row_value(row, (int)i);
            if (value.kind == CUPEL_KIND_TEXT)
                cu_buffer_printf(out, "%s|", value.as.text);
            else if (value.kind == CUPEL_KIND_INT)
                cu_buffer_printf(out, "%lld|", (long long)value.as.integer);
            else if (value.kind == CUPEL_KIND_BOOL)
                cu_buffer_printf(out, "%d|", value.as.boolean);
            else
                cu_buffer_add(out, "NULL|");
        }
        cu_buffer_add_char(out, '\n');
    }
    assert_int_equal(cupel_error_code(connection), CUPEL_OK);
    cupel_result_close(result);
}

static void dump_sqlite(cu_buffer *out, cupel_connection *connection)
{
    add_rows(out, connection,
             "SELECT m.name, c.cid, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden "
             "FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c ORDER BY 1, 2");
    add_rows(out, connection,
             "SELECT m.name, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete FROM "
             "sqlite_master m JOIN pragma_foreign_key_list(m.name) f ORDER BY 1, 2, 3, 4");
    add_rows(out, connection,
             "SELECT m.name, i.name, i.\"unique\", i.origin, i.partial, x.seqno, x.name, x.desc, "
             "x.coll FROM sqlite_master m JOIN pragma_index_list(m.name) i JOIN "
             "pragma_index_xinfo(i.name) x ORDER BY 1, 3, 4, 2, 6");
    add_rows(out, connection,
             "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY 1");
}

static void dump_postgresql(cu_buffer *out, cupel_connection *connection)
{
    add_rows(
        out, connection,
        "SELECT CAST(a.attrelid AS regclass)::text, a.attnum, a.attname, "
        "format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), "
        "a.attidentity::text, a.attgenerated::text, col_description(a.attrelid, a.attnum), "
        "obj_description(a.attrelid), a.attcollation::bigint FROM pg_attribute a JOIN pg_class "
        "c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum "
        "= a.attnum WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND "
        "c.relkind IN ('r', 'v', 'm') ORDER BY 1, 2");
    add_rows(out, connection,
             "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM "
             "pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2");
    add_rows(out, connection,
             "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1");
    add_rows(out, connection,
             "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1");
    add_rows(out, connection,
             "SELECT sequencename, data_type::text, start_value, min_value, max_value, "
             "increment_by, cycle, cache_size FROM pg_sequences ORDER BY 1");
}

static void dump_mysql(cu_buffer *out, cupel_connection *connection, const generated *all)
{
    for (size_t i = 0; i < TABLES + 2; i++) {
        char sql[100], *end = sql + snprintf(sql, sizeof sql, "SHOW CREATE TABLE `");
        const char *name = i < TABLES ? all->names[i] : i == TABLES ? "view one" : "a view";
        for (; *name; name++) {
            if (*name == '`')
                *end++ = '`';
            *end++ = *name;
        }
        snprintf(end, 2, "`");
        cupel_result *result = cupel_execute(connection, sql);
        if (!result)
            fail_msg("%s: %s", sql, cupel_error_text(connection));
        const cupel_row *row = cupel_result_next(result);
        assert_non_null(row);
        add_sorted(out, cupel_row_text(row, 1));
        cupel_result_close(result);
    }
    cu_buffer_add(out, "sequences\n");
    add_rows(out, connection,
             "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND "
             "table_type = 'SEQUENCE' ORDER BY 1");
}

static char *dump(const char *url, const generated *all)
{
    cu_buffer out;
    cupel_engine *engine = cupel_engine_open(url);
    cupel_connection *connection = cupel_connect(engine);
    cu_buffer_init(&out, CU_BUFFER_MAXIMUM);
    if (strcmp(cupel_engine_dialect(engine), "sqlite") == 0)
        dump_sqlite(&out, connection);
    else if (strcmp(cupel_engine_dialect(engine), "postgresql") == 0)
        dump_postgresql(&out, connection);
    else
        dump_mysql(&out, connection, all);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
    assert_false(out.failed);
    char *text = strdup(cu_buffer_text(&out));
    cu_buffer_free(&out);
    assert_non_null(text);
    return text;
}

/* ---- there and back ---------------------------------------------------------------------------- */

/* Two empty databases. */
typedef struct two_databases {
    cu_test_database made[2];
    char urls[2][1100];
    char folder[40];
} two_databases;

static void make_two(two_databases *two)
{
    const char *url = getenv("CUPEL_TEST_URL");
    bool server = url && *url && strncmp(url, "sqlite", 6) != 0;
    *two = (two_databases){ .folder = "/tmp/cupel-reflection-XXXXXX" };
    if (!server)
        assert_non_null(mkdtemp(two->folder));
    for (int i = 0; i < 2; i++) {
        if (server) {
            cu_test_database_make(&two->made[i], url);
            snprintf(two->urls[i], sizeof two->urls[i], "%s", two->made[i].url);
        } else {
            snprintf(two->urls[i], sizeof two->urls[i], "sqlite:///%s/%d.db?journal_mode=delete",
                     two->folder, i);
        }
    }
}

static void remove_two(two_databases *two)
{
    char path[100];
    for (int i = 0; i < 2; i++) {
        cu_test_database_drop(&two->made[i]);
        snprintf(path, sizeof path, "%s/%d.db", two->folder, i);
        (void)remove(path);
    }
    (void)remove(two->folder);
}

static void create_in(cupel_registry *registry, const char *url)
{
    cupel_engine *engine = cupel_engine_open(url);
    registry_ok(registry, cupel_create_all(registry, engine));
    cupel_engine_close(engine);
}

static cupel_registry *reflect_from(const char *url)
{
    cupel_engine *engine = cupel_engine_open(url);
    cupel_registry *registry = cupel_registry_open_with(0, NULL, NULL);
    registry_ok(registry, cupel_reflect(registry, engine, .views = true));
    registry_ok(registry, cupel_registry_configure(registry));
    cupel_engine_close(engine);
    return registry;
}

static const cupel_table_item *find_column(const cupel_table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->items[i].kind == CUPEL_ITEM_COLUMN && strcmp(table->items[i].name, name) == 0)
            return &table->items[i];
    fail_msg("%s has no column %s", table->name, name);
    return NULL;
}

static size_t count_kind(const cupel_table *table, cupel_item_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++)
        count += table->items[i].kind == kind;
    return count;
}

/* The constraint or index of that name, of whichever kind the database says it is. */
static const cupel_constraint_options *find_constraint(const cupel_table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++) {
        const cupel_table_item *item = &table->items[i];
        bool named = item->kind == CUPEL_ITEM_FOREIGN_KEY || item->kind == CUPEL_ITEM_INDEX ||
                     item->kind == CUPEL_ITEM_UNIQUE || item->kind == CUPEL_ITEM_CHECK;
        if (named && item->as.constraint.name && strcmp(item->as.constraint.name, name) == 0)
            return &item->as.constraint;
    }
    fail_msg("%s has no constraint %s", table->name, name);
    return NULL;
}

static void check_constraint(const cupel_table *table, const cupel_constraint_options *made)
{
    const cupel_constraint_options *found = find_constraint(table, made->name);
    for (size_t i = 0; i < CUPEL_CONSTRAINT_COLUMNS && made->columns[i] && found->columns[0]; i++)
        assert_string_equal(found->columns[i], made->columns[i]);
    assert_int_equal(found->sql != NULL, made->sql != NULL);
    assert_true(!made->keys || found->keys);
    assert_int_equal(found->on_delete, made->on_delete);
    assert_int_equal(found->deferrable, made->deferrable);
    assert_int_equal(found->initially_deferred, made->initially_deferred);
}

/* What was reflected of a table is what it was made of. */
static void check_against(const cupel_table *made, const cupel_table *found)
{
    assert_int_equal(count_kind(made, CUPEL_ITEM_COLUMN), count_kind(found, CUPEL_ITEM_COLUMN));
    assert_int_equal(count_kind(made, CUPEL_ITEM_FOREIGN_KEY),
                     count_kind(found, CUPEL_ITEM_FOREIGN_KEY));
    /* To MySQL a unique index is a unique constraint. */
    assert_int_equal(count_kind(made, CUPEL_ITEM_UNIQUE) + count_kind(made, CUPEL_ITEM_INDEX),
                     count_kind(found, CUPEL_ITEM_UNIQUE) + count_kind(found, CUPEL_ITEM_INDEX));
    assert_int_equal(count_kind(found, CUPEL_ITEM_PRIMARY_KEY), 1);
    for (size_t i = 0; i < made->count; i++) {
        const cupel_table_item *item = &made->items[i];
        if (item->kind >= CUPEL_ITEM_UNIQUE && item->kind <= CUPEL_ITEM_FOREIGN_KEY)
            check_constraint(found, &item->as.constraint);
        if (item->kind != CUPEL_ITEM_COLUMN)
            continue;
        const cupel_column_options *options = &item->as.column;
        const cupel_column_options *got = &find_column(found, item->name)->as.column;
        if (options->nullable)
            assert_int_equal(got->nullable, options->nullable);
        assert_int_equal(got->computed != NULL, options->computed != NULL);
        assert_int_equal(got->server_default != NULL, options->server_default != NULL);
        if (options->type_sql)
            continue;
        if (options->type == CUPEL_NUMERIC || options->type == CUPEL_STRING ||
            options->type == CUPEL_JSON || options->type == CUPEL_TIMESTAMP) {
            assert_int_equal(got->type, options->type);
            assert_int_equal(got->length, options->length);
            assert_int_equal(got->precision, options->precision);
            assert_int_equal(got->scale, options->scale);
            assert_null(got->type_sql);
        }
    }
}

static void test_round_trip(void **state)
{
    (void)state;
    generated all = { .registry = cupel_registry_open_with(0, NULL, NULL) };
    const cupel_table *views[2];
    two_databases two;
    make_two(&two);
    all.where = two.urls[0][0] == 'm' ? MYSQL : two.urls[0][0] == 'p' ? POSTGRESQL : SQLITE;
    for (size_t i = 0; i < TABLES; i++)
        name_table(all.names[i], i);
    for (size_t i = 0; i < TABLES; i++) {
        all.tables[i] = build_table(&all, i);
        registry_ok(all.registry, cupel_registry_add_table(all.registry, all.tables[i]));
    }
    /* The second needs the first, though its name comes before. */
    add_view(&all, &views[0], "view one", "SELECT id FROM t0 WHERE id > 0", "id");
    add_view(&all, &views[1], "a view",
             all.where == MYSQL ? "SELECT id + 1 AS more FROM `view one`"
                                : "SELECT id + 1 AS more FROM \"view one\"",
             "more");
    registry_ok(all.registry,
                cupel_registry_add_sequence(
                    all.registry, &(cupel_sequence){ .name = "counter",
                                                     .options = "START WITH 100 INCREMENT BY 5" }));
    create_in(all.registry, two.urls[0]);

    cupel_registry *first = reflect_from(two.urls[0]);
    assert_int_equal(cupel_registry_table_count(first), TABLES + 2);
    for (size_t i = 0; i < TABLES; i++)
        check_against(all.tables[i], cupel_registry_table(first, all.names[i]));
    create_in(first, two.urls[1]);
    cupel_registry *second = reflect_from(two.urls[1]);
    assert_int_equal(cupel_registry_table_count(second), TABLES + 2);

    char *left = describe(first, &all), *right = describe(second, &all);
    cu_test_same_text("descriptions differ", left, right);
    free(left);
    free(right);
    left = dump(two.urls[0], &all);
    right = dump(two.urls[1], &all);
    assert_true(strlen(left) > 10000);
    cu_test_same_text("databases differ", left, right);
    free(left);
    free(right);

    /* Everything goes away again, in an order that works. */
    cupel_engine *engine = cupel_engine_open(two.urls[1]);
    registry_ok(second, cupel_drop_all(second, engine));
    cupel_inspector *inspector = cupel_inspect(engine);
    const char *const *names = cupel_get_table_names(inspector, NULL);
    assert_non_null(names);
    assert_null(names[0]);
    names = cupel_get_sequence_names(inspector, NULL);
    assert_non_null(names);
    assert_null(names[0]);
    cupel_inspector_close(inspector);
    cupel_engine_close(engine);

    cupel_registry_close(first);
    cupel_registry_close(second);
    cupel_registry_close(all.registry);
    for (size_t i = 0; i < TABLES; i++)
        cupel_table_free(all.tables[i]);
    cupel_table_free(views[0]);
    cupel_table_free(views[1]);
    remove_two(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
