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

/* ---- gate.c ---- */
/* SELECTION_TIE where one of them bars. */
enum status gate_refuse(const struct selection_ties *ties, struct error *err);

/* ---- seat.c ---- */
struct seat {
    int64_t id, application_id, person_id;
    const char *review;
    time_us until;
};
/* SELECTION_SEAT where the matter is nobody's seat. */
enum status seat_of(struct store_tx *tx, struct arena *arena, int64_t matter_id,
                    struct seat *ret_seat, struct error *err);

/* ---- kept_sheets.c ---- */
enum status answers_read(struct store_tx *tx, struct arena *arena, struct selection_sheet *sheet,
                         struct error *err);
/* Instead of what stood in it. */
enum status sheet_write(struct store_tx *tx, int64_t matter_id, int64_t person_id,
                        const struct selection_sheet *sheet, const char *opinion,
                        struct error *err);

#endif
