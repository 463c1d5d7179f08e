/* Any bytes are a report that writes back to the same bytes, or are refused for a reason. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct error err;
    struct evidence_report report;
    struct evidence_chain chain = {0};
    struct evidence_sums sums = {0};
    struct evidence_watch watch = {0};
    struct arena *arena = arena_new("fuzz", 256 << 20);
    if (evidence_read(arena, (const char *)bytes, size, &report, &err) == STATUS_OK) {
        const char *again = evidence_write(arena, &report, true);
        if (strlen(again) != size || memcmp(again, bytes, size) != 0)
            abort();
        evidence_add(&sums, &report, report.from, report.to);
        evidence_watch_add(&watch, &report);
        if (sums.seconds != (report.to - report.from) / TIME_SECOND)
            abort();
    }
    if (evidence_take(arena, &chain, NULL, 0, (const char *)bytes, size, &report, &err) ==
        STATUS_OK)
        abort(); /* signed by nobody */
    arena_free(arena);
    return 0;
}
