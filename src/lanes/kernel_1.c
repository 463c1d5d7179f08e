#define LANES 1
#include "lanes/kernel.h"

bool lanes_block_1(struct lanes_group *group)
{
    return block(group);
}
