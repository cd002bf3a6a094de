/*
 * orm/identity.c - identity keys and the tables of the identity map.
 */
#include "orm/identity.h"
#include "base/alloc.h"
#include "base/hash.h"
#include <cupel/log.h>

void cu_identity_table_free(cu_identity_table *table)
{
    cu_free(table->entries);
    *table = (cu_identity_table){ 0 };
}

/* ---- keys -------------------------------------------------------------------------------------- */

void cu_identity_buffer_free(cu_identity_buffer *buffer)
{
    if (buffer->capacity > 0)
        cu_free(buffer->bytes);
    buffer->bytes = NULL;
    buffer->capacity = 0;
}

static const void *plain_bytes(const cupel_value *value, size_t *length)
{
    switch (value->kind) {
    case CUPEL_KIND_NULL: *length = 0; return "";
    case CUPEL_KIND_TEXT:
    case CUPEL_KIND_BLOB:
    case CUPEL_KIND_DECIMAL:
    case CUPEL_KIND_JSON: *length = value->length; return value->as.data;
    case CUPEL_KIND_BOOL: *length = sizeof value->as.boolean; return &value->as;
    case CUPEL_KIND_UUID: *length = sizeof value->as.uuid; return &value->as;
    default: *length = sizeof value->as.integer; return &value->as;
    }
}

/* Dates and times as one number, so that padding does not matter. */
static cupel_value packed(const cupel_value *value)
{
    uint64_t number;
    switch (value->kind) {
    case CUPEL_KIND_DATE:
        number = (uint64_t)(uint32_t)value->as.date.year << 16 |
                 (uint64_t)value->as.date.month << 8 | value->as.date.day;
        break;
    case CUPEL_KIND_TIME:
        number = (uint64_t)value->as.time.hour << 48 | (uint64_t)value->as.time.minute << 40 |
                 (uint64_t)value->as.time.second << 32 | value->as.time.microsecond;
        break;
    case CUPEL_KIND_DATETIME: {
        const cupel_datetime_value *at = &value->as.datetime;
        number = ((uint64_t)(uint32_t)(at->year + 5000) * 12 + at->month) * 31 + at->day;
        number = ((number * 24 + at->hour) * 60 + at->minute) * 60 + at->second;
        number = number * 1000000 + at->microsecond;
        break;
    }
    default: return *value;
    }
    return cupel_value_int((int64_t)number);
}

/* The bytes that tell a value from others of its kind; in `scratch`, or the value's own text. */
static const void *value_bytes(const cupel_value *value, cupel_value *scratch, size_t *length)
{
    *scratch = packed(value);
    return plain_bytes(scratch, length);
}

void cu_identity_add_value(cu_buffer *key, const cupel_value *value)
{
    cupel_value scratch;
    size_t length;
    const void *bytes = value_bytes(value, &scratch, &length);
    const uint32_t head[2] = { value->kind, (uint32_t)length };
    cu_buffer_add_length(key, (const char *)head, sizeof head);
    cu_buffer_add_length(key, bytes, length);
}

uint64_t cu_identity_value_hash(const cupel_value *value)
{
    cupel_value scratch;
    size_t length;
    const void *bytes = value_bytes(value, &scratch, &length);
    return cu_hash_bytes(bytes, length);
}

static bool reserve_bytes(cu_identity_buffer *buffer, size_t used, size_t wanted)
{
    size_t capacity = buffer->capacity > 0 ? buffer->capacity : sizeof buffer->inside;
    if (!buffer->bytes)
        buffer->bytes = buffer->inside;
    if (wanted <= capacity)
        return true;
    size_t larger = CU_MAX(wanted, capacity * 2);
    unsigned char *bytes = cu_alloc(larger);
    if (!bytes)
        return false;
    memcpy(bytes, buffer->bytes, used);
    if (buffer->capacity > 0)
        cu_free(buffer->bytes);
    buffer->bytes = bytes;
    buffer->capacity = larger;
    return true;
}

uint64_t cu_identity_hash(const void *bytes, size_t length)
{
    return cu_hash_bytes(bytes, length);
}

bool cu_identity_of_values(const cu_mapper *mapper, const cupel_value *values,
                           cu_identity_buffer *buffer, cu_identity *out)
{
    if (mapper->integer_key) {
        *out = cu_identity_of_number(values[0].as.integer);
        return true;
    }
    size_t used = 0;
    for (size_t i = 0; i < mapper->key_count; i++) {
        cupel_value value;
        size_t length;
        const void *bytes = value_bytes(&values[i], &value, &length);
        uint32_t head =
            (uint32_t)length + 1; /* tells ('a', 'bc') from ('ab', 'c'), and NULL from '' */
        if (value.kind == CUPEL_KIND_NULL)
            head = 0;
        if (!reserve_bytes(buffer, used, used + sizeof head + length))
            return false;
        memcpy(buffer->bytes + used, &head, sizeof head);
        memcpy(buffer->bytes + used + sizeof head, bytes, length);
        used += sizeof head + length;
    }
    *out = (cu_identity){ .hash = cu_identity_hash(buffer->bytes, used),
                          .key = { .bytes = buffer->bytes },
                          .length = (uint32_t)used };
    return true;
}

bool cu_state_copy_identity(cupel_state *state, const cu_identity *identity)
{
    unsigned char *copy = cu_alloc(identity->length);
    if (!copy)
        return false;
    memcpy(copy, identity->key.bytes, identity->length);
    if (state->flags & CU_STATE_KEY_BYTES)
        cu_free((void *)(uintptr_t)state->identity.key.bytes);
    state->flags |= CU_STATE_KEY_BYTES;
    state->identity = *identity;
    state->identity.key.bytes = copy;
    return true;
}

void cu_identity_describe(const cupel_state *state, cu_buffer *buffer)
{
    const cu_mapper *mapper = state->mapper;
    char text[256];
    cupel_value values[16];
    size_t count = mapper ? CU_MIN(mapper->key_count, CU_LENGTH(values)) : 0;
    for (size_t i = 0; i < count; i++)
        values[i] = cu_state_value(state, mapper->keys[i]->attribute);
    cupel_log_record record = { .values = values, .values_per_set = count, .sets = 1 };
    cupel_log_parameters(&record, text, sizeof text);
    cu_buffer_add(buffer, text);
}

/* ---- tables ------------------------------------------------------------------------------------ */

static bool same_identity(const cu_identity_entry *entry, const cu_mapper *mapper,
                          const cu_identity *identity)
{
    if (entry->hash != identity->hash || mapper->integer_key)
        return entry->hash == identity->hash;
    const cu_identity *own = &entry->state->identity;
    return own->length == identity->length &&
           memcmp(own->key.bytes, identity->key.bytes, identity->length) == 0;
}

/*
 * Keys one after the other each find their home free, up to the last place: such a table may be nearly full.  Others meet,
 * and the more so the fuller it is.  Where an entry was far to carry, the table is to be no more than half full; where it
 * is not even that, two rows of keys lie across each other, and all keys are to be mixed up.
 */
#define MANY_STEPS     12
#define TOO_MANY_STEPS 256

/* How far behind its home an entry is. */
static size_t distance(const cu_identity_table *table, size_t at)
{
    return (at - cu_identity_home(table, table->entries[at].hash)) & (table->capacity - 1);
}

cupel_state *cu_identity_find(const cu_identity_table *table, const cu_mapper *mapper,
                              const cu_identity *identity)
{
    if (table->count == 0)
        return NULL;
    size_t mask = table->capacity - 1;
    size_t i = cu_identity_home(table, identity->hash);
    /* one that is closer to its home than this would be stands where this had been put first */
    for (size_t away = 0; table->entries[i].state; i = (i + 1) & mask, away++) {
        if (same_identity(&table->entries[i], mapper, identity))
            return table->entries[i].state;
        if (away > 0 && distance(table, i) < away)
            return NULL;
    }
    return NULL;
}

/*
 * Who is further from home goes first (Robin Hood hashing): so a removal can stop at the first entry that is at
 * home, and a run of keys one after the other costs nothing to take apart.
 */
void cu_identity_place(cu_identity_table *table, const cu_identity_entry *entry)
{
    cu_identity_entry moving = *entry;
    size_t mask = table->capacity - 1, steps = 0;
    size_t i = cu_identity_home(table, moving.hash);
    for (size_t away = 0; table->entries[i].state; i = (i + 1) & mask, away++, steps++) {
        size_t here = distance(table, i);
        if (here < away) {
            cu_identity_entry displaced = table->entries[i];
            table->entries[i] = moving;
            moving = displaced;
            away = here;
        }
    }
    table->entries[i] = moving;
    table->crowded |= steps > MANY_STEPS;
    table->tangled |= steps > TOO_MANY_STEPS && !table->mixed && table->count < table->capacity / 2;
}

/* All entries of a table in another one, which is empty and large enough; false: they are tangled. */
static bool put_all(cu_identity_table *to, const cu_identity_table *from)
{
    for (size_t i = 0; i < from->capacity && !to->tangled; i++)
        if (from->entries[i].state)
            cu_identity_put(to, &from->entries[i]);
    return !to->tangled;
}

bool cu_identity_grow(cu_identity_table *table, size_t more)
{
    size_t wanted = table->count + more;
    cu_identity_table larger = { .capacity = table->capacity ? table->capacity : 16,
                                 .bits = table->bits ? table->bits : 4,
                                 .crowded = table->crowded };
    for (; wanted > cu_identity_limit(&larger); larger.bits++)
        larger.capacity *= 2;
    /* in a larger one it may be well without */
    larger.crowded = larger.mixed = table->tangled && larger.capacity == table->capacity;
    larger.entries = cu_alloc_array(larger.capacity, sizeof *larger.entries);
    if (!larger.entries)
        return false;
    if (!put_all(&larger, table)) {
        memset(larger.entries, 0, larger.capacity * sizeof *larger.entries);
        larger.count = 0;
        larger.tangled = false;
        larger.mixed = larger.crowded = true;
        put_all(&larger, table);
    }
    cu_free(table->entries);
    *table = larger;
    return true;
}

void cu_identity_remove(cu_identity_table *table, cupel_state *state)
{
    if (table->count == 0)
        return;
    size_t mask = table->capacity - 1;
    size_t hole = cu_identity_home(table, state->identity.hash);
    while (table->entries[hole].state && table->entries[hole].state != state)
        hole = (hole + 1) & mask;
    if (!table->entries[hole].state)
        return;
    /* entries behind the hole move up, until one is at home */
    for (size_t i = (hole + 1) & mask; table->entries[i].state && distance(table, i) > 0;
         i = (i + 1) & mask) {
        table->entries[hole] = table->entries[i];
        hole = i;
    }
    table->entries[hole].state = NULL;
    table->count--;
}
