/*
 * bookshop.c - a small shop: authors, books, customers and their orders; an order that
 * cannot be delivered and is undone; and the reports a shopkeeper asks for.
 *
 * It shows relationships, a transaction that is rolled back because a constraint of the
 * database says no, aggregates with GROUP BY and HAVING, outer joins and conditions on
 * related rows.  Money is in cents, so that sums are exact.
 */
#include <cupel.h>
#include <stdio.h>

/* ---- the tables -------------------------------------------------------------------------------- */

typedef struct Author Author;
typedef struct Book Book;
typedef struct Customer Customer;
typedef struct Order Order;
typedef struct OrderLine OrderLine;

struct Author {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Book) books;
};

struct Book {
    cupel_object base;
    cupel_int id, author_id, price, stock;
    cupel_text title;
    cupel_to_one(Author) author;
};

struct Customer {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Order) orders;
};

struct Order {
    cupel_object base;
    cupel_int id, customer_id;
    cupel_date day;
    cupel_to_one(Customer) customer;
    cupel_to_many(OrderLine) lines;
};

/* Which book, how many, and the price at that time: an association with columns of its own. */
struct OrderLine {
    cupel_object base;
    cupel_int order_id, book_id, quantity, price;
    cupel_to_one(Order) order;
    cupel_to_one(Book) book;
};

CUPEL_MAP(Author, "authors", CUPEL_COLUMN(Author, id, .primary_key = true),
          CUPEL_COLUMN(Author, name, .length = 100, .nullable = CUPEL_NO, .unique = true),
          CUPEL_RELATIONSHIP(Author, books, Book, .back_populates = "author", .order_by = "title"));

CUPEL_MAP(Book, "books", CUPEL_COLUMN(Book, id, .primary_key = true),
          CUPEL_COLUMN(Book, author_id, .foreign_key = "authors.id"),
          CUPEL_COLUMN(Book, title, .length = 200, .nullable = CUPEL_NO), CUPEL_COLUMN(Book, price),
          CUPEL_COLUMN(Book, stock),
          CUPEL_RELATIONSHIP(Book, author, Author, .back_populates = "books"),
          CUPEL_CHECK(.name = "enough_in_stock", .sql = "stock >= 0"),
          CUPEL_UNIQUE(.columns = { "author_id", "title" }));

CUPEL_MAP(Customer, "customers", CUPEL_COLUMN(Customer, id, .primary_key = true),
          CUPEL_COLUMN(Customer, name, .length = 100, .nullable = CUPEL_NO),
          CUPEL_RELATIONSHIP(Customer, orders, Order, .back_populates = "customer"));

CUPEL_MAP(Order, "orders", CUPEL_COLUMN(Order, id, .primary_key = true),
          CUPEL_COLUMN(Order, customer_id, .foreign_key = "customers.id", .index = true),
          CUPEL_COLUMN(Order, day),
          CUPEL_RELATIONSHIP(Order, customer, Customer, .back_populates = "orders"),
          CUPEL_RELATIONSHIP(Order, lines, OrderLine, .back_populates = "order",
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN));

CUPEL_MAP(OrderLine, "order_lines",
          CUPEL_COLUMN(OrderLine, order_id, .foreign_key = "orders.id", .primary_key = true),
          CUPEL_COLUMN(OrderLine, book_id, .foreign_key = "books.id", .primary_key = true),
          CUPEL_COLUMN(OrderLine, quantity), CUPEL_COLUMN(OrderLine, price),
          CUPEL_RELATIONSHIP(OrderLine, order, Order, .back_populates = "lines"),
          CUPEL_RELATIONSHIP(OrderLine, book, Book));

/* ---- stocking and selling ------------------------------------------------------------------------ */

static Book *new_book(const char *title, int64_t price, int64_t stock)
{
    return cupel_new(Book, .title = title, .price = price, .stock = stock);
}

static cupel_code stock_shelves(cupel_session *session)
{
    cupel_add_all(session,
                  cupel_new(Author, .name = "Ursula K. Le Guin",
                            .books = CUPEL_ITEMS(Book, new_book("A Wizard of Earthsea", 899, 10),
                                                 new_book("The Dispossessed", 1099, 4))),
                  cupel_new(Author, .name = "Stanisław Lem",
                            .books = CUPEL_ITEMS(Book, new_book("Solaris", 950, 3),
                                                 new_book("The Cyberiad", 1250, 5),
                                                 new_book("Fiasco", 1195, 1))),
                  cupel_new(Author, .name = "Octavia E. Butler",
                            .books = CUPEL_ITEMS(Book, new_book("Kindred", 999, 6))));
    cupel_add_all(session, cupel_new(Customer, .name = "Ada"), cupel_new(Customer, .name = "Grace"),
                  cupel_new(Customer, .name = "Barbara"));
    return cupel_commit(session);
}

/* One more line of an order; takes the books off the shelf. */
static void add_line(cupel_session *session, Order *order, const char *title, int64_t quantity)
{
    Book *book = cupel_one(cupel_filter_by(cupel_query(session, Book), Book, title, title));
    if (!book)
        return;
    cupel_append(
        order, lines,
        cupel_new(OrderLine, .book.item = book, .quantity = quantity, .price = book->price));
    cupel_set(book, stock, book->stock - quantity);
}

static Order *new_order(cupel_session *session, const char *name, cupel_date_value day)
{
    Customer *customer =
        cupel_one(cupel_filter_by(cupel_query(session, Customer), Customer, name, name));
    Order *order = cupel_new(Order, .day = day, .customer.item = customer);
    cupel_add(session, order);
    return order;
}

/* Commits an order, or undoes all of it and says why. */
static void deliver(cupel_session *session, const char *customer)
{
    if (cupel_commit(session) == CUPEL_OK) {
        printf("%s: delivered\n", customer);
        return;
    }
    if (cupel_error_reason(session) == CUPEL_REASON_CHECK)
        printf("%s: not enough in stock\n", customer);
    else
        printf("%s: %s\n", customer, cupel_error_text(session));
    cupel_rollback(session);
}

static void sell(cupel_session *session)
{
    Order *order = new_order(session, "Ada", (cupel_date_value){ 2024, 2, 29 });
    add_line(session, order, "Solaris", 2);
    add_line(session, order, "Kindred", 1);
    deliver(session, "Ada");

    order = new_order(session, "Grace", (cupel_date_value){ 2024, 3, 1 });
    add_line(session, order, "Kindred", 2);
    add_line(session, order, "Fiasco", 2);
    deliver(session, "Grace");

    order = new_order(session, "Grace", (cupel_date_value){ 2024, 3, 2 });
    add_line(session, order, "A Wizard of Earthsea", 3);
    add_line(session, order, "Fiasco", 1);
    deliver(session, "Grace");
}

/* ---- reports ------------------------------------------------------------------------------------- */

static void print_money(const char *what, int64_t cents)
{
    printf("%3lld.%02d  %s\n", (long long)(cents / 100), (int)(cents % 100), what);
}

/* quantity * price of order lines, added up */
static cupel_expr *turnover(void)
{
    return cupel_func("sum",
                      cupel_times(cupel_attr(OrderLine, quantity), cupel_attr(OrderLine, price)));
}

static void report_authors(cupel_session *session)
{
    puts("\nTurnover of each author");
    cupel_query *query = cupel_select(session, cupel_attr(Author, name),
                                      cupel_label(cupel_coalesce(turnover(), 0), "turnover"));
    query =
        cupel_outerjoin(cupel_join(query, cupel_attr(Author, books)), cupel_entity_of(OrderLine),
                        .on = cupel_eq(cupel_attr(OrderLine, book_id), cupel_attr(Book, id)));
    query = cupel_group_by(query, cupel_attr(Author, id), cupel_attr(Author, name));
    query = cupel_order_by(query, cupel_desc(cupel_label_reference("turnover")));
    cupel_each_row (row, query)
        print_money(cupel_row_text(row, "name"), cupel_row_int(row, "turnover"));
}

static void report_customers(cupel_session *session)
{
    puts("\nCustomers who spent more than 30");
    cupel_query *query = cupel_select(session, cupel_entity_of(Customer), turnover());
    query = cupel_join(cupel_join(query, cupel_attr(Customer, orders)), cupel_attr(Order, lines));
    query =
        cupel_having(cupel_group_by(query, cupel_attr(Customer, id)), cupel_gt(turnover(), 3000));
    cupel_each_row (row, query) {
        Customer *customer = cupel_row_entity(row, 0);
        print_money(customer->name, cupel_row_int(row, 1));
    }
}

static void report_shelf(cupel_session *session)
{
    puts("\nNever sold");
    cupel_query *sold =
        cupel_filter(cupel_query(session, OrderLine),
                     cupel_eq(cupel_attr(OrderLine, book_id), cupel_attr(Book, id)));
    cupel_query *query = cupel_filter(cupel_query(session, Book), cupel_not(cupel_exists(sold)));
    cupel_each (Book, book, cupel_order_by(query, cupel_attr(Book, title)))
        puts(book->title);

    puts("\nTo be ordered");
    query = cupel_filter(cupel_query(session, Book), cupel_lt(cupel_attr(Book, stock), 2));
    cupel_each (Book, book, cupel_order_by(query, cupel_attr(Book, title)))
        printf("%s, of which there are %d left\n", book->title, (int)book->stock);
}

static void report_orders(cupel_session *session)
{
    puts("\nOrders of Grace");
    Customer *grace =
        cupel_one(cupel_filter_by(cupel_query(session, Customer), Customer, name, "Grace"));
    cupel_each_in (Order, order, grace, orders) {
        char day[CUPEL_DATETIME_TEXT_SIZE];
        cupel_date_format(order->day, day);
        printf("%s\n", day);
        cupel_each_in (OrderLine, line, order, lines)
            printf("  %d x %s\n", (int)line->quantity, cupel_load(line, book).item->title);
    }
}

/* ---- all of it ------------------------------------------------------------------------------------- */

int main(void)
{
    cupel_engine *engine = cupel_engine_open("sqlite:///bookshop.db");
    cupel_registry *registry = cupel_registry_open(Author, Book, Customer, Order, OrderLine);
    cupel_session *session = cupel_session_open(registry, engine);
    bool ready = true;
    if (cupel_create_all(registry, engine) != CUPEL_OK) {
        fprintf(stderr, "%s\n", cupel_error_text(registry));
        ready = false;
    } else if (stock_shelves(session) != CUPEL_OK) {
        fprintf(stderr, "%s\n", cupel_error_text(session));
        ready = false;
    }
    if (ready) {
        sell(session);
        report_authors(session);
        report_customers(session);
        report_shelf(session);
        report_orders(session);
    }
    cupel_session_close(session);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
    return ready ? 0 : 1;
}
