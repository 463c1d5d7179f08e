/* nightly.h -- the trial balance after each midnight in Korea, beside a running server.
 *
 * A thread looks at the clock once a minute. When the day that has ended has no trial balance yet
 * it measures one and keeps it; of several programs on one store, one keeps it. A book that does
 * not balance is said aloud in the log, and stands in the list of nights for good. */
#ifndef APP_NIGHTLY_H
#define APP_NIGHTLY_H

#include "ledger/ledger.h"
#include "store/store.h"

struct nightly;

/* `terms` must outlive it. */
struct nightly *nightly_start(struct store *store, const struct ledger_terms *terms);
void nightly_stop(struct nightly *nightly); /* may be NULL */

/* The day that ended before `now`, unless it is there already: what the thread does. */
enum status nightly_run(struct store *store, const struct ledger_terms *terms, time_us now,
                        struct arena *arena, struct ledger_night *ret_night, bool *ret_kept,
                        struct error *err);

#endif
