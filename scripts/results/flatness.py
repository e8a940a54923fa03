"""Checks minima of the study flatness, which TARN_KEEP=FOLDER tarn recipe run flatness … wrote.

    python3 scripts/results/flatness.py FOLDER

Energies, Hessians, certified radii, distances and the rank correlation are computed anew.
"""

import sys

import numpy as np
from scipy.stats import spearmanr

from landscapes import TOLERANCES, check_minima, check_robustness, hessian, plain
from networks import Checks, kept

checks = Checks(TOLERANCES)
for key, net, t in kept(sys.argv[1], "flatness"):
    strength = float(key.split("_")[2])
    x, y = t["train_x"], t["train_y"].astype(int)
    check_minima(checks, net, t, lambda n: plain(n, x, y) + strength * (n.parameters() ** 2).sum(), key, 1)
    for k in range(min(3, len(t["x"]))):
        values = np.linalg.eigvalsh(hessian(net, t["x"][k], x, y, strength))
        checks.close("trace", values.sum(), t["trace"][k], key)
        checks.close("largest eigenvalue", values[-1], t["highest"][k], key)
        if values[0] > 1e-5 * strength ** 0.5:
            checks.close("log-determinant", np.log(values).sum(), t["log_det"][k], key)
    check_robustness(checks, net, t, 0.3, key)
    if len(t["x"]) >= 5:
        a, b, c = t["trace"], t["distance"].mean(1), t["energy"]
        ab, ac, bc = (spearmanr(u, v)[0] for u, v in ((a, b), (a, c), (b, c)))
        checks.close("rank correlation", (ab - ac * bc) / np.sqrt((1 - ac ** 2) * (1 - bc ** 2)),
                     t["given_energy"][0], key)
    checks.rows += 1
checks.finish()
