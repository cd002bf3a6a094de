/*
 * dialects/postgresql/client.h - the functions of libpq that the driver calls.
 */
#ifndef CU_DIALECTS_POSTGRESQL_CLIENT_H
#define CU_DIALECTS_POSTGRESQL_CLIENT_H

#include "base/error.h"
#include <libpq-fe.h>

#define CU_POSTGRESQL_FUNCTIONS(X)               \
    X(connect, PQconnectdbParams)                \
    X(reset, PQreset)                            \
    X(finish, PQfinish)                          \
    X(set_verbosity, PQsetErrorVerbosity)        \
    X(needs_password, PQconnectionNeedsPassword) \
    X(status, PQstatus)                          \
    X(error_text, PQerrorMessage)                \
    X(server_version, PQserverVersion)           \
    X(transaction_status, PQtransactionStatus)   \
    X(set_nonblocking, PQsetnonblocking)         \
    X(socket, PQsocket)                          \
    X(send_query, PQsendQuery)                   \
    X(send_query_params, PQsendQueryParams)      \
    X(send_prepare, PQsendPrepare)               \
    X(send_describe, PQsendDescribePrepared)     \
    X(client_version, PQlibVersion)              \
    X(send_query_prepared, PQsendQueryPrepared)  \
    X(flush, PQflush)                            \
    X(consume_input, PQconsumeInput)             \
    X(is_busy, PQisBusy)                         \
    X(get_result, PQgetResult)                   \
    X(enter_pipeline, PQenterPipelineMode)       \
    X(exit_pipeline, PQexitPipelineMode)         \
    X(pipeline_sync, PQpipelineSync)             \
    X(result_status, PQresultStatus)             \
    X(result_error_field, PQresultErrorField)    \
    X(result_error_text, PQresultErrorMessage)   \
    X(clear, PQclear)                            \
    X(row_count, PQntuples)                      \
    X(column_count, PQnfields)                   \
    X(column_name, PQfname)                      \
    X(column_type, PQftype)                      \
    X(cell, PQgetvalue)                          \
    X(cell_length, PQgetlength)                  \
    X(cell_is_null, PQgetisnull)                 \
    X(command_status, PQcmdStatus)               \
    X(command_rows, PQcmdTuples)                 \
    X(get_cancel, PQgetCancel)                   \
    X(cancel, PQcancel)                          \
    X(free_cancel, PQfreeCancel)                 \
    X(put_copy_data, PQputCopyData)              \
    X(put_copy_end, PQputCopyEnd)                \
    X(get_copy_data, PQgetCopyData)              \
    X(free_memory, PQfreemem)                    \
    X(set_notice_processor, PQsetNoticeProcessor)

#define CU_POSTGRESQL_FUNCTION_MEMBER(member, function) __typeof__(&(function)) member;
typedef struct cu_postgresql_functions {
    CU_POSTGRESQL_FUNCTIONS(CU_POSTGRESQL_FUNCTION_MEMBER)
} cu_postgresql_functions;

/* Filled in by cu_postgresql_open_client; nothing may be called before. */
extern cu_postgresql_functions cu_postgresql;

/* Opens libpq unless it is; NO_SUCH_MODULE where that is not installed. */
cupel_code cu_postgresql_open_client(cu_error *error);

#endif
