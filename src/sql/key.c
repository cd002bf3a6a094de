/*
 * sql/key.c - writing the structural key of trees, and collecting their parameters.
 *
 * A tree is written from its root down: a word with the node's kind, operator
 * and number of items, what else makes up its shape, then its items.  That is
 * unambiguous, and needs a stack but no recursion.
 */
#include "sql/key.h"
#include "base/unique.h"

#define LIST_DOUBLES_UP_TO ((size_t)8192)
#define LIST_STEP          ((size_t)1024)
#define LIST_STEPS_UP_TO   ((size_t)65536)

void cu_key_begin(cu_key *key)
{
    cu_vector_clear(&key->words);
    cu_vector_clear(&key->parameters);
    cu_vector_clear(&key->seen);
    cu_vector_clear(&key->stack);
    key->failed = false;
    key->poison = NULL;
    key->find_given = NULL;
    key->scope = NULL;
    key->lacking = NULL;
    key->depth = 0;
    key->walk = cu_unique_number(); /* so that nodes can tell an old mark from a new one */
}

void cu_key_free(cu_key *key)
{
    cu_vector_free(&key->words);
    cu_vector_free(&key->parameters);
    cu_vector_free(&key->seen);
    cu_vector_free(&key->stack);
}

void cu_key_pointer(cu_key *key, const void *pointer)
{
    cu_key_word(key, (uint64_t)(uintptr_t)pointer);
}

void cu_key_text(cu_key *key, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    cu_key_word(key, text ? length + 1 : 0);
    while (length > 0) {
        uint64_t word = 0;
        size_t part = CU_MIN(length, sizeof word);
        memcpy(&word, text, part);
        cu_key_word(key, word);
        text += part;
        length -= part;
    }
}

bool cu_key_identity(cu_key *key, const void *thing)
{
    for (size_t i = 0; i < key->seen.count; i++)
        if (key->seen.items[i] == thing) {
            cu_key_word(key, i);
            return false;
        }
    cu_key_word(key, key->seen.count);
    if (!cu_vector_push(&key->seen, thing))
        key->failed = true;
    return true;
}

void cu_key_parameter(cu_key *key, cu_parameter parameter)
{
    if (!cu_vector_push(&key->parameters, parameter))
        key->failed = true;
}

void cu_key_type(cu_key *key, const cupel_type *type)
{
    if (!type) {
        cu_key_word(key, UINT64_MAX);
        return;
    }
    cu_key_word(key, (uint64_t)type->id | (uint64_t)(unsigned)type->length << 32);
    cu_key_word(key, (uint64_t)(unsigned)type->precision | (uint64_t)(unsigned)type->scale << 32);
    cu_key_text(key, type->collation);
    cu_key_pointer(key, type->enumeration);
}

/* Twice as many each time; in smaller steps where databases have their limits, so that little is wasted. */
size_t cu_list_bucket(size_t count)
{
    if (count <= 16)
        return count;
    size_t bucket = 32;
    while (bucket < count && bucket < LIST_DOUBLES_UP_TO)
        bucket *= 2;
    if (bucket >= count)
        return bucket;
    size_t steps = (count - bucket + LIST_STEP - 1) / LIST_STEP;
    bucket += steps * LIST_STEP;
    if (bucket <= LIST_STEPS_UP_TO)
        return bucket;
    for (bucket = LIST_STEPS_UP_TO; bucket < count;)
        bucket *= 2;
    return bucket;
}

/* A parameter met again in the same walk is the same parameter: the key says which. */
static bool met_before(cu_key *key, uint64_t *walk, uint32_t *ordinal)
{
    if (*walk == key->walk) {
        cu_key_word(key, UINT64_MAX - *ordinal);
        return true;
    }
    *walk = key->walk;
    *ordinal = (uint32_t)key->parameters.count;
    return false;
}

/* What a parameter is in this statement: one of its name that was given for it, or NULL. */
static const void *given_for(const cu_key *key, const cu_node *node)
{
    return node->a.text && key->find_given
               ? key->find_given(key, cu_kind(&node->head), node->a.text)
               : NULL;
}

/* What stands for a parameter that is in two queries, where cupel_params() gave these different values. */
static const cu_node two_values = {
    .head = { .kind = CU_NODE_POISON, .flags = CU_FLAG_STATIC },
    .detail = CUPEL_INVALID_REQUEST,
    .a = { .text = "the same named parameter stands in two queries inside this one, which "
                   "cupel_params() gave different values; make the query with the parameter anew "
                   "for each, or give the value to the query around both" }
};

static bool is_same_value(const cu_bind *one, const cu_bind *other)
{
    return one == other ||
           (!one->callable && !other->callable && one->required == other->required &&
            cupel_value_equal(&one->value, &other->value));
}

static bool is_same_list(const cu_bind_list *one, const cu_bind_list *other)
{
    bool same = one == other || (one->required == other->required && one->count == other->count &&
                                 one->width == other->width);
    for (size_t i = 0; one != other && same && i < one->count * one->width; i++)
        same = cupel_value_equal(&one->values[i], &other->values[i]);
    return same;
}

static void expect_same(cu_key *key, bool same)
{
    if (!same && !key->poison)
        key->poison = &two_values;
}

static void write_bind(cu_key *key, cu_bind *bind)
{
    const cu_bind *given = given_for(key, &bind->node), *used = given ? given : bind;
    if (met_before(key, &bind->walk, &bind->ordinal)) {
        if (bind->node.a.text && !key->failed)
            expect_same(key, is_same_value(key->parameters.items[bind->ordinal].of.bind, used));
        return;
    }
    cu_key_word(key, bind->value.kind);
    cu_key_parameter(key, (cu_parameter){ .kind = CU_PARAMETER_BIND, .of = { .bind = used } });
}

static void write_list_words(cu_key *key, cu_bind_list *list)
{
    cu_bind_list *given = (cu_bind_list *)(uintptr_t)given_for(key, &list->node);
    const cu_bind_list *used = given ? given : list;
    if (met_before(key, &list->walk, &list->ordinal)) {
        expect_same(key, is_same_list(list->given ? list->given : list, used));
        return;
    }
    list->given = given;
    /* one that is given for several is one parameter */
    if (given && met_before(key, &given->walk, &given->ordinal)) {
        list->ordinal = given->ordinal;
        return;
    }
    if (used->required)
        key->lacking = used;
    cu_key_word(key, cu_list_bucket(used->count) | (uint64_t)used->width << 48);
    for (size_t i = 0; i < used->width && used->count > 0; i++)
        cu_key_word(key, used->values[i].kind);
    cu_key_parameter(key, (cu_parameter){ .kind = CU_PARAMETER_LIST, .of = { .list = used } });
}

/* What makes up the shape of a node besides its items. */
static void write_details(cu_key *key, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    switch (cu_kind(expression)) {
    case CU_NODE_ATTRIBUTE:
    case CU_NODE_TABLE_COLUMN:
    case CU_NODE_COLUMN: cu_key_pointer(key, expression); break;
    case CU_NODE_BIND: write_bind(key, (cu_bind *)(uintptr_t)expression); break;
    case CU_NODE_BIND_LIST: write_list_words(key, (cu_bind_list *)(uintptr_t)expression); break;
    case CU_NODE_CAST:
    case CU_NODE_TYPE_COERCE: cu_key_type(key, node->type); break;
    case CU_NODE_TEXT:
    case CU_NODE_LITERAL_COLUMN:
    case CU_NODE_LABEL:
    case CU_NODE_LABEL_REFERENCE:
    case CU_NODE_EXTRACT:
    case CU_NODE_COLLATE: cu_key_text(key, node->a.text); break;
    case CU_NODE_SEQUENCE:
        cu_key_text(key, node->a.text);
        cu_key_text(key, node->b.text);
        break;
    case CU_NODE_FUNCTION:
        cu_key_text(key, node->a.text);
        cu_key_type(key, node->type);
        break;
    case CU_NODE_BINARY:
        if (node->a.text || node->head.operation == CUPEL_OPERATOR_CUSTOM)
            cu_key_text(key, node->a.text);
        break;
    case CU_NODE_OVER: {
        const cu_frame *frame = node->b.pointer;
        cu_key_word(key, (uint64_t)frame->rows | (uint64_t)frame->range << 1);
        cu_key_word(key, (uint64_t)frame->start);
        cu_key_word(key, (uint64_t)frame->end);
        break;
    }
    default: break;
    }
}

static bool has_details(const cupel_expr *expression)
{
    return expression->kind != CU_NODE_ATTRIBUTE && expression->kind != CU_NODE_TABLE_COLUMN;
}

static void write_node_words(cu_key *key, const cupel_expr *expression)
{
    uint64_t detail = has_details(expression) ? cu_node_of(expression)->detail : 0;
    uint64_t marked = expression->kind == CU_NODE_BINARY && cu_node_of(expression)->a.text ? 1 : 0;
    cu_key_word(key, (uint64_t)expression->kind | (uint64_t)expression->operation << 8 |
                         detail << 16 | (uint64_t)expression->count << 32 | marked << 63);
    write_details(key, expression);
}

void cu_key_expression(cu_key *key, const cupel_expr *expression)
{
    size_t bottom = key->stack.count;
    for (;;) {
        if (!expression) {
            cu_key_word(key, 0);
        } else if (expression->kind == CU_NODE_POISON) {
            if (!key->poison)
                key->poison = cu_node_of(expression);
        } else if (expression->kind >= CU_NODE_QUERY && key->extension) {
            key->extension(key, expression);
        } else {
            write_node_words(key, expression);
            for (size_t i = expression->count; i > 0; i--)
                if (!cu_vector_push(&key->stack, cu_item(expression, i - 1)))
                    key->failed = true;
        }
        if (key->stack.count == bottom)
            return;
        expression = cu_vector_pop(&key->stack);
    }
}
