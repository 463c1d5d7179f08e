/* Heads and proofs out of the store: RFC 6962, 2.1, over leaves and kept subtrees. */
#include <inttypes.h>
#include <string.h>

#include "journal/journal_private.h"
#include "journal_queries_sql.h"

enum status entry_of_row(const struct store_rows *rows, struct arena *arena,
                         struct journal_entry *ret_entry, struct error *err)
{
    struct hash256 leaf;
    enum status st = hash_column(rows, 4, &leaf, err);
    if (st != STATUS_OK)
        return st;
    *ret_entry = (struct journal_entry){.kind = store_text(rows, 1, arena),
                                        .ref = store_int(rows, 2),
                                        .body = store_text(rows, 3, arena),
                                        .leaf = leaf};
    return STATUS_OK;
}

enum status journal_find(struct store_tx *tx, const char *kind, int64_t ref, int64_t *ret_index,
                         struct error *err)
{
    enum status st =
        store_number(tx, sql_entry_find, STORE_VALUES(v_text(kind), v_int(ref)), ret_index, err);
    return st == STATUS_NOT_FOUND ? FAIL(err, JOURNAL_NO_ENTRY, "%.40s %" PRId64, kind, ref) : st;
}

enum status journal_get(struct store_tx *tx, struct arena *arena, int64_t index,
                        struct journal_entry *ret_entry, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_entry_get, STORE_VALUES(v_int(index)), &rows, err);
    if (st == STATUS_NOT_FOUND)
        return FAIL(err, JOURNAL_NO_ENTRY, "number %" PRId64, index);
    if (st == STATUS_OK)
        st = entry_of_row(rows, arena, ret_entry, err);
    store_done(&rows);
    return st;
}

static enum status one_hash(struct store_tx *tx, const char *sql, const struct store_value *values,
                            size_t count, struct hash256 *ret_hash, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql, values, count, &rows, err);
    if (st == STATUS_NOT_FOUND)
        return FAIL(err, JOURNAL_BROKEN, "a part of the tree is missing");
    if (st == STATUS_OK)
        st = hash_column(rows, 0, ret_hash, err);
    store_done(&rows);
    return st;
}

/* A complete subtree of 2^level leaves. */
static enum status node_hash(struct store_tx *tx, int level, int64_t place,
                             struct hash256 *ret_hash, struct error *err)
{
    if (level == 0)
        return one_hash(tx, sql_entry_leaf, STORE_VALUES(v_int(place)), ret_hash, err);
    if (level % LEVELS_KEPT == 0)
        return one_hash(tx, sql_node_get, STORE_VALUES(v_int(level), v_int(place)), ret_hash, err);
    struct hash256 left, right;
    enum status st = node_hash(tx, level - 1, 2 * place, &left, err);
    if (st == STATUS_OK)
        st = node_hash(tx, level - 1, 2 * place + 1, &right, err);
    if (st == STATUS_OK)
        *ret_hash = journal_node_hash(&left, &right);
    return st;
}

/* Leaves first .. end - 1, of which there is at least one; first is where a subtree begins. */
struct range {
    int64_t first, end;
};

/* The largest power of two below the number of leaves, as RFC 6962 splits. */
static int64_t range_split(struct range range)
{
    int64_t half = 1;
    while (half * 2 < range.end - range.first)
        half *= 2;
    return half;
}

static enum status range_hash(struct store_tx *tx, struct range range, struct hash256 *ret_hash,
                              struct error *err)
{
    int64_t count = range.end - range.first;
    if ((count & (count - 1)) == 0) {
        int level = __builtin_ctzll((uint64_t)count);
        return node_hash(tx, level, range.first >> level, ret_hash, err);
    }
    int64_t middle = range.first + range_split(range);
    struct hash256 left, right;
    enum status st = range_hash(tx, (struct range){range.first, middle}, &left, err);
    if (st == STATUS_OK)
        st = range_hash(tx, (struct range){middle, range.end}, &right, err);
    if (st == STATUS_OK)
        *ret_hash = journal_node_hash(&left, &right);
    return st;
}

static enum status proof_add(struct store_tx *tx, struct range range, struct journal_proof *proof,
                             struct error *err)
{
    return range_hash(tx, range, &proof->at[proof->count++], err);
}

/* From the leaf upwards: the deeper halves come first. */
static enum status prove_leaf(struct store_tx *tx, int64_t index, struct range range,
                              struct journal_proof *proof, struct error *err)
{
    if (range.end - range.first == 1)
        return STATUS_OK;
    int64_t middle = range.first + range_split(range);
    struct range left = {range.first, middle}, right = {middle, range.end};
    enum status st = prove_leaf(tx, index, index < middle ? left : right, proof, err);
    return st == STATUS_OK ? proof_add(tx, index < middle ? right : left, proof, err) : st;
}

/* `whole`: the older tree is one of the newer one's left subtrees, so its root is known. */
static enum status prove_older(struct store_tx *tx, int64_t older, struct range range, bool whole,
                               struct journal_proof *proof, struct error *err)
{
    if (older == range.end)
        return whole ? STATUS_OK : proof_add(tx, range, proof, err);
    int64_t middle = range.first + range_split(range);
    struct range left = {range.first, middle}, right = {middle, range.end};
    bool goes_left = older <= middle;
    enum status st =
        prove_older(tx, older, goes_left ? left : right, goes_left && whole, proof, err);
    return st == STATUS_OK ? proof_add(tx, goes_left ? right : left, proof, err) : st;
}

static enum status size_check(struct store_tx *tx, int64_t size, struct error *err)
{
    struct frontier frontier;
    enum status st = frontier_load(tx, &frontier, err);
    if (st == STATUS_OK && (size < 0 || size > frontier.size))
        return FAIL(err, JOURNAL_SIZE, "%" PRId64 ", and it has %" PRId64 " entries", size,
                    frontier.size);
    return st;
}

enum status journal_head(struct store_tx *tx, struct journal_head *ret_head, struct error *err)
{
    struct frontier frontier;
    enum status st = frontier_load(tx, &frontier, err);
    if (st == STATUS_OK)
        *ret_head = (struct journal_head){.size = frontier.size, .root = frontier_root(&frontier)};
    return st;
}

enum status journal_head_at(struct store_tx *tx, int64_t size, struct journal_head *ret_head,
                            struct error *err)
{
    struct journal_head head = {.size = size, .root = hash_of_bytes("", 0)};
    enum status st = size_check(tx, size, err);
    if (st == STATUS_OK && size > 0)
        st = range_hash(tx, (struct range){0, size}, &head.root, err);
    if (st == STATUS_OK)
        *ret_head = head;
    return st;
}

enum status journal_prove_entry(struct store_tx *tx, int64_t index, int64_t size,
                                struct journal_proof *ret_proof, struct error *err)
{
    struct journal_proof proof = {.count = 0};
    enum status st = size_check(tx, size, err);
    if (st == STATUS_OK && (index < 0 || index >= size))
        st = FAIL(err, JOURNAL_NO_ENTRY, "number %" PRId64 " of %" PRId64, index, size);
    if (st == STATUS_OK)
        st = prove_leaf(tx, index, (struct range){0, size}, &proof, err);
    if (st == STATUS_OK)
        *ret_proof = proof;
    return st;
}

enum status journal_prove_growth(struct store_tx *tx, int64_t older, int64_t newer,
                                 struct journal_proof *ret_proof, struct error *err)
{
    struct journal_proof proof = {.count = 0};
    enum status st = size_check(tx, newer, err);
    if (st == STATUS_OK && (older < 0 || older > newer))
        st = FAIL(err, JOURNAL_SIZE, "%" PRId64 " is not below %" PRId64, older, newer);
    if (st == STATUS_OK && older > 0 && older < newer)
        st = prove_older(tx, older, (struct range){0, newer}, true, &proof, err);
    if (st == STATUS_OK)
        *ret_proof = proof;
    return st;
}
