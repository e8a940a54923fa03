// Decompositions of matrices: LAPACK inside OpenBLAS, by its Fortran symbols.
//
// Every argument is an address, matrices are column-major, and lengths of character arguments come last,
// by value. A row-major matrix is the transpose of a column-major one in the same memory; each kernel says
// what it makes of that.
#include <cblas.h>
#include <string.h>

#include "CKernels.h"

#define T float
#define LAPACK(name) s##name##_
#define NAME(part) part##_f32
#define TRSM cblas_strsm
#include "linalg.h"
#undef T
#undef LAPACK
#undef NAME
#undef TRSM
#define T double
#define LAPACK(name) d##name##_
#define NAME(part) part##_f64
#define TRSM cblas_dtrsm
#include "linalg.h"
