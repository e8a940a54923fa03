#!/usr/bin/env python3
"""Records what pyscnn finds for two-layer ReLU networks, for the convex bound to be compared with.

Needs `pip install pyscnn`. Writes Tests/Fixtures/landscape/convex_bound.txt: for each problem lambda, the loss
mean (f - y)^2 + lambda |parameters|^2 of the network that pyscnn returns, and its samples x1 x2 y.
Hidden units have a bias (a column of ones), the output has none. pyscnn minimises half of that loss
over activation patterns drawn at random; what it returns is evaluated here, in float64.
"""
import pathlib

import numpy as np
from scnn.activations import sample_gate_vectors
from scnn.metrics import Metrics
from scnn.models import ConvexReLU
from scnn.optimize import optimize_model
from scnn.regularizers import NeuronGL1
from scnn.solvers import AL

folder = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "landscape"


def loss(model, x, y, lam):
    first, last = [np.asarray(p, dtype=np.float64) for p in model.parameters]
    outputs = np.maximum(x @ first.T, 0) @ last.T
    # Units may be rescaled: balanced ones have the least norm.
    norms = 2 * np.linalg.norm(first, axis=1) * np.abs(last).ravel()
    return np.mean((outputs.ravel() - y) ** 2) + lam * norms.sum()


def main():
    lines = [__doc__.strip().splitlines()[0]]
    for count, lam in [(8, 0.1), (8, 0.01), (12, 0.01), (20, 0.1), (20, 0.01)]:
        random = np.random.default_rng(count)
        x = np.round(random.normal(size=(count, 2)), 3)
        y = np.round(np.sin(2 * x[:, 0]) + 0.5 * x[:, 1], 3)
        augmented = np.c_[x, np.ones(count)]
        gates = sample_gate_vectors(1, 3, 4000)
        model = ConvexReLU(gates)
        solver = AL(model, tol=1e-9, constraint_tol=1e-9, max_primal_iters=20000, max_dual_iters=2000)
        found, _ = optimize_model(
            model, solver, Metrics(), augmented, y.reshape(-1, 1),
            regularizer=NeuronGL1(lam), unitize_data=False, dtype="float64", verbose=False)
        lines.append(f"problem {count} {lam} {float(loss(found, augmented, y, lam))!r}")
        print(lines[-1], flush=True)
        lines += [f"{float(a)!r} {float(b)!r} {float(c)!r}" for (a, b), c in zip(x, y)]
    (folder / "convex_bound.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
