/* Arithmetic in plain double operations, so that its bits do not depend on which libm or which
 * processor (fused or not) runs it. The reductions and minimax polynomials of log and exp are
 * those published with Sun's fdlibm; errors stay below two units in the last place. */
#include <math.h>
#include <string.h>

#include "kit/must.h"
#include "sim/sim.h"

static const double ln2_high = 6.93147180369123816490e-01;
static const double ln2_low = 1.90821492927058770002e-10;

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Of a number in the normal range, times 2^exponent. */
static inline double log_of(double x, int exponent)
{
    uint64_t bits = bits_of(x);
    /* x = 2^k (1 + f), with 1 + f between sqrt(1/2) and sqrt(2) */
    uint64_t shifted = bits - UINT64_C(0x3fe6a09e667f3bcd) + UINT64_C(0x3ff0000000000000);
    int whole = (int)(shifted >> 52) - 1023;
    double f = of_bits(bits - ((uint64_t)whole << 52)) - 1.0;
    double s = f / (2.0 + f), z = s * s, w = z * z;
    double even = w * (3.999999999940941908e-01 +
                       w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    double odd = z * (6.666666666666735130e-01 +
                      w * (2.857142874366239149e-01 +
                           w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    double half_square = 0.5 * f * f, k = exponent + whole;
    return k * ln2_high - ((half_square - (s * (half_square + (even + odd)) + k * ln2_low)) - f);
}

double sim_log(double x)
{
    must(x > 0);
    if (x < 0x1p-1022)
        return log_of(x * 0x1p54, -54);
    must(bits_of(x) < UINT64_C(0x7ff0000000000000));
    return log_of(x, 0);
}

/* Logarithm by logarithm the processor waits; several at once it does not. */
void sim_exponentials(struct random_stream *stream, double *ret, size_t count)
{
    random_units(stream, ret, count);
    for (size_t i = 0; i < count; i++)
        ret[i] = -log_of(ret[i], 0);
}

double sim_exp(double x)
{
    must(x <= 700);
    if (x < -700)
        return 0;
    double k = x / 0.69314718055994530942;
    int whole = (int)(k < 0 ? k - 0.5 : k + 0.5);
    double high = x - whole * ln2_high, low = whole * ln2_low, r = high - low, t = r * r;
    double c =
        r - t * (1.66666666666666019037e-01 +
                 t * (-2.77777777770155933842e-03 +
                      t * (6.61375632143793436117e-05 +
                           t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
    double y = 1.0 - ((low - r * c / (2.0 - c)) - high);
    /* In two steps: 2^whole alone may leave the normal range. */
    int half = whole / 2;
    return y * of_bits((uint64_t)(1023 + half) << 52) *
           of_bits((uint64_t)(1023 + whole - half) << 52);
}

double sim_pow(double x, double y)
{
    if (x == 0)
        return 0;
    double product = y * sim_log(x);
    return sim_exp(product > 700 ? 700 : product);
}

/* Stirling's series where it is good, the recursion down to there. */
double sim_log_gamma(double x)
{
    must(x > 0);
    double shift = 0;
    for (; x < 12; x += 1)
        shift += sim_log(x);
    double y = 1 / (x * x);
    double series =
        (1.0 / 12 -
         y * (1.0 / 360 -
              y * (1.0 / 1260 - y * (1.0 / 1680 - y * (1.0 / 1188 - y * (691.0 / 360360)))))) /
        x;
    return (x - 0.5) * sim_log(x) - x + 0.91893853320467274178 + series - shift;
}

static double ratio(const double *above, const double *below, double r)
{
    double a = above[7], b = below[7];
    for (int i = 6; i >= 0; i--) {
        a = a * r + above[i];
        b = b * r + below[i];
    }
    return a / b;
}

double sim_normal_quantile(double p)
{
    static const double middle_above[] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                          1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                          4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                          3.3430575583588128105e+4, 2.5090809287301226727e+3};
    static const double middle_below[] = {1.0,
                                          4.2313330701600911252e+1,
                                          6.8718700749205790830e+2,
                                          5.3941960214247511077e+3,
                                          2.1213794301586595867e+4,
                                          3.9307895800092710610e+4,
                                          2.8729085735721942674e+4,
                                          5.2264952788528545610e+3};
    static const double near_above[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                        5.76949722146069140550e0,  3.64784832476320460504e0,
                                        1.27045825245236838258e0,  2.41780725177450611770e-1,
                                        2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double near_below[] = {1.0,
                                        2.05319162663775882187e0,
                                        1.67638483018380384940e0,
                                        6.89767334985100004550e-1,
                                        1.48103976427480074590e-1,
                                        1.51986665636164571966e-2,
                                        5.47593808499534494600e-4,
                                        1.05075007164441684324e-9};
    static const double far_above[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                       1.78482653991729133580e0,  2.96560571828504891230e-1,
                                       2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                       2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double far_below[] = {1.0,
                                       5.99832206555887937690e-1,
                                       1.36929880922735805310e-1,
                                       1.48753612908506148525e-2,
                                       7.86869131145613259100e-4,
                                       1.84631831751005468180e-5,
                                       1.42151175831644588870e-7,
                                       2.04426310338993978564e-15};
    must(p > 0);
    must(p < 1);
    double q = p - 0.5;
    if (q <= 0.425 && q >= -0.425)
        return q * ratio(middle_above, middle_below, 0.180625 - q * q);
    double r = sqrt(-sim_log(q < 0 ? p : 1 - p));
    double x = r <= 5 ? ratio(near_above, near_below, r - 1.6) : ratio(far_above, far_below, r - 5);
    return q < 0 ? -x : x;
}

/* x + x^3/3 + x^5/15 + ... over the density; farther out than 8 nothing is left of 2^-53. */
double sim_normal_below(double x)
{
    if (x > 8 || x < -8)
        return x > 0 ? 1 : 0;
    double sum = x, term = x;
    for (int k = 3; k < 400 && (term > 1e-17 || term < -1e-17); k += 2) {
        term *= x * x / k;
        sum += term;
    }
    return 0.5 + sum * sim_exp(-0.5 * x * x) * 0.39894228040143267794;
}

/* The incomplete beta ratio by its continued fraction (Lentz), for x < (a+1)/(a+b+2). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), value = d;
    for (int m = 1; m <= 500; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / (1 + even * d);
        c = 1 + even / c;
        value *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / (1 + odd * d);
        c = 1 + odd / c;
        double factor = d * c;
        value *= factor;
        if (factor > 1 - 1e-15 && factor < 1 + 1e-15)
            break;
    }
    return value;
}

static double beta_ratio(double a, double b, double x)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    double front = sim_exp(sim_log_gamma(a + b) - sim_log_gamma(a) - sim_log_gamma(b) +
                           a * sim_log(x) + b * sim_log(1 - x));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double sim_student_quantile(double p, double degrees)
{
    must(p > 0);
    must(p < 1);
    must(degrees >= 1);
    double tail = p < 0.5 ? p : 1 - p, low = 0, high = 1;
    /* P(T > t) = I(degrees / (degrees + t t); degrees/2, 1/2) / 2 falls in t: bisect. */
    while (high < 1e12 &&
           beta_ratio(degrees / 2, 0.5, degrees / (degrees + high * high)) / 2 > tail)
        high *= 2;
    for (int i = 0; i < 100 && high - low > 1e-13 * high; i++) {
        double t = (low + high) / 2;
        if (beta_ratio(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2 > tail)
            low = t;
        else
            high = t;
    }
    return p < 0.5 ? -high : high;
}
