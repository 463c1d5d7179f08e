/* Any bytes are a log or garbage: its records are applied to a store or refused, never a crash. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "historian/historian_private.h"
#include "kit/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static enum status take_record(void *context, uint64_t first, uint32_t scans, const uint8_t *body,
                               size_t size, struct error *err)
{
    (void)err;
    (void)log_apply(context, first, scans, body, size);
    return STATUS_OK;
}

/* A store in memory only: groups of one and of two tags. */
static void start(struct historian *h, struct group *groups, struct group **list)
{
    static const struct historian_tag tags[] = {{.id = 7}, {.id = 8}};
    for (size_t i = 0; i < 2; i++) {
        groups[i].is = (struct historian_group){(uint32_t)i + 1, i + 1, tags};
        list[i] = &groups[i];
    }
    h->groups = list;
    h->group_count = 2;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct error err = {0};
    struct historian h = {0};
    struct group groups[2] = {0}, *list[2];
    int64_t end = 0;
    uint64_t damaged = 0;
    start(&h, groups, list);
    int fd = memfd_create("log", 0);
    must(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    must(log_scan(fd, "log", (int64_t)size, take_record, &h, &end, &damaged, &err) == STATUS_OK);
    must(end <= (int64_t)size);
    /* Behind the check sum: the first bytes as a number of scans. */
    if (size > 0)
        (void)log_apply(&h, 1, bytes[0], bytes + 1, size - 1);
    for (size_t i = 0; i < 2; i++)
        for (int which = 0; which < HEADS; which++)
            head_free(&groups[i].head[which]);
    (void)close(fd);
    return 0;
}
