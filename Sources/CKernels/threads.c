// A team of threads that shares the pieces of one job. Threads wait for the next job for a short while
// awake, because the steps of a plan follow each other within microseconds, and then asleep; so does who waits
// for the last piece.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "CKernels.h"

#define MOST 64
#define SPINS 4000
// Of a thread that waits for long pieces, from one question to the next.
#define NAP 50000000L
// As long as jobs of kernels may take: so long a job of long pieces waits for the team.
#define PATIENCE 20000000L
#define STACK (8 << 20)

// The job of now. Each thread has a share of its pieces, neighbours of each other and the same ones in each job
// of one size, so that it finds in its caches what it left there; who is done helps the others. A ticket
// holds the job's number (high half) and how many pieces of the share are taken (low half): a thread that
// wakes up late finds another number, and takes no piece of a job that it does not know.
static struct { _Alignas(64) _Atomic uint64_t ticket; } shares[MOST];
static _Atomic(tarn_piece) job_piece;
static _Atomic(void *) job_context;
static _Atomic int64_t job_pieces, job_threads;
static _Atomic int64_t finished;
static _Atomic int sleeping, waiting;
// Whether this thread works on a piece.
static _Thread_local int inside;

static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static pthread_cond_t ended = PTHREAD_COND_INITIALIZER;
static int64_t members;  // under `busy`

static inline void rest(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Every other job runs backwards: it begins with what the job before has left in the caches.
static int is_backward(uint32_t job) { return job & 1; }

static uint32_t number_of(uint64_t ticket) { return (uint32_t)(ticket >> 32); }

// Takes pieces of one share of job `number` until there are none.
static void work_on(uint32_t number, int64_t share, int64_t thread) {
  _Atomic uint64_t *ticket = &shares[share].ticket;
  uint64_t now = atomic_load_explicit(ticket, memory_order_acquire);
  while (number_of(now) == number) {
    tarn_piece run = atomic_load_explicit(&job_piece, memory_order_relaxed);
    void *context = atomic_load_explicit(&job_context, memory_order_relaxed);
    int64_t pieces = atomic_load_explicit(&job_pieces, memory_order_relaxed);
    int64_t threads = atomic_load_explicit(&job_threads, memory_order_relaxed);
    int64_t first = pieces * share / threads, end = pieces * (share + 1) / threads;
    int64_t taken = (int64_t)(uint32_t)now;
    if (taken >= end - first) return;
    if (!atomic_compare_exchange_weak_explicit(ticket, &now, now + 1, memory_order_acq_rel, memory_order_acquire))
      continue;
    run(context, is_backward(number >> 1) ? end - 1 - taken : first + taken, thread);
    // In one order with what the waiting thread does: either it sees the last piece, or it is woken.
    if (atomic_fetch_add(&finished, 1) + 1 == pieces && atomic_load(&waiting)) {
      pthread_mutex_lock(&gate);
      pthread_cond_signal(&ended);
      pthread_mutex_unlock(&gate);
    }
    now = atomic_load_explicit(ticket, memory_order_acquire);
  }
}

static void work(uint32_t number, int64_t thread, int64_t threads) {
  for (int64_t k = 0; k < threads; k++) work_on(number, (thread + k) % threads, thread);
}

static void *member(void *argument) {
  int64_t thread = (int64_t)argument;
  uint32_t last = number_of(atomic_load_explicit(&shares[0].ticket, memory_order_acquire));
  // The job for which this thread was made may be published already: its number is not yet done here.
  last -= 1;
  inside = 1;
  for (;;) {
    uint32_t number = 0;
    int found = 0;
    for (int spin = 0; spin < SPINS && !found; spin++) {
      number = number_of(atomic_load_explicit(&shares[0].ticket, memory_order_acquire));
      found = number != last;
      if (!found) rest();
    }
    if (!found) {
      pthread_mutex_lock(&gate);
      atomic_fetch_add(&sleeping, 1);
      while ((number = number_of(atomic_load(&shares[0].ticket))) == last) pthread_cond_wait(&opened, &gate);
      atomic_fetch_sub(&sleeping, 1);
      pthread_mutex_unlock(&gate);
    }
    last = number;
    int64_t threads = atomic_load_explicit(&job_threads, memory_order_relaxed);
    if (thread < threads) work(number, thread, threads);
  }
  return 0;
}

// Members are made when first needed, and stay.
static void grow(int64_t threads) {
  if (threads > MOST) threads = MOST;
  if (members >= threads - 1) return;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  pthread_attr_setstacksize(&attributes, STACK);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  while (members < threads - 1) {
    pthread_t id;
    if (pthread_create(&id, &attributes, member, (void *)(members + 1)) != 0) break;
    members++;
  }
  pthread_attr_destroy(&attributes);
}

static int is_over(int64_t pieces) { return atomic_load(&finished) >= pieces; }

static struct timespec after(clockid_t clock, long nanoseconds) {
  struct timespec t;
  clock_gettime(clock, &t);
  t.tv_nsec += nanoseconds;
  t.tv_sec += t.tv_nsec / 1000000000L;
  t.tv_nsec %= 1000000000L;
  return t;
}

// Until the others have done their last pieces.
static void wait_for(int64_t pieces, tarn_wait wait, void *context) {
  for (int spin = 0; spin < SPINS; spin++) {
    if (is_over(pieces)) return;
    rest();
  }
  pthread_mutex_lock(&gate);
  atomic_store(&waiting, 1);
  while (!is_over(pieces)) {
    if (!wait) {
      pthread_cond_wait(&ended, &gate);
      continue;
    }
    struct timespec next = after(CLOCK_MONOTONIC, NAP);
    if (pthread_cond_clockwait(&ended, &gate, CLOCK_MONOTONIC, &next) == 0 || is_over(pieces)) continue;
    pthread_mutex_unlock(&gate);
    wait(context);
    pthread_mutex_lock(&gate);
  }
  atomic_store(&waiting, 0);
  pthread_mutex_unlock(&gate);
}

// A job of the whole team, by the thread that has locked it.
static void run_job(tarn_piece piece, tarn_wait wait, void *context, int64_t pieces, int64_t threads);

void tarn_parallel(tarn_piece piece, void *context, int64_t pieces, int64_t threads) {
  // One job at a time: whoever comes while the team works does its pieces alone.
  if (threads < 2 || pieces < 2 || pthread_mutex_trylock(&busy) != 0) {
    static _Thread_local uint32_t job;
    int backward = is_backward(job++);
    for (int64_t k = 0; k < pieces; k++) piece(context, backward ? pieces - 1 - k : k, 0);
    return;
  }
  run_job(piece, 0, context, pieces, threads);
}

void tarn_share(tarn_piece piece, tarn_wait wait, void *context, int64_t pieces, int64_t threads) {
  struct timespec end = after(CLOCK_REALTIME, PATIENCE);
  if (threads < 2 || pieces < 2 || inside || pthread_mutex_timedlock(&busy, &end) != 0) {
    for (int64_t k = 0; k < pieces; k++) piece(context, k, 0);
    return;
  }
  run_job(piece, wait, context, pieces, threads);
}

static void run_job(tarn_piece piece, tarn_wait wait, void *context, int64_t pieces, int64_t threads) {
  grow(threads);
  if (threads > MOST) threads = MOST;
  uint32_t number = number_of(atomic_load(&shares[0].ticket)) + 2;
  // While the job is written its number is one that has no pieces left.
  int64_t before = atomic_load_explicit(&job_threads, memory_order_relaxed);
  for (int64_t k = 0; k < (threads > before ? threads : before); k++)
    atomic_store_explicit(&shares[k].ticket, (uint64_t)(number - 1) << 32 | UINT32_MAX, memory_order_relaxed);
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&finished, 0, memory_order_relaxed);
  atomic_store_explicit(&job_piece, piece, memory_order_relaxed);
  atomic_store_explicit(&job_context, context, memory_order_relaxed);
  atomic_store_explicit(&job_threads, threads, memory_order_relaxed);
  atomic_store_explicit(&job_pieces, pieces, memory_order_relaxed);
  // The first share last: it is the one that threads wait for.
  for (int64_t k = threads; k-- > 1;)
    atomic_store_explicit(&shares[k].ticket, (uint64_t)number << 32, memory_order_release);
  atomic_store(&shares[0].ticket, (uint64_t)number << 32);
  if (atomic_load(&sleeping) > 0) {
    pthread_mutex_lock(&gate);
    pthread_cond_broadcast(&opened);
    pthread_mutex_unlock(&gate);
  }
  inside = 1;
  work(number, 0, threads);
  inside = 0;
  wait_for(pieces, wait, context);
  pthread_mutex_unlock(&busy);
}
