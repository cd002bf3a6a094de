/*
 * orm/key_values.c - the values of a primary key as a program gives them: one
 * after the other in the order of the key, or each by the name of its attribute.
 */
#include "base/buffer.h"
#include "orm/session.h"
#include "sql/node.h"
#include "sql/type.h"

/* "id, version_id" */
static void add_key_names(cu_buffer *names, const cu_mapper *mapper)
{
    for (size_t i = 0; i < mapper->key_count; i++)
        cu_buffer_printf(names, "%s%s", i > 0 ? ", " : "", mapper->keys[i]->attribute->name);
}

static cupel_code wrong_count(cupel_session *session, const cu_mapper *mapper, size_t count)
{
    cu_buffer names;
    cu_buffer_init(&names, 1000);
    add_key_names(&names, mapper);
    cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                 "cupel_get: %zu %s for the primary key of %s, which is %s", count,
                 count == 1 ? "value" : "values", mapper->mapping->name, cu_buffer_text(&names));
    cu_buffer_free(&names);
    return CUPEL_INVALID_REQUEST;
}

static cupel_code wrong_name(cupel_session *session, const cu_mapper *mapper, const char *name,
                             const char *what)
{
    cu_buffer names;
    cu_buffer_init(&names, 1000);
    add_key_names(&names, mapper);
    cu_error_set(&session->error, CUPEL_INVALID_REQUEST,
                 "cupel_get: '%s' %s; the primary key of %s is %s", name, what,
                 mapper->mapping->name, cu_buffer_text(&names));
    cu_buffer_free(&names);
    return CUPEL_INVALID_REQUEST;
}

/* The place of a name in the key; key_count where it is in none. */
static size_t key_place(const cu_mapper *mapper, const char *name)
{
    const cu_property *property = cu_mapper_property_named(mapper, name);
    size_t place = 0;
    while (place < mapper->key_count && mapper->keys[place] != property)
        place++;
    return place;
}

/* A value with a name; NULL, with the error set, where it is something else. */
static const cu_bind *named_value(cupel_session *session, const cupel_value *value)
{
    const cupel_expr *expression =
        value->kind == CUPEL_KIND_EXPRESSION ? value->as.expression : NULL;
    if (expression && cu_is_poison(expression)) {
        cu_error_set(&session->error, cupel_expression_code(expression), "%s",
                     cupel_expression_text(expression));
        return NULL;
    }
    if (expression && cu_kind(expression) == CU_NODE_BIND && cu_node_of(expression)->a.text)
        return (const cu_bind *)(const void *)expression;
    cu_error_set(&session->error, CUPEL_INVALID_ARGUMENT,
                 "cupel_get: the values of a key are either all plain or all cupel_bind(\"name\", "
                 "value)");
    return NULL;
}

/* Puts named values into the order of the key. */
static cupel_code order_by_name(cupel_session *session, const cu_mapper *mapper, size_t count,
                                const cupel_value *values, cupel_value *key)
{
    bool given[CUPEL_CONSTRAINT_COLUMNS] = { false };
    for (size_t i = 0; i < count; i++) {
        const cu_bind *bind = named_value(session, &values[i]);
        if (!bind)
            return cu_error_code(&session->error);
        const char *name = bind->node.a.text;
        size_t place = key_place(mapper, name);
        if (place == mapper->key_count)
            return wrong_name(session, mapper, name, "is no part of the key");
        if (given[place])
            return wrong_name(session, mapper, name, "is given twice");
        if (bind->required && !bind->callable)
            return wrong_name(session, mapper, name, "has no value");
        given[place] = true;
        key[place] = bind->callable ? bind->callable(bind->data) : bind->value;
    }
    for (size_t i = 0; i < mapper->key_count; i++)
        if (!given[i])
            return wrong_name(session, mapper, mapper->keys[i]->attribute->name, "is missing");
    return CUPEL_OK;
}

static bool any_named(size_t count, const cupel_value *values)
{
    for (size_t i = 0; i < count; i++)
        if (values[i].kind == CUPEL_KIND_EXPRESSION)
            return true;
    return false;
}

cupel_code cu_session_key(cupel_session *session, const cu_mapper *mapper, size_t count,
                          const cupel_value *values, cu_arena *arena, cupel_value *key)
{
    if (any_named(count, values)) {
        cupel_code code = order_by_name(session, mapper, count, values, key);
        if (code != CUPEL_OK)
            return code;
    } else {
        if (count != mapper->key_count)
            return wrong_count(session, mapper, count);
        memcpy(key, values, count * sizeof *key);
    }
    for (size_t i = 0; i < mapper->key_count; i++) {
        const cu_property *property = mapper->keys[i];
        if (key[i].kind == cu_attribute_type(property->type)->kind ||
            key[i].kind == CUPEL_KIND_NULL)
            continue;
        if (key[i].kind >= CUPEL_KIND_EXPRESSION)
            return cu_error_set(&session->error, CUPEL_INVALID_ARGUMENT,
                                "cupel_get: %s.%s must be a value", mapper->mapping->name,
                                property->attribute->name);
        cupel_code code = cu_type_adjust(property->column->column.node.type, &key[i], arena,
                                         property->attribute->name, &session->error);
        if (code != CUPEL_OK) {
            cu_error_prefix(&session->error, "cupel_get: %s.", mapper->mapping->name);
            return code;
        }
    }
    return CUPEL_OK;
}
