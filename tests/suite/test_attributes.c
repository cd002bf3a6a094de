/*
 * What attributes go through a flush as: the largest, the missing, what no
 * database takes, and what constraints refuse.
 */
#include "suite.h"

#include <math.h>

typedef struct Owner Owner;
typedef struct Thing Thing;

enum color { RED, GREEN };
CUPEL_ENUM_TYPE(thing_color, "thing_color", { "red", RED }, { "green", GREEN });

struct Owner {
    cupel_object base;
    cupel_int id;
};

struct Thing {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_blob bytes;
    cupel_decimal exact;
    cupel_json notes;
    cupel_double real;
    const enum color color;
    cupel_int amount;
    cupel_null_int owner_id;
};

CUPEL_MAP(Owner, "attribute_owners",
          CUPEL_COLUMN(Owner, id, .primary_key = true, .autoincrement = CUPEL_NO));

CUPEL_MAP(Thing, "attribute_things", CUPEL_COLUMN(Thing, id, .primary_key = true),
          CUPEL_COLUMN(Thing, name, .length = 20, .unique = true), CUPEL_COLUMN(Thing, bytes),
          CUPEL_COLUMN(Thing, exact, .precision = 10, .scale = 2), CUPEL_COLUMN(Thing, notes),
          CUPEL_COLUMN(Thing, real), CUPEL_COLUMN(Thing, color, .enumeration = &thing_color),
          CUPEL_COLUMN(Thing, amount, .check = "amount >= 0"),
          CUPEL_COLUMN(Thing, owner_id, .foreign_key = "attribute_owners.id"));

static void open_things(suite *one)
{
    static const cupel_mapping *const mappings[] = { &Owner_mapping, &Thing_mapping };
    suite_open(one, 2, mappings);
}

/* The only thing there is, read from the database. */
static Thing *read_thing(suite *one)
{
    cupel_expunge_all(one->session);
    Thing *thing = cupel_one(cupel_query(one->session, Thing));
    if (!thing)
        fail_msg("%s", cupel_error_text(one->session));
    return thing;
}

static void test_large_bytes(void **state)
{
    (void)state;
    enum { SIZE = 1 << 20 };
    suite one;
    open_things(&one);
    unsigned char *bytes = malloc(SIZE);
    assert_non_null(bytes);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (unsigned char)(i * 31 + i / 256);
    suite_ok(&one,
             cupel_add(one.session, cupel_new(Thing, .name = "large", .bytes = { bytes, SIZE })));
    suite_ok(&one, cupel_commit(one.session));
    const Thing *thing = read_thing(&one);
    assert_int_equal(thing->bytes.size, SIZE);
    assert_memory_equal(thing->bytes.data, bytes, SIZE);
    free(bytes);
    suite_close(&one);
}

/* Bytes, decimals and JSON that are NULL, from the beginning and set later. */
static void test_missing(void **state)
{
    (void)state;
    suite one;
    open_things(&one);
    suite_ok(&one, cupel_add(one.session, cupel_new(Thing, .name = "empty")));
    suite_ok(&one, cupel_commit(one.session));
    Thing *thing = read_thing(&one);
    assert_null(thing->bytes.data);
    assert_null(thing->exact.digits);
    assert_null(thing->notes.text);
    cupel_set(thing, bytes, ((cupel_blob_value){ "ab", 2 }));
    cupel_set(thing, exact, ((cupel_decimal_value){ "1.50" }));
    cupel_set(thing, notes, ((cupel_json_value){ "[1]" }));
    suite_ok(&one, cupel_commit(one.session));
    thing = read_thing(&one);
    assert_int_equal(thing->bytes.size, 2);
    suite_text(thing->exact.digits, "1.50");
    suite_text(thing->notes.text, "[1]");
    cupel_set(thing, bytes, ((cupel_blob_value){ NULL, 0 }));
    cupel_set(thing, exact, ((cupel_decimal_value){ NULL }));
    cupel_set(thing, notes, ((cupel_json_value){ NULL }));
    suite_ok(&one, cupel_commit(one.session));
    thing = read_thing(&one);
    assert_null(thing->bytes.data);
    assert_null(thing->exact.digits);
    assert_null(thing->notes.text);
    suite_close(&one);
}

static void test_enumeration(void **state)
{
    (void)state;
    suite one;
    open_things(&one);
    suite_ok(&one, cupel_add(one.session, cupel_new(Thing, .name = "a", .color = GREEN)));
    suite_ok(&one, cupel_commit(one.session));
    Thing *thing = read_thing(&one);
    assert_int_equal(thing->color, GREEN);
    cupel_set(thing, color, RED);
    suite_ok(&one, cupel_commit(one.session));
    assert_int_equal(read_thing(&one)->color, RED);
    /* What is no value of it is refused, and the text says where. */
    thing = read_thing(&one);
    cupel_set(thing, color, (enum color)7);
    assert_int_equal(cupel_flush(one.session), CUPEL_DATA_ERROR);
    suite_text(cupel_error_text(one.session),
               "updating Thing: color: 7 is no value of the enumeration thing_color");
    suite_ok(&one, cupel_rollback(one.session));
    suite_close(&one);
}

/* SQLite would make NULL of it, MariaDB has none: an error; PostgreSQL keeps it. */
static void test_not_a_number(void **state)
{
    (void)state;
    suite one;
    open_things(&one);
    suite_ok(&one, cupel_add(one.session, cupel_new(Thing, .name = "n", .real = NAN)));
    if (suite_is("postgresql")) {
        suite_ok(&one, cupel_commit(one.session));
        assert_true(isnan(read_thing(&one)->real));
    } else {
        cupel_code code = cupel_commit(one.session);
        assert_int_not_equal(code, CUPEL_OK);
        suite_ok(&one, cupel_rollback(one.session));
        assert_int_equal(cupel_count(cupel_query(one.session, Thing)), 0);
    }
    suite_close(&one);
}

/* Every kind of constraint is told from the others, and the session can be used again. */
static void test_constraints(void **state)
{
    (void)state;
    suite one;
    open_things(&one);
    suite_ok(&one, cupel_add(one.session, cupel_new(Thing, .name = "taken")));
    suite_ok(&one, cupel_commit(one.session));
    Thing *wrong[] = {
        cupel_new(Thing, .name = "taken"),
        cupel_new(Thing, .name = "check", .amount = -1),
        cupel_new(Thing, .name = "key", .owner_id = &(int64_t){ 12345 }),
    };
    static const cupel_reason reasons[] = { CUPEL_REASON_UNIQUE, CUPEL_REASON_CHECK,
                                            CUPEL_REASON_FOREIGN_KEY };
    for (size_t i = 0; i < 3; i++) {
        assert_non_null(wrong[i]);
        suite_ok(&one, cupel_add(one.session, wrong[i]));
        assert_int_equal(cupel_flush(one.session), CUPEL_INTEGRITY_ERROR);
        assert_int_equal(cupel_session_error(one.session)->reason, reasons[i]);
        suite_ok(&one, cupel_rollback(one.session));
        assert_int_equal(cupel_count(cupel_query(one.session, Thing)), 1);
        cupel_free(wrong[i]);
    }
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_large_bytes),  SUITE_TEST(test_missing),     SUITE_TEST(test_enumeration),
        SUITE_TEST(test_not_a_number), SUITE_TEST(test_constraints),
    };
    return cmocka_run_group_tests_name("suite/attributes", tests, NULL, suite_end);
}
