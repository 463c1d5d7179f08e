/* The tree against its definition (RFC 6962, 2.1), written here once more in its plainest form. */
#include <string.h>

#include "journal/journal_private.h"
#include "kit/random.h"
#include "kit/test.h"

enum { LEAVES = 257 };

static struct hash256 leaves[LEAVES];

static void leaves_make(void)
{
    for (int i = 0; i < LEAVES; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "leaf %d", i);
        leaves[i] = journal_leaf_hash(text, strlen(text));
    }
}

static int64_t split(int64_t count)
{
    int64_t half = 1;
    while (half * 2 < count)
        half *= 2;
    return half;
}

static struct hash256 mth(const struct hash256 *first, int64_t count)
{
    if (count == 0)
        return hash_of_bytes("", 0);
    if (count == 1)
        return *first;
    struct hash256 left = mth(first, split(count)),
                   right = mth(first + split(count), count - split(count));
    return journal_node_hash(&left, &right);
}

static void path(int64_t m, const struct hash256 *first, int64_t count, struct journal_proof *proof)
{
    if (count == 1)
        return;
    int64_t k = split(count);
    if (m < k)
        path(m, first, k, proof);
    else
        path(m - k, first + k, count - k, proof);
    proof->at[proof->count++] = m < k ? mth(first + k, count - k) : mth(first, k);
}

static void subproof(int64_t m, const struct hash256 *first, int64_t count, bool whole,
                     struct journal_proof *proof)
{
    if (m == count) {
        if (!whole)
            proof->at[proof->count++] = mth(first, count);
        return;
    }
    int64_t k = split(count);
    if (m <= k)
        subproof(m, first, k, whole, proof);
    else
        subproof(m - k, first + k, count - k, false, proof);
    proof->at[proof->count++] = m <= k ? mth(first + k, count - k) : mth(first, k);
}

static struct journal_head head_of(int64_t size)
{
    return (struct journal_head){.size = size, .root = mth(leaves, size)};
}

static const char *hex(const struct hash256 *hash)
{
    static char text[65];
    for (int i = 0; i < 32; i++)
        (void)snprintf(text + 2 * (size_t)i, 3, "%02x", hash->bytes[i]);
    return text;
}

START_TEST(the_known_answers_of_rfc_6962_come_out)
{
    /* The reference tree of Certificate Transparency: eight leaves and the roots of their trees. */
    static const struct {
        const char *bytes;
        size_t size;
    } inputs[] = {{"", 0},
                  {"\x00", 1},
                  {"\x10", 1},
                  {"\x20\x21", 2},
                  {"\x30\x31", 2},
                  {"\x40\x41\x42\x43", 4},
                  {"\x50\x51\x52\x53\x54\x55\x56\x57", 8},
                  {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16}};
    static const char *const roots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    struct frontier frontier = {0};
    struct error err;
    for (size_t i = 0; i <= sizeof inputs / sizeof *inputs; i++) {
        struct hash256 root = frontier_root(&frontier);
        ck_assert_str_eq(hex(&root), roots[i]);
        if (i == sizeof inputs / sizeof *inputs)
            break;
        struct hash256 leaf = journal_leaf_hash(inputs[i].bytes, inputs[i].size);
        CHECK_OK(frontier_add(&frontier, &leaf, NULL, &err), err);
    }
}
END_TEST

START_TEST(the_tree_that_grows_leaf_by_leaf_is_the_tree_of_the_definition)
{
    struct frontier frontier = {0};
    struct error err;
    leaves_make();
    for (int64_t size = 0; size < LEAVES; size++) {
        struct hash256 root = frontier_root(&frontier), wanted = mth(leaves, size);
        ck_assert(hash_same(&root, &wanted));
        CHECK_OK(frontier_add(&frontier, &leaves[size], NULL, &err), err);
    }
}
END_TEST

START_TEST(every_entry_of_every_size_has_a_proof_that_is_good_for_no_other_place)
{
    leaves_make();
    for (int64_t size = 1; size < LEAVES; size += size < 40 ? 1 : 31) {
        struct journal_head head = head_of(size);
        for (int64_t index = 0; index < size; index++) {
            struct journal_proof proof = {.count = 0};
            path(index, leaves, size, &proof);
            ck_assert(journal_included(&leaves[index], index, &proof, &head));
            ck_assert(!journal_included(&leaves[(index + 1) % LEAVES], index, &proof, &head));
            for (int64_t other = 0; other < size; other++)
                ck_assert(other == index ||
                          !journal_included(&leaves[index], other, &proof, &head));
            ck_assert(!journal_included(&leaves[index], size, &proof, &head));
            ck_assert(!journal_included(&leaves[index], -1, &proof, &head));
        }
    }
}
END_TEST

/* The proof with one thing wrong with it. */
static struct journal_proof spoil(const struct journal_proof *proof, struct random_stream *luck)
{
    struct journal_proof bad = *proof;
    uint64_t way = random_below(luck, proof->count == 0 ? 1 : 5);
    size_t at = proof->count == 0 ? 0 : random_below(luck, proof->count);
    if (way == 0 && bad.count < JOURNAL_PROOF_MAX) /* one hash too many */
        bad.at[bad.count++] = leaves[random_below(luck, LEAVES)];
    else if (way == 1) /* the last cut off */
        bad.count--;
    else if (way == 2) /* one taken out */
        memmove(&bad.at[at], &bad.at[at + 1], (--bad.count - at) * sizeof *bad.at);
    else if (way == 3) /* one put in */
        bad.at[at] = leaves[random_below(luck, LEAVES)];
    else
        bad.at[at].bytes[random_below(luck, 32)] ^= (uint8_t)(1 << random_below(luck, 8));
    return bad;
}

START_TEST(a_proof_of_an_entry_with_anything_wrong_in_it_fails)
{
    leaves_make();
    FOR_ALL(seed, 3000) {
        struct random_stream luck = random_stream(seed, "forged inclusion");
        int64_t size = 1 + (int64_t)random_below(&luck, LEAVES);
        int64_t index = (int64_t)random_below(&luck, (uint64_t)size);
        struct journal_head head = head_of(size);
        struct journal_proof proof = {.count = 0};
        path(index, leaves, size, &proof);
        struct journal_proof bad = spoil(&proof, &luck);
        if (bad.count == proof.count && memcmp(bad.at, proof.at, sizeof *bad.at * bad.count) == 0)
            continue;
        ck_assert(!journal_included(&leaves[index], index, &bad, &head));
        head.root.bytes[random_below(&luck, 32)] ^= (uint8_t)(1 << random_below(&luck, 8));
        ck_assert(!journal_included(&leaves[index], index, &proof, &head));
    }
}
END_TEST

START_TEST(every_two_sizes_have_a_proof_of_growth)
{
    leaves_make();
    for (int64_t newer = 0; newer < LEAVES; newer += newer < 70 ? 1 : 17) {
        struct journal_head to = head_of(newer);
        for (int64_t older = 0; older <= newer; older++) {
            struct journal_head from = head_of(older);
            struct journal_proof proof = {.count = 0};
            if (older > 0 && older < newer)
                subproof(older, leaves, newer, true, &proof);
            ck_assert(journal_consistent(&from, &to, &proof));
            ck_assert(older == newer || !journal_consistent(&to, &from, &proof));
        }
    }
}
END_TEST

START_TEST(a_proof_of_growth_with_anything_wrong_in_it_fails)
{
    leaves_make();
    FOR_ALL(seed, 3000) {
        struct random_stream luck = random_stream(seed, "forged growth");
        int64_t newer = 2 + (int64_t)random_below(&luck, LEAVES - 2);
        int64_t older = 1 + (int64_t)random_below(&luck, (uint64_t)newer - 1);
        struct journal_head from = head_of(older), to = head_of(newer);
        struct journal_proof proof = {.count = 0};
        subproof(older, leaves, newer, true, &proof);
        struct journal_proof bad = spoil(&proof, &luck);
        if (bad.count == proof.count && memcmp(bad.at, proof.at, sizeof *bad.at * bad.count) == 0)
            continue;
        ck_assert(!journal_consistent(&from, &to, &bad));
        struct journal_head *wrong = random_below(&luck, 2) == 0 ? &from : &to;
        wrong->root.bytes[random_below(&luck, 32)] ^= (uint8_t)(1 << random_below(&luck, 8));
        ck_assert(!journal_consistent(&from, &to, &proof));
    }
}
END_TEST

START_TEST(a_log_whose_past_was_changed_has_no_proof_of_growth)
{
    leaves_make();
    FOR_ALL(seed, 300) {
        struct random_stream luck = random_stream(seed, "changed past");
        int64_t newer = 2 + (int64_t)random_below(&luck, LEAVES - 2);
        int64_t older = 1 + (int64_t)random_below(&luck, (uint64_t)newer - 1);
        int64_t changed = (int64_t)random_below(&luck, (uint64_t)older);
        struct journal_head from = head_of(older);
        struct hash256 kept = leaves[changed];
        leaves[changed].bytes[0] ^= 1;
        struct journal_head to = head_of(newer);
        struct journal_proof proof = {.count = 0};
        subproof(older, leaves, newer, true, &proof);
        ck_assert(!journal_consistent(&from, &to, &proof));
        leaves[changed] = kept;
    }
}
END_TEST

TEST_MAIN("journal tree", the_known_answers_of_rfc_6962_come_out,
          the_tree_that_grows_leaf_by_leaf_is_the_tree_of_the_definition,
          every_entry_of_every_size_has_a_proof_that_is_good_for_no_other_place,
          a_proof_of_an_entry_with_anything_wrong_in_it_fails,
          every_two_sizes_have_a_proof_of_growth, a_proof_of_growth_with_anything_wrong_in_it_fails,
          a_log_whose_past_was_changed_has_no_proof_of_growth)
