// Elementwise kernels: one line each.
#include <string.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"
#include "trig.h"

#define UNARY_LOOP(together, name, suffix, T, U, expression)                             \
  CLONES int tarn_##name##_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1];                                                                   \
    U *y = p[0];                                                                         \
    int64_t n = i[0];                                                                    \
    together for (int64_t k = 0; k < n; k++) {                                           \
      T a = x[k];                                                                        \
      y[k] = expression;                                                                 \
    }                                                                                    \
    return 0;                                                                            \
  }
#define UNARY(name, suffix, T, U, expression) UNARY_LOOP(LOOP, name, suffix, T, U, expression)
// Long expressions wait for themselves: four vectors in flight hide that.
#define LONG(name, suffix, T) UNARY_LOOP(LOOP_OF(4), name, suffix, T, T, name##_##suffix(a))
#define NUMBERS(name, e)              \
  UNARY(name, f32, float, float, e)   \
  UNARY(name, f64, double, double, e) \
  UNARY(name, i32, int32_t, int32_t, e)
#define FLOATS(name, e32, e64)        \
  UNARY(name, f32, float, float, e32) \
  UNARY(name, f64, double, double, e64)
#define ARRAY(name)                                                                 \
  LONG(name, f64, double)                                                           \
  CLONES int tarn_##name##_f32(void *const *p, const int64_t *i, const double *f) { \
    name##_array_f32(p[1], p[0], i[0]);                                             \
    return 0;                                                                       \
  }
// Whole numbers: computed with 64 bits, and refused where 32 do not hold the result.
#define CHECKED(name, expression)                                                   \
  CLONES int tarn_##name##_i32(void *const *p, const int64_t *i, const double *f) { \
    const int32_t *x = p[1];                                                        \
    int32_t *y = p[0], bad = 0;                                                     \
    int64_t n = i[0];                                                               \
    LOOP for (int64_t k = 0; k < n; k++) {                                          \
      int64_t a = x[k], result = expression;                                        \
      bad |= result != (int32_t)result;                                             \
      y[k] = (int32_t)result;                                                       \
    }                                                                               \
    return bad ? TARN_OVERFLOW : 0;                                                 \
  }

NUMBERS(copy, a)
UNARY(neg, f32, float, float, -a)
UNARY(neg, f64, double, double, -a)
CHECKED(neg, -a)
UNARY(abs, f32, float, float, fabsf(a))
UNARY(abs, f64, double, double, fabs(a))
CHECKED(abs, a < 0 ? -a : a)
// NaN stays NaN.
NUMBERS(sign, a > 0 ? 1 : (a < 0 ? -1 : (a == a ? 0 : a)))
UNARY(square, f32, float, float, a *a)
UNARY(square, f64, double, double, a *a)
CHECKED(square, a *a)
ARRAY(exp)
ARRAY(log)
ARRAY(sigmoid)
// The square root of libm reports errors in errno, which keeps a loop scalar.
FLOATS(sqrt, __builtin_elementwise_sqrt(a), __builtin_elementwise_sqrt(a))
LONG(tanh, f32, float)
LONG(tanh, f64, double)
NUMBERS(relu, a > 0 ? a : (a == a ? 0 : a))
LONG(softplus, f32, float)
LONG(softplus, f64, double)
#define TRIGONOMETRIC(name, suffix)                                                      \
  CLONES int tarn_##name##_##suffix(void *const *p, const int64_t *i, const double *f) { \
    name##_array_##suffix(p[1], p[0], i[0]);                                             \
    return 0;                                                                            \
  }
TRIGONOMETRIC(sin, f32)
TRIGONOMETRIC(sin, f64)
TRIGONOMETRIC(cos, f32)
TRIGONOMETRIC(cos, f64)
FLOATS(reciprocal, 1.0f / a, 1.0 / a)
// NaN stays NaN.
#define CLAMP(suffix, T)                                                              \
  CLONES int tarn_clamp_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1], low = (T)f[0], high = (T)f[1];                                 \
    T *y = p[0];                                                                      \
    int64_t n = i[0];                                                                 \
    LOOP for (int64_t k = 0; k < n; k++) {                                            \
      T a = x[k] < low ? low : x[k];                                                  \
      y[k] = a > high ? high : a;                                                     \
    }                                                                                 \
    return 0;                                                                         \
  }
CLAMP(f32, float)
CLAMP(f64, double)
UNARY(cast_f32, f64, float, double, a)
UNARY(cast_f64, f32, double, float, (float)a)
UNARY(cast_i32, f32, int32_t, float, (float)a)
UNARY(cast_i32, f64, int32_t, double, a)
// To whole numbers: the part before the point. `clip` takes the nearest there is, and 0 for NaN; `cast` refuses
// what does not fit.
#define WHOLE(suffix, T, most)                                                                                  \
  UNARY(clip_##suffix, i32, T, int32_t,                                                                         \
        a >= most ? INT32_MAX : (a <= (T)INT32_MIN ? INT32_MIN : (a == a ? (int32_t)a : 0)))                    \
  CLONES int tarn_cast_##suffix##_i32(void *const *p, const int64_t *i, const double *f) {                      \
    const T *x = p[1];                                                                                          \
    int64_t n = i[0];                                                                                           \
    int bad = 0;                                                                                                \
    LOOP for (int64_t k = 0; k < n; k++) bad |= !((double)x[k] > -2147483649.0 && (double)x[k] < 2147483648.0); \
    return bad ? TARN_OVERFLOW : tarn_clip_##suffix##_i32(p, i, f);                                             \
  }
WHOLE(f32, float, 2147483648.0f)
WHOLE(f64, double, 2147483647.0)

#define BINARY_FORM(name, form, suffix, T, A, B, expression)                                      \
  CLONES int tarn_##name##_##form##_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1], *z = p[2];                                                                 \
    T *y = p[0];                                                                                  \
    int64_t n = i[0];                                                                             \
    const T x0 = x[0], z0 = z[0];                                                                 \
    (void)x0;                                                                                     \
    (void)z0;                                                                                     \
    LOOP for (int64_t k = 0; k < n; k++) {                                                        \
      T a = A, b = B;                                                                             \
      y[k] = expression;                                                                          \
    }                                                                                             \
    return 0;                                                                                     \
  }
#define BINARY(name, suffix, T, expression)                \
  BINARY_FORM(name, vv, suffix, T, x[k], z[k], expression) \
  BINARY_FORM(name, vs, suffix, T, x[k], z0, expression)   \
  BINARY_FORM(name, sv, suffix, T, x0, z[k], expression)
#define BINARY_FLOATS(name, e) BINARY(name, f32, float, e) BINARY(name, f64, double, e)
#define BINARY_NUMBERS(name, e) \
  BINARY_FLOATS(name, e)        \
  BINARY(name, i32, int32_t, e)
#define CHECKED_FORM(name, form, A, B, op)                                                   \
  CLONES int tarn_##name##_##form##_i32(void *const *p, const int64_t *i, const double *f) { \
    const int32_t *x = p[1], *z = p[2], x0 = x[0], z0 = z[0];                                \
    int32_t *y = p[0], bad = 0;                                                              \
    int64_t n = i[0];                                                                        \
    (void)x0;                                                                                \
    (void)z0;                                                                                \
    LOOP for (int64_t k = 0; k < n; k++) {                                                   \
      int64_t result = (int64_t)A op(int64_t) B;                                             \
      bad |= result != (int32_t)result;                                                      \
      y[k] = (int32_t)result;                                                                \
    }                                                                                        \
    return bad ? TARN_OVERFLOW : 0;                                                          \
  }
// Sums wrap where the sign of the result is neither operand's: all of it has 32 bits.
#define SIGNED_FORM(name, form, A, B, op, first, second)                                     \
  CLONES int tarn_##name##_##form##_i32(void *const *p, const int64_t *i, const double *f) { \
    const int32_t *x = p[1], *z = p[2], x0 = x[0], z0 = z[0];                                \
    int32_t *y = p[0], bad = 0;                                                              \
    int64_t n = i[0];                                                                        \
    (void)x0;                                                                                \
    (void)z0;                                                                                \
    LOOP for (int64_t k = 0; k < n; k++) {                                                   \
      int32_t a = A, b = B, r = (int32_t)((uint32_t)a op(uint32_t) b);                       \
      bad |= first & second;                                                                 \
      y[k] = r;                                                                              \
    }                                                                                        \
    return bad < 0 ? TARN_OVERFLOW : 0;                                                      \
  }
#define FORMS(FORM, name, ...)            \
  FORM(name, vv, x[k], z[k], __VA_ARGS__) \
  FORM(name, vs, x[k], z0, __VA_ARGS__)   \
  FORM(name, sv, x0, z[k], __VA_ARGS__)

BINARY_FLOATS(add, a + b)
BINARY_FLOATS(sub, a - b)
BINARY_FLOATS(mul, a *b)
FORMS(SIGNED_FORM, add, +, (a ^ r), (b ^ r))
FORMS(SIGNED_FORM, sub, -, (a ^ b), (a ^ r))
FORMS(CHECKED_FORM, mul, *)
BINARY_FLOATS(div, a / b)
// NaN in either operand wins, as in NumPy's maximum.
BINARY_NUMBERS(max, a > b ? a : (b == b ? (a == a ? b : a) : b))
BINARY_NUMBERS(min, a < b ? a : (b == b ? (a == a ? b : a) : b))

// Small whole powers are products.
#define PRODUCT(T, expression)           \
  LOOP for (int64_t k = 0; k < n; k++) { \
    T a = x[k], s = a * a;               \
    (void)s;                             \
    y[k] = expression;                   \
  }
#define POW(suffix, T, function)                                                       \
  BINARY_FORM(pow, vv, suffix, T, x[k], z[k], function(a, b))                          \
  BINARY_FORM(pow, sv, suffix, T, x0, z[k], function(a, b))                            \
  CLONES int tarn_pow_vs_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1], b = *(const T *)p[2];                                           \
    T *y = p[0];                                                                       \
    int64_t n = i[0];                                                                  \
    if (b == 1)                                                                        \
      PRODUCT(T, a)                                                                    \
    else if (b == 2)                                                                   \
      PRODUCT(T, s)                                                                    \
    else if (b == 3)                                                                   \
      PRODUCT(T, s *a)                                                                 \
    else if (b == 4)                                                                   \
      PRODUCT(T, s *s)                                                                 \
    else if (b == -2)                                                                  \
      PRODUCT(T, 1 / s)                                                                \
    else                                                                               \
      for (int64_t k = 0; k < n; k++) y[k] = function(x[k], b);                        \
    return 0;                                                                          \
  }
POW(f32, float, powf)
POW(f64, double, pow)

BINARY_NUMBERS(gt, a > b)
BINARY_NUMBERS(ge, a >= b)
BINARY_NUMBERS(lt, a < b)
BINARY_NUMBERS(le, a <= b)
BINARY_NUMBERS(eq, a == b)
BINARY_NUMBERS(ne, a != b)

#define SELECT(suffix, T)                                                              \
  CLONES int tarn_select_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *m = p[1], *a = p[2], *b = p[3];                                           \
    T *y = p[0];                                                                       \
    int64_t n = i[0];                                                                  \
    LOOP for (int64_t k = 0; k < n; k++) y[k] = m[k] != 0 ? a[k] : b[k];               \
    return 0;                                                                          \
  }
SELECT(f32, float)
SELECT(f64, double)
SELECT(i32, int32_t)

// Both write whole periods; a tile may begin and end inside one.
#define TILES(bytes, T)                                                                                               \
  CLONES int tarn_repeat_##bytes(void *const *p, const int64_t *i, const double *f) {                                 \
    const T *x = p[1];                                                                                                \
    T *y = p[0];                                                                                                      \
    int64_t n = i[0], period = i[2], r = i[1] % period;                                                               \
    int64_t done = period < n ? period : n;                                                                           \
    for (int64_t k = 0; k < done; k++) y[k] = x[r + k < period ? r + k : r + k - period];                             \
    /* What is there is a whole period, and is doubled until the tile is full. */                                     \
    while (done < n) {                                                                                                \
      int64_t m = done < n - done ? done : n - done;                                                                  \
      memcpy(y + done, y, (size_t)m * sizeof(T));                                                                     \
      done += m;                                                                                                      \
    }                                                                                                                 \
    return 0;                                                                                                         \
  }                                                                                                                   \
  static inline                                                                                                       \
      __attribute__((always_inline)) void spread_runs_##bytes(T *y, const T *x, int64_t runs, const int64_t period) { \
    for (int64_t q = 0; q < runs; q++)                                                                                \
      for (int64_t j = 0; j < period; j++) y[q * period + j] = x[q];                                                  \
  }                                                                                                                   \
  CLONES int tarn_spread_##bytes(void *const *p, const int64_t *i, const double *f) {                                 \
    const T *x = p[1];                                                                                                \
    T *y = p[0];                                                                                                      \
    int64_t n = i[0], period = i[2], r = i[1] % period;                                                               \
    x += i[1] / period;                                                                                               \
    if (r) {                                                                                                          \
      int64_t m = period - r < n ? period - r : n;                                                                    \
      for (int64_t j = 0; j < m; j++) y[j] = x[0];                                                                    \
      y += m;                                                                                                         \
      n -= m;                                                                                                         \
      x++;                                                                                                            \
    }                                                                                                                 \
    int64_t runs = n / period;                                                                                        \
    switch (period) {                                                                                                 \
      case 2:                                                                                                         \
        spread_runs_##bytes(y, x, runs, 2);                                                                           \
        break;                                                                                                        \
      case 3:                                                                                                         \
        spread_runs_##bytes(y, x, runs, 3);                                                                           \
        break;                                                                                                        \
      case 4:                                                                                                         \
        spread_runs_##bytes(y, x, runs, 4);                                                                           \
        break;                                                                                                        \
      case 10:                                                                                                        \
        spread_runs_##bytes(y, x, runs, 10);                                                                          \
        break;                                                                                                        \
      default:                                                                                                        \
        spread_runs_##bytes(y, x, runs, period);                                                                      \
    }                                                                                                                 \
    for (int64_t j = runs * period; j < n; j++) y[j] = x[runs];                                                       \
    return 0;                                                                                                         \
  }
TILES(4, uint32_t)
TILES(8, uint64_t)
