/*
 * Structs that inherit, each with all columns in a table of its own, where a query
 * of the first reads all tables: by what its mapping says.
 */
#include "works.h"

WORKS_MAPPINGS(.polymorphic_identity = "works", .polymorphic_union = "pjoin");

#define OWN(table)                                                                              \
#    table ".id AS id, " #    table ".name AS name, " #    table ".notes AS notes, " #    table \
           ".company_id AS company_id, "
/* What the union is, by how a dialect says the types of what is NULL, and puts SELECTs together. */
#define UNION_OF(integer, text, real)                                                           \
    "(SELECT " OWN(                                                                             \
        employees) "CAST(NULL AS " integer ") AS level, CAST(NULL AS " text                     \
                   ") AS language, CAST(NULL AS " real                                          \
                   ") AS bonus, 'works' AS type FROM employees UNION ALL "                      \
                   "SELECT " OWN(                                                               \
                       managers) "managers.level AS level, CAST(NULL AS " text                  \
                                 ") AS language, CAST(NULL AS " real                            \
                                 ") AS bonus, 'Manager' AS type FROM managers UNION "           \
                                 "ALL SELECT " OWN(                                             \
                                     engineers) "CAST(NULL AS " integer                         \
                                                ") AS level, engineers.language AS "            \
                                                "language, CAST(NULL AS " real                  \
                                                ") AS bonus, 'builds' AS type FROM engineers "  \
                                                "UNION ALL "                                    \
                                                "SELECT " OWN(                                  \
                                                    chiefs) "chiefs.level AS level, CAST(NULL " \
                                                            "AS " text                          \
                                                            ") AS language, chiefs.bonus AS "   \
                                                            "bonus, 'Chief' AS type FROM chiefs)"
#define UNION UNION_OF("INTEGER", "VARCHAR(20)", "DOUBLE PRECISION")
#define COLUMNS(name)                                                                           \
    name ".id AS " name "_id, " name ".name AS " name "_name, " name ".company_id AS " name     \
         "_company_id, " name ".type AS " name "_type, " name ".level AS " name "_level, " name \
         ".language AS " name "_language, " name ".bonus AS " name "_bonus"

static cupel_query *employees(suite *one)
{
    return cupel_query(one->session, Employee);
}

static cupel_query *in_order(suite *one)
{
    return cupel_order_by(employees(one), cupel_attr(Employee, name));
}

static void assert_sql(const cupel_query *query, const char *dialect, const char *expected)
{
    const char *text = cupel_sql(query, dialect);
    assert_non_null(text);
    char *copy = malloc(strlen(text) + 1);
    assert_non_null(copy);
    memcpy(copy, text, strlen(text) + 1);
    staff_fold(copy);
    if (strcmp(copy, expected) != 0)
        fail_msg("expected: %s\nmade:     %s", expected, copy);
    free(copy);
}

/* ---- what is selected -------------------------------------------------------------------------- */

static void test_sql(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    assert_sql(employees(&one), "sqlite", "SELECT " COLUMNS("pjoin") " FROM " UNION " AS pjoin");
    assert_sql(employees(&one), "postgresql",
               "SELECT " COLUMNS("pjoin") " FROM " UNION " AS pjoin");
    assert_sql(employees(&one), "mysql",
               "SELECT " COLUMNS("pjoin") " FROM " UNION_OF("SIGNED INTEGER", "CHAR(20)",
                                                            "DOUBLE") " AS pjoin");
    assert_sql(employees(&one), "mssql", "SELECT " COLUMNS("pjoin") " FROM " UNION " AS pjoin");
    const char *oracle = cupel_sql(employees(&one), "oracle");
    assert_non_null(oracle);
    assert_non_null(strstr(oracle, "CAST(NULL AS VARCHAR2(20 CHAR)) AS language"));
    assert_non_null(strstr(oracle, "FROM chiefs) pjoin"));

    /* conditions, order and aliases mean the union's columns; those of children, too */
    assert_sql(
        cupel_order_by(cupel_filter(employees(&one), cupel_eq(cupel_attr(Employee, name), "x"),
                                    cupel_gt(cupel_attr(Chief, bonus), 1.5)),
                       cupel_desc(cupel_attr(Employee, id))),
        "sqlite",
        "SELECT " COLUMNS("pjoin") " FROM " UNION " AS pjoin WHERE pjoin.name = ? AND "
                                   "pjoin.bonus > ? ORDER BY pjoin.id DESC");
    cupel_alias *other = cupel_aliased(one.session, Employee, NULL);
    assert_sql(cupel_filter(cupel_select(one.session, cupel_entity(other)),
                            cupel_eq(cupel_alias_attr(other, Employee, name), "x")),
               "sqlite",
               "SELECT " COLUMNS("pjoin_1") " FROM " UNION " AS pjoin_1 WHERE pjoin_1.name = ?");
    assert_sql(cupel_select(one.session, cupel_attr(Employee, name)), "sqlite",
               "SELECT pjoin.name AS pjoin_name FROM " UNION " AS pjoin");
    assert_sql(
        cupel_filter(cupel_join(cupel_query(one.session, Company), cupel_attr(Company, employees)),
                     cupel_eq(cupel_attr(Engineer, language), "c")),
        "sqlite",
        "SELECT companies.id AS companies_id, companies.name AS companies_name FROM "
        "companies JOIN " UNION " AS pjoin ON companies.id = pjoin.company_id WHERE "
        "pjoin.language = ?");
    assert_sql(cupel_filter(cupel_query(one.session, Company),
                            cupel_any(cupel_attr(Company, employees),
                                      cupel_eq(cupel_attr(Employee, name), "x"))),
               "sqlite",
               "SELECT companies.id AS companies_id, companies.name AS companies_name FROM "
               "companies WHERE EXISTS (SELECT 1 FROM " UNION " AS pjoin WHERE companies.id = "
               "pjoin.company_id AND pjoin.name = ?)");
    /* a child that is selected itself is its own table; one that has children has a union as well */
    assert_sql(cupel_filter(cupel_query(one.session, Engineer),
                            cupel_eq(cupel_attr(Engineer, language), "c")),
               "sqlite",
               "SELECT engineers.id AS engineers_id, engineers.name AS engineers_name, "
               "engineers.company_id AS engineers_company_id, engineers.language AS "
               "engineers_language FROM engineers WHERE engineers.language = ?");
    assert_sql(
        cupel_query(one.session, Manager), "sqlite",
        "SELECT pjoin_managers.id AS pjoin_managers_id, pjoin_managers.name AS "
        "pjoin_managers_name, pjoin_managers.company_id AS pjoin_managers_company_id, "
        "pjoin_managers.level AS pjoin_managers_level, pjoin_managers.type AS "
        "pjoin_managers_type, pjoin_managers.bonus AS pjoin_managers_bonus FROM (SELECT " OWN(
            managers) "managers.level AS level, CAST(NULL AS DOUBLE PRECISION) AS bonus, "
                      "'Manager' AS type FROM managers UNION ALL SELECT " OWN(
                          chiefs) "chiefs.level AS level, chiefs.bonus AS bonus, 'Chief' AS type "
                                  "FROM chiefs) AS "
                                  "pjoin_managers");
    suite_close(&one);
}

/* ---- rows -------------------------------------------------------------------------------------- */

/* Ann, Bob, Cid and Dan, each as what it is; nothing is left to be loaded but what is deferred. */
static void expect_all(suite *one, Employee **all)
{
    if (!all)
        fail_msg("%s", cupel_error_text(one->session));
    suite_text(all[0]->name, "Ann");
    Manager *bob = cupel_as(Manager, all[1]);
    Chief *cid = cupel_as(Chief, all[2]);
    Engineer *dan = cupel_as(Engineer, all[3]);
    assert_true(bob && cid && dan);
    assert_null(cupel_as(Chief, bob));
    assert_null(cupel_as(Manager, all[0]));
    cu_test_statements_clear(&suite_log);
    assert_int_equal(*cupel_load(bob, level), 3);
    assert_int_equal(*cupel_load(cid, base.level), 9);
    assert_true(*cupel_load(cid, bonus) > 0.4);
    suite_text(cupel_load(dan, language), "c");
    suite_nothing_sent();
    assert_false(cupel_is_loaded(dan, base.notes));
    suite_text(cupel_load(dan, base.notes), "short");
    assert_int_equal(suite_sent_count(), 1);
}

static void test_rows(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    expect_all(&one, cupel_all(in_order(&one)));
    cupel_expunge_all(one.session);
    expect_all(&one, cupel_all(cupel_order_by(cupel_from_self(employees(&one)),
                                              cupel_attr(Employee, name))));
    cupel_expunge_all(one.session);
    expect_all(&one, cupel_all(cupel_yield_per(in_order(&one), 2)));
    cupel_expunge_all(one.session);
    cupel_alias *other = cupel_aliased(one.session, Employee, "other");
    expect_all(&one, cupel_all(cupel_order_by(cupel_select(one.session, cupel_entity(other)),
                                              cupel_alias_attr(other, Employee, name))));
    assert_int_equal(cupel_count(employees(&one)), 4);
    assert_int_equal(cupel_count(cupel_query(one.session, Manager)), 2);
    assert_texts(&one, cupel_filter(employees(&one), cupel_eq(cupel_attr(Employee, loud), "CID")),
                 Employee, name, "Cid");
    /* what is deferred by the mapping may be asked for, and what is not deferred */
    cupel_expunge_all(one.session);
    Employee **all =
        cupel_all(cupel_options(in_order(&one), cupel_undefer(cupel_attr(Employee, notes)),
                                cupel_defer(cupel_attr(Employee, name))));
    assert_non_null(all);
    assert_false(cupel_is_loaded(all[3], name));
    assert_true(cupel_is_loaded(all[3], notes));
    suite_text(all[3]->notes, "short");
    suite_text(cupel_load(all[3], name), "Dan");
    suite_close(&one);
}

static void test_instances(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    static const char sql[] =
        "SELECT id, name, company_id, 'works' AS type, NULL AS level, NULL AS language, NULL AS "
        "bonus FROM employees UNION ALL SELECT id, name, company_id, 'Manager', level, NULL, NULL "
        "FROM managers UNION ALL SELECT id, name, company_id, 'builds', NULL, language, NULL FROM "
        "engineers UNION ALL SELECT id, name, company_id, 'Chief', level, NULL, bonus FROM chiefs "
        "ORDER BY name";
    if (suite_is("sqlite")) /* others want to know of what type NULL is */
    {
        expect_all(&one, cupel_all(cupel_from_statement(employees(&one), cupel_text_sql(sql))));
        cupel_expunge_all(one.session);
        cupel_result *result = cupel_session_execute(one.session, sql);
        expect_all(&one, cupel_instances(employees(&one), result));
        cupel_result_close(result);
    }
    /* without the column that tells them apart, they are what the query is for */
    cupel_expunge_all(one.session);
    Employee **ann = cupel_all(cupel_from_statement(
        employees(&one), cupel_text_sql("SELECT * FROM employees WHERE name = 'Ann'")));
    assert_non_null(ann);
    assert_int_equal(cupel_array_count(ann), 1);
    suite_text(ann[0]->notes, "tall");
    suite_close(&one);
}

/* ---- keys -------------------------------------------------------------------------------------- */

static void test_keys(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    /* four rows have this key, each in its table */
    assert_null(cupel_get(one.session, Employee, 1));
    assert_failed(&one, CUPEL_MULTIPLE_RESULTS_FOUND);
    assert_null(cupel_get(one.session, Employee, 2));
    assert_failed(&one, CUPEL_OK);
    Chief *cid = cupel_get(one.session, Chief, 1);
    suite_text(cid->base.base.name, "Cid");
    Engineer *eve = cupel_new(Engineer, .base = { .id = 7, .name = "Eve" });
    cupel_add(one.session, eve);
    suite_ok(&one, cupel_commit(one.session));
    cupel_expunge_all(one.session);
    Employee *seven = cupel_get(one.session, Employee, 7);
    assert_non_null(cupel_as(Engineer, seven));
    assert_ptr_equal(cupel_get(one.session, Engineer, 7), seven);

    /* refreshed from its own table */
    Employee *ann =
        cupel_one(cupel_filter(employees(&one), cupel_eq(cupel_attr(Employee, name), "Ann")));
    assert_non_null(ann);
    cu_test_statements_clear(&suite_log);
    suite_ok(&one, cupel_refresh(one.session, ann));
    staff_sent("SELECT employees.id AS employees_id, employees.name AS employees_name, "
               "employees.company_id AS employees_company_id FROM employees WHERE employees.id = ? "
               "(1)");
    suite_ok(&one, cupel_expire(one.session, seven));
    suite_text(cupel_load(seven, name), "Eve");
    assert_ptr_equal(cupel_get(one.session, Employee, 1), ann);

    /* what refers to the first table finds its rows */
    Task *task = cupel_new(Task, .title = "sweep", .employee_id = &(int64_t){ 1 });
    cupel_add(one.session, task);
    suite_ok(&one, cupel_commit(one.session));
    cupel_expunge_all(one.session);
    task = cupel_get(one.session, Task, 1);
    assert_non_null(cupel_load(task, employee).item);
    suite_text(task->employee.item->name, "Ann");
    suite_close(&one);
}

/* ---- relationships ----------------------------------------------------------------------------- */

static void expect_company(suite *one, cupel_query *query)
{
    cupel_expunge_all(one->session);
    Company *acme = cupel_one(query);
    if (!acme)
        fail_msg("%s", cupel_error_text(one->session));
    assert_int_equal(cupel_item_count(acme, employees), 4);
    expect_all(one, (Employee **)acme->employees.items);
    assert_ptr_equal(cupel_load(acme->employees.items[3], company).item, acme);
}

static cupel_query *companies(suite *one, cupel_expr *option)
{
    return cupel_options(cupel_query(one->session, Company), option);
}

static void test_collections(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    expect_company(&one, cupel_query(one.session, Company));
    expect_company(&one, companies(&one, cupel_joinedload(cupel_attr(Company, employees))));
    expect_company(&one, companies(&one, cupel_selectinload(cupel_attr(Company, employees))));
    expect_company(&one, companies(&one, cupel_subqueryload(cupel_attr(Company, employees))));
    expect_company(&one, cupel_options(cupel_order_by(cupel_join(cupel_query(one.session, Company),
                                                                 cupel_attr(Company, employees)),
                                                      cupel_attr(Employee, name)),
                                       cupel_contains_eager(cupel_attr(Company, employees))));

    /* taken out of it, and put in, as what they are */
    Company *acme = cupel_get(one.session, Company, 1);
    Employee *dan = acme->employees.items[3];
    suite_ok(&one, cupel_remove(acme, employees, dan));
    Chief *eve = cupel_new(Chief, .base.base.name = "Eve");
    suite_ok(&one, cupel_append(acme, employees, &eve->base.base));
    suite_ok(&one, cupel_commit(one.session));
    assert_null(cupel_load(dan, company_id));
    assert_int_equal(*cupel_load(eve, base.base.company_id), 1);
    assert_texts(
        &one,
        cupel_order_by(cupel_filter(employees(&one),
                                    cupel_eq(cupel_attr(Employee, company), cupel_instance(acme))),
                       cupel_attr(Employee, name)),
        Employee, name, "Ann Bob Cid Eve");
    suite_close(&one);
}

/* Relationships of the rows: those that their own tables have. */
static void expect_related(suite *one, cupel_query *query)
{
    cupel_expunge_all(one->session);
    Employee **all = cupel_all(query);
    if (!all)
        fail_msg("%s", cupel_error_text(one->session));
    assert_int_equal(cupel_array_count(all), 4);
    cu_test_statements_clear(&suite_log);
    for (size_t i = 0; i < 4; i++) {
        assert_non_null(cupel_load(all[i], company).item);
        suite_text(all[i]->company.item->name, "Acme");
    }
    assert_int_equal(cupel_item_count(all[0], tasks), 1);
    suite_nothing_sent();
    /* the task with key 1 is that of the employee with key 1, and not of the manager */
    assert_int_equal(all[1]->tasks.count, 0);
    assert_int_equal(cupel_item_count(all[1], tasks), -1);
    assert_failed(one, CUPEL_INVALID_ARGUMENT);
}

static void test_relationships_of_rows(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    cupel_add(one.session, cupel_new(Task, .title = "sweep", .employee_id = &(int64_t){ 1 }));
    suite_ok(&one, cupel_commit(one.session));
    expect_related(&one,
                   cupel_options(in_order(&one), cupel_joinedload(cupel_attr(Employee, company)),
                                 cupel_joinedload(cupel_attr(Employee, tasks))));
    expect_related(&one,
                   cupel_options(in_order(&one), cupel_selectinload(cupel_attr(Employee, company)),
                                 cupel_selectinload(cupel_attr(Employee, tasks))));
    expect_related(&one,
                   cupel_options(in_order(&one), cupel_subqueryload(cupel_attr(Employee, company)),
                                 cupel_subqueryload(cupel_attr(Employee, tasks))));
    expect_related(&one,
                   cupel_options(in_order(&one), cupel_immediateload(cupel_attr(Employee, company)),
                                 cupel_immediateload(cupel_attr(Employee, tasks))));
    suite_close(&one);
}

/* ---- many rows --------------------------------------------------------------------------------- */

static void test_statements(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    Employee **all = cupel_all(in_order(&one));
    assert_non_null(all);
    static const cupel_synchronize ways[] = { CUPEL_SYNCHRONIZE_EVALUATE, CUPEL_SYNCHRONIZE_FETCH,
                                              CUPEL_SYNCHRONIZE_AUTO };
    for (size_t i = 0; i < 3; i++) {
        char name[8];
        snprintf(name, sizeof name, "An%zu", i);
        cu_test_statements_clear(&suite_log);
        int64_t count = cupel_update_rows(
            cupel_filter(employees(&one), cupel_like(cupel_attr(Employee, name), "%n%")), ways[i],
            cupel_assign(cupel_attr(Employee, name), name));
        assert_int_equal(count, 1);
        suite_text(cupel_load(all[0], name), name);
        suite_text(cupel_load(all[3], name), "Dan");
    }
    staff_sent("UPDATE employees SET name=? WHERE employees.name LIKE ? ('An2', '%n%')");
    assert_int_equal(cupel_delete_rows(employees(&one), CUPEL_SYNCHRONIZE_AUTO), 1);
    assert_texts(&one, in_order(&one), Employee, name, "Bob Cid Dan");
    suite_close(&one);
}

/* ---- one query in several places --------------------------------------------------------------- */

/* Companies that are called what an engineer speaks. */
static cupel_query *spoken(suite *one)
{
    cupel_alias *other = cupel_aliased(one->session, Company, "other");
    return cupel_filter(
        cupel_select(one->session, cupel_alias_attr(other, Company, id)),
        cupel_eq(cupel_alias_attr(other, Company, name), cupel_attr(Engineer, language)));
}

/* Companies for which such a query gives something: by itself, inside one of employees, and inside one of engineers. */
static cupel_query *placed(suite *one, int places, cupel_query *by_itself, cupel_query *inside)
{
    cupel_query *companies = cupel_query(one->session, Company);
    cupel_expr *here = cupel_eq(cupel_attr(Employee, company_id), cupel_attr(Company, id));
    cupel_expr *there = cupel_eq(cupel_attr(Engineer, base.company_id), cupel_attr(Company, id));
    cupel_query *employed = cupel_filter(employees(one), here, cupel_exists(inside));
    cupel_query *engineers =
        cupel_filter(cupel_query(one->session, Engineer), there, cupel_exists(inside));
    if (places == 0)
        return cupel_filter(companies, cupel_exists(by_itself), cupel_exists(employed));
    if (places == 1)
        return cupel_filter(companies, cupel_exists(employed), cupel_exists(by_itself));
    return cupel_filter(cupel_join(companies, cupel_attr(Company, employees)),
                        cupel_exists(by_itself), cupel_exists(engineers));
}

/* Attributes in a query mean what is around it where it stands, also where it stands elsewhere too. */
static void test_places(void **state)
{
    (void)state;
    suite one;
    open_works(&one);
    for (int places = 0; places < 3; places++) {
        cupel_query *several = spoken(&one);
        const char *text = cupel_sql(placed(&one, places, spoken(&one), spoken(&one)), "sqlite");
        assert_non_null(text);
        const char *same = cupel_sql(placed(&one, places, several, several), "sqlite");
        assert_non_null(same);
        assert_string_equal(same, text);
        assert_non_null(strstr(text, "other.name = pjoin.language"));
        assert_non_null(strstr(text, "other.name = engineers.language"));
    }
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_sql),         SUITE_TEST(test_rows),
        SUITE_TEST(test_instances),   SUITE_TEST(test_keys),
        SUITE_TEST(test_collections), SUITE_TEST(test_relationships_of_rows),
        SUITE_TEST(test_statements),  SUITE_TEST(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
