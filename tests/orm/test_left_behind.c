/*
 * What is left behind by calls that were refused or failed, and by instances that left their session and were freed: the
 * session goes on as if nothing had been.
 */
#include "graph.h"

#include <string.h>

typedef struct Track Track;
typedef struct Album Album;

/* Knows nothing of its album. */
struct Track {
    cupel_object base;
    cupel_int id;
    cupel_text title;
    cupel_null_int album_id;
};

struct Album {
    cupel_object base;
    cupel_int id;
    cupel_text title;
    cupel_null_int best_id;
    cupel_to_many(Track) tracks;
    cupel_to_one(Track) best;
};

CUPEL_DECLARE(Track);
CUPEL_DECLARE(Album);

CUPEL_MAP(Track, "tracks", CUPEL_COLUMN(Track, id, .primary_key = true), CUPEL_COLUMN(Track, title),
          CUPEL_COLUMN(Track, album_id, .foreign_key = "albums.id"));

CUPEL_MAP(Album, "albums", CUPEL_COLUMN(Album, id, .primary_key = true), CUPEL_COLUMN(Album, title),
          CUPEL_COLUMN(Album, best_id, .foreign_key = "tracks.id"),
          CUPEL_RELATIONSHIP(Album, tracks, Track, .foreign_keys = "tracks.album_id",
                             .order_by = "id"),
          CUPEL_RELATIONSHIP(Album, best, Track, .foreign_keys = "albums.best_id",
                             .post_update = true, .cascade = CUPEL_CASCADE_NONE));

static cupel_registry *open_albums(cupel_engine *engine)
{
    cupel_registry *registry = cupel_registry_open(Album, Track);
    if (cupel_create_all(registry, engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(registry));
    return registry;
}

static int albums_setup(void **state)
{
    graph_setup(state);
    graph_fixture *graph = *state;
    cupel_session_close(graph->session);
    cupel_registry_close(graph->registry);
    graph->registry = open_albums(graph->engine);
    graph->session = cupel_session_open(graph->registry, graph->engine);
    cu_test_statements_clear(&graph->log);
    return 0;
}

#define ALBUMS_TEST(test) cmocka_unit_test_setup_teardown(test, albums_setup, graph_teardown)

/* An album with so many tracks t1, t2 ..., committed and loaded; memory of its own each, not the session's pages. */
static Album *add_album(graph_fixture *graph, Track **tracks, int count)
{
    static const char *const titles[] = { "t1", "t2", "t3" };
    Album *album = cupel_new(Album, .title = "album");
    assert_non_null(album);
    assert_ok(graph, cupel_add(graph->session, album));
    for (int i = 0; i < count; i++) {
        tracks[i] = cupel_new(Track, .title = titles[i]);
        assert_non_null(tracks[i]);
        assert_ok(graph, cupel_append(album, tracks, tracks[i]));
    }
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(album, tracks), count);
    cu_test_statements_clear(&graph->log);
    return album;
}

/* ---- instances that are freed -------------------------------------------------------------------- */

/* Taken out, expunged and freed: the flush, and a rollback, look at what the collection was. */
static void test_freed_after_removal(void **state)
{
    graph_fixture *graph = *state;
    Track *tracks[3];
    Album *album = add_album(graph, tracks, 3);
    assert_ok(graph, cupel_remove(album, tracks, tracks[1]));
    assert_ok(graph, cupel_expunge(graph->session, tracks[1]));
    cupel_free(tracks[1]);
    assert_ok(graph, cupel_flush(graph->session));
    assert_ok(graph, cupel_remove(album, tracks, tracks[0]));
    assert_ok(graph, cupel_expunge(graph->session, tracks[0]));
    cupel_free(tracks[0]);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_item_count(album, tracks), 3);
    assert_text(album->tracks.items[0]->title, "t1");
}

/* The same with instances that were inserted in the transaction, and with a to-one relationship. */
static void test_freed_after_insert(void **state)
{
    graph_fixture *graph = *state;
    Track *tracks[1], *added = cupel_new(Track, .title = "added");
    Album *album = add_album(graph, tracks, 1);
    assert_non_null(added);
    assert_ok(graph, cupel_append(album, tracks, added));
    cupel_set(album, best, added);
    assert_ok(graph, cupel_flush(graph->session));
    assert_ok(graph, cupel_remove(album, tracks, added));
    cupel_set(album, best, NULL);
    assert_ok(graph, cupel_expunge(graph->session, added));
    cupel_free(added);
    assert_ok(graph, cupel_flush(graph->session));
    assert_null(album->best_id);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_item_count(album, tracks), 1);
}

/* A rollback puts it back into the collection before it is freed. */
static void test_freed_after_rollback(void **state)
{
    graph_fixture *graph = *state;
    Track *tracks[2];
    Album *album = add_album(graph, tracks, 2);
    assert_ok(graph, cupel_remove(album, tracks, tracks[0]));
    assert_ok(graph, cupel_expunge(graph->session, tracks[0]));
    assert_ok(graph, cupel_rollback(graph->session));
    cupel_free(tracks[0]);
    assert_int_equal(cupel_item_count(album, tracks), 2);
    assert_text(album->tracks.items[0]->title, "t1");
}

/* Freed while a collection still has it: it is there until the collection is loaded anew. */
static void test_freed_in_collection(void **state)
{
    graph_fixture *graph = *state;
    Track *tracks[3];
    Album *album = add_album(graph, tracks, 3);
    assert_ok(graph, cupel_expunge(graph->session, tracks[0]));
    cupel_free(tracks[0]);
    assert_ok(graph, cupel_delete(graph->session, tracks[1]));
    assert_ok(graph, cupel_flush(graph->session));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_object_state(tracks[1]), CUPEL_DETACHED);
    cupel_free(tracks[1]);
    assert_int_equal(cupel_item_count(album, tracks), 2);
    assert_text(album->tracks.items[0]->title, "t1");
    assert_text(album->tracks.items[1]->title, "t3");
}

/* What was expunged is the program's, also where the session may have needed it: it outlives the session. */
static void test_freed_after_session(void **state)
{
    graph_fixture *graph = *state;
    Track *tracks[3];
    Album *album = add_album(graph, tracks, 3);
    assert_ok(graph, cupel_remove(album, tracks, tracks[0]));
    for (int i = 0; i < 3; i++) {
        assert_non_null(cupel_load(tracks[i], title));
        assert_ok(graph, cupel_expunge(graph->session, tracks[i]));
    }
    /* one that cannot be added again stays what it was */
    Track *again = cupel_get(graph->session, Track, 1);
    assert_non_null(again);
    assert_code(graph, cupel_add(graph->session, tracks[0]), CUPEL_INVALID_REQUEST);
    assert_ok(graph, cupel_add(graph->session, tracks[1]));
    cupel_session_close(graph->session);
    graph->session = cupel_session_open(graph->registry, graph->engine);
    assert_text(tracks[0]->title, "t1");
    assert_text(tracks[2]->title, "t3");
    cupel_free(tracks[0]);
    cupel_free(tracks[2]);
}

/* ---- failures ---------------------------------------------------------------------------------- */

/* Deleted by a flush that fails afterwards, expunged and freed: the rollback does not look for it. */
static void test_freed_after_failure(void **state)
{
    graph_fixture *graph = *state;
    Track *tracks[2];
    add_album(graph, tracks, 2);
    graph_run(graph, "CREATE TRIGGER stays BEFORE DELETE ON tracks WHEN old.id = 2 "
                     "BEGIN SELECT RAISE(ABORT, 'it stays'); END");
    assert_ok(graph, cupel_commit(graph->session));
    assert_ok(graph, cupel_delete(graph->session, tracks[0]));
    assert_ok(graph, cupel_delete(graph->session, tracks[1]));
    assert_code(graph, cupel_flush(graph->session), CUPEL_INTEGRITY_ERROR);
    assert_int_equal(cupel_object_state(tracks[0]), CUPEL_DELETED);
    assert_ok(graph, cupel_expunge(graph->session, tracks[0]));
    cupel_free(tracks[0]);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Track)), 2);
}

/* A row that a trigger left out has no key: it is not that of the row before. */
static void test_left_out(void **state)
{
    graph_fixture *graph = *state;
    Track *tracks[2];
    add_album(graph, tracks, 2);
    graph_run(graph, "CREATE TRIGGER out BEFORE INSERT ON tracks WHEN new.title = 'out' "
                     "BEGIN SELECT RAISE(IGNORE); END");
    assert_ok(graph, cupel_commit(graph->session));
    Track *out = cupel_new(Track, .title = "out");
    assert_non_null(out);
    assert_ok(graph, cupel_add(graph->session, out));
    assert_code(graph, cupel_flush(graph->session), CUPEL_STALE_DATA);
    assert_non_null(strstr(cupel_error_text(graph->session), "the INSERT of 1 row into table"));
    assert_int_equal(cupel_object_state(out), CUPEL_PENDING);
    assert_int_equal(cupel_object_state(tracks[1]), CUPEL_PERSISTENT);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(out->id, 0);
}

/* An instance that a session refused knows nothing of the session's registry. */
static void test_refused_elsewhere(void **state)
{
    graph_fixture *graph = *state;
    Track *tracks[1], *theirs = cupel_new(Track, .title = "theirs");
    add_album(graph, tracks, 1);
    cupel_engine *engine = cupel_engine_open("sqlite://");
    cupel_registry *registry = open_albums(engine);
    cupel_session *other = cupel_session_open(registry, engine);
    assert_non_null(theirs);
    assert_int_equal(cupel_add(other, theirs), CUPEL_OK);
    assert_int_equal(cupel_commit(other), CUPEL_OK);
    assert_text(cupel_load(theirs, title), "theirs");
    assert_ok(graph, cupel_expunge(graph->session, tracks[0]));
    assert_int_equal(cupel_add(other, tracks[0]), CUPEL_INVALID_REQUEST);
    cupel_session_close(other);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
    cupel_set(tracks[0], title, "still ours");
    assert_text(tracks[0]->title, "still ours");
    cupel_free(tracks[0]);
}

/* ---- what is in no session ------------------------------------------------------------------------ */

/* A target that nobody added has no row to refer to, also by a key that is set last. */
static void test_target_in_no_session(void **state)
{
    graph_fixture *graph = *state;
    Track *stranger = cupel_new(Track, .title = "stranger");
    Album *album = cupel_new(Album, .title = "album");
    assert_true(stranger && album);
    assert_ok(graph, cupel_add(graph->session, album));
    cupel_set(album, best, stranger);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_object_state(stranger), CUPEL_TRANSIENT);
    assert_null(cupel_load(album, best_id));
    cupel_set(album, best, NULL);
    cupel_free(stranger);
}

/* Items that were appended unseen are forgotten with all the rest. */
static void test_expired_unseen(void **state)
{
    graph_fixture *graph = *state;
    Track *tracks[2], *added = cupel_new(Track, .title = "added");
    Album *album = add_album(graph, tracks, 2);
    assert_non_null(added);
    assert_ok(graph, cupel_add(graph->session, added));
    assert_ok(graph, cupel_commit(graph->session));
    assert_ok(graph, cupel_append(album, tracks, added));
    cupel_expire_all(graph->session);
    assert_int_equal(cupel_item_count(album, tracks), 2);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(album, tracks), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ALBUMS_TEST(test_freed_after_removal),
        ALBUMS_TEST(test_freed_after_insert),
        ALBUMS_TEST(test_freed_after_rollback),
        ALBUMS_TEST(test_freed_in_collection),
        ALBUMS_TEST(test_freed_after_session),
        ALBUMS_TEST(test_freed_after_failure),
        ALBUMS_TEST(test_left_out),
        ALBUMS_TEST(test_refused_elsewhere),
        ALBUMS_TEST(test_target_in_no_session),
        ALBUMS_TEST(test_expired_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
