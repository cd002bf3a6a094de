#include "graph.h"

#include <stdio.h>
#include <string.h>

/* ---- mistakes ---------------------------------------------------------------------------------- */

/* Two structs with all members that the mistakes below need. */
#define STRUCTS(Owner, Thing)        \
    typedef struct Owner Owner;      \
    typedef struct Thing Thing;      \
    struct Owner {                   \
        cupel_object base;           \
        cupel_int id;                \
        cupel_to_many(Thing) things; \
        cupel_to_one(Thing) thing;   \
    };                               \
    struct Thing {                   \
        cupel_object base;           \
        cupel_int id;                \
        cupel_null_int first_id;     \
        cupel_null_int second_id;    \
        cupel_text name;             \
        cupel_to_one(Owner) first;   \
        cupel_to_one(Owner) second;  \
    }

#define OWNER(Owner, ...) \
    CUPEL_MAP(Owner, "owners", CUPEL_COLUMN(Owner, id, .primary_key = true), __VA_ARGS__)
#define THING_COLUMNS(Thing) CUPEL_COLUMN(Thing, id, .primary_key = true), CUPEL_COLUMN(Thing, name)
#define BOTH_KEYS(Thing)                                       \
    CUPEL_COLUMN(Thing, first_id, .foreign_key = "owners.id"), \
        CUPEL_COLUMN(Thing, second_id, .foreign_key = "owners.id")

/* What configuring says; the two mappings are the caller's. */
static char mistakes[4000];

static void configure(const cupel_mapping *owner, const cupel_mapping *thing, cupel_code expected)
{
    cupel_registry *registry =
        cupel_registry_open_with(2, (const cupel_mapping *const[]){ owner, thing }, NULL);
    cupel_code code = cupel_registry_configure(registry);
    assert_string_equal(cupel_code_name(code), cupel_code_name(expected));
    snprintf(mistakes, sizeof mistakes, "%s", cupel_error_text(registry));
    cupel_registry_close(registry);
}

#define assert_says(part)                                      \
    do {                                                       \
        if (!strstr(mistakes, part))                           \
            fail_msg("'%s' is not in '%s'", (part), mistakes); \
    } while (0)

STRUCTS(Owner1, Thing1);
OWNER(Owner1, CUPEL_RELATIONSHIP(Owner1, things, Thing1));
CUPEL_MAP(Thing1, "things", THING_COLUMNS(Thing1), CUPEL_COLUMN(Thing1, first_id));

static void test_no_key(void **state)
{
    (void)state;
    configure(&Owner1_mapping, &Thing1_mapping, CUPEL_NO_FOREIGN_KEYS);
    assert_says("Owner1.things: no foreign key links 'owners' and 'things'");
    assert_says("considered: none");
}

STRUCTS(Owner2, Thing2);
CUPEL_MAP(Owner2, "owners", CUPEL_COLUMN(Owner2, id, .primary_key = true));
CUPEL_MAP(Thing2, "things", THING_COLUMNS(Thing2), BOTH_KEYS(Thing2),
          CUPEL_RELATIONSHIP(Thing2, first, Owner2));

static void test_wrong_direction(void **state)
{
    (void)state;
    configure(&Owner2_mapping, &Thing2_mapping, CUPEL_AMBIGUOUS_FOREIGN_KEYS);
    assert_says("Thing2.first: several foreign keys link");
    assert_says("things.first_id -> owners.id");
    assert_says("things.second_id -> owners.id");
    assert_says(".foreign_keys");
}

STRUCTS(Owner3, Thing3);
OWNER(Owner3, CUPEL_RELATIONSHIP(Owner3, things, Thing3, .foreign_keys = "things.second_id",
                                 .back_populates = "second"));
CUPEL_MAP(Thing3, "things", THING_COLUMNS(Thing3), BOTH_KEYS(Thing3),
          CUPEL_RELATIONSHIP(Thing3, first, Owner3, .foreign_keys = "first_id"),
          CUPEL_RELATIONSHIP(Thing3, second, Owner3, .foreign_keys = "second_id",
                             .back_populates = "things"));

static void test_chosen_key(void **state)
{
    (void)state;
    configure(&Owner3_mapping, &Thing3_mapping, CUPEL_OK);
}

STRUCTS(Owner4, Thing4);
OWNER(Owner4,
      CUPEL_RELATIONSHIP(Owner4, things, Thing4, .foreign_keys = "first_id",
                         .back_populates = "nothing"),
      CUPEL_RELATIONSHIP(Owner4, thing, Thing4, .foreign_keys = "second_id",
                         .back_populates = "name"));
CUPEL_MAP(Thing4, "things", THING_COLUMNS(Thing4), BOTH_KEYS(Thing4),
          CUPEL_BACKREF(Thing4, first, Owner4));

static void test_other_sides(void **state)
{
    (void)state;
    configure(&Owner4_mapping, &Thing4_mapping, CUPEL_MAPPING_ERROR);
    assert_says("Owner4.things: .back_populates = \"nothing\" must name a relationship of Thing4");
    assert_says("Owner4.thing: .back_populates = \"name\" must name");
    assert_says("Thing4.first: a CUPEL_BACKREF needs a relationship of its target");
}

STRUCTS(Owner5, Thing5);
OWNER(Owner5,
      CUPEL_RELATIONSHIP(Owner5, things, Thing5, .foreign_keys = "first_id",
                         .order_by = "id, nme DESC"),
      CUPEL_RELATIONSHIP(Owner5, thing, Thing5, .foreign_keys = "second_id",
                         .lazy = CUPEL_LAZY_DYNAMIC, .keyed_by = "nothing"));
CUPEL_MAP(Thing5, "things", THING_COLUMNS(Thing5), BOTH_KEYS(Thing5),
          CUPEL_RELATIONSHIP(Thing5, first, Owner5, .foreign_keys = "first_id",
                             .cascade = CUPEL_CASCADE_DELETE_ORPHAN),
          CUPEL_RELATIONSHIP(Thing5, second, Owner5, .foreign_keys = "second_id", .viewonly = true,
                             .cascade = CUPEL_CASCADE_ALL));

static void test_options(void **state)
{
    (void)state;
    configure(&Owner5_mapping, &Thing5_mapping, CUPEL_MAPPING_ERROR);
    /* all of them at once */
    assert_says("Owner5.things: .order_by = \"id, nme DESC\" must list attributes of Thing5");
    assert_says("'nme' is none");
    assert_says("Owner5.thing: .lazy of a to-one relationship cannot be DYNAMIC");
    assert_says("Owner5.thing: .keyed_by = \"nothing\" is no column attribute of Thing5");
    assert_says("Thing5.first: DELETE_ORPHAN is for the one side");
    assert_says("Thing5.second: .viewonly relationships write nothing");
}

STRUCTS(Owner6, Thing6);
CUPEL_MAP(Owner6, "owners", CUPEL_COLUMN(Owner6, id, .primary_key = true),
          CUPEL_RELATIONSHIP(Owner6, things, Thing6));

static void test_unknown_target(void **state)
{
    (void)state;
    cupel_registry *registry = cupel_registry_open(Owner6);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_INVALID_REQUEST);
    assert_string_equal(
        cupel_error_text(registry),
        "Owner6.things: its target Thing6 is not in the registry; open the registry "
        "with it");
    cupel_registry_close(registry);
}

STRUCTS(Owner7, Thing7);
CUPEL_TABLE(things, "things", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("name", .type = CUPEL_STRING),
            CUPEL_TABLE_COLUMN("first_id", .foreign_key = "owners.id"));
OWNER(Owner7, CUPEL_RELATIONSHIP(Owner7, things, Thing7));
CUPEL_MAP_TABLE(Thing7, things, THING_COLUMNS(Thing7));

static void test_unmapped_key(void **state)
{
    (void)state;
    configure(&Owner7_mapping, &Thing7_mapping, CUPEL_MAPPING_ERROR);
    assert_says(
        "Owner7.things needs column 'first_id' of 'things', which is mapped to no attribute");
}

/* ---- conditions that programs give ----------------------------------------------------------------- */

static const cupel_mapping *given_owner, *given_thing;

/* Those that are called "x". */
static cupel_expr *called_x(void)
{
    return cupel_and(cupel_eq(cupel_attribute_named(given_owner, "id"),
                              cupel_attribute_named(given_thing, "first_id")),
                     cupel_eq(cupel_attribute_named(given_thing, "name"), "x"));
}

static cupel_expr *no_condition(void)
{
    return NULL;
}

static cupel_expr *strange_condition(void)
{
    return cupel_eq(cupel_attribute_named(given_owner, "id"), cupel_attr(User, id));
}

STRUCTS(Owner8, Thing8);
OWNER(Owner8,
      CUPEL_RELATIONSHIP(Owner8, things, Thing8, .primaryjoin = called_x, .viewonly = true));
CUPEL_MAP(Thing8, "things", THING_COLUMNS(Thing8),
          CUPEL_COLUMN(Thing8, first_id, .foreign_key = "owners.id"));

static void test_primaryjoin(void **state)
{
    graph_fixture *graph = *state;
    given_owner = &Owner8_mapping;
    given_thing = &Thing8_mapping;
    cupel_registry *registry = cupel_registry_open(Owner8, Thing8);
    assert_int_equal(cupel_create_all(registry, graph->engine), CUPEL_OK);
    cupel_session *session = cupel_session_open(registry, graph->engine);
    Owner8 *owner = cupel_new(Owner8);
    cupel_add(session, owner);
    assert_int_equal(cupel_flush(session), CUPEL_OK);
    cupel_add_all(session, cupel_new(Thing8, .name = "x", .first_id = &owner->id),
                  cupel_new(Thing8, .name = "y", .first_id = &owner->id));
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    cu_test_statements_clear(&graph->log);
    assert_int_equal(cupel_item_count(owner, things), 1);
    assert_string_equal(owner->things.items[0]->name, "x");
    assert_non_null(strstr(graph->log.texts[graph->log.count - 1],
                           "WHERE ? = things.first_id AND things.name = ? (1, 'x')"));
    cupel_session_close(session);
    cupel_registry_close(registry);
}

STRUCTS(Owner9, Thing9);
OWNER(Owner9, CUPEL_RELATIONSHIP(Owner9, things, Thing9, .primaryjoin = no_condition),
      CUPEL_RELATIONSHIP(Owner9, thing, Thing9, .primaryjoin = strange_condition));
CUPEL_MAP(Thing9, "things", THING_COLUMNS(Thing9),
          CUPEL_COLUMN(Thing9, first_id, .foreign_key = "owners.id"));

static void test_bad_conditions(void **state)
{
    (void)state;
    given_owner = &Owner9_mapping;
    given_thing = &Thing9_mapping;
    configure(&Owner9_mapping, &Thing9_mapping, CUPEL_MAPPING_ERROR);
    assert_says("Owner9.things: the condition of .primaryjoin is NULL");
    assert_says("Owner9.thing: the condition of .primaryjoin uses a column that is neither");
}

/* A map without a key; three that want to be two sides; both sides with nothing to say. */
STRUCTS(OwnerM, ThingM);
OWNER(OwnerM, CUPEL_RELATIONSHIP(OwnerM, things, ThingM, .collection = CUPEL_COLLECTION_MAP));
CUPEL_MAP(ThingM, "things", THING_COLUMNS(ThingM),
          CUPEL_COLUMN(ThingM, first_id, .foreign_key = "owners.id"));

STRUCTS(OwnerN, ThingN);
OWNER(OwnerN, CUPEL_RELATIONSHIP(OwnerN, things, ThingN, .back_populates = "first",
                                 .foreign_keys = "things.first_id"));
CUPEL_MAP(ThingN, "things", THING_COLUMNS(ThingN), BOTH_KEYS(ThingN),
          CUPEL_RELATIONSHIP(ThingN, first, OwnerN, .back_populates = "things",
                             .foreign_keys = "things.first_id"),
          CUPEL_RELATIONSHIP(ThingN, second, OwnerN, .back_populates = "things",
                             .foreign_keys = "things.second_id"));

static void test_sides(void **state)
{
    (void)state;
    configure(&OwnerM_mapping, &ThingM_mapping, CUPEL_MAPPING_ERROR);
    assert_says("OwnerM.things: .collection = CUPEL_COLLECTION_MAP needs .keyed_by");
    configure(&OwnerN_mapping, &ThingN_mapping, CUPEL_MAPPING_ERROR);
    assert_says("its other side is that of another relationship already");
}

/* Two relationships of a table with itself, both of which are many-to-one. */
typedef struct Branch Branch;
struct Branch {
    cupel_object base;
    cupel_int id;
    cupel_null_int parent_id;
    cupel_to_one(Branch) parent;
    cupel_to_one(Branch) child;
};
CUPEL_MAP(Branch, "branches", CUPEL_COLUMN(Branch, id, .primary_key = true),
          CUPEL_COLUMN(Branch, parent_id, .foreign_key = "branches.id"),
          CUPEL_RELATIONSHIP(Branch, parent, Branch, .back_populates = "child",
                             .remote_side = "id"),
          CUPEL_RELATIONSHIP(Branch, child, Branch, .back_populates = "parent",
                             .remote_side = "id"));

static void test_same_direction(void **state)
{
    (void)state;
    cupel_registry *registry = cupel_registry_open(Branch);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    assert_string_equal(cupel_error_text(registry),
                        "Branch.parent and Branch.child say they are two sides of one "
                        "relationship, but the foreign key of both points the same way; "
                        ".remote_side tells which columns are the target's");
    cupel_registry_close(registry);
}

/* ---- joins and comparisons ------------------------------------------------------------------------- */

static void assert_sql(graph_fixture *graph, cupel_query *query, const char *expected)
{
    char folded[2000];
    const char *sql = cupel_sql(query, "sqlite");
    if (!sql)
        fail_msg("%s", cupel_error_text(graph->session));
    snprintf(folded, sizeof folded, "%s", sql);
    for (char *at = folded; *at; at++)
        if (*at == '\n')
            *at = ' ';
    const char *from = strstr(folded, " FROM ");
    assert_non_null(from);
    assert_string_equal(from + 1, expected);
}

static void test_joins(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    cupel_query *users = cupel_query(session, User);
    assert_sql(graph, cupel_join(users, cupel_attr(User, addresses)),
               "FROM users JOIN addresses ON users.id = addresses.user_id");
    assert_sql(graph, cupel_join(users, cupel_entity_of(Address)),
               "FROM users JOIN addresses ON users.id = addresses.user_id");
    assert_sql(graph,
               cupel_join(users, cupel_entity_of(Address), .on = cupel_attr(User, addresses)),
               "FROM users JOIN addresses ON users.id = addresses.user_id");
    assert_sql(graph,
               cupel_join(users, cupel_entity_of(Address),
                          .on = cupel_eq(cupel_attr(User, name), cupel_attr(Address, email))),
               "FROM users JOIN addresses ON users.name = addresses.email");
    assert_sql(graph, cupel_outerjoin(users, cupel_attr(User, posts)),
               "FROM users LEFT OUTER JOIN posts ON users.id = posts.author_id");
    assert_sql(graph,
               cupel_join(cupel_join(users, cupel_attr(User, posts)), cupel_attr(Post, keywords)),
               "FROM users JOIN posts ON users.id = posts.author_id JOIN post_keywords AS "
               "post_keywords_1 ON posts.id = post_keywords_1.post_id JOIN keywords ON keywords.id "
               "= post_keywords_1.keyword_id");
    assert_sql(graph, cupel_outerjoin(cupel_query(session, Post), cupel_attr(Post, keywords)),
               "FROM posts LEFT OUTER JOIN (post_keywords AS post_keywords_1 JOIN keywords ON "
               "keywords.id = post_keywords_1.keyword_id) ON posts.id = post_keywords_1.post_id");
    cupel_alias *child = cupel_aliased(session, Node, "child");
    assert_sql(
        graph,
        cupel_join(cupel_query(session, Node), cupel_of_type(cupel_attr(Node, children), child)),
        "FROM nodes JOIN nodes AS child ON nodes.id = child.parent_id");
    assert_sql(graph,
               cupel_join(users, cupel_related_and(cupel_attr(User, addresses),
                                                   cupel_eq(cupel_attr(Address, email), "x"))),
               "FROM users JOIN addresses ON users.id = addresses.user_id AND addresses.email = ?");
    assert_sql(graph,
               cupel_join(cupel_select_from(cupel_select(session, cupel_entity_of(User),
                                                         cupel_entity_of(Address)),
                                            cupel_entity_of(Address)),
                          cupel_entity_of(User)),
               "FROM addresses JOIN users ON users.id = addresses.user_id");
}

static void assert_bad_join(graph_fixture *graph, cupel_query *query, cupel_code code)
{
    assert_null(cupel_all(query));
    assert_string_equal(cupel_code_name(cupel_error_code(graph->session)), cupel_code_name(code));
}

static void test_bad_joins(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *users = cupel_query(graph->session, User);
    assert_bad_join(graph, cupel_join(users, cupel_entity_of(Node)), CUPEL_NO_FOREIGN_KEYS);
    assert_bad_join(graph, cupel_join(users, cupel_attr(User, name)), CUPEL_INVALID_ARGUMENT);
    assert_bad_join(graph, cupel_join(users, NULL), CUPEL_INVALID_ARGUMENT);
    assert_bad_join(graph, cupel_join(cupel_query(graph->session, Person), cupel_entity_of(Ball)),
                    CUPEL_AMBIGUOUS_FOREIGN_KEYS);
    /* the same table twice needs another name */
    assert_bad_join(graph,
                    cupel_join(cupel_query(graph->session, Node), cupel_attr(Node, children)),
                    CUPEL_INVALID_REQUEST);
    assert_bad_join(graph, cupel_join(cupel_limit(users, 1), cupel_attr(User, addresses)),
                    CUPEL_INVALID_REQUEST);
}

static void test_comparisons(void **state)
{
    graph_fixture *graph = *state;
    graph_fill(graph, 3);
    cupel_session *session = graph->session;
    User *user = cupel_get(session, User, 3);
    assert_non_null(user);
    Address *address = cupel_get(session, Address, 1);
    assert_non_null(address);
    cupel_query *addresses = cupel_query(session, Address), *users = cupel_query(session, User);
    assert_sql(graph,
               cupel_filter(addresses, cupel_eq(cupel_attr(Address, user), cupel_instance(user))),
               "FROM addresses WHERE ? = addresses.user_id");
    assert_sql(graph,
               cupel_filter(addresses, cupel_ne(cupel_attr(Address, user), cupel_instance(user))),
               "FROM addresses WHERE addresses.user_id != ? OR addresses.user_id IS NULL");
    assert_sql(graph, cupel_filter(addresses, cupel_eq(cupel_attr(Address, user), NULL)),
               "FROM addresses WHERE addresses.user_id IS NULL");
    assert_sql(graph,
               cupel_filter(addresses,
                            cupel_not(cupel_eq(cupel_attr(Address, user), cupel_instance(user)))),
               "FROM addresses WHERE ? != addresses.user_id");
    assert_sql(graph, cupel_filter(users, cupel_eq(cupel_attr(User, addresses), NULL)),
               "FROM users WHERE NOT (EXISTS (SELECT 1 FROM addresses WHERE users.id = "
               "addresses.user_id))");
    assert_sql(
        graph,
        cupel_filter(users, cupel_contains(cupel_attr(User, addresses), cupel_instance(address))),
        "FROM users WHERE users.id = ?");
    assert_sql(graph,
               cupel_filter(users, cupel_not(cupel_contains(cupel_attr(User, addresses),
                                                            cupel_instance(address)))),
               "FROM users WHERE users.id != ?");
    assert_sql(
        graph,
        cupel_filter(cupel_query(session, Node),
                     cupel_any(cupel_attr(Node, children), cupel_eq(cupel_attr(Node, data), "x"))),
        "FROM nodes WHERE EXISTS (SELECT 1 FROM nodes AS nodes_1 WHERE nodes.id = "
        "nodes_1.parent_id AND nodes_1.data = ?)");
    assert_sql(graph, cupel_filter(cupel_query(session, Node), cupel_has(cupel_attr(Node, parent))),
               "FROM nodes WHERE EXISTS (SELECT 1 FROM nodes AS nodes_1 WHERE nodes_1.id = "
               "nodes.parent_id)");
    assert_sql(graph, cupel_filter(addresses, cupel_with_parent(user, addresses)),
               "FROM addresses WHERE ? = addresses.user_id");
    Profile *profile = cupel_new(Profile, .motto = "x");
    cupel_add(session, profile);
    assert_ok(graph, cupel_flush(session));
    assert_sql(graph,
               cupel_filter(users, cupel_eq(cupel_attr(User, profile), cupel_instance(profile))),
               "FROM users WHERE users.id = ?");
    cupel_query *others =
        cupel_filter(users, cupel_ne(cupel_attr(User, profile), cupel_instance(profile)));
    assert_sql(graph, others,
               "FROM users WHERE NOT (EXISTS (SELECT 1 FROM profiles WHERE users.id = "
               "profiles.user_id AND profiles.id = ?))");
    assert_int_equal(cupel_count(others), 3); /* it is nobody's */
    cupel_set(profile, user, user);
    assert_int_equal(cupel_count(others), 2);
    cupel_alias *other = cupel_aliased(session, User, "other");
    assert_sql(
        graph,
        cupel_filter(cupel_select(session, cupel_entity(other)),
                     cupel_ne(cupel_alias_attr(other, User, profile), cupel_instance(profile))),
        "FROM users AS other WHERE NOT (EXISTS (SELECT 1 FROM profiles WHERE other.id = "
        "profiles.user_id AND profiles.id = ?))");
    /* the value is that of the instance when the statement runs */
    cupel_query *of_user = cupel_filter(addresses, cupel_with_parent(user, addresses));
    assert_int_equal(cupel_count(of_user), 2);
    /* wrong sorts */
    assert_bad_join(graph, cupel_filter(users, cupel_has(cupel_attr(User, addresses))),
                    CUPEL_INVALID_REQUEST);
    assert_bad_join(graph, cupel_filter(addresses, cupel_any(cupel_attr(Address, user))),
                    CUPEL_INVALID_REQUEST);
    assert_bad_join(
        graph, cupel_filter(users, cupel_eq(cupel_attr(User, addresses), cupel_instance(address))),
        CUPEL_INVALID_REQUEST);
    assert_bad_join(
        graph,
        cupel_filter(addresses, cupel_eq(cupel_attr(Address, user), cupel_instance(address))),
        CUPEL_INVALID_REQUEST);
    assert_bad_join(graph, cupel_filter(users, cupel_any(cupel_attr(User, name))),
                    CUPEL_INVALID_REQUEST);
}

/* What is wrong with conditions about relationships, and that it is said. */
static void test_bad_comparisons(void **state)
{
    graph_fixture *graph = *state;
    cupel_session *session = graph->session;
    cupel_query *users = cupel_query(session, User);
    assert_sql(
        graph,
        cupel_filter(users, cupel_any(cupel_related_and(cupel_attr(User, addresses),
                                                        cupel_eq(cupel_attr(Address, id), 3)),
                                      cupel_eq(cupel_attr(Address, email), "x"))),
        "FROM users WHERE EXISTS (SELECT 1 FROM addresses WHERE users.id = "
        "addresses.user_id AND addresses.id = ? AND addresses.email = ?)");
    assert_bad_join(graph,
                    cupel_filter(users, cupel_related_and(cupel_attr(User, addresses),
                                                          cupel_eq(cupel_attr(Address, id), 3))),
                    CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(session), "cupel_any()"));
    /* a subquery without the key that the relationship goes by */
    cupel_subquery *names = cupel_subquery_of(cupel_select(session, cupel_attr(User, name)), NULL);
    assert_bad_join(
        graph,
        cupel_join(
            cupel_select_from(cupel_query(session, Address), cupel_entity_of(Address)),
            cupel_of_type(cupel_attr(Address, user), cupel_aliased_to(session, User, names, "u"))),
        CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(session), "'id'"));
}

int main(void)
{
#define TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_sides),
        GRAPH_TEST(test_same_direction),
        TEST(test_no_key),
        TEST(test_wrong_direction),
        TEST(test_chosen_key),
        TEST(test_other_sides),
        TEST(test_options),
        TEST(test_unknown_target),
        TEST(test_unmapped_key),
        GRAPH_TEST(test_primaryjoin),
        TEST(test_bad_conditions),
        GRAPH_TEST(test_joins),
        GRAPH_TEST(test_bad_joins),
        GRAPH_TEST(test_comparisons),
        GRAPH_TEST(test_bad_comparisons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
