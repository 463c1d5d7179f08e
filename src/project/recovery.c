/* Recovery: a claim in the book, its notice, dunning, instalments, receipts. The book keeps what is
 * owed and by when; the terms and the rate come from the rules of the case. */
#include <inttypes.h>
#include <string.h>

#include "kit/bytes.h"
#include "kit/text.h"
#include "project/project_private.h"
#include "project_queries_sql.h"

/* Days from being noticed to being paid, from being dunned to being paid: the steps say so. */
static int64_t days_of(const struct rules_document *rules, const char *step, const char *from,
                       const char **ret_basis)
{
    const struct rules_step *found = rules_step(rules, "recovery", step, from);
    *ret_basis = found == NULL ? "" : found->article;
    return found == NULL || found->deadline_days <= 0 ? 0 : found->deadline_days;
}

static struct ledger_terms terms_of(const struct rules_document *rules)
{
    struct ledger_terms terms = {0};
    for (size_t i = 0; i < LEDGER_TERM_COUNT; i++)
        terms.basis[i] = "";
    terms.value[LEDGER_TERM_CLAIM_DAYS] =
        days_of(rules, "pay", "noticed", &terms.basis[LEDGER_TERM_CLAIM_DAYS]);
    terms.value[LEDGER_TERM_DUN_DAYS] =
        days_of(rules, "pay", "dunned", &terms.basis[LEDGER_TERM_DUN_DAYS]);
    const struct rules_term *rate = rules_term(rules, "late_interest");
    if (rate != NULL && rate->value != RULES_UNSET) {
        terms.value[LEDGER_TERM_LATE_BP] = rate->value;
        terms.basis[LEDGER_TERM_LATE_BP] = rate->basis;
    }
    return terms;
}

static struct ledger_group head_of(const struct casework_context *step,
                                   const struct hash256 *evidence)
{
    return (struct ledger_group){.id = uuid_new(step->now),
                                 .rule = step->procedure->rule_id,
                                 .event_at = step->now,
                                 .now = step->now,
                                 .actor = step->caller == NULL ? 0 : step->caller->user_id,
                                 .evidence = evidence};
}

/* ---- a recovery begins ---- */

/* What each funder had paid of the amount; the adopter's own part is its own loss. */
static enum status claim_parts(const struct project *project, const struct programme_rules *rules,
                               struct money amount, struct ledger_claim_part *parts,
                               size_t *ret_count, struct money *ret_owed, struct error *err)
{
    const struct programme_shares *shares = &project->agreement.shares;
    struct money paid[RULES_FUNDERS_MAX] = {0}, split[RULES_FUNDERS_MAX] = {0}, owed = {0};
    size_t count = 0, remainder = 0;
    for (size_t i = 0; i < shares->count; i++) {
        paid[i] = shares->at[i].paid;
        remainder = rules->document.funders[i].remainder ? i : remainder;
    }
    enum status st = ledger_claim_split(amount, paid, shares->count, remainder, split, err);
    for (size_t i = 0; st == STATUS_OK && i < shares->count; i++) {
        if (shares->at[i].organisation_id == project->agreement.adopter_id || split[i].won == 0)
            continue;
        const char *party = shares->at[i].party;
        bool government = text_same(party, "government") || text_same(party, "local");
        parts[count++] =
            (struct ledger_claim_part){.source = shares->at[i].organisation_id,
                                       .designation = rules->programme_id,
                                       .paid = split[i],
                                       .bank = government ? LEDGER_SUBSIDY_BANK : LEDGER_FUND_BANK};
        owed = money_add(owed, split[i]);
    }
    if (st == STATUS_OK) {
        *ret_count = count;
        *ret_owed = owed;
    }
    return st;
}

/* No more is asked back than the others had paid, over all recoveries of the case. */
static enum status check_not_twice(const struct casework_context *step,
                                   const struct project *project, struct money owed,
                                   struct error *err)
{
    struct ledger_claim_list before = {0};
    struct money paid = {0};
    enum status st = ledger_claims(step->tx, project->agreement.id, 0, LEDGER_PAGE_MAX, step->arena,
                                   &before, err);
    for (size_t i = 0; st == STATUS_OK && i < before.count; i++)
        owed = money_add(owed, before.at[i].principal);
    for (size_t i = 0; i < project->agreement.shares.count; i++)
        if (project->agreement.shares.at[i].organisation_id != project->agreement.adopter_id)
            paid = money_add(paid, project->agreement.shares.at[i].paid);
    if (st == STATUS_OK && money_compare(owed, paid) > 0)
        st = FAIL_AT(err, PROJECT_CLAIM, "amount", "all recoveries would be %s won of %s won paid",
                     money_text(step->arena, owed), money_text(step->arena, paid));
    return st;
}

static enum status open_claim(const struct casework_context *step, int64_t matter_id,
                              struct money amount, const char *cause, struct error *err)
{
    struct project project = {0};
    struct programme_rules rules = {0};
    struct ledger_claim_part parts[RULES_FUNDERS_MAX];
    struct ledger_terms terms = terms_of(step->procedure->rules);
    struct money owed = {0};
    size_t count = 0;
    int64_t claim = 0;
    struct hash256 evidence = hash_of_bytes(cause, strlen(cause));
    enum status st = project_of(step, &project, err);
    if (st == STATUS_OK)
        st = programme_rules_get(step->tx, step->arena, step->procedure->rule_id, &rules, err);
    if (st == STATUS_OK)
        st = claim_parts(&project, &rules, amount, parts, &count, &owed, err);
    if (st == STATUS_OK && owed.won == 0)
        st = FAIL_AT(err, PROJECT_CLAIM, "amount", "nothing of it is another's money");
    if (st == STATUS_OK)
        st = check_not_twice(step, &project, owed, err);
    const struct ledger_claim_order order = {.id = uuid_new(step->now),
                                             .project = project.agreement.id,
                                             .debtor = project.agreement.adopter_id,
                                             .collector = project.agreement.operator_id,
                                             .amount = owed,
                                             .parts = parts,
                                             .part_count = count,
                                             .basis = cause,
                                             .evidence = &evidence,
                                             .noticed = step_day(step),
                                             .rule = step->procedure->rule_id,
                                             .actor = step->caller->user_id,
                                             .now = step->now};
    if (st == STATUS_OK)
        st = ledger_claim_open(step->tx, &terms, &order, &claim, err);
    if (st == STATUS_OK)
        st = store_run(step->tx, sql_recovery_insert, STORE_VALUES(v_int(matter_id), v_int(claim)),
                       NULL, err);
    return st;
}

enum status recovery_open(const struct casework_context *step, struct money amount,
                          const char *cause, struct error *err)
{
    const struct casework_matter *from = step->matter;
    json_t *values = json_pack("{s:I, s:s}", "amount", (json_int_t)amount.won, "cause", cause);
    const struct casework_opening opening = {.machine = "recovery",
                                             .subject_kind = from->subject_kind,
                                             .subject_id = from->subject_id,
                                             .application_id = from->application_id,
                                             .owner_id = from->owner_id,
                                             .parties = from->parties.at,
                                             .party_count = from->parties.count,
                                             .caller = step->caller,
                                             .input = {.values = values}};
    int64_t id = 0;
    enum status st =
        casework_open(step->tx, step->arena, step->procedure, &opening, step->now, &id, err);
    json_decref(values);
    return st;
}

static enum status make_claim(const struct casework_context *step, struct error *err)
{
    return open_claim(step, step->matter->id, (struct money){value_whole(step, "amount")},
                      value_text(step, "cause"), err);
}

/* ---- what is owed ---- */

static enum status claim_of(struct store_tx *tx, int64_t matter_id, struct ledger_claim *ret_claim,
                            struct error *err)
{
    int64_t id = 0;
    enum status st = store_number(tx, sql_recovery_claim, STORE_VALUES(v_int(matter_id)), &id, err);
    return st == STATUS_OK ? ledger_claim_get(tx, id, ret_claim, err) : st;
}

static struct money owed_of(const struct ledger_claim *claim)
{
    return money_add(money_add(claim->owed_principal, claim->owed_interest), claim->owed_surcharge);
}

static enum status missing_for_pay(const struct casework_context *step,
                                   struct casework_missings *missing, struct error *err)
{
    struct ledger_claim claim = {0};
    enum status st = claim_of(step->tx, step->matter->id, &claim, err);
    if (st == STATUS_OK && owed_of(&claim).won > 0)
        casework_misses(
            step, missing,
            arena_format(step->arena, "남은 환수금 %s원", money_text(step->arena, owed_of(&claim))),
            arena_format(step->arena, "%s won are still owed",
                         money_text(step->arena, owed_of(&claim))),
            step->step->article);
    return st;
}

static enum status missing_for_next(const struct casework_context *step,
                                    struct casework_missings *missing, struct error *err)
{
    struct ledger_claim claim = {0};
    enum status st = claim_of(step->tx, step->matter->id, &claim, err);
    if (st == STATUS_OK && day_compare(step_day(step), claim.due) <= 0)
        casework_misses(
            step, missing,
            arena_format(step->arena, "납부 기한 %s이 아직 지나지 않았습니다",
                         day_text(step->arena, claim.due)),
            arena_format(step->arena, "the term runs until %s", day_text(step->arena, claim.due)),
            step->step->article);
    return st;
}

static enum status dun(const struct casework_context *step, struct error *err)
{
    struct ledger_terms terms = terms_of(step->procedure->rules);
    struct ledger_claim claim = {0};
    enum status st = claim_of(step->tx, step->matter->id, &claim, err);
    return st == STATUS_OK ? ledger_claim_dun(step->tx, &terms, claim.id, step_day(step), err) : st;
}

/* Not collectable: who had it collected and who decides are two, and the decision is a paper. */
static enum status write_off(const struct casework_context *step, struct error *err)
{
    struct ledger_claim claim = {0};
    const struct casework_event *collected = NULL;
    struct hash256 evidence = {0};
    enum status st = claim_of(step->tx, step->matter->id, &claim, err);
    if (st == STATUS_OK)
        st = step_event(step, "collect", &collected, err);
    if (st != STATUS_OK)
        return st;
    if (collected == NULL || step->caller == NULL || collected->person_id == step->caller->user_id)
        return FAIL(err, PROGRAMME_TWO_PERSONS, "%.60s", step->step->article);
    if (!hex_read(step->evidence.at[0].sha256, evidence.bytes, sizeof evidence.bytes))
        return FAIL_AT(err, CASEWORK_EVIDENCE, "/evidence", "no hash");
    struct ledger_group head = head_of(step, &evidence);
    head.actor = collected->person_id;
    head.approval = step->caller->user_id;
    return ledger_claim_write_off(step->tx, claim.id, &head, err);
}

/* ---- instalments ---- */

static const struct casework_value allow_values[] = {
    {.name = "count", .type = CASEWORK_WHOLE, .ko = "분할 횟수", .en = "how many instalments"},
    {.name = "first_on", .type = CASEWORK_DAY, .ko = "첫 납부일", .en = "day of the first one"},
};

enum { INSTALMENTS_MAX = 60 };

static enum status check_plan(const struct casework_context *step, struct error *err)
{
    int64_t count = value_whole(step, "count");
    if (count < 2 || count > INSTALMENTS_MAX)
        return FAIL_AT(err, PROJECT_CLAIM, "count", "2 to %d", INSTALMENTS_MAX);
    if (day_compare(value_day(step, "first_on"), step_day(step)) <= 0)
        return FAIL_AT(err, PROJECT_TERM, "first_on", "not before tomorrow (%.80s)",
                       step->step->article);
    return STATUS_OK;
}

/* Equal parts a month apart; the won that do not divide are in the first. */
static enum status write_plan(const struct casework_context *step, struct error *err)
{
    struct ledger_claim claim = {0};
    int64_t count = value_whole(step, "count");
    enum status st = claim_of(step->tx, step->matter->id, &claim, err);
    int64_t each = owed_of(&claim).won / count, rest = owed_of(&claim).won - each * count;
    for (int64_t i = 0; st == STATUS_OK && i < count; i++) {
        struct day due = project_months_after(value_day(step, "first_on"), i);
        st = store_run(step->tx, sql_recovery_instalment,
                       STORE_VALUES(v_int(step->matter->id), v_int(i + 1),
                                    v_text(day_text(step->arena, due)),
                                    v_int(each + (i == 0 ? rest : 0))),
                       NULL, err);
    }
    return st;
}

/* ---- money comes ---- */

enum status project_receive(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, int64_t matter_id,
                            struct money amount, const char *bank_reference, time_us now,
                            struct error *err)
{
    struct casework_matter matter = {0};
    struct casework_procedure procedure = {0};
    struct ledger_claim claim = {0};
    struct ledger_receipt receipt = {0};
    struct money charged = {0};
    struct hash256 evidence = hash_of_bytes(bank_reference, strlen(bank_reference));
    enum status st = casework_matter_row(tx, arena, matter_id, &matter, err);
    if (st == STATUS_OK)
        st = project_procedure(tx, arena, matter.rule_id, &procedure, err);
    if (st == STATUS_OK)
        st = claim_of(tx, matter_id, &claim, err);
    if (st != STATUS_OK)
        return st;
    const struct casework_context step = {.procedure = &procedure, .caller = caller, .now = now};
    struct ledger_terms terms = terms_of(procedure.rules);
    struct ledger_group charge = head_of(&step, &evidence), receive = head_of(&step, &evidence);
    st = programme_bank_unused(tx, bank_reference, err);
    if (st == STATUS_OK && day_compare(day_of(now, zone_seoul()), claim.due) > 0)
        st = ledger_claim_interest(tx, &terms, claim.id, day_of(now, zone_seoul()), &charge,
                                   &charged, err);
    if (st == STATUS_OK)
        st = ledger_claim_receive(tx, claim.id, amount, &receive, &receipt, err);
    if (st == STATUS_OK)
        st = store_run(
            tx, sql_recovery_receipt,
            STORE_VALUES(v_int(matter_id), v_int(now), v_int(amount.won), v_text(bank_reference)),
            NULL, err);
    return st;
}

/* ---- the list, with the age of each ---- */

static enum status take_claim(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                              time_us now, struct project_claims *list, struct error *err)
{
    struct ledger_claim claim = {0};
    struct casework_matter matter = {0};
    struct people_organisation debtor = {0};
    enum status st = claim_of(tx, matter_id, &claim, err);
    if (st == STATUS_OK)
        st = casework_matter_row(tx, arena, matter_id, &matter, err);
    if (st == STATUS_OK)
        st = people_organisation(tx, arena, claim.debtor, &debtor, err);
    if (st != STATUS_OK)
        return st;
    int64_t late = day_number(day_of(now, zone_seoul())) - day_number(claim.due);
    *list_add(arena, list) =
        (struct project_claim){.matter_id = matter_id,
                               .application_id = matter.application_id,
                               .owner_id = matter.owner_id,
                               .debtor_id = claim.debtor,
                               .debtor = debtor.name,
                               .state = matter.state,
                               .principal = claim.principal,
                               .owed = owed_of(&claim),
                               .interest = claim.owed_interest,
                               .due = day_text(arena, claim.due),
                               .days_overdue = owed_of(&claim).won > 0 && late > 0 ? late : 0,
                               .dunnings = claim.dunnings};
    return st;
}

enum status project_claims(struct store_tx *tx, struct arena *arena, int64_t after, int most,
                           time_us now, struct project_claims *ret_list, struct error *err)
{
    LIST(int64_t) ids = {0};
    struct project_claims list = {0};
    struct store_rows *rows = NULL;
    bool more = true;
    enum status st =
        store_query(tx, sql_recovery_open, STORE_VALUES(v_int(after), v_int(most)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &ids) = store_int(rows, 0);
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < ids.count; i++)
        st = take_claim(tx, arena, ids.at[i], now, &list, err);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}

static const struct casework_value open_values[] = {
    {.name = "amount",
     .type = CASEWORK_MONEY,
     .ko = "불인정·환수 대상 금액",
     .en = "amount that was wrongly spent"},
    {.name = "cause", .type = CASEWORK_TEXT, .ko = "사유와 근거 조항", .en = "cause and article"},
};

static const struct casework_hook hooks[] = {
    {.machine = "recovery", .step = "open", .values = VALUES(open_values), .effect = make_claim},
    {.machine = "recovery", .step = "notify", .evidence = true, .step_up = true},
    {.machine = "recovery", .step = "pay", .missing = missing_for_pay},
    {.machine = "recovery",
     .step = "allow",
     .values = VALUES(allow_values),
     .check = check_plan,
     .effect = write_plan,
     .step_up = true},
    {.machine = "recovery", .step = "dun", .missing = missing_for_next, .effect = dun},
    {.machine = "recovery", .step = "collect", .missing = missing_for_next, .step_up = true},
    {.machine = "recovery",
     .step = "write_off",
     .evidence = true,
     .effect = write_off,
     .step_up = true},
};
const struct casework_hooks recovery_hooks = HOOKS(hooks);
