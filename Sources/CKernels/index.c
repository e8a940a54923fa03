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
