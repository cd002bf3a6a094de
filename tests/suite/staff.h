/*
 * staff.h - structs that begin with one another, in one table.
 */
#ifndef CU_TEST_STAFF_H
#define CU_TEST_STAFF_H

#include "staff_sent.h"

typedef struct Company Company;
typedef struct Employee Employee;
typedef struct Manager Manager;
typedef struct Chief Chief;
typedef struct Clerk Clerk;

struct Company {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int head_id;
    cupel_to_many(Employee) employees;
    cupel_to_one(Manager) head;
};

struct Employee {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text type;
    cupel_null_int company_id;
    cupel_null_int boss_id;
    cupel_to_one(Company) company;
    cupel_to_one(Manager) boss;
};

struct Manager {
    Employee base;
    cupel_null_int level;
    cupel_text car;
    cupel_to_many(Employee) team;
};

struct Chief {
    Manager base;
    cupel_null_double bonus;
};

struct Clerk {
    Employee base;
    cupel_int desk;
};

CUPEL_DECLARE(Company);
CUPEL_DECLARE(Employee);
CUPEL_DECLARE(Manager);
CUPEL_DECLARE(Chief);
CUPEL_DECLARE(Clerk);

#endif
