// Products with a narrow result, for which a call of OpenBLAS costs more than the arithmetic: blocks of the
// result, columns rounded up to whole vectors, stay in registers. Included once for each element type, with
// T, V (a vector of L elements of T) and NAME defined.
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

INLINE V NAME(load)(const T *x) {
  V v;
  memcpy(&v, x, sizeof v);
  return v;
}

// A matrix of k rows that are read whole vectors wide: most where they stand, one row after another; the last
// ones, behind which there may be nothing, from a filled-up copy.
typedef struct {
  const T *body, *tail;
  int64_t stride, tail_stride, safe, rows;
} NAME(source);

// R rows of c = a op(b), N vectors wide; element (r, p) of a is a[r * row + p * step].
INLINE void NAME(block)(T *c, const T *a, int64_t row, int64_t step, const NAME(source) * b, int64_t n, const int R,
                        const int N) {
  V sum[10][3] = {0};
  for (int part = 0; part < 2; part++) {
    const T *rows = part ? b->tail : b->body;
    int64_t stride = part ? b->tail_stride : b->stride;
    int64_t first = part ? b->safe : 0, last = part ? b->rows : b->safe;
    for (int64_t p = first; p < last; p++, rows += stride) {
      V x[3];
      UNROLL for (int j = 0; j < N; j++) x[j] = NAME(load)(rows + j * L);
      UNROLL for (int r = 0; r < R; r++) {
        V factor = a[r * row + p * step] - (V){0};
        UNROLL for (int j = 0; j < N; j++) sum[r][j] += factor * x[j];
      }
    }
  }
  // Written out, lest the compiler make a call of memcpy of every short row.
  UNROLL for (int r = 0; r < R; r++) UNROLL for (int j = 0; j < N; j++) {
    if ((j + 1) * L <= n) {
      memcpy(c + r * n + j * L, &sum[r][j], sizeof(V));
    } else {
      UNROLL for (int t = 0; t < L; t++) if (j * L + t < n) c[r * n + j * L + t] = sum[r][j][t];
    }
  }
}

// As many rows at a time as registers hold sums: few would wait for one another's additions.
INLINE void NAME(rows)(T *c, const T *a, int64_t row, int64_t step, const NAME(source) * b, int64_t m, int64_t n,
                       const int N) {
  const int R = N == 1 ? 10 : N == 2 ? 5 : 4;
  int64_t i = 0;
  for (; i + R <= m; i += R) NAME(block)(c + i * n, a + i * row, row, step, b, n, R, N);
  for (; i + 3 <= m; i += 3) NAME(block)(c + i * n, a + i * row, row, step, b, n, 3, N);
  for (; i < m; i++) NAME(block)(c + i * n, a + i * row, row, step, b, n, 1, N);
}

// Does the product and returns 1, if it is of the kind that this is for.
CLONES static int NAME(small)(T *c, const T *a, const T *b, int64_t m, int64_t n, int64_t k, int64_t ta, int64_t tb,
                              int64_t lda) {
  if (n > 3 * L || n > 16 || m * k > 1 << 14 || (tb && k > 64)) return 0;
  const int64_t width = (n + L - 1) / L * L;
  T copy[64 * 16];
  // A transposed factor is copied as a whole; otherwise the rows from which a read could run over the end.
  int64_t beyond = tb ? k : (width - 1) / n;
  if (beyond > k) beyond = k;
  NAME(source) source = {b, copy, n, width, k - beyond, k};
  for (int64_t p = 0; p < beyond; p++)
    for (int64_t j = 0; j < width; j++)
      copy[p * width + j] = j >= n ? 0 : tb ? b[j * k + p] : b[(k - beyond + p) * n + j];
  int64_t row = ta ? 1 : lda, step = ta ? lda : 1;
  if (width == L)
    NAME(rows)(c, a, row, step, &source, m, n, 1);
  else if (width == 2 * L)
    NAME(rows)(c, a, row, step, &source, m, n, 2);
  else
    NAME(rows)(c, a, row, step, &source, m, n, 3);
  return 1;
}
#undef INLINE
#undef UNROLL
