#include "kit/test.h"
#include "lanes/lanes.h"

START_TEST(nothing_yet)
{
    ck_assert(lanes_widest() > 0);
}
END_TEST

TEST_MAIN("lanes kernels", nothing_yet)
