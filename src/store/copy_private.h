/* copy_private.h -- the tables of a store, for copy.c. */
#ifndef STORE_COPY_PRIVATE_H
#define STORE_COPY_PRIVATE_H

#include "store/store_private.h"

enum { COPY_TABLES_MAX = 400, COPY_KEY_MAX = 16 };

struct copy_table {
    const char *name;
    const char *columns[VALUES_MAX];
    int64_t column_count;
    const char *key[COPY_KEY_MAX];
    int64_t key_count;
    int64_t last_id; /* highest ever given out; 0: the table does not count, or never has */
};

enum status copy_tables(struct store_tx *tx, struct arena *arena, struct copy_table *tables,
                        size_t *ret_count, struct error *err);
/* [["0001_people","2f..."],...]: the schema this store is at, as JSON. */
enum status copy_migrations(struct store_tx *tx, struct arena *arena, const char **ret_json,
                            struct error *err);
enum status copy_set_last_id(struct store_tx *tx, const char *table, int64_t last_id,
                             struct error *err);
enum status copy_references(struct store_tx *tx, bool later, struct error *err);

#endif
