/* figures_private.h -- what the files of this room share. */
#ifndef FIGURES_PRIVATE_H
#define FIGURES_PRIVATE_H

#include "figures/figures.h"
#include "programme/programme.h"

#define REGION_OTHER "other"
#define REGION_ALL   "all"

enum { FIGURES_NUMBERS = 5 }; /* of a kept row; what they mean follows from its kind */

const char *region_id(const char *address);
const struct programme_rules *rules_of(const struct programme_rules_list *list, int64_t id);

/* The newest count, made anew when it is too old. */
enum status fresh_snapshot(struct store_tx *tx, struct arena *arena, time_us now, int64_t *ret_id,
                           time_us *ret_made_at, struct error *err);

/* ---- detail.c: rows while they are counted, and kept ---- */
struct rows;
struct rows *rows_new(struct arena *arena);
void rows_share(struct rows *rows, int64_t programme_id, const char *region, const char *kind,
                int64_t agreed, int64_t paid);
enum status rows_count(struct store_tx *tx, struct rows *rows, time_us now, struct error *err);
enum status rows_drop(struct store_tx *tx, struct error *err);
enum status rows_keep(struct store_tx *tx, const struct rows *rows, int64_t snapshot_id,
                      struct error *err);

#endif
