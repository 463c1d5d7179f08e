#include "box.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "kit/text.h"

struct journal_signer box_log;

static void new_key(struct box *box)
{
    ck_assert_int_eq(crypto_sign_keypair(box->public_key, box->secret_key), 0);
}

static struct people_device_proof proof_of(struct box *box, const char *bound)
{
    struct people_device_proof proof;
    struct arena *arena = box->half->desk.arena;
    const char *text = arena_format(arena, "dure-device-key-1\n%s\n%s\n", bound,
                                    hex_text(arena, box->public_key, 32));
    memcpy(proof.public_key, box->public_key, sizeof proof.public_key);
    (void)crypto_sign_detached(proof.signature, NULL, (const uint8_t *)text, strlen(text),
                               box->secret_key);
    return proof;
}

void box_enrol(struct box *box, struct half *half, const char *name)
{
    struct desk *desk = &half->desk;
    struct people_device_code code = {0};
    *box = (struct box){.half = half, .name = name};
    bytes_start();
    if (box_log.key.name[0] == '\0')
        CHECK_OK(journal_signer_new("dure.test/log", JOURNAL_LOG, &box_log, &desk->err), desk->err);
    CHECK_OK(people_device_invite(desk->people, desk->arena, &desk->owner, name, desk->now, &code,
                                  &desk->err),
             desk->err);
    new_key(box);
    struct people_device_proof proof = proof_of(box, code.code);
    CHECK_OK(people_device_enrol(desk->people, code.code, &proof, "192.0.2.9", desk->now,
                                 &box->key_id, &desk->err),
             desk->err);
    box->to = (desk->now + TIME_HOUR - 1) / TIME_HOUR * TIME_HOUR;
}

struct people_caller box_caller(const struct box *box)
{
    struct people_caller caller = box->half->desk.owner;
    caller.user_id = 0;
    caller.role = ROLE_SITE_AGENT;
    caller.device_key_id = box->key_id;
    return caller;
}

void box_rotate(struct box *box)
{
    struct desk *desk = &box->half->desk;
    const struct people_caller caller = box_caller(box);
    new_key(box);
    desk->now += TIME_SECOND;
    struct people_device_proof proof =
        proof_of(box, arena_format(desk->arena, "%" PRId64, box->key_id));
    CHECK_OK(
        people_device_rotate(desk->people, &caller, &proof, desk->now, &box->key_id, &desk->err),
        desk->err);
}

void box_revoke(struct box *box)
{
    struct desk *desk = &box->half->desk;
    CHECK_OK(STEP(desk, people_device_revoke(desk->tx, desk->arena, &desk->owner, box->key_id,
                                             "도난", desk->now, &desk->err)),
             desk->err);
}

const char *box_write(struct box *box, struct evidence_report *report)
{
    evidence_sign(report, box->secret_key);
    return evidence_write(box->half->desk.arena, report, true);
}

const char *box_hour(struct box *box, const struct hour *hour)
{
    struct arena *arena = box->half->desk.arena;
    struct evidence_interval interval = {.from = box->to,
                                         .to = box->to + TIME_HOUR,
                                         .good = hour->good,
                                         .scrap = hour->scrap,
                                         .running_s = hour->running_s,
                                         .stopped_s = 3600 - hour->running_s,
                                         .planned_s = hour->planned_s,
                                         .covered_s = 3600,
                                         .typed = hour->typed};
    struct evidence_gap gap = {.from = box->to, .to = interval.to, .cause = EVIDENCE_CLOCK};
    struct evidence_report report = {.site = "안산 1공장",
                                     .node = box->name,
                                     .line = "절삭 1라인",
                                     .sequence = ++box->sequence,
                                     .from = interval.from,
                                     .to = interval.to,
                                     .intervals = &interval,
                                     .gaps = &gap,
                                     .interval_count = hour->gap ? 0 : 1,
                                     .gap_count = hour->gap ? 1 : 0,
                                     .has_previous = box->sequence > 1,
                                     .previous = box->hash,
                                     .key_id = arena_format(arena, "%" PRId64, box->key_id)};
    box->line = box_write(box, &report);
    box->hash = hash_of_bytes(box->line, strlen(box->line));
    box->to = interval.to;
    if (box->half->desk.now < box->to)
        box->half->desk.now = box->to;
    return box->line;
}

enum status box_send(struct box *box, const char *line, struct reports_receipt *ret_receipt)
{
    struct desk *desk = &box->half->desk;
    const struct people_caller caller = box_caller(box);
    return reports_take(desk->store, desk->arena, &caller, line, strlen(line), &box_log, desk->now,
                        ret_receipt, &desk->err);
}

void box_work(struct box *box, int hours, const struct hour *hour)
{
    for (int i = 0; i < hours; i++) {
        struct reports_receipt receipt;
        CHECK_OK(box_send(box, box_hour(box, hour), &receipt), box->half->desk.err);
    }
}

void box_bind(struct box *box)
{
    struct desk *desk = &box->half->desk;
    CHECK_OK(STEP(desk, reports_bind(desk->tx, desk->arena, &desk->owner, box->half->agreement,
                                     box->key_id, desk->now, &desk->err)),
             desk->err);
}
