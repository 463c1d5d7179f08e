/* dure journal -- keys, checkpoints, witnesses and proofs of the log.
 *
 * Private keys are files of this machine, never in the store. Beside the log's key stands the last
 * note that it signed (KEY.last): from a store that has lost entries since, nothing is signed. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "journal/journal.h"
#include "kit/text.h"
#include "ledger/ledger.h"

enum { FILE_BYTES_MAX = 1 << 20 };

const struct option journal_options[] = {
    {"store", OPTION_TEXT, 0, 0, NULL, "저장소 주소", "address of the store"},
    {"key", OPTION_TEXT, 0, 0, NULL, "서명하는 비밀 열쇠 파일",
     "file with the private key that signs"},
    {"log", OPTION_TEXT, 0, 0, NULL, "로그의 공개 열쇠", "public key of the log"},
    {"witness", OPTION_TEXT, 0, 0, NULL, "입회자의 공개 열쇠", "public key of the witness"},
    {"state", OPTION_TEXT, 0, 0, NULL, "마지막으로 본 검인을 두는 파일",
     "file with the checkpoint seen last"},
    {"from", OPTION_INT, 0, INT64_MAX, "0", "입회자가 마지막으로 본 길이",
     "size that the witness has seen last"},
    {"transfer", OPTION_INT, 1, INT64_MAX, NULL, "증명할 거래 번호",
     "number of the transfer to prove"},
    {"decision", OPTION_INT, 1, INT64_MAX, NULL, "증명할 결정 번호",
     "number of the decision to prove"},
    {"document", OPTION_INT, 1, INT64_MAX, NULL, "증명할 문서 번호",
     "number of the document to prove"},
    {"for-witness", OPTION_FLAG, 0, 0, NULL, "입회자의 열쇠를 만듭니다", "make a witness's key"},
    {"output", OPTION_TEXT, 0, 0, "-", "쓸 파일", "file to write"},
    {0},
};

static enum status wanted(const struct cli *cli, const char *name, const char **ret_value,
                          struct error *err)
{
    *ret_value = option_text(cli, name);
    return *ret_value == NULL
               ? FAIL(err, APP_USAGE, "journal %s needs --%s", cli->arguments[0], name)
               : STATUS_OK;
}

static enum status wanted_file(const struct cli *cli, struct error *err)
{
    return cli->argument_count < 2
               ? FAIL(err, APP_USAGE, "journal %s needs a file or a name", cli->arguments[0])
               : STATUS_OK;
}

static enum status text_read(struct cli *cli, const char *path, const char **ret_text,
                             struct error *err)
{
    size_t size = 0;
    return file_read(cli->arena, path, FILE_BYTES_MAX, ret_text, &size, err);
}

/* *ret_text is NULL when there is no such file yet. */
static enum status state_read(struct cli *cli, const char *path, const char **ret_text,
                              struct error *err)
{
    *ret_text = NULL;
    return access(path, F_OK) != 0 && errno == ENOENT ? STATUS_OK
                                                      : text_read(cli, path, ret_text, err);
}

static enum status out(struct cli *cli, const char *text, struct error *err)
{
    return file_write(option_text(cli, "output"), text, strlen(text), err);
}

static enum status signer_of(struct cli *cli, struct journal_signer *ret_signer, struct error *err)
{
    const char *path = NULL, *text = NULL;
    enum status st = wanted(cli, "key", &path, err);
    if (st == STATUS_OK)
        st = text_read(cli, path, &text, err);
    return st == STATUS_OK ? journal_signer_read(text, ret_signer, err) : st;
}

static enum status key_of(struct cli *cli, const char *option, struct journal_key *ret_key,
                          struct error *err)
{
    const char *text = NULL;
    enum status st = wanted(cli, option, &text, err);
    return st == STATUS_OK ? journal_key_read(text, ret_key, err) : st;
}

/* Opens the store, does the work in one transaction, and keeps what it wrote. */
static enum status with_store(struct cli *cli, enum store_mode mode,
                              enum status (*work)(struct cli *cli, struct store_tx *tx,
                                                  struct error *err),
                              struct error *err)
{
    const char *address = NULL;
    struct store *store = NULL;
    struct store_tx *tx = NULL;
    enum status st = wanted(cli, "store", &address, err);
    if (st == STATUS_OK)
        st = store_open(&(struct store_options){.address = address}, &store, err);
    if (st == STATUS_OK)
        st = store_migrate(store, clock_wall(), err);
    if (st == STATUS_OK)
        st = store_begin(store, mode, &tx, err);
    if (st == STATUS_OK)
        st = work(cli, tx, err);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    store_abandon(&tx);
    store_close(store);
    return st;
}

/* ---- the work ---- */

static enum status make_key(struct cli *cli, struct error *err)
{
    struct journal_signer signer;
    const char *path = option_text(cli, "output");
    enum status st = wanted_file(cli, err);
    if (st == STATUS_OK && (text_same(path, "-") || access(path, F_OK) == 0))
        return FAIL(err, APP_USAGE, "a key is written to a new file: --output FILE");
    if (st == STATUS_OK)
        st = journal_signer_new(cli->arguments[1],
                                option_flag(cli, "for-witness") ? JOURNAL_WITNESS : JOURNAL_LOG,
                                &signer, err);
    if (st != STATUS_OK)
        return st;
    const char *text = arena_format(cli->arena, "%s\n", journal_signer_text(cli->arena, &signer));
    mode_t before = umask(S_IRWXG | S_IRWXO);
    st = file_write(path, text, strlen(text), err);
    (void)umask(before);
    if (st == STATUS_OK)
        printf("%s\n", journal_key_text(cli->arena, &signer.key));
    return st;
}

static enum status sign_head(struct cli *cli, struct store_tx *tx, struct error *err)
{
    struct journal_signer signer;
    const char *last = NULL, *note = NULL;
    enum status st = signer_of(cli, &signer, err);
    if (st != STATUS_OK)
        return st;
    const char *state = arena_format(cli->arena, "%s.last", option_text(cli, "key"));
    st = state_read(cli, state, &last, err);
    if (st == STATUS_OK)
        st = journal_checkpoint(tx, cli->arena, &signer, last, clock_wall(), &note, err);
    /* Kept before it is in the store or shown: a note that nobody remembers could be signed over.
     */
    if (st == STATUS_OK)
        st = file_write(state, note, strlen(note), err);
    return st == STATUS_OK ? out(cli, note, err) : st;
}

static enum status write_update(struct cli *cli, struct store_tx *tx, struct error *err)
{
    const char *note = NULL, *text = NULL;
    enum status st = journal_checkpoint_last(tx, cli->arena, &note, err);
    if (st == STATUS_OK)
        st = journal_update(tx, cli->arena, option_int(cli, "from"), note, &text, err);
    return st == STATUS_OK ? out(cli, text, err) : st;
}

static enum status be_witness(struct cli *cli, struct error *err)
{
    struct journal_signer signer;
    struct journal_key log;
    const char *state = NULL, *last = NULL, *update = NULL, *note = NULL;
    enum status st = wanted_file(cli, err);
    if (st == STATUS_OK)
        st = signer_of(cli, &signer, err);
    if (st == STATUS_OK)
        st = key_of(cli, "log", &log, err);
    if (st == STATUS_OK)
        st = wanted(cli, "state", &state, err);
    if (st == STATUS_OK)
        st = state_read(cli, state, &last, err);
    if (st == STATUS_OK)
        st = text_read(cli, cli->arguments[1], &update, err);
    if (st == STATUS_OK)
        st = journal_witness(cli->arena, update, last, &log, &signer, clock_wall(), &note, err);
    if (st == STATUS_OK)
        st = file_write(state, note, strlen(note), err);
    return st == STATUS_OK ? out(cli, note, err) : st;
}

static enum status keep_note(struct cli *cli, struct store_tx *tx, struct error *err)
{
    struct journal_key witness;
    const char *note = NULL;
    enum status st = wanted_file(cli, err);
    if (st == STATUS_OK)
        st = key_of(cli, "witness", &witness, err);
    if (st == STATUS_OK)
        st = text_read(cli, cli->arguments[1], &note, err);
    return st == STATUS_OK ? journal_checkpoint_keep(tx, cli->arena, note, &witness, err) : st;
}

/* The bytes of a transfer stand in the book, not in the log. */
static enum status transfer_bytes(struct cli *cli, struct store_tx *tx, int64_t number,
                                  const void **ret_bytes, size_t *ret_size, struct error *err)
{
    struct ledger_transfer_list list = {0};
    const struct ledger_filter filter = {.after = number - 1, .most = 1};
    enum status st = ledger_transfers(tx, &filter, cli->arena, &list, err);
    if (st == STATUS_OK && (list.count == 0 || list.at[0].seq != number))
        return FAIL(err, JOURNAL_NO_ENTRY, "transfer %" PRId64, number);
    if (st == STATUS_OK)
        *ret_bytes = ledger_transfer_bytes(cli->arena, &list.at[0], ret_size);
    return st;
}

static enum status write_proof(struct cli *cli, struct store_tx *tx, struct error *err)
{
    static const char *const kinds[] = {"transfer", "decision", "document"};
    const char *kind = NULL, *note = NULL, *text = NULL;
    const void *bytes = NULL;
    size_t size = 0;
    int64_t index = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        kind = option_text(cli, kinds[i]) != NULL ? kinds[i] : kind;
    if (kind == NULL)
        return FAIL(err, APP_USAGE, "journal prove needs --transfer, --decision or --document");
    int64_t number = option_int(cli, kind);
    enum status st = STATUS_OK;
    if (text_same(kind, "transfer"))
        st = transfer_bytes(cli, tx, number, &bytes, &size, err);
    if (st == STATUS_OK)
        st = journal_find(tx, kind, number, &index, err);
    if (st == STATUS_OK)
        st = journal_checkpoint_last(tx, cli->arena, &note, err);
    if (st == STATUS_OK)
        st = journal_prove(tx, cli->arena, index, note, bytes, size, &text, err);
    return st == STATUS_OK ? out(cli, text, err) : st;
}

static enum status audit(struct cli *cli, struct store_tx *tx, struct error *err)
{
    struct journal_head head;
    enum status st = journal_audit(tx, &head, err);
    if (st == STATUS_OK)
        printf(cli->english ? "%" PRId64 " entries, all good\n%s\n"
                            : "항목 %" PRId64 "개, 이상 없음\n%s\n",
               head.size, hex_text(cli->arena, head.root.bytes, sizeof head.root.bytes));
    return st;
}

static enum status export_log(struct cli *cli, struct store_tx *tx, struct error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);
    if (file == NULL)
        return FAIL(err, KIT_FILE, "no memory for the export");
    enum status st = journal_export(tx, file, err);
    (void)fclose(file);
    if (st == STATUS_OK)
        st = file_write(option_text(cli, "output"), bytes, size, err);
    free(bytes);
    return st;
}

static const struct {
    const char *name;
    enum status (*alone)(struct cli *cli, struct error *err);
    enum status (*stored)(struct cli *cli, struct store_tx *tx, struct error *err);
    enum store_mode mode;
} works[] = {
    {"key", make_key, NULL, STORE_READ},       {"checkpoint", NULL, sign_head, STORE_WRITE},
    {"prove", NULL, write_proof, STORE_READ},  {"update", NULL, write_update, STORE_READ},
    {"witness", be_witness, NULL, STORE_READ}, {"keep", NULL, keep_note, STORE_WRITE},
    {"audit", NULL, audit, STORE_READ},        {"export", NULL, export_log, STORE_READ},
};

enum status journal_run(struct cli *cli, struct error *err)
{
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        if (text_same(works[i].name, cli->arguments[0]))
            return works[i].alone != NULL ? works[i].alone(cli, err)
                                          : with_store(cli, works[i].mode, works[i].stored, err);
    return FAIL(err, APP_USAGE,
                "\"%.40s\": key, checkpoint, prove, update, witness, keep, audit or export",
                cli->arguments[0]);
}
