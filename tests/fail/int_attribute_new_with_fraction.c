/*
 * Nor is a new instance given a fraction for a whole number.
 */
// gcc: conversion from 'double' to .* changes value from '1.5e\+0' to '1'
// gcc: conversion from 'double' to .* may change value
// clang: error: implicit conversion from 'double' to 'int64_t'.* changes value from 1.5 to 1
// clang: error: implicit conversion turns floating-point number into integer
#include <cupel.h>

typedef struct User User;

struct User {
    cupel_object base;
    cupel_int id, age;
    cupel_double weight;
};

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, age),
          CUPEL_COLUMN(User, weight));

void add(cupel_session *session, double age);
void add(cupel_session *session, double age)
{
#ifdef GOOD
    cupel_add(session, cupel_new(User, .age = 2.0, .weight = 1.5));
    cupel_add(session, cupel_new(User, .age = (int64_t)age, .weight = 70));
#else
    cupel_add(session, cupel_new(User, .age = 1.5));
    cupel_add(session, cupel_new(User, .age = age));
#endif
}
