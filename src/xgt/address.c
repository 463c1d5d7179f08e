/* Families, errors, and from "%MW100" or "M10A" to where that is. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kit/must.h"
#include "xgt/xgt_private.h"

#define REASON REASON_DEFINE
#include "xgt/reasons.def"
#undef REASON

const struct family xgt_families[XGT_FAMILY_COUNT] = {
#define FAMILY(id, name, cpu, bytes) {name, cpu, bytes},
#include "xgt/families.def"
#undef FAMILY
};

bool xgt_family_find(const char *name, enum xgt_family *ret_family)
{
    for (size_t i = 0; i < XGT_FAMILY_COUNT; i++)
        if (strcmp(xgt_families[i].name, name) == 0) {
            *ret_family = (enum xgt_family)i;
            return true;
        }
    return false;
}

struct xgt_settings xgt_usual(enum xgt_family family)
{
    return (struct xgt_settings){.family = family};
}

enum protocol { FENET, CNET };

static struct xgt_meaning meaning_of(enum protocol protocol, unsigned code)
{
    static const struct {
        enum protocol protocol;
        unsigned code;
        struct xgt_meaning meaning;
    } rows[] = {
#define ERROR(protocol, code, reason, en, ko) {protocol, code, {&(reason), en, ko}},
#include "xgt/errors.def"
#undef ERROR
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].protocol == protocol && rows[i].code == code)
            return rows[i].meaning;
    return (struct xgt_meaning){&XGT_REFUSED, "a code that is not in our table",
                                "표에 없는 오류 코드입니다"};
}

struct xgt_meaning xgt_fenet_error(unsigned code)
{
    return meaning_of(FENET, code);
}

struct xgt_meaning xgt_cnet_error(unsigned code)
{
    return meaning_of(CNET, code);
}

size_t xgt_name(const struct wire_block *block, char type, char *name)
{
    uint32_t number = type == 'B' ? block->from * 2 : block->from;
    int size = snprintf(name, NAME_MAX + 1, "%%%c%c%" PRIu32, block->area & 0xFF, type, number);
    must(size > 0);
    must(size <= NAME_MAX);
    return (size_t)size;
}

/* ---- addresses ---- */

static const char devices[] = "PMKFTCLDSZNRWIQU";
enum { NUMBER_MAX = 1 << 24 };

static bool number_of(const char **text, uint32_t *ret_number)
{
    uint32_t number = 0;
    const char *start = *text;
    for (; **text >= '0' && **text <= '9'; (*text)++) {
        number = number * 10 + (uint32_t)(**text - '0');
        if (number > NUMBER_MAX)
            return false;
    }
    *ret_number = number;
    return *text > start;
}

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Bit `bit` from the start of the device's memory; `bits` of it. */
static struct wire_place place_at(char device, uint64_t bit, unsigned bits)
{
    return (struct wire_place){.area = (uint16_t)device,
                               .from = (uint32_t)(bit / 16),
                               .bit = (uint8_t)(bit % 16),
                               .bits = (uint8_t)bits,
                               .modes = 1U << XGT_CONTINUOUS | 1U << XGT_WORDS,
                               .write_mode = XGT_CONTINUOUS,
                               .bit_alone = bits == 1,
                               .bit_mode = XGT_BITS,
                               .bit_area = (uint16_t)(device | AREA_BITS),
                               .bit_from = (uint32_t)bit};
}

/* The contact of a timer or counter: a memory of its own, bit by bit. */
static struct wire_place contact(char device, uint32_t number)
{
    struct wire_place place = place_at(device, number, 1);
    place.area = place.bit_area;
    place.from = number;
    place.bit = 0;
    place.modes = 1U << XGT_BITS;
    place.write_mode = XGT_BITS;
    return place;
}

/* "%MW100": device, type, number of that type. */
static bool wire_form(const char *text, struct wire_place *place)
{
    static const struct {
        char type;
        unsigned bits;
    } types[] = {{'X', 1}, {'B', 8}, {'W', 16}, {'D', 32}, {'L', 64}};
    char device = text[0], type = device == '\0' ? '\0' : text[1];
    const char *rest = text + 2;
    uint32_t number;
    if (type == '\0' || !number_of(&rest, &number))
        return false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].type == type) {
            bool own = (device == 'T' || device == 'C') && type == 'X';
            *place = own ? contact(device, number)
                         : place_at(device, (uint64_t)number * types[i].bits, types[i].bits);
            if (*rest == '.' && type == 'W' && hex_of(rest[1]) >= 0) { /* %DW100.A */
                *place = place_at(device, (uint64_t)number * 16 + (unsigned)hex_of(rest[1]), 1);
                rest += 2;
            }
            return *rest == '\0';
        }
    return false;
}

/* "D100", "D100.A"; of P, M, L, K and F the last digit is a bit: "M10A". */
static bool tool_form(const char *text, struct wire_place *place)
{
    char device = text[0];
    size_t size = strlen(text);
    uint32_t number = 0;
    const char *rest = text + 1;
    if (strchr("PMLKF", device) != NULL) {
        int bit = hex_of(text[size - 1]);
        char word[NAME_MAX] = {0};
        if (size < 2 || size > NAME_MAX || bit < 0)
            return false;
        memcpy(word, text + 1, size - 2);
        rest = word;
        if (size > 2 && (!number_of(&rest, &number) || *rest != '\0'))
            return false;
        *place = place_at(device, (uint64_t)number * 16 + (unsigned)bit, 1);
        return true;
    }
    if (strchr("DRWZN", device) == NULL || !number_of(&rest, &number))
        return false;
    *place = place_at(device, (uint64_t)number * 16, 16);
    if (*rest == '.' && hex_of(rest[1]) >= 0) {
        *place = place_at(device, (uint64_t)number * 16 + (unsigned)hex_of(rest[1]), 1);
        rest += 2;
    }
    return *rest == '\0';
}

enum status xgt_place(const void *settings, const char *address, struct wire_place *ret_place,
                      struct error *err)
{
    const struct xgt_settings *xgt = settings;
    bool iec = xgt->family == XGT_XGI || xgt->family == XGT_XGR || xgt->family == XGT_XGB_IEC;
    bool percent = address[0] == '%';
    const char *text = percent ? address + 1 : address;
    struct wire_place place;
    if (text[0] == '\0' || strchr(devices, text[0]) == NULL)
        return FAIL(err, WIRE_ADDRESS, "\"%.40s\" begins with no device of an XGT", address);
    if (!percent && iec)
        return FAIL(err, WIRE_ADDRESS, "\"%.40s\": this family writes %%%s", address, "MW100");
    if (!(percent ? wire_form(text, &place) : tool_form(text, &place)))
        return FAIL(err, WIRE_ADDRESS, "\"%.40s\" is not like %%MW100, %%MX16, D100 or M10A",
                    address);
    if (place.from + 8ULL > NUMBER_MAX || place.bit_from > NUMBER_MAX * 16U)
        return FAIL(err, WIRE_ADDRESS, "\"%.40s\" is too far", address);
    *ret_place = place;
    return STATUS_OK;
}
