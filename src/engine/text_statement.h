/*
 * engine/text_statement.h - SQL of the program, run without a session.
 */
#ifndef CU_ENGINE_TEXT_STATEMENT_H
#define CU_ENGINE_TEXT_STATEMENT_H

#include "engine/engine.h"

/*
 * The compiled statement of SQL with ":name" parameters, from the engine's cache if it was run before.  Its slots have the
 * names.  NULL with `error` set.
 *
 * Owner: the caller, by cu_compiled_release().
 */
cu_compiled *cu_text_statement(cupel_engine *engine, const char *sql, cu_error *error);

#endif
