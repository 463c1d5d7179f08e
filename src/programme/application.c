/* Applications: from the draft to the operator's decision. */
#include <inttypes.h>
#include <stdio.h>

#include "kit/list.h"
#include "kit/must.h"
#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_queries_sql.h"

enum { TITLE_MIN = 2, SUMMARY_MIN = 10 };

struct step {
    const char *action, *from, *to;
};

static const struct step steps[] = {
#define STEP(action, from, to, ko, en) {action, from, to},
#include "programme/states.def"
#undef STEP
};

enum status ministry_id(struct store_tx *tx, struct arena *arena, int64_t *ret_id,
                        struct error *err)
{
    struct people_organisations list = {0};
    enum status st = people_organisation_list(tx, arena, KIND_MINISTRY, &list, err);
    if (st == STATUS_OK)
        *ret_id = list.count == 0 ? 0 : list.at[0].id;
    return st;
}

enum status check_written(const struct written_text *texts, size_t count, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < count; i++)
        if (texts[i].text != NULL)
            st = people_check_text(texts[i].text, texts[i].place, err);
    return st;
}

enum status record_change(struct store_tx *tx, const struct people_caller *caller,
                          const struct case_change *change, time_us now, struct error *err)
{
    int64_t id = 0;
    bool own = change->object == NULL;
    enum status st =
        store_number(tx, sql_event_insert,
                     STORE_VALUES(v_int(change->application_id), v_int(now), v_int(caller->user_id),
                                  v_text(caller->name), v_int(caller->organisation_id),
                                  v_text(change->action), v_text(change->note)),
                     &id, err);
    if (st != STATUS_OK)
        return st;
    const struct journal_decision decision = {.kind = "decision",
                                              .ref = id,
                                              .at = now,
                                              .person = caller->user_id,
                                              .post = caller->post_id,
                                              .organisation = caller->organisation_id,
                                              .case_id = change->application_id,
                                              .action = change->action,
                                              .object = own ? "application" : change->object,
                                              .object_id =
                                                  own ? change->application_id : change->object_id,
                                              .before = change->before,
                                              .after = change->after,
                                              .name = caller->name,
                                              .note = change->note};
    return journal_decide(tx, &decision, err);
}

enum status record_event(struct store_tx *tx, const struct people_caller *caller,
                         int64_t application_id, const char *action, const char *note, time_us now,
                         struct error *err)
{
    const struct case_change change = {
        .application_id = application_id, .action = action, .note = note};
    return record_change(tx, caller, &change, now, err);
}

static enum status insert_options(struct store_tx *tx, int64_t id,
                                  const struct programme_options *options, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < options->count; i++) {
        const struct programme_option *option = &options->at[i];
        st = store_run(
            tx, sql_application_option_insert,
            STORE_VALUES(v_int(id), v_int((int64_t)i), v_text(option->id), v_text(option->ko),
                         v_text(option->en), v_int(option->cost.won),
                         option->payback_months < 0 ? v_null() : v_int(option->payback_months)),
            NULL, err);
    }
    return st;
}

static enum status check_draft(const struct programme_draft *draft, struct error *err)
{
    const struct written_text texts[] = {
        {draft->title, "/title"}, {draft->summary, "/summary"}, {draft->contact, "/contact"}};
    return check_written(texts, sizeof texts / sizeof *texts, err);
}

static enum status check_sponsor(struct store_tx *tx, struct arena *arena, int64_t sponsor_id,
                                 struct error *err)
{
    struct people_organisation sponsor = {0};
    enum status st = people_organisation(tx, arena, sponsor_id, &sponsor, err);
    if (st != STATUS_OK && err->reason != &PEOPLE_ORGANISATION)
        return st;
    if (st != STATUS_OK || sponsor.kind != KIND_SPONSOR)
        return FAIL_AT(err, PROGRAMME_FUNDER, "/sponsor_id", "no sponsor has this number");
    return STATUS_OK;
}

enum status programme_apply(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, const struct programme_draft *draft,
                            time_us now, int64_t *ret_id, struct error *err)
{
    struct programme_rules rules = {0};
    struct rules_split split = {0};
    struct money total = {0};
    int64_t number = 0, id = 0;
    for (size_t i = 0; i < draft->options.count; i++)
        total = money_add(total, draft->options.at[i].cost);
    enum status st = check_draft(draft, err);
    if (st == STATUS_OK)
        st = draft->rule_id == 0 ? programme_rules(tx, arena, draft->programme, &rules, err)
                                 : programme_rules_get(tx, arena, draft->rule_id, &rules, err);
    if (st == STATUS_OK)
        st = check_funders(tx, arena, &rules.document, &draft->payers, err);
    if (st == STATUS_OK)
        st = check_sponsor(tx, arena, draft->sponsor_id, err);
    if (st == STATUS_OK)
        st = rules_split(&rules.document, total, &split, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_application_count, STORE_NONE, &number, err);
    if (st != STATUS_OK)
        return st;
    const char *text = arena_format(arena, "%d-%04" PRId64, day_of(now, zone_seoul()).year, number);
    st = store_number(tx, sql_application_insert,
                      STORE_VALUES(v_text(text), v_int(rules.id), v_int(caller->organisation_id),
                                   v_int(draft->sponsor_id), v_text(draft->title),
                                   v_text(draft->summary), v_text(draft->contact),
                                   v_int(draft->plan_id), v_text(draft->plan_hash),
                                   v_int(split.total.won), v_int(now)),
                      &id, err);
    if (st == STATUS_OK)
        st = insert_options(tx, id, &draft->options, err);
    if (st == STATUS_OK)
        st = keep_payers(tx, id, &rules.document, &draft->payers, err);
    if (st == STATUS_OK)
        st = record_change(
            tx, caller,
            &(struct case_change){
                .application_id = id, .action = "draft", .note = "", .after = "draft"},
            now, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

enum status programme_edit(struct store_tx *tx, struct arena *arena, int64_t id,
                           const struct programme_change *change, struct error *err)
{
    const struct written_text texts[] = {
        {change->title, "/title"}, {change->summary, "/summary"}, {change->contact, "/contact"}};
    struct application_row row = {0};
    int64_t changed = 0;
    enum status st = check_written(texts, sizeof texts / sizeof *texts, err);
    if (st == STATUS_OK)
        st = application_row(tx, arena, id, &row, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_application_edit,
                       STORE_VALUES(v_int(id), v_text(change->title), v_text(change->summary),
                                    v_text(change->contact)),
                       &changed, err);
    if (st == STATUS_OK && changed == 0)
        return FAIL(err, PROGRAMME_STEP, "this application is %.20s", row.view.state);
    return st;
}

/* A row of application_get and application_list. */
static struct application_row take_application(struct store_rows *rows, struct arena *arena)
{
    return (struct application_row){.rule_id = store_int(rows, 3),
                                    .view = {.id = store_int(rows, 0),
                                             .number = store_text(rows, 1, arena),
                                             .state = store_text(rows, 2, arena),
                                             .adopter_id = store_int(rows, 4),
                                             .sponsor_id = store_int(rows, 5),
                                             .title = store_text(rows, 6, arena),
                                             .summary = store_text(rows, 7, arena),
                                             .contact = store_text(rows, 8, arena),
                                             .plan_id = store_int(rows, 9),
                                             .plan_hash = store_text(rows, 10, arena),
                                             .total = money_won(store_int(rows, 11)),
                                             .created_at = store_int(rows, 12),
                                             .submitted_at = store_int(rows, 13),
                                             .agreement_id = store_int(rows, 14),
                                             .adopter = store_text(rows, 15, arena),
                                             .sponsor = store_text(rows, 16, arena)}};
}

enum status application_row(struct store_tx *tx, struct arena *arena, int64_t id,
                            struct application_row *ret_row, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_application_get, STORE_VALUES(v_int(id)), &rows, err);
    if (st != STATUS_OK)
        return st;
    *ret_row = take_application(rows, arena);
    store_done(&rows);
    return STATUS_OK;
}

const char *party_name(enum rules_party party)
{
    static const char *const names[] = {"government", "sponsor", "adopter", "local", "other"};
    return names[party];
}

static enum status fill_shares(struct arena *arena, const struct rules_document *rules,
                               struct money total, struct programme_shares *ret_shares,
                               struct error *err)
{
    struct rules_split split = {0};
    enum status st = rules_split(rules, total, &split, err);
    if (st != STATUS_OK)
        return st;
    struct programme_shares shares = {.at = arena_array(arena, split.count, sizeof *shares.at),
                                      .count = split.count};
    for (size_t i = 0; i < split.count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        shares.at[i] = (struct programme_share){.funder = funder->id,
                                                .ko = funder->ko,
                                                .en = funder->en,
                                                .party = party_name(funder->party),
                                                .amount = split.share[i]};
    }
    *ret_shares = shares;
    return STATUS_OK;
}

static enum status fill_options(struct store_tx *tx, struct arena *arena, int64_t id,
                                struct programme_options *ret_options, struct error *err)
{
    LIST(struct programme_option) options = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_application_options, STORE_VALUES(v_int(id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &options) = (struct programme_option){
            .id = store_text(rows, 0, arena),
            .ko = store_text(rows, 1, arena),
            .en = store_text(rows, 2, arena),
            .cost = money_won(store_int(rows, 3)),
            .payback_months = store_is_null(rows, 4) ? -1 : store_int(rows, 4)};
    store_done(&rows);
    *ret_options = (struct programme_options){.at = options.at, .count = options.count};
    return st;
}

static enum status fill_history(struct store_tx *tx, struct arena *arena, int64_t id,
                                struct programme_events *ret_events, struct error *err)
{
    LIST(struct programme_event) events = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st = store_query(tx, sql_event_list, STORE_VALUES(v_int(id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &events) =
            (struct programme_event){.at = store_int(rows, 0),
                                     .name = store_text(rows, 1, arena),
                                     .organisation = store_text(rows, 2, arena),
                                     .action = store_text(rows, 3, arena),
                                     .note = store_text(rows, 4, arena)};
    store_done(&rows);
    *ret_events = (struct programme_events){.at = events.at, .count = events.count};
    return st;
}

enum status programme_application(struct store_tx *tx, struct arena *arena, int64_t id,
                                  struct programme_application *ret_application, struct error *err)
{
    struct application_row row = {0};
    struct programme_rules rules = {0};
    enum status st = application_row(tx, arena, id, &row, err);
    if (st == STATUS_OK)
        st = programme_rules_get(tx, arena, row.rule_id, &rules, err);
    struct programme_application view = row.view;
    if (st == STATUS_OK)
        st = fill_shares(arena, &rules.document, view.total, &view.shares, err);
    if (st == STATUS_OK)
        st = fill_options(tx, arena, id, &view.options, err);
    if (st == STATUS_OK)
        st = fill_history(tx, arena, id, &view.history, err);
    if (st != STATUS_OK)
        return st;
    view.programme = rules.document.key;
    view.programme_version = rules.document.version;
    *ret_application = view;
    return STATUS_OK;
}

enum status page_query(struct store_tx *tx, const struct programme_page *page, const char *all,
                       const char *of, struct store_rows **ret_rows, struct error *err)
{
    const int64_t before = page->before == 0 ? INT64_MAX : page->before;
    const int64_t most = page->most == 0 ? PROGRAMME_PAGE_USUAL : page->most;
    must(most <= PROGRAMME_PAGE_MAX);
    const struct store_value values[] = {v_int(before),
                                         v_text(page->state == NULL ? "" : page->state),
                                         v_int(most), v_int(page->organisation_id)};
    bool is_all = page->organisation_id == 0;
    return store_query(tx, is_all ? all : of, values, is_all ? 3 : 4, ret_rows, err);
}

enum status programme_applications(struct store_tx *tx, struct arena *arena,
                                   const struct programme_page *page,
                                   struct programme_applications *ret_list, struct error *err)
{
    LIST(struct programme_application) list = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    enum status st =
        page_query(tx, page, sql_application_list, sql_application_list_of, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = take_application(rows, arena).view;
    if (st == STATUS_OK)
        *ret_list = (struct programme_applications){list.at, list.count};
    return st;
}

enum status programme_heading(struct store_tx *tx, struct arena *arena, int64_t application_id,
                              struct programme_heading *ret_heading, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st =
        store_one(tx, sql_application_heading, STORE_VALUES(v_int(application_id)), &rows, err);
    if (st == STATUS_OK)
        *ret_heading = (struct programme_heading){.number = store_text(rows, 0, arena),
                                                  .title = store_text(rows, 1, arena),
                                                  .adopter = store_text(rows, 2, arena),
                                                  .programme = store_text(rows, 3, arena)};
    store_done(&rows);
    return st;
}

enum status programme_plan_submitted(struct store_tx *tx, int64_t plan_id, bool *ret_submitted,
                                     struct error *err)
{
    int64_t count = 0;
    enum status st =
        store_number(tx, sql_application_plan, STORE_VALUES(v_int(plan_id)), &count, err);
    if (st == STATUS_OK)
        *ret_submitted = count > 0;
    return st;
}

static enum status check_complete(const struct programme_application *view, struct error *err)
{
    if (text_utf8_count(view->title) < TITLE_MIN)
        return FAIL_AT(err, PROGRAMME_INCOMPLETE, "/title", "the title is missing");
    if (text_utf8_count(view->summary) < SUMMARY_MIN)
        return FAIL_AT(err, PROGRAMME_INCOMPLETE, "/summary",
                       "the summary needs at least %d characters", SUMMARY_MIN);
    if (*view->contact == '\0')
        return FAIL_AT(err, PROGRAMME_INCOMPLETE, "/contact", "the contact is missing");
    return STATUS_OK;
}

enum status programme_decide(struct store_tx *tx, struct arena *arena,
                             const struct people_caller *caller, int64_t id, const char *action,
                             const char *note, time_us now, struct error *err)
{
    const struct written_text texts[] = {{note, "/note"}};
    struct application_row row = {0};
    enum status st = check_written(texts, sizeof texts / sizeof *texts, err);
    if (st == STATUS_OK)
        st = application_row(tx, arena, id, &row, err);
    if (st != STATUS_OK)
        return st;
    const struct step *step = NULL;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (text_same(steps[i].action, action) && text_same(steps[i].from, row.view.state))
            step = &steps[i];
    if (step == NULL)
        return FAIL(err, PROGRAMME_STEP, "%.20s is not possible while the application is %.20s",
                    action, row.view.state);
    bool submits = text_same(step->to, "submitted");
    if (submits)
        st = check_complete(&row.view, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_application_move,
                       STORE_VALUES(v_int(id), v_text(step->from), v_text(step->to)), NULL, err);
    if (st == STATUS_OK && submits)
        st = store_run(tx, sql_application_submitted, STORE_VALUES(v_int(id), v_int(now)), NULL,
                       err);
    if (st == STATUS_OK)
        st = record_change(tx, caller,
                           &(struct case_change){.application_id = id,
                                                 .action = action,
                                                 .note = note,
                                                 .before = step->from,
                                                 .after = step->to},
                           now, err);
    if (st == STATUS_OK && text_same(step->to, "approved"))
        st = agreement_make(tx, arena, caller, id, now, err);
    return st;
}
