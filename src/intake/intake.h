/* intake.h -- files that come in: looked into, taken in parts, kept by their hash.
 *
 * intake_check() judges a file by its content, whatever its name says, and needs no store:
 *
 *     PDF    header, end, table of objects; no script, launch, embedded file, form of XML, password
 *     HWPX   a ZIP whose first entry says so; its parts; no scripts, no doctype, no outside picture
 *     XLSX   a ZIP with its parts; no macros, no external workbooks, no embedded objects
 *
 * An upload goes on where it stopped:
 *
 *     intake_begin -> intake_take_part, in any order, again if need be -> intake_finish
 *
 * Parts are files of INTAKE_PART bytes beside the store, the last one shorter. A part counts when
 * its row is committed; intake_finish() joins them, compares every hash, looks into the whole and
 * only then keeps it. Until then nobody can read it.
 *
 * Promises, each with a test of the same words in intake/test/:
 *   - A file is taken only when its content is what its name says.
 *   - Nothing that runs, hides or explodes is taken.
 *   - Whatever the bytes, the check ends, within its limits, without crash.
 *   - An upload goes on after any part, also after the program was killed.
 *   - A part that changed on the disk is asked for again, never kept.
 *   - An application has at most three files.
 *
 * Uses: kit, store. Tables: db/migrations/0007_intake.sql. */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/arena.h"
#include "kit/bytes.h"
#include "kit/clock.h"
#include "kit/error.h"
#include "store/store.h"

#define REASON REASON_DECLARE
#include "intake/reasons.def"
#undef REASON

enum {
    INTAKE_NAME_MAX = 120,           /* characters of a file's name */
    INTAKE_SIZE_MAX = 100 << 20,     /* bytes of a file */
    INTAKE_PART = 4 << 20,           /* bytes of a part */
    INTAKE_FILES_MAX = 3,            /* of an application */
    INTAKE_ENTRIES_MAX = 2000,       /* files inside one HWPX or XLSX */
    INTAKE_RATIO_MAX = 100,          /* unpacked to packed */
    INTAKE_UNPACKED_MAX = 200 << 20, /* bytes */
};

/* ---- looked into ---- */

enum intake_format { INTAKE_UNKNOWN, INTAKE_PDF, INTAKE_HWPX, INTAKE_XLSX };

/* The name alone: composed (NFC), without folders and control characters, with an ending that we
 * take; the content must be of the format that the ending says. */
enum status intake_name(struct arena *arena, const char *name, const char **ret_name,
                        enum intake_format *ret_format, struct error *err);

enum status intake_check(struct arena *arena, enum intake_format format, const void *bytes,
                         size_t size, struct error *err);
enum status intake_check_file(struct arena *arena, enum intake_format format, const char *path,
                              struct error *err);

const char *intake_type(enum intake_format format); /* "application/pdf" */

/* ---- any foreign ZIP, before its library reads it ---- */

/* How many entries its directory announces at most; -1: no ZIP, or the long form (ZIP64), which is
 * for more than anybody takes. */
int64_t intake_announced(const char *bytes, size_t size);
/* UTF-8 below 512 bytes that leads nowhere out of the file. */
bool intake_entry_name(const char *name);

/* ---- taken in parts ---- */

struct intake_part {
    int64_t number; /* from 1 */
    int64_t size;
    const char *hash;
};

struct intake_upload {
    int64_t id, application_id;
    const char *name, *state; /* "open", "kept" */
    int64_t size;             /* as announced; the parts must add up to it */
    int64_t part_size, part_count;
    const char *hash; /* of the whole; NULL while open */
    struct {
        struct intake_part *at;
        size_t count;
    } parts; /* that have come, by number; none once kept */
    time_us created_at, kept_at;
};
struct intake_uploads {
    struct intake_upload *at;
    size_t count, room;
};

struct intake_wish {
    int64_t application_id, person_id;
    const char *name;
    int64_t size;
};
enum status intake_begin(struct store_tx *tx, struct arena *arena, const struct intake_wish *wish,
                         time_us now, int64_t *ret_id, struct error *err);
enum status intake_upload(struct store_tx *tx, struct arena *arena, int64_t id,
                          struct intake_upload *ret_upload, struct error *err);
enum status intake_uploads(struct store_tx *tx, struct arena *arena, int64_t application_id,
                           struct intake_uploads *ret_list, struct error *err);
/* The lists of many applications, in the order of the ids, all empty before; without the parts. */
enum status intake_uploads_of(struct store_tx *tx, struct arena *arena, const int64_t *ids,
                              size_t count, struct intake_uploads *ret_lists, struct error *err);

/* Where the bytes of a part, or of the kept file, are. The caller moves a part there first. */
const char *intake_part_path(struct arena *arena, const char *folder, int64_t id, int64_t number);
const char *intake_path(struct arena *arena, const char *folder,
                        const struct intake_upload *upload);

/* Is this a part that the upload wants: its number, its size, still open? */
enum status intake_want_part(const struct intake_upload *upload, int64_t number, int64_t size,
                             struct error *err);
enum status intake_take_part(struct store_tx *tx, int64_t id, const struct intake_part *part,
                             struct error *err);

/* Joins and judges, outside of any transaction: the file lies at intake_path() afterwards.
 * `wanted_hash` of the whole, in hexadecimal, or NULL. */
enum status intake_join(struct arena *arena, const char *folder, const struct intake_upload *upload,
                        const char *wanted_hash, const char **ret_hash, struct error *err);
enum status intake_keep(struct store_tx *tx, int64_t id, const char *hash, time_us now,
                        struct error *err);
/* Parts that are no longer needed. */
void intake_tidy(struct arena *arena, const char *folder, const struct intake_upload *upload);

/* The row goes; after the commit intake_erase() takes the bytes away. */
enum status intake_drop(struct store_tx *tx, int64_t id, struct error *err);
void intake_erase(struct arena *arena, const char *folder, const struct intake_upload *upload);

#endif
