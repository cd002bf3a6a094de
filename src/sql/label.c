/*
 * sql/label.c - naming the columns of a SELECT list.
 */
#include "sql/label.h"
#include "base/map.h"

/* What kinds of names an expression offers. */
typedef struct offered_names {
    bool labelled;     /* false: text, which is written as it is where nothing selects from it */
    cu_name own;       /* its name: of a column, of a label */
    cu_name qualified; /* with its table's name */
    cu_name anonymous; /* the one it gets where it has none */
} offered_names;

static cu_name text_name(const char *text)
{
    return (cu_name){ .kind = CU_NAME_TEXT, .text = text };
}

static cu_name anonymous_name(const char *base, const void *identity)
{
    return (cu_name){ .kind = CU_NAME_ANONYMOUS, .text = base, .identity = identity };
}

/* What follows the last '.' of a function's name. */
static const char *last_part(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

/* NOT of a boolean column keeps the column's name. */
static bool wraps_condition(const cu_node *node)
{
    return node->head.operation == CUPEL_OPERATOR_NOT && node->items[0]->kind == CU_NODE_COLUMN;
}

/* Whether SQL of the program's is the name of a column: letters, of any language, digits and '_'. */
static bool is_name(const char *text)
{
    const char *at = text;
    while (*at == '_' || (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
           (unsigned char)*at >= 0x80 || (at > text && *at >= '0' && *at <= '9'))
        at++;
    return at > text && !*at;
}

/* Whether such a name is the same with quotes on every database. */
static bool is_plain_name(const char *text)
{
    return is_name(text) && !text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static offered_names names_of(cu_arena *arena, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    offered_names names = { .labelled = true, .anonymous = anonymous_name("anon", expression) };
    switch (cu_kind(expression)) {
    case CU_NODE_TEXT:
        names.labelled = false;
        names.anonymous = (cu_name){ 0 };
        break;
    case CU_NODE_LITERAL_COLUMN:
        names.labelled = false;
        if (is_name(node->a.text))
            names.own = text_name(node->a.text);
        break;
    case CU_NODE_COLUMN: {
        const cu_column *column = (const cu_column *)(const void *)expression;
        names.own = cu_column_name(column);
        names.qualified = cu_column_qualified_name(arena, column);
        names.anonymous = anonymous_name(column->name, column);
        break;
    }
    case CU_NODE_LABEL:
        if (node->a.text)
            names.own = names.qualified = text_name(node->a.text);
        else if (node->items[0]->kind == CU_NODE_FUNCTION)
            names.anonymous.text = last_part(cu_node_of(node->items[0])->a.text);
        break;
    case CU_NODE_FUNCTION: names.anonymous.text = last_part(node->a.text); break;
    case CU_NODE_SEQUENCE: names.anonymous.text = "next_value"; break;
    case CU_NODE_CAST:
    case CU_NODE_TYPE_COERCE:
    case CU_NODE_UNARY: {
        if (expression->kind == CU_NODE_UNARY && !wraps_condition(node))
            break;
        offered_names inner = names_of(arena, node->items[0]);
        names.qualified = inner.qualified;
        names.anonymous = inner.own.kind != CU_NAME_NONE ? inner.own : inner.anonymous;
        break;
    }
    default: break;
    }
    return names;
}

/* EXISTS, or NOT EXISTS. */
static bool is_exists(const cupel_expr *expression)
{
    while (expression->kind == CU_NODE_UNARY && expression->operation == CUPEL_OPERATOR_NOT)
        expression = cu_item(expression, 0);
    return expression->kind == CU_NODE_UNARY && expression->operation == CUPEL_OPERATOR_EXISTS;
}

bool cu_label_wanted(const cupel_expr *expression, bool in_subquery)
{
    switch (cu_kind(expression)) {
    case CU_NODE_COLUMN: return in_subquery;
    case CU_NODE_TEXT:
    case CU_NODE_LABEL: return false;
    case CU_NODE_LITERAL_COLUMN:
        return in_subquery && !is_plain_name(cu_node_of(expression)->a.text);
    case CU_NODE_UNARY: {
        const cu_node *node = cu_node_of(expression);
        return in_subquery || wraps_condition(node) || is_exists(expression);
    }
    default: return true;
    }
}

cu_name cu_anonymous_label(const cupel_expr *label)
{
    return names_of(NULL, label).anonymous;
}

/* ---- names in use ------------------------------------------------------------------------------ */

/* One name that a column of this SELECT has already. */
typedef struct used_name {
    cu_name name;
    const cupel_expr *column;
} used_name;

typedef struct used_names {
    used_name *items;
    size_t count;
} used_names;

static bool same_name(const cu_name *a, const cu_name *b)
{
    return a->kind == b->kind && cu_text_equal(a->text, b->text) && a->column == b->column &&
           a->identity == b->identity && a->repeat == b->repeat;
}

static used_name *find_used(const used_names *used, const cu_name *name)
{
    for (size_t i = 0; i < used->count; i++)
        if (same_name(&used->items[i].name, name))
            return &used->items[i];
    return NULL;
}

static void add_used(used_names *used, cu_name name, const cupel_expr *column)
{
    used->items[used->count++] = (used_name){ name, column };
}

/* ---- deciding ---------------------------------------------------------------------------------- */

typedef struct label_state {
    used_names used;
    uint32_t repeats;
    bool qualified; /* the label style is TABLE_COLUMN */
} label_state;

/* A label for something that is there already: users_id__1.  Only a position, never referred to. */
static cu_name repeated_name(label_state *state, const offered_names *names)
{
    cu_name base =
        state->qualified || names->own.kind == CU_NAME_NONE ? names->qualified : names->own;
    cu_name name = { .kind = CU_NAME_ANONYMOUS,
                     .text = base.kind == CU_NAME_TEXT ? base.text : NULL,
                     .column = base.column,
                     .repeat = ++state->repeats };
    if (!name.text && !name.column)
        name.text = "anon";
    return name;
}

/* A name for a column whose own name another column has: the own name with a number. */
static cu_name distinguished_name(const label_state *state, const offered_names *names,
                                  const cupel_expr *column)
{
    cu_name base = state->qualified ? names->qualified : names->own;
    return (cu_name){ .kind = CU_NAME_ANONYMOUS,
                      .text = base.kind == CU_NAME_TEXT ? base.text : NULL,
                      .column = base.column,
                      .identity = column };
}

static void decide_named(label_state *state, const offered_names *names, const cupel_expr *column,
                         const cu_name *effective, cu_label *label)
{
    used_name *before = find_used(&state->used, effective);
    if (!before) {
        add_used(&state->used, *effective, column);
        return;
    }
    if (before->column != column) {
        label->required = distinguished_name(state, names, column);
        if (!find_used(&state->used, &label->required)) {
            add_used(&state->used, label->required, column);
            label->fallback = label->required;
            return;
        }
    }
    label->required = label->fallback = repeated_name(state, names);
    label->repeated = true;
}

static void decide_unnamed(label_state *state, const offered_names *names, const cupel_expr *column,
                           cu_label *label)
{
    label->fallback = names->anonymous;
    if (find_used(&state->used, &names->anonymous)) {
        label->fallback = repeated_name(state, names);
        label->repeated = true;
        return;
    }
    add_used(&state->used, names->anonymous, column);
}

static void decide(label_state *state, cu_label_style style, const offered_names *names,
                   const cupel_expr *column, cu_label *label)
{
    if (!names->labelled) {
        if (names->own.kind != CU_NAME_NONE)
            label->fallback = names->own;
        else if (names->anonymous.kind != CU_NAME_NONE)
            decide_unnamed(state, names, column, label);
        return;
    }
    if (style == CU_LABEL_NONE) {
        label->fallback = names->own.kind != CU_NAME_NONE ? names->own : names->anonymous;
        return;
    }
    cu_name effective = state->qualified ? names->qualified : names->own;
    if (effective.kind == CU_NAME_NONE) {
        decide_unnamed(state, names, column, label);
        return;
    }
    if (state->qualified)
        label->required = effective;
    label->fallback = effective;
    decide_named(state, names, column, &effective, label);
}

static const char *label_key(cu_arena *arena, const cu_label *label, const offered_names *names,
                             const cupel_expr *column, cu_label_style style)
{
    if (column->kind == CU_NODE_LABEL && !cu_node_of(column)->a.text && cu_node_of(column)->b.text)
        return cu_node_of(column)->b.text;
    const cu_name *name =
        label->required.kind != CU_NAME_NONE ? &label->required : &label->fallback;
    if (name->kind == CU_NAME_TEXT)
        return column->kind == CU_NODE_COLUMN && style != CU_LABEL_TABLE_COLUMN
                   ? ((const cu_column *)(const void *)column)->key
                   : name->text;
    if (name->kind == CU_NAME_ANONYMOUS && name->text)
        return cu_arena_printf(arena, "%s_%u", name->text, name->repeat ? name->repeat : 1);
    return names->own.text;
}

cu_label *cu_select_labels(cu_arena *arena, const cu_select *select)
{
    size_t count = select->columns.count;
    cu_label *labels = cu_arena_alloc_array(arena, count, sizeof *labels);
    label_state state = { .qualified = select->label_style == CU_LABEL_TABLE_COLUMN };
    state.used.items = cu_arena_alloc_array(arena, count * 2, sizeof *state.used.items);
    if (!labels || !state.used.items)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const cupel_expr *column = select->columns.items[i];
        offered_names names = names_of(arena, column);
        decide(&state, select->label_style, &names, column, &labels[i]);
        labels[i].key = label_key(arena, &labels[i], &names, column, select->label_style);
    }
    return arena->failed ? NULL : labels;
}

void cu_keep_given_labels(const cu_select *select, cu_label *labels)
{
    for (size_t i = 0; i < select->columns.count; i++) {
        const cu_node *node = cu_node_of(select->columns.items[i]);
        if (node->head.kind == CU_NODE_LABEL && node->a.text)
            labels[i].required = labels[i].fallback = text_name(node->a.text);
    }
}
