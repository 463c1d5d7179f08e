/* Any bytes give a log or an error; a log's numbers hang together. */
#include <stdint.h>
#include <string.h>

#include "calibrate/calibrate.h"
#include "kit/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct calibrate_log *log = NULL;
    struct calibrate_options options = {.rows_max = 1000};
    struct error err;
    if (calibrate_import_bytes((const char *)bytes, size, &options, &log, &err) != STATUS_OK) {
        must(err.reason != NULL && log == NULL);
        return 0;
    }
    must(log->rows_used > 0 && log->rows_used <= log->rows_read);
    must(log->row_count == (size_t)log->rows_used);
    size_t rows = 0;
    for (size_t i = 0; i < log->order_count; i++) {
        must(log->orders[i].row_count > 0 && log->orders[i].end >= log->orders[i].start);
        must(i == 0 || log->orders[i - 1].start <= log->orders[i].start);
        rows += log->orders[i].row_count;
    }
    must(rows == log->row_count);
    json_t *document = calibrate_log_write(log);
    must(document != NULL);
    json_decref(document);
    calibrate_free(log);
    return 0;
}
