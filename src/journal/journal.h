/* journal.h -- the log: what was booked and decided, in an order that nobody can change unseen.
 *
 * Every entry is a leaf of one Merkle tree (RFC 6962). An entry is written in the transaction of
 * what it records, so neither is there without the other:
 *
 *     if ((st = store_run(tx, sql_event_insert, ...)) == STATUS_OK)
 *         st = journal_decide(tx, &(struct journal_decision){.kind = "decision", .ref = event,
 *             .person = caller->user_id, .action = "approve", .object = "application", ...}, err);
 *
 * Now and then the head of the tree is signed: a checkpoint (C2SP tlog-checkpoint, Ed25519). A
 * witness keeps the last checkpoint it has seen and signs a new one only if the log has merely
 * grown since. Who holds a checkpoint can have any entry proven in a few hundred bytes, and finds
 * any later change. What it does not prove: that what was entered was true; and without witnesses
 * nothing against somebody who has both the store and the key.
 *
 * Promises, each with a test of the same words in journal/test/:
 *   - An entry is there exactly when what it records is there.
 *   - The tree is that of RFC 6962, whatever way the entries came in.
 *   - Every entry has a proof, and no other entry, place or size passes with it.
 *   - Every two sizes of a log have a proof, and no forged one passes.
 *   - What is in the log can neither be changed nor removed through the database.
 *   - The audit names the first entry that was changed behind the program's back.
 *   - A signed checkpoint with any bit changed is refused.
 *   - A witness never signs two histories, nor a shorter one.
 *   - A log restored from an old back-up is not signed again.
 *   - No name and no words stand in an entry.
 *
 * Texts (docs/formats/log.md) are those of C2SP, so tools of others read them. Times are
 * parameters; keys come from the caller, who keeps them in files.
 *
 * Uses: kit, store. Tables: db/migrations/0008_journal.sql. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kit/arena.h"
#include "kit/bytes.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "journal/reasons.def"
#undef REASON

/* ---- the tree, without a store ---- */

enum { JOURNAL_PROOF_MAX = 64 };

struct journal_proof {
    struct hash256 at[JOURNAL_PROOF_MAX];
    size_t count;
};

struct journal_head {
    int64_t size;
    struct hash256 root;
};

struct hash256 journal_leaf_hash(const void *bytes, size_t size); /* SHA-256(0, bytes) */
struct hash256 journal_node_hash(const struct hash256 *left, const struct hash256 *right);

/* Does the proof lead from this leaf at this place to the root? (RFC 9162, 2.1.3.2) */
bool journal_included(const struct hash256 *leaf, int64_t index, const struct journal_proof *proof,
                      const struct journal_head *head);

/* Is the older log the beginning of the newer one? (RFC 9162, 2.1.4.2) */
bool journal_consistent(const struct journal_head *older, const struct journal_head *newer,
                        const struct journal_proof *proof);

/* ---- writing ---- */

struct journal_entry {
    const char *kind; /* "transfer", "decision", "document": the list `ref` is a number of */
    int64_t ref;      /* once a kind */
    const char *body; /* the bytes that are hashed; NULL: they stand elsewhere, `leaf` is given */
    struct hash256 leaf;
};

/* Add them in their order. *ret_first, which may be NULL, is the place of the first. */
enum status journal_append(struct store_tx *tx, const struct journal_entry *entries, size_t count,
                           int64_t *ret_first, struct error *err);

/* Who decided what, on what ground. Canonical JSON (RFC 8785); `name` and `note` enter only as a
 * hash with a salt of their own, which can be deleted. */
struct journal_decision {
    const char *kind; /* the list that the decision stands in: "decision" for case_event */
    int64_t ref;      /* its number there */
    time_us at;
    int64_t person, post, organisation; /* 0: none */
    int64_t case_id;                    /* the application that it is about; 0: none */
    const char *action;
    const char *object; /* "application", "payment" ... and its number */
    int64_t object_id;
    const char *before, *after;     /* states; NULL: none */
    const char *article;            /* legal basis; NULL: none */
    const char *name, *note;        /* NULL: none */
    const struct hash256 *evidence; /* of the document it rests on; NULL: none */
};
enum status journal_decide(struct store_tx *tx, const struct journal_decision *decision,
                           struct error *err);

/* A document that was issued: its kind and number, SHA-256 of the file as it went out and of the
 * data it was made from (NULL: none). `number` names no person. */
struct journal_document {
    int64_t ref; /* the row that keeps it */
    time_us at;
    const char *document, *number; /* "agreement", "A-2026-0001" */
    const struct hash256 *file, *source;
};
enum status journal_issue(struct store_tx *tx, const struct journal_document *document,
                          int64_t *ret_index, struct error *err);

/* ---- reading ---- */

enum status journal_head(struct store_tx *tx, struct journal_head *ret_head, struct error *err);
/* The head as it was at that size. */
enum status journal_head_at(struct store_tx *tx, int64_t size, struct journal_head *ret_head,
                            struct error *err);

enum status journal_find(struct store_tx *tx, const char *kind, int64_t ref, int64_t *ret_index,
                         struct error *err);
enum status journal_get(struct store_tx *tx, struct arena *arena, int64_t index,
                        struct journal_entry *ret_entry, struct error *err);

enum status journal_prove_entry(struct store_tx *tx, int64_t index, int64_t size,
                                struct journal_proof *ret_proof, struct error *err);
enum status journal_prove_growth(struct store_tx *tx, int64_t older, int64_t newer,
                                 struct journal_proof *ret_proof, struct error *err);

/* Read it all again: places, leaves, tree. JOURNAL_BROKEN names the first bad "/entries/17". */
enum status journal_audit(struct store_tx *tx, struct journal_head *ret_head, struct error *err);

/* Everything for `dure-verify log`: one JSON object a line (docs/formats/log.md). */
enum status journal_export(struct store_tx *tx, FILE *out, struct error *err);

/* ---- keys and signed texts ---- */

enum journal_role { JOURNAL_LOG = 1, JOURNAL_WITNESS = 4 }; /* the algorithm bytes of C2SP */
enum { JOURNAL_NAME_MAX = 80, JOURNAL_SIGNATURES_MAX = 16 };

struct journal_key {
    char name[JOURNAL_NAME_MAX + 1];
    enum journal_role role;
    uint8_t id[4];
    uint8_t public_key[32];
};

struct journal_signer {
    struct journal_key key;
    uint8_t secret_key[64];
};

/* A new pair. The texts are one line: "name+id+base64" to hand out, "PRIVATE+KEY+..." to keep. */
enum status journal_signer_new(const char *name, enum journal_role role,
                               struct journal_signer *ret_signer, struct error *err);
const char *journal_signer_text(struct arena *arena, const struct journal_signer *signer);
const char *journal_key_text(struct arena *arena, const struct journal_key *key);
enum status journal_signer_read(const char *text, struct journal_signer *ret_signer,
                                struct error *err);
enum status journal_key_read(const char *text, struct journal_key *ret_key, struct error *err);

struct journal_signature {
    const char *name;
    uint8_t id[4];
    time_us at; /* of a witness */
    uint8_t bytes[72];
    size_t size;
};

struct journal_note {
    const char *body; /* what is signed, with its last line end */
    const char *origin;
    struct journal_head head;
    struct journal_signature signatures[JOURNAL_SIGNATURES_MAX];
    size_t signature_count;
};

const char *journal_note_body(struct arena *arena, const char *origin,
                              const struct journal_head *head);
/* The body, or the whole note, with one more signature. `now` stands in a witness's. */
const char *journal_note_sign(struct arena *arena, const char *note,
                              const struct journal_signer *signer, time_us now);
enum status journal_note_read(struct arena *arena, const char *text, struct journal_note *ret_note,
                              struct error *err);
/* JOURNAL_UNSIGNED: no signature of that key; JOURNAL_FORGED: one that does not fit. */
enum status journal_note_check(const struct journal_note *note, const struct journal_key *key,
                               struct error *err);

/* ---- checkpoints, witnesses, proofs that travel ---- */

/* Sign the present head and keep the note in the store. `last` is the note that this signer
 * signed last, kept beside its key and not in the store (NULL: the first time). Unless the log
 * has only grown since, and since the newest note in the store: JOURNAL_FORKED or
 * JOURNAL_ROLLED_BACK. The same size gives the same note again, with what it has got since. */
enum status journal_checkpoint(struct store_tx *tx, struct arena *arena,
                               const struct journal_signer *signer, const char *last, time_us now,
                               const char **ret_note, struct error *err);
/* The newest kept note; JOURNAL_NO_ENTRY while there is none. */
enum status journal_checkpoint_last(struct store_tx *tx, struct arena *arena, const char **ret_note,
                                    struct error *err);
/* Keep a witness's signature on a checkpoint that is kept here. */
enum status journal_checkpoint_keep(struct store_tx *tx, struct arena *arena, const char *note,
                                    const struct journal_key *witness, struct error *err);

/* What a witness that has last seen `older` (0: nothing yet) must be given: C2SP add-checkpoint. */
enum status journal_update(struct store_tx *tx, struct arena *arena, int64_t older,
                           const char *note, const char **ret_text, struct error *err);

/* A witness's whole work, without a store: the note in `update` with the witness's signature,
 * which it keeps as its next `last`. It signs only what the log has signed and what continues
 * `last` (NULL: the first time). */
enum status journal_witness(struct arena *arena, const char *update, const char *last,
                            const struct journal_key *log, const struct journal_signer *witness,
                            time_us now, const char **ret_note, struct error *err);

/* C2SP tlog-proof: the entry's bytes, its place, the path and the checkpoint, for a QR code or a
 * file beside a document. An entry without a body: `bytes` are those that its leaf hashes. */
enum status journal_prove(struct store_tx *tx, struct arena *arena, int64_t index, const char *note,
                          const void *bytes, size_t size, const char **ret_text, struct error *err);

#endif
