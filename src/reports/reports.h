/* reports.h -- what the boxes of the factories report, received; and the indicators that follow.
 *
 * A box (the post of its device keys, named by its label) sends its chain of reports one by one:
 *
 *     reports_take(store, arena, caller, line, size, &signer, now, &receipt, err)
 *
 * Each is checked by the rules of evidence.h with the keys that people keeps, written down as it
 * came together with an entry of the log, and answered with a signed receipt. The firm says for
 * which agreement a box speaks (reports_bind), the operating body over which days the indicators
 * are measured (reports_window_set). When all boxes of an agreement have reported a window to its
 * end, the indicators that a machine can give are computed by the same query before and after
 * (kpis.def) and written down as signed; with any typed interval within, as typed.
 *
 * Promises, each with a test of the same words in reports/test/, on both databases:
 *   - The same report sent twice has one receipt; other bytes under its number are refused and
 *     written down.
 *   - A report that comes out of order is refused until those before it are here.
 *   - A report of another box, of a stranger or of a clock that runs ahead is refused and written
 *     down.
 *   - A rotated key goes on with the chain; what a revoked one signed counts if it came before.
 *   - Every report is in the log, and its receipt says where, signed with the log's key.
 *   - The indicators before and after are those of the reports in the window, by the same query.
 *   - A window with typed intervals gives typed indicators.
 *   - A window is measured once all its boxes have reported it to its end, and never again.
 *   - Results are exact: 5.20, 6 and 6.20 with the half weight give 1.25 and 19.23 %, and a
 *     sentence; what a machine measured goes before what people typed.
 *   - A line that runs is alive; one that only reports is not.
 *
 * Uses: kit, evidence, store, people, journal, programme, project. Tables:
 * db/migrations/0017_reports.sql. */
#ifndef REPORTS_REPORTS_H
#define REPORTS_REPORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evidence/evidence.h"
#include "journal/journal.h"
#include "kit/arena.h"
#include "kit/bytes.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/list.h"
#include "people/people.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "reports/reasons.def"
#undef REASON

enum { REPORTS_WINDOW_DAYS_MAX = 92, REPORTS_PAGE_MAX = 1000 };
#define REPORTS_LATE (2 * TIME_DAY) /* received so long after its end: counted as late */

/* ---- receiving ---- */

struct reports_receipt {
    int64_t box, sequence;
    struct hash256 hash; /* of the line */
    time_us received_at;
    bool again;       /* it was here already */
    const char *text; /* a signed note (docs/formats/evidence.md) */
};

/* `caller` is the device that signed the request. A refusal that says something about the box is
 * kept in a transaction of its own. */
enum status reports_take(struct store *store, struct arena *arena,
                         const struct people_caller *caller, const char *bytes, size_t size,
                         const struct journal_signer *signer, time_us now,
                         struct reports_receipt *ret_receipt, struct error *err);

/* ---- boxes of an agreement ---- */

/* The box of this device key speaks for the agreement. STORE_NO_ROW and PEOPLE_DEVICE_KEY when the
 * caller's organisation has no such thing. */
enum status reports_bind(struct store_tx *tx, struct arena *arena,
                         const struct people_caller *caller, int64_t agreement_id,
                         int64_t device_key_id, time_us now, struct error *err);

struct reports_box {
    int64_t id;
    const char *name;
    time_us since;
    int64_t reports, late, refused;
    time_us from, to, received_at; /* 0: nothing yet */
    int64_t covered_s, gap_s, typed_s;
    struct hash256 hash; /* of the newest report */
};
struct reports_boxes {
    struct reports_box *at;
    size_t count, room;
};
enum status reports_boxes(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                          struct reports_boxes *ret_list, struct error *err);

/* The chain of a box of the agreement as it came, one report a line, after that number; and the
 * keys it is signed with, one a line: what `dure-verify evidence` reads. */
enum status reports_chain(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                          int64_t box, int64_t after, int most, const char **ret_lines,
                          size_t *ret_size, struct error *err);
enum status reports_keys(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                         int64_t box, const char **ret_lines, size_t *ret_size, struct error *err);

/* ---- windows ---- */

enum reports_kind { REPORTS_BEFORE, REPORTS_AFTER };
extern const char *const reports_kinds[]; /* "before", "after"; NULL at the end */

struct reports_window {
    int64_t id;
    enum reports_kind kind;
    time_us from, until; /* whole days in Korea */
    time_us set_at;
    time_us measured_at; /* 0: not all boxes have reported it yet */
    int64_t reports, covered_s, gap_s, typed_s;
    const char *doubts; /* names of evidence/doubts.def with commas */
    struct hash256 digest;
};
struct reports_windows {
    struct reports_window *at;
    size_t count, room;
};
/* One before the build, any number after it. Measured at once when all is here. */
enum status reports_window_set(struct store_tx *tx, struct arena *arena,
                               const struct people_caller *caller, int64_t agreement_id,
                               const struct reports_window *window, time_us now, int64_t *ret_id,
                               struct error *err);
enum status reports_windows(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                            struct reports_windows *ret_list, struct error *err);

/* ---- results against the promise ---- */

/* An indicator of the rules of which anything is known. Where a machine has measured a value, what
 * people typed is not taken. Values in thousandths of the unit, rates in millionths. */
struct reports_result {
    const char *kpi, *ko, *en, *unit;
    bool up; /* more is better */
    bool has_before, has_target, has_after;
    bool before_signed, after_signed;
    int64_t before, target, after;
    int64_t weight_bp;
    bool achieved_known, improved_known;
    int64_t achieved, improved;
    const char *sentence_ko, *sentence_en; /* for the owner */
};
struct reports_results {
    LIST(struct reports_result) items;
    bool promised; /* weights are known, and what follows with them */
    bool complete; /* each of them has been measured */
    int64_t total; /* the weighted achievement */
};
enum status reports_results(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                            struct reports_results *ret_results, struct error *err);

#endif
