/* money.h -- the small book of book.h, spoken to in sentences of a programme's money. Each call is
 * a transaction of its own; one that must succeed checks that it did. */
#ifndef LEDGER_TEST_MONEY_H
#define LEDGER_TEST_MONEY_H

#include "book.h"

enum { GOVERNMENT = 1, SPONSOR = 2, FIRM = 3, COLLECTOR = 1, DEBTOR = 9, BUILD = 7, MARKET = 8 };

/* The terms that are shipped, read from the data folder. */
const struct ledger_terms *money_terms(void);

/* A group without lines, under the next id, with approval and evidence. */
struct ledger_group money_head(struct book *book, enum ledger_code code);

/* One posted line between the accounts of two keys. */
enum status money_try(struct book *book, struct ledger_key debit, struct ledger_key credit,
                      int64_t won, enum ledger_code code, struct error *err);
void money_move(struct book *book, struct ledger_key debit, struct ledger_key credit, int64_t won,
                enum ledger_code code);
int64_t money_balance(struct book *book, struct ledger_key key);

struct ledger_key money_bank(int64_t source, int64_t designation);
struct ledger_key money_source(int64_t source, int64_t designation);
struct ledger_key money_project(int64_t project, int64_t source, int64_t designation);

/* Begin a write; keep it if it went well. */
struct store_tx *money_begin(struct book *book);
enum status money_end(struct store_tx **tx, enum status st, struct error *err);

#endif
