#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "CReadlineShims.h"

static void *context;
static tarn_complete_function complete;
static tarn_interrupted_function interrupted;
static tarn_prepare_function prepare;

static char *read_line;
static bool is_done;
static volatile sig_atomic_t resized;
static volatile sig_atomic_t continued;

// --- Completion --------------------------------------------------------------------------------

static int word_start;
static char **candidates;
static size_t candidate_count, candidate_capacity;

void tarn_completion_word(int start) { word_start = start; }

void tarn_completion_add(const char *text) {
  if (candidate_count == candidate_capacity) {
    size_t capacity = candidate_capacity ? 2 * candidate_capacity : 64;
    char **grown = realloc(candidates, capacity * sizeof *grown);
    if (grown == NULL) return;
    candidates = grown;
    candidate_capacity = capacity;
  }
  char *copy = strdup(text);
  if (copy) candidates[candidate_count++] = copy;
}

// Readline frees what it gets.
static char *next_candidate(const char *text, int state) {
  static size_t position;
  (void)text;
  if (state == 0) position = 0;
  return position < candidate_count ? strdup(candidates[position++]) : NULL;
}

// Asks before readline decides where the word begins, and steers it by the break characters.
static char *find_candidates(void) {
  static char breaks[256];
  for (size_t i = 0; i < candidate_count; i++) free(candidates[i]);
  candidate_count = 0;
  word_start = rl_point;
  complete(context, rl_line_buffer, rl_point);
  // All characters break words except those of the word itself.
  size_t length = 0;
  for (int character = 1; character < 256; character++) {
    bool in_word = character >= 128;
    for (int i = word_start; i < rl_point && !in_word; i++) {
      in_word = (unsigned char)rl_line_buffer[i] == character;
    }
    bool before = word_start > 0 && (unsigned char)rl_line_buffer[word_start - 1] == character;
    if (!in_word || before) breaks[length++] = (char)character;
  }
  breaks[length] = '\0';
  return breaks;
}

static char **attempt(const char *text, int start, int end) {
  (void)text;
  (void)end;
  rl_attempted_completion_over = 1;
  rl_completion_append_character = '\0';
  rl_completion_suppress_append = 1;
  rl_sort_completion_matches = 1;
  if (start != word_start) return NULL;
  return candidate_count ? rl_completion_matches(text, next_candidate) : NULL;
}

// --- Reading -----------------------------------------------------------------------------------

static void on_line(char *line) {
  read_line = line;
  is_done = true;
  rl_callback_handler_remove();
}

static void on_resize(int number) {
  (void)number;
  resized = 1;
}

static void on_continue(int number) {
  (void)number;
  continued = 1;
}

void tarn_editor_open(void *user_context, tarn_complete_function user_complete,
                      tarn_interrupted_function user_interrupted, tarn_prepare_function user_prepare) {
  context = user_context;
  complete = user_complete;
  interrupted = user_interrupted;
  prepare = user_prepare;
  rl_readline_name = "tarn";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_attempted_completion_function = attempt;
  rl_completion_word_break_hook = find_candidates;
  rl_completer_quote_characters = NULL;
  rl_basic_quote_characters = "";
  // Before the user's inputrc, so that it has the last word.
  rl_variable_bind("show-all-if-ambiguous", "on");
  rl_variable_bind("blink-matching-paren", "on");
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  action.sa_handler = on_resize;
  sigaction(SIGWINCH, &action, NULL);
  action.sa_handler = on_continue;
  sigaction(SIGCONT, &action, NULL);
  using_history();
}

static void abandon_line(void) {
  // First: removing the handler moves the cursor to the start of the line.
  fputs("^C\n", stdout);
  fflush(stdout);
  rl_free_line_state();
  rl_callback_sigcleanup();
  rl_callback_handler_remove();
}

int tarn_editor_read(const char *prompt, char **line) {
  *line = NULL;
  read_line = NULL;
  is_done = false;
  // Signals are let in only while waiting, so that none falls between the test and the wait.
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGINT);
  sigaddset(&blocked, SIGWINCH);
  sigaddset(&blocked, SIGCONT);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  // After Ctrl-D readline would add a line to each input.
  rl_eof_found = 0;
  rl_callback_handler_install(prompt, on_line);
  int result = tarn_line_read;
  while (!is_done) {
    if (interrupted()) {
      abandon_line();
      result = tarn_line_interrupted;
      break;
    }
    if (resized) {
      resized = 0;
      rl_resize_terminal();
    }
    if (continued) {
      continued = 0;
      rl_reset_after_signal();
      rl_forced_update_display();
    }
    fd_set descriptors;
    FD_ZERO(&descriptors);
    FD_SET(STDIN_FILENO, &descriptors);
    // What takes a while is done when the prompt stands there and nobody types yet, or at the first key.
    struct timespec pause = {0, 20000000};
    int ready = pselect(STDIN_FILENO + 1, &descriptors, NULL, NULL, prepare ? &pause : NULL, &before);
    if (ready >= 0 && prepare) {
      tarn_prepare_function once = prepare;
      prepare = NULL;
      once(context);
      using_history();
    }
    if (ready > 0) {
      rl_callback_read_char();
    } else if (ready < 0 && errno != EINTR) {
      rl_callback_handler_remove();
      result = tarn_line_end;
      break;
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (result == tarn_line_read && read_line == NULL) result = tarn_line_end;
  *line = read_line;
  return result;
}

// --- History -----------------------------------------------------------------------------------

void tarn_history_add(const char *line) { add_history(line); }

void tarn_history_remove(int position) {
  HIST_ENTRY *entry = remove_history(position);
  if (entry) free_history_entry(entry);
}
