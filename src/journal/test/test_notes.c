/* Keys, notes and witnesses, without a store. */
#include <string.h>

#include "journal/journal_private.h"
#include "kit/random.h"
#include "kit/test.h"
#include "kit/text.h"

static const time_us noon = INT64_C(1790000000) * TIME_SECOND;

static struct journal_signer new_signer(const char *name, enum journal_role role)
{
    struct error err;
    struct journal_signer signer;
    CHECK_OK(journal_signer_new(name, role, &signer, &err), err);
    return signer;
}

/* A log of leaves 0 .. size - 1; `fork` is the number of the leaf that is another one (-1: none).
 */
static struct journal_head log_of(int64_t size, int64_t fork)
{
    struct error err;
    struct frontier frontier = {0};
    for (int64_t i = 0; i < size; i++) {
        int64_t leaf = i == fork ? -1 : i;
        struct hash256 hash = journal_leaf_hash(&leaf, sizeof leaf);
        CHECK_OK(frontier_add(&frontier, &hash, NULL, &err), err);
    }
    return (struct journal_head){.size = size, .root = frontier_root(&frontier)};
}

START_TEST(a_checkpoint_made_by_the_reference_library_is_read_and_its_signature_fits)
{
    /* The example of golang.org/x/mod/sumdb/note, whose key is public. */
    static const char key_text[] =
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    static const char private_text[] =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    struct error err;
    struct journal_key key;
    struct journal_signer signer;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    CHECK_OK(journal_key_read(key_text, &key, &err), err);
    CHECK_OK(journal_signer_read(private_text, &signer, &err), err);
    ck_assert_mem_eq(key.public_key, signer.key.public_key, 32);
    ck_assert_str_eq(journal_key_text(arena, &signer.key), key_text);
    ck_assert_str_eq(journal_signer_text(arena, &signer), private_text);
    const char *text = "If you think cryptography is the answer to your problem,\n"
                       "then you don't know what your problem is.\n";
    ck_assert_str_eq(journal_note_sign(arena, text, &signer, noon),
                     "If you think cryptography is the answer to your problem,\n"
                     "then you don't know what your problem is.\n"
                     "\n"
                     "\xe2\x80\x94 PeterNeumann "
                     "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ"
                     "SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
}
END_TEST

START_TEST(a_key_survives_its_text_and_a_slip_in_it_is_found)
{
    struct error err;
    struct journal_key key;
    struct journal_signer again;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct journal_signer signer = new_signer("dure.example/log", JOURNAL_LOG);
    const char *text = journal_signer_text(arena, &signer);
    CHECK_OK(journal_signer_read(text, &again, &err), err);
    ck_assert_mem_eq(&again.key, &signer.key, sizeof signer.key);
    ck_assert_mem_eq(again.secret_key, signer.secret_key, 64);
    char *shown = arena_text(arena, journal_key_text(arena, &signer.key));
    CHECK_OK(journal_key_read(shown, &key, &err), err);
    for (size_t i = 0; shown[i] != '\0'; i++) {
        char good = shown[i];
        shown[i] = good == 'A' ? 'B' : 'A';
        CHECK_FAILS(journal_key_read(shown, &key, &err), JOURNAL_KEY, err);
        shown[i] = good;
    }
    CHECK_FAILS(journal_key_read(text, &key, &err), JOURNAL_KEY, err);
    CHECK_FAILS(journal_signer_read(shown, &again, &err), JOURNAL_KEY, err);
    ck_assert_ptr_null(strstr(err.text, text + 30));
    CHECK_FAILS(journal_signer_new("two words", JOURNAL_LOG, &again, &err), JOURNAL_NAME, err);
    CHECK_FAILS(journal_signer_new("", JOURNAL_LOG, &again, &err), JOURNAL_NAME, err);
}
END_TEST

START_TEST(a_signed_checkpoint_with_any_bit_changed_is_refused)
{
    struct error err;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 64 << 20);
    struct journal_signer log = new_signer("dure.example/log", JOURNAL_LOG),
                          witness = new_signer("sponsor.example", JOURNAL_WITNESS);
    struct journal_head head = log_of(7, -1);
    const char *note =
        journal_note_sign(arena, journal_note_body(arena, log.key.name, &head), &log, noon);
    note = journal_note_sign(arena, note, &witness, noon);
    struct journal_note read;
    CHECK_OK(journal_note_read(arena, note, &read, &err), err);
    ck_assert_uint_eq(read.signature_count, 2);
    ck_assert_int_eq(read.head.size, 7);
    ck_assert(hash_same(&read.head.root, &head.root));
    CHECK_OK(journal_note_check(&read, &log.key, &err), err);
    CHECK_OK(journal_note_check(&read, &witness.key, &err), err);
    ck_assert_int_eq(read.signatures[1].at, noon);
    size_t size = strlen(note);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        char *bad = arena_text(arena, note);
        bad[bit / 8] = (char)(bad[bit / 8] ^ (1 << bit % 8));
        struct journal_note other;
        bool good = journal_note_read(arena, bad, &other, &err) == STATUS_OK &&
                    journal_note_check(&other, &log.key, &err) == STATUS_OK &&
                    journal_note_check(&other, &witness.key, &err) == STATUS_OK;
        ck_assert_msg(!good, "bit %zu", bit);
        arena_reset(arena);
        note = journal_note_sign(arena, journal_note_body(arena, log.key.name, &head), &log, noon);
        note = journal_note_sign(arena, note, &witness, noon);
    }
}
END_TEST

START_TEST(a_signature_of_another_key_with_the_same_name_does_not_pass)
{
    struct error err;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct journal_signer log = new_signer("dure.example/log", JOURNAL_LOG),
                          other = new_signer("dure.example/log", JOURNAL_LOG);
    struct journal_head head = log_of(3, -1);
    struct journal_note read;
    const char *note =
        journal_note_sign(arena, journal_note_body(arena, log.key.name, &head), &other, noon);
    CHECK_OK(journal_note_read(arena, note, &read, &err), err);
    CHECK_FAILS(journal_note_check(&read, &log.key, &err), JOURNAL_UNSIGNED, err);
    memcpy(read.signatures[0].id, log.key.id, 4); /* as a forger would write it */
    CHECK_FAILS(journal_note_check(&read, &log.key, &err), JOURNAL_FORGED, err);
}
END_TEST

/* ---- witnesses ---- */

/* What a log of `size` gives a witness that saw `older`: both trees are small and made here. */
static const char *update_for(struct arena *arena, const struct journal_signer *log, int64_t older,
                              int64_t size, int64_t fork)
{
    struct journal_head head = log_of(size, fork);
    const char *note =
        journal_note_sign(arena, journal_note_body(arena, log->key.name, &head), log, noon);
    const char *proof = "";
    /* From one leaf to two, or from two to three: one hash, the leaf that came. */
    if (older > 0 && size == older + 1) {
        int64_t leaf = older == fork ? -1 : older;
        struct hash256 hash = journal_leaf_hash(&leaf, sizeof leaf);
        proof = arena_format(arena, "%s\n", base64_text(arena, hash.bytes, 32));
    }
    return arena_format(arena, "old %lld\n%s\n%s", (long long)older, proof, note);
}

START_TEST(a_witness_never_signs_two_histories_nor_a_shorter_one)
{
    struct error err;
    const char *seen = NULL, *next = NULL;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct journal_signer log = new_signer("dure.example/log", JOURNAL_LOG),
                          stranger = new_signer("dure.example/log", JOURNAL_LOG),
                          witness = new_signer("ministry.example", JOURNAL_WITNESS);
#define WITNESS(update, last)                                                                      \
    journal_witness(arena, (update), (last), &log.key, &witness, noon, &next, &err)
    CHECK_OK(WITNESS(update_for(arena, &log, 0, 1, -1), NULL), err);
    seen = next;
    CHECK_OK(WITNESS(update_for(arena, &log, 1, 2, -1), seen), err);
    const char *two = next;
    struct journal_note note;
    CHECK_OK(journal_note_read(arena, two, &note, &err), err);
    CHECK_OK(journal_note_check(&note, &witness.key, &err), err);

    next = NULL;
    CHECK_FAILS(WITNESS(update_for(arena, &log, 1, 2, 0), seen), JOURNAL_FORKED, err);
    CHECK_FAILS(WITNESS(update_for(arena, &log, 2, 2, 1), two), JOURNAL_FORKED, err);
    CHECK_FAILS(WITNESS(update_for(arena, &log, 2, 1, -1), two), JOURNAL_ROLLED_BACK, err);
    CHECK_FAILS(WITNESS(update_for(arena, &log, 0, 1, -1), two), JOURNAL_ROLLED_BACK, err);
    CHECK_FAILS(WITNESS(update_for(arena, &log, 0, 3, -1), two), JOURNAL_PROOF, err);
    CHECK_FAILS(WITNESS(update_for(arena, &stranger, 2, 3, -1), two), JOURNAL_UNSIGNED, err);
    CHECK_OK(WITNESS(update_for(arena, &log, 2, 2, -1), two), err); /* the same again */
    CHECK_OK(WITNESS(update_for(arena, &log, 2, 3, -1), two), err);
#undef WITNESS
}
END_TEST

START_TEST(what_a_witness_kept_must_be_its_own_and_of_this_log)
{
    struct error err;
    const char *next = NULL;
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    struct journal_signer log = new_signer("dure.example/log", JOURNAL_LOG),
                          other = new_signer("other.example/log", JOURNAL_LOG),
                          witness = new_signer("ministry.example", JOURNAL_WITNESS);
    struct journal_head head = log_of(1, -1);
    const char *body = journal_note_body(arena, log.key.name, &head),
               *update = update_for(arena, &log, 1, 2, -1);
    CHECK_FAILS(journal_witness(arena, update, journal_note_sign(arena, body, &log, noon), &log.key,
                                &witness, noon, &next, &err),
                JOURNAL_UNSIGNED, err);
    CHECK_FAILS(journal_witness(arena, update_for(arena, &other, 0, 1, -1), NULL, &log.key,
                                &witness, noon, &next, &err),
                JOURNAL_ORIGIN, err);
    CHECK_FAILS(journal_witness(arena, "old one\n\n", NULL, &log.key, &witness, noon, &next, &err),
                JOURNAL_NOTE, err);
    CHECK_FAILS(journal_witness(arena, update, NULL, &log.key, &log, noon, &next, &err),
                JOURNAL_KEY, err);
}
END_TEST

TEST_MAIN("journal notes",
          a_checkpoint_made_by_the_reference_library_is_read_and_its_signature_fits,
          a_key_survives_its_text_and_a_slip_in_it_is_found,
          a_signed_checkpoint_with_any_bit_changed_is_refused,
          a_signature_of_another_key_with_the_same_name_does_not_pass,
          a_witness_never_signs_two_histories_nor_a_shorter_one,
          what_a_witness_kept_must_be_its_own_and_of_this_log)
