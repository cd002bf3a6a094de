/*
 * Rows of several structs out of several tables: with mappings made at run time,
 * and what mistakes in them and in the structs are called.
 */
#include <cupel.h>

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* ---- mappings ---------------------------------------------------------------------------------- */

/* A struct with a key, or one that inherits from `parent`, with one more column. */
static const cupel_mapping *make(const char *name, const char *table, const cupel_mapping *parent,
                                 const char *column, const cupel_mapper_options *options)
{
    cupel_mapping_builder *builder = cupel_mapping_builder_new(name, table, NULL, 0);
    if (parent)
        cupel_mapping_builder_inherits(builder, parent);
    else
        cupel_mapping_builder_column(builder, "id", CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET,
                                     &(cupel_column_options){ .primary_key = true });
    cupel_mapping_builder_column(builder, column, CUPEL_ATTRIBUTE_TEXT, CUPEL_NEXT_OFFSET,
                                 &(cupel_column_options){ .length = 20 });
    cupel_mapping_builder_options(builder, options);
    const cupel_mapping *made = cupel_mapping_build(builder);
    assert_non_null(made);
    return made;
}

/* Makes a registry of mappings report mistakes; frees the mappings. */
static void expect_mistake(size_t count, const cupel_mapping *const *mappings, const char *expected)
{
    cupel_registry *registry = cupel_registry_open_with(count, mappings, NULL);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    assert_string_equal(cupel_error_text(registry), expected);
    cupel_registry_close(registry);
    while (count-- > 0)
        cupel_mapping_free(mappings[count]);
}

#define OPTIONS(...) (&(cupel_mapper_options){ __VA_ARGS__ })

/* ---- made at run time -------------------------------------------------------------------------- */

typedef struct world {
    const cupel_mapping *top, *child, *below;
    cupel_registry *registry;
    cupel_engine *engine;
    cupel_session *session;
} world;

static void add_named(const world *w, const cupel_mapping *mapping, int64_t id, const char *name)
{
    cupel_object *object = cupel_new_instance(mapping, NULL);
    cupel_value key = cupel_value_int(id), text = cupel_value_text(name);
    assert_non_null(object);
    assert_int_equal(cupel_set_named(object, "id", &key), CUPEL_OK);
    assert_int_equal(cupel_set_named(object, "name", &text), CUPEL_OK);
    assert_int_equal(cupel_add_instance(w->session, object), CUPEL_OK);
}

/* Three in three tables, each with one row. */
static void open_world(world *w, const cupel_mapper_options *top, const char *identity)
{
    w->top = make("Top", "tops", NULL, "name", top);
    w->child = make("Child", "children", w->top, "colour",
                    OPTIONS(.concrete = true, .polymorphic_identity = identity));
    w->below = make("Below", "belows", w->child, "size",
                    OPTIONS(.concrete = true, .polymorphic_identity = "c"));
    const cupel_mapping *all[] = { w->below, w->child, w->top };
    w->registry = cupel_registry_open_with(3, all, NULL);
    w->engine = cupel_engine_open("sqlite://");
    assert_int_equal(cupel_create_all(w->registry, w->engine), CUPEL_OK);
    w->session = cupel_session_open(w->registry, w->engine);
    add_named(w, w->top, 1, "a");
    add_named(w, w->child, 2, "b");
    add_named(w, w->below, 3, "c");
    assert_int_equal(cupel_commit(w->session), CUPEL_OK);
    cupel_expunge_all(w->session);
}

static void close_world(const world *w)
{
    cupel_session_close(w->session);
    cupel_engine_close(w->engine);
    cupel_registry_close(w->registry);
    cupel_mapping_free(w->below);
    cupel_mapping_free(w->child);
    cupel_mapping_free(w->top);
}

static void expect_three(const world *w, const cupel_query *query)
{
    const cupel_mapping *expected[] = { w->top, w->child, w->below };
    cupel_expr *key = cupel_attribute_named(w->top, "id");
    cupel_object **all = cupel_all(cupel_order_by(query, key));
    if (!all)
        fail_msg("%s", cupel_error_text(w->session));
    assert_int_equal(cupel_array_count(all), 3);
    for (size_t i = 0; i < 3; i++) {
        cupel_value value;
        assert_ptr_equal(cupel_instance_mapping(all[i]), expected[i]);
        assert_int_equal(cupel_get_named(all[i], "name", &value), CUPEL_OK);
        assert_memory_equal(value.as.text, &"abc"[i], 1);
    }
}

static void test_concrete(void **state)
{
    (void)state;
    world w;
    open_world(&w, OPTIONS(.polymorphic_identity = "1"), "2");
    assert_int_equal(cupel_count(cupel_query_mapping(w.session, w.top)), 1);
    assert_int_equal(cupel_count(cupel_query_mapping(w.session, w.child)), 1);
    cupel_value structs[] = { cupel_value_expression(cupel_entity_expression(w.top)),
                              cupel_value_expression(cupel_entity_expression(w.child)),
                              cupel_value_expression(cupel_entity_expression(w.below)) };
    cupel_subquery *all = cupel_polymorphic_union_of(w.session, "all_of_them", NULL, 3, structs);
    expect_three(&w,
                 cupel_with_polymorphic_from_all(cupel_query_mapping(w.session, w.top), all, NULL));
    close_world(&w);
}

/* The text of an option is the builder's own copy; an identity is a text, whatever is in it. */
static void test_union(void **state)
{
    (void)state;
    world w;
    char name[] = "everything";
    open_world(&w, OPTIONS(.polymorphic_union = name, .polymorphic_identity = "1"), "it's\\new");
    memset(name, 'x', sizeof name - 1);
    cupel_query *query = cupel_query_mapping(w.session, w.top);
    expect_three(&w, query);
    assert_int_equal(cupel_count(cupel_query_mapping(w.session, w.child)), 2);
    cupel_value key = cupel_value_int(3);
    const cupel_object *third = cupel_get_by_key(w.session, w.top, 1, &key);
    assert_non_null(third);
    assert_ptr_equal(cupel_instance_mapping(third), w.below);
    const char *text = cupel_sql(query, "sqlite");
    assert_non_null(text);
    assert_non_null(strstr(text, "'it''s\\new' AS type"));
    assert_non_null(strstr(text, ") AS everything"));
    text = cupel_sql(query, "mysql");
    assert_non_null(text);
    assert_non_null(strstr(text, "'it''s\\\\new' AS type"));
    close_world(&w);
}

/* A column that all tables have tells what rows are, so that new ones must have the right value. */
static void test_discriminator(void **state)
{
    (void)state;
    world w;
    open_world(&w,
               OPTIONS(.polymorphic_union = "everything", .polymorphic_on = "name",
                       .polymorphic_identity = "a"),
               "b");
    cupel_query *query = cupel_query_mapping(w.session, w.top);
    expect_three(&w, query);
    const char *text = cupel_sql(query, "sqlite");
    assert_non_null(text);
    assert_null(strstr(text, "'a'"));
    add_named(&w, w.below, 4, "b");
    assert_int_equal(cupel_flush(w.session), CUPEL_FLUSH_ERROR);
    assert_non_null(strstr(cupel_error_text(w.session), "Below.name of a new Below was set"));
    close_world(&w);
}

/*
 * A struct with a table of all columns has the discriminator, too, where what it begins with has it from a struct further
 * up, in whose table its own is joined.
 */
static void test_below_joined(void **state)
{
    (void)state;
    const cupel_mapping *top = make("Top", "tops", NULL, "sort",
                                    OPTIONS(.polymorphic_on = "sort", .polymorphic_identity = "top",
                                            .polymorphic_union = "everything"));
    const cupel_mapping *joined =
        make("Joined", "joined", top, "colour", OPTIONS(.polymorphic_identity = "joined"));
    const cupel_mapping *whole = make("Whole", "wholes", joined, "size",
                                      OPTIONS(.concrete = true, .polymorphic_identity = "whole"));
    const cupel_mapping *all[] = { top, joined, whole };
    cupel_registry *registry = cupel_registry_open_with(3, all, NULL);
    cupel_engine *engine = cupel_engine_open("sqlite://");
    assert_int_equal(cupel_create_all(registry, engine), CUPEL_OK);
    cupel_session *session = cupel_session_open(registry, engine);
    for (int64_t i = 0; i < 3; i++) {
        cupel_object *object = cupel_new_instance(all[i], NULL);
        cupel_value key = cupel_value_int(i);
        assert_non_null(object);
        assert_int_equal(cupel_set_named(object, "id", &key), CUPEL_OK);
        assert_int_equal(cupel_add_instance(session, object), CUPEL_OK);
    }
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    cupel_expunge_all(session);
    cupel_expr *key = cupel_attribute_named(top, "id");
    cupel_object **found = cupel_all(cupel_order_by(cupel_query_mapping(session, top), key));
    if (!found)
        fail_msg("%s", cupel_error_text(session));
    assert_int_equal(cupel_array_count(found), 3);
    for (size_t i = 0; i < 3; i++)
        assert_ptr_equal(cupel_instance_mapping(found[i]), all[i]);
    cupel_session_close(session);
    cupel_engine_close(engine);
    cupel_registry_close(registry);
    cupel_mapping_free(whole);
    cupel_mapping_free(joined);
    cupel_mapping_free(top);
}

/* ---- rows that are elsewhere ------------------------------------------------------------------- */

typedef struct Worker {
    cupel_object base;
    cupel_int id;
} Worker;

typedef struct Smith {
    Worker base;
    cupel_text forge;
} Smith;

typedef struct Shop {
    cupel_object base;
    cupel_int id;
    cupel_null_int keeper_id;
    cupel_to_one(Worker) keeper;
    cupel_to_many(Worker) guests;
} Shop;

CUPEL_MAP(Worker, "workers", CUPEL_COLUMN(Worker, id, .primary_key = true));
CUPEL_MAP_CHILD(Smith, Worker, "smiths", CUPEL_COLUMN(Smith, forge, .length = 20),
                CUPEL_MAPPER_OPTIONS(.concrete = true));
CUPEL_TABLE(shop_guests, "shop_guests", CUPEL_TABLE_COLUMN("shop_id", .foreign_key = "shops.id"),
            CUPEL_TABLE_COLUMN("worker_id", .foreign_key = "workers.id"));
CUPEL_MAP(Shop, "shops", CUPEL_COLUMN(Shop, id, .primary_key = true),
          CUPEL_COLUMN(Shop, keeper_id, .foreign_key = "workers.id"),
          CUPEL_RELATIONSHIP(Shop, keeper, Worker),
          CUPEL_RELATIONSHIP(Shop, guests, Worker, .secondary = &shop_guests));

static void expect_elsewhere(cupel_session *session, const char *text)
{
    assert_int_equal(cupel_flush(session), CUPEL_FLUSH_ERROR);
    if (!strstr(cupel_error_text(session), text))
        fail_msg("%s", cupel_error_text(session));
    cupel_rollback(session);
}

/* A foreign key to the first struct's table would find another row there, or none. */
static void test_elsewhere(void **state)
{
    (void)state;
    cupel_registry *registry = cupel_registry_open(Worker, Smith, Shop);
    cupel_engine *engine = cupel_engine_open("sqlite://");
    assert_int_equal(cupel_create_all(registry, engine), CUPEL_OK);
    cupel_session *session = cupel_session_open(registry, engine);
    Shop *shop = cupel_new(Shop);
    Worker *worker = cupel_new(Worker);
    assert_true(shop && worker);
    assert_int_equal(cupel_add(session, shop), CUPEL_OK);
    cupel_set(shop, keeper, worker);
    assert_int_equal(cupel_append(shop, guests, worker), CUPEL_OK);
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    Smith *smith = cupel_new(Smith);
    assert_non_null(smith);
    cupel_set(shop, keeper, &smith->base);
    expect_elsewhere(session, "Shop.keeper: the item is Smith, whose rows are in 'smiths' "
                              "(.concrete), but the foreign key refers to rows of 'workers'");
    smith = cupel_new(Smith);
    assert_non_null(smith);
    assert_int_equal(cupel_append(shop, guests, &smith->base), CUPEL_OK);
    expect_elsewhere(session, "Shop.guests: the item is Smith");
    assert_ptr_equal(cupel_load(shop, keeper).item, worker);
    assert_int_equal(cupel_item_count(shop, guests), 1);
    cupel_session_close(session);
    cupel_engine_close(engine);
    cupel_registry_close(registry);
}

/* ---- mistakes ---------------------------------------------------------------------------------- */

#define NEEDS_TABLE "Child: .concrete is for a struct that inherits and has a table of its own"

static void test_mistakes(void **state)
{
    (void)state;
    const cupel_mapping *top = make("Top", "tops", NULL, "name", OPTIONS(0));
    const cupel_mapping *child = make("Child", NULL, top, "colour", OPTIONS(.concrete = true));
    expect_mistake(2, (const cupel_mapping *[]){ top, child },
                   "2 mistakes:\n" NEEDS_TABLE "\n"
                   "Child has no table: give its name to CUPEL_MAP, or map it on a described "
                   "table with CUPEL_MAP_TABLE");
    child = make("Child", "children", NULL, "colour", OPTIONS(.concrete = true));
    expect_mistake(1, &child, NEEDS_TABLE);

    top = make("Top", "tops", NULL, "name", OPTIONS(.polymorphic_identity = "one"));
    child = make("Child", "children", top, "colour",
                 OPTIONS(.concrete = true, .polymorphic_identity = "one"));
    expect_mistake(2, (const cupel_mapping *[]){ top, child },
                   "Top and Child both have .polymorphic_identity = \"one\"");
    top = make("Top", "tops", NULL, "name", OPTIONS(.polymorphic_identity = "Child"));
    child = make("Child", "children", top, "colour", OPTIONS(.concrete = true));
    expect_mistake(2, (const cupel_mapping *[]){ top, child },
                   "Top and Child both have .polymorphic_identity = \"Child\"");
}

static void test_mistakes_of_unions(void **state)
{
    (void)state;
    const cupel_mapping *top = make("Top", "tops", NULL, "type", OPTIONS(.polymorphic_union = "u"));
    const cupel_mapping *child =
        make("Child", "children", top, "colour", OPTIONS(.concrete = true));
    expect_mistake(2, (const cupel_mapping *[]){ top, child },
                   "Top: .polymorphic_union needs a column 'type' to tell which struct a row is, "
                   "but table 'tops' has one: say .polymorphic_on = \"...\" of its attribute");

    top = make("Top", "tops", NULL, "name", OPTIONS(.polymorphic_on = "name"));
    child = make("Child", "children", top, "colour",
                 OPTIONS(.polymorphic_union = "u", .polymorphic_identity = "child"));
    expect_mistake(2, (const cupel_mapping *[]){ top, child },
                   "Child: .polymorphic_union is for a struct whose table has all of its columns; "
                   "the rows of this one are found by its parent");

    top = make("Top", "tops", NULL, "name", OPTIONS(.polymorphic_union = "u"));
    child = make("Child", "children", top, "colour",
                 OPTIONS(.concrete = true, .polymorphic_on = "colour"));
    const cupel_mapping *below =
        make("Below", NULL, child, "size", OPTIONS(.polymorphic_identity = "below"));
    expect_mistake(3, (const cupel_mapping *[]){ top, child, below },
                   "Top: .polymorphic_union needs .polymorphic_on of that struct, as table "
                   "'children' has rows of several structs");
}

int main(void)
{
#define TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_concrete),           TEST(test_union),     TEST(test_discriminator),
        TEST(test_below_joined),       TEST(test_elsewhere), TEST(test_mistakes),
        TEST(test_mistakes_of_unions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
