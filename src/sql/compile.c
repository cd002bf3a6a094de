/*
 * sql/compile.c - the compiler's frame: text, placeholders, names, the result.
 */
#include "base/alloc.h"
#include "base/map.h"
#include "base/utf8.h"
#include "sql/compiler.h"
#include "sql/expression.h"
#include <stdarg.h>
#include <stdio.h>

/* ---- faults ------------------------------------------------------------------------------------ */

void cu_compile_fail(cu_compiler *compiler, cupel_code code, const char *format, ...)
{
    if (compiler->failed)
        return;
    compiler->failed = true;
    va_list arguments;
    va_start(arguments, format);
    cu_error_set_v(compiler->error, code, format, arguments);
    va_end(arguments);
}

void cu_compile_no_memory(cu_compiler *compiler)
{
    if (!compiler->failed)
        cu_error_no_memory(compiler->error);
    compiler->failed = true;
}

/* ---- writing ----------------------------------------------------------------------------------- */

void cu_write(cu_compiler *compiler, const char *text)
{
    cu_buffer_add(&compiler->output.text, text);
}

void cu_write_length(cu_compiler *compiler, const char *text, size_t length)
{
    cu_buffer_add_length(&compiler->output.text, text, length);
}

void cu_write_clause(cu_compiler *compiler, const char *text, bool line)
{
    cu_buffer_add_char(&compiler->output.text, line || compiler->options.pretty ? '\n' : ' ');
    for (unsigned i = 0; compiler->options.pretty && i < compiler->indent; i++)
        cu_write(compiler, "    ");
    cu_write(compiler, text);
}

void cu_write_format(cu_compiler *compiler, const char *format, ...)
{
    char text[64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    cu_write(compiler, text);
}

void cu_write_hint_text(cu_compiler *compiler, const cu_from *from, const char *text)
{
    static const char token[] = "%(name)s";
    for (const char *found; (found = strstr(text, token)); text = found + sizeof token - 1) {
        cu_write_length(compiler, text, (size_t)(found - text));
        if (from->kind == CU_FROM_TABLE)
            cu_write_table_name(compiler, from);
        else
            cu_write_identifier(compiler, cu_from_name(compiler, from));
    }
    cu_write(compiler, text);
}

void cu_write_identifier(cu_compiler *compiler, const char *name)
{
    cu_identifier_quote(compiler->dialect, &compiler->output.text, name);
}

void cu_write_slot(cu_compiler *compiler, const cu_slot *slot)
{
    cu_placed_slot placed = { *slot, compiler->output.text.length, compiler->around };
    if (!cu_vector_push(&compiler->output.slots, placed))
        cu_compile_no_memory(compiler);
}

void cu_write_constant_slot(cu_compiler *compiler, int64_t number)
{
    cupel_value value = cupel_value_int(number);
    if (compiler->options.inline_literals) {
        cu_write_literal(compiler, NULL, &value);
        return;
    }
    cu_slot slot = { .kind = CU_SLOT_CONSTANT,
                     .type = cu_type_of(CUPEL_BIG_INTEGER),
                     .constant = value };
    cu_write_slot(compiler, &slot);
}

/* ---- names ------------------------------------------------------------------------------------- */

static unsigned next_number(cu_compiler *compiler, const char *base)
{
    for (size_t i = 0; i < compiler->counters.count; i++)
        if (strcmp(compiler->counters.items[i].base, base) == 0)
            return ++compiler->counters.items[i].count;
    cu_name_counter counter = { base, 1 };
    if (!cu_vector_push(&compiler->counters, counter))
        cu_compile_no_memory(compiler);
    return 1;
}

/* A name that is too long for the database, cut and made unique again. */
static const char *fit(cu_compiler *compiler, const char *name)
{
    size_t limit = compiler->dialect->identifier_limit;
    size_t length = strlen(name);
    if (limit == 0 || length + 6 <= limit)
        return name;
    size_t cut = cu_utf8_cut(name, length, limit - 6);
    return cu_arena_printf(&compiler->compiled->arena, "%.*s_%x", (int)cut, name,
                           ++compiler->truncated);
}

static const char *numbered(cu_compiler *compiler, const char *base, const void *identity,
                            uint32_t repeat)
{
    for (size_t i = 0; i < compiler->names.count; i++) {
        const cu_settled_name *settled = &compiler->names.items[i];
        if (settled->identity == identity && settled->repeat == repeat &&
            strcmp(settled->base, base) == 0)
            return settled->text;
    }
    cu_settled_name settled = { .identity = identity, .repeat = repeat, .base = base };
    settled.text =
        cu_arena_printf(&compiler->compiled->arena, "%s_%u", base, next_number(compiler, base));
    if (settled.text)
        settled.text = fit(compiler, settled.text);
    if (!settled.text || !cu_vector_push(&compiler->names, settled)) {
        cu_compile_no_memory(compiler);
        return base;
    }
    return settled.text;
}

const char *cu_from_name(cu_compiler *compiler, const cu_from *from)
{
    return from->name ? from->name : numbered(compiler, from->base_name, from, 0);
}

static const char *settle_qualified(cu_compiler *compiler, const cu_column *column)
{
    cu_name name = cu_column_name(column);
    if (!column->from)
        return cu_settle_name(compiler, &name);
    /* names are numbered in the order in which they stand there */
    const char *from = cu_from_name(compiler, column->from);
    const char *own = cu_settle_name(compiler, &name);
    const char *text = cu_arena_printf(&compiler->compiled->arena, "%s_%s", from, own);
    if (text)
        text = fit(compiler, text);
    if (!text)
        cu_compile_no_memory(compiler);
    return text ? text : own;
}

/* A base for a numbered name, without what would have to be quoted only for that. */
static const char *clean_base(cu_compiler *compiler, const char *base)
{
    if (!strpbrk(base, "%() $"))
        return base;
    char *copy = cu_arena_strdup(&compiler->compiled->arena, base);
    if (!copy) {
        cu_compile_no_memory(compiler);
        return "anon";
    }
    char *to = copy;
    for (const char *from = copy; *from;) {
        size_t odd = strspn(from, "%() $");
        from += odd;
        if (odd > 0)
            *to++ = '_';
        if (*from)
            *to++ = *from++;
    }
    *to = '\0';
    return copy;
}

const char *cu_settle_name(cu_compiler *compiler, const cu_name *name)
{
    switch (name->kind) {
    case CU_NAME_TEXT: return fit(compiler, name->text);
    case CU_NAME_QUALIFIED: return settle_qualified(compiler, name->column);
    case CU_NAME_ANONYMOUS: {
        const char *base = name->text ? clean_base(compiler, name->text)
                                      : settle_qualified(compiler, name->column);
        if (name->repeat == 0)
            return numbered(compiler, base, name->identity, 0);
        const char *longer = cu_arena_printf(&compiler->compiled->arena, "%s_", base);
        return numbered(compiler, longer ? longer : base, compiler->frame, name->repeat);
    }
    default: return "";
    }
}

/* ---- begin and end ------------------------------------------------------------------------------- */

bool cu_compiler_init(cu_compiler *compiler, const cu_sql_dialect *dialect,
                      const cu_compile_options *options, uint64_t walk, cu_error *error)
{
    static const cu_compile_options plain = { 0 };
    *compiler = (cu_compiler){
        .dialect = dialect, .options = options ? *options : plain, .walk = walk, .error = error
    };
    cu_arena_init(&compiler->scratch, 0);
    cu_buffer_init(&compiler->output.text, CU_BUFFER_MAXIMUM);
    compiler->compiled = cu_compiled_new();
    if (!compiler->compiled)
        cu_compile_no_memory(compiler);
    return !compiler->failed;
}

void cu_output_free(cu_output *output)
{
    cu_buffer_free(&output->text);
    cu_vector_free(&output->slots);
}

static void write_placeholder(const cu_sql_dialect *dialect, cu_buffer *buffer, size_t number)
{
    switch (dialect->paramstyle) {
    case CU_PARAMSTYLE_QUESTION: cu_buffer_add_char(buffer, '?'); break;
    case CU_PARAMSTYLE_DOLLAR: cu_buffer_printf(buffer, "$%zu", number); break;
    case CU_PARAMSTYLE_COLON: cu_buffer_printf(buffer, ":%zu", number); break;
    case CU_PARAMSTYLE_AT: cu_buffer_printf(buffer, "@p%zu", number); break;
    }
}

static void note_failed_text(cu_compiler *compiler, const cu_buffer *text)
{
    if (text->too_long)
        cu_compile_fail(compiler, CUPEL_COMPILE_ERROR, "the statement is longer than %zu bytes",
                        CU_BUFFER_MAXIMUM);
    else
        cu_compile_no_memory(compiler);
}

/* Placeholders being numbered: by parameter where its last one was, of those that the compiled statement has. */
typedef struct numbering {
    cu_map places;
    const cu_placed_slot **placed;
} numbering;

/*
 * The number of a placeholder, whose slot becomes the compiled statement's where it is a new one.  A parameter of an
 * expression that is written again, as one that is selected is in GROUP BY, has the number that it had: a database
 * that sees $1 and $2 takes the two for different expressions.
 */
static size_t number_slot(cu_compiler *compiler, numbering *numbers, const cu_placed_slot *placed)
{
    cu_compiled *compiled = compiler->compiled;
    const cu_slot *slot = &placed->slot;
    size_t number = compiled->slot_count + 1;
    if (compiler->dialect->paramstyle != CU_PARAMSTYLE_QUESTION && placed->operand &&
        slot->kind == CU_SLOT_PARAMETER && slot->type) {
        const void *key = (const void *)((uintptr_t)slot->ordinal + 1);
        size_t known = (size_t)(uintptr_t)cu_map_get_pointer(&numbers->places, key);
        const cu_placed_slot *last = known > 0 ? numbers->placed[known - 1] : NULL;
        if (last && last->slot.type->id == slot->type->id &&
            cu_same_tree(last->operand, placed->operand))
            return known;
        if (!cu_map_put_pointer(&numbers->places, key, (void *)(uintptr_t)number))
            cu_compile_no_memory(compiler);
    }
    numbers->placed[compiled->slot_count] = placed;
    compiled->slots[compiled->slot_count++] = *slot;
    return number;
}

/* Puts text and placeholders together, into the memory of the compiled statement. */
static void assemble(cu_compiler *compiler)
{
    cu_compiled *compiled = compiler->compiled;
    const cu_output *output = &compiler->output;
    numbering numbers = { .placed = cu_arena_alloc_array(&compiler->scratch, output->slots.count,
                                                         sizeof *numbers.placed) };
    cu_buffer final;
    if (output->text.failed) { /* placeholders may be behind the end of what is there */
        note_failed_text(compiler, &output->text);
        return;
    }
    cu_buffer_init(&final, CU_BUFFER_MAXIMUM);
    compiled->slots =
        cu_arena_alloc_array(&compiled->arena, output->slots.count, sizeof *compiled->slots);
    size_t done = 0;
    const char *text = cu_buffer_text(&output->text);
    for (size_t i = 0; compiled->slots && numbers.placed && i < output->slots.count; i++) {
        const cu_placed_slot *placed = &output->slots.items[i];
        cu_buffer_add_length(&final, text + done, placed->position - done);
        write_placeholder(compiler->dialect, &final, number_slot(compiler, &numbers, placed));
        done = placed->position;
    }
    cu_buffer_add_length(&final, text + done, output->text.length - done);
    compiled->sql = cu_arena_strndup(&compiled->arena, cu_buffer_text(&final), final.length);
    compiled->sql_length = final.length;
    if (final.failed)
        note_failed_text(compiler, &final);
    else if (!compiled->slots || !numbers.placed || !compiled->sql)
        cu_compile_no_memory(compiler);
    cu_buffer_free(&final);
    cu_map_free(&numbers.places);
}

static void check_limits(cu_compiler *compiler)
{
    uint32_t limit = compiler->dialect->parameter_limit;
    if (limit > 0 && compiler->output.slots.count > limit)
        cu_compile_fail(compiler, CUPEL_COMPILE_ERROR,
                        "the statement has %zu parameters, %s allows %u; run several statements, "
                        "or put the values into a table",
                        compiler->output.slots.count, compiler->dialect->name, (unsigned)limit);
}

cu_compiled *cu_compiler_finish(cu_compiler *compiler)
{
    if (!compiler->failed)
        check_limits(compiler);
    if (!compiler->failed)
        assemble(compiler);
    if (!compiler->failed && (compiler->scratch.failed || compiler->compiled->arena.failed))
        cu_compile_no_memory(compiler);
    if (compiler->failed) {
        cu_compiled_release(compiler->compiled);
        compiler->compiled = NULL;
    }
    for (size_t i = 0; i < compiler->ctes.count; i++)
        cu_output_free(&compiler->ctes.items[i]->output);
    cu_vector_free(&compiler->ctes);
    cu_vector_free(&compiler->names);
    cu_vector_free(&compiler->counters);
    cu_output_free(&compiler->output);
    cu_arena_free(&compiler->scratch);
    return compiler->compiled;
}

cu_compiled *cu_compile_select(const cu_select *select, const cu_sql_dialect *dialect,
                               const cu_compile_options *options, uint64_t walk, cu_error *error)
{
    cu_compiler compiler;
    if (cu_compiler_init(&compiler, dialect, options, walk, error))
        cu_write_select(&compiler, select, false, true);
    return cu_compiler_finish(&compiler);
}
