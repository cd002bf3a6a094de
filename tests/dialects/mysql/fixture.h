/*
 * dialects/mysql/fixture.h - the server for the tests of this folder: MariaDB.
 */
#ifndef CU_TEST_DIALECTS_MYSQL_FIXTURE_H
#define CU_TEST_DIALECTS_MYSQL_FIXTURE_H

#define SERVER_VARIABLE "CUPEL_MARIADB_URL"
#include "../server_fixture.h"

#endif
