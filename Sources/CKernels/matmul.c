// Matrix products: OpenBLAS on one thread, batch by batch.
#include <cblas.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"

// Vectors are passed only between functions that are inlined into one another.
#pragma clang diagnostic ignored "-Wpsabi"
typedef float vector_f32 __attribute__((vector_size(32)));
typedef double vector_f64 __attribute__((vector_size(32)));

#define T float
#define V vector_f32
#define L 8
#define NAME(part) part##_f32
#include "small_matmul.h"
#undef T
#undef V
#undef L
#undef NAME
#define T double
#define V vector_f64
#define L 4
#define NAME(part) part##_f64
#include "small_matmul.h"
#undef T
#undef V
#undef L
#undef NAME

void tarn_single_threaded_blas(void) { openblas_set_num_threads(1); }

#define MATMUL(suffix, T, gemm)                                                                                   \
  int tarn_matmul_##suffix(void *const *p, const int64_t *i, const double *f) {                                   \
    int64_t batch = i[0], m = i[1], n = i[2], k = i[3], ta = i[4], tb = i[5];                                     \
    int64_t lda = i[8], ldb = i[9], ldc = i[10];                                                                  \
    T *c = p[0];                                                                                                  \
    const T *a = p[1], *b = p[2];                                                                                 \
    if (k == 0) {                                                                                                 \
      for (int64_t r = 0; r < batch * m; r++) memset(c + r * ldc, 0, (size_t)n * sizeof(T));                      \
      return 0;                                                                                                   \
    }                                                                                                             \
    if (m == 0 || n == 0) return 0;                                                                               \
    for (int64_t s = 0; s < batch; s++) {                                                                         \
      T *to = c + s * m * ldc;                                                                                    \
      const T *from = a + s * i[6], *by = b + s * i[7];                                                           \
      if (ldc == n && ldb == (tb ? k : n) && small_##suffix(to, from, by, m, n, k, ta, tb, lda)) continue;        \
      gemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, (blasint)m, (blasint)n, \
           (blasint)k, 1, from, (blasint)lda, by, (blasint)ldb, 0, to, (blasint)ldc);                             \
    }                                                                                                             \
    return 0;                                                                                                     \
  }
MATMUL(f32, float, cblas_sgemm)
MATMUL(f64, double, cblas_dgemm)
