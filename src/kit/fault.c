#include "kit/fault.h"

/* Per thread, so that one test's faults do not reach another's. */
static _Thread_local int64_t points_left;
static _Thread_local bool fired;

void fault_arm(int64_t nth)
{
    points_left = nth;
    fired = false;
}

bool fault_fired(void)
{
    return fired;
}

bool fault_point(void)
{
    if (points_left == 0 || --points_left > 0)
        return false;
    fired = true;
    return true;
}

enum status fault_here(const char *place, struct error *err)
{
    return fault_point() ? FAIL(err, KIT_FAULT, "%s was made to fail", place) : STATUS_OK;
}
