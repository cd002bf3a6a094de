/*
 * main.c - the benchmark: cupel beside a program written by hand on the client
 * library of the same database.
 *
 * Each job is run by both in turn, several times; the medians are shown, and
 * their ratio.
 */
#include "bench.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const bench_job bench_jobs[BENCH_JOBS] = {
    [BENCH_LOAD] = { "load", "rows of five columns as instances", 100000, 1, 1.25, BENCH_ITEMS,
                     false, bench_cupel_load },
    [BENCH_GET] = { "get", "instances by key, each in a session of its own", 20000, 1, 2,
                    BENCH_ITEMS, false, bench_cupel_get },
    [BENCH_FIRST] = { "first", "filter_by() and first(), built afresh each time", 20000, 1, 2,
                      BENCH_ITEMS, false, bench_cupel_first },
    [BENCH_INSERT] = { "insert", "new instances with generated keys", 100000, 1, 1.4, BENCH_EMPTY,
                       true, bench_cupel_insert },
    [BENCH_UPDATE] = { "update", "instances loaded, changed and written", 20000, 1, 1.6,
                       BENCH_ITEMS, true, bench_cupel_update },
    [BENCH_STREAM] = { "stream", "rows as instances, 1000 at a time", 1000000, 1, 0, BENCH_ITEMS,
                       false, bench_cupel_stream },
    [BENCH_COMPILE] = { "compile",
                        "a join built afresh, found compiled and prepared, bound; by hand its text "
                        "is printed, the prepared statement found by it",
                        20000, 1, 0, BENCH_EMPTY, false, bench_cupel_compile },
    [BENCH_COMPILE_NEW] = { "compile_new",
                            "the same join built and compiled to text without the cache; by hand "
                            "its text is printed and prepared",
                            20000, 1, 0, BENCH_EMPTY, false, bench_cupel_compile_new },
    [BENCH_EAGER_SELECTIN] = { "eager_selectin",
                               "parents with 10 children each by selectinload; by hand two "
                               "queries and a merge",
                               10000, 1 + BENCH_CHILDREN, 1.3, BENCH_PARENTS, false,
                               bench_cupel_eager_selectin },
    [BENCH_EAGER_JOINED] = { "eager_joined",
                             "the same by joinedload; by hand two queries and a merge", 10000,
                             1 + BENCH_CHILDREN, 1.3, BENCH_PARENTS, false,
                             bench_cupel_eager_joined },
    [BENCH_GRAPH] = { "graph", "new parents with 10 new children each, keys carried", 10000,
                      1 + BENCH_CHILDREN, 1.3, BENCH_EMPTY, true, bench_cupel_graph },
    [BENCH_LAZY] = { "lazy", "collections of 10, loaded when asked for", 2000, 1 + BENCH_CHILDREN,
                     1.75, BENCH_PARENTS, false, bench_cupel_lazy },
    [BENCH_DELETE] = { "delete", "parents deleted with their 10 children by cascade", 2000,
                       1 + BENCH_CHILDREN, 1.75, BENCH_PARENTS, true, bench_cupel_delete },
};

static const bench_hand *const hands[] = {
    &bench_sqlite,
#ifdef BENCH_POSTGRESQL
    &bench_postgresql,
#endif
};

#define HAND_COUNT (sizeof hands / sizeof hands[0])

/* ---- options ----------------------------------------------------------------------------------- */

enum { OPTION_CUPEL_ONLY = 1000, OPTION_HAND_ONLY, OPTION_CHECK };

static const struct option long_options[] = {
    { "job", required_argument, NULL, 'j' },
    { "database", required_argument, NULL, 'd' },
    { "url", required_argument, NULL, 'u' },
    { "size", required_argument, NULL, 's' },
    { "rounds", required_argument, NULL, 'r' },
    { "output", required_argument, NULL, 'o' },
    { "list", no_argument, NULL, 'l' },
    { "help", no_argument, NULL, 'h' },
    { "cupel", no_argument, NULL, OPTION_CUPEL_ONLY },
    { "hand", no_argument, NULL, OPTION_HAND_ONLY },
    { "check", no_argument, NULL, OPTION_CHECK },
    { NULL, 0, NULL, 0 },
};

static void print_help(void)
{
    puts("usage: bench [options]\n"
         "  -j, --job NAME        only this job; may be given several times\n"
         "  -d, --database NAME   sqlite (the default), postgresql\n"
         "  -u, --url URL         the database to work on; its tables items, parents and\n"
         "                        children are replaced\n"
         "  -s, --size N          the size of the jobs, instead of each one's own\n"
         "  -r, --rounds N        how often each side runs (5)\n"
         "  -o, --output FILE     write the results there, separated by tabs\n"
         "  -l, --list            what the jobs are\n"
         "      --cupel, --hand   run only this side, for profilers\n"
         "      --check           only whether both sides come to the same; prints TAP\n"
         "  -h, --help            this text");
}

static void print_jobs(void)
{
    for (size_t i = 0; i < BENCH_JOBS; i++)
        printf("%-15s %8zu  %s\n", bench_jobs[i].name, bench_jobs[i].size, bench_jobs[i].what);
}

static bool read_number(const char *text, unsigned long most, unsigned long *out)
{
    char *end;
    *out = strtoul(text, &end, 10);
    if (*text != '\0' && *end == '\0' && *out > 0 && *out <= most)
        return true;
    fprintf(stderr, "bench: '%s' is not a number from 1 to %lu\n", text, most);
    return false;
}

static bool choose_job(bench_options *options, const char *name)
{
    for (size_t i = 0; i < BENCH_JOBS; i++)
        if (strcmp(bench_jobs[i].name, name) == 0)
            return options->chosen[i] = true;
    fprintf(stderr, "bench: there is no job '%s'; --list shows them\n", name);
    return false;
}

static bool choose_database(bench_options *options, const char *name)
{
    for (size_t i = 0; i < HAND_COUNT; i++)
        if (strcmp(hands[i]->database, name) == 0) {
            options->hand = hands[i];
            return true;
        }
    fprintf(stderr, "bench: nothing is written by hand for '%s'\n", name);
    return false;
}

static bool take_option(bench_options *options, int option, const char *argument)
{
    unsigned long number = 0;
    switch (option) {
    case 'j': return choose_job(options, argument);
    case 'd': return choose_database(options, argument);
    case 'u': options->url = argument; return true;
    case 'o': options->output = argument; return true;
    case 's':
        if (!read_number(argument, 100000000, &number))
            return false;
        options->size = number;
        return true;
    case 'r':
        if (!read_number(argument, 100, &number))
            return false;
        options->rounds = (int)number;
        return true;
    case OPTION_CUPEL_ONLY: options->cupel_only = true; return true;
    case OPTION_HAND_ONLY: options->hand_only = true; return true;
    case OPTION_CHECK: options->check = true; return true;
    default: return false;
    }
}

/* False: the program ends with *code. */
static bool read_options(int count, char *arguments[], bench_options *options, int *code)
{
    int option;
    *options = (bench_options){ .hand = hands[0], .rounds = 5 };
    *code = 2;
    while ((option = getopt_long(count, arguments, "j:d:u:s:r:o:lh", long_options, NULL)) != -1) {
        if (option == 'h' || option == 'l') {
            *code = 0;
            option == 'h' ? print_help() : print_jobs();
            return false;
        }
        if (!take_option(options, option, optarg))
            return false;
    }
    if (optind < count) {
        fprintf(stderr, "bench: what is '%s'? --help shows the options\n", arguments[optind]);
        return false;
    }
    if (!options->url)
        options->url = options->hand->url;
    if (!options->url)
        fprintf(stderr, "bench: %s needs --url\n", options->hand->database);
    return options->url != NULL;
}

/* ---- results ----------------------------------------------------------------------------------- */

static void print_measure(const bench_measure *measure, double ratio)
{
    const bench_job *job = measure->job;
    char limit[32] = "";
    if (measure->limit > 0)
        snprintf(limit, sizeof limit, "%s %.2f", ratio <= measure->limit ? "<=" : "above",
                 measure->limit);
    printf("%-10s %-15s %9.4f %9.4f %7.2f  %-11s %8.2f %10.0f\n", measure->database, job->name,
           measure->cupel, measure->hand, ratio, limit, measure->allocations, measure->peak);
    fflush(stdout);
}

static void write_measure(FILE *file, const bench_measure *measure, double ratio)
{
    fprintf(file, "%s\t%s\t%.6f\t%.6f\t%.3f\t%.3f\t%.0f\n", measure->database, measure->job->name,
            measure->cupel, measure->hand, ratio, measure->allocations, measure->peak);
}

static void choose_all(bench_options *options)
{
    bool any = false;
    for (size_t i = 0; i < BENCH_JOBS; i++)
        any = any || options->chosen[i];
    for (size_t i = 0; i < BENCH_JOBS; i++)
        options->chosen[i] = (!any || options->chosen[i]) && options->hand->work[i];
}

static bool run_jobs(const bench_options *options, FILE *file)
{
    bool good = true;
    printf("%-10s %-15s %9s %9s %7s  %-11s %8s %10s\n", "database", "job", "cupel s", "by hand s",
           "ratio", "", "alloc/ob", "peak KiB");
    for (size_t i = 0; i < BENCH_JOBS; i++) {
        bench_measure measure;
        if (!options->chosen[i])
            continue;
        if (!bench_run(options, &bench_jobs[i], &measure)) {
            fprintf(stderr, "bench: %s failed\n", bench_jobs[i].name);
            good = false;
            continue;
        }
        double ratio = measure.hand > 0 ? measure.cupel / measure.hand : 0;
        print_measure(&measure, ratio);
        if (file)
            write_measure(file, &measure, ratio);
    }
    return good;
}

/* Each job as a test: both sides must work, and come to the same. */
static bool check_jobs(const bench_options *options)
{
    size_t count = 0, number = 0;
    bool good = true;
    for (size_t i = 0; i < BENCH_JOBS; i++)
        count += options->chosen[i];
    printf("1..%zu\n", count);
    for (size_t i = 0; i < BENCH_JOBS; i++) {
        bench_measure measure;
        if (!options->chosen[i])
            continue;
        fflush(stdout);
        bool passed = bench_run(options, &bench_jobs[i], &measure);
        printf("%s %zu - %s on %s\n", passed ? "ok" : "not ok", ++number, bench_jobs[i].name,
               options->hand->database);
        good = good && passed;
    }
    return good;
}

int main(int count, char *arguments[])
{
    bench_options options;
    int code;
    if (!read_options(count, arguments, &options, &code))
        return code;
    FILE *file = options.output ? fopen(options.output, "w") : NULL;
    if (options.output && !file) {
        perror(options.output);
        return 1;
    }
    if (file)
        fputs("database\tjob\tcupel_seconds\thand_written_seconds\tratio\t"
              "allocations_per_object\tpeak_kib\n",
              file);
    choose_all(&options);
    bool good = options.check ? check_jobs(&options) : run_jobs(&options, file);
    if (file && fclose(file) != 0) {
        perror(options.output);
        good = false;
    }
    return good ? 0 : 1;
}
