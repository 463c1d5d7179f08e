/* Devices, families, and from "X1F" to where that is. */
#include <ctype.h>
#include <string.h>

#include "kit/must.h"
#include "melsec/melsec_private.h"

#define REASON REASON_DEFINE
#include "melsec/reasons.def"
#undef REASON

const struct device melsec_devices[] = {
#define DEVICE(name, code, ascii, ascii_wide, kind, numbers)                                       \
    {name, code, ascii, ascii_wide, kind, numbers},
#include "melsec/devices.def"
#undef DEVICE
};
const size_t melsec_device_count = sizeof melsec_devices / sizeof *melsec_devices;

const struct family melsec_families[MELSEC_FAMILY_COUNT] = {
#define FAMILY(id, name, wide, octal_xy, words, bits, random, blocks)                              \
    {name, wide, octal_xy, words, bits, random, blocks},
#include "melsec/families.def"
#undef FAMILY
};

bool melsec_family_find(const char *name, enum melsec_family *ret_family)
{
    for (size_t i = 0; i < MELSEC_FAMILY_COUNT; i++)
        if (strcmp(melsec_families[i].name, name) == 0) {
            *ret_family = (enum melsec_family)i;
            return true;
        }
    return false;
}

struct melsec_settings melsec_usual(enum melsec_family family)
{
    return (struct melsec_settings){
        .family = family, .random = true, .blocks = true, .pc = 0xFF, .io = 0x03FF, .timer = 2};
}

/* Of a request, a block, a unit: one turn of the controller's scan costs far more than bytes on
 * Ethernet do. */
#define COSTS 10000, 20, 2

#define MODES(words, bits, random, blocks)                                                         \
    {                                                                                              \
        {"batch words", WIRE_WORDS, false, 1, words, COSTS},                                       \
            {"blocks", WIRE_WORDS, false, blocks, words, COSTS},                                   \
            {"random words", WIRE_WORDS, true, random, random, COSTS},                             \
            {"batch bits", WIRE_BITS, false, 1, bits, COSTS},                                      \
        {                                                                                          \
            "random bits", WIRE_BITS, true, 94, 94, COSTS                                          \
        }                                                                                          \
    }

const struct wire_mode *melsec_modes(const void *settings, size_t *ret_count)
{
    static const struct wire_mode modes[MELSEC_FAMILY_COUNT][MELSEC_MODE_COUNT] = {
#define FAMILY(id, name, wide, octal_xy, words, bits, random, blocks)                              \
    MODES(words, bits, random, blocks),
#include "melsec/families.def"
#undef FAMILY
    };
    const struct melsec_settings *melsec = settings;
    must(melsec->family < MELSEC_FAMILY_COUNT);
    *ret_count = MELSEC_MODE_COUNT;
    return modes[melsec->family];
}

/* The longest name that the address begins with. */
static const struct device *device_of(const char *address)
{
    const struct device *found = NULL;
    for (size_t i = 0; i < melsec_device_count; i++) {
        const struct device *device = &melsec_devices[i];
        size_t size = strlen(device->name);
        if (strncmp(address, device->name, size) == 0 &&
            (found == NULL || size > strlen(found->name)))
            found = device;
    }
    return found;
}

static unsigned base_of(const struct melsec_settings *settings, const struct device *device)
{
    switch (device->numbers) {
    case DECIMAL:
        return 10;
    case HEX:
        return 16;
    case XY:
        return melsec_families[settings->family].octal_xy ? 8 : 16;
    case ZR:
        return settings->zr_hex ? 16 : 10;
    }
    must_failed("numbers is one of its enum", __FILE__, __LINE__);
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* Digits up to the end or a point; false when there are none, or too many. */
static bool number_of(const char **text, unsigned base, uint64_t most, uint32_t *ret_number)
{
    uint64_t number = 0;
    size_t digits = 0;
    for (; digit_of(**text) < (int)base; (*text)++, digits++) {
        number = number * base + (uint64_t)digit_of(**text);
        if (number > most)
            return false;
    }
    *ret_number = (uint32_t)number;
    return digits > 0;
}

static uint16_t word_modes(const struct melsec_settings *settings)
{
    unsigned modes = 1U << MELSEC_BATCH_WORDS;
    modes |= settings->random ? 1U << MELSEC_RANDOM : 0U;
    modes |= settings->blocks ? 1U << MELSEC_BLOCKS : 0U;
    return (uint16_t)modes;
}

static struct wire_place place_of(const struct melsec_settings *settings,
                                  const struct device *device, uint32_t number)
{
    uint16_t area = (uint16_t)(device - melsec_devices);
    struct wire_place place = {.area = area,
                               .from = number,
                               .bits = 16,
                               .modes = word_modes(settings),
                               .write_mode = MELSEC_BATCH_WORDS};
    if (device->kind == WORDS)
        return place;
    place.bits = 1;
    place.bit_alone = true;
    place.bit_mode = MELSEC_BATCH_BITS;
    place.bit_area = area | AREA_BITS;
    place.bit_from = number;
    if (device->kind == BITS) {
        place.from = number / 16;
        place.bit = (uint8_t)(number % 16);
    } else {
        place.area = place.bit_area;
        place.modes = 1U << MELSEC_BATCH_BITS;
        place.write_mode = MELSEC_BATCH_BITS;
    }
    return place;
}

enum status melsec_place(const void *settings, const char *address, struct wire_place *ret_place,
                         struct error *err)
{
    const struct melsec_settings *melsec = settings;
    const struct family *family = &melsec_families[melsec->family];
    const struct device *device = device_of(address);
    if (device == NULL)
        return FAIL(err, WIRE_ADDRESS, "\"%.40s\" begins with no device of a MELSEC", address);
    if (device->numbers == XY && family->octal_xy && melsec->ascii)
        return FAIL(err, WIRE_ADDRESS, "X and Y of an FX5 are read in binary only");
    const char *rest = address + strlen(device->name);
    uint32_t number, bit;
    uint64_t most = family->wide ? UINT32_MAX : 0xFFFFFF;
    if (!number_of(&rest, base_of(melsec, device), most, &number))
        return FAIL(err, WIRE_ADDRESS, "\"%.40s\": %s and a number in base %u", address,
                    device->name, base_of(melsec, device));
    struct wire_place place = place_of(melsec, device, number);
    if (*rest == '.' && device->kind == WORDS) {
        rest++;
        if (!number_of(&rest, 16, 15, &bit))
            return FAIL(err, WIRE_ADDRESS, "\"%.40s\": a bit is .0 to .F", address);
        place.bit = (uint8_t)bit;
        place.bits = 1;
    }
    if (*rest != '\0')
        return FAIL(err, WIRE_ADDRESS, "\"%.40s\": \"%.20s\" is too much", address, rest);
    *ret_place = place;
    return STATUS_OK;
}

struct melsec_meaning melsec_end_code(unsigned code)
{
    static const struct {
        unsigned from, to;
        struct melsec_meaning meaning;
    } rows[] = {
#define CODE(from, to, reason, en, ko) {from, to, {&(reason), en, ko}},
#include "melsec/end_codes.def"
#undef CODE
    };
    size_t i = 0;
    while (code < rows[i].from || code > rows[i].to) {
        i++;
        must(i < sizeof rows / sizeof *rows);
    }
    return rows[i].meaning;
}
