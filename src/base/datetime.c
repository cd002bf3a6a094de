/*
 * base/datetime.c - the calendar, and dates, times, instants and intervals as text.
 *
 * Days are counted with years that begin in March, so that the leap day is the
 * last of its year.  Instants may lie in any year that 64 bits of microseconds
 * reach, dates only in those of <cupel/datetime.h>.
 */
#include "base/datetime.h"

#include "base/number.h"

#include <time.h>

#define DATETIME_FIRST_YEAR   (-4712)
#define DATETIME_LAST_YEAR    294276

#define DATETIME_DAYS_PER_ERA 146097 /* 400 years */
#define DATETIME_EPOCH_DAYS   719468 /* from 0000-03-01 to 1970-01-01 */

/* ---- the calendar ------------------------------------------------------------------------------ */

static bool datetime_is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Whether it is a day, whatever the year. */
static bool datetime_is_day(cupel_date_value date)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (date.month < 1 || date.month > 12 || date.day < 1)
        return false;
    return date.day <= days[date.month - 1] + (date.month == 2 && datetime_is_leap(date.year));
}

static bool datetime_year_in_range(int32_t year)
{
    return year >= DATETIME_FIRST_YEAR && year <= DATETIME_LAST_YEAR;
}

static cupel_date_value datetime_day_of(cupel_datetime_value datetime)
{
    return (cupel_date_value){ datetime.year, datetime.month, datetime.day };
}

static cupel_time_value datetime_time_of(cupel_datetime_value datetime)
{
    return (cupel_time_value){ datetime.hour, datetime.minute, datetime.second,
                               datetime.microsecond };
}

static cupel_datetime_value datetime_join(cupel_date_value date, cupel_time_value time)
{
    return (cupel_datetime_value){ date.year,   date.month,  date.day,        time.hour,
                                   time.minute, time.second, time.microsecond };
}

bool cupel_date_valid(cupel_date_value date)
{
    return datetime_year_in_range(date.year) && datetime_is_day(date);
}

bool cupel_time_valid(cupel_time_value time)
{
    return time.hour < 24 && time.minute < 60 && time.second < 60 && time.microsecond < 1000000;
}

bool cupel_datetime_valid(cupel_datetime_value datetime)
{
    return cupel_date_valid(datetime_day_of(datetime)) &&
           cupel_time_valid(datetime_time_of(datetime));
}

/* Division that rounds down. */
static int64_t datetime_divide(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

int64_t cupel_date_to_days(cupel_date_value date)
{
    int64_t month = ((int64_t)date.month + 9) % 12; /* March is 0 */
    int64_t year = (int64_t)date.year - (month >= 10);
    int64_t era = datetime_divide(year, 400), year_of_era = year - era * 400;
    /* Months from March on have 31, 30, 31, 30, 31 days, again and again: 153 in five. */
    int64_t day_of_year = (month * 153 + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DATETIME_DAYS_PER_ERA + day_of_era - DATETIME_EPOCH_DAYS;
}

/* The date of any day whose year an int32_t holds. */
static cupel_date_value datetime_date_of_day(int64_t days)
{
    days += DATETIME_EPOCH_DAYS;
    int64_t era = datetime_divide(days, DATETIME_DAYS_PER_ERA);
    int64_t day_of_era = days - era * DATETIME_DAYS_PER_ERA;
    /* Takes the leap days out: one in 4 years, none in 100, one in 400. */
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (year_of_era * 365 + year_of_era / 4 - year_of_era / 100);
    int64_t month = (day_of_year * 5 + 2) / 153; /* March is 0 */
    return (cupel_date_value){ .year = (int32_t)(era * 400 + year_of_era + (month >= 10)),
                               .month = (uint8_t)(month < 10 ? month + 3 : month - 9),
                               .day = (uint8_t)(day_of_year - (month * 153 + 2) / 5 + 1) };
}

cupel_date_value cupel_date_from_days(int64_t days)
{
    const cupel_date_value first = { DATETIME_FIRST_YEAR, 1, 1 };
    const cupel_date_value last = { DATETIME_LAST_YEAR, 12, 31 };
    if (days < cupel_date_to_days(first) || days > cupel_date_to_days(last))
        return (cupel_date_value){ 0, 0, 0 };
    return datetime_date_of_day(days);
}

int64_t cu_time_to_microseconds(cupel_time_value time)
{
    int64_t minutes = (int64_t)time.hour * 60 + time.minute;
    return (minutes * 60 + time.second) * 1000000 + time.microsecond;
}

cupel_time_value cu_time_from_microseconds(int64_t microseconds)
{
    microseconds %= CU_MICROSECONDS_PER_DAY;
    if (microseconds < 0)
        microseconds += CU_MICROSECONDS_PER_DAY;
    int64_t seconds = microseconds / 1000000;
    return (cupel_time_value){ .hour = (uint8_t)(seconds / 3600),
                               .minute = (uint8_t)(seconds / 60 % 60),
                               .second = (uint8_t)(seconds % 60),
                               .microsecond = (uint32_t)(microseconds % 1000000) };
}

/* The instant of a datetime in a zone so many microseconds east; false where 64 bits do not reach it. */
static bool datetime_to_instant(cupel_datetime_value datetime, int64_t offset, int64_t *out)
{
    int64_t days = cupel_date_to_days(datetime_day_of(datetime));
    int64_t time = cu_time_to_microseconds(datetime_time_of(datetime)) - offset;
    /* Days before 1970 reach further down than their product with the day's length: start a day later. */
    int64_t shift = days < 0 ? 1 : 0;
    int64_t whole;
    return !__builtin_mul_overflow(days + shift, CU_MICROSECONDS_PER_DAY, &whole) &&
           !__builtin_add_overflow(whole, time - shift * CU_MICROSECONDS_PER_DAY, out);
}

cupel_timestamp_value cupel_timestamp_from_utc(cupel_datetime_value datetime)
{
    int64_t microseconds;
    if (!datetime_to_instant(datetime, 0, &microseconds))
        microseconds = datetime.year < 0 ? INT64_MIN : INT64_MAX;
    return (cupel_timestamp_value){ microseconds };
}

cupel_datetime_value cupel_timestamp_to_utc(cupel_timestamp_value timestamp)
{
    int64_t days = datetime_divide(timestamp.microseconds, CU_MICROSECONDS_PER_DAY);
    return datetime_join(datetime_date_of_day(days),
                         cu_time_from_microseconds(timestamp.microseconds));
}

cupel_timestamp_value cupel_timestamp_now(void)
{
    struct timespec now = { 0, 0 };
    clock_gettime(CLOCK_REALTIME, &now);
    return (cupel_timestamp_value){ (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 };
}

cupel_datetime_value cupel_datetime_now_utc(void)
{
    return cupel_timestamp_to_utc(cupel_timestamp_now());
}

static int datetime_compare_numbers(int64_t left, int64_t right)
{
    return (left > right) - (left < right);
}

int cupel_date_compare(cupel_date_value left, cupel_date_value right)
{
    if (left.year != right.year)
        return datetime_compare_numbers(left.year, right.year);
    return datetime_compare_numbers(left.month * 256 + left.day, right.month * 256 + right.day);
}

int cupel_time_compare(cupel_time_value left, cupel_time_value right)
{
    return datetime_compare_numbers(cu_time_to_microseconds(left), cu_time_to_microseconds(right));
}

int cupel_datetime_compare(cupel_datetime_value left, cupel_datetime_value right)
{
    int days = cupel_date_compare(datetime_day_of(left), datetime_day_of(right));
    return days ? days : cupel_time_compare(datetime_time_of(left), datetime_time_of(right));
}

/* ---- to text ----------------------------------------------------------------------------------- */

/*
 * These write at a place and return the place behind; no field, however wrong, is written longer than its
 * digits, so that CUPEL_DATETIME_TEXT_SIZE is always enough.
 */

static char *datetime_put_digits(char *out, uint32_t number, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
    return out + digits;
}

static char *datetime_put_date(char *out, cupel_date_value date)
{
    int64_t year = date.year;
    int digits = 4;
    if (year < 0 || year > 9999) {
        *out++ = year < 0 ? '-' : '+';
        year = year < 0 ? -year : year;
        for (int64_t rest = year / 10000; rest > 0 || digits < 5; rest /= 10)
            digits++;
    }
    out = datetime_put_digits(out, (uint32_t)year, digits);
    *out++ = '-';
    out = datetime_put_digits(out, date.month, 2);
    *out++ = '-';
    return datetime_put_digits(out, date.day, 2);
}

static char *datetime_put_time(char *out, cupel_time_value time)
{
    out = datetime_put_digits(out, time.hour, 2);
    *out++ = ':';
    out = datetime_put_digits(out, time.minute, 2);
    *out++ = ':';
    out = datetime_put_digits(out, time.second, 2);
    if (time.microsecond > 0) {
        *out++ = '.';
        out = datetime_put_digits(out, time.microsecond, 6);
    }
    return out;
}

static char *datetime_put_datetime(char *out, cupel_datetime_value datetime)
{
    out = datetime_put_date(out, datetime_day_of(datetime));
    *out++ = ' ';
    return datetime_put_time(out, datetime_time_of(datetime));
}

static size_t datetime_end(char *buffer, char *end)
{
    *end = '\0';
    return (size_t)(end - buffer);
}

size_t cupel_date_format(cupel_date_value date, char buffer[CUPEL_DATETIME_TEXT_SIZE])
{
    return buffer ? datetime_end(buffer, datetime_put_date(buffer, date)) : 0;
}

size_t cupel_time_format(cupel_time_value time, char buffer[CUPEL_DATETIME_TEXT_SIZE])
{
    return buffer ? datetime_end(buffer, datetime_put_time(buffer, time)) : 0;
}

size_t cupel_datetime_format(cupel_datetime_value datetime, char buffer[CUPEL_DATETIME_TEXT_SIZE])
{
    return buffer ? datetime_end(buffer, datetime_put_datetime(buffer, datetime)) : 0;
}

size_t cupel_timestamp_format(cupel_timestamp_value timestamp,
                              char buffer[CUPEL_DATETIME_TEXT_SIZE])
{
    if (!buffer)
        return 0;
    char *end = datetime_put_datetime(buffer, cupel_timestamp_to_utc(timestamp));
    memcpy(end, "+00:00", sizeof "+00:00");
    return datetime_end(buffer, end + 6);
}

size_t cupel_interval_format(cupel_interval_value interval, char buffer[CUPEL_DATETIME_TEXT_SIZE])
{
    if (!buffer)
        return 0;
    bool negative = interval.microseconds < 0;
    uint64_t rest =
        negative ? 0 - (uint64_t)interval.microseconds : (uint64_t)interval.microseconds;
    uint64_t hours = rest / 3600000000, minutes = rest / 60000000 % 60;
    uint64_t seconds = rest / 1000000 % 60;
    uint32_t fraction = (uint32_t)(rest % 1000000);
    char *out = buffer;
    if (negative)
        *out++ = '-';
    *out++ = 'P';
    *out++ = 'T';
    if (hours > 0) {
        out += cu_unsigned_format(hours, out);
        *out++ = 'H';
    }
    if (minutes > 0) {
        out += cu_unsigned_format(minutes, out);
        *out++ = 'M';
    }
    if (seconds > 0 || fraction > 0 || rest == 0) {
        out += cu_unsigned_format(seconds, out);
        if (fraction > 0) {
            *out++ = '.';
            out = datetime_put_digits(out, fraction, 6);
            while (out[-1] == '0')
                out--;
        }
        *out++ = 'S';
    }
    return datetime_end(buffer, out);
}

/* ---- from text --------------------------------------------------------------------------------- */

/* What is left of a text; each function below takes what it reads off the front, or returns false. */
typedef struct datetime_reader {
    const char *next, *end;
} datetime_reader;

static bool datetime_take(datetime_reader *reader, char c)
{
    if (reader->next == reader->end || *reader->next != c)
        return false;
    reader->next++;
    return true;
}

static size_t datetime_count_digits(const datetime_reader *reader)
{
    const char *place = reader->next;
    while (place < reader->end && *place >= '0' && *place <= '9')
        place++;
    return (size_t)(place - reader->next);
}

/* Exactly so many digits, 9 at most; more may follow. */
static bool datetime_take_digits(datetime_reader *reader, size_t digits, uint32_t *out)
{
    if (datetime_count_digits(reader) < digits)
        return false;
    *out = 0;
    for (size_t i = 0; i < digits; i++)
        *out = *out * 10 + (uint32_t)(*reader->next++ - '0');
    return true;
}

/* A sign, 1 or -1; 0 where there is none. */
static int datetime_take_sign(datetime_reader *reader)
{
    return datetime_take(reader, '+') ? 1 : datetime_take(reader, '-') ? -1 : 0;
}

/* A day of any year of at most six digits. */
static bool datetime_take_date(datetime_reader *reader, cupel_date_value *out)
{
    uint32_t year, month, day;
    int sign = datetime_take_sign(reader);
    size_t digits = datetime_count_digits(reader);
    if (sign == 0 ? digits != 4 : digits != 5 && digits != 6)
        return false;
    if (!datetime_take_digits(reader, digits, &year) || !datetime_take(reader, '-') ||
        !datetime_take_digits(reader, 2, &month) || !datetime_take(reader, '-') ||
        !datetime_take_digits(reader, 2, &day))
        return false;
    *out = (cupel_date_value){ sign < 0 ? -(int32_t)year : (int32_t)year, (uint8_t)month,
                               (uint8_t)day };
    return datetime_is_day(*out) && !(sign < 0 && year == 0);
}

/* A fraction's digits behind its point: 1 to 9 of them, cut to microseconds. */
static bool datetime_take_fraction(datetime_reader *reader, uint32_t *out)
{
    size_t digits = datetime_count_digits(reader);
    if (digits < 1 || digits > 9 || !datetime_take_digits(reader, digits, out))
        return false;
    for (; digits < 6; digits++)
        *out *= 10;
    for (; digits > 6; digits--)
        *out /= 10;
    return true;
}

static bool datetime_take_time(datetime_reader *reader, cupel_time_value *out)
{
    uint32_t hour, minute, second = 0, microsecond = 0;
    if (!datetime_take_digits(reader, 2, &hour) || !datetime_take(reader, ':') ||
        !datetime_take_digits(reader, 2, &minute))
        return false;
    if (datetime_take(reader, ':')) {
        if (!datetime_take_digits(reader, 2, &second) ||
            (datetime_take(reader, '.') && !datetime_take_fraction(reader, &microsecond)))
            return false;
    }
    *out = (cupel_time_value){ (uint8_t)hour, (uint8_t)minute, (uint8_t)second, microsecond };
    return cupel_time_valid(*out);
}

static bool datetime_take_datetime(datetime_reader *reader, cupel_datetime_value *out)
{
    cupel_date_value date;
    cupel_time_value time;
    if (!datetime_take_date(reader, &date) ||
        !(datetime_take(reader, ' ') || datetime_take(reader, 'T')) ||
        !datetime_take_time(reader, &time))
        return false;
    *out = datetime_join(date, time);
    return true;
}

/* "Z", or hours east and perhaps minutes, as microseconds. */
static bool datetime_take_zone(datetime_reader *reader, int64_t *out)
{
    uint32_t hours, minutes = 0;
    *out = 0;
    if (datetime_take(reader, 'Z'))
        return true;
    int sign = datetime_take_sign(reader);
    if (sign == 0 || !datetime_take_digits(reader, 2, &hours))
        return false;
    bool more = datetime_take(reader, ':') || reader->next < reader->end;
    if ((more && !datetime_take_digits(reader, 2, &minutes)) || hours > 23 || minutes > 59)
        return false;
    *out = sign * (int64_t)(hours * 60 + minutes) * 60000000;
    return true;
}

bool cu_date_parse(const char *text, size_t length, cupel_date_value *out)
{
    datetime_reader reader = { text, text + length };
    cupel_date_value date;
    if (!datetime_take_date(&reader, &date) || reader.next != reader.end || !cupel_date_valid(date))
        return false;
    *out = date;
    return true;
}

bool cu_time_parse(const char *text, size_t length, cupel_time_value *out)
{
    datetime_reader reader = { text, text + length };
    cupel_time_value time;
    if (!datetime_take_time(&reader, &time) || reader.next != reader.end)
        return false;
    *out = time;
    return true;
}

bool cu_datetime_parse(const char *text, size_t length, cupel_datetime_value *out)
{
    datetime_reader reader = { text, text + length };
    cupel_datetime_value datetime;
    if (!datetime_take_datetime(&reader, &datetime) || reader.next != reader.end ||
        !datetime_year_in_range(datetime.year))
        return false;
    *out = datetime;
    return true;
}

bool cu_timestamp_parse(const char *text, size_t length, cupel_timestamp_value *out)
{
    datetime_reader reader = { text, text + length };
    cupel_datetime_value datetime;
    int64_t offset;
    return datetime_take_datetime(&reader, &datetime) && datetime_take_zone(&reader, &offset) &&
           reader.next == reader.end && datetime_to_instant(datetime, offset, &out->microseconds);
}

/* One number with its unit; adds it to *sum and says which unit it was, as an index into `units`. */
static bool interval_take_part(datetime_reader *reader, int sign, size_t *unit, int64_t *sum)
{
    static const struct {
        char letter;
        int64_t microseconds;
    } units[] = {
        { 'D', CU_MICROSECONDS_PER_DAY }, { 'H', 3600000000 }, { 'M', 60000000 }, { 'S', 1000000 }
    };
    if (datetime_take_sign(reader) < 0)
        sign = -sign;
    size_t digits = datetime_count_digits(reader);
    int64_t number;
    uint32_t fraction = 0;
    if (!cu_int_parse(reader->next, digits, &number))
        return false;
    reader->next += digits;
    bool point = datetime_take(reader, '.');
    if (point && !datetime_take_fraction(reader, &fraction))
        return false;
    for (*unit = 0; *unit < CU_LENGTH(units); ++*unit)
        if (datetime_take(reader, units[*unit].letter))
            break;
    if (*unit == CU_LENGTH(units) || (point && units[*unit].letter != 'S'))
        return false;
    return !__builtin_mul_overflow(number * sign, units[*unit].microseconds, &number) &&
           !__builtin_add_overflow(*sum, number, sum) &&
           !__builtin_add_overflow(*sum, sign * (int64_t)fraction, sum);
}

bool cu_interval_parse(const char *text, size_t length, cupel_interval_value *out)
{
    datetime_reader reader = { text, text + length };
    int sign = datetime_take_sign(&reader);
    int64_t sum = 0;
    size_t unit = 0, allowed = 0; /* units come in their order: days, hours, minutes, seconds */
    if (!datetime_take(&reader, 'P') || reader.next == reader.end)
        return false;
    while (reader.next != reader.end) {
        if (allowed < 2 && datetime_take(&reader, 'T'))
            allowed = 2;
        if (!interval_take_part(&reader, sign < 0 ? -1 : 1, &unit, &sum))
            return false;
        /* Days come before the 'T', once; all others behind it. */
        if (unit == 0 ? allowed != 0 : allowed < 2 || unit + 1 < allowed)
            return false;
        allowed = unit == 0 ? 1 : unit + 2;
    }
    out->microseconds = sum;
    return true;
}

bool cupel_date_parse(const char *text, cupel_date_value *out)
{
    return text && out && cu_date_parse(text, strlen(text), out);
}

bool cupel_time_parse(const char *text, cupel_time_value *out)
{
    return text && out && cu_time_parse(text, strlen(text), out);
}

bool cupel_datetime_parse(const char *text, cupel_datetime_value *out)
{
    return text && out && cu_datetime_parse(text, strlen(text), out);
}

bool cupel_timestamp_parse(const char *text, cupel_timestamp_value *out)
{
    return text && out && cu_timestamp_parse(text, strlen(text), out);
}

bool cupel_interval_parse(const char *text, cupel_interval_value *out)
{
    return text && out && cu_interval_parse(text, strlen(text), out);
}
