// Memory of the many small objects of a Lua heap, close together in the order in which they were made.
// The collector walks over all of them, after arithmetic that has cleared the processor's caches: from
// blocks of the C library, strewn between those of everything else, that takes more than twice as long.
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CHECKED 1
#endif
#endif

enum { grain = 8, chunk_bytes = 64 << 10 };

struct tarn_chunk {
  tarn_chunk *previous;
  char bytes[chunk_bytes];
};

static bool is_small(size_t size) {
#ifdef CHECKED
  (void)size;
  return false;  // the sanitizer sees blocks of the C library only
#else
  return size <= TARN_SMALL;
#endif
}

static size_t list_of(size_t size) { return (size + grain - 1) / grain; }

static void *take(tarn_pool *pool, size_t size) {
  if (!is_small(size)) return malloc(size);
  size_t list = list_of(size);
  void *block = pool->free[list];
  if (block) {
    memcpy(&pool->free[list], block, sizeof(void *));
    return block;
  }
  if (pool->chunk == NULL || chunk_bytes - pool->used < list * grain) {
    tarn_chunk *chunk = malloc(sizeof *chunk);
    if (chunk == NULL) return NULL;
    chunk->previous = pool->chunk;
    pool->chunk = chunk;
    pool->used = 0;
  }
  block = pool->chunk->bytes + pool->used;
  pool->used += list * grain;
  return block;
}

void tarn_pool_free(tarn_pool *pool, void *block, size_t size) {
  if (block == NULL) return;
  if (!is_small(size)) return free(block);
  memcpy(block, &pool->free[list_of(size)], sizeof(void *));
  pool->free[list_of(size)] = block;
}

void *tarn_pool_resize(tarn_pool *pool, void *block, size_t old_size, size_t new_size) {
  if (block == NULL) return take(pool, new_size);
  if (!is_small(old_size) && !is_small(new_size)) return realloc(block, new_size);
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

void tarn_pool_close(tarn_pool *pool) {
  while (pool->chunk) {
    tarn_chunk *previous = pool->chunk->previous;
    free(pool->chunk);
    pool->chunk = previous;
  }
}
