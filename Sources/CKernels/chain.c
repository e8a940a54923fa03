// Products and quotients of the chain rule. A cotangent of zero says that a place does not matter: it stays zero
// beside an infinity or a NaN. Wherever the plain product is a number, the result has its bits.
#include "CKernels.h"
#include "clones.h"

// Nearly always no product is NaN: two vectors are asked at once, and mended where one is.
#define CHAIN(name, UNUSED, form, suffix, T, I, A, B, LEFT, RIGHT)                                \
  CLONES int tarn_##name##_##form##_##suffix(void *const *p, const int64_t *i, const double *f) { \
    typedef T lanes __attribute__((vector_size(64), aligned(sizeof(T))));                         \
    typedef I masks __attribute__((vector_size(64)));                                             \
    enum { WIDTH = 64 / sizeof(T) };                                                              \
    const T *x = p[1], *z = p[2], x0 = x[0], z0 = z[0];                                           \
    T *y = p[0];                                                                                  \
    int64_t n = i[0], k = 0;                                                                      \
    const lanes left = x0 - (lanes){0}, right = z0 - (lanes){0};                                  \
    (void)left;                                                                                   \
    (void)right;                                                                                  \
    for (; k + 2 * WIDTH <= n; k += 2 * WIDTH) {                                                  \
      const lanes a = LEFT(0), b = RIGHT(0), c = LEFT(WIDTH), d = RIGHT(WIDTH);                   \
      lanes ab = a * b, cd = c * d;                                                               \
      const masks first = ab != ab, second = cd != cd;                                            \
      if (__builtin_expect(__builtin_reduce_or(first | second) != 0, 0)) {                        \
        ab = (lanes)((masks)ab & ~(first & UNUSED(a, b)));                                        \
        cd = (lanes)((masks)cd & ~(second & UNUSED(c, d)));                                       \
      }                                                                                           \
      *(lanes *)(y + k) = ab;                                                                     \
      *(lanes *)(y + k + WIDTH) = cd;                                                             \
    }                                                                                             \
    for (; k < n; k++) {                                                                          \
      T a = A, b = B, ab = a * b;                                                                 \
      y[k] = ab == ab || !(UNUSED(a, b)) ? ab : 0;                                                \
    }                                                                                             \
    return 0;                                                                                     \
  }
#define LOAD_X(at) *(const lanes *)(x + k + at)
#define LOAD_Z(at) *(const lanes *)(z + k + at)
#define SAME_X(at) left
#define SAME_Z(at) right
#define FORMS(name, UNUSED, suffix, T, I)                           \
  CHAIN(name, UNUSED, vv, suffix, T, I, x[k], z[k], LOAD_X, LOAD_Z) \
  CHAIN(name, UNUSED, vs, suffix, T, I, x[k], z0, LOAD_X, SAME_Z)   \
  CHAIN(name, UNUSED, sv, suffix, T, I, x0, z[k], SAME_X, LOAD_Z)
// A zero on either side, or that of the cotangent alone: a derivative may be zero by underflow only.
#define EITHER(a, b) ((a == 0) | (b == 0))
#define COTANGENT(a, b) (a == 0)
FORMS(chain, EITHER, f32, float, int32_t)
FORMS(chain, EITHER, f64, double, int64_t)
FORMS(chain_smooth, COTANGENT, f32, float, int32_t)
FORMS(chain_smooth, COTANGENT, f64, double, int64_t)

#define CHAIN_DIV(form, suffix, T, A, B)                                                           \
  CLONES int tarn_chain_div_##form##_##suffix(void *const *p, const int64_t *i, const double *f) { \
    const T *x = p[1], *z = p[2], x0 = x[0], z0 = z[0];                                            \
    T *y = p[0];                                                                                   \
    int64_t n = i[0];                                                                              \
    (void)x0;                                                                                      \
    (void)z0;                                                                                      \
    LOOP for (int64_t k = 0; k < n; k++) {                                                         \
      T a = A, b = B, ab = a / b;                                                                  \
      y[k] = ((ab == ab) | (a != 0)) ? ab : 0;                                                     \
    }                                                                                              \
    return 0;                                                                                      \
  }
#define QUOTIENTS(suffix, T)           \
  CHAIN_DIV(vv, suffix, T, x[k], z[k]) \
  CHAIN_DIV(vs, suffix, T, x[k], z0)   \
  CHAIN_DIV(sv, suffix, T, x0, z[k])
QUOTIENTS(f32, float)
QUOTIENTS(f64, double)
