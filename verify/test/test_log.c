/* The log, its checkpoints and proofs, seen from outside: each forgery is found and named. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "desk.h"
#include "journal/journal.h"
#include "kit/random.h"
#include "kit/text.h"
#include "support/postgres.h"
#include "tamper.h"

enum { OUTPUT_BYTES = 4096 };

static const char *in_folder(const char *name)
{
    static char paths[8][200];
    static int next = 0;
    next = (next + 1) % 8;
    (void)snprintf(paths[next], sizeof paths[next], "%s/%s", test_folder(), name);
    return paths[next];
}

static void write_text(const char *name, const char *text, size_t size)
{
    FILE *file = fopen(in_folder(name), "wbe");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

/* Runs dure-verify with these words; its answer begins as wanted ("OK", "BAD: entry 3:"). */
static void expect(const char *title, const char *wanted, const char *const *words)
{
    char text[OUTPUT_BYTES] = "";
    const char *all[24] = {getenv("DURE_VERIFY")};
    size_t count = 1;
    for (; words[count - 1] != NULL; count++)
        all[count] = words[count - 1];
    int code = tamper_run(all, in_folder("answer.txt"));
    FILE *file = fopen(in_folder("answer.txt"), "rbe");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    (void)fclose(file);
    int wanted_code = text_starts(wanted, "OK") ? 0 : text_starts(wanted, "BAD") ? 1 : 2;
    ck_assert_msg(code == wanted_code && text_starts(text, wanted), "%s: wanted %s, got %d %s",
                  title, wanted, code, text);
}
#define EXPECT(title, wanted, ...)                                                                 \
    expect((title), (wanted), (const char *const[]){__VA_ARGS__, NULL})

/* ---- a store with a whole case in it ---- */

struct scene {
    struct desk desk;
    struct journal_signer log, witness;
    const char *log_key, *witness_key;
};

static void checkpoint(struct scene *scene, const char *name, bool witnessed)
{
    struct desk *desk = &scene->desk;
    const char *note = NULL;
    desk_begin(desk);
    CHECK_OK(desk_end(desk, journal_checkpoint(desk->tx, desk->arena, &scene->log, NULL, desk->now,
                                               &note, &desk->err)),
             desk->err);
    if (witnessed)
        note = journal_note_sign(desk->arena, note, &scene->witness, desk->now);
    write_text(name, note, strlen(note));
}

/* Money in, a case to its agreement, a payment; a checkpoint on the way and one at the end. */
static void play(struct scene *scene, const char *address)
{
    struct desk *desk = &scene->desk;
    struct error err;
    int64_t payment = 0;
    desk_open(desk, address);
    CHECK_OK(journal_signer_new("dure.example/log", JOURNAL_LOG, &scene->log, &err), err);
    CHECK_OK(journal_signer_new("ministry.example", JOURNAL_WITNESS, &scene->witness, &err), err);
    scene->log_key = journal_key_text(desk->arena, &scene->log.key);
    scene->witness_key = journal_key_text(desk->arena, &scene->witness.key);
    desk_fund(desk, 500000000, 500000000);
    checkpoint(scene, "early.txt", true);
    int64_t agreement = desk_active(desk, 100000000);
    checkpoint(scene, "middle.txt", true);
    CHECK_OK(desk_request(desk, agreement, "advance", 1000000, &payment), desk->err);
    CHECK_OK(desk_approve(desk, &desk->finance2, payment), desk->err);
    CHECK_OK(desk_confirm(desk, payment, "B-77"), desk->err);
    checkpoint(scene, "late.txt", false);
}

static void copy_file(const char *from, const char *to)
{
    static char bytes[4 << 20];
    FILE *in = fopen(from, "rbe");
    ck_assert_ptr_nonnull(in);
    size_t size = fread(bytes, 1, sizeof bytes, in);
    ck_assert_uint_lt(size, sizeof bytes);
    (void)fclose(in);
    FILE *out = fopen(to, "wbe");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(bytes, 1, size, out), size);
    ck_assert_int_eq(fclose(out), 0);
}

/* As somebody does who has the file and no program. */
static void change(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    int got =
        sqlite3_exec(db,
                     "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;"
                     "DROP TRIGGER ledger_transfer_update; DROP TRIGGER ledger_transfer_delete;"
                     "DROP TRIGGER journal_entry_update; DROP TRIGGER journal_entry_delete;"
                     "DROP TRIGGER ledger_transfer_next; DROP TRIGGER journal_entry_next;",
                     NULL, NULL, &message);
    ck_assert_msg(got == SQLITE_OK, "%s", message);
    got = sqlite3_exec(db, sql, NULL, NULL, &message);
    ck_assert_msg(got == SQLITE_OK && sqlite3_changes(db) > 0, "%s: %s", sql, message);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

/* The number at which that decision stands, as a text. */
static int64_t number(struct scene *scene, const char *sql)
{
    return desk_number(&scene->desk, sql);
}

static const struct {
    const char *title, *command, *sql;
    const char *where; /* the entry that is named: a query; NULL: `list` alone is */
    const char *list;
} changes[] = {
    {"an amount", "ledger", "UPDATE ledger_transfer SET amount = amount + 1 WHERE seq = 2",
     "SELECT 2", "transfer"},
    {"a leaf", "log", "UPDATE ledger_transfer SET leaf = zeroblob(32) WHERE seq = 2",
     "SELECT seq FROM journal_entry WHERE kind = 'transfer' AND ref = 2", "entry"},
    {"a transfer gone", "log", "DELETE FROM ledger_transfer WHERE seq = 3",
     "SELECT seq FROM journal_entry WHERE kind = 'transfer' AND ref = 3", "entry"},
    {"a transfer that was never logged", "log",
     "INSERT INTO ledger_transfer SELECT 999, zeroblob(16), zeroblob(16), grp_n, grp_i, dr, cr,"
     " amount, kind, pending_id, reverses, expires_at, code, rule_id, event_at, created_at, actor,"
     " approval, evidence, req_hash, leaf FROM ledger_transfer WHERE seq = 1",
     "SELECT 999", "transfer"},
    {"the words of a decision", "log", "UPDATE case_event SET note = '확인 안 함' WHERE id = 3",
     "SELECT seq FROM journal_entry WHERE kind = 'decision' AND ref = 3", "entry"},
    {"a name", "log", "UPDATE case_event SET name = '다른 사람' WHERE id = 2",
     "SELECT seq FROM journal_entry WHERE kind = 'decision' AND ref = 2", "entry"},
    {"who", "log", "UPDATE case_event SET person_id = person_id + 1 WHERE id = 3",
     "SELECT seq FROM journal_entry WHERE kind = 'decision' AND ref = 3", "entry"},
    {"for whom", "log", "UPDATE case_event SET organisation_id = 1 - organisation_id WHERE id = 3",
     "SELECT seq FROM journal_entry WHERE kind = 'decision' AND ref = 3", "entry"},
    {"what", "log", "UPDATE case_event SET action = 'reject' WHERE id = 3",
     "SELECT seq FROM journal_entry WHERE kind = 'decision' AND ref = 3", "entry"},
    {"when", "log", "UPDATE case_event SET at = at + 1 WHERE id = 3",
     "SELECT seq FROM journal_entry WHERE kind = 'decision' AND ref = 3", "entry"},
    {"a decision gone", "log", "DELETE FROM case_event WHERE id = 4",
     "SELECT seq FROM journal_entry WHERE kind = 'decision' AND ref = 4", "entry"},
    {"a decision nobody made", "log",
     "INSERT INTO case_event (id, application_id, at, person_id, name, organisation_id, action,"
     " note) SELECT 888, application_id, at, person_id, name, organisation_id, action, note FROM"
     " case_event WHERE id = 3",
     "SELECT 888", "event"},
    {"a state of an application", "log", "UPDATE application SET state = 'rejected'",
     "SELECT max(seq) FROM journal_entry WHERE body LIKE '%\"after\":\"approved\"%\"application\"%'",
     "entry"},
    {"a state of an agreement", "log", "UPDATE agreement SET state = 'signing'",
     "SELECT max(seq) FROM journal_entry WHERE body LIKE '%\"object\":\"agreement\"%'", "entry"},
    {"a state of a payment", "log", "UPDATE payment SET state = 'requested'",
     "SELECT max(seq) FROM journal_entry WHERE body LIKE '%\"object\":\"payment\"%'", "entry"},
    {"what the log says", "log",
     "UPDATE journal_entry SET body = replace(body, 'submit', 'reject') WHERE kind = 'decision' AND"
     " ref = 2",
     "SELECT seq FROM journal_entry WHERE kind = 'decision' AND ref = 2", "entry"},
    {"an entry gone", "log", "DELETE FROM journal_entry WHERE seq = 4", "SELECT 4", "entry"},
    {"two entries exchanged", "log",
     "UPDATE journal_entry SET seq = 99 WHERE seq = 0; UPDATE journal_entry SET seq = 0 WHERE seq ="
     " 1; UPDATE journal_entry SET seq = 1 WHERE seq = 99",
     "SELECT 0", "entry"},
};

START_TEST(the_first_row_that_was_changed_behind_the_programs_back_is_named)
{
    struct scene scene;
    const char *good = sqlite_address(), *bad = NULL;
    play(&scene, good);
    EXPECT("as it was", "OK", "log", good);
    EXPECT("as it was", "OK", "ledger", good);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char wanted[80];
        const char *to = arena_format(scene.desk.arena, "changed-%zu.db", i);
        int64_t where = number(&scene, changes[i].where);
        (void)snprintf(wanted, sizeof wanted, "BAD: %s %lld:", changes[i].list, (long long)where);
        struct store *store = scene.desk.store;
        desk_begin(&scene.desk);
        store_abandon(&scene.desk.tx);
        struct error err;
        bad = arena_text(scene.desk.arena, in_folder(to));
        CHECK_OK(store_backup(store, bad, &err), err);
        change(bad, changes[i].sql);
        EXPECT(changes[i].title, wanted, changes[i].command, bad);
    }
    /* A link that was cut is no fault, but it is told. */
    bad = arena_text(scene.desk.arena, in_folder("unsalted.db"));
    struct error err;
    CHECK_OK(store_backup(scene.desk.store, bad, &err), err);
    change(bad,
           "DELETE FROM journal_salt WHERE seq IN (SELECT seq FROM journal_entry WHERE ref < 3)");
    int64_t cut = number(&scene, "SELECT count(*) FROM journal_entry WHERE kind = 'decision' AND"
                                 " ref < 3");
    int64_t entries = number(&scene, "SELECT count(*) FROM journal_entry");
    EXPECT("without salt",
           arena_format(scene.desk.arena,
                        "OK: %lld entries, 0 checkpoints fit\n%lld decisions whose",
                        (long long)entries, (long long)cut),
           "log", bad);
    desk_close(&scene.desk);
}
END_TEST

/* ---- checkpoints ---- */

START_TEST(a_log_that_was_made_to_fit_again_does_not_fit_what_was_signed)
{
    struct scene scene;
    struct error err;
    play(&scene, sqlite_address());
    struct arena *arena = scene.desk.arena;
    const char *early = arena_text(arena, in_folder("early.txt")),
               *middle = arena_text(arena, in_folder("middle.txt")),
               *late = arena_text(arena, in_folder("late.txt")),
               *good = arena_text(arena, in_folder("copy.db"));
    CHECK_OK(store_backup(scene.desk.store, good, &err), err);
    EXPECT("all", "OK", "log", good, "--checkpoint", early, "--checkpoint", middle, "--checkpoint",
           late, "--key", scene.log_key);
    EXPECT("witnessed", "OK", "log", good, "--checkpoint", early, "--checkpoint", middle, "--key",
           scene.log_key, "--key", scene.witness_key);
    EXPECT("not witnessed", "BAD: checkpoint 1: ministry.example has not signed", "log", good,
           "--checkpoint", late, "--key", scene.log_key, "--key", scene.witness_key);

    struct journal_signer other;
    CHECK_OK(journal_signer_new("dure.example/log", JOURNAL_LOG, &other, &err), err);
    EXPECT("wrong key", "BAD: checkpoint 1: the signature of dure.example/log does not fit", "log",
           good, "--checkpoint", early, "--key", journal_key_text(arena, &other.key));
    EXPECT("no key", "BAD: key 1:", "log", good, "--checkpoint", early, "--key", "x+00000000+AAAA");

    /* Entries taken from the end, with everything else made to fit. */
    const char *cut = arena_text(arena, in_folder("cut.db"));
    copy_file(good, cut);
    change(cut, "DELETE FROM payment; DELETE FROM case_event WHERE action IN ('request', "
                "'approve-payment', 'paid'); DELETE FROM journal_entry WHERE seq > (SELECT seq FROM"
                " journal_entry WHERE kind = 'decision' ORDER BY seq DESC LIMIT 1 OFFSET 3);"
                "DELETE FROM ledger_transfer WHERE seq NOT IN (SELECT ref FROM journal_entry WHERE"
                " kind = 'transfer')");
    EXPECT("cut", "OK", "log", cut, "--checkpoint", middle, "--key", scene.log_key);
    EXPECT("cut", "BAD: checkpoint 1:", "log", cut, "--checkpoint", late, "--key", scene.log_key);

    /* Another past, true to itself: a fork. */
    const char *fork = arena_text(arena, in_folder("fork.db"));
    copy_file(good, fork);
    change(fork, "DELETE FROM journal_entry WHERE seq = 0; UPDATE journal_entry SET seq = seq - 1;"
                 "DELETE FROM ledger_transfer WHERE seq = 1; UPDATE ledger_transfer SET seq = seq -"
                 " 1; UPDATE journal_entry SET ref = ref - 1 WHERE kind = 'transfer';"
                 "UPDATE journal_salt SET seq = seq - 1");
    EXPECT("fork", "OK", "log", fork);
    EXPECT("fork", "BAD: checkpoint 1: the first", "log", fork, "--checkpoint", early, "--key",
           scene.log_key);
    desk_close(&scene.desk);
}
END_TEST

START_TEST(an_export_of_the_log_passes_and_none_of_its_bytes_can_be_changed_unseen)
{
    static char good[1 << 20], bad[1 << 20];
    struct scene scene;
    struct error err;
    play(&scene, sqlite_address());
    const char *path = arena_text(scene.desk.arena, in_folder("log.jsonl")),
               *late = arena_text(scene.desk.arena, in_folder("late.txt"));
    FILE *file = fopen(path, "w+e");
    ck_assert_ptr_nonnull(file);
    desk_begin(&scene.desk);
    CHECK_OK(journal_export(scene.desk.tx, file, &err), err);
    store_abandon(&scene.desk.tx);
    rewind(file);
    size_t size = fread(good, 1, sizeof good, file);
    (void)fclose(file);
    EXPECT("as it is", "OK", "log", path, "--checkpoint", late, "--key", scene.log_key);
    FOR_ALL(seed, 60) {
        struct random_stream luck = random_stream(seed, "bytes of a log");
        size_t at = random_below(&luck, size);
        memcpy(bad, good, size);
        bad[at] = (char)(bad[at] ^ (1 << random_below(&luck, 7)));
        write_text("bad.jsonl", bad, size);
        const char *words[] = {
            "log", in_folder("bad.jsonl"), "--checkpoint", late, "--key", scene.log_key, NULL};
        size_t from = at < 40 ? 0 : at - 40;
        const char *where = arena_format(scene.desk.arena, "a bit of byte %zu, behind %.*s,", at,
                                         (int)(at - from), good + from);
        expect(where, "BAD", words);
    }
    desk_close(&scene.desk);
}
END_TEST

/* ---- proofs ---- */

static void replace_once(char *text, const char *from, const char *to)
{
    char *at = strstr(text, from);
    ck_assert_ptr_nonnull(at);
    ck_assert_uint_eq(strlen(from), strlen(to));
    memcpy(at, to, strlen(to));
}

START_TEST(a_document_is_proven_and_a_forged_proof_of_it_is_not)
{
    static const char pdf[] = "%PDF-1.7 an agreement", other_pdf[] = "%PDF-1.7 an agreement.";
    struct scene scene;
    struct error err;
    const char *note = NULL, *proof = NULL, *second = NULL;
    play(&scene, sqlite_address());
    struct desk *desk = &scene.desk;
    struct hash256 file = hash_of_bytes(pdf, strlen(pdf)),
                   other = hash_of_bytes(other_pdf, strlen(other_pdf));
    struct journal_document documents[] = {{.ref = 1,
                                            .at = desk->now,
                                            .document = "agreement",
                                            .number = "A-2026-0001",
                                            .file = &file},
                                           {.ref = 2,
                                            .at = desk->now,
                                            .document = "agreement",
                                            .number = "A-2026-0002",
                                            .file = &other}};
    int64_t index = 0, index_2 = 0;
    desk_begin(desk);
    CHECK_OK(journal_issue(desk->tx, &documents[0], &index, &err), err);
    CHECK_OK(journal_issue(desk->tx, &documents[1], &index_2, &err), err);
    CHECK_OK(journal_checkpoint(desk->tx, desk->arena, &scene.log, NULL, desk->now, &note, &err),
             err);
    CHECK_OK(journal_prove(desk->tx, desk->arena, index, note, NULL, 0, &proof, &err), err);
    CHECK_OK(journal_prove(desk->tx, desk->arena, index_2, note, NULL, 0, &second, &err), err);
    CHECK_OK(desk_end(desk, STATUS_OK), desk->err);
    ck_assert_uint_lt(strlen(proof), 2953); /* fits a QR code */
    write_text("good.pdf", pdf, strlen(pdf));
    write_text("other.pdf", other_pdf, strlen(other_pdf));
    write_text("proof.txt", proof, strlen(proof));
    write_text("second.txt", second, strlen(second));
    const char *at = arena_text(desk->arena, in_folder("proof.txt")),
               *good = arena_text(desk->arena, in_folder("good.pdf")),
               *bad = arena_text(desk->arena, in_folder("other.pdf")),
               *forged = arena_text(desk->arena, in_folder("forged.txt"));
    EXPECT("good", "OK: entry", "document", at, "--key", scene.log_key, "--file", good);
    EXPECT("without the file", "OK: entry", "document", at, "--key", scene.log_key);
    EXPECT("no key", "UNREADABLE", "document", at);
    EXPECT("changed file", "BAD", "document", at, "--key", scene.log_key, "--file", bad);
    EXPECT("another document's proof", "BAD", "document", in_folder("second.txt"), "--key",
           scene.log_key, "--file", good);
    EXPECT("unwitnessed", "BAD: checkpoint 1: ministry.example has not", "document", at, "--key",
           scene.log_key, "--key", scene.witness_key);

    /* The entry of one document on the path of the other. */
    char *mixed = arena_text(desk->arena, proof);
    const char *one = strstr(proof, "extra ") + 6, *two = strstr(second, "extra ") + 6;
    ck_assert_uint_eq(strcspn(one, "\n"), strcspn(two, "\n"));
    memcpy(strstr(mixed, "extra ") + 6, two, strcspn(two, "\n"));
    write_text("forged.txt", mixed, strlen(mixed));
    EXPECT("another entry", "BAD: proof 1: the entry is not under the checkpoint", "document",
           forged, "--key", scene.log_key, "--file", bad);
    char from[40], to[40];
    (void)snprintf(from, sizeof from, "\nindex %lld\n", (long long)index);
    (void)snprintf(to, sizeof to, "\nindex %lld\n", (long long)index - 1);
    char *moved = arena_text(desk->arena, proof);
    replace_once(moved, from, to);
    write_text("forged.txt", moved, strlen(moved));
    EXPECT("another place", "BAD: proof 1: the entry is not under the checkpoint", "document",
           forged, "--key", scene.log_key);
    /* Of '/' and '+' the highest bit, which a lenient reader of base64 does not see. */
    for (size_t bit = 0; bit < 8 * strlen(proof); bit++) {
        if (bit % 97 != 0 && (bit % 8 != 7 || strchr("/+", proof[bit / 8]) == NULL))
            continue;
        char *flipped = arena_text(desk->arena, proof);
        flipped[bit / 8] = (char)(flipped[bit / 8] ^ (1 << bit % 8));
        write_text("forged.txt", flipped, strlen(proof));
        EXPECT("a bit", "BAD", "document", forged, "--key", scene.log_key, "--file", good);
    }
    desk_close(desk);
}
END_TEST

TEST_MAIN_WITHIN("verify log", 200,
                 the_first_row_that_was_changed_behind_the_programs_back_is_named,
                 a_log_that_was_made_to_fit_again_does_not_fit_what_was_signed,
                 an_export_of_the_log_passes_and_none_of_its_bytes_can_be_changed_unseen,
                 a_document_is_proven_and_a_forged_proof_of_it_is_not)
