/*
 * Changing relationships where something is against it: another parent, a
 * listener, no instance; and what becomes of children at the flush.
 */
#include "graph.h"

#include <string.h>

typedef struct Folder Folder;
typedef struct File File;
typedef struct Label Label;
typedef struct Note Note;

struct Folder {
    cupel_object base;
    cupel_int id;
    cupel_text code;
    cupel_to_many(File) files;
    cupel_to_one(Label) label;
    cupel_null_int label_id;
    cupel_null_int best_id;
    cupel_to_one(File) best;
};

struct File {
    cupel_object base;
    cupel_int id;
    cupel_text folder_code;
    cupel_to_one(Folder) folder;
};

struct Label {
    cupel_object base;
    cupel_int id;
    cupel_text text;
};

/* In one folder before it is put into another one, it knows which it was: `kept`; or does not: `filed`. */
struct Note {
    cupel_object base;
    cupel_int id;
    cupel_null_int kept_id;
    cupel_null_int filed_id;
    cupel_to_one(Folder) kept;
    cupel_to_one(Folder) filed;
};

CUPEL_DECLARE(Folder);
CUPEL_DECLARE(File);
CUPEL_DECLARE(Label);
CUPEL_DECLARE(Note);

CUPEL_MAP(Folder, "folders", CUPEL_COLUMN(Folder, id, .primary_key = true),
          CUPEL_COLUMN(Folder, code, .length = 20, .unique = true),
          CUPEL_COLUMN(Folder, label_id, .foreign_key = "labels.id"),
          CUPEL_COLUMN(Folder, best_id, .foreign_key = "files.id"),
          CUPEL_RELATIONSHIP(Folder, files, File, .back_populates = "folder", .order_by = "id",
                             .foreign_keys = "files.folder_code", .passive_updates = CUPEL_NO),
          CUPEL_RELATIONSHIP(Folder, best, File, .foreign_keys = "folders.best_id",
                             .post_update = true),
          CUPEL_RELATIONSHIP(Folder, label, Label, .single_parent = true,
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN));

CUPEL_MAP(File, "files", CUPEL_COLUMN(File, id, .primary_key = true),
          CUPEL_COLUMN(File, folder_code, .foreign_key = "folders.code"),
          CUPEL_RELATIONSHIP(File, folder, Folder, .back_populates = "files",
                             .foreign_keys = "files.folder_code"));

CUPEL_MAP(Label, "labels", CUPEL_COLUMN(Label, id, .primary_key = true), CUPEL_COLUMN(Label, text));

CUPEL_MAP(Note, "notes", CUPEL_COLUMN(Note, id, .primary_key = true),
          CUPEL_COLUMN(Note, kept_id, .foreign_key = "folders.id"),
          CUPEL_COLUMN(Note, filed_id, .foreign_key = "folders.id"),
          CUPEL_RELATIONSHIP(Note, kept, Folder, .foreign_keys = "notes.kept_id",
                             .active_history = true),
          CUPEL_RELATIONSHIP(Note, filed, Folder, .foreign_keys = "notes.filed_id"));

static int folder_setup(void **state)
{
    graph_setup(state);
    graph_fixture *graph = *state;
    cupel_session_close(graph->session);
    cupel_registry_close(graph->registry);
    cupel_engine_close(graph->engine);
    /* keys are changed by statements of their own here */
    graph->engine = cupel_engine_open("sqlite://?foreign_keys=off", .log = cu_test_statements_log,
                                      .log_data = &graph->log);
    graph->registry = cupel_registry_open(Folder, File, Label, Note);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    cu_test_statements_clear(&graph->log);
    return 0;
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, folder_setup, graph_teardown)

static void assert_error_at(const graph_fixture *graph, cupel_code code, const char *part, int line)
{
    const cupel_error *error = cupel_session_error(graph->session);
    if (error->code != code || !strstr(error->text, part))
        fail_msg("line %d: %s: %s", line, cupel_code_name(error->code), error->text);
}
#define assert_error(code, part) assert_error_at(graph, CUPEL_##code, (part), __LINE__)

static void test_single_parent(void **state)
{
    graph_fixture *graph = *state;
    Label *label = cupel_new(Label, .text = "l");
    Folder *one = cupel_new(Folder, .code = "a"), *two = cupel_new(Folder, .code = "b");
    cupel_set(one, label, label);
    assert_ok(graph, cupel_add(graph->session, one));
    assert_ok(graph, cupel_add(graph->session, two));
    cupel_set(two, label, label);
    assert_error(INVALID_REQUEST, "Folder.label is .single_parent, and the Label is another one's");
    assert_null(two->label.item);
    assert_ok(graph, cupel_flush(graph->session));
    /* of instances with rows too */
    cupel_set(two, label, label);
    assert_error(INVALID_REQUEST, "single_parent");
    cupel_set(one, label, (Label *)NULL);
    cupel_set(two, label, label);
    assert_ptr_equal(two->label.item, label);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Label)), 1);
    /* an orphan goes */
    cupel_set(two, label, (Label *)NULL);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_query(graph->session, Label)), 0);
}

/* Keys that others refer to are changed, and theirs with them: the database is not told to do so. */
static void test_changed_key(void **state)
{
    graph_fixture *graph = *state;
    Folder *folder = cupel_new(Folder, .code = "a");
    File *first = cupel_new(File), *second = cupel_new(File);
    cupel_append(folder, files, first);
    cupel_append(folder, files, second);
    assert_ok(graph, cupel_add(graph->session, folder));
    assert_ok(graph, cupel_commit(graph->session));
    cupel_load(folder, code);
    cupel_set(folder, code, "z");
    assert_ok(graph, cupel_flush(graph->session));
    assert_text(cupel_load(first, folder_code), "z");
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_filter(cupel_query(graph->session, File),
                                              cupel_eq(cupel_attr(File, folder_code), "z"))),
                     2);
    assert_int_equal(cupel_item_count(folder, files), 2);
}

/* A reference back, which is written when both have a row. */
static void test_post_update(void **state)
{
    graph_fixture *graph = *state;
    Folder *folder = cupel_new(Folder, .code = "a");
    File *file = cupel_new(File);
    cupel_append(folder, files, file);
    cupel_set(folder, best, file);
    assert_ok(graph, cupel_add(graph->session, folder));
    assert_ok(graph, cupel_commit(graph->session));
    assert_ptr_equal(cupel_load(folder, best).item, file);
    cupel_set(folder, best, (File *)NULL);
    assert_ok(graph, cupel_commit(graph->session));
    assert_null(cupel_load(folder, best).item);
    cupel_set(folder, best, file);
    assert_ok(graph, cupel_commit(graph->session));
    assert_ok(graph, cupel_delete(graph->session, folder));
    assert_ok(graph, cupel_commit(graph->session));
    assert_null(cupel_load(file, folder_code));
}

/* A many-to-one set to NULL that was never loaded: its row is changed all the same, and only then. */
static void test_cleared_unloaded(void **state)
{
    graph_fixture *graph = *state;
    Folder *folder = cupel_new(Folder, .code = "a");
    File *file = cupel_new(File);
    assert_ok(graph, cupel_append(folder, files, file));
    assert_ok(graph, cupel_add(graph->session, folder));
    assert_ok(graph, cupel_flush(graph->session));
    cupel_set(folder, best, file);
    assert_ok(graph, cupel_commit(graph->session));
    for (int i = 0; i < 2; i++) {
        graph_renew(graph);
        folder = i == 0 ? NULL : cupel_get(graph->session, Folder, 1);
        file = cupel_get(graph->session, File, 1);
        assert_non_null(file);
        assert_text(file->folder_code, "a");
        cupel_set(file, folder, NULL);
        assert_ok(graph, cupel_commit(graph->session));
        assert_null(cupel_load(file, folder_code));
        assert_ok(graph, cupel_commit(graph->session));
        file = cupel_get(graph->session, File, 1); /* expired: the key is not known either */
        folder = cupel_get(graph->session, Folder, 1);
        assert_non_null(folder);
        cupel_set(file, folder, folder);
        assert_ok(graph, cupel_commit(graph->session));
    }
    graph_renew(graph);
    folder = cupel_get(graph->session, Folder, 1);
    assert_non_null(folder);
    cupel_set(folder, best, NULL); /* .post_update */
    assert_ok(graph, cupel_commit(graph->session));
    assert_null(cupel_load(folder, best_id));
    graph_renew(graph);
    folder = cupel_get(graph->session, Folder, 1);
    assert_non_null(folder);
    graph_sent_count(graph);
    cupel_set(folder, best, NULL); /* it is NULL */
    assert_ok(graph, cupel_commit(graph->session));
    assert_nothing_sent(graph);
}

/* ---- listeners ----------------------------------------------------------------------------------------------- */

static cupel_code refuse(const cupel_event *event, void *data)
{
    ++*(int *)data;
    return event->attribute ? CUPEL_NOT_SUPPORTED : CUPEL_OK;
}

static void test_listeners_refuse(void **state)
{
    graph_fixture *graph = *state;
    int calls = 0;
    Folder *folder = cupel_new(Folder, .code = "a");
    File *file = cupel_new(File), *other = cupel_new(File);
    cupel_append(folder, files, file);
    assert_ok(graph, cupel_add(graph->session, folder));
    assert_ok(graph, cupel_add(graph->session, other));
    assert_ok(graph, cupel_flush(graph->session));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_APPEND, NULL, refuse, &calls));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_REMOVE, NULL, refuse, &calls));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_SET, NULL, refuse, &calls));
    assert_code(graph, cupel_append(folder, files, other), CUPEL_NOT_SUPPORTED);
    assert_code(graph, cupel_remove(folder, files, file), CUPEL_NOT_SUPPORTED);
    assert_int_equal(folder->files.count, 1);
    cupel_set(folder, best, file);
    assert_error(NOT_SUPPORTED, "a listener of the session stopped");
    assert_null(folder->best.item);
    cupel_set(folder, code, "b");
    assert_error(NOT_SUPPORTED, "a listener of the session stopped");
    assert_text(folder->code, "a");
    assert_int_equal(calls, 4);
    assert_code(graph, cupel_listen(graph->session, CUPEL_EVENT_SET, NULL, NULL, NULL),
                CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_listen(graph->session, CUPEL_EVENT_KIND_COUNT, NULL, refuse, NULL),
                CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_listen(NULL, CUPEL_EVENT_SET, NULL, refuse, NULL),
                     CUPEL_INVALID_ARGUMENT);
}

/* What a listener did not let pass is reported by the call, or by the next flush, as other errors of changes are. */
static void test_veto_is_kept(void **state)
{
    graph_fixture *graph = *state;
    int calls = 0;
    Folder *folder = cupel_new(Folder, .code = "a");
    File *file = cupel_new(File), *other = cupel_new(File);
    assert_ok(graph, cupel_append(folder, files, file));
    assert_ok(graph, cupel_add(graph->session, folder));
    assert_ok(graph, cupel_commit(graph->session));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_APPEND, NULL, refuse, &calls));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_REMOVE, NULL, refuse, &calls));
    assert_ok(graph, cupel_listen(graph->session, CUPEL_EVENT_SET, NULL, refuse, &calls));
    for (int i = 0; i < 4; i++) {
        if (i == 0)
            cupel_set(file, id, 500);
        if (i == 1)
            cupel_set(folder, best, file);
        if (i == 2)
            (void)!cupel_append(folder, files, other);
        if (i == 3)
            (void)!cupel_remove(folder, files, file);
        assert_int_equal(cupel_count(cupel_query(graph->session, File)), -1);
        assert_error(NOT_SUPPORTED, i == 0   ? "stopped a change of File.id with NOT_SUPPORTED"
                                    : i == 1 ? "stopped a change of Folder.best"
                                             : "stopped a change of Folder.files");
        assert_ok(graph, cupel_rollback(graph->session));
        assert_ok(graph, cupel_commit(graph->session));
    }
    assert_int_equal(cupel_item_count(folder, files), 1);
    assert_null(cupel_load(folder, best).item);
    /* looked at, it is reported no more */
    cupel_set(folder, best, file);
    assert_error(NOT_SUPPORTED, "stopped a change of Folder.best");
    assert_ok(graph, cupel_flush(graph->session));
    /* what was not appended is nobody's but the caller's */
    assert_int_equal(cupel_object_state(other), CUPEL_TRANSIENT);
    assert_null(cupel_object_session(other));
    cupel_free(other);
}

/* ---- wrong items ---------------------------------------------------------------------------------------------- */

static void test_wrong_calls(void **state)
{
    graph_fixture *graph = *state;
    Folder *folder = cupel_new(Folder, .code = "a"), plain = { .code = "b" };
    File *file = cupel_new(File);
    size_t files = offsetof(Folder, files), best = offsetof(Folder, best);
    assert_ok(graph, cupel_add(graph->session, folder));
    assert_non_null(file);
    assert_int_equal(cupel_append_item(NULL, files, &file->base), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_append_item(&plain.base, files, &file->base), CUPEL_UNMAPPED_INSTANCE);
    assert_int_equal(cupel_remove_item(NULL, files, &file->base), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_remove_item(&plain.base, files, &file->base), CUPEL_UNMAPPED_INSTANCE);
    assert_int_equal(cupel_replace_items(NULL, files, 0, NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_append_item(&folder->base, best, &file->base), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_append(folder, files, (File *)NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_replace_items(&folder->base, files, 1, NULL), CUPEL_INVALID_ARGUMENT);
    assert_code(graph, cupel_append_item(&folder->base, files, &folder->base),
                CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_item_count_at(NULL, files), -1);
    assert_false(cupel_has_item_at(NULL, files, &file->base));
    assert_false(cupel_related_history_at(NULL, files).known);
    assert_false(cupel_related_history_at(&folder->base, offsetof(Folder, code)).known);
    assert_false(cupel_has_item(folder, files, file));
    cupel_free(file);
    assert_ok(graph, cupel_rollback(graph->session));
    /* NULL among the items an instance begins with */
    Folder *wrong = cupel_new(Folder, .code = "c", .files = { .items = NULL, .count = 2 });
    assert_non_null(wrong);
    assert_object_error(wrong, CUPEL_INVALID_ARGUMENT, "");
    cupel_free(wrong);
}

/* Of an instance that was detached: changes are written when it is in a session again. */
static void test_detached(void **state)
{
    graph_fixture *graph = *state;
    Folder *folder = cupel_new(Folder, .code = "a");
    File *file = cupel_new(File), *other = cupel_new(File);
    cupel_append(folder, files, file);
    assert_ok(graph, cupel_add(graph->session, folder));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(folder, files), 1);
    cupel_load(folder, code);
    assert_ok(graph, cupel_expunge(graph->session, file));
    assert_ok(graph, cupel_expunge(graph->session, folder));
    /* of several that left the session none has changes */
    assert_false(cupel_history_of(folder, code).old_known);
    assert_false(cupel_history_of(folder, code).changed);
    assert_int_equal(cupel_append(folder, files, other), CUPEL_OK);
    assert_int_equal(folder->files.count, 2);
    assert_ok(graph, cupel_add(graph->session, folder));
    assert_int_equal(cupel_object_state(other), CUPEL_PENDING);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_filter(cupel_query(graph->session, File),
                                              cupel_eq(cupel_attr(File, folder_code), "a"))),
                     2);
}

/* .active_history: what is replaced unseen is loaded first, and told by the history. */
static void test_active_history(void **state)
{
    graph_fixture *graph = *state;
    Folder *a = cupel_new(Folder, .code = "a"), *b = cupel_new(Folder, .code = "b");
    Note *note = cupel_new(Note, .kept = { a }, .filed = { a });
    assert_non_null(note);
    assert_ok(graph, cupel_add_all(graph->session, a, b, note));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    note = cupel_get(graph->session, Note, 1);
    b = cupel_get(graph->session, Folder, 2);
    assert_non_null(note);
    assert_non_null(b);
    cu_test_statements_clear(&graph->log);
    cupel_set(note, filed, b);
    assert_nothing_sent(graph);
    cupel_related_history history = cupel_related_history_of(note, filed);
    assert_int_equal(history.added_count, 1);
    assert_int_equal(history.removed_count, 0);
    cupel_set(note, kept, b);
    assert_sent(graph, "SELECT folders.id AS folders_id, folders.code AS folders_code, "
                       "folders.label_id AS folders_label_id, folders.best_id AS folders_best_id "
                       "FROM folders WHERE folders.id = ? (1) 1 row");
    history = cupel_related_history_of(note, kept);
    assert_int_equal(history.added_count, 1);
    assert_ptr_equal(history.added[0], b);
    assert_int_equal(history.removed_count, 1);
    assert_non_null(history.removed[0]);
    assert_text(((Folder *)history.removed[0])->code, "a");
    /* also where nothing comes instead */
    assert_ok(graph, cupel_rollback(graph->session));
    cupel_set(note, kept, (Folder *)NULL);
    history = cupel_related_history_of(note, kept);
    assert_int_equal(history.added_count, 0);
    assert_int_equal(history.removed_count, 1);
    assert_ok(graph, cupel_commit(graph->session));
    assert_null(cupel_load(note, kept_id));
    assert_non_null(cupel_load(note, filed_id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_single_parent),    FOLDER_TEST(test_changed_key),
        FOLDER_TEST(test_post_update),      FOLDER_TEST(test_listeners_refuse),
        FOLDER_TEST(test_cleared_unloaded), FOLDER_TEST(test_veto_is_kept),
        FOLDER_TEST(test_wrong_calls),      FOLDER_TEST(test_detached),
        FOLDER_TEST(test_active_history),
    };
    return cmocka_run_group_tests_name("orm/related_change", tests, NULL, NULL);
}
