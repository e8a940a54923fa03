"""How the benchmarks measure time, as timing.lua does, and the lines they print."""
import signal
import statistics
import sys
import time

# torch.compile is given up when it has not finished by then, seconds.
COMPILATION_LIMIT = 90


def median(call, clock, calls, slices):
    for _ in range(calls):
        call()
    times = []
    for _ in range(slices):
        start = clock()
        for _ in range(calls):
            call()
        times.append((clock() - start) / calls)
    return 1e6 * statistics.median(times)


def count(call, clock, seconds):
    """How often the call fits into so many seconds."""
    calls, start = 0, clock()
    while True:
        call()
        calls += 1
        if clock() - start > seconds:
            return calls


def processor(call, slices=31):
    """Microseconds of processor time of one call."""
    return median(call, time.process_time, count(call, time.process_time, 0.02), slices)


def elapsed(call, slices=9):
    """Microseconds that pass during one call, whatever the number of threads."""
    return median(call, time.perf_counter, count(call, time.perf_counter, 0.4), slices)


def report(benchmark, case, who, value):
    print(benchmark, case, who, value, sep="\t", flush=True)


def compiled(function, *arguments):
    """The function under torch.compile, or None where that does not work or takes too long."""
    import torch

    def give_up(*_):
        raise TimeoutError(f"not compiled within {COMPILATION_LIMIT} s")

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(COMPILATION_LIMIT)
    try:
        fast = torch.compile(function)
        fast(*arguments)
        return fast
    except Exception as error:  # without a C++ compiler, or on a new Python, it does not work
        print(f"torch.compile: {str(error).splitlines()[0]}", file=sys.stderr)
        return None
    finally:
        signal.alarm(0)
