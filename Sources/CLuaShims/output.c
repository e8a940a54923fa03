// What was printed must have been written: a result that a full disk has swallowed is no success.
#define _GNU_SOURCE  // on_exit
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

static void check_output(int status, void *unused) {
  (void)unused;
  int failed = fflush(stdout);
  // Of an earlier failure the reason is gone.
  const char *reason = failed ? strerror(errno) : "not everything could be written";
  if (!failed && !ferror(stdout)) return;
  fprintf(stderr, "tarn: standard output: %s\n", reason);
  _exit(status == 0 ? 1 : status);
}

void tarn_check_output_at_exit(void) { on_exit(check_output, NULL); }
