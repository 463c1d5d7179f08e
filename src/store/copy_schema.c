/* copy_schema.c -- what the database itself says of its tables, in the words of each. */
#include "store/copy_private.h"

#include "kit/must.h"
#include "kit/text.h"

/* In the order of creation, which is that of the migrations on both. What begins with made_ is made
 * by triggers from the other tables, and makes itself again when they are read in. */
static const char *const tables_sql[] = {
    [STORE_SQLITE] = "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) "
                     "<> 'sqlite_' AND substr(name, 1, 5) <> 'made_' AND name <> 'schema_version' "
                     "ORDER BY rowid",
    [STORE_POSTGRESQL] = "SELECT c.relname::text FROM pg_class c WHERE c.relkind = 'r' AND "
                         "c.relnamespace = current_schema()::regnamespace AND "
                         "substr(c.relname, 1, 5) <> 'made_' AND c.relname <> 'schema_version' "
                         "ORDER BY c.oid",
};

/* Name and place in the key (0: not in it). */
static const char *const columns_sql[] = {
    [STORE_SQLITE] = "SELECT name, pk FROM pragma_table_info($1) ORDER BY cid",
    [STORE_POSTGRESQL] =
        "SELECT a.attname::text, coalesce(array_position(i.indkey::int[], a.attnum::int) + 1, "
        "0)::bigint FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND "
        "i.indisprimary WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT "
        "a.attisdropped ORDER BY a.attnum",
};

/* The highest id ever given out, for the tables that count; no row for the others. */
static const char *const last_id_sql[] = {
    [STORE_SQLITE] = "SELECT seq FROM sqlite_sequence WHERE name = $1",
    [STORE_POSTGRESQL] = "SELECT s.last_value FROM pg_sequences s WHERE s.schemaname = "
                         "current_schema() AND s.last_value IS NOT NULL AND "
                         "quote_ident(s.sequencename) = replace("
                         "pg_get_serial_sequence($1, 'id'), current_schema() || '.', '')",
};

static const char *const set_last_id_sql[] = {
    [STORE_SQLITE] = "UPDATE sqlite_sequence SET seq = $2 WHERE name = $1 RETURNING seq",
    [STORE_POSTGRESQL] = "SELECT setval(pg_get_serial_sequence($1, 'id')::regclass, $2)",
};

static enum status read_columns(struct store_tx *tx, struct arena *arena, struct copy_table *table,
                                struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_query(tx, columns_sql[tx->store->kind],
                                 STORE_VALUES(v_text(table->name)), &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;) {
        must(table->column_count < VALUES_MAX);
        int64_t place = store_int(rows, 1);
        const char *name = store_text(rows, 0, arena);
        table->columns[table->column_count++] = name;
        must(place >= 0 && place <= COPY_KEY_MAX);
        if (place > 0)
            table->key[place - 1] = name;
        if (place > table->key_count)
            table->key_count = place;
    }
    must(st != STATUS_OK || table->key_count > 0); /* every table has a key: rows have an order */
    return st;
}

static enum status read_last_id(struct store_tx *tx, struct copy_table *table, struct error *err)
{
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    bool more = false;
    bool counts = table->key_count == 1 && table->key[0][0] == 'i' && table->key[0][1] == 'd' &&
                  table->key[0][2] == '\0';
    if (!counts)
        return STATUS_OK;
    enum status st = store_query(tx, last_id_sql[tx->store->kind],
                                 STORE_VALUES(v_text(table->name)), &rows, err);
    if (st == STATUS_OK)
        st = store_next(rows, &more, err);
    if (st == STATUS_OK && more)
        table->last_id = store_int(rows, 0);
    return st;
}

enum status copy_tables(struct store_tx *tx, struct arena *arena, struct copy_table *tables,
                        size_t *ret_count, struct error *err)
{
    size_t count = 0;
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_query(tx, tables_sql[tx->store->kind], STORE_NONE, &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;) {
        must(count < COPY_TABLES_MAX);
        tables[count++] = (struct copy_table){.name = store_text(rows, 0, arena)};
    }
    store_done(&rows);
    for (size_t i = 0; i < count && st == STATUS_OK; i++) {
        st = read_columns(tx, arena, &tables[i], err);
        if (st == STATUS_OK)
            st = read_last_id(tx, &tables[i], err);
    }
    if (st == STATUS_OK)
        *ret_count = count;
    return st;
}

enum status copy_migrations(struct store_tx *tx, struct arena *arena, const char **ret_json,
                            struct error *err)
{
    struct text list = text_start(arena, 60000);
    SCOPED(store_done_cleanup) struct store_rows *rows = NULL;
    enum status st = store_query(tx, "SELECT name, sha256 FROM schema_version ORDER BY n",
                                 STORE_NONE, &rows, err);
    for (bool more = true;
         st == STATUS_OK && (st = store_next(rows, &more, err)) == STATUS_OK && more;)
        text_format(&list, "%s[\"%s\",\"%s\"]", list.size == 0 ? "[" : ",",
                    store_text(rows, 0, arena), store_text(rows, 1, arena));
    if (st != STATUS_OK)
        return st;
    text_add(&list, list.size == 0 ? "[]" : "]");
    *ret_json = text_string(&list);
    return STATUS_OK;
}

enum status copy_set_last_id(struct store_tx *tx, const char *table, int64_t last_id,
                             struct error *err)
{
    int64_t ignored = 0;
    if (tx->store->kind == STORE_SQLITE) {
        enum status st = store_run(tx,
                                   "INSERT INTO sqlite_sequence (name, seq) SELECT $1, 0 WHERE NOT "
                                   "EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = $1)",
                                   STORE_VALUES(v_text(table)), NULL, err);
        if (st != STATUS_OK)
            return st;
    }
    return store_number(tx, set_last_id_sql[tx->store->kind],
                        STORE_VALUES(v_text(table), v_int(last_id)), &ignored, err);
}

/* References may point forward while the rows come in; they are all looked at before the end. */
enum status copy_references(struct store_tx *tx, bool later, struct error *err)
{
    if (tx->store->kind == STORE_SQLITE)
        return later ? tx->store->driver->script(tx->slot->connection,
                                                 "PRAGMA defer_foreign_keys = ON", err)
                     : STATUS_OK;
    const char *script =
        later ? "DO $do$ DECLARE r record; BEGIN FOR r IN SELECT conrelid::regclass AS t, conname "
                "FROM pg_constraint WHERE contype = 'f' AND connamespace = "
                "current_schema()::regnamespace LOOP EXECUTE format('ALTER TABLE %s ALTER "
                "CONSTRAINT %I DEFERRABLE INITIALLY DEFERRED', r.t, r.conname); END LOOP; END $do$"
              : "SET CONSTRAINTS ALL IMMEDIATE; "
                "DO $do$ DECLARE r record; BEGIN FOR r IN SELECT conrelid::regclass AS t, conname "
                "FROM pg_constraint WHERE contype = 'f' AND connamespace = "
                "current_schema()::regnamespace LOOP EXECUTE format('ALTER TABLE %s ALTER "
                "CONSTRAINT %I NOT DEFERRABLE', r.t, r.conname); END LOOP; END $do$";
    return tx->store->driver->script(tx->slot->connection, script, err);
}
