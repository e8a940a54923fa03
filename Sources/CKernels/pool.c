// Pooling: planes [height, width] by windows.
// i = [planes, height, width, window height, window width, output height, output width, stride down,
//      stride across, padding down, padding across]
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"

typedef struct {
  int64_t planes, height, width, tall, wide, out_height, out_width, down, across, top, left;
} windows;

static windows unpacked(const int64_t *i) {
  return (windows){i[0], i[1], i[2], i[3], i[4], i[5], i[6], i[7], i[8], i[9], i[10]};
}

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

// The outputs o whose window's place `at` is inside: 0 <= o * stride + at - padding < size.
static int64_t first_inside(int64_t at, int64_t stride, int64_t padding) {
  return at >= padding ? 0 : (padding - at + stride - 1) / stride;
}
static int64_t after_inside(int64_t at, int64_t stride, int64_t padding, int64_t size, int64_t outputs) {
  int64_t last = size - 1 + padding - at;
  return last < 0 ? 0 : smaller(outputs, last / stride + 1);
}

// Runs BODY(S) with the stride S as a constant where it is a usual one, so that the loop becomes vector code.
#define BY_STRIDE(stride, BODY) \
  if ((stride) == 1) {          \
    BODY(1)                     \
  } else if ((stride) == 2) {   \
    BODY(2)                     \
  } else {                      \
    BODY(stride)                \
  }

// Folds every window of a plane into y, window place by window place, so that the inner loop runs along a row.
#define FOLD(name, suffix, T, start, UPDATE, finish)                                     \
  CLONES int tarn_##name##_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const windows g = unpacked(i);                                                       \
    for (int64_t m = 0; m < g.planes; m++)                                               \
      for (int64_t oy = 0; oy < g.out_height; oy++) {                                    \
        T *y = (T *)p[0] + (m * g.out_height + oy) * g.out_width;                        \
        for (int64_t k = 0; k < g.out_width; k++) y[k] = start;                          \
        for (int64_t ky = 0; ky < g.tall; ky++) {                                        \
          int64_t row = oy * g.down + ky - g.top;                                        \
          if (row < 0 || row >= g.height) continue;                                      \
          for (int64_t kx = 0; kx < g.wide; kx++) {                                      \
            const T *x = (const T *)p[1] + (m * g.height + row) * g.width + kx - g.left; \
            int64_t first = first_inside(kx, g.across, g.left);                          \
            int64_t last = after_inside(kx, g.across, g.left, g.width, g.out_width);     \
            BY_STRIDE(g.across, UPDATE)                                                  \
          }                                                                              \
        }                                                                                \
        finish                                                                           \
      }                                                                                  \
    return 0;                                                                            \
  }
// NaN wins.
#define TAKE_LARGER(S)                                                        \
  for (int64_t k = first; k < last; k++) {                                    \
    y[k] = x[k * (S)] > y[k] || x[k * (S)] != x[k * (S)] ? x[k * (S)] : y[k]; \
  }
#define TAKE_SUM(S) \
  for (int64_t k = first; k < last; k++) y[k] += x[k * (S)];
#define DIVIDE \
  for (int64_t k = 0; k < g.out_width; k++) y[k] /= g.tall * g.wide;
FOLD(max_pool, f32, float, -INFINITY, TAKE_LARGER, )
FOLD(max_pool, f64, double, -INFINITY, TAKE_LARGER, )
FOLD(avg_pool, f32, float, 0, TAKE_SUM, DIVIDE)
FOLD(avg_pool, f64, double, 0, TAKE_SUM, DIVIDE)

// The transpose of the average: p = [dx, dy].
#define SPREAD(suffix, T)                                                                       \
  CLONES int tarn_avg_pool_spread_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const windows g = unpacked(i);                                                              \
    const T share = (T)1 / (g.tall * g.wide);                                                   \
    memset(p[0], 0, (size_t)(g.planes * g.height * g.width) * sizeof(T));                       \
    for (int64_t m = 0; m < g.planes; m++)                                                      \
      for (int64_t oy = 0; oy < g.out_height; oy++) {                                           \
        const T *y = (const T *)p[1] + (m * g.out_height + oy) * g.out_width;                   \
        for (int64_t ky = 0; ky < g.tall; ky++) {                                               \
          int64_t row = oy * g.down + ky - g.top;                                               \
          if (row < 0 || row >= g.height) continue;                                             \
          for (int64_t kx = 0; kx < g.wide; kx++) {                                             \
            T *x = (T *)p[0] + (m * g.height + row) * g.width + kx - g.left;                    \
            int64_t first = first_inside(kx, g.across, g.left);                                 \
            int64_t last = after_inside(kx, g.across, g.left, g.width, g.out_width);            \
            BY_STRIDE(g.across, GIVE_SHARE)                                                     \
          }                                                                                     \
        }                                                                                       \
      }                                                                                         \
    return 0;                                                                                   \
  }
#define GIVE_SHARE(S) LOOP for (int64_t k = first; k < last; k++) x[k * (S)] += y[k] * share;
SPREAD(f32, float)
SPREAD(f64, double)

// The place of the first largest element of a window; of the last NaN, if there is one.
#define LARGEST(suffix, T)                                                                         \
  static inline int64_t largest_##suffix(const T *x, const windows *g, int64_t oy, int64_t ox) {   \
    int64_t top = oy * g->down - g->top, left = ox * g->across - g->left;                          \
    int64_t bottom = smaller(top + g->tall, g->height), right = smaller(left + g->wide, g->width); \
    top = larger(top, 0), left = larger(left, 0);                                                  \
    int64_t best = top * g->width + left;                                                          \
    T high = x[best];                                                                              \
    for (int64_t row = top; row < bottom; row++)                                                   \
      for (int64_t k = row * g->width + left; k < row * g->width + right; k++)                     \
        if (x[k] > high || x[k] != x[k]) {                                                         \
          high = x[k];                                                                             \
          best = k;                                                                                \
        }                                                                                          \
    return best;                                                                                   \
  }
LARGEST(f32, float)
LARGEST(f64, double)

// What a maximum's derivative does. scatter: p = [dx, x, dy], each dy goes to the largest element of its window
// of x; pick: its transpose, p = [dy, x, dx], takes the element from there.
#define ROUTE(suffix, T)                                                                           \
  int tarn_max_pool_scatter_##suffix(void *const *p, const int64_t *i, const double *f) {          \
    const windows g = unpacked(i);                                                                 \
    memset(p[0], 0, (size_t)(g.planes * g.height * g.width) * sizeof(T));                          \
    const T *y = p[2];                                                                             \
    for (int64_t m = 0; m < g.planes; m++) {                                                       \
      const T *x = (const T *)p[1] + m * g.height * g.width;                                       \
      T *to = (T *)p[0] + m * g.height * g.width;                                                  \
      for (int64_t oy = 0; oy < g.out_height; oy++)                                                \
        for (int64_t ox = 0; ox < g.out_width; ox++) to[largest_##suffix(x, &g, oy, ox)] += *y++;  \
    }                                                                                              \
    return 0;                                                                                      \
  }                                                                                                \
  int tarn_max_pool_pick_##suffix(void *const *p, const int64_t *i, const double *f) {             \
    const windows g = unpacked(i);                                                                 \
    T *y = p[0];                                                                                   \
    for (int64_t m = 0; m < g.planes; m++) {                                                       \
      const T *x = (const T *)p[1] + m * g.height * g.width;                                       \
      const T *from = (const T *)p[2] + m * g.height * g.width;                                    \
      for (int64_t oy = 0; oy < g.out_height; oy++)                                                \
        for (int64_t ox = 0; ox < g.out_width; ox++) *y++ = from[largest_##suffix(x, &g, oy, ox)]; \
    }                                                                                              \
    return 0;                                                                                      \
  }
ROUTE(f32, float)
ROUTE(f64, double)
