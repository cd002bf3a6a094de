#include "dialects/sqlite/ddl.h"

#include "base/decimal.h"
#include "dialects/ddl.h"
#include "dialects/sqlite/sql.h"

#include <sqlite3.h>
#include <stdio.h>

#define DIALECT &cu_sql_sqlite, &cu_ddl_sqlite

/* ---- a database -------------------------------------------------------------------------------- */

static int compare_decimals(void *data, int left_length, const void *left, int right_length,
                            const void *right)
{
    (void)data;
    return cu_decimal_compare(left, (size_t)left_length, right, (size_t)right_length);
}

static sqlite3 *open_database(void)
{
    sqlite3 *database;
    assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    assert_int_equal(sqlite3_create_collation(database, CU_SQLITE_DECIMAL_COLLATION, SQLITE_UTF8,
                                              NULL, compare_decimals),
                     SQLITE_OK);
    return database;
}

static void run(sqlite3 *database, const char *sql)
{
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(database));
}

static void refuse(sqlite3 *database, const char *sql)
{
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_CONSTRAINT);
}

/* The values of all rows, with '|' between columns and ';' after rows; "-" is NULL. */
static const char *ask(sqlite3 *database, const char *sql)
{
    static char text[4096];
    size_t length = 0;
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(database));
    text[0] = '\0';
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *value = (const char *)sqlite3_column_text(statement, i);
            length += (size_t)snprintf(text + length, sizeof text - length, "%s%s",
                                       i > 0 ? "|" : "", value ? value : "-");
        }
        length += (size_t)snprintf(text + length, sizeof text - length, ";");
    }
    sqlite3_finalize(statement);
    return text;
}

/* Creates all tables of a resolved metadata, in order, with their indexes. */
static void create_all(fixture *one, sqlite3 *database)
{
    for (size_t i = 0; i < one->metadata.tables.count; i++) {
        const cu_table *table = one->metadata.sorted[i];
        cu_buffer buffer;
        cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
        if (cu_ddl_create_table(DIALECT, table, &buffer, &one->error) != CUPEL_OK)
            fail_msg("%s", one->error.public.text);
        run(database, cu_buffer_text(&buffer));
        for (size_t j = 0; j < table->constraints.count; j++) {
            if (table->constraints.items[j]->kind != CU_CONSTRAINT_INDEX)
                continue;
            cu_buffer_clear(&buffer);
            assert_int_equal(
                cu_ddl_create_index(DIALECT, table->constraints.items[j], &buffer, &one->error),
                CUPEL_OK);
            run(database, cu_buffer_text(&buffer));
        }
        cu_buffer_free(&buffer);
    }
}

/* ---- well-known tables -------------------------------------------------------------------------- */

CUPEL_TABLE(users, "users", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("name", .type = CUPEL_STRING),
            CUPEL_TABLE_COLUMN("fullname", .type = CUPEL_STRING, .length = 50));
CUPEL_TABLE(posts, "posts", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("user_id", .type = CUPEL_INTEGER, .foreign_key = "users.id"),
            CUPEL_TABLE_COLUMN("headline", .type = CUPEL_STRING, .length = 255,
                               .nullable = CUPEL_NO),
            CUPEL_TABLE_COLUMN("body", .type = CUPEL_TEXT));
CUPEL_TABLE(keywords, "keywords",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("keyword", .type = CUPEL_STRING, .length = 50, .unique = true,
                               .nullable = CUPEL_NO));
CUPEL_TABLE(post_keywords, "post_keywords",
            CUPEL_TABLE_COLUMN("post_id", .foreign_key = "posts.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("keyword_id", .foreign_key = "keywords.id", .primary_key = true));

static void test_well_known_tables(void **state)
{
    fixture *one = *state;
    cu_table *association = fixture_add(one, &post_keywords);
    cu_table *words = fixture_add(one, &keywords);
    cu_table *articles = fixture_add(one, &posts);
    cu_table *people = fixture_add(one, &users);
    fixture_resolve(one);
    check_create_table(one, DIALECT, people,
                       "CREATE TABLE users (\n"
                       "\tid INTEGER NOT NULL,\n"
                       "\tname VARCHAR,\n"
                       "\tfullname VARCHAR(50),\n"
                       "\tPRIMARY KEY (id)\n"
                       ")");
    check_create_table(one, DIALECT, articles,
                       "CREATE TABLE posts (\n"
                       "\tid INTEGER NOT NULL,\n"
                       "\tuser_id INTEGER,\n"
                       "\theadline VARCHAR(255) NOT NULL,\n"
                       "\tbody TEXT,\n"
                       "\tPRIMARY KEY (id),\n"
                       "\tFOREIGN KEY(user_id) REFERENCES users (id)\n"
                       ")");
    check_create_table(one, DIALECT, words,
                       "CREATE TABLE keywords (\n"
                       "\tid INTEGER NOT NULL,\n"
                       "\tkeyword VARCHAR(50) NOT NULL,\n"
                       "\tPRIMARY KEY (id),\n"
                       "\tUNIQUE (keyword)\n"
                       ")");
    check_create_table(one, DIALECT, association,
                       "CREATE TABLE post_keywords (\n"
                       "\tpost_id INTEGER NOT NULL,\n"
                       "\tkeyword_id INTEGER NOT NULL,\n"
                       "\tPRIMARY KEY (post_id, keyword_id),\n"
                       "\tFOREIGN KEY(post_id) REFERENCES posts (id),\n"
                       "\tFOREIGN KEY(keyword_id) REFERENCES keywords (id)\n"
                       ")");
    sqlite3 *database = open_database();
    create_all(one, database);
    assert_string_equal(ask(database, "PRAGMA table_info(posts)"),
                        "0|id|INTEGER|1|-|1;1|user_id|INTEGER|0|-|0;"
                        "2|headline|VARCHAR(255)|1|-|0;3|body|TEXT|0|-|0;");
    assert_string_equal(ask(database, "PRAGMA foreign_key_list(posts)"),
                        "0|0|users|user_id|id|NO ACTION|NO ACTION|NONE;");
    assert_string_equal(ask(database, "PRAGMA table_info(post_keywords)"),
                        "0|post_id|INTEGER|1|-|1;1|keyword_id|INTEGER|1|-|2;");
    run(database, "INSERT INTO users (name) VALUES ('a'), ('b')");
    assert_string_equal(ask(database, "SELECT id, name FROM users"), "1|a;2|b;");
    sqlite3_close(database);
}

/* ---- types ------------------------------------------------------------------------------------- */

CUPEL_ENUM_TYPE(color, "color", { "red", 0 }, { "gr\xC3\xBCn", 1 }, { "b'lue", 2 });

static void test_types(void **state)
{
    (void)state;
    CHECK_TYPE("BOOLEAN", .type = CUPEL_BOOLEAN);
    CHECK_TYPE("SMALLINT", .type = CUPEL_SMALL_INTEGER);
    CHECK_TYPE("INTEGER", .type = CUPEL_INTEGER);
    CHECK_TYPE("BIGINT", .type = CUPEL_BIG_INTEGER);
    CHECK_TYPE("FLOAT", .type = CUPEL_FLOAT);
    CHECK_TYPE("DOUBLE", .type = CUPEL_DOUBLE);
    CHECK_TYPE("NUMERIC(10, 2)", .type = CUPEL_NUMERIC, .precision = 10, .scale = 2);
    CHECK_TYPE("NUMERIC(15, 0)", .type = CUPEL_NUMERIC, .precision = 15);
    CHECK_TYPE("DECIMAL_TEXT(16, 2) COLLATE cupel_decimal", .type = CUPEL_NUMERIC, .precision = 16,
               .scale = 2);
    CHECK_TYPE("DECIMAL_TEXT COLLATE cupel_decimal", .type = CUPEL_NUMERIC);
    CHECK_TYPE("VARCHAR", .type = CUPEL_STRING);
    CHECK_TYPE("VARCHAR(50)", .type = CUPEL_STRING, .length = 50);
    CHECK_TYPE("VARCHAR(50) COLLATE \"NOCASE\"", .type = CUPEL_STRING, .length = 50,
               .collation = "NOCASE");
    CHECK_TYPE("TEXT COLLATE \"a\"\"b\"", .type = CUPEL_TEXT, .collation = "a\"b");
    CHECK_TYPE("TEXT", .type = CUPEL_TEXT, .length = 5);
    CHECK_TYPE("BLOB", .type = CUPEL_BLOB);
    CHECK_TYPE("DATE", .type = CUPEL_DATE);
    CHECK_TYPE("TIME", .type = CUPEL_TIME);
    CHECK_TYPE("DATETIME", .type = CUPEL_DATETIME);
    CHECK_TYPE("TIMESTAMP", .type = CUPEL_TIMESTAMP);
    CHECK_TYPE("BIGINT", .type = CUPEL_INTERVAL);
    CHECK_TYPE("CHAR(32)", .type = CUPEL_UUID);
    CHECK_TYPE("JSON_TEXT", .type = CUPEL_JSON);
    CHECK_TYPE("VARCHAR(5),\n\tCONSTRAINT color CHECK (c IN ('red', 'gr\xC3\xBCn', 'b''lue'))",
               .enumeration = &color);
}

CUPEL_TABLE(
    kept, "kept", CUPEL_TABLE_COLUMN("small", .type = CUPEL_NUMERIC, .precision = 15, .scale = 5),
    CUPEL_TABLE_COLUMN("large", .type = CUPEL_NUMERIC, .precision = 30, .scale = 10, .index = true),
    CUPEL_TABLE_COLUMN("json", .type = CUPEL_JSON), CUPEL_TABLE_COLUMN("uuid", .type = CUPEL_UUID),
    CUPEL_TABLE_COLUMN("date", .type = CUPEL_DATE),
    CUPEL_TABLE_COLUMN("string", .type = CUPEL_STRING),
    CUPEL_TABLE_COLUMN("enum", .enumeration = &color));

/* What is put into a column comes out of it, to the last digit. */
static void test_nothing_is_lost(void **state)
{
    fixture *one = *state;
    fixture_add(one, &kept);
    fixture_resolve(one);
    sqlite3 *database = open_database();
    create_all(one, database);
    run(database, "INSERT INTO kept VALUES ('1234567890.12345', '12345678901234567890.0123456789', "
                  "'1.50', '00000000000000000000000000000012', '2024-02-29', '007', 'red')");
    assert_string_equal(ask(database, "SELECT * FROM kept"),
                        "1234567890.12345|12345678901234567890.0123456789|1.50|"
                        "00000000000000000000000000000012|2024-02-29|007|red;");
    assert_string_equal(ask(database, "SELECT typeof(small), typeof(large), typeof(json), "
                                      "typeof(uuid) FROM kept"),
                        "real|text|text|text;");
    /* Decimals as text are in the order of numbers, and equal where the numbers are. */
    run(database, "DELETE FROM kept");
    run(database, "INSERT INTO kept (large) VALUES ('9'), ('-10'), ('10.0'), ('100'), ('2.50')");
    assert_string_equal(ask(database, "SELECT large FROM kept ORDER BY large"),
                        "-10;2.50;9;10.0;100;");
    assert_string_equal(ask(database, "SELECT large FROM kept WHERE large = '2.5' OR large > '9.5' "
                                      "ORDER BY large"),
                        "2.50;10.0;100;");
    assert_string_equal(ask(database, "SELECT max(large) FROM kept"), "100;");
    refuse(database, "INSERT INTO kept (\"enum\") VALUES ('blue')");
    run(database, "INSERT INTO kept (\"enum\") VALUES ('b''lue'), (NULL)");
    sqlite3_close(database);
}

/* ---- keys -------------------------------------------------------------------------------------- */

CUPEL_TABLE(small_key, "small_key",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_SMALL_INTEGER, .primary_key = true));
CUPEL_TABLE(big_key, "big_key",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_BIG_INTEGER, .primary_key = true));
CUPEL_TABLE(to_big_key, "to_big_key",
            CUPEL_TABLE_COLUMN("id", .foreign_key = "big_key.id", .primary_key = true));
CUPEL_TABLE(given_key, "given_key",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_BIG_INTEGER, .primary_key = true,
                               .autoincrement = CUPEL_NO));
CUPEL_TABLE(two_keys, "two_keys",
            CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .primary_key = true,
                               .autoincrement = CUPEL_YES),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER, .primary_key = true));

static void test_generated_keys(void **state)
{
    fixture *one = *state;
    fixture_add(one, &small_key);
    fixture_add(one, &big_key);
    cu_table *referring = fixture_add(one, &to_big_key);
    cu_table *given = fixture_add(one, &given_key);
    fixture_resolve(one);
    sqlite3 *database = open_database();
    create_all(one, database);
    run(database, "INSERT INTO small_key DEFAULT VALUES");
    run(database, "INSERT INTO big_key DEFAULT VALUES");
    assert_string_equal(ask(database, "SELECT id FROM small_key"), "1;");
    assert_string_equal(ask(database, "SELECT id FROM big_key"), "1;");
    refuse(database, "INSERT INTO given_key DEFAULT VALUES");
    sqlite3_close(database);
    check_create_table(one, DIALECT, referring,
                       "CREATE TABLE to_big_key (\n"
                       "\tid BIGINT NOT NULL,\n"
                       "\tPRIMARY KEY (id),\n"
                       "\tFOREIGN KEY(id) REFERENCES big_key (id)\n"
                       ")");
    check_create_table(one, DIALECT, given,
                       "CREATE TABLE given_key (\n"
                       "\tid BIGINT NOT NULL,\n"
                       "\tPRIMARY KEY (id)\n"
                       ")");
}

static void test_composite_keys_are_not_generated(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &two_keys);
    fixture_resolve(one);
    check_create_fails(one, DIALECT, table,
                       "(in table 'two_keys', column 'a'): SQLite does not support autoincrement "
                       "for composite primary keys");
}

CUPEL_TABLE(exclusive, "exclusive",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_EXCLUDE(.keys = "(id WITH =)"));

static void test_no_exclusion(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &exclusive);
    fixture_resolve(one);
    check_create_fails(one, DIALECT, table,
                       "(in table 'exclusive'): sqlite has no exclusion constraints");
}

/* ---- tables of SQLite's own kinds ---------------------------------------------------------------- */

#define COLUMN_OF_EACH_TYPE                                                                     \
    CUPEL_TABLE_COLUMN("id", .type = CUPEL_SMALL_INTEGER, .primary_key = true),                 \
        CUPEL_TABLE_COLUMN("boolean", .type = CUPEL_BOOLEAN),                                   \
        CUPEL_TABLE_COLUMN("double", .type = CUPEL_DOUBLE),                                     \
        CUPEL_TABLE_COLUMN("numeric", .type = CUPEL_NUMERIC, .precision = 5, .scale = 1),       \
        CUPEL_TABLE_COLUMN("string", .type = CUPEL_STRING, .length = 5, .collation = "NOCASE"), \
        CUPEL_TABLE_COLUMN("blob", .type = CUPEL_BLOB),                                         \
        CUPEL_TABLE_COLUMN("date", .type = CUPEL_DATE),                                         \
        CUPEL_TABLE_COLUMN("interval", .type = CUPEL_INTERVAL),                                 \
        CUPEL_TABLE_COLUMN("uuid", .type = CUPEL_UUID),                                         \
        CUPEL_TABLE_COLUMN("json", .type = CUPEL_JSON),                                         \
        CUPEL_TABLE_COLUMN("enum", .enumeration = &color)

CUPEL_TABLE(strict_table, "strict_table", COLUMN_OF_EACH_TYPE, CUPEL_TABLE_OPTIONS(.strict = true));
CUPEL_TABLE(rowless, "rowless",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_OPTIONS(.without_rowid = true));
CUPEL_TABLE(rowless_strict, "rowless_strict",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_OPTIONS(.without_rowid = true, .strict = true));

static void test_table_options(void **state)
{
    fixture *one = *state;
    cu_table *strict = fixture_add(one, &strict_table);
    cu_table *without = fixture_add(one, &rowless);
    cu_table *both = fixture_add(one, &rowless_strict);
    fixture_resolve(one);
    check_create_table(one, DIALECT, strict,
                       "CREATE TABLE strict_table (\n"
                       "\tid INTEGER NOT NULL,\n"
                       "\tboolean INTEGER,\n"
                       "\tdouble REAL,\n"
                       "\tnumeric TEXT COLLATE cupel_decimal,\n"
                       "\tstring TEXT COLLATE \"NOCASE\",\n"
                       "\tblob BLOB,\n"
                       "\tdate TEXT,\n"
                       "\tinterval INTEGER,\n"
                       "\tuuid TEXT,\n"
                       "\tjson TEXT,\n"
                       "\tenum TEXT,\n"
                       "\tPRIMARY KEY (id),\n"
                       "\tCONSTRAINT color CHECK (enum IN ('red', 'gr\xC3\xBCn', 'b''lue'))\n"
                       ") STRICT");
    check_create_table(one, DIALECT, without,
                       "CREATE TABLE rowless (\n"
                       "\tid INTEGER NOT NULL,\n"
                       "\tPRIMARY KEY (id)\n"
                       ") WITHOUT ROWID");
    check_create_table(one, DIALECT, both,
                       "CREATE TABLE rowless_strict (\n"
                       "\tid INTEGER NOT NULL,\n"
                       "\tPRIMARY KEY (id)\n"
                       ") WITHOUT ROWID, STRICT");
    if (sqlite3_libversion_number() < 3037000)
        return; /* has no STRICT */
    sqlite3 *database = open_database();
    create_all(one, database);
    run(database, "INSERT INTO strict_table (string, numeric) VALUES ('a', '10'), ('A', '9')");
    assert_string_equal(ask(database, "SELECT numeric FROM strict_table WHERE string = 'a' "
                                      "ORDER BY numeric"),
                        "9;10;");
    sqlite3_close(database);
}

/* ---- names, schemas, circles --------------------------------------------------------------------- */

CUPEL_TABLE(odd, "select \"it\"; --",
            CUPEL_TABLE_COLUMN("Key", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("order", .type = CUPEL_STRING, .index = true,
                               .server_default = "'x y'"),
            CUPEL_TABLE_COLUMN("gr\xC3\xBC\xC3\x9F"
                               "e",
                               .type = CUPEL_INTEGER,
                               .check = "\"gr\xC3\xBC\xC3\x9F"
                                        "e\" > 0"),
            CUPEL_TABLE_COLUMN("a.b", .foreign_key = "select \"it\"; --.Key"),
            CUPEL_UNIQUE(.columns = { "order", "a.b" }, .name = "Unique; One"));

static void test_names_that_need_quotes(void **state)
{
    fixture *one = *state;
    fixture_add(one, &odd);
    fixture_resolve(one);
    sqlite3 *database = open_database();
    create_all(one, database);
    assert_string_equal(ask(database, "PRAGMA table_info(\"select \"\"it\"\"; --\")"),
                        "0|Key|INTEGER|1|-|1;1|order|VARCHAR|0|'x y'|0;"
                        "2|gr\xC3\xBC\xC3\x9F"
                        "e|INTEGER|0|-|0;3|a.b|INTEGER|0|-|0;");
    assert_string_equal(ask(database, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql "
                                      "IS NOT NULL"),
                        "ix_select \"it\"; --_order;");
    run(database, "INSERT INTO \"select \"\"it\"\"; --\" DEFAULT VALUES");
    assert_string_equal(ask(database, "SELECT \"order\" FROM \"select \"\"it\"\"; --\""), "x y;");
    sqlite3_close(database);
}

CUPEL_TABLE(attached, "attached", CUPEL_TABLE_OPTIONS(.schema = "other"),
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("self", .foreign_key = "attached.id", .index = true),
            CUPEL_TABLE_COLUMN("user", .foreign_key = "users.id"));

static void test_attached_database(void **state)
{
    fixture *one = *state;
    fixture_add(one, &attached);
    fixture_add(one, &users);
    fixture_resolve(one);
    sqlite3 *database = open_database();
    run(database, "ATTACH ':memory:' AS other");
    create_all(one, database);
    assert_string_equal(ask(database, "SELECT name FROM other.sqlite_master"),
                        "attached;ix_other_attached_self;");
    assert_string_equal(ask(database, "PRAGMA other.foreign_key_list(attached)"),
                        "0|0|attached|self|id|NO ACTION|NO ACTION|NONE;");
    sqlite3_close(database);
}

CUPEL_TABLE(heads, "heads", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("tail", .foreign_key = "tails.id", .on_delete = CUPEL_SET_NULL,
                               .deferrable = true, .initially_deferred = true));
CUPEL_TABLE(tails, "tails", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("head", .foreign_key = "heads.id", .initially_deferred = true));

static void test_circle(void **state)
{
    fixture *one = *state;
    fixture_add(one, &heads);
    fixture_add(one, &tails);
    fixture_resolve(one);
    sqlite3 *database = open_database();
    run(database, "PRAGMA foreign_keys = ON");
    create_all(one, database);
    assert_string_equal(ask(database, "PRAGMA foreign_key_list(heads)"),
                        "0|0|tails|tail|id|NO ACTION|SET NULL|NONE;");
    assert_string_equal(ask(database, "PRAGMA foreign_key_list(tails)"),
                        "0|0|heads|head|id|NO ACTION|NO ACTION|NONE;");
    run(database,
        "BEGIN; INSERT INTO heads VALUES (1, 1); INSERT INTO tails VALUES (1, 1); COMMIT");
    run(database, "BEGIN; INSERT INTO heads VALUES (2, 2)");
    refuse(database, "COMMIT");
    sqlite3_close(database);
}

CUPEL_TABLE(composite, "composite",
            CUPEL_TABLE_COLUMN("a", .type = CUPEL_STRING, .primary_key = true),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_DATE, .primary_key = true),
            CUPEL_TABLE_COLUMN("sum", .type = CUPEL_STRING, .computed = "a || b", .stored = true),
            CUPEL_TABLE_COLUMN("virtual", .type = CUPEL_STRING, .computed = "b || a"));
CUPEL_TABLE(to_composite, "to_composite", CUPEL_TABLE_COLUMN("x"), CUPEL_TABLE_COLUMN("y"),
            CUPEL_FOREIGN_KEY(.columns = { "y", "x" },
                              .references = { "composite.b", "composite.a" }, .name = "fk",
                              .on_update = CUPEL_CASCADE),
            CUPEL_INDEX(.columns = { "x", "y" }, .unique = true, .sql = "x IS NOT NULL",
                        .name = "partial", .method = "hash"));

static void test_composite_keys(void **state)
{
    fixture *one = *state;
    fixture_add(one, &composite);
    cu_table *table = fixture_add(one, &to_composite);
    fixture_resolve(one);
    check_create_table(one, DIALECT, table,
                       "CREATE TABLE to_composite (\n"
                       "\tx VARCHAR,\n"
                       "\ty DATE,\n"
                       "\tCONSTRAINT fk FOREIGN KEY(y, x) REFERENCES composite (b, a) ON UPDATE "
                       "CASCADE\n"
                       ")");
    sqlite3 *database = open_database();
    run(database, "PRAGMA foreign_keys = ON");
    create_all(one, database);
    run(database, "INSERT INTO composite (a, b) VALUES ('k', '2024-01-01')");
    assert_string_equal(ask(database, "SELECT sum, virtual FROM composite"),
                        "k2024-01-01|2024-01-01k;");
    run(database, "INSERT INTO to_composite VALUES ('k', '2024-01-01')");
    run(database, "UPDATE composite SET a = 'l'");
    assert_string_equal(ask(database, "SELECT x, y FROM to_composite"), "l|2024-01-01;");
    refuse(database, "INSERT INTO to_composite VALUES ('m', '2024-01-01')");
    refuse(database, "INSERT INTO to_composite VALUES ('l', '2024-01-01')");
    assert_string_equal(ask(database, "SELECT sql FROM sqlite_master WHERE name = 'partial'"),
                        "CREATE UNIQUE INDEX partial ON to_composite (x, y) WHERE x IS NOT NULL;");
    sqlite3_close(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(test_well_known_tables),
        FIXTURE_TEST(test_types),
        FIXTURE_TEST(test_nothing_is_lost),
        FIXTURE_TEST(test_generated_keys),
        FIXTURE_TEST(test_composite_keys_are_not_generated),
        FIXTURE_TEST(test_no_exclusion),
        FIXTURE_TEST(test_table_options),
        FIXTURE_TEST(test_names_that_need_quotes),
        FIXTURE_TEST(test_attached_database),
        FIXTURE_TEST(test_circle),
        FIXTURE_TEST(test_composite_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
