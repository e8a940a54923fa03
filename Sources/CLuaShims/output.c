// Lines of standard input and output. What was printed must have been written: a result that a full disk has swallowed is no success.
#define _GNU_SOURCE  // on_exit
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

// Bytes that are written between two questions whether Ctrl-C was pressed.
#define PART ((size_t)1 << 20)

static bool (*is_at_work)(void);

// Whether print has said that it could not write.
static bool is_told;

static void check_output(int status, void *unused) {
  (void)unused;
  int failed = fflush(stdout);
  // Of an earlier failure the reason is gone.
  const char *reason = failed ? strerror(errno) : "not everything could be written";
  if (!failed && !ferror(stdout)) {
    if (is_at_work()) _exit(status);
    return;
  }
  if (status == 0 || !is_told) fprintf(stderr, "tarn: standard output: %s\n", reason);
  _exit(status == 0 ? 1 : status);
}

long tarn_input_line(char **line, size_t *room) { return (long)getline(line, room, stdin); }

void tarn_output_line(const char *text, size_t length) {
  fwrite(text, 1, length, stdout);
  fputc('\n', stdout);
}

void tarn_check_output_at_exit(bool (*asked)(void)) {
  is_at_work = asked;
  on_exit(check_output, NULL);
}

// --- print -------------------------------------------------------------------------------------

static void require_written(lua_State *L, bool is_written) {
  if (is_written) return;
  int reason = errno;
  if (reason == EINTR) {
    // A signal ended the wait for whoever reads: Ctrl-C, or one that does not concern us.
    tarn_poll(L);
    clearerr(stdout);
    return;
  }
  is_told = true;
  luaL_error(L, "print: cannot write to standard output: %s", strerror(reason));
}

static void put(lua_State *L, const char *text, size_t length) {
  while (length > 0) {
    size_t part = length < PART ? length : PART;
    size_t written = fwrite(text, 1, part, stdout);
    require_written(L, written == part);
    text += written;
    length -= written;
    if (length > 0) tarn_poll(L);
  }
}

int tarn_print(lua_State *L) {
  int count = lua_gettop(L);
  tarn_busy_clear();
  for (int k = 1; k <= count; k++) {
    size_t length;
    const char *text = luaL_tolstring(L, k, &length);
    if (k > 1) put(L, "\t", 1);
    put(L, text, length);
    lua_pop(L, 1);
  }
  put(L, "\n", 1);
  require_written(L, fflush(stdout) == 0);
  return 0;
}
