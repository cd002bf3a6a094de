/*
 * sql/element.c - what statements are made of, as elements for programs to look
 * at: statements, their clauses, and what they select from.  What expressions
 * are made of is in element_expression.c.
 *
 * A tree is made from its root down.  The parts that an element has below it are
 * put on a stack, so that trees of any depth can be made; the order is that in
 * which the compiler writes them, whose search for what belongs into a FROM
 * clause is used, too.
 */
#include "sql/element_maker.h"

/* ---- putting things below an element ------------------------------------------------------------- */

void cu_element_add(cu_element_maker *maker, cu_part_kind kind, cupel_clause clause,
                    const void *part)
{
    cu_element_part made = { .kind = kind,
                             .clause = clause,
                             .of = part,
                             .frame = maker->compiler.frame,
                             .in_from = maker->in_from };
    if (!cu_vector_push(&maker->parts, made))
        cu_compile_no_memory(&maker->compiler);
}

void cu_element_add_expression(cu_element_maker *maker, cupel_clause clause,
                               const cupel_expr *expression)
{
    if (expression)
        cu_element_add(maker, CU_PART_EXPRESSION, clause, expression);
}

static void add_each(cu_element_maker *maker, cupel_clause clause, size_t count,
                     const cupel_expr *const *items)
{
    for (size_t i = 0; i < count; i++)
        cu_element_add_expression(maker, clause, items[i]);
}

static void add_list(cu_element_maker *maker, cupel_clause clause, const cu_expression_list *list)
{
    add_each(maker, clause, list->count, list->items);
}

/* Conditions that are all to hold, one by one. */
static void add_conditions(cu_element_maker *maker, cupel_clause clause, size_t count,
                           const cupel_expr *const *items)
{
    for (size_t i = 0; i < count; i++)
        cu_element_add_chain(maker, clause, CUPEL_OPERATOR_AND, items[i]);
}

static void add_from_list(cu_element_maker *maker, cu_part_kind kind, cupel_clause clause,
                          size_t count, cu_from *const *froms)
{
    for (size_t i = 0; i < count; i++)
        cu_element_add(maker, kind, clause, froms[i]);
}

static void add_texts(cu_element_maker *maker, size_t count, const cu_dialect_text *texts)
{
    for (size_t i = 0; i < count; i++)
        cu_element_add(maker, CU_PART_ADDED_TEXT, CUPEL_CLAUSE_TEXT, &texts[i]);
}

/* ---- texts ------------------------------------------------------------------------------------- */

static const char *copy_part(cu_element_maker *maker, const char *text, size_t length)
{
    const char *copy = cu_arena_strndup(maker->arena, text, length);
    if (!copy)
        cu_compile_no_memory(&maker->compiler);
    return copy;
}

const char *cu_element_text(cu_element_maker *maker, const char *text)
{
    return text ? copy_part(maker, text, strlen(text)) : NULL;
}

const char *cu_element_words(cu_element_maker *maker, const char *text)
{
    text += strspn(text, " ");
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    return copy_part(maker, text, length);
}

static void make_text_element(cu_element_maker *maker, cupel_element *element,
                              const cu_element_part *part)
{
    const cu_dialect_text *added = part->of;
    bool for_all = !added->dialect || strcmp(added->dialect, "*") == 0;
    element->kind = CUPEL_ELEMENT_TEXT;
    element->text = cu_element_text(maker, added->text);
    element->name = for_all ? NULL : cu_element_text(maker, added->dialect);
}

/* ---- SELECT ------------------------------------------------------------------------------------ */

/* What is put below from now on is in that SELECT: subqueries may speak of what it selects from. */
static void enter_scope(cu_element_maker *maker, const cu_select *select, const cu_from_list *froms)
{
    cu_compiler *compiler = &maker->compiler;
    cu_select_frame *frame = cu_arena_alloc_zero(&compiler->scratch, sizeof *frame);
    if (!frame) {
        cu_compile_no_memory(compiler);
        return;
    }
    *frame = (cu_select_frame){ .outer = compiler->frame, .select = select };
    cu_expand_froms(compiler, froms, &frame->froms);
    compiler->frame = frame;
}

/* What comes after the rows are chosen; the same for a SELECT and a set operation. */
static void add_tail(cu_element_maker *maker, const cu_select *select)
{
    const cu_for_update *lock = select->for_update;
    add_list(maker, CUPEL_CLAUSE_ORDER_BY, &select->order_by);
    cu_element_add_expression(maker, CUPEL_CLAUSE_LIMIT, select->limit);
    cu_element_add_expression(maker, CUPEL_CLAUSE_OFFSET, select->offset);
    if (lock)
        add_from_list(maker, CU_PART_FROM_NAME, CUPEL_CLAUSE_FOR_UPDATE, lock->of_count, lock->of);
    add_texts(maker, select->statement_hint_count, select->statement_hints);
    add_texts(maker, select->suffix_count, select->suffixes);
}

static void add_clauses(cu_element_maker *maker, const cu_select *select, bool in_from)
{
    cu_from_list froms = { 0 };
    cu_select_froms(&maker->compiler, select, in_from, &froms);
    enter_scope(maker, select, &froms);
    add_texts(maker, select->hint_count, select->hints);
    add_texts(maker, select->prefix_count, select->prefixes);
    add_list(maker, CUPEL_CLAUSE_DISTINCT_ON, &select->distinct_on);
    if (select->exists_star)
        cu_element_add_expression(maker, CUPEL_CLAUSE_COLUMNS, cu_constant(CU_CONSTANT_STAR));
    else
        add_list(maker, CUPEL_CLAUSE_COLUMNS, &select->columns);
    add_from_list(maker, CU_PART_FROM, CUPEL_CLAUSE_FROM, froms.count, froms.items);
    add_conditions(maker, CUPEL_CLAUSE_WHERE, select->where.count, select->where.items);
    add_list(maker, CUPEL_CLAUSE_GROUP_BY, &select->group_by);
    add_conditions(maker, CUPEL_CLAUSE_HAVING, select->having.count, select->having.items);
    add_tail(maker, select);
}

static void add_members(cu_element_maker *maker, const cu_select *select, bool in_from)
{
    static const cu_from_list none = { 0 };
    maker->in_from = in_from;
    for (size_t i = 0; i < select->member_count; i++)
        cu_element_add(maker, CU_PART_SELECT, CUPEL_CLAUSE_NONE, select->members[i]);
    maker->in_from = false;
    enter_scope(maker, select, &none);
    add_tail(maker, select);
}

static void make_select_element(cu_element_maker *maker, cupel_element *element,
                                const cu_element_part *part)
{
    const cu_select *select = part->of;
    element->kind = CUPEL_ELEMENT_SELECT;
    element->distinct = select->distinct;
    element->locks = select->for_update != NULL;
    if (select->text) {
        cu_element_add_expression(maker, CUPEL_CLAUSE_NONE, select->text);
    } else if (select->operation == CU_SET_NONE) {
        add_clauses(maker, select, part->in_from);
    } else {
        element->kind = CUPEL_ELEMENT_COMPOUND;
        element->text = cu_element_words(maker, cu_set_words(select->operation));
        add_members(maker, select, part->in_from);
    }
}

/* ---- FROM -------------------------------------------------------------------------------------- */

void cu_element_fill_table(cu_element_maker *maker, cupel_element *element, const cu_from *table,
                           const cu_column *column)
{
    const cu_element_source *source = maker->source;
    element->table = cu_element_text(maker, table->name);
    element->schema = cu_element_text(maker, table->schema);
    source->owner(source->data, table, column, element);
}

static const cu_from *named_table(const cu_from *from)
{
    while (from->kind == CU_FROM_ALIAS)
        from = from->element;
    return from->kind == CU_FROM_TABLE ? from : NULL;
}

static void make_from_name_element(cu_element_maker *maker, cupel_element *element,
                                   const cu_element_part *part)
{
    static const cupel_element_kind kinds[] = {
        [CU_FROM_TABLE] = CUPEL_ELEMENT_TABLE,       [CU_FROM_ALIAS] = CUPEL_ELEMENT_ALIAS,
        [CU_FROM_SUBQUERY] = CUPEL_ELEMENT_SUBQUERY, [CU_FROM_CTE] = CUPEL_ELEMENT_CTE,
        [CU_FROM_JOIN] = CUPEL_ELEMENT_JOIN,         [CU_FROM_VALUES] = CUPEL_ELEMENT_SUBQUERY,
        [CU_FROM_FUNCTION] = CUPEL_ELEMENT_SUBQUERY, [CU_FROM_TEXT] = CUPEL_ELEMENT_SUBQUERY,
    };
    const cu_from *from = part->of, *table = named_table(from);
    element->kind = kinds[from->kind];
    element->name = cu_element_text(maker, from->name);
    if (table)
        cu_element_fill_table(maker, element, table, NULL);
}

/* Whether a CTE is met first: its SELECT, which may speak of the CTE itself, is there once. */
static bool meet_cte(cu_element_maker *maker, const cu_from *cte)
{
    for (size_t i = 0; i < maker->ctes.count; i++)
        if (maker->ctes.items[i] == cte)
            return false;
    if (!cu_vector_push(&maker->ctes, cte))
        cu_compile_no_memory(&maker->compiler);
    return true;
}

static void add_joined(cu_element_maker *maker, cupel_element *element, const cu_from *join)
{
    element->text = join->full ? "FULL OUTER JOIN" : join->outer ? "LEFT OUTER JOIN" : "JOIN";
    cu_element_add(maker, CU_PART_FROM, CUPEL_CLAUSE_FROM, join->left);
    cu_element_add(maker, CU_PART_FROM, CUPEL_CLAUSE_FROM, join->right);
    cu_element_add_expression(maker, CUPEL_CLAUSE_ON, join->on);
}

static void make_from_element(cu_element_maker *maker, cupel_element *element,
                              const cu_element_part *part)
{
    const cu_from *from = part->of;
    make_from_name_element(maker, element, part);
    maker->in_from = from->kind != CU_FROM_JOIN;
    switch (from->kind) {
    case CU_FROM_TABLE: break;
    case CU_FROM_ALIAS:
        cu_element_add(maker, CU_PART_FROM, CUPEL_CLAUSE_NONE, from->element);
        break;
    case CU_FROM_JOIN: add_joined(maker, element, from); break;
    case CU_FROM_CTE:
        if (!meet_cte(maker, from))
            break;
        maker->compiler.frame = NULL;
        cu_element_add(maker, CU_PART_SELECT, CUPEL_CLAUSE_NONE, from->select);
        break;
    case CU_FROM_SUBQUERY:
        cu_element_add(maker, CU_PART_SELECT, CUPEL_CLAUSE_NONE, from->select);
        break;
    case CU_FROM_VALUES:
    case CU_FROM_FUNCTION:
    case CU_FROM_TEXT: cu_element_add_expression(maker, CUPEL_CLAUSE_NONE, from->expression); break;
    }
}

/* ---- statements that write ----------------------------------------------------------------------- */

static const cupel_expr *assigned_value(const cu_assignment *assignment)
{
    return assignment->value ? assignment->value : cu_constant(CU_CONSTANT_DEFAULT);
}

static void make_assignment_element(cu_element_maker *maker, cupel_element *element,
                                    const cu_element_part *part)
{
    const cu_assignment *assignment = part->of;
    element->kind = CUPEL_ELEMENT_ASSIGNMENT;
    cu_element_add_expression(maker, CUPEL_CLAUSE_NONE, cu_column_expression(assignment->column));
    cu_element_add_expression(maker, CUPEL_CLAUSE_NONE, assigned_value(assignment));
}

static void add_assignments(cu_element_maker *maker, const cu_assignment *assignments, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cu_element_add(maker, CU_PART_ASSIGNMENT, CUPEL_CLAUSE_SET, &assignments[i]);
}

static void add_conflict(cu_element_maker *maker, const cu_conflict *conflict)
{
    for (size_t i = 0; i < conflict->column_count; i++)
        cu_element_add_expression(maker, CUPEL_CLAUSE_CONFLICT,
                                  cu_column_expression(conflict->columns[i]));
    cu_element_add_expression(maker, CUPEL_CLAUSE_CONFLICT, conflict->index_where);
    add_assignments(maker, conflict->assignments, conflict->assignment_count);
    add_conditions(maker, CUPEL_CLAUSE_WHERE, conflict->where != NULL, &conflict->where);
}

static void add_inserted(cu_element_maker *maker, const cu_dml *dml)
{
    size_t columns = dml->assignment_count, rows = dml->select ? 0 : CU_MAX(dml->row_count, 1);
    for (size_t i = 0; i < columns; i++)
        cu_element_add_expression(maker, CUPEL_CLAUSE_COLUMNS,
                                  cu_column_expression(dml->assignments[i].column));
    for (size_t i = 0; i < columns * rows; i++)
        cu_element_add_expression(maker, CUPEL_CLAUSE_VALUES, assigned_value(&dml->assignments[i]));
    if (dml->select)
        cu_element_add(maker, CU_PART_SELECT, CUPEL_CLAUSE_VALUES, dml->select);
    if (dml->conflict)
        add_conflict(maker, dml->conflict);
}

static void add_changed(cu_element_maker *maker, const cu_dml *dml)
{
    cu_from_list others = { 0 }, all = { 0 };
    cu_other_tables(&maker->compiler, dml, &others);
    if (!cu_froms_add(&maker->compiler.scratch, &all, dml->table))
        cu_compile_no_memory(&maker->compiler);
    cu_expand_froms(&maker->compiler, &others, &all);
    enter_scope(maker, NULL, &all);
    if (dml->kind == CU_DML_UPDATE)
        add_assignments(maker, dml->assignments, dml->assignment_count);
    add_from_list(maker, CU_PART_FROM, CUPEL_CLAUSE_FROM, others.count, others.items);
    add_conditions(maker, CUPEL_CLAUSE_WHERE, dml->where_count, dml->where);
}

static void make_dml_element(cu_element_maker *maker, cupel_element *element,
                             const cu_element_part *part)
{
    static const cupel_element_kind kinds[] = {
        [CU_DML_INSERT] = CUPEL_ELEMENT_INSERT,
        [CU_DML_UPDATE] = CUPEL_ELEMENT_UPDATE,
        [CU_DML_DELETE] = CUPEL_ELEMENT_DELETE,
    };
    const cu_dml *dml = part->of;
    element->kind = kinds[dml->kind];
    add_texts(maker, dml->prefix_count, dml->prefixes);
    cu_element_add(maker, CU_PART_FROM, CUPEL_CLAUSE_TARGET, dml->table);
    if (dml->kind == CU_DML_INSERT)
        add_inserted(maker, dml);
    else
        add_changed(maker, dml);
    add_each(maker, CUPEL_CLAUSE_RETURNING, dml->returning_count, dml->returning);
}

/* ---- trees ------------------------------------------------------------------------------------- */

static void make_expression_element(cu_element_maker *maker, cupel_element *element,
                                    const cu_element_part *part)
{
    const cupel_expr *expression = part->of;
    cu_element_part inner = *part;
    if (expression->kind != CU_NODE_SELECT) {
        cu_element_make_expression(maker, element, expression);
        return;
    }
    inner.of = cu_node_of(expression)->a.pointer;
    make_select_element(maker, element, &inner);
}

/* Makes room below an element for what was put there, and notes that it is to be made. */
static void append_children(cu_element_maker *maker, cupel_element *element)
{
    cu_compiler *compiler = &maker->compiler;
    size_t count = maker->parts.count;
    if (count == 0 || compiler->failed)
        return;
    cupel_element *children = cu_arena_alloc_array(maker->arena, count, sizeof *children);
    if (!children || !cu_vector_reserve(&maker->pending, maker->pending.count + count)) {
        cu_compile_no_memory(compiler);
        return;
    }
    for (size_t i = count; i > 0; i--) {
        cu_element_part *part = &maker->parts.items[i - 1];
        part->place = &children[i - 1];
        *part->place = (cupel_element){ .clause = part->clause, .parent = element };
        maker->pending.items[maker->pending.count++] = *part;
    }
    element->children = children;
    element->child_count = count;
}

static void make_element(cu_element_maker *maker, const cu_element_part *part)
{
    static void (*const makers[])(cu_element_maker *, cupel_element *, const cu_element_part *) = {
        [CU_PART_EXPRESSION] = make_expression_element,
        [CU_PART_SELECT] = make_select_element,
        [CU_PART_FROM] = make_from_element,
        [CU_PART_FROM_NAME] = make_from_name_element,
        [CU_PART_ADDED_TEXT] = make_text_element,
        [CU_PART_ASSIGNMENT] = make_assignment_element,
        [CU_PART_DML] = make_dml_element,
    };
    cu_vector_clear(&maker->parts);
    maker->compiler.frame = part->frame;
    maker->in_from = false;
    makers[part->kind](maker, part->place, part);
    append_children(maker, part->place);
}

const cupel_element *cu_element_new(cu_arena *arena, const cu_element_source *source,
                                    cu_part_kind kind, const void *part, cu_error *error)
{
    cu_element_maker maker = { .source = source, .arena = arena, .compiler = { .error = error } };
    cupel_element *root = cu_arena_alloc_zero(arena, sizeof *root);
    cu_arena_init(&maker.compiler.scratch, 0);
    if (root)
        make_element(&maker, &(cu_element_part){ .kind = kind, .of = part, .place = root });
    else
        cu_compile_no_memory(&maker.compiler);
    while (maker.pending.count > 0 && !maker.compiler.failed) {
        cu_element_part next = cu_vector_pop(&maker.pending);
        make_element(&maker, &next);
    }
    cu_vector_free(&maker.parts);
    cu_vector_free(&maker.pending);
    cu_vector_free(&maker.ctes);
    cu_vector_free(&maker.chain);
    cu_arena_free(&maker.compiler.scratch);
    return maker.compiler.failed ? NULL : root;
}

/* ---- going through them -------------------------------------------------------------------------- */

const cupel_element *cupel_element_next(const cupel_element *root, const cupel_element *element)
{
    if (!root || !element)
        return NULL;
    if (element->child_count > 0)
        return element->children;
    for (; element != root && element->parent; element = element->parent) {
        const cupel_element *parent = element->parent;
        if (element + 1 < parent->children + parent->child_count)
            return element + 1;
    }
    return NULL;
}

cupel_code cupel_traverse(const cupel_element *root, uint64_t kinds, cupel_visitor visit,
                          void *data)
{
    cupel_code code = root && visit ? CUPEL_OK : CUPEL_INVALID_ARGUMENT;
    for (const cupel_element *at = root; at && code == CUPEL_OK; at = cupel_element_next(root, at))
        if (kinds == 0 || (kinds >> at->kind & 1))
            code = visit(at, data);
    return code;
}

const char *cupel_element_kind_name(cupel_element_kind kind)
{
    static const char *const names[CUPEL_ELEMENT_KIND_COUNT] = {
        [CUPEL_ELEMENT_NONE] = "none",           [CUPEL_ELEMENT_SELECT] = "select",
        [CUPEL_ELEMENT_COMPOUND] = "compound",   [CUPEL_ELEMENT_INSERT] = "insert",
        [CUPEL_ELEMENT_UPDATE] = "update",       [CUPEL_ELEMENT_DELETE] = "delete",
        [CUPEL_ELEMENT_TABLE] = "table",         [CUPEL_ELEMENT_ALIAS] = "alias",
        [CUPEL_ELEMENT_SUBQUERY] = "subquery",   [CUPEL_ELEMENT_CTE] = "cte",
        [CUPEL_ELEMENT_JOIN] = "join",           [CUPEL_ELEMENT_COLUMN] = "column",
        [CUPEL_ELEMENT_PARAMETER] = "parameter", [CUPEL_ELEMENT_PARAMETER_LIST] = "parameter list",
        [CUPEL_ELEMENT_CONSTANT] = "constant",   [CUPEL_ELEMENT_TEXT] = "text",
        [CUPEL_ELEMENT_LABEL] = "label",         [CUPEL_ELEMENT_OPERATION] = "operation",
        [CUPEL_ELEMENT_FUNCTION] = "function",   [CUPEL_ELEMENT_CASE] = "case",
        [CUPEL_ELEMENT_CAST] = "cast",           [CUPEL_ELEMENT_TYPE_COERCE] = "type coerce",
        [CUPEL_ELEMENT_WINDOW] = "window",       [CUPEL_ELEMENT_AGGREGATE] = "aggregate",
        [CUPEL_ELEMENT_TUPLE] = "tuple",         [CUPEL_ELEMENT_ASSIGNMENT] = "assignment",
        [CUPEL_ELEMENT_EXCLUDED] = "excluded",   [CUPEL_ELEMENT_SEQUENCE] = "sequence",
    };
    return names[(unsigned)kind < CUPEL_ELEMENT_KIND_COUNT ? kind : CUPEL_ELEMENT_NONE];
}
