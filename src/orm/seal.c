/*
 * orm/seal.c - checksums of attributes; see seal.h.
 */
#include "orm/seal.h"

#ifdef CUPEL_DEBUG

#    include "base/hash.h"
#    include "orm/identity.h"
#    include "orm/session.h"

/* The member itself, without looking where it points to. */
static uint32_t member_hash(const cu_attribute_type_info *info, cupel_attribute_type type,
                            const void *member)
{
    if (!info->text && !info->place)
        return 0;
    uint64_t hash = cu_hash_number((uint64_t)(uintptr_t) * (const void *const *)member);
    if (type == CUPEL_ATTRIBUTE_BLOB)
        hash = cu_hash_number(hash ^ ((const cupel_blob_value *)member)->size);
    return (uint32_t)hash;
}

static uint32_t content_hash(cupel_attribute_type type, const void *member)
{
    cupel_value value = cu_attribute_read(type, member);
    return (uint32_t)cu_hash_number(cu_identity_value_hash(&value) + value.kind);
}

/* What a new instance has before it has anything. */
static const union {
    unsigned char bytes[sizeof(cupel_datetime_value)];
    const void *pointer;
    cupel_blob_value blob;
    cupel_decimal_value decimal;
    cupel_interval_value interval;
    cupel_uuid_value uuid;
} nothing;

/* By fields, not bytes, of which some may never have been written; of nothing it is 0. */
static cu_seal_value seal_of(cupel_attribute_type type, const void *member)
{
    const cu_attribute_type_info *info = cu_attribute_type(type);
    return (cu_seal_value){ member_hash(info, type, member) ^ member_hash(info, type, &nothing),
                            content_hash(type, member) ^ content_hash(type, &nothing) };
}

static void seal_member(cupel_state *state, const cupel_attribute *attribute, size_t index)
{
    cu_seals(state)[index] = seal_of(attribute->type, cu_member(state, attribute->offset));
}

void cu_seal(cupel_state *state, const cupel_attribute *attribute)
{
    seal_member(state, attribute, cu_attribute_index(attribute));
}

void cu_seal_all(cupel_state *state)
{
    for (size_t i = 0; i < cu_mapping_count(state->mapping); i++) {
        const cupel_attribute *attribute = cu_mapping_attribute(state->mapping, i);
        if (attribute->kind == CUPEL_ITEM_COLUMN)
            seal_member(state, attribute, i);
    }
}

/*
 * Whether an attribute holds what it was sealed with.  What it points to is looked at only where the pointer is the
 * library's: the program's own memory may be gone.
 */
static bool is_whole(cupel_state *state, const cupel_attribute *attribute, size_t index)
{
    const cu_attribute_type_info *info = cu_attribute_type(attribute->type);
    const void *member = cu_member(state, attribute->offset);
    const cu_seal_value seal = cu_seals(state)[index];
    uint32_t pointed =
        member_hash(info, attribute->type, member) ^ member_hash(info, attribute->type, &nothing);
    return pointed == seal.member && seal_of(attribute->type, member).content == seal.content;
}

/* " of the instance with key (5,)"; nothing where the key is not to be trusted. */
static void describe_owner(const cupel_state *state, bool key_is_whole, cu_buffer *buffer)
{
    if (state->lifecycle == CUPEL_PENDING) {
        cu_buffer_add(buffer, " of a pending instance");
    } else if (key_is_whole) {
        cu_buffer_add(buffer, " of the instance with key ");
        cu_identity_describe(state, buffer);
    }
}

static bool has_whole_key(cupel_state *state)
{
    const cu_mapper *mapper = state->mapper;
    for (size_t i = 0; i < mapper->key_count; i++)
        if (!is_whole(state, mapper->keys[i]->attribute, mapper->keys[i]->index))
            return false;
    return true;
}

static cupel_code report_broken(cupel_session *session, cupel_state *state,
                                const cupel_attribute *attribute)
{
    cu_buffer owner;
    cu_buffer_init(&owner, 300);
    describe_owner(state, has_whole_key(state), &owner);
    cupel_code code =
        cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                     "%s.%s%s was changed around cupel_set(), so that the session does not see it: "
                     "change attributes with cupel_set() only",
                     state->mapping->name, attribute->name, cu_buffer_text(&owner));
    cu_buffer_free(&owner);
    return code;
}

/* What was written around is thrown away: the attribute is as one that was never loaded. */
static void throw_away(cupel_state *state, const cupel_attribute *attribute, size_t index)
{
    memset(cu_member(state, attribute->offset), 0, cu_attribute_type(attribute->type)->size);
    cu_bit_clear(cu_known(state), index);
    cu_seal(state, attribute);
}

static cupel_code check_state(cupel_session *session, cupel_state *state)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < cu_mapping_count(state->mapping); i++) {
        const cupel_attribute *attribute = cu_mapping_attribute(state->mapping, i);
        if (attribute->kind != CUPEL_ITEM_COLUMN || is_whole(state, attribute, i))
            continue;
        if (code == CUPEL_OK)
            code = report_broken(session, state, attribute);
        throw_away(state, attribute, i);
    }
    return code;
}

cupel_code cu_seal_check(cupel_session *session)
{
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < session->identity_count && code == CUPEL_OK; i++) {
        const cu_identity_table *table = &session->identities[i];
        for (size_t j = 0; j < table->capacity && code == CUPEL_OK; j++)
            if (table->entries[j].state)
                code = check_state(session, table->entries[j].state);
    }
    for (size_t i = 0; i < session->pending.count && code == CUPEL_OK; i++)
        if (session->pending.items[i])
            code = check_state(session, session->pending.items[i]);
    return code;
}

#endif
