/*
 * sql/compile_dml.c - INSERT, UPDATE and DELETE as SQL.
 */
#include "sql/compiler.h"
#include "sql/dml.h"
#include "sql/type.h"

const cupel_expr *cu_arena_slot(cu_arena *arena, uint32_t ordinal, uint64_t walk,
                                const cupel_type *type)
{
    cupel_value null = cupel_value_null();
    cu_builder builder;
    cu_build_in_arena(&builder, arena, 0, NULL);
    cu_bind *bind = (cu_bind *)(uintptr_t)cu_make_bind(&builder, &null);
    if (!bind)
        return NULL;
    bind->node.type = type;
    bind->walk = walk;
    bind->ordinal = ordinal;
    return &bind->node.head;
}

static void write_bound(cu_compiler *compiler, const cu_assignment *assignment, int precedence)
{
    compiler->bind_type = assignment->column->node.type;
    if (assignment->value)
        cu_write_with_precedence(compiler, assignment->value, precedence);
    else
        cu_write(compiler, "DEFAULT");
    compiler->bind_type = NULL;
}

static void write_insert(cu_compiler *compiler, const cu_dml *dml)
{
    cu_write(compiler, "INSERT INTO ");
    cu_write_table_name(compiler, dml->table);
    if (dml->assignment_count == 0) {
        cu_write(compiler, compiler->dialect->capabilities & CU_CAN_DEFAULT_VALUES
                               ? " DEFAULT VALUES"
                               : " () VALUES ()");
        return;
    }
    cu_write(compiler, " (");
    for (size_t i = 0; i < dml->assignment_count; i++) {
        cu_write(compiler, i > 0 ? ", " : "");
        cu_write_identifier(compiler, dml->assignments[i].column->name);
    }
    cu_write(compiler, ") VALUES ");
    for (size_t row = 0; row < CU_MAX(dml->row_count, 1); row++) {
        for (size_t i = 0; i < dml->assignment_count; i++) {
            cu_write(compiler, i > 0 ? ", " : row > 0 ? ", (" : "(");
            write_bound(compiler, &dml->assignments[row * dml->assignment_count + i],
                        CU_PRECEDENCE_LIST);
        }
        cu_write(compiler, ")");
    }
}

static void write_where(cu_compiler *compiler, const cu_dml *dml)
{
    if (dml->where_count == 0)
        return;
    cu_expression_list where = { .items = (const cupel_expr **)(uintptr_t)dml->where,
                                 .count = dml->where_count };
    cu_write_clause(compiler, "WHERE ", false);
    cu_write_conditions(compiler, &where);
}

static void write_update(cu_compiler *compiler, const cu_dml *dml)
{
    cu_write(compiler, "UPDATE ");
    cu_write_table_name(compiler, dml->table);
    cu_write(compiler, " SET ");
    for (size_t i = 0; i < dml->assignment_count; i++) {
        cu_write(compiler, i > 0 ? ", " : "");
        cu_write_identifier(compiler, dml->assignments[i].column->name);
        cu_write(compiler, "=");
        write_bound(compiler, &dml->assignments[i], CU_PRECEDENCE_HIGHEST);
    }
    write_where(compiler, dml);
}

static void write_delete(cu_compiler *compiler, const cu_dml *dml)
{
    cu_write(compiler, "DELETE FROM ");
    cu_write_table_name(compiler, dml->table);
    write_where(compiler, dml);
}

static void write_returning(cu_compiler *compiler, const cu_dml *dml)
{
    cu_compiled *compiled = compiler->compiled;
    if (dml->returning_count == 0)
        return;
    compiled->columns =
        cu_arena_alloc_array(&compiled->arena, dml->returning_count, sizeof *compiled->columns);
    if (!compiled->columns) {
        cu_compile_no_memory(compiler);
        return;
    }
    cu_write_clause(compiler, "RETURNING ", false);
    for (size_t i = 0; i < dml->returning_count; i++) {
        cu_write(compiler, i > 0 ? ", " : "");
        cu_write_expression(compiler, dml->returning[i]);
        cu_note_result(compiler, dml->returning[i], cu_column_key(dml->returning[i]));
    }
}

cu_compiled *cu_compile_dml(const cu_dml *dml, const cu_sql_dialect *dialect,
                            const cu_compile_options *options, uint64_t walk, cu_error *error)
{
    static void (*const writers[])(cu_compiler *, const cu_dml *) = {
        [CU_DML_INSERT] = write_insert,
        [CU_DML_UPDATE] = write_update,
        [CU_DML_DELETE] = write_delete,
    };
    cu_compiler compiler;
    if (cu_compiler_init(&compiler, dialect, options, walk, error)) {
        /* Queries inside may speak of the table that is written. */
        cu_select_frame frame = { 0 };
        if (!cu_froms_add(&compiler.scratch, &frame.froms, dml->table))
            cu_compile_no_memory(&compiler);
        compiler.frame = &frame;
        compiler.compiled->writes = true;
        writers[dml->kind](&compiler, dml);
        write_returning(&compiler, dml);
        compiler.frame = NULL;
    }
    return cu_compiler_finish(&compiler);
}
