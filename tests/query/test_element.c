/*
 * test_element.c - what queries, statements that write and expressions are made of.
 */
#include "element_check.h"

/* ---- clauses ------------------------------------------------------------------------------------- */

static void test_select(void **state)
{
    cupel_session *session = session_of(state);
    check_query(USERS, "select(" USER_COLUMNS ", from:users)");
    check_query(cupel_filter(IDS(cupel_eq(NAME, "ed")), cupel_gt(AGE, 5)),
                "select(columns:users.id, from:users, where:op =(users.name, 'ed'), where:op "
                ">(users.age, 5))");
    check_query(
        cupel_offset(
            cupel_limit(cupel_order_by(cupel_having(cupel_group_by(SEL(NAME, COUNT(ID)), NAME),
                                                    cupel_gt(COUNT(ID), 1)),
                                       cupel_desc(NAME)),
                        3),
            4),
        "select(columns:users.name, columns:count(users.id), from:users, group by:users.name, "
        "having:op >(count(users.id), 1), order by:op DESC(users.name), limit:3, offset:4)");
    cupel_expr *label = cupel_label(cupel_plus(AGE, 1), "next");
    cupel_keep(label);
    cupel_keep(label);
    check_query(cupel_filter(cupel_order_by(SEL(label), cupel_desc(label)), cupel_gt(label, 5)),
                "select(columns:label next(op +(users.age, 1)), from:users, where:op >(label "
                "next(op +(users.age, 1)), 5), order by:op DESC(label next))");
    check_query(
        cupel_distinct_on(SEL(ID, AID), NAME),
        "select(distinct on:users.name, columns:users.id, columns:addresses.id, from:users, "
        "from:addresses)");
    check_query(cupel_with_for_update(SEL(ID), .of = E(User)),
                "select(columns:users.id, from:users, for update:users)");
    cupel_query *added = cupel_prefix_with(SEL(ID), "HIGH_PRIORITY", "mysql");
    added =
        cupel_suffix_with(cupel_with_hint(added, E(User), "USE INDEX (i)", "*"), "-- end", NULL);
    check_query(cupel_with_statement_hint(added, "OPTION", NULL),
                "select(text:{USE INDEX (i)}, text:{HIGH_PRIORITY}, columns:users.id, from:users, "
                "text:{OPTION}, text:{-- end})");
    const cupel_element *root = cupel_query_element(added);
    assert_non_null(root);
    assert_null(root->children[0].name);
    assert_string_equal(root->children[1].name, "mysql");
    check_query(cupel_from_statement(USERS, cupel_text_sql("SELECT * FROM users WHERE id = :id")),
                "select({SELECT * FROM users WHERE id = :id}(:id=?))");
}

static void test_joins(void **state)
{
    cupel_session *session = session_of(state);
    check_query(cupel_outerjoin(cupel_join(SEL(ID), R_ORD), R_ITEMS),
                "select(columns:users.id, from:LEFT OUTER JOIN(from:JOIN(from:users, from:orders, "
                "on:op =(users.id, orders.user_id)), from:JOIN(from:alias ?(order_items), "
                "from:items, on:op =(items.id, ?.item_id)), on:op =(orders.id, ?.order_id)))");
    cupel_alias *named = cupel_aliased(session, User, "u"),
                *numbered = cupel_aliased(session, Address, NULL);
    check_query(cupel_join(SEL(cupel_alias_attr(named, User, id)), numbered,
                           .on = cupel_alias_attr(named, User, addresses)),
                "select(columns:u.id, from:JOIN(from:alias u(users), from:alias ?(addresses), "
                "on:op =(u.id, ?.user_id)))");
    /* what is loaded by a join is in the statement */
    check_query(cupel_options(USERS, cupel_joinedload(R_ADDR)),
                "select(" USER_COLUMNS
                ", columns:?.id, columns:?.email_address, columns:?.user_id, "
                "from:LEFT OUTER JOIN(from:users, from:alias ?(addresses), on:op =(users.id, "
                "?.user_id)), order by:?.id)");
    /* a struct that inherits is in two tables */
    check_query(
        cupel_filter(SEL(cupel_attr(Engineer, language)),
                     cupel_eq(cupel_attr(Engineer, base.name), "e")),
        "select(columns:engineers.language, from:JOIN(from:employees, from:engineers, on:op "
        "=(employees.id, engineers.id)), where:op =(employees.name, 'e'))");
}

static void test_subqueries(void **state)
{
    cupel_session *session = session_of(state);
    cupel_subquery *counts =
        cupel_subquery_of(cupel_group_by(SEL(AUSER, cupel_label(COUNT(AID), "n")), AUSER), "c");
    check_query(cupel_join(SEL(ID, cupel_c(counts, "n")), counts,
                           .on = cupel_eq(ID, cupel_c(counts, "user_id"))),
                "select(columns:users.id, columns:c.n, from:JOIN(from:users, from:subquery c("
                "select(columns:addresses.user_id, columns:label n(count(addresses.id)), "
                "from:addresses, group by:addresses.user_id)), on:op =(users.id, c.user_id)))");
    check_query(cupel_from_self(cupel_limit(SEL(ID), 5)),
                "select(columns:?.users_id, from:subquery ?(select(columns:users.id, from:users, "
                "limit:5)))");
    /* what belongs to the query around it is not selected from again */
    cupel_query *emails = cupel_filter(SEL(EMAIL), cupel_eq(AUSER, ID));
    check_query(IDS(cupel_exists(emails)),
                "select(columns:users.id, from:users, where:op EXISTS(select(columns:1, "
                "from:addresses, where:op =(addresses.user_id, users.id))))");
    check_query(IDS(cupel_any(R_ADDR, cupel_eq(EMAIL, "e"))),
                "select(columns:users.id, from:users, where:op EXISTS(select(columns:1, "
                "from:addresses, where:op =(users.id, addresses.user_id), where:op "
                "=(addresses.email_address, 'e'))))");
    check_query(IDS(cupel_exists_where(cupel_eq(AUSER, ID))),
                "select(columns:users.id, from:users, where:op EXISTS(select(columns:*, "
                "from:addresses, where:op =(addresses.user_id, users.id))))");
    check_query(SEL(cupel_label(cupel_scalar_subquery(emails), "e")),
                "select(columns:label e(select(columns:addresses.email_address, from:addresses, "
                "from:users, where:op =(addresses.user_id, users.id))))");
    check_query(IDS(cupel_in(ID, SEL(AUSER))),
                "select(columns:users.id, from:users, where:op IN(users.id, "
                "select(columns:addresses.user_id, from:addresses)))");
    check_query(cupel_limit(cupel_union_all(SEL(ID), SEL(AID)), 2),
                "select(columns:?.users_id, from:subquery ?(UNION ALL(select(columns:users.id, "
                "from:users), "
                "select(columns:addresses.id, from:addresses))), limit:2)");
}

static void test_ctes(void **state)
{
    cupel_session *session = session_of(state);
    cupel_subquery *users = cupel_cte(SEL(ID, NAME), "some");
    cupel_subquery *other = cupel_subquery_alias(users, "other");
    check_query(cupel_filter(SEL(cupel_c(users, "id"), cupel_c(other, "id")),
                             cupel_lt(cupel_c(users, "id"), cupel_c(other, "id"))),
                "select(columns:some.id, columns:other.id, from:cte some(select(columns:users.id, "
                "columns:users.name, from:users)), from:alias other(cte some), where:op <(some.id, "
                "other.id))");
    cupel_subquery *tree =
        cupel_cte(cupel_filter(SEL(NID), cupel_eq(NPARENT, NULL)), "tree", .recursive = true);
    tree = cupel_cte_union_all(
        tree, cupel_join(SEL(NID), tree, .on = cupel_eq(NPARENT, cupel_c(tree, "id"))));
    check_query(SEL(cupel_c(tree, "id")),
                "select(columns:tree.id, from:cte tree(UNION ALL(select(columns:nodes.id, "
                "from:nodes, where:op IS(nodes.parent_id, NULL)), select(columns:nodes.id, "
                "from:JOIN(from:nodes, from:cte tree, on:op =(nodes.parent_id, tree.id))))))");
}

/* ---- expressions --------------------------------------------------------------------------------- */

static cupel_value some_number(void *data)
{
    (void)data;
    return cupel_value_int(7);
}

static const cupel_sequence numbers = { .name = "numbers", .schema = "counting" };

static void test_expressions(void **state)
{
    cupel_session *session = session_of(state);
    const struct {
        cupel_expr *expression;
        const char *expected;
    } cases[] = {
        { ID, "users.id" },
        { cupel_literal("x"), "'x'" },
        { cupel_bind("n", 5), ":n=5" },
        { cupel_bind_required("n"), ":n=?" },
        { cupel_bind_callable("n", some_number, NULL), ":n=?" },
        { cupel_null(), "NULL" },
        { cupel_star(), "*" },
        { cupel_true(), "true" },
        { cupel_false(), "false" },
        { cupel_text_sql("a = :b"), "{a = :b}(:b=?)" },
        { cupel_text_columns(cupel_text_sql("SELECT 1"), ID), "{SELECT 1}" },
        { cupel_literal_column("now"), "{now}" },
        { cupel_label(ID, "l"), "label l(users.id)" },
        { cupel_label_reference("l"), "label l" },
        { cupel_plus(cupel_plus(ID, 1), AGE), "op +(op +(users.id, 1), users.age)" },
        { cupel_op(NAME, "->>", "k"), "op ->>(users.name, 'k')" },
        { cupel_like(NAME, "a%", .escape = "/"), "op LIKE(users.name, 'a%')" },
        { cupel_and(cupel_eq(ID, 1), cupel_and(cupel_eq(ID, 2), cupel_or(NAME, AGE))),
          "op AND(op =(users.id, 1), op =(users.id, 2), op OR(users.name, users.age))" },
        { cupel_negate(ID), "op -(users.id)" },
        { cupel_nulls_last(cupel_desc(ID)), "op NULLS LAST(op DESC(users.id))" },
        { cupel_not(cupel_op(ID, "~", 1)), "op NOT(op ~(users.id, 1))" },
        { cupel_between(ID, 1, 2), "op BETWEEN(users.id, 1, 2)" },
        { cupel_in(ID, 1, 2, 3), "op IN(users.id, 1 2 3)" },
        { cupel_not_in(ID, 1, cupel_plus(ID, 1)), "op NOT IN(users.id, 1, op +(users.id, 1))" },
        { cupel_in(cupel_tuple(ID, AGE), cupel_tuple(1, 2), cupel_tuple(3, 4)),
          "op IN(tuple(users.id, users.age), 1 2 3 4)" },
        { cupel_in(ID, cupel_bind_list("ids", 8, 9)), "op IN(users.id, :ids=8 9)" },
        { cupel_in(ID, cupel_bind_list_required("ids")), "op IN(users.id, :ids=?)" },
        { cupel_func("coalesce", NAME, "n"), "coalesce(users.name, 'n')" },
        { cupel_func("count", cupel_distinct_of(ID)), "count(op DISTINCT(users.id))" },
        { cupel_case(cupel_gt(AGE, 65), "old", "young"),
          "case(when:op >(users.age, 65), then:'old', else:'young')" },
        { cupel_case_of(NAME, "a", 1), "case(users.name, when:'a', then:1)" },
        { cupel_type_coerce(NAME, CUPEL_INTEGER), "type coerce(users.name)" },
        { cupel_cast(NAME, CUPEL_INTEGER), "cast(users.name)" },
        { cupel_extract("year", cupel_attr(Order, placed)), "extract(orders.placed)" },
        { cupel_collate(NAME, "C"), "op COLLATE(users.name)" },
        { cupel_tuple(ID, 1), "tuple(users.id, 1)" },
        { cupel_over(cupel_func("rank"), .partition_by = cupel_list(NAME, AGE),
                     .order_by = cupel_desc(ID)),
          "window(rank, partition by:users.name, partition by:users.age, order by:op "
          "DESC(users.id))" },
        { cupel_over(cupel_func("rank"), .order_by = ID), "window(rank, order by:users.id)" },
        { cupel_aggregate_filter(COUNT(ID), cupel_eq(AGE, 1)),
          "aggregate(count(users.id), where:op =(users.age, 1))" },
        { cupel_within_group(cupel_func("mode"), AGE), "aggregate(mode, order by:users.age)" },
        { cupel_excluded(NAME), "excluded(users.name)" },
        { cupel_next_value(&numbers), "sequence numbers" },
        { E(User), "users" },
        { E(Engineer),
          "JOIN(from:employees, from:engineers, on:op =(employees.id, engineers.id))" },
        { cupel_entity(cupel_aliased(session, User, "u")), "alias u(users)" },
        { cupel_scalar_subquery(SEL(ID)), "select(columns:users.id, from:users)" },
        { cupel_has(R_USER, cupel_eq(NAME, "x")),
          "op EXISTS(select(columns:1, from:users, from:addresses, where:op =(users.id, "
          "addresses.user_id), where:op =(users.name, 'x')))" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_expression(session, cases[i].expression, cases[i].expected);
}

/* ---- statements that write ----------------------------------------------------------------------- */

static void test_writes(void **state)
{
    cupel_session *session = session_of(state);
    cupel_query *insert = cupel_with_values(cupel_insert_into(session, User), cupel_assign(ID, 1),
                                            cupel_assign(NAME, "a"));
    check_query(insert, "insert(target:users, columns:users.id, columns:users.name, values:1, "
                        "values:'a')");
    cupel_query *several =
        cupel_with_values(insert, cupel_assign(NAME, cupel_func("now")), cupel_assign(ID, 2));
    check_query(cupel_returning(several, ID),
                "insert(target:users, columns:users.id, columns:users.name, values:1, values:'a', "
                "values:2, values:now, returning:users.id)");
    check_query(
        cupel_do_update(cupel_on_conflict(insert, .columns = { ID }, .where = cupel_gt(AGE, 3)),
                        cupel_assign(NAME, cupel_excluded(NAME))),
        "insert(target:users, columns:users.id, columns:users.name, values:1, values:'a', "
        "conflict:users.id, set:assignment(users.name, excluded(users.name)), where:op "
        ">(users.age, 3))");
    check_query(cupel_with_query(cupel_insert_into(session, User), SEL(AID, EMAIL), ID, NAME),
                "insert(target:users, columns:users.id, columns:users.name, "
                "values:select(columns:addresses.id, columns:addresses.email_address, "
                "from:addresses))");
    check_query(
        cupel_filter(cupel_prefix_with(cupel_with_values(cupel_update_of(session, User),
                                                         cupel_assign(NAME, EMAIL)),
                                       "LOW_PRIORITY", NULL),
                     cupel_eq(ID, AUSER),
                     cupel_exists(cupel_filter(SEL(OID), cupel_eq(OUSER, ID)))),
        "update(text:{LOW_PRIORITY}, target:users, set:assignment(users.name, "
        "addresses.email_address), from:addresses, where:op =(users.id, addresses.user_id), "
        "where:op EXISTS(select(columns:1, from:orders, where:op =(orders.user_id, users.id))))");
    check_query(
        cupel_filter(cupel_delete_from(session, User), cupel_eq(ID, AUSER), cupel_eq(AID, 1)),
        "delete(target:users, from:addresses, where:op =(users.id, addresses.user_id), "
        "where:op =(addresses.id, 1))");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ELEMENT_TEST(test_select), ELEMENT_TEST(test_joins),       ELEMENT_TEST(test_subqueries),
        ELEMENT_TEST(test_ctes),   ELEMENT_TEST(test_expressions), ELEMENT_TEST(test_writes),
    };
    return cmocka_run_group_tests_name("query/element", tests, NULL, NULL);
}
