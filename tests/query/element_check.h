/*
 * element_check.h - trees of elements as text, so that tests can compare them, and a session to make them in.
 *
 *     select(columns:users.id, from:users, where:op =(users.name, 'ed'))
 *
 * In front of ':' is the clause that an element stands in; '?' is a name or value that is not known.
 */
#ifndef CU_TEST_QUERY_ELEMENT_CHECK_H
#define CU_TEST_QUERY_ELEMENT_CHECK_H

#include "names.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define USER_COLUMNS \
    "columns:users.id, columns:users.name, columns:users.fullname, columns:users.age"

/* Fails the test unless the tree is that; so does NULL, with the session's error. */
void check_element(cupel_session *session, const cupel_element *root, const char *expected);

/* The same of the tree of a query; of an expression, which is taken over. */
void check_query(const cupel_query *query, const char *expected);
void check_expression(cupel_session *session, cupel_expr *expression, const char *expected);

/* A session on SQLite in memory, with the tables of the models: *state. */
int element_setup(void **state);
int element_teardown(void **state);
cupel_session *session_of(void **state);

#define ELEMENT_TEST(name) cmocka_unit_test_setup_teardown(name, element_setup, element_teardown)

#endif
