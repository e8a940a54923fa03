// Memory of the many small objects of a Lua heap, close together in the order in which they were made.
// The collector walks over all of them, after arithmetic that has cleared the processor's caches: from
// blocks of the C library, strewn between those of everything else, that takes more than twice as long.
//
// What comes from the C library is counted, and asked of the host's account some hundred kilobytes at a time:
// taking a small block costs nothing more.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#if defined(__has_feature)
#  if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#    define CHECKED 1
#  endif
#endif

enum { grain = 8, chunk_bytes = 64 << 10 };
enum { credit = 256 << 10 };

struct tarn_chunk {
  tarn_chunk *previous;
  size_t used;  // bytes, once another chunk follows
  size_t idle;  // bytes in the lists of free blocks, while they are counted
  char bytes[chunk_bytes];
};

// --- The account -------------------------------------------------------------------------------

static bool granted(tarn_pool *pool, size_t bytes, bool must) {
  if (pool->budget == NULL) return true;
  if (!pool->budget(pool->owner, (ptrdiff_t)bytes, must)) return false;
  pool->granted += bytes;
  return true;
}

// Whether `bytes` more may be held; more than the ceiling allows only where nothing can be refused.
static bool ask(tarn_pool *pool, size_t bytes) {
  if (pool->budget == NULL) {
    pool->held += bytes;
    return true;
  }
  size_t missing = pool->held + bytes - pool->granted;
  bool fits = granted(pool, missing + credit, false) || granted(pool, missing, false);
  if (!fits) {
    tarn_pool_trim(pool);
    missing = pool->held + bytes > pool->granted ? pool->held + bytes - pool->granted : 0;
    fits = missing == 0 || granted(pool, missing, false);
  }
  if (!fits) {
    pool->refused = bytes;
    if (!pool->must) return false;
    pool->is_overdrawn = true;
    pool->budget(pool->owner, (ptrdiff_t)missing, true);
    pool->granted += missing;
  }
  pool->held += bytes;
  return true;
}

static void give_back(tarn_pool *pool) {
  size_t bytes = pool->granted - pool->held - credit;
  pool->budget(pool->owner, -(ptrdiff_t)bytes, false);
  pool->granted -= bytes;
}

bool tarn_pool_charge(tarn_pool *pool, size_t bytes) {
  if (bytes > PTRDIFF_MAX / 2) return false;
  if (pool->held + bytes > pool->granted) return ask(pool, bytes);
  pool->held += bytes;
  return true;
}

void tarn_pool_credit(tarn_pool *pool, size_t bytes) {
  pool->held -= bytes;
  if (pool->budget && pool->granted > pool->held + 4 * credit) give_back(pool);
}

void tarn_pool_account(tarn_pool *pool, tarn_budget_function budget, void *owner) {
  pool->budget = budget;
  pool->owner = owner;
  pool->granted = 0;
  granted(pool, pool->held, true);
  pool->granted = pool->held;
}

// --- Blocks ------------------------------------------------------------------------------------

static tarn_chunk *new_chunk(tarn_pool *pool) {
  if (!tarn_pool_charge(pool, sizeof(tarn_chunk))) return NULL;
  tarn_chunk *chunk = malloc(sizeof *chunk);
  if (chunk == NULL) tarn_pool_credit(pool, sizeof(tarn_chunk));
  return chunk;
}

static void free_chunk(tarn_pool *pool, tarn_chunk *chunk) {
  free(chunk);
  tarn_pool_credit(pool, sizeof(tarn_chunk));
}

static bool is_small(size_t size) {
#ifdef CHECKED
  (void)size;
  return false;  // the sanitizer sees blocks of the C library only
#else
  return size <= TARN_SMALL;
#endif
}

static size_t list_of(size_t size) { return (size + grain - 1) / grain; }

// What is not small, and new chunks, are rare, and kept out of the way of all else.
#define RARE __attribute__((noinline, cold))

static RARE void *take_large(tarn_pool *pool, size_t size) {
  if (!tarn_pool_charge(pool, size)) return NULL;
  void *block = malloc(size);
  if (block == NULL) tarn_pool_credit(pool, size);
  return block;
}

static RARE void free_large(tarn_pool *pool, void *block, size_t size) {
  free(block);
  tarn_pool_credit(pool, size);
}

static RARE void *resize_large(tarn_pool *pool, void *block, size_t old_size, size_t new_size) {
  if (new_size > old_size && !tarn_pool_charge(pool, new_size - old_size)) return NULL;
  void *result = realloc(block, new_size);
  if (result == NULL && new_size > old_size) tarn_pool_credit(pool, new_size - old_size);
  if (result && new_size < old_size) tarn_pool_credit(pool, old_size - new_size);
  return result;
}

static RARE bool add_chunk(tarn_pool *pool) {
  tarn_chunk *chunk = new_chunk(pool);
  if (chunk == NULL) return false;
  if (pool->chunk) pool->chunk->used = pool->used;
  chunk->previous = pool->chunk;
  pool->chunk = chunk;
  pool->used = 0;
  return true;
}

static void *take(tarn_pool *pool, size_t size) {
  if (!is_small(size)) return take_large(pool, size);
  size_t list = list_of(size);
  void *block = pool->free[list];
  if (block) {
    memcpy(&pool->free[list], block, sizeof(void *));
    return block;
  }
  if (pool->chunk == NULL || chunk_bytes - pool->used < list * grain) {
    if (!add_chunk(pool)) return NULL;
  }
  block = pool->chunk->bytes + pool->used;
  pool->used += list * grain;
  return block;
}

void tarn_pool_free(tarn_pool *pool, void *block, size_t size) {
  if (block == NULL) return;
  if (!is_small(size)) return free_large(pool, block, size);
  memcpy(block, &pool->free[list_of(size)], sizeof(void *));
  pool->free[list_of(size)] = block;
}

void *tarn_pool_resize(tarn_pool *pool, void *block, size_t old_size, size_t new_size) {
  if (block == NULL) return take(pool, new_size);
  if (!is_small(old_size) && !is_small(new_size)) return resize_large(pool, block, old_size, new_size);
  if (is_small(old_size) && list_of(old_size) == list_of(new_size)) return block;
  void *result = take(pool, new_size);
  if (result == NULL) {
    // Lua counts on it that a block can always be made smaller. What is beyond its new size is lost; there
    // was no memory left, so that is the least worry.
    return new_size <= old_size ? block : NULL;
  }
  memcpy(result, block, old_size < new_size ? old_size : new_size);
  tarn_pool_free(pool, block, old_size);
  return result;
}

static int by_address(const void *a, const void *b) {
  uintptr_t p = (uintptr_t) * (tarn_chunk *const *)a, q = (uintptr_t) * (tarn_chunk *const *)b;
  return (p > q) - (p < q);
}

// The chunk that a block lies in, of those in the order of their addresses.
static tarn_chunk *chunk_of(const void *block, tarn_chunk *const *chunks, size_t count) {
  size_t first = 0, end = count;  // it is in this range
  while (end - first > 1) {
    size_t middle = first + (end - first) / 2;
    if ((uintptr_t)chunks[middle] <= (uintptr_t)block)
      first = middle;
    else
      end = middle;
  }
  return chunks[first];
}

void tarn_pool_trim(tarn_pool *pool) {
  size_t count = 0;
  for (tarn_chunk *chunk = pool->chunk; chunk; chunk = chunk->previous) count++;
  tarn_chunk **chunks = malloc((count + 1) * sizeof *chunks);
  if (chunks == NULL || count == 0) return free(chunks);
  size_t k = 0;
  for (tarn_chunk *chunk = pool->chunk; chunk; chunk = chunk->previous) {
    chunk->idle = 0;
    chunks[k++] = chunk;
  }
  qsort(chunks, count, sizeof *chunks, by_address);
  for (size_t list = 1; list <= TARN_SMALL / grain; list++) {
    for (void *block = pool->free[list]; block; memcpy(&block, block, sizeof block)) {
      chunk_of(block, chunks, count)->idle += list * grain;
    }
  }
  pool->chunk->used = SIZE_MAX;  // blocks are still taken from it
  for (size_t list = 1; list <= TARN_SMALL / grain; list++) {
    void *kept = NULL, *next;
    for (void *block = pool->free[list]; block; block = next) {
      memcpy(&next, block, sizeof next);
      tarn_chunk *chunk = chunk_of(block, chunks, count);
      if (chunk->idle == chunk->used) continue;
      memcpy(block, &kept, sizeof kept);
      kept = block;
    }
    pool->free[list] = kept;
  }
  free(chunks);
  for (tarn_chunk **link = &pool->chunk; *link;) {
    tarn_chunk *chunk = *link;
    if (chunk->idle == chunk->used) {
      *link = chunk->previous;
      free_chunk(pool, chunk);
    } else {
      link = &chunk->previous;
    }
  }
}

void tarn_pool_close(tarn_pool *pool) {
  while (pool->chunk) {
    tarn_chunk *previous = pool->chunk->previous;
    free(pool->chunk);
    pool->chunk = previous;
  }
  if (pool->budget) pool->budget(pool->owner, -(ptrdiff_t)pool->granted, false);
  pool->granted = pool->held = 0;
}
