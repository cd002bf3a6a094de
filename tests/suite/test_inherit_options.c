/*
 * Options for relationships that only structs which inherit have, however they are loaded: with instances of these, and
 * not with others of the same rows.
 */
#include "firms.h"
#include "loading_ways.h"

/* ---- ways ---------------------------------------------------------------------------------------- */

static const option_maker ways[] = { joined, selectin, subquery, immediate };
#define WAYS (sizeof ways / sizeof ways[0])

/* ---- relationships ------------------------------------------------------------------------------- */

static void test_of_query(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 2);
    for (size_t way = 0; way < WAYS; way++) {
        for (int polymorphic = 0; polymorphic < 2; polymorphic++) {
            forget(&one);
            cupel_query *query = polymorphic ? with_engineers(&one) : people(&one);
            Person **found =
                all_of(&one, cupel_options(query, ways[way](cupel_attr(Engineer, machines))), 8);
            size_t sent = suite_sent_count();
            expect_people(found, (loaded){ .machines = true });
            /* nothing but a join is in the rows; each of the four engineers is asked for one by one */
            assert_int_equal(sent, ways[way] == joined && polymorphic ? 1
                                   : ways[way] == immediate           ? 5
                                                                      : 2);
        }
        forget(&one);
        Person **found = all_of(&one,
                                cupel_options(people(&one), ways[way](cupel_attr(Senior, medals)),
                                              ways[way](cupel_attr(Cleaner, brooms))),
                                8);
        expect_people(found, (loaded){ .medals = true, .brooms = true });
    }
    suite_close(&one);
}

static void test_below_of_type(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 2);
    for (size_t outer = 0; outer < WAYS; outer++)
        for (size_t inner = 0; inner < WAYS; inner++) {
            forget(&one);
            cupel_option *machines = ways[inner](cupel_attr(Engineer, machines));
            cupel_expr *engineers =
                cupel_of_type(cupel_attr(Firm, people), cupel_entity_of(Engineer));
            cupel_option *option =
                ways[outer] == joined     ? cupel_joinedload(engineers, machines)
                : ways[outer] == selectin ? cupel_selectinload(engineers, machines)
                : ways[outer] == subquery ? cupel_subqueryload(engineers, machines)
                                          : cupel_immediateload(engineers, machines);
            Firm **firms = all_of(
                &one,
                cupel_options(cupel_order_by(cupel_query(one.session, Firm), cupel_attr(Firm, id)),
                              option),
                2);
            for (int i = 0; i < 2; i++) {
                assert_true(cupel_is_loaded(firms[i], people));
                assert_int_equal(firms[i]->people.count, 4);
                assert_true(cupel_is_loaded((Engineer *)firms[i]->people.items[1], info));
                for (size_t j = 0; j < 4; j++)
                    expect_person(firms[i]->people.items[j], (loaded){ .machines = true });
            }
        }
    suite_close(&one);
}

/* Several structs of one relationship, and what is further away. */
static void test_several_structs(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 2);
    for (int join = 0; join < 2; join++) {
        forget(&one);
        cupel_expr *seniors = cupel_of_type(cupel_attr(Firm, people), cupel_entity_of(Senior));
        cupel_expr *cleaners = cupel_of_type(cupel_attr(Firm, people), cupel_entity_of(Cleaner));
        cupel_option *medals = cupel_selectinload(cupel_attr(Senior, medals));
        cupel_option *machines = cupel_selectinload(cupel_attr(Engineer, machines),
                                                    cupel_joinedload(cupel_attr(Machine, parts)));
        cupel_option *brooms = cupel_joinedload(cupel_attr(Cleaner, brooms));
        cupel_query *query = join ? cupel_options(cupel_query(one.session, Firm),
                                                  cupel_joinedload(seniors, medals, machines),
                                                  cupel_joinedload(cleaners, brooms))
                                  : cupel_options(cupel_query(one.session, Firm),
                                                  cupel_selectinload(seniors, medals, machines),
                                                  cupel_selectinload(cleaners, brooms));
        Firm **firms = all_of(&one, query, 2);
        size_t sent = suite_sent_count();
        assert_int_equal(sent, join ? 3 : 4);
        for (int i = 0; i < 2; i++)
            for (size_t j = 0; j < firms[i]->people.count; j++) {
                Person *person = firms[i]->people.items[j];
                expect_person(person, (loaded){ true, true, true });
                if (cupel_as(Senior, person))
                    assert_true(cupel_is_loaded(cupel_as(Senior, person), rank));
                if (cupel_as(Cleaner, person))
                    assert_true(cupel_is_loaded(cupel_as(Cleaner, person), floor));
                if (cupel_as(Engineer, person))
                    assert_true(
                        cupel_is_loaded(cupel_as(Engineer, person)->machines.items[0], parts));
            }
    }
    suite_close(&one);
}

static void test_contained(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 1);
    Firm **firms = all_of(
        &one,
        cupel_options(
            cupel_join(
                cupel_join(cupel_query(one.session, Firm),
                           cupel_of_type(cupel_attr(Firm, people), cupel_entity_of(Engineer))),
                cupel_attr(Engineer, machines)),
            cupel_contains_eager(cupel_of_type(cupel_attr(Firm, people), cupel_entity_of(Engineer)),
                                 cupel_contains_eager(cupel_attr(Engineer, machines)))),
        1);
    assert_int_equal(firms[0]->people.count, 2);
    for (size_t i = 0; i < 2; i++)
        expect_person(firms[0]->people.items[i], (loaded){ .machines = true });
    assert_int_equal(suite_sent_count(), 1);
    forget(&one);
    Person **found =
        all_of(&one,
               cupel_options(cupel_outerjoin(with_engineers(&one), cupel_attr(Engineer, machines)),
                             cupel_contains_eager(cupel_attr(Engineer, machines))),
               4);
    expect_people(found, (loaded){ .machines = true });
    assert_int_equal(suite_sent_count(), 1);
    suite_close(&one);
}

/* What is there stays, unless it is to be read again. */
static void test_loaded_before(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 1);
    for (size_t way = 0; way < WAYS; way++) {
        forget(&one);
        Engineer *engineer =
            cupel_first(cupel_order_by(cupel_query(one.session, Engineer), cupel_attr(Person, id)));
        Machine *more = cupel_new(Machine);
        assert_true(engineer && more);
        assert_int_equal(cupel_load(engineer, machines).count, 2);
        cupel_append(engineer, machines, more);
        Person **found =
            all_of(&one,
                   cupel_autoflush(cupel_options(with_engineers(&one),
                                                 ways[way](cupel_attr(Engineer, machines))),
                                   false),
                   4);
        assert_ptr_equal(found[1], engineer);
        assert_int_equal(engineer->machines.count, 3);
        found = all_of(
            &one,
            cupel_populate_existing(cupel_autoflush(
                cupel_options(with_engineers(&one), ways[way](cupel_attr(Engineer, machines))),
                false)),
            4);
        /* what is loaded one by one is not asked for where it is there */
        assert_int_equal(engineer->machines.count, ways[way] == immediate ? 3 : 2);
        /* another session has instances of its own */
        suite_ok(&one, cupel_rollback(one.session));
        suite two = { .session = cupel_session_open(one.registry, one.engine) };
        assert_non_null(two.session);
        found = all_of(
            &two, cupel_options(with_engineers(&two), ways[way](cupel_attr(Engineer, machines))),
            4);
        assert_ptr_not_equal(found[1], engineer);
        expect_people(found, (loaded){ .machines = true });
        cupel_session_close(two.session);
    }
    suite_close(&one);
}

static void test_row_counts(void **state)
{
    (void)state;
    for (int count = 0; count <= 100; count += count == 1 ? 99 : 1) {
        suite one;
        open_firms(&one, count);
        for (size_t way = 0; way < WAYS; way++) {
            forget(&one);
            Person **found = all_of(&one,
                                    cupel_options(with_engineers(&one),
                                                  ways[way](cupel_attr(Engineer, machines)),
                                                  ways[way](cupel_attr(Cleaner, brooms))),
                                    (size_t)count * 4);
            expect_people(found, (loaded){ .machines = true, .brooms = true });
        }
        forget(&one);
        Person **found = all_of(
            &one, cupel_options(people(&one), cupel_selectin_polymorphic(cupel_entity_of(Person))),
            (size_t)count * 4);
        for (size_t i = 0; i < cupel_array_count(found); i++)
            if (cupel_as(Senior, found[i]))
                assert_int_equal(*cupel_as(Senior, found[i])->rank, 7);
        suite_close(&one);
        if (count == 100)
            break;
    }
}

static void test_limited(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 2);
    Person **found =
        all_of(&one,
               cupel_limit(cupel_options(with_engineers(&one),
                                         cupel_joinedload(cupel_attr(Engineer, machines))),
                           3),
               3);
    expect_people(found, (loaded){ .machines = true });
    staff_sent(
        "SELECT anon_1.people_id AS anon_1_people_id, anon_1.people_name AS anon_1_people_name, "
        "anon_1.people_type AS anon_1_people_type, anon_1.people_firm_id AS anon_1_people_firm_id, "
        "anon_1.engineers_id AS anon_1_engineers_id, anon_1.engineers_info AS "
        "anon_1_engineers_info, anon_1.engineers_notes AS anon_1_engineers_notes, machines_1.id AS "
        "machines_1_id, machines_1.engineer_id AS machines_1_engineer_id FROM (SELECT people.id AS "
        "people_id, people.name AS people_name, people.type AS people_type, people.firm_id AS "
        "people_firm_id, engineers.id AS engineers_id, engineers.info AS engineers_info, "
        "engineers.notes AS engineers_notes FROM people LEFT OUTER JOIN engineers ON people.id = "
        "engineers.id ORDER BY people.id LIMIT ? OFFSET ?) AS anon_1 LEFT OUTER JOIN machines AS "
        "machines_1 ON anon_1.engineers_id = machines_1.engineer_id ORDER BY anon_1.people_id, "
        "machines_1.id (3, 0)");
    forget(&one);
    found = all_of(&one,
                   cupel_limit(cupel_options(with_engineers(&one),
                                             cupel_subqueryload(cupel_attr(Engineer, machines))),
                               3),
                   3);
    expect_people(found, (loaded){ .machines = true });
    suite_close(&one);
}

/* Rows that are read some at a time. */
static void test_batches(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 5);
    size_t count = 0;
    cupel_each (Person, person,
                cupel_yield_per(cupel_options(people(&one),
                                              cupel_selectin_polymorphic(cupel_entity_of(Person),
                                                                         cupel_entity_of(Engineer)),
                                              cupel_selectinload(cupel_attr(Engineer, machines)),
                                              cupel_selectinload(cupel_attr(Cleaner, brooms))),
                                7)) {
        expect_person(person, (loaded){ .machines = true, .brooms = true });
        if (cupel_as(Engineer, person))
            assert_true(cupel_is_loaded(cupel_as(Engineer, person), notes));
        count++;
    }
    assert_int_equal(count, 20);
    assert_int_equal(cupel_session_error(one.session)->code, CUPEL_OK);
    suite_close(&one);
}

/* A key that refers to a row of another struct: one table has them all. */
static void test_wrong_rows(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 1);
    assert_non_null(cupel_session_execute(one.session, "UPDATE brooms SET cleaner_id = "
                                                       "(SELECT MIN(id) FROM people)"));
    for (size_t way = 0; way < WAYS; way++) {
        forget(&one);
        Person **found =
            all_of(&one,
                   cupel_options(
                       cupel_order_by(cupel_with_polymorphic_all(cupel_query(one.session, Person)),
                                      cupel_attr(Person, id)),
                       ways[way](cupel_attr(Cleaner, brooms))),
                   4);
        Cleaner *cleaner = cupel_as(Cleaner, found[3]);
        assert_true(cupel_is_loaded(cleaner, brooms));
        assert_int_equal(cleaner->brooms.count, 0);
    }
    suite_close(&one);
}

/* Wildcards mean theirs, too; others than loading say what happens later. */
static void test_later(void **state)
{
    (void)state;
    suite one;
    open_firms(&one, 1);
    Person **found = all_of(&one, cupel_options(people(&one), cupel_raiseload(cupel_star())), 4);
    Engineer *engineer = cupel_as(Engineer, found[1]);
    assert_null(cupel_load(engineer, machines).items);
    assert_failed(&one, CUPEL_LAZY_LOAD_REFUSED);
    forget(&one);
    found =
        all_of(&one, cupel_options(people(&one), cupel_noload(cupel_attr(Engineer, machines))), 4);
    engineer = cupel_as(Engineer, found[1]);
    assert_true(cupel_is_loaded(engineer, machines));
    assert_int_equal(engineer->machines.count, 0);
    forget(&one);
    /* options that are kept for when it is asked for */
    found = all_of(
        &one,
        cupel_options(people(&one), cupel_lazyload(cupel_attr(Engineer, machines),
                                                   cupel_joinedload(cupel_attr(Machine, parts)))),
        4);
    engineer = cupel_as(Engineer, found[1]);
    assert_false(cupel_is_loaded(engineer, machines));
    assert_int_equal(cupel_load(engineer, machines).count, 2);
    assert_true(cupel_is_loaded(engineer->machines.items[0], parts));
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_of_query),        SUITE_TEST(test_below_of_type),
        SUITE_TEST(test_several_structs), SUITE_TEST(test_contained),
        SUITE_TEST(test_loaded_before),   SUITE_TEST(test_row_counts),
        SUITE_TEST(test_limited),         SUITE_TEST(test_batches),
        SUITE_TEST(test_wrong_rows),      SUITE_TEST(test_later),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
