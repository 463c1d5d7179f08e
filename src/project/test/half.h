/* half.h -- a case whose agreement has just taken effect, with everybody at the desk. */
#ifndef PROJECT_TEST_HALF_H
#define PROJECT_TEST_HALF_H

#include "programme/test/desk.h"
#include "project/project.h"

#define HALF_PROGRAMME "case-2025"
#define HALF_RULES     "tests/stories/files/case-rules.json"
#define HALF_SEVEN     "tests/stories/files/case-rules-seven.json"
#define HALF_HASH      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

struct half {
    struct desk desk;
    struct people_caller supplier, accountant;
    int64_t application, agreement;
    const char *programme;
    const struct programme_budget_lines *budget; /* of the agreement to come; NULL: none */
};

void half_open(struct half *half, const char *address, const char *rules, const char *programme);
void half_close(struct half *half);
void half_days(struct half *half, int days); /* later */

int64_t half_submitted(struct half *half);
void half_agree(struct half *half); /* funded, signed by all, own share deposited */

/* Steps; the caller checks the status and half->desk.err. `values` is JSON or NULL; evidence is one
 * document with a hash. */
enum status half_matter(struct half *half, const struct people_caller *caller, const char *machine,
                        const char *values, int64_t *ret_id);
enum status half_step(struct half *half, const struct people_caller *caller, int64_t matter,
                      const char *step, const char *values);
struct casework_matter half_look(struct half *half, int64_t matter);
int64_t half_newest(struct half *half, const char *machine); /* 0: none */
struct project half_project(struct half *half);
enum status half_prove(struct half *half, const char *kind, int64_t organisation, bool good,
                       const char *until);
/* A tranche of so much, asked for, approved and paid. */
enum status half_request(struct half *half, const char *tranche, int64_t won, int64_t *ret_id);
void half_pay(struct half *half, const char *tranche, int64_t won);

/* Ways that must succeed. */
void half_start(struct half *half);  /* supplier named, start report accepted, proofs recorded */
void half_finish(struct half *half); /* all tranches paid, final inspection passed */

#endif
