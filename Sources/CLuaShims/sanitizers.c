// What the address sanitizer is told when it looks at this program.
#include "CLuaShims.h"

#if defined(__has_feature)
#  if __has_feature(address_sanitizer)
// A session lives until its process ends, and what it holds is no leak.
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }
#  endif
#endif
