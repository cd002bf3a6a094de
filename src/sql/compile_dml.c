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
    compiler->compared = cu_compared_with(&assignment->column->node.head);
    compiler->compared.assigned = true;
    if (assignment->value)
        cu_write_with_precedence(compiler, assignment->value, precedence);
    else
        cu_write(compiler, "DEFAULT");
    compiler->compared = cu_compared_with(NULL);
}

static void write_verb(cu_compiler *compiler, const char *verb, const cu_dml *dml,
                       const char *behind)
{
    cu_write(compiler, verb);
    cu_write_texts(compiler, dml->prefixes, dml->prefix_count, true);
    cu_write(compiler, behind);
    cu_write_table_name(compiler, dml->table);
}

/* ---- RETURNING --------------------------------------------------------------------------------- */

static void write_returned(cu_compiler *compiler, const cu_dml *dml)
{
    cu_compiled *compiled = compiler->compiled;
    compiled->columns =
        cu_arena_alloc_array(&compiled->arena, dml->returning_count, sizeof *compiled->columns);
    if (!compiled->columns) {
        cu_compile_no_memory(compiler);
        return;
    }
    for (size_t i = 0; i < dml->returning_count; i++) {
        const cupel_expr *item = dml->returning[i];
        cu_write(compiler, i > 0 ? ", " : "");
        cu_write_expression(compiler, item);
        if (item->kind == CU_NODE_LABEL && cu_node_of(item)->a.text)
            cu_write_alias(compiler, cu_node_of(item)->a.text);
        cu_note_result(compiler, item, cu_column_key(item));
    }
}

/* At the end of the statement. */
static void write_returning(cu_compiler *compiler, const cu_dml *dml, const cu_from_list *others)
{
    static const struct {
        const char *name;
        uint32_t needed;
    } statements[] = {
        [CU_DML_INSERT] = { "INSERT", CU_CAN_RETURNING },
        [CU_DML_UPDATE] = { "UPDATE", CU_CAN_UPDATE_RETURNING },
        [CU_DML_DELETE] = { "DELETE", CU_CAN_DELETE_RETURNING },
    };
    const cu_sql_dialect *dialect = compiler->dialect;
    if (dml->returning_count == 0 || (dialect->capabilities & CU_CAN_OUTPUT))
        return;
    if (!((dialect->capabilities | dialect->some_can) & statements[dml->kind].needed)) {
        cu_compile_fail(compiler, CUPEL_NOT_SUPPORTED,
                        "%s has no %s ... RETURNING; select the rows %s", dialect->name,
                        statements[dml->kind].name,
                        dml->kind == CU_DML_DELETE ? "before" : "afterwards");
        return;
    }
    if (others->count > 0 && (dialect->capabilities & CU_CAN_MULTI_TABLE)) {
        cu_compile_fail(compiler, CUPEL_NOT_SUPPORTED,
                        "%s has no RETURNING with conditions over other tables; use cupel_in() or "
                        "cupel_exists() with a query",
                        dialect->name);
        return;
    }
    cu_write_clause(compiler, "RETURNING ", false);
    write_returned(compiler, dml);
}

/* The same in the middle of it, with other names for the rows. */
static void write_output(cu_compiler *compiler, const cu_dml *dml)
{
    if (dml->returning_count == 0 || !(compiler->dialect->capabilities & CU_CAN_OUTPUT))
        return;
    cu_write_clause(compiler, "OUTPUT ", false);
    compiler->written = dml->table;
    compiler->written_rows = dml->kind == CU_DML_DELETE ? "deleted" : "inserted";
    write_returned(compiler, dml);
    compiler->written = NULL;
}

/* ---- INSERT ------------------------------------------------------------------------------------ */

static void write_rows(cu_compiler *compiler, const cu_dml *dml)
{
    cu_write(compiler, " VALUES ");
    for (size_t row = 0; row < CU_MAX(dml->row_count, 1); row++) {
        for (size_t i = 0; i < dml->assignment_count; i++) {
            cu_write(compiler, i > 0 ? ", " : row > 0 ? ", (" : "(");
            write_bound(compiler, &dml->assignments[row * dml->assignment_count + i],
                        CU_PRECEDENCE_HIGHEST);
        }
        cu_write(compiler, ")");
    }
}

/* A row of defaults. */
static void write_no_values(cu_compiler *compiler, const cu_dml *dml)
{
    uint32_t can = compiler->dialect->capabilities;
    if (can & CU_CAN_DEFAULT_VALUES) {
        cu_write(compiler, " DEFAULT VALUES");
    } else if (can & CU_CAN_ON_DUPLICATE_KEY) {
        cu_write(compiler, " () VALUES ()");
    } else {
        cu_write(compiler, " (");
        cu_write_identifier(compiler, dml->table->columns[0]->name);
        cu_write(compiler, ") VALUES (DEFAULT)");
    }
}

/* Its WITH is in front of the whole statement, or where the database wants it so, in front of SELECT. */
static void write_selected(cu_compiler *compiler, const cu_dml *dml)
{
    cu_write_clause(compiler, "", false);
    size_t position = compiler->output.text.length, slot = compiler->output.slots.count;
    cu_select select = *dml->select;
    bool bare =
        select.operation == CU_SET_NONE &&
        select.where.count + select.group_by.count + select.having.count + select.order_by.count ==
            0 &&
        !select.limit && !select.offset;
    /* ON behind a FROM clause would be taken for that of a join */
    if (dml->conflict && bare && compiler->dialect->conflict_needs_where &&
        !cu_expressions_add(&compiler->scratch, &select.where, cu_constant(CU_CONSTANT_TRUE)))
        cu_compile_no_memory(compiler);
    cu_write_select(compiler, &select, false, false);
    if (!(compiler->dialect->capabilities & CU_CAN_WITH_INSERT))
        cu_write_with(compiler, NULL, position, slot);
}

static void write_columns(cu_compiler *compiler, const cu_dml *dml)
{
    for (size_t i = 0; i < dml->assignment_count; i++) {
        cu_write(compiler, i > 0 ? ", " : " (");
        cu_write_identifier(compiler, dml->assignments[i].column->name);
    }
    cu_write(compiler, dml->assignment_count > 0 ? ")" : "");
}

static void write_set(cu_compiler *compiler, const cu_assignment *assignments, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cu_write(compiler, i > 0 ? ", " : "");
        cu_write_identifier(compiler, assignments[i].column->name);
        cu_write(compiler, " = ");
        write_bound(compiler, &assignments[i], CU_PRECEDENCE_HIGHEST);
    }
}

/* Which unique key: its columns, without the table's name, or its name. */
static void write_conflict_target(cu_compiler *compiler, const cu_conflict *conflict)
{
    for (size_t i = 0; i < conflict->column_count; i++) {
        cu_write(compiler, i > 0 ? ", " : " (");
        cu_write_identifier(compiler, conflict->columns[i]->name);
    }
    cu_write(compiler, conflict->column_count > 0 ? ")" : "");
    if (conflict->index_where) {
        /* with its values in the text: the database compares it with that of the index */
        bool literals = compiler->options.inline_literals;
        cu_write(compiler, " WHERE ");
        compiler->bare_columns = compiler->options.inline_literals = true;
        cu_write_condition(compiler, conflict->index_where, CU_PRECEDENCE_CONDITION);
        compiler->bare_columns = false;
        compiler->options.inline_literals = literals;
    }
    if (conflict->constraint && !(compiler->dialect->capabilities & CU_CAN_ON_CONSTRAINT)) {
        cu_compile_fail(compiler, CUPEL_NOT_SUPPORTED,
                        "%s has no ON CONFLICT with the name of a constraint ('%s'); name its "
                        "columns",
                        compiler->dialect->name, conflict->constraint);
    } else if (conflict->constraint) {
        cu_write(compiler, " ON CONSTRAINT ");
        cu_write_identifier(compiler, conflict->constraint);
    }
}

static void write_on_conflict(cu_compiler *compiler, const cu_conflict *conflict)
{
    cu_write_clause(compiler, "ON CONFLICT", false);
    write_conflict_target(compiler, conflict);
    cu_write(compiler, conflict->assignment_count > 0 ? " DO UPDATE SET " : " DO NOTHING");
    write_set(compiler, conflict->assignments, conflict->assignment_count);
    if (conflict->where) {
        cu_write(compiler, " WHERE ");
        cu_write_condition(compiler, conflict->where, CU_PRECEDENCE_CONDITION);
    }
}

/* DO NOTHING is an assignment that changes nothing: INSERT IGNORE would ignore other errors, too. */
static void write_on_duplicate_key(cu_compiler *compiler, const cu_dml *dml)
{
    const cu_conflict *conflict = dml->conflict;
    if (conflict->where) {
        cu_compile_fail(compiler, CUPEL_NOT_SUPPORTED,
                        "ON DUPLICATE KEY UPDATE of %s has no conditions; use cupel_case() in what "
                        "is assigned",
                        compiler->dialect->name);
        return;
    }
    cu_write_clause(compiler, "ON DUPLICATE KEY UPDATE ", false);
    if (conflict->assignment_count > 0) {
        write_set(compiler, conflict->assignments, conflict->assignment_count);
        return;
    }
    const cu_column *column =
        conflict->column_count > 0 ? conflict->columns[0] : dml->table->columns[0];
    cu_write_identifier(compiler, column->name);
    cu_write(compiler, " = ");
    cu_write_expression(compiler, cu_column_expression(column));
}

static void write_conflict(cu_compiler *compiler, const cu_dml *dml)
{
    uint32_t can = compiler->dialect->capabilities;
    if (can & CU_CAN_ON_CONFLICT)
        write_on_conflict(compiler, dml->conflict);
    else if (can & CU_CAN_ON_DUPLICATE_KEY)
        write_on_duplicate_key(compiler, dml);
    else
        cu_compile_fail(compiler, CUPEL_NOT_SUPPORTED,
                        "%s has no INSERT that says what is done with a row that conflicts",
                        compiler->dialect->name);
}

void cu_write_excluded(cu_compiler *compiler, const cupel_expr *column)
{
    bool values = (compiler->dialect->capabilities & CU_CAN_ON_DUPLICATE_KEY) != 0;
    if (column->kind != CU_NODE_COLUMN) {
        cu_compile_fail(compiler, CUPEL_INVALID_ARGUMENT,
                        "cupel_excluded: %s is no column of the table that is written",
                        cu_kind_describe(cu_kind(column)));
        return;
    }
    cu_write(compiler, values ? "VALUES(" : "excluded.");
    cu_write_identifier(compiler, ((const cu_column *)(const void *)column)->name);
    cu_write(compiler, values ? ")" : "");
}

static void write_insert(cu_compiler *compiler, const cu_dml *dml, const cu_from_list *others)
{
    (void)others;
    uint32_t can = compiler->dialect->capabilities;
    write_verb(compiler, "INSERT", dml, " INTO ");
    write_columns(compiler, dml);
    write_output(compiler, dml);
    if (dml->select)
        write_selected(compiler, dml);
    else if (dml->assignment_count == 0)
        write_no_values(compiler, dml);
    else if (dml->row_count > 1 && !(can & CU_CAN_MULTI_VALUES))
        cu_compile_fail(compiler, CUPEL_NOT_SUPPORTED,
                        "%s has no INSERT of several rows; insert them one by one",
                        compiler->dialect->name);
    else
        write_rows(compiler, dml);
    if (dml->conflict)
        write_conflict(compiler, dml);
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

void cu_other_tables(cu_compiler *compiler, const cu_dml *dml, cu_from_list *out)
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

/* FROM or USING, with the table that is written where the database wants it there again. */
static void write_from(cu_compiler *compiler, const char *word, const cu_dml *dml,
                       const cu_from_list *others)
{
    bool again = (compiler->dialect->capabilities & (CU_CAN_MULTI_TABLE | CU_CAN_FROM_TARGET)) != 0;
    if (others->count == 0)
        return;
    if (again) {
        cu_write(compiler, word);
        cu_write_table_name(compiler, dml->table);
    }
    write_tables(compiler, again ? ", " : word, others);
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
    write_verb(compiler, "UPDATE", dml, " ");
    if (together)
        write_tables(compiler, ", ", others);
    cu_write(compiler, " SET ");
    write_assignments(compiler, together ? dml->table : NULL, dml->assignments,
                      dml->assignment_count);
    write_output(compiler, dml);
    if (!together)
        write_from(compiler, " FROM ", dml, others);
    write_where(compiler, dml);
}

static void write_delete(cu_compiler *compiler, const cu_dml *dml, const cu_from_list *others)
{
    uint32_t can = compiler->dialect->capabilities;
    if (others->count > 0 &&
        !(can & (CU_CAN_MULTI_TABLE | CU_CAN_DELETE_USING | CU_CAN_FROM_TARGET)))
        refuse_tables(compiler, "DELETE", others);
    write_verb(compiler, "DELETE", dml, " FROM ");
    write_output(compiler, dml);
    write_from(compiler, can & CU_CAN_FROM_TARGET ? " FROM " : " USING ", dml, others);
    write_where(compiler, dml);
}

/* ---- all --------------------------------------------------------------------------------------- */

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
        /* Queries inside may speak of the tables of the statement, but for those that make a row. */
        cu_select_frame frame = { 0 };
        cu_from_list others = { 0 };
        if (dml->kind != CU_DML_INSERT) {
            cu_other_tables(&compiler, dml, &others);
            if (!cu_froms_add(&compiler.scratch, &frame.froms, dml->table))
                cu_compile_no_memory(&compiler);
            cu_expand_froms(&compiler, &others, &frame.froms);
            compiler.frame = &frame;
        }
        compiler.compiled->writes = true;
        writers[dml->kind](&compiler, dml, &others);
        write_returning(&compiler, dml, &others);
        if (compiler.ctes.count > 0)
            cu_write_with(&compiler, NULL, 0, 0);
        compiler.frame = NULL;
    }
    return cu_compiler_finish(&compiler);
}
