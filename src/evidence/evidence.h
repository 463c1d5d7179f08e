/* evidence.h -- what a factory's box reports, who may believe it, and what follows from it.
 *
 * A report is one JSON document of a fixed form (docs/formats/evidence.md, version 1): what a line
 * made in each interval, where data are missing, what people typed; the hash of the report before
 * it; an Ed25519 signature of the box. Raw data stay at the factory, their hash is in the report.
 *
 *     struct evidence_chain chain = {0};
 *     while (next line)
 *         if ((st = evidence_take(arena, &chain, keys, key_count, line, size, &report, err)) ...
 *             evidence_add(&sums, &report, from, to);
 *
 * Promises, each with a test of the same words in evidence/test/:
 *   - A report is read only in its one canonical form, and writes back to the same bytes.
 *   - Every second of a report is in one interval or one gap.
 *   - A changed, repeated, missing or reordered report is refused for its own reason.
 *   - A report signed by another box, by a stranger or with a revoked key is refused.
 *   - The sums over a window are those of its intervals, to the piece and the second.
 *   - Made-up logs are doubted, honest ones are not.
 *   - Achievement and improvement are exact: 5.20, 6, 6.20 give 1.25 and 19.23 %.
 *
 * What this proves: that the box with that key said so then, and that nothing was taken out since.
 * Not that its sensors were not deceived: for that there are doubts, and people who look.
 *
 * Uses: kit. No store: keys come as a parameter (people_device), reports go where the caller
 * keeps them. */
#ifndef EVIDENCE_EVIDENCE_H
#define EVIDENCE_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/bytes.h"
#include "kit/clock.h"
#include "kit/error.h"

#define REASON REASON_DECLARE
#include "evidence/reasons.def"
#undef REASON

enum { EVIDENCE_BYTES_MAX = 1 << 20, EVIDENCE_PARTS_MAX = 2000, EVIDENCE_NAME_MAX = 80 };

/* ---- a report ---- */

enum evidence_cause {
#define CAUSE(id, name) EVIDENCE_##id,
#include "evidence/causes.def"
#undef CAUSE
    EVIDENCE_CAUSE_COUNT
};

/* What was counted from `from` to before `to`. Times of reports are whole seconds. */
struct evidence_interval {
    time_us from, to;
    int64_t good, scrap;                                /* pieces */
    int64_t running_s, stopped_s, planned_s, covered_s; /* covered = running + stopped */
    bool typed;                                         /* by a person, not by the machine */
};

struct evidence_gap {
    time_us from, to;
    enum evidence_cause cause;
};

/* A value that no machine gave; `by` is a post or a number, never a name. */
struct evidence_typed {
    time_us at;
    const char *name, *unit, *by;
    double value;
};

struct evidence_report {
    const char *site, *node, *line; /* the factory, the box, the line */
    int64_t sequence;               /* 1, 2, 3 ... without gaps */
    time_us from, to;
    struct evidence_interval *intervals;
    struct evidence_gap *gaps;
    struct evidence_typed *typed;
    size_t interval_count, gap_count, typed_count;
    struct hash256 data;     /* of the raw data */
    bool has_previous;       /* all but the first */
    struct hash256 previous; /* SHA-256 of the line before */
    const char *key_id;
    uint8_t signature[64];
};

/* One line, without its line end: read strictly, limits and sums checked, the place named. */
enum status evidence_read(struct arena *arena, const char *bytes, size_t size,
                          struct evidence_report *ret_report, struct error *err);

/* The canonical form; with the signature it is the line, without it what is signed. */
const char *evidence_write(struct arena *arena, const struct evidence_report *report,
                           bool with_signature);
/* Puts the signature in; `secret_key` is libsodium's, 64 bytes. */
void evidence_sign(struct evidence_report *report, const uint8_t secret_key[64]);

/* ---- the chain ---- */

struct evidence_key {
    const char *id, *node;
    uint8_t public_key[32];
    time_us valid_from, revoked_at; /* 0: not revoked */
};

/* What was taken last; zeroed before the first report. */
struct evidence_chain {
    int64_t sequence;
    time_us to;
    struct hash256 hash;
    char node[EVIDENCE_NAME_MAX * 4 + 1];
};

/* Take the next report of a box, or say why it is not the next one. */
enum status evidence_take(struct arena *arena, struct evidence_chain *chain,
                          const struct evidence_key *keys, size_t key_count, const char *bytes,
                          size_t size, struct evidence_report *ret_report, struct error *err);

/* ---- what it adds up to ---- */

struct evidence_sums {
    int64_t reports, good, scrap, running_s, stopped_s, planned_s, covered_s, seconds, gap_s,
        typed_s;
};

/* Intervals and gaps that lie wholly within from .. to. */
void evidence_add(struct evidence_sums *sums, const struct evidence_report *report, time_us from,
                  time_us to);

/* The indicators that can be computed from sums: the same query before and after (R17). */
enum evidence_query {
#define QUERY(id, name, unit, up, ko, en) EVIDENCE_##id,
#include "evidence/queries.def"
#undef QUERY
    EVIDENCE_QUERY_COUNT
};
const char *evidence_query_name(enum evidence_query query);
bool evidence_query_find(const char *name, enum evidence_query *ret_query);
bool evidence_query_up(enum evidence_query query); /* is more better? */
/* In millionths of the unit, rounded half up; EVIDENCE_KPI when there is nothing to divide by. */
enum status evidence_query_value(enum evidence_query query, const struct evidence_sums *sums,
                                 int64_t *ret_millionths, struct error *err);

/* What an honest line does not do. A doubt is no proof: it says where to look. */
enum evidence_doubt {
#define DOUBT(id, name, ko, en) EVIDENCE_##id,
#include "evidence/doubts.def"
#undef DOUBT
    EVIDENCE_DOUBT_COUNT
};
struct evidence_watch {
    int64_t intervals, impossible;  /* pieces while nothing ran */
    int64_t n;                      /* intervals with data, for the correlation below */
    double x, y, xx, yy, xy;        /* x: seconds running, y: pieces */
    int64_t full_s, longest_full_s; /* seconds in a row without a stop */
};
void evidence_watch_add(struct evidence_watch *watch, const struct evidence_report *report);
bool evidence_doubted(const struct evidence_watch *watch, enum evidence_doubt doubt);
const char *evidence_doubt_name(enum evidence_doubt doubt);
const char *evidence_doubt_words(enum evidence_doubt doubt, bool korean);

/* ---- indicators against their targets (facts F5.20 to F5.23) ---- */

enum { EVIDENCE_ONE = 1000000 }; /* values, weights and rates are in millionths */

struct evidence_kpi {
    int64_t base, target, after, weight; /* weight: 0 .. EVIDENCE_ONE */
    bool measured;                       /* is there an `after` at all? */
    bool up;                             /* more is better */
};

struct evidence_rates {
    bool achieved_known, improved_known; /* no `after`; or base 0, of which nothing is a share */
    int64_t achieved;                    /* (after - base) / (target - base): 1.25 is 1250000 */
    int64_t improved;                    /* part of the base, for the better: 19.23 % is 192308 */
};

/* EVIDENCE_KPI when target and base are the same, or the target is for the worse. */
enum status evidence_kpi_rates(const struct evidence_kpi *kpi, struct evidence_rates *ret_rates,
                               struct error *err);
/* The weighted total. The weights must add up to one. An indicator without an `after` counts as
 * nothing achieved and *ret_complete is false. `cap`: the most that one rate counts; 0: no cap
 * (what the programme does is not published: configuration). */
enum status evidence_kpi_total(const struct evidence_kpi *kpis, size_t count, int64_t cap,
                               int64_t *ret_total, bool *ret_complete, struct error *err);
/* "목표 6에 대해 구축 전 5.2에서 6.2로 좋아져 목표의 125 %를 달성했습니다": one sentence for the
 * owner. */
const char *evidence_kpi_sentence(struct arena *arena, const struct evidence_kpi *kpi,
                                  const char *name, bool korean);
/* "5.20" -> 5200000; at most six digits after the point. */
enum status evidence_decimal(const char *text, int64_t *ret_millionths, struct error *err);
const char *evidence_decimal_text(struct arena *arena, int64_t millionths);

/* ---- for tests: a box that works, and some that cheat ---- */

enum evidence_story {
    EVIDENCE_HONEST,
    EVIDENCE_WITH_GAP,     /* an hour without data, declared */
    EVIDENCE_DELETED_HOUR, /* an hour taken out after the fact */
    EVIDENCE_RANDOM_LOG,   /* numbers drawn by a program, signed by the box */
    EVIDENCE_STORY_COUNT
};
const char *evidence_story_name(enum evidence_story story);

struct evidence_plan {
    uint64_t seed;
    enum evidence_story story;
    int days;           /* one report an hour, ... */
    int reports;        /* ... or, unless 0, so many ... */
    int64_t interval_s; /* ... each of six intervals of so many seconds; 0: 600 */
    time_us from;       /* a whole second */
    const char *site, *node, *line, *key_id;
    const uint8_t *secret_key; /* 64 bytes */
};
/* The lines, each with its end. */
const char *evidence_generate(struct arena *arena, const struct evidence_plan *plan);

#endif
