#include "graph.h"

#include <stdio.h>
#include <string.h>

static void options(graph_fixture *graph, cupel_option *option, const char *const *expected,
                    size_t count)
{
    cupel_query *query = cupel_options(cupel_query(graph->session, User), option);
    User **users = cupel_all(query);
    if (!users)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(cupel_array_count(users), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(cupel_is_loaded(users[i], addresses));
        assert_int_equal(users[i]->addresses.count, i);
    }
    assert_string_equal(users[2]->addresses.items[1]->email, "a21");
    cu_test_statements_expect_list(graph_writes(graph), expected, count);
    /* nothing more is sent when it is asked for, from either side */
    assert_int_equal(cupel_item_count(users[2], addresses), 2);
    assert_ptr_equal(cupel_load(users[2]->addresses.items[0], user).item, users[2]);
    assert_nothing_sent(graph);
    graph_renew(graph);
}

#define assert_loads(graph, option, ...)                             \
    options((graph), (option), (const char *const[]){ __VA_ARGS__ }, \
            sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

#define USERS "SELECT users.id AS users_id, users.name AS users_name FROM users () 3 rows"

static void test_strategies(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    assert_loads(graph, cupel_joinedload(cupel_attr(User, addresses)),
                 "SELECT users.id AS users_id, users.name AS users_name, addresses_1.id AS "
                 "addresses_1_id, addresses_1.email AS addresses_1_email, addresses_1.user_id AS "
                 "addresses_1_user_id FROM users LEFT OUTER JOIN addresses AS addresses_1 ON "
                 "users.id = addresses_1.user_id ORDER BY addresses_1.id () 4 rows");
    assert_loads(graph, cupel_selectinload(cupel_attr(User, addresses)), USERS,
                 "SELECT addresses.user_id AS addresses_user_id, addresses.id AS addresses_id, "
                 "addresses.email AS addresses_email FROM addresses WHERE addresses.user_id IN "
                 "(?, ?, ?) ORDER BY addresses.id (1, 2, 3) 3 rows");
    assert_loads(graph, cupel_subqueryload(cupel_attr(User, addresses)), USERS,
                 "SELECT addresses.id AS addresses_id, addresses.email AS addresses_email, "
                 "addresses.user_id AS addresses_user_id, anon_1.users_id AS anon_1_users_id FROM "
                 "(SELECT users.id AS users_id FROM users) AS anon_1 JOIN addresses ON "
                 "anon_1.users_id = addresses.user_id ORDER BY addresses.id () 3 rows");
    assert_loads(graph, cupel_immediateload(cupel_attr(User, addresses)), USERS,
                 "SELECT addresses.id AS addresses_id, addresses.email AS addresses_email, "
                 "addresses.user_id AS addresses_user_id FROM addresses WHERE ? = "
                 "addresses.user_id ORDER BY addresses.id (1) 0 rows",
                 "SELECT addresses.id AS addresses_id, addresses.email AS addresses_email, "
                 "addresses.user_id AS addresses_user_id FROM addresses WHERE ? = "
                 "addresses.user_id ORDER BY addresses.id (2) 1 row",
                 "SELECT addresses.id AS addresses_id, addresses.email AS addresses_email, "
                 "addresses.user_id AS addresses_user_id FROM addresses WHERE ? = "
                 "addresses.user_id ORDER BY addresses.id (3) 2 rows");
}

static void test_limit_counts_parents(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    cupel_query *query =
        cupel_order_by(cupel_query(graph->session, User), cupel_desc(cupel_attr(User, id)));
    query = cupel_options(cupel_limit(query, 2), cupel_joinedload(cupel_attr(User, addresses)));
    User **users = cupel_all(query);
    assert_non_null(users);
    assert_int_equal(cupel_array_count(users), 2);
    assert_int_equal(users[0]->addresses.count, 3);
    assert_int_equal(users[1]->addresses.count, 2);
    assert_sent(graph,
                "SELECT anon_1.users_id AS anon_1_users_id, anon_1.users_name AS "
                "anon_1_users_name, addresses_1.id AS addresses_1_id, addresses_1.email AS "
                "addresses_1_email, addresses_1.user_id AS addresses_1_user_id FROM (SELECT "
                "users.id AS users_id, users.name AS users_name FROM users ORDER BY users.id DESC "
                "LIMIT ? OFFSET ?) AS anon_1 LEFT OUTER JOIN addresses AS addresses_1 ON "
                "anon_1.users_id = addresses_1.user_id ORDER BY anon_1.users_id DESC, "
                "addresses_1.id (2, 0) 5 rows");
    /* the first one has all of its items too */
    graph_renew(graph);
    query = cupel_order_by(cupel_query(graph->session, User), cupel_desc(cupel_attr(User, id)));
    User *first = cupel_first(cupel_options(query, cupel_joinedload(cupel_attr(User, addresses))));
    assert_non_null(first);
    assert_int_equal(first->addresses.count, 3);
    assert_int_equal(graph_sent_count(graph), 1);
    /* count does not join anything */
    query = cupel_options(cupel_query(graph->session, User),
                          cupel_joinedload(cupel_attr(User, addresses)));
    assert_int_equal(cupel_count(query), 4);
}

static void make_posts(graph_fixture *graph)
{
    graph_fill(graph, 3);
    for (int i = 1; i <= 3; i++) {
        char word[16];
        Post *post = cupel_new(Post, .headline = "h");
        cupel_set(post, author, (User *)cupel_get(graph->session, User, i));
        for (int j = 0; j < i; j++) {
            snprintf(word, sizeof word, "w%d%d", i, j);
            cupel_append(post, keywords, cupel_new(Keyword, .word = word));
        }
        cupel_add(graph->session, post);
    }
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
}

static void assert_posts(graph_fixture *graph, cupel_query *query, size_t statements)
{
    Post **posts = cupel_all(query);
    if (!posts)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(cupel_array_count(posts), 3);
    assert_int_equal(graph_sent_count(graph), statements);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(posts[i]->keywords.count, i + 1);
        assert_int_equal(posts[i]->author.item->addresses.count, i);
    }
    /* in the order of the mapping: words backwards */
    assert_string_equal(posts[2]->keywords.items[0]->word, "w32");
    assert_nothing_sent(graph);
    graph_renew(graph);
}

static void test_nested(void **state)
{
    graph_fixture *graph = *state;
    make_posts(graph);
    assert_posts(graph,
                 cupel_options(cupel_query(graph->session, Post),
                               cupel_joinedload(cupel_attr(Post, keywords)),
                               cupel_joinedload(cupel_attr(Post, author),
                                                cupel_joinedload(cupel_attr(User, addresses)))),
                 1);
    assert_posts(graph,
                 cupel_options(cupel_query(graph->session, Post),
                               cupel_selectinload(cupel_attr(Post, keywords)),
                               cupel_selectinload(cupel_attr(Post, author),
                                                  cupel_selectinload(cupel_attr(User, addresses)))),
                 4);
    assert_posts(graph,
                 cupel_options(cupel_query(graph->session, Post),
                               cupel_subqueryload(cupel_attr(Post, keywords)),
                               cupel_joinedload(cupel_attr(Post, author),
                                                cupel_selectinload(cupel_attr(User, addresses)))),
                 3);
    assert_posts(graph,
                 cupel_options(cupel_query(graph->session, Post),
                               cupel_immediateload(cupel_attr(Post, keywords)),
                               cupel_defaultload(cupel_attr(Post, author),
                                                 cupel_joinedload(cupel_attr(User, addresses))),
                               cupel_joinedload_inner(cupel_attr(Post, author))),
                 4);
}

/* Of a statement that is text the same is loaded after its rows; nothing is joined to it. */
static void test_textual(void **state)
{
    graph_fixture *graph = *state;
    make_posts(graph);
    cupel_option *const options[] = {
        cupel_selectinload(cupel_attr(Post, keywords)),
        cupel_subqueryload(cupel_attr(Post, keywords)),
        cupel_immediateload(cupel_attr(Post, keywords)),
    };
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        assert_posts(
            graph,
            cupel_from_statement(
                cupel_options(cupel_query(graph->session, Post), options[i],
                              cupel_selectinload(cupel_attr(Post, author),
                                                 cupel_selectinload(cupel_attr(User, addresses)))),
                cupel_text_sql("SELECT * FROM posts ORDER BY id")),
            i == 2 ? 6 : 4);
    size_t read = 0;
    cupel_each (Post, post,
                cupel_yield_per(cupel_from_statement(
                                    cupel_options(cupel_query(graph->session, Post),
                                                  cupel_selectinload(cupel_attr(Post, keywords))),
                                    cupel_text_sql("SELECT * FROM posts ORDER BY id")),
                                2)) {
        assert_true(cupel_is_loaded(post, keywords));
        assert_int_equal(post->keywords.count, ++read);
    }
    assert_int_equal(read, 3);
}

static void test_contains_eager(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    cupel_query *query = cupel_join(cupel_query(graph->session, User), cupel_attr(User, addresses));
    query = cupel_filter(query, cupel_eq(cupel_attr(Address, email), "a21"));
    User **users =
        cupel_all(cupel_options(query, cupel_contains_eager(cupel_attr(User, addresses))));
    assert_non_null(users);
    assert_int_equal(cupel_array_count(users), 1);
    assert_int_equal(users[0]->addresses.count, 1); /* what the join found, no more */
    assert_int_equal(graph_sent_count(graph), 1);
    graph_renew(graph);
    /* of an alias */
    cupel_alias *alias = cupel_aliased(graph->session, Address, "a");
    query = cupel_join(cupel_query(graph->session, User),
                       cupel_of_type(cupel_attr(User, addresses), alias));
    query = cupel_options(query,
                          cupel_contains_eager(cupel_of_type(cupel_attr(User, addresses), alias)));
    users = cupel_all(query);
    assert_non_null(users);
    assert_int_equal(cupel_array_count(users), 2);
    assert_int_equal(users[1]->addresses.count, 2);
    assert_int_equal(graph_sent_count(graph), 1);
}

static void test_refused(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *user = cupel_first(
        cupel_options(cupel_filter_by(cupel_query(graph->session, User), User, name, "u2"),
                      cupel_raiseload(cupel_attr(User, addresses))));
    assert_code(graph, cupel_load_attribute(&user->base, offsetof(User, addresses)),
                CUPEL_LAZY_LOAD_REFUSED);
    assert_non_null(strstr(cupel_error_text(graph->session), "User.addresses is not loaded"));
    graph_renew(graph);
    Address *address = cupel_first(cupel_options(
        cupel_query(graph->session, Address), cupel_raiseload_on_sql(cupel_attr(Address, user))));
    assert_code(graph, cupel_load_attribute(&address->base, offsetof(Address, user)),
                CUPEL_LAZY_LOAD_REFUSED);
    user = cupel_get(graph->session, User, *address->user_id);
    assert_non_null(user);
    cu_test_statements_clear(&graph->log);
    assert_ptr_equal(cupel_load(address, user).item, user);
    assert_nothing_sent(graph);
    graph_renew(graph);
    /* everything, but for what is asked for */
    User **users =
        cupel_all(cupel_options(cupel_query(graph->session, User), cupel_raiseload(cupel_star()),
                                cupel_selectinload(cupel_attr(User, addresses))));
    assert_non_null(users);
    assert_int_equal(users[2]->addresses.count, 2);
    assert_code(graph, cupel_load_attribute(&users[2]->base, offsetof(User, profile)),
                CUPEL_LAZY_LOAD_REFUSED);
    graph_renew(graph);
    users = cupel_all(cupel_options(cupel_query(graph->session, User),
                                    cupel_noload(cupel_attr(User, addresses))));
    assert_non_null(users);
    assert_int_equal(cupel_item_count(users[2], addresses), 0);
    assert_int_equal(graph_sent_count(graph), 1);
}

static void test_columns(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 2);
    User **users = cupel_all(
        cupel_options(cupel_query(graph->session, User), cupel_defer(cupel_attr(User, name))));
    assert_non_null(users);
    assert_false(cupel_is_loaded(users[0], name));
    assert_sent(graph, "SELECT users.id AS users_id FROM users () 2 rows");
    assert_string_equal(cupel_load(users[1], name), "u1");
    assert_int_equal(graph_sent_count(graph), 1);
    graph_renew(graph);
    Address **addresses = cupel_all(cupel_options(cupel_query(graph->session, Address),
                                                  cupel_load_only(cupel_attr(Address, email))));
    assert_non_null(addresses);
    assert_sent(graph, "SELECT addresses.id AS addresses_id, addresses.email AS addresses_email "
                       "FROM addresses () 1 row");
    assert_string_equal(addresses[0]->email, "a10");
    assert_false(cupel_is_loaded(addresses[0], user_id));
}

static void test_criteria(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    cupel_option *some = cupel_selectinload(cupel_related_and(
        cupel_attr(User, addresses), cupel_like(cupel_attr(Address, email), "%0")));
    User **users = cupel_all(cupel_options(cupel_query(graph->session, User), some));
    assert_non_null(users);
    assert_int_equal(users[3]->addresses.count, 1);
    graph_renew(graph);
    /* one by one, too, and so does what hangs on those */
    cupel_option *each =
        cupel_immediateload(cupel_related_and(cupel_attr(User, addresses),
                                              cupel_like(cupel_attr(Address, email), "%0")),
                            cupel_defer(cupel_attr(Address, email)));
    users = cupel_all(cupel_options(cupel_query(graph->session, User), each));
    assert_non_null(users);
    assert_int_equal(graph_sent_count(graph), 5);
    assert_int_equal(users[3]->addresses.count, 1);
    assert_false(cupel_is_loaded(users[3]->addresses.items[0], email));
    assert_text(cupel_load(users[3]->addresses.items[0], email), "a30");
    graph_renew(graph);
    users = cupel_all(cupel_options(
        cupel_query(graph->session, User), cupel_immediateload(cupel_attr(User, addresses)),
        cupel_with_loader_criteria(cupel_entity_of(Address),
                                   cupel_like(cupel_attr(Address, email), "%1"))));
    assert_non_null(users);
    assert_int_equal(users[3]->addresses.count, 1);
    assert_int_equal(users[1]->addresses.count, 0);
    graph_renew(graph);
    for (int i = 0; i < 2; i++) { /* the value is this query's, not that of the one before */
        const char *pattern = i == 0 ? "%1" : "%2";
        cupel_option *joined = cupel_joinedload(cupel_related_and(
            cupel_attr(User, addresses), cupel_like(cupel_attr(Address, email), pattern)));
        users = cupel_all(cupel_options(cupel_query(graph->session, User), joined));
        assert_string_equal(users[3]->addresses.items[0]->email, i == 0 ? "a31" : "a32");
        graph_renew(graph);
    }
    users = cupel_all(cupel_options(
        cupel_query(graph->session, User),
        cupel_with_loader_criteria(cupel_entity_of(User), cupel_gt(cupel_attr(User, id), 2))));
    assert_non_null(users);
    assert_int_equal(cupel_array_count(users), 2);
}

/* Conditions and criteria of what a to-one loads hold for instances that the session has, too. */
static void test_criteria_to_one(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 4);
    for (int how = 0; how < 6; how++) {
        graph_renew(graph);
        User **users = cupel_all(cupel_query(graph->session, User));
        assert_non_null(users);
        cupel_expr *user = how == 5 ? cupel_attr(Address, user)
                                    : cupel_related_and(cupel_attr(Address, user),
                                                        cupel_eq(cupel_attr(User, name), "u2"));
        cupel_option *option = how == 0   ? cupel_joinedload(user)
                               : how == 1 ? cupel_subqueryload(user)
                               : how == 2 ? cupel_immediateload(user)
                               : how == 3 ? cupel_lazyload(user)
                                          : cupel_selectinload(user);
        cupel_query *query =
            cupel_order_by(cupel_query(graph->session, Address), cupel_attr(Address, id));
        if (how == 5)
            query = cupel_options(
                query, cupel_with_loader_criteria(cupel_entity_of(User),
                                                  cupel_eq(cupel_attr(User, name), "u2")));
        graph_sent_count(graph);
        Address **all = cupel_all(cupel_options(query, option));
        if (!all)
            fail_msg("%s", cupel_error_text(graph->session));
        assert_int_equal(cupel_array_count(all), 6);
        assert_int_equal(graph_sent_count(graph), how == 0 || how == 3 ? 1 : how == 2 ? 7 : 2);
        for (int i = 0; i < 6; i++) {
            User *got = cupel_load(all[i], user).item;
            assert_ptr_equal(got, i == 1 || i == 2 ? users[2] : NULL);
        }
    }
    /* a user several addresses have is asked for once */
    graph_renew(graph);
    Address **all = cupel_all(
        cupel_options(cupel_query(graph->session, Address),
                      cupel_selectinload(cupel_related_and(cupel_attr(Address, user),
                                                           cupel_gt(cupel_attr(User, id), 2)))));
    assert_non_null(all);
    assert_sent(graph,
                "SELECT addresses.id AS addresses_id, addresses.email AS addresses_email, "
                "addresses.user_id AS addresses_user_id FROM addresses () 6 rows",
                "SELECT users.id AS users_id, users.name AS users_name FROM users WHERE users.id "
                "IN (?, ?, ?) AND users.id > ? (2, 3, 4, 2) 2 rows");
}

/* As many criteria as there are count, also more than a key has columns. */
static void test_many_criteria(void **state)
{
    graph_fixture *graph = *state;
    enum { MANY = 20 };
    graph_fill(graph, MANY + 1);
    cupel_value items[MANY + 1] = { cupel_value_expression(cupel_entity_of(User)) };
    for (int i = 1; i <= MANY; i++)
        items[i] = cupel_value_expression(cupel_ne(cupel_attr(User, id), i));
    User **users =
        cupel_all(cupel_options(cupel_query(graph->session, User),
                                cupel_option_values(CUPEL_LOAD_CRITERIA, MANY + 1, items)));
    assert_non_null(users);
    assert_int_equal(cupel_array_count(users), 1);
    assert_int_equal(users[0]->id, MANY + 1);
}

/* What is in memory already is neither loaded twice nor overwritten. */
static void test_not_overwritten(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    User *user = cupel_get(graph->session, User, 3);
    assert_non_null(user);
    assert_int_equal(cupel_item_count(user, addresses), 2);
    Address *gone = user->addresses.items[0];
    cupel_no_autoflush(graph->session)
    {
        cupel_remove(user, addresses, gone);
        (void)!cupel_all(cupel_options(cupel_query(graph->session, User),
                                       cupel_joinedload(cupel_attr(User, addresses))));
        assert_int_equal(user->addresses.count, 1);
        (void)!cupel_all(cupel_options(cupel_query(graph->session, User),
                                       cupel_selectinload(cupel_attr(User, addresses))));
        assert_int_equal(user->addresses.count, 1);
        /* unless that is asked for */
        (void)!cupel_all(cupel_populate_existing(cupel_options(
            cupel_query(graph->session, User), cupel_selectinload(cupel_attr(User, addresses)))));
        assert_int_equal(user->addresses.count, 2);
    }
}

static void test_many_parents(void **state)
{
    graph_fixture *graph = *state;
    enum { PARENTS = 1203 };
    for (int i = 0; i < PARENTS; i++) {
        User *user = cupel_new(User, .name = "u");
        cupel_append(user, addresses, cupel_new(Address, .email = "a"));
        cupel_add(graph->session, user);
    }
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    User **users = cupel_all(cupel_options(cupel_query(graph->session, User),
                                           cupel_selectinload(cupel_attr(User, addresses))));
    assert_non_null(users);
    assert_int_equal(cupel_array_count(users), PARENTS);
    for (size_t i = 0; i < PARENTS; i++)
        assert_int_equal(users[i]->addresses.count, 1);
    assert_int_equal(graph_sent_count(graph), 4); /* 500 keys a statement */
    /* in batches, each followed by its own */
    graph_renew(graph);
    size_t seen = 0;
    cupel_each (User, user,
                cupel_yield_per(cupel_options(cupel_query(graph->session, User),
                                              cupel_selectinload(cupel_attr(User, addresses))),
                                100))
        seen += user->addresses.count;
    assert_int_equal(seen, PARENTS);
    assert_int_equal(graph_sent_count(graph), 14);
    cupel_cursor cursor = cupel_cursor_open(
        cupel_yield_per(cupel_options(cupel_query(graph->session, User),
                                      cupel_joinedload(cupel_attr(User, addresses))),
                        100));
    assert_null(cursor.run);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
}

static void test_bad_options(void **state)
{
    graph_fixture *graph = *state;
    assert_null(cupel_all(cupel_options(cupel_query(graph->session, User),
                                        cupel_joinedload(cupel_attr(User, name)))));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_all(
        cupel_options(cupel_query(graph->session, User), cupel_eq(cupel_attr(User, id), 1))));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_all(
        cupel_options(cupel_query(graph->session, User),
                      cupel_joinedload(cupel_attr(User, addresses), cupel_attr(User, name)))));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_all(cupel_options(cupel_query(graph->session, User), NULL)));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_all(cupel_filter(cupel_query(graph->session, User),
                                       cupel_joinedload(cupel_attr(User, addresses)))));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
}

/* Keys one after the other are a range; with one missing, a list. */
static void test_range_of_keys(void **state)
{
    graph_fixture *graph = *state;
    User *users[60];
    for (int i = 0; i < 60; i++) {
        users[i] = cupel_new(User, .name = "u");
        assert_non_null(users[i]);
        assert_ok(graph, cupel_append(users[i], addresses, cupel_new(Address, .email = "a")));
        assert_ok(graph, cupel_add(graph->session, users[i]));
    }
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    const cupel_query *query = cupel_options(cupel_query(graph->session, User),
                                             cupel_selectinload(cupel_attr(User, addresses)));
    User **found = cupel_all(query);
    assert_non_null(found);
    assert_sent(graph,
                "SELECT users.id AS users_id, users.name AS users_name FROM users () 60 rows",
                "SELECT addresses.user_id AS addresses_user_id, addresses.id AS addresses_id, "
                "addresses.email AS addresses_email FROM addresses "
                "WHERE addresses.user_id BETWEEN ? AND ? ORDER BY addresses.id (1, 60) 60 rows");
    for (int i = 0; i < 60; i++) {
        assert_int_equal(cupel_item_count(found[i], addresses), 1);
        assert_int_equal(*found[i]->addresses.items[0]->user_id, found[i]->id);
    }
    graph_run(graph, "DELETE FROM addresses WHERE user_id = 30");
    graph_run(graph, "DELETE FROM users WHERE id = 30");
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    found = cupel_all(cupel_options(cupel_query(graph->session, User),
                                    cupel_selectinload(cupel_attr(User, addresses))));
    assert_non_null(found);
    const cu_test_statements *log = graph_writes(graph);
    assert_int_equal(log->count, 2);
    assert_non_null(strstr(log->texts[1], "addresses.user_id IN ("));
    assert_null(strstr(log->texts[1], "BETWEEN"));
    cu_test_statements_clear(&graph->log);
    for (int i = 0; i < 59; i++) {
        assert_int_equal(cupel_item_count(found[i], addresses), 1);
        assert_int_equal(*found[i]->addresses.items[0]->user_id, found[i]->id);
    }
    assert_nothing_sent(graph);
}

/* Memory of instances that are freed is used again: a row is not taken for one that was there before. */
static int count_batches(graph_fixture *graph, cupel_query *query)
{
    int count = 0;
    cupel_each (User, user, cupel_yield_per(query, 7)) {
        assert_int_equal(user->id, count % 60 + 1);
        count++;
    }
    assert_int_equal(cupel_error_code(graph->session), CUPEL_OK);
    graph_renew(graph);
    return count;
}

static void test_batches_of_repeating_rows(void **state)
{
    graph_fixture *graph = *state;
    for (int i = 0; i < 60; i++) {
        User *user = cupel_new(User, .name = "u");
        assert_non_null(user);
        assert_ok(graph, cupel_append(user, addresses, cupel_new(Address, .email = "a")));
        assert_ok(graph, cupel_add(graph->session, user));
    }
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    cupel_query *users = cupel_query(graph->session, User);
    assert_int_equal(
        count_batches(
            graph, cupel_from_statement(users, cupel_text_sql("SELECT * FROM users ORDER BY id"))),
        60);
    users = cupel_query(graph->session, User);
    assert_int_equal(
        count_batches(graph, cupel_order_by(cupel_join(users, cupel_attr(User, addresses)),
                                            cupel_attr(User, id))),
        60);
    users = cupel_query(graph->session, User);
    assert_int_equal(
        count_batches(graph,
                      cupel_union_all(cupel_filter(users, cupel_lt(cupel_attr(User, id), 31)),
                                      cupel_filter(users, cupel_gt(cupel_attr(User, id), 30)))),
        60);
    /* what repeats is given each time: all at once, each instance once */
    graph_run(graph, "INSERT INTO addresses (email, user_id) SELECT 'b', id FROM users");
    assert_ok(graph, cupel_commit(graph->session));
    users = cupel_join(cupel_query(graph->session, User), cupel_attr(User, addresses));
    int64_t rows = 0;
    cupel_each (User, user, cupel_yield_per(users, 7))
        rows += user->id > 0;
    assert_int_equal(rows, 120);
    assert_int_equal(cupel_array_count(cupel_all(users)), 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_strategies),      GRAPH_TEST(test_limit_counts_parents),
        GRAPH_TEST(test_nested),          GRAPH_TEST(test_textual),
        GRAPH_TEST(test_contains_eager),  GRAPH_TEST(test_refused),
        GRAPH_TEST(test_columns),         GRAPH_TEST(test_criteria),
        GRAPH_TEST(test_criteria_to_one), GRAPH_TEST(test_not_overwritten),
        GRAPH_TEST(test_many_parents),    GRAPH_TEST(test_bad_options),
        GRAPH_TEST(test_range_of_keys),   GRAPH_TEST(test_batches_of_repeating_rows),
        GRAPH_TEST(test_many_criteria),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
