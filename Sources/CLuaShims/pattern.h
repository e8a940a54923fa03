// The patterns of Lua: what string.find, match, gmatch and gsub match with.
#pragma once
#include "internal.h"

// As liblua has them.
#define TARN_CAPTURES 32

typedef struct {
  const char *start;
  ptrdiff_t length;  // or one of the two below
} tarn_capture;

enum { TARN_OPEN = -1, TARN_POSITION = -2 };

// One search. All pointers are into strings that the caller keeps alive.
typedef struct {
  lua_State *L;
  const char *subject, *subject_end, *pattern_end;
  int depth;     // calls of the matcher inside each other that are still allowed
  int budget;    // steps until it asks for an interrupt again
  int captures;  // how many there are
  tarn_capture capture[TARN_CAPTURES];
} tarn_matcher;

void tarn_matcher_open(tarn_matcher *m, lua_State *L, const char *subject, size_t length, const char *pattern_end);
// Matches the pattern that begins at `pattern` at exactly `at`: where the match ends, or NULL.
// Raises what Lua raises for a pattern that makes no sense, and the interrupt.
const char *tarn_match_at(tarn_matcher *m, const char *at, const char *pattern);
// The first match that begins at `*start` or after it and does not end at `last`: where it ends, and in `*start`
// where it begins. Without one NULL, and the subject's end.
const char *tarn_match_from(tarn_matcher *m, const char **start, const char *pattern, const char *last);
// Begins to count again; raises the interrupt.
void tarn_matcher_poll(tarn_matcher *m);

// Steps of work.
static inline void tarn_matcher_spend(tarn_matcher *m, size_t steps) {
  if (steps >= (size_t)m->budget) {
    tarn_matcher_poll(m);
  } else {
    m->budget -= (int)steps;
  }
}
// [-0, +1] capture `number` from 0; the whole match is number 0 of a pattern without captures.
void tarn_push_capture(tarn_matcher *m, int number, const char *start, const char *end);
// [-0, +n] all captures, or the whole match if there are none and `start` is given. Returns n.
int tarn_push_captures(tarn_matcher *m, const char *start, const char *end);
// The text of a capture; NULL if it is a position, which is pushed [-0, +1].
const char *tarn_capture_text(tarn_matcher *m, int number, const char *start, const char *end, size_t *length);
