/*
 * cupel/attribute.h - the types that attributes of mapped structs have, and the
 * macros that select by them.
 *
 * A value is NOT NULL, a pointer may be NULL.  All are const: cupel_set() (instance.h)
 * changes an attribute, so that the session sees it.
 */
#ifndef CUPEL_ATTRIBUTE_H
#define CUPEL_ATTRIBUTE_H

#include <cupel/value.h>

CUPEL_BEGIN_DECLARATIONS

/* ---- the types of attributes ------------------------------------------------------------------- */

/*
 * C type of the attribute           SQL type where none is said   NULL
 */
typedef const bool cupel_bool;                                   /* BOOLEAN             never */
typedef const bool *const cupel_null_bool;                       /*                     allowed */
typedef const int16_t cupel_int16;                               /* SMALL_INTEGER       never */
typedef const int16_t *const cupel_null_int16;                   /*                     allowed */
typedef const int32_t cupel_int32;                               /* INTEGER             never */
typedef const int32_t *const cupel_null_int32;                   /*                     allowed */
typedef const int64_t cupel_int;                                 /* INTEGER             never */
typedef const int64_t *const cupel_null_int;                     /*                     allowed */
typedef const double cupel_double;                               /* DOUBLE              never */
typedef const double *const cupel_null_double;                   /*                     allowed */
typedef const char *const cupel_text;                            /* STRING              allowed */
typedef const cupel_blob_value cupel_blob;                       /* BLOB                allowed */
typedef const cupel_decimal_value cupel_decimal;                 /* NUMERIC             allowed */
typedef const cupel_json_value cupel_json;                       /* JSON                allowed */
typedef const cupel_date_value cupel_date;                       /* DATE                never */
typedef const cupel_date_value *const cupel_null_date;           /*                     allowed */
typedef const cupel_time_value cupel_time;                       /* TIME                never */
typedef const cupel_time_value *const cupel_null_time;           /*                     allowed */
typedef const cupel_datetime_value cupel_datetime;               /* DATETIME            never */
typedef const cupel_datetime_value *const cupel_null_datetime;   /*                     allowed */
typedef const cupel_timestamp_value cupel_timestamp;             /* TIMESTAMP           never */
typedef const cupel_timestamp_value *const cupel_null_timestamp; /*                     allowed */
typedef const cupel_interval_value cupel_interval;               /* INTERVAL            never */
typedef const cupel_interval_value *const cupel_null_interval;   /*                     allowed */
typedef const cupel_uuid_value cupel_uuid;                       /* UUID                never */
typedef const cupel_uuid_value *const cupel_null_uuid;           /*                     allowed */
/* An enumeration is `const enum color` (never NULL) or cupel_null_int32, with .enumeration = &color_type. */

/*
 * Relationships: to one instance (item, NULL where there is none) and to many (items and their count).  What was not
 * loaded yet reads as none: cupel_load(address, user).item and cupel_each_in() load it first (relationship.h).
 * `item_type` takes no space and is never used; it lets the compiler check types.
 */
#define cupel_to_one(Type)        \
    union {                       \
        Type *const item;         \
        Type *const item_type[1]; \
    }
#define cupel_to_many(Type)                     \
    struct {                                    \
        Type *const *const items;               \
        const size_t count;                     \
        __extension__ Type *const item_type[0]; \
    }

/* How an attribute is stored in the struct. */
typedef enum cupel_attribute_type {
    CUPEL_ATTRIBUTE_NONE = 0,
    CUPEL_ATTRIBUTE_BOOL,
    CUPEL_ATTRIBUTE_INT16,
    CUPEL_ATTRIBUTE_INT32, /* enumerations too */
    CUPEL_ATTRIBUTE_INT64,
    CUPEL_ATTRIBUTE_DOUBLE,
    CUPEL_ATTRIBUTE_TEXT,
    CUPEL_ATTRIBUTE_BLOB,
    CUPEL_ATTRIBUTE_DECIMAL,
    CUPEL_ATTRIBUTE_JSON,
    CUPEL_ATTRIBUTE_DATE,
    CUPEL_ATTRIBUTE_TIME,
    CUPEL_ATTRIBUTE_DATETIME,
    CUPEL_ATTRIBUTE_TIMESTAMP,
    CUPEL_ATTRIBUTE_INTERVAL,
    CUPEL_ATTRIBUTE_UUID,
    CUPEL_ATTRIBUTE_NULL_BOOL, /* from here on: pointers to the above */
    CUPEL_ATTRIBUTE_NULL_INT16,
    CUPEL_ATTRIBUTE_NULL_INT32,
    CUPEL_ATTRIBUTE_NULL_INT64,
    CUPEL_ATTRIBUTE_NULL_DOUBLE,
    CUPEL_ATTRIBUTE_NULL_DATE,
    CUPEL_ATTRIBUTE_NULL_TIME,
    CUPEL_ATTRIBUTE_NULL_DATETIME,
    CUPEL_ATTRIBUTE_NULL_TIMESTAMP,
    CUPEL_ATTRIBUTE_NULL_INTERVAL,
    CUPEL_ATTRIBUTE_NULL_UUID,
    CUPEL_ATTRIBUTE_TO_ONE,
    CUPEL_ATTRIBUTE_TO_MANY,
    CUPEL_ATTRIBUTE_TYPE_COUNT
} cupel_attribute_type;

CUPEL_END_DECLARATIONS

/* ---- macros that select by type ------------------------------------------------------------------ */

/* The type of a struct's member as a cupel_attribute_type; a member that is no column's does not compile. */
#define CUPEL_ATTRIBUTE_TYPE(Type, field) \
    _Generic(((Type *)0)->field,                                                                   \
        bool: CUPEL_ATTRIBUTE_BOOL,                                                                \
        short: CUPEL_ATTRIBUTE_INT16,                                                              \
        int: CUPEL_ATTRIBUTE_INT32,                                                                \
        unsigned int: CUPEL_ATTRIBUTE_INT32,                                                       \
        long: CUPEL_ATTRIBUTE_INT64,                                                               \
        long long: CUPEL_ATTRIBUTE_INT64,                                                          \
        double: CUPEL_ATTRIBUTE_DOUBLE,                                                            \
        const char *: CUPEL_ATTRIBUTE_TEXT,                                                        \
        cupel_blob_value: CUPEL_ATTRIBUTE_BLOB,                                                    \
        cupel_decimal_value: CUPEL_ATTRIBUTE_DECIMAL,                                              \
        cupel_json_value: CUPEL_ATTRIBUTE_JSON,                                                    \
        cupel_date_value: CUPEL_ATTRIBUTE_DATE,                                                    \
        cupel_time_value: CUPEL_ATTRIBUTE_TIME,                                                    \
        cupel_datetime_value: CUPEL_ATTRIBUTE_DATETIME,                                            \
        cupel_timestamp_value: CUPEL_ATTRIBUTE_TIMESTAMP,                                          \
        cupel_interval_value: CUPEL_ATTRIBUTE_INTERVAL,                                            \
        cupel_uuid_value: CUPEL_ATTRIBUTE_UUID,                                                    \
        const bool *: CUPEL_ATTRIBUTE_NULL_BOOL,                                                   \
        const int16_t *: CUPEL_ATTRIBUTE_NULL_INT16,                                               \
        const int32_t *: CUPEL_ATTRIBUTE_NULL_INT32,                                               \
        const int64_t *: CUPEL_ATTRIBUTE_NULL_INT64,                                               \
        const double *: CUPEL_ATTRIBUTE_NULL_DOUBLE,                                               \
        const cupel_date_value *: CUPEL_ATTRIBUTE_NULL_DATE,                                       \
        const cupel_time_value *: CUPEL_ATTRIBUTE_NULL_TIME,                                       \
        const cupel_datetime_value *: CUPEL_ATTRIBUTE_NULL_DATETIME,                               \
        const cupel_timestamp_value *: CUPEL_ATTRIBUTE_NULL_TIMESTAMP,                             \
        const cupel_interval_value *: CUPEL_ATTRIBUTE_NULL_INTERVAL,                               \
        const cupel_uuid_value *: CUPEL_ATTRIBUTE_NULL_UUID)

/* `column` where the member is a column's, `other` where it is a relationship's. */
#define CUPEL_IF_COLUMN_(member, column, other) \
    _Generic((member),                                                                             \
        bool: (column),                                                                            \
        short: (column),                                                                           \
        int: (column),                                                                             \
        unsigned int: (column),                                                                    \
        long: (column),                                                                            \
        long long: (column),                                                                       \
        double: (column),                                                                          \
        const char *: (column),                                                                    \
        cupel_blob_value: (column),                                                                \
        cupel_decimal_value: (column),                                                             \
        cupel_json_value: (column),                                                                \
        cupel_date_value: (column),                                                                \
        cupel_time_value: (column),                                                                \
        cupel_datetime_value: (column),                                                            \
        cupel_timestamp_value: (column),                                                           \
        cupel_interval_value: (column),                                                            \
        cupel_uuid_value: (column),                                                                \
        const bool *: (column),                                                                    \
        const int16_t *: (column),                                                                 \
        const int32_t *: (column),                                                                 \
        const int64_t *: (column),                                                                 \
        const double *: (column),                                                                  \
        const cupel_date_value *: (column),                                                        \
        const cupel_time_value *: (column),                                                        \
        const cupel_datetime_value *: (column),                                                    \
        const cupel_timestamp_value *: (column),                                                   \
        const cupel_interval_value *: (column),                                                    \
        const cupel_uuid_value *: (column),                                                        \
        default: (other))

/*
 * A nested struct lies where its first member does: in offsets this bit tells it from that.  Relationships may have it,
 * columns never do.
 */
#define CUPEL_WHOLE ((size_t)1 << (sizeof(size_t) * 8 - 1))

/* The offset by which functions know an attribute. */
#define CUPEL_OFFSET_(Type, field) \
    (offsetof(Type, field) | CUPEL_IF_COLUMN_(((Type *)0)->field, (size_t)0, CUPEL_WHOLE))

/*
 * Nothing, where the member is const as the types above are; one that is not does not compile, as what is assigned to it
 * would never reach the database.
 */
#define CUPEL_CHECK_MEMBER_(Type, field)                                                        \
    (0 * sizeof(struct {                                                                        \
         _Static_assert(CUPEL_IS_CONST_(&((Type *)0)->field),                                   \
                        "declare the member " #Type "." #field                                  \
                        " by a type of cupel/attribute.h, such as cupel_int: who assigns to a " \
                        "plain one changes no row");                                            \
         char member;                                                                           \
     }))
/* Of a pointer and a void * the conditional operator makes a void * with the qualifiers of both. */
#define CUPEL_IS_CONST_(pointer) _Generic(1 ? (pointer) : (void *)1, void * : 0, default : 1)

/*
 * Stops the compiler where an attribute is given a value that it can never have: a text or a fraction for a whole
 * number, a number for a text.  Of a pointer what it points to counts; types that are neither are not compared.
 */
#define CUPEL_CHECK_VALUE_(member, value)                                    \
    _Static_assert(CUPEL_FITS_(CUPEL_FAMILY_(member), CUPEL_FAMILY_(value)), \
                   "the value is of another type than the attribute")
#define CUPEL_FITS_(attribute, value) \
    ((attribute) == (value) || !(attribute) || !(value) || ((attribute) == 2 && (value) == 1))
/* 1: a whole number or a truth value, 2: a fraction, 3: a text, 0: something else. */
#define CUPEL_FAMILY_(x)                                                                         \
    _Generic((x), bool : 1, signed char : 1, unsigned char : 1, short : 1, unsigned short : 1,   \
             int : 1, unsigned int : 1, long : 1, unsigned long : 1, long long : 1,              \
             unsigned long long : 1, const bool * : 1, const int16_t * : 1, const int32_t * : 1, \
             const int64_t * : 1, bool * : 1, int16_t * : 1, int32_t * : 1, int64_t * : 1,       \
             float : 2, double : 2, const double * : 2, double * : 2, char * : 3,                \
             const char * : 3, default : 0)

#endif
