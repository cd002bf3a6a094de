/*
 * Structs that inherit, in one table: what queries select, what rows become,
 * what a flush writes.
 */
#include "staff.h"

CUPEL_MAP(Company, "companies", CUPEL_COLUMN(Company, id, .primary_key = true),
          CUPEL_COLUMN(Company, name, .length = 40),
          CUPEL_COLUMN(Company, head_id, .foreign_key = "employees.id"),
          CUPEL_RELATIONSHIP(Company, employees, Employee, .back_populates = "company",
                             .foreign_keys = "employees.company_id", .order_by = "id"),
          CUPEL_RELATIONSHIP(Company, head, Manager, .foreign_keys = "companies.head_id",
                             .post_update = true));

CUPEL_MAP(Employee, "employees", CUPEL_COLUMN(Employee, id, .primary_key = true),
          CUPEL_COLUMN(Employee, name, .length = 40), CUPEL_COLUMN(Employee, type, .length = 20),
          CUPEL_COLUMN(Employee, company_id, .foreign_key = "companies.id"),
          CUPEL_COLUMN(Employee, boss_id, .foreign_key = "employees.id"),
          CUPEL_RELATIONSHIP(Employee, company, Company, .back_populates = "employees",
                             .foreign_keys = "employees.company_id"),
          CUPEL_RELATIONSHIP(Employee, boss, Manager, .back_populates = "team",
                             .remote_side = "employees.id", .foreign_keys = "employees.boss_id"),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "type", .polymorphic_identity = "employee"));

CUPEL_MAP_CHILD(Manager, Employee, NULL, CUPEL_COLUMN(Manager, level),
                CUPEL_COLUMN(Manager, car, .length = 20),
                CUPEL_RELATIONSHIP(Manager, team, Employee, .back_populates = "boss",
                                   .foreign_keys = "employees.boss_id", .order_by = "id"),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "manager"));

CUPEL_MAP_CHILD(Chief, Manager, NULL, CUPEL_COLUMN(Chief, bonus),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "chief"));

CUPEL_MAP_CHILD(Clerk, Employee, NULL, CUPEL_COLUMN(Clerk, desk),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "clerk"));

static const cupel_mapping *const all_mappings[] = { &Company_mapping, &Chief_mapping,
                                                     &Clerk_mapping, &Manager_mapping,
                                                     &Employee_mapping };

static void open_staff(suite *one)
{
    suite_open(one, 5, all_mappings);
}

/* A company of four: 1 Ann, 2 Bob the manager, 3 Cid the chief, 4 Dan the clerk; everything is expunged. */
static void open_company(suite *one)
{
    open_staff(one);
    Company *company = cupel_new(Company, .name = "Acme");
    cupel_add(one->session, company);
    cupel_append(company, employees, cupel_new(Employee, .name = "Ann"));
    Manager *bob = cupel_new(Manager, .base = { .name = "Bob" }, .level = &(int64_t){ 3 });
    assert_non_null(bob);
    cupel_append(company, employees, &bob->base);
    Chief *cid = cupel_new(Chief, .base.base.name = "Cid", .base.level = &(int64_t){ 9 },
                           .bonus = &(double){ 0.5 });
    assert_non_null(cid);
    cupel_append(company, employees, &cid->base.base);
    Clerk *dan = cupel_new(Clerk, .base.name = "Dan", .desk = 17);
    assert_non_null(dan);
    cupel_append(company, employees, &dan->base);
    suite_ok(one, cupel_commit(one->session));
    cupel_expunge_all(one->session);
    cu_test_statements_clear(&suite_log);
}

#define EMPLOYEE_COLUMNS                                                                  \
    "employees.id AS employees_id, employees.name AS employees_name, employees.type AS "  \
    "employees_type, employees.company_id AS employees_company_id, employees.boss_id AS " \
    "employees_boss_id"
#define MANAGER_COLUMNS \
    EMPLOYEE_COLUMNS ", employees.level AS employees_level, employees.car AS employees_car"

/* ---- loading ----------------------------------------------------------------------------------- */

static void test_base_gives_each_its_struct(void **state)
{
    (void)state;
    suite one;
    open_company(&one);
    Employee **all =
        cupel_all(cupel_order_by(cupel_query(one.session, Employee), cupel_attr(Employee, id)));
    assert_non_null(all);
    staff_sent("SELECT " EMPLOYEE_COLUMNS " FROM employees ORDER BY employees.id ()");
    assert_int_equal(cupel_array_count(all), 4);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(all[0])), &Employee_mapping);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(all[1])), &Manager_mapping);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(all[2])), &Chief_mapping);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(all[3])), &Clerk_mapping);

    /* a checked way down */
    assert_null(cupel_as(Manager, all[0]));
    assert_ptr_equal(cupel_as(Manager, all[1]), all[1]);
    assert_ptr_equal(cupel_as(Manager, all[2]), all[2]);
    assert_null(cupel_as(Chief, all[1]));
    assert_null(cupel_as(Clerk, all[2]));
    assert_null(cupel_as(Manager, (Employee *)NULL));

    /* what only a child has is loaded when asked for, together */
    Manager *bob = cupel_as(Manager, all[1]);
    assert_false(cupel_is_loaded(bob, level));
    assert_int_equal(*cupel_load(bob, level), 3);
    staff_sent("SELECT employees.id AS employees_id, employees.level AS employees_level, "
               "employees.car AS employees_car FROM employees WHERE employees.id = ? AND "
               "employees.type IN (?, ?) (2, 'manager', 'chief')");
    assert_true(cupel_is_loaded(bob, car));
    assert_null(cupel_load(bob, car));
    suite_nothing_sent();
    assert_int_equal(cupel_load(cupel_as(Clerk, all[3]), desk), 17);
    assert_int_equal((int)(*cupel_load(cupel_as(Chief, all[2]), bonus) * 10), 5);
    suite_close(&one);
}

static void test_child_selects_its_rows(void **state)
{
    (void)state;
    suite one;
    open_company(&one);
    Manager **managers = cupel_all(cupel_order_by(
        cupel_filter(cupel_query(one.session, Manager), cupel_gt(cupel_attr(Manager, level), 1)),
        cupel_attr(Employee, id)));
    assert_non_null(managers);
    staff_sent("SELECT " MANAGER_COLUMNS " FROM employees WHERE employees.level > ? AND "
               "employees.type IN (?, ?) ORDER BY employees.id (1, 'manager', 'chief')");
    assert_int_equal(cupel_array_count(managers), 2);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(managers[0])), &Manager_mapping);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(managers[1])), &Chief_mapping);
    assert_int_equal(*managers[1]->level, 9);
    assert_string_equal(managers[1]->base.name, "Cid");

    assert_int_equal(cupel_count(cupel_query(one.session, Clerk)), 1);
    staff_sent("SELECT count(*) AS count_1 FROM (SELECT " EMPLOYEE_COLUMNS
               ", employees.desk AS employees_desk FROM employees WHERE employees.type IN (?)) AS "
               "anon_1 ('clerk')");
    Clerk **none = cupel_all(
        cupel_filter(cupel_query(one.session, Clerk), cupel_eq(cupel_attr(Employee, name), "Ann")));
    assert_non_null(none);
    assert_int_equal(cupel_array_count(none), 0);
    suite_close(&one);
}

static void test_columns_of_a_child(void **state)
{
    (void)state;
    suite one;
    open_company(&one);
    const cupel_row **rows = cupel_all_rows(cupel_select(one.session, cupel_attr(Manager, level)));
    assert_non_null(rows);
    staff_sent("SELECT employees.level AS employees_level FROM employees WHERE employees.type IN "
               "(?, ?) ('manager', 'chief')");
    assert_int_equal(cupel_array_count(rows), 2);
    /* an inherited attribute, of the child's rows only */
    rows = cupel_all_rows(cupel_select(one.session, cupel_attr(Clerk, base.name)));
    assert_non_null(rows);
    staff_sent("SELECT employees.name AS employees_name FROM employees WHERE employees.type IN (?) "
               "('clerk')");
    assert_int_equal(cupel_array_count(rows), 1);
    assert_string_equal(cupel_row_text(rows[0], "name"), "Dan");
    rows = cupel_all_rows(cupel_select(one.session, cupel_func("max", cupel_attr(Manager, level))));
    assert_non_null(rows);
    staff_sent("SELECT max(employees.level) AS max_1 FROM employees WHERE employees.type IN (?, ?) "
               "('manager', 'chief')");
    /* of the parent: of all rows */
    rows = cupel_all_rows(cupel_select(one.session, cupel_attr(Employee, name)));
    assert_non_null(rows);
    assert_int_equal(cupel_array_count(rows), 4);
    suite_close(&one);
}

static void test_subqueries_and_aliases(void **state)
{
    (void)state;
    suite one;
    open_company(&one);
    cupel_alias *boss = cupel_aliased(one.session, Manager, NULL);
    Manager **all = cupel_all(cupel_filter(cupel_select(one.session, cupel_entity(boss)),
                                           cupel_eq(cupel_alias_attr(boss, Manager, level), 9)));
    assert_non_null(all);
    staff_sent("SELECT employees_1.id AS employees_1_id, employees_1.name AS employees_1_name, "
               "employees_1.type AS employees_1_type, employees_1.company_id AS "
               "employees_1_company_id, employees_1.boss_id AS employees_1_boss_id, "
               "employees_1.level AS employees_1_level, employees_1.car AS employees_1_car FROM "
               "employees AS employees_1 WHERE employees_1.level = ? AND employees_1.type IN (?, "
               "?) (9, 'manager', 'chief')");
    assert_int_equal(cupel_array_count(all), 1);
    assert_non_null(cupel_as(Chief, all[0]));

    cupel_query *ids = cupel_select(one.session, cupel_attr(Manager, base.id));
    Employee **found = cupel_all(
        cupel_filter(cupel_query(one.session, Employee), cupel_in(cupel_attr(Employee, id), ids)));
    assert_non_null(found);
    assert_int_equal(cupel_array_count(found), 2);
    staff_sent("SELECT " EMPLOYEE_COLUMNS " FROM employees WHERE employees.id IN (SELECT "
               "employees.id FROM employees WHERE employees.type IN (?, ?)) ('manager', "
               "'chief')");
    assert_int_equal(cupel_any_rows(cupel_query(one.session, Clerk)), 1);
    staff_sent(
        "SELECT EXISTS (SELECT 1 FROM employees WHERE employees.type IN (?)) AS anon_1 ('clerk')");
    found = cupel_all(cupel_from_self(cupel_query(one.session, Clerk)));
    assert_non_null(found);
    assert_int_equal(cupel_array_count(found), 1);
    suite_close(&one);
}

static void test_get(void **state)
{
    (void)state;
    suite one;
    open_company(&one);
    assert_null(cupel_get(one.session, Manager, 4)); /* a clerk */
    staff_sent("SELECT " MANAGER_COLUMNS " FROM employees WHERE employees.id = ? AND "
               "employees.type IN (?, ?) (4, 'manager', 'chief')");
    assert_failed(&one, CUPEL_OK);
    Employee *cid = cupel_get(one.session, Employee, 3);
    assert_non_null(cid);
    staff_sent("SELECT " EMPLOYEE_COLUMNS " FROM employees WHERE employees.id = ? (3)");
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(cid)), &Chief_mapping);
    assert_ptr_equal(cupel_get(one.session, Manager, 3), cid);
    assert_ptr_equal(cupel_get(one.session, Chief, 3), cid);
    assert_null(cupel_get(one.session, Clerk, 3)); /* it is known what it is */
    suite_nothing_sent();
    /* refreshing, and loading after a commit, as what it is */
    suite_ok(&one, cupel_commit(one.session));
    cu_test_statements_clear(&suite_log);
    suite_text(cupel_load(cid, name), "Cid");
    staff_sent("SELECT " MANAGER_COLUMNS
               ", employees.bonus AS employees_bonus FROM employees WHERE "
               "employees.id = ? AND employees.type IN (?) (3, 'chief')");
    suite_ok(&one, cupel_refresh(one.session, cid));
    suite_close(&one);
}

static void test_rows_of_unknown_kinds(void **state)
{
    (void)state;
    suite one;
    open_company(&one);
    assert_int_equal(cupel_update_rows(cupel_filter(cupel_query(one.session, Employee),
                                                    cupel_eq(cupel_attr(Employee, id), 1)),
                                       CUPEL_SYNCHRONIZE_NOT,
                                       cupel_assign(cupel_attr(Employee, type), "pilot")),
                     1);
    assert_null(cupel_all(cupel_query(one.session, Employee)));
    assert_failed(&one, CUPEL_DATA_ERROR);
    assert_string_equal(cupel_error_text(one.session),
                        "column 'type' of table 'employees' is 'pilot' in a row, which is the "
                        ".polymorphic_identity of no struct in the registry");
    assert_int_equal(cupel_update_rows(cupel_filter(cupel_query(one.session, Employee),
                                                    cupel_eq(cupel_attr(Employee, id), 1)),
                                       CUPEL_SYNCHRONIZE_NOT,
                                       cupel_assign(cupel_attr(Employee, type), NULL)),
                     1);
    assert_null(cupel_get(one.session, Employee, 1));
    assert_failed(&one, CUPEL_DATA_ERROR);
    assert_non_null(strstr(cupel_error_text(one.session), "is NULL in a row"));
    /* the others are not concerned */
    assert_int_equal(cupel_array_count(cupel_all(cupel_query(one.session, Manager))), 2);
    /* a statement of the program's own gives a row of another struct */
    cupel_expunge_all(one.session);
    assert_null(cupel_all(cupel_from_statement(
        cupel_query(one.session, Manager),
        cupel_text_sql("SELECT id, name, type, level FROM employees WHERE id = 4"))));
    assert_failed(&one, CUPEL_DATA_ERROR);
    assert_non_null(strstr(cupel_error_text(one.session), "that is Clerk, not Manager"));
    Employee *dan = cupel_get(one.session, Employee, 4);
    assert_non_null(dan);
    assert_null(cupel_all(cupel_from_statement(
        cupel_query(one.session, Manager),
        cupel_text_sql("SELECT id, name, type, level FROM employees WHERE id = 4"))));
    assert_failed(&one, CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(one.session), "the session has it as Clerk"));
    suite_close(&one);
}

/* ---- relationships ----------------------------------------------------------------------------- */

static void test_relationships(void **state)
{
    (void)state;
    suite one;
    open_company(&one);
    Company *company = cupel_get(one.session, Company, 1);
    assert_non_null(company);
    size_t managers = 0;
    cupel_each_in (Employee, employee, company, employees)
        managers += cupel_as(Manager, employee) != NULL;
    assert_int_equal(managers, 2);
    Manager *bob = cupel_get(one.session, Manager, 2);
    Employee *ann = cupel_get(one.session, Employee, 1);
    Clerk *dan = cupel_get(one.session, Clerk, 4);
    assert_non_null(bob);
    /* a relationship of the parent, of an instance of the child */
    assert_ptr_equal(cupel_load(&dan->base, company).item, company);
    cupel_append(bob, team, ann);
    cupel_append(bob, team, &dan->base);
    assert_ptr_equal(dan->base.boss.item, bob);
    cupel_set(company, head, bob);
    suite_ok(&one, cupel_commit(one.session));
    cupel_expunge_all(one.session);
    cu_test_statements_clear(&suite_log);

    ann = cupel_get(one.session, Employee, 1);
    bob = cupel_load(ann, boss).item;
    assert_non_null(bob);
    assert_int_equal(*bob->level, 3);
    assert_int_equal(cupel_item_count(bob, team), 2);
    company = cupel_get(one.session, Company, 1);
    assert_ptr_equal(cupel_load(company, head).item, bob);
    /* a child that is something else is not what a relationship to a Manager is about */
    cupel_set(company, head_id, 4);
    suite_ok(&one, cupel_commit(one.session));
    assert_null(cupel_load(company, head).item);
    assert_failed(&one, CUPEL_OK);
    suite_close(&one);
}

static void test_joins(void **state)
{
    (void)state;
    suite one;
    open_company(&one);
    Company **all =
        cupel_all(cupel_join(cupel_query(one.session, Company), cupel_attr(Company, head)));
    assert_non_null(all);
    staff_sent("SELECT companies.id AS companies_id, companies.name AS companies_name, "
               "companies.head_id AS companies_head_id FROM companies JOIN employees ON "
               "employees.id = companies.head_id AND employees.type IN (?, ?) ('manager', "
               "'chief')");
    assert_int_equal(cupel_array_count(all), 0);
    all = cupel_all(cupel_filter(
        cupel_query(one.session, Company),
        cupel_has(cupel_attr(Company, head), cupel_eq(cupel_attr(Manager, level), 3))));
    assert_non_null(all);
    staff_sent("SELECT companies.id AS companies_id, companies.name AS companies_name, "
               "companies.head_id AS companies_head_id FROM companies WHERE EXISTS (SELECT 1 FROM "
               "employees WHERE employees.id = companies.head_id AND employees.type IN (?, ?) AND "
               "employees.level = ?) ('manager', 'chief', 3)");
    /* loaded with what they belong to, whichever way */
    for (int how = 0; how < 3; how++) {
        cupel_expunge_all(one.session);
        cupel_option *option = how == 0   ? cupel_joinedload(cupel_attr(Company, employees))
                               : how == 1 ? cupel_selectinload(cupel_attr(Company, employees))
                                          : cupel_subqueryload(cupel_attr(Company, employees));
        all = cupel_all(cupel_options(cupel_query(one.session, Company), option));
        assert_non_null(all);
        cu_test_statements_clear(&suite_log);
        assert_int_equal(cupel_item_count(all[0], employees), 4);
        Manager *cid = cupel_as(Manager, all[0]->employees.items[2]);
        assert_non_null(cid);
        suite_nothing_sent();
        assert_int_equal(*cupel_load(cid, level), 9);
    }
    /* from a child, along what it inherits */
    Manager **managers = cupel_all(cupel_filter(
        cupel_join(cupel_query(one.session, Manager), cupel_attr(Manager, base.company)),
        cupel_eq(cupel_attr(Company, name), "Acme")));
    assert_non_null(managers);
    assert_int_equal(cupel_array_count(managers), 2);
    suite_close(&one);
}

/* ---- writing ----------------------------------------------------------------------------------- */

static void test_writing(void **state)
{
    (void)state;
    suite one;
    open_staff(&one);
    Manager *eve = cupel_new(Manager, .base.name = "Eve");
    cupel_add(one.session, eve);
    suite_text(eve->base.type, "manager"); /* from the moment it is added */
    cupel_add(one.session, cupel_new(Clerk, .base.name = "Fay", .desk = 2));
    cupel_add(one.session, cupel_new(Employee, .name = "Gil"));
    suite_ok(&one, cupel_flush(one.session));
    /* in the order of adding, whatever they are */
    assert_int_equal(eve->base.id, 1);
    staff_sent("INSERT INTO employees (name, type, company_id, boss_id, level, car) VALUES (?, ?, "
               "?, ?, ?, ?) ('Eve', 'manager', NULL, NULL, NULL, NULL)",
               "INSERT INTO employees (name, type, company_id, boss_id, desk) VALUES (?, ?, ?, ?, "
               "?) ('Fay', 'clerk', NULL, NULL, 2)",
               "INSERT INTO employees (name, type, company_id, boss_id) VALUES (?, ?, ?, ?) "
               "('Gil', 'employee', NULL, NULL)");
    cupel_set(eve, level, 4);
    cupel_set(eve, base.name, "Eva");
    suite_ok(&one, cupel_flush(one.session));
    staff_sent("UPDATE employees SET name=?, level=? WHERE employees.id = ? ('Eva', 4, 1)");
    assert_ptr_equal(cupel_get(one.session, Employee, 1), eve);
    cupel_delete(one.session, eve);
    suite_ok(&one, cupel_commit(one.session));
    assert_int_equal(cupel_count(cupel_query(one.session, Employee)), 2);

    /* what says that it is something else is not written */
    cupel_add(one.session, cupel_new(Manager, .base = { .name = "Hal", .type = "clerk" }));
    assert_int_equal(cupel_commit(one.session), CUPEL_FLUSH_ERROR);
    assert_non_null(strstr(cupel_error_text(one.session), "Manager.type of a new Manager"));
    cupel_rollback(one.session);
    assert_int_equal(cupel_count(cupel_query(one.session, Employee)), 2);
    suite_close(&one);
}

static void test_statements(void **state)
{
    (void)state;
    suite one;
    open_company(&one);
    Manager *bob = cupel_get(one.session, Manager, 2);
    Clerk *dan = cupel_get(one.session, Clerk, 4);
    Employee *ann = cupel_get(one.session, Employee, 1);
    cu_test_statements_clear(&suite_log);
    assert_int_equal(cupel_update_rows(cupel_query(one.session, Manager),
                                       CUPEL_SYNCHRONIZE_EVALUATE,
                                       cupel_assign(cupel_attr(Manager, level), 5)),
                     2);
    staff_sent("UPDATE employees SET level=? WHERE employees.type IN (?, ?) (5, 'manager', "
               "'chief')");
    assert_int_equal(*bob->level, 5);
    assert_int_equal(cupel_update_rows(cupel_query(one.session, Manager), CUPEL_SYNCHRONIZE_FETCH,
                                       cupel_assign(cupel_attr(Employee, name), "X")),
                     2);
    suite_text(cupel_load(bob, base.name), "X");
    suite_text(ann->name, "Ann");
    assert_int_equal(cupel_delete_rows(cupel_query(one.session, Clerk), CUPEL_SYNCHRONIZE_EVALUATE),
                     1);
    assert_string_equal(cupel_state_name(cupel_object_state(dan)), "deleted");
    assert_string_equal(cupel_state_name(cupel_object_state(ann)), "persistent");
    assert_int_equal(cupel_count(cupel_query(one.session, Employee)), 3);
    suite_close(&one);
}

static void test_merge(void **state)
{
    (void)state;
    suite one;
    open_company(&one);
    Manager *loose = cupel_new(Manager, .base = { .id = 2, .name = "Rob" });
    Manager *bob = cupel_merge(one.session, loose);
    assert_non_null(bob);
    assert_int_equal(bob->base.id, 2);
    suite_ok(&one, cupel_commit(one.session));
    suite_text(cupel_load(bob, base.name), "Rob");
    assert_int_equal(*cupel_load(bob, level), 3);
    cupel_free(loose);
    /* what is known as an employee only, is copied onto what the row is */
    Employee *plain = cupel_new(Employee, .id = 2, .name = "Ron");
    assert_ptr_equal(cupel_merge(one.session, plain), bob);
    suite_text(bob->base.name, "Ron");
    suite_ok(&one, cupel_commit(one.session));
    cupel_free(plain);
    suite_text(cupel_load(bob, base.type), "manager");
    assert_int_equal(*cupel_load(bob, level), 3);
    suite_close(&one);
}

/* A row that has become another struct's since: the session has it as that. */
static void test_merge_of_another_struct(void **state)
{
    (void)state;
    suite one;
    open_company(&one);
    Clerk *clerk = cupel_get(one.session, Clerk, 4);
    assert_non_null(clerk);
    suite_ok(&one, cupel_expunge(one.session, clerk));
    suite_ok(&one, cupel_rollback(one.session));
    cupel_session *other = cupel_session_open(one.registry, one.engine);
    cupel_result_close(cupel_session_execute(other, "UPDATE employees SET type = 'manager' "
                                                    "WHERE id = 4"));
    Manager *manager = cupel_get(other, Manager, 4);
    assert_non_null(manager);
    assert_null(cupel_merge_without_load(other, clerk));
    assert_int_equal(cupel_error_code(other), CUPEL_INVALID_REQUEST);
    assert_string_equal(cupel_error_text(other),
                        "cupel_merge_without_load: the session has this Clerk as Manager");
    cupel_session_close(other);
    cupel_free(clerk);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_base_gives_each_its_struct),
        SUITE_TEST(test_child_selects_its_rows),
        SUITE_TEST(test_columns_of_a_child),
        SUITE_TEST(test_subqueries_and_aliases),
        SUITE_TEST(test_get),
        SUITE_TEST(test_rows_of_unknown_kinds),
        SUITE_TEST(test_relationships),
        SUITE_TEST(test_joins),
        SUITE_TEST(test_writing),
        SUITE_TEST(test_statements),
        SUITE_TEST(test_merge),
        SUITE_TEST(test_merge_of_another_struct),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
