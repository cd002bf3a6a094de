/*
 * user.h - a struct and its mapping, with which programs of this folder make their mistakes.
 */
#ifndef CU_TEST_FAIL_USER_H
#define CU_TEST_FAIL_USER_H

#include <cupel.h>

typedef struct User User;

struct User {
    cupel_object base;
    cupel_int id;
    cupel_text name;
};

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, name));

#endif
