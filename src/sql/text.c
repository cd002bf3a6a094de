/*
 * sql/text.c - SQL that the program writes itself, with named parameters in it.
 */
#include "base/alloc.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "sql/expression.h"
#include "sql/text_scan.h"

typedef cu_vector(cu_text_part) text_parts;
typedef cu_vector(const cupel_expr *) text_binds;

/* The number of the bind of that name among those there are; a new one where there is none. */
static bool bind_number(cu_builder *builder, text_binds *binds, const cu_text_piece *piece,
                        uint32_t *number)
{
    for (size_t i = 0; i < binds->count; i++) {
        const char *name = cu_node_of(binds->items[i])->a.text;
        if (strlen(name) == piece->length && memcmp(name, piece->text, piece->length) == 0) {
            *number = (uint32_t)i;
            return true;
        }
    }
    cu_bind *bind = (cu_bind *)(void *)cu_build_node(builder, CU_NODE_BIND, 0, sizeof(cu_bind));
    const char *name = bind ? cu_build_text_length(builder, piece->text, piece->length) : NULL;
    if (!name)
        return false;
    bind->node.head.flags |= CU_FLAG_PLAIN;
    bind->node.a.text = name;
    bind->required = true;
    *number = (uint32_t)binds->count;
    return cu_vector_push(binds, (const cupel_expr *)&bind->node.head);
}

static bool take_apart(cu_builder *builder, const char *sql, size_t length, text_parts *parts,
                       text_binds *binds)
{
    cu_text_scan scan;
    cu_text_piece piece;
    cu_text_scan_begin(&scan, sql, length);
    while (cu_text_scan_next(&scan, &piece)) {
        cu_text_part part = { .text = piece.text, .length = (uint32_t)piece.length };
        if (piece.kind == CU_TEXT_PARAMETER) {
            part = (cu_text_part){ 0 };
            if (!bind_number(builder, binds, &piece, &part.item))
                return false;
        }
        if (!cu_vector_push(parts, part))
            return false;
    }
    return true;
}

static cu_node *make_text(cu_builder *builder, const char *sql, const text_parts *parts,
                          const text_binds *binds)
{
    cu_node *node = cu_build_node(builder, CU_NODE_TEXT, binds->count, 0);
    cu_text *text = node ? cu_build_alloc(builder, sizeof *text) : NULL;
    cu_text_part *copy =
        text ? cu_build_alloc(builder, CU_MAX(parts->count, (size_t)1) * sizeof *copy) : NULL;
    if (!copy)
        return NULL;
    if (parts->count > 0)
        memcpy(copy, parts->items, parts->count * sizeof *copy);
    *text = (cu_text){ .count = parts->count, .parts = copy };
    for (size_t i = 0; i < binds->count; i++)
        cu_node_set(node, i, binds->items[i]);
    node->a.text = sql;
    node->b.pointer = text;
    return node;
}

cupel_expr *cupel_text_sql(const char *sql)
{
    cu_builder builder;
    size_t bad;
    if (!cu_build_begin(&builder, NULL, 0, NULL))
        return builder.result;
    if (!sql || !*sql)
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT, "cupel_text_sql: the text is %s",
                             sql ? "empty" : "NULL");
    if (!cu_utf8_valid(sql, strlen(sql), &bad))
        return cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_text_sql: the text is not UTF-8 at byte %zu", bad);
    text_parts parts = { 0 };
    text_binds binds = { 0 };
    const char *copy = cu_build_text(&builder, sql);
    cu_node *node = NULL;
    if (copy && take_apart(&builder, copy, strlen(copy), &parts, &binds))
        node = make_text(&builder, copy, &parts, &binds);
    cu_vector_free(&parts);
    cu_vector_free(&binds);
    return cu_build_finish(&builder, node);
}

cupel_expr *cupel_text_columns_values(cupel_expr *text, size_t count, const cupel_value *columns)
{
    cupel_value *all = cu_alloc_array(count + 1, sizeof *all);
    if (!all) {
        cupel_discard(text);
        for (size_t i = 0; i < count; i++)
            if (columns[i].kind == CUPEL_KIND_EXPRESSION)
                cupel_discard(columns[i].as.expression);
        return cu_poison_no_memory();
    }
    all[0] = cupel_value_expression(text);
    memcpy(all + 1, columns, count * sizeof *all);
    cu_builder builder;
    cupel_expr *made;
    if (!cu_build_begin_complete(&builder, "cupel_text_columns", count + 1, all))
        made = builder.result;
    else if (text->kind != CU_NODE_TEXT)
        made = cu_build_fail(&builder, CUPEL_INVALID_ARGUMENT,
                             "cupel_text_columns: the first argument must be a cupel_text_sql()");
    else
        made = cu_make_node(&builder, CU_NODE_TEXT_COLUMNS, CUPEL_OPERATOR_NONE, count + 1, all);
    cu_free(all);
    return made;
}
