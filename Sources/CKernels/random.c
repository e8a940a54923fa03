// Random numbers as pure functions of a key: the same ones for the same key, whatever the threads.
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"
#include "trig.h"

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
// two words each; i = [rows, elements of a row, first element, stream].
// Element e is word e % 4 of block e / 4.
#define UNIFORM(suffix, T)                                                                   \
  CLONES int tarn_uniform_##suffix(void *const *p, const int64_t *i, const double *f) {      \
    int64_t rows = i[0], n = i[1];                                                           \
    for (int64_t r = 0; r < rows; r++) {                                                     \
      const uint32_t *key = (const uint32_t *)p[1] + 4 * r;                                  \
      T *y = (T *)p[0] + r * n;                                                              \
      for (int64_t e = 0; e < n; e += 4) {                                                   \
        uint32_t c[4] = {(uint32_t)((e + i[2]) / 4), key[2], key[3], (uint32_t)i[3]};        \
        philox(c, key[0], key[1]);                                                           \
        for (int64_t k = 0; k < 4 && e + k < n; k++) y[e + k] = (T)(c[k] >> 8) * (T)0x1p-24; \
      }                                                                                      \
    }                                                                                        \
    return 0;                                                                                \
  }
UNIFORM(f32, float)
UNIFORM(f64, double)

// The numbers of CounterRandom, many blocks at once. p[1] holds for each row a key: a seed and a stream, two
// words each; i = [rows, elements of a row, first element, low, count]. Block b gives the elements 2b and 2b + 1
// of 64 bits each, or one normal number.
#define LANES 16

INLINE void blocks(uint32_t w[4][LANES], uint64_t first, const uint32_t *key) {
  LOOP for (int l = 0; l < LANES; l++) {
    uint64_t counter = first + (uint64_t)l;
    uint32_t c[4] = {(uint32_t)counter, (uint32_t)(counter >> 32), key[2], key[3]};
    philox(c, key[0], key[1]);
    w[0][l] = c[0];
    w[1][l] = c[1];
    w[2][l] = c[2];
    w[3][l] = c[3];
  }
}

// Uniform in [0, 1): multiples of 2^-53, cut off to multiples of 2^-24 in float32, which rounding could make 1.
INLINE double unit_f64(uint64_t bits) { return (double)(int64_t)(bits >> 11) * 0x1p-53; }
INLINE float unit_f32(uint64_t bits) { return (float)(int32_t)(bits >> 40) * 0x1p-24f; }

// cos(2 pi u) for u in [0, 1): u is cut into quarters exactly.
INLINE double cos_turn(double u) {
  double q = u * 4.0, shifted = q + ROUND_F64, a = (q - (shifted - ROUND_F64)) * 1.57079632679489661923;
  return sin_quarter_f64(f64_to_bits(shifted) + 1, a);
}

// Box and Muller, by logarithms of numbers in (0, 1].
INLINE double normal(uint64_t a, uint64_t b) {
  return __builtin_elementwise_sqrt(-2.0 * log_f64(1.0 - unit_f64(a))) * cos_turn(unit_f64(b));
}

// low + floor(bits count / 2^64) for counts up to 2^32: equally likely to one part in 2^32.
INLINE int64_t whole(uint64_t bits, int64_t low, uint64_t count) {
  return low + (int64_t)(((bits >> 32) * count + (((bits & 0xffffffffu) * count) >> 32)) >> 32);
}

// `each` elements a block; the expression is element number `half` of the block whose bits are a and b.
#define DRAW(name, suffix, T, each, expression)                                                  \
  CLONES int tarn_##name##_##suffix(void *const *p, const int64_t *i, const double *f) {         \
    int64_t rows = i[0], n = i[1], low = i[3];                                                   \
    uint64_t count = (uint64_t)i[4];                                                             \
    uint32_t w[4][LANES];                                                                        \
    T drawn[each * LANES];                                                                       \
    (void)low, (void)count;                                                                      \
    for (int64_t r = 0; r < rows; r++) {                                                         \
      T *y = (T *)p[0] + r * n;                                                                  \
      for (int64_t e = 0; e < n; e += each * LANES) {                                            \
        blocks(w, (uint64_t)(i[2] + e) / each, (const uint32_t *)p[1] + 4 * r);                  \
        LOOP for (int l = 0; l < LANES; l++) {                                                   \
          uint64_t a = w[0][l] | (uint64_t)w[1][l] << 32, b = w[2][l] | (uint64_t)w[3][l] << 32; \
          for (int half = 0; half < each; half++) drawn[each * l + half] = (T)(expression);      \
        }                                                                                        \
        int64_t left = n - e < each * LANES ? n - e : each * LANES;                              \
        memcpy(y + e, drawn, (size_t)left * sizeof(T));                                          \
      }                                                                                          \
    }                                                                                            \
    return 0;                                                                                    \
  }
DRAW(rand, f32, float, 2, unit_f32(half ? b : a))
DRAW(rand, f64, double, 2, unit_f64(half ? b : a))
DRAW(randn, f32, float, 1, normal(a, b))
DRAW(randn, f64, double, 1, normal(a, b))
DRAW(randint, f32, float, 2, whole(half ? b : a, low, count))
DRAW(randint, f64, double, 2, whole(half ? b : a, low, count))
DRAW(randint, i32, int32_t, 2, whole(half ? b : a, low, count))
