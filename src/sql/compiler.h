/*
 * sql/compiler.h - the compiler's own state, shared by the files that write
 * one family of statements each.  Dialects see sql/compile.h only.
 */
#ifndef CU_SQL_COMPILER_H
#define CU_SQL_COMPILER_H

#include "sql/compile.h"
#include "sql/dml.h"
#include "sql/expression.h"
#include "sql/label.h"
#include "sql/operator.h"

/* A name that was settled while writing: anonymous ones by number. */
typedef struct cu_settled_name {
    const void *identity;
    uint32_t repeat;
    const char *base; /* compared by content */
    const char *text;
} cu_settled_name;

/* How many names of one base there are. */
typedef struct cu_name_counter {
    const char *base;
    unsigned count;
} cu_name_counter;

/* A slot and where its placeholder goes. */
typedef struct cu_placed_slot {
    cu_slot slot;
    size_t position; /* in the text */
    const cupel_expr
        *operand; /* the expression that it is in: written again, it has the same placeholder */
} cu_placed_slot;

typedef cu_vector(cu_placed_slot) cu_placed_slots;

/* SQL being written: text, and placeholders in it. */
typedef struct cu_output {
    cu_buffer text;
    cu_placed_slots slots;
} cu_output;

/* A CTE that was met; its SQL goes in front of the statement it belongs to. */
typedef struct cu_written_cte {
    const cu_from *cte;
    cu_output output;
    struct cu_select_frame
        *frame; /* NESTING: the SELECT whose WITH it is in; NULL: the statement's */
    bool done;
} cu_written_cte;

/* The SELECT being written, and those around it. */
typedef struct cu_select_frame {
    struct cu_select_frame *outer;
    const cu_select *select;
    cu_from_list froms;           /* in its FROM clause, joins and what they join */
    const cu_label *labels;       /* of its columns */
    const cupel_expr *ordered_by; /* what is ordered by just now: a label is written as such */
} cu_select_frame;

/* What a value is compared with or assigned to: it is bound as that type, and messages name the column. */
typedef struct cu_compared {
    const cupel_type *type;  /* NULL: its own */
    const cu_column *column; /* NULL: it is no column */
    const cupel_expr *tuple; /* it is a tuple: each item is compared with one of a tuple; NULL */
    bool assigned;           /* the value is to be held by it, not only compared */
} cu_compared;

struct cu_compiler {
    const cu_sql_dialect *dialect;
    cu_compile_options options;
    uint64_t walk;
    cu_compiled *compiled; /* what is being made; its arena holds names */
    cu_arena scratch;
    cu_output output;
    cu_select_frame *frame;
    cu_vector(cu_settled_name) names;
    cu_vector(cu_name_counter) counters;
    cu_vector(cu_written_cte *) ctes;
    bool recursive; /* WITH RECURSIVE */
    unsigned truncated;
    unsigned depth; /* SELECTs inside each other, members of set operations too */
    cu_error *error;
    bool failed;
    unsigned indent; /* levels of subqueries, where statements are laid out for people */
    const cu_from
        *written; /* in OUTPUT: the table that is written, whose columns are those of ... */
    const char *written_rows; /* ... these rows: "inserted", "deleted" */
    bool bare_columns;        /* columns are written without their table's name */
    cu_compared compared;     /* for the next bind */
    const cupel_expr *around; /* the expression that is being written */
};

/* ---- compile.c --------------------------------------------------------------------------------- */

bool cu_compiler_init(cu_compiler *compiler, const cu_sql_dialect *dialect,
                      const cu_compile_options *options, uint64_t walk, cu_error *error);
/* Ends: what was made, or NULL with the error set; frees everything else. */
cu_compiled *cu_compiler_finish(cu_compiler *compiler);
void cu_output_free(cu_output *output);

void cu_compile_no_memory(cu_compiler *compiler);
/* The text of a name; numbers it where it has to be. */
const char *cu_settle_name(cu_compiler *compiler, const cu_name *name);

/* ---- compile_condition.c ------------------------------------------------------------------------- */

/* A condition in WHERE, ON or HAVING, or under AND and OR: boolean columns become comparisons where needed. */
void cu_write_condition(cu_compiler *compiler, const cupel_expr *expression, int precedence);
/* Conditions with AND between them. */
void cu_write_conditions(cu_compiler *compiler, const cu_expression_list *conditions);
/* AND and OR, with what is nested in them under the same operator written into the one list. */
void cu_write_boolean(cu_compiler *compiler, const cupel_expr *expression);

/* ---- compile_expression.c ------------------------------------------------------------------------ */

/* Precedence of what an expression is when written; CU_PRECEDENCE_HIGHEST + 1 for what never needs parentheses. */
void cu_write_with_precedence(cu_compiler *compiler, const cupel_expr *expression, int precedence);
void cu_write_items(cu_compiler *compiler, cupel_expr *const *items, size_t count);
/* Whether a label is one of the columns of a SELECT: it is ordered by as such. */
bool cu_is_selected_label(const cu_select *select, const cupel_expr *expression);

/* How the database spells an operator, with blanks around. */
static inline const char *cu_spelling(const cu_compiler *compiler, cupel_operator operation)
{
    const char *own = compiler->dialect->operators[operation];
    return own ? own : cu_operator(operation)->spelling;
}

/* ---- compile_match.c ------------------------------------------------------------------------------ */

void cu_write_like(cu_compiler *compiler, const cu_node *node);
/* Where the dialect has a form for it. */
void cu_write_match(cu_compiler *compiler, const cu_node *node);

/* ---- compile_value.c ----------------------------------------------------------------------------- */

/* What values are compared with that are written next; NULL: nothing. */
cu_compared cu_compared_with(const cupel_expr *expression);
/* The same for item number `index` of a tuple. */
cu_compared cu_compared_item(const cu_compared *compared, size_t index);

void cu_write_bind(cu_compiler *compiler, const cupel_expr *expression);
/* The right side of `in`, operator included; what it is compared with is in compiler->compared. */
void cu_write_bind_list(cu_compiler *compiler, const cu_bind_list *list, bool negated,
                        const cu_node *in);
/* Whether it becomes several comparisons, which need parentheses around them. */
bool cu_list_has_parts(const cu_compiler *compiler, const cu_bind_list *list);
/* A value as SQL text; compile_literal.c. */
void cu_write_literal(cu_compiler *compiler, const cupel_type *type, const cupel_value *value);
/* A type that outlives the trees: statements are kept longer than what they were made from. */
const cupel_type *cu_lasting_type(cu_compiler *compiler, const cupel_type *type);
void cu_write_quoted(cu_compiler *compiler, const char *text, size_t length);

/* ---- compile_function.c -------------------------------------------------------------------------- */

void cu_write_function(cu_compiler *compiler, const cupel_expr *expression);
void cu_write_case(cu_compiler *compiler, const cupel_expr *expression);
void cu_write_cast(cu_compiler *compiler, const cupel_expr *expression);
void cu_write_extract(cu_compiler *compiler, const cupel_expr *expression);
void cu_write_sequence(cu_compiler *compiler, const cupel_expr *expression);
void cu_write_over(cu_compiler *compiler, const cupel_expr *expression);
void cu_write_aggregate_filter(cu_compiler *compiler, const cupel_expr *expression);
void cu_write_within_group(cu_compiler *compiler, const cupel_expr *expression);

/* ---- compile_from.c ------------------------------------------------------------------------------ */

/* What goes into a SELECT's FROM clause, correlated ones left out; and with everything their joins join. */
void cu_select_froms(cu_compiler *compiler, const cu_select *select, bool in_from,
                     cu_from_list *out);
void cu_expand_froms(cu_compiler *compiler, const cu_from_list *froms, cu_from_list *out);
void cu_write_from(cu_compiler *compiler, const cu_from *from);
void cu_write_table_name(cu_compiler *compiler, const cu_from *table);
/* The name of a CTE; its body is kept for the WITH clause when it is met first. */
void cu_write_cte_reference(cu_compiler *compiler, const cu_from *cte);
/* Puts the WITH clause of a SELECT (NULL: of the statement) in front of what was written since a position. */
void cu_write_with(cu_compiler *compiler, const cu_select_frame *frame, size_t position,
                   size_t slot);

/* " AS name", or what the dialect has for it. */
void cu_write_alias(cu_compiler *compiler, const char *name);
/* Hints that the dialect has after SELECT. */
void cu_write_select_hints(cu_compiler *compiler, const cu_select *select);

/* ---- compile_rownum.c ------------------------------------------------------------------------------ */

/* The names of the SELECTs around one that has a LIMIT or OFFSET by ROWNUM. */
typedef struct cu_rownum {
    cu_from *outer, *inner; /* inner NULL: there is no OFFSET */
} cu_rownum;

/* What comes before and after the SELECT itself; its frame is compiler->frame.  in_from, top: as in cu_write_select. */
cu_rownum cu_begin_rownum(cu_compiler *compiler, const cu_select *select, bool in_from, bool top);
void cu_end_rownum(cu_compiler *compiler, const cu_select *select, const cu_rownum *rownum);
/* ---- compile_dml.c ------------------------------------------------------------------------------- */

/* The value that was to be inserted, inside what is done with a row that conflicts. */
void cu_write_excluded(cu_compiler *compiler, const cupel_expr *column);
/* What an UPDATE or DELETE reads besides the table that it writes, that of the conditions first. */
void cu_other_tables(cu_compiler *compiler, const cu_dml *dml, cu_from_list *out);

/* ---- compile_select.c ---------------------------------------------------------------------------- */

/* in_from: the SELECT stands in a FROM clause, where nothing is correlated by itself. */
void cu_write_select(cu_compiler *compiler, const cu_select *select, bool in_from, bool top);
/* "UNION ", "EXCEPT ALL " ... as in the standard. */
const char *cu_set_words(cu_set_operation operation);
bool cu_is_for_dialect(const cu_compiler *compiler, const cu_dialect_text *text);
void cu_write_for_update(cu_compiler *compiler, const cu_select *select);
/* The name that a column of a SELECT has for those who select from it. */
const char *cu_nested_column_name(cu_compiler *compiler, const cupel_expr *column,
                                  const cu_label *label);
/* Notes a column of the result; compiled->columns has room. */
void cu_note_result(cu_compiler *compiler, const cupel_expr *column, const char *name);
/* Texts that are for this dialect, each with a space before or behind it. */
void cu_write_texts(cu_compiler *compiler, const cu_dialect_text *texts, size_t count,
                    bool space_before);
/* What a label reference stands for in the SELECT being written; NULL with the error set. */
void cu_write_label_reference(cu_compiler *compiler, const char *name);

#endif
