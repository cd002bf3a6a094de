/*
 * support/fake_driver.h - a database that does what a test tells it: it is lost,
 * refuses connections, fails statements, is slow.  It stores nothing.
 *
 * Its statements are words: "SELECT n" gives n rows of one integer, 1 to n; all
 * others give none and change 1 row.  Parameters are '?'.
 */
#ifndef CU_TEST_SUPPORT_FAKE_DRIVER_H
#define CU_TEST_SUPPORT_FAKE_DRIVER_H

#include "engine/engine.h"

/* What it does, and what was done with it; reset by cu_test_fake_reset. */
typedef struct cu_test_fake {
    _Atomic int connects, closes, pings, prepares, finalizes, resets, executes;
    _Atomic int open;            /* connections now */
    _Atomic int most_open;       /* at the same time */
    _Atomic int refuse;          /* that many connects fail */
    _Atomic int connect_delay;   /* microseconds */
    _Atomic bool dead;           /* pings fail, statements are DISCONNECTED */
    _Atomic int fail_at_execute; /* the n-th execute() from now fails; 1 is the next */
    _Atomic int
        fail_code; /* a cupel_code: how, also for statements that say FAIL; default OPERATIONAL_ERROR */
    _Atomic bool stuck;      /* ROLLBACK does not end transactions */
    _Atomic bool silent;     /* failures are not described */
    _Atomic bool no_module;  /* there is no driver */
    _Atomic unsigned format; /* the driver's */
} cu_test_fake;

extern cu_test_fake cu_fake;
extern const cu_dialect cu_test_dialect;

void cu_test_fake_reset(void);
/* An engine on it. */
cupel_engine *cu_test_fake_open(const cupel_engine_options *options);

#endif
