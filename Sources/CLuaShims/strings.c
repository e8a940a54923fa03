// string.find, match, gmatch, gsub and rep, which ask for an interrupt while they work. They give what those
// of liblua give, errors included.
#include <limits.h>
#include <string.h>

#include "pattern.h"

// Where a search begins, from 0; more than the length if the subject ends before.
static size_t start_index(lua_State *L, int argument, size_t length) {
  lua_Integer position = luaL_optinteger(L, argument, 1);
  if (position > 0) return (size_t)position - 1;
  if (position == 0 || position < -(lua_Integer)length) return 0;
  return length - (size_t)-position;
}

// --- find, match -------------------------------------------------------------------------------

static bool is_plain(const char *pattern, size_t length) {
  for (size_t k = 0; k < length; k++) {
    if (pattern[k] && strchr("^$*+?.([%-", pattern[k])) return false;
  }
  return true;
}

// The first place of a text, or NULL.
static const char *find_text(tarn_matcher *m, const char *from, const char *text, size_t length) {
  if (length == 0) return from;
  size_t left = (size_t)(m->subject_end - from), cost = 1 + length / 64;
  while (left >= length) {
    const char *found = memchr(from, text[0], left - length + 1);
    if (found == NULL) return NULL;
    if (memcmp(found + 1, text + 1, length - 1) == 0) return found;
    tarn_matcher_spend(m, cost);
    left -= (size_t)(found + 1 - from);
    from = found + 1;
  }
  return NULL;
}

static int search(lua_State *L, bool finds) {
  size_t length, pattern_length;
  const char *subject = luaL_checklstring(L, 1, &length);
  const char *pattern = luaL_checklstring(L, 2, &pattern_length);
  size_t start = start_index(L, 3, length);
  if (start > length) {
    luaL_pushfail(L);
    return 1;
  }
  tarn_matcher m;
  tarn_matcher_open(&m, L, subject, length, pattern + pattern_length);
  const char *from = subject + start;
  if (finds && (lua_toboolean(L, 4) || is_plain(pattern, pattern_length))) {
    const char *found = find_text(&m, from, pattern, pattern_length);
    if (found) {
      lua_pushinteger(L, found - subject + 1);
      lua_pushinteger(L, found - subject + (lua_Integer)pattern_length);
      return 2;
    }
  } else {
    bool anchored = *pattern == '^';
    if (anchored) pattern++;
    const char *end = anchored ? tarn_match_at(&m, from, pattern) : tarn_match_from(&m, &from, pattern, NULL);
    if (end) {
      if (!finds) return tarn_push_captures(&m, from, end);
      lua_pushinteger(L, from - subject + 1);
      lua_pushinteger(L, end - subject);
      return tarn_push_captures(&m, NULL, NULL) + 2;
    }
  }
  luaL_pushfail(L);
  return 1;
}

static int string_find(lua_State *L) { return search(L, true); }
static int string_match(lua_State *L) { return search(L, false); }

// --- gmatch ------------------------------------------------------------------------------------

typedef struct {
  tarn_matcher matcher;
  const char *pattern, *from;
  const char *last;  // where the match before has ended: no empty one follows it there
} iteration;

// Upvalues: the two strings, which must live, and the iteration.
static int next_match(lua_State *L) {
  iteration *it = lua_touserdata(L, lua_upvalueindex(3));
  it->matcher.L = L;
  if (it->from > it->matcher.subject_end) return 0;
  const char *start = it->from, *end = tarn_match_from(&it->matcher, &start, it->pattern, it->last);
  it->from = end ? end : it->matcher.subject_end + 1;
  it->last = end;
  return end ? tarn_push_captures(&it->matcher, start, end) : 0;
}

static int string_gmatch(lua_State *L) {
  size_t length, pattern_length;
  const char *subject = luaL_checklstring(L, 1, &length);
  const char *pattern = luaL_checklstring(L, 2, &pattern_length);
  size_t start = start_index(L, 3, length);
  lua_settop(L, 2);
  iteration *it = lua_newuserdatauv(L, sizeof *it, 0);
  tarn_matcher_open(&it->matcher, L, subject, length, pattern + pattern_length);
  it->pattern = pattern;
  it->from = subject + (start > length ? length + 1 : start);
  it->last = NULL;
  lua_pushcclosure(L, next_match, 3);
  return 1;
}

// --- gsub --------------------------------------------------------------------------------------

// The replacement in argument 3, a text in which % is special.
static void add_text(tarn_matcher *m, luaL_Buffer *b, const char *start, const char *end) {
  size_t length;
  const char *text = lua_tolstring(m->L, 3, &length), *text_end = text + length;
  for (const char *mark; (mark = memchr(text, '%', (size_t)(text_end - text))) != NULL; text = mark + 2) {
    luaL_addlstring(b, text, (size_t)(mark - text));
    char c = mark[1];
    if (c == '%') {
      luaL_addchar(b, c);
    } else if (c == '0') {
      luaL_addlstring(b, start, (size_t)(end - start));
    } else if (c >= '1' && c <= '9') {
      size_t size;
      const char *capture = tarn_capture_text(m, c - '1', start, end, &size);
      if (capture) {
        luaL_addlstring(b, capture, size);
      } else {
        luaL_addvalue(b);  // a position
      }
    } else {
      luaL_error(m->L, "invalid use of '%c' in replacement string", '%');
    }
  }
  luaL_addlstring(b, text, (size_t)(text_end - text));
}

// What replaces the match from `start` to `end`. Whether it is something else.
static bool add_replacement(tarn_matcher *m, luaL_Buffer *b, const char *start, const char *end, int type) {
  lua_State *L = m->L;
  switch (type) {
    case LUA_TFUNCTION:
      lua_pushvalue(L, 3);
      lua_call(L, tarn_push_captures(m, start, end), 1);
      break;
    case LUA_TTABLE:
      tarn_push_capture(m, 0, start, end);
      lua_gettable(L, 3);
      break;
    default:
      add_text(m, b, start, end);
      return true;
  }
  if (!lua_toboolean(L, -1)) {
    lua_pop(L, 1);
    luaL_addlstring(b, start, (size_t)(end - start));
    return false;
  }
  if (!lua_isstring(L, -1)) luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
  luaL_addvalue(b);
  return true;
}

static int string_gsub(lua_State *L) {
  size_t length, pattern_length;
  const char *subject = luaL_checklstring(L, 1, &length);
  const char *pattern = luaL_checklstring(L, 2, &pattern_length);
  int type = lua_type(L, 3);
  bool anchored = *pattern == '^';
  lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)length + 1), count = 0;
  luaL_argexpected(L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
                   "string/function/table");
  tarn_matcher m;
  tarn_matcher_open(&m, L, subject, length, pattern + pattern_length);
  const char *from = subject, *last = NULL;
  bool changed = false;
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  while (count < most) {
    const char *start = from;
    const char *end = anchored ? tarn_match_at(&m, start, pattern + 1) : tarn_match_from(&m, &start, pattern, last);
    luaL_addlstring(&b, from, (size_t)(start - from));
    from = start;
    if (end == NULL) break;
    count++;
    changed |= add_replacement(&m, &b, start, end, type);
    from = last = end;
    if (anchored) break;
  }
  if (changed) {
    luaL_addlstring(&b, from, (size_t)(m.subject_end - from));
    luaL_pushresult(&b);
  } else {
    lua_pushvalue(L, 1);
  }
  lua_pushinteger(L, count);
  return 2;
}

// --- rep ---------------------------------------------------------------------------------------

// Bytes that are copied between two questions: some hundreds of microseconds.
#define COPY ((size_t)1 << 20)

static int string_rep(lua_State *L) {
  size_t length, gap;
  const char *text = luaL_checklstring(L, 1, &length);
  lua_Integer count = luaL_checkinteger(L, 2);
  const char *between = luaL_optlstring(L, 3, "", &gap);
  if (count <= 0) {
    lua_pushliteral(L, "");
    return 1;
  }
  if (length + gap < length || length + gap > INT_MAX / (size_t)count) {
    return luaL_error(L, "resulting string too large");
  }
  size_t unit = length + gap, total = (size_t)count * unit - gap;
  luaL_Buffer b;
  char *result = luaL_buffinitsize(L, &b, total);
  memcpy(result, text, length);
  if (count > 1) {
    memcpy(result + length, between, gap);
    // What is there, again, in pieces: whole units up to the first piece's size, and from then on that piece.
    for (size_t done = unit, piece = unit; done < total;) {
      size_t part = total - done < piece ? total - done : piece;
      for (size_t copied = 0; copied < part;) {
        size_t now = part - copied < COPY ? part - copied : COPY;
        memcpy(result + done + copied, result + copied, now);
        copied += now;
        if (total > COPY) tarn_poll(L);
      }
      done += part;
      if (piece < COPY) piece = done;
    }
  }
  luaL_pushresultsize(&b, total);
  return 1;
}

void tarn_open_strings(lua_State *L) {
  static const luaL_Reg functions[] = {{"find", string_find}, {"match", string_match}, {"gmatch", string_gmatch},
                                       {"gsub", string_gsub}, {"rep", string_rep},     {NULL, NULL}};
  luaL_setfuncs(L, functions, 0);
}
