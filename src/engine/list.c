/*
 * engine/list.c - lists of values, as the one text that a database takes apart.
 *
 * Each dialect tells between what the values stand and how one is written.
 */
#include "engine/list.h"

#include "engine/bind.h"
#include "sql/type.h"
#include <stdio.h>

/* One value of the list, converted as a single one would be. */
static cupel_code add_list_value(const cu_dialect *dialect, const cupel_type *type,
                                 cupel_value value, size_t number, cu_buffer *buffer,
                                 cu_arena *arena, cu_error *error)
{
    const cu_list_form *form = dialect->list_form;
    char what[40];
    snprintf(what, sizeof what, "value %zu of the list", number);
    if (value.kind == CUPEL_KIND_INT)
        type = cu_type_of_compared(type);
    cupel_code code = cu_bind_value(dialect, type, &value, arena, what, error);
    if (code != CUPEL_OK)
        return code;
    if (!(form->kinds >> value.kind & 1))
        return cu_error_set(error, CUPEL_NOT_SUPPORTED,
                            "%s cannot take a list of this length of values of kind %s; use "
                            "several shorter ones",
                            form->database, cupel_kind_name((cupel_kind)value.kind));
    form->add(buffer, &value);
    return CUPEL_OK;
}

static cupel_code finish_list(const cu_buffer *buffer, cupel_value *out, cu_arena *arena,
                              cu_error *error)
{
    if (buffer->too_long)
        return cu_error_set(error, CUPEL_DATA_ERROR,
                            "the list is longer than %zu bytes as text; use several shorter ones",
                            buffer->maximum);
    char *copy =
        buffer->failed ? NULL : cu_arena_strndup(arena, cu_buffer_text(buffer), buffer->length);
    if (!copy)
        return cu_error_no_memory(error);
    *out = cupel_value_text_length(copy, buffer->length);
    return CUPEL_OK;
}

cupel_code cu_list_encode(const cu_dialect *dialect, const cupel_type *type,
                          const cupel_value *values, size_t count, cupel_value *out,
                          cu_arena *arena, cu_error *error)
{
    cu_buffer buffer;
    cupel_code code = CUPEL_OK;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_buffer_add_char(&buffer, dialect->list_form->open);
    for (size_t i = 0; i < count && code == CUPEL_OK; i++) {
        cu_buffer_add(&buffer, i > 0 ? "," : "");
        code = add_list_value(dialect, type, values[i], i + 1, &buffer, arena, error);
    }
    cu_buffer_add_char(&buffer, dialect->list_form->close);
    if (code == CUPEL_OK)
        code = finish_list(&buffer, out, arena, error);
    cu_buffer_free(&buffer);
    return code;
}
