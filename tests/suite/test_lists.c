/*
 * Lists of IN longer than a statement has parameters, and as long as it may
 * just have.
 */
#include "suite.h"

typedef struct Cell {
    cupel_object base;
    cupel_int id;
    cupel_text word;
    cupel_null_date day;
    cupel_null_timestamp instant;
} Cell;

CUPEL_MAP(Cell, "list_cells", CUPEL_COLUMN(Cell, id, .primary_key = true),
          CUPEL_COLUMN(Cell, word, .length = 20), CUPEL_COLUMN(Cell, day),
          CUPEL_COLUMN(Cell, instant));

#define A(field) cupel_attr(Cell, field)

enum { CELLS = 5, APART = 15000, MOST = 100000 };

static bool is_mysql(void)
{
    return suite_is("mysql") || suite_is("mariadb");
}

static void open_cells(suite *one)
{
    static const cupel_mapping *const mappings[] = { &Cell_mapping };
    suite_open(one, 1, mappings);
    for (int i = 1; i <= CELLS; i++) {
        char word[20];
        cupel_date_value day = { 2000 + i, 2, 3 };
        cupel_timestamp_value instant = { (int64_t)i * APART * 1000000 };
        snprintf(word, sizeof word, "w%d", i * APART);
        Cell *cell =
            cupel_new(Cell, .id = i * APART, .word = word, .day = &day, .instant = &instant);
        assert_non_null(cell);
        cupel_add(one->session, cell);
    }
    suite_ok(one, cupel_flush(one->session));
}

static void expect_count(const suite *one, cupel_expr *condition, int64_t expected)
{
    int64_t count = cupel_count(cupel_filter(cupel_query(one->session, Cell), condition));
    if (count != expected)
        fail_msg("%lld rows, not %lld: %s", (long long)count, (long long)expected,
                 cupel_error_text(one->session));
}

/* Refused before anything is sent, and the session goes on. */
static void expect_refused(const suite *one, cupel_expr *condition)
{
    suite_sent_count();
    assert_int_equal(cupel_count(cupel_filter(cupel_query(one->session, Cell), condition)), -1);
    assert_failed(one, CUPEL_COMPILE_ERROR);
    assert_non_null(strstr(cupel_error_text(one->session), "parameters"));
    suite_nothing_sent();
}

static const size_t lengths[] = { 1000,  1001,  8192,  8193,  20000, 32766, 32767,
                                  40000, 60000, 60001, 65535, 65536, 70000, MOST };

static void test_numbers(void **state)
{
    (void)state;
    suite one;
    open_cells(&one);
    int64_t *numbers = calloc(MOST, sizeof *numbers);
    assert_non_null(numbers);
    for (int i = 0; i < MOST; i++)
        numbers[i] = i + 1;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        int64_t expected = (int64_t)(lengths[i] / APART);
        expected = expected < CELLS ? expected : CELLS;
        expect_count(&one, cupel_in_array(A(id), numbers, lengths[i]), expected);
        expect_count(&one, cupel_not_in_array(A(id), numbers, lengths[i]), CELLS - expected);
    }
    free(numbers);
    suite_ok(&one, cupel_rollback(one.session));
    suite_close(&one);
}

static void test_texts(void **state)
{
    (void)state;
    suite one;
    open_cells(&one);
    char(*texts)[12] = calloc(MOST, sizeof *texts);
    const char **words = calloc(MOST, sizeof *words);
    assert_non_null(texts);
    assert_non_null(words);
    for (int i = 0; i < MOST; i++) {
        snprintf(texts[i], sizeof texts[i], "w%d", i + 1);
        words[i] = texts[i];
    }
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        int64_t expected = (int64_t)(lengths[i] / APART);
        expected = expected < CELLS ? expected : CELLS;
        /* MySQL compares texts of its JSON by another collation. */
        if (is_mysql() && lengths[i] > 64000)
            expect_refused(&one, cupel_in_array(A(word), words, lengths[i]));
        else
            expect_count(&one, cupel_in_array(A(word), words, lengths[i]), expected);
    }
    free(words);
    free(texts);
    suite_ok(&one, cupel_rollback(one.session));
    suite_close(&one);
}

/* Dates and instants go as one, too. */
static void test_moments(void **state)
{
    (void)state;
    suite one;
    open_cells(&one);
    cupel_value *values = calloc(MOST, sizeof *values);
    assert_non_null(values);
    for (int i = 0; i < MOST; i++)
        values[i] = cupel_value_timestamp((cupel_timestamp_value){ (int64_t)(i + 1) * 1000000 });
    expect_count(&one, cupel_in_array(A(instant), values, MOST), 5);
    expect_count(&one, cupel_not_in_array(A(instant), values, 70000), 1);
    for (int i = 0; i < MOST; i++)
        values[i] = cupel_value_date((cupel_date_value){ 1000 + i / 330, (uint8_t)(i % 11 + 1),
                                                         (uint8_t)(i / 11 % 28 + 1) });
    expect_count(&one, cupel_in_array(A(day), values, MOST), 0);
    values[MOST - 1] = cupel_value_date((cupel_date_value){ 2003, 2, 3 });
    expect_count(&one, cupel_in_array(A(day), values, MOST), 1);
    free(values);
    suite_ok(&one, cupel_rollback(one.session));
    suite_close(&one);
}

static cupel_expr *in_pairs(size_t count)
{
    char word[20];
    cupel_value *pairs = calloc(count, sizeof *pairs);
    assert_non_null(pairs);
    snprintf(word, sizeof word, "w%d", 1000);
    for (size_t i = 0; i + 1 < count; i++)
        pairs[i] = cupel_value_expression(cupel_tuple((int64_t)(i + 1), word));
    pairs[count - 1] = cupel_value_expression(cupel_tuple(3 * APART, "w45000"));
    cupel_expr *in = cupel_in_list(
        CUPEL_OPERATOR_IN, cupel_value_expression(cupel_tuple(A(id), A(word))), count, pairs);
    free(pairs);
    return in;
}

/* Pairs do not go as one: as many as a statement has parameters for, and as PostgreSQL's stack is deep. */
static void test_pairs(void **state)
{
    (void)state;
    suite one;
    open_cells(&one);
    expect_count(&one, in_pairs(1800), 1);
    cupel_query *query = cupel_filter(cupel_query(one.session, Cell),
                                      in_pairs(suite_is("postgresql") ? 4000 : 15000));
    int64_t count = cupel_count(query);
    if (count < 0 && suite_is("postgresql")) { /* an old libpq: refused before anything is sent */
        assert_failed(&one, CUPEL_NOT_SUPPORTED);
        assert_non_null(strstr(cupel_error_text(one.session), "install libpq 15.20"));
        count = cupel_count(cupel_filter(cupel_query(one.session, Cell), in_pairs(1800)));
    }
    assert_int_equal(count, 1);
    expect_refused(&one, in_pairs(40000));
    suite_ok(&one, cupel_rollback(one.session));
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_numbers),
        SUITE_TEST(test_texts),
        SUITE_TEST(test_moments),
        SUITE_TEST(test_pairs),
    };
    return cmocka_run_group_tests_name("suite/lists", tests, NULL, suite_end);
}
