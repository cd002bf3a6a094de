/*
 * Attributes that are SQL expressions: read with the row, used in queries,
 * adapted to what their struct is read from, and never written.
 */
#include "graph.h"

#include <string.h>

typedef struct Account Account;
typedef struct Entry Entry;

struct Account {
    cupel_object base;
    cupel_int id;
    cupel_null_int total; /* of its entries */
    cupel_text name;
    cupel_text title;       /* the name, with something added */
    cupel_int entry_count;  /* deferred, with .. */
    cupel_null_int largest; /* ... of its entries */
    cupel_to_many(Entry) entries;
};

struct Entry {
    cupel_object base;
    cupel_int id;
    cupel_null_int account_id;
    cupel_int amount;
    cupel_int twice;
    cupel_int four;    /* twice that */
    cupel_int rounded; /* kept when the row is written */
    cupel_to_one(Account) account;
};

CUPEL_DECLARE(Account);
CUPEL_DECLARE(Entry);

/* A value that the entries of an account come to. */
static cupel_expr *of_entries(cupel_expr *value)
{
    cupel_query *query =
        cupel_filter(cupel_select(NULL, value),
                     cupel_eq(cupel_attr(Entry, account_id), cupel_attr(Account, id)));
    return cupel_scalar_subquery(query);
}

static cupel_expr *account_total(void)
{
    return of_entries(cupel_func("sum", cupel_attr(Entry, amount)));
}

static cupel_expr *account_entry_count(void)
{
    return of_entries(cupel_func("count", cupel_attr(Entry, id)));
}

static cupel_expr *account_largest(void)
{
    return of_entries(cupel_func("max", cupel_attr(Entry, amount)));
}

static cupel_expr *account_title(void)
{
    return cupel_concat(cupel_literal("Dr "), cupel_attr(Account, name));
}

static cupel_expr *entry_twice(void)
{
    return cupel_times(cupel_attr(Entry, amount), 2);
}

static cupel_expr *entry_four(void)
{
    return cupel_plus(cupel_attr(Entry, twice), cupel_attr(Entry, twice));
}

static cupel_expr *entry_rounded(void)
{
    return cupel_func("round", cupel_attr(Entry, amount));
}

CUPEL_MAP(Account, "accounts", CUPEL_COLUMN(Account, id, .primary_key = true),
          CUPEL_COLUMN_PROPERTY(Account, total, account_total), CUPEL_COLUMN(Account, name),
          CUPEL_COLUMN_PROPERTY(Account, title, account_title),
          CUPEL_COLUMN_PROPERTY(Account, entry_count, account_entry_count, .deferred = true,
                                .deferred_group = "entries"),
          CUPEL_COLUMN_PROPERTY(Account, largest, account_largest, .deferred = true,
                                .deferred_group = "entries"),
          CUPEL_RELATIONSHIP(Account, entries, Entry, .back_populates = "account",
                             .order_by = "id"));

CUPEL_MAP(Entry, "entries", CUPEL_COLUMN(Entry, id, .primary_key = true),
          CUPEL_COLUMN(Entry, account_id, .foreign_key = "accounts.id"),
          CUPEL_COLUMN(Entry, amount), CUPEL_COLUMN_PROPERTY(Entry, twice, entry_twice),
          CUPEL_COLUMN_PROPERTY(Entry, four, entry_four, .deferred = true),
          CUPEL_COLUMN_PROPERTY(Entry, rounded, entry_rounded, .expire_on_flush = CUPEL_NO),
          CUPEL_RELATIONSHIP(Entry, account, Account, .back_populates = "entries"));

#include "accounts.h"

static void assert_number(const int64_t *number, int64_t expected)
{
    assert_non_null(number);
    assert_int_equal(*number, expected);
}

#define SUM_OF(id) \
    "(SELECT sum(entries.amount) AS sum_1 FROM entries WHERE entries.account_id = " id ")"
#define ACCOUNT_COLUMNS                                \
    "accounts.id AS accounts_id, " SUM_OF(             \
        "accounts.id") " AS anon_1, accounts.name AS " \
                       "accounts_name, ? || accounts.name AS anon_2"
#define ENTRY_COLUMNS                                                                        \
    "entries.id AS entries_id, entries.account_id AS entries_account_id, entries.amount AS " \
    "entries_amount, entries.amount * ? AS anon_1, round(entries.amount) AS round_1"

static cupel_query *accounts(const graph_fixture *graph)
{
    return cupel_order_by(cupel_query(graph->session, Account), cupel_attr(Account, id));
}

static void *run(const graph_fixture *graph, const cupel_query *query, size_t count)
{
    void *found = cupel_all(query);
    if (!found)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(cupel_array_count(found), count);
    return found;
}

static const cupel_row *first_row(const graph_fixture *graph, const cupel_query *query)
{
    const cupel_row *row = cupel_first_row(query);
    if (!row)
        fail_msg("%s", cupel_error_text(graph->session));
    return row;
}

/* ---- loading ----------------------------------------------------------------------------------- */

static void test_with_the_row(void **state)
{
    graph_fixture *graph = *state;
    Account **found = run(graph, accounts(graph), 3);
    assert_sent(graph,
                "SELECT " ACCOUNT_COLUMNS " FROM accounts ORDER BY accounts.id ('Dr ') 3 rows");
    assert_number(found[0]->total, 15);
    assert_number(found[1]->total, 7);
    assert_null(found[2]->total);
    assert_text(found[1]->title, "Dr b");
    assert_true(cupel_is_loaded(found[2], total));
    assert_false(cupel_is_loaded(found[0], entry_count));
    /* none of them is a column */
    char *sql = cupel_create_table_sql(graph->registry, &Account_mapping, "sqlite");
    assert_non_null(sql);
    assert_null(strstr(sql, "total"));
    cupel_text_free(sql);
}

static void test_deferred(void **state)
{
    graph_fixture *graph = *state;
    Account **found = run(graph, accounts(graph), 3);
    cu_test_statements_clear(&graph->log);
    assert_int_equal(cupel_load(found[0], entry_count), 2);
    assert_true(cupel_is_loaded(found[0], largest));
    assert_sent(graph,
                "SELECT accounts.id AS accounts_id, (SELECT count(entries.id) AS count_1 FROM "
                "entries WHERE entries.account_id = accounts.id) AS anon_1, (SELECT "
                "max(entries.amount) AS max_1 FROM entries WHERE entries.account_id = accounts.id) "
                "AS anon_2 FROM accounts WHERE accounts.id = ? (1) 1 row");
    assert_number(found[0]->largest, 10);
    graph_renew(graph);
    found =
        run(graph,
            cupel_options(accounts(graph), cupel_undefer_group(cupel_entity_of(Account), "entries"),
                          cupel_defer(cupel_attr(Account, total))),
            3);
    assert_int_equal(found[1]->entry_count, 1);
    assert_number(found[1]->largest, 7);
    assert_false(cupel_is_loaded(found[1], total));
    graph_renew(graph);
    found =
        run(graph, cupel_options(accounts(graph), cupel_load_only(cupel_attr(Account, title))), 3);
    assert_sent(graph, "SELECT accounts.id AS accounts_id, ? || accounts.name AS anon_1 FROM "
                       "accounts ORDER BY accounts.id ('Dr ') 3 rows");
    assert_text(found[2]->title, "Dr c");
}

/* Expired with the others, and whenever the row is written. */
static void test_refreshed(void **state)
{
    graph_fixture *graph = *state;
    Account **found = run(graph, accounts(graph), 3);
    Account *account = found[0];
    cupel_add(graph->session, cupel_new(Entry, .account_id = &account->id, .amount = 100));
    assert_ok(graph, cupel_flush(graph->session));
    assert_number(account->total, 15);
    assert_int_equal(cupel_expire_attribute(graph->session, account, total), CUPEL_OK);
    assert_number(cupel_load(account, total), 115);
    cupel_set(account, name, "z");
    assert_ok(graph, cupel_flush(graph->session));
    assert_false(cupel_is_loaded(account, title));
    assert_true(cupel_is_loaded(account, name));
    cu_test_statements_clear(&graph->log);
    (void)cupel_load(account, title);
    puts(cupel_error_text(graph->session));
    assert_sent(graph, "SELECT accounts.id AS accounts_id, " SUM_OF(
                           "accounts.id") " AS anon_1, ? || accounts.name AS anon_2 FROM accounts "
                                          "WHERE accounts.id = "
                                          "? ('Dr ', 1) 1 row");
    assert_ok(graph, cupel_commit(graph->session));
    assert_false(cupel_is_loaded(account, total));
    assert_number(cupel_load(account, total), 115);
    assert_ok(graph, cupel_refresh(graph->session, account));
    assert_text(account->title, "Dr z");
    assert_ptr_equal(cupel_get(graph->session, Account, 1), account);
    graph_renew(graph);
    account = cupel_get(graph->session, Account, 1);
    assert_non_null(account);
    assert_number(account->total, 115);
}

static void test_kept(void **state)
{
    graph_fixture *graph = *state;
    Entry *entry = cupel_get(graph->session, Entry, 1);
    if (!entry)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(entry->rounded, 10);
    cupel_set(entry, amount, 20);
    assert_ok(graph, cupel_flush(graph->session));
    assert_true(cupel_is_loaded(entry, rounded));
    assert_int_equal(cupel_load(entry, rounded), 10);
    assert_int_equal(cupel_load(entry, twice), 40);
    /* a new one has none until it is asked for */
    Entry *made = new_entry(3);
    assert_ok(graph, cupel_add(graph->session, made));
    assert_int_equal(cupel_load(made, twice), 0);
    assert_ok(graph, cupel_flush(graph->session));
    assert_false(cupel_is_loaded(made, twice));
    assert_int_equal(cupel_load(made, twice), 6);
    assert_int_equal(cupel_load(made, four), 12);
}

/* ---- in queries -------------------------------------------------------------------------------- */

static void test_conditions(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *query =
        cupel_filter(cupel_query(graph->session, Account), cupel_gt(cupel_attr(Account, total), 7));
    Account **found = run(graph, query, 1);
    assert_sent(graph, "SELECT " ACCOUNT_COLUMNS
                       " FROM accounts WHERE " SUM_OF("accounts.id") " > ? ('Dr ', 7) 1 row");
    assert_text(found[0]->name, "a");
    cu_test_statements_clear(&graph->log);
    query = cupel_filter_by(cupel_query(graph->session, Entry), Entry, twice, 14);
    Entry **entries = run(graph, query, 1);
    assert_sent(graph, "SELECT " ENTRY_COLUMNS
                       " FROM entries WHERE entries.amount * ? = ? (2, 2, 14) 1 row");
    assert_int_equal(entries[0]->amount, 7);
    assert_int_equal(
        cupel_count(cupel_filter_by_name(cupel_query(graph->session, Account), "title", "Dr b")),
        1);
    /* one expression in another */
    query = cupel_filter(cupel_select(graph->session, cupel_attr(Entry, id)),
                         cupel_eq(cupel_attr(Entry, four), 20));
    cu_test_statements_clear(&graph->log);
    assert_int_equal(cupel_row_int(first_row(graph, query), 0), 2);
    assert_sent(graph, "SELECT entries.id AS entries_id FROM entries WHERE entries.amount * ? + "
                       "entries.amount * ? = ? LIMIT ? OFFSET ? (2, 2, 20, 1, 0) 1 row");
}

static void test_order(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *query =
        cupel_order_by(cupel_query(graph->session, Entry), cupel_desc(cupel_attr(Entry, twice)));
    Entry **found = run(graph, query, 3);
    assert_sent(graph, "SELECT " ENTRY_COLUMNS " FROM entries ORDER BY anon_1 DESC (2) 3 rows");
    assert_int_equal(found[0]->twice, 20);
    assert_int_equal(found[2]->twice, 10);
    cu_test_statements_clear(&graph->log);
    query = cupel_order_by(cupel_select(graph->session, cupel_attr(Entry, id)),
                           cupel_attr(Entry, rounded));
    assert_int_equal(cupel_row_int(first_row(graph, query), 0), 2);
    assert_sent(graph, "SELECT entries.id AS entries_id FROM entries ORDER BY "
                       "round(entries.amount) LIMIT ? OFFSET ? (1, 0) 1 row");
}

static void test_columns(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *query = cupel_order_by(cupel_select(graph->session, cupel_attr(Entry, twice),
                                                     cupel_attr(Entry, rounded),
                                                     cupel_plus(cupel_attr(Entry, twice), 1)),
                                        cupel_attr(Entry, twice));
    const cupel_row *row = first_row(graph, query);
    assert_sent(
        graph, "SELECT entries.amount * ? AS anon_1, round(entries.amount) AS round_1, "
               "entries.amount * ? + ? AS anon_2 FROM entries ORDER BY anon_1 LIMIT ? OFFSET ? (2, "
               "2, 1, 1, 0) 1 row");
    assert_int_equal(cupel_row_int(row, 0), 10);
    assert_int_equal(cupel_row_int(row, 2), 11);
    assert_text(cupel_row_name(row, 0), "twice");
    assert_int_equal(cupel_row_find(row, "rounded"), 1);
    cu_test_statements_clear(&graph->log);
    query = cupel_group_by(cupel_select(graph->session, cupel_attr(Entry, twice),
                                        cupel_func("count", cupel_attr(Entry, id))),
                           cupel_attr(Entry, twice));
    assert_int_equal(cupel_array_count(cupel_all_rows(query)), 3);
    assert_sent(graph, "SELECT entries.amount * ? AS anon_1, count(entries.id) AS count_1 FROM "
                       "entries GROUP BY entries.amount * ? (2, 2) 3 rows");
}

static void test_alias(void **state)
{
    graph_fixture *graph = *state;
    cupel_alias *other = cupel_aliased(graph->session, Account, "other");
    cupel_query *query =
        cupel_order_by(cupel_filter(cupel_select(graph->session, cupel_entity(other)),
                                    cupel_lt(cupel_alias_attr(other, Account, total), 10)),
                       cupel_alias_attr(other, Account, total));
    const Account *account = cupel_row_entity(first_row(graph, query), 0);
    assert_sent(
        graph,
        "SELECT other.id AS other_id, " SUM_OF(
            "other.id") " AS anon_1, other.name AS other_name, ? || other.name AS anon_2 FROM "
                        "accounts AS other WHERE " SUM_OF(
                            "other.id") " < ? ORDER BY anon_1 LIMIT ? OFFSET ? ('Dr ', 10, 1, 0) 1 "
                                        "row");
    assert_number(account->total, 7);
    assert_text(account->title, "Dr b");
}

/* Joined under another name, which the expression is about then; the limit counts accounts. */
static void test_joined(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *query =
        cupel_options(accounts(graph), cupel_joinedload(cupel_attr(Account, entries)));
    Account **found = run(graph, cupel_limit(query, 2), 2);
    assert_int_equal(graph_sent_count(graph), 1);
    assert_number(found[0]->total, 15);
    assert_int_equal(found[0]->entries.items[1]->twice, 10);
    assert_int_equal(found[1]->entries.items[0]->rounded, 7);
    graph_renew(graph);
    /* ordered by it outside, too */
    query = cupel_order_by(cupel_options(cupel_query(graph->session, Account),
                                         cupel_joinedload(cupel_attr(Account, entries))),
                           cupel_desc(cupel_attr(Account, entry_count)));
    found = run(graph, cupel_limit(query, 2), 2);
    assert_text(found[0]->name, "a");
    assert_text(found[1]->name, "b");
    assert_non_null(strstr(graph->log.texts[graph->log.count - 1], "ORDER BY anon_1.anon_"));
    graph_renew(graph);
    query = cupel_options(cupel_query(graph->session, Entry),
                          cupel_joinedload(cupel_attr(Entry, account)));
    Entry **entries = run(graph, query, 3);
    assert_sent(graph,
                "SELECT entries.id AS entries_id, entries.account_id AS entries_account_id, "
                "entries.amount AS entries_amount, entries.amount * ? AS anon_1, "
                "round(entries.amount) AS round_1, accounts_1.id AS accounts_1_id, (SELECT "
                "sum(entries.amount) AS sum_1 FROM entries WHERE entries.account_id = "
                "accounts_1.id) AS anon_2, accounts_1.name AS accounts_1_name, ? || "
                "accounts_1.name AS anon_3 FROM entries LEFT OUTER JOIN accounts AS accounts_1 ON "
                "accounts_1.id = entries.account_id (2, 'Dr ') 3 rows");
    assert_number(entries[0]->account.item->total, 15);
}

static void test_subqueries(void **state)
{
    graph_fixture *graph = *state;
    cupel_subquery *inner = cupel_subquery_of(cupel_query(graph->session, Entry), "inside");
    cupel_query *query = cupel_order_by(cupel_select(graph->session, cupel_c(inner, "twice"),
                                                     cupel_subquery_attr(inner, Entry, rounded)),
                                        cupel_c(inner, "twice"));
    const cupel_row *row = first_row(graph, query);
    assert_sent(graph,
                "SELECT inside.anon_1 AS inside_anon_1, inside.round_1 AS inside_round_1 FROM "
                "(SELECT entries.id AS id, entries.account_id AS account_id, entries.amount AS "
                "amount, entries.amount * ? AS anon_1, round(entries.amount) AS round_1 FROM "
                "entries) AS inside ORDER BY inside.anon_1 LIMIT ? OFFSET ? (2, 1, 0) 1 row");
    assert_int_equal(cupel_row_int(row, 0), 10);
    /* a struct read from a subquery */
    cu_test_statements_clear(&graph->log);
    cupel_alias *alias = cupel_aliased_to(graph->session, Entry, inner, NULL);
    query = cupel_filter(cupel_select(graph->session, cupel_entity(alias)),
                         cupel_eq(cupel_alias_attr(alias, Entry, twice), 14));
    assert_int_equal(((const Entry *)cupel_row_entity(first_row(graph, query), 0))->twice, 14);
    /* one that does not show what the expression needs: it is loaded when asked for */
    cupel_expunge_all(graph->session);
    inner = cupel_subquery_of(cupel_select(graph->session, cupel_attr(Entry, id)), NULL);
    alias = cupel_aliased_to(graph->session, Entry, inner, NULL);
    Entry *entry =
        cupel_row_entity(first_row(graph, cupel_select(graph->session, cupel_entity(alias))), 0);
    assert_non_null(entry);
    assert_false(cupel_is_loaded(entry, twice));
    assert_int_equal(cupel_load(entry, twice), 2 * cupel_load(entry, amount));
    assert_null(
        cupel_all_rows(cupel_select(graph->session, cupel_alias_attr(alias, Entry, twice))));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
}

static void test_around(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *query = cupel_filter(cupel_from_self(cupel_query(graph->session, Entry)),
                                      cupel_gt(cupel_attr(Entry, twice), 12));
    Entry **found = run(graph, cupel_order_by(query, cupel_attr(Entry, twice)), 2);
    assert_sent(graph,
                "SELECT anon_1.entries_id AS anon_1_entries_id, anon_1.entries_account_id AS "
                "anon_1_entries_account_id, anon_1.entries_amount AS anon_1_entries_amount, "
                "anon_1.anon_2 AS anon_1_anon_2, anon_1.round_1 AS anon_1_round_1 FROM (SELECT "
                "entries.id AS entries_id, entries.account_id AS entries_account_id, "
                "entries.amount AS entries_amount, entries.amount * ? AS anon_2, "
                "round(entries.amount) AS round_1 FROM entries) AS anon_1 WHERE anon_1.anon_2 > ? "
                "ORDER BY anon_1.anon_2 (2, 12) 2 rows");
    assert_int_equal(found[1]->twice, 20);
    cupel_query *all = cupel_query(graph->session, Account);
    Account **accounts_found =
        run(graph,
            cupel_order_by(cupel_union(cupel_filter_by(all, Account, name, "a"),
                                       cupel_filter_by(all, Account, name, "b")),
                           cupel_attr(Account, total)),
            2);
    assert_number(accounts_found[0]->total, 7);
    assert_text(accounts_found[1]->title, "Dr a");
}

static void test_exists_and_count(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *query =
        cupel_filter(cupel_query(graph->session, Entry), cupel_gt(cupel_attr(Entry, twice), 12));
    assert_int_equal(cupel_count(query), 2);
    assert_int_equal(
        cupel_row_int(first_row(graph, cupel_select(graph->session,
                                                    cupel_func("count", cupel_attr(Entry, twice)))),
                      0),
        3);
    cupel_query *accounts_with =
        cupel_filter(accounts(graph), cupel_any(cupel_attr(Account, entries),
                                                cupel_eq(cupel_attr(Entry, twice), 14)));
    Account **found = run(graph, accounts_with, 1);
    assert_text(found[0]->name, "b");
}

/* UPDATE and DELETE with such conditions, for instances that are loaded too. */
static void test_bulk(void **state)
{
    graph_fixture *graph = *state;
    Entry *entry = cupel_get(graph->session, Entry, 3);
    assert_non_null(entry);
    cupel_query *query =
        cupel_filter(cupel_query(graph->session, Entry), cupel_eq(cupel_attr(Entry, twice), 14));
    assert_int_equal(
        cupel_update_rows(query, CUPEL_SYNCHRONIZE_EVALUATE,
                          cupel_assign(cupel_attr(Entry, amount), cupel_attr(Entry, four))),
        1);
    assert_int_equal(cupel_load(entry, amount), 28);
    assert_int_equal(cupel_load(entry, twice), 56);
    assert_int_equal(
        cupel_update_rows(query, CUPEL_SYNCHRONIZE_AUTO, cupel_assign(cupel_attr(Entry, twice), 1)),
        -1);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_ARGUMENT);
    query = cupel_filter(cupel_query(graph->session, Account),
                         cupel_eq(cupel_attr(Account, title), "Dr c"));
    assert_int_equal(cupel_delete_rows(query, CUPEL_SYNCHRONIZE_AUTO), 1);
}

static void test_statement(void **state)
{
    graph_fixture *graph = *state;
    cupel_expr *text = cupel_text_sql("SELECT amount * 2, id, amount FROM entries WHERE id = 2");
    cupel_query *query =
        cupel_from_statement(cupel_query(graph->session, Entry),
                             cupel_text_columns(text, cupel_attr(Entry, twice),
                                                cupel_attr(Entry, id), cupel_attr(Entry, amount)));
    Entry **found = run(graph, query, 1);
    assert_int_equal(found[0]->twice, 10);
    assert_false(cupel_is_loaded(found[0], rounded));
    cupel_expunge_all(graph->session);
    query = cupel_from_statement(cupel_query(graph->session, Entry),
                                 cupel_text_sql("SELECT id, amount, account_id, 5 AS twice FROM "
                                                "entries WHERE id = 3"));
    found = run(graph, query, 1);
    assert_int_equal(found[0]->twice, 5);
    assert_int_equal(cupel_load(found[0], rounded), 7);
}

/* ---- writing --------------------------------------------------------------------------------------- */

static void assert_read_only(graph_fixture *graph)
{
    assert_int_equal(cupel_flush(graph->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session),
                           "Entry.twice is an SQL expression, which the database works out: it "
                           "cannot be set"));
    assert_ok(graph, cupel_rollback(graph->session));
}

static void test_read_only(void **state)
{
    graph_fixture *graph = *state;
    Entry *entry = cupel_get(graph->session, Entry, 1);
    assert_non_null(entry);
    cupel_set(entry, twice, 5);
    assert_read_only(graph);
    assert_int_equal(cupel_load(entry, twice), 20);
    cupel_value value = cupel_value_int(5);
    assert_int_equal(cupel_set_named(&entry->base, "twice", &value), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session), "Entry.twice is an SQL expression"));
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(cupel_get_named(&entry->base, "twice", &value), CUPEL_OK);
    assert_int_equal(value.as.integer, 20);
    Entry *made = cupel_new(Entry, .amount = 1, .twice = 5);
    assert_int_equal(made->twice, 0);
    (void)cupel_add(graph->session, made);
    assert_read_only(graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACCOUNTS_TEST(test_with_the_row), ACCOUNTS_TEST(test_deferred),
        ACCOUNTS_TEST(test_refreshed),    ACCOUNTS_TEST(test_kept),
        ACCOUNTS_TEST(test_conditions),   ACCOUNTS_TEST(test_order),
        ACCOUNTS_TEST(test_columns),      ACCOUNTS_TEST(test_alias),
        ACCOUNTS_TEST(test_joined),       ACCOUNTS_TEST(test_subqueries),
        ACCOUNTS_TEST(test_around),       ACCOUNTS_TEST(test_exists_and_count),
        ACCOUNTS_TEST(test_bulk),         ACCOUNTS_TEST(test_statement),
        ACCOUNTS_TEST(test_read_only),
    };
    return cmocka_run_group_tests_name("orm/column_property", tests, NULL, NULL);
}
