/*
 * Relationships whose conditions programs give: to a table itself, with a table
 * between, swapped, and the ones that cannot be.
 */
#include "graph.h"

#include <stdio.h>
#include <string.h>

/* ---- a graph: nodes and edges between them ------------------------------------------------------------ */

typedef struct Place Place;
struct Place {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int home_id;
    cupel_null_int work_id;
    cupel_to_one(Place) home;
    cupel_to_many(Place) inhabitants;
    cupel_to_many(Place) next;
    cupel_to_many(Place) near_x;
    cupel_to_many(Place) same_name;
};

CUPEL_TABLE(ways, "ways",
            CUPEL_TABLE_COLUMN("from_id", .foreign_key = "places.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("to_id", .foreign_key = "places.id", .primary_key = true));

CUPEL_DECLARE(Place);

#define P(field) cupel_attr(Place, field)

static cupel_expr *lives_at(void)
{
    return cupel_eq(P(home_id), P(id));
}

static cupel_expr *way_from(void)
{
    return cupel_eq(P(id), cupel_column(&ways, "from_id"));
}

static cupel_expr *way_to(void)
{
    return cupel_eq(P(id), cupel_column(&ways, "to_id"));
}

/* only those called x */
static cupel_expr *way_to_x(void)
{
    return cupel_and(cupel_eq(cupel_column(&ways, "to_id"), P(id)), cupel_eq(P(name), "x"));
}

CUPEL_MAP(Place, "places", CUPEL_COLUMN(Place, id, .primary_key = true), CUPEL_COLUMN(Place, name),
          CUPEL_COLUMN(Place, home_id, .foreign_key = "places.id"),
          CUPEL_COLUMN(Place, work_id, .foreign_key = "places.id"),
          CUPEL_RELATIONSHIP(Place, home, Place, .primaryjoin = lives_at, .remote_side = "id",
                             .back_populates = "inhabitants"),
          CUPEL_RELATIONSHIP(Place, inhabitants, Place, .primaryjoin = lives_at,
                             .remote_side = "home_id", .back_populates = "home", .order_by = "id"),
          CUPEL_RELATIONSHIP(Place, next, Place, .secondary = &ways, .primaryjoin = way_from,
                             .secondaryjoin = way_to, .order_by = "id"),
          CUPEL_RELATIONSHIP(Place, near_x, Place, .secondary = &ways, .primaryjoin = way_from,
                             .secondaryjoin = way_to_x, .viewonly = true));

typedef struct places {
    graph_fixture *graph;
    cupel_registry *registry;
    cupel_session *session;
} places;

static places open_places(graph_fixture *graph)
{
    places made = { .graph = graph, .registry = cupel_registry_open(Place) };
    if (cupel_create_all(made.registry, graph->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(made.registry));
    made.session = cupel_session_open(made.registry, graph->engine);
    return made;
}

static void close_places(places *all)
{
    cupel_session_close(all->session);
    cupel_registry_close(all->registry);
}

static const char *last_sql(const places *all)
{
    return all->graph->log.texts[all->graph->log.count - 1];
}

static void test_to_itself(void **state)
{
    places all = open_places(*state);
    Place *house = cupel_new(Place, .name = "house"), *room = cupel_new(Place, .name = "room"),
          *cellar = cupel_new(Place, .name = "cellar");
    cupel_set(room, home, house);
    cupel_append(house, inhabitants, cellar);
    assert_int_equal(cupel_add(all.session, house), CUPEL_OK);
    if (cupel_commit(all.session) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(all.session));
    assert_int_equal(cupel_item_count(house, inhabitants), 2);
    assert_non_null(strstr(last_sql(&all), "WHERE places.home_id = ? ORDER BY places.id"));
    assert_ptr_equal(cupel_load(cellar, home).item, house);
    assert_null(cupel_load(house, home).item);
    cupel_query *query = cupel_filter(cupel_query(all.session, Place),
                                      cupel_has(P(home), cupel_eq(P(name), "house")));
    assert_int_equal(cupel_count(query), 2);
    query = cupel_filter(cupel_query(all.session, Place),
                         cupel_any(P(inhabitants), cupel_eq(P(name), "room")));
    assert_ptr_equal(cupel_one(query), house);
    close_places(&all);
}

static void test_through_a_table(void **state)
{
    places all = open_places(*state);
    Place *a = cupel_new(Place, .name = "a"), *x = cupel_new(Place, .name = "x"),
          *b = cupel_new(Place, .name = "b");
    cupel_append(a, next, x);
    cupel_append(a, next, b);
    cupel_append(x, next, a);
    assert_int_equal(cupel_add(all.session, a), CUPEL_OK);
    if (cupel_commit(all.session) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(all.session));
    assert_int_equal(cupel_item_count(a, next), 2);
    assert_int_equal(cupel_item_count(a, near_x), 1);
    assert_ptr_equal(a->near_x.items[0], x);
    assert_int_equal(cupel_item_count(x, near_x), 0);
    cupel_query *query =
        cupel_filter(cupel_query(all.session, Place), cupel_contains(P(next), cupel_instance(b)));
    assert_ptr_equal(cupel_one(query), a);
    query = cupel_order_by(cupel_filter(cupel_query(all.session, Place),
                                        cupel_not(cupel_contains(P(next), cupel_instance(b)))),
                           P(id));
    Place **others = cupel_all(query);
    assert_int_equal(cupel_array_count(others), 2);
    assert_ptr_equal(others[0], x);
    assert_ptr_equal(others[1], b);
    query = cupel_options(cupel_filter(cupel_query(all.session, Place), cupel_eq(P(name), "a")),
                          cupel_joinedload(P(next)), cupel_selectinload(P(near_x)));
    cupel_expire_all(all.session);
    assert_ptr_equal(cupel_one(query), a);
    assert_true(cupel_is_loaded(a, next));
    assert_true(cupel_is_loaded(a, near_x));
    assert_int_equal(a->next.count, 2);
    assert_int_equal(a->near_x.count, 1);
    cupel_remove(a, next, b);
    assert_int_equal(cupel_commit(all.session), CUPEL_OK);
    assert_int_equal(cupel_item_count(a, next), 1);
    close_places(&all);
}

/* ---- conditions that cannot be ------------------------------------------------------------------------------ */

typedef struct Left Left;
typedef struct Right Right;
struct Left {
    cupel_object base;
    cupel_int id;
    cupel_int number;
    cupel_to_many(Right) rights;
    cupel_to_one(Right) right;
};
struct Right {
    cupel_object base;
    cupel_int id;
    cupel_null_int left_id;
    cupel_int number;
    cupel_to_many(Left) lefts;
};

CUPEL_DECLARE(Left);
CUPEL_DECLARE(Right);

/* The mapping that is tried. */
static const cupel_mapping *given_left;

static cupel_expr *equal_numbers(void)
{
    return cupel_eq(cupel_attribute_named(given_left, "number"), cupel_attr(Right, number));
}

/* One more than a key can have. */
static cupel_expr *many_numbers(void)
{
    cupel_value parts[CUPEL_CONSTRAINT_COLUMNS + 1];
    for (size_t i = 0; i <= CUPEL_CONSTRAINT_COLUMNS; i++)
        parts[i] = cupel_value_expression(equal_numbers());
    return cupel_and_values(CUPEL_CONSTRAINT_COLUMNS + 1, parts);
}

static cupel_expr *large_numbers(void)
{
    return cupel_gt(cupel_attr(Right, number), 5);
}

static cupel_expr *of_left(void)
{
    return cupel_eq(cupel_attr(Right, left_id), cupel_attribute_named(given_left, "id"));
}

static cupel_expr *poisoned(void)
{
    return cupel_eq(cupel_attribute_named(given_left, "id"), cupel_bind("no name", 1));
}

CUPEL_TABLE(between, "between",
            CUPEL_TABLE_COLUMN("left_id", .foreign_key = "lefts.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("right_id", .foreign_key = "rights.id", .primary_key = true));

/* A table between that refers to one end only, and one that refers to an end twice. */
CUPEL_TABLE(half, "half",
            CUPEL_TABLE_COLUMN("left_id", .foreign_key = "lefts.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("right_id", .type = CUPEL_INTEGER, .primary_key = true));
CUPEL_TABLE(twice, "twice",
            CUPEL_TABLE_COLUMN("left_id", .foreign_key = "lefts.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("best_id", .foreign_key = "rights.id"),
            CUPEL_TABLE_COLUMN("right_id", .foreign_key = "rights.id", .primary_key = true));

static cupel_expr *between_left(void)
{
    return cupel_eq(cupel_attribute_named(given_left, "id"), cupel_column(&between, "left_id"));
}

#define LEFT_COLUMNS CUPEL_COLUMN(Left, id, .primary_key = true), CUPEL_COLUMN(Left, number)

CUPEL_MAP(Left, "lefts", LEFT_COLUMNS);
CUPEL_MAP(Right, "rights", CUPEL_COLUMN(Right, id, .primary_key = true),
          CUPEL_COLUMN(Right, number), CUPEL_COLUMN(Right, left_id, .foreign_key = "lefts.id"));

/* What configuring says where Left has this relationship too. */
static void assert_mistake_at(cupel_attribute relationship, const char *part, int line)
{
    cupel_attribute attributes[3];
    cupel_mapping left = Left_mapping;
    memcpy(attributes, Left_mapping.attributes, 2 * sizeof *attributes);
    attributes[2] = relationship;
    left.attributes = attributes;
    left.count = 3;
    for (size_t i = 0; i < 3; i++)
        attributes[i].mapping = &left;
    given_left = &left;
    const cupel_mapping *const mappings[] = { &left, &Right_mapping };
    cupel_registry *registry = cupel_registry_open_with(2, mappings, NULL);
    if (cupel_registry_configure(registry) == CUPEL_OK || !strstr(cupel_error_text(registry), part))
        fail_msg("line %d: %s", line, cupel_error_text(registry));
    cupel_registry_close(registry);
}
#define assert_mistake(part, ...)                                                            \
    assert_mistake_at((const cupel_attribute[]){ CUPEL_RELATIONSHIP(Left, __VA_ARGS__) }[0], \
                      (part), __LINE__)

static void test_wrong_conditions(void **state)
{
    (void)state;
    assert_mistake("with .secondary, .primaryjoin needs a .secondaryjoin", rights, Right,
                   .secondary = &between, .primaryjoin = between_left);
    assert_mistake("Left.rights: no foreign key links 'half' and 'rights' in this direction "
                   "(considered: none); declare one, or give the condition with .primaryjoin",
                   rights, Right, .secondary = &half);
    assert_mistake("Left.rights: several foreign keys link 'twice' and 'rights' (twice.best_id -> "
                   "rights.id, twice.right_id -> rights.id); say with .foreign_keys which one it "
                   "is",
                   rights, Right, .secondary = &twice);
    assert_mistake("Left.right: no foreign key links 'lefts' and 'rights' in this direction "
                   "(considered: rights.left_id -> lefts.id)",
                   right, Right, .foreign_keys = "number");
    assert_mistake("no name", rights, Right, .primaryjoin = poisoned);
    assert_mistake(".remote_side = \"number, lefts.none\": neither 'lefts' nor 'rights' has a "
                   "column 'lefts.none'",
                   rights, Right, .remote_side = "number, lefts.none");
    assert_mistake("has a column 'nothing'", rights, Right, .foreign_keys = "nothing");
    assert_mistake("does not tell which of the columns it compares is the foreign key", rights,
                   Right, .primaryjoin = equal_numbers);
    assert_mistake("compares more columns than a key can have", rights, Right,
                   .primaryjoin = many_numbers, .viewonly = true);
    assert_mistake("compares no column of the parent", rights, Right, .primaryjoin = large_numbers);
    assert_mistake("there is only one", rights, Right, .primaryjoin = of_left,
                   .foreign_keys = "lefts.id");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        GRAPH_TEST(test_to_itself),
        GRAPH_TEST(test_through_a_table),
        GRAPH_TEST(test_wrong_conditions),
    };
    return cmocka_run_group_tests_name("orm/relationship_join", tests, NULL, NULL);
}
