#define LANES 2
#include "lanes/kernel.h"

bool lanes_block_2(struct lanes_group *group)
{
    return block(group);
}
