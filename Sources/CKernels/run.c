// The loop that runs a plan, and the loop that runs a fused group.
#include <stdatomic.h>
#include <string.h>

#include "CKernels.h"

static const atomic_bool never;
static const atomic_bool *_Atomic watched = &never;

void tarn_watch(const void *flag) { atomic_store(&watched, flag ? (const atomic_bool *)flag : &never); }

static int is_asked(void) {
  const atomic_bool *flag = atomic_load_explicit(&watched, memory_order_relaxed);
  return atomic_load_explicit(flag, memory_order_relaxed);
}

typedef struct {
  const tarn_step *step;
  void *const *p;
  const int64_t *i, *split;
  const double *f;
  int stoppable;
  _Atomic int code;
} split_call;

static void run_piece(void *context, int64_t piece, int64_t thread) {
  split_call *call = context;
  if (call->stoppable && is_asked()) {
    atomic_store_explicit(&call->code, TARN_STOPPED, memory_order_relaxed);
    return;
  }
  const int64_t *d = call->split, *shift = d + 6;
  int64_t start = piece * d[1], rest = call->i[d[0]] - start;
  int64_t integers[d[4]];
  void *operands[d[5]];
  memcpy(integers, call->i, sizeof integers);
  integers[d[0]] = rest < d[1] ? rest : d[1];
  if (d[2] >= 0) integers[d[2]] = start;
  for (int64_t k = 0; k < d[5]; k++)
    operands[k] = (char *)call->p[k] + start * shift[2 * k] + thread * shift[2 * k + 1];
  int code = call->step->kernel(operands, integers, call->f);
  if (code) atomic_store_explicit(&call->code, code, memory_order_relaxed);
}

int64_t tarn_run(const tarn_step *steps, int64_t count, void *const *operands, const int64_t *integers,
                 const double *reals, int64_t threads, int64_t stoppable) {
  if (is_asked()) stoppable = 0;
  for (int64_t s = 0; s < count; s++) {
    const tarn_step *step = &steps[s];
    void *const *p = operands + step->operands;
    const int64_t *i = integers + step->integers;
    const double *f = reals + step->reals;
    const int64_t *d = step->split < 0 ? NULL : integers + step->split;
    if (s < stoppable && is_asked()) return ((s + 1) << 8) | TARN_STOPPED;
    int code;
    if (d == NULL || (d[3] && threads < 2)) {
      code = step->kernel(p, i, f);
    } else {
      split_call call = {step, p, i, d, f, s < stoppable, 0};
      tarn_parallel(run_piece, &call, (i[d[0]] + d[1] - 1) / d[1], threads);
      code = atomic_load_explicit(&call.code, memory_order_relaxed);
    }
    if (code) return ((s + 1) << 8) | code;
  }
  return 0;
}

// i = [outer size, kernel, elements of a run, rank, sizes..., bytes by which the output, the left and the
// right operand move along each dimension...]: a kernel of two operands, run by run.
int tarn_broadcast(void *const *p, const int64_t *i, const double *f) {
  tarn_kernel kernel = (tarn_kernel)i[1];
  const int64_t *run = i + 2, rank = i[3], *size = i + 4, *move = size + rank;
  int64_t index[8] = {0};
  void *q[3] = {p[0], p[1], p[2]};
  if (rank == 1) {
    // Rows of a matrix, of which there may be many short ones.
    for (int64_t row = i[0]; row > 0; row--) {
      int code = kernel(q, run, f);
      if (code) return code;
      for (int k = 0; k < 3; k++) q[k] = (char *)q[k] + move[k];
    }
    return 0;
  }
  for (;;) {
    int code = kernel(q, run, f);
    if (code) return code;
    int64_t d = rank - 1;
    for (; d >= 0; d--) {
      int more = ++index[d] < (d ? size[d] : i[0]);
      int64_t steps = more ? 1 : 1 - index[d];
      for (int k = 0; k < 3; k++) q[k] = (char *)q[k] + steps * move[k * rank + d];
      if (more) break;
      index[d] = 0;
    }
    if (d < 0) return 0;
  }
}

// i = [elements, elements of a tile, ops, first element], then for each op
//   [kernel, first real, period, operands, then for each operand (place in p, bytes an element)]
// where the first operand is the output. "Bytes an element" is how far the operand moves from element to
// element: 0 for scalars and for scratch, which every tile uses anew. A period marks the kernels that
// spread a broadcast operand; they get the first element and the period beside the count.
int tarn_fused(void *const *p, const int64_t *i, const double *f) {
  int64_t tile = i[1], ops = i[2], end = i[3] + i[0];
  for (int64_t start = i[3]; start < end; start += tile) {
    const int64_t *op = i + 4;
    int64_t size[3] = {end - start < tile ? end - start : tile, start, 0};
    for (int64_t k = 0; k < ops; k++) {
      void *q[8];
      int64_t operands = op[3];
      for (int64_t j = 0; j < operands; j++) q[j] = (char *)p[op[4 + 2 * j]] + start * op[5 + 2 * j];
      size[2] = op[2];
      int code = ((tarn_kernel)op[0])(q, size, f + op[1]);
      if (code) return code;
      op += 4 + 2 * operands;
    }
  }
  return 0;
}
