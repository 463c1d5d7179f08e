/* Any bytes are a bank's file or an error; each line of one is money in or out, never both. The
 * first byte chooses between the layout and the file. */
#include <stdint.h>
#include <string.h>

#include "kit/bytes.h"
#include "kit/must.h"
#include "ledger/bank_private.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char layout_text[] =
    "{\"format\":\"dure.bank-layout\",\"version\":1,\"name\":\"x\",\"heading_within\":5,"
    "\"columns\":{\"date\":[\"date\"],\"in\":[\"in\"],\"out\":[\"out\"],\"balance\":[\"balance\"],"
    "\"reference\":[\"ref\"],\"memo\":[\"memo\"]},\"footers\":[\"sum\"]}";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new("fuzz", 1 << 28);
    struct ledger_bank_layout layout = {0};
    struct bank_lines lines = {0};
    struct error err;
    bytes_start();
    if (size > 0 && bytes[0] == '{') {
        enum status st = ledger_bank_layout_read(arena, (const char *)bytes, size, &layout, &err);
        must(st != STATUS_OK || layout.columns[LEDGER_BANK_DATE].count <= 32);
    } else {
        must(ledger_bank_layout_read(arena, layout_text, sizeof layout_text - 1, &layout, &err) ==
             STATUS_OK);
        if (bank_read(arena, &layout, (const char *)bytes, size, &lines, &err) == STATUS_OK)
            for (size_t i = 0; i < lines.count; i++)
                must(lines.at[i].amount.won > 0 && lines.at[i].amount.won <= MONEY_MAX &&
                     strlen(lines.at[i].reference) <= LEDGER_BANK_REFERENCE_MAX);
    }
    arena_free(arena);
    return 0;
}
