/*
 * Registries: what is added to them, what they refuse, and what they say of
 * their tables.
 */
#include "graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, cu_test_alloc_setup, cu_test_alloc_teardown)

typedef struct Small {
    cupel_object base;
    cupel_int id;
    cupel_text title;
    cupel_decimal price;
    cupel_null_int32 number;
} Small;

CUPEL_MAP(Small, "small things", CUPEL_COLUMN(Small, id, .primary_key = true),
          CUPEL_COLUMN(Small, title, .length = 40), CUPEL_COLUMN(Small, number, .unique = true),
          CUPEL_COLUMN(Small, price, .precision = 8, .scale = 2),
          CUPEL_INDEX(.columns = { "title" }));

CUPEL_TABLE(loose_table, "loose", CUPEL_TABLE_COLUMN("id", .primary_key = true),
            CUPEL_TABLE_COLUMN("small_id", .foreign_key = "small things.id"));

static void assert_error_at(const cupel_registry *registry, cupel_code code, const char *part,
                            int line)
{
    const cupel_error *error = cupel_registry_error(registry);
    if (error->code != code || !strstr(error->text, part))
        fail_msg("line %d: %s: %s", line, cupel_code_name(error->code), error->text);
}
#define assert_error(registry, code, part) assert_error_at((registry), (code), (part), __LINE__)

static cupel_registry *empty(void)
{
    return cupel_registry_open_with(0, NULL, NULL);
}

static void check_all_refuse(cupel_registry *registry, cupel_code code)
{
    cupel_engine *engine = cupel_engine_open("sqlite://");
    assert_int_equal(cupel_registry_configure(registry), code);
    assert_int_equal(cupel_registry_add(registry, &Small_mapping), code);
    assert_int_equal(cupel_registry_add_table(registry, &loose_table), code);
    assert_int_equal(cupel_registry_table_count(registry), 0);
    assert_null(cupel_registry_table_name(registry, 0));
    assert_null(cupel_describe(registry, Small));
    assert_null(cupel_create_table_sql(registry, &Small_mapping, "sqlite"));
    assert_int_equal(cupel_create_all(registry, engine), code);
    assert_int_equal(cupel_drop_all(registry, engine), code);
    assert_int_equal(cupel_registry_error(registry)->code, code);
    assert_string_not_equal(cupel_registry_error(registry)->text, "");
    cupel_engine_close(engine);
}

static void test_null(void **state)
{
    (void)state;
    check_all_refuse(NULL, CUPEL_INVALID_ARGUMENT);
    cupel_registry_close(NULL);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t n = 1; n < 4; n++) {
        cu_test_alloc_fail_at(n, false);
        cupel_registry *registry = cupel_registry_open(Small);
        cu_test_alloc_fail_at(0, false);
        check_all_refuse(registry, CUPEL_NO_MEMORY);
        cupel_registry_close(registry);
    }
}

static void test_adding(void **state)
{
    (void)state;
    cupel_registry *registry = empty();
    cupel_mapping other = Small_mapping, old = Small_mapping;
    cupel_table old_table = loose_table;
    old.attribute_size = 8;
    old_table.format = 99;
    assert_int_equal(cupel_registry_add(registry, NULL), CUPEL_INVALID_ARGUMENT);
    assert_error(registry, CUPEL_INVALID_ARGUMENT, "the mapping is NULL");
    assert_int_equal(cupel_registry_add(registry, &old), CUPEL_INVALID_ARGUMENT);
    assert_error(registry, CUPEL_INVALID_ARGUMENT, "compile the program again");
    assert_int_equal(cupel_registry_add(registry, &Small_mapping), CUPEL_OK);
    assert_int_equal(cupel_registry_add(registry, &Small_mapping), CUPEL_OK);
    assert_int_equal(cupel_registry_add(registry, &other), CUPEL_INVALID_ARGUMENT);
    assert_error(registry, CUPEL_INVALID_ARGUMENT, "two mappings of the registry are called Small");
    assert_int_equal(cupel_registry_add_table(registry, NULL), CUPEL_INVALID_ARGUMENT);
    assert_error(registry, CUPEL_INVALID_ARGUMENT, "the table is NULL");
    assert_int_not_equal(cupel_registry_add_table(registry, &old_table), CUPEL_OK);
    assert_int_equal(cupel_registry_add_table(registry, &loose_table), CUPEL_OK);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_OK);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_OK);
    assert_int_equal(cupel_registry_add(registry, &other), CUPEL_INVALID_REQUEST);
    assert_error(registry, CUPEL_INVALID_REQUEST, "add every mapping before that");
    assert_int_equal(cupel_registry_add_table(registry, &loose_table), CUPEL_INVALID_REQUEST);
    assert_error(registry, CUPEL_INVALID_REQUEST, "add every table");
    /* What was refused did no harm. */
    assert_int_equal(cupel_registry_table_count(registry), 2);
    assert_text(cupel_registry_table_name(registry, 0), "small things");
    assert_text(cupel_registry_table_name(registry, 1), "loose");
    assert_null(cupel_registry_table_name(registry, 2));
    assert_error(registry, CUPEL_INVALID_ARGUMENT, "there is no number 2");
    cupel_registry_close(registry);
}

/* Mistakes in what a registry is opened with: the first is what it says from then on. */
static void test_opened_with_mistakes(void **state)
{
    (void)state;
    const cupel_mapping *const mappings[] = { NULL, &Small_mapping, NULL };
    cupel_registry *registry = cupel_registry_open_with(3, mappings, NULL);
    check_all_refuse(registry, CUPEL_INVALID_ARGUMENT);
    assert_error(registry, CUPEL_INVALID_ARGUMENT, "the mapping is NULL");
    cupel_registry_close(registry);
    registry = cupel_registry_open_with(2, NULL, NULL);
    check_all_refuse(registry, CUPEL_INVALID_ARGUMENT);
    cupel_registry_close(registry);
    /* none at all is no mistake */
    registry = empty();
    assert_int_equal(cupel_registry_configure(registry), CUPEL_OK);
    assert_int_equal(cupel_registry_table_count(registry), 0);
    cupel_registry_close(registry);
}

static void test_descriptions(void **state)
{
    (void)state;
    static const char *const dialects[] = { "sqlite", "postgresql", "mysql" };
    cupel_registry *registry = cupel_registry_open(Small);
    assert_text(cupel_describe(registry, Small),
                "Table('small things', Column('id', integer, primary key, not null), "
                "Column('title', string(40)), Column('number', integer), "
                "Column('price', numeric(8, 2)))");
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        char *sql = cupel_create_table_sql(registry, &Small_mapping, dialects[i]);
        assert_non_null(sql);
        assert_non_null(
            strstr(sql, i == 2 ? "CREATE TABLE `small things`" : "CREATE TABLE \"small things\""));
        assert_non_null(strstr(sql, "NUMERIC(8, 2)"));
        cupel_text_free(sql);
    }
    cupel_text_free(NULL);
    assert_null(cupel_create_table_sql(registry, &Small_mapping, "dbase"));
    assert_error(registry, CUPEL_NO_SUCH_MODULE, "there is no dialect 'dbase'");
    assert_null(cupel_create_table_sql(registry, &Small_mapping, NULL));
    assert_error(registry, CUPEL_NO_SUCH_MODULE, "'NULL'");
    assert_null(cupel_create_table_sql(registry, &User_mapping, "sqlite"));
    assert_error(registry, CUPEL_UNMAPPED_TYPE, "User is not in this registry");
    assert_null(cupel_registry_describe(registry, NULL));
    assert_error(registry, CUPEL_UNMAPPED_TYPE, "NULL");
    cupel_registry_close(registry);
}

static void test_naming(void **state)
{
    (void)state;
    char primary_key[] = "pk_%(table_name)s";
    cupel_naming_convention names = { .primary_key = primary_key,
                                      .unique = "uq_%(column_0_name)s",
                                      .index = "ix_%(column_0_name)s" };
    const cupel_mapping *const mappings[] = { &Small_mapping };
    cupel_registry *registry = cupel_registry_open_with(
        1, mappings, &(cupel_registry_options){ .naming_convention = &names });
    /* it was copied */
    memset(primary_key, '?', sizeof primary_key - 1);
    names.unique = "?";
    char *sql = cupel_create_table_sql(registry, &Small_mapping, "postgresql");
    assert_non_null(sql);
    assert_non_null(strstr(sql, "CONSTRAINT \"pk_small things\" PRIMARY KEY"));
    assert_non_null(strstr(sql, "CONSTRAINT uq_number UNIQUE"));
    cupel_text_free(sql);
    cupel_registry_close(registry);
}

static void test_create_and_drop(void **state)
{
    (void)state;
    cupel_registry *registry = cupel_registry_open(Small);
    cupel_engine *engine = cupel_engine_open("sqlite://");
    assert_int_equal(cupel_create_all(registry, NULL), CUPEL_INVALID_ARGUMENT);
    assert_error(registry, CUPEL_INVALID_ARGUMENT, "the engine is NULL");
    assert_int_equal(cupel_create_all(registry, engine), CUPEL_OK);
    assert_int_equal(cupel_create_all(registry, engine), CUPEL_OK);
    cupel_session *session = cupel_session_open(registry, engine);
    assert_int_equal(cupel_count(cupel_query(session, Small)), 0);
    cupel_session_close(session);
    assert_int_equal(cupel_drop_all(registry, engine), CUPEL_OK);
    assert_int_equal(cupel_drop_all(registry, engine), CUPEL_OK);
    session = cupel_session_open(registry, engine);
    assert_int_equal(cupel_count(cupel_query(session, Small)), -1);
    assert_int_equal(cupel_error_code(session), CUPEL_OPERATIONAL_ERROR);
    cupel_session_close(session);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
}

/* ---- mistakes in mappings --------------------------------------------------------------------------- */

static void assert_mistake_at(const cupel_attribute *attributes, size_t count, const char *part,
                              int line)
{
    cupel_mapping mapping = { .format = CUPEL_MAPPING_FORMAT,
                              .attribute_size = sizeof(cupel_attribute),
                              .name = "Wrong",
                              .table_name = "wrongs",
                              .size = sizeof(Small) };
    cupel_attribute *own = malloc(count * sizeof *own);
    assert_non_null(own);
    memcpy(own, attributes, count * sizeof *own);
    for (size_t i = 0; i < count; i++)
        own[i].mapping = &mapping;
    mapping.attributes = own;
    mapping.count = count;
    const cupel_mapping *const mappings[] = { &mapping };
    cupel_registry *registry = cupel_registry_open_with(1, mappings, NULL);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    assert_error_at(registry, CUPEL_MAPPING_ERROR, part, line);
    cupel_registry_close(registry);
    free(own);
}
#define assert_mistake(part, ...)                                                               \
    assert_mistake_at(                                                                          \
        (const cupel_attribute[]){ CUPEL_COLUMN(Small, id, .primary_key = true), __VA_ARGS__ }, \
        sizeof((const cupel_attribute[]){ CUPEL_COLUMN(Small, id, .primary_key = true),         \
                                          __VA_ARGS__ }) /                                      \
            sizeof(cupel_attribute),                                                            \
        (part), __LINE__)

static void test_mapping_mistakes(void **state)
{
    (void)state;
    cupel_attribute outside = CUPEL_COLUMN(Small, title), over = CUPEL_COLUMN(Small, title),
                    untyped = CUPEL_COLUMN(Small, title), nameless = CUPEL_COLUMN(Small, title),
                    same = CUPEL_COLUMN(Small, id);
    outside.offset = sizeof(Small);
    over.offset = 0;
    untyped.type = (cupel_attribute_type)999;
    nameless.name = NULL;
    same.name = "again";
    assert_mistake("Wrong.title lies outside of the struct", outside);
    assert_mistake("Wrong.title lies outside of the struct, or over", over);
    assert_mistake("attribute number 2 ('title') has no type", untyped);
    assert_mistake("attribute number 2 ('') has no type", nameless);
    assert_mistake("Wrong.id and Wrong.again are the same member", same);
    assert_mistake("Wrong.title is mapped twice", CUPEL_COLUMN(Small, title),
                   CUPEL_COLUMN(Small, title));
    assert_mistake("Wrong.title and Wrong.number are both mapped to column 'c'",
                   CUPEL_COLUMN(Small, title, .name = "c"),
                   CUPEL_COLUMN(Small, number, .name = "c"));
    assert_mistake("Wrong.number is a", CUPEL_COLUMN(Small, number, .type = CUPEL_DATE));
    assert_mistake(".version_id = \"title\" must name an integer attribute",
                   CUPEL_COLUMN(Small, title), CUPEL_MAPPER_OPTIONS(.version_id = "title"));
    assert_mistake(".version_id = \"none\" must name", CUPEL_MAPPER_OPTIONS(.version_id = "none"));
}

/* All of them at once. */
static void test_several_mistakes(void **state)
{
    (void)state;
    cupel_mapping tiny = Small_mapping, homeless = Small_mapping;
    tiny.name = "Tiny";
    tiny.size = 3;
    homeless.name = "Homeless";
    homeless.table_name = "";
    const cupel_mapping *const mappings[] = { &tiny, &homeless };
    cupel_registry *registry = cupel_registry_open_with(2, mappings, NULL);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    assert_error(registry, CUPEL_MAPPING_ERROR, "Tiny: a struct of 3 bytes cannot begin with");
    assert_error(registry, CUPEL_MAPPING_ERROR, "Homeless");
    cupel_registry_close(registry);
}

/* A classical mapping needs every column of the table's key. */
typedef struct Loose {
    cupel_object base;
    cupel_int small_id;
} Loose;

CUPEL_MAP_TABLE(Loose, loose_table, CUPEL_COLUMN(Loose, small_id));

static void test_key_not_mapped(void **state)
{
    (void)state;
    cupel_registry *registry = cupel_registry_open(Small, Loose);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    assert_error(registry, CUPEL_MAPPING_ERROR,
                 "Loose: column 'id' of the primary key of 'loose' is not mapped");
    cupel_registry_close(registry);
}

/* A table may have a key of any width, a struct has one of 16 columns at most. */
static void test_wide_key(void **state)
{
    (void)state;
    for (int columns = 16; columns <= 17; columns++) {
        cupel_mapping_builder *builder = cupel_mapping_builder_new("Wide", "wide", NULL, 0);
        const cupel_column_options key = { .primary_key = true };
        for (int i = 0; i < columns; i++) {
            char name[20];
            snprintf(name, sizeof name, "k%d", i);
            cupel_mapping_builder_column(builder, name, CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET,
                                         &key);
        }
        const cupel_mapping *mapping = cupel_mapping_build(builder);
        assert_non_null(mapping);
        cupel_registry *registry = cupel_registry_open_with(1, &mapping, NULL);
        if (columns == 16)
            assert_int_equal(cupel_registry_configure(registry), CUPEL_OK);
        else {
            assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
            assert_error(registry, CUPEL_MAPPING_ERROR,
                         "Wide: the primary key has 17 columns; those of a struct can have 16");
        }
        cupel_registry_close(registry);
        cupel_mapping_free(mapping);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_null),
        TEST(test_no_memory),
        TEST(test_adding),
        TEST(test_opened_with_mistakes),
        TEST(test_descriptions),
        TEST(test_naming),
        TEST(test_create_and_drop),
        TEST(test_mapping_mistakes),
        TEST(test_several_mistakes),
        TEST(test_key_not_mapped),
        TEST(test_wide_key),
    };
    return cmocka_run_group_tests_name("orm/registry", tests, NULL, NULL);
}
