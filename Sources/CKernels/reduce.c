// Reductions over the middle of [outer, reduced, inner].
#include "CKernels.h"
#include "clones.h"
#include "functions.h"

// Sums run in eight lanes over blocks of at most 1024 elements, and blocks are summed in order: vector
// speed, and an error that grows with the number of blocks only. The order never depends on threads.
#define BLOCK 1024
#define SUM(suffix, T, S)                                                                    \
  static inline S sum_row_##suffix(const T *x, int64_t n) {                                  \
    S total = 0;                                                                             \
    for (int64_t b = 0; b < n; b += BLOCK) {                                                 \
      int64_t m = n - b < BLOCK ? n - b : BLOCK, k = 0;                                      \
      S lane[8] = {0};                                                                       \
      for (; k + 8 <= m; k += 8)                                                             \
        for (int l = 0; l < 8; l++) lane[l] += x[b + k + l];                                 \
      S part = ((lane[0] + lane[1]) + (lane[2] + lane[3])) +                                 \
               ((lane[4] + lane[5]) + (lane[6] + lane[7]));                                  \
      for (; k < m; k++) part += x[b + k];                                                   \
      total += part;                                                                         \
    }                                                                                        \
    return total;                                                                            \
  }                                                                                          \
  CLONES int tarn_reduce_sum_##suffix(void *const *p, const int64_t *i, const double *f) {   \
    const T *x = p[1];                                                                       \
    T *y = p[0];                                                                             \
    int64_t outer = i[0], reduced = i[1], inner = i[2];                                      \
    for (int64_t o = 0; o < outer; o++) {                                                    \
      const T *block = x + o * reduced * inner;                                              \
      T *row = y + o * inner;                                                                \
      if (inner == 1) {                                                                      \
        row[0] = (T)sum_row_##suffix(block, reduced);                                        \
        continue;                                                                            \
      }                                                                                      \
      for (int64_t k = 0; k < inner; k++) row[k] = 0;                                        \
      int64_t r = 0;                                                                         \
      for (; r + 4 <= reduced; r += 4) {                                                     \
        const T *a = block + r * inner, *b = a + inner, *c = b + inner, *d = c + inner;      \
        LOOP for (int64_t k = 0; k < inner; k++) row[k] += (a[k] + b[k]) + (c[k] + d[k]);    \
      }                                                                                      \
      for (; r < reduced; r++) {                                                             \
        const T *a = block + r * inner;                                                      \
        LOOP for (int64_t k = 0; k < inner; k++) row[k] += a[k];                             \
      }                                                                                      \
    }                                                                                        \
    return 0;                                                                                \
  }
SUM(f32, float, float)
SUM(f64, double, double)
SUM(i32, int32_t, int32_t)

#define FOLD(name, suffix, T, start, step)                                                   \
  CLONES int tarn_##name##_##suffix(void *const *p, const int64_t *i, const double *f) {     \
    const T *x = p[1];                                                                       \
    T *y = p[0];                                                                             \
    int64_t outer = i[0], reduced = i[1], inner = i[2];                                      \
    for (int64_t o = 0; o < outer; o++) {                                                    \
      const T *block = x + o * reduced * inner;                                              \
      T *row = y + o * inner;                                                                \
      if (inner == 1) {                                                                      \
        T a = start;                                                                         \
        for (int64_t r = 0; r < reduced; r++) {                                              \
          T b = block[r];                                                                    \
          a = step;                                                                          \
        }                                                                                    \
        row[0] = a;                                                                          \
        continue;                                                                            \
      }                                                                                      \
      for (int64_t k = 0; k < inner; k++) row[k] = start;                                    \
      for (int64_t r = 0; r < reduced; r++) {                                                \
        const T *source = block + r * inner;                                                 \
        LOOP for (int64_t k = 0; k < inner; k++) {                                           \
          T a = row[k], b = source[k];                                                       \
          row[k] = step;                                                                     \
        }                                                                                    \
      }                                                                                      \
    }                                                                                        \
    return 0;                                                                                \
  }
#define MAXIMUM (a > b ? a : (b == b ? (a == a ? b : a) : b))
FOLD(reduce_max, f32, float, -INFINITY, MAXIMUM)
FOLD(reduce_max, f64, double, -INFINITY, MAXIMUM)
FOLD(reduce_max, i32, int32_t, INT32_MIN, MAXIMUM)
#define MINIMUM (a < b ? a : (b == b ? (a == a ? b : a) : b))
FOLD(reduce_min, f32, float, INFINITY, MINIMUM)
FOLD(reduce_min, f64, double, INFINITY, MINIMUM)
FOLD(reduce_min, i32, int32_t, INT32_MAX, MINIMUM)
// Whole numbers wrap around.
#define PRODUCT ((int32_t)((uint32_t)a * (uint32_t)b))
FOLD(reduce_prod, f32, float, 1, a *b)
FOLD(reduce_prod, f64, double, 1, a *b)
FOLD(reduce_prod, i32, int32_t, 1, PRODUCT)

// log of the sum of exponentials, shifted by the maximum. Infinite maxima are not shifted, so that
// -inf gives -inf and +inf gives +inf, as in IEEE arithmetic on the exact sum.
#define SHIFT(high) ((high) > -INFINITY && (high) < INFINITY ? (high) : 0)
#define LOGSUMEXP(suffix, T)                                                                 \
  /* Up to 64 short rows of one length, turned round so that lanes are rows. */               \
  static inline __attribute__((always_inline)) void logsumexp_short_##suffix(                \
      const T *x, T *y, int64_t rows, const int64_t n) {                                     \
    T value[16][64], high[64], sum[64];                                                      \
    for (int64_t k = 0; k < rows; k++)                                                       \
      for (int64_t j = 0; j < n; j++) value[j][k] = x[k * n + j];                            \
    for (int64_t k = 0; k < 64; k++) {                                                       \
      high[k] = -INFINITY;                                                                   \
      sum[k] = 0;                                                                            \
    }                                                                                        \
    for (int64_t j = 0; j < n; j++)                                                          \
      LOOP for (int64_t k = 0; k < rows; k++)                                                \
        high[k] = value[j][k] > high[k] ? value[j][k] : high[k];                             \
    LOOP for (int64_t k = 0; k < rows; k++) high[k] = SHIFT(high[k]);                        \
    for (int64_t j = 0; j < n; j++)                                                          \
      LOOP for (int64_t k = 0; k < rows; k++) sum[k] += exp_##suffix(value[j][k] - high[k]); \
    LOOP for (int64_t k = 0; k < rows; k++) y[k] = high[k] + log_##suffix(sum[k]);           \
  }                                                                                          \
  /* Rows: exponentials of as many whole rows as fit a block, or of a block of one long row. */ \
  CLONES static void logsumexp_rows_##suffix(const T *x, T *y, int64_t rows, int64_t n) {    \
    for (; n <= 16 && rows > 0; rows -= 64, x += 64 * n, y += 64) {                          \
      int64_t here = rows < 64 ? rows : 64;                                                  \
      switch (n) {                                                                           \
        case 2: logsumexp_short_##suffix(x, y, here, 2); break;                              \
        case 3: logsumexp_short_##suffix(x, y, here, 3); break;                              \
        case 10: logsumexp_short_##suffix(x, y, here, 10); break;                            \
        default: logsumexp_short_##suffix(x, y, here, n);                                    \
      }                                                                                      \
    }                                                                                        \
    if (rows <= 0) return;                                                                   \
    T value[BLOCK], high[64], sum[64];                                                       \
    int64_t together = n > 0 && n <= BLOCK ? BLOCK / n : 1;                                  \
    if (together > 64) together = 64;                                                        \
    for (int64_t r = 0; r < rows; r += together, x += together * n) {                        \
      int64_t here = rows - r < together ? rows - r : together;                              \
      for (int64_t k = 0; k < here; k++) {                                                   \
        T most = -INFINITY;                                                                  \
        for (int64_t j = 0; j < n; j++) {                                                    \
          T v = x[k * n + j];                                                                \
          most = v > most ? v : most;                                                        \
        }                                                                                    \
        high[k] = SHIFT(most);                                                               \
        sum[k] = 0;                                                                          \
      }                                                                                      \
      int64_t width = n <= BLOCK ? n : BLOCK;                                                \
      for (int64_t b = 0; b < n; b += BLOCK) {                                               \
        int64_t m = n - b < width ? n - b : width;                                           \
        for (int64_t k = 0; k < here; k++)                                                   \
          for (int64_t j = 0; j < m; j++) value[k * m + j] = x[k * n + b + j] - high[k];     \
        LOOP for (int64_t e = 0; e < here * m; e++) value[e] = exp_##suffix(value[e]);       \
        for (int64_t k = 0; k < here; k++) sum[k] += sum_row_##suffix(value + k * m, m);     \
      }                                                                                      \
      LOOP for (int64_t k = 0; k < here; k++) y[r + k] = high[k] + log_##suffix(sum[k]);     \
    }                                                                                        \
  }                                                                                          \
  CLONES int tarn_logsumexp_##suffix(void *const *p, const int64_t *i, const double *f) {    \
    const T *x = p[1];                                                                       \
    T *y = p[0];                                                                             \
    int64_t outer = i[0], reduced = i[1], inner = i[2];                                      \
    if (inner == 1) {                                                                        \
      logsumexp_rows_##suffix(x, y, outer, reduced);                                         \
      return 0;                                                                              \
    }                                                                                        \
    for (int64_t o = 0; o < outer; o++)                                                      \
      for (int64_t b = 0; b < inner; b += 64) {                                              \
        int64_t lanes = inner - b < 64 ? inner - b : 64;                                     \
        const T *source = x + o * reduced * inner + b;                                       \
        T *row = y + o * inner + b, high[64], sum[64] = {0};                                 \
        for (int64_t k = 0; k < lanes; k++) high[k] = -INFINITY;                             \
        for (int64_t r = 0; r < reduced; r++)                                                \
          LOOP for (int64_t k = 0; k < lanes; k++) {                                         \
            T v = source[r * inner + k];                                                     \
            high[k] = v > high[k] ? v : high[k];                                             \
          }                                                                                  \
        for (int64_t k = 0; k < lanes; k++) high[k] = SHIFT(high[k]);                        \
        for (int64_t r = 0; r < reduced; r++)                                                \
          LOOP for (int64_t k = 0; k < lanes; k++)                                           \
            sum[k] += exp_##suffix(source[r * inner + k] - high[k]);                         \
        LOOP for (int64_t k = 0; k < lanes; k++) row[k] = high[k] + log_##suffix(sum[k]);    \
      }                                                                                      \
    return 0;                                                                                \
  }
LOGSUMEXP(f32, float)
LOGSUMEXP(f64, double)

#define CUMSUM(suffix, T)                                                                    \
  int tarn_cumsum_##suffix(void *const *p, const int64_t *i, const double *f) {              \
    const T *x = p[1];                                                                       \
    T *y = p[0];                                                                             \
    int64_t outer = i[0], n = i[1], inner = i[2];                                            \
    for (int64_t o = 0; o < outer; o++)                                                      \
      for (int64_t r = 0; r < n; r++)                                                        \
        for (int64_t k = 0; k < inner; k++) {                                                \
          int64_t e = (o * n + r) * inner + k;                                               \
          y[e] = r ? y[e - inner] + x[e] : x[e];                                             \
        }                                                                                    \
    return 0;                                                                                \
  }
CUMSUM(f32, float)
CUMSUM(f64, double)
CUMSUM(i32, int32_t)

// The first NaN counts as the extreme value, as in NumPy and PyTorch.
#define ARGUMENT(name, suffix, T, beyond)                                                    \
  int tarn_##name##_##suffix(void *const *p, const int64_t *i, const double *f) {            \
    const T *x = p[1];                                                                       \
    int32_t *y = p[0];                                                                       \
    int64_t outer = i[0], reduced = i[1], inner = i[2];                                      \
    for (int64_t o = 0; o < outer; o++)                                                      \
      for (int64_t k = 0; k < inner; k++) {                                                  \
        const T *column = x + o * reduced * inner + k;                                       \
        T best = column[0];                                                                  \
        int64_t at = 0;                                                                      \
        for (int64_t r = 1; r < reduced && best == best; r++) {                              \
          T v = column[r * inner];                                                           \
          if (v beyond best || v != v) {                                                     \
            best = v;                                                                        \
            at = r;                                                                          \
          }                                                                                  \
        }                                                                                    \
        y[o * inner + k] = (int32_t)at;                                                      \
      }                                                                                      \
    return 0;                                                                                \
  }
ARGUMENT(argmax, f32, float, >)
ARGUMENT(argmax, f64, double, >)
ARGUMENT(argmax, i32, int32_t, >)
ARGUMENT(argmin, f32, float, <)
ARGUMENT(argmin, f64, double, <)
ARGUMENT(argmin, i32, int32_t, <)
