#include <stddef.h>

#include <cblas.h>

// LAPACK routines inside OpenBLAS, by their Fortran symbols (no C header is installed with it).
// Every argument is an address; matrices are column-major; the trailing size_t are the lengths
// of the character arguments, which Fortran compilers pass by value after all others.

// All eigenvalues (ascending) and, with jobz = 'V', eigenvectors of a real symmetric matrix,
// by divide and conquer. On return the columns of `a` are the eigenvectors.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info, size_t jobz_length, size_t uplo_length);

// The Cholesky factor of a real symmetric positive definite matrix, in the triangle that `uplo` names.
// `info` > 0: the leading minor of that order is not positive.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uplo_length);

// Solves a general tridiagonal system by elimination with pivoting; dl, d, du and b are overwritten, b by
// the solution.
void dgtsv_(const int *n, const int *nrhs, double *dl, double *d, double *du, double *b, const int *ldb, int *info);
