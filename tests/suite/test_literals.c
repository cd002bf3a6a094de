/*
 * Values written into SQL as text find the same rows as bound ones: of each
 * type, the smallest, the largest and the awkward.
 */
#include "suite.h"

#include <math.h>

typedef struct Cell {
    cupel_object base;
    cupel_int id;
    cupel_null_int number;
    cupel_null_int16 small;
    cupel_null_double real;
    cupel_text word;
    cupel_null_bool truth;
    cupel_decimal exact;
    cupel_null_date day;
    cupel_null_datetime moment;
    cupel_null_timestamp instant;
    cupel_null_time hour;
    cupel_null_interval length;
    cupel_null_uuid mark;
    cupel_blob bytes;
} Cell;

CUPEL_MAP(Cell, "literal_cells", CUPEL_COLUMN(Cell, id, .primary_key = true),
          CUPEL_COLUMN(Cell, number, .type = CUPEL_BIG_INTEGER), CUPEL_COLUMN(Cell, small),
          CUPEL_COLUMN(Cell, real), CUPEL_COLUMN(Cell, word, .length = 100),
          CUPEL_COLUMN(Cell, truth), CUPEL_COLUMN(Cell, exact, .precision = 30, .scale = 10),
          CUPEL_COLUMN(Cell, day), CUPEL_COLUMN(Cell, moment), CUPEL_COLUMN(Cell, instant),
          CUPEL_COLUMN(Cell, hour), CUPEL_COLUMN(Cell, length), CUPEL_COLUMN(Cell, mark),
          CUPEL_COLUMN(Cell, bytes));

/* ---- values ------------------------------------------------------------------------------------ */

typedef struct column_values {
    const char *name;
    const cupel_value *values;
    size_t count;
} column_values;

/* The values of column number `which`; false where there is no such column. */
static bool values_of(size_t which, column_values *out)
{
    static unsigned char all_bytes[256];
    for (size_t i = 0; i < sizeof all_bytes; i++)
        all_bytes[i] = (unsigned char)i;
    const cupel_value numbers[] = { cupel_value_int(INT64_MIN), cupel_value_int(INT64_MAX),
                                    cupel_value_int(-1), cupel_value_int(0) };
    const cupel_value smalls[] = { cupel_value_int(INT16_MIN), cupel_value_int(INT16_MAX) };
    const cupel_value reals[] = { cupel_value_double(DBL_MAX),  cupel_value_double(-DBL_MAX),
                                  cupel_value_double(DBL_MIN),  cupel_value_double(0.1),
                                  cupel_value_double(1.0 / 3),  cupel_value_double(-0.0),
                                  cupel_value_double(1e22),     cupel_value_double(1e-7),
                                  cupel_value_double(123456789) };
    const cupel_value words[] = { cupel_value_text(""),
                                  cupel_value_text("'"),
                                  cupel_value_text("''; DROP TABLE literal_cells; --"),
                                  cupel_value_text("\\"),
                                  cupel_value_text("a\\'b\\\\n\\0%_"),
                                  cupel_value_text("a\nb\tc\r"),
                                  cupel_value_text("? $1 :name @p1 %s \\:x"),
                                  cupel_value_text("\"`[]{}/* */ --"),
                                  cupel_value_text("\xF0\x9F\x98\x80 \xE2\x82\xAC \xC3\xA4"),
                                  cupel_value_text("NULL") };
    const cupel_value truths[] = { cupel_value_bool(true), cupel_value_bool(false) };
    const cupel_value exacts[] = {
        cupel_value_decimal((cupel_decimal_value){ "99999999999999999999.9999999999" }),
        cupel_value_decimal((cupel_decimal_value){ "-99999999999999999999.9999999999" }),
        cupel_value_decimal((cupel_decimal_value){ "0.0000000001" }),
        cupel_value_decimal((cupel_decimal_value){ "0" }),
        cupel_value_decimal((cupel_decimal_value){ "12345678901234567890" }),
    };
    const cupel_value days[] = { cupel_value_date((cupel_date_value){ 1000, 1, 1 }),
                                 cupel_value_date((cupel_date_value){ 9999, 12, 31 }),
                                 cupel_value_date((cupel_date_value){ 2024, 2, 29 }) };
    const cupel_value moments[] = {
        cupel_value_datetime((cupel_datetime_value){ 1000, 1, 1, 0, 0, 0, 0 }),
        cupel_value_datetime((cupel_datetime_value){ 9999, 12, 31, 23, 59, 59, 999999 }),
        cupel_value_datetime((cupel_datetime_value){ 2024, 2, 29, 1, 2, 3, 4 }),
    };
    const cupel_value instants[] = {
        cupel_value_timestamp((cupel_timestamp_value){ 1000000 }),
        cupel_value_timestamp((cupel_timestamp_value){ INT64_C(2147483647999999) }),
        cupel_value_timestamp((cupel_timestamp_value){ INT64_C(1000000000000001) }),
    };
    const cupel_value hours[] = { cupel_value_time((cupel_time_value){ 0, 0, 0, 0 }),
                                  cupel_value_time((cupel_time_value){ 23, 59, 59, 999999 }),
                                  cupel_value_time((cupel_time_value){ 12, 0, 0, 1 }) };
    const cupel_value lengths[] = {
        cupel_value_interval((cupel_interval_value){ 0 }),
        cupel_value_interval((cupel_interval_value){ -1 }),
        cupel_value_interval((cupel_interval_value){ INT64_C(86400000000) * 400 + 1 }),
    };
    const cupel_value marks[] = {
        cupel_value_uuid((cupel_uuid_value){ { 0 } }),
        cupel_value_uuid((cupel_uuid_value){
            { 0xff, 0xfe, 0x80, 0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xab, 0xcd, 0xef } }),
    };
    const cupel_value blobs[] = {
        cupel_value_blob((cupel_blob_value){ "", 0 }),
        cupel_value_blob((cupel_blob_value){ all_bytes, sizeof all_bytes }),
        cupel_value_blob((cupel_blob_value){ "'\\", 2 }),
    };
#define COLUMN(name, values)                           \
    {                                                  \
        name, values, sizeof values / sizeof values[0] \
    }
    const column_values columns[] = {
        COLUMN("number", numbers),   COLUMN("small", smalls),   COLUMN("real", reals),
        COLUMN("word", words),       COLUMN("truth", truths),   COLUMN("exact", exacts),
        COLUMN("day", days),         COLUMN("moment", moments), COLUMN("hour", hours),
        COLUMN("instant", instants), COLUMN("length", lengths), COLUMN("mark", marks),
        COLUMN("bytes", blobs),
    };
    static cupel_value kept[16];
    if (which >= sizeof columns / sizeof columns[0])
        return false;
    assert_true(columns[which].count <= sizeof kept / sizeof kept[0]);
    memcpy(kept, columns[which].values, columns[which].count * sizeof kept[0]);
    *out = (column_values){ columns[which].name, kept, columns[which].count };
    return true;
}

/* ---- the same rows ------------------------------------------------------------------------------- */

/* The ids that a query gives with bound values, and as SQL text with its values in it: the same, `count` of them. */
static void check_same(suite *one, const cupel_query *query, size_t count, const char *what)
{
    query = cupel_order_by(cupel_with_entities(query, cupel_attr(Cell, id)), cupel_attr(Cell, id));
    const char *sql = cupel_sql(query, NULL, .literals = true);
    if (!sql)
        fail_msg("%s: %s", what, cupel_error_text(one->session));
    const cupel_row **rows = cupel_all_rows(query);
    if (!rows)
        fail_msg("%s: %s", what, cupel_error_text(one->session));
    cupel_result *result = cupel_session_execute(one->session, sql);
    if (!result)
        fail_msg("%s: %s\n%s", what, sql, cupel_error_text(one->session));
    size_t found = 0;
    for (const cupel_row *row; (row = cupel_result_next(result)) != NULL; found++)
        if (!rows[found] || cupel_row_int(rows[found], 0) != cupel_row_int(row, 0))
            fail_msg("%s: %s\ngives another row", what, sql);
    if (found != cupel_array_count(rows) || found != count)
        fail_msg("%s: %s\ngives %zu rows, bound values give %zu", what, sql, found,
                 cupel_array_count(rows));
    cupel_result_close(result);
}

static void test_values(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &Cell_mapping };
    suite one;
    suite_open(&one, 1, mappings);
    cupel_query *cells = cupel_query(one.session, Cell);
    column_values column;
    for (size_t i = 0; values_of(i, &column); i++) {
        if (strcmp(column.name, "real") == 0 && !suite_reads_exactly())
            continue;
        for (size_t v = 0; v < column.count; v++) {
            Cell *cell = cupel_new(Cell);
            assert_non_null(cell);
            suite_ok(&one, cupel_set_named(&cell->base, column.name, &column.values[v]));
            cupel_add(one.session, cell);
        }
        if (cupel_flush(one.session) != CUPEL_OK)
            fail_msg("%s: %s", column.name, cupel_error_text(one.session));
        for (size_t v = 0; v < column.count; v++) {
            char what[60];
            snprintf(what, sizeof what, "%s, value %zu", column.name, v);
            check_same(&one, cupel_filter_by_name_value(cells, column.name, column.values[v]), 1,
                       what);
        }
        cupel_expr *attribute = cupel_attribute_named(&Cell_mapping, column.name);
        check_same(
            &one,
            cupel_filter(cells, cupel_in_list(CUPEL_OPERATOR_IN, cupel_value_expression(attribute),
                                              column.count, column.values)),
            column.count, column.name);
    }
    suite_ok(&one, cupel_rollback(one.session));
    suite_close(&one);
}

/* What has no literal is refused rather than written as something else. */
static void test_no_literal(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &Cell_mapping };
    suite one;
    suite_open(&one, 1, mappings);
    cupel_query *query =
        cupel_filter(cupel_query(one.session, Cell), cupel_eq(cupel_attr(Cell, real), INFINITY));
    if (suite_is("mysql") || suite_is("mariadb")) {
        assert_null(cupel_sql(query, NULL, .literals = true));
        assert_failed(&one, CUPEL_COMPILE_ERROR);
    } else {
        double infinite = INFINITY;
        Cell *cell = cupel_new(Cell, .real = &infinite);
        assert_non_null(cell);
        cupel_add(one.session, cell);
        suite_ok(&one, cupel_flush(one.session));
        check_same(&one, query, 1, "infinity");
        suite_ok(&one, cupel_rollback(one.session));
    }
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = { SUITE_TEST(test_values), SUITE_TEST(test_no_literal) };
    return cmocka_run_group_tests_name("suite/literals", tests, NULL, suite_end);
}
