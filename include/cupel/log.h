/*
 * cupel/log.h - seeing what cupel sends to a database.
 *
 * An engine opened with .echo = true writes each statement to standard output;
 * .log gives the same records to a function of the program instead.
 */
#ifndef CUPEL_LOG_H
#define CUPEL_LOG_H

#include <cupel/value.h>

CUPEL_BEGIN_DECLARATIONS

/* What a record is about. */
typedef enum cupel_log_kind {
    CUPEL_LOG_STATEMENT,  /* SQL was run; begin, commit, rollback and savepoints too */
    CUPEL_LOG_CONNECTION, /* a connection was made, checked out, returned or dropped */
    CUPEL_LOG_WARNING     /* something a programmer should look at */
} cupel_log_kind;

/*
 * One record; valid during the call that passes it.  Each statement is told once, when all is known of it: a query whose rows
 * the program reads one by one (cupel_execute(), cupel_yield_per()) when the last one was read or its result was closed, and
 * so behind statements that were run in between.  .echo writes such a query when it is run, and its rows when they are
 * counted.
 */
typedef struct cupel_log_record {
    cupel_log_kind kind;
    cupel_code code;           /* CUPEL_OK, or how the statement failed */
    const char *text;          /* the SQL, or the message of the other kinds */
    const cupel_value *values; /* bound values, set after set; NULL where hidden or none */
    size_t values_per_set;     /* how many one execution binds */
    size_t sets;               /* executions this record stands for: 1, or more for a batch */
    bool hidden;               /* there were values, and .hide_parameters keeps them back */
    int64_t rows;              /* rows changed, or rows read; -1 where there are none to count */
    int64_t nanoseconds;       /* time the database took, for all rows; 0 where not measured */
} cupel_log_record;

/** Receives records: called on the thread that did the work; it must not call back into the same session. */
typedef void (*cupel_log_function)(void *data, const cupel_log_record *record);

/**
 * Writes the bound values of `record` as text into `buffer` of `size` bytes: ('ed', 5, NULL), for a
 * batch ((1, 'a'), (2, 'b')), for none (), for hidden ones (hidden).  Blobs appear as X'0AFF', a NUL within text as
 * \0.  Texts are shortened to 300 characters, blobs to 150 bytes and batches to 10 sets, and what is left out is
 * counted: 'abc'... (5 more bytes), ((1), (2), ... (8 more sets)).  Always ends with a NUL and, where `buffer` is too
 * small, cuts no character.  Returns the length the whole text would have had, as snprintf does; buffer may be NULL
 * where size is 0.
 */
CUPEL_API size_t cupel_log_parameters(const cupel_log_record *record, char *buffer, size_t size);

CUPEL_END_DECLARATIONS

#endif
