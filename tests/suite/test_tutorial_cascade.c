/*
 * The tutorial, T128 to T134: getting by key, and deletes that spread.
 */
/* T128: the same tables in another registry, with cascades. */
#define ADDRESSES_OPTIONS .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN
#include "addresses.h"

/* T134: the database deletes what belongs to a deleted row. */
typedef struct Folder Folder;
typedef struct File File;

struct Folder {
    cupel_object base;
    cupel_int id;
    cupel_to_many(File) files;
};

struct File {
    cupel_object base;
    cupel_int id;
    cupel_null_int folder_id;
};

CUPEL_MAP(Folder, "folder", CUPEL_COLUMN(Folder, id, .primary_key = true),
          CUPEL_RELATIONSHIP(Folder, files, File, .passive_deletes = CUPEL_YES,
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN));

CUPEL_MAP(File, "file", CUPEL_COLUMN(File, id, .primary_key = true),
          CUPEL_COLUMN(File, folder_id, .foreign_key = "folder.id", .on_delete = CUPEL_CASCADE));

/* Jack with his two addresses, in a session that has none of them. */
static void open_jack(suite *one)
{
    addresses_open(one);
    addresses_add_jack(one, 5);
}

static void test_t129_get(void **state)
{
    (void)state;
    suite one;
    open_jack(&one);
    User *jack = cupel_get(one.session, User, 5);
    assert_non_null(jack);
    assert_string_equal(jack->name, "jack");
    suite_sent(SELECT_USERS "\nWHERE users.id = ? (5) 1 row");
    /* it is there: no statement */
    assert_ptr_equal(cupel_get(one.session, User, 5), jack);
    assert_ptr_equal(cupel_query_get(cupel_query(one.session, User), 5), jack);
    suite_nothing_sent();
    /* none has that key */
    assert_null(cupel_get(one.session, User, 999));
    assert_failed(&one, CUPEL_OK);
    suite_sent(SELECT_USERS "\nWHERE users.id = ? (999) 0 rows");
    /* not with a condition, not for several things, not with another number of values */
    assert_null(
        cupel_query_get(cupel_filter_by(cupel_query(one.session, User), User, name, "jack"), 5));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_null(cupel_query_get(
        cupel_select(one.session, cupel_entity_of(User), cupel_entity_of(Address)), 5));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_null(cupel_get(one.session, User, 5, 6));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    suite_nothing_sent();
    suite_close(&one);
}

static int64_t count_addresses(const suite *one)
{
    return cupel_count(cupel_filter(
        cupel_query(one->session, Address),
        cupel_in(cupel_attr(Address, email_address), "jack@google.com", "j25@yahoo.com")));
}

#define COUNT_ADDRESSES                                                                            \
    "SELECT count(*) AS count_1\nFROM (" SELECT_ADDRESSES                                          \
    "\nWHERE addresses.email_address IN (?, ?)) AS anon_1 ('jack@google.com', 'j25@yahoo.com') 1 " \
    "row"

static void test_t130_t133_cascades(void **state)
{
    (void)state;
    suite one;
    open_jack(&one);
    User *jack = cupel_get(one.session, User, 5);
    assert_non_null(jack);
    cu_test_statements_clear(&suite_log);
    /* T130: what is taken out of a collection has to be known, so it is loaded */
    assert_int_equal(cupel_item_count(jack, addresses), 2);
    suite_sent(SELECT_ADDRESSES "\nWHERE ? = addresses.user_id (5) 2 rows");
    suite_ok(&one, cupel_remove(jack, addresses, jack->addresses.items[1]));
    suite_nothing_sent();
    /* T131 */
    assert_int_equal(count_addresses(&one), 1);
    suite_sent("DELETE FROM addresses WHERE addresses.id = ? (2) 1 row", COUNT_ADDRESSES);
    /* T132 */
    suite_ok(&one, cupel_delete(one.session, jack));
    assert_int_equal(
        cupel_count(cupel_filter_by(cupel_query(one.session, User), User, name, "jack")), 0);
    suite_sent("DELETE FROM addresses WHERE addresses.id = ? (1) 1 row",
               "DELETE FROM users WHERE users.id = ? (5) 1 row",
               "SELECT count(*) AS count_1\nFROM (" SELECT_USERS
               "\nWHERE users.name = ?) AS anon_1 ('jack') 1 row");
    /* T133 */
    assert_int_equal(count_addresses(&one), 0);
    suite_sent(COUNT_ADDRESSES);
    suite_close(&one);
}

static void test_t134_by_the_database(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &Folder_mapping, &File_mapping };
    suite one;
    suite_open(&one, 2, mappings);
    for (int i = 1; i <= 2; i++) {
        Folder *folder = cupel_new(Folder, .id = i);
        assert_non_null(folder);
        suite_ok(&one, cupel_add(one.session, folder));
        for (int j = 0; j < 3; j++)
            suite_ok(&one, cupel_append(folder, files, cupel_new(File, .id = 10 * i + j)));
    }
    suite_ok(&one, cupel_commit(one.session));
    cupel_expunge_all(one.session);
    Folder *folder = cupel_get(one.session, Folder, 1);
    assert_non_null(folder);
    cu_test_statements_clear(&suite_log);
    /* nothing is loaded: the database deletes all */
    suite_ok(&one, cupel_delete(one.session, folder));
    suite_ok(&one, cupel_flush(one.session));
    suite_sent("DELETE FROM folder WHERE folder.id = ? (1) 1 row");
    assert_int_equal(cupel_count(cupel_query(one.session, File)), 3);
    /* what is loaded is deleted by the session, which knows that it is gone */
    folder = cupel_get(one.session, Folder, 2);
    assert_non_null(folder);
    assert_int_equal(cupel_item_count(folder, files), 3);
    cu_test_statements_clear(&suite_log);
    suite_ok(&one, cupel_delete(one.session, folder));
    suite_ok(&one, cupel_flush(one.session));
    suite_sent("DELETE FROM file WHERE file.id = ? ((20), (21), (22)) 3 rows",
               "DELETE FROM folder WHERE folder.id = ? (2) 1 row");
    assert_int_equal(cupel_count(cupel_query(one.session, File)), 0);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_t129_get),
        SUITE_TEST(test_t130_t133_cascades),
        SUITE_TEST(test_t134_by_the_database),
    };
    return cmocka_run_group_tests_name("suite/tutorial_cascade", tests, NULL, suite_end);
}
