/*
 * orm/association.c - rows of association tables: one for each pair of
 * instances that a many-to-many relationship links.  They come and go with the
 * link, and follow keys that change where the database does not do that.
 */
#include "base/alloc.h"
#include "engine/bind.h"
#include "orm/dependency.h"
#include "sql/dml.h"
#include "sql/expression.h"

/* Columns of an association table that two keys are in. */
#define LINK_COLUMNS (2 * CUPEL_CONSTRAINT_COLUMNS)

/* A statement on one association table, run for one pair after the other. */
typedef struct link_batch {
    cu_unit_of_work *work;
    const cu_relationship *relationship;
    cu_dml_kind kind;
    cu_compiled *compiled;
    cu_cursor cursor;
    bool open;
    cupel_value values[2 * LINK_COLUMNS]; /* those that are written, those of the row there is */
} link_batch;

static void link_close(link_batch *batch)
{
    if (batch->open)
        cu_cursor_close(&batch->cursor);
    cu_compiled_release(batch->compiled);
    batch->open = false;
    batch->compiled = NULL;
}

/* A column of the association table, and the attribute of one of the two ends that its value is. */
typedef struct link_member {
    const cu_column *column;
    const cu_property *property;
    bool near; /* of the parent, not of the target */
} link_member;

static void add_member(link_member *members, size_t *count, const link_member *added)
{
    size_t at = (*count)++;
    for (; at > 0 && members[at - 1].column->index > added->column->index; at--)
        members[at] = members[at - 1];
    members[at] = *added;
}

/* All of them in the order of the table's columns, so that both sides write the same statements. */
static size_t link_members(const cu_relationship *relationship, link_member *members)
{
    size_t count = 0;
    for (size_t i = 0; i < relationship->pair_count; i++) {
        const cu_pair *pair = &relationship->pairs[i];
        add_member(members, &count,
                   &(link_member){ &pair->far->column, pair->near_property, true });
    }
    for (size_t i = 0; i < relationship->far_pair_count; i++) {
        const cu_pair *pair = &relationship->far_pairs[i];
        add_member(members, &count,
                   &(link_member){ &pair->near->column, pair->far_property, false });
    }
    return count;
}

/* ---- statements -------------------------------------------------------------------------------- */

static cu_compiled *compile_link(const link_batch *batch)
{
    const cu_relationship *relationship = batch->relationship;
    cupel_session *session = batch->work->session;
    link_member members[LINK_COLUMNS];
    size_t count = link_members(relationship, members);
    cu_arena arena;
    cu_arena_init(&arena, 0);
    cu_assignment assignments[LINK_COLUMNS];
    const cupel_expr *where[LINK_COLUMNS];
    cu_compiled *compiled = NULL;
    cu_dml dml = { .kind = batch->kind,
                   .table = &relationship->secondary->from,
                   .assignments = assignments,
                   .assignment_count = batch->kind == CU_DML_DELETE ? 0 : count,
                   .where = where,
                   .where_count = batch->kind == CU_DML_INSERT ? 0 : count };
    uint32_t ordinal = 0;
    for (size_t i = 0; i < dml.assignment_count; i++) {
        const cu_column *column = members[i].column;
        assignments[i] = (cu_assignment){ column, cu_arena_slot(&arena, ordinal++, UINT64_MAX,
                                                                column->node.type) };
    }
    for (size_t i = 0; i < dml.where_count; i++) {
        const cu_column *column = members[i].column;
        where[i] = cu_arena_binary(&arena, CUPEL_OPERATOR_EQ, cu_column_expression(column),
                                   cu_arena_slot(&arena, ordinal++, UINT64_MAX, column->node.type));
    }
    if (arena.failed)
        cu_error_no_memory(&session->error);
    else
        compiled =
            cu_compile_dml(&dml, session->engine->dialect->sql, NULL, UINT64_MAX, &session->error);
    cu_arena_free(&arena);
    return compiled;
}

static cu_compiled *find_link_statement(const link_batch *batch)
{
    cupel_session *session = batch->work->session;
    cu_key *key = &session->key;
    cu_key_begin(key);
    cu_key_word(key, batch->relationship->id);
    cu_key_word(key, UINT64_C(5) << 61 | batch->kind);
    if (key->failed) {
        cu_error_no_memory(&session->error);
        return NULL;
    }
    cu_compiled *compiled =
        cu_cache_get(&session->engine->cache, key->words.items, key->words.count);
    if (compiled)
        return compiled;
    compiled = compile_link(batch);
    if (compiled)
        cu_cache_put(&session->engine->cache, key->words.items, key->words.count, compiled);
    return compiled;
}

/* ---- one pair ---------------------------------------------------------------------------------- */

/* Whether the rows of an association table have the key that an end had before it changed. */
static bool has_old_key(const cu_relationship *relationship)
{
    return relationship && !relationship->passive_updates;
}

static cupel_code add_link_value(link_batch *batch, size_t *count, const link_member *member,
                                 cupel_value value)
{
    batch->values[*count] = value;
    return cu_bind_value(batch->work->dialect, member->column->node.type,
                         &batch->values[(*count)++], &batch->work->arena, member->column->name,
                         &batch->work->session->error);
}

static cupel_code link_values(link_batch *batch, const cupel_state *parent,
                              const cupel_state *target)
{
    const cu_relationship *relationship = batch->relationship;
    link_member members[LINK_COLUMNS];
    size_t members_count = link_members(relationship, members), count = 0;
    cupel_code code = CUPEL_OK;
    for (size_t i = 0; i < members_count && batch->kind != CU_DML_DELETE && code == CUPEL_OK; i++)
        code = add_link_value(
            batch, &count, &members[i],
            cu_state_value(members[i].near ? parent : target, members[i].property->attribute));
    for (size_t i = 0; i < members_count && batch->kind != CU_DML_INSERT && code == CUPEL_OK; i++) {
        const cupel_state *state = members[i].near ? parent : target;
        const cupel_attribute *attribute = members[i].property->attribute;
        code = add_link_value(batch, &count, &members[i],
                              has_old_key(members[i].near ? relationship : relationship->inverse)
                                  ? cu_state_committed(state, attribute)
                                  : cu_state_value(state, attribute));
    }
    return code;
}

static cupel_code check_one(link_batch *batch)
{
    int64_t matched = cu_cursor_changes(&batch->cursor);
    if (batch->kind == CU_DML_INSERT || matched == 1)
        return CUPEL_OK;
    const cu_relationship *relationship = batch->relationship;
    return cu_error_set(&batch->work->session->error, CUPEL_STALE_DATA,
                        "%s.%s: the %s of a row of '%s' was to match one row, it matched "
                        "%lld: somebody else changed the table",
                        relationship->parent->mapping->name, relationship->attribute->name,
                        batch->kind == CU_DML_DELETE ? "DELETE" : "UPDATE",
                        relationship->secondary->full_name, (long long)matched);
}

static cupel_code link_run(link_batch *batch, const cu_relationship *relationship,
                           const cupel_state *parent, const cupel_state *target)
{
    cupel_session *session = batch->work->session;
    bool row = false;
    if (batch->relationship != relationship)
        link_close(batch);
    batch->relationship = relationship;
    if (!batch->compiled)
        batch->compiled = find_link_statement(batch);
    if (!batch->compiled)
        return cu_error_code(&session->error);
    cupel_code code = cu_dependency_check_target(batch->work, batch->relationship, target);
    if (code == CUPEL_OK)
        code = link_values(batch, parent, target);
    if (code == CUPEL_OK)
        code = batch->open ? cu_cursor_again(&batch->cursor, batch->values, &session->error)
                           : cu_cursor_open(&batch->cursor, session->connection, batch->compiled,
                                            batch->values, &session->error);
    if (code != CUPEL_OK)
        return code;
    batch->open = true;
    session->statements++;
    code = cu_cursor_step(&batch->cursor, &row, &session->error);
    return code == CUPEL_OK ? check_one(batch) : code;
}

/* ---- each pair once ------------------------------------------------------------------------------ */

/* A pair as it is known from both of its sides. */
typedef struct link_key {
    const cu_relationship *relationship;
    const cupel_state *parent, *target;
} link_key;

/* Whether the other side of the relationship has brought the pair already; *enough false where memory is short. */
static bool is_done(cu_unit_of_work *work, cu_map *done, const cu_relation_work *relation,
                    const cupel_state *target, bool *enough)
{
    const cu_relationship *relationship = relation->relationship;
    const cu_relationship *inverse = relationship->inverse;
    if (!inverse)
        return false;
    bool turned = inverse < relationship;
    link_key key = { turned ? inverse : relationship, turned ? target : relation->state,
                     turned ? relation->state : target };
    if (cu_map_get(done, &key, sizeof key))
        return true;
    link_key *copy = cu_arena_copy(&work->arena, &key, sizeof key);
    *enough = copy && cu_map_put(done, copy, sizeof *copy, work);
    return false;
}

/*
 * Both ends of a row must have rows themselves.  One whose row a new instance has taken over in this flush had links
 * of its own, which go.
 */
static bool is_writable(const cu_unit_of_work *work, const cupel_state *state, cu_dml_kind kind)
{
    if (state->session != work->session)
        return false;
    if (kind == CU_DML_DELETE && state->lifecycle == CUPEL_DELETED)
        return state->place >= work->died;
    return state->lifecycle == CUPEL_PERSISTENT &&
           (kind == CU_DML_DELETE || !(state->flags & CU_STATE_DELETING));
}

static const cu_objects *links_of(const cu_relation_work *relation, cu_dml_kind kind)
{
    static const cu_objects none = { 0 };
    switch (kind) {
    case CU_DML_INSERT: return &relation->changes.added;
    case CU_DML_DELETE: return &relation->changes.removed;
    default: return relation->moved ? &relation->changes.unchanged : &none;
    }
}

static cupel_code write_links(cu_unit_of_work *work, cu_dml_kind kind)
{
    link_batch batch = { .work = work, .kind = kind };
    cu_map done = { 0 };
    cupel_code code = CUPEL_OK;
    for (const cu_relation_work *relation = work->relations; relation && code == CUPEL_OK;
         relation = relation->next) {
        if (!relation->relationship->secondary)
            continue;
        const cu_objects *items = links_of(relation, kind);
        for (size_t i = 0; i < items->count && code == CUPEL_OK; i++) {
            const cupel_state *target = items->items[i]->state;
            bool enough = true;
            if (!is_writable(work, relation->state, kind) || !is_writable(work, target, kind) ||
                is_done(work, &done, relation, target, &enough))
                continue;
            code = enough ? link_run(&batch, relation->relationship, relation->state, target)
                          : cu_error_no_memory(&work->session->error);
        }
    }
    link_close(&batch);
    cu_map_free(&done);
    return code;
}

cupel_code cu_association_write(cu_unit_of_work *work)
{
    cupel_code code = write_links(work, CU_DML_DELETE);
    if (code == CUPEL_OK)
        code = write_links(work, CU_DML_UPDATE);
    return code == CUPEL_OK ? write_links(work, CU_DML_INSERT) : code;
}
