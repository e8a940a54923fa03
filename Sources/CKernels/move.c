// Kernels that move data and do not compute.
#include <string.h>

#include "CKernels.h"
#include "clones.h"

#define STRIDED(bytes, T)                                                                     \
  CLONES int tarn_strided_##bytes(void *const *p, const int64_t *i, const double *f) {        \
    int64_t rank = i[0];                                                                      \
    const T *x = (const T *)p[1] + i[1];                                                      \
    T *y = p[0];                                                                              \
    const int64_t *size = i + 2, *stride = i + 2 + rank;                                      \
    if (rank == 0) {                                                                          \
      y[0] = x[0];                                                                            \
      return 0;                                                                               \
    }                                                                                         \
    int64_t index[8] = {0}, inner = size[rank - 1], step = stride[rank - 1], count = 1;       \
    for (int64_t d = 0; d < rank; d++) count *= size[d];                                      \
    for (int64_t done = 0; done < count; done += inner) {                                     \
      if (step == 1)                                                                          \
        memcpy(y + done, x, (size_t)inner * sizeof(T));                                       \
      else                                                                                    \
        for (int64_t k = 0; k < inner; k++) y[done + k] = x[k * step];                        \
      for (int64_t d = rank - 2; d >= 0; d--) {                                               \
        x += stride[d];                                                                       \
        if (++index[d] < size[d]) break;                                                      \
        x -= stride[d] * size[d];                                                             \
        index[d] = 0;                                                                         \
      }                                                                                       \
    }                                                                                         \
    return 0;                                                                                 \
  }                                                                                           \
  int tarn_pad_##bytes(void *const *p, const int64_t *i, const double *f) {                   \
    int64_t rank = i[0];                                                                      \
    const int64_t *in = i + 1, *out = in + rank, *first = out + rank;                         \
    const T *x = p[1];                                                                        \
    T *y = p[0];                                                                              \
    int64_t total = 1, count = 1, stride[8] = {0}, index[8] = {0};                            \
    for (int64_t d = rank - 1; d >= 0; d--) {                                                 \
      stride[d] = total;                                                                      \
      total *= out[d];                                                                        \
      count *= in[d];                                                                         \
    }                                                                                         \
    memset(y, 0, (size_t)total * sizeof(T));                                                  \
    for (int64_t d = 0; d < rank; d++) y += first[d] * stride[d];                             \
    int64_t inner = rank ? in[rank - 1] : 1;                                                  \
    for (int64_t done = 0; done < count; done += inner) {                                     \
      memcpy(y, x + done, (size_t)inner * sizeof(T));                                         \
      for (int64_t d = rank - 2; d >= 0; d--) {                                               \
        y += stride[d];                                                                       \
        if (++index[d] < in[d]) break;                                                        \
        y -= stride[d] * in[d];                                                               \
        index[d] = 0;                                                                         \
      }                                                                                       \
    }                                                                                         \
    return 0;                                                                                 \
  }                                                                                           \
  int tarn_concat_##bytes(void *const *p, const int64_t *i, const double *f) {                \
    int64_t inputs = i[0], outer = i[1], row = i[2], at = 0;                                  \
    for (int64_t k = 0; k < inputs; at += i[3 + k++]) {                                       \
      const T *x = p[1 + k];                                                                  \
      T *y = (T *)p[0] + at;                                                                  \
      if (x == y && outer == 1) continue; /* written in place by its producer */              \
      for (int64_t o = 0; o < outer; o++)                                                     \
        memcpy(y + o * row, x + o * i[3 + k], (size_t)i[3 + k] * sizeof(T));                  \
    }                                                                                         \
    return 0;                                                                                 \
  }
STRIDED(4, uint32_t)
STRIDED(8, uint64_t)
