/*
 * suite/calls.c - calls compared with query/expected.txt, on each dialect without a database and on the one there is.
 */
#include "calls.h"

#include "suite.h"

#include "../query/data.h"
#include "../support/stand_in.h"

/* ---- what is sent, what is found ----------------------------------------------------------------- */

typedef struct text {
    char is[8000];
    size_t length;
} text;

static text sent, found;
static bool calling;

__attribute__((format(printf, 2, 3))) static void add(text *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(to->is + to->length, sizeof to->is - to->length, format, arguments);
    va_end(arguments);
    assert_true(length >= 0 && (size_t)length < sizeof to->is - to->length);
    to->length += (size_t)length;
}

static void clear(text *of)
{
    of->length = 0;
    of->is[0] = '\0';
}

/* Statements stand behind each other with "; " in between, white space folded. */
static void note_sent(void *data, const cupel_log_record *record)
{
    static const char *const control[] = { "BEGIN", "START", "COMMIT", "ROLLBACK", "SET" };
    char values[400];
    const bool *noting = data;
    if (record->kind != CUPEL_LOG_STATEMENT || !*noting)
        return;
    for (size_t i = 0; i < sizeof control / sizeof control[0]; i++)
        if (strncmp(record->text, control[i], strlen(control[i])) == 0)
            return;
    add(&sent, "%s", sent.length > 0 ? "; " : "");
    for (const char *at = record->text; *at; at++)
        if ((*at != '\n' && *at != ' ') || (sent.length > 0 && sent.is[sent.length - 1] != ' '))
            add(&sent, "%c", *at == '\n' ? ' ' : *at);
    cupel_log_parameters(record, values, sizeof values);
    if (strcmp(values, "()") != 0)
        add(&sent, " -- %s", values);
}

void tell(const char *format, ...)
{
    char told[1000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(told, sizeof told, format, arguments);
    va_end(arguments);
    add(&found, "%s%s", found.length > 0 ? " " : "", told);
}

/* ---- comparing ------------------------------------------------------------------------------------ */

/* The line of expected.txt for a call on a dialect, or else the one for all. */
static void read_expected(text *out, const char *name, const char *dialect)
{
    static char line[sizeof(text)];
    char current[20] = "";
    size_t length = strlen(dialect);
    FILE *file = fopen(CU_EXPECTED_QUERIES, "r");
    assert_non_null(file);
    clear(out);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (sscanf(line, "## %19s", current) == 1 || strcmp(current, name) != 0)
            continue;
        bool own = strncmp(line, dialect, length) == 0 && strncmp(line + length, ": ", 2) == 0;
        if (own)
            clear(out);
        if (own || (out->length == 0 && strncmp(line, "all: ", 5) == 0))
            add(out, "%s", strstr(line, ": ") + 2);
    }
    fclose(file);
}

/* Whether a call sends what it should; shows what it sends where it does not. */
static bool sends(const call *one, cupel_session *session, const char *dialect)
{
    static text expected;
    read_expected(&expected, one->name, dialect);
    clear(&sent);
    clear(&found);
    calling = true;
    one->make(session);
    calling = false;
    if (cupel_error_code(session) != CUPEL_OK)
        tell("%s", cupel_code_name(cupel_error_code(session)));
    if (strcmp(sent.is, expected.is) == 0)
        return true;
    fprintf(stderr, "%s on %s\n  is        %s\n  should be %s\n  (%s)\n", one->name, dialect,
            sent.is, expected.is, cupel_error_text(session));
    return false;
}

static const call *calls;
static size_t call_count;

static cupel_registry *open_registry(void)
{
    return cupel_registry_open(User, Address, Order, Item, Keyword, Node, Part, VersionedFoo,
                               Company, Vertex, Employee, Engineer, Manager);
}

/* All calls on one dialect, without a database. */
static void test_dialect(void **state)
{
    const char *dialect = *state;
    bool right = true;
    cupel_registry *registry = open_registry();
    cupel_engine *engine = cu_test_stand_in_open(
        dialect, &(const cupel_engine_options){ .log = note_sent, .log_data = &calling });
    for (size_t i = 0; i < call_count; i++) {
        cupel_session *session = cupel_session_open(registry, engine);
        right = sends(&calls[i], session, dialect) && right;
        cupel_session_close(session);
    }
    cupel_registry_close(registry);
    cupel_engine_close(engine);
    assert_true(right);
}

/* All calls on the database, whose rows are the same before each. */
static void test_database(void **state)
{
    (void)state;
    const char *dialect = suite_is("sqlite")       ? "sqlite"
                          : suite_is("postgresql") ? "postgresql"
                                                   : "mysql";
    bool right = true;
    suite one = { .engine =
                      cupel_engine_open(suite_url(), .log = note_sent, .log_data = &calling) };
    one.registry = open_registry();
    suite_ok(&one, cupel_drop_all(one.registry, one.engine));
    suite_ok(&one, cupel_create_all(one.registry, one.engine));
    one.session = cupel_session_open(one.registry, one.engine);
    suite_ok(&one, data_make(one.session));
    suite_ok(&one, cupel_commit(one.session));
    for (size_t i = 0; i < call_count; i++) {
        cupel_session_close(one.session);
        one.session = cupel_session_open(one.registry, one.engine);
        right = sends(&calls[i], one.session, dialect) && right;
        if (strcmp(found.is, calls[i].gives) == 0)
            continue;
        fprintf(stderr, "%s gave %s, not %s\n", calls[i].name, found.is, calls[i].gives);
        right = false;
    }
    cupel_session_close(one.session);
    assert_int_equal(cupel_drop_all(one.registry, one.engine), CUPEL_OK);
    cupel_registry_close(one.registry);
    cupel_engine_close(one.engine);
    assert_true(right);
}

#define DIALECT_TEST(dialect)                                                                  \
    {                                                                                          \
        .name = "test_" dialect, .test_func = test_dialect, .setup_func = cu_test_alloc_setup, \
        .teardown_func = cu_test_alloc_teardown, .initial_state = (void *)(uintptr_t)(dialect) \
    }

int run_calls(const call *all, size_t count)
{
    calls = all;
    call_count = count;
    const struct CMUnitTest tests[] = {
        DIALECT_TEST("sqlite"), DIALECT_TEST("postgresql"), DIALECT_TEST("mysql"),
        DIALECT_TEST("mssql"),  DIALECT_TEST("oracle"),     SUITE_TEST(test_database),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
