// Numbers times a gate that opens for them: values, points where the slope is a given one, tangent points.
#include <math.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"

// Each function is concave left of one point, convex from there to another, and concave right of it. For each: the
// value y, and the slope d with the curvature c, at t; f are the coefficients of gelu_tanh's polynomial.
#define SILU_VALUE y = t < -1e4 ? 0.0 : t * sigmoid_f64(t)
#define SILU_SLOPE            \
  double s = sigmoid_f64(t);  \
  double r = sigmoid_f64(-t); \
  d = s * (1 + t * r);        \
  c = s * r * (2 + t * (r - s))
#define GELU_VALUE y = t < -1e4 ? 0.0 : t * erfc(-t)
#define GELU_SLOPE                                 \
  double g = 1.1283791670955126 * exp_f64(-t * t); \
  d = erfc(-t) + t * g;                            \
  c = g * (2 - 2 * t * t)
#define GELU_TANH_VALUE y = t < -1e4 ? 0.0 : t * 2 * sigmoid_f64(2 * t * (f[0] + f[1] * t * t))
#define GELU_TANH_SLOPE                 \
  double w = t * (f[0] + f[1] * t * t); \
  double w1 = f[0] + 3 * f[1] * t * t;  \
  double w2 = 6 * f[1] * t;             \
  double s = 2 * sigmoid_f64(2 * w);    \
  double r = 2 * sigmoid_f64(-2 * w);   \
  double v = s * r;                     \
  d = s + t * v * w1;                   \
  c = 2 * v * w1 + t * v * (w2 - (s - r) * w1 * w1)
// tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2)
#define MISH_VALUE                       \
  double e = exp_f64(t < 30 ? t : 30.0); \
  double n = e * (e + 2);                \
  y = t < -1e4 ? 0.0 : t * (n / (n + 2))
#define MISH_SLOPE                              \
  double e = exp_f64(t < 30 ? t : 30.0);        \
  double n = e * (e + 2);                       \
  double g = n / (n + 2);                       \
  double s = sigmoid_f64(t);                    \
  double v = 4 * (n + 1) / ((n + 2) * (n + 2)); \
  d = g + t * v * s;                            \
  c = v * (2 * s + t * s * (sigmoid_f64(-t) - 2 * g * s))
#define TANH_VALUE y = t * tanh_f64(t)
#define TANH_SLOPE              \
  double g = tanh_f64(t);       \
  double v = (1 - g) * (1 + g); \
  d = g + t * v;                \
  c = 2 * v * (1 - t * g)

// Where a function that is monotone between low and high is zero, by Newton's steps, halving the bracket where they
// leave it; the end that is nearer to it where it is zero nowhere. VALUE sets h and its slope at t.
#define ROOT(low, high, rises, VALUE)                                 \
  double left = low, right = high, t = 0.5 * (left + right);          \
  for (int step = 0; step < 100; step++) {                            \
    double h, slope;                                                  \
    { VALUE; }                                                        \
    if (h == 0) break;                                                \
    if ((h > 0) == (rises))                                           \
      right = t;                                                      \
    else                                                              \
      left = t;                                                       \
    double next = t - h / slope;                                      \
    next = next > left && next < right ? next : 0.5 * (left + right); \
    if (fabs(next - t) <= 4e-16 * (fabs(t) + 1e-3)) break;            \
    t = next;                                                         \
  }

// Beyond this distance of the convex part the slope is what it is at infinity.
#define REACH 60.0

// i = [count]. touch: f = [side, a, b, ...], where [a, b] is the convex part: the point at which the slope is x, left
// of a (side -1), between a and b (0) or right of b (1). tangent: the point on the side at which the line through
// (x, f(x)) touches the graph, f = [side, a, b, origin, ...]: for side 0 with x left of a (origin -1) or right of b (1); for
// the others from the other side of a or b. 1e30 with the side's sign where there is none.
#define GATE(name, suffix, T, VALUE, SLOPE)                                                                       \
  CLONES int tarn_gate_##name##_##suffix(void *const *p, const int64_t *i, const double *f) {                     \
    const T *x = p[1];                                                                                            \
    T *out = p[0];                                                                                                \
    for (int64_t k = 0; k < i[0]; k++) {                                                                          \
      double t = x[k], y;                                                                                         \
      VALUE;                                                                                                      \
      out[k] = (T)y;                                                                                              \
    }                                                                                                             \
    return 0;                                                                                                     \
  }                                                                                                               \
  CLONES int tarn_gate_touch_##name##_##suffix(void *const *p, const int64_t *i, const double *f) {               \
    const T *x = p[1];                                                                                            \
    T *out = p[0];                                                                                                \
    double side = f[0], a = f[1], b = f[2];                                                                       \
    f += 3;                                                                                                       \
    for (int64_t k = 0; k < i[0]; k++) {                                                                          \
      double goal = x[k];                                                                                         \
      if (!(fabs(goal) < INFINITY)) goal = 0;                                                                     \
      double low = side < 0 ? a - REACH : side > 0 ? b : a;                                                       \
      double high = side < 0 ? a : side > 0 ? b + REACH : b;                                                      \
      ROOT(low, high, side == 0, double d; double c; SLOPE; h = d - goal; slope = c)                              \
      out[k] = (T)t;                                                                                              \
    }                                                                                                             \
    return 0;                                                                                                     \
  }                                                                                                               \
  CLONES int tarn_gate_tangent_##name##_##suffix(void *const *p, const int64_t *i, const double *f) {             \
    const T *x = p[1];                                                                                            \
    T *out = p[0];                                                                                                \
    double side = f[0], a = f[1], b = f[2], origin = f[3];                                                        \
    f += 4;                                                                                                       \
    for (int64_t k = 0; k < i[0]; k++) {                                                                          \
      double from = fmin(fmax((double)x[k], -1e6), 1e6), base;                                                    \
      from = side == 0 ? (origin < 0 ? fmin(from, a) : fmax(from, b)) : side < 0 ? fmax(from, a) : fmin(from, b); \
      {                                                                                                           \
        double t = from, y;                                                                                       \
        VALUE;                                                                                                    \
        base = y;                                                                                                 \
      }                                                                                                           \
      double low = side < 0 ? a - REACH : side > 0 ? b : a;                                                       \
      double high = side < 0 ? a : side > 0 ? b + REACH : b;                                                      \
      int rises = side == 0 ? origin > 0 : side > 0;                                                              \
      double far = side < 0 ? low : high, gap = 1;                                                                \
      if (side != 0) {                                                                                            \
        double t = far, y, d, c;                                                                                  \
        { VALUE; }                                                                                                \
        { SLOPE; }                                                                                                \
        gap = y - base - d * (t - from);                                                                          \
      }                                                                                                           \
      ROOT(                                                                                                       \
          low, high, rises, double y; double d; double c; { VALUE; } { SLOPE; } h = y - base - d * (t - from);    \
          slope = -c * (t - from))                                                                                \
      out[k] = (T)(gap > 0 ? t : side * 1e30);                                                                    \
    }                                                                                                             \
    return 0;                                                                                                     \
  }
#define GATES(name, VALUE, SLOPE)      \
  GATE(name, f32, float, VALUE, SLOPE) \
  GATE(name, f64, double, VALUE, SLOPE)
GATES(silu, SILU_VALUE, SILU_SLOPE)
GATES(gelu, GELU_VALUE, GELU_SLOPE)
GATES(gelu_tanh, GELU_TANH_VALUE, GELU_TANH_SLOPE)
GATES(mish, MISH_VALUE, MISH_SLOPE)
GATES(tanh, TANH_VALUE, TANH_SLOPE)
