/*
 * Isolation levels, transactions for reading only, and transactions in two phases.
 */
#include "suite.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

typedef struct Account {
    cupel_object base;
    cupel_int id;
    cupel_int money;
} Account;

CUPEL_MAP(Account, "accounts", CUPEL_COLUMN(Account, id, .primary_key = true),
          CUPEL_COLUMN(Account, money));

static const cupel_mapping *const mappings[] = { &Account_mapping };

static void open_accounts(suite *one)
{
    suite_open(one, 1, mappings);
    cupel_add(one->session, cupel_new(Account, .id = 1, .money = 100));
    suite_ok(one, cupel_commit(one->session));
}

enum place { SQLITE, SERVER };

/* The same only where the database is SQLite, or a server; false elsewhere, with nothing open. */
static bool open_accounts_where(suite *one, enum place where)
{
    open_accounts(one);
    if (suite_is("sqlite") == (where == SQLITE))
        return true;
    suite_close(one);
    return false;
}

static void connection_ok(cupel_connection *connection, cupel_code code)
{
    if (code != CUPEL_OK)
        fail_msg("%s: %s", cupel_code_name(code), cupel_error_text(connection));
}

/* What the first row says, as text. */
static void ask(cupel_connection *connection, const char *sql, char *out, size_t size)
{
    cupel_result *result = cupel_execute(connection, sql);
    const cupel_row *row = result ? cupel_result_next(result) : NULL;
    if (!row)
        fail_msg("%s: %s", sql, cupel_error_text(connection));
    cupel_value value = cupel_row_value(row, 0);
    if (value.kind == CUPEL_KIND_INT)
        snprintf(out, size, "%lld", (long long)value.as.integer);
    else
        snprintf(out, size, "%s", cupel_row_text(row, 0));
    cupel_result_close(result);
}

static int64_t money(cupel_connection *connection)
{
    char text[100];
    ask(connection, "SELECT money FROM accounts WHERE id = 1", text, sizeof text);
    return strtoll(text, NULL, 10);
}

static cupel_code set_money(cupel_connection *connection, int64_t amount)
{
    cupel_result *result =
        cupel_execute(connection, "UPDATE accounts SET money = :amount WHERE id = 1",
                      cupel_bind("amount", amount));
    cupel_code code = cupel_error_code(connection);
    cupel_result_close(result);
    return code;
}

/* The level that a transaction has, as the database calls it. */
static void check_level(cupel_connection *connection, const char *level)
{
    char found[100];
    if (suite_is("sqlite"))
        ask(connection, "PRAGMA read_uncommitted", found, sizeof found);
    else if (suite_is("postgres"))
        ask(connection, "SHOW transaction_isolation", found, sizeof found);
    else {
        /* The server looks ten times a second. */
        static const struct timespec pause = { .tv_nsec = 150000000 };
        money(connection); /* begins it */
        nanosleep(&pause, NULL);
        ask(connection,
            "SELECT LOWER(trx_isolation_level) FROM information_schema.innodb_trx WHERE "
            "trx_mysql_thread_id = CONNECTION_ID()",
            found, sizeof found);
    }
    assert_string_equal(found, level);
}

static void test_levels(void **state)
{
    (void)state;
    static const struct {
        cupel_isolation level;
        const char *name, *sqlite; /* NULL: SQLite has no such level */
    } levels[] = { { CUPEL_SERIALIZABLE, "serializable", "0" },
                   { CUPEL_READ_UNCOMMITTED, "read uncommitted", "1" },
                   { CUPEL_READ_COMMITTED, "read committed", NULL },
                   { CUPEL_REPEATABLE_READ, "repeatable read", NULL } };
    suite one;
    open_accounts(&one);
    cupel_connection *connection = cupel_connect(one.engine);
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        cupel_code code = cupel_connection_begin_as(connection, .isolation = levels[i].level);
        if (suite_is("sqlite") && !levels[i].sqlite) {
            assert_int_equal(code, CUPEL_NOT_SUPPORTED);
            assert_non_null(strstr(cupel_error_text(connection), "sqlite has no isolation RE"));
            continue;
        }
        connection_ok(connection, code);
        check_level(connection, suite_is("sqlite") ? levels[i].sqlite : levels[i].name);
        connection_ok(connection, cupel_connection_commit(connection));
    }
    /* The next one is as the database has it again. */
    connection_ok(connection, cupel_connection_begin(connection));
    check_level(connection, suite_is("sqlite")     ? "0"
                            : suite_is("postgres") ? "read committed"
                                                   : "repeatable read");
    assert_int_equal(cupel_connection_begin_as(connection, .isolation = CUPEL_SERIALIZABLE),
                     CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_connection_set_isolation(connection, CUPEL_SERIALIZABLE),
                     CUPEL_INVALID_REQUEST);
    connection_ok(connection, cupel_connection_rollback(connection));
    assert_int_equal(cupel_connection_begin_as(connection, .isolation = (cupel_isolation)99),
                     CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_begin_as(connection, .kind = (cupel_begin_kind)99),
                     CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_set_isolation(connection, (cupel_isolation)-1),
                     CUPEL_INVALID_ARGUMENT);
    /* Of the connection, until it is closed. */
    connection_ok(connection, cupel_connection_set_isolation(connection, CUPEL_SERIALIZABLE));
    connection_ok(connection, cupel_connection_begin(connection));
    check_level(connection, suite_is("sqlite") ? "0" : "serializable");
    connection_ok(connection, cupel_connection_commit(connection));
    cupel_connection_close(connection);
    connection = cupel_connect(one.engine);
    connection_ok(connection, cupel_connection_begin(connection));
    check_level(connection, suite_is("sqlite")     ? "0"
                            : suite_is("postgres") ? "read committed"
                                                   : "repeatable read");
    cupel_connection_close(connection);
    suite_close(&one);
}

static void test_engine_option(void **state)
{
    (void)state;
    suite one;
    open_accounts(&one);
    cupel_engine *engine = cupel_engine_open(suite_url(), .isolation = CUPEL_SERIALIZABLE);
    cupel_connection *connection = cupel_connect(engine);
    connection_ok(connection, cupel_connection_begin(connection));
    if (!suite_is("sqlite"))
        check_level(connection, "serializable");
    connection_ok(connection, cupel_connection_commit(connection));
    connection_ok(connection,
                  cupel_connection_begin_as(connection, .isolation = CUPEL_READ_UNCOMMITTED));
    if (!suite_is("sqlite"))
        check_level(connection, "read uncommitted");
    connection_ok(connection, cupel_connection_commit(connection));
    cupel_connection_close(connection);
    cupel_engine_close(engine);
    engine = cupel_engine_open(suite_url(), .isolation = (cupel_isolation)77);
    assert_int_equal(cupel_error_code(engine), CUPEL_INVALID_ARGUMENT);
    cupel_engine_close(engine);
    suite_close(&one);
}

static void test_read_only(void **state)
{
    (void)state;
    suite one;
    open_accounts(&one);
    suite_ok(&one, cupel_begin_as(one.session, .kind = CUPEL_BEGIN_READ_ONLY));
    Account *account = cupel_get(one.session, Account, 1);
    assert_non_null(account);
    cupel_set(account, money, 5);
    assert_int_equal(cupel_flush(one.session), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(cupel_error_reason(one.session), CUPEL_REASON_READ_ONLY);
    suite_ok(&one, cupel_rollback(one.session));
    assert_int_equal(cupel_load(account, money), 100);
    cupel_set(account, money, 6);
    suite_ok(&one, cupel_commit(one.session));

    cupel_connection *connection = cupel_connect(one.engine);
    connection_ok(connection, cupel_connection_begin_as(connection, .kind = CUPEL_BEGIN_READ_ONLY,
                                                        .isolation = CUPEL_SERIALIZABLE));
    assert_int_equal(money(connection), 6);
    assert_int_equal(set_money(connection, 7), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(cupel_error_reason(connection), CUPEL_REASON_READ_ONLY);
    connection_ok(connection, cupel_connection_rollback(connection));
    connection_ok(connection, set_money(connection, 8));
    cupel_connection_close(connection);

    if (!suite_is("sqlite:///:memory:") && strcmp(suite_url(), "sqlite://") != 0) {
        cupel_engine *engine = cupel_engine_open(suite_url(), .read_only = true);
        cupel_session *session = cupel_session_open(one.registry, engine);
        account = cupel_get(session, Account, 1);
        assert_non_null(account);
        cupel_set(account, money, 9);
        assert_int_equal(cupel_commit(session), CUPEL_OPERATIONAL_ERROR);
        assert_int_equal(cupel_error_reason(session), CUPEL_REASON_READ_ONLY);
        cupel_session_close(session);
        cupel_engine_close(engine);
    }
    suite_close(&one);
}

/* Each statement by itself: a rollback undoes nothing. */
static void test_autocommit(void **state)
{
    (void)state;
    suite one;
    open_accounts(&one);
    cupel_connection *connection = cupel_connect(one.engine);
    connection_ok(connection, cupel_connection_set_isolation(connection, CUPEL_AUTOCOMMIT));
    connection_ok(connection, cupel_connection_begin(connection));
    connection_ok(connection, set_money(connection, 50));
    connection_ok(connection, cupel_connection_rollback(connection));
    assert_int_equal(money(connection), 50);
    connection_ok(connection, cupel_connection_begin(connection));
    connection_ok(connection, set_money(connection, 60));
    connection_ok(connection, cupel_connection_commit(connection));
    connection_ok(connection, cupel_connection_set_isolation(connection, CUPEL_ISOLATION_UNSET));
    connection_ok(connection, cupel_connection_begin(connection));
    connection_ok(connection, set_money(connection, 70));
    connection_ok(connection, cupel_connection_rollback(connection));
    assert_int_equal(money(connection), 60);
    cupel_connection_close(connection);
    suite_close(&one);
}

/* What a transaction has read stays what it is. */
static void test_repeatable_read(void **state)
{
    (void)state;
    suite one;
    if (!open_accounts_where(&one, SERVER))
        return;
    cupel_connection *reader = cupel_connect(one.engine), *writer = cupel_connect(one.engine);
    static const cupel_isolation levels[] = { CUPEL_REPEATABLE_READ, CUPEL_READ_COMMITTED };
    for (int i = 0; i < 2; i++) {
        int64_t before = 100 + i;
        connection_ok(writer, set_money(writer, before));
        connection_ok(reader, cupel_connection_begin_as(reader, .isolation = levels[i]));
        assert_int_equal(money(reader), before);
        connection_ok(writer, set_money(writer, 500));
        assert_int_equal(money(reader), i == 0 ? before : 500);
        connection_ok(reader, cupel_connection_commit(reader));
        assert_int_equal(money(reader), 500);
    }
    cupel_connection_close(reader);
    cupel_connection_close(writer);
    suite_close(&one);
}

static cupel_code count_level(cupel_session *session, void *data)
{
    cupel_result *result = cupel_session_execute(
        session, suite_is("postgres") ? "SHOW transaction_isolation" : "SELECT 'serializable'");
    const cupel_row *row = result ? cupel_result_next(result) : NULL;
    if (!row)
        return cupel_error_code(session);
    *(int *)data += strcmp(cupel_row_text(row, 0), "serializable") == 0;
    cupel_result_close(result);
    return CUPEL_OK;
}

static void test_run_transaction(void **state)
{
    (void)state;
    suite one;
    int serializable = 0;
    open_accounts(&one);
    assert_int_equal(cupel_run_transaction(one.registry, one.engine, count_level, &serializable,
                                           .isolation = CUPEL_SERIALIZABLE),
                     CUPEL_OK);
    assert_int_equal(serializable, 1);
    suite_close(&one);
}

/* ---- two phases -------------------------------------------------------------------------------- */

/* A name that no other program gives a transaction of the same server; valid until the next call. */
static const char *own_name(const char *what)
{
    static char name[100];
    snprintf(name, sizeof name, "%s %ld", what, (long)getpid());
    return name;
}

static bool is_prepared(cupel_connection *connection, const char *xid)
{
    char **names = cupel_connection_recover_twophase(connection);
    bool found = false;
    if (!names)
        fail_msg("%s", cupel_error_text(connection));
    for (size_t i = 0; names[i]; i++)
        found |= strcmp(names[i], xid) == 0;
    cupel_names_free(names);
    return found;
}

static void test_twophase_refused(void **state)
{
    (void)state;
    suite one;
    if (!open_accounts_where(&one, SQLITE))
        return;
    cupel_connection *connection = cupel_connect(one.engine);
    assert_int_equal(cupel_connection_begin_twophase(connection, NULL), CUPEL_NOT_SUPPORTED);
    assert_string_equal(cupel_error_text(connection), "sqlite has no transactions in two phases");
    assert_int_equal(cupel_connection_prepare(connection), CUPEL_INVALID_REQUEST);
    assert_int_equal(cupel_connection_commit_prepared(connection, "x"), CUPEL_NOT_SUPPORTED);
    assert_int_equal(cupel_connection_rollback_prepared(connection, "x"), CUPEL_NOT_SUPPORTED);
    assert_null(cupel_connection_recover_twophase(connection));
    assert_int_equal(cupel_error_code(connection), CUPEL_NOT_SUPPORTED);
    assert_string_equal(cupel_connection_xid(connection), "");
    assert_string_equal(cupel_connection_xid(NULL), "");
    cupel_connection_close(connection);
    assert_int_equal(cupel_begin_twophase(one.session, "x"), CUPEL_NOT_SUPPORTED);
    assert_int_equal(cupel_prepare(one.session), CUPEL_INVALID_REQUEST);
    cupel_names_free(NULL);
    suite_close(&one);
}

/* Where there are no transactions there is nothing to prepare; the connection is as it was. */
static void test_twophase_automatic(void **state)
{
    (void)state;
    suite one;
    if (!open_accounts_where(&one, SERVER))
        return;
    cupel_connection *connection = cupel_connect(one.engine), *other = cupel_connect(one.engine);
    connection_ok(connection, cupel_connection_set_isolation(connection, CUPEL_AUTOCOMMIT));
    assert_int_equal(cupel_connection_begin_twophase(connection, NULL), CUPEL_INVALID_REQUEST);
    assert_string_equal(cupel_error_text(connection),
                        "with AUTOCOMMIT there is no transaction to be prepared");
    assert_string_equal(cupel_connection_xid(connection), "");
    connection_ok(connection, set_money(connection, 250));
    assert_int_equal(money(other), 250);
    connection_ok(connection, cupel_connection_set_isolation(connection, CUPEL_READ_COMMITTED));
    connection_ok(connection, cupel_connection_begin_twophase(connection, NULL));
    connection_ok(connection, set_money(connection, 300));
    connection_ok(connection, cupel_connection_prepare(connection));
    connection_ok(connection, cupel_connection_rollback(connection));
    assert_int_equal(money(connection), 250);
    /* what no transaction can be named */
    assert_int_equal(cupel_connection_commit_prepared(connection, ""), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_rollback_prepared(connection, ""), CUPEL_INVALID_ARGUMENT);
    cupel_connection_close(connection);
    cupel_connection_close(other);
    suite_close(&one);
}

static void test_twophase(void **state)
{
    (void)state;
    suite one;
    char name[100];
    if (!open_accounts_where(&one, SERVER))
        return;
    cupel_connection *connection = cupel_connect(one.engine), *other = cupel_connect(one.engine);
    /* Prepared, seen by others only when committed. */
    connection_ok(connection, cupel_connection_begin_twophase(connection, NULL));
    snprintf(name, sizeof name, "%s", cupel_connection_xid(connection));
    assert_int_equal(strlen(name), 6 + 36);
    connection_ok(connection, set_money(connection, 200));
    connection_ok(connection, cupel_connection_prepare(connection));
    assert_int_equal(cupel_connection_prepare(connection), CUPEL_INVALID_REQUEST);
    assert_int_equal(money(other), 100);
    assert_true(is_prepared(other, name));
    connection_ok(connection, cupel_connection_commit(connection));
    assert_string_equal(cupel_connection_xid(connection), "");
    assert_int_equal(money(other), 200);
    assert_false(is_prepared(other, name));

    /* Rolled back, prepared and not; committed without being prepared. */
    for (int prepared = 0; prepared < 2; prepared++) {
        connection_ok(connection,
                      cupel_connection_begin_twophase(connection, own_name("it's \\ 2")));
        assert_int_equal(cupel_connection_begin_twophase(connection, NULL), CUPEL_INVALID_REQUEST);
        connection_ok(connection, set_money(connection, 300));
        if (prepared)
            connection_ok(connection, cupel_connection_prepare(connection));
        connection_ok(connection, cupel_connection_rollback(connection));
        assert_int_equal(money(connection), 200);
    }
    connection_ok(connection, cupel_connection_begin_twophase(connection, own_name("plain")));
    connection_ok(connection, set_money(connection, 250));
    connection_ok(connection, cupel_connection_commit(connection));
    assert_int_equal(money(other), 250);

    /* Names that cannot be. */
    assert_int_equal(cupel_connection_begin_twophase(connection, ""), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_begin_twophase(
                         connection, "0123456789012345678901234567890123456789012345678901234567890"
                                     "1234"),
                     CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_begin_twophase(connection, "\xff"), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_connection_commit_prepared(connection, NULL), CUPEL_INVALID_ARGUMENT);
    assert_int_not_equal(cupel_connection_commit_prepared(connection, "nobody's"), CUPEL_OK);
    assert_int_equal(cupel_connection_prepare(connection), CUPEL_INVALID_REQUEST);
    cupel_connection_close(connection);
    cupel_connection_close(other);
    suite_close(&one);
}

/* Whoever prepared it is gone; another decides. */
/* A server may hear a moment later that the connection is closed which has prepared it. */
static cupel_code end_left_behind(cupel_connection *connection, const char *name, bool commit)
{
    const struct timespec moment = { .tv_nsec = 10000000 };
    cupel_code code = CUPEL_OPERATIONAL_ERROR;
    for (int i = 0; i < 500 && code == CUPEL_OPERATIONAL_ERROR; i++) {
        if (i > 0)
            nanosleep(&moment, NULL);
        code = commit ? cupel_connection_commit_prepared(connection, name)
                      : cupel_connection_rollback_prepared(connection, name);
    }
    return code;
}

static void test_recovery(void **state)
{
    (void)state;
    suite one;
    if (!open_accounts_where(&one, SERVER))
        return;
    for (int commit = 0; commit < 2; commit++) {
        cupel_connection *connection = cupel_connect(one.engine);
        const char *name = own_name(commit ? "left behind to commit" : "left behind");
        connection_ok(connection, cupel_connection_begin_twophase(connection, name));
        connection_ok(connection, set_money(connection, 1000));
        connection_ok(connection, cupel_connection_prepare(connection));
        cupel_connection_close(connection);

        cupel_connection *other = cupel_connect(one.engine);
        assert_true(is_prepared(other, name));
        assert_int_equal(money(other), 100);
        connection_ok(other, end_left_behind(other, name, commit));
        assert_false(is_prepared(other, name));
        assert_int_equal(money(other), commit ? 1000 : 100);
        cupel_connection_close(other);
    }
    /* What was not prepared is rolled back. */
    cupel_connection *connection = cupel_connect(one.engine);
    connection_ok(connection, cupel_connection_begin_twophase(connection, NULL));
    connection_ok(connection, set_money(connection, 1));
    cupel_connection_close(connection);
    connection = cupel_connect(one.engine);
    assert_int_equal(money(connection), 1000);
    connection_ok(connection, set_money(connection, 2));
    cupel_connection_close(connection);
    suite_close(&one);
}

static void test_session(void **state)
{
    (void)state;
    suite one;
    if (!open_accounts_where(&one, SERVER))
        return;
    suite_ok(&one, cupel_begin_twophase(one.session, NULL));
    assert_int_equal(cupel_begin_twophase(one.session, NULL), CUPEL_INVALID_REQUEST);
    cupel_add(one.session, cupel_new(Account, .id = 2, .money = 1));
    suite_ok(&one, cupel_prepare(one.session));
    suite_ok(&one, cupel_commit(one.session));
    assert_int_equal(cupel_count(cupel_query(one.session, Account)), 2);
    suite_ok(&one, cupel_rollback(one.session));
    suite_ok(&one, cupel_begin_twophase(one.session, NULL));
    Account *third = cupel_new(Account, .id = 3, .money = 1);
    cupel_add(one.session, third);
    suite_ok(&one, cupel_prepare(one.session));
    suite_ok(&one, cupel_rollback(one.session));
    assert_int_equal(cupel_count(cupel_query(one.session, Account)), 2);
    cupel_free(third);
    suite_close(&one);
}

/* A transaction of which a statement failed cannot be prepared or committed as if it had not. */
static void test_failed(void **state)
{
    (void)state;
    suite one;
    open_accounts(&one);
    cupel_connection *connection = cupel_connect(one.engine);
    connection_ok(connection, cupel_connection_begin(connection));
    connection_ok(connection, set_money(connection, 7));
    assert_null(cupel_execute(connection, "INSERT INTO accounts (id, money) VALUES (1, 1)"));
    cupel_code code = cupel_connection_commit(connection);
    if (suite_is("postgres"))
        assert_int_equal(code, CUPEL_OPERATIONAL_ERROR);
    else
        connection_ok(connection, code);
    connection_ok(connection, cupel_connection_rollback(connection));
    assert_int_equal(money(connection), suite_is("postgres") ? 100 : 7);
    if (suite_is("postgres")) {
        connection_ok(connection, cupel_connection_begin_twophase(connection, own_name("failed")));
        assert_null(cupel_execute(connection, "INSERT INTO accounts (id, money) VALUES (1, 1)"));
        assert_int_equal(cupel_connection_prepare(connection), CUPEL_OPERATIONAL_ERROR);
        assert_string_equal(cupel_connection_xid(connection), "");
        assert_false(is_prepared(connection, "failed"));
    }
    cupel_connection_close(connection);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_levels),
        SUITE_TEST(test_engine_option),
        SUITE_TEST(test_read_only),
        SUITE_TEST(test_autocommit),
        SUITE_TEST(test_repeatable_read),
        SUITE_TEST(test_run_transaction),
        SUITE_TEST(test_twophase_refused),
        SUITE_TEST(test_twophase),
        SUITE_TEST(test_twophase_automatic),
        SUITE_TEST(test_recovery),
        SUITE_TEST(test_session),
        SUITE_TEST(test_failed),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
