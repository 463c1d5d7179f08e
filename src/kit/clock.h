/* clock.h -- time: microseconds since 1970-01-01T00:00:00Z, in int64, everywhere.
 *
 * The wall clock is read in app/ only and passed down as a parameter. Civil
 * days belong to a zone; zones here are fixed offsets from a small table
 * (Asia/Seoul has had no summer time since 1988), which is all a plant calendar
 * and a programme deadline need. Holidays are data: docs in data/holidays-kr.json. */
#ifndef KIT_CLOCK_H
#define KIT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/error.h"

typedef int64_t time_us;

#define TIME_SECOND INT64_C(1000000)
#define TIME_MINUTE (60 * TIME_SECOND)
#define TIME_HOUR   (60 * TIME_MINUTE)
#define TIME_DAY    (24 * TIME_HOUR)
#define TIME_WEEK   (7 * TIME_DAY)

struct day {
    int year, month, day; /* proleptic Gregorian; month and day from 1 */
};

struct zone {
    const char *name;
    time_us offset; /* local = UTC + offset */
};

/* The one call that reads the machine's clock: for app/ only. */
time_us clock_wall(void);

/* A monotonic clock for measuring durations: for app/, jobs and benchmarks. */
time_us clock_steady(void);

enum status zone_find(const char *name, struct zone *ret_zone, struct error *err);
struct zone zone_seoul(void);

bool day_ok(struct day day);
int64_t day_number(struct day day); /* days since 1970-01-01 */
struct day day_from_number(int64_t number);
struct day day_of(time_us when, struct zone zone);
time_us day_start(struct day day, struct zone zone);
int day_weekday(struct day day); /* 0 Monday .. 6 Sunday */
int day_compare(struct day a, struct day b);
const char *day_text(struct arena *arena, struct day day);     /* 2026-11-24 */
const char *day_official(struct arena *arena, struct day day); /* 2026. 11. 4. as documents do */
enum status day_parse(const char *text, struct day *ret_day, struct error *err);

/* "2026-11-24T09:30:00.000000Z"; the fraction only where it is not zero. */
const char *time_text(struct arena *arena, time_us when);

/* ISO 8601 / RFC 3339 with Z or an offset. */
enum status time_parse(const char *text, time_us *ret_when, struct error *err);

/* Local text without a zone, as machines and spreadsheets write it: "2012-01-29 23:24[:05]",
 * "2012/01/29 23:24", "2012.01.29 23:24", with T or a space. */
enum status time_parse_local(const char *text, struct zone zone, time_us *ret_when,
                             struct error *err);

/* Days on which nobody works besides weekends, sorted by date. */
struct holidays {
    const struct day *days;
    size_t count;
};

bool day_is_working(struct day day, const struct holidays *holidays); /* holidays may be NULL */

/* The first working day on or after `day` (Civil Act art. 161: a term that ends on a
 * holiday ends on the next working day). */
struct day day_next_working(struct day day, const struct holidays *holidays);

#endif
