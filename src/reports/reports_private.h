/* reports_private.h -- what the files of this room share. */
#ifndef REPORTS_PRIVATE_H
#define REPORTS_PRIVATE_H

#include "reports/reports.h"

/* Measure the windows of the agreement that all its boxes have reported by now. */
enum status windows_measure(struct store_tx *tx, struct arena *arena, int64_t agreement_id,
                            time_us now, struct error *err);

#endif
