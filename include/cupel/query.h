/*
 * cupel/query.h - queries: built step by step, run as often as you like.
 *
 * Each function that adds to a query returns a new one and leaves the old one as
 * it was, so that one query can be extended two ways.  Queries are the session's:
 * nothing has to be freed, and they are not taken over by what they are given to.
 * Expressions given to a query are (expression.h).
 *
 * A function given something wrong returns a query that carries the fault; it is
 * reported by whatever runs the query.  So is a query that is nested in others more
 * than 200 levels deep, INVALID_REQUEST: threads have small stacks.
 */
#ifndef CUPEL_QUERY_H
#define CUPEL_QUERY_H

#include <cupel/row.h>
#include <cupel/session.h>

CUPEL_BEGIN_DECLARATIONS

/* ---- beginning --------------------------------------------------------------------------------- */

/**
 * A query for instances of a mapped struct.  With session NULL it can only be built; it is printed and run after
 * cupel_with_session(), whose session then has its errors.  It is the caller's, by cupel_query_free().
 */
CUPEL_API cupel_query *cupel_query_mapping(cupel_session *session, const cupel_mapping *mapping);
#define cupel_query(session, Type) cupel_query_mapping((session), &Type##_mapping)

/** A query for rows of columns, expressions and entities: cupel_entity_of(User), cupel_entity(alias). */
CUPEL_API cupel_query *cupel_select_values(cupel_session *session, size_t count,
                                           const cupel_value *values);
#define cupel_select(session, ...) cupel_select_values((session), CUPEL_VALUES(__VA_ARGS__))

/** Frees a query made without a session, with all that were made of it.  Others are left alone. */
CUPEL_API void cupel_query_free(cupel_query *query);

/** The same query on another session. */
CUPEL_API cupel_query *cupel_with_session(const cupel_query *query, cupel_session *session);

/** The session of a query; NULL where it has none. */
CUPEL_API cupel_session *cupel_query_session(const cupel_query *query);

/* ---- aliases ----------------------------------------------------------------------------------- */

/**
 * A mapped struct under another name, so that a query can have it twice; name NULL: an anonymous one (users_1).
 *
 * Owner: the session.
 */
CUPEL_API cupel_alias *cupel_alias_of(cupel_session *session, const cupel_mapping *mapping,
                                      const char *name);
#define cupel_aliased(session, Type, name) cupel_alias_of((session), &Type##_mapping, (name))

/** An alias as something to select, and an attribute of it.  Not counted: use them as often as you like. */
CUPEL_API cupel_expr *cupel_entity(cupel_alias *alias);
CUPEL_API cupel_expr *cupel_alias_attribute_at(cupel_alias *alias, const cupel_mapping *mapping,
                                               size_t offset);
#define cupel_alias_attr(alias, Type, field) \
    cupel_alias_attribute_at((alias), &Type##_mapping, CUPEL_OFFSET_(Type, field))

/* ---- criteria ---------------------------------------------------------------------------------- */

/** Only rows for which all these hold.  NULLs are skipped; a number, such as C's a == b gives, does not compile. */
CUPEL_API cupel_query *cupel_filter_values(const cupel_query *query, size_t count,
                                           const cupel_value *conditions);
#define cupel_filter(query, ...) cupel_filter_values((query), CUPEL_CONDITIONS(__VA_ARGS__))
#define cupel_where(query, ...)  cupel_filter(query, __VA_ARGS__)

/** attribute = value, or IS NULL: cupel_filter_by(query, User, name, "ed").  A number for a text, or the other way
 *  round, does not compile. */
#define cupel_filter_by(query, Type, field, value) \
    CUPEL_FILTER_BY_(query, Type, field, value, __COUNTER__)
#define CUPEL_FILTER_BY_(query, Type, field, value, number) \
    CUPEL_FILTER_BY__(query, Type, field, value, number)
#define CUPEL_FILTER_BY__(query, Type, field, value, number)                         \
    __extension__({                                                                  \
        __auto_type cupel_by_##number = (value);                                     \
        CUPEL_CHECK_VALUE_(((Type *)0)->field, cupel_by_##number);                   \
        cupel_filter((query), cupel_eq(cupel_attr(Type, field), cupel_by_##number)); \
    })

/** The same by the attribute's name, of the entity joined last or else the first one. */
CUPEL_API cupel_query *cupel_filter_by_name_value(const cupel_query *query, const char *name,
                                                  cupel_value value);
#define cupel_filter_by_name(query, name, value) \
    cupel_filter_by_name_value((query), (name), CUPEL_VALUE(value))

/** Appends to ORDER BY, GROUP BY.  A text is the name of a label, a mapped struct or an alias stands for its columns; a
 *  single NULL takes back all there are; other values are INVALID_ARGUMENT, as they are the same for all rows. */
CUPEL_API cupel_query *cupel_order_by_values(const cupel_query *query, size_t count,
                                             const cupel_value *values);
CUPEL_API cupel_query *cupel_group_by_values(const cupel_query *query, size_t count,
                                             const cupel_value *values);
#define cupel_order_by(query, ...) cupel_order_by_values((query), CUPEL_VALUES(__VA_ARGS__))
#define cupel_group_by(query, ...) cupel_group_by_values((query), CUPEL_VALUES(__VA_ARGS__))

/** Only groups for which all these hold. */
CUPEL_API cupel_query *cupel_having_values(const cupel_query *query, size_t count,
                                           const cupel_value *conditions);
#define cupel_having(query, ...) cupel_having_values((query), CUPEL_CONDITIONS(__VA_ARGS__))

/** SELECT DISTINCT; columns of ORDER BY are selected too, where they are not, but not in the rows. */
CUPEL_API cupel_query *cupel_distinct(const cupel_query *query);

/** At most so many rows, after skipping so many; the last call counts.  A negative number is an error. */
CUPEL_API cupel_query *cupel_limit(const cupel_query *query, int64_t count);
CUPEL_API cupel_query *cupel_offset(const cupel_query *query, int64_t count);

/** The same with an expression, such as cupel_bind("n", 10); NULL: no limit, nothing skipped. */
CUPEL_API cupel_query *cupel_limit_by(const cupel_query *query, cupel_expr *count);
CUPEL_API cupel_query *cupel_offset_by(const cupel_query *query, cupel_expr *count);

/** Rows start to stop - 1, counted from 0; stop CUPEL_OPEN: to the last.  Of a slice: within that slice's offset. */
CUPEL_API cupel_query *cupel_slice(const cupel_query *query, int64_t start, int64_t stop);
#define CUPEL_OPEN INT64_MAX

/**
 * Values for named parameters: cupel_bind("name", value) or cupel_bind_list(), as often as there are; later ones count.
 * A query inside another keeps those that it was given, unless the one around it gives the name another value.  Two
 * queries that are made of one, with the parameter in it, can be inside another only with the same value: INVALID_REQUEST.
 */
CUPEL_API cupel_query *cupel_params_values(const cupel_query *query, size_t count,
                                           const cupel_value *parameters);
#define cupel_params(query, ...) cupel_params_values((query), CUPEL_VALUES(__VA_ARGS__))

/**
 * Runs this statement instead, as it is: text (cupel_text_sql).  Columns are found by name (users_id, where there is none
 * of that name id), or by position where cupel_text_columns() says which they are; entities need their primary key, other
 * columns may be missing and are then loaded when asked for.  cupel_contains_eager() fills a relationship out of it, whose
 * columns are then called addresses_id or, of a cupel_of_type() alias, by the alias's name.
 *
 * Errors (when it runs): NO_SUCH_COLUMN (a part of the key), INVALID_REQUEST (several columns of one name).
 */
CUPEL_API cupel_query *cupel_from_statement(const cupel_query *query, cupel_expr *statement);

/** Sets where the query begins: an entity, an alias, a table. */
CUPEL_API cupel_query *cupel_select_from_values(const cupel_query *query, size_t count,
                                                const cupel_value *values);
#define cupel_select_from(query, ...) cupel_select_from_values((query), CUPEL_VALUES(__VA_ARGS__))

/**
 * Reads what the query selects from something else: a subquery, an alias or a table, whose columns then stand for those
 * of the query's structs wherever it speaks of them, in conditions, joins and ORDER BY too.
 *
 *     cupel_subquery *adults = cupel_subquery_of(cupel_filter(users, cupel_ge(cupel_attr(User, age), 18)), NULL);
 *     query = cupel_select_entity_from(cupel_query(session, User), cupel_subquery_source(adults));
 *     query = cupel_filter(query, cupel_eq(cupel_attr(User, name), "ed"));
 *
 * gives SELECT ... FROM (SELECT ... WHERE users.age >= ?) AS anon_1 WHERE anon_1.name = ?.  Attributes of which it has no
 * column are loaded when they are asked for; a struct of which it has none stays what it was.  Which rows of a table are
 * of a struct, where structs share one, and criteria of the struct (cupel_with_loader_criteria()) are for a subquery to
 * say; of an alias and a table the query says them.
 *
 * Errors: INVALID_REQUEST (criteria, joins or cupel_from_statement() before it), INVALID_ARGUMENT (not one source); when
 * it runs: INVALID_ARGUMENT (a struct as the source).
 */
CUPEL_API cupel_query *cupel_select_entity_from_values(const cupel_query *query, size_t count,
                                                       const cupel_value *values);
#define cupel_select_entity_from(query, ...) \
    cupel_select_entity_from_values((query), CUPEL_VALUES(__VA_ARGS__))

/* ---- what it is for ------------------------------------------------------------------------------ */

/** Other things instead of what the query is for; its criteria and joins stay. */
CUPEL_API cupel_query *cupel_with_entities_values(const cupel_query *query, size_t count,
                                                  const cupel_value *values);
#define cupel_with_entities(query, ...) \
    cupel_with_entities_values((query), CUPEL_VALUES(__VA_ARGS__))

/** More columns, entities or aliases behind what the query is for; it then gives rows. */
CUPEL_API cupel_query *cupel_add_columns_values(const cupel_query *query, size_t count,
                                                const cupel_value *values);
#define cupel_add_columns(query, ...) cupel_add_columns_values((query), CUPEL_VALUES(__VA_ARGS__))
#define cupel_add_entity(query, Type) cupel_add_columns((query), cupel_entity_of(Type))

/** Whether it gives instances: one mapped struct or alias, and not rows of it. */
CUPEL_API bool cupel_is_single_entity(const cupel_query *query);

/** Rows (on) also where the query is for one mapped struct; off: instances again, where it is. */
CUPEL_API cupel_query *cupel_only_return_rows(const cupel_query *query, bool rows);

/** function(query, data), in a chain of calls. */
CUPEL_API cupel_query *cupel_with_transformation(const cupel_query *query,
                                                 cupel_query *(*function)(const cupel_query *query,
                                                                          void *data),
                                                 void *data);

/* ---- what its SELECT is told ----------------------------------------------------------------------- */

/** DISTINCT ON (these), on databases that have it; elsewhere plain DISTINCT. */
CUPEL_API cupel_query *cupel_distinct_values(const cupel_query *query, size_t count,
                                             const cupel_value *values);
#define cupel_distinct_on(query, ...) cupel_distinct_values((query), CUPEL_VALUES(__VA_ARGS__))

typedef struct cupel_for_update_options {
    int reserved;     /* leave out */
    bool nowait;      /* fail at once where a row is locked */
    bool read;        /* FOR SHARE */
    bool skip_locked; /* leave out rows that are locked */
    bool key_share;   /* PostgreSQL: FOR NO KEY UPDATE, with read FOR KEY SHARE */
    cupel_expr
        *of; /* only rows of this struct, alias, or a column's table; a cupel_tuple() of several */
} cupel_for_update_options;

/**
 * Locks the rows, where the database can: SELECT ... FOR UPDATE.  What is loaded already is not read anew unless with
 * cupel_populate_existing().
 *
 *     cupel_with_for_update(query, .skip_locked = true)
 */
CUPEL_API cupel_query *cupel_with_for_update_options(const cupel_query *query,
                                                     const cupel_for_update_options *options);
#define cupel_with_for_update(...) CUPEL_FOR_UPDATE_(__VA_ARGS__, .reserved = 0)
#define CUPEL_FOR_UPDATE_(query, ...) \
    cupel_with_for_update_options((query), &(const cupel_for_update_options){ __VA_ARGS__ })

/**
 * SQL put in as it is, for one dialect ("mysql") or for all (NULL): after SELECT, at the end, at a table ("%(name)s"
 * is its name), after the statement.  Several calls add up.  Never build `text` out of user input.
 */
CUPEL_API cupel_query *cupel_prefix_with(const cupel_query *query, const char *text,
                                         const char *dialect);
CUPEL_API cupel_query *cupel_suffix_with(const cupel_query *query, const char *text,
                                         const char *dialect);
CUPEL_API cupel_query *cupel_with_hint_value(const cupel_query *query, cupel_value table,
                                             const char *text, const char *dialect);
#define cupel_with_hint(query, table, text, dialect) \
    cupel_with_hint_value((query), CUPEL_VALUE(table), (text), (dialect))
CUPEL_API cupel_query *cupel_with_statement_hint(const cupel_query *query, const char *text,
                                                 const char *dialect);

/**
 * Inside another query: which structs, aliases and subqueries are those of the query around it; a single NULL: none.
 * Without this all are that the query around it has too, as long as one is left.
 */
CUPEL_API cupel_query *cupel_correlate_values(const cupel_query *query, size_t count,
                                              const cupel_value *values);
#define cupel_correlate(query, ...) cupel_correlate_values((query), CUPEL_VALUES(__VA_ARGS__))
/** All but these. */
CUPEL_API cupel_query *cupel_correlate_except_values(const cupel_query *query, size_t count,
                                                     const cupel_value *values);
#define cupel_correlate_except(query, ...) \
    cupel_correlate_except_values((query), CUPEL_VALUES(__VA_ARGS__))

/* How a query's columns are named where it becomes a subquery, and in cupel_sql(.statement = true). */
typedef enum cupel_label_style {
    CUPEL_LABEL_DEFAULT = 0,  /* by where it is used */
    CUPEL_LABEL_TABLE_COLUMN, /* users_id */
    CUPEL_LABEL_DISAMBIGUATE, /* id, and id_1 for the next of that name */
    CUPEL_LABEL_NONE          /* id, id */
} cupel_label_style;

/** How columns of a query, or of the subquery made of it, are labelled; and how that is now. */
CUPEL_API cupel_query *cupel_set_label_style(const cupel_query *query, cupel_label_style style);
CUPEL_API cupel_label_style cupel_get_label_style(const cupel_query *query);

/**
 * Off: no relationship is loaded with the query, in its rows or after them, whatever options and mapping say.
 * cupel_raiseload() and cupel_noload() stay.
 */
CUPEL_API cupel_query *cupel_enable_eagerloads(const cupel_query *query, bool enable);

/**
 * Off: functions called in an order that makes no sense are not refused any more.  Nothing is put in another order:
 * LIMIT stays outermost.
 */
CUPEL_API cupel_query *cupel_enable_assertions(const cupel_query *query, bool enable);

/* ---- how it runs ------------------------------------------------------------------------------- */

/** Whether running it flushes first; only off counts where the session's is on. */
CUPEL_API cupel_query *cupel_autoflush(const cupel_query *query, bool autoflush);

/** Instances that are in the session already are loaded anew; changes to them are lost. */
CUPEL_API cupel_query *cupel_populate_existing(const cupel_query *query);

/**
 * Iteration reads so many rows at a time from the database, and instances that it loaded and that are unchanged are
 * freed with the next batch: memory stays the same for any number of rows.  So what was given is not remembered: where rows
 * repeat an instance, behind a join say, it is given each time.  A commit or rollback in between ends the iteration with
 * INVALID_REQUEST where rows were left.  A query that loads a collection by a join, or relationships by
 * cupel_subqueryload(), is INVALID_REQUEST, too: cupel_selectinload() loads them batch by batch.
 */
CUPEL_API cupel_query *cupel_yield_per(const cupel_query *query, size_t rows);

/**
 * An option by name, for the library or for listeners (CUPEL_EVENT_BEFORE_QUERY).  The library knows "autoflush",
 * "populate_existing" (booleans), "yield_per" (a number) and "stream_results" (true: batches of 1000 rows); others mean
 * something to the program only.  The last value of a name counts.
 *
 * Errors: INVALID_ARGUMENT (a NULL), TYPE_MISMATCH (a value that one of the above cannot have).
 */
CUPEL_API cupel_query *cupel_execution_option_value(const cupel_query *query, const char *name,
                                                    cupel_value value);
#define cupel_execution_option(query, name, value) \
    cupel_execution_option_value((query), (name), CUPEL_VALUE(value))

/** The value of such an option; false where it was not given.  `out` may be NULL.  Owner of texts: the query. */
CUPEL_API bool cupel_get_execution_option(const cupel_query *query, const char *name,
                                          cupel_value *out);

/* ---- running ----------------------------------------------------------------------------------- */

/**
 * All instances, or (for a query of several things, or of columns) all rows: a NULL-terminated array, which has
 * cupel_array_count() items.  Instances come once each, in the order of their first row.  NULL: see the session's
 * error; no rows give an array of just the NULL.
 *
 *     User **users = cupel_all(query);
 *     const cupel_row **rows = cupel_all_rows(columns);
 *
 * Owner: the session (the current scope).
 */
CUPEL_API CUPEL_CHECKED void *cupel_all(const cupel_query *query);
CUPEL_API CUPEL_CHECKED const cupel_row **cupel_all_rows(const cupel_query *query);
/** How many items the array has that cupel_all or cupel_all_rows gave; 0 for NULL. */
CUPEL_API size_t cupel_array_count(const void *array);

/** The first instance; NULL where there is none, or on failure.  Applies LIMIT 1. */
CUPEL_API void *cupel_first(const cupel_query *query);
CUPEL_API const cupel_row *cupel_first_row(const cupel_query *query);

/** The one instance there is.  NULL with NO_RESULT_FOUND or MULTIPLE_RESULTS_FOUND where it is not one. */
CUPEL_API CUPEL_CHECKED void *cupel_one(const cupel_query *query);
CUPEL_API CUPEL_CHECKED const cupel_row *cupel_one_row(const cupel_query *query);

/** The same, but NULL without an error where there is none. */
CUPEL_API void *cupel_one_or_none(const cupel_query *query);
CUPEL_API const cupel_row *cupel_one_or_none_row(const cupel_query *query);

/**
 * The first column of the one row there is.  False where there is no row (no error) or on failure; a NULL gives
 * true, with `out` 0 or NULL (cupel_scalar_value tells them apart).  Text is the session's.
 */
CUPEL_API bool cupel_scalar_value(const cupel_query *query, cupel_value *out);
CUPEL_API bool cupel_scalar_int(const cupel_query *query, int64_t *out);
CUPEL_API bool cupel_scalar_double(const cupel_query *query, double *out);
CUPEL_API bool cupel_scalar_bool(const cupel_query *query, bool *out);
CUPEL_API bool cupel_scalar_text(const cupel_query *query, const char **out);
#define cupel_scalar(query, out) \
    _Generic((out),                                                                                \
        cupel_value *: cupel_scalar_value,                                                         \
        int64_t *: cupel_scalar_int,                                                               \
        double *: cupel_scalar_double,                                                             \
        bool *: cupel_scalar_bool,                                                                 \
        const char **: cupel_scalar_text)((query), (out))

/** The value of a column in the first row there is; false where there is none, or on failure.  Text is the session's. */
CUPEL_API bool cupel_first_value_of(const cupel_query *query, cupel_value column, cupel_value *out);
#define cupel_first_value(query, column, out) \
    cupel_first_value_of((query), CUPEL_VALUE(column), (out))

/**
 * Loads, with instances of the mapped struct that the query is for, what the structs that inherit from it have besides:
 * their tables are joined by LEFT OUTER JOIN, and their attributes may stand in conditions.  Before any criteria.
 *
 *     cupel_query *all = cupel_with_polymorphic(cupel_query(session, Employee), cupel_entity_of(Engineer));
 *     all = cupel_filter(all, cupel_eq(cupel_attr(Engineer, language), "c"));
 *
 * Errors (when it runs): INVALID_ARGUMENT (an item is no mapped struct), INVALID_REQUEST (one does not inherit; the query
 * is for no mapped struct).
 */
CUPEL_API cupel_query *cupel_with_polymorphic_values(const cupel_query *query, size_t count,
                                                     const cupel_value *structs);
#define cupel_with_polymorphic(query, ...) \
    cupel_with_polymorphic_values((query), CUPEL_VALUES(__VA_ARGS__))
/** The same with all that inherit from it. */
CUPEL_API cupel_query *cupel_with_polymorphic_all(const cupel_query *query);

/**
 * Reads instances of the mapped struct that the query is for, and of those that inherit from it, from a subquery that has
 * rows of all of them: a cupel_polymorphic_union() (subquery.h), or a query of the program's own.  It is the only way where
 * they are .concrete.  Before any criteria; conditions, order and joins that come after it mean the subquery's columns.
 *
 *     cupel_subquery *all = cupel_polymorphic_union(session, "staff", "type", cupel_entity_of(Employee),
 *         cupel_entity_of(Engineer));
 *     cupel_query *query = cupel_with_polymorphic_from_all(cupel_query(session, Employee), all, "type");
 *
 * The subquery's columns are found by what they select or else by the names of the tables' columns; those that it lacks
 * are loaded when asked for, but for the key, which it must have.  `kind` is the name of the column that tells which struct
 * a row is, by its .polymorphic_identity or, where it has none, its name; NULL: the column of .polymorphic_on or, where
 * there is none, "type".  The structs given are loaded with all that they have; without any (`_all`), all are.
 *
 * The name is copied.  Errors: INVALID_ARGUMENT (the subquery is NULL), and when it runs NO_SUCH_COLUMN (there is no such
 * column), DATA_ERROR (a value there tells of no struct), INVALID_REQUEST (as above).
 */
CUPEL_API cupel_query *cupel_with_polymorphic_from_values(const cupel_query *query,
                                                          const cupel_subquery *source,
                                                          const char *kind, size_t count,
                                                          const cupel_value *structs);
#define cupel_with_polymorphic_from(query, source, kind, ...) \
    cupel_with_polymorphic_from_values((query), (source), (kind), CUPEL_VALUES(__VA_ARGS__))
CUPEL_API cupel_query *cupel_with_polymorphic_from_all(const cupel_query *query,
                                                       const cupel_subquery *source,
                                                       const char *kind);

/** The query for these columns instead of what it is for, to be iterated: ten rows at a time are read. */
CUPEL_API cupel_query *cupel_only_values_of(const cupel_query *query, size_t count,
                                            const cupel_value *columns);
#define cupel_only_values(query, ...) cupel_only_values_of((query), CUPEL_VALUES(__VA_ARGS__))

/** How many rows: SELECT count(*) FROM (the query).  -1 on failure. */
CUPEL_API int64_t cupel_count(const cupel_query *query);

/** Whether there are any: 1 or 0; -1 on failure.  As a condition of another query: cupel_exists(query). */
CUPEL_API int cupel_any_rows(const cupel_query *query);

/**
 * The item at an index, counted from 0 (LIMIT 1 OFFSET index).  NULL where there is none, with NO_RESULT_FOUND; a
 * negative index is INVALID_ARGUMENT.
 */
CUPEL_API CUPEL_CHECKED void *cupel_item_at(const cupel_query *query, int64_t index);

/**
 * What a query of this shape would give for rows that came from elsewhere: SQL the program ran itself.  Columns are
 * found by the labels that the query's own SQL gives them ("users_id", "count_1"), or else by their names ("id"), which
 * one column only may have.  The result is read to its end.  The array is as that of cupel_all(), or where the query gives
 * rows as that of cupel_all_rows(); NULL: see the session's error.
 *
 *     cupel_result *result = cupel_session_execute(session, "SELECT * FROM users ORDER BY random()");
 *     User **users = cupel_instances(cupel_query(session, User), result);
 *
 * Owner: the session (the current scope); `result` remains the caller's.
 */
CUPEL_API CUPEL_CHECKED void *cupel_instances(const cupel_query *query,
                                              struct cupel_result *result);

/**
 * The array that a query of this shape gave in another session, or a cache, with the instances of this session in place of
 * those: merged as cupel_merge() does, or without a look at the database (load false).  NULL: see the session's error.
 *
 * Owner: the session (the current scope).
 */
CUPEL_API CUPEL_CHECKED void *cupel_merge_result(const cupel_query *query, const void *array,
                                                 bool load);

/**
 * The instance with this primary key, from the session or the database; NULL where there is none, or on failure.  A key of
 * several columns is given in the order of the mapping, or by the names of its attributes in any order.
 *
 *     User *user = cupel_get(session, User, 5);
 *     Page *page = cupel_get(session, Page, cupel_bind("number", 7), cupel_bind("book_id", 2));
 *
 * Errors: INVALID_REQUEST (wrong number of values; a name that is no part of the key, is given twice or is missing),
 * INVALID_ARGUMENT (names for some values only; an expression), STALE_DATA (a query with cupel_with_for_update(), and
 * the instance in the session has another version than the row), what loading reports.
 */
CUPEL_API void *cupel_get_by_key(cupel_session *session, const cupel_mapping *mapping, size_t count,
                                 const cupel_value *key);
#define cupel_get(session, Type, ...) \
    ((Type *)cupel_get_by_key((session), &Type##_mapping, CUPEL_VALUES(__VA_ARGS__)))

/** The same as part of a query, whose options count; a query with criteria is INVALID_REQUEST. */
CUPEL_API void *cupel_query_get_values(const cupel_query *query, size_t count,
                                       const cupel_value *key);
#define cupel_query_get(query, ...) cupel_query_get_values((query), CUPEL_VALUES(__VA_ARGS__))

/* ---- iterating --------------------------------------------------------------------------------- */

/* A query being run; private but for its size. */
typedef struct cupel_cursor {
    struct cu_query_run *run;
} cupel_cursor;

/**
 * Runs a query for cupel_cursor_next() and cupel_cursor_row(); cupel_cursor_close() ends it early.  The macros do all
 * that, also when the loop is left by break (not by goto or return, which leave it open until the scope ends).
 */
CUPEL_API cupel_cursor cupel_cursor_open(const cupel_query *query);
/** The same for a query of that struct, or of one that inherits from it: of another INVALID_REQUEST.  NULL: of any. */
CUPEL_API cupel_cursor cupel_cursor_open_of(const cupel_query *query, const cupel_mapping *mapping);
CUPEL_API void *cupel_cursor_next(cupel_cursor *cursor);
CUPEL_API const cupel_row *cupel_cursor_row(cupel_cursor *cursor);
CUPEL_API void cupel_cursor_close(cupel_cursor *cursor);

/*
 * cupel_each (User, user, query) { ... }
 *
 * Whether the query gives such structs is checked when it runs: the loop over one that does not is not entered, and
 * the session has the error, INVALID_REQUEST.  cupel_each (cupel_object, object, query) takes what any query gives.
 */
#define cupel_each(Type, name, query)                                                 \
    for (cupel_cursor name##_cursor = cupel_cursor_open_of((query), &Type##_mapping); \
         name##_cursor.run; cupel_cursor_close(&name##_cursor))                       \
        for (Type * name; (name = (Type *)cupel_cursor_next(&name##_cursor)) != NULL;)

/* cupel_each_row (row, query) { ... } */
#define cupel_each_row(name, query)                                                \
    for (cupel_cursor name##_cursor = cupel_cursor_open(query); name##_cursor.run; \
         cupel_cursor_close(&name##_cursor))                                       \
        for (const cupel_row *name; (name = cupel_cursor_row(&name##_cursor)) != NULL;)

/* ---- looking at a query -------------------------------------------------------------------------- */

/* One of the things that a query is for. */
typedef struct cupel_column_description {
    const char *name;       /* in its rows; NULL where it has none */
    const cupel_type *type; /* of a value; NULL of an instance, and where it is not known */
    const cupel_mapping
        *mapping;           /* of an instance, or that a value is an attribute of; NULL: of none */
    bool entity;            /* an instance */
    bool aliased;           /* of a cupel_alias */
    cupel_expr *expression; /* to be used as any other: cupel_keep() it */
} cupel_column_description;

/**
 * What a query is for: an array of *count items; NULL where there is no memory, or the query carries a fault.
 *
 * Owner: as of the query.
 */
CUPEL_API const cupel_column_description *cupel_column_descriptions(const cupel_query *query,
                                                                    size_t *count);

/**
 * The conditions of cupel_filter() and its kin, put together by AND; NULL: there are none.
 *
 * Owner: the caller, until it is given to something.
 */
CUPEL_API cupel_expr *cupel_whereclause(const cupel_query *query);

/* How cupel_sql_with writes. */
typedef struct cupel_sql_options {
    int reserved;
    bool
        literals; /* values in the text instead of placeholders, for people to read; parameters without a value stay */
    bool pretty;  /* a clause a line */
    bool
        statement; /* as a statement of its own: columns named as cupel_set_label_style() says, by itself id and not
                       users_id */
} cupel_sql_options;

/**
 * The SQL a query would run on a dialect: "sqlite", "postgresql", "mysql", and "mssql" and "oracle", for which there is no
 * driver; NULL for its engine's.  Needs no connection.
 * NULL: see the session's error.
 *
 * Owner: the session (the current scope).
 */
CUPEL_API CUPEL_CHECKED const char *cupel_sql_with(const cupel_query *query, const char *dialect,
                                                   const cupel_sql_options *options);
#define cupel_sql(...) CUPEL_SQL_(__VA_ARGS__, .reserved = 0)
#define CUPEL_SQL_(query, dialect, ...) \
    cupel_sql_with((query), (dialect), &(const cupel_sql_options){ __VA_ARGS__ })

/** The values bound by that SQL, as text in the form of the log: ('ed', 5).  Owner: the session (the current scope). */
CUPEL_API CUPEL_CHECKED const char *cupel_sql_parameters(const cupel_query *query,
                                                         const char *dialect);

CUPEL_END_DECLARATIONS

#endif
