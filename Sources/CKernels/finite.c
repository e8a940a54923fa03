// Whether this thread checks what operations make, and the search for what is not finite.
#include "CKernels.h"

static _Thread_local int checks_finite = 0;

int tarn_checks_finite(void) { return checks_finite; }
void tarn_set_checks_finite(int flag) { checks_finite = flag; }

#define COUNT(suffix, T)                                                                     \
  void tarn_count_unusual_##suffix(const T *x, int64_t n, int64_t *nan, int64_t *infinite) { \
    int64_t unusual = 0, nans = 0;                                                           \
    for (int64_t k = 0; k < n; k++) {                                                        \
      unusual += x[k] - x[k] != 0;                                                           \
      nans += x[k] != x[k];                                                                  \
    }                                                                                        \
    *nan = nans;                                                                             \
    *infinite = unusual - nans;                                                              \
  }
COUNT(f32, float)
COUNT(f64, double)
