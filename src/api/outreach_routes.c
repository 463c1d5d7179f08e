/* outreach_routes.c -- whom the operating body tells of a call, and a firm's own word on being
 * told. */
#include "api/routes.h"
#include "api/views.h"
#include "kit/text.h"
#include "notice/notice.h"

static const char *const sources[] = {"register", "past", NULL};
static const char *const reach_ways[] = {"phone", "mail", "visit", "letter", NULL};
static const char *const answers[] = {"interested", "later", "no", NULL};

static const struct field contact_fields[] = {
    FIELD(INT, struct notice_contact, organisation_id, PROGRAMME),
    FIELD(TEXT, struct notice_contact, organisation, PROGRAMME),
    FIELD(TEXT, struct notice_contact, region, PROGRAMME, .optional = true),
    FIELD(TEXT, struct notice_contact, source, PROGRAMME, .choices = sources),
    FIELD(BOOL, struct notice_contact, consent, PROGRAMME, .what = "in force now"),
    FIELD(TEXT, struct notice_contact, told_by, PERSONAL, .optional = true),
    FIELD(TIME, struct notice_contact, told_at, PROGRAMME, .optional = true, .zero_is_null = true),
    FIELD(TEXT, struct notice_contact, way, PROGRAMME, .choices = reach_ways, .optional = true),
    FIELD(TEXT, struct notice_contact, answer, PROGRAMME, .choices = answers, .optional = true),
    FIELD(TIME, struct notice_contact, answered_at, PROGRAMME, .optional = true,
          .zero_is_null = true),
    FIELD(TEXT, struct notice_contact, note, PROGRAMME, .max = 1000),
    FIELD(BOOL, struct notice_contact, applied, PROGRAMME),
    FIELDS_END,
};
static const struct shape contact_shape =
    SHAPE(struct notice_contact, "OutreachContact", contact_fields);

static const struct field reach_fields[] = {
    FIELD(TEXT, struct notice_reach, region, PUBLIC, .min = 1, .max = 40, .optional = true),
    FIELD(BOOL, struct notice_reach, root, PUBLIC, .what = "root industry only"),
    FIELD(BOOL, struct notice_reach, past, PUBLIC, .what = "who has applied before only"),
    FIELDS_END,
};
static const struct shape reach_shape = SHAPE(struct notice_reach, "OutreachReach", reach_fields);

static const struct field reached_fields[] = {
    FIELD(INT, struct notice_reached, added, PUBLIC),
    FIELD(INT, struct notice_reached, without_consent, PUBLIC, .what = "left out: not named"),
    FIELDS_END,
};
static const struct shape reached_shape =
    SHAPE(struct notice_reached, "OutreachReached", reached_fields);

static const struct field told_fields[] = {
    FIELD(INT, struct notice_told, organisation_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(TEXT, struct notice_told, way, PUBLIC, .choices = reach_ways),
    FIELD(TEXT, struct notice_told, note, PUBLIC, .max = 1000),
    FIELDS_END,
};
static const struct shape told_shape = SHAPE(struct notice_told, "OutreachTold", told_fields);

static const struct field answered_fields[] = {
    FIELD(INT, struct notice_told, organisation_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELD(TEXT, struct notice_told, answer, PUBLIC, .choices = answers),
    FIELD(TEXT, struct notice_told, note, PUBLIC, .max = 1000),
    FIELDS_END,
};
static const struct shape answered_shape =
    SHAPE(struct notice_told, "OutreachAnswered", answered_fields);

struct consent_view {
    bool given;
};
static const struct field consent_fields[] = {
    FIELD(BOOL, struct consent_view, given, PUBLIC),
    FIELDS_END,
};
static const struct shape consent_shape =
    SHAPE(struct consent_view, "OutreachConsent", consent_fields);

/* ---- handlers ---- */

static enum status read_outreach(struct call *call, struct store_tx *tx, struct error *err)
{
    struct notice_contacts list = {0};
    enum status st = notice_outreach(tx, call->arena, call->id, &list, err);
    if (st == STATUS_OK)
        api_answer_list(call, list.at, list.count);
    return st;
}

static enum status get_outreach(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_outreach, err);
}

static void add_cell(struct text *csv, const char *text)
{
    text_add_char(csv, '"');
    for (; text != NULL && *text != '\0'; text++) {
        if (*text == '"')
            text_add_char(csv, '"');
        text_add_char(csv, *text);
    }
    text_add(csv, "\",");
}

static enum status read_outreach_csv(struct call *call, struct store_tx *tx, struct error *err)
{
    enum { CSV_MAX = 16 << 20 };
    struct notice_contacts list = {0};
    enum status st = notice_outreach(tx, call->arena, call->id, &list, err);
    if (st != STATUS_OK)
        return st;
    struct text csv = text_start(call->arena, CSV_MAX);
    text_add(&csv, "\xEF\xBB\xBF"
                   "firm,region,source,consent,told_at,way,answer,note,applied\r\n");
    for (size_t i = 0; i < list.count; i++) {
        const struct notice_contact *one = &list.at[i];
        add_cell(&csv, one->organisation);
        add_cell(&csv, one->region);
        add_cell(&csv, one->source);
        text_format(&csv, "%d,", one->consent);
        add_cell(&csv, one->told_at == 0 ? "" : time_text(call->arena, one->told_at));
        add_cell(&csv, one->way);
        add_cell(&csv, one->answer);
        add_cell(&csv, one->note);
        text_format(&csv, "%d\r\n", one->applied);
    }
    api_answer_bytes(call, text_string(&csv), csv.size, "dure-outreach.csv");
    return STATUS_OK;
}

static enum status get_outreach_csv(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_outreach_csv, err);
}

static enum status reach(struct call *call, struct store_tx *tx, struct error *err)
{
    struct notice_reached *reached = arena_alloc(call->arena, sizeof *reached);
    enum status st =
        notice_outreach_add(tx, call->caller, call->id, call->body, call->now, reached, err);
    if (st == STATUS_OK)
        api_answer(call, reached);
    return st;
}

static enum status post_reach(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, reach, err);
}

static enum status tell(struct call *call, struct store_tx *tx, struct error *err)
{
    return notice_outreach_told(tx, call->caller, call->id, call->body, call->now, err);
}

static enum status post_told(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, tell, err);
}

static enum status note_answer(struct call *call, struct store_tx *tx, struct error *err)
{
    return notice_outreach_answered(tx, call->id, call->body, call->now, err);
}

static enum status post_answered(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, note_answer, err);
}

static enum status read_consent(struct call *call, struct store_tx *tx, struct error *err)
{
    struct consent_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = notice_consent(tx, call->caller->organisation_id, &view->given, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status get_consent(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_consent, err);
}

static enum status give_consent(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct consent_view *body = call->body;
    enum status st = notice_consent_give(tx, call->caller, body->given, call->now, err);
    return st == STATUS_OK ? read_consent(call, tx, err) : st;
}

static enum status post_consent(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, give_consent, err);
}

/* clang-format off */
const struct route outreach_routes[] = {
    {HTTP_GET, "/api/calls/{id}/outreach", get_outreach, .kind = ANSWER_LIST,
     .answer = &contact_shape, .relation = call_relation, .allow = {.own = OPERATORS},
     .en = "whom the call is told to, and what they answered", .ko = "모집 연락 대상과 회신"},
    {HTTP_GET, "/api/calls/{id}/outreach.csv", get_outreach_csv, .kind = ANSWER_RAW,
     .raw = "text/csv; charset=utf-8", .raw_class = CLASS_PROGRAMME, .relation = call_relation,
     .allow = {.own = OPERATORS},
     .en = "the same as a table to download", .ko = "모집 연락 표를 CSV로 받습니다"},
    {HTTP_POST, "/api/calls/{id}/outreach", post_reach, .body = &reach_shape,
     .answer = &reached_shape, .relation = call_relation,
     .allow = {.own = ROLE_BIT(OPERATOR_OFFICER)},
     .en = "put firms on the list, by region, trade and earlier applications; only with consent",
     .ko = "지역·업종·과거 신청으로 대상을 올립니다(동의한 기업만)"},
    {HTTP_POST, "/api/calls/{id}/outreach/told", post_told, .kind = ANSWER_NOTHING,
     .body = &told_shape, .relation = call_relation,
     .allow = {.own = ROLE_BIT(OPERATOR_OFFICER)},
     .en = "a firm was told", .ko = "연락한 것을 기록합니다"},
    {HTTP_POST, "/api/calls/{id}/outreach/answers", post_answered, .kind = ANSWER_NOTHING,
     .body = &answered_shape, .relation = call_relation,
     .allow = {.own = ROLE_BIT(OPERATOR_OFFICER)},
     .en = "what it answered", .ko = "회신을 기록합니다"},
    {HTTP_GET, "/api/outreach-consent", get_consent, .answer = &consent_shape,
     .relation = api_self, .allow = {.own = ADOPTERS},
     .en = "is one's firm told of calls", .ko = "공고 소식 수신 동의 여부"},
    {HTTP_POST, "/api/outreach-consent", post_consent, .body = &consent_shape,
     .answer = &consent_shape, .relation = api_self, .allow = {.own = ROLE_BIT(ADOPTER_OWNER)},
     .en = "say whether one's firm is told of calls", .ko = "공고 소식 수신에 동의하거나 거둡니다"},
    ROUTES_END,
};
/* clang-format on */
