/* calendar_routes.c -- the days of the year: how much ends on each, and on which none ends. */
#include "api/routes.h"
#include "api/views.h"

/* ---- how many deadlines on each day ---- */

enum { CALENDAR_DAYS_MAX = 62 };

struct day_view {
    const char *day;
    int64_t open, overdue;
};
/* Only of what the reader's organisation has to do or oversees, and no case is named. */
static const struct field day_fields[] = {
    FIELD(TEXT, struct day_view, day, PUBLIC),
    FIELD(INT, struct day_view, open, PUBLIC, .what = "tasks whose last day it is"),
    FIELD(INT, struct day_view, overdue, PUBLIC),
    FIELDS_END,
};
static const struct shape day_shape = SHAPE(struct day_view, "CalendarDay", day_fields);

struct days_arguments {
    struct day from, until;
};
static const struct argument days_rows[] = {
    ARGUMENT(DAY, struct days_arguments, from, .required = true, .en = "the first day",
             .ko = "시작일"),
    ARGUMENT(DAY, struct days_arguments, until, .required = true, .not_before = "from",
             .days_max = CALENDAR_DAYS_MAX, .en = "the last day", .ko = "종료일"),
    ARGUMENTS_END,
};
static const struct arguments days_arguments = ARGUMENTS(struct days_arguments, days_rows);

static enum status read_days(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct days_arguments *asked = api_arguments(call, struct days_arguments);
    struct casework_days days = {0};
    enum casework_scope scope = call->caller->organisation_kind == KIND_OPERATOR
                                    ? CASEWORK_OVERSEEN
                                    : CASEWORK_ORGANISATION;
    enum status st =
        casework_days(tx, call->arena, call->caller, scope, asked->from,
                      day_from_number(day_number(asked->until) + 1), call->now, &days, err);
    struct day_view *views = arena_array(call->arena, days.count, sizeof *views);
    for (size_t i = 0; i < days.count; i++)
        views[i] = (struct day_view){.day = day_text(call->arena, days.at[i].day),
                                     .open = days.at[i].open,
                                     .overdue = days.at[i].overdue};
    if (st == STATUS_OK)
        api_answer_list(call, views, days.count);
    return st;
}

static enum status get_days(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_days, err);
}

/* ---- holidays ---- */

struct holiday_body {
    const char *day, *name;
};
static const struct field holiday_fields[] = {
    FIELD(TEXT, struct holiday_body, day, PUBLIC, .min = 10, .max = 10),
    FIELD(TEXT, struct holiday_body, name, PUBLIC, .min = 1, .max = 80),
    FIELDS_END,
};
static const struct shape holiday_shape = SHAPE(struct holiday_body, "Holiday", holiday_fields);

struct holiday_arguments {
    struct day from, until;
};
static const struct argument holiday_rows[] = {
    ARGUMENT(DAY, struct holiday_arguments, from, .en = "the first day", .ko = "시작일"),
    ARGUMENT(DAY, struct holiday_arguments, until, .not_before = "from", .en = "the last day",
             .ko = "종료일"),
    ARGUMENTS_END,
};
static const struct arguments holiday_arguments = ARGUMENTS(struct holiday_arguments, holiday_rows);

static enum status read_holidays(struct call *call, struct store_tx *tx, struct error *err)
{
    struct casework_named_days list = {0};
    const struct holiday_arguments *asked = api_arguments(call, struct holiday_arguments);
    static const struct day first = {.year = 1970, .month = 1, .day = 1};
    static const struct day last = {.year = 9999, .month = 12, .day = 31};
    struct day from = asked->from.year == 0 ? first : asked->from;
    struct day until = asked->until.year == 0 ? last : asked->until;
    enum status st = casework_holidays_between(tx, call->arena, from, until, &list, err);
    struct holiday_body *views = arena_array(call->arena, list.count, sizeof *views);
    for (size_t i = 0; i < list.count; i++)
        views[i] = (struct holiday_body){.day = list.at[i].day, .name = list.at[i].name};
    if (st == STATUS_OK)
        api_answer_list(call, views, list.count);
    return st;
}

static enum status get_holidays(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_holidays, err);
}

static enum status add_holiday(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct holiday_body *body = call->body;
    struct day day = {0};
    enum status st = day_parse(body->day, &day, err);
    return st == STATUS_OK ? casework_holiday_add(tx, day, body->name, err) : st;
}

static enum status post_holiday(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, add_holiday, err);
}

/* clang-format off */
const struct route calendar_routes[] = {
    {HTTP_GET, "/api/calendar/days", get_days,
     .arguments = &days_arguments, .kind = ANSWER_LIST, .answer = &day_shape,
     .allow = ALLOW(CASE_ACTORS),
     .en = "how many deadlines each day has, at most 62 days", .ko = "날짜별 기한 수(62일까지)"},
    {HTTP_GET, "/api/holidays", get_holidays,
     .arguments = &holiday_arguments, .kind = ANSWER_LIST, .answer = &holiday_shape,
     .allow = ALLOW(CASE_ACTORS),
     .en = "days on which no term ends", .ko = "기한에서 빼는 공휴일"},
    {HTTP_POST, "/api/holidays", post_holiday, .kind = ANSWER_NOTHING, .body = &holiday_shape,
     .allow = ALLOW(ROLE_BIT(OPERATOR_OFFICER)),
     .en = "a day on which no term ends", .ko = "기한에서 빼는 공휴일을 등록합니다"},
    ROUTES_END,
};
/* clang-format on */
