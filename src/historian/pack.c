/* Up to 1,024 integers in few bytes: the cheapest of six ways, chosen by counting bits. All
 * arithmetic is modulo 2^64, so every way gives back every integer, whatever the differences. */
#include <string.h>

#include "historian/historian_private.h"
#include "kit/must.h"

enum packing {
    PACK_CONST,  /* base */
    PACK_FRAME,  /* base + bits */
    PACK_DELTA,  /* first, least step; step = least + bits */
    PACK_DELTA2, /* first, first step, least change of step; change = least + bits */
    PACK_LINE,   /* base, slope / 2^16; base + (i * slope >> 16) + bits */
    PACK_RUNS,   /* lengths - 1 in bits, then the values packed by another way */
    PACK_WAYS
};

enum { LINE_SHIFT = 16 };

static uint64_t zigzag(int64_t value)
{
    return ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t value)
{
    return (int64_t)((value >> 1) ^ (0 - (value & 1)));
}

void put_varint(struct bytes_out *out, uint64_t value)
{
    while (value >= 0x80) {
        put_byte(out, (uint8_t)(value | 0x80));
        value >>= 7;
    }
    put_byte(out, (uint8_t)value);
}

static void put_signed(struct bytes_out *out, int64_t value)
{
    put_varint(out, zigzag(value));
}

uint64_t get_varint(struct bytes_in *in)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = get_byte(in);
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
    in->bad = true;
    return 0;
}

static int64_t get_signed(struct bytes_in *in)
{
    return unzigzag(get_varint(in));
}

static unsigned width_of(uint64_t range)
{
    return range == 0 ? 0 : 64 - (unsigned)__builtin_clzll(range);
}

/* Little end first, the first value in the lowest bits. */
static void put_bits(struct bytes_out *out, const uint64_t *values, size_t count, unsigned width)
{
    uint64_t kept = 0;
    unsigned held = 0;
    for (size_t i = 0; width > 0 && i < count; i++) {
        kept |= values[i] << held;
        if (held + width >= 64) {
            put_u64(out, kept);
            kept = held == 0 ? 0 : values[i] >> (64 - held);
            held = held + width - 64;
        } else {
            held += width;
        }
    }
    for (; held > 0; held = held > 8 ? held - 8 : 0, kept >>= 8)
        put_byte(out, (uint8_t)kept);
}

/* The bits of one value, `at` bits from the start, where nine bytes may be read. */
static inline uint64_t bits_at(const uint8_t *bytes, size_t at, unsigned width)
{
    uint64_t low = 0;
    memcpy(&low, bytes + at / 8, sizeof low);
    low >>= at % 8;
    if (at % 8 + width > 64)
        low |= (uint64_t)bytes[at / 8 + 8] << (64 - at % 8);
    return low;
}

static void get_bits(struct bytes_in *in, uint64_t *ret, size_t count, unsigned width)
{
    size_t size = (count * width + 7) / 8;
    if (width > 64 || in->bad || size > in->size - in->at) {
        in->bad = true;
        memset(ret, 0, count * sizeof *ret);
        return;
    }
    if (width == 0) {
        memset(ret, 0, count * sizeof *ret);
        return;
    }
    const uint8_t *bytes = in->bytes + in->at;
    uint64_t mask = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
    /* As long as nine bytes lie within the input, and the rest from a copy with zeros behind. */
    size_t safe = in->size - in->at < 9 ? 0 : ((in->size - in->at - 9) * 8 + 7) / width;
    safe = safe < count ? safe : count;
    if (width <= 57)
        for (size_t i = 0; i < safe; i++) {
            uint64_t low = 0;
            memcpy(&low, bytes + i * width / 8, sizeof low);
            ret[i] = low >> (i * width % 8) & mask;
        }
    else
        for (size_t i = 0; i < safe; i++)
            ret[i] = bits_at(bytes, i * width, width) & mask;
    if (safe < count) {
        size_t from = safe * width / 8;
        uint8_t end[32] = {0};
        must(size - from <= sizeof end - 9);
        memcpy(end, bytes + from, size - from);
        for (size_t i = safe; i < count; i++)
            ret[i] = bits_at(end, i * width - from * 8, width) & mask;
    }
    in->at += size;
}

/* ---- which way ---- */

struct range {
    int64_t low, high;
};

static void range_take(struct range *range, int64_t value)
{
    range->low = value < range->low ? value : range->low;
    range->high = value > range->high ? value : range->high;
}

static unsigned range_width(struct range range)
{
    return width_of((uint64_t)range.high - (uint64_t)range.low);
}

static const struct range NOTHING = {INT64_MAX, INT64_MIN};

struct shape {
    struct range values, steps, changes, residuals;
    int64_t slope;
    size_t runs, longest;
};

static int64_t minus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

static int64_t plus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static int64_t on_line(int64_t slope, size_t i)
{
    return (int64_t)((uint64_t)slope * i) >> LINE_SHIFT;
}

static int64_t slope_of(const int64_t *v, size_t count)
{
    if (count < 2)
        return 0;
    int64_t rise = 0;
    if (__builtin_sub_overflow(v[count - 1], v[0], &rise) || rise > INT64_C(1) << 46 ||
        rise < -(INT64_C(1) << 46))
        return 0;
    return rise * (1 << LINE_SHIFT) / (int64_t)(count - 1);
}

static struct shape shape_of(const int64_t *v, size_t count)
{
    struct shape s = {.values = {v[0], v[0]},
                      .steps = NOTHING,
                      .changes = NOTHING,
                      .residuals = {v[0], v[0]},
                      .slope = slope_of(v, count),
                      .runs = 1};
    size_t began = 0;
    for (size_t i = 1; i < count; i++) {
        range_take(&s.values, v[i]);
        range_take(&s.residuals, minus(v[i], on_line(s.slope, i)));
        int64_t step = minus(v[i], v[i - 1]);
        range_take(&s.steps, step);
        if (i > 1)
            range_take(&s.changes, minus(step, minus(v[i - 1], v[i - 2])));
        if (step != 0) {
            s.longest = i - began > s.longest ? i - began : s.longest;
            s.runs++;
            began = i;
        }
    }
    s.longest = count - began > s.longest ? count - began : s.longest;
    return s;
}

static enum packing choose(const struct shape *s, size_t count, bool runs_too)
{
    if (s->runs == 1)
        return PACK_CONST;
    unsigned values = range_width(s->values);
    size_t cost[PACK_WAYS] = {
        [PACK_CONST] = SIZE_MAX,
        [PACK_FRAME] = count * values,
        [PACK_DELTA] = (count - 1) * range_width(s->steps) + 16,
        [PACK_DELTA2] = count < 3 ? SIZE_MAX : (count - 2) * range_width(s->changes) + 24,
        [PACK_LINE] = s->slope == 0 ? SIZE_MAX : count * range_width(s->residuals) + 24,
        [PACK_RUNS] = runs_too ? s->runs * (values + width_of(s->longest - 1)) + 32 : SIZE_MAX,
    };
    enum packing best = PACK_FRAME;
    for (int way = PACK_FRAME; way < PACK_WAYS; way++)
        if (cost[way] < cost[best])
            best = (enum packing)way;
    return best;
}

/* ---- there and back ---- */

static void put_offsets(struct bytes_out *out, const int64_t *v, size_t count, struct range range)
{
    uint64_t bits[HISTORIAN_ROWS_MAX];
    unsigned width = range_width(range);
    for (size_t i = 0; i < count; i++)
        bits[i] = (uint64_t)v[i] - (uint64_t)range.low;
    put_signed(out, range.low);
    put_byte(out, (uint8_t)width);
    put_bits(out, bits, count, width);
}

static void get_offsets(struct bytes_in *in, int64_t *ret, size_t count)
{
    uint64_t bits[HISTORIAN_ROWS_MAX];
    uint64_t base = (uint64_t)get_signed(in);
    get_bits(in, bits, count, get_byte(in));
    for (size_t i = 0; i < count; i++)
        ret[i] = (int64_t)(base + bits[i]);
}

static void pack(struct bytes_out *out, const int64_t *v, size_t count, bool runs_too);

static void pack_runs(struct bytes_out *out, const int64_t *v, size_t count)
{
    int64_t values[HISTORIAN_ROWS_MAX];
    uint64_t lengths[HISTORIAN_ROWS_MAX];
    size_t runs = 0, began = 0;
    uint64_t longest = 0;
    for (size_t i = 1; i <= count; i++) {
        if (i < count && v[i] == v[began])
            continue;
        values[runs] = v[began];
        lengths[runs++] = i - began - 1;
        longest |= i - began - 1;
        began = i;
    }
    put_varint(out, runs);
    put_byte(out, (uint8_t)width_of(longest));
    put_bits(out, lengths, runs, width_of(longest));
    pack(out, values, runs, false);
}

static void pack(struct bytes_out *out, const int64_t *v, size_t count, bool runs_too)
{
    struct shape shape = shape_of(v, count);
    enum packing way = choose(&shape, count, runs_too);
    int64_t some[HISTORIAN_ROWS_MAX];
    put_byte(out, (uint8_t)way);
    switch (way) {
    case PACK_CONST:
        put_signed(out, v[0]);
        return;
    case PACK_FRAME:
        put_offsets(out, v, count, shape.values);
        return;
    case PACK_DELTA:
        put_signed(out, v[0]);
        for (size_t i = 1; i < count; i++)
            some[i - 1] = minus(v[i], v[i - 1]);
        put_offsets(out, some, count - 1, shape.steps);
        return;
    case PACK_DELTA2:
        put_signed(out, v[0]);
        put_signed(out, minus(v[1], v[0]));
        for (size_t i = 2; i < count; i++)
            some[i - 2] = minus(minus(v[i], v[i - 1]), minus(v[i - 1], v[i - 2]));
        put_offsets(out, some, count - 2, shape.changes);
        return;
    case PACK_LINE:
        put_signed(out, shape.slope);
        for (size_t i = 0; i < count; i++)
            some[i] = minus(v[i], on_line(shape.slope, i));
        put_offsets(out, some, count, shape.residuals);
        return;
    case PACK_RUNS:
        pack_runs(out, v, count);
        return;
    case PACK_WAYS:
        break;
    }
    must(false);
}

void pack_integers(struct bytes_out *out, const int64_t *values, size_t count)
{
    must(count > 0 && count <= HISTORIAN_ROWS_MAX);
    pack(out, values, count, true);
}

static void unpack_delta(struct bytes_in *in, int64_t *ret, size_t count)
{
    int64_t steps[HISTORIAN_ROWS_MAX], sum = get_signed(in);
    get_offsets(in, steps, count - 1);
    ret[0] = sum;
    for (size_t i = 1; i < count; i++)
        ret[i] = sum = plus(sum, steps[i - 1]);
}

static void unpack_delta2(struct bytes_in *in, int64_t *ret, size_t count)
{
    if (count < 3) { /* never written */
        in->bad = true;
        return;
    }
    int64_t changes[HISTORIAN_ROWS_MAX], sum = get_signed(in), step = get_signed(in);
    get_offsets(in, changes, count - 2);
    ret[0] = sum;
    ret[1] = sum = plus(sum, step);
    for (size_t i = 2; i < count; i++) {
        step = plus(step, changes[i - 2]);
        ret[i] = sum = plus(sum, step);
    }
}

static void unpack_line(struct bytes_in *in, int64_t *ret, size_t count)
{
    int64_t slope = get_signed(in);
    get_offsets(in, ret, count);
    for (size_t i = 0; i < count; i++)
        ret[i] = plus(ret[i], on_line(slope, i));
}

static void unpack_simple(struct bytes_in *in, int64_t *ret, size_t count, uint8_t way)
{
    int64_t base = 0;
    switch (way) {
    case PACK_CONST:
        base = get_signed(in);
        for (size_t i = 0; i < count; i++)
            ret[i] = base;
        return;
    case PACK_FRAME:
        get_offsets(in, ret, count);
        return;
    case PACK_DELTA:
        unpack_delta(in, ret, count);
        return;
    case PACK_DELTA2:
        unpack_delta2(in, ret, count);
        return;
    case PACK_LINE:
        unpack_line(in, ret, count);
        return;
    default:
        in->bad = true;
    }
}

size_t unpack_runs(struct bytes_in *in, size_t count, int64_t *ret_values, uint16_t *ret_ends)
{
    must(count > 0 && count <= HISTORIAN_ROWS_MAX);
    uint8_t way = get_byte(in);
    if (way != PACK_RUNS) {
        size_t runs = way == PACK_CONST ? 1 : count;
        unpack_simple(in, ret_values, runs, way);
        for (size_t i = 0; i < runs; i++)
            ret_ends[i] = (uint16_t)(runs == 1 ? count : i + 1);
        return in->bad ? 0 : runs;
    }
    uint64_t runs = get_varint(in), lengths[HISTORIAN_ROWS_MAX], end = 0;
    if (runs == 0 || runs > count)
        in->bad = true;
    if (in->bad)
        return 0;
    get_bits(in, lengths, runs, get_byte(in));
    for (size_t i = 0; i < runs && end <= count; i++) {
        end += (lengths[i] > count ? count : lengths[i]) + 1;
        ret_ends[i] = (uint16_t)(end <= count ? end : count);
    }
    in->bad |= end != count;
    if (!in->bad)
        unpack_simple(in, ret_values, runs, get_byte(in));
    return in->bad ? 0 : runs;
}

void unpack_integers(struct bytes_in *in, size_t count, int64_t *ret)
{
    int64_t values[HISTORIAN_ROWS_MAX];
    uint16_t ends[HISTORIAN_ROWS_MAX];
    if (in->at < in->size && in->bytes[in->at] != PACK_RUNS) {
        uint8_t way = get_byte(in);
        unpack_simple(in, ret, count, way);
        return;
    }
    size_t runs = unpack_runs(in, count, values, ends), i = 0;
    for (size_t run = 0; run < runs; run++)
        for (; i < ends[run]; i++)
            ret[i] = values[run];
}
