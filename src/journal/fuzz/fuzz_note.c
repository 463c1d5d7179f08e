/* Any bytes are a note, an update or a key, or are refused for a reason; none is ever witnessed. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "journal/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct error err;
    struct journal_note note;
    struct journal_key key;
    struct journal_signer log = {0}, witness = {0};
    const char *signed_note = NULL;
    struct arena *arena = arena_new("fuzz", 64 << 20);
    const char *text = arena_text_of(arena, (const char *)bytes, size);
    if (journal_signer_new("a", JOURNAL_LOG, &log, &err) != STATUS_OK ||
        journal_signer_new("b", JOURNAL_WITNESS, &witness, &err) != STATUS_OK)
        abort();
    if (journal_key_read(text, &key, &err) == STATUS_OK &&
        strncmp(journal_key_text(arena, &key), text, strcspn(text, "\r\n")) != 0)
        abort();
    if (journal_note_read(arena, text, &note, &err) == STATUS_OK &&
        journal_note_check(&note, &log.key, &err) == STATUS_OK)
        abort();
    if (journal_witness(arena, text, NULL, &log.key, &witness, 0, &signed_note, &err) == STATUS_OK)
        abort();
    arena_free(arena);
    return 0;
}
