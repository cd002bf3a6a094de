/*
 * results.c - the queries of this folder run on a database, the one of CUPEL_TEST_URL or SQLite in memory: their rows
 * are compared with those that results.txt has for their number.
 *
 * The same programs as with expect.c, which compares SQL: this is the other run_cases().  Each query is run twice, with
 * its values bound and with its values in the SQL.
 */
#include "data.h"
#include "expect.h"

#include "../suite/suite.h"
#include "base/buffer.h"
#include "engine/engine.h"
#include "orm/mapper.h"
#include "orm/query.h"

/* ---- rows as text ------------------------------------------------------------------------------ */

enum { MOST_LINES = 20000, MOST_SHOWN = 40 };

typedef struct lines {
    char *text[MOST_LINES];
    size_t count;
} lines;

static void add_line(lines *out, const char *text)
{
    assert_true(out->count < MOST_LINES);
    out->text[out->count] = strdup(text);
    assert_non_null(out->text[out->count]);
    out->count++;
}

static void clear_lines(lines *of)
{
    while (of->count > 0)
        free(of->text[--of->count]);
}

static int compare_lines(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void sort_lines(lines *of)
{
    qsort(of->text, of->count, sizeof of->text[0], compare_lines);
}

/* Numbers to four places, however many a database gives: what an average is. */
static void add_number(cu_buffer *out, double number)
{
    char text[400];
    snprintf(text, sizeof text, "%.4f", number);
    size_t length = strlen(text);
    while (text[length - 1] == '0')
        length--;
    if (text[length - 1] == '.')
        length--;
    cu_buffer_add_length(out, text, length);
}

static void add_value(cu_buffer *out, cupel_value value)
{
    char text[1000];
    if (out->length > 0)
        cu_buffer_add(out, ", ");
    if (value.kind == CUPEL_KIND_DOUBLE) {
        add_number(out, value.as.real);
    } else if (value.kind == CUPEL_KIND_DECIMAL) {
        add_number(out, strtod(value.as.text, NULL));
    } else {
        cupel_log_record record = { .values = &value, .values_per_set = 1, .sets = 1 };
        cupel_log_parameters(&record, text, sizeof text);
        cu_buffer_add_length(out, text + 1, strlen(text) - 2);
    }
}

/* The columns of an instance that are loaded; of none as many NULLs. */
static void add_instance(cu_buffer *out, cupel_session *session, cupel_object *object,
                         const cupel_mapping *mapping)
{
    const cu_mapper *mapper =
        cu_registry_mapper(session->registry, object ? cupel_instance_mapping(object) : mapping);
    for (size_t i = 0; i < mapper->selected_count; i++) {
        const cu_property *property = mapper->selected[i];
        cupel_value value = cupel_value_null();
        if (object && !cupel_attribute_is_loaded(object, property->offset))
            continue;
        if (!object && property->deferred)
            continue;
        if (object)
            assert_int_equal(cupel_get_named(object, property->attribute->name, &value), CUPEL_OK);
        add_value(out, value);
    }
}

static void add_row(cu_buffer *out, cupel_session *session, const cupel_row *row,
                    const cupel_column_description *described, size_t described_count)
{
    size_t entity = 0; /* of a table that is selected a row has several values */
    for (size_t i = 0; i < cupel_row_count(row); i++) {
        cupel_value value = cupel_row_value_at(row, (int)i);
        if (value.kind != CUPEL_KIND_INSTANCE) {
            add_value(out, value);
            continue;
        }
        while (entity < described_count && !described[entity].entity)
            entity++;
        add_instance(out, session, cupel_row_entity_at(row, (int)i),
                     entity < described_count ? described[entity++].mapping : NULL);
    }
}

/* What a query gave: an array of instances or of rows. */
static void add_found(lines *out, cupel_session *session, const cupel_query *query, void *found)
{
    size_t count = 0;
    const cupel_column_description *described =
        query->flags & CU_QUERY_WRITES ? NULL : cupel_column_descriptions(query, &count);
    cu_buffer line;
    cu_buffer_init(&line, 100000);
    for (size_t i = 0; i < cupel_array_count(found); i++) {
        cu_buffer_clear(&line);
        if (query->flags & CU_QUERY_ROWS)
            add_row(&line, session, ((const cupel_row **)found)[i], described, count);
        else
            add_instance(&line, session, ((cupel_object **)found)[i], NULL);
        add_line(out, cu_buffer_text(&line));
    }
    cu_buffer_free(&line);
}

/* ---- values in the SQL ------------------------------------------------------------------------- */

/*
 * A driver in front of the database's own: the statement of a query goes to the database as the text with its values
 * in it, without parameters; rows are read as ever.
 */
static struct inlined {
    cupel_driver driver;               /* the one in front */
    const cupel_driver *real;          /* the one behind it */
    char bound[20000];                 /* the SQL of the query with placeholders */
    char literals[20000];              /* the same with its values */
    size_t parameters;                 /* that the first has */
    cupel_driver_statement *statement; /* as which it was prepared */
    size_t count;                      /* how often */
} inlined;

static cupel_code prepare_inlined(cupel_driver_connection *connection, const char *sql,
                                  size_t length, cupel_driver_statement **out,
                                  cupel_driver_error *error)
{
    if (length != strlen(inlined.bound) || memcmp(sql, inlined.bound, length) != 0)
        return inlined.real->prepare(connection, sql, length, out, error);
    cupel_code code = inlined.real->prepare(connection, sql, length, out, error);
    if (code != CUPEL_OK)
        return code;
    inlined.parameters = inlined.real->parameter_count(connection, *out);
    inlined.real->finalize(connection, *out);
    code =
        inlined.real->prepare(connection, inlined.literals, strlen(inlined.literals), out, error);
    inlined.statement = *out;
    inlined.count++;
    return code;
}

static cupel_code bind_inlined(cupel_driver_connection *connection,
                               cupel_driver_statement *statement, size_t count,
                               const cupel_value *values, cupel_driver_error *error)
{
    return inlined.real->bind(connection, statement, statement == inlined.statement ? 0 : count,
                              values, error);
}

static size_t count_inlined(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    return statement == inlined.statement ? inlined.parameters
                                          : inlined.real->parameter_count(connection, statement);
}

static void finalize_inlined(cupel_driver_connection *connection, cupel_driver_statement *statement)
{
    if (statement == inlined.statement)
        inlined.statement = NULL;
    inlined.real->finalize(connection, statement);
}

static void use_inlined(cupel_engine *engine)
{
    cu_error error;
    cu_error_init(&error);
    inlined.real = cu_engine_driver(engine, &error);
    assert_non_null(inlined.real);
    inlined.driver = *inlined.real;
    inlined.driver.prepare = prepare_inlined;
    inlined.driver.bind = bind_inlined;
    inlined.driver.parameter_count = count_inlined;
    inlined.driver.finalize = finalize_inlined;
    inlined.driver.run_many = NULL;
    engine->driver = &inlined.driver;
    cu_error_free(&error);
}

/* The next query that is run; false: it cannot be written with its values. */
static bool inline_literals(const cupel_query *query)
{
    const char *bound = cupel_sql(query, NULL);
    const char *literals = bound ? cupel_sql(query, NULL, .literals = true) : NULL;
    inlined.count = 0;
    inlined.statement = NULL;
    inlined.bound[0] = '\0';
    if (!literals)
        return false;
    assert_true(strlen(bound) < sizeof inlined.bound && strlen(literals) < sizeof inlined.literals);
    snprintf(inlined.bound, sizeof inlined.bound, "%s", bound);
    snprintf(inlined.literals, sizeof inlined.literals, "%s", literals);
    return true;
}

/* ---- running ----------------------------------------------------------------------------------- */

/* Rows of SQL, each with `before` in front. */
static bool add_rows_of(lines *out, cupel_session *session, const char *sql, const char *before)
{
    cupel_result *result = cupel_session_execute(session, sql);
    cu_buffer line;
    if (!result)
        return false;
    cu_buffer_init(&line, 100000);
    for (const cupel_row *row; (row = cupel_result_next(result)) != NULL;) {
        cu_buffer_clear(&line);
        add_row(&line, session, row, NULL, 0);
        cu_buffer_insert(&line, 0, before, strlen(before));
        add_line(out, cu_buffer_text(&line));
    }
    cu_buffer_free(&line);
    cupel_result_close(result);
    return cupel_error_code(session) == CUPEL_OK;
}

/* What statements write to. */
static bool add_tables(lines *out, cupel_session *session)
{
    return add_rows_of(out, session, "SELECT id, name, fullname, age FROM users", "users: ") &&
           add_rows_of(out, session, "SELECT id, email_address, user_id FROM addresses",
                       "addresses: ") &&
           add_rows_of(out, session, "SELECT order_id, item_id FROM order_items", "order_items: ");
}

/* The rows that are only in one of two sorted lists. */
static void add_difference(lines *out, const lines *from, const lines *other, const char *sign)
{
    char line[2000];
    for (size_t i = 0; i < from->count; i++) {
        if (bsearch(&from->text[i], other->text, other->count, sizeof from->text[0], compare_lines))
            continue;
        snprintf(line, sizeof line, "%s %s", sign, from->text[i]);
        add_line(out, line);
    }
}

static bool run_read(lines *out, cupel_session *session, const cupel_query *query)
{
    void *found = query->flags & CU_QUERY_ROWS ? (void *)cupel_all_rows(query) : cupel_all(query);
    if (found)
        add_found(out, session, query, found);
    return found != NULL;
}

static bool run_statement(lines *out, cupel_session *session, const cupel_query *query)
{
    bool returning = false;
    char line[40];
    for (const cupel_query *step = query; step; step = step->parent)
        returning = returning || step->kind == CU_STEP_RETURNING;
    if (returning)
        return run_read(out, session, query);
    int64_t count = cupel_run(query);
    snprintf(line, sizeof line, "count %lld", (long long)count);
    add_line(out, line);
    return count >= 0;
}

/* The same, and how the tables are different then. */
static bool run_write(lines *out, cupel_session *session, const cupel_query *query)
{
    static lines before, after;
    clear_lines(&before);
    clear_lines(&after);
    if (!add_tables(&before, session) || !run_statement(out, session, query) ||
        !add_tables(&after, session))
        return false;
    sort_lines(&before);
    sort_lines(&after);
    add_difference(out, &before, &after, "-");
    add_difference(out, &after, &before, "+");
    clear_lines(&before);
    clear_lines(&after);
    return true;
}

/* What it gives in `out`, or how it fails. */
static cupel_code run_query(lines *out, cupel_session *session, const query_case *one,
                            bool literals)
{
    const cupel_query *query = one->make(session);
    if (literals && !(query->flags & CU_QUERY_POISONED) && !inline_literals(query))
        return cupel_error_code(session);
    bool ran = query->flags & CU_QUERY_WRITES ? run_write(out, session, query)
                                              : run_read(out, session, query);
    return ran ? CUPEL_OK : cupel_error_code(session);
}

/* ---- what is expected -------------------------------------------------------------------------- */

/*
 * An entry of results.txt is a line "DIALECT:" ("all" for those that have no entry of their own), what is said of the
 * rows, and the rows, each on a line that begins with two blanks:
 *
 *     all:                       these rows, in any order
 *     all: ordered               in this order
 *     all: any 3                 three rows; which, the query leaves to the database
 *     all: 336 rows, fnv 1a2b... so many, and the sum of their sorted text
 *     mysql: raises CODE         it is refused
 *     mysql literals:            where it is another thing with values in the SQL
 */
typedef struct expectation {
    bool found, ordered;
    char said[80];
    lines rows;
} expectation;

static const char *dialect_name(void)
{
    return suite_is("sqlite") ? "sqlite" : suite_is("postgresql") ? "postgresql" : "mysql";
}

static void read_entry(expectation *out, const char *name, const char *dialect)
{
    static char line[100000];
    char current[20] = "";
    bool inside = false;
    size_t length = strlen(dialect);
    FILE *file = fopen(CU_EXPECTED_RESULTS, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (sscanf(line, "## %19s", current) == 1 || line[0] != ' ')
            inside = false;
        if (strcmp(current, name) != 0 || !line[0] || line[0] == '#')
            continue;
        if (inside) {
            add_line(&out->rows, line + 2);
        } else if (strncmp(line, dialect, length) == 0 && line[length] == ':') {
            inside = out->found = true;
            snprintf(out->said, sizeof out->said, "%s",
                     line + length + 1 + (line[length + 1] == ' '));
        }
    }
    out->ordered = strcmp(out->said, "ordered") == 0;
    fclose(file);
}

static void read_expectation(expectation *out, const char *name, const char *mode)
{
    char own[60];
    out->found = out->ordered = false;
    out->said[0] = '\0';
    clear_lines(&out->rows);
    snprintf(own, sizeof own, "%s %s", dialect_name(), mode);
    const char *const entries[] = { own, dialect_name(), "all" };
    for (size_t i = 0; i < sizeof entries / sizeof entries[0] && !out->found; i++)
        read_entry(out, name, entries[i]);
}

static uint64_t sum_of(const lines *of)
{
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; i < of->count; i++)
        for (const char *c = of->text[i];; c++) {
            sum = (sum ^ (unsigned char)(*c ? *c : '\n')) * 1099511628211u;
            if (!*c)
                break;
        }
    return sum;
}

static bool same_lines(const lines *left, const lines *right)
{
    bool same = left->count == right->count;
    for (size_t i = 0; same && i < left->count; i++)
        same = strcmp(left->text[i], right->text[i]) == 0;
    return same;
}

/* Whether this is what is expected. */
static bool matches(const expectation *expected, cupel_code code, lines *found)
{
    char said[80];
    unsigned long long count, sum;
    snprintf(said, sizeof said, "raises %s", cupel_code_name(code));
    if (code != CUPEL_OK || strncmp(expected->said, "raises", 6) == 0)
        return code != CUPEL_OK && strcmp(expected->said, said) == 0;
    if (!expected->ordered)
        sort_lines(found);
    if (sscanf(expected->said, "any %llu", &count) == 1)
        return found->count == count;
    if (sscanf(expected->said, "%llu rows, fnv %llx", &count, &sum) == 2)
        return found->count == count && sum_of(found) == sum;
    return same_lines(found, &expected->rows);
}

static void show(const query_case *one, const char *mode, cupel_code code, const lines *found,
                 const char *error)
{
    fprintf(stderr, "## %s %s %s\n", one->name, dialect_name(), mode);
    if (code != CUPEL_OK)
        fprintf(stderr, "raises %s: %s\n", cupel_code_name(code), error);
    else
        fprintf(stderr, "%zu rows, fnv %llx\n", found->count, (unsigned long long)sum_of(found));
    for (size_t i = 0; i < found->count; i++)
        fprintf(stderr, "  %s\n", found->text[i]);
}

/* ---- the tests --------------------------------------------------------------------------------- */

/* How queries are run, and what they are run on: the same rows twice, or in one database of a server. */
static struct run_mode {
    const char *name;
    bool literals;
    suite on;
} run_modes[] = { { .name = "bound" }, { .name = "literals", .literals = true } };

#define MODES (sizeof run_modes / sizeof run_modes[0])

/* Keys that statements generate begin behind the rows that are there, whatever was generated and taken back. */
static void reset_counters(cupel_engine *engine)
{
    static const char *const resets[][2] = {
        { "postgresql", "SELECT setval(pg_get_serial_sequence('users', 'id'), 9), "
                        "setval(pg_get_serial_sequence('addresses', 'id'), 14), "
                        "setval(pg_get_serial_sequence('vertices', 'id'), 5)" },
        { "mysql", "ALTER TABLE users AUTO_INCREMENT = 1; "
                   "ALTER TABLE addresses AUTO_INCREMENT = 1; "
                   "ALTER TABLE vertices AUTO_INCREMENT = 1" },
    };
    for (size_t i = 0; i < sizeof resets / sizeof resets[0]; i++) {
        if (strcmp(resets[i][0], dialect_name()) != 0)
            continue;
        cupel_connection *connection = cupel_connect(engine);
        if (cupel_execute_script(connection, resets[i][1]) != CUPEL_OK)
            fail_msg("%s", cupel_connection_error(connection)->text);
        cupel_connection_close(connection);
    }
}

static int make_database(void **state)
{
    static const cupel_mapping *const mappings[] = {
        &User_mapping,         &Address_mapping,  &Order_mapping,    &Item_mapping,
        &Keyword_mapping,      &Node_mapping,     &Part_mapping,     &Company_mapping,
        &Vertex_mapping,       &Employee_mapping, &Engineer_mapping, &Manager_mapping,
        &VersionedFoo_mapping,
    };
    (void)state;
    for (size_t i = 0; i < MODES; i++) {
        suite *on = &run_modes[i].on;
        on->engine = cupel_engine_open(suite_url(), .prepared_cache_size = CUPEL_NO_CACHE);
        if (run_modes[i].literals)
            use_inlined(on->engine);
        on->registry =
            cupel_registry_open_with(sizeof mappings / sizeof mappings[0], mappings, NULL);
        if (cupel_drop_all(on->registry, on->engine) != CUPEL_OK ||
            cupel_create_all(on->registry, on->engine) != CUPEL_OK)
            fail_msg("%s", cupel_error_text(on->registry));
        on->session = cupel_session_open(on->registry, on->engine);
        suite_ok(on, data_make(on->session));
    }
    return 0;
}

static int drop_database(void **state)
{
    for (size_t i = 0; i < MODES; i++) {
        suite *on = &run_modes[i].on;
        suite_ok(on, cupel_rollback(on->session));
        suite_ok(on, cupel_drop_all(on->registry, on->engine));
        suite_close(on);
    }
    return suite_end(state);
}

/* The rows of a query are those that results.txt has; false, with both shown: they are not. */
static bool check(const query_case *one, struct run_mode *mode)
{
    static expectation expected;
    static lines found;
    cupel_session *session =
        cupel_session_open(mode->on.registry, mode->on.engine, .no_autoflush = true);
    read_expectation(&expected, one->name, mode->name);
    reset_counters(mode->on.engine);
    cupel_code code = run_query(&found, session, one, mode->literals);
    bool right = expected.found && matches(&expected, code, &found);
    if (!right)
        show(one, mode->name, code, &found, cupel_error_text(session));
    if (mode->literals && code == CUPEL_OK && inlined.count != 1) {
        fprintf(stderr, "%s was sent with its values in it %zu times\n", one->name, inlined.count);
        right = false;
    }
    cupel_session_close(session);
    clear_lines(&expected.rows);
    clear_lines(&found);
    cu_test_statements_clear(&suite_log);
    return right;
}

static void test_results(void **state)
{
    const query_case *one = *state;
    bool right = true;
    for (size_t i = 0; i < MODES; i++)
        right = check(one, &run_modes[i]) && right;
    if (!right)
        fail_msg("%s: not what results.txt has", one->name);
}

int run_cases(const char *group, const query_case *cases, size_t count)
{
    struct CMUnitTest *tests = calloc(count, sizeof *tests);
    if (!tests)
        return 1;
    for (size_t i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){ .name = cases[i].name,
                                        .test_func = test_results,
                                        .initial_state = (void *)(uintptr_t)&cases[i] };
    int failed = _cmocka_run_group_tests(group, tests, count, make_database, drop_database);
    free(tests);
    return failed;
}
