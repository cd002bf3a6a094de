/*
 * cupel/type.h - SQL types: what CREATE TABLE and CAST say, and how values travel.
 *
 * A mapped attribute gets its SQL type from its C type (mapping.h has the
 * table); column options and casts can name another one.
 */
#ifndef CUPEL_TYPE_H
#define CUPEL_TYPE_H

#include <cupel/value.h>

CUPEL_BEGIN_DECLARATIONS

/* In brackets: what SQLite, PostgreSQL and MySQL call it. */
typedef enum cupel_type_id {
    CUPEL_UNTYPED = 0,   /* not said: found from the attribute, the foreign key or the value */
    CUPEL_BOOLEAN,       /* [BOOLEAN, BOOLEAN, BOOL] */
    CUPEL_SMALL_INTEGER, /* 16 bits [SMALLINT] */
    CUPEL_INTEGER,       /* 64 bits on SQLite, 32 elsewhere [INTEGER] */
    CUPEL_BIG_INTEGER,   /* 64 bits [BIGINT; INTEGER for a generated key on SQLite] */
    CUPEL_FLOAT,         /* [FLOAT, FLOAT, FLOAT] */
    CUPEL_DOUBLE,        /* [DOUBLE, DOUBLE PRECISION, DOUBLE] */
    CUPEL_NUMERIC,       /* exact [NUMERIC(p, s); DECIMAL_TEXT(p, s) on SQLite beyond 15 digits] */
    CUPEL_STRING,        /* text, length in characters; MySQL requires the length [VARCHAR(n)] */
    CUPEL_TEXT,          /* text of any length [TEXT, TEXT, LONGTEXT] */
    CUPEL_BLOB,          /* bytes [BLOB, BYTEA, LONGBLOB] */
    CUPEL_DATE,          /* [DATE] */
    CUPEL_TIME,          /* [TIME, TIME WITHOUT TIME ZONE, TIME(6)] */
    CUPEL_DATETIME,      /* without zone [DATETIME, TIMESTAMP WITHOUT TIME ZONE, DATETIME(6)] */
    CUPEL_TIMESTAMP,     /* an instant [TIMESTAMP, TIMESTAMP WITH TIME ZONE, TIMESTAMP(6)] */
    CUPEL_INTERVAL,      /* microseconds [BIGINT, INTERVAL, BIGINT] */
    CUPEL_UUID,          /* [CHAR(32), UUID, CHAR(36)] */
    CUPEL_JSON,          /* a JSON document as text [JSON_TEXT, JSON, JSON] */
    CUPEL_ENUM,          /* one of a list of names [VARCHAR(longest), a type of that name, ENUM] */
    CUPEL_TYPE_COUNT
} cupel_type_id;

/* One name of an enumeration and the number it has in C. */
typedef struct cupel_enum_item {
    const char *name; /* what the database holds */
    int value;
} cupel_enum_item;

/* An enumeration; static data of the program, borrowed by everything that refers to it. */
typedef struct cupel_enum {
    const char
        *name; /* of the type where the database has types, of the check constraint elsewhere */
    const cupel_enum_item *items;
    size_t count;
} cupel_enum;

/*
 * Declares an enumeration:
 *
 *     enum color { RED, GREEN };
 *     CUPEL_ENUM_TYPE(color_type, "color", { "red", RED }, { "green", GREEN });
 */
#define CUPEL_ENUM_TYPE(identifier, type_name, ...)                      \
    static const cupel_enum_item identifier##_items[] = { __VA_ARGS__ }; \
    const cupel_enum identifier = { type_name, identifier##_items,       \
                                    sizeof identifier##_items / sizeof identifier##_items[0] }

/* A type with its details; those that do not apply are 0. */
typedef struct cupel_type {
    cupel_type_id id;
    int length;            /* STRING: characters; 0: no limit */
    int precision, scale;  /* NUMERIC: digits in all, digits after the point; 0, 0: no limit */
    const char *collation; /* text: COLLATE; NULL: the column's or database's own */
    const cupel_enum *enumeration; /* ENUM */
    int reserved;                  /* leave out */
} cupel_type;

/** The name of a type id in lower case, such as "big integer"; "unknown" for other numbers.  Owner: static text. */
CUPEL_API const char *cupel_type_name(cupel_type_id id);

CUPEL_END_DECLARATIONS

#endif
