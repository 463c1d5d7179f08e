/* One tag's values in a block: made integers without loss where that is possible, then packed.
 * "Without loss" is tried, value by value, by making the double again from the integer. */
#include <math.h>
#include <string.h>

#include "historian/historian_private.h"
#include "kit/must.h"

enum form {
    FORM_DECIMAL, /* integer / 10^exponent */
    FORM_LINEAR,  /* integer * scale + offset */
    FORM_FLOAT,   /* the bits of a float, in the order of the numbers */
    FORM_DOUBLE,  /* the bits of the double, in the order of the numbers */
    FORM_COUNT
};

enum { EXPONENT_MAX = 6, COLUMN_QUALITIES = 1, COLUMN_AGGREGATE = 2 };

static const double POWERS[EXPONENT_MAX + 1] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
static const double INTEGER_MAX = 2251799813685248.0; /* 2^51 */

struct coding {
    enum form form;
    int exponent;
    double scale, offset;
};

bool historian_usable(uint8_t quality)
{
    return (quality & 0x0f) <= HISTORIAN_UNCERTAIN;
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static int64_t ordered64(double value)
{
    int64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits ^ (bits < 0 ? INT64_MAX : 0);
}

static double from_ordered64(int64_t bits)
{
    double value = 0;
    bits ^= bits < 0 ? INT64_MAX : 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static int32_t ordered32(float value)
{
    int32_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits ^ (bits < 0 ? INT32_MAX : 0);
}

static double from_ordered32(int64_t wide)
{
    float value = 0;
    int32_t bits = (int32_t)wide;
    bits ^= bits < 0 ? INT32_MAX : 0;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

static double decode_one(const struct coding *coding, int64_t integer)
{
    switch (coding->form) {
    case FORM_DECIMAL:
        return (double)integer / POWERS[coding->exponent];
    case FORM_LINEAR:
        return (double)integer * coding->scale + coding->offset;
    case FORM_FLOAT:
        return from_ordered32(integer);
    case FORM_DOUBLE:
        return from_ordered64(integer);
    case FORM_COUNT:
        break;
    }
    return NAN;
}

/* The integer that gives `value` back bit for bit, if this coding has one. */
static bool encode_one(const struct coding *coding, double value, int64_t *ret_integer)
{
    double near = 0;
    switch (coding->form) {
    case FORM_DECIMAL:
        near = value * POWERS[coding->exponent];
        break;
    case FORM_LINEAR:
        near = (value - coding->offset) / coding->scale;
        break;
    case FORM_FLOAT:
        /* (float) of what is out of its range is undefined; infinity is not. */
        if (!(fabs(value) <= 3.4e38) || !same_bits((double)(float)value, value))
            return false;
        *ret_integer = ordered32((float)value);
        return true;
    case FORM_DOUBLE:
    case FORM_COUNT:
        *ret_integer = ordered64(value);
        return true;
    }
    if (!(fabs(near) < INTEGER_MAX))
        return false;
    int64_t integer = llrint(near);
    *ret_integer = integer;
    return same_bits(decode_one(coding, integer), value);
}

/* What is not usable has no value: it repeats the one before, which costs least. */
static bool encode_all(const struct coding *coding, const double *values, const uint8_t *qualities,
                       size_t count, int64_t *ret_integers)
{
    size_t first = 0;
    while (first < count && !historian_usable(qualities[first]))
        first++;
    int64_t kept = 0;
    if (first < count && !encode_one(coding, values[first], &kept))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (historian_usable(qualities[i]) && !encode_one(coding, values[i], &kept))
            return false;
        ret_integers[i] = kept;
    }
    return true;
}

static struct coding encode(const struct historian_tag *tag, const double *values,
                            const uint8_t *qualities, size_t count, int64_t *ret_integers)
{
    struct coding coding = {.form = FORM_LINEAR, .scale = tag->scale, .offset = tag->offset};
    bool hinted = isnormal(tag->scale) && isfinite(tag->offset) &&
                  (!same_bits(tag->scale, 1.0) || !same_bits(tag->offset, 0.0));
    if (hinted && encode_all(&coding, values, qualities, count, ret_integers))
        return coding;
    for (int exponent = 0; exponent <= EXPONENT_MAX; exponent++) {
        coding = (struct coding){.form = FORM_DECIMAL, .exponent = exponent};
        if (encode_all(&coding, values, qualities, count, ret_integers))
            return coding;
    }
    coding = (struct coding){.form = FORM_FLOAT};
    if (encode_all(&coding, values, qualities, count, ret_integers))
        return coding;
    coding = (struct coding){.form = FORM_DOUBLE};
    must(encode_all(&coding, values, qualities, count, ret_integers));
    return coding;
}

struct aggregate aggregate_of(const double *values, const uint8_t *qualities, size_t count)
{
    struct aggregate a = {0};
    for (size_t i = 0; i < count; i++) {
        if (!historian_usable(qualities[i]))
            continue;
        if (a.usable++ == 0)
            a.min = a.max = a.first = values[i];
        a.min = values[i] < a.min ? values[i] : a.min;
        a.max = values[i] > a.max ? values[i] : a.max;
        a.last = values[i];
        a.sum += values[i];
    }
    return a;
}

static bool all_same(const struct aggregate *a, const int64_t *integers, size_t count)
{
    if (a->usable == 0)
        return true;
    for (size_t i = 1; i < count; i++)
        if (integers[i] != integers[0])
            return false;
    return true;
}

void column_write(struct bytes_out *out, const double *values, const uint8_t *qualities,
                  size_t count, const struct historian_tag *tag)
{
    int64_t integers[HISTORIAN_ROWS_MAX], marks[HISTORIAN_ROWS_MAX];
    must(count > 0 && count <= HISTORIAN_ROWS_MAX);
    struct coding coding = encode(tag, values, qualities, count, integers);
    struct aggregate a = aggregate_of(values, qualities, count);
    bool marked = false;
    for (size_t i = 0; i < count; i++) {
        marks[i] = qualities[i];
        marked |= qualities[i] != HISTORIAN_GOOD;
    }
    bool aggregate = !all_same(&a, integers, count);
    size_t start = out->size;
    put_u32(out, 0);
    put_u16(out, (uint16_t)a.usable);
    put_byte(out, (uint8_t)((unsigned)coding.form | (unsigned)coding.exponent << 4));
    put_byte(out, (uint8_t)((marked ? COLUMN_QUALITIES : 0) | (aggregate ? COLUMN_AGGREGATE : 0)));
    if (coding.form == FORM_LINEAR) {
        put_f64(out, coding.scale);
        put_f64(out, coding.offset);
    }
    if (aggregate) {
        const double five[] = {a.min, a.max, a.first, a.last, a.sum};
        for (size_t i = 0; i < 5; i++)
            put_f64(out, five[i]);
    }
    if (marked)
        pack_integers(out, marks, count);
    pack_integers(out, integers, count);
    set_u32(out->bytes + start, crc32c(out->bytes + start + 4, out->size - start - 4));
}

/* ---- reading: never trust the bytes ---- */

struct column_front {
    struct coding coding;
    struct aggregate aggregate;
    bool marked, has_aggregate;
};

static bool front_read(struct bytes_in *in, size_t count, struct column_front *ret)
{
    uint32_t crc = get_u32(in);
    if (in->bad || crc != crc32c(in->bytes + 4, in->size - 4))
        return false;
    struct aggregate a = {.usable = get_u16(in)};
    uint8_t form = get_byte(in), flags = get_byte(in);
    struct coding coding = {.form = (enum form)(form & 0x0f), .exponent = form >> 4};
    if (coding.form >= FORM_COUNT || coding.exponent > EXPONENT_MAX || a.usable > count)
        return false;
    if (coding.form == FORM_LINEAR) {
        coding.scale = get_f64(in);
        coding.offset = get_f64(in);
    }
    if ((flags & COLUMN_AGGREGATE) != 0) {
        double *const five[] = {&a.min, &a.max, &a.first, &a.last, &a.sum};
        for (size_t i = 0; i < 5; i++)
            *five[i] = get_f64(in);
    }
    *ret = (struct column_front){coding, a, (flags & COLUMN_QUALITIES) != 0,
                                 (flags & COLUMN_AGGREGATE) != 0};
    return !in->bad;
}

static bool qualities_read(struct bytes_in *in, const struct column_front *front, size_t count,
                           uint8_t *ret)
{
    int64_t marks[HISTORIAN_ROWS_MAX];
    memset(ret, 0, count);
    if (!front->marked)
        return true;
    unpack_integers(in, count, marks);
    for (size_t i = 0; !in->bad && i < count; i++)
        ret[i] = (uint8_t)marks[i];
    return !in->bad;
}

/* A loop for each form, so that each can be made of vectors. */
static void decode_all(const struct coding *coding, const int64_t *integers, size_t count,
                       double *ret)
{
    switch (coding->form) {
    case FORM_DECIMAL:
        for (size_t i = 0; i < count; i++)
            ret[i] = (double)integers[i] / POWERS[coding->exponent];
        return;
    case FORM_LINEAR:
        for (size_t i = 0; i < count; i++)
            ret[i] = (double)integers[i] * coding->scale + coding->offset;
        return;
    case FORM_FLOAT:
    case FORM_DOUBLE:
    case FORM_COUNT:
        for (size_t i = 0; i < count; i++)
            ret[i] = decode_one(coding, integers[i]);
    }
}

static void hide_unusable(double *values, const uint8_t *qualities, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!historian_usable(qualities[i]))
            values[i] = NAN;
}

bool column_read(const uint8_t *bytes, size_t size, size_t count, double *ret_values,
                 uint8_t *ret_qualities)
{
    struct bytes_in in = {bytes, size, 0, false};
    struct column_front front;
    int64_t integers[HISTORIAN_ROWS_MAX];
    must(count > 0 && count <= HISTORIAN_ROWS_MAX);
    if (!front_read(&in, count, &front) || !qualities_read(&in, &front, count, ret_qualities))
        return false;
    unpack_integers(&in, count, integers);
    if (in.bad)
        return false;
    decode_all(&front.coding, integers, count, ret_values);
    if (front.marked)
        hide_unusable(ret_values, ret_qualities, count);
    return true;
}

bool column_aggregate(const uint8_t *bytes, size_t size, size_t count, struct aggregate *ret)
{
    struct bytes_in in = {bytes, size, 0, false};
    struct column_front front;
    uint8_t qualities[HISTORIAN_ROWS_MAX];
    int64_t values[HISTORIAN_ROWS_MAX];
    uint16_t ends[HISTORIAN_ROWS_MAX];
    must(count > 0 && count <= HISTORIAN_ROWS_MAX);
    if (!front_read(&in, count, &front))
        return false;
    *ret = front.aggregate;
    if (front.has_aggregate || front.aggregate.usable == 0)
        return true;
    if (!qualities_read(&in, &front, count, qualities) ||
        unpack_runs(&in, count, values, ends) == 0)
        return false;
    double value = decode_one(&front.coding, values[0]);
    uint32_t usable = front.aggregate.usable;
    *ret = (struct aggregate){usable, value, value, value, value, value * usable};
    return true;
}

bool column_runs(const uint8_t *bytes, size_t size, size_t count, struct column_runs *ret)
{
    struct bytes_in in = {bytes, size, 0, false};
    struct column_front front;
    int64_t values[HISTORIAN_ROWS_MAX];
    must(count > 0 && count <= HISTORIAN_ROWS_MAX);
    if (!front_read(&in, count, &front))
        return false;
    if (front.marked) { /* seldom: row by row */
        ret->count = count;
        for (size_t i = 0; i < count; i++)
            ret->ends[i] = (uint16_t)(i + 1);
        return column_read(bytes, size, count, ret->values, ret->qualities);
    }
    ret->count = unpack_runs(&in, count, values, ret->ends);
    decode_all(&front.coding, values, ret->count, ret->values);
    memset(ret->qualities, 0, ret->count);
    return ret->count > 0;
}
