/* notice_private.h -- what the files of this room share. */
#ifndef NOTICE_PRIVATE_H
#define NOTICE_PRIVATE_H

#include "notice/notice.h"

/* The article for a step of a call: of the machine "call" of its rules, else the call's own. */
const char *notice_article(const struct rules_document *rules, const char *step,
                           const char *otherwise);

/* The place of a funder in its rules; its count when there is none of that id. */
size_t notice_position(const struct rules_document *rules, const char *funder);

/* What was done to a call, in its history and in the log. */
enum status notice_record(struct store_tx *tx, const struct people_caller *caller, int64_t id,
                          const struct notice_move *move, const char *before, const char *after,
                          const char *article, time_us now, struct error *err);

#endif
