/* The log in a store, on both databases. */
#include <inttypes.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "journal/journal_private.h"
#include "kit/random.h"
#include "support/postgres.h"

static const time_us noon = INT64_C(1790000000) * TIME_SECOND;

static struct store *open_store(const char *address)
{
    struct error err;
    struct store *store = NULL;
    CHECK_OK(store_open(&(struct store_options){.address = address}, &store, &err), err);
    CHECK_OK(store_migrate(store, noon, &err), err);
    return store;
}

static struct store_tx *begin(struct store *store, enum store_mode mode)
{
    struct error err;
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(store, mode, &tx, &err), err);
    return tx;
}

/* `count` entries more, in one transaction, of every kind there is. */
static void add(struct store *store, int64_t *next, int count)
{
    struct error err;
    struct store_tx *tx = begin(store, STORE_WRITE);
    for (int i = 0; i < count; i++, ++*next) {
        struct journal_entry entry = {.kind = "transfer", .ref = *next + 1};
        entry.leaf = journal_leaf_hash(next, sizeof *next);
        struct journal_decision decision = {.kind = "decision",
                                            .ref = *next,
                                            .at = noon + *next,
                                            .person = 3,
                                            .action = "approve",
                                            .object = "application",
                                            .object_id = 17,
                                            .before = "submitted",
                                            .after = "approved",
                                            .name = "홍길동",
                                            .note = "요건을 모두 갖춤"};
        if (*next % 3 == 1)
            CHECK_OK(journal_decide(tx, &decision, &err), err);
        else
            CHECK_OK(journal_append(tx, &entry, 1, NULL, &err), err);
    }
    CHECK_OK(store_commit(&tx, &err), err);
}

static struct journal_head audit(struct store *store)
{
    struct error err;
    struct journal_head head = {0};
    SCOPED(store_cleanup) struct store_tx *tx = begin(store, STORE_READ);
    CHECK_OK(journal_audit(tx, &head, &err), err);
    return head;
}

ON_BOTH(every_entry_and_every_two_sizes_have_a_proof)
{
    struct error err;
    struct journal_proof proof;
    struct store *store = open_store(address);
    int64_t next = 0;
    const int steps[] = {1, 1, 1, 4, 9, 1, 17, 30, 1};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        add(store, &next, steps[i]);
    struct journal_head now = audit(store);
    ck_assert_int_eq(now.size, next);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 16 << 20);
    SCOPED(store_cleanup) struct store_tx *tx = begin(store, STORE_READ);
    for (int64_t size = 1; size <= next; size += size < 36 ? 1 : 7) {
        struct journal_head head;
        CHECK_OK(journal_head_at(tx, size, &head, &err), err);
        CHECK_OK(journal_prove_growth(tx, size, next, &proof, &err), err);
        ck_assert(journal_consistent(&head, &now, &proof));
        for (int64_t index = 0; index < size; index += 3) {
            struct journal_entry entry;
            CHECK_OK(journal_get(tx, arena, index, &entry, &err), err);
            CHECK_OK(journal_prove_entry(tx, index, size, &proof, &err), err);
            ck_assert(journal_included(&entry.leaf, index, &proof, &head));
        }
    }
    CHECK_FAILS(journal_prove_entry(tx, next, next, &proof, &err), JOURNAL_NO_ENTRY, err);
    CHECK_FAILS(journal_prove_entry(tx, 0, next + 1, &proof, &err), JOURNAL_SIZE, err);
    CHECK_FAILS(journal_prove_growth(tx, next, 3, &proof, &err), JOURNAL_SIZE, err);
    store_abandon(&tx);
    store_close(store);
}

ON_BOTH(an_entry_is_there_exactly_when_its_transaction_is)
{
    struct error err;
    struct store *store = open_store(address);
    int64_t next = 0, index = -1;
    add(store, &next, 5);
    struct journal_head before = audit(store);
    struct store_tx *tx = begin(store, STORE_WRITE);
    struct journal_entry entries[40] = {0};
    for (int i = 0; i < 40; i++)
        entries[i] = (struct journal_entry){.kind = "other", .ref = i, .body = "{}"};
    CHECK_OK(journal_append(tx, entries, 40, &index, &err), err);
    ck_assert_int_eq(index, 5);
    store_abandon(&tx);
    struct journal_head after = audit(store);
    ck_assert_mem_eq(&after, &before, sizeof after);
    add(store, &next, 1);
    ck_assert_int_eq(audit(store).size, 6);
    store_close(store);
}

ON_BOTH(what_is_in_the_log_can_neither_be_changed_nor_removed_through_the_database)
{
    static const char *const attempts[] = {
        "UPDATE journal_entry SET leaf = leaf WHERE seq = 1",
        "UPDATE journal_entry SET body = '{}' WHERE seq = 1",
        "DELETE FROM journal_entry WHERE seq = 4",
        "INSERT INTO journal_entry (seq, kind, ref, leaf) SELECT 9, 'x', 1, leaf FROM journal_entry"
        " WHERE seq = 0",
        "INSERT INTO journal_entry (seq, kind, ref, leaf) SELECT 5, kind, ref, leaf FROM"
        " journal_entry WHERE seq = 0",
    };
    struct error err;
    struct store *store = open_store(address);
    int64_t next = 0;
    add(store, &next, 5);
    struct journal_head before = audit(store);
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        struct store_tx *tx = begin(store, STORE_WRITE);
        ck_assert_int_ne(store_run(tx, attempts[i], STORE_NONE, NULL, &err), STATUS_OK);
        store_abandon(&tx);
    }
    struct journal_head after = audit(store);
    ck_assert_mem_eq(&after, &before, sizeof after);
    store_close(store);
}

ON_BOTH(no_name_and_no_words_stand_in_an_entry)
{
    struct error err;
    struct store *store = open_store(address);
    int64_t next = 0, index = 0;
    add(store, &next, 5);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 1 << 20);
    SCOPED(store_cleanup) struct store_tx *tx = begin(store, STORE_READ);
    struct journal_entry first, second;
    CHECK_OK(journal_find(tx, "decision", 1, &index, &err), err);
    ck_assert_int_eq(index, 1);
    CHECK_OK(journal_get(tx, arena, 1, &first, &err), err);
    CHECK_OK(journal_get(tx, arena, 4, &second, &err), err);
    ck_assert_ptr_null(strstr(first.body, "홍길동"));
    ck_assert_ptr_null(strstr(first.body, "요건"));
    ck_assert_ptr_nonnull(strstr(first.body, "\"after\":\"approved\""));
    /* The same name and words give another hash each time: they cannot be found by comparing. */
    const char *said = strstr(first.body, "\"words\":\""),
               *again = strstr(second.body, "\"words\":\"");
    ck_assert_ptr_nonnull(said);
    ck_assert_ptr_nonnull(again);
    ck_assert_int_ne(strcmp(said, again), 0);
    CHECK_FAILS(journal_find(tx, "decision", 77, &index, &err), JOURNAL_NO_ENTRY, err);
    store_abandon(&tx);
    store_close(store);
}

ON_BOTH(a_log_is_signed_witnessed_and_proven_from_end_to_end)
{
    struct error err;
    const char *one = NULL, *two = NULL, *update = NULL, *seen = NULL, *proof = NULL, *kept = NULL;
    struct journal_signer log, witness;
    CHECK_OK(journal_signer_new("dure.example/log", JOURNAL_LOG, &log, &err), err);
    CHECK_OK(journal_signer_new("ministry.example", JOURNAL_WITNESS, &witness, &err), err);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 16 << 20);
    struct store *store = open_store(address);
    int64_t next = 0;
    add(store, &next, 7);
    struct store_tx *tx = begin(store, STORE_WRITE);
    CHECK_OK(journal_checkpoint(tx, arena, &log, NULL, noon, &one, &err), err);
    CHECK_OK(journal_update(tx, arena, 0, one, &update, &err), err);
    CHECK_OK(store_commit(&tx, &err), err);
    CHECK_OK(journal_witness(arena, update, NULL, &log.key, &witness, noon, &seen, &err), err);
    add(store, &next, 20);
    tx = begin(store, STORE_WRITE);
    CHECK_OK(journal_checkpoint(tx, arena, &log, one, noon, &two, &err), err);
    CHECK_OK(journal_update(tx, arena, 7, two, &update, &err), err);
    CHECK_OK(journal_witness(arena, update, seen, &log.key, &witness, noon, &seen, &err), err);
    CHECK_OK(journal_checkpoint_keep(tx, arena, seen, &witness.key, &err), err);
    CHECK_OK(journal_checkpoint_keep(tx, arena, seen, &witness.key, &err), err);
    CHECK_OK(journal_checkpoint_last(tx, arena, &kept, &err), err);
    ck_assert_str_eq(kept, seen);
    CHECK_OK(journal_prove(tx, arena, 4, kept, NULL, 0, &proof, &err), err);
    ck_assert_ptr_nonnull(strstr(proof, "\nindex 4\n"));
    ck_assert_ptr_nonnull(strstr(proof, seen));
    int64_t number = 5;
    CHECK_OK(journal_prove(tx, arena, 5, kept, &number, sizeof number, &proof, &err), err);
    CHECK_FAILS(journal_prove(tx, arena, 6, kept, &number, sizeof number, &proof, &err),
                JOURNAL_BROKEN, err);
    CHECK_OK(store_commit(&tx, &err), err);
    store_close(store);
}

ON_BOTH(a_log_restored_from_an_old_backup_is_not_signed_again)
{
    struct error err;
    const char *last = NULL, *again = NULL;
    struct journal_signer log;
    CHECK_OK(journal_signer_new("dure.example/log", JOURNAL_LOG, &log, &err), err);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 16 << 20);
    struct store *store = open_store(address);
    int64_t next = 0;
    add(store, &next, 5);
    struct store_tx *tx = begin(store, STORE_WRITE);
    /* The entries after the fifth, and the checkpoint over them, are lost with the transaction. */
    struct journal_entry entry = {.kind = "other", .ref = 1, .body = "{}"};
    CHECK_OK(journal_append(tx, &entry, 1, NULL, &err), err);
    CHECK_OK(journal_checkpoint(tx, arena, &log, NULL, noon, &last, &err), err);
    store_abandon(&tx);
    tx = begin(store, STORE_WRITE);
    CHECK_FAILS(journal_checkpoint(tx, arena, &log, last, noon, &again, &err), JOURNAL_ROLLED_BACK,
                err);
    store_abandon(&tx);
    add(store, &next, 1);
    tx = begin(store, STORE_WRITE);
    CHECK_FAILS(journal_checkpoint(tx, arena, &log, last, noon, &again, &err), JOURNAL_FORKED, err);
    store_abandon(&tx);
    add(store, &next, 1);
    tx = begin(store, STORE_WRITE);
    CHECK_FAILS(journal_checkpoint(tx, arena, &log, last, noon, &again, &err), JOURNAL_FORKED, err);
    store_abandon(&tx);
    store_close(store);
}

ON_BOTH(a_log_is_signed_once_a_size_and_only_as_what_its_store_has_kept)
{
    struct error err;
    const char *one = NULL, *again = NULL, *seen = NULL, *update = NULL;
    struct journal_signer log, other, witness;
    CHECK_OK(journal_signer_new("dure.example/log", JOURNAL_LOG, &log, &err), err);
    CHECK_OK(journal_signer_new("other.example/log", JOURNAL_LOG, &other, &err), err);
    CHECK_OK(journal_signer_new("ministry.example", JOURNAL_WITNESS, &witness, &err), err);
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", 16 << 20);
    struct store *store = open_store(address);
    int64_t next = 0;
    add(store, &next, 5);
    struct store_tx *tx = begin(store, STORE_WRITE);
    CHECK_OK(journal_checkpoint(tx, arena, &log, NULL, noon, &one, &err), err);
    CHECK_OK(journal_update(tx, arena, 0, one, &update, &err), err);
    CHECK_OK(journal_witness(arena, update, NULL, &log.key, &witness, noon, &seen, &err), err);
    CHECK_OK(journal_checkpoint_keep(tx, arena, seen, &witness.key, &err), err);
    CHECK_OK(journal_checkpoint(tx, arena, &log, one, noon + TIME_DAY, &again, &err), err);
    ck_assert_str_eq(again, seen); /* nothing new: the witness's signature is not lost */
    CHECK_OK(journal_checkpoint(tx, arena, &log, NULL, noon + TIME_DAY, &again, &err), err);
    ck_assert_str_eq(again, seen);
    CHECK_FAILS(journal_checkpoint(tx, arena, &other, NULL, noon, &again, &err), JOURNAL_ORIGIN,
                err);
    CHECK_OK(store_commit(&tx, &err), err);

    /* Whoever lost the file beside the key still cannot sign over what the store keeps. */
    struct journal_head forged = {.size = 5, .root = journal_leaf_hash("x", 1)};
    const char *fork =
        journal_note_sign(arena, journal_note_body(arena, log.key.name, &forged), &log, noon);
    tx = begin(store, STORE_WRITE);
    CHECK_OK(store_run(tx, "UPDATE journal_checkpoint SET note = $1", STORE_VALUES(v_text(fork)),
                       NULL, &err),
             err);
    CHECK_FAILS(journal_checkpoint(tx, arena, &log, NULL, noon, &again, &err), JOURNAL_FORKED, err);
    store_abandon(&tx);
    store_close(store);
}

ON_BOTH(an_entry_that_cannot_be_is_refused_naming_the_place)
{
    struct error err;
    static char large[20 << 10];
    struct store *store = open_store(address);
    struct store_tx *tx = begin(store, STORE_WRITE);
    memset(large, 'x', sizeof large - 1);
    struct journal_entry no_kind = {.kind = "", .body = "{}"},
                         too_large = {.kind = "other", .body = large};
    CHECK_FAILS(journal_append(tx, &no_kind, 1, NULL, &err), JOURNAL_ENTRY, err);
    ck_assert_str_eq(err.place, "/kind");
    CHECK_FAILS(journal_append(tx, &too_large, 1, NULL, &err), JOURNAL_ENTRY, err);
    ck_assert_str_eq(err.place, "/body");
    store_abandon(&tx);
    store_close(store);
}

/* ---- behind the program's back: SQLite only, where the file can be had ---- */

static const struct {
    const char *sql, *place;
} tamperings[] = {
    {"UPDATE journal_entry SET leaf = zeroblob(32) WHERE seq = 12", "/tree"},
    {"UPDATE journal_entry SET body = replace(body, 'approved', 'rejected') WHERE seq = 13",
     "/entries/13"},
    {"UPDATE journal_entry SET body = replace(body, '\"person\":3', '\"person\":4') WHERE seq = 16",
     "/entries/16"},
    {"DELETE FROM journal_entry WHERE seq = 5", "/entries/5"},
    {"DELETE FROM journal_entry WHERE seq = 39", "/tree"},
    {"UPDATE journal_entry SET seq = 99 WHERE seq = 2; UPDATE journal_entry SET seq = 2 WHERE seq ="
     " 3; UPDATE journal_entry SET seq = 3 WHERE seq = 99",
     "/tree"},
    {"UPDATE journal_node SET hash = zeroblob(32) WHERE level = 4 AND place = 1", "/tree"},
    {"DELETE FROM journal_node WHERE level = 4 AND place = 0", "/tree"},
    {"UPDATE journal_tree SET peaks = zeroblob(64)", "/tree"},
    {"UPDATE journal_tree SET size = 32, peaks = zeroblob(32)", "/tree"},
};

START_TEST(the_audit_names_the_first_entry_that_was_changed_behind_the_programs_back)
{
    for (size_t i = 0; i < sizeof tamperings / sizeof *tamperings; i++) {
        char path[200];
        struct error err;
        struct journal_head head;
        sqlite3 *db = NULL;
        int64_t next = 0;
        (void)snprintf(path, sizeof path, "%s/log-%zu.db", test_folder(), i);
        struct store *store = open_store(path);
        add(store, &next, 40);
        ck_assert_int_eq(audit(store).size, 40);
        store_close(store);
        ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
        ck_assert_int_eq(sqlite3_exec(db,
                                      "DROP TRIGGER journal_entry_update;"
                                      "DROP TRIGGER journal_entry_delete",
                                      NULL, NULL, NULL),
                         SQLITE_OK);
        ck_assert_int_eq(sqlite3_exec(db, tamperings[i].sql, NULL, NULL, NULL), SQLITE_OK);
        ck_assert_int_gt(sqlite3_changes(db), 0);
        ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
        store = open_store(path);
        SCOPED(store_cleanup) struct store_tx *tx = begin(store, STORE_READ);
        CHECK_FAILS(journal_audit(tx, &head, &err), JOURNAL_BROKEN, err);
        ck_assert_msg(strcmp(err.place, tamperings[i].place) == 0, "%s: %s: %s", tamperings[i].sql,
                      err.place, err.text);
        store_abandon(&tx);
        store_close(store);
    }
}
END_TEST

ON_BOTH(entries_that_a_migration_brought_enter_the_tree_with_the_next_one)
{
    struct error err;
    struct journal_head head;
    struct store *store = open_store(address);
    struct store_tx *tx = begin(store, STORE_WRITE);
    for (int64_t i = 0; i < 1500; i++) {
        struct hash256 leaf = journal_leaf_hash(&i, sizeof i);
        CHECK_OK(store_run(tx,
                           "INSERT INTO journal_entry (seq, kind, ref, leaf) VALUES ($1, 'old', $1,"
                           " $2)",
                           STORE_VALUES(v_int(i), v_blob(leaf.bytes, 32)), NULL, &err),
                 err);
    }
    CHECK_OK(journal_audit(tx, &head, &err), err);
    ck_assert_int_eq(head.size, 1500);
    CHECK_OK(store_commit(&tx, &err), err);
    int64_t next = 1500;
    add(store, &next, 1);
    ck_assert_int_eq(audit(store).size, 1501);
    tx = begin(store, STORE_READ);
    CHECK_OK(journal_head(tx, &head, &err), err);
    ck_assert_int_eq(head.size, 1501);
    store_abandon(&tx);
    store_close(store);
}

BOTH_MAIN_WITHIN("journal log", 120, BOTH(every_entry_and_every_two_sizes_have_a_proof),
                 BOTH(an_entry_is_there_exactly_when_its_transaction_is),
                 BOTH(what_is_in_the_log_can_neither_be_changed_nor_removed_through_the_database),
                 BOTH(no_name_and_no_words_stand_in_an_entry),
                 BOTH(a_log_is_signed_witnessed_and_proven_from_end_to_end),
                 BOTH(a_log_restored_from_an_old_backup_is_not_signed_again),
                 BOTH(a_log_is_signed_once_a_size_and_only_as_what_its_store_has_kept),
                 BOTH(an_entry_that_cannot_be_is_refused_naming_the_place),
                 the_audit_names_the_first_entry_that_was_changed_behind_the_programs_back,
                 BOTH(entries_that_a_migration_brought_enter_the_tree_with_the_next_one))
