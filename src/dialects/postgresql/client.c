/*
 * dialects/postgresql/client.c - libpq, opened when it is needed.
 */
#include "dialects/postgresql/client.h"

#include "engine/client.h"

cu_postgresql_functions cu_postgresql;

#define CU_POSTGRESQL_FUNCTION_NAME(member, function) #function,
static const char *const libpq_function_names[] = { CU_POSTGRESQL_FUNCTIONS(
    CU_POSTGRESQL_FUNCTION_NAME) };
static const char *const libpq_files[] = { "libpq.so.5", "libpq.so", NULL };

static cu_client libpq_client = {
    .database = "PostgreSQL",
    .files = libpq_files,
    .package = "libpq5",
    .names = libpq_function_names,
    .count = CU_LENGTH(libpq_function_names),
    .functions = &cu_postgresql,
};

cupel_code cu_postgresql_open_client(cu_error *error)
{
    return cu_client_open(&libpq_client, error);
}
