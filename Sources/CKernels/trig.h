// Sine and cosine as straight-line polynomials: Taylor's, to the last digit at pi / 4. Multiples of pi / 2 are
// taken off in parts of 33 bits, whose products with the multiple are exact (Cody and Waite), up to
// arguments of a million; beyond, the C library does better.
#pragma once
#include "functions.h"

#define MOST_TURNED 0x1p20

INLINE double sin_small_f64(double a, double z) {
  double s = 2.8114572543455206e-15;
  s = s * z - 7.6471637318198164e-13;
  s = s * z + 1.6059043836821613e-10;
  s = s * z - 2.5052108385441719e-08;
  s = s * z + 2.7557319223985893e-06;
  s = s * z - 1.9841269841269841e-04;
  s = s * z + 8.3333333333333333e-03;
  s = s * z - 1.6666666666666667e-01;
  return a + a * z * s;
}
INLINE double cos_small_f64(double z) {
  double c = 4.7794773323873853e-14;
  c = c * z - 1.1470745597729725e-11;
  c = c * z + 2.0876756987868099e-09;
  c = c * z - 2.7557319223985891e-07;
  c = c * z + 2.4801587301587302e-05;
  c = c * z - 1.3888888888888889e-03;
  c = c * z + 4.1666666666666667e-02;
  return 1.0 - (0.5 * z - z * z * c);
}
// sin(quarter pi / 2 + a) for |a| <= pi / 4: of the integer only the two lowest bits count.
INLINE double sin_quarter_f64(int64_t quarter, double a) {
  double z = a * a, s = sin_small_f64(a, z), c = cos_small_f64(z);
  double value = quarter & 1 ? c : s;
  return quarter & 2 ? -value : value;
}

// sin(x + turn pi / 2) for |x| up to the limit.
INLINE double sin_turned_f64(double x, int64_t turn) {
  double shifted = x * 0.63661977236758134308 + ROUND_F64, k = shifted - ROUND_F64;
  double r = x - k * 0x1.921fb54400000p+0;
  // What rounding the difference loses goes into the next part.
  double w = k * 0x1.0b4611a600000p-34, t = r - w;
  double lost = (r - t) - w;
  double v = k * 0x1.3198a2e000000p-69, u = t - v;
  lost += (t - u) - v;
  return sin_quarter_f64(f64_to_bits(shifted) + turn, u + (lost - k * 0x1.b839a252049c1p-104));
}
// -0 stays what it is.
INLINE double sin_f64(double x) { return x == 0 ? x : sin_turned_f64(x, 0); }
INLINE double cos_f64(double x) { return sin_turned_f64(x, 1); }

// The same in float32, by fewer terms in double.
INLINE float sin_turned_f32(float x, int64_t turn) {
  double d = x, shifted = d * 0.63661977236758134308 + ROUND_F64, k = shifted - ROUND_F64;
  double a = (d - k * 0x1.921fb54400000p+0) - k * 0x1.0b4611a626331p-34, z = a * a;
  double s = 2.7557319223985893e-06;
  s = s * z - 1.9841269841269841e-04;
  s = s * z + 8.3333333333333333e-03;
  s = s * z - 1.6666666666666667e-01;
  s = a + a * z * s;
  double c = 2.4801587301587302e-05;
  c = c * z - 1.3888888888888889e-03;
  c = c * z + 4.1666666666666667e-02;
  c = 1.0 - (0.5 * z - z * z * c);
  int64_t quarter = f64_to_bits(shifted) + turn;
  double value = quarter & 1 ? c : s;
  return (float)(quarter & 2 ? -value : value);
}
INLINE float sin_f32(float x) { return x == 0 ? x : sin_turned_f32(x, 0); }
INLINE float cos_f32(float x) { return sin_turned_f32(x, 1); }

// An array, in blocks of ordinary arguments and others.
#define TURNED(name, suffix, T, bits, library)                                                                 \
  INLINE void name##_array_##suffix(const T *x, T *y, int64_t n) {                                             \
    for (int64_t b = 0; b < n; b += ORDINARY, x += ORDINARY, y += ORDINARY) {                                  \
      int64_t m = n - b < ORDINARY ? n - b : ORDINARY;                                                         \
      bits##_t most = 0;                                                                                       \
      for (int64_t k = 0; k < m; k++) {                                                                        \
        bits##_t size = suffix##_bits(x[k]);                                                                   \
        most = size > most ? size : most;                                                                      \
      }                                                                                                        \
      if (most <= suffix##_bits((T)MOST_TURNED)) {                                                             \
        LOOP_OF(2) for (int64_t k = 0; k < m; k++) y[k] = name##_##suffix(x[k]);                               \
      } else {                                                                                                 \
        for (int64_t k = 0; k < m; k++)                                                                        \
          y[k] = suffix##_bits(x[k]) <= suffix##_bits((T)MOST_TURNED) ? name##_##suffix(x[k]) : library(x[k]); \
      }                                                                                                        \
    }                                                                                                          \
  }
// Bits of |x|, which are in the order of |x|.
INLINE int32_t f32_bits(float x) { return f32_to_bits(x) & INT32_MAX; }
INLINE int64_t f64_bits(double x) { return f64_to_bits(x) & INT64_MAX; }
TURNED(sin, f32, float, int32, sinf)
TURNED(sin, f64, double, int64, sin)
TURNED(cos, f32, float, int32, cosf)
TURNED(cos, f64, double, int64, cos)
