// The kernels: every computation of the engine ends in one of these functions.
//
// All kernels have one signature, so that a compiled plan is a flat list of calls:
//   p   operands: p[0] is the output, then the inputs, then scratch memory if the kernel asks for it
//   i   integers: sizes, strides, flags
//   f   real parameters
// The result is 0, or a positive code below 256 with which the kernel reports why it failed.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum {
  TARN_BAD_INDEX = 1,
  TARN_NOT_FINITE = 2,  // a matrix with NaN or infinity
  TARN_NOT_SYMMETRIC = 3,
  TARN_NOT_CONVERGED = 4,
  TARN_SINGULAR = 5,
  TARN_OVERFLOW = 6,       // a whole number that 32 bits do not hold
  TARN_NOT_WHOLE = 7,      // a whole number that float64 may not hold
  TARN_STOPPED = 8,        // not a failure: see tarn_watch
  TARN_NOT_DEFINITE = 16,  // plus the order of the leading minor that is not positive, as far as it fits
};

typedef int (*tarn_kernel)(void *const *p, const int64_t *i, const double *f);

// One call of a plan: operands, integers and reals start at these places of the plan's tables.
// `split` is the place among the integers of a description of how the call falls into pieces, or -1:
//   [which integer is the extent, extent of a piece, which integer is the piece's first unit or -1,
//    whether one thread does all at once, integers, operands,
//    then for each operand (bytes a unit of the extent, bytes a thread)]
// Pieces may run in any order and on any thread. Their size depends on shapes alone, so that results do not
// depend on the number of threads. "Bytes a thread" is how far apart the threads' scratch memory is.
typedef struct {
  tarn_kernel kernel;
  int32_t operands;
  int32_t integers;
  int32_t reals;
  int32_t split;
} tarn_step;

// Runs all steps on up to so many threads; returns 0, or (step index + 1) << 8 | code of the step that failed.
// The first `stoppable` steps end early, with TARN_STOPPED, where they are asked to: see tarn_watch.
int64_t tarn_run(const tarn_step *steps, int64_t count, void *const *operands, const int64_t *integers,
                 const double *reals, int64_t threads, int64_t stoppable);
// The flag (a byte) that whoever wants work to stop sets, from any thread. What begins while it is set is not
// stopped by it: it belongs to the ending of what was.
void tarn_watch(const void *flag);

// Calls piece(context, k, thread) for each k < pieces, with thread < threads. Returns when all are done.
typedef void (*tarn_piece)(void *context, int64_t piece, int64_t thread);
void tarn_parallel(tarn_piece piece, void *context, int64_t pieces, int64_t threads);
// The same for pieces that take long: the thread that called is thread 0, and while it waits for others it calls
// wait(context) now and then. What is called from a piece is done by its thread alone.
typedef void (*tarn_wait)(void *context);
void tarn_share(tarn_piece piece, tarn_wait wait, void *context, int64_t pieces, int64_t threads);

#define TARN_KERNEL(name) int name(void *const *p, const int64_t *i, const double *f);
#define TARN_FLOATS(name)        \
  TARN_KERNEL(tarn_##name##_f32) \
  TARN_KERNEL(tarn_##name##_f64)
#define TARN_NUMBERS(name) \
  TARN_FLOATS(name)        \
  TARN_KERNEL(tarn_##name##_i32)
// Binary kernels come in three forms: vector-vector, vector-scalar, scalar-vector.
#define TARN_BINARY_FLOATS(name) \
  TARN_FLOATS(name##_vv)         \
  TARN_FLOATS(name##_vs)         \
  TARN_FLOATS(name##_sv)
#define TARN_BINARY_NUMBERS(name) \
  TARN_NUMBERS(name##_vv)         \
  TARN_NUMBERS(name##_vs)         \
  TARN_NUMBERS(name##_sv)

// Elementwise; i = [count].
TARN_NUMBERS(copy)
TARN_NUMBERS(neg)
TARN_NUMBERS(abs)
TARN_NUMBERS(sign)
TARN_NUMBERS(square)
TARN_FLOATS(exp)
TARN_FLOATS(log)
TARN_FLOATS(sqrt)
TARN_FLOATS(tanh)
TARN_FLOATS(sigmoid)
TARN_NUMBERS(relu)
TARN_FLOATS(softplus)
TARN_FLOATS(sin)
TARN_FLOATS(cos)
TARN_FLOATS(reciprocal)
TARN_BINARY_NUMBERS(add)
TARN_BINARY_NUMBERS(sub)
TARN_BINARY_NUMBERS(mul)
TARN_BINARY_FLOATS(div)
TARN_BINARY_NUMBERS(max)
TARN_BINARY_NUMBERS(min)
TARN_BINARY_FLOATS(pow)
TARN_BINARY_NUMBERS(gt)
TARN_BINARY_NUMBERS(ge)
TARN_BINARY_NUMBERS(lt)
TARN_BINARY_NUMBERS(le)
TARN_BINARY_NUMBERS(eq)
TARN_BINARY_NUMBERS(ne)
// Products and quotients of the chain rule: zero times (or by) anything is zero.
TARN_BINARY_FLOATS(chain)
TARN_BINARY_FLOATS(chain_smooth)
TARN_BINARY_FLOATS(chain_div)
TARN_FLOATS(whole)    // refuses what is beyond the whole numbers that the type holds
TARN_FLOATS(clamp)    // f = [low, high]
TARN_NUMBERS(select)  // p = [out, mask, a, b]; mask of the same type, not zero means a
TARN_KERNEL(tarn_cast_f32_f64)
TARN_KERNEL(tarn_cast_f64_f32)
TARN_KERNEL(tarn_cast_i32_f32)
TARN_KERNEL(tarn_cast_i32_f64)
TARN_KERNEL(tarn_cast_f32_i32)
TARN_KERNEL(tarn_cast_f64_i32)
TARN_KERNEL(tarn_clip_f32_i32)
TARN_KERNEL(tarn_clip_f64_i32)

// Tiles of a broadcast operand; i = [count, first element, period]: element e reads
// p[1][e % period] (repeat: the operand is a suffix of the shape) or p[1][e / period] (spread: a prefix).
TARN_KERNEL(tarn_repeat_4)
TARN_KERNEL(tarn_repeat_8)
TARN_KERNEL(tarn_spread_4)
TARN_KERNEL(tarn_spread_8)

// Reductions over the middle of [outer, reduced, inner]; i = [outer, reduced, inner, width], where the rows
// of a single matrix (outer 1) may be `width` elements apart, and `inner` of them are looked at. Sums and
// products of whole numbers are float64 (whole.c).
TARN_NUMBERS(reduce_sum)
TARN_NUMBERS(reduce_max)
TARN_NUMBERS(reduce_min)
TARN_NUMBERS(reduce_prod)
TARN_FLOATS(logsumexp)
TARN_NUMBERS(cumsum)
TARN_FLOATS(softmax)
TARN_FLOATS(log_softmax)  // the output has the input's size
// The output is int32, counted from 0; the first of equal values.
TARN_NUMBERS(argmax)
TARN_NUMBERS(argmin)

// Moving data; sizes in elements of 4 or 8 bytes.
// strided: i = [rank, offset, sizes..., strides...]: the output is dense, the input is walked with strides.
TARN_KERNEL(tarn_strided_4)
TARN_KERNEL(tarn_strided_8)
// pad: i = [rank, in sizes..., out sizes..., first...]: zeros around the input.
TARN_KERNEL(tarn_pad_4)
TARN_KERNEL(tarn_pad_8)
// concat: i = [inputs, outer, out row, row of each input...], rows in elements.
TARN_KERNEL(tarn_concat_4)
TARN_KERNEL(tarn_concat_8)
// gather rows of the middle of [outer, n, inner] by int32 indices from 0; i = [outer, n, inner, count].
TARN_KERNEL(tarn_gather_4)
TARN_KERNEL(tarn_gather_8)
TARN_FLOATS(scatter_add)  // its transpose; i = [outer, n, inner, count]
// The same with an index for each element; i = [outer, n, inner, count], indices [outer, count, inner].
TARN_KERNEL(tarn_gather_along_4)
TARN_KERNEL(tarn_gather_along_8)
TARN_FLOATS(scatter_add_along)
// argsort of rows, stable, NaN counts as largest; i = [rows, length, descending].
TARN_NUMBERS(argsort)
// The first `count` of that order, for small counts; i = [rows, length, descending, count].
TARN_NUMBERS(argtop)

// Products; i = [batch, m, n, k, transpose a, transpose b, batch stride of a, of b, row stride of a, of b, of c].
TARN_FLOATS(matmul)
TARN_FLOATS(chain_matmul)  // zero times anything is zero

// A kernel of two operands on broadcast operands; see run.c for the layout of i.
TARN_KERNEL(tarn_broadcast)

// Decompositions of row-major matrices, one after another (LAPACK). Symmetric ones are read as (A + A^T) / 2.
// eigh: [n, n] -> [n + 1, n], the values upwards, then the vectors as columns; i = [batch, n, work, integer work].
TARN_FLOATS(eigh)
// svd: [m, n] -> u [m, k], s [k] downwards, v [n, k] one after another, k = min(m, n);
// i = [batch, m, n, work].
TARN_FLOATS(svd)
// qr: [m, n] with m >= n -> q [m, n], r [n, n] one after another; i = [batch, m, n, work].
TARN_FLOATS(qr)
// cholesky: [n, n] -> lower triangle; i = [batch, n].
TARN_FLOATS(cholesky)
// solve: [n, n], [n, k] -> [n, k]; i = [batch, n, k, transposed, triangle (0 none, 1 lower, 2 upper)].
TARN_FLOATS(solve)

// Convolutions of images [n, c, h, w] with weights [o, c, kh, kw], their gradients by the input (p[1] is the
// output's cotangent, p[2] the weight) and by the weight (p[1] is the input, p[2] the output's cotangent); see
// conv.c for i. tarn_conv_scratch: bytes of scratch memory for kind 0, 1 or 2 and elements of `size` bytes.
TARN_FLOATS(conv)
TARN_FLOATS(conv_input)
TARN_FLOATS(conv_weight)
int64_t tarn_conv_scratch(const int64_t *i, int64_t kind, int64_t size);

// Pooling of planes [h, w] by windows; see pool.c for i. spread and scatter are what the derivatives of the
// average and of the maximum do with a cotangent; pick is the transpose of scatter.
TARN_FLOATS(max_pool)
TARN_FLOATS(avg_pool)
TARN_FLOATS(avg_pool_spread)
TARN_FLOATS(max_pool_scatter)
TARN_FLOATS(max_pool_pick)

// Element by element, i = [count]: the error function; x above 0 and f[0] (e^x - 1) or f[0] x below.
TARN_FLOATS(erf)
TARN_FLOATS(elu)
TARN_FLOATS(leaky_relu)
TARN_FLOATS(floor)
TARN_BINARY_FLOATS(prelu)  // x above 0, slope x below
// Numbers times a gate, i = [count]; see gate.c for f.
#define TARN_GATE(name)          \
  TARN_FLOATS(gate_##name)       \
  TARN_FLOATS(gate_touch_##name) \
  TARN_FLOATS(gate_tangent_##name)
TARN_GATE(silu)
TARN_GATE(gelu)
TARN_GATE(gelu_tanh)
TARN_GATE(mish)
TARN_GATE(tanh)
TARN_FLOATS(tangent_tanh)
TARN_FLOATS(tangent_sigmoid)
TARN_FLOATS(tangent_erf)
// Uniform numbers in [0, 1) from keys of four int32 a row; i = [rows, elements of a row, first element, stream].
TARN_FLOATS(uniform)
// The numbers of a seed and a stream, four int32 a row; i = [rows, elements of a row, first element, low, count].
TARN_FLOATS(rand)
TARN_FLOATS(randn)
TARN_NUMBERS(randint)

// A fused group of elementwise kernels, run tile by tile; see run.c for the layout of i.
TARN_KERNEL(tarn_fused)

// OpenBLAS with one thread: the work is split above it.
void tarn_single_threaded_blas(void);

// The level of instructions that the kernels use on this machine, and the kernel of the BLAS.
const char *tarn_cpu_level(void);
const char *tarn_blas_kernel(void);
// Makes the C library keep some megabytes that were freed instead of giving them back at once.
void tarn_keep_freed_pages(void);
// Gives the system back what was freed.
void tarn_return_freed_pages(void);

// Whether operations of this thread are checked for results that are not finite.
int tarn_checks_finite(void);
void tarn_set_checks_finite(int flag);
void tarn_count_unusual_f32(const float *x, int64_t n, int64_t *nan, int64_t *infinite);
void tarn_count_unusual_f64(const double *x, int64_t n, int64_t *nan, int64_t *infinite);

// Backward linear bounds through neurons (relaxed_rows.c). Each row of coefficients c, of n numbers, n a multiple
// of 8, belongs to a box; lines, magnitudes and bounds are rows of n too, one for each box:
//   c_j becomes c_j lower_j where positive and c_j upper_j where negative;
//   value += sum of c_j intercept_j over negative c_j, of c_j base_j over positive ones, and of the new c_j bias_j;
//   slack += sum |c_j| magnitude_j, and of what the intercepts add.
// The slopes of the lower lines may be each row's own: lower_row says which. Without a base they go through zero, and
// no intercept is larger than magnitude_j upper_j.
void tarn_relax_rows(int64_t rows, int64_t n, double *coefficients, const int32_t *box, const double *lower,
                     const int32_t *lower_row, const double *base, const double *upper, const double *intercept,
                     const double *magnitude, const double *bias, double *value, double *slack);
// value += the smallest sum c_j x_j over lower <= x <= upper; slack += sum |c_j| max |x_j|.
void tarn_minimize_rows(int64_t rows, int64_t n, const double *coefficients, const int32_t *box, const double *lower,
                        const double *upper, double *value, double *slack);

// --- sparse_rows.c ---
void tarn_sparse_carry(int64_t rows, int64_t outputs, const double *a, int64_t lda, const int64_t *starts,
                       const int32_t *columns, const double *values, double *c, int64_t ldc);
void tarn_sparse_apply(int64_t rows, int64_t outputs, const double *x, int64_t ldx, const int64_t *starts,
                       const int32_t *columns, const double *values, double *y, int64_t ldy);

// Minus the inverse Hessian of L-BFGS times the gradient (lbfgs.c). Vectors are whole blocks of 8 numbers, aligned as
// such; steps s and changes y of the gradient are rings of `memory` vectors, of which `pairs` are in use, at least one.
// inverse: 1 / (s . y); neighbours: y . s of the pair before, where there is one; scale: of the initial inverse.
// coefficients: `memory` numbers of scratch.
void tarn_lbfgs_step(double *step, const double *gradient, const double *steps, const double *changes,
                     const double *inverse, const double *neighbours, double *coefficients, int64_t blocks,
                     int64_t memory, int64_t newest, int64_t pairs, double scale);
