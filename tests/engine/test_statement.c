#include "engine/connection_parts.h"

#include "../support/failing_alloc.h"
#include "../support/fake_driver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct statement_fixture {
    cupel_engine *engine;
    cupel_connection *connection;
    cu_compiled *compiled[10];
    cu_error error;
} statement_fixture;

/* A connection that keeps `capacity` statements, and ten to run: "SELECT 0" to "SELECT 9". */
static void make(statement_fixture *fixture, int capacity)
{
    *fixture = (statement_fixture){ 0 };
    cu_test_fake_reset();
    cu_error_init(&fixture->error);
    fixture->engine = cu_test_fake_open(&(cupel_engine_options){ .prepared_cache_size = capacity });
    fixture->connection = cu_connection_checkout(fixture->engine, &fixture->error);
    assert_non_null(fixture->connection);
    for (size_t i = 0; i < CU_LENGTH(fixture->compiled); i++) {
        char sql[20];
        snprintf(sql, sizeof sql, "SELECT %zu", i);
        fixture->compiled[i] = cu_compiled_text(sql, 0, false);
        assert_non_null(fixture->compiled[i]);
    }
}

static void destroy(statement_fixture *fixture)
{
    cu_connection_return(fixture->connection);
    for (size_t i = 0; i < CU_LENGTH(fixture->compiled); i++)
        cu_compiled_release(fixture->compiled[i]);
    cupel_engine_close(fixture->engine);
    cu_error_free(&fixture->error);
    assert_int_equal(cu_fake.prepares, cu_fake.finalizes);
}

static cu_prepared *take(statement_fixture *fixture, size_t index)
{
    cu_prepared *prepared =
        cu_prepared_take(fixture->connection, fixture->compiled[index], &fixture->error);
    assert_non_null(prepared);
    assert_int_equal(prepared->id, fixture->compiled[index]->id);
    assert_true(prepared->busy);
    return prepared;
}

/* Uses a statement once; whether it had to be prepared. */
static bool use(statement_fixture *fixture, size_t index)
{
    int before = cu_fake.prepares;
    cu_prepared_give(fixture->connection, take(fixture, index));
    return cu_fake.prepares != before;
}

static void test_prepared_once(void **state)
{
    (void)state;
    statement_fixture fixture;
    make(&fixture, 10);
    assert_true(use(&fixture, 1));
    assert_false(use(&fixture, 1));
    assert_true(use(&fixture, 2));
    assert_false(use(&fixture, 1));
    assert_false(use(&fixture, 2));
    assert_int_equal(cu_fake.resets, 5);
    assert_int_equal(take(&fixture, 2)->column_count, 1);
    assert_int_equal(take(&fixture, 0)->column_count, 0);
    destroy(&fixture);
}

static void test_kept_for_the_next_checkout(void **state)
{
    (void)state;
    statement_fixture fixture;
    make(&fixture, 10);
    assert_true(use(&fixture, 1));
    cu_connection_return(fixture.connection);
    fixture.connection = cu_connection_checkout(fixture.engine, &fixture.error);
    assert_non_null(fixture.connection);
    assert_false(use(&fixture, 1));
    destroy(&fixture);
}

static void test_busy_ones_get_copies(void **state)
{
    (void)state;
    statement_fixture fixture;
    make(&fixture, 10);
    cu_prepared *one = take(&fixture, 3), *two = take(&fixture, 3), *three = take(&fixture, 3);
    assert_ptr_not_equal(one, two);
    assert_ptr_not_equal(one->statement, two->statement);
    assert_ptr_not_equal(two, three);
    assert_int_equal(cu_fake.prepares, 3);
    cu_prepared_give(fixture.connection, two);
    assert_ptr_equal(take(&fixture, 3), two);
    cu_prepared_give(fixture.connection, one);
    cu_prepared_give(fixture.connection, two);
    cu_prepared_give(fixture.connection, three);
    /* The copies are there for the next loops. */
    one = take(&fixture, 3);
    two = take(&fixture, 3);
    three = take(&fixture, 3);
    assert_int_equal(cu_fake.prepares, 3);
    destroy(&fixture);
}

static void test_least_recently_used_goes_first(void **state)
{
    (void)state;
    statement_fixture fixture;
    make(&fixture, 3);
    use(&fixture, 1);
    use(&fixture, 2);
    use(&fixture, 3);
    use(&fixture, 1);
    assert_true(use(&fixture, 4)); /* instead of 2 */
    assert_int_equal(cu_fake.finalizes, 1);
    assert_false(use(&fixture, 1));
    assert_false(use(&fixture, 3));
    assert_false(use(&fixture, 4));
    assert_true(use(&fixture, 2));
    assert_int_equal(fixture.connection->prepared.count, 3);
    destroy(&fixture);
}

/* What a cursor has is not dropped; the cache is larger for as long. */
static void test_busy_ones_stay(void **state)
{
    (void)state;
    statement_fixture fixture;
    make(&fixture, 2);
    cu_prepared *taken[5];
    for (size_t i = 0; i < CU_LENGTH(taken); i++)
        taken[i] = take(&fixture, i);
    assert_int_equal(fixture.connection->prepared.count, 5);
    assert_int_equal(cu_fake.finalizes, 0);
    for (size_t i = 0; i < CU_LENGTH(taken); i++)
        cu_prepared_give(fixture.connection, taken[i]);
    assert_int_equal(fixture.connection->prepared.count, 2);
    assert_false(use(&fixture, 4));
    destroy(&fixture);
}

static void test_capacity_0(void **state)
{
    (void)state;
    statement_fixture fixture;
    make(&fixture, CUPEL_NO_CACHE);
    assert_true(use(&fixture, 1));
    assert_true(use(&fixture, 1));
    assert_int_equal(fixture.connection->prepared.count, 0);
    assert_int_equal(cu_fake.finalizes, 2);
    destroy(&fixture);
}

static void test_take_back(void **state)
{
    (void)state;
    statement_fixture fixture;
    make(&fixture, 2);
    cu_prepared *one = take(&fixture, 1);
    take(&fixture, 2);
    take(&fixture, 3);
    cu_prepared_take_back(fixture.connection);
    assert_int_equal(cu_fake.resets, 3);
    assert_int_equal(fixture.connection->prepared.count, 2);
    assert_true(take(&fixture, 1) != NULL);
    (void)one;
    destroy(&fixture);
}

static void test_many(void **state)
{
    (void)state;
    statement_fixture fixture;
    make(&fixture, 100);
    cu_compiled *many[300];
    for (size_t i = 0; i < CU_LENGTH(many); i++) {
        many[i] = cu_compiled_text("SELECT 1", 0, false);
        assert_non_null(many[i]);
        cu_prepared *prepared = cu_prepared_take(fixture.connection, many[i], &fixture.error);
        assert_non_null(prepared);
        cu_prepared_give(fixture.connection, prepared);
    }
    assert_int_equal(fixture.connection->prepared.count, 100);
    int prepares = cu_fake.prepares;
    for (size_t i = 200; i < CU_LENGTH(many); i++)
        cu_prepared_give(fixture.connection,
                         cu_prepared_take(fixture.connection, many[i], &fixture.error));
    assert_int_equal(cu_fake.prepares, prepares);
    for (size_t i = 0; i < CU_LENGTH(many); i++)
        cu_compiled_release(many[i]);
    destroy(&fixture);
}

static void test_failures(void **state)
{
    (void)state;
    statement_fixture fixture;
    make(&fixture, 10);
    cu_compiled *bad = cu_compiled_text("BAD", 0, false);
    cu_compiled *more = cu_compiled_text("INSERT ?, ?", 1, false);
    assert_non_null(bad);
    assert_non_null(more);
    assert_null(cu_prepared_take(fixture.connection, bad, &fixture.error));
    assert_int_equal(cu_error_code(&fixture.error), CUPEL_PROGRAMMING_ERROR);
    assert_null(cu_prepared_take(fixture.connection, more, &fixture.error));
    assert_int_equal(cu_error_code(&fixture.error), CUPEL_STATEMENT_ERROR);
    assert_non_null(strstr(fixture.error.public.text, "sees 2 parameters"));
    assert_non_null(strstr(fixture.error.public.text, "where there are 1"));
    assert_int_equal(fixture.connection->prepared.count, 0);
    cu_compiled_release(bad);
    cu_compiled_release(more);
    destroy(&fixture);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        statement_fixture fixture;
        make(&fixture, 10);
        cu_test_alloc_fail_at(n, false);
        cu_prepared *prepared =
            cu_prepared_take(fixture.connection, fixture.compiled[1], &fixture.error);
        bool over = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        if (over) {
            assert_non_null(prepared);
        } else {
            assert_null(prepared);
            assert_int_equal(cu_error_code(&fixture.error), CUPEL_NO_MEMORY);
        }
        assert_int_equal(use(&fixture, 1), true);
        destroy(&fixture);
        if (over)
            break;
    }
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_prepared_once),
        TEST(test_kept_for_the_next_checkout),
        TEST(test_busy_ones_get_copies),
        TEST(test_least_recently_used_goes_first),
        TEST(test_busy_ones_stay),
        TEST(test_capacity_0),
        TEST(test_take_back),
        TEST(test_many),
        TEST(test_failures),
        TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
