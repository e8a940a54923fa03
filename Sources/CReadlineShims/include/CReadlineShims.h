// GNU readline by its callback interface. All of its global variables are touched in C only.
#pragma once
#include <stdbool.h>

enum { tarn_line_read = 0, tarn_line_interrupted = 1, tarn_line_end = 2 };

// Asked for completions of `line` at byte `cursor`; answers with tarn_completion_word and
// tarn_completion_add.
typedef void (*tarn_complete_function)(void *context, const char *line, int cursor);
// Whether Ctrl-C was pressed.
typedef bool (*tarn_interrupted_function)(void);

// Asked once for the history, before the first key is read.
typedef void (*tarn_prepare_function)(void *context);

void tarn_editor_open(void *context, tarn_complete_function complete, tarn_interrupted_function interrupted,
                      tarn_prepare_function prepare);
// Reads one line. `line` is malloc'ed, and NULL unless one was read.
int tarn_editor_read(const char *prompt, char **line);

// The byte where the word to complete begins.
void tarn_completion_word(int start);
void tarn_completion_add(const char *text);

void tarn_history_add(const char *line);
// Removes the item at `position`, from 0.
void tarn_history_remove(int position);
