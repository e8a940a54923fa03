// Functions that few networks need: erf, elu, and random numbers.
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

// Philox4x32-10 (Salmon et al. 2011), as CounterRandom has it: four words of 32 bits for one counter.
static inline void philox(uint32_t c[4], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    uint64_t p0 = (uint64_t)c[0] * 0xD2511F53u, p1 = (uint64_t)c[2] * 0xCD9E8D57u;
    uint32_t c1 = c[1], c3 = c[3];
    c[0] = (uint32_t)(p1 >> 32) ^ c1 ^ key0;
    c[1] = (uint32_t)p1;
    c[2] = (uint32_t)(p0 >> 32) ^ c3 ^ key1;
    c[3] = (uint32_t)p0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

// Uniform numbers in [0, 1), multiples of 2^-24 in both precisions. p[1] holds for each row a seed and a counter,
// two words each; i = [rows, elements of a row, stream, first element].
// Element e is word e % 4 of block e / 4.
#define UNIFORM(suffix, T)                                                                         \
  CLONES int tarn_uniform_##suffix(void *const *p, const int64_t *i, const double *f) {            \
    int64_t rows = i[0], n = i[1];                                                                 \
    for (int64_t r = 0; r < rows; r++) {                                                           \
      const uint32_t *key = (const uint32_t *)p[1] + 4 * r;                                        \
      T *y = (T *)p[0] + r * n;                                                                    \
      for (int64_t e = 0; e < n; e += 4) {                                                         \
        uint32_t c[4] = {(uint32_t)((e + i[3]) / 4), key[2], key[3], (uint32_t)i[2]};              \
        philox(c, key[0], key[1]);                                                                 \
        for (int64_t k = 0; k < 4 && e + k < n; k++) y[e + k] = (T)(c[k] >> 8) * (T)0x1p-24;       \
      }                                                                                            \
    }                                                                                              \
    return 0;                                                                                      \
  }
UNIFORM(f32, float)
UNIFORM(f64, double)
