/* The decode table: how words become values, and back. */
#include <iconv.h>
#include <math.h>
#include <string.h>

#include "kit/must.h"
#include "kit/text.h"
#include "wire/wire.h"

enum kind { UNSIGNED, SIGNED, FLOATING, BCD, TEXT };

static const struct type {
    const char *name;
    enum kind kind;
    unsigned bits;
} types[] = {
#define TYPE(id, name, kind, bits) {name, kind, bits},
#include "wire/types.def"
#undef TYPE
};

bool wire_type_find(const char *name, enum wire_type *ret_type)
{
    for (size_t i = 0; i < WIRE_TYPE_COUNT; i++)
        if (strcmp(types[i].name, name) == 0) {
            *ret_type = (enum wire_type)i;
            return true;
        }
    return false;
}

const char *wire_type_name(enum wire_type type)
{
    must(type < WIRE_TYPE_COUNT);
    return types[type].name;
}

bool wire_order_find(const char *name, struct wire_form *form)
{
    static const struct {
        const char *name;
        bool high_word_first, swap_bytes;
    } orders[] = {
        {"ABCD", true, false}, {"CDAB", false, false}, {"BADC", true, true}, {"DCBA", false, true}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (strcmp(orders[i].name, name) == 0) {
            form->high_word_first = orders[i].high_word_first;
            form->swap_bytes = orders[i].swap_bytes;
            return true;
        }
    return false;
}

/* Bits that the form covers from the place's first bit on. */
static unsigned bits_of(const struct wire_form *form)
{
    return form->type == WIRE_TEXT ? 8U * form->text_bytes : types[form->type].bits;
}

size_t wire_form_words(const struct wire_form *form, unsigned bit)
{
    return (bit + bits_of(form) + 15U) / 16U;
}

enum status wire_form_check(const struct wire_form *form, unsigned bit, struct error *err)
{
    must(bit < 16);
    if (form->type >= WIRE_TYPE_COUNT)
        return FAIL_AT(err, WIRE_FORM, "/type", "no such type: %d", (int)form->type);
    const struct type *type = &types[form->type];
    bool numeric = type->kind == UNSIGNED || type->kind == SIGNED;
    if (!isfinite(form->scale) || !isfinite(form->offset))
        return FAIL_AT(err, WIRE_FORM, "/scale", "scale and offset must be numbers");
    if (type->kind == TEXT) {
        if (form->text_bytes < 1 || form->text_bytes > WIRE_TEXT_MAX)
            return FAIL_AT(err, WIRE_FORM, "/text_bytes", "a text has 1 to %d bytes",
                           WIRE_TEXT_MAX);
        if (bit != 0 || form->scale != 0 || form->offset != 0)
            return FAIL_AT(err, WIRE_FORM, "/type", "a text starts at a word and has no scale");
    }
    if (form->bit_count != 0 || form->bit_from != 0) {
        if (!numeric || form->bit_count == 0 || form->bit_from + form->bit_count > type->bits)
            return FAIL_AT(err, WIRE_FORM, "/bit_count", "bits %d to %d are not in a %s",
                           form->bit_from, form->bit_from + form->bit_count - 1, type->name);
    }
    bool straddles = bit != 0 && bit + type->bits > 16;
    if (straddles && (!numeric || type->bits > 32 || form->high_word_first || form->swap_bytes))
        return FAIL_AT(err, WIRE_FORM, "/type", "a %s in that order must start at a word",
                       type->name);
    return STATUS_OK;
}

bool wire_form_whole(const struct wire_form *form, unsigned bit)
{
    return bit == 0 && form->bit_count == 0 && bits_of(form) % 16 == 0;
}

static uint16_t turned(uint16_t word, bool swap)
{
    return swap ? (uint16_t)(word << 8 | word >> 8) : word;
}

/* The bits from `bit` on as one number, the low word first whatever the device's order is. */
static uint64_t gathered(const struct wire_form *form, unsigned bit, const uint16_t *words)
{
    size_t count = wire_form_words(form, bit);
    uint64_t raw = 0;
    must(count <= 4);
    for (size_t i = 0; i < count; i++) {
        size_t at = form->high_word_first ? count - 1 - i : i;
        raw |= (uint64_t)turned(words[at], form->swap_bytes) << (16 * i);
    }
    raw >>= bit;
    unsigned bits = bits_of(form);
    return bits == 64 ? raw : raw & ((UINT64_C(1) << bits) - 1);
}

static uint64_t field(const struct wire_form *form, uint64_t raw, unsigned *bits)
{
    if (form->bit_count == 0)
        return raw;
    *bits = form->bit_count;
    raw >>= form->bit_from;
    return *bits == 64 ? raw : raw & ((UINT64_C(1) << *bits) - 1);
}

static int64_t with_sign(uint64_t raw, unsigned bits)
{
    if (bits < 64 && raw >> (bits - 1) != 0)
        raw |= ~UINT64_C(0) << bits;
    return (int64_t)raw;
}

static double scaled(const struct wire_form *form, double raw)
{
    return raw * (form->scale == 0 ? 1 : form->scale) + form->offset;
}

static bool plain(const struct wire_form *form)
{
    return (form->scale == 0 || form->scale == 1) && form->offset == 0;
}

static void take_whole(const struct wire_form *form, int64_t whole, struct wire_value *value)
{
    value->is_whole = plain(form);
    value->whole = value->is_whole ? whole : 0;
    value->number = scaled(form, (double)whole);
}

static enum status decode_bcd(const struct wire_form *form, uint64_t raw, struct wire_value *value,
                              struct error *err)
{
    int64_t whole = 0;
    for (unsigned shift = types[form->type].bits; shift > 0; shift -= 4) {
        unsigned digit = (unsigned)(raw >> (shift - 4)) & 15U;
        if (digit > 9)
            return FAIL(err, WIRE_NO_NUMBER, "%llX is no BCD", (unsigned long long)raw);
        whole = whole * 10 + (int64_t)digit;
    }
    take_whole(form, whole, value);
    return STATUS_OK;
}

static enum status decode_float(const struct wire_form *form, uint64_t raw,
                                struct wire_value *value, struct error *err)
{
    double number;
    if (form->type == WIRE_F32) {
        uint32_t low = (uint32_t)raw;
        float single;
        memcpy(&single, &low, sizeof single);
        number = (double)single;
    } else {
        memcpy(&number, &raw, sizeof number);
    }
    number = scaled(form, number);
    if (!isfinite(number))
        return FAIL(err, WIRE_NO_NUMBER, "%llX is no finite number", (unsigned long long)raw);
    value->number = number;
    return STATUS_OK;
}

/* The size of `bytes` in the other encoding, or -1; `to` holds WIRE_TEXT_ROOM. */
static ptrdiff_t converted(const char *to_code, const char *from_code, const char *bytes,
                           size_t size, char *to)
{
    char from[WIRE_TEXT_ROOM], *in = from, *out = to;
    size_t in_left = size, out_left = WIRE_TEXT_ROOM - 1;
    iconv_t code = iconv_open(to_code, from_code);
    /* NOANALYZER(malloc-leak): -1 is no memory */
    if (code == (iconv_t)-1)
        return -1;
    memcpy(from, bytes, size);
    size_t failed = iconv(code, &in, &in_left, &out, &out_left);
    (void)iconv_close(code);
    *out = '\0';
    return failed == (size_t)-1 ? -1 : out - to;
}

/* Up to the first zero byte, without blanks at the end. */
static enum status decode_text(const struct wire_form *form, const uint16_t *words,
                               struct wire_value *value, struct error *err)
{
    size_t size = 0;
    char bytes[WIRE_TEXT_MAX + 1];
    for (size_t i = 0; i < form->text_bytes; i++) {
        uint16_t word = turned(words[i / 2], form->swap_bytes);
        char c = (char)(i % 2 == 0 ? word & 0xFF : word >> 8);
        if (c == '\0')
            break;
        bytes[size++] = c;
    }
    while (size > 0 && bytes[size - 1] == ' ')
        size--;
    bytes[size] = '\0';
    if (form->cp949 && converted("UTF-8", "CP949", bytes, size, value->text) < 0)
        return FAIL(err, WIRE_NO_TEXT, "the bytes are no CP949");
    if (!form->cp949)
        memcpy(value->text, bytes, size + 1);
    if (!form->cp949 && !text_utf8_ok(bytes, size))
        return FAIL(err, WIRE_NO_TEXT, "the bytes are no UTF-8");
    value->is_text = true;
    return STATUS_OK;
}

enum status wire_decode(const struct wire_form *form, unsigned bit, const uint16_t *words,
                        struct wire_value *ret_value, struct error *err)
{
    const struct type *type = &types[form->type];
    struct wire_value value = {0};
    enum status st = STATUS_OK;
    if (type->kind == TEXT) {
        st = decode_text(form, words, &value, err);
    } else {
        unsigned bits = type->bits;
        uint64_t raw = field(form, gathered(form, bit, words), &bits);
        if (type->kind == BCD)
            st = decode_bcd(form, raw, &value, err);
        else if (type->kind == FLOATING)
            st = decode_float(form, raw, &value, err);
        else if (type->kind == UNSIGNED && raw > (uint64_t)INT64_MAX)
            value.number = scaled(form, (double)raw); /* too large to be kept as a whole number */
        else
            take_whole(form, type->kind == SIGNED ? with_sign(raw, bits) : (int64_t)raw, &value);
    }
    if (st == STATUS_OK)
        *ret_value = value;
    return st;
}

/* ---- back ---- */

static void spread(const struct wire_form *form, uint64_t raw, uint16_t *words)
{
    size_t count = wire_form_words(form, 0);
    for (size_t i = 0; i < count; i++) {
        size_t at = form->high_word_first ? count - 1 - i : i;
        words[at] = turned((uint16_t)(raw >> (16 * i)), form->swap_bytes);
    }
}

static enum status encode_text(const struct wire_form *form, const struct wire_value *value,
                               uint16_t *words, struct error *err)
{
    char bytes[WIRE_TEXT_ROOM];
    ptrdiff_t size = (ptrdiff_t)strlen(value->text);
    memcpy(bytes, value->text, (size_t)size + 1);
    if (form->cp949)
        size = converted("CP949", "UTF-8", value->text, (size_t)size, bytes);
    if (!value->is_text || size < 0 || size > form->text_bytes)
        return FAIL(err, WIRE_RANGE, "not a text of at most %d bytes", form->text_bytes);
    for (size_t i = 0; i < wire_form_words(form, 0); i++) {
        unsigned low = 2 * i < (size_t)size ? (uint8_t)bytes[2 * i] : 0U;
        unsigned high = 2 * i + 1 < (size_t)size ? (uint8_t)bytes[2 * i + 1] : 0U;
        words[i] = turned((uint16_t)(low | high << 8), form->swap_bytes);
    }
    return STATUS_OK;
}

static uint64_t to_bcd(uint64_t number)
{
    uint64_t raw = 0;
    for (unsigned shift = 0; number > 0; shift += 4, number /= 10)
        raw |= number % 10 << shift;
    return raw;
}

/* The raw whole number, or false when the type cannot hold it. */
static bool whole_of(const struct wire_form *form, const struct wire_value *value, uint64_t *raw)
{
    const struct type *type = &types[form->type];
    double scale = form->scale == 0 ? 1 : form->scale;
    bool exact = value->is_whole && plain(form);
    double number = exact ? 0 : nearbyint((value->number - form->offset) / scale);
    double top = ldexp(1, (int)type->bits - (type->kind == SIGNED ? 1 : 0));
    double low = type->kind == SIGNED ? -top : 0;
    if (type->kind == BCD)
        top = type->bits == 16 ? 1e4 : 1e8;
    if (!exact) {
        if (!(number >= low && number < top))
            return false;
        *raw = number < 0 ? (uint64_t)(int64_t)number : (uint64_t)number;
    } else {
        bool wide = type->bits == 64 && (type->kind == SIGNED || value->whole >= 0);
        double whole = (double)value->whole; /* exact for every type of fewer than 64 bits */
        if (!wide && !(whole >= low && whole < top))
            return false;
        *raw = (uint64_t)value->whole;
    }
    if (type->kind == BCD)
        *raw = to_bcd(*raw);
    return true;
}

static bool float_of(const struct wire_form *form, const struct wire_value *value, uint64_t *raw)
{
    double number = (value->number - form->offset) / (form->scale == 0 ? 1 : form->scale);
    if (!isfinite(number))
        return false;
    if (form->type == WIRE_F64) {
        memcpy(raw, &number, sizeof number);
        return true;
    }
    if (fabs(number) > 3.4028234663852886e38) /* FLT_MAX: a cast beyond it is undefined */
        return false;
    float single = (float)number;
    uint32_t low;
    memcpy(&low, &single, sizeof low);
    *raw = low;
    return true;
}

enum status wire_encode(const struct wire_form *form, const struct wire_value *value,
                        uint16_t *ret_words, struct error *err)
{
    const struct type *type = &types[form->type];
    must(wire_form_whole(form, 0) || form->type == WIRE_BIT);
    if (type->kind == TEXT)
        return encode_text(form, value, ret_words, err);
    uint64_t raw = 0;
    bool fits = !value->is_text && (type->kind == FLOATING ? float_of(form, value, &raw)
                                                           : whole_of(form, value, &raw));
    if (!fits)
        return FAIL(err, WIRE_RANGE, "%g does not fit a %s", value->number, type->name);
    spread(form, raw, ret_words);
    return STATUS_OK;
}
