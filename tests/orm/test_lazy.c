/*
 * How a mapping says that relationships are loaded: each way, of many and of one, between composite keys that need
 * quotes and of which a part is NULL; and the number of statements that takes, however many rows there are.
 */
#include "graph.h"

#include <stdlib.h>

typedef struct Order Order;
typedef struct Item Item;

struct Order {
    cupel_object base;
    cupel_text country;
    cupel_int number;
    cupel_to_many(Item) lazily;
    cupel_to_many(Item) joined;
    cupel_to_many(Item) selectin;
    cupel_to_many(Item) subquery;
    cupel_to_many(Item) immediate;
};

struct Item {
    cupel_object base;
    cupel_int id;
    cupel_text country;
    cupel_null_int number;
    cupel_int place;
    cupel_to_one(Order) lazily;
    cupel_to_one(Order) joined;
    cupel_to_one(Order) inner;
    cupel_to_one(Order) selectin;
    cupel_to_one(Order) subquery;
    cupel_to_one(Order) immediate;
};

CUPEL_DECLARE(Order);
CUPEL_DECLARE(Item);

#define ITEMS(field, way) \
    CUPEL_RELATIONSHIP(Order, field, Item, .viewonly = true, .order_by = "place DESC", .lazy = way)
#define OWNER(field, way) CUPEL_RELATIONSHIP(Item, field, Order, .viewonly = true, .lazy = way)

CUPEL_MAP(Order, "order",
          CUPEL_COLUMN(Order, country, .name = "the \"country\"", .length = 10,
                       .primary_key = true),
          CUPEL_COLUMN(Order, number, .primary_key = true), ITEMS(lazily, CUPEL_LAZY_SELECT),
          ITEMS(joined, CUPEL_LAZY_JOINED), ITEMS(selectin, CUPEL_LAZY_SELECTIN),
          ITEMS(subquery, CUPEL_LAZY_SUBQUERY), ITEMS(immediate, CUPEL_LAZY_IMMEDIATE));

CUPEL_MAP(Item, "select", CUPEL_COLUMN(Item, id, .primary_key = true),
          CUPEL_COLUMN(Item, country, .length = 10), CUPEL_COLUMN(Item, number),
          CUPEL_COLUMN(Item, place, .name = "group"),
          CUPEL_FOREIGN_KEY(.columns = { "country", "number" },
                            .references = { "order.the \"country\"", "order.number" }),
          OWNER(lazily, CUPEL_LAZY_SELECT), OWNER(joined, CUPEL_LAZY_JOINED),
          CUPEL_RELATIONSHIP(Item, inner, Order, .viewonly = true, .lazy = CUPEL_LAZY_JOINED,
                             .innerjoin = true),
          OWNER(selectin, CUPEL_LAZY_SELECTIN), OWNER(subquery, CUPEL_LAZY_SUBQUERY),
          OWNER(immediate, CUPEL_LAZY_IMMEDIATE));

enum { ORDERS = 8 };

static const char *const countries[] = { "D\xC3\xBC", "it's" };

/* Orders of two countries, number n with n items; and an item with half a key, which is nobody's. */
static int order_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *graph = calloc(1, sizeof *graph);
    assert_non_null(graph);
    *state = graph;
    graph->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &graph->log);
    graph->registry = cupel_registry_open(Order, Item);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    for (int i = 0; i < ORDERS; i++) {
        const char *country = countries[i / 4];
        Order *order = cupel_new(Order, .country = country);
        assert_non_null(order);
        cupel_set(order, number, i % 4);
        assert_ok(graph, cupel_add(graph->session, order));
        for (int j = 0; j < i % 4; j++)
            assert_ok(graph,
                      cupel_add(graph->session, cupel_new(Item, .country = country, .place = j,
                                                          .number = &(int64_t){ i % 4 })));
    }
    assert_ok(graph, cupel_add(graph->session, cupel_new(Item, .country = "it's")));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    return 0;
}

#define ORDER_TEST(test) cmocka_unit_test_setup_teardown(test, order_setup, graph_teardown)

#define check_items(order, field)                                          \
    do {                                                                   \
        assert_true(cupel_is_loaded(order, field));                        \
        assert_int_equal((order)->field.count, (order)->number);           \
        for (size_t i_ = 0; i_ < (order)->field.count; i_++) {             \
            const Item *item_ = (order)->field.items[i_];                  \
            assert_int_equal(item_->place, (order)->number - 1 - (int)i_); \
            assert_string_equal(item_->country, (order)->country);         \
        }                                                                  \
    } while (0)

static void check_orders(graph_fixture *graph, const cupel_query *query, size_t count,
                         size_t statements)
{
    Order **orders = cupel_all(query);
    if (!orders)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(cupel_array_count(orders), count);
    assert_int_equal(graph_sent_count(graph), statements);
    for (size_t i = 0; i < count; i++) {
        check_items(orders[i], joined);
        check_items(orders[i], selectin);
        check_items(orders[i], subquery);
        check_items(orders[i], immediate);
        assert_false(cupel_is_loaded(orders[i], lazily));
    }
    assert_int_equal(graph_sent_count(graph), 0);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(cupel_item_count(orders[i], lazily), orders[i]->number);
        check_items(orders[i], lazily);
    }
    assert_int_equal(graph_sent_count(graph), count);
    graph_renew(graph);
}

/* One for all four, one more for two of them, and for the items' own .subquery; one an order for .immediate. */
static void test_many(void **state)
{
    graph_fixture *graph = *state;
    for (int round = 0; round < 2; round++) {
        cupel_query *all = cupel_order_by(cupel_query(graph->session, Order),
                                          cupel_attr(Order, country), cupel_attr(Order, number));
        check_orders(graph, all, ORDERS, 4 + ORDERS);
        all = cupel_order_by(cupel_query(graph->session, Order), cupel_attr(Order, number),
                             cupel_attr(Order, country));
        check_orders(graph, cupel_slice(all, 2, 7), 5, 4 + 5);
        all = cupel_filter_by(cupel_query(graph->session, Order), Order, number, 3);
        check_orders(graph, all, 2, 4 + 2);
        all = cupel_filter_by(cupel_query(graph->session, Order), Order, number, 99);
        check_orders(graph, all, 0, 1);
    }
}

static void check_owner(const Item *item, const Order *order)
{
    assert_ptr_equal(item->joined.item, order);
    assert_ptr_equal(item->selectin.item, order);
    assert_ptr_equal(item->subquery.item, order);
    assert_ptr_equal(item->immediate.item, order);
}

static void test_one(void **state)
{
    graph_fixture *graph = *state;
    /* the inner join leaves out who has no order */
    Item **items =
        cupel_all(cupel_order_by(cupel_query(graph->session, Item), cupel_attr(Item, id)));
    if (!items)
        fail_msg("%s", cupel_error_text(graph->session));
    assert_int_equal(cupel_array_count(items), 12);
    graph_sent_count(graph);
    for (size_t i = 0; i < 12; i++) {
        const Order *order = items[i]->inner.item;
        assert_non_null(order);
        assert_string_equal(order->country, items[i]->country);
        assert_int_equal(order->number, *items[i]->number);
        check_owner(items[i], order);
        assert_ptr_equal(cupel_load(items[i], lazily).item, order);
    }
    assert_nothing_sent(graph);
    graph_renew(graph);
    Item *alone = cupel_one(
        cupel_options(cupel_filter_by(cupel_query(graph->session, Item), Item, number, NULL),
                      cupel_lazyload(cupel_attr(Item, inner))));
    if (!alone)
        fail_msg("%s", cupel_error_text(graph->session));
    graph_sent_count(graph);
    check_owner(alone, NULL);
    assert_true(cupel_is_loaded(alone, joined));
    assert_true(cupel_is_loaded(alone, selectin));
    assert_true(cupel_is_loaded(alone, subquery));
    assert_true(cupel_is_loaded(alone, immediate));
    assert_null(cupel_load(alone, lazily).item);
    assert_null(cupel_load(alone, inner).item);
    /* half a key is no key: nobody has to be asked */
    assert_nothing_sent(graph);
}

/* What queries say of relationships between such keys. */
static void test_operators(void **state)
{
    graph_fixture *graph = *state;
    cupel_query *orders = cupel_query(graph->session, Order);
    cupel_query *items = cupel_query(graph->session, Item);
    Order *order = cupel_get(graph->session, Order, "it's", 3);
    assert_non_null(order);
    assert_int_equal(cupel_count(cupel_filter(orders, cupel_any(cupel_attr(Order, lazily)))), 6);
    assert_int_equal(
        cupel_count(cupel_filter(orders, cupel_not(cupel_any(cupel_attr(Order, lazily))))), 2);
    assert_int_equal(
        cupel_count(cupel_filter(
            orders, cupel_any(cupel_attr(Order, lazily), cupel_eq(cupel_attr(Item, place), 2)))),
        2);
    assert_int_equal(
        cupel_count(cupel_filter(
            items, cupel_has(cupel_attr(Item, lazily), cupel_eq(cupel_attr(Order, number), 2)))),
        4);
    assert_int_equal(
        cupel_count(cupel_filter(items, cupel_eq(cupel_attr(Item, lazily), cupel_instance(order)))),
        3);
    /* who has none is not of another one's, and is of no one's */
    assert_int_equal(
        cupel_count(cupel_filter(items, cupel_ne(cupel_attr(Item, lazily), cupel_instance(order)))),
        10);
    assert_int_equal(
        cupel_count(cupel_filter(items, cupel_not(cupel_has(cupel_attr(Item, lazily))))), 1);
    assert_int_equal(cupel_count(cupel_filter(items, cupel_with_parent(order, lazily))), 3);
    Item *last = cupel_first(cupel_related(order, lazily));
    assert_non_null(last);
    assert_int_equal(last->place, 2);
    Order *owner = cupel_one(
        cupel_filter(orders, cupel_contains(cupel_attr(Order, lazily), cupel_instance(last))));
    assert_ptr_equal(owner, order);
    assert_int_equal(cupel_count(cupel_join(orders, cupel_attr(Order, lazily))), 12);
    assert_int_equal(cupel_count(cupel_outerjoin(orders, cupel_attr(Order, lazily))), 14);
    assert_int_equal(cupel_count(cupel_join(orders, cupel_entity_of(Item))), 12);
    assert_int_equal(cupel_count(cupel_outerjoin(items, cupel_attr(Item, lazily))), 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ORDER_TEST(test_many),
        ORDER_TEST(test_one),
        ORDER_TEST(test_operators),
    };
    return cmocka_run_group_tests_name("orm/lazy", tests, NULL, NULL);
}
