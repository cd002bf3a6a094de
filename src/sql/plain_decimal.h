/*
 * sql/plain_decimal.h - decimals in the one form that values have.
 */
#ifndef CU_SQL_PLAIN_DECIMAL_H
#define CU_SQL_PLAIN_DECIMAL_H

#include "base/arena.h"

/* As many characters as PostgreSQL's longest number, and some: an exponent must not fill memory with zeros. */
#define CU_DECIMAL_MAXIMUM 150000

typedef enum cu_plain_result {
    CU_PLAIN_DONE,
    CU_PLAIN_INVALID,  /* no decimal */
    CU_PLAIN_TOO_LONG, /* more than CU_DECIMAL_MAXIMUM characters without its exponent */
    CU_PLAIN_NO_MEMORY
} cu_plain_result;

/*
 * Turns a decimal as people write it (".5", "+1", "5.", "1e3") into an optional '-', one digit or more without needless
 * zeros in front, and optionally '.' and digits: at least `places` of them.  "NaN" and the infinities stay.  The text
 * stays where it is if it has that form already, else it is made in `arena`.
 */
cu_plain_result cu_decimal_make_plain(const char **text, size_t *length, int places,
                                      cu_arena *arena);

#endif
