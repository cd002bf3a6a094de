/*
 * A replica for reading only (a hot standby): what can be done there, what cannot,
 * and how a URL with several hosts finds the server that is wanted.
 */
#include "fixture.h"

#include <cupel.h>
#include <stdio.h>
#include <unistd.h>

static cu_test_server primary, standby;

/* Both servers, started when they are first needed; skips where servers are not tested. */
static void start_both(void)
{
    cu_test_server_url(SERVER_VARIABLE);
    if (standby.url[0])
        return;
    cu_test_server_start(&primary, "postgresql");
    cu_test_server_start_standby(&standby, &primary);
}

static int remove_both(void **state)
{
    (void)state;
    cu_test_server_remove(&standby);
    cu_test_server_remove(&primary);
    return 0;
}

/* Runs SQL on the primary, and waits until the standby has done the same. */
static void run_on_primary(const char *sql)
{
    fixture one, other;
    char reached[200];
    open_with(&one, primary.url, NULL);
    open_with(&other, standby.url, NULL);
    run(&one, sql);
    cupel_result *result = query(&one, "SELECT CAST(pg_current_wal_insert_lsn() AS text)");
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    snprintf(reached, sizeof reached,
             "SELECT CAST(pg_last_wal_replay_lsn() >= CAST('%s' AS pg_lsn) AS INTEGER)",
             cupel_row_text_at(row, 0));
    cupel_result_close(result);
    int tries = 0;
    while (number(&other, reached) == 0 && ++tries < 1000)
        usleep(10000);
    assert_true(tries < 1000);
    close_server(&one);
    close_server(&other);
}

static void check_failure(fixture *one, const char *sql, cupel_reason reason, const char *sqlstate)
{
    const cupel_error *error = failure(one, sql);
    if (error->code != CUPEL_OPERATIONAL_ERROR || error->reason != reason ||
        strcmp(error->sqlstate, sqlstate) != 0)
        fail_msg("%s: %s, %s, %s: %s", sql, cupel_code_name(error->code),
                 cupel_reason_name(error->reason), error->sqlstate, error->text);
}

static void test_for_reading_only(void **state)
{
    (void)state;
    static const char *const writes[] = {
        "INSERT INTO r VALUES (4)", "UPDATE r SET id = 9",     "DELETE FROM r",
        "CREATE TABLE r2 (id INT)", "SELECT nextval('r_seq')", "SELECT * FROM r FOR UPDATE",
        "PREPARE TRANSACTION 'x'",
    };
    fixture one;
    start_both();
    run_on_primary("DROP TABLE IF EXISTS r; CREATE TABLE r (id INT); INSERT INTO r VALUES (1), "
                   "(2), (3); DROP SEQUENCE IF EXISTS r_seq; CREATE SEQUENCE r_seq");
    open_with(&one, standby.url, NULL);
    assert_int_equal(number(&one, "SELECT sum(id) FROM r"), 6);
    for (size_t i = 0; i < CU_LENGTH(writes); i++)
        check_failure(&one, writes[i], CUPEL_REASON_READ_ONLY, "25006");
    assert_non_null(strstr(cupel_connection_error(one.connection)->text, "for reading only"));
    /* In a transaction, and after it. */
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    assert_int_equal(number(&one, "SELECT count(*) FROM r"), 3);
    check_failure(&one, writes[0], CUPEL_REASON_READ_ONLY, "25006");
    assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    assert_int_equal(cupel_copy_close(cupel_copy_into(one.connection, "r", "id")), -1);
    assert_int_equal(cupel_connection_error(one.connection)->reason, CUPEL_REASON_READ_ONLY);
    assert_int_equal(number(&one, "SELECT count(*) FROM r"), 3);
    close_server(&one);
}

/* ---- a session ----------------------------------------------------------------------------------- */

typedef struct Note {
    cupel_object base;
    cupel_int id;
    cupel_text text;
} Note;

CUPEL_MAP(Note, "notes", CUPEL_COLUMN(Note, id, .primary_key = true), CUPEL_COLUMN(Note, text));

static void test_session(void **state)
{
    (void)state;
    start_both();
    run_on_primary("DROP TABLE IF EXISTS notes; CREATE TABLE notes (id SERIAL PRIMARY KEY, text "
                   "VARCHAR); INSERT INTO notes (text) SELECT 'note ' || n FROM generate_series(1, "
                   "500) n");
    cupel_registry *registry = cupel_registry_open(Note);
    cupel_engine *engine = cupel_engine_open(standby.url);
    cupel_session *session = cupel_session_open(registry, engine);
    int64_t sum = 0;
    cupel_each (Note, note, cupel_yield_per(cupel_query(session, Note), 100))
        sum += note->id;
    assert_int_equal(sum, 500 * 501 / 2);
    Note *note = cupel_get(session, Note, 7);
    assert_non_null(note);
    assert_string_equal(note->text, "note 7");
    cupel_set(note, text, "changed");
    assert_int_equal(cupel_commit(session), CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(cupel_error(session)->reason, CUPEL_REASON_READ_ONLY);
    assert_int_equal(cupel_rollback(session), CUPEL_OK);
    assert_string_equal(cupel_load(note, text), "note 7");
    cupel_session_close(session);
    cupel_engine_close(engine);
    cupel_registry_close(registry);
}

/* ---- what the primary does is in the way of what is read --------------------------------------- */

static void test_cancelled_by_recovery(void **state)
{
    (void)state;
    fixture one, two;
    start_both();
    run_on_primary("DROP TABLE IF EXISTS gone; CREATE TABLE gone (id INT); INSERT INTO gone VALUES "
                   "(1)");
    open_with(&one, standby.url, NULL);
    open_with(&two, primary.url, NULL);
    /* A query that runs: it fails, and can be run again. */
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    assert_int_equal(number(&one, "SELECT id FROM gone"), 1);
    run(&two, "DROP TABLE gone");
    check_failure(&one, "SELECT count(*), CAST(pg_sleep(20) AS text) FROM gone",
                  CUPEL_REASON_SERIALIZATION, "40001");
    assert_int_equal(cupel_connection_rollback(one.connection), CUPEL_OK);
    assert_int_equal(number(&one, "SELECT 1"), 1);
    /* A transaction that does nothing: its connection is closed. */
    run_on_primary("CREATE TABLE gone (id INT)");
    assert_int_equal(cupel_connection_begin(one.connection), CUPEL_OK);
    assert_int_equal(number(&one, "SELECT count(*) FROM gone"), 0);
    run_on_primary("DROP TABLE gone");
    const cupel_error *error = failure(&one, "SELECT 1");
    assert_int_equal(error->code, CUPEL_DISCONNECTED);
    assert_int_equal(error->reason, CUPEL_REASON_SERIALIZATION);
    close_server(&two);
    cupel_connection_close(one.connection);
    one.connection = cupel_connect(one.engine);
    assert_int_equal(number(&one, "SELECT 1"), 1);
    close_server(&one);
}

/* ---- the right one of several hosts -------------------------------------------------------------- */

/* Whether a URL with these hosts and these words of target_session_attrs leads to the standby. */
static bool leads_to_standby(const char *hosts, const char *attributes)
{
    fixture one;
    char url[500];
    snprintf(url, sizeof url, "postgresql://cupel@/cupel?host=%s&target_session_attrs=%s", hosts,
             attributes);
    open_with(&one, url, NULL);
    bool standing_by = number(&one, "SELECT CAST(pg_is_in_recovery() AS INTEGER)") != 0;
    close_server(&one);
    return standing_by;
}

static void test_several_hosts(void **state)
{
    (void)state;
    static const struct {
        const char *attributes;
        bool standby;
    } cases[] = {
        { "read-write", false }, { "read-only", true },      { "primary", false },
        { "standby", true },     { "prefer-standby", true },
    };
    char both[200], reversed[200], url[500];
    start_both();
    snprintf(both, sizeof both, "/nonexistent,%s,%s", standby.folder, primary.folder);
    snprintf(reversed, sizeof reversed, "%s,%s", primary.folder, standby.folder);
    for (size_t i = 0; i < CU_LENGTH(cases); i++) {
        assert_int_equal(leads_to_standby(both, cases[i].attributes), cases[i].standby);
        assert_int_equal(leads_to_standby(reversed, cases[i].attributes), cases[i].standby);
    }
    assert_true(leads_to_standby(both, "any"));
    assert_false(leads_to_standby(reversed, "any"));
    assert_false(leads_to_standby(primary.folder, "prefer-standby"));
    /* Where there is none of that sort. */
    snprintf(url, sizeof url, "postgresql://cupel@/cupel?host=%s&target_session_attrs=read-write",
             standby.folder);
    cupel_engine *engine = cupel_engine_open(url);
    cupel_connection *connection = cupel_connect(engine);
    assert_int_equal(cupel_connection_error(connection)->code, CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(cupel_connection_error(connection)->reason, CUPEL_REASON_CANNOT_OPEN);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
}

/* The primary dies and the standby takes its place: the same engine goes on there. */
static void test_promoted(void **state)
{
    (void)state;
    char url[500];
    start_both();
    run_on_primary("DROP TABLE IF EXISTS p; CREATE TABLE p (id INT); INSERT INTO p VALUES (1)");
    snprintf(url, sizeof url,
             "postgresql://cupel@/cupel?host=%s,%s&target_session_attrs=read-write", primary.folder,
             standby.folder);
    cupel_engine *engine = cupel_engine_open(url);
    fixture one = { .engine = engine, .connection = cupel_connect(engine) }, other;
    run(&one, "INSERT INTO p VALUES (2)");
    run_on_primary("INSERT INTO p VALUES (3)");
    cu_test_server_kill(&primary);
    assert_int_equal(failure(&one, "INSERT INTO p VALUES (4)")->code, CUPEL_DISCONNECTED);
    cupel_connection_close(one.connection);
    open_with(&other, standby.url, NULL);
    assert_int_equal(number(&other, "SELECT CAST(pg_promote() AS INTEGER)"), 1);
    close_server(&other);
    one.connection = cupel_connect(engine);
    run(&one, "INSERT INTO p VALUES (5)");
    assert_int_equal(number(&one, "SELECT sum(id) FROM p"), 11);
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_for_reading_only),
        SERVER_TEST(test_session),
        SERVER_TEST(test_cancelled_by_recovery),
        SERVER_TEST(test_several_hosts),
        SERVER_TEST(test_promoted),
    };
    return cmocka_run_group_tests_name("postgresql/standby", tests, NULL, remove_both);
}
