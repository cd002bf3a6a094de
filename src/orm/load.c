/*
 * orm/load.c - one row into one instance: the path every loaded row takes.
 */
#include "orm/load.h"
#include "base/alloc.h"
#include "orm/event.h"
#include "orm/load_variant.h"
#include "orm/seal.h"
#include "sql/type.h"

/* ---- values ------------------------------------------------------------------------------------ */

/* A value as its attribute holds it; the driver's answer is of another kind. */
static cupel_code convert(cupel_session *session, const cu_load_column *column, cupel_value *cell,
                          cu_arena *scratch)
{
    const cu_property *property = column->property;
    const cupel_type *type = property->column->column.node.type;
    const char *struct_name = property->attribute->mapping->name;
    const char *name = property->attribute->name;
    if (cell->kind == CUPEL_KIND_NULL) {
        if (cu_attribute_type(property->type)->nullable)
            return CUPEL_OK;
        return cu_error_set(&session->error, CUPEL_DATA_ERROR,
                            "column '%s' of table '%s' is NULL in a row, but %s.%s is a %s; map it "
                            "as a cupel_null_ type",
                            property->column->column.name, property->column->table->full_name,
                            struct_name, name, cu_attribute_type(property->type)->name);
    }
    if (cell->kind == CUPEL_KIND_INT && column->kind == CUPEL_KIND_BOOL &&
        (cell->as.integer | 1) == 1) {
        *cell = cupel_value_bool(cell->as.integer == 1);
        return CUPEL_OK;
    }
    cupel_code code =
        cu_type_read(type, cell, scratch, property->column->column.name, &session->error);
    if (code == CUPEL_OK && cell->kind != column->kind) {
        if (cell->kind == CUPEL_KIND_TEXT &&
            (column->kind == CUPEL_KIND_JSON || column->kind == CUPEL_KIND_DECIMAL))
            cell->kind = column->kind;
        else if ((cell->kind == CUPEL_KIND_JSON || cell->kind == CUPEL_KIND_DECIMAL) &&
                 column->kind == CUPEL_KIND_TEXT)
            cell->kind = CUPEL_KIND_TEXT;
        else
            code = cu_error_set(&session->error, CUPEL_DATA_ERROR,
                                "column '%s' of table '%s' holds a value of kind %s",
                                property->column->column.name, property->column->table->full_name,
                                cupel_kind_name((cupel_kind)cell->kind));
    }
    if (code != CUPEL_OK)
        cu_error_prefix(&session->error, "loading %s.%s: ", struct_name, name);
    return code;
}

/* Integers that the attribute is too small for. */
static cupel_code check_range(cupel_session *session, const cu_load_column *column,
                              const cupel_value *cell)
{
    const cu_attribute_type_info *info = cu_attribute_type(column->property->type);
    unsigned size = info->place ? info->place : info->size;
    int64_t limit = size == 2 ? INT16_MAX : INT32_MAX;
    if (cell->kind != CUPEL_KIND_INT ||
        (cell->as.integer <= limit && cell->as.integer >= -limit - 1))
        return CUPEL_OK;
    return cu_error_set(&session->error, CUPEL_DATA_ERROR, "%s.%s has %u bits, the row has %lld",
                        column->property->attribute->mapping->name,
                        column->property->attribute->name, size * 8, (long long)cell->as.integer);
}

static cupel_code convert_cell(cupel_session *session, const cu_load_column *column,
                               cupel_value *cell, cu_arena *scratch)
{
    cupel_code code = CUPEL_OK;
    if (cell->kind != column->kind)
        code = convert(session, column, cell, scratch);
    return code == CUPEL_OK && column->narrow ? check_range(session, column, cell) : code;
}

/* Whether all values of a row are such as their attributes hold them; *text_bytes is what their texts need. */
static bool are_plain(const cu_load_entity *entity, const cupel_value *cells, size_t *text_bytes)
{
    const cu_load_column *end = entity->columns + entity->column_count;
    size_t bytes = 0;
    for (const cu_load_column *column = entity->columns; column < end; column++) {
        const cupel_value *cell = &cells[column->column];
        if (CU_LIKELY(cell->kind == column->plain))
            bytes += column->text ? (size_t)cell->length + 1 : 0;
        else if (cell->kind != CUPEL_KIND_NULL || !column->nullable)
            return false;
    }
    *text_bytes = bytes;
    return true;
}

/* Makes the values of a row such. */
static cupel_code convert_cells(cupel_session *session, const cu_load_entity *entity,
                                cupel_value *cells, cu_arena *scratch, size_t *text_bytes)
{
    if (CU_LIKELY(are_plain(entity, cells, text_bytes)))
        return CUPEL_OK;
    *text_bytes = 0;
    for (size_t i = 0; i < entity->column_count; i++) {
        const cu_load_column *column = &entity->columns[i];
        cupel_value *cell = &cells[column->column];
        cupel_code code = convert_cell(session, column, cell, scratch);
        if (code != CUPEL_OK)
            return code;
        if (column->text && cell->kind != CUPEL_KIND_NULL)
            *text_bytes += (size_t)cell->length + 1;
    }
    return CUPEL_OK;
}

/* The same for the columns of the key alone; doing it twice does no harm. */
static cupel_code convert_keys(cupel_session *session, const cu_load_entity *entity,
                               cupel_value *cells, cu_arena *scratch)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < entity->column_count && code == CUPEL_OK; i++)
        if (entity->columns[i].property->key)
            code = convert_cell(session, &entity->columns[i], &cells[entity->columns[i].column],
                                scratch);
    return code;
}

/* ---- new instances ----------------------------------------------------------------------------- */

/* Writes the columns of a new instance; texts go one after the other to `texts`, each with a NUL. */
static void fill_new(cupel_state *state, const cu_load_entity *entity, const cupel_value *cells,
                     char *texts)
{
    char *object = (char *)state->object;
    const cu_load_column *end = entity->columns + entity->column_count;
    for (const cu_load_column *column = entity->columns; column < end; column++) {
        const cupel_value *cell = &cells[column->column];
        void *member = object + column->offset;
        if (column->type == CUPEL_ATTRIBUTE_INT64) {
            *(int64_t *)member = cell->as.integer;
        } else if (column->type == CUPEL_ATTRIBUTE_DOUBLE) {
            *(double *)member = cell->as.real;
        } else if (column->text && cell->kind != CUPEL_KIND_NULL) {
            cupel_value moved = *cell;
            memcpy(texts, cell->as.data, cell->length);
            texts[cell->length] = '\0';
            moved.as.data = texts;
            texts += (size_t)cell->length + 1;
            if (column->type == CUPEL_ATTRIBUTE_TEXT)
                *(const char **)member = moved.as.text;
            else
                cu_attribute_write((cupel_attribute_type)column->type, member, NULL, &moved);
        } else {
            cu_attribute_write((cupel_attribute_type)column->type, member, object + column->place,
                               cell);
        }
    }
    uint64_t *known = cu_known(state);
    for (size_t i = 0; i < state->words; i++)
        known[i] = entity->loaded[i];
}

static cupel_code load_new(const cu_loading *loading, const cu_load_entity *entity,
                           cu_identity_table *table, const cu_identity *identity, size_t text_bytes,
                           cupel_object **out)
{
    cupel_session *session = loading->session;
    const cu_mapper *mapper = entity->mapper;
    cu_page *page;
    char *memory = cu_pages_alloc(&session->pages, mapper->fixed_size + text_bytes, &page);
    if (!memory)
        return cu_error_no_memory(&session->error);
    cupel_state *state = cu_state_begin(memory, mapper->mapping, mapper->words);
    state->page = page;
    state->mapper = (cu_mapper *)(uintptr_t)mapper;
    if (CU_UNLIKELY(!cu_state_set_identity(state, identity) || !cu_identity_reserve(table, 1))) {
        cu_state_free(state);
        return cu_error_no_memory(&session->error);
    }
    cu_session_admit(session, table, state);
    state->epoch = session->epoch;
    state->flags |= entity->complete ? 0 : CU_STATE_PARTLY;
    fill_new(state, entity, loading->cells, memory + mapper->fixed_size);
    cu_seal_all(state);
    session->loads++;
    *out = state->object;
    if (CU_UNLIKELY(cu_event_wanted(session, CUPEL_EVENT_LOAD)))
        (void)cu_event_of(session, CUPEL_EVENT_LOAD, state);
    return CUPEL_OK;
}

/* ---- instances the session has already ----------------------------------------------------------- */

static bool is_current(const cupel_state *state, const cu_load_entity *entity)
{
    if (state->epoch != state->session->epoch)
        return false;
    for (size_t i = 0; i < state->words; i++)
        if (entity->loaded[i] & ~state->bits[i])
            return false;
    return true;
}

/* Fills in what is not known; everything where the row is to replace what is there. */
static cupel_code fill_existing(cupel_session *session, cupel_state *state,
                                const cu_load_entity *entity, const cupel_value *cells,
                                bool populate)
{
    cu_state_settle(state);
    if (populate)
        cu_session_forget_changes(session, state);
    for (size_t i = 0; i < entity->column_count; i++) {
        const cu_property *property = entity->columns[i].property;
        if (!populate && cu_bit(cu_known(state), property->index))
            continue;
        if (!cu_state_store(state, property->attribute, &cells[entity->columns[i].column]))
            return cu_error_no_memory(&session->error);
        cu_bit_set(cu_known(state), property->index);
    }
    if (!state->changes)
        cu_state_collect_texts(state);
    if (CU_UNLIKELY(cu_event_wanted(session, CUPEL_EVENT_REFRESH)))
        (void)cu_event_of(session, CUPEL_EVENT_REFRESH, state);
    return CUPEL_OK;
}

/* ---- one row ----------------------------------------------------------------------------------- */

/* The identity of a row; free the buffer. */
static cupel_code row_identity(cupel_session *session, const cu_load_entity *entity,
                               const cupel_value *cells, cu_identity_buffer *buffer,
                               cu_identity *identity)
{
    cupel_value values[CUPEL_CONSTRAINT_COLUMNS];
    for (size_t i = 0; i < entity->mapper->key_count; i++)
        values[i] = cells[entity->keys[i]];
    return cu_identity_of_values(entity->mapper, values, buffer, identity)
               ? CUPEL_OK
               : cu_error_no_memory(&session->error);
}

static bool key_is_null(const cu_load_entity *entity, const cupel_value *cells)
{
    for (size_t i = 0; i < entity->mapper->key_count; i++)
        if (cells[entity->keys[i]].kind == CUPEL_KIND_NULL)
            return true;
    return false;
}

/* The columns that were not worth reading unless there is something new in them. */
static cupel_code read_late(const cu_loading *loading, const cu_load_entity *entity)
{
    return entity->late_count > 0 && loading->cursor
               ? cu_cursor_read_columns(loading->cursor, entity->late_count, entity->late,
                                        loading->cells, &loading->session->error)
               : CUPEL_OK;
}

/* STALE_DATA where the row of an instance that is there has another version. */
static cupel_code check_row_version(cupel_session *session, const cu_load_entity *entity,
                                    const cupel_value *cells, const cupel_state *state)
{
    const cu_property *version = entity->mapper->version;
    for (size_t i = 0; version && i < entity->column_count; i++) {
        if (entity->columns[i].property != version || !cu_state_knows(state, version->index))
            continue;
        cupel_value ours = cu_state_committed(state, version->attribute);
        const cupel_value *theirs = &cells[entity->columns[i].column];
        if (cupel_value_equal(&ours, theirs))
            return CUPEL_OK;
        return cu_error_set(&session->error, CUPEL_STALE_DATA,
                            "the %s in the session is version %lld, its row is version %lld: "
                            "somebody else changed it; cupel_refresh() loads it anew",
                            state->mapping->name, (long long)ours.as.integer,
                            (long long)theirs->as.integer);
    }
    return CUPEL_OK;
}

/* Makes the instance of a row, or fills in the one there is. */
static cupel_code load_state(const cu_loading *loading, const cu_load_entity *entity,
                             cu_identity_table *table, const cu_identity *identity,
                             cupel_state *state, cupel_object **out)
{
    cupel_session *session = loading->session;
    size_t text_bytes;
    bool versioned = state && loading->versioned && !loading->populate_existing;
    if (state && !loading->populate_existing && !versioned && is_current(state, entity)) {
        *out = state->object; /* nothing that the row says is wanted */
        return CUPEL_OK;
    }
    cupel_code code = read_late(loading, entity);
    if (code == CUPEL_OK)
        code = convert_cells(session, entity, loading->cells, loading->scratch, &text_bytes);
    if (code != CUPEL_OK)
        return code;
    if (!state)
        return load_new(loading, entity, table, identity, text_bytes, out);
    if (versioned && (code = check_row_version(session, entity, loading->cells, state)) != CUPEL_OK)
        return code;
    *out = state->object;
    return fill_existing(session, state, entity, loading->cells, loading->populate_existing);
}

/* Keys of several columns, or of others than numbers. */
static CU_NOINLINE cupel_code load_by_values(const cu_loading *loading,
                                             const cu_load_entity *entity, cu_identity_table *table,
                                             cupel_object **out)
{
    const cu_mapper *mapper = entity->mapper;
    cupel_session *session = loading->session;
    cu_identity_buffer buffer;
    cu_identity identity;
    buffer.bytes = NULL;
    buffer.capacity = 0;
    if (key_is_null(entity, loading->cells))
        return CUPEL_OK;
    cupel_code code = convert_keys(session, entity, loading->cells, loading->scratch);
    if (code == CUPEL_OK)
        code = row_identity(session, entity, loading->cells, &buffer, &identity);
    if (code == CUPEL_OK)
        code = load_state(loading, entity, table, &identity,
                          cu_identity_find(table, mapper, &identity), out);
    cu_identity_buffer_free(&buffer);
    return code;
}

/* What a row is that may be of several structs. */
static CU_NOINLINE cupel_code choose_variant(const cu_loading *loading,
                                             const cu_load_entity **entity)
{
    cupel_session *session = loading->session;
    cupel_value *cells = loading->cells;
    const cu_mapper *mapper = (*entity)->mapper;
    const cu_load_column *discriminator = (*entity)->variants->discriminator;
    if ((*entity)->variants->by_kind)
        return cu_load_choose_kind(session, *entity, cells, entity);
    cu_identity_table *table = cu_session_identities(session, mapper);
    cu_identity_buffer buffer = { .bytes = NULL };
    cu_identity identity;
    cupel_code code = table ? convert_keys(session, *entity, cells, loading->scratch)
                            : cu_error_no_memory(&session->error);
    if (code == CUPEL_OK && discriminator && cells[discriminator->column].kind != CUPEL_KIND_NULL)
        code =
            convert_cell(session, discriminator, &cells[discriminator->column], loading->scratch);
    if (code == CUPEL_OK)
        code = row_identity(session, *entity, cells, &buffer, &identity);
    if (code == CUPEL_OK)
        code = cu_load_choose(session, *entity, cu_identity_find(table, mapper, &identity), cells,
                              entity);
    cu_identity_buffer_free(&buffer);
    return code;
}

/* Keys that are a number, which is there as one. */
static cupel_code load_by_number(const cu_loading *loading, const cu_load_entity *entity,
                                 cu_identity_table *table, int64_t number, cupel_object **out)
{
    const cu_identity identity = cu_identity_of_number(number);
    return load_state(loading, entity, table, &identity,
                      cu_identity_find_number(table, entity->mapper, &identity), out);
}

static cupel_code load_entity(const cu_loading *loading, const cu_load_entity *entity,
                              cupel_object **out)
{
    const cupel_value *number = &loading->cells[entity->number];
    const cupel_object *before = *out;
    bool is_number = entity->by_number && number->kind == CUPEL_KIND_INT;
    if (is_number && before && before->state->identity.key.number == number->as.integer &&
        !(entity->variants && entity->variants->by_kind))
        return CUPEL_OK;
    *out = NULL;
    if (CU_UNLIKELY(entity->variants)) {
        if (key_is_null(entity, loading->cells))
            return CUPEL_OK;
        cupel_code code = choose_variant(loading, &entity);
        if (code != CUPEL_OK)
            return code;
    }
    cu_identity_table *table = cu_session_identities(loading->session, entity->mapper);
    if (CU_UNLIKELY(!table))
        return cu_error_no_memory(&loading->session->error);
    return CU_LIKELY(is_number) ? load_by_number(loading, entity, table, number->as.integer, out)
                                : load_by_values(loading, entity, table, out);
}

cupel_code cu_load_row(const cu_loading *loading, const cu_load_entity *entities, size_t count,
                       cupel_object **objects)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < count && code == CUPEL_OK; i++)
        code = load_entity(loading, &entities[i], &objects[i]);
    return code;
}
