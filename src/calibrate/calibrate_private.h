/* calibrate_private.h -- what the files of this room share. */
#ifndef CALIBRATE_PRIVATE_H
#define CALIBRATE_PRIVATE_H

#include "calibrate/calibrate.h"
#include "kit/csv.h"

/* ---- words.c ---- */

/* Lower case ASCII without blanks and _ - . ( ) #, as the tables of words are written. */
const char *words_plain(struct arena *arena, const char *text);
int words_role(const char *plain); /* or CALIBRATE_ABSENT */
int words_kind(const char *plain); /* or CALIBRATE_ABSENT */
bool words_korean(const char *language);

/* ---- fields.c: one field of a foreign table ---- */

enum fields_span { FIELDS_SPAN_OK, FIELDS_SPAN_DAMAGED, FIELDS_SPAN_BAD };

/* "2012-01-29 23:24[:05]" with any of - / . and blanks, T, Z or an offset, 오전/오후, AM/PM,
 * years 1990 to 2100. */
bool fields_time(const char *text, struct zone zone, time_us *ret_when);
/* "006:19", "6:19:30", "1899/12/31 01:49:00", or a number of `unit`s (0: numbers are bad). */
enum fields_span fields_span(const char *text, time_us unit, time_us *ret_span);
/* Whole pieces, with thousands separators or an empty fraction; "" is 0. */
bool fields_count(const char *text, int32_t *ret_count);

/* ---- columns.c ---- */

struct columns_sample {
    const char *const *heading;
    const char *const *fields; /* [row_count * column_count], never NULL */
    size_t column_count, row_count;
    int64_t heading_line;
};

enum status columns_choose(struct arena *arena, const struct columns_sample *sample,
                           const struct calibrate_options *options, struct calibrate_log *log,
                           struct error *err);
/* What a plain number in the duration column counts, judged by the time stamps; 0 unknown. */
time_us columns_span_unit(const struct columns_sample *sample,
                          const struct calibrate_mapping *mapping, struct zone zone);

/* ---- orders.c ---- */

/* Sort, drop duplicates, find overlaps, make the orders: from rows in any order. */
void orders_build(struct calibrate_log *log);

void log_defect(struct calibrate_log *log, enum calibrate_defect defect, int64_t line);

#endif
