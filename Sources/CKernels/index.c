// Kernels that choose elements by int32 indices from 0, and the order that sorts.
#include <string.h>

#include "CKernels.h"
#include "clones.h"

static int out_of_range(const int32_t *index, int64_t count, int64_t n) {
  int bad = 0;
  for (int64_t k = 0; k < count; k++) bad |= index[k] < 0 || index[k] >= n;
  return bad;
}

#define GATHER(bytes, T)                                                                      \
  int tarn_gather_##bytes(void *const *p, const int64_t *i, const double *f) {                \
    int64_t outer = i[0], n = i[1], inner = i[2], count = i[3];                               \
    const T *x = p[1];                                                                        \
    const int32_t *index = p[2];                                                              \
    T *y = p[0];                                                                              \
    if (out_of_range(index, count, n)) return TARN_BAD_INDEX;                                 \
    for (int64_t o = 0; o < outer; o++)                                                       \
      for (int64_t k = 0; k < count; k++)                                                     \
        memcpy(y + (o * count + k) * inner, x + (o * n + index[k]) * inner,                   \
               (size_t)inner * sizeof(T));                                                    \
    return 0;                                                                                 \
  }                                                                                           \
  int tarn_gather_along_##bytes(void *const *p, const int64_t *i, const double *f) {          \
    int64_t outer = i[0], n = i[1], inner = i[2], count = i[3];                               \
    const T *x = p[1];                                                                        \
    const int32_t *index = p[2];                                                              \
    T *y = p[0];                                                                              \
    if (out_of_range(index, outer * count * inner, n)) return TARN_BAD_INDEX;                 \
    for (int64_t o = 0; o < outer; o++)                                                       \
      for (int64_t k = 0; k < count; k++) {                                                   \
        int64_t row = (o * count + k) * inner;                                                \
        for (int64_t j = 0; j < inner; j++)                                                   \
          y[row + j] = x[(o * n + index[row + j]) * inner + j];                               \
      }                                                                                       \
    return 0;                                                                                 \
  }
GATHER(4, uint32_t)
GATHER(8, uint64_t)

#define SCATTER(suffix, T)                                                                    \
  int tarn_scatter_add_##suffix(void *const *p, const int64_t *i, const double *f) {          \
    int64_t outer = i[0], n = i[1], inner = i[2], count = i[3];                               \
    const T *x = p[1];                                                                        \
    const int32_t *index = p[2];                                                              \
    T *y = p[0];                                                                              \
    if (out_of_range(index, count, n)) return TARN_BAD_INDEX;                                 \
    memset(y, 0, (size_t)(outer * n * inner) * sizeof(T));                                    \
    for (int64_t o = 0; o < outer; o++)                                                       \
      for (int64_t k = 0; k < count; k++)                                                     \
        for (int64_t j = 0; j < inner; j++)                                                   \
          y[(o * n + index[k]) * inner + j] += x[(o * count + k) * inner + j];                \
    return 0;                                                                                 \
  }                                                                                           \
  int tarn_scatter_add_along_##suffix(void *const *p, const int64_t *i, const double *f) {    \
    int64_t outer = i[0], n = i[1], inner = i[2], count = i[3];                               \
    const T *x = p[1];                                                                        \
    const int32_t *index = p[2];                                                              \
    T *y = p[0];                                                                              \
    if (out_of_range(index, outer * count * inner, n)) return TARN_BAD_INDEX;                 \
    memset(y, 0, (size_t)(outer * n * inner) * sizeof(T));                                    \
    for (int64_t o = 0; o < outer; o++)                                                       \
      for (int64_t k = 0; k < count; k++) {                                                   \
        int64_t row = (o * count + k) * inner;                                                \
        for (int64_t j = 0; j < inner; j++)                                                   \
          y[(o * n + index[row + j]) * inner + j] += x[row + j];                              \
      }                                                                                       \
    return 0;                                                                                 \
  }
SCATTER(f32, float)
SCATTER(f64, double)

// A bottom-up merge sort of indices, stable; p = [out, in, scratch for a row of indices]. NaN counts as
// larger than everything. The right one of two goes first only if it must: that keeps equal ones in order.
#define ARGSORT(suffix, T)                                                                    \
  int tarn_argsort_##suffix(void *const *p, const int64_t *i, const double *f) {              \
    int64_t rows = i[0], n = i[1], descending = i[2];                                         \
    for (int64_t r = 0; r < rows; r++) {                                                      \
      const T *x = (const T *)p[1] + r * n;                                                   \
      int32_t *out = (int32_t *)p[0] + r * n, *a = out, *b = p[2];                            \
      for (int64_t k = 0; k < n; k++) a[k] = (int32_t)k;                                      \
      for (int64_t width = 1; width < n; width *= 2) {                                        \
        for (int64_t low = 0; low < n; low += 2 * width) {                                    \
          int64_t mid = low + width < n ? low + width : n;                                    \
          int64_t high = mid + width < n ? mid + width : n, u = low, v = mid;                 \
          for (int64_t k = low; k < high; k++) {                                              \
            T s = u < mid ? x[a[u]] : 0, t = v < high ? x[a[v]] : 0;                          \
            int swap = descending ? t > s || (t != t && s == s) : t < s || (s != s && t == t); \
            int left = v >= high || (u < mid && !swap);                                       \
            b[k] = left ? a[u++] : a[v++];                                                    \
          }                                                                                   \
        }                                                                                     \
        int32_t *other = a;                                                                   \
        a = b;                                                                                \
        b = other;                                                                            \
      }                                                                                       \
      if (a != out) memcpy(out, a, (size_t)n * sizeof(int32_t));                              \
    }                                                                                         \
    return 0;                                                                                 \
  }
ARGSORT(f32, float)
ARGSORT(f64, double)
ARGSORT(i32, int32_t)

// The first few of that order: a short list is kept sorted, and few elements come into it.
#define ARGTOP(suffix, T)                                                                     \
  int tarn_argtop_##suffix(void *const *p, const int64_t *i, const double *f) {               \
    int64_t rows = i[0], n = i[1], descending = i[2], count = i[3];                           \
    for (int64_t r = 0; r < rows; r++) {                                                      \
      const T *x = (const T *)p[1] + r * n;                                                   \
      int32_t *top = (int32_t *)p[0] + r * count;                                             \
      for (int64_t k = 0; k < n; k++) {                                                       \
        T t = x[k];                                                                           \
        int64_t place = k < count ? k : count;                                                \
        while (place > 0) {                                                                   \
          T s = x[top[place - 1]];                                                            \
          int first = descending ? t > s || (t != t && s == s) : t < s || (s != s && t == t); \
          if (!first) break;                                                                  \
          if (place < count) top[place] = top[place - 1];                                     \
          place--;                                                                            \
        }                                                                                     \
        if (place < count) top[place] = (int32_t)k;                                           \
      }                                                                                       \
    }                                                                                         \
    return 0;                                                                                 \
  }
ARGTOP(f32, float)
ARGTOP(f64, double)
ARGTOP(i32, int32_t)
