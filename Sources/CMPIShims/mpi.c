#include "CMPIShims.h"

#include <dlfcn.h>
#include <stdio.h>

// What mpi.h of Open MPI declares. Its binary interface has been the same since version 1.7 of the standard's
// third edition: library number 40 (Open MPI 3, 4 and 5), handles that are pointers, constants that are
// addresses of symbols.
typedef struct {
  int source, tag, error, cancelled;
  size_t count;
} status;
typedef void *handle;

enum { thread_funneled = 1, any_source = -1 };

static int (*init_thread)(int *, char ***, int, int *);
static int (*set_errhandler)(handle, handle);
static int (*comm_rank)(handle, int *);
static int (*comm_size)(handle, int *);
static int (*isend)(const void *, int, handle, int, int, handle, handle *);
static int (*irecv)(void *, int, handle, int, int, handle, handle *);
static int (*ibcast)(void *, int, handle, int, handle, handle *);
static int (*iallgather)(const void *, int, handle, void *, int, handle, handle, handle *);
static int (*test)(handle *, int *, status *);
static int (*iprobe)(int, int, handle, int *, status *);
static int (*receive)(void *, int, handle, int, int, handle, status *);
static int (*finalize)(void);
static int (*abort_all)(handle, int);

static handle world, byte_type;

static char problem[512];

static const char *missing(const char *what) {
  snprintf(problem, sizeof problem, "%s", what ? what : "unknown error");
  return problem;
}

const char *tarn_mpi_start(void) {
  // Its parts look for symbols of the library among those that all can see.
  void *library = dlopen("libmpi.so.40", RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) library = dlopen("libmpi.so", RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) return missing(dlerror());
  struct {
    void **place;
    const char *name;
  } symbols[] = {
      {(void **)&init_thread, "MPI_Init_thread"},
      {(void **)&set_errhandler, "MPI_Comm_set_errhandler"},
      {(void **)&comm_rank, "MPI_Comm_rank"},
      {(void **)&comm_size, "MPI_Comm_size"},
      {(void **)&isend, "MPI_Isend"},
      {(void **)&irecv, "MPI_Irecv"},
      {(void **)&ibcast, "MPI_Ibcast"},
      {(void **)&iallgather, "MPI_Iallgather"},
      {(void **)&test, "MPI_Test"},
      {(void **)&iprobe, "MPI_Iprobe"},
      {(void **)&receive, "MPI_Recv"},
      {(void **)&finalize, "MPI_Finalize"},
      {(void **)&abort_all, "MPI_Abort"},
      // Another MPI has no such symbols.
      {&world, "ompi_mpi_comm_world"},
      {&byte_type, "ompi_mpi_byte"},
  };
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
    *symbols[i].place = dlsym(library, symbols[i].name);
    if (*symbols[i].place == NULL) {
      snprintf(problem, sizeof problem, "the library has no %s: it is not Open MPI", symbols[i].name);
      return problem;
    }
  }
  int provided = 0;
  if (init_thread(NULL, NULL, thread_funneled, &provided) != 0) return missing("MPI_Init_thread failed");
  if (provided < thread_funneled) return missing("it was built without support of threads");
  // Errors are answers, not the end of the program.
  void *answer = dlsym(library, "ompi_mpi_errors_return");
  if (answer != NULL) set_errhandler(world, answer);
  return NULL;
}

int tarn_mpi_rank(void) {
  int rank = 0;
  comm_rank(world, &rank);
  return rank;
}

int tarn_mpi_size(void) {
  int size = 1;
  comm_size(world, &size);
  return size;
}

void *tarn_mpi_send(const void *bytes, int count, int to, int tag) {
  handle request = NULL;
  return isend(bytes, count, byte_type, to, tag, world, &request) == 0 ? request : NULL;
}

void *tarn_mpi_receive(void *bytes, int count, int from, int tag) {
  handle request = NULL;
  return irecv(bytes, count, byte_type, from, tag, world, &request) == 0 ? request : NULL;
}

void *tarn_mpi_broadcast(void *bytes, int count) {
  handle request = NULL;
  return ibcast(bytes, count, byte_type, 0, world, &request) == 0 ? request : NULL;
}

void *tarn_mpi_gather_all(const void *bytes, int count, void *all) {
  handle request = NULL;
  return iallgather(bytes, count, byte_type, all, count, byte_type, world, &request) == 0 ? request : NULL;
}

int tarn_mpi_test(void **transfer) {
  int is_done = 0;
  if (test(transfer, &is_done, NULL) != 0) return -1;
  return is_done ? 1 : 0;
}

bool tarn_mpi_poll(int tag, int64_t *number) {
  int is_there = 0;
  status found;
  if (iprobe(any_source, tag, world, &is_there, &found) != 0 || !is_there) return false;
  return receive(number, sizeof *number, byte_type, found.source, tag, world, &found) == 0;
}

void tarn_mpi_finish(void) { finalize(); }

void tarn_mpi_abort(int status) { abort_all(world, status); }
