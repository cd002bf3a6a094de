/*
 * engine/result.h - results of the program's SQL, for those who run it elsewhere
 * than on a connection of the program's own.
 */
#ifndef CU_ENGINE_RESULT_H
#define CU_ENGINE_RESULT_H

#include "engine/connection.h"

/*
 * Runs SQL on a connection, as cupel_execute_values() does; what goes wrong, now or when its rows are read, is set in
 * `error`, which must live as long as the result.  The parameters are taken over on every path, also where connection is
 * NULL, which gives NULL and sets nothing.  One that is open when the connection is returned goes empty on the list
 * `ended`, where closing it still does no harm; NULL: it is freed.
 */
cupel_result *cu_result_open(cupel_connection *connection, cupel_result **ended, cu_error *error,
                             const char *sql, size_t count, const cupel_value *parameters);

/* Closes all of a list. */
void cu_results_close(cupel_result **list);

/* Where the result reports what goes wrong. */
const cu_error *cu_result_error(const cupel_result *result);

#endif
