// Kernels that move data and do not compute.
#include <string.h>

#include "CKernels.h"
#include "clones.h"

// An 8 x 8 block of the input, whose rows are `step` apart, as columns `row` apart of the output. The
// vectors are as wide as the block; the compiler makes of them what the machine has.
typedef uint32_t vector_4 __attribute__((vector_size(32), aligned(4)));
typedef uint64_t vector_8 __attribute__((vector_size(64), aligned(8)));
#define TRANSPOSE(bytes, T)                                                                                         \
  INLINE void transpose_block_##bytes(const T *x, T *y, int64_t step, int64_t row) {                                \
    vector_##bytes a[8], b[8];                                                                                      \
    for (int r = 0; r < 8; r++) a[r] = *(const vector_##bytes *)(x + r * step);                                     \
    for (int r = 0; r < 8; r += 2) {                                                                                \
      b[r] = __builtin_shufflevector(a[r], a[r + 1], 0, 8, 1, 9, 4, 12, 5, 13);                                     \
      b[r + 1] = __builtin_shufflevector(a[r], a[r + 1], 2, 10, 3, 11, 6, 14, 7, 15);                               \
    }                                                                                                               \
    for (int r = 0; r < 8; r += 4)                                                                                  \
      for (int h = 0; h < 2; h++) {                                                                                 \
        a[r + 2 * h] = __builtin_shufflevector(b[r + h], b[r + 2 + h], 0, 1, 8, 9, 4, 5, 12, 13);                   \
        a[r + 2 * h + 1] = __builtin_shufflevector(b[r + h], b[r + 2 + h], 2, 3, 10, 11, 6, 7, 14, 15);             \
      }                                                                                                             \
    for (int r = 0; r < 4; r++) {                                                                                   \
      *(vector_##bytes *)(y + r * row) = __builtin_shufflevector(a[r], a[r + 4], 0, 1, 2, 3, 8, 9, 10, 11);         \
      *(vector_##bytes *)(y + (r + 4) * row) = __builtin_shufflevector(a[r], a[r + 4], 4, 5, 6, 7, 12, 13, 14, 15); \
    }                                                                                                               \
  }                                                                                                                 \
  /* y[i * row + j] = x[j * step + i], i < m, j < n, in strips that use whole cache lines. */                       \
  INLINE void transpose_##bytes(const T *x, T *y, int64_t m, int64_t n, int64_t step, int64_t row) {                \
    int64_t whole = n & ~(int64_t)7;                                                                                \
    for (int64_t i = 0; i < m; i += 16) {                                                                           \
      int64_t here = m - i < 16 ? m - i : 16, blocks = here & ~(int64_t)7;                                          \
      for (int64_t j = 0; j < whole; j += 8) {                                                                      \
        for (int64_t k = 0; k < blocks; k += 8)                                                                     \
          transpose_block_##bytes(x + j * step + i + k, y + (i + k) * row + j, step, row);                          \
        for (int64_t k = blocks; k < here; k++)                                                                     \
          for (int64_t l = j; l < j + 8; l++) y[(i + k) * row + l] = x[l * step + i + k];                           \
      }                                                                                                             \
      for (int64_t l = whole; l < n; l++)                                                                           \
        for (int64_t k = i; k < i + here; k++) y[k * row + l] = x[l * step + k];                                    \
    }                                                                                                               \
  }
TRANSPOSE(4, uint32_t)
TRANSPOSE(8, uint64_t)

// The output is dense; dimensions from the last but one outwards are counted by an index. If the input
// is dense along another dimension than the last, those two are taken together, as matrices that are
// turned round.
#define STRIDED(bytes, T)                                                                                      \
  CLONES int tarn_strided_##bytes(void *const *p, const int64_t *i, const double *f) {                         \
    int64_t rank = i[0];                                                                                       \
    const T *x = (const T *)p[1] + i[1];                                                                       \
    T *y = p[0];                                                                                               \
    const int64_t *size = i + 2, *stride = i + 2 + rank;                                                       \
    if (rank == 0) {                                                                                           \
      y[0] = x[0];                                                                                             \
      return 0;                                                                                                \
    }                                                                                                          \
    int64_t index[8] = {0}, row[8], last = rank - 1, count = 1, dense = -1, runs;                              \
    int64_t inner = size[last], step = stride[last];                                                           \
    for (int64_t d = last; d >= 0; d--) {                                                                      \
      row[d] = count;                                                                                          \
      count *= size[d];                                                                                        \
      if (d < last && stride[d] == 1 && size[d] >= 4) dense = d;                                               \
    }                                                                                                          \
    if (count == 0) return 0;                                                                                  \
    if (step == 0 || step == 1 || inner < 4) dense = -1;                                                       \
    runs = count / inner / (dense < 0 ? 1 : size[dense]);                                                      \
    for (int64_t run = 0; run < runs; run++) {                                                                 \
      if (dense >= 0)                                                                                          \
        transpose_##bytes(x, y, size[dense], inner, step, row[dense]);                                         \
      else if (step == 1 && inner >= 32)                                                                       \
        memcpy(y, x, (size_t)inner * sizeof(T));                                                               \
      else if (step == 1)                                                                                      \
        for (int64_t k = 0; k < inner; k++) y[k] = x[k];                                                       \
      else if (step == 0)                                                                                      \
        for (int64_t k = 0; k < inner; k++) y[k] = x[0];                                                       \
      else                                                                                                     \
        for (int64_t k = 0; k < inner; k++) y[k] = x[k * step];                                                \
      for (int64_t d = last - 1; d >= 0; d--) {                                                                \
        if (d == dense) continue;                                                                              \
        x += stride[d];                                                                                        \
        y += row[d];                                                                                           \
        if (++index[d] < size[d]) break;                                                                       \
        x -= stride[d] * size[d];                                                                              \
        y -= row[d] * size[d];                                                                                 \
        index[d] = 0;                                                                                          \
      }                                                                                                        \
    }                                                                                                          \
    return 0;                                                                                                  \
  }                                                                                                            \
  int tarn_pad_##bytes(void *const *p, const int64_t *i, const double *f) {                                    \
    int64_t rank = i[0];                                                                                       \
    const int64_t *in = i + 1, *out = in + rank, *first = out + rank;                                          \
    const T *x = p[1];                                                                                         \
    T *y = p[0];                                                                                               \
    int64_t total = 1, count = 1, stride[8] = {0}, index[8] = {0};                                             \
    for (int64_t d = rank - 1; d >= 0; d--) {                                                                  \
      stride[d] = total;                                                                                       \
      total *= out[d];                                                                                         \
      count *= in[d];                                                                                          \
    }                                                                                                          \
    memset(y, 0, (size_t)total * sizeof(T));                                                                   \
    for (int64_t d = 0; d < rank; d++) y += first[d] * stride[d];                                              \
    int64_t inner = rank ? in[rank - 1] : 1;                                                                   \
    for (int64_t done = 0; done < count; done += inner) {                                                      \
      memcpy(y, x + done, (size_t)inner * sizeof(T));                                                          \
      for (int64_t d = rank - 2; d >= 0; d--) {                                                                \
        y += stride[d];                                                                                        \
        if (++index[d] < in[d]) break;                                                                         \
        y -= stride[d] * in[d];                                                                                \
        index[d] = 0;                                                                                          \
      }                                                                                                        \
    }                                                                                                          \
    return 0;                                                                                                  \
  }                                                                                                            \
  int tarn_concat_##bytes(void *const *p, const int64_t *i, const double *f) {                                 \
    int64_t inputs = i[0], outer = i[1], row = i[2], at = 0;                                                   \
    for (int64_t k = 0; k < inputs; at += i[3 + k++]) {                                                        \
      const T *x = p[1 + k];                                                                                   \
      T *y = (T *)p[0] + at;                                                                                   \
      if (x == y && outer == 1) continue; /* written in place by its producer */                               \
      for (int64_t o = 0; o < outer; o++) memcpy(y + o * row, x + o * i[3 + k], (size_t)i[3 + k] * sizeof(T)); \
    }                                                                                                          \
    return 0;                                                                                                  \
  }
STRIDED(4, uint32_t)
STRIDED(8, uint64_t)
