// Functions that few networks need: erf, elu, floor, leaky_relu and prelu.
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"

#define UNARY(name, suffix, T, expression)                                               \
  CLONES int tarn_##name##_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1];                                                                   \
    T *y = p[0];                                                                         \
    int64_t n = i[0];                                                                    \
    LOOP for (int64_t k = 0; k < n; k++) {                                               \
      T a = x[k];                                                                        \
      y[k] = expression;                                                                 \
    }                                                                                    \
    return 0;                                                                            \
  }
UNARY(erf, f32, float, erff(a))
UNARY(erf, f64, double, erf(a))
UNARY(elu, f32, float, a > 0 ? a : (float)f[0] * expm1f(a))
UNARY(elu, f64, double, a > 0 ? a : f[0] * expm1(a))
UNARY(floor, f32, float, __builtin_elementwise_floor(a))
UNARY(floor, f64, double, __builtin_elementwise_floor(a))
// A slope of 0 makes 0 of -infinity too.
#define LEAKY(suffix, T)                                                                       \
  CLONES int tarn_leaky_relu_##suffix(void *const *p, const int64_t *i, const double *f) {     \
    const T *x = p[1], slope = (T)f[0];                                                        \
    T *y = p[0];                                                                               \
    int64_t n = i[0];                                                                          \
    if (slope == 0)                                                                            \
      LOOP for (int64_t k = 0; k < n; k++) y[k] = x[k] > 0 ? x[k] : (x[k] == x[k] ? 0 : x[k]); \
    else                                                                                       \
      LOOP for (int64_t k = 0; k < n; k++) y[k] = x[k] > 0 ? x[k] : slope * x[k];              \
    return 0;                                                                                  \
  }
LEAKY(f32, float)
LEAKY(f64, double)

// The same with a slope for each element.
#define PRELU_FORM(form, suffix, T, A, B)                                                      \
  CLONES int tarn_prelu_##form##_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1], *z = p[2];                                                              \
    T *y = p[0];                                                                               \
    int64_t n = i[0];                                                                          \
    LOOP for (int64_t k = 0; k < n; k++) {                                                     \
      T a = A, slope = B;                                                                      \
      y[k] = a > 0 ? a : (slope == 0 && a == a ? 0 : slope * a);                               \
    }                                                                                          \
    return 0;                                                                                  \
  }
#define PRELU(suffix, T)                \
  PRELU_FORM(vv, suffix, T, x[k], z[k]) \
  PRELU_FORM(vs, suffix, T, x[k], z[0]) \
  PRELU_FORM(sv, suffix, T, x[0], z[k])
PRELU(f32, float)
PRELU(f64, double)
