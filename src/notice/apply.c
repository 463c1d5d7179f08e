/* Applications under a call: in its days, by its sponsor, payers and version of the rules. */
#include <inttypes.h>

#include "kit/text.h"
#include "notice/notice.h"
#include "notice/notice_private.h"
#include "notice_queries_sql.h"

/* Refused with the article and how far away the days are. */
static enum status check_open(struct arena *arena, const struct rules_document *rules,
                              const struct notice *notice, time_us now, struct error *err)
{
    if (text_same(notice->phase, "open"))
        return STATUS_OK;
    const struct day today = day_of(now, zone_seoul());
    const struct day first = day_of(notice->opens_at, zone_seoul());
    const struct day last = day_of(notice->closes_at, zone_seoul());
    bool early = text_same(notice->phase, "announced");
    int64_t days =
        early ? day_number(first) - day_number(today) : day_number(today) - day_number(last);
    const char *from = day_text(arena, first), *until = day_text(arena, last);
    const char *article = notice_article(rules, "apply", notice->basis);
    if (early)
        return FAIL(err, NOTICE_CLOSED, "%.20s: %s to %s, %s; opens in %" PRId64 " days; %.80s",
                    notice->number, from, until, notice->phase, days < 0 ? 0 : days, article);
    return FAIL(err, NOTICE_CLOSED, "%.20s: %s to %s, %s; last day %" PRId64 " days ago; %.80s",
                notice->number, from, until, notice->phase, days < 0 ? 0 : days, article);
}

static enum status apply_under_none(struct store_tx *tx, struct arena *arena,
                                    const struct people_caller *caller,
                                    const struct programme_draft *draft, time_us now,
                                    int64_t *ret_application_id, struct error *err)
{
    struct programme_rules rules = {0};
    enum status st = programme_rules(tx, arena, draft->programme, &rules, err);
    if (st == STATUS_OK && rules_step(&rules.document, "call", "apply", "open") != NULL)
        st = FAIL_AT(err, NOTICE_REQUIRED, "/call_id", "%.80s",
                     notice_article(&rules.document, "apply", rules.document.basis));
    return st == STATUS_OK ? programme_apply(tx, arena, caller, draft, now, ret_application_id, err)
                           : st;
}

static struct programme_payers payers_of(struct arena *arena, const struct notice *notice)
{
    struct programme_payers payers = {
        .at = arena_array(arena, notice->funders.count, sizeof *payers.at),
        .count = notice->funders.count};
    for (size_t i = 0; i < payers.count; i++)
        payers.at[i] = (struct programme_payer){notice->funders.at[i].funder,
                                                notice->funders.at[i].organisation_id};
    return payers;
}

enum status notice_apply(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t id,
                         const struct programme_draft *draft, time_us now,
                         int64_t *ret_application_id, struct error *err)
{
    if (id == 0)
        return apply_under_none(tx, arena, caller, draft, now, ret_application_id, err);
    struct notice notice = {0};
    struct programme_rules rules = {0};
    struct programme_draft under = *draft;
    int64_t application = 0;
    enum status st = notice_get(tx, arena, id, now, &notice, err);
    if (st == STATUS_OK)
        st = programme_rules_get(tx, arena, notice.rule_id, &rules, err);
    if (st == STATUS_OK)
        st = check_open(arena, &rules.document, &notice, now, err);
    if (st == STATUS_OK && notice.sponsor_id != 0 && draft->sponsor_id != notice.sponsor_id)
        st = FAIL_AT(err, NOTICE_SPONSOR, "/sponsor_id", "%.60s", notice.sponsor);
    if (st != STATUS_OK)
        return st;
    under.programme = notice.programme;
    under.rule_id = notice.rule_id;
    under.payers = payers_of(arena, &notice);
    st = programme_apply(tx, arena, caller, &under, now, &application, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_notice_link, STORE_VALUES(v_int(application), v_int(id)), NULL, err);
    if (st == STATUS_OK)
        *ret_application_id = application;
    return st;
}

enum status notice_of(struct store_tx *tx, int64_t application_id, int64_t *ret_id,
                      struct error *err)
{
    return store_number(tx, sql_notice_of, STORE_VALUES(v_int(application_id)), ret_id, err);
}

enum status notice_decides(struct store_tx *tx, struct arena *arena, int64_t application_id,
                           const char *action, time_us now, struct error *err)
{
    struct notice notice = {0};
    struct programme_rules rules = {0};
    struct programme_application application = {0};
    int64_t id = 0;
    enum status st = notice_of(tx, application_id, &id, err);
    if (st != STATUS_OK || id == 0)
        return st;
    st = notice_get(tx, arena, id, now, &notice, err);
    if (st == STATUS_OK)
        st = programme_rules_get(tx, arena, notice.rule_id, &rules, err);
    if (st == STATUS_OK)
        st = programme_application(tx, arena, application_id, &application, err);
    if (st != STATUS_OK)
        return st;
    if (text_same(action, "submit") && text_same(application.state, "draft"))
        return check_open(arena, &rules.document, &notice, now, err);
    if (text_same(action, "approve") && notice.approved >= notice.quota)
        return FAIL(err, NOTICE_QUOTA, "%.20s: %" PRId64 " of %" PRId64 " firms", notice.number,
                    notice.approved, notice.quota);
    return STATUS_OK;
}
