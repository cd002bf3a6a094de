/*
 * Structs that inherit and have tables of their own: what is joined, which tables
 * are written in which order, and what fails.
 */
#include "staff.h"

typedef struct Firm Firm;
typedef struct Person Person;
typedef struct Engineer Engineer;
typedef struct Senior Senior;
typedef struct Temp Temp;
typedef struct Project Project;

struct Firm {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Person) people;
    cupel_to_many(Engineer) engineers;
};

struct Person {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text type;
    cupel_null_int firm_id;
    cupel_int version;
    cupel_to_one(Firm) firm;
};

struct Engineer {
    Person base;
    cupel_text language;
    cupel_null_int mentor_id;
    cupel_to_one(Engineer) mentor;
    cupel_to_many(Project) projects;
};

struct Senior {
    Engineer base;
    cupel_null_double years;
};

/* In the table of engineers. */
struct Temp {
    Engineer base;
    cupel_null_date until;
};

struct Project {
    cupel_object base;
    cupel_int id;
    cupel_text title;
    cupel_null_int engineer_id;
    cupel_to_one(Engineer) engineer;
};

CUPEL_MAP(Firm, "firms", CUPEL_COLUMN(Firm, id, .primary_key = true),
          CUPEL_COLUMN(Firm, name, .length = 40),
          CUPEL_RELATIONSHIP(Firm, people, Person, .back_populates = "firm", .order_by = "id"),
          CUPEL_RELATIONSHIP(Firm, engineers, Engineer, .viewonly = true, .order_by = "id"));

CUPEL_MAP(Person, "people", CUPEL_COLUMN(Person, id, .primary_key = true),
          CUPEL_COLUMN(Person, name, .length = 40), CUPEL_COLUMN(Person, type, .length = 20),
          CUPEL_COLUMN(Person, firm_id, .foreign_key = "firms.id"), CUPEL_COLUMN(Person, version),
          CUPEL_RELATIONSHIP(Person, firm, Firm, .back_populates = "people"),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "type", .polymorphic_identity = "person",
                               .version_id = "version"));

CUPEL_MAP_CHILD(Engineer, Person, "engineers", CUPEL_COLUMN(Engineer, language, .length = 20),
                CUPEL_COLUMN(Engineer, mentor_id, .foreign_key = "engineers.id"),
                CUPEL_RELATIONSHIP(Engineer, mentor, Engineer, .remote_side = "engineers.id"),
                CUPEL_RELATIONSHIP(Engineer, projects, Project, .back_populates = "engineer",
                                   .order_by = "id"),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "engineer"));

CUPEL_MAP_CHILD(Senior, Engineer, "seniors", CUPEL_COLUMN(Senior, years),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "senior",
                                     .inherited_key = "engineer"));

CUPEL_MAP_CHILD(Temp, Engineer, NULL, CUPEL_COLUMN(Temp, until),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "temp"));

CUPEL_MAP(Project, "projects", CUPEL_COLUMN(Project, id, .primary_key = true),
          CUPEL_COLUMN(Project, title, .length = 40),
          CUPEL_COLUMN(Project, engineer_id, .foreign_key = "engineers.id"),
          CUPEL_RELATIONSHIP(Project, engineer, Engineer, .back_populates = "projects"));

static const cupel_mapping *const all_mappings[] = { &Firm_mapping,     &Person_mapping,
                                                     &Engineer_mapping, &Senior_mapping,
                                                     &Temp_mapping,     &Project_mapping };

static void open_people(suite *one)
{
    suite_open(one, 6, all_mappings);
}

/* 1 Ann, 2 Bob the engineer, 3 Cid the senior, 4 Dan the temp. */
static void open_firm(suite *one)
{
    open_people(one);
    Firm *firm = cupel_new(Firm, .name = "Acme");
    cupel_add(one->session, firm);
    cupel_append(firm, people, cupel_new(Person, .name = "Ann"));
    Engineer *bob = cupel_new(Engineer, .base.name = "Bob", .language = "c");
    cupel_append(firm, people, &bob->base);
    Senior *cid = cupel_new(Senior, .base = { .base.name = "Cid", .language = "go" },
                            .years = &(double){ 7.5 });
    cupel_append(firm, people, &cid->base.base);
    Temp *dan =
        cupel_new(Temp, .base.base.name = "Dan", .until = &(cupel_date_value){ 2030, 1, 31 });
    cupel_append(firm, people, &dan->base.base);
    suite_ok(one, cupel_commit(one->session));
    cupel_expunge_all(one->session);
    cu_test_statements_clear(&suite_log);
}

#define PERSON_COLUMNS                                                                 \
    "people.id AS people_id, people.name AS people_name, people.type AS people_type, " \
    "people.firm_id AS people_firm_id, people.version AS people_version"
#define ENGINEER_COLUMNS                                                       \
    "engineers.id AS engineers_id, " PERSON_COLUMNS ", engineers.language AS " \
    "engineers_language, engineers.mentor_id AS engineers_mentor_id"
#define ENGINEERS "people JOIN engineers ON people.id = engineers.id"
#define SENIORS   ENGINEERS " JOIN seniors ON engineers.id = seniors.engineer"

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

/* ---- writing ----------------------------------------------------------------------------------- */

static void test_writing(void **state)
{
    (void)state;
    suite one;
    open_people(&one);
    Senior *eve = cupel_new(Senior, .base = { .base.name = "Eve", .language = "c" });
    cupel_add(one.session, eve);
    suite_ok(&one, cupel_flush(one.session));
    assert_int_equal(eve->base.base.id, 1);
    staff_sent("INSERT INTO people (name, type, firm_id, version) VALUES (?, ?, ?, ?) ('Eve', "
               "'senior', NULL, 1)",
               "INSERT INTO engineers (id, language, mentor_id) VALUES (?, ?, ?) (1, 'c', NULL)",
               "INSERT INTO seniors (engineer, years) VALUES (?, ?) (1, NULL)");
    /* only what was touched, and the version, which stands on top */
    cupel_set(eve, years, 3.0);
    suite_ok(&one, cupel_flush(one.session));
    staff_sent("UPDATE seniors SET years=? WHERE seniors.engineer = ? (3.0, 1)",
               "UPDATE people SET version=? WHERE people.id = ? AND people.version = ? (2, 1, 1)");
    assert_int_equal(eve->base.base.version, 2);
    cupel_set(eve, base.base.name, "Eva");
    suite_ok(&one, cupel_flush(one.session));
    staff_sent("UPDATE people SET name=?, version=? WHERE people.id = ? AND people.version = ? "
               "('Eva', 3, 1, 2)");
    cupel_delete(one.session, eve);
    suite_ok(&one, cupel_flush(one.session));
    staff_sent("SELECT projects.id AS projects_id, projects.title AS projects_title, "
               "projects.engineer_id AS projects_engineer_id FROM projects WHERE ? = "
               "projects.engineer_id ORDER BY projects.id (1)",
               "DELETE FROM seniors WHERE seniors.engineer = ? (1)",
               "DELETE FROM engineers WHERE engineers.id = ? (1)",
               "DELETE FROM people WHERE people.id = ? AND people.version = ? (1, 3)");
    suite_ok(&one, cupel_commit(one.session));
    assert_int_equal(cupel_count(cupel_query(one.session, Person)), 0);
    suite_close(&one);
}

/* More rows than one statement takes, mixed. */
static void test_many(void **state)
{
    (void)state;
    suite one;
    open_people(&one);
    for (int i = 0; i < 300; i++) {
        char name[20];
        snprintf(name, sizeof name, "p%d", i);
        if (i < 150)
            cupel_add(one.session, cupel_new(Engineer, .base.name = name, .language = name));
        else if (i % 2)
            cupel_add(one.session, cupel_new(Person, .name = name));
        else
            cupel_add(one.session, cupel_new(Senior, .base.base.name = name));
    }
    suite_ok(&one, cupel_commit(one.session));
    cupel_expunge_all(one.session);
    assert_int_equal(cupel_count(cupel_query(one.session, Person)), 300);
    assert_int_equal(cupel_count(cupel_query(one.session, Engineer)), 225);
    Engineer **all =
        cupel_all(cupel_order_by(cupel_filter(cupel_query(one.session, Engineer),
                                              cupel_ne(cupel_attr(Engineer, language), NULL)),
                                 cupel_attr(Person, id)));
    assert_non_null(all);
    assert_int_equal(cupel_array_count(all), 150);
    for (int i = 0; i < 150; i++)
        suite_text(all[i]->language, all[i]->base.name);
    suite_close(&one);
}

static void test_failures(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    Senior *cid = cupel_get(one.session, Senior, 3);
    assert_non_null(cid);
    /* the row of a child is gone */
    assert_int_equal(cupel_delete_rows(cupel_query(one.session, Senior), CUPEL_SYNCHRONIZE_NOT), 1);
    suite_ok(&one, cupel_commit(one.session));
    cupel_set(cid, years, 1.0);
    assert_int_equal(cupel_commit(one.session), CUPEL_STALE_DATA);
    assert_non_null(strstr(cupel_error_text(one.session), "of table 'seniors'"));
    cupel_rollback(one.session);
    /* the second table refuses: nothing is left of the first, and the new instance has no key */
    Engineer *fay = cupel_new(Engineer, .base.name = "Fay", .mentor_id = &(int64_t){ 99 });
    cupel_add(one.session, fay);
    if (suite_is("sqlite"))
        cupel_set(fay, base.id, 2); /* taken */
    assert_int_not_equal(cupel_commit(one.session), CUPEL_OK);
    cupel_rollback(one.session);
    assert_string_equal(cupel_state_name(cupel_object_state(fay)), "transient");
    assert_int_equal(cupel_count(cupel_query(one.session, Person)), 4);
    /* a key that another instance leaves, of another struct */
    Person *ann = cupel_get(one.session, Person, 1);
    cupel_delete(one.session, ann);
    cupel_add(one.session, cupel_new(Engineer, .base = { .id = 1, .name = "Gil" }));
    suite_ok(&one, cupel_commit(one.session));
    Person *gil = cupel_get(one.session, Person, 1);
    assert_non_null(gil);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(gil)), &Engineer_mapping);
    suite_close(&one);
}

static void test_statements(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    Engineer *bob = cupel_get(one.session, Engineer, 2);
    cu_test_statements_clear(&suite_log);
    assert_int_equal(cupel_update_rows(cupel_filter(cupel_query(one.session, Engineer),
                                                    cupel_eq(cupel_attr(Engineer, language), "c")),
                                       CUPEL_SYNCHRONIZE_EVALUATE,
                                       cupel_assign(cupel_attr(Engineer, language), "ada")),
                     1);
    staff_sent("UPDATE engineers SET language=? WHERE engineers.language = ? ('ada', 'c')");
    suite_text(bob->language, "ada");
    assert_int_equal(cupel_update_rows(cupel_query(one.session, Engineer), CUPEL_SYNCHRONIZE_FETCH,
                                       cupel_assign(cupel_attr(Engineer, language), "x")),
                     3);
    suite_text(cupel_load(bob, language), "x");
    assert_int_equal(cupel_update_rows(cupel_query(one.session, Engineer), CUPEL_SYNCHRONIZE_NOT,
                                       cupel_assign(cupel_attr(Person, name), "x")),
                     -1);
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    suite_close(&one);
}

/* ---- keys of several columns ----------------------------------------------------------------------- */

typedef struct Place {
    cupel_object base;
    cupel_text country;
    cupel_int number;
    cupel_int16 kind; /* a number */
    cupel_text name;
    cupel_text label; /* no column */
} Place;

typedef struct Port {
    Place base;
    cupel_null_double depth;
} Port;

CUPEL_DECLARE(Place);

static cupel_expr *place_label(void)
{
    return cupel_concat(cupel_attr(Place, country), cupel_attr(Place, name));
}

CUPEL_MAP(Place, "places", CUPEL_COLUMN(Place, country, .length = 2, .primary_key = true),
          CUPEL_COLUMN(Place, number, .primary_key = true), CUPEL_COLUMN(Place, kind),
          CUPEL_COLUMN(Place, name, .length = 20), CUPEL_COLUMN_PROPERTY(Place, label, place_label),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "kind", .polymorphic_identity = "0"));
CUPEL_MAP_CHILD(Port, Place, "ports", CUPEL_COLUMN(Port, depth),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "-7",
                                     .inherited_key = "country_code, place"));

static void test_composite_keys(void **state)
{
    (void)state;
    suite one;
    const cupel_mapping *const all[] = { &Port_mapping, &Place_mapping };
    suite_open(&one, 2, all);
    cupel_add(one.session, cupel_new(Place, .country = "NL", .number = 1, .name = "Utrecht"));
    cupel_add(one.session,
              cupel_new(Port, .base = { .country = "NL", .number = 2, .name = "Rotterdam" },
                        .depth = &(double){ 24 }));
    suite_ok(&one, cupel_commit(one.session));
    cupel_expunge_all(one.session);
    cu_test_statements_clear(&suite_log);
    Port *port = cupel_get(one.session, Port, "NL", 2);
    assert_non_null(port);
    assert_int_equal(port->base.kind, -7);
    suite_text(port->base.label, "NLRotterdam");
    staff_sent("SELECT places.country AS places_country, places.number AS places_number, "
               "places.kind AS places_kind, places.name AS places_name, places.country || "
               "places.name AS anon_1, ports.depth AS ports_depth FROM places JOIN ports ON "
               "places.country = ports.country_code AND places.number = ports.place WHERE "
               "places.country = ? AND places.number = ? ('NL', 2)");
    assert_null(cupel_get(one.session, Port, "NL", 1));
    Place *place = cupel_get(one.session, Place, "NL", 1);
    assert_non_null(place);
    /* what a child has may be NULL */
    cupel_set(port, depth, NULL);
    suite_ok(&one, cupel_commit(one.session));
    assert_null(cupel_load(port, depth));
    cupel_delete(one.session, port);
    suite_ok(&one, cupel_commit(one.session));
    assert_int_equal(cupel_count(cupel_query(one.session, Place)), 1);
    Place **places = cupel_all(cupel_query(one.session, Place));
    assert_non_null(places);
    assert_int_equal(cupel_array_count(places), 1);
    assert_int_equal(cupel_count(cupel_query(one.session, Port)), 0);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_base),          SUITE_TEST(test_child),
        SUITE_TEST(test_get),           SUITE_TEST(test_aliases),
        SUITE_TEST(test_relationships), SUITE_TEST(test_writing),
        SUITE_TEST(test_many),          SUITE_TEST(test_failures),
        SUITE_TEST(test_statements),    SUITE_TEST(test_with_polymorphic),
        SUITE_TEST(test_of_type),       SUITE_TEST(test_composite_keys),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
