/* pact.h -- how a sponsor comes in: inquiry, on-boarding, the agreement of the three parties.
 *
 *     pact_inquire(tx, &inquiry, now, &id, err)              by anybody, without an account
 *     pact_answer(tx, arena, caller, id, true, note, ...)    the operating body: an organisation is
 * made pact_make(tx, arena, caller, &draft, now, &id, err)    the operating body writes it
 *     pact_sign(tx, arena, caller, id, hash, now, err)       each party by its own sign-in
 *
 * Promises, each with a test of the same words in pact/test/:
 *   - An inquiry is answered once, and an accepted one makes the sponsor's organisation.
 *   - What is signed is the hash that was shown.
 *   - Each party signs once, and the last signature puts it into effect.
 *   - A promise names each year once, with an amount.
 *
 * Uses: kit, store, people. Tables: db/migrations/0014_pact.sql. */
#ifndef PACT_PACT_H
#define PACT_PACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/list.h"
#include "kit/money.h"
#include "people/people.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "pact/reasons.def"
#undef REASON

enum { PACT_YEARS_MAX = 10, PACT_PARTIES = 3 };

struct pact_inquiry {
    int64_t id;
    const char *organisation, *contact, *email, *message;
    const char *state, *note;
    int64_t organisation_id; /* 0 until it is accepted */
    time_us at, answered_at; /* 0: not yet */
};
struct pact_inquiries {
    struct pact_inquiry *at;
    size_t count, room;
};
enum status pact_inquire(struct store_tx *tx, const struct pact_inquiry *inquiry, time_us now,
                         int64_t *ret_id, struct error *err);
/* Those not answered first, then the newest. At most 500. */
enum status pact_inquiries(struct store_tx *tx, struct arena *arena,
                           struct pact_inquiries *ret_list, struct error *err);
/* *ret_organisation_id: of the sponsor made, 0 when declined. PACT_ANSWERED the second time. */
enum status pact_answer(struct store_tx *tx, struct arena *arena,
                        const struct people_caller *caller, int64_t id, bool accept,
                        const char *note, time_us now, int64_t *ret_organisation_id,
                        struct error *err);

struct pact_year {
    int64_t year;
    struct money amount;
};
struct pact_years {
    struct pact_year *at;
    size_t count, room;
};
struct pact_signature {
    int64_t organisation_id;
    const char *organisation, *name; /* name NULL: not yet */
    time_us at;
};
struct pact {
    int64_t id;
    const char *title, *hash;
    int64_t sponsor_id, operator_id, ministry_id;
    struct pact_years years;
    struct money total;
    struct {
        struct pact_signature *at;
        size_t count;
    } signatures;                  /* sponsor, operating body, ministry */
    time_us created_at, active_at; /* 0: not in effect */
};
struct pacts {
    struct pact *at;
    size_t count, room;
};

struct pact_draft {
    const char *title;
    int64_t sponsor_id, ministry_id;
    struct pact_years years;
};
enum status pact_make(struct store_tx *tx, struct arena *arena, const struct people_caller *caller,
                      const struct pact_draft *draft, time_us now, int64_t *ret_id,
                      struct error *err);
enum status pact_get(struct store_tx *tx, struct arena *arena, int64_t id, struct pact *ret_pact,
                     struct error *err);
/* Of one party, or of all (0), the newest first, at most 500. */
enum status pact_list(struct store_tx *tx, struct arena *arena, int64_t organisation_id,
                      struct pacts *ret_list, struct error *err);
enum status pact_sign(struct store_tx *tx, struct arena *arena, const struct people_caller *caller,
                      int64_t id, const char *hash, time_us now, struct error *err);

#endif
