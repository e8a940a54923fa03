// What the C library does with memory that was freed.
#include <malloc.h>

#include "CKernels.h"

void tarn_return_freed_pages(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

void tarn_keep_freed_pages(void) {
#ifdef __GLIBC__
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
#endif
}
