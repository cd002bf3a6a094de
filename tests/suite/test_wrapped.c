/*
 * test_wrapped.c - what queries around queries find: a struct and its alias in
 * one, relationships that the query joins itself with LIMIT and joined loading
 * around it, outer joins to structs that inherit in one table.
 */
#include "suite.h"

typedef struct Team Team;
typedef struct Person Person;
typedef struct Captain Captain;
typedef struct Tool Tool;

struct Team {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Person) people;
};

struct Person {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text kind;
    cupel_null_int team_id;
    cupel_to_one(Team) team;
    cupel_to_many(Tool) tools;
};

struct Captain { /* in the table of people */
    Person base;
    cupel_null_int rank;
};

struct Tool {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int person_id;
};

CUPEL_MAP(Team, "teams", CUPEL_COLUMN(Team, id, .primary_key = true),
          CUPEL_COLUMN(Team, name, .length = 20),
          CUPEL_RELATIONSHIP(Team, people, Person, .back_populates = "team", .order_by = "id"));

CUPEL_MAP(Person, "people", CUPEL_COLUMN(Person, id, .primary_key = true),
          CUPEL_COLUMN(Person, name, .length = 20), CUPEL_COLUMN(Person, kind, .length = 10),
          CUPEL_COLUMN(Person, team_id, .foreign_key = "teams.id"),
          CUPEL_RELATIONSHIP(Person, team, Team, .back_populates = "people"),
          CUPEL_RELATIONSHIP(Person, tools, Tool, .order_by = "id"),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "kind", .polymorphic_identity = "person"));

CUPEL_MAP_CHILD(Captain, Person, NULL, CUPEL_COLUMN(Captain, rank),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "captain"));

CUPEL_MAP(Tool, "tools", CUPEL_COLUMN(Tool, id, .primary_key = true),
          CUPEL_COLUMN(Tool, name, .length = 20),
          CUPEL_COLUMN(Tool, person_id, .foreign_key = "people.id"));

static const cupel_mapping *const all_mappings[] = { &Team_mapping, &Person_mapping,
                                                     &Captain_mapping, &Tool_mapping };

#define T(field) cupel_attr(Team, field)
#define P(field) cupel_attr(Person, field)

/* Reds: Ann the captain with axe and saw, Bob. Blues: Cid with awl. Nobody in the greens. */
static void open_teams(suite *one)
{
    suite_open(one, 4, all_mappings);
    static const char *const names[] = { "reds", "blues", "greens" };
    Team *teams[3];
    for (size_t i = 0; i < 3; i++) {
        teams[i] = cupel_new(Team, .name = names[i]);
        cupel_add(one->session, teams[i]);
    }
    suite_ok(one, cupel_flush(one->session));
    Captain *ann = cupel_new(Captain, .base = { .name = "Ann" }, .rank = &(int64_t){ 7 });
    Person *bob = cupel_new(Person, .name = "Bob"), *cid = cupel_new(Person, .name = "Cid");
    cupel_append(teams[0], people, &ann->base);
    suite_ok(one, cupel_flush(one->session));
    cupel_append(teams[0], people, bob);
    suite_ok(one, cupel_flush(one->session));
    cupel_append(teams[1], people, cid);
    suite_ok(one, cupel_flush(one->session));
    cupel_append(&ann->base, tools, cupel_new(Tool, .name = "axe"));
    cupel_append(&ann->base, tools, cupel_new(Tool, .name = "saw"));
    cupel_append(cid, tools, cupel_new(Tool, .name = "awl"));
    suite_ok(one, cupel_commit(one->session));
    cupel_expunge_all(one->session);
    cu_test_statements_clear(&suite_log);
}

/* Each row of what a query gives as "text text", with "-" for NULL, and "; " in between. */
static void expect_rows(const suite *one, const cupel_query *query, const char *expected)
{
    char found[400] = "";
    size_t length = 0;
    const cupel_row **rows = cupel_all_rows(query);
    if (!rows)
        fail_msg("%s", cupel_error_text(one->session));
    for (size_t i = 0; rows[i]; i++)
        for (size_t j = 0; j < cupel_row_count(rows[i]); j++) {
            const char *text =
                cupel_row_is_null(rows[i], (int)j) ? "-" : cupel_row_text(rows[i], (int)j);
            length += (size_t)snprintf(found + length, sizeof found - length, "%s%s",
                                       j > 0   ? " "
                                       : i > 0 ? "; "
                                               : "",
                                       text);
            assert_true(length < sizeof found);
        }
    assert_string_equal(found, expected);
}

/* Pairs of two people, each once, the alias first or behind the struct. */
static cupel_query *pairs(const suite *one, cupel_alias *other, bool alias_first)
{
    cupel_query *query = alias_first ? cupel_select(one->session, other, cupel_entity_of(Person))
                                     : cupel_select(one->session, cupel_entity_of(Person), other);
    return cupel_from_self(
        cupel_filter(query, cupel_lt(P(id), cupel_alias_attr(other, Person, id))));
}

static void test_alias_beside_its_struct(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    cupel_alias *other = cupel_aliased(one.session, Person, NULL);
    cupel_expr *other_name = cupel_alias_attr(other, Person, name);
    for (int alias_first = 0; alias_first < 2; alias_first++) {
        cupel_query *query = pairs(&one, other, alias_first);
        const cupel_row **rows = cupel_all_rows(
            cupel_order_by(cupel_filter(query, cupel_eq(other_name, "Cid")), P(name)));
        assert_non_null(rows);
        assert_int_equal(cupel_array_count(rows), 2);
        for (size_t i = 0; i < 2; i++) {
            Person *person = cupel_row_entity(rows[i], alias_first ? 1 : 0);
            Person *behind = cupel_row_entity(rows[i], alias_first ? 0 : 1);
            suite_text(person->name, i == 0 ? "Ann" : "Bob");
            suite_text(behind->name, "Cid");
        }
        expect_rows(
            &one,
            cupel_order_by(cupel_with_entities(query, P(name), other_name), P(name), other_name),
            "Ann Bob; Ann Cid; Bob Cid");
        /* joined along the relationship of each */
        expect_rows(&one,
                    cupel_order_by(cupel_with_entities(
                                       cupel_join(query, cupel_alias_attr(other, Person, team)),
                                       P(name), T(name)),
                                   P(name), T(name)),
                    "Ann blues; Ann reds; Bob blues");
        expect_rows(&one,
                    cupel_order_by(cupel_with_entities(cupel_join(query, P(team)), P(name),
                                                       other_name, T(name)),
                                   P(name), other_name),
                    "Ann Bob reds; Ann Cid reds; Bob Cid reds");
        expect_rows(&one,
                    cupel_with_entities(
                        cupel_filter(query, cupel_any(cupel_alias_attr(other, Person, tools)),
                                     cupel_not(cupel_any(P(tools)))),
                        P(name), other_name),
                    "Bob Cid");
    }
    suite_close(&one);
}

static void test_alias_beside_its_struct_limited(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    cupel_alias *other = cupel_aliased(one.session, Person, NULL);
    cupel_query *query = cupel_select(one.session, cupel_entity_of(Person), other);
    query = cupel_filter(query, cupel_gt(P(id), cupel_alias_attr(other, Person, id)));
    query = cupel_order_by(query, cupel_desc(P(name)), cupel_alias_attr(other, Person, name));
    query = cupel_options(query, cupel_joinedload(P(tools)),
                          cupel_joinedload(cupel_alias_attr(other, Person, tools)));
    const cupel_row **rows = cupel_all_rows(cupel_limit(query, 1));
    assert_non_null(rows);
    assert_int_equal(suite_sent_count(), 2); /* BEGIN */
    assert_int_equal(cupel_array_count(rows), 1);
    Person *cid = cupel_row_entity(rows[0], 0), *ann = cupel_row_entity(rows[0], 1);
    suite_text(cid->name, "Cid");
    suite_text(ann->name, "Ann");
    assert_int_equal(cid->tools.count, 1);
    assert_int_equal(ann->tools.count, 2);
    suite_close(&one);
}

/* What the query joins itself stays joined to its rows when LIMIT is put around them. */
static void test_contained_inside_limit(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    cupel_query *query = cupel_join(cupel_query(one.session, Person), P(team));
    query = cupel_order_by(query, T(name), P(name));
    query = cupel_options(query, cupel_contains_eager(P(team), cupel_joinedload(T(people))),
                          cupel_joinedload(P(tools)));
    Person **people = cupel_all(cupel_limit(query, 2));
    assert_non_null(people);
    assert_int_equal(suite_sent_count(), 2); /* BEGIN */
    assert_int_equal(cupel_array_count(people), 2);
    suite_text(people[0]->name, "Cid");
    suite_text(people[0]->team.item->name, "blues");
    assert_int_equal(people[0]->team.item->people.count, 1);
    assert_int_equal(people[0]->tools.count, 1);
    suite_text(people[1]->name, "Ann");
    suite_text(people[1]->team.item->name, "reds");
    assert_int_equal(people[1]->team.item->people.count, 2);
    assert_int_equal(people[1]->tools.count, 2);
    suite_nothing_sent();
    suite_close(&one);
}

/* Which rows are of a struct that inherits is said in ON: an outer join takes nothing away. */
static void test_outer_join_to_child(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    cupel_query *query = cupel_select(one.session, T(name), cupel_attr(Captain, base.name));
    cupel_expr *captains = cupel_of_type(T(people), cupel_entity_of(Captain));
    expect_rows(&one, cupel_order_by(cupel_outerjoin(query, captains), T(name)),
                "blues -; greens -; reds Ann");
    cupel_expr *same = cupel_eq(cupel_attr(Captain, base.team_id), T(id));
    expect_rows(
        &one, cupel_order_by(cupel_outerjoin(query, cupel_entity_of(Captain), .on = same), T(name)),
        "blues -; greens -; reds Ann");
    /* joined as what they inherit from, only captains are asked for all the same */
    expect_rows(&one, cupel_join(query, T(people)), "reds Ann");
    cupel_query *whole = cupel_select(one.session, cupel_entity_of(Team), cupel_entity_of(Captain));
    captains = cupel_of_type(T(people), cupel_entity_of(Captain));
    const cupel_row **rows =
        cupel_all_rows(cupel_order_by(cupel_outerjoin(whole, captains), T(id)));
    assert_non_null(rows);
    assert_int_equal(cupel_array_count(rows), 3);
    assert_int_equal(*((Captain *)cupel_row_entity(rows[0], 1))->rank, 7);
    assert_null(cupel_row_entity(rows[1], 1));
    suite_close(&one);
}

/* A relationship by its name. */
static void test_filter_by_relationship(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    Team *reds = cupel_one(cupel_filter_by(cupel_query(one.session, Team), Team, name, "reds"));
    assert_non_null(reds);
    cupel_query *people = cupel_query(one.session, Person);
    assert_int_equal(cupel_count(cupel_filter_by_name(people, "team", cupel_instance(reds))), 2);
    assert_int_equal(cupel_count(cupel_filter_by_name(people, "team", NULL)), 0);
    assert_int_equal(cupel_count(cupel_filter_by_name(people, "tools", NULL)), 1);
    /* of what was joined last, by an alias */
    cupel_alias *mate = cupel_aliased(one.session, Person, NULL);
    cupel_query *joined = cupel_join(cupel_query(one.session, Team), mate, .on = T(people));
    assert_texts(&one, cupel_filter_by_name(joined, "team", cupel_instance(reds)), Team, name,
                 "reds");
    assert_int_equal(cupel_count(cupel_filter_by_name(people, "team", 5)), -1);
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_count(cupel_filter_by_name(people, "tools", cupel_instance(reds))), -1);
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    Person *ann = cupel_first(people);
    assert_non_null(ann);
    assert_int_equal(cupel_count(cupel_filter_by_name(people, "team", cupel_instance(ann))), -1);
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    suite_close(&one);
}

/* A subquery has to select the key that relates its rows. */
static void test_subquery_without_key(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    cupel_subquery *inner = cupel_subquery_of(cupel_select(one.session, P(id), P(name)), NULL);
    cupel_alias *person = cupel_aliased_to(one.session, Person, inner, NULL);
    cupel_expr *team = cupel_alias_attr(person, Person, team);
    cupel_query *people = cupel_select(one.session, cupel_alias_attr(person, Person, name));
    Team *reds = cupel_first(cupel_query(one.session, Team));
    assert_non_null(reds);
    assert_null(cupel_all_rows(cupel_filter(people, cupel_eq(team, NULL))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    suite_text(cupel_error_text(one.session),
               "Person.team needs column 'team_id', which the subquery that stands for the table "
               "does not select");
    assert_null(cupel_all_rows(cupel_filter(people, cupel_ne(team, cupel_instance(reds)))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_null(cupel_all_rows(cupel_filter(people, cupel_eq(team, cupel_instance(reds)))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_null(cupel_all_rows(cupel_filter(people, cupel_has(team))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    suite_close(&one);
}

/* SQL of the program's own is named in a query around it. */
static void test_literal_columns_inside(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    cupel_query *query = cupel_select(one.session, T(name), cupel_literal_column("'a b'"));
    expect_rows(&one, cupel_order_by(cupel_from_self(query), T(name)),
                "blues a b; greens a b; reds a b");
    cupel_subquery *inner =
        cupel_subquery_of(cupel_select(one.session, cupel_literal_column("name"), T(id)), NULL);
    expect_rows(&one,
                cupel_filter(cupel_select(one.session, cupel_c(inner, "name")),
                             cupel_eq(cupel_c(inner, "id"), 2)),
                "blues");
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_alias_beside_its_struct), SUITE_TEST(test_alias_beside_its_struct_limited),
        SUITE_TEST(test_contained_inside_limit),  SUITE_TEST(test_outer_join_to_child),
        SUITE_TEST(test_filter_by_relationship),  SUITE_TEST(test_subquery_without_key),
        SUITE_TEST(test_literal_columns_inside),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
