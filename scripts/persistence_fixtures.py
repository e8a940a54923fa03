"""Persistence, saddle-minimum distances and bottleneck distances by other programs, for Tests/LandscapeTests/Tree.

    python3 -m venv venv && venv/bin/pip install 'landscaper==1.3.1' gudhi matplotlib scikit-learn
    venv/bin/python scripts/persistence_fixtures.py

Landscaper works on grids. Of `wells` every critical point is a node of the grid, so it sees the true energies, in single
precision; of `camel` none is, and two grids show how it comes nearer. gudhi gives bottleneck distances of random diagrams.
Landscaper imports torch, of which nothing here is used: where torch is missing, an empty module stands for it.
"""

import json
import pathlib
import sys
import unittest.mock

import gudhi
import matplotlib.pyplot  # noqa: F401
import numpy as np
import scipy.optimize
import scipy.stats  # noqa: F401
import sklearn.neighbors  # noqa: F401

try:
    import torch  # noqa: F401
except ImportError:
    sys.modules["torch"] = unittest.mock.MagicMock()

from landscaper import LossLandscape
from landscaper.tda import bottleneck_distance

A, B = 0.2, -0.1


def well(x, a):
    """Derivative 4 (x + 1) (x - a) (x - 1)."""
    return x**4 - 4 * a / 3 * x**3 - 2 * x**2 + 4 * a * x


def wells(x, y):
    return well(x, A) + well(y, B)


def camel(x, y):
    """The six-hump camel back function."""
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2


def camel_gradient(p):
    x, y = p
    return [8 * x - 8.4 * x**3 + 2 * x**5 + y, x - 8 * y + 16 * y**3]


def grid(function, xs, ys):
    """What Landscaper says of a grid: minima, pairs of the merge tree, smad."""
    landscape = LossLandscape(function(*np.meshgrid(xs, ys)), [xs, ys])
    tree = landscape.get_sublevel_tree()
    energies = {node: value for node, value in tree.nodes.items()}
    edges = [tuple(edge) for edge in tree.edges]
    persistence = [float(p) for p in landscape.get_persistence().values()]
    uppers = {upper for _, upper in edges}
    return {
        "nodes": len(xs),
        "minima": sorted(energies[n] for n in energies if n not in uppers),
        "joins": sorted(energies[n] for n in energies if n in uppers)[:-1],
        "persistence": sorted(persistence),
        "smad": float(landscape.smad()),
    }


def critical_points():
    """All of the camel's, by Newton's method from a grid of starts: (x, y, energy, negative eigenvalues)."""
    found = []
    for x in np.linspace(-2.1, 2.1, 43):
        for y in np.linspace(-1.1, 1.1, 23):
            root = scipy.optimize.root(camel_gradient, [x, y], tol=1e-14)
            p = root.x
            if max(abs(np.array(camel_gradient(p)))) > 1e-10 or abs(p[0]) > 2.2 or abs(p[1]) > 1.2:
                continue
            if any(np.hypot(*(p - q[:2])) < 1e-6 for q in found):
                continue
            u, v = p
            hessian = [[8 - 25.2 * u**2 + 10 * u**4, 1], [1, -8 + 48 * v**2]]
            index = int((np.linalg.eigvalsh(hessian) < 0).sum())
            found.append([float(u), float(v), float(camel(u, v)), index])
    return sorted(found, key=lambda q: q[2])


def diagrams(random):
    """Pairs of random diagrams with their bottleneck distance."""
    cases = []
    for first, second, depth in [(0, 3, 1), (1, 1, 1), (5, 5, 0.2), (12, 9, 0.1), (40, 40, 0.1),
                                 (60, 25, 0.5), (30, 30, 2), (80, 80, 0.02)]:
        clouds = []
        for count in (first, second):
            birth = random.random(count)
            clouds.append(np.stack([birth, birth + depth * random.exponential(size=count)], 1))
        # Some points occur in both, a little moved.
        shared = min(first, second) // 2
        clouds[1][:shared] = clouds[0][:shared] + 0.01 * random.standard_normal((shared, 2))
        clouds[1][:, 1] = np.maximum(clouds[1][:, 0], clouds[1][:, 1])
        cases.append({
            "first": clouds[0].tolist(), "second": clouds[1].tolist(),
            "distance": float(gudhi.bottleneck_distance(clouds[0], clouds[1], 0)),
        })
    return cases


def main():
    axis = np.round(np.arange(-18, 19) * 0.1, 10)
    result = {"wells": grid(wells, axis, axis)}
    result["camel"] = [
        grid(camel, np.linspace(-2.2, 2.2, n), np.linspace(-1.2, 1.2, n)) for n in (24, 41)
    ]
    result["camel_points"] = critical_points()

    # Landscaper's distance is that of the persistences alone, of maxima too.
    result["landscaper_distance"] = bottleneck_distance(
        result["wells"]["persistence"], result["camel"][1]["persistence"])
    result["bottleneck"] = diagrams(np.random.default_rng(7))
    path = pathlib.Path(__file__).parent.parent / "Tests" / "Fixtures" / "persistence.json"
    path.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps({k: v for k, v in result.items() if k != "bottleneck"}, indent=1))


main()
