#include "app/server.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/command.h"
#include "app/log_key.h"
#include "app/nightly.h"
#include "figures/figures.h"
#include "jobs/jobs.h"
#include "journal/journal.h"
#include "kit/log.h"
#include "kit/must.h"
#include "kit/text.h"
#include "ledger/ledger.h"
#include "levels/levels.h"
#include "programme/programme.h"
#include "project/project.h"
#include "study/study.h"

enum { DOCUMENT_BYTES_MAX = 1 << 20, DOCUMENTS_MAX = 100, WORKERS = 2, HTTP_THREADS = 4 };

struct server {
    struct services services;
    struct ledger_terms terms;
    struct ledger_bank_layout bank_layout;
    struct journal_signer log;
    struct study_context study;
    struct job_kind kinds[4];
    struct api *api;
    struct http_server *http;
    const char *folder;
    time_us sweep_every;
    struct nightly *nightly;
};

static time_us wall(void *clock)
{
    (void)clock;
    return clock_wall();
}

static enum status make_folder(const char *path, struct error *err)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return STATUS_OK;
    return FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
}

/* Terms of the book and the layout of the bank's files. A demo has terms of its own: it is walked
 * through in December too, when the year is closed. */
static enum status read_book_data(struct arena *arena, const struct server_options *options,
                                  struct server *server, struct error *err)
{
    const char *bytes = NULL;
    const char *terms =
        arena_format(arena, "%s/%s", options->data_folder,
                     options->demo != NULL ? "demo/terms.json" : "ledger/terms-kr.json");
    const char *layout = arena_format(arena, "%s/ledger/bank-kr.json", options->data_folder);
    size_t size = 0;
    enum status st = file_read(arena, terms, DOCUMENT_BYTES_MAX, &bytes, &size, err);
    if (st == STATUS_OK)
        st = ledger_terms_read(arena, bytes, size, &server->terms, err);
    if (st != STATUS_OK)
        return error_while(err, "%.80s", terms);
    st = file_read(arena, layout, DOCUMENT_BYTES_MAX, &bytes, &size, err);
    if (st == STATUS_OK)
        st = ledger_bank_layout_read(arena, bytes, size, &server->bank_layout, err);
    if (st != STATUS_OK)
        return error_while(err, "%.80s", layout);
    server->services.terms = &server->terms;
    server->services.bank_layout = &server->bank_layout;
    return STATUS_OK;
}

/* The key that closes second-factor secrets: beside the store, for its owner's eyes only. */
static enum status read_key(struct arena *arena, const char *folder, uint8_t *key,
                            struct error *err)
{
    const char *path = arena_format(arena, "%s/people.key", folder);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        randombytes_buf(key, PEOPLE_KEY_SIZE);
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
        bool ok = fd >= 0 && write(fd, key, PEOPLE_KEY_SIZE) == PEOPLE_KEY_SIZE && fsync(fd) == 0;
        if (fd >= 0)
            (void)close(fd);
        return ok ? STATUS_OK : FAIL(err, KIT_FILE, "%.120s: %s", path, strerror(errno));
    }
    bool ok = fd >= 0 && read(fd, key, PEOPLE_KEY_SIZE) == PEOPLE_KEY_SIZE;
    if (fd >= 0)
        (void)close(fd);
    return ok ? STATUS_OK : FAIL(err, KIT_FILE, "%.120s cannot be read", path);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The names of the documents in a folder, sorted: the order of publication is the same everywhere.
 */
static size_t document_files(struct arena *arena, const char *folder, const char **names)
{
    size_t count = 0;
    DIR *listing = opendir(folder);
    if (listing == NULL)
        return 0;
    for (struct dirent *entry; count < DOCUMENTS_MAX && (entry = readdir(listing)) != NULL;)
        if (text_ends(entry->d_name, ".json"))
            names[count++] = arena_format(arena, "%s/%s", folder, entry->d_name);
    (void)closedir(listing);
    if (count > 0)
        qsort(names, count, sizeof *names, by_name);
    return count;
}

typedef enum status publish_one(struct store_tx *tx, struct arena *arena, const char *bytes,
                                size_t size, time_us now, struct error *err);

static enum status publish_rules(struct store_tx *tx, struct arena *arena, const char *bytes,
                                 size_t size, time_us now, struct error *err)
{
    int64_t id = 0;
    return programme_publish(tx, arena, bytes, size, now, &id, err);
}

/* What is shipped as data: published again at each start, which changes nothing. */
static enum status publish_folder(struct store_tx *tx, struct arena *arena, const char *folder,
                                  publish_one *publish, struct error *err)
{
    const char *names[DOCUMENTS_MAX];
    size_t count = document_files(arena, folder, names);
    for (size_t i = 0; i < count; i++) {
        const char *bytes = NULL;
        size_t size = 0;
        enum status st = file_read(arena, names[i], DOCUMENT_BYTES_MAX, &bytes, &size, err);
        if (st == STATUS_OK)
            st = publish(tx, arena, bytes, size, clock_wall(), err);
        if (st != STATUS_OK)
            return error_while(err, "%.80s", names[i]);
    }
    return STATUS_OK;
}

static enum status publish_data(struct arena *arena, struct store *store, const char *data_folder,
                                struct error *err)
{
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    enum status st = store_begin(store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = publish_folder(tx, arena, arena_format(arena, "%s/rules", data_folder), publish_rules,
                            err);
    if (st == STATUS_OK)
        st = publish_folder(tx, arena, arena_format(arena, "%s/levels", data_folder),
                            levels_publish, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

static enum status reach_store(struct arena *arena, const struct server_options *options,
                               struct server *server, struct error *err)
{
    struct store_options store = {
        .address = options->store != NULL
                       ? options->store
                       : arena_format(arena, "sqlite:%s/dure.db", options->folder)};
    return store_open(&store, &server->services.store, err);
}

static enum status open_store(struct arena *arena, const struct server_options *options,
                              struct server *server, struct error *err)
{
    enum status st = reach_store(arena, options, server, err);
    if (st == STATUS_OK)
        st = store_migrate(server->services.store, clock_wall(), err);
    if (st == STATUS_OK)
        st = publish_data(arena, server->services.store, options->data_folder, err);
    return st;
}

static enum status open_people(struct arena *arena, const struct server_options *options,
                               struct server *server, struct error *err)
{
    uint8_t key[PEOPLE_KEY_SIZE];
    enum status st = read_key(arena, options->folder, key, err);
    if (st == STATUS_OK)
        st = people_new(&(struct people_options){.store = server->services.store, .key = key},
                        &server->services.people, err);
    sodium_memzero(key, sizeof key);
    return st;
}

static enum status open_jobs(struct server *server, struct error *err)
{
    server->kinds[0] = (struct job_kind){"calibrate", study_calibrate, &server->study};
    server->kinds[1] = (struct job_kind){"simulate", study_simulate, &server->study};
    server->kinds[2] = (struct job_kind){"advise", study_advise, &server->study};
    server->kinds[3] = (struct job_kind){"rerun", study_rerun, &server->study};
    struct jobs_options jobs = {.store = server->services.store,
                                .kinds = server->kinds,
                                .kind_count = sizeof server->kinds / sizeof *server->kinds,
                                .threads = WORKERS,
                                .now = clock_wall};
    return jobs_start(&jobs, &server->services.jobs, err);
}

static enum status open_http(struct arena *arena, const struct server_options *options,
                             struct server *server, struct error *err)
{
    struct http_options http = {.address = options->address,
                                .port = options->port,
                                .threads = HTTP_THREADS,
                                .upload_folder = arena_format(arena, "%s/uploads", options->folder),
                                .tls_key_file = options->tls_key_file,
                                .tls_certificate_file = options->tls_certificate_file};
    struct http_handler handler = api_handler(server->api);
    return http_start(&http, &handler, &server->http, err);
}

/* Signals end the program only through server_wait(); threads made later inherit the mask. */
static void block_signals(sigset_t *ret_signals)
{
    must(sigemptyset(ret_signals) == 0);
    must(sigaddset(ret_signals, SIGINT) == 0);
    must(sigaddset(ret_signals, SIGTERM) == 0);
    must(pthread_sigmask(SIG_BLOCK, ret_signals, NULL) == 0);
}

static enum status open_rooms(struct arena *arena, const struct server_options *options,
                              struct server *server, struct error *err)
{
    enum status st = make_folder(options->folder, err);
    if (st == STATUS_OK)
        st = make_folder(server->study.files_folder, err);
    if (st == STATUS_OK)
        st = make_folder(arena_format(arena, "%s/uploads", options->folder), err);
    if (st == STATUS_OK)
        st = read_book_data(arena, options, server, err);
    if (st == STATUS_OK)
        st = open_store(arena, options, server, err);
    if (st == STATUS_OK)
        st = open_people(arena, options, server, err);
    if (st == STATUS_OK)
        st = log_key_read(arena, options->folder, &server->log, err);
    if (st == STATUS_OK)
        st = open_jobs(server, err);
    if (st == STATUS_OK)
        st = api_new(&server->services, NULL, &server->api, err);
    if (st == STATUS_OK)
        st = open_http(arena, options, server, err);
    if (st == STATUS_OK)
        server->nightly = nightly_start(server->services.store, &server->terms);
    return st;
}

/* A slice of the sweep over all cases, in a transaction of its own: payments do not wait for it. */
static enum status run_slice(struct server *server, struct project_sweep *sweep, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("terms", 64 << 20);
    SCOPED(store_cleanup) struct store_tx *tx = NULL;
    int64_t done = 0;
    enum status st = store_begin(server->services.store, STORE_WRITE, &tx, err);
    if (st == STATUS_OK)
        st = project_clock(tx, arena, CASEWORK_PAGE_MAX, clock_wall(), sweep, &done, err);
    return st == STATUS_OK ? store_commit(&tx, err) : st;
}

/* Terms of cases that have run out. */
static enum status run_terms(struct server *server, struct error *err)
{
    struct project_sweep sweep = {0};
    enum status st = STATUS_OK;
    while (st == STATUS_OK && !sweep.ended)
        st = run_slice(server, &sweep, err);
    return st;
}

static enum status run_figures(struct server *server, struct error *err)
{
    SCOPED(arena_cleanup) struct arena *arena = arena_new("figures", (size_t)1 << 30);
    return figures_refresh(server->services.store, arena, clock_wall(), err);
}

/* A sweep that fails is told and tried again at the next one: nobody waits for it. */
static void sweep(struct server *server)
{
    struct error err;
    if (people_sweep(server->services.people, clock_wall(), &err) != STATUS_OK)
        log_line(LOG_WARN, "app", "sweep: %s %s", err.reason->name, err.text);
    if (run_terms(server, &err) != STATUS_OK)
        log_line(LOG_WARN, "app", "terms: %s %s", err.reason->name, err.text);
    if (run_figures(server, &err) != STATUS_OK)
        log_line(LOG_WARN, "app", "figures: %s %s", err.reason->name, err.text);
    if (log_key_checkpoint(server->services.store, server->folder, &server->log, clock_wall(),
                           &err) != STATUS_OK)
        log_line(LOG_ERROR, "app", "THE LOG WAS NOT SIGNED: %s %s", err.reason->name, err.text);
}

enum status server_open(struct arena *arena, const struct server_options *options,
                        struct server **ret_server, struct error *err)
{
    sigset_t signals;
    block_signals(&signals);
    struct server *server = calloc(1, sizeof *server);
    must(server != NULL);
    server->study = (struct study_context){
        .files_folder = arena_format(arena, "%s/files", options->folder),
        .options_file = arena_format(arena, "%s/advice/options-kr.json", options->data_folder),
        .threads = 0,
        .now = clock_wall};
    server->folder = arena_text(arena, options->folder);
    server->sweep_every = options->sweep_every != 0 ? options->sweep_every : TIME_HOUR;
    server->services = (struct services){.study = &server->study,
                                         .now = wall,
                                         .log = &server->log,
                                         .files_folder = server->study.files_folder,
                                         .page_folder = options->page_folder,
                                         .plain_cookie = options->plain_cookie,
                                         .demo = options->demo,
                                         .demo_count = options->demo_count};
    enum status st = open_rooms(arena, options, server, err);
    if (st != STATUS_OK) {
        server_close(server);
        return st;
    }
    sweep(server);
    *ret_server = server;
    return STATUS_OK;
}

enum status server_open_console(struct arena *arena, const struct server_options *options,
                                struct server **ret_server, struct error *err)
{
    const char *key = arena_format(arena, "%s/people.key", options->folder);
    if (access(key, R_OK) != 0) /* else a key would be made, and a store beside it */
        return FAIL_AT(err, KIT_FILE, "--folder", "%.120s: %s", key, strerror(errno));
    struct server *server = calloc(1, sizeof *server);
    must(server != NULL);
    enum status st = reach_store(arena, options, server, err);
    if (st == STATUS_OK)
        st = open_people(arena, options, server, err);
    if (st != STATUS_OK) {
        server_close(server);
        return st;
    }
    *ret_server = server;
    return STATUS_OK;
}

uint16_t server_port(const struct server *server)
{
    return http_port(server->http);
}

struct services *server_services(struct server *server)
{
    return &server->services;
}

void server_close(struct server *server)
{
    if (server == NULL)
        return;
    nightly_stop(server->nightly);
    jobs_stop(server->services.jobs);
    http_stop(server->http);
    api_free(server->api);
    people_free(server->services.people);
    store_close(server->services.store);
    sodium_memzero(&server->log, sizeof server->log);
    free(server);
}

void server_wait(struct server *server)
{
    sigset_t signals;
    struct timespec wait = {.tv_sec = server->sweep_every / TIME_SECOND,
                            .tv_nsec = server->sweep_every % TIME_SECOND * 1000};
    block_signals(&signals);
    for (int which = -1; which < 0;) {
        which = sigtimedwait(&signals, NULL, &wait);
        if (which < 0 && errno == EAGAIN)
            sweep(server);
    }
}
