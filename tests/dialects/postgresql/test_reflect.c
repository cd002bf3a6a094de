/*
 * Reflection of what only PostgreSQL has.
 */
#include "fixture.h"

#include "../reflect.h"

static const char schema[] =
    "CREATE TYPE color AS ENUM ('red', 'it''s green');"
    "CREATE SCHEMA \"Far away\"; CREATE TYPE \"Far away\".size AS ENUM ('s', 'm');"
    "CREATE TABLE \"Far away\".target (id INT PRIMARY KEY);"
    "CREATE DOMAIN positive AS integer CHECK (VALUE > 0);"
    "CREATE SEQUENCE free_one START 10 INCREMENT 3 CYCLE MAXVALUE 100;"
    "CREATE TABLE parents (a int, b varchar(5), PRIMARY KEY (b, a), CONSTRAINT \"uq A\" UNIQUE (a) "
    "DEFERRABLE INITIALLY DEFERRED);"
    "CREATE TABLE many (id bigserial PRIMARY KEY, other serial, ident bigint GENERATED ALWAYS AS "
    "IDENTITY, r real, vc varchar, c char(4), n numeric, nn numeric(5,-2), jb jsonb, inet inet, "
    "arr integer[] DEFAULT '{1,2}', arr2 varchar(7)[], ts3 timestamp(3) with time zone, tz time "
    "with time zone, iv interval day to second(2), bits bit(3), x positive, col color DEFAULT "
    "'red', far \"Far away\".size, own int DEFAULT nextval('free_one'), low text COLLATE \"C\", "
    "gen text GENERATED ALWAYS AS (upper(vc)) STORED, a int, b varchar(5), m money, v tsvector, "
    "CONSTRAINT fk_many FOREIGN KEY (b, a) REFERENCES parents ON DELETE CASCADE ON UPDATE SET NULL "
    "DEFERRABLE, CONSTRAINT \"r>0\" CHECK (r > 0 AND vc <> 'a)b'));"
    "COMMENT ON TABLE many IS 'it''s many'; COMMENT ON COLUMN many.r IS 'a ''real''';"
    "CREATE INDEX ix_gin ON many USING gin (v); CREATE INDEX ix_lower ON many (lower(vc), a DESC "
    "NULLS LAST) INCLUDE (b) WHERE a > 5; CREATE UNIQUE INDEX ix_part ON many (a, b) WHERE vc IS "
    "NOT NULL; CREATE INDEX ix_pattern ON many (vc varchar_pattern_ops); CREATE INDEX ix_hash ON "
    "many USING hash (a);"
    "CREATE VIEW first_view AS SELECT id, vc AS \"V C\" FROM many WHERE a > 1;"
    "CREATE MATERIALIZED VIEW a_stored AS SELECT count(*) AS n FROM first_view;"
    "COMMENT ON VIEW first_view IS 'seen'";

/* What reflection does not bring: domains, and types of other schemas. */
static const char needed[] = "CREATE SCHEMA \"Far away\"; CREATE TYPE \"Far away\".size AS ENUM "
                             "('s', 'm'); CREATE DOMAIN positive AS integer CHECK (VALUE > 0)";

static void test_round(void **state)
{
    (void)state;
    cu_test_database second;
    cupel_engine *from = cupel_engine_open(database_url());
    cu_test_database_make(&second, getenv(SERVER_VARIABLE));
    cupel_engine *to = cupel_engine_open(second.url);
    reflect_script(to, needed);
    reflect_round(from, to, schema);
    cupel_engine_close(from);
    cupel_engine_close(to);
    cu_test_database_drop(&second);
}

/* After test_round, which made the schema. */
static void test_details(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open(database_url());
    cupel_inspector *all = cupel_inspect(engine);
    size_t count;
    reflect_type(all, "many", "id", CUPEL_BIG_INTEGER, NULL);
    reflect_type(all, "many", "r", CUPEL_FLOAT, "real");
    reflect_type(all, "many", "vc", CUPEL_STRING, NULL);
    reflect_type(all, "many", "c", CUPEL_STRING, "character(4)");
    reflect_type(all, "many", "n", CUPEL_NUMERIC, NULL);
    reflect_type(all, "many", "nn", CUPEL_NUMERIC, "numeric(5,-2)");
    reflect_type(all, "many", "jb", CUPEL_JSON, "jsonb");
    reflect_type(all, "many", "inet", CUPEL_TEXT, "inet");
    reflect_type(all, "many", "arr", CUPEL_TEXT, "integer[]");
    reflect_type(all, "many", "ts3", CUPEL_TIMESTAMP, "timestamp(3) with time zone");
    reflect_type(all, "many", "x", CUPEL_INTEGER, "positive");
    reflect_type(all, "many", "col", CUPEL_ENUM, NULL);
    reflect_type(all, "many", "far", CUPEL_ENUM, "\"Far away\".size");
    assert_int_equal(reflect_column(all, "many", "id")->autoincrement, CUPEL_YES);
    assert_null(reflect_column(all, "many", "id")->server_default);
    assert_string_equal(reflect_column(all, "many", "other")->sequence, "many_other_seq");
    assert_int_equal(reflect_column(all, "many", "ident")->identity, CUPEL_IDENTITY_ALWAYS);
    assert_string_equal(reflect_column(all, "many", "own")->sequence, "free_one");
    assert_string_equal(reflect_column(all, "many", "low")->collation, "C");
    assert_true(reflect_column(all, "many", "gen")->stored);
    const cupel_enum *color = reflect_column(all, "many", "col")->enumeration;
    assert_string_equal(color->name, "color");
    assert_int_equal(color->count, 2);
    assert_string_equal(color->items[1].name, "it's green");
    assert_string_equal(reflect_string(cupel_get_table_comment(all, "many", NULL)), "it's many");
    assert_string_equal(reflect_column(all, "many", "r")->comment, "a 'real'");
    const cupel_table_item *keys = cupel_get_foreign_keys(all, "many", NULL, &count);
    assert_int_equal(count, 1);
    assert_string_equal(keys[0].as.constraint.columns[0], "b");
    assert_string_equal(keys[0].as.constraint.references[1], "parents.a");
    assert_int_equal(keys[0].as.constraint.on_update, CUPEL_SET_NULL);
    assert_true(keys[0].as.constraint.deferrable);
    const cupel_table_item *indexes = cupel_get_indexes(all, "many", NULL, &count);
    assert_int_equal(count, 5);
    assert_string_equal(indexes[0].as.constraint.method, "gin");
    assert_string_equal(indexes[2].as.constraint.keys,
                        "(lower((vc)::text), a DESC NULLS LAST) INCLUDE (b)");
    assert_string_equal(indexes[2].as.constraint.sql, "(a > 5)");
    assert_string_equal(indexes[3].as.constraint.columns[1], "b");
    assert_true(indexes[3].as.constraint.unique);
    assert_string_equal(indexes[4].as.constraint.keys, "(vc varchar_pattern_ops)");
    assert_true(reflect_options(all, "a_stored")->materialized);
    const char *const *names = reflect_names(cupel_get_view_names(all, NULL));
    assert_string_equal(names[0], "first_view");
    assert_string_equal(names[1], "a_stored");
    names = reflect_names(cupel_get_sequence_names(all, NULL));
    assert_string_equal(names[0], "free_one");
    names = reflect_names(cupel_get_schema_names(all));
    assert_string_equal(names[0], "Far away");
    assert_string_equal(reflect_string(cupel_get_default_schema_name(all)), "public");
    cupel_inspector_close(all);
    cupel_engine_close(engine);
}

/* Tables of another schema, and foreign keys between schemas. */
static void test_schemas(void **state)
{
    (void)state;
    fixture one;
    cu_test_database second;
    open_server(&one);
    run(&one, "CREATE TABLE plain (id int PRIMARY KEY); CREATE TABLE \"Far away\".x (id int "
              "REFERENCES plain, t int REFERENCES \"Far "
              "away\".target); CREATE TABLE near (t int REFERENCES \"Far away\".target)");
    cupel_registry *registry = cupel_registry_open_with(0, NULL, NULL);
    const char *const only[] = { "x", NULL };
    reflect_ok(registry,
               cupel_reflect(registry, one.connection, .schema = "Far away", .only = only));
    assert_non_null(cupel_registry_table(registry, "Far away.x"));
    assert_non_null(cupel_registry_table(registry, "Far away.target"));
    assert_non_null(cupel_registry_table(registry, "plain"));
    reflect_ok(registry, cupel_registry_configure(registry));
    cu_test_database_make(&second, getenv(SERVER_VARIABLE));
    cupel_engine *to = cupel_engine_open(second.url);
    reflect_script(to, "CREATE SCHEMA \"Far away\"");
    reflect_ok(registry, cupel_create_all(registry, to));
    cupel_inspector *all = cupel_inspect(to);
    size_t count;
    cupel_get_foreign_keys(all, "x", "Far away", &count);
    assert_int_equal(count, 2);
    cupel_inspector_close(all);
    cupel_engine_close(to);
    cu_test_database_drop(&second);
    cupel_registry_close(registry);
    close_server(&one);
}

CUPEL_ENUM_TYPE(weather, "weather", { "rain", 10 }, { "sun", 20 });

typedef struct Day {
    cupel_object base;
    cupel_int id;
    const enum { RAIN = 10, SUN = 20 } weather;
    cupel_int number;
} Day;

CUPEL_MAP(Day, "days", CUPEL_COLUMN(Day, id, .primary_key = true, .sequence = "day_numbers"),
          CUPEL_COLUMN(Day, weather, .enumeration = &weather),
          CUPEL_COLUMN(Day, number, .identity = CUPEL_IDENTITY_BY_DEFAULT));

/* create_all makes the types and sequences that mapped columns name, and drop_all drops them. */
static void test_types_of_mappings(void **state)
{
    (void)state;
    fixture one;
    open_server(&one);
    cupel_registry *registry = cupel_registry_open(Day);
    reflect_ok(registry, cupel_create_all(registry, one.engine));
    reflect_ok(registry, cupel_create_all(registry, one.engine));
    run(&one, "ALTER SEQUENCE day_numbers RESTART 40");
    cupel_session *session = cupel_session_open(registry, one.engine);
    Day *day = cupel_new(Day, .weather = SUN);
    cupel_add(session, day);
    if (cupel_commit(session) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(session));
    assert_int_equal(day->id, 40);
    assert_int_equal(cupel_load(day, number), 1);
    assert_int_equal(cupel_load(day, weather), SUN);
    cupel_session_close(session);
    reflect_ok(registry, cupel_drop_all(registry, one.engine));
    assert_int_equal(number(&one, "SELECT count(*) FROM pg_type WHERE typname = 'weather'"), 0);
    assert_int_equal(number(&one, "SELECT count(*) FROM pg_class WHERE relname = 'day_numbers'"),
                     0);
    cupel_registry_close(registry);
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_round),
        SERVER_TEST(test_details),
        SERVER_TEST(test_schemas),
        SERVER_TEST(test_types_of_mappings),
    };
    return cmocka_run_group_tests(tests, NULL, drop_database);
}
