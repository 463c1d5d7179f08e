#include "kit/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "kit/must.h"
#include "kit/text.h"

time_us clock_wall(void)
{
    struct timespec now;
    must(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return (time_us)now.tv_sec * TIME_SECOND + now.tv_nsec / 1000;
}

time_us clock_steady(void)
{
    struct timespec now;
    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (time_us)now.tv_sec * TIME_SECOND + now.tv_nsec / 1000;
}

static const struct zone zones[] = {
    {"Asia/Seoul", 9 * TIME_HOUR},
    {"UTC", 0},
    {"Etc/UTC", 0},
    {"Asia/Tokyo", 9 * TIME_HOUR},
    {"Asia/Shanghai", 8 * TIME_HOUR},
    {"Asia/Ho_Chi_Minh", 7 * TIME_HOUR},
    {"Asia/Jakarta", 7 * TIME_HOUR},
    {"Asia/Jerusalem", 2 * TIME_HOUR},
};

enum status zone_find(const char *name, struct zone *ret_zone, struct error *err)
{
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (text_same(zones[i].name, name)) {
            *ret_zone = zones[i];
            return STATUS_OK;
        }
    }
    return FAIL(err, KIT_ZONE, "\"%.40s\" is not in the table of zones", name);
}

struct zone zone_seoul(void)
{
    return zones[0];
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

bool day_ok(struct day day)
{
    return day.year >= 1900 && day.year <= 9999 && day.month >= 1 && day.month <= 12 &&
           day.day >= 1 && day.day <= month_length(day.year, day.month);
}

/* Days from the civil date, after Howard Hinnant's "chrono-compatible low-level
 * date algorithms": the year starts in March, so leap days fall at its end. */
int64_t day_number(struct day day)
{
    must(day_ok(day));
    int64_t year = day.month <= 2 ? day.year - 1 : day.year;
    int64_t era = year / 400, year_of_era = year % 400;
    int64_t month = (day.month + 9) % 12;
    int64_t day_of_year = (153 * month + 2) / 5 + day.day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

struct day day_from_number(int64_t number)
{
    int64_t shifted = number + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    int64_t day = day_of_year - (153 * month + 2) / 5 + 1;
    int64_t civil_month = month < 10 ? month + 3 : month - 9;
    return (struct day){(int)(year_of_era + era * 400 + (civil_month <= 2)), (int)civil_month,
                        (int)day};
}

struct day day_of(time_us when, struct zone zone)
{
    time_us local = when + zone.offset;
    int64_t number = local / TIME_DAY;
    if (local % TIME_DAY < 0)
        number--;
    return day_from_number(number);
}

time_us day_start(struct day day, struct zone zone)
{
    return day_number(day) * TIME_DAY - zone.offset;
}

int day_weekday(struct day day)
{
    return (int)(((day_number(day) + 3) % 7 + 7) % 7);
}

int day_compare(struct day a, struct day b)
{
    int64_t left = day_number(a), right = day_number(b);
    return (left > right) - (left < right);
}

const char *day_text(struct arena *arena, struct day day)
{
    return arena_format(arena, "%04d-%02d-%02d", day.year, day.month, day.day);
}

const char *day_official(struct arena *arena, struct day day)
{
    return arena_format(arena, "%d. %d. %d.", day.year, day.month, day.day);
}

enum status day_parse(const char *text, struct day *ret_day, struct error *err)
{
    struct day day = {0};
    int end = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &day.year, &day.month, &day.day, &end) != 3 ||
        text[end] != '\0' || end != 10 || !day_ok(day))
        return FAIL(err, KIT_TIME, "\"%.40s\" is not a day", text);
    *ret_day = day;
    return STATUS_OK;
}

const char *time_text(struct arena *arena, time_us when)
{
    struct day day = day_of(when, (struct zone){"UTC", 0});
    time_us rest = when - day_start(day, (struct zone){"UTC", 0});
    const char *head = arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d", day.year, day.month,
                                    day.day, (int)(rest / TIME_HOUR),
                                    (int)(rest / TIME_MINUTE % 60), (int)(rest / TIME_SECOND % 60));
    int fraction = (int)(rest % TIME_SECOND);
    return fraction == 0 ? arena_format(arena, "%sZ", head)
                         : arena_format(arena, "%s.%06dZ", head, fraction);
}

static bool digits_at(const char **text, int count, int *ret_number)
{
    int number = 0;
    for (int i = 0; i < count; i++, (*text)++) {
        if (**text < '0' || **text > '9')
            return false;
        number = number * 10 + (**text - '0');
    }
    *ret_number = number;
    return true;
}

/* Date, T or space, time to the minute or second, fraction; the rest stays. */
static bool read_civil(const char **text, time_us *ret_local)
{
    struct day day = {0};
    int hour = 0, minute = 0, second = 0;
    const char *at = *text;
    if (!digits_at(&at, 4, &day.year))
        return false;
    char mark = *at;
    if ((mark != '-' && mark != '/' && mark != '.') || (at++, !digits_at(&at, 2, &day.month)) ||
        *at++ != mark || !digits_at(&at, 2, &day.day) || !day_ok(day))
        return false;
    if ((*at != 'T' && *at != ' ') || (at++, !digits_at(&at, 2, &hour)) || *at++ != ':' ||
        !digits_at(&at, 2, &minute))
        return false;
    if (*at == ':' && (at++, !digits_at(&at, 2, &second)))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    time_us fraction = 0, unit = TIME_SECOND / 10;
    if (*at == '.' && second >= 0)
        for (at++; *at >= '0' && *at <= '9'; at++, unit /= 10)
            fraction += (*at - '0') * unit;
    *ret_local = day_number(day) * TIME_DAY + hour * TIME_HOUR + minute * TIME_MINUTE +
                 second * TIME_SECOND + fraction;
    *text = at;
    return true;
}

enum status time_parse(const char *text, time_us *ret_when, struct error *err)
{
    const char *at = text;
    time_us local = 0;
    int hours = 0, minutes = 0;
    if (!read_civil(&at, &local))
        return FAIL(err, KIT_TIME, "\"%.40s\" is not a time", text);
    if (text_same(at, "Z")) {
        *ret_when = local;
        return STATUS_OK;
    }
    int sign = *at == '+' ? 1 : *at == '-' ? -1 : 0;
    if (sign == 0 || (at++, !digits_at(&at, 2, &hours)) || *at++ != ':' ||
        !digits_at(&at, 2, &minutes) || *at != '\0' || hours > 14 || minutes > 59)
        return FAIL(err, KIT_TIME, "\"%.40s\" names no time zone", text);
    *ret_when = local - sign * (hours * TIME_HOUR + minutes * TIME_MINUTE);
    return STATUS_OK;
}

enum status time_parse_local(const char *text, struct zone zone, time_us *ret_when,
                             struct error *err)
{
    const char *at = text;
    time_us local = 0;
    if (!read_civil(&at, &local) || *at != '\0')
        return FAIL(err, KIT_TIME, "\"%.40s\" is not a local time", text);
    *ret_when = local - zone.offset;
    return STATUS_OK;
}

bool day_is_working(struct day day, const struct holidays *holidays)
{
    if (day_weekday(day) >= 5)
        return false;
    for (size_t i = 0; holidays != NULL && i < holidays->count; i++)
        if (day_compare(holidays->days[i], day) == 0)
            return false;
    return true;
}

struct day day_next_working(struct day day, const struct holidays *holidays)
{
    while (!day_is_working(day, holidays))
        day = day_from_number(day_number(day) + 1);
    return day;
}
