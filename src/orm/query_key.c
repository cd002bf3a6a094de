/*
 * orm/query_key.c - the structural key of queries, and nodes of this layer in it.
 */
#include "orm/load.h"
#include "orm/query.h"
#include "orm/relationship.h"

static void write_query(cu_key *key, const cupel_query *query);

/* What a subquery is, where it is met first; its number where it was met before. */
static void write_subquery_key(cu_key *key, const cupel_subquery *subquery)
{
    const cupel_subquery_options *options = &subquery->options;
    if (!cu_key_identity(key, subquery))
        return;
    cu_key_word(key, (uint64_t)options->with_labels | (uint64_t)options->reduce_columns << 1 |
                         (uint64_t)options->lateral << 2 | (uint64_t)options->recursive << 3 |
                         (uint64_t)options->nesting << 4 | (uint64_t)subquery->is_cte << 5 |
                         (uint64_t)options->materialized << 6 | (uint64_t)subquery->operation << 8 |
                         (uint64_t)subquery->count << 16 | (uint64_t)subquery->of_tables << 63);
    cu_key_text(key, subquery->name);
    if (subquery->of_tables)
        cu_key_text(key, subquery->kind);
    if (subquery->element || subquery->base) {
        write_subquery_key(key, subquery->element ? subquery->element : subquery->base);
        cu_key_word(key, subquery->element != NULL);
    } else {
        write_query(key, subquery->query);
    }
    for (size_t i = 0; i < subquery->count; i++)
        write_query(key, subquery->queries[i]);
}

/* Nodes that the sql layer does not know. */
static void write_extension(cu_key *key, const cupel_expr *expression)
{
    const cu_node *node = cu_node_of(expression);
    cu_key_word(key, (uint64_t)expression->kind | (uint64_t)node->detail << 16);
    switch (cu_kind(expression)) {
    case CU_NODE_QUERY: write_query(key, node->a.pointer); break;
    case CU_NODE_ENTITY:
    case CU_NODE_TABLE: cu_key_pointer(key, node->a.pointer); break;
    case CU_NODE_CHILD_ATTRIBUTE:
        cu_key_pointer(key, node->a.pointer);
        cu_key_pointer(key, node->b.pointer);
        break;
    case CU_NODE_SUBQUERY: write_subquery_key(key, node->a.pointer); break;
    case CU_NODE_SUBQUERY_COLUMN:
        write_subquery_key(key, node->a.pointer);
        if (node->detail)
            cu_key_pointer(key, node->b.pointer);
        else
            cu_key_text(key, node->b.text);
        break;
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
        if (alias->source)
            write_subquery_key(key, alias->source);
        break;
    }
    default: break;
    }
    for (size_t i = expression->count; i > 0; i--)
        if (!cu_vector_push(&key->stack, cu_item(expression, i - 1)))
            key->failed = true;
}

/* What a step has besides its items. */
static void write_own(cu_key *key, const cupel_query *step)
{
    switch (step->kind) {
    case CU_STEP_ENTITY: cu_key_pointer(key, step->of.mapping); break;
    case CU_STEP_EMBED: cu_key_word(key, ((const cu_relationship *)step->of.pointer)->id); break;
    case CU_STEP_POLYMORPHIC_FROM:
    case CU_STEP_FILTER_BY_NAME: cu_key_text(key, step->of.text); break;
    case CU_STEP_TEXT:
        cu_key_word(key, (uint64_t)step->of.texts->place);
        cu_key_text(key, step->of.texts->text);
        cu_key_text(key, step->of.texts->dialect);
        break;
    case CU_STEP_INTO:
        cu_key_word(key, (uint64_t)step->of.write->kind);
        cu_key_pointer(key, step->of.write->mapping);
        cu_key_pointer(key, step->of.write->table);
        break;
    case CU_STEP_CONFLICT:
        cu_key_word(key,
                    (uint64_t)step->of.write->index_where | (uint64_t)step->of.write->where << 1);
        cu_key_text(key, step->of.write->constraint);
        break;
    case CU_STEP_ROWS:
    case CU_STEP_JOIN:
    case CU_STEP_POLYMORPHIC:
    case CU_STEP_COMPOUND:
    case CU_STEP_CORRELATE:
    case CU_STEP_FOR_UPDATE:
    case CU_STEP_LABEL_STYLE:
    case CU_STEP_WRITE:
    case CU_STEP_EAGERLOADS: cu_key_word(key, (uint64_t)step->of.number); break;
    default: break;
    }
}

/* How deep queries may be nested in each other: each level needs some of the stack, here and where it is planned. */
#define QUERY_DEPTH_MAXIMUM 200

static const cu_node too_deep = {
    .head = { .kind = CU_NODE_POISON, .flags = CU_FLAG_STATIC },
    .detail = CUPEL_INVALID_REQUEST,
    .a = { .text = "queries are nested in each other more than 200 levels deep" }
};

/* Whether one level more is one too many. */
static bool is_one_too_many(cu_key *key)
{
    if (++key->depth <= QUERY_DEPTH_MAXIMUM)
        return false;
    if (!key->poison)
        key->poison = &too_deep;
    return true;
}

static void write_query(cu_key *key, const cupel_query *query)
{
    bool own_table = query && (query->flags & CU_QUERY_OWN_TABLE);
    size_t depth = key->depth;
    const cu_key_scope scope = { key->scope, query };
    if (is_one_too_many(key))
        return;
    key->scope = &scope;
    for (; query; query = query->parent) {
        if (query->kind >= CU_STEP_KEYED_LAST)
            continue;
        if ((query->kind == CU_STEP_FROM_SELF || query->kind == CU_STEP_COMPOUND) &&
            is_one_too_many(key))
            break;
        if (query->kind == CU_STEP_POISON && query->count == 0)
            key->failed = true; /* there was no memory for a step */
        cu_key_word(key, (uint64_t)query->kind | (uint64_t)query->count << 16);
        write_own(key, query);
        for (size_t i = 0; i < query->count; i++)
            cu_key_expression(key, query->items[i].expression);
    }
    cu_key_word(key, UINT64_MAX - own_table);
    key->scope = scope.around;
    key->depth = depth;
}

void cu_query_write_key(cu_key *key, const cupel_query *query)
{
    key->extension = write_extension;
    key->find_given = cu_gather_given;
    write_query(key, query);
}
