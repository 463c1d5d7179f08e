/* Calls as they are shown: with what the clock and their rules make of them. */
#include "kit/text.h"
#include "notice/notice.h"
#include "notice/notice_private.h"
#include "notice_queries_sql.h"

static int64_t days_until(time_us now, time_us then)
{
    return day_number(day_of(then, zone_seoul())) - day_number(day_of(now, zone_seoul()));
}

static void set_phase(struct notice *notice, time_us now)
{
    notice->phase = notice->state;
    if (!text_same(notice->state, "open"))
        return;
    if (now < notice->opens_at)
        notice->phase = "announced";
    else if (now >= notice->closes_at)
        notice->phase = "closed";
    else
        notice->days_left = days_until(now, notice->closes_at);
}

/* What a firm gets at least and at most: the total of the rules without its own share. */
static struct money support_at(const struct rules_document *rules, struct money total)
{
    struct rules_split split = {0};
    struct money sum = {0};
    if (total.won == 0 || !rules_can_split(rules, total, &split))
        return sum;
    for (size_t i = 0; i < split.count; i++)
        if (rules->funders[i].party != RULES_ADOPTER)
            sum = money_add(sum, split.share[i]);
    return sum;
}

static enum status read_row(struct store_tx *tx, struct arena *arena, int64_t id,
                            struct notice *ret_notice, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_notice_get, STORE_VALUES(v_int(id)), &rows, err);
    if (st != STATUS_OK && err->reason == &STORE_NO_ROW)
        return FAIL(err, NOTICE_UNKNOWN, "call %lld", (long long)id);
    if (st != STATUS_OK)
        return st;
    *ret_notice = (struct notice){.id = store_int(rows, 0),
                                  .uuid = store_text(rows, 1, arena),
                                  .number = store_text(rows, 2, arena),
                                  .state = store_text(rows, 3, arena),
                                  .rule_id = store_int(rows, 4),
                                  .operator_id = store_int(rows, 5),
                                  .sponsor_id = store_int(rows, 6),
                                  .title = store_text(rows, 7, arena),
                                  .body = store_text(rows, 8, arena),
                                  .who = store_text(rows, 9, arena),
                                  .basis = store_text(rows, 10, arena),
                                  .quota = store_int(rows, 11),
                                  .opens_at = store_int(rows, 12),
                                  .closes_at = store_int(rows, 13),
                                  .created_at = store_int(rows, 14),
                                  .changed_at = store_int(rows, 15),
                                  .opened_at = store_int(rows, 16),
                                  .operator_name = store_text(rows, 17, arena),
                                  .sponsor = store_text(rows, 18, arena),
                                  .submitted = store_int(rows, 19),
                                  .approved = store_int(rows, 20)};
    return STATUS_OK;
}

static enum status fill_funders(struct store_tx *tx, struct arena *arena,
                                const struct rules_document *rules, struct notice *notice,
                                struct error *err)
{
    static const char *const parties[] = {"government", "sponsor", "adopter", "local", "other"};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_notice_funders, STORE_VALUES(v_int(notice->id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        const struct rules_funder *funder = &rules->funders[store_int(rows, 0)];
        struct notice_funder *shown = list_add(arena, &notice->funders);
        *shown = (struct notice_funder){.funder = funder->id,
                                        .ko = funder->ko,
                                        .en = funder->en,
                                        .party = parties[funder->party],
                                        .organisation_id = store_int(rows, 1),
                                        .organisation = store_text(rows, 2, arena),
                                        .amount = money_won(store_int(rows, 3)),
                                        .agreed = money_won(store_int(rows, 4))};
        notice->support = money_add(notice->support, shown->amount);
    }
    return st;
}

static enum status fill_papers(struct store_tx *tx, struct arena *arena, struct notice *notice,
                               struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_notice_papers, STORE_VALUES(v_int(notice->id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &notice->papers) =
            (struct notice_paper){store_text(rows, 0, arena), store_int(rows, 1) != 0};
    return st;
}

static enum status fill_history(struct store_tx *tx, struct arena *arena, struct notice *notice,
                                struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_notice_events, STORE_VALUES(v_int(notice->id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &notice->history) = (struct notice_event){
            store_int(rows, 0), store_text(rows, 1, arena), store_text(rows, 2, arena)};
    return st;
}

enum status notice_get(struct store_tx *tx, struct arena *arena, int64_t id, time_us now,
                       struct notice *ret_notice, struct error *err)
{
    struct notice notice = {0};
    struct programme_rules rules = {0};
    enum status st = read_row(tx, arena, id, &notice, err);
    if (st == STATUS_OK)
        st = programme_rules_get(tx, arena, notice.rule_id, &rules, err);
    if (st == STATUS_OK)
        st = fill_funders(tx, arena, &rules.document, &notice, err);
    if (st == STATUS_OK)
        st = fill_papers(tx, arena, &notice, err);
    if (st == STATUS_OK)
        st = fill_history(tx, arena, &notice, err);
    if (st != STATUS_OK)
        return st;
    notice.programme = rules.document.key;
    notice.programme_ko = rules.document.ko;
    notice.programme_en = rules.document.en;
    notice.programme_version = rules.document.version;
    notice.support_min = support_at(&rules.document, rules.document.total_min);
    notice.support_max = support_at(&rules.document, rules.document.total_max);
    set_phase(&notice, now);
    *ret_notice = notice;
    return STATUS_OK;
}

enum status notice_find(struct store_tx *tx, struct arena *arena, const char *uuid, time_us now,
                        struct notice *ret_notice, struct error *err)
{
    int64_t id = 0;
    enum status st = store_number(tx, sql_notice_by_uuid, STORE_VALUES(v_text(uuid)), &id, err);
    if (st != STATUS_OK && err->reason == &STORE_NO_ROW)
        return FAIL(err, NOTICE_UNKNOWN, "%.40s", uuid);
    return st == STATUS_OK ? notice_get(tx, arena, id, now, ret_notice, err) : st;
}

enum status notice_list(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                        time_us now, struct notices *ret_list, struct error *err)
{
    LIST(int64_t) ids = {0};
    struct notices list = {0};
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_notice_ids, STORE_VALUES(v_int(organisation_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &ids) = store_int(rows, 0);
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < ids.count; i++)
        st = notice_get(tx, arena, ids.at[i], now, list_add(arena, &list), err);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}
