/*
 * Every type, never NULL and nullable, up to its extremes: set as an attribute,
 * read from the instance, from rows by its getter, and found by a literal.
 */
#include "suite.h"

#include <float.h>
#include <math.h>

enum season { SPRING = -1, SUMMER = 0, WINTER = 100 };
CUPEL_ENUM_TYPE(season_type, "season", { "spring", SPRING }, { "it's summer", SUMMER },
                { "winter", WINTER });

/* Each type twice: the second may be NULL. */
typedef struct Pair {
    cupel_object base;
    cupel_int id;
    cupel_bool truth;
    cupel_null_bool may_truth;
    cupel_int16 small;
    cupel_null_int16 may_small;
    cupel_int32 middle;
    cupel_null_int32 may_middle;
    cupel_int large;
    cupel_null_int may_large;
    cupel_double real;
    cupel_null_double may_real;
    cupel_text text;
    cupel_text may_text;
    cupel_blob bytes;
    cupel_blob may_bytes;
    cupel_decimal exact;
    cupel_decimal may_exact;
    cupel_date day;
    cupel_null_date may_day;
    cupel_time hour;
    cupel_null_time may_hour;
    cupel_datetime moment;
    cupel_null_datetime may_moment;
    cupel_timestamp instant;
    cupel_null_timestamp may_instant;
    cupel_interval length;
    cupel_null_interval may_length;
    cupel_uuid mark;
    cupel_null_uuid may_mark;
    cupel_json notes;
    cupel_json may_notes;
    const enum season season;
    cupel_null_int32 may_season;
} Pair;

#define BOTH(field, ...) \
    CUPEL_COLUMN(Pair, field, __VA_ARGS__), CUPEL_COLUMN(Pair, may_##field, __VA_ARGS__)
#define POINTER(field, ...)                                       \
    CUPEL_COLUMN(Pair, field, .nullable = CUPEL_NO, __VA_ARGS__), \
        CUPEL_COLUMN(Pair, may_##field, __VA_ARGS__)

CUPEL_MAP(Pair, "type_pairs", CUPEL_COLUMN(Pair, id, .primary_key = true),
          BOTH(truth, .type = CUPEL_BOOLEAN), BOTH(small, .type = CUPEL_SMALL_INTEGER),
          BOTH(middle, .type = CUPEL_INTEGER), BOTH(large, .type = CUPEL_BIG_INTEGER),
          BOTH(real, .type = CUPEL_DOUBLE), POINTER(text, .type = CUPEL_TEXT),
          POINTER(bytes, .type = CUPEL_BLOB), POINTER(exact, .precision = 38, .scale = 10),
          BOTH(day, .type = CUPEL_DATE), BOTH(hour, .type = CUPEL_TIME),
          BOTH(moment, .type = CUPEL_DATETIME), BOTH(instant, .type = CUPEL_TIMESTAMP),
          BOTH(length, .type = CUPEL_INTERVAL), BOTH(mark, .type = CUPEL_UUID),
          POINTER(notes, .type = CUPEL_JSON), BOTH(season, .enumeration = &season_type));

/* ---- values ------------------------------------------------------------------------------------ */

enum { LARGE_SIZE = 1 << 20, VALUES = 8 };

static unsigned char large_bytes[LARGE_SIZE];
static char long_text[100001];

typedef struct type_values {
    const char *name;           /* of the attribute that is never NULL */
    bool has_no_literal;        /* documents of JSON are not compared */
    cupel_value values[VALUES]; /* the first that is NULL ends them */
} type_values;

#define INT(number)                                          \
    {                                                        \
        .kind = CUPEL_KIND_INT, .as = {.integer = (number) } \
    }
#define REAL(number)                                         \
    {                                                        \
        .kind = CUPEL_KIND_DOUBLE, .as = {.real = (number) } \
    }
#define WORD(word)                                                                   \
    {                                                                                \
        .kind = CUPEL_KIND_TEXT, .length = sizeof(word) - 1, .as = {.text = (word) } \
    }
#define EXACT(word)                                                                     \
    {                                                                                   \
        .kind = CUPEL_KIND_DECIMAL, .length = sizeof(word) - 1, .as = {.text = (word) } \
    }
#define NOTES(word)                                                                  \
    {                                                                                \
        .kind = CUPEL_KIND_JSON, .length = sizeof(word) - 1, .as = {.text = (word) } \
    }
#define BYTES(from, n)                                                  \
    {                                                                   \
        .kind = CUPEL_KIND_BLOB, .length = (n), .as = {.data = (from) } \
    }
#define DAY(...)                                                  \
    {                                                             \
        .kind = CUPEL_KIND_DATE, .as = {.date = { __VA_ARGS__ } } \
    }
#define HOUR(...)                                                 \
    {                                                             \
        .kind = CUPEL_KIND_TIME, .as = {.time = { __VA_ARGS__ } } \
    }
#define MOMENT(...)                                                       \
    {                                                                     \
        .kind = CUPEL_KIND_DATETIME, .as = {.datetime = { __VA_ARGS__ } } \
    }
#define INSTANT(number)                                                \
    {                                                                  \
        .kind = CUPEL_KIND_TIMESTAMP, .as = {.timestamp = { number } } \
    }
#define LENGTH(number)                                               \
    {                                                                \
        .kind = CUPEL_KIND_INTERVAL, .as = {.interval = { number } } \
    }
#define MARK(...)                                                     \
    {                                                                 \
        .kind = CUPEL_KIND_UUID, .as = {.uuid = { { __VA_ARGS__ } } } \
    }

static const type_values types[] = {
    { "truth",
      false,
      { { .kind = CUPEL_KIND_BOOL, .as = { .boolean = true } },
        { .kind = CUPEL_KIND_BOOL, .as = { .boolean = false } } } },
    { "small", false, { INT(INT16_MIN), INT(INT16_MAX), INT(0), INT(-1) } },
    { "middle", false, { INT(INT32_MIN), INT(INT32_MAX), INT(0), INT(-1) } },
    { "large", false, { INT(INT64_MIN), INT(INT64_MAX), INT(0), INT(-1) } },
    { "real",
      false,
      { REAL(DBL_MAX), REAL(-DBL_MAX), REAL(DBL_MIN), REAL(0.1), REAL(1.0 / 3), REAL(0) } },
    { "text",
      false,
      { WORD(""), WORD("'"), WORD("it's; DROP TABLE type_pairs; --"),
        WORD("\xF0\x9F\x98\x80 \xE2\x82\xAC \xC3\xA4"), WORD("NULL"),
        BYTES(long_text, sizeof long_text - 1) } },
    { "bytes",
      false,
      { BYTES("", 0), BYTES("\0", 1), BYTES("'\\\xFF", 3), BYTES(large_bytes, LARGE_SIZE) } },
    { "exact",
      false,
      { EXACT("9999999999999999999999999999.9999999999"),
        EXACT("-9999999999999999999999999999.9999999999"), EXACT("0.0000000001"), EXACT("0"),
        EXACT("-1.5") } },
    { "day",
      false,
      { DAY(1, 1, 1), DAY(1969, 12, 31), DAY(2038, 1, 20), DAY(2024, 2, 29), DAY(9999, 12, 31) } },
    { "hour", false, { HOUR(0, 0, 0, 0), HOUR(23, 59, 59, 999999), HOUR(12, 0, 0, 1) } },
    { "moment",
      false,
      { MOMENT(1000, 1, 1, 0, 0, 0, 0), MOMENT(1969, 12, 31, 23, 59, 59, 999999),
        MOMENT(2038, 1, 19, 3, 14, 8, 0), MOMENT(9999, 12, 31, 23, 59, 59, 999999) } },
    { "instant",
      false,
      { INSTANT(1000000), INSTANT(INT64_C(2147483646999999)), INSTANT(INT64_C(2147483648000000)),
        INSTANT(INT64_C(4102444800000001)), INSTANT(-1), INSTANT(INT64_C(-62135596800000000)) } },
    { "length",
      false,
      { LENGTH(0), LENGTH(1), LENGTH(-1), LENGTH(INT64_C(31556952000000) * 100),
        LENGTH(INT64_C(-31556952000001) * 100) } },
    { "mark",
      false,
      { MARK(0), MARK(0xFF, 0xFE, 0x80, 0x7F, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xAB, 0xCD, 0xEF) } },
    { "notes",
      true,
      { NOTES("null"), NOTES("{\"it's\": [1, null, \"\xC3\xA4\"]}"), NOTES("\"\""),
        NOTES("-1.5e10") } },
    { "season", false, { INT(SPRING), INT(SUMMER), INT(WINTER) } },
};

static bool is_type(const type_values *type, const char *name)
{
    return strcmp(type->name, name) == 0;
}

/* MariaDB's TIMESTAMP is of 32 bits. */
static bool fits_database(const cupel_value *value)
{
    return value->kind != CUPEL_KIND_TIMESTAMP || !(suite_is("mysql") || suite_is("mariadb")) ||
           (value->as.timestamp.microseconds > 0 &&
            value->as.timestamp.microseconds < INT64_C(2147483647000000));
}

static void fill_values(void)
{
    for (size_t i = 0; i < sizeof large_bytes; i++)
        large_bytes[i] = (unsigned char)(i * 31 + i / 256);
    for (size_t i = 0; i + 1 < sizeof long_text; i++)
        long_text[i] = (char)('a' + i % 26);
}

/* The values of a type, with the kind that a struct cannot be initialised with. */
static cupel_value value_at(const type_values *type, size_t index)
{
    cupel_value value = type->values[index];
    if (is_type(type, "text") && value.kind == CUPEL_KIND_BLOB)
        value.kind = CUPEL_KIND_TEXT;
    return value;
}

/* Documents are told by what they are, as databases write them in their own way; zero is zero. */
static bool is_same(const cupel_value *left, const cupel_value *right)
{
    if (left->kind == CUPEL_KIND_JSON && right->kind == CUPEL_KIND_JSON)
        return left->length > 0 && left->as.text[0] == right->as.text[0];
    return cupel_value_equal(left, right);
}

/* ---- attributes -------------------------------------------------------------------------------- */

static Pair *new_pair(void)
{
    Pair *pair =
        cupel_new(Pair, .text = "x", .bytes = { "x", 1 }, .exact = { "1" }, .day = { 2000, 1, 1 },
                  .moment = { 2000, 1, 1, 0, 0, 0, 0 }, .instant = { 1000000 }, .notes = { "{}" });
    assert_non_null(pair);
    return pair;
}

static void may_name(const type_values *type, char name[20])
{
    snprintf(name, 20, "may_%s", type->name);
}

/* Both attributes of the type of an instance that was read are `value`; the second is NULL where `null`. */
static void check_attributes(const suite *one, Pair *pair, const type_values *type,
                             const cupel_value *value, bool null)
{
    char name[20];
    cupel_value got;
    may_name(type, name);
    suite_ok(one, cupel_get_named(&pair->base, type->name, &got));
    if (!is_same(&got, value))
        fail_msg("%s is another value", type->name);
    suite_ok(one, cupel_get_named(&pair->base, name, &got));
    if (null ? got.kind != CUPEL_KIND_NULL : !is_same(&got, value))
        fail_msg("%s is another value", name);
}

/* ---- rows -------------------------------------------------------------------------------------- */

/* What the getter for a kind of value gives, as a value. */
static cupel_value got_of(const cupel_row *row, int column, cupel_kind kind)
{
    switch (kind) {
    case CUPEL_KIND_BOOL: return cupel_value_bool(cupel_row_bool(row, column));
    case CUPEL_KIND_INT: return cupel_value_int(cupel_row_int(row, column));
    case CUPEL_KIND_DOUBLE: return cupel_value_double(cupel_row_double(row, column));
    case CUPEL_KIND_TEXT: return cupel_value_text(cupel_row_text(row, column));
    case CUPEL_KIND_BLOB: return cupel_value_blob(cupel_row_blob(row, column));
    case CUPEL_KIND_DECIMAL: return cupel_value_decimal(cupel_row_decimal(row, column));
    case CUPEL_KIND_DATE: return cupel_value_date(cupel_row_date(row, column));
    case CUPEL_KIND_TIME: return cupel_value_time(cupel_row_time(row, column));
    case CUPEL_KIND_DATETIME: return cupel_value_datetime(cupel_row_datetime(row, column));
    case CUPEL_KIND_TIMESTAMP: return cupel_value_timestamp(cupel_row_timestamp(row, column));
    case CUPEL_KIND_INTERVAL: return cupel_value_interval(cupel_row_interval(row, column));
    case CUPEL_KIND_UUID: return cupel_value_uuid(cupel_row_uuid(row, column));
    case CUPEL_KIND_JSON: return cupel_value_json(cupel_row_json(row, column));
    default: return cupel_value_null();
    }
}

static void check_row(const suite *one, const cupel_query *query, const type_values *type,
                      const cupel_value *value, bool null)
{
    const cupel_row *row = cupel_one_row(query);
    if (!row)
        fail_msg("%s: %s", type->name, cupel_error_text(one->session));
    for (int i = 0; i < 2; i++) {
        cupel_value got = got_of(row, i, (cupel_kind)value->kind);
        if (i == 1 && null) {
            assert_true(cupel_row_is_null(row, i));
            continue;
        }
        assert_false(cupel_row_is_null(row, i));
        if (!is_same(&got, value))
            fail_msg("%s in column %d of a row is another value", type->name, i);
    }
}

/* ---- the round trip ------------------------------------------------------------------------------ */

static cupel_expr *attribute_of(const char *name)
{
    return cupel_attribute_named(&Pair_mapping, name);
}

/* The one row is found by its value, bound and as a literal of SQL. */
static void check_found(const suite *one, const type_values *type, const char *name,
                        const cupel_value *value)
{
    cupel_query *query = cupel_filter_by_name_value(cupel_query(one->session, Pair), name, *value);
    if (cupel_count(query) != 1)
        fail_msg("%s is not found by its value: %s", name, cupel_error_text(one->session));
    if (value->length > 1000)
        return; /* a statement has its limits */
    if (value->kind == CUPEL_KIND_DOUBLE && suite_is("sqlite") && !suite_reads_exactly())
        return;
    const char *sql =
        cupel_sql(cupel_with_entities(query, cupel_attr(Pair, id)), NULL, .literals = true);
    cupel_result *result = sql ? cupel_session_execute(one->session, sql) : NULL;
    if (!result)
        fail_msg("%s: %s", type->name, cupel_error_text(one->session));
    if (!cupel_result_next(result))
        fail_msg("%s is not found by its literal: %s", name, sql);
    cupel_result_close(result);
}

static void check_round_trip(suite *one, const type_values *type, const cupel_value *value,
                             bool null)
{
    char name[20];
    Pair *pair = new_pair();
    may_name(type, name);
    suite_ok(one, cupel_add(one->session, pair));
    suite_ok(one, cupel_set_named(&pair->base, type->name, value));
    if (!null)
        suite_ok(one, cupel_set_named(&pair->base, name, value));
    if (cupel_flush(one->session) != CUPEL_OK)
        fail_msg("%s: %s", type->name, cupel_error_text(one->session));
    cupel_expunge_all(one->session);
    cupel_scope(one->session)
    {
        Pair *back = cupel_one(cupel_query(one->session, Pair));
        if (!back)
            fail_msg("%s: %s", type->name, cupel_error_text(one->session));
        check_attributes(one, back, type, value, null);
        check_row(one, cupel_select(one->session, attribute_of(type->name), attribute_of(name)),
                  type, value, null);
        if (!type->has_no_literal) {
            check_found(one, type, type->name, value);
            if (!null)
                check_found(one, type, name, value);
        }
    }
    suite_ok(one, cupel_rollback(one->session));
    cupel_expunge_all(one->session);
}

static void test_round_trip(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &Pair_mapping };
    suite one;
    suite_open(&one, 1, mappings);
    fill_values();
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        for (size_t v = 0; v < VALUES && types[i].values[v].kind != CUPEL_KIND_NULL; v++) {
            cupel_value value = value_at(&types[i], v);
            for (int null = 0; null < 2 && fits_database(&value); null++)
                check_round_trip(&one, &types[i], &value, null == 1);
        }
    suite_close(&one);
}

/* What is never NULL is not set to it, and a column that must not be NULL is told. */
static void test_null_refused(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &Pair_mapping };
    suite one;
    suite_open(&one, 1, mappings);
    const cupel_value null = cupel_value_null();
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const type_values *type = &types[i];
        Pair *pair = new_pair();
        bool is_pointer = is_type(type, "text") || is_type(type, "bytes") ||
                          is_type(type, "exact") || is_type(type, "notes");
        suite_ok(&one, cupel_add(one.session, pair));
        cupel_code code = cupel_set_named(&pair->base, type->name, &null);
        if (is_pointer) {
            suite_ok(&one, code);
            assert_int_equal(cupel_flush(one.session), CUPEL_INTEGRITY_ERROR);
            assert_int_equal(cupel_session_error(one.session)->reason, CUPEL_REASON_NOT_NULL);
            assert_non_null(strstr(cupel_error_text(one.session), type->name));
        } else {
            assert_int_equal(code, CUPEL_TYPE_MISMATCH);
            assert_failed(&one, CUPEL_TYPE_MISMATCH);
        }
        suite_ok(&one, cupel_rollback(one.session));
    }
    suite_close(&one);
}

/* No number and the infinite ones: kept, or refused by name; never another value. */
static void test_not_numbers(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &Pair_mapping };
    static const double odd[] = { NAN, INFINITY, -INFINITY };
    suite one;
    suite_open(&one, 1, mappings);
    for (size_t i = 0; i < 3; i++)
        for (int may = 0; may < 2; may++) {
            Pair *pair = new_pair();
            const cupel_value value = cupel_value_double(odd[i]);
            suite_ok(&one, cupel_add(one.session, pair));
            suite_ok(&one, cupel_set_named(&pair->base, may ? "may_real" : "real", &value));
            bool taken = suite_is("postgresql") || (suite_is("sqlite") && i > 0);
            cupel_code code = cupel_flush(one.session);
            if (taken) {
                suite_ok(&one, code);
                cupel_expunge_all(one.session);
                pair = cupel_one(cupel_query(one.session, Pair));
                assert_non_null(pair);
                cupel_value got = cupel_value_double(may ? *pair->may_real : pair->real);
                assert_true(cupel_value_equal(&got, &value));
            } else {
                assert_int_equal(code, CUPEL_DATA_ERROR);
            }
            suite_ok(&one, cupel_rollback(one.session));
            cupel_expunge_all(one.session);
        }
    suite_close(&one);
}

/* The one row is found by a condition with bound values, and with literals. */
static void check_condition(const suite *one, cupel_expr *condition, int line)
{
    cupel_query *query = cupel_filter(cupel_select(one->session, cupel_attr(Pair, id)), condition);
    if (cupel_count(query) != 1)
        fail_msg("line %d finds nothing: %s", line, cupel_error_text(one->session));
    const char *sql = cupel_sql(query, NULL, .literals = true);
    cupel_result *result = sql ? cupel_session_execute(one->session, sql) : NULL;
    if (!result || !cupel_result_next(result))
        fail_msg("line %d: %s: %s", line, sql ? sql : "", cupel_error_text(one->session));
    cupel_result_close(result);
}
#define CHECK(condition) check_condition(&one, (condition), __LINE__)
#define P(field)         cupel_attr(Pair, field)

/* Values are of the type of what they are compared with, also in tuples and behind functions. */
static void test_compared(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &Pair_mapping };
    static const cupel_uuid_value mark = { { 1, 2, 3 } };
    static const cupel_date_value day = { 2000, 1, 1 };
    suite one;
    suite_open(&one, 1, mappings);
    Pair *pair = new_pair();
    cupel_set(pair, season, WINTER);
    cupel_set(pair, mark, mark);
    suite_ok(&one, cupel_add_all(one.session, pair, new_pair()));
    suite_ok(&one, cupel_flush(one.session));
    CHECK(cupel_eq(cupel_tuple(P(season), P(mark)), cupel_tuple(WINTER, mark)));
    CHECK(cupel_eq(cupel_tuple(WINTER, mark), cupel_tuple(P(season), P(mark))));
    CHECK(cupel_in(cupel_tuple(P(day), P(season)), cupel_tuple(day, WINTER),
                   cupel_tuple(day, SPRING)));
    CHECK(cupel_in(cupel_tuple(P(mark), P(day)), cupel_tuple(mark, "2000-01-01")));
    CHECK(cupel_and(cupel_eq(cupel_coalesce(P(may_mark), P(mark)), mark),
                    cupel_eq(cupel_coalesce(P(may_day), P(day)), "2000-01-01")));
    CHECK(cupel_and(cupel_eq(cupel_coalesce(P(may_season), P(season)), WINTER),
                    cupel_between(P(season), WINTER, WINTER)));
    CHECK(cupel_in(WINTER, P(season), P(may_season)));
    CHECK(cupel_in(mark, P(may_mark), P(mark)));
    CHECK(cupel_and(cupel_between(WINTER, P(season), P(season)),
                    cupel_between("2000-01-01", P(day), P(day))));
    suite_ok(&one, cupel_rollback(one.session));
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_round_trip),
        SUITE_TEST(test_null_refused),
        SUITE_TEST(test_not_numbers),
        SUITE_TEST(test_compared),
    };
    return cmocka_run_group_tests_name("suite/types", tests, NULL, suite_end);
}
