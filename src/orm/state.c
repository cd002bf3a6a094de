/*
 * orm/state.c - the block of memory an instance is, and values in it.
 */
#include "orm/state.h"
#include "base/alloc.h"
#include "orm/birth.h"
#include "orm/kept_options.h"
#include "orm/keyed.h"
#include "orm/page.h"
#include "orm/related.h"
#include "orm/seal.h"
#include "orm/session.h"

/* ---- layout ------------------------------------------------------------------------------------ */

size_t cu_mapping_words(const cupel_mapping *mapping)
{
    size_t count = cu_mapping_count(mapping);
    return (count + 63) / 64 + (count == 0);
}

static size_t rounded(size_t size, size_t to)
{
    return (size + to - 1) & ~(to - 1);
}

/* Nullable values follow the struct in the order of their attributes, each in a place of 8 or 16 bytes. */
static size_t place_size(const cupel_attribute *attribute)
{
    return attribute->kind == CUPEL_ITEM_COLUMN
               ? rounded(cu_attribute_type(attribute->type)->place, 8)
               : 0;
}

size_t cu_instance_size(const cupel_mapping *mapping)
{
    size_t size = cu_state_size(cu_mapping_words(mapping)) + rounded(mapping->size, 16);
    for (size_t i = 0; i < cu_mapping_count(mapping); i++)
        size += place_size(cu_mapping_attribute(mapping, i));
    return size;
}

void *cu_place_of(const cupel_state *state, size_t index)
{
    const cupel_mapping *mapping = state->mapping;
    if (state->mapper)
        return (char *)state->object + state->mapper->by_index[index]->place;
    char *place = (char *)state->object + rounded(mapping->size, 16);
    for (size_t i = 0; i < index; i++)
        place += place_size(cu_mapping_attribute(mapping, i));
    return place;
}

cupel_state *cu_state_init(void *memory, const cupel_mapping *mapping)
{
    return cu_state_begin(memory, mapping, cu_mapping_words(mapping));
}

cupel_state *cu_state_begin(void *memory, const cupel_mapping *mapping, size_t words)
{
    size_t head = cu_state_size(words);
    memset(memory, 0, head + mapping->size);
    cupel_state *state = memory;
    state->object = (cupel_object *)(void *)((char *)memory + head);
    state->mapping = mapping;
    state->words = (uint8_t)words;
    state->object->state = state;
    return state;
}

/* ---- what is known ----------------------------------------------------------------------------- */

static bool is_old(const cupel_state *state)
{
    return state->session && state->epoch != state->session->epoch &&
           state->lifecycle == CUPEL_PERSISTENT;
}

cupel_value cu_state_committed(const cupel_state *state, const cupel_attribute *attribute)
{
    cupel_value value = cu_state_value(state, attribute);
    size_t index = cu_attribute_index(attribute);
    for (const cu_change *change = cu_state_changes(state); change && !change->flushed;
         change = change->older_of_state)
        if (change->index == index)
            value = change->value;
    return value;
}

bool cu_state_knows(const cupel_state *state, size_t index)
{
    return !is_old(state) && cu_bit(state->bits, index);
}

void cu_state_settle(cupel_state *state)
{
    if (!is_old(state))
        return;
    memset(cu_known(state), 0, state->words * sizeof(uint64_t));
    state->epoch = state->session->epoch;
    cu_related_expire(state);
}

/* ---- texts ------------------------------------------------------------------------------------- */

void *cu_state_text(cupel_state *state, const void *bytes, size_t length)
{
    cu_text_block *block = cu_alloc(sizeof *block + length + 1);
    if (!block)
        return NULL;
    block->next = state->texts;
    block->size = length + 1;
    memcpy(block->bytes, bytes, length);
    block->bytes[length] = '\0';
    state->texts = block;
    return block->bytes;
}

static bool is_used(const cupel_state *state, const cu_text_block *block)
{
    for (size_t i = 0; i < cu_mapping_count(state->mapping); i++) {
        const cupel_attribute *attribute = cu_mapping_attribute(state->mapping, i);
        if (attribute->kind == CUPEL_ITEM_COLUMN && cu_attribute_type(attribute->type)->text &&
            *(const char *const *)cu_member(state, attribute->offset) == block->bytes)
            return true;
    }
    return false;
}

void cu_state_collect_texts(cupel_state *state)
{
    for (cu_text_block **link = &state->texts; *link;) {
        cu_text_block *block = *link;
        if (is_used(state, block)) {
            link = &block->next;
        } else {
            *link = block->next;
            cu_free(block);
        }
    }
}

/* ---- values ------------------------------------------------------------------------------------ */

bool cu_state_store(cupel_state *state, const cupel_attribute *attribute, const cupel_value *value)
{
    void *member = cu_member(state, attribute->offset);
    const cu_attribute_type_info *info = cu_attribute_type(attribute->type);
    cupel_value stored = *value;
    if (info->text && value->kind != CUPEL_KIND_NULL) {
        cupel_value current = cu_attribute_read(attribute->type, member);
        if (current.kind == value->kind && current.length == value->length &&
            memcmp(current.as.data, value->as.data, value->length) == 0)
            return true; /* the same text: pointers to it stay good */
        stored.as.data = cu_state_text(state, value->as.data, value->length);
        if (!stored.as.data)
            return false;
    }
    void *place = info->place ? cu_place_of(state, cu_attribute_index(attribute)) : NULL;
    if (CU_UNLIKELY(state->keyed))
        cu_keyed_set_aside(state);
    cu_attribute_write(attribute->type, member, place, &stored);
    cu_seal(state, attribute);
    return true;
}

void cu_state_forget_row(cupel_state *state, const cupel_attribute *generated)
{
    if (generated) {
        cupel_value none = cupel_value_int(0);
        cu_state_store(state, generated, &none);
        cu_bit_clear(cu_known(state), cu_attribute_index(generated));
    }
    state->flags &= (uint16_t) ~(unsigned)(CU_STATE_GENERATED_KEY | CU_STATE_EXPIRED);
    memset(cu_modified(state), 0, state->words * sizeof(uint64_t));
    state->lifecycle = CUPEL_TRANSIENT;
}

/* Frees what hangs off an instance. */
static void free_attachments(cupel_state *state)
{
    while (state->texts) {
        cu_text_block *block = state->texts;
        state->texts = block->next;
        cu_free(block);
    }
    cu_related_free(state);
    cu_state_keep_options(state, NULL);
    cu_keyed_forget(state);
    cu_birth_forget(state);
    if (state->flags & CU_STATE_KEY_BYTES)
        cu_free((void *)(uintptr_t)state->identity.key.bytes);
    if (state->error) {
        cu_error_free(state->error);
        cu_free(state->error);
    }
}

void cu_state_free(cupel_state *state)
{
    if (state->texts || state->related || state->error || state->keyed ||
        state->flags & (CU_STATE_KEY_BYTES | CU_STATE_OPTIONS | CU_STATE_STRAY))
        free_attachments(state);
    if (state->page)
        cu_page_free_block(state->page);
    else
        cu_free(state);
}
