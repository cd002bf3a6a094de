/*
 * The tutorial, T77 to T93: relationships, and working with related objects.
 */
#include "addresses.h"

/* ---- mapping ----------------------------------------------------------------------------------- */

/* T82, T84: the other side made by this one. */
typedef struct Owner Owner;
typedef struct Pet Pet;

struct Owner {
    cupel_object base;
    cupel_int id;
    cupel_to_many(Pet) pets;
};

struct Pet {
    cupel_object base;
    cupel_int id;
    cupel_null_int owner_id;
    cupel_to_one(Owner) owner;
};

CUPEL_MAP(Owner, "owner", CUPEL_COLUMN(Owner, id, .primary_key = true),
          CUPEL_RELATIONSHIP(Owner, pets, Pet, .backref = "owner"));

CUPEL_MAP(Pet, "pet", CUPEL_COLUMN(Pet, id, .primary_key = true),
          CUPEL_COLUMN(Pet, owner_id, .foreign_key = "owner.id"), CUPEL_BACKREF(Pet, owner, Owner));

/* T83b: a target that nobody mapped, a pair without a foreign key, a side that is not there. */
typedef struct NoSuch NoSuch;
typedef struct Kid Kid;
typedef struct Parent {
    cupel_object base;
    cupel_int id;
    cupel_to_many(NoSuch) others;
    cupel_to_many(Kid) kids;
    cupel_to_many(Kid) nephews;
} Parent;

struct Kid {
    cupel_object base;
    cupel_int id;
};

CUPEL_MAP(Parent, "p", CUPEL_COLUMN(Parent, id, .primary_key = true),
          CUPEL_RELATIONSHIP(Parent, others, NoSuch), CUPEL_RELATIONSHIP(Parent, kids, Kid),
          CUPEL_RELATIONSHIP(Parent, nephews, Kid, .back_populates = "uncle"));

CUPEL_MAP(Kid, "kid", CUPEL_COLUMN(Kid, id, .primary_key = true));

/* T77: a foreign key to a table that is not there. */
typedef struct Stray {
    cupel_object base;
    cupel_int id;
    cupel_null_int home_id;
} Stray;

CUPEL_MAP(Stray, "stray", CUPEL_COLUMN(Stray, id, .primary_key = true),
          CUPEL_COLUMN(Stray, home_id, .foreign_key = "nosuch.id"));

static void test_t77_t83_directions(void **state)
{
    (void)state;
    suite one;
    addresses_open(&one);
    /* The kind of the member says which side has many, the foreign key how they are joined. */
    const char *sql = cupel_sql(
        cupel_join(cupel_query(one.session, User), cupel_attr(User, addresses)), "sqlite");
    assert_non_null(sql);
    assert_string_equal(sql, SELECT_USERS " JOIN addresses ON users.id = addresses.user_id");
    sql = cupel_sql(cupel_join(cupel_query(one.session, Address), cupel_attr(Address, user)),
                    "sqlite");
    assert_non_null(sql);
    assert_string_equal(sql, SELECT_ADDRESSES " JOIN users ON users.id = addresses.user_id");
    suite_close(&one);
}

static void assert_mistake(cupel_registry *registry, cupel_code code, const char *text)
{
    assert_string_equal(cupel_code_name(cupel_registry_configure(registry)), cupel_code_name(code));
    if (!strstr(cupel_error_text(registry), text))
        fail_msg("'%s' is not in '%s'", text, cupel_error_text(registry));
}

static void test_t83b_mistakes(void **state)
{
    (void)state;
    cupel_registry *registry = cupel_registry_open(Parent, Kid);
    assert_mistake(registry, CUPEL_INVALID_REQUEST, "Parent.others");
    /* all of them are told at once */
    assert_mistake(registry, CUPEL_INVALID_REQUEST, "NoSuch");
    assert_mistake(registry, CUPEL_INVALID_REQUEST, "Parent.kids");
    assert_mistake(registry, CUPEL_INVALID_REQUEST, "Parent.nephews");
    cupel_registry_close(registry);
    registry = cupel_registry_open(Stray);
    assert_mistake(registry, CUPEL_NO_REFERENCED_TABLE, "nosuch");
    cupel_registry_close(registry);
}

static void test_t84_backref(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &Owner_mapping, &Pet_mapping };
    suite one;
    suite_open(&one, 2, mappings);
    Owner *owner = cupel_new(Owner, .id = 1);
    Pet *pet = cupel_new(Pet, .id = 1);
    assert_non_null(owner);
    assert_non_null(pet);
    suite_ok(&one, cupel_add(one.session, owner));
    suite_ok(&one, cupel_append(owner, pets, pet));
    assert_ptr_equal(pet->owner.item, owner);
    suite_ok(&one, cupel_flush(one.session));
    assert_int_equal(*pet->owner_id, 1);
    suite_close(&one);
}

static void test_t85_t86_create(void **state)
{
    (void)state;
    cu_test_statements log = { 0 };
    cupel_engine *engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &log);
    cupel_registry *users = cupel_registry_open(Owner, Pet), *more = NULL;
    cupel_code code = cupel_create_all(users, engine);
    cu_test_statements_clear(&log);
    more = cupel_registry_open(Owner, Pet, Kid);
    if (code == CUPEL_OK)
        code = cupel_create_all(more, engine);
#define LOOK_FOR "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = "
    if (code == CUPEL_OK)
        cu_test_statements_expect(
            &log, "BEGIN IMMEDIATE", LOOK_FOR "'owner' COLLATE NOCASE () 1 row",
            LOOK_FOR "'pet' COLLATE NOCASE () 1 row", LOOK_FOR "'kid' COLLATE NOCASE () 0 rows",
            "CREATE TABLE kid (\n\tid INTEGER NOT NULL,\n\tPRIMARY KEY (id)\n) ()", "COMMIT");
    cu_test_statements_clear(&log);
    /* T86 */
    char *sql = cupel_create_table_sql(more, &Pet_mapping, "sqlite");
    bool same = sql && strcmp(sql, "CREATE TABLE pet (\n\tid INTEGER NOT NULL,\n\towner_id INTEGER,"
                                   "\n\tPRIMARY KEY (id),\n\tFOREIGN KEY(owner_id) REFERENCES "
                                   "owner (id)\n)") == 0;
    cupel_text_free(sql);
    cupel_registry_close(users);
    cupel_registry_close(more);
    cupel_engine_close(engine);
    assert_int_equal(code, CUPEL_OK);
    assert_true(same);
}

/* ---- related objects ---------------------------------------------------------------------------- */

static void test_t87_t90_graph(void **state)
{
    (void)state;
    suite one;
    addresses_open(&one);
    addresses_fill_users(&one);
    cu_test_statements_clear(&suite_log);
    /* T87 */
    User *jack = cupel_new(User, .name = "jack", .fullname = "Jack Bean", .password = "gjffdd");
    assert_non_null(jack);
    assert_int_equal(cupel_item_count(jack, addresses), 0);
    /* T88 */
    Address *first = cupel_new(Address, .email_address = "jack@google.com");
    Address *second = cupel_new(Address, .email_address = "j25@yahoo.com");
    assert_non_null(first);
    assert_non_null(second);
    assert_int_equal(cupel_replace(jack, addresses, 2, ((Address *[]){ first, second })), CUPEL_OK);
    /* T89 */
    assert_string_equal(jack->addresses.items[1]->email_address, "j25@yahoo.com");
    assert_ptr_equal(second->user.item, jack);
    /* T89b */
    Address *third = cupel_new(Address, .email_address = "tmp@x");
    assert_non_null(third);
    cupel_set(third, user, jack);
    assert_int_equal(jack->addresses.count, 3);
    assert_true(cupel_has_item(jack, addresses, third));
    assert_int_equal(cupel_remove(jack, addresses, third), CUPEL_OK);
    assert_null(third->user.item);
    /* T90: what belongs to it comes with it, what was taken out does not */
    suite_ok(&one, cupel_add(one.session, jack));
    assert_true(cupel_in_session(one.session, first));
    assert_true(cupel_in_session(one.session, second));
    assert_false(cupel_in_session(one.session, third));
    suite_nothing_sent();
    suite_ok(&one, cupel_commit(one.session));
    suite_sent("BEGIN IMMEDIATE",
               "INSERT INTO users (name, fullname, password) VALUES (?, ?, ?) ('jack', 'Jack "
               "Bean', 'gjffdd') 1 row",
               "INSERT INTO addresses (email_address, user_id) VALUES (?, ?) "
               "(('jack@google.com', 5), ('j25@yahoo.com', 5)) 2 rows",
               "COMMIT");
    cupel_free(third);
    suite_close(&one);
}

static void test_t91_t93_loading(void **state)
{
    (void)state;
    suite one;
    addresses_open_filled(&one);
    /* T91 */
    User *jack = user_named(&one, "jack");
    assert_user(jack, "jack", "Jack Bean", "gjffdd");
    suite_sent(SELECT_USERS "\nWHERE users.name = ? ('jack') 1 row");
    assert_false(cupel_is_loaded(jack, addresses));
    /* T92 */
    cupel_load(jack, addresses);
    assert_addresses(jack);
    suite_sent(SELECT_ADDRESSES "\nWHERE ? = addresses.user_id ORDER BY addresses.id (5) 2 rows");
    /* T93 */
    assert_int_equal(cupel_item_count(jack, addresses), 2);
    suite_nothing_sent();
    /* T93b */
    assert_ptr_equal(cupel_load(jack->addresses.items[0], user).item, jack);
    suite_nothing_sent();
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_t77_t83_directions), SUITE_TEST(test_t83b_mistakes),
        SUITE_TEST(test_t84_backref),        SUITE_TEST(test_t85_t86_create),
        SUITE_TEST(test_t87_t90_graph),      SUITE_TEST(test_t91_t93_loading),
    };
    return cmocka_run_group_tests_name("suite/tutorial_relationships", tests, NULL, suite_end);
}
