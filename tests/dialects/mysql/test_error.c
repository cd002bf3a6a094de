#include "fixture.h"

#include "../errors.h"

static void test_all(void **state)
{
    (void)state;
    static const expectation cases[] = {
        { "INSERT INTO child (id, name) VALUES (1, 'x')", CUPEL_INTEGRITY_ERROR,
          CUPEL_REASON_UNIQUE, "23000", "PRIMARY", "", "", 1062 },
        { "INSERT INTO child (name) VALUES ('it''s for key ''k''')", CUPEL_INTEGRITY_ERROR,
          CUPEL_REASON_UNIQUE, "23000", "uq name", "", "", 1062 },
        { "INSERT INTO child (name) VALUES (NULL)", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NOT_NULL,
          "23000", "", "", "name", 1048 },
        { "INSERT INTO child (age) VALUES (5)", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_NOT_NULL,
          "HY000", "", "", "name", 1364 },
        { "INSERT INTO child (name, a, b) VALUES ('x', 7, 7)", CUPEL_INTEGRITY_ERROR,
          CUPEL_REASON_FOREIGN_KEY, "23000", "fk`parent", "child", "a, b", 1452 },
        { "DELETE FROM parent WHERE a = 1", CUPEL_INTEGRITY_ERROR, CUPEL_REASON_FOREIGN_KEY,
          "23000", "fk`parent", "child", "a, b", 1451 },
        { "INSERT INTO child (name, age) VALUES ('x', -1)", CUPEL_INTEGRITY_ERROR,
          CUPEL_REASON_CHECK, "23000", "ck_age", "child", "", 4025 },
        { "SELECT 1 FROM missing", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NO_SUCH_TABLE, "42S02", "",
          "missing", "", 1146 },
        { "DROP TABLE missing", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NO_SUCH_TABLE, "42S02", "",
          "missing", "", 1051 },
        { "SELECT nothing FROM child", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NONE, "42S22", "", "",
          "nothing", 1054 },
        { "SELEC 1", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_SYNTAX, "42000", "", "", "", 1064 },
        { "SELECT 1; SELECT 2", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_SYNTAX, "42000", "", "", "",
          1064 },
        { "SELECT nothing()", CUPEL_PROGRAMMING_ERROR, CUPEL_REASON_NONE, "42000", "", "", "",
          1305 },
        { "INSERT INTO child (name) VALUES ('123456789012345678901')", CUPEL_DATA_ERROR,
          CUPEL_REASON_TOO_LARGE, "22001", "", "", "name", 1406 },
        { "INSERT INTO child (name, age) VALUES ('x', 40000)", CUPEL_DATA_ERROR, CUPEL_REASON_NONE,
          "22003", "", "", "age", 1264 },
        { "INSERT INTO child (name, age) VALUES ('x', 'y')", CUPEL_DATA_ERROR, CUPEL_REASON_NONE,
          "22007", "", "child", "age", 1366 },
        { "INSERT INTO child (name, day) VALUES ('x', '2024-02-30')", CUPEL_DATA_ERROR,
          CUPEL_REASON_NONE, "22007", "", "child", "day", 1292 },
        { "INSERT INTO child (name, age) VALUES ('x', 1 / 0)", CUPEL_DATA_ERROR, CUPEL_REASON_NONE,
          "22012", "", "", "", 1365 },
        { "SELECT 9223372036854775807 + 1", CUPEL_DATA_ERROR, CUPEL_REASON_NONE, "22003", "", "",
          "", 1690 },
    };
    fixture one;
    open_server(&one);
    run(&one,
        "DROP TABLE IF EXISTS child, parent;"
        "CREATE TABLE parent (a INT, b INT, PRIMARY KEY (a, b));"
        "CREATE TABLE child (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) NOT NULL, age "
        "SMALLINT, day DATE, a INT, b INT, CONSTRAINT `uq name` UNIQUE (name), CONSTRAINT ck_age "
        "CHECK (age >= 0), CONSTRAINT `fk``parent` FOREIGN KEY (a, b) REFERENCES parent (a, b));"
        "INSERT INTO parent VALUES (1, 2);"
        "INSERT INTO child (id, name, a, b) VALUES (1, 'it''s for key ''k''', 1, 2)");
    for (size_t i = 0; i < CU_LENGTH(cases); i++)
        check_error(failure(&one, cases[i].sql), &cases[i]);
    /* After all that the connection is as good as ever. */
    assert_int_equal(number(&one, "SELECT count(*) FROM child"), 1);
    close_server(&one);
}

static void test_empty_statement(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    assert_int_equal(failure(&one, "")->code, CUPEL_PROGRAMMING_ERROR);
    close_server(&one);
}

static void test_read_only_transaction(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    run(&one, "CREATE OR REPLACE TABLE t (a INT); START TRANSACTION READ ONLY");
    const cupel_error *error = failure(&one, "INSERT INTO t VALUES (1)");
    assert_int_equal(error->code, CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(error->reason, CUPEL_REASON_READ_ONLY);
    run(&one, "ROLLBACK");
    close_server(&one);
}

static void test_statement_timeout(void **state)
{
    (void)state;
    fixture one;
    database_url();
    open_with(&one, cu_test_database_with(&database, "statement_timeout=50"), NULL);
    const cupel_error *error =
        failure(&one, "SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b");
    assert_int_equal(error->code, CUPEL_OPERATIONAL_ERROR);
    assert_int_equal(error->reason, CUPEL_REASON_STATEMENT_TIMEOUT);
    assert_int_equal(number(&one, "SELECT 1"), 1);
    close_server(&one);
}

static void test_other_language(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    run(&one, "CREATE OR REPLACE TABLE t (a INT NOT NULL UNIQUE); INSERT INTO t VALUES (1);"
              "SET lc_messages = 'de_DE'");
    const cupel_error *error = failure(&one, "INSERT INTO t VALUES (1)");
    assert_int_equal(error->code, CUPEL_INTEGRITY_ERROR);
    assert_int_equal(error->reason, CUPEL_REASON_UNIQUE);
    error = failure(&one, "INSERT INTO t VALUES (NULL)");
    assert_int_equal(error->reason, CUPEL_REASON_NOT_NULL);
    close_server(&one);
}

/* Long names and values: the server cuts its messages, and half a name must not be taken for a name. */
static void test_cut_messages(void **state)
{
    (void)state;
    fixture one;
    char sql[4000], names[6][70], columns[600] = "";
    open_server(&one);
    for (int i = 0; i < 6; i++) {
        memset(names[i], 'a' + i, 64);
        names[i][64] = '\0';
        snprintf(columns + strlen(columns), sizeof columns - strlen(columns), "%s%s", i ? ", " : "",
                 names[i]);
    }
    snprintf(sql, sizeof sql,
             "CREATE OR REPLACE TABLE long_parent (%s INT, %s INT, %s INT, %s INT, %s INT, %s INT, "
             "UNIQUE (%s))",
             names[0], names[1], names[2], names[3], names[4], names[5], columns);
    run(&one, sql);
    snprintf(sql, sizeof sql,
             "CREATE OR REPLACE TABLE long_child (%s INT, %s INT, %s INT, %s INT, %s INT, %s INT, "
             "CONSTRAINT fk FOREIGN KEY (%s) REFERENCES long_parent (%s))",
             names[0], names[1], names[2], names[3], names[4], names[5], columns, columns);
    run(&one, sql);
    const cupel_error *error = failure(&one, "INSERT INTO long_child VALUES (1, 2, 3, 4, 5, 6)");
    assert_int_equal(error->reason, CUPEL_REASON_FOREIGN_KEY);
    assert_string_equal(error->table, "long_child");
    assert_string_equal(error->constraint, "fk");
    if (error->column[0])
        assert_string_equal(error->column, columns);
    run(&one, "DROP TABLE long_child, long_parent");
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_all),
        SERVER_TEST(test_empty_statement),
        SERVER_TEST(test_read_only_transaction),
        SERVER_TEST(test_statement_timeout),
        SERVER_TEST(test_other_language),
        SERVER_TEST(test_cut_messages),
    };
    return cmocka_run_group_tests(tests, NULL, drop_database);
}
