// The state, its allocator, and the trampoline: the one place where errors of Swift are raised.
#define _GNU_SOURCE  // pthread_getattr_np
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

// What our userdata hold: one pointer, nil once closed.
typedef struct {
  void *object;
  void *class_object;  // NULL for boxes
  uint64_t mark;       // the state's mark: what tells our userdata from all other memory
} tarn_block;

// What an object of Swift takes, about, beside the memory that it counts itself.
enum { object_weight = 256 };

static void release(tarn_state *state, tarn_block *block) {
  // Asked for again before the release is over, the object must be gone already.
  void *object = block->object;
  block->object = NULL;
  if (object == NULL) return;
  bool in_swift = tarn_set_in_swift(state, true);
  bool releases = state->releases;
  state->releases = true;
  state->release(object);
  tarn_set_in_swift(state, in_swift);
  state->releases = releases;
  tarn_pool_credit(&state->pool, object_weight);
}

// Notes the line that asks for more than there is. Nothing of Lua that is called here allocates.
static void note_place(tarn_state *state) {
  state->place[0] = 0;
  lua_State *L = tarn_interrupt_running();
  if (L == NULL || tarn_state_of(L) != state) return;
  lua_Debug activation;
  for (int level = 0; level < 8 && lua_getstack(L, level, &activation); level++) {
    lua_getinfo(L, "Sl", &activation);
    if (activation.currentline <= 0) continue;
    snprintf(state->place, sizeof state->place, "%s:%d: ", activation.short_src, activation.currentline);
    return;
  }
}

// Objects go when the collector frees their userdata, which is told by size and mark. A finaliser
// would cost as much as all the rest of making a small object: a protected call, and a second cycle
// of the collector before the memory is free.
static void *allocate(void *user_data, void *memory, size_t old_size, size_t new_size) {
  tarn_state *state = user_data;
  if (new_size == 0) {
    if (memory && old_size == state->userdata_bytes) {
      tarn_block *block = (tarn_block *)((char *)memory + state->userdata_header);
      if (block->mark == state->mark) {
        // The mark goes with it: whoever gets this memory next may free it without writing there.
        block->mark = 0;
        release(state, block);
      }
    }
    tarn_pool_free(&state->pool, memory, old_size);
    return NULL;
  }
  if (state->refuses) {
    state->refuses = false;
    return NULL;
  }
  void *result = tarn_pool_resize(&state->pool, memory, old_size, new_size);
  if (result == NULL && !state->pool.must) note_place(state);
  if (result == NULL && state->pool.must) {
    // Lua would raise, straight through Swift frames. Free what can be freed, or end.
    if (state->emergency) state->emergency(state->owner);
    result = tarn_pool_resize(&state->pool, memory, old_size, new_size);
    if (result == NULL) {
      fprintf(stderr, "tarn: out of memory (%zu bytes asked for)\n", new_size);
      abort();
    }
  }
  return result;
}

static int panic(lua_State *L) {
  const char *message = lua_tostring(L, -1);
  fprintf(stderr, "tarn: unprotected error in Lua: %s\n", message ? message : "(not a string)");
  return 0;
}

// The allocator while the one userdata is made that shows where Lua puts a block.
static void *measure(void *user_data, void *memory, size_t old_size, size_t new_size) {
  tarn_state *state = user_data;
  void *result = allocate(state, memory, old_size, new_size);
  if (memory == NULL) {
    state->measured = result;
    state->userdata_bytes = new_size;
  }
  return result;
}

static void measure_userdata(lua_State *L, tarn_state *state) {
  lua_gc(L, LUA_GCSTOP);
  lua_setallocf(L, measure, state);
  tarn_block *block = lua_newuserdatauv(L, sizeof *block, 0);
  lua_setallocf(L, allocate, state);
  state->userdata_header = (size_t)((char *)block - (char *)state->measured);
  block->mark = 0;
  lua_pop(L, 1);
  lua_gc(L, LUA_GCRESTART);
}

// A number that no script can know and write into memory of its own.
static uint64_t secret(const void *state) {
  uint64_t number;
  if (getrandom(&number, sizeof number, GRND_NONBLOCK) != (ssize_t)sizeof number) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    number = ((uint64_t)now.tv_sec << 32 ^ (uint64_t)now.tv_nsec ^ (uintptr_t)state) * 0x9E3779B97F4A7C15u;
  }
  return number | 1;  // memory that is all zeros is no block
}

lua_State *tarn_open(void *owner, tarn_dispatch_function dispatch, tarn_release_function release,
                     tarn_emergency_function emergency) {
  tarn_state *state = calloc(1, sizeof *state);
  if (state == NULL) return NULL;
  state->owner = owner;
  state->dispatch = dispatch;
  state->release = release;
  state->emergency = emergency;
  state->mark = secret(state);
  lua_State *L = lua_newstate(allocate, state);
  if (L == NULL) {
    tarn_pool_close(&state->pool);
    free(state);
    return NULL;
  }
  *(tarn_state **)lua_getextraspace(L) = state;
  lua_atpanic(L, panic);
  tarn_set_in_swift(state, true);
  measure_userdata(L, state);
  tarn_open_libraries(L);
  return L;
}

void tarn_set_owner(lua_State *L, void *owner) { tarn_state_of(L)->owner = owner; }

void tarn_set_budget(lua_State *L, void *account, tarn_budget_function budget, tarn_refusal_function refusal) {
  tarn_state *state = tarn_state_of(L);
  state->refusal = refusal;
  tarn_pool_account(&state->pool, budget, account);
}

void tarn_close(lua_State *L) {
  tarn_state *state = tarn_state_of(L);
  lua_close(L);
  tarn_pool_close(&state->pool);
  free(state);
}

int tarn_guarded(lua_State *L, int arguments, int results, int handler) {
  tarn_state *state = tarn_state_of(L);
  tarn_set_in_swift(state, false);
  int status = lua_pcall(L, arguments, results, handler);
  tarn_set_in_swift(state, true);
  if (status == LUA_ERRMEM) tarn_explain_memory_error(L);
  return status;
}

void tarn_explain_memory_error(lua_State *L) {
  tarn_state *state = tarn_state_of(L);
  if (state->refusal == NULL) return;
  char text[320];
  size_t length = (size_t)snprintf(text, sizeof text, "%s", state->place);
  bool in_swift = tarn_set_in_swift(state, true);
  state->refusal(state->pool.owner, state->pool.refused, text + length, sizeof text - length);
  lua_pop(L, 1);
  lua_pushstring(L, text);
  // What the failed code has dropped is given back now: not every request of the libraries collects by itself.
  if (lua_gc(L, LUA_GCCOUNT) >= 0) {
    lua_gc(L, LUA_GCCOLLECT);
    tarn_pool_trim(&state->pool);
  }
  tarn_set_in_swift(state, in_swift);
}

// --- Userdata ----------------------------------------------------------------------------------

static int close_object(lua_State *L) {
  tarn_state *state = tarn_state_of(L);
  tarn_block *block = lua_touserdata(L, 1);
  if (block && lua_rawlen(L, 1) == sizeof *block && block->mark == state->mark) {
    release(state, block);
  }
  return 0;
}

static tarn_block *new_block(lua_State *L, void *object, void *class_object) {
  tarn_block *block = lua_newuserdatauv(L, sizeof *block, 0);
  tarn_pool_charge(&tarn_state_of(L)->pool, object_weight);  // Swift is running: it is not refused
  block->object = object;
  block->class_object = class_object;
  block->mark = tarn_state_of(L)->mark;
  return block;
}

void tarn_push_object(lua_State *L, void *object, void *class_object, int reference) {
  new_block(L, object, class_object);
  lua_rawgeti(L, LUA_REGISTRYINDEX, reference);
  lua_setmetatable(L, -2);
}

void *tarn_object_at(lua_State *L, int index, void **object) {
  tarn_block *block = lua_touserdata(L, index);
  *object = NULL;
  // The length of what is no full userdata is no length of a block.
  if (block == NULL || lua_rawlen(L, index) != sizeof *block || block->mark != tarn_state_of(L)->mark) {
    return NULL;
  }
  if (block->class_object) *object = block->object;
  return block->class_object;
}

static void set_field(lua_State *L, const char *name, lua_CFunction function) {
  lua_pushstring(L, name);
  lua_pushcfunction(L, function);
  lua_rawset(L, -3);
}

void tarn_push_metatable(lua_State *L) {
  lua_createtable(L, 0, 16);
  set_field(L, "__close", close_object);
  lua_pushliteral(L, "__metatable");
  lua_pushboolean(L, false);
  lua_rawset(L, -3);
}

void tarn_push_box(lua_State *L, void *object) { new_block(L, object, NULL); }

// --- Trampoline --------------------------------------------------------------------------------

// The Lua thread whose Swift function runs on this thread.
static _Thread_local lua_State *running;

lua_State *tarn_running(void **owner) {
  if (running) *owner = tarn_state_of(running)->owner;
  return running;
}

// Lua answers a refused request with a collection that calls no finaliser, so no Lua code, and changes no
// stack: it may happen wherever a Swift function is.
void tarn_collect_unseen(lua_State *L) {
  tarn_state *state = tarn_state_of(L);
  // Not within a collection, nor in a finaliser, where Lua answers no question about its collector.
  if (state->releases || lua_gc(L, LUA_GCCOUNT) < 0 || !lua_checkstack(L, 1)) return;
  state->refuses = true;
  lua_newuserdatauv(L, 0, 0);
  lua_pop(L, 1);
  tarn_pool_trim(&state->pool);
}

// What Swift code took of Lua's memory beyond the ceiling is an error now, if it is still there after all that
// can be collected is. - Returns: whether there is one, on top of the stack.
static bool is_beyond_ceiling(lua_State *L, tarn_state *state) {
  state->pool.is_overdrawn = false;
  if (lua_gc(L, LUA_GCCOUNT) < 0) return false;  // a finaliser
  lua_gc(L, LUA_GCCOLLECT);
  tarn_pool_trim(&state->pool);
  if (state->pool.budget(state->pool.owner, 0, false)) return false;
  lua_settop(L, 0);
  note_place(state);
  lua_pushnil(L);
  tarn_explain_memory_error(L);
  return true;
}

// Where too little of this thread's stack is left for a call into Swift: Lua counts its calls, and not the
// bytes that functions between them take. 0 until it is asked for.
static _Thread_local uintptr_t stack_floor;

static uintptr_t find_stack_floor(void) {
  pthread_attr_t attributes;
  void *lowest = NULL;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    pthread_attr_getstack(&attributes, &lowest, &size);
    pthread_attr_destroy(&attributes);
  }
  // A quarter is kept for what one call does: networks inside networks, graphs of many operations.
  return size ? (uintptr_t)lowest + size / 4 : 1;
}

static int run_swift(lua_State *L, int box) {
  if (!stack_floor) stack_floor = find_stack_floor();
  if ((uintptr_t)__builtin_frame_address(0) < stack_floor) {
    return luaL_error(L, "stack overflow (calls of native functions inside each other)");
  }
  tarn_block *block = lua_touserdata(L, box);
  if (block == NULL || block->object == NULL) {
    return luaL_error(L, "this function belongs to a closed session");
  }
  tarn_state *state = tarn_state_of(L);
  lua_State *caller = running;
  running = L;
  tarn_set_in_swift(state, true);
  int count = state->dispatch(L, block->object);
  tarn_set_in_swift(state, false);
  running = caller;
  // All Swift frames are gone: raising is safe from here on.
  if (state->pool.is_overdrawn && is_beyond_ceiling(L, state)) return lua_error(L);
  return count >= 0 ? count : lua_error(L);
}

static int trampoline(lua_State *L) { return run_swift(L, lua_upvalueindex(1)); }

void tarn_push_function(lua_State *L, void *object) {
  tarn_push_box(L, object);
  lua_pushcclosure(L, trampoline, 1);
}

void *tarn_function_object(lua_State *L, int index) {
  if (lua_tocfunction(L, index) != trampoline || !lua_getupvalue(L, index, 1)) return NULL;
  tarn_block *block = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return block ? block->object : NULL;
}

// --- __index -----------------------------------------------------------------------------------

static int index_object(lua_State *L) {
  lua_settop(L, 2);
  if (lua_type(L, 2) == LUA_TSTRING) {
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;  // a method
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL) {  // a field: run its function
      lua_pushvalue(L, 1);
      lua_call(L, 1, 1);
      return 1;
    }
    lua_settop(L, 2);
  } else if (lua_type(L, 2) == LUA_TNUMBER && !lua_isnil(L, lua_upvalueindex(3))) {
    lua_pushvalue(L, lua_upvalueindex(3));
    lua_insert(L, 1);
    lua_call(L, 2, 1);
    return 1;
  }
  lua_pushvalue(L, lua_upvalueindex(4));
  lua_insert(L, 1);
  lua_call(L, 2, 1);
  return 1;
}

void tarn_push_index(lua_State *L) { lua_pushcclosure(L, index_object, 4); }

static int index_globals(lua_State *L) {
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  lua_settop(L, 2);
  lua_pushvalue(L, lua_upvalueindex(2));
  lua_insert(L, 1);
  lua_call(L, 2, 1);
  return 1;
}

void tarn_push_global_index(lua_State *L) { lua_pushcclosure(L, index_globals, 2); }
