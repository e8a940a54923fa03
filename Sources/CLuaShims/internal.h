// Shared by the C files of this target only.
#pragma once
#include "CLuaShims.h"

// Blocks of up to this many bytes come from the state's pool.
#define TARN_SMALL 256

typedef struct tarn_chunk tarn_chunk;
typedef struct tarn_pool {
  tarn_chunk *chunk;  // the latest
  size_t used;        // bytes of it
  void *free[TARN_SMALL / 8 + 1];
  size_t held;     // bytes that the C library gave, and what objects weigh besides
  size_t granted;  // bytes of them, and a little more, that the host's account knows of
  size_t refused;  // the request that was more than the ceiling allows, the latest
  bool must;       // nothing may be refused for the ceiling's sake
  bool is_overdrawn;
  tarn_budget_function budget;
  void *owner;
} tarn_pool;

// Counts memory that is not the pool's own. - Returns: whether the ceiling allows it.
bool tarn_pool_charge(tarn_pool *pool, size_t bytes);
void tarn_pool_credit(tarn_pool *pool, size_t bytes);
void tarn_pool_account(tarn_pool *pool, tarn_budget_function budget, void *owner);
// Gives back the chunks in which nothing lives.
void tarn_pool_trim(tarn_pool *pool);

// What realloc and free are, for callers who know the sizes. Memory of small blocks goes back to the
// system when the pool is trimmed or closed.
void *tarn_pool_resize(tarn_pool *pool, void *block, size_t old_size, size_t new_size);
void tarn_pool_free(tarn_pool *pool, void *block, size_t size);
void tarn_pool_close(tarn_pool *pool);

typedef struct tarn_state {
  void *owner;
  tarn_dispatch_function dispatch;
  tarn_release_function release;
  tarn_emergency_function emergency;
  tarn_refusal_function refusal;
  char place[80];  // the line that asked for too much
  // True while an object goes, mostly because the collector frees its userdata.
  bool releases;
  // The next request for memory is refused once: see tarn_collect_unseen.
  bool refuses;
  // How our userdata are told from other memory when they are freed: see state.c.
  uint64_t mark;
  size_t userdata_bytes;   // what Lua asks the allocator for
  size_t userdata_header;  // where in it the block begins
  void *measured;
  tarn_pool pool;
} tarn_state;

static inline tarn_state *tarn_state_of(lua_State *L) { return *(tarn_state **)lua_getextraspace(L); }

// True while Swift code is on top of the C stack: then a failed allocation must not raise.
static inline bool tarn_set_in_swift(tarn_state *state, bool flag) {
  bool before = state->pool.must;
  state->pool.must = flag;
  return before;
}

// [-1, +1] puts the reason in the place of Lua's own "not enough memory".
void tarn_explain_memory_error(lua_State *L);

// lua_pcall from Swift: an allocation that fails inside may raise as usual.
int tarn_guarded(lua_State *L, int arguments, int results, int handler);
// Replaces pcall, xpcall, coroutine.resume, coroutine.wrap and what could break the bridge.
void tarn_open_libraries(lua_State *L);
// Notes the functions that run on `thread`, from `level` outwards, if the state keeps them.
void tarn_add_frames(lua_State *L, lua_State *thread, int level, bool continues);
void tarn_forget_frames(lua_State *L);
// Notes traceback and frames of a coroutine that failed with the value on top of the stack of `L`.
void tarn_keep_coroutine(lua_State *L, lua_State *thread);
// The value on top of the stack is the error value of what was noted last.
void tarn_name_failure(lua_State *L);
// ipairs, pairs, tonumber, string.format and warn, for native objects.
void tarn_open_standard(lua_State *L);
// [-0, +0] those that work for long, into the library that is on top of the stack.
void tarn_open_strings(lua_State *L);
void tarn_open_tables(lua_State *L);
// Lua's print, which fails where it cannot write.
int tarn_print(lua_State *L);
// [-0, +0] the finaliser in the metatable at index, if there is one, gives way to one that hears Ctrl-C.
void tarn_guard_finalizer(lua_State *L, int metatable);
// The Lua thread that runs on this thread, if Ctrl-C can stop it.
lua_State *tarn_interrupt_running(void);
// Tells the interrupt that `to` runs now if `from` did.
void tarn_interrupt_switch(lua_State *from, lua_State *to);
// [-0, +0 or 1] the error value of an interrupt that has been raised and has not arrived, if there is one: whatever
// else is caught meanwhile, it is to go on.
bool tarn_push_interrupt_on_its_way(lua_State *L);
// Raises the interrupt if Ctrl-C was pressed: for C functions that work for long.
void tarn_poll(lua_State *L);
// The interrupt has been caught by what lets nothing pass, and still is to arrive.
void tarn_interrupt_again(void);
