/*
 * sql/node.c - memory and ownership of expression nodes: pools, handles, poison.
 */
#include "sql/node.h"
#include "base/alloc.h"
#include "sql/given.h"
#include <stdarg.h>
#include <stdio.h>

/* Memory of a pool beyond its first block, and the blocks of pools merged into it. */
typedef struct cu_pool_block {
    struct cu_pool_block *next;
} cu_pool_block;

/* Another pool that nodes of this one refer to; holds one reference of it. */
typedef struct cu_pool_use {
    struct cu_pool_use *next;
    cu_pool *pool;
} cu_pool_use;

struct cu_pool {
    cu_pool_block block; /* first: a pool is its own first block */
    cu_pool *merged;     /* the pool this one was merged into; NULL: it stands for itself */
    uint32_t references; /* handles into it, owners that hold it, pools that use it */
    cu_pool_block *last; /* of the chain that begins with `block` */
    cu_pool_use *uses, *last_use;
    char *next, *end; /* free memory */
};

/* As of arenas: built for that, each piece of memory is a block of its own. */
#ifdef CUPEL_SEPARATE
#    define POOL_SIZE  sizeof(cu_pool)
#    define BLOCK_SIZE 1
#else
#    define POOL_SIZE  512
#    define BLOCK_SIZE 2048
#endif

static const struct {
    cu_node node;
} no_memory = { { .head = { .kind = CU_NODE_POISON, .flags = CU_FLAG_STATIC },
                  .detail = CUPEL_NO_MEMORY,
                  .a = { .text = "out of memory while an expression was built" } } };

cupel_expr *cu_poison_no_memory(void)
{
    return (cupel_expr *)(uintptr_t)&no_memory.node.head;
}

/* ---- pools ------------------------------------------------------------------------------------- */

static cu_pool *pool_new(void)
{
    cu_pool *pool = cu_alloc(POOL_SIZE);
    if (!pool)
        return NULL;
    *pool = (cu_pool){ .references = 0 };
    pool->last = &pool->block;
    pool->next = (char *)(pool + 1);
    pool->end = (char *)pool + POOL_SIZE;
    return pool;
}

static cu_pool *pool_root(cu_pool *pool)
{
    while (pool->merged) {
        if (pool->merged->merged)
            pool->merged = pool->merged->merged;
        pool = pool->merged;
    }
    return pool;
}

static void *pool_alloc(cu_pool *pool, size_t size)
{
    size = (size + 7) & ~(size_t)7;
    if (size > (size_t)(pool->end - pool->next)) {
        size_t wanted = sizeof(cu_pool_block) + size;
        size_t block_size = CU_MAX(wanted, (size_t)BLOCK_SIZE);
        cu_pool_block *block = cu_alloc(block_size);
        if (!block)
            return NULL;
        block->next = NULL;
        pool->last->next = block;
        pool->last = block;
        /* a big block for one text must not waste what is left of a small one */
        if (wanted > BLOCK_SIZE / 2)
            return block + 1;
        pool->next = (char *)(block + 1);
        pool->end = (char *)block + block_size;
    }
    void *memory = pool->next;
    pool->next += size;
    return memory;
}

/* Makes `pool` and all its memory part of `into`; the one reference there is goes with it. */
static void pool_merge(cu_pool *into, cu_pool *pool)
{
    into->last->next = &pool->block;
    into->last = pool->last;
    if (pool->uses) {
        pool->last_use->next = into->uses;
        if (!into->uses)
            into->last_use = pool->last_use;
        into->uses = pool->uses;
    }
    if (pool->end - pool->next > into->end - into->next) {
        into->next = pool->next;
        into->end = pool->end;
    }
    pool->merged = into;
}

/* Drops one reference; frees the pools that come to nothing, without recursion. */
static void pool_drop(cu_pool *pool)
{
    if (--pool->references > 0)
        return;
    cu_pool *dying = pool; /* chained by `merged`, which nobody follows any more */
    dying->merged = NULL;
    while (dying) {
        cu_pool *current = dying;
        dying = current->merged;
        for (cu_pool_use *use = current->uses; use; use = use->next) {
            cu_pool *used = pool_root(use->pool);
            if (--used->references == 0) {
                used->merged = dying;
                dying = used;
            }
        }
        for (cu_pool_block *block = &current->block; block;) {
            cu_pool_block *next = block->next;
            cu_free(block);
            block = next;
        }
    }
}

/* Makes nodes of `pool` keep `used` alive; takes over one reference of it. */
static bool pool_use(cu_pool *pool, cu_pool *used)
{
    cu_pool_use *use = pool_alloc(pool, sizeof *use);
    if (!use)
        return false;
    use->pool = used;
    use->next = pool->uses;
    if (!pool->uses)
        pool->last_use = use;
    pool->uses = use;
    return true;
}

/* ---- handles ----------------------------------------------------------------------------------- */

static cu_node *writable(cupel_expr *expression)
{
    return (cu_node *)(void *)expression;
}

/*
 * Takes one handle; the caller owns a reference of the returned pool.  A node without a handle was handed over
 * before: it is treated as kept, which is harmless while its tree lives.
 */
static cu_pool *take_handle(cupel_expr *expression)
{
    cu_node *node = writable(expression);
    cu_pool *pool = pool_root(node->pool);
    if (node->handles == 0)
        pool->references++;
    else
        node->handles--;
    return pool;
}

cupel_expr *cupel_keep(cupel_expr *expression)
{
    if (cu_is_counted(expression)) {
        cu_node *node = writable(expression);
        node->handles++;
        pool_root(node->pool)->references++;
    }
    return expression;
}

void cupel_discard(cupel_expr *expression)
{
    static const char *const what = "cupel_discard, or a call that failed";
    if (cu_is_counted(expression) && cu_node_of(expression)->handles > 0)
        pool_drop(take_handle(cu_given(expression, what)));
}

cu_pool *cu_hold(cupel_expr *expression)
{
    return cu_is_counted(expression) ? take_handle(expression) : NULL;
}

void cu_release(cu_pool *pool)
{
    if (pool)
        pool_drop(pool_root(pool));
}

/* ---- building ---------------------------------------------------------------------------------- */

static void discard_operands(size_t count, const cupel_value *operands)
{
    for (size_t i = 0; i < count; i++)
        if (operands[i].kind == CUPEL_KIND_EXPRESSION)
            cupel_discard(operands[i].as.expression);
}

/* The first poisoned operand; the others are discarded. */
static cupel_expr *find_poison(size_t count, const cupel_value *operands)
{
    for (size_t i = 0; i < count; i++) {
        if (operands[i].kind != CUPEL_KIND_EXPRESSION)
            continue;
        cupel_expr *operand = operands[i].as.expression;
        if (!cu_is_poison(operand))
            continue;
        discard_operands(i, operands);
        discard_operands(count - i - 1, operands + i + 1);
        return operand;
    }
    return NULL;
}

static cu_pool *choose_pool(size_t count, const cupel_value *operands)
{
    for (size_t i = 0; i < count; i++) {
        cupel_expr *expression =
            operands[i].kind == CUPEL_KIND_EXPRESSION ? operands[i].as.expression : NULL;
        if (!cu_is_counted(expression) || cu_node_of(expression)->handles != 1)
            continue;
        cu_pool *root = pool_root(cu_node_of(expression)->pool);
        if (root->references == 1)
            return root;
    }
    return pool_new();
}

/* Moves what `expression` lives in into the builder's pool, or makes that pool refer to it. */
static bool adopt(cu_pool *pool, cupel_expr *expression)
{
    bool last_handle = cu_node_of(expression)->handles == 1;
    cu_pool *from = take_handle(expression);
    if (from == pool) {
        pool->references--;
    } else if (last_handle && from->references == 1) {
        pool_merge(pool, from);
    } else if (!pool_use(pool, from)) {
        pool_drop(from);
        return false;
    }
    return true;
}

static void note_operand(cu_builder *builder, const cupel_value *operand)
{
    if (operand->kind == CUPEL_KIND_QUERY || operand->kind == CUPEL_KIND_INSTANCE ||
        operand->kind == CUPEL_KIND_SUBQUERY || operand->kind == CUPEL_KIND_ALIAS)
        builder->plain = false;
    if (operand->kind != CUPEL_KIND_EXPRESSION || !operand->as.expression)
        return;
    const cupel_expr *expression = operand->as.expression;
    if (!(expression->flags & CU_FLAG_PLAIN))
        builder->plain = false;
    if (expression->kind != CU_NODE_ATTRIBUTE && expression->kind != CU_NODE_TABLE_COLUMN)
        builder->depth = CU_MAX(builder->depth, cu_node_of(expression)->depth);
}

/* Takes an operand over into the pool; what is wrong, or NULL. */
static cupel_expr *take_operand(cu_pool *pool, const char *what, cupel_expr *operand)
{
    if (!cu_is_counted(operand))
        return NULL;
    cupel_expr *taken = cu_given(operand, what);
    if (taken != operand)
        return taken;
    return adopt(pool, operand) ? NULL : cu_poison_no_memory();
}

bool cu_build_begin(cu_builder *builder, const char *what, size_t count,
                    const cupel_value *operands)
{
    *builder = (cu_builder){ .what = what, .plain = true };
    builder->result = find_poison(count, operands);
    if (builder->result)
        return false;
    builder->pool = choose_pool(count, operands);
    if (!builder->pool) {
        discard_operands(count, operands);
        builder->result = cu_poison_no_memory();
        return false;
    }
    builder->pool->references++; /* the builder's own, the new node's handle in the end */
    for (size_t i = 0; i < count; i++) {
        note_operand(builder, &operands[i]);
        if (operands[i].kind == CUPEL_KIND_EXPRESSION)
            builder->result = take_operand(builder->pool, what, operands[i].as.expression);
        if (builder->result) {
            discard_operands(count - i - 1, operands + i + 1);
            pool_drop(builder->pool);
            return false;
        }
    }
    return true;
}

void cu_build_in_arena(cu_builder *builder, cu_arena *arena, size_t count,
                       const cupel_value *operands)
{
    *builder = (cu_builder){ .arena = arena, .plain = true };
    for (size_t i = 0; i < count; i++)
        note_operand(builder, &operands[i]);
}

void *cu_build_alloc(cu_builder *builder, size_t size)
{
    void *memory =
        builder->pool ? pool_alloc(builder->pool, size) : cu_arena_alloc(builder->arena, size);
    if (!memory)
        builder->failed = true;
    return memory;
}

const char *cu_build_text_length(cu_builder *builder, const char *text, size_t length)
{
    char *copy = cu_build_alloc(builder, length + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

const char *cu_build_text(cu_builder *builder, const char *text)
{
    return cu_build_text_length(builder, text, strlen(text));
}

cu_node *cu_build_node(cu_builder *builder, cu_node_kind kind, size_t count, size_t size)
{
    if (size == 0)
        size = sizeof(cu_node);
    char *memory = cu_build_alloc(builder, size + count * sizeof(cupel_expr *));
    if (!memory)
        return NULL;
    memset(memory, 0, size);
    cu_node *node = (cu_node *)(void *)memory;
    node->head.kind = (unsigned char)kind;
    node->head.count = (unsigned)count;
    node->pool = builder->pool;
    node->items = (cupel_expr **)(void *)(memory + size);
    return node;
}

void cu_node_set(cu_node *node, size_t index, const cupel_expr *item)
{
    ((const cupel_expr **)(uintptr_t)node->items)[index] = item;
}

static bool is_chain(const cu_node *node, const cupel_expr *item)
{
    return item->kind == node->head.kind && item->operation == node->head.operation &&
           (item->kind == CU_NODE_BOOLEAN || item->kind == CU_NODE_BINARY);
}

/* A condition on related rows becomes a query, which takes more of the stack than an operator. */
#define RELATED_LEVELS 5u

/* Levels of nesting under a node; a chain of one operator (a OR b OR c ...) counts as one level. */
static unsigned node_depth(const cu_node *node)
{
    unsigned depth = 0;
    for (size_t i = 0; i < node->head.count; i++) {
        const cupel_expr *item = node->items[i];
        if (!item || item->kind == CU_NODE_ATTRIBUTE || item->kind == CU_NODE_TABLE_COLUMN)
            continue;
        /* left chains of a binary operator, and chains of AND and OR on any side, are walked by loops */
        bool chain = is_chain(node, item) && (i == 0 || item->kind == CU_NODE_BOOLEAN);
        unsigned level = item->kind == CU_NODE_RELATED ? RELATED_LEVELS : 1u;
        unsigned below = cu_node_of(item)->depth + (chain ? 0u : level);
        depth = CU_MAX(depth, below);
    }
    return depth;
}

cupel_expr *cu_build_finish(cu_builder *builder, cu_node *node)
{
    if (!node || builder->failed) {
        cu_build_abandon(builder);
        return cu_poison_no_memory();
    }
    unsigned depth = node_depth(node);
    if (depth > CU_DEPTH_MAXIMUM)
        return cu_build_fail(builder, CUPEL_INVALID_REQUEST,
                             "an expression is nested more than %d levels deep; chains of AND, OR "
                             "and + may be of any length, other nesting may not (and cupel_any() "
                             "and cupel_has() only a fifth of that)",
                             CU_DEPTH_MAXIMUM);
    node->depth = (uint16_t)depth;
    if (builder->plain)
        node->head.flags |= CU_FLAG_PLAIN;
    node->handles = 1;
    return &node->head;
}

cupel_expr *cu_build_pass(cu_builder *builder, const cupel_expr *operand)
{
    cupel_expr *passed = (cupel_expr *)(uintptr_t)operand;
    cupel_expr *kept = builder->arena ? passed : cupel_keep(passed);
    cu_build_abandon(builder);
    return kept;
}

void cu_build_abandon(cu_builder *builder)
{
    if (builder->pool)
        pool_drop(builder->pool);
    builder->pool = NULL;
}

static cupel_expr *poison_v(cupel_code code, const char *format, va_list arguments)
{
    cu_pool *pool = pool_new();
    if (!pool)
        return cu_poison_no_memory();
    pool->references = 1;
    cu_builder builder = { .pool = pool, .plain = true };
    cu_node *node = cu_build_node(&builder, CU_NODE_POISON, 0, 0);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = node && length >= 0 ? cu_build_alloc(&builder, (size_t)length + 1) : NULL;
    if (!text) {
        pool_drop(pool);
        return cu_poison_no_memory();
    }
    vsnprintf(text, (size_t)length + 1, format, arguments);
    node->a.text = text;
    node->detail = (uint16_t)code;
    return cu_build_finish(&builder, node);
}

cupel_expr *cu_poison(cupel_code code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    cupel_expr *poison = poison_v(code, format, arguments);
    va_end(arguments);
    return poison;
}

cupel_expr *cu_build_fail(cu_builder *builder, cupel_code code, const char *format, ...)
{
    cu_build_abandon(builder);
    va_list arguments;
    va_start(arguments, format);
    cupel_expr *poison = poison_v(code, format, arguments);
    va_end(arguments);
    return poison;
}

cupel_code cupel_expression_code(const cupel_expr *expression)
{
    return cu_is_poison(expression) ? (cupel_code)cu_node_of(expression)->detail : CUPEL_OK;
}

const char *cupel_expression_text(const cupel_expr *expression)
{
    return cu_is_poison(expression) ? cu_node_of(expression)->a.text : "";
}
