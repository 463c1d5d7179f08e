/* Lines of the bank in the store: each counts once, none changes, each is settled with one thing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kit/map.h"
#include "kit/must.h"
#include "kit/text.h"
#include "ledger/bank_private.h"
#include "ledger_queries_sql.h"

enum { FILE_ARENA_BYTES = 512 << 20, NOTE_MAX = 400 };

static struct hash256 content_hash(struct arena *arena, const struct bank_line *line)
{
    struct text text = text_start(arena, 8192);
    text_format(&text, "dure bank line 1\n%" PRId64 "\n%d\n%" PRId64 "\n%d %" PRId64 "\n%s\n%s\n%s",
                line->at, line->incoming, line->amount.won, line->has_balance, line->balance.won,
                line->name, line->memo, line->virtual_account);
    const char *bytes = text_string(&text);
    return hash_of_bytes(bytes, strlen(bytes));
}

/* Where the bank gives no number of its own: what stands in the line, and how many such lines the
 * file had before it. */
static const char *reference_of(struct arena *arena, struct map *seen, const struct bank_line *line,
                                const struct hash256 *content)
{
    if (line->reference[0] != '\0')
        return line->reference;
    const char *hex = hex_text(arena, content->bytes, 16);
    struct map_entry *entry = map_put(seen, hex, NULL);
    return arena_format(arena, "auto-%s-%" PRId64, hex, entry->number++);
}

struct importing {
    struct store_tx *tx;
    struct arena *arena;
    const struct ledger_bank_import *import;
    struct map seen;
    struct ledger_bank_result result;
};

/* Is a line of that reference there? With other content it has been changed. */
static enum status known_line(struct importing *importing, const char *reference,
                              const struct hash256 *content, int64_t number, bool *ret_known,
                              struct error *err)
{
    struct store_rows *rows = NULL;
    size_t size = 0;
    enum status st =
        store_one(importing->tx, sql_bank_line_content,
                  STORE_VALUES(v_text(importing->import->account), v_text(reference)), &rows, err);
    *ret_known = st == STATUS_OK;
    if (st == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (st != STATUS_OK)
        return st;
    const void *bytes = store_blob(rows, 0, importing->arena, &size);
    bool same = size == sizeof *content && memcmp(bytes, content, size) == 0;
    store_done(&rows);
    if (same)
        return STATUS_OK;
    char place[ERROR_PLACE_MAX];
    (void)snprintf(place, sizeof place, "line %" PRId64, number);
    return FAIL_AT(err, LEDGER_BANK_CHANGED, place, "reference %.80s", reference);
}

static enum status import_line(struct importing *importing, const struct bank_line *line,
                               struct error *err)
{
    struct hash256 content = content_hash(importing->arena, line);
    const char *reference = reference_of(importing->arena, &importing->seen, line, &content);
    bool known = false;
    enum status st = known_line(importing, reference, &content, line->number, &known, err);
    if (st != STATUS_OK || known) {
        importing->result.known += known;
        return st;
    }
    importing->result.fresh++;
    return store_run(importing->tx, sql_bank_line_insert,
                     STORE_VALUES(v_int(importing->result.file), v_int(line->number),
                                  v_text(importing->import->account), v_text(reference),
                                  v_int(line->at), v_int(line->incoming), v_int(line->amount.won),
                                  v_text(line->name), v_text(line->memo),
                                  v_text(line->virtual_account),
                                  v_blob(content.bytes, sizeof content.bytes)),
                     NULL, err);
}

static enum status imported_before(struct store_tx *tx, const struct ledger_bank_import *import,
                                   const struct hash256 *hash,
                                   struct ledger_bank_result *ret_result, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(
        tx, sql_bank_file_get,
        STORE_VALUES(v_text(import->account), v_blob(hash->bytes, sizeof hash->bytes)), &rows, err);
    if (st == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (st != STATUS_OK)
        return st;
    *ret_result = (struct ledger_bank_result){.again = true,
                                              .file = store_int(rows, 0),
                                              .lines = store_int(rows, 1),
                                              .fresh = store_int(rows, 2)};
    ret_result->known = ret_result->lines - ret_result->fresh;
    store_done(&rows);
    return STATUS_OK;
}

static enum status import_check(const struct ledger_bank_import *import, struct error *err)
{
    size_t size = strlen(import->account);
    if (size < 1 || size > 40 || import->account[strspn(import->account, "0123456789-")] != '\0')
        return FAIL_AT(err, LEDGER_BANK_FILE, "account", "1 to 40 digits and dashes");
    if (strlen(import->name) > 200)
        return FAIL_AT(err, LEDGER_BANK_FILE, "name", "the name of the file is too long");
    return STATUS_OK;
}

enum status ledger_bank_import(struct store_tx *tx, const struct ledger_bank_layout *layout,
                               const struct ledger_bank_import *import,
                               struct ledger_bank_result *ret_result, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("bank file", FILE_ARENA_BYTES);
    struct importing importing = {
        .tx = tx, .arena = arena, .import = import, .seen = map_start(arena)};
    struct hash256 hash = hash_of_bytes(import->bytes, import->size);
    struct bank_lines lines = {0};
    enum status st = import_check(import, err);
    if (st == STATUS_OK)
        st = imported_before(tx, import, &hash, &importing.result, err);
    if (st != STATUS_OK || importing.result.again) {
        if (st == STATUS_OK)
            *ret_result = importing.result;
        return st;
    }
    st = bank_read(arena, layout, import->bytes, import->size, &lines, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_bank_file_insert,
                          STORE_VALUES(v_text(import->account),
                                       v_blob(hash.bytes, sizeof hash.bytes), v_text(import->name),
                                       v_int((int64_t)lines.count), v_int(import->now),
                                       v_int(import->actor)),
                          &importing.result.file, err);
    importing.result.lines = (int64_t)lines.count;
    for (size_t i = 0; st == STATUS_OK && i < lines.count; i++)
        st = import_line(&importing, &lines.at[i], err);
    if (st == STATUS_OK)
        st = store_run(tx, sql_bank_file_fresh,
                       STORE_VALUES(v_int(importing.result.file), v_int(importing.result.fresh)),
                       NULL, err);
    if (st == STATUS_OK)
        *ret_result = importing.result;
    return st;
}

/* ---- reading and settling ---- */

static struct ledger_bank_line line_of_row(const struct store_rows *rows, struct arena *arena)
{
    return (struct ledger_bank_line){.id = store_int(rows, 0),
                                     .file = store_int(rows, 1),
                                     .line = store_int(rows, 2),
                                     .account = store_text(rows, 3, arena),
                                     .reference = store_text(rows, 4, arena),
                                     .at = store_int(rows, 5),
                                     .incoming = store_int(rows, 6) != 0,
                                     .amount = {store_int(rows, 7)},
                                     .name = store_text(rows, 8, arena),
                                     .memo = store_text(rows, 9, arena),
                                     .virtual_account = store_text(rows, 10, arena),
                                     .state = store_text(rows, 11, arena),
                                     .thing = store_text(rows, 12, arena),
                                     .thing_id = store_int(rows, 13),
                                     .note = store_text(rows, 14, arena),
                                     .owner = store_int(rows, 15)};
}

enum status ledger_bank_lines(struct store_tx *tx, const char *state, int64_t after, size_t most,
                              struct arena *arena, struct ledger_bank_line_list *ret_lines,
                              struct error *err)
{
    struct ledger_bank_line_list list = {0};
    struct store_rows *rows = NULL;
    bool more = false;
    if (most < 1 || most > LEDGER_PAGE_MAX)
        return FAIL_AT(err, LEDGER_GROUP, "most", "%zu is not 1 to %d", most, LEDGER_PAGE_MAX);
    enum status st = store_query(
        tx, sql_bank_line_list,
        STORE_VALUES(v_int(after), v_text(state == NULL ? "" : state), v_int((int64_t)most)), &rows,
        err);
    if (st != STATUS_OK)
        return st;
    while ((st = store_next(rows, &more, err)) == STATUS_OK && more)
        *list_add(arena, &list) = line_of_row(rows, arena);
    store_done(&rows);
    if (st == STATUS_OK)
        *ret_lines = list;
    return st;
}

enum status ledger_bank_line(struct store_tx *tx, int64_t id, struct arena *arena,
                             struct ledger_bank_line *ret_line, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = store_one(tx, sql_bank_line_get, STORE_VALUES(v_int(id)), &rows, err);
    if (st == STATUS_NOT_FOUND)
        return FAIL(err, LEDGER_NO_BANK_LINE, "line %" PRId64, id);
    if (st != STATUS_OK)
        return st;
    *ret_line = line_of_row(rows, arena);
    store_done(&rows);
    return STATUS_OK;
}

static enum status settle(struct store_tx *tx, int64_t id, const char *state,
                          const struct ledger_settling *how, struct error *err)
{
    int64_t changed = 0;
    enum status st = store_run(tx, sql_bank_line_settle,
                               STORE_VALUES(v_int(id), v_text(state), v_text(how->thing),
                                            how->thing == NULL ? v_null() : v_int(how->thing_id),
                                            v_text(how->note), v_int(how->now), v_int(how->actor)),
                               &changed, err);
    if (st == STATUS_OK && changed == 0)
        st = FAIL(err, LEDGER_BANK_SETTLED, "line %" PRId64, id);
    return st;
}

enum status ledger_bank_settle(struct store_tx *tx, int64_t id, const struct ledger_settling *how,
                               struct error *err)
{
    must(how->thing != NULL && how->thing_id > 0);
    return settle(tx, id, "matched", how, err);
}

enum status ledger_bank_set_aside(struct store_tx *tx, int64_t id,
                                  const struct ledger_settling *how, struct error *err)
{
    size_t size = how->note == NULL ? 0 : strlen(how->note);
    must(how->thing == NULL);
    if (size < 1 || size > NOTE_MAX)
        return FAIL_AT(err, LEDGER_BANK_FILE, "/note", "why, in 1 to %d bytes", (int)NOTE_MAX);
    return settle(tx, id, "set-aside", how, err);
}

enum status ledger_virtual_account(struct store_tx *tx, const char *number, int64_t org,
                                   struct error *err)
{
    int64_t owner = 0;
    size_t size = strlen(number);
    if (size < 4 || size > 40 || number[strspn(number, "0123456789-")] != '\0')
        return FAIL_AT(err, LEDGER_BANK_FILE, "/number", "4 to 40 digits and dashes");
    if (org <= 0)
        return FAIL_AT(err, LEDGER_BANK_FILE, "/organisation_id", "whose is it?");
    enum status st =
        store_run(tx, sql_virtual_put, STORE_VALUES(v_text(number), v_int(org)), NULL, err);
    if (st == STATUS_OK)
        st = store_number(tx, sql_virtual_owner, STORE_VALUES(v_text(number)), &owner, err);
    if (st == STATUS_OK && owner != org)
        st = FAIL_AT(err, LEDGER_BANK_CHANGED, "/number", "it is another organisation's");
    return st;
}
