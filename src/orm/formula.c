/*
 * orm/formula.c - configuring attributes that are SQL expressions: asking the
 * program for them, keeping what they are made of, finding what is wrong.
 */
#include "orm/formula.h"
#include "orm/query_formula.h"
#include "sql/given.h"
#include "sql/type.h"

/* ---- options ----------------------------------------------------------------------------------- */

void cu_formula_check(const cupel_attribute *attribute, cu_faults *faults)
{
    const cupel_column_options *options = &attribute->as.column;
    const struct {
        const char *name;
        bool given;
    } refused[] = {
        { "query_expression", options->query_expression && options->expression },
        { "primary_key", options->primary_key },
        { "unique", options->unique },
        { "index", options->index },
        { "check", options->check != NULL },
        { "foreign_key", options->foreign_key != NULL },
        { "default_value", options->default_value.kind != CUPEL_KIND_NULL },
        { "default_function", options->default_function != NULL },
        { "update_function", options->update_function != NULL },
        { "server_default", options->server_default != NULL },
        { "computed", options->computed != NULL },
        { "sequence", options->sequence != NULL },
    };
    for (size_t i = 0; i < CU_LENGTH(refused); i++)
        if (refused[i].given)
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s.%s is an expression, not a column, and cannot have .%s",
                         attribute->mapping->name, attribute->name, refused[i].name);
}

void cu_formulas_select(cu_mapper *mapper)
{
    for (int last = 0; last < 2; last++)
        for (size_t i = 0; i < mapper->attribute_count; i++) {
            cu_property *property = mapper->by_index[i];
            if (property && property->attribute->as.column.query_expression == (last == 1))
                mapper->selected[mapper->selected_count++] = property;
        }
}

void cu_formulas_forget(cupel_state *state)
{
    const cu_mapper *mapper = state->mapper;
    for (size_t i = 0; i < mapper->formula_count; i++) {
        const cu_property *property = &mapper->formulas[i];
        if (property->expression && property->attribute->as.column.expire_on_flush != CUPEL_NO)
            cu_bit_clear(cu_known(state), property->index);
    }
}

bool cu_formula_is_shown(const cu_mapper *mapper, const cu_property *property, const cu_from *from)
{
    for (size_t i = 0; i < mapper->property_count; i++)
        if (cu_bit(property->reads, mapper->properties[i].index) &&
            !cu_from_corresponding(from, &mapper->properties[i].column->column))
            return false;
    return true;
}

/* ---- keeping what expressions are made of -------------------------------------------------------- */

typedef struct formula_holder {
    cupel_registry *registry;
    bool failed;       /* no memory */
    bool in_a_session; /* something belongs to a session, which may be closed first */
    bool required;     /* a parameter has no value */
} formula_holder;

static void hold_expression(formula_holder *holder, const cupel_expr *expression);

/* Once, however often it is met; a query that cannot be kept is freed, and never used. */
static void hold_home(formula_holder *holder, const cupel_query *query)
{
    cupel_registry *registry = holder->registry;
    if (query->session) {
        holder->in_a_session = true;
        return;
    }
    for (size_t i = 0; i < registry->held_queries.count; i++)
        if (registry->held_queries.items[i]->loose == query->loose)
            return;
    cupel_query *kept = (cupel_query *)(uintptr_t)query;
    if (!query->loose || cu_vector_push(&registry->held_queries, kept))
        return;
    holder->failed = true;
    cupel_query_free(kept);
}

static void hold_query(formula_holder *holder, const cupel_query *query)
{
    for (const cupel_query *step = query; step && !holder->failed; step = step->parent)
        for (size_t i = 0; i < step->count; i++)
            hold_expression(holder, step->items[i].expression);
    if (!holder->failed)
        hold_home(holder, query);
}

static void hold_subquery(formula_holder *holder, const cupel_subquery *subquery)
{
    for (; subquery && !holder->failed;
         subquery = subquery->element ? subquery->element : subquery->base) {
        for (size_t i = 0; i < subquery->count; i++)
            hold_query(holder, subquery->queries[i]);
        hold_query(holder, subquery->query);
    }
}

/* By a loop along first items, which chains of operators hang from. */
static void hold_expression(formula_holder *holder, const cupel_expr *expression)
{
    while (expression && !holder->failed) {
        const cu_node *node = cu_node_of(expression);
        switch (cu_kind(expression)) {
        case CU_NODE_QUERY: hold_query(holder, node->a.pointer); return;
        case CU_NODE_SUBQUERY:
        case CU_NODE_SUBQUERY_COLUMN: hold_subquery(holder, node->a.pointer); return;
        case CU_NODE_ATTRIBUTE:
        case CU_NODE_TABLE_COLUMN: return; /* no cu_node, but part of a mapping or a table */
        case CU_NODE_ALIAS:
        case CU_NODE_ALIAS_ATTRIBUTE:
        case CU_NODE_INSTANCE: holder->in_a_session = true; return;
        case CU_NODE_BIND:
            holder->required |= ((const cu_bind *)(const void *)expression)->required;
            return;
        default: break;
        }
        for (size_t i = 1; i < expression->count; i++)
            hold_expression(holder, cu_item(expression, i));
        expression = expression->count > 0 ? cu_item(expression, 0) : NULL;
    }
}

/* ---- asking ------------------------------------------------------------------------------------ */

static void formula_fault(const cu_property *property, cu_faults *faults, const char *text)
{
    cu_fault_add(faults, CUPEL_MAPPING_ERROR, "%s.%s: %s", property->attribute->mapping->name,
                 property->attribute->name, text);
}

/* What is inherited is known from the parent, which comes first. */
static bool inherit_expression(const cu_mapper *mapper, cu_property *property)
{
    const cu_mapper *parent = mapper->inheritance.parent;
    if (property->attribute->mapping == mapper->mapping || !parent || !parent->by_index)
        return false;
    property->expression = parent->by_index[property->index]->expression;
    property->reads = parent->by_index[property->index]->reads;
    return true;
}

static void ask_for_expression(cu_mapper *mapper, cu_property *property, cu_faults *faults)
{
    cupel_registry *registry = mapper->registry;
    if (inherit_expression(mapper, property))
        return;
    size_t words = mapper->words; /* those that inherit it look into the same bits */
    for (size_t i = 0; i < mapper->inheritance.descendant_count; i++)
        words = CU_MAX(words, mapper->inheritance.descendants[i]->words);
    property->reads =
        cu_arena_alloc_array(&registry->metadata.arena, words, sizeof *property->reads);
    if (!property->reads) {
        cu_fault_no_memory(faults);
        return;
    }
    cupel_expr *given = cu_given(property->attribute->as.column.expression(), "a column property");
    formula_holder holder = { .registry = registry };
    if (!given) {
        formula_fault(property, faults, "its function gave NULL instead of an expression");
        return;
    }
    hold_expression(&holder, given);
    cu_pool *pool = cu_hold(given);
    if (holder.failed || !cu_vector_push(&registry->held, pool)) {
        cu_fault_no_memory(faults);
        cu_release(pool);
    } else if (cu_is_poison(given) && cupel_expression_code(given) == CUPEL_NO_MEMORY) {
        cu_fault_no_memory(faults);
    } else if (cu_is_poison(given)) {
        formula_fault(property, faults, cupel_expression_text(given));
    } else if (holder.in_a_session) {
        formula_fault(property, faults,
                      "its expression has a query, an alias or an instance of a session, which "
                      "may be closed before the registry; make queries with NULL for the session");
    } else if (holder.required) {
        formula_fault(property, faults,
                      "its expression has a parameter without a value, which no query can give it");
    } else {
        property->expression = given;
    }
}

/* ---- checking ---------------------------------------------------------------------------------- */

/* Whether values of one kind can be had from the other: numbers, and what is text in the database. */
static bool may_hold(cupel_kind attribute, cupel_kind expression)
{
    enum { NUMBER = 1, TEXT = 2 };
    static const uint8_t families[CUPEL_KIND_COUNT] = {
        [CUPEL_KIND_BOOL] = NUMBER,     [CUPEL_KIND_INT] = NUMBER,
        [CUPEL_KIND_UNSIGNED] = NUMBER, [CUPEL_KIND_DOUBLE] = NUMBER,
        [CUPEL_KIND_TEXT] = TEXT,       [CUPEL_KIND_DECIMAL] = NUMBER | TEXT,
        [CUPEL_KIND_JSON] = TEXT,
    };
    return attribute == expression || (families[attribute] & families[expression]) != 0;
}

/* Resolves it as a statement would. */
static void try_formula(cu_mapper *mapper, cu_property *property, cu_faults *faults)
{
    cu_error error;
    cu_planner planner;
    if (property->attribute->mapping != mapper->mapping && mapper->inheritance.parent)
        return; /* was tried with the parent's */
    cu_error_init(&error);
    cu_planner_init(&planner, mapper->registry, &error);
    planner.tried = mapper;
    planner.tried_reads = property->reads;
    const cupel_expr *made = cu_plan_formula(&planner, mapper, property, NULL);
    const cupel_type *type = made ? cu_expression_type(cu_item(made, 0)) : NULL;
    cupel_kind kind = (cupel_kind)cu_attribute_type(property->type)->kind;
    if (!made && cu_error_code(&error) == CUPEL_NO_MEMORY)
        cu_fault_no_memory(faults);
    else if (!made)
        formula_fault(property, faults, error.public.text);
    else if (type && type->id != CUPEL_UNTYPED && !may_hold(kind, cu_type_kind(type->id)))
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s.%s is a %s, which cannot hold the values of an expression of type %s",
                     mapper->mapping->name, property->attribute->name,
                     cu_attribute_type(property->type)->name, cupel_type_name(type->id));
    cu_planner_free(&planner);
    cu_error_free(&error);
}

/* Does something for each attribute that the mapping says an expression for. */
static void each_formula(cupel_registry *registry, cu_faults *faults,
                         void (*function)(cu_mapper *mapper, cu_property *property,
                                          cu_faults *faults))
{
    for (size_t i = 0; registry->by_depth && i < registry->mappers.count; i++) {
        cu_mapper *mapper = registry->by_depth[i];
        for (size_t j = 0; j < mapper->formula_count; j++)
            if (mapper->formulas[j].attribute->as.column.expression)
                function(mapper, &mapper->formulas[j], faults);
    }
}

void cu_formulas_resolve(cupel_registry *registry, cu_faults *faults)
{
    each_formula(registry, faults, ask_for_expression);
    if (faults->count == 0)
        each_formula(registry, faults, try_formula);
}
