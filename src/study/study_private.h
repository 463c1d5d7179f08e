/* study_private.h -- what the files of this room share. */
#ifndef STUDY_PRIVATE_H
#define STUDY_PRIVATE_H

#include "study/study.h"

/* In a transaction of their own. */
enum status keep_alone(const struct study_work *work, const struct study_document *document,
                       int64_t *ret_id, struct error *err);
enum status get_alone(const struct study_work *work, enum study_kind kind, int64_t id,
                      struct study_document *ret_document, struct error *err);

/* The document's canonical bytes; the reference is given up. */
const char *canonical(struct arena *arena, json_t *document);

/* What lists show of a model. */
const char *model_facts(struct arena *arena, const struct plant_model *model, const char *origin);

/* The model that the work is about, read again by the rules of today. */
enum status work_model(const struct study_work *work, struct study_document *ret_document,
                       struct plant_model *ret_model, struct error *err);

bool tell(const struct study_work *work, double share, const char *ko, const char *en);

#endif
