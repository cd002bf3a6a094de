/*
 * Attributes without a column, which a query fills by cupel_with_expression.
 */
#include "graph.h"

#include <string.h>

typedef struct Account Account;
typedef struct Entry Entry;

struct Account {
    cupel_object base;
    cupel_int id;
    cupel_null_int balance; /* no column */
    cupel_text name;
    cupel_text title; /* no column */
    cupel_to_many(Entry) entries;
};

struct Entry {
    cupel_object base;
    cupel_int id;
    cupel_null_int account_id;
    cupel_int amount;
    cupel_int twice; /* no column */
    cupel_to_one(Account) account;
};

CUPEL_MAP(Account, "accounts", CUPEL_COLUMN(Account, id, .primary_key = true),
          CUPEL_QUERY_EXPRESSION(Account, balance), CUPEL_COLUMN(Account, name),
          CUPEL_QUERY_EXPRESSION(Account, title),
          CUPEL_RELATIONSHIP(Account, entries, Entry, .back_populates = "account",
                             .order_by = "id"));

CUPEL_MAP(Entry, "entries", CUPEL_COLUMN(Entry, id, .primary_key = true),
          CUPEL_COLUMN(Entry, account_id, .foreign_key = "accounts.id"),
          CUPEL_COLUMN(Entry, amount), CUPEL_QUERY_EXPRESSION(Entry, twice),
          CUPEL_RELATIONSHIP(Entry, account, Account, .back_populates = "entries"));

#define ACCOUNT_COLUMNS "accounts.id AS accounts_id, accounts.name AS accounts_name"

#include "accounts.h"

/* What the entries of an account come to. */
static cupel_query *balance_of(const graph_fixture *graph)
{
    return cupel_filter(cupel_select(graph->session, cupel_func("sum", cupel_attr(Entry, amount))),
                        cupel_eq(cupel_attr(Entry, account_id), cupel_attr(Account, id)));
}

static cupel_query *accounts(const graph_fixture *graph, cupel_option *option)
{
    return cupel_order_by(cupel_options(cupel_query(graph->session, Account), option),
                          cupel_attr(Account, id));
}

static Account **run(const graph_fixture *graph, const cupel_query *query, size_t count)
{
    Account **found = cupel_all(query);
    if (!found)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(cupel_array_count(found), count);
    return found;
}

#define SUBQUERY \
    "(SELECT sum(entries.amount) AS sum_1 FROM entries WHERE entries.account_id = accounts.id)"

/* SQL of the program has it under its name, or by the place that is said. */
static void test_by_text(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *all = cupel_query(graph->session, Account);
    Account **found =
        run(graph,
            cupel_from_statement(all, cupel_text_sql("SELECT upper(name) AS title, id, id * 2 "
                                                     "AS balance, name FROM accounts")),
            3);
    assert_text(found[0]->title, "A");
    assert_non_null(found[2]->balance);
    assert_int_equal(*found[2]->balance, 6);
    assert_true(cupel_is_loaded(found[1], balance));
    /* one that the statement does not have stays unknown */
    graph_renew(graph);
    found = run(graph,
                cupel_from_statement(
                    cupel_query(graph->session, Account),
                    cupel_text_columns(cupel_text_sql("SELECT 7, id, name FROM accounts"),
                                       cupel_attr(Account, balance), cupel_attr(Account, id),
                                       cupel_attr(Account, name))),
                3);
    assert_non_null(found[1]->balance);
    assert_int_equal(*found[1]->balance, 7);
    assert_text(found[1]->name, "b");
    assert_false(cupel_is_loaded(found[1], title));
    assert_null(found[1]->title);
}

static void test_by_a_query(void **state)
{
    graph_fixture *graph = *state;
    Account **found = run(
        graph,
        accounts(graph, cupel_with_expression(cupel_attr(Account, balance), balance_of(graph))), 3);
    assert_sent(graph, "SELECT " ACCOUNT_COLUMNS ", " SUBQUERY
                       " AS anon_1 FROM accounts ORDER BY accounts.id () 3 rows");
    assert_non_null(found[0]->balance);
    assert_int_equal(*found[0]->balance, 15);
    assert_int_equal(*found[1]->balance, 7);
    assert_null(found[2]->balance);
    assert_true(cupel_is_loaded(found[2], balance));
    assert_false(cupel_is_loaded(found[0], title));
}

static void test_by_a_join(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *query =
        accounts(graph, cupel_with_expression(cupel_attr(Account, balance),
                                              cupel_func("count", cupel_attr(Entry, id))));
    query = cupel_group_by(cupel_outerjoin(query, cupel_attr(Account, entries)),
                           cupel_attr(Account, id), cupel_attr(Account, name));
    Account **found = run(graph, query, 3);
    assert_sent(graph, "SELECT " ACCOUNT_COLUMNS
                       ", count(entries.id) AS count_1 FROM accounts LEFT OUTER JOIN entries ON "
                       "accounts.id = entries.account_id GROUP BY accounts.id, accounts.name "
                       "ORDER BY accounts.id () 3 rows");
    assert_int_equal(*found[0]->balance, 2);
    assert_int_equal(*found[2]->balance, 0);
}

/* Texts have memory of their own; values are those of each query, though its statement is the same. */
static void test_values(void **state)
{
    graph_fixture *graph = *state;
    static const char *const prefixes[] = { "Mr ", "Dr med. ", "" };
    static const char *const expected[] = { "Mr a", "Dr med. a", "a" };
    for (size_t i = 0; i < 3; i++) {
        Account **found =
            run(graph,
                accounts(graph, cupel_with_expression(cupel_attr(Account, title),
                                                      cupel_concat(cupel_literal(prefixes[i]),
                                                                   cupel_attr(Account, name)))),
                3);
        assert_string_equal(found[0]->title, expected[i]);
        cupel_expunge_all(graph->session);
    }
    /* the last of several counts */
    Account **found =
        run(graph,
            cupel_options(accounts(graph, cupel_with_expression(cupel_attr(Account, title),
                                                                cupel_literal("first"))),
                          cupel_with_expression(cupel_attr(Account, title), cupel_literal("last"))),
            3);
    assert_string_equal(found[1]->title, "last");
}

static void test_known(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *plain =
        cupel_order_by(cupel_query(graph->session, Account), cupel_attr(Account, id));
    cupel_query *one =
        accounts(graph, cupel_with_expression(cupel_attr(Account, balance), cupel_literal(1)));
    cupel_query *two =
        accounts(graph, cupel_with_expression(cupel_attr(Account, balance), cupel_literal(2)));
    Account *account = run(graph, plain, 3)[0];
    assert_null(account->balance);
    /* what is not known is filled in, what is known stays */
    assert_ptr_equal(run(graph, one, 3)[0], account);
    assert_int_equal(*account->balance, 1);
    run(graph, two, 3);
    run(graph, plain, 3);
    assert_int_equal(*account->balance, 1);
    run(graph, cupel_populate_existing(two), 3);
    assert_int_equal(*account->balance, 2);
    /* expired it is not known, and nothing but a query can tell */
    assert_ok(graph, cupel_commit(graph->session));
    assert_false(cupel_is_loaded(account, balance));
    cu_test_statements_clear(&graph->log);
    assert_int_equal(cupel_load_attribute(&account->base, offsetof(Account, balance)), CUPEL_OK);
    assert_nothing_sent(graph);
    run(graph, one, 3);
    assert_int_equal(*account->balance, 1);
    assert_string_equal(account->name, "a");
}

/* ---- of related instances ------------------------------------------------------------------------ */

static cupel_option *twice(void)
{
    return cupel_with_expression(cupel_attr(Entry, twice),
                                 cupel_times(cupel_attr(Entry, amount), 2));
}

static void test_related(void **state)
{
    graph_fixture *graph = *state;
    Account **found =
        run(graph, accounts(graph, cupel_selectinload(cupel_attr(Account, entries), twice())), 3);
    assert_int_equal(found[0]->entries.items[1]->twice, 10);
    assert_int_equal(graph_sent_count(graph), 2);
    /* joined under another name, which the expression is about then */
    graph_renew(graph);
    found = run(graph, accounts(graph, cupel_joinedload(cupel_attr(Account, entries), twice())), 3);
    assert_sent(graph,
                "SELECT " ACCOUNT_COLUMNS
                ", entries_1.id AS entries_1_id, entries_1.account_id AS entries_1_account_id, "
                "entries_1.amount AS entries_1_amount, entries_1.amount * ? AS anon_1 FROM "
                "accounts LEFT OUTER JOIN entries AS entries_1 ON accounts.id = "
                "entries_1.account_id ORDER BY accounts.id, entries_1.id (2) 4 rows");
    assert_int_equal(found[0]->entries.items[0]->twice, 20);
    assert_int_equal(found[1]->entries.items[0]->twice, 14);
}

/* The query becomes a subquery of its own, so that the limit counts accounts. */
static void test_limited(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *query = cupel_options(
        accounts(graph, cupel_with_expression(cupel_attr(Account, balance), balance_of(graph))),
        cupel_joinedload(cupel_attr(Account, entries), twice()));
    Account **found = run(graph, cupel_limit(query, 2), 2);
    assert_int_equal(graph_sent_count(graph), 1);
    assert_int_equal(*found[0]->balance, 15);
    assert_int_equal(*found[1]->balance, 7);
    assert_int_equal(found[0]->entries.count, 2);
    assert_int_equal(found[0]->entries.items[1]->twice, 10);
    assert_int_equal(cupel_count(query), 3);
}

static void test_alias(void **state)
{
    graph_fixture *graph = *state;
    cupel_alias *other = cupel_aliased(graph->session, Entry, "other");
    cupel_query *query = cupel_options(
        cupel_select(graph->session, cupel_entity(other)),
        cupel_with_expression(cupel_alias_attr(other, Entry, twice),
                              cupel_times(cupel_alias_attr(other, Entry, amount), 3)));
    const cupel_row *row =
        cupel_first_row(cupel_order_by(query, cupel_desc(cupel_alias_attr(other, Entry, amount))));
    assert_non_null(row);
    assert_int_equal(((const Entry *)cupel_row_entity(row, 0))->twice, 30);
}

/* ---- writing, mistakes --------------------------------------------------------------------------- */

static void test_not_written(void **state)
{
    graph_fixture *graph = *state;
    Account *account = cupel_new(Account, .name = "d", .balance = &(int64_t){ 5 });
    assert_non_null(account);
    assert_int_equal(*account->balance, 5);
    assert_ok(graph, cupel_add(graph->session, account));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "INSERT INTO accounts (name) VALUES (?) ('d') 1 row");
    cupel_set(account, balance, 6);
    cupel_set(account, title, "x");
    assert_ok(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);
    cupel_set(account, name, "e");
    assert_ok(graph, cupel_commit(graph->session));
    assert_sent(graph, "UPDATE accounts SET name=? WHERE accounts.id = ? ('e', 4) 1 row");
    assert_string_equal(cupel_load(account, name), "e");
    char *sql = cupel_create_table_sql(graph->registry, &Account_mapping, "sqlite");
    assert_non_null(sql);
    assert_null(strstr(sql, "balance"));
    cupel_text_free(sql);
}

static void assert_refused(graph_fixture *graph, const cupel_query *query, cupel_code code,
                           const char *text)
{
    assert_null(cupel_all(query));
    assert_string_equal(cupel_code_name(cupel_error_code(graph->session)), cupel_code_name(code));
    if (!strstr(cupel_error_text(graph->session), text))
        fail_msg("'%s' is not in '%s'", text, cupel_error_text(graph->session));
    assert_nothing_sent(graph);
}

static void test_mistakes(void **state)
{
    graph_fixture *graph = *state;
    const cupel_query *query = cupel_query(graph->session, Account);
    cupel_expr *balance = cupel_attr(Account, balance);
    assert_refused(
        graph,
        cupel_options(query, cupel_with_expression(cupel_attr(Account, name), cupel_literal("x"))),
        CUPEL_INVALID_ARGUMENT, "mapped by CUPEL_QUERY_EXPRESSION");
    assert_refused(graph, cupel_options(query, cupel_with_expression(balance)),
                   CUPEL_INVALID_ARGUMENT, "one expression");
    assert_refused(graph, cupel_options(query, cupel_with_expression(balance, NULL)),
                   CUPEL_INVALID_ARGUMENT, "one expression");
    assert_refused(
        graph,
        cupel_options(query, cupel_with_expression(balance, cupel_literal(1), cupel_literal(2))),
        CUPEL_INVALID_ARGUMENT, "one expression");
    /* it stands for nothing else in SQL */
    assert_refused(graph, cupel_filter(query, cupel_gt(balance, 5)), CUPEL_INVALID_REQUEST,
                   "Account.balance has no column");
    assert_refused(graph, cupel_order_by(query, balance), CUPEL_INVALID_REQUEST,
                   "Account.balance has no column");
    /* values that the attribute cannot have */
    assert_null(
        cupel_all(cupel_options(query, cupel_with_expression(balance, cupel_attr(Account, name)))));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_DATA_ERROR);
    assert_null(
        cupel_all(cupel_options(cupel_query(graph->session, Entry),
                                cupel_with_expression(cupel_attr(Entry, twice), cupel_null()))));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_DATA_ERROR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACCOUNTS_TEST(test_by_text),     ACCOUNTS_TEST(test_by_a_query),
        ACCOUNTS_TEST(test_by_a_join),   ACCOUNTS_TEST(test_values),
        ACCOUNTS_TEST(test_known),       ACCOUNTS_TEST(test_related),
        ACCOUNTS_TEST(test_limited),     ACCOUNTS_TEST(test_alias),
        ACCOUNTS_TEST(test_not_written), ACCOUNTS_TEST(test_mistakes),
    };
    return cmocka_run_group_tests_name("orm/query_expression", tests, NULL, NULL);
}
