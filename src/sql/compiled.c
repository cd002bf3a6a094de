/*
 * sql/compiled.c - the life of compiled statements: made once, shared by
 * counting, freed with everything that was made for them.
 */
#include "sql/compiled.h"

#include "base/alloc.h"
#include "base/unique.h"

cu_compiled *cu_compiled_new(void)
{
    cu_compiled *compiled = cu_alloc_zero(sizeof *compiled);
    if (!compiled)
        return NULL;
    atomic_init(&compiled->references, 1);
    compiled->id = cu_unique_number();
    compiled->sql = "";
    cu_arena_init(&compiled->arena, 0);
    return compiled;
}

cu_compiled *cu_compiled_reference(cu_compiled *compiled)
{
    atomic_fetch_add_explicit(&compiled->references, 1, memory_order_relaxed);
    return compiled;
}

void cu_compiled_release(cu_compiled *compiled)
{
    if (!compiled || atomic_fetch_sub_explicit(&compiled->references, 1, memory_order_acq_rel) != 1)
        return;
    if (compiled->extension_free)
        compiled->extension_free(compiled->extension);
    cu_arena_free(&compiled->arena);
    cu_free(compiled);
}

cu_compiled *cu_compiled_text(const char *sql, size_t slots, bool writes)
{
    cu_compiled *compiled = cu_compiled_new();
    if (!compiled)
        return NULL;
    compiled->sql_length = strlen(sql);
    compiled->sql = cu_arena_strndup(&compiled->arena, sql, compiled->sql_length);
    compiled->slots = cu_arena_alloc_array(&compiled->arena, slots, sizeof *compiled->slots);
    compiled->writes = writes;
    compiled->textual = true;
    if (!compiled->sql || !compiled->slots) {
        cu_compiled_release(compiled);
        return NULL;
    }
    for (; compiled->slot_count < slots; compiled->slot_count++)
        compiled->slots[compiled->slot_count] =
            (cu_slot){ .kind = CU_SLOT_PARAMETER,
                       .ordinal = (uint32_t)compiled->slot_count,
                       .type = cu_type_of(CUPEL_UNTYPED) };
    return compiled;
}
