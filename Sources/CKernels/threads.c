// A team of threads that shares the pieces of one job. Threads wait for the next job for a short while
// awake, because the steps of a plan follow each other within microseconds, and then asleep.
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "CKernels.h"

#define MOST 64
#define SPINS 4000

// The job of now. `ticket` holds its number (high half) and the next piece (low half): a thread that wakes up
// late finds another number, and takes no piece of a job that it does not know.
static _Atomic uint64_t ticket;
static _Atomic(tarn_piece) job_piece;
static _Atomic(void *) job_context;
static _Atomic int64_t job_pieces, job_threads;
static _Atomic int64_t finished;
static _Atomic int sleeping;

static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static int64_t members;  // under `busy`

static inline void rest(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Takes pieces of job `number` until there are none.
static void work(uint32_t number, int64_t thread) {
  uint64_t now = atomic_load_explicit(&ticket, memory_order_acquire);
  while ((uint32_t)(now >> 32) == number) {
    int64_t piece = (int64_t)(uint32_t)now;
    tarn_piece run = atomic_load_explicit(&job_piece, memory_order_relaxed);
    void *context = atomic_load_explicit(&job_context, memory_order_relaxed);
    if (piece >= atomic_load_explicit(&job_pieces, memory_order_relaxed)) return;
    if (!atomic_compare_exchange_weak_explicit(&ticket, &now, now + 1, memory_order_acq_rel,
                                               memory_order_acquire))
      continue;
    run(context, piece, thread);
    atomic_fetch_add_explicit(&finished, 1, memory_order_release);
    now = atomic_load_explicit(&ticket, memory_order_acquire);
  }
}

static void *member(void *argument) {
  int64_t thread = (int64_t)argument;
  uint32_t last = (uint32_t)(atomic_load_explicit(&ticket, memory_order_acquire) >> 32);
  // The job for which this thread was made may be published already: its number is not yet done here.
  last -= 1;
  for (;;) {
    uint32_t number = 0;
    int found = 0;
    for (int spin = 0; spin < SPINS && !found; spin++) {
      number = (uint32_t)(atomic_load_explicit(&ticket, memory_order_acquire) >> 32);
      found = number != last;
      if (!found) rest();
    }
    if (!found) {
      pthread_mutex_lock(&gate);
      atomic_fetch_add(&sleeping, 1);
      while ((number = (uint32_t)(atomic_load(&ticket) >> 32)) == last)
        pthread_cond_wait(&opened, &gate);
      atomic_fetch_sub(&sleeping, 1);
      pthread_mutex_unlock(&gate);
    }
    last = number;
    if (thread < atomic_load_explicit(&job_threads, memory_order_relaxed)) work(number, thread);
  }
  return 0;
}

// Members are made when first needed, and stay.
static void grow(int64_t threads) {
  if (threads > MOST) threads = MOST;
  while (members < threads - 1) {
    pthread_t id;
    if (pthread_create(&id, 0, member, (void *)(members + 1)) != 0) return;
    pthread_detach(id);
    members++;
  }
}

void tarn_parallel(tarn_piece piece, void *context, int64_t pieces, int64_t threads) {
  // One job at a time: whoever comes while the team works does its pieces alone.
  if (threads < 2 || pieces < 2 || pthread_mutex_trylock(&busy) != 0) {
    for (int64_t k = 0; k < pieces; k++) piece(context, k, 0);
    return;
  }
  grow(threads);
  uint32_t number = (uint32_t)(atomic_load(&ticket) >> 32) + 2;
  // While the job is written its number is one that has no pieces left.
  atomic_store(&ticket, (uint64_t)(number - 1) << 32 | UINT32_MAX);
  atomic_store_explicit(&finished, 0, memory_order_relaxed);
  atomic_store_explicit(&job_piece, piece, memory_order_relaxed);
  atomic_store_explicit(&job_context, context, memory_order_relaxed);
  atomic_store_explicit(&job_threads, threads, memory_order_relaxed);
  atomic_store_explicit(&job_pieces, pieces, memory_order_release);
  atomic_store(&ticket, (uint64_t)number << 32);
  if (atomic_load(&sleeping) > 0) {
    pthread_mutex_lock(&gate);
    pthread_cond_broadcast(&opened);
    pthread_mutex_unlock(&gate);
  }
  work(number, 0);
  while (atomic_load_explicit(&finished, memory_order_acquire) < pieces) rest();
  pthread_mutex_unlock(&busy);
}
