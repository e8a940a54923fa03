// The state, its allocator, and the trampoline: the one place where errors of Swift are raised.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "internal.h"

static void *allocate(void *user_data, void *block, size_t old_size, size_t new_size) {
  tarn_state *state = user_data;
  (void)old_size;
  if (new_size == 0) {
    free(block);
    return NULL;
  }
  void *result = realloc(block, new_size);
  if (result == NULL && state->in_swift) {
    // Lua would raise, straight through Swift frames. Free what can be freed, or end.
    if (state->emergency) state->emergency(state->owner);
    result = realloc(block, new_size);
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

lua_State *tarn_open(void *owner, tarn_dispatch_function dispatch, tarn_release_function release,
                     tarn_emergency_function emergency) {
  tarn_state *state = calloc(1, sizeof *state);
  if (state == NULL) return NULL;
  state->owner = owner;
  state->dispatch = dispatch;
  state->release = release;
  state->emergency = emergency;
  lua_State *L = lua_newstate(allocate, state);
  if (L == NULL) {
    free(state);
    return NULL;
  }
  *(tarn_state **)lua_getextraspace(L) = state;
  lua_atpanic(L, panic);
  state->in_swift = true;
  tarn_open_libraries(L);
  return L;
}

void tarn_set_owner(lua_State *L, void *owner) { tarn_state_of(L)->owner = owner; }

void tarn_close(lua_State *L) {
  tarn_state *state = tarn_state_of(L);
  lua_close(L);
  free(state);
}

int tarn_guarded(lua_State *L, int arguments, int results, int handler) {
  tarn_state *state = tarn_state_of(L);
  state->in_swift = false;
  int status = lua_pcall(L, arguments, results, handler);
  state->in_swift = true;
  return status;
}

// --- Userdata: one pointer, nil once closed ----------------------------------------------------

typedef struct {
  void *object;
  void *class_object;  // NULL for boxes
  uint64_t mark;       // what tells our userdata from those of other libraries
} tarn_block;

static const uint64_t block_mark = 0x7461726e2d6f626a;
static const char box_key = 0;    // registry[&box_key] is the metatable of boxes

// __gc may run twice and a closed object may be used again, so the pointer goes first.
static int release_object(lua_State *L) {
  tarn_block *block = lua_touserdata(L, 1);
  if (block && block->object) {
    void *object = block->object;
    block->object = NULL;
    tarn_state *state = tarn_state_of(L);
    bool in_swift = state->in_swift;
    state->in_swift = true;
    state->release(object);
    state->in_swift = in_swift;
  }
  return 0;
}

static tarn_block *new_block(lua_State *L) {
  tarn_block *block = lua_newuserdatauv(L, sizeof *block, 0);
  block->object = NULL;
  block->class_object = NULL;
  block->mark = block_mark;
  return block;
}

void tarn_push_object(lua_State *L, void *object, void *class_object, int reference) {
  tarn_block *block = new_block(L);
  block->class_object = class_object;
  lua_rawgeti(L, LUA_REGISTRYINDEX, reference);
  lua_setmetatable(L, -2);
  block->object = object;
}

void *tarn_object_at(lua_State *L, int index, void **object) {
  tarn_block *block = lua_touserdata(L, index);
  *object = NULL;
  // The length of what is no full userdata is no length of a block.
  if (block == NULL || lua_rawlen(L, index) != sizeof *block || block->mark != block_mark) return NULL;
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
  set_field(L, "__gc", release_object);
  set_field(L, "__close", release_object);
  lua_pushliteral(L, "__metatable");
  lua_pushboolean(L, false);
  lua_rawset(L, -3);
}

void tarn_push_box(lua_State *L, void *object) {
  tarn_block *block = new_block(L);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &box_key) == LUA_TNIL) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 2);
    set_field(L, "__gc", release_object);
    lua_pushliteral(L, "__metatable");
    lua_pushboolean(L, false);
    lua_rawset(L, -3);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &box_key);
  }
  lua_setmetatable(L, -2);
  block->object = object;
}

// --- Trampoline --------------------------------------------------------------------------------

static int run_swift(lua_State *L, int box) {
  tarn_block *block = lua_touserdata(L, box);
  if (block == NULL || block->object == NULL) {
    return luaL_error(L, "this function belongs to a closed session");
  }
  tarn_state *state = tarn_state_of(L);
  state->in_swift = true;
  int count = state->dispatch(L, block->object);
  state->in_swift = false;
  // All Swift frames are gone: raising is safe from here on.
  return count >= 0 ? count : lua_error(L);
}

static int trampoline(lua_State *L) { return run_swift(L, lua_upvalueindex(1)); }

void tarn_push_function(lua_State *L, void *object) {
  tarn_push_box(L, object);
  lua_pushcclosure(L, trampoline, 1);
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
