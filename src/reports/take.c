/* take.c -- a report comes in: whose it is, whether it is the next one, and its receipt. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "project/project.h"
#include "reports/reports_private.h"
#include "reports_queries_sql.h"

#define REASON REASON_DEFINE
#include "reports/reasons.def"
#undef REASON

struct taking {
    struct store_tx *tx;
    struct arena *arena;
    const struct people_caller *caller;
    const struct journal_signer *signer;
    const char *bytes;
    size_t size;
    time_us now;
    struct hash256 hash;
    struct people_device box;      /* the key that signed the request */
    struct evidence_report report; /* as it says; what it says is checked by evidence_take() */
};

/* What says something about the box, beside a report that is only missing on the way. */
static bool worth_keeping(const struct reason *why)
{
    static const struct reason *const kept[] = {
        &REPORTS_BOX,    &REPORTS_OTHER,     &REPORTS_REVOKED,    &REPORTS_FUTURE, &EVIDENCE_KEY,
        &EVIDENCE_CHAIN, &EVIDENCE_KEY_TIME, &EVIDENCE_SIGNATURE, &EVIDENCE_TIME,  NULL};
    const struct reason *const *one = kept;
    while (*one != NULL && *one != why)
        one++;
    return *one != NULL;
}

static struct journal_decision entry_of(const struct taking *t, const char *kind, int64_t ref,
                                        const char *action)
{
    return (struct journal_decision){.kind = kind,
                                     .ref = ref,
                                     .at = t->now,
                                     .post = t->box.post_id,
                                     .organisation = t->box.organisation_id,
                                     .action = action,
                                     .object = "box",
                                     .object_id = t->box.post_id,
                                     .evidence = &t->hash};
}

static enum status keep_refusal(struct taking *t, const struct reason *why, struct error *err)
{
    int64_t id = 0;
    enum status st = store_number(t->tx, sql_refusal_insert,
                                  STORE_VALUES(v_int(t->box.post_id), v_int(t->box.id),
                                               v_int(t->report.sequence), v_blob(t->hash.bytes, 32),
                                               v_text(why->name), v_int(t->now)),
                                  &id, err);
    if (st != STATUS_OK && err->reason == &STORE_NO_ROW)
        return STATUS_OK; /* the same was refused for the same before */
    const struct journal_decision decision = entry_of(t, "report_refused", id, why->name);
    return st == STATUS_OK ? journal_decide(t->tx, &decision, err) : st;
}

/* ---- is it the next one? ---- */

static enum status seen_before(struct taking *t, struct reports_receipt *receipt, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st =
        store_one(t->tx, sql_report_by_number,
                  STORE_VALUES(v_int(t->box.post_id), v_int(t->report.sequence)), &rows, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW ? STATUS_OK : st;
    size_t size = 0;
    const void *hash = store_blob(rows, 1, t->arena, &size);
    must(size == sizeof receipt->hash.bytes); /* the table checks it */
    memcpy(receipt->hash.bytes, hash, size);
    receipt->received_at = store_int(rows, 2);
    receipt->text = store_text(rows, 3, t->arena);
    store_done(&rows);
    if (!hash_same(&receipt->hash, &t->hash))
        return FAIL_AT(err, REPORTS_OTHER, "/sequence", "%" PRId64, t->report.sequence);
    receipt->again = true;
    return STATUS_OK;
}

static enum status last_taken(struct taking *t, struct evidence_chain *chain, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st =
        store_one(t->tx, sql_last_report, STORE_VALUES(v_int(t->box.post_id)), &rows, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW ? STATUS_OK : st;
    size_t size = 0;
    const void *hash = store_blob(rows, 2, t->arena, &size);
    must(size == sizeof chain->hash.bytes);
    memcpy(chain->hash.bytes, hash, size);
    chain->sequence = store_int(rows, 0);
    chain->to = store_int(rows, 1);
    (void)snprintf(chain->node, sizeof chain->node, "%s", t->box.label);
    store_done(&rows);
    return STATUS_OK;
}

/* The key that signed the report: one of this box. A key that took the place of another goes on
 * where the chain is; a revoked one, unlike a rotated one, may be in strange hands and counts only
 * for what came before. */
static enum status key_of(struct taking *t, const struct evidence_chain *chain,
                          struct evidence_key *key, struct error *err)
{
    struct people_device device;
    const char *id = t->report.key_id;
    bool number = strlen(id) <= 18 && strspn(id, "0123456789") == strlen(id) && *id != '0';
    int64_t replaced = 0;
    enum status st = number ? people_device(t->tx, t->arena, strtoll(id, NULL, 10), &device, err)
                            : FAIL_AT(err, EVIDENCE_KEY, "/key_id", "\"%.40s\"", id);
    if (st != STATUS_OK && err->reason == &PEOPLE_DEVICE_KEY)
        st = FAIL_AT(err, EVIDENCE_KEY, "/key_id", "\"%.40s\"", id);
    if (st == STATUS_OK && device.post_id != t->box.post_id)
        st = FAIL_AT(err, EVIDENCE_KEY, "/key_id", "\"%.40s\" is of another box", id);
    if (st == STATUS_OK && device.revoked_at != 0 && device.replaced_by == 0 &&
        device.revoked_at <= t->now)
        st = FAIL_AT(err, REPORTS_REVOKED, "/key_id", "revoked at %s",
                     time_text(t->arena, device.revoked_at));
    if (st == STATUS_OK)
        st = store_number(t->tx, sql_key_replaced,
                          STORE_VALUES(v_int(device.post_id), v_int(device.id)), &replaced, err);
    if (st != STATUS_OK)
        return st;
    *key = (struct evidence_key){.id = id,
                                 .node = t->box.label,
                                 .valid_from = device.enrolled_at,
                                 .revoked_at = device.revoked_at};
    if (replaced > 0 && chain->sequence > 0 && chain->to < key->valid_from)
        key->valid_from = chain->to;
    memcpy(key->public_key, device.public_key, sizeof key->public_key);
    return STATUS_OK;
}

static enum status check(struct taking *t, struct error *err)
{
    struct evidence_chain chain = {0};
    struct evidence_key key;
    enum status st = STATUS_OK;
    if (t->report.to > t->now + PEOPLE_DEVICE_DRIFT)
        return FAIL_AT(err, REPORTS_FUTURE, "/to", "%s, and it is %s",
                       time_text(t->arena, t->report.to), time_text(t->arena, t->now));
    st = last_taken(t, &chain, err);
    if (st == STATUS_OK)
        st = key_of(t, &chain, &key, err);
    if (st == STATUS_OK)
        st = evidence_take(t->arena, &chain, &key, 1, t->bytes, t->size, &t->report, err);
    return st;
}

/* ---- writing it down ---- */

static const char *receipt_text(const struct taking *t, int64_t entry)
{
    const char *body =
        arena_format(t->arena, "dure-receipt-1\n%s\n%" PRId64 "\n%s\n%s\n%" PRId64 "\n",
                     t->box.label, t->report.sequence, hex_text(t->arena, t->hash.bytes, 32),
                     time_text(t->arena, t->now), entry);
    return journal_note_sign(t->arena, body, t->signer, t->now);
}

static enum status write_down(struct taking *t, struct reports_receipt *receipt, struct error *err)
{
    struct evidence_sums sums = {0};
    int64_t id = 0, entry = 0;
    evidence_add(&sums, &t->report, t->report.from, t->report.to);
    enum status st = store_number(t->tx, sql_report_next_id, STORE_NONE, &id, err);
    const struct journal_decision decision = entry_of(t, "report", id, "receive");
    if (st == STATUS_OK)
        st = journal_decide(t->tx, &decision, err);
    if (st == STATUS_OK)
        st = journal_find(t->tx, "report", id, &entry, err);
    if (st != STATUS_OK)
        return st;
    receipt->received_at = t->now;
    receipt->text = receipt_text(t, entry);
    return store_run(t->tx, sql_report_insert,
                     STORE_VALUES(v_int(id), v_int(t->box.post_id), v_int(t->report.sequence),
                                  v_int(strtoll(t->report.key_id, NULL, 10)), v_int(t->report.from),
                                  v_int(t->report.to), v_int(t->now), v_blob(t->hash.bytes, 32),
                                  v_int(sums.covered_s), v_int(sums.gap_s), v_int(sums.typed_s),
                                  v_text(arena_text_of(t->arena, t->bytes, t->size)),
                                  v_text(receipt->text)),
                     NULL, err);
}

/* The last moment at which the machine says that it ran; 0: at none. */
static time_us ran_at(const struct evidence_report *report)
{
    time_us at = 0;
    for (size_t i = 0; i < report->interval_count; i++)
        if (report->intervals[i].running_s > 0 && !report->intervals[i].typed)
            at = report->intervals[i].to;
    return at;
}

/* What the agreement learns, if the box speaks for one. */
static enum status tell_agreement(struct taking *t, struct error *err)
{
    int64_t agreement = 0;
    time_us ran = ran_at(&t->report);
    enum status st = store_number(t->tx, sql_box_agreement, STORE_VALUES(v_int(t->box.post_id)),
                                  &agreement, err);
    if (st != STATUS_OK)
        return err->reason == &STORE_NO_ROW ? STATUS_OK : st;
    if (ran != 0)
        st = project_alive(t->tx, agreement, true, ran, err);
    return st == STATUS_OK ? windows_measure(t->tx, t->arena, agreement, t->now, err) : st;
}

static enum status take_in(struct taking *t, struct reports_receipt *receipt, struct error *err)
{
    if (!text_same(t->report.node, t->box.label))
        return FAIL_AT(err, REPORTS_BOX, "/node", "\"%.60s\" sends a report of \"%.60s\"",
                       t->box.label, t->report.node);
    enum status st = seen_before(t, receipt, err);
    if (st != STATUS_OK || receipt->again)
        return st;
    st = check(t, err);
    if (st == STATUS_OK)
        st = write_down(t, receipt, err);
    return st == STATUS_OK ? tell_agreement(t, err) : st;
}

enum status reports_take(struct store *store, struct arena *arena,
                         const struct people_caller *caller, const char *bytes, size_t size,
                         const struct journal_signer *signer, time_us now,
                         struct reports_receipt *ret_receipt, struct error *err)
{
    must(caller->device_key_id != 0);
    bytes_start();
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct taking t = {.arena = arena,
                       .caller = caller,
                       .signer = signer,
                       .bytes = bytes,
                       .size = size,
                       .now = now,
                       .hash = hash_of_bytes(bytes, size)};
    struct error inner;
    enum status st = evidence_read(arena, bytes, size, &t.report, err);
    if (st == STATUS_OK)
        st = store_begin(store, STORE_WRITE, &tx, err);
    t.tx = tx;
    if (st == STATUS_OK)
        st = people_device(tx, arena, caller->device_key_id, &t.box, err);
    if (st != STATUS_OK)
        return st;
    struct reports_receipt receipt = {
        .box = t.box.post_id, .sequence = t.report.sequence, .hash = t.hash};
    st = take_in(&t, &receipt, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st == STATUS_OK)
        *ret_receipt = receipt;
    if (st == STATUS_OK || !worth_keeping(err->reason))
        return st;
    store_abandon(&tx);
    if (store_begin(store, STORE_WRITE, &tx, &inner) != STATUS_OK)
        return st;
    t.tx = tx;
    if (keep_refusal(&t, err->reason, &inner) == STATUS_OK)
        (void)store_commit(&tx, &inner);
    return st;
}
