/* firm.h -- all that a firm has here, in one file that it keeps; and how it comes in with it.
 *
 *     firm_export(tx, arena, files_folder, organisation_id, path, now, &exported, err)
 *     firm_import(&place, path, &imported, err)
 *
 * A ZIP: tables/NAME.jsonl (its rows, one a line), models/, runs/ and plans/HASH.json (documents of
 * docs/formats), logs/HASH.csv and papers/ID-NAME (files as they came in), boxes/ID.jsonl (signed
 * reports as they came) with boxes/ID.receipts, and manifest.json with size and SHA-256 of each.
 * docs/formats/firm.md.
 *
 * Promises, each with a test of the same words in firm/test/, on both databases:
 *   - All of a firm is in its file and nothing of another.
 *   - Every entry has the hash that the manifest says, and the same content gives the same hash.
 *   - A firm comes in somewhere else with its file, once; what is there already is counted.
 *   - A file that was changed, or unpacks to too much, is refused whole, naming the entry.
 *
 * Uses: kit, store, rules, selection, study, intake. The views of db/migrations/0021_firm.sql. */
#ifndef FIRM_FIRM_H
#define FIRM_FIRM_H

#include <stdint.h>

#include "kit/arena.h"
#include "kit/bytes.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "store/store.h"
#include "study/study.h"

#define REASON REASON_DECLARE
#include "firm/reasons.def"
#undef REASON

struct firm_exported {
    int64_t entries, bytes;
    struct hash256 content; /* over the names and hashes of all entries: not over the time */
};

/* `path` must not be there yet. Files are read from `files_folder`. */
enum status firm_export(struct store_tx *tx, struct arena *arena, const char *files_folder,
                        int64_t organisation_id, const char *path, time_us now,
                        struct firm_exported *ret_exported, struct error *err);

/* ---- in again ----
 *
 * Taken in: logs and models, each read and checked as one that is uploaded, a model with the log
 * that it came from; and what the firm said of itself (profile) where nothing is said yet. Left in
 * the file: runs and plans, which are made again from the model and are advice only where an engine
 * made them; and what another house decided, signed or booked, which is its evidence and no row
 * here. */

enum {
    FIRM_FILE_MAX = 100 << 20,   /* bytes of a file that comes in */
    FIRM_UNPACKED_MAX = 1 << 30, /* of all entries together */
    FIRM_ENTRIES_MAX = 10000,    /* entries besides the manifest */
    FIRM_MODEL_MAX = 16 << 20,   /* bytes of a model */
    FIRM_MODELS_MAX = 128 << 20, /* of all models together */
};

struct firm_imported {
    int64_t logs, models, facts; /* taken in */
    int64_t present;             /* there already: the same hash, the same fact */
    int64_t left;                /* entries that stay in the file */
};

/* For the firm and the person of the place, everything in one transaction, or nothing. */
enum status firm_import(const struct study_place *place, const char *path,
                        struct firm_imported *ret_imported, struct error *err);

/* The person in whose name the console brings it in: the firm's representative. FIRM_NOBODY. */
enum status firm_representative(struct store_tx *tx, int64_t organisation_id, int64_t *ret_person,
                                struct error *err);

#endif
