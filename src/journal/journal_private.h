/* journal_private.h -- what the files of this room share. */
#ifndef JOURNAL_JOURNAL_PRIVATE_H
#define JOURNAL_JOURNAL_PRIVATE_H

#include <jansson.h>

#include "journal/journal.h"

/* Of complete subtrees those of every fourth level are kept: a sixteenth of the leaves in rows,
 * and at most eight of them read for one hash. */
enum { LEVELS_KEPT = 4 };

/* The complete subtrees from the left, largest first, that make up a tree of that size. */
struct frontier {
    int64_t size;
    size_t count;
    struct hash256 peaks[64];
};

/* Called for every subtree that a leaf completes and that is to be kept. */
struct node_sink {
    enum status (*keep)(void *context, int level, int64_t place, const struct hash256 *hash,
                        struct error *err);
    void *context;
};
enum status frontier_add(struct frontier *frontier, const struct hash256 *leaf,
                         const struct node_sink *sink, struct error *err);
struct hash256 frontier_root(const struct frontier *frontier);

enum status frontier_load(struct store_tx *tx, struct frontier *ret_frontier, struct error *err);

/* Take in every entry that the tree has not got yet: those just written and, the first time, those
 * that the migration brought. */
enum status tree_grow(struct store_tx *tx, struct error *err);

/* A hash column; JOURNAL_BROKEN if it is none. */
enum status hash_column(const struct store_rows *rows, int column, struct hash256 *ret_hash,
                        struct error *err);

/* The entry on the row (columns of entries_from). */
enum status entry_of_row(const struct store_rows *rows, struct arena *arena,
                         struct journal_entry *ret_entry, struct error *err);

/* Standard base64, as C2SP writes it. */
const char *base64_text(struct arena *arena, const void *bytes, size_t size);
/* At most room bytes; false: it is none, or too long. */
bool base64_read(const char *text, void *bytes, size_t room, size_t *ret_size);

/* The line at *at without its end, *at behind it; NULL when there is no further whole line. */
const char *line_take(struct arena *arena, const char **at);
/* "17": decimal, no sign, no zero in front. */
bool number_read(const char *text, int64_t *ret_number);

#endif
