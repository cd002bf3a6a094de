/*
 * orm/query_write.c - from the steps of a statement that writes to the tree that
 * is compiled: which table, which values, what about conflicts.
 *
 * Columns that are not given and that have a default of the program's get it:
 * functions are called each time the statement runs.
 */
#include "orm/query_write.h"
#include "orm/query_composite.h"
#include "orm/query_inherit.h"
#include "orm/query_wrap.h"
#include "sql/expression.h"

/* ---- where ------------------------------------------------------------------------------------- */

static bool find_table(cu_planner *planner, const cu_query_write *from, cu_write_plan *write)
{
    if (from->mapping) {
        write->mapper = cu_plan_mapper(planner, from->mapping);
        write->table = write->mapper ? write->mapper->table : NULL;
        return write->table != NULL;
    }
    write->table = cu_described_table(&planner->registry->metadata, from->table);
    if (!write->table)
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "a table that the session's registry does not know; add it with "
                     "cupel_registry_add_table()");
    return write->table != NULL;
}

bool cu_plan_check_write_step(cu_replay *replay, const cupel_query *step)
{
    if (!replay->write)
        return true;
    switch (step->kind) {
    case CU_STEP_POISON:
    case CU_STEP_FILTER:
    case CU_STEP_TEXT:
    case CU_STEP_VALUES:
    case CU_STEP_ROWS:
    case CU_STEP_VALUES_FROM:
    case CU_STEP_CONFLICT:
    case CU_STEP_DO_UPDATE:
    case CU_STEP_RETURNING: return true;
    case CU_STEP_LIMIT: return true; /* of cupel_first_row(): the rows are written all the same */
    default:
        cu_plan_fail(replay->planner, CUPEL_INVALID_REQUEST,
                     "a statement that writes cannot be counted, asked whether it has rows, or "
                     "selected from");
        return false;
    }
}

bool cu_plan_step_into(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    cu_write_plan *write = cu_arena_alloc_zero(&planner->arena, sizeof *write);
    if (!write) {
        cu_plan_no_memory(planner);
        return false;
    }
    if (!find_table(planner, step->of.write, write))
        return false;
    planner->written = write->mapper;
    write->dml.kind = (cu_dml_kind)step->of.write->kind;
    write->dml.table = &write->table->from;
    replay->write = write;
    replay->eager = false;
    return cu_plan_begin_outputs(replay, 0);
}

/* ---- assignments ------------------------------------------------------------------------------- */

/* The column of an attribute's name, or of a column's. */
static const cu_column *written_column_named(cu_planner *planner, const cu_table *table,
                                             const cu_mapper *mapper, const char *name)
{
    const cu_property *property = mapper ? cu_mapper_property_named(mapper, name) : NULL;
    const cu_table_column *column = property ? property->column : cu_table_find_column(table, name);
    if (!column)
        cu_plan_fail(planner, CUPEL_COMPILE_ERROR, "table '%s' has no column '%s' to assign to",
                     table->from.name, name);
    return column ? &column->column : NULL;
}

/* The column of a table that an expression names; NULL: planner->failed. */
static const cu_column *plan_written_column(cu_planner *planner, const cu_table *table,
                                            const cu_mapper *mapper, const cupel_expr *expression)
{
    if (expression->kind == CU_NODE_LABEL_REFERENCE)
        return written_column_named(planner, table, mapper, cu_node_of(expression)->a.text);
    const cupel_expr *resolved = cu_plan_resolve(planner, expression);
    const cu_column *column = resolved ? cu_column_of(resolved) : NULL;
    if (column && column->from == &table->from)
        return column;
    if (resolved)
        cu_plan_fail(planner, CUPEL_INVALID_ARGUMENT,
                     "what is assigned to must be a column of table '%s', which is written; %s is "
                     "none",
                     table->from.name, column ? column->name : cu_kind_describe(cu_kind(resolved)));
    return NULL;
}

static const cu_column *written_column(cu_replay *replay, const cupel_expr *expression)
{
    return plan_written_column(replay->planner, replay->write->table, replay->write->mapper,
                               expression);
}

/* The columns that the items of a step name, of a composite all; how many.  NULL: planner->failed. */
static const cu_column **written_columns(cu_replay *replay, const cu_held *items, size_t given,
                                         size_t *count)
{
    cu_planner *planner = replay->planner;
    cu_expression_list list = { 0 };
    for (size_t i = 0; i < given; i++) {
        const cupel_expr *item = items[i].expression;
        bool composite = cu_named_composite(item) != NULL;
        if (composite ? !cu_plan_spread(planner, &list, item)
                      : !cu_expressions_add(&planner->arena, &list, item))
            break;
    }
    const cu_column **columns = cu_arena_alloc_array(&planner->arena, list.count, sizeof *columns);
    *count = 0;
    if (!columns || planner->arena.failed)
        cu_plan_no_memory(planner);
    for (size_t i = 0; columns && i < list.count && !planner->failed; i++)
        columns[(*count)++] = written_column(replay, list.items[i]);
    return planner->failed ? NULL : columns;
}

/* What fits a composite was assigned to its columns when the statement was made. */
static bool check_no_composite(cu_planner *planner, const cupel_expr *column)
{
    const cupel_attribute *composite = cu_named_composite(column);
    if (composite)
        cu_plan_fail(planner, CUPEL_INVALID_ARGUMENT,
                     "%s.%s is a composite of %zu columns; what can be assigned to it is a "
                     "cupel_composite(), a cupel_tuple() of as many values, another composite of "
                     "as many columns, or NULL",
                     composite->mapping->name, composite->name, cu_composite_width(composite));
    return !composite;
}

bool cu_plan_assignment(cu_planner *planner, const cu_table *table, const cu_mapper *mapper,
                        const cupel_expr *item, cu_assignment *out)
{
    if (item->kind != CU_NODE_ASSIGN) {
        cu_plan_fail(planner, CUPEL_INVALID_ARGUMENT,
                     "each value is a cupel_assign(column, value), not %s",
                     cu_kind_describe(cu_kind(item)));
        return false;
    }
    if (!check_no_composite(planner, cu_item(item, 0)))
        return false;
    out->column = plan_written_column(planner, table, mapper, cu_item(item, 0));
    out->value = out->column ? cu_plan_resolve(planner, cu_item(item, 1)) : NULL;
    return out->value != NULL;
}

static bool plan_written(cu_replay *replay, const cupel_expr *item, cu_assignment *out)
{
    return cu_plan_assignment(replay->planner, replay->write->table, replay->write->mapper, item,
                              out);
}

/* Room for so many more assignments; NULL: planner->failed. */
static cu_assignment *more_room(cu_replay *replay, size_t more)
{
    cu_write_plan *write = replay->write;
    size_t used = write->dml.assignment_count * CU_MAX(write->dml.row_count, (size_t)1);
    if (used + more > write->room) {
        size_t room = CU_MAX(used + more, write->room * 2);
        cu_assignment *larger = cu_arena_alloc_array(&replay->planner->arena, room, sizeof *larger);
        if (!larger) {
            cu_plan_no_memory(replay->planner);
            return NULL;
        }
        if (used > 0)
            memcpy(larger, write->assignments, used * sizeof *larger);
        write->assignments = larger;
        write->room = room;
    }
    return &write->assignments[used];
}

static bool has_column(const cu_assignment *assignments, size_t count, const cu_column *column)
{
    for (size_t i = 0; i < count; i++)
        if (assignments[i].column == column)
            return true;
    return false;
}

/* Another row of an INSERT: the same columns, in the order of the first. */
static bool add_row(cu_replay *replay, const cu_assignment *row, size_t count)
{
    cu_write_plan *write = replay->write;
    size_t columns = write->dml.assignment_count;
    bool first = write->dml.row_count == 0;
    if (!first && columns != count) {
        cu_plan_fail(replay->planner, CUPEL_INVALID_ARGUMENT,
                     "row %zu has %zu columns where the first has %zu; all rows of an INSERT have "
                     "the same",
                     write->dml.row_count + 1, count, columns);
        return false;
    }
    cu_assignment *to = more_room(replay, count);
    for (size_t i = 0; to && i < count; i++) {
        size_t j = 0;
        while (!first && j < count && row[j].column != write->assignments[i].column)
            j++;
        if (!first && j == count) {
            cu_plan_fail(replay->planner, CUPEL_INVALID_ARGUMENT,
                         "row %zu has no value for '%s', which the first row has",
                         write->dml.row_count + 1, write->assignments[i].column->name);
            return false;
        }
        to[i] = row[first ? i : j];
    }
    write->dml.assignment_count = count;
    write->dml.row_count++;
    return to != NULL;
}

static bool check_assigned_once(cu_replay *replay, const cu_assignment *assignments, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (has_column(assignments, i, assignments[i].column)) {
            cu_plan_fail(replay->planner, CUPEL_INVALID_ARGUMENT, "'%s' is assigned twice",
                         assignments[i].column->name);
            return false;
        }
    return true;
}

static cu_assignment *plan_items(cu_replay *replay, const cupel_query *step)
{
    cu_assignment *made = cu_arena_alloc_array(&replay->planner->arena, step->count, sizeof *made);
    if (!made)
        cu_plan_no_memory(replay->planner);
    for (size_t i = 0; made && i < step->count; i++)
        if (!plan_written(replay, step->items[i].expression, &made[i]))
            return NULL;
    return made && check_assigned_once(replay, made, step->count) ? made : NULL;
}

static bool check_no_select(cu_replay *replay)
{
    if (replay->write->dml.select)
        cu_plan_fail(replay->planner, CUPEL_INVALID_REQUEST,
                     "an INSERT has values or a query (cupel_with_query), not both");
    return !replay->planner->failed;
}

bool cu_plan_step_values(cu_replay *replay, const cupel_query *step)
{
    cu_write_plan *write = replay->write;
    cu_assignment *items = check_no_select(replay) ? plan_items(replay, step) : NULL;
    if (!items)
        return false;
    if (write->dml.kind == CU_DML_INSERT)
        return add_row(replay, items, step->count);
    cu_assignment *to = more_room(replay, step->count);
    if (!to)
        return false;
    memcpy(to, items, step->count * sizeof *to);
    write->dml.assignment_count += step->count;
    return check_assigned_once(replay, write->assignments, write->dml.assignment_count);
}

bool cu_plan_step_rows(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    size_t columns = (size_t)step->of.number;
    cu_assignment *row = cu_arena_alloc_array(&planner->arena, columns, sizeof *row);
    if (!row) {
        cu_plan_no_memory(planner);
        return false;
    }
    for (size_t i = 0; i < columns && !planner->failed; i++)
        if (check_no_composite(planner, step->items[i].expression))
            row[i].column = written_column(replay, step->items[i].expression);
    if (planner->failed || !check_no_select(replay) || !check_assigned_once(replay, row, columns))
        return false;
    for (size_t at = columns; at < step->count; at += columns) {
        for (size_t i = 0; i < columns; i++) {
            row[i].value = cu_plan_resolve(planner, step->items[at + i].expression);
            if (!row[i].value)
                return false;
        }
        if (!add_row(replay, row, columns))
            return false;
    }
    return true;
}

bool cu_plan_step_values_from(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    cu_write_plan *write = replay->write;
    size_t count;
    cu_select *select;
    if (write->dml.assignment_count > 0 || write->dml.select) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "an INSERT has values or one query (cupel_with_query), not both");
        return false;
    }
    const cupel_query *query = cu_node_of(step->items[0].expression)->a.pointer;
    const cu_column **columns = written_columns(replay, step->items + 1, step->count - 1, &count);
    if (!columns || !cu_plan_inner(planner, query, CU_LABEL_NONE, &select))
        return false;
    if (cu_select_columns(select)->count != count) {
        cu_plan_fail(planner, CUPEL_INVALID_ARGUMENT,
                     "cupel_with_query: the query selects %zu columns, for %zu of table '%s'",
                     cu_select_columns(select)->count, count, write->dml.table->name);
        return false;
    }
    cu_assignment *to = more_room(replay, count);
    for (size_t i = 0; to && i < count; i++)
        to[i].column = columns[i];
    write->dml.assignment_count = count;
    write->dml.select = write->select = select;
    return to != NULL;
}

/* ---- conflicts ----------------------------------------------------------------------------------- */

bool cu_plan_step_conflict(cu_replay *replay, const cupel_query *step)
{
    cu_planner *planner = replay->planner;
    cu_conflict *conflict = &replay->write->conflict;
    const cu_query_write *given = step->of.write;
    size_t count = step->count - given->index_where - given->where, column_count;
    const cu_column **columns = written_columns(replay, step->items, count, &column_count);
    *conflict = (cu_conflict){ .columns = columns,
                               .column_count = column_count,
                               .constraint = cu_arena_strdup(&planner->arena, given->constraint) };
    if (planner->arena.failed)
        cu_plan_no_memory(planner);
    if (given->index_where && !planner->failed)
        conflict->index_where = cu_plan_resolve(planner, step->items[count++].expression);
    if (given->where && !planner->failed)
        conflict->where = cu_plan_resolve(planner, step->items[count].expression);
    replay->write->dml.conflict = conflict;
    return !planner->failed;
}

bool cu_plan_step_do_update(cu_replay *replay, const cupel_query *step)
{
    cu_conflict *conflict = &replay->write->conflict;
    cu_assignment *items =
        cu_arena_alloc_array(&replay->planner->arena,
                             step->count + replay->write->table->from.column_count, sizeof *items);
    if (!items) {
        cu_plan_no_memory(replay->planner);
        return false;
    }
    for (size_t i = 0; i < step->count; i++)
        if (!plan_written(replay, step->items[i].expression, &items[i]))
            return false;
    conflict->assignments = items;
    conflict->assignment_count = step->count;
    if (!check_assigned_once(replay, items, step->count))
        return false;
    cu_plan_update_functions(replay->planner, replay->write->table, items,
                             &conflict->assignment_count);
    return !replay->planner->failed;
}

/* ---- defaults ------------------------------------------------------------------------------------ */

void cu_plan_update_functions(cu_planner *planner, const cu_table *table,
                              cu_assignment *assignments, size_t *count)
{
    size_t given = *count;
    for (size_t i = 0; i < table->from.column_count; i++) {
        const cu_table_column *column = cu_table_column_at(table, i);
        const cupel_column_options *options = &column->options;
        if (!options->update_function || has_column(assignments, given, &column->column))
            continue;
        const cupel_expr *value = cu_arena_call(&planner->arena, options->update_function,
                                                options->default_data, column->column.node.type);
        if (!value) {
            cu_plan_no_memory(planner);
            return;
        }
        assignments[(*count)++] = (cu_assignment){ &column->column, value };
    }
}

/* The value of a column's default; NULL where it has none that is the program's, or planner->failed. */
static const cupel_expr *default_of(cu_planner *planner, const cu_table_column *column)
{
    const cupel_column_options *options = &column->options;
    const cupel_type *type = column->column.node.type;
    const cupel_expr *value = NULL;
    if (options->default_function)
        value =
            cu_arena_call(&planner->arena, options->default_function, options->default_data, type);
    else if (options->default_value.kind != CUPEL_KIND_NULL)
        value = cu_arena_bind(&planner->arena, &options->default_value, type);
    else
        return NULL;
    if (!value)
        cu_plan_no_memory(planner);
    return value;
}

/* The columns that have a default of the program's and no value; NULL: planner->failed. */
static const cu_table_column **defaulted_columns(cu_replay *replay, size_t *count)
{
    const cu_write_plan *write = replay->write;
    size_t columns = write->dml.table->column_count;
    const cu_table_column **found =
        cu_arena_alloc_array(&replay->planner->arena, columns, sizeof *found);
    if (!found)
        cu_plan_no_memory(replay->planner);
    for (size_t i = 0; found && i < columns; i++) {
        const cu_table_column *column = cu_table_column_at(write->table, i);
        bool defaults = column->options.default_function ||
                        column->options.default_value.kind != CUPEL_KIND_NULL;
        if (defaults &&
            !has_column(write->assignments, write->dml.assignment_count, &column->column))
            found[(*count)++] = column;
    }
    return found;
}

/* SELECT ... FROM (queries put together), which can have more columns. */
static cu_select *select_around(cu_arena *arena, cu_select *inner)
{
    cu_from *from = cu_subquery_new(arena, inner, NULL);
    cu_select *outer = from ? cu_select_new(arena) : NULL;
    if (!outer)
        return NULL;
    outer->label_style = CU_LABEL_NONE;
    for (size_t i = 0; i < from->column_count; i++)
        if (!cu_expressions_add(arena, &outer->columns, cu_column_expression(from->columns[i])))
            return NULL;
    return outer;
}

/* What is inserted for them out of a query is more of its columns. */
static bool select_defaults(cu_replay *replay, const cu_assignment *defaults, size_t count)
{
    cu_write_plan *write = replay->write;
    cu_arena *arena = &replay->planner->arena;
    if (!write->select)
        return true;
    if (write->select->operation != CU_SET_NONE)
        write->select = select_around(arena, write->select);
    cu_select *select = write->select;
    if (!select)
        cu_plan_no_memory(replay->planner);
    write->dml.select = select;
    for (size_t i = 0; select && i < count; i++)
        if (!cu_expressions_add(arena, &select->columns, defaults[i].value)) {
            cu_plan_no_memory(replay->planner);
            return false;
        }
    return select != NULL;
}

/* All rows, with the columns that have defaults behind those that are given. */
static bool add_defaults(cu_replay *replay)
{
    cu_planner *planner = replay->planner;
    cu_write_plan *write = replay->write;
    size_t given = write->dml.assignment_count, rows = CU_MAX(write->dml.row_count, (size_t)1);
    size_t added = 0;
    const cu_table_column **with = defaulted_columns(replay, &added);
    if (!with || added == 0)
        return with != NULL;
    cu_assignment *all = cu_arena_alloc_array(&planner->arena, (given + added) * rows, sizeof *all);
    if (!all) {
        cu_plan_no_memory(planner);
        return false;
    }
    for (size_t row = 0; row < rows && !planner->failed; row++) {
        cu_assignment *to = &all[row * (given + added)];
        for (size_t i = 0; i < given; i++)
            to[i] = write->assignments[row * given + i];
        for (size_t i = 0; i < added && !planner->failed; i++)
            to[given + i] = (cu_assignment){ &with[i]->column, default_of(planner, with[i]) };
    }
    write->assignments = all;
    write->dml.assignment_count = given + added;
    return !planner->failed && select_defaults(replay, &all[given], added);
}

/* ---- the statement ------------------------------------------------------------------------------- */

/* Only rows of the struct that it is for. */
static bool add_kind(cu_replay *replay)
{
    cu_planner *planner = replay->planner;
    const cu_write_plan *write = replay->write;
    cu_expression_list *where = &replay->select->where;
    const cupel_expr *kind = cu_plan_kind(planner, write->mapper, write->mapper->from);
    if (kind && !cu_expressions_add(&planner->arena, where, kind))
        cu_plan_no_memory(planner);
    return !planner->failed &&
           cu_plan_written_conditions(planner, write->mapper, write->assignments,
                                      write->dml.assignment_count, where);
}

static bool finish_write(cu_replay *replay)
{
    cu_planner *planner = replay->planner;
    cu_write_plan *write = replay->write;
    if (write->dml.kind == CU_DML_UPDATE && write->dml.assignment_count == 0) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "an UPDATE sets nothing; say what with cupel_with_values()");
        return false;
    }
    if (write->dml.kind == CU_DML_INSERT && replay->select->where.count > 0) {
        cu_plan_fail(planner, CUPEL_INVALID_REQUEST,
                     "an INSERT has no conditions; those of its query are cupel_filter()s of that, "
                     "those of conflicts are .where of cupel_on_conflict()");
        return false;
    }
    if (write->dml.kind == CU_DML_INSERT)
        return add_defaults(replay);
    if (write->dml.kind == CU_DML_UPDATE &&
        more_room(replay, write->dml.table->column_count) != NULL)
        cu_plan_update_functions(planner, write->table, write->assignments,
                                 &write->dml.assignment_count);
    return !planner->failed && (!write->mapper || add_kind(replay));
}

static bool reads_from(cu_arena *arena, const cu_select *select, const cu_from *table)
{
    cu_from_list froms = { 0 };
    for (size_t i = 0; i < select->columns.count; i++)
        cu_expression_froms(select->columns.items[i], arena, &froms);
    for (size_t i = 0; i < select->where.count; i++)
        cu_expression_froms(select->where.items[i], arena, &froms);
    for (size_t i = 0; i < select->froms.count; i++)
        cu_froms_add(arena, &froms, select->froms.items[i]);
    for (size_t i = 0; i < froms.count; i++)
        if (cu_from_contains(froms.items[i], table))
            return true;
    return select->operation != CU_SET_NONE;
}

/*
 * ON DUPLICATE KEY UPDATE sees the tables of the query as well: where the one that is written is among them, they are
 * put into a subquery, so that its name means the row that is there.
 */
static bool hide_tables(cu_replay *replay, const cu_dialect *dialect)
{
    cu_write_plan *write = replay->write;
    cu_arena *arena = &replay->planner->arena;
    if (!write->select || !write->dml.conflict ||
        !(dialect->sql->capabilities & CU_CAN_ON_DUPLICATE_KEY) ||
        !reads_from(arena, write->select, write->dml.table))
        return true;
    write->select->label_style = CU_LABEL_DISAMBIGUATE;
    write->select = select_around(arena, write->select);
    write->dml.select = write->select;
    if (!write->select || arena->failed)
        cu_plan_no_memory(replay->planner);
    return !replay->planner->failed;
}

bool cu_plan_write(cu_replay *replay, const cu_dialect *dialect, cu_dml *out)
{
    const cu_select *select = replay->select;
    if (!finish_write(replay) || !hide_tables(replay, dialect))
        return false;
    *out = replay->write->dml;
    out->assignments = replay->write->assignments;
    out->where = select->where.items;
    out->where_count = select->where.count;
    out->prefixes = select->prefixes;
    out->prefix_count = select->prefix_count;
    out->returning = select->columns.items;
    out->returning_count = select->columns.count;
    return true;
}
