/*
 * orm/query_compile.c - queries into compiled statements: looked up by their
 * structure, planned and compiled where that is new.
 */
#include "base/alloc.h"
#include "orm/kept_options.h"
#include "orm/query_eager.h"
#include "orm/query_inherit.h"
#include "orm/query_write.h"

/* ---- loading plans ----------------------------------------------------------------------------- */

static bool plan_entity(cu_load_plan *plan, cu_arena *arena, const cu_planned_output *output)
{
    const cu_mapper *mapper = output->mapper;
    cu_load_entity *entity = &plan->entities[plan->entity_count++];
    entity->mapper = mapper;
    entity->parent = output->parent ? output->parent->number : CU_NO_PARENT;
    entity->relationship = output->relationship;
    entity->name = cu_arena_strdup(arena, output->name);
    entity->columns = cu_arena_alloc_array(arena, mapper->selected_count, sizeof *entity->columns);
    entity->keys = cu_arena_alloc_array(arena, mapper->key_count, sizeof *entity->keys);
    entity->loaded = cu_arena_alloc_array(arena, mapper->words, sizeof *entity->loaded);
    if (!entity->name || !entity->columns || !entity->keys || !entity->loaded)
        return false;
    for (size_t i = 0; i < mapper->selected_count; i++) {
        const cu_property *property = mapper->selected[i];
        if (output->columns[i] == CU_COLUMN_BY_NAME)
            continue;
        for (size_t k = 0; k < mapper->key_count; k++)
            if (mapper->keys[k] == property)
                entity->keys[k] = output->columns[i];
        entity->columns[entity->column_count++] =
            (cu_load_column){ .property = property, .column = output->columns[i] };
    }
    cu_load_column *more = cu_arena_alloc_array(arena, output->extra_count, sizeof *more);
    for (size_t i = 0; i < output->extra_count && more; i++)
        more[i] = (cu_load_column){ .property = output->extras[i].property,
                                    .column = output->extras[i].column };
    return more &&
           cu_load_entity_finish(arena, entity, more, output->extra_count, output->kind_column);
}

static bool plan_output(cu_load_plan *plan, cu_arena *arena, const cu_planned_output *output)
{
    char *name = cu_arena_strdup(arena, output->name);
    plan->outputs[plan->output_count++] =
        (cu_load_output){ .name = name,
                          .is_entity = output->mapper != NULL,
                          .index = output->mapper ? output->number : (uint32_t)output->column };
    return name != NULL;
}

/* The number of an option; one that is there twice is looked for behind where it was found before. */
static uint32_t number_of(const cu_option_list *numbered, const cupel_expr *option, size_t from)
{
    for (size_t i = from; i < numbered->count; i++)
        if (numbered->items[i] == option)
            return (uint32_t)i;
    return from > 0 ? number_of(numbered, option, 0) : CU_NO_OPTION;
}

/* The numbers of options: all, or those that are kept; NULL: no memory. */
static uint32_t *plan_options(cu_load_plan *plan, cu_arena *arena, const cu_replay *replay,
                              const cu_option_list *options, bool all, size_t *count)
{
    uint32_t *numbers = cu_arena_alloc_array(arena, options->count, sizeof *numbers);
    size_t from = 0;
    *count = 0;
    for (size_t i = 0; i < options->count && numbers; i++)
        if (all || cu_option_is_kept(options->items[i])) {
            uint32_t number = number_of(&replay->numbered, options->items[i], from);
            numbers[(*count)++] = number;
            from = number + (size_t)1;
            plan->optioned = true;
        }
    return numbers;
}

/* What instances keep of the options for the entity at each place. */
static bool plan_kept(cu_load_plan *plan, cu_arena *arena, const cu_replay *replay)
{
    for (size_t i = 0; i < replay->entities.count; i++) {
        cu_load_entity *entity = &plan->entities[i];
        entity->kept = plan_options(plan, arena, replay, &replay->entities.items[i]->options, false,
                                    &entity->kept_count);
        if (!entity->kept)
            return false;
    }
    return true;
}

/* Whether a query cannot be made one for the keys of what a relationship is loaded for. */
static bool is_nested(const cu_planned_after *after)
{
    const cu_planned_output *entity = after->entity;
    return entity->parent || entity->alias ||
           (after->relationship &&
            !cu_mapping_is(entity->mapper->mapping, after->relationship->parent->mapping) &&
            !cu_plan_has_child(entity, after->relationship->parent));
}

/* What is loaded after the rows were read. */
static bool plan_afters(cu_load_plan *plan, cu_arena *arena, const cu_replay *replay)
{
    plan->afters = cu_arena_alloc_array(arena, replay->afters.count, sizeof *plan->afters);
    if (!plan->afters)
        return false;
    for (size_t i = 0; i < replay->afters.count; i++) {
        const cu_planned_after *from = &replay->afters.items[i];
        cu_load_after *after = &plan->afters[plan->after_count++];
        bool more = from->option && cu_item(from->option, 0)->kind == CU_NODE_RELATED;
        *after = (cu_load_after){ .entity = from->entity->number,
                                  .relationship = from->relationship,
                                  .kind = from->kind,
                                  .more = more ? number_of(&replay->numbered, from->option, 0)
                                               : CU_NO_OPTION,
                                  .child = from->child,
                                  .child_count = from->child_count,
                                  .by_option = from->by_option,
                                  .nested = is_nested(from) };
        after->options =
            plan_options(plan, arena, replay, &from->options, true, &after->option_count);
        after->children =
            cu_arena_copy(arena, from->children, from->child_count * sizeof(cupel_mapping *));
        if (!after->options || !after->children)
            return false;
        plan->optioned |= more;
        plan->entities[from->entity->number].followed = true;
    }
    return true;
}

/* Rows of one entity that nothing is joined to come once each: no need to look for repeats. */
static bool may_repeat(cu_planner *planner, const cu_replay *replay)
{
    const cu_select *select = replay->select;
    cu_from_list froms = { 0 };
    const cu_from *from = replay->outputs[0].from;
    const cu_mapper *mapper = replay->outputs[0].mapper;
    /* a subquery may have a row twice */
    if (from && !cu_from_is_of_tables(from) && (!mapper || from != mapper->inheritance.source))
        return true;
    bool joined = select->froms.count == 1 && select->froms.items[0] == from; /* its own tables */
    if (replay->output_count != 1 || replay->several || (select->froms.count > 0 && !joined) ||
        select->operation != CU_SET_NONE)
        return true;
    for (size_t i = 0; i < select->where.count; i++)
        if (!cu_expression_froms(select->where.items[i], &planner->arena, &froms))
            return true;
    for (size_t i = 0; i < froms.count; i++)
        if (!from || !cu_from_contains(from, froms.items[i]))
            return true;
    return false;
}

cu_load_plan *cu_load_plan_new(cu_arena *arena, size_t entities, size_t outputs)
{
    cu_load_plan *plan = cu_arena_alloc_zero(arena, sizeof *plan);
    if (!plan)
        return NULL;
    plan->entities = cu_arena_alloc_array(arena, entities, sizeof *plan->entities);
    plan->outputs = cu_arena_alloc_array(arena, outputs, sizeof *plan->outputs);
    return plan->entities && plan->outputs ? plan : NULL;
}

/* What of the rows depends on relationships that are in them: whether they repeat instances, and what they link. */
static void plan_repeats(cu_load_plan *plan, const cu_replay *replay, bool repeats)
{
    size_t collections = 0;
    for (size_t i = 0; i < replay->entities.count; i++) {
        const cu_planned_output *entity = replay->entities.items[i];
        collections += entity->relationship && entity->relationship->to_many;
        repeats |= entity->contained; /* by a join of the query's own, or without one */
    }
    plan->several = replay->several;
    plan->collects = collections > 0;
    plan->unique = repeats || replay->several;
    plan->crossed = repeats || collections > 1;
}

static bool is_linked(const cu_replay *replay)
{
    return replay->entities.count > 0 &&
           replay->entities.items[replay->entities.count - 1]->parent != NULL;
}

static bool make_plan(cu_compiled *compiled, const cu_replay *replay, const cu_dialect *dialect,
                      bool repeats)
{
    cu_arena *arena = &compiled->arena;
    cu_load_plan *plan = cu_load_plan_new(arena, replay->entities.count, replay->output_count);
    if (!plan ||
        !cu_load_plan_types(plan, arena, dialect, compiled->columns, compiled->column_count))
        return false;
    for (size_t i = 0; i < replay->entities.count; i++)
        if (!plan_entity(plan, arena, replay->entities.items[i]))
            return false;
    for (size_t i = 0; i < replay->output_count; i++)
        if (!plan_output(plan, arena, &replay->outputs[i]))
            return false;
    if (!plan_afters(plan, arena, replay) || !plan_kept(plan, arena, replay))
        return false;
    if (!cu_load_plan_columns(plan, arena))
        return false;
    plan->linked = is_linked(replay);
    plan_repeats(plan, replay, repeats);
    compiled->extension = plan;
    return true;
}

/* ---- plans of textual statements ----------------------------------------------------------------- */

/* The place of an attribute's column among those a statement was declared to have. */
static uint32_t declared_place(const cupel_expr *statement, const cupel_attribute *attribute,
                               const cupel_alias *alias, const char *name)
{
    if (statement->kind != CU_NODE_TEXT_COLUMNS)
        return CU_COLUMN_BY_NAME;
    for (size_t i = 1; i < statement->count; i++) {
        const cupel_expr *item = cu_item(statement, i);
        const cupel_alias *of = NULL;
        if (attribute && cu_option_attribute(item, &of) == attribute && of == alias)
            return (uint32_t)i - 1;
        if (!attribute && cu_text_equal(cu_output_name(item), name))
            return (uint32_t)i - 1;
    }
    return CU_COLUMN_BY_NAME;
}

static bool statement_entity(cu_load_plan *plan, cu_arena *arena, const cu_planner *planner,
                             const cu_planned_output *output)
{
    const cu_mapper *mapper = output->mapper;
    cu_load_entity *entity = &plan->entities[plan->entity_count];
    entity->mapper = mapper;
    entity->name = cu_arena_strdup(arena, output->name);
    entity->columns = cu_arena_alloc_array(arena, mapper->selected_count, sizeof *entity->columns);
    if (!entity->name || !entity->columns)
        return false;
    for (size_t i = 0; i < mapper->selected_count; i++) {
        const cu_property *property = mapper->selected[i];
        entity->columns[entity->column_count++] =
            (cu_load_column){ .property = property,
                              .column = declared_place(planner->statement, property->attribute,
                                                       output->alias, NULL) };
    }
    const cu_from *source = mapper->inheritance.source;
    const char *alias = output->alias ? output->alias->name : source ? source->name : NULL;
    if (alias) {
        entity->alias = cu_arena_strdup(arena, alias);
        if (!entity->alias)
            return false;
    }
    entity->parent = output->parent ? output->parent->number : CU_NO_PARENT;
    entity->relationship = output->relationship;
    plan->entity_count++;
    return true;
}

/*
 * The names that the query's own SQL would give the columns, where it can be written: count_1 is known to the compiler
 * only.  Where it cannot there are none.  False: there was no memory.
 */
static bool own_labels(const cu_planner *planner, const cu_replay *replay,
                       const cu_dialect *dialect, cu_compiled **out)
{
    cu_error error;
    cu_error_init(&error);
    *out = cu_compile_select(replay->select, dialect->sql, NULL, planner->walk, &error);
    bool remembered = *out || cu_error_code(&error) != CUPEL_NO_MEMORY;
    cu_error_free(&error);
    return remembered;
}

/* The first of the columns that are the same as this one: it is called as the query calls it. */
static size_t first_same(const cu_replay *replay, const cu_planned_output *output)
{
    const cu_planned_output *first = replay->outputs;
    while (first->expression != output->expression)
        first++;
    return first->column;
}

/* A value of the rows, and what its column may be called: users_id, id, or what the attribute is. */
static bool statement_value(cu_load_plan *plan, cu_arena *arena, const cu_planner *planner,
                            const cu_planned_output *output, const cu_result_column *column)
{
    const cupel_type *type = cu_expression_type(output->expression);
    cupel_type *copy = type ? cu_arena_copy(arena, type, sizeof *type) : NULL;
    const char *names[] = { column ? column->name : "", column ? column->key : "", output->name };
    cu_load_output *planned = &plan->outputs[plan->output_count++];
    *planned =
        (cu_load_output){ .index = declared_place(planner->statement, NULL, NULL, output->name),
                          .type = copy };
    for (size_t i = 0; i < CU_OUTPUT_NAMES; i++) {
        planned->names[i] = cu_arena_strdup(arena, names[i]);
        if (!planned->names[i])
            return false;
    }
    planned->name = planned->names[CU_OUTPUT_NAMES - 1];
    return !type || copy;
}

static bool statement_outputs(cu_load_plan *plan, cu_arena *arena, const cu_planner *planner,
                              const cu_replay *replay, const cu_dialect *dialect)
{
    cu_compiled *own = NULL;
    bool labelled = false, planned = true;
    for (size_t i = 0; i < replay->output_count && planned; i++) {
        const cu_planned_output *output = &replay->outputs[i];
        if (!output->mapper && !labelled) {
            planned = own_labels(planner, replay, dialect, &own);
            labelled = true;
        }
        planned = planned &&
                  (output->mapper
                       ? plan_output(plan, arena, output)
                       : statement_value(plan, arena, planner, output,
                                         own ? &own->columns[first_same(replay, output)] : NULL));
    }
    cu_compiled_release(own);
    return planned;
}

/* What is wanted of a textual statement; which column is which is found out when its names are known. */
static bool plan_statement(cu_compiled *compiled, const cu_planner *planner,
                           const cu_replay *replay, const cu_dialect *dialect)
{
    cu_arena *arena = &compiled->arena;
    cu_load_plan *plan = cu_load_plan_new(arena, replay->entities.count, replay->output_count);
    for (size_t i = 0; plan && i < replay->entities.count; i++)
        if (!statement_entity(plan, arena, planner, replay->entities.items[i]))
            return false;
    if (!plan || !statement_outputs(plan, arena, planner, replay, dialect) ||
        !plan_afters(plan, arena, replay) || !plan_kept(plan, arena, replay))
        return false;
    plan->linked = is_linked(replay);
    plan->crossed = true;
    plan->unique = plan->by_name = true;
    compiled->extension = plan;
    return true;
}

/* ---- compiling --------------------------------------------------------------------------------- */

const cu_select *cu_plan_selected(const cu_replay *replay)
{
    cu_planner *planner = replay->planner;
    const cupel_expr *statement = planner->statement;
    if (!statement)
        return replay->select;
    cu_select *select = cu_select_new(&planner->arena);
    if (select)
        select->text = statement->kind == CU_NODE_TEXT_COLUMNS ? cu_item(statement, 0) : statement;
    else
        cu_plan_no_memory(planner);
    return select;
}

static cu_compiled *compile_replay(cu_planner *planner, cu_replay *replay,
                                   const cu_dialect *dialect, const cu_compile_options *options,
                                   uint64_t walk)
{
    cu_dml dml;
    if (replay->write)
        return cu_plan_write(replay, dialect, &dml)
                   ? cu_compile_dml(&dml, dialect->sql, options, walk, planner->error)
                   : NULL;
    const cu_select *select = cu_plan_selected(replay);
    cu_compiled *compiled =
        select ? cu_compile_select(select, dialect->sql, options, walk, planner->error) : NULL;
    if (compiled && planner->statement) {
        compiled->textual = true;
        compiled->writes = true; /* for all that is known */
    }
    return compiled;
}

/* The fault that the walk for the key met; CUPEL_OK where there was none. */
static cupel_code key_fault(const cu_key *key, cu_error *error)
{
    if (key->poison)
        return cu_error_set(error, (cupel_code)key->poison->detail, "%s", key->poison->a.text);
    if (key->failed)
        return cu_error_no_memory(error);
    return CUPEL_OK;
}

/* *lasting whether the loading plan can be used by other queries of this structure; NULL: no plan is wanted. */
static cu_compiled *plan_and_compile(const cupel_query *query, cupel_registry *registry,
                                     const cu_dialect *dialect, const cu_compile_options *options,
                                     uint64_t walk, bool *lasting, cu_error *error)
{
    cu_planner planner;
    cu_replay replay = { .planner = &planner };
    cu_compiled *compiled = NULL;
    bool repeats = true;
    cu_planner_init(&planner, registry, error);
    planner.walk = walk;
    bool plain = options && options->plain_names;
    bool planned = cu_plan_query(&planner, query,
                                 plain ? CU_LABEL_DISAMBIGUATE : CU_LABEL_TABLE_COLUMN, &replay);
    planned = planned && cu_plan_check_options(&replay);
    if (planned)
        repeats = !replay.write && may_repeat(&planner, &replay);
    if (planned && cu_plan_eager(&replay))
        compiled = compile_replay(&planner, &replay, dialect, options, walk);
    /* what has values in its text is that statement's alone */
    if (compiled && lasting && replay.write && replay.write->conflict.index_where)
        *lasting = false;
    if (compiled && lasting &&
        !(cu_options_number(&planner.arena, query, &replay.numbered) &&
          (planner.statement ? plan_statement(compiled, &planner, &replay, dialect)
                             : make_plan(compiled, &replay, dialect, repeats)))) {
        cu_compiled_release(compiled);
        compiled = NULL;
        cu_error_no_memory(error);
    }
    cu_replay_free(&replay);
    cu_planner_free(&planner);
    return compiled;
}

cupel_code cu_query_begin_key(const cupel_query *query, cu_key *key, cu_error *error)
{
    cu_key_begin(key);
    cu_query_write_key(key, query);
    return key_fault(key, error);
}

cu_compiled *cu_query_compile_for(const cupel_query *query, cupel_registry *registry,
                                  const cu_dialect *dialect, const cu_compile_options *options,
                                  cu_key *key, cu_error *error)
{
    if (cu_query_begin_key(query, key, error) != CUPEL_OK)
        return NULL;
    return plan_and_compile(query, registry, dialect, options, key->walk, NULL, error);
}

cu_compiled *cu_query_compile(const cupel_query *query, cupel_registry *registry,
                              cupel_engine *engine, cu_key *key, cu_error *error)
{
    cu_key_begin(key);
    cu_key_word(key, registry->id);
    cu_query_write_key(key, query);
    if (key_fault(key, error) != CUPEL_OK)
        return NULL;
    cu_compiled *compiled = cu_cache_get(&engine->cache, key->words.items, key->words.count);
    if (compiled)
        return compiled;
    bool lasting = true;
    compiled = plan_and_compile(query, registry, engine->dialect, NULL, key->walk, &lasting, error);
    if (compiled && lasting)
        cu_cache_put(&engine->cache, key->words.items, key->words.count, compiled);
    return compiled;
}
