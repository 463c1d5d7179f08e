#include "selection/test/load.h"

#include <stdio.h>
#include <string.h>

#include "kit/text.h"

struct rules_document load_rules(struct arena *arena, const char *path)
{
    static char bytes[1 << 20];
    struct rules_document rules = {0};
    struct error err;
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    CHECK_OK(rules_read(arena, bytes, size, &rules, &err), err);
    return rules;
}

struct selection_sheet load_sheet(const struct rules_document *rules, const char *review,
                                  int64_t matter_id, const char *grades)
{
    struct selection_sheet sheet = {.review = review,
                                    .matter_id = matter_id,
                                    .signer_id = matter_id,
                                    .signer = "평가위원",
                                    .signed_at = 1};
    const struct rules_sheet *form = &rules->sheets[0];
    ck_assert_uint_eq(strlen(grades), form->item_count);
    for (; sheet.answer_count < form->item_count; sheet.answer_count++)
        sheet.answers[sheet.answer_count] =
            (struct selection_answer){.item = form->items[sheet.answer_count].id,
                                      .grade = form->grades[grades[sheet.answer_count] - 'A'].id};
    return sheet;
}
