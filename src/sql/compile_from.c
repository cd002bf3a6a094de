/*
 * sql/compile_from.c - FROM clauses: tables, aliases, joins, subqueries, CTEs;
 * and the search for what belongs into the FROM clause of a SELECT.
 */
#include "base/alloc.h"
#include "sql/compiler.h"

/* ---- what is selected from ----------------------------------------------------------------------- */

static bool add_once(cu_compiler *compiler, cu_from_list *list, cu_from *from)
{
    if (cu_froms_add_once(&compiler->scratch, list, from))
        return true;
    cu_compile_no_memory(compiler);
    return false;
}

/* `from` and, for a join, everything it joins. */
static void add_expanded(cu_compiler *compiler, cu_from_list *list, cu_from *from)
{
    add_once(compiler, list, from);
    if (from->kind == CU_FROM_JOIN) {
        add_expanded(compiler, list, from->left);
        add_expanded(compiler, list, from->right);
    }
}

/* Those of `list` that are not part of a join in it. */
static void without_joined(cu_compiler *compiler, const cu_from_list *list, cu_from_list *out)
{
    for (size_t i = 0; i < list->count; i++) {
        bool hidden = false;
        for (size_t j = 0; j < list->count && !hidden; j++)
            hidden = j != i && cu_from_contains(list->items[j], list->items[i]);
        if (!hidden)
            add_once(compiler, out, list->items[i]);
    }
}

static void all_froms(cu_compiler *compiler, const cu_select *select, cu_from_list *out)
{
    cu_from_list found = { 0 };
    bool enough = true;
    for (size_t i = 0; i < select->columns.count; i++)
        enough &= cu_expression_froms(select->columns.items[i], &compiler->scratch, &found);
    for (size_t i = 0; i < select->where.count; i++)
        enough &= cu_expression_froms(select->where.items[i], &compiler->scratch, &found);
    for (size_t i = 0; i < select->froms.count; i++)
        add_once(compiler, &found, select->froms.items[i]);
    if (!enough)
        cu_compile_no_memory(compiler);
    without_joined(compiler, &found, out);
}

static bool enclosing_has(const cu_select_frame *frame, const cu_from *from)
{
    for (; frame; frame = frame->outer)
        if (cu_froms_have(&frame->froms, from))
            return true;
    return false;
}

/* Whether a FROM of this SELECT is really one of an enclosing SELECT. */
static bool is_correlated(const cu_compiler *compiler, const cu_select *select, bool in_from,
                          size_t count, const cu_from *from)
{
    const cu_select_frame *outer = compiler->frame;
    /* a subquery in a FROM clause does not see its neighbours there, but what encloses them all */
    bool beside = in_from && !select->lateral;
    const cu_select_frame *visible = beside && outer ? outer->outer : outer;
    if (select->has_correlate_except)
        return enclosing_has(visible, from) && !cu_froms_have(&select->correlate_except, from);
    if (!select->auto_correlate)
        return cu_froms_have(&select->correlate, from) && enclosing_has(visible, from);
    return !beside && outer && count > 1 && cu_froms_have(&outer->froms, from);
}

void cu_select_froms(cu_compiler *compiler, const cu_select *select, bool in_from,
                     cu_from_list *out)
{
    cu_from_list all = { 0 };
    all_froms(compiler, select, &all);
    for (size_t i = 0; i < all.count; i++)
        if (!is_correlated(compiler, select, in_from, all.count, all.items[i]))
            add_once(compiler, out, all.items[i]);
    if (all.count > 0 && out->count == 0 && select->auto_correlate)
        cu_compile_fail(compiler, CUPEL_INVALID_REQUEST,
                        "a subquery would select from nothing, because everything it selects from "
                        "is in the enclosing query too; say with cupel_correlate() what belongs to "
                        "the enclosing query");
}

void cu_expand_froms(cu_compiler *compiler, const cu_from_list *froms, cu_from_list *out)
{
    for (size_t i = 0; i < froms->count; i++)
        add_expanded(compiler, out, froms->items[i]);
}

/* ---- writing ----------------------------------------------------------------------------------- */

void cu_write_table_name(cu_compiler *compiler, const cu_from *table)
{
    if (table->schema) {
        cu_write_identifier(compiler, table->schema);
        cu_write(compiler, ".");
    }
    cu_write_identifier(compiler, table->name);
}

void cu_write_select_hints(cu_compiler *compiler, const cu_select *select)
{
    for (size_t i = 0; i < select->hint_count && compiler->dialect->write_select_hint; i++)
        if (cu_is_for_dialect(compiler, &select->hints[i]))
            compiler->dialect->write_select_hint(compiler, select->hints[i].from,
                                                 select->hints[i].text);
}

/* Hints for this table that are meant for this dialect, with %(name)s replaced. */
static void write_hints(cu_compiler *compiler, const cu_from *from,
                        void (*write)(cu_compiler *, const cu_from *, const char *))
{
    const cu_select *select = compiler->frame ? compiler->frame->select : NULL;
    for (size_t i = 0; select && i < select->hint_count; i++) {
        const cu_dialect_text *hint = &select->hints[i];
        if (hint->from == from && write && cu_is_for_dialect(compiler, hint))
            write(compiler, from, hint->text);
    }
}

static void write_subquery(cu_compiler *compiler, const cu_from *from)
{
    if (from->select->lateral)
        cu_write(compiler, "LATERAL ");
    cu_write(compiler, "(");
    compiler->indent++;
    cu_write_select(compiler, from->select, true, false);
    compiler->indent--;
    cu_write(compiler, ")");
}

void cu_write_alias(cu_compiler *compiler, const char *name)
{
    cu_write(compiler, compiler->dialect->alias ? compiler->dialect->alias : " AS ");
    cu_write_identifier(compiler, name);
}

static void write_as(cu_compiler *compiler, const cu_from *from)
{
    cu_write_alias(compiler, cu_from_name(compiler, from));
}

static void write_right_side(cu_compiler *compiler, const cu_from *right)
{
    bool parentheses = right->kind == CU_FROM_JOIN;
    cu_write(compiler, parentheses ? "(" : "");
    cu_write_from(compiler, right);
    cu_write(compiler, parentheses ? ")" : "");
}

/* a JOIN b ON .. JOIN c ON ..: joins lean left, however many there are. */
static void write_join(cu_compiler *compiler, const cu_from *join)
{
    cu_from_list spine = { 0 };
    const cu_from *lowest = join;
    for (; lowest->kind == CU_FROM_JOIN; lowest = lowest->left)
        if (!cu_froms_add(&compiler->scratch, &spine, (cu_from *)(uintptr_t)lowest)) {
            cu_compile_no_memory(compiler);
            return;
        }
    cu_write_from(compiler, lowest);
    while (spine.count > 0) {
        const cu_from *next = spine.items[--spine.count];
        cu_write_clause(compiler,
                        next->full    ? "FULL OUTER JOIN "
                        : next->outer ? "LEFT OUTER JOIN "
                                      : compiler->dialect->join,
                        false);
        write_right_side(compiler, next->right);
        if (next->on) {
            cu_write(compiler, " ON ");
            cu_write_condition(compiler, next->on, CU_PRECEDENCE_CONDITION);
        }
    }
}

void cu_write_from(cu_compiler *compiler, const cu_from *from)
{
    if (compiler->failed)
        return;
    if (from->kind == CU_FROM_ALIAS || from->kind == CU_FROM_SUBQUERY)
        cu_from_name(compiler, from); /* it has its number before what is inside */
    write_hints(compiler, from, compiler->dialect->write_hint_before);
    switch (from->kind) {
    case CU_FROM_TABLE: cu_write_table_name(compiler, from); break;
    case CU_FROM_ALIAS:
        if (from->element->kind == CU_FROM_CTE)
            cu_write_cte_reference(compiler, from->element);
        else if (from->element->kind == CU_FROM_SUBQUERY)
            write_subquery(compiler, from->element);
        else
            cu_write_from(compiler, from->element);
        write_as(compiler, from);
        break;
    case CU_FROM_SUBQUERY:
        write_subquery(compiler, from);
        write_as(compiler, from);
        break;
    case CU_FROM_CTE: cu_write_cte_reference(compiler, from); break;
    case CU_FROM_JOIN: write_join(compiler, from); break;
    default:
        cu_write(compiler, "(");
        cu_write_expression(compiler, from->expression);
        cu_write(compiler, ")");
        write_as(compiler, from);
        break;
    }
    write_hints(compiler, from, compiler->dialect->write_hint);
}

/* ---- common table expressions -------------------------------------------------------------------- */

static cu_written_cte *find_cte(const cu_compiler *compiler, const cu_from *cte)
{
    for (size_t i = 0; i < compiler->ctes.count; i++)
        if (compiler->ctes.items[i]->cte == cte)
            return compiler->ctes.items[i];
    return NULL;
}

/* name(column, ...) AS (SELECT ...), into an output of its own. */
static void write_cte_body(cu_compiler *compiler, cu_written_cte *written)
{
    const cu_from *cte = written->cte;
    cu_output saved = compiler->output;
    cu_select_frame *frame = compiler->frame;
    compiler->output = (cu_output){ 0 };
    cu_buffer_init(&compiler->output.text, CU_BUFFER_MAXIMUM);
    compiler->frame = NULL;
    cu_write_identifier(compiler, cu_from_name(compiler, cte));
    if (cte->recursive) {
        cu_write(compiler, "(");
        for (size_t i = 0; i < cte->column_count; i++) {
            cu_name name = cu_column_name(cte->columns[i]);
            cu_write(compiler, i > 0 ? ", " : "");
            cu_write_identifier(compiler, cu_settle_name(compiler, &name));
        }
        cu_write(compiler, ")");
    }
    cu_write(compiler, cte->materialized == CU_MATERIALIZED       ? " AS MATERIALIZED ("
                       : cte->materialized == CU_NOT_MATERIALIZED ? " AS NOT MATERIALIZED ("
                                                                  : " AS (");
    cu_write_select(compiler, cte->select, true, false);
    cu_write(compiler, ")");
    compiler->frame = frame;
    written->output = compiler->output;
    compiler->output = saved;
    written->done = true;
}

static cu_select_frame *owner_of(const cu_compiler *compiler, const cu_from *cte)
{
    return cte->nesting ? compiler->frame : NULL;
}

void cu_write_cte_reference(cu_compiler *compiler, const cu_from *cte)
{
    if (!find_cte(compiler, cte)) {
        cu_written_cte *written = cu_arena_alloc_zero(&compiler->scratch, sizeof *written);
        if (!written || !cu_vector_push(&compiler->ctes, written)) {
            cu_compile_no_memory(compiler);
            return;
        }
        size_t place = compiler->ctes.count - 1;
        written->cte = cte;
        written->frame = owner_of(compiler, cte);
        compiler->recursive |= cte->recursive;
        write_cte_body(compiler, written);
        /* what it refers to was met after it but must be written before it */
        memmove(&compiler->ctes.items[place], &compiler->ctes.items[place + 1],
                (compiler->ctes.count - place - 1) * sizeof *compiler->ctes.items);
        compiler->ctes.items[compiler->ctes.count - 1] = written;
    }
    cu_write_identifier(compiler, cu_from_name(compiler, cte));
}

/* Puts another output's text and slots in front of what was written since `position` (slots since `slot`). */
static void prepend(cu_compiler *compiler, cu_output *front, size_t position, size_t slot)
{
    cu_output *output = &compiler->output;
    size_t moved = front->text.length;
    cu_buffer_insert(&output->text, position, cu_buffer_text(&front->text), moved);
    output->text.failed |= front->text.failed;
    output->text.too_long |= front->text.too_long;
    size_t added = front->slots.count;
    if (!cu_vector_reserve(&output->slots, output->slots.count + added)) {
        cu_compile_no_memory(compiler);
        return;
    }
    for (size_t i = slot; i < output->slots.count; i++)
        output->slots.items[i].position += moved;
    if (output->slots.count > slot)
        memmove(&output->slots.items[slot + added], &output->slots.items[slot],
                (output->slots.count - slot) * sizeof *output->slots.items);
    for (size_t i = 0; i < added; i++) {
        output->slots.items[slot + i] = front->slots.items[i];
        output->slots.items[slot + i].position += position;
    }
    output->slots.count += added;
}

void cu_write_with(cu_compiler *compiler, const cu_select_frame *frame, size_t position,
                   size_t slot)
{
    cu_output with = { 0 };
    cu_output saved = compiler->output;
    size_t count = 0;
    cu_buffer_init(&with.text, CU_BUFFER_MAXIMUM);
    compiler->output = with;
    for (size_t i = 0; i < compiler->ctes.count; i++) {
        cu_written_cte *written = compiler->ctes.items[i];
        if (written->frame != frame || !written->done)
            continue;
        bool recursive = compiler->recursive && !compiler->dialect->plain_with;
        cu_write(compiler, count++ > 0 ? ", " : recursive ? "WITH RECURSIVE " : "WITH ");
        prepend(compiler, &written->output, compiler->output.text.length,
                compiler->output.slots.count);
        written->done = false;
    }
    if (count > 0)
        cu_write(compiler, "\n");
    with = compiler->output;
    compiler->output = saved;
    if (count > 0)
        prepend(compiler, &with, position, slot);
    cu_output_free(&with);
}
