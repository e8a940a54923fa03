"""The Python side of iris_quench.lua: scipy's basin hopping with gradients of numpy and of PyTorch.

The chain and the tolerance are the same. Minima are neither proved nor stored here.
"""
import statistics
import sys
import time

import numpy as np
import scipy
from scipy.optimize import basinhopping

from iris_network import ENDS, numpy_energy, torch_energy


def torch_value_and_gradient(regularization):
    import torch

    value = torch_energy(regularization, "float64")

    def value_and_gradient(w):
        leaf = torch.tensor(w, requires_grad=True)
        result = value(leaf)
        result.backward()
        return float(result.detach()), leaf.grad.numpy()

    return value_and_gradient


def measure(value_and_gradient, hops, seed):
    """Quenches for one CPU second, and evaluations for one quench."""
    random = np.random.default_rng(seed)
    evaluations = 0

    def counted(w):
        nonlocal evaluations
        evaluations += 1
        return value_and_gradient(w)

    options = {"gtol": 1e-7, "ftol": 0, "maxiter": 20000, "maxfun": 200000, "maxcor": 10, "maxls": 40}
    start = time.process_time()
    basinhopping(
        counted, random.uniform(-1, 1, ENDS[-1]), niter=hops, T=0.005, stepsize=1.0, rng=random, interval=50,
        minimizer_kwargs={"method": "L-BFGS-B", "jac": True, "options": options})
    return (hops + 1) / (time.process_time() - start), evaluations / (hops + 1)


def report(case, who, make, hops, seeds):
    try:
        function = make()
    except ImportError as error:
        print(f"{who}: {error}", file=sys.stderr)
        print("iris_quench", case, who, "unavailable", sep="\t", flush=True)
        return
    results = [measure(function, hops, seed) for seed in range(seeds)]
    rate, evaluations = (statistics.median(part) for part in zip(*results))
    print("iris_quench", case, who, rate, evaluations, sep="\t", flush=True)


for regularization in (1e-2, 1e-3, 1e-4, 1e-5):
    case = f"lambda {regularization:.0e}"
    name = f"scipy {scipy.__version__} basinhopping"
    report(case, f"{name}, numpy gradient", lambda: numpy_energy(regularization, "float64"), 100, 3)
    report(case, f"{name}, PyTorch gradient", lambda: torch_value_and_gradient(regularization), 30, 1)
