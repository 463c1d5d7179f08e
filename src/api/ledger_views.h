/* ledger_views.h -- how accounts and transfers of the book are shown, and what proves an entry. */
#ifndef API_LEDGER_VIEWS_H
#define API_LEDGER_VIEWS_H

#include "api/api.h"
#include "journal/journal.h"
#include "ledger/ledger.h"
#include "programme/programme.h"

struct ledger_account_view {
    struct owned owned;
    int64_t id, code, project, designation;
    const char *ko, *en, *organisation, *source;
    struct money debits_pending, debits_posted, credits_pending, credits_posted, balance;
};
extern const struct shape ledger_account_shape;
enum status ledger_view_account(struct call *call, struct store_tx *tx,
                                const struct ledger_account *account,
                                struct ledger_account_view *view, struct error *err);

struct ledger_transfer_view {
    struct owned owned;
    int64_t seq, group_index, group_count, debit, credit, code;
    const char *id, *group, *debit_name, *credit_name, *kind, *ko, *en;
    struct money amount;
    time_us event_at, created_at;
};
extern const struct shape ledger_transfer_shape;
enum status ledger_view_transfer(struct call *call, struct store_tx *tx,
                                 const struct ledger_transfer *transfer,
                                 struct ledger_transfer_view *view, struct error *err);

/* The whole book and the log are the operating body's; the overseers have a part in them. */
call_function book_relation;

/* ---- log_proof.c ---- */

/* An entry of the log and what proves it: under the newest signed checkpoint if that holds it,
 * else under the head as it stands now, which nobody has signed yet. */
struct log_proof {
    int64_t place, size;
    struct journal_entry entry;
    struct hash256 root;
    struct journal_proof path;
    const char *note, *text; /* the checkpoint and the C2SP tlog-proof; NULL: not signed yet */
};
enum status log_prove(struct call *call, struct store_tx *tx, int64_t place,
                      struct log_proof *ret_proof, struct error *err);
/* Of what was decided last in a case; JOURNAL_NO_ENTRY where the log has nothing of it. */
enum status log_prove_case(struct call *call, struct store_tx *tx, enum programme_thing thing,
                           int64_t id, struct log_proof *ret_proof, struct error *err);

#endif
