// Sums, products and running sums of whole numbers: in float64, which holds them up to 2^53. What is larger is
// refused, so that a result is exact or none.
#include "CKernels.h"
#include "clones.h"

#define BLOCK 512
#define MOST 9007199254740992.0
#define SUM_LIMIT ((int64_t)1 << 53)

INLINE int is_large(int64_t sum) { return (sum > SUM_LIMIT) | (sum < -SUM_LIMIT); }

CLONES int tarn_reduce_sum_i32(void *const *p, const int64_t *i, const double *f) {
  const int32_t *x = p[1];
  double *y = p[0];
  int64_t outer = i[0], reduced = i[1], inner = i[2];
  int bad = 0;
  for (int64_t o = 0; o < outer; o++, x += reduced * inner, y += inner) {
    if (i[3] == 1) {
      int64_t sum = 0;
      LOOP for (int64_t r = 0; r < reduced; r++) sum += x[r];
      bad |= is_large(sum);
      y[0] = (double)sum;
      continue;
    }
    for (int64_t from = 0; from < inner; from += BLOCK) {
      int64_t sum[BLOCK] = {0}, m = inner - from < BLOCK ? inner - from : BLOCK;
      for (int64_t r = 0; r < reduced; r++) {
        const int32_t *source = x + r * i[3] + from;
        LOOP for (int64_t k = 0; k < m; k++) sum[k] += source[k];
      }
      for (int64_t k = 0; k < m; k++) {
        bad |= is_large(sum[k]);
        y[from + k] = (double)sum[k];
      }
    }
  }
  return bad ? TARN_NOT_WHOLE : 0;
}

// Once a product is beyond 2^53 it stays there, unless a zero follows: no digit is lost unnoticed.
CLONES int tarn_reduce_prod_i32(void *const *p, const int64_t *i, const double *f) {
  const int32_t *x = p[1];
  double *y = p[0];
  int64_t outer = i[0], reduced = i[1], inner = i[2];
  int bad = 0;
  for (int64_t o = 0; o < outer; o++, x += reduced * inner, y += inner) {
    for (int64_t k = 0; k < inner; k++) y[k] = 1;
    for (int64_t r = 0; r < reduced; r++) {
      const int32_t *source = x + r * i[3];
      LOOP for (int64_t k = 0; k < inner; k++) y[k] = source[k] == 0 ? 0 : y[k] * source[k];
    }
    for (int64_t k = 0; k < inner; k++) bad |= (y[k] > MOST) | (y[k] < -MOST);
  }
  return bad ? TARN_NOT_WHOLE : 0;
}

CLONES int tarn_cumsum_i32(void *const *p, const int64_t *i, const double *f) {
  const int32_t *x = p[1];
  double *y = p[0];
  int64_t outer = i[0], n = i[1], inner = i[2];
  int bad = 0;
  if (i[3] == 1) {
    for (int64_t o = 0; o < outer; o++, x += n, y += n) {
      int64_t sum = 0;
      for (int64_t k = 0; k < n; k++) {
        sum += x[k];
        bad |= is_large(sum);
        y[k] = (double)sum;
      }
    }
    return bad ? TARN_NOT_WHOLE : 0;
  }
  for (int64_t o = 0; o < outer; o++)
    for (int64_t from = 0; from < inner; from += BLOCK) {
      int64_t sum[BLOCK] = {0}, m = inner - from < BLOCK ? inner - from : BLOCK;
      for (int64_t r = 0; r < n; r++) {
        int64_t e = o * n * inner + r * i[3] + from;
        LOOP for (int64_t k = 0; k < m; k++) {
          sum[k] += x[e + k];
          bad |= is_large(sum[k]);
          y[e + k] = (double)sum[k];
        }
      }
    }
  return bad ? TARN_NOT_WHOLE : 0;
}

// The same numbers, refused beyond what the type holds all whole numbers of.
#define WITHIN(suffix, T, most)                                                       \
  CLONES int tarn_whole_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1];                                                                \
    T *y = p[0];                                                                      \
    int64_t n = i[0];                                                                 \
    int bad = 0;                                                                      \
    LOOP for (int64_t k = 0; k < n; k++) {                                            \
      bad |= (x[k] > most) | (x[k] < -most);                                          \
      y[k] = x[k];                                                                    \
    }                                                                                 \
    return bad ? TARN_NOT_WHOLE : 0;                                                  \
  }
WITHIN(f32, float, 16777216.0f)
WITHIN(f64, double, MOST)
