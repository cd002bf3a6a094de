/*
 * engine/text_statement.c - SQL text of the program into compiled statements:
 * ":name" becomes the database's own placeholder, once for each text.
 */
#include "engine/text_statement.h"

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "sql/text_scan.h"

/* Tells keys of texts from all other keys of the statement cache. */
#define TEXT_STATEMENT_KEY UINT64_C(0x7E5F0D2C9B61A483)
/* Longer texts are not kept: they are hardly run twice. */
#define TEXT_STATEMENT_LONGEST ((size_t)64 << 10)

/* ---- compiling --------------------------------------------------------------------------------- */

typedef cu_vector(cu_text_piece) text_parameters;

static void text_write_placeholder(cu_buffer *buffer, cu_paramstyle style, size_t number)
{
    static const char *const formats[] = { [CU_PARAMSTYLE_DOLLAR] = "$%zu",
                                           [CU_PARAMSTYLE_COLON] = ":%zu",
                                           [CU_PARAMSTYLE_AT] = "@p%zu" };
    if (style == CU_PARAMSTYLE_QUESTION)
        cu_buffer_add_char(buffer, '?');
    else
        cu_buffer_printf(buffer, formats[style], number);
}

/* The number of the first parameter of the same name. */
static uint32_t text_ordinal(const text_parameters *parameters, size_t index)
{
    const cu_text_piece *own = &parameters->items[index];
    for (size_t i = 0; i < index; i++) {
        const cu_text_piece *other = &parameters->items[i];
        if (other->length == own->length && memcmp(other->text, own->text, own->length) == 0)
            return (uint32_t)i;
    }
    return (uint32_t)index;
}

static bool text_name_slots(cu_compiled *compiled, const text_parameters *parameters)
{
    for (size_t i = 0; i < parameters->count; i++) {
        cu_slot *slot = &compiled->slots[i];
        slot->ordinal = text_ordinal(parameters, i);
        slot->name = cu_arena_strndup(&compiled->arena, parameters->items[i].text,
                                      parameters->items[i].length);
        if (!slot->name)
            return false;
    }
    return true;
}

static cu_compiled *text_compile(const cu_sql_dialect *dialect, const char *sql, size_t length,
                                 cu_error *error)
{
    text_parameters parameters = { 0 };
    cu_compiled *compiled = NULL;
    cu_text_scan scan;
    cu_text_piece piece;
    cu_buffer buffer;
    bool enough = true;
    cu_buffer_init(&buffer, CU_BUFFER_MAXIMUM);
    cu_text_scan_begin(&scan, sql, length);
    while (enough && cu_text_scan_next(&scan, &piece)) {
        if (piece.kind == CU_TEXT_SQL) {
            cu_buffer_add_length(&buffer, piece.text, piece.length);
        } else {
            enough = cu_vector_push(&parameters, piece);
            text_write_placeholder(&buffer, dialect->paramstyle, parameters.count);
        }
    }
    if (buffer.too_long) {
        cu_error_set(error, CUPEL_INVALID_ARGUMENT, "the SQL is longer than %zu bytes",
                     CU_BUFFER_MAXIMUM);
    } else {
        if (enough && !buffer.failed)
            compiled = cu_compiled_text(cu_buffer_text(&buffer), parameters.count, true);
        if (compiled && !text_name_slots(compiled, &parameters)) {
            cu_compiled_release(compiled);
            compiled = NULL;
        }
        if (!compiled)
            cu_error_no_memory(error);
    }
    cu_vector_free(&parameters);
    cu_buffer_free(&buffer);
    return compiled;
}

/* ---- keeping ----------------------------------------------------------------------------------- */

/* The key of a text: its length and all its bytes. */
static size_t text_write_key(uint64_t *words, const char *sql, size_t length)
{
    size_t count = (length + 7) / 8;
    words[0] = TEXT_STATEMENT_KEY;
    words[1] = length;
    if (count > 0) {
        words[count + 1] = 0;
        memcpy(words + 2, sql, length);
    }
    return count + 2;
}

cu_compiled *cu_text_statement(cupel_engine *engine, const char *sql, cu_error *error)
{
    size_t length = strlen(sql), bad;
    uint64_t small[64], *words = small;
    if (!cu_utf8_valid(sql, length, &bad)) {
        cu_error_set(error, CUPEL_INVALID_ARGUMENT, "the SQL is not UTF-8 at byte %zu", bad);
        cu_error_set_reason(error, CUPEL_REASON_INVALID_TEXT);
        return NULL;
    }
    if (length > TEXT_STATEMENT_LONGEST)
        return text_compile(engine->dialect->sql, sql, length, error);
    if (length / 8 + 3 > CU_LENGTH(small))
        words = cu_alloc_array(length / 8 + 3, sizeof *words);
    if (!words) {
        cu_error_no_memory(error);
        return NULL;
    }
    size_t count = text_write_key(words, sql, length);
    cu_compiled *compiled = cu_cache_get(&engine->cache, words, count);
    if (!compiled) {
        compiled = text_compile(engine->dialect->sql, sql, length, error);
        if (compiled)
            cu_cache_put(&engine->cache, words, count, compiled);
    }
    if (words != small)
        cu_free(words);
    return compiled;
}
