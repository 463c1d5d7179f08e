/* postgresql.c -- the driver for PostgreSQL, by libpq. */
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "store/store_private.h"

/* The types of columns and parameters, by their numbers in pg_type (fixed for good). */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_UNKNOWN = 705,
    OID_VARCHAR = 1043,
    OID_NUMERIC = 1700,
    OID_VOID = 2278
};

enum { PIPELINE_MAX = 100 };

/* Any number, but the same in every process: the turn of the writers of one database. */
#define BEGIN_WRITE                                                                                \
    "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(4920558821765)"

/* For %.*s: libpq's words end with a new line, and say the same again in other words below. */
#define FIRST_LINE(pg) (int)strcspn(PQerrorMessage(pg), "\n"), PQerrorMessage(pg)

struct connection {
    PGconn *pg;
    struct statements statements;
    uint64_t names; /* of prepared statements, given out so far */
    bool stale;     /* its plans no longer fit the schema */
    int sent;       /* statements in the pipeline whose answers nobody has read */
};

struct postgresql_rows {
    struct store_rows base;
    PGresult *result;
    int row;          /* the one next() has given out last */
    int64_t *numbers; /* of the present row */
};

static const struct {
    const char *state; /* SQLSTATE, or its beginning */
    const struct reason *why;
} causes[] = {
    {"23505", &STORE_UNIQUE}, {"23503", &STORE_FOREIGN}, {"23", &STORE_CHECK},
    {"22", &STORE_CHECK},     {"P0001", &STORE_CHECK},   {"53100", &STORE_FULL},
    {"55P03", &STORE_BUSY},   {"57014", &STORE_BUSY},    {"40", &STORE_BUSY},
    {"53300", &STORE_BUSY},   {"XX001", &STORE_CORRUPT}, {"XX002", &STORE_CORRUPT},
};

/* A server that says nothing has gone: nobody knows its last word. */
static enum status postgresql_fail(struct connection *connection, const PGresult *result,
                                   struct error *err)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == NULL)
        return FAIL(err, STORE_FAILED, "the database has gone: %s", PQerrorMessage(connection->pg));
    if (text_starts(state, "0A000"))
        connection->stale = true;
    const char *table = PQresultErrorField(result, PG_DIAG_TABLE_NAME);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (text_starts(state, causes[i].state))
            return FAIL_AT(err, *causes[i].why, table == NULL ? "" : table, "%s", message);
    return FAIL_AT(err, STORE_FAILED, table == NULL ? "" : table, "%s (%s)", message, state);
}

/* Words without parameters, results without interest. */
static enum status run_plain(struct connection *connection, const char *sql, struct error *err)
{
    PGresult *result = PQexec(connection->pg, sql);
    ExecStatusType done = PQresultStatus(result);
    enum status st = STATUS_OK;
    if (done != PGRES_COMMAND_OK && done != PGRES_TUPLES_OK)
        st = postgresql_fail(connection, result, err);
    PQclear(result);
    return st;
}

static void drop_prepared(struct connection *connection, void *prepared)
{
    char *name = prepared;
    char sql[64];
    (void)snprintf(sql, sizeof sql, "DEALLOCATE %s", name);
    if (PQstatus(connection->pg) == CONNECTION_OK)
        PQclear(PQexec(connection->pg, sql));
    free(name);
}

static void postgresql_disconnect(struct connection *connection)
{
    PGconn *pg = connection->pg;
    for (size_t i = 0; i < connection->statements.count; i++) {
        free(connection->statements.at[i].prepared);
        free(connection->statements.at[i].key);
    }
    PQfinish(pg);
    free(connection);
}

/* The same rows in the same order as SQLite gives them: texts compare by their bytes. */
static enum status check_database(struct connection *connection, struct error *err)
{
    if (PQserverVersion(connection->pg) < 150000)
        return FAIL(err, STORE_OPEN, "PostgreSQL %d is too old, 15 is needed",
                    PQserverVersion(connection->pg) / 10000);
    PGresult *result =
        PQexec(connection->pg, "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database "
                               "WHERE datname = current_database()");
    enum status st = STATUS_OK;
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1)
        st = postgresql_fail(connection, result, err);
    else if (!text_same(PQgetvalue(result, 0, 0), "UTF8") ||
             !(text_same(PQgetvalue(result, 0, 1), "C") ||
               text_starts(PQgetvalue(result, 0, 1), "C.")))
        st = FAIL(err, STORE_OPEN,
                  "the database has encoding %s and collation %s; make it with "
                  "createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8",
                  PQgetvalue(result, 0, 0), PQgetvalue(result, 0, 1));
    PQclear(result);
    return st;
}

static void ignore_notice(void *nothing, const PGresult *notice)
{
    (void)nothing;
    (void)notice;
}

/* Nothing may hang for ever: not a turn, not a statement, not a forgotten transaction. */
static enum status set_up(struct connection *connection, const struct store *store,
                          struct error *err)
{
    (void)PQsetNoticeReceiver(connection->pg, ignore_notice, NULL);
    enum status st = check_database(connection, err);
    if (st != STATUS_OK)
        return st;
    char sql[400];
    (void)snprintf(sql, sizeof sql,
                   "SET client_encoding = 'UTF8'; SET application_name = 'dure'; "
                   "SET synchronous_commit = on; SET client_min_messages = error; "
                   "SET lock_timeout = %lld; SET statement_timeout = %lld; "
                   "SET idle_in_transaction_session_timeout = 60000",
                   (long long)(store->busy_timeout / 1000),
                   (long long)(store->busy_timeout / 1000 + 60000));
    return run_plain(connection, sql, err);
}

/* A server that is silent is given up; what the address says itself comes later and counts. */
static PGconn *connect_to(const char *address)
{
    static const char *const names[] = {"connect_timeout",
                                        "keepalives_idle",
                                        "keepalives_interval",
                                        "keepalives_count",
                                        "tcp_user_timeout",
                                        "dbname",
                                        NULL};
    const char *const values[] = {"10", "30", "10", "3", "60000", address, NULL};
    return PQconnectdbParams(names, values, 1);
}

static enum status postgresql_connect(const struct store *store, enum store_mode mode,
                                      struct connection **ret_connection, struct error *err)
{
    (void)mode;
    struct connection *connection = store_new(sizeof *connection);
    connection->statements.drop = drop_prepared;
    connection->pg = connect_to(store->address);
    must(connection->pg != NULL);
    enum status st = STATUS_OK;
    if (PQstatus(connection->pg) != CONNECTION_OK)
        st = FAIL(err, STORE_OPEN, "%.*s", FIRST_LINE(connection->pg));
    else
        st = set_up(connection, store, err);
    if (st != STATUS_OK) {
        postgresql_disconnect(connection);
        return st;
    }
    *ret_connection = connection;
    return STATUS_OK;
}

static bool postgresql_alive(const struct connection *connection)
{
    return PQstatus(connection->pg) == CONNECTION_OK && !connection->stale;
}

/* ---- the pipeline: statements sent without waiting for their answers ---- */

/* A pipeline that cannot be gone on with is not mended: the next transaction has a connection of
 * its own. */
static enum status gone(struct connection *connection, struct error *err)
{
    connection->stale = true;
    return FAIL(err, STORE_FAILED, "the database has gone: %.*s", FIRST_LINE(connection->pg));
}

/* One answer of the pipeline. Behind a statement that failed all others say that they were not
 * tried; the first failure is the one that is told. */
static enum status take_answer(struct connection *connection, PGresult **ret_result,
                               struct error *err)
{
    PGresult *result = PQgetResult(connection->pg);
    ExecStatusType done = PQresultStatus(result);
    enum status st = STATUS_OK;
    if (done == PGRES_COMMAND_OK || done == PGRES_TUPLES_OK) {
        *ret_result = result;
    } else {
        st = postgresql_fail(connection, result, err);
        PQclear(result);
    }
    for (PGresult *more; (more = PQgetResult(connection->pg)) != NULL;)
        PQclear(more);
    return st;
}

/* The end of the pipeline: all answers are read. `last`, when it is wanted, is that of the
 * statement sent last. */
static enum status read_answers(struct connection *connection, PGresult **ret_last,
                                struct error *err)
{
    enum status st = STATUS_OK;
    struct error ignored;
    PGresult *last = NULL;
    if (PQpipelineSync(connection->pg) != 1)
        st = gone(connection, err);
    for (; connection->sent > 0; connection->sent--) {
        PGresult *result = NULL;
        enum status each = take_answer(connection, &result, st == STATUS_OK ? err : &ignored);
        st = st == STATUS_OK ? each : st;
        PQclear(last);
        last = result;
    }
    PQclear(PQgetResult(connection->pg)); /* that of the end itself */
    if (PQexitPipelineMode(connection->pg) != 1)
        st = gone(connection, st == STATUS_OK ? err : &ignored);
    if (st == STATUS_OK && ret_last != NULL)
        *ret_last = last;
    else
        PQclear(last);
    return st;
}

/* Before a word that cannot go down the pipeline. */
static enum status settle(struct connection *connection, struct error *err)
{
    return connection->sent == 0 ? STATUS_OK : read_answers(connection, NULL, err);
}

static void postgresql_rollback(struct connection *connection)
{
    struct error ignored;
    (void)settle(connection, &ignored);
    if (PQtransactionStatus(connection->pg) != PQTRANS_IDLE)
        PQclear(PQexec(connection->pg, "ROLLBACK"));
}

/* A writer first waits for its turn among the writers of all processes. With READ COMMITTED each
 * of its statements then sees everything that was committed before. */
static enum status postgresql_begin(struct connection *connection, enum store_mode mode,
                                    struct error *err)
{
    if (mode == STORE_READ)
        return run_plain(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err);
    enum status st = run_plain(connection, BEGIN_WRITE, err);
    if (st != STATUS_OK)
        postgresql_rollback(connection);
    return st;
}

/* Down the pipeline when one is open: what was sent and the commit are one way there and back. */
static enum status send_commit(struct connection *connection, PGresult **ret_result,
                               struct error *err)
{
    if (connection->sent == 0) {
        *ret_result = PQexec(connection->pg, "COMMIT");
        return PQresultStatus(*ret_result) == PGRES_COMMAND_OK
                   ? STATUS_OK
                   : postgresql_fail(connection, *ret_result, err);
    }
    if (PQsendQueryParams(connection->pg, "COMMIT", 0, NULL, NULL, NULL, NULL, 1) != 1)
        return gone(connection, err);
    connection->sent++;
    return read_answers(connection, ret_result, err);
}

static enum status postgresql_commit(struct connection *connection, struct error *err)
{
    PGresult *result = NULL;
    enum status st = send_commit(connection, &result, err);
    if (st != STATUS_OK && PQstatus(connection->pg) != CONNECTION_OK)
        st = FAIL(err, STORE_UNSURE, "the connection broke during the commit");
    else if (st == STATUS_OK && text_same(PQcmdStatus(result), "ROLLBACK"))
        st = FAIL(err, STORE_FAILED, "the database rolled back instead");
    PQclear(result);
    return st;
}

static enum status run_script(struct connection *connection, const char *sql, struct error *err)
{
    enum status st = settle(connection, err);
    if (st == STATUS_OK)
        st = run_plain(connection, "SET LOCAL statement_timeout = 0", err);
    return st == STATUS_OK ? run_plain(connection, sql, err) : st;
}

/* ---- statements ---- */

struct parameters {
    Oid types[VALUES_MAX];
    int64_t numbers[VALUES_MAX];
    const char *bytes[VALUES_MAX];
    int sizes[VALUES_MAX];
    int formats[VALUES_MAX];
};

/* Integers go in network order; all formats are binary. The type of a NULL is for the server to
 * find out. */
static void fill_parameters(struct parameters *to, const struct store_value *values, size_t count)
{
    static const Oid types[] = {[STORE_NULL] = 0,
                                [STORE_INT] = OID_INT8,
                                [STORE_TEXT] = OID_TEXT,
                                [STORE_BLOB] = OID_BYTEA};
    for (size_t i = 0; i < count; i++) {
        const struct store_value *value = &values[i];
        to->types[i] = types[value->type];
        to->formats[i] = 1;
        to->numbers[i] = (int64_t)htobe64((uint64_t)value->number);
        to->sizes[i] = (int)value->size;
        to->bytes[i] = value->type == STORE_NULL ? NULL : value->size == 0 ? "" : value->bytes;
        if (value->type == STORE_INT) {
            to->bytes[i] = (const char *)&to->numbers[i];
            to->sizes[i] = sizeof to->numbers[i];
        }
    }
}

/* The same text with other types is another statement: "itb" stands in front of the text. */
static char *key_of(const char *sql, const struct store_value *values, size_t count)
{
    size_t size = strlen(sql);
    char *key = store_new(count + 1 + size + 1);
    for (size_t i = 0; i < count; i++)
        key[i] = "nitb"[values[i].type];
    key[count] = ' ';
    memcpy(key + count + 1, sql, size + 1);
    return key;
}

static enum status find_prepared(struct connection *connection, const char *sql,
                                 const struct parameters *parameters,
                                 const struct store_value *values, size_t count,
                                 const char **ret_name, struct error *err)
{
    char *key = key_of(sql, values, count);
    struct statement *statement = statements_find(&connection->statements, key);
    enum status st = STATUS_OK;
    if (statement == NULL && (st = settle(connection, err)) == STATUS_OK) {
        char name[32];
        (void)snprintf(name, sizeof name, "s%llu", (unsigned long long)++connection->names);
        PGresult *result = PQprepare(connection->pg, name, sql, (int)count, parameters->types);
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            st = postgresql_fail(connection, result, err);
        else
            statement = statements_put(&connection->statements, connection, key, store_copy(name));
        PQclear(result);
    }
    free(key);
    if (st != STATUS_OK)
        return st;
    must(statement != NULL);
    *ret_name = statement->prepared;
    return STATUS_OK;
}

static enum status send_prepared(struct connection *connection, const char *name,
                                 const struct parameters *parameters, size_t count,
                                 struct error *err)
{
    if (PQsendQueryPrepared(connection->pg, name, (int)count, parameters->bytes, parameters->sizes,
                            parameters->formats, 1) != 1)
        return gone(connection, err);
    connection->sent++;
    return STATUS_OK;
}

/* No more than PIPELINE_MAX at once, so that neither side waits for the other one to read. */
static enum status postgresql_later(struct connection *connection, const char *sql,
                                    const struct store_value *values, size_t count,
                                    struct error *err)
{
    struct parameters parameters;
    fill_parameters(&parameters, values, count);
    const char *name = NULL;
    enum status st = find_prepared(connection, sql, &parameters, values, count, &name, err);
    if (st == STATUS_OK && connection->sent == PIPELINE_MAX)
        st = settle(connection, err);
    if (st == STATUS_OK && connection->sent == 0 && PQenterPipelineMode(connection->pg) != 1)
        st = gone(connection, err);
    return st == STATUS_OK ? send_prepared(connection, name, &parameters, count, err) : st;
}

static enum status postgresql_query(struct connection *connection, const char *sql,
                                    const struct store_value *values, size_t count,
                                    struct store_rows **ret_rows, struct error *err)
{
    struct parameters parameters;
    fill_parameters(&parameters, values, count);
    const char *name = NULL;
    enum status st = find_prepared(connection, sql, &parameters, values, count, &name, err);
    if (st != STATUS_OK)
        return st;
    PGresult *result = NULL;
    if (connection->sent > 0) {
        st = send_prepared(connection, name, &parameters, count, err);
        if (st == STATUS_OK)
            st = read_answers(connection, &result, err);
        if (st != STATUS_OK)
            return st;
    } else {
        result = PQexecPrepared(connection->pg, name, (int)count, parameters.bytes,
                                parameters.sizes, parameters.formats, 1);
        ExecStatusType done = PQresultStatus(result);
        if (done != PGRES_COMMAND_OK && done != PGRES_TUPLES_OK) {
            st = postgresql_fail(connection, result, err);
            PQclear(result);
            return st;
        }
    }
    struct postgresql_rows *rows = store_new(sizeof *rows);
    rows->result = result;
    rows->row = -1;
    rows->base.columns = PQnfields(result);
    rows->base.changed = strtoll(PQcmdTuples(result), NULL, 10);
    rows->numbers = store_new(sizeof *rows->numbers * (size_t)(rows->base.columns + 1));
    *ret_rows = &rows->base;
    return STATUS_OK;
}

static void postgresql_done(struct store_rows *base)
{
    struct postgresql_rows *rows = (struct postgresql_rows *)base;
    PQclear(rows->result);
    free(rows->numbers);
    free(rows);
}

/* ---- reading: binary columns ---- */

static int16_t half_at(const char *bytes)
{
    uint16_t half = 0;
    memcpy(&half, bytes, sizeof half);
    return (int16_t)be16toh(half);
}

/* numeric, as sum() gives it: count, weight, sign, scale, then digits to the base of 10000, the
 * first of which counts 10000^weight. False when it is no int64. */
static bool numeric_number(const char *bytes, int64_t *ret_number)
{
    enum { NEGATIVE = 0x4000 };
    int count = half_at(bytes), weight = half_at(bytes + 2);
    int sign = half_at(bytes + 4);
    if (sign != 0 && sign != NEGATIVE)
        return false; /* not a number, infinity */
    int64_t number = 0;
    for (int i = 0; i <= weight || i < count; i++) {
        int digits = i < count ? half_at(bytes + 8 + 2 * i) : 0;
        if (i > weight && digits != 0)
            return false; /* a fraction */
        if (i <= weight && (__builtin_mul_overflow(number, 10000, &number) ||
                            __builtin_sub_overflow(number, digits, &number)))
            return false;
    }
    if (sign == 0 && number == INT64_MIN)
        return false;
    *ret_number = sign == 0 ? -number : number;
    return true;
}

static bool read_number(Oid type, const char *bytes, int64_t *ret_number)
{
    uint32_t word = 0;
    uint64_t both = 0;
    switch (type) {
    case OID_BOOL:
        *ret_number = bytes[0] != 0;
        return true;
    case OID_INT2:
        *ret_number = half_at(bytes);
        return true;
    case OID_INT4:
        memcpy(&word, bytes, sizeof word);
        *ret_number = (int32_t)be32toh(word);
        return true;
    case OID_INT8:
        memcpy(&both, bytes, sizeof both);
        *ret_number = (int64_t)be64toh(both);
        return true;
    case OID_NUMERIC:
        return numeric_number(bytes, ret_number);
    default:
        return false;
    }
}

static bool is_text(Oid type)
{
    return type == OID_TEXT || type == OID_VARCHAR || type == OID_NAME || type == OID_UNKNOWN;
}

static enum status postgresql_next(struct store_rows *base, bool *ret_more, struct error *err)
{
    struct postgresql_rows *rows = (struct postgresql_rows *)base;
    if (rows->row + 1 >= PQntuples(rows->result)) {
        *ret_more = false;
        return STATUS_OK;
    }
    rows->row++;
    for (int i = 0; i < base->columns; i++) {
        Oid type = PQftype(rows->result, i);
        if (PQgetisnull(rows->result, rows->row, i) || is_text(type) || type == OID_BYTEA ||
            type == OID_VOID)
            continue;
        if (!read_number(type, PQgetvalue(rows->result, rows->row, i), &rows->numbers[i]))
            return FAIL(err, STORE_FAILED, "column %d is not a whole number of 64 bits", i);
    }
    *ret_more = true;
    return STATUS_OK;
}

static struct store_value postgresql_cell(const struct store_rows *base, int column)
{
    const struct postgresql_rows *rows = (const struct postgresql_rows *)base;
    Oid type = PQftype(rows->result, column);
    if (type == OID_VOID || PQgetisnull(rows->result, rows->row, column))
        return v_null();
    if (!is_text(type) && type != OID_BYTEA)
        return v_int(rows->numbers[column]);
    return (struct store_value){.type = is_text(type) ? STORE_TEXT : STORE_BLOB,
                                .bytes = PQgetvalue(rows->result, rows->row, column),
                                .size = (size_t)PQgetlength(rows->result, rows->row, column)};
}

static enum status postgresql_backup(struct connection *connection, const char *path,
                                     struct error *err)
{
    (void)connection;
    return FAIL_AT(err, STORE_BACKUP, path, "a PostgreSQL store is saved by pg_dump");
}

const struct driver postgresql_driver = {
    .connect = postgresql_connect,
    .disconnect = postgresql_disconnect,
    .alive = postgresql_alive,
    .begin = postgresql_begin,
    .commit = postgresql_commit,
    .rollback = postgresql_rollback,
    .script = run_script,
    .query = postgresql_query,
    .later = postgresql_later,
    .next = postgresql_next,
    .done = postgresql_done,
    .cell = postgresql_cell,
    .backup = postgresql_backup,
};
