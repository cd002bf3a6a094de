/*
 * dialects/mysql/client.h - the functions of libmariadb that the driver calls.
 */
#ifndef CU_DIALECTS_MYSQL_CLIENT_H
#define CU_DIALECTS_MYSQL_CLIENT_H

#include "base/error.h"
#include <mysql.h>

#define CU_MYSQL_FUNCTIONS(X)                       \
    X(init, mysql_init)                             \
    X(close, mysql_close)                           \
    X(options, mysql_options)                       \
    X(options4, mysql_options4)                     \
    X(real_connect, mysql_real_connect)             \
    X(real_query, mysql_real_query)                 \
    X(use_result, mysql_use_result)                 \
    X(fetch_row, mysql_fetch_row)                   \
    X(free_result, mysql_free_result)               \
    X(next_result, mysql_next_result)               \
    X(error_number, mysql_errno)                    \
    X(error_text, mysql_error)                      \
    X(sqlstate, mysql_sqlstate)                     \
    X(ping, mysql_ping)                             \
    X(thread_id, mysql_thread_id)                   \
    X(tls_cipher, mysql_get_ssl_cipher)             \
    X(server_version, mysql_get_server_version)     \
    X(client_version, mysql_get_client_info)        \
    X(is_mariadb, mariadb_connection)               \
    X(get_info, mariadb_get_infov)                  \
    X(stmt_init, mysql_stmt_init)                   \
    X(stmt_close, mysql_stmt_close)                 \
    X(stmt_attr_set, mysql_stmt_attr_set)           \
    X(stmt_prepare, mysql_stmt_prepare)             \
    X(stmt_bind_param, mysql_stmt_bind_param)       \
    X(stmt_execute, mysql_stmt_execute)             \
    X(stmt_fetch, mysql_stmt_fetch)                 \
    X(stmt_fetch_fields, mariadb_stmt_fetch_fields) \
    X(stmt_field_count, mysql_stmt_field_count)     \
    X(stmt_param_count, mysql_stmt_param_count)     \
    X(stmt_more_results, mysql_stmt_more_results)   \
    X(stmt_next_result, mysql_stmt_next_result)     \
    X(stmt_free_result, mysql_stmt_free_result)     \
    X(stmt_reset, mysql_stmt_reset)                 \
    X(stmt_affected_rows, mysql_stmt_affected_rows) \
    X(stmt_insert_id, mysql_stmt_insert_id)         \
    X(stmt_error_number, mysql_stmt_errno)          \
    X(stmt_error_text, mysql_stmt_error)            \
    X(stmt_sqlstate, mysql_stmt_sqlstate)

#define CU_MYSQL_FUNCTION_MEMBER(member, function) __typeof__(&(function)) member;
typedef struct cu_mysql_functions {
    CU_MYSQL_FUNCTIONS(CU_MYSQL_FUNCTION_MEMBER)
} cu_mysql_functions;

/* Filled in by cu_mysql_open_client; nothing may be called before. */
extern cu_mysql_functions cu_mysql;

/* Opens libmariadb unless it is; NO_SUCH_MODULE where that is not installed. */
cupel_code cu_mysql_open_client(cu_error *error);

#endif
