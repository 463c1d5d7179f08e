/* programme_private.h -- what the files of this room share. */
#ifndef PROGRAMME_PRIVATE_H
#define PROGRAMME_PRIVATE_H

#include "journal/journal.h"
#include "ledger/ledger.h"
#include "programme/programme.h"

struct application_row {
    struct programme_application view; /* without shares, options, history and names */
    int64_t rule_id;
};
enum status application_row(struct store_tx *tx, struct arena *arena, int64_t id,
                            struct application_row *ret_row, struct error *err);

/* A row of application_get, application_list and application_rows. */
struct application_row take_application(struct store_rows *rows, struct arena *arena);

/* A list of one page: `all` for those who see everything, `of` for an organisation's part. Both
 * take before, state and most; `of` the organisation besides. */
enum status page_query(struct store_tx *tx, const struct programme_page *page, const char *all,
                       const char *of, struct store_rows **ret_rows, struct error *err);
/* Is there an organisation that pays for every funder of the rules? PROGRAMME_FUNDER. */
enum status check_funders(struct store_tx *tx, struct arena *arena,
                          const struct rules_document *rules, const struct programme_payers *payers,
                          struct error *err);
enum status keep_payers(struct store_tx *tx, int64_t application_id,
                        const struct rules_document *rules, const struct programme_payers *payers,
                        struct error *err);
/* Who pays as each funder, in their order. */
enum status payers_of(struct store_tx *tx, struct arena *arena, const struct application_row *row,
                      const struct rules_document *rules, int64_t *ret_payers, struct error *err);

/* The agreed split in the form that rules_tranche() reads. */
struct rules_split agreement_split(const struct programme_agreement *agreement);
const char *party_name(enum rules_party party); /* as documents write it */
size_t remainder_of(const struct rules_document *rules);

/* The amount of each tranche: by cumulative shares, so that they add up. */
struct money tranche_amount(const struct rules_document *rules, struct money total, size_t index);

/* The organisation that pays the government's share; 0 while none is registered. */
enum status ministry_id(struct store_tx *tx, struct arena *arena, int64_t *ret_id,
                        struct error *err);
/* What was done in a case, kept in its history and in the log (journal). */
struct case_change {
    int64_t application_id;
    const char *action, *note;
    const char *object; /* NULL: the application */
    int64_t object_id;
    const char *before, *after; /* states of the object; NULL: as it was, or it has none */
};
enum status record_change(struct store_tx *tx, const struct people_caller *caller,
                          const struct case_change *change, time_us now, struct error *err);

/* The same where no state changes. */
enum status record_event(struct store_tx *tx, const struct people_caller *caller,
                         int64_t application_id, const char *action, const char *note, time_us now,
                         struct error *err);

/* Make the agreement of an approved application: shares by organisation, signatures to come. */
enum status agreement_make(struct store_tx *tx, struct arena *arena,
                           const struct people_caller *caller, int64_t application_id, time_us now,
                           struct error *err);

enum status find_tranche(const struct rules_document *rules, const char *id, size_t *ret_index,
                         struct error *err);
/* PROGRAMME_PROOF, naming what is missing of what the rules want for this tranche. */
enum status proofs_complete(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                            const char *tranche, time_us now, struct error *err);

/* Texts that people write, none of which may carry a resident registration number. */
struct written_text {
    const char *text; /* NULL: not given */
    const char *place;
};
enum status check_written(const struct written_text *texts, size_t count, struct error *err);

/* PROGRAMME_UNFUNDED, saying how much is missing, unless the account has the amount to give. */
enum status check_funded(struct store_tx *tx, struct arena *arena, const struct ledger_key *account,
                         const struct programme_share *share, struct money amount,
                         struct error *err);

/* The accounts of one funder's money. */
struct ledger_key source_key(const struct programme_rules *rules, int64_t organisation_id);
struct ledger_key project_key(const struct programme_rules *rules, int64_t organisation_id,
                              int64_t agreement_id);

/* The lines that an agreement begins with, LEDGER_BUDGETS_MAX at most. */
enum status budget_entries(struct store_tx *tx, struct arena *arena,
                           const struct programme_agreement *agreement,
                           struct ledger_budget_entry *entries, size_t *ret_count,
                           struct error *err);
/* Lines of a payment's group that reserve `amount` of the budget: each in proportion to what is
 * left of it. */
enum status budget_draw(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                        struct money amount, time_us now, struct ledger_line *lines, size_t *count,
                        struct error *err);

/* Is there money for every share but the adopter's? */
enum status agreement_funded(struct store_tx *tx, struct arena *arena,
                             const struct programme_rules *rules,
                             const struct programme_agreement *agreement, struct error *err);

/* Book the reservation of an agreement that all have signed. */
enum status agreement_reserve(struct store_tx *tx, struct arena *arena,
                              const struct people_caller *caller,
                              const struct programme_rules *rules,
                              const struct programme_agreement *agreement, time_us now,
                              struct error *err);

#endif
