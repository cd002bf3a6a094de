/*
 * Values that count as loaded, attributes to be written all the same, rows that an instance forgets or is said to have:
 * what is known, what flushes write, and what a rollback leaves.
 */
#include "graph.h"

#include <stdio.h>
#include <string.h>

/* ---- values that count as loaded ----------------------------------------------------------------- */

static void test_committed_value(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    graph_renew(graph);
    User *user = cupel_get(graph->session, User, 1);
    assert_non_null(user);
    char name[] = "from a cache";
    assert_ok(graph, cupel_set_committed(user, name, name));
    name[0] = '?';
    assert_text(user->name, "from a cache");
    assert_false(cupel_is_modified(user));
    assert_false(cupel_history_of(user, name).changed);
    graph_sent_count(graph);
    assert_ok(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);

    /* A change before it is forgotten, one after it is compared with it, and comes back by a rollback. */
    cupel_set(user, name, "changed");
    assert_ok(graph, cupel_set_committed(user, name, "again"));
    assert_ok(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);
    cupel_set(user, name, "new");
    assert_text(cupel_history_of(user, name).old_value.as.text, "again");
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE users SET name=? WHERE users.id = ? ('new', 1) 1 row");
    assert_ok(graph, cupel_rollback(graph->session));
    assert_text(cupel_load(user, name), "u0");

    /* What is expired is known again without its row. */
    cupel_expire(graph->session, user);
    assert_ok(graph, cupel_set_committed(user, name, NULL));
    assert_true(cupel_is_loaded(user, name));
    graph_sent_count(graph);
    assert_null(cupel_load(user, name));
    assert_nothing_sent(graph);
    cupel_expire(graph->session, user);
    assert_text(cupel_load(user, name), "u0");
}

static void test_committed_anywhere(void **state)
{
    graph_fixture *graph = *state;
    User *user = cupel_new(User, .id = 7);
    assert_non_null(user);
    assert_int_equal(cupel_set_committed(user, name, "new"), CUPEL_OK);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_set_committed(user, name, "pending"));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "INSERT INTO users (id, name) VALUES (?, ?) (7, 'pending') 1 row");
    assert_ok(graph, cupel_commit(graph->session));
    assert_text(cupel_load(user, name), "pending");
    assert_ok(graph, cupel_expunge(graph->session, user));
    cupel_set(user, name, "changed away from home");
    assert_int_equal(cupel_set_committed(user, name, "known"), CUPEL_OK);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_commit(graph->session));
    assert_text(cupel_load(user, name), "pending");
}

static void test_committed_refused(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 1);
    User *user = cupel_get(graph->session, User, 1);
    assert_non_null(user);
    assert_code(graph, cupel_set_committed(user, id, 5), CUPEL_INVALID_REQUEST);
    assert_code(graph,
                cupel_set_committed_value(&user->base, offsetof(User, name), cupel_value_int(1)),
                CUPEL_TYPE_MISMATCH);
    assert_code(graph, cupel_set_committed_value(&user->base, 1, cupel_value_null()),
                CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_set_committed_target(&user->base, offsetof(User, addresses), NULL),
                CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_set_committed_list(&user->base, offsetof(User, name), 0, NULL),
                CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_set_committed_list(&user->base, offsetof(User, addresses), 2, NULL),
                CUPEL_INVALID_ARGUMENT);
    assert_int_equal(user->id, 1);
    cupel_object plain = { NULL };
    assert_int_equal(cupel_set_committed_value(NULL, 0, cupel_value_null()),
                     CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_set_committed_value(&plain, 0, cupel_value_null()),
                     CUPEL_UNMAPPED_INSTANCE);
    assert_int_equal(cupel_set_committed_target(NULL, 0, NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_set_committed_list(&plain, 0, 0, NULL), CUPEL_UNMAPPED_INSTANCE);
    assert_ok(graph, cupel_flush(graph->session));
}

/* ---- relationships that count as loaded ---------------------------------------------------------- */

/* Collections of all users out of one query of the program's. */
static void test_committed_items(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    graph_renew(graph);
    User **users =
        cupel_all(cupel_order_by(cupel_query(graph->session, User), cupel_attr(User, id)));
    Address **addresses =
        cupel_all(cupel_order_by(cupel_query(graph->session, Address), cupel_attr(Address, id)));
    assert_true(users && addresses);
    assert_int_equal(cupel_array_count(addresses), 3);
    graph_sent_count(graph);
    for (size_t i = 0; users[i]; i++) {
        Address *own[3];
        size_t count = 0;
        for (size_t j = 0; addresses[j]; j++)
            if (*addresses[j]->user_id == users[i]->id)
                own[count++] = addresses[j];
        assert_ok(graph, cupel_set_committed_items(users[i], addresses, count, own));
        for (size_t j = 0; j < count; j++)
            assert_ok(graph, cupel_set_committed_one(own[j], user, users[i]));
    }
    for (size_t i = 0; users[i]; i++)
        assert_int_equal(cupel_item_count(users[i], addresses), i);
    assert_ptr_equal(cupel_load(addresses[2], user).item, users[2]);
    assert_false(cupel_session_is_modified(graph->session));
    assert_ok(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);

    /* What is changed from there on is written. */
    assert_ok(graph, cupel_remove(users[2], addresses, addresses[1]));
    assert_null(addresses[1]->user.item);
    assert_ok(graph, cupel_append(users[0], addresses, addresses[1]));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE addresses SET user_id=? WHERE addresses.id = ? (1, 2) 1 row");
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_item_count(users[2], addresses), 2);
}

/* What was added to a collection, loaded or not, and not flushed is not written. */
static void test_committed_over_changes(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    graph_renew(graph);
    User *first = cupel_get(graph->session, User, 1), *third = cupel_get(graph->session, User, 3);
    Address *one = cupel_get(graph->session, Address, 1),
            *two = cupel_get(graph->session, Address, 2);
    assert_true(first && third && one && two);
    assert_ok(graph, cupel_append(first, addresses, one)); /* not loaded: kept until it is */
    assert_ok(graph, cupel_set_committed_items(first, addresses, 0, (Address **)NULL));
    assert_int_equal(first->addresses.count, 0);
    assert_true(cupel_is_loaded(first, addresses));
    assert_int_equal(cupel_item_count(third, addresses), 2);
    assert_ok(graph, cupel_remove(third, addresses, two));
    assert_ok(graph, cupel_set_committed_items(third, addresses, 1, (Address *[]){ two }));
    cupel_related_history history = cupel_related_history_of(third, addresses);
    assert_int_equal(history.added_count + history.removed_count, 0);
    assert_int_equal(history.unchanged_count, 1);
    assert_ptr_equal(history.unchanged[0], two);
    /* its own array */
    assert_ok(graph, cupel_set_committed_list(&third->base, offsetof(User, addresses),
                                              third->addresses.count,
                                              (void *const *)third->addresses.items));
    assert_int_equal(third->addresses.count, 1);
    assert_ok(graph, cupel_set_committed_one(two, user, third));
    assert_ok(graph, cupel_set_committed_one(one, user, NULL));
    assert_null(one->user.item);
    graph_sent_count(graph);
    assert_ok(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_item_count(third, addresses), 2);
    assert_int_equal(cupel_item_count(first, addresses), 0);
}

static void test_committed_items_refused(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    graph_renew(graph);
    cupel_session *other = cupel_session_open(graph->registry, graph->engine);
    User *user = cupel_get(graph->session, User, 2);
    Address *own = cupel_get(graph->session, Address, 1), *fresh = cupel_new(Address, .email = "x");
    assert_true(user && own && fresh);
    Address *wrong[] = { own, fresh };
    assert_code(graph, cupel_set_committed_items(user, addresses, 2, wrong), CUPEL_INVALID_REQUEST);
    wrong[1] = (Address *)user;
    assert_code(graph, cupel_set_committed_items(user, addresses, 2, wrong),
                CUPEL_INVALID_ARGUMENT);
    wrong[1] = NULL;
    assert_code(graph, cupel_set_committed_items(user, addresses, 2, wrong),
                CUPEL_INVALID_ARGUMENT);
    assert_false(cupel_is_loaded(user, addresses));
    assert_ok(graph, cupel_add(other, fresh));
    assert_code(graph, cupel_set_committed_one(own, user, (User *)own), CUPEL_INVALID_ARGUMENT);
    wrong[1] = fresh;
    assert_code(graph, cupel_set_committed_items(user, addresses, 2, wrong), CUPEL_INVALID_REQUEST);
    assert_ok(graph, cupel_rollback(graph->session));
    cupel_session_close(other);
}

/* ---- what is to be written ----------------------------------------------------------------------- */

static void test_flagged(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 1);
    graph_renew(graph);
    User *user = cupel_get(graph->session, User, 1);
    assert_non_null(user);
    assert_ok(graph, cupel_flag_modified(user, name));
    assert_true(cupel_is_modified(user));
    assert_true(cupel_history_of(user, name).changed);
    graph_sent_count(graph);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE users SET name=? WHERE users.id = ? ('u0', 1) 1 row");
    assert_false(cupel_is_modified(user));
    assert_ok(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);

    /* Also where it was changed, and changed back. */
    cupel_set(user, name, "x");
    cupel_set(user, name, "u0");
    assert_ok(graph, cupel_flag_modified(user, name));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE users SET name=? WHERE users.id = ? ('u0', 1) 1 row");
    assert_ok(graph, cupel_flag_modified(user, name));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_false(cupel_is_modified(user));
    assert_text(cupel_load(user, name), "u0");

    /* In no session, and of what has no row. */
    assert_ok(graph, cupel_expunge(graph->session, user));
    assert_int_equal(cupel_flag_modified(user, name), CUPEL_OK);
    assert_ok(graph, cupel_add(graph->session, user));
    graph_sent_count(graph);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE users SET name=? WHERE users.id = ? ('u0', 1) 1 row");
    User *fresh = cupel_new(User, .name = "new");
    assert_non_null(fresh);
    assert_int_equal(cupel_flag_modified(fresh, id), CUPEL_OK);
    cupel_free(fresh);
}

/* A version counter goes up. */
static void test_flagged_version(void **state)
{
    graph_fixture *graph = *state;
    assert_ok(graph, cupel_add(graph->session, cupel_new(Invoice, .country = "at", .number = 1)));
    assert_ok(graph, cupel_commit(graph->session));
    Invoice *invoice = cupel_get(graph->session, Invoice, "at", 1);
    assert_non_null(invoice);
    assert_code(graph, cupel_flag_modified_at(&invoice->base, 3), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_load(invoice, version), 1);
    assert_ok(graph, cupel_flag_modified(invoice, version));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_load(invoice, version), 2);
    cupel_expire(graph->session, invoice);
    assert_code(graph, cupel_flag_modified(invoice, version), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_flag_modified_at(NULL, 0), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_unset(invoice, version), CUPEL_INVALID_REQUEST);
    assert_code(graph, cupel_unset(invoice, lines), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_unset_at(&(cupel_object){ NULL }, 0), CUPEL_UNMAPPED_INSTANCE);
}

/* ---- rows that are forgotten --------------------------------------------------------------------- */

/* A copy of a row under a new key, and again under its own once that is gone. */
static void test_transient(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    graph_renew(graph);
    User *user = cupel_get(graph->session, User, 2);
    assert_non_null(user);
    assert_int_equal(cupel_item_count(user, addresses), 1);
    Address *address = user->addresses.items[0];
    cupel_set(user, name, "copied");
    assert_int_equal(cupel_make_transient(user), CUPEL_OK);
    assert_int_equal(cupel_object_state(user), CUPEL_TRANSIENT);
    assert_null(cupel_object_session(user));
    assert_false(cupel_in_session(graph->session, user));
    assert_true(cupel_in_session(graph->session, address));
    assert_false(cupel_is_modified(user));
    assert_int_equal(user->id, 2);
    assert_int_equal(cupel_unset(user, id), CUPEL_OK);
    assert_int_equal(user->id, 0);
    graph_sent_count(graph);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "INSERT INTO users (name) VALUES (?) ('copied') 1 row",
                "UPDATE addresses SET user_id=? WHERE addresses.id = ? (3, 1) 1 row");
    assert_int_equal(user->id, 3);
    assert_ok(graph, cupel_commit(graph->session));
    User *before = cupel_get(graph->session, User, 2);
    assert_non_null(before);
    assert_text(before->name, "u1");

    /* Deleted: it is what the row was. */
    assert_ok(graph, cupel_delete(graph->session, before));
    assert_ok(graph, cupel_commit(graph->session));
    assert_true(cupel_was_deleted(before));
    assert_code(graph, cupel_add(graph->session, before), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_make_transient(before), CUPEL_OK);
    assert_false(cupel_was_deleted(before));
    assert_ok(graph, cupel_add(graph->session, before));
    graph_sent_count(graph);
    assert_ok(graph, cupel_commit(graph->session));
    assert_sent(graph, "INSERT INTO users (id, name) VALUES (?, ?) (2, 'u1') 1 row");
    assert_false(cupel_was_deleted(before));
}

/* Out of every state, by a transaction that goes on; expired values are not there any more. */
static void test_transient_from_any(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    graph_renew(graph);
    User *pending = cupel_new(User, .name = "pending"), *left = cupel_new(User, .name = "left");
    User *deleted = cupel_get(graph->session, User, 1),
         *expired = cupel_get(graph->session, User, 2);
    assert_true(pending && left && deleted && expired);
    assert_ok(graph, cupel_delete(graph->session, deleted));
    assert_ok(graph, cupel_flush(graph->session));
    assert_true(cupel_was_deleted(deleted));
    assert_int_equal(cupel_make_transient(deleted), CUPEL_OK);
    assert_ok(graph, cupel_add(graph->session, pending));
    assert_int_equal(cupel_make_transient(pending), CUPEL_OK);
    assert_int_equal(cupel_make_transient(pending), CUPEL_OK); /* it is already */
    assert_ok(graph, cupel_add(graph->session, left));
    cupel_expunge_all(graph->session); /* its memory is the session's still */
    assert_int_equal(cupel_make_transient(left), CUPEL_OK);
    assert_ok(graph, cupel_add(graph->session, expired));
    cupel_expire(graph->session, expired);
    assert_int_equal(cupel_make_transient(expired), CUPEL_OK);
    assert_false(cupel_is_loaded(expired, name));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_object_state(deleted), CUPEL_TRANSIENT);
    assert_int_equal(cupel_count(cupel_query(graph->session, User)), 2);
    cupel_free(pending);
    cupel_free(left);
    cupel_free(deleted);
    cupel_free(expired);
    assert_int_equal(cupel_make_transient_instance(NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_make_transient_instance(&(cupel_object){ NULL }),
                     CUPEL_UNMAPPED_INSTANCE);
    assert_false(cupel_instance_was_deleted(NULL));
}

/* ---- rows that are taken to be there -------------------------------------------------------------- */

static void test_detached(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    graph_renew(graph);
    User *user = cupel_new(User, .id = 2);
    assert_non_null(user);
    assert_ok(graph, cupel_make_transient_to_detached(graph->session, user));
    assert_int_equal(cupel_object_state(user), CUPEL_DETACHED);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_int_equal(cupel_object_state(user), CUPEL_PERSISTENT);
    assert_ptr_equal(cupel_get(graph->session, User, 2), user);
    assert_nothing_sent(graph);
    assert_text(cupel_load(user, name), "u1");
    assert_sent(graph, "SELECT users.id AS users_id, users.name AS users_name FROM users WHERE "
                       "users.id = ? (2) 1 row");

    /* What was set counts as loaded; what is set later is a change. */
    User *first = cupel_new(User, .id = 1, .name = "as it is");
    assert_non_null(first);
    assert_ok(graph, cupel_make_transient_to_detached(graph->session, first));
    assert_ok(graph, cupel_add(graph->session, first));
    assert_ok(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);
    cupel_set(first, name, "changed");
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE users SET name=? WHERE users.id = ? ('changed', 1) 1 row");

    /* Keys of several columns, of which one is text. */
    assert_ok(graph, cupel_add(graph->session, cupel_new(Invoice, .country = "at", .number = 1)));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    Invoice *invoice = cupel_new(Invoice, .country = "at", .number = 1);
    assert_non_null(invoice);
    assert_ok(graph, cupel_make_transient_to_detached(graph->session, invoice));
    assert_ok(graph, cupel_add(graph->session, invoice));
    assert_ptr_equal(cupel_get(graph->session, Invoice, "at", 1), invoice);
    assert_int_equal(cupel_load(invoice, version), 1);
    assert_int_equal(cupel_make_transient(invoice), CUPEL_OK);
    cupel_free(invoice);
}

static void test_detached_refused(void **state)
{
    graph_fixture *graph = *state;
    User *user = cupel_new(User, .name = "no key");
    assert_non_null(user);
    assert_code(graph, cupel_make_transient_to_detached(graph->session, user),
                CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_object_state(user), CUPEL_TRANSIENT);
    assert_ok(graph, cupel_add(graph->session, user));
    assert_code(graph, cupel_make_transient_to_detached(graph->session, user),
                CUPEL_INVALID_REQUEST);
    assert_ok(graph, cupel_commit(graph->session));
    assert_ok(graph, cupel_expunge(graph->session, user));
    assert_code(graph, cupel_make_transient_to_detached(graph->session, user),
                CUPEL_INVALID_REQUEST);
    cupel_free(user);
    assert_code(graph, cupel_make_transient_to_detached_instance(graph->session, NULL),
                CUPEL_INVALID_ARGUMENT);
    assert_code(graph,
                cupel_make_transient_to_detached_instance(graph->session, &(cupel_object){ NULL }),
                CUPEL_UNMAPPED_INSTANCE);
    assert_int_equal(cupel_make_transient_to_detached_instance(NULL, NULL), CUPEL_INVALID_ARGUMENT);
    /* another registry's struct */
    static const char key[] = "id";
    cupel_mapping_builder *builder = cupel_mapping_builder_new("Other", "others", NULL, 0);
    assert_non_null(builder);
    (void)cupel_mapping_builder_column(builder, key, CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET,
                                       &(cupel_column_options){ .primary_key = true });
    const cupel_mapping *mapping = cupel_mapping_build(builder);
    assert_non_null(mapping);
    cupel_object *other = cupel_new_instance(mapping, NULL);
    assert_non_null(other);
    assert_code(graph, cupel_make_transient_to_detached_instance(graph->session, other),
                CUPEL_UNMAPPED_TYPE);
    cupel_free_instance(other);
    cupel_mapping_free(mapping);
}

/* ---- events -------------------------------------------------------------------------------------- */

typedef struct heard_rows {
    int loads, refreshes;
    const void *last;
} heard_rows;

static cupel_code hear(const cupel_event *event, void *data)
{
    heard_rows *heard = data;
    heard->loads += event->kind == CUPEL_EVENT_LOAD;
    heard->refreshes += event->kind == CUPEL_EVENT_REFRESH;
    heard->last = event->object;
    return CUPEL_NOT_SUPPORTED; /* means nothing here */
}

static void test_refresh_events(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    graph_renew(graph);
    heard_rows heard = { 0 };
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_LOAD, &User_mapping, hear, &heard));
    assert_ok(graph,
              cupel_listen(graph->session, CUPEL_EVENT_REFRESH, &User_mapping, hear, &heard));
    User *user = cupel_get(graph->session, User, 1);
    assert_non_null(user);
    assert_int_equal(heard.loads, 1);
    assert_non_null(cupel_all(cupel_query(graph->session, User)));
    assert_int_equal(heard.loads, 2); /* the one that was there is as it was */
    assert_int_equal(heard.refreshes, 0);
    assert_ok(graph, cupel_refresh(graph->session, user));
    assert_int_equal(heard.refreshes, 1);
    assert_ptr_equal(heard.last, user);
    cupel_expire(graph->session, user);
    assert_text(cupel_load(user, name), "u0");
    assert_int_equal(heard.refreshes, 2);
    assert_non_null(cupel_all(cupel_populate_existing(cupel_query(graph->session, User))));
    assert_int_equal(heard.refreshes, 4);
    assert_int_equal(heard.loads, 2);
    assert_ok(graph, cupel_set_committed(user, name, "silent"));
    assert_int_equal(heard.refreshes, 4);
}

/* Something behind each text, NULL for numbers, and for one text what does not fit. */
static cupel_code put_instead(const cupel_event *event, void *data)
{
    char *buffer = data;
    if (event->value->kind == CUPEL_KIND_TEXT) {
        snprintf(buffer, 20, "%.*s%c", (int)event->value->length, event->value->as.text,
                 buffer[20]);
        *event->instead =
            strcmp(buffer, "wrong!") == 0 ? cupel_value_int(1) : cupel_value_text(buffer);
    } else if (event->value->kind == CUPEL_KIND_INT) {
        *event->instead = cupel_value_null();
    }
    return CUPEL_OK;
}

static void test_set_instead(void **state)
{
    graph_fixture *graph = *state;
    char first[21] = { [20] = '!' }, second[21] = { [20] = '?' };
    graph_fill(graph, 2);
    graph_renew(graph);
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_SET, NULL, put_instead, first));
    Address *address = cupel_get(graph->session, Address, 1);
    assert_non_null(address);
    cupel_value value = cupel_value_text("wrong");
    assert_code(graph, cupel_set_named(&address->base, "email", &value), CUPEL_TYPE_MISMATCH);
    assert_text(address->email, "a10");
    cupel_set(address, email, "wrong");
    assert_int_equal(cupel_error_code(graph->session), CUPEL_TYPE_MISMATCH);
    assert_non_null(strstr(cupel_error_text(graph->session),
                           "what a listener put in the place of a value: Address.email cannot be "
                           "set to int"));
    cupel_set(address, user_id, 5);
    assert_null(address->user_id);
    /* Each listener is told what those before it said. */
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_SET, NULL, put_instead, second));
    cupel_set(address, email, "new");
    memset(second, 0, sizeof second);
    assert_text(address->email, "new!?");
    graph_sent_count(graph);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE addresses SET email=?, user_id=? WHERE addresses.id = ? "
                       "('new!?', NULL, 1) 1 row");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_committed_value),
        GRAPH_TEST(test_committed_anywhere),
        GRAPH_TEST(test_committed_refused),
        GRAPH_TEST(test_committed_items),
        GRAPH_TEST(test_committed_over_changes),
        GRAPH_TEST(test_committed_items_refused),
        GRAPH_TEST(test_flagged),
        GRAPH_TEST(test_flagged_version),
        GRAPH_TEST(test_transient),
        GRAPH_TEST(test_transient_from_any),
        GRAPH_TEST(test_detached),
        GRAPH_TEST(test_detached_refused),
        GRAPH_TEST(test_refresh_events),
        GRAPH_TEST(test_set_instead),
    };
    return cmocka_run_group_tests_name("orm/instrumentation", tests, NULL, NULL);
}
