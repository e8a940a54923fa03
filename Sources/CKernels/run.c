// The loop that runs a plan, and the loop that runs a fused group.
#include "CKernels.h"

int64_t tarn_run(const tarn_step *steps, int64_t count, void *const *operands,
                 const int64_t *integers, const double *reals) {
  for (int64_t s = 0; s < count; s++) {
    const tarn_step *step = &steps[s];
    int code = step->kernel(operands + step->operands, integers + step->integers, reals + step->reals);
    if (code) return ((s + 1) << 8) | code;
  }
  return 0;
}

// i = [elements, elements of a tile, ops], then for each op
//   [kernel, first real, period, operands, then for each operand (place in p, bytes an element)]
// where the first operand is the output. "Bytes an element" is how far the operand moves from element to
// element: 0 for scalars and for scratch, which every tile uses anew. A period marks the kernels that
// spread a broadcast operand; they get the first element and the period beside the count.
int tarn_fused(void *const *p, const int64_t *i, const double *f) {
  int64_t n = i[0], tile = i[1], ops = i[2];
  for (int64_t start = 0; start < n; start += tile) {
    const int64_t *op = i + 3;
    int64_t size[3] = {n - start < tile ? n - start : tile, start, 0};
    for (int64_t k = 0; k < ops; k++) {
      void *q[8];
      int64_t operands = op[3];
      for (int64_t j = 0; j < operands; j++)
        q[j] = (char *)p[op[4 + 2 * j]] + start * op[5 + 2 * j];
      size[2] = op[2];
      int code = ((tarn_kernel)op[0])(q, size, f + op[1]);
      if (code) return code;
      op += 4 + 2 * operands;
    }
  }
  return 0;
}
