/* What a call says: written and rewritten while it is a draft. */
#include "notice/notice.h"

#include <inttypes.h>

#include "journal/journal.h"
#include "kit/bytes.h"
#include "kit/text.h"
#include "notice/notice_private.h"
#include "notice_queries_sql.h"

#define REASON REASON_DEFINE
#include "notice/reasons.def"
#undef REASON
#define SAID SAID_DEFINE
#include "notice/said.def"
#undef SAID

enum { QUOTA_MAX = 100000 };

/* The kind of organisation that may pay as that party; KIND_COUNT: any may. */
static const enum people_kind payers[] = {
    [RULES_GOVERNMENT] = KIND_MINISTRY, [RULES_SPONSOR] = KIND_SPONSOR,
    [RULES_ADOPTER] = KIND_ADOPTER,     [RULES_LOCAL] = KIND_LOCAL,
    [RULES_OTHER] = KIND_COUNT,
};

const char *notice_article(const struct rules_document *rules, const char *step,
                           const char *otherwise)
{
    for (size_t i = 0; i < rules->step_count; i++)
        if (text_same(rules->steps[i].machine, "call") && text_same(rules->steps[i].id, step))
            return rules->steps[i].article;
    return otherwise;
}

size_t notice_position(const struct rules_document *rules, const char *funder)
{
    size_t position = 0;
    while (position < rules->funder_count && !text_same(rules->funders[position].id, funder))
        position++;
    return position;
}

enum status notice_record(struct store_tx *tx, const struct people_caller *caller, int64_t id,
                          const struct notice_move *move, const char *before, const char *after,
                          const char *article, time_us now, struct error *err)
{
    int64_t event = 0;
    enum status st = store_number(tx, sql_notice_event_insert,
                                  STORE_VALUES(v_int(id), v_int(now), v_int(caller->user_id),
                                               v_text(caller->name), v_int(caller->organisation_id),
                                               v_text(move->action), v_text(move->note)),
                                  &event, err);
    if (st != STATUS_OK)
        return st;
    const struct journal_decision decision = {.kind = "call",
                                              .ref = event,
                                              .at = now,
                                              .person = caller->user_id,
                                              .post = caller->post_id,
                                              .organisation = caller->organisation_id,
                                              .action = move->action,
                                              .object = "call",
                                              .object_id = id,
                                              .before = before,
                                              .after = after,
                                              .article = article,
                                              .name = caller->name,
                                              .note = move->note};
    return journal_decide(tx, &decision, err);
}

static enum status check_texts(const struct notice_draft *draft, struct error *err)
{
    const char *const texts[] = {draft->title, draft->body, draft->who, draft->basis};
    static const char *const places[] = {"/title", "/body", "/who", "/basis"};
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < sizeof texts / sizeof *texts; i++)
        st = people_check_text(texts[i], places[i], err);
    for (size_t i = 0; st == STATUS_OK && i < draft->papers.count; i++)
        st = people_check_text(draft->papers.at[i].name, "/papers", err);
    if (st == STATUS_OK && draft->closes_at <= draft->opens_at)
        st = FAIL_AT(err, NOTICE_DAYS, "/closes_at", "it would close before it opens");
    if (st == STATUS_OK && (draft->quota < 1 || draft->quota > QUOTA_MAX))
        st = FAIL_AT(err, NOTICE_DAYS, "/quota", "1 to %d firms", QUOTA_MAX);
    return st;
}

/* Is this organisation of a kind that may pay as that funder, and named once? */
static enum status check_funder(struct store_tx *tx, struct arena *arena,
                                const struct rules_document *rules,
                                const struct notice_draft *draft, size_t index, struct error *err)
{
    const struct notice_funder *funder = &draft->funders.at[index];
    const char *place = arena_format(arena, "/funders/%zu", index);
    size_t position = notice_position(rules, funder->funder);
    if (position == rules->funder_count || rules->funders[position].party == RULES_ADOPTER)
        return FAIL_AT(err, NOTICE_FUNDER, place,
                       "the rules have no funder \"%.40s\" beside the firm", funder->funder);
    for (size_t i = 0; i < index; i++)
        if (text_same(draft->funders.at[i].funder, funder->funder))
            return FAIL_AT(err, NOTICE_FUNDER, place, "\"%.40s\" is named twice", funder->funder);
    struct people_organisation payer = {0};
    enum rules_party party = rules->funders[position].party;
    enum status st = people_organisation(tx, arena, funder->organisation_id, &payer, err);
    if (st == STATUS_OK && payers[party] != KIND_COUNT && payer.kind != payers[party])
        st = FAIL_AT(err, NOTICE_FUNDER, place, "%.60s cannot pay as %.40s%.0s", payer.name,
                     rules->funders[position].en, rules->funders[position].ko);
    if (st == STATUS_OK && party == RULES_SPONSOR && payer.id != draft->sponsor_id)
        st =
            FAIL_AT(err, NOTICE_FUNDER, place, "%.60s is not the sponsor of this call", payer.name);
    return st;
}

static enum status check_draft(struct store_tx *tx, struct arena *arena,
                               const struct notice_draft *draft, struct programme_rules *ret_rules,
                               struct error *err)
{
    struct people_organisation sponsor = {.kind = KIND_SPONSOR};
    enum status st = check_texts(draft, err);
    if (st == STATUS_OK)
        st = programme_rules(tx, arena, draft->programme, ret_rules, err);
    if (st == STATUS_OK && draft->sponsor_id != 0)
        st = people_organisation(tx, arena, draft->sponsor_id, &sponsor, err);
    if (st == STATUS_OK && sponsor.kind != KIND_SPONSOR)
        st = FAIL_AT(err, NOTICE_FUNDER, "/sponsor_id", "%.60s is no sponsor", sponsor.name);
    for (size_t i = 0; st == STATUS_OK && i < draft->funders.count; i++)
        st = check_funder(tx, arena, &ret_rules->document, draft, i, err);
    return st;
}

static enum status insert_lists(struct store_tx *tx, int64_t id, const struct rules_document *rules,
                                const struct notice_draft *draft, struct error *err)
{
    enum status st = STATUS_OK;
    for (size_t i = 0; st == STATUS_OK && i < draft->funders.count; i++) {
        const struct notice_funder *funder = &draft->funders.at[i];
        st = store_run(tx, sql_notice_funder_insert,
                       STORE_VALUES(v_int(id),
                                    v_int((int64_t)notice_position(rules, funder->funder)),
                                    v_int(funder->organisation_id), v_int(funder->amount.won)),
                       NULL, err);
    }
    for (size_t i = 0; st == STATUS_OK && i < draft->papers.count; i++)
        st = store_run(tx, sql_notice_paper_insert,
                       STORE_VALUES(v_int(id), v_int((int64_t)i), v_text(draft->papers.at[i].name),
                                    v_int(draft->papers.at[i].required)),
                       NULL, err);
    return st;
}

static struct store_value sponsor_value(const struct notice_draft *draft)
{
    return draft->sponsor_id == 0 ? v_null() : v_int(draft->sponsor_id);
}

enum status notice_make(struct store_tx *tx, struct arena *arena,
                        const struct people_caller *caller, const struct notice_draft *draft,
                        time_us now, int64_t *ret_id, struct error *err)
{
    static const struct notice_move written = {.action = "draft", .note = ""};
    struct programme_rules rules = {0};
    int64_t number = 0, id = 0;
    enum status st = check_draft(tx, arena, draft, &rules, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_notice_number, STORE_NONE, &number, err);
    if (st != STATUS_OK)
        return st;
    const struct uuid uuid = uuid_new(now);
    const char *text =
        arena_format(arena, "C-%d-%04" PRId64, day_of(now, zone_seoul()).year, number);
    st =
        store_number(tx, sql_notice_insert,
                     STORE_VALUES(v_text(uuid_text(arena, &uuid)), v_text(text), v_int(rules.id),
                                  v_int(caller->organisation_id), sponsor_value(draft),
                                  v_text(draft->title), v_text(draft->body), v_text(draft->who),
                                  v_text(draft->basis), v_int(draft->quota), v_int(draft->opens_at),
                                  v_int(draft->closes_at), v_int(caller->user_id), v_int(now)),
                     &id, err);
    if (st == STATUS_OK)
        st = insert_lists(tx, id, &rules.document, draft, err);
    if (st == STATUS_OK)
        st = notice_record(tx, caller, id, &written, NULL, "draft", draft->basis, now, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

enum status notice_edit(struct store_tx *tx, struct arena *arena,
                        const struct people_caller *caller, int64_t id,
                        const struct notice_draft *draft, time_us now, struct error *err)
{
    static const struct notice_move edited = {.action = "edit", .note = ""};
    struct programme_rules rules = {0};
    int64_t changed = 0;
    enum status st = check_draft(tx, arena, draft, &rules, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_notice_update,
                       STORE_VALUES(v_int(id), v_int(rules.id), sponsor_value(draft),
                                    v_text(draft->title), v_text(draft->body), v_text(draft->who),
                                    v_text(draft->basis), v_int(draft->quota),
                                    v_int(draft->opens_at), v_int(draft->closes_at), v_int(now)),
                       &changed, err);
    if (st == STATUS_OK && changed == 0)
        st = FAIL(err, NOTICE_STEP,
                  "an announced call is extended, closed or withdrawn, not edited");
    if (st == STATUS_OK)
        st = store_run(tx, sql_notice_funder_clear, STORE_VALUES(v_int(id)), NULL, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_notice_paper_clear, STORE_VALUES(v_int(id)), NULL, err);
    if (st == STATUS_OK)
        st = insert_lists(tx, id, &rules.document, draft, err);
    if (st == STATUS_OK)
        st = notice_record(tx, caller, id, &edited, "draft", "draft", draft->basis, now, err);
    return st;
}
