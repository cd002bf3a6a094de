#include "graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The statements that inserted users had so many rows each. */
static void assert_inserts(graph_fixture *graph, const size_t *rows, size_t count)
{
    const cu_test_statements *log = graph_writes(graph);
    size_t at = 0;
    for (size_t i = 0; i < log->count; i++) {
        const char *text = log->texts[i];
        size_t marks = 0;
        if (strncmp(text, "INSERT", 6) != 0)
            continue;
        for (const char *mark = text; (mark = strstr(mark, "(?)")) != NULL; mark++)
            marks++;
        assert_true(at < count);
        assert_int_equal(marks, rows[at++]);
    }
    assert_int_equal(at, count);
    cu_test_statements_clear(&graph->log);
}
#define assert_insert_rows(graph, ...)                       \
    assert_inserts((graph), (const size_t[]){ __VA_ARGS__ }, \
                   sizeof((const size_t[]){ __VA_ARGS__ }) / sizeof(size_t))

static User **add_users(graph_fixture *graph, size_t count)
{
    User **users = malloc(count * sizeof(User *));
    char name[40];
    assert_non_null(users);
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "user %zu", i);
        users[i] = cupel_new(User, .name = name);
        assert_non_null(users[i]);
        assert_ok(graph, cupel_add(graph->session, users[i]));
    }
    return users;
}

/* Every instance has the key of its own row. */
static void assert_rows(graph_fixture *graph, User **users, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *name = NULL;
        assert_ok(graph, cupel_expire(graph->session, users[i]));
        assert_true(asprintf(&name, "user %zu", i) > 0);
        assert_string_equal(cupel_load(users[i], name), name);
        free(name);
    }
}

static void test_rows_of_one_statement(void **state)
{
    graph_fixture *graph = *state;
    User **users = add_users(graph, 64 + 2 * 16 + 3);
    assert_ok(graph, cupel_flush(graph->session));
    assert_insert_rows(graph, 64, 16, 1); /* the statement of 16 was run twice */
    for (size_t i = 0; i < 99; i++)
        assert_int_equal(users[i]->id, i + 1);
    assert_rows(graph, users, 99);
    free(users);
}

static void test_few(void **state)
{
    graph_fixture *graph = *state;
    User **users = add_users(graph, 15);
    assert_ok(graph, cupel_flush(graph->session));
    assert_insert_rows(graph, 1);
    assert_int_equal(users[14]->id, 15);
    assert_rows(graph, users, 15);
    free(users);
}

/* Instances that need other columns written come between. */
static void test_shapes(void **state)
{
    graph_fixture *graph = *state;
    User **users = add_users(graph, 40);
    for (size_t i = 0; i < 40; i++)
        if (i >= 20)
            cupel_set(users[i], id, 1000 + (int64_t)i);
    cupel_set(users[3], id, 500);
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(users[0]->id, 1);
    assert_int_equal(users[3]->id, 500);
    assert_int_equal(users[4]->id, 501);
    assert_int_equal(users[19]->id, 516);
    assert_int_equal(users[39]->id, 1039);
    assert_rows(graph, users, 40);
    free(users);
}

/* A trigger puts rows of its own between: then rows go one by one. */
static void test_trigger(void **state)
{
    graph_fixture *graph = *state;
    graph_run(graph, "CREATE TRIGGER more AFTER INSERT ON users WHEN new.name LIKE 'user%' BEGIN "
                     "INSERT INTO users (name) VALUES ('shadow'); END");
    User **users = add_users(graph, 20);
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_flush(graph->session));
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(users[i]->id, 2 * i + 1);
    assert_rows(graph, users, 20);
    free(users);
}

/* A row with the largest number: the next keys are any. */
static void test_largest_key(void **state)
{
    graph_fixture *graph = *state;
    graph_run(graph, "INSERT INTO users (id, name) VALUES (9223372036854775807, 'last')");
    User **users = add_users(graph, 20);
    assert_ok(graph, cupel_flush(graph->session));
    assert_rows(graph, users, 20);
    free(users);
}

/* A table that leaves rows out without a word. */
static void test_left_out(void **state)
{
    graph_fixture *graph = *state;
    graph_run(graph, "DROP TABLE users");
    graph_run(graph, "CREATE TABLE users (id INTEGER PRIMARY KEY, "
                     "name TEXT UNIQUE ON CONFLICT IGNORE)");
    graph_run(graph, "INSERT INTO users (name) VALUES ('user 7')");
    free(add_users(graph, 16));
    assert_code(graph, cupel_flush(graph->session), CUPEL_STALE_DATA);
    assert_non_null(strstr(cupel_error_text(graph->session),
                           "the INSERT of 16 rows into table 'users' inserted 15"));
    assert_ok(graph, cupel_rollback(graph->session));
}

/* The row that a constraint refuses is found, and named by its values. */
static void test_refused(void **state)
{
    graph_fixture *graph = *state;
    graph_run(graph, "CREATE UNIQUE INDEX users_name ON users (name)");
    graph_run(graph, "INSERT INTO users (name) VALUES ('user 42')");
    free(add_users(graph, 64));
    assert_code(graph, cupel_flush(graph->session), CUPEL_INTEGRITY_ERROR);
    const cupel_error *error = cupel_session_error(graph->session);
    assert_string_equal(error->parameters, "('user 42')");
    assert_string_equal(error->sql, "INSERT INTO users (name) VALUES (?)");
    assert_non_null(strstr(error->text, "inserting User: "));
    assert_ok(graph, cupel_rollback(graph->session));
    int64_t count = cupel_count(cupel_query(graph->session, User));
    assert_int_equal(count, 0);
}

/* Two new instances with one key, among many. */
static void test_same_key(void **state)
{
    graph_fixture *graph = *state;
    User **users = add_users(graph, 30);
    for (size_t i = 0; i < 30; i++)
        cupel_set(users[i], id, i == 29 ? 5 : (int64_t)i + 1);
    free(users);
    cupel_code code = cupel_flush(graph->session);
    assert_true(code == CUPEL_INTEGRITY_ERROR || code == CUPEL_FLUSH_ERROR);
    assert_ok(graph, cupel_rollback(graph->session));
}

/* Children get the keys of parents that were inserted together with others. */
static void test_keys_carried(void **state)
{
    graph_fixture *graph = *state;
    User **users = add_users(graph, 50);
    for (size_t i = 0; i < 50; i++)
        for (size_t j = 0; j < 2; j++)
            cupel_append(users[i], addresses, cupel_new(Address, .email = "e"));
    assert_ok(graph, cupel_flush(graph->session));
    for (size_t i = 0; i < 50; i++)
        for (size_t j = 0; j < 2; j++) {
            const Address *address = users[i]->addresses.items[j];
            assert_int_equal(address->id, i * 2 + j + 1);
            assert_int_equal(*address->user_id, users[i]->id);
        }
    free(users);
}

/* A chain in one table: each row needs the key of the one before. */
static void test_chain(void **state)
{
    graph_fixture *graph = *state;
    Node *node = NULL, *first = NULL;
    for (size_t i = 0; i < 40; i++) {
        Node *next = cupel_new(Node, .data = "n");
        assert_non_null(next);
        if (node)
            cupel_set(next, parent, node);
        else
            first = next;
        node = next;
    }
    assert_ok(graph, cupel_add(graph->session, first));
    assert_ok(graph, cupel_add(graph->session, node));
    assert_ok(graph, cupel_flush(graph->session));
    for (; node->parent.item; node = node->parent.item)
        assert_int_equal(*node->parent_id, node->parent.item->id);
    assert_ptr_equal(node, first);
}

typedef struct insert_events {
    size_t before, after, before_of_first_after;
} insert_events;

static cupel_code on_insert(const cupel_event *event, void *data)
{
    insert_events *events = data;
    if (event->kind == CUPEL_EVENT_BEFORE_INSERT) {
        events->before++;
    } else if (events->after++ == 0) {
        events->before_of_first_after = events->before;
    }
    return CUPEL_OK;
}

static void test_events(void **state)
{
    graph_fixture *graph = *state;
    insert_events events = { 0 };
    assert_ok(graph,
              cupel_listen(graph->session, CUPEL_EVENT_BEFORE_INSERT, NULL, on_insert, &events));
    assert_ok(graph,
              cupel_listen(graph->session, CUPEL_EVENT_AFTER_INSERT, NULL, on_insert, &events));
    free(add_users(graph, 70));
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(events.before, 70);
    assert_int_equal(events.after, 70);
    assert_int_equal(events.before_of_first_after, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_rows_of_one_statement),
        GRAPH_TEST(test_few),
        GRAPH_TEST(test_shapes),
        GRAPH_TEST(test_trigger),
        GRAPH_TEST(test_largest_key),
        GRAPH_TEST(test_left_out),
        GRAPH_TEST(test_refused),
        GRAPH_TEST(test_same_key),
        GRAPH_TEST(test_keys_carried),
        GRAPH_TEST(test_chain),
        GRAPH_TEST(test_events),
    };
    return cmocka_run_group_tests_name("orm/insert_many", tests, NULL, NULL);
}
