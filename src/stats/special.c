// SPDX-License-Identifier: Apache-2.0
/*
 * Special functions in plain double arithmetic: the same bits on every machine with the same libm.
 * Inverses are Newton steps kept inside a bracket, so they end for every argument.
 */
#include "stats/special.h"

#include <float.h>
#include <math.h>

enum { STEPS_MAX = 400, FRACTION_TERMS_MAX = 200000 };

static const double half_log_two_pi = 0.91893853320467274178;

double hc_normal_cdf(double x)
{
    return 0.5 * erfc(-x / sqrt(2.0));
}

double hc_normal_quantile(double p)
{
    if (!(p >= 0 && p <= 1))
        return NAN;
    if (p == 0.5)
        return 0;
    if (p > 0.5)
        return -hc_normal_quantile(1 - p);
    if (p == 0)
        return -INFINITY;
    /* log Phi is concave: after the first step Newton climbs to the root from the left. */
    double target = log(p), x = -sqrt(-2 * target);
    for (int i = 0; i < STEPS_MAX; i++) {
        double cdf = hc_normal_cdf(x);
        if (cdf < DBL_MIN) {
            x *= 0.999;
            continue;
        }
        double density = exp(-0.5 * x * x - half_log_two_pi);
        double step = (log(cdf) - target) * cdf / density;
        x -= step;
        if (fabs(step) <= 1e-15 * fabs(x))
            break;
    }
    return x;
}

/* Correction of Stirling's formula: log(x!) - log(sqrt(2 pi x) (x/e)^x), without cancellation. */
static double stirling_error(double x)
{
    if (x < 16) {
        int sign;
        return lgamma_r(x + 1, &sign) - ((x + 0.5) * log(x) - x + half_log_two_pi);
    }
    double r = 1 / (x * x);
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - r / 1188) * r) * r) * r) / x;
}

/* x log(x/m) + m - x for x near m: the deviance term of Loader's binomial density. */
static double deviance(double x, double m)
{
    if (fabs(x - m) >= 0.1 * (x + m))
        return x * log(x / m) + m - x;
    double v = (x - m) / (x + m), sum = (x - m) * v, term = 2 * x * v;
    for (int j = 1; j < STEPS_MAX; j++) {
        term *= v * v;
        double next = sum + term / (2 * j + 1);
        if (next == sum)
            break;
        sum = next;
    }
    return sum;
}

/* log of x^a y^b / B(a,b), y = 1 - x, as a binomial density with real counts, n = a + b:
 * sqrt(ab / 2 pi n) exp(errors - deviances). Differences of big lgammas would lose nine digits. */
static double log_beta_kernel(double x, double y, double a, double b)
{
    double n = a + b;
    return 0.5 * log(a * b / n) - half_log_two_pi + stirling_error(n) - stirling_error(a) - stirling_error(b) -
           deviance(a, n * x) - deviance(b, n * y);
}

/* Continued fraction of I_x(a,b) by Lentz's method (DLMF 8.17.22); converges fast for x <
 * (a+1)/(a+b+2). */
static double beta_fraction(double x, double a, double b)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < DBL_MIN ? DBL_MIN : d);
    double f = d;
    for (int m = 1; m < FRACTION_TERMS_MAX; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double before = f;
        for (int half = 0; half < 2; half++) {
            double coef = half ? odd : even;
            d = 1 + coef * d;
            c = 1 + coef / c;
            d = 1 / (fabs(d) < DBL_MIN ? DBL_MIN : d);
            c = fabs(c) < DBL_MIN ? DBL_MIN : c;
            f *= c * d;
        }
        if (fabs(f - before) <= DBL_EPSILON * fabs(f))
            return f;
    }
    return f;
}

double hc_beta_inc(double x, double a, double b)
{
    if (!(a > 0 && b > 0 && x >= 0 && x <= 1))
        return NAN;
    if (x == 0 || x == 1)
        return x;
    double y = 1 - x, kernel = exp(log_beta_kernel(x, y, a, b));
    double p = x < (a + 1) / (a + b + 2) ? kernel * beta_fraction(x, a, b) / a
                                         : 1 - kernel * beta_fraction(y, b, a) / b;
    return fmin(fmax(p, 0), 1);
}

double hc_beta_quantile(double p, double a, double b)
{
    if (!(a > 0 && b > 0 && p >= 0 && p <= 1))
        return NAN;
    if (p == 0 || p == 1)
        return p;
    double low = 0, high = 1, x = a / (a + b);
    for (int i = 0; i < STEPS_MAX; i++) {
        double excess = hc_beta_inc(x, a, b) - p;
        if (excess == 0)
            return x;
        if (excess > 0)
            high = x;
        else
            low = x;
        double next = x - excess * exp(log(x) + log1p(-x) - log_beta_kernel(x, 1 - x, a, b));
        if (!(next > low && next < high)) /* geometric while the root may be tiny */
            next = low > 0 && low > high / 4 ? low + (high - low) / 2 : low > 0 ? sqrt(low) * sqrt(high) : high / 256;
        if (fabs(next - x) <= DBL_EPSILON * next || next <= DBL_MIN)
            return next;
        x = next;
    }
    return x;
}

/* Beyond this many degrees of freedom t^2 / df has too few digits beside 1. There t is a normal
 * quantile z after Hill's transformation: a = df - 1/2, y = sqrt(a ln(1 + t^2/df)), z = y + (y^3 +
 * 3y) / 48a^2, the next term below 1e-20. */
static const double many_df = 1e5;

static double hill_normal(double t, double df)
{
    double a = df - 0.5, y = sqrt(a * log1p(t * t / df));
    return copysign(y + y * (y * y + 3) / (48 * a * a), t);
}

static double hill_t(double z, double df)
{
    double a = df - 0.5, y = z - z * (z * z + 3) / (48 * a * a);
    return copysign(sqrt(df * expm1(y * y / a)), z);
}

/* With F(t) = p < 1/2: df / (df + t^2) has a Beta(df/2, 1/2) tail of 2p, its complement one of 1 -
 * 2p; the one that is not close to 1 keeps its digits. */
double hc_t_quantile(double p, double df)
{
    if (!(p >= 0 && p <= 1 && df > 0))
        return NAN;
    if (p == 0.5)
        return 0;
    if (p > 0.5)
        return -hc_t_quantile(1 - p, df);
    if (p == 0)
        return -INFINITY;
    if (df > many_df)
        return df > 1e15 ? hc_normal_quantile(p) : hill_t(hc_normal_quantile(p), df);
    if (p < 0.005) {
        double x = hc_beta_quantile(2 * p, df / 2, 0.5);
        return -sqrt(df * (1 - x) / x);
    }
    double y = hc_beta_quantile(1 - 2 * p, 0.5, df / 2);
    return -sqrt(df * y / (1 - y));
}

/* I_y(1/2, df/2) with y = t^2 / (df + t^2) is P(|T| <= |t|); its complement where that one is close
 * to 1. */
double hc_t_cdf(double t, double df)
{
    if (!(df > 0) || isnan(t))
        return NAN;
    if (df > 1e15)
        return hc_normal_cdf(t);
    if (isinf(t))
        return t > 0;
    if (df > many_df)
        return hc_normal_cdf(hill_normal(t, df));
    double square = t * t;
    if (square < df) {
        double inside = hc_beta_inc(square / (df + square), 0.5, df / 2);
        return t >= 0 ? 0.5 + inside / 2 : 0.5 - inside / 2;
    }
    double tail = (isinf(square) ? 0 : hc_beta_inc(df / (df + square), df / 2, 0.5)) / 2;
    return t >= 0 ? 1 - tail : tail;
}

/* Power series of P(a,x) below a + 1, Lentz's continued fraction of Q(a,x) above; both times x^a
 * e^-x / Gamma(a+1), written as a Poisson density with a real count. */
double hc_chi2_tail(double chi2, double df)
{
    if (!(chi2 >= 0 && df > 0 && isfinite(df)))
        return NAN;
    double a = df / 2, x = chi2 / 2;
    if (x == 0)
        return 1;
    if (isinf(x))
        return 0;
    double density = exp(-0.5 * log(a) - half_log_two_pi - stirling_error(a) - deviance(a, x));
    if (x < a + 1) {
        double term = 1, sum = 1;
        for (int i = 1; i < FRACTION_TERMS_MAX && term > DBL_EPSILON * sum / 4; i++) {
            term *= x / (a + i);
            sum += term;
        }
        return fmax(1 - density * sum, 0);
    }
    double b = x + 1 - a, c = 1 / DBL_MIN, d = 1 / b, f = d;
    for (int i = 1; i < FRACTION_TERMS_MAX; i++) {
        double coef = -i * (i - a);
        b += 2;
        d = coef * d + b;
        d = 1 / (fabs(d) < DBL_MIN ? DBL_MIN : d);
        c = b + coef / c;
        c = fabs(c) < DBL_MIN ? DBL_MIN : c;
        f *= c * d;
        if (fabs(c * d - 1) <= DBL_EPSILON)
            break;
    }
    return fmin(density * a * f, 1);
}

double hc_log_gamma(double x)
{
    int sign;
    return x > 0 ? lgamma_r(x, &sign) : NAN;
}

static bool counts_ok(double k, double n)
{
    return n >= 0 && k >= 0 && k <= n && isfinite(n) && k == floor(k) && n == floor(n);
}

/* log of sqrt(n / (2 pi k (n-k))) and its Stirling errors: what the density of k has besides its
 * deviances. */
static double log_peak(double k, double n)
{
    return 0.5 * log(n / k / (n - k)) - half_log_two_pi + stirling_error(n) - stirling_error(k) -
           stirling_error(n - k);
}

double hc_log_choose(double n, double k)
{
    if (!counts_ok(k, n))
        return NAN;
    if (k == 0 || k == n)
        return 0;
    double rest = n - k;
    return log_peak(k, n) - k * log(k / n) - rest * (k < rest ? log1p(-k / n) : log(rest / n));
}

double hc_binomial_pmf(double x, double n, double p)
{
    if (!(counts_ok(x, n) && p >= 0 && p <= 1))
        return NAN;
    if (p == 0 || p == 1)
        return x == (p == 0 ? 0 : n);
    if (x == 0)
        return exp(n * log1p(-p));
    if (x == n)
        return exp(n * log(p));
    return exp(log_peak(x, n) - deviance(x, n * p) - deviance(n - x, n * (1 - p)));
}

double hc_binomial_cdf(double x, double n, double p)
{
    if (!(counts_ok(x, n) && p >= 0 && p <= 1))
        return NAN;
    if (x == n || p == 0)
        return 1;
    return x + 1 > n * p ? 1 - hc_beta_inc(p, x + 1, n - x) : hc_beta_inc(1 - p, n - x, x + 1);
}
