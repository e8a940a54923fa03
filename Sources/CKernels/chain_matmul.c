// Matrix products of the chain rule: sums of products of which zero times anything is zero, see chain.c. The row
// of a sample that was not selected is a row of zeros among the cotangents, whatever the sample holds.
#include "CKernels.h"
#include "clones.h"

#define BLOCK 256

// An infinity or a NaN in a row of A is in all of that row of the product, one in a column of B in all of that
// column: whether there are any shows in the first column and the first row, so that asking costs nothing. Then
// NaN is computed again.
#define CHAIN_MATMUL(suffix, T)                                                                                      \
  INLINE int is_suspect_##suffix(const T *c, int64_t m, int64_t n, int64_t ldc) {                                    \
    int found = 0;                                                                                                   \
    for (int64_t k = 0; k < n; k++) found |= c[k] - c[k] != 0;                                                       \
    for (int64_t r = 0; r < m; r++) found |= c[r * ldc] - c[r * ldc] != 0;                                           \
    return found;                                                                                                    \
  }                                                                                                                  \
  CLONES int tarn_chain_matmul_##suffix(void *const *p, const int64_t *i, const double *f) {                         \
    int code = tarn_matmul_##suffix(p, i, f);                                                                        \
    int64_t batch = i[0], m = i[1], n = i[2], k = i[3], ta = i[4], tb = i[5];                                        \
    int64_t lda = i[8], ldb = i[9], ldc = i[10];                                                                     \
    if (code || m == 0 || n == 0) return code;                                                                       \
    for (int64_t s = 0; s < batch; s++) {                                                                            \
      T *c = (T *)p[0] + s * m * ldc;                                                                                \
      const T *a = (const T *)p[1] + s * i[6], *b = (const T *)p[2] + s * i[7];                                      \
      if (!is_suspect_##suffix(c, m, n, ldc)) continue;                                                              \
      for (int64_t r = 0; r < m; r++)                                                                                \
        for (int64_t from = 0; from < n; from += BLOCK) {                                                            \
          double sum[BLOCK] = {0};                                                                                   \
          int64_t count = n - from < BLOCK ? n - from : BLOCK;                                                       \
          T *row = c + r * ldc + from;                                                                               \
          int nan = 0;                                                                                               \
          for (int64_t j = 0; j < count; j++) nan |= row[j] != row[j];                                               \
          if (!nan) continue;                                                                                        \
          for (int64_t q = 0; q < k; q++) {                                                                          \
            double left = ta ? a[q * lda + r] : a[r * lda + q];                                                      \
            if (left == 0) continue;                                                                                 \
            const T *right = tb ? b + from * ldb + q : b + q * ldb + from;                                           \
            int64_t step = tb ? ldb : 1;                                                                             \
            for (int64_t j = 0; j < count; j++) sum[j] += right[j * step] == 0 ? 0 : left * (double)right[j * step]; \
          }                                                                                                          \
          for (int64_t j = 0; j < count; j++) row[j] = row[j] == row[j] ? row[j] : (T)sum[j];                        \
        }                                                                                                            \
    }                                                                                                                \
    return 0;                                                                                                        \
  }
CHAIN_MATMUL(f32, float)
CHAIN_MATMUL(f64, double)
