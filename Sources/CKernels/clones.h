// Compiles a function for several levels of x86-64; the loader picks the level of the machine.
// Multi-versioned functions crash at start under the thread sanitizer, and arm64 has NEON as its baseline.
#pragma once
#if defined(__x86_64__) && !__has_feature(thread_sanitizer) && !__has_feature(address_sanitizer)
#  define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#  define CLONES
#endif
// Unoptimised builds and loops over libm's functions stay scalar; that is no warning.
#pragma clang diagnostic ignored "-Wpass-failed"
// The loops read and write element k only, so an output may be its own input.
#define LOOP _Pragma("clang loop vectorize(assume_safety) interleave(enable)")
// The same, with `vectors` of them in flight at once, where the compiler would take fewer.
#define PRAGMA(text) _Pragma(#text)
#define LOOP_OF(vectors) PRAGMA(clang loop vectorize(assume_safety) interleave_count(vectors))
#define INLINE static inline __attribute__((always_inline))
