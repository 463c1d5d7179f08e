/* Any bytes are terms or an error; terms give a closing time in every year. */
#include <stdint.h>

#include "kit/bytes.h"
#include "kit/must.h"
#include "ledger/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new("fuzz", 1 << 28);
    struct ledger_terms terms = {0};
    struct error err;
    bytes_start();
    if (ledger_terms_read(arena, (const char *)bytes, size, &terms, &err) == STATUS_OK) {
        for (int year = 2020; year < 2040; year++)
            must(ledger_cut_off(&terms, year) > 0);
        for (int i = 0; i < LEDGER_TERM_COUNT; i++)
            must(terms.basis[i][0] != '\0');
    }
    arena_free(arena);
    return 0;
}
