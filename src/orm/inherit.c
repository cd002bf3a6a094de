/*
 * orm/inherit.c - which mappers inherit from which, and by which values of the
 * discriminator their rows are told apart.
 */
#include "orm/inherit.h"
#include "base/number.h"
#include "orm/attribute.h"
#include "orm/relationship.h"
#include "sql/type.h"

/* ---- parents and children ------------------------------------------------------------------------ */

static size_t depth_of(const cupel_mapping *mapping)
{
    size_t depth = 0;
    while ((mapping = mapping->inherits) != NULL)
        depth++;
    return depth;
}

static void find_parent(cu_mapper *mapper, cu_faults *faults)
{
    const cupel_mapping *mapping = mapper->mapping;
    cu_mapper *parent =
        mapping->inherits ? cu_registry_mapper(mapper->registry, mapping->inherits) : NULL;
    bool concrete = mapper->options && mapper->options->concrete;
    mapper->inheritance.concrete = concrete && mapping->inherits;
    mapper->inheritance.parent = concrete ? NULL : parent;
    mapper->inheritance.base = parent && !concrete ? parent->inheritance.base : mapper;
    mapper->line = mapper->inheritance.base->number;
    if (concrete && (!mapping->inherits || !(mapping->table_name || mapping->table)))
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s: .concrete is for a struct that inherits and has a table of its own",
                     mapping->name);
    if (parent)
        mapper->unsound |= parent->unsound;
    if (parent || !mapping->inherits)
        return;
    mapper->unsound = true;
    cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                 "%s inherits from %s, which is not in the registry; open the registry with it",
                 mapping->name, mapping->inherits->name);
}

static bool push_mapper(cu_mapper ***list, size_t *count, cu_mapper *mapper)
{
    cupel_registry *registry = mapper->registry;
    if (!*list)
        *list =
            cu_arena_alloc_array(&registry->metadata.arena, registry->mappers.count, sizeof **list);
    if (*list)
        (*list)[(*count)++] = mapper;
    return *list != NULL;
}

/* Notes a mapper with itself and with all that it inherits from; false: no memory. */
static bool note_descendant(cu_mapper *mapper)
{
    bool enough = true;
    for (cu_mapper *at = mapper; at && enough; at = at->inheritance.parent)
        enough =
            push_mapper(&at->inheritance.descendants, &at->inheritance.descendant_count, mapper);
    for (const cupel_mapping *at = mapper->mapping; at && enough; at = at->inherits) {
        cu_mapper *ancestor = cu_registry_mapper(mapper->registry, at);
        if (ancestor)
            enough = push_mapper(&ancestor->inheritance.kinds, &ancestor->inheritance.kind_count,
                                 mapper);
    }
    return enough;
}

const char *cu_inherited_option(const cu_mapper *mapper, size_t offset)
{
    bool concrete = mapper->inheritance.concrete;
    const char *text = NULL;
    for (const cupel_mapping *at = mapper->mapping; at && !text;
         at = concrete ? at->inherits : NULL) {
        const cu_mapper *owner = cu_registry_mapper(mapper->registry, at);
        const char *options = owner ? (const char *)owner->options : NULL;
        text = options ? *(const char *const *)(const void *)(options + offset) : NULL;
    }
    return text;
}

void cu_inheritance_link(cupel_registry *registry, cu_faults *faults)
{
    size_t count = registry->mappers.count, found = 0;
    registry->by_depth =
        cu_arena_alloc_array(&registry->metadata.arena, count + 1, sizeof *registry->by_depth);
    bool enough = registry->by_depth != NULL;
    for (size_t depth = 0; found < count && enough; depth++)
        for (size_t i = 0; i < count && enough; i++) {
            cu_mapper *mapper = registry->mappers.items[i];
            if (depth_of(mapper->mapping) != depth)
                continue;
            registry->by_depth[found++] = mapper;
            find_parent(mapper, faults);
            enough = note_descendant(mapper);
        }
    if (!enough)
        cu_fault_no_memory(faults);
}

/* ---- discriminators ------------------------------------------------------------------------------ */

static void find_discriminator(cu_mapper *mapper, cu_faults *faults)
{
    cu_inheritance *inheritance = &mapper->inheritance;
    const char *name = cu_inherited_option(mapper, offsetof(cupel_mapper_options, polymorphic_on));
    if (inheritance->parent)
        inheritance->polymorphic_on = inheritance->parent->inheritance.polymorphic_on;
    if (name && inheritance->polymorphic_on) {
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s: .polymorphic_on = \"%s\", but it inherits '%s' already as the attribute "
                     "that tells which struct a row is",
                     mapper->mapping->name, name, inheritance->polymorphic_on->name);
    } else if (name) {
        const cu_property *property = cu_mapper_property_named(mapper, name);
        inheritance->polymorphic_on = property ? property->attribute : NULL;
        if (!property)
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s: .polymorphic_on = \"%s\" must name a column attribute of it",
                         mapper->mapping->name, name);
    }
    if (!inheritance->polymorphic_on)
        return;
    inheritance->discriminator = mapper->by_index[cu_attribute_index(inheritance->polymorphic_on)];
    if (!inheritance->discriminator)
        return; /* it has no column, which was said */
    inheritance->discriminator->discriminator = true;
    inheritance->discriminator->deferred = false; /* every row must tell */
}

/* The text of .polymorphic_identity as the discriminator has it; false where it can be none. */
static bool read_identity(const cu_property *discriminator, const char *text, cupel_value *out)
{
    size_t length = strlen(text);
    int64_t number;
    int chosen;
    const cupel_type *type = &discriminator->column->type;
    switch (cu_attribute_type(discriminator->type)->kind) {
    case CUPEL_KIND_TEXT: *out = cupel_value_text(text); return true;
    case CUPEL_KIND_BOOL:
        *out = cupel_value_bool(strcmp(text, "true") == 0);
        return out->as.boolean || strcmp(text, "false") == 0;
    case CUPEL_KIND_INT:
        if (type->id == CUPEL_ENUM && type->enumeration) {
            if (!cu_enum_value(type->enumeration, text, length, &chosen))
                return false;
            number = chosen;
        } else if (!cu_int_parse(text, length, &number)) {
            return false;
        }
        *out = cupel_value_int(number);
        return true;
    default: return false;
    }
}

static void find_identity(cu_mapper *mapper, cu_faults *faults)
{
    cu_inheritance *inheritance = &mapper->inheritance;
    const char *text = mapper->options ? mapper->options->polymorphic_identity : NULL;
    const char *name = mapper->mapping->name;
    inheritance->kind_text = text ? text : name;
    if (!inheritance->discriminator) {
        if (text && !inheritance->parent && !inheritance->concrete &&
            inheritance->kind_count == inheritance->descendant_count)
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s: .polymorphic_identity = \"%s\" needs .polymorphic_on, the attribute "
                         "whose value it is",
                         name, text);
        return;
    }
    if (!text) {
        if (inheritance->parent && inheritance->descendant_count == 1)
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s has no .polymorphic_identity, the value of '%s' in its rows", name,
                         inheritance->discriminator->attribute->name);
        return;
    }
    if (!read_identity(inheritance->discriminator, text, &inheritance->identity))
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s: .polymorphic_identity = \"%s\" is no value of %s.%s", name, text, name,
                     inheritance->discriminator->attribute->name);
}

/* A line of inheritance needs a discriminator on top. */
static void check_line(const cu_mapper *base, cu_faults *faults)
{
    const cu_inheritance *inheritance = &base->inheritance;
    bool said = base->options && base->options->polymorphic_on;
    if (inheritance->descendant_count > 1 && !inheritance->discriminator && !said)
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s inherits from %s, which needs .polymorphic_on: the attribute that tells "
                     "which struct a row is",
                     inheritance->descendants[1]->mapping->name, base->mapping->name);
}

/* The values of all that inherit from a mapper; two of a line must not have the same. */
static void list_identities(cu_mapper *mapper, cu_faults *faults)
{
    cu_inheritance *inheritance = &mapper->inheritance;
    inheritance->identities =
        cu_arena_alloc_array(&mapper->registry->metadata.arena, inheritance->descendant_count,
                             sizeof *inheritance->identities);
    if (!inheritance->identities) {
        cu_fault_no_memory(faults);
        return;
    }
    for (size_t i = 0; i < inheritance->descendant_count; i++) {
        cu_mapper *descendant = inheritance->descendants[i];
        const cupel_value *value = &descendant->inheritance.identity;
        if (value->kind == CUPEL_KIND_NULL)
            continue;
        for (size_t j = 0; !inheritance->parent && j < inheritance->identity_count; j++)
            if (cupel_value_equal(&inheritance->identities[j].value, value))
                cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                             "%s and %s both have .polymorphic_identity = \"%s\"",
                             inheritance->identities[j].mapper->mapping->name,
                             descendant->mapping->name, descendant->options->polymorphic_identity);
        inheritance->identities[inheritance->identity_count++] =
            (cu_identity_value){ *value, descendant };
    }
}

/* Where tables of their own have all columns, rows of several of them may be read together: what tells them is one each. */
static void check_kinds(const cu_mapper *first, cu_faults *faults)
{
    const cu_inheritance *inheritance = &first->inheritance;
    for (size_t i = 0; i < inheritance->kind_count; i++)
        for (size_t j = 0; j < i; j++) {
            const cu_mapper *one = inheritance->kinds[j], *other = inheritance->kinds[i];
            if (one->line != other->line && /* of one line it was said */
                cu_text_equal(one->inheritance.kind_text, other->inheritance.kind_text))
                cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                             "%s and %s both have .polymorphic_identity = \"%s\"",
                             one->mapping->name, other->mapping->name, one->inheritance.kind_text);
        }
}

void cu_inheritance_resolve(cupel_registry *registry, cu_faults *faults)
{
    for (size_t i = 0; registry->by_depth && i < registry->mappers.count; i++) {
        cu_mapper *mapper = registry->by_depth[i];
        if (!mapper->by_index)
            continue; /* its faults are known */
        find_discriminator(mapper, faults);
        find_identity(mapper, faults);
    }
    for (size_t i = 0; registry->by_depth && i < registry->mappers.count; i++) {
        cu_mapper *mapper = registry->by_depth[i];
        if (!mapper->by_index)
            continue;
        if (!mapper->inheritance.parent)
            check_line(mapper, faults);
        if (!mapper->mapping->inherits)
            check_kinds(mapper, faults);
        if (mapper->inheritance.discriminator)
            list_identities(mapper, faults);
    }
}

/* ---- relationships ------------------------------------------------------------------------------- */

/* What belongs to a parent of its parent's kind by delete-orphan may have an owner by any of them. */
static bool share_owners(cu_mapper *mapper, const cu_mapper *parent)
{
    size_t count = mapper->owner_count + parent->owner_count;
    cu_relationship **owners =
        cu_arena_alloc_array(&mapper->registry->metadata.arena, count + 1, sizeof *owners);
    if (!owners)
        return false;
    if (mapper->owner_count > 0)
        memcpy(owners, mapper->owners, mapper->owner_count * sizeof *owners);
    if (parent->owner_count > 0)
        memcpy(owners + mapper->owner_count, parent->owners, parent->owner_count * sizeof *owners);
    mapper->owners = owners;
    mapper->owner_count = count;
    return true;
}

void cu_inheritance_share(cupel_registry *registry,
                          void (*take_over)(cu_mapper *mapper, cu_faults *faults),
                          cu_faults *faults)
{
    for (size_t i = 0; registry->by_depth && i < registry->mappers.count; i++) {
        cu_mapper *mapper = registry->by_depth[i];
        if (mapper->inheritance.concrete)
            take_over(mapper, faults);
        const cu_mapper *parent = mapper->inheritance.parent;
        if (!parent || !mapper->relationships || !parent->relationships)
            continue;
        memcpy(mapper->relationships, parent->relationships,
               parent->attribute_count * sizeof *mapper->relationships);
        mapper->eager |= parent->eager;
        if (parent->owner_count > 0 && !share_owners(mapper, parent))
            cu_fault_no_memory(faults);
    }
}

/* ---- instances ----------------------------------------------------------------------------------- */

bool cu_inheritance_identify(cupel_state *state)
{
    const cu_inheritance *inheritance = &state->mapper->inheritance;
    const cu_property *discriminator = inheritance->discriminator;
    if (!discriminator || inheritance->identity.kind == CUPEL_KIND_NULL ||
        cu_bit(cu_known(state), discriminator->index))
        return true;
    if (!cu_state_store(state, discriminator->attribute, &inheritance->identity))
        return false;
    cu_bit_set(cu_known(state), discriminator->index);
    return true;
}

cupel_code cu_inheritance_check(const cupel_state *state)
{
    const cu_inheritance *inheritance = &state->mapper->inheritance;
    const cu_property *discriminator = inheritance->discriminator;
    const cu_inheritance *base = &inheritance->base->inheritance;
    bool alone = base->descendant_count == 1 && base->kind_count == 1 && !base->concrete;
    bool untold = base->descendant_count == 1 && inheritance->identity.kind == CUPEL_KIND_NULL;
    if (!discriminator || alone || untold)
        return CUPEL_OK;
    cupel_value value = cu_state_value(state, discriminator->attribute);
    if (inheritance->identity.kind == CUPEL_KIND_NULL)
        return cu_error_set(&state->session->error, CUPEL_FLUSH_ERROR,
                            "%s has no .polymorphic_identity, so that its rows could not be told "
                            "from others: make an instance of a struct that inherits from it",
                            state->mapping->name);
    if (cupel_value_equal(&value, &inheritance->identity))
        return CUPEL_OK;
    return cu_error_set(&state->session->error, CUPEL_FLUSH_ERROR,
                        "%s.%s of a new %s was set to another value than its "
                        ".polymorphic_identity: its row would be of another struct",
                        state->mapping->name, discriminator->attribute->name, state->mapping->name);
}
