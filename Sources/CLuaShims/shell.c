// Commands of the shell whose output is seen and kept: the command prints to a terminal of its own, from which it is copied.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "CLuaShims.h"

// Both ends: what the command writes to, and where it is read. Bytes pass as they are; the real terminal adds what it adds.
static bool open_pair(int *command_end, int *own_end) {
  *own_end = isatty(STDOUT_FILENO) ? posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
  if (*own_end >= 0) {
    char name[128];
    if (grantpt(*own_end) == 0 && unlockpt(*own_end) == 0 && ptsname_r(*own_end, name, sizeof name) == 0 &&
        (*command_end = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) >= 0) {
      struct termios modes;
      struct winsize size;
      if (tcgetattr(*command_end, &modes) == 0) {
        modes.c_oflag &= ~(tcflag_t)OPOST;
        tcsetattr(*command_end, TCSANOW, &modes);
      }
      if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) ioctl(*command_end, TIOCSWINSZ, &size);
      return true;
    }
    close(*own_end);
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  *own_end = ends[0];
  *command_end = ends[1];
  return true;
}

// Copies until the command has ended, whatever it has left running, and what it printed has come. Its status.
static int copy(pid_t child, int from, char **text, size_t *length) {
  char buffer[1 << 14];
  size_t room = 0;
  int status = -1;
  bool has_ended = false;
  for (;;) {
    struct pollfd source = {.fd = from, .events = POLLIN};
    int ready = poll(&source, 1, has_ended ? 0 : 20);
    if (ready == 0 && has_ended) return status;
    if (!has_ended) has_ended = waitpid(child, &status, WNOHANG) == child;
    if (ready <= 0) continue;
    ssize_t count = read(from, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {  // a terminal whose other end is closed gives EIO
      while (!has_ended && waitpid(child, &status, 0) < 0 && errno == EINTR) {
      }
      return status;
    }
    for (ssize_t written = 0; written < count;) {
      ssize_t part = write(STDOUT_FILENO, buffer + written, (size_t)(count - written));
      if (part < 0 && errno == EINTR) continue;
      if (part <= 0) break;
      written += part;
    }
    if (*length >= tarn_shell_most) continue;
    if (*length + (size_t)count > room) {
      size_t larger = 2 * (*length + (size_t)count);
      char *grown = realloc(*text, larger);
      if (!grown) continue;
      *text = grown;
      room = larger;
    }
    memcpy(*text + *length, buffer, (size_t)count);
    *length += (size_t)count;
  }
}

int tarn_shell(const char *line, char **text, size_t *length) {
  *text = NULL;
  *length = 0;
  int command_end, own_end;
  if (!open_pair(&command_end, &own_end)) return -1;
  // As system() does: Ctrl-C is for the command.
  struct sigaction ignored = {.sa_handler = SIG_IGN}, interrupt, quit;
  sigaction(SIGINT, &ignored, &interrupt);
  sigaction(SIGQUIT, &ignored, &quit);
  pid_t child = fork();
  if (child == 0) {
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigaction(SIGINT, &usual, NULL);
    sigaction(SIGQUIT, &usual, NULL);
    dup2(command_end, STDOUT_FILENO);
    execl("/bin/sh", "sh", "-c", line, (char *)NULL);
    _exit(127);
  }
  close(command_end);
  int status = child > 0 ? copy(child, own_end, text, length) : -1;
  close(own_end);
  sigaction(SIGINT, &interrupt, NULL);
  sigaction(SIGQUIT, &quit, NULL);
  return status;
}
