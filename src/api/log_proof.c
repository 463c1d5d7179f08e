/* log_proof.c -- an entry of the log with its proof, for whoever holds a checkpoint. */
#include "api/ledger_views.h"

/* The bytes of a transfer stand in the book, not in the log. */
static enum status bytes_of(struct call *call, struct store_tx *tx,
                            const struct journal_entry *entry, const void **ret_bytes,
                            size_t *ret_size, struct error *err)
{
    struct ledger_transfer transfer = {0};
    if (entry->body != NULL)
        return STATUS_OK;
    enum status st = ledger_transfer_at(tx, call->arena, entry->ref, &transfer, err);
    if (st == STATUS_OK)
        *ret_bytes = ledger_transfer_bytes(call->arena, &transfer, ret_size);
    return st;
}

static enum status prove_signed(struct call *call, struct store_tx *tx, const char *note,
                                const struct journal_head *head, struct log_proof *proof,
                                struct error *err)
{
    const void *bytes = NULL;
    size_t size = 0;
    proof->note = note;
    proof->size = head->size;
    proof->root = head->root;
    enum status st = bytes_of(call, tx, &proof->entry, &bytes, &size, err);
    if (st == STATUS_OK)
        st = journal_prove(tx, call->arena, proof->place, note, bytes, size, &proof->text, err);
    return st;
}

enum status log_prove(struct call *call, struct store_tx *tx, int64_t place,
                      struct log_proof *ret_proof, struct error *err)
{
    struct log_proof proof = {.place = place};
    struct journal_note read = {0};
    struct journal_head head = {0};
    const char *note = NULL;
    enum status st = journal_get(tx, call->arena, place, &proof.entry, err);
    if (st != STATUS_OK)
        return st;
    st = journal_checkpoint_last(tx, call->arena, &note, err);
    if (st == STATUS_NOT_FOUND)
        note = NULL;
    else if (st == STATUS_OK)
        st = journal_note_read(call->arena, note, &read, err);
    if (st != STATUS_OK && st != STATUS_NOT_FOUND)
        return st;
    if (note != NULL && place < read.head.size) {
        st = prove_signed(call, tx, note, &read.head, &proof, err);
    } else {
        st = journal_head(tx, &head, err);
        proof.size = head.size;
        proof.root = head.root;
    }
    if (st == STATUS_OK)
        st = journal_prove_entry(tx, place, proof.size, &proof.path, err);
    if (st == STATUS_OK)
        *ret_proof = proof;
    return st;
}

enum status log_prove_case(struct call *call, struct store_tx *tx, enum programme_thing thing,
                           int64_t id, struct log_proof *ret_proof, struct error *err)
{
    struct programme_agreement agreement = {.application_id = id};
    int64_t ref = 0, place = 0;
    enum status st = STATUS_OK;
    if (thing == PROGRAMME_AGREEMENT)
        st = programme_agreement(tx, call->arena, id, &agreement, err);
    if (st == STATUS_OK)
        st = programme_decision_last(tx, agreement.application_id, &ref, err);
    if (st == STATUS_OK)
        st = journal_find(tx, "decision", ref, &place, err);
    return st == STATUS_OK ? log_prove(call, tx, place, ret_proof, err) : st;
}
