/*
 * orm/option.h - loader options: what they say about an entity at one place of
 * what a query loads.
 */
#ifndef CU_ORM_OPTION_H
#define CU_ORM_OPTION_H

#include "orm/query.h"
#include "orm/relationship.h"
#include <cupel/option.h>

/* The options that are for one entity, in the order in which they were given. */
typedef cu_expression_list cu_option_list;

static inline cupel_load_kind cu_option_kind(const cupel_expr *option)
{
    return (cupel_load_kind)cu_node_of(option)->detail;
}

/* The attribute that an item of an option names (through of_type and and); NULL: none. */
const cupel_attribute *cu_option_attribute(const cupel_expr *item, const cupel_alias **alias);

/* Whether an option is for an entity of the query itself, or for all. */
bool cu_option_fits(const cupel_expr *option, const cupel_mapping *mapping,
                    const cupel_alias *alias);

/* Whether it is a cupel_with_loader_criteria() that rows of a mapping have to fulfil. */
bool cu_option_is_criteria_for(const cupel_expr *option, const cupel_mapping *mapping);

/* Those of all options that are for an entity the query is for; alias NULL: not under another name. */
bool cu_options_root(cu_arena *arena, const cu_option_list *all, const cupel_mapping *mapping,
                     const cupel_alias *alias, cu_option_list *out);
/* Those for what a relationship loads. */
bool cu_options_below(cu_arena *arena, const cu_option_list *list,
                      const cu_relationship *relationship, cu_option_list *out);

/* The structs that items of options for a relationship name by cupel_of_type(), each once; false: no memory. */
bool cu_options_children(cu_arena *arena, const cu_option_list *list,
                         const cu_relationship *relationship, const cupel_mapping ***out,
                         size_t *count);
/* The struct that the item of an option names so; NULL: none. */
const cupel_mapping *cu_option_child(const cupel_expr *item);

/* The last option that says how a relationship is loaded; NULL: the mapping decides. */
const cupel_expr *cu_options_find(const cu_option_list *list, const cu_relationship *relationship);
/* How it is loaded, options and mapping together. */
cupel_load_kind cu_options_kind(const cu_option_list *list, const cu_relationship *relationship);

/* Whether a column is loaded with its entity, which is one of `mapping`; it may be one that only a child of that has. */
bool cu_options_want(const cu_option_list *list, const cupel_mapping *mapping,
                     const cu_property *property);

/* The expression that an attribute without a column is given; NULL: none. */
const cupel_expr *cu_options_expression(const cu_option_list *list, const cu_property *formula);

/*
 * All options of a query with those in them, in an order that is the same for all queries of its structure: a plan that
 * is used by several queries names options by their places in it.  False: no memory.
 */
bool cu_options_number(cu_arena *arena, const cupel_query *query, cu_option_list *out);

/* A query with more options. */
cupel_query *cu_query_with_options(cupel_query *query, size_t count,
                                   const cupel_expr *const *options);
/* The same with the conditions of cupel_related_and() that the item of an option (NULL: none) has. */
cupel_query *cu_query_with_conditions(cupel_query *query, const cupel_expr *item);
/* The same with what these structs have besides, where the query's item number `output` is one of them. */
cupel_query *cu_query_with_children(cupel_query *query, size_t output, size_t count,
                                    const cupel_mapping *const *children);

#endif
