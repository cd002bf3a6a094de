/*
 * engine/cursor_record.h - what a cursor tells the log: collected only where
 * somebody listens.
 */
#ifndef CU_ENGINE_CURSOR_RECORD_H
#define CU_ENGINE_CURSOR_RECORD_H

#include "engine/connection_parts.h"

typedef struct cu_cursor_record cu_cursor_record;

/* Begins a record; NULL where memory is short, and then nothing is logged but failures. */
cu_cursor_record *cu_cursor_record_new(void);
void cu_cursor_record_free(cu_cursor_record *log);

/* Notes that the statement is run with the cursor's values, and takes over how many rows the last run gave. */
void cu_cursor_record_run(cu_cursor_record *log, cu_cursor *cursor);
/* Notes that it is run for so many sets, the first of which the cursor has, at once: if it fails, they all do. */
void cu_cursor_record_together(cu_cursor_record *log, cu_cursor *cursor, size_t sets);
/* Adds to the time the database took, and to the rows. */
void cu_cursor_record_time(cu_cursor_record *log, int64_t nanoseconds);
void cu_cursor_record_changes(cu_cursor_record *log, int64_t changes);

/* Echoes what is being run, once, while its rows are still coming. */
void cu_cursor_record_announce(cu_cursor_record *log, const cu_cursor *cursor);

/*
 * Passes on what was collected, if anything was since the last time.  The last run failed where `code` is not CUPEL_OK:
 * those before it make a record of their own.
 */
void cu_cursor_record_pass(cu_cursor_record *log, const cu_cursor *cursor, cupel_code code);

#endif
