/*
 * Each cascade by itself: one struct with a collection for each, and what adding, merging, expiring, expunging and
 * deleting it does to the items of every one of them.
 */
#include "graph.h"

#include <stdlib.h>

typedef struct Hub Hub;
typedef struct Spoke Spoke;

struct Hub {
    cupel_object base;
    cupel_int id;
    cupel_to_many(Spoke) saved;
    cupel_to_many(Spoke) merged;
    cupel_to_many(Spoke) expired;
    cupel_to_many(Spoke) expunged;
    cupel_to_many(Spoke) deleted;
    cupel_to_many(Spoke) left;
};

struct Spoke {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int saved_id;
    cupel_null_int merged_id;
    cupel_null_int expired_id;
    cupel_null_int expunged_id;
    cupel_null_int deleted_id;
    cupel_null_int left_id;
};

CUPEL_DECLARE(Spoke);

#define SPOKES(field, of) \
    CUPEL_RELATIONSHIP(Hub, field, Spoke, .foreign_keys = "spokes." #field "_id", .cascade = (of))
#define KEY(field) CUPEL_COLUMN(Spoke, field, .foreign_key = "hubs.id")

CUPEL_MAP(Hub, "hubs", CUPEL_COLUMN(Hub, id, .primary_key = true),
          SPOKES(saved, CUPEL_CASCADE_SAVE_UPDATE), SPOKES(merged, CUPEL_CASCADE_MERGE),
          SPOKES(expired, CUPEL_CASCADE_REFRESH_EXPIRE), SPOKES(expunged, CUPEL_CASCADE_EXPUNGE),
          SPOKES(deleted, CUPEL_CASCADE_DELETE), SPOKES(left, CUPEL_CASCADE_NONE));

CUPEL_MAP(Spoke, "spokes", CUPEL_COLUMN(Spoke, id, .primary_key = true), CUPEL_COLUMN(Spoke, name),
          KEY(saved_id), KEY(merged_id), KEY(expired_id), KEY(expunged_id), KEY(deleted_id),
          KEY(left_id));

/* The collections, and an item of each. */
enum { SAVED, MERGED, EXPIRED, EXPUNGED, DELETED, LEFT, COLLECTIONS };

static const size_t offsets[COLLECTIONS] = {
    offsetof(Hub, saved),    offsetof(Hub, merged),  offsetof(Hub, expired),
    offsetof(Hub, expunged), offsetof(Hub, deleted), offsetof(Hub, left),
};

static Spoke *new_spoke(int id)
{
    Spoke *spoke = cupel_new(Spoke, .id = id + 1, .name = "s");
    assert_non_null(spoke);
    return spoke;
}

/* A hub with a spoke in each collection, none of which is in a session. */
static Hub *new_hub(Spoke *spokes[COLLECTIONS])
{
    Hub *hub = cupel_new(Hub, .id = 1);
    assert_non_null(hub);
    for (int i = 0; i < COLLECTIONS; i++) {
        spokes[i] = new_spoke(i);
        assert_int_equal(cupel_append_item(&hub->base, offsets[i], &spokes[i]->base), CUPEL_OK);
    }
    return hub;
}

static int hub_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *graph = calloc(1, sizeof *graph);
    assert_non_null(graph);
    *state = graph;
    graph->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &graph->log);
    graph->registry = cupel_registry_open(Hub, Spoke);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    return 0;
}

/* The hub and its spokes with rows, all of them loaded. */
static Hub *stored_hub(graph_fixture *graph, Spoke *spokes[COLLECTIONS])
{
    Hub *hub = new_hub(spokes);
    for (int i = 0; i < COLLECTIONS; i++)
        assert_ok(graph, cupel_add(graph->session, spokes[i]));
    assert_ok(graph, cupel_add(graph->session, hub));
    assert_ok(graph, cupel_commit(graph->session));
    for (int i = 0; i < COLLECTIONS; i++) {
        assert_int_equal(cupel_item_count_at(&hub->base, offsets[i]), 1);
        assert_text(cupel_load(spokes[i], name), "s");
    }
    cu_test_statements_clear(&graph->log);
    return hub;
}

/* Which of the spokes a question is answered with yes for: exactly this one, or (COLLECTIONS) none. */
#define assert_only(spokes, expected, question)          \
    do {                                                 \
        for (int i_ = 0; i_ < COLLECTIONS; i_++) {       \
            Spoke *spoke = (spokes)[i_];                 \
            if ((question) != (i_ == (expected)))        \
                fail_msg("%s: spoke %d", #question, i_); \
        }                                                \
    } while (0)

static void test_save_update(void **state)
{
    graph_fixture *graph = *state;
    Spoke *spokes[COLLECTIONS];
    Hub *hub = new_hub(spokes);
    assert_ok(graph, cupel_add(graph->session, hub));
    assert_only(spokes, SAVED, cupel_in_session(graph->session, spoke));
    /* and what is appended later */
    Spoke *later = new_spoke(20), *stranger = new_spoke(21);
    assert_ok(graph, cupel_append(hub, saved, later));
    assert_ok(graph, cupel_append(hub, left, stranger));
    assert_true(cupel_in_session(graph->session, later));
    assert_false(cupel_in_session(graph->session, stranger));
    assert_ok(graph, cupel_rollback(graph->session));
    cupel_free(stranger);
    for (int i = 0; i < COLLECTIONS; i++)
        if (i != SAVED)
            cupel_free(spokes[i]);
}

static void test_merge(void **state)
{
    graph_fixture *graph = *state;
    Spoke *spokes[COLLECTIONS];
    Hub *given = new_hub(spokes);
    Hub *hub = cupel_merge(graph->session, given);
    if (!hub)
        fail_msg("%s", cupel_error_text(graph->session));
    for (int i = 0; i < COLLECTIONS; i++)
        assert_int_equal(cupel_item_count_at(&hub->base, offsets[i]), i == MERGED);
    assert_int_equal(hub->merged.items[0]->id, MERGED + 1);
    assert_ptr_not_equal(hub->merged.items[0], spokes[MERGED]);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Spoke)), 1);
    cupel_free(given);
    for (int i = 0; i < COLLECTIONS; i++)
        cupel_free(spokes[i]);
}

static void test_refresh_expire(void **state)
{
    graph_fixture *graph = *state;
    Spoke *spokes[COLLECTIONS];
    Hub *hub = stored_hub(graph, spokes);
    assert_ok(graph, cupel_expire(graph->session, hub));
    assert_only(spokes, EXPIRED, !cupel_is_loaded(spoke, name));
    for (int i = 0; i < COLLECTIONS; i++)
        assert_int_equal(cupel_item_count_at(&hub->base, offsets[i]), 1);
    assert_text(cupel_load(spokes[EXPIRED], name), "s");
    /* refreshed: what the database has */
    graph_run(graph, "UPDATE spokes SET name = 'new'");
    assert_ok(graph, cupel_refresh(graph->session, hub));
    assert_text(cupel_load(spokes[EXPIRED], name), "new");
    assert_text(cupel_load(spokes[LEFT], name), "s");
    assert_ok(graph, cupel_rollback(graph->session));
}

static void test_expunge(void **state)
{
    graph_fixture *graph = *state;
    Spoke *spokes[COLLECTIONS];
    Hub *hub = stored_hub(graph, spokes);
    assert_ok(graph, cupel_expunge(graph->session, hub));
    assert_only(spokes, EXPUNGED, !cupel_in_session(graph->session, spoke));
    assert_nothing_sent(graph);
    cupel_free(hub);
    cupel_free(spokes[EXPUNGED]);
}

static void test_delete(void **state)
{
    graph_fixture *graph = *state;
    Spoke *spokes[COLLECTIONS];
    Hub *hub = stored_hub(graph, spokes);
    assert_ok(graph, cupel_delete(graph->session, hub));
    assert_ok(graph, cupel_flush(graph->session));
    /* those of DELETE go with it, the others' keys are NULL */
    assert_only(spokes, DELETED, cupel_object_state(spoke) == CUPEL_DELETED);
    assert_null(spokes[SAVED]->saved_id);
    assert_null(spokes[MERGED]->merged_id);
    assert_null(spokes[EXPIRED]->expired_id);
    assert_null(spokes[EXPUNGED]->expunged_id);
    assert_null(spokes[LEFT]->left_id);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Spoke)), COLLECTIONS - 1);
}

/* Taken out, none of them is deleted: that is DELETE_ORPHAN. */
static void test_taken_out(void **state)
{
    graph_fixture *graph = *state;
    Spoke *spokes[COLLECTIONS];
    Hub *hub = stored_hub(graph, spokes);
    for (int i = 0; i < COLLECTIONS; i++)
        assert_ok(graph, cupel_remove_item(&hub->base, offsets[i], &spokes[i]->base));
    assert_ok(graph, cupel_flush(graph->session));
    assert_only(spokes, COLLECTIONS, cupel_object_state(spoke) == CUPEL_DELETED);
    assert_null(spokes[DELETED]->deleted_id);
    assert_null(spokes[LEFT]->left_id);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Spoke)), COLLECTIONS);
}

#define HUB_TEST(test) cmocka_unit_test_setup_teardown(test, hub_setup, graph_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HUB_TEST(test_save_update), HUB_TEST(test_merge),  HUB_TEST(test_refresh_expire),
        HUB_TEST(test_expunge),     HUB_TEST(test_delete), HUB_TEST(test_taken_out),
    };
    return cmocka_run_group_tests_name("orm/each_cascade", tests, NULL, NULL);
}
