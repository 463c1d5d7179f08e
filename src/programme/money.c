/* Where a case meets the book: contributions, the reservation, the own share. */
#include <string.h>

#include "kit/list.h"
#include "kit/text.h"
#include "programme/programme_private.h"
#include "programme_queries_sql.h"

struct ledger_key source_key(const struct programme_rules *rules, int64_t organisation_id)
{
    return (struct ledger_key){.code = LEDGER_SOURCE,
                               .source = organisation_id,
                               .designation = rules->programme_id,
                               .part = rules->document.year};
}

struct ledger_key project_key(const struct programme_rules *rules, int64_t organisation_id,
                              int64_t agreement_id)
{
    return (struct ledger_key){.code = LEDGER_PROJECT,
                               .project = agreement_id,
                               .source = organisation_id,
                               .designation = rules->programme_id};
}

/* One line between two accounts that are opened if they are new. */
static enum status line_between(struct store_tx *tx, enum ledger_kind kind,
                                const struct ledger_key *debit, const struct ledger_key *credit,
                                struct money amount, time_us now, struct ledger_line *ret_line,
                                struct error *err)
{
    struct ledger_line line = {.kind = kind, .amount = amount};
    enum status st = ledger_account_open(tx, debit, now, &line.debit, err);
    if (st == STATUS_OK)
        st = ledger_account_open(tx, credit, now, &line.credit, err);
    if (st == STATUS_OK)
        *ret_line = line;
    return st;
}

static struct ledger_group group_of(const struct people_caller *caller,
                                    const struct programme_rules *rules, enum ledger_code code,
                                    time_us now)
{
    return (struct ledger_group){.id = uuid_new(now),
                                 .code = code,
                                 .rule = rules->id,
                                 .event_at = now,
                                 .now = now,
                                 .actor = caller->user_id};
}

enum status check_funded(struct store_tx *tx, struct arena *arena, const struct ledger_key *account,
                         const struct programme_share *share, struct money amount,
                         struct error *err)
{
    struct ledger_account held = {0};
    enum status st = ledger_account_find(tx, account, &held, err);
    if (st != STATUS_OK && err->reason != &LEDGER_NO_ACCOUNT)
        return st;
    struct money there = st == STATUS_OK ? ledger_available(&held) : (struct money){0};
    if (money_compare(there, amount) >= 0)
        return STATUS_OK;
    return FAIL(err, PROGRAMME_UNFUNDED, "%.60s%.0s: %s won of %s won are missing", share->en,
                share->ko, money_text(arena, money_subtract(amount, there)),
                money_text(arena, amount));
}

enum status programme_free(struct store_tx *tx, const struct programme_rules *rules,
                           int64_t organisation_id, struct money *ret_free, struct error *err)
{
    struct ledger_account held = {0};
    struct ledger_key key = source_key(rules, organisation_id);
    enum status st = ledger_account_find(tx, &key, &held, err);
    if (st != STATUS_OK && err->reason != &LEDGER_NO_ACCOUNT)
        return st;
    *ret_free = money_subtract(money_add(held.credit_posted, held.credit_pending),
                               money_add(held.debit_posted, held.debit_pending));
    return STATUS_OK;
}

static bool reserved_share(const struct programme_agreement *agreement,
                           const struct programme_share *share)
{
    return share->organisation_id != agreement->adopter_id && share->amount.won > 0;
}

enum status agreement_funded(struct store_tx *tx, struct arena *arena,
                             const struct programme_rules *rules,
                             const struct programme_agreement *agreement, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < agreement->shares.count; i++) {
        const struct programme_share *share = &agreement->shares.at[i];
        struct ledger_key source = source_key(rules, share->organisation_id);
        if (reserved_share(agreement, share))
            st = check_funded(tx, arena, &source, share, share->amount, err);
    }
    return st;
}

/* The book allots every share but the firm's own, which is deposited later, and opens the lines of
 * the budget, all or nothing. */
enum status agreement_reserve(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller,
                              const struct programme_rules *rules,
                              const struct programme_agreement *agreement, time_us now,
                              struct error *err)
{
    struct ledger_share shares[RULES_FUNDERS_MAX] = {0};
    struct ledger_budget_entry entries[LEDGER_BUDGETS_MAX] = {0};
    struct ledger_allotment allotment = {
        .project = agreement->id, .shares = shares, .lines = entries};
    struct ledger_posted posted = {0};
    for (size_t i = 0; i < agreement->shares.count; i++)
        if (agreement->shares.at[i].amount.won > 0)
            shares[allotment.share_count++] = (struct ledger_share){
                .source = agreement->shares.at[i].organisation_id,
                .designation = rules->programme_id,
                .part = rules->document.year,
                .deposited = !reserved_share(agreement, &agreement->shares.at[i]),
                .amount = agreement->shares.at[i].amount};
    enum status st = budget_entries(tx, arena, agreement, entries, &allotment.line_count, err);
    if (st == STATUS_OK)
        st = ledger_beneficiary(tx, agreement->id, agreement->adopter_id, err);
    if (st != STATUS_OK)
        return st;
    struct ledger_group head = group_of(caller, rules, LEDGER_CODE_AGREED, now);
    st = ledger_allot(tx, &allotment, &head, &posted, err);
    return st == STATUS_OK ? st : error_while(err, "reserving the agreed shares");
}

/* ---- contributions ---- */

static enum status book_contribution(struct store_tx *tx, const struct people_caller *caller,
                                     const struct programme_rules *rules, bool sponsor,
                                     int64_t organisation_id, struct money amount, time_us now,
                                     struct uuid *ret_group, struct error *err)
{
    struct ledger_line line = {0};
    struct ledger_key from = source_key(rules, organisation_id);
    struct ledger_key to = {.code = sponsor ? LEDGER_PLEDGE : LEDGER_SUBSIDY_BANK,
                            .org = sponsor ? organisation_id : caller->organisation_id,
                            .source = organisation_id,
                            .designation = rules->programme_id};
    enum status st = line_between(tx, sponsor ? LEDGER_PENDING : LEDGER_POSTED, &to, &from, amount,
                                  now, &line, err);
    struct ledger_group group =
        group_of(caller, rules, sponsor ? LEDGER_CODE_PLEDGED : LEDGER_CODE_GRANT_RECEIVED, now);
    group.lines = &line;
    group.line_count = 1;
    struct ledger_posted posted = {0};
    if (st == STATUS_OK)
        st = ledger_post(tx, &group, &posted, err);
    if (st == STATUS_OK)
        *ret_group = group.id;
    return st;
}

/* A sponsor gives its own; the public money of others is recorded for who gave it. */
static enum status giver_of(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, const struct programme_gift *gift,
                            int64_t *ret_giver, struct error *err)
{
    struct people_organisation giver = {0};
    int64_t id = gift->organisation_id;
    if (caller->organisation_kind == KIND_SPONSOR) {
        *ret_giver = caller->organisation_id;
        return STATUS_OK;
    }
    enum status st = id == 0 ? ministry_id(tx, arena, &id, err) : STATUS_OK;
    if (st == STATUS_OK && id == 0)
        st = FAIL(err, PROGRAMME_FUNDER, "no ministry is registered");
    if (st == STATUS_OK)
        st = people_organisation(tx, arena, id, &giver, err);
    if (st == STATUS_OK && giver.kind != KIND_MINISTRY && giver.kind != KIND_LOCAL)
        st = FAIL_AT(err, PROGRAMME_FUNDER, "/organisation_id", "%.60s gives no public money",
                     giver.name);
    if (st == STATUS_OK)
        *ret_giver = id;
    return st;
}

enum status programme_contribute(struct store_tx *tx, struct arena *arena,
                                 const struct people_caller *caller,
                                 const struct programme_gift *gift, time_us now, int64_t *ret_id,
                                 struct error *err)
{
    bool sponsor = caller->organisation_kind == KIND_SPONSOR;
    struct programme_rules rules = {0};
    struct uuid group = {0};
    const struct written_text texts[] = {{gift->designation, "/designation"}};
    int64_t organisation_id = 0, id = 0;
    enum status st = check_written(texts, sizeof texts / sizeof *texts, err);
    if (st == STATUS_OK)
        st = programme_rules(tx, arena, gift->programme, &rules, err);
    if (st == STATUS_OK)
        st = giver_of(tx, arena, caller, gift, &organisation_id, err);
    if (st == STATUS_OK)
        st = book_contribution(tx, caller, &rules, sponsor, organisation_id, gift->amount, now,
                               &group, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_contribution_insert,
                          STORE_VALUES(v_text(sponsor ? "sponsor" : "government"),
                                       v_int(organisation_id), v_int(rules.id),
                                       v_text(gift->designation), v_int(gift->amount.won),
                                       v_int(now), v_blob(group.bytes, sizeof group.bytes)),
                          &id, err);
    if (st == STATUS_OK && !sponsor)
        st = store_run(tx, sql_contribution_receive, STORE_VALUES(v_int(id), v_int(now), v_null()),
                       NULL, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

struct contribution_row {
    struct programme_contribution view;
    int64_t rule_id;
    struct uuid group;
};

/* As contribution_get and contribution_list give it. */
static struct contribution_row take_contribution(struct store_rows *rows, struct arena *arena)
{
    struct contribution_row row = {.rule_id = store_int(rows, 3),
                                   .view = {.id = store_int(rows, 0),
                                            .source = store_text(rows, 1, arena),
                                            .organisation_id = store_int(rows, 2),
                                            .designation = store_text(rows, 4, arena),
                                            .amount = money_won(store_int(rows, 5)),
                                            .state = store_text(rows, 6, arena),
                                            .pledged_at = store_int(rows, 7),
                                            .organisation = store_text(rows, 9, arena)}};
    size_t size = 0;
    const void *group = store_blob(rows, 8, arena, &size);
    if (size == sizeof row.group.bytes)
        memcpy(row.group.bytes, group, size);
    return row;
}

static enum status contribution_row(struct store_tx *tx, struct arena *arena, int64_t id,
                                    struct contribution_row *ret_row, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_contribution_get, STORE_VALUES(v_int(id)), &rows, err);
    if (st == STATUS_OK)
        *ret_row = take_contribution(rows, arena);
    return st;
}

/* The day by which pledged money must be spent: the rules' step "spend", with its legal basis. */
static struct day spend_by(const struct rules_document *rules, time_us pledged_at)
{
    for (size_t i = 0; i < rules->step_count; i++)
        if (text_same(rules->steps[i].id, "spend"))
            return rules_deadline(&rules->steps[i], day_of(pledged_at, zone_seoul()), NULL);
    return (struct day){0};
}

static enum status finish_contribution(struct store_tx *tx, struct arena *arena,
                                       const struct contribution_row *row,
                                       struct programme_contribution *ret_contribution,
                                       struct error *err)
{
    struct programme_rules rules = {0};
    enum status st = programme_rules_get(tx, arena, row->rule_id, &rules, err);
    if (st != STATUS_OK)
        return st;
    *ret_contribution = row->view;
    ret_contribution->programme = rules.document.key;
    ret_contribution->spend_by = spend_by(&rules.document, row->view.pledged_at);
    if (text_same(row->view.state, "received"))
        ret_contribution->received = row->view.amount;
    return STATUS_OK;
}

enum status programme_contribution(struct store_tx *tx, struct arena *arena, int64_t id,
                                   struct programme_contribution *ret_contribution,
                                   struct error *err)
{
    struct contribution_row row = {0};
    enum status st = contribution_row(tx, arena, id, &row, err);
    return st == STATUS_OK ? finish_contribution(tx, arena, &row, ret_contribution, err) : st;
}

enum status programme_contributions(struct store_tx *tx, struct arena *arena,
                                    const struct programme_page *page,
                                    struct programme_contributions *ret_list, struct error *err)
{
    LIST(struct contribution_row) list = {0};
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = true;
    enum status st =
        page_query(tx, page, sql_contribution_list, sql_contribution_list_of, &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = take_contribution(rows, arena);
    store_done(&rows);
    struct programme_contributions contributions = {
        .at = arena_array(arena, list.count, sizeof *contributions.at)};
    for (; st == STATUS_OK && contributions.count < list.count; contributions.count++)
        st = finish_contribution(tx, arena, &list.at[contributions.count],
                                 &contributions.at[contributions.count], err);
    if (st == STATUS_OK)
        *ret_list = contributions;
    return st;
}

/* Writers are one at a time (store.h), so nobody comes between this look and the entry. */
enum status programme_bank_unused(struct store_tx *tx, const char *reference, struct error *err)
{
    int64_t count = 0;
    enum status st =
        store_number(tx, sql_bank_entry_count, STORE_VALUES(v_text(reference)), &count, err);
    if (st == STATUS_OK && count > 0)
        return FAIL_AT(err, PROGRAMME_BANK_REFERENCE, "/bank_reference",
                       "a contribution, a deposit or a payment rests on it");
    return st;
}

enum status programme_receive(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t id,
                              const char *bank_reference, time_us now, struct error *err)
{
    struct contribution_row row = {0};
    struct programme_rules rules = {0};
    int64_t changed = 0;
    enum status st = contribution_row(tx, arena, id, &row, err);
    if (st == STATUS_OK)
        st = programme_rules_get(tx, arena, row.rule_id, &rules, err);
    if (st == STATUS_OK)
        st = programme_bank_unused(tx, bank_reference, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_contribution_receive,
                       STORE_VALUES(v_int(id), v_int(now), v_text(bank_reference)), &changed, err);
    if (st == STATUS_OK && changed == 0)
        return FAIL(err, PROGRAMME_STEP, "this contribution has been received");
    if (st != STATUS_OK)
        return st;
    struct ledger_key pledge = {.code = LEDGER_PLEDGE,
                                .org = row.view.organisation_id,
                                .source = row.view.organisation_id,
                                .designation = rules.programme_id};
    struct ledger_key bank = {.code = LEDGER_FUND_BANK,
                              .org = caller->organisation_id,
                              .source = row.view.organisation_id,
                              .designation = rules.programme_id};
    struct ledger_line line = {0};
    st = line_between(tx, LEDGER_POSTED, &bank, &pledge, row.view.amount, now, &line, err);
    struct ledger_group group = group_of(caller, &rules, LEDGER_CODE_PLEDGE_PAID, now);
    group.lines = &line;
    group.line_count = 1;
    struct ledger_posted posted = {0};
    return st == STATUS_OK ? ledger_settle(tx, &row.group, &group, &posted, err) : st;
}

/* ---- the adopter's own share ---- */

static struct money own_share(const struct programme_agreement *agreement)
{
    struct money sum = {0};
    for (size_t i = 0; i < agreement->shares.count; i++)
        if (agreement->shares.at[i].organisation_id == agreement->adopter_id)
            sum = money_add(sum, agreement->shares.at[i].amount);
    return sum;
}

enum status programme_rules_of(struct store_tx *tx, struct arena *arena, int64_t application_id,
                               struct programme_rules *ret_rules, struct error *err)
{
    struct application_row row = {0};
    enum status st = application_row(tx, arena, application_id, &row, err);
    return st == STATUS_OK ? programme_rules_get(tx, arena, row.rule_id, ret_rules, err) : st;
}

enum status programme_deposit(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t agreement_id,
                              struct money amount, const char *bank_reference, time_us now,
                              struct error *err)
{
    struct programme_agreement agreement = {0};
    struct programme_rules rules = {0};
    enum status st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK)
        st = programme_rules_of(tx, arena, agreement.application_id, &rules, err);
    if (st != STATUS_OK)
        return st;
    if (!text_same(agreement.state, "active"))
        return FAIL(err, PROGRAMME_STEP, "the agreement is not signed by all");
    if (amount.won <= 0 ||
        money_compare(money_add(agreement.deposited, amount), own_share(&agreement)) > 0)
        return FAIL_AT(err, PROGRAMME_OVER, "/amount", "the own share is %s won",
                       money_text(arena, own_share(&agreement)));
    st = programme_bank_unused(tx, bank_reference, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_deposit_insert,
                       STORE_VALUES(v_int(agreement_id), v_int(amount.won), v_text(bank_reference),
                                    v_int(now)),
                       NULL, err);
    struct ledger_line line = {0};
    struct ledger_key bank = {.code = LEDGER_OWN_BANK,
                              .org = agreement.adopter_id,
                              .project = agreement_id,
                              .source = agreement.adopter_id,
                              .designation = rules.programme_id};
    struct ledger_key project = project_key(&rules, agreement.adopter_id, agreement_id);
    if (st == STATUS_OK)
        st = line_between(tx, LEDGER_POSTED, &bank, &project, amount, now, &line, err);
    struct ledger_group group = group_of(caller, &rules, LEDGER_CODE_OWN_DEPOSITED, now);
    group.lines = &line;
    group.line_count = 1;
    struct ledger_posted posted = {0};
    if (st == STATUS_OK)
        st = ledger_post(tx, &group, &posted, err);
    if (st == STATUS_OK)
        st =
            record_event(tx, caller, agreement.application_id, "deposit", bank_reference, now, err);
    return st;
}
