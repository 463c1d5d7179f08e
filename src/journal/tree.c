/* The tree of RFC 6962, as far as it needs no store. */
#include <sodium.h>
#include <string.h>

#include "journal/journal_private.h"
#include "kit/must.h"

struct hash256 journal_leaf_hash(const void *bytes, size_t size)
{
    struct hash256 hash;
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    (void)crypto_hash_sha256_update(&state, (const uint8_t *)"", 1);
    (void)crypto_hash_sha256_update(&state, bytes, size);
    (void)crypto_hash_sha256_final(&state, hash.bytes);
    return hash;
}

struct hash256 journal_node_hash(const struct hash256 *left, const struct hash256 *right)
{
    uint8_t bytes[1 + 2 * sizeof left->bytes] = {1};
    memcpy(bytes + 1, left->bytes, sizeof left->bytes);
    memcpy(bytes + 1 + sizeof left->bytes, right->bytes, sizeof right->bytes);
    return hash_of_bytes(bytes, sizeof bytes);
}

/* As many subtrees end with the new leaf as there are ones at the end of the old size. */
enum status frontier_add(struct frontier *frontier, const struct hash256 *leaf,
                         const struct node_sink *sink, struct error *err)
{
    enum status st = STATUS_OK;
    struct hash256 hash = *leaf;
    int64_t place = frontier->size;
    for (int level = 1; st == STATUS_OK && (place & 1) != 0; level++) {
        must(frontier->count > 0);
        hash = journal_node_hash(&frontier->peaks[--frontier->count], &hash);
        place >>= 1;
        if (sink != NULL && level % LEVELS_KEPT == 0)
            st = sink->keep(sink->context, level, place, &hash, err);
    }
    frontier->peaks[frontier->count++] = hash;
    frontier->size++;
    return st;
}

struct hash256 frontier_root(const struct frontier *frontier)
{
    if (frontier->count == 0)
        return hash_of_bytes("", 0);
    struct hash256 root = frontier->peaks[frontier->count - 1];
    for (size_t i = frontier->count - 1; i > 0; i--)
        root = journal_node_hash(&frontier->peaks[i - 1], &root);
    return root;
}

/* The way up from one leaf: where it is, and where the last leaf is. */
struct climb {
    uint64_t at, last;
};

static void climb_one(struct climb *climb)
{
    climb->at >>= 1;
    climb->last >>= 1;
}

/* Is the next sibling on the left? If so, levels where this subtree has none are passed. */
static bool climb_left(struct climb *climb)
{
    if ((climb->at & 1) == 0 && climb->at != climb->last)
        return false;
    while ((climb->at & 1) == 0 && climb->at != 0)
        climb_one(climb);
    return true;
}

bool journal_included(const struct hash256 *leaf, int64_t index, const struct journal_proof *proof,
                      const struct journal_head *head)
{
    if (index < 0 || index >= head->size || proof->count > JOURNAL_PROOF_MAX)
        return false;
    struct climb climb = {(uint64_t)index, (uint64_t)head->size - 1};
    struct hash256 hash = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (climb.last == 0)
            return false;
        hash = climb_left(&climb) ? journal_node_hash(&proof->at[i], &hash)
                                  : journal_node_hash(&hash, &proof->at[i]);
        climb_one(&climb);
    }
    return climb.last == 0 && hash_same(&hash, &head->root);
}

bool journal_consistent(const struct journal_head *older, const struct journal_head *newer,
                        const struct journal_proof *proof)
{
    struct hash256 nothing = hash_of_bytes("", 0);
    if (older->size < 0 || older->size > newer->size || proof->count > JOURNAL_PROOF_MAX)
        return false;
    if (older->size == newer->size)
        return proof->count == 0 && hash_same(&older->root, &newer->root);
    if (older->size == 0)
        return proof->count == 0 && hash_same(&older->root, &nothing);
    struct climb climb = {(uint64_t)older->size - 1, (uint64_t)newer->size - 1};
    while ((climb.at & 1) != 0)
        climb_one(&climb);
    size_t next = 0;
    bool whole = (older->size & (older->size - 1)) == 0; /* the older root is itself a subtree */
    if (!whole && proof->count == 0)
        return false;
    struct hash256 old_hash = whole ? older->root : proof->at[next++], new_hash = old_hash;
    for (; next < proof->count; next++) {
        const struct hash256 *sibling = &proof->at[next];
        if (climb.last == 0)
            return false;
        if (climb_left(&climb)) {
            old_hash = journal_node_hash(sibling, &old_hash);
            new_hash = journal_node_hash(sibling, &new_hash);
        } else {
            new_hash = journal_node_hash(&new_hash, sibling);
        }
        climb_one(&climb);
    }
    return climb.last == 0 && hash_same(&old_hash, &older->root) &&
           hash_same(&new_hash, &newer->root);
}
