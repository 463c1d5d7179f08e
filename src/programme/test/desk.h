/* desk.h -- everybody who has a part in a case, at one table: for the tests of programme.
 *
 * Each step is a transaction of its own: kept when it succeeded, given up when it was refused;
 * after either the whole book is audited, unless the test does that itself. */
#ifndef PROGRAMME_TEST_DESK_H
#define PROGRAMME_TEST_DESK_H

#include "kit/test.h"
#include "ledger/ledger.h"
#include "programme/programme.h"

#define DESK_PROGRAMME "winwin-2025-advanced"
#define DESK_RULES     "data/rules/winwin-2025-advanced.json"

struct desk {
    struct store *store;
    struct people *people;
    struct arena *arena;
    struct store_tx *tx; /* of the step under way */
    time_us now;
    int64_t ministry, references;
    bool unaudited; /* desk_end() leaves the book to desk_audit() */
    struct people_caller owner, other_owner, sponsor, officer, finance, finance2;
    struct error err; /* of the last step */
};

void desk_open(struct desk *desk, const char *address); /* the rules are published */
void desk_close(struct desk *desk);

/* The step's transaction, and its end: STEP(&desk, programme_sign(desk.tx, ...)). */
void desk_begin(struct desk *desk);
enum status desk_end(struct desk *desk, enum status st);
void desk_audit(struct desk *desk);
#define STEP(desk, call) (desk_begin(desk), desk_end((desk), (call)))

enum status desk_publish(struct desk *desk, const char *text, int64_t *ret_id);
const char *desk_file(struct desk *desk, const char *path);
struct programme_draft desk_draft(struct desk *desk, int64_t won);

/* Steps; the caller checks the status and desk->err. */
enum status desk_apply(struct desk *desk, const struct programme_draft *draft, int64_t *ret_id);
enum status desk_decide(struct desk *desk, int64_t id, const char *action);
enum status desk_edit(struct desk *desk, int64_t id, const struct programme_change *change);
enum status desk_sign(struct desk *desk, const struct people_caller *caller, int64_t agreement);
enum status desk_contribute(struct desk *desk, const struct people_caller *caller, int64_t won,
                            int64_t *ret_id);
enum status desk_receive(struct desk *desk, int64_t contribution, const char *reference);
enum status desk_deposit(struct desk *desk, int64_t agreement, int64_t won, const char *reference);
enum status desk_request(struct desk *desk, int64_t agreement, const char *tranche, int64_t won,
                         int64_t *ret_id);
enum status desk_approve(struct desk *desk, const struct people_caller *caller, int64_t payment);
enum status desk_refuse(struct desk *desk, int64_t payment);
enum status desk_confirm(struct desk *desk, int64_t payment, const char *reference);

/* Views, which must succeed. */
struct programme_application desk_application(struct desk *desk, int64_t id);
struct programme_agreement desk_agreement(struct desk *desk, int64_t id);
struct programme_payment desk_payment(struct desk *desk, int64_t id);
int64_t desk_balance(struct desk *desk, const struct ledger_key *key);
int64_t desk_number(struct desk *desk, const char *sql);

/* A bank reference not used before. */
const char *desk_reference(struct desk *desk);

/* Ways to a state, all of which must succeed. */
void desk_fund(struct desk *desk, int64_t government, int64_t sponsor);
int64_t desk_submitted(struct desk *desk, int64_t won);
int64_t desk_signing(struct desk *desk, int64_t won); /* an agreement, unsigned */
int64_t desk_active(struct desk *desk, int64_t won);  /* signed by all, the own share deposited */

#endif
