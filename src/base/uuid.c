/*
 * base/uuid.c - UUIDs as text, and new ones from the system's random numbers.
 */
#include <cupel/uuid.h>

#include "base/common.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

/* Hyphens come after these bytes. */
static bool uuid_hyphen_after(size_t byte)
{
    return byte == 3 || byte == 5 || byte == 7 || byte == 9;
}

void cupel_uuid_format(cupel_uuid_value uuid, char buffer[CUPEL_UUID_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    if (!buffer)
        return;
    for (size_t i = 0; i < sizeof uuid.bytes; i++) {
        *buffer++ = digits[uuid.bytes[i] >> 4];
        *buffer++ = digits[uuid.bytes[i] & 15];
        if (uuid_hyphen_after(i))
            *buffer++ = '-';
    }
    *buffer = '\0';
}

/* The value of a hexadecimal digit; -1 for other characters. */
static int uuid_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool cupel_uuid_parse(const char *text, cupel_uuid_value *out)
{
    if (!text || !out)
        return false;
    bool braces = *text == '{';
    text += braces;
    bool hyphens = strnlen(text, 9) == 9 && text[8] == '-';
    cupel_uuid_value uuid;
    for (size_t i = 0; i < sizeof uuid.bytes; i++) {
        int high = uuid_digit(text[0]);
        int low = high < 0 ? -1 : uuid_digit(text[1]);
        if (low < 0)
            return false;
        uuid.bytes[i] = (uint8_t)(high << 4 | low);
        text += 2;
        if (hyphens && uuid_hyphen_after(i) && *text++ != '-')
            return false;
    }
    if (braces && *text++ != '}')
        return false;
    if (*text != '\0')
        return false;
    *out = uuid;
    return true;
}

int cupel_uuid_compare(cupel_uuid_value left, cupel_uuid_value right)
{
    return memcmp(left.bytes, right.bytes, sizeof left.bytes);
}

/* Fills in random bytes and the bits that say version and variant. */
static bool uuid_new(cupel_uuid_value *uuid, unsigned version)
{
    ssize_t got;
    do
        got = getrandom(uuid->bytes, sizeof uuid->bytes, 0);
    while (got < 0 && errno == EINTR);
    uuid->bytes[6] = (uint8_t)((uuid->bytes[6] & 0x0F) | version << 4);
    uuid->bytes[8] = (uint8_t)((uuid->bytes[8] & 0x3F) | 0x80);
    return got == (ssize_t)sizeof uuid->bytes;
}

bool cupel_uuid_random(cupel_uuid_value *out)
{
    cupel_uuid_value uuid = { { 0 } };
    if (!out || !uuid_new(&uuid, 4))
        return false;
    *out = uuid;
    return true;
}

bool cupel_uuid_by_time(cupel_uuid_value *out)
{
    cupel_uuid_value uuid = { { 0 } };
    struct timespec now;
    if (!out || !uuid_new(&uuid, 7) || clock_gettime(CLOCK_REALTIME, &now) != 0)
        return false;
    uint64_t milliseconds = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    for (size_t i = 0; i < 6; i++)
        uuid.bytes[i] = (uint8_t)(milliseconds >> (40 - 8 * i));
    *out = uuid;
    return true;
}
