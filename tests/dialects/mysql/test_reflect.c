/*
 * Reflection of what only MariaDB has.
 */
#include "fixture.h"

#include "../reflect.h"

static const char schema[] =
    "CREATE TABLE parents (id int PRIMARY KEY AUTO_INCREMENT, a int NOT NULL, b varchar(10) NOT "
    "NULL DEFAULT 'x''y', UNIQUE KEY `uq a` (a, b)) COMMENT 'it''s'; "
    "CREATE TABLE many (id bigint unsigned PRIMARY KEY, j json, j2 json NOT NULL, pid int, x int "
    "CHECK (x > 0), y int, e enum('a', 'b''c', 'd,e') DEFAULT 'a', e2 enum('x') COLLATE "
    "utf8mb4_bin, s set('x', 'y'), t timestamp(6) NULL DEFAULT current_timestamp(6) ON UPDATE "
    "current_timestamp(6), d datetime DEFAULT now(), g int GENERATED ALWAYS AS (x + 1) STORED, v "
    "int AS (x + 2) VIRTUAL, txt text COMMENT 'co', bb bit(3) DEFAULT b'101', dd decimal(10,2) "
    "DEFAULT 1.5, du decimal(8,3) unsigned, yy year, c36 char(36), uu uuid, ti tinyint, tb "
    "tinyint(1) NOT NULL DEFAULT 1, mi mediumint unsigned, f float, bin varbinary(20), tx "
    "varchar(30) COLLATE utf8mb4_bin, du2 datetime(3), pt point, other int NOT NULL AUTO_INCREMENT "
    "UNIQUE, CONSTRAINT ck CHECK (x > y), CONSTRAINT fk FOREIGN KEY (pid) REFERENCES parents (id) "
    "ON DELETE CASCADE ON UPDATE SET NULL, KEY ix (y DESC), KEY pre (txt(10), x), FULLTEXT KEY ft "
    "(txt), KEY plain (x, y)) ENGINE = InnoDB DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_unicode_ci; "
    "CREATE TABLE divided (id int NOT NULL, born date NOT NULL COMMENT 'PARTITION BY x', PRIMARY "
    "KEY (id, "
    "born)) PARTITION BY RANGE (year(born)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION "
    "old VALUES LESS "
    "THAN (2000), PARTITION rest VALUES LESS THAN MAXVALUE); "
    "CREATE TABLE hashed (id int PRIMARY KEY, latin varchar(20) CHARACTER SET latin1, sets "
    "set('a','b c') DEFAULT "
    "'a,b c', ascii_e enum('x','y') CHARACTER SET ascii) PARTITION BY KEY (id) PARTITIONS 3; "
    "CREATE VIEW z_first AS SELECT id, a FROM parents WHERE b <> 'from `parents`.x'; "
    "CREATE VIEW a_second AS SELECT id FROM z_first; "
    "CREATE SEQUENCE counter START WITH 7 INCREMENT BY 2";

static void test_round(void **state)
{
    (void)state;
    reflect_round_on_server(schema, NULL);
}

/* After test_round, which made the schema. */
static void test_details(void **state)
{
    (void)state;
    cupel_engine *engine = cupel_engine_open(database_url());
    cupel_inspector *all = cupel_inspect(engine);
    size_t count;
    reflect_type(all, "many", "id", CUPEL_BIG_INTEGER, "bigint(20) unsigned");
    reflect_type(all, "many", "j", CUPEL_JSON, NULL);
    reflect_type(all, "many", "x", CUPEL_INTEGER, NULL);
    reflect_type(all, "many", "e", CUPEL_ENUM, NULL);
    reflect_type(all, "many", "s", CUPEL_TEXT, "set('x','y')");
    reflect_type(all, "many", "t", CUPEL_TIMESTAMP, NULL);
    reflect_type(all, "many", "d", CUPEL_DATETIME, "datetime");
    reflect_type(all, "many", "txt", CUPEL_TEXT, "text");
    reflect_type(all, "many", "dd", CUPEL_NUMERIC, NULL);
    reflect_type(all, "many", "du", CUPEL_NUMERIC, "decimal(8,3) unsigned");
    reflect_type(all, "many", "c36", CUPEL_STRING, "char(36)");
    reflect_type(all, "many", "uu", CUPEL_UUID, "uuid");
    reflect_type(all, "many", "ti", CUPEL_SMALL_INTEGER, "tinyint(4)");
    reflect_type(all, "many", "tb", CUPEL_BOOLEAN, NULL);
    reflect_type(all, "many", "mi", CUPEL_BIG_INTEGER, "mediumint(8) unsigned");
    reflect_type(all, "many", "bin", CUPEL_BLOB, "varbinary(20)");
    reflect_type(all, "many", "tx", CUPEL_STRING, NULL);
    reflect_type(all, "many", "other", CUPEL_INTEGER, "int(11) AUTO_INCREMENT");
    const cupel_enum *letters = reflect_column(all, "many", "e")->enumeration;
    assert_int_equal(letters->count, 3);
    assert_string_equal(letters->items[1].name, "b'c");
    assert_string_equal(letters->items[2].name, "d,e");
    assert_string_equal(reflect_column(all, "many", "tx")->collation, "utf8mb4_bin");
    assert_string_equal(reflect_column(all, "many", "x")->check, "`x` > 0");
    assert_null(reflect_column(all, "many", "j")->check);
    assert_string_equal(reflect_column(all, "many", "t")->server_default,
                        "current_timestamp(6) ON UPDATE current_timestamp(6)");
    assert_true(reflect_column(all, "many", "t")->server_update);
    assert_string_equal(reflect_column(all, "many", "g")->computed, "`x` + 1");
    assert_true(reflect_column(all, "many", "g")->stored);
    assert_false(reflect_column(all, "many", "v")->stored);
    assert_int_equal(reflect_column(all, "parents", "id")->autoincrement, CUPEL_YES);
    assert_int_equal(reflect_column(all, "many", "id")->autoincrement, CUPEL_NO);
    assert_string_equal(reflect_options(all, "many")->collation, "utf8mb4_unicode_ci");
    assert_string_equal(reflect_string(cupel_get_table_comment(all, "parents", NULL)), "it's");
    assert_non_null(strstr(reflect_options(all, "divided")->partition_by, "SUBPARTITION BY HASH"));
    assert_null(reflect_options(all, "many")->partition_by);
    const cupel_table_item *keys = cupel_get_foreign_keys(all, "many", NULL, &count);
    assert_int_equal(count, 1);
    assert_string_equal(keys[0].as.constraint.references[0], "parents.id");
    assert_int_equal(keys[0].as.constraint.on_delete, CUPEL_CASCADE);
    assert_int_equal(keys[0].as.constraint.on_update, CUPEL_SET_NULL);
    const cupel_table_item *indexes = cupel_get_indexes(all, "many", NULL, &count);
    assert_int_equal(count, 4); /* the foreign key's own is not among them */
    assert_string_equal(indexes[0].as.constraint.method, "FULLTEXT");
    assert_string_equal(indexes[1].as.constraint.keys, "(`y` DESC)");
    assert_string_equal(indexes[2].as.constraint.columns[1], "y");
    assert_string_equal(indexes[3].as.constraint.keys, "(`txt`(10), `x`)");
    const cupel_table_item *checks = cupel_get_check_constraints(all, "many", NULL, &count);
    assert_int_equal(count, 1);
    assert_string_equal(checks[0].as.constraint.sql, "`x` > `y`");
    const char *const *names = reflect_names(cupel_get_view_names(all, NULL));
    assert_string_equal(names[0], "z_first");
    assert_string_equal(names[1], "a_second");
    assert_null(names[2]);
    names = reflect_names(cupel_get_sequence_names(all, NULL));
    assert_string_equal(reflect_string(names[0]), "counter");
    assert_non_null(strstr(reflect_string(cupel_get_view_definition(all, "z_first", NULL)),
                           "from `parents` where"));
    assert_non_null(strstr(reflect_string(cupel_get_view_definition(all, "z_first", NULL)),
                           "'from `parents`.x'"));
    cupel_inspector_close(all);
    cupel_engine_close(engine);
}

/* A schema is a database: tables of another one, and foreign keys out of it. */
static void test_schemas(void **state)
{
    (void)state;
    fixture one;
    cu_test_database second;
    char sql[300], full_name[100];
    open_server(&one);
    cu_test_database_make(&second, getenv(SERVER_VARIABLE));
    snprintf(sql, sizeof sql,
             "CREATE TABLE %s.c (id int PRIMARY KEY, p int REFERENCES %s.parents (id), self int "
             "REFERENCES %s.c (id))",
             second.name, database.name, second.name);
    run(&one, sql);
    cupel_registry *registry = cupel_registry_open_with(0, NULL, NULL);
    reflect_ok(registry, cupel_reflect(registry, one.connection, .schema = second.name));
    snprintf(full_name, sizeof full_name, "%s.c", second.name);
    assert_non_null(cupel_registry_table(registry, full_name));
    snprintf(full_name, sizeof full_name, "%s.parents", database.name);
    assert_non_null(cupel_registry_table(registry, full_name));
    reflect_ok(registry, cupel_registry_configure(registry));
    assert_int_equal(cupel_registry_table_count(registry), 2);
    cupel_inspector *all = cupel_inspect(one.connection);
    assert_string_equal(reflect_string(cupel_get_default_schema_name(all)), database.name);
    bool found = false;
    for (const char *const *name = cupel_get_schema_names(all); name && *name; name++)
        found |= strcmp(*name, second.name) == 0;
    assert_true(found);
    cupel_inspector_close(all);
    cupel_registry_close(registry);
    cu_test_database_drop(&second);
    close_server(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_round),
        SERVER_TEST(test_details),
        SERVER_TEST(test_schemas),
    };
    return cmocka_run_group_tests(tests, NULL, drop_database);
}
