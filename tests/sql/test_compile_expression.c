/*
 * Expressions in a SELECT list, as SQL of three dialects.
 */
#include "tables.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

MAKE(make_1, cupel_negate(U(age)))
MAKE(make_2, cupel_not(O(isopen)))
MAKE(make_3, cupel_distinct_of(U(name)))
MAKE(make_4, cupel_literal_column("x+1"))
MAKE(make_5, cupel_cast(U(age), CUPEL_STRING))
MAKE(make_6, cupel_cast(cupel_func("lower", U(name)), CUPEL_STRING, .length = 10))
MAKE(make_7, cupel_cast(cupel_plus(U(age), 1), CUPEL_STRING))
MAKE(make_8, cupel_cast(U(age), CUPEL_NUMERIC, .precision = 8, .scale = 2))
MAKE(make_9, cupel_collate(U(name), "NOCASE"))
MAKE(make_10, cupel_in(U(id), 1, 2))
MAKE(make_11, cupel_between(U(id), 1, 2))
MAKE(make_12, cupel_func("lower", U(name)))
MAKE(make_13, cupel_func("foo.bar", U(name)))
MAKE(make_14, cupel_plus(U(age), 1))
MAKE(make_15, cupel_eq(U(id), 1))
MAKE(make_16, cupel_func("count", cupel_distinct_of(U(name))))
MAKE(make_17, cupel_func("count"))
MAKE(make_18, cupel_func("count", "*"))
MAKE(make_19, cupel_func("count", cupel_star()))
MAKE(make_20, cupel_extract("year", O(placed)))
MAKE(make_21, cupel_type_coerce(cupel_plus(U(age), 1), CUPEL_STRING))
MAKE(make_22, cupel_type_coerce(U(age), CUPEL_STRING))
MAKE(make_23, cupel_type_coerce(cupel_func("lower", U(name)), CUPEL_STRING))
MAKE(make_24, cupel_coalesce(U(name), "x"))
MAKE(make_25, cupel_func("now"))
MAKE(make_26, cupel_func("current_timestamp"))
MAKE(make_27, cupel_func("char_length", U(name)))
MAKE(make_28, cupel_not(cupel_like(U(name), "x")))
MAKE(make_29, cupel_eq(cupel_func("lower", U(name)), 1))
MAKE(make_30, cupel_op(U(name), "->>", "k"))
MAKE(make_31, cupel_case(cupel_eq(U(id), 1), 2))
MAKE(make_32, cupel_case(cupel_gt(U(age), 65), "old", cupel_gt(U(age), 18), "adult", "child"))
MAKE(make_33, cupel_case_of(U(name), "a", 1, "b", 2, 0))
MAKE(make_34, cupel_label(cupel_literal("x"), "lab"))
MAKE(make_35, cupel_label(U(name), "a b"))
MAKE(make_36, cupel_label(U(name), "select"))
MAKE(make_37, cupel_label(cupel_is(U(id), NULL), "f"))
MAKE(make_38, cupel_null())
MAKE(make_39, cupel_true())
MAKE(make_40, cupel_false())
MAKE(make_41, cupel_literal(5))
MAKE(make_42, cupel_text_sql("1 + 1"))
MAKE(make_43, cupel_over(cupel_func("sum", U(age))))
MAKE(make_44, cupel_over(cupel_func("row_number"), .partition_by = U(name), .order_by = U(id)))
MAKE(make_45, cupel_over(cupel_func("rank"), .order_by = cupel_desc(U(id)), .rows = true,
                         .frame_start = CUPEL_UNBOUNDED))
MAKE(make_46, cupel_over(cupel_func("rank"), .order_by = cupel_list(U(id), U(age)), .range = true,
                         .frame_start = -5, .frame_end = 5))
MAKE(make_47, cupel_aggregate_filter(cupel_func("sum", U(age)), cupel_gt(U(id), 3)))
MAKE(make_48, cupel_aggregate_filter(cupel_func("max", U(age)),
                                     cupel_and(cupel_eq(U(id), 1), cupel_eq(U(age), 2))))
MAKE(make_49, cupel_within_group(cupel_func("percentile_cont", 0.5), U(age)))
MAKE(make_50, cupel_not(cupel_func("foo", U(id))))
MAKE(make_51, cupel_startswith(U(name), "x"))
MAKE(make_52, cupel_plus(cupel_plus(U(name), "x"), U(fullname)))
MAKE(make_53, cupel_concat(U(name), cupel_concat("x", U(fullname))))
MAKE(make_54, cupel_minus(cupel_minus(U(age), 1), 2))
MAKE(make_55, cupel_minus(cupel_minus(cupel_minus(U(age), 1), 2), 3))
MAKE(make_56, cupel_minus(U(age), cupel_minus(U(age), 2)))
MAKE(make_57, cupel_divide(cupel_times(U(age), 2), 3))
MAKE(make_58, cupel_divide(U(age), cupel_times(U(age), 3)))
MAKE(make_59, cupel_modulo(U(age), 3))
MAKE(make_60, cupel_plus(cupel_plus(U(age), 1), cupel_plus(U(id), 2)))
MAKE(make_61, cupel_times(cupel_plus(U(age), 1), 2))
MAKE(make_62, cupel_negate(cupel_plus(U(age), 1)))
MAKE(make_63, cupel_negate(cupel_negate(U(age))))
MAKE(make_64, cupel_not(cupel_not(cupel_eq(U(id), 1))))
MAKE(make_65, cupel_not(cupel_not(cupel_func("foo", 1))))
MAKE(make_66, cupel_not(cupel_or(cupel_eq(U(id), 1), cupel_eq(U(id), 2))))
MAKE(make_67, cupel_and(cupel_or(cupel_eq(U(id), 1), cupel_eq(U(id), 2)),
                        cupel_not(cupel_and(cupel_eq(U(id), 3), cupel_eq(U(age), 4)))))
MAKE(make_68, cupel_eq(cupel_eq(U(id), 1), cupel_eq(U(id), 2)))
MAKE(make_69, cupel_is(cupel_eq(U(id), 1), true))
MAKE(make_70, cupel_like(U(name), "x", .escape = "!"))
MAKE(make_71, cupel_ilike(U(name), "x", .escape = "!"))
MAKE(make_72, cupel_not_ilike(U(name), "x"))
MAKE(make_73, cupel_match(U(name), "x"))
MAKE(make_74, cupel_plus(cupel_cast(U(age), CUPEL_INTEGER), 1))
MAKE(make_75, cupel_plus(cupel_label(cupel_plus(U(age), 1), "l"), 2))
MAKE(make_76, cupel_desc(U(id)))
MAKE(make_77, cupel_eq(U(name), cupel_null()))
MAKE(make_78, cupel_ne(U(name), NULL))
MAKE(make_79, cupel_eq(NULL, U(name)))
MAKE(make_80, cupel_eq(O(isopen), cupel_true()))
MAKE(make_81, cupel_is(O(isopen), false))
MAKE(make_82, cupel_is_not(O(isopen), true))
MAKE(make_83, cupel_and(O(isopen), cupel_eq(U(id), 1)))
MAKE(make_84, cupel_or(O(isopen), cupel_not(O(isopen))))
MAKE(make_85, cupel_case(O(isopen), 1, 2))
MAKE(make_86, cupel_func("foo", O(isopen)))
MAKE(make_87, cupel_func("foo", cupel_eq(U(id), 1)))
MAKE(make_88, cupel_eq(cupel_func("foo", cupel_or(cupel_eq(U(id), 1), cupel_eq(U(id), 2))), 1))
MAKE(make_89, cupel_is_distinct_from(U(name), "x"))
MAKE(make_90, cupel_is_not_distinct_from(U(name), "x"))
MAKE(make_91, cupel_is(U(name), "x"))
MAKE(make_92, column(&test_odd, "a b"))
MAKE(make_93, column(&test_odd, "select"))
MAKE(make_94, column(&test_odd, "A"))
MAKE(make_95, cupel_label(column(&test_odd, "qu\"o`te"), "q"))

static const expected in_columns[] = {
    { "cupel_negate(U(age))", make_1, { "SELECT -users.age FROM users", NULL, NULL } },
    { "cupel_not(O(isopen))",
      make_2,
      { "SELECT orders.isopen = 0 AS orders_isopen FROM orders",
        "SELECT NOT orders.isopen AS orders_isopen FROM orders", NULL } },
    { "cupel_distinct_of(U(name))",
      make_3,
      { "SELECT DISTINCT users.name FROM users", NULL, NULL } },
    { "cupel_literal_column(\"x+1\")", make_4, { "SELECT x+1", NULL, NULL } },
    { "cupel_cast(U(age), CUPEL_STRING)",
      make_5,
      { "SELECT CAST(users.age AS VARCHAR) AS users_age FROM users", NULL,
        "SELECT CAST(users.age AS CHAR) AS users_age FROM users" } },
    { "cupel_cast(cupel_func(\"lower\", U(name)), CUPEL_STRING, .length = 10)",
      make_6,
      { "SELECT CAST(lower(users.name) AS VARCHAR(10)) AS lower_1 FROM users", NULL,
        "SELECT CAST(lower(users.name) AS CHAR(10)) AS lower_1 FROM users" } },
    { "cupel_cast(cupel_plus(U(age), 1), CUPEL_STRING)",
      make_7,
      { "SELECT CAST(users.age + ? AS VARCHAR) AS anon_1 FROM users -- (1)", NULL,
        "SELECT CAST(users.age + ? AS CHAR) AS anon_1 FROM users -- (1)" } },
    { "cupel_cast(U(age), CUPEL_NUMERIC, .precision = 8, .scale = 2)",
      make_8,
      { "SELECT CAST(users.age AS NUMERIC(8, 2)) AS users_age FROM users", NULL,
        "SELECT CAST(users.age AS DECIMAL(8, 2)) AS users_age FROM users" } },
    { "cupel_collate(U(name), \"NOCASE\")",
      make_9,
      { "SELECT users.name COLLATE \"NOCASE\" AS anon_1 FROM users", NULL,
        "SELECT users.name COLLATE `NOCASE` AS anon_1 FROM users" } },
    { "cupel_in(U(id), 1, 2)",
      make_10,
      { "SELECT users.id IN (?, ?) AS anon_1 FROM users -- (1, 2)", NULL, NULL } },
    { "cupel_between(U(id), 1, 2)",
      make_11,
      { "SELECT users.id BETWEEN ? AND ? AS anon_1 FROM users -- (1, 2)", NULL, NULL } },
    { "cupel_func(\"lower\", U(name))",
      make_12,
      { "SELECT lower(users.name) AS lower_1 FROM users", NULL, NULL } },
    { "cupel_func(\"foo.bar\", U(name))",
      make_13,
      { "SELECT foo.bar(users.name) AS bar_1 FROM users", NULL, NULL } },
    { "cupel_plus(U(age), 1)",
      make_14,
      { "SELECT users.age + ? AS anon_1 FROM users -- (1)", NULL, NULL } },
    { "cupel_eq(U(id), 1)",
      make_15,
      { "SELECT users.id = ? AS anon_1 FROM users -- (1)", NULL, NULL } },
    { "cupel_func(\"count\", cupel_distinct_of(U(name)))",
      make_16,
      { "SELECT count(DISTINCT users.name) AS count_1 FROM users", NULL, NULL } },
    { "cupel_func(\"count\")", make_17, { "SELECT count(*) AS count_1", NULL, NULL } },
    { "cupel_func(\"count\", \"*\")",
      make_18,
      { "SELECT count(?) AS count_1 -- ('*')", NULL, NULL } },
    { "cupel_func(\"count\", cupel_star())",
      make_19,
      { "SELECT count(*) AS count_1", NULL, NULL } },
    { "cupel_extract(\"year\", O(placed))",
      make_20,
      { "SELECT CAST(STRFTIME('%Y', orders.placed) AS INTEGER) AS anon_1 FROM orders",
        "SELECT EXTRACT(year FROM orders.placed) AS anon_1 FROM orders",
        "SELECT EXTRACT(year FROM orders.placed) AS anon_1 FROM orders" } },
    { "cupel_type_coerce(cupel_plus(U(age), 1), CUPEL_STRING)",
      make_21,
      { "SELECT users.age + ? AS anon_1 FROM users -- (1)", NULL, NULL } },
    { "cupel_type_coerce(U(age), CUPEL_STRING)",
      make_22,
      { "SELECT users.age AS users_age FROM users", NULL, NULL } },
    { "cupel_type_coerce(cupel_func(\"lower\", U(name)), CUPEL_STRING)",
      make_23,
      { "SELECT lower(users.name) AS lower_1 FROM users", NULL, NULL } },
    { "cupel_coalesce(U(name), \"x\")",
      make_24,
      { "SELECT coalesce(users.name, ?) AS coalesce_1 FROM users -- ('x')", NULL, NULL } },
    { "cupel_func(\"now\")",
      make_25,
      { "SELECT CURRENT_TIMESTAMP AS now_1", "SELECT now() AS now_1", "SELECT now() AS now_1" } },
    { "cupel_func(\"current_timestamp\")",
      make_26,
      { "SELECT CURRENT_TIMESTAMP AS current_timestamp_1", NULL, NULL } },
    { "cupel_func(\"char_length\", U(name))",
      make_27,
      { "SELECT length(users.name) AS char_length_1 FROM users",
        "SELECT char_length(users.name) AS char_length_1 FROM users",
        "SELECT char_length(users.name) AS char_length_1 FROM users" } },
    { "cupel_not(cupel_like(U(name), \"x\"))",
      make_28,
      { "SELECT users.name NOT LIKE ? AS anon_1 FROM users -- ('x')", NULL, NULL } },
    { "cupel_eq(cupel_func(\"lower\", U(name)), 1)",
      make_29,
      { "SELECT lower(users.name) = ? AS anon_1 FROM users -- (1)", NULL, NULL } },
    { "cupel_op(U(name), \"->>\", \"k\")",
      make_30,
      { "SELECT users.name ->> ? AS anon_1 FROM users -- ('k')", NULL, NULL } },
    { "cupel_case(cupel_eq(U(id), 1), 2)",
      make_31,
      { "SELECT CASE WHEN (users.id = ?) THEN ? END AS anon_1 FROM users -- (1, 2)", NULL, NULL } },
    { "cupel_case(cupel_gt(U(age), 65), \"old\", cupel_gt(U(age), 18), \"adult\", \"child\")",
      make_32,
      { "SELECT CASE WHEN (users.age > ?) THEN ? WHEN (users.age > ?) THEN ? ELSE ? END AS anon_1 "
        "FROM users -- (65, 'old', 18, 'adult', 'child')",
        NULL, NULL } },
    { "cupel_case_of(U(name), \"a\", 1, \"b\", 2, 0)",
      make_33,
      { "SELECT CASE users.name WHEN ? THEN ? WHEN ? THEN ? ELSE ? END AS anon_1 FROM users -- "
        "('a', 1, 'b', 2, 0)",
        NULL, NULL } },
    { "cupel_label(cupel_literal(\"x\"), \"lab\")",
      make_34,
      { "SELECT ? AS lab -- ('x')", NULL, NULL } },
    { "cupel_label(U(name), \"a b\")",
      make_35,
      { "SELECT users.name AS \"a b\" FROM users", NULL,
        "SELECT users.name AS `a b` FROM users" } },
    { "cupel_label(U(name), \"select\")",
      make_36,
      { "SELECT users.name AS \"select\" FROM users", NULL,
        "SELECT users.name AS `select` FROM users" } },
    { "cupel_label(cupel_is(U(id), NULL), \"f\")",
      make_37,
      { "SELECT users.id IS NULL AS f FROM users", NULL, NULL } },
    { "cupel_null()", make_38, { "SELECT NULL AS anon_1", NULL, NULL } },
    { "cupel_true()",
      make_39,
      { "SELECT 1 AS anon_1", "SELECT true AS anon_1", "SELECT true AS anon_1" } },
    { "cupel_false()",
      make_40,
      { "SELECT 0 AS anon_1", "SELECT false AS anon_1", "SELECT false AS anon_1" } },
    { "cupel_literal(5)", make_41, { "SELECT ? AS anon_1 -- (5)", NULL, NULL } },
    { "cupel_text_sql(\"1 + 1\")", make_42, { "SELECT 1 + 1", NULL, NULL } },
    { "cupel_over(cupel_func(\"sum\", U(age)))",
      make_43,
      { "SELECT sum(users.age) OVER () AS anon_1 FROM users", NULL, NULL } },
    { "cupel_over(cupel_func(\"row_number\"), .partition_by = U(name), .order_by = U(id))",
      make_44,
      { "SELECT row_number() OVER (PARTITION BY users.name ORDER BY users.id) AS anon_1 FROM users",
        NULL, NULL } },
    { "cupel_over(cupel_func(\"rank\"), .order_by = cupel_desc(U(id)), .rows = true, .frame_start "
      "= CUPEL_UNBOUNDED)",
      make_45,
      { "SELECT rank() OVER (ORDER BY users.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT "
        "ROW) AS anon_1 FROM users",
        NULL, NULL } },
    { "cupel_over(cupel_func(\"rank\"), .order_by = cupel_list(U(id), U(age)), .range = true, "
      ".frame_start = -5, .frame_end = 5)",
      make_46,
      { "SELECT rank() OVER (ORDER BY users.id, users.age RANGE BETWEEN ? PRECEDING AND ? "
        "FOLLOWING) AS anon_1 FROM users -- (5, 5)",
        NULL,
        "SELECT rank() OVER (ORDER BY users.id, users.age RANGE BETWEEN 5 PRECEDING AND 5 "
        "FOLLOWING) AS anon_1 FROM users" } },
    { "cupel_aggregate_filter(cupel_func(\"sum\", U(age)), cupel_gt(U(id), 3))",
      make_47,
      { "SELECT sum(users.age) FILTER (WHERE users.id > ?) AS anon_1 FROM users -- (3)", NULL,
        NULL } },
    { "cupel_aggregate_filter(cupel_func(\"max\", U(age)), cupel_and(cupel_eq(U(id), 1), "
      "cupel_eq(U(age), 2)))",
      make_48,
      { "SELECT max(users.age) FILTER (WHERE users.id = ? AND users.age = ?) AS anon_1 FROM users "
        "-- (1, 2)",
        NULL, NULL } },
    { "cupel_within_group(cupel_func(\"percentile_cont\", 0.5), U(age))",
      make_49,
      { "SELECT percentile_cont(?) WITHIN GROUP (ORDER BY users.age) AS anon_1 FROM users -- (0.5)",
        NULL, NULL } },
    { "cupel_not(cupel_func(\"foo\", U(id)))",
      make_50,
      { "SELECT NOT foo(users.id) FROM users", NULL, NULL } },
    { "cupel_startswith(U(name), \"x\")",
      make_51,
      { "SELECT users.name LIKE ? || '%' AS anon_1 FROM users -- ('x')", NULL,
        "SELECT users.name LIKE concat(?, '%') AS anon_1 FROM users -- ('x')" } },
    { "cupel_plus(cupel_plus(U(name), \"x\"), U(fullname))",
      make_52,
      { "SELECT users.name || ? || users.fullname AS anon_1 FROM users -- ('x')", NULL,
        "SELECT concat(concat(users.name, ?), users.fullname) AS anon_1 FROM users -- ('x')" } },
    { "cupel_concat(U(name), cupel_concat(\"x\", U(fullname)))",
      make_53,
      { "SELECT users.name || ? || users.fullname AS anon_1 FROM users -- ('x')", NULL,
        "SELECT concat(users.name, concat(?, users.fullname)) AS anon_1 FROM users -- ('x')" } },
    { "cupel_minus(cupel_minus(U(age), 1), 2)",
      make_54,
      { "SELECT (users.age - ?) - ? AS anon_1 FROM users -- (1, 2)", NULL, NULL } },
    { "cupel_minus(cupel_minus(cupel_minus(U(age), 1), 2), 3)",
      make_55,
      { "SELECT ((users.age - ?) - ?) - ? AS anon_1 FROM users -- (1, 2, 3)", NULL, NULL } },
    { "cupel_minus(U(age), cupel_minus(U(age), 2))",
      make_56,
      { "SELECT users.age - (users.age - ?) AS anon_1 FROM users -- (2)", NULL, NULL } },
    { "cupel_divide(cupel_times(U(age), 2), 3)",
      make_57,
      { "SELECT (users.age * ?) / ? AS anon_1 FROM users -- (2, 3)", NULL, NULL } },
    { "cupel_divide(U(age), cupel_times(U(age), 3))",
      make_58,
      { "SELECT users.age / (users.age * ?) AS anon_1 FROM users -- (3)", NULL, NULL } },
    { "cupel_modulo(U(age), 3)",
      make_59,
      { "SELECT users.age % ? AS anon_1 FROM users -- (3)", NULL, NULL } },
    { "cupel_plus(cupel_plus(U(age), 1), cupel_plus(U(id), 2))",
      make_60,
      { "SELECT users.age + ? + users.id + ? AS anon_1 FROM users -- (1, 2)", NULL, NULL } },
    { "cupel_times(cupel_plus(U(age), 1), 2)",
      make_61,
      { "SELECT (users.age + ?) * ? AS anon_1 FROM users -- (1, 2)", NULL, NULL } },
    { "cupel_negate(cupel_plus(U(age), 1))",
      make_62,
      { "SELECT -(users.age + ?) FROM users -- (1)", NULL, NULL } },
    { "cupel_negate(cupel_negate(U(age)))",
      make_63,
      { "SELECT -(-users.age) FROM users", NULL, NULL } },
    { "cupel_not(cupel_not(cupel_eq(U(id), 1)))",
      make_64,
      { "SELECT users.id = ? AS anon_1 FROM users -- (1)", NULL, NULL } },
    { "cupel_not(cupel_not(cupel_func(\"foo\", 1)))",
      make_65,
      { "SELECT NOT (NOT foo(?)) -- (1)", NULL, NULL } },
    { "cupel_not(cupel_or(cupel_eq(U(id), 1), cupel_eq(U(id), 2)))",
      make_66,
      { "SELECT NOT (users.id = ? OR users.id = ?) FROM users -- (1, 2)", NULL, NULL } },
    { "cupel_and(cupel_or(cupel_eq(U(id), 1), cupel_eq(U(id), 2)), "
      "cupel_not(cupel_and(cupel_eq(U(id), 3), cupel_eq(U(age), 4))))",
      make_67,
      { "SELECT (users.id = ? OR users.id = ?) AND NOT (users.id = ? AND users.age = ?) AS anon_1 "
        "FROM users -- (1, 2, 3, 4)",
        NULL, NULL } },
    { "cupel_eq(cupel_eq(U(id), 1), cupel_eq(U(id), 2))",
      make_68,
      { "SELECT (users.id = ?) = (users.id = ?) AS anon_1 FROM users -- (1, 2)", NULL, NULL } },
    { "cupel_is(cupel_eq(U(id), 1), true)",
      make_69,
      { "SELECT (users.id = ?) IS 1 AS anon_1 FROM users -- (1)",
        "SELECT (users.id = $1) IS true AS anon_1 FROM users -- (1)",
        "SELECT (users.id = ?) IS true AS anon_1 FROM users -- (1)" } },
    { "cupel_like(U(name), \"x\", .escape = \"!\")",
      make_70,
      { "SELECT users.name LIKE ? ESCAPE '!' AS anon_1 FROM users -- ('x')", NULL, NULL } },
    { "cupel_ilike(U(name), \"x\", .escape = \"!\")",
      make_71,
      { "SELECT lower(users.name) LIKE lower(?) ESCAPE '!' AS anon_1 FROM users -- ('x')",
        "SELECT users.name ILIKE $1 ESCAPE '!' AS anon_1 FROM users -- ('x')", NULL } },
    { "cupel_not_ilike(U(name), \"x\")",
      make_72,
      { "SELECT lower(users.name) NOT LIKE lower(?) AS anon_1 FROM users -- ('x')",
        "SELECT users.name NOT ILIKE $1 AS anon_1 FROM users -- ('x')", NULL } },
    { "cupel_match(U(name), \"x\")",
      make_73,
      { "SELECT users.name MATCH ? AS anon_1 FROM users -- ('x')",
        "SELECT users.name @@ to_tsquery($1) AS anon_1 FROM users -- ('x')",
        "SELECT MATCH (users.name) AGAINST (? IN BOOLEAN MODE) AS anon_1 FROM users -- ('x')" } },
    { "cupel_plus(cupel_cast(U(age), CUPEL_INTEGER), 1)",
      make_74,
      { "SELECT CAST(users.age AS INTEGER) + ? AS anon_1 FROM users -- (1)", NULL,
        "SELECT CAST(users.age AS SIGNED INTEGER) + ? AS anon_1 FROM users -- (1)" } },
    { "cupel_plus(cupel_label(cupel_plus(U(age), 1), \"l\"), 2)",
      make_75,
      { "SELECT users.age + ? + ? AS anon_1 FROM users -- (1, 2)", NULL, NULL } },
    { "cupel_desc(U(id))", make_76, { "SELECT users.id DESC FROM users", NULL, NULL } },
    { "cupel_eq(U(name), cupel_null())",
      make_77,
      { "SELECT users.name IS NULL AS anon_1 FROM users", NULL, NULL } },
    { "cupel_ne(U(name), NULL)",
      make_78,
      { "SELECT users.name IS NOT NULL AS anon_1 FROM users", NULL, NULL } },
    { "cupel_eq(NULL, U(name))",
      make_79,
      { "SELECT users.name IS NULL AS anon_1 FROM users", NULL, NULL } },
    { "cupel_eq(O(isopen), cupel_true())",
      make_80,
      { "SELECT orders.isopen = 1 AS anon_1 FROM orders",
        "SELECT orders.isopen = true AS anon_1 FROM orders",
        "SELECT orders.isopen = true AS anon_1 FROM orders" } },
    { "cupel_is(O(isopen), false)",
      make_81,
      { "SELECT orders.isopen IS 0 AS anon_1 FROM orders",
        "SELECT orders.isopen IS false AS anon_1 FROM orders",
        "SELECT orders.isopen IS false AS anon_1 FROM orders" } },
    { "cupel_is_not(O(isopen), true)",
      make_82,
      { "SELECT orders.isopen IS NOT 1 AS anon_1 FROM orders",
        "SELECT orders.isopen IS NOT true AS anon_1 FROM orders",
        "SELECT orders.isopen IS NOT true AS anon_1 FROM orders" } },
    { "cupel_and(O(isopen), cupel_eq(U(id), 1))",
      make_83,
      { "SELECT orders.isopen = 1 AND users.id = ? AS anon_1 FROM orders, users -- (1)",
        "SELECT orders.isopen AND users.id = $1 AS anon_1 FROM orders, users -- (1)", NULL } },
    { "cupel_or(O(isopen), cupel_not(O(isopen)))",
      make_84,
      { "SELECT orders.isopen = 1 OR orders.isopen = 0 AS anon_1 FROM orders",
        "SELECT orders.isopen OR NOT orders.isopen AS anon_1 FROM orders", NULL } },
    { "cupel_case(O(isopen), 1, 2)",
      make_85,
      { "SELECT CASE WHEN orders.isopen THEN ? ELSE ? END AS anon_1 FROM orders -- (1, 2)", NULL,
        NULL } },
    { "cupel_func(\"foo\", O(isopen))",
      make_86,
      { "SELECT foo(orders.isopen) AS foo_1 FROM orders", NULL, NULL } },
    { "cupel_func(\"foo\", cupel_eq(U(id), 1))",
      make_87,
      { "SELECT foo(users.id = ?) AS foo_1 FROM users -- (1)", NULL, NULL } },
    { "cupel_eq(cupel_func(\"foo\", cupel_or(cupel_eq(U(id), 1), cupel_eq(U(id), 2))), 1)",
      make_88,
      { "SELECT foo(users.id = ? OR users.id = ?) = ? AS anon_1 FROM users -- (1, 2, 1)", NULL,
        NULL } },
    { "cupel_is_distinct_from(U(name), \"x\")",
      make_89,
      { "SELECT users.name IS NOT ? AS anon_1 FROM users -- ('x')",
        "SELECT users.name IS DISTINCT FROM $1 AS anon_1 FROM users -- ('x')",
        "SELECT NOT (users.name <=> ?) AS anon_1 FROM users -- ('x')" } },
    { "cupel_is_not_distinct_from(U(name), \"x\")",
      make_90,
      { "SELECT users.name IS ? AS anon_1 FROM users -- ('x')",
        "SELECT users.name IS NOT DISTINCT FROM $1 AS anon_1 FROM users -- ('x')",
        "SELECT users.name <=> ? AS anon_1 FROM users -- ('x')" } },
    { "cupel_is(U(name), \"x\")",
      make_91,
      { "SELECT users.name IS ? AS anon_1 FROM users -- ('x')",
        "SELECT users.name IS NOT DISTINCT FROM $1 AS anon_1 FROM users -- ('x')",
        "SELECT users.name <=> ? AS anon_1 FROM users -- ('x')" } },
    { "column(&test_odd, \"a b\")",
      make_92,
      { "SELECT \"odd table\".\"a b\" AS \"odd table_a b\" FROM \"odd table\"", NULL,
        "SELECT `odd table`.`a b` AS `odd table_a b` FROM `odd table`" } },
    { "column(&test_odd, \"select\")",
      make_93,
      { "SELECT \"odd table\".\"select\" AS \"odd table_select\" FROM \"odd table\"", NULL,
        "SELECT `odd table`.`select` AS `odd table_select` FROM `odd table`" } },
    { "column(&test_odd, \"A\")",
      make_94,
      { "SELECT \"odd table\".\"A\" AS \"odd table_A\" FROM \"odd table\"", NULL,
        "SELECT `odd table`.`A` AS `odd table_A` FROM `odd table`" } },
    { "cupel_label(column(&test_odd, \"qu\\\"o`te\"), \"q\")",
      make_95,
      { "SELECT \"odd table\".\"qu\"\"o`te\" AS q FROM \"odd table\"", NULL,
        "SELECT `odd table`.`qu\"o``te` AS q FROM `odd table`" } },
};

static void test_columns(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < CU_LENGTH(in_columns); i++)
        wrong += count_wrong(&in_columns[i], column_sql);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_columns, cu_test_alloc_setup, cu_test_alloc_teardown),
    };
    return cmocka_run_group_tests_name("sql/compile_expression", tests, NULL, NULL);
}
