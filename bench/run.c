/*
 * run.c - measures one job: allocations first, then time, both sides in turn.
 */
#include "bench.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS_MAXIMUM 101

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int compare_seconds(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *seconds, int count)
{
    if (count == 0)
        return 0;
    qsort(seconds, (size_t)count, sizeof *seconds, compare_seconds);
    return (seconds[(count - 1) / 2] + seconds[count / 2]) / 2;
}

/* A job with its two sides open. */
typedef struct bench_pair {
    const bench_options *options;
    const bench_job *job;
    bench_id id;
    bench_task task;
    char *create, *fill;
    bench_cupel cupel;
    bench_connection *hand;
    double cupel_seconds[ROUNDS_MAXIMUM], hand_seconds[ROUNDS_MAXIMUM];
    uint64_t digests[2];
    int64_t sums[2];
} bench_pair;

static bool run_cupel(bench_pair *pair, double *seconds)
{
    if (pair->job->writes && !bench_cupel_script(&pair->cupel, pair->fill))
        return false;
    double begun = now();
    bool good = pair->job->work(&pair->cupel, &pair->task, &pair->digests[0]);
    *seconds = now() - begun;
    return good && bench_cupel_scalar(&pair->cupel, bench_sum_sql, &pair->sums[0]);
}

static bool run_hand(bench_pair *pair, double *seconds)
{
    const bench_hand *hand = pair->options->hand;
    if (pair->job->writes && !hand->script(pair->hand, pair->fill))
        return false;
    double begun = now();
    bool good = hand->work[pair->id](pair->hand, &pair->task, &pair->digests[1]);
    *seconds = now() - begun;
    return good && hand->scalar(pair->hand, bench_sum_sql, &pair->sums[1]);
}

/* Both sides, the one first that was second the time before. */
static bool run_round(bench_pair *pair, int round)
{
    const bench_options *options = pair->options;
    bool cupel_first = round % 2 == 0;
    pair->task.round = round + 2;
    for (int turn = 0; turn < 2; turn++) {
        bool cupel = (turn == 0) == cupel_first;
        int place = round < 0 ? 0 : round;
        if (cupel ? options->hand_only : options->cupel_only)
            continue;
        if (!(cupel ? run_cupel(pair, &pair->cupel_seconds[place])
                    : run_hand(pair, &pair->hand_seconds[place])))
            return false;
    }
    if (options->cupel_only || options->hand_only ||
        (pair->digests[0] == pair->digests[1] && pair->sums[0] == pair->sums[1]))
        return true;
    fprintf(stderr,
            "%s: the two sides disagree: %" PRIu64 " and %" PRIu64 " were read, %" PRId64
            " and %" PRId64 " are in the tables\n",
            pair->job->name, pair->digests[0], pair->digests[1], pair->sums[0], pair->sums[1]);
    return false;
}

static bool open_pair(bench_pair *pair)
{
    const bench_hand *hand = pair->options->hand;
    pair->hand = hand->open(pair->options->url);
    return pair->hand && bench_cupel_open(&pair->cupel, pair->options->url) &&
           bench_cupel_script(&pair->cupel, pair->create) &&
           bench_cupel_script(&pair->cupel, pair->fill) && hand->script(pair->hand, pair->create) &&
           hand->script(pair->hand, pair->fill);
}

static void close_pair(bench_pair *pair)
{
    bench_cupel_close(&pair->cupel);
    if (pair->hand)
        pair->options->hand->close(pair->hand);
}

static bool measure_time(bench_pair *pair, bench_measure *out)
{
    int rounds = pair->options->rounds;
    bool good = open_pair(pair);
    /* The first round warms up: it compiles and prepares what the others find. */
    for (int round = -1; round < rounds && good; round++)
        good = run_round(pair, round);
    close_pair(pair);
    out->cupel = median(pair->cupel_seconds, rounds);
    out->hand = median(pair->hand_seconds, rounds);
    return good;
}

/* What the library allocates in a run, when all that is kept has been made. */
static bool measure_memory(bench_pair *pair, bench_measure *out)
{
    double seconds;
    bench_count_begin();
    bool good = bench_cupel_open(&pair->cupel, pair->options->url) &&
                bench_cupel_script(&pair->cupel, pair->create) &&
                bench_cupel_script(&pair->cupel, pair->fill) && run_cupel(pair, &seconds);
    if (good && pair->job->writes)
        good = bench_cupel_script(&pair->cupel, pair->fill);
    bench_count_restart();
    uint64_t base = bench_count_now().live;
    pair->task.round++;
    good = good && pair->job->work(&pair->cupel, &pair->task, &pair->digests[0]);
    bench_counts counts = bench_count_now();
    bench_cupel_close(&pair->cupel);
    bench_count_end();
    out->allocations = (double)counts.allocations / (double)(pair->task.size * pair->job->objects);
    out->peak = (double)(counts.peak - base) / 1024;
    return good;
}

bool bench_run(const bench_options *options, const bench_job *job, bench_measure *out)
{
    bench_pair pair = { .options = options,
                        .job = job,
                        .id = (bench_id)(job - bench_jobs),
                        .task = { .size = options->size ? options->size : job->size, .round = 1 } };
    const bench_hand *hand = options->hand;
    *out = (bench_measure){ .database = hand->database,
                            .job = job,
                            .limit = hand->limit > 0 ? hand->limit : job->limit };
    pair.create = bench_create_sql(options->hand);
    pair.fill = bench_fill_sql(options->hand, job->rows, pair.task.size);
    bool good = pair.create && pair.fill && bench_names_make(pair.task.size);
    if (good && !options->cupel_only && !options->hand_only)
        good = measure_memory(&pair, out);
    good = good && measure_time(&pair, out);
    bench_names_free();
    free(pair.create);
    free(pair.fill);
    return good;
}
