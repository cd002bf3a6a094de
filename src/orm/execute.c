/*
 * orm/execute.c - SQL of the program in a session's transaction.
 */
#include "engine/result.h"
#include "orm/session.h"
#include "orm/unit_of_work.h"
#include <strings.h>

/* Whether SQL can only read, by how it begins; what is not known may write. */
static bool execute_only_reads(const char *sql)
{
    static const char *const words[] = { "SELECT", "VALUES", "EXPLAIN", "PRAGMA", "SHOW" };
    sql += strspn(sql, " \t\r\n(");
    for (size_t i = 0; i < CU_LENGTH(words); i++)
        if (strncasecmp(sql, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static cupel_code execute_prepare(cupel_session *session, const char *sql)
{
    cupel_code code = cu_session_begin_work(session);
    if (code != CUPEL_OK)
        return code;
    if (!sql)
        return cu_error_set(&session->error, CUPEL_INVALID_ARGUMENT,
                            "cupel_session_execute: the SQL is NULL");
    code = cu_session_flush(session);
    if (code == CUPEL_OK)
        code = cu_session_begin(session,
                                execute_only_reads(sql) ? CUPEL_BEGIN_DEFAULT : CUPEL_BEGIN_WRITE);
    return code;
}

cupel_result *cupel_session_execute_values(cupel_session *session, const char *sql, size_t count,
                                           const cupel_value *parameters)
{
    bool ready = execute_prepare(session, sql) == CUPEL_OK;
    if (ready)
        session->statements++;
    return cu_result_open(ready ? session->connection : NULL, ready ? &session->ended : NULL,
                          ready ? &session->error : NULL, sql, count, parameters);
}
