/*
 * dialects/ddl.h - what the tests of each dialect's DDL have in common: tables
 * with a column of every type, and comparing statements.
 */
#ifndef CU_TEST_DIALECTS_DDL_H
#define CU_TEST_DIALECTS_DDL_H

#include "schema/ddl.h"
#include "schema/fixture.h"

/* Fails where the statement is another. */
static inline void check_statement(const cu_buffer *buffer, const char *expected)
{
    if (strcmp(cu_buffer_text(buffer), expected) != 0)
        fail_msg("%s\n--- not ---\n%s", cu_buffer_text(buffer), expected);
}

static inline void check_create_table(fixture *one, const cu_sql_dialect *sql,
                                      const cu_ddl_dialect *ddl, const cu_table *table,
                                      const char *expected)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    if (cu_ddl_create_table(sql, ddl, table, &buffer, &one->error) != CUPEL_OK)
        fail_msg("%s", one->error.public.text);
    check_statement(&buffer, expected);
    cu_buffer_free(&buffer);
}

static inline void check_create_fails(fixture *one, const cu_sql_dialect *sql,
                                      const cu_ddl_dialect *ddl, const cu_table *table,
                                      const char *message)
{
    cu_buffer buffer;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    assert_int_equal(cu_ddl_create_table(sql, ddl, table, &buffer, &one->error),
                     CUPEL_COMPILE_ERROR);
    assert_string_equal(one->error.public.text, message);
    assert_int_equal(buffer.length, 0);
    cu_buffer_free(&buffer);
}

/* What the dialect calls a column of that type, as CREATE TABLE has it. */
static inline void check_type(const cu_sql_dialect *sql, const cu_ddl_dialect *ddl,
                              const cupel_column_options *options, const char *expected)
{
    fixture other;
    fixture_open(&other);
    cu_table *table = cu_table_new(&other.metadata, "t", NULL, &other.faults);
    assert_non_null(table);
    cu_table_add_column(table, "c", NULL, options, CUPEL_UNTYPED, true, &other.faults);
    fixture_resolve(&other);
    cu_buffer text;
    cu_buffer_init(&text, CU_BUFFER_MAXIMUM);
    cu_buffer_printf(&text, "CREATE TABLE t (\n\tc %s\n)", expected);
    check_create_table(&other, sql, ddl, table, cu_buffer_text(&text));
    cu_buffer_free(&text);
    fixture_close(&other);
}

/* The same for the dialect that a file is about, whose SQL and DDL are its DIALECT. */
#define CHECK_TYPE(expected, ...) \
    check_type(DIALECT, &(cupel_column_options){ __VA_ARGS__ }, (expected))

#endif
