// What Swift cannot say about Lua: macros, variadic functions, and everything that may raise.
//
// One law: no longjmp crosses a Swift frame. Swift functions return a status to a trampoline
// written in C, and the trampoline raises; whatever may raise is called from here, protected.
#pragma once
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// --- Macros of lua.h -------------------------------------------------------------------------

static inline void tarn_pop(lua_State *L, int count) { lua_settop(L, -count - 1); }
static inline int tarn_upvalue(int position) { return lua_upvalueindex(position); }
static inline void tarn_insert(lua_State *L, int index) { lua_rotate(L, index, 1); }
static inline void tarn_remove(lua_State *L, int index) {
  lua_rotate(L, index, -1);
  lua_settop(L, -2);
}
static inline void tarn_replace(lua_State *L, int index) {
  lua_copy(L, -1, index);
  lua_settop(L, -2);
}
static inline int tarn_registry_index(void) { return LUA_REGISTRYINDEX; }
static inline int tarn_reference(lua_State *L) { return luaL_ref(L, LUA_REGISTRYINDEX); }
static inline void tarn_release_reference(lua_State *L, int reference) { luaL_unref(L, LUA_REGISTRYINDEX, reference); }
static inline int tarn_push_reference(lua_State *L, int reference) {
  return lua_rawgeti(L, LUA_REGISTRYINDEX, reference);
}
static inline void tarn_push_globals(lua_State *L) { lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS); }
static inline void tarn_new_table(lua_State *L) { lua_createtable(L, 0, 0); }

// Collector: lua_gc is variadic.
static inline void tarn_collector_step(lua_State *L, int kilobytes) {
  if (lua_gc(L, LUA_GCISRUNNING)) lua_gc(L, LUA_GCSTEP, kilobytes);
}
static inline void tarn_collect(lua_State *L) { lua_gc(L, LUA_GCCOLLECT); }
// Collects without running any Lua code; for Swift functions that cannot go on without memory.
void tarn_collect_unseen(lua_State *L);
// The Lua thread that runs Swift code on this thread, and the owner of its state; NULL if none does.
lua_State *tarn_running(void **owner);
static inline size_t tarn_collector_bytes(lua_State *L) {
  return (size_t)lua_gc(L, LUA_GCCOUNT) * 1024 + (size_t)lua_gc(L, LUA_GCCOUNTB);
}

// --- State -----------------------------------------------------------------------------------

// A bound Swift function: number of results on the stack, or -1 with the error value on top.
typedef int (*tarn_dispatch_function)(lua_State *L, void *object);
typedef void (*tarn_release_function)(void *object);
// Asked to free memory when the system has none left; `owner` is what tarn_open was given.
typedef void (*tarn_emergency_function)(void *owner);

// The account of memory that Lua's heap counts in: `bytes` more, or less if negative. `must`: they are in use
// whatever the answer. - Returns: whether the ceiling has room for them.
typedef bool (*tarn_budget_function)(void *account, ptrdiff_t bytes, bool must);
// Writes what is said of a request that was refused; ends with 0.
typedef void (*tarn_refusal_function)(void *account, size_t bytes, char *text, size_t size);

// A new state with the standard libraries (made safe: see libraries.c), or NULL.
lua_State *tarn_open(void *owner, tarn_dispatch_function dispatch, tarn_release_function release,
                     tarn_emergency_function emergency);
// The Swift object that the emergency function gets.
void tarn_set_owner(lua_State *L, void *owner);
// From now on the heap counts, and a request that is refused is a memory error of Lua, with the reason as its
// message. While Swift code runs nothing is refused: the error comes when it returns.
void tarn_set_budget(lua_State *L, void *account, tarn_budget_function budget, tarn_refusal_function refusal);
// Runs every finaliser and frees the state.
void tarn_close(lua_State *L);

// --- Protected calls: all return a status of lua_pcall; on failure the error value is on top ---

// [-(1 + arguments), +results]. The traceback of a failure is kept for tarn_push_traceback.
int tarn_call(lua_State *L, int arguments, int results);
// [-0, +1] the traceback of the last failed tarn_call, or nil.
void tarn_push_traceback(lua_State *L);
// Forgets the traceback and the error value that it belongs to.
void tarn_forget_traceback(lua_State *L);
// Whether failures keep the Lua functions that were running, with their variables.
void tarn_keep_frames(lua_State *L, bool flag);
// [-0, +1] a list of {source, short, name, line, variables = {{name, value}, …}}, innermost first, or nil.
void tarn_push_frames(lua_State *L);
int tarn_get_table(lua_State *L);             // [-2, +1] table, key -> value
int tarn_set_table(lua_State *L);             // [-3, +0] table, key, value ->
int tarn_to_string(lua_State *L, int index);  // [-0, +1] as the Lua function tostring
// [-0, +1] text chunks only.
int tarn_load(lua_State *L, const char *source, size_t length, const char *chunk_name);
// [-0, +1] nested arrays of numbers from row-major values; rank 1 or more.
int tarn_push_numbers(lua_State *L, const double *values, const ptrdiff_t *shape, int rank, bool as_integers);

// --- Userdata --------------------------------------------------------------------------------

// [-0, +1] a userdata of a class that owns `object`, with the metatable in registry reference
// `reference`; `class_object` is what tarn_object_at answers.
void tarn_push_object(lua_State *L, void *object, void *class_object, int reference);
// The class of the userdata at index, NULL if it is not one of ours. `object` is NULL once closed.
void *tarn_object_at(lua_State *L, int index, void **object);
// [-0, +1] a new metatable for a class.
void tarn_push_metatable(lua_State *L);
// [-0, +1] a userdata that only owns `object`, for upvalues.
void tarn_push_box(lua_State *L, void *object);
// [-0, +1] a Lua function that dispatches to `object`, which it owns.
void tarn_push_function(lua_State *L, void *object);
// The object of such a function; NULL if it is none.
void *tarn_function_object(lua_State *L, int index);
// [-4, +1] methods, fields, integer indexer or nil, function for what is missing -> __index.
void tarn_push_index(lua_State *L);
// [-2, +1] modules, function for what is missing -> __index of the global table.
void tarn_push_global_index(lua_State *L);

// The hash of all upvalues of the function in registry reference `reference`, mixed into `hash`. Tables and
// functions count by address and objects by the object, so whoever compares hashes must keep them alive.
uint64_t tarn_upvalue_fingerprint(lua_State *L, int reference, uint64_t hash);

// --- Profile ---------------------------------------------------------------------------------

// Notes every so many microseconds which functions run in `L`, on the calling thread; false if there is no timer.
bool tarn_profile_start(lua_State *L, int microseconds);
// [-0, +1] ends it: {own = {place = ticks}, total = {place = ticks}}.
void tarn_profile_stop(lua_State *L);

// --- Long calls ------------------------------------------------------------------------------

// From now on a line on standard error, which is a terminal, says which native call is taking long.
void tarn_busy_watch(void);
// Whether it does; only then calls need to tell.
extern bool tarn_busy_is_watched;
static inline bool tarn_busy_watched(void) { return tarn_busy_is_watched; }
// The outermost native call of Lua begins. `name` must live until it has ended.
void tarn_busy_begin(const char *name);
// A native call inside of it.
void tarn_busy_inside(void);
void tarn_busy_end(void);
// A progress bar is shown, or gone.
void tarn_busy_bar(bool is_shown);
// Takes a progress bar off its line for what is printed; the next step draws it again.
void tarn_busy_clear(void);
// The call that is running, or NULL. In signal handlers, too.
const char *tarn_busy_name(void);

// --- Interrupts ------------------------------------------------------------------------------

// Installs the handler of SIGINT once; later calls do nothing.
void tarn_interrupt_install(void);

// Runs a line of the shell. What it prints goes to standard output as it comes, and to `text` (malloc'ed, up to 16 MB of it), of
// `length` bytes. Where standard output is a terminal, it is one for the command too. The status as system() gives it, or -1.
enum { tarn_shell_most = 16 << 20 };
int tarn_shell(const char *line, char **text, size_t *length);

// The next line of standard input, its end included, through the buffer that io.read has; -1 at the end. As getline.
long tarn_input_line(char **line, size_t *room);
// A line on standard output, through the buffer that print has.
void tarn_output_line(const char *text, size_t length);

// From now on the process ends with 1 and a message if standard output did not take all that was printed; and at
// once, without the farewells of libraries, where `is_at_work` says that threads still use them.
void tarn_check_output_at_exit(bool (*is_at_work)(void));
// The state to stop; returns the one before. NULL: nothing runs.
lua_State *tarn_interrupt_attach(lua_State *L);
// Whether Ctrl-C was pressed and nobody has acted on it. From any thread.
bool tarn_interrupt_requested(void);
// Whether a loop that asks by itself should stop (asking postpones the hard stop by 2 seconds).
bool tarn_interrupt_noticed(void);
// Forgets the request, and disarms the hook of the attached state.
void tarn_interrupt_clear(void);
// A byte that is not 0 while Ctrl-C was pressed and nobody has acted on it.
const void *tarn_interrupt_flag(void);
// As if Ctrl-C had been pressed.
void tarn_interrupt_request(void);
// [-0, +1] pushes the interrupt's error value, made at `level`, and clears the request.
void tarn_push_interrupt(lua_State *L, int level);
// Whether the value at index is the error value of the interrupt in progress.
bool tarn_is_interrupt(lua_State *L, int index);
// Forgets the error value: the interrupt has arrived where it was going.
void tarn_interrupt_forget(lua_State *L);
