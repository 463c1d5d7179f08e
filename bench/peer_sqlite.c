/* peer_sqlite FILE SECONDS -- the floor below bench_ledger on SQLite: three plain rows in a durable
 * transaction, with the same journal and the same fsync (WAL, synchronous = FULL) and nothing that
 * makes a book of them: no balances, bounds, hashes, keys or second look. Uses nothing of src/. */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds_of(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int step(sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    (void)sqlite3_reset(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

struct statements {
    sqlite3_stmt *begin, *insert, *commit;
};

static int prepare(sqlite3 *db, struct statements *s)
{
    int code = sqlite3_exec(db,
                            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                            "CREATE TABLE line (seq INTEGER PRIMARY KEY, debit INTEGER NOT NULL,"
                            " credit INTEGER NOT NULL, amount INTEGER NOT NULL) STRICT",
                            NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(db, "BEGIN IMMEDIATE", -1, &s->begin, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(db, "INSERT INTO line (debit, credit, amount) VALUES (?, ?, ?)",
                                  -1, &s->insert, NULL);
    return code == SQLITE_OK ? sqlite3_prepare_v2(db, "COMMIT", -1, &s->commit, NULL) : code;
}

/* The journal at its full length, as that of a store that has been in use: see ledger.c. */
static int warm(sqlite3 *db)
{
    return sqlite3_exec(
        db,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT "
        "300000) INSERT INTO line (debit, credit, amount) SELECT i, i + 3, 2 FROM n;"
        "PRAGMA wal_checkpoint(RESTART)",
        NULL, NULL, NULL);
}

static int insert_three(const struct statements *s)
{
    int code = step(s->begin);
    for (int i = 1; code == SQLITE_OK && i <= 3; i++) {
        (void)sqlite3_bind_int64(s->insert, 1, i);
        (void)sqlite3_bind_int64(s->insert, 2, i + 3);
        (void)sqlite3_bind_int64(s->insert, 3, i * 2);
        code = step(s->insert);
    }
    return code == SQLITE_OK ? step(s->commit) : code;
}

int main(int count, char **arguments)
{
    double seconds = count == 3 ? strtod(arguments[2], NULL) : 0;
    if (!(seconds > 0)) {
        fputs("peer_sqlite FILE SECONDS\n", stderr);
        return 2;
    }
    sqlite3 *db = NULL;
    struct statements s = {0};
    int64_t groups = 0;
    int code = sqlite3_open(arguments[1], &db);
    if (code == SQLITE_OK)
        code = prepare(db, &s);
    if (code == SQLITE_OK)
        code = warm(db);
    double start = seconds_of(CLOCK_MONOTONIC), end = start;
    double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    while (code == SQLITE_OK && end - start < seconds) {
        code = insert_three(&s);
        groups += code == SQLITE_OK;
        end = seconds_of(CLOCK_MONOTONIC);
    }
    cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    if (code != SQLITE_OK) {
        fprintf(stderr, "peer_sqlite: %s\n", sqlite3_errmsg(db));
        return EXIT_FAILURE;
    }
    printf("{\"groups\": %" PRId64 ", \"wall\": %.6f, \"cpu\": %.6f}\n", groups, end - start, cpu);
    (void)sqlite3_finalize(s.begin);
    (void)sqlite3_finalize(s.insert);
    (void)sqlite3_finalize(s.commit);
    (void)sqlite3_close(db);
    return EXIT_SUCCESS;
}
