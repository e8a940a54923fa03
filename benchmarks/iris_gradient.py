"""The Python side of iris_gradient.lua: the same loss and gradient, the same lines."""
import signal
import statistics
import sys
import time

import numpy as np

from iris_network import ENDS, numpy_energy, torch_energy

REGULARIZATION = 1e-3
# torch.compile is given up when it has not finished by then, seconds.
COMPILATION_LIMIT = 60


def seconds(call, calls, slices=31):
    """CPU seconds of one call: the median of slices."""
    for _ in range(calls):
        call()
    times = []
    for _ in range(slices):
        start = time.process_time()
        for _ in range(calls):
            call()
        times.append((time.process_time() - start) / calls)
    return statistics.median(times)


def report(case, who, value):
    print("iris_gradient", case, who, value, sep="\t", flush=True)


def torch_peers(dtype, w, expected):
    import torch
    from torch.func import grad_and_value

    value = torch_energy(REGULARIZATION, dtype)
    functional = grad_and_value(value)
    tensor = torch.tensor(w)
    leaf = torch.tensor(w, requires_grad=True)
    gradient = functional(tensor)[0].numpy()
    assert np.abs(gradient - expected).max() < (1e-12 if dtype == "float64" else 1e-5), "gradients differ"

    def autograd():
        result = value(leaf)
        return result, torch.autograd.grad(result, leaf)

    report(dtype, f"PyTorch {torch.__version__}: torch.func.grad_and_value",
           1e6 * seconds(lambda: functional(tensor), 50))
    report(dtype, f"PyTorch {torch.__version__}: torch.autograd.grad", 1e6 * seconds(autograd, 50))
    who = f"PyTorch {torch.__version__}: torch.compile"

    def give_up(*_):
        raise TimeoutError(f"not compiled within {COMPILATION_LIMIT} s")

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(COMPILATION_LIMIT)
    try:
        compiled = torch.compile(functional)
        compiled(tensor)
    except Exception as error:  # without a C++ compiler, or on a new Python, it does not work
        print(f"{who}: {str(error).splitlines()[0]}", file=sys.stderr)
        report(dtype, who, "unavailable")
        return
    finally:
        signal.alarm(0)
    report(dtype, who, 1e6 * seconds(lambda: compiled(tensor), 200))


for dtype in ("float64", "float32"):
    w = np.random.default_rng(0).uniform(-0.5, 0.5, ENDS[-1]).astype(dtype)
    by_hand = numpy_energy(REGULARIZATION, dtype)
    report(dtype, f"numpy {np.__version__}: derived by hand", 1e6 * seconds(lambda: by_hand(w), 200))
    try:
        torch_peers(dtype, w, by_hand(w)[1])
    except ImportError as error:
        print(f"PyTorch: {error}", file=sys.stderr)
        report(dtype, "PyTorch", "unavailable")
