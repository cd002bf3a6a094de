/*
 * Reading in batches takes the same memory for any number of rows, whatever is
 * read: the database sends no more of them than are wanted.
 */
#include "suite.h"

#include <malloc.h>

/* Rows of the smaller number, and how often it is doubled for the larger. */
enum { FEW = 2048, DOUBLED = 5, MANY = FEW << DOUBLED, BATCH = 200 };

typedef struct Folder {
    cupel_object base;
    cupel_int id;
    cupel_text name;
} Folder;

typedef struct Note {
    cupel_object base;
    cupel_int id, folder_id;
    cupel_text text;
    cupel_to_one(Folder) folder;
} Note;

CUPEL_MAP(Folder, "folders", CUPEL_COLUMN(Folder, id, .primary_key = true),
          CUPEL_COLUMN(Folder, name, .length = 100));
CUPEL_MAP(Note, "notes", CUPEL_COLUMN(Note, id, .primary_key = true),
          CUPEL_COLUMN(Note, folder_id, .foreign_key = "folders.id"),
          CUPEL_COLUMN(Note, text, .length = 200), CUPEL_RELATIONSHIP(Note, folder, Folder));

static void run_sql(suite *one, const char *sql)
{
    cupel_result *result = cupel_session_execute(one->session, sql);
    if (!result)
        fail_msg("%s: %s", sql, cupel_error_text(one->session));
    cupel_result_close(result);
}

/* Notes 1 to MANY, by statements that every database has. */
static void fill(suite *one)
{
    char sql[300];
    run_sql(one, "INSERT INTO folders VALUES (1, 'first'), (2, 'second')");
    run_sql(one, "INSERT INTO notes VALUES (1, 2, 'a text that is long enough to be seen where it "
                 "is kept, some hundred bytes with all its words')");
    for (int rows = 1; rows < MANY; rows *= 2) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO notes SELECT id + %d, 1 + (id + %d) %% 2, text FROM notes", rows,
                 rows);
        run_sql(one, sql);
    }
    suite_ok(one, cupel_commit(one->session));
}

/* What is held at most: by this library, and by all of the program, the client library included. */
typedef struct most {
    size_t own, all;
} most;

static void take_measure(most *so_far)
{
    size_t own = cu_test_alloc_bytes(), all = mallinfo2().uordblks + mallinfo2().hblkhd;
    so_far->own = own > so_far->own ? own : so_far->own;
    so_far->all = all > so_far->all ? all : so_far->all;
}

typedef enum reading { INSTANCES, WITH_FOLDERS, COLUMNS, READINGS } reading;

/* Reads the notes up to a number. */
static most read_notes(suite *one, reading what, int last)
{
    most held = { 0 };
    int64_t sum = 0, rows = 0;
    cupel_expr *condition = cupel_le(cupel_attr(Note, id), last);
    cupel_query *query =
        what == COLUMNS ? cupel_select(one->session, cupel_attr(Note, id), cupel_attr(Note, text))
                        : cupel_query(one->session, Note);
    if (what == WITH_FOLDERS)
        query = cupel_options(query, cupel_selectinload(cupel_attr(Note, folder)));
    query = cupel_yield_per(cupel_filter(query, condition), BATCH);
    if (what == COLUMNS) {
        cupel_each_row (row, query) {
            sum += cupel_row_int_at(row, 0);
            rows++;
            take_measure(&held);
        }
    } else {
        cupel_each (Note, note, query) {
            if (what == WITH_FOLDERS)
                assert_string_equal(note->folder.item->name,
                                    note->id % 2 == 0 ? "first" : "second");
            sum += note->id;
            rows++;
            take_measure(&held);
        }
    }
    suite_ok(one, cupel_error_code(one->session));
    assert_int_equal(rows, last);
    assert_int_equal(sum, (int64_t)last * (last + 1) / 2);
    suite_ok(one, cupel_rollback(one->session));
    return held;
}

static void test_same_memory(void **state)
{
    (void)state;
    suite one;
    const cupel_mapping *const mappings[] = { &Folder_mapping, &Note_mapping };
    suite_open(&one, 2, mappings);
    fill(&one);
    for (reading what = 0; what < READINGS; what++) {
        read_notes(&one, what, 2 * BATCH); /* what is kept for the next time is there then */
        most few = read_notes(&one, what, FEW), many = read_notes(&one, what, MANY);
        if (many.own > few.own + 4096 || many.all > few.all + 100000)
            fail_msg("%d: %zu and %zu bytes for %d rows, %zu and %zu for %d", (int)what, few.own,
                     few.all, FEW, many.own, many.all, MANY);
    }
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_memory, cu_test_alloc_setup,
                                        cu_test_alloc_teardown),
    };
    return cmocka_run_group_tests_name("suite/stream", tests, NULL, suite_end);
}
