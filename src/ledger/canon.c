/* The bytes that are hashed. Every number is eight bytes, the highest first; what is absent is
 * zero. The form is fixed for good: docs/formats/book.md, and dure-verify has its own. */
#include <string.h>

#include "kit/must.h"
#include "ledger/ledger_private.h"

static void canon_bytes(struct canon *canon, const void *bytes, size_t size)
{
    must(canon->size + size <= sizeof canon->bytes);
    memcpy(canon->bytes + canon->size, bytes, size);
    canon->size += size;
}

static void canon_int(struct canon *canon, int64_t number)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)number >> (56 - 8 * i));
    canon_bytes(canon, bytes, sizeof bytes);
}

static void canon_uuid(struct canon *canon, const struct uuid *uuid)
{
    canon_bytes(canon, uuid->bytes, sizeof uuid->bytes);
}

static void canon_title(struct canon *canon, const char *title)
{
    canon_bytes(canon, title, strlen(title));
}

bool uuid_is_zero(const struct uuid *uuid)
{
    static const struct uuid zero;
    return memcmp(uuid->bytes, zero.bytes, sizeof zero.bytes) == 0;
}

struct uuid ledger_transfer_id(const struct uuid *group, size_t index)
{
    struct canon canon = {0};
    canon_title(&canon, "dure line 1\n");
    canon_uuid(&canon, group);
    canon_int(&canon, (int64_t)index);
    struct hash256 hash = hash_of_bytes(canon.bytes, canon.size);
    /* The group's time in front, so that the ids of the book sort by time; then version 7. */
    struct uuid id = *group;
    memcpy(id.bytes + 6, hash.bytes, 10);
    id.bytes[6] = (uint8_t)(0x70 | (id.bytes[6] & 0x0f));
    id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3f));
    return id;
}

struct hash256 request_hash(const struct ledger_group *group, const struct uuid *reverses,
                            const struct booked_line *lines, size_t count)
{
    static const struct hash256 no_evidence;
    static const struct uuid no_uuid;
    struct canon canon = {0};
    canon_title(&canon, "dure request 1\n");
    canon_uuid(&canon, &group->id);
    canon_int(&canon, group->code);
    canon_int(&canon, group->rule);
    canon_int(&canon, group->event_at);
    canon_int(&canon, group->actor);
    canon_int(&canon, group->approval);
    canon_bytes(&canon, group->evidence == NULL ? &no_evidence : group->evidence,
                sizeof no_evidence);
    canon_uuid(&canon, reverses == NULL ? &no_uuid : reverses);
    canon_int(&canon, (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        canon_int(&canon, lines[i].kind);
        canon_int(&canon, lines[i].debit);
        canon_int(&canon, lines[i].credit);
        canon_int(&canon, lines[i].amount);
        canon_uuid(&canon, &lines[i].pending);
        canon_int(&canon, lines[i].kind == LEDGER_PENDING ? group->expires_at : 0);
    }
    return hash_of_bytes(canon.bytes, canon.size);
}

static void canon_key(struct canon *canon, const struct ledger_key *key)
{
    canon_int(canon, key->code);
    canon_int(canon, key->org);
    canon_int(canon, key->project);
    canon_int(canon, key->source);
    canon_int(canon, key->designation);
    canon_int(canon, key->part);
}

/* Behind the byte 0 of RFC 6962 that makes it a leaf and not a node. */
static struct canon leaf_canon(const struct ledger_transfer *transfer)
{
    static const struct hash256 no_evidence;
    static const struct uuid no_uuid;
    struct canon canon = {0};
    canon_bytes(&canon, "\0", 1);
    canon_title(&canon, "dure transfer 1\n");
    canon_int(&canon, transfer->seq);
    canon_uuid(&canon, &transfer->id);
    canon_uuid(&canon, &transfer->group);
    canon_int(&canon, transfer->group_count);
    canon_int(&canon, transfer->group_index);
    canon_int(&canon, transfer->debit);
    canon_key(&canon, &transfer->debit_key);
    canon_int(&canon, transfer->credit);
    canon_key(&canon, &transfer->credit_key);
    canon_int(&canon, transfer->amount.won);
    canon_int(&canon, transfer->kind);
    canon_uuid(&canon, transfer->has_pending ? &transfer->pending : &no_uuid);
    canon_uuid(&canon, transfer->has_reverses ? &transfer->reverses : &no_uuid);
    canon_int(&canon, transfer->expires_at);
    canon_int(&canon, transfer->code);
    canon_int(&canon, transfer->rule);
    canon_int(&canon, transfer->event_at);
    canon_int(&canon, transfer->created_at);
    canon_int(&canon, transfer->actor);
    canon_int(&canon, transfer->approval);
    canon_bytes(&canon, transfer->has_evidence ? &transfer->evidence : &no_evidence,
                sizeof no_evidence);
    canon_bytes(&canon, &transfer->request, sizeof transfer->request);
    return canon;
}

struct hash256 leaf_hash(const struct ledger_transfer *transfer)
{
    struct canon canon = leaf_canon(transfer);
    return hash_of_bytes(canon.bytes, canon.size);
}

const void *ledger_transfer_bytes(struct arena *arena, const struct ledger_transfer *transfer,
                                  size_t *ret_size)
{
    struct canon canon = leaf_canon(transfer);
    *ret_size = canon.size - 1;
    return arena_copy(arena, canon.bytes + 1, canon.size - 1);
}
