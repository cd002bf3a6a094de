/*
 * orm/query_key.c - the structural key of queries, and nodes of this layer in it.
 */
#include "orm/query.h"
#include "orm/relationship.h"

static void write_query(cu_key *key, const cupel_query *query);

/* Nodes that the sql layer does not know. */
static void write_extension(cu_key *key, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    cu_key_word(key, (uint64_t)expression->kind | (uint64_t)node->detail << 16);
    switch (cu_kind(expression)) {
    case CU_NODE_QUERY: write_query(key, node->a.pointer); break;
    case CU_NODE_ENTITY: cu_key_pointer(key, node->a.pointer); break;
    case CU_NODE_OPTION: cu_key_text(key, node->a.text); break;
    case CU_NODE_INSTANCE:
        ((cu_instance_node *)(uintptr_t)expression)->ordinal = (uint32_t)key->parameters.count;
        cu_key_pointer(key, ((const cupel_object *)node->a.pointer)->state->mapping);
        cu_key_parameter(key, (cu_parameter){ .kind = CU_PARAMETER_INSTANCE,
                                              .of = { .instance = node->a.pointer } });
        break;
    case CU_NODE_ALIAS:
    case CU_NODE_ALIAS_ATTRIBUTE: {
        const cupel_alias *alias = node->a.pointer;
        cu_key_identity(key, alias);
        cu_key_pointer(key, alias->mapping);
        cu_key_text(key, alias->name);
        cu_key_pointer(key, node->b.pointer);
        break;
    }
    default: break;
    }
    for (size_t i = expression->count; i > 0; i--)
        if (!cu_vector_push(&key->stack, cu_item(expression, i - 1)))
            key->failed = true;
}

static void write_query(cu_key *key, const cupel_query *query)
{
    for (; query; query = query->parent) {
        if (query->kind >= CU_STEP_KEYED_LAST)
            continue;
        if (query->kind == CU_STEP_POISON && query->count == 0)
            key->failed = true; /* there was no memory for a step */
        cu_key_word(key, (uint64_t)query->kind | (uint64_t)query->count << 16);
        if (query->kind == CU_STEP_ENTITY)
            cu_key_pointer(key, query->of.mapping);
        else if (query->kind == CU_STEP_EMBED)
            cu_key_word(key, ((const cu_relationship *)query->of.pointer)->id);
        else if (query->kind == CU_STEP_JOIN)
            cu_key_word(key, (uint64_t)query->of.number);
        else if (query->kind == CU_STEP_FILTER_BY_NAME)
            cu_key_text(key, query->of.text);
        for (size_t i = 0; i < query->count; i++)
            cu_key_expression(key, query->items[i].expression);
    }
    cu_key_word(key, UINT64_MAX);
}

void cu_query_write_key(cu_key *key, const cupel_query *query)
{
    key->extension = write_extension;
    write_query(key, query);
}
