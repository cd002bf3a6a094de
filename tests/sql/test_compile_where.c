/*
 * Expressions as conditions, as SQL of three dialects.
 */
#include "tables.h"

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

MAKE(make_96, cupel_op(U(name), "->>", "k"))
MAKE(make_97, cupel_eq(cupel_op(U(name), "->>", "k"), "x"))
MAKE(make_98, cupel_eq(cupel_collate(U(name), "NOCASE"), "ED"))
MAKE(make_99, cupel_in(U(id)))
MAKE(make_100, cupel_not_in(U(id)))
MAKE(make_101, cupel_not(cupel_in(U(name), "ed", "wendy", "jack")))
MAKE(make_102, cupel_in(U(id), NULL, 1))
MAKE(make_103, cupel_in(U(id), U(age), 1))
MAKE(make_104, cupel_in(cupel_tuple(U(id), U(age)), cupel_tuple(1, 2), cupel_tuple(3, 4)))
MAKE(make_105, cupel_in(cupel_tuple(U(id), U(age))))
MAKE(make_106, cupel_endswith(U(name), "d", .autoescape = true))
MAKE(make_107, cupel_contains(U(name), "a%b_/", .autoescape = true))
MAKE(make_108, cupel_contains(U(name), U(fullname)))
MAKE(make_109, cupel_eq(cupel_plus(U(name), "x"), "edx"))
MAKE(make_110, cupel_eq(cupel_minus(U(age), cupel_minus(U(id), 3)), 0))
MAKE(make_111, cupel_lt(cupel_negate(U(age)), 0))
MAKE(make_112,
     cupel_or(cupel_and(cupel_eq(U(name), "ed"), cupel_eq(U(age), 3)), cupel_eq(U(id), 1)))
MAKE(make_113,
     cupel_and(cupel_eq(U(name), "ed"), cupel_or(cupel_eq(U(age), 3), cupel_eq(U(id), 1))))
MAKE(make_114, cupel_not(cupel_and(cupel_eq(U(id), 1), cupel_eq(U(age), 2))))
MAKE(make_115, cupel_not(cupel_eq(U(id), 1)))
MAKE(make_116, cupel_not(cupel_gt(U(id), 1)))
MAKE(make_117, cupel_not(cupel_ge(U(id), 1)))
MAKE(make_118, cupel_not(cupel_lt(U(id), 1)))
MAKE(make_119, cupel_not(cupel_between(U(age), 3, 9)))
MAKE(make_120, cupel_true())
MAKE(make_121, cupel_false())
MAKE(make_122, cupel_and(true, cupel_eq(U(id), 1)))
MAKE(make_123, cupel_or(cupel_false(), cupel_eq(U(id), 1)))
MAKE(make_124, cupel_and(cupel_false(), cupel_eq(U(id), 1)))
MAKE(make_125, cupel_or(cupel_true(), cupel_eq(U(id), 1)))
MAKE(make_126, cupel_and(NULL, cupel_eq(U(id), 1), (cupel_expr *)NULL))
MAKE(make_127, cupel_not(cupel_true()))
MAKE(make_128, cupel_text_sql("id<:value and name=:name and id<>:value"))
MAKE(make_129, cupel_text_sql("a::int = ':x' and b = \\:y"))
MAKE(make_130, cupel_not(cupel_text_sql("x")))
MAKE(make_131, cupel_and(cupel_text_sql("a OR b"), cupel_eq(U(id), 1)))
MAKE(make_132, cupel_eq(U(age), 2.5))
MAKE(make_133, cupel_eq(U(id), cupel_bind("uid", 7)))
MAKE(make_134, cupel_is_not(U(name), cupel_null()))
MAKE(make_135, cupel_gt(cupel_func("count", U(id)), 2))
MAKE(make_136, cupel_eq(cupel_case(cupel_gt(U(age), 65), "old", "young"), "old"))

static const expected in_where[] = {
    { "cupel_op(U(name), \"->>\", \"k\")",
      make_96,
      { "SELECT users.id AS users_id FROM users WHERE users.name ->> ? -- ('k')", NULL, NULL } },
    { "cupel_eq(cupel_op(U(name), \"->>\", \"k\"), \"x\")",
      make_97,
      { "SELECT users.id AS users_id FROM users WHERE (users.name ->> ?) = ? -- ('k', 'x')", NULL,
        NULL } },
    { "cupel_eq(cupel_collate(U(name), \"NOCASE\"), \"ED\")",
      make_98,
      { "SELECT users.id AS users_id FROM users WHERE (users.name COLLATE \"NOCASE\") = ? -- "
        "('ED')",
        NULL,
        "SELECT users.id AS users_id FROM users WHERE (users.name COLLATE `NOCASE`) = ? -- "
        "('ED')" } },
    { "cupel_in(U(id))",
      make_99,
      { "SELECT users.id AS users_id FROM users WHERE users.id IN (SELECT 1 FROM (SELECT 1) WHERE "
        "1!=1)",
        "SELECT users.id AS users_id FROM users WHERE users.id IN (NULL) AND (1 != 1)",
        "SELECT users.id AS users_id FROM users WHERE users.id IN (NULL) AND (1 != 1)" } },
    { "cupel_not_in(U(id))",
      make_100,
      { "SELECT users.id AS users_id FROM users WHERE (users.id NOT IN (SELECT 1 FROM (SELECT 1) "
        "WHERE 1!=1))",
        "SELECT users.id AS users_id FROM users WHERE (users.id NOT IN (NULL) OR (1 = 1))",
        "SELECT users.id AS users_id FROM users WHERE (users.id NOT IN (NULL) OR (1 = 1))" } },
    { "cupel_not(cupel_in(U(name), \"ed\", \"wendy\", \"jack\"))",
      make_101,
      { "SELECT users.id AS users_id FROM users WHERE (users.name NOT IN (?, ?, ?)) -- ('ed', "
        "'wendy', 'jack')",
        NULL, NULL } },
    { "cupel_in(U(id), NULL, 1)",
      make_102,
      { "SELECT users.id AS users_id FROM users WHERE users.id IN (NULL, ?) -- (1)", NULL, NULL } },
    { "cupel_in(U(id), U(age), 1)",
      make_103,
      { "SELECT users.id AS users_id FROM users WHERE users.id IN (users.age, ?) -- (1)", NULL,
        NULL } },
    { "cupel_in(cupel_tuple(U(id), U(age)), cupel_tuple(1, 2), cupel_tuple(3, 4))",
      make_104,
      { "SELECT users.id AS users_id FROM users WHERE (users.id, users.age) IN (VALUES (?, ?), (?, "
        "?)) -- (1, 2, 3, 4)",
        "SELECT users.id AS users_id FROM users WHERE (users.id, users.age) IN (($1, $2), ($3, "
        "$4)) -- (1, 2, 3, 4)",
        "SELECT users.id AS users_id FROM users WHERE (users.id, users.age) IN ((?, ?), (?, ?)) -- "
        "(1, 2, 3, 4)" } },
    { "cupel_in(cupel_tuple(U(id), U(age)))",
      make_105,
      { "SELECT users.id AS users_id FROM users WHERE (users.id, users.age) IN (SELECT 1, 1 FROM "
        "(SELECT 1, 1) WHERE 1!=1)",
        "SELECT users.id AS users_id FROM users WHERE (users.id, users.age) IN ((NULL, NULL)) AND "
        "(1 != 1)",
        "SELECT users.id AS users_id FROM users WHERE (users.id, users.age) IN ((NULL, NULL)) AND "
        "(1 != 1)" } },
    { "cupel_endswith(U(name), \"d\", .autoescape = true)",
      make_106,
      { "SELECT users.id AS users_id FROM users WHERE (users.name LIKE '%' || ? ESCAPE '/') -- "
        "('d')",
        NULL,
        "SELECT users.id AS users_id FROM users WHERE (users.name LIKE concat('%', ?) ESCAPE '/') "
        "-- ('d')" } },
    { "cupel_contains(U(name), \"a%b_/\", .autoescape = true)",
      make_107,
      { "SELECT users.id AS users_id FROM users WHERE (users.name LIKE '%' || ? || '%' ESCAPE '/') "
        "-- ('a/%b/_//')",
        NULL,
        "SELECT users.id AS users_id FROM users WHERE (users.name LIKE concat(concat('%', ?), '%') "
        "ESCAPE '/') -- ('a/%b/_//')" } },
    { "cupel_contains(U(name), U(fullname))",
      make_108,
      { "SELECT users.id AS users_id FROM users WHERE (users.name LIKE '%' || users.fullname || "
        "'%')",
        NULL,
        "SELECT users.id AS users_id FROM users WHERE (users.name LIKE concat(concat('%', "
        "users.fullname), '%'))" } },
    { "cupel_eq(cupel_plus(U(name), \"x\"), \"edx\")",
      make_109,
      { "SELECT users.id AS users_id FROM users WHERE users.name || ? = ? -- ('x', 'edx')", NULL,
        "SELECT users.id AS users_id FROM users WHERE concat(users.name, ?) = ? -- ('x', "
        "'edx')" } },
    { "cupel_eq(cupel_minus(U(age), cupel_minus(U(id), 3)), 0)",
      make_110,
      { "SELECT users.id AS users_id FROM users WHERE users.age - (users.id - ?) = ? -- (3, 0)",
        NULL, NULL } },
    { "cupel_lt(cupel_negate(U(age)), 0)",
      make_111,
      { "SELECT users.id AS users_id FROM users WHERE -users.age < ? -- (0)", NULL, NULL } },
    { "cupel_or(cupel_and(cupel_eq(U(name), \"ed\"), cupel_eq(U(age), 3)), cupel_eq(U(id), 1))",
      make_112,
      { "SELECT users.id AS users_id FROM users WHERE users.name = ? AND users.age = ? OR users.id "
        "= ? -- ('ed', 3, 1)",
        NULL, NULL } },
    { "cupel_and(cupel_eq(U(name), \"ed\"), cupel_or(cupel_eq(U(age), 3), cupel_eq(U(id), 1)))",
      make_113,
      { "SELECT users.id AS users_id FROM users WHERE users.name = ? AND (users.age = ? OR "
        "users.id = ?) -- ('ed', 3, 1)",
        NULL, NULL } },
    { "cupel_not(cupel_and(cupel_eq(U(id), 1), cupel_eq(U(age), 2)))",
      make_114,
      { "SELECT users.id AS users_id FROM users WHERE NOT (users.id = ? AND users.age = ?) -- (1, "
        "2)",
        NULL, NULL } },
    { "cupel_not(cupel_eq(U(id), 1))",
      make_115,
      { "SELECT users.id AS users_id FROM users WHERE users.id != ? -- (1)", NULL, NULL } },
    { "cupel_not(cupel_gt(U(id), 1))",
      make_116,
      { "SELECT users.id AS users_id FROM users WHERE users.id <= ? -- (1)", NULL, NULL } },
    { "cupel_not(cupel_ge(U(id), 1))",
      make_117,
      { "SELECT users.id AS users_id FROM users WHERE users.id < ? -- (1)", NULL, NULL } },
    { "cupel_not(cupel_lt(U(id), 1))",
      make_118,
      { "SELECT users.id AS users_id FROM users WHERE users.id >= ? -- (1)", NULL, NULL } },
    { "cupel_not(cupel_between(U(age), 3, 9))",
      make_119,
      { "SELECT users.id AS users_id FROM users WHERE users.age NOT BETWEEN ? AND ? -- (3, 9)",
        NULL, NULL } },
    { "cupel_true()",
      make_120,
      { "SELECT users.id AS users_id FROM users WHERE 1 = 1",
        "SELECT users.id AS users_id FROM users WHERE true",
        "SELECT users.id AS users_id FROM users WHERE true = 1" } },
    { "cupel_false()",
      make_121,
      { "SELECT users.id AS users_id FROM users WHERE 0 = 1",
        "SELECT users.id AS users_id FROM users WHERE false",
        "SELECT users.id AS users_id FROM users WHERE false = 1" } },
    { "cupel_and(true, cupel_eq(U(id), 1))",
      make_122,
      { "SELECT users.id AS users_id FROM users WHERE users.id = ? -- (1)", NULL, NULL } },
    { "cupel_or(cupel_false(), cupel_eq(U(id), 1))",
      make_123,
      { "SELECT users.id AS users_id FROM users WHERE users.id = ? -- (1)", NULL, NULL } },
    { "cupel_and(cupel_false(), cupel_eq(U(id), 1))",
      make_124,
      { "SELECT users.id AS users_id FROM users WHERE 0 = 1",
        "SELECT users.id AS users_id FROM users WHERE false",
        "SELECT users.id AS users_id FROM users WHERE false = 1" } },
    { "cupel_or(cupel_true(), cupel_eq(U(id), 1))",
      make_125,
      { "SELECT users.id AS users_id FROM users WHERE 1 = 1",
        "SELECT users.id AS users_id FROM users WHERE true",
        "SELECT users.id AS users_id FROM users WHERE true = 1" } },
    { "cupel_and(NULL, cupel_eq(U(id), 1), (cupel_expr *)NULL)",
      make_126,
      { "SELECT users.id AS users_id FROM users WHERE users.id = ? -- (1)", NULL, NULL } },
    { "cupel_not(cupel_true())",
      make_127,
      { "SELECT users.id AS users_id FROM users WHERE 0 = 1",
        "SELECT users.id AS users_id FROM users WHERE false",
        "SELECT users.id AS users_id FROM users WHERE false = 1" } },
    { "cupel_text_sql(\"id<:value and name=:name and id<>:value\")",
      make_128,
      { "SELECT users.id AS users_id FROM users WHERE id<? and name=? and id<>? -- (NULL, NULL, "
        "NULL)",
        NULL, NULL } },
    { "cupel_text_sql(\"a::int = ':x' and b = \\\\:y\")",
      make_129,
      { "SELECT users.id AS users_id FROM users WHERE a::int = ':x' and b = :y", NULL, NULL } },
    { "cupel_not(cupel_text_sql(\"x\"))",
      make_130,
      { "SELECT users.id AS users_id FROM users WHERE NOT x", NULL, NULL } },
    { "cupel_and(cupel_text_sql(\"a OR b\"), cupel_eq(U(id), 1))",
      make_131,
      { "SELECT users.id AS users_id FROM users WHERE a OR b AND users.id = ? -- (1)", NULL,
        NULL } },
    { "cupel_eq(U(age), 2.5)",
      make_132,
      { "SELECT users.id AS users_id FROM users WHERE users.age = ? -- (2.5)", NULL, NULL } },
    { "cupel_eq(U(id), cupel_bind(\"uid\", 7))",
      make_133,
      { "SELECT users.id AS users_id FROM users WHERE users.id = ? -- (7)", NULL, NULL } },
    { "cupel_is_not(U(name), cupel_null())",
      make_134,
      { "SELECT users.id AS users_id FROM users WHERE users.name IS NOT NULL", NULL, NULL } },
    { "cupel_gt(cupel_func(\"count\", U(id)), 2)",
      make_135,
      { "SELECT users.id AS users_id FROM users WHERE count(users.id) > ? -- (2)", NULL, NULL } },
    { "cupel_eq(cupel_case(cupel_gt(U(age), 65), \"old\", \"young\"), \"old\")",
      make_136,
      { "SELECT users.id AS users_id FROM users WHERE CASE WHEN (users.age > ?) THEN ? ELSE ? END "
        "= ? -- (65, 'old', 'young', 'old')",
        NULL, NULL } },
};

static void test_where(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < CU_LENGTH(in_where); i++)
        wrong += count_wrong(&in_where[i], where_sql);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_where, cu_test_alloc_setup, cu_test_alloc_teardown),
    };
    return cmocka_run_group_tests_name("sql/compile_where", tests, NULL, NULL);
}
