/*
 * Columns that only structs which inherit have: options for them, and cupel_selectin_polymorphic(), which loads them by
 * statements of their own.
 */
#include "firms.h"

/* ---- columns ------------------------------------------------------------------------------------- */

static void test_columns(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 1);
    Person **found = all_of(
        &one, cupel_options(with_engineers(&one), cupel_defer(cupel_attr(Engineer, info))), 4);
    assert_false(cupel_is_loaded(cupel_as(Engineer, found[1]), info));
    assert_true(cupel_is_loaded(cupel_as(Engineer, found[1]), notes));
    staff_sent("SELECT people.id AS people_id, people.name AS people_name, people.type AS "
               "people_type, people.firm_id AS people_firm_id, engineers.id AS engineers_id, "
               "engineers.notes AS engineers_notes FROM people LEFT OUTER JOIN engineers ON "
               "people.id = engineers.id ORDER BY people.id ()");
    forget(&one);
    found = all_of(&one,
                   cupel_options(with_engineers(&one), cupel_load_only(cupel_attr(Engineer, info)),
                                 cupel_load_only(cupel_attr(Person, name))),
                   4);
    assert_true(cupel_is_loaded(cupel_as(Engineer, found[1]), info));
    assert_false(cupel_is_loaded(cupel_as(Engineer, found[1]), notes));
    assert_true(cupel_is_loaded(found[0], name));
    assert_false(cupel_is_loaded(found[0], firm_id));
    forget(&one);
    /* of a person only the name: what only engineers have is not a person's */
    found = all_of(
        &one, cupel_options(with_engineers(&one), cupel_load_only(cupel_attr(Person, name))), 4);
    assert_true(cupel_is_loaded(cupel_as(Engineer, found[1]), notes));
    assert_false(cupel_is_loaded(found[1], firm_id));
    suite_close(&one);
}

/* ---- by statements of their own ------------------------------------------------------------------ */

static void test_selectin_polymorphic(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 1);
    Person **found =
        all_of(&one,
               cupel_options(people(&one), cupel_selectin_polymorphic(cupel_entity_of(Person),
                                                                      cupel_entity_of(Senior))),
               4);
    assert_true(cupel_is_loaded(cupel_as(Engineer, found[1]), info));
    assert_true(cupel_is_loaded(cupel_as(Senior, found[2]), rank));
    assert_true(cupel_is_loaded(cupel_as(Engineer, found[2]), info));
    assert_false(cupel_is_loaded(cupel_as(Cleaner, found[3]), floor));
    staff_sent("SELECT people.id AS people_id, people.name AS people_name, people.type AS "
               "people_type, people.firm_id AS people_firm_id FROM people ORDER BY people.id ()",
               "SELECT engineers.id AS engineers_id, people.id AS people_id, people.type AS "
               "people_type, engineers.info AS engineers_info, engineers.notes AS engineers_notes "
               "FROM people JOIN engineers ON people.id = engineers.id WHERE people.id IN (?, ?) "
               "ORDER BY people.id (2, 3)",
               "SELECT seniors.id AS seniors_id, engineers.id AS engineers_id, people.id AS "
               "people_id, people.type AS people_type, seniors.rank AS seniors_rank FROM people "
               "JOIN engineers ON people.id = engineers.id JOIN seniors ON engineers.id = "
               "seniors.id WHERE people.id IN (?) ORDER BY people.id (3)");
    /* all is there: nothing is asked again */
    all_of(&one,
           cupel_options(people(&one), cupel_selectin_polymorphic(cupel_entity_of(Person),
                                                                  cupel_entity_of(Senior))),
           4);
    assert_int_equal(suite_sent_count(), 1);
    suite_close(&one);
}

static void test_selectin_polymorphic_options(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 1);
    Person **found = all_of(
        &one,
        cupel_options(people(&one),
                      cupel_selectin_polymorphic(cupel_entity_of(Person), cupel_entity_of(Engineer),
                                                 cupel_entity_of(Cleaner)),
                      cupel_joinedload(cupel_attr(Engineer, machines)),
                      cupel_selectinload(cupel_attr(Cleaner, brooms)),
                      cupel_defer(cupel_attr(Engineer, info))),
        4);
    expect_people(found, (loaded){ .machines = true, .brooms = true });
    assert_false(cupel_is_loaded(cupel_as(Engineer, found[1]), info));
    assert_true(cupel_is_loaded(cupel_as(Engineer, found[1]), notes));
    assert_int_equal(*cupel_as(Cleaner, found[3])->floor, 2);
    assert_int_equal(suite_sent_count(), 4); /* people, engineers with machines, cleaners, brooms */
    /* below a relationship, by a join and by a statement; rows are read again where that is said */
    for (int join = 0; join < 2; join++) {
        forget(&one);
        cupel_option *columns =
            cupel_selectin_polymorphic(cupel_entity_of(Person), cupel_entity_of(Engineer));
        Firm *firm =
            cupel_one(cupel_options(cupel_query(one.session, Firm),
                                    join ? cupel_joinedload(cupel_attr(Firm, people), columns)
                                         : cupel_selectinload(cupel_attr(Firm, people), columns)));
        assert_non_null(firm);
        Engineer *engineer = cupel_as(Engineer, firm->people.items[1]);
        assert_non_null(engineer);
        assert_true(cupel_is_loaded(engineer, info));
        cupel_set(engineer, info, "changed");
        all_of(
            &one,
            cupel_populate_existing(cupel_autoflush(
                cupel_options(people(&one), cupel_selectin_polymorphic(cupel_entity_of(Person),
                                                                       cupel_entity_of(Engineer))),
                false)),
            4);
        assert_string_equal(engineer->info, "I");
    }
    suite_close(&one);
}

/* ---- refused ------------------------------------------------------------------------------------- */

static void expect_refused(suite *one, cupel_query *query, cupel_code code, const char *text)
{
    assert_null(cupel_all(query));
    assert_failed(one, code);
    if (!strstr(cupel_error_text(one->session), text))
        fail_msg("%s", cupel_error_text(one->session));
}

static void test_refused(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 1);
    /* neither is the other */
    expect_refused(&one,
                   cupel_options(cupel_query(one.session, Cleaner),
                                 cupel_selectinload(cupel_attr(Engineer, machines))),
                   CUPEL_INVALID_ARGUMENT, "Engineer.machines means nothing");
    expect_refused(&one,
                   cupel_options(cupel_query(one.session, Firm),
                                 cupel_selectinload(cupel_attr(Engineer, machines))),
                   CUPEL_INVALID_ARGUMENT, "Engineer.machines means nothing");
    expect_refused(
        &one,
        cupel_options(cupel_query(one.session, Firm),
                      cupel_selectinload(cupel_attr(Firm, people),
                                         cupel_selectinload(cupel_attr(Machine, parts)))),
        CUPEL_INVALID_ARGUMENT, "Machine.parts means nothing");
    expect_refused(
        &one,
        cupel_options(people(&one), cupel_selectin_polymorphic(cupel_entity_of(Person),
                                                               cupel_entity_of(Machine))),
        CUPEL_INVALID_ARGUMENT, "each struct must inherit from the first");
    expect_refused(&one,
                   cupel_options(people(&one), cupel_selectin_polymorphic(cupel_entity_of(Person),
                                                                          cupel_attr(Person, id))),
                   CUPEL_INVALID_ARGUMENT, "each item must be a mapped struct");
    expect_refused(&one,
                   cupel_options(people(&one), cupel_selectin_polymorphic((cupel_expr *)NULL)),
                   CUPEL_INVALID_ARGUMENT, "an item is NULL");
    expect_refused(&one,
                   cupel_options(people(&one),
                                 cupel_selectin_polymorphic(cupel_entity_of(Person),
                                                            cupel_of_type(cupel_attr(Firm, people),
                                                                          cupel_attr(Firm, id)))),
                   CUPEL_INVALID_ARGUMENT, "");
    expect_refused(&one,
                   cupel_options(cupel_query(one.session, Firm),
                                 cupel_selectin_polymorphic(cupel_entity_of(Person))),
                   CUPEL_INVALID_ARGUMENT, "means nothing");
    /* more rows than one, none of which a yield can be sure to have whole */
    cupel_cursor cursor = cupel_cursor_open(cupel_yield_per(
        cupel_options(with_engineers(&one), cupel_joinedload(cupel_attr(Engineer, machines))), 2));
    assert_false(cupel_cursor_next(&cursor));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_columns),
        SUITE_TEST(test_selectin_polymorphic),
        SUITE_TEST(test_selectin_polymorphic_options),
        SUITE_TEST(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
