/*
 * values.h - values that go into a column of a server and come out again.  The
 * folder's fixture.h comes first.
 */
#ifndef CU_TEST_DIALECTS_VALUES_H
#define CU_TEST_DIALECTS_VALUES_H

/* A value as it goes in and as it comes out. */
typedef struct round_trip {
    const char *type;
    cupel_value in, out;
} round_trip;

#define NUMBER(value)   cupel_value_int(value)
#define REAL(value)     cupel_value_double(value)
#define TEXT(value)     cupel_value_text(value)
#define JSON(value)     cupel_value_json((cupel_json_value){ value })
#define DECIMAL(value)  cupel_value_decimal((cupel_decimal_value){ value })
#define BYTES(value)    cupel_value_blob((cupel_blob_value){ value, sizeof(value) - 1 })
#define DATE(...)       cupel_value_date((cupel_date_value){ __VA_ARGS__ })
#define TIME(...)       cupel_value_time((cupel_time_value){ __VA_ARGS__ })
#define DATETIME(...)   cupel_value_datetime((cupel_datetime_value){ __VA_ARGS__ })
#define INSTANT(value)  cupel_value_timestamp((cupel_timestamp_value){ value })
#define INTERVAL(value) cupel_value_interval((cupel_interval_value){ value })
#define SAME(type, value)  \
    {                      \
        type, value, value \
    }

static inline void check_value(const cupel_row *row, int column, const round_trip *trip)
{
    cupel_value value = cupel_row_value_at(row, column);
    if (!cupel_value_equal(&value, &trip->out))
        fail_msg("%s: a value of kind %s is another ('%s')", trip->type,
                 cupel_kind_name((cupel_kind)value.kind),
                 value.kind == CUPEL_KIND_TEXT || value.kind == CUPEL_KIND_DECIMAL ? value.as.text
                                                                                   : "");
}

/*
 * Runs `insert`, which takes the value as :v and makes two rows, ('before', value, 'after') and one of NULLs, and
 * `select`, which gives them with the value twice, and `fifth` where that is not NULL.
 */
static inline void check_stored(fixture *one, const round_trip *trip, const char *insert,
                                const char *select, const char *fifth)
{
    cupel_result *result = cupel_execute(one->connection, insert, cupel_bind("v", trip->in));
    if (!result)
        fail_msg("%s: %s", trip->type, cupel_connection_error(one->connection)->text);
    assert_int_equal(cupel_result_changes(result), 2);
    cupel_result_close(result);
    result = query(one, select);
    const cupel_row *row = cupel_result_next(result);
    if (!row)
        fail_msg("%s: %s", trip->type, cupel_connection_error(one->connection)->text);
    assert_string_equal(cupel_row_text_at(row, 0), "before");
    assert_string_equal(cupel_row_text_at(row, 2), "after");
    check_value(row, 1, trip);
    check_value(row, 3, trip);
    if (fifth)
        assert_string_equal(cupel_row_text_at(row, 4), fifth);
    row = cupel_result_next(result);
    assert_non_null(row);
    for (int column = 0; column < 4; column++)
        assert_true(cupel_row_is_null_at(row, column));
    assert_null(cupel_result_next(result));
    cupel_result_close(result);
}

#endif
