/*
 * post_update on the side of the many: children are inserted without their parent, which refers to one of them, and
 * get its key last; they lose it first where the parent is deleted.
 */
#include "graph.h"

#include <stdlib.h>

typedef struct Song Song;
typedef struct Band Band;

struct Song {
    cupel_object base;
    cupel_int id;
    cupel_null_int band_id;
};

struct Band {
    cupel_object base;
    cupel_int id;
    cupel_null_int hit_id;
    cupel_to_many(Song) songs;
    cupel_to_one(Song) hit;
};

CUPEL_DECLARE(Song);
CUPEL_DECLARE(Band);

CUPEL_MAP(Song, "songs", CUPEL_COLUMN(Song, id, .primary_key = true),
          CUPEL_COLUMN(Song, band_id, .foreign_key = "bands.id"));

CUPEL_MAP(Band, "bands", CUPEL_COLUMN(Band, id, .primary_key = true),
          CUPEL_COLUMN(Band, hit_id, .foreign_key = "songs.id"),
          CUPEL_RELATIONSHIP(Band, songs, Song, .foreign_keys = "songs.band_id", .order_by = "id",
                             .post_update = true),
          CUPEL_RELATIONSHIP(Band, hit, Song, .foreign_keys = "bands.hit_id"));

static int songs_setup(void **state)
{
    graph_setup(state);
    graph_fixture *graph = *state;
    cupel_session_close(graph->session);
    cupel_registry_close(graph->registry);
    graph->registry = cupel_registry_open(Band, Song);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    cu_test_statements_clear(&graph->log);
    return 0;
}

/* A band with three songs, of which the second is its hit; in the database. */
static Band *add_band(graph_fixture *graph, Song *songs[3])
{
    Band *band = cupel_new(Band);
    for (size_t i = 0; i < 3; i++) {
        songs[i] = cupel_new(Song);
        cupel_append(band, songs, songs[i]);
    }
    cupel_set(band, hit, songs[1]);
    cupel_add(graph->session, band);
    assert_ok(graph, cupel_flush(graph->session));
    return band;
}

static void test_inserted(void **state)
{
    graph_fixture *graph = *state;
    Song *songs[3];
    Band *band = add_band(graph, songs);
    assert_sent(graph, "INSERT INTO songs (band_id) VALUES (?) ((NULL), (NULL), (NULL)) 3 rows",
                "INSERT INTO bands (hit_id) VALUES (?) (2) 1 row",
                "UPDATE songs SET band_id=? WHERE songs.id = ? ((1, 1), (1, 2), (1, 3)) 3 rows");
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(band, songs), 3);
    assert_ptr_equal(cupel_load(band, hit).item, songs[1]);
    assert_int_equal(*songs[2]->band_id, band->id);
}

static void test_moved(void **state)
{
    graph_fixture *graph = *state;
    Song *songs[3];
    Band *band = add_band(graph, songs), *other = cupel_new(Band);
    cupel_add(graph->session, other);
    assert_ok(graph, cupel_flush(graph->session));
    graph_sent_count(graph);
    cupel_remove(band, songs, songs[0]);
    cupel_append(other, songs, songs[0]);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE songs SET band_id=? WHERE songs.id = ? (2, 1) 1 row");
    /* to nobody */
    cupel_remove(band, songs, songs[2]);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE songs SET band_id=? WHERE songs.id = ? (NULL, 3) 1 row");
    assert_null(songs[2]->band_id);
}

static void test_deleted(void **state)
{
    graph_fixture *graph = *state;
    Song *songs[3];
    Band *band = add_band(graph, songs);
    assert_ok(graph, cupel_commit(graph->session));
    graph_sent_count(graph);
    /* both refer to each other: the key is let go before either row is deleted */
    assert_int_equal(cupel_item_count(band, songs), 3);
    assert_ok(graph, cupel_refresh(graph->session, songs[1]));
    graph_sent_count(graph);
    cupel_delete(graph->session, band);
    cupel_delete(graph->session, songs[1]);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph,
                "UPDATE songs SET band_id=? WHERE songs.id = ? ((NULL, 1), (NULL, 2), (NULL, 3)) "
                "3 rows",
                "DELETE FROM bands WHERE bands.id = ? (1) 1 row",
                "DELETE FROM songs WHERE songs.id = ? (2) 1 row");
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Song)), 2);
    assert_int_equal(cupel_count(cupel_filter(cupel_query(graph->session, Song),
                                              cupel_is(cupel_attr(Song, band_id), NULL))),
                     2);
}

/* The key of a many-to-one that was never loaded is let go, too. */
static void test_unloaded(void **state)
{
    graph_fixture *graph = *state;
    cupel_registry *registry = cupel_registry_open(Person, Ball);
    assert_int_equal(cupel_create_all(registry, graph->engine), CUPEL_OK);
    cupel_session *session = cupel_session_open(registry, graph->engine);
    Person *person = cupel_new(Person);
    Ball *ball = cupel_new(Ball);
    cupel_append(person, balls, ball);
    cupel_set(person, favourite, ball);
    cupel_add(session, person);
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    cupel_expunge_all(session);
    person = cupel_get(session, Person, 1);
    ball = cupel_get(session, Ball, 1);
    assert_non_null(person);
    assert_non_null(ball);
    graph_sent_count(graph);
    cupel_delete(session, person);
    cupel_delete(session, ball);
    assert_int_equal(cupel_flush(session), CUPEL_OK);
    assert_sent(graph,
                "SELECT balls.id AS balls_id, balls.person_id AS balls_person_id FROM balls WHERE "
                "? = balls.person_id (1) 1 row",
                "UPDATE people SET favourite_id=? WHERE people.id = ? (NULL, 1) 1 row",
                "DELETE FROM balls WHERE balls.id = ? (1) 1 row",
                "DELETE FROM people WHERE people.id = ? (1) 1 row");
    cupel_session_close(session);
    cupel_registry_close(registry);
}

#define SONGS_TEST(test) cmocka_unit_test_setup_teardown(test, songs_setup, graph_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SONGS_TEST(test_inserted),
        SONGS_TEST(test_moved),
        SONGS_TEST(test_deleted),
        SONGS_TEST(test_unloaded),
    };
    return cmocka_run_group_tests_name("orm/post_update", tests, NULL, NULL);
}
