#include "schema/fixture.h"

static void test_tables(void **state)
{
    fixture *one = *state;
    cu_metadata *metadata = &one->metadata;
    cu_table *users = cu_table_new(metadata, "users", NULL, &one->faults);
    assert_non_null(users);
    assert_string_equal(users->full_name, "users");
    assert_string_equal(users->from.name, "users");
    assert_string_equal(users->from.base_name, "users");
    assert_int_equal(users->from.kind, CU_FROM_TABLE);
    assert_ptr_equal(users->from.owner, users);
    assert_null(users->from.schema);
    cu_table *archived =
        cu_table_new(metadata, "users",
                     &(cupel_table_options){ .schema = "archive", .strict = true }, &one->faults);
    assert_non_null(archived);
    assert_string_equal(archived->full_name, "archive.users");
    assert_string_equal(archived->from.schema, "archive");
    assert_true(archived->options.strict);
    assert_int_equal(archived->number, 1);
    assert_ptr_equal(cu_metadata_find(metadata, "users"), users);
    assert_ptr_equal(cu_metadata_find(metadata, "archive.users"), archived);
    assert_null(cu_metadata_find(metadata, "nowhere"));
    /* Names are the database's, whatever is in them. */
    static const char *const names[] = { "a b",   "select",   "x\"; DROP TABLE y; --",
                                         "Users", "\xC3\xBC", "a.b" };
    for (size_t i = 0; i < CU_LENGTH(names); i++)
        assert_non_null(cu_table_new(metadata, names[i], NULL, &one->faults));
    assert_int_equal(one->faults.count, 0);
    assert_int_equal(metadata->tables.count, 8);
}

static void test_wrong_tables(void **state)
{
    fixture *one = *state;
    cu_metadata *metadata = &one->metadata;
    assert_non_null(cu_table_new(metadata, "users", NULL, &one->faults));
    assert_null(cu_table_new(metadata, "users", NULL, &one->faults));
    assert_null(cu_table_new(metadata, "", NULL, &one->faults));
    assert_null(cu_table_new(metadata, NULL, NULL, &one->faults));
    assert_null(cu_table_new(metadata, "a\xFF", NULL, &one->faults));
    assert_null(cu_table_new(metadata, "t", &(cupel_table_options){ .schema = "" }, &one->faults));
    assert_null(
        cu_table_new(metadata, "t", &(cupel_table_options){ .charset = "utf8; x" }, &one->faults));
    assert_int_equal(metadata->tables.count, 1);
    assert_int_equal(cu_faults_report(&one->faults, &one->error), CUPEL_INVALID_ARGUMENT);
    assert_contains(one->error.public.text, "6 mistakes:\n");
    assert_contains(one->error.public.text, "two tables called 'users'");
    assert_contains(one->error.public.text, "table t: .charset");
}

static cu_table_column *add_column(fixture *one, cu_table *table, const char *name,
                                   cupel_column_options options)
{
    return cu_table_add_column(table, name, NULL, &options, CUPEL_UNTYPED, true, &one->faults);
}

static void test_columns(void **state)
{
    fixture *one = *state;
    cu_table *table = cu_table_new(&one->metadata, "users", NULL, &one->faults);
    assert_non_null(table);
    cu_table_column *id = add_column(
        one, table, "id", (cupel_column_options){ .type = CUPEL_INTEGER, .primary_key = true });
    static const cupel_column_options named = { .type = CUPEL_STRING,
                                                .length = 20,
                                                .collation = "NOCASE" };
    cu_table_column *name =
        cu_table_add_column(table, "user name", "name", &named, CUPEL_TEXT, false, &one->faults);
    cu_table_column *age =
        cu_table_add_column(table, "age", NULL, &(cupel_column_options){ .nullable = CUPEL_YES },
                            CUPEL_SMALL_INTEGER, false, &one->faults);
    assert_non_null(id);
    assert_non_null(name);
    assert_non_null(age);
    assert_ptr_equal(id->table, table);
    assert_ptr_equal(id->column.from, &table->from);
    assert_true(id->column.primary_key);
    assert_int_equal(name->column.index, 1);
    assert_string_equal(name->column.name, "user name");
    assert_string_equal(name->column.key, "name");
    assert_string_equal(name->type.collation, "NOCASE");
    assert_ptr_equal(name->column.node.type, &name->type);
    assert_int_equal(name->type.id, CUPEL_STRING);
    assert_false(name->nullable);
    assert_int_equal(age->type.id, CUPEL_SMALL_INTEGER);
    assert_true(age->nullable);
    assert_true(add_column(one, table, "x", (cupel_column_options){ 0 })->nullable);
    assert_false(
        add_column(one, table, "y", (cupel_column_options){ .nullable = CUPEL_NO })->nullable);
    assert_int_equal(table->from.column_count, 5);
    assert_ptr_equal(table->from.columns[1], &name->column);
    assert_ptr_equal(cu_table_column_at(table, 1), name);
    assert_ptr_equal(cu_table_find_column(table, "user name"), name);
    assert_ptr_equal(cu_table_find_column(table, "name"), name);
    assert_null(cu_table_find_column(table, "nothing"));
    assert_int_equal(one->faults.count, 0);
}

CUPEL_ENUM_TYPE(color, "color", { "red", 0 });

static void test_types_of_columns(void **state)
{
    fixture *one = *state;
    cu_table *table = cu_table_new(&one->metadata, "t", NULL, &one->faults);
    assert_non_null(table);
    cu_table_column *column =
        add_column(one, table, "a", (cupel_column_options){ .enumeration = &color });
    assert_non_null(column);
    assert_int_equal(column->type.id, CUPEL_ENUM);
    assert_ptr_equal(column->type.enumeration, &color);
    column = add_column(one, table, "b",
                        (cupel_column_options){ .enumeration = &color, .type = CUPEL_INTEGER });
    assert_non_null(column);
    assert_int_equal(column->type.id, CUPEL_INTEGER);
    assert_int_equal(one->faults.count, 0);
    add_column(one, table, "c", (cupel_column_options){ .type = (cupel_type_id)77 });
    add_column(one, table, "d", (cupel_column_options){ .type = CUPEL_STRING, .length = -1 });
    add_column(one, table, "e",
               (cupel_column_options){ .type = CUPEL_NUMERIC, .precision = 2, .scale = 3 });
    add_column(one, table, "f", (cupel_column_options){ .type = CUPEL_NUMERIC, .precision = -2 });
    assert_int_equal(cu_faults_report(&one->faults, &one->error), CUPEL_INVALID_ARGUMENT);
    assert_contains(one->error.public.text, "4 mistakes:\n");
    assert_contains(one->error.public.text, "column t.c: there is no type number 77");
    assert_contains(one->error.public.text, "column t.d: .length = -1");
    assert_contains(one->error.public.text, "column t.e: of .precision = 2 digits, .scale = 3");
}

static void test_wrong_columns(void **state)
{
    fixture *one = *state;
    cu_table *table = cu_table_new(&one->metadata, "t", NULL, &one->faults);
    assert_non_null(table);
    assert_non_null(add_column(one, table, "a", (cupel_column_options){ .type = CUPEL_TEXT }));
    assert_null(add_column(one, table, "a", (cupel_column_options){ .type = CUPEL_TEXT }));
    assert_null(add_column(one, table, NULL, (cupel_column_options){ 0 }));
    assert_null(add_column(one, table, "", (cupel_column_options){ 0 }));
    assert_null(add_column(one, table, "\xFF", (cupel_column_options){ 0 }));
    /* Names apart, the column is there, so that what refers to it is no mistake too. */
    assert_non_null(add_column(one, table, "b",
                               (cupel_column_options){ .comment = "\xFF", .foreign_key = "u.c" }));
    assert_int_equal(table->columns.count, 2);
    assert_int_equal(table->constraints.count, 0);
    cu_faults_report(&one->faults, &one->error);
    assert_contains(one->error.public.text, "5 mistakes:\n");
    assert_contains(one->error.public.text, "table t has two columns called 'a'");
    assert_contains(one->error.public.text, "column t.b: .comment is not UTF-8");
}

/* ---- descriptions ------------------------------------------------------------------------------ */

CUPEL_TABLE(post_keywords, "post_keywords", CUPEL_UNIQUE(.columns = { "keyword_id" }),
            CUPEL_TABLE_COLUMN("post_id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_COLUMN("keyword_id", .type = CUPEL_INTEGER, .primary_key = true),
            CUPEL_TABLE_OPTIONS(.schema = "blog"));

static void test_description(void **state)
{
    fixture *one = *state;
    cu_table *table = fixture_add(one, &post_keywords);
    assert_string_equal(table->full_name, "blog.post_keywords");
    assert_ptr_equal(table->description, &post_keywords);
    assert_int_equal(table->columns.count, 2);
    assert_int_equal(table->constraints.count, 1);
    assert_ptr_equal(fixture_add(one, &post_keywords), table);
    assert_int_equal(one->metadata.tables.count, 1);
    assert_int_equal(one->faults.count, 0);
    /* Another metadata has its own. */
    fixture other;
    fixture_open(&other);
    assert_ptr_not_equal(fixture_add(&other, &post_keywords), table);
    fixture_close(&other);
}

static void test_unreadable_descriptions(void **state)
{
    fixture *one = *state;
    assert_null(cu_metadata_add_description(&one->metadata, NULL, &one->faults));
    cupel_table other = post_keywords;
    other.format = 2;
    assert_null(cu_metadata_add_description(&one->metadata, &other, &one->faults));
    other = post_keywords;
    other.item_size--;
    assert_null(cu_metadata_add_description(&one->metadata, &other, &one->faults));
    assert_int_equal(one->metadata.tables.count, 0);
    cu_faults_report(&one->faults, &one->error);
    assert_contains(one->error.public.text, "3 mistakes:\n");
    assert_contains(one->error.public.text, "compile the program again");
}

CUPEL_TABLE(same_name, "post_keywords", CUPEL_TABLE_COLUMN("a", .type = CUPEL_TEXT),
            CUPEL_TABLE_OPTIONS(.schema = "blog"));
static const cupel_table_item odd_items[] = {
    CUPEL_TABLE_COLUMN("a", .type = CUPEL_TEXT),
    { .kind = CUPEL_ITEM_RELATIONSHIP },
    { .kind = (cupel_item_kind)99 },
};
static const cupel_table odd = { CUPEL_TABLE_FORMAT, sizeof(cupel_table_item), "odd", odd_items,
                                 CU_LENGTH(odd_items) };

static void test_mistaken_descriptions(void **state)
{
    fixture *one = *state;
    fixture_add(one, &post_keywords);
    assert_null(cu_metadata_add_description(&one->metadata, &same_name, &one->faults));
    assert_int_equal(one->faults.count, 1);
    cu_faults_free(&one->faults);
    cu_faults_init(&one->faults);
    fixture_resolve(one); /* as that one was not added at all */
}

static void test_mistakes_are_not_forgotten(void **state)
{
    fixture *one = *state;
    fixture_add(one, &odd);
    assert_int_equal(one->faults.count, 2);
    cu_faults_free(&one->faults);
    cu_faults_init(&one->faults);
    assert_contains(fixture_faults(one, CUPEL_INVALID_ARGUMENT), "table odd was added although");
}

static void test_foreign_keys_between(void **state)
{
    fixture *one = *state;
    cu_table *target = cu_table_new(&one->metadata, "target", NULL, &one->faults);
    cu_table *source = cu_table_new(&one->metadata, "source", NULL, &one->faults);
    assert_non_null(target);
    assert_non_null(source);
    add_column(one, target, "id",
               (cupel_column_options){ .type = CUPEL_INTEGER, .primary_key = true });
    add_column(one, source, "id",
               (cupel_column_options){ .type = CUPEL_INTEGER, .primary_key = true });
    add_column(one, source, "a", (cupel_column_options){ .foreign_key = "target.id" });
    add_column(one, source, "b", (cupel_column_options){ .foreign_key = "target.id" });
    add_column(one, source, "c", (cupel_column_options){ .foreign_key = "source.id" });
    fixture_resolve(one);
    cu_constraint *found[2] = { NULL, NULL };
    assert_int_equal(cu_table_foreign_keys(source, target, found, 1), 2);
    assert_ptr_equal(found[0], fixture_constraint(source, CU_CONSTRAINT_FOREIGN_KEY, 0));
    assert_null(found[1]);
    assert_int_equal(cu_table_foreign_keys(source, target, found, 2), 2);
    assert_ptr_equal(found[1], fixture_constraint(source, CU_CONSTRAINT_FOREIGN_KEY, 1));
    assert_int_equal(cu_table_foreign_keys(source, source, found, 2), 1);
    assert_int_equal(cu_table_foreign_keys(target, source, NULL, 0), 0);
}

static void test_no_memory(void **state)
{
    fixture *one = *state;
    size_t live = cu_test_alloc_live();
    for (size_t n = 1;; n++) {
        fixture other;
        fixture_open(&other);
        cu_arena_free(&other.metadata.arena);
        cu_arena_init(&other.metadata.arena, 8);
        cu_test_alloc_fail_at(n, false);
        cu_table *table =
            cu_metadata_add_description(&other.metadata, &post_keywords, &other.faults);
        bool all = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(table != NULL, all);
        assert_int_equal(other.faults.code, all ? CUPEL_OK : CUPEL_NO_MEMORY);
        /* Nothing is left, so that it can be tried again. */
        assert_int_equal(other.metadata.tables.count, all ? 1 : 0);
        cu_faults_free(&other.faults);
        cu_faults_init(&other.faults);
        fixture_add(&other, &post_keywords);
        fixture_resolve(&other);
        fixture_close(&other);
        assert_int_equal(cu_test_alloc_live(), live);
        if (all)
            break;
    }
    assert_int_equal(one->faults.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(test_tables),
        FIXTURE_TEST(test_wrong_tables),
        FIXTURE_TEST(test_columns),
        FIXTURE_TEST(test_types_of_columns),
        FIXTURE_TEST(test_wrong_columns),
        FIXTURE_TEST(test_description),
        FIXTURE_TEST(test_unreadable_descriptions),
        FIXTURE_TEST(test_mistaken_descriptions),
        FIXTURE_TEST(test_mistakes_are_not_forgotten),
        FIXTURE_TEST(test_foreign_keys_between),
        FIXTURE_TEST(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
