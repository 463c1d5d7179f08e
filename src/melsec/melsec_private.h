/* melsec_private.h -- between the sources of this room: devices and addresses. How bytes are laid
 * out is known twice on purpose, in ask.c and hear.c for the client and in serve.c for the service.
 */
#ifndef MELSEC_MELSEC_PRIVATE_H
#define MELSEC_MELSEC_PRIVATE_H

#include "melsec/melsec.h"

enum device_kind { BITS, POINTS, WORDS };
enum device_numbers { DECIMAL, HEX, XY, ZR };

struct device {
    const char *name;
    uint8_t code;
    const char *ascii, *ascii_wide;
    enum device_kind kind;
    enum device_numbers numbers;
};

extern const struct device melsec_devices[];
extern const size_t melsec_device_count;

struct family {
    const char *name;
    bool wide, octal_xy;
    uint32_t words, bits, random, blocks;
};
extern const struct family melsec_families[MELSEC_FAMILY_COUNT];

/* An area is the number of a device; with this in it, its numbers count bits and not words. */
enum { AREA_BITS = 0x100 };

enum status melsec_place(const void *settings, const char *address, struct wire_place *ret_place,
                         struct error *err);
const struct wire_mode *melsec_modes(const void *settings, size_t *ret_count);

size_t melsec_ask(const struct melsec_settings *settings, bool numbered,
                  const struct wire_request *request, uint16_t number, uint8_t *bytes);
struct wire_heard melsec_hear(const struct melsec_settings *settings, bool numbered,
                              const struct wire_request *request, uint16_t number,
                              const uint8_t *bytes, size_t count, uint16_t *ret_units,
                              struct error *err);
unsigned melsec_command(const struct wire_request *request);
unsigned melsec_subcommand(const struct melsec_settings *settings,
                           const struct wire_request *request);

#endif
