// logsumexp, softmax and log_softmax over the middle of [outer, reduced, inner], of which
// rows may be `width` elements apart.
//
// All are shifted by the maximum. For logsumexp infinite maxima are not shifted, so that it is -inf of
// -inf and +inf of +inf, as in IEEE arithmetic on the exact sum. The others are NaN there, as in PyTorch.
#include "CKernels.h"
#include "clones.h"
#include "functions.h"

#define BLOCK 1024
#define SHIFT(high) (result != LOG_SUM || ((high) > -INFINITY && (high) < INFINITY) ? (high) : 0)
// What is made of an element, given its row's shift, sum of exponentials and logarithm of the sum.
enum result { LOG_SUM, SHARE, LOG_SHARE };

#define ROWS(suffix, T)                                                                                            \
  INLINE T most_##suffix(const T *x, int64_t n) {                                                                  \
    T lane[32], most = -INFINITY;                                                                                  \
    int64_t k = 0;                                                                                                 \
    if (n >= 32) {                                                                                                 \
      for (int l = 0; l < 32; l++) lane[l] = x[l];                                                                 \
      for (k = 32; k < n; k += 32) {                                                                               \
        if (k > n - 32) k = n - 32;                                                                                \
        for (int l = 0; l < 32; l++) lane[l] = x[k + l] > lane[l] ? x[k + l] : lane[l];                            \
      }                                                                                                            \
      for (int width = 16; width > 0; width /= 2)                                                                  \
        for (int l = 0; l < width; l++) lane[l] = lane[l + width] > lane[l] ? lane[l + width] : lane[l];           \
      most = lane[0];                                                                                              \
    }                                                                                                              \
    for (; k < n; k++) most = x[k] > most ? x[k] : most;                                                           \
    return most;                                                                                                   \
  }                                                                                                                \
  INLINE T total_##suffix(const T *x, int64_t n) {                                                                 \
    T lane[32] = {0}, total = 0;                                                                                   \
    int64_t k = 0;                                                                                                 \
    for (; k + 32 <= n; k += 32)                                                                                   \
      for (int l = 0; l < 32; l++) lane[l] += x[k + l];                                                            \
    if (k)                                                                                                         \
      for (int width = 16; width > 0; width /= 2)                                                                  \
        for (int l = 0; l < width; l++) lane[l] += lane[l + width];                                                \
    total = lane[0];                                                                                               \
    for (; k < n; k++) total += x[k];                                                                              \
    return total;                                                                                                  \
  }                                                                                                                \
  /* Up to 64 short rows of one length, turned round so that lanes are rows; empty lanes fill up \
     whole vectors. */                 \
  INLINE void short_rows_##suffix(const T *x, T *y, int64_t rows, const int64_t n, const enum result result) {     \
    T value[16][64], high[64], sum[64];                                                                            \
    const int64_t whole = 128 / sizeof(T), lanes = (rows + whole - 1) & -whole;                                    \
    for (int64_t k = 0; k < rows; k++)                                                                             \
      for (int64_t j = 0; j < n; j++) value[j][k] = x[k * n + j];                                                  \
    for (int64_t k = rows; k < lanes; k++)                                                                         \
      for (int64_t j = 0; j < n; j++) value[j][k] = 0;                                                             \
    for (int64_t k = 0; k < lanes; k++) {                                                                          \
      high[k] = -INFINITY;                                                                                         \
      sum[k] = 0;                                                                                                  \
    }                                                                                                              \
    for (int64_t j = 0; j < n; j++)                                                                                \
      LOOP for (int64_t k = 0; k < lanes; k++) high[k] = value[j][k] > high[k] ? value[j][k] : high[k];            \
    LOOP for (int64_t k = 0; k < lanes; k++) high[k] = SHIFT(high[k]);                                             \
    for (int64_t j = 0; j < n; j++) LOOP_OF(4) for (int64_t k = 0; k < lanes; k++) {                               \
        T shifted = value[j][k] - high[k], e = exp_##suffix(shifted);                                              \
        sum[k] += e;                                                                                               \
        value[j][k] = result == SHARE ? e : shifted;                                                               \
      }                                                                                                            \
    if (result == LOG_SUM) {                                                                                       \
      LOOP_OF(4) for (int64_t k = 0; k < lanes; k++) sum[k] = high[k] + log_##suffix(sum[k]);                      \
      for (int64_t k = 0; k < rows; k++) y[k] = sum[k];                                                            \
      return;                                                                                                      \
    }                                                                                                              \
    if (result == SHARE)                                                                                           \
      for (int64_t j = 0; j < n; j++) LOOP for (int64_t k = 0; k < lanes; k++) value[j][k] = value[j][k] / sum[k]; \
    else {                                                                                                         \
      LOOP for (int64_t k = 0; k < lanes; k++) sum[k] = log_##suffix(sum[k]);                                      \
      for (int64_t j = 0; j < n; j++) LOOP for (int64_t k = 0; k < lanes; k++) value[j][k] = value[j][k] - sum[k]; \
    }                                                                                                              \
    for (int64_t k = 0; k < rows; k++)                                                                             \
      for (int64_t j = 0; j < n; j++) y[k * n + j] = value[j][k];                                                  \
  }                                                                                                                \
  INLINE void rows_##suffix(const T *x, T *y, int64_t rows, int64_t n, const enum result result) {                 \
    int64_t step = result == LOG_SUM ? 1 : n;                                                                      \
    for (; n <= 16 && rows > 0; rows -= 64, x += 64 * n, y += 64 * step) {                                         \
      int64_t here = rows < 64 ? rows : 64;                                                                        \
      switch (n) {                                                                                                 \
        case 2:                                                                                                    \
          short_rows_##suffix(x, y, here, 2, result);                                                              \
          break;                                                                                                   \
        case 3:                                                                                                    \
          short_rows_##suffix(x, y, here, 3, result);                                                              \
          break;                                                                                                   \
        case 10:                                                                                                   \
          short_rows_##suffix(x, y, here, 10, result);                                                             \
          break;                                                                                                   \
        default:                                                                                                   \
          short_rows_##suffix(x, y, here, n, result);                                                              \
      }                                                                                                            \
    }                                                                                                              \
    for (int64_t r = 0; r < rows; r++, x += n, y += step) {                                                        \
      T high = most_##suffix(x, n), sum = 0, value[BLOCK];                                                         \
      high = SHIFT(high);                                                                                          \
      for (int64_t b = 0; b < n; b += BLOCK) {                                                                     \
        int64_t m = n - b < BLOCK ? n - b : BLOCK;                                                                 \
        T *e = result == SHARE ? y + b : value;                                                                    \
        LOOP for (int64_t k = 0; k < m; k++) value[k] = x[b + k] - high;                                           \
        exp_array_##suffix(value, e, m);                                                                           \
        sum += total_##suffix(e, m);                                                                               \
      }                                                                                                            \
      T logarithm = log_##suffix(sum);                                                                             \
      if (result == LOG_SUM) y[0] = high + logarithm;                                                              \
      if (result == SHARE) LOOP for (int64_t k = 0; k < n; k++) y[k] = y[k] / sum;                                 \
      if (result == LOG_SHARE) LOOP for (int64_t k = 0; k < n; k++) y[k] = (x[k] - high) - logarithm;              \
    }                                                                                                              \
  }                                                                                                                \
  INLINE void columns_##suffix(const T *x, T *y, int64_t reduced, int64_t inner, int64_t width,                    \
                               const enum result result) {                                                         \
    T high[BLOCK], sum[BLOCK], value[BLOCK];                                                                       \
    for (int64_t b = 0; b < inner; b += BLOCK, x += BLOCK, y += BLOCK) {                                           \
      int64_t m = inner - b < BLOCK ? inner - b : BLOCK;                                                           \
      for (int64_t k = 0; k < m; k++) high[k] = -INFINITY;                                                         \
      for (int64_t k = 0; k < m; k++) sum[k] = 0;                                                                  \
      for (int64_t r = 0; r < reduced; r++) LOOP for (int64_t k = 0; k < m; k++) {                                 \
          T v = x[r * width + k];                                                                                  \
          high[k] = v > high[k] ? v : high[k];                                                                     \
        }                                                                                                          \
      for (int64_t k = 0; k < m; k++) high[k] = SHIFT(high[k]);                                                    \
      for (int64_t r = 0; r < reduced; r++) {                                                                      \
        T *e = result == SHARE ? y + r * width : value;                                                            \
        LOOP for (int64_t k = 0; k < m; k++) value[k] = x[r * width + k] - high[k];                                \
        exp_array_##suffix(value, e, m);                                                                           \
        LOOP for (int64_t k = 0; k < m; k++) sum[k] += e[k];                                                       \
      }                                                                                                            \
      if (result == SHARE) {                                                                                       \
        for (int64_t r = 0; r < reduced; r++)                                                                      \
          LOOP for (int64_t k = 0; k < m; k++) y[r * width + k] = y[r * width + k] / sum[k];                       \
        continue;                                                                                                  \
      }                                                                                                            \
      LOOP for (int64_t k = 0; k < m; k++) sum[k] = log_##suffix(sum[k]);                                          \
      if (result == LOG_SUM) {                                                                                     \
        LOOP for (int64_t k = 0; k < m; k++) y[k] = high[k] + sum[k];                                              \
      } else {                                                                                                     \
        for (int64_t r = 0; r < reduced; r++)                                                                      \
          LOOP for (int64_t k = 0; k < m; k++) y[r * width + k] = (x[r * width + k] - high[k]) - sum[k];           \
      }                                                                                                            \
    }                                                                                                              \
  }

#define KERNEL(name, suffix, T, result)                                                      \
  CLONES int tarn_##name##_##suffix(void *const *p, const int64_t *i, const double *f) {     \
    const T *x = p[1];                                                                       \
    T *y = p[0];                                                                             \
    int64_t outer = i[0], reduced = i[1], inner = i[2];                                      \
    int64_t step = result == LOG_SUM ? inner : reduced * inner;                              \
    if (i[3] == 1) {                                                                         \
      rows_##suffix(x, y, outer, reduced, result);                                           \
      return 0;                                                                              \
    }                                                                                        \
    for (int64_t o = 0; o < outer; o++)                                                      \
      columns_##suffix(x + o * reduced * inner, y + o * step, reduced, inner, i[3], result); \
    return 0;                                                                                \
  }

ROWS(f32, float)
ROWS(f64, double)
KERNEL(logsumexp, f32, float, LOG_SUM)
KERNEL(logsumexp, f64, double, LOG_SUM)
KERNEL(softmax, f32, float, SHARE)
KERNEL(softmax, f64, double, SHARE)
KERNEL(log_softmax, f32, float, LOG_SHARE)
KERNEL(log_softmax, f64, double, LOG_SHARE)
