/*
 * Mappings made at run time: structs that no compiler knows, and structs of the
 * program that are mapped by calls.
 */
#include <cupel.h>

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Two mappings that are laid out by the library, and where their members are. */
typedef struct library {
    const cupel_mapping *author, *book;
    size_t author_id, name, born, books;
    size_t book_id, title, price, author_key, author_of;
    cupel_engine *engine;
    cupel_registry *registry;
    cupel_session *session;
} library;

static void build_author(library *all)
{
    cupel_mapping_builder *builder = cupel_mapping_builder_new("Author", "authors", NULL, 0);
    assert_non_null(builder);
    all->author_id =
        cupel_mapping_builder_column(builder, "id", CUPEL_ATTRIBUTE_INT32, CUPEL_NEXT_OFFSET,
                                     &(cupel_column_options){ .primary_key = true });
    char name[] = "name"; /* copied */
    all->name =
        cupel_mapping_builder_column(builder, name, CUPEL_ATTRIBUTE_TEXT, CUPEL_NEXT_OFFSET,
                                     &(cupel_column_options){ .length = 40, .nullable = CUPEL_NO });
    name[0] = 'x';
    all->born = cupel_mapping_builder_column(builder, "born", CUPEL_ATTRIBUTE_NULL_DATE,
                                             CUPEL_NEXT_OFFSET, NULL);
    all->books = cupel_mapping_builder_relationship(
        builder, "books", "Book", true, CUPEL_NEXT_OFFSET,
        &(cupel_relationship_options){ .back_populates = "author", .order_by = "id" });
    cupel_mapping_builder_constraint(builder, CUPEL_ITEM_UNIQUE,
                                     &(cupel_constraint_options){ .columns = { "name" } });
    all->author = cupel_mapping_build(builder);
    assert_non_null(all->author);
}

static void build_book(library *all)
{
    cupel_mapping_builder *builder = cupel_mapping_builder_new("Book", "books", NULL, 0);
    assert_non_null(builder);
    all->book_id =
        cupel_mapping_builder_column(builder, "id", CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET,
                                     &(cupel_column_options){ .primary_key = true });
    all->title = cupel_mapping_builder_column(builder, "title", CUPEL_ATTRIBUTE_TEXT,
                                              CUPEL_NEXT_OFFSET, NULL);
    all->price =
        cupel_mapping_builder_column(builder, "price", CUPEL_ATTRIBUTE_DECIMAL, CUPEL_NEXT_OFFSET,
                                     &(cupel_column_options){ .precision = 8, .scale = 2 });
    all->author_key = cupel_mapping_builder_column(
        builder, "author_id", CUPEL_ATTRIBUTE_NULL_INT32, CUPEL_NEXT_OFFSET,
        &(cupel_column_options){ .foreign_key = "authors.id" });
    all->author_of = cupel_mapping_builder_relationship(
        builder, "author", "Author", false, CUPEL_NEXT_OFFSET,
        &(cupel_relationship_options){ .back_populates = "books" });
    all->book = cupel_mapping_build(builder);
    assert_non_null(all->book);
}

static void open_library(library *all)
{
    build_author(all);
    build_book(all);
    all->engine = cupel_engine_open("sqlite://");
    const cupel_mapping *const mappings[] = { all->author, all->book };
    all->registry = cupel_registry_open_with(2, mappings, NULL);
    if (cupel_registry_configure(all->registry) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(all->registry));
    assert_int_equal(cupel_create_all(all->registry, all->engine), CUPEL_OK);
    all->session = cupel_session_open(all->registry, all->engine);
}

static void close_library(library *all)
{
    cupel_session_close(all->session);
    cupel_registry_close(all->registry);
    cupel_engine_close(all->engine);
    cupel_mapping_free(all->author);
    cupel_mapping_free(all->book);
}

static void *member(const void *instance, size_t offset)
{
    return (char *)(uintptr_t)instance + offset;
}

static void test_laid_out(void **state)
{
    (void)state;
    library all;
    open_library(&all);
    /* Each member where its type may stand, none over another. */
    assert_int_equal(all.author_id % 4, 0);
    assert_int_equal(all.name % 8, 0);
    assert_true(all.author_id >= sizeof(cupel_object));
    assert_true(all.name >= all.author_id + 4);
    assert_true(all.books >= all.born + sizeof(void *));
    cupel_object *author = cupel_new_instance(all.author, NULL);
    assert_non_null(author);
    cupel_set_text(author, all.name, "Ursula");
    const cupel_value date = cupel_value_date((cupel_date_value){ 1929, 10, 21 });
    assert_int_equal(cupel_set_named(author, "born", &date), CUPEL_OK);
    for (int i = 0; i < 3; i++) {
        char title[20];
        cupel_object *book = cupel_new_instance(all.book, NULL);
        assert_non_null(book);
        snprintf(title, sizeof title, "Book %d", i);
        cupel_set_text(book, all.title, title);
        cupel_set_decimal(book, all.price, (cupel_decimal_value){ "12.50" });
        assert_int_equal(cupel_append_item(author, all.books, book), CUPEL_OK);
    }
    cupel_add_instance(all.session, author);
    assert_int_equal(cupel_commit(all.session), CUPEL_OK);
    assert_int_equal(*(int32_t *)member(author, all.author_id), 1);
    cupel_expunge_all(all.session);

    void **found = cupel_all(cupel_query_mapping(all.session, all.author));
    assert_non_null(found);
    assert_int_equal(cupel_array_count(found), 1);
    assert_string_equal(*(char **)member(found[0], all.name), "Ursula");
    const cupel_date_value *born = *(cupel_date_value **)member(found[0], all.born);
    assert_int_equal(born->year, 1929);
    cupel_value value;
    assert_int_equal(cupel_get_named(found[0], "name", &value), CUPEL_OK);
    assert_string_equal(value.as.text, "Ursula");
    assert_int_equal(cupel_load_attribute(found[0], all.books), CUPEL_OK);
    cupel_object **books = *(cupel_object ***)member(found[0], all.books);
    assert_string_equal(*(char **)member(books[2], all.title), "Book 2");
    assert_int_equal(cupel_load_attribute(books[2], all.author_of), CUPEL_OK);
    assert_ptr_equal(*(void **)member(books[2], all.author_of), found[0]);
    close_library(&all);
}

static void test_queries(void **state)
{
    (void)state;
    library all;
    open_library(&all);
    cupel_query *query =
        cupel_filter(cupel_join(cupel_query_mapping(all.session, all.book),
                                cupel_attribute_at(all.book, all.author_of)),
                     cupel_eq(cupel_attribute_named(all.author, "name"), "Ursula"));
    const char *sql = cupel_sql(query, "postgresql");
    assert_non_null(sql);
    assert_string_equal(sql,
                        "SELECT books.id AS books_id, books.title AS books_title, books.price AS "
                        "books_price, books.author_id AS books_author_id\nFROM books JOIN authors "
                        "ON authors.id = books.author_id\nWHERE authors.name = $1");
    close_library(&all);
}

/* ---- a struct of the program, mapped by calls ---------------------------------------------------- */

typedef struct Point {
    cupel_object base;
    cupel_int id;
    cupel_null_double x;
} Point;

CUPEL_TABLE(points, "points",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_BIG_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("x", .type = CUPEL_DOUBLE));

static void test_a_struct_on_a_table(void **state)
{
    (void)state;
    cupel_mapping_builder *builder =
        cupel_mapping_builder_new("Point", NULL, &points, sizeof(Point));
    assert_int_equal(cupel_mapping_builder_column(builder, "id", CUPEL_ATTRIBUTE_INT64,
                                                  offsetof(Point, id), NULL),
                     offsetof(Point, id));
    assert_int_equal(cupel_mapping_builder_column(builder, "x", CUPEL_ATTRIBUTE_NULL_DOUBLE,
                                                  offsetof(Point, x), NULL),
                     offsetof(Point, x));
    const cupel_mapping *Point_mapping = cupel_mapping_build(builder);
    assert_non_null(Point_mapping);
    cupel_engine *engine = cupel_engine_open("sqlite://");
    cupel_registry *registry = cupel_registry_open_with(1, &Point_mapping, NULL);
    if (cupel_registry_configure(registry) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(registry));
    assert_int_equal(cupel_create_all(registry, engine), CUPEL_OK);
    cupel_session *session = cupel_session_open(registry, engine);
    Point *point = cupel_new_instance(Point_mapping, NULL);
    assert_non_null(point);
    cupel_set(point, x, 1.5);
    cupel_add(session, point);
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    cupel_value key = cupel_value_int(1);
    assert_ptr_equal(cupel_get_by_key(session, Point_mapping, 1, &key), point);
    assert_true(*point->x == 1.5);
    cupel_session_close(session);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
    cupel_mapping_free(Point_mapping);
}

/* ---- mistakes ---------------------------------------------------------------------------------- */

static void test_mistakes(void **state)
{
    (void)state;
    assert_null(cupel_mapping_build(NULL));
    cupel_mapping_builder_free(NULL);
    cupel_mapping_free(NULL);
    assert_int_equal(cupel_mapping_builder_column(NULL, "x", CUPEL_ATTRIBUTE_INT64, 0, NULL),
                     SIZE_MAX);
    cupel_mapping_builder *builder = cupel_mapping_builder_new("Bad", "bad", NULL, 0);
    cupel_mapping_builder_constraint(builder, CUPEL_ITEM_COLUMN,
                                     &(cupel_constraint_options){ .columns = { "name" } });
    assert_null(cupel_mapping_build(builder)); /* a line that is none */
    builder = cupel_mapping_builder_new("Bad", "bad", NULL, 0);
    cupel_mapping_builder_column(builder, "x", CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET, NULL);
    cupel_mapping_builder_column(builder, "x", CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET, NULL);
    const cupel_mapping *bad = cupel_mapping_build(builder);
    assert_non_null(bad);
    cupel_registry *registry = cupel_registry_open_with(1, &bad, NULL);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    const char *text = cupel_error_text(registry);
    assert_non_null(strstr(text, "mapped twice"));
    assert_non_null(strstr(text, "primary key"));
    cupel_registry_close(registry);
    cupel_mapping_free(bad);
    builder = cupel_mapping_builder_new("Thrown away", "t", NULL, 0);
    cupel_mapping_builder_options(builder, &(cupel_mapper_options){ .version_id = "v" });
    cupel_mapping_builder_table_options(builder, &(cupel_table_options){ .comment = "c" });
    cupel_mapping_builder_free(builder);
}

#define TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)

/* More attributes than four words have bits: one that is deferred is loaded when it is asked for all the same. */
static void test_many_columns(void **state)
{
    (void)state;
    enum { COLUMNS = 300 };
    cupel_mapping_builder *builder = cupel_mapping_builder_new("Wide", "wide", NULL, 0);
    assert_non_null(builder);
    size_t offsets[COLUMNS], deferred;
    for (int i = 0; i < COLUMNS; i++) {
        char name[16];
        snprintf(name, sizeof name, "c%d", i);
        offsets[i] = cupel_mapping_builder_column(builder, name, CUPEL_ATTRIBUTE_NULL_INT32,
                                                  CUPEL_NEXT_OFFSET,
                                                  &(cupel_column_options){ .primary_key = i == 0 });
    }
    deferred =
        cupel_mapping_builder_column(builder, "notes", CUPEL_ATTRIBUTE_TEXT, CUPEL_NEXT_OFFSET,
                                     &(cupel_column_options){ .deferred = true });
    const cupel_mapping *mapping = cupel_mapping_build(builder);
    assert_non_null(mapping);
    cupel_engine *engine = cupel_engine_open("sqlite://");
    cupel_registry *registry = cupel_registry_open_with(1, &mapping, NULL);
    if (cupel_create_all(registry, engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(registry));
    cupel_session *session = cupel_session_open(registry, engine);
    cupel_object *wide = cupel_new_instance(mapping, NULL);
    assert_non_null(wide);
    assert_int_equal(cupel_add_instance(session, wide), CUPEL_OK);
    for (int i = 1; i < COLUMNS; i++)
        cupel_set_int(wide, offsets[i], i);
    cupel_set_text(wide, deferred, "asked for");
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    assert_int_equal(cupel_load_attribute(wide, offsets[COLUMNS - 1]), CUPEL_OK);
    assert_int_equal(**(const int32_t **)member(wide, offsets[COLUMNS - 1]), COLUMNS - 1);
    assert_false(cupel_attribute_is_loaded(wide, deferred));
    assert_int_equal(cupel_load_attribute(wide, deferred), CUPEL_OK);
    assert_true(cupel_attribute_is_loaded(wide, deferred));
    assert_string_equal(*(const char **)member(wide, deferred), "asked for");
    cupel_session_close(session);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
    cupel_mapping_free(mapping);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_laid_out), TEST(test_queries),      TEST(test_a_struct_on_a_table),
        TEST(test_mistakes), TEST(test_many_columns),
    };
    return cmocka_run_group_tests_name("orm/builder", tests, NULL, NULL);
}
