// Transcendental functions as straight-line polynomials, so that loops over them vectorise.
// Coefficients: minimax polynomials fitted by the Remez algorithm at 60 digits. Errors are those of
// the tests: at most 4 units in the last place over the whole range, special values as in IEEE 754.
#pragma once
#include <math.h>
#include <stdint.h>

static inline double bits_to_f64(int64_t b) {
  union {
    int64_t i;
    double d;
  } u = {.i = b};
  return u.d;
}
static inline int64_t f64_to_bits(double d) {
  union {
    int64_t i;
    double d;
  } u = {.d = d};
  return u.i;
}
static inline float bits_to_f32(int32_t b) {
  union {
    int32_t i;
    float d;
  } u = {.i = b};
  return u.d;
}
static inline int32_t f32_to_bits(float d) {
  union {
    int32_t i;
    float d;
  } u = {.d = d};
  return u.i;
}

// Adding this constant rounds to the nearest integer and leaves it in the low bits of the mantissa.
#define ROUND_F64 0x1.8p52
#define ROUND_F32 0x1.8p23f

// expm1(r) for |r| <= ln(2)/2.
static inline double expm1_small_f64(double r) {
  double p = 2.51053134230785226e-8;
  p = p * r + 2.761391075609279232e-7;
  p = p * r + 2.755725662467764827e-6;
  p = p * r + 0.0000248015362006738996;
  p = p * r + 0.0001984126987193625877;
  p = p * r + 0.001388888890597618103;
  p = p * r + 0.00833333333332792855;
  p = p * r + 0.04166666666665124044;
  p = p * r + 0.1666666666666666825;
  return r + r * r * (0.5 + r * p);
}
static inline float expm1_small_f32(float r) {
  float p = 0.0001989939245649291961f;
  p = p * r + 0.001392625583133736244f;
  p = p * r + 0.008333300841549509213f;
  p = p * r + 0.04166655416785642564f;
  p = p * r + 0.1666666669674999067f;
  return r + r * r * (0.5f + r * p);
}

// Splits x = k ln 2 + r and gives expm1(r); *scale = 2^(k/2), *rest = 2^(k - k/2): two factors, so that
// the ends of the range (overflow, subnormal results) come out right.
static inline double expm1_split_f64(double x, double *scale, double *rest) {
  double shifted = x * 1.4426950408889634074 + ROUND_F64;
  double k = shifted - ROUND_F64;
  double r = x - k * 0x1.62e42fefa0000p-1;
  r = r - k * 0x1.cf79abc9e3b3ap-40;
  int64_t n = f64_to_bits(shifted) - f64_to_bits(ROUND_F64);
  // An arithmetic shift by one of a small signed number, in operations every vector unit has.
  int64_t half = ((n + 4096) >> 1) - 2048;
  *scale = bits_to_f64((half + 1023) << 52);
  *rest = bits_to_f64((n - half + 1023) << 52);
  return expm1_small_f64(r);
}
static inline float expm1_split_f32(float x, float *scale, float *rest) {
  float shifted = x * 1.442695041f + ROUND_F32;
  float k = shifted - ROUND_F32;
  float r = x - k * 0x1.62e400p-1f;
  r = r - k * 0x1.7f7d1cp-20f;
  int32_t n = f32_to_bits(shifted) - f32_to_bits(ROUND_F32);
  int32_t half = ((n + 512) >> 1) - 256;
  *scale = bits_to_f32((half + 127) << 23);
  *rest = bits_to_f32((n - half + 127) << 23);
  return expm1_small_f32(r);
}

// Comparisons are written so that NaN falls through to the end.
static inline double exp_f64(double x) {
  double c = x > 710.0 ? 710.0 : x;
  c = c < -746.0 ? -746.0 : c;
  double scale, rest, q = expm1_split_f64(c, &scale, &rest);
  return (1.0 + q) * scale * rest;
}
static inline float exp_f32(float x) {
  float c = x > 89.0f ? 89.0f : x;
  c = c < -104.0f ? -104.0f : c;
  float scale, rest, q = expm1_split_f32(c, &scale, &rest);
  return (1.0f + q) * scale * rest;
}

// The same for arguments whose power 2^k is a normal number: *power = 2^k.
static inline double expm1_power_f64(double x, double *power) {
  double shifted = x * 1.4426950408889634074 + ROUND_F64;
  double k = shifted - ROUND_F64;
  double r = x - k * 0x1.62e42fefa0000p-1;
  r = r - k * 0x1.cf79abc9e3b3ap-40;
  *power = bits_to_f64((f64_to_bits(shifted) - f64_to_bits(ROUND_F64) + 1023) << 52);
  return expm1_small_f64(r);
}
static inline float expm1_power_f32(float x, float *power) {
  float shifted = x * 1.442695041f + ROUND_F32;
  float k = shifted - ROUND_F32;
  float r = x - k * 0x1.62e400p-1f;
  r = r - k * 0x1.7f7d1cp-20f;
  *power = bits_to_f32((f32_to_bits(shifted) - f32_to_bits(ROUND_F32) + 127) << 23);
  return expm1_small_f32(r);
}

// tanh(|x|) = e / (e + 2) with e = expm1(2|x|) = 2^k q + (2^k - 1), which keeps full precision near 0.
static inline double tanh_f64(double x) {
  double a = fabs(x);
  double c = a > 22.0 ? 22.0 : a;
  double power, q = expm1_power_f64(2.0 * c, &power);
  double e = power * q + (power - 1.0);
  return copysign(e / (e + 2.0), x);
}
static inline float tanh_f32(float x) {
  float a = fabsf(x);
  float c = a > 10.0f ? 10.0f : a;
  float power, q = expm1_power_f32(2.0f * c, &power);
  float e = power * q + (power - 1.0f);
  return copysignf(e / (e + 2.0f), x);
}

static inline double sigmoid_f64(double x) {
  double t = exp_f64(-fabs(x));
  return (x < 0 ? t : 1.0) / (1.0 + t);
}
static inline float sigmoid_f32(float x) {
  float t = exp_f32(-fabsf(x));
  return (x < 0 ? t : 1.0f) / (1.0f + t);
}

// log(x) = k ln 2 + log(m), m in [sqrt(1/2), sqrt(2)); log(m) = 2 atanh(s), s = (m - 1)/(m + 1).
static inline double log_f64(double x) {
  double tiny = x < 0x1p-1022 ? 0x1p54 : 1.0;
  int64_t b = f64_to_bits(x * tiny);
  int64_t shifted = b - f64_to_bits(0.70710678118654752440);
  int64_t k = (int64_t)(((uint64_t)shifted + (1024ull << 52)) >> 52) - 1024;
  double m = bits_to_f64((int64_t)((uint64_t)b - ((uint64_t)k << 52)));
  // The small integer k as a double, without a conversion instruction.
  double kd = bits_to_f64(f64_to_bits(ROUND_F64) + k) - ROUND_F64 - (x < 0x1p-1022 ? 54.0 : 0.0);
  double g = m - 1.0, s = g / (2.0 + g), z = s * s;
  double p = 0.1308921914585863743;
  p = p * z + 0.1326851628844339351;
  p = p * z + 0.1538624968108486925;
  p = p * z + 0.1818179544827097887;
  p = p * z + 0.2222222239360378267;
  p = p * z + 0.2857142857079476754;
  p = p * z + 0.4000000000000089246;
  p = p * z + 0.6666666666666666646;
  double h = 0.5 * g * g;
  double y = kd * 0x1.62e42fefa0000p-1 + (g - (h - (s * (h + p * z) + kd * 0x1.cf79abc9e3b3ap-40)));
  y = x == 0 ? -INFINITY : y;
  y = x < 0 ? NAN : y;
  return x < INFINITY ? y : x;
}
static inline float log_f32(float x) {
  float tiny = x < 0x1p-126f ? 0x1p25f : 1.0f;
  int32_t b = f32_to_bits(x * tiny);
  int32_t shifted = b - f32_to_bits(0.707106781f);
  int32_t k = (int32_t)(((uint32_t)shifted + (128u << 23)) >> 23) - 128;
  float m = bits_to_f32((int32_t)((uint32_t)b - ((uint32_t)k << 23)));
  float kd = (float)k - (x < 0x1p-126f ? 25.0f : 0.0f);
  float g = m - 1.0f, s = g / (2.0f + g), z = s * s;
  float p = 0.2333341875083631124f;
  p = p * z + 0.2855069897010334917f;
  p = p * z + 0.4000012309050689696f;
  p = p * z + 0.6666666655260869046f;
  float h = 0.5f * g * g;
  float y = kd * 0x1.62e400p-1f + (g - (h - (s * (h + p * z) + kd * 0x1.7f7d1cp-20f)));
  y = x == 0 ? -INFINITY : y;
  y = x < 0 ? NAN : y;
  return x < INFINITY ? y : x;
}

// softplus(x) = max(x, 0) + log(1 + t), t = exp(-|x|); the last term gives back what rounding 1 + t lost.
static inline double softplus_f64(double x) {
  double t = exp_f64(-fabs(x)), u = 1.0 + t;
  return (x > 0 ? x : (x == x ? 0 : x)) + (log_f64(u) - ((u - 1.0) - t) / u);
}
static inline float softplus_f32(float x) {
  float t = exp_f32(-fabsf(x)), u = 1.0f + t;
  return (x > 0 ? x : (x == x ? 0 : x)) + (log_f32(u) - ((u - 1.0f) - t) / u);
}

// Arrays of float32. Nearly always all arguments of a block are of ordinary size; that is seen from
// their bits in passing, and then nothing needs to be clamped, scaled twice or chosen. What an element
// becomes does not depend on its neighbours.
#define ORDINARY 512

// Whether |x| <= 87 for all, so that exp(x) and exp(-x) are normal numbers; NaN is not.
INLINE int is_moderate_f32(const float *x, int64_t n) {
  int32_t most = 0;
  for (int64_t k = 0; k < n; k++) {
    int32_t b = f32_to_bits(x[k]) & INT32_MAX;
    most = b > most ? b : most;
  }
  return most <= f32_to_bits(87.0f);
}
// Whether all are positive, normal and finite.
INLINE int is_positive_f32(const float *x, int64_t n) {
  int32_t least = INT32_MAX, most = 0;
  for (int64_t k = 0; k < n; k++) {
    int32_t b = f32_to_bits(x[k]);
    most = b > most ? b : most;
    least = b < least ? b : least;
  }
  return least >= f32_to_bits(0x1p-126f) && most < f32_to_bits(INFINITY);
}
// exp(x) for |x| <= 87: the power of two is added to the exponent.
INLINE float exp_moderate_f32(float x) {
  float shifted = x * 1.442695041f + ROUND_F32;
  float k = shifted - ROUND_F32;
  float r = x - k * 0x1.62e400p-1f;
  r = r - k * 0x1.7f7d1cp-20f;
  float p = 0.001381454018f;
  p = p * r + 0.008368745109f;
  p = p * r + 0.04166839078f;
  p = p * r + 0.166665204f;
  p = p * r + 0.4999999343f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return bits_to_f32(f32_to_bits(p) + (int32_t)((uint32_t)f32_to_bits(shifted) << 23));
}
// log(x) of positive normal numbers: k ln 2 + g - g^2/2 + g^3 P(g), without a division.
INLINE float log_positive_f32(float x) {
  int32_t b = f32_to_bits(x);
  int32_t k = (b - f32_to_bits(0.707106781f)) >> 23;
  float g = bits_to_f32(b - (int32_t)((uint32_t)k << 23)) - 1.0f, kd = (float)k;
  float p = 0.08700452803f;
  p = p * g + -0.1426749146f;
  p = p * g + 0.1491476427f;
  p = p * g + -0.1657758404f;
  p = p * g + 0.1996306406f;
  p = p * g + -0.2500133706f;
  p = p * g + 0.3333391073f;
  p = p * g + -0.5f;
  float low = g * g * p + kd * 0x1.7f7d1cp-20f;
  return kd * 0x1.62e400p-1f + (g + low);
}

#define BLOCKS(name, fits, together, fast, slow)                              \
  INLINE void name##_array_f32(const float *x, float *y, int64_t n) {         \
    for (int64_t b = 0; b < n; b += ORDINARY, x += ORDINARY, y += ORDINARY) { \
      int64_t m = n - b < ORDINARY ? n - b : ORDINARY;                        \
      if (fits(x, m)) {                                                       \
        together for (int64_t k = 0; k < m; k++) y[k] = fast;                 \
      } else {                                                                \
        LOOP for (int64_t k = 0; k < m; k++) y[k] = slow;                     \
      }                                                                       \
    }                                                                         \
  }
BLOCKS(exp, is_moderate_f32, LOOP_OF(2), exp_moderate_f32(x[k]),
       fabsf(x[k]) <= 87.0f ? exp_moderate_f32(x[k]) : exp_f32(x[k]))
BLOCKS(log, is_positive_f32, LOOP_OF(4), log_positive_f32(x[k]),
       x[k] >= 0x1p-126f && x[k] < INFINITY ? log_positive_f32(x[k]) : log_f32(x[k]))
BLOCKS(sigmoid, is_moderate_f32, LOOP_OF(2), 1.0f / (1.0f + exp_moderate_f32(-x[k])),
       fabsf(x[k]) <= 87.0f ? 1.0f / (1.0f + exp_moderate_f32(-x[k])) : sigmoid_f32(x[k]))
INLINE void exp_array_f64(const double *x, double *y, int64_t n) {
  LOOP_OF(4) for (int64_t k = 0; k < n; k++) y[k] = exp_f64(x[k]);
}
