// The Lua functions that were running when an error happened, with their local variables: what a person at
// the prompt looks at afterwards. Kept only for states that were asked to.
#include "internal.h"

enum { most_frames = 40, most_variables = 60 };

static const char wanted_key = 0;  // registry: true if frames are kept
static const char frames_key = 0;  // registry: list of frames of the last failure, innermost first

void tarn_keep_frames(lua_State *L, bool flag) {
  lua_pushboolean(L, flag);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &wanted_key);
}

void tarn_push_frames(lua_State *L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &frames_key); }

void tarn_forget_frames(lua_State *L) {
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &frames_key);
}

static void set_text(lua_State *L, const char *key, const char *text) {
  lua_pushstring(L, text ? text : "");
  lua_setfield(L, -2, key);
}

// [-1, +0] notes a variable whose value is on top of the stack, unless its name is none of the script's.
static void add_variable(lua_State *L, int list, const char *name, int *count) {
  if (name[0] == '(' || name[0] == '\0' || *count >= most_variables) {
    lua_pop(L, 1);
    return;
  }
  lua_createtable(L, 2, 0);
  lua_insert(L, -2);
  lua_rawseti(L, -2, 2);
  lua_pushstring(L, name);
  lua_rawseti(L, -2, 1);
  lua_rawseti(L, list, ++*count);
}

// [-0, +1] the variables of an activation: locals, then what the function uses of the functions around it.
static void push_variables(lua_State *L, lua_State *thread, lua_Debug *activation) {
  lua_newtable(L);
  int list = lua_gettop(L), count = 0;
  const char *name;
  for (int i = 1; (name = lua_getlocal(thread, activation, i)) != NULL; i++) {
    if (L != thread) lua_xmove(thread, L, 1);
    add_variable(L, list, name, &count);
  }
  lua_getinfo(thread, "f", activation);
  if (L != thread) lua_xmove(thread, L, 1);
  int function = lua_gettop(L);
  for (int i = 1; (name = lua_getupvalue(L, function, i)) != NULL; i++) {
    if (name[0] == '_' && name[1] == 'E') {  // _ENV
      lua_pop(L, 1);
      continue;
    }
    add_variable(L, list, name, &count);
  }
  lua_settop(L, list);
}

void tarn_add_frames(lua_State *L, lua_State *thread, int level, bool continues) {
  bool is_wanted = lua_rawgetp(L, LUA_REGISTRYINDEX, &wanted_key) == LUA_TBOOLEAN && lua_toboolean(L, -1);
  lua_pop(L, 1);
  if (!is_wanted || !lua_checkstack(L, 16) || !lua_checkstack(thread, 4)) return;
  if (!continues || lua_rawgetp(L, LUA_REGISTRYINDEX, &frames_key) != LUA_TTABLE) {
    if (continues) lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &frames_key);
  }
  lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
  lua_Debug activation;
  for (; count < most_frames && lua_getstack(thread, level, &activation); level++) {
    lua_getinfo(thread, "Sln", &activation);
    if (activation.what[0] == 'C') continue;
    lua_createtable(L, 0, 5);
    set_text(L, "source", activation.source);
    set_text(L, "short", activation.short_src);
    set_text(L, "name", activation.name);
    lua_pushinteger(L, activation.currentline);
    lua_setfield(L, -2, "line");
    push_variables(L, thread, &activation);
    lua_setfield(L, -2, "variables");
    lua_rawseti(L, -2, ++count);
  }
  lua_pop(L, 1);
}
