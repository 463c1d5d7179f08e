/* vector.h -- LANES doubles at a time: one source for every width.
 *
 * A file defines LANES (1, 2, 4 or 8) and is compiled for a processor that has vectors so wide:
 * 2 is SSE2, 4 AVX2, 8 AVX-512. Only operations that IEEE 754 rounds are here, and no fused ones,
 * so a lane comes to the same bits whatever its neighbours and however many they are. */
#ifndef LANES_VECTOR_H
#define LANES_VECTOR_H

#include <stdbool.h>
#include <stdint.h>

#ifndef LANES
#define LANES 1
#endif

#define INLINE static inline __attribute__((always_inline, unused))

#if LANES == 1

#include <string.h>

typedef double vd;
typedef uint64_t vu;
typedef bool vm;

INLINE vd v_load(const double *from)
{
    return *from;
}
INLINE void v_store(double *to, vd x)
{
    *to = x;
}
INLINE vu u_load(const uint64_t *from)
{
    return *from;
}
INLINE void u_store(uint64_t *to, vu x)
{
    *to = x;
}
INLINE vd v_set(double x)
{
    return x;
}
INLINE vu u_of(vd x)
{
    vu bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
INLINE vd v_of(vu bits)
{
    vd x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
INLINE vm v_less(vd a, vd b)
{
    return a < b;
}
INLINE unsigned m_bits(vm m)
{
    return m;
}
INLINE vd v_select(vm m, vd yes, vd no)
{
    return m ? yes : no;
}
INLINE vd v_max(vd a, vd b)
{
    return a > b ? a : b;
}
INLINE vd v_min(vd a, vd b)
{
    return a < b ? a : b;
}
#else

#include <immintrin.h>

typedef uint64_t vu __attribute__((vector_size(8 * LANES), may_alias));

#if LANES == 2
typedef __m128d vd, vm;
#define V(name)       _mm_##name##_pd
#define BITS_LOAD     _mm_load_si128
#define BITS_STORE    _mm_store_si128
#define BITS_REGISTER __m128i
#elif LANES == 4
typedef __m256d vd, vm;
#define V(name)       _mm256_##name##_pd
#define BITS_LOAD     _mm256_load_si256
#define BITS_STORE    _mm256_store_si256
#define BITS_REGISTER __m256i
#else
typedef __m512d vd;
typedef __mmask8 vm;
#define V(name)       _mm512_##name##_pd
#define BITS_LOAD     _mm512_load_si512
#define BITS_STORE    _mm512_store_si512
#define BITS_REGISTER __m512i
#endif

INLINE vd v_load(const double *from)
{
    return V(load)(from);
}
INLINE void v_store(double *to, vd x)
{
    V(store)(to, x);
}
INLINE vu u_load(const uint64_t *from)
{
    return (vu)BITS_LOAD((const void *)from);
}
INLINE void u_store(uint64_t *to, vu x)
{
    BITS_STORE((void *)to, (BITS_REGISTER)x);
}
INLINE vd v_set(double x)
{
    return V(set1)(x);
}
INLINE vu u_of(vd x)
{
    return (vu)x;
}
INLINE vd v_of(vu bits)
{
    return (vd)bits;
}
INLINE vd v_max(vd a, vd b)
{
    return V(max)(a, b);
}
INLINE vd v_min(vd a, vd b)
{
    return V(min)(a, b);
}
#if LANES == 2
INLINE vm v_less(vd a, vd b)
{
    return _mm_cmplt_pd(a, b);
}
INLINE unsigned m_bits(vm m)
{
    return (unsigned)_mm_movemask_pd(m);
}
INLINE vd v_select(vm m, vd yes, vd no)
{
    return _mm_or_pd(_mm_and_pd(m, yes), _mm_andnot_pd(m, no));
}
#elif LANES == 4
INLINE vm v_less(vd a, vd b)
{
    return _mm256_cmp_pd(a, b, _CMP_LT_OQ);
}
INLINE unsigned m_bits(vm m)
{
    return (unsigned)_mm256_movemask_pd(m);
}
INLINE vd v_select(vm m, vd yes, vd no)
{
    return _mm256_blendv_pd(no, yes, m);
}
#else
INLINE vm v_less(vd a, vd b)
{
    return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
}
INLINE unsigned m_bits(vm m)
{
    return m;
}
INLINE vd v_select(vm m, vd yes, vd no)
{
    return _mm512_mask_blend_pd(m, no, yes);
}
#endif

#endif

enum { ALL_LANES = (1 << LANES) - 1 };

INLINE bool v_any(vm m)
{
    return m_bits(m) != 0;
}
INLINE bool v_all(vm m)
{
    return m_bits(m) == ALL_LANES;
}

/* Down to a whole number, for 0 <= x < 2^51. */
INLINE vd v_floor(vd x)
{
#if LANES == 8
    return _mm512_roundscale_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
#elif LANES == 4
    return _mm256_round_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
#else
    vd near = (x + v_set(0x1p52)) - v_set(0x1p52);
    return near - v_select(v_less(x, near), v_set(1), v_set(0));
#endif
}

/* ---- chance: what kit/random.h and sim/sim.h do, LANES streams at a time, to the same bits ----
 */

struct vector_stream {
    vu state[4];
};

/* states: [4][LANES] */
INLINE struct vector_stream stream_load(const uint64_t *states)
{
    return (struct vector_stream){{u_load(states), u_load(states + LANES),
                                   u_load(states + 2 * LANES), u_load(states + 3 * LANES)}};
}

INLINE void stream_store(uint64_t *states, const struct vector_stream *stream)
{
    for (int i = 0; i < 4; i++)
        u_store(states + i * LANES, stream->state[i]);
}

INLINE vu u_turned(vu x, int by)
{
    /* NOANALYZER(shift-count-overflow): it takes the number of lanes for the width of one */
    return x << by | x >> (64 - by);
}

/* The number of a cell of 2^-52 and a half: exact. */
INLINE vd v_cell(struct vector_stream *stream)
{
    vu *s = stream->state;
    vu bits = u_turned(s[0] + s[3], 23) + s[0];
    vu t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = u_turned(s[3], 45);
    /* The number as the fraction of 2^52 + number; the rest is exact. */
    return v_of(bits >> 12 | UINT64_C(0x4330000000000000)) - (0x1p52 - 0.5);
}

INLINE vd v_unit(struct vector_stream *stream)
{
    return v_cell(stream) * 0x1p-52;
}

/* The logarithm of x times 2^-power, for normal x > 0. */
INLINE vd v_log_scaled(vd x, int power)
{
    const uint64_t one = UINT64_C(0x3ff0000000000000), fraction = UINT64_C(0x000fffffffffffff);
    const uint64_t to_root = one - UINT64_C(0x3fe6a09e667f3bcd);
    /* x = 2^k (1 + f), with 1 + f between sqrt(1/2) and sqrt(2) */
    vu shifted = u_of(x) + to_root;
    vd k = v_of(shifted >> 52 | UINT64_C(0x4330000000000000)) - (0x1p52 + 1023 + power);
    vd f = v_of((shifted & fraction) + (one - to_root)) - 1.0;
    vd s = f / (2.0 + f), z = s * s, w = z * z;
    vd even = w * (3.999999999940941908e-01 +
                   w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    vd odd = z * (6.666666666666735130e-01 +
                  w * (2.857142874366239149e-01 +
                       w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    vd half_square = 0.5 * f * f;
    return k * 6.93147180369123816490e-01 -
           ((half_square - (s * (half_square + (even + odd)) + k * 1.90821492927058770002e-10)) -
            f);
}

INLINE vd v_log(vd x)
{
    return v_log_scaled(x, 0);
}

/* v_log(v_unit(stream)) with a multiplication less. */
INLINE vd v_log_unit(struct vector_stream *stream)
{
    return v_log_scaled(v_cell(stream), 52);
}

#endif
