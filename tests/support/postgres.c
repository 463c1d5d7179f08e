#include "support/postgres.h"

#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Of this test program; the tests themselves run in forks of it and only read. */
static char bin[200], folder[64], data[80];
static pid_t server;
static bool made;

/* PostgreSQL does not run as root: then it runs as `postgres`, as Debian made it. */
static const struct passwd *its_user(void)
{
    return geteuid() == 0 ? getpwnam("postgres") : getpwuid(geteuid());
}

static bool find_server(void)
{
    static const char *const places[] = {"/usr/lib/postgresql/*/bin/postgres",
                                         "/usr/local/pgsql/bin/postgres",
                                         "/usr/pgsql-*/bin/postgres"};
    for (size_t i = 0; i < sizeof places / sizeof places[0] && bin[0] == '\0'; i++) {
        glob_t found;
        if (glob(places[i], 0, NULL, &found) == 0) {
            const char *last = found.gl_pathv[found.gl_pathc - 1];
            (void)snprintf(bin, sizeof bin, "%.*s", (int)(strrchr(last, '/') - last), last);
        }
        globfree(&found);
    }
    return bin[0] != '\0' && its_user() != NULL;
}

/* In the child: becomes the program, silent, and dies with its parent. words[0] is its whole path:
 * initdb looks for its brothers there. */
static _Noreturn void become(char *const *words)
{
    const struct passwd *user = its_user();
    if (geteuid() == 0 && (initgroups(user->pw_name, user->pw_gid) != 0 ||
                           setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
        _exit(126);
    char log[100];
    (void)snprintf(log, sizeof log, "%s/log", folder);
    int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (prctl(PR_SET_PDEATHSIG, SIGQUIT) != 0 || setenv("LC_ALL", "C.UTF-8", 1) != 0 ||
        dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0 || chdir(folder) != 0)
        _exit(126);
    execv(words[0], words);
    _exit(127);
}

static pid_t start(char *const *words)
{
    pid_t child = fork();
    if (child == 0)
        become(words);
    return child;
}

static void short_wait(long milliseconds)
{
    struct timespec wait = {.tv_nsec = milliseconds * 1000000};
    (void)nanosleep(&wait, NULL);
}

static char word_data[] = "-D", word_sockets[] = "-k", word_c[] = "-c";

static bool start_server(void)
{
    static char no_tcp[] = "listen_addresses=", fsync_on[] = "fsync=on",
                buffers[] = "shared_buffers=16MB", sync[] = "recovery_init_sync_method=syncfs";
    static char program[260];
    (void)snprintf(program, sizeof program, "%s/postgres", bin);
    char *const words[] = {program, word_data, data,   word_sockets, folder, word_c, no_tcp,
                           word_c,  fsync_on,  word_c, buffers,      word_c, sync,   NULL};
    server = start(words);
    char ping[160];
    (void)snprintf(ping, sizeof ping, "host=%s dbname=postgres user=dure", folder);
    for (int i = 0; i < 600; i++) {
        if (PQping(ping) == PQPING_OK)
            return true;
        if (waitpid(server, NULL, WNOHANG) == server)
            return false;
        short_wait(50);
    }
    return false;
}

static bool start_cluster(void)
{
    static char program[260], user[] = "-U", dure[] = "dure", trust[] = "--auth=trust",
                              utf8[] = "--encoding=UTF8", locale[] = "--locale=C.UTF-8",
                              no_sync[] = "--no-sync";
    (void)snprintf(folder, sizeof folder, "%s", "/tmp/dure-pg-XXXXXX");
    if (!find_server() || mkdtemp(folder) == NULL)
        return false;
    made = true;
    const struct passwd *owner = its_user();
    if (geteuid() == 0 && chown(folder, owner->pw_uid, owner->pw_gid) != 0)
        return false;
    (void)snprintf(data, sizeof data, "%s/data", folder);
    (void)snprintf(program, sizeof program, "%s/initdb", bin);
    char *const words[] = {program, word_data, data,   user,    dure,
                           trust,   utf8,      locale, no_sync, NULL};
    int code = 0;
    pid_t child = start(words);
    return waitpid(child, &code, 0) == child && code == 0 && start_server();
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

static void stop_cluster(void)
{
    if (server > 0) {
        (void)kill(server, SIGQUIT);
        (void)waitpid(server, NULL, 0);
    }
    if (made)
        (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* What the server said last, for whoever looks at a failed test. */
static void show_log(void)
{
    char path[100], bytes[3000];
    (void)snprintf(path, sizeof path, "%s/log", folder);
    FILE *log = fopen(path, "r");
    if (log == NULL)
        return;
    if (fseek(log, -(long)sizeof bytes, SEEK_END) != 0)
        rewind(log);
    size_t size = fread(bytes, 1, sizeof bytes, log);
    fprintf(stderr, "# the last words of PostgreSQL:\n%.*s\n", (int)size, bytes);
    (void)fclose(log);
}

int both_main(const char *suite, const TTest *const *tests, int timeout_seconds)
{
    bool there = start_cluster();
    if (!there && bin[0] != '\0') {
        /* Installed and not starting is a failure, not a reason to skip. */
        fprintf(stderr, "# PostgreSQL of %s did not start\n", bin);
        show_log();
        stop_cluster();
        return EXIT_FAILURE;
    }
    int code = test_main(suite, tests, timeout_seconds);
    if (code != EXIT_SUCCESS)
        show_log();
    stop_cluster();
    return code;
}

static PGconn *connect_control(void)
{
    char control[160];
    (void)snprintf(control, sizeof control, "host=%s dbname=postgres user=dure", folder);
    return PQconnectdb(control);
}

const char *sqlite_address(void)
{
    static char address[100];
    (void)snprintf(address, sizeof address, "%s/test.db", test_folder());
    return address;
}

const char *postgresql_address(void)
{
    static char address[160];
    if (bin[0] == '\0')
        return NULL;
    static int number;
    char name[40], sql[100];
    (void)snprintf(name, sizeof name, "test%d_%d", (int)getpid(), ++number);
    (void)snprintf(sql, sizeof sql, "CREATE DATABASE %s", name);
    PGconn *pg = connect_control();
    PGresult *result = PQexec(pg, sql);
    ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s", PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
    (void)snprintf(address, sizeof address, "postgresql://dure@/%s?host=%s", name, folder);
    return address;
}

static void ignore_notice(void *nothing, const char *notice)
{
    (void)nothing;
    (void)notice;
}

/* One backend killed makes the server kill all others and recover from its log. */
void postgresql_crash(void)
{
    PGconn *victim = connect_control(), *witness = connect_control();
    ck_assert(PQstatus(victim) == CONNECTION_OK && PQstatus(witness) == CONNECTION_OK);
    (void)PQsetNoticeProcessor(witness, ignore_notice, NULL);
    ck_assert(kill(PQbackendPID(victim), SIGKILL) == 0);
    for (bool there = true; there; short_wait(20)) {
        PGresult *result = PQexec(witness, "SELECT 1");
        there = PQresultStatus(result) == PGRES_TUPLES_OK;
        PQclear(result);
    }
    PQfinish(victim);
    PQfinish(witness);
    bool back = false;
    for (int i = 0; i < 1800 && !back; i++, short_wait(50)) {
        PGconn *again = connect_control();
        back = PQstatus(again) == CONNECTION_OK;
        PQfinish(again);
    }
    ck_assert_msg(back, "the server did not come back");
}
