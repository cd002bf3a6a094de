/*
 * orm/load_key.c - loading one instance by its primary key: get, refresh,
 * expired and deferred attributes.
 *
 * The statement for a set of columns is the same for all instances of a mapper;
 * it is kept in the engine's cache under the mapper and the columns.
 */
#include "base/alloc.h"
#include "engine/bind.h"
#include "orm/inherit.h"
#include "orm/load.h"
#include "orm/query_formula.h"
#include "orm/query_inherit.h"
#include "sql/dml.h"
#include "sql/expression.h"

/* ---- statements -------------------------------------------------------------------------------- */

static bool is_wanted(const cu_property *property, const uint64_t *wanted)
{
    if (property->key)
        return true;
    if (property->formula && !property->expression)
        return false;
    return wanted ? cu_bit(wanted, property->index) : !property->deferred;
}

/* The column that a part of the key is in one of several tables. */
static const cu_table_column *key_in_part(const cu_mapper *part, const cu_property *property)
{
    for (size_t i = 0; i < part->key_count; i++)
        if (part->keys[i]->index == property->index)
            return part->keys[i]->column;
    return property->column;
}

/* The one table that has all that is wanted besides the key, where there are several; NULL: all are needed. */
static const cu_mapper *only_part(const cu_mapper *mapper, const uint64_t *wanted)
{
    const cu_table *table = NULL;
    for (size_t i = 0; wanted && i < mapper->selected_count; i++) {
        const cu_property *property = mapper->selected[i];
        if (property->key || !is_wanted(property, wanted))
            continue;
        if (property->formula || (table && table != property->column->table))
            return NULL;
        table = property->column->table;
    }
    for (size_t i = 0; table && i < mapper->part_count; i++)
        if (mapper->parts[i]->table == table)
            return mapper->parts[i];
    return NULL;
}

/* SELECT the wanted columns of a row, the key's values as parameters. */
static cu_select *make_select(cu_planner *planner, const cu_mapper *mapper, const uint64_t *wanted,
                              uint64_t walk)
{
    cu_arena *arena = &planner->arena;
    cu_select *select = cu_select_new(arena);
    if (!select)
        return NULL;
    const cu_mapper *part = only_part(mapper, wanted);
    if (!part && mapper->part_count > 0 && !cu_froms_add(arena, &select->froms, mapper->from))
        return NULL;
    select->label_style = CU_LABEL_TABLE_COLUMN;
    for (size_t i = 0; i < mapper->selected_count; i++) {
        const cu_property *property = mapper->selected[i];
        if (!is_wanted(property, wanted))
            continue;
        const cu_table_column *column =
            part && property->key ? key_in_part(part, property) : property->column;
        const cupel_expr *expression =
            property->formula ? cu_plan_formula(planner, mapper, property, mapper->from)
                              : cu_column_expression(&column->column);
        if (!expression || !cu_expressions_add(arena, &select->columns, expression))
            return NULL;
    }
    for (size_t i = 0; i < mapper->key_count; i++) {
        const cu_column *column = &(part ? part : mapper)->keys[i]->column->column;
        const cupel_expr *equal =
            cu_arena_binary(arena, CUPEL_OPERATOR_EQ, cu_column_expression(column),
                            cu_arena_slot(arena, (uint32_t)i, walk, column->node.type));
        if (!equal || !cu_expressions_add(arena, &select->where, equal))
            return NULL;
    }
    const cupel_expr *kind = cu_kind_condition(arena, mapper, part ? part->from : mapper->from);
    if (arena->failed || (kind && !cu_expressions_add(arena, &select->where, kind)))
        return NULL;
    return select;
}

static bool make_key_plan(cu_compiled *compiled, const cu_mapper *mapper, const uint64_t *wanted,
                          const cu_dialect *dialect)
{
    cu_arena *arena = &compiled->arena;
    cu_load_plan *plan = cu_load_plan_new(arena, 1, 1);
    if (!plan ||
        !cu_load_plan_types(plan, arena, dialect, compiled->columns, compiled->column_count))
        return false;
    cu_load_entity *entity = &plan->entities[plan->entity_count++];
    *entity = (cu_load_entity){
        .mapper = mapper,
        .parent = CU_NO_PARENT,
        .name = mapper->mapping->name,
        .columns = cu_arena_alloc_array(arena, mapper->selected_count, sizeof *entity->columns),
        .keys = cu_arena_alloc_array(arena, mapper->key_count, sizeof *entity->keys),
        .loaded = cu_arena_alloc_array(arena, mapper->words, sizeof *entity->loaded)
    };
    if (!entity->columns || !entity->keys || !entity->loaded)
        return false;
    uint32_t column = 0;
    for (size_t i = 0; i < mapper->selected_count; i++) {
        const cu_property *property = mapper->selected[i];
        if (!is_wanted(property, wanted))
            continue;
        for (size_t k = 0; k < mapper->key_count; k++)
            if (mapper->keys[k] == property)
                entity->keys[k] = column;
        entity->columns[entity->column_count++] =
            (cu_load_column){ .property = property, .column = column++ };
    }
    compiled->extension = plan;
    return cu_load_entity_finish(arena, entity, NULL, 0, CU_COLUMN_BY_NAME);
}

static cu_compiled *compile(cupel_session *session, const cu_mapper *mapper, const uint64_t *wanted)
{
    const cu_dialect *dialect = session->engine->dialect;
    uint64_t walk = UINT64_MAX;
    cu_planner planner;
    cu_planner_init(&planner, session->registry, &session->error);
    cu_compiled *compiled = NULL;
    cu_select *select = make_select(&planner, mapper, wanted, walk);
    if (select)
        compiled = cu_compile_select(select, dialect->sql, NULL, walk, &session->error);
    else
        cu_plan_no_memory(&planner); /* unless a better reason was given already */
    if (compiled && !make_key_plan(compiled, mapper, wanted, dialect)) {
        cu_compiled_release(compiled);
        compiled = NULL;
        cu_error_no_memory(&session->error);
    }
    cu_planner_free(&planner);
    return compiled;
}

static cu_compiled *find_key_statement(cupel_session *session, const cu_mapper *mapper,
                                       const uint64_t *wanted)
{
    cu_key *key = &session->key;
    cu_key_begin(key);
    cu_key_word(key, mapper->id);
    cu_key_word(key, UINT64_C(3) << 62);
    for (size_t i = 0; wanted && i < mapper->words; i++)
        cu_key_word(key, wanted[i]);
    if (key->failed) {
        cu_error_no_memory(&session->error);
        return NULL;
    }
    cu_compiled *compiled =
        cu_cache_get(&session->engine->cache, key->words.items, key->words.count);
    if (compiled)
        return compiled;
    compiled = compile(session, mapper, wanted);
    if (compiled)
        cu_cache_put(&session->engine->cache, key->words.items, key->words.count, compiled);
    return compiled;
}

/* ---- one row ----------------------------------------------------------------------------------- */

/* The parameters are the key; which structs the row may be of, and values in expressions, are in the statement. */
static cupel_code bind_key(cupel_session *session, const cu_mapper *mapper,
                           const cu_compiled *compiled, const cupel_value *key)
{
    cupel_code code = CUPEL_OK;
    cu_arena_reset(&session->scratch);
    cu_vector_clear(&session->values);
    for (size_t i = 0; i < compiled->slot_count && code == CUPEL_OK; i++) {
        const cu_slot *slot = &compiled->slots[i];
        bool own = slot->kind != CU_SLOT_PARAMETER;
        const cu_property *property = own ? NULL : mapper->keys[slot->ordinal];
        cupel_value value = own ? cu_gather_constant(slot) : key[slot->ordinal];
        code = cu_bind_value(
            session->engine->dialect, own ? slot->type : property->column->column.node.type, &value,
            &session->scratch, own ? "a value" : property->attribute->name, &session->error);
        if (code == CUPEL_OK && !cu_vector_push(&session->values, value))
            code = cu_error_no_memory(&session->error);
    }
    return code;
}

static cupel_code read_one(cupel_session *session, cu_cursor *cursor, const cu_load_plan *plan,
                           bool populate, cupel_object **out)
{
    bool row = false;
    cursor->kinds = plan->kinds;
    cupel_code code = cu_cursor_step(cursor, &row, &session->error);
    if (code != CUPEL_OK || !row)
        return code;
    cupel_value inside[12], *cells = inside;
    if (plan->column_count > CU_LENGTH(inside))
        cells = cu_arena_alloc_array(&session->scratch, plan->column_count, sizeof *cells);
    if (!cells)
        return cu_error_no_memory(&session->error);
    code = cu_cursor_read(cursor, cells, &session->error);
    const cu_loading loading = { .session = session,
                                 .cells = cells,
                                 .scratch = &session->scratch,
                                 .populate_existing = populate };
    return code == CUPEL_OK ? cu_load_row(&loading, plan->entities, 1, out) : code;
}

static cupel_code load_row(cupel_session *session, const cu_mapper *mapper, const cupel_value *key,
                           const uint64_t *wanted, bool populate, cupel_object **out)
{
    *out = NULL;
    cu_compiled *compiled = find_key_statement(session, mapper, wanted);
    cu_cursor cursor = { 0 };
    if (!compiled)
        return cu_error_code(&session->error);
    cupel_code code = cu_session_begin(session, CUPEL_BEGIN_DEFAULT);
    if (code == CUPEL_OK)
        code = bind_key(session, mapper, compiled, key);
    if (code == CUPEL_OK) {
        session->statements++;
        code = cu_cursor_open(&cursor, session->connection, compiled, session->values.items,
                              &session->error);
    }
    if (code == CUPEL_OK)
        code = read_one(session, &cursor, compiled->extension, populate, out);
    cu_cursor_close(&cursor);
    cu_compiled_release(compiled);
    return code;
}

/* The long way: a query, which loads what the mapping wants loaded with an instance. */
static cupel_code load_with_related(cupel_session *session, const cu_mapper *mapper,
                                    const cupel_value *key, uint32_t flags, cupel_object **out)
{
    cu_session_mark mark = cu_session_mark_now(session);
    cupel_query *query = cupel_query_mapping(session, mapper->mapping);
    for (size_t i = 0; i < mapper->key_count; i++) {
        cupel_value attribute =
            cupel_value_expression(cu_property_expression(mapper, mapper->keys[i]));
        cupel_value condition =
            cupel_value_expression(cupel_binary(CUPEL_OPERATOR_EQ, attribute, key[i]));
        query = cupel_filter_values(query, 1, &condition);
    }
    if (flags & CU_QUERY_POPULATE_EXISTING)
        query = cupel_populate_existing(query);
    query = cupel_autoflush(query, false);
    if (query->kind == CU_STEP_AUTOFLUSH)
        query->flags |= flags & CU_QUERY_OWN_TABLE;
    *out = cupel_one_or_none(query);
    cu_session_release(session, mark);
    return *out ? CUPEL_OK : cu_error_code(&session->error);
}

/* By the query's flags: its rows may be those of other structs as well, or of the mapper's own tables alone. */
static cupel_code load_by_key(cupel_session *session, const cu_mapper *mapper,
                              const cupel_value *key, uint32_t flags, cupel_object **out)
{
    bool others = mapper->inheritance.source && !(flags & CU_QUERY_OWN_TABLE);
    return mapper->eager || others ? load_with_related(session, mapper, key, flags, out)
                                   : load_row(session, mapper, key, NULL,
                                              (flags & CU_QUERY_POPULATE_EXISTING) != 0, out);
}

/* The key of an instance's row, as it is in the database. */
static void row_key(const cupel_state *state, cupel_value *key)
{
    const cu_mapper *mapper = state->mapper;
    if (mapper->integer_key) {
        key[0] = cupel_value_int(state->identity.key.number);
        return;
    }
    for (size_t i = 0; i < mapper->key_count; i++)
        key[i] = cu_state_committed(state, mapper->keys[i]->attribute);
}

cupel_code cu_load_attributes(cupel_session *session, cupel_state *state, const uint64_t *wanted,
                              bool populate_existing)
{
    cupel_value key[CUPEL_CONSTRAINT_COLUMNS];
    cupel_object *found;
    row_key(state, key);
    cupel_code code = load_row(session, state->mapper, key, wanted, populate_existing, &found);
    if (code == CUPEL_OK && !found)
        code = cu_error_set(&session->error, CUPEL_OBJECT_DELETED,
                            "the row of this %s is gone: it was deleted by somebody else, or its "
                            "key was changed",
                            state->mapping->name);
    return code;
}

/* ---- get --------------------------------------------------------------------------------------- */

static bool any_null(const cupel_value *key, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (key[i].kind == CUPEL_KIND_NULL)
            return true;
    return false;
}

/* Whether nothing of an instance is known: it was expired, alone or with all. */
static bool is_expired(const cupel_session *session, cupel_state *state)
{
    const uint64_t *known = cu_known(state);
    uint64_t any = 0;
    for (size_t i = 0; i < state->words; i++)
        any |= known[i];
    return state->epoch != session->epoch || any == 0;
}

/* An instance that is in the session; refreshed where it is expired, NULL where its row is gone. */
static cupel_code present(cupel_session *session, cupel_state *state, cupel_object **out)
{
    *out = state->object;
    if (!is_expired(session, state))
        return CUPEL_OK;
    cupel_code code = cu_load_attributes(session, state, NULL, false);
    if (code == CUPEL_OBJECT_DELETED) {
        cu_error_clear(&session->error);
        cu_session_leave(session, state);
        cu_session_keep(session, state);
        *out = NULL;
        return CUPEL_OK;
    }
    return code;
}

static cupel_code find_present(cupel_session *session, const cu_mapper *mapper,
                               const cupel_value *key, cupel_state **out)
{
    cu_identity_buffer buffer;
    cu_identity identity;
    buffer.bytes = NULL;
    buffer.capacity = 0;
    cu_identity_table *table = cu_session_identities(session, mapper);
    if (!table || !cu_identity_of_values(mapper, key, &buffer, &identity))
        return cu_error_no_memory(&session->error);
    *out = cu_identity_find(table, mapper, &identity);
    cu_identity_buffer_free(&buffer);
    return CUPEL_OK;
}

cupel_code cu_session_find(cupel_session *session, const cu_mapper *mapper, size_t count,
                           const cupel_value *values, bool look, cu_arena *arena, cupel_value *key,
                           bool *null, cupel_object **out)
{
    cupel_state *state = NULL;
    *out = NULL;
    cupel_code code = cu_session_key(session, mapper, count, values, arena, key);
    *null = code == CUPEL_OK && any_null(key, mapper->key_count);
    if (code != CUPEL_OK || *null || !look)
        return code;
    code = find_present(session, mapper, key, &state);
    bool own = code == CUPEL_OK && state && cu_mapping_is(state->mapping, mapper->mapping);
    return own ? present(session, state, out) : code;
}

/* By a key as its attributes have it, none of it NULL. */
static cupel_code get_by_key(cupel_session *session, const cu_mapper *mapper,
                             const cupel_value *key, uint32_t flags, cupel_object **out)
{
    cupel_state *state = NULL;
    char what[160];
    cupel_code code = CUPEL_OK;
    if (!(flags & CU_QUERY_POPULATE_EXISTING)) {
        code = find_present(session, mapper, key, &state);
        if (code != CUPEL_OK)
            return code;
        if (state && !cu_mapping_is(state->mapping, mapper->mapping))
            return CUPEL_OK; /* its row is of another struct */
        if (state)
            return present(session, state, out);
    }
    if (!(flags & CU_QUERY_NO_AUTOFLUSH) && cu_session_wants_flush(session)) {
        snprintf(what, sizeof what, "getting %s by its key", mapper->mapping->name);
        code = cu_session_autoflush(session, what);
        if (code != CUPEL_OK)
            return code;
    }
    return load_by_key(session, mapper, key, flags, out);
}

cupel_code cu_session_get(cupel_session *session, const cu_mapper *mapper, size_t count,
                          const cupel_value *values, uint32_t flags, cupel_object **out)
{
    cupel_value key[CUPEL_CONSTRAINT_COLUMNS];
    cu_arena arena;
    cu_arena_init(&arena, 0);
    *out = NULL;
    cupel_code code = cu_session_key(session, mapper, count, values, &arena, key);
    if (code == CUPEL_OK && !any_null(key, mapper->key_count)) /* with a NULL it finds nothing */
        code = get_by_key(session, mapper, key, flags, out);
    if (CU_UNLIKELY(arena.chunk != NULL))
        cu_arena_free(&arena);
    return code;
}

static cupel_object *get_object(cupel_session *session, const cupel_mapping *mapping, size_t count,
                                const cupel_value *key)
{
    cupel_object *found = NULL;
    if (cu_session_begin_work(session) != CUPEL_OK)
        return NULL;
    cu_mapper *mapper = cu_session_mapper(session, mapping);
    if (!mapper || cu_session_get(session, mapper, count, key, 0, &found) != CUPEL_OK)
        return NULL;
    return found;
}

void *cupel_get_by_key(cupel_session *session, const cupel_mapping *mapping, size_t count,
                       const cupel_value *key)
{
    cupel_object *found = get_object(session, mapping, count, key);
    cu_discard_values(count, key);
    return found;
}
