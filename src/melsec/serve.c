/* A virtual controller's ear and mouth. Written from the byte tables, apart from ask.c and hear.c:
 * it shares with them the list of devices and nothing that knows how a frame is laid out. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kit/must.h"
#include "melsec/melsec_private.h"

enum end_code {
    END_OK = 0,
    END_RUN = 0x0055,
    END_RANGE = 0x4031,
    END_BITS = 0xC051,
    END_WORDS = 0xC052,
    END_RANDOM = 0xC053,
    END_PAST = 0xC056,
    END_DATA = 0xC058,
    END_COMMAND = 0xC059,
    END_DEVICE = 0xC05B,
    END_NO_BITS = 0xC05C,
    END_BIT_DATA = 0xC060,
    END_LENGTH = 0xC061,
    END_BLOCKS = 0xC0D8,
};

/* A request being read and its answer being written. */
struct talk {
    const struct melsec_settings *settings;
    struct wire_memory *memory;
    const uint8_t *in;
    size_t at, end;
    bool spoiled; /* past the end, or no hexadecimal digits */
    bool wide;    /* subcommand 0002 or 0003 */
    bool apply;   /* false: only look whether it can be done */
    uint8_t *out;
    size_t out_size;
};

struct target {
    struct wire_bank *bank;
    uint32_t number;
};

/* Clients in the field write small letters too. */
static unsigned nibble_of(uint8_t c)
{
    const char *digits = "0123456789ABCDEFabcdef", *found = c == 0 ? NULL : strchr(digits, c);
    size_t at = found == NULL ? 16 : (size_t)(found - digits);
    return found != NULL && at > 15 ? (unsigned)at - 6 : (unsigned)at;
}

/* `bytes` bytes of a number, twice as many characters in ASCII. */
static uint32_t take(struct talk *talk, size_t bytes)
{
    size_t room = talk->settings->ascii ? 2 * bytes : bytes;
    if (talk->end - talk->at < room) {
        talk->spoiled = true;
        talk->at = talk->end;
        return 0;
    }
    uint32_t number = 0;
    for (size_t i = 0; i < room; i++) {
        if (talk->settings->ascii) {
            unsigned digit = nibble_of(talk->in[talk->at + i]);
            talk->spoiled = talk->spoiled || digit > 15;
            number = number * 16 + digit % 16;
        } else {
            number += (uint32_t)talk->in[talk->at + i] << 8 * i;
        }
    }
    talk->at += room;
    return number;
}

static void give(struct talk *talk, uint32_t number, size_t bytes)
{
    must(talk->out_size + 2 * bytes <= WIRE_FRAME_MAX);
    if (talk->settings->ascii)
        for (size_t i = 0; i < 2 * bytes; i++)
            talk->out[talk->out_size++] =
                (uint8_t) "0123456789ABCDEF"[number >> (8 * bytes - 4 - 4 * i) & 0xF];
    else
        for (size_t i = 0; i < bytes; i++, number >>= 8)
            talk->out[talk->out_size++] = (uint8_t)(number & 0xFF);
}

static const struct device *device_coded(struct talk *talk, uint32_t *number)
{
    if (!talk->settings->ascii) {
        *number = take(talk, talk->wide ? 4 : 3);
        uint32_t code = take(talk, talk->wide ? 2 : 1);
        for (size_t i = 0; i < melsec_device_count; i++)
            if (melsec_devices[i].code == code)
                return &melsec_devices[i];
        return NULL;
    }
    size_t letters = talk->wide ? 4 : 2, digits = talk->wide ? 8 : 6;
    if (talk->end - talk->at < letters + digits) {
        talk->spoiled = true;
        return NULL;
    }
    const uint8_t *text = talk->in + talk->at;
    talk->at += letters + digits;
    for (size_t i = 0; i < melsec_device_count; i++) {
        const struct device *device = &melsec_devices[i];
        if (memcmp(text, talk->wide ? device->ascii_wide : device->ascii, letters) != 0)
            continue;
        char numbers[9] = {0}, *rest;
        memcpy(numbers, text + letters, digits);
        *number = (uint32_t)strtoul(numbers, &rest, device->numbers == DECIMAL ? 10 : 16);
        talk->spoiled = talk->spoiled || *rest != '\0';
        return device;
    }
    return NULL;
}

static enum end_code target_of(struct talk *talk, struct target *ret_target)
{
    uint32_t number = 0;
    const struct device *device = device_coded(talk, &number);
    struct wire_bank *bank = device == NULL ? NULL : wire_bank(talk->memory, device->name);
    if (talk->spoiled)
        return END_LENGTH;
    if (bank == NULL)
        return END_DEVICE;
    *ret_target = (struct target){bank, number};
    return END_OK;
}

/* Is there room for `count` words (of sixteen bits each in a bit device)? */
static enum end_code words_fit(const struct target *target, uint32_t count, enum end_code past)
{
    uint64_t each = target->bank->unit == WIRE_BITS ? 16 : 1;
    if (target->bank->unit == WIRE_BITS && target->number % 16 != 0)
        return END_DEVICE;
    return target->number + count * each > target->bank->count ? past : END_OK;
}

static uint16_t word_of(const struct target *target, uint32_t index)
{
    if (target->bank->unit == WIRE_WORDS)
        return target->bank->units[target->number + index];
    unsigned word = 0;
    for (unsigned i = 0; i < 16; i++)
        word |= (target->bank->units[target->number + 16 * index + i] != 0 ? 1U : 0U) << i;
    return (uint16_t)word;
}

static void set_word(const struct target *target, uint32_t index, uint16_t word)
{
    if (target->bank->unit == WIRE_WORDS) {
        target->bank->units[target->number + index] = word;
        return;
    }
    for (unsigned i = 0; i < 16; i++)
        target->bank->units[target->number + 16 * index + i] = word >> i & 1;
}

static enum end_code give_words(struct talk *talk, const struct target *target, uint32_t count,
                                enum end_code past)
{
    enum end_code end = words_fit(target, count, past);
    for (uint32_t i = 0; i < count && end == END_OK; i++)
        give(talk, word_of(target, i), 2);
    return end;
}

static enum end_code take_words(struct talk *talk, const struct target *target, uint32_t count,
                                enum end_code past)
{
    enum end_code end = words_fit(target, count, past);
    if (end != END_OK)
        return end;
    if (target->bank->read_only)
        return END_DEVICE;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t word = take(talk, 2);
        if (talk->apply && !talk->spoiled)
            set_word(target, i, (uint16_t)word);
    }
    return talk->spoiled ? END_DATA : END_OK;
}

static enum end_code batch_words(struct talk *talk, bool write)
{
    struct target target;
    enum end_code end = target_of(talk, &target);
    uint32_t count = take(talk, 2);
    if (end != END_OK || talk->spoiled)
        return end != END_OK ? end : END_LENGTH;
    if (count < 1 || count > melsec_families[talk->settings->family].words)
        return END_WORDS;
    return write ? take_words(talk, &target, count, END_PAST)
                 : give_words(talk, &target, count, END_PAST);
}

/* One point's bit of the request's data: half a byte, or a character. */
static unsigned bit_taken(struct talk *talk, uint32_t index)
{
    if (talk->settings->ascii) {
        if (talk->at == talk->end)
            return 2;
        return (unsigned)talk->in[talk->at++] - '0';
    }
    size_t at = talk->at + index / 2;
    if (at >= talk->end)
        return 2;
    return index % 2 == 0 ? talk->in[at] >> 4 : talk->in[at] & 0xFU;
}

static enum end_code batch_bits(struct talk *talk, bool write)
{
    struct target target;
    enum end_code end = target_of(talk, &target);
    uint32_t count = take(talk, 2);
    if (end != END_OK || talk->spoiled)
        return end != END_OK ? end : END_LENGTH;
    if (target.bank->unit != WIRE_BITS)
        return END_NO_BITS;
    if (count < 1 || count > melsec_families[talk->settings->family].bits)
        return END_BITS;
    if ((uint64_t)target.number + count > target.bank->count)
        return END_PAST;
    if (write && target.bank->read_only)
        return END_DEVICE;
    const uint16_t *units = target.bank->units + target.number;
    for (uint32_t i = 0; i < count; i++) {
        if (write) {
            unsigned bit = bit_taken(talk, i);
            if (bit > 1)
                return END_BIT_DATA;
            if (talk->apply)
                target.bank->units[target.number + i] = (uint16_t)bit;
        } else if (talk->settings->ascii) {
            talk->out[talk->out_size++] = units[i] != 0 ? '1' : '0';
        } else if (i % 2 == 0) {
            unsigned second = i + 1 < count && units[i + 1] != 0;
            give(talk, (units[i] != 0 ? 0x10U : 0U) | second, 1);
        }
    }
    if (write && !talk->settings->ascii)
        talk->at += (count + 1) / 2;
    return END_OK;
}

/* Two words as one number: in ASCII its high digits stand first, and so the second word. */
static enum end_code double_word(struct talk *talk, const struct target *target, bool write)
{
    enum end_code end = words_fit(target, 2, END_RANGE);
    if (end != END_OK)
        return end;
    if (!write) {
        give(talk, word_of(target, 0) + ((uint32_t)word_of(target, 1) << 16), 4);
        return END_OK;
    }
    if (target->bank->read_only)
        return END_DEVICE;
    uint32_t number = take(talk, 4);
    if (talk->apply && !talk->spoiled) {
        set_word(target, 0, (uint16_t)(number & 0xFFFF));
        set_word(target, 1, (uint16_t)(number >> 16));
    }
    return talk->spoiled ? END_DATA : END_OK;
}

static enum end_code random_words(struct talk *talk, bool write)
{
    const struct family *family = &melsec_families[talk->settings->family];
    uint32_t words = take(talk, 1), doubles = take(talk, 1);
    uint32_t weight = write ? 12 * words + 14 * doubles : words + doubles;
    if (weight < 1 || weight > (write ? 10 * family->random : family->random))
        return END_RANDOM;
    for (uint32_t i = 0; i < words + doubles; i++) {
        struct target target;
        enum end_code end = target_of(talk, &target);
        if (end == END_OK && i >= words)
            end = double_word(talk, &target, write);
        else if (end == END_OK)
            end = write ? take_words(talk, &target, 1, END_RANGE)
                        : give_words(talk, &target, 1, END_RANGE);
        if (end != END_OK)
            return end;
    }
    return END_OK;
}

static enum end_code random_bits(struct talk *talk, bool write)
{
    uint32_t count = take(talk, 1);
    if (!write)
        return END_COMMAND;
    if (count < 1 || count > (talk->wide ? 94U : 188U))
        return END_RANDOM;
    for (uint32_t i = 0; i < count; i++) {
        struct target target;
        enum end_code end = target_of(talk, &target);
        uint32_t bit = take(talk, talk->wide ? 2 : 1);
        if (end != END_OK)
            return end;
        if (target.bank->unit != WIRE_BITS)
            return END_NO_BITS;
        if (target.number >= target.bank->count || target.bank->read_only)
            return END_RANGE;
        if (bit > 1 || talk->spoiled)
            return END_BIT_DATA;
        if (talk->apply)
            target.bank->units[target.number] = (uint16_t)bit;
    }
    return END_OK;
}

static enum end_code blocks(struct talk *talk, bool write)
{
    const struct family *family = &melsec_families[talk->settings->family];
    uint32_t words = take(talk, 1), bits = take(talk, 1), points = 0;
    if (words + bits < 1 || words + bits > family->blocks)
        return END_BLOCKS;
    for (uint32_t i = 0; i < words + bits; i++) {
        struct target target;
        enum end_code end = target_of(talk, &target);
        uint32_t count = take(talk, 2);
        points += count;
        if (end != END_OK)
            return end;
        if (count < 1 || points > family->words)
            return END_WORDS;
        if ((target.bank->unit == WIRE_BITS) != (i >= words))
            return END_DEVICE;
        end = write ? take_words(talk, &target, count, END_PAST)
                    : give_words(talk, &target, count, END_PAST);
        if (end != END_OK)
            return end;
    }
    return END_OK;
}

static enum end_code type_name(struct talk *talk, bool write)
{
    static const char name[17] = "DURE-VIRTUAL    ";
    (void)write;
    if (talk->settings->ascii) {
        memcpy(talk->out + talk->out_size, name, 16);
        talk->out_size += 16;
    } else {
        for (size_t i = 0; i < 16; i++)
            give(talk, (uint8_t)name[i], 1);
    }
    give(talk, 0x0041, 2);
    return END_OK;
}

static enum end_code loopback(struct talk *talk, bool write)
{
    uint32_t count = take(talk, 2);
    (void)write;
    if (count < 1 || count > 960 || count != talk->end - talk->at)
        return END_DATA;
    give(talk, count, 2);
    memcpy(talk->out + talk->out_size, talk->in + talk->at, count);
    talk->out_size += count;
    talk->at += count;
    return END_OK;
}

static const struct {
    uint32_t command, subcommand;
    bool write;
    enum end_code (*serve)(struct talk *talk, bool write);
} commands[] = {
    {0x0401, 0, false, batch_words},  {0x0401, 1, false, batch_bits},
    {0x1401, 0, true, batch_words},   {0x1401, 1, true, batch_bits},
    {0x0403, 0, false, random_words}, {0x1402, 0, true, random_words},
    {0x1402, 1, true, random_bits},   {0x0406, 0, false, blocks},
    {0x1406, 0, true, blocks},        {0x0101, 0, false, type_name},
    {0x0619, 0, false, loopback},
};

/* The data of the answer, or why there are none. */
static enum end_code obey(struct talk *talk, uint32_t command, uint32_t subcommand)
{
    talk->wide = subcommand >= 2;
    if (talk->wide && !melsec_families[talk->settings->family].wide)
        return END_COMMAND;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (commands[i].command != command || commands[i].subcommand != subcommand % 2 ||
            subcommand > 3)
            continue;
        if (commands[i].write && talk->memory->write_refused)
            return END_RUN;
        size_t start = talk->at;
        talk->apply = !commands[i].write;
        enum end_code end = commands[i].serve(talk, commands[i].write);
        if (end == END_OK && talk->at != talk->end)
            end = END_LENGTH;
        if (end == END_OK && talk->spoiled)
            end = END_LENGTH;
        if (end == END_OK && commands[i].write) { /* all of it can be done: now do it */
            talk->at = start;
            talk->apply = true;
            end = commands[i].serve(talk, true);
        }
        *(commands[i].write ? &talk->memory->writes : &talk->memory->reads) += end == END_OK;
        return end;
    }
    return END_COMMAND;
}

/* Subheader, number and route as they came, ready for the answer. */
static void answer_to(struct talk *talk, const uint8_t *bytes, size_t route_at, size_t route_size,
                      bool numbered, uint32_t command, uint32_t subcommand)
{
    size_t unit = talk->settings->ascii ? 2 : 1, head = route_at + route_size;
    memcpy(talk->out, bytes, head);
    if (talk->settings->ascii)
        memcpy(talk->out, numbered ? "D400" : "D000", 4);
    else
        talk->out[0] = numbered ? 0xD4 : 0xD0;
    size_t start = head + 2 * unit;
    talk->out_size = start + 2 * unit;
    enum end_code end = obey(talk, command, subcommand);
    if (end != END_OK) {
        talk->out_size = start + 2 * unit;
        memcpy(talk->out + talk->out_size, bytes + route_at, route_size);
        talk->out_size += route_size;
        give(talk, command, 2);
        give(talk, subcommand, 2);
    }
    size_t size = talk->out_size;
    talk->out_size = head;
    give(talk, (uint32_t)(size - start), 2);
    give(talk, end, 2);
    talk->out_size = size;
}

static bool is_ours(struct talk *talk)
{
    uint32_t network = take(talk, 1), pc = take(talk, 1), io = take(talk, 2);
    (void)take(talk, 1); /* any multidrop station */
    return network == talk->settings->network && pc == talk->settings->pc &&
           io == talk->settings->io && !talk->spoiled;
}

static struct wire_heard serve(const void *settings, struct wire_memory *memory,
                               const uint8_t *bytes, size_t count, uint8_t *answer,
                               size_t *ret_answer)
{
    const struct melsec_settings *melsec = settings;
    const char *heads[2] = {melsec->ascii ? "5000" : "\x50\0", melsec->ascii ? "5400" : "\x54\0"};
    size_t unit = melsec->ascii ? 2 : 1, head = 2 * unit, seen = count < head ? count : head;
    bool numbered = memcmp(bytes, heads[1], seen) == 0;
    if (!numbered && memcmp(bytes, heads[0], seen) != 0)
        return (struct wire_heard){WIRE_SKIP, 1};
    size_t route_at = head + (numbered ? 4 * unit : 0), fixed = route_at + 7 * unit;
    if (count < fixed)
        return (struct wire_heard){.is = WIRE_MORE};
    struct talk talk = {.settings = melsec,
                        .memory = memory,
                        .in = bytes,
                        .at = route_at,
                        .end = fixed,
                        .out = answer};
    bool ours = is_ours(&talk);
    size_t length = take(&talk, 2);
    if (talk.spoiled || !ours || length < 6 * unit || fixed + length > WIRE_FRAME_MAX)
        return (struct wire_heard){WIRE_SKIP, 1};
    if (count < fixed + length)
        return (struct wire_heard){.is = WIRE_MORE};
    talk.end = fixed + length;
    (void)take(&talk, 2); /* the timer: this controller never makes anyone wait */
    uint32_t command = take(&talk, 2), subcommand = take(&talk, 2);
    if (talk.spoiled)
        return (struct wire_heard){WIRE_SKIP, 1};
    answer_to(&talk, bytes, route_at, 5 * unit, numbered, command, subcommand);
    *ret_answer = talk.out_size;
    return (struct wire_heard){WIRE_ANSWER, fixed + length};
}

const struct wire_service melsec_service = {"melsec", serve};
