#include "calibrate/calibrate_private.h"

#include <string.h>

#include "kit/text.h"

/* Both are asked for each byte of each time in a log of millions. */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool separates(char c)
{
    switch (c) {
    case ' ':
    case '\t':
    case '-':
    case '/':
    case '.':
    case ':':
    case ',':
    case 'T':
        return true;
    default:
        return false;
    }
}

/* The parts of a civil time as they stand in the text: runs of digits in order. */
struct civil {
    int64_t number[7];
    int digits[7];
    int count;
    int noon;       /* 0 not said, 1 morning, 2 afternoon */
    time_us offset; /* when has_offset */
    bool has_offset;
};

static const struct {
    const char *word;
    int noon; /* as in struct civil; -1: a separator */
} civil_words[] = {
    {"오전", 1}, {"오후", 2}, {"AM", 1},  {"PM", 2},  {"am", 1},  {"pm", 2},
    {"년", -1},  {"월", -1},  {"일", -1}, {"시", -1}, {"분", -1}, {"초", -1},
};

static bool skip_word(const char **at, struct civil *civil)
{
    for (size_t i = 0; i < sizeof civil_words / sizeof *civil_words; i++) {
        if (text_starts(*at, civil_words[i].word)) {
            if (civil_words[i].noon > 0)
                civil->noon = civil_words[i].noon;
            *at += strlen(civil_words[i].word);
            return true;
        }
    }
    return false;
}

/* "Z", "+09:00", "+0900" at the end, after at least hours and minutes. */
static bool read_offset(const char *at, struct civil *civil)
{
    civil->has_offset = true;
    if (*at == 'Z')
        return at[1] == '\0';
    int sign = *at == '-' ? -1 : 1, digits[4], count = 0;
    for (at++; *at != '\0' && count < 4; at++) {
        if (*at == ':' && count == 2)
            continue;
        if (!is_digit(*at))
            return false;
        digits[count++] = *at - '0';
    }
    if (count != 4 || *at != '\0')
        return false;
    int minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
    civil->offset = sign * minutes * TIME_MINUTE;
    return minutes <= 14 * 60;
}

static bool read_number(const char **at, struct civil *civil)
{
    if (civil->count == 7)
        return false;
    int64_t number = 0;
    int digits = 0;
    for (; is_digit(**at); (*at)++, digits++) {
        if (digits < 9)
            number = number * 10 + (**at - '0');
    }
    civil->number[civil->count] = number;
    civil->digits[civil->count++] = digits;
    return digits <= 9;
}

static bool read_civil(const char *text, struct civil *civil)
{
    const char *at = text;
    while (*at != '\0') {
        if (is_digit(*at)) {
            if (!read_number(&at, civil))
                return false;
        } else if (civil->count >= 5 && (*at == 'Z' || *at == '+' || *at == '-')) {
            return read_offset(at, civil);
        } else if (separates(*at)) {
            at++;
        } else if (!skip_word(&at, civil)) {
            return false;
        }
    }
    return true;
}

/* The local time of day of the parts from `from` on. */
static bool time_of_day(const struct civil *civil, time_us *ret_time)
{
    int64_t hour = civil->count > 3 ? civil->number[3] : 0;
    int64_t minute = civil->count > 4 ? civil->number[4] : 0;
    int64_t second = civil->count > 5 ? civil->number[5] : 0;
    if (civil->noon != 0 && (hour < 1 || hour > 12))
        return false;
    if (civil->noon != 0)
        hour = hour % 12 + (civil->noon == 2 ? 12 : 0);
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *ret_time = hour * TIME_HOUR + minute * TIME_MINUTE + second * TIME_SECOND;
    return true;
}

bool fields_time(const char *text, struct zone zone, time_us *ret_when)
{
    struct civil civil = {0};
    time_us time = 0;
    if (!read_civil(text, &civil) || civil.count < 3 || civil.count == 4 || civil.digits[0] != 4)
        return false;
    struct day day = {(int)civil.number[0], (int)civil.number[1], (int)civil.number[2]};
    if (civil.digits[1] > 2 || civil.digits[2] > 2 || day.year < 1990 || day.year > 2100 ||
        !day_ok(day) || !time_of_day(&civil, &time))
        return false;
    time_us offset = civil.has_offset ? civil.offset : zone.offset;
    *ret_when = day_number(day) * TIME_DAY + time - offset;
    return true;
}

/* Spreadsheets keep a duration as days since 1899-12-31 and may print it as that date. */
static bool read_damaged(const char *text, time_us *ret_span)
{
    struct civil civil = {0};
    time_us time = 0;
    if (!read_civil(text, &civil) || civil.count < 5 || civil.digits[0] != 4 || civil.has_offset)
        return false;
    struct day day = {(int)civil.number[0], (int)civil.number[1], (int)civil.number[2]};
    bool epoch = day.year == 1899 && day.month == 12 && day.day >= 30 && day.day <= 31;
    if (!epoch && (day.year != 1900 || !day_ok(day)))
        return false;
    if (!time_of_day(&civil, &time))
        return false;
    *ret_span = time;
    if (!epoch)
        *ret_span += (day_number(day) - day_number((struct day){1900, 1, 1}) + 1) * TIME_DAY;
    return true;
}

static bool read_clock(const char *text, time_us *ret_span)
{
    struct civil civil = {0};
    for (const char *at = text; *at != '\0'; at++) {
        if (!is_digit(*at) && *at != ':')
            return false;
    }
    if (!read_civil(text, &civil) || civil.count < 2 || civil.count > 3)
        return false;
    if (civil.number[0] > 100000 || civil.number[1] > 59 || civil.number[2] > 59)
        return false;
    *ret_span =
        civil.number[0] * TIME_HOUR + civil.number[1] * TIME_MINUTE + civil.number[2] * TIME_SECOND;
    return true;
}

static bool read_decimal(const char *text, time_us unit, time_us *ret_span)
{
    int64_t whole = 0, part = 0, scale = 1;
    const char *at = text;
    for (; is_digit(*at) && whole < 100000000; at++)
        whole = whole * 10 + (*at - '0');
    if (at == text)
        return false;
    if (*at == '.') {
        for (at++; is_digit(*at); at++) {
            if (scale < 1000000) {
                part = part * 10 + (*at - '0');
                scale *= 10;
            }
        }
    }
    if (*at != '\0')
        return false;
    *ret_span = whole * unit + part * unit / scale;
    return true;
}

enum fields_span fields_span(const char *text, time_us unit, time_us *ret_span)
{
    if (read_clock(text, ret_span))
        return FIELDS_SPAN_OK;
    if (unit > 0 && read_decimal(text, unit, ret_span))
        return FIELDS_SPAN_OK;
    return read_damaged(text, ret_span) ? FIELDS_SPAN_DAMAGED : FIELDS_SPAN_BAD;
}

bool fields_count(const char *text, int32_t *ret_count)
{
    int64_t count = 0;
    const char *at = text;
    for (; *at != '\0' && *at != '.'; at++) {
        if (*at == ',')
            continue;
        if (!is_digit(*at))
            return false;
        count = count * 10 + (*at - '0');
        if (count > INT32_MAX)
            return false;
    }
    if (*at == '.' && at != text) {
        for (at++; *at == '0'; at++) {
        }
    }
    if (*at != '\0')
        return false;
    *ret_count = (int32_t)count;
    return true;
}
