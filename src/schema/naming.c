/*
 * schema/naming.c - names of constraints and indexes, by pattern.
 *
 * A pattern is text with tokens, each filled in for the constraint:
 *
 *   %(table_name)s              its table
 *   %(column_0_name)s           its first column, %(column_1_name)s the second ...
 *   %(column_0_N_name)s         all of them with '_' between, %(column_0N_name)s without
 *   %(column_0_label)s          table and column: users_id
 *   %(column_0_key)s            the column as programs call it
 *   %(referred_table_name)s     what a foreign key refers to
 *   %(referred_column_0_name)s  ... and its columns, as above
 *   %(constraint_name)s         the name it was given
 *   %%                          '%'
 *
 * A pattern applies to constraints without a name; one with %(constraint_name)s
 * to those with a name.
 */
#include "schema/naming.h"

#include "base/number.h"
#include "schema/table.h"

#define DEFAULT_INDEX_PATTERN "ix_%(column_0_label)s"

typedef enum piece_kind {
    PIECE_END,
    PIECE_TEXT,
    PIECE_TABLE_NAME,
    PIECE_REFERRED_TABLE_NAME,
    PIECE_CONSTRAINT_NAME,
    PIECE_COLUMN,
    PIECE_WRONG
} piece_kind;

typedef enum piece_what { PIECE_NAME, PIECE_KEY, PIECE_LABEL } piece_what;

typedef struct pattern_piece {
    piece_kind kind;
    const char *text; /* TEXT; the token's inside otherwise */
    size_t length;
    /* COLUMN */
    bool referred, all;
    size_t index;
    const char *separator;
    piece_what what;
} pattern_piece;

/* ---- reading patterns -------------------------------------------------------------------------- */

/* Whether the rest of a token begins so; then past it. */
static bool take_prefix(const char **text, const char *end, const char *prefix)
{
    size_t length = strlen(prefix);
    if ((size_t)(end - *text) < length || memcmp(*text, prefix, length) != 0)
        return false;
    *text += length;
    return true;
}

/* The inside of [referred_]column_<number>[N|_N]_<name|key|label>. */
static bool read_column_token(pattern_piece *piece)
{
    const char *text = piece->text, *end = text + piece->length;
    int64_t index = 0;
    piece->referred = take_prefix(&text, end, "referred_");
    if (!take_prefix(&text, end, "column_"))
        return false;
    const char *digits = text;
    while (text < end && *text >= '0' && *text <= '9')
        text++;
    if (!cu_int_parse(digits, (size_t)(text - digits), &index))
        return false;
    piece->index = (size_t)index;
    if (index == 0 && take_prefix(&text, end, "N_")) {
        piece->all = true;
        piece->separator = "";
    } else if (index == 0 && take_prefix(&text, end, "_N_")) {
        piece->all = true;
        piece->separator = "_";
    } else if (!take_prefix(&text, end, "_")) {
        return false;
    }
    static const char *const whats[] = {
        [PIECE_NAME] = "name", [PIECE_KEY] = "key", [PIECE_LABEL] = "label"
    };
    for (size_t i = 0; i < CU_LENGTH(whats); i++) {
        if (!take_prefix(&text, end, whats[i]))
            continue;
        piece->what = (piece_what)i;
        return text == end && (!piece->referred || piece->what == PIECE_NAME);
    }
    return false;
}

static void read_token(pattern_piece *piece)
{
    static const struct {
        const char *name;
        piece_kind kind;
    } tokens[] = { { "table_name", PIECE_TABLE_NAME },
                   { "referred_table_name", PIECE_REFERRED_TABLE_NAME },
                   { "constraint_name", PIECE_CONSTRAINT_NAME } };
    piece->kind = PIECE_WRONG;
    for (size_t i = 0; i < CU_LENGTH(tokens); i++)
        if (strlen(tokens[i].name) == piece->length &&
            memcmp(tokens[i].name, piece->text, piece->length) == 0)
            piece->kind = tokens[i].kind;
    if (piece->kind == PIECE_WRONG && read_column_token(piece))
        piece->kind = PIECE_COLUMN;
}

/* The next piece of a pattern, past which *pattern goes. */
static pattern_piece next_piece(const char **pattern)
{
    const char *start = *pattern;
    pattern_piece piece = { .kind = PIECE_TEXT, .text = start };
    if (*start == '\0') {
        piece.kind = PIECE_END;
    } else if (*start != '%') {
        piece.length = strcspn(start, "%");
        *pattern += piece.length;
    } else if (start[1] == '%') {
        piece.length = 1;
        *pattern += 2;
    } else {
        const char *end = start[1] == '(' ? strchr(start, ')') : NULL;
        if (!end || end[1] != 's') {
            piece.kind = PIECE_WRONG;
            piece.length = strlen(start);
            *pattern += piece.length;
            return piece;
        }
        piece.text = start + 2;
        piece.length = (size_t)(end - piece.text);
        *pattern = end + 2;
        read_token(&piece);
    }
    return piece;
}

static bool uses(const char *pattern, piece_kind kind)
{
    for (;;) {
        pattern_piece piece = next_piece(&pattern);
        if (piece.kind == kind)
            return true;
        if (piece.kind == PIECE_END)
            return false;
    }
}

/* Whether every token of a pattern is one that a constraint of that kind can fill in. */
static bool check_pattern(const char *pattern, cu_constraint_kind kind, cu_faults *faults)
{
    const char *rest = pattern;
    for (;;) {
        pattern_piece piece = next_piece(&rest);
        if (piece.kind == PIECE_END)
            return true;
        bool referred = piece.kind == PIECE_REFERRED_TABLE_NAME ||
                        (piece.kind == PIECE_COLUMN && piece.referred);
        if (piece.kind != PIECE_WRONG && (!referred || kind == CU_CONSTRAINT_FOREIGN_KEY))
            continue;
        cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                     "the naming convention for %s, \"%s\", has '%.*s', which is no token for it",
                     cu_constraint_describe(kind), pattern, (int)piece.length, piece.text);
        return false;
    }
}

/* ---- filling them in --------------------------------------------------------------------------- */

/* What is named, and the buffer its name is written into. */
typedef struct naming_state {
    const cu_naming *naming;
    cu_buffer buffer;
    cu_faults *faults;
} naming_state;

static const char *pattern_for(const cu_naming *naming, cu_constraint_kind kind)
{
    switch (kind) {
    case CU_CONSTRAINT_PRIMARY_KEY: return naming->primary_key;
    case CU_CONSTRAINT_FOREIGN_KEY: return naming->foreign_key;
    case CU_CONSTRAINT_UNIQUE: return naming->unique;
    case CU_CONSTRAINT_CHECK: return naming->check;
    case CU_CONSTRAINT_EXCLUDE: return NULL;
    default: return naming->index ? naming->index : DEFAULT_INDEX_PATTERN;
    }
}

static void add_label(cu_buffer *buffer, const cu_table_column *column)
{
    const cu_table *table = column->table;
    for (const char *c = table->options.schema; c && *c; c++)
        cu_buffer_add_char(buffer, *c == '.' ? '_' : *c);
    cu_buffer_printf(buffer, "%s%s_%s", table->options.schema ? "_" : "", table->from.name,
                     column->column.name);
}

static void add_columns_of(cu_buffer *buffer, const pattern_piece *piece,
                           const cu_constraint *constraint)
{
    cu_table_column **columns = piece->referred ? constraint->references : constraint->columns;
    size_t count = columns ? constraint->column_count : 0;
    for (size_t i = 0; i < count; i++) {
        if (!piece->all && i != piece->index)
            continue;
        if (piece->all && i > 0)
            cu_buffer_add(buffer, piece->separator);
        if (piece->what == PIECE_LABEL)
            add_label(buffer, columns[i]);
        else
            cu_buffer_add(buffer, piece->what == PIECE_KEY ? columns[i]->column.key
                                                           : columns[i]->column.name);
    }
}

static void fill_in(cu_buffer *buffer, const char *pattern, const cu_constraint *constraint)
{
    for (;;) {
        pattern_piece piece = next_piece(&pattern);
        switch (piece.kind) {
        case PIECE_TEXT: cu_buffer_add_length(buffer, piece.text, piece.length); break;
        case PIECE_TABLE_NAME: cu_buffer_add(buffer, constraint->table->from.name); break;
        case PIECE_REFERRED_TABLE_NAME:
            cu_buffer_add(buffer, constraint->referenced ? constraint->referenced->from.name : "");
            break;
        case PIECE_CONSTRAINT_NAME: cu_buffer_add(buffer, constraint->name); break;
        case PIECE_COLUMN: add_columns_of(buffer, &piece, constraint); break;
        default: return;
        }
    }
}

/* Whether a pattern gives this constraint its name. */
static bool applies(const char *pattern, const cu_constraint *constraint)
{
    if (!pattern)
        return false;
    if (uses(pattern, PIECE_CONSTRAINT_NAME))
        return constraint->name != NULL;
    if (constraint->name)
        return false;
    return constraint->column_count > 0 || !uses(pattern, PIECE_COLUMN);
}

/* The buffer's text as the constraint's name. */
static void take_name(naming_state *state, cu_constraint *constraint)
{
    cu_arena *arena = &constraint->table->metadata->arena;
    constraint->name =
        state->buffer.failed ? NULL : cu_arena_strdup(arena, cu_buffer_text(&state->buffer));
    constraint->generated_name = true;
    cu_buffer_clear(&state->buffer);
    if (!constraint->name)
        cu_fault_no_memory(state->faults);
}

/* A foreign key that is added by itself must be dropped by itself, for which it needs a name. */
static void name_by_columns(naming_state *state, cu_constraint *constraint)
{
    static const pattern_piece columns = { .all = true, .separator = "_", .what = PIECE_NAME };
    cu_buffer_printf(&state->buffer, "fk_%s_", constraint->table->from.name);
    add_columns_of(&state->buffer, &columns, constraint);
    cu_buffer_printf(&state->buffer, "_%s", constraint->referenced->from.name);
    take_name(state, constraint);
}

static void name_constraint(naming_state *state, cu_constraint *constraint)
{
    const char *pattern = pattern_for(state->naming, constraint->kind);
    if (applies(pattern, constraint)) {
        fill_in(&state->buffer, pattern, constraint);
        take_name(state, constraint);
    } else if (!constraint->name && constraint->kind == CU_CONSTRAINT_INDEX) {
        cu_fault_add(state->faults, CUPEL_INVALID_ARGUMENT,
                     "table %s: an index has no name, which the naming convention \"%s\" needs; "
                     "give it one by CUPEL_INDEX(.name = ...)",
                     constraint->table->full_name, pattern);
    } else if (!constraint->name && constraint->needs_alter) {
        name_by_columns(state, constraint);
    }
}

/* The check that stands in for an enumeration is named as the enumeration is. */
static void name_enum_check(naming_state *state, cu_table_column *column)
{
    if (column->type.id != CUPEL_ENUM || !column->type.enumeration)
        return;
    cu_constraint check = { .kind = CU_CONSTRAINT_CHECK,
                            .name = column->type.enumeration->name,
                            .table = column->table,
                            .columns = &column,
                            .column_count = 1 };
    name_constraint(state, &check);
    column->check_name = check.name;
}

/* ---- all of them ------------------------------------------------------------------------------- */

static bool check_patterns(const cu_naming *naming, cu_faults *faults)
{
    static const cu_constraint_kind kinds[] = { CU_CONSTRAINT_PRIMARY_KEY,
                                                CU_CONSTRAINT_FOREIGN_KEY, CU_CONSTRAINT_UNIQUE,
                                                CU_CONSTRAINT_CHECK, CU_CONSTRAINT_INDEX };
    bool right = true;
    for (size_t i = 0; i < CU_LENGTH(kinds); i++) {
        const char *pattern = pattern_for(naming, kinds[i]);
        if (pattern && !check_pattern(pattern, kinds[i], faults))
            right = false;
    }
    return right;
}

/* Names are the database's to keep apart, but within a table the mistake is plain. */
static void check_table_names(const cu_table *table, cu_faults *faults)
{
    for (size_t i = 0; i < table->constraints.count; i++) {
        const char *name = table->constraints.items[i]->name;
        for (size_t j = 0; name && j < i; j++) {
            if (!cu_text_equal(name, table->constraints.items[j]->name))
                continue;
            cu_fault_add(faults, CUPEL_INVALID_ARGUMENT,
                         "table %s: %s and %s are both called '%s'; name one of them otherwise",
                         table->full_name,
                         cu_constraint_describe(table->constraints.items[j]->kind),
                         cu_constraint_describe(table->constraints.items[i]->kind), name);
            break;
        }
    }
}

void cu_metadata_name(cu_metadata *metadata, cu_faults *faults)
{
    naming_state state = { .naming = &metadata->naming, .faults = faults };
    if (!check_patterns(&metadata->naming, faults))
        return;
    cu_buffer_init(&state.buffer, CU_BUFFER_MAXIMUM);
    for (size_t i = 0; i < metadata->tables.count; i++) {
        cu_table *table = metadata->tables.items[i];
        for (size_t j = 0; j < table->constraints.count; j++)
            name_constraint(&state, table->constraints.items[j]);
        for (size_t j = 0; j < table->columns.count; j++)
            name_enum_check(&state, cu_table_column_at(table, j));
        check_table_names(table, faults);
    }
    cu_buffer_free(&state.buffer);
}

bool cu_metadata_set_naming(cu_metadata *metadata, const cu_naming *naming)
{
    const char *const from[] = { naming->primary_key, naming->foreign_key, naming->unique,
                                 naming->check, naming->index };
    cu_naming copy = { 0 };
    const char **const to[] = { &copy.primary_key, &copy.foreign_key, &copy.unique, &copy.check,
                                &copy.index };
    for (size_t i = 0; i < CU_LENGTH(from); i++) {
        *to[i] = cu_arena_strdup(&metadata->arena, from[i]);
        if (from[i] && !*to[i])
            return false;
    }
    metadata->naming = copy;
    return true;
}
