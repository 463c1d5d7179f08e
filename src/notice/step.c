/* The steps of a call, and what stands behind its opening: ratio, pledges, days. */
#include <inttypes.h>

#include "kit/must.h"
#include "kit/text.h"
#include "notice/notice.h"
#include "notice/notice_private.h"
#include "notice_queries_sql.h"

__extension__ typedef __int128 wide; /* an amount times 10000 */

struct step {
    const char *action, *from, *to;
};
static const struct step steps[] = {
#define STEP(action, from, to, ko, en) {action, from, to},
#include "notice/states.def"
#undef STEP
};

/* ---- the budget in the ratio of the rules ----
 * The call promises support only; the firms' shares complete it. An amount `a` of the support `s`
 * is a * (1 - firm's share) / s of the total: compared crosswise, in whole numbers. */

static int64_t firms_bp(const struct rules_document *rules)
{
    int64_t sum = 0;
    for (size_t i = 0; i < rules->funder_count; i++)
        if (rules->funders[i].party == RULES_ADOPTER)
            sum += rules->funders[i].share_bp;
    return sum;
}

static struct money promised_as(const struct notice *notice, const char *funder)
{
    for (size_t i = 0; i < notice->funders.count; i++)
        if (text_same(notice->funders.at[i].funder, funder))
            return notice->funders.at[i].amount;
    return (struct money){0};
}

/* Every funder of the rules beside the firm must give something. */
static enum status check_all_there(const struct rules_document *rules, const struct notice *notice,
                                   struct error *err)
{
    for (size_t i = 0; i < rules->funder_count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        bool asked = funder->party != RULES_ADOPTER && funder->share_bp > 0;
        if (asked && promised_as(notice, funder->id).won == 0)
            return FAIL_AT(err, NOTICE_FUNDER, "/funders", "%.60s%.0s: %.80s%.0s", funder->en,
                           funder->ko, funder->basis_en, funder->basis);
    }
    return STATUS_OK;
}

static enum status check_ratio(const struct rules_document *rules, const struct notice *notice,
                               struct arena *arena, struct error *err)
{
    int64_t rest = 10000 - firms_bp(rules);
    for (size_t i = 0; i < rules->funder_count; i++) {
        const struct rules_funder *funder = &rules->funders[i];
        if (funder->party == RULES_ADOPTER || funder->share_bp == 0)
            continue;
        struct money amount = promised_as(notice, funder->id);
        wide part = (wide)amount.won * rest, whole = notice->support.won;
        if (part > whole * funder->max_bp || part < whole * funder->min_bp)
            return FAIL_AT(err, NOTICE_RATIO, "/funders",
                           "%.40s%.0s: %s won of %s; %" PRId64 " to %" PRId64
                           " of 10000 of the total; %.60s%.0s",
                           funder->en, funder->ko, money_text(arena, amount),
                           money_text(arena, notice->support), funder->min_bp, funder->max_bp,
                           funder->basis_en, funder->basis);
    }
    return STATUS_OK;
}

/* What the funder has pledged for the programme, free of agreements and of other calls' promises:
 * those still take what has not become an agreement. */
static enum status check_pledged(struct store_tx *tx, struct arena *arena,
                                 const struct programme_rules *rules, const struct notice *notice,
                                 const struct notice_funder *funder, struct error *err)
{
    struct money free = {0};
    int64_t promised = 0, agreed = 0;
    enum status st = programme_free(tx, rules, funder->organisation_id, &free, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_notice_promised,
                          STORE_VALUES(v_int(funder->organisation_id), v_int(rules->programme_id),
                                       v_int(notice->id)),
                          &promised, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_notice_agreed,
                          STORE_VALUES(v_int(funder->organisation_id), v_int(rules->programme_id),
                                       v_int(notice->id)),
                          &agreed, err);
    if (st != STATUS_OK)
        return st;
    struct money there = {free.won - (promised - agreed)};
    if (money_compare(there, funder->amount) >= 0)
        return STATUS_OK;
    struct money missing = money_subtract(funder->amount, there);
    return FAIL(err, NOTICE_UNPLEDGED, "%.60s (%.40s%.0s): %s won of %s won are missing",
                funder->organisation, funder->en, funder->ko, money_text(arena, missing),
                money_text(arena, funder->amount));
}

static enum status check_days(const struct rules_document *rules, const struct notice *notice,
                              time_us now, struct error *err)
{
    const struct rules_term *least = rules_term(rules, "call_days");
    int64_t days = (notice->closes_at - notice->opens_at) / TIME_DAY;
    if (notice->closes_at <= now)
        return FAIL_AT(err, NOTICE_DAYS, "/closes_at", "that day is over");
    if (least != NULL && least->value > days)
        return FAIL_AT(err, NOTICE_DAYS, "/closes_at",
                       "%" PRId64 " days; at least %" PRId64 "; %.80s%.0s", days, least->value,
                       least->basis_en, least->basis);
    return STATUS_OK;
}

static enum status check_opening(struct store_tx *tx, struct arena *arena,
                                 const struct programme_rules *rules, const struct notice *notice,
                                 time_us now, struct error *err)
{
    enum status st = check_days(&rules->document, notice, now, err);
    if (st == STATUS_OK)
        st = check_all_there(&rules->document, notice, err);
    if (st == STATUS_OK)
        st = check_ratio(&rules->document, notice, arena, err);
    for (size_t i = 0; st == STATUS_OK && i < notice->funders.count; i++)
        st = check_pledged(tx, arena, rules, notice, &notice->funders.at[i], err);
    return st;
}

/* The end can only move away, and only while it has not come. */
static enum status check_extension(struct arena *arena, const struct rules_document *rules,
                                   const struct notice *notice, const struct notice_move *move,
                                   time_us now, struct error *err)
{
    if (now >= notice->closes_at)
        return FAIL(err, NOTICE_STEP, "the call closed on %s; %.80s",
                    day_text(arena, day_of(notice->closes_at, zone_seoul())),
                    notice_article(rules, "extend", notice->basis));
    if (move->closes_at <= notice->closes_at)
        return FAIL_AT(err, NOTICE_DAYS, "/closes_at", "it closes on %s already",
                       day_text(arena, day_of(notice->closes_at, zone_seoul())));
    return STATUS_OK;
}

static const struct step *find_step(const char *action, const char *from)
{
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (text_same(steps[i].action, action) && text_same(steps[i].from, from))
            return &steps[i];
    return NULL;
}

enum status notice_step(struct store_tx *tx, struct arena *arena,
                        const struct people_caller *caller, int64_t id,
                        const struct notice_move *move, time_us now, struct error *err)
{
    struct notice notice = {0};
    struct programme_rules rules = {0};
    enum status st = people_check_text(move->note, "/note", err);
    if (st == STATUS_OK)
        st = notice_get(tx, arena, id, now, &notice, err);
    if (st == STATUS_OK)
        st = programme_rules_get(tx, arena, notice.rule_id, &rules, err);
    if (st != STATUS_OK)
        return st;
    const struct step *step = find_step(move->action, notice.state);
    const char *article = notice_article(&rules.document, move->action, notice.basis);
    if (step == NULL)
        return FAIL(err, NOTICE_STEP, "%.20s is not possible while the call is %.20s; %.80s",
                    move->action, notice.state, article);
    bool extends = text_same(move->action, "extend");
    if (text_same(move->action, "open"))
        st = check_opening(tx, arena, &rules, &notice, now, err);
    if (extends)
        st = check_extension(arena, &rules.document, &notice, move, now, err);
    int64_t changed = 0;
    if (st == STATUS_OK)
        st = store_run(tx, sql_notice_move,
                       STORE_VALUES(v_int(id), v_text(step->from), v_text(step->to),
                                    v_int(extends ? move->closes_at : notice.closes_at), v_int(now),
                                    text_same(step->to, "open") ? v_int(now) : v_null()),
                       &changed, err);
    if (st == STATUS_OK)
        st = notice_record(tx, caller, id, move, step->from, step->to, article, now, err);
    if (st == STATUS_OK)
        must(changed == 1);
    return st;
}

/* ---- pledges ---- */

enum status notice_pledge(struct store_tx *tx, struct arena *arena,
                          const struct people_caller *caller, int64_t id, struct money amount,
                          time_us now, int64_t *ret_contribution_id, struct error *err)
{
    struct notice notice = {0};
    int64_t contribution = 0;
    enum status st = notice_get(tx, arena, id, now, &notice, err);
    if (st != STATUS_OK)
        return st;
    if (notice.sponsor_id != caller->organisation_id)
        return FAIL(err, NOTICE_STRANGER, "call %.20s", notice.number);
    if (!text_same(notice.state, "draft") && !text_same(notice.state, "open"))
        return FAIL(err, NOTICE_STEP, "the call is %.20s", notice.state);
    const struct programme_gift gift = {
        .programme = notice.programme,
        .amount = amount,
        .designation = arena_format(arena, "%s %s", notice.number, notice.title)};
    st = programme_contribute(tx, arena, caller, &gift, now, &contribution, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_notice_contribution_insert,
                       STORE_VALUES(v_int(contribution), v_int(id)), NULL, err);
    if (st == STATUS_OK)
        *ret_contribution_id = contribution;
    return st;
}
