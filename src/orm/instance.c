/*
 * orm/instance.c - making instances, changing and reading their attributes.
 */
#include "orm/instance.h"
#include "base/alloc.h"
#include "orm/birth.h"
#include "orm/composite.h"
#include "orm/event.h"
#include "orm/seal.h"
#include <stdio.h>

/* ---- making ------------------------------------------------------------------------------------ */

#define READ_ONLY "%s.%s is an SQL expression, which the database works out: it cannot be set"

/* The bytes that texts of a struct need, each with a NUL. */
static size_t initial_text_bytes(const cupel_mapping *mapping, const void *initial)
{
    size_t bytes = 0;
    for (size_t i = 0; i < cu_mapping_count(mapping); i++) {
        const cupel_attribute *attribute = cu_mapping_attribute(mapping, i);
        if (attribute->kind != CUPEL_ITEM_COLUMN || !cu_attribute_type(attribute->type)->text)
            continue;
        cupel_value value =
            cu_attribute_read(attribute->type, (const char *)initial + attribute->offset);
        if (value.kind != CUPEL_KIND_NULL)
            bytes += value.length + 1;
    }
    return bytes;
}

/* Copies the columns that are set; texts go to `texts`, one after the other. */
static void copy_columns(cupel_state *state, const void *initial, char *texts)
{
    const cupel_mapping *mapping = state->mapping;
    char *place = (char *)state + cu_instance_size(mapping);
    for (size_t i = cu_mapping_count(mapping); i > 0; i--) {
        const cupel_attribute *attribute = cu_mapping_attribute(mapping, i - 1);
        if (attribute->kind != CUPEL_ITEM_COLUMN)
            continue;
        const cu_attribute_type_info *info = cu_attribute_type(attribute->type);
        const void *from = (const char *)initial + attribute->offset;
        place -= (info->place + 7) & ~7u;
        if (cu_attribute_is_zero(attribute->type, from))
            continue;
        if (attribute->as.column.expression) {
            cu_state_set_error(state, CUPEL_INVALID_REQUEST, READ_ONLY, mapping->name,
                               attribute->name);
            continue;
        }
        cupel_value value = cu_attribute_read(attribute->type, from);
        if (info->text) {
            memcpy(texts, value.as.data, value.length);
            texts[value.length] = '\0';
            value.as.data = texts;
            texts += value.length + 1;
        }
        cu_attribute_write(attribute->type, cu_member(state, attribute->offset), place, &value);
        cu_bit_set(cu_known(state), i - 1);
        cu_seal(state, attribute);
    }
}

void *cupel_new_instance(const cupel_mapping *mapping, const void *initial)
{
    if (!cu_mapping_readable(mapping) || mapping->size < sizeof(cupel_object))
        return NULL;
    size_t size = cu_instance_size(mapping);
    char *memory = cu_alloc(size + (initial ? initial_text_bytes(mapping, initial) : 0));
    if (!memory)
        return NULL;
    cupel_state *state = cu_state_init(memory, mapping);
    if (initial)
        copy_columns(state, initial, memory + size);
    if (initial && !cu_instance_relate_initial(state, initial)) {
        cu_state_free(state);
        return NULL;
    }
    return state->object;
}

/* ---- faults ------------------------------------------------------------------------------------ */

/*
 * A fault of setting an attribute.  Where the program is given no code it is kept, too: by the session, which may be in
 * the middle of a flush with an error of its own, or by the instance until it gets into one.
 */
static cupel_code set_fault(cupel_state *state, bool kept, cupel_code code, const char *text)
{
    cupel_session *session = state->session;
    if (kept && !session)
        cu_state_set_error(state, code, "%s", text);
    else if (kept && session->flushing)
        cu_session_note_fault(session, code, text);
    else if (cu_state_report(state, code, "%s", text) != CUPEL_OK && kept)
        cu_session_keep_fault(session);
    return code;
}

/* The error record of an instance; NULL: no memory. */
static cu_error *error_record(cupel_state *state)
{
    if (!state->error) {
        state->error = cu_alloc_zero(sizeof *state->error);
        if (state->error)
            cu_error_init(state->error);
    }
    return state->error;
}

void cu_state_set_error(cupel_state *state, cupel_code code, const char *format, ...)
{
    state->flags |= CU_STATE_FAULT;
    cu_error *error = error_record(state);
    if (!error)
        return; /* the flag says that there was one */
    va_list arguments;
    va_start(arguments, format);
    cu_error_set_v(error, code, format, arguments);
    va_end(arguments);
}

cupel_code cu_state_report(cupel_state *state, cupel_code code, const char *format, ...)
{
    cu_error *error = state->session ? &state->session->error : error_record(state);
    if (!error)
        return code;
    va_list arguments;
    va_start(arguments, format);
    cu_error_set_v(error, code, format, arguments);
    va_end(arguments);
    return code;
}

const cupel_error *cupel_instance_error(const cupel_object *instance)
{
    const cupel_state *state = cu_state_of(instance);
    return state && state->error ? &state->error->public : NULL;
}

/* ---- setting ----------------------------------------------------------------------------------- */

const cupel_attribute *cu_instance_attribute_at(const cupel_state *state, size_t offset)
{
    const cu_mapper *mapper = state->mapper;
    if (!mapper)
        return cu_mapping_attribute_at(state->mapping, offset);
    if (offset & CUPEL_WHOLE)
        return cu_mapping_attribute_at(state->mapping, offset);
    size_t index = offset < mapper->struct_size ? mapper->by_offset[offset] : 0;
    return index > 0 ? cu_mapping_attribute(state->mapping, index - 1) : NULL;
}

cupel_code cu_instance_fit(cupel_state *state, const cupel_attribute *attribute, cupel_value *value,
                           bool kept)
{
    const cu_attribute_type_info *info = cu_attribute_type(attribute->type);
    char text[256];
    if (value->kind == CUPEL_KIND_NULL && info->nullable)
        return CUPEL_OK;
    if (value->kind == CUPEL_KIND_INT && info->kind == CUPEL_KIND_BOOL &&
        (value->as.integer | 1) == 1)
        *value = cupel_value_bool(value->as.integer == 1);
    else if (value->kind == CUPEL_KIND_BOOL && info->kind == CUPEL_KIND_INT)
        *value = cupel_value_int(value->as.boolean);
    else if (value->kind == CUPEL_KIND_INT && info->kind == CUPEL_KIND_DOUBLE)
        *value = cupel_value_double((double)value->as.integer);
    else if (value->kind == CUPEL_KIND_TEXT &&
             (info->kind == CUPEL_KIND_DECIMAL || info->kind == CUPEL_KIND_JSON))
        value->kind = info->kind;
    if (value->kind != info->kind) {
        snprintf(text, sizeof text, "%s.%s cannot be set to %s: it is %s", state->mapping->name,
                 attribute->name,
                 value->kind == CUPEL_KIND_NULL ? "NULL" : cupel_kind_name((cupel_kind)value->kind),
                 info->name);
        return set_fault(state, kept, CUPEL_TYPE_MISMATCH, text);
    }
    size_t bytes = info->place ? info->place : info->size;
    int64_t limit = bytes == 2 ? INT16_MAX : bytes == 4 ? INT32_MAX : INT64_MAX;
    if (info->kind == CUPEL_KIND_INT &&
        (value->as.integer > limit || value->as.integer < -limit - 1)) {
        snprintf(text, sizeof text, "%s.%s cannot hold %lld: it has %zu bits", state->mapping->name,
                 attribute->name, (long long)value->as.integer, bytes * 8);
        return set_fault(state, kept, CUPEL_DATA_ERROR, text);
    }
    bool is_text = info->kind == CUPEL_KIND_TEXT || info->kind == CUPEL_KIND_JSON;
    if (is_text && memchr(value->as.text, 0, value->length)) {
        snprintf(text, sizeof text,
                 "%s.%s: the text has a NUL at byte %zu, where it would end for C",
                 state->mapping->name, attribute->name, strlen(value->as.text));
        return set_fault(state, kept, CUPEL_INVALID_ARGUMENT, text);
    }
    return CUPEL_OK;
}

static bool is_tracked(const cupel_state *state)
{
    return state->lifecycle == CUPEL_PERSISTENT || state->lifecycle == CUPEL_DETACHED ||
           state->lifecycle == CUPEL_DELETED;
}

/* Notes that an attribute of a row is about to change; false where memory is short. */
static bool track_change(cupel_state *state, size_t index, bool known, const cupel_value *old)
{
    if (cu_bit(cu_modified(state), index))
        return true;
    if (state->session && state->lifecycle == CUPEL_PERSISTENT) {
        if (!cu_session_mark_dirty(state->session, state) ||
            !cu_transaction_note(state->session, state, (uint32_t)index, known, old))
            return false;
    }
    cu_bit_set(cu_modified(state), index);
    return true;
}

bool cu_instance_flag(cupel_state *state, const cupel_attribute *attribute)
{
    size_t index = cu_attribute_index(attribute);
    cupel_value now = cu_state_value(state, attribute);
    cu_state_settle(state);
    if (!track_change(state, index, false, &now))
        return false;
    /* what it was does not matter any more: it differs */
    for (cu_change *change = (cu_change *)cu_state_changes(state); change && !change->flushed;
         change = change->older_of_state)
        if (change->index == index)
            change->known = false;
    return true;
}

bool cu_instance_set(cupel_state *state, const cupel_attribute *attribute, const cupel_value *value)
{
    size_t index = cu_attribute_index(attribute);
    cu_state_settle(state);
    if (is_tracked(state)) {
        cupel_value old = cu_state_value(state, attribute);
        bool known = cu_bit(cu_known(state), index);
        if (known && cupel_value_equal(&old, value))
            return true;
        if (!track_change(state, index, known, &old))
            return false;
    }
    if (!cu_state_store(state, attribute, value))
        return false;
    cu_bit_set(cu_known(state), index);
    return true;
}

/*
 * Tells listeners that a column is about to be set, to what they may put in the place of the value; what they say
 * against it may be kept for the next flush.
 */
static cupel_code announce_set(cupel_state *state, const cupel_attribute *attribute,
                               cupel_value *value, bool kept)
{
    cupel_session *session = state->session;
    if (!session->flushing)
        cu_error_clear(&session->error);
    cupel_code code = cu_event_fire(session, &(cupel_event){ .kind = CUPEL_EVENT_SET,
                                                             .session = session,
                                                             .object = state->object,
                                                             .attribute = attribute->name,
                                                             .value = value,
                                                             .instead = value });
    if (code == CUPEL_OK) {
        code = cu_instance_fit(state, attribute, value, false);
        if (code == CUPEL_OK)
            return CUPEL_OK;
        cu_error_prefix(&session->error, "what a listener put in the place of a value: ");
    }
    return kept ? cu_session_keep_fault(session) : code;
}

/* Sets a column; what goes wrong is kept for the next flush where the program is not told. */
static cupel_code set_attribute(cupel_state *state, const cupel_attribute *attribute,
                                const cupel_value *value, bool kept)
{
    cupel_value fitted = *value;
    if (attribute->as.column.expression) {
        char text[256];
        snprintf(text, sizeof text, READ_ONLY, state->mapping->name, attribute->name);
        return set_fault(state, kept, CUPEL_INVALID_REQUEST, text);
    }
    cupel_code code = cu_instance_fit(state, attribute, &fitted, kept);
    if (code == CUPEL_OK && state->session && cu_event_wanted(state->session, CUPEL_EVENT_SET))
        code = announce_set(state, attribute, &fitted, kept);
    if (code == CUPEL_OK && !cu_instance_set(state, attribute, &fitted))
        code = set_fault(state, kept, CUPEL_NO_MEMORY, "out of memory while an attribute was set");
    return code;
}

void cupel_set_value(cupel_object *instance, size_t offset, const cupel_value *value)
{
    cupel_state *state = cu_state_of(instance);
    if (!state || !value)
        return;
    const cupel_attribute *attribute = cu_instance_attribute_at(state, offset);
    char text[160];
    if (attribute && attribute->kind == CUPEL_ITEM_COLUMN) {
        (void)set_attribute(state, attribute, value, true);
        return;
    }
    snprintf(text, sizeof text, "%s has no column attribute at offset %zu", state->mapping->name,
             offset & ~CUPEL_WHOLE);
    set_fault(state, true, CUPEL_INVALID_ARGUMENT, text);
}

#define SETTER(name, parameter, conversion)                                 \
    void cupel_set_##name(cupel_object *instance, size_t offset, parameter) \
    {                                                                       \
        cupel_value converted = conversion(value);                          \
        cupel_set_value(instance, offset, &converted);                      \
    }

SETTER(bool, bool value, cupel_value_bool)
SETTER(int, int64_t value, cupel_value_int)
SETTER(double, double value, cupel_value_double)
SETTER(text, const char *value, cupel_value_text)
SETTER(blob, cupel_blob_value value, cupel_value_blob)
SETTER(decimal, cupel_decimal_value value, cupel_value_decimal)
SETTER(json, cupel_json_value value, cupel_value_json)
SETTER(date, cupel_date_value value, cupel_value_date)
SETTER(time, cupel_time_value value, cupel_value_time)
SETTER(datetime, cupel_datetime_value value, cupel_value_datetime)
SETTER(timestamp, cupel_timestamp_value value, cupel_value_timestamp)
SETTER(interval, cupel_interval_value value, cupel_value_interval)
SETTER(uuid, cupel_uuid_value value, cupel_value_uuid)
SETTER(bool_pointer, const bool *value, cupel_value_of_bool_pointer)
SETTER(int16_pointer, const int16_t *value, cupel_value_of_int16_pointer)
SETTER(int32_pointer, const int32_t *value, cupel_value_of_int32_pointer)
SETTER(int64_pointer, const int64_t *value, cupel_value_of_int64_pointer)
SETTER(double_pointer, const double *value, cupel_value_of_double_pointer)
SETTER(date_pointer, const cupel_date_value *value, cupel_value_of_date_pointer)
SETTER(time_pointer, const cupel_time_value *value, cupel_value_of_time_pointer)
SETTER(datetime_pointer, const cupel_datetime_value *value, cupel_value_of_datetime_pointer)
SETTER(timestamp_pointer, const cupel_timestamp_value *value, cupel_value_of_timestamp_pointer)
SETTER(interval_pointer, const cupel_interval_value *value, cupel_value_of_interval_pointer)
SETTER(uuid_pointer, const cupel_uuid_value *value, cupel_value_of_uuid_pointer)

/* ---- by name ----------------------------------------------------------------------------------- */

/* The column of a call that tells its code at once; NULL with an error. */
static const cupel_attribute *column_named(cupel_state *state, const char *name, const void *value,
                                           const char *function)
{
    const char *of = state->mapping->name;
    if (state->session && !state->session->flushing)
        cu_error_clear(&state->session->error);
    if (!value) {
        cu_state_report(state, CUPEL_INVALID_ARGUMENT, "%s of an instance of %s: the value is NULL",
                        function, of);
        return NULL;
    }
    const cupel_attribute *attribute =
        name ? cu_mapping_attribute_named(state->mapping, name) : NULL;
    if (attribute && attribute->kind == CUPEL_ITEM_COLUMN)
        return attribute;
    cu_state_report(state, CUPEL_NO_SUCH_COLUMN, "%s: %s.%.100s is no column attribute%s", function,
                    of, name ? name : "NULL",
                    attribute ? ", but a relationship" : "; there is none of that name");
    return NULL;
}

cupel_code cupel_set_named(cupel_object *instance, const char *name, const cupel_value *value)
{
    cupel_state *state = cu_state_of(instance);
    if (!state)
        return CUPEL_INVALID_ARGUMENT;
    const cupel_attribute *attribute = column_named(state, name, value, "cupel_set_named");
    return attribute ? set_attribute(state, attribute, value, false)
           : value   ? CUPEL_NO_SUCH_COLUMN
                     : CUPEL_INVALID_ARGUMENT;
}

cupel_code cupel_get_named(cupel_object *instance, const char *name, cupel_value *out)
{
    cupel_state *state = cu_state_of(instance);
    if (!state)
        return CUPEL_INVALID_ARGUMENT;
    const cupel_attribute *attribute = column_named(state, name, out, "cupel_get_named");
    if (!attribute)
        return out ? CUPEL_NO_SUCH_COLUMN : CUPEL_INVALID_ARGUMENT;
    cupel_code code = cupel_load_attribute(instance, attribute->offset);
    *out = cu_state_value(state, attribute);
    return code;
}

/* ---- looking ----------------------------------------------------------------------------------- */

bool cupel_attribute_is_loaded(const cupel_object *instance, size_t offset)
{
    const cupel_state *state = cu_state_of(instance);
    const cupel_attribute *attribute = state ? cu_instance_attribute_at(state, offset) : NULL;
    if (attribute && cu_is_composite(attribute))
        return cu_composite_is_known(state, attribute);
    return attribute && cu_state_knows(state, cu_attribute_index(attribute));
}

cupel_instance_state cupel_instance_state_of(const cupel_object *instance)
{
    const cupel_state *state = cu_state_of(instance);
    return state ? cu_state_now(state) : CUPEL_TRANSIENT;
}

const char *cupel_state_name(cupel_instance_state state)
{
    static const char *const names[] = { "transient", "pending", "persistent", "deleted",
                                         "detached" };
    return (unsigned)state < CU_LENGTH(names) ? names[state] : "unknown";
}

cupel_session *cupel_instance_session(const cupel_object *instance)
{
    const cupel_state *state = cu_state_of(instance);
    return state ? state->session : NULL;
}

const cupel_mapping *cupel_instance_mapping(const cupel_object *instance)
{
    const cupel_state *state = cu_state_of(instance);
    return state ? state->mapping : NULL;
}

void *cupel_instance_as(const cupel_object *instance, const cupel_mapping *mapping)
{
    const cupel_state *state = cu_state_of(instance);
    return state && mapping && cu_mapping_is(state->mapping, mapping) ? (void *)(uintptr_t)instance
                                                                      : NULL;
}

bool cupel_instance_is_modified(const cupel_object *instance)
{
    cupel_state *state = cu_state_of(instance);
    for (size_t i = 0; state && i < state->words; i++)
        if (cu_modified(state)[i])
            return true;
    return false;
}

cupel_history cupel_attribute_history(const cupel_object *instance, size_t offset)
{
    cupel_history history = { 0 };
    cupel_state *state = cu_state_of(instance);
    const cupel_attribute *attribute = state ? cu_instance_attribute_at(state, offset) : NULL;
    if (attribute && cu_is_composite(attribute))
        return cu_composite_history(state, attribute);
    if (!attribute || attribute->kind != CUPEL_ITEM_COLUMN)
        return history;
    size_t index = cu_attribute_index(attribute);
    history.known = cu_state_knows(state, index);
    history.new_value = cu_state_value(state, attribute);
    history.changed = cu_bit(cu_modified(state), index) || (!is_tracked(state) && history.known);
    for (const cu_change *change = cu_state_changes(state); change && !change->flushed;
         change = change->older_of_state) {
        if (change->index != index)
            continue;
        history.old_known = change->known;
        history.old_value = change->known ? change->value : cupel_value_null();
        history.changed = !change->known || !cupel_value_equal(&change->value, &history.new_value);
    }
    return history;
}
