/*
 * cupel/value.h - values: what columns hold, in C.
 *
 * A cupel_value carries any value a column can hold, with its kind.  Ordinary
 * programs meet the plain types (int64_t, const char *, cupel_date_value ...)
 * and let CUPEL_VALUE(x) wrap them; bindings for other languages and generic
 * tools build cupel_value themselves.
 */
#ifndef CUPEL_VALUE_H
#define CUPEL_VALUE_H

#include <cupel/common.h>
#include <cupel/error.h>

CUPEL_BEGIN_DECLARATIONS

/* ---- the C types of values that C has no type for -------------------------------------------- */

/* A day of the proleptic Gregorian calendar; year 0 is 1 BC.  Years from -4712 to 294276. */
typedef struct cupel_date_value {
    int32_t year;
    uint8_t month, day;
} cupel_date_value;

/* A time of day, without a zone. */
typedef struct cupel_time_value {
    uint8_t hour, minute, second;
    uint32_t microsecond;
} cupel_time_value;

/* A day and a time of day, without a zone: what a clock on the wall shows. */
typedef struct cupel_datetime_value {
    int32_t year;
    uint8_t month, day, hour, minute, second;
    uint32_t microsecond;
} cupel_datetime_value;

/* An instant: microseconds since 1970-01-01 00:00:00 UTC, negative before. */
typedef struct cupel_timestamp_value {
    int64_t microseconds;
} cupel_timestamp_value;

/* A length of time in microseconds. */
typedef struct cupel_interval_value {
    int64_t microseconds;
} cupel_interval_value;

/* An exact decimal number as text: optional '-', digits, optionally '.' and digits.  NULL is NULL. */
typedef struct cupel_decimal_value {
    const char *digits;
} cupel_decimal_value;

/* A JSON document as text.  NULL is NULL; the text "null" is JSON's null. */
typedef struct cupel_json_value {
    const char *text;
} cupel_json_value;

/* Bytes.  data NULL is NULL; no bytes at a data that is not NULL is an empty blob. */
typedef struct cupel_blob_value {
    const void *data;
    size_t size;
} cupel_blob_value;

/* A UUID in the order of its text form. */
typedef struct cupel_uuid_value {
    uint8_t bytes[16];
} cupel_uuid_value;

/* ---- any value -------------------------------------------------------------------------------- */

typedef enum cupel_kind {
    CUPEL_KIND_NULL = 0,
    CUPEL_KIND_BOOL,
    CUPEL_KIND_INT,
    CUPEL_KIND_UNSIGNED, /* an integer above INT64_MAX */
    CUPEL_KIND_DOUBLE,
    CUPEL_KIND_TEXT,
    CUPEL_KIND_BLOB,
    CUPEL_KIND_DATE,
    CUPEL_KIND_TIME,
    CUPEL_KIND_DATETIME,
    CUPEL_KIND_TIMESTAMP,
    CUPEL_KIND_INTERVAL,
    CUPEL_KIND_DECIMAL,
    CUPEL_KIND_UUID,
    CUPEL_KIND_JSON,
    /* only as an argument of functions that build expressions */
    CUPEL_KIND_EXPRESSION,
    CUPEL_KIND_QUERY,
    CUPEL_KIND_SUBQUERY,
    CUPEL_KIND_ALIAS,
    CUPEL_KIND_INSTANCE,
    CUPEL_KIND_COUNT
} cupel_kind;

struct cupel_expr;
struct cupel_object;

/* A value and its kind.  Text and blobs are borrowed: whoever takes a value copies what it keeps. */
typedef struct cupel_value {
    uint32_t kind;   /* a cupel_kind */
    uint32_t length; /* bytes of text, blob, decimal and JSON; the NUL not counted */
    union {
        bool boolean;
        int64_t integer;
        uint64_t natural; /* UNSIGNED */
        double real;
        const char *text; /* TEXT, DECIMAL and JSON */
        const void *data; /* BLOB */
        cupel_date_value date;
        cupel_time_value time;
        cupel_datetime_value datetime;
        cupel_timestamp_value timestamp;
        cupel_interval_value interval;
        cupel_uuid_value uuid;
        struct cupel_expr *expression;
        const cupel_query *query;
        const cupel_subquery *subquery;
        cupel_alias *alias;
        const struct cupel_object *instance;
    } as;
} cupel_value;

/**
 * A value of each kind; text NULL, digits NULL and data NULL give SQL's NULL.  Nothing is copied.  Of text and
 * blobs of 4 GiB or more, which no database takes, the length becomes UINT32_MAX.
 */
CUPEL_API cupel_value cupel_value_null(void);
CUPEL_API cupel_value cupel_value_bool(bool boolean);
CUPEL_API cupel_value cupel_value_int(int64_t integer);
CUPEL_API cupel_value cupel_value_double(double real);
CUPEL_API cupel_value cupel_value_text(const char *text);
CUPEL_API cupel_value cupel_value_text_length(const char *text, size_t length);
CUPEL_API cupel_value cupel_value_blob(cupel_blob_value blob);
CUPEL_API cupel_value cupel_value_date(cupel_date_value date);
CUPEL_API cupel_value cupel_value_time(cupel_time_value time);
CUPEL_API cupel_value cupel_value_datetime(cupel_datetime_value datetime);
CUPEL_API cupel_value cupel_value_timestamp(cupel_timestamp_value timestamp);
CUPEL_API cupel_value cupel_value_interval(cupel_interval_value interval);
CUPEL_API cupel_value cupel_value_decimal(cupel_decimal_value decimal);
CUPEL_API cupel_value cupel_value_uuid(cupel_uuid_value uuid);
CUPEL_API cupel_value cupel_value_json(cupel_json_value json);

/** Values that stand for parts of statements, of their kind also where NULL; see expression.h and query.h. */
CUPEL_API cupel_value cupel_value_expression(struct cupel_expr *expression);
CUPEL_API cupel_value cupel_value_query(const cupel_query *query);
CUPEL_API cupel_value cupel_value_subquery(const cupel_subquery *subquery);
CUPEL_API cupel_value cupel_value_alias(cupel_alias *alias);

/**
 * Whether two values are of the same kind and equal: NULL equals NULL, NaN equals NaN, decimals
 * compare as numbers ("1.0" equals "1.00"), text and blobs byte by byte.
 */
CUPEL_API bool cupel_value_equal(const cupel_value *left, const cupel_value *right);

/** The name of a kind in lower case, such as "datetime"; "unknown" for other numbers.  Owner: static text. */
CUPEL_API const char *cupel_kind_name(cupel_kind kind);

CUPEL_END_DECLARATIONS

#ifndef __cplusplus

/* For CUPEL_VALUE: what is a value already, and NULL. */
static inline cupel_value cupel_value_of_value(cupel_value value)
{
    return value;
}

/* NULL, whatever pointer it is written as. */
static inline cupel_value cupel_value_of_pointer(const void *pointer)
{
    (void)pointer; /* only NULL has this type in ordinary programs: void pointers carry no value */
    return cupel_value_null();
}

/*
 * Wraps a plain C value, an expression or a query as a cupel_value.  NULL is SQL's NULL.  A pointer to
 * a number or to one of the structs above is "that value, or NULL": what a nullable attribute is.  x is evaluated,
 * and expanded, once: nested calls stay linear in the size of what the compiler sees.
 */
#    define CUPEL_VALUE(x)          CUPEL_VALUE_(x, __COUNTER__)
#    define CUPEL_VALUE_(x, number) CUPEL_VALUE__(x, number)
#    define CUPEL_VALUE__(x, number)                \
        __extension__({                             \
            __auto_type cupel_value_##number = (x); \
            CUPEL_VALUE_OF(cupel_value_##number);   \
        })
#    define CUPEL_VALUE_OF(x) \
        _Generic((x),                                                                                  \
        bool: cupel_value_bool,                                                                    \
        signed char: cupel_value_int,                                                              \
        unsigned char: cupel_value_int,                                                            \
        short: cupel_value_int,                                                                    \
        unsigned short: cupel_value_int,                                                           \
        int: cupel_value_int,                                                                      \
        unsigned int: cupel_value_int,                                                             \
        long: cupel_value_int,                                                                     \
        unsigned long: cupel_value_of_unsigned,                                                    \
        long long: cupel_value_int,                                                                \
        unsigned long long: cupel_value_of_unsigned,                                               \
        float: cupel_value_double,                                                                 \
        double: cupel_value_double,                                                                \
        char *: cupel_value_text,                                                                  \
        const char *: cupel_value_text,                                                            \
        void *: cupel_value_of_pointer,                                                            \
        cupel_value: cupel_value_of_value,                                                         \
        cupel_blob_value: cupel_value_blob,                                                        \
        cupel_date_value: cupel_value_date,                                                        \
        cupel_time_value: cupel_value_time,                                                        \
        cupel_datetime_value: cupel_value_datetime,                                                \
        cupel_timestamp_value: cupel_value_timestamp,                                              \
        cupel_interval_value: cupel_value_interval,                                                \
        cupel_decimal_value: cupel_value_decimal,                                                  \
        cupel_uuid_value: cupel_value_uuid,                                                        \
        cupel_json_value: cupel_value_json,                                                        \
        bool *: cupel_value_of_bool_pointer,                                                       \
        const bool *: cupel_value_of_bool_pointer,                                                 \
        int16_t *: cupel_value_of_int16_pointer,                                                   \
        const int16_t *: cupel_value_of_int16_pointer,                                             \
        int32_t *: cupel_value_of_int32_pointer,                                                   \
        const int32_t *: cupel_value_of_int32_pointer,                                             \
        int64_t *: cupel_value_of_int64_pointer,                                                   \
        const int64_t *: cupel_value_of_int64_pointer,                                             \
        double *: cupel_value_of_double_pointer,                                                   \
        const double *: cupel_value_of_double_pointer,                                             \
        cupel_date_value *: cupel_value_of_date_pointer,                                           \
        const cupel_date_value *: cupel_value_of_date_pointer,                                     \
        cupel_time_value *: cupel_value_of_time_pointer,                                           \
        const cupel_time_value *: cupel_value_of_time_pointer,                                     \
        cupel_datetime_value *: cupel_value_of_datetime_pointer,                                   \
        const cupel_datetime_value *: cupel_value_of_datetime_pointer,                             \
        cupel_timestamp_value *: cupel_value_of_timestamp_pointer,                                 \
        const cupel_timestamp_value *: cupel_value_of_timestamp_pointer,                           \
        cupel_interval_value *: cupel_value_of_interval_pointer,                                   \
        const cupel_interval_value *: cupel_value_of_interval_pointer,                             \
        cupel_uuid_value *: cupel_value_of_uuid_pointer,                                           \
        const cupel_uuid_value *: cupel_value_of_uuid_pointer,                                     \
        struct cupel_expr *: cupel_value_expression,                                               \
        cupel_query *: cupel_value_query,                                                          \
        const cupel_query *: cupel_value_query,                                                    \
        cupel_subquery *: cupel_value_subquery,                                                    \
        const cupel_subquery *: cupel_value_subquery,                                              \
        cupel_alias *: cupel_value_alias)(x)

/* The same for a condition, which is no number: a == b is C's, and known before anything is asked. */
#    define CUPEL_CONDITION(x)          CUPEL_CONDITION_(x, __COUNTER__)
#    define CUPEL_CONDITION_(x, number) CUPEL_CONDITION__(x, number)
#    define CUPEL_CONDITION__(x, number)                                                 \
        __extension__({                                                                  \
            __auto_type cupel_condition_##number = (x);                                  \
            _Static_assert(                                                              \
                !CUPEL_IS_NUMBER_(cupel_condition_##number),                             \
                "a number is no condition: compare with cupel_eq() and its kin, or say " \
                "cupel_true() or cupel_false()");                                        \
            CUPEL_VALUE_OF(cupel_condition_##number);                                    \
        })
#    define CUPEL_IS_NUMBER_(x)                                                                    \
        _Generic((x), bool : 1, signed char : 1, unsigned char : 1, short : 1, unsigned short : 1, \
                 int : 1, unsigned int : 1, long : 1, unsigned long : 1, long long : 1,            \
                 unsigned long long : 1, float : 1, double : 1, default : 0)

#endif

CUPEL_BEGIN_DECLARATIONS

/** What CUPEL_VALUE calls for pointers: the value pointed to, or NULL where the pointer is NULL. */
CUPEL_API cupel_value cupel_value_of_bool_pointer(const bool *pointer);
CUPEL_API cupel_value cupel_value_of_int16_pointer(const int16_t *pointer);
CUPEL_API cupel_value cupel_value_of_int32_pointer(const int32_t *pointer);
CUPEL_API cupel_value cupel_value_of_int64_pointer(const int64_t *pointer);
CUPEL_API cupel_value cupel_value_of_double_pointer(const double *pointer);
CUPEL_API cupel_value cupel_value_of_date_pointer(const cupel_date_value *pointer);
CUPEL_API cupel_value cupel_value_of_time_pointer(const cupel_time_value *pointer);
CUPEL_API cupel_value cupel_value_of_datetime_pointer(const cupel_datetime_value *pointer);
CUPEL_API cupel_value cupel_value_of_timestamp_pointer(const cupel_timestamp_value *pointer);
CUPEL_API cupel_value cupel_value_of_interval_pointer(const cupel_interval_value *pointer);
CUPEL_API cupel_value cupel_value_of_uuid_pointer(const cupel_uuid_value *pointer);

/** An unsigned number: of kind INT where int64_t can hold it, else of kind UNSIGNED. */
CUPEL_API cupel_value cupel_value_of_unsigned(unsigned long long number);

CUPEL_END_DECLARATIONS

#endif
