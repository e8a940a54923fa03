// The order of elements: stable, NaN counts as larger than everything.
#include <string.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"

// Whether t, which stands behind s, goes before it.
#define GOES_FIRST(t, s) (descending ? t > s || (t != t && s == s) : t < s || (s != s && t == t))

// A bottom-up merge sort of indices. The right one of two goes first only if it must: that keeps equal ones
// in order.
#define MERGE(suffix, T)                                                                           \
  static void merge_##suffix(int32_t *out, const T *x, void *scratch, int64_t n, int descending) { \
    int32_t *a = out, *b = scratch;                                                                \
    for (int64_t k = 0; k < n; k++) a[k] = (int32_t)k;                                             \
    for (int64_t width = 1; width < n; width *= 2) {                                               \
      for (int64_t low = 0; low < n; low += 2 * width) {                                           \
        int64_t mid = low + width < n ? low + width : n;                                           \
        int64_t high = mid + width < n ? mid + width : n, u = low, v = mid;                        \
        for (int64_t k = low; k < high; k++) {                                                     \
          T s = u < mid ? x[a[u]] : 0, t = v < high ? x[a[v]] : 0;                                 \
          int left = v >= high || (u < mid && !GOES_FIRST(t, s));                                  \
          b[k] = left ? a[u++] : a[v++];                                                           \
        }                                                                                          \
      }                                                                                            \
      int32_t *other = a;                                                                          \
      a = b;                                                                                       \
      b = other;                                                                                   \
    }                                                                                              \
    if (a != out) memcpy(out, a, (size_t)n * sizeof(int32_t));                                     \
  }
MERGE(f32, float)
MERGE(f64, double)
MERGE(i32, int32_t)

// Elements of 32 bits as whole numbers in the same order; -0 is 0, and all NaN are one number.
static inline uint32_t order_f32(float x) {
  int32_t b = f32_to_bits(x + 0.0f);
  return x != x ? UINT32_MAX : (uint32_t)b ^ (b < 0 ? UINT32_MAX : 0x80000000u);
}
static inline uint32_t order_i32(int32_t x) { return (uint32_t)x ^ 0x80000000u; }

// A radix sort by three digits, the lowest first, of such numbers in the upper half and indices in the lower.
enum { digit_bits = 11, digits = 1 << digit_bits, few = 128 };
static void radix(int32_t *out, uint64_t *a, uint64_t *b, int64_t n) {
  uint32_t counts[3][digits];
  memset(counts, 0, sizeof counts);
  for (int64_t k = 0; k < n; k++)
    for (int d = 0; d < 3; d++) counts[d][a[k] >> (32 + digit_bits * d) & (digits - 1)]++;
  for (int d = 0; d < 3; d++) {
    int shift = 32 + digit_bits * d;
    uint32_t *count = counts[d], place = 0;
    if (count[a[0] >> shift & (digits - 1)] == n) continue;  // all have the same
    for (int k = 0; k < digits; k++) {
      uint32_t many = count[k];
      count[k] = place;
      place += many;
    }
    for (int64_t k = 0; k < n; k++) b[count[a[k] >> shift & (digits - 1)]++] = a[k];
    uint64_t *other = a;
    a = b;
    b = other;
  }
  for (int64_t k = 0; k < n; k++) out[k] = (int32_t)(uint32_t)a[k];
}

// p = [out, in, scratch of 16 bytes for each element of a row].
#define ARGSORT(suffix, T, is_short)                                                                        \
  int tarn_argsort_##suffix(void *const *p, const int64_t *i, const double *f) {                            \
    int64_t rows = i[0], n = i[1];                                                                          \
    int descending = i[2] != 0;                                                                             \
    for (int64_t r = 0; r < rows; r++) {                                                                    \
      const T *x = (const T *)p[1] + r * n;                                                                 \
      int32_t *out = (int32_t *)p[0] + r * n;                                                               \
      if (!(is_short) || n < few) {                                                                         \
        merge_##suffix(out, x, p[2], n, descending);                                                        \
        continue;                                                                                           \
      }                                                                                                     \
      uint64_t *a = p[2];                                                                                   \
      uint32_t turned = descending ? UINT32_MAX : 0;                                                        \
      for (int64_t k = 0; k < n; k++) a[k] = (uint64_t)(order_##suffix(x[k]) ^ turned) << 32 | (uint32_t)k; \
      radix(out, a, a + n, n);                                                                              \
    }                                                                                                       \
    return 0;                                                                                               \
  }
#define order_f64(x) 0u
ARGSORT(f32, float, 1)
ARGSORT(f64, double, 0)
ARGSORT(i32, int32_t, 1)

// The first few of that order: a short list is kept sorted, and few elements come into it.
#define ARGTOP(suffix, T)                                                       \
  int tarn_argtop_##suffix(void *const *p, const int64_t *i, const double *f) { \
    int64_t rows = i[0], n = i[1], descending = i[2], count = i[3];             \
    for (int64_t r = 0; r < rows; r++) {                                        \
      const T *x = (const T *)p[1] + r * n;                                     \
      int32_t *top = (int32_t *)p[0] + r * count;                               \
      for (int64_t k = 0; k < n; k++) {                                         \
        T t = x[k];                                                             \
        int64_t place = k < count ? k : count;                                  \
        while (place > 0) {                                                     \
          T s = x[top[place - 1]];                                              \
          if (!GOES_FIRST(t, s)) break;                                         \
          if (place < count) top[place] = top[place - 1];                       \
          place--;                                                              \
        }                                                                       \
        if (place < count) top[place] = (int32_t)k;                             \
      }                                                                         \
    }                                                                           \
    return 0;                                                                   \
  }
ARGTOP(f32, float)
ARGTOP(f64, double)
ARGTOP(i32, int32_t)
