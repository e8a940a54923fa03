// Open MPI, found when a program starts under it: nothing of it is needed to build, or to run alone.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Loads the library and starts it; to be called once, on the thread that makes all other calls. Answers
// with NULL, or with what is wrong.
const char *tarn_mpi_start(void);
int tarn_mpi_rank(void);
int tarn_mpi_size(void);

// Each begins a transfer and answers with its handle, NULL if it could not begin. What is pointed at must
// stay where it is until the transfer has ended.
void *tarn_mpi_send(const void *bytes, int count, int to, int tag);
void *tarn_mpi_receive(void *bytes, int count, int from, int tag);
void *tarn_mpi_broadcast(void *bytes, int count);
// `all` has room for `count` bytes of each rank.
void *tarn_mpi_gather_all(const void *bytes, int count, void *all);
// Whether the transfer has ended, which frees the handle: 1, 0, or -1 for an error.
int tarn_mpi_test(void **transfer);

// Takes one number that somebody has sent with this tag; false if there is none.
bool tarn_mpi_poll(int tag, int64_t *number);

// Leaves in order; all ranks have to.
void tarn_mpi_finish(void);
// Ends all ranks.
void tarn_mpi_abort(int status);
