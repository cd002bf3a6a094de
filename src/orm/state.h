/*
 * orm/state.h - what is known of one instance besides its attributes.
 *
 * An instance is one block: the state, the struct, places for nullable values,
 * and the texts it was made with.  Text set later is allocated apart and hangs
 * off the state.  A bit per attribute says whether its value is known, another
 * whether it was changed since the last flush.
 *
 * Values expire by the session's epoch: a commit counts it up, and what an
 * instance of an older epoch holds is old news, without a walk over all of them.
 */
#ifndef CU_ORM_STATE_H
#define CU_ORM_STATE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/unique.h"
#include "orm/attribute.h"
#include "orm/mapper.h"
#include <cupel/instance.h>

typedef struct cu_text_block cu_text_block;
typedef struct cu_change cu_change;
typedef struct cu_page cu_page;
typedef struct cu_birth cu_birth;
typedef struct cu_key_index cu_key_index;

/* A text or bytes that an attribute was set to. */
struct cu_text_block {
    cu_text_block *next;
    size_t size;
    char bytes[];
};

/* An attribute's value before it was changed; kept until the transaction ends, for rollback and history. */
struct cu_change {
    cu_change *older_of_state; /* of the same instance */
    cu_change *older;          /* of the transaction */
    cupel_state *state;        /* NULL: the instance left the session */
    uint32_t index;            /* the attribute; CU_CHANGE_KEY: the identity key changed */
    bool known;                /* whether there was a value */
    bool flushed;              /* the change is in the database already */
    cupel_value value;
};
#define CU_CHANGE_KEY  UINT32_MAX
#define CU_CHANGE_NONE (UINT32_MAX - 1) /* taken back: the attribute was expired */

/* The primary key of a row: the number itself, or the bytes of all key values one after the other. */
typedef struct cu_identity {
    uint64_t hash;
    union {
        int64_t number;
        const unsigned char *bytes;
    } key;
    uint32_t length; /* of bytes */
} cu_identity;

/* What is looked at when many instances are, for whether they are current and for freeing them, fills one cache line. */
struct cupel_state {
    cupel_object *object;
    cupel_session *session; /* NULL: in none */
    union {
        struct {
            uint32_t epoch; /* in a session: of which its values are */
            uint32_t place; /* in the session's list of pending, changed or deleted ones */
        };
        cupel_state *previous_kept;
    };
    cu_page *page; /* the memory it lives in; NULL: a block of its own */
    cu_text_block *texts;
    struct cu_collection *related; /* its collections; NULL: none were ever filled */
    cu_error *error;               /* of an instance in no session */
    uint16_t flags;
    uint8_t lifecycle; /* a cupel_instance_state */
    uint8_t words;
    uint32_t mark; /* of a walk over instances that passed here */

    const cupel_mapping *mapping;
    cu_mapper *mapper;    /* in a session; NULL otherwise */
    cu_identity identity; /* persistent, deleted and detached ones */
    union {
        cu_change *changes;     /* in a session: newest first */
        cupel_state *next_kept; /* with a keeper: on its list */
    };
    struct cu_key_node *keyed; /* its places in the indexes of keyed collections */
    cupel_session *keeper; /* it left this session, which frees it when it closes, if not lent */
    union {
        uint32_t born_place; /* of one that was inserted in the transaction: in session->born */
        uint32_t held_in;    /* of others: the transaction that may need it again */
    };
    uint32_t entered;   /* place in session->entered, counted from 1; 0: it is not on it */
    uint32_t referrers; /* how often it is in a relationship of another one */
    uint32_t given;     /* the run of a query that gave it last */
    struct cu_kept_options *kept_options; /* for what it loads later; NULL: none */
    cu_birth *birth; /* with CU_STATE_STRAY: what its session will say of its row */
    uint64_t
        bits[]; /* `words` of known, `words` of modified; debug builds: behind them the seals */
};

/* The most words that bits of attributes take. */
#define CU_STATE_WORDS UINT8_MAX

enum {
    CU_STATE_DIRTY = 1,         /* in session->dirty */
    CU_STATE_DELETING = 2,      /* in session->deleting */
    CU_STATE_GENERATED_KEY = 4, /* the database gave it its key */
    CU_STATE_FAULT = 8,         /* setting an attribute failed for lack of memory */
    CU_STATE_BORN = 16,         /* inserted in the transaction that is going on */
    CU_STATE_KEY_BYTES = 32,    /* identity.key.bytes is allocated */
    CU_STATE_LEAVING = 128,     /* reached by a walk along a cascade */
    CU_STATE_BURIED = 256,      /* it left its session after its row was deleted */
    CU_STATE_PARTLY = 512,      /* made by a query that left out columns which are not deferred */
    CU_STATE_OPTIONS = 1024,    /* it has kept options */
    CU_STATE_IN_BATCH =
        2048,              /* in the batch of the run that loaded it: it goes with the next one */
    CU_STATE_STRAY = 4096, /* it left in the transaction that inserted it */
    CU_STATE_EXPIRED = 64, /* its values were expired when it left its session */
    CU_STATE_HELD = 8192,  /* inserted in the transaction, which may need it again */
    CU_STATE_LENT = 16384  /* the program's to free, but its keeper may need its memory still */
};

/* A mark that no instance has, nor the three numbers after it, for a walk over instances; not 0, which new ones have. */
static inline uint32_t cu_walk_mark(void)
{
    uint32_t mark = (uint32_t)cu_unique_number() * 4;
    return mark > 0 ? mark : cu_walk_mark();
}

/* It is none any more that was inserted in the transaction. */
static inline void cu_state_end_birth(cupel_state *state)
{
    state->flags &= (uint16_t) ~(unsigned)(CU_STATE_BORN | CU_STATE_HELD);
    state->held_in = 0;
}

/* Debug builds: a checksum of an attribute, see seal.h; both 0 where its bytes are. */
typedef struct cu_seal_value {
    uint32_t member;  /* the pointer, where it is one */
    uint32_t content; /* the value */
} cu_seal_value;

#ifdef CUPEL_DEBUG
#    define CU_SEALS_SIZE (64 * sizeof(cu_seal_value)) /* for each word of bits */
#else
#    define CU_SEALS_SIZE 0
#endif

static inline size_t cu_state_size(size_t words)
{
    return (sizeof(cupel_state) + words * (2 * sizeof(uint64_t) + CU_SEALS_SIZE) + 15) &
           ~(size_t)15;
}

static inline bool cu_bit(const uint64_t *bits, size_t index)
{
    return (bits[index >> 6] >> (index & 63)) & 1;
}

static inline void cu_bit_set(uint64_t *bits, size_t index)
{
    bits[index >> 6] |= UINT64_C(1) << (index & 63);
}

static inline void cu_bit_clear(uint64_t *bits, size_t index)
{
    bits[index >> 6] &= ~(UINT64_C(1) << (index & 63));
}

static inline uint64_t *cu_known(cupel_state *state)
{
    return state->bits;
}

static inline uint64_t *cu_modified(cupel_state *state)
{
    return state->bits + state->words;
}

#ifdef CUPEL_DEBUG
static inline cu_seal_value *cu_seals(cupel_state *state)
{
    return (cu_seal_value *)(void *)(state->bits + (size_t)2 * state->words);
}
#endif

/* What was changed in the transaction, newest first; of an instance that left its session nothing. */
static inline cu_change *cu_state_changes(const cupel_state *state)
{
    return state->keeper ? NULL : state->changes;
}

static inline void *cu_member(const cupel_state *state, size_t offset)
{
    return (char *)state->object + offset;
}

/* The state of an instance; NULL where the pointer is no instance cupel made. */
static inline cupel_state *cu_state_of(const cupel_object *instance)
{
    return instance ? instance->state : NULL;
}

/* A new state in `memory` with its struct behind it, all zero; memory must be of cu_instance_size. */
cupel_state *cu_state_init(void *memory, const cupel_mapping *mapping);
/* The same where the words of its bits have been counted. */
cupel_state *cu_state_begin(void *memory, const cupel_mapping *mapping, size_t words);
size_t cu_mapping_words(const cupel_mapping *mapping);
/* Bytes of state, struct and places of nullable values. */
size_t cu_instance_size(const cupel_mapping *mapping);
/* Where the value of the nullable attribute number `index` goes. */
void *cu_place_of(const cupel_state *state, size_t index);

/* The current value of a column attribute; borrowed text. */
static inline cupel_value cu_state_value(const cupel_state *state, const cupel_attribute *attribute)
{
    return cu_attribute_read(attribute->type, cu_member(state, attribute->offset));
}

/* The value a column attribute had when the row was last read or written. */
cupel_value cu_state_committed(const cupel_state *state, const cupel_attribute *attribute);

/* Whether an attribute's value is known and not expired. */
bool cu_state_knows(const cupel_state *state, size_t index);
/* Forgets that values are known where the session's epoch says they are old. */
void cu_state_settle(cupel_state *state);

/* Text or bytes in memory of the instance; NULL: no memory. */
void *cu_state_text(cupel_state *state, const void *bytes, size_t length);
/* Frees the texts that no attribute points to any more. */
void cu_state_collect_texts(cupel_state *state);
/* Writes a value (text is copied) without any record of it: for loading.  False: no memory. */
bool cu_state_store(cupel_state *state, const cupel_attribute *attribute, const cupel_value *value);
/* There is no row any more, nor the key that the database gave to `generated` (NULL: to nothing): it is transient. */
void cu_state_forget_row(cupel_state *state, const cupel_attribute *generated);
/* Frees an instance with all that hangs off it; it is in no session. */
void cu_state_free(cupel_state *state);

#endif
