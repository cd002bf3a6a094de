/*
 * Sessions of threads and of requests, queries of a mapping, and functions of a
 * struct that find their session themselves.
 */
#include "graph.h"

#include <pthread.h>
#include <string.h>

static cupel_scoped_session *scoped;

/* Users whose name is not hidden: a type of queries. */
static cupel_query *visible(const cupel_query *query, void *data)
{
    (void)data;
    return cupel_filter(query, cupel_ne(cupel_attr(User, name), "hidden"));
}

CUPEL_ACTIVE_RECORD_OF(User, scoped, visible)
CUPEL_QUERY_PROPERTY(Address, scoped)
CUPEL_ACTIVE_RECORD(Keyword, scoped)
CUPEL_ACTIVE_RECORD(Node, scoped) /* not used: no compiler minds */

static cupel_sessionmaker maker_of(graph_fixture *graph)
{
    return (cupel_sessionmaker){ .registry = graph->registry, .engine = graph->engine };
}

/* The fixture's session has the only connection of a database in memory until it is closed. */
static void open_scoped_of(graph_fixture *graph)
{
    cupel_sessionmaker maker = maker_of(graph);
    cupel_session_close(graph->session);
    graph->session = NULL;
    scoped = cupel_scoped_open(&maker);
    assert_non_null(scoped);
}

/* ---- makers ------------------------------------------------------------------------------------ */

static void test_maker(void **state)
{
    graph_fixture *graph = *state;
    cupel_sessionmaker maker = { .options = { .no_autoflush = true } };
    cupel_session *session = cupel_session_make(&maker);
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(session), "cupel_session_make()"));
    assert_null(cupel_all(cupel_query(session, User)));
    assert_int_equal(cupel_add_instance(session, NULL), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_commit(session), CUPEL_INVALID_REQUEST);
    cupel_session_close(session);
    assert_int_equal(cupel_error_code(cupel_session_make(NULL)), CUPEL_INVALID_REQUEST);
    /* configured late; what is made with a copy has options of its own */
    maker.registry = graph->registry;
    maker.engine = graph->engine;
    session = cupel_session_make(&maker);
    assert_int_equal(cupel_error_code(session), CUPEL_OK);
    assert_false(cupel_set_autoflush(session, false));
    cupel_session_close(session);
    cupel_sessionmaker other = maker;
    other.options.no_autoflush = false;
    session = cupel_session_make(&other);
    assert_true(cupel_set_autoflush(session, true));
    cupel_session_close(session);
}

/* All queries of users leave out those that are called so. */
static cupel_code leave_out(const cupel_event *event, void *data)
{
    *event->query = cupel_filter(cupel_enable_assertions(*event->query, false),
                                 cupel_ne(cupel_attr(User, name), (const char *)data));
    return CUPEL_OK;
}

static cupel_code listen_to_all(cupel_session *session, void *data)
{
    return cupel_listen(session, CUPEL_EVENT_BEFORE_QUERY, &User_mapping, leave_out, data);
}

static cupel_code refuse(cupel_session *session, void *data)
{
    cupel_code *code = data;
    if (*code == CUPEL_INVALID_ARGUMENT)
        return cupel_listen(session, CUPEL_EVENT_LOAD, NULL, NULL, NULL);
    return *code;
}

static void *count_users(void *data)
{
    *(int64_t *)data = cupel_count(cupel_query(cupel_scoped(scoped), User));
    cupel_scoped_remove(scoped);
    return NULL;
}

/* Sessions of all threads have what one function gives them. */
static void test_opened(void **state)
{
    graph_fixture *graph = *state;
    char hidden[] = "u1";
    graph_fill(graph, 3);
    cupel_sessionmaker maker = maker_of(graph);
    cupel_session_close(graph->session);
    graph->session = NULL;
    maker.opened = listen_to_all;
    maker.data = hidden;
    cupel_session *session = cupel_session_make(&maker);
    assert_int_equal(cupel_count(cupel_query(session, User)), 2);
    User *first =
        cupel_first(cupel_order_by(cupel_query(session, User), cupel_desc(cupel_attr(User, id))));
    assert_non_null(first);
    assert_string_equal(first->name, "u2");
    cupel_session_close(session);
    scoped = cupel_scoped_open(&maker);
    assert_non_null(scoped);
    for (int i = 0; i < 2; i++) {
        pthread_t thread;
        int64_t count = 0;
        assert_int_equal(pthread_create(&thread, NULL, count_users, &count), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(count, 2);
    }
    /* a session of the program's has not */
    assert_int_equal(cupel_scoped_begin(scoped, &(cupel_sessionmaker){ .registry = graph->registry,
                                                                       .engine = graph->engine }),
                     CUPEL_OK);
    assert_int_equal(cupel_count(cupel_query(cupel_scoped(scoped), User)), 3);
    cupel_scoped_close(scoped);

    cupel_code codes[] = { CUPEL_NOT_SUPPORTED, CUPEL_INVALID_ARGUMENT };
    maker.opened = refuse;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        maker.data = &codes[i];
        session = cupel_session_make(&maker);
        assert_int_equal(cupel_count(cupel_query(session, User)), -1);
        assert_int_equal(cupel_error_code(session), codes[i]);
        assert_non_null(strstr(cupel_error_text(session), i == 0 ? "NOT_SUPPORTED" : "listener"));
        assert_int_equal(cupel_flush(session), codes[i]);
        cupel_session_close(session);
    }
}

/* ---- threads ----------------------------------------------------------------------------------- */

static void *other_thread(void *data)
{
    assert_false(cupel_scoped_has(scoped));
    cupel_session *session = cupel_scoped(scoped);
    assert_ptr_equal(cupel_scoped(scoped), session);
    assert_ptr_not_equal(session, *(cupel_session **)data);
    assert_true(cupel_scoped_has(scoped));
    return NULL; /* which closes it */
}

static void test_threads(void **state)
{
    open_scoped_of(*state);
    assert_false(cupel_scoped_has(scoped));
    cupel_session *session = cupel_scoped(scoped);
    assert_true(cupel_scoped_has(scoped));
    assert_ptr_equal(cupel_scoped(scoped), session);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, other_thread, &session), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_ptr_equal(cupel_scoped(scoped), session);
    cupel_scoped_remove(scoped);
    assert_false(cupel_scoped_has(scoped));
    cupel_scoped_remove(scoped);
    assert_int_equal(cupel_error_code(cupel_scoped(scoped)), CUPEL_OK);
    cupel_scoped_close(scoped);
    cupel_scoped_close(NULL);
}

static void test_configured_late(void **state)
{
    graph_fixture *graph = *state;
    cupel_sessionmaker maker = maker_of(graph);
    scoped = cupel_scoped_open(NULL);
    assert_non_null(scoped);
    assert_int_equal(cupel_error_code(cupel_scoped(scoped)), CUPEL_INVALID_REQUEST);
    assert_null(cupel_first(User_query()));
    assert_int_equal(cupel_add_instance(User_session(), NULL), CUPEL_INVALID_REQUEST);
    assert_false(cupel_scoped_has(scoped));
    assert_int_equal(cupel_scoped_configure(scoped, NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_scoped_configure(NULL, &maker), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_scoped_configure(scoped, &maker), CUPEL_OK);
    cupel_session *session = cupel_scoped(scoped);
    assert_int_equal(cupel_error_code(session), CUPEL_OK);
    /* one that is there is not opened in another way */
    assert_int_equal(cupel_scoped_begin(scoped, &maker), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_scoped_set(scoped, graph->session), CUPEL_INVALID_REQUEST);
    cupel_scoped_remove(scoped);
    maker.options.no_autoflush = true;
    assert_int_equal(cupel_scoped_begin(scoped, &maker), CUPEL_OK);
    assert_false(cupel_set_autoflush(cupel_scoped(scoped), false));
    assert_int_equal(cupel_scoped_begin(NULL, &maker), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_scoped_begin(scoped, NULL), CUPEL_INVALID_ARGUMENT);
    cupel_scoped_remove(scoped);
    maker.engine = NULL;
    assert_int_equal(cupel_scoped_begin(scoped, &maker), CUPEL_INVALID_REQUEST);
    cupel_scoped_close(scoped);
    assert_int_equal(cupel_error_code(cupel_scoped(NULL)), CUPEL_INVALID_REQUEST);
    assert_false(cupel_scoped_has(NULL));
    cupel_scoped_remove(NULL);
}

static void test_session_of_the_program(void **state)
{
    graph_fixture *graph = *state;
    scoped = cupel_scoped_open(NULL);
    assert_non_null(scoped);
    assert_int_equal(cupel_scoped_set(scoped, NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_scoped_set(NULL, graph->session), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_scoped_set(scoped, graph->session), CUPEL_OK);
    assert_ptr_equal(cupel_scoped(scoped), graph->session);
    cupel_scoped_remove(scoped);
    assert_int_equal(cupel_scoped_set(scoped, graph->session), CUPEL_OK);
    cupel_scoped_close(scoped);
    assert_int_equal(cupel_count(cupel_query(graph->session, User)), 0);
}

/* ---- other scopes -------------------------------------------------------------------------------- */

static uintptr_t present_scope(void *data)
{
    return *(uintptr_t *)data;
}

static void test_scopes_by_number(void **state)
{
    cupel_sessionmaker maker = maker_of(*state);
    uintptr_t number = 0;
    cupel_session *sessions[100];
    scoped = cupel_scoped_open_by(&maker, present_scope, &number);
    assert_non_null(scoped);
    for (number = 0; number < 100; number++) {
        sessions[number] = cupel_scoped(scoped);
        assert_int_equal(cupel_error_code(sessions[number]), CUPEL_OK);
        for (size_t i = 0; i < number; i++)
            assert_ptr_not_equal(sessions[i], sessions[number]);
    }
    number = 50;
    assert_ptr_equal(cupel_scoped(scoped), sessions[50]);
    cupel_scoped_remove(scoped);
    assert_false(cupel_scoped_has(scoped));
    number = 51;
    assert_ptr_equal(cupel_scoped(scoped), sessions[51]);
    cupel_scoped_close(scoped);
}

/* ---- queries of a mapping ------------------------------------------------------------------------ */

static void test_query_property(void **state)
{
    graph_fixture *graph = *state;
    open_scoped_of(graph);
    assert_int_equal(User_save(cupel_new(User, .name = "ed")), CUPEL_OK);
    assert_int_equal(User_save(cupel_new(User, .name = "hidden")), CUPEL_OK);
    assert_int_equal(cupel_commit(User_session()), CUPEL_OK);
    User **users = User_all();
    assert_int_equal(cupel_array_count(users), 1);
    assert_string_equal(cupel_load(users[0], name), "ed");
    /* the criteria are those of the property, not of the session */
    assert_int_equal(cupel_count(cupel_query(User_session(), User)), 2);
    assert_int_equal(cupel_count(Address_query()), 0);
    assert_ptr_equal(cupel_query_session(Address_query()), User_session());
    assert_int_equal(cupel_count(cupel_filter_by(User_query(), User, name, "hidden")), 0);
    assert_int_equal(User_remove(users[0]), CUPEL_OK);
    assert_int_equal(cupel_count(User_query()), 0);
    Keyword *keyword = cupel_new(Keyword, .word = "c");
    assert_int_equal(Keyword_save(keyword), CUPEL_OK);
    assert_int_equal(cupel_array_count(Keyword_all()), 1);
    assert_int_equal(Keyword_remove(keyword), CUPEL_OK);
    assert_ptr_equal(Keyword_session(), User_session());
    assert_int_equal(cupel_commit(User_session()), CUPEL_OK);
    assert_int_equal(cupel_count(Keyword_query()), 0);
    cupel_scoped_close(scoped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_maker),
        GRAPH_TEST(test_opened),
        GRAPH_TEST(test_threads),
        GRAPH_TEST(test_configured_late),
        GRAPH_TEST(test_session_of_the_program),
        GRAPH_TEST(test_scopes_by_number),
        GRAPH_TEST(test_query_property),
    };
    return cmocka_run_group_tests_name("orm/scoped_session", tests, NULL, NULL);
}
