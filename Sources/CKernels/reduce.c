// Reductions over the middle of [outer, reduced, inner], of which rows may be `width` elements apart.
#include <stdbool.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"

// Sums run in 32 lanes over blocks of at most 1024 elements, those of columns over a few rows together;
// float32 adds the parts in double precision. That is the speed of the memory, and an error that hardly
// grows with the length. The order depends on the sizes alone.
#define BLOCK 1024
#define LANES 32
// Sums and extremes of rows ask for what they read 4 KB before: the processor alone would not ask in time.
#define AHEAD(T) (4096 / (int)sizeof(T))
// Pieces of columns ask for their next rows.
INLINE void fetch(const void *from, int64_t bytes) {
  for (int64_t k = 0; k < bytes; k += 64) __builtin_prefetch((const char *)from + k);
}
// Rows that are one line of lanes where columns of a narrow matrix are summed, and the widest such matrix.
#define ROWS 8
#define NARROW 32
// Rows whose sum wide columns take before the parts are added in double precision.
#define SPAN 32

#define ROW_FOLD(name, T, L, S, start, step)                                                                  \
  INLINE S name(const T *x, int64_t n) {                                                                      \
    S total = start;                                                                                          \
    for (int64_t from = 0; from < n; from += BLOCK) {                                                         \
      int64_t m = n - from < BLOCK ? n - from : BLOCK, k = 0;                                                 \
      L lane[LANES];                                                                                          \
      for (int l = 0; l < LANES; l++) lane[l] = start;                                                        \
      for (; k + LANES <= m; k += LANES) {                                                                    \
        for (int l = 0; l < LANES; l += 64 / (int)sizeof(T)) __builtin_prefetch(x + from + k + l + AHEAD(T)); \
        for (int l = 0; l < LANES; l++) {                                                                     \
          L a = lane[l], b = (L)x[from + k + l];                                                              \
          lane[l] = step;                                                                                     \
        }                                                                                                     \
      }                                                                                                       \
      for (int width = LANES / 2; width > 0; width /= 2)                                                      \
        for (int l = 0; l < width; l++) {                                                                     \
          L a = lane[l], b = lane[l + width];                                                                 \
          lane[l] = step;                                                                                     \
        }                                                                                                     \
      L part = lane[0];                                                                                       \
      for (; k < m; k++) {                                                                                    \
        L a = part, b = (L)x[from + k];                                                                       \
        part = step;                                                                                          \
      }                                                                                                       \
      S a = total, b = part;                                                                                  \
      total = step;                                                                                           \
    }                                                                                                         \
    return total;                                                                                             \
  }
ROW_FOLD(sum_row_f32, float, float, double, 0, a + b)
ROW_FOLD(sum_row_f64, double, double, double, 0, a + b)
ROW_FOLD(prod_row_f32, float, float, float, 1, a *b)
ROW_FOLD(prod_row_f64, double, double, double, 1, a *b)
// The extreme of a row. NaN wins: whether there is one is asked for two elements at once.
// Of two vectors, the elements that are farther.
#define PICK(a, b, beyond) ((lanes)(((a beyond b) & (masks)(a)) | (~(a beyond b) & (masks)(b))))
#define EXTREME_ROW(name, suffix, T, I, start, beyond)                                                     \
  INLINE T name##_row_##suffix(const T *x, int64_t n) {                                                    \
    /* Vectors, because lists of numbers would stay in memory: the body is long. */                        \
    typedef T lanes __attribute__((vector_size(16 * sizeof(T)), aligned(sizeof(T))));                      \
    typedef I masks __attribute__((vector_size(16 * sizeof(T))));                                          \
    T most = start;                                                                                        \
    int64_t k = 0;                                                                                         \
    I nan = 0;                                                                                             \
    if (n >= 2 * LANES) {                                                                                  \
      lanes first, second;                                                                                 \
      masks unordered = {0};                                                                               \
      for (int l = 0; l < 16; l++) first[l] = second[l] = start;                                           \
      for (; k < n; k += 2 * LANES) {                                                                      \
        /* The last step looks at some elements again. */                                                  \
        if (k > n - 2 * LANES) k = n - 2 * LANES;                                                          \
        for (int l = 0; l < 2 * LANES; l += 64 / (int)sizeof(T)) __builtin_prefetch(x + k + l + AHEAD(T)); \
        const lanes *v = (const lanes *)(x + k);                                                           \
        lanes a = v[0], b = v[1], c = v[2], d = v[3];                                                      \
        unordered |= ~((a == a) & (b == b) & (c == c) & (d == d));                                         \
        a = PICK(a, c, beyond);                                                                            \
        b = PICK(b, d, beyond);                                                                            \
        first = PICK(a, first, beyond);                                                                    \
        second = PICK(b, second, beyond);                                                                  \
      }                                                                                                    \
      for (int l = 0; l < 16; l++) nan |= unordered[l];                                                    \
      first = PICK(second, first, beyond);                                                                 \
      most = first[0];                                                                                     \
      for (int l = 1; l < 16; l++) most = first[l] beyond most ? first[l] : most;                          \
    }                                                                                                      \
    for (; k < n; k++) {                                                                                   \
      most = x[k] beyond most ? x[k] : most;                                                               \
      nan |= x[k] != x[k];                                                                                 \
    }                                                                                                      \
    return nan ? NAN : most;                                                                               \
  }
EXTREME_ROW(max, f32, float, int32_t, -INFINITY, >)
EXTREME_ROW(max, f64, double, int64_t, -INFINITY, >)
EXTREME_ROW(min, f32, float, int32_t, INFINITY, <)
EXTREME_ROW(min, f64, double, int64_t, INFINITY, <)
ROW_FOLD(max_row_i32, int32_t, int32_t, int32_t, INT32_MIN, b > a ? b : a)
ROW_FOLD(min_row_i32, int32_t, int32_t, int32_t, INT32_MAX, b < a ? b : a)

#define SUM(suffix, T, L, S)                                                                       \
  /* Columns of a narrow matrix: whole groups of rows are one line of lanes, for a block. */       \
  INLINE void sum_narrow_##suffix(const T *x, T *y, int64_t reduced, int64_t inner) {              \
    S total[NARROW] = {0};                                                                         \
    int64_t width = ROWS                                                                           \
    *inner, r = 0;                                                                                 \
    while (r + ROWS <= reduced) {                                                                  \
      L lane[ROWS * NARROW];                                                                       \
      int64_t end = r + BLOCK < reduced ? r + BLOCK : reduced;                                     \
      for (int64_t k = 0; k < width; k++) lane[k] = (L)x[r * inner + k];                           \
      for (r += ROWS; r + ROWS <= end; r += ROWS) {                                                \
        const T *source = x + r * inner;                                                           \
        LOOP for (int64_t k = 0; k < width; k++) lane[k] += (L)source[k];                          \
      }                                                                                            \
      for (int64_t rows = ROWS / 2; rows > 0; rows /= 2)                                           \
        LOOP for (int64_t k = 0; k < rows * inner; k++) lane[k] += lane[k + rows * inner];         \
      for (int64_t k = 0; k < inner; k++) total[k] += (S)lane[k];                                  \
    }                                                                                              \
    for (; r < reduced; r++)                                                                       \
      for (int64_t k = 0; k < inner; k++) total[k] += (S)x[r * inner + k];                         \
    for (int64_t k = 0; k < inner; k++) y[k] = (T)total[k];                                        \
  }                                                                                                \
  /* Columns of a wide one, a block of columns at a time, by pairs of rows. */                     \
  INLINE void sum_wide_##suffix(const T *x, T *y, int64_t reduced, int64_t inner, int64_t width) { \
    for (int64_t from = 0; from < inner; from += BLOCK) {                                          \
      _Alignas(64) S total[BLOCK] = {0};                                                           \
      _Alignas(64) L part[BLOCK];                                                                  \
      int64_t m = inner - from < BLOCK ? inner - from : BLOCK, r = 0;                              \
      const T *a = x + from;                                                                       \
      while (r + 2 <= reduced) {                                                                   \
        int64_t end = r + SPAN < reduced ? r + SPAN : reduced;                                     \
        LOOP for (int64_t k = 0; k < m; k++) part[k] = (L)a[k] + (L)a[width + k];                  \
        for (r += 2, a += 2 * width; r + 2 <= end; r += 2, a += 2 * width) {                       \
          fetch(a + 2 * width, m * (int)sizeof(T));                                                \
          fetch(a + 3 * width, m * (int)sizeof(T));                                                \
          LOOP for (int64_t k = 0; k < m; k++) part[k] += (L)a[k] + (L)a[width + k];               \
        }                                                                                          \
        LOOP for (int64_t k = 0; k < m; k++) total[k] += (S)part[k];                               \
      }                                                                                            \
      if (r < reduced) LOOP for (int64_t k = 0; k < m; k++) total[k] += (S)a[k];                   \
      for (int64_t k = 0; k < m; k++) y[from + k] = (T)total[k];                                   \
    }                                                                                              \
  }                                                                                                \
  /* Rows without whole lanes: the same sums, many of them together. */                            \
  INLINE void sum_short_##suffix(const T *x, T *y, int64_t outer, int64_t reduced) {               \
    LOOP for (int64_t o = 0; o < outer; o++) {                                                     \
      L part = 0;                                                                                  \
      for (int64_t r = 0; r < reduced; r++) part += (L)x[o * reduced + r];                         \
      y[o] = (T)part;                                                                              \
    }                                                                                              \
  }                                                                                                \
  CLONES int tarn_reduce_sum_##suffix(void *const *p, const int64_t *i, const double *f) {         \
    const T *x = p[1];                                                                             \
    T *y = p[0];                                                                                   \
    int64_t outer = i[0], reduced = i[1], inner = i[2];                                            \
    if (i[3] == 1 && inner == 1) {                                                                 \
      if (reduced == 2) return sum_short_##suffix(x, y, outer, 2), 0;                              \
      if (reduced == 3) return sum_short_##suffix(x, y, outer, 3), 0;                              \
      if (reduced == 4) return sum_short_##suffix(x, y, outer, 4), 0;                              \
    }                                                                                              \
    for (int64_t o = 0; o < outer; o++, x += reduced * inner, y += inner) {                        \
      if (i[3] == 1)                                                                               \
        y[0] = (T)sum_row_##suffix(x, reduced);                                                    \
      else if (i[3] <= NARROW)                                                                     \
        sum_narrow_##suffix(x, y, reduced, inner);                                                 \
      else                                                                                         \
        sum_wide_##suffix(x, y, reduced, inner, i[3]);                                             \
    }                                                                                              \
    return 0;                                                                                      \
  }
SUM(f32, float, float, double)
SUM(f64, double, double, double)

// The extremes of columns, by pairs of rows; false if there is a NaN, for which these steps are wrong.
#define EXTREME_COLUMNS(name, suffix, T, I, start, beyond)                                               \
  INLINE bool name##_columns_##suffix(const T *x, T *y, int64_t reduced, int64_t inner, int64_t width) { \
    I nan = 0;                                                                                           \
    for (int64_t k = 0; k < inner; k++) y[k] = start;                                                    \
    for (int64_t r = 0; r < reduced; r += 2) {                                                           \
      const T *first = x + r * width, *second = r + 1 < reduced ? first + width : first;                 \
      fetch(first + 2 * width, inner * (int)sizeof(T));                                                  \
      fetch(second + 2 * width, inner * (int)sizeof(T));                                                 \
      LOOP for (int64_t k = 0; k < inner; k++) {                                                         \
        T a = first[k], b = second[k], most = y[k];                                                      \
        nan |= (a != a) | (b != b);                                                                      \
        a = a beyond b ? a : b;                                                                          \
        y[k] = a beyond most ? a : most;                                                                 \
      }                                                                                                  \
    }                                                                                                    \
    return !nan;                                                                                         \
  }
EXTREME_COLUMNS(max, f32, float, int32_t, -INFINITY, >)
EXTREME_COLUMNS(max, f64, double, int64_t, -INFINITY, >)
EXTREME_COLUMNS(min, f32, float, int32_t, INFINITY, <)
EXTREME_COLUMNS(min, f64, double, int64_t, INFINITY, <)

#define FOLD(name, row, suffix, T, start, step, fast)                                    \
  CLONES int tarn_##name##_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1];                                                                   \
    T *y = p[0];                                                                         \
    int64_t outer = i[0], reduced = i[1], inner = i[2];                                  \
    for (int64_t o = 0; o < outer; o++) {                                                \
      const T *block = x + o * reduced * inner;                                          \
      T *out = y + o * inner;                                                            \
      if (i[3] == 1) {                                                                   \
        out[0] = (T)row##_##suffix(block, reduced);                                      \
        continue;                                                                        \
      }                                                                                  \
      if (fast(block, out, reduced, inner, i[3])) continue;                              \
      for (int64_t k = 0; k < inner; k++) out[k] = start;                                \
      for (int64_t r = 0; r < reduced; r++) {                                            \
        const T *source = block + r * i[3];                                              \
        LOOP for (int64_t k = 0; k < inner; k++) {                                       \
          T a = out[k], b = source[k];                                                   \
          out[k] = step;                                                                 \
        }                                                                                \
      }                                                                                  \
    }                                                                                    \
    return 0;                                                                            \
  }
#define NONE(...) 0
#define MAXIMUM (a > b ? a : (b == b ? (a == a ? b : a) : b))
FOLD(reduce_max, max_row, f32, float, -INFINITY, MAXIMUM, max_columns_f32)
FOLD(reduce_max, max_row, f64, double, -INFINITY, MAXIMUM, max_columns_f64)
FOLD(reduce_max, max_row, i32, int32_t, INT32_MIN, MAXIMUM, NONE)
#define MINIMUM (a < b ? a : (b == b ? (a == a ? b : a) : b))
FOLD(reduce_min, min_row, f32, float, INFINITY, MINIMUM, min_columns_f32)
FOLD(reduce_min, min_row, f64, double, INFINITY, MINIMUM, min_columns_f64)
FOLD(reduce_min, min_row, i32, int32_t, INT32_MAX, MINIMUM, NONE)
FOLD(reduce_prod, prod_row, f32, float, 1, a *b, NONE)
FOLD(reduce_prod, prod_row, f64, double, 1, a *b, NONE)

// Running sums, of floats in double precision; four rows at a time, because each sum waits for the one before.
#define CUMSUM(suffix, T, S)                                                           \
  INLINE void cumsum_rows_##suffix(const T *x, T *y, const int rows, int64_t n) {      \
    S sum[4] = {0};                                                                    \
    for (int64_t k = 0; k < n; k++)                                                    \
      for (int r = 0; r < rows; r++) y[r * n + k] = (T)(sum[r] += (S)x[r * n + k]);    \
  }                                                                                    \
  CLONES int tarn_cumsum_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1];                                                                 \
    T *y = p[0];                                                                       \
    int64_t outer = i[0], n = i[1], inner = i[2];                                      \
    if (i[3] == 1) {                                                                   \
      int64_t o = 0;                                                                   \
      for (; o + 4 <= outer; o += 4) cumsum_rows_##suffix(x + o * n, y + o * n, 4, n); \
      for (; o < outer; o++) cumsum_rows_##suffix(x + o * n, y + o * n, 1, n);         \
      return 0;                                                                        \
    }                                                                                  \
    for (int64_t o = 0; o < outer; o++)                                                \
      for (int64_t b = 0; b < inner; b += BLOCK) {                                     \
        S sum[BLOCK] = {0};                                                            \
        int64_t m = inner - b < BLOCK ? inner - b : BLOCK;                             \
        for (int64_t r = 0; r < n; r++) {                                              \
          int64_t e = o * n * inner + r * i[3] + b;                                    \
          LOOP for (int64_t k = 0; k < m; k++) y[e + k] = (T)(sum[k] += (S)x[e + k]);  \
        }                                                                              \
      }                                                                                \
    return 0;                                                                          \
  }
CUMSUM(f32, float, double)
CUMSUM(f64, double, double)

// The first NaN counts as the extreme value, as in NumPy and PyTorch.
#define PLACE(name, row, suffix, T, beyond)                                              \
  INLINE int32_t name##_row_##suffix(const T *x, int64_t n) {                            \
    T most = row##_##suffix(x, n);                                                       \
    int64_t k = 0;                                                                       \
    if (most != most)                                                                    \
      while (x[k] == x[k]) k++;                                                          \
    else                                                                                 \
      while (x[k] != most) k++;                                                          \
    return (int32_t)k;                                                                   \
  }                                                                                      \
  CLONES int tarn_##name##_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1];                                                                   \
    int32_t *y = p[0];                                                                   \
    int64_t outer = i[0], reduced = i[1], inner = i[2];                                  \
    for (int64_t o = 0; o < outer; o++, x += reduced * inner, y += inner) {              \
      if (i[3] == 1) {                                                                   \
        y[0] = name##_row_##suffix(x, reduced);                                          \
        continue;                                                                        \
      }                                                                                  \
      for (int64_t b = 0; b < inner; b += BLOCK) {                                       \
        int64_t m = inner - b < BLOCK ? inner - b : BLOCK;                               \
        T best[BLOCK];                                                                   \
        for (int64_t k = 0; k < m; k++) {                                                \
          best[k] = x[b + k];                                                            \
          y[b + k] = 0;                                                                  \
        }                                                                                \
        for (int64_t r = 1; r < reduced; r++) {                                          \
          const T *source = x + r * i[3] + b;                                            \
          LOOP for (int64_t k = 0; k < m; k++) {                                         \
            T v = source[k], old = best[k];                                              \
            int better = (v beyond old) | ((v != v) & (old == old));                     \
            best[k] = better ? v : old;                                                  \
            y[b + k] = better ? (int32_t)r : y[b + k];                                   \
          }                                                                              \
        }                                                                                \
      }                                                                                  \
    }                                                                                    \
    return 0;                                                                            \
  }
PLACE(argmax, max_row, f32, float, >)
PLACE(argmax, max_row, f64, double, >)
PLACE(argmax, max_row, i32, int32_t, >)
PLACE(argmin, min_row, f32, float, <)
PLACE(argmin, min_row, f64, double, <)
PLACE(argmin, min_row, i32, int32_t, <)
