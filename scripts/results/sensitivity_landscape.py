"""Checks minima of the study sensitivity-landscape, which TARN_KEEP=FOLDER tarn recipe run sensitivity-landscape … wrote.

    python3 scripts/results/sensitivity_landscape.py FOLDER

Energies with the sensitivity term, their gradients, certified radii, and distances are computed anew.
"""

import sys

from landscapes import TOLERANCES, check_minima, check_robustness, plain, width
from networks import Checks, kept

checks = Checks(TOLERANCES)
for key, net, t in kept(sys.argv[1], "sensitivity-landscape"):
    strength, weight = (float(part) for part in key.split("_")[2:4])
    x, y = t["train_x"], t["train_y"].astype(int)

    def objective(n):
        value = plain(n, x, y) + strength * (n.parameters() ** 2).sum()
        return value + weight * width(n, x, 0.1, 0.03) if weight else value

    check_minima(checks, net, t, objective, key, 2)
    check_robustness(checks, net, t, 0.1, key)
    checks.rows += 1
checks.finish()
