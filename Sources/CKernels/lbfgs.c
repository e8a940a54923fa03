// The quasi-Newton step of L-BFGS by the two loops (Nocedal, Math. Comp. 35, 1980).
//
// As it is written, each coefficient waits for the dot product of a vector that the last coefficient has just
// changed. Here two pairs go together: with q' = q - a y of the one, s . q' of the next is s . q - a (s . y), where
// s . y of neighbours is known, so both dot products are made at once, and in the pass that brings q up to date.
#include "CKernels.h"
#include "clones.h"

#pragma clang diagnostic ignored "-Wpsabi"
typedef double block __attribute__((vector_size(64)));

INLINE double total(block a) { return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7])); }

// q += a u + b v; gives the dot products of q with s and t.
INLINE void pass(block *q, const double a, const block *u, const double b, const block *v, const block *s,
                 const block *t, double *with_s, double *with_t, int64_t blocks) {
  block s0 = {0}, s1 = {0}, t0 = {0}, t1 = {0};
  int64_t k = 0;
  for (; k + 2 <= blocks; k += 2) {
    block x = q[k] + a * u[k] + b * v[k], y = q[k + 1] + a * u[k + 1] + b * v[k + 1];
    q[k] = x;
    q[k + 1] = y;
    s0 += x * s[k];
    t0 += x * t[k];
    s1 += y * s[k + 1];
    t1 += y * t[k + 1];
  }
  if (k < blocks) {
    block x = q[k] + a * u[k] + b * v[k];
    q[k] = x;
    s0 += x * s[k];
    t0 += x * t[k];
  }
  *with_s = total(s0 + s1);
  *with_t = total(t0 + t1);
}

CLONES void tarn_lbfgs_step(double *step, const double *gradient, const double *steps, const double *changes,
                            const double *inverse, const double *neighbours, double *coefficients, int64_t blocks,
                            int64_t memory, int64_t newest, int64_t pairs, double scale) {
  block *q = (block *)step;
  const block *g = (const block *)gradient, *s = (const block *)steps, *y = (const block *)changes;
  for (int64_t k = 0; k < blocks; k++) q[k] = -g[k];
  // The pairs a and, behind it, b; where there is only one left, b is a once more, with no weight.
  int64_t a = newest, b = pairs > 1 ? (a ? a : memory) - 1 : a;
  double first, second, x = 0, z = 0;
  const block *u = g, *v = g;
  for (int64_t left = pairs;; left -= 2) {
    if (left <= 0) {
      // The oldest two, in the order of the second loop.
      int64_t oldest = newest - pairs + 1;
      a = oldest < 0 ? oldest + memory : oldest;
      b = pairs > 1 ? (a + 1 == memory ? 0 : a + 1) : a;
      pass(q, x, u, z, v, y + a * blocks, y + b * blocks, &first, &second, blocks);
      break;
    }
    pass(q, x, u, z, v, s + a * blocks, s + b * blocks, &first, &second, blocks);
    x = -(coefficients[a] = inverse[a] * first);
    u = v = y + a * blocks;
    z = 0;
    if (left == 1) continue;
    z = -(coefficients[b] = inverse[b] * (second + x * neighbours[a]));
    v = y + b * blocks;
    a = (b ? b : memory) - 1;
    b = left > 3 ? (a ? a : memory) - 1 : a;
  }
  for (int64_t k = 0; k < blocks; k++) q[k] *= scale;
  first *= scale;
  second *= scale;
  for (int64_t left = pairs; left > 0; left -= 2) {
    x = coefficients[a] - inverse[a] * first;
    u = v = s + a * blocks;
    z = 0;
    if (left > 1) {
      z = coefficients[b] - inverse[b] * (second + x * neighbours[b]);
      v = s + b * blocks;
      a = b + 1 == memory ? 0 : b + 1;
      b = left > 3 ? (a + 1 == memory ? 0 : a + 1) : a;
    }
    pass(q, x, u, z, v, y + a * blocks, y + b * blocks, &first, &second, blocks);
  }
}
