/* Terms: when is the last day? */
#include "casework/casework_private.h"
#include "casework_queries_sql.h"

enum { HOLIDAYS_MAX = 2000 };

static time_us end_of(struct day day)
{
    return day_start(day_from_number(day_number(day) + 1), zone_seoul()) - TIME_SECOND;
}

time_us step_due(const struct rules_step *step, time_us from, const struct holidays *holidays)
{
    struct day last = rules_deadline(step, day_of(from, zone_seoul()), holidays);
    return last.year == 0 ? TERM_NEVER : end_of(last);
}

time_us casework_term(time_us from, int days, bool working, const struct holidays *holidays)
{
    const struct rules_step step = {.deadline_days = days, .working = working};
    return step_due(&step, from, holidays);
}

enum status casework_holidays(struct store_tx *tx, struct arena *arena,
                              struct holidays *ret_holidays, struct error *err)
{
    struct day *days = arena_array(arena, HOLIDAYS_MAX, sizeof *days);
    size_t count = 0;
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_holiday_list, STORE_NONE, &rows, err);
    while (st == STATUS_OK && count < HOLIDAYS_MAX &&
           (st = store_next(rows, &more, err)) == STATUS_OK && more)
        st = day_parse(store_text(rows, 0, arena), &days[count++], err);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_holidays = (struct holidays){.days = days, .count = count};
    return st;
}

enum status casework_holiday_add(struct store_tx *tx, struct day day, const char *name,
                                 struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("holiday", 1 << 16);
    return store_run(tx, sql_holiday_put, STORE_VALUES(v_text(day_text(arena, day)), v_text(name)),
                     NULL, err);
}

enum status casework_holidays_between(struct store_tx *tx, struct arena *arena, struct day from,
                                      struct day until, struct casework_named_days *ret_list,
                                      struct error *err)
{
    struct casework_named_days list = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_holiday_between,
                                 STORE_VALUES(v_text(day_text(arena, from)),
                                              v_text(day_text(arena, until)), v_int(HOLIDAYS_MAX)),
                                 &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = (struct casework_named_day){.day = store_text(rows, 0, arena),
                                                              .name = store_text(rows, 1, arena)};
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}
