/* The rows out of an SQLite store, read-only, in one transaction. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "verify.h"

static const char accounts_sql[] =
    "SELECT id, code, book, org, project, source, designation, part, flags, dp, dq, cp, cq,"
    " opened_at FROM ledger_account ORDER BY id";
static const char transfers_sql[] =
    "SELECT seq, id, grp, grp_n, grp_i, dr, cr, amount, kind, pending_id, reverses, expires_at,"
    " code, rule_id, event_at, created_at, actor, approval, evidence, req_hash, leaf"
    " FROM ledger_transfer ORDER BY seq";

static bool column_read(sqlite3_stmt *row, int column, const struct field *field, char *thing)
{
    int type = sqlite3_column_type(row, column);
    if (type == SQLITE_NULL)
        return field->optional;
    if (field->integer) {
        int64_t number = sqlite3_column_int64(row, column);
        memcpy(thing + field->offset, &number, sizeof number);
        return type == SQLITE_INTEGER;
    }
    const void *bytes = sqlite3_column_blob(row, column);
    if (type != SQLITE_BLOB || sqlite3_column_bytes(row, column) != (int)field->size)
        return false;
    memcpy(thing + field->offset, bytes, field->size);
    return true;
}

static void *add_account(struct book *book)
{
    return book_add_account(book);
}

static void *add_transfer(struct book *book)
{
    return book_add_transfer(book);
}

static enum verdict read_table(sqlite3 *db, const char *sql, const struct field *fields,
                               int field_count, void *(*add)(struct book *), struct book *book,
                               char why[WHY_MAX])
{
    sqlite3_stmt *row = NULL;
    enum verdict verdict = GOOD;
    int got = sqlite3_prepare_v2(db, sql, -1, &row, NULL);
    while (got == SQLITE_OK && verdict == GOOD && sqlite3_step(row) == SQLITE_ROW) {
        char *thing = add(book);
        for (int i = 0; i < field_count && verdict == GOOD; i++) {
            if (column_read(row, i, &fields[i], thing))
                continue;
            (void)snprintf(why, WHY_MAX, "%s %lld: column %s holds something else",
                           fields == account_fields ? "account" : "transfer",
                           (long long)sqlite3_column_int64(row, 0), fields[i].name);
            verdict = BAD;
        }
    }
    if (sqlite3_finalize(row) != SQLITE_OK || got != SQLITE_OK) {
        (void)snprintf(why, WHY_MAX, "%s", sqlite3_errmsg(db));
        verdict = verdict == GOOD ? UNREADABLE : verdict;
    }
    return verdict;
}

enum verdict read_sqlite(const char *path, struct book *book, char why[WHY_MAX])
{
    sqlite3 *db = NULL;
    enum verdict verdict = UNREADABLE;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; BEGIN", NULL,
                     NULL, NULL) != SQLITE_OK)
        (void)snprintf(why, WHY_MAX, "%s", db == NULL ? "out of memory" : sqlite3_errmsg(db));
    else
        verdict =
            read_table(db, accounts_sql, account_fields, ACCOUNT_FIELDS, add_account, book, why);
    if (verdict == GOOD)
        verdict = read_table(db, transfers_sql, transfer_fields, TRANSFER_FIELDS, add_transfer,
                             book, why);
    (void)sqlite3_close(db);
    return verdict;
}
