#include "bench.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kit/bytes.h"
#include "people/people.h"
#include "support/seat.h"

enum { SAMPLE_BYTES_MAX = 1 << 20, WAIT_MAX = 24000, WAIT_STEP = 10000 };

static const uint8_t key[PEOPLE_KEY_SIZE] = "a key for tests, 32 bytes of it";
static const struct job_kind kinds_of_works[] = {
    {"calibrate", study_calibrate, NULL},
    {"simulate", study_simulate, NULL},
    {"advise", study_advise, NULL},
    {"rerun", study_rerun, NULL},
};
enum { WORKS = sizeof kinds_of_works / sizeof *kinds_of_works };

static void firm(struct bench *bench, const char *name, const char *login,
                 struct study_place *ret_place)
{
    struct people_organisation wanted = {.name = name, .kind = KIND_ADOPTER};
    struct study_place place = {.store = bench->store,
                                .arena = bench->arena,
                                .context = &bench->context,
                                .now = clock_wall()};
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(bench->store, STORE_WRITE, &tx, &bench->err), bench->err);
    CHECK_OK(people_organisation_add(tx, &wanted, place.now, &place.owner_id, &bench->err),
             bench->err);
    CHECK_OK(store_commit(&tx, &bench->err), bench->err);
    const struct seat seat = {.organisation_id = place.owner_id,
                              .kind = KIND_ADOPTER,
                              .role = ROLE_ADOPTER_OWNER,
                              .login = login,
                              .name = "김두레"};
    place.user_id = seat_taken(bench->people, bench->arena, &seat, place.now).user_id;
    *ret_place = place;
}

static void publish(struct bench *bench)
{
    const char *text = bench_sample(bench, "../rules/" BENCH_PROGRAMME ".json");
    struct store_tx *tx = NULL;
    int64_t id = 0;
    CHECK_OK(store_begin(bench->store, STORE_WRITE, &tx, &bench->err), bench->err);
    CHECK_OK(
        programme_publish(tx, bench->arena, text, strlen(text), clock_wall(), &id, &bench->err),
        bench->err);
    CHECK_OK(store_commit(&tx, &bench->err), bench->err);
}

void bench_open(struct bench *bench)
{
    *bench = (struct bench){.arena = arena_new("bench", 1 << 30)};
    bench->context = (struct study_context){.files_folder = test_folder(),
                                            .options_file = "data/advice/options-kr.json",
                                            .threads = 2,
                                            .now = clock_wall};
    struct store_options options = {.address =
                                        arena_format(bench->arena, "%s/test.db", test_folder())};
    CHECK_OK(store_open(&options, &bench->store, &bench->err), bench->err);
    CHECK_OK(store_migrate(bench->store, clock_wall(), &bench->err), bench->err);
    struct people_options people = {.store = bench->store, .key = key, .cheap_passwords = true};
    CHECK_OK(people_new(&people, &bench->people, &bench->err), bench->err);
    firm(bench, "한빛정밀", "ours", &bench->ours);
    firm(bench, "두성산업", "theirs", &bench->theirs);
    publish(bench);

    struct job_kind *kinds = arena_array(bench->arena, WORKS, sizeof *kinds);
    memcpy(kinds, kinds_of_works, sizeof kinds_of_works);
    for (int i = 0; i < WORKS; i++)
        kinds[i].context = &bench->context;
    struct jobs_options jobs = {.store = bench->store,
                                .kinds = kinds,
                                .kind_count = WORKS,
                                .threads = 1,
                                .now = clock_wall,
                                .poll = TIME_SECOND / 20};
    CHECK_OK(jobs_start(&jobs, &bench->jobs, &bench->err), bench->err);
}

void bench_close(struct bench *bench)
{
    jobs_stop(bench->jobs);
    people_free(bench->people);
    store_close(bench->store);
    arena_free(bench->arena);
}

const char *bench_sample(struct bench *bench, const char *name)
{
    const char *path = arena_format(bench->arena, "data/samples/%s", name);
    FILE *file = fopen(path, "rbe");
    ck_assert_msg(file != NULL, "%s cannot be read", path);
    char *bytes = arena_alloc(bench->arena, SAMPLE_BYTES_MAX);
    size_t size = fread(bytes, 1, SAMPLE_BYTES_MAX - 1, file);
    (void)fclose(file);
    bytes[size] = '\0';
    return bytes;
}

const char *bench_upload(struct bench *bench, const char *name, const char **ret_hash)
{
    const char *bytes = bench_sample(bench, name);
    const char *path =
        arena_format(bench->arena, "%s/upload-%lld", test_folder(), (long long)++bench->uploads);
    FILE *file = fopen(path, "wbe");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, strlen(bytes), file), strlen(bytes));
    ck_assert_int_eq(fclose(file), 0);
    struct hash256 hash = hash_of_bytes(bytes, strlen(bytes));
    *ret_hash = hex_text(bench->arena, hash.bytes, sizeof hash.bytes);
    return path;
}

int64_t bench_log(struct bench *bench, const struct study_place *place)
{
    const char *hash = NULL, *path = bench_upload(bench, "line-log.csv", &hash);
    int64_t id = 0;
    CHECK_OK(study_log(place, path, "기록.csv", hash, 342757, &id, &bench->err), bench->err);
    ck_assert_int_eq(unlink(path), 0); /* as after the request */
    return id;
}

int64_t bench_model(struct bench *bench, const struct study_place *place)
{
    const char *bytes = bench_sample(bench, "line.json");
    int64_t id = 0;
    CHECK_OK(study_model(place, bytes, strlen(bytes), &id, &bench->err), bench->err);
    return id;
}

/* ---- jobs ---- */

int64_t bench_start(struct bench *bench, const struct study_place *place, const char *kind,
                    const char *request)
{
    struct job_order order = {kind, place->owner_id, place->user_id, request};
    struct store_tx *tx = NULL;
    int64_t id = 0;
    CHECK_OK(store_begin(bench->store, STORE_WRITE, &tx, &bench->err), bench->err);
    CHECK_OK(jobs_enqueue(tx, &order, clock_wall(), &id, &bench->err), bench->err);
    CHECK_OK(store_commit(&tx, &bench->err), bench->err);
    jobs_wake(bench->jobs);
    return id;
}

struct job bench_job(struct bench *bench, int64_t id)
{
    struct store_tx *tx = NULL;
    struct job job = {0};
    CHECK_OK(store_begin(bench->store, STORE_READ, &tx, &bench->err), bench->err);
    CHECK_OK(jobs_read(tx, id, bench->arena, &job, &bench->err), bench->err);
    store_abandon(&tx);
    return job;
}

struct job bench_wait(struct bench *bench, int64_t id, enum job_state state)
{
    struct job job = bench_job(bench, id);
    for (int i = 0; i < WAIT_MAX && job.state != state && job.ended == 0; i++) {
        (void)usleep(WAIT_STEP);
        job = bench_job(bench, id);
    }
    ck_assert_msg(job.state == state, "the job is %s, not %s: %s", job_state_name(job.state),
                  job_state_name(state), job.problem == NULL ? "" : job.problem);
    return job;
}

void bench_cancel(struct bench *bench, int64_t id)
{
    struct store_tx *tx = NULL;
    CHECK_OK(store_begin(bench->store, STORE_WRITE, &tx, &bench->err), bench->err);
    CHECK_OK(jobs_cancel(tx, id, clock_wall(), &bench->err), bench->err);
    CHECK_OK(store_commit(&tx, &bench->err), bench->err);
    jobs_wake(bench->jobs);
}

/* ---- documents ---- */

struct study_document bench_document(struct bench *bench, enum study_kind kind, int64_t id)
{
    struct store_tx *tx = NULL;
    struct study_document document = {0};
    CHECK_OK(store_begin(bench->store, STORE_READ, &tx, &bench->err), bench->err);
    CHECK_OK(study_get(tx, bench->arena, kind, id, &document, &bench->err), bench->err);
    store_abandon(&tx);
    return document;
}

struct study_documents bench_list(struct bench *bench, enum study_kind kind, int64_t owner_id,
                                  int64_t parent_id)
{
    struct store_tx *tx = NULL;
    struct study_documents list = {0};
    CHECK_OK(store_begin(bench->store, STORE_READ, &tx, &bench->err), bench->err);
    CHECK_OK(study_list(tx, bench->arena, kind, owner_id, parent_id, &list, &bench->err),
             bench->err);
    store_abandon(&tx);
    return list;
}

int64_t bench_count(struct bench *bench)
{
    struct store_tx *tx = NULL;
    int64_t count = -1;
    CHECK_OK(store_begin(bench->store, STORE_READ, &tx, &bench->err), bench->err);
    CHECK_OK(
        store_number(tx, "SELECT count(*) FROM study_document", STORE_NONE, &count, &bench->err),
        bench->err);
    store_abandon(&tx);
    return count;
}
