/* copy.h -- a whole store as one text, and back: between SQLite and PostgreSQL, either way.
 *
 * The text is lines of JSON: what it is and the migrations it was made under, then each table in
 * the order it was created with its rows in the order of their key, then the count of rows and
 * the SHA-256 of everything before. The same content gives the same bytes on both databases.
 *
 *     {"format":"dure.store","version":1,"migrations":[["0001","2f.."],...]}
 *     {"table":"organisation","columns":["id","name"],"last_id":2}
 *     [1,"대한정밀"]
 *     {"rows":1,"sha256":"..."}
 *
 * A blob is {"base64":"..."}, all else is a number, a text or null.
 *
 * Promises, each with a test of the same words, on both databases:
 *   - A store that is written out and read in again gives the same bytes.
 *   - A text that was cut, changed or made under another schema is refused and nothing is kept.
 *   - A store that is not empty is not read into.
 *   - After reading in, new rows get ids that were never given out. */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include <stdio.h>

#include "kit/bytes.h"
#include "store/store.h"

struct store_copied {
    int64_t tables, rows;
    struct hash256 hash; /* of all bytes before the last line */
};

/* One state of the store, while it is in use. The caller closes the file. */
enum status store_write_out(struct store *store, FILE *out, struct store_copied *ret_copied,
                            struct error *err);

/* Into a store that has just been migrated: all of it in one transaction, or nothing. */
enum status store_read_in(struct store *store, FILE *in, struct store_copied *ret_copied,
                          struct error *err);

#endif
