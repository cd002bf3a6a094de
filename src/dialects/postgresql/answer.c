/*
 * dialects/postgresql/answer.c - what the server answers, and how long it may be
 * silent.
 *
 * libpq itself waits for ever.  Where the URL has a read_timeout it never comes to
 * that: what is to be sent and read is waited for here, and when the server was
 * silent for so long, or took nothing, the socket is shut down.  To libpq, and all
 * that is above, the connection is lost then like any other.
 */
#include "dialects/postgresql/driver.h"
#include "engine/clock.h"

#include <poll.h>
#include <sys/socket.h>

/* With TLS there may be bytes that the socket does not tell of: so often it is read all the same. */
#define LOOK_AGAIN_MILLISECONDS 100

/* Waits until all is sent and, if asked for, there is an answer; or the connection is lost. */
static void wait_for_server(cupel_driver_connection *connection, bool for_answer)
{
    PGconn *native = connection->native;
    int64_t since = cu_clock_now();
    for (;;) {
        int unsent = cu_postgresql.flush(native);
        if (unsent < 0 || (unsent == 0 && !(for_answer && cu_postgresql.is_busy(native))))
            return;
        struct pollfd socket = { .fd = cu_postgresql.socket(native),
                                 .events = unsent ? POLLIN | POLLOUT : POLLIN };
        if (poll(&socket, 1, LOOK_AGAIN_MILLISECONDS) > 0) {
            since = cu_clock_now();
        } else if (cu_clock_now() - since > connection->read_timeout * CU_NANOSECONDS_PER_SECOND) {
            connection->was_silent = true;
            shutdown(socket.fd, SHUT_RDWR);
            return;
        }
        if (!cu_postgresql.consume_input(native))
            return; /* what is wrong comes as the next result */
    }
}

void cu_postgresql_flush(cupel_driver_connection *connection)
{
    if (connection->read_timeout > 0)
        wait_for_server(connection, false);
}

PGresult *cu_postgresql_next_result(cupel_driver_connection *connection)
{
    if (connection->read_timeout > 0)
        wait_for_server(connection, true);
    return cu_postgresql.get_result(connection->native);
}

bool cu_postgresql_is_copy(const PGresult *result)
{
    ExecStatusType status = cu_postgresql.result_status(result);
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

/* A COPY that nobody asked for: nothing goes in, and what comes out is thrown away. */
static void end_copy(PGconn *native, const PGresult *result)
{
    char *line;
    if (cu_postgresql.result_status(result) == PGRES_COPY_IN)
        cu_postgresql.put_copy_end(native, "there are no rows");
    else
        while (cu_postgresql.get_copy_data(native, &line, 0) > 0)
            cu_postgresql.free_memory(line);
}

PGresult *cu_postgresql_last_result(cupel_driver_connection *connection, int sent)
{
    PGresult *last = NULL, *next;
    bool copied = false;
    while (sent == 1 && (next = cu_postgresql_next_result(connection)) != NULL) {
        bool copies = cu_postgresql_is_copy(next);
        if (copies)
            end_copy(connection->native, next);
        cu_postgresql.clear(copied ? next : last);
        last = copied ? last : next;
        copied |= copies;
        if (cu_postgresql.status(connection->native) != CONNECTION_OK)
            break;
    }
    return last;
}

PGresult *cu_postgresql_execute(cupel_driver_connection *connection, const char *sql)
{
    return cu_postgresql_last_result(connection, cu_postgresql.send_query(connection->native, sql));
}
