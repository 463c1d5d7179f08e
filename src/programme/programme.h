/* programme.h -- a case from the application to the first payment, bound to one version of rules.
 *
 *     adopter: programme_apply -> programme_edit -> programme_submit
 *     operator: programme_decide (approve makes the agreement)
 *     adopter, sponsor, operator: programme_sign; the last signature books the reservation
 *     sponsor: programme_contribute; operator: programme_receive, programme_deposit
 *     operator: programme_request -> (a second person) programme_approve -> programme_confirm
 *
 * No ratio, cap, step or tranche is here: they come from the rule document (rules.h) that the
 * application was made under. Money moves in the ledger, in the same transaction as the state.
 *
 * Promises, each with a test of the same words in programme/test/:
 *   - A published rule document is never changed.
 *   - Every step outside the table of steps is refused.
 *   - The shares of an application add up to its total.
 *   - The agreement takes effect with the last signature, and its money is reserved with it.
 *   - A tranche opens only when everything the rules want for it is there.
 *   - Who asked for a payment cannot approve it.
 *   - The parts of all payments of an agreement land on the agreed shares.
 *   - A bank entry counts once, whatever it was for.
 *   - No resident registration number is taken into a case.
 *   - Every group of the book that a case made leads back to what it was for and who decided it.
 *
 * Who may call what is not decided here but in the table of routes; only what depends on two
 * people or on the parties of one case is.
 *
 * Uses: kit, store, search, people, rules, casework, ledger. Tables:
 * db/migrations/0003_programme.sql, `proof` in 0012_project.sql. */
#ifndef PROGRAMME_PROGRAMME_H
#define PROGRAMME_PROGRAMME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casework/casework.h"
#include "kit/arena.h"
#include "kit/bytes.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/money.h"
#include "people/people.h"
#include "rules/rules.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "programme/reasons.def"
#undef REASON

/* ---- rules ---- */

struct programme_rules {
    int64_t id;           /* of this version */
    int64_t programme_id; /* of all its versions: the designation of money given for it */
    const char *hash;
    struct rules_document document;
};

struct programme_rules_list {
    struct programme_rules *at;
    size_t count;
};

/* Publish a document; again with the same content is fine. */
enum status programme_publish(struct store_tx *tx, struct arena *arena, const char *bytes,
                              size_t size, time_us now, int64_t *ret_id, struct error *err);
/* The newest version under that key. */
enum status programme_rules(struct store_tx *tx, struct arena *arena, const char *key,
                            struct programme_rules *ret_rules, struct error *err);
/* The version of that id; the version that an application was made under and stays bound to. */
enum status programme_rules_get(struct store_tx *tx, struct arena *arena, int64_t id,
                                struct programme_rules *ret_rules, struct error *err);
enum status programme_rules_of(struct store_tx *tx, struct arena *arena, int64_t application_id,
                               struct programme_rules *ret_rules, struct error *err);
/* One version as it was published, byte by byte; version 0: the newest. */
enum status programme_rules_text(struct store_tx *tx, struct arena *arena, const char *key,
                                 int64_t version, const char **ret_text, struct error *err);
/* The version with that hash. */
enum status programme_rules_hashed(struct store_tx *tx, struct arena *arena, const char *hash,
                                   struct programme_rules *ret_rules, struct error *err);
enum status programme_rules_list(struct store_tx *tx, struct arena *arena,
                                 struct programme_rules_list *ret_list, struct error *err);

/* ---- the parts of a case ---- */

struct programme_share {
    const char *funder, *ko, *en, *party;
    int64_t organisation_id; /* 0 until the agreement */
    struct money amount, paid;
};
struct programme_shares {
    struct programme_share *at;
    size_t count, room;
};

struct programme_option {
    const char *id, *ko, *en;
    struct money cost;
    int64_t payback_months; /* -1 unknown */
};
struct programme_options {
    struct programme_option *at;
    size_t count, room;
};

struct programme_event {
    time_us at;
    const char *name, *organisation, *action, *note;
};
struct programme_events {
    struct programme_event *at;
    size_t count, room;
};

struct programme_application {
    int64_t id;
    const char *number, *state;
    const char *programme; /* key of the rules */
    int64_t programme_version;
    int64_t adopter_id, sponsor_id;
    const char *adopter, *sponsor;
    const char *title, *summary, *contact;
    int64_t plan_id;
    const char *plan_hash;
    struct money total;
    struct programme_shares shares;
    struct programme_options options;
    struct programme_events history;
    int64_t agreement_id;             /* 0 before the approval */
    time_us created_at, submitted_at; /* 0: not yet */
};
struct programme_applications {
    struct programme_application *at;
    size_t count;
};

/* Who pays as a funder of the rules that is no party of every case: a province, a city. */
struct programme_payer {
    const char *funder;
    int64_t organisation_id;
};
struct programme_payers {
    struct programme_payer *at;
    size_t count;
};

struct programme_draft {
    const char *programme;
    int64_t rule_id;                /* a version of these rules; 0: the newest */
    struct programme_payers payers; /* where the rules leave open who pays; else may be empty */
    int64_t sponsor_id;
    int64_t plan_id;
    const char *plan_hash;
    const char *title, *summary, *contact;
    struct programme_options options; /* their costs make the total */
};

enum status programme_apply(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, const struct programme_draft *draft,
                            time_us now, int64_t *ret_id, struct error *err);

struct programme_change {
    const char *title, *summary, *contact; /* NULL: as it is */
};
enum status programme_edit(struct store_tx *tx, struct arena *arena, int64_t id,
                           const struct programme_change *change, struct error *err);

/* action: "submit", "return", "reject", "approve". The last makes the agreement. */
enum status programme_decide(struct store_tx *tx, struct arena *arena,
                             const struct people_caller *caller, int64_t id, const char *action,
                             const char *note, time_us now, struct error *err);

enum status programme_application(struct store_tx *tx, struct arena *arena, int64_t id,
                                  struct programme_application *ret_application, struct error *err);

/* A page of a list, newest first: the next one begins before the last id of this one. */
enum { PROGRAMME_PAGE_USUAL = 50, PROGRAMME_PAGE_MAX = 5000 };
struct programme_page {
    int64_t organisation_id; /* those in which it has a part; 0: all */
    int64_t before;          /* an id; 0: from the newest */
    int64_t most;            /* 0: PROGRAMME_PAGE_USUAL */
    const char *state;       /* NULL: any */
};

/* Drafts only to the adopter. In one query: without rules, shares, options and history. */
enum status programme_applications(struct store_tx *tx, struct arena *arena,
                                   const struct programme_page *page,
                                   struct programme_applications *ret_list, struct error *err);

/* What a task's line says of its case. */
struct programme_heading {
    const char *number, *title, *adopter, *programme; /* programme: key of the rules */
};
enum status programme_heading(struct store_tx *tx, struct arena *arena, int64_t application_id,
                              struct programme_heading *ret_heading, struct error *err);

/* These, each with all that programme_application() gives, in the order of the ids: a few queries
 * however many they are. */
enum status programme_applications_whole(struct store_tx *tx, struct arena *arena,
                                         const int64_t *ids, size_t count,
                                         struct programme_applications *ret_list,
                                         struct error *err);

/* Has an application that rests on this plan left the applicant's desk? */
enum status programme_plan_submitted(struct store_tx *tx, int64_t plan_id, bool *ret_submitted,
                                     struct error *err);

/* ---- agreement ---- */

struct programme_signature {
    int64_t organisation_id;
    const char *organisation;
    const char *name; /* NULL: not yet */
    time_us at;       /* 0: not yet */
};
struct programme_signatures {
    struct programme_signature *at;
    size_t count, room;
};

struct programme_tranche {
    const char *id, *ko, *en;
    struct money amount, paid;
};
struct programme_tranches {
    struct programme_tranche *at;
    size_t count, room;
};

struct programme_part {
    const char *funder;
    struct money amount;
};
struct programme_parts {
    struct programme_part *at;
    size_t count, room;
};

struct programme_payment {
    int64_t id, agreement_id;
    const char *tranche;
    struct money amount;
    const char *payee, *evidence, *state;
    struct programme_parts parts;
    int64_t requested_by, approved_by; /* 0: not yet */
    const char *requested_by_name;
    const char *approved_by_name; /* NULL: not yet */
    time_us requested_at, paid_at;
};
struct programme_payments {
    struct programme_payment *at;
    size_t count, room;
};

/* Whose turn it is: an organisation and what it is to do. */
struct programme_wait {
    const char *organisation, *ko, *en;
};
struct programme_waits {
    struct programme_wait *at;
    size_t count, room;
};

struct programme_agreement {
    int64_t id;
    const char *number, *state;
    int64_t application_id, adopter_id, sponsor_id, operator_id;
    const char *adopter, *sponsor, *operator_name, *title;
    struct money total, deposited;
    struct programme_shares shares;
    struct programme_signatures signatures;
    struct programme_tranches tranches;
    struct programme_payments payments;
    struct programme_waits waiting_for;
    time_us created_at, active_at;
};
struct programme_ids {
    int64_t *at;
    size_t count;
};

enum status programme_agreement(struct store_tx *tx, struct arena *arena, int64_t id,
                                struct programme_agreement *ret_agreement, struct error *err);
struct programme_agreements {
    struct programme_agreement *at;
    size_t count;
};
enum status programme_agreements(struct store_tx *tx, struct arena *arena, const int64_t *ids,
                                 size_t count, struct programme_agreements *ret_list,
                                 struct error *err);
enum status programme_agreement_ids(struct store_tx *tx, struct arena *arena,
                                    const struct programme_page *page,
                                    struct programme_ids *ret_ids, struct error *err);
/* The last signature is refused with PROGRAMME_UNFUNDED, and not kept, while a share other than the
 * adopter's is not there; the text says how much is missing. */
enum status programme_sign(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, int64_t id, time_us now,
                           struct error *err);

/* ---- the budget by cost item ---- */

struct programme_budget_line {
    int64_t position; /* of the cost item in the rules */
    const char *item;
    struct money agreed; /* with the agreement */
    struct money approved, reserved, spent, left;
    struct money shifted; /* moved to other items without approval, all together */
};
struct programme_budget_lines {
    struct programme_budget_line *at;
    size_t count, room;
};
/* Once, before the last signature; the lines add up to the agreement. PROGRAMME_BUDGET. */
enum status programme_budget_set(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                                 const struct programme_budget_lines *lines, struct error *err);
/* None where the agreement came without a cost sheet. */
enum status programme_budget(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                             struct programme_budget_lines *ret_lines, struct error *err);
struct programme_shift {
    int64_t agreement_id;
    const char *from, *to; /* cost items */
    struct money amount;
    int64_t free_bp;  /* part of a line that may move without approval, of the rules */
    int64_t asked_by; /* person */
    bool approved;    /* the caller approves it, and is another */
};
/* LEDGER_SHIFT when more would have moved without approval than the rules allow. */
enum status programme_budget_shift(struct store_tx *tx, struct arena *arena,
                                   const struct people_caller *caller,
                                   const struct programme_shift *shift, time_us now,
                                   struct error *err);

/* ---- money ---- */

struct programme_contribution {
    int64_t id;
    const char *source; /* "sponsor", "government" */
    int64_t organisation_id;
    const char *organisation, *programme, *designation;
    struct money amount, received;
    struct day spend_by; /* by the rules' step "spend"; year 0 where they have none */
    const char *state;
    time_us pledged_at;
};
struct programme_contributions {
    struct programme_contribution *at;
    size_t count;
};

/* What the organisation has given or pledged under these rules and no agreement has taken. */
enum status programme_free(struct store_tx *tx, const struct programme_rules *rules,
                           int64_t organisation_id, struct money *ret_free, struct error *err);

struct programme_gift {
    const char *programme, *designation;
    struct money amount;
    int64_t organisation_id; /* whose public grant is recorded; 0: the ministry's */
};
/* A sponsor pledges for its own organisation; anyone else records a grant of the ministry or of a
 * local government. */
enum status programme_contribute(struct store_tx *tx, struct arena *arena,
                                 const struct people_caller *caller,
                                 const struct programme_gift *gift, time_us now, int64_t *ret_id,
                                 struct error *err);
enum status programme_receive(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t id,
                              const char *bank_reference, time_us now, struct error *err);
enum status programme_contribution(struct store_tx *tx, struct arena *arena, int64_t id,
                                   struct programme_contribution *ret_contribution,
                                   struct error *err);
enum status programme_contributions(struct store_tx *tx, struct arena *arena,
                                    const struct programme_page *page,
                                    struct programme_contributions *ret_list, struct error *err);

/* PROGRAMME_BANK_REFERENCE if any contribution, deposit, payment or receipt of a recovery rests on
 * this entry already. */
enum status programme_bank_unused(struct store_tx *tx, const char *reference, struct error *err);

enum status programme_deposit(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t agreement_id,
                              struct money amount, const char *bank_reference, time_us now,
                              struct error *err);

struct programme_request {
    const char *tranche;
    struct money amount;
    const char *payee, *evidence;
};
enum status programme_request(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t agreement_id,
                              const struct programme_request *request, time_us now, int64_t *ret_id,
                              struct error *err);
/* ---- pay on proof ----
 * A tranche of the rules names a step that must be done ("start_report.accept") and proofs. Some
 * are read from the procedures of the case (the guarantee, the adopter's approval of every report,
 * the supervision's verdict); the others are looked up by the operating body and recorded:
 * business_alive for adopter and supplier, anew for each payment; tax_invoice anew for each
 * payment; account_registered; and whatever else the rules name. programme_request() and
 * programme_approve() fail with PROGRAMME_PROOF, naming what is missing. */

struct programme_proof {
    const char *kind;
    int64_t organisation_id;        /* whom it is about */
    bool good;                      /* false: looked up, and it is not so (the firm is closed) */
    const char *until;              /* a day; NULL: it does not end */
    const char *reference, *sha256; /* sha256 NULL: no paper */
};
enum status programme_prove(struct store_tx *tx, struct arena *arena,
                            const struct people_caller *caller, int64_t agreement_id,
                            const struct programme_proof *proof, time_us now, struct error *err);

struct programme_proof_line {
    const char *id, *ko, *en;
    const char *basis, *basis_en; /* basis_en NULL where the rules give one language */
    bool met, by_hand; /* by_hand: looked up and recorded; else read from the procedures alone */
    const char *found_ko, *found_en; /* what there is, and why it is not enough; "": nothing */
    time_us at;                      /* 0: nothing */
    struct casework_evidences documents;
};
struct programme_proof_lines {
    struct programme_proof_line *at;
    size_t count, room;
};
/* The bundle: everything that the tranche rests on, with the hashes of its documents. */
enum status programme_proofs(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                             const char *tranche, time_us now,
                             struct programme_proof_lines *ret_lines, struct error *err);

/* PROGRAMME_UNFUNDED while a funder's part of it has not come in. */
enum status programme_approve(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t payment_id, time_us now,
                              struct error *err);
enum status programme_refuse(struct store_tx *tx, struct arena *arena,
                             const struct people_caller *caller, int64_t payment_id, time_us now,
                             struct error *err);
enum status programme_confirm(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller, int64_t payment_id,
                              const char *bank_reference, time_us now, struct error *err);
enum status programme_payment(struct store_tx *tx, struct arena *arena, int64_t id,
                              struct programme_payment *ret_payment, struct error *err);

/* ---- money that moves by a decision ----
 * Asked for by one person, approved by another, booked with the approval; it rests on a paper:
 *   surcharge    of a claim, at most as the terms say      write_off   of a claim not collectable
 *   designation  free money of a giver to another programme, on the fund's approval
 *   market_in    a giver's money for market support        market_out  of it to a project
 *   market_pay   the bank has paid out of what was allotted to the project */

struct ledger_terms; /* ledger.h */

struct programme_order {
    int64_t id;
    const char *kind;
    int64_t organisation_id;                   /* who asks */
    int64_t claim_id, agreement_id, source_id; /* as the kind wants; else 0 */
    const char *from, *to;                     /* programmes, likewise; else NULL */
    struct money amount;                       /* won 0: all of it (write_off) */
    const char *reason, *paper, *sha256;
    const char *state; /* asked, approved, refused */
    int64_t asked_by;
    const char *asked_name, *decided_name;
    time_us asked_at, decided_at;
    const char *note;
};
struct programme_orders {
    struct programme_order *at;
    size_t count, room;
};
enum status programme_order_ask(struct store_tx *tx, struct arena *arena,
                                const struct people_caller *caller,
                                const struct programme_order *order, time_us now, int64_t *ret_id,
                                struct error *err);
/* PROGRAMME_TWO_PERSONS for who asked; after a refusal of the book the transaction is given up. */
enum status programme_order_decide(struct store_tx *tx, struct arena *arena,
                                   const struct people_caller *caller,
                                   const struct ledger_terms *terms, int64_t id, bool approve,
                                   const char *note, time_us now, struct error *err);
enum status programme_order(struct store_tx *tx, struct arena *arena, int64_t id,
                            struct programme_order *ret_order, struct error *err);
/* Those that wait first, then the newest; at most 500. */
enum status programme_orders(struct store_tx *tx, struct arena *arena,
                             struct programme_orders *ret_list, struct error *err);

/* ---- what comes of market support ---- */

struct programme_lead {
    int64_t id, organisation_id;
    const char *event, *counterpart;
    const char *stage;   /* meeting, quote, order */
    struct money amount; /* of an order */
    const char *on;      /* a day */
};
struct programme_leads {
    struct programme_lead *at;
    size_t count, room;
};
enum status programme_lead_add(struct store_tx *tx, const struct people_caller *caller,
                               const struct programme_lead *lead, time_us now, int64_t *ret_id,
                               struct error *err);
/* Of one firm, the newest first, at most 500. */
enum status programme_leads(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                            struct programme_leads *ret_list, struct error *err);
struct programme_funnel {
    const char *event;
    int64_t firms, meetings, quotes, orders;
    struct money ordered;
};
struct programme_funnels {
    struct programme_funnel *at;
    size_t count, room;
};
enum status programme_funnels(struct store_tx *tx, struct arena *arena,
                              struct programme_funnels *ret_list, struct error *err);

/* ---- looked for ---- */

enum { PROGRAMME_HITS_MAX = 50 };

struct programme_hit {
    int64_t id;
    const char *number, *title, *adopter, *sponsor, *state;
};
struct programme_hits {
    struct programme_hit *at;
    size_t count;
};
/* ---- the bank's files ---- */

struct ledger_expected; /* ledger.h */

/* Pledges, own shares and approved payments that money is expected for. */
enum status programme_expected(struct store_tx *tx, struct arena *arena,
                               const struct ledger_expected **ret_at, size_t *ret_count,
                               struct error *err);

struct programme_arrival {
    const char *thing; /* "contribution", "deposit" (of an agreement), "payment" */
    int64_t thing_id;
    bool incoming;
    struct money amount;
    const char *reference; /* of the bank's entry: counts once */
};
/* Book it as programme_receive(), programme_deposit() or programme_confirm() do; the amount must
 * be the whole of what was pledged or approved. */
enum status programme_came(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, const struct programme_arrival *what,
                           time_us now, struct error *err);

/* ---- from the book back to the case ---- */

struct programme_moved {
    struct uuid group, opened; /* opened: the group whose reservation it ends; 0: none */
    int64_t project;           /* of its accounts; 0: none */
    time_us at;                /* when it was booked */
};
struct programme_cause {
    const char *thing; /* "contribution", "payment", "deposit"; NULL: the agreement, or no case */
    int64_t id;
    const char *bank_reference; /* "" without one */
    const char *agreement;      /* its number; NULL: none */
    int64_t agreement_id, application_id;
};
/* What a group of the book was booked for. */
enum status programme_cause(struct store_tx *tx, struct arena *arena,
                            const struct programme_moved *moved, struct programme_cause *ret_cause,
                            struct error *err);

struct programme_decision {
    int64_t ref; /* of the log: kind "decision" */
    struct programme_event event;
};
struct programme_decisions {
    struct programme_decision *at;
    size_t count, room;
};
/* What was decided in a case in that very moment: in the transaction that booked the group. */
enum status programme_decided(struct store_tx *tx, struct arena *arena, int64_t application_id,
                              time_us at, struct programme_decisions *ret_list, struct error *err);
/* The last one of a case; 0: none. */
enum status programme_decision_last(struct store_tx *tx, int64_t application_id, int64_t *ret_ref,
                                    struct error *err);

/* ---- who has a part in what: for the dispatcher's ownership rule ---- */

struct programme_case {
    int64_t owner_id;     /* the adopter, or who contributes */
    int64_t party_ids[4]; /* sponsor, operator, ministry, supplier; 0: none */
    const char *state;    /* of the thing itself */
};
enum programme_thing {
    PROGRAMME_APPLICATION,
    PROGRAMME_AGREEMENT,
    PROGRAMME_PAYMENT,
    PROGRAMME_CONTRIBUTION
};
enum status programme_case(struct store_tx *tx, struct arena *arena, enum programme_thing thing,
                           int64_t id, struct programme_case *ret_case, struct error *err);

/* The same of many applications or agreements, in the order of the ids. */
enum status programme_cases(struct store_tx *tx, struct arena *arena, enum programme_thing thing,
                            const int64_t *ids, size_t count, struct programme_case *ret_cases,
                            struct error *err);

/* ---- first pages ---- */

/* Over all that the organisation has a part in (0: over everything; own_share of own_id). */
struct programme_sums {
    int64_t submitted, agreements;
    struct money agreed, paid, own_share; /* own_share: what it owes by all agreements */
    struct money pledged, received;       /* contributions */
};
enum status programme_sums(struct store_tx *tx, int64_t organisation_id, int64_t own_id,
                           struct programme_sums *ret_sums, struct error *err);

/* Whose turn: agreements that the caller's organisation has yet to sign; of everything, agreements
 * with a payment to be approved by somebody else than who asked, with one to be confirmed, active
 * ones without any; contributions to be received. Newest first, at most 20. */
enum programme_turn {
    PROGRAMME_SIGN,
    PROGRAMME_APPROVE,
    PROGRAMME_CONFIRM,
    PROGRAMME_ADVANCE,
    PROGRAMME_RECEIVE
};
enum status programme_turns(struct store_tx *tx, struct arena *arena, enum programme_turn turn,
                            const struct people_caller *caller, struct programme_ids *ret_ids,
                            struct error *err);

/* Applications or agreements whose number, title, adopter or sponsor holds those words, of two
 * letters or more, as the lists would show them to the organisation (0: all); newest first, at most
 * PROGRAMME_HITS_MAX. */
enum status programme_search(struct store_tx *tx, struct arena *arena, enum programme_thing thing,
                             int64_t organisation_id, const char *words,
                             struct programme_hits *ret_list, struct error *err);

#endif
