/* study.h -- what a firm learns about its own line, kept: logs, models, runs, plans.
 *
 * Each is a document with an owner and a parent: a model comes from a log, a run and a plan from a
 * model. Documents are whole, canonical (RFC 8785) and named by their SHA-256; `facts` is the small
 * part that lists show. The raw log stays a file named by its hash in the files folder.
 *
 * The works -- calibrate, simulate, advise, rerun -- are functions of jobs: they tell how far they
 * are and keep their result in the transaction that ends the job.
 *
 * Promises, each with a test of the same words in study/test/:
 *   - A document is kept whole and its hash is that of its bytes.
 *   - A work that fails or is cancelled keeps nothing.
 *   - A list shows the owner's documents only.
 *   - A work reads its own firm's documents only, whatever its request says.
 *   - A plan is made again for another house only when an application rests on it.
 *
 * Uses: kit, store, jobs, people, plant, calibrate, advise, rules, programme.
 * Table: db/migrations/0004_study.sql. */
#ifndef STUDY_STUDY_H
#define STUDY_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advise/advise.h"
#include "jobs/jobs.h"
#include "kit/arena.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "kit/json.h"
#include "plant/plant.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "study/reasons.def"
#undef REASON

enum study_kind { STUDY_LOG, STUDY_MODEL, STUDY_RUN, STUDY_PLAN };

struct study_document {
    int64_t id;
    enum study_kind kind;
    int64_t owner_id, parent_id; /* parent 0: none */
    const char *name, *hash;
    const char *facts; /* JSON */
    const char *body;  /* JSON; NULL in lists */
    int64_t created_by;
    time_us created_at;
};

struct study_documents {
    struct study_document *at;
    size_t count;
};

/* hash, id and times are filled in; the body must be canonical. */
enum status study_keep(struct store_tx *tx, struct arena *arena,
                       const struct study_document *document, time_us now, int64_t *ret_id,
                       struct error *err);
enum status study_get(struct store_tx *tx, struct arena *arena, enum study_kind kind, int64_t id,
                      struct study_document *ret_document, struct error *err);
/* The owner's, newest first, at most 500; parent 0: all. */
enum status study_list(struct store_tx *tx, struct arena *arena, enum study_kind kind,
                       int64_t owner_id, int64_t parent_id, struct study_documents *ret_list,
                       struct error *err);

/* ---- works: functions of jobs (jobs.h); a job's request names the parent and the wishes ---- */

struct study_context {
    const char *files_folder;
    const char *options_file; /* of advice: data/advice/options-kr.json */
    int threads;              /* 0: as many as cores */
    time_us (*now)(void);
};

/* {"parent_id", "name", "mapping": {role: heading}} : a log becomes a model */
enum status study_calibrate(struct job_run *run, void *context, struct error *err);
/* {"parent_id", "horizon_days", "replications", "seed"} : a run of a model */
enum status study_simulate(struct job_run *run, void *context, struct error *err);
/* {"parent_id", "budget", "programme"} : a plan for a model */
enum status study_advise(struct job_run *run, void *context, struct error *err);
/* {"parent_id"} : a plan that an application rests on, made again for whoever judges it. The job
 * ends with the plan's own id when every byte comes out again; ADVISE_DIFFERENT says where it does
 * not, ADVISE_OTHER that engine, rules or catalogue are not those of the plan any more. Nothing is
 * kept. Who may ask is the caller's to judge. */
enum status study_rerun(struct job_run *run, void *context, struct error *err);

/* Who does it and where, for the calls that are no jobs. */
struct study_place {
    struct store *store;
    struct arena *arena;
    const struct study_context *context;
    int64_t owner_id, user_id;
    time_us now;
};

/* Look at an uploaded file: read it as a log, keep it under its hash, keep its facts. */
enum status study_log(const struct study_place *place, const char *file, const char *name,
                      const char *hash, int64_t bytes, int64_t *ret_id, struct error *err);

/* The same in two steps, for who keeps several documents in one transaction: looked at here, kept
 * by study_keep(). The log's file must lie under its hash before its row is committed. */
enum status study_log_look(const struct study_place *place, const char *file, const char *name,
                           const char *hash, int64_t bytes, struct study_document *ret_document,
                           struct error *err);
enum status study_log_place(const struct study_place *place, const char *file, const char *hash,
                            struct error *err);
enum status study_model_look(const struct study_place *place, const char *bytes, size_t size,
                             struct study_document *ret_document, struct error *err);

/* plant_run() on a thread of its own, telling its share now and then; false stops it. */
enum status study_watch(const struct plant_model *model, struct plant_options options,
                        struct arena *arena, bool (*tell)(void *context, double share),
                        void *context, struct plant_result *ret_result, struct error *err);

/* lanes_run() in the same manner, with everything it can say. */
struct lanes_form;
enum status study_watch_lanes(const struct lanes_form *form, struct plant_options options,
                              struct arena *arena, bool (*tell)(void *context, double share),
                              void *context, struct plant_result *ret_result, struct error *err);

/* advise_make() in the same manner. */
enum status study_watch_advice(const struct plant_model *model,
                               const struct advise_catalogue *catalogue,
                               const struct rules_document *rules, struct advise_request request,
                               struct arena *arena, bool (*tell)(void *context, double share),
                               void *context, struct advise_plan *ret_plan, struct error *err);

/* The catalogue of options in that file, which has at most a MiB: a larger one is refused. */
enum status study_catalogue(struct arena *arena, const char *path,
                            struct advise_catalogue *ret_catalogue, struct error *err);

/* A model document from outside: read, checked, kept. */
enum status study_model(const struct study_place *place, const char *bytes, size_t size,
                        int64_t *ret_id, struct error *err);

#endif
