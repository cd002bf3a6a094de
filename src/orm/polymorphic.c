/*
 * orm/polymorphic.c - something else than a struct's own tables, in which rows of
 * several structs are found: a UNION ALL of tables, a subquery of the program's.
 *
 * Both are made to show the columns of all those structs, so that whatever speaks
 * of these means the columns there.  A column of the rows tells which struct each
 * of them is.
 */
#include "orm/polymorphic.h"
#include "base/alloc.h"
#include "orm/inherit.h"
#include "orm/query_inherit.h"
#include "orm/query_wrap.h"
#include "sql/expression.h"
#include "sql/select.h"
#include "sql/type.h"

/* ---- columns of several tables by one name ------------------------------------------------------- */

/* Makes a column show another one as well; false: no memory. */
static bool show_also(cu_arena *arena, cu_column *column, const cu_column *other)
{
    const cu_column **also = cu_arena_alloc_array(arena, column->also_count + 1, sizeof *also);
    if (!also)
        return false;
    if (column->also_count > 0)
        memcpy(also, column->also, column->also_count * sizeof *also);
    also[column->also_count] = other;
    column->also = also;
    column->also_count++;
    return true;
}

/* Makes `from` show the columns of a table where it has columns of their names. */
static bool show_table(cu_arena *arena, cu_from *from, const cu_table *table)
{
    bool enough = true;
    for (size_t i = 0; i < table->from.column_count && enough; i++) {
        const cu_column *column = table->from.columns[i];
        cu_column *shown =
            cu_from_corresponding(from, column) ? NULL : cu_from_column(from, column->name);
        enough = !shown || show_also(arena, shown, column);
    }
    return enough;
}

/* ---- UNION ALL of tables ----------------------------------------------------------------------- */

/* What a union is made of. */
typedef struct union_parts {
    cu_arena *arena;
    const cu_mapper **members;
    size_t count;
    const char *kind_name;   /* of the column that tells which struct a row is */
    bool kind_is_column;     /* all tables have that themselves */
    const cu_column **names; /* one column for each name, of the table that has it first */
    size_t name_count;
} union_parts;

static const cu_column *named_in(const cu_mapper *mapper, const char *name)
{
    const cu_from *from = &mapper->table->from;
    for (size_t i = 0; i < from->column_count; i++)
        if (cu_text_equal(from->columns[i]->name, name))
            return from->columns[i];
    return NULL;
}

static bool list_names(union_parts *parts)
{
    size_t most = 0;
    for (size_t i = 0; i < parts->count; i++)
        most += parts->members[i]->table->from.column_count;
    parts->names = cu_arena_alloc_array(parts->arena, most, sizeof *parts->names);
    for (size_t i = 0; i < parts->count && parts->names; i++) {
        const cu_from *from = &parts->members[i]->table->from;
        for (size_t j = 0; j < from->column_count; j++) {
            bool known = false;
            for (size_t k = 0; k < i && !known; k++)
                known = named_in(parts->members[k], from->columns[j]->name) != NULL;
            if (!known)
                parts->names[parts->name_count++] = from->columns[j];
        }
    }
    return parts->names != NULL;
}

static const cupel_expr *labelled_as(cu_arena *arena, const cupel_expr *expression,
                                     const char *name)
{
    const cupel_expr *label =
        expression ? cu_arena_node(arena, CU_NODE_LABEL, CUPEL_OPERATOR_NONE, 1, &expression)
                   : NULL;
    if (label)
        ((cu_node *)(uintptr_t)label)->a.text = name;
    return label;
}

/* CAST(NULL AS type) AS name: in place of a column that a table lacks. */
static const cupel_expr *nothing_as(cu_arena *arena, const cu_column *column)
{
    const cupel_type *type = column->node.type;
    const cupel_expr *null = cu_constant(CU_CONSTANT_NULL);
    if (!type || type->id == CUPEL_UNTYPED)
        return labelled_as(arena, null, column->name);
    const cupel_expr *cast = cu_arena_node(arena, CU_NODE_CAST, CUPEL_OPERATOR_NONE, 1, &null);
    if (cast)
        ((cu_node *)(uintptr_t)cast)->type = type;
    return labelled_as(arena, cast, column->name);
}

/* 'engineer' AS type */
static const cupel_expr *kind_as(cu_arena *arena, const cu_mapper *mapper, const char *name)
{
    cu_node *literal = (cu_node *)(uintptr_t)cu_arena_literal(arena, mapper->inheritance.kind_text);
    if (!literal)
        return NULL;
    literal->detail = CU_LITERAL_QUOTED;
    literal->type = cu_type_of(CUPEL_TEXT);
    return labelled_as(arena, &literal->head, name);
}

/* The SELECT of one table; NULL: no memory. */
static cu_select *member_select(const union_parts *parts, const cu_mapper *mapper)
{
    cu_arena *arena = parts->arena;
    cu_select *select = cu_select_new(arena);
    bool enough = select && cu_froms_add(arena, &select->froms, &mapper->table->from);
    for (size_t i = 0; i < parts->name_count && enough; i++) {
        const cu_column *column = named_in(mapper, parts->names[i]->name);
        const cupel_expr *item =
            column ? cu_column_expression(column) : nothing_as(arena, parts->names[i]);
        enough = item && cu_expressions_add(arena, &select->columns, item);
    }
    if (enough && !parts->kind_is_column) {
        const cupel_expr *kind = kind_as(arena, mapper, parts->kind_name);
        enough = kind && cu_expressions_add(arena, &select->columns, kind);
    }
    return enough ? select : NULL;
}

/* NULL: no memory. */
static cu_from *union_of(union_parts *parts, const char *name)
{
    cu_arena *arena = parts->arena;
    cu_select **selects = cu_arena_alloc_array(arena, parts->count, sizeof *selects);
    bool enough = selects && list_names(parts);
    for (size_t i = 0; i < parts->count && enough; i++) {
        selects[i] = member_select(parts, parts->members[i]);
        enough = selects[i] != NULL;
    }
    cu_select *whole = !enough ? NULL
                       : parts->count == 1
                           ? selects[0]
                           : cu_compound_new(arena, CU_SET_UNION_ALL, parts->count, selects);
    cu_from *from = whole ? cu_subquery_new(arena, whole, name) : NULL;
    for (size_t i = 0; i < parts->count && from; i++)
        if (!show_table(arena, from, parts->members[i]->table))
            from = NULL;
    return from;
}

/* Why there can be no union of these; NULL: there can. */
static const cu_mapper *lacks_room(const union_parts *parts)
{
    for (size_t i = 0; i < parts->count && !parts->kind_is_column; i++)
        if (named_in(parts->members[i], parts->kind_name))
            return parts->members[i];
    return NULL;
}

/* Whose rows are of several structs, which one text for each table could not tell apart; NULL: nobody's. */
static const cu_mapper *has_several(const union_parts *parts)
{
    for (size_t i = 0; i < parts->count && !parts->kind_is_column; i++) {
        const cu_mapper *member = parts->members[i];
        if (member && member->inheritance.descendant_count > 1)
            return member;
    }
    return NULL;
}

/* ---- mappings ---------------------------------------------------------------------------------- */

/* The mappers of `mapper` and of what begins with it whose tables have all of their columns; NULL: no memory. */
static const cu_mapper **whole_tables(cu_arena *arena, const cu_mapper *mapper, size_t *count)
{
    const cu_inheritance *inheritance = &mapper->inheritance;
    const cu_mapper **list = cu_arena_alloc_array(arena, inheritance->kind_count, sizeof *list);
    *count = 0;
    for (size_t i = 0; i < inheritance->kind_count && list; i++)
        if (!inheritance->kinds[i]->inheritance.parent)
            list[(*count)++] = inheritance->kinds[i];
    return list;
}

static void find_source(cu_mapper *mapper, const char *name, cu_faults *faults)
{
    cu_inheritance *inheritance = &mapper->inheritance;
    const cu_property *discriminator = inheritance->discriminator;
    union_parts parts = { .arena = &mapper->registry->metadata.arena,
                          .kind_name = CU_KIND_COLUMN,
                          .kind_is_column = discriminator != NULL };
    parts.members = whole_tables(parts.arena, mapper, &parts.count);
    if (!parts.members) {
        cu_fault_no_memory(faults);
        return;
    }
    const cu_mapper *wrong = lacks_room(&parts);
    if (wrong) {
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s: .polymorphic_union needs a column '%s' to tell which struct a row is, "
                     "but table '%s' has one: say .polymorphic_on = \"...\" of its attribute",
                     mapper->mapping->name, parts.kind_name, wrong->table->full_name);
        return;
    }
    wrong = has_several(&parts);
    if (wrong) {
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s: .polymorphic_union needs .polymorphic_on of that struct, as table '%s' "
                     "has rows of several structs",
                     mapper->mapping->name, wrong->table->full_name);
        return;
    }
    inheritance->source = union_of(&parts, name);
    if (!inheritance->source) {
        cu_fault_no_memory(faults);
        return;
    }
    inheritance->source_kind =
        discriminator ? cu_from_corresponding(inheritance->source, &discriminator->column->column)
                      : cu_from_column(inheritance->source, parts.kind_name);
}

/* Those of structs that the one which says it is inherited by have another name: one statement may read both. */
static const char *union_name(const cu_mapper *mapper, const char *name, cu_faults *faults)
{
    if (mapper->options && mapper->options->polymorphic_union)
        return name;
    const char *made =
        cu_arena_printf(&mapper->registry->metadata.arena, "%s_%s", name, mapper->table->full_name);
    if (!made)
        cu_fault_no_memory(faults);
    return made;
}

void cu_polymorphic_resolve(cupel_registry *registry, cu_faults *faults)
{
    for (size_t i = 0; i < registry->mappers.count; i++) {
        cu_mapper *mapper = registry->mappers.items[i];
        const char *name =
            cu_inherited_option(mapper, offsetof(cupel_mapper_options, polymorphic_union));
        if (!name)
            continue;
        if (mapper->inheritance.parent)
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s: .polymorphic_union is for a struct whose table has all of its "
                         "columns; the rows of this one are found by its parent",
                         mapper->mapping->name);
        else if (mapper->inheritance.kind_count > 1)
            find_source(mapper, union_name(mapper, name, faults), faults);
    }
}

/* ---- cupel_polymorphic_union ------------------------------------------------------------------- */

cupel_subquery *cupel_polymorphic_union_of(cupel_session *session, const char *name,
                                           const char *kind, size_t count,
                                           const cupel_value *structs)
{
    cupel_query *query = cupel_select_values(session, count, structs);
    return cu_subquery_of_tables(query, name, kind);
}

/* The structs that a union is of; false: planner->failed. */
static bool find_members(cu_planner *planner, const cupel_query *query, union_parts *parts)
{
    parts->members = cu_arena_alloc_array(parts->arena, query->count, sizeof *parts->members);
    if (!parts->members) {
        cu_plan_no_memory(planner);
        return false;
    }
    for (size_t i = 0; i < query->count && !planner->failed; i++) {
        const cupel_expr *item = query->items[i].expression;
        const cu_mapper *mapper = item->kind == CU_NODE_ENTITY
                                      ? cu_plan_mapper(planner, cu_node_of(item)->a.pointer)
                                      : NULL;
        if (!mapper)
            cu_plan_fail(planner, CUPEL_INVALID_ARGUMENT,
                         "cupel_polymorphic_union: item %zu must be a mapped struct, such as "
                         "cupel_entity_of(Engineer)",
                         i + 1);
        else if (mapper->inheritance.parent)
            cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                         "cupel_polymorphic_union: %s is no struct whose table has all of its "
                         "columns; its rows are found with those of its parent",
                         mapper->mapping->name);
        else
            parts->members[parts->count++] = mapper;
    }
    return !planner->failed;
}

cu_from *cu_plan_polymorphic_union(cu_planner *planner, const cupel_subquery *subquery)
{
    union_parts parts = { .arena = &planner->arena,
                          .kind_name = subquery->kind ? subquery->kind : CU_KIND_COLUMN };
    const cupel_query *query = subquery->query;
    if (query->kind != CU_STEP_SELECT) {
        cu_select *select;
        cu_plan_inner(planner, query, CU_LABEL_NONE, &select); /* which says what is wrong */
        return NULL;
    }
    if (!find_members(planner, query, &parts))
        return NULL;
    parts.kind_is_column = true;
    for (size_t i = 0; i < parts.count; i++) {
        const cu_property *discriminator = parts.members[i]->inheritance.discriminator;
        parts.kind_is_column &=
            discriminator && cu_text_equal(discriminator->column->column.name, parts.kind_name);
    }
    const cu_mapper *wrong = lacks_room(&parts);
    if (wrong) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "cupel_polymorphic_union: '%s' is to tell which struct a row is, but table "
                     "'%s' has a column of that name; say another name",
                     parts.kind_name, wrong->table->full_name);
        return NULL;
    }
    wrong = has_several(&parts);
    if (wrong) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "cupel_polymorphic_union: table '%s' has rows of several structs: all that "
                     "are put together must have .polymorphic_on in a column '%s'",
                     wrong->table->full_name, parts.kind_name);
        return NULL;
    }
    cu_from *made = union_of(&parts, subquery->name);
    if (!made)
        cu_plan_no_memory(planner);
    return made;
}

/* ---- in queries -------------------------------------------------------------------------------- */

cu_from *cu_plan_from(cu_planner *planner, const cu_mapper *mapper)
{
    cu_from *source = mapper->inheritance.source;
    if (!source || planner->written == mapper)
        return mapper->from;
    if (!planner->shown)
        planner->shown = source;
    return source;
}

cu_from *cu_plan_shown_in(const cu_planner *planner, const cu_mapper *mapper)
{
    for (size_t i = 0; i < planner->apart.count; i++)
        if (planner->apart.items[i] == mapper)
            return NULL;
    return planner->shown && mapper->inheritance.source != planner->shown &&
                   planner->written != mapper &&
                   cu_from_corresponding(planner->shown, &mapper->key_columns[0]->column)
               ? planner->shown
               : NULL;
}

cu_from *cu_plan_shown(cu_planner *planner, const cu_mapper *mapper, const cu_column *column)
{
    cu_from *shown = cu_plan_shown_in(planner, mapper);
    if (shown && cu_from_corresponding(shown, column))
        return shown;
    cu_from *from = cu_plan_from(planner, mapper);
    return from != mapper->from ? from : NULL;
}

bool cu_plan_apart(cu_planner *planner, const cu_mapper *mapper)
{
    if (!mapper->inheritance.concrete || cu_vector_push(&planner->apart, mapper))
        return true;
    cu_plan_no_memory(planner);
    return false;
}

void cu_plan_kinds_of(cu_planned_output *entity)
{
    const cu_inheritance *inheritance = &entity->mapper->inheritance;
    if (entity->kind || !inheritance->source)
        return;
    entity->kind = cu_from_corresponding(entity->from, inheritance->source_kind);
    if (!entity->kind || entity->more_count > 0)
        return;
    entity->more = (const cu_mapper *const *)inheritance->kinds + 1;
    entity->more_count = inheritance->kind_count - 1;
}

bool cu_plan_kind_column(cu_replay *replay, cu_planned_output *entity)
{
    const cu_column *shown =
        entity->kind ? cu_from_corresponding(entity->from, entity->kind) : NULL;
    entity->kind_column =
        shown ? cu_plan_column(replay, cu_column_expression(shown)) : CU_COLUMN_BY_NAME;
    return !replay->planner->failed;
}

/* ---- cupel_with_polymorphic_from --------------------------------------------------------------- */

static cupel_query *refuse_from(const cupel_query *query, cupel_code code, const char *why)
{
    return cu_query_fail(query->session, query, code, "cupel_with_polymorphic_from: %s", why);
}

cupel_query *cupel_with_polymorphic_from_values(const cupel_query *query,
                                                const cupel_subquery *source, const char *kind,
                                                size_t count, const cupel_value *structs)
{
    bool good = source && cu_are_structs(count, structs);
    cupel_value *items = query && good ? cu_alloc_array(count + 1, sizeof *items) : NULL;
    if (!items) {
        cu_discard_values(count, structs);
        return !query    ? &cu_null_query
               : !source ? refuse_from(query, CUPEL_INVALID_ARGUMENT, "the subquery is NULL")
               : !good   ? refuse_from(query, CUPEL_INVALID_ARGUMENT,
                                       "each item must be a mapped struct, such as "
                                         "cupel_entity_of(Engineer)")
                         : refuse_from(query, CUPEL_NO_MEMORY, "out of memory");
    }
    items[0] = cupel_value_expression(cupel_subquery_source(source));
    if (count > 0)
        memcpy(items + 1, structs, count * sizeof *items);
    cupel_query *made = cu_query_checked_step(query, CU_STEP_POLYMORPHIC_FROM, count + 1, items);
    cu_free(items);
    if (made->kind != CU_STEP_POLYMORPHIC_FROM || !kind)
        return made;
    made->of.text = cu_arena_strdup(cu_query_arena(made), kind);
    return made->of.text ? made : refuse_from(query, CUPEL_NO_MEMORY, "out of memory");
}

cupel_query *cupel_with_polymorphic_from_all(const cupel_query *query, const cupel_subquery *source,
                                             const char *kind)
{
    return cupel_with_polymorphic_from_values(query, source, kind, 0, NULL);
}

/* The column of what is selected from that tells which struct a row is; NULL: planner->failed. */
static const cu_column *find_kind(cu_planner *planner, const cu_mapper *mapper, const cu_from *from,
                                  const char *name)
{
    const cu_property *discriminator = mapper->inheritance.discriminator;
    const cu_column *found = name ? cu_from_column(from, name)
                             : discriminator
                                 ? cu_from_corresponding(from, &discriminator->column->column)
                                 : cu_from_column(from, CU_KIND_COLUMN);
    if (!found)
        cu_plan_fail(planner, CUPEL_NO_SUCH_COLUMN,
                     "cupel_with_polymorphic_from: the subquery has no column '%s', which is to "
                     "tell which struct a row is",
                     name            ? name
                     : discriminator ? discriminator->column->column.name
                                     : CU_KIND_COLUMN);
    return found;
}

/* Makes a subquery show the tables of all structs that its rows may be. */
static bool show_kinds(cu_planner *planner, const cu_mapper *mapper, cu_from *from)
{
    bool enough = true;
    for (size_t i = 0; i < mapper->inheritance.kind_count && enough; i++)
        for (const cu_mapper *at = mapper->inheritance.kinds[i]; at && enough;
             at = at->inheritance.parent)
            enough = at->inheritance.single || show_table(&planner->arena, from, at->table);
    if (!enough)
        cu_plan_no_memory(planner);
    return enough;
}

bool cu_plan_step_polymorphic_from(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    cu_planned_output *entity = cu_plan_polymorphic_entity(replay, 0);
    cu_from *from = entity ? cu_plan_source(planner, step->items[0].expression) : NULL;
    if (!from || !show_kinds(planner, entity->mapper, from))
        return false;
    entity->more = cu_plan_wanted_structs(planner, entity->mapper, step, 1, &entity->more_count);
    entity->kind = entity->more ? find_kind(planner, entity->mapper, from, step->of.text) : NULL;
    entity->from = from;
    planner->around = from;
    return entity->kind != NULL;
}
