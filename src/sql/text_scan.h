/*
 * sql/text_scan.h - finding the ":name" parameters in SQL that a program wrote.
 *
 *     cu_text_scan scan;
 *     cu_text_piece piece;
 *     cu_text_scan_begin(&scan, sql, strlen(sql));
 *     while (cu_text_scan_next(&scan, &piece)) ...
 *
 * The pieces put together are the text again, but for the backslash of each
 * "\:" outside of literals and comments, and the colon of each parameter.
 */
#ifndef CU_SQL_TEXT_SCAN_H
#define CU_SQL_TEXT_SCAN_H

#include "base/common.h"

typedef struct cu_text_piece {
    enum { CU_TEXT_SQL, CU_TEXT_PARAMETER } kind;
    const char *text; /* the SQL, or the parameter's name; borrowed from the text scanned */
    size_t length;    /* never 0 */
} cu_text_piece;

typedef struct cu_text_scan {
    const char *start, *at, *end;
    bool escaped; /* the colon at `at` is one and nothing more */
} cu_text_scan;

void cu_text_scan_begin(cu_text_scan *scan, const char *text, size_t length);
/* The next piece; false at the end. */
bool cu_text_scan_next(cu_text_scan *scan, cu_text_piece *piece);

#endif
