/*
 * Mappings that inherit: mistakes in them, what can be asked about them, and
 * mappings made at run time.
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

typedef struct Shape {
    cupel_object base;
    cupel_int id;
    cupel_text kind;
    cupel_int32 number;
    cupel_double area;
} Shape;

typedef struct Round {
    Shape base;
    cupel_double radius;
} Round;

typedef struct Square {
    Shape base;
    cupel_double side;
} Square;

CUPEL_MAP(Shape, "shapes", CUPEL_COLUMN(Shape, id, .primary_key = true),
          CUPEL_COLUMN(Shape, kind, .length = 10), CUPEL_COLUMN(Shape, number),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "kind"));
CUPEL_MAP_CHILD(Round, Shape, NULL, CUPEL_COLUMN(Round, radius),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "round"));
CUPEL_MAP_CHILD(Square, Shape, NULL, CUPEL_COLUMN(Square, side),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "round"));

static void expect_faults(size_t count, const cupel_mapping *const *mappings, const char *expected)
{
    cupel_registry *registry = cupel_registry_open_with(count, mappings, NULL);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_MAPPING_ERROR);
    assert_string_equal(cupel_error_text(registry), expected);
    cupel_registry_close(registry);
}

static void test_same_identity(void **state)
{
    (void)state;
    const cupel_mapping *all[] = { &Round_mapping, &Shape_mapping, &Square_mapping };
    expect_faults(3, all, "Round and Square both have .polymorphic_identity = \"round\"");
}

static void test_parent_is_missing(void **state)
{
    (void)state;
    const cupel_mapping *all[] = { &Round_mapping };
    expect_faults(1, all,
                  "Round inherits from Shape, which is not in the registry; open the registry with "
                  "it");
}

/* The lines of Shape with other options on top, and Round below it with others. */
static void expect_option_faults(const cupel_mapper_options *top, const cupel_mapper_options *below,
                                 const char *expected)
{
    cupel_attribute tops[4], belows[2];
    cupel_mapping shape = Shape_mapping, round = Round_mapping;
    const cupel_mapping *all[] = { &shape, &round };
    memcpy(tops, Shape_mapping.attributes, sizeof tops);
    memcpy(belows, Round_mapping.attributes, sizeof belows);
    for (size_t i = 0; i < 3; i++)
        tops[i].mapping = &shape;
    belows[0].mapping = &round;
    tops[3].as.mapper = *top;
    belows[1].as.mapper = *below;
    shape.attributes = tops;
    round.attributes = belows;
    round.inherits = &shape;
    expect_faults(2, all, expected);
}

static void test_discriminators(void **state)
{
    (void)state;
    expect_option_faults(&(cupel_mapper_options){ 0 },
                         &(cupel_mapper_options){ .polymorphic_identity = "round" },
                         "Round inherits from Shape, which needs .polymorphic_on: the attribute "
                         "that tells which struct a row is");
    expect_option_faults(&(cupel_mapper_options){ .polymorphic_on = "colour" },
                         &(cupel_mapper_options){ .polymorphic_identity = "round" },
                         "Shape: .polymorphic_on = \"colour\" must name a column attribute of it");
    expect_option_faults(&(cupel_mapper_options){ .polymorphic_identity = "shape" },
                         &(cupel_mapper_options){ .polymorphic_identity = "round" },
                         "2 mistakes:\n"
                         "Shape: .polymorphic_identity = \"shape\" needs .polymorphic_on, the "
                         "attribute whose value it is\n"
                         "Round inherits from Shape, which needs .polymorphic_on: the attribute "
                         "that tells which struct a row is");
    expect_option_faults(&(cupel_mapper_options){ .polymorphic_on = "kind" },
                         &(cupel_mapper_options){ 0 },
                         "Round has no .polymorphic_identity, the value of 'kind' in its rows");
    expect_option_faults(
        &(cupel_mapper_options){ .polymorphic_on = "number", .polymorphic_identity = "1" },
        &(cupel_mapper_options){ .polymorphic_identity = "round" },
        "Round: .polymorphic_identity = \"round\" is no value of Round.number");
    expect_option_faults(
        &(cupel_mapper_options){ .polymorphic_on = "kind" },
        &(cupel_mapper_options){ .polymorphic_on = "kind", .polymorphic_identity = "round" },
        "Round: .polymorphic_on = \"kind\", but it inherits 'kind' already as the "
        "attribute that tells which struct a row is");
}

/* Round with a changed line and size. */
static void expect_layout_faults(size_t size, size_t offset, const char *name, const char *expected)
{
    cupel_attribute lines[2];
    cupel_mapping round = Round_mapping;
    const cupel_mapping *all[] = { &Shape_mapping, &round };
    memcpy(lines, Round_mapping.attributes, sizeof lines);
    lines[0].mapping = &round;
    lines[0].offset = offset;
    lines[0].name = name;
    round.attributes = lines;
    round.size = size;
    expect_faults(2, all, expected);
}

static void test_layout(void **state)
{
    (void)state;
    char expected[300];
    snprintf(expected, sizeof expected,
             "2 mistakes:\n"
             "Round: a struct of 16 bytes cannot begin with Shape, from which it inherits and "
             "which has %zu\n"
             "Round.radius lies outside of the struct, or over its 'cupel_object base'",
             sizeof(Shape));
    expect_layout_faults(16, offsetof(Round, radius), "radius", expected);
    expect_layout_faults(
        sizeof(Round), offsetof(Shape, area), "radius",
        "Round.radius lies inside of the Shape that the struct must begin with, as "
        "it inherits from it");
    expect_layout_faults(sizeof(Round), offsetof(Round, radius), "kind",
                         "3 mistakes:\n"
                         "Round.kind has the name of an attribute that it inherits from Shape\n"
                         "table shapes has two columns called 'kind'\n"
                         "Round.kind is a double, which cannot hold the values of a column of type "
                         "string");
}

/* ---- tables that are described ------------------------------------------------------------------- */

typedef struct Cube {
    Shape base;
    cupel_double edge;
} Cube;

CUPEL_TABLE(cubes, "cubes",
            CUPEL_TABLE_COLUMN("shape", .type = CUPEL_INTEGER, .primary_key = true,
                               .foreign_key = "shapes.id", .on_delete = CUPEL_CASCADE),
            CUPEL_TABLE_COLUMN("edge", .type = CUPEL_DOUBLE, .nullable = CUPEL_NO));
CUPEL_MAP_CHILD_TABLE(Cube, Shape, cubes, CUPEL_COLUMN(Cube, edge),
                      CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "cube"));

CUPEL_TABLE(loose_cubes, "cubes",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("edge", .type = CUPEL_DOUBLE),
            CUPEL_TABLE_COLUMN("shape", .type = CUPEL_INTEGER, .foreign_key = "shapes.id"));

static void test_described_tables(void **state)
{
    (void)state;
    cupel_registry *registry = cupel_registry_open(Shape, Cube, Round);
    cupel_engine *engine = cupel_engine_open("sqlite://");
    assert_int_equal(cupel_create_all(registry, engine), CUPEL_OK);
    cupel_session *session = cupel_session_open(registry, engine);
    cupel_add(session, cupel_new(Cube, .edge = 2.5));
    cupel_add(session, cupel_new(Round, .radius = 1));
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    cupel_expunge_all(session);
    Cube *cube = cupel_first(cupel_query(session, Cube));
    assert_non_null(cube);
    assert_int_equal((int)(cube->edge * 10), 25);
    assert_string_equal(cube->base.kind, "cube");
    assert_int_equal(cupel_count(cupel_query(session, Shape)), 2);
    /* a loop takes what the query gives as that, and as what that inherits from; as nothing else */
    cupel_each (Shape, shape, cupel_query(session, Cube))
        assert_ptr_equal(shape, &cube->base);
    assert_int_equal(cupel_error_code(session), CUPEL_OK);
    cupel_each (Cube, other, cupel_query(session, Shape))
        fail_msg("%p is a Shape", (void *)other);
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_REQUEST);
    assert_string_equal(cupel_error_text(session),
                        "cupel_each (Cube, ...): this query gives Shape; where Cube inherits from "
                        "that, loop over Shape, and ask each by cupel_as()");
    cupel_each (Cube, other, cupel_query(session, Round))
        fail_msg("%p is a Round", (void *)other);
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_REQUEST);
    size_t count = 0;
    cupel_each (cupel_object, object, cupel_query(session, Shape))
        count += object->state != NULL;
    assert_int_equal(count, 2);
    assert_int_equal(cupel_error_code(session), CUPEL_OK);
    /* what has no identity has no rows */
    cupel_add(session, cupel_new(Shape, .number = 1));
    assert_int_equal(cupel_commit(session), CUPEL_FLUSH_ERROR);
    assert_non_null(strstr(cupel_error_text(session), "Shape has no .polymorphic_identity"));
    cupel_session_close(session);
    cupel_engine_close(engine);
    cupel_registry_close(registry);

    /* a table whose key is its own */
    cupel_mapping loose = Cube_mapping;
    cupel_attribute lines[2];
    const cupel_mapping *all[] = { &Shape_mapping, &loose };
    memcpy(lines, Cube_mapping.attributes, sizeof lines);
    lines[0].mapping = &loose;
    loose.attributes = lines;
    loose.table = &loose_cubes;
    registry = cupel_registry_open_with(2, all, NULL);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_NO_FOREIGN_KEYS);
    assert_string_equal(cupel_error_text(registry),
                        "Cube inherits from Shape, but the primary key of 'cubes' is no foreign "
                        "key to that of 'shapes'");
    cupel_registry_close(registry);
}

/* Mappings that inherit from each other are no mappings. */
static void test_endless(void **state)
{
    (void)state;
    cupel_mapping one = Shape_mapping, other = Shape_mapping;
    one.inherits = &other;
    other.inherits = &one;
    const cupel_mapping *all[] = { &one };
    cupel_registry *registry = cupel_registry_open_with(1, all, NULL);
    assert_int_equal(cupel_registry_configure(registry), CUPEL_INVALID_ARGUMENT);
    assert_null(cupel_new_instance(&one, NULL));
    cupel_registry_close(registry);
}

static void test_inspection(void **state)
{
    (void)state;
    cupel_registry *registry = cupel_registry_open(Round, Shape);
    assert_int_equal(cupel_registry_descendant_count(registry, &Shape_mapping), 2);
    assert_ptr_equal(cupel_registry_descendant(registry, &Shape_mapping, 0), &Shape_mapping);
    assert_ptr_equal(cupel_registry_descendant(registry, &Shape_mapping, 1), &Round_mapping);
    assert_int_equal(cupel_registry_descendant_count(registry, &Round_mapping), 1);
    assert_null(cupel_registry_descendant(registry, &Round_mapping, 1));
    assert_int_equal(cupel_error_code(registry), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_registry_descendant_count(registry, &Square_mapping), 0);
    assert_int_equal(cupel_error_code(registry), CUPEL_UNMAPPED_TYPE);
    assert_null(cupel_registry_descendant(registry, NULL, 0));
    cupel_registry_close(registry);

    Round *ball = cupel_new(Round, .base = { .kind = "round" }, .radius = 2);
    assert_non_null(ball);
    assert_string_equal(ball->base.kind, "round");
    assert_ptr_equal(cupel_as(Shape, ball), ball);
    assert_null(cupel_as(Square, ball));
    cupel_set(ball, base.kind, "ball");
    assert_string_equal(ball->base.kind, "ball");
    cupel_value value;
    assert_int_equal(cupel_get_named(CUPEL_OBJECT(ball), "kind", &value), CUPEL_OK);
    assert_string_equal(value.as.text, "ball");
    assert_null(cupel_instance_as(NULL, &Shape_mapping));
    assert_null(cupel_instance_as(CUPEL_OBJECT(ball), NULL));
    cupel_free(ball);
}

/* A line of three, of numbers, composite keys, laid out by the builder. */
static const cupel_mapping *build(const char *name, const char *table, const cupel_mapping *parent,
                                  const char *column, const char *identity)
{
    cupel_mapping_builder *builder = cupel_mapping_builder_new(name, table, NULL, 0);
    if (parent)
        cupel_mapping_builder_inherits(builder, parent);
    if (!parent) {
        cupel_mapping_builder_column(builder, "a", CUPEL_ATTRIBUTE_INT64, CUPEL_NEXT_OFFSET,
                                     &(cupel_column_options){ .primary_key = true });
        cupel_mapping_builder_column(builder, "b", CUPEL_ATTRIBUTE_TEXT, CUPEL_NEXT_OFFSET,
                                     &(cupel_column_options){ .primary_key = true });
        cupel_mapping_builder_column(builder, "sort", CUPEL_ATTRIBUTE_NULL_INT16, CUPEL_NEXT_OFFSET,
                                     NULL);
    }
    cupel_mapping_builder_column(builder, column, CUPEL_ATTRIBUTE_NULL_INT64, CUPEL_NEXT_OFFSET,
                                 NULL);
    cupel_mapping_builder_options(builder,
                                  &(cupel_mapper_options){ .polymorphic_on = parent ? NULL : "sort",
                                                           .polymorphic_identity = identity });
    return cupel_mapping_build(builder);
}

static void set(cupel_object *object, const char *name, cupel_value value)
{
    assert_int_equal(cupel_set_named(object, name, &value), CUPEL_OK);
}

static cupel_object *add(cupel_session *session, const cupel_mapping *mapping, int64_t a,
                         const char *b)
{
    cupel_object *object = cupel_new_instance(mapping, NULL);
    assert_non_null(object);
    set(object, "a", cupel_value_int(a));
    set(object, "b", cupel_value_text(b));
    assert_int_equal(cupel_add_instance(session, object), CUPEL_OK);
    return object;
}

static void test_at_run_time(void **state)
{
    (void)state;
    const cupel_mapping *top = build("Top", "tops", NULL, "x", "-1");
    const cupel_mapping *middle = build("Middle", NULL, top, "y", "2");
    const cupel_mapping *low = build("Low", NULL, middle, "z", "3");
    assert_true(top && middle && low);
    const cupel_mapping *all[] = { low, top, middle };
    cupel_registry *registry = cupel_registry_open_with(3, all, NULL);
    cupel_engine *engine = cupel_engine_open("sqlite://");
    assert_int_equal(cupel_create_all(registry, engine), CUPEL_OK);
    cupel_session *session = cupel_session_open(registry, engine);
    cupel_object *one = add(session, low, 1, "k");
    set(one, "x", cupel_value_int(10));
    set(one, "z", cupel_value_int(30));
    add(session, top, 1, "l");
    add(session, middle, 2, "k");
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    cupel_expunge_all(session);

    cupel_value key[2] = { cupel_value_int(1), cupel_value_text("k") }, value;
    one = cupel_get_by_key(session, top, 2, key);
    assert_non_null(one);
    assert_ptr_equal(cupel_instance_mapping(one), low);
    assert_int_equal(cupel_get_named(one, "sort", &value), CUPEL_OK);
    assert_int_equal(value.as.integer, 3);
    assert_int_equal(cupel_get_named(one, "z", &value), CUPEL_OK);
    assert_int_equal(value.as.integer, 30);
    assert_int_equal(cupel_get_named(one, "y", &value), CUPEL_OK);
    assert_int_equal(value.kind, CUPEL_KIND_NULL);
    assert_ptr_equal(cupel_get_by_key(session, middle, 2, key), one);
    assert_int_equal(cupel_count(cupel_query_mapping(session, middle)), 2);
    assert_int_equal(cupel_count(cupel_query_mapping(session, low)), 1);
    assert_int_equal(cupel_count(cupel_query_mapping(session, top)), 3);
    void **found = cupel_all(cupel_query_mapping(session, top));
    assert_non_null(found);
    assert_int_equal(cupel_array_count(found), 3);
    cupel_session_close(session);
    cupel_engine_close(engine);
    cupel_registry_close(registry);
    cupel_mapping_free(low);
    cupel_mapping_free(middle);
    cupel_mapping_free(top);

    cupel_mapping_builder *builder = cupel_mapping_builder_new("Orphan", NULL, NULL, 0);
    cupel_mapping_builder_inherits(builder, NULL);
    assert_null(cupel_mapping_build(builder));
    cupel_mapping_builder_inherits(NULL, &Shape_mapping);
}

int main(void)
{
#define TEST(test) \
    cmocka_unit_test_setup_teardown(test, cu_test_alloc_setup, cu_test_alloc_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_same_identity), TEST(test_parent_is_missing), TEST(test_discriminators),
        TEST(test_layout),        TEST(test_described_tables),  TEST(test_endless),
        TEST(test_inspection),    TEST(test_at_run_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
