/* box.h -- a box of a firm that has an agreement, for the tests of this room. */
#ifndef REPORTS_TEST_BOX_H
#define REPORTS_TEST_BOX_H

#include "project/test/half.h"
#include "reports/reports.h"

struct box {
    struct half *half;
    const char *name;
    int64_t key_id;
    uint8_t public_key[32], secret_key[64];
    int64_t sequence; /* of the last report made */
    time_us to;
    struct hash256 hash;
    const char *line; /* the last report made */
};

/* Enrolled now by the firm; its chain begins at the next full hour. */
void box_enrol(struct box *box, struct half *half, const char *name);
void box_rotate(struct box *box);
void box_revoke(struct box *box);
struct people_caller box_caller(const struct box *box);

/* One hour of the line: pieces and seconds. The clock goes on to its end. */
struct hour {
    int64_t good, scrap, running_s, planned_s;
    bool typed, gap;
};
const char *box_hour(struct box *box, const struct hour *hour);
/* Signed again after a change. */
const char *box_write(struct box *box, struct evidence_report *report);

enum status box_send(struct box *box, const char *line, struct reports_receipt *ret_receipt);
void box_work(struct box *box, int hours, const struct hour *hour); /* made and taken */
void box_bind(struct box *box);

extern struct journal_signer box_log; /* the log's key */

#endif
