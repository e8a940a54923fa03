// Finalisers that hear Ctrl-C: Lua calls them where it looks for no hook, so each runs on a thread of its own.
#include "internal.h"

// A finaliser in place of the one in upvalue 1.
static int run_finalizer(lua_State *L) {
  tarn_state *state = tarn_state_of(L);
  // The collector may have been set to work by Swift; a failed allocation goes no further than to it.
  bool in_swift = tarn_set_in_swift(state, false);
  lua_settop(L, 1);
  lua_State *thread = lua_newthread(L);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushvalue(L, 1);
  lua_xmove(L, thread, 2);
  int results;
  tarn_interrupt_switch(L, thread);
  int status = lua_resume(thread, L, 1, &results);
  tarn_interrupt_switch(thread, L);
  tarn_set_in_swift(state, in_swift);
  if (status == LUA_OK) return 0;
  if (status == LUA_YIELD) {
    lua_resetthread(thread);
    return luaL_error(L, "attempt to yield across a C-call boundary");
  }
  lua_xmove(thread, L, 1);
  // The collector goes on after errors; what it was called from shall not.
  if (tarn_is_interrupt(L, -1)) tarn_interrupt_again();
  return lua_error(L);
}

void tarn_guard_finalizer(lua_State *L, int metatable) {
  metatable = lua_absindex(L, metatable);
  lua_pushliteral(L, "__gc");
  if (lua_rawget(L, metatable) == LUA_TFUNCTION && lua_tocfunction(L, -1) != run_finalizer) {
    lua_pushliteral(L, "__gc");
    lua_insert(L, -2);
    lua_pushcclosure(L, run_finalizer, 1);
    lua_rawset(L, metatable);
  } else {
    lua_pop(L, 1);
  }
}
