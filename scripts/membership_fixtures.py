#!/usr/bin/env python3
"""Records which points scipy's linear programs find in zonotopes, for the tests of Reachability. Usage:
    python scripts/membership_fixtures.py > Tests/Fixtures/reachability/membership.txt

Each line is a zonotope around 0 and a point: outputs, generators, 1 if it is inside, the point, and the generators one
after the other. Numbers are multiples of 1/8; points whose distance from the boundary rounding could bridge are left out.
"""
import numpy as np
from scipy.optimize import linprog

generator = np.random.default_rng(15)


def gauge(G, y):
    """The largest t with t y in the zonotope, at most 10."""
    n = len(G)
    result = linprog(
        np.r_[np.zeros(n), -1], A_eq=np.c_[G.T, -y], b_eq=np.zeros(len(y)), bounds=[(-1, 1)] * n + [(0, 10)])
    assert result.status == 0, result.message
    return result.x[-1]


def draw(*shape):
    return np.round(generator.normal(size=shape) * 8) / 8


for trial in range(90):
    d = int(generator.integers(1, 6))
    n = int(generator.integers(1, 9))
    G = draw(n, d)
    if trial % 3 == 0 and d > 1:  # flat
        G[:, -1] = G[:, 0] - 2 * G[:, (d - 1) // 2]
    if trial % 5 == 0:
        G[0] = 0
    if trial % 7 == 0:
        G[-1] = -2 * G[0]
    for k in range(4):
        e = generator.choice([-1.0, -0.5, 0.5, 1.0], size=n)
        y = e @ G if k < 2 else draw(d)
        if k == 1:
            y = np.round(y * generator.choice([1.25, 1.5, 2]) * 8) / 8
        t = gauge(G, y) if np.any(y) else 10
        # Of the combinations it is known.
        if k == 0:
            assert t > 1 - 1e-7
        elif abs(t - 1) < 1e-3:
            continue
        numbers = [d, n, int(k == 0 or t > 1)] + [f"{v:g}" for v in np.r_[y, G.ravel()]]
        print(*numbers)
