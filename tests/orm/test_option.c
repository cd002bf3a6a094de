/*
 * Which columns and relationships a query loads: groups of deferred columns, each
 * way in which a mapping says that a relationship is loaded, and options that
 * say otherwise.
 */
#include "graph.h"

#include <stdio.h>
#include <string.h>

typedef struct Book Book;
typedef struct Page Page;

struct Book {
    cupel_object base;
    cupel_int id;
    cupel_text title;
    cupel_text blurb;
    cupel_text summary;
    cupel_text review;
    cupel_to_many(Page) pages;
    cupel_to_many(Page) no_pages;
    cupel_to_many(Page) raising;
    cupel_to_many(Page) asked;
    cupel_to_many(Page) at_once;
    cupel_to_many(Page) after;
};

struct Page {
    cupel_object base;
    cupel_int id;
    cupel_int number;
    cupel_null_int book_id;
    cupel_null_int next_id;
    cupel_to_one(Book) book;
    cupel_to_one(Book) sql_book;
    cupel_to_one(Book) no_book;
    cupel_to_one(Page) next;
};

CUPEL_DECLARE(Book);
CUPEL_DECLARE(Page);

#define PAGES(field, ...) \
    CUPEL_RELATIONSHIP(Book, field, Page, .viewonly = true, .order_by = "id", __VA_ARGS__)

CUPEL_MAP(Book, "books", CUPEL_COLUMN(Book, id, .primary_key = true), CUPEL_COLUMN(Book, title),
          CUPEL_COLUMN(Book, blurb, .deferred = true, .deferred_group = "texts"),
          CUPEL_COLUMN(Book, summary, .deferred = true, .deferred_group = "texts"),
          CUPEL_COLUMN(Book, review, .deferred = true),
          CUPEL_RELATIONSHIP(Book, pages, Page, .back_populates = "book", .order_by = "number"),
          PAGES(no_pages, .lazy = CUPEL_LAZY_NOLOAD), PAGES(raising, .lazy = CUPEL_LAZY_RAISE),
          PAGES(asked, .lazy = CUPEL_LAZY_DYNAMIC), PAGES(at_once, .lazy = CUPEL_LAZY_SELECT),
          PAGES(after, .lazy = CUPEL_LAZY_SELECT));

CUPEL_MAP(Page, "pages", CUPEL_COLUMN(Page, id, .primary_key = true), CUPEL_COLUMN(Page, number),
          CUPEL_COLUMN(Page, book_id, .foreign_key = "books.id"),
          CUPEL_COLUMN(Page, next_id, .foreign_key = "pages.id"),
          CUPEL_RELATIONSHIP(Page, book, Book, .back_populates = "pages"),
          CUPEL_RELATIONSHIP(Page, sql_book, Book, .viewonly = true,
                             .lazy = CUPEL_LAZY_RAISE_ON_SQL),
          CUPEL_RELATIONSHIP(Page, no_book, Book, .viewonly = true, .lazy = CUPEL_LAZY_NOLOAD),
          CUPEL_RELATIONSHIP(Page, next, Page, .remote_side = "id", .lazy = CUPEL_LAZY_JOINED,
                             .join_depth = 2));

static int library_setup(void **state)
{
    graph_setup(state);
    graph_fixture *graph = *state;
    cupel_session_close(graph->session);
    cupel_registry_close(graph->registry);
    graph->registry = cupel_registry_open(Book, Page);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    Book *book = cupel_new(Book, .title = "t", .blurb = "b", .summary = "s", .review = "r");
    Page *before = NULL;
    for (int i = 1; i <= 4; i++) {
        Page *page = cupel_new(Page, .number = i);
        cupel_append(book, pages, page);
        if (before)
            cupel_set(before, next, page);
        before = page;
    }
    cupel_add(graph->session, book);
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    return 0;
}

#define LIBRARY_TEST(test) cmocka_unit_test_setup_teardown(test, library_setup, graph_teardown)

#define BOOKS              cupel_query(graph->session, Book)

static void test_deferred(void **state)
{
    graph_fixture *graph = *state;
    Book *book = cupel_one(BOOKS);
    assert_non_null(book);
    assert_sent(graph,
                "SELECT books.id AS books_id, books.title AS books_title FROM books () 1 row");
    assert_false(cupel_is_loaded(book, blurb));
    assert_false(cupel_is_loaded(book, review));
    /* one of a group brings the group, one without a group itself */
    assert_text(cupel_load(book, summary), "s");
    assert_sent(graph, "SELECT books.id AS books_id, books.blurb AS books_blurb, books.summary AS "
                       "books_summary FROM books WHERE books.id = ? (1) 1 row");
    assert_true(cupel_is_loaded(book, blurb));
    assert_text(cupel_load(book, review), "r");
    assert_sent(graph, "SELECT books.id AS books_id, books.review AS books_review FROM books WHERE "
                       "books.id = ? (1) 1 row");
}

/* One that is in no session says why it cannot load a column, and what to do. */
static void test_deferred_of_a_detached_instance(void **state)
{
    graph_fixture *graph = *state;
    Book *book = cupel_one(BOOKS);
    assert_non_null(book);
    assert_ok(graph, cupel_commit(graph->session)); /* expires it */
    cupel_session_reset(graph->session);
    assert_int_equal(cupel_load_attribute(CUPEL_OBJECT(book), offsetof(Book, review)),
                     CUPEL_DETACHED_INSTANCE);
    assert_non_null(strstr(cupel_object_error(book)->text,
                           "Book.review of an instance that is in no session is not loaded; it is "
                           "deferred, and was not asked for."));
    assert_non_null(strstr(cupel_object_error(book)->text, "cupel_undefer()"));
    assert_int_equal(cupel_load_attribute(CUPEL_OBJECT(book), offsetof(Book, title)),
                     CUPEL_DETACHED_INSTANCE);
    assert_non_null(strstr(cupel_object_error(book)->text, "it was expired when"));
    cupel_free(book);
}

static void test_undeferred(void **state)
{
    graph_fixture *graph = *state;
    Book *book =
        cupel_one(cupel_options(BOOKS, cupel_undefer_group(cupel_entity_of(Book), "texts")));
    assert_non_null(book);
    assert_true(cupel_is_loaded(book, blurb));
    assert_true(cupel_is_loaded(book, summary));
    assert_false(cupel_is_loaded(book, review));
    graph_renew(graph);
    book = cupel_one(cupel_options(BOOKS, cupel_undefer(cupel_attr(Book, review)),
                                   cupel_defer(cupel_attr(Book, title))));
    assert_non_null(book);
    assert_true(cupel_is_loaded(book, review));
    assert_false(cupel_is_loaded(book, title));
    assert_false(cupel_is_loaded(book, summary));
    graph_renew(graph);
    book = cupel_one(cupel_options(BOOKS, cupel_load_only(cupel_attr(Book, summary))));
    assert_non_null(book);
    assert_true(cupel_is_loaded(book, summary));
    assert_false(cupel_is_loaded(book, title));
    /* a group that there is none of loads nothing more */
    graph_renew(graph);
    book = cupel_one(cupel_options(BOOKS, cupel_undefer_group(cupel_entity_of(Book), "nothing")));
    assert_non_null(book);
    assert_false(cupel_is_loaded(book, blurb));
}

/* Options for what a relationship loads, which is kept with what was loaded. */
static void test_options_within(void **state)
{
    graph_fixture *graph = *state;
    Page *page = cupel_first(
        cupel_options(cupel_query(graph->session, Page),
                      cupel_selectinload(cupel_attr(Page, book),
                                         cupel_undefer_group(cupel_entity_of(Book), "texts"),
                                         cupel_defer(cupel_attr(Book, title)))));
    assert_non_null(page);
    assert_true(cupel_is_loaded(page, book));
    Book *book = page->book.item;
    assert_true(cupel_is_loaded(book, blurb));
    assert_false(cupel_is_loaded(book, title));
    graph_renew(graph);
    cupel_alias *alias = cupel_aliased(graph->session, Book, "b");
    book = cupel_one(cupel_options(cupel_select(graph->session, cupel_entity(alias)),
                                   cupel_selectinload(cupel_alias_attr(alias, Book, pages)),
                                   cupel_undefer(cupel_alias_attr(alias, Book, review))));
    assert_non_null(book);
    assert_true(cupel_is_loaded(book, pages));
    assert_int_equal(book->pages.count, 4);
}

static void test_ways_of_loading(void **state)
{
    graph_fixture *graph = *state;
    Book *book = cupel_one(BOOKS);
    Page *page = cupel_get(graph->session, Page, 1);
    assert_non_null(book);
    assert_non_null(page);
    graph_sent_count(graph);
    /* never: none, without asking */
    assert_int_equal(cupel_item_count(book, no_pages), 0);
    assert_null(cupel_load(page, no_book).item);
    assert_nothing_sent(graph);
    assert_int_equal(cupel_item_count(book, raising), -1);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_LAZY_LOAD_REFUSED);
    assert_non_null(strstr(cupel_error_text(graph->session), "Book.raising is not loaded"));
    assert_int_equal(cupel_item_count(book, asked), -1);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
    assert_non_null(strstr(cupel_error_text(graph->session), "is a dynamic relationship"));
    assert_int_equal(cupel_count(cupel_related(book, asked)), 4);
    /* what the session has is no SQL */
    assert_ptr_equal(cupel_load(page, sql_book).item, book);
    graph_renew(graph);
    page = cupel_get(graph->session, Page, 1);
    assert_non_null(page);
    assert_null(cupel_load(page, sql_book).item);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_LAZY_LOAD_REFUSED);
}

/* Options change that, for all that they are not named for too. */
static void test_other_ways(void **state)
{
    graph_fixture *graph = *state;
    Book *book = cupel_one(cupel_options(
        BOOKS, cupel_immediateload(cupel_attr(Book, at_once)),
        cupel_subqueryload(cupel_attr(Book, after)), cupel_joinedload(cupel_attr(Book, no_pages)),
        cupel_selectinload(cupel_attr(Book, raising)), cupel_raiseload(cupel_attr(Book, pages))));
    assert_non_null(book);
    assert_true(cupel_is_loaded(book, at_once));
    assert_true(cupel_is_loaded(book, after));
    assert_int_equal(book->at_once.count, 4);
    assert_int_equal(book->after.count, 4);
    assert_int_equal(book->no_pages.count, 4);
    assert_int_equal(book->raising.count, 4);
    assert_int_equal(book->after.items[0]->number, 4); /* written first: others refer to it */
    graph_renew(graph);
    Page *page = cupel_first(cupel_options(cupel_query(graph->session, Page),
                                           cupel_lazyload(cupel_attr(Page, next)),
                                           cupel_raiseload_on_sql(cupel_star())));
    assert_non_null(page);
    assert_false(cupel_is_loaded(page, next));
    graph_renew(graph);
    book = cupel_one(cupel_options(BOOKS, cupel_noload(cupel_attr(Book, pages))));
    assert_non_null(book);
    assert_int_equal(cupel_item_count(book, pages), 0);
    graph_renew(graph);
    book = cupel_one(cupel_options(BOOKS, cupel_joinedload_inner(cupel_attr(Book, pages)),
                                   cupel_defaultload(cupel_attr(Book, after))));
    assert_non_null(book);
    assert_int_equal(book->pages.count, 4);
}

/* What is only for viewing is changed in memory at most: nothing is written, and nothing cascades along it. */
static void test_view_only(void **state)
{
    graph_fixture *graph = *state;
    Book *book = cupel_first(BOOKS);
    assert_non_null(book);
    int64_t count = cupel_item_count(book, at_once);
    assert_true(count > 0);
    Page *page = cupel_new(Page, .number = 77), *first = book->at_once.items[0];
    graph_sent_count(graph);
    cupel_append(book, at_once, page);
    cupel_remove(book, at_once, first);
    assert_ok(graph, cupel_flush(graph->session));
    assert_nothing_sent(graph);
    assert_int_equal(cupel_state_of(graph->session, page), CUPEL_TRANSIENT);
    assert_int_equal(*first->book_id, book->id);
    assert_ok(graph, cupel_refresh(graph->session, book));
    assert_int_equal(cupel_item_count(book, at_once), count);
    cupel_expunge(graph->session, book);
    assert_int_equal(cupel_state_of(graph->session, first), CUPEL_PERSISTENT);
    cupel_free(page);
    cupel_free(book);
}

/* What is never loaded is none, also when it is asked for one by one, after it was forgotten. */
static void test_never_loaded(void **state)
{
    graph_fixture *graph = *state;
    Book *book = cupel_first(BOOKS);
    assert_non_null(book);
    Page *page = cupel_first(cupel_query(graph->session, Page));
    assert_non_null(page);
    cupel_expire(graph->session, book);
    cupel_expire(graph->session, page);
    cupel_load(book, title);
    cupel_load(page, number);
    graph_sent_count(graph);
    assert_int_equal(cupel_item_count(book, no_pages), 0);
    assert_null(cupel_load(page, no_book).item);
    assert_true(cupel_is_loaded(book, no_pages));
    assert_true(cupel_is_loaded(page, no_book));
    assert_nothing_sent(graph);
}

/* A table joined with itself, as deep as is said; got by key too. */
static void test_depth(void **state)
{
    graph_fixture *graph = *state;
    Page *page = cupel_one(
        cupel_filter(cupel_query(graph->session, Page), cupel_eq(cupel_attr(Page, number), 1)));
    assert_non_null(page);
    assert_int_equal(graph_sent_count(graph), 1);
    assert_true(cupel_is_loaded(page, next));
    Page *second = page->next.item;
    assert_non_null(second);
    assert_true(cupel_is_loaded(second, next));
    Page *third = second->next.item;
    assert_non_null(third);
    assert_int_equal(third->number, 3);
    assert_false(cupel_is_loaded(third, next));
    graph_renew(graph);
    page = cupel_get(graph->session, Page, 2);
    assert_non_null(page);
    assert_int_equal(graph_sent_count(graph), 1);
    assert_true(cupel_is_loaded(page, next));
    assert_int_equal(page->next.item->number, page->number + 1);
    assert_ok(graph, cupel_refresh(graph->session, page));
    assert_null(cupel_get(graph->session, Page, 99));
    assert_int_equal(cupel_error_code(graph->session), CUPEL_OK);
    /* nothing is joined to a statement that is text */
    graph_renew(graph);
    page = cupel_first(cupel_from_statement(cupel_query(graph->session, Page),
                                            cupel_text_sql("SELECT * FROM pages ORDER BY id")));
    assert_non_null(page);
    assert_false(cupel_is_loaded(page, next));
    assert_null(cupel_load(page, next).item);
    assert_true(cupel_is_loaded(page, next));
    /* without eager loading it is asked for */
    graph_renew(graph);
    page = cupel_first(cupel_enable_eagerloads(cupel_query(graph->session, Page), false));
    assert_non_null(page);
    assert_false(cupel_is_loaded(page, next));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIBRARY_TEST(test_deferred),        LIBRARY_TEST(test_deferred_of_a_detached_instance),
        LIBRARY_TEST(test_undeferred),      LIBRARY_TEST(test_options_within),
        LIBRARY_TEST(test_ways_of_loading), LIBRARY_TEST(test_other_ways),
        LIBRARY_TEST(test_depth),           LIBRARY_TEST(test_never_loaded),
        LIBRARY_TEST(test_view_only),
    };
    return cmocka_run_group_tests_name("orm/option", tests, NULL, NULL);
}
