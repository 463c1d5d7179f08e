/* Any bytes are a week's file or garbage: read within them, decoded or refused, never a crash. */
#include <sys/mman.h>
#include <unistd.h>

#include "historian/historian_private.h"
#include "kit/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static enum status take_block(void *context, const struct block_header *header, int64_t at,
                              struct error *err)
{
    (void)err;
    must(at >= 0 && at + header->size <= *(const int64_t *)context);
    return STATUS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct error err = {0};
    int64_t end = 0, whole = (int64_t)size;
    uint64_t damaged = 0;
    double values[HISTORIAN_ROWS_MAX];
    uint8_t qualities[HISTORIAN_ROWS_MAX];
    struct aggregate aggregate;
    static struct column_runs runs;
    (void)block_whole(bytes, size);
    /* The check sums stand in the way of the fuzzer: what is behind them also by itself. */
    if (size > 2) {
        size_t count = 1 + ((size_t)bytes[0] << 8 | bytes[1]) % HISTORIAN_ROWS_MAX;
        int64_t integers[HISTORIAN_ROWS_MAX];
        uint16_t ends[HISTORIAN_ROWS_MAX];
        struct bytes_in in = {bytes + 2, size - 2, 0, false};
        unpack_integers(&in, count, integers);
        in = (struct bytes_in){bytes + 2, size - 2, 0, false};
        (void)unpack_runs(&in, count, integers, ends);
        (void)column_read(bytes + 2, size - 2, count, values, qualities);
        (void)column_aggregate(bytes + 2, size - 2, count, &aggregate);
        (void)column_runs(bytes + 2, size - 2, count, &runs);
    }
    int fd = memfd_create("week", 0);
    must(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    must(files_scan(fd, "week", whole, 0, take_block, &whole, &end, &damaged, &err) == STATUS_OK);
    must(end <= whole);
    (void)close(fd);
    return 0;
}
