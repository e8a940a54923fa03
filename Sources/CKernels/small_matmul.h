// Products with a narrow result, for which a call of OpenBLAS costs more than the arithmetic: the result's
// columns, rounded up to whole vectors, stay in registers. Included once for each element type, with T and
// NAME defined.

// c = a op(b): rows of a times the packed k x WIDTH matrix. Two rows at a time hide the latency of the sums.
static inline __attribute__((always_inline)) void NAME(rows)(
    T *c, const T *a, const T *packed, int64_t m, int64_t n, int64_t k, const int WIDTH) {
  int64_t i = 0;
  for (; i + 2 <= m; i += 2) {
    T s[16] = {0}, t[16] = {0};
    const T *x = a + i * k, *y = x + k;
    for (int64_t p = 0; p < k; p++)
      for (int j = 0; j < WIDTH; j++) {
        s[j] += x[p] * packed[p * WIDTH + j];
        t[j] += y[p] * packed[p * WIDTH + j];
      }
    for (int64_t j = 0; j < n; j++) {
      c[i * n + j] = s[j];
      c[i * n + n + j] = t[j];
    }
  }
  if (i < m) {
    T s[16] = {0};
    for (int64_t p = 0; p < k; p++)
      for (int j = 0; j < WIDTH; j++) s[j] += a[i * k + p] * packed[p * WIDTH + j];
    for (int64_t j = 0; j < n; j++) c[i * n + j] = s[j];
  }
}

// c = a^T b for tall a (k x m) and b (k x n): a sum of outer products. Rows of b are read WIDTH wide, so the
// last ones, which have nothing behind them, are copied first.
static inline __attribute__((always_inline)) void NAME(outer)(
    T *c, const T *a, const T *b, int64_t m, int64_t n, int64_t k, const int WIDTH) {
  T sum[16 * 16] = {0}, tail[16 * 16] = {0};
  int64_t safe = k - (WIDTH + n - 1) / n;
  if (safe < 0) safe = 0;
  safe -= safe % 4;
  for (int64_t p = 0; p < safe; p += 4) {
    const T *b0 = b + p * n, *b1 = b0 + n, *b2 = b1 + n, *b3 = b2 + n;
    const T *a0 = a + p * m, *a1 = a0 + m, *a2 = a1 + m, *a3 = a2 + m;
    for (int64_t i = 0; i < m; i++)
      for (int j = 0; j < WIDTH; j++)
        sum[i * WIDTH + j] += (a0[i] * b0[j] + a1[i] * b1[j]) + (a2[i] * b2[j] + a3[i] * b3[j]);
  }
  for (int64_t p = safe; p < k; p++) {
    for (int64_t j = 0; j < n; j++) tail[j] = b[p * n + j];
    for (int64_t i = 0; i < m; i++)
      for (int j = 0; j < WIDTH; j++) sum[i * WIDTH + j] += a[p * m + i] * tail[j];
  }
  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++) c[i * n + j] = sum[i * WIDTH + j];
}

// Whether one of the two forms serves; if so, the product is done.
CLONES static int NAME(small)(T *c, const T *a, const T *b, int64_t m, int64_t n, int64_t k,
                              int64_t ta, int64_t tb) {
  if (n > 16 || m * k > 1 << 14) return 0;
  if (ta) {
    if (tb || m > 16) return 0;
    if (n <= 4) NAME(outer)(c, a, b, m, n, k, 4);
    else if (n <= 8) NAME(outer)(c, a, b, m, n, k, 8);
    else if (n <= 12) NAME(outer)(c, a, b, m, n, k, 12);
    else NAME(outer)(c, a, b, m, n, k, 16);
    return 1;
  }
  if (k > 64) return 0;
  T packed[64 * 16];
  int width = n <= 4 ? 4 : n <= 8 ? 8 : n <= 12 ? 12 : 16;
  for (int64_t p = 0; p < k; p++)
    for (int j = 0; j < width; j++)
      packed[p * width + j] = j < n ? (tb ? b[j * k + p] : b[p * n + j]) : 0;
  if (width == 4) NAME(rows)(c, a, packed, m, n, k, 4);
  else if (width == 8) NAME(rows)(c, a, packed, m, n, k, 8);
  else if (width == 12) NAME(rows)(c, a, packed, m, n, k, 12);
  else NAME(rows)(c, a, packed, m, n, k, 16);
  return 1;
}
