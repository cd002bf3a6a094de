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

/* ---- INSERT ------------------------------------------------------------------------------------ */

static void write_insert(cu_compiler *compiler, const cu_dml *dml, const cu_from_list *others)
{
    (void)others;
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

/* ---- UPDATE and DELETE ------------------------------------------------------------------------- */

static void write_where(cu_compiler *compiler, const cu_dml *dml)
{
    cu_expression_list where = { .items = (const cupel_expr **)(uintptr_t)dml->where,
                                 .count = dml->where_count };
    if (dml->where_count > 0) {
        cu_write_clause(compiler, "WHERE ", false);
        cu_write_conditions(compiler, &where);
    }
    if (dml->limit > 0 && (compiler->dialect->capabilities & CU_CAN_LIMIT_WRITES))
        cu_write_format(compiler, " LIMIT %lld", (long long)dml->limit);
}

/* The tables besides the one that is written, those of the conditions first. */
static void other_tables(cu_compiler *compiler, const cu_dml *dml, cu_from_list *out)
{
    cu_from_list all = { 0 };
    bool enough = true;
    for (size_t i = 0; i < dml->where_count; i++)
        enough &= cu_expression_froms(dml->where[i], &compiler->scratch, &all);
    for (size_t i = 0; i < dml->assignment_count && dml->kind == CU_DML_UPDATE; i++)
        if (dml->assignments[i].value)
            enough &= cu_expression_froms(dml->assignments[i].value, &compiler->scratch, &all);
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i] != dml->table)
            enough &= cu_froms_add(&compiler->scratch, out, all.items[i]);
    if (!enough)
        cu_compile_no_memory(compiler);
}

static void write_tables(cu_compiler *compiler, const char *before, const cu_from_list *tables)
{
    for (size_t i = 0; i < tables->count; i++) {
        cu_write(compiler, i > 0 ? ", " : before);
        cu_write_from(compiler, tables->items[i]);
    }
}

static void refuse_tables(cu_compiler *compiler, const char *statement, const cu_from_list *others)
{
    const cu_from *other = others->items[0];
    cu_compile_fail(compiler, CUPEL_NOT_SUPPORTED,
                    "%s has no %s with conditions over other tables ('%s'); use cupel_in() or "
                    "cupel_exists() with a query, or cupel_any() and cupel_has()",
                    compiler->dialect->name, statement, other->name ? other->name : "a subquery");
}

/* column = value, ...; with the table's name where there are several tables that may have the column. */
static void write_assignments(cu_compiler *compiler, const cu_from *qualified,
                              const cu_assignment *assignments, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cu_write(compiler, i > 0 ? ", " : "");
        if (qualified) {
            cu_write_table_name(compiler, qualified);
            cu_write(compiler, ".");
        }
        cu_write_identifier(compiler, assignments[i].column->name);
        cu_write(compiler, "=");
        write_bound(compiler, &assignments[i], CU_PRECEDENCE_HIGHEST);
    }
}

static void write_update(cu_compiler *compiler, const cu_dml *dml, const cu_from_list *others)
{
    uint32_t can = compiler->dialect->capabilities;
    bool together = others->count > 0 && (can & CU_CAN_MULTI_TABLE);
    if (others->count > 0 && !(can & (CU_CAN_MULTI_TABLE | CU_CAN_UPDATE_FROM)))
        refuse_tables(compiler, "UPDATE", others);
    cu_write(compiler, "UPDATE ");
    cu_write_table_name(compiler, dml->table);
    if (together)
        write_tables(compiler, ", ", others);
    cu_write(compiler, " SET ");
    write_assignments(compiler, together ? dml->table : NULL, dml->assignments,
                      dml->assignment_count);
    if (!together)
        write_tables(compiler, " FROM ", others);
    write_where(compiler, dml);
}

static void write_delete(cu_compiler *compiler, const cu_dml *dml, const cu_from_list *others)
{
    uint32_t can = compiler->dialect->capabilities;
    if (others->count > 0 && !(can & (CU_CAN_MULTI_TABLE | CU_CAN_DELETE_USING)))
        refuse_tables(compiler, "DELETE", others);
    cu_write(compiler, "DELETE FROM ");
    cu_write_table_name(compiler, dml->table);
    if (others->count > 0 && (can & CU_CAN_MULTI_TABLE)) {
        cu_write(compiler, " USING ");
        cu_write_table_name(compiler, dml->table);
        write_tables(compiler, ", ", others);
    } else {
        write_tables(compiler, " USING ", others);
    }
    write_where(compiler, dml);
}

/* ---- all --------------------------------------------------------------------------------------- */

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
    static void (*const writers[])(cu_compiler *, const cu_dml *, const cu_from_list *) = {
        [CU_DML_INSERT] = write_insert,
        [CU_DML_UPDATE] = write_update,
        [CU_DML_DELETE] = write_delete,
    };
    cu_compiler compiler;
    if (cu_compiler_init(&compiler, dialect, options, walk, error)) {
        /* Queries inside may speak of the tables of the statement. */
        cu_select_frame frame = { 0 };
        cu_from_list others = { 0 };
        other_tables(&compiler, dml, &others);
        if (!cu_froms_add(&compiler.scratch, &frame.froms, dml->table))
            cu_compile_no_memory(&compiler);
        cu_expand_froms(&compiler, &others, &frame.froms);
        compiler.frame = &frame;
        compiler.compiled->writes = true;
        writers[dml->kind](&compiler, dml, &others);
        write_returning(&compiler, dml);
        if (compiler.ctes.count > 0)
            cu_write_with(&compiler, NULL, 0, 0);
        compiler.frame = NULL;
    }
    return cu_compiler_finish(&compiler);
}
