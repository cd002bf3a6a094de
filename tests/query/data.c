/*
 * data.c - the rows that queries are run on, a line each.
 */
#include "data.h"

#define NUMBER(n) (&(const int32_t){ n })
#define ADD(...)  cupel_add(session, cupel_new(__VA_ARGS__))

static void add_users(cupel_session *session)
{
    ADD(User, .id = NUMBER(1), .name = "ed", .fullname = "Ed Jones", .age = NUMBER(25));
    ADD(User, .id = NUMBER(2), .name = "x", .fullname = "Wendy M\xC3\xBCller", .age = NUMBER(3));
    ADD(User, .id = NUMBER(3), .name = "y", .age = NUMBER(7));
    ADD(User, .id = NUMBER(4), .name = "x", .fullname = "x");
    ADD(User, .id = NUMBER(5), .name = "a", .fullname = "Ed Jones", .age = NUMBER(25));
    ADD(User, .id = NUMBER(6), .fullname = "\xD0\x9E\xD0\xBB\xD1\x8F", .age = NUMBER(66));
    ADD(User, .id = NUMBER(7), .name = "z", .fullname = "Zo\xC3\xAB", .age = NUMBER(3));
    ADD(User, .id = NUMBER(8), .name = "b", .fullname = "b c", .age = NUMBER(19));
    ADD(User, .id = NUMBER(9), .name = "jack", .fullname = "Jack Bean", .age = NUMBER(30));
}

static void add_addresses(cupel_session *session)
{
    ADD(Address, .id = NUMBER(1), .email_address = "ed@foo.com", .user_id = NUMBER(1));
    ADD(Address, .id = NUMBER(2), .email_address = "ed@bar.com", .user_id = NUMBER(1));
    ADD(Address, .id = NUMBER(3), .email_address = "x", .user_id = NUMBER(2));
    ADD(Address, .id = NUMBER(4), .email_address = "x", .user_id = NUMBER(3));
    ADD(Address, .id = NUMBER(5), .email_address = "bar", .user_id = NUMBER(3));
    ADD(Address, .id = NUMBER(6), .email_address = "a", .user_id = NUMBER(5));
    ADD(Address, .id = NUMBER(7), .email_address = "b", .user_id = NUMBER(5));
    ADD(Address, .id = NUMBER(8), .email_address = "x", .user_id = NUMBER(5));
    ADD(Address, .id = NUMBER(9), .email_address = "jack@google.com", .user_id = NUMBER(9));
    ADD(Address, .id = NUMBER(10), .email_address = "\xC3\xA9@q");
    ADD(Address, .id = NUMBER(11), .email_address = "y", .user_id = NUMBER(5));
    ADD(Address, .id = NUMBER(12), .email_address = "z", .user_id = NUMBER(7));
    ADD(Address, .id = NUMBER(13), .email_address = "q", .user_id = NUMBER(2));
    ADD(Address, .id = NUMBER(14), .email_address = "e", .user_id = NUMBER(8));
}

/* Those that stand in a relationship to each other by a table between them. */
static void add_orders(cupel_session *session)
{
    static const bool yes = true, no = false;
#define AT(...)  (&(const cupel_datetime_value){ __VA_ARGS__ })
#define COSTS(t) ((cupel_decimal){ t })
    Item *const items[] = {
        cupel_new(Item, .id = NUMBER(1), .description = "x"),
        cupel_new(Item, .id = NUMBER(2), .description = "q"),
        cupel_new(Item, .id = NUMBER(3), .description = "w"),
        cupel_new(Item, .id = NUMBER(4), .description = "x"),
        cupel_new(Item, .id = NUMBER(5)),
        cupel_new(Item, .id = NUMBER(7), .description = "sieben \xE2\x82\xAC"),
    };
    Keyword *const keywords[] = {
        cupel_new(Keyword, .id = NUMBER(1), .keyword = "a"),
        cupel_new(Keyword, .id = NUMBER(2), .keyword = "b"),
        cupel_new(Keyword, .id = NUMBER(3), .keyword = "k"),
        cupel_new(Keyword, .id = NUMBER(4), .keyword = "\xD0\xBA\xD0\xBB\xD1\x8E\xD1\x87"),
    };
    Order *const orders[] = {
        cupel_new(Order, .id = NUMBER(1), .user_id = NUMBER(1), .address_id = NUMBER(1),
                  .total = COSTS("10.00"), .placed = AT(2020, 1, 5, 12, 30, 0, 0), .isopen = &yes),
        cupel_new(Order, .id = NUMBER(2), .user_id = NUMBER(1), .address_id = NUMBER(2),
                  .total = COSTS("5.50"), .placed = AT(2020, 2, 29, 0, 0, 0, 0), .isopen = &no),
        cupel_new(Order, .id = NUMBER(3), .user_id = NUMBER(3), .address_id = NUMBER(4),
                  .total = COSTS("7.25")),
        cupel_new(Order, .id = NUMBER(4), .user_id = NUMBER(5), .address_id = NUMBER(6),
                  .total = COSTS("100.00"), .placed = AT(2019, 12, 31, 23, 59, 59, 0),
                  .isopen = &yes),
        cupel_new(Order, .id = NUMBER(5), .user_id = NUMBER(5), .address_id = NUMBER(6),
                  .total = COSTS("12.50"), .placed = AT(2020, 1, 5, 12, 30, 0, 0), .isopen = &yes),
        cupel_new(Order, .id = NUMBER(6), .user_id = NUMBER(2),
                  .placed = AT(2021, 6, 15, 8, 0, 0, 0), .isopen = &no),
        cupel_new(Order, .id = NUMBER(9), .user_id = NUMBER(7), .address_id = NUMBER(12),
                  .total = COSTS("3.00"), .placed = AT(2020, 7, 1, 0, 0, 1, 0), .isopen = &yes),
        cupel_new(Order, .id = NUMBER(10), .total = COSTS("0.10"), .isopen = &no),
    };
    static const uint8_t of_orders[][2] = { { 0, 0 }, { 0, 2 }, { 1, 1 }, { 2, 3 }, { 2, 2 },
                                            { 3, 5 }, { 4, 5 }, { 4, 0 }, { 6, 2 }, { 6, 5 } };
    static const uint8_t of_items[][2] = { { 0, 0 }, { 0, 1 }, { 2, 2 },
                                           { 3, 0 }, { 5, 1 }, { 5, 2 } };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
        cupel_add(session, items[i]);
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        cupel_add(session, keywords[i]);
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        cupel_add(session, orders[i]);
    for (size_t i = 0; i < sizeof of_orders / sizeof of_orders[0]; i++)
        cupel_append(orders[of_orders[i][0]], items, items[of_orders[i][1]]);
    for (size_t i = 0; i < sizeof of_items / sizeof of_items[0]; i++)
        cupel_append(items[of_items[i][0]], keywords, keywords[of_items[i][1]]);
}

static void add_trees(cupel_session *session)
{
    ADD(Node, .id = NUMBER(1), .data = "root");
    ADD(Node, .id = NUMBER(2), .parent_id = NUMBER(1), .data = "a");
    ADD(Node, .id = NUMBER(3), .parent_id = NUMBER(2), .data = "b");
    ADD(Node, .id = NUMBER(4), .parent_id = NUMBER(3), .data = "c");
    ADD(Node, .id = NUMBER(5), .data = "z");
    ADD(Node, .id = NUMBER(6), .parent_id = NUMBER(5), .data = "x");
    ADD(Node, .id = NUMBER(7), .parent_id = NUMBER(6), .data = "y");
    ADD(Node, .id = NUMBER(8), .parent_id = NUMBER(1));
    ADD(Node, .id = NUMBER(9), .data = "p");
    ADD(Node, .id = NUMBER(10), .parent_id = NUMBER(9), .data = "\xC3\xB1");
    ADD(Node, .id = NUMBER(11), .parent_id = NUMBER(10), .data = "b");
    ADD(Node, .id = NUMBER(12), .parent_id = NUMBER(11), .data = "c");
    ADD(Node, .id = NUMBER(13), .data = "r");
    ADD(Node, .id = NUMBER(14), .parent_id = NUMBER(13), .data = "a");
    ADD(Part, .part = "our part", .sub_part = "wheel", .quantity = NUMBER(2));
    ADD(Part, .part = "our part", .sub_part = "frame");
    ADD(Part, .part = "wheel", .sub_part = "spoke", .quantity = NUMBER(32));
    ADD(Part, .part = "wheel", .sub_part = "rim", .quantity = NUMBER(1));
    ADD(Part, .part = "rim", .sub_part = "bolt", .quantity = NUMBER(4));
    ADD(Part, .part = "frame", .sub_part = "bolt", .quantity = NUMBER(8));
    ADD(Part, .part = "\xC3\x96se", .sub_part = "x");
    ADD(VersionedFoo, .id = 1, .version_id = 1, .data = "x");
    ADD(VersionedFoo, .id = 5, .version_id = 10, .data = "\xC3\xA9");
}

static void add_staff(cupel_session *session)
{
    ADD(Company, .id = NUMBER(1), .name = "acme");
    ADD(Company, .id = NUMBER(2), .name = "\xC3\x96l & Co");
    ADD(Company, .id = NUMBER(3));
#define BASE(number, called, company) \
    .base.id = NUMBER(number), .base.name = (called), .base.company_id = (company)
    ADD(Engineer, BASE(1, "x", NUMBER(1)), .language = "c");
    ADD(Engineer, BASE(2, "y", NUMBER(1)), .language = "ada");
    ADD(Manager, BASE(3, "z", NUMBER(1)), .level = NUMBER(3));
    ADD(Manager, BASE(4, "m", NUMBER(2)), .level = NUMBER(1));
    ADD(Employee, .id = NUMBER(5), .name = "e", .company_id = NUMBER(2));
    ADD(Engineer, BASE(6, "x", NULL));
    ADD(Engineer, BASE(7, "w", NUMBER(2)), .language = "c");
}

static void add_vertices(cupel_session *session)
{
    ADD(Vertex, .id = NUMBER(1), .start.x = NUMBER(1), .start.y = NUMBER(2), .note = "one",
        .label_ = "x");
    ADD(Vertex, .id = NUMBER(2), .start.x = NUMBER(3), .start.y = NUMBER(4), .label_ = "q");
    ADD(Vertex, .id = NUMBER(3), .start.x = NUMBER(1), .start.y = NUMBER(2), .note = "x",
        .label_ = "x");
    ADD(Vertex, .id = NUMBER(4), .start.y = NUMBER(5), .note = "x");
    ADD(Vertex, .id = NUMBER(5), .start.x = NUMBER(1), .note = "\xE2\x82\xAC", .label_ = "q");
}

cupel_code data_make(cupel_session *session)
{
    /* where the database is asked to begin counting, as it did not make the keys of these */
    add_users(session);
    add_addresses(session);
    add_orders(session);
    add_trees(session);
    add_staff(session);
    add_vertices(session);
    return cupel_commit(session);
}
