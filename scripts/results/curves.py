"""Bezier curves between minima of networks with one hidden layer of tanh, and their barriers, by the method of the
studies: 16 Gauss-Legendre nodes, two bends, 50 steps of L-BFGS (here SciPy's)."""

import numpy as np
from scipy.optimize import linear_sum_assignment, minimize


def aligned(w, other, sizes):
    """The image of `other` under exchanges and signs of hidden units that lies nearest to w."""
    i, h, k = sizes

    def units(v):
        return np.concatenate([v[:h * i].reshape(h, i), v[h * i:h * i + h, None],
                               v[h * i + h:h * i + h + k * h].reshape(k, h).T], 1)
    a, b = units(w), units(other)
    plus = ((a[:, None] - b[None]) ** 2).sum(2)
    minus = ((a[:, None] + b[None]) ** 2).sum(2)
    row, column = linear_sum_assignment(np.minimum(plus, minus))
    b = np.where((minus < plus)[row, column], -1, 1)[:, None] * b[column]
    return np.concatenate([b[:, :i].ravel(), b[:, i], b[:, i + 1:].T.ravel(), other[-k:]])


def bernstein(t):
    return np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], 1)


def barriers(energies, sizes, first, others, nodes=16, points=31, steps=50):
    """Of the curve from the first point to each other one: the highest energy less that of the higher end."""
    ends = np.stack([aligned(first, other, sizes) for other in others])
    t, weight = np.polynomial.legendre.leggauss(nodes)
    basis = bernstein((t + 1) / 2)

    def places(bends, k, basis):
        return basis @ np.stack([first, *bends.reshape(2, -1), ends[k]])

    def mean(bends, k):
        e, g = energies(places(bends, k, basis))
        return e @ weight / 2, (basis[:, 1:3].T @ (g * weight[:, None] / 2)).ravel()

    highest = []
    for k in range(len(ends)):
        bends = np.concatenate([first + (ends[k] - first) / 3, first + 2 * (ends[k] - first) / 3])
        best = minimize(mean, bends, (k,), "L-BFGS-B", jac=True,
                        options={"maxiter": steps, "maxcor": 20, "gtol": 1e-6, "ftol": 0})
        e = energies(places(best.x, k, bernstein(np.linspace(0, 1, points))))[0]
        highest.append(max(0, e.max() - max(e[0], e[-1])))
    return np.array(highest)
