/* opportunity_routes.c -- calls as open data: in the CommonGrants format and as a table.
 *
 * CommonGrants (HHS/simpler-grants-protocol): OpportunityBase with OppFunding, OppTimeline, Money.
 * What a call does not say is left out, not null, so funding and keyDates are documents. */
#include <inttypes.h>

#include "api/routes.h"
#include "api/views.h"
#include "kit/must.h"
#include "kit/text.h"
#include "notice/notice.h"

enum { PAGE_SIZE = 20, PAGE_SIZE_MAX = 100, PAGE_MAX = 1000 };

struct status_view {
    const char *value, *description;
};
static const char *const status_values[] = {"forecasted", "open", "closed", "custom", NULL};
static const struct field status_fields[] = {
    FIELD(TEXT, struct status_view, value, PUBLIC, .choices = status_values),
    FIELD(TEXT, struct status_view, description, PUBLIC),
    FIELDS_END,
};
static const struct shape status_shape =
    SHAPE(struct status_view, "OpportunityStatus", status_fields);

struct opportunity_view {
    const char *id, *title, *description, *source;
    struct status_view *status;
    json_t *funding, *key_dates;
    time_us created_at, changed_at;
};
static const struct field opportunity_fields[] = {
    FIELD(TEXT, struct opportunity_view, id, PUBLIC, .what = "a UUID"),
    FIELD(TEXT, struct opportunity_view, title, PUBLIC),
    FIELD_OF(OBJECT, struct opportunity_view, status, &status_shape, PUBLIC),
    FIELD(TEXT, struct opportunity_view, description, PUBLIC, .max = 12000),
    FIELD(DOCUMENT, struct opportunity_view, funding, PUBLIC, .what = "OppFunding of CommonGrants"),
    FIELD_AS(DOCUMENT, struct opportunity_view, key_dates, "keyDates", PUBLIC,
             .what = "OppTimeline of CommonGrants"),
    FIELD(TEXT, struct opportunity_view, source, PUBLIC, .max = 400, .what = "the call's own page"),
    FIELD_AS(TIME, struct opportunity_view, created_at, "createdAt", PUBLIC),
    FIELD_AS(TIME, struct opportunity_view, changed_at, "lastModifiedAt", PUBLIC),
    FIELDS_END,
};
static const struct shape opportunity_shape =
    SHAPE(struct opportunity_view, "Opportunity", opportunity_fields);

struct page_view {
    int64_t page, page_size, total_items, total_pages;
};
static const struct field page_fields[] = {
    FIELD(INT, struct page_view, page, PUBLIC, .what = "from 1"),
    FIELD_AS(INT, struct page_view, page_size, "pageSize", PUBLIC),
    FIELD_AS(INT, struct page_view, total_items, "totalItems", PUBLIC),
    FIELD_AS(INT, struct page_view, total_pages, "totalPages", PUBLIC),
    FIELDS_END,
};
static const struct shape page_shape = SHAPE(struct page_view, "PaginationInfo", page_fields);

struct opportunities_view {
    int64_t status;
    const char *message;
    struct {
        struct opportunity_view *at;
        size_t count;
    } items;
    struct page_view *pages;
};
static const struct field opportunities_fields[] = {
    FIELD(INT, struct opportunities_view, status, PUBLIC),
    FIELD(TEXT, struct opportunities_view, message, PUBLIC),
    FIELD_OF(LIST, struct opportunities_view, items, &opportunity_shape, PUBLIC),
    FIELD_OF_AS(OBJECT, struct opportunities_view, pages, "paginationInfo", &page_shape, PUBLIC),
    FIELDS_END,
};
static const struct shape opportunities_shape =
    SHAPE(struct opportunities_view, "Opportunities", opportunities_fields);

struct found_view {
    int64_t status;
    const char *message;
    struct opportunity_view *data;
};
static const struct field found_fields[] = {
    FIELD(INT, struct found_view, status, PUBLIC),
    FIELD(TEXT, struct found_view, message, PUBLIC),
    FIELD_OF(OBJECT, struct found_view, data, &opportunity_shape, PUBLIC),
    FIELDS_END,
};
static const struct shape found_shape = SHAPE(struct found_view, "OpportunityFound", found_fields);

/* ---- a call as an opportunity ---- */

static const struct phase_words {
    const char *phase, *value, *en, *ko;
} phase_words[] = {
    {"announced", "forecasted", "announced, not open yet", "공고됨, 접수 전"},
    {"open", "open", "applications are taken", "접수 중"},
    {"closed", "closed", "applications are not taken any more", "접수 마감"},
    {"finished", "closed", "the firms have been selected", "선정 종료"},
    {"withdrawn", "custom", "the call was withdrawn", "공고 취소"},
};

static struct status_view *status_of(struct call *call, const struct notice *notice)
{
    struct status_view *status = arena_alloc(call->arena, sizeof *status);
    for (size_t i = 0; i < sizeof phase_words / sizeof *phase_words; i++)
        if (text_same(phase_words[i].phase, notice->phase))
            *status = (struct status_view){phase_words[i].value,
                                           call->korean ? phase_words[i].ko : phase_words[i].en};
    must(status->value != NULL); /* a draft is never listed */
    return status;
}

static json_t *money_document(struct call *call, struct money amount)
{
    return json_pack("{s:s,s:s}", "amount", arena_format(call->arena, "%" PRId64, amount.won),
                     "currency", "KRW");
}

static json_t *funding_of(struct call *call, const struct notice *notice)
{
    json_t *funding =
        json_pack("{s:o,s:I}", "totalAmountAvailable", money_document(call, notice->support),
                  "maxAwardCount", (json_int_t)notice->quota);
    must(funding != NULL);
    if (notice->support_min.won > 0)
        must(json_object_set_new(funding, "minAwardAmount",
                                 money_document(call, notice->support_min)) == 0);
    if (notice->support_max.won > 0)
        must(json_object_set_new(funding, "maxAwardAmount",
                                 money_document(call, notice->support_max)) == 0);
    return api_keep(call, funding);
}

static json_t *event_of(struct call *call, time_us at, const char *ko, const char *en)
{
    struct day day = day_of(at, zone_seoul());
    time_us within = (at - day_start(day, zone_seoul())) / TIME_SECOND;
    return json_pack("{s:s,s:s,s:s,s:s}", "name", call->korean ? ko : en, "eventType", "singleDate",
                     "date", day_text(call->arena, day), "time",
                     arena_format(call->arena, "%02d:%02d:%02d", (int)(within / 3600),
                                  (int)(within / 60 % 60), (int)(within % 60)));
}

static json_t *dates_of(struct call *call, const struct notice *notice)
{
    json_t *dates = json_pack(
        "{s:o,s:o,s:{s:o}}", "postDate", event_of(call, notice->opened_at, "공고", "posted"),
        "closeDate", event_of(call, notice->closes_at, "접수 마감", "closes"), "otherDates",
        "opens", event_of(call, notice->opens_at, "접수 시작", "opens"));
    must(dates != NULL);
    return api_keep(call, dates);
}

static struct opportunity_view opportunity_of(struct call *call, const struct notice *notice)
{
    const char *host = http_header(call->request, "Host");
    const char *who = *notice->who == '\0' ? "" : "\n\n";
    return (struct opportunity_view){
        .id = notice->uuid,
        .title = notice->title,
        .description = arena_format(call->arena, "%s%s%s", notice->body, who, notice->who),
        .source = arena_format(call->arena, "%s://%s/calls/%" PRId64,
                               call->services->plain_cookie ? "http" : "https",
                               host == NULL ? "localhost" : host, notice->id),
        .status = status_of(call, notice),
        .funding = funding_of(call, notice),
        .key_dates = dates_of(call, notice),
        .created_at = notice->created_at,
        .changed_at = notice->changed_at};
}

/* ---- handlers ---- */

/* As CommonGrants names them. */
struct list_arguments {
    int64_t page, pageSize;
};
static const struct argument list_rows[] = {
    ARGUMENT(INT, struct list_arguments, page, .min = 1, .max = PAGE_MAX, .otherwise = 1,
             .en = "which page", .ko = "몇째 쪽"),
    ARGUMENT(INT, struct list_arguments, pageSize, .min = 1, .max = PAGE_SIZE_MAX,
             .otherwise = PAGE_SIZE, .en = "how many on a page", .ko = "쪽마다 건수"),
    ARGUMENTS_END,
};
static const struct arguments list_arguments = ARGUMENTS(struct list_arguments, list_rows);

static enum status read_list(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct list_arguments *asked = api_arguments(call, struct list_arguments);
    int64_t page = asked->page, size = asked->pageSize;
    struct notices list = {0};
    enum status st = notice_list(tx, call->arena, 0, call->now, &list, err);
    if (st != STATUS_OK)
        return st;
    struct opportunities_view *view = arena_alloc(call->arena, sizeof *view);
    struct page_view *pages = arena_alloc(call->arena, sizeof *pages);
    int64_t total = (int64_t)list.count, first = (page - 1) * size;
    *pages = (struct page_view){page, size, total, (total + size - 1) / size};
    view->status = 200;
    view->message = call->korean ? "공고를 찾았습니다" : "Opportunities fetched";
    view->pages = pages;
    view->items.at = arena_array(call->arena, (size_t)size, sizeof *view->items.at);
    for (int64_t i = first; i < total && i < first + size; i++)
        view->items.at[view->items.count++] = opportunity_of(call, &list.at[i]);
    api_answer(call, view);
    return STATUS_OK;
}

static enum status get_list(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_list, err);
}

static enum status read_one(struct call *call, struct store_tx *tx, struct error *err)
{
    struct notice notice = {0};
    enum status st = notice_find(tx, call->arena, call->key, call->now, &notice, err);
    if (st == STATUS_OK && notice.opened_at == 0)
        st = FAIL(err, NOTICE_UNKNOWN, "%.40s", call->key);
    if (st != STATUS_OK)
        return st;
    struct found_view *view = arena_alloc(call->arena, sizeof *view);
    view->status = 200;
    view->message = call->korean ? "공고를 찾았습니다" : "Opportunity found";
    view->data = arena_alloc(call->arena, sizeof *view->data);
    *view->data = opportunity_of(call, &notice);
    api_answer(call, view);
    return STATUS_OK;
}

static enum status get_one(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_one, err);
}

/* A text in quotes, its own quotes doubled: RFC 4180. */
static void add_quoted(struct text *csv, const char *text)
{
    text_add_char(csv, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            text_add_char(csv, '"');
        text_add_char(csv, *text);
    }
    text_add_char(csv, '"');
}

static enum status read_csv(struct call *call, struct store_tx *tx, struct error *err)
{
    enum { CSV_MAX = 16 << 20 };
    struct notices list = {0};
    enum status st = notice_list(tx, call->arena, 0, call->now, &list, err);
    if (st != STATUS_OK)
        return st;
    struct text csv = text_start(call->arena, CSV_MAX);
    text_add(&csv, "\xEF\xBB\xBFid,number,title,programme,status,opens_at,closes_at,total_won,"
                   "min_award_won,max_award_won,firms,operator,sponsor\r\n");
    for (size_t i = 0; i < list.count; i++) {
        const struct notice *notice = &list.at[i];
        text_format(&csv, "%s,%s,", notice->uuid, notice->number);
        add_quoted(&csv, notice->title);
        text_format(&csv, ",%s,%s,%s,%s,%" PRId64 ",%" PRId64, notice->programme,
                    status_of(call, notice)->value, time_text(call->arena, notice->opens_at),
                    time_text(call->arena, notice->closes_at), notice->support.won,
                    notice->support_min.won);
        if (notice->support_max.won > 0)
            text_format(&csv, ",%" PRId64, notice->support_max.won);
        else
            text_add(&csv, ",");
        text_format(&csv, ",%" PRId64 ",", notice->quota);
        add_quoted(&csv, notice->operator_name);
        text_add_char(&csv, ',');
        add_quoted(&csv, notice->sponsor == NULL ? "" : notice->sponsor);
        text_add(&csv, "\r\n");
    }
    api_answer_bytes(call, text_string(&csv), csv.size, "dure-calls.csv");
    return STATUS_OK;
}

static enum status get_csv(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_csv, err);
}

/* clang-format off */
const struct route opportunity_routes[] = {
    {HTTP_GET, "/api/public/opportunities", get_list,
     .arguments = &list_arguments, .answer = &opportunities_shape,
     .allow = ALLOW(ROLE_ANYONE),
     .en = "calls in the CommonGrants format, a page at a time (?page=1&pageSize=20)",
     .ko = "CommonGrants 형식의 공고 목록(?page=1&pageSize=20)"},
    {HTTP_GET, "/api/public/opportunities.csv", get_csv, .kind = ANSWER_RAW,
     .raw = "text/csv; charset=utf-8", .raw_class = CLASS_PUBLIC, .allow = ALLOW(ROLE_ANYONE),
     .en = "the same as a table to download", .ko = "내려받는 공고 표(CSV)"},
    {HTTP_GET, "/api/public/opportunities/{key}", get_one, .answer = &found_shape,
     .allow = ALLOW(ROLE_ANYONE),
     .en = "one call in the CommonGrants format, by its UUID", .ko = "CommonGrants 형식의 공고 하나"},
    ROUTES_END,
};
/* clang-format on */
