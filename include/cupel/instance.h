/*
 * cupel/instance.h - instances of mapped structs: making, reading, changing.
 *
 * An instance is a plain struct whose attributes are read as members.  It is
 * transient (in no session), pending (added, without a row yet), persistent (in
 * a session, with a row), deleted (until the transaction ends) or detached
 * (with a row, but taken out of its session).
 *
 * Reading user->name gives the last known value, always.  cupel_load(user, name)
 * first fetches it where it is expired (after a commit) or deferred.
 */
#ifndef CUPEL_INSTANCE_H
#define CUPEL_INSTANCE_H

#include <cupel/mapping.h>

CUPEL_BEGIN_DECLARATIONS

typedef enum cupel_instance_state {
    CUPEL_TRANSIENT,  /* in no session, no row */
    CUPEL_PENDING,    /* in a session, to be inserted at its next flush */
    CUPEL_PERSISTENT, /* in a session, with a row */
    CUPEL_DELETED,    /* deleted by a flush whose transaction has not ended yet */
    CUPEL_DETACHED    /* in no session, with a row */
} cupel_instance_state;

/* ---- making and freeing ------------------------------------------------------------------------ */

/**
 * A new transient instance with the attributes of `initial` (a struct of the mapped type), which are copied.  A zero
 * in a generated key or in a column with a default, and a NULL pointer, mean "not set".
 *
 *     User *ed = cupel_new(User, .name = "ed", .age = 30);
 *
 * A fraction for an attribute that is a whole number does not compile, also where the compiler has no option to look for
 * that; clang says nothing where cupel's headers are in a folder of the system, such as /usr/local/include.
 *
 * Owner: the caller, by cupel_free(), until it is added to a session; from then on the session's.  NULL: no memory.
 */
CUPEL_API CUPEL_CHECKED void *cupel_new_instance(const cupel_mapping *mapping, const void *initial);
#define cupel_new(...) CUPEL_NEW_(__VA_ARGS__, )
#define CUPEL_NEW_(Type, ...) \
    CUPEL_EXACT_((Type *)cupel_new_instance(&Type##_mapping, &(const Type){ __VA_ARGS__ }))

/* The expression; a whole number that it initializes with a fraction is an error. */
#define CUPEL_EXACT_(expression)                                \
    __extension__({                                             \
        _Pragma("GCC diagnostic push");                         \
        _Pragma("GCC diagnostic error \"-Wfloat-conversion\""); \
        CUPEL_EXACT_LITERALS_;                                  \
        expression;                                             \
        _Pragma("GCC diagnostic pop")                           \
    })
#ifdef __clang__
#    define CUPEL_EXACT_LITERALS_ _Pragma("clang diagnostic error \"-Wliteral-conversion\"")
#else
#    define CUPEL_EXACT_LITERALS_
#endif

/**
 * Frees an instance that is the caller's: a transient one never added, or one expunged.  NULL is allowed.  One that left
 * its session otherwise (by a rollback, a deletion, a cascade, cupel_expunge_all) may be freed until that session closes,
 * which frees what is left.  Where instances of that session still refer to it, or its transaction may, or a listener of
 * LOAD or REFRESH frees it, it keeps the memory until it closes.  One that is in a session is left alone (INVALID_REQUEST,
 * reported by that session's next flush).
 */
CUPEL_API void cupel_free_instance(cupel_object *instance);
#define cupel_free(object) cupel_free_instance(CUPEL_OBJECT(object))

/* ---- changing ---------------------------------------------------------------------------------- */

/**
 * Sets an attribute; text and bytes are copied.  A value of another C type does not compile or warns.  It gives no code:
 * failure (no memory, out of range, what a listener says) is the error of the instance's session and, unless the program
 * looks at it there, of the session's next flush.  An instance in no session has it, cupel_object_error(), and takes it
 * along to the flush of the session it is added to.
 *
 *     cupel_set(user, name, "Edwardo");
 *     cupel_set(address, user_id, NULL);     a nullable attribute takes values, pointers and NULL
 *     cupel_set(vertex, start, &(Point){ 3, 4 });     a composite takes pointers to a struct of its type, and NULL
 */
#define cupel_set(object, field, ...)            CUPEL_SET_(object, field, (__VA_ARGS__), __COUNTER__)
#define CUPEL_SET_(object, field, value, number) CUPEL_SET__(object, field, value, number)
#define CUPEL_SET__(object, field, new_value, number)                                            \
    __extension__({                                                                              \
        __auto_type cupel_new_##number = (new_value);                                            \
        typedef struct {                                                                         \
            __typeof__(cupel_new_##number) value;                                                \
        } cupel_any_##number;                                                                    \
        CUPEL_CHECK_VALUE_((object)->field, cupel_new_##number);                                 \
        CUPEL_CHECK_RELATED_(object, field, cupel_new_##number, cupel_any_##number);             \
        CUPEL_SETTER_(object, field, cupel_new_##number)                                         \
        (CUPEL_OBJECT(object), CUPEL_OFFSET_(__typeof__(*(object)), field), cupel_new_##number); \
    })

/*
 * Initialises a relationship with the value, in a context that is not evaluated: another type than its target's warns.
 * Where the member is a column's, a struct that takes any value stands in for it.
 */
#ifdef __clang__
#    define CUPEL_CHECK_RELATED_(object, field, value, any)                      \
        _Pragma("clang diagnostic push")                                         \
            _Pragma("clang diagnostic ignored \"-Wmissing-field-initializers\"") \
                CUPEL_CHECK_RELATED__(object, field, value, any) _Pragma("clang diagnostic pop")
#else
#    define CUPEL_CHECK_RELATED_(object, field, value, any) \
        CUPEL_CHECK_RELATED__(object, field, value, any)
#endif
#define CUPEL_CHECK_RELATED__(object, field, value, any) \
    (void)sizeof((__typeof__(CUPEL_IF_COLUMN_(           \
        (object)->field, *(any *)0,                      \
        CUPEL_IF_COMPOSITE_((object)->field, value, *(any *)0, (object)->field)))){ value })

/* `composite` where the value is a pointer to a struct of the member's type, or says nothing of its type. */
#define CUPEL_IF_COMPOSITE_(member, value, composite, other) \
    _Generic((value), __typeof__(member) * : (composite), void * : (composite),               \
             default : _Generic((value), const __typeof__(member) * : (composite), default : (other)))

/* A nullable attribute takes a value of its type or a pointer to one. */
#define CUPEL_NULLABLE_SETTER_(value, Value, setter) \
    _Generic((value), Value : setter, default : setter##_pointer)

#define CUPEL_SETTER_(object, field, value) \
    _Generic((object)->field,                                                                      \
        bool: cupel_set_bool,                                                                      \
        short: cupel_set_int,                                                                      \
        int: cupel_set_int,                                                                        \
        unsigned int: cupel_set_int,                                                               \
        long: cupel_set_int,                                                                       \
        long long: cupel_set_int,                                                                  \
        double: cupel_set_double,                                                                  \
        const char *: cupel_set_text,                                                              \
        cupel_blob_value: cupel_set_blob,                                                          \
        cupel_decimal_value: cupel_set_decimal,                                                    \
        cupel_json_value: cupel_set_json,                                                          \
        cupel_date_value: cupel_set_date,                                                          \
        cupel_time_value: cupel_set_time,                                                          \
        cupel_datetime_value: cupel_set_datetime,                                                  \
        cupel_timestamp_value: cupel_set_timestamp,                                                \
        cupel_interval_value: cupel_set_interval,                                                  \
        cupel_uuid_value: cupel_set_uuid,                                                          \
        const bool *: _Generic((value),                                                            \
            bool: cupel_set_bool,                                                                  \
            int: cupel_set_bool,                                                                   \
            default: cupel_set_bool_pointer),                                                      \
        const int16_t *: CUPEL_INT_SETTER_(value, int16),                                          \
        const int32_t *: CUPEL_INT_SETTER_(value, int32),                                          \
        const int64_t *: CUPEL_INT_SETTER_(value, int64),                                          \
        const double *: _Generic((value),                                                          \
            double: cupel_set_double,                                                              \
            float: cupel_set_double,                                                               \
            int: cupel_set_double,                                                                 \
            default: cupel_set_double_pointer),                                                    \
        const cupel_date_value *: CUPEL_NULLABLE_SETTER_(value, cupel_date_value, cupel_set_date), \
        const cupel_time_value *: CUPEL_NULLABLE_SETTER_(value, cupel_time_value, cupel_set_time), \
        const cupel_datetime_value *: CUPEL_NULLABLE_SETTER_(value, cupel_datetime_value,          \
                                                             cupel_set_datetime),                  \
        const cupel_timestamp_value *: CUPEL_NULLABLE_SETTER_(value, cupel_timestamp_value,        \
                                                              cupel_set_timestamp),                \
        const cupel_interval_value *: CUPEL_NULLABLE_SETTER_(value, cupel_interval_value,          \
                                                             cupel_set_interval),                  \
        const cupel_uuid_value *: CUPEL_NULLABLE_SETTER_(value, cupel_uuid_value, cupel_set_uuid), \
        default: CUPEL_IF_COMPOSITE_((object)->field, value, cupel_set_composite, cupel_set_related))
#define CUPEL_INT_SETTER_(value, name)     \
    _Generic((value), short                \
             : cupel_set_int, int          \
             : cupel_set_int, unsigned int \
             : cupel_set_int, long         \
             : cupel_set_int, long long    \
             : cupel_set_int, default      \
             : cupel_set_##name##_pointer)

/** What cupel_set calls, by type; offset is the attribute's in its struct. */
CUPEL_API void cupel_set_value(cupel_object *instance, size_t offset, const cupel_value *value);
CUPEL_API void cupel_set_bool(cupel_object *instance, size_t offset, bool value);
CUPEL_API void cupel_set_int(cupel_object *instance, size_t offset, int64_t value);
CUPEL_API void cupel_set_double(cupel_object *instance, size_t offset, double value);
CUPEL_API void cupel_set_text(cupel_object *instance, size_t offset, const char *value);
CUPEL_API void cupel_set_blob(cupel_object *instance, size_t offset, cupel_blob_value value);
CUPEL_API void cupel_set_decimal(cupel_object *instance, size_t offset, cupel_decimal_value value);
CUPEL_API void cupel_set_json(cupel_object *instance, size_t offset, cupel_json_value value);
CUPEL_API void cupel_set_date(cupel_object *instance, size_t offset, cupel_date_value value);
CUPEL_API void cupel_set_time(cupel_object *instance, size_t offset, cupel_time_value value);
CUPEL_API void cupel_set_datetime(cupel_object *instance, size_t offset,
                                  cupel_datetime_value value);
CUPEL_API void cupel_set_timestamp(cupel_object *instance, size_t offset,
                                   cupel_timestamp_value value);
CUPEL_API void cupel_set_interval(cupel_object *instance, size_t offset,
                                  cupel_interval_value value);
CUPEL_API void cupel_set_uuid(cupel_object *instance, size_t offset, cupel_uuid_value value);
CUPEL_API void cupel_set_bool_pointer(cupel_object *instance, size_t offset, const bool *value);
CUPEL_API void cupel_set_int16_pointer(cupel_object *instance, size_t offset, const int16_t *value);
CUPEL_API void cupel_set_int32_pointer(cupel_object *instance, size_t offset, const int32_t *value);
CUPEL_API void cupel_set_int64_pointer(cupel_object *instance, size_t offset, const int64_t *value);
CUPEL_API void cupel_set_double_pointer(cupel_object *instance, size_t offset, const double *value);
CUPEL_API void cupel_set_date_pointer(cupel_object *instance, size_t offset,
                                      const cupel_date_value *value);
CUPEL_API void cupel_set_time_pointer(cupel_object *instance, size_t offset,
                                      const cupel_time_value *value);
CUPEL_API void cupel_set_datetime_pointer(cupel_object *instance, size_t offset,
                                          const cupel_datetime_value *value);
CUPEL_API void cupel_set_timestamp_pointer(cupel_object *instance, size_t offset,
                                           const cupel_timestamp_value *value);
CUPEL_API void cupel_set_interval_pointer(cupel_object *instance, size_t offset,
                                          const cupel_interval_value *value);
CUPEL_API void cupel_set_uuid_pointer(cupel_object *instance, size_t offset,
                                      const cupel_uuid_value *value);
CUPEL_API void cupel_set_related(cupel_object *instance, size_t offset, const void *item);
/* The columns of a composite, from a struct of its type; NULL: all to NULL.  Of a relationship: cupel_set_related. */
CUPEL_API void cupel_set_composite(cupel_object *instance, size_t offset, const void *value);

/**
 * Sets and reads column attributes by name, for bindings and tools; a value of a like kind is converted.
 *
 * Errors (of the instance's session, of the instance where it has none; the next flush does not report them again):
 * INVALID_ARGUMENT (NULL), NO_SUCH_COLUMN, TYPE_MISMATCH, DATA_ERROR (out of range), INVALID_REQUEST (it is an SQL
 * expression), NO_MEMORY, what a listener of CUPEL_EVENT_SET says, what loading reports.
 */
CUPEL_API cupel_code cupel_set_named(cupel_object *instance, const char *name,
                                     const cupel_value *value);
CUPEL_API cupel_code cupel_get_named(cupel_object *instance, const char *name, cupel_value *out);

/* ---- loading ----------------------------------------------------------------------------------- */

/**
 * Makes sure an attribute is loaded.  Does nothing, and costs nothing, where it is.
 *
 * Errors (of the instance's session, of the instance where it has none): OBJECT_DELETED (the row is gone),
 * DETACHED_INSTANCE, LAZY_LOAD_REFUSED, what the database reports.
 */
CUPEL_API cupel_code cupel_load_attribute(cupel_object *instance, size_t offset);
/*
 * The attribute, loaded first where it is not; on failure its last known value: puts(cupel_load(user, name)).  Also a
 * statement of its own, after which user->name is read: cupel_load(user, name);
 */
#define cupel_load(object, field)                                                \
    __extension__({                                                              \
        (void)cupel_load_attribute(CUPEL_OBJECT(object),                         \
                                   CUPEL_OFFSET_(__typeof__(*(object)), field)); \
        (object)->field;                                                         \
    })

/** Whether an attribute's value is known: set, or loaded and not expired. */
CUPEL_API bool cupel_attribute_is_loaded(const cupel_object *instance, size_t offset);
#define cupel_is_loaded(object, field) \
    cupel_attribute_is_loaded(CUPEL_OBJECT(object), CUPEL_OFFSET_(__typeof__(*(object)), field))

/* ---- looking ----------------------------------------------------------------------------------- */

/** The state of an instance; TRANSIENT for NULL. */
CUPEL_API cupel_instance_state cupel_instance_state_of(const cupel_object *instance);
#define cupel_object_state(object) cupel_instance_state_of(CUPEL_OBJECT(object))

/** The name of a state, "persistent".  Owner: static text. */
CUPEL_API const char *cupel_state_name(cupel_instance_state state);

/** The session an instance is in, or NULL; and its mapping. */
CUPEL_API cupel_session *cupel_instance_session(const cupel_object *instance);
#define cupel_object_session(object) cupel_instance_session(CUPEL_OBJECT(object))
CUPEL_API const cupel_mapping *cupel_instance_mapping(const cupel_object *instance);

/**
 * The instance as what it is where it is of that mapped struct, or of one that inherits from it; else NULL, as for NULL.
 *
 *     Manager *manager = cupel_as(Manager, employee);
 *     if (manager)
 *         printf("level %d\n", (int)cupel_load(manager, level));
 */
CUPEL_API void *cupel_instance_as(const cupel_object *instance, const cupel_mapping *mapping);
#define cupel_as(Type, object) ((Type *)cupel_instance_as(CUPEL_OBJECT(object), &Type##_mapping))

/** The last error of an instance that is in no session; NULL where there is none.  Owner: the instance. */
CUPEL_API const cupel_error *cupel_instance_error(const cupel_object *instance);
#define cupel_object_error(object) cupel_instance_error(CUPEL_OBJECT(object))

/* What happened to a column attribute since the last flush. */
typedef struct cupel_history {
    bool changed;          /* it was set to something else */
    bool known;            /* false: expired, deferred, or never set */
    bool old_known;        /* whether the old value is known (it may never have been loaded) */
    cupel_value old_value; /* valid until the next flush */
    cupel_value new_value; /* the current one */
} cupel_history;

/** The history of a column attribute, of a composite without values (its columns have them); all false for what is none. */
CUPEL_API cupel_history cupel_attribute_history(const cupel_object *instance, size_t offset);
#define cupel_history_of(object, field) \
    cupel_attribute_history(CUPEL_OBJECT(object), CUPEL_OFFSET_(__typeof__(*(object)), field))

/** Whether anything of the instance was changed since the last flush. */
CUPEL_API bool cupel_instance_is_modified(const cupel_object *instance);
#define cupel_is_modified(object) cupel_instance_is_modified(CUPEL_OBJECT(object))

CUPEL_END_DECLARATIONS

#endif
