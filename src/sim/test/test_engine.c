#include "kit/test.h"
#include "sim/sim.h"

START_TEST(an_event_that_was_cancelled_does_not_run_and_cancelling_twice_is_harmless)
{
}
END_TEST
TEST_MAIN("sim engine", an_event_that_was_cancelled_does_not_run_and_cancelling_twice_is_harmless)
