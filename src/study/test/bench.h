/* bench.h -- two firms, a store, a runner with the three works: for the tests of study. */
#ifndef STUDY_TEST_BENCH_H
#define STUDY_TEST_BENCH_H

#include "kit/test.h"
#include "programme/programme.h"
#include "study/study.h"

#define BENCH_PROGRAMME "winwin-2025-advanced"

struct bench {
    struct store *store;
    struct people *people;
    struct arena *arena;
    struct jobs *jobs;
    struct study_context context;
    struct study_place ours, theirs; /* as whoever uploads for that firm */
    int64_t uploads;
    struct error err;
};

void bench_open(struct bench *bench);
void bench_close(struct bench *bench);

/* A file of data/samples: its bytes, and a copy of it as an upload leaves it. */
const char *bench_sample(struct bench *bench, const char *name);
const char *bench_upload(struct bench *bench, const char *name, const char **ret_hash);

int64_t bench_log(struct bench *bench, const struct study_place *place);   /* line-log.csv */
int64_t bench_model(struct bench *bench, const struct study_place *place); /* line.json */

int64_t bench_start(struct bench *bench, const struct study_place *place, const char *kind,
                    const char *request);
struct job bench_job(struct bench *bench, int64_t id);
struct job bench_wait(struct bench *bench, int64_t id, enum job_state state);
void bench_cancel(struct bench *bench, int64_t id);

struct study_document bench_document(struct bench *bench, enum study_kind kind, int64_t id);
struct study_documents bench_list(struct bench *bench, enum study_kind kind, int64_t owner_id,
                                  int64_t parent_id);
int64_t bench_count(struct bench *bench); /* all documents of everybody */

#endif
