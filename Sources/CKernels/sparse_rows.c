// Products with a matrix most of whose elements are zero: row j has the elements from starts[j] to
// starts[j + 1] of `columns` and `values`.
#include <string.h>

#include "CKernels.h"

// c = a W: rows of coefficients on what the matrix gives become coefficients on what it takes.
void tarn_sparse_carry(int64_t rows, int64_t outputs, const double *a, int64_t lda, const int64_t *starts,
                       const int32_t *columns, const double *values, double *c, int64_t ldc) {
  for (int64_t r = 0; r < rows; r++) {
    double *out = c + r * ldc;
    memset(out, 0, sizeof(double) * (size_t)ldc);
    for (int64_t j = 0; j < outputs; j++) {
      double x = a[r * lda + j];
      if (x == 0) continue;
      for (int64_t k = starts[j]; k < starts[j + 1]; k++) out[columns[k]] += x * values[k];
    }
  }
}

// y = x W^T: the matrix on rows of points.
void tarn_sparse_apply(int64_t rows, int64_t outputs, const double *x, int64_t ldx, const int64_t *starts,
                       const int32_t *columns, const double *values, double *y, int64_t ldy) {
  for (int64_t r = 0; r < rows; r++) {
    const double *in = x + r * ldx;
    for (int64_t j = 0; j < outputs; j++) {
      double sum = 0;
      for (int64_t k = starts[j]; k < starts[j + 1]; k++) sum += in[columns[k]] * values[k];
      y[r * ldy + j] = sum;
    }
  }
}
