/*
 * hello.c - the program of README.md: maps a struct, saves two instances, asks for one.
 */
#include <cupel.h>
#include <stdio.h>

typedef struct Book {
    cupel_object base;
    cupel_int id, year;
    cupel_text title;
} Book;

CUPEL_MAP(Book, "books", CUPEL_COLUMN(Book, id, .primary_key = true), CUPEL_COLUMN(Book, year),
          CUPEL_COLUMN(Book, title, .length = 200, .unique = true));

int main(void)
{
    cupel_engine *engine = cupel_engine_open("sqlite://"); /* in memory */
    cupel_registry *registry = cupel_registry_open(Book);
    cupel_session *session = cupel_session_open(registry, engine);
    cupel_create_all(registry, engine);
    cupel_add(session, cupel_new(Book, .title = "Modern C", .year = 2019));
    cupel_add(session, cupel_new(Book, .title = "The C Programming Language", .year = 1978));
    if (cupel_commit(session) != CUPEL_OK)
        puts(cupel_error_text(session));
    cupel_expr *old = cupel_lt(cupel_attr(Book, year), 2000);
    cupel_each (Book, book, cupel_filter(cupel_query(session, Book), old))
        printf("%s (%d)\n", book->title, (int)book->year);
    cupel_session_close(session);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
}
