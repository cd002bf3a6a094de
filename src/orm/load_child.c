/*
 * orm/load_child.c - columns that only structs which inherit have, loaded after
 * the rows that their instances came from: cupel_selectin_polymorphic().
 */
#include "base/alloc.h"
#include "orm/load.h"
#include "orm/load_related.h"
#include "orm/option.h"
#include "orm/related.h"

/* ---- whose -------------------------------------------------------------------------------------- */

/* What is loaded for the instances of one struct that came with rows. */
typedef struct child_load {
    cu_query_run *run;
    const cu_load_after *after;
    const cu_mapper *mapper;
    cu_option_list options;
    const cu_property **columns; /* its own that are wanted */
    size_t column_count;
    cu_states states; /* that lack something of it */
    cu_arena arena;
} child_load;

static bool find_child_columns(child_load *load)
{
    const cu_load_after *after = load->after;
    const cu_mapper *mapper = load->mapper;
    const cu_mapper *of = load->run->plan->entities[after->entity].mapper;
    for (size_t i = 0; i < after->option_count; i++)
        if (!cu_expressions_add(&load->arena, &load->options,
                                load->run->options.items[after->options[i]]))
            return false;
    load->columns = cu_arena_alloc_array(&load->arena, mapper->property_count, sizeof(void *));
    for (size_t i = 0; i < mapper->property_count && load->columns; i++) {
        const cu_property *property = &mapper->properties[i];
        if (property->attribute->mapping == mapper->mapping &&
            cu_options_want(&load->options, of->mapping, property))
            load->columns[load->column_count++] = property;
    }
    return load->columns != NULL;
}

/* Whether an option loads a relationship that an instance lacks. */
static bool lacks_related(const child_load *load, const cupel_state *state)
{
    for (size_t i = 0; i < load->options.count; i++) {
        const cupel_attribute *attribute =
            cu_option_attribute(cu_item(load->options.items[i], 0), NULL);
        if (attribute && cu_is_relationship(attribute) && cu_related_is_open(state, attribute))
            return true;
    }
    return false;
}

static bool lacks_something(const child_load *load, const cupel_state *state)
{
    bool lacks = load->run->populate_existing || lacks_related(load, state);
    for (size_t i = 0; i < load->column_count && !lacks; i++)
        lacks = !cu_state_knows(state, load->columns[i]->index);
    return lacks;
}

/* The instances that are of the struct and lack something, each once. */
static bool find_lacking(child_load *load)
{
    const cu_states *states = &load->run->followed[load->after->entity];
    uint32_t mark = cu_walk_mark();
    for (size_t i = 0; i < states->count; i++) {
        cupel_state *state = states->items[i];
        /* not what a listener took out */
        if (state->mark == mark || !state->session ||
            !cu_mapping_is(state->mapping, load->mapper->mapping))
            continue;
        state->mark = mark;
        if (lacks_something(load, state) && !cu_states_push(&load->states, state))
            return false;
    }
    return true;
}

/* ---- how ---------------------------------------------------------------------------------------- */

static cupel_value child_attribute(const cu_mapper *mapper, const cu_property *property)
{
    return cupel_value_expression(cu_property_expression(mapper, property));
}

/* The attributes of the key, made for one use; how many. */
static size_t key_attributes(const cu_mapper *mapper, cupel_value *out)
{
    for (size_t i = 0; i < mapper->key_count; i++)
        out[i] = child_attribute(mapper, mapper->keys[i]);
    return mapper->key_count;
}

/* The key of an instance: one value, or a tuple. */
static cupel_value child_key(const cu_mapper *mapper, const cupel_state *state)
{
    cupel_value values[CUPEL_CONSTRAINT_COLUMNS];
    for (size_t i = 0; i < mapper->key_count; i++)
        values[i] = cu_state_value(state, mapper->keys[i]->attribute);
    return cu_key_operand(mapper->key_count, values);
}

/* SELECT key, its own columns FROM its tables WHERE key IN (keys) ORDER BY key; NULL: no memory. */
static cupel_query *select_child(const child_load *load, size_t count, const cupel_value *keys)
{
    const cu_mapper *mapper = load->mapper;
    cupel_query *query = cupel_query_mapping(load->run->session, mapper->mapping);
    cupel_value key[CUPEL_CONSTRAINT_COLUMNS];
    cupel_value left = cu_key_operand(key_attributes(mapper, key), key);
    query = cu_query_filtered(query, cupel_in_list(CUPEL_OPERATOR_IN, left, count, keys));
    query = cupel_order_by_values(query, key_attributes(mapper, key), key);

    size_t wanted = CU_MAX(load->column_count, (size_t)1);
    cupel_value *columns =
        cu_arena_alloc_array((cu_arena *)(uintptr_t)&load->arena, wanted, sizeof *columns);
    if (!columns)
        return cu_query_no_memory(load->run->session);
    for (size_t i = 0; i < wanted; i++)
        columns[i] =
            child_attribute(mapper, load->column_count > 0 ? load->columns[i] : mapper->keys[0]);
    cupel_value only =
        cupel_value_expression(cupel_option_values(CUPEL_LOAD_ONLY, wanted, columns));
    query = cupel_options_values(query, 1, &only);
    query = cu_query_with_options(query, load->options.count, load->options.items);
    return cupel_autoflush(query, false);
}

static cupel_code load_all_children(const child_load *load)
{
    cupel_value *keys = cu_alloc_array(CU_LOAD_CHUNK, sizeof *keys);
    cupel_code code = keys ? CUPEL_OK : cu_error_no_memory(&load->run->session->error);
    size_t count = 0;
    for (size_t i = 0; i < load->states.count && code == CUPEL_OK; i++) {
        keys[count++] = child_key(load->mapper, load->states.items[i]);
        if (count == CU_LOAD_CHUNK || i + 1 == load->states.count) {
            code = cu_load_instances(load->run, select_child(load, count, keys));
            count = 0;
        }
    }
    cu_free(keys);
    return code;
}

cupel_code cu_load_child_columns(cu_query_run *run, const cu_load_after *after)
{
    child_load load = { .run = run, .after = after, .mapper = after->child };
    cu_arena_init(&load.arena, 0);
    cupel_code code = find_child_columns(&load) && find_lacking(&load)
                          ? CUPEL_OK
                          : cu_error_no_memory(&run->session->error);
    if (code == CUPEL_OK)
        code = load_all_children(&load);
    cu_states_free(&load.states);
    cu_arena_free(&load.arena);
    return code;
}
