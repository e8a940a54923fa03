"""Checks rows of the study robust-path, which TARN_KEEP=FOLDER tarn recipe run robust-path … wrote.

    python3 scripts/results/robust_path.py FOLDER

Losses, accuracies, attacks, interval volumes and the input Hessian (by its formula for one hidden layer)
are computed anew from the parameters of every fourth point of each path, barriers and correlations from
the numbers at all points.
"""

import sys

import numpy as np

from networks import Checks, accuracy, cross_entropy, cross_entropy_slope, kept, regularised

NAMES = ["train", "clean", "adversarial", "accuracy", "attacked", "certified", "log_volume", "eigenvalue"]
# Where outputs are saturated, their ranges are differences of nearly equal numbers: hence that of log_volume.
TOLERANCES = {
    "train": 1e-10, "clean": 1e-10, "accuracy": 1e-12, "log_volume": 2e-4, "eigenvalue": 1e-8,
    # Signs of gradients near 0 differ by rounding, and ascent goes on from there.
    "adversarial": 1e-3, "excess": 1e-9, "rho": 1e-8, "rho_gap": 1e-8, "attacked": 1e-12,
}


def worst(net, x, y, eps, steps):
    z = x
    for _ in range(steps):
        g = net.input_gradient(z, cross_entropy_slope(net(z), y))
        z = np.clip(z + 2.5 * eps / steps * np.sign(g), x - eps, x + eps)
    return z


def eigenvalues(net, x, y):
    """Largest eigenvalue of the Hessian in the input: W1' M W1 for one hidden layer of tanh."""
    (w1, b1), _, (w2, _) = net.layers
    h = np.tanh(x @ w1.T + b1)
    p = cross_entropy_slope(net(x), y)
    q = p.copy()
    q[np.arange(len(y)), y - 1] += 1
    top = []
    for k in range(len(x)):
        s = 1 - h[k] ** 2
        middle = w2.T @ (np.diag(q[k]) - np.outer(q[k], q[k])) @ w2 * np.outer(s, s)
        middle += np.diag((w2.T @ p[k]) * (-2 * h[k] * s))
        top.append(np.linalg.eigvalsh(w1.T @ middle @ w1)[-1])
    return np.array(top)


def excess(clean, attacked):
    def rise(v):
        return np.log(max(v) / max(v[0], v[-1]))
    return rise(attacked) - rise(clean)


def main(folder):
    checks = Checks(TOLERANCES)
    for key, net, t in kept(folder, "robust-path"):
        checks.rows += 1
        eps, strength, steps, expected, rho, rho_gap = t["settings"]
        x, y = t["x"], t["y"]
        chosen = t["chosen"].astype(int) - 1
        v = {name: [] for name in NAMES}
        places = range(0, len(t["points"]), 4)
        for k in places:
            n = net.at(t["points"][k])
            v["train"].append(regularised(n, t["train_x"], t["train_y"], strength))
            v["clean"].append(cross_entropy(n(x), y).mean())
            v["accuracy"].append(accuracy(n, x, y))
            hard = worst(n, x, y, eps, int(steps))
            v["adversarial"].append(cross_entropy(n(hard), y).mean())
            lower, upper = n.interval(x - eps, x + eps)
            v["log_volume"].append(np.log(np.maximum(upper - lower, 2.3e-308)).sum(1).mean())
            v["eigenvalue"].append(eigenvalues(n, x[chosen], y[chosen]).mean())
            # A certificate holds against this attack too, and CROWN is compared with intervals.
            half = worst(n, x, y, eps / 2, int(steps))
            certified = t["measured"][NAMES.index("certified"), k]
            checks.holds("certified <= attacked at half the radius", certified <= accuracy(n, half, y) + 1e-12, key)
        for name in ("train", "clean", "accuracy", "adversarial", "log_volume", "eigenvalue"):
            checks.close(name, v[name], t["measured"][NAMES.index(name)][places], key)
        clean, attacked, top = (t["measured"][NAMES.index(n)] for n in ("clean", "adversarial", "eigenvalue"))
        middle = len(t["points"]) // 2
        inside = np.abs(t["middle"] - x).max() <= eps * (1 + 1e-9)
        checks.holds("attacked inputs within eps", inside, key)
        checks.close("attacked", accuracy(net.at(t["points"][middle]), t["middle"], y),
                     t["measured"][NAMES.index("attacked"), middle], key)
        checks.close("excess", excess(clean, attacked), expected, key)
        with np.errstate(invalid="ignore", divide="ignore"):
            checks.close("rho", np.corrcoef(top, attacked)[0, 1], rho, key)
            checks.close("rho_gap", np.corrcoef(top, attacked - clean)[0, 1], rho_gap, key)
    checks.finish()


if __name__ == "__main__":
    main(sys.argv[1])
