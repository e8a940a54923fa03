// The decompositions for one element type T; included by linalg.c for each.

void LAPACK(syevd)(const char *job, const char *triangle, const int *n, T *a, const int *lda, T *w, T *work,
                   const int *lwork, int *iwork, const int *liwork, int *info, size_t, size_t);
void LAPACK(gesdd)(const char *job, const int *m, const int *n, T *a, const int *lda, T *s, T *u, const int *ldu, T *vt,
                   const int *ldvt, T *work, const int *lwork, int *iwork, int *info, size_t);
void LAPACK(gelqf)(const int *m, const int *n, T *a, const int *lda, T *tau, T *work, const int *lwork, int *info);
void LAPACK(orglq)(const int *m, const int *n, const int *k, T *a, const int *lda, const T *tau, T *work,
                   const int *lwork, int *info);
void LAPACK(potrf)(const char *triangle, const int *n, T *a, const int *lda, int *info, size_t);
void LAPACK(getrf)(const int *m, const int *n, T *a, const int *lda, int *pivots, int *info);
void LAPACK(getrs)(const char *transposed, const int *n, const int *columns, const T *a, const int *lda,
                   const int *pivots, T *b, const int *ldb, int *info, size_t);

static int NAME(is_finite)(const T *x, int64_t count) {
  int good = 1;
  for (int64_t k = 0; k < count; k++) good &= x[k] - x[k] == 0;
  return good;
}

// The symmetric part. Entries that differ from their mirror image by a thousandth of the largest are a mistake,
// not rounding.
static int NAME(symmetric)(const T *x, T *a, int64_t n) {
  if (!NAME(is_finite)(x, n * n)) return TARN_NOT_FINITE;
  T largest = 0, apart = 0;
  for (int64_t r = 0; r < n; r++)
    for (int64_t c = 0; c <= r; c++) {
      T s = x[r * n + c], t = x[c * n + r], size = s < 0 ? -s : s, gap = s / 2 - t / 2;
      largest = size > largest ? size : largest;
      size = t < 0 ? -t : t;
      largest = size > largest ? size : largest;
      gap = gap < 0 ? -gap : gap;
      apart = gap > apart ? gap : apart;
      a[r * n + c] = a[c * n + r] = s / 2 + t / 2;
    }
  return apart > largest * (T)5e-4 ? TARN_NOT_SYMMETRIC : 0;
}

// The eigenvectors are columns in column-major order, so rows here: they are turned round.
int NAME(tarn_eigh)(void *const *p, const int64_t *i, const double *f) {
  int64_t batch = i[0];
  int n = (int)i[1], lwork = (int)i[2], liwork = (int)i[3], info = 0;
  int64_t size = i[1] * i[1];
  T *a = p[2], *work = a + size;
  int *iwork = (int *)(work + lwork);
  if (n == 0) return 0;
  for (int64_t s = 0; s < batch; s++) {
    T *values = (T *)p[0] + s * (size + n), *vectors = values + n;
    int code = NAME(symmetric)((const T *)p[1] + s * size, a, n);
    if (code) return code;
    LAPACK(syevd)("V", "U", &n, a, &n, values, work, &lwork, iwork, &liwork, &info, 1, 1);
    if (info) return TARN_NOT_CONVERGED;
    for (int64_t r = 0; r < n; r++)
      for (int64_t c = 0; c < n; c++) vectors[r * n + c] = a[c * n + r];
  }
  return 0;
}

// In column-major order the memory is A^T = V S U^T: what LAPACK calls U is V, [n, k] by columns, and what it
// calls V^T is U^T by columns, which is U by rows.
int NAME(tarn_svd)(void *const *p, const int64_t *i, const double *f) {
  int64_t batch = i[0];
  int m = (int)i[1], n = (int)i[2], k = m < n ? m : n, lwork = (int)i[3], info = 0;
  int64_t size = i[1] * i[2], out = (int64_t)k * (m + n + 1);
  T *a = p[2], *left = a + size, *work = left + (int64_t)k * n;
  int *iwork = (int *)(work + lwork);
  if (k == 0) return 0;
  for (int64_t b = 0; b < batch; b++) {
    T *u = (T *)p[0] + b * out, *s = u + (int64_t)m * k, *v = s + k;
    const T *x = (const T *)p[1] + b * size;
    if (!NAME(is_finite)(x, size)) return TARN_NOT_FINITE;
    memcpy(a, x, (size_t)size * sizeof(T));
    LAPACK(gesdd)("S", &n, &m, a, &n, s, left, &n, u, &k, work, &lwork, iwork, &info, 1);
    if (info) return TARN_NOT_CONVERGED;
    for (int64_t r = 0; r < n; r++)
      for (int64_t c = 0; c < k; c++) v[r * k + c] = left[c * n + r];
  }
  return 0;
}

// A = Q R in row-major order is A^T = R^T Q^T in column-major order: LAPACK's LQ.
int NAME(tarn_qr)(void *const *p, const int64_t *i, const double *f) {
  int64_t batch = i[0];
  int m = (int)i[1], n = (int)i[2], lwork = (int)i[3], info = 0;
  int64_t size = i[1] * i[2], square = i[2] * i[2];
  T *tau = p[2], *work = tau + n;
  if (m == 0 || n == 0) return 0;
  for (int64_t b = 0; b < batch; b++) {
    T *q = (T *)p[0] + b * (size + square), *r = q + size;
    const T *x = (const T *)p[1] + b * size;
    if (!NAME(is_finite)(x, size)) return TARN_NOT_FINITE;
    memcpy(q, x, (size_t)size * sizeof(T));
    LAPACK(gelqf)(&n, &m, q, &n, tau, work, &lwork, &info);
    for (int64_t j = 0; j < n; j++)
      for (int64_t c = 0; c < n; c++) r[j * n + c] = c >= j ? q[j * n + c] : 0;
    if (!info) LAPACK(orglq)(&n, &m, &n, q, &n, tau, work, &lwork, &info);
    if (info) return TARN_NOT_CONVERGED;
  }
  return 0;
}

// The upper factor in column-major order is the lower one in row-major order.
int NAME(tarn_cholesky)(void *const *p, const int64_t *i, const double *f) {
  int64_t batch = i[0], size = i[1] * i[1];
  int n = (int)i[1], info = 0;
  if (n == 0) return 0;
  for (int64_t s = 0; s < batch; s++) {
    T *a = (T *)p[0] + s * size;
    int code = NAME(symmetric)((const T *)p[1] + s * size, a, n);
    if (code) return code;
    LAPACK(potrf)("U", &n, a, &n, &info, 1);
    if (info) return TARN_NOT_DEFINITE + (info < 255 - TARN_NOT_DEFINITE ? info : 255 - TARN_NOT_DEFINITE);
    for (int64_t r = 0; r < n; r++)
      for (int64_t c = r + 1; c < n; c++) a[r * n + c] = 0;
  }
  return 0;
}

// LU of the memory is LU of A^T, so A x = b is solved as the transposed system, and by columns.
int NAME(tarn_solve)(void *const *p, const int64_t *i, const double *f) {
  int64_t batch = i[0], size = i[1] * i[1], right = i[1] * i[2];
  int n = (int)i[1], k = (int)i[2], transposed = (int)i[3], triangle = (int)i[4], info = 0;
  if (n == 0 || k == 0) return 0;
  for (int64_t s = 0; s < batch; s++) {
    const T *a = (const T *)p[1] + s * size, *b = (const T *)p[2] + s * right;
    T *x = (T *)p[0] + s * right;
    if (!NAME(is_finite)(a, size)) return TARN_NOT_FINITE;
    if (triangle) {
      for (int64_t r = 0; r < n; r++)
        if (a[r * n + r] == 0) return TARN_SINGULAR;
      memcpy(x, b, (size_t)right * sizeof(T));
      TRSM(CblasRowMajor, CblasLeft, triangle == 1 ? CblasLower : CblasUpper, transposed ? CblasTrans : CblasNoTrans,
           CblasNonUnit, n, k, 1, a, n, x, k);
      continue;
    }
    T *lu = p[3], *columns = lu + size;
    int *pivots = (int *)(columns + right);
    memcpy(lu, a, (size_t)size * sizeof(T));
    LAPACK(getrf)(&n, &n, lu, &n, pivots, &info);
    if (info) return TARN_SINGULAR;
    for (int64_t r = 0; r < n; r++)
      for (int64_t c = 0; c < k; c++) columns[c * n + r] = b[r * k + c];
    LAPACK(getrs)(transposed ? "N" : "T", &n, &k, lu, &n, pivots, columns, &n, &info, 1);
    for (int64_t r = 0; r < n; r++)
      for (int64_t c = 0; c < k; c++) x[r * k + c] = columns[c * n + r];
  }
  return 0;
}
