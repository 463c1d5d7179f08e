/* peer_rows FILE put SCANS_A_COMMIT SECONDS SCANS | ask -- beside bench_historian: a row a sample
 * in SQLite, key (tag, time), WITHOUT ROWID, WAL, synchronous = FULL. Uses nothing of src/. */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench/historian_mix.h"

enum { COMMITS_MAX = 1 << 20, TRIES = 3 };

static const char SCHEMA[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;"
    "CREATE TABLE IF NOT EXISTS sample (tag INTEGER NOT NULL, time INTEGER NOT NULL,"
    " value REAL NOT NULL, quality INTEGER NOT NULL, PRIMARY KEY (tag, time))"
    " STRICT, WITHOUT ROWID";

static int step(sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    (void)sqlite3_reset(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int put_scan(sqlite3_stmt *insert, const struct mix *mix)
{
    int code = SQLITE_OK;
    for (int i = 0; code == SQLITE_OK && i < MIX_TAGS; i++) {
        (void)sqlite3_bind_int(insert, 1, i + 1);
        (void)sqlite3_bind_int64(insert, 2, mix->time);
        (void)sqlite3_bind_double(insert, 3, mix->values[i]);
        code = step(insert);
    }
    return code;
}

static int put(sqlite3 *db, int64_t a_commit, double seconds, int64_t scans)
{
    static double commits[COMMITS_MAX];
    struct mix mix = mix_start();
    sqlite3_stmt *begin = NULL, *insert = NULL, *commit = NULL;
    int64_t done = 0;
    int count = 0;
    double wall = 0;
    int code = sqlite3_prepare_v2(db, "BEGIN IMMEDIATE", -1, &begin, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(db, "INSERT INTO sample VALUES (?, ?, ?, 0)", -1, &insert, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(db, "COMMIT", -1, &commit, NULL);
    while (code == SQLITE_OK && (scans == 0 || done < scans) && (seconds <= 0 || wall < seconds)) {
        double making = 0, began = mix_clock();
        code = step(begin);
        for (int64_t i = 0; code == SQLITE_OK && i < a_commit; i++, done++) {
            double before = mix_clock();
            mix_next(&mix);
            making += mix_clock() - before;
            code = put_scan(insert, &mix);
        }
        if (code == SQLITE_OK)
            code = step(commit);
        double took = mix_clock() - began - making;
        wall += took;
        commits[count++ % COMMITS_MAX] = took;
    }
    (void)sqlite3_finalize(begin);
    (void)sqlite3_finalize(insert);
    (void)sqlite3_finalize(commit);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        printf("{\"samples\": %" PRId64 ", \"wall\": %.6f, \"p50\": %.6f}\n", done * MIX_TAGS, wall,
               mix_median(commits, count < COMMITS_MAX ? count : COMMITS_MAX));
    return code;
}

static int ask_points(sqlite3_stmt *points, double *ret_sum)
{
    int code = SQLITE_ROW;
    double sum = 0;
    (void)sqlite3_bind_int64(points, 1, MIX_START);
    while ((code = sqlite3_step(points)) == SQLITE_ROW)
        sum += sqlite3_column_double(points, 1) + 2 * sqlite3_column_double(points, 2);
    *ret_sum = sum;
    return sqlite3_reset(points);
}

/* Row by row in C, which is quicker than lead() over a window. The sample before the stretch comes
 * first. */
static int ask_states(sqlite3_stmt *states, double *ret_sum)
{
    double sum = 0;
    for (int tag = 1; tag <= MIX_STATES; tag++) {
        int64_t before = MIX_Q2_FROM;
        double state = 0;
        bool known = false;
        (void)sqlite3_bind_int(states, 1, tag);
        (void)sqlite3_bind_int64(states, 2, MIX_Q2_FROM - INT64_C(2000000));
        (void)sqlite3_bind_int64(states, 3, MIX_Q2_TO);
        while (sqlite3_step(states) == SQLITE_ROW) {
            int64_t time = sqlite3_column_int64(states, 0);
            int64_t from = time < MIX_Q2_FROM ? MIX_Q2_FROM : time;
            if (known)
                sum += (double)(from - before) * 1e-6 * (1 + state);
            before = from;
            state = sqlite3_column_double(states, 1);
            known = true;
        }
        if (known)
            sum += (double)(MIX_Q2_TO - before) * 1e-6 * (1 + state);
        int code = sqlite3_reset(states);
        if (code != SQLITE_OK)
            return code;
    }
    *ret_sum = sum;
    return SQLITE_OK;
}

static int ask(sqlite3 *db)
{
    sqlite3_stmt *points = NULL, *states = NULL;
    double one[TRIES], two[TRIES], sum1 = 0, sum2 = 0;
    char sql[300];
    (void)snprintf(
        sql, sizeof sql,
        "SELECT (time - ?1) / 86400000 AS k, min(value), max(value), sum(value), count(*)"
        " FROM sample WHERE tag = %d AND time >= ?1 AND time < ?1 + 86400000000 GROUP BY k",
        MIX_Q1_TAG);
    int code = sqlite3_prepare_v2(db, sql, -1, &points, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(
            db, "SELECT time, value FROM sample WHERE tag = ? AND time >= ? AND time < ?", -1,
            &states, NULL);
    for (int i = 0; code == SQLITE_OK && i < TRIES; i++) {
        double began = mix_clock();
        code = ask_points(points, &sum1);
        one[i] = mix_clock() - began;
        began = mix_clock();
        if (code == SQLITE_OK)
            code = ask_states(states, &sum2);
        two[i] = mix_clock() - began;
    }
    (void)sqlite3_finalize(points);
    (void)sqlite3_finalize(states);
    if (code == SQLITE_OK)
        printf("{\"q1\": %.9f, \"q2\": %.9f, \"sum1\": %.3f, \"sum2\": %.3f}\n",
               mix_median(one, TRIES), mix_median(two, TRIES), sum1, sum2);
    return code;
}

int main(int count, char **arguments)
{
    bool asks = count == 3 && strcmp(arguments[2], "ask") == 0;
    if (!asks && !(count == 6 && strcmp(arguments[2], "put") == 0)) {
        fputs("peer_rows FILE put SCANS_A_COMMIT SECONDS SCANS | ask\n", stderr);
        return 2;
    }
    sqlite3 *db = NULL;
    int code = sqlite3_open(arguments[1], &db);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, SCHEMA, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = asks ? ask(db)
                    : put(db, atoll(arguments[3]), strtod(arguments[4], NULL), atoll(arguments[5]));
    if (code != SQLITE_OK)
        fprintf(stderr, "peer_rows: %s\n", sqlite3_errmsg(db));
    (void)sqlite3_close(db);
    return code == SQLITE_OK ? 0 : 1;
}
