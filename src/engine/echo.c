/*
 * engine/echo.c - what is run, as text for people.
 *
 *     INSERT INTO users (name, fullname, password) VALUES (?, ?, ?)
 *     [0.031 ms, 1 row] ('ed', 'Ed Jones', 'edspassword')
 *
 * The first line is the SQL as it was sent, with its line breaks; the second the
 * time the database took, the rows read or changed (where that is known yet, or
 * how the statement failed), and the values.  BEGIN, COMMIT and the like have no
 * second line unless they fail.  A record is written at once, whole.
 *
 * A query whose rows the program reads one by one is written when it is run, in
 * front of what the program does with the rows, and once more when they have been
 * read, in one line with the start of its SQL:
 *
 *     [0.042 ms, 3 rows] SELECT users.id AS users_id, users.name AS users_name ...
 */
#include "base/alloc.h"
#include "base/buffer.h"
#include "engine/engine.h"

#define ECHO_PARAMETERS_MAXIMUM ((size_t)1 << 20)

/* Whether SQL only begins, ends or marks a transaction. */
static bool echo_is_control(const char *sql)
{
    static const char *const words[] = { "BEGIN",     "COMMIT",   "ROLLBACK",
                                         "SAVEPOINT", "RELEASE ", "START TRANSACTION" };
    for (size_t i = 0; i < CU_LENGTH(words); i++)
        if (strncmp(sql, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static void echo_add_parameters(cu_buffer *buffer, const cupel_log_record *record)
{
    size_t length = cupel_log_parameters(record, NULL, 0);
    size_t size = CU_MIN(length, ECHO_PARAMETERS_MAXIMUM) + 1;
    char *text = cu_alloc(size);
    if (text)
        cupel_log_parameters(record, text, size);
    cu_buffer_add(buffer, text ? text : "(no memory was left to show them)");
    cu_free(text);
}

/* [0.031 ms, 1 row] */
static void echo_add_outcome(cu_buffer *buffer, const cupel_log_record *record)
{
    cu_buffer_printf(buffer, "[%lld.%03lld ms", (long long)(record->nanoseconds / 1000000),
                     (long long)(record->nanoseconds / 1000 % 1000));
    if (record->code != CUPEL_OK)
        cu_buffer_printf(buffer, ", %s", cupel_code_name(record->code));
    else if (record->rows >= 0)
        cu_buffer_printf(buffer, ", %lld %s", (long long)record->rows,
                         record->rows == 1 ? "row" : "rows");
    cu_buffer_add(buffer, "] ");
}

static void echo_add_statement(cu_buffer *buffer, const cupel_log_record *record)
{
    cu_buffer_add(buffer, record->text);
    cu_buffer_add_char(buffer, '\n');
    if (record->code == CUPEL_OK && !record->values && !record->hidden &&
        echo_is_control(record->text))
        return;
    echo_add_outcome(buffer, record);
    echo_add_parameters(buffer, record);
    cu_buffer_add_char(buffer, '\n');
}

/* The line that says how a statement ended which was written before. */
static void echo_add_end(cu_buffer *buffer, const cupel_log_record *record)
{
    size_t length = strcspn(record->text, "\n");
    echo_add_outcome(buffer, record);
    cu_buffer_add_length(buffer, record->text, length);
    cu_buffer_add(buffer, record->text[length] ? " ...\n" : "\n");
}

static void echo_add_warning(cu_buffer *buffer, const cupel_log_record *record)
{
    cu_buffer_printf(buffer, "warning: %s\n", record->text);
}

static void echo_record(cupel_engine *engine, const cupel_log_record *record,
                        void (*add)(cu_buffer *buffer, const cupel_log_record *record))
{
    FILE *file = engine->options.echo_file ? engine->options.echo_file : stdout;
    cu_buffer buffer;
    cu_buffer_init(&buffer, 2 * CU_BUFFER_MAXIMUM);
    add(&buffer, record);
    static const char lost[] = "(no memory was left to show what was run)\n";
    const char *text = buffer.failed ? lost : cu_buffer_text(&buffer);
    size_t length = buffer.failed ? sizeof lost - 1 : buffer.length;
    pthread_mutex_lock(&engine->lock);
    fwrite(text, 1, length, file);
    pthread_mutex_unlock(&engine->lock);
    cu_buffer_free(&buffer);
}

void cu_engine_echo(cupel_engine *engine, const cupel_log_record *record)
{
    if (engine->options.echo && record->kind != CUPEL_LOG_CONNECTION)
        echo_record(engine, record,
                    record->kind == CUPEL_LOG_WARNING ? echo_add_warning : echo_add_statement);
}

static void engine_pass(cupel_engine *engine, const cupel_log_record *record)
{
    if (engine->options.log)
        engine->options.log(engine->options.log_data, record);
}

void cu_engine_log(cupel_engine *engine, const cupel_log_record *record)
{
    engine_pass(engine, record);
    cu_engine_echo(engine, record);
}

void cu_engine_log_end(cupel_engine *engine, const cupel_log_record *record)
{
    engine_pass(engine, record);
    if (engine->options.echo)
        echo_record(engine, record, echo_add_end);
}

void cu_engine_log_connection(cupel_engine *engine, const char *text)
{
    if (engine->options.log)
        cu_engine_log(
            engine, &(cupel_log_record){ .kind = CUPEL_LOG_CONNECTION, .text = text, .rows = -1 });
}
