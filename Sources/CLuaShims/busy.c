// A line on the terminal for native calls that take long: `attack.exact  12 s`, gone when they return.
//
// Calls note their name; a thread of its own looks every quarter of a second. Where nothing calls it active, a call costs one
// comparison.
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

bool tarn_busy_is_watched;

static _Atomic(const char *) running;  // the outermost native call; NULL where Lua itself runs
static atomic_ulong outer, inner;      // how many such calls there were, and calls inside of them
static atomic_int bars;                // progress bars that are shown: they say more

static void show(const char *text);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool armed;  // the thread may draw
static bool drawn;         // under the lock

void tarn_busy_clear(void) {
  if (atomic_load(&bars) > 0) show("\r\033[K");
}

static void show(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;
}

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void *watch(void *nothing) {
  (void)nothing;
  unsigned long last_outer = 0, last_inner = 0;
  double since = seconds();
  for (;;) {
    struct timespec pause = {0, 250000000};
    nanosleep(&pause, NULL);
    unsigned long now_outer = atomic_load(&outer), now_inner = atomic_load(&inner);
    if (now_outer != last_outer) since = seconds();
    // What calls back into Lua may print there.
    bool is_quiet = now_outer == last_outer && now_inner == last_inner;
    last_outer = now_outer;
    last_inner = now_inner;
    double elapsed = seconds() - since;
    if (!is_quiet || elapsed < 0.7 || !atomic_load(&running) || atomic_load(&bars) > 0) continue;
    pthread_mutex_lock(&lock);
    atomic_store(&armed, true);
    const char *name = atomic_load(&running);
    // A call that has ended since waits for the lock before it lets go of its name.
    if (name && atomic_load(&outer) == last_outer && atomic_load(&bars) == 0) {
      char text[160];
      snprintf(text, sizeof text, "\r\033[K%.60s  %.0f s", name, elapsed);
      show(text);
      drawn = true;
    } else {
      atomic_store(&armed, drawn);
    }
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

void tarn_busy_watch(void) {
  if (tarn_busy_is_watched) return;
  // Ctrl-C is for the thread that runs Lua.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  if (pthread_create(&thread, NULL, watch, NULL) == 0) {
    pthread_detach(thread);
    tarn_busy_is_watched = true;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void tarn_busy_begin(const char *name) {
  atomic_fetch_add_explicit(&outer, 1, memory_order_relaxed);
  atomic_store(&running, name);
}

void tarn_busy_inside(void) { atomic_fetch_add_explicit(&inner, 1, memory_order_relaxed); }

void tarn_busy_end(void) {
  atomic_store(&running, NULL);
  if (!atomic_load(&armed)) return;
  pthread_mutex_lock(&lock);
  if (drawn) show("\r\033[K");
  drawn = false;
  atomic_store(&armed, false);
  pthread_mutex_unlock(&lock);
}

void tarn_busy_bar(bool is_shown) { atomic_fetch_add(&bars, is_shown ? 1 : -1); }

const char *tarn_busy_name(void) { return atomic_load(&running); }
