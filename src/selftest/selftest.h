/* selftest.h -- does the simulator find what is known exactly?
 *
 * A file of cases (docs/formats/selftest.md): each names a kind of queue or line ("M/M/1",
 * "closed", "polling" ...) and what theory says of it. Its type is translated by one table
 * (types.c) into a model document, which is read and run like any other; every expected number is
 * then looked for in the interval of independent replications.
 *
 * How often a right program is called wrong is chosen, not left to chance: all comparisons of a
 * file together fail in `false_alarms` of the runs (each is judged at that share divided by their
 * number, by Student's t). A case whose interval stays wider than five per cent does not pass
 * either: it says that it cannot tell. What the table does not know is counted as not run, never as
 * passed.
 *
 * Promises, each with a test of the same words in selftest/test/:
 *   - The cases that are shipped are found as theory says.
 *   - A wrong expectation is found out.
 *   - A kind, a member or a number that is not known is not run, and that is counted.
 *   - The same file and seed give the same report for any number of threads.
 *
 * Uses: kit, sim, plant. */
#ifndef SELFTEST_SELFTEST_H
#define SELFTEST_SELFTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/error.h"

#define REASON REASON_DECLARE
#include "selftest/reasons.def"
#undef REASON

enum { SELFTEST_REPLICATIONS = 20 };

enum selftest_verdict { SELFTEST_PASSED, SELFTEST_FAILED, SELFTEST_TOO_WIDE, SELFTEST_NOT_RUN };

struct selftest_number {
    const char *name;              /* "Wq", or "Wq[1]" of a list */
    double expected, found, error; /* error: standard error of `found` */
    double allowed;                /* |found - expected| up to this passes */
    bool fits, narrow;
};

struct selftest_case {
    const char *id, *title, *type;
    enum selftest_verdict verdict;
    const char *why; /* not run: what is not known */
    const struct selftest_number *numbers;
    size_t number_count;
    int64_t visits; /* of the run that was judged, all replications */
};

struct selftest_options {
    uint64_t seed;
    double precision;    /* half of the 95 % interval wished for, of the value; 0 means 0.01 */
    double false_alarms; /* of all comparisons together; 0 means 0.001 */
    int threads;         /* 0: as many as cores */
    double visits_max;   /* of a replication; no case goes on beyond; 0 means 2 million */
};

struct selftest_report {
    struct selftest_case *cases;
    size_t case_count;
    size_t passed, failed, too_wide, not_run, comparisons;
    double false_alarms;
};

/* STATUS_OK also where cases failed: look at the counts. Fails where the file is no list of cases
 * or a model made of one is refused. */
enum status selftest_run(const char *bytes, size_t size, const struct selftest_options *options,
                         struct arena *arena, struct selftest_report *ret_report,
                         struct error *err);

/* For a terminal, in "ko" or "en": a line a case, the numbers of those that did not pass, the sum.
 * `all`: the numbers of every case. */
const char *selftest_text(struct arena *arena, const struct selftest_report *report, bool all,
                          const char *language);

#endif
