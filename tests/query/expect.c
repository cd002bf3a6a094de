#include "expect.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct fixture {
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
} fixture;

static void open_fixture(fixture *open)
{
    open->engine = cupel_engine_open("sqlite://");
    open->registry =
        cupel_registry_open(User, Address, Order, Item, Keyword, Node, Part, VersionedFoo, Company,
                            Vertex, Employee, Engineer, Manager);
    if (cupel_registry_configure(open->registry) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(open->registry));
    open->session = cupel_session_open(open->registry, open->engine);
}

static void close_fixture(fixture *open)
{
    cupel_session_close(open->session);
    cupel_registry_close(open->registry);
    cupel_engine_close(open->engine);
}

/* White space folded, none after '(' and before ')'. */
static void fold(const char *text, char *out, size_t size)
{
    size_t length = 0;
    for (; *text && length + 1 < size; text++) {
        char character = *text == '\n' || *text == '\t' ? ' ' : *text;
        if (character == ' ' && length > 0 && out[length - 1] == ' ')
            continue;
        out[length++] = character;
    }
    out[length] = '\0';
}

/* The line of expected.txt for a case that begins so, without its beginning; NULL: there is none. */
static const char *line_beginning(FILE *file, const char *name, const char *beginning, char *line,
                                  size_t size)
{
    char current[20] = "";
    size_t length = strlen(beginning);
    rewind(file);
    while (fgets(line, (int)size, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (sscanf(line, "## %19s", current) != 1 && strcmp(current, name) == 0 &&
            strncmp(line, beginning, length) == 0 && strncmp(line + length, ": ", 2) == 0)
            return line + length + 2;
    }
    return NULL;
}

/* The line for a dialect, or else the one for all. */
static const char *expected_line(FILE *file, const char *name, const char *dialect, char *line,
                                 size_t size)
{
    const char *own = line_beginning(file, name, dialect, line, size);
    return own ? own : line_beginning(file, name, "all", line, size);
}

/* "SQL -- (values)", or "RAISES CODE" where it is refused. */
static void describe(const fixture *open, const query_case *one, const char *dialect, char *out,
                     size_t size)
{
    char folded[6000];
    const cupel_query *query = one->make(open->session);
    const char *sql = cupel_sql_with(query, dialect, &one->options);
    const char *values = !sql                    ? NULL
                         : one->options.literals ? "()"
                                                 : cupel_sql_parameters(query, dialect);
    if (!sql || !values) {
        const cupel_error *error = cupel_session_error(open->session);
        snprintf(out, size, "RAISES %s", cupel_code_name(error->code));
        return;
    }
    fold(sql, folded, sizeof folded);
    bool empty = strcmp(values, "()") == 0;
    snprintf(out, size, "%s%s%s", folded, empty ? "" : " -- ", empty ? "" : values);
}

/* How often a word stands in a text. */
static size_t count_word(const char *text, const char *word)
{
    size_t count = 0;
    for (; (text = strstr(text, word)) != NULL; text += strlen(word))
        count++;
    return count;
}

/* The elements of a query are those of its SQL on a database that has it all. */
static void check_elements(const fixture *open, const query_case *one)
{
    cupel_query *query = one->make(open->session);
    const char *sql = cupel_sql(query, "postgresql");
    const cupel_element *root = cupel_query_element(query);
    if (!sql)
        return;
    if (!root)
        fail_msg("%s: %s", one->name, cupel_error_text(open->session));
    size_t selects = 0, joins = 0;
    cupel_each_element (element, root) {
        bool textual =
            element->child_count == 1 && element->children[0].clause == CUPEL_CLAUSE_NONE;
        selects += element->kind == CUPEL_ELEMENT_SELECT && !textual;
        joins += element->kind == CUPEL_ELEMENT_JOIN;
        if (element->kind == CUPEL_ELEMENT_TEXT) {
            selects += count_word(element->text, "SELECT");
            joins += count_word(element->text, " JOIN ");
        } else if (element->kind == CUPEL_ELEMENT_TABLE && !strstr(sql, element->name)) {
            fail_msg("%s: '%s' is not in %s", one->name, element->name, sql);
        }
    }
    if (selects != count_word(sql, "SELECT") || joins != count_word(sql, " JOIN "))
        fail_msg("%s: %zu SELECTs and %zu JOINs for %s", one->name, selects, joins, sql);
}

static void test_case(void **state)
{
    static const char *const dialects[] = { "sqlite", "postgresql", "mysql", "mssql", "oracle" };
    const query_case *one = *state;
    char line[8000], actual[9000];
    FILE *file = fopen(CU_EXPECTED_QUERIES, "r");
    assert_non_null(file);
    fixture open;
    size_t compared = 0;
    open_fixture(&open);
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        const char *expected = expected_line(file, one->name, dialects[i], line, sizeof line);
        if (!expected)
            continue;
        compared++;
        describe(&open, one, dialects[i], actual, sizeof actual);
        if (strcmp(actual, expected) == 0)
            continue;
        fprintf(stderr, "%s on %s\n  is        %s\n  should be %s\n  (%s)\n", one->name,
                dialects[i], actual, expected,
                cupel_error_text(open.session)); /* too long for a message */
        fail();
    }
    check_elements(&open, one);
    close_fixture(&open);
    fclose(file);
    assert_true(compared > 0);
}

int run_cases(const char *group, const query_case *cases, size_t count)
{
    struct CMUnitTest *tests = calloc(count, sizeof *tests);
    if (!tests)
        return 1;
    for (size_t i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){ .name = cases[i].name,
                                        .test_func = test_case,
                                        .setup_func = cu_test_alloc_setup,
                                        .teardown_func = cu_test_alloc_teardown,
                                        .initial_state = (void *)(uintptr_t)&cases[i] };
    int failed = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
    free(tests);
    return failed;
}
