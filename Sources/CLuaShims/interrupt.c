// Ctrl-C: the handler sets a flag and arms a hook of the running state, coroutines included.
// Only functions that are safe in a signal handler are called there (lua_sethook is one).
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

// For loops on any thread.
static atomic_bool requested;  // pressed, and nobody has acted on it
static atomic_bool seen;       // somebody has asked since it was pressed

// Of the thread that runs Lua: the handler runs there too (see on_signal).
static _Thread_local lua_State *volatile running;
static _Thread_local volatile sig_atomic_t pending;  // the running Lua code shall stop
static _Thread_local volatile sig_atomic_t noticed;  // pressed while a Lua loop asks by itself
static _Thread_local volatile int64_t polite_until;  // such a loop is given time until then, ns

static _Atomic(pthread_t) listener;  // the thread that acts on Ctrl-C
static atomic_bool has_listener;

static const char interrupt_key = 0;  // registry: error value of the interrupt in progress

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void on_hook(lua_State *L, lua_Debug *activation) {
  (void)activation;
  lua_sethook(L, NULL, 0, 0);
  if (!pending) return;  // a native loop was faster
  tarn_push_interrupt(L, 0);
  lua_error(L);
}

// Instructions that handlers and __close functions have while an interrupt is on its way; one that goes on is
// interrupted too, and the next ones sooner.
enum { first_grace = 10000000, next_grace = 1000 };

static void on_overdue(lua_State *L, lua_Debug *activation) {
  (void)activation;
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &interrupt_key) == LUA_TNIL) {  // it has arrived
    lua_pop(L, 1);
    lua_sethook(L, NULL, 0, 0);
    return;
  }
  lua_sethook(L, on_overdue, LUA_MASKCOUNT, next_grace);
  lua_error(L);
}

static void arm(lua_State *L) { lua_sethook(L, on_hook, LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT, 1); }

static void say(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;
}

static void press(void) {
  static _Atomic int64_t previous, before_previous;
  int64_t time = now();
  if (time < polite_until && !noticed) {
    noticed = 1;
    return;
  }
  bool unheard = atomic_load(&requested) && !atomic_load(&seen);
  if (unheard && time - atomic_load(&before_previous) < 1000000000) {
    say("\ntarn: interrupted three times while nothing listens; ending\n");
    _exit(130);
  }
  if (unheard && time - atomic_load(&previous) < 3000000000) {
    const char *name = tarn_busy_name();
    say("\ntarn: waiting for ");
    say(name ? name : "a native operation");
    say(" to end; a third Ctrl-C within a second ends the program\n");
  }
  atomic_store(&before_previous, atomic_load(&previous));
  atomic_store(&previous, time);
  if (!atomic_exchange(&requested, true)) atomic_store(&seen, false);
  if (running) {
    pending = 1;
    arm(running);
  }
}

static void on_signal(int number) {
  int saved = errno;
  // Arming a hook walks the call stack of the state, so it must happen on the state's own thread;
  // at the prompt, that thread must wake up.
  if (!running && atomic_load(&has_listener) && !pthread_equal(pthread_self(), listener)) {
    pthread_kill(listener, number);
  } else {
    press();
  }
  errno = saved;
}

static void listen(void) {
  // Threads of a pool may have been made with all signals blocked.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
  listener = pthread_self();
  atomic_store(&has_listener, true);
}

// A shell starts what runs in the background with SIGINT ignored. A press from before there is somebody to hear
// it would be lost; it is noted, and heard then. (Where it is not ignored it ends the process, as it should.)
static volatile sig_atomic_t pressed_early;

static void note_press(int number) {
  (void)number;
  pressed_early = 1;
}

__attribute__((constructor)) static void note_early_presses(void) {
  struct sigaction action;
  if (sigaction(SIGINT, NULL, &action) != 0 || action.sa_handler != SIG_IGN) return;
  memset(&action, 0, sizeof action);
  action.sa_handler = note_press;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
}

void tarn_interrupt_install(void) {
  static atomic_bool installed;
  if (atomic_exchange(&installed, true)) return;
  listen();
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;  // no SA_RESTART: a blocked read must end
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  if (pressed_early) press();
}

lua_State *tarn_interrupt_attach(lua_State *L) {
  lua_State *before = running;
  if (L) listen();
  running = L;
  // Pressed since it was cleared last, when nothing ran.
  if (L && atomic_load(&requested)) {
    pending = 1;
    arm(L);
  }
  return before;
}

lua_State *tarn_interrupt_running(void) { return running; }

void tarn_interrupt_switch(lua_State *from, lua_State *to) {
  if (running != from) return;
  running = to;
  // The signal may have armed the state that was left.
  if (pending) arm(to);
}

bool tarn_interrupt_requested(void) {
  if (!pending && !atomic_load_explicit(&requested, memory_order_relaxed)) return false;
  atomic_store(&seen, true);
  return true;
}

bool tarn_interrupt_noticed(void) {
  polite_until = now() + 2000000000;
  return noticed || tarn_interrupt_requested();
}

static void disarm(void) {
  pending = 0;
  atomic_store(&requested, false);
  if (!running) return;
  lua_Hook hook = lua_gethook(running);
  if (hook == on_hook || hook == on_overdue) lua_sethook(running, NULL, 0, 0);
}

void tarn_interrupt_clear(void) {
  noticed = 0;
  polite_until = 0;
  disarm();
}

const void *tarn_interrupt_flag(void) { return &requested; }

void tarn_interrupt_request(void) { press(); }

void tarn_interrupt_again(void) {
  atomic_store(&requested, true);
  if (!running) return;
  pending = 1;
  arm(running);
}

void tarn_poll(lua_State *L) {
  if (!tarn_interrupt_requested()) return;
  tarn_push_interrupt(L, 1);
  lua_error(L);
}

// [-0, +1] the line of the innermost Lua function from `level` on: C functions have none.
static void push_line(lua_State *L, int level) {
  luaL_where(L, level);
  for (int outer = level + 1; lua_rawlen(L, -1) == 0 && outer <= level + 8; outer++) {
    lua_pop(L, 1);
    luaL_where(L, outer);
  }
}

void tarn_push_interrupt(lua_State *L, int level) {
  disarm();
  // On its way out through several native calls it is one and the same value.
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &interrupt_key) == LUA_TNIL) {
    lua_pop(L, 1);
    push_line(L, level);
    lua_pushliteral(L, "interrupted");
    lua_concat(L, 2);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &interrupt_key);
  }
  if (lua_gethook(L) == NULL) lua_sethook(L, on_overdue, LUA_MASKCOUNT, first_grace);
}

bool tarn_push_interrupt_on_its_way(lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &interrupt_key) != LUA_TNIL) return true;
  lua_pop(L, 1);
  return false;
}

bool tarn_is_interrupt(lua_State *L, int index) {
  index = lua_absindex(L, index);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &interrupt_key);
  bool same = !lua_isnil(L, -1) && lua_rawequal(L, index, -1);
  lua_pop(L, 1);
  return same;
}

void tarn_interrupt_forget(lua_State *L) {
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &interrupt_key);
}
