// Tangent points of S-shaped functions.
#include <math.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"

// The d <= 0 at which the line through (u, f(u)), u >= 0, touches the graph of f: f'(d) (u - d) = f(u) - f(d).
// With v = -d and the odd F = f - f(0) that is the zero of h(v) = f'(v) (u + v) - F(u) - F(v), which falls from
// h(0) >= 0 to h(u) <= 0. Newton's steps, halving the bracket where they leave it.
#define TANGENT(name, suffix, T, FUNCTION)                                                       \
  CLONES int tarn_tangent_##name##_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1];                                                                           \
    T *y = p[0];                                                                                 \
    int64_t n = i[0];                                                                            \
    LOOP for (int64_t k = 0; k < n; k++) {                                                       \
      double u = fmin((double)x[k], 1e6), F, s, c;                                               \
      FUNCTION(u);                                                                               \
      double top = F, low = 0, high = u, v = 0.5 * fmin(u, 2.0);                                 \
      for (int step = 0; step < 14; step++) {                                                    \
        FUNCTION(v);                                                                             \
        double h = s * (u + v) - top - F, next = v - h / (c * (u + v));                          \
        low = h > 0 ? v : low;                                                                   \
        high = h > 0 ? high : v;                                                                 \
        v = next >= low && next <= high ? next : 0.5 * (low + high);                             \
      }                                                                                          \
      y[k] = x[k] > 0 ? (T)-v : 0;                                                               \
    }                                                                                            \
    return 0;                                                                                    \
  }
// F, the slope s = f' and the curvature c = f'' at v.
#define TANH(v) F = tanh_f64(v), s = 1 - F * F, c = -2 * F * s
#define SIGMOID(v) F = sigmoid_f64(v) - 0.5, s = (0.5 + F) * (0.5 - F), c = -2 * F * s
#define ERF(v) F = erf(v), s = 1.1283791670955126 * exp_f64(-(v) * (v)), c = -2 * (v)*s
TANGENT(tanh, f32, float, TANH)
TANGENT(tanh, f64, double, TANH)
TANGENT(sigmoid, f32, float, SIGMOID)
TANGENT(sigmoid, f64, double, SIGMOID)
TANGENT(erf, f32, float, ERF)
TANGENT(erf, f64, double, ERF)
