/* Any bytes give rows or an error; every field is UTF-8. */
#include <stdint.h>
#include <string.h>

#include "kit/csv.h"
#include "kit/must.h"
#include "kit/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct csv_reader *reader = NULL;
    struct csv_options options = {.field_max = 256, .fields_max = 32};
    struct error err;
    if (csv_open_bytes((const char *)bytes, size, &options, &reader, &err) != STATUS_OK)
        return 0;
    struct csv_row row = {0};
    bool more = true;
    int64_t line = 0;
    while (more && csv_next(reader, &row, &more, &err) == STATUS_OK && more) {
        must(row.line > line);
        line = row.line;
        for (size_t i = 0; i < row.count; i++)
            must(text_utf8_ok(row.fields[i], strlen(row.fields[i])));
    }
    csv_close(reader);
    return 0;
}
