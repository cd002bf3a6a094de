/*
 * Conditions that cannot be evaluated without the database, and values beyond
 * what a column can hold, with which it can be compared all the same.
 */
#include "suite.h"

#include <cupel/rows.h>

typedef struct Odd {
    cupel_object base;
    cupel_int id;
    cupel_null_int16 small;
    cupel_null_double rough;
    cupel_text word;
    cupel_text document;
    cupel_decimal exact;
} Odd;

CUPEL_MAP(Odd, "odd_cells", CUPEL_COLUMN(Odd, id, .primary_key = true), CUPEL_COLUMN(Odd, small),
          CUPEL_COLUMN(Odd, rough, .type = CUPEL_FLOAT), CUPEL_COLUMN(Odd, word, .length = 40),
          CUPEL_COLUMN(Odd, document, .type = CUPEL_JSON),
          CUPEL_COLUMN(Odd, exact, .precision = 10, .scale = 2));

#define O(field) cupel_attr(Odd, field)

/* Which are asked of the database instead, and why. */
static cupel_expr *refused_condition(cupel_session *session, unsigned which, const char **why)
{
    static const char own_order[] = "a comparison of values that each database compares in its own "
                                    "way";
    switch (which) {
    case 0: *why = own_order; return cupel_gt(O(rough), 0.25);
    case 1: *why = own_order; return cupel_between(O(rough), 0.25, 1.0);
    case 2: *why = own_order; return cupel_in(O(rough), 0.5, 7.0);
    case 3: *why = own_order; return cupel_in(cupel_tuple(O(id), O(rough)), cupel_tuple(1, 0.5));
    case 4:
        *why = "a comparison of tuples";
        return cupel_eq(cupel_tuple(O(id), O(word)), cupel_tuple(1, "one"));
    case 5:
        *why = "a comparison of tuples";
        return cupel_in(cupel_tuple(O(id), O(word)), cupel_tuple(O(id), "one"));
    case 6:
        *why = "a calculation with other values than integers and doubles";
        return cupel_eq(cupel_plus(O(exact), 1), ((cupel_decimal_value){ "2.5" }));
    case 7: *why = "an operator of the database's own"; return cupel_op(O(small), "<", 100);
    case 8:
        *why = "a query inside";
        return cupel_in(O(id), cupel_select(session, cupel_func("min", O(id))));
    default: return NULL;
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &Odd_mapping };
    suite one;
    suite_open(&one, 1, mappings);
    cupel_add(one.session, cupel_new(Odd, .small = &(int16_t){ 7 }, .rough = &(double){ 0.5 },
                                     .word = "one", .document = "{}", .exact = { "1.5" }));
    cupel_add(one.session, cupel_new(Odd, .small = &(int16_t){ 700 }, .rough = &(double){ 0.125 },
                                     .word = "two", .document = "[]", .exact = { "-7" }));
    suite_ok(&one, cupel_commit(one.session));
    const char *why;
    cupel_expr *condition;
    for (unsigned i = 0; (condition = refused_condition(one.session, i, &why)) != NULL; i++) {
        cupel_query *query = cupel_filter(cupel_query(one.session, Odd), condition);
        assert_int_equal(cupel_delete_rows(query, CUPEL_SYNCHRONIZE_EVALUATE), -1);
        assert_failed(&one, CUPEL_INVALID_REQUEST);
        if (!strstr(cupel_error_text(one.session), why))
            fail_msg("condition %u: %s", i, cupel_error_text(one.session));
        Odd *first = cupel_get(one.session, Odd, 1), *second = cupel_get(one.session, Odd, 2);
        assert_true(first && second);
        if (cupel_delete_rows(query, CUPEL_SYNCHRONIZE_AUTO) != 1)
            fail_msg("condition %u: %s", i, cupel_error_text(one.session));
        assert_int_equal(cupel_object_state(first), CUPEL_DELETED);
        assert_int_equal(cupel_object_state(second), CUPEL_PERSISTENT);
        suite_ok(&one, cupel_rollback(one.session));
    }
    suite_close(&one);
}

/* A column is compared with more than it could hold. */
static void test_beyond(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &Odd_mapping };
    suite one;
    suite_open(&one, 1, mappings);
    Odd *odd = cupel_new(Odd, .small = &(int16_t){ 7 }, .word = "one");
    cupel_add(one.session, odd);
    suite_ok(&one, cupel_commit(one.session));
    cupel_query *all = cupel_query(one.session, Odd);
    int64_t found = cupel_count(cupel_filter(all, cupel_lt(O(small), 100000)));
    if (found != 1)
        fail_msg("%s", cupel_error_text(one.session));
    assert_int_equal(cupel_count(cupel_filter(all, cupel_eq(O(small), 100000))), 0);
    assert_int_equal(cupel_count(cupel_filter(all, cupel_in(O(small), 100000, 7))), 1);
    int64_t many[2000];
    for (int i = 0; i < 2000; i++)
        many[i] = 100000 - i;
    many[1999] = 7;
    assert_int_equal(cupel_count(cupel_filter(all, cupel_in_array(O(small), many, 2000))), 1);
    const int16_t *small = cupel_load(odd, small);
    assert_true(small && *small == 7);
    assert_int_equal(cupel_delete_rows(cupel_filter(all, cupel_gt(O(small), -100000)),
                                       CUPEL_SYNCHRONIZE_EVALUATE),
                     1);
    assert_int_equal(cupel_object_state(odd), CUPEL_DELETED);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = { SUITE_TEST(test_refused), SUITE_TEST(test_beyond) };
    return cmocka_run_group_tests_name("suite/evaluate_refused", tests, NULL, suite_end);
}
