/* copy_out.c -- a store written out as lines of JSON. */
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "kit/json.h"
#include "kit/must.h"
#include "kit/text.h"
#include "store/copy_private.h"

enum { FETCH_ROWS = 2000, LINE_SIZE_MAX = 3 * (STORE_SIZE_MAX / 2) };

struct writer {
    FILE *out;
    crypto_hash_sha256_state hash;
    struct arena *line; /* emptied after each line */
};

static enum status put_line(struct writer *writer, const struct text *line, struct error *err)
{
    must(!text_cut(line));
    (void)crypto_hash_sha256_update(&writer->hash, (const unsigned char *)line->bytes, line->size);
    if (fwrite(line->bytes, 1, line->size, writer->out) != line->size)
        return FAIL(err, STORE_COPY, "writing: %s", strerror(errno));
    return STATUS_OK;
}

static void put_text(struct text *line, const char *bytes, size_t size)
{
    text_add_char(line, '"');
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '"' || c == '\\')
            text_format(line, "\\%c", c);
        else if (c < 0x20)
            text_format(line, "\\u%04x", c);
        else
            text_add_char(line, (char)c);
    }
    text_add_char(line, '"');
}

static void put_blob(struct writer *writer, struct text *line, const void *bytes, size_t size)
{
    size_t room = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
    char *encoded = arena_alloc(writer->line, room);
    (void)sodium_bin2base64(encoded, room, bytes, size, sodium_base64_VARIANT_ORIGINAL);
    text_format(line, "{\"base64\":\"%s\"}", encoded);
}

static void put_value(struct writer *writer, struct text *line, struct store_value value)
{
    switch (value.type) {
    case STORE_NULL:
        text_add(line, "null");
        return;
    case STORE_INT:
        text_format(line, "%" PRId64, value.number);
        return;
    case STORE_TEXT:
        put_text(line, value.bytes, value.size);
        return;
    case STORE_BLOB:
        put_blob(writer, line, value.bytes, value.size);
        return;
    }
}

static enum status put_row(struct writer *writer, struct store_rows *rows, struct error *err)
{
    struct text line = text_start(writer->line, LINE_SIZE_MAX);
    for (int i = 0; i < rows->columns; i++) {
        text_add_char(&line, i == 0 ? '[' : ',');
        put_value(writer, &line, rows->tx->store->driver->cell(rows, i));
    }
    text_add(&line, "]\n");
    enum status st = put_line(writer, &line, err);
    arena_reset(writer->line);
    return st;
}

/* *ret_count: rows of this result. */
static enum status put_rows(struct writer *writer, struct store_tx *tx, const char *sql,
                            int64_t *ret_count, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    int64_t count = 0;
    enum status st = store_query(tx, sql, STORE_NONE, &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more; count++)
        if ((st = put_row(writer, rows, err)) != STATUS_OK)
            break;
    if (st == STATUS_OK)
        *ret_count = count;
    return st;
}

/* PostgreSQL hands over a whole result at once: there a cursor gives it in pieces. */
static enum status put_by_cursor(struct writer *writer, struct store_tx *tx, struct arena *arena,
                                 const char *select, int64_t *ret_count, struct error *err)
{
    enum status st =
        store_run(tx, arena_format(arena, "DECLARE copy NO SCROLL CURSOR FOR %s", select),
                  STORE_NONE, NULL, err);
    const char *fetch = arena_format(arena, "FETCH %d FROM copy", FETCH_ROWS);
    int64_t all = 0;
    for (int64_t some = FETCH_ROWS; st == STATUS_OK && some > 0; all += some)
        st = put_rows(writer, tx, fetch, &some, err);
    if (st == STATUS_OK)
        st = store_run(tx, "CLOSE copy", STORE_NONE, NULL, err);
    if (st == STATUS_OK)
        *ret_count = all;
    return st;
}

static const char *list(struct arena *arena, const char *const *names, int64_t count, char quote)
{
    struct text text = text_start(arena, 8000);
    for (int64_t i = 0; i < count; i++)
        text_format(&text, "%s%c%s%c", i == 0 ? "" : ",", quote, names[i], quote);
    return text_string(&text);
}

static enum status put_table(struct writer *writer, struct store_tx *tx, struct arena *arena,
                             const struct copy_table *table, int64_t *rows, struct error *err)
{
    const char *select = arena_format(arena, "SELECT %s FROM %s ORDER BY %s",
                                      list(arena, table->columns, table->column_count, '"'),
                                      table->name, list(arena, table->key, table->key_count, '"'));
    struct text line = text_start(arena, 16000);
    text_format(&line, "{\"table\":\"%s\",\"columns\":[%s],\"last_id\":%" PRId64 "}\n", table->name,
                list(arena, table->columns, table->column_count, '"'), table->last_id);
    int64_t count = 0;
    enum status st = put_line(writer, &line, err);
    if (st == STATUS_OK)
        st = tx->store->kind == STORE_POSTGRESQL
                 ? put_by_cursor(writer, tx, arena, select, &count, err)
                 : put_rows(writer, tx, select, &count, err);
    *rows += count;
    return st == STATUS_OK ? st : error_while(err, "table %s", table->name);
}

static enum status put_all(struct writer *writer, struct store_tx *tx, struct arena *arena,
                           struct store_copied *copied, struct error *err)
{
    struct copy_table *tables = arena_array(arena, COPY_TABLES_MAX, sizeof *tables);
    size_t count = 0;
    const char *migrations = NULL;
    struct text line = text_start(arena, 64000);
    enum status st = copy_migrations(tx, arena, &migrations, err);
    if (st == STATUS_OK) {
        text_format(&line, "{\"format\":\"dure.store\",\"version\":1,\"migrations\":%s}\n",
                    migrations);
        st = put_line(writer, &line, err);
    }
    if (st == STATUS_OK)
        st = copy_tables(tx, arena, tables, &count, err);
    for (size_t i = 0; i < count && st == STATUS_OK; i++)
        st = put_table(writer, tx, arena, &tables[i], &copied->rows, err);
    copied->tables = (int64_t)count;
    return st;
}

enum status store_write_out(struct store *store, FILE *out, struct store_copied *ret_copied,
                            struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("copy out", 64 << 20);
    SCOPED(arena_cleanup) struct arena *line = arena_new("copied row", 4U * STORE_SIZE_MAX);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    struct writer writer = {.out = out, .line = line};
    struct store_copied copied = {0};
    bytes_start();
    (void)crypto_hash_sha256_init(&writer.hash);
    enum status st = store_begin(store, STORE_READ, &tx, err);
    if (st == STATUS_OK)
        st = put_all(&writer, tx, arena, &copied, err);
    if (st != STATUS_OK)
        return error_while(err, "writing out the store");
    (void)crypto_hash_sha256_final(&writer.hash, copied.hash.bytes);
    if (fprintf(out, "{\"rows\":%" PRId64 ",\"sha256\":\"%s\"}\n", copied.rows,
                hex_text(arena, copied.hash.bytes, sizeof copied.hash.bytes)) < 0 ||
        fflush(out) != 0)
        return FAIL(err, STORE_COPY, "writing: %s", strerror(errno));
    *ret_copied = copied;
    return STATUS_OK;
}
