/*
 * support/failing_alloc.c - a list of live blocks behind the allocator hook.
 */
#include "failing_alloc.h"

#include <cupel/alloc.h>

#include "base/arena.h"
#include "base/number.h"

#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Leaked memory may have been poisoned by an arena that was never freed. */
#if CU_POISONS
#    include <sanitizer/asan_interface.h>
#    define test_unpoison(memory, size) ASAN_UNPOISON_MEMORY_REGION((memory), (size))
#else
#    define test_unpoison(memory, size) ((void)(memory), (void)(size))
#endif

#define TEST_BLOCK_MAGIC  UINT64_C(0x637570656C626C6B)
#define TEST_LEAKS_LISTED 10
/* Sanitizers stop programs that ask malloc for sizes it cannot have. */
#define TEST_LARGEST_BLOCK UINT32_MAX

/* Callers of allocations are told apart by so many return addresses at most. */
#define TEST_DEEPEST 32
/* Seconds after which a copy of the program that an allocation failed in is given up. */
#define TEST_COPY_SECONDS 10

/* In front of each block; a multiple of 16 bytes, so that the block is aligned as malloc's are. */
typedef struct test_block {
    struct test_block *previous, *next;
    uint64_t magic;
    size_t size, number;
    size_t padding;
} test_block;

static struct {
    pthread_mutex_t mutex;
    test_block *newest;
    size_t live, bytes;
    size_t number;       /* allocations since install, for the list of leaks */
    size_t count;        /* allocations since install or fail_at */
    size_t most;         /* the largest count since install */
    size_t fail_at;      /* 0: none fails */
    bool from_then_on;   /* all after it fail too */
    bool by_environment; /* the environment makes them fail */
    size_t depth;        /* CUPEL_FAIL_EACH; 0: not set */
    bool copy;           /* this is a copy of the program, to end with the test */
} test_alloc = { .mutex = PTHREAD_MUTEX_INITIALIZER };

/* ---- failing in copies --------------------------------------------------------------------------- */

/* Whether nobody has allocated here before, coming this way: a set of the hashes of return addresses. */
static bool test_is_new_caller(void)
{
    static uint64_t seen[1 << 16];
    void *frames[TEST_DEEPEST];
    int count = backtrace(frames, (int)CU_MIN(test_alloc.depth, (size_t)TEST_DEEPEST));
    uint64_t hash = UINT64_C(14695981039346656037);
    for (int i = 0; i < count; i++)
        hash = (hash ^ (uint64_t)(uintptr_t)frames[i]) * UINT64_C(1099511628211);
    hash |= 1;
    for (size_t at = hash >> 48, tries = 0; tries < CU_LENGTH(seen); tries++) {
        if (seen[at] == hash)
            return false;
        if (seen[at] == 0) {
            seen[at] = hash;
            return true;
        }
        at = (at + 1) % CU_LENGTH(seen);
    }
    return false;
}

static void test_be_copy(void)
{
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0)
        _exit(1);
    alarm(TEST_COPY_SECONDS);
    test_alloc.copy = test_alloc.by_environment = true;
}

/* With CUPEL_FAIL_EACH: whether this is now the copy of the program that the allocation fails in. */
static bool test_fails_in_copy(void)
{
    int status = 0;
    if (test_alloc.depth == 0 || test_alloc.copy || syscall(SYS_gettid) != getpid() ||
        !test_is_new_caller())
        return false;
    /* not fork(): a build that counts lines would write its counts each time */
    pid_t child = (pid_t)syscall(SYS_fork);
    if (child == 0) {
        test_be_copy();
        return true;
    }
    while (child > 0 && waitpid(child, &status, 0) < 0)
        ;
    if (child > 0 && WIFSIGNALED(status) && WTERMSIG(status) != SIGALRM)
        fprintf(stderr, "failing_alloc: allocation %zu failed: signal %d\n", test_alloc.number + 1,
                WTERMSIG(status));
    return false;
}

/* ---- the allocator ------------------------------------------------------------------------------- */

static void *test_allocate(void *data, size_t size)
{
    (void)data;
    bool fails_here = test_fails_in_copy();
    pthread_mutex_lock(&test_alloc.mutex);
    size_t number = ++test_alloc.number, count = ++test_alloc.count;
    if (count > test_alloc.most)
        test_alloc.most = count;
    bool fails =
        fails_here ||
        (test_alloc.fail_at > 0 &&
         (count == test_alloc.fail_at || (test_alloc.from_then_on && count > test_alloc.fail_at)));
    test_block *block = fails || size > TEST_LARGEST_BLOCK ? NULL : malloc(sizeof *block + size);
    if (block) {
        *block = (test_block){ NULL, test_alloc.newest, TEST_BLOCK_MAGIC, size, number, 0 };
        if (block->next)
            block->next->previous = block;
        test_alloc.newest = block;
        test_alloc.live++;
        test_alloc.bytes += size;
    }
    pthread_mutex_unlock(&test_alloc.mutex);
    return block ? memset(block + 1, 0xA5, size) : NULL;
}

static void test_release(void *data, void *memory)
{
    (void)data;
    if (!memory)
        return;
    test_block *block = (test_block *)memory - 1;
    if (block->magic != TEST_BLOCK_MAGIC) {
        fputs("failing_alloc: freeing what is no block of this allocator\n", stderr);
        abort();
    }
    pthread_mutex_lock(&test_alloc.mutex);
    if (block->previous)
        block->previous->next = block->next;
    else
        test_alloc.newest = block->next;
    if (block->next)
        block->next->previous = block->previous;
    test_alloc.live--;
    test_alloc.bytes -= block->size;
    pthread_mutex_unlock(&test_alloc.mutex);
    memset(block, 0x5A, sizeof *block + block->size);
    free(block);
}

static void *test_reallocate(void *data, void *memory, size_t size)
{
    void *moved = test_allocate(data, size);
    if (moved && memory) {
        size_t old_size = ((test_block *)memory - 1)->size;
        memcpy(moved, memory, old_size < size ? old_size : size);
        test_release(data, memory);
    }
    return moved;
}

/* The number an environment variable holds; 0 where there is none. */
static size_t test_environment_number(const char *name)
{
    const char *text = getenv(name);
    int64_t number = 0;
    if (text && (!cu_int_parse(text, strlen(text), &number) || number < 0)) {
        fprintf(stderr, "failing_alloc: %s=%s is no number\n", name, text);
        abort();
    }
    return (size_t)number;
}

void cu_test_alloc_install(void)
{
    static const cupel_allocator allocator = { test_allocate, test_reallocate, test_release, NULL };
    if (test_alloc.copy)
        exit(0); /* its test failed before it came to its end */
    test_alloc.depth = test_environment_number("CUPEL_FAIL_EACH");
    size_t once = test_environment_number("CUPEL_FAIL_ALLOC");
    size_t from = test_environment_number("CUPEL_FAIL_ALLOC_FROM");
    cu_test_alloc_fail_at(from ? from : once, from != 0);
    test_alloc.by_environment = from || once;
    test_alloc.number = test_alloc.most = 0;
    cupel_set_allocator(&allocator);
}

void cu_test_alloc_fail_at(size_t n, bool from_then_on)
{
    pthread_mutex_lock(&test_alloc.mutex);
    test_alloc.count = 0;
    test_alloc.fail_at = n;
    test_alloc.from_then_on = from_then_on;
    pthread_mutex_unlock(&test_alloc.mutex);
}

static size_t test_alloc_read(const size_t *counter)
{
    pthread_mutex_lock(&test_alloc.mutex);
    size_t number = *counter;
    pthread_mutex_unlock(&test_alloc.mutex);
    return number;
}

size_t cu_test_alloc_count(void)
{
    return test_alloc_read(&test_alloc.count);
}

size_t cu_test_alloc_live(void)
{
    return test_alloc_read(&test_alloc.live);
}

size_t cu_test_alloc_bytes(void)
{
    return test_alloc_read(&test_alloc.bytes);
}

/* Writes the leaks to standard error, the first of them one by one. */
static void test_list_leaks(void)
{
    size_t listed = 0;
    fprintf(stderr, "failing_alloc: %zu blocks of %zu bytes were not freed\n", test_alloc.live,
            test_alloc.bytes);
    for (test_block *block = test_alloc.newest; block && listed < TEST_LEAKS_LISTED;
         block = block->next, listed++)
        fprintf(stderr, "failing_alloc:   allocation %zu of %zu bytes\n", block->number,
                block->size);
}

void cu_test_alloc_uninstall(void)
{
    size_t live = test_alloc.live;
    cupel_set_allocator(NULL);
    test_alloc.depth = 0;
    if (test_alloc.copy)
        exit(0);
    if (getenv("CUPEL_ALLOC_REPORT"))
        fprintf(stderr, "failing_alloc: %zu allocations\n", test_alloc.most);
    if (live > 0)
        test_list_leaks();
    while (test_alloc.by_environment && test_alloc.newest) {
        test_unpoison(test_alloc.newest + 1, test_alloc.newest->size);
        test_release(NULL, test_alloc.newest + 1);
    }
    /* What leaked is dropped from the list, so that the next test is not blamed for it. */
    test_alloc.newest = NULL;
    test_alloc.live = test_alloc.bytes = 0;
    if (live > 0 && !test_alloc.by_environment)
        fail_msg("%zu blocks were not freed", live);
}

int cu_test_alloc_setup(void **state)
{
    (void)state;
    cu_test_alloc_install();
    return 0;
}

int cu_test_alloc_teardown(void **state)
{
    (void)state;
    cu_test_alloc_uninstall();
    return 0;
}
