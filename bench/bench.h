/*
 * bench.h - what the parts of the benchmark share: jobs, their two sides, and
 * what is measured.
 *
 * A job is done by cupel and, beside it, by a program written by hand on the
 * client library of the same database, which does what such a program would do:
 * it prepares a statement once, reads rows into a malloc'd struct each with
 * copies of its texts, and frees them.  Both sides work on the same rows and
 * must come to the same result.
 */
#ifndef CUPEL_BENCH_H
#define CUPEL_BENCH_H

#include <cupel.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many children a parent has. */
#define BENCH_CHILDREN 10

typedef enum bench_id {
    BENCH_LOAD,
    BENCH_GET,
    BENCH_FIRST,
    BENCH_INSERT,
    BENCH_UPDATE,
    BENCH_STREAM,
    BENCH_COMPILE,
    BENCH_COMPILE_NEW,
    BENCH_EAGER_SELECTIN,
    BENCH_EAGER_JOINED,
    BENCH_GRAPH,
    BENCH_LAZY,
    BENCH_DELETE,
    BENCH_JOBS
} bench_id;

/* What tables hold before a job. */
typedef enum bench_rows {
    BENCH_EMPTY,
    BENCH_ITEMS,  /* as many items as the job's size */
    BENCH_PARENTS /* as many parents, with BENCH_CHILDREN children each */
} bench_rows;

/* One run of a job. */
typedef struct bench_task {
    size_t size;
    int64_t round; /* counts up: what an update writes is another value each time */
} bench_task;

/* The library's side. */
typedef struct bench_cupel {
    cupel_engine *engine;
    cupel_registry *registry;
} bench_cupel;

/* Does a job; *digest says what came of it, the same on both sides.  False: it failed, and said why. */
typedef bool (*bench_cupel_work)(bench_cupel *side, const bench_task *task, uint64_t *digest);

/* ---- jobs -------------------------------------------------------------------------------------- */

typedef struct bench_job {
    const char *name;
    const char *what; /* for --list */
    size_t size;
    size_t objects; /* for each of the size: what allocations are counted by */
    double limit;   /* the ratio it should stay below; 0: none */
    bench_rows rows;
    bool writes; /* the tables must be filled again before each run */
    bench_cupel_work work;
} bench_job;

extern const bench_job bench_jobs[BENCH_JOBS];

/* ---- the hand-written side --------------------------------------------------------------------- */

typedef struct bench_connection bench_connection;
typedef bool (*bench_hand_work)(bench_connection *connection, const bench_task *task,
                                uint64_t *digest);

/* A database's client library.  A job without work is not measured there. */
typedef struct bench_hand {
    const char *database;
    const char *url;       /* where none is given; NULL: one must be */
    const char *key_type;  /* of a column whose values the database generates */
    const char *empty_sql; /* makes the tables empty, and keys start at 1 again */
    const char *ready_sql; /* after rows were put in */
    bench_connection *(*open)(const char *url);
    void (*close)(bench_connection *connection);
    bool (*script)(bench_connection *connection, const char *sql);
    bool (*scalar)(bench_connection *connection, const char *sql, int64_t *out);
    double limit; /* of the ratio of every job; 0: each has its own */
    bench_hand_work work[BENCH_JOBS];
} bench_hand;

extern const bench_hand bench_sqlite, bench_postgresql;

/* ---- rows -------------------------------------------------------------------------------------- */

/* The text of row number `index`, counted from 0; made before anything is measured. */
bool bench_names_make(size_t count);
void bench_names_free(void);
const char *bench_name(size_t index);

/* The key that comes at place `index` of `count` when keys are not asked for in order. */
int64_t bench_scattered_key(size_t index, size_t count);

/* What a program does with a row it has read. */
static inline uint64_t bench_touch(int64_t id, const char *name, int64_t quantity, double price,
                                   const char *note)
{
    return (uint64_t)id * 31 + (uint64_t)quantity + (uint64_t)(int64_t)(price * 4) +
           (unsigned char)name[0] + (note ? (unsigned char)note[0] : 1000);
}

/* SQL that makes the tables, fills them, and sums up what is in them; as text of the caller, to be freed. */
char *bench_create_sql(const bench_hand *hand);
char *bench_fill_sql(const bench_hand *hand, bench_rows rows, size_t size);
extern const char bench_sum_sql[];

/* ---- measuring --------------------------------------------------------------------------------- */

/* Counts what the library allocates between begin and end; nothing of the library may be alive at either. */
typedef struct bench_counts {
    uint64_t allocations;
    uint64_t live, peak; /* bytes */
} bench_counts;

void bench_count_begin(void);
void bench_count_restart(void);
bench_counts bench_count_now(void);
void bench_count_end(void);

typedef struct bench_measure {
    const char *database;
    const bench_job *job;
    double cupel, hand; /* seconds, the medians */
    double allocations; /* per object */
    double peak;        /* KiB */
    double limit;       /* of cupel / hand; 0: none */
} bench_measure;

/* Options of the program. */
typedef struct bench_options {
    const bench_hand *hand;
    const char *url;
    size_t size; /* 0: each job's own */
    int rounds;
    const char *output; /* NULL: no file */
    bool chosen[BENCH_JOBS];
    bool cupel_only, hand_only; /* one side alone, for profilers */
    bool check;                 /* results, not times */
} bench_options;

/* Measures a job; false where a side failed or the two sides disagree. */
bool bench_run(const bench_options *options, const bench_job *job, bench_measure *out);

/* ---- the library's jobs -------------------------------------------------------------------------- */

bool bench_cupel_open(bench_cupel *side, const char *url);
void bench_cupel_close(bench_cupel *side);
bool bench_cupel_script(bench_cupel *side, const char *sql);
bool bench_cupel_scalar(bench_cupel *side, const char *sql, int64_t *out);
/* Whether a session's work succeeded; says so on standard error where not, and closes the session. */
bool bench_cupel_done(cupel_session *session);

bool bench_cupel_load(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_get(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_first(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_insert(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_update(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_stream(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_compile(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_compile_new(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_eager_selectin(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_eager_joined(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_graph(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_lazy(bench_cupel *side, const bench_task *task, uint64_t *digest);
bool bench_cupel_delete(bench_cupel *side, const bench_task *task, uint64_t *digest);

#endif
