/*
 * works.h - structs that begin with one another, each with all its columns in a
 * table of its own.
 */
#ifndef CU_TEST_WORKS_H
#define CU_TEST_WORKS_H

#include "staff_sent.h"
#include "suite.h"

typedef struct Company Company;
typedef struct Task Task;
typedef struct Employee Employee;
typedef struct Engineer Engineer;
typedef struct Manager Manager;
typedef struct Chief Chief;

struct Company {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Employee) employees;
};

struct Task {
    cupel_object base;
    cupel_int id;
    cupel_text title;
    cupel_null_int employee_id;
    cupel_to_one(Employee) employee;
};

struct Employee {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text notes;
    cupel_null_int company_id;
    cupel_text loud;
    cupel_to_one(Company) company;
    cupel_to_many(Task) tasks;
};

struct Engineer {
    Employee base;
    cupel_text language;
};

struct Manager {
    Employee base;
    cupel_null_int level;
};

struct Chief {
    Manager base;
    cupel_null_double bonus;
};

CUPEL_DECLARE(Company);
CUPEL_DECLARE(Task);
CUPEL_DECLARE(Employee);
CUPEL_DECLARE(Engineer);
CUPEL_DECLARE(Manager);
CUPEL_DECLARE(Chief);

static cupel_expr *employee_loud(void)
{
    return cupel_func("upper", cupel_attr(Employee, name));
}

/* Options of the first struct: CUPEL_MAPPER_OPTIONS(...), or a line that says nothing. */
#define WORKS_MAPPINGS(...)                                                                    \
    CUPEL_MAP(Company, "companies", CUPEL_COLUMN(Company, id, .primary_key = true),            \
              CUPEL_COLUMN(Company, name, .length = 40),                                       \
              CUPEL_RELATIONSHIP(Company, employees, Employee, .back_populates = "company",    \
                                 .order_by = "name"));                                         \
    CUPEL_MAP(Task, "tasks", CUPEL_COLUMN(Task, id, .primary_key = true),                      \
              CUPEL_COLUMN(Task, title, .length = 40),                                         \
              CUPEL_COLUMN(Task, employee_id, .foreign_key = "employees.id"),                  \
              CUPEL_RELATIONSHIP(Task, employee, Employee, .back_populates = "tasks"));        \
    CUPEL_MAP(Employee, "employees", CUPEL_COLUMN(Employee, id, .primary_key = true),          \
              CUPEL_COLUMN(Employee, name, .length = 40),                                      \
              CUPEL_COLUMN(Employee, notes, .length = 40, .deferred = true),                   \
              CUPEL_COLUMN(Employee, company_id, .foreign_key = "companies.id"),               \
              CUPEL_COLUMN_PROPERTY(Employee, loud, employee_loud, .deferred = true),          \
              CUPEL_RELATIONSHIP(Employee, company, Company, .back_populates = "employees",    \
                                 .foreign_keys = "employees.company_id"),                      \
              CUPEL_RELATIONSHIP(Employee, tasks, Task, .back_populates = "employee"),         \
              CUPEL_INDEX(.columns = { "name" }, .name = "ix_employees_name"),                 \
              CUPEL_MAPPER_OPTIONS(__VA_ARGS__));                                              \
    CUPEL_MAP_CHILD(Engineer, Employee, "engineers",                                           \
                    CUPEL_COLUMN(Engineer, language, .length = 20),                            \
                    CUPEL_MAPPER_OPTIONS(.concrete = true, .polymorphic_identity = "builds")); \
    CUPEL_MAP_CHILD(Manager, Employee, "managers", CUPEL_COLUMN(Manager, level),               \
                    CUPEL_MAPPER_OPTIONS(.concrete = true));                                   \
    CUPEL_MAP_CHILD(Chief, Manager, "chiefs", CUPEL_COLUMN(Chief, bonus),                      \
                    CUPEL_MAPPER_OPTIONS(.concrete = true));                                   \
    static const cupel_mapping *const all_mappings[] = { &Chief_mapping,   &Task_mapping,      \
                                                         &Manager_mapping, &Engineer_mapping,  \
                                                         &Company_mapping, &Employee_mapping }

/* A company of four, whose keys are all 1: Ann, Bob the manager, Cid the chief, Dan the engineer; all are expunged. */
#define open_works(one) open_works_of((one), all_mappings)
static inline void open_works_of(suite *one, const cupel_mapping *const *mappings)
{
    suite_open(one, 6, mappings);
    Company *company = cupel_new(Company, .name = "Acme");
    assert_non_null(company);
    cupel_add(one->session, company);
    cupel_append(company, employees, cupel_new(Employee, .name = "Ann", .notes = "tall"));
    Manager *bob = cupel_new(Manager, .base.name = "Bob", .level = &(int64_t){ 3 });
    assert_non_null(bob);
    cupel_append(company, employees, &bob->base);
    Chief *cid = cupel_new(Chief, .base = { .base.name = "Cid", .level = &(int64_t){ 9 } },
                           .bonus = &(double){ 0.5 });
    assert_non_null(cid);
    cupel_append(company, employees, &cid->base.base);
    Engineer *dan =
        cupel_new(Engineer, .base = { .name = "Dan", .notes = "short" }, .language = "c");
    assert_non_null(dan);
    cupel_append(company, employees, &dan->base);
    suite_ok(one, cupel_commit(one->session));
    cupel_expunge_all(one->session);
    cu_test_statements_clear(&suite_log);
}

#endif
