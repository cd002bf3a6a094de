/*
 * Structs that inherit, each with all columns in a table of its own: what queries
 * of one give, and what is written where.
 */
#include "works.h"

WORKS_MAPPINGS(.polymorphic_identity = "works");

/* ---- tables ------------------------------------------------------------------------------------ */

static void test_tables(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    char *text = cupel_create_table_sql(one.registry, &Chief_mapping, "sqlite");
    assert_non_null(text);
    staff_fold(text);
    assert_string_equal(text,
                        "CREATE TABLE chiefs ( id INTEGER NOT NULL, name VARCHAR(40), notes "
                        "VARCHAR(40), company_id INTEGER, level INTEGER, bonus DOUBLE, PRIMARY "
                        "KEY (id), FOREIGN KEY(company_id) REFERENCES companies (id) )");
    cupel_text_free(text);
    assert_int_equal(cupel_registry_descendant_count(one.registry, &Employee_mapping), 4);
    assert_int_equal(cupel_registry_descendant_count(one.registry, &Manager_mapping), 2);
    assert_ptr_equal(cupel_registry_descendant(one.registry, &Manager_mapping, 1), &Chief_mapping);
    suite_close(&one);
}

/* ---- reading ----------------------------------------------------------------------------------- */

static void test_each_reads_its_table(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    assert_texts(&one, cupel_query(one.session, Employee), Employee, name, "Ann");
    staff_sent("SELECT employees.id AS employees_id, employees.name AS employees_name, "
               "employees.company_id AS employees_company_id FROM employees ()");
    assert_texts(&one, cupel_query(one.session, Manager), Manager, base.name, "Bob");
    staff_sent("SELECT managers.id AS managers_id, managers.name AS managers_name, "
               "managers.company_id AS managers_company_id, managers.level AS managers_level FROM "
               "managers ()");
    assert_texts(&one,
                 cupel_filter(cupel_query(one.session, Chief),
                              cupel_eq(cupel_attr(Chief, base.base.name), "Cid"),
                              cupel_gt(cupel_attr(Chief, base.level), 8)),
                 Chief, base.base.name, "Cid");
    staff_sent("SELECT chiefs.id AS chiefs_id, chiefs.name AS chiefs_name, chiefs.company_id AS "
               "chiefs_company_id, chiefs.level AS chiefs_level, chiefs.bonus AS chiefs_bonus FROM "
               "chiefs WHERE chiefs.name = ? AND chiefs.level > ? ('Cid', 8)");
    cupel_alias *other = cupel_aliased(one.session, Engineer, "other");
    assert_texts(&one,
                 cupel_filter(cupel_select(one.session, cupel_entity(other)),
                              cupel_eq(cupel_alias_attr(other, Engineer, base.name), "Dan")),
                 Engineer, base.name, "Dan");
    suite_close(&one);
}

/* By name, too, a relationship is that of its own table. */
static void test_filter_by_relationship(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    Company *company = cupel_get(one.session, Company, 1);
    cu_test_statements_clear(&suite_log);
    cupel_query *bosses = cupel_query(one.session, Manager);
    assert_texts(&one, cupel_filter_by(bosses, Manager, base.company, cupel_instance(company)),
                 Manager, base.name, "Bob");
    staff_sent("SELECT managers.id AS managers_id, managers.name AS managers_name, "
               "managers.company_id AS managers_company_id, managers.level AS managers_level FROM "
               "managers WHERE ? = managers.company_id (1)");
    assert_texts(&one, cupel_filter_by(bosses, Manager, base.company, cupel_null()), Manager,
                 base.name, "");
    suite_close(&one);
}

/* All have key 1, and are four. */
static void test_identity(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    Employee *ann = cupel_get(one.session, Employee, 1);
    Manager *bob = cupel_get(one.session, Manager, 1);
    Chief *cid = cupel_get(one.session, Chief, 1);
    Engineer *dan = cupel_get(one.session, Engineer, 1);
    assert_true(ann && bob && cid && dan);
    suite_text(ann->name, "Ann");
    suite_text(bob->base.name, "Bob");
    suite_text(cid->base.base.name, "Cid");
    suite_text(dan->base.name, "Dan");
    assert_null(cupel_as(Manager, ann));
    assert_ptr_equal(cupel_as(Employee, cid), cid);
    cu_test_statements_clear(&suite_log);
    assert_ptr_equal(cupel_get(one.session, Manager, 1), bob);
    assert_ptr_equal(cupel_get(one.session, Chief, 1), cid);
    suite_nothing_sent();
    assert_null(cupel_get(one.session, Engineer, 2));
    assert_failed(&one, CUPEL_OK);
    cu_test_statements_clear(&suite_log);

    /* refreshed and loaded each from its own table */
    suite_ok(&one, cupel_expire(one.session, dan));
    suite_text(cupel_load(dan, base.name), "Dan");
    staff_sent("SELECT engineers.id AS engineers_id, engineers.name AS engineers_name, "
               "engineers.company_id AS engineers_company_id, engineers.language AS "
               "engineers_language FROM engineers WHERE engineers.id = ? (1)");
    suite_text(cupel_load(dan, base.notes), "short");
    staff_sent("SELECT engineers.id AS engineers_id, engineers.notes AS engineers_notes FROM "
               "engineers WHERE engineers.id = ? (1)");
    suite_text(cupel_load(dan, base.loud), "DAN");
    staff_sent(
        "SELECT engineers.id AS engineers_id, upper(engineers.name) AS upper_1 FROM engineers "
        "WHERE engineers.id = ? (1)");
    suite_ok(&one, cupel_refresh(one.session, cid));
    suite_text(cupel_load(ann, loud), "ANN");
    suite_close(&one);
}

/* ---- writing ----------------------------------------------------------------------------------- */

static void test_writing(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    Chief *cid = cupel_get(one.session, Chief, 1);
    cu_test_statements_clear(&suite_log);
    cupel_set(cid, base.base.name, "Cyd");
    cupel_set(cid, bonus, &(double){ 2.5 });
    suite_ok(&one, cupel_flush(one.session));
    staff_sent("UPDATE chiefs SET name=?, bonus=? WHERE chiefs.id = ? ('Cyd', 2.5, 1)");
    Employee *eve = cupel_new(Employee, .name = "Eve");
    Engineer *fay = cupel_new(Engineer, .base.name = "Fay", .language = "ada");
    cupel_add(one.session, eve);
    cupel_add(one.session, fay);
    suite_ok(&one, cupel_flush(one.session));
    assert_int_equal(eve->id, 2);
    assert_int_equal(fay->base.id, 2);
    cupel_delete(one.session, cid);
    suite_ok(&one, cupel_commit(one.session));
    assert_int_equal(cupel_count(cupel_query(one.session, Chief)), 0);
    assert_texts(
        &one, cupel_order_by(cupel_query(one.session, Engineer), cupel_attr(Engineer, base.name)),
        Engineer, base.name, "Dan Fay");

    /* statements about many rows are about one table */
    assert_int_equal(
        cupel_update_rows(cupel_filter(cupel_query(one.session, Engineer),
                                       cupel_eq(cupel_attr(Engineer, base.name), "Fay")),
                          CUPEL_SYNCHRONIZE_AUTO,
                          cupel_assign(cupel_attr(Engineer, base.notes), "new")),
        1);
    suite_text(cupel_load(fay, base.notes), "new");
    assert_int_equal(
        cupel_delete_rows(cupel_filter(cupel_query(one.session, Engineer),
                                       cupel_eq(cupel_attr(Engineer, language), "ada")),
                          CUPEL_SYNCHRONIZE_AUTO),
        1);
    assert_texts(&one, cupel_query(one.session, Engineer), Engineer, base.name, "Dan");
    Engineer *given = cupel_new(Engineer, .base = { .id = 1, .name = "Don" });
    Engineer *merged = cupel_merge(one.session, given);
    cupel_free(given);
    assert_non_null(merged);
    suite_text(merged->base.name, "Don");
    suite_close(&one);
}

/* ---- relationships ----------------------------------------------------------------------------- */

static void test_relationships(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    Engineer *dan = cupel_get(one.session, Engineer, 1);
    Company *acme = cupel_load(&dan->base, company).item;
    assert_non_null(acme);
    suite_text(acme->name, "Acme");
    Company *other = cupel_new(Company, .name = "Other");
    cupel_set(dan, base.company, other);
    suite_ok(&one, cupel_flush(one.session));
    assert_int_equal(*dan->base.company_id, 2);

    /* the collection is of the parent's own rows */
    assert_int_equal(cupel_item_count(acme, employees), 1);
    suite_text(acme->employees.items[0]->name, "Ann");

    /* in queries */
    cupel_query *query =
        cupel_join(cupel_query(one.session, Engineer), cupel_attr(Engineer, base.company));
    query = cupel_filter(query, cupel_eq(cupel_attr(Company, name), "Other"));
    cu_test_statements_clear(&suite_log);
    assert_texts(&one, query, Engineer, base.name, "Dan");
    staff_sent("SELECT engineers.id AS engineers_id, engineers.name AS engineers_name, "
               "engineers.company_id AS engineers_company_id, engineers.language AS "
               "engineers_language FROM engineers JOIN companies ON companies.id = "
               "engineers.company_id WHERE companies.name = ? ('Other')");
    cupel_expunge_all(one.session);
    query = cupel_options(cupel_query(one.session, Manager),
                          cupel_joinedload(cupel_attr(Manager, base.company)));
    Manager *bob = cupel_first(query);
    assert_non_null(bob);
    suite_sent_count();
    suite_text(bob->base.company.item->name, "Acme");
    suite_nothing_sent();

    /* what refers to the parent's table does not refer to the child's */
    assert_int_equal(cupel_item_count(&bob->base, tasks), -1);
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    /* ... nor to that of a child of the child's */
    Chief *cid = cupel_get(one.session, Chief, 1);
    assert_non_null(cid);
    assert_non_null(cupel_load(&cid->base.base, company).item);
    suite_text(cupel_load(&cid->base.base, company).item->name, "Acme");
    assert_int_equal(cupel_item_count(&cid->base.base, tasks), -1);
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    suite_close(&one);
}

static void expect_lacking(const suite *one, cupel_code code, const char *text)
{
    assert_failed(one, code);
    if (!strstr(cupel_error_text(one->session), text))
        fail_msg("%s", cupel_error_text(one->session));
    cupel_rollback(one->session);
}

/* What is put into a relationship that the table has not is an error, whichever side it is put into, in a session or not. */
static void test_lacking(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    Manager *eve = cupel_new(Manager, .base.name = "Eve");
    Task *task = cupel_new(Task, .title = "sweep");
    assert_true(eve && task);
    assert_int_equal(cupel_append(&eve->base, tasks, task), CUPEL_OK); /* in no registry yet */
    assert_int_equal(cupel_add(one.session, eve), CUPEL_INVALID_REQUEST);
    expect_lacking(&one, CUPEL_INVALID_REQUEST,
                   "Manager has no relationship tasks: its rows are in 'managers' (.concrete), and "
                   "nothing links that table to the one of Task");
    assert_int_equal(cupel_remove(&eve->base, tasks, task), CUPEL_OK);
    suite_ok(&one, cupel_add(one.session, eve));
    suite_ok(&one, cupel_commit(one.session));

    /* the other side */
    cupel_set(task, employee, &eve->base);
    const cupel_error *error = cupel_instance_error(CUPEL_OBJECT(task));
    assert_non_null(error);
    assert_int_equal(error->code, CUPEL_INVALID_ARGUMENT);
    assert_non_null(strstr(error->text, "Manager has no relationship tasks"));
    cupel_free(task);
    task = cupel_new(Task, .title = "sweep");
    assert_non_null(task);
    suite_ok(&one, cupel_add(one.session, task));
    suite_ok(&one, cupel_commit(one.session));
    cupel_set(task, employee, &eve->base);
    assert_int_equal(cupel_commit(one.session), CUPEL_INVALID_ARGUMENT);
    expect_lacking(&one, CUPEL_INVALID_ARGUMENT, "Manager has no relationship tasks");
    Chief *fay = cupel_new(Chief, .base.base.name = "Fay");
    assert_non_null(fay);
    cupel_set(task, employee, &fay->base.base); /* comes into the session by that */
    assert_int_equal(cupel_commit(one.session), CUPEL_INVALID_REQUEST);
    expect_lacking(&one, CUPEL_INVALID_REQUEST, "Chief has no relationship tasks");
    assert_null(cupel_load(task, employee).item);
    cupel_free(fay);
    suite_close(&one);
}

/* Rows of a parent's table are of no other struct, so that options for those mean nothing. */
static void test_options(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    assert_null(cupel_all(cupel_options(cupel_query(one.session, Employee),
                                        cupel_defer(cupel_attr(Manager, level)))));
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    assert_non_null(strstr(cupel_error_text(one.session), "Manager.level means nothing"));
    suite_close(&one);
}

/* ---- rows of several structs ------------------------------------------------------------------- */

static cupel_subquery *everybody(const suite *one)
{
    return cupel_polymorphic_union(one->session, "staff", NULL, cupel_entity_of(Employee),
                                   cupel_entity_of(Engineer), cupel_entity_of(Chief));
}

static void expect_three(const suite *one, const cupel_query *query)
{
    Employee **all = cupel_all(query);
    if (!all)
        fail_msg("%s", cupel_error_text(one->session));
    assert_int_equal(cupel_array_count(all), 3);
    suite_text(all[0]->name, "Ann");
    Chief *cid = cupel_as(Chief, all[1]);
    Engineer *dan = cupel_as(Engineer, all[2]);
    assert_true(cid && dan);
    cu_test_statements_clear(&suite_log);
    assert_int_equal(*cupel_load(cid, base.level), 9);
    suite_text(cupel_load(dan, language), "c");
    suite_nothing_sent();
}

static void test_union(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    cupel_subquery *staff = everybody(&one);
    cupel_query *all =
        cupel_with_polymorphic_from_all(cupel_query(one.session, Employee), staff, NULL);
    cupel_query *query = cupel_order_by(all, cupel_attr(Employee, name));
    expect_three(&one, query);
    cupel_expunge_all(one.session);
    suite_ok(&one, cupel_all(query) ? CUPEL_OK : CUPEL_INVALID_REQUEST);
    staff_sent(
        "SELECT staff.id AS staff_id, staff.name AS staff_name, staff.company_id AS "
        "staff_company_id, staff.type AS staff_type, staff.level AS staff_level, staff.language AS "
        "staff_language, staff.bonus AS staff_bonus FROM (SELECT employees.id AS id, "
        "employees.name AS name, employees.notes AS notes, employees.company_id AS company_id, "
        "CAST(NULL AS VARCHAR(20)) AS language, CAST(NULL AS INTEGER) AS level, CAST(NULL AS "
        "DOUBLE PRECISION) AS bonus, 'works' AS type FROM employees UNION ALL SELECT engineers.id "
        "AS id, engineers.name AS name, engineers.notes AS notes, engineers.company_id AS "
        "company_id, engineers.language AS language, CAST(NULL AS INTEGER) AS level, CAST(NULL AS "
        "DOUBLE PRECISION) AS bonus, 'builds' AS type FROM engineers UNION ALL SELECT chiefs.id AS "
        "id, chiefs.name AS name, chiefs.notes AS notes, chiefs.company_id AS company_id, "
        "CAST(NULL AS VARCHAR(20)) AS language, chiefs.level AS level, chiefs.bonus AS bonus, "
        "'Chief' AS type FROM chiefs) AS staff ORDER BY staff.name ()");
    assert_int_equal(cupel_count(all), 3);
    assert_texts(&one,
                 cupel_filter(all, cupel_eq(cupel_attr(Employee, name), "Cid"),
                              cupel_gt(cupel_attr(Chief, bonus), 0.1)),
                 Employee, name, "Cid");
    assert_texts(&one, cupel_filter_by(all, Employee, name, "Dan"), Employee, name, "Dan");
    expect_three(&one, cupel_order_by(cupel_from_self(all), cupel_attr(Employee, name)));
    expect_three(&one, cupel_yield_per(query, 1));
    expect_three(&one, cupel_options(query, cupel_joinedload(cupel_attr(Employee, company))));
    expect_three(&one, cupel_options(query, cupel_selectinload(cupel_attr(Employee, company))));
    query = cupel_join(all, cupel_attr(Employee, company));
    assert_texts(&one,
                 cupel_order_by(cupel_filter(query, cupel_eq(cupel_attr(Company, name), "Acme"),
                                             cupel_ne(cupel_attr(Employee, name), "Cid")),
                                cupel_desc(cupel_attr(Employee, name))),
                 Employee, name, "Dan Ann");

    /* only what is named is loaded with the rows; they are what they are all the same */
    cupel_expunge_all(one.session);
    query = cupel_with_polymorphic_from(cupel_query(one.session, Employee), staff, "type",
                                        cupel_entity_of(Engineer));
    Employee **some = cupel_all(cupel_order_by(query, cupel_attr(Employee, name)));
    assert_non_null(some);
    assert_true(cupel_is_loaded(cupel_as(Engineer, some[2]), language));
    assert_false(cupel_is_loaded(cupel_as(Chief, some[1]), bonus));
    assert_true(*cupel_load(cupel_as(Chief, some[1]), bonus) > 0.4);

    /* by key: in the session as the struct that is asked for, else in any of the tables */
    assert_ptr_equal(cupel_query_get(all, 1), some[0]);
    cupel_expunge_all(one.session);
    assert_null(cupel_query_get(all, 1));
    assert_failed(&one, CUPEL_MULTIPLE_RESULTS_FOUND);
    assert_null(cupel_query_get(all, 5));
    assert_failed(&one, CUPEL_OK);
    suite_close(&one);
}

/* A query of the program's own, whose columns are found by their names. */
static void test_own_subquery(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    cupel_query *employees =
        cupel_select(one.session, cupel_attr(Employee, id), cupel_attr(Employee, name),
                     cupel_label(cupel_cast(cupel_null(), CUPEL_STRING, .length = 20), "language"),
                     cupel_label(cupel_literal_column("'works'"), "what"));
    cupel_query *engineers = cupel_select(
        one.session, cupel_attr(Engineer, base.id), cupel_attr(Engineer, base.name),
        cupel_attr(Engineer, language), cupel_label(cupel_literal_column("'builds'"), "what"));
    cupel_subquery *both = cupel_subquery_of(cupel_union_all(employees, engineers), "two");
    cupel_query *query =
        cupel_with_polymorphic_from_all(cupel_query(one.session, Employee), both, "what");
    query = cupel_order_by(query, cupel_desc(cupel_attr(Employee, name)));
    Employee **all = cupel_all(query);
    if (!all)
        fail_msg("%s", cupel_error_text(one.session));
    assert_int_equal(cupel_array_count(all), 2);
    cu_test_statements_clear(&suite_log);
    suite_text(cupel_load(cupel_as(Engineer, all[0]), language), "c");
    suite_nothing_sent();
    assert_int_equal(*cupel_load(all[0], company_id), 1); /* which the subquery lacks */
    assert_int_equal(suite_sent_count(), 1);
    suite_text(all[1]->name, "Ann");
    suite_close(&one);
}

/* ---- mistakes ---------------------------------------------------------------------------------- */

static void expect_refused(const suite *one, const cupel_query *query, cupel_code code,
                           const char *text)
{
    assert_null(cupel_all(query));
    assert_failed(one, code);
    if (!strstr(cupel_error_text(one->session), text))
        fail_msg("%s", cupel_error_text(one->session));
}

static void test_mistakes(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    cupel_session *session = one.session;
    cupel_query *query = cupel_query(session, Employee);
    expect_refused(&one, cupel_with_polymorphic_all(query), CUPEL_INVALID_REQUEST,
                   "cupel_with_polymorphic_from()");
    expect_refused(&one, cupel_with_polymorphic(query, cupel_entity_of(Engineer)),
                   CUPEL_INVALID_REQUEST, "Engineer is .concrete");
    expect_refused(&one, cupel_with_polymorphic_from_all(query, NULL, NULL), CUPEL_INVALID_ARGUMENT,
                   "the subquery is NULL");
    cupel_subquery *staff = everybody(&one);
    expect_refused(&one, cupel_with_polymorphic_from_all(query, staff, "sort"),
                   CUPEL_NO_SUCH_COLUMN, "no column 'sort'");
    expect_refused(&one, cupel_with_polymorphic_from_all(query, staff, "name"), CUPEL_DATA_ERROR,
                   "which is the .polymorphic_identity of no Employee");
    expect_refused(&one, cupel_with_polymorphic_from(query, staff, NULL, cupel_entity_of(Company)),
                   CUPEL_INVALID_REQUEST, "Company does not inherit from Employee");
    expect_refused(&one, cupel_with_polymorphic_from(query, staff, NULL, 5), CUPEL_INVALID_ARGUMENT,
                   "each item must be a mapped struct");
    expect_refused(&one,
                   cupel_with_polymorphic_from_all(cupel_filter(query, cupel_true()), staff, NULL),
                   CUPEL_INVALID_REQUEST, "cupel_with_polymorphic_from");
    expect_refused(&one,
                   cupel_with_polymorphic_from_all(
                       cupel_select(session, cupel_attr(Employee, name)), staff, NULL),
                   CUPEL_INVALID_REQUEST, "under its own name");
    cupel_query *poisoned = cupel_filter(query, cupel_attribute_named(&Employee_mapping, "none"));
    expect_refused(&one, cupel_with_polymorphic_from_all(poisoned, staff, NULL),
                   CUPEL_INVALID_REQUEST, "has no attribute 'none'");
    cupel_subquery *wrong = cupel_polymorphic_union(session, "x", NULL, cupel_attr(Employee, name));
    expect_refused(&one, cupel_with_polymorphic_from_all(query, wrong, NULL),
                   CUPEL_INVALID_ARGUMENT, "item 1 must be a mapped struct");
    wrong = cupel_polymorphic_union(session, "x", "name", cupel_entity_of(Employee));
    expect_refused(&one, cupel_with_polymorphic_from_all(query, wrong, NULL), CUPEL_INVALID_REQUEST,
                   "'employees' has a column of that name");
    wrong = cupel_polymorphic_union_of(session, "x", NULL, 0, NULL);
    expect_refused(&one, cupel_with_polymorphic_from_all(query, wrong, NULL),
                   CUPEL_INVALID_ARGUMENT, "nothing to select");
    assert_null(cupel_all(cupel_with_polymorphic_from_all(NULL, staff, NULL)));
    expect_refused(&one, cupel_join(cupel_query(session, Manager), cupel_attr(Manager, base.tasks)),
                   CUPEL_INVALID_REQUEST, "Manager has no relationship tasks");
    expect_refused(
        &one,
        cupel_join(cupel_query(session, Company),
                   cupel_of_type(cupel_attr(Company, employees), cupel_entity_of(Engineer))),
        CUPEL_INVALID_REQUEST, "Company.employees");
    suite_close(&one);
}

/* ---- children of theirs that inherit rows ---------------------------------------------------------- */

typedef struct Plant {
    cupel_object base;
    cupel_int id;
    cupel_text name;
} Plant;

typedef struct Tree {
    Plant base;
    cupel_text kind;
} Tree;

typedef struct Oak {
    Tree base;
    cupel_int acorns;
} Oak;

CUPEL_MAP(Plant, "plants", CUPEL_COLUMN(Plant, id, .primary_key = true),
          CUPEL_COLUMN(Plant, name, .length = 20));
CUPEL_MAP_CHILD(Tree, Plant, "trees", CUPEL_COLUMN(Tree, kind, .length = 20),
                CUPEL_MAPPER_OPTIONS(.concrete = true, .polymorphic_on = "kind",
                                     .polymorphic_identity = "tree"));
CUPEL_MAP_CHILD(Oak, Tree, "oaks", CUPEL_COLUMN(Oak, acorns),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "oak"));

static const cupel_mapping *const plant_mappings[] = { &Plant_mapping, &Tree_mapping,
                                                       &Oak_mapping };

static void test_selectin_polymorphic(void **state)
{
    (void)state;
    suite one;
    suite_open(&one, 3, plant_mappings);
    suite_ok(&one, cupel_add(one.session, cupel_new(Oak, .base.base.name = "old", .acorns = 7)));
    suite_ok(&one, cupel_commit(one.session));
    cupel_expunge_all(one.session);
    cu_test_statements_clear(&suite_log);
    Tree *tree = cupel_first(
        cupel_options(cupel_query(one.session, Tree),
                      cupel_selectin_polymorphic(cupel_entity_of(Tree), cupel_entity_of(Oak))));
    if (!tree)
        fail_msg("%s", cupel_error_text(one.session));
    Oak *oak = cupel_as(Oak, tree);
    assert_true(cupel_is_loaded(oak, acorns));
    assert_int_equal(oak->acorns, 7);
    staff_sent("SELECT trees.id AS trees_id, trees.name AS trees_name, trees.kind AS trees_kind "
               "FROM trees LIMIT ? OFFSET ? (1, 0)",
               "SELECT oaks.id AS oaks_id, trees.id AS trees_id, trees.kind AS trees_kind, "
               "oaks.acorns AS oaks_acorns FROM trees JOIN oaks ON trees.id = oaks.id WHERE "
               "oaks.id IN (?) ORDER BY oaks.id (1)");
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_tables),
        SUITE_TEST(test_each_reads_its_table),
        SUITE_TEST(test_identity),
        SUITE_TEST(test_writing),
        SUITE_TEST(test_relationships),
        SUITE_TEST(test_lacking),
        SUITE_TEST(test_options),
        SUITE_TEST(test_filter_by_relationship),
        SUITE_TEST(test_selectin_polymorphic),
        SUITE_TEST(test_union),
        SUITE_TEST(test_own_subquery),
        SUITE_TEST(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
