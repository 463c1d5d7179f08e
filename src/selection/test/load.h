/* load.h -- a rule document from the tree, and sheets for it. */
#ifndef SELECTION_TEST_LOAD_H
#define SELECTION_TEST_LOAD_H

#include "kit/test.h"
#include "selection/selection.h"

#define LOAD_RULES "data/rules/winwin-2025-advanced.2.json"

struct rules_document load_rules(struct arena *arena, const char *path);
/* A sheet of the rules' form with those grades, one letter an item: A best .. E worst. */
struct selection_sheet load_sheet(const struct rules_document *rules, const char *review,
                                  int64_t matter_id, const char *grades);

#endif
