// table.sort, concat and move, which ask for an interrupt while they work. They give what those of liblua give, in
// the same order and with the same errors.
#include <limits.h>
#include <time.h>

#include "internal.h"

// Comparisons or items between two questions.
#define STEPS 1024
// Of fewer items the one in the middle is always the pivot.
#define FEW 100u

enum { READ = 1, WRITE = 2, MEASURE = 4 };

// An argument that is a table, or what its metatable lets one use as one.
static void require_table(lua_State *L, int argument, int uses) {
  static const char *const fields[] = {"__index", "__newindex", "__len"};
  if (lua_type(L, argument) == LUA_TTABLE) return;
  int top = lua_gettop(L);
  bool good = lua_getmetatable(L, argument);
  for (int k = 0; good && k < 3; k++) {
    if (!(uses & 1 << k)) continue;
    lua_pushstring(L, fields[k]);
    good = lua_rawget(L, top + 1) != LUA_TNIL;
  }
  lua_settop(L, top);
  if (!good) luaL_checktype(L, argument, LUA_TTABLE);
}

// --- sort --------------------------------------------------------------------------------------

// The table is at index 1 of the stack, the order at 2 unless it is the usual one.
typedef struct {
  lua_State *L;
  bool has_order;
  unsigned steps;
} sorting;

// Whether the value at stack index `a` comes before the one at `b`; both are negative.
static bool comes_first(sorting *s, int a, int b) {
  lua_State *L = s->L;
  if (++s->steps % STEPS == 0) tarn_poll(L);
  if (!s->has_order) return lua_compare(L, a, b, LUA_OPLT);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, a - 1);
  lua_pushvalue(L, b - 2);
  lua_call(L, 2, 1);
  bool result = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return result;
}

// [-2, +0] items i and j become the two on top of the stack: i the upper one.
static void store(lua_State *L, unsigned i, unsigned j) {
  lua_seti(L, 1, i);
  lua_seti(L, 1, j);
}

// Swaps items i < j if they are not in order.
static void put_in_order(sorting *s, unsigned i, unsigned j) {
  lua_geti(s->L, 1, i);
  lua_geti(s->L, 1, j);
  if (comes_first(s, -1, -2)) {
    store(s->L, i, j);
  } else {
    lua_pop(s->L, 2);
  }
}

// Splits the items between `first` and `last`, which bound them: the pivot is item last - 1, and on top of the
// stack [-1, +0]. Returns the place where it belongs.
static unsigned split(sorting *s, unsigned first, unsigned last) {
  static const char message[] = "invalid order function for sorting";
  lua_State *L = s->L;
  unsigned i = first, j = last - 1;
  for (;;) {
    while (lua_geti(L, 1, ++i), comes_first(s, -1, -2)) {
      if (i == last - 1) luaL_error(L, message);
      lua_pop(L, 1);
    }
    while (lua_geti(L, 1, --j), comes_first(s, -3, -1)) {
      if (j < i) luaL_error(L, message);
      lua_pop(L, 1);
    }
    if (j < i) break;
    store(L, i, j);
  }
  lua_pop(L, 1);
  store(L, last - 1, i);
  return i;
}

// A pivot in the middle half that no input can foresee.
static unsigned chance_pivot(unsigned first, unsigned last, unsigned chance) {
  unsigned quarter = (last - first) / 4;
  return chance % (2 * quarter) + first + quarter;
}

// Quicksort with the median of three as pivot. Of the two parts the larger one goes on here, so that calls
// are no deeper than the logarithm.
static void sort_items(sorting *s, unsigned first, unsigned last, unsigned chance) {
  lua_State *L = s->L;
  while (first < last) {
    put_in_order(s, first, last);
    if (last - first == 1) return;
    unsigned middle = last - first < FEW || chance == 0 ? (first + last) / 2 : chance_pivot(first, last, chance);
    lua_geti(L, 1, middle);
    lua_geti(L, 1, first);
    if (comes_first(s, -2, -1)) {
      store(L, middle, first);
    } else {
      lua_pop(L, 1);
      lua_geti(L, 1, last);
      if (comes_first(s, -1, -2)) {
        store(L, middle, last);
      } else {
        lua_pop(L, 2);
      }
    }
    if (last - first == 2) return;
    lua_geti(L, 1, middle);
    lua_pushvalue(L, -1);
    lua_geti(L, 1, last - 1);
    store(L, middle, last - 1);
    middle = split(s, first, last);
    unsigned smaller;
    if (middle - first < last - middle) {
      sort_items(s, first, middle - 1, chance);
      smaller = middle - first;
      first = middle + 1;
    } else {
      sort_items(s, middle + 1, last, chance);
      smaller = last - middle;
      last = middle - 1;
    }
    // One part that is far too small: the input may be made to be slow.
    if ((last - first) / 128 > smaller) chance = (unsigned)clock() + (unsigned)time(NULL);
  }
}

static int table_sort(lua_State *L) {
  require_table(L, 1, READ | WRITE | MEASURE);
  lua_Integer length = luaL_len(L, 1);
  if (length < 2) return 0;
  luaL_argcheck(L, length < INT_MAX, 1, "array too big");
  if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  sorting s = {L, !lua_isnil(L, 2), 0};
  luaL_checkstack(L, 40, "");
  sort_items(&s, 1, (unsigned)length, 0);
  return 0;
}

// --- concat ------------------------------------------------------------------------------------

static void add_item(lua_State *L, luaL_Buffer *b, lua_Integer i) {
  lua_geti(L, 1, i);
  if (!lua_isstring(L, -1)) {
    luaL_error(L, "invalid value (%s) at index %I in table for 'concat'", luaL_typename(L, -1), (LUAI_UACINT)i);
  }
  luaL_addvalue(b);
}

static int table_concat(lua_State *L) {
  require_table(L, 1, READ | MEASURE);
  lua_Integer last = luaL_len(L, 1);
  size_t gap;
  const char *between = luaL_optlstring(L, 2, "", &gap);
  lua_Integer i = luaL_optinteger(L, 3, 1);
  last = luaL_optinteger(L, 4, last);
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  for (unsigned steps = 1; i < last; i++, steps++) {
    add_item(L, &b, i);
    luaL_addlstring(&b, between, gap);
    if (steps % STEPS == 0) tarn_poll(L);
  }
  if (i == last) add_item(L, &b, i);
  luaL_pushresult(&b);
  return 1;
}

// --- move --------------------------------------------------------------------------------------

static void move_item(lua_State *L, lua_Integer from, lua_Integer to, int target) {
  lua_geti(L, 1, from);
  lua_seti(L, target, to);
  if ((lua_Unsigned)from % STEPS == 0) tarn_poll(L);
}

static int table_move(lua_State *L) {
  lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3), to = luaL_checkinteger(L, 4);
  int target = lua_isnoneornil(L, 5) ? 1 : 5;
  require_table(L, 1, READ);
  require_table(L, target, WRITE);
  if (last >= first) {
    luaL_argcheck(L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
    lua_Integer count = last - first + 1;
    luaL_argcheck(L, to <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
    // Backwards where the items before would be written over.
    if (to > last || to <= first || (target != 1 && !lua_compare(L, 1, target, LUA_OPEQ))) {
      for (lua_Integer i = 0; i < count; i++) move_item(L, first + i, to + i, target);
    } else {
      for (lua_Integer i = count - 1; i >= 0; i--) move_item(L, first + i, to + i, target);
    }
  }
  lua_pushvalue(L, target);
  return 1;
}

void tarn_open_tables(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"concat", table_concat}, {"move", table_move}, {"sort", table_sort}, {NULL, NULL}};
  luaL_setfuncs(L, functions, 0);
}
