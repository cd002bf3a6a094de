/*
 * schema/fixture.h - a metadata to put tables into, and what tests ask of it.
 */
#ifndef CU_TEST_SCHEMA_FIXTURE_H
#define CU_TEST_SCHEMA_FIXTURE_H

#include "schema/table.h"
#include "support/failing_alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    cu_metadata metadata;
    cu_faults faults;
    cu_error error;
} fixture;

static inline void fixture_open(fixture *one)
{
    assert_true(cu_metadata_init(&one->metadata));
    cu_faults_init(&one->faults);
    cu_error_init(&one->error);
}

static inline void fixture_close(fixture *one)
{
    cu_metadata_free(&one->metadata);
    cu_faults_free(&one->faults);
    cu_error_free(&one->error);
}

static inline int fixture_set_up(void **state)
{
    static fixture one;
    cu_test_alloc_install();
    fixture_open(&one);
    *state = &one;
    return 0;
}

static inline int fixture_tear_down(void **state)
{
    fixture_close(*state);
    cu_test_alloc_uninstall();
    return 0;
}

#define FIXTURE_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

/* Adds a description; the table, which must be there. */
static inline cu_table *fixture_add(fixture *one, const cupel_table *description)
{
    cu_table *table = cu_metadata_add_description(&one->metadata, description, &one->faults);
    assert_non_null(table);
    return table;
}

/* Resolves what must be without mistakes. */
static inline void fixture_resolve(fixture *one)
{
    cu_metadata_resolve(&one->metadata, &one->faults);
    if (cu_faults_report(&one->faults, &one->error) != CUPEL_OK)
        fail_msg("%s", one->error.public.text);
}

/* Resolves what has mistakes; the text of all. */
static inline const char *fixture_faults(fixture *one, cupel_code code)
{
    cu_metadata_resolve(&one->metadata, &one->faults);
    cupel_code got = cu_faults_report(&one->faults, &one->error);
    if (got != code)
        fail_msg("%s: %s", cupel_code_name(got), one->error.public.text);
    return one->error.public.text;
}

static inline void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' does not say '%s'", text, part);
}

static inline cu_table_column *fixture_column(const cu_table *table, const char *name)
{
    cu_table_column *column = cu_table_find_column(table, name);
    assert_non_null(column);
    return column;
}

/* The table's constraint number `index` of a kind. */
static inline cu_constraint *fixture_constraint(const cu_table *table, cu_constraint_kind kind,
                                                size_t index)
{
    for (size_t i = 0; i < table->constraints.count; i++)
        if (table->constraints.items[i]->kind == kind && index-- == 0)
            return table->constraints.items[i];
    fail_msg("%s has not so many: %s", table->full_name, cu_constraint_describe(kind));
    return NULL;
}

#endif
