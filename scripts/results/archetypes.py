"""Checks stationary points of the study archetypes, which TARN_KEEP=FOLDER tarn recipe run archetypes … wrote.

    python3 scripts/results/archetypes.py FOLDER

Energies and gradients of minima and transition states, and the signs of eigenvalues, are computed anew.
"""

import sys

import numpy as np

from landscapes import TOLERANCES, gradient, hessian, plain
from networks import Checks, kept

checks = Checks(TOLERANCES)
for key, net, t in kept(sys.argv[1], "archetypes"):
    strength = float(key.split("_")[4])
    x, y = t["train_x"], t["train_y"].astype(int)

    def energy(w):
        return plain(net.at(w), x, y) + strength * (w ** 2).sum()

    for points, energies, name, index in ((t["x"], t["energy"], "energy", 0),
                                          (t["saddles"], t["heights"], "saddle energy", 1)):
        for k, w in enumerate(points):
            checks.close(name, energy(w), energies[k], key)
            checks.close("gradient", np.abs(gradient(net.at(w), x, y, strength)).max(), 0, key)
            if k < 3:
                # Eigenvalues that differences can tell from 0.
                values = np.linalg.eigvalsh(hessian(net, w, x, y, strength))
                checks.holds("no more negative eigenvalues than minima and transition states have",
                             (values < -1e-8).sum() <= index, key)
    checks.rows += 1
checks.finish()
