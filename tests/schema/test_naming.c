#include "schema/naming.h"

#include "schema/fixture.h"

CUPEL_ENUM_TYPE(color, "color", { "red", 0 });
static const cupel_enum_item nameless_items[] = { { "x", 0 } };
static const cupel_enum nameless = { NULL, nameless_items, 1 };

CUPEL_TABLE(parents, "parents", CUPEL_TABLE_OPTIONS(.schema = "old"),
            CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER, .primary_key = true));
CUPEL_TABLE(children, "children", CUPEL_TABLE_OPTIONS(.schema = "new"),
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("x", .type = CUPEL_INTEGER, .unique = true, .check = "x > 0"),
            CUPEL_TABLE_COLUMN("y", .type = CUPEL_INTEGER, .index = true),
            CUPEL_TABLE_COLUMN("color", .enumeration = &color),
            CUPEL_TABLE_COLUMN("other", .enumeration = &nameless),
            CUPEL_FOREIGN_KEY(.columns = { "x", "y" },
                              .references = { "old.parents.a", "old.parents.b" }),
            CUPEL_UNIQUE(.columns = { "x", "y" }, .name = "given"),
            CUPEL_CHECK(.sql = "x > 1", .name = "positive"), CUPEL_CHECK(.sql = "x > 2"),
            CUPEL_INDEX(.columns = { "x", "y" }));

typedef struct names {
    const char *key, *foreign, *unique, *given, *check, *named_check, *table_check;
    const char *index, *wide_index, *color, *other;
} names;

static void check_name(const char *name, const char *expected)
{
    if (!cu_text_equal(name, expected))
        fail_msg("%s, not %s", name ? name : "(none)", expected ? expected : "(none)");
}

static void check_names(fixture *one, const cu_naming *naming, const names *expected)
{
    assert_true(cu_metadata_set_naming(&one->metadata, naming));
    fixture_add(one, &parents);
    cu_table *table = fixture_add(one, &children);
    fixture_resolve(one);
    check_name(table->primary_key->name, expected->key);
    check_name(fixture_constraint(table, CU_CONSTRAINT_FOREIGN_KEY, 0)->name, expected->foreign);
    check_name(fixture_constraint(table, CU_CONSTRAINT_UNIQUE, 0)->name, expected->unique);
    check_name(fixture_constraint(table, CU_CONSTRAINT_UNIQUE, 1)->name, expected->given);
    check_name(fixture_constraint(table, CU_CONSTRAINT_CHECK, 0)->name, expected->check);
    check_name(fixture_constraint(table, CU_CONSTRAINT_CHECK, 1)->name, expected->named_check);
    check_name(fixture_constraint(table, CU_CONSTRAINT_CHECK, 2)->name, expected->table_check);
    check_name(fixture_constraint(table, CU_CONSTRAINT_INDEX, 0)->name, expected->index);
    check_name(fixture_constraint(table, CU_CONSTRAINT_INDEX, 1)->name, expected->wide_index);
    check_name(fixture_column(table, "color")->check_name, expected->color);
    check_name(fixture_column(table, "other")->check_name, expected->other);
}

static void test_default(void **state)
{
    static const names expected = { .given = "given",
                                    .named_check = "positive",
                                    .index = "ix_new_children_y",
                                    .wide_index = "ix_new_children_x",
                                    .color = "color" };
    check_names(*state, &(cu_naming){ 0 }, &expected);
}

static void test_usual(void **state)
{
    static const cu_naming naming = {
        .primary_key = "pk_%(table_name)s",
        .foreign_key = "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        .unique = "uq_%(table_name)s_%(column_0_name)s",
        .check = "ck_%(table_name)s_%(constraint_name)s",
        .index = "ix_%(table_name)s_%(column_0_N_name)s",
    };
    static const names expected = { .key = "pk_children",
                                    .foreign = "fk_children_x_parents",
                                    .unique = "uq_children_x",
                                    .given = "given",
                                    .named_check = "ck_children_positive",
                                    .index = "ix_children_y",
                                    .wide_index = "ix_children_x_y",
                                    .color = "ck_children_color" };
    check_names(*state, &naming, &expected);
}

static void test_all_tokens(void **state)
{
    static const cu_naming naming = {
        .primary_key = "100%%_%(column_0_key)s",
        .foreign_key = "%(column_0N_name)s_%(column_1_name)s_%(referred_column_0_N_name)s_"
                       "%(referred_column_0N_name)s_%(referred_column_1_name)s_%(column_7_name)s",
        .unique = "%(column_0_N_label)s_%(column_0_N_key)s_%(constraint_name)s",
        .check = "ck_%(table_name)s_%(column_0_name)s",
        .index = "%(column_0N_label)s",
    };
    static const names expected = { .key = "100%_id",
                                    .foreign = "xy_y_a_b_ab_b_",
                                    /* has no name to put in */
                                    .unique = NULL,
                                    .given = "new_children_x_new_children_y_x_y_given",
                                    .check = "ck_children_x",
                                    .named_check = "positive",
                                    .index = "new_children_y",
                                    .wide_index = "new_children_xnew_children_y",
                                    .color = "color",
                                    .other = "ck_children_other" };
    check_names(*state, &naming, &expected);
}

CUPEL_TABLE(flags, "flags", CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .index = true),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER, .unique = true));

static void test_wrong_patterns(void **state)
{
    static const char *const wrong[] = {
        "%",
        "%s",
        "ix_%(",
        "ix_%(table_name)",
        "ix_%(table_name)d",
        "%()s",
        "%(nothing)s",
        "%(table_name_)s",
        "%(column_name)s",
        "%(column_0)s",
        "%(column_0_)s",
        "%(column_x_name)s",
        "%(column_-1_name)s",
        "%(column_1N_name)s",
        "%(column_1_N_name)s",
        "%(column_0_type)s",
        "%(column_0_names)s",
        "%(column_99999999999999999999_name)s",
        "%(referred_table_name)s",
        "%(referred_column_0_name)s",
    };
    (void)state;
    for (size_t i = 0; i < CU_LENGTH(wrong); i++) {
        fixture other;
        fixture_open(&other);
        other.metadata.naming.index = wrong[i];
        fixture_add(&other, &flags);
        assert_contains(fixture_faults(&other, CUPEL_INVALID_ARGUMENT),
                        "the naming convention for an index, ");
        assert_int_equal(other.faults.count, 1);
        fixture_close(&other);
    }
    static const char *const wrong_keys[] = { "%(referred_column_0_label)s",
                                              "%(referred_column_0_key)s", "%(referred)s" };
    for (size_t i = 0; i < CU_LENGTH(wrong_keys); i++) {
        fixture other;
        fixture_open(&other);
        other.metadata.naming.foreign_key = wrong_keys[i];
        fixture_faults(&other, CUPEL_INVALID_ARGUMENT);
        fixture_close(&other);
    }
}

static void test_index_without_name(void **state)
{
    fixture *one = *state;
    one->metadata.naming.index = "ix_%(constraint_name)s";
    fixture_add(one, &flags);
    assert_contains(fixture_faults(one, CUPEL_INVALID_ARGUMENT),
                    "table flags: an index has no name, which the naming convention");
}

CUPEL_TABLE(colliding, "colliding", CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .index = true),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER), CUPEL_INDEX(.columns = { "a", "b" }),
            CUPEL_UNIQUE(.columns = { "b" }, .name = "b"),
            CUPEL_CHECK(.sql = "b > 0", .name = "b"));

static void test_names_that_collide(void **state)
{
    fixture *one = *state;
    fixture_add(one, &colliding);
    assert_string_equal(
        fixture_faults(one, CUPEL_INVALID_ARGUMENT),
        "2 mistakes:\n"
        "table colliding: an index and an index are both called 'ix_colliding_a'; name one of them "
        "otherwise\n"
        "table colliding: a unique constraint and a check constraint are both called 'b'; name one "
        "of them otherwise");
}

static void test_patterns_are_copied(void **state)
{
    fixture *one = *state;
    char pattern[] = "pk_%(table_name)s";
    assert_true(cu_metadata_set_naming(&one->metadata, &(cu_naming){ .primary_key = pattern }));
    memset(pattern, 'x', sizeof pattern - 1);
    cu_table *table = fixture_add(one, &parents);
    fixture_resolve(one);
    assert_string_equal(table->primary_key->name, "pk_parents");
    assert_true(table->primary_key->generated_name);
}

static void test_no_memory(void **state)
{
    fixture *one = *state;
    static const cu_naming naming = { .primary_key = "pk_%(table_name)s",
                                      .check = "ck_%(table_name)s_%(constraint_name)s" };
    for (size_t n = 1;; n++) {
        fixture other;
        fixture_open(&other);
        cu_arena_init(&other.metadata.arena, 8);
        cu_test_alloc_fail_at(n, false);
        bool worked = cu_metadata_set_naming(&other.metadata, &naming);
        bool all = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(worked, all);
        assert_int_equal(other.metadata.naming.primary_key != NULL, all);
        fixture_close(&other);
        if (all)
            break;
    }
    for (size_t n = 1;; n++) {
        fixture other;
        fixture_open(&other);
        fixture_add(&other, &parents);
        fixture_add(&other, &children);
        assert_true(cu_metadata_set_naming(&other.metadata, &naming));
        other.metadata.arena.next = other.metadata.arena.end;
        cu_test_alloc_fail_at(n, false);
        cu_metadata_name(&other.metadata, &other.faults);
        bool all = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(other.faults.code, all ? CUPEL_OK : CUPEL_NO_MEMORY);
        fixture_close(&other);
        if (all)
            break;
    }
    assert_int_equal(one->faults.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(test_default),
        FIXTURE_TEST(test_usual),
        FIXTURE_TEST(test_all_tokens),
        FIXTURE_TEST(test_wrong_patterns),
        FIXTURE_TEST(test_index_without_name),
        FIXTURE_TEST(test_names_that_collide),
        FIXTURE_TEST(test_patterns_are_copied),
        FIXTURE_TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
