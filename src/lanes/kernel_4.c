#define LANES 4
#include "lanes/kernel.h"

bool lanes_block_4(struct lanes_group *group)
{
    return block(group);
}
