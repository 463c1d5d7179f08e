/* bank_routes.c -- files of the bank: imported, matched with what the programme waits for, settled;
 * and the book's own account of itself: nights, balances that wait, contributions, tax. */
#include <stdlib.h>

#include "api/papers.h"
#include "api/routes.h"
#include "api/views.h"
#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger.h"

enum { FILE_BYTES_MAX = 16 << 20, LINES_SHOWN = 1000, NIGHTS_SHOWN = 400 };

#define BOOK_OVERSEERS                                                                             \
    (OPERATORS | ROLE_BIT(MINISTRY_VIEWER) | ROLE_BIT(AUDITOR) | ROLE_BIT(ACCOUNTANT))

static const struct ledger_terms *terms_of(const struct call *call)
{
    must(call->services->terms != NULL);
    return call->services->terms;
}

/* What the operating body keeps for all: it owns it, the overseers have a part. */
static enum status own_book(struct call *call, struct store_tx *tx, int64_t id, struct owned *owned,
                            struct error *err)
{
    struct people_organisations list = {0};
    enum status st = people_organisation_list(tx, call->arena, KIND_OPERATOR, &list, err);
    if (st != STATUS_OK)
        return st;
    *owned = (struct owned){.id = id, .owner_id = list.count == 0 ? 0 : list.at[0].id};
    return add_overseers(call, tx, owned, err);
}

static const char *organisation_name(struct call *call, struct store_tx *tx, int64_t id)
{
    struct people_organisation organisation = {0};
    struct error err;
    if (id == 0 || people_organisation(tx, call->arena, id, &organisation, &err) != STATUS_OK)
        return NULL;
    return organisation.name;
}

static const char *day_or_null(struct call *call, struct day day)
{
    return day.year == 0 ? NULL : day_text(call->arena, day);
}

/* ---- lines of the bank ---- */

static const char *const line_states[] = {"open", "matched", "set-aside", NULL};

struct line_view {
    struct owned owned;
    struct ledger_bank_line l;
    const char *why, *why_ko, *why_en; /* NULL: not open */
    const char *suggested;             /* a kind of thing; NULL: none */
    int64_t suggested_id, rivals;
    struct money expected;
};
#define LINE(kind, member, ...) FIELD_AS(kind, struct line_view, l.member, #member, __VA_ARGS__)
static const struct field line_fields[] = {
    LINE(INT, id, PUBLIC),
    LINE(TEXT, account, MONEY),
    LINE(TEXT, reference, MONEY),
    LINE(TIME, at, MONEY),
    LINE(BOOL, incoming, MONEY),
    LINE(MONEY, amount, MONEY),
    LINE(TEXT, name, PERSONAL),
    LINE(TEXT, memo, PERSONAL),
    LINE(TEXT, virtual_account, MONEY),
    LINE(TEXT, state, MONEY, .choices = line_states),
    LINE(TEXT, thing, MONEY, .optional = true),
    LINE(INT, thing_id, MONEY, .optional = true, .zero_is_null = true),
    LINE(TEXT, note, MONEY, .optional = true),
    FIELD(TEXT, struct line_view, why, MONEY, .optional = true),
    FIELD(TEXT, struct line_view, why_ko, MONEY, .optional = true),
    FIELD(TEXT, struct line_view, why_en, MONEY, .optional = true),
    FIELD(TEXT, struct line_view, suggested, MONEY, .optional = true),
    FIELD(INT, struct line_view, suggested_id, MONEY, .optional = true, .zero_is_null = true),
    FIELD(MONEY, struct line_view, expected, MONEY),
    FIELD(INT, struct line_view, rivals, MONEY),
    FIELDS_END,
};
static const struct shape line_shape =
    SHAPE_OWNED(struct line_view, owned, "BankLine", "bank_line", line_fields);

/* Open lines beside what is expected. */
struct matching {
    struct ledger_bank_line_list lines;
    const struct ledger_expected *expected;
    size_t count;
    struct ledger_match_list matches;
};

static enum status match_open(struct call *call, struct store_tx *tx, int64_t after,
                              struct matching *matching, struct error *err)
{
    enum status st =
        ledger_bank_lines(tx, "open", after, LINES_SHOWN, call->arena, &matching->lines, err);
    if (st == STATUS_OK)
        st = programme_expected(tx, call->arena, &matching->expected, &matching->count, err);
    if (st == STATUS_OK)
        matching->matches =
            ledger_bank_match(call->arena, matching->lines.at, matching->lines.count,
                              matching->expected, matching->count);
    return st;
}

static enum status view_line(struct call *call, struct store_tx *tx,
                             const struct ledger_bank_line *line, const struct matching *matching,
                             const struct ledger_match *match, struct line_view *view,
                             struct error *err)
{
    *view = (struct line_view){.l = *line};
    if (match != NULL) {
        view->why = ledger_match_name(match->why);
        view->why_ko = ledger_match_words(match->why, true);
        view->why_en = ledger_match_words(match->why, false);
        view->rivals = (int64_t)match->rivals;
    }
    if (match != NULL && match->why != LEDGER_MATCH_NONE) {
        const struct ledger_expected *expected = &matching->expected[match->expected];
        view->suggested = expected->thing;
        view->suggested_id = expected->thing_id;
        view->expected = expected->amount;
    }
    return own_book(call, tx, line->id, &view->owned, err);
}

struct line_arguments {
    const char *state;
    int64_t after;
};
static const struct argument line_rows[] = {
    ARGUMENT(TEXT, struct line_arguments, state, .choices = line_states, .otherwise_text = "open",
             .en = "lines in this state", .ko = "이 상태의 거래만"),
    AFTER_ARGUMENT(struct line_arguments),
    ARGUMENTS_END,
};
static const struct arguments line_arguments = ARGUMENTS(struct line_arguments, line_rows);

static enum status read_lines(struct call *call, struct store_tx *tx, struct error *err)
{
    LIST(struct line_view) views = {0};
    struct matching matching = {0};
    const struct line_arguments *asked = api_arguments(call, struct line_arguments);
    bool open = text_same(asked->state, "open");
    enum status st = open ? match_open(call, tx, asked->after, &matching, err)
                          : ledger_bank_lines(tx, asked->state, asked->after, LINES_SHOWN,
                                              call->arena, &matching.lines, err);
    for (size_t i = 0; st == STATUS_OK && i < matching.lines.count; i++)
        st = view_line(call, tx, &matching.lines.at[i], &matching,
                       open ? &matching.matches.at[i] : NULL, list_add(call->arena, &views), err);
    if (st == STATUS_OK)
        api_answer_list(call, views.at, views.count);
    return st;
}

static enum status list_lines(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_lines, err);
}

/* ---- import ---- */

struct import_view {
    bool again;
    int64_t lines, fresh, known, matched, open;
};
static const struct field import_fields[] = {
    FIELD(BOOL, struct import_view, again, PUBLIC),
    FIELD(INT, struct import_view, lines, PUBLIC),
    FIELD(INT, struct import_view, fresh, PUBLIC),
    FIELD(INT, struct import_view, known, PUBLIC),
    FIELD(INT, struct import_view, matched, PUBLIC),
    FIELD(INT, struct import_view, open, PUBLIC),
    FIELDS_END,
};
static const struct shape import_shape = SHAPE(struct import_view, "BankImport", import_fields);

struct file_arguments {
    const char *account;
};
static const struct argument file_rows[] = {
    ARGUMENT(TEXT, struct file_arguments, account, .max = 40, .otherwise_text = "",
             .en = "number of the account, where the file does not say it",
             .ko = "계좌번호(파일에 없을 때)"),
    ARGUMENTS_END,
};
static const struct arguments file_arguments = ARGUMENTS(struct file_arguments, file_rows);

static enum status import_file(struct call *call, struct store_tx *tx,
                               struct ledger_bank_result *ret_result, struct error *err)
{
    const struct file_arguments *asked = api_arguments(call, struct file_arguments);
    struct ledger_bank_import import = {.account = asked->account,
                                        .name = "upload",
                                        .bytes = call->request->body,
                                        .size = call->request->body_size,
                                        .actor = call->caller->user_id,
                                        .now = call->now};
    must(call->services->bank_layout != NULL);
    return ledger_bank_import(tx, call->services->bank_layout, &import, ret_result, err);
}

/* One line and what it is for, in one transaction. */
static enum status book_line(struct call *call, struct store_tx *tx,
                             const struct ledger_bank_line *line, const char *thing, int64_t id,
                             struct error *err)
{
    struct programme_arrival arrival = {
        .thing = thing,
        .thing_id = id,
        .incoming = line->incoming,
        .amount = line->amount,
        .reference = arena_format(call->arena, "%s/%s", line->account, line->reference)};
    struct ledger_settling how = {
        .thing = thing, .thing_id = id, .actor = call->caller->user_id, .now = call->now};
    enum status st = ledger_bank_settle(tx, line->id, &how, err);
    if (st == STATUS_OK)
        st = programme_came(tx, call->arena, call->caller, &arrival, call->now, err);
    return st;
}

/* What cannot be booked stays open, for a person to see why: a step that is not possible yet, an
 * entry that was typed before. A store that fails ends the call. */
static enum status book_certain(struct call *call, const struct ledger_bank_line *line,
                                const struct ledger_expected *expected, bool *ret_booked,
                                struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(call->services->store, STORE_WRITE, &tx, err);
    if (st != STATUS_OK)
        return st;
    st = book_line(call, tx, line, expected->thing, expected->thing_id, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    *ret_booked = st == STATUS_OK;
    return st == STATUS_CONFLICT || st == STATUS_INVALID || st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

static enum status post_file(struct call *call, struct error *err)
{
    struct ledger_bank_result result = {0};
    struct matching matching = {0};
    struct import_view *view = arena_alloc(call->arena, sizeof *view);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(call->services->store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = import_file(call, tx, &result, err);
    if (st == STATUS_OK)
        st = match_open(call, tx, 0, &matching, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    *view = (struct import_view){result.again, result.lines, result.fresh, result.known, 0, 0};
    for (size_t i = 0; st == STATUS_OK && i < matching.lines.count; i++) {
        const struct ledger_match *match = &matching.matches.at[i];
        bool booked = false;
        if (match->certain)
            st = book_certain(call, &matching.lines.at[i], &matching.expected[match->expected],
                              &booked, err);
        view->matched += booked;
        view->open += !booked;
    }
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

/* ---- a person decides ---- */

struct match_body {
    const char *thing;
    int64_t thing_id;
};
static const char *const things[] = {"contribution", "deposit", "payment", NULL};
static const struct field match_fields[] = {
    FIELD(TEXT, struct match_body, thing, PUBLIC, .choices = things),
    FIELD(INT, struct match_body, thing_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};
static const struct shape match_shape = SHAPE(struct match_body, "BankMatch", match_fields);

struct aside_body {
    const char *note;
};
static const struct field aside_fields[] = {
    FIELD(TEXT, struct aside_body, note, PUBLIC, .min = 1, .max = 130),
    FIELDS_END,
};
static const struct shape aside_shape = SHAPE(struct aside_body, "BankSetAside", aside_fields);

static enum status answer_line(struct call *call, struct store_tx *tx, struct error *err)
{
    struct ledger_bank_line line = {0};
    struct line_view *view = arena_alloc(call->arena, sizeof *view);
    enum status st = ledger_bank_line(tx, call->id, call->arena, &line, err);
    if (st == STATUS_OK)
        st = view_line(call, tx, &line, NULL, NULL, view, err);
    if (st == STATUS_OK)
        api_answer(call, view);
    return st;
}

static enum status write_match(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct match_body *body = call->body;
    struct ledger_bank_line line = {0};
    enum status st = ledger_bank_line(tx, call->id, call->arena, &line, err);
    if (st == STATUS_OK)
        st = book_line(call, tx, &line, body->thing, body->thing_id, err);
    return st == STATUS_OK ? answer_line(call, tx, err) : st;
}

static enum status post_match(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, write_match, err);
}

static enum status write_aside(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct aside_body *body = call->body;
    struct ledger_bank_line line = {0};
    struct ledger_settling how = {
        .note = body->note, .actor = call->caller->user_id, .now = call->now};
    enum status st = ledger_bank_line(tx, call->id, call->arena, &line, err);
    if (st == STATUS_OK)
        st = ledger_bank_set_aside(tx, call->id, &how, err);
    return st == STATUS_OK ? answer_line(call, tx, err) : st;
}

static enum status post_aside(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, write_aside, err);
}

struct virtual_body {
    const char *number;
    int64_t organisation_id;
};
static const struct field virtual_fields[] = {
    FIELD(TEXT, struct virtual_body, number, PUBLIC, .min = 4, .max = 40),
    FIELD(INT, struct virtual_body, organisation_id, PUBLIC, .min = 1, .max = INT64_MAX),
    FIELDS_END,
};
static const struct shape virtual_shape =
    SHAPE(struct virtual_body, "VirtualAccount", virtual_fields);

static enum status write_virtual(struct call *call, struct store_tx *tx, struct error *err)
{
    const struct virtual_body *body = call->body;
    struct people_organisation organisation = {0};
    enum status st =
        people_organisation(tx, call->arena, body->organisation_id, &organisation, err);
    if (st == STATUS_OK)
        st = ledger_virtual_account(tx, body->number, body->organisation_id, err);
    if (st == STATUS_OK)
        api_answer(call, body);
    return st;
}

static enum status post_virtual(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_WRITE, write_virtual, err);
}

/* ---- nights ---- */

struct night_view {
    struct owned owned;
    const char *day;
    struct ledger_night n;
};
#define NIGHT(kind, member, ...) FIELD_AS(kind, struct night_view, n.member, #member, __VA_ARGS__)
#define SIZE(member)             FIELD_AS(INT, struct night_view, n.size.member, #member, MONEY)
static const struct field night_fields[] = {
    FIELD(TEXT, struct night_view, day, PUBLIC),
    NIGHT(TIME, at, MONEY),
    NIGHT(BOOL, balanced, MONEY),
    NIGHT(TEXT, fault, MONEY),
    SIZE(accounts),
    SIZE(groups),
    SIZE(transfers),
    SIZE(pending_open),
    NIGHT(INT, overdue, MONEY),
    NIGHT(MONEY, overdue_won, MONEY),
    NIGHT(INT, bank_open, MONEY),
    FIELDS_END,
};
static const struct shape night_shape =
    SHAPE_OWNED(struct night_view, owned, "LedgerNight", "night", night_fields);

static enum status read_nights(struct call *call, struct store_tx *tx, struct error *err)
{
    LIST(struct night_view) views = {0};
    struct ledger_night_list list = {0};
    struct day tomorrow = day_from_number(day_number(day_of(call->now, zone_seoul())) + 1);
    enum status st = ledger_nights(tx, tomorrow, NIGHTS_SHOWN, call->arena, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        struct night_view *view = list_add(call->arena, &views);
        view->n = list.at[i];
        view->day = day_text(call->arena, list.at[i].day);
        st = own_book(call, tx, day_number(list.at[i].day), &view->owned, err);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views.at, views.count);
    return st;
}

static enum status list_nights(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_nights, err);
}

/* ---- balances that wait ---- */

struct duty_view {
    struct owned owned;
    int64_t account, code, project;
    const char *ko, *en, *owner, *since, *due, *basis;
    bool late;
    struct money amount;
};
#define DUTY(kind, member, ...) FIELD(kind, struct duty_view, member, __VA_ARGS__)
static const struct field duty_fields[] = {
    DUTY(INT, account, PUBLIC),
    DUTY(INT, code, MONEY),
    DUTY(TEXT, ko, MONEY),
    DUTY(TEXT, en, MONEY),
    DUTY(INT, project, MONEY, .optional = true, .zero_is_null = true),
    DUTY(TEXT, owner, MONEY, .optional = true),
    DUTY(MONEY, amount, MONEY),
    DUTY(TEXT, since, MONEY),
    DUTY(TEXT, due, MONEY),
    DUTY(BOOL, late, MONEY),
    DUTY(TEXT, basis, MONEY),
    FIELDS_END,
};
static const struct shape duty_shape =
    SHAPE_OWNED(struct duty_view, owned, "LedgerDuty", "account", duty_fields);

static enum status read_duties(struct call *call, struct store_tx *tx, struct error *err)
{
    LIST(struct duty_view) views = {0};
    struct ledger_duty_list list = {0};
    int64_t own = listed_for(call->caller);
    struct day today = day_of(call->now, zone_seoul());
    enum status st = ledger_duties(tx, terms_of(call), call->arena, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        const struct ledger_duty *duty = &list.at[i];
        if (own != 0 && duty->owner != own)
            continue;
        struct duty_view *view = list_add(call->arena, &views);
        *view = (struct duty_view){.account = duty->account,
                                   .code = duty->key.code,
                                   .project = duty->key.project,
                                   .ko = ledger_account_words(duty->key.code, true),
                                   .en = ledger_account_words(duty->key.code, false),
                                   .owner = organisation_name(call, tx, duty->owner),
                                   .since = day_text(call->arena, duty->since),
                                   .due = day_text(call->arena, duty->due),
                                   .basis = duty->basis,
                                   .late = day_compare(duty->due, today) < 0,
                                   .amount = duty->amount};
        view->owned = (struct owned){.id = duty->account, .owner_id = duty->owner};
        st = add_overseers(call, tx, &view->owned, err);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views.at, views.count);
    return st;
}

static enum status list_duties(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_duties, err);
}

/* ---- contributions and their tax ---- */

struct purpose_view {
    struct owned owned;
    const char *source, *spend_by;
    time_us cut_off; /* of this year's payment requests */
    struct ledger_contribution c;
};
#define PURPOSE(kind, member, ...)                                                                 \
    FIELD_AS(kind, struct purpose_view, c.member, #member, __VA_ARGS__)
static const struct field purpose_fields[] = {
    FIELD(TEXT, struct purpose_view, source, MONEY, .optional = true),
    PURPOSE(INT, designation, MONEY),
    PURPOSE(MONEY, received, MONEY),
    PURPOSE(MONEY, allotted, MONEY),
    PURPOSE(MONEY, paid, MONEY),
    PURPOSE(MONEY, returned, MONEY),
    PURPOSE(MONEY, related, MONEY),
    PURPOSE(MONEY, moved_in, MONEY),
    PURPOSE(MONEY, moved_out, MONEY),
    PURPOSE(MONEY, left, MONEY),
    FIELD(TEXT, struct purpose_view, spend_by, MONEY, .optional = true),
    PURPOSE(MONEY, overdue, MONEY),
    FIELD(TIME, struct purpose_view, cut_off, PUBLIC),
    FIELDS_END,
};
static const struct shape purpose_shape =
    SHAPE_OWNED(struct purpose_view, owned, "LedgerContribution", "contribution", purpose_fields);

static enum status read_purposes(struct call *call, struct store_tx *tx, struct error *err)
{
    LIST(struct purpose_view) views = {0};
    struct ledger_contribution_list list = {0};
    struct day today = day_of(call->now, zone_seoul());
    enum status st = ledger_contributions(tx, terms_of(call), listed_for(call->caller), today,
                                          call->arena, &list, err);
    for (size_t i = 0; st == STATUS_OK && i < list.count; i++) {
        struct purpose_view *view = list_add(call->arena, &views);
        *view = (struct purpose_view){.source = organisation_name(call, tx, list.at[i].source),
                                      .spend_by = day_or_null(call, list.at[i].spend_by),
                                      .cut_off = ledger_cut_off(terms_of(call), today.year),
                                      .c = list.at[i]};
        view->owned = (struct owned){.id = list.at[i].source, .owner_id = list.at[i].source};
        st = add_overseers(call, tx, &view->owned, err);
    }
    if (st == STATUS_OK)
        api_answer_list(call, views.at, views.count);
    return st;
}

static enum status list_purposes(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_purposes, err);
}

struct tax_view {
    struct owned owned;
    const char *source, *basis;
    int64_t year, rate_bp;
    struct money received, returned, related, base, credit;
};
#define TAX(kind, member, ...) FIELD(kind, struct tax_view, member, __VA_ARGS__)
static const struct field tax_fields[] = {
    TAX(TEXT, source, MONEY, .optional = true),
    TAX(INT, year, MONEY),
    TAX(MONEY, received, MONEY),
    TAX(MONEY, returned, MONEY),
    TAX(MONEY, related, MONEY),
    TAX(MONEY, base, MONEY),
    TAX(INT, rate_bp, MONEY),
    TAX(MONEY, credit, MONEY),
    TAX(TEXT, basis, MONEY),
    FIELDS_END,
};
static const struct shape tax_shape =
    SHAPE_OWNED(struct tax_view, owned, "TaxStatement", "contribution", tax_fields);

struct tax_arguments {
    int64_t year;
};
static const struct argument tax_rows[] = {
    ARGUMENT(INT, struct tax_arguments, year, .min = 2000, .max = 2999,
             .en = "of which year; the present one without it", .ko = "귀속 연도(없으면 올해)"),
    ARGUMENTS_END,
};
static const struct arguments tax_arguments = ARGUMENTS(struct tax_arguments, tax_rows);

static enum status read_tax(struct call *call, struct store_tx *tx, struct error *err)
{
    struct ledger_tax tax = {0};
    struct tax_view *view = arena_alloc(call->arena, sizeof *view);
    int64_t source = call->caller->organisation_id;
    int64_t year = api_arguments(call, struct tax_arguments)->year;
    if (year == 0)
        year = day_of(call->now, zone_seoul()).year;
    enum status st =
        ledger_tax_statement(tx, terms_of(call), source, (int)year, call->arena, &tax, err);
    if (st != STATUS_OK)
        return st;
    *view = (struct tax_view){.owned = {.id = source, .owner_id = source},
                              .source = organisation_name(call, tx, source),
                              .basis = tax.basis,
                              .year = tax.year,
                              .rate_bp = tax.rate_bp,
                              .received = tax.received,
                              .returned = tax.returned,
                              .related = tax.related,
                              .base = tax.base,
                              .credit = tax.credit};
    api_answer(call, view);
    return STATUS_OK;
}

static enum status get_tax(struct call *call, struct error *err)
{
    return in_transaction(call, STORE_READ, read_tax, err);
}

/* clang-format off */
const struct route bank_routes[] = {
    {HTTP_POST, "/api/bank/files", post_file,
     .arguments = &file_arguments, .body_raw = "text/csv", .body_max = FILE_BYTES_MAX,
     .answer = &import_shape, .success = 201, .allow = ALLOW(ROLE_BIT(OPERATOR_FINANCE)),
     .step_up = true, .limit = {100, TIME_DAY},
     .en = "import a file of the bank; what is certain is booked",
     .ko = "은행 거래내역을 올립니다(확실한 것은 기표)"},
    {HTTP_GET, "/api/bank/lines", list_lines,
     .arguments = &line_arguments, .kind = ANSWER_LIST, .answer = &line_shape,
     .allow = ALLOW(OPERATORS | ROLE_BIT(AUDITOR) | ROLE_BIT(ACCOUNTANT)),
     .en = "lines of the bank by state, open ones with a suggestion",
     .ko = "은행 거래(상태별, 미처리는 제안과 함께)"},
    {HTTP_POST, "/api/bank/lines/{id}/match", post_match, .body = &match_shape,
     .answer = &line_shape, .allow = ALLOW(ROLE_BIT(OPERATOR_FINANCE)), .step_up = true,
     .en = "say what a line was for, and book it", .ko = "은행 거래를 건과 연결해 기표합니다"},
    {HTTP_POST, "/api/bank/lines/{id}/set-aside", post_aside, .body = &aside_shape,
     .answer = &line_shape, .allow = ALLOW(ROLE_BIT(OPERATOR_FINANCE)), .step_up = true,
     .en = "set a line aside with the reason", .ko = "은행 거래를 사유와 함께 제쳐 둡니다"},
    {HTTP_POST, "/api/bank/virtual-accounts", post_virtual, .body = &virtual_shape,
     .answer = &virtual_shape, .success = 201, .allow = ALLOW(ROLE_BIT(OPERATOR_FINANCE)),
     .step_up = true,
     .en = "give an organisation its virtual account", .ko = "기관에 가상계좌를 배정합니다"},
    {HTTP_GET, "/api/ledger/nights", list_nights, .kind = ANSWER_LIST, .answer = &night_shape,
     .allow = ALLOW(BOOK_OVERSEERS),
     .en = "the trial balance of each night", .ko = "매일 밤 시산표 점검"},
    {HTTP_GET, "/api/ledger/duties", list_duties, .kind = ANSWER_LIST, .answer = &duty_shape,
     .allow = ALLOW(BOOK_OVERSEERS | ROLE_BIT(SPONSOR_OFFICER)),
     .en = "balances that wait, whose they are and until when",
     .ko = "남은 잔액: 누구의 것이고 언제까지인지"},
    {HTTP_GET, "/api/ledger/contributions", list_purposes, .kind = ANSWER_LIST,
     .answer = &purpose_shape, .allow = ALLOW(BOOK_OVERSEERS | ROLE_BIT(SPONSOR_OFFICER)),
     .en = "contributions by purpose: received, allotted, paid, left",
     .ko = "지정 용도별 출연금: 수령·배정·지급·잔액"},
    {HTTP_GET, "/api/ledger/tax", get_tax, .arguments = &tax_arguments, .answer = &tax_shape,
     .allow = ALLOW(ROLE_BIT(SPONSOR_OFFICER)),
     .en = "the own contributions of a year for the tax credit", .ko = "세액공제용 연간 출연 명세"},
    {HTTP_GET, "/api/ledger/tax.pdf", get_tax, .arguments = &tax_arguments,
     .answer = &tax_shape, .paper = &tax_paper,
     .raw = PAPER_PDF, .limit = PAPERS_AN_HOUR, .allow = ALLOW(ROLE_BIT(SPONSOR_OFFICER)),
     .en = "the same on paper", .ko = "세액공제용 연간 출연 명세를 PDF로 받습니다"},
    {HTTP_GET, "/api/ledger/tax.xlsx", get_tax, .arguments = &tax_arguments,
     .answer = &tax_shape, .paper = &tax_paper,
     .raw = PAPER_XLSX, .limit = PAPERS_AN_HOUR, .allow = ALLOW(ROLE_BIT(SPONSOR_OFFICER)),
     .en = "the same as a workbook", .ko = "세액공제용 연간 출연 명세를 XLSX로 받습니다"},
    ROUTES_END,
};
/* clang-format on */
