/*
 * dialects/postgresql/fixture.h - the server for the tests of this folder: PostgreSQL.
 */
#ifndef CU_TEST_DIALECTS_POSTGRESQL_FIXTURE_H
#define CU_TEST_DIALECTS_POSTGRESQL_FIXTURE_H

#define SERVER_VARIABLE "CUPEL_POSTGRESQL_URL"
#include "../server_fixture.h"

#endif
