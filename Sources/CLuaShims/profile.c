// Where time goes, by samples: a timer arms a hook of the running Lua code, and the hook notes which
// functions it finds. A native function is found when it returns, with all ticks since it was called.
#define _GNU_SOURCE  // SIGEV_THREAD_ID
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

enum { deepest = 200 };

static lua_State *volatile profiled;
static volatile sig_atomic_t ticks;
static timer_t timer;
static const char samples_key = 0;  // registry: {own = {place = ticks}, total = {…}}

static void on_tick(lua_State *L, lua_Debug *activation);

static void arm(int number) {
  (void)number;
  ticks++;
  if (profiled) lua_sethook(profiled, on_tick, LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT, 1);
}

// [-0, +0] adds `count` to field `key` of the table on top of the stack.
static void add(lua_State *L, const char *key, lua_Integer count) {
  lua_getfield(L, -1, key);
  lua_Integer before = lua_tointeger(L, -1);
  lua_pop(L, 1);
  lua_pushinteger(L, before + count);
  lua_setfield(L, -2, key);
}

// `pgd (native)`, `f (script.lua:3)`, `main chunk (script.lua)`.
static void name_of(lua_State *L, lua_Debug *activation, char *text, size_t size) {
  lua_getinfo(L, "Sn", activation);
  const char *name = activation->name ? activation->name : activation->what[0] == 'm' ? "main chunk" : "function";
  if (activation->what[0] == 'C') {
    snprintf(text, size, "%s (native)", name);
  } else {
    snprintf(text, size, "%s (%s:%d)", name, activation->short_src, activation->linedefined);
  }
}

static void on_tick(lua_State *L, lua_Debug *unused) {
  (void)unused;
  lua_sethook(L, NULL, 0, 0);
  if (tarn_interrupt_requested()) {  // the hook of Ctrl-C may have been replaced by this one
    tarn_push_interrupt(L, 0);
    lua_error(L);
  }
  lua_Integer count = ticks;
  ticks = 0;
  if (count == 0 || !lua_checkstack(L, 8)) return;
  int top = lua_gettop(L);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &samples_key) == LUA_TTABLE) {
    lua_getfield(L, -1, "own");
    lua_getfield(L, -2, "total");
    lua_newtable(L);  // places of this sample: a recursive function counts once
    lua_Debug activation;
    char text[200];
    for (int level = 0; level < deepest && lua_getstack(L, level, &activation); level++) {
      name_of(L, &activation, text, sizeof text);
      if (level == 0) {
        lua_pushvalue(L, -3);
        add(L, text, count);
        lua_pop(L, 1);
      }
      if (lua_getfield(L, -1, text) == LUA_TNIL) {
        lua_pushvalue(L, -3);
        add(L, text, count);
        lua_pop(L, 1);
        lua_pushboolean(L, true);
        lua_setfield(L, -3, text);
      }
      lua_pop(L, 1);
    }
  }
  lua_settop(L, top);
}

bool tarn_profile_start(lua_State *L, int microseconds) {
  lua_newtable(L);
  lua_newtable(L);
  lua_setfield(L, -2, "own");
  lua_newtable(L);
  lua_setfield(L, -2, "total");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &samples_key);
  ticks = 0;
  profiled = L;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = arm;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGPROF, &action, NULL);
  // To this thread: the hook of a state may be set from the state's own thread only.
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGPROF;
  event._sigev_un._tid = (int)syscall(SYS_gettid);
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) {
    profiled = NULL;
    return false;
  }
  struct itimerspec interval = {{0, microseconds * 1000}, {0, microseconds * 1000}};
  timer_settime(timer, 0, &interval, NULL);
  return true;
}

void tarn_profile_stop(lua_State *L) {
  timer_delete(timer);
  profiled = NULL;
  if (lua_gethook(L) == on_tick) lua_sethook(L, NULL, 0, 0);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &samples_key);
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &samples_key);
}
