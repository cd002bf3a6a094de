/*
 * orm/relationship.c - resolving relationships: targets, other sides, options;
 * the join conditions are relationship_join.c's.
 */
#include "orm/relationship.h"
#include "base/unique.h"
#include "orm/attribute.h"
#include "orm/column_list.h"
#include "orm/inherit.h"
#include <stdio.h>

void cu_relationships_add_tables(cupel_registry *registry, cu_faults *faults)
{
    for (size_t i = 0; i < registry->mappers.count; i++) {
        const cupel_mapping *mapping = registry->mappers.items[i]->mapping;
        for (size_t j = 0; j < mapping->count; j++)
            if (mapping->attributes[j].kind == CUPEL_ITEM_RELATIONSHIP &&
                mapping->attributes[j].as.relationship.secondary)
                cu_metadata_add_description(
                    &registry->metadata, mapping->attributes[j].as.relationship.secondary, faults);
    }
}

static bool is_usable(const cu_mapper *mapper)
{
    return mapper->table && !mapper->unsound && mapper->relationships && mapper->key_count > 0;
}

/* ---- one relationship -------------------------------------------------------------------------- */

static cu_mapper *find_target(const cupel_registry *registry, const cupel_attribute *attribute,
                              cu_faults *faults)
{
    const char *name = attribute->target;
    cu_mapper *target = name ? cu_map_get(&registry->by_name, name, strlen(name)) : NULL;
    if (!target)
        cu_fault_add(faults, CUPEL_INVALID_REQUEST,
                     "%s.%s: its target %s is not in the registry; open the registry with it",
                     attribute->mapping->name, attribute->name, name ? name : "(NULL)");
    return target;
}

static int default_cascade(const cupel_relationship_options *options)
{
    if (options->cascade != CUPEL_CASCADE_UNSET)
        return options->cascade & ~CUPEL_CASCADE_NONE;
    return options->viewonly ? 0 : CUPEL_CASCADE_SAVE_UPDATE | CUPEL_CASCADE_MERGE;
}

static cu_relationship *make_relationship(cu_mapper *parent, cu_mapper *target,
                                          const cupel_attribute *attribute, cu_faults *faults)
{
    cu_relationship *made = cu_arena_alloc_zero(&parent->registry->metadata.arena, sizeof *made);
    if (!made) {
        cu_fault_no_memory(faults);
        return NULL;
    }
    const cupel_relationship_options *options = &attribute->as.relationship;
    made->attribute = attribute;
    made->options = options;
    made->parent = parent;
    made->target = target;
    made->id = cu_unique_number();
    made->index = (uint32_t)cu_attribute_index(attribute);
    made->to_many = attribute->type == CUPEL_ATTRIBUTE_TO_MANY;
    made->lazy = options->lazy == CUPEL_LAZY_UNSET ? CUPEL_LAZY_SELECT : options->lazy;
    made->cascade = default_cascade(options);
    made->collection = options->collection == CUPEL_COLLECTION_UNSET
                           ? (options->keyed_by ? CUPEL_COLLECTION_MAP : CUPEL_COLLECTION_LIST)
                           : options->collection;
    made->passive_updates = options->passive_updates != CUPEL_NO;
    parent->relationships[made->index] = made;
    return made;
}

static void fault(const cu_relationship *relationship, cu_faults *faults, const char *text)
{
    cu_fault_add(faults, CUPEL_MAPPING_ERROR, "%s.%s: %s", relationship->parent->mapping->name,
                 relationship->attribute->name, text);
}

static void check_options(const cu_relationship *relationship, cu_faults *faults)
{
    const cupel_relationship_options *options = relationship->options;
    bool query_only =
        relationship->lazy == CUPEL_LAZY_DYNAMIC || relationship->lazy == CUPEL_LAZY_WRITE_ONLY;
    if (!relationship->to_many && query_only)
        fault(relationship, faults,
              ".lazy of a to-one relationship cannot be DYNAMIC or WRITE_ONLY, which are for "
              "collections");
    if (!relationship->to_many && (options->collection || options->keyed_by))
        fault(relationship, faults, ".collection and .keyed_by are for to-many relationships");
    if (options->viewonly &&
        (relationship->cascade & (CUPEL_CASCADE_SAVE_UPDATE | CUPEL_CASCADE_DELETE |
                                  CUPEL_CASCADE_DELETE_ORPHAN | CUPEL_CASCADE_MERGE)))
        fault(relationship, faults,
              ".viewonly relationships write nothing, so they cannot cascade SAVE_UPDATE, MERGE, "
              "DELETE or DELETE_ORPHAN");
    if (cu_cascades(relationship, CUPEL_CASCADE_DELETE_ORPHAN) &&
        relationship->direction != CU_ONE_TO_MANY && !options->single_parent)
        fault(relationship, faults,
              "DELETE_ORPHAN is for the one side of one-to-many; on a many-to-one or many-to-many "
              "say .single_parent = true, which promises that an instance has one parent only");
    if (relationship->collection == CUPEL_COLLECTION_MAP && !options->keyed_by)
        fault(relationship, faults,
              ".collection = CUPEL_COLLECTION_MAP needs .keyed_by, the attribute that is the key");
}

/* ---- .order_by and .keyed_by --------------------------------------------------------------------- */

static const char *skip_spaces(const char *text)
{
    return text + strspn(text, " \t\n");
}

/* "name DESC" of the length; false with a fault where it is no attribute. */
static bool parse_order(cu_relationship *relationship, const char *text, size_t length,
                        cu_faults *faults)
{
    char name[128];
    size_t name_length = strcspn(text, " \t\n,");
    const char *rest = skip_spaces(text + name_length);
    size_t rest_length = (size_t)(text + length - rest);
    snprintf(name, sizeof name, "%.*s", (int)CU_MIN(name_length, sizeof name - 1), text);
    while (rest_length > 0 && strchr(" \t\n", rest[rest_length - 1]))
        rest_length--;
    const cu_property *property = cu_mapper_property_named(relationship->target, name);
    bool descending = rest_length == 4 && strncasecmp(rest, "desc", 4) == 0;
    bool ascending = rest_length == 0 || (rest_length == 3 && strncasecmp(rest, "asc", 3) == 0);
    if (!property || (!descending && !ascending)) {
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s.%s: .order_by = \"%s\" must list attributes of %s, each with DESC after "
                     "it where that is wanted; '%s' is none",
                     relationship->parent->mapping->name, relationship->attribute->name,
                     relationship->options->order_by, relationship->target->mapping->name, name);
        return false;
    }
    relationship->order[relationship->order_count++] = (cu_order){ property, descending };
    return true;
}

static void find_order(cu_relationship *relationship, cu_faults *faults)
{
    const char *text = relationship->options->order_by;
    size_t count = 1;
    if (!text)
        return;
    for (const char *at = text; *at; at++)
        count += *at == ',';
    relationship->order = cu_arena_alloc_array(&relationship->parent->registry->metadata.arena,
                                               count, sizeof *relationship->order);
    if (!relationship->order) {
        cu_fault_no_memory(faults);
        return;
    }
    for (bool more = true; more;) {
        text = skip_spaces(text);
        size_t length = strcspn(text, ",");
        if (!parse_order(relationship, text, length, faults))
            return;
        more = text[length] == ',';
        text += length + more;
    }
}

static void find_key(cu_relationship *relationship, cu_faults *faults)
{
    const char *name = relationship->options->keyed_by;
    if (!name)
        return;
    relationship->keyed_by = cu_mapper_property_named(relationship->target, name);
    if (!relationship->keyed_by)
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s.%s: .keyed_by = \"%s\" is no column attribute of %s",
                     relationship->parent->mapping->name, relationship->attribute->name, name,
                     relationship->target->mapping->name);
}

/* ---- the other side ------------------------------------------------------------------------------ */

/* The name of the other side that a relationship gives, and whether the other side is configured by this one. */
static const char *other_name(const cu_relationship *relationship, bool *is_backref)
{
    *is_backref = relationship->options->backref != NULL;
    return *is_backref ? relationship->options->backref : relationship->options->back_populates;
}

static cu_relationship *find_other(const cu_relationship *relationship, cu_faults *faults)
{
    bool is_backref;
    const char *name = other_name(relationship, &is_backref);
    const cu_mapper *target = relationship->target;
    if (!name)
        return NULL;
    const cupel_attribute *attribute = cu_mapping_attribute_named(target->mapping, name);
    cu_relationship *other = attribute && cu_is_relationship(attribute) && target->relationships
                                 ? target->relationships[cu_attribute_index(attribute)]
                                 : NULL;
    if (other && other->target == relationship->parent)
        return other;
    cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                 "%s.%s: .%s = \"%s\" must name a relationship of %s whose target is %s",
                 relationship->parent->mapping->name, relationship->attribute->name,
                 is_backref ? "backref" : "back_populates", name, target->mapping->name,
                 relationship->parent->mapping->name);
    return NULL;
}

static void link_other(cu_relationship *relationship, cu_faults *faults)
{
    cu_relationship *other = find_other(relationship, faults);
    if (!other)
        return;
    if (other->inverse && other->inverse != relationship) {
        fault(relationship, faults, "its other side is that of another relationship already");
        return;
    }
    relationship->inverse = other;
    other->inverse = relationship;
}

/* The two sides of one relationship must be two directions of the same columns. */
static void check_directions(const cu_relationship *relationship, cu_faults *faults)
{
    const cu_relationship *other = relationship->inverse;
    if (!other || relationship->direction != other->direction ||
        relationship->direction == CU_MANY_TO_MANY || relationship > other)
        return;
    cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                 "%s.%s and %s.%s say they are two sides of one relationship, but the foreign key "
                 "of both points the same way; .remote_side tells which columns are the target's",
                 relationship->parent->mapping->name, relationship->attribute->name,
                 other->parent->mapping->name, other->attribute->name);
}

/* ---- all --------------------------------------------------------------------------------------- */

static void make_all(cupel_registry *registry, cu_mapper *parent, cu_faults *faults)
{
    for (size_t i = 0; i < parent->mapping->count; i++) {
        const cupel_attribute *attribute = &parent->mapping->attributes[i];
        if (!cu_is_relationship(attribute))
            continue;
        cu_mapper *target = find_target(registry, attribute, faults);
        if (target && is_usable(target))
            make_relationship(parent, target, attribute, faults);
    }
}

static void for_all(cupel_registry *registry, cu_faults *faults,
                    void (*function)(cu_relationship *relationship, cu_faults *faults))
{
    for (size_t i = 0; i < registry->mappers.count; i++) {
        const cu_mapper *mapper = registry->mappers.items[i];
        for (size_t j = mapper->first_own; is_usable(mapper) && j < mapper->attribute_count; j++)
            if (mapper->relationships[j])
                function(mapper->relationships[j], faults);
    }
}

/* Adds the tables of a struct and of all that it inherits from, as many as there is room for; how many there are then. */
static size_t list_tables(const cu_mapper *mapper, const cu_table **tables, size_t count,
                          size_t room)
{
    do {
        if (count < room)
            tables[count++] = mapper->table;
        mapper = mapper->inheritance.parent;
    } while (mapper);
    return count;
}

/* A name in an option that is no column's would be left out without a word. */
static void check_list(const cu_relationship *relationship, const char *option, const char *list,
                       cu_faults *faults)
{
    const cu_table *tables[70];
    size_t length;
    size_t count = list_tables(relationship->parent, tables, 0, CU_LENGTH(tables) / 2);
    count = list_tables(relationship->target, tables, count, CU_LENGTH(tables) - 1);
    if (relationship->secondary)
        tables[count++] = relationship->secondary;
    const char *stranger = cu_list_stranger(list, tables, count, &length);
    if (stranger)
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s.%s: .%s = \"%s\": neither '%s' nor '%s' has a column '%.*s'",
                     relationship->parent->mapping->name, relationship->attribute->name, option,
                     list, relationship->parent->table->full_name,
                     relationship->target->table->full_name, (int)length, stranger);
}

static void find_join(cu_relationship *relationship, cu_faults *faults)
{
    const cupel_relationship_options *options = relationship->options;
    if (options->is_backref)
        return;
    cu_relationship_find_join(relationship, faults);
    check_list(relationship, "foreign_keys", options->foreign_keys, faults);
    check_list(relationship, "remote_side", options->remote_side, faults);
}

static void find_mirrored(cu_relationship *relationship, cu_faults *faults)
{
    if (!relationship->options->is_backref)
        return;
    if (!relationship->inverse)
        fault(relationship, faults,
              "a CUPEL_BACKREF needs a relationship of its target that names it with .backref");
    else if (relationship->inverse->options->is_backref)
        fault(relationship, faults, "both sides are CUPEL_BACKREF: one must say what they are");
    else if (relationship->inverse->primaryjoin)
        cu_relationship_mirror_join(relationship, relationship->inverse, faults);
}

static void finish(cu_relationship *relationship, cu_faults *faults)
{
    if (!relationship->primaryjoin)
        return; /* its fault is known */
    check_options(relationship, faults);
    check_directions(relationship, faults);
    find_order(relationship, faults);
    find_key(relationship, faults);
}

/* The relationships that a flush has to do with. */
static void list_written(cu_mapper *mapper, cu_faults *faults)
{
    size_t count = mapper->attribute_count;
    mapper->written =
        cu_arena_alloc_array(&mapper->registry->metadata.arena, count, sizeof *mapper->written);
    if (!mapper->written) {
        cu_fault_no_memory(faults);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (mapper->relationships[i] && !mapper->relationships[i]->options->viewonly)
            mapper->written[mapper->written_count++] = mapper->relationships[i];
}

static void note_eager(cu_relationship *relationship, cu_faults *faults)
{
    (void)faults;
    relationship->parent->eager |=
        relationship->lazy == CUPEL_LAZY_JOINED || relationship->lazy == CUPEL_LAZY_SUBQUERY ||
        relationship->lazy == CUPEL_LAZY_SELECTIN || relationship->lazy == CUPEL_LAZY_IMMEDIATE;
}

/*
 * Notes the same with the structs that the parent inherits from, whose rows may be instances of it: what is loaded by a
 * statement of its own is loaded for these, too.
 */
static void note_eager_above(cu_relationship *relationship, cu_faults *faults)
{
    (void)faults;
    if (relationship->lazy == CUPEL_LAZY_SUBQUERY || relationship->lazy == CUPEL_LAZY_SELECTIN ||
        relationship->lazy == CUPEL_LAZY_IMMEDIATE)
        for (cu_mapper *above = relationship->parent->inheritance.parent; above;
             above = above->inheritance.parent)
            above->eager = true;
}

/* Notes with its target that a relationship deletes orphans; what is on top of a tree has no parent, and is none. */
static void note_owner(cu_relationship *relationship, cu_faults *faults)
{
    cu_mapper *target = relationship->target;
    if (relationship->direction != CU_ONE_TO_MANY || relationship->options->viewonly ||
        relationship->parent == target || !cu_cascades(relationship, CUPEL_CASCADE_DELETE_ORPHAN))
        return;
    cu_relationship **owners = cu_arena_alloc_array(&target->registry->metadata.arena,
                                                    target->owner_count + 1, sizeof *owners);
    if (!owners) {
        cu_fault_no_memory(faults);
        return;
    }
    if (target->owner_count > 0)
        memcpy(owners, target->owners, target->owner_count * sizeof *owners);
    owners[target->owner_count++] = relationship;
    target->owners = owners;
}

/* ---- of structs with a table of all columns ------------------------------------------------------ */

/* A list of columns of one table as the same of another: "employees.company_id" is "engineers.company_id"; NULL: no memory. */
static const char *in_other_table(cu_arena *arena, const char *list, const cu_table *from,
                                  const cu_table *to)
{
    size_t length = strlen(from->full_name);
    const char *made = "";
    while (made && *list) {
        size_t next = strcspn(list, ",");
        size_t spaces = strspn(list, " ");
        bool here =
            strncmp(list + spaces, from->full_name, length) == 0 && list[spaces + length] == '.';
        const char *rest = here ? list + spaces + length : list;
        made = cu_arena_printf(arena, "%s%s%.*s", made, here ? to->full_name : "",
                               (int)(list + next - rest), rest);
        list += next + (list[next] == ',');
        if (made && *list)
            made = cu_arena_printf(arena, "%s, ", made);
    }
    return made;
}

/* What is said of the relationship of a parent, for its child's table; NULL: no memory. */
static const cupel_relationship_options *own_options(const cu_mapper *mapper,
                                                     const cu_relationship *from)
{
    cu_arena *arena = &mapper->registry->metadata.arena;
    cupel_relationship_options *made = cu_arena_copy(arena, from->options, sizeof *made);
    if (made)
        made->remote_side = NULL; /* there are two tables, whatever the parent had */
    if (made && made->foreign_keys) {
        made->foreign_keys =
            in_other_table(arena, made->foreign_keys, from->parent->table, mapper->table);
        made = made->foreign_keys ? made : NULL;
    }
    return made;
}

/*
 * A relationship that such a struct has from the one it begins with is its own where its own table has the foreign key;
 * else it has no such relationship.
 */
static void take_over(cu_mapper *mapper, const cu_relationship *from, cu_faults *faults)
{
    cu_faults found;
    cu_error error;
    cu_faults_init(&found);
    cu_error_init(&error);
    const cupel_relationship_options *options = own_options(mapper, from);
    cu_relationship *made =
        options ? make_relationship(mapper, from->target, from->attribute, faults) : NULL;
    if (made)
        made->options = options;
    else
        cu_fault_no_memory(faults);
    if (made && cu_relationship_find_join(made, &found) && made->direction == from->direction) {
        made->inverse = from->inverse;
        finish(made, faults);
        note_owner(made, faults);
        note_eager(made, faults);
    } else {
        mapper->relationships[from->index] = NULL;
    }
    if (cu_faults_report(&found, &error) == CUPEL_NO_MEMORY)
        cu_fault_no_memory(faults);
    cu_error_free(&error);
    cu_faults_free(&found);
}

static void take_over_all(cu_mapper *mapper, cu_faults *faults)
{
    const cu_mapper *parent = cu_registry_mapper(mapper->registry, mapper->mapping->inherits);
    if (!parent || !is_usable(parent) || !is_usable(mapper))
        return;
    for (size_t i = 0; i < parent->attribute_count; i++)
        if (parent->relationships[i] && parent->relationships[i]->primaryjoin)
            take_over(mapper, parent->relationships[i], faults);
}

/* What such a struct, and what inherits from it, has no relationship for is no attribute of it. */
static void note_lacking(cu_mapper *mapper)
{
    for (size_t i = 0; i < mapper->first_own; i++) {
        const cupel_attribute *attribute = cu_mapping_attribute(mapper->mapping, i);
        if (!cu_is_relationship(attribute) || mapper->relationships[i])
            continue;
        mapper->by_offset[attribute->offset] = 0;
        mapper->lacks_relationships = true;
    }
}

/* ---- all, of all mappers ------------------------------------------------------------------------- */

void cu_relationships_resolve(cupel_registry *registry, cu_faults *faults)
{
    for (size_t i = 0; i < registry->mappers.count; i++)
        if (is_usable(registry->mappers.items[i]))
            make_all(registry, registry->mappers.items[i], faults);
    for_all(registry, faults, link_other);
    for_all(registry, faults, find_join);
    for_all(registry, faults, find_mirrored);
    for_all(registry, faults, finish);
    for_all(registry, faults, note_owner);
    for_all(registry, faults, note_eager);
    cu_inheritance_share(registry, take_over_all, faults);
    for_all(registry, faults, note_eager_above);
    for (size_t i = 0; i < registry->mappers.count; i++)
        if (is_usable(registry->mappers.items[i])) {
            note_lacking(registry->mappers.items[i]);
            list_written(registry->mappers.items[i], faults);
        }
}
