/*
 * Sessions: what they are asked about, and what they refuse.
 */
#include "graph.h"

#include <pthread.h>
#include <string.h>

/* A struct that no registry here has. */
typedef struct Stranger {
    cupel_object base;
    cupel_int id;
} Stranger;

CUPEL_MAP(Stranger, "strangers", CUPEL_COLUMN(Stranger, id, .primary_key = true));

static void assert_error_at(const graph_fixture *graph, cupel_code code, const char *part, int line)
{
    const cupel_error *error = cupel_session_error(graph->session);
    if (error->code != code || !strstr(error->text, part))
        fail_msg("line %d: %s: %s", line, cupel_code_name(error->code), error->text);
}
#define assert_error(graph, code, part) assert_error_at((graph), (code), (part), __LINE__)

/* Every call on a session that cannot work gives the reason it cannot. */
static void check_all_refuse(cupel_session *session, cupel_code code)
{
    User *user = cupel_new(User, .name = "x");
    assert_non_null(user);
    void *users[] = { user };
    assert_int_equal(cupel_add(session, user), code);
    assert_int_equal(cupel_add_instances(session, 1, users), code);
    assert_int_equal(cupel_delete(session, user), code);
    assert_int_equal(cupel_expunge(session, user), code);
    assert_null(cupel_merge(session, user));
    assert_null(cupel_merge_without_load(session, user));
    assert_null(cupel_session_new(session));
    assert_null(cupel_session_dirty(session));
    assert_null(cupel_session_deleted(session));
    assert_null(cupel_session_all(session));
    assert_int_equal(cupel_flush(session), code);
    assert_int_equal(cupel_begin(session, CUPEL_BEGIN_WRITE), code);
    assert_int_equal(cupel_commit(session), code);
    assert_int_equal(cupel_rollback(session), code);
    assert_int_equal(cupel_begin_nested(session), code);
    assert_int_equal(cupel_commit_nested(session), code);
    assert_int_equal(cupel_rollback_nested(session), code);
    assert_int_equal(cupel_expire(session, user), code);
    assert_int_equal(cupel_expire_attribute(session, user, name), code);
    assert_int_equal(cupel_refresh(session, user), code);
    assert_int_equal(cupel_scope_begin(session, CUPEL_SCOPE_EVICT), code);
    cupel_scope_end(session);
    cupel_expire_all(session);
    cupel_expunge_all(session);
    cupel_session_reset(session);
    assert_null(cupel_session_execute(session, "SELECT 1"));
    assert_null(cupel_get(session, User, 1));
    assert_false(cupel_session_is_modified(session));
    assert_false(cupel_in_transaction(session));
    assert_int_equal(cupel_nesting(session), 0);
    assert_false(cupel_in_session(session, user));
    assert_int_equal(cupel_state_of(session, user), CUPEL_TRANSIENT);
    assert_int_equal(cupel_session_status_of(session).instances, 0);
    assert_int_equal(cupel_session_error(session)->code, code);
    assert_string_not_equal(cupel_session_error(session)->text, "");
    cupel_free(user);
}

static void test_null(void **state)
{
    (void)state;
    check_all_refuse(NULL, CUPEL_INVALID_ARGUMENT);
    assert_false(cupel_set_autoflush(NULL, true));
    cupel_session_close(NULL);
}

static void test_without_parts(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *none = cupel_session_open(NULL, graph->engine);
    assert_non_null(strstr(cupel_error_text(none), "a registry; it was NULL"));
    check_all_refuse(none, CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_all(cupel_query(none, User)));
    assert_int_equal(cupel_error_code(none), CUPEL_INVALID_ARGUMENT);
    cupel_session_close(none);
    none = cupel_session_open_with(graph->registry, NULL, NULL);
    assert_non_null(strstr(cupel_error_text(none), "an engine; it was NULL"));
    check_all_refuse(none, CUPEL_INVALID_ARGUMENT);
    cupel_session_close(none);
}

/* A registry or an engine that is wrong: the session says what is. */
static void test_wrong_parts(void **state)
{
    graph_fixture *graph = *state;
    cupel_registry *half = cupel_registry_open(User);
    cupel_session *session = cupel_session_open(half, graph->engine);
    assert_int_equal(cupel_error_code(session), cupel_registry_configure(half));
    assert_text(cupel_error_text(session), cupel_error_text(half));
    check_all_refuse(session, CUPEL_INVALID_REQUEST);
    cupel_session_close(session);
    cupel_registry_close(half);
    cupel_engine *engine = cupel_engine_open("nonsense://");
    session = cupel_session_open(graph->registry, engine);
    check_all_refuse(session, CUPEL_NO_SUCH_MODULE);
    cupel_session_close(session);
    cupel_engine_close(engine);
}

static void test_no_memory(void **state)
{
    graph_fixture *graph = *state;
    cu_test_alloc_fail_at(1, false);
    cupel_session *session = cupel_session_open(graph->registry, graph->engine);
    cu_test_alloc_fail_at(0, false);
    check_all_refuse(session, CUPEL_NO_MEMORY);
    assert_false(cupel_set_autoflush(session, true));
    assert_null(cupel_all(cupel_query(session, User)));
    assert_null(cupel_all_rows(cupel_select(session, cupel_func("count"))));
    assert_null(cupel_all(cupel_with_session(cupel_query(graph->session, User), session)));
    assert_null(cupel_sql(cupel_query(session, User), NULL));
    cupel_session_close(session);
    cupel_session_close(session);
}

/* ---- instances ---------------------------------------------------------------------------------- */

static void test_wrong_instances(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    User plain = { .name = "not made by cupel" };
    Stranger *stranger = cupel_new(Stranger, .id = 1);
    assert_non_null(stranger);
    assert_code(graph, cupel_add(session, (User *)NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_add(session, &plain), CUPEL_UNMAPPED_INSTANCE);
    assert_code(graph, cupel_add(session, stranger), CUPEL_UNMAPPED_TYPE);
    assert_error(graph, CUPEL_UNMAPPED_TYPE, "Stranger");
    assert_code(graph, cupel_add_instances(session, 1, NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_delete(session, (User *)NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_delete(session, &plain), CUPEL_UNMAPPED_INSTANCE);
    assert_code(graph, cupel_delete(session, stranger), CUPEL_INVALID_REQUEST);
    assert_code(graph, cupel_expunge(session, (User *)NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_expunge(session, &plain), CUPEL_UNMAPPED_INSTANCE);
    assert_code(graph, cupel_expunge(session, stranger), CUPEL_INVALID_REQUEST);
    assert_code(graph, cupel_refresh(session, (User *)NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_refresh(session, &plain), CUPEL_UNMAPPED_INSTANCE);
    assert_code(graph, cupel_refresh(session, stranger), CUPEL_INVALID_REQUEST);
    assert_code(graph, cupel_expire(session, (User *)NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_expire(session, stranger), CUPEL_INVALID_REQUEST);
    assert_null(cupel_merge(session, (User *)NULL));
    assert_error(graph, CUPEL_INVALID_ARGUMENT, "cupel_merge: the instance is NULL");
    assert_null(cupel_merge(session, &plain));
    assert_error(graph, CUPEL_UNMAPPED_INSTANCE, "not made by cupel");
    assert_null(cupel_merge(session, stranger));
    assert_error(graph, CUPEL_UNMAPPED_TYPE, "Stranger");
    assert_null(cupel_get(session, Stranger, 1));
    assert_error(graph, CUPEL_UNMAPPED_TYPE, "Stranger");
    assert_null(cupel_get_by_key(session, NULL, 0, NULL));
    assert_error(graph, CUPEL_UNMAPPED_TYPE, "NULL");
    assert_null(cupel_all(cupel_query(session, Stranger)));
    assert_error(graph, CUPEL_UNMAPPED_TYPE, "Stranger");
    assert_ok(graph, cupel_flush(session));
    cupel_free(stranger);
}

static void test_wrong_keys(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    cupel_session *session = graph->session;
    assert_null(cupel_get(session, User, 1, 2));
    assert_error(graph, CUPEL_INVALID_REQUEST, "2 values for the primary key of User, which is id");
    assert_null(cupel_get(session, Line, "de", 1));
    assert_error(graph, CUPEL_INVALID_REQUEST, "country, number, position");
    assert_null(cupel_get_by_key(session, &User_mapping, 0, NULL));
    assert_error(graph, CUPEL_INVALID_REQUEST, "0 values");
    assert_null(cupel_get(session, User, "1 OR 1=1"));
    assert_error(graph, CUPEL_TYPE_MISMATCH, "id");
    assert_null(cupel_get(session, User, cupel_literal(1)));
    assert_error(graph, CUPEL_INVALID_ARGUMENT, "all plain or all cupel_bind");
    /* A key with a NULL in it finds nothing, and asks nobody. */
    graph_sent_count(graph);
    assert_null(cupel_get(session, User, NULL));
    assert_error(graph, CUPEL_OK, "");
    assert_null(cupel_get(session, Line, "de", NULL, 1));
    assert_nothing_sent(graph);
    /* Values of a like kind are taken for what the key is. */
    User *first = cupel_get(session, User, true);
    assert_non_null(first);
    assert_ptr_equal(cupel_get(session, User, 1), first);
}

/* An instance whose row is gone is not added again, before the commit nor after it. */
static void test_add_deleted(void **state)
{
    graph_fixture *graph = *state;
    User *user = cupel_new(User, .name = "x");
    assert_ok(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_flush(graph->session));
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_ok(graph, cupel_add(graph->session, user)); /* taken back in time */
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(cupel_add(graph->session, user), CUPEL_INVALID_REQUEST);
    assert_error(graph, CUPEL_INVALID_REQUEST,
                 "cannot add this User: its row was deleted; make a new one with cupel_new(), or "
                 "take the deletion back by cupel_rollback()");
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_object_state(user), CUPEL_DETACHED);
    assert_int_equal(cupel_add(graph->session, user), CUPEL_INVALID_REQUEST);
    assert_error(graph, CUPEL_INVALID_REQUEST, "its row was deleted; make a new one");
    assert_int_equal(cupel_count(cupel_query(graph->session, User)), 0);
}

static void test_two_sessions(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    cupel_session *other = cupel_session_open(graph->registry, graph->engine);
    User *mine = cupel_get(graph->session, User, 1);
    User *fresh = cupel_new(User, .name = "pending");
    assert_non_null(mine);
    assert_ok(graph, cupel_add(graph->session, fresh));
    assert_int_equal(cupel_add(other, mine), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_add(other, fresh), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_delete(other, mine), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_expunge(other, mine), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_refresh(other, mine), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_state_of(other, mine), CUPEL_TRANSIENT);
    assert_int_equal(cupel_state_of(graph->session, mine), CUPEL_PERSISTENT);
    assert_int_equal(cupel_state_of(graph->session, fresh), CUPEL_PENDING);
    assert_int_equal(cupel_state_of(graph->session, (User *)NULL), CUPEL_TRANSIENT);
    assert_false(cupel_in_session(other, mine));
    assert_ptr_equal(cupel_object_session(mine), graph->session);
    assert_ptr_equal(cupel_instance_mapping(&mine->base), &User_mapping);
    assert_null(cupel_instance_mapping(NULL));
    /* A pending instance is taken back by expunging, not by deleting it. */
    assert_code(graph, cupel_delete(graph->session, fresh), CUPEL_INVALID_REQUEST);
    cupel_session_close(other);
}

/* ---- looking ------------------------------------------------------------------------------------- */

static void test_lists(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    graph_fill(graph, 3);
    session = graph->session;
    User **users = cupel_all(cupel_order_by(cupel_query(session, User), cupel_attr(User, id)));
    assert_int_equal(cupel_array_count(users), 3);
    assert_int_equal(cupel_array_count(NULL), 0);
    assert_false(cupel_session_is_modified(session));
    assert_ok(graph, cupel_delete(session, users[2]));
    cupel_set(users[0], name, "changed");
    cupel_set(users[1], name, users[1]->name);
    Keyword *word = cupel_new(Keyword, .word = "w");
    assert_ok(graph, cupel_add(session, word));
    void **added = cupel_session_new(session), **dirty = cupel_session_dirty(session),
         **deleted = cupel_session_deleted(session), **all = cupel_session_all(session);
    assert_int_equal(cupel_array_count(added), 1);
    assert_ptr_equal(added[0], word);
    assert_int_equal(cupel_array_count(dirty), 1);
    assert_ptr_equal(dirty[0], users[0]);
    assert_int_equal(cupel_array_count(deleted), 3); /* and the addresses it had */
    assert_ptr_equal(deleted[2], users[2]);
    assert_int_equal(cupel_array_count(all), 6);
    assert_null(all[6]);
    assert_true(cupel_session_is_modified(session));
    cupel_session_status status = cupel_session_status_of(session);
    assert_int_equal(status.instances, 5);
    assert_int_equal(status.pending, 1);
    assert_int_equal(status.dirty, 1);
    assert_int_equal(status.deleted, 3);
    assert_ok(graph, cupel_flush(session));
    assert_false(cupel_session_is_modified(session));
    assert_int_equal(cupel_array_count(cupel_session_new(session)), 0);
    cupel_set(users[0], name, "again");
    assert_true(cupel_session_is_modified(session));
    assert_true(cupel_is_modified(users[0]));
    assert_false(cupel_is_modified(users[1]));
    assert_int_equal(cupel_nesting(session), 0);
    assert_ok(graph, cupel_begin_nested(session));
    assert_int_equal(cupel_nesting(session), 1);
    assert_ok(graph, cupel_rollback_nested(session));
    cupel_session_reset(session);
    assert_int_equal(cupel_array_count(cupel_session_all(session)), 0);
    assert_int_equal(cupel_object_state(users[0]), CUPEL_DETACHED);
    assert_int_equal(cupel_object_state(word), CUPEL_TRANSIENT);
}

/* ---- expiring ------------------------------------------------------------------------------------- */

static void test_expire(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    cupel_session *session = graph->session;
    User *user = cupel_get(session, User, 2);
    assert_non_null(user);
    cupel_set(user, name, "lost");
    assert_ok(graph, cupel_expire_attribute(session, user, name));
    assert_false(cupel_is_loaded(user, name));
    assert_false(cupel_is_modified(user));
    assert_text(cupel_load(user, name), "u1");
    assert_int_equal(cupel_item_count(user, addresses), 1);
    assert_ok(graph, cupel_expire_attribute(session, user, addresses));
    assert_false(cupel_is_loaded(user, addresses));
    assert_int_equal(cupel_item_count(user, addresses), 1);
    assert_code(graph, cupel_expire_attribute_at(session, &user->base, 1), CUPEL_INVALID_ARGUMENT);
    cupel_set(user, name, "lost too");
    cupel_expire_all(session);
    assert_text(cupel_load(user, name), "u1");
    /* A row that is gone. */
    cupel_expire_all(session);
    graph_run(graph, "DELETE FROM addresses");
    graph_run(graph, "DELETE FROM users WHERE id = 2");
    assert_code(graph, cupel_refresh(session, user), CUPEL_OBJECT_DELETED);
    assert_int_equal(cupel_load_attribute(&user->base, offsetof(User, name)), CUPEL_OBJECT_DELETED);
    assert_null(cupel_get(session, User, 2));
    assert_error(graph, CUPEL_OK, "");
    assert_int_equal(cupel_object_state(user), CUPEL_DETACHED);
}

static void test_load_refused(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    cupel_session *session = graph->session;
    User *gone = cupel_get(session, User, 2), *left = cupel_get(session, User, 3);
    assert_non_null(gone);
    assert_non_null(left);
    assert_int_equal(cupel_load_attribute(NULL, 0), CUPEL_INVALID_ARGUMENT);
    User plain = { .name = "x" };
    assert_int_equal(cupel_load_attribute(&plain.base, 0), CUPEL_UNMAPPED_INSTANCE);
    assert_int_equal(cupel_load_attribute(&gone->base, 1), CUPEL_NO_SUCH_COLUMN);
    assert_ok(graph, cupel_expire(session, left));
    assert_ok(graph, cupel_expunge(session, left));
    assert_int_equal(cupel_load_attribute(&left->base, offsetof(User, name)),
                     CUPEL_DETACHED_INSTANCE);
    assert_object_error(left, CUPEL_DETACHED_INSTANCE, "");
    assert_int_equal(cupel_load_attribute(&left->base, offsetof(User, addresses)),
                     CUPEL_DETACHED_INSTANCE);
    assert_null(cupel_all(cupel_related(left, addresses)));
    assert_object_error(left, CUPEL_DETACHED_INSTANCE, "");
    assert_null(cupel_all(cupel_limit(cupel_related_query(NULL, 0), 1)));
    cupel_free(left);
    assert_ok(graph, cupel_expire_attribute(session, gone, profile));
    assert_ok(graph, cupel_delete(session, gone));
    assert_ok(graph, cupel_flush(session));
    assert_ok(graph, cupel_rollback(session));
    cupel_load(gone, name);
    assert_null(cupel_all(cupel_related_query(&gone->base, offsetof(User, name))));
    assert_error(graph, CUPEL_INVALID_ARGUMENT, "no relationship there");
}

/* What belongs to one thread is refused to others. */
#ifdef CUPEL_DEBUG
static void *use_elsewhere(void *data)
{
    return cupel_flush(data) == CUPEL_INVALID_REQUEST ? data : NULL;
}

static void test_other_thread(void **state)
{
    graph_fixture *graph = *state;
    pthread_t thread;
    void *refused = NULL;
    assert_int_equal(pthread_create(&thread, NULL, use_elsewhere, graph->session), 0);
    assert_int_equal(pthread_join(thread, &refused), 0);
    assert_ptr_equal(refused, graph->session);
    assert_ok(graph, cupel_flush(graph->session));
}
#endif

static void test_autoflush_off(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    assert_ok(graph, cupel_add(session, cupel_new(User, .name = "x")));
    assert_true(cupel_set_autoflush(session, false));
    assert_int_equal(cupel_count(cupel_query(session, User)), 0);
    assert_null(cupel_get(session, User, 1));
    assert_false(cupel_set_autoflush(session, true));
    assert_int_equal(cupel_count(cupel_autoflush(cupel_query(session, User), false)), 0);
    assert_int_equal(
        cupel_count(cupel_autoflush(cupel_autoflush(cupel_query(session, User), false), true)), 1);
    /* An autoflush that fails says which query it was for. */
    graph_run(graph, "INSERT INTO keywords (word) VALUES ('twice')");
    assert_ok(graph, cupel_add(session, cupel_new(Keyword, .word = "twice")));
    assert_null(cupel_all(cupel_query(session, User)));
    assert_error(graph, CUPEL_INTEGRITY_ERROR, "autoflush");
    assert_null(cupel_all(cupel_query(session, User)));
    assert_error(graph, CUPEL_PENDING_ROLLBACK, "");
    assert_ok(graph, cupel_rollback(session));
    assert_non_null(cupel_all(cupel_query(session, User)));
}

/* .keep_after_commit: a commit expires nothing; by default it expires everything. */
static void test_kept_after_commit(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 1);
    for (int kept = 0; kept < 2; kept++) {
        cupel_session_close(graph->session);
        graph->session =
            cupel_session_open(graph->registry, graph->engine, .keep_after_commit = kept == 1);
        User *user = cupel_get(graph->session, User, 1);
        assert_non_null(user);
        cupel_set(user, name, kept ? "kept" : "expired");
        assert_ok(graph, cupel_commit(graph->session));
        assert_int_equal(cupel_is_loaded(user, name), kept == 1);
        cu_test_statements_clear(&graph->log);
        const char *name = cupel_load(user, name);
        assert_non_null(name);
        assert_string_equal(name, kept ? "kept" : "expired");
        assert_int_equal(graph_sent_count(graph), kept ? 0 : 1);
    }
}

/* A condition given to one query after the other, without cupel_keep(). */
#ifdef CUPEL_DEBUG
static void test_given_twice(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    graph_fill(graph, 2);
    cupel_expr *wanted = cupel_eq(cupel_attr(User, name), "u1");
    assert_int_equal(cupel_count(cupel_filter(cupel_query(session, User), wanted)), 1);
    assert_int_equal(cupel_count(cupel_filter(cupel_query(session, User), wanted)), -1);
    assert_error(graph, CUPEL_INVALID_REQUEST, "first to cupel_filter, then to cupel_filter");
}
#else
static void test_given_twice(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    graph_fill(graph, 2);
    cupel_expr *wanted = cupel_eq(cupel_attr(User, name), "u1");
    for (int i = 0; i < 3; i++)
        assert_int_equal(cupel_count(cupel_filter(cupel_query(session, User), wanted)), 1);
    assert_int_equal(cupel_count(cupel_filter(cupel_query(session, User), cupel_not(wanted))), 1);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_null),
        GRAPH_TEST(test_without_parts),
        GRAPH_TEST(test_wrong_parts),
        GRAPH_TEST(test_no_memory),
        GRAPH_TEST(test_wrong_instances),
        GRAPH_TEST(test_wrong_keys),
        GRAPH_TEST(test_add_deleted),
        GRAPH_TEST(test_two_sessions),
        GRAPH_TEST(test_lists),
        GRAPH_TEST(test_expire),
        GRAPH_TEST(test_load_refused),
        GRAPH_TEST(test_autoflush_off),
        GRAPH_TEST(test_given_twice),
        GRAPH_TEST(test_kept_after_commit),
#ifdef CUPEL_DEBUG
        GRAPH_TEST(test_other_thread),
#endif
    };
    return cmocka_run_group_tests_name("orm/session", tests, NULL, NULL);
}
