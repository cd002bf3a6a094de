/*
 * sql/key.h - the structural key of a statement, and the parameters in it.
 *
 * One walk over the trees of a statement does two things: it writes the key,
 * a string of words that is the same for statements that compile to the same
 * SQL (values left out, the shape of everything else kept), and it collects the
 * bound parameters in the order it meets them.  A statement that was compiled
 * before is found by its key, and the slots of what was compiled say which of
 * the collected parameters goes where.
 *
 * A parameter that occurs twice in the trees is collected once; the key tells.
 */
#ifndef CU_SQL_KEY_H
#define CU_SQL_KEY_H

#include "base/vector.h"
#include "sql/node.h"

/* A parameter as collected. */
typedef struct cu_parameter {
    enum { CU_PARAMETER_BIND, CU_PARAMETER_LIST, CU_PARAMETER_INSTANCE } kind;
    union {
        const cu_bind *bind;
        const cu_bind_list *list;
        const void *instance;
    } of;
} cu_parameter;

/* A statement that a walk is in, and the one around it. */
typedef struct cu_key_scope {
    const struct cu_key_scope *around;
    const void *statement;
} cu_key_scope;

typedef struct cu_key cu_key;
struct cu_key {
    cu_vector(uint64_t) words;
    cu_vector(cu_parameter) parameters;
    cu_vector(
        const void *) seen; /* aliases and subqueries met, in order: their number stands for them */
    cu_vector(const cupel_expr *) stack;
    uint64_t walk;
    bool failed;           /* memory was short */
    const cu_node *poison; /* a poisoned node was met: the statement cannot be compiled */
    /* Writes nodes of other layers. */
    void (*extension)(cu_key *key, const cupel_expr *expression);
    /*
     * The parameter that the program gave in place of one of that kind (BIND, BIND_LIST) and name, by the statements that
     * the walk is in; NULL: none.
     */
    const cupel_expr *(*find_given)(const cu_key *key, cu_node_kind kind, const char *name);
    const cu_key_scope *scope;
    const cu_bind_list *lacking; /* a list that must be given values and was not; NULL: none */
    size_t depth;                /* of queries in each other */
};

/* Begins a walk: the memory of an earlier one is used again.  A key starts as { 0 }. */
void cu_key_begin(cu_key *key);
void cu_key_free(cu_key *key);

static inline void cu_key_word(cu_key *key, uint64_t word)
{
    if (!cu_vector_push(&key->words, word))
        key->failed = true;
}

void cu_key_pointer(cu_key *key, const void *pointer);
void cu_key_text(cu_key *key, const char *text); /* NULL is a text of its own */
/* The number of a thing that has no identity beyond this statement (an anonymous alias), by order of meeting; whether it is met first. */
bool cu_key_identity(cu_key *key, const void *thing);
void cu_key_parameter(cu_key *key, cu_parameter parameter);
/* Writes a tree; NULL is allowed. */
void cu_key_expression(cu_key *key, const cupel_expr *expression);
void cu_key_type(cu_key *key, const cupel_type *type);

/* How many placeholders an IN of `count` values gets: padded, so that lists of many lengths share statements. */
size_t cu_list_bucket(size_t count);

#endif
