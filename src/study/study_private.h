/* study_private.h -- what the files of this room share. */
#ifndef STUDY_PRIVATE_H
#define STUDY_PRIVATE_H

#include "study/study.h"

struct calibrate_log;

/* A job at work: its place, and where to tell how far it is. */
struct work {
    struct study_place place;
    struct job_run *run;
    struct json request;
    int64_t parent_id;
    struct calibrate_log *log; /* texts of a fitted model are the log's: freed with the work */
    struct error stopped; /* what job_progress() said when it said stop; reason NULL: nothing */
};

/* Reads the job's request; work_end() releases it. */
enum status work_begin(struct job_run *run, void *context, struct work *ret_work,
                       struct error *err);
void work_end(struct work *work); /* for SCOPED */

/* The parent that the work is about; a firm's job works on that firm's documents only. */
enum status work_document(const struct work *work, enum study_kind kind,
                          struct study_document *ret_document, struct error *err);

/* Keep the document and end the job with it, in one transaction; not if told to stop. */
enum status work_keep(struct work *work, const struct study_document *document, struct error *err);

/* False: stop. The reason is kept in work->stopped. */
bool work_tell(struct work *work, double share, const char *ko, const char *en);

/* What stopped the work, if job_progress() did; else the failure as it is. */
enum status work_failed(const struct work *work, enum status st, struct error *err);

enum status get_alone(const struct study_place *place, enum study_kind kind, int64_t id,
                      struct study_document *ret_document, struct error *err);
enum status keep_alone(const struct study_place *place, const struct study_document *document,
                       int64_t *ret_id, struct error *err);

/* The document's canonical bytes; the reference is given up. */
const char *canonical(struct arena *arena, json_t *document);

/* What lists show of a model. */
const char *model_facts(struct arena *arena, const struct plant_model *model, const char *origin);

/* The model that the work is about, read again by the rules of today. */
enum status work_model(const struct work *work, struct study_document *ret_document,
                       struct plant_model *ret_model, struct error *err);

#endif
