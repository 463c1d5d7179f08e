/* Virtual controllers: FEnet and Cnet. Written from the byte tables, apart from fenet.c and
 * cnet.c, with which they share no knowledge of frames. */
#include <string.h>

#include "kit/must.h"
#include "xgt/xgt_private.h"

/* A variable of a request: so many bits from a bit of a bank on. */
struct spot {
    struct wire_bank *bank;
    uint64_t bit;
    unsigned bits;
};

enum found { FOUND, NO_NAME, NO_TYPE, NO_DEVICE, TOO_FAR };

static enum found spot_of(struct wire_memory *memory, const uint8_t *name, size_t size,
                          struct spot *ret_spot)
{
    static const char types[] = "XBWDL";
    static const unsigned widths[] = {1, 8, 16, 32, 64};
    if (size < 4 || size > 16 || name[0] != '%')
        return NO_NAME;
    const char *type = name[2] == 0 ? NULL : strchr(types, name[2]);
    if (type == NULL)
        return NO_TYPE;
    uint64_t number = 0;
    for (size_t i = 3; i < size; i++) {
        if (name[i] < '0' || name[i] > '9')
            return NO_NAME;
        number = number * 10 + (name[i] - (uint64_t)'0');
    }
    bool point = *type == 'X' && (name[1] == 'T' || name[1] == 'C');
    const char device[] = {(char)name[1], point ? 'X' : '\0', '\0'};
    struct wire_bank *bank = wire_bank(memory, device);
    if (bank == NULL)
        return NO_DEVICE;
    unsigned width = widths[type - types];
    *ret_spot = (struct spot){bank, number * width, width};
    return FOUND;
}

static uint64_t bits_of(const struct wire_bank *bank)
{
    return bank->unit == WIRE_BITS ? bank->count : bank->count * UINT64_C(16);
}

static uint8_t byte_at(const struct spot *spot, size_t index)
{
    uint64_t bit = spot->bit + 8 * index;
    if (spot->bank->unit == WIRE_BITS)
        return spot->bank->units[bit] != 0;
    if (spot->bits == 1)
        return spot->bank->units[bit / 16] >> bit % 16 & 1;
    return (uint8_t)(spot->bank->units[bit / 16] >> bit % 16);
}

static void set_byte(const struct spot *spot, size_t index, uint8_t byte)
{
    uint64_t bit = spot->bit + 8 * index;
    uint16_t *unit = &spot->bank->units[spot->bank->unit == WIRE_BITS ? bit : bit / 16];
    if (spot->bank->unit == WIRE_BITS)
        *unit = byte & 1;
    else if (spot->bits == 1)
        *unit = (uint16_t)((*unit & ~(1U << bit % 16)) | (byte & 1U) << bit % 16);
    else
        *unit = (uint16_t)((*unit & ~(0xFFU << bit % 16)) | (unsigned)byte << bit % 16);
}

static bool fits(const struct spot *spot, uint64_t bits)
{
    return spot->bit + bits <= bits_of(spot->bank);
}

/* ---- FEnet ---- */

enum { FENET_HEAD = 20 };

static unsigned low_first(const uint8_t *bytes)
{
    return bytes[0] + 256U * bytes[1];
}

struct fenet {
    const uint8_t *body;
    size_t at, length;
    bool short_of; /* the frame is shorter than it says */
    uint8_t *out;
    size_t out_size;
};

static unsigned next(struct fenet *fenet)
{
    if (fenet->length - fenet->at < 2) {
        fenet->short_of = true;
        return 0;
    }
    fenet->at += 2;
    return low_first(fenet->body + fenet->at - 2);
}

static void say(struct fenet *fenet, unsigned number)
{
    fenet->out[fenet->out_size++] = (uint8_t)(number % 256);
    fenet->out[fenet->out_size++] = (uint8_t)(number / 256);
}

static unsigned fenet_find(struct fenet *fenet, struct wire_memory *memory, struct spot *spot)
{
    static const unsigned codes[] = {
        [FOUND] = 0, [NO_NAME] = 4, [NO_TYPE] = 2, [NO_DEVICE] = 3, [TOO_FAR] = 4};
    size_t size = next(fenet);
    if (fenet->short_of || fenet->length - fenet->at < size)
        return 0x76;
    fenet->at += size;
    return codes[spot_of(memory, fenet->body + fenet->at - size, size, spot)];
}

/* Names first; then, of a write, lengths and data. `most`: bytes of a continuous request. */
static unsigned fenet_serve(struct fenet *fenet, struct wire_memory *memory, bool write,
                            size_t most)
{
    struct spot spots[16];
    size_t sizes[16], total = 0;
    unsigned type = next(fenet), error = 0;
    (void)next(fenet);
    unsigned count = next(fenet);
    bool continuous = type == 0x14;
    if (type > 4 && !continuous)
        return 2;
    if (count < 1 || count > (continuous ? 1 : 16))
        return 1;
    for (unsigned i = 0; i < count && error == 0; i++) {
        error = fenet_find(fenet, memory, &spots[i]);
        if (error == 0 && spots[i].bits != (continuous ? 8U : type == 0 ? 1U : 4U << type))
            error = 2;
        sizes[i] = error == 0 ? (spots[i].bits + 7) / 8 : 0;
    }
    if (error == 0 && continuous && !write)
        sizes[0] = next(fenet);
    size_t data_at = fenet->at;
    for (unsigned i = 0; i < count && error == 0; i++) {
        size_t said = write ? next(fenet) : sizes[i];
        if (continuous)
            sizes[i] = said;
        total += sizes[i];
        if (said != sizes[i] || fenet->short_of || (write && fenet->length - fenet->at < said))
            return 0x76;
        fenet->at += write ? said : 0;
        if (sizes[i] < 1 || total > most)
            return 5;
        if (!fits(&spots[i], spots[i].bits == 1 ? 1 : 8 * sizes[i]))
            error = 4;
        if (write && spots[i].bank->read_only)
            error = 3;
    }
    if (error != 0 || fenet->at != fenet->length)
        return error != 0 ? error : 0x76;
    say(fenet, count);
    for (unsigned i = 0; i < count; i++) {
        if (!write)
            say(fenet, (unsigned)sizes[i]);
        data_at += write ? 2 : 0;
        for (size_t j = 0; j < sizes[i]; j++)
            if (write)
                set_byte(&spots[i], j, fenet->body[data_at++]);
            else
                fenet->out[fenet->out_size++] = byte_at(&spots[i], j);
    }
    return 0;
}

static uint8_t sum_of_head(const uint8_t *bytes)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < 19; i++)
        sum = (uint8_t)(sum + bytes[i]);
    return sum;
}

static struct wire_heard fenet(const void *settings, struct wire_memory *memory,
                               const uint8_t *bytes, size_t count, uint8_t *answer,
                               size_t *ret_answer)
{
    static const char ids[2][11] = {"LSIS-XGT\0\0", "LGIS-GLOFA"};
    const struct xgt_settings *xgt = settings;
    const struct family *family = &xgt_families[xgt->family];
    size_t seen = count < 10 ? count : 10;
    if (memcmp(bytes, ids[0], seen) != 0 && memcmp(bytes, ids[1], seen) != 0)
        return (struct wire_heard){WIRE_SKIP, 1};
    if (count < FENET_HEAD)
        return (struct wire_heard){.is = WIRE_MORE};
    size_t length = low_first(bytes + 16);
    if (bytes[13] != 0x33 || length < 8 || length > 2048 || bytes[19] != sum_of_head(bytes))
        return (struct wire_heard){WIRE_SKIP, 1};
    if (count < FENET_HEAD + length)
        return (struct wire_heard){.is = WIRE_MORE};
    struct fenet talk = {
        .body = bytes + FENET_HEAD, .length = length, .out = answer, .out_size = FENET_HEAD};
    unsigned command = next(&talk);
    bool write = command == 0x58, known = write || command == 0x54;
    say(&talk, command + 1);
    say(&talk, low_first(talk.body + 2));
    say(&talk, 0);
    say(&talk, 0);
    unsigned error = !known ? 0x78
                     : write && memory->write_refused
                         ? 3
                         : fenet_serve(&talk, memory, write, family->bytes);
    if (error != 0) {
        talk.out_size = FENET_HEAD + 6;
        say(&talk, 0xFFFF);
        say(&talk, error);
    }
    *(write ? &memory->writes : &memory->reads) += error == 0;
    *ret_answer = talk.out_size;
    memcpy(answer, bytes, 10);
    answer[10] = answer[11] = 1; /* a CPU that runs */
    answer[12] = family->cpu;
    answer[13] = 0x11;
    memcpy(answer + 14, bytes + 14, 2);
    answer[16] = (uint8_t)((talk.out_size - FENET_HEAD) % 256);
    answer[17] = (uint8_t)((talk.out_size - FENET_HEAD) / 256);
    answer[18] = bytes[18];
    answer[19] = sum_of_head(answer);
    return (struct wire_heard){WIRE_ANSWER, FENET_HEAD + length};
}

const struct wire_service xgt_fenet_service = {"xgt FEnet", fenet};

/* ---- Cnet ---- */

enum { CNET_MAX = 256 };

struct cnet {
    const uint8_t *in;
    size_t at, end;
    bool bad;
    uint8_t *out;
    size_t out_size;
};

static unsigned cnet_next(struct cnet *cnet, unsigned digits)
{
    unsigned number = 0;
    for (unsigned i = 0; i < digits; i++) {
        const char *all = "0123456789ABCDEF",
                   *digit = cnet->at < cnet->end && cnet->in[cnet->at] != 0
                                ? strchr(all, cnet->in[cnet->at])
                                : NULL;
        if (digit == NULL) {
            cnet->bad = true;
            return 0;
        }
        cnet->at++;
        number = number * 16 + (unsigned)(digit - all);
    }
    return number;
}

static void cnet_say(struct cnet *cnet, unsigned number, unsigned digits)
{
    for (; digits > 0; digits--)
        cnet->out[cnet->out_size++] =
            (uint8_t) "0123456789ABCDEF"[number >> (4 * digits - 4) & 0xF];
}

static unsigned cnet_find(struct cnet *cnet, struct wire_memory *memory, struct spot *spot)
{
    static const unsigned codes[] = {
        [FOUND] = 0, [NO_NAME] = 0x7132, [NO_TYPE] = 7, [NO_DEVICE] = 0x1132, [TOO_FAR] = 0x7132};
    size_t size = cnet_next(cnet, 2);
    if (cnet->bad || cnet->end - cnet->at < size)
        return 0x1234;
    if (size > 12)
        return 4;
    cnet->at += size;
    return codes[spot_of(memory, cnet->in + cnet->at - size, size, spot)];
}

/* `units` values of a spot: read them out, or look at them and (second time) write them. */
static unsigned cnet_units(struct cnet *cnet, const struct spot *spot, unsigned units, bool write,
                           bool apply)
{
    unsigned digits = spot->bits == 1 ? 2 : spot->bits / 4;
    if (!fits(spot, (uint64_t)spot->bits * units))
        return 0x7132;
    for (unsigned i = 0; i < units; i++)
        for (unsigned d = digits; d > 0; d -= 2) { /* high byte first */
            size_t index = (size_t)i * (digits / 2) + d / 2 - 1;
            if (!write) {
                cnet_say(cnet, byte_at(spot, index), 2);
                continue;
            }
            unsigned byte = cnet_next(cnet, 2);
            if (cnet->bad)
                return 0x1432;
            if (apply)
                set_byte(spot, index, (uint8_t)byte);
        }
    return 0;
}

static unsigned cnet_single(struct cnet *cnet, struct wire_memory *memory, bool write, bool apply)
{
    unsigned count = cnet_next(cnet, 2), bits = 0;
    if (cnet->bad || count < 1 || count > 16)
        return 3;
    if (!write)
        cnet_say(cnet, count, 2);
    for (unsigned i = 0; i < count; i++) {
        struct spot spot;
        unsigned error = cnet_find(cnet, memory, &spot);
        if (error != 0)
            return error;
        if (i > 0 && spot.bits != bits)
            return 0x1332;
        bits = spot.bits;
        if (!write)
            cnet_say(cnet, (bits + 7) / 8, 2);
        error = cnet_units(cnet, &spot, 1, write, apply);
        if (error != 0)
            return error;
    }
    return 0;
}

static unsigned cnet_block(struct cnet *cnet, struct wire_memory *memory, bool write, bool apply)
{
    struct spot spot;
    unsigned error = cnet_find(cnet, memory, &spot);
    if (error != 0)
        return error;
    unsigned count = cnet_next(cnet, 2);
    if (spot.bits == 1)
        return 7;
    if (count < 1 || count * spot.bits > CNET_WORDS_MAX * 16)
        return 0x1232;
    if (!write) {
        cnet_say(cnet, 1, 2);
        cnet_say(cnet, count * spot.bits / 8, 2);
    }
    return cnet_units(cnet, &spot, count, write, apply);
}

static unsigned cnet_obey(struct cnet *cnet, struct wire_memory *memory, bool write,
                          const uint8_t *kind)
{
    unsigned (*serve)(struct cnet *, struct wire_memory *, bool, bool) =
        memcmp(kind, "SS", 2) == 0   ? cnet_single
        : memcmp(kind, "SB", 2) == 0 ? cnet_block
                                     : NULL;
    size_t start = cnet->at;
    if (serve == NULL)
        return 0x1232;
    if (write && memory->write_refused)
        return 0x1132;
    unsigned error = serve(cnet, memory, write, false);
    if (error == 0 && cnet->at != cnet->end)
        error = 0x1234;
    if (error == 0 && write) {
        cnet->at = start;
        error = serve(cnet, memory, true, true);
    }
    return error;
}

/* ENQ station command kind body EOT [check sum]; the length is where EOT is found. */
static struct wire_heard cnet(const void *settings, struct wire_memory *memory,
                              const uint8_t *bytes, size_t count, uint8_t *answer,
                              size_t *ret_answer)
{
    const struct xgt_settings *xgt = settings;
    if (bytes[0] != 0x05)
        return (struct wire_heard){WIRE_SKIP, 1};
    const uint8_t *end = memchr(bytes, 0x04, count < CNET_MAX ? count : CNET_MAX);
    if (end == NULL)
        return (struct wire_heard){count < CNET_MAX ? WIRE_MORE : WIRE_SKIP, 1};
    size_t size = (size_t)(end - bytes) + 1;
    if (size < 8)
        return (struct wire_heard){WIRE_SKIP, 1};
    bool summed = bytes[3] >= 'a';
    if (summed && count < size + 2)
        return (struct wire_heard){.is = WIRE_MORE};
    struct cnet talk = {.in = bytes, .at = 1, .end = size - 1, .out = answer};
    unsigned station = cnet_next(&talk, 2), sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += bytes[i];
    struct cnet tail = {.in = bytes, .at = size, .end = size + 2};
    bool write = bytes[3] == 'w' || bytes[3] == 'W', read = bytes[3] == 'r' || bytes[3] == 'R';
    if (talk.bad || (!write && !read) || (summed && cnet_next(&tail, 2) != (sum & 0xFF)) ||
        tail.bad)
        return (struct wire_heard){WIRE_SKIP, 1};
    size_t whole = size + (summed ? 2 : 0);
    if (station != xgt->station) /* another's: the whole of it is not for us */
        return (struct wire_heard){WIRE_SKIP, whole};
    memcpy(answer, bytes, 6);
    talk.at = talk.out_size = 6;
    unsigned error = cnet_obey(&talk, memory, write, bytes + 4);
    *(write ? &memory->writes : &memory->reads) += error == 0;
    answer[0] = error == 0 ? 0x06 : 0x15;
    if (error != 0) {
        talk.out_size = 6;
        cnet_say(&talk, error, 4);
    }
    answer[talk.out_size++] = 0x03;
    sum = 0;
    for (size_t i = 0; i < talk.out_size; i++)
        sum += answer[i];
    if (summed)
        cnet_say(&talk, sum & 0xFF, 2);
    *ret_answer = talk.out_size;
    return (struct wire_heard){WIRE_ANSWER, whole};
}

const struct wire_service xgt_cnet_service = {"xgt Cnet", cnet};
