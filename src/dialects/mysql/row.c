/*
 * dialects/mysql/row.c - rows as the server sends them, as values.
 *
 * The client library hands over where each column of a row begins; numbers are
 * taken from there as they are, exactly and without a text in between.  Texts
 * and blobs are copied once per row: they must stay while the connection goes
 * on to other things, and end with a NUL.
 */
#include "dialects/mysql/driver.h"

#include "base/alloc.h"
#include <cupel/datetime.h>
#include <stdio.h>

#define MYSQL_BINARY_CHARSET 63

/* ---- columns ----------------------------------------------------------------------------------- */

static cu_mysql_form maria_form_of_bytes(const MYSQL_FIELD *field)
{
    return field->charsetnr == MYSQL_BINARY_CHARSET ? CU_MYSQL_BLOB : CU_MYSQL_TEXT;
}

static cu_mysql_form maria_form_of(const MYSQL_FIELD *field)
{
    switch (field->type) {
    case MYSQL_TYPE_NULL: return CU_MYSQL_NULL;
    case MYSQL_TYPE_TINY: return CU_MYSQL_TINY;
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_YEAR: return CU_MYSQL_SHORT;
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_INT24: return CU_MYSQL_LONG;
    case MYSQL_TYPE_LONGLONG: return CU_MYSQL_LONG_LONG;
    case MYSQL_TYPE_FLOAT: return CU_MYSQL_FLOAT;
    case MYSQL_TYPE_DOUBLE: return CU_MYSQL_DOUBLE;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE: return CU_MYSQL_DATE;
    case MYSQL_TYPE_TIME: return CU_MYSQL_TIME;
    case MYSQL_TYPE_DATETIME: return CU_MYSQL_DATETIME;
    case MYSQL_TYPE_TIMESTAMP: return CU_MYSQL_TIMESTAMP;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL: return CU_MYSQL_DECIMAL;
    case MYSQL_TYPE_JSON: return CU_MYSQL_JSON;
    case MYSQL_TYPE_BIT: return CU_MYSQL_BIT;
    default: return maria_form_of_bytes(field);
    }
}

cupel_code cu_mysql_describe_row(cupel_driver_statement *statement, cu_error *error)
{
    size_t count = cu_mysql.stmt_field_count(statement->native);
    if (count != statement->column_count) {
        cu_mysql_column *columns = cu_alloc_array(count, sizeof *columns);
        cupel_value *cells = cu_alloc_array(count, sizeof *cells);
        if (!columns || !cells) {
            cu_free(columns);
            cu_free(cells);
            return cu_error_no_memory(error);
        }
        cu_free(statement->columns);
        cu_free(statement->cells);
        statement->columns = columns;
        statement->cells = cells;
        statement->column_count = count;
    }
    const MYSQL_FIELD *fields = count > 0 ? cu_mysql.stmt_fetch_fields(statement->native) : NULL;
    for (size_t i = 0; i < count; i++)
        statement->columns[i] =
            (cu_mysql_column){ .form = (uint8_t)maria_form_of(&fields[i]),
                               .is_unsigned = (fields[i].flags & UNSIGNED_FLAG) != 0 };
    return CUPEL_OK;
}

/*
 * The client library keeps the names of when the statement was prepared; those of now are with the connection, until
 * something else is sent.
 */
cupel_code cu_mysql_note_names(cupel_driver_statement *statement, cu_error *error)
{
    const MYSQL *mysql = statement->connection->mysql;
    const MYSQL_FIELD *now = mysql->fields, *before = cu_mysql.stmt_fetch_fields(statement->native);
    size_t size = 0, count = statement->column_count;
    bool renamed = false;
    cu_free(statement->names);
    statement->names = NULL;
    if (!now || !before || mysql->field_count != count)
        return CUPEL_OK;
    for (size_t i = 0; i < count; i++) {
        renamed |= strcmp(now[i].name, before[i].name) != 0;
        size += sizeof(char *) + strlen(now[i].name) + 1;
    }
    if (!renamed)
        return CUPEL_OK;
    statement->names = cu_alloc(size);
    if (!statement->names)
        return cu_error_no_memory(error);
    char *text = (char *)(statement->names + count);
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(now[i].name) + 1;
        statement->names[i] = memcpy(text, now[i].name, length);
        text += length;
    }
    return CUPEL_OK;
}

/* ---- numbers ----------------------------------------------------------------------------------- */

/* Bytes of the forms that always have the same. */
static const uint8_t maria_sizes[] = {
    [CU_MYSQL_TINY] = 1,      [CU_MYSQL_SHORT] = 2, [CU_MYSQL_LONG] = 4,
    [CU_MYSQL_LONG_LONG] = 8, [CU_MYSQL_FLOAT] = 4, [CU_MYSQL_DOUBLE] = 8
};

/* Little-endian, of up to 8 bytes. */
static uint64_t maria_read_unsigned(const unsigned char *at, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number |= (uint64_t)at[i] << (8 * i);
    return number;
}

static void maria_read_integer(const unsigned char *at, cu_mysql_form form, bool is_unsigned,
                               cupel_value *cell)
{
    uint64_t number = maria_read_unsigned(at, maria_sizes[form]);
    if (is_unsigned) {
        *cell = cupel_value_of_unsigned(number);
        return;
    }
    cell->kind = CUPEL_KIND_INT;
    uint64_t sign = UINT64_C(1) << (8 * maria_sizes[form] - 1);
    cell->as.integer = (int64_t)((number ^ sign) - sign); /* the bits above take the sign */
}

static void maria_read_float(const unsigned char *at, cupel_value *cell)
{
    uint32_t bits = (uint32_t)maria_read_unsigned(at, 4);
    float number;
    memcpy(&number, &bits, sizeof number);
    cell->kind = CUPEL_KIND_DOUBLE;
    cell->as.real = (double)number;
}

static void maria_read_double(const unsigned char *at, cupel_value *cell)
{
    uint64_t bits = maria_read_unsigned(at, 8);
    cell->kind = CUPEL_KIND_DOUBLE;
    memcpy(&cell->as.real, &bits, sizeof bits);
}

/* A length as the protocol has it; *at moves behind it. */
static size_t maria_read_length(unsigned char **at)
{
    unsigned char first = *(*at)++;
    size_t size = first < 251 ? 0 : first == 252 ? 2 : first == 253 ? 3 : 8;
    if (size == 0)
        return first;
    size_t length = (size_t)maria_read_unsigned(*at, size);
    *at += size;
    return length;
}

/* A bit string, the highest byte first. */
static void maria_read_bits(const unsigned char *at, size_t length, cupel_value *cell)
{
    uint64_t number = 0;
    for (size_t i = 0; i < length; i++)
        number = number << 8 | at[i];
    *cell = cupel_value_of_unsigned(number);
}

/* ---- dates and times --------------------------------------------------------------------------- */

/* Fields of which the last are left out where they are 0. */
static void maria_read_datetime(const unsigned char *at, size_t length, cu_mysql_column *column,
                                cupel_value *cell)
{
    cu_mysql_form form = (cu_mysql_form)column->form;
    cupel_datetime_value value = { 0 };
    if (length >= 4) {
        value.year = (int32_t)maria_read_unsigned(at, 2);
        value.month = at[2];
        value.day = at[3];
    }
    if (length >= 7) {
        value.hour = at[4];
        value.minute = at[5];
        value.second = at[6];
    }
    if (length >= 11)
        value.microsecond = (uint32_t)maria_read_unsigned(at + 7, 4);
    if (value.month == 0 || value.day == 0) {
        /* A date with zeros in it is none; texts of dates are of other kinds and complained of by who wants one. */
        int size =
            snprintf(column->text, sizeof column->text,
                     form == CU_MYSQL_DATE ? "%04d-%02u-%02u" : "%04d-%02u-%02u %02u:%02u:%02u",
                     value.year, value.month, value.day, value.hour, value.minute, value.second);
        *cell = cupel_value_text_length(column->text, (size_t)size);
        return;
    }
    if (form == CU_MYSQL_DATE)
        *cell = cupel_value_date(
            (cupel_date_value){ .year = value.year, .month = value.month, .day = value.day });
    else if (form == CU_MYSQL_TIMESTAMP)
        *cell = cupel_value_timestamp(cupel_timestamp_from_utc(value));
    else
        *cell = cupel_value_datetime(value);
}

/* A TIME is a length of time; what could be a time of day is given as one. */
static void maria_read_time(const unsigned char *at, size_t length, cupel_value *cell)
{
    cupel_time_value time = { 0 };
    uint64_t days = 0;
    bool negative = false;
    if (length >= 8) {
        negative = at[0] != 0;
        days = maria_read_unsigned(at + 1, 4);
        time.hour = at[5];
        time.minute = at[6];
        time.second = at[7];
    }
    if (length >= 12)
        time.microsecond = (uint32_t)maria_read_unsigned(at + 8, 4);
    if (!negative && days == 0 && time.hour < 24) {
        *cell = cupel_value_time(time);
        return;
    }
    int64_t seconds = (((int64_t)days * 24 + time.hour) * 60 + time.minute) * 60 + time.second;
    int64_t microseconds = seconds * 1000000 + time.microsecond;
    *cell = cupel_value_interval(
        (cupel_interval_value){ .microseconds = negative ? -microseconds : microseconds });
}

/* ---- columns of a row -------------------------------------------------------------------------- */

static void maria_read_sized(cu_mysql_column *column, unsigned char **row, cupel_value *cell)
{
    size_t length = maria_read_length(row);
    const unsigned char *at = *row;
    *row += length;
    cell->length = (uint32_t)length;
    cell->as.data = at;
    switch ((cu_mysql_form)column->form) {
    case CU_MYSQL_DATE:
    case CU_MYSQL_DATETIME:
    case CU_MYSQL_TIMESTAMP: maria_read_datetime(at, length, column, cell); break;
    case CU_MYSQL_TIME: maria_read_time(at, length, cell); break;
    case CU_MYSQL_BIT: maria_read_bits(at, length, cell); break;
    case CU_MYSQL_DECIMAL: cell->kind = CUPEL_KIND_DECIMAL; break;
    case CU_MYSQL_JSON: cell->kind = CUPEL_KIND_JSON; break;
    case CU_MYSQL_TEXT: cell->kind = CUPEL_KIND_TEXT; break;
    default: cell->kind = CUPEL_KIND_BLOB; break;
    }
}

void cu_mysql_read_column(void *data, unsigned int place, unsigned char **row)
{
    cupel_driver_statement *statement = data;
    cu_mysql_column *column = &statement->columns[place];
    cupel_value *cell = &statement->cells[place];
    cu_mysql_form form = (cu_mysql_form)column->form;
    *cell = (cupel_value){ .kind = CUPEL_KIND_NULL };
    if (!row || form == CU_MYSQL_NULL)
        return;
    if (form > CU_MYSQL_DOUBLE) {
        maria_read_sized(column, row, cell);
        return;
    }
    if (form == CU_MYSQL_FLOAT)
        maria_read_float(*row, cell);
    else if (form == CU_MYSQL_DOUBLE)
        maria_read_double(*row, cell);
    else
        maria_read_integer(*row, form, column->is_unsigned, cell);
    *row += maria_sizes[form];
}

/* Whether the bytes of a cell are still where the client library has them. */
static bool maria_has_bytes(const cupel_value *cell)
{
    return cell->kind == CUPEL_KIND_TEXT || cell->kind == CUPEL_KIND_BLOB ||
           cell->kind == CUPEL_KIND_DECIMAL || cell->kind == CUPEL_KIND_JSON;
}

cupel_code cu_mysql_keep_row(cupel_driver_statement *statement, cu_error *error)
{
    size_t size = 0, count = statement->column_count;
    cupel_value *cells = statement->cells;
    for (size_t i = 0; i < count; i++)
        if (maria_has_bytes(&cells[i]))
            size += (size_t)cells[i].length + 1;
    if (size > statement->byte_capacity) {
        size_t capacity = CU_MAX(size, 2 * statement->byte_capacity);
        char *bytes = cu_alloc(capacity);
        if (!bytes)
            return cu_error_no_memory(error);
        cu_free(statement->bytes);
        statement->bytes = bytes;
        statement->byte_capacity = capacity;
    }
    char *to = statement->bytes;
    for (size_t i = 0; i < count; i++) {
        if (!maria_has_bytes(&cells[i]))
            continue;
        memcpy(to, cells[i].as.data, cells[i].length);
        to[cells[i].length] = '\0';
        cells[i].as.data = to;
        to += (size_t)cells[i].length + 1;
    }
    return CUPEL_OK;
}

/* ---- giving ------------------------------------------------------------------------------------ */

void cu_mysql_give(const cupel_value *cell, uint8_t wanted, cupel_value *value)
{
    *value = *cell;
    if (cell->kind == wanted || wanted == CUPEL_KIND_NULL)
        return;
    switch (wanted) {
    case CUPEL_KIND_DOUBLE:
        if (cell->kind == CUPEL_KIND_INT && cell->as.integer >= -(INT64_C(1) << 53) &&
            cell->as.integer <= INT64_C(1) << 53)
            *value = cupel_value_double((double)cell->as.integer);
        break;
    case CUPEL_KIND_INTERVAL:
        if (cell->kind == CUPEL_KIND_TIME)
            *value = cupel_value_interval((cupel_interval_value){
                .microseconds = ((cell->as.time.hour * INT64_C(60) + cell->as.time.minute) * 60 +
                                 cell->as.time.second) *
                                    1000000 +
                                (int64_t)cell->as.time.microsecond });
        break;
    case CUPEL_KIND_TEXT:
        /* Functions of binary strings give text that does not say that it is one. */
        if (cell->kind == CUPEL_KIND_BLOB || cell->kind == CUPEL_KIND_JSON)
            value->kind = CUPEL_KIND_TEXT;
        break;
    case CUPEL_KIND_BLOB:
        if (cell->kind == CUPEL_KIND_TEXT)
            value->kind = CUPEL_KIND_BLOB;
        break;
    case CUPEL_KIND_JSON:
        if (cell->kind == CUPEL_KIND_TEXT)
            value->kind = CUPEL_KIND_JSON;
        break;
    default: break;
    }
}
