/* What happens to a store when the disk is full, the process is killed or the file is not ours. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/random.h"
#include "store/store_private.h"
#include "support/postgres.h"

enum { PARTS = 3 };

/* A group of PARTS rows and the total of all groups, as a ledger would keep them. */
static const struct migration groups = {
    1,
    "groups",
    "11",
    {"CREATE TABLE part (n INTEGER NOT NULL, part INTEGER NOT NULL, filler TEXT NOT NULL,"
     " PRIMARY KEY (n, part)) STRICT;"
     "CREATE TABLE total (id INTEGER PRIMARY KEY, parts INTEGER NOT NULL) STRICT;"
     "INSERT INTO total VALUES (1, 0);",
     "CREATE TABLE part (n BIGINT NOT NULL, part BIGINT NOT NULL, filler TEXT NOT NULL,"
     " PRIMARY KEY (n, part));"
     "CREATE TABLE total (id BIGINT PRIMARY KEY, parts BIGINT NOT NULL);"
     "INSERT INTO total VALUES (1, 0);"}};

static struct store *open_groups(const char *address)
{
    struct store *store = NULL;
    struct error err;
    CHECK_OK(store_open(&(struct store_options){.address = address}, &store, &err), err);
    CHECK_OK(store_migrate_set(store, &groups, 1, 7, &err), err);
    return store;
}

static int64_t number_of(struct store *store, const char *sql)
{
    struct store_tx *tx = NULL;
    struct error err;
    int64_t number = -1;
    CHECK_OK(store_begin(store, STORE_READ, &tx, &err), err);
    CHECK_OK(store_number(tx, sql, STORE_NONE, &number, &err), err);
    store_abandon(&tx);
    return number;
}

static enum status add_group(struct store *store, int64_t n, const char *filler, struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(store, STORE_WRITE, &tx, err);
    for (int64_t part = 0; part < PARTS && st == STATUS_OK; part++) {
        st = store_run(tx, "INSERT INTO part (n, part, filler) VALUES ($1, $2, $3)",
                       STORE_VALUES(v_int(n), v_int(part), v_text(filler)), NULL, err);
        if (st == STATUS_OK)
            st = store_run(tx, "UPDATE total SET parts = parts + 1 WHERE id = 1", STORE_NONE, NULL,
                           err);
    }
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

/* Nothing half: every group from 1 on is whole, and the total says the same. Gives the last. */
static int64_t check_whole(struct store *store)
{
    int64_t last = number_of(store, "SELECT coalesce(max(n), 0) FROM part");
    ck_assert_int_eq(number_of(store, "SELECT count(*) FROM part"), last * PARTS);
    ck_assert_int_eq(number_of(store, "SELECT count(DISTINCT n) FROM part"), last);
    ck_assert_int_eq(number_of(store, "SELECT parts FROM total"), last * PARTS);
    return last;
}

/* ---- kill -9 ---- */

/* Writes groups for ever and says the number of each through the pipe once it is committed. */
static _Noreturn void write_groups(const char *address, int64_t n, int acknowledge)
{
    struct store *store = NULL;
    struct error err;
    if (store_open(&(struct store_options){.address = address}, &store, &err) != STATUS_OK)
        _exit(1);
    for (;; n++)
        if (add_group(store, n, "some words that take room", &err) != STATUS_OK ||
            write(acknowledge, &n, sizeof n) != sizeof n)
            _exit(2);
}

/* Gives the last number acknowledged. */
static int64_t write_and_kill(const char *address, int64_t n, useconds_t moment)
{
    int pipes[2];
    ck_assert(pipe(pipes) == 0);
    pid_t child = fork();
    ck_assert(child >= 0);
    if (child == 0) {
        (void)close(pipes[0]);
        write_groups(address, n, pipes[1]);
    }
    (void)close(pipes[1]);
    int64_t last = n - 1, said = 0;
    if (read(pipes[0], &said, sizeof said) == sizeof said) /* it runs */
        last = said;
    (void)usleep(moment);
    ck_assert(kill(child, SIGKILL) == 0);
    while (read(pipes[0], &said, sizeof said) == sizeof said)
        last = said;
    (void)close(pipes[0]);
    int code = 0;
    ck_assert(waitpid(child, &code, 0) == child);
    ck_assert_msg(WIFSIGNALED(code), "the writer ended by itself with %d", code);
    return last;
}

static void kill_many(const char *address, uint64_t count)
{
    store_close(open_groups(address));
    int64_t last = 0;
    FOR_ALL(seed, count) {
        struct random_stream chance = random_stream(seed, "kill");
        int64_t before = last;
        int64_t acknowledged =
            write_and_kill(address, last + 1, (useconds_t)random_below(&chance, 20000));
        struct store *store = open_groups(address);
        last = check_whole(store);
        store_close(store);
        ck_assert_msg(last == acknowledged || last == acknowledged + 1,
                      "acknowledged up to %lld, there is %lld", (long long)acknowledged,
                      (long long)last);
        ck_assert(last > before); /* the test did write */
    }
}

START_TEST(what_was_acknowledged_survives_kill_9_on_sqlite)
{
    kill_many(sqlite_address(), 40);
}
END_TEST

START_TEST(what_was_acknowledged_survives_kill_9_on_postgresql)
{
    const char *address = postgresql_address();
    if (address == NULL)
        TEST_SKIP("no PostgreSQL 15 is installed");
    else
        kill_many(address, 20);
}
END_TEST

START_TEST(what_was_acknowledged_survives_a_crash_of_the_postgresql_server)
{
    const char *address = postgresql_address();
    if (address == NULL) {
        TEST_SKIP("no PostgreSQL 15 is installed");
        return;
    }
    struct store *store = open_groups(address);
    struct error err;
    for (int64_t n = 1; n <= 5; n++) {
        CHECK_OK(add_group(store, n, "words", &err), err);
        postgresql_crash();
        ck_assert_int_eq(check_whole(store), n);
    }
    store_close(store);
}
END_TEST

/* ---- a full disk ---- */

static char filler[40001];

/* Fills the store until it says that it is full; then everything acknowledged is there. */
static void fill(struct store *store)
{
    struct error err;
    int64_t n = 1;
    memset(filler, 'x', sizeof filler - 1);
    while (n < 1000 && add_group(store, n, filler, &err) == STATUS_OK)
        n++;
    ck_assert_msg(n > 1 && n < 1000, "the disk did not become full");
    ck_assert_msg(err.reason == &STORE_FULL, "%s: %s", err.reason->name, err.text);
    ck_assert_int_eq(check_whole(store), n - 1);
}

START_TEST(a_full_disk_is_an_error_that_loses_nothing)
{
    char address[200];
    (void)snprintf(address, sizeof address, "%s", test_folder());
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", address, "tmpfs", 0, "size=2m") != 0) {
        TEST_SKIP("no right to mount a small file system");
        return;
    }
    (void)strncat(address, "/test.db", 9);
    struct store *store = open_groups(address);
    fill(store);
    int64_t last = check_whole(store);
    store_close(store);
    store = open_groups(address);
    ck_assert_int_eq(check_whole(store), last);
    store_close(store);
    (void)umount(test_folder());
}
END_TEST

START_TEST(a_file_that_may_not_grow_is_an_error_that_loses_nothing)
{
    struct store *store = open_groups(sqlite_address());
    struct store_tx *tx = NULL;
    struct error err;
    int64_t pages = 0;
    CHECK_OK(store_begin(store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(store_number(tx, "PRAGMA max_page_count = 200", STORE_NONE, &pages, &err), err);
    store_abandon(&tx);
    ck_assert_int_eq(pages, 200);
    fill(store);
    CHECK_OK(store_begin(store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(store_number(tx, "PRAGMA max_page_count = 20000", STORE_NONE, &pages, &err), err);
    store_abandon(&tx);
    int64_t last = check_whole(store);
    CHECK_OK(add_group(store, last + 1, filler, &err), err); /* room again: it goes on */
    ck_assert_int_eq(check_whole(store), last + 1);
    store_close(store);
}
END_TEST

/* ---- opening ---- */

START_TEST(an_address_that_cannot_be_opened_is_refused)
{
    static const struct {
        struct store_options options;
        const struct reason *why;
    } cases[] = {
        {{.address = NULL}, &STORE_ADDRESS},
        {{.address = ""}, &STORE_ADDRESS},
        {{.address = "mysql://host/name"}, &STORE_ADDRESS},
        {{.address = "/tmp/x.db", .readers = -1}, &STORE_ADDRESS},
        {{.address = "/tmp/x.db", .readers = READERS_MAX + 1}, &STORE_ADDRESS},
        {{.address = "/tmp/x.db", .busy_timeout = -1}, &STORE_ADDRESS},
        {{.address = "/tmp/x.db", .busy_timeout = TIME_HOUR + 1}, &STORE_ADDRESS},
        {{.address = "/nowhere/dure.db"}, &STORE_OPEN},
        {{.address = "sqlite:/nowhere/dure.db"}, &STORE_OPEN},
        {{.address = "sqlite:"}, &STORE_OPEN},
        {{.address = "/tmp"}, &STORE_OPEN},
        {{.address = "postgresql:///x?host=/nowhere"}, &STORE_OPEN},
    };
    struct store *store = NULL;
    struct error err;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_FAILS(store_open(&cases[i].options, &store, &err), *cases[i].why, err);
        ck_assert(store == NULL);
    }
}
END_TEST

START_TEST(a_file_that_is_no_store_is_refused_and_left_as_it_was)
{
    char path[200], bytes[4096] = "This is a letter, not a database.";
    (void)snprintf(path, sizeof path, "%s/letter.txt", test_folder());
    FILE *file = fopen(path, "w");
    ck_assert(fwrite(bytes, sizeof bytes, 1, file) == 1 && fclose(file) == 0);
    struct store *store = NULL;
    struct error err;
    CHECK_FAILS(store_open(&(struct store_options){.address = path}, &store, &err), STORE_CORRUPT,
                err);
    char after[sizeof bytes];
    file = fopen(path, "r");
    ck_assert(fread(after, sizeof after, 1, file) == 1 && fclose(file) == 0);
    ck_assert_mem_eq(bytes, after, sizeof bytes);
}
END_TEST

START_TEST(the_file_belongs_to_its_owner_alone)
{
    struct store *store = open_groups(sqlite_address());
    struct stat info;
    char path[220];
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s%s", sqlite_address(),
                       (const char *[]){"", "-wal", "-shm"}[i]);
        ck_assert_msg(stat(path, &info) == 0, "%s", path);
        ck_assert_int_eq(info.st_mode & 0777, 0600);
    }
    store_close(store);
}
END_TEST

static int locks_on(const char *path)
{
    struct stat info;
    char inode[40], line[200];
    int count = 0;
    ck_assert(stat(path, &info) == 0);
    (void)snprintf(inode, sizeof inode, ":%llu ", (unsigned long long)info.st_ino);
    FILE *locks = fopen("/proc/locks", "r");
    while (locks != NULL && fgets(line, sizeof line, locks) != NULL)
        count += strstr(line, inode) != NULL;
    ck_assert(locks != NULL && fclose(locks) == 0);
    return count;
}

/* Whoever closes a file drops all locks that its process has on it: then another process would
 * take the store for unused and clear its log away. */
START_TEST(another_connection_does_not_drop_the_locks_of_the_first)
{
    struct store *store = open_groups(sqlite_address());
    struct store_tx *readers[2] = {NULL};
    struct error err;
    ck_assert_int_eq(locks_on(sqlite_address()), 1);
    for (int i = 0; i < 2; i++) {
        CHECK_OK(store_begin(store, STORE_READ, &readers[i], &err), err);
        ck_assert_int_eq(locks_on(sqlite_address()), 1);
    }
    for (int i = 0; i < 2; i++)
        store_abandon(&readers[i]);
    struct store *other = open_groups(sqlite_address());
    ck_assert_int_eq(locks_on(sqlite_address()), 1);
    store_close(other);
    ck_assert_int_eq(locks_on(sqlite_address()), 1);
    store_close(store);
    ck_assert_int_eq(locks_on(sqlite_address()), 0);
}
END_TEST

/* What SQLite itself says of a connection that we made. */
START_TEST(sqlite_keeps_to_the_settings_that_make_it_safe)
{
    static const struct {
        const char *sql;
        int64_t value;
    } cases[] = {
        {"PRAGMA synchronous", 2}, {"PRAGMA foreign_keys", 1},    {"PRAGMA trusted_schema", 0},
        {"PRAGMA query_only", 1},  {"PRAGMA cell_size_check", 1}, {"PRAGMA busy_timeout", 10000},
    };
    struct store *store = open_groups(sqlite_address());
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(number_of(store, cases[i].sql) == cases[i].value, "%s", cases[i].sql);
    ck_assert_int_eq(number_of(store, "SELECT count(*) FROM pragma_journal_mode "
                                      "WHERE journal_mode = 'wal'"),
                     1);
    store_close(store);
}
END_TEST

ON_BOTH(a_column_or_a_word_that_is_not_known_is_an_error_not_a_crash)
{
    struct store *store = open_groups(address);
    struct error err;
    struct store_tx *tx = NULL;
    static const char *const wrong[] = {"SELECT nothing FROM part", "SELEC 1",
                                        "SELECT 1 FROM part WHERE \"words\" = 'x'"};
    for (size_t i = 0; i < 3; i++) {
        int64_t number = 0;
        CHECK_OK(store_begin(store, STORE_READ, &tx, &err), err);
        CHECK_FAILS(store_number(tx, wrong[i], STORE_NONE, &number, &err), STORE_FAILED, err);
        store_abandon(&tx);
    }
    store_close(store);
}

START_TEST(a_backup_taken_while_the_store_is_written_is_one_state)
{
    struct store *store = open_groups(sqlite_address());
    struct error err;
    char path[200];
    (void)snprintf(path, sizeof path, "%s/copy.db", test_folder());
    CHECK_OK(add_group(store, 1, "words", &err), err);
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(store, STORE_WRITE, &tx, &err), err);
    CHECK_OK(store_run(tx, "INSERT INTO part (n, part, filler) VALUES (2, 0, 'half')", STORE_NONE,
                       NULL, &err),
             err);
    CHECK_OK(store_backup(store, path, &err), err);
    store_abandon(&tx);
    CHECK_OK(add_group(store, 2, "words", &err), err);

    struct store *copy = open_groups(path);
    ck_assert_int_eq(check_whole(copy), 1);
    ck_assert_int_eq(check_whole(store), 2);
    CHECK_FAILS(store_backup(store, path, &err), STORE_BACKUP, err); /* never over another file */
    ck_assert_int_eq(check_whole(copy), 1);
    store_close(copy);
    store_close(store);
}
END_TEST

BOTH_MAIN_WITHIN("store hard", 300, what_was_acknowledged_survives_kill_9_on_sqlite,
                 what_was_acknowledged_survives_kill_9_on_postgresql,
                 what_was_acknowledged_survives_a_crash_of_the_postgresql_server,
                 a_full_disk_is_an_error_that_loses_nothing,
                 a_file_that_may_not_grow_is_an_error_that_loses_nothing,
                 an_address_that_cannot_be_opened_is_refused,
                 a_file_that_is_no_store_is_refused_and_left_as_it_was,
                 the_file_belongs_to_its_owner_alone,
                 another_connection_does_not_drop_the_locks_of_the_first,
                 sqlite_keeps_to_the_settings_that_make_it_safe,
                 BOTH(a_column_or_a_word_that_is_not_known_is_an_error_not_a_crash),
                 a_backup_taken_while_the_store_is_written_is_one_state)
