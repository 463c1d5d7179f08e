/* copy_in.c -- lines of JSON read into an empty store, all or nothing. */
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "kit/json.h"
#include "kit/text.h"
#include "store/copy_private.h"

enum { LINE_BYTES_MAX = 3 * (STORE_SIZE_MAX / 2), LINE_DEPTH_MAX = 4 };

struct reader {
    FILE *in;
    struct store_tx *tx;
    struct arena *arena; /* of the whole */
    struct arena *line;  /* emptied after each line */
    crypto_hash_sha256_state hash;
    char *bytes; /* of the present line, getline()'s */
    size_t room;
    int64_t number; /* of the present line */
    struct copy_table *tables;
    size_t table_count, next_table;
    const struct copy_table *table; /* whose rows come now; NULL before the first */
    const char *insert;
    struct store_copied copied;
    bool ended;
};

static const char *place_of(const struct reader *reader)
{
    return arena_format(reader->arena, "line %" PRId64, reader->number);
}

static enum status read_value(struct reader *reader, const json_t *item, struct store_value *ret,
                              struct error *err)
{
    if (json_is_null(item)) {
        *ret = v_null();
    } else if (json_is_integer(item)) {
        *ret = v_int(json_integer_value(item));
    } else if (json_is_string(item)) {
        *ret = (struct store_value){
            .type = STORE_TEXT, .bytes = json_string_value(item), .size = json_string_length(item)};
    } else {
        const json_t *encoded = json_object_get(item, "base64");
        if (!json_is_string(encoded))
            return FAIL_AT(err, STORE_COPY, place_of(reader), "a value is of no known kind");
        size_t length = json_string_length(encoded), size = 0;
        unsigned char *blob = arena_alloc(reader->line, length + 1);
        if (sodium_base642bin(blob, length + 1, json_string_value(encoded), length, NULL, &size,
                              NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
            return FAIL_AT(err, STORE_COPY, place_of(reader), "a value is not base64");
        *ret = v_blob(blob, size);
    }
    return STATUS_OK;
}

static enum status take_row(struct reader *reader, const struct json *line, struct error *err)
{
    if (reader->table == NULL)
        return FAIL_AT(err, STORE_COPY, place_of(reader), "a row before any table");
    struct store_value values[VALUES_MAX];
    size_t count = json_count(line);
    if ((int64_t)count != reader->table->column_count)
        return FAIL_AT(err, STORE_COPY, place_of(reader), "%zu values for %" PRId64 " columns",
                       count, reader->table->column_count);
    enum status st = STATUS_OK;
    for (size_t i = 0; i < count && st == STATUS_OK; i++)
        st = read_value(reader, json_array_get(line->value, i), &values[i], err);
    if (st == STATUS_OK)
        st = store_run(reader->tx, reader->insert, values, count, NULL, err);
    reader->copied.rows++;
    return st == STATUS_OK ? st : error_while(err, "line %" PRId64, reader->number);
}

static enum status check_columns(struct reader *reader, const struct json *line, struct error *err)
{
    struct json columns = {0};
    enum status st = json_get_array(line, "columns", VALUES_MAX, &columns, err);
    bool same = st == STATUS_OK && (int64_t)json_count(&columns) == reader->table->column_count;
    for (size_t i = 0; same && i < json_count(&columns); i++)
        same = text_same(json_string_value(json_array_get(columns.value, i)),
                         reader->table->columns[i]);
    if (st == STATUS_OK && !same)
        return FAIL_AT(err, STORE_COPY, place_of(reader), "table %s has other columns here",
                       reader->table->name);
    return st;
}

static const char *insert_into(struct arena *arena, const struct copy_table *table)
{
    struct text sql = text_start(arena, 16000);
    text_format(&sql, "INSERT INTO %s (", table->name);
    for (int64_t i = 0; i < table->column_count; i++)
        text_format(&sql, "%s\"%s\"", i == 0 ? "" : ",", table->columns[i]);
    text_add(&sql, ") VALUES (");
    for (int64_t i = 0; i < table->column_count; i++)
        text_format(&sql, "%s$%" PRId64, i == 0 ? "" : ",", i + 1);
    text_add(&sql, ")");
    return text_string(&sql);
}

static enum status take_table(struct reader *reader, const struct json *line, struct error *err)
{
    const char *name = NULL;
    int64_t last_id = 0, there = 0;
    enum status st = json_text(line, "table", 200, &name, err);
    if (st == STATUS_OK)
        st = json_int(line, "last_id", 0, INT64_MAX, &last_id, err);
    if (st != STATUS_OK)
        return st;
    if (reader->next_table >= reader->table_count ||
        !text_same(name, reader->tables[reader->next_table].name))
        return FAIL_AT(err, STORE_COPY, place_of(reader), "table %.60s does not belong here", name);
    struct copy_table *table = &reader->tables[reader->next_table++];
    table->last_id = last_id;
    reader->table = table;
    reader->insert = insert_into(reader->arena, table);
    if ((st = check_columns(reader, line, err)) != STATUS_OK)
        return st;
    st = store_number(reader->tx,
                      arena_format(reader->arena, "SELECT count(*) FROM %s", table->name),
                      STORE_NONE, &there, err);
    if (st == STATUS_OK && there > 0)
        return FAIL_AT(err, STORE_NOT_EMPTY, table->name, "it holds %" PRId64 " rows", there);
    return st;
}

static enum status take_first(struct reader *reader, const struct json *line, struct error *err)
{
    const char *format = NULL, *here = NULL;
    int64_t version = 0;
    struct json migrations = {0};
    enum status st = json_text(line, "format", 40, &format, err);
    if (st == STATUS_OK && !text_same(format, "dure.store"))
        return FAIL_AT(err, STORE_COPY, "/format", "it is \"%s\"", format);
    if (st == STATUS_OK)
        st = json_int(line, "version", 1, 1, &version, err);
    if (st == STATUS_OK)
        st = json_get_array(line, "migrations", 10000, &migrations, err);
    if (st == STATUS_OK)
        st = copy_migrations(reader->tx, reader->arena, &here, err);
    if (st == STATUS_OK && !text_same(here, json_canonical(reader->arena, migrations.value, NULL)))
        return FAIL_AT(err, STORE_COPY, "/migrations",
                       "it was written by a program with another schema");
    return st;
}

/* The last line says how much there was and what it hashed to. */
static enum status take_last(struct reader *reader, const struct json *line, struct error *err)
{
    const char *hash = NULL;
    int64_t rows = 0;
    enum status st = json_int(line, "rows", 0, INT64_MAX, &rows, err);
    if (st == STATUS_OK)
        st = json_text(line, "sha256", 64, &hash, err);
    if (st != STATUS_OK)
        return st;
    (void)crypto_hash_sha256_final(&reader->hash, reader->copied.hash.bytes);
    if (rows != reader->copied.rows || reader->next_table != reader->table_count ||
        !text_same(hash, hex_text(reader->arena, reader->copied.hash.bytes, 32)))
        return FAIL_AT(err, STORE_COPY, place_of(reader),
                       "the text is not as it was written: %" PRId64 " of %" PRId64 " rows",
                       reader->copied.rows, rows);
    reader->ended = true;
    return STATUS_OK;
}

static enum status take_line(struct reader *reader, size_t size, struct error *err)
{
    SCOPED(json_cleanup) struct json line = {0};
    struct json_limits limits = {.bytes_max = LINE_BYTES_MAX, .depth_max = LINE_DEPTH_MAX};
    enum status st = json_read(reader->line, reader->bytes, size, limits, &line, err);
    if (st != STATUS_OK)
        return error_while(err, "line %" PRId64, reader->number);
    bool last = !json_is_array(line.value) && json_has(&line, "sha256");
    if (!last)
        (void)crypto_hash_sha256_update(&reader->hash, (const unsigned char *)reader->bytes, size);
    if (reader->ended)
        st = FAIL_AT(err, STORE_COPY, place_of(reader), "there is more after the end");
    else if (reader->number == 1)
        st = take_first(reader, &line, err);
    else if (json_is_array(line.value))
        st = take_row(reader, &line, err);
    else
        st = last ? take_last(reader, &line, err) : take_table(reader, &line, err);
    return st;
}

static enum status take_lines(struct reader *reader, struct error *err)
{
    enum status st = STATUS_OK;
    errno = 0;
    for (ssize_t size;
         st == STATUS_OK && (size = getline(&reader->bytes, &reader->room, reader->in)) > 0;) {
        reader->number++;
        st = take_line(reader, (size_t)size, err);
        arena_reset(reader->line);
    }
    if (st == STATUS_OK && !reader->ended)
        st = FAIL_AT(err, STORE_COPY, place_of(reader), "it ends too early%s%s",
                     errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
    return st;
}

static enum status take_all(struct reader *reader, struct error *err)
{
    enum status st =
        copy_tables(reader->tx, reader->arena, reader->tables, &reader->table_count, err);
    if (st == STATUS_OK)
        st = copy_references(reader->tx, true, err);
    if (st == STATUS_OK)
        st = take_lines(reader, err);
    for (size_t i = 0; i < reader->table_count && st == STATUS_OK; i++)
        if (reader->tables[i].last_id > 0)
            st = copy_set_last_id(reader->tx, reader->tables[i].name, reader->tables[i].last_id,
                                  err);
    if (st == STATUS_OK)
        st = copy_references(reader->tx, false, err);
    reader->copied.tables = (int64_t)reader->table_count;
    return st;
}

enum status store_read_in(struct store *store, FILE *in, struct store_copied *ret_copied,
                          struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("copy in", 64 << 20);
    SCOPED(arena_cleanup) struct arena *line = arena_new("copied row", 4U * STORE_SIZE_MAX);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    bytes_start();
    enum status st = store_begin(store, STORE_WRITE, &tx, err);
    if (st != STATUS_OK)
        return st;
    struct reader reader = {.in = in,
                            .tx = tx,
                            .arena = arena,
                            .line = line,
                            .tables = arena_array(arena, COPY_TABLES_MAX, sizeof *reader.tables)};
    (void)crypto_hash_sha256_init(&reader.hash);
    st = take_all(&reader, err);
    free(reader.bytes);
    if (st == STATUS_OK)
        st = store_commit(&tx, err);
    if (st != STATUS_OK)
        return error_while(err, "reading in the store");
    *ret_copied = reader.copied;
    return STATUS_OK;
}
