"""Checks minima of the study fragmentation, which TARN_KEEP=FOLDER tarn recipe run fragmentation … wrote.

    python3 scripts/results/fragmentation.py FOLDER

Energies of the four losses, their gradients, certified radii, and distances are computed anew.
"""

import sys

import numpy as np

from landscapes import TOLERANCES, check_minima, check_robustness, interval_loss, plain, width
from networks import Checks, kept

STRENGTH = {"iris": 1e-4, "wine": 1e-5}
EPS, DELTA, WEIGHT = 0.2, 0.03, 0.1

checks = Checks(TOLERANCES)
for key, net, t in kept(sys.argv[1], "fragmentation"):
    _, source, kind, _ = key.split("_")
    x, y, moved = t["train_x"], t["train_y"].astype(int), t["moved"]

    def objective(n):
        task = plain(n, x, y)
        if kind == "sensitivity":
            task += WEIGHT * width(n, x, EPS, DELTA)
        if kind == "interval":
            task = task / 2 + interval_loss(n, x, y, EPS, DELTA) / 2
        if kind == "adversarial":
            task = task / 2 + plain(n, moved, y) / 2
        return task + STRENGTH[source] * (n.parameters() ** 2).sum()

    if kind == "adversarial":
        checks.holds("adversarial examples lie in the ball", np.abs(moved - x).max() <= EPS + 1e-12, key)
    check_minima(checks, net, t, objective, key, 2)
    check_robustness(checks, net, t, EPS, key)
    checks.rows += 1
checks.finish()
