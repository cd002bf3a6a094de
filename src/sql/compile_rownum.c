/*
 * sql/compile_rownum.c - LIMIT and OFFSET for databases that number rows as they
 * come, and know no clause for it:
 *
 *     SELECT anon_1.users_id
 *     FROM (SELECT anon_2.users_id AS users_id, ROWNUM AS ora_rn
 *     FROM (SELECT users.id AS users_id FROM users ORDER BY users.id) anon_2
 *     WHERE ROWNUM <= 5 + 10) anon_1
 *     WHERE ora_rn > 10
 *
 * A row has its number before ORDER BY, so that the SELECT itself has to be
 * inside; and ROWNUM > 10 is never true of a first row, so that OFFSET needs the
 * numbers as a column.  The numbers stand in the text: plans depend on them.
 */
#include "sql/compiler.h"
#include "sql/type.h"

static cu_from *rownum_alias(cu_compiler *compiler)
{
    cu_from *from = cu_arena_alloc_zero(&compiler->scratch, sizeof *from);
    if (!from) {
        cu_compile_no_memory(compiler);
        return NULL;
    }
    from->kind = CU_FROM_ALIAS;
    from->base_name = "anon";
    return from;
}

static const char *rownum_column(cu_compiler *compiler, const cu_select *select, size_t index)
{
    const char *name = cu_nested_column_name(compiler, select->columns.items[index],
                                             &compiler->frame->labels[index]);
    const cupel_expr *column = select->columns.items[index];
    bool text = column->kind == CU_NODE_TEXT || column->kind == CU_NODE_LITERAL_COLUMN;
    if (!*name || (text && cu_identifier_needs_quotes(compiler->dialect, name)))
        cu_compile_fail(compiler, CUPEL_COMPILE_ERROR,
                        "column %zu of a query with LIMIT or OFFSET has no name, which %s needs; "
                        "give it one with cupel_label()",
                        index + 1, compiler->dialect->name);
    return name;
}

/* SELECT alias.a AS a, alias.b AS b ... FROM ( */
static void write_rownum_columns(cu_compiler *compiler, const cu_select *select,
                                 const cu_from *alias, bool labels, bool top)
{
    cu_write(compiler, select->exists_star ? "SELECT *" : "SELECT ");
    for (size_t i = 0; i < select->columns.count && !select->exists_star && !compiler->failed;
         i++) {
        const char *name = rownum_column(compiler, select, i);
        cu_write(compiler, i > 0 ? ", " : "");
        cu_write_identifier(compiler, cu_from_name(compiler, alias));
        cu_write(compiler, ".");
        cu_write_identifier(compiler, name);
        if (labels) {
            cu_write(compiler, " AS ");
            cu_write_identifier(compiler, name);
        }
        if (top)
            cu_note_result(compiler, select->columns.items[i], name);
    }
}

cu_rownum cu_begin_rownum(cu_compiler *compiler, const cu_select *select, bool in_from, bool top)
{
    cu_rownum rownum = { .outer = rownum_alias(compiler) };
    if (select->offset)
        rownum.inner = rownum_alias(compiler);
    if (compiler->failed)
        return rownum;
    write_rownum_columns(compiler, select, rownum.outer, in_from, top);
    cu_write_clause(compiler, "FROM (", true);
    compiler->indent++;
    if (rownum.inner) {
        write_rownum_columns(compiler, select, rownum.inner, true, false);
        cu_write(compiler, ", ROWNUM AS ora_rn");
        cu_write_clause(compiler, "FROM (", true);
        compiler->indent++;
    }
    return rownum;
}

/* ) alias WHERE ROWNUM <= limit + offset */
static void end_rownum_source(cu_compiler *compiler, const cu_select *select, const cu_from *alias)
{
    cu_write(compiler, ")");
    cu_write_alias(compiler, cu_from_name(compiler, alias));
    compiler->indent--;
    if (!select->limit)
        return;
    cu_write_clause(compiler, "WHERE ROWNUM <= ", true);
    cu_write_row_number(compiler, select->limit);
    if (select->offset) {
        cu_write(compiler, " + ");
        cu_write_row_number(compiler, select->offset);
    }
}

void cu_end_rownum(cu_compiler *compiler, const cu_select *select, const cu_rownum *rownum)
{
    const cu_compared saved = compiler->compared;
    if (compiler->failed)
        return;
    compiler->compared = (cu_compared){ .type = cu_type_of(CUPEL_BIG_INTEGER) };
    end_rownum_source(compiler, select, rownum->inner ? rownum->inner : rownum->outer);
    if (rownum->inner) {
        cu_write(compiler, ")");
        cu_write_alias(compiler, cu_from_name(compiler, rownum->outer));
        compiler->indent--;
        cu_write_clause(compiler, "WHERE ora_rn > ", true);
        cu_write_row_number(compiler, select->offset);
    }
    compiler->compared = saved;
    if (select->for_update && select->for_update->of_count > 0)
        cu_compile_fail(compiler, CUPEL_COMPILE_ERROR,
                        "%s cannot lock the rows of some tables only in a query with LIMIT or "
                        "OFFSET; leave .of out",
                        compiler->dialect->name);
    cu_write_for_update(compiler, select);
}
