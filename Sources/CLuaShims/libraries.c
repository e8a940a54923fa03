// The standard libraries, changed where they could break the bridge:
// pcall, xpcall, coroutines and finalisers let an interrupt pass; bytecode is refused; debug cannot reach
// into the metatables and closures of native objects.
#include <string.h>

#include "internal.h"

// --- pcall, xpcall -----------------------------------------------------------------------------

// Continuation: results lie above `extra` values. An interrupt is not for the script to catch.
static int finish_call(lua_State *L, int status, lua_KContext extra) {
  if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(L) - (int)extra;
  if (tarn_is_interrupt(L, -1)) return lua_error(L);
  tarn_forget_traceback(L);  // the same text raised again later is another failure
  if (status == LUA_ERRMEM) tarn_explain_memory_error(L);
  lua_pushboolean(L, false);
  lua_insert(L, -2);
  return 2;
}

static int protected_call(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, true);
  lua_insert(L, 1);
  return finish_call(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_call), 0);
}

static int protected_call_with_handler(lua_State *L) {
  int count = lua_gettop(L);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_pushboolean(L, true);
  lua_pushvalue(L, 1);
  lua_rotate(L, 3, 2);  // function, handler, true, function, arguments
  return finish_call(L, lua_pcallk(L, count - 2, LUA_MULTRET, 2, 2, finish_call), 2);
}

// --- Coroutines --------------------------------------------------------------------------------

// Runs `thread` with `count` arguments from the top of L. Number of results on L, or -1 with the
// error value on top.
static int resume(lua_State *L, lua_State *thread, int count) {
  if (lua_status(thread) == LUA_OK && lua_gettop(thread) == 0) {
    lua_pushliteral(L, "cannot resume dead coroutine");
    return -1;
  }
  if (!lua_checkstack(thread, count)) {
    lua_pushliteral(L, "too many arguments to resume");
    return -1;
  }
  lua_xmove(L, thread, count);
  int results = 0;
  tarn_interrupt_switch(L, thread);
  int status = lua_resume(thread, L, count, &results);
  tarn_interrupt_switch(thread, L);
  if (status != LUA_OK && status != LUA_YIELD) {
    lua_pushvalue(thread, -1);  // the thread keeps its own: lua_resetthread reads it
    lua_xmove(thread, L, 1);
    if (status == LUA_ERRMEM) tarn_explain_memory_error(L);
    return -1;
  }
  if (!lua_checkstack(L, results + 1)) {
    lua_settop(thread, -results - 1);
    lua_pushliteral(L, "too many results to resume");
    return -1;
  }
  lua_xmove(thread, L, results);
  return results;
}

static lua_State *coroutine_argument(lua_State *L) {
  lua_State *thread = lua_tothread(L, 1);
  luaL_argexpected(L, thread, 1, "coroutine");
  return thread;
}

static int coroutine_resume(lua_State *L) {
  lua_State *thread = coroutine_argument(L);
  int results = resume(L, thread, lua_gettop(L) - 1);
  if (results < 0) {
    if (tarn_is_interrupt(L, -1)) return lua_error(L);
    lua_pushboolean(L, false);
    lua_insert(L, -2);
    return 2;
  }
  lua_pushboolean(L, true);
  lua_insert(L, -results - 1);
  return results + 1;
}

static int coroutine_wrapped(lua_State *L) {
  lua_State *thread = lua_tothread(L, lua_upvalueindex(1));
  int results = resume(L, thread, lua_gettop(L));
  if (results >= 0) return results;
  int status = lua_status(thread);
  if (status != LUA_OK && status != LUA_YIELD) {
    // It failed: close its pending variables; their errors replace the first one.
    bool interrupted = tarn_is_interrupt(L, -1);
    tarn_keep_coroutine(L, thread);
    status = lua_resetthread(thread);
    if (!interrupted && status != LUA_OK) {
      lua_pop(L, 1);
      lua_xmove(thread, L, 1);
      if (status == LUA_ERRMEM) tarn_explain_memory_error(L);
    }
  }
  // As the original does: a message gains the line that called. An interrupt stays as it is.
  if (lua_type(L, -1) == LUA_TSTRING && !tarn_is_interrupt(L, -1)) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  tarn_name_failure(L);
  return lua_error(L);
}

static int coroutine_wrap(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State *thread = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, thread, 1);
  lua_pushcclosure(L, coroutine_wrapped, 1);
  return 1;
}

// --- Text only ---------------------------------------------------------------------------------

// Calls the original of `load` or `loadfile`, which gives nil and a message where it fails.
static int load_text(lua_State *L) {
  lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
  // What a reader function raised is caught by Lua itself.
  if (lua_isnil(L, 1) && tarn_push_interrupt_on_its_way(L)) return lua_error(L);
  if (lua_gettop(L) == 2 && lua_isnil(L, 1) && lua_type(L, 2) == LUA_TSTRING &&
      strcmp(lua_tostring(L, 2), "not enough memory") == 0) {
    tarn_explain_memory_error(L);
  }
  return lua_gettop(L);
}

// load(chunk, name, mode, env) with the mode forced to text; upvalue 1 is the original.
static int text_load(lua_State *L) {
  int count = lua_gettop(L);
  const char *mode = luaL_optstring(L, 3, "t");
  if (mode[0] == 'b' && mode[1] == '\0') return luaL_argerror(L, 3, "bytecode is not loaded");
  if (count < 3) lua_settop(L, 3);
  lua_pushliteral(L, "t");
  lua_replace(L, 3);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  return load_text(L);
}

// loadfile(name, mode, env), the same.
static int text_load_file(lua_State *L) {
  int count = lua_gettop(L);
  const char *mode = luaL_optstring(L, 2, "t");
  if (mode[0] == 'b' && mode[1] == '\0') return luaL_argerror(L, 2, "bytecode is not loaded");
  if (count < 2) lua_settop(L, 2);
  lua_pushliteral(L, "t");
  lua_replace(L, 2);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  return load_text(L);
}

static int run_file(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  lua_settop(L, 1);
  if (luaL_loadfilex(L, name, "t") != LUA_OK) return lua_error(L);
  lua_call(L, 0, LUA_MULTRET);
  return lua_gettop(L) - 1;
}

// [-0, +1 or +2] package.searchpath(name, package.path): the file, or nil and what was tried.
// Upvalue 1 is the table `package`.
static bool search_path(lua_State *L, const char *name) {
  lua_getfield(L, lua_upvalueindex(1), "searchpath");
  lua_pushstring(L, name);
  if (lua_getfield(L, lua_upvalueindex(1), "path") != LUA_TSTRING) {
    luaL_error(L, "'package.path' must be a string");
  }
  lua_call(L, 2, 2);
  if (lua_isnil(L, -2)) return false;
  lua_pop(L, 1);
  return true;
}

// The loader of modules, text only. Folders of recipes are on the path, so `recipes.name` is also
// looked for as `name`.
static int search_module(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  static const char recipes[] = "recipes.";
  bool found = search_path(L, name);
  if (!found && strncmp(name, recipes, sizeof recipes - 1) == 0) {
    found = search_path(L, name + sizeof recipes - 1);
    if (!found) lua_pop(L, 2);
  }
  if (!found) return 1;  // what was tried
  const char *file = lua_tostring(L, -1);
  if (luaL_loadfilex(L, file, "t") != LUA_OK) {
    return luaL_error(L, "error loading module '%s' from file '%s':\n\t%s", name, file, lua_tostring(L, -1));
  }
  lua_pushvalue(L, -2);
  return 2;
}

// --- debug -------------------------------------------------------------------------------------

static int debug_getmetatable(lua_State *L) {
  luaL_checkany(L, 1);
  if (lua_type(L, 1) == LUA_TUSERDATA || lua_type(L, 1) == LUA_TTABLE) {
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) return 1;
  }
  if (!lua_getmetatable(L, 1)) lua_pushnil(L);
  return 1;
}

static int debug_setmetatable(lua_State *L) {
  int type = lua_type(L, 2);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  luaL_argcheck(L, lua_type(L, 1) != LUA_TUSERDATA, 1, "a native object keeps its metatable");
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
    return luaL_error(L, "cannot change a protected metatable");
  }
  lua_settop(L, 2);
  if (type == LUA_TTABLE) tarn_guard_finalizer(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

static int debug_setupvalue(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  luaL_argcheck(L, !lua_iscfunction(L, 1), 1, "the upvalues of native functions are fixed");
  luaL_checkany(L, 3);
  lua_settop(L, 3);
  const char *name = lua_setupvalue(L, 1, (int)luaL_checkinteger(L, 2));
  if (name == NULL) return 0;
  lua_pushstring(L, name);
  return 1;
}

static int debug_getupvalue(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  if (lua_iscfunction(L, 1)) return 0;
  const char *name = lua_getupvalue(L, 1, (int)luaL_checkinteger(L, 2));
  if (name == NULL) return 0;
  lua_pushstring(L, name);
  lua_insert(L, -2);
  return 2;
}

// --- setmetatable ------------------------------------------------------------------------------

// Upvalue 1 is the name of finalisers, which costs less than to make it.
static int set_metatable(lua_State *L) {
  int type = lua_type(L, 2);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
    return luaL_error(L, "cannot change a protected metatable");
  }
  lua_settop(L, 2);
  if (type == LUA_TTABLE) {
    lua_pushvalue(L, lua_upvalueindex(1));
    bool has_finalizer = lua_rawget(L, 2) != LUA_TNIL;
    lua_pop(L, 1);
    if (has_finalizer) tarn_guard_finalizer(L, 2);
  }
  lua_setmetatable(L, 1);
  return 1;
}

// --- os.execute --------------------------------------------------------------------------------

static lua_CFunction original_execute;  // it has no upvalues

// Ctrl-C goes to the command alone; whoever runs one command after the other is meant as well.
static int execute(lua_State *L) {
  int count = original_execute(L);
  const char *kind = count == 3 ? lua_tostring(L, -2) : NULL;
  lua_Integer code = kind ? lua_tointeger(L, -1) : 0;
  if (kind && ((kind[0] == 's' && code == 2) || (kind[0] == 'e' && code == 130))) {
    tarn_interrupt_request();
    tarn_poll(L);
  }
  return count;
}

// --- Opening -----------------------------------------------------------------------------------

static void set_function(lua_State *L, const char *name, lua_CFunction function) {
  if (function) {
    lua_pushcfunction(L, function);
  } else {
    lua_pushnil(L);
  }
  lua_setfield(L, -2, name);
}

static void wrap_function(lua_State *L, const char *name, lua_CFunction function) {
  lua_getfield(L, -1, name);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, name);
}

void tarn_open_libraries(lua_State *L) {
  luaL_openlibs(L);
  tarn_open_standard(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  set_function(L, "pcall", protected_call);
  set_function(L, "xpcall", protected_call_with_handler);
  set_function(L, "dofile", run_file);
  set_function(L, "print", tarn_print);
  lua_pushliteral(L, "__gc");
  lua_pushcclosure(L, set_metatable, 1);
  lua_setfield(L, -2, "setmetatable");
  wrap_function(L, "load", text_load);
  wrap_function(L, "loadfile", text_load_file);

  lua_getfield(L, -1, "coroutine");
  set_function(L, "resume", coroutine_resume);
  set_function(L, "wrap", coroutine_wrap);
  lua_pop(L, 1);

  lua_getfield(L, -1, "string");
  set_function(L, "dump", NULL);
  tarn_open_strings(L);
  lua_pop(L, 1);

  lua_getfield(L, -1, "table");
  tarn_open_tables(L);
  lua_pop(L, 1);

  lua_getfield(L, -1, "os");
  lua_getfield(L, -1, "execute");
  original_execute = lua_tocfunction(L, -1);
  lua_pop(L, 1);
  set_function(L, "execute", execute);
  lua_pop(L, 1);

  lua_getfield(L, -1, "debug");
  set_function(L, "getmetatable", debug_getmetatable);
  set_function(L, "setmetatable", debug_setmetatable);
  set_function(L, "setupvalue", debug_setupvalue);
  set_function(L, "getupvalue", debug_getupvalue);
  set_function(L, "getregistry", NULL);
  set_function(L, "setuservalue", NULL);
  set_function(L, "setcstacklimit", NULL);
  lua_pop(L, 1);

  // Searchers: package.preload, then text files. Native modules of other programs stay out.
  lua_getfield(L, -1, "package");
  lua_getfield(L, -1, "searchers");
  lua_pushvalue(L, -2);
  lua_pushcclosure(L, search_module, 1);
  lua_rawseti(L, -2, 2);
  for (int i = 3; i <= 4; i++) {
    lua_pushnil(L);
    lua_rawseti(L, -2, i);
  }
  lua_pop(L, 1);
  set_function(L, "loadlib", NULL);
  lua_pushliteral(L, "");
  lua_setfield(L, -2, "cpath");
  lua_settop(L, 0);
}
