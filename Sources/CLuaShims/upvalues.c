// What a function closes over, in one number.
#include <string.h>

#include "CLuaShims.h"

static uint64_t mixed(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 29);
}

static uint64_t mixed_bytes(uint64_t hash, const char *bytes, size_t length) {
  for (; length >= 8; bytes += 8, length -= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    hash = mixed(hash, word);
  }
  uint64_t rest = length;
  for (size_t k = 0; k < length; k++) rest = rest << 8 | (unsigned char)bytes[k];
  return mixed(hash, rest);
}

static uint64_t mixed_value(lua_State *L, int index, uint64_t hash) {
  int type = lua_type(L, index);
  hash = mixed(hash, (uint64_t)type);
  switch (type) {
    case LUA_TNUMBER: {
      uint64_t bits;
      if (lua_isinteger(L, index)) {
        bits = (uint64_t)lua_tointegerx(L, index, NULL);
        hash = mixed(hash, 1);
      } else {
        double number = lua_tonumberx(L, index, NULL);
        memcpy(&bits, &number, sizeof bits);
      }
      return mixed(hash, bits);
    }
    case LUA_TBOOLEAN:
      return mixed(hash, (uint64_t)lua_toboolean(L, index));
    case LUA_TSTRING: {
      size_t length;
      const char *bytes = lua_tolstring(L, index, &length);
      return mixed_bytes(hash, bytes, length);
    }
    case LUA_TTABLE:
    case LUA_TFUNCTION:
      return mixed(hash, (uint64_t)(uintptr_t)lua_topointer(L, index));
    case LUA_TUSERDATA: {
      // Ours count by what they hold: Lua may put another object into the same block later.
      void *object = NULL;
      tarn_object_at(L, index, &object);
      return mixed(hash, (uint64_t)(uintptr_t)object);
    }
    default:
      return hash;
  }
}

uint64_t tarn_upvalue_fingerprint(lua_State *L, int reference, uint64_t hash) {
  tarn_push_reference(L, reference);
  for (int k = 1; lua_getupvalue(L, -1, k) != NULL; k++) {
    hash = mixed_value(L, -1, hash);
    tarn_pop(L, 1);
  }
  tarn_pop(L, 1);
  return hash;
}
