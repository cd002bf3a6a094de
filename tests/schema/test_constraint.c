#include "schema/fixture.h"

static cu_table *add_table(fixture *one)
{
    cu_table *table = cu_table_new(&one->metadata, "t", NULL, &one->faults);
    assert_non_null(table);
    static const char *const names[] = { "a", "b", "c", "d" };
    for (size_t i = 0; i < CU_LENGTH(names); i++)
        assert_non_null(cu_table_add_column(table, names[i], NULL,
                                            &(cupel_column_options){ .type = CUPEL_INTEGER },
                                            CUPEL_UNTYPED, true, &one->faults));
    return table;
}

static cu_constraint *add(fixture *one, cu_table *table, cupel_item_kind kind,
                          cupel_constraint_options options)
{
    return cu_table_add_constraint(table, kind, &options, &one->faults);
}

static void test_kinds(void **state)
{
    fixture *one = *state;
    cu_table *table = add_table(one);
    cu_constraint *unique = add(one, table, CUPEL_ITEM_UNIQUE,
                                (cupel_constraint_options){ .columns = { "b", "a" }, .name = "u" });
    assert_non_null(unique);
    assert_int_equal(unique->kind, CU_CONSTRAINT_UNIQUE);
    assert_int_equal(unique->column_count, 2);
    assert_string_equal(unique->columns[0]->column.name, "b");
    assert_string_equal(unique->name, "u");
    assert_ptr_equal(unique->table, table);
    assert_false(unique->of_column);
    cu_constraint *check =
        add(one, table, CUPEL_ITEM_CHECK, (cupel_constraint_options){ .sql = "a > 0" });
    assert_non_null(check);
    assert_int_equal(check->column_count, 0);
    assert_string_equal(check->sql, "a > 0");
    assert_int_equal(check->number, 1);
    cu_constraint *index =
        add(one, table, CUPEL_ITEM_INDEX,
            (cupel_constraint_options){
                .columns = { "a" }, .unique = true, .method = "hash", .sql = "a > 5" });
    assert_non_null(index);
    assert_true(index->unique);
    assert_string_equal(index->method, "hash");
    assert_string_equal(index->sql, "a > 5");
    cu_constraint *foreign = add(one, table, CUPEL_ITEM_FOREIGN_KEY,
                                 (cupel_constraint_options){ .columns = { "a", "b" },
                                                             .references = { "u.x", "u.y" },
                                                             .on_delete = CUPEL_CASCADE,
                                                             .on_update = CUPEL_SET_NULL,
                                                             .deferrable = true,
                                                             .initially_deferred = true });
    assert_non_null(foreign);
    assert_string_equal(foreign->reference_texts[1], "u.y");
    assert_int_equal(foreign->on_delete, CUPEL_CASCADE);
    assert_int_equal(foreign->on_update, CUPEL_SET_NULL);
    assert_true(foreign->deferrable && foreign->initially_deferred);
    cu_constraint *key = add(one, table, CUPEL_ITEM_PRIMARY_KEY,
                             (cupel_constraint_options){ .columns = { "c", "a" } });
    assert_non_null(key);
    assert_ptr_equal(table->primary_key, key);
    assert_int_equal(one->faults.count, 0);
    assert_int_equal(table->constraints.count, 5);
    for (int kind = 0; kind <= CU_CONSTRAINT_INDEX; kind++)
        assert_non_null(cu_constraint_describe((cu_constraint_kind)kind));
}

static void test_widest(void **state)
{
    fixture *one = *state;
    cu_table *table = cu_table_new(&one->metadata, "wide", NULL, &one->faults);
    assert_non_null(table);
    cupel_constraint_options options = { 0 };
    static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h",
                                         "i", "j", "k", "l", "m", "n", "o", "p" };
    assert_int_equal(CU_LENGTH(names), CUPEL_CONSTRAINT_COLUMNS);
    for (size_t i = 0; i < CU_LENGTH(names); i++) {
        cu_table_add_column(table, names[i], NULL, &(cupel_column_options){ .type = CUPEL_INTEGER },
                            CUPEL_UNTYPED, true, &one->faults);
        options.columns[i] = names[i];
    }
    cu_constraint *unique = add(one, table, CUPEL_ITEM_UNIQUE, options);
    assert_non_null(unique);
    assert_int_equal(unique->column_count, CUPEL_CONSTRAINT_COLUMNS);
}

static void test_mistakes(void **state)
{
    fixture *one = *state;
    cu_table *table = add_table(one);
    assert_null(add(one, table, CUPEL_ITEM_UNIQUE, (cupel_constraint_options){ .name = "u" }));
    assert_null(
        add(one, table, CUPEL_ITEM_UNIQUE, (cupel_constraint_options){ .columns = { "x", "y" } }));
    assert_null(
        add(one, table, CUPEL_ITEM_INDEX, (cupel_constraint_options){ .columns = { "a", "a" } }));
    assert_null(add(one, table, CUPEL_ITEM_CHECK, (cupel_constraint_options){ .name = "c" }));
    assert_null(
        add(one, table, CUPEL_ITEM_FOREIGN_KEY,
            (cupel_constraint_options){ .columns = { "a", "b" }, .references = { "u.x" } }));
    assert_null(add(one, table, CUPEL_ITEM_INDEX,
                    (cupel_constraint_options){ .columns = { "a" }, .method = "a b" }));
    assert_null(add(one, table, CUPEL_ITEM_EXCLUDE, (cupel_constraint_options){ .name = "x" }));
    assert_null(add(one, table, CUPEL_ITEM_COLUMN, (cupel_constraint_options){ 0 }));
    assert_null(add(one, table, (cupel_item_kind)99, (cupel_constraint_options){ 0 }));
    assert_non_null(
        add(one, table, CUPEL_ITEM_PRIMARY_KEY, (cupel_constraint_options){ .columns = { "a" } }));
    assert_null(
        add(one, table, CUPEL_ITEM_PRIMARY_KEY, (cupel_constraint_options){ .columns = { "b" } }));
    assert_int_equal(cu_faults_report(&one->faults, &one->error), CUPEL_INVALID_ARGUMENT);
    assert_string_equal(
        one->error.public.text,
        "11 mistakes:\n"
        "table t: CUPEL_UNIQUE needs .columns\n"
        "table t: CUPEL_UNIQUE names a column 'x', which the table does not have\n"
        "table t: CUPEL_UNIQUE names a column 'y', which the table does not have\n"
        "table t: CUPEL_INDEX names column 'a' twice\n"
        "table t: CUPEL_CHECK needs .sql, its condition\n"
        "table t: CUPEL_FOREIGN_KEY has 2 .columns and 1 .references; each column refers to one\n"
        "table t: CUPEL_INDEX: .method = \"a b\" is no single word of letters, digits and '_'\n"
        "table t: CUPEL_EXCLUDE needs .keys, which say what no two rows may have, and has no "
        ".columns\n"
        "table t: item kind 1 is no constraint and no index\n"
        "table t: item kind 99 is no constraint and no index\n"
        "table t has two primary keys");
}

static void test_of_columns(void **state)
{
    fixture *one = *state;
    cu_table *table = add_table(one);
    cu_table_column *column =
        cu_table_add_column(table, "e", NULL,
                            &(cupel_column_options){ .type = CUPEL_INTEGER,
                                                     .unique = true,
                                                     .check = "e > 0",
                                                     .foreign_key = "u.x",
                                                     .foreign_key_name = "fk",
                                                     .on_delete = CUPEL_RESTRICT },
                            CUPEL_UNTYPED, true, &one->faults);
    assert_non_null(column);
    assert_int_equal(table->constraints.count, 3);
    cu_constraint *check = fixture_constraint(table, CU_CONSTRAINT_CHECK, 0);
    assert_string_equal(check->sql, "e > 0");
    assert_true(check->of_column);
    assert_ptr_equal(check->columns[0], column);
    assert_true(fixture_constraint(table, CU_CONSTRAINT_UNIQUE, 0)->of_column);
    cu_constraint *foreign = fixture_constraint(table, CU_CONSTRAINT_FOREIGN_KEY, 0);
    assert_string_equal(foreign->name, "fk");
    assert_string_equal(foreign->reference_texts[0], "u.x");
    assert_int_equal(foreign->on_delete, CUPEL_RESTRICT);
    /* An index that is unique is a unique constraint too. */
    cu_table_add_column(
        table, "f", NULL,
        &(cupel_column_options){ .type = CUPEL_INTEGER, .unique = true, .index = true },
        CUPEL_UNTYPED, true, &one->faults);
    assert_int_equal(table->constraints.count, 4);
    assert_true(fixture_constraint(table, CU_CONSTRAINT_INDEX, 0)->unique);
    assert_int_equal(one->faults.count, 0);
}

/* ---- primary keys ------------------------------------------------------------------------------ */

CUPEL_TABLE(marked, "marked", CUPEL_UNIQUE(.columns = { "n" }),
            CUPEL_TABLE_COLUMN("n", .type = CUPEL_INTEGER),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .primary_key = true));
CUPEL_TABLE(listed, "listed", CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER), CUPEL_UNIQUE(.columns = { "b" }),
            CUPEL_PRIMARY_KEY(.columns = { "b", "a" }, .name = "pk"));
CUPEL_TABLE(keyless, "keyless", CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER));
CUPEL_TABLE(contradicting, "contradicting",
            CUPEL_TABLE_COLUMN("a", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("b", .type = CUPEL_INTEGER, .nullable = CUPEL_YES),
            CUPEL_PRIMARY_KEY(.columns = { "b" }));

static void test_primary_keys(void **state)
{
    fixture *one = *state;
    cu_table *by_marks = fixture_add(one, &marked);
    cu_table *by_list = fixture_add(one, &listed);
    cu_table *none = fixture_add(one, &keyless);
    fixture_resolve(one);
    cu_constraint *key = by_marks->primary_key;
    assert_non_null(key);
    assert_ptr_equal(by_marks->constraints.items[0], key);
    assert_int_equal(by_marks->constraints.count, 2);
    assert_int_equal(key->column_count, 2);
    assert_string_equal(key->columns[0]->column.name, "b");
    assert_string_equal(key->columns[1]->column.name, "a");
    assert_false(key->columns[0]->nullable);
    assert_true(fixture_column(by_marks, "n")->nullable);

    key = by_list->primary_key;
    assert_non_null(key);
    assert_ptr_equal(by_list->constraints.items[0], key);
    assert_string_equal(key->name, "pk");
    assert_string_equal(key->columns[0]->column.name, "b");
    assert_true(fixture_column(by_list, "b")->column.primary_key);
    assert_false(fixture_column(by_list, "b")->nullable);

    assert_null(none->primary_key);
}

static void test_contradicting_key(void **state)
{
    fixture *one = *state;
    fixture_add(one, &contradicting);
    const char *text = fixture_faults(one, CUPEL_INVALID_ARGUMENT);
    assert_contains(text, "column contradicting.a is marked .primary_key, but CUPEL_PRIMARY_KEY");
    assert_contains(text, "column contradicting.b is part of the primary key, so it cannot be");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(test_kinds),        FIXTURE_TEST(test_widest),
        FIXTURE_TEST(test_mistakes),     FIXTURE_TEST(test_of_columns),
        FIXTURE_TEST(test_primary_keys), FIXTURE_TEST(test_contradicting_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
