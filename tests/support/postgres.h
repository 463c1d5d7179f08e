/* postgres.h -- the same test on SQLite and on a PostgreSQL of its own.
 *
 *     ON_BOTH(a_reader_sees_one_state)        (a body that is given `address`)
 *     {
 *         struct store *store = open_store(address);
 *         ...
 *     }
 *     BOTH_MAIN("store", BOTH(a_reader_sees_one_state), some_other_test)
 *
 * Each test gets a fresh, empty database. The PostgreSQL is started once for the program: a new
 * cluster in a temporary folder, fsync on, reachable by a Unix socket only, stopped and removed at
 * the end and killed with the program. Where no PostgreSQL of version 15 or later is installed its
 * half of each test says SKIP. */
#ifndef SUPPORT_POSTGRES_H
#define SUPPORT_POSTGRES_H

#include "kit/test.h"

/* Starts the cluster, runs the tests, stops it: what BOTH_MAIN calls. */
int both_main(const char *suite, const TTest *const *tests, int timeout_seconds);

const char *sqlite_address(void);     /* a new file in test_folder() */
const char *postgresql_address(void); /* a new database, or NULL when there is no PostgreSQL */

/* As after a power cut: every process of the server killed at once, then started again. */
void postgresql_crash(void);

#define BOTH_MAIN(suite, ...) BOTH_MAIN_WITHIN(suite, 60, __VA_ARGS__)
#define BOTH_MAIN_WITHIN(suite, seconds, ...)                                                      \
    int main(void)                                                                                 \
    {                                                                                              \
        const TTest *const tests[] = {__VA_ARGS__, NULL};                                          \
        return both_main(suite, tests, seconds);                                                   \
    }

#define BOTH(title) title##_on_sqlite, title##_on_postgresql

#define ON_BOTH(title)                                                                             \
    static void title(const char *address);                                                        \
    START_TEST(title##_on_sqlite)                                                                  \
    {                                                                                              \
        title(sqlite_address());                                                                   \
    }                                                                                              \
    END_TEST                                                                                       \
    START_TEST(title##_on_postgresql)                                                              \
    {                                                                                              \
        const char *address = postgresql_address();                                                \
        if (address == NULL)                                                                       \
            TEST_SKIP("no PostgreSQL 15 is installed");                                            \
        else                                                                                       \
            title(address);                                                                        \
    }                                                                                              \
    END_TEST                                                                                       \
    static void title(const char *address)

#endif
