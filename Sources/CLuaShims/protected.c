// Everything that Swift asks of Lua and that may raise, behind lua_pcall.
#include "internal.h"

static const char traceback_key = 0;  // registry: traceback of the last failure
static const char failure_key = 0;    // registry: the error value it belongs to
static const char thread_key = 0;     // registry: the Lua thread whose functions were noted last

// [-0, +0] whether the value at `index` is the failure that was noted.
static bool is_noted(lua_State *L, int index) {
  index = lua_absindex(L, index);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &failure_key);
  bool is_same = !lua_isnil(L, index) && lua_rawequal(L, index, -1);
  lua_pop(L, 1);
  return is_same;
}

// Notes the functions of a thread from a level outwards. Those of a failure on its way out through other threads follow what
// was noted; of one thread the first look has seen all.
static void note(lua_State *L, lua_State *thread, int level, bool continues) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &thread_key);
  bool is_same = lua_touserdata(L, -1) == thread;
  lua_pop(L, 1);
  if (continues && is_same) return;
  tarn_add_frames(L, thread, level, continues);
  if (continues) lua_rawgetp(L, LUA_REGISTRYINDEX, &traceback_key);
  luaL_traceback(L, thread, NULL, level);
  if (continues) {
    const char *outer = lua_tostring(L, -1);
    while (*outer && *outer != '\n') outer++;  // the heading "stack traceback:"
    lua_pushstring(L, outer);
    lua_remove(L, -2);
    lua_concat(L, 2);
  }
  lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_key);
  lua_pushlightuserdata(L, thread);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &thread_key);
}

// Message handler: leaves the error value as it is, and keeps the traceback beside it.
static int keep_traceback(lua_State *L) {
  lua_settop(L, 1);
  note(L, L, 1, is_noted(L, 1));
  tarn_name_failure(L);
  return 1;
}

void tarn_push_traceback(lua_State *L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &traceback_key); }

void tarn_forget_traceback(lua_State *L) {
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_key);
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &failure_key);
  tarn_forget_frames(L);
}

void tarn_keep_coroutine(lua_State *L, lua_State *thread) { note(L, thread, 0, is_noted(L, -1)); }

void tarn_name_failure(lua_State *L) {
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &failure_key);
}

int tarn_call(lua_State *L, int arguments, int results) {
  int handler = lua_gettop(L) - arguments;
  lua_pushcfunction(L, keep_traceback);
  lua_insert(L, handler);
  int status = tarn_guarded(L, arguments, results, handler);
  if (status == LUA_ERRMEM) tarn_forget_traceback(L);  // handlers are not called for it
  lua_remove(L, handler);
  return status;
}

static int protect(lua_State *L, lua_CFunction function, int arguments, int results) {
  lua_pushcfunction(L, function);
  lua_insert(L, -arguments - 1);
  return tarn_guarded(L, arguments, results, 0);
}

static int get_table(lua_State *L) {
  lua_gettable(L, 1);
  return 1;
}
int tarn_get_table(lua_State *L) { return protect(L, get_table, 2, 1); }

static int set_table(lua_State *L) {
  lua_settable(L, 1);
  return 0;
}
int tarn_set_table(lua_State *L) { return protect(L, set_table, 3, 0); }

static int to_string(lua_State *L) {
  luaL_tolstring(L, 1, NULL);
  return 1;
}
int tarn_to_string(lua_State *L, int index) {
  lua_pushvalue(L, index);
  return protect(L, to_string, 1, 1);
}

// Bytecode can crash the virtual machine, so the mode is always text.
int tarn_load(lua_State *L, const char *source, size_t length, const char *chunk_name) {
  int status = luaL_loadbufferx(L, source, length, chunk_name, "t");
  if (status == LUA_ERRMEM) tarn_explain_memory_error(L);
  return status;
}

typedef struct {
  const double *values;
  const ptrdiff_t *shape;
  int rank;
  bool as_integers;
} number_array;

// Pushes the array that begins at `values`; returns where the next one begins.
static const double *push_numbers(lua_State *L, const number_array *array, int axis, const double *values) {
  ptrdiff_t count = array->shape[axis];
  luaL_checkstack(L, 3, "too many dimensions");
  lua_createtable(L, count > 1 << 28 ? 0 : (int)count, 0);
  for (ptrdiff_t i = 0; i < count; i++) {
    if (axis + 1 < array->rank) {
      values = push_numbers(L, array, axis + 1, values);
    } else if (array->as_integers) {
      lua_pushinteger(L, (lua_Integer)*values++);
    } else {
      lua_pushnumber(L, *values++);
    }
    lua_rawseti(L, -2, i + 1);
  }
  return values;
}

static int push_array(lua_State *L) {
  const number_array *array = lua_touserdata(L, 1);
  push_numbers(L, array, 0, array->values);
  return 1;
}

int tarn_push_numbers(lua_State *L, const double *values, const ptrdiff_t *shape, int rank, bool as_integers) {
  number_array array = {values, shape, rank, as_integers};
  lua_pushlightuserdata(L, &array);
  return protect(L, push_array, 1, 1);
}
