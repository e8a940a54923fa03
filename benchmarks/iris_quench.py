"""The other side of iris_quench.lua: basin hopping by scipy (gradients of numpy and of PyTorch), pele and topsearch, and a
program in C++ with the energy written by hand.

Temperature, step and tolerance are the same. Scipy and C++ neither prove nor store minima; pele and topsearch store what they
find, without proof. topsearch ends a descent after 200 iterations, whether it has converged or not.
"""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
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


class Counted:
    """A function of value and gradient, and how often it was called."""

    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self, w):
        self.calls += 1
        return self.function(w)


def scipy_chain(function, start, hops, random):
    options = {"gtol": 1e-7, "ftol": 0, "maxiter": 20000, "maxfun": 200000, "maxcor": 10, "maxls": 40}
    basinhopping(
        function, start, niter=hops, T=0.005, stepsize=1.0, rng=random, interval=50,
        minimizer_kwargs={"method": "L-BFGS-B", "jac": True, "options": options})


def pele_chain(function, start, hops, random):
    from pele.basinhopping import BasinHopping
    from pele.optimize import lbfgs_cpp
    from pele.potentials import BasePotential
    from pele.storage import Database
    from pele.takestep import RandomDisplacement

    class Potential(BasePotential):
        def getEnergy(self, w):
            return function(w)[0]

        def getEnergyGradient(self, w):
            return function(w)

    np.random.seed(int(random.integers(1 << 31)))
    potential = Potential()
    # Its tolerance is that of the root mean square.
    chain = BasinHopping(
        start, potential, RandomDisplacement(1.0), temperature=0.005, storage=Database(accuracy=1e-8).minimum_adder(),
        quench=lambda w: lbfgs_cpp(w, potential, tol=1e-7 / len(w) ** 0.5, M=10, maxstep=0.4, nsteps=20000),
        outstream=None)
    chain.run(hops)


def topsearch_chain(function, start, hops, random):
    from topsearch.data.coordinates import StandardCoordinates
    from topsearch.data.kinetic_transition_network import KineticTransitionNetwork
    from topsearch.global_optimisation.basin_hopping import BasinHopping
    from topsearch.global_optimisation.perturbations import StandardPerturbation
    from topsearch.potentials.potential import Potential
    from topsearch.similarity.similarity import StandardSimilarity

    class Energy(Potential):
        def function(self, w):
            return function(w)[0]

        def function_gradient(self, w):
            return function(w)

    np.random.seed(int(random.integers(1 << 31)))
    coordinates = StandardCoordinates(len(start), [(-50.0, 50.0)] * len(start))
    coordinates.position = start
    chain = BasinHopping(
        KineticTransitionNetwork(), Energy(), StandardSimilarity(1e-3, 1e-8), StandardPerturbation(2.0))
    chain.run(coordinates, hops, 1e-7, 0.005)


def measure(chain, value_and_gradient, hops, seed):
    """Quenches for one CPU second, and evaluations for one quench."""
    random = np.random.default_rng(seed)
    function = Counted(value_and_gradient)
    start = time.process_time()
    chain(function, random.uniform(-1, 1, ENDS[-1]), hops, random)
    return (hops + 1) / (time.process_time() - start), function.calls / (hops + 1)


def report(case, who, chain, make, hops, seeds):
    try:
        function = make()
        # What is imported, and made once, is no part of a quench.
        chain(function, np.zeros(ENDS[-1]), 1, np.random.default_rng(0))
    except ImportError as error:
        print(f"{who}: {error}", file=sys.stderr)
        print("iris_quench", case, who, "unavailable", sep="\t", flush=True)
        return
    results = [measure(chain, function, hops, seed) for seed in range(seeds)]
    rate, evaluations = (statistics.median(part) for part in zip(*results))
    print("iris_quench", case, who, rate, evaluations, sep="\t", flush=True)


def report_compiled(regularizations):
    """The program of ../shared, by the compiler and with the network's data that the tests have."""
    root = pathlib.Path(__file__).resolve().parent.parent
    source = root.parent / "shared" / "peers" / "landscape" / "bound_iris.cpp"
    lines = {}
    for options in (("-O3", "-march=native"), ("-O3", "-march=native", "-ffast-math")):
        who = f"C++, g++ {' '.join(options)}"
        try:
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run(["g++", *options, str(source), "-o", f"{folder}/bound"], check=True, capture_output=True)
                done = subprocess.run(
                    [f"{folder}/bound"], check=True, capture_output=True, text=True, cwd=root / "Tests" / "Fixtures")
            pattern = r"lam (\S+): .*?([\d.]+) quench/cpu-s.*?([\d.]+) fev/quench"
            found = {float(a): (float(b), float(c)) for a, b, c in re.findall(pattern, done.stdout)}
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{who}: {error}", file=sys.stderr)
            found = {}
        lines[who] = found
    for who, found in lines.items():
        for regularization in regularizations:
            rate, evaluations = found.get(regularization, ("unavailable", ""))
            print("iris_quench", f"lambda {regularization:.0e}", who, rate, evaluations, sep="\t", flush=True)


# topsearch writes a log into the present folder.
os.chdir(tempfile.mkdtemp())
regularizations = (1e-2, 1e-3, 1e-4, 1e-5)
for regularization in regularizations:
    case = f"lambda {regularization:.0e}"
    by_hand = lambda: numpy_energy(regularization, "float64")
    name = f"scipy {scipy.__version__} basinhopping"
    report(case, f"{name}, numpy gradient", scipy_chain, by_hand, 100, 3)
    report(case, f"{name}, PyTorch gradient", scipy_chain, lambda: torch_value_and_gradient(regularization), 30, 1)
    report(case, "pele lbfgs_cpp, numpy gradient", pele_chain, by_hand, 100, 3)
    report(case, "topsearch, numpy gradient", topsearch_chain, by_hand, 100, 3)
report_compiled(regularizations)
