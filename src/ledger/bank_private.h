/* bank_private.h -- a bank's file between its bytes and the store. */
#ifndef LEDGER_BANK_PRIVATE_H
#define LEDGER_BANK_PRIVATE_H

#include "ledger/ledger_private.h"

struct bank_line {
    int64_t number; /* of the file */
    time_us at;
    bool incoming, has_balance;
    struct money amount, balance;
    const char *reference, *name, *memo, *virtual_account; /* "" where the file has none */
};
struct bank_lines {
    struct bank_line *at;
    size_t count, room;
};

enum status bank_read(struct arena *arena, const struct ledger_bank_layout *layout,
                      const char *bytes, size_t size, struct bank_lines *ret_lines,
                      struct error *err);

#endif
