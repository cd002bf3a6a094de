/*
 * Rows of association tables: between composite keys, under names that need quotes; when a key changes, and when a new
 * instance takes the row of one that goes.
 */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

typedef struct Club Club;
typedef struct Member Member;

struct Club {
    cupel_object base;
    cupel_text country;
    cupel_int number;
    cupel_text name;
    cupel_to_many(Member) members;
};

struct Member {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Club) clubs;
};

CUPEL_DECLARE(Club);
CUPEL_DECLARE(Member);

/* The keys are checked at the end of the transaction, for they change one after the other. */
CUPEL_TABLE(club_members, "club members",
            CUPEL_TABLE_COLUMN("the country", .type = CUPEL_STRING, .length = 10,
                               .primary_key = true),
            CUPEL_TABLE_COLUMN("number", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("member", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("since", .type = CUPEL_INTEGER, .server_default = "2001"),
            CUPEL_FOREIGN_KEY(.columns = { "the country", "number" },
                              .references = { "order.the country", "order.number" },
                              .deferrable = true, .initially_deferred = true),
            CUPEL_FOREIGN_KEY(.columns = { "member" }, .references = { "member.id" },
                              .deferrable = true, .initially_deferred = true));

CUPEL_MAP(Club, "order",
          CUPEL_COLUMN(Club, country, .name = "the country", .length = 10, .primary_key = true),
          CUPEL_COLUMN(Club, number, .primary_key = true), CUPEL_COLUMN(Club, name),
          CUPEL_RELATIONSHIP(Club, members, Member, .secondary = &club_members, .order_by = "id",
                             .back_populates = "clubs", .passive_updates = CUPEL_NO));

CUPEL_MAP(Member, "member", CUPEL_COLUMN(Member, id, .primary_key = true),
          CUPEL_COLUMN(Member, name),
          CUPEL_RELATIONSHIP(Member, clubs, Club, .secondary = &club_members,
                             .order_by = "country, number", .back_populates = "members",
                             .passive_updates = CUPEL_NO));

#define FIRST  "D\xC3\xBC"
#define SECOND "it's"

/* Two clubs of one country and one of another; the first has three members, one of whom is in all. */
static int club_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *graph = calloc(1, sizeof *graph);
    assert_non_null(graph);
    *state = graph;
    graph->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &graph->log);
    graph->registry = cupel_registry_open(Club, Member);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    Club *clubs[] = { cupel_new(Club, .country = FIRST, .number = 1, .name = "a"),
                      cupel_new(Club, .country = FIRST, .number = 2),
                      cupel_new(Club, .country = SECOND, .number = 1) };
    for (int i = 0; i < 3; i++) {
        Member *member = cupel_new(Member, .name = "m");
        assert_non_null(member);
        assert_ok(graph, cupel_append(clubs[0], members, member));
        for (int j = 1; j < 3 && i == 0; j++)
            assert_ok(graph, cupel_append(member, clubs, clubs[j]));
    }
    assert_ok(graph, cupel_add_all(graph->session, clubs[0], clubs[1], clubs[2]));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    return 0;
}

#define CLUB_TEST(test) cmocka_unit_test_setup_teardown(test, club_setup, graph_teardown)

static Club *first_club(graph_fixture *graph)
{
    Club *club = cupel_get(graph->session, Club, FIRST, 1);
    assert_non_null(club);
    cu_test_statements_clear(&graph->log);
    return club;
}

/* How many rows there are, and how many of them have what was there before, counted by the database. */
static void check_rows(graph_fixture *graph, int64_t rows, int64_t old)
{
    cupel_result *result = cupel_session_execute(
        graph->session, "SELECT count(*), count(since) FROM \"club members\"");
    assert_non_null(result);
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    assert_int_equal(cupel_row_int(row, 0), rows);
    assert_int_equal(cupel_row_int(row, 1), old);
    cupel_result_close(result);
}

/* ---- coming and going -------------------------------------------------------------------------- */

static void test_pairs(void **state)
{
    graph_fixture *graph = *state;
    Club *club = first_club(graph);
    assert_int_equal(cupel_item_count(club, members), 3);
    Member *all = club->members.items[0], *one = club->members.items[1];
    assert_int_equal(cupel_item_count(all, clubs), 3);
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_remove(club, members, one));
    assert_ok(graph, cupel_append(one, clubs, all->clubs.items[2]));
    assert_ok(graph, cupel_commit(graph->session));
    assert_sent(graph,
                "DELETE FROM \"club members\" WHERE \"club members\".\"the country\" = ? AND "
                "\"club members\".number = ? AND \"club members\".member = ? ('" FIRST
                "', 1, 2) 1 row",
                "INSERT INTO \"club members\" (\"the country\", number, member) VALUES (?, ?, ?) "
                "('it''s', 1, 2) 1 row");
    check_rows(graph, 5, 5);
}

/* ---- new keys ---------------------------------------------------------------------------------- */

static void test_new_key(void **state)
{
    graph_fixture *graph = *state;
    Club *club = first_club(graph);
    /* not loaded: the flush looks which rows there are, and leaves alone what else is in them */
    cupel_set(club, number, 9);
    assert_ok(graph, cupel_commit(graph->session));
    assert_sent(
        graph,
        "SELECT member.id AS member_id, member.name AS member_name FROM member, \"club members\" "
        "AS \"club members_1\" WHERE ? = \"club members_1\".\"the country\" AND ? = \"club "
        "members_1\".number AND member.id = \"club members_1\".member ORDER BY member.id ('" FIRST
        "', 1) 3 rows",
        "UPDATE \"order\" SET number=? WHERE \"order\".\"the country\" = ? AND \"order\".number = "
        "? "
        "(9, '" FIRST "', 1) 1 row",
        "UPDATE \"club members\" SET \"the country\"=?, number=?, member=? WHERE \"club "
        "members\".\"the country\" = ? AND \"club members\".number = ? AND \"club members\".member "
        "= ? (('" FIRST "', 9, 1, '" FIRST "', 1, 1), ('" FIRST "', 9, 2, '" FIRST
        "', 1, 2), ('" FIRST "', 9, 3, '" FIRST "', 1, 3)) 3 rows");
    assert_int_equal(cupel_item_count(club, members), 3);
    check_rows(graph, 5, 5);
}

/* Members come and go with the new key, and one of them gets a new one, too. */
static void test_new_keys_at_both_ends(void **state)
{
    graph_fixture *graph = *state;
    Club *club = first_club(graph);
    assert_int_equal(cupel_item_count(club, members), 3);
    Member *stays = club->members.items[0], *goes = club->members.items[1];
    cupel_set(club, country, "new");
    cupel_set(stays, id, 77);
    assert_ok(graph, cupel_remove(club, members, goes));
    assert_ok(graph, cupel_append(club, members, cupel_new(Member, .name = "comes")));
    assert_ok(graph, cupel_commit(graph->session));
    check_rows(graph, 5, 5);
    graph_renew(graph);
    club = cupel_get(graph->session, Club, "new", 1);
    assert_non_null(club);
    assert_int_equal(cupel_item_count(club, members), 3);
    assert_int_equal(club->members.items[0]->id, 3);
    assert_int_equal(club->members.items[1]->id, 77);
    assert_text(club->members.items[1]->name, "m");
    assert_text(club->members.items[2]->name, "comes");
    stays = cupel_get(graph->session, Member, 77);
    assert_non_null(stays);
    assert_int_equal(cupel_item_count(stays, clubs), 3);
    Member *out = cupel_get(graph->session, Member, 2);
    assert_non_null(out);
    assert_int_equal(cupel_item_count(out, clubs), 0);
}

static void test_row_is_gone(void **state)
{
    graph_fixture *graph = *state;
    Club *club = first_club(graph);
    assert_int_equal(cupel_item_count(club, members), 3);
    graph_run(graph, "DELETE FROM \"club members\" WHERE member = 2");
    cupel_set(club, number, 9);
    assert_code(graph, cupel_flush(graph->session), CUPEL_STALE_DATA);
    assert_non_null(strstr(cupel_error_text(graph->session),
                           "Club.members: the UPDATE of a row of 'club members'"));
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_load(club, number), 1);
    check_rows(graph, 5, 5);
}

/* ---- rows that are taken over ------------------------------------------------------------------- */

static cupel_code note_insert(const cupel_event *event, void *data)
{
    *(int *)data += event->kind == CUPEL_EVENT_BEFORE_INSERT ? 1 : 10;
    return CUPEL_OK;
}

/* What takes the row of one that goes has its own links, and not those. */
static void test_row_switch(void **state)
{
    graph_fixture *graph = *state;
    int heard = 0;
    Club *club = first_club(graph);
    Member *stays = cupel_get(graph->session, Member, 3);
    assert_non_null(stays);
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_BEFORE_INSERT, &Club_mapping,
                                  note_insert, &heard));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_AFTER_INSERT, &Club_mapping,
                                  note_insert, &heard));
    assert_ok(graph, cupel_delete(graph->session, club));
    Club *fresh = cupel_new(Club, .country = FIRST, .number = 1);
    assert_non_null(fresh);
    assert_ok(graph, cupel_append(fresh, members, stays));
    assert_ok(graph, cupel_append(fresh, members, cupel_new(Member, .name = "new")));
    assert_ok(graph, cupel_add(graph->session, fresh));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(heard, 11);
    assert_int_equal(cupel_object_state(club), CUPEL_DETACHED);
    check_rows(graph, 4, 4);
    graph_renew(graph);
    club = first_club(graph);
    assert_null(club->name);
    assert_int_equal(cupel_item_count(club, members), 2);
    assert_int_equal(club->members.items[0]->id, 3);
    assert_text(club->members.items[1]->name, "new");
}

/* Rolled back, the old one has its links again. */
static void test_row_switch_undone(void **state)
{
    graph_fixture *graph = *state;
    Club *club = first_club(graph);
    assert_int_equal(cupel_item_count(club, members), 3);
    assert_ok(graph, cupel_delete(graph->session, club));
    Club *fresh = cupel_new(Club, .country = FIRST, .number = 1);
    assert_non_null(fresh);
    assert_ok(graph, cupel_add(graph->session, fresh));
    assert_ok(graph, cupel_flush(graph->session));
    check_rows(graph, 2, 2);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_object_state(fresh), CUPEL_TRANSIENT);
    assert_ptr_equal(cupel_get(graph->session, Club, FIRST, 1), club);
    assert_int_equal(cupel_item_count(club, members), 3);
    check_rows(graph, 5, 5);
    cupel_free(fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLUB_TEST(test_pairs),
        CLUB_TEST(test_new_key),
        CLUB_TEST(test_new_keys_at_both_ends),
        CLUB_TEST(test_row_is_gone),
        CLUB_TEST(test_row_switch),
        CLUB_TEST(test_row_switch_undone),
    };
    return cmocka_run_group_tests_name("orm/association", tests, NULL, NULL);
}
