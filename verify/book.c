/* Every rule of docs/formats/book.md, checked in the order of the book. */
#include <gnutls/crypto.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify.h"

enum { KIND_POSTED, KIND_PENDING, KIND_POST, KIND_VOID };
enum { DEBITS_WITHIN = 1, CREDITS_WITHIN = 2, CLOSED = 4 };
enum { LINES_MAX = 64, CODE_REVERSED = 900 };
#define AMOUNT_MAX INT64_C(900000000000000)

#define F_INT(type, member)                                                                        \
    {                                                                                              \
#member, offsetof(struct type, member), 8, true, false                                     \
    }
#define F_BYTES(type, member, may_lack)                                                            \
    {                                                                                              \
#member, offsetof(struct type, member), sizeof((struct type *)0)->member, false, may_lack  \
    }

const struct field account_fields[ACCOUNT_FIELDS] = {
    F_INT(account, id),          F_INT(account, code),      F_INT(account, book),
    F_INT(account, org),         F_INT(account, project),   F_INT(account, source),
    F_INT(account, designation), F_INT(account, part),      F_INT(account, flags),
    F_INT(account, dp),          F_INT(account, dq),        F_INT(account, cp),
    F_INT(account, cq),          F_INT(account, opened_at),
};

const struct field transfer_fields[TRANSFER_FIELDS] = {
    F_INT(transfer, seq),
    F_BYTES(transfer, id, false),
    F_BYTES(transfer, grp, false),
    F_INT(transfer, grp_n),
    F_INT(transfer, grp_i),
    F_INT(transfer, dr),
    F_INT(transfer, cr),
    F_INT(transfer, amount),
    F_INT(transfer, kind),
    F_BYTES(transfer, pending_id, true),
    F_BYTES(transfer, reverses, true),
    {"expires_at", offsetof(struct transfer, expires_at), 8, true, true},
    F_INT(transfer, code),
    F_INT(transfer, rule_id),
    F_INT(transfer, event_at),
    F_INT(transfer, created_at),
    F_INT(transfer, actor),
    F_INT(transfer, approval),
    F_BYTES(transfer, evidence, true),
    F_BYTES(transfer, req_hash, false),
    F_BYTES(transfer, leaf, false),
};

static const struct chart_row {
    int64_t code, book, flags;
} chart[] = {
    {1000, 1, CREDITS_WITHIN},
    {1010, 1, CREDITS_WITHIN},
    {1020, 1, CREDITS_WITHIN},
    {1030, 1, CREDITS_WITHIN},
    {1100, 1, CREDITS_WITHIN},
    {1200, 1, CREDITS_WITHIN},
    {1210, 1, CREDITS_WITHIN},
    {1220, 1, CREDITS_WITHIN},
    {2000, 1, DEBITS_WITHIN},
    {2050, 1, DEBITS_WITHIN},
    {2100, 1, DEBITS_WITHIN},
    {2150, 1, DEBITS_WITHIN},
    {2200, 1, DEBITS_WITHIN},
    {2300, 1, DEBITS_WITHIN},
    {2400, 1, DEBITS_WITHIN},
    {2410, 1, DEBITS_WITHIN},
    {2411, 1, DEBITS_WITHIN},
    {2412, 1, DEBITS_WITHIN},
    {3000, 2, DEBITS_WITHIN},
    {3010, 2, DEBITS_WITHIN},
    {3100, 3, DEBITS_WITHIN},
    {3110, 3, DEBITS_WITHIN},
    {3200, 4, DEBITS_WITHIN},
    {3210, 4, DEBITS_WITHIN},
    {5000, 1, CREDITS_WITHIN},
    {9000, 1, 0},
    {9010, 2, 0},
    {9020, 3, 0},
    {9030, 4, 0},
};

/* ---- memory ---- */

static void *grow(void *rows, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return rows;
    size_t more = *room == 0 ? 256 : *room * 2;
    void *grown = more > SIZE_MAX / size ? NULL : realloc(rows, more * size);
    if (grown == NULL) {
        (void)fputs("dure-verify: out of memory\n", stderr);
        exit(UNREADABLE);
    }
    *room = more;
    return grown;
}

struct account *book_add_account(struct book *book)
{
    book->accounts =
        grow(book->accounts, book->account_count, &book->account_room, sizeof *book->accounts);
    struct account *account = &book->accounts[book->account_count++];
    *account = (struct account){0};
    return account;
}

struct transfer *book_add_transfer(struct book *book)
{
    book->transfers =
        grow(book->transfers, book->transfer_count, &book->transfer_room, sizeof *book->transfers);
    struct transfer *transfer = &book->transfers[book->transfer_count++];
    *transfer = (struct transfer){0};
    return transfer;
}

void book_free(struct book *book)
{
    free(book->accounts);
    free(book->transfers);
}

/* ---- hashes ---- */

struct hasher {
    gnutls_hash_hd_t handle;
};

static struct hasher hash_start(const char *title, size_t size)
{
    struct hasher hasher = {0};
    if (gnutls_hash_init(&hasher.handle, GNUTLS_DIG_SHA256) != 0 ||
        gnutls_hash(hasher.handle, title, size) != 0) {
        (void)fputs("dure-verify: SHA-256 is not to be had\n", stderr);
        exit(UNREADABLE);
    }
    return hasher;
}

static void hash_bytes(struct hasher *hasher, const void *bytes, size_t size)
{
    if (gnutls_hash(hasher->handle, bytes, size) != 0)
        exit(UNREADABLE);
}

/* Eight bytes, the highest first, for each number of the row up to a -1 offset. */
static void hash_number(struct hasher *hasher, int64_t number)
{
    uint8_t bytes[8];
    for (int i = 7; i >= 0; i--) {
        bytes[i] = (uint8_t)number;
        number >>= 8;
    }
    hash_bytes(hasher, bytes, sizeof bytes);
}

static void hash_end(struct hasher *hasher, uint8_t digest[32])
{
    gnutls_hash_deinit(hasher->handle, digest);
}

static void hash_account(struct hasher *hasher, const struct account *account)
{
    const int64_t numbers[] = {account->id,      account->code,   account->org,
                               account->project, account->source, account->designation,
                               account->part};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        hash_number(hasher, numbers[i]);
}

static void leaf_of(const struct transfer *t, const struct account *debit,
                    const struct account *credit, uint8_t leaf[32])
{
    static const char title[] = "\0dure transfer 1\n";
    struct hasher hasher = hash_start(title, sizeof title - 1);
    hash_number(&hasher, t->seq);
    hash_bytes(&hasher, t->id, 16);
    hash_bytes(&hasher, t->grp, 16);
    hash_number(&hasher, t->grp_n);
    hash_number(&hasher, t->grp_i);
    hash_account(&hasher, debit);
    hash_account(&hasher, credit);
    hash_number(&hasher, t->amount);
    hash_number(&hasher, t->kind);
    hash_bytes(&hasher, t->pending_id, 16);
    hash_bytes(&hasher, t->reverses, 16);
    const int64_t numbers[] = {t->expires_at, t->code,  t->rule_id, t->event_at,
                               t->created_at, t->actor, t->approval};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        hash_number(&hasher, numbers[i]);
    hash_bytes(&hasher, t->evidence, 32);
    hash_bytes(&hasher, t->req_hash, 32);
    hash_end(&hasher, leaf);
}

static void request_of(const struct transfer *group, uint8_t request[32])
{
    static const char title[] = "dure request 1\n";
    struct hasher hasher = hash_start(title, sizeof title - 1);
    hash_bytes(&hasher, group->grp, 16);
    const int64_t numbers[] = {group->code, group->rule_id, group->event_at, group->actor,
                               group->approval};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        hash_number(&hasher, numbers[i]);
    hash_bytes(&hasher, group->evidence, 32);
    hash_bytes(&hasher, group->reverses, 16);
    hash_number(&hasher, group->grp_n);
    for (int64_t i = 0; i < group->grp_n; i++) {
        const struct transfer *line = &group[i];
        hash_number(&hasher, line->kind);
        hash_number(&hasher, line->dr);
        hash_number(&hasher, line->cr);
        hash_number(&hasher, line->amount);
        hash_bytes(&hasher, line->pending_id, 16);
        hash_number(&hasher, line->expires_at);
    }
    hash_end(&hasher, request);
}

/* A line's id: the group's time, then 74 bits of SHA-256("dure line 1\n", group, index). */
static void id_of(const uint8_t group[16], int64_t line, uint8_t id[16])
{
    static const char title[] = "dure line 1\n";
    uint8_t digest[32];
    struct hasher hasher = hash_start(title, sizeof title - 1);
    hash_bytes(&hasher, group, 16);
    hash_number(&hasher, line);
    hash_end(&hasher, digest);
    memcpy(id, group, 6);
    memcpy(id + 6, digest, 10);
    id[6] = (uint8_t)((id[6] & 0x0f) | 0x70);
    id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
}

/* RFC 6962, 2.1: the hash of leaves first .. first + count - 1. */
static void tree_root(const struct transfer *leaves, size_t count, uint8_t root[32])
{
    if (count == 1) {
        memcpy(root, leaves->leaf, 32);
        return;
    }
    uint8_t left[32], right[32];
    struct hasher hasher = hash_start(count == 0 ? "" : "\1", count == 0 ? 0 : 1);
    if (count > 1) {
        size_t half = 1;
        while (half * 2 < count)
            half *= 2;
        tree_root(leaves, half, left);
        tree_root(leaves + half, count - half, right);
        hash_bytes(&hasher, left, 32);
        hash_bytes(&hasher, right, 32);
    }
    hash_end(&hasher, root);
}

/* ---- rules ---- */

static bool is_zero(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static struct account *account_find(const struct book *book, int64_t id)
{
    size_t low = 0, high = book->account_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (book->accounts[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < book->account_count && book->accounts[low].id == id ? &book->accounts[low] : NULL;
}

static const char *account_fault(const struct book *book, size_t i)
{
    const struct account *account = &book->accounts[i];
    if (i > 0 && account[-1].id >= account->id)
        return "accounts are not in the order of their ids";
    for (size_t row = 0; row < sizeof chart / sizeof *chart; row++)
        if (chart[row].code == account->code)
            return chart[row].book == account->book &&
                           chart[row].flags == (account->flags & ~(int64_t)CLOSED)
                       ? NULL
                       : "its book or bound is not the chart's";
    return "its code is not in the chart";
}

/* Whole groups: called at the first line of one. */
static const char *group_fault(const struct book *book, size_t i, size_t *bad)
{
    const struct transfer *first = &book->transfers[i];
    if (first->grp_i != 0)
        return "the lines of its group before it are missing";
    if (first->grp_n < 1 || first->grp_n > LINES_MAX || is_zero(first->grp, 16))
        return "it says nonsense about its group";
    for (int64_t k = 0; k < first->grp_n; k++) {
        const struct transfer *line = &first[k];
        *bad = i + (size_t)k;
        if (*bad >= book->transfer_count || line->seq != (int64_t)*bad + 1)
            return "a number is missing, or stands twice";
        if (memcmp(line->grp, first->grp, 16) != 0)
            return "the group before it is not complete";
        if (line->grp_i != k || line->grp_n != first->grp_n)
            return "it is not at its place in its group";
        if (line->code != first->code || line->rule_id != first->rule_id ||
            line->event_at != first->event_at || line->created_at != first->created_at ||
            line->actor != first->actor || line->approval != first->approval ||
            memcmp(line->evidence, first->evidence, 32) != 0 ||
            memcmp(line->reverses, first->reverses, 16) != 0 ||
            memcmp(line->req_hash, first->req_hash, 32) != 0)
            return "it differs from the first line of its group";
    }
    *bad = i;
    if ((first->code == CODE_REVERSED) == is_zero(first->reverses, 16))
        return "a reversal names what it reverses, and nothing else does";
    uint8_t request[32];
    request_of(first, request);
    return memcmp(request, first->req_hash, 32) == 0 ? NULL
                                                     : "the hash of its request does not fit";
}

struct index {
    const uint8_t *id;
    struct transfer *transfer;
};

static int index_compare(const void *a, const void *b)
{
    return memcmp(((const struct index *)a)->id, ((const struct index *)b)->id, 16);
}

static struct transfer *index_find(const struct index *index, size_t count, const uint8_t *id)
{
    const struct index key = {.id = id};
    const struct index *found = bsearch(&key, index, count, sizeof *index, index_compare);
    return found == NULL ? NULL : found->transfer;
}

/* Whether the group that begins with this line may reverse what it says it does. */
static const char *reversal_fault(const struct index *index, size_t count, const struct transfer *t)
{
    if (is_zero(t->reverses, 16))
        return NULL;
    uint8_t id[16];
    id_of(t->reverses, 0, id);
    struct transfer *first = index_find(index, count, id);
    if (first == NULL || first->seq >= t->seq)
        return "it reverses no earlier group";
    if (first->reversed)
        return "what it reverses has been reversed before";
    first->reversed = true;
    return NULL;
}

/* What this line ends, if it may. *ret_pending is NULL for a line that ends none. */
static const char *end_fault(const struct index *index, size_t count, const struct transfer *t,
                             struct transfer **ret_pending)
{
    *ret_pending = NULL;
    if (t->kind < KIND_POSTED || t->kind > KIND_VOID)
        return "no such kind";
    if (t->expires_at != 0 && t->kind != KIND_PENDING)
        return "only a pending line runs out";
    if (t->kind == KIND_POSTED || t->kind == KIND_PENDING)
        return is_zero(t->pending_id, 16) ? NULL : "it may not end another line";
    struct transfer *pending = index_find(index, count, t->pending_id);
    if (pending == NULL || pending->seq >= t->seq || pending->kind != KIND_PENDING)
        return "it ends no earlier pending line";
    if (pending->ended)
        return "what it ends has ended before";
    if (pending->dr != t->dr || pending->cr != t->cr)
        return "it ends a pending line of other accounts";
    if (t->kind == KIND_VOID ? t->amount != pending->amount : t->amount > pending->amount)
        return "its amount is not what was reserved";
    if (t->kind == KIND_POST && pending->expires_at != 0 && t->created_at >= pending->expires_at)
        return "it posts what had run out";
    *ret_pending = pending;
    return NULL;
}

static bool add(int64_t *total, int64_t more)
{
    return !__builtin_add_overflow(*total, more, total) && *total >= 0;
}

static bool within(const struct account *a)
{
    int64_t debits = a->own_dp, credits = a->own_cp;
    if (!add(&debits, a->own_dq) || !add(&credits, a->own_cq))
        return false;
    return ((a->flags & DEBITS_WITHIN) == 0 || debits <= a->own_cq) &&
           ((a->flags & CREDITS_WITHIN) == 0 || credits <= a->own_dq);
}

/* Money for building and money for markets never meet. 0: neither. */
static int fund_of(const struct account *account)
{
    switch (account->code) {
    case 1000:
    case 1010:
    case 1020:
    case 2000:
    case 2100:
        return 1;
    case 1030:
    case 2050:
    case 2150:
        return 2;
    default:
        return 0;
    }
}

static const char *move_fault(struct account *debit, struct account *credit,
                              const struct transfer *t, const struct transfer *pending)
{
    if (t->amount < 1 || t->amount > AMOUNT_MAX)
        return "its amount is not within the limits";
    if (debit->book != credit->book)
        return "its accounts are of different books";
    if ((debit->source != credit->source && debit->source != 0 && credit->source != 0) ||
        (debit->designation != credit->designation && debit->designation != 0 &&
         credit->designation != 0))
        return "the money changes its source or designation";
    if (fund_of(debit) != fund_of(credit) && fund_of(debit) != 0 && fund_of(credit) != 0)
        return "money of one fund goes to another";
    bool good = true;
    if (pending != NULL)
        good = add(&debit->own_dp, -pending->amount) && add(&credit->own_cp, -pending->amount);
    if (t->kind == KIND_PENDING)
        good = add(&debit->own_dp, t->amount) && add(&credit->own_cp, t->amount);
    if (t->kind == KIND_POSTED || t->kind == KIND_POST)
        good = good && add(&debit->own_dq, t->amount) && add(&credit->own_cq, t->amount);
    if (!good)
        return "a total leaves its limits";
    return within(debit) && within(credit) ? NULL : "it takes an account past its bound";
}

/* What can be said of a row by itself. */
static const char *row_fault(const struct book *book, size_t i)
{
    const struct transfer *t = &book->transfers[i];
    struct account *debit = account_find(book, t->dr), *credit = account_find(book, t->cr);
    if (t->seq != (int64_t)i + 1)
        return "a number is missing before it, or stands twice";
    if (debit == NULL || credit == NULL || debit == credit)
        return "its accounts are not two of the book";
    uint8_t id[16], leaf[32];
    id_of(t->grp, t->grp_i, id);
    if (memcmp(id, t->id, sizeof id) != 0)
        return "its id does not follow from its group";
    leaf_of(t, debit, credit, leaf);
    return memcmp(leaf, t->leaf, sizeof leaf) == 0 ? NULL : "its leaf hash does not fit";
}

static const char *transfer_fault(struct book *book, const struct index *index, struct transfer *t)
{
    struct account *debit = account_find(book, t->dr), *credit = account_find(book, t->cr);
    struct transfer *pending = NULL;
    const char *fault = end_fault(index, book->transfer_count, t, &pending);
    if (fault == NULL)
        fault = move_fault(debit, credit, t, pending);
    if (pending != NULL)
        pending->ended = true;
    return fault;
}

static enum verdict say(char why[WHY_MAX], const char *list, int64_t number, const char *fault)
{
    (void)snprintf(why, WHY_MAX, "%s %" PRId64 ": %s", list, number, fault);
    return BAD;
}

static enum verdict verify_totals(const struct book *book, char why[WHY_MAX])
{
    for (size_t i = 0; i < book->account_count; i++) {
        const struct account *a = &book->accounts[i];
        if (a->dp != a->own_dp || a->dq != a->own_dq || a->cp != a->own_cp || a->cq != a->own_cq)
            return say(why, "account", a->id, "its totals are not those of its transfers");
    }
    return GOOD;
}

static enum verdict verify_rows(struct book *book, const struct index *index, struct answer *answer,
                                char why[WHY_MAX])
{
    size_t next_group = 0;
    for (size_t i = 0; i < book->transfer_count; i++) {
        struct transfer *t = &book->transfers[i];
        size_t bad = i;
        const char *fault = row_fault(book, i);
        if (fault == NULL && i == next_group) {
            fault = group_fault(book, i, &bad);
            if (fault == NULL)
                fault = reversal_fault(index, book->transfer_count, t);
            answer->groups++;
            next_group = i + (size_t)(fault == NULL ? t->grp_n : 0);
        }
        if (fault == NULL)
            fault = transfer_fault(book, index, t);
        if (fault != NULL)
            return say(why, "transfer", (int64_t)bad + 1, fault);
    }
    return GOOD;
}

enum verdict book_verify(struct book *book, struct answer *answer, char why[WHY_MAX])
{
    for (size_t i = 0; i < book->account_count; i++) {
        const char *fault = account_fault(book, i);
        if (fault != NULL)
            return say(why, "account", book->accounts[i].id, fault);
    }
    struct index *index = NULL;
    size_t room = 0;
    for (size_t i = 0; i < book->transfer_count; i++) {
        index = grow(index, i, &room, sizeof *index);
        index[i] = (struct index){book->transfers[i].id, &book->transfers[i]};
    }
    if (index != NULL)
        qsort(index, book->transfer_count, sizeof *index, index_compare);
    enum verdict verdict = verify_rows(book, index, answer, why);
    for (size_t i = 1; index != NULL && verdict == GOOD && i < book->transfer_count; i++)
        if (index_compare(&index[i - 1], &index[i]) == 0)
            verdict = say(why, "transfer", index[i].transfer->seq, "its id stands twice");
    free(index);
    if (verdict == GOOD)
        verdict = verify_totals(book, why);
    if (verdict != GOOD)
        return verdict;
    for (size_t i = 0; i < book->transfer_count; i++)
        answer->open += book->transfers[i].kind == KIND_PENDING && !book->transfers[i].ended;
    tree_root(book->transfers, book->transfer_count, answer->root);
    return GOOD;
}
