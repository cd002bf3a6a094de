/*
 * The tutorial, T1 to T17: version, connecting, mapping, tables.
 */
#include "users.h"

/* The users of T6 to T14, whose texts have no length, and so cannot be created everywhere. */
typedef struct PlainUser {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text fullname;
    cupel_text password;
    int visits; /* no column: the program's own */
} PlainUser;

CUPEL_MAP(PlainUser, "users", CUPEL_COLUMN(PlainUser, id, .primary_key = true),
          CUPEL_COLUMN(PlainUser, name), CUPEL_COLUMN(PlainUser, fullname),
          CUPEL_COLUMN(PlainUser, password));

/* T16: a key out of a sequence. */
typedef struct SequenceUser {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text fullname;
    cupel_text password;
} SequenceUser;

CUPEL_MAP(SequenceUser, "users",
          CUPEL_COLUMN(SequenceUser, id, .primary_key = true, .sequence = "user_id_seq"),
          CUPEL_COLUMN(SequenceUser, name, .length = 50),
          CUPEL_COLUMN(SequenceUser, fullname, .length = 50),
          CUPEL_COLUMN(SequenceUser, password, .length = 12));

/* T17: the table by itself, and a struct mapped on it. */
CUPEL_TABLE(users_table, "users",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("name", .type = CUPEL_STRING, .length = 50),
            CUPEL_TABLE_COLUMN("fullname", .type = CUPEL_STRING, .length = 50),
            CUPEL_TABLE_COLUMN("password", .type = CUPEL_STRING, .length = 12));

typedef struct TableUser {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text fullname;
    cupel_text password;
} TableUser;

CUPEL_MAP_TABLE(TableUser, users_table, CUPEL_COLUMN(TableUser, id), CUPEL_COLUMN(TableUser, name),
                CUPEL_COLUMN(TableUser, fullname), CUPEL_COLUMN(TableUser, password));

/* T8: without a primary key, and without a table. */
typedef struct Keyless {
    cupel_object base;
    cupel_text name;
} Keyless;

CUPEL_MAP(Keyless, "keyless", CUPEL_COLUMN(Keyless, name));

typedef struct Homeless {
    cupel_object base;
    cupel_int id;
} Homeless;

CUPEL_MAP(Homeless, NULL, CUPEL_COLUMN(Homeless, id, .primary_key = true));

/* ---- connecting -------------------------------------------------------------------------------- */

static void test_t1_version(void **state)
{
    (void)state;
    assert_string_equal(cupel_version(), CUPEL_VERSION);
    assert_string_equal(cupel_version(), "0.1.0");
}

static void assert_url(const char *url, cupel_code code, const char *dialect)
{
    cupel_engine *engine = cupel_engine_open(url);
    assert_int_equal(cupel_error_code(engine), code);
    if (code == CUPEL_OK)
        assert_string_equal(cupel_engine_dialect(engine), dialect);
    cupel_engine_close(engine);
}

static void test_t2_urls(void **state)
{
    (void)state;
    assert_url("sqlite:///:memory:", CUPEL_OK, "sqlite");
    assert_url("sqlite://", CUPEL_OK, "sqlite");
    assert_url("sqlite:memory:", CUPEL_INVALID_ARGUMENT, NULL);
    assert_url("nosuchdb://", CUPEL_NO_SUCH_MODULE, NULL);
}

static void test_t3_echo(void **state)
{
    (void)state;
    for (int echo = 0; echo < 2; echo++) {
        char *said = NULL;
        size_t length = 0;
        FILE *file = open_memstream(&said, &length);
        assert_non_null(file);
        cupel_engine *engine = cupel_engine_open("sqlite://", .echo_file = echo ? file : NULL);
        cupel_registry *registry = cupel_registry_open(PlainUser);
        cupel_session *session = cupel_session_open(registry, engine);
        cupel_result *result =
            cupel_session_execute(session, "SELECT :number AS n", cupel_bind("number", 5));
        cupel_code code = cupel_error_code(session);
        cupel_result_close(result);
        cupel_session_close(session);
        cupel_registry_close(registry);
        cupel_engine_close(engine);
        fclose(file);
        bool began = strstr(said, "BEGIN\nSELECT ? AS n\n") == said;
        bool bound = strstr(said, " (5)\n") != NULL, ended = strstr(said, "ROLLBACK\n") != NULL;
        free(said);
        assert_int_equal(code, CUPEL_OK);
        assert_int_equal(began, echo);
        assert_int_equal(bound, echo);
        assert_int_equal(ended, echo);
        assert_int_equal(length > 0, echo);
    }
}

static void test_t4_lazy(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open(suite_url());
    cupel_pool_status pool = cupel_engine_pool_status(engine);
    cupel_engine_close(engine);
    assert_int_equal(pool.opened, 0);
    assert_int_equal(pool.idle + pool.in_use, 0);
}

static void test_t5_engine_alone(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open(suite_url());
    cupel_connection *connection = cupel_connect(engine);
    cupel_result *result = cupel_execute(connection, "SELECT 40 + 2");
    const cupel_row *row = result ? cupel_result_next(result) : NULL;
    int64_t answer = row ? cupel_row_int(row, 0) : 0;
    cupel_result_close(result);
    cupel_connection_close(connection);
    cupel_engine_close(engine);
    assert_int_equal(answer, 42);
}

/* ---- mapping ----------------------------------------------------------------------------------- */

static void test_t6_t7_t11_t12_mapping(void **state)
{
    (void)state;
    cupel_registry *registry = cupel_registry_open(PlainUser);
    /* T6, T12: the catalogue */
    size_t count = cupel_registry_table_count(registry);
    assert_int_equal(count, 1);
    assert_string_equal(cupel_registry_table_name(registry, 0), "users");
    /* T7, T11: columns and types stand with the struct, and can be looked at */
    const char *text = cupel_describe(registry, PlainUser);
    assert_non_null(text);
    assert_string_equal(text, "Table('users', Column('id', integer, primary key, not null), "
                              "Column('name', string), Column('fullname', string), "
                              "Column('password', string))");
    cupel_registry_close(registry);
}

static void assert_mistake(cupel_registry *registry, cupel_code code, const char *first,
                           const char *second)
{
    assert_int_equal(cupel_registry_configure(registry), code);
    assert_non_null(strstr(cupel_error_text(registry), first));
    assert_non_null(strstr(cupel_error_text(registry), second));
    cupel_registry_close(registry);
}

static void test_t8_mistakes(void **state)
{
    (void)state;
    static const char keyless[] = "Keyless: table 'keyless' has no primary key";
    static const char homeless[] = "Homeless has no table";
    assert_mistake(cupel_registry_open(Keyless), CUPEL_INVALID_ARGUMENT, keyless, keyless);
    assert_mistake(cupel_registry_open(Homeless), CUPEL_INVALID_REQUEST, homeless, homeless);
    /* all of them are told at once */
    assert_mistake(cupel_registry_open(Keyless, Homeless), CUPEL_INVALID_REQUEST, keyless,
                   homeless);
}

static void test_t9_expression(void **state)
{
    (void)state;
    suite one;
    users_open(&one);
    const cupel_query *condition =
        cupel_select(one.session, cupel_attr(User, name), cupel_eq(cupel_attr(User, name), "ed"));
    const char *sql = cupel_sql(condition, "sqlite");
    assert_non_null(sql);
    assert_string_equal(sql,
                        "SELECT users.name AS users_name, users.name = ? AS anon_1\nFROM users");
    suite_close(&one);
}

static void test_t10_other_members(void **state)
{
    (void)state;
    PlainUser *ed = cupel_new(PlainUser, .name = "ed");
    assert_non_null(ed);
    assert_int_equal(ed->visits, 0);
    ed->visits++;
    cupel_set(ed, name, "Ed");
    assert_int_equal(ed->visits, 1);
    cupel_free(ed);
}

/* ---- tables ------------------------------------------------------------------------------------ */

static void test_t13_t14_create(void **state)
{
    (void)state;
    cu_test_statements log = { 0 };
    cupel_engine *engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &log);
    cupel_registry *registry = cupel_registry_open(PlainUser);
    cupel_code first = cupel_create_all(registry, engine), second = CUPEL_OK;
    if (first == CUPEL_OK)
        cu_test_statements_expect(
            &log, "BEGIN IMMEDIATE",
            "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND "
            "name = 'users' COLLATE NOCASE () 0 rows",
            "CREATE TABLE users (\n\tid INTEGER NOT NULL,\n\tname VARCHAR,\n\t"
            "fullname VARCHAR,\n\tpassword VARCHAR,\n\tPRIMARY KEY (id)\n) ()",
            "COMMIT");
    second = cupel_create_all(registry, engine);
    if (second == CUPEL_OK)
        cu_test_statements_expect(&log, "BEGIN IMMEDIATE",
                                  "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND "
                                  "name = 'users' COLLATE NOCASE () 1 row",
                                  "COMMIT");
    cu_test_statements_clear(&log);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
    assert_int_equal(first, CUPEL_OK);
    assert_int_equal(second, CUPEL_OK);
}

static void assert_ddl(cupel_registry *registry, const cupel_mapping *mapping, const char *dialect,
                       const char *expected)
{
    char *sql = cupel_create_table_sql(registry, mapping, dialect);
    assert_string_equal(sql ? sql : cupel_error_text(registry), expected);
    cupel_text_free(sql);
}

#define REST_OF_USERS                                                                         \
    "\n\tname VARCHAR(50),\n\tfullname VARCHAR(50),\n\tpassword VARCHAR(12),\n\tPRIMARY KEY " \
    "(id)\n)"

static void test_t15_t16_dialects(void **state)
{
    (void)state;
    cupel_registry *registry = cupel_registry_open(SequenceUser);
    assert_ddl(registry, &SequenceUser_mapping, "sqlite",
               "CREATE TABLE users (\n\tid INTEGER NOT NULL," REST_OF_USERS);
    assert_ddl(registry, &SequenceUser_mapping, "postgresql",
               "CREATE TABLE users (\n\tid INTEGER NOT NULL," REST_OF_USERS);
    assert_ddl(registry, &SequenceUser_mapping, "mysql",
               "CREATE TABLE users (\n\tid INTEGER NOT NULL AUTO_INCREMENT," REST_OF_USERS);
    cupel_registry_close(registry);
    registry = cupel_registry_open(PlainUser);
    char *sql = cupel_create_table_sql(registry, &PlainUser_mapping, "mysql");
    assert_null(sql);
    assert_int_equal(cupel_error_code(registry), CUPEL_COMPILE_ERROR);
    assert_string_equal(cupel_error_text(registry), "(in table 'users', column 'name'): VARCHAR "
                                                    "requires a length on dialect mysql");
    cupel_registry_close(registry);
}

static void test_t17_on_a_table(void **state)
{
    (void)state;
    suite one;
    static const cupel_mapping *const mappings[] = { &TableUser_mapping };
    suite_open(&one, 1, mappings);
    cupel_add(one.session, cupel_new(TableUser, .name = "ed", .fullname = "Ed Jones"));
    suite_ok(&one, cupel_flush(one.session));
    suite_sent("BEGIN IMMEDIATE",
               "INSERT INTO users (name, fullname, password) VALUES (?, ?, ?) ('ed', 'Ed Jones', "
               "NULL) 1 row");
    const TableUser *ed =
        cupel_one(cupel_filter_by(cupel_query(one.session, TableUser), TableUser, name, "ed"));
    assert_non_null(ed);
    assert_string_equal(ed->fullname, "Ed Jones");
    suite_sent(SELECT_USERS "\nWHERE users.name = ? ('ed') 1 row");
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_t1_version),        SUITE_TEST(test_t2_urls),
        SUITE_TEST(test_t3_echo),           SUITE_TEST(test_t4_lazy),
        SUITE_TEST(test_t5_engine_alone),   SUITE_TEST(test_t6_t7_t11_t12_mapping),
        SUITE_TEST(test_t8_mistakes),       SUITE_TEST(test_t9_expression),
        SUITE_TEST(test_t10_other_members), SUITE_TEST(test_t13_t14_create),
        SUITE_TEST(test_t15_t16_dialects),  SUITE_TEST(test_t17_on_a_table),
    };
    return cmocka_run_group_tests_name("suite/tutorial_schema", tests, NULL, suite_end);
}
