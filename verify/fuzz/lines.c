/* Any bytes give a book that was verified, or a reason. */
#include <stdio.h>
#include <stdlib.h>

#include "../verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char why[WHY_MAX] = "";
    struct book book = {0};
    struct answer answer = {0};
    FILE *file = size == 0 ? NULL : fmemopen((void *)(uintptr_t)bytes, size, "rb");
    if (file == NULL)
        return 0;
    enum verdict verdict = read_lines_from(file, &book, why);
    if (verdict == GOOD)
        verdict = book_verify(&book, &answer, why);
    (void)fclose(file);
    book_free(&book);
    if (verdict != GOOD && why[0] == '\0')
        abort(); /* never bad without saying why */
    return 0;
}
