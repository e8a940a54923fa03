// Standard functions where they meet native objects: ipairs ends at the end, pairs says what to do instead,
// tonumber and string.format take objects that are numbers. And warn, which the library leaves silent.
#include <stdio.h>
#include <string.h>

#include "internal.h"

// Those of the library have no upvalues, so that they are called in the frame of ours: their messages then
// name the function as the script does.
static lua_CFunction original_ipairs, original_pairs, original_tonumber, original_format;

static bool is_object(lua_State *L, int index) { return lua_type(L, index) == LUA_TUSERDATA; }

// Upvalue 1: the length when the loop began.
static int next_item(lua_State *L) {
  lua_Integer position = luaL_checkinteger(L, 2) + 1;
  if (position > lua_tointeger(L, lua_upvalueindex(1))) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushinteger(L, position);
  lua_geti(L, 1, position);
  return 2;
}

static int object_ipairs(lua_State *L) {
  if (!is_object(L, 1)) return original_ipairs(L);
  lua_settop(L, 1);
  lua_pushinteger(L, luaL_len(L, 1));
  lua_pushcclosure(L, next_item, 1);
  lua_insert(L, 1);
  lua_pushinteger(L, 0);
  return 3;
}

static int object_pairs(lua_State *L) {
  if (is_object(L, 1) && luaL_getmetafield(L, 1, "__pairs") == LUA_TNIL) {
    if (luaL_getmetafield(L, 1, "__walk") == LUA_TSTRING) return luaL_error(L, "%s", lua_tostring(L, -1));
    lua_settop(L, 1);
  }
  return original_pairs(L);
}

// Puts the number that an object is in its place; leaves all other values.
static void replace_number(lua_State *L, int index) {
  if (!is_object(L, index) || luaL_getmetafield(L, index, "__tonumber") == LUA_TNIL) return;
  lua_pushvalue(L, index);
  lua_call(L, 1, 1);
  if (lua_type(L, -1) == LUA_TNUMBER) {
    lua_replace(L, index);
  } else {
    lua_pop(L, 1);
  }
}

static int object_tonumber(lua_State *L) {
  if (lua_gettop(L) == 1) replace_number(L, 1);
  return original_tonumber(L);
}

static int object_format(lua_State *L) {
  int count = lua_gettop(L);
  bool has_objects = false;
  for (int i = 2; i <= count; i++) has_objects = has_objects || is_object(L, i);
  if (!has_objects || lua_type(L, 1) != LUA_TSTRING) return original_format(L);
  size_t length = 0;
  const char *format = lua_tolstring(L, 1, &length);
  const char *end = format + length;
  int argument = 1;
  while (format < end) {
    if (*format++ != '%') continue;
    if (format < end && *format == '%') {
      format++;
      continue;
    }
    while (format < end && memchr("-+ #0123456789.", *format, 15)) format++;
    if (format < end && ++argument <= count && memchr("diuoxXaAeEfFgG", *format, 14)) {
      replace_number(L, argument);
    }
  }
  return original_format(L);
}

// --- warn --------------------------------------------------------------------------------------

static void write_warning(void *user_data, const char *message, int continues) {
  static _Thread_local bool is_off, is_inside;
  (void)user_data;
  if (!is_inside && !continues && message[0] == '@') {
    if (strcmp(message, "@off") == 0) is_off = true;
    if (strcmp(message, "@on") == 0) is_off = false;
    return;
  }
  if (!is_off) {
    if (!is_inside) {
      fflush(stdout);
      fputs("warning: ", stderr);
    }
    fputs(message, stderr);
    if (!continues) fputc('\n', stderr);
  }
  is_inside = continues;
}

// Replaces a function of the table on top of the stack; answers the one it replaces.
static lua_CFunction replace(lua_State *L, const char *name, lua_CFunction function) {
  lua_getfield(L, -1, name);
  lua_CFunction original = lua_tocfunction(L, -1);
  lua_pop(L, 1);
  lua_pushcfunction(L, function);
  lua_setfield(L, -2, name);
  return original;
}

void tarn_open_standard(lua_State *L) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  original_ipairs = replace(L, "ipairs", object_ipairs);
  original_pairs = replace(L, "pairs", object_pairs);
  original_tonumber = replace(L, "tonumber", object_tonumber);
  lua_getfield(L, -1, "string");
  original_format = replace(L, "format", object_format);
  lua_pop(L, 2);
  lua_setwarnf(L, write_warning, NULL);
}
