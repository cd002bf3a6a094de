/*
 * Options along paths of several relationships, each step in a way of its own: ways mixed, wildcards at the start and
 * below, a join that the query has with another in it, columns at the end, and a limit above all of them.
 */
#include "graph.h"

#include <stdio.h>
#include <string.h>

#define USERS    cupel_order_by(cupel_query(graph->session, User), cupel_attr(User, id))
#define KEYWORDS cupel_attr(Post, keywords)

/* Three users with 0, 1 and 2 posts, and as many words at each; each user has a profile. */
static int paths_setup(void **state)
{
    graph_setup(state);
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    for (int i = 1; i <= 3; i++) {
        User *user = cupel_get(graph->session, User, i);
        assert_non_null(user);
        cupel_set(user, profile, cupel_new(Profile, .motto = "m"));
        for (int j = 1; j < i; j++) {
            Post *post = cupel_new(Post, .headline = "h");
            assert_non_null(post);
            cupel_set(post, author, user);
            for (int k = 1; k < i; k++) {
                char word[16];
                snprintf(word, sizeof word, "w%d%d%d", i, j, k);
                assert_ok(graph, cupel_append(post, keywords, cupel_new(Keyword, .word = word)));
            }
            assert_ok(graph, cupel_add(graph->session, post));
        }
    }
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    return 0;
}

#define PATHS_TEST(test) cmocka_unit_test_setup_teardown(test, paths_setup, graph_teardown)

/* Runs a query, checks how many statements that took and how many instances came. */
static void *run(graph_fixture *graph, const cupel_query *query, size_t count, size_t statements)
{
    void *all = cupel_all(query);
    if (!all)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(cupel_array_count(all), count);
    assert_int_equal(graph_sent_count(graph), statements);
    return all;
}

static cupel_option *way(int number, cupel_expr *relationship, cupel_option *within)
{
    switch (number) {
    case 0: return cupel_joinedload(relationship, within);
    case 1: return cupel_selectinload(relationship, within);
    case 2: return cupel_subqueryload(relationship, within);
    default: return cupel_immediateload(relationship, within);
    }
}

/* From addresses to their user to that one's profile: each way below each other, with a limit, in as few statements. */
static void test_ways_mixed(void **state)
{
    graph_fixture *graph = *state;
    /* rows: the way to the user; columns: the way from there to the profile; of two addresses of one user */
    static const size_t statements[4][4] = {
        { 1, 2, 2, 2 },
        { 2, 3, 3, 3 },
        { 2, 3, 3, 3 },
        { 2, 3, 3, 3 },
    };
    for (int i = 0; i < 16; i++) {
        graph_renew(graph);
        cupel_option *motto = cupel_load_only(cupel_attr(Profile, motto));
        cupel_option *profile = way(i % 4, cupel_attr(User, profile), motto);
        cupel_query *query = cupel_options(
            cupel_order_by(cupel_query(graph->session, Address), cupel_attr(Address, id)),
            way(i / 4, cupel_attr(Address, user), profile));
        Address **all =
            run(graph, cupel_offset(cupel_limit(query, 2), 1), 2, statements[i / 4][i % 4]);
        User *user = all[0]->user.item;
        assert_non_null(user);
        assert_ptr_equal(all[1]->user.item, user);
        assert_true(cupel_is_loaded(user, profile));
        assert_non_null(user->profile.item);
        assert_string_equal(user->profile.item->motto, "m");
        assert_false(cupel_is_loaded(user->profile.item, user_id));
        assert_false(cupel_is_loaded(user, addresses));
        assert_nothing_sent(graph);
    }
}

/* Nothing but what is asked for, on every level. */
static void test_wildcards(void **state)
{
    graph_fixture *graph = *state;
    Post **posts =
        run(graph,
            cupel_options(cupel_query(graph->session, Post), cupel_raiseload(cupel_star()),
                          cupel_joinedload(cupel_attr(Post, author),
                                           cupel_selectinload(cupel_attr(User, addresses)))),
            3, 2);
    User *user = posts[2]->author.item;
    assert_non_null(user);
    assert_int_equal(user->addresses.count, 2);
    assert_int_equal(cupel_load_attribute(&user->base, offsetof(User, profile)),
                     CUPEL_LAZY_LOAD_REFUSED);
    assert_int_equal(cupel_item_count(posts[0], keywords), -1);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_LAZY_LOAD_REFUSED);
    assert_nothing_sent(graph);
    /* below one relationship only */
    graph_renew(graph);
    posts = run(
        graph,
        cupel_options(cupel_query(graph->session, Post),
                      cupel_joinedload(cupel_attr(Post, author), cupel_raiseload(cupel_star()))),
        3, 1);
    user = posts[2]->author.item;
    assert_non_null(user);
    assert_int_equal(cupel_item_count(user, addresses), -1);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_LAZY_LOAD_REFUSED);
    assert_int_equal(cupel_item_count(posts[2], keywords), 2);
    /* all of them eagerly */
    graph_renew(graph);
    Address **addresses = run(
        graph, cupel_options(cupel_query(graph->session, Address), cupel_joinedload(cupel_star())),
        3, 1);
    assert_non_null(addresses[2]->user.item);
    assert_nothing_sent(graph);
}

/* A relationship as the mapping loads it, and what is below it as the option says, when it is asked for. */
static void test_default(void **state)
{
    graph_fixture *graph = *state;
    Post **posts =
        run(graph,
            cupel_options(cupel_order_by(cupel_query(graph->session, Post), cupel_attr(Post, id)),
                          cupel_defaultload(cupel_attr(Post, author),
                                            cupel_joinedload(cupel_attr(User, profile)),
                                            cupel_defer(cupel_attr(User, name)))),
            3, 1);
    User *user = cupel_load(posts[2], author).item;
    assert_non_null(user);
    assert_int_equal(graph_sent_count(graph), 1);
    assert_true(cupel_is_loaded(user, profile));
    assert_false(cupel_is_loaded(user, name));
}

/* Two joins of the query itself, of an alias and of one along it, and one more relationship below them. */
static void test_contains_both(void **state)
{
    graph_fixture *graph = *state;
    cupel_alias *author = cupel_aliased(graph->session, User, "author");
    cupel_query *query = cupel_join(cupel_query(graph->session, Post),
                                    cupel_of_type(cupel_attr(Post, author), author));
    query = cupel_join(query, cupel_alias_attr(author, User, addresses));
    query = cupel_filter(query, cupel_like(cupel_attr(Address, email), "%1"));
    query = cupel_options(
        query, cupel_contains_eager(cupel_of_type(cupel_attr(Post, author), author),
                                    cupel_contains_eager(cupel_alias_attr(author, User, addresses)),
                                    cupel_selectinload(cupel_attr(User, profile))));
    Post **posts = run(graph, cupel_order_by(query, cupel_attr(Post, id)), 2, 2);
    User *user = posts[0]->author.item;
    assert_non_null(user);
    assert_ptr_equal(posts[1]->author.item, user);
    assert_int_equal(user->addresses.count, 1);
    assert_string_equal(user->addresses.items[0]->email, "a21");
    assert_non_null(user->profile.item);
    assert_nothing_sent(graph);
}

/* Joined twice, to many through a table between, with a limit and DISTINCT: both are about posts. */
static void test_limit(void **state)
{
    graph_fixture *graph = *state;
    for (int i = 0; i < 2; i++) {
        graph_renew(graph);
        cupel_query *query =
            cupel_options(cupel_query(graph->session, Post), cupel_joinedload(KEYWORDS),
                          cupel_joinedload_inner(cupel_attr(Post, author),
                                                 cupel_joinedload(cupel_attr(User, addresses))));
        query = cupel_order_by(query, cupel_desc(cupel_attr(Post, id)));
        Post **posts = run(graph, cupel_limit(i == 0 ? query : cupel_distinct(query), 2), 2, 1);
        for (size_t j = 0; j < 2; j++) {
            assert_int_equal(posts[j]->id, 3 - (int)j);
            assert_int_equal(posts[j]->keywords.count, 2);
            assert_string_equal(posts[j]->keywords.items[0]->word, j == 0 ? "w322" : "w312");
            assert_int_equal(posts[j]->author.item->addresses.count, 2);
            assert_string_equal(posts[j]->author.item->addresses.items[0]->email, "a20");
        }
        assert_nothing_sent(graph);
    }
}

/* Along a relationship in each sort of join, and FULL keeps both sides. */
static void test_joins(void **state)
{
    graph_fixture *graph = *state;
    graph_run(graph, "INSERT INTO posts (headline) VALUES ('nobody''s')");
    static const int64_t counts[] = { 3, 4, 5 };
    for (int i = 0; i < 3; i++) {
        const cupel_query *pairs =
            cupel_select(graph->session, cupel_attr(User, id), cupel_attr(Post, id));
        pairs = i == 0   ? cupel_join(pairs, cupel_attr(User, posts))
                : i == 1 ? cupel_join(pairs, cupel_attr(User, posts), .isouter = true)
                         : cupel_join(pairs, cupel_attr(User, posts), .full = true);
        assert_int_equal(cupel_count(pairs), counts[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PATHS_TEST(test_ways_mixed),    PATHS_TEST(test_wildcards), PATHS_TEST(test_default),
        PATHS_TEST(test_contains_both), PATHS_TEST(test_limit),     PATHS_TEST(test_joins),
    };
    return cmocka_run_group_tests_name("orm/paths", tests, NULL, NULL);
}
