/*
 * sql/compile_select.c - SELECT statements, set operations, and the columns of
 * their results.
 */
#include "base/alloc.h"
#include "sql/compiler.h"
#include "sql/type.h"

bool cu_is_for_dialect(const cu_compiler *compiler, const cu_dialect_text *text)
{
    return !text->dialect || strcmp(text->dialect, "*") == 0 ||
           strcmp(text->dialect, compiler->dialect->name) == 0;
}

void cu_write_texts(cu_compiler *compiler, const cu_dialect_text *texts, size_t count,
                    bool space_before)
{
    for (size_t i = 0; i < count; i++) {
        if (!cu_is_for_dialect(compiler, &texts[i]))
            continue;
        cu_write(compiler, space_before ? " " : "");
        cu_write(compiler, texts[i].text);
        cu_write(compiler, space_before ? "" : " ");
    }
}

/* ---- columns ----------------------------------------------------------------------------------- */

static const char *lasting(cu_compiler *compiler, const char *text)
{
    char *copy = text ? cu_arena_strdup(&compiler->compiled->arena, text) : NULL;
    if (text && !copy)
        cu_compile_no_memory(compiler);
    return copy;
}

/* Whether a number comes of a division, in this SELECT or in one that it selects from. */
static bool is_quotient(const cupel_expr *expression)
{
    const cu_column *column;
    switch (cu_kind(expression)) {
    case CU_NODE_COLUMN:
        column = (const cu_column *)(const void *)expression;
        return column->element && is_quotient(column->element);
    case CU_NODE_BINARY:
        if (expression->operation == CUPEL_OPERATOR_DIVIDE)
            return true;
        return expression->operation != CUPEL_OPERATOR_MODULO &&
               (is_quotient(cu_item(expression, 0)) || is_quotient(cu_item(expression, 1)));
    case CU_NODE_UNARY:
    case CU_NODE_LABEL: return is_quotient(cu_item(expression, 0));
    default: return false;
    }
}

/* Whether its type is only what an expression is thought to give, and not what a column or the program says. */
static bool is_inferred(const cupel_expr *expression)
{
    const cu_column *column;
    bool compound;
    switch (cu_kind(expression)) {
    case CU_NODE_COLUMN:
        column = (const cu_column *)(const void *)expression;
        while (column->base && !column->element)
            column = column->base;
        if (!column->element)
            return false;
        compound = column->from->select && column->from->select->operation != CU_SET_NONE;
        return compound || is_inferred(column->element);
    case CU_NODE_LABEL: return is_inferred(cu_item(expression, 0));
    case CU_NODE_LITERAL_COLUMN:
    case CU_NODE_CAST:
    case CU_NODE_TYPE_COERCE: return false;
    default: return true;
    }
}

/* The type of a column: where 7 / 2 is 3.5, the quotient of integers is no integer. */
static const cupel_type *result_type(const cu_compiler *compiler, const cupel_expr *column)
{
    const cupel_type *type = cu_expression_type(column);
    if (!type)
        return cu_type_of(CUPEL_UNTYPED);
    return cu_type_is_integer(type->id) && !compiler->dialect->rules.integer_division &&
                   is_quotient(column)
               ? cu_type_of(CUPEL_NUMERIC)
               : type;
}

void cu_note_result(cu_compiler *compiler, const cupel_expr *column, const char *name)
{
    cu_compiled *compiled = compiler->compiled;
    cu_result_column *result = &compiled->columns[compiled->column_count++];
    const char *key = cu_column_key(column);
    result->name = lasting(compiler, name);
    result->key = key ? lasting(compiler, key) : "";
    result->type = cu_lasting_type(compiler, result_type(compiler, column));
    result->inferred = is_inferred(column);
}

/* The name under which the database gives a column that has no label. */
static const char *bare_name(cu_compiler *compiler, const cupel_expr *column)
{
    switch (cu_kind(column)) {
    case CU_NODE_COLUMN: {
        cu_name name = cu_column_name((const cu_column *)(const void *)column);
        return cu_settle_name(compiler, &name);
    }
    case CU_NODE_TEXT:
    case CU_NODE_LITERAL_COLUMN: return cu_node_of(column)->a.text;
    default: return "";
    }
}

/* The name a column is written with; NULL: none. */
static const char *label_text(cu_compiler *compiler, const cupel_expr *column,
                              const cu_label *label, bool nested)
{
    const cu_name *name = label->required.kind != CU_NAME_NONE ? &label->required
                          : cu_label_wanted(column, nested) || column->kind == CU_NODE_LABEL
                              ? &label->fallback
                              : NULL;
    return name && name->kind != CU_NAME_NONE ? cu_settle_name(compiler, name) : NULL;
}

const char *cu_nested_column_name(cu_compiler *compiler, const cupel_expr *column,
                                  const cu_label *label)
{
    const char *text = label_text(compiler, column, label, true);
    return text ? text : bare_name(compiler, column);
}

static void write_column_list(cu_compiler *compiler, const cu_select *select,
                              const cu_label *labels, bool nested, bool top)
{
    for (size_t i = 0; i < select->columns.count && !compiler->failed; i++) {
        const cupel_expr *column = select->columns.items[i];
        const cupel_expr *inner = column->kind == CU_NODE_LABEL ? cu_item(column, 0) : column;
        cu_write(compiler, i > 0 ? ", " : "");
        /* a label has its number before what it is put to */
        const char *text = label_text(compiler, column, &labels[i], nested);
        cu_write_with_precedence(compiler, inner, CU_PRECEDENCE_LOWEST - 1);
        if (text) {
            cu_write(compiler, " AS ");
            cu_write_identifier(compiler, text);
        }
        if (top)
            cu_note_result(compiler, column, text ? text : bare_name(compiler, column));
    }
}

void cu_write_label_reference(cu_compiler *compiler, const char *name)
{
    const cu_select *select = compiler->frame ? compiler->frame->select : NULL;
    const cu_expression_list *columns = select ? cu_select_columns(select) : NULL;
    for (size_t i = 0; columns && i < columns->count; i++)
        if (columns->items[i]->kind == CU_NODE_LABEL &&
            cu_text_equal(cu_node_of(columns->items[i])->a.text, name)) {
            cu_write_identifier(compiler, name);
            return;
        }
    for (size_t i = 0; columns && i < columns->count; i++)
        if (columns->items[i]->kind == CU_NODE_COLUMN &&
            cu_text_equal(cu_column_key(columns->items[i]), name)) {
            cu_write_expression(compiler, columns->items[i]);
            return;
        }
    cu_compile_fail(compiler, CUPEL_COMPILE_ERROR,
                    "no column of the query is labelled '%s'; in ORDER BY, GROUP BY and DISTINCT a "
                    "plain text is the name of a label, other SQL must be given as "
                    "cupel_text_sql()",
                    name);
}

/* ---- clauses ----------------------------------------------------------------------------------- */

static void write_distinct(cu_compiler *compiler, const cu_select *select)
{
    if (!select->distinct)
        return;
    cu_write(compiler, "DISTINCT ");
    if (select->distinct_on.count > 0 && (compiler->dialect->capabilities & CU_CAN_DISTINCT_ON)) {
        cu_write(compiler, "ON (");
        cu_write_list(compiler, select->distinct_on.items, select->distinct_on.count);
        cu_write(compiler, ") ");
    }
}

static void write_from_clause(cu_compiler *compiler, const cu_from_list *froms)
{
    if (froms->count == 0) {
        if (compiler->dialect->dual &&
            (compiler->dialect->dual_always || compiler->frame->select->where.count > 0))
            cu_write(compiler, compiler->dialect->dual);
        return;
    }
    cu_write_clause(compiler, "FROM ", true);
    for (size_t i = 0; i < froms->count; i++) {
        cu_write(compiler, i > 0 ? ", " : "");
        cu_write_from(compiler, froms->items[i]);
    }
}

static bool has_limit(const cu_select *select)
{
    return select->limit || select->offset;
}

static void write_limit(cu_compiler *compiler, const cu_select *select)
{
    if (!has_limit(select) || compiler->dialect->rownum_limits)
        return;
    const cu_compared saved = compiler->compared;
    compiler->compared = (cu_compared){ .type = cu_type_of(CUPEL_BIG_INTEGER) };
    if (compiler->dialect->write_limit) {
        compiler->dialect->write_limit(compiler, select);
    } else {
        if (select->limit) {
            cu_write_clause(compiler, "LIMIT ", true);
            cu_write_expression(compiler, select->limit);
        }
        if (select->offset) {
            cu_write_clause(compiler, select->limit ? "OFFSET " : "LIMIT ALL OFFSET ",
                            !select->limit);
            cu_write_expression(compiler, select->offset);
        }
    }
    compiler->compared = saved;
}

static void write_order_by(cu_compiler *compiler, const cu_select *select)
{
    bool unsorted = compiler->dialect->sorted_by_limit && compiler->depth > 1;
    if (select->order_by.count == 0 || (unsorted && !has_limit(select)))
        return;
    cu_write_clause(compiler, "ORDER BY ", false);
    for (size_t i = 0; i < select->order_by.count; i++) {
        const cupel_expr *bottom = select->order_by.items[i];
        while (bottom->kind == CU_NODE_UNARY && (bottom->operation == CUPEL_OPERATOR_ASC ||
                                                 bottom->operation == CUPEL_OPERATOR_DESC))
            bottom = cu_item(bottom, 0);
        compiler->frame->ordered_by = bottom;
        cu_write(compiler, i > 0 ? ", " : "");
        cu_write_expression(compiler, select->order_by.items[i]);
    }
    compiler->frame->ordered_by = NULL;
}

static bool locks(const cu_sql_dialect *dialect, const cu_select *select)
{
    return select->for_update && (dialect->capabilities & CU_CAN_FOR_UPDATE) &&
           dialect->write_for_update;
}

void cu_write_for_update(cu_compiler *compiler, const cu_select *select)
{
    const cu_sql_dialect *dialect = compiler->dialect;
    if (locks(dialect, select) && !(dialect->locks_outermost && compiler->depth > 1) &&
        !(dialect->locks_inside && select->for_update->again))
        dialect->write_for_update(compiler, select->for_update);
}

/* What comes after the rows are chosen; the same for a SELECT and a set operation. */
static void write_tail(cu_compiler *compiler, const cu_select *select)
{
    write_order_by(compiler, select);
    write_limit(compiler, select);
    if (!compiler->dialect->rownum_limits || !has_limit(select))
        cu_write_for_update(compiler, select);
    cu_write_texts(compiler, select->statement_hints, select->statement_hint_count, true);
    cu_write_texts(compiler, select->suffixes, select->suffix_count, true);
}

static void write_having(cu_compiler *compiler, const cu_select *select)
{
    if (select->having.count > 0) {
        cu_write_clause(compiler, "HAVING ", true);
        cu_write_conditions(compiler, &select->having);
    }
}

static void write_body(cu_compiler *compiler, const cu_select *select, const cu_label *labels,
                       const cu_from_list *froms, bool nested, bool top)
{
    cu_write(compiler, "SELECT ");
    cu_write_select_hints(compiler, select);
    cu_write_texts(compiler, select->prefixes, select->prefix_count, false);
    write_distinct(compiler, select);
    if (has_limit(select) && compiler->dialect->write_top)
        compiler->dialect->write_top(compiler, select);
    if (select->exists_star)
        cu_write(compiler, "*");
    else
        write_column_list(compiler, select, labels, nested, top);
    write_from_clause(compiler, froms);
    if (select->where.count > 0) {
        cu_write_clause(compiler, "WHERE ", true);
        cu_write_conditions(compiler, &select->where);
    }
    if (select->group_by.count > 0) {
        cu_write_clause(compiler, "GROUP BY ", false);
        cu_write_list(compiler, select->group_by.items, select->group_by.count);
    }
    write_having(compiler, select);
    write_tail(compiler, select);
}

static void write_plain_select(cu_compiler *compiler, const cu_select *select, bool in_from,
                               bool top)
{
    cu_from_list froms = { 0 };
    cu_select_froms(compiler, select, in_from, &froms);
    cu_select_frame frame = { .outer = compiler->frame, .select = select };
    cu_expand_froms(compiler, &froms, &frame.froms);
    cu_label *labels = cu_select_labels(&compiler->scratch, select);
    if (!labels) {
        cu_compile_no_memory(compiler);
        return;
    }
    if (top && !compiler->dialect->rownum_limits)
        cu_keep_given_labels(select, labels);
    frame.labels = labels;
    size_t position = compiler->output.text.length, slot = compiler->output.slots.count;
    compiler->frame = &frame;
    if (compiler->dialect->rownum_limits && has_limit(select)) {
        cu_rownum rownum = cu_begin_rownum(compiler, select, in_from, top);
        write_body(compiler, select, labels, &froms, true, false);
        cu_end_rownum(compiler, select, &rownum);
    } else {
        write_body(compiler, select, labels, &froms, in_from, top);
    }
    cu_write_with(compiler, &frame, position, slot);
    compiler->frame = frame.outer;
}

/* ---- set operations ---------------------------------------------------------------------------- */

const char *cu_set_words(cu_set_operation operation)
{
    static const char *const words[] = {
        [CU_SET_UNION] = "UNION ",         [CU_SET_UNION_ALL] = "UNION ALL ",
        [CU_SET_INTERSECT] = "INTERSECT ", [CU_SET_INTERSECT_ALL] = "INTERSECT ALL ",
        [CU_SET_EXCEPT] = "EXCEPT ",       [CU_SET_EXCEPT_ALL] = "EXCEPT ALL ",
    };
    return words[operation];
}

static const char *set_word(const cu_compiler *compiler, cu_set_operation operation)
{
    const char *except = operation == CU_SET_EXCEPT ? compiler->dialect->except : NULL;
    return except ? except : cu_set_words(operation);
}

static bool needs_parentheses(const cu_sql_dialect *dialect, const cu_select *member)
{
    return member->operation != CU_SET_NONE || member->order_by.count > 0 || member->limit ||
           member->offset || (locks(dialect, member) && !dialect->locks_outermost);
}

static void write_compound(cu_compiler *compiler, const cu_select *select, bool in_from, bool top)
{
    const char *open = compiler->dialect->bare_members ? "SELECT * FROM (" : "(";
    for (size_t i = 0; i < select->member_count; i++) {
        const cu_select *member = select->members[i];
        bool parentheses = needs_parentheses(compiler->dialect, member);
        if (i > 0)
            cu_write_clause(compiler, set_word(compiler, select->operation), true);
        cu_write(compiler, parentheses ? open : "");
        cu_write_select(compiler, member, in_from, top && i == 0);
        cu_write(compiler, parentheses ? ")" : "");
    }
    cu_select_frame frame = { .outer = compiler->frame, .select = select };
    compiler->frame = &frame;
    write_tail(compiler, select);
    compiler->frame = frame.outer;
}

/* ---- any --------------------------------------------------------------------------------------- */

static void begin_results(cu_compiler *compiler, const cu_select *select)
{
    cu_compiled *compiled = compiler->compiled;
    if (compiled->columns)
        return;
    compiled->columns = cu_arena_alloc_array(&compiled->arena, cu_select_columns(select)->count,
                                             sizeof *compiled->columns);
    if (!compiled->columns)
        cu_compile_no_memory(compiler);
}

void cu_write_select(cu_compiler *compiler, const cu_select *select, bool in_from, bool top)
{
    if (top)
        begin_results(compiler, select);
    if (compiler->failed)
        return;
    size_t position = compiler->output.text.length, slot = compiler->output.slots.count;
    compiler->depth++;
    if (select->text)
        cu_write_expression(compiler, select->text);
    else if (select->operation != CU_SET_NONE)
        write_compound(compiler, select, in_from, top);
    else
        write_plain_select(compiler, select, in_from, top);
    compiler->depth--;
    if (top && compiler->ctes.count > 0)
        cu_write_with(compiler, NULL, position, slot);
}
