/*
 * dialects/mysql/bulk.c - one statement for many sets of values, in one message.
 *
 * MariaDB takes them as an array of parameters, and gives the rows of RETURNING
 * for all of them.  MySQL cannot do that; there they go one by one.
 */
#include "dialects/mysql/driver.h"

#include "base/alloc.h"

/* The server is to begin before the last set is written: messages are no larger than this. */
#define MYSQL_BULK_BYTES   ((size_t)1 << 20)
#define MYSQL_SET_OVERHEAD 16

/* Of MariaDB's capabilities, which begin at bit 32; see MARIADB_CLIENT_STMT_BULK_OPERATIONS. */
#define MYSQL_BULK_CAPABILITY (1u << 2)

/* A batch that is being sent. */
typedef struct maria_bulk {
    cupel_driver_statement *statement;
    const cupel_value *values;
    size_t count; /* of a set */
} maria_bulk;

bool cu_mysql_has_bulk(MYSQL *mysql)
{
    unsigned long capabilities = 0;
    return cu_mysql.is_mariadb(mysql) &&
           cu_mysql.get_info(mysql, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES,
                             &capabilities) == 0 &&
           (capabilities & MYSQL_BULK_CAPABILITY) != 0;
}

/* The client asks for each set in turn.  Types are those of the first message; NULL is an indicator. */
static my_bool maria_next_set(void *data, MYSQL_BIND *binds, unsigned int number)
{
    cupel_driver_statement *statement = data;
    const maria_bulk *bulk = statement->bulk;
    const cupel_value *values = bulk->values + (size_t)number * bulk->count;
    memcpy(statement->parameters, values, bulk->count * sizeof *values);
    for (size_t i = 0; i < bulk->count; i++) {
        enum enum_field_types type = binds[i].buffer_type;
        statement->indicators[i] =
            values[i].kind == CUPEL_KIND_NULL ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
        cu_mysql_bind_value(statement, i);
        binds[i] = statement->binds[i];
        binds[i].buffer_type = type;
        binds[i].length = &binds[i].buffer_length;
        binds[i].u.indicator = &statement->indicators[i];
    }
    return 0;
}

/* What goes through the wire for a set, roughly. */
static size_t maria_set_size(const cupel_value *values, size_t count)
{
    size_t size = MYSQL_SET_OVERHEAD;
    for (size_t i = 0; i < count; i++)
        size += MYSQL_SET_OVERHEAD + values[i].length;
    return size;
}

/*
 * How many of the sets can go together: they fit into a message, and each parameter is of one type in all of them, which
 * statement->binds says afterwards.
 */
static size_t maria_count_together(cupel_driver_statement *statement, size_t sets, size_t count,
                                   const cupel_value *values, size_t room)
{
    size_t size = 0, number = 0;
    for (size_t i = 0; i < count; i++)
        statement->kinds[i] = CUPEL_KIND_NULL;
    for (; number < sets; number++) {
        const cupel_value *set = values + number * count;
        size += maria_set_size(set, count);
        if (size > room)
            break;
        for (size_t i = 0; i < count; i++) {
            if (set[i].kind == CUPEL_KIND_NULL)
                continue;
            if (statement->kinds[i] != CUPEL_KIND_NULL && statement->kinds[i] != set[i].kind)
                return number;
            statement->parameters[i] = set[i];
            if (!cu_mysql_bind_value(statement, i))
                return number; /* the set that cannot be sent is run alone, and says why */
            if (statement->kinds[i] == CUPEL_KIND_NULL)
                statement->types[i] = statement->binds[i].buffer_type;
            statement->kinds[i] = (uint8_t)set[i].kind;
        }
    }
    return number;
}

static bool maria_make_bulk_room(cupel_driver_statement *statement)
{
    size_t count = statement->parameter_count;
    if (statement->indicators)
        return true;
    statement->indicators = cu_alloc_array(count, sizeof *statement->indicators);
    statement->kinds = cu_alloc_array(count, sizeof *statement->kinds);
    statement->types = cu_alloc_array(count, sizeof *statement->types);
    if (statement->indicators && statement->kinds && statement->types)
        return true;
    cu_free(statement->indicators);
    cu_free(statement->kinds);
    cu_free(statement->types);
    statement->indicators = NULL;
    statement->kinds = NULL;
    statement->types = NULL;
    return false;
}

/* Rows of RETURNING, one a set, in their order. */
static cupel_code maria_read_returned(cupel_driver_connection *connection,
                                      cupel_driver_statement *statement, size_t sets,
                                      cupel_value *returned, cu_error *error)
{
    size_t row = 0;
    int result;
    cupel_code code = cu_mysql_describe_row(statement, error);
    connection->pending = statement;
    if (code == CUPEL_OK && (!returned || statement->column_count != 1))
        code = cu_error_set(error, CUPEL_INTERFACE_ERROR,
                            "a statement that is run for many sets of values gives rows of %zu "
                            "columns, where one was expected",
                            statement->column_count);
    while (code == CUPEL_OK && (result = cu_mysql.stmt_fetch(statement->native)) != MYSQL_NO_DATA) {
        if (result != 0)
            code = cu_mysql_fail(connection, statement->native, error);
        else if (row == sets)
            code = cu_error_set(error, CUPEL_INTERFACE_ERROR, "more rows came than were inserted");
        else if (!cu_mysql_save_cell(statement, &returned[row++]))
            code = cu_error_no_memory(error);
    }
    if (code == CUPEL_OK && row < sets)
        code = cu_error_set(error, CUPEL_INTERFACE_ERROR, "fewer rows came than were inserted");
    cu_mysql_drop_rest(connection, statement);
    return code;
}

/* Sends `sets` sets in one message. */
static cupel_code maria_send_bulk(cupel_driver_connection *connection,
                                  cupel_driver_statement *statement, unsigned int sets,
                                  cu_error *error)
{
    unsigned int none = 0;
    cupel_code code = cu_mysql_begin_sending(connection, error);
    if (code != CUPEL_OK)
        return code;
    for (size_t i = 0; i < statement->parameter_count; i++)
        statement->binds[i].buffer_type =
            statement->kinds[i] == CUPEL_KIND_NULL ? MYSQL_TYPE_STRING : statement->types[i];
    cu_mysql.stmt_attr_set(statement->native, STMT_ATTR_ARRAY_SIZE, &sets);
    cu_mysql.stmt_attr_set(statement->native, STMT_ATTR_CB_PARAM,
                           (const void *)(uintptr_t)maria_next_set);
    if (cu_mysql.stmt_bind_param(statement->native, statement->binds) ||
        cu_mysql.stmt_execute(statement->native) != 0)
        code = cu_mysql_fail(connection, statement->native, error);
    cu_mysql.stmt_attr_set(statement->native, STMT_ATTR_CB_PARAM, NULL);
    cu_mysql.stmt_attr_set(statement->native, STMT_ATTR_ARRAY_SIZE, &none);
    return code;
}

cupel_code cu_mysql_run_many(cupel_driver_connection *connection, cupel_driver_statement *statement,
                             size_t sets, size_t count, const cupel_value *values,
                             cupel_value *returned, size_t *done, int64_t *changes,
                             cupel_driver_error *error)
{
    size_t room = CU_MIN(connection->packet_limit / 2, MYSQL_BULK_BYTES);
    *done = 0;
    *changes = 0;
    if (!connection->has_bulk || count == 0 || !statement->native || statement->has_cursor)
        return CUPEL_OK;
    if (!maria_make_bulk_room(statement))
        return cu_error_no_memory(error);
    size_t together = maria_count_together(statement, sets, count, values, room);
    if (together < 2)
        return CUPEL_OK;
    maria_bulk bulk = { statement, values, count };
    statement->bulk = &bulk;
    *done = together;
    atomic_store(&connection->busy, true);
    cupel_code code = maria_send_bulk(connection, statement, (unsigned int)together, error);
    statement->bulk = NULL;
    if (code == CUPEL_OK && cu_mysql.stmt_field_count(statement->native) > 0) {
        code = maria_read_returned(connection, statement, together, returned, error);
        *changes = (int64_t)together;
    } else if (code == CUPEL_OK) {
        *changes = (int64_t)cu_mysql.stmt_affected_rows(statement->native);
    }
    atomic_store(&connection->busy, false);
    return code;
}
