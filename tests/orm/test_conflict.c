/*
 * Work that contradicts itself or what others did: rows deleted twice, changed or gone between loading and flushing,
 * items that are NULL.
 */
#include "graph.h"

#include <string.h>

static User *load_user(graph_fixture *graph, int64_t id)
{
    User *user = cupel_get(graph->session, User, id);
    assert_non_null(user);
    cu_test_statements_clear(&graph->log);
    return user;
}

/* ---- deleting twice ----------------------------------------------------------------------------- */

static void test_deleted_twice(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *user = load_user(graph, 3);
    assert_int_equal(cupel_item_count(user, addresses), 2);
    Address *first = user->addresses.items[0];
    cu_test_statements_clear(&graph->log);
    /* before the flush: once, also what the cascade meets again */
    assert_ok(graph, cupel_delete(graph->session, first));
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph,
                "SELECT profiles.id AS profiles_id, profiles.motto AS profiles_motto, "
                "profiles.user_id AS profiles_user_id FROM profiles WHERE ? = profiles.user_id (3) "
                "0 rows",
                "SELECT posts.id AS posts_id, posts.headline AS posts_headline, posts.author_id AS "
                "posts_author_id FROM posts WHERE ? = posts.author_id (3) 0 rows",
                "DELETE FROM addresses WHERE addresses.id = ? ((2), (3)) 2 rows",
                "DELETE FROM users WHERE users.id = ? (3) 1 row");
    /* after it there is nothing to delete any more */
    assert_code(graph, cupel_delete(graph->session, user), CUPEL_INVALID_REQUEST);
    assert_ok(graph, cupel_commit(graph->session));
    /* detached then, it is taken into the session again, and the flush finds no row */
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_code(graph, cupel_flush(graph->session), CUPEL_STALE_DATA);
    assert_ok(graph, cupel_rollback(graph->session));
    /* nor is there where there never was */
    User *fresh = cupel_new(User, .name = "fresh");
    assert_non_null(fresh);
    assert_code(graph, cupel_delete(graph->session, fresh), CUPEL_INVALID_REQUEST);
    assert_ok(graph, cupel_add(graph->session, fresh));
    assert_code(graph, cupel_delete(graph->session, fresh), CUPEL_INVALID_REQUEST);
}

static void test_deleted_by_another(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 1);
    User *user = load_user(graph, 1);
    graph_run(graph, "DELETE FROM users WHERE id = 1");
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_code(graph, cupel_flush(graph->session), CUPEL_STALE_DATA);
    assert_non_null(strstr(cupel_error_text(graph->session), "users"));
    /* rolled back, the row is there again, and the second attempt works */
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_object_state(user), CUPEL_PERSISTENT);
    assert_ok(graph, cupel_delete(graph->session, user));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_object_state(user), CUPEL_DETACHED);
}

/* ---- changed meanwhile --------------------------------------------------------------------------- */

static void test_gone_meanwhile(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    User *user = load_user(graph, 1), *other = load_user(graph, 2);
    graph_run(graph, "DELETE FROM users WHERE id = 1");
    cu_test_statements_clear(&graph->log);
    cupel_set(user, name, "mine");
    cupel_set(other, name, "mine, too");
    assert_code(graph, cupel_flush(graph->session), CUPEL_STALE_DATA);
    /* nothing is done until the session was told to forget it */
    assert_code(graph, cupel_flush(graph->session), CUPEL_PENDING_ROLLBACK);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_string_equal(cupel_load(user, name), "u0");
    assert_string_equal(cupel_load(other, name), "u1");
    assert_ok(graph, cupel_commit(graph->session));
    /* what is asked for of a row that is gone */
    graph_run(graph, "DELETE FROM users WHERE id = 1");
    assert_int_equal(cupel_load_attribute(&user->base, offsetof(User, name)), CUPEL_OBJECT_DELETED);
    assert_code(graph, cupel_refresh(graph->session, user), CUPEL_OBJECT_DELETED);
    assert_ok(graph, cupel_rollback(graph->session));
}

static bool has_warned(const graph_fixture *graph, const char *of)
{
    for (size_t i = 0; i < graph->log.count; i++)
        if (strncmp(graph->log.texts[i], "-- ", 3) == 0 && strstr(graph->log.texts[i], of))
            return true;
    return false;
}

/* A to-one that several rows claim has the first, and the log says so; relationships of an instance that was deleted. */
static void test_not_one(void **state)
{
    graph_fixture *graph = *state;
    User *user = cupel_new(User, .name = "u");
    cupel_add(graph->session, user);
    assert_ok(graph, cupel_commit(graph->session));
    graph_run(graph, "INSERT INTO profiles (motto, user_id) VALUES ('a', 1), ('b', 1)");
    cu_test_statements_clear(&graph->log);
    assert_string_equal(cupel_load(user, profile).item->motto, "a");
    assert_true(has_warned(graph, "User.profile is a to-one relationship"));
    cupel_expr *ways[] = { cupel_joinedload(cupel_attr(User, profile)),
                           cupel_selectinload(cupel_attr(User, profile)),
                           cupel_subqueryload(cupel_attr(User, profile)),
                           cupel_immediateload(cupel_attr(User, profile)) };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        cupel_expunge_all(graph->session);
        cu_test_statements_clear(&graph->log);
        user = cupel_first(cupel_options(cupel_query(graph->session, User), ways[i]));
        assert_non_null(user);
        assert_true(cupel_is_loaded(user, profile));
        assert_string_equal(user->profile.item->motto, "a");
        if (i > 0)
            assert_true(has_warned(graph, "User.profile is a to-one relationship"));
    }
    assert_ok(graph, cupel_rollback(graph->session));
    Profile *profile = cupel_new(Profile, .motto = "c");
    cupel_add(graph->session, profile);
    assert_ok(graph, cupel_commit(graph->session));
    cupel_delete(graph->session, profile);
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(cupel_load_attribute(&profile->base, offsetof(Profile, user)),
                     CUPEL_OBJECT_DELETED);
    assert_non_null(strstr(cupel_error_text(graph->session), "Profile was deleted"));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_load_attribute(&profile->base, offsetof(Profile, user)), CUPEL_OK);
    assert_null(profile->user.item);
}

/* A row that the session does not know to be gone, and a new one that the database gives its key. */
static void test_key_again(void **state)
{
    graph_fixture *graph = *state;
    Profile *first = cupel_new(Profile, .motto = "first");
    cupel_add(graph->session, first);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_load(first, id), 1);
    graph_run(graph, "DELETE FROM profiles");
    Profile *second = cupel_new(Profile, .motto = "second");
    cupel_add(graph->session, second);
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(second->id, 1);
    assert_ptr_equal(cupel_get(graph->session, Profile, 1), second);
    assert_int_equal(cupel_state_of(graph->session, first), CUPEL_DELETED);
    /* the first comes back with its row */
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_state_of(graph->session, first), CUPEL_PERSISTENT);
    assert_int_equal(cupel_state_of(graph->session, second), CUPEL_TRANSIENT);
    assert_ptr_equal(cupel_get(graph->session, Profile, 1), first);
    assert_string_equal(first->motto, "first");
    graph_run(graph, "DELETE FROM profiles");
    cupel_add(graph->session, second);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_state_of(graph->session, first), CUPEL_DETACHED);
    assert_ptr_equal(cupel_get(graph->session, Profile, 1), second);
    /* what was changed is not forgotten in silence */
    graph_run(graph, "DELETE FROM profiles");
    cupel_set(second, motto, "changed");
    cupel_add(graph->session, cupel_new(Profile, .motto = "third"));
    assert_code(graph, cupel_flush(graph->session), CUPEL_STALE_DATA);
    assert_ok(graph, cupel_rollback(graph->session));
}

/* Two changes of different columns of one row are both kept: only what was changed is written. */
static void test_other_columns(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    Address *address = cupel_get(graph->session, Address, 1);
    assert_non_null(address);
    graph_run(graph, "UPDATE addresses SET email = 'theirs' WHERE id = 1");
    cu_test_statements_clear(&graph->log);
    User *first = cupel_get(graph->session, User, 1);
    assert_non_null(first);
    cu_test_statements_clear(&graph->log);
    cupel_set(address, user, first);
    assert_ok(graph, cupel_commit(graph->session));
    assert_sent(graph, "UPDATE addresses SET user_id=? WHERE addresses.id = ? (1, 1) 1 row");
    assert_string_equal(cupel_load(address, email), "theirs");
    assert_int_equal(*cupel_load(address, user_id), 1);
}

/* With a counter of versions the second one is told, whether it changes the row or deletes it. */
static void test_versions(void **state)
{
    graph_fixture *graph = *state;
    Invoice *invoice = cupel_new(Invoice, .country = "DE", .number = 1);
    assert_non_null(invoice);
    assert_ok(graph, cupel_add(graph->session, invoice));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_load(invoice, version), 1);
    graph_run(graph, "UPDATE invoices SET version = 2");
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_delete(graph->session, invoice));
    assert_code(graph, cupel_flush(graph->session), CUPEL_STALE_DATA);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_load(invoice, version), 1);
    assert_ok(graph, cupel_delete(graph->session, invoice));
    assert_ok(graph, cupel_commit(graph->session));
}

/* Who locks a row is told that the instance is not what the row is now; who loads it anew gets that. */
static void test_versions_locked(void **state)
{
    graph_fixture *graph = *state;
    Invoice *invoice = cupel_new(Invoice, .country = "DE", .number = 1);
    assert_non_null(invoice);
    assert_ok(graph, cupel_add(graph->session, invoice));
    assert_ok(graph, cupel_commit(graph->session));
    cupel_query *invoices = cupel_query(graph->session, Invoice);
    cupel_query *locked = cupel_with_for_update(invoices);
    assert_int_equal(cupel_load(invoice, version), 1);
    assert_ptr_equal(cupel_query_get(locked, "DE", 1), invoice);
    graph_run(graph, "UPDATE invoices SET version = 2");
    assert_ptr_equal(cupel_query_get(invoices, "DE", 1), invoice);
    assert_null(cupel_query_get(locked, "DE", 1));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_STALE_DATA);
    assert_non_null(strstr(cupel_error_text(graph->session),
                           "the Invoice in the session is version 1, its row is version 2"));
    assert_ptr_equal(cupel_one(locked), invoice); /* only getting by key is about that instance */
    assert_int_equal(invoice->version, 1);
    assert_ptr_equal(cupel_query_get(cupel_populate_existing(locked), "DE", 1), invoice);
    assert_int_equal(invoice->version, 2);
    cupel_expire(graph->session, invoice);
    graph_run(graph, "UPDATE invoices SET version = 3");
    assert_ptr_equal(cupel_query_get(locked, "DE", 1), invoice);
    assert_int_equal(cupel_load(invoice, version), 3);
}

/* ---- NULL items --------------------------------------------------------------------------------- */

static void test_null_items(void **state)
{
    graph_fixture *graph = *state;
    User *user = cupel_new(User, .name = "u");
    Address *address = cupel_new(Address, .email = "a");
    assert_non_null(user);
    assert_non_null(address);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_code(graph, cupel_append(user, addresses, NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_remove(user, addresses, NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_replace(user, addresses, 2, ((Address *[]){ address, NULL })),
                CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_replace_items(&user->base, offsetof(User, addresses), 1, NULL),
                CUPEL_INVALID_ARGUMENT);
    assert_int_equal(user->addresses.count, 0);
    assert_false(cupel_has_item(user, addresses, NULL));
    assert_code(graph, cupel_add_instance(graph->session, NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_delete_instance(graph->session, NULL), CUPEL_INVALID_ARGUMENT);
    /* to none is where a to-one relationship can go */
    assert_ok(graph, cupel_append(user, addresses, address));
    cupel_set(address, user, NULL);
    assert_int_equal(user->addresses.count, 0);
    assert_null(address->user.item);
    assert_ok(graph, cupel_rollback(graph->session));
    cupel_free(address);
    cupel_free(user);
}

/* Of several to add those that can be added are, and the first that cannot is told of. */
static void test_some_added(void **state)
{
    graph_fixture *graph = *state;
    Address plain = { .email = "never made" };
    User *first = cupel_new(User, .name = "first"), *last = cupel_new(User, .name = "last");
    assert_non_null(first);
    assert_non_null(last);
    assert_code(graph, cupel_add_all(graph->session, first, NULL, &plain, last),
                CUPEL_INVALID_ARGUMENT);
    assert_true(cupel_in_session(graph->session, first));
    assert_true(cupel_in_session(graph->session, last));
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, User)), 2);
}

/* An item that could not be made is told of by the flush, which writes nothing. */
static void test_null_initial_item(void **state)
{
    graph_fixture *graph = *state;
    Address *address = cupel_new(Address, .email = "a");
    assert_non_null(address);
    User *user = cupel_new(User, .name = "u", .addresses = CUPEL_ITEMS(Address, address, NULL));
    assert_non_null(user);
    assert_int_equal(user->addresses.count, 1);
    assert_int_equal(cupel_object_error(user)->code, CUPEL_INVALID_ARGUMENT);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_code(graph, cupel_flush(graph->session), CUPEL_INVALID_ARGUMENT);
    assert_non_null(strstr(cupel_error_text(graph->session), "User.addresses: the item is NULL"));
    assert_ok(graph, cupel_rollback(graph->session));
    cupel_free(address);
    cupel_free(user);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_deleted_twice),     GRAPH_TEST(test_deleted_by_another),
        GRAPH_TEST(test_gone_meanwhile),    GRAPH_TEST(test_other_columns),
        GRAPH_TEST(test_not_one),           GRAPH_TEST(test_key_again),
        GRAPH_TEST(test_versions),          GRAPH_TEST(test_versions_locked),
        GRAPH_TEST(test_some_added),        GRAPH_TEST(test_null_items),
        GRAPH_TEST(test_null_initial_item),
    };
    return cmocka_run_group_tests_name("orm/conflict", tests, NULL, NULL);
}
