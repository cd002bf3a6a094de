/*
 * orm/test_transaction_begin.c - transactions that are begun by the program.
 */
#include <cupel.h>

#include "../support/failing_alloc.h"
#include "../support/statements.h"
#include "../support/temporary.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct Counter {
    cupel_object base;
    cupel_int id, value;
} Counter;

CUPEL_MAP(Counter, "counters", CUPEL_COLUMN(Counter, id, .primary_key = true),
          CUPEL_COLUMN(Counter, value));

/* Two sessions on one file, and what is sent to it. */
typedef struct begin_fixture {
    cu_test_folder folder;
    cu_test_statements log;
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session, *other;
} begin_fixture;

static void make(begin_fixture *fixture)
{
    *fixture = (begin_fixture){ 0 };
    cu_test_folder_make(&fixture->folder);
    fixture->engine =
        cupel_engine_open(cu_test_folder_url(&fixture->folder, "begin.db", "?busy_timeout=1"),
                          .log = cu_test_statements_log, .log_data = &fixture->log);
    fixture->registry = cupel_registry_open(Counter);
    assert_int_equal(cupel_create_all(fixture->registry, fixture->engine), CUPEL_OK);
    fixture->session = cupel_session_open(fixture->registry, fixture->engine);
    fixture->other = cupel_session_open(fixture->registry, fixture->engine);
    cu_test_statements_clear(&fixture->log);
}

static void destroy(begin_fixture *fixture)
{
    cupel_session_close(fixture->session);
    cupel_session_close(fixture->other);
    cupel_registry_close(fixture->registry);
    cupel_engine_close(fixture->engine);
    cu_test_statements_clear(&fixture->log);
    cu_test_folder_remove(&fixture->folder);
}

static void test_kinds(void **state)
{
    static const struct {
        cupel_begin_kind kind;
        const char *sql;
    } kinds[] = { { CUPEL_BEGIN_DEFAULT, "BEGIN" },
                  { CUPEL_BEGIN_WRITE, "BEGIN IMMEDIATE" },
                  { CUPEL_BEGIN_READ_ONLY, "BEGIN" } };
    (void)state;
    begin_fixture fixture;
    make(&fixture);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        assert_false(cupel_in_transaction(fixture.session));
        assert_int_equal(cupel_begin(fixture.session, kinds[i].kind), CUPEL_OK);
        assert_true(cupel_in_transaction(fixture.session));
        if (kinds[i].kind == CUPEL_BEGIN_READ_ONLY)
            cu_test_statements_expect(&fixture.log, "PRAGMA query_only = ON ()", kinds[i].sql);
        else
            cu_test_statements_expect(&fixture.log, kinds[i].sql);
        assert_int_equal(cupel_rollback(fixture.session), CUPEL_OK);
        cu_test_statements_clear(&fixture.log);
    }
    destroy(&fixture);
}

static void test_one_writer(void **state)
{
    (void)state;
    begin_fixture fixture;
    make(&fixture);
    assert_int_equal(cupel_begin(fixture.session, CUPEL_BEGIN_WRITE), CUPEL_OK);
    assert_int_equal(cupel_begin(fixture.other, CUPEL_BEGIN_WRITE), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(cupel_error_reason(fixture.other), CUPEL_REASON_LOCKED);
    assert_false(cupel_in_transaction(fixture.other));
    assert_int_equal(cupel_begin(fixture.other, CUPEL_BEGIN_DEFAULT), CUPEL_OK);
    assert_int_equal(cupel_rollback(fixture.other), CUPEL_OK);
    assert_int_equal(cupel_commit(fixture.session), CUPEL_OK);
    assert_int_equal(cupel_begin(fixture.other, CUPEL_BEGIN_WRITE), CUPEL_OK);
    destroy(&fixture);
}

/* ---- run again --------------------------------------------------------------------------------- */

typedef struct attempts {
    cupel_session *other; /* has written; its transaction ends when an attempt failed */
    int runs, failures;
    cupel_reason reason; /* of the last failure */
} attempts;

/* Reads, and then writes. */
static cupel_code raise_value(cupel_session *session, void *data)
{
    attempts *all = data;
    all->runs++;
    Counter *counter = cupel_get(session, Counter, 1);
    if (!counter)
        return cupel_error_code(session);
    cupel_set(counter, value, counter->value + 1);
    return CUPEL_OK;
}

static void let_pass(const cupel_error *error, int attempt, void *data)
{
    attempts *all = data;
    all->failures = attempt;
    all->reason = error->reason;
    assert_int_equal(cupel_commit(all->other), CUPEL_OK);
}

static void begin_attempts(begin_fixture *fixture, attempts *all)
{
    make(fixture);
    *all = (attempts){ .other = fixture->other };
    cupel_add(fixture->session, cupel_new(Counter, .id = 1, .value = 0));
    assert_int_equal(cupel_commit(fixture->session), CUPEL_OK);
    Counter *theirs = cupel_get(fixture->other, Counter, 1);
    assert_non_null(theirs);
    cupel_set(theirs, value, 100);
    assert_int_equal(cupel_flush(fixture->other), CUPEL_OK);
}

static int64_t value_now(begin_fixture *fixture)
{
    Counter *counter = cupel_get(fixture->session, Counter, 1);
    assert_non_null(counter);
    return cupel_load(counter, value);
}

static void test_reader_runs_again(void **state)
{
    (void)state;
    begin_fixture fixture;
    attempts all;
    begin_attempts(&fixture, &all);
    assert_int_equal(cupel_run_transaction(fixture.registry, fixture.engine, raise_value, &all,
                                           .pause = 1, .failed = let_pass),
                     CUPEL_OK);
    assert_int_equal(all.runs, 2);
    assert_int_equal(all.failures, 1);
    assert_int_equal(all.reason, CUPEL_REASON_SERIALIZATION);
    assert_int_equal(value_now(&fixture), 101);
    destroy(&fixture);
}

/* Begun for writing it waits, here in vain; that is not tried again. */
static void test_writer_waits(void **state)
{
    (void)state;
    begin_fixture fixture;
    attempts all;
    begin_attempts(&fixture, &all);
    for (int i = 0; i < 2; i++) {
        cu_test_statements_clear(&fixture.log);
        assert_int_equal(cupel_run_transaction(fixture.registry, fixture.engine, raise_value, &all,
                                               .kind = CUPEL_BEGIN_WRITE, .failed = let_pass),
                         i == 0 ? CUPEL_OPERATIONAL_ERROR : CUPEL_OK);
        assert_int_equal(all.runs, i);
        assert_int_equal(all.failures, 1);
        assert_int_equal(all.reason, CUPEL_REASON_LOCKED);
        assert_memory_equal(fixture.log.texts[0], "BEGIN IMMEDIATE", 15);
    }
    assert_int_equal(value_now(&fixture), 101);
    destroy(&fixture);
}

static void test_wrong(void **state)
{
    (void)state;
    begin_fixture fixture;
    make(&fixture);
    assert_int_equal(cupel_begin(NULL, CUPEL_BEGIN_WRITE), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_begin(fixture.session, CUPEL_BEGIN_DEFAULT), CUPEL_OK);
    assert_int_equal(cupel_begin(fixture.session, CUPEL_BEGIN_WRITE), CUPEL_INVALID_REQUEST);
    assert_true(cupel_in_transaction(fixture.session));
    destroy(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kinds, cu_test_alloc_setup, cu_test_alloc_teardown),
        cmocka_unit_test_setup_teardown(test_one_writer, cu_test_alloc_setup,
                                        cu_test_alloc_teardown),
        cmocka_unit_test_setup_teardown(test_reader_runs_again, cu_test_alloc_setup,
                                        cu_test_alloc_teardown),
        cmocka_unit_test_setup_teardown(test_writer_waits, cu_test_alloc_setup,
                                        cu_test_alloc_teardown),
        cmocka_unit_test_setup_teardown(test_wrong, cu_test_alloc_setup, cu_test_alloc_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
