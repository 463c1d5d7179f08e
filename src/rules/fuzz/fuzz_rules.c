/* Any bytes give rules or an error; what is read can be written, read again and split. */
#include <stdint.h>
#include <string.h>

#include "kit/bytes.h"
#include "kit/must.h"
#include "rules/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void split_adds_up(const struct rules_document *rules, struct money total)
{
    struct rules_split split = {0};
    struct error err;
    if (rules_split(rules, total, &split, &err) != STATUS_OK)
        return;
    int64_t sum = 0;
    for (size_t i = 0; i < split.count; i++)
        sum += split.share[i].won;
    must(sum == split.total.won);
    must(split.total.won + split.cut.won == total.won);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new("fuzz", 1 << 28);
    struct rules_document rules = {0}, again = {0};
    struct error err;
    bytes_start();
    if (rules_read(arena, (const char *)bytes, size, &rules, &err) == STATUS_OK) {
        json_t *document = rules_write(&rules);
        size_t length = 0;
        const char *canonical = json_canonical(arena, document, &length);
        json_decref(document);
        must(rules_read(arena, canonical, length, &again, &err) == STATUS_OK);
        must(strcmp(rules_hash(arena, &rules), rules_hash(arena, &again)) == 0);
        split_adds_up(&rules, money_won(100000001));
        split_adds_up(&rules, rules_fundable(&rules, money_won(MONEY_MAX)));
    }
    arena_free(arena);
    return 0;
}
