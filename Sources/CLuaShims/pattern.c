// A matcher of Lua's patterns that hears Ctrl-C: a pattern with a few repetitions can take for ever, and no
// hook of Lua reaches into a C function. It gives what liblua gives, errors included: tests compare them.
#include "pattern.h"

#include <ctype.h>
#include <string.h>

// Steps between two questions: some 20 microseconds.
#define STEPS 8192
// Calls inside each other, as in liblua.
#define DEPTH 200

typedef unsigned char byte;

void tarn_matcher_open(tarn_matcher *m, lua_State *L, const char *subject, size_t length, const char *pattern_end) {
  m->L = L;
  m->subject = subject;
  m->subject_end = subject + length;
  m->pattern_end = pattern_end;
  m->budget = STEPS;
  m->captures = 0;
}

void tarn_matcher_poll(tarn_matcher *m) {
  m->budget = STEPS;
  tarn_poll(m->L);
}

// --- Items: what stands for one character ------------------------------------------------------

// Where the item that begins at `p` ends.
static const char *item_end(tarn_matcher *m, const char *p) {
  const char *end = m->pattern_end;
  switch (*p++) {
    case '%':
      if (p == end) luaL_error(m->L, "malformed pattern (ends with '%%')");
      return p + 1;
    case '[':
      if (*p == '^') p++;
      // Whatever comes first belongs to the set, a bracket too.
      for (bool first = true; first || *p != ']'; first = false) {
        if (p == end) luaL_error(m->L, "malformed pattern (missing ']')");
        if (*p++ == '%' && p < end) p++;
      }
      return p + 1;
    default:
      return p;
  }
}

// A class such as %a, named by its letter; an upper-case letter is its complement.
static bool in_class(int c, int name) {
  int result;
  // Of no other character than a capital letter this makes a small one.
  switch (name | 32) {
    case 'a':
      result = isalpha(c);
      break;
    case 'c':
      result = iscntrl(c);
      break;
    case 'd':
      result = isdigit(c);
      break;
    case 'g':
      result = isgraph(c);
      break;
    case 'l':
      result = islower(c);
      break;
    case 'p':
      result = ispunct(c);
      break;
    case 's':
      result = isspace(c);
      break;
    case 'u':
      result = isupper(c);
      break;
    case 'w':
      result = isalnum(c);
      break;
    case 'x':
      result = isxdigit(c);
      break;
    case 'z':
      result = c == 0;
      break;
    default:
      return name == c;
  }
  return (result != 0) == ((name & 32) != 0);
}

// The set between the brackets at `p` and `last`.
static bool in_set(int c, const char *p, const char *last) {
  bool found = true;
  p++;
  if (*p == '^') {
    found = false;
    p++;
  }
  for (; p < last; p++) {
    if (*p == '%') {
      if (in_class(c, (byte) * ++p)) return found;
    } else if (p[1] == '-' && p + 2 < last) {
      if ((byte)p[0] <= c && c <= (byte)p[2]) return found;
      p += 2;
    } else if ((byte)*p == c) {
      return found;
    }
  }
  return !found;
}

// Whether the item from `p` to `end` takes the character at `s`, which must not be the end.
static inline bool takes(const char *s, const char *p, const char *end) {
  int c = (byte)*s;
  switch (*p) {
    case '.':
      return true;
    case '%':
      return in_class(c, (byte)p[1]);
    case '[':
      return in_set(c, p, end - 1);
    default:
      return (byte)*p == c;
  }
}

// How many characters from `s` on the item takes. Raises the interrupt.
static ptrdiff_t run_length(tarn_matcher *m, const char *s, const char *p, const char *end) {
  const char *from = s;
  do {
    ptrdiff_t left = m->subject_end - s;
    const char *stop = s + (left < STEPS ? left : STEPS), *start = s;
    while (s < stop && takes(s, p, end)) s++;
    tarn_matcher_spend(m, (size_t)(s - start));
    if (s < stop) break;
  } while (s < m->subject_end);
  return s - from;
}

// --- The matcher -------------------------------------------------------------------------------

static const char *match(tarn_matcher *m, const char *s, const char *p);

// As many as there are, and fewer until the rest matches.
static const char *match_most(tarn_matcher *m, const char *s, const char *p, const char *end) {
  for (ptrdiff_t count = run_length(m, s, p, end); count >= 0; count--) {
    const char *result = match(m, s + count, end + 1);
    if (result) return result;
  }
  return NULL;
}

// As few as possible.
static const char *match_fewest(tarn_matcher *m, const char *s, const char *p, const char *end) {
  for (;; s++) {
    const char *result = match(m, s, end + 1);
    if (result) return result;
    if (s >= m->subject_end || !takes(s, p, end)) return NULL;
  }
}

// What %b and its two characters, which begin at `p`, match.
static const char *match_balanced(tarn_matcher *m, const char *s, const char *p) {
  if (p >= m->pattern_end - 1) luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
  if (*s != p[0]) return NULL;
  const char *from = s;
  for (ptrdiff_t open = 1; ++s < m->subject_end;) {
    if (*s == p[1]) {
      if (--open == 0) {
        tarn_matcher_spend(m, (size_t)(s - from));
        return s + 1;
      }
    } else if (*s == p[0]) {
      open++;
    }
  }
  tarn_matcher_spend(m, (size_t)(s - from));
  return NULL;
}

// What %1 … match: the text of an earlier capture.
static const char *match_again(tarn_matcher *m, const char *s, int digit) {
  int number = digit - '1';
  if (number < 0 || number >= m->captures || m->capture[number].length == TARN_OPEN) {
    luaL_error(m->L, "invalid capture index %%%d", number + 1);
  }
  // A position has no text, so that nothing is like it.
  ptrdiff_t length = m->capture[number].length;
  if (length < 0 || m->subject_end - s < length) return NULL;
  if (memcmp(m->capture[number].start, s, (size_t)length) != 0) return NULL;
  tarn_matcher_spend(m, (size_t)length / 64);
  return s + length;
}

static const char *open_capture(tarn_matcher *m, const char *s, const char *p, ptrdiff_t kind) {
  if (m->captures >= TARN_CAPTURES) luaL_error(m->L, "too many captures");
  int number = m->captures;
  m->capture[number] = (tarn_capture){s, kind};
  m->captures = number + 1;
  const char *result = match(m, s, p);
  if (!result) m->captures--;
  return result;
}

static const char *close_capture(tarn_matcher *m, const char *s, const char *p) {
  int number = m->captures - 1;
  while (number >= 0 && m->capture[number].length != TARN_OPEN) number--;
  if (number < 0) luaL_error(m->L, "invalid pattern capture");
  m->capture[number].length = s - m->capture[number].start;
  const char *result = match(m, s, p);
  if (!result) m->capture[number].length = TARN_OPEN;
  return result;
}

// What comes before and after `s` as %f sees it: zeros at both ends.
static bool is_frontier(tarn_matcher *m, const char *s, const char *set, const char *end) {
  int before = s == m->subject ? 0 : (byte)s[-1];
  int after = s == m->subject_end ? 0 : (byte)*s;
  return !in_set(before, set, end - 1) && in_set(after, set, end - 1);
}

static const char *match(tarn_matcher *m, const char *s, const char *p) {
  if (m->depth-- == 0) luaL_error(m->L, "pattern too complex");
  tarn_matcher_spend(m, 1);
  const char *pattern_end = m->pattern_end;
  // Items that leave no choice follow each other without a call.
  while (s && p != pattern_end) {
    const char *end;
    switch (*p) {
      case '(':
        s = p[1] == ')' ? open_capture(m, s, p + 2, TARN_POSITION) : open_capture(m, s, p + 1, TARN_OPEN);
        goto done;
      case ')':
        s = close_capture(m, s, p + 1);
        goto done;
      case '$':
        if (p + 1 != pattern_end) break;
        if (s != m->subject_end) s = NULL;
        goto done;
      case '%':
        if (p[1] == 'b') {
          s = match_balanced(m, s, p + 2);
          p += 4;
          continue;
        }
        if (p[1] == 'f') {
          p += 2;
          if (*p != '[') luaL_error(m->L, "missing '[' after '%%f' in pattern");
          end = item_end(m, p);
          if (!is_frontier(m, s, p, end)) s = NULL;
          p = end;
          continue;
        }
        if (isdigit((byte)p[1])) {
          s = match_again(m, s, (byte)p[1]);
          p += 2;
          continue;
        }
        break;
      default:
        break;
    }
    end = item_end(m, p);
    bool taken = s < m->subject_end && takes(s, p, end);
    switch (*end) {
      case '*':
      case '-':
        if (!taken) {
          p = end + 1;
          continue;
        }
        s = *end == '*' ? match_most(m, s, p, end) : match_fewest(m, s, p, end);
        goto done;
      case '+':
        s = taken ? match_most(m, s + 1, p, end) : NULL;
        goto done;
      case '?': {
        const char *result = taken ? match(m, s + 1, end + 1) : NULL;
        if (result) {
          s = result;
          goto done;
        }
        p = end + 1;
        continue;
      }
      default:
        s = taken ? s + 1 : NULL;
        p = end;
    }
  }
done:
  m->depth++;
  return s;
}

const char *tarn_match_at(tarn_matcher *m, const char *at, const char *pattern) {
  m->captures = 0;
  // Anew each time: an error leaves calls that do not return.
  m->depth = DEPTH;
  return match(m, at, pattern);
}

// Where the item that begins the pattern ends, if no match begins with another character; else NULL.
static const char *first_item(tarn_matcher *m, const char *pattern) {
  if (pattern == m->pattern_end) return NULL;
  switch (*pattern) {
    case '(':
    case ')':
    case '$':
      return NULL;
    case '%':
      if (pattern[1] == 'b' || pattern[1] == 'f' || isdigit((byte)pattern[1])) return NULL;
  }
  const char *end = item_end(m, pattern);
  return *end == '*' || *end == '?' || *end == '-' ? NULL : end;
}

const char *tarn_match_from(tarn_matcher *m, const char **start, const char *pattern, const char *last) {
  const char *at = *start, *limit = m->subject_end;
  // In any case once: whoever meets the pattern hears what is wrong with it.
  const char *end = tarn_match_at(m, at, pattern);
  if (end && end != last) return end;
  const char *first = first_item(m, pattern);
  while (at++ < limit) {
    if (first) {
      const char *from = at;
      while (at < limit && !takes(at, pattern, first)) {
        if (++at - from == STEPS) {
          tarn_matcher_poll(m);
          from = at;
        }
      }
      if (at == limit) break;
    }
    end = tarn_match_at(m, at, pattern);
    if (end && end != last) {
      *start = at;
      return end;
    }
  }
  *start = limit;
  return NULL;
}

// --- Captures ----------------------------------------------------------------------------------

const char *tarn_capture_text(tarn_matcher *m, int number, const char *start, const char *end, size_t *length) {
  if (number >= m->captures) {
    if (number != 0) luaL_error(m->L, "invalid capture index %%%d", number + 1);
    *length = (size_t)(end - start);
    return start;
  }
  tarn_capture capture = m->capture[number];
  if (capture.length == TARN_OPEN) luaL_error(m->L, "unfinished capture");
  if (capture.length == TARN_POSITION) {
    lua_pushinteger(m->L, capture.start - m->subject + 1);
    return NULL;
  }
  *length = (size_t)capture.length;
  return capture.start;
}

void tarn_push_capture(tarn_matcher *m, int number, const char *start, const char *end) {
  size_t length;
  const char *text = tarn_capture_text(m, number, start, end, &length);
  if (text) lua_pushlstring(m->L, text, length);
}

int tarn_push_captures(tarn_matcher *m, const char *start, const char *end) {
  int count = m->captures == 0 && start ? 1 : m->captures;
  luaL_checkstack(m->L, count, "too many captures");
  for (int number = 0; number < count; number++) tarn_push_capture(m, number, start, end);
  return count;
}
