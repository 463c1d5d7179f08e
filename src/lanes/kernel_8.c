#define LANES 8
#include "lanes/kernel.h"

bool lanes_block_8(struct lanes_group *group)
{
    return block(group);
}
