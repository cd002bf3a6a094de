/*
 * orm/alias.c - mapped structs under another name, or read from a subquery.
 */
#include "orm/query.h"
#include "sql/expression.h"

static cupel_alias *alias_new(cupel_session *session, const cupel_mapping *mapping,
                              const cupel_subquery *source, const char *name)
{
    if (cu_session_begin_call(session) != CUPEL_OK)
        return NULL;
    if (!cu_mapping_readable(mapping)) {
        cu_error_set(&session->error, CUPEL_INVALID_ARGUMENT, "cupel_aliased: the mapping is NULL");
        return NULL;
    }
    cupel_alias *alias = cu_arena_alloc_zero(&session->arena, sizeof *alias);
    char *copy = name ? cu_arena_strdup(&session->arena, name) : NULL;
    if (!alias || (name && !copy)) {
        cu_session_note_fault(session, CUPEL_NO_MEMORY, "out of memory while an alias was made");
        cu_error_no_memory(&session->error);
        return NULL;
    }
    *alias = (cupel_alias){ .session = session,
                            .mapping = mapping,
                            .name = copy,
                            .source = source,
                            .node = { .head = { .kind = CU_NODE_ALIAS, .flags = CU_FLAG_STATIC },
                                      .a = { .pointer = alias } } };
    return alias;
}

cupel_alias *cupel_alias_of(cupel_session *session, const cupel_mapping *mapping, const char *name)
{
    return alias_new(session, mapping, NULL, name);
}

cupel_alias *cupel_alias_to(cupel_session *session, const cupel_mapping *mapping,
                            const cupel_subquery *subquery, const char *name)
{
    if (subquery)
        return alias_new(session, mapping, subquery, name);
    if (cu_session_begin_call(session) == CUPEL_OK)
        cu_error_set(&session->error, CUPEL_INVALID_ARGUMENT,
                     "cupel_aliased_to: the subquery is NULL");
    return NULL;
}

static cupel_expr *null_alias(const char *function)
{
    return cu_poison(CUPEL_INVALID_ARGUMENT, "%s: the alias is NULL", function);
}

cupel_expr *cupel_entity(cupel_alias *alias)
{
    return alias ? &alias->node.head : null_alias("cupel_entity");
}

cupel_expr *cupel_alias_attribute_at(cupel_alias *alias, const cupel_mapping *mapping,
                                     size_t offset)
{
    if (!alias)
        return null_alias("cupel_alias_attr");
    const cupel_attribute *attribute =
        alias->mapping == mapping ? cu_mapping_attribute_at(mapping, offset) : NULL;
    if (!attribute)
        return cu_poison(CUPEL_INVALID_REQUEST,
                         "cupel_alias_attr: the alias is of %s, which has no such attribute",
                         alias->mapping->name);
    cu_node *node = cu_arena_alloc_zero(&alias->session->arena, sizeof *node);
    if (!node)
        return cu_poison_no_memory();
    node->head.kind = CU_NODE_ALIAS_ATTRIBUTE;
    node->head.flags = CU_FLAG_STATIC;
    node->head.flags |= attribute->node.flags & (CU_FLAG_RELATIONSHIP | CU_FLAG_COMPOSITE);
    node->a.pointer = alias;
    node->b.pointer = attribute;
    return &node->head;
}
