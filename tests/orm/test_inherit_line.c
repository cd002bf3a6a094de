/*
 * Lines of structs that inherit: told apart by truth values and enumerations,
 * and whose orphans they are.
 */
#include <cupel.h>

#include "../support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct fixture {
    cupel_registry *registry;
    cupel_engine *engine;
    cupel_session *session;
} fixture;

static void open_line(fixture *line, size_t count, const cupel_mapping *const *mappings)
{
    line->registry = cupel_registry_open_with(count, mappings, NULL);
    line->engine = cupel_engine_open("sqlite://");
    if (cupel_create_all(line->registry, line->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(line->registry));
    line->session = cupel_session_open(line->registry, line->engine);
}

static void close_line(fixture *line)
{
    cupel_session_close(line->session);
    cupel_engine_close(line->engine);
    cupel_registry_close(line->registry);
}

static void assert_done(const fixture *line, cupel_code code)
{
    if (code != CUPEL_OK)
        fail_msg("%s", cupel_error_text(line->session));
}

static void assert_mistake(size_t count, const cupel_mapping *const *mappings, const char *expected)
{
    cupel_registry *registry = cupel_registry_open_with(count, mappings, NULL);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    assert_string_equal(cupel_error_text(registry), expected);
    cupel_registry_close(registry);
}

/* ---- what tells rows apart ----------------------------------------------------------------------- */

typedef struct Stone {
    cupel_object base;
    cupel_int id;
    cupel_bool precious;
} Stone;

typedef struct Gem {
    Stone base;
    cupel_text cut;
} Gem;

typedef struct Pebble {
    Stone base;
    cupel_text river;
} Pebble;

typedef struct Clod {
    Stone base;
} Clod;

CUPEL_MAP(Stone, "stones", CUPEL_COLUMN(Stone, id, .primary_key = true),
          CUPEL_COLUMN(Stone, precious), CUPEL_MAPPER_OPTIONS(.polymorphic_on = "precious"));
CUPEL_MAP_CHILD(Gem, Stone, NULL, CUPEL_COLUMN(Gem, cut),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "true"));
CUPEL_MAP_CHILD(Pebble, Stone, NULL, CUPEL_COLUMN(Pebble, river),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "false"));
CUPEL_MAP_CHILD(Clod, Stone, NULL, CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "maybe"));

static void test_truth(void **state)
{
    (void)state;
    const cupel_mapping *all[] = { &Stone_mapping, &Gem_mapping, &Pebble_mapping };
    fixture line;
    open_line(&line, 3, all);
    cupel_add(line.session, cupel_new(Gem, .cut = "round"));
    cupel_add(line.session, cupel_new(Pebble, .river = "Rhine"));
    assert_done(&line, cupel_commit(line.session));
    cupel_expunge_all(line.session);
    Stone *gem = cupel_get(line.session, Stone, 1), *pebble = cupel_get(line.session, Stone, 2);
    assert_non_null(gem);
    assert_non_null(pebble);
    assert_non_null(cupel_as(Gem, gem));
    assert_true(gem->precious);
    assert_non_null(cupel_as(Pebble, pebble));
    assert_false(pebble->precious);
    assert_int_equal(cupel_count(cupel_query(line.session, Pebble)), 1);
    close_line(&line);

    const cupel_mapping *wrong[] = { &Stone_mapping, &Clod_mapping };
    assert_mistake(2, wrong,
                   "Clod: .polymorphic_identity = \"maybe\" is no value of Clod.precious");
}

enum { ROUGH = 4, SMOOTH = 9 };
CUPEL_ENUM_TYPE(surfaces, "surface", { "rough", ROUGH }, { "smooth", SMOOTH });

typedef struct Cloth {
    cupel_object base;
    cupel_int id;
    cupel_int32 surface;
    cupel_text touch;
} Cloth;

typedef struct Linen {
    Cloth base;
} Linen;

typedef struct Silk {
    Cloth base;
} Silk;

typedef struct Felt {
    Cloth base;
} Felt;

CUPEL_MAP(Cloth, "cloths", CUPEL_COLUMN(Cloth, id, .primary_key = true),
          CUPEL_COLUMN(Cloth, surface, .type = CUPEL_ENUM, .enumeration = &surfaces),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "surface"));
CUPEL_MAP_CHILD(Linen, Cloth, NULL, CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "rough"));
CUPEL_MAP_CHILD(Silk, Cloth, NULL, CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "smooth"));
CUPEL_MAP_CHILD(Felt, Cloth, NULL, CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "dense"));

static void test_enumeration(void **state)
{
    (void)state;
    const cupel_mapping *all[] = { &Cloth_mapping, &Linen_mapping, &Silk_mapping };
    fixture line;
    open_line(&line, 3, all);
    cupel_add(line.session, cupel_new(Linen));
    cupel_add(line.session, cupel_new(Silk));
    assert_done(&line, cupel_commit(line.session));
    cupel_expunge_all(line.session);
    Cloth *silk =
        cupel_one(cupel_filter_by(cupel_query(line.session, Cloth), Cloth, surface, SMOOTH));
    assert_non_null(silk);
    assert_non_null(cupel_as(Silk, silk));
    assert_int_equal(silk->surface, SMOOTH);
    assert_int_equal(cupel_count(cupel_query(line.session, Linen)), 1);
    close_line(&line);

    const cupel_mapping *wrong[] = { &Cloth_mapping, &Felt_mapping };
    assert_mistake(2, wrong, "Felt: .polymorphic_identity = \"dense\" is no value of Felt.surface");
}

typedef struct Fluid {
    cupel_object base;
    cupel_int id;
    cupel_double density;
} Fluid;

typedef struct Water {
    Fluid base;
} Water;

CUPEL_MAP(Fluid, "fluids", CUPEL_COLUMN(Fluid, id, .primary_key = true),
          CUPEL_COLUMN(Fluid, density), CUPEL_MAPPER_OPTIONS(.polymorphic_on = "density"));
CUPEL_MAP_CHILD(Water, Fluid, NULL, CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "1.0"));

static void test_of_no_kind(void **state)
{
    (void)state;
    const cupel_mapping *all[] = { &Fluid_mapping, &Water_mapping };
    assert_mistake(2, all, "Water: .polymorphic_identity = \"1.0\" is no value of Water.density");
}

/* ---- orphans ----------------------------------------------------------------------------------- */

typedef struct Toy Toy;
typedef struct Doll Doll;

typedef struct Child {
    cupel_object base;
    cupel_int id;
    cupel_to_many(Toy) toys;
} Child;

typedef struct House {
    cupel_object base;
    cupel_int id;
    cupel_to_many(Doll) dolls;
} House;

struct Toy {
    cupel_object base;
    cupel_int id;
    cupel_text kind;
    cupel_null_int child_id;
};

struct Doll {
    Toy base;
    cupel_null_int house_id;
};

typedef struct Puppet {
    Doll base;
    cupel_null_int strings;
} Puppet;

CUPEL_MAP(Toy, "toys", CUPEL_COLUMN(Toy, id, .primary_key = true),
          CUPEL_COLUMN(Toy, kind, .length = 10),
          CUPEL_COLUMN(Toy, child_id, .foreign_key = "children.id"),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "kind", .polymorphic_identity = "toy"));
CUPEL_MAP_CHILD(Doll, Toy, NULL, CUPEL_COLUMN(Doll, house_id, .foreign_key = "houses.id"),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "doll"));
CUPEL_MAP_CHILD(Puppet, Doll, NULL, CUPEL_COLUMN(Puppet, strings),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "puppet"));
CUPEL_MAP(Child, "children", CUPEL_COLUMN(Child, id, .primary_key = true),
          CUPEL_RELATIONSHIP(Child, toys, Toy, .order_by = "id",
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN));
CUPEL_MAP(House, "houses", CUPEL_COLUMN(House, id, .primary_key = true),
          CUPEL_RELATIONSHIP(House, dolls, Doll, .order_by = "id",
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN));

static void open_toys(fixture *line)
{
    const cupel_mapping *all[] = { &Toy_mapping, &Doll_mapping, &Puppet_mapping, &Child_mapping,
                                   &House_mapping };
    open_line(line, 5, all);
}

/* A puppet is a doll and a toy: it belongs to a child, or to a house. */
static void test_owners(void **state)
{
    (void)state;
    fixture line;
    open_toys(&line);
    cupel_add(line.session, cupel_new(Puppet));
    assert_int_equal(cupel_flush(line.session), CUPEL_FLUSH_ERROR);
    assert_non_null(strstr(cupel_error_text(line.session), "a new Puppet has no parent"));
    assert_done(&line, cupel_rollback(line.session));

    Child *child = cupel_new(Child);
    House *house = cupel_new(House);
    Puppet *one = cupel_new(Puppet), *other = cupel_new(Puppet);
    assert_true(child && house && one && other);
    cupel_add(line.session, child);
    cupel_add(line.session, house);
    assert_int_equal(cupel_append(child, toys, &one->base.base), CUPEL_OK);
    assert_int_equal(cupel_append(house, dolls, &other->base), CUPEL_OK);
    assert_done(&line, cupel_commit(line.session));
    assert_int_equal(cupel_count(cupel_query(line.session, Puppet)), 2);

    assert_int_equal(cupel_item_count(child, toys), 1);
    assert_int_equal(cupel_remove(child, toys, &one->base.base), CUPEL_OK);
    assert_done(&line, cupel_commit(line.session));
    assert_int_equal(cupel_object_state(one), CUPEL_DETACHED);
    assert_int_equal(cupel_item_count(house, dolls), 1);
    assert_int_equal(cupel_remove(house, dolls, &other->base), CUPEL_OK);
    assert_done(&line, cupel_commit(line.session));
    assert_int_equal(cupel_count(cupel_query(line.session, Toy)), 0);
    close_line(&line);
}

/* A parent that is deleted takes what inherits from its children's struct along. */
static void test_owner_deleted(void **state)
{
    (void)state;
    fixture line;
    open_toys(&line);
    Child *child = cupel_new(Child);
    House *house = cupel_new(House);
    Puppet *both = cupel_new(Puppet);
    assert_true(child && house && both);
    cupel_add(line.session, child);
    cupel_add(line.session, house);
    cupel_append(child, toys, &both->base.base);
    cupel_append(house, dolls, &both->base);
    cupel_append(child, toys, cupel_new(Toy));
    assert_done(&line, cupel_commit(line.session));
    assert_done(&line, cupel_delete(line.session, house));
    assert_done(&line, cupel_commit(line.session));
    assert_int_equal(cupel_count(cupel_query(line.session, Puppet)), 0);
    assert_int_equal(cupel_item_count(child, toys), 1);
    assert_done(&line, cupel_delete(line.session, child));
    assert_done(&line, cupel_commit(line.session));
    assert_int_equal(cupel_count(cupel_query(line.session, Toy)), 0);
    close_line(&line);
}

int main(void)
{
#define TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_truth),  TEST(test_enumeration),   TEST(test_of_no_kind),
        TEST(test_owners), TEST(test_owner_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
