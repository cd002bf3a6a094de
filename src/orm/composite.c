/*
 * orm/composite.c - composites and synonyms of mappings: finding their columns,
 * checking them, setting and looking at composites of instances.
 */
#include "orm/composite.h"
#include "orm/instance.h"
#include "orm/session.h"
#include "sql/expression.h"

/* ---- columns ----------------------------------------------------------------------------------- */

static size_t composite_offset(const cupel_attribute *composite)
{
    return composite->offset & ~CUPEL_WHOLE;
}

static bool lies_within(const cupel_attribute *composite, const cupel_attribute *attribute)
{
    size_t begin = composite_offset(composite);
    return attribute->kind == CUPEL_ITEM_COLUMN && attribute->offset >= begin &&
           attribute->offset - begin < composite->as.composite.size;
}

const cupel_attribute *cu_composite_column(const cupel_attribute *composite, size_t number)
{
    const cupel_mapping *mapping = composite->mapping;
    const cupel_composite_options *options = &composite->as.composite;
    if (options->size == 0)
        return number < options->count ? cu_mapping_attribute_named(mapping, options->names[number])
                                       : NULL;
    for (size_t i = 0; i < mapping->count; i++)
        if (lies_within(composite, &mapping->attributes[i]) && number-- == 0)
            return &mapping->attributes[i];
    return NULL;
}

bool cu_composite_has(const cupel_attribute *composite, const cupel_attribute *column)
{
    const cupel_attribute *own;
    for (size_t i = 0; (own = cu_composite_column(composite, i)); i++)
        if (own == column)
            return true;
    return false;
}

/* ---- mistakes ---------------------------------------------------------------------------------- */

/* A name that something else in the mapping has, too. */
static void check_name(const cupel_mapping *mapping, size_t index, cu_faults *faults)
{
    const char *name = mapping->attributes[index].name;
    bool taken = false;
    for (size_t i = 0; i < mapping->count; i++) {
        const cupel_attribute *other = &mapping->attributes[i];
        bool later = i > index && other->kind >= CUPEL_ITEM_SYNONYM;
        taken |= i != index && !later && cu_text_equal(other->name, name);
    }
    if (taken || (mapping->inherits && cu_mapping_attribute_named(mapping->inherits, name)))
        cu_fault_add(faults, CUPEL_MAPPING_ERROR, "%s.%s is mapped twice", mapping->name, name);
}

void cu_synonyms_check(const cupel_mapping *mapping, cu_faults *faults)
{
    for (size_t i = 0; i < mapping->count; i++) {
        const cupel_attribute *synonym = &mapping->attributes[i];
        if (synonym->kind != CUPEL_ITEM_SYNONYM)
            continue;
        if (!synonym->name || !*synonym->name || !synonym->target) {
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s: attribute number %zu ('%s') is a synonym without a name, or of "
                         "nothing",
                         mapping->name, i + 1, synonym->name ? synonym->name : "");
            continue;
        }
        check_name(mapping, i, faults);
        const cupel_attribute *meant = cu_mapping_attribute_named(mapping, synonym->target);
        if (!meant)
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s.%s is a synonym of '%s', which is no attribute of %s", mapping->name,
                         synonym->name, synonym->target, mapping->name);
    }
}

static void check_composite(const cupel_attribute *composite, cu_faults *faults)
{
    const cupel_composite_options *options = &composite->as.composite;
    const char *struct_name = composite->mapping->name;
    size_t count = 0;
    for (size_t i = 0; i < options->count; i++) {
        const cupel_attribute *column =
            cu_mapping_attribute_named(composite->mapping, options->names[i]);
        if (column && column->kind == CUPEL_ITEM_COLUMN)
            continue;
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s.%s is made of '%s', which is no column attribute of %s", struct_name,
                     composite->name, options->names[i] ? options->names[i] : "", struct_name);
        return;
    }
    while (cu_composite_column(composite, count))
        count++;
    if (count == 0)
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s.%s is a composite without columns; map members of it, such as "
                     "CUPEL_COLUMN(%s, %s.x)",
                     struct_name, composite->name, struct_name, composite->name);
    if (count > CUPEL_CONSTRAINT_COLUMNS)
        cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                     "%s.%s is a composite of %zu columns; %d are possible", struct_name,
                     composite->name, count, CUPEL_CONSTRAINT_COLUMNS);
}

void cu_composites_check(const cupel_mapping *mapping, cu_faults *faults)
{
    for (size_t i = 0; i < mapping->count; i++) {
        const cupel_attribute *composite = &mapping->attributes[i];
        if (!cu_is_composite(composite))
            continue;
        if (!composite->name || !*composite->name || composite->mapping != mapping) {
            cu_fault_add(faults, CUPEL_MAPPING_ERROR,
                         "%s: attribute number %zu is a composite without a name, or belongs to "
                         "another mapping",
                         mapping->name, i + 1);
            continue;
        }
        check_name(mapping, i, faults);
        check_composite(composite, faults);
    }
}

/* ---- as values --------------------------------------------------------------------------------- */

static cupel_value member_of(const cupel_attribute *composite, const cupel_attribute *column,
                             const void *value)
{
    if (!value)
        return cupel_value_null();
    return cu_attribute_read(column->type,
                             (const char *)value + column->offset - composite_offset(composite));
}

cupel_expr *cupel_composite_value(const cupel_mapping *mapping, size_t offset, const void *value)
{
    cupel_value values[CUPEL_CONSTRAINT_COLUMNS];
    size_t count = 0;
    if (!cu_mapping_readable(mapping))
        return cu_poison(CUPEL_INVALID_ARGUMENT,
                         "cupel_composite: the mapping is NULL, or of a format this version of "
                         "cupel does not read");
    const cupel_attribute *composite = cu_mapping_attribute_at(mapping, offset);
    if (!composite || !cu_is_composite(composite) || composite->as.composite.size == 0)
        return cu_poison(CUPEL_INVALID_REQUEST,
                         "cupel_composite: %s has no composite at offset %zu; map the nested "
                         "struct with CUPEL_COMPOSITE",
                         mapping->name, offset & ~CUPEL_WHOLE);
    const cupel_attribute *column;
    while (count < CU_LENGTH(values) && (column = cu_composite_column(composite, count))) {
        cupel_value member = member_of(composite, column, value);
        cupel_expr *null = member.kind == CUPEL_KIND_NULL ? cupel_null() : NULL;
        values[count++] = null ? cupel_value_expression(null) : member;
    }
    return cupel_tuple_values(count, values);
}

/* ---- of instances ------------------------------------------------------------------------------ */

void cupel_set_composite(cupel_object *instance, size_t offset, const void *value)
{
    cupel_state *state = cu_state_of(instance);
    const cupel_attribute *composite = state ? cu_instance_attribute_at(state, offset) : NULL;
    const cupel_attribute *column;
    if (!composite || !cu_is_composite(composite)) {
        cupel_set_related(instance, offset, value);
        return;
    }
    /* all of them or none: a NULL where none may be is found first */
    for (size_t i = 0; (column = cu_composite_column(composite, i)); i++) {
        cupel_value member = member_of(composite, column, value);
        if (member.kind == CUPEL_KIND_NULL && !cu_attribute_type(column->type)->nullable) {
            cupel_set_value(instance, column->offset, &member); /* says what is wrong */
            return;
        }
    }
    for (size_t i = 0; (column = cu_composite_column(composite, i)); i++) {
        cupel_value member = member_of(composite, column, value);
        cupel_set_value(instance, column->offset, &member);
    }
}

cupel_code cu_composite_each(cupel_state *state, const cupel_attribute *composite,
                             cupel_code (*function)(cupel_state *state,
                                                    const cupel_attribute *column))
{
    const cupel_attribute *column;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; code == CUPEL_OK && (column = cu_composite_column(composite, i)); i++)
        code = function(state, column);
    return code;
}

bool cu_composite_is_known(const cupel_state *state, const cupel_attribute *composite)
{
    const cupel_attribute *column;
    bool known = true;
    for (size_t i = 0; (column = cu_composite_column(composite, i)); i++)
        known &= cu_state_knows(state, cu_attribute_index(column));
    return known;
}

cupel_history cu_composite_history(const cupel_state *state, const cupel_attribute *composite)
{
    cupel_history whole = { .known = true, .old_known = true };
    const cupel_attribute *column;
    for (size_t i = 0; (column = cu_composite_column(composite, i)); i++) {
        cupel_history one = cupel_attribute_history(state->object, column->offset);
        whole.changed |= one.changed;
        whole.known &= one.known;
        /* what was not changed is as it was */
        whole.old_known &= one.changed ? one.old_known : one.known;
    }
    return whole;
}
