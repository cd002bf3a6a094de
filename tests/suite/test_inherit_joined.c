/*
 * Structs that inherit and have tables of their own: what is joined to read them.
 */
#include "firm.h"

/* ---- loading ----------------------------------------------------------------------------------- */

static void test_base(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    Person **all =
        cupel_all(cupel_order_by(cupel_query(one.session, Person), cupel_attr(Person, id)));
    assert_non_null(all);
    staff_sent("SELECT " PERSON_COLUMNS " FROM people ORDER BY people.id ()");
    assert_int_equal(cupel_array_count(all), 4);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(all[0])), &Person_mapping);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(all[1])), &Engineer_mapping);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(all[2])), &Senior_mapping);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(all[3])), &Temp_mapping);
    Engineer *bob = cupel_as(Engineer, all[1]);
    suite_text(cupel_load(bob, language), "c");
    staff_sent("SELECT engineers.id AS engineers_id, engineers.language AS engineers_language, "
               "engineers.mentor_id AS engineers_mentor_id FROM engineers WHERE engineers.id = ? "
               "(2)");
    Senior *cid = cupel_as(Senior, all[2]);
    assert_int_equal((int)(*cupel_load(cid, years) * 10), 75);
    staff_sent(
        "SELECT people.id AS people_id, engineers.language AS engineers_language, "
        "engineers.mentor_id AS engineers_mentor_id, seniors.years AS seniors_years FROM " SENIORS
        " WHERE people.id = ? (3)");
    suite_text(cid->base.language, "go");
    assert_int_equal(cupel_load(cupel_as(Temp, all[3]), until)->year, 2030);
    suite_close(&one);
}

static void test_child(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    Engineer **all =
        cupel_all(cupel_order_by(cupel_query(one.session, Engineer), cupel_attr(Person, id)));
    assert_non_null(all);
    staff_sent("SELECT " ENGINEER_COLUMNS " FROM " ENGINEERS " ORDER BY people.id ()");
    assert_int_equal(cupel_array_count(all), 3);
    suite_text(all[1]->language, "go");
    assert_non_null(cupel_as(Senior, all[1]));
    Senior **seniors = cupel_all(cupel_filter(cupel_query(one.session, Senior),
                                              cupel_eq(cupel_attr(Engineer, language), "go"),
                                              cupel_gt(cupel_attr(Senior, years), 7.0)));
    assert_non_null(seniors);
    assert_int_equal(cupel_array_count(seniors), 1);
    staff_sent(
        "SELECT seniors.engineer AS seniors_engineer, engineers.id AS engineers_id, " PERSON_COLUMNS
        ", engineers.language AS engineers_language, engineers.mentor_id AS "
        "engineers_mentor_id, seniors.years AS seniors_years FROM " SENIORS
        " WHERE engineers.language = ? AND seniors.years > ? ('go', 7.0)");
    Temp **temps = cupel_all(cupel_query(one.session, Temp));
    assert_non_null(temps);
    assert_int_equal(cupel_array_count(temps), 1);
    staff_sent("SELECT " ENGINEER_COLUMNS ", engineers.until AS engineers_until FROM " ENGINEERS
               " WHERE people.type IN (?) ('temp')");
    assert_int_equal(cupel_count(cupel_query(one.session, Engineer)), 3);
    assert_int_equal(cupel_any_rows(cupel_query(one.session, Senior)), 1);
    cu_test_statements_clear(&suite_log);

    const cupel_row **rows =
        cupel_all_rows(cupel_select(one.session, cupel_attr(Engineer, base.name)));
    assert_non_null(rows);
    staff_sent("SELECT people.name AS people_name FROM " ENGINEERS " ()");
    assert_int_equal(cupel_array_count(rows), 3);
    rows =
        cupel_all_rows(cupel_select(one.session, cupel_func("count", cupel_attr(Senior, years))));
    assert_non_null(rows);
    staff_sent("SELECT count(seniors.years) AS count_1 FROM " SENIORS " ()");
    Person **people = cupel_all(
        cupel_filter(cupel_query(one.session, Person),
                     cupel_in(cupel_attr(Person, id),
                              cupel_select(one.session, cupel_attr(Senior, base.base.id)))));
    assert_non_null(people);
    staff_sent("SELECT " PERSON_COLUMNS " FROM people WHERE people.id IN (SELECT seniors.engineer "
               "FROM " SENIORS ") ()");
    assert_int_equal(cupel_array_count(people), 1);
    suite_close(&one);
}

static void test_get(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    assert_null(cupel_get(one.session, Senior, 2));
    assert_failed(&one, CUPEL_OK);
    Engineer *cid = cupel_get(one.session, Engineer, 3);
    assert_non_null(cid);
    cu_test_statements_clear(&suite_log);
    assert_ptr_equal(cupel_get(one.session, Person, 3), cid);
    assert_ptr_equal(cupel_get(one.session, Senior, 3), cid);
    assert_null(cupel_get(one.session, Temp, 3));
    suite_nothing_sent();
    suite_ok(&one, cupel_commit(one.session));
    cu_test_statements_clear(&suite_log);
    suite_text(cupel_load(cid, base.name), "Cid");
    staff_sent("SELECT people.id AS people_id, people.name AS people_name, people.type AS "
               "people_type, people.firm_id AS people_firm_id, people.version AS people_version, "
               "engineers.language AS engineers_language, engineers.mentor_id AS "
               "engineers_mentor_id, seniors.years AS seniors_years FROM " SENIORS
               " WHERE people.id = ? (3)");
    suite_ok(&one, cupel_refresh(one.session, cid));
    suite_close(&one);
}

static void test_aliases(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    cupel_alias *other = cupel_aliased(one.session, Engineer, NULL);
    Engineer **all =
        cupel_all(cupel_filter(cupel_select(one.session, cupel_entity(other)),
                               cupel_eq(cupel_alias_attr(other, Engineer, base.name), "Bob")));
    assert_non_null(all);
    staff_sent("SELECT engineers_1.id AS engineers_1_id, people_1.id AS people_1_id, people_1.name "
               "AS people_1_name, people_1.type AS people_1_type, people_1.firm_id AS "
               "people_1_firm_id, people_1.version AS people_1_version, engineers_1.language AS "
               "engineers_1_language, engineers_1.mentor_id AS engineers_1_mentor_id FROM people "
               "AS people_1 JOIN engineers AS engineers_1 ON people_1.id = engineers_1.id WHERE "
               "people_1.name = ? ('Bob')");
    assert_int_equal(cupel_array_count(all), 1);
    all = cupel_all(cupel_from_self(cupel_query(one.session, Engineer)));
    assert_non_null(all);
    assert_int_equal(cupel_array_count(all), 3);
    all = cupel_all(
        cupel_union(cupel_query(one.session, Engineer), cupel_query(one.session, Engineer)));
    assert_non_null(all);
    assert_int_equal(cupel_array_count(all), 3);
    suite_close(&one);
}

/* ---- relationships ----------------------------------------------------------------------------- */

static void test_relationships(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    Engineer *bob = cupel_get(one.session, Engineer, 2);
    Senior *cid = cupel_get(one.session, Senior, 3);
    assert_non_null(bob);
    assert_non_null(cid);
    cupel_set(bob, mentor, &cid->base);
    cupel_append(bob, projects, cupel_new(Project, .title = "Bridge"));
    cupel_append(&cid->base, projects, cupel_new(Project, .title = "Tower"));
    suite_ok(&one, cupel_commit(one.session));
    cupel_expunge_all(one.session);
    cu_test_statements_clear(&suite_log);

    bob = cupel_get(one.session, Engineer, 2);
    Engineer *mentor = cupel_load(bob, mentor).item;
    assert_non_null(mentor);
    assert_non_null(cupel_as(Senior, mentor));
    assert_int_equal(cupel_item_count(bob, projects), 1);
    suite_text(cupel_load(&bob->base, firm).item->name, "Acme");
    Firm *firm = cupel_get(one.session, Firm, 1);
    assert_int_equal(cupel_item_count(firm, engineers), 3);
    assert_int_equal(cupel_item_count(firm, people), 4);
    for (int how = 0; how < 3; how++) {
        cupel_expunge_all(one.session);
        cupel_option *option = how == 0   ? cupel_joinedload(cupel_attr(Firm, engineers))
                               : how == 1 ? cupel_selectinload(cupel_attr(Firm, engineers))
                                          : cupel_subqueryload(cupel_attr(Firm, engineers));
        Firm **firms = cupel_all(cupel_options(cupel_query(one.session, Firm), option));
        assert_non_null(firms);
        cu_test_statements_clear(&suite_log);
        assert_int_equal(cupel_item_count(firms[0], engineers), 3);
        suite_text(firms[0]->engineers.items[1]->language, "go");
        suite_nothing_sent();
    }
    Firm **firms = cupel_all(
        cupel_filter(cupel_join(cupel_query(one.session, Firm), cupel_attr(Firm, engineers)),
                     cupel_eq(cupel_attr(Engineer, language), "c")));
    assert_non_null(firms);
    staff_sent("SELECT firms.id AS firms_id, firms.name AS firms_name FROM firms JOIN (" ENGINEERS
               ") ON firms.id = people.firm_id WHERE engineers.language = ? ('c')");
    assert_int_equal(cupel_array_count(firms), 1);
    firms = cupel_all(cupel_filter(
        cupel_query(one.session, Firm),
        cupel_any(cupel_attr(Firm, engineers), cupel_eq(cupel_attr(Engineer, language), "ada"))));
    assert_non_null(firms);
    staff_sent("SELECT firms.id AS firms_id, firms.name AS firms_name FROM firms WHERE EXISTS "
               "(SELECT 1 FROM " ENGINEERS " WHERE firms.id = people.firm_id AND "
               "engineers.language = ?) ('ada')");
    assert_int_equal(cupel_array_count(firms), 0);
    /* to another engineer, so that the tables are there twice */
    Engineer **all = cupel_all(cupel_filter(
        cupel_query(one.session, Engineer),
        cupel_has(cupel_attr(Engineer, mentor), cupel_eq(cupel_attr(Engineer, language), "go"))));
    assert_non_null(all);
    assert_int_equal(cupel_array_count(all), 1);
    all = cupel_all(cupel_join(cupel_query(one.session, Engineer), cupel_attr(Engineer, projects)));
    assert_non_null(all);
    assert_int_equal(cupel_array_count(all), 2);
    all = cupel_all(cupel_options(cupel_query(one.session, Engineer),
                                  cupel_joinedload(cupel_attr(Engineer, mentor))));
    assert_non_null(all);
    assert_int_equal(cupel_array_count(all), 3);
    suite_close(&one);
}

/* ---- more than the query's own struct ------------------------------------------------------------ */

static void test_with_polymorphic(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    Person **all = cupel_all(cupel_order_by(
        cupel_with_polymorphic_all(cupel_query(one.session, Person)), cupel_attr(Person, id)));
    assert_non_null(all);
    staff_sent(
        "SELECT " PERSON_COLUMNS ", engineers.id AS engineers_id, engineers.language AS "
        "engineers_language, engineers.mentor_id AS engineers_mentor_id, seniors.engineer AS "
        "seniors_engineer, seniors.years AS seniors_years, engineers.until AS "
        "engineers_until FROM people LEFT OUTER JOIN engineers ON people.id = engineers.id "
        "LEFT OUTER JOIN seniors ON engineers.id = seniors.engineer ORDER BY people.id ()");
    assert_int_equal(cupel_array_count(all), 4);
    Senior *cid = cupel_as(Senior, all[2]);
    assert_true(cupel_is_loaded(cid, years));
    assert_int_equal((int)(*cid->years * 10), 75);
    suite_text(cid->base.language, "go");
    suite_text(cupel_as(Engineer, all[1])->language, "c");
    assert_int_equal(cupel_as(Temp, all[3])->until->year, 2030);
    suite_nothing_sent();
    cupel_expunge_all(one.session);

    /* one of them, with what is between, and conditions on it */
    all = cupel_all(cupel_filter(
        cupel_with_polymorphic(cupel_query(one.session, Person), cupel_entity_of(Senior)),
        cupel_or(cupel_gt(cupel_attr(Senior, years), 7.0),
                 cupel_eq(cupel_attr(Person, name), "Ann"))));
    assert_non_null(all);
    staff_sent(
        "SELECT " PERSON_COLUMNS ", engineers.id AS engineers_id, engineers.language AS "
        "engineers_language, engineers.mentor_id AS engineers_mentor_id, seniors.engineer AS "
        "seniors_engineer, seniors.years AS seniors_years FROM people LEFT OUTER JOIN "
        "engineers ON people.id = engineers.id LEFT OUTER JOIN seniors ON engineers.id = "
        "seniors.engineer WHERE seniors.years > ? OR people.name = ? (7.0, 'Ann')");
    assert_int_equal(cupel_array_count(all), 2);
    /* of a child, joined to what it belongs to, counted, limited */
    Engineer **engineers = cupel_all(cupel_limit(
        cupel_filter(cupel_join(cupel_with_polymorphic(cupel_query(one.session, Engineer),
                                                       cupel_entity_of(Senior)),
                                cupel_attr(Person, firm)),
                     cupel_eq(cupel_attr(Firm, name), "Acme")),
        10));
    assert_non_null(engineers);
    assert_int_equal(cupel_array_count(engineers), 3);
    assert_int_equal(cupel_count(cupel_with_polymorphic_all(cupel_query(one.session, Person))), 4);
    Person *ann = cupel_query_get(cupel_with_polymorphic_all(cupel_query(one.session, Person)), 1);
    assert_non_null(ann);

    /* what cannot be meant */
    assert_null(
        cupel_all(cupel_with_polymorphic(cupel_query(one.session, Person), cupel_entity_of(Firm))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_string_equal(cupel_error_text(one.session),
                        "cupel_with_polymorphic: Firm does not inherit from Person, which the "
                        "query is for");
    assert_null(cupel_all(
        cupel_with_polymorphic(cupel_query(one.session, Person), cupel_attr(Person, id))));
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_all_rows(
        cupel_with_polymorphic_all(cupel_select(one.session, cupel_attr(Person, id)))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_null(cupel_all(cupel_with_polymorphic_all(
        cupel_filter(cupel_query(one.session, Person), cupel_eq(cupel_attr(Person, id), 1)))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_null(cupel_all(cupel_with_polymorphic_all(NULL)));
    suite_close(&one);
}

static void test_of_type(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    Firm **firms = cupel_all(
        cupel_filter(cupel_join(cupel_query(one.session, Firm),
                                cupel_of_type(cupel_attr(Firm, people), cupel_entity_of(Senior))),
                     cupel_gt(cupel_attr(Senior, years), 7.0)));
    assert_non_null(firms);
    staff_sent("SELECT firms.id AS firms_id, firms.name AS firms_name FROM firms JOIN (" SENIORS
               ") ON firms.id = people.firm_id WHERE seniors.years > ? (7.0)");
    assert_int_equal(cupel_array_count(firms), 1);
    firms =
        cupel_all(cupel_outerjoin(cupel_query(one.session, Firm),
                                  cupel_of_type(cupel_attr(Firm, people), cupel_entity_of(Temp))));
    assert_non_null(firms);
    staff_sent("SELECT firms.id AS firms_id, firms.name AS firms_name FROM firms LEFT OUTER JOIN "
               "(" ENGINEERS ") ON firms.id = people.firm_id AND people.type IN (?) ('temp')");
    firms = cupel_all(
        cupel_filter(cupel_query(one.session, Firm),
                     cupel_any(cupel_of_type(cupel_attr(Firm, people), cupel_entity_of(Engineer)),
                               cupel_eq(cupel_attr(Engineer, language), "c"))));
    assert_non_null(firms);
    staff_sent("SELECT firms.id AS firms_id, firms.name AS firms_name FROM firms WHERE EXISTS "
               "(SELECT 1 FROM " ENGINEERS " WHERE firms.id = people.firm_id AND "
               "engineers.language = ?) ('c')");
    assert_int_equal(cupel_array_count(firms), 1);
    cupel_alias *other = cupel_aliased(one.session, Engineer, "e");
    firms = cupel_all(cupel_filter(
        cupel_join(cupel_query(one.session, Firm), cupel_of_type(cupel_attr(Firm, people), other)),
        cupel_eq(cupel_alias_attr(other, Engineer, language), "go")));
    assert_non_null(firms);
    staff_sent("SELECT firms.id AS firms_id, firms.name AS firms_name FROM firms JOIN (people AS "
               "e_people JOIN engineers AS e_engineers ON e_people.id = e_engineers.id) ON "
               "firms.id = e_people.firm_id WHERE e_engineers.language = ? ('go')");
    assert_int_equal(cupel_array_count(firms), 1);
    cupel_expunge_all(one.session);

    /* by name, and along what is inherited */
    cupel_query *named =
        cupel_filter_by_name(cupel_select(one.session, cupel_entity(other)), "name", "Bob");
    Engineer **found = cupel_all(named);
    assert_non_null(found);
    assert_int_equal(cupel_array_count(found), 1);
    found = cupel_all(cupel_filter_by_name(
        cupel_join(cupel_query(one.session, Engineer), cupel_attr(Engineer, base.firm)), "name",
        "Acme"));
    assert_non_null(found);
    assert_int_equal(cupel_array_count(found), 3);
    cupel_expr *where = cupel_whereclause(cupel_filter_by_name(
        cupel_join(cupel_query(one.session, Engineer), cupel_attr(Engineer, base.firm)), "name",
        "Acme"));
    assert_non_null(where);
    cupel_discard(where);
    cupel_expunge_all(one.session);

    /* loaded with what the child has besides; all the others are there as well */
    firms = cupel_all(cupel_options(
        cupel_query(one.session, Firm),
        cupel_joinedload(cupel_of_type(cupel_attr(Firm, people), cupel_entity_of(Engineer)))));
    assert_non_null(firms);
    cu_test_statements_clear(&suite_log);
    assert_int_equal(cupel_item_count(firms[0], people), 4);
    suite_text(cupel_as(Engineer, firms[0]->people.items[1])->language, "c");
    assert_true(cupel_is_loaded(cupel_as(Engineer, firms[0]->people.items[2]), language));
    suite_nothing_sent();
    cupel_expunge_all(one.session);
    firms = cupel_all(cupel_options(
        cupel_join(cupel_query(one.session, Firm),
                   cupel_of_type(cupel_attr(Firm, people), cupel_entity_of(Engineer))),
        cupel_contains_eager(cupel_of_type(cupel_attr(Firm, people), cupel_entity_of(Engineer)))));
    assert_non_null(firms);
    cu_test_statements_clear(&suite_log);
    assert_int_equal(cupel_item_count(firms[0], people), 3);
    assert_true(cupel_is_loaded(cupel_as(Engineer, firms[0]->people.items[0]), language));
    suite_nothing_sent();

    assert_null(
        cupel_all(cupel_join(cupel_query(one.session, Firm),
                             cupel_of_type(cupel_attr(Firm, engineers), cupel_entity_of(Person)))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_string_equal(
        cupel_error_text(one.session),
        "cupel_of_type: the target is of Person, but Firm.engineers is to Engineer");
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_base),    SUITE_TEST(test_child),         SUITE_TEST(test_get),
        SUITE_TEST(test_aliases), SUITE_TEST(test_relationships), SUITE_TEST(test_with_polymorphic),
        SUITE_TEST(test_of_type),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
