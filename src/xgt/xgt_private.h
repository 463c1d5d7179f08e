/* xgt_private.h -- between the sources of this room. How frames are laid out is known twice on
 * purpose: in fenet.c and cnet.c for the client, in serve.c for the service. */
#ifndef XGT_XGT_PRIVATE_H
#define XGT_XGT_PRIVATE_H

#include "xgt/xgt.h"

/* An area is the letter of a device; with this in it, its numbers count bits and not words. */
enum { AREA_BITS = 0x100, NAME_MAX = 16, BLOCKS_MAX = 16, CNET_WORDS_MAX = 60 };

struct family {
    const char *name;
    uint8_t cpu;
    uint32_t bytes;
};
extern const struct family xgt_families[XGT_FAMILY_COUNT];

enum status xgt_place(const void *settings, const char *address, struct wire_place *ret_place,
                      struct error *err);
/* Writes "%MW100", "%MB200" or "%MX1604" with its end; `name` holds NAME_MAX + 1. */
size_t xgt_name(const struct wire_block *block, char type, char *name);

#endif
