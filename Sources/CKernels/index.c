// Kernels that choose elements by int32 indices from 0, and the order that sorts.
#include <string.h>

#include "CKernels.h"
#include "clones.h"

// A negative index is a large one without its sign.
CLONES static int out_of_range(const int32_t *index, int64_t count, int64_t n) {
  uint32_t bad = 0, limit = n > INT32_MAX ? (uint32_t)INT32_MAX + 1 : (uint32_t)n;
  for (int64_t k = 0; k < count; k++) bad |= (uint32_t)index[k] >= limit;
  return bad != 0;
}

// Short rows (points of the plane or of space, say) are copied element by element: a call would take longer.
#define SHORT_ROWS(rows, inner) \
  switch (inner) {              \
    case 1:                     \
      rows(1);                  \
      continue;                 \
    case 2:                     \
      rows(2);                  \
      continue;                 \
    case 3:                     \
      rows(3);                  \
      continue;                 \
    case 4:                     \
      rows(4);                  \
      continue;                 \
    default:                    \
      break;                    \
  }

#define GATHER(bytes, T)                                                                                          \
  INLINE void gather_rows_##bytes(T *y, const T *x, const int32_t *index, int64_t count, int64_t inner) {         \
    for (int64_t k = 0; k < count; k++)                                                                           \
      for (int64_t j = 0; j < inner; j++) y[k * inner + j] = x[index[k] * inner + j];                             \
  }                                                                                                               \
  int tarn_gather_##bytes(void *const *p, const int64_t *i, const double *f) {                                    \
    int64_t outer = i[0], n = i[1], inner = i[2], count = i[3];                                                   \
    const T *x = p[1];                                                                                            \
    const int32_t *index = p[2];                                                                                  \
    T *y = p[0];                                                                                                  \
    if (out_of_range(index, count, n)) return TARN_BAD_INDEX;                                                     \
    for (int64_t o = 0; o < outer; o++, y += count * inner, x += n * inner) {                                     \
      SHORT_ROWS(GATHER_ROWS_##bytes, inner)                                                                      \
      for (int64_t k = 0; k < count; k++) memcpy(y + k * inner, x + index[k] * inner, (size_t)inner * sizeof(T)); \
    }                                                                                                             \
    return 0;                                                                                                     \
  }                                                                                                               \
  int tarn_gather_along_##bytes(void *const *p, const int64_t *i, const double *f) {                              \
    int64_t outer = i[0], n = i[1], inner = i[2], count = i[3];                                                   \
    const T *x = p[1];                                                                                            \
    const int32_t *index = p[2];                                                                                  \
    T *y = p[0];                                                                                                  \
    if (out_of_range(index, outer * count * inner, n)) return TARN_BAD_INDEX;                                     \
    for (int64_t o = 0; o < outer; o++)                                                                           \
      for (int64_t k = 0; k < count; k++) {                                                                       \
        int64_t row = (o * count + k) * inner;                                                                    \
        for (int64_t j = 0; j < inner; j++) y[row + j] = x[(o * n + index[row + j]) * inner + j];                 \
      }                                                                                                           \
    return 0;                                                                                                     \
  }
#define GATHER_ROWS_4(width) gather_rows_4(y, x, index, count, width)
#define GATHER_ROWS_8(width) gather_rows_8(y, x, index, count, width)
GATHER(4, uint32_t)
GATHER(8, uint64_t)

// Sums of rows with the same index in a row stay in registers; every sum is made in the same order.
#define SCATTER(suffix, T)                                                                                  \
  INLINE void scatter_rows_##suffix(T *y, const T *x, const int32_t *index, int64_t count, int64_t inner) { \
    T sum[4];                                                                                               \
    for (int64_t k = 0; k < count;) {                                                                       \
      int32_t row = index[k];                                                                               \
      for (int64_t j = 0; j < inner; j++) sum[j] = y[row * inner + j];                                      \
      for (; k < count && index[k] == row; k++)                                                             \
        for (int64_t j = 0; j < inner; j++) sum[j] += x[k * inner + j];                                     \
      for (int64_t j = 0; j < inner; j++) y[row * inner + j] = sum[j];                                      \
    }                                                                                                       \
  }                                                                                                         \
  int tarn_scatter_add_##suffix(void *const *p, const int64_t *i, const double *f) {                        \
    int64_t outer = i[0], n = i[1], inner = i[2], count = i[3];                                             \
    const T *x = p[1];                                                                                      \
    const int32_t *index = p[2];                                                                            \
    T *y = p[0];                                                                                            \
    if (out_of_range(index, count, n)) return TARN_BAD_INDEX;                                               \
    memset(y, 0, (size_t)(outer * n * inner) * sizeof(T));                                                  \
    for (int64_t o = 0; o < outer; o++, y += n * inner, x += count * inner) {                               \
      SHORT_ROWS(SCATTER_ROWS_##suffix, inner)                                                              \
      for (int64_t k = 0; k < count; k++)                                                                   \
        for (int64_t j = 0; j < inner; j++) y[index[k] * inner + j] += x[k * inner + j];                    \
    }                                                                                                       \
    return 0;                                                                                               \
  }                                                                                                         \
  int tarn_scatter_add_along_##suffix(void *const *p, const int64_t *i, const double *f) {                  \
    int64_t outer = i[0], n = i[1], inner = i[2], count = i[3];                                             \
    const T *x = p[1];                                                                                      \
    const int32_t *index = p[2];                                                                            \
    T *y = p[0];                                                                                            \
    if (out_of_range(index, outer * count * inner, n)) return TARN_BAD_INDEX;                               \
    memset(y, 0, (size_t)(outer * n * inner) * sizeof(T));                                                  \
    for (int64_t o = 0; o < outer; o++)                                                                     \
      for (int64_t k = 0; k < count; k++) {                                                                 \
        int64_t row = (o * count + k) * inner;                                                              \
        for (int64_t j = 0; j < inner; j++) y[(o * n + index[row + j]) * inner + j] += x[row + j];          \
      }                                                                                                     \
    return 0;                                                                                               \
  }
#define SCATTER_ROWS_f32(width) scatter_rows_f32(y, x, index, count, width)
#define SCATTER_ROWS_f64(width) scatter_rows_f64(y, x, index, count, width)
SCATTER(f32, float)
SCATTER(f64, double)
