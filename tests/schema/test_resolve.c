#include "schema/fixture.h"

#include <stdio.h>

/* ---- what foreign keys refer to ------------------------------------------------------------------ */

CUPEL_TABLE(users, "users", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("name", .type = CUPEL_STRING, .length = 50));
CUPEL_TABLE(addresses, "addresses",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("user_id", .foreign_key = "users.id"));
CUPEL_TABLE(lines, "lines",
            CUPEL_TABLE_COLUMN("order_id", .type = CUPEL_BIG_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("number", .type = CUPEL_SMALL_INTEGER, .primary_key = true));
CUPEL_TABLE(shipments, "shipments",
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_UUID, .primary_key = true),
            CUPEL_TABLE_COLUMN("line_order"), CUPEL_TABLE_COLUMN("line_number"),
            CUPEL_FOREIGN_KEY(.columns = { "line_order", "line_number" },
                              .references = { "lines.order_id", "lines.number" }));
CUPEL_TABLE(nodes, "nodes", CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("parent_id", .foreign_key = "nodes.id"));

static void test_references(void **state)
{
    fixture *one = *state;
    /* The referring table first: order of addition does not matter. */
    cu_table *referring = fixture_add(one, &addresses);
    cu_table *referred = fixture_add(one, &users);
    fixture_resolve(one);
    cu_table_column *user_id = fixture_column(referring, "user_id");
    cu_table_column *id = fixture_column(referred, "id");
    cu_constraint *key = fixture_constraint(referring, CU_CONSTRAINT_FOREIGN_KEY, 0);
    assert_ptr_equal(key->referenced, referred);
    assert_ptr_equal(key->references[0], id);
    assert_int_equal(user_id->column.reference_count, 1);
    assert_ptr_equal(user_id->column.references[0], &id->column);
    assert_int_equal(user_id->type.id, CUPEL_INTEGER);
    assert_ptr_equal(one->metadata.sorted[0], referred);
    assert_ptr_equal(one->metadata.sorted[1], referring);
    assert_true(one->metadata.resolved);
    cu_metadata_resolve(&one->metadata, &one->faults); /* once is all */
    assert_int_equal(user_id->column.reference_count, 1);
}

static void test_composite(void **state)
{
    fixture *one = *state;
    cu_table *referring = fixture_add(one, &shipments);
    cu_table *referred = fixture_add(one, &lines);
    fixture_resolve(one);
    cu_constraint *key = fixture_constraint(referring, CU_CONSTRAINT_FOREIGN_KEY, 0);
    assert_ptr_equal(key->referenced, referred);
    assert_ptr_equal(key->references[1], fixture_column(referred, "number"));
    assert_int_equal(fixture_column(referring, "line_order")->type.id, CUPEL_BIG_INTEGER);
    assert_int_equal(fixture_column(referring, "line_number")->type.id, CUPEL_SMALL_INTEGER);
}

static void test_self_reference(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &nodes);
    fixture_resolve(one);
    cu_constraint *key = fixture_constraint(table, CU_CONSTRAINT_FOREIGN_KEY, 0);
    assert_ptr_equal(key->referenced, table);
    assert_false(key->needs_alter);
    assert_int_equal(fixture_column(table, "parent_id")->type.id, CUPEL_INTEGER);
    assert_false(fixture_column(table, "parent_id")->autoincrement);
}

CUPEL_TABLE(archived_users, "users", CUPEL_TABLE_OPTIONS(.schema = "archive"),
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_BIG_INTEGER, .primary_key = true));
CUPEL_TABLE(archived_addresses, "addresses", CUPEL_TABLE_OPTIONS(.schema = "archive"),
            CUPEL_TABLE_COLUMN("near", .foreign_key = "users.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("far", .foreign_key = "lines.number"));
CUPEL_TABLE(outside, "outside",
            CUPEL_TABLE_COLUMN("a", .foreign_key = "users.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("b", .foreign_key = "archive.users.id"));

static void test_schemas(void **state)
{
    fixture *one = *state;
    cu_table *plain = fixture_add(one, &users);
    cu_table *archived = fixture_add(one, &archived_users);
    cu_table *inside = fixture_add(one, &archived_addresses);
    cu_table *without = fixture_add(one, &outside);
    cu_table *others = fixture_add(one, &lines);
    fixture_resolve(one);
    /* The same schema goes first, then tables without one. */
    assert_ptr_equal(fixture_constraint(inside, CU_CONSTRAINT_FOREIGN_KEY, 0)->referenced,
                     archived);
    assert_ptr_equal(fixture_constraint(inside, CU_CONSTRAINT_FOREIGN_KEY, 1)->referenced, others);
    assert_ptr_equal(fixture_constraint(without, CU_CONSTRAINT_FOREIGN_KEY, 0)->referenced, plain);
    assert_ptr_equal(fixture_constraint(without, CU_CONSTRAINT_FOREIGN_KEY, 1)->referenced,
                     archived);
}

CUPEL_TABLE(dotted, "a.b", CUPEL_TABLE_COLUMN("c.d", .type = CUPEL_DATE, .primary_key = true),
            CUPEL_TABLE_COLUMN("e \"f\"", .type = CUPEL_TIME));
CUPEL_TABLE(to_dotted, "to_dotted", CUPEL_TABLE_COLUMN("x", .foreign_key = "a.b.c.d"),
            CUPEL_TABLE_COLUMN("y", .foreign_key = "a.b.e \"f\""));

static void test_odd_names(void **state)
{
    fixture *one = *state;
    fixture_add(one, &dotted);
    cu_table *table = fixture_add(one, &to_dotted);
    fixture_resolve(one);
    assert_int_equal(fixture_column(table, "x")->type.id, CUPEL_DATE);
    assert_int_equal(fixture_column(table, "y")->type.id, CUPEL_TIME);
}

CUPEL_TABLE(twice, "twice", CUPEL_TABLE_COLUMN("a", .foreign_key = "users.id"),
            CUPEL_FOREIGN_KEY(.columns = { "a" }, .references = { "nodes.id" }),
            CUPEL_FOREIGN_KEY(.columns = { "a" }, .references = { "users.id" }));

static void test_several_keys_over_one_column(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &twice);
    fixture_add(one, &users);
    fixture_add(one, &nodes);
    fixture_resolve(one);
    const cu_column *column = &fixture_column(table, "a")->column;
    assert_int_equal(column->reference_count, 2);
    assert_ptr_not_equal(column->references[0], column->references[1]);
}

CUPEL_TABLE(lost, "lost", CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .foreign_key = "userz.id"),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER, .foreign_key = "users.idd"),
            CUPEL_TABLE_COLUMN("c", .type = CUPEL_INTEGER, .foreign_key = "users"),
            CUPEL_TABLE_COLUMN("d", .type = CUPEL_INTEGER, .foreign_key = "archive.users.id"),
            CUPEL_FOREIGN_KEY(.columns = { "a", "b" }, .references = { "users.id", "nodes.id" }),
            CUPEL_FOREIGN_KEY(.columns = { "c", "d" }, .references = { "x.y", "." }));

static void test_lost_references(void **state)
{
    fixture *one = *state;
    fixture_add(one, &users);
    fixture_add(one, &nodes);
    cu_table *table = fixture_add(one, &lost);
    assert_string_equal(
        fixture_faults(one, CUPEL_NO_REFERENCED_TABLE),
        "7 mistakes:\n"
        "column lost.a refers to \"userz.id\", but there is no table 'userz'; add it to the "
        "registry, or correct the name\n"
        "column lost.b refers to \"users.idd\", but table users has no column 'idd'\n"
        "column lost.c refers to \"users\"; write it as \"table.column\"\n"
        "column lost.d refers to \"archive.users.id\", but there is no table 'archive.users'; add "
        "it to the registry, or correct the name\n"
        "table lost: foreign key (a, b) refers to columns of two tables, users and nodes; all must "
        "be of one\n"
        "table lost: foreign key (c, d) refers to \"x.y\", but there is no table 'x'; add it to "
        "the registry, or correct the name\n"
        "table lost: foreign key (c, d) refers to \".\", but there is no table ''; add it to the "
        "registry, or correct the name");
    assert_null(fixture_constraint(table, CU_CONSTRAINT_FOREIGN_KEY, 0)->referenced);
}

/* ---- types ------------------------------------------------------------------------------------- */

CUPEL_TABLE(chain_a, "chain_a", CUPEL_TABLE_COLUMN("x", .foreign_key = "chain_b.x"));
CUPEL_TABLE(chain_b, "chain_b", CUPEL_TABLE_COLUMN("x", .foreign_key = "chain_c.x"));
CUPEL_TABLE(chain_c, "chain_c",
            CUPEL_TABLE_COLUMN("x", .type = CUPEL_NUMERIC, .precision = 10, .scale = 2));

static void test_chains(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &chain_a);
    fixture_add(one, &chain_b);
    fixture_add(one, &chain_c);
    fixture_resolve(one);
    assert_int_equal(fixture_column(table, "x")->type.id, CUPEL_NUMERIC);
    assert_int_equal(fixture_column(table, "x")->type.scale, 2);
    assert_ptr_equal(fixture_column(table, "x")->column.node.type,
                     &fixture_column(table, "x")->type);
}

CUPEL_TABLE(circle_a, "circle_a", CUPEL_TABLE_COLUMN("x", .foreign_key = "circle_b.x"));
CUPEL_TABLE(circle_b, "circle_b", CUPEL_TABLE_COLUMN("x", .foreign_key = "circle_c.x"));
CUPEL_TABLE(circle_c, "circle_c", CUPEL_TABLE_COLUMN("x", .foreign_key = "circle_a.x"));
CUPEL_TABLE(to_circle, "to_circle", CUPEL_TABLE_COLUMN("x", .foreign_key = "circle_a.x"));
CUPEL_TABLE(to_itself, "to_itself", CUPEL_TABLE_COLUMN("x", .foreign_key = "to_itself.x"));

static void test_circles_without_type(void **state)
{
    fixture *one = *state;
    fixture_add(one, &to_circle);
    fixture_add(one, &circle_a);
    fixture_add(one, &circle_b);
    fixture_add(one, &circle_c);
    fixture_add(one, &to_itself);
    const char *text = fixture_faults(one, CUPEL_INVALID_ARGUMENT);
    assert_contains(text, "2 mistakes:\n");
    assert_contains(text, "column to_circle.x has no type of its own");
    assert_contains(text, "column to_itself.x has no type of its own");
}

/* Columns as a mapping adds them: C's type is known, the database's is not said. */
static cu_table_column *add_natural(fixture *one, const char *table_name, const char *foreign_key,
                                    cupel_type_id natural, cupel_column_options options)
{
    cu_table *table = cu_table_new(&one->metadata, table_name, NULL, &one->faults);
    assert_non_null(table);
    options.foreign_key = foreign_key;
    cu_table_column *column =
        cu_table_add_column(table, "x", NULL, &options, natural, true, &one->faults);
    assert_non_null(column);
    return column;
}

static void test_natural_types(void **state)
{
    fixture *one = *state;
    static const cupel_column_options none = { 0 };
    static const cupel_column_options fifty = { .length = 50 };
    static const cupel_column_options ten = { .length = 10 };
    static const cupel_column_options said = { .type = CUPEL_INTEGER };
    add_natural(one, "big", NULL, CUPEL_BIG_INTEGER, none);
    add_natural(one, "text", NULL, CUPEL_STRING, fifty);
    cu_table_column *integer = add_natural(one, "a", "big.x", CUPEL_INTEGER, none);
    cu_table_column *again = add_natural(one, "b", "a.x", CUPEL_INTEGER, none);
    cu_table_column *string = add_natural(one, "c", "text.x", CUPEL_STRING, none);
    cu_table_column *shorter = add_natural(one, "d", "text.x", CUPEL_STRING, ten);
    cu_table_column *other = add_natural(one, "e", "text.x", CUPEL_INTEGER, none);
    cu_table_column *own = add_natural(one, "f", "big.x", CUPEL_INTEGER, said);
    cu_table_column *round = add_natural(one, "g", "h.x", CUPEL_INTEGER, none);
    cu_table_column *and_round = add_natural(one, "h", "g.x", CUPEL_UNTYPED, none);
    fixture_resolve(one);
    /* A foreign key is of the type it refers to, where C does not contradict and nobody said otherwise. */
    assert_int_equal(integer->type.id, CUPEL_BIG_INTEGER);
    assert_int_equal(again->type.id, CUPEL_BIG_INTEGER);
    assert_int_equal(string->type.length, 50);
    assert_int_equal(shorter->type.length, 10);
    assert_int_equal(other->type.id, CUPEL_INTEGER);
    assert_int_equal(own->type.id, CUPEL_INTEGER);
    assert_int_equal(round->type.id, CUPEL_INTEGER);
    assert_int_equal(and_round->type.id, CUPEL_INTEGER);
}

/* ---- enumerations and defaults ------------------------------------------------------------------- */

CUPEL_ENUM_TYPE(color, "color", { "red", 0 }, { "green", 1 });
CUPEL_ENUM_TYPE(doubled, "doubled", { "a", 0 }, { "b", 1 }, { "a", 2 });
CUPEL_ENUM_TYPE(broken, "", { NULL, 0 }, { "", 1 }, { "\xFF", 2 });
static const cupel_enum empty = { "empty", NULL, 0 };

CUPEL_TABLE(colored, "colored",
            CUPEL_TABLE_COLUMN("c", .enumeration = &color, .primary_key = true,
                               .default_value = CUPEL_DEFAULT_INT(1)));
CUPEL_TABLE(colorful, "colorful", CUPEL_TABLE_COLUMN("c", .foreign_key = "colored.c"));
CUPEL_TABLE(discolored, "discolored", CUPEL_TABLE_COLUMN("a", .enumeration = &doubled),
            CUPEL_TABLE_COLUMN("b", .enumeration = &empty),
            CUPEL_TABLE_COLUMN("c", .type = CUPEL_ENUM),
            CUPEL_TABLE_COLUMN("d", .enumeration = &broken));

static void test_enumerations(void **state)
{
    fixture *one = *state;
    fixture_add(one, &colored);
    cu_table *table = fixture_add(one, &colorful);
    fixture_resolve(one);
    assert_ptr_equal(fixture_column(table, "c")->type.enumeration, &color);
    assert_string_equal(fixture_column(table, "c")->check_name, "color");
}

static void test_wrong_enumerations(void **state)
{
    fixture *one = *state;
    fixture_add(one, &discolored);
    assert_string_equal(fixture_faults(one, CUPEL_INVALID_ARGUMENT),
                        "7 mistakes:\n"
                        "column discolored.a: its enumeration has 'a' twice\n"
                        "column discolored.b is an enumeration without names; give it an "
                        ".enumeration made by CUPEL_ENUM_TYPE\n"
                        "column discolored.c is an enumeration without names; give it an "
                        ".enumeration made by CUPEL_ENUM_TYPE\n"
                        "the name of an enumeration is empty\n"
                        "a name of an enumeration is NULL\n"
                        "a name of an enumeration is empty\n"
                        "a name of an enumeration is not UTF-8");
}

static cupel_value now(void *data)
{
    (void)data;
    return cupel_value_null();
}

CUPEL_TABLE(
    defaults, "defaults",
    CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .default_value = CUPEL_DEFAULT_TEXT("x")),
    CUPEL_TABLE_COLUMN("b", .type = CUPEL_DATE, .default_value = CUPEL_DEFAULT_TEXT("2023-02-29")),
    CUPEL_TABLE_COLUMN("c", .type = CUPEL_NUMERIC, .precision = 5, .scale = 2,
                       .default_value = CUPEL_DEFAULT_DECIMAL("1.50")),
    CUPEL_TABLE_COLUMN("d", .type = CUPEL_BOOLEAN, .default_value = CUPEL_DEFAULT_BOOL(false)),
    CUPEL_TABLE_COLUMN("e", .type = CUPEL_DOUBLE, .default_value = CUPEL_DEFAULT_DOUBLE(1)),
    CUPEL_TABLE_COLUMN("f", .type = CUPEL_INTEGER, .computed = "1", .server_default = "2"),
    CUPEL_TABLE_COLUMN("g", .type = CUPEL_INTEGER, .computed = "1", .update_function = now));

static void test_wrong_defaults(void **state)
{
    fixture *one = *state;
    fixture_add(one, &defaults);
    const char *text = fixture_faults(one, CUPEL_TYPE_MISMATCH);
    assert_contains(text, "4 mistakes:\n");
    assert_contains(text, "column defaults.a, .default_value: a value of kind text");
    assert_contains(text, "column defaults.b, .default_value: '2023-02-29' is not of type date");
    assert_contains(text, "column defaults.f is .computed");
    assert_contains(text, "column defaults.g is .computed");
}

/* ---- generated keys ---------------------------------------------------------------------------- */

/* Whether a column "x" with these options, alone in its key, is generated. */
static bool is_generated(cupel_column_options options, cupel_table_options table_options,
                         bool second_key)
{
    fixture other;
    fixture_open(&other);
    cu_table *target = cu_table_new(&other.metadata, "target", NULL, &other.faults);
    cu_table *table = cu_table_new(&other.metadata, "t", &table_options, &other.faults);
    assert_non_null(target);
    assert_non_null(table);
    static const cupel_column_options key = { .type = CUPEL_INTEGER, .primary_key = true };
    cu_table_add_column(target, "id", NULL, &key, CUPEL_UNTYPED, true, &other.faults);
    options.primary_key = true;
    cu_table_column *column =
        cu_table_add_column(table, "x", NULL, &options, CUPEL_UNTYPED, true, &other.faults);
    if (second_key)
        cu_table_add_column(table, "y", NULL, &key, CUPEL_UNTYPED, true, &other.faults);
    assert_non_null(column);
    fixture_resolve(&other);
    bool generated = column->autoincrement;
    fixture_close(&other);
    return generated;
}

static void test_generation(void **state)
{
    (void)state;
    static const cupel_table_options none = { 0 };
    static const cupel_table_options without_rowid = { .without_rowid = true };
#define OPTIONS(...) ((cupel_column_options){ __VA_ARGS__ })
    assert_true(is_generated(OPTIONS(.type = CUPEL_INTEGER), none, false));
    assert_true(is_generated(OPTIONS(.type = CUPEL_SMALL_INTEGER), none, false));
    assert_true(is_generated(OPTIONS(.type = CUPEL_BIG_INTEGER, .sequence = "s"), none, false));
    assert_false(is_generated(OPTIONS(.type = CUPEL_STRING), none, false));
    assert_false(is_generated(OPTIONS(.type = CUPEL_NUMERIC), none, false));
    assert_false(is_generated(OPTIONS(.type = CUPEL_INTEGER), none, true));
    assert_false(is_generated(OPTIONS(.type = CUPEL_INTEGER), without_rowid, false));
    assert_false(is_generated(OPTIONS(.foreign_key = "target.id"), none, false));
    assert_false(is_generated(OPTIONS(.type = CUPEL_INTEGER, .server_default = "1"), none, false));
    assert_false(
        is_generated(OPTIONS(.type = CUPEL_INTEGER, .default_function = now), none, false));
    assert_false(is_generated(OPTIONS(.type = CUPEL_INTEGER, .default_value = CUPEL_DEFAULT_INT(1)),
                              none, false));
    assert_false(
        is_generated(OPTIONS(.type = CUPEL_INTEGER, .autoincrement = CUPEL_NO), none, false));
    assert_true(
        is_generated(OPTIONS(.type = CUPEL_INTEGER, .autoincrement = CUPEL_YES), none, true));
    assert_true(
        is_generated(OPTIONS(.foreign_key = "target.id", .autoincrement = CUPEL_YES), none, false));
}

CUPEL_TABLE(
    wishes, "wishes",
    CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .primary_key = true, .autoincrement = CUPEL_YES),
    CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER, .primary_key = true, .autoincrement = CUPEL_YES),
    CUPEL_TABLE_COLUMN("c", .type = CUPEL_TEXT, .primary_key = true, .autoincrement = CUPEL_YES),
    CUPEL_TABLE_COLUMN("d", .type = CUPEL_INTEGER, .autoincrement = CUPEL_YES));
CUPEL_TABLE(rowless, "rowless",
            CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .primary_key = true,
                               .autoincrement = CUPEL_YES),
            CUPEL_TABLE_OPTIONS(.without_rowid = true));

static void test_wrong_generation(void **state)
{
    fixture *one = *state;
    fixture_add(one, &wishes);
    fixture_add(one, &rowless);
    assert_string_equal(
        fixture_faults(one, CUPEL_INVALID_ARGUMENT),
        "4 mistakes:\n"
        "table wishes: a and b are both .autoincrement; one column can be\n"
        "column wishes.c cannot be generated (.autoincrement): it is no integer\n"
        "column wishes.d cannot be generated (.autoincrement): it is not part of the primary key\n"
        "column rowless.a cannot be generated (.autoincrement): a table .without_rowid generates "
        "none");
}

/* ---- all together ------------------------------------------------------------------------------ */

static void test_no_columns(void **state)
{
    fixture *one = *state;
    assert_non_null(cu_table_new(&one->metadata, "void", NULL, &one->faults));
    assert_string_equal(fixture_faults(one, CUPEL_INVALID_ARGUMENT), "table void has no columns");
}

static void test_nothing(void **state)
{
    fixture *one = *state;
    fixture_resolve(one);
    assert_int_equal(one->metadata.tables.count, 0);
}

/* 500 tables, each with a key that takes its type from the table before. */
static void test_many(void **state)
{
    fixture *one = *state;
    char name[16], reference[32];
    for (int i = 499; i >= 0; i--) {
        snprintf(name, sizeof name, "t%d", i);
        snprintf(reference, sizeof reference, "t%d.id", i - 1);
        cu_table *table = cu_table_new(&one->metadata, name, NULL, &one->faults);
        assert_non_null(table);
        cu_table_add_column(
            table, "id", NULL,
            &(cupel_column_options){ .type = i == 0 ? CUPEL_BIG_INTEGER : CUPEL_UNTYPED,
                                     .primary_key = true,
                                     .foreign_key = i == 0 ? NULL : reference },
            CUPEL_UNTYPED, true, &one->faults);
    }
    fixture_resolve(one);
    for (size_t i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "t%zu", i);
        assert_string_equal(one->metadata.sorted[i]->full_name, name);
        assert_int_equal(cu_table_column_at(one->metadata.sorted[i], 0)->type.id,
                         CUPEL_BIG_INTEGER);
    }
}

static void test_no_memory(void **state)
{
    (void)state;
    static const cupel_table *const all[] = {
        &users,   &addresses, &lines,    &shipments, &nodes, &archived_users, &archived_addresses,
        &colored, &colorful,  &circle_a, &lost
    };
    size_t live = cu_test_alloc_live();
    for (size_t n = 1;; n++) {
        fixture other;
        fixture_open(&other);
        for (size_t i = 0; i < CU_LENGTH(all); i++)
            fixture_add(&other, all[i]);
        /* An arena of tiny chunks, so that each allocation can fail. */
        other.metadata.arena.chunk_size = 8;
        other.metadata.arena.next = other.metadata.arena.end;
        cu_test_alloc_fail_at(n, false);
        cu_metadata_resolve(&other.metadata, &other.faults);
        bool tried = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(cu_faults_report(&other.faults, &other.error),
                         tried ? CUPEL_NO_REFERENCED_TABLE : CUPEL_NO_MEMORY);
        fixture_close(&other);
        assert_int_equal(cu_test_alloc_live(), live);
        if (tried)
            break;
    }
}

/* ---- partitions ---------------------------------------------------------------------------------- */

#define PARTITION(identifier, table_name, ...)                                           \
    CUPEL_TABLE(identifier, table_name, CUPEL_TABLE_OPTIONS(.reserved = 0, __VA_ARGS__), \
                CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER))

PARTITION(lost_partition, "lost", .partition_of = "nowhere", .partition_values = "DEFAULT");
PARTITION(bare_partition, "bare", .partition_of = "lost");
PARTITION(own_partition, "own", .partition_of = "own", .partition_values = "DEFAULT");
PARTITION(left_partition, "left", .partition_of = "right", .partition_values = "DEFAULT");
PARTITION(right_partition, "right", .partition_of = "left", .partition_values = "DEFAULT");

static void test_wrong_partitions(void **state)
{
    fixture *one = *state;
    fixture_add(one, &lost_partition);
    fixture_add(one, &bare_partition);
    fixture_add(one, &own_partition);
    fixture_add(one, &left_partition);
    fixture_add(one, &right_partition);
    const char *text = fixture_faults(one, CUPEL_NO_REFERENCED_TABLE);
    assert_contains(text, "table lost is .partition_of 'nowhere', but there is no such table");
    assert_contains(text, "table bare is .partition_of 'lost', so it needs .partition_values");
    assert_contains(text, "table own is a partition of itself");
    assert_contains(text, "table right is a partition of itself");
}

CUPEL_TABLE(circle_table, "circle", CUPEL_TABLE_OPTIONS(.partition_by = "LIST (id)"),
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("part", .foreign_key = "arc.id", .foreign_key_name = "fk"));
CUPEL_TABLE(arc_table, "arc",
            CUPEL_TABLE_OPTIONS(.partition_of = "circle", .partition_values = "DEFAULT"),
            CUPEL_TABLE_COLUMN("id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("part", .type = CUPEL_INTEGER));

/* A table that refers to one of its partitions: the foreign key comes later, the partition cannot come first. */
static void test_partition_in_a_circle(void **state)
{
    fixture *one = *state;
    cu_table *arc = fixture_add(one, &arc_table), *circle = fixture_add(one, &circle_table);
    fixture_resolve(one);
    assert_ptr_equal(one->metadata.sorted[0], circle);
    assert_ptr_equal(arc->divided, circle);
    assert_true(fixture_constraint(circle, CU_CONSTRAINT_FOREIGN_KEY, 0)->needs_alter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(test_references),
        FIXTURE_TEST(test_composite),
        FIXTURE_TEST(test_self_reference),
        FIXTURE_TEST(test_schemas),
        FIXTURE_TEST(test_odd_names),
        FIXTURE_TEST(test_several_keys_over_one_column),
        FIXTURE_TEST(test_lost_references),
        FIXTURE_TEST(test_chains),
        FIXTURE_TEST(test_circles_without_type),
        FIXTURE_TEST(test_natural_types),
        FIXTURE_TEST(test_enumerations),
        FIXTURE_TEST(test_wrong_enumerations),
        FIXTURE_TEST(test_wrong_defaults),
        FIXTURE_TEST(test_generation),
        FIXTURE_TEST(test_wrong_generation),
        FIXTURE_TEST(test_wrong_partitions),
        FIXTURE_TEST(test_partition_in_a_circle),
        FIXTURE_TEST(test_no_columns),
        FIXTURE_TEST(test_nothing),
        FIXTURE_TEST(test_many),
        FIXTURE_TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
