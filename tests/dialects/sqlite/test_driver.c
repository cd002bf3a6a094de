/*
 * SQLite itself: each way in which it refuses something, told apart; the files
 * it opens, and the ones it cannot.
 */
#include <cupel.h>

#include "../../support/failing_alloc.h"
#include "../../support/temporary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* Texts that there may be no memory for. */
#define assert_text(got, wanted)           \
    do {                                   \
        const char *got_ = (got);          \
        assert_non_null(got_);             \
        assert_string_equal(got_, wanted); \
    } while (0)
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)

/* A connection of an engine of its own. */
typedef struct opened {
    cupel_engine *engine;
    cupel_connection *connection;
} opened;

static opened open_url(const char *url)
{
    opened made = { .engine = cupel_engine_open_with(url, NULL) };
    made.connection = cupel_connect(made.engine);
    return made;
}

static void close_it(opened *it)
{
    cupel_connection_close(it->connection);
    cupel_engine_close(it->engine);
}

static void run_at(const opened *it, const char *sql, int line)
{
    if (cupel_execute_script(it->connection, sql) != CUPEL_OK)
        fail_msg("line %d: %s", line, cupel_error_text(it->connection));
}
#define run(it, sql) run_at((it), (sql), __LINE__)

static void assert_error_at(const opened *it, cupel_code code, cupel_reason reason,
                            const char *part, int line)
{
    const cupel_error *error = cupel_connection_error(it->connection);
    if (error->code != code || error->reason != reason || !strstr(error->text, part))
        fail_msg("line %d: %s, %s: %s", line, cupel_code_name(error->code),
                 cupel_reason_name(error->reason), error->text);
}
#define assert_error(it, code, reason, part) \
    assert_error_at((it), CUPEL_##code, CUPEL_REASON_##reason, (part), __LINE__)
#define assert_fails(it, sql, code, reason, part)                                      \
    do {                                                                               \
        assert_int_equal(cupel_execute_script((it)->connection, (sql)), CUPEL_##code); \
        assert_error(it, code, reason, part);                                          \
    } while (0)

static void assert_names(const opened *it, const char *constraint, const char *table,
                         const char *column)
{
    const cupel_error *error = cupel_connection_error(it->connection);
    assert_text(error->constraint, constraint);
    assert_text(error->table, table);
    assert_text(error->column, column);
}

static int64_t number(const opened *it, const char *sql)
{
    cupel_result *result = cupel_execute(it->connection, sql);
    assert_non_null(result);
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    int64_t value = cupel_row_int(row, 0);
    cupel_result_close(result);
    return value;
}

/* ---- constraints ----------------------------------------------------------------------------------- */

static void test_constraints(void **state)
{
    (void)state;
    opened it = open_url("sqlite://");
    run(&it, "CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INT, c INT CONSTRAINT "
             "positive CHECK (c > 0), UNIQUE (a, b));"
             "CREATE UNIQUE INDEX p_lower ON p (lower(a));"
             "CREATE TABLE q (p_id INT REFERENCES p (id));"
             "INSERT INTO p VALUES (1, 'x', 1, 1)");
    assert_fails(&it, "INSERT INTO p VALUES (1, 'y', 1, 1)", INTEGRITY_ERROR, UNIQUE, "p.id");
    assert_names(&it, "", "p", "id");
    assert_fails(&it, "INSERT INTO p VALUES (2, 'x', 1, 1)", INTEGRITY_ERROR, UNIQUE, "");
    assert_fails(&it, "INSERT INTO p VALUES (2, 'X', 1, 1)", INTEGRITY_ERROR, UNIQUE, "p_lower");
    assert_names(&it, "p_lower", "", "");
    run(&it, "DROP INDEX p_lower");
    assert_fails(&it, "INSERT INTO p VALUES (2, 'x', 1, 1)", INTEGRITY_ERROR, UNIQUE, "p.a, p.b");
    assert_names(&it, "", "p", "a, b");
    assert_fails(&it, "INSERT INTO p VALUES (2, NULL, 1, 1)", INTEGRITY_ERROR, NOT_NULL, "p.a");
    assert_names(&it, "", "p", "a");
    assert_fails(&it, "INSERT INTO p VALUES (2, 'y', 1, -1)", INTEGRITY_ERROR, CHECK, "positive");
    assert_names(&it, "positive", "", "");
    assert_fails(&it, "INSERT INTO q VALUES (7)", INTEGRITY_ERROR, FOREIGN_KEY, "FOREIGN KEY");
    run(&it, "INSERT INTO q VALUES (1)");
    assert_fails(&it, "DELETE FROM p", INTEGRITY_ERROR, FOREIGN_KEY, "FOREIGN KEY");
    close_it(&it);
}

/* ---- statements ------------------------------------------------------------------------------------- */

static void test_wrong_sql(void **state)
{
    (void)state;
    opened it = open_url("sqlite://");
    run(&it, "CREATE TABLE t (a TEXT)");
    assert_fails(&it, "SELECT * FROM absent", OPERATIONAL_ERROR, NO_SUCH_TABLE,
                 "no such table: absent; cupel_create_all() makes");
    assert_names(&it, "", "absent", "");
    assert_fails(&it, "SELECT missing FROM t", OPERATIONAL_ERROR, NONE, "missing");
    assert_names(&it, "", "", "missing");
    assert_fails(&it, "INSERT INTO t (b) VALUES (1)", OPERATIONAL_ERROR, NONE, "b");
    assert_names(&it, "", "t", "b");
    assert_fails(&it, "SELEKT 1", OPERATIONAL_ERROR, SYNTAX, "SELEKT");
    assert_fails(&it, "SELECT (1", OPERATIONAL_ERROR, SYNTAX, "incomplete input");
    assert_fails(&it, "SELECT 'x", OPERATIONAL_ERROR, SYNTAX, "unrecognized token");
    /* text in double quotes is a name, never a literal: a misspelt column is an error */
    assert_fails(&it, "SELECT \"misspelt\" FROM t", OPERATIONAL_ERROR, NONE, "misspelt");
    assert_fails(&it, "SELECT 1; SELECT ?", PROGRAMMING_ERROR, NONE, "has a parameter");
    assert_fails(&it, "INSERT INTO t VALUES ('1'); SELEKT; INSERT INTO t VALUES ('2')",
                 OPERATIONAL_ERROR, SYNTAX, "SELEKT");
    run(&it, "-- nothing at all\n");
    run(&it, "");
    run(&it, "SELECT 1; /* the end */ ;;");
    assert_null(cupel_execute(it.connection, "SELECT 1; SELECT 2"));
    assert_error(&it, PROGRAMMING_ERROR, NONE, "several statements");
    assert_null(cupel_execute(it.connection, "SELECT 1; DROP TABLE t"));
    assert_error(&it, PROGRAMMING_ERROR, NONE, "several statements");
    assert_null(cupel_execute(it.connection, "-- nothing"));
    assert_error(&it, PROGRAMMING_ERROR, NONE, "no statement in it");
    assert_int_equal(number(&it, "SELECT 5; -- and a comment"), 5);
    assert_int_equal(number(&it, "SELECT 6 ;; ; "), 6);
    assert_null(cupel_execute(it.connection, "SELECT '\xff'"));
    assert_error(&it, INVALID_ARGUMENT, INVALID_TEXT, "not UTF-8 at byte 8");
    assert_int_equal(number(&it, "SELECT count(*) FROM t"), 1);
    close_it(&it);
}

static void test_wrong_values(void **state)
{
    (void)state;
    opened it = open_url("sqlite://");
    run(&it, "CREATE TABLE t (a)");
    cupel_expr *invalid = cupel_bind("a", "a\xc0\x80z");
    assert_null(cupel_execute(it.connection, "INSERT INTO t VALUES (:a)", invalid));
    assert_error(&it, INVALID_ARGUMENT, INVALID_TEXT, "not UTF-8 at byte 1");
    double zero = 0;
    assert_null(
        cupel_execute(it.connection, "INSERT INTO t VALUES (:a)", cupel_bind("a", zero / zero)));
    assert_error(&it, DATA_ERROR, NONE, "NaN");
    assert_null(cupel_execute(it.connection, "INSERT INTO t VALUES (:a)"));
    assert_int_equal(cupel_error_code(it.connection), CUPEL_STATEMENT_ERROR);
    assert_null(cupel_execute(it.connection, "INSERT INTO t VALUES (:a)", cupel_bind("a", 1),
                              cupel_bind("b", 2)));
    assert_int_equal(cupel_error_code(it.connection), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(number(&it, "SELECT count(*) FROM t"), 0);
    /* a value stays a value */
    cupel_result *result = cupel_execute(it.connection, "INSERT INTO t VALUES (:a)",
                                         cupel_bind("a", "'); DROP TABLE t; --"));
    assert_non_null(result);
    cupel_result_close(result);
    assert_int_equal(number(&it, "SELECT count(*) FROM t WHERE a = '''); DROP TABLE t; --'"), 1);
    close_it(&it);
}

/* Larger than one value may be. */
static void test_too_large(void **state)
{
    (void)state;
    opened it = open_url("sqlite://");
    assert_fails(&it, "SELECT zeroblob(2000000000)", DATA_ERROR, TOO_LARGE, "too big");
    close_it(&it);
}

/* ---- files -------------------------------------------------------------------------------------------- */

static void test_read_only(void **state)
{
    (void)state;
    cu_test_folder folder;
    cu_test_folder_make(&folder);
    opened it = open_url(cu_test_folder_url(&folder, "a.db", "?journal_mode=delete"));
    run(&it, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    close_it(&it);
    it = open_url(cu_test_folder_url(&folder, "a.db", "?mode=ro"));
    assert_int_equal(number(&it, "SELECT a FROM t"), 1);
    assert_fails(&it, "INSERT INTO t VALUES (2)", OPERATIONAL_ERROR, READ_ONLY, "readonly");
    assert_fails(&it, "DROP TABLE t", OPERATIONAL_ERROR, READ_ONLY, "readonly");
    close_it(&it);
    /* mode=rw makes no file */
    it = open_url(cu_test_folder_url(&folder, "none.db", "?mode=rw"));
    assert_error(&it, OPERATIONAL_ERROR, CANNOT_OPEN, "none.db");
    assert_fails(&it, "SELECT 1", OPERATIONAL_ERROR, CANNOT_OPEN, "No such file");
    close_it(&it);
    it = open_url(cu_test_folder_url(&folder, "no folder/a.db", ""));
    assert_error(&it, OPERATIONAL_ERROR, CANNOT_OPEN, "no folder/a.db");
    close_it(&it);
    it = open_url(cu_test_folder_url(&folder, ".", ""));
    assert_error(&it, OPERATIONAL_ERROR, CANNOT_OPEN, "");
    close_it(&it);
    cu_test_folder_remove(&folder);
}

static void test_locked(void **state)
{
    (void)state;
    cu_test_folder folder;
    cu_test_folder_make(&folder);
    opened holder = open_url(cu_test_folder_url(&folder, "a.db", "?journal_mode=delete"));
    run(&holder, "CREATE TABLE t (a); BEGIN IMMEDIATE; INSERT INTO t VALUES (1)");
    opened other =
        open_url(cu_test_folder_url(&folder, "a.db", "?busy_timeout=20&journal_mode=delete"));
    assert_fails(&other, "INSERT INTO t VALUES (2)", OPERATIONAL_ERROR, LOCKED,
                 "busy_timeout of 20 ms");
    close_it(&other);
    /* another kind of journal needs the whole file */
    other = open_url(cu_test_folder_url(&folder, "a.db", "?busy_timeout=20&journal_mode=wal"));
    assert_error(&other, OPERATIONAL_ERROR, LOCKED, "busy_timeout of 20 ms");
    close_it(&other);
    run(&holder, "ROLLBACK");
    other = open_url(cu_test_folder_url(&folder, "a.db", "?busy_timeout=20&journal_mode=delete"));
    run(&other, "INSERT INTO t VALUES (2)");
    close_it(&other);
    close_it(&holder);
    cu_test_folder_remove(&folder);
}

/* Who has read and would write is not let wait for another writer; who began by writing is. */
static void test_reader_writes(void **state)
{
    static const char *const journals[] = { "?busy_timeout=20&journal_mode=delete",
                                            "?busy_timeout=20&journal_mode=wal" };
    (void)state;
    for (size_t i = 0; i < sizeof journals / sizeof *journals; i++) {
        cu_test_folder folder;
        cu_test_folder_make(&folder);
        opened holder = open_url(cu_test_folder_url(&folder, "a.db", journals[i]));
        opened other = open_url(cu_test_folder_url(&folder, "a.db", journals[i]));
        run(&holder, "CREATE TABLE t (a); BEGIN IMMEDIATE; INSERT INTO t VALUES (1)");
        run(&other, "BEGIN");
        assert_int_equal(number(&other, "SELECT count(*) FROM t"), 0);
        assert_fails(&other, "INSERT INTO t VALUES (2)", OPERATIONAL_ERROR, SERIALIZATION,
                     "began by reading, and another one writes");
        assert_null(strstr(cupel_error_text(other.connection), "busy_timeout"));
        run(&other, "ROLLBACK; BEGIN");
        assert_fails(&other, "INSERT INTO t VALUES (2)", OPERATIONAL_ERROR, LOCKED,
                     "busy_timeout of 20 ms");
        run(&other, "ROLLBACK");
        assert_fails(&other, "BEGIN IMMEDIATE", OPERATIONAL_ERROR, LOCKED, "busy_timeout of 20 ms");
        run(&holder, "ROLLBACK");
        run(&other, "INSERT INTO t VALUES (2)");
        close_it(&other);
        close_it(&holder);
        cu_test_folder_remove(&folder);
    }
}

static void test_corrupt(void **state)
{
    (void)state;
    static const char nonsense[] =
        "this is a letter to my mother, and no database at all, which is "
        "longer than the hundred bytes of a header, as it must be";
    cu_test_folder folder;
    cu_test_folder_make(&folder);
    cu_test_folder_write(&folder, "letter.db", nonsense, sizeof nonsense);
    opened it = open_url(cu_test_folder_url(&folder, "letter.db", ""));
    assert_fails(&it, "SELECT * FROM sqlite_master", DATABASE_ERROR, CORRUPT,
                 "file is not a database '/");
    assert_error(&it, DATABASE_ERROR, CORRUPT, "/letter.db'; the file was not written by SQLite");
    close_it(&it);
    /* the pages of one that was good */
    it = open_url(cu_test_folder_url(&folder, "torn.db", "?journal_mode=delete"));
    run(&it, "CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a);"
             "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) "
             "INSERT INTO t SELECT hex(x) || 'some text to fill the pages' FROM n");
    close_it(&it);
    FILE *file = fopen(cu_test_folder_file(&folder, "torn.db"), "r+b");
    assert_non_null(file);
    char rubbish[4096];
    memset(rubbish, 0xA7, sizeof rubbish);
    for (long page = 1; page < 20; page++) {
        assert_int_equal(fseek(file, page * 4096, SEEK_SET), 0);
        assert_int_equal(fwrite(rubbish, sizeof rubbish, 1, file), 1);
    }
    assert_int_equal(fclose(file), 0);
    it = open_url(cu_test_folder_url(&folder, "torn.db", "?journal_mode=delete"));
    assert_fails(&it, "SELECT count(*) FROM t NOT INDEXED WHERE a > ''", DATABASE_ERROR, CORRUPT,
                 "malformed");
    close_it(&it);
    cu_test_folder_remove(&folder);
}

/* No more pages than these: as a disk that is full. */
static void test_full(void **state)
{
    (void)state;
    opened it = open_url("sqlite://");
    run(&it, "CREATE TABLE t (a); PRAGMA max_page_count = 10");
    assert_fails(&it, "INSERT INTO t VALUES (zeroblob(100000))", OPERATIONAL_ERROR, DISK_FULL,
                 "full");
    run(&it, "INSERT INTO t VALUES (1)");
    assert_int_equal(number(&it, "SELECT count(*) FROM t"), 1);
    close_it(&it);
}

/* A file system that is full, where there is one to try. */
static void test_device_full(void **state)
{
    (void)state;
    cu_test_folder folder;
    cu_test_folder_make(&folder);
    const char *path = cu_test_folder_file(&folder, "full.db");
    if (symlink("/dev/full", path) != 0)
        fail_msg("no link can be made");
    opened it = open_url(cu_test_folder_url(&folder, "full.db", ""));
    assert_fails(&it, "CREATE TABLE t (a)", OPERATIONAL_ERROR, DISK_FULL, "there is no space left");
    close_it(&it);
    cu_test_folder_remove(&folder);
}

/* Names that SQLite would take for something else. */
static void test_odd_names(void **state)
{
    (void)state;
    static const char *const names[] = { "sqlite:///:odd.db", "sqlite:///file:odd.db",
                                         "sqlite:///a%20b%25%3Fc%23.db",
                                         "sqlite:///%E2%82%AC'\";--.db" };
    static const char *const files[] = { ":odd.db", "file:odd.db", "a b%?c#.db",
                                         "\xe2\x82\xac'\";--.db" };
    cu_test_folder folder;
    char *before = getcwd(NULL, 0);
    assert_non_null(before);
    cu_test_folder_make(&folder);
    assert_int_equal(chdir(folder.path), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        opened it = open_url(names[i]);
        run(&it, "CREATE TABLE t (a)");
        close_it(&it);
        struct stat found;
        assert_int_equal(stat(files[i], &found), 0);
        assert_true(found.st_size > 0);
    }
    assert_int_equal(chdir(before), 0);
    free(before);
    cu_test_folder_remove(&folder);
}

static void test_journals(void **state)
{
    (void)state;
    cu_test_folder folder;
    cu_test_folder_make(&folder);
    opened it = open_url(cu_test_folder_url(&folder, "a.db", ""));
    cupel_result *result = cupel_execute(it.connection, "PRAGMA journal_mode");
    assert_non_null(result);
    assert_text(cupel_row_text(cupel_result_next(result), 0), "wal");
    cupel_result_close(result);
    assert_int_equal(number(&it, "PRAGMA synchronous"), 1);
    close_it(&it);
    it = open_url(cu_test_folder_url(&folder, "b.db",
                                     "?journal_mode=truncate&synchronous=off"
                                     "&cache_size=100&temp_store=memory"));
    assert_int_equal(number(&it, "PRAGMA synchronous"), 0);
    assert_int_equal(number(&it, "PRAGMA cache_size"), 100);
    assert_int_equal(number(&it, "PRAGMA temp_store"), 2);
    assert_int_equal(number(&it, "PRAGMA foreign_keys"), 1);
    close_it(&it);
    /* a database in memory has no write-ahead log */
    it = open_url("sqlite://?journal_mode=wal");
    assert_error(&it, OPERATIONAL_ERROR, NONE, "journal_mode=wal cannot be had");
    close_it(&it);
    it = open_url("sqlite://?foreign_keys=off");
    assert_int_equal(number(&it, "PRAGMA foreign_keys"), 0);
    close_it(&it);
    cu_test_folder_remove(&folder);
}

/* Decimals are text to SQLite: they are put in order as numbers, and before what is none. */
static void test_decimal_order(void **state)
{
    (void)state;
    static const char *const order[] = { "-10",  "-9.5", "0", "0.50", "9",
                                         "10.0", "100",  "",  "a",    "ab" };
    opened it = open_url("sqlite://");
    run(&it, "CREATE TABLE t (a TEXT COLLATE cupel_decimal);"
             "INSERT INTO t VALUES ('ab'), ('10.0'), ('9'), ('a'), ('-9.5'), ('100'), (''), "
             "('-10'), ('0.50'), ('0')");
    cupel_result *result = cupel_execute(it.connection, "SELECT a FROM t ORDER BY a");
    assert_non_null(result);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        const cupel_row *row = cupel_result_next(result);
        assert_non_null(row);
        assert_text(cupel_row_text(row, 0), order[i]);
    }
    cupel_result_close(result);
    assert_int_equal(number(&it, "SELECT count(*) FROM t WHERE a = '0.5'"), 1);
    close_it(&it);
}

/* ---- rows ---------------------------------------------------------------------------------------- */

/* All rows of a statement: "1 a;2 -;". */
static void show_rows(const opened *it, const char *sql, char *out, size_t size)
{
    size_t used = 0;
    cupel_result *result = cupel_execute(it->connection, sql);
    if (!result)
        fail_msg("%s: %s", sql, cupel_error_text(it->connection));
    const cupel_row *row;
    out[0] = '\0';
    while ((row = cupel_result_next(result))) {
        for (int i = 0; i < (int)cupel_row_count(row); i++) {
            cupel_value value = cupel_row_value_at(row, i);
            const char *gap = i > 0 ? " " : "";
            int written =
                value.kind == CUPEL_KIND_NULL ? snprintf(out + used, size - used, "%s-", gap)
                : value.kind == CUPEL_KIND_INT
                    ? snprintf(out + used, size - used, "%s%d", gap, (int)value.as.integer)
                    : snprintf(out + used, size - used, "%s%s", gap, value.as.text);
            used += (size_t)written;
        }
        used += (size_t)snprintf(out + used, size - used, ";");
        assert_true(used < size);
    }
    assert_int_equal(cupel_error_code(it->connection), CUPEL_OK);
    cupel_result_close(result);
}

/* SQLite makes rows in different ways, some of them two in one statement; where its values are is found for each. */
static void test_rows_of_all_sorts(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *rows;
    } cases[] = {
        { "SELECT a, b FROM t", "1 x;2 y;3 -;" },
        { "SELECT b, a FROM t ORDER BY b DESC", "y 2;x 1;- 3;" },
        { "SELECT a, b FROM t UNION ALL SELECT b, a FROM t UNION ALL SELECT 7, 8",
          "1 x;2 y;3 -;x 1;y 2;- 3;7 8;" },
        { "SELECT a FROM t UNION SELECT 2 UNION SELECT 9", "1;2;3;9;" },
        { "SELECT a, b FROM t UNION ALL SELECT a + 10, b FROM t ORDER BY 1 DESC",
          "13 -;12 y;11 x;3 -;2 y;1 x;" },
        { "VALUES (1, 'a'), (2, 'b'), (3, NULL)", "1 a;2 b;3 -;" },
        { "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) "
          "SELECT i, i * i FROM n",
          "1 1;2 4;3 9;4 16;" },
        { "SELECT t.a, u.b, u.a FROM t LEFT JOIN t AS u ON u.a = t.a + 1", "1 y 2;2 - 3;3 - -;" },
        { "SELECT count(*), max(b), min(a) FROM t WHERE a > 100", "0 - -;" },
        { "SELECT b IS NULL, count(*) FROM t GROUP BY 1", "0 2;1 1;" },
        { "SELECT a, sum(a) OVER (ORDER BY a), lag(b) OVER (ORDER BY a) FROM t",
          "1 1 -;2 3 x;3 6 y;" },
        { "SELECT a FROM t WHERE a = 1 OR b = 'y' OR a = 3", "1;2;3;" },
        { "SELECT (SELECT b FROM t AS u WHERE u.a = t.a), a FROM t", "x 1;y 2;- 3;" },
        { "SELECT DISTINCT b IS NULL FROM t", "0;1;" },
        { "UPDATE t SET b = b WHERE a < 3 RETURNING b, a", "x 1;y 2;" },
        { "SELECT name, pk FROM pragma_table_info('t')", "a 1;b 0;" },
        { "SELECT * FROM t", "1 x;2 y;3 -;" },
        { "SELECT a FROM t WHERE 0", "" },
    };
    char rows[200];
    opened it = open_url("sqlite://");
    run(&it, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT);"
             "INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, NULL)");
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            show_rows(&it, cases[i].sql, rows, sizeof rows);
            assert_string_equal(rows, cases[i].rows);
        }
    /* prepared again by itself, with more columns than before */
    run(&it, "ALTER TABLE t ADD c DEFAULT 5; ALTER TABLE t ADD d; ALTER TABLE t ADD e;"
             "ALTER TABLE t ADD f; ALTER TABLE t ADD g; ALTER TABLE t ADD h; ALTER TABLE t ADD i");
    show_rows(&it, "SELECT * FROM t", rows, sizeof rows);
    assert_string_equal(rows, "1 x 5 - - - - - -;2 y 5 - - - - - -;3 - 5 - - - - - -;");
    close_it(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_constraints),   TEST(test_wrong_sql),         TEST(test_wrong_values),
        TEST(test_too_large),     TEST(test_read_only),         TEST(test_locked),
        TEST(test_reader_writes), TEST(test_corrupt),           TEST(test_full),
        TEST(test_device_full),   TEST(test_odd_names),         TEST(test_journals),
        TEST(test_decimal_order), TEST(test_rows_of_all_sorts),
    };
    return cmocka_run_group_tests_name("sqlite/driver", tests, NULL, NULL);
}
