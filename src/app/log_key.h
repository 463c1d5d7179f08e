/* log_key.h -- the key of the log beside a server: it signs receipts of reports, and once an hour
 * the head of the log (docs/formats/log.md).
 *
 * FOLDER/log.key is made at the first start; FOLDER/log.key.last is the note it signed last, which
 * makes it refuse a log that has lost entries since. `dure journal checkpoint --key FOLDER/log.key`
 * signs with it too. */
#ifndef APP_LOG_KEY_H
#define APP_LOG_KEY_H

#include "journal/journal.h"
#include "store/store.h"

enum status log_key_read(struct arena *arena, const char *folder, struct journal_signer *ret_signer,
                         struct error *err);

/* Sign the present head, unless nothing has come since the last time. Of several programs on one
 * store one does it: the work is one writing transaction. */
enum status log_key_checkpoint(struct store *store, const char *folder,
                               const struct journal_signer *signer, time_us now, struct error *err);

#endif
