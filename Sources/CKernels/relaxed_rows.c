// Backward linear bounds, row by row: a row of coefficients goes back through the lines that enclose ReLU,
// and at the inputs its smallest value over a box is taken.
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"

#pragma clang diagnostic ignored "-Wpsabi"
// Eight sums at once on every machine, so that results do not depend on the level of its vectors.
typedef double lanes __attribute__((vector_size(64)));

// Macros: functions of such vectors would differ from level to level in how they are called.
#define LOAD(p)                \
  ({                           \
    lanes x_;                  \
    memcpy(&x_, p, sizeof x_); \
    x_;                        \
  })
#define ABS __builtin_elementwise_abs
#define LARGER __builtin_elementwise_max
#define SMALLER __builtin_elementwise_min
#define TOTAL(x) (((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7])))

CLONES void tarn_relax_rows(int64_t rows, int64_t n, double *coefficients, const int32_t *box, const double *lower,
                            const int32_t *lower_row, const double *base, const double *upper, const double *intercept,
                            const double *magnitude, const double *bias, double *value, double *slack) {
  const lanes zero = {0};
  for (int64_t r = 0; r < rows; r++) {
    double *x = coefficients + r * n;
    const double *low = lower + lower_row[r] * n, *high = upper + box[r] * n;
    const double *cut = intercept + box[r] * n, *q = magnitude + box[r] * n;
    lanes sum = zero, sizes = zero;
    if (base) {
      const double *foot = base + box[r] * n;
      for (int64_t j = 0; j < n; j += 8) {
        lanes c = LOAD(x + j), a = LOAD(foot + j);
        sum += LARGER(c, zero) * a;
        sizes += ABS(c) * LARGER(ABS(a), ABS(LOAD(cut + j)));
      }
    }
    for (int64_t j = 0; j < n; j += 8) {
      lanes c = LOAD(x + j);
      lanes positive = LARGER(c, zero), negative = SMALLER(c, zero);
      lanes y = positive * LOAD(low + j) + negative * LOAD(high + j);
      sum += negative * LOAD(cut + j) + y * LOAD(bias + j);
      sizes += ABS(y) * LOAD(q + j);
      memcpy(x + j, &y, sizeof y);
    }
    value[r] += TOTAL(sum);
    slack[r] += TOTAL(sizes);
  }
}

CLONES void tarn_minimize_rows(int64_t rows, int64_t n, const double *coefficients, const int32_t *box,
                               const double *lower, const double *upper, double *value, double *slack) {
  const lanes zero = {0};
  for (int64_t r = 0; r < rows; r++) {
    const double *x = coefficients + r * n;
    const double *low = lower + box[r] * n, *high = upper + box[r] * n;
    lanes sum = zero, sizes = zero;
    for (int64_t j = 0; j < n; j += 8) {
      lanes c = LOAD(x + j), l = LOAD(low + j), h = LOAD(high + j);
      sum += LARGER(c, zero) * l + SMALLER(c, zero) * h;
      sizes += ABS(c) * LARGER(ABS(l), ABS(h));
    }
    value[r] += TOTAL(sum);
    slack[r] += TOTAL(sizes);
  }
}
