/*
 * Collections that are no lists: sets, and maps by an attribute; those that are only written; and long ones.  What they
 * have is what their rows have, loaded or not.
 */
#include "graph.h"

#include "orm/related.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Shop Shop;
typedef struct Ware Ware;
typedef struct Clerk Clerk;

/* A set and a map that are many-to-many, a map that owns its items, and a collection that is only written. */
struct Shop {
    cupel_object base;
    cupel_int id;
    cupel_to_many(Ware) wares;
    cupel_to_many(Ware) shown;
    cupel_to_many(Clerk) clerks;
    cupel_to_many(Clerk) former;
};

struct Ware {
    cupel_object base;
    cupel_int id;
    cupel_text name;
};

struct Clerk {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int shop_id;
    cupel_null_int former_id;
};

CUPEL_DECLARE(Shop);
CUPEL_DECLARE(Ware);
CUPEL_DECLARE(Clerk);

#define BETWEEN(table, name)                                                                   \
    CUPEL_TABLE(table, name,                                                                   \
                CUPEL_TABLE_COLUMN("shop_id", .foreign_key = "shops.id", .primary_key = true), \
                CUPEL_TABLE_COLUMN("ware_id", .foreign_key = "wares.id", .primary_key = true))

BETWEEN(shop_wares, "shop_wares");
BETWEEN(shop_shown, "shop_shown");

CUPEL_MAP(Shop, "shops", CUPEL_COLUMN(Shop, id, .primary_key = true),
          CUPEL_RELATIONSHIP(Shop, wares, Ware, .secondary = &shop_wares, .order_by = "id",
                             .collection = CUPEL_COLLECTION_SET),
          CUPEL_RELATIONSHIP(Shop, shown, Ware, .secondary = &shop_shown, .order_by = "id",
                             .collection = CUPEL_COLLECTION_MAP, .keyed_by = "name"),
          CUPEL_RELATIONSHIP(Shop, clerks, Clerk, .foreign_keys = "clerks.shop_id",
                             .order_by = "id", .keyed_by = "name",
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN),
          CUPEL_RELATIONSHIP(Shop, former, Clerk, .foreign_keys = "clerks.former_id",
                             .order_by = "name", .lazy = CUPEL_LAZY_WRITE_ONLY));

CUPEL_MAP(Ware, "wares", CUPEL_COLUMN(Ware, id, .primary_key = true), CUPEL_COLUMN(Ware, name));

CUPEL_MAP(Clerk, "clerks", CUPEL_COLUMN(Clerk, id, .primary_key = true), CUPEL_COLUMN(Clerk, name),
          CUPEL_COLUMN(Clerk, shop_id, .foreign_key = "shops.id"),
          CUPEL_COLUMN(Clerk, former_id, .foreign_key = "shops.id"));

static Ware *new_ware(const char *name)
{
    Ware *ware = cupel_new(Ware, .name = name);
    assert_non_null(ware);
    return ware;
}

static Clerk *new_clerk(const char *name)
{
    Clerk *clerk = cupel_new(Clerk, .name = name);
    assert_non_null(clerk);
    return clerk;
}

/* A shop with three wares, all shown, and two clerks, one of whom has no name. */
static int shop_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *graph = calloc(1, sizeof *graph);
    assert_non_null(graph);
    *state = graph;
    graph->engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &graph->log);
    graph->registry = cupel_registry_open(Shop, Ware, Clerk);
    if (cupel_create_all(graph->registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    graph->session = cupel_session_open(graph->registry, graph->engine);
    Shop *shop = cupel_new(Shop);
    assert_non_null(shop);
    assert_ok(graph, cupel_add(graph->session, shop));
    static const char *const names[] = { "tea", "Br\xC3\xB6tchen", "milk" };
    for (size_t i = 0; i < 3; i++) {
        Ware *ware = new_ware(names[i]);
        assert_ok(graph, cupel_append(shop, wares, ware));
        assert_ok(graph, cupel_append(shop, shown, ware));
    }
    assert_ok(graph, cupel_append(shop, clerks, new_clerk("ann")));
    assert_ok(graph, cupel_append(shop, clerks, new_clerk(NULL)));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    return 0;
}

#define SHOP_TEST(test) cmocka_unit_test_setup_teardown(test, shop_setup, graph_teardown)

static Shop *the_shop(graph_fixture *graph)
{
    Shop *shop = cupel_get(graph->session, Shop, 1);
    assert_non_null(shop);
    cu_test_statements_clear(&graph->log);
    return shop;
}

static int64_t count_of(graph_fixture *graph, const char *sql)
{
    cupel_result *result = cupel_session_execute(graph->session, sql);
    assert_non_null(result);
    const cupel_row *row = cupel_result_next(result);
    assert_non_null(row);
    int64_t found = cupel_row_int(row, 0);
    cupel_result_close(result);
    return found;
}

/* ---- sets -------------------------------------------------------------------------------------- */

static void test_set(void **state)
{
    graph_fixture *graph = *state;
    Ware *a = new_ware("a"), *b = new_ware("b");
    Shop *shop = cupel_new(Shop, .wares = CUPEL_ITEMS(Ware, a, b, a));
    assert_non_null(shop);
    assert_int_equal(shop->wares.count, 2);
    assert_ok(graph, cupel_append(shop, wares, b));
    assert_int_equal(shop->wares.count, 2);
    assert_ok(graph, cupel_replace(shop, wares, 3, ((Ware *[]){ b, b, a })));
    assert_int_equal(shop->wares.count, 2);
    assert_ok(graph, cupel_add(graph->session, shop));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(count_of(graph, "SELECT count(*) FROM shop_wares WHERE shop_id = 2"), 2);
}

/* What a row has already is not linked a second time, though nothing is loaded yet. */
static void test_set_not_loaded(void **state)
{
    graph_fixture *graph = *state;
    Shop *shop = the_shop(graph);
    Ware *tea = cupel_get(graph->session, Ware, 1);
    assert_non_null(tea);
    assert_ok(graph, cupel_append(shop, wares, tea));
    assert_int_equal(shop->wares.count, 3);
    assert_ok(graph, cupel_append(shop, wares, new_ware("new")));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(shop, wares), 4);
    assert_int_equal(count_of(graph, "SELECT count(*) FROM shop_wares"), 4);
    /* in no session it cannot be asked: what is added is put together later */
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_load(shop, id), 1);
    assert_ok(graph, cupel_expunge(graph->session, shop));
    assert_ok(graph, cupel_append(shop, wares, tea));
    assert_ok(graph, cupel_add(graph->session, shop));
    cupel_no_autoflush(graph->session) assert_int_equal(cupel_item_count(shop, wares), 4);
    assert_ok(graph, cupel_commit(graph->session));
}

/* ---- maps -------------------------------------------------------------------------------------- */

static void test_map(void **state)
{
    graph_fixture *graph = *state;
    Clerk *a = new_clerk("x"), *b = new_clerk("x"), *c = new_clerk(NULL), *d = new_clerk(NULL);
    Shop *shop = cupel_new(Shop, .clerks = CUPEL_ITEMS(Clerk, a, c, b, d));
    assert_non_null(shop);
    /* the last one of a key is there */
    assert_int_equal(shop->clerks.count, 2);
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "x"), b);
    assert_ptr_equal(cupel_item_keyed(shop, clerks, NULL), d);
    assert_ok(graph, cupel_replace(shop, clerks, 3, ((Clerk *[]){ b, a, d })));
    assert_int_equal(shop->clerks.count, 2);
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "x"), a);
    cupel_free(shop);
    cupel_free(a);
    cupel_free(b);
    cupel_free(c);
    cupel_free(d);
}

/* The row that has the key goes, though it was not loaded. */
static void test_map_not_loaded(void **state)
{
    graph_fixture *graph = *state;
    Shop *shop = the_shop(graph);
    Clerk *other = new_clerk("ann"), *nameless = new_clerk(NULL);
    assert_ok(graph, cupel_append(shop, clerks, other));
    assert_ok(graph, cupel_append(shop, clerks, nameless));
    assert_int_equal(shop->clerks.count, 2);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(count_of(graph, "SELECT count(*) FROM clerks"), 2);
    assert_int_equal(count_of(graph, "SELECT count(*) FROM clerks WHERE id > 2"), 2);
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "ann"), other);
    assert_ptr_equal(cupel_item_keyed(shop, clerks, NULL), nameless);
    /* many-to-many: the item it takes the place of stays, its link goes */
    Ware *milk = new_ware("milk");
    assert_ok(graph, cupel_append(shop, shown, milk));
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(shop, shown), 3);
    assert_ptr_equal(cupel_item_keyed(shop, shown, "milk"), milk);
    assert_int_equal(cupel_count(cupel_query(graph->session, Ware)), 4);
    /* the key is what the attribute is now */
    cupel_set(milk, name, "cream");
    assert_null(cupel_item_keyed(shop, shown, "milk"));
    assert_ptr_equal(cupel_item_keyed(shop, shown, "cream"), milk);
}

/* ---- only written ------------------------------------------------------------------------------ */

static void test_write_only(void **state)
{
    graph_fixture *graph = *state;
    Shop *shop = the_shop(graph);
    Clerk *ann = cupel_get(graph->session, Clerk, 1);
    assert_non_null(ann);
    cu_test_statements_clear(&graph->log);
    /* it is never loaded: neither to add, nor to take out */
    assert_ok(graph, cupel_append(shop, former, ann));
    Clerk *bob = cupel_new(Clerk, .name = "bob", .shop_id = &(int64_t){ 1 });
    assert_non_null(bob);
    assert_ok(graph, cupel_append(shop, former, bob));
    assert_nothing_sent(graph);
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE clerks SET former_id=? WHERE clerks.id = ? (1, 1) 1 row",
                "INSERT INTO clerks (name, shop_id, former_id) VALUES (?, ?, ?) ('bob', 1, 1) "
                "1 row");
    assert_int_equal(cupel_item_count(shop, former), -1);
    assert_int_equal(cupel_error_code(graph->session), CUPEL_INVALID_REQUEST);
    Clerk *first = cupel_first(cupel_related(shop, former));
    assert_ptr_equal(first, ann);
    assert_int_equal(cupel_count(cupel_filter(cupel_related(shop, former),
                                              cupel_gt(cupel_attr(Clerk, name), "b"))),
                     1);
    cu_test_statements_clear(&graph->log);
    assert_ok(graph, cupel_remove(shop, former, ann));
    assert_ok(graph, cupel_flush(graph->session));
    assert_sent(graph, "UPDATE clerks SET former_id=? WHERE clerks.id = ? (NULL, 1) 1 row");
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_count(cupel_related(shop, former)), 1);
}

/* What was taken out since the last flush stays until that, in scopes that evict, too: the flush deletes its rows. */
static void test_evicted(void **state)
{
    graph_fixture *graph = *state;
    Shop *shop = the_shop(graph);
    assert_ok(graph, cupel_append(shop, former, cupel_get(graph->session, Clerk, 1)));
    assert_ok(graph, cupel_commit(graph->session));
    cupel_expunge_all(graph->session);
    shop = the_shop(graph);
    cupel_scope_evict(graph->session)
    {
        assert_int_equal(cupel_item_count(shop, wares), 3);
        assert_ok(graph, cupel_remove(shop, wares, shop->wares.items[0]));
        assert_ok(graph, cupel_remove(shop, former, cupel_get(graph->session, Clerk, 1)));
    }
    assert_ok(graph, cupel_flush(graph->session));
    assert_int_equal(cupel_count(cupel_related(shop, former)), 0);
    assert_int_equal(cupel_count(cupel_related(shop, wares)), 2);
    /* and what a rollback brings back */
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_item_count(shop, wares), 3);
    assert_text(cupel_load(shop->wares.items[0], name), "tea");
    assert_int_equal(cupel_count(cupel_related(shop, former)), 1);
    cupel_scope_evict(graph->session)
    {
        assert_ok(graph, cupel_remove(shop, wares, shop->wares.items[0]));
    }
    assert_ok(graph, cupel_rollback(graph->session));
    assert_int_equal(cupel_item_count(shop, wares), 3);
    assert_text(cupel_load(shop->wares.items[0], name), "tea");
}

/* ---- long ones --------------------------------------------------------------------------------- */

/* Turned round, and appended to before it is loaded; work that grows with the square of the length would take minutes. */
static void test_long(void **state)
{
    graph_fixture *graph = *state;
    enum { MANY = 100000 };
    Shop *shop = the_shop(graph);
    Ware **turned = calloc(MANY, sizeof *turned);
    assert_non_null(turned);
    assert_ok(graph, cupel_clear(shop, wares));
    for (size_t i = 0; i < MANY; i++)
        assert_ok(graph, cupel_append(shop, wares, new_ware("w")));
    for (size_t i = 0; i < MANY; i++)
        turned[i] = shop->wares.items[MANY - 1 - i];
    cupel_code code = cupel_replace(shop, wares, MANY, turned);
    bool is_turned = shop->wares.items[0] == turned[0];
    free(turned);
    assert_ok(graph, code);
    assert_true(is_turned);
    assert_ok(graph, cupel_commit(graph->session));
    assert_int_equal(cupel_item_count(shop, wares), MANY);
    assert_int_equal(count_of(graph, "SELECT count(*) FROM shop_wares"), MANY);
}

/* ---- keys of long ones --------------------------------------------------------------------------- */

static const char *key_text(char text[32], size_t number)
{
    snprintf(text, 32, "key %zu", number);
    return text;
}

/* Whether items are found by an index; without one, all of them are looked at each time. */
static bool is_indexed(const Shop *shop)
{
    const cupel_attribute *attribute = cu_mapping_attribute_named(&Shop_mapping, "shown");
    const cu_collection *collection =
        cu_related_collection(shop->base.state, cu_attribute_index(attribute));
    return collection && collection->keys;
}

/* Appended, found, replaced, changed, loaded and rolled back: item by item that would be minutes. */
static void test_many_keys(void **state)
{
    graph_fixture *graph = *state;
    enum { MANY = 100000 };
    char text[32];
    Shop *shop = the_shop(graph);
    assert_ok(graph, cupel_clear(shop, shown));
    for (size_t i = 0; i < MANY; i++)
        assert_ok(graph, cupel_append(shop, shown, new_ware(key_text(text, i))));
    assert_ok(graph, cupel_append(shop, shown, shop->shown.items[MANY / 2]));
    assert_int_equal(shop->shown.count, MANY);
    for (size_t i = 0; i < MANY; i++) {
        assert_ptr_equal(cupel_item_keyed(shop, shown, key_text(text, i)), shop->shown.items[i]);
        assert_true(is_indexed(shop));
    }
    assert_null(cupel_item_keyed(shop, shown, "key"));
    assert_null(cupel_item_keyed(shop, shown, NULL));
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
    shop = the_shop(graph);
    for (size_t i = 0; i < MANY; i++) {
        Ware *ware = cupel_item_keyed(shop, shown, key_text(text, i));
        assert_non_null(ware);
        assert_ptr_equal(ware, shop->shown.items[i]);
        assert_true(is_indexed(shop));
        /* a change between any two searches */
        text[0] = 'K';
        cupel_set(ware, name, text);
    }
    assert_null(cupel_item_keyed(shop, shown, "key 7"));
    Ware *seventh = cupel_item_keyed(shop, shown, "Key 7");
    assert_ptr_equal(seventh, shop->shown.items[7]);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_ptr_equal(cupel_item_keyed(shop, shown, "key 7"), seventh);
    assert_null(cupel_item_keyed(shop, shown, "Key 7"));
}

/* A change of keys does not move items; of several with a key, the first in the collection is found. */
static void test_changed_keys(void **state)
{
    graph_fixture *graph = *state;
    enum { SOME = 100 };
    char text[32];
    Shop *shop = cupel_new(Shop);
    assert_non_null(shop);
    Clerk *clerks[SOME];
    for (size_t i = 0; i < SOME; i++) {
        clerks[i] = new_clerk(i == 40 ? NULL : key_text(text, i));
        assert_int_equal(cupel_append(shop, clerks, clerks[i]), CUPEL_OK);
    }
    assert_ptr_equal(cupel_item_keyed(shop, clerks, NULL), clerks[40]);
    /* in no session, duplicates made by changes: in whatever order they are changed */
    cupel_set(clerks[50], name, "twin");
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "twin"), clerks[50]);
    cupel_set(clerks[60], name, "twin");
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "twin"), clerks[50]);
    cupel_set(clerks[30], name, "twin");
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "twin"), clerks[30]);
    cupel_set(clerks[30], name, NULL);
    assert_ptr_equal(cupel_item_keyed(shop, clerks, NULL), clerks[30]);
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "twin"), clerks[50]);
    assert_null(cupel_item_keyed(shop, clerks, "key 50"));
    /* what comes takes the place of the first one */
    Clerk *third = new_clerk("twin");
    assert_int_equal(cupel_append(shop, clerks, third), CUPEL_OK);
    assert_int_equal(shop->clerks.count, SOME);
    assert_false(cupel_has_item(shop, clerks, clerks[50]));
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "twin"), clerks[60]);
    assert_int_equal(cupel_remove(shop, clerks, clerks[60]), CUPEL_OK);
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "twin"), third);
    /* one that is there comes again, under a key that another one has by now */
    cupel_set(clerks[99], name, "key 1");
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "key 1"), clerks[1]);
    assert_int_equal(cupel_append(shop, clerks, clerks[99]), CUPEL_OK);
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "key 1"), clerks[99]);
    assert_int_equal(shop->clerks.count, SOME - 2);
    /* another order: another first one */
    cupel_set(clerks[2], name, "key 98");
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "key 98"), clerks[2]);
    Clerk *turned[SOME];
    size_t count = shop->clerks.count;
    for (size_t i = 0; i < count; i++)
        turned[i] = shop->clerks.items[count - 1 - i];
    assert_int_equal(cupel_replace(shop, clerks, count, turned), CUPEL_OK);
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "key 98"), clerks[98]);
    assert_int_equal(cupel_clear(shop, clerks), CUPEL_OK);
    assert_null(cupel_item_keyed(shop, clerks, "key 98"));
    cupel_free(shop);
    for (size_t i = 0; i < SOME; i++)
        cupel_free(clerks[i]);
    cupel_free(third);
    (void)graph;
}

/* What the database has now, and what it had, is found. */
static void test_refreshed_keys(void **state)
{
    graph_fixture *graph = *state;
    char text[32];
    Shop *shop = the_shop(graph);
    for (size_t i = 0; i < 40; i++)
        assert_ok(graph, cupel_append(shop, clerks, new_clerk(key_text(text, i))));
    assert_ok(graph, cupel_commit(graph->session));
    Clerk *seventh = cupel_item_keyed(shop, clerks, "key 7");
    assert_non_null(seventh);
    count_of(graph, "UPDATE clerks SET name = 'seven' WHERE name = 'key 7' RETURNING 1");
    assert_ok(graph, cupel_refresh(graph->session, seventh));
    assert_null(cupel_item_keyed(shop, clerks, "key 7"));
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "seven"), seventh);
    Clerk *other = new_clerk("key 8");
    assert_ok(graph, cupel_append(shop, clerks, other));
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "key 8"), other);
    assert_ok(graph, cupel_rollback(graph->session));
    assert_ptr_equal(cupel_item_keyed(shop, clerks, "key 7"), seventh);
    Clerk *eighth = cupel_item_keyed(shop, clerks, "key 8");
    assert_non_null(eighth);
    assert_true(eighth != other);
    assert_null(cupel_item_keyed(shop, clerks, "seven"));
}

/* ---- taken out one by one ------------------------------------------------------------------------ */

/* From the front while walking, pushed through like a queue, and every second one. */
static void test_take_out(void **state)
{
    graph_fixture *graph = *state;
    enum { MANY = 100000, ODD = 1000 };
    Shop *shop = the_shop(graph);
    assert_ok(graph, cupel_clear(shop, wares));
    size_t seen = 0;
    for (size_t i = 0; i < MANY; i++)
        assert_ok(graph, cupel_append(shop, wares, new_ware("w")));
    cupel_each_in (Ware, ware, shop, wares) {
        assert_ok(graph, cupel_remove(shop, wares, ware));
        seen++;
    }
    assert_int_equal(seen, MANY);
    assert_int_equal(shop->wares.count, 0);
    Ware *last = NULL;
    for (size_t i = 0; i < 10; i++)
        assert_ok(graph, cupel_append(shop, wares, new_ware("q")));
    for (size_t i = 0; i < MANY; i++) {
        Ware *first = shop->wares.items[0], *second = shop->wares.items[1];
        last = new_ware("q");
        assert_ok(graph, cupel_append(shop, wares, last));
        assert_ok(graph, cupel_remove(shop, wares, first));
        assert_ptr_equal(shop->wares.items[0], second);
    }
    assert_int_equal(shop->wares.count, 10);
    assert_ptr_equal(shop->wares.items[9], last);
    assert_ok(graph, cupel_clear(shop, wares));
    Ware *all[ODD];
    for (size_t i = 0; i < ODD; i++) {
        all[i] = new_ware("o");
        assert_ok(graph, cupel_append(shop, wares, all[i]));
    }
    for (size_t i = 0; i < ODD; i += 2)
        assert_ok(graph, cupel_remove(shop, wares, all[i]));
    assert_int_equal(shop->wares.count, ODD / 2);
    for (size_t i = 0; i < ODD / 2; i++)
        assert_ptr_equal(shop->wares.items[i], all[2 * i + 1]);
    cupel_expunge_all(graph->session);
}

/* Deletes that are taken back, of instances changed before, after or not at all. */
static void test_take_back(void **state)
{
    graph_fixture *graph = *state;
    enum { MANY = 20000 };
    Ware **wares = calloc(MANY, sizeof *wares);
    assert_non_null(wares);
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < MANY && code == CUPEL_OK; i++) {
        wares[i] = cupel_new(Ware, .name = "w");
        code = cupel_add(graph->session, wares[i]);
    }
    if (code == CUPEL_OK)
        code = cupel_flush(graph->session);
    for (size_t i = 0; i < MANY && code == CUPEL_OK; i++) {
        if (i < 10)
            cupel_set(wares[i], name, "before");
        code = cupel_delete(graph->session, wares[i]);
        if (i >= 10 && i < 20)
            cupel_set(wares[i], name, "after");
    }
    for (size_t i = 0; i < MANY - 1 && code == CUPEL_OK; i++)
        code = cupel_add(graph->session, wares[i]);
    free(wares);
    assert_ok(graph, code);
    assert_ok(graph, cupel_commit(graph->session));
    /* the three that were there, and all but the last */
    assert_int_equal(count_of(graph, "SELECT count(*) FROM wares"), MANY + 2);
    assert_int_equal(count_of(graph, "SELECT count(*) FROM wares WHERE name = 'before'"), 10);
    assert_int_equal(count_of(graph, "SELECT count(*) FROM wares WHERE name = 'after'"), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(test_set),          SHOP_TEST(test_set_not_loaded),
        SHOP_TEST(test_map),          SHOP_TEST(test_map_not_loaded),
        SHOP_TEST(test_write_only),   SHOP_TEST(test_evicted),
        SHOP_TEST(test_long),         SHOP_TEST(test_many_keys),
        SHOP_TEST(test_changed_keys), SHOP_TEST(test_refreshed_keys),
        SHOP_TEST(test_take_out),     SHOP_TEST(test_take_back),
    };
    return cmocka_run_group_tests_name("orm/collection", tests, NULL, NULL);
}
