/* fault.h -- failures on purpose: each call that can fail has a numbered point.
 *
 * Code asks fault_here("store.commit") before it does what may fail; in a normal
 * run that costs one load. A test sets the n-th point that is reached to fail:
 *
 *     for (int64_t n = 1; fault_arm(n), work(), fault_fired(); n++) check();
 *
 * runs `work` once per point until no point is left. Per thread; tests only arm. */
#ifndef KIT_FAULT_H
#define KIT_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "kit/error.h"

void fault_arm(int64_t nth); /* the nth point from now on fails, once; 0 disarms */
bool fault_fired(void);      /* since fault_arm() */
bool fault_point(void);      /* true: fail now */

/* STATUS_OK, or KIT_FAULT naming the place. */
enum status fault_here(const char *place, struct error *err);

#endif
