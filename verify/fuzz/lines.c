/* Any bytes give a book that was verified, or a reason. */
#include <stdlib.h>

#include "../verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char why[WHY_MAX] = "";
    struct question question = {.path = "/nowhere"};
    if (size == 0 || (question.input = fmemopen((void *)(uintptr_t)bytes, size, "rb")) == NULL)
        return 0;
    if (bytes[0] != 'S' && book_verify(&question, why) != GOOD && why[0] == '\0')
        abort(); /* never bad without saying why */
    (void)fclose(question.input);
    return 0;
}
