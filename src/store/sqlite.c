/* sqlite.c -- the driver for SQLite: one file, WAL, one writer, durable before the answer. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/must.h"
#include "kit/text.h"
#include "store/store_private.h"

struct connection {
    sqlite3 *db;
    struct statements statements;
};

/* A prepared statement and which $n each of its parameters is: SQLite counts them in the order
 * in which they appear. */
struct prepared {
    sqlite3_stmt *stmt;
    int parameters;
    int numbers[VALUES_MAX];
};

struct sqlite_rows {
    struct store_rows base;
    struct connection *connection;
    struct statement *statement;
    sqlite3_stmt *stmt;
    bool pending; /* the first row was fetched by query() and has not been given out */
    bool ended;
};

static const struct {
    int code; /* an extended code, or a primary one */
    const struct reason *why;
} causes[] = {
    {SQLITE_CONSTRAINT_UNIQUE, &STORE_UNIQUE},
    {SQLITE_CONSTRAINT_PRIMARYKEY, &STORE_UNIQUE},
    {SQLITE_CONSTRAINT_ROWID, &STORE_UNIQUE},
    {SQLITE_CONSTRAINT_FOREIGNKEY, &STORE_FOREIGN},
    {SQLITE_CONSTRAINT, &STORE_CHECK},
    {SQLITE_MISMATCH, &STORE_CHECK},
    {SQLITE_FULL, &STORE_FULL},
    {SQLITE_BUSY, &STORE_BUSY},
    {SQLITE_LOCKED, &STORE_BUSY},
    {SQLITE_CORRUPT, &STORE_CORRUPT},
    {SQLITE_NOTADB, &STORE_CORRUPT},
    {SQLITE_CANTOPEN, &STORE_OPEN},
    {SQLITE_PERM, &STORE_OPEN},
};

static const struct reason *cause_of(int code)
{
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (causes[i].code == code)
            return causes[i].why;
    return code == (code & 0xff) ? &STORE_FAILED : cause_of(code & 0xff);
}

/* "UNIQUE constraint failed: organisation.brn": the table is the place. */
static enum status sqlite_fail(sqlite3 *db, struct error *err)
{
    const char *message = sqlite3_errmsg(db);
    const char *columns = strstr(message, " failed: ");
    char table[64] = "";
    if (columns != NULL) {
        columns += strlen(" failed: ");
        size_t size = strcspn(columns, ".");
        if (size < sizeof table && columns[size] == '.')
            memcpy(table, columns, size);
    }
    const struct reason *why = cause_of(sqlite3_extended_errcode(db));
    return FAIL_AT(err, *why, table, "%s", message);
}

static enum status run_plain(struct connection *connection, const char *sql, struct error *err)
{
    if (sqlite3_exec(connection->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return sqlite_fail(connection->db, err);
    return STATUS_OK;
}

static void drop_prepared(struct connection *connection, void *prepared)
{
    (void)connection;
    struct prepared *one = prepared;
    (void)sqlite3_finalize(one->stmt);
    free(one);
}

static void sqlite_disconnect(struct connection *connection)
{
    statements_clear(&connection->statements, connection);
    must(sqlite3_close(connection->db) == SQLITE_OK);
    free(connection);
}

/* The file is the firm's: nobody else on the machine may read it. SQLite gives the -wal and -shm
 * files the rights of the file itself. One that is there is not even opened: closing it would
 * drop the locks of every other connection of this process (POSIX locks belong to the process). */
static enum status make_file(const char *path, struct error *err)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return errno == EEXIST ? STATUS_OK : FAIL_AT(err, STORE_OPEN, path, "%s", strerror(errno));
    (void)close(file);
    return STATUS_OK;
}

static enum status set_wal(struct connection *connection, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(connection->db, "PRAGMA journal_mode = WAL", -1, &stmt, NULL) !=
        SQLITE_OK)
        return sqlite_fail(connection->db, err);
    enum status st = STATUS_OK;
    if (sqlite3_step(stmt) != SQLITE_ROW)
        st = sqlite_fail(connection->db, err);
    else if (!text_same((const char *)sqlite3_column_text(stmt, 0), "wal"))
        st = FAIL(err, STORE_OPEN, "the file system does not allow a write-ahead log");
    (void)sqlite3_finalize(stmt);
    return st;
}

static enum status set_up(struct connection *connection, const struct store *store,
                          enum store_mode mode, struct error *err)
{
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 1},
    };
    sqlite3 *db = connection->db;
    (void)sqlite3_extended_result_codes(db, 1);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        must(sqlite3_db_config(db, options[i].option, options[i].value, NULL) == SQLITE_OK);
    must(sqlite3_busy_timeout(db, (int)(store->busy_timeout / 1000)) == SQLITE_OK);
    enum status st = set_wal(connection, err);
    if (st != STATUS_OK)
        return st;
    return run_plain(connection,
                     mode == STORE_READ ? "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
                                          "PRAGMA case_sensitive_like = ON; PRAGMA query_only = ON"
                                        : "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
                                          "PRAGMA case_sensitive_like = ON",
                     err);
}

static enum status sqlite_connect(const struct store *store, enum store_mode mode,
                                  struct connection **ret_connection, struct error *err)
{
    enum status st = make_file(store->address, err);
    if (st != STATUS_OK)
        return st;
    struct connection *connection = store_new(sizeof *connection);
    connection->statements.drop = drop_prepared;
    if (sqlite3_open_v2(store->address, &connection->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        st = sqlite_fail(connection->db, err);
    if (st == STATUS_OK)
        st = set_up(connection, store, mode, err);
    if (st != STATUS_OK) {
        sqlite_disconnect(connection);
        return st;
    }
    *ret_connection = connection;
    return STATUS_OK;
}

static bool sqlite_alive(const struct connection *connection)
{
    return connection->db != NULL;
}

/* IMMEDIATE: a transaction that reads first and writes later would be refused without waiting. */
static enum status sqlite_begin(struct connection *connection, enum store_mode mode,
                                struct error *err)
{
    return run_plain(connection, mode == STORE_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

static enum status sqlite_commit(struct connection *connection, struct error *err)
{
    return run_plain(connection, "COMMIT", err);
}

/* A full disk makes SQLite roll back by itself; then nothing is left to do. */
static void sqlite_rollback(struct connection *connection)
{
    if (!sqlite3_get_autocommit(connection->db))
        must(sqlite3_exec(connection->db, "ROLLBACK", NULL, NULL, NULL) == SQLITE_OK);
}

static enum status prepare(struct connection *connection, const char *sql,
                           struct statement **ret_statement, struct error *err)
{
    struct prepared *fresh = store_new(sizeof *fresh);
    const char *rest = NULL;
    if (sqlite3_prepare_v3(connection->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &fresh->stmt,
                           &rest) != SQLITE_OK) {
        free(fresh);
        return sqlite_fail(connection->db, err);
    }
    must(fresh->stmt != NULL && rest[strspn(rest, " \n\t;")] == '\0'); /* one statement */
    fresh->parameters = sqlite3_bind_parameter_count(fresh->stmt);
    must(fresh->parameters <= VALUES_MAX);
    for (int i = 0; i < fresh->parameters; i++) {
        const char *name = sqlite3_bind_parameter_name(fresh->stmt, i + 1);
        must(name != NULL && name[0] == '$');
        fresh->numbers[i] = (int)strtol(name + 1, NULL, 10);
    }
    *ret_statement = statements_put(&connection->statements, connection, sql, fresh);
    return STATUS_OK;
}

static int bind_value(sqlite3_stmt *stmt, int index, const struct store_value *value)
{
    switch (value->type) {
    case STORE_INT:
        return sqlite3_bind_int64(stmt, index, value->number);
    case STORE_TEXT:
        return sqlite3_bind_text64(stmt, index, value->bytes, value->size, SQLITE_TRANSIENT,
                                   SQLITE_UTF8);
    case STORE_BLOB:
        return sqlite3_bind_blob64(stmt, index, value->size == 0 ? "" : value->bytes, value->size,
                                   SQLITE_TRANSIENT);
    case STORE_NULL:
        break;
    }
    return sqlite3_bind_null(stmt, index);
}

static enum status sqlite_step(struct sqlite_rows *rows, struct error *err)
{
    int code = sqlite3_step(rows->stmt);
    rows->pending = code == SQLITE_ROW;
    rows->ended = !rows->pending;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return sqlite_fail(rows->connection->db, err);
    for (int i = 0; rows->pending && i < rows->base.columns; i++)
        if (sqlite3_column_type(rows->stmt, i) == SQLITE_FLOAT)
            return FAIL(err, STORE_FAILED, "column %d is not a whole number", i);
    return STATUS_OK;
}

static void sqlite_done(struct store_rows *base)
{
    struct sqlite_rows *rows = (struct sqlite_rows *)base;
    (void)sqlite3_reset(rows->stmt);
    (void)sqlite3_clear_bindings(rows->stmt);
    rows->statement->busy = false;
    free(rows);
}

static enum status sqlite_query(struct connection *connection, const char *sql,
                                const struct store_value *values, size_t count,
                                struct store_rows **ret_rows, struct error *err)
{
    enum status st = STATUS_OK;
    struct statement *statement = statements_find(&connection->statements, sql);
    if (statement == NULL && (st = prepare(connection, sql, &statement, err)) != STATUS_OK)
        return st;
    must(statement != NULL);

    const struct prepared *prepared = statement->prepared;
    struct sqlite_rows *rows = store_new(sizeof *rows);
    rows->connection = connection;
    rows->statement = statement;
    rows->stmt = prepared->stmt;
    rows->base.columns = sqlite3_column_count(prepared->stmt);
    statement->busy = true;
    must((size_t)prepared->parameters == count);
    for (int i = 0; i < prepared->parameters && st == STATUS_OK; i++) {
        int number = prepared->numbers[i];
        must(number >= 1 && (size_t)number <= count);
        if (bind_value(prepared->stmt, i + 1, &values[number - 1]) != SQLITE_OK)
            st = sqlite_fail(connection->db, err);
    }
    if (st == STATUS_OK)
        st = sqlite_step(rows, err);
    if (st != STATUS_OK) {
        sqlite_done(&rows->base);
        return st;
    }
    rows->base.changed = sqlite3_changes64(connection->db);
    *ret_rows = &rows->base;
    return STATUS_OK;
}

static enum status sqlite_later(struct connection *connection, const char *sql,
                                const struct store_value *values, size_t count, struct error *err)
{
    struct store_rows *rows = NULL;
    enum status st = sqlite_query(connection, sql, values, count, &rows, err);
    if (st == STATUS_OK)
        sqlite_done(rows);
    return st;
}

static enum status sqlite_next(struct store_rows *base, bool *ret_more, struct error *err)
{
    struct sqlite_rows *rows = (struct sqlite_rows *)base;
    if (!rows->pending && !rows->ended) {
        enum status st = sqlite_step(rows, err);
        if (st != STATUS_OK)
            return st;
    }
    *ret_more = rows->pending;
    rows->pending = false;
    return STATUS_OK;
}

static struct store_value sqlite_cell(const struct store_rows *base, int column)
{
    const struct sqlite_rows *rows = (const struct sqlite_rows *)base;
    switch (sqlite3_column_type(rows->stmt, column)) {
    case SQLITE_INTEGER:
        return v_int(sqlite3_column_int64(rows->stmt, column));
    case SQLITE_TEXT:
        return (struct store_value){.type = STORE_TEXT,
                                    .bytes = sqlite3_column_text(rows->stmt, column),
                                    .size = (size_t)sqlite3_column_bytes(rows->stmt, column)};
    case SQLITE_BLOB:
        return v_blob(sqlite3_column_blob(rows->stmt, column),
                      (size_t)sqlite3_column_bytes(rows->stmt, column));
    default:
        return v_null();
    }
}

static enum status copy_pages(sqlite3 *from, sqlite3 *to, struct error *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == NULL)
        return sqlite_fail(to, err);
    (void)sqlite3_backup_step(backup, -1);
    if (sqlite3_backup_finish(backup) != SQLITE_OK)
        return sqlite_fail(to, err);
    return STATUS_OK;
}

/* All pages in one step inside the caller's read transaction: one state of the store. */
static enum status sqlite_backup(struct connection *connection, const char *path, struct error *err)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return FAIL_AT(err, STORE_BACKUP, path, "%s", strerror(errno));
    sqlite3 *copy = NULL;
    enum status st = STATUS_OK;
    if (sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK)
        st = sqlite_fail(copy, err);
    else
        st = copy_pages(connection->db, copy, err);
    (void)sqlite3_close(copy);
    if (st == STATUS_OK && fsync(file) != 0)
        st = FAIL_AT(err, STORE_BACKUP, path, "%s", strerror(errno));
    (void)close(file);
    if (st != STATUS_OK)
        (void)unlink(path);
    return st;
}

const struct driver sqlite_driver = {
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .alive = sqlite_alive,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .script = run_plain,
    .query = sqlite_query,
    .later = sqlite_later,
    .next = sqlite_next,
    .done = sqlite_done,
    .cell = sqlite_cell,
    .backup = sqlite_backup,
};
