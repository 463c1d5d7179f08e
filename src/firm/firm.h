/* firm.h -- all that a firm has here, in one file that it keeps.
 *
 *     firm_export(tx, arena, files_folder, organisation_id, path, now, &exported, err)
 *
 * A ZIP: tables/NAME.jsonl (its rows, one a line), models/, runs/ and plans/HASH.json (documents of
 * docs/formats), logs/HASH.csv and papers/ID-NAME (files as they came in), boxes/ID.jsonl (signed
 * reports as they came) with boxes/ID.receipts, and manifest.json with size and SHA-256 of each.
 * docs/formats/firm.md.
 *
 * Promises, each with a test of the same words in firm/test/, on both databases:
 *   - All of a firm is in its file and nothing of another.
 *   - Every entry has the hash that the manifest says, and the same content gives the same hash.
 *
 * Uses: kit, store, intake. The views of db/migrations/0021_firm.sql. */
#ifndef FIRM_FIRM_H
#define FIRM_FIRM_H

#include <stdint.h>

#include "kit/arena.h"
#include "kit/bytes.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "store/store.h"

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

#endif
