/*
 * graph.h - structs with all sorts of relationships, a session for them, and
 * what it sends to the database.
 */
#ifndef CU_TEST_ORM_GRAPH_H
#define CU_TEST_ORM_GRAPH_H

#include <cupel.h>

#include "../support/failing_alloc.h"
#include "../support/statements.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef struct User User;
typedef struct Address Address;
typedef struct Profile Profile;
typedef struct Post Post;
typedef struct Keyword Keyword;
typedef struct Node Node;
typedef struct Ball Ball;
typedef struct Person Person;
typedef struct Invoice Invoice;
typedef struct Line Line;

/* One-to-many with orphans deleted, one-to-one, one-to-many that is a query. */
struct User {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Address) addresses;
    cupel_to_one(Profile) profile;
    cupel_to_many(Post) posts;
};

struct Address {
    cupel_object base;
    cupel_int id;
    cupel_text email;
    cupel_null_int user_id;
    cupel_to_one(User) user;
};

struct Profile {
    cupel_object base;
    cupel_int id;
    cupel_text motto;
    cupel_null_int user_id;
    cupel_to_one(User) user;
};

/* Many-to-many; no cascades to its author. */
struct Post {
    cupel_object base;
    cupel_int id;
    cupel_text headline;
    cupel_null_int author_id;
    cupel_to_one(User) author;
    cupel_to_many(Keyword) keywords;
};

struct Keyword {
    cupel_object base;
    cupel_int id;
    cupel_text word;
    cupel_to_many(Post) posts;
};

/* A tree, and friends: a table related to itself. */
struct Node {
    cupel_object base;
    cupel_int id;
    cupel_text data;
    cupel_null_int parent_id;
    cupel_to_one(Node) parent;
    cupel_to_many(Node) children;
    cupel_to_many(Node) friends;
};

/* Two tables that refer to each other. */
struct Ball {
    cupel_object base;
    cupel_int id;
    cupel_null_int person_id;
    cupel_to_one(Person) owner;
};

struct Person {
    cupel_object base;
    cupel_int id;
    cupel_null_int favourite_id;
    cupel_to_many(Ball) balls;
    cupel_to_one(Ball) favourite;
};

/* Composite keys, with a key that programs choose; lines are a map by product and know nothing of their invoice. */
struct Invoice {
    cupel_object base;
    cupel_text country;
    cupel_int number;
    cupel_int version;
    cupel_to_many(Line) lines;
};

struct Line {
    cupel_object base;
    cupel_text country;
    cupel_int number;
    cupel_int position;
    cupel_text product;
};

CUPEL_DECLARE(User);
CUPEL_DECLARE(Address);
CUPEL_DECLARE(Profile);
CUPEL_DECLARE(Post);
CUPEL_DECLARE(Keyword);
CUPEL_DECLARE(Node);
CUPEL_DECLARE(Ball);
CUPEL_DECLARE(Person);
CUPEL_DECLARE(Invoice);
CUPEL_DECLARE(Line);

/* A database with all tables, and a session. */
typedef struct graph_fixture {
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
    cu_test_statements log;
} graph_fixture;

/* Tables between. */
extern const cupel_table post_keywords, friendships;

/* Fixtures: *state is a graph_fixture. */
int graph_setup(void **state);
int graph_teardown(void **state);
#define GRAPH_TEST(test) cmocka_unit_test_setup_teardown(test, graph_setup, graph_teardown)

/* Texts that there may be no memory for. */
#define assert_text(got, wanted)           \
    do {                                   \
        const char *got_ = (got);          \
        assert_non_null(got_);             \
        assert_string_equal(got_, wanted); \
    } while (0)
/* An instance's error, and that its text has a part. */
#define assert_object_error(object, expected, part)             \
    do {                                                        \
        const cupel_error *error_ = cupel_object_error(object); \
        assert_non_null(error_);                                \
        assert_int_equal(error_->code, (expected));             \
        assert_non_null(strstr(error_->text, (part)));          \
    } while (0)

#define assert_ok(graph, call)                                  \
    do {                                                        \
        cupel_code code_ = (call);                              \
        if (code_ != CUPEL_OK)                                  \
            fail_msg("%s", cupel_error_text((graph)->session)); \
    } while (0)
#define assert_code(graph, call, expected)                                     \
    do {                                                                       \
        assert_string_equal(cupel_code_name(call), cupel_code_name(expected)); \
        assert_int_equal(cupel_error_code((graph)->session), (expected));      \
    } while (0)

/* What was sent since the last call; transactions begun and ended are left out. */
#define assert_sent(graph, ...)    cu_test_statements_expect(graph_writes(graph), __VA_ARGS__)
#define assert_nothing_sent(graph) cu_test_statements_expect_none(graph_writes(graph))
cu_test_statements *graph_writes(graph_fixture *graph);
/* How many statements that was; forgets them. */
size_t graph_sent_count(graph_fixture *graph);

/* Runs SQL in the session's transaction, behind its back. */
void graph_run(graph_fixture *graph, const char *sql);

/* Ends the session and begins a new one: nothing is known. */
void graph_renew(graph_fixture *graph);

/* Users u0, u1 ... with 0, 1 ... addresses a10, a20, a21 ...; committed. */
void graph_fill(graph_fixture *graph, int users);

#endif
