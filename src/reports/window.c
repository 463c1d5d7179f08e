/* window.c -- the days over which indicators are measured, and the measuring. */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "programme/programme.h"
#include "project/project.h"
#include "reports/reports_private.h"
#include "reports_queries_sql.h"

const char *const reports_kinds[] = {"before", "after", NULL};

static const struct {
    const char *kpi;
    enum evidence_query query;
} measured[] = {
#define MEASURED(kpi, query) {kpi, EVIDENCE_##query},
#include "reports/kpis.def"
#undef MEASURED
};

/* ---- setting ---- */

static bool midnight(time_us when)
{
    return when > 0 && day_start(day_of(when, zone_seoul()), zone_seoul()) == when;
}

static enum status window_check(struct store_tx *tx, int64_t agreement_id,
                                const struct reports_window *window, struct error *err)
{
    int64_t clashes = 0;
    if (!midnight(window->from) || !midnight(window->until))
        return FAIL_AT(err, REPORTS_WINDOW, "/from", "a day in Korea begins at 15:00 UTC");
    if (window->until <= window->from ||
        window->until - window->from > REPORTS_WINDOW_DAYS_MAX * TIME_DAY)
        return FAIL_AT(err, REPORTS_WINDOW, "/until", "%" PRId64 " days",
                       (window->until - window->from) / TIME_DAY);
    enum status st =
        store_number(tx, sql_window_clash,
                     STORE_VALUES(v_int(agreement_id), v_text(reports_kinds[window->kind]),
                                  v_int(window->from), v_int(window->until)),
                     &clashes, err);
    if (st == STATUS_OK && clashes > 0)
        return FAIL_AT(err, REPORTS_WINDOW, "/from", "another window is in the way");
    return st;
}

enum status reports_window_set(struct store_tx *tx, struct arena *arena,
                               const struct people_caller *caller, int64_t agreement_id,
                               const struct reports_window *window, time_us now, int64_t *ret_id,
                               struct error *err)
{
    struct programme_agreement agreement = {0};
    int64_t id = 0;
    enum status st = programme_agreement(tx, arena, agreement_id, &agreement, err);
    if (st == STATUS_OK && agreement.active_at == 0)
        st = FAIL(err, PROJECT_NOT_ACTIVE, "agreement %.40s", agreement.number);
    if (st == STATUS_OK)
        st = window_check(tx, agreement_id, window, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_window_insert,
                          STORE_VALUES(v_int(agreement_id), v_text(reports_kinds[window->kind]),
                                       v_int(window->from), v_int(window->until), v_int(now),
                                       v_int(caller->user_id)),
                          &id, err);
    const struct journal_decision decision = {.kind = "kpi_window",
                                              .ref = id,
                                              .at = now,
                                              .person = caller->user_id,
                                              .organisation = caller->organisation_id,
                                              .case_id = agreement.application_id,
                                              .action = "set_window",
                                              .object = "agreement",
                                              .object_id = agreement_id,
                                              .after = reports_kinds[window->kind],
                                              .name = caller->name};
    if (st == STATUS_OK)
        st = journal_decide(tx, &decision, err);
    if (st == STATUS_OK)
        st = windows_measure(tx, arena, agreement_id, now, err);
    if (st == STATUS_OK)
        *ret_id = id;
    return st;
}

/* ---- measuring ---- */

struct found {
    struct evidence_sums sums;
    struct evidence_watch watch;
    struct hash256 digest;
};

/* Only one report at a time is read into memory: a window may have thousands. */
static enum status add_report(const struct store_rows *rows, const struct reports_window *window,
                              struct found *found, crypto_hash_sha256_state *digest,
                              struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("report", 64 << 20);
    struct evidence_report report;
    size_t size = 0;
    const void *hash = store_blob(rows, 0, arena, &size);
    const char *body = store_text(rows, 1, arena);
    enum status st = evidence_read(arena, body, strlen(body), &report, err);
    if (st != STATUS_OK)
        return st;
    (void)crypto_hash_sha256_update(digest, hash, size);
    evidence_add(&found->sums, &report, window->from, window->until);
    evidence_watch_add(&found->watch, &report);
    return STATUS_OK;
}

static enum status add_up(struct store_tx *tx, int64_t agreement_id,
                          const struct reports_window *window, struct found *found,
                          struct error *err)
{
    struct store_rows *rows = NULL;
    crypto_hash_sha256_state digest;
    bool more = false;
    (void)crypto_hash_sha256_init(&digest);
    enum status st = store_query(
        tx, sql_window_reports,
        STORE_VALUES(v_int(agreement_id), v_int(window->from), v_int(window->until)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        st = add_report(rows, window, found, &digest, err);
    store_done(&rows);
    (void)crypto_hash_sha256_final(&digest, found->digest.bytes);
    return st;
}

/* Thousandths of the unit, half up: what a project keeps. */
static int64_t milli(int64_t millionths)
{
    return (millionths + 500) / 1000;
}

static enum status record(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                          const struct reports_window *window, const struct found *found,
                          struct error *err)
{
    struct error none;
    for (size_t i = 0; i < sizeof measured / sizeof *measured; i++) {
        int64_t value = 0;
        if (evidence_query_value(measured[i].query, &found->sums, &value, &none) != STATUS_OK)
            continue; /* nothing to divide by: no value is better than a wrong one */
        const struct project_kpi kpi = {
            .kpi = measured[i].kpi,
            .kind = window->kind == REPORTS_BEFORE ? PROJECT_KPI_BEFORE : PROJECT_KPI_AFTER,
            .value_milli = milli(value),
            .is_signed = found->sums.typed_s == 0,
            .reference = hex_text(arena, found->digest.bytes, sizeof found->digest.bytes),
            .at = window->until};
        enum status st = project_kpi_record(tx, arena, agreement_id, &kpi, 0, err);
        if (st != STATUS_OK && err->reason != &CASEWORK_VALUE) /* these rules do not have it */
            return st;
    }
    return STATUS_OK;
}

static const char *doubts_of(struct arena *arena, const struct evidence_watch *watch)
{
    struct text doubts = text_start(arena, 1000);
    for (int i = 0; i < EVIDENCE_DOUBT_COUNT; i++)
        if (evidence_doubted(watch, (enum evidence_doubt)i))
            text_format(&doubts, "%s%s", doubts.size == 0 ? "" : ",",
                        evidence_doubt_name((enum evidence_doubt)i));
    return text_string(&doubts);
}

static enum status measure(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                           const struct reports_window *window, time_us now, struct error *err)
{
    struct found found = {0};
    enum status st = add_up(tx, agreement_id, window, &found, err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_window_measured,
                       STORE_VALUES(v_int(window->id), v_int(now), v_int(found.sums.reports),
                                    v_int(found.sums.covered_s), v_int(found.sums.gap_s),
                                    v_int(found.sums.typed_s),
                                    v_text(doubts_of(arena, &found.watch)),
                                    v_blob(found.digest.bytes, sizeof found.digest.bytes)),
                       NULL, err);
    if (st == STATUS_OK)
        st = record(tx, arena, agreement_id, window, &found, err);
    if (st == STATUS_OK)
        st = project_measured(
            tx, arena, agreement_id,
            window->kind == REPORTS_BEFORE ? PROJECT_KPI_BEFORE : PROJECT_KPI_AFTER, now, err);
    return st;
}

enum status windows_measure(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                            time_us now, struct error *err)
{
    LIST(struct reports_window) ready = {0};
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_window_ready, STORE_VALUES(v_int(agreement_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &ready) = (struct reports_window){
            .id = store_int(rows, 0),
            .kind = text_same(store_text(rows, 1, arena), reports_kinds[REPORTS_BEFORE])
                        ? REPORTS_BEFORE
                        : REPORTS_AFTER,
            .from = store_int(rows, 2),
            .until = store_int(rows, 3)};
    store_done(&rows);
    for (size_t i = 0; st == STATUS_OK && i < ready.count; i++)
        st = measure(tx, arena, agreement_id, &ready.at[i], now, err);
    return st;
}

enum status reports_windows(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                            struct reports_windows *ret_list, struct error *err)
{
    struct reports_windows list = {0};
    struct store_rows *rows = NULL;
    bool more = false;
    enum status st =
        store_query(tx, sql_window_list, STORE_VALUES(v_int(agreement_id)), &rows, err);
    while (st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more) {
        struct reports_window *window = list_add(arena, &list);
        *window = (struct reports_window){
            .id = store_int(rows, 0),
            .kind = text_same(store_text(rows, 1, arena), reports_kinds[REPORTS_BEFORE])
                        ? REPORTS_BEFORE
                        : REPORTS_AFTER,
            .from = store_int(rows, 2),
            .until = store_int(rows, 3),
            .set_at = store_int(rows, 4),
            .measured_at = store_int(rows, 5),
            .reports = store_int(rows, 6),
            .covered_s = store_int(rows, 7),
            .gap_s = store_int(rows, 8),
            .typed_s = store_int(rows, 9),
            .doubts = store_text(rows, 10, arena)};
        size_t size = 0;
        const void *digest = store_blob(rows, 11, arena, &size);
        if (size == sizeof window->digest.bytes)
            memcpy(window->digest.bytes, digest, size);
    }
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_list = list;
    return st;
}
