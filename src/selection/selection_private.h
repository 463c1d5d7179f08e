/* selection_private.h -- what the files of this room share. */
#ifndef SELECTION_PRIVATE_H
#define SELECTION_PRIVATE_H

#include "selection/selection.h"

enum { WHOLE_BP = 10000 };

/* ---- number.c ---- */
struct selection_number number_of(int64_t top, int64_t bottom);
struct selection_number number_add(struct selection_number a, struct selection_number b);
struct selection_number number_part(struct selection_number a, int64_t top, int64_t bottom);

/* ---- score.c ---- */
const struct rules_review *review_find(const struct rules_document *rules, const char *id);
const struct rules_sheet *review_sheet(const struct rules_document *rules,
                                       const struct rules_review *review);
/* Every item once, with a grade whose points are set. */
enum status sheet_check(const struct rules_sheet *form, const struct selection_sheet *sheet,
                        struct error *err);

#endif
