"""Checks networks of the study sensitivity-loss, which TARN_KEEP=FOLDER tarn recipe run sensitivity-loss … wrote.

    python3 scripts/results/sensitivity_loss.py FOLDER

Clean errors, attacks, interval volumes, CROWN certificates and some exact distances (as mixed-integer
programs) are computed anew from parameters and samples. compare_sensitivity.py uses its parts.
"""

import sys

import numpy as np
from scipy.optimize import LinearConstraint, milp

from networks import Checks, accuracy, cross_entropy_slope, kept

TOLERANCES = {"test error": 1e-12, "attacked": 1e-12, "certified": 1e-12, "log-volume": 1e-4,
              "relative width": 1e-5, "exact distance": 3e-4}
SLACK = 2e-6  # of float32 inputs


def box(x, eps, clip):
    low, high = x - eps, x + eps
    return (np.maximum(low, 0), np.minimum(high, 1)) if clip else (low, high)


def certified_margins(net, x, y, eps, clip):
    """Least lower bound of z_y - z_j for one hidden layer of ReLU: by linear bounds of each unit (CROWN), or by its
    interval where that is better."""
    (w1, b1), _, (w2, b2) = net.layers
    low, high = box(x, eps, clip)
    center, radius = (low + high) / 2, (high - low) / 2
    mid, reach = center @ w1.T + b1, radius @ np.abs(w1).T
    l, u = mid - reach, mid + reach
    open_ = (l < 0) & (u > 0)
    slope = np.where(open_, u / np.where(open_, u - l, 1), u > 0)
    lower_slope = np.where(open_, u > -l, slope)
    worst = np.full(len(x), np.inf)
    for k in range(len(w2)):
        a = w2[y - 1] - w2[k]
        up, down = np.maximum(a, 0), np.minimum(a, 0)
        line = up * lower_slope + down * slope
        constant = (down * np.where(open_, -slope * l, 0)).sum(1) + b2[y - 1] - b2[k] + line @ b1
        margin = ((line @ w1) * center).sum(1) - (np.abs(line @ w1) * radius).sum(1) + constant
        interval = (up * np.maximum(l, 0) + down * np.maximum(u, 0)).sum(1) + b2[y - 1] - b2[k]
        worst = np.where(y - 1 == k, worst, np.minimum(worst, np.maximum(margin, interval)))
    return worst


def pgd(net, x, y, eps, clip, steps=20):
    low, high = box(x, eps, clip)
    z = x
    for _ in range(steps):
        g = net.input_gradient(z, cross_entropy_slope(net(z), y))
        z = np.clip(z + 2.5 * eps / steps * np.sign(g), low, high)
    return accuracy(net, z, y)


def exact_distance(net, x, y):
    """Least l-infinity distance of x to an input that is not of class y: an integer program a class."""
    (w1, b1), _, (w2, b2) = net.layers
    if net(x[None])[0].argmax() != y - 1:
        return 0.0
    n, h, best, far = len(x), len(b1), np.inf, 5.0
    mid, reach = w1 @ x + b1, far * np.abs(w1).sum(1)
    l, u = np.minimum(mid - reach, -1e-6), np.maximum(mid + reach, 1e-6)
    # Variables: t, x' - x, hidden values, which of them are on.
    total, eye, zero = 1 + n + 2 * h, np.eye(h), np.zeros
    for k in range(len(w2)):
        if k == y - 1:
            continue
        t = np.ones((n, 1))
        rows = np.vstack([
            np.hstack([-t, np.eye(n), zero((n, 2 * h))]), np.hstack([-t, -np.eye(n), zero((n, 2 * h))]),
            np.hstack([zero((h, 1)), w1, -eye, zero((h, h))]),
            np.hstack([zero((h, 1)), -w1, eye, -np.diag(l)]),
            np.hstack([zero((h, 1 + n)), eye, -np.diag(u)]),
            np.hstack([zero((1, 1 + n)), (w2[y - 1] - w2[k])[None], zero((1, h))])])
        ends = np.concatenate([zero(2 * n), -mid, mid - l, zero(h), [b2[k] - b2[y - 1]]])
        lower = np.concatenate([[0], np.full(n, -far), zero(2 * h)])
        upper = np.concatenate([[far], np.full(n, far), np.maximum(u, 0), np.ones(h)])
        found = milp(np.eye(total)[0], constraints=LinearConstraint(rows, ub=ends),
                     bounds=(lower, upper), integrality=np.repeat([0, 1], [total - h, h]),
                     options={"mip_rel_gap": 1e-7})
        if found.status == 0:
            best = min(best, found.fun)
    return best


def check_tested(checks, net, t, clip, key):
    """Clean error, attack and certificate of one network."""
    x, y, eps = t["x"].reshape(len(t["x"]), -1).astype(float), t["y"], float(t["eps"][0])
    z = t["adversarial"].reshape(len(x), -1).astype(float)
    checks.close("test error", t["numbers"][0], 1 - accuracy(net, t["test_x"], t["test_y"]), key)
    right = net(z).argmax(1) == y - 1
    checks.close("attacked", t["numbers"][1], right.mean(), key)
    checks.holds("attacked flags", np.array_equal(right, t["right"] > 0.5), key)
    low, high = box(x, eps, clip)
    checks.holds("ball and range", (z >= low - SLACK).all() and (z <= high + SLACK).all(), key)
    margins = certified_margins(net, x, y, eps, clip)
    checks.close("certified", t["numbers"][-1], (margins > 0).mean(), key)
    checks.holds("certified <= attacked", not ((margins > 1e-5) & ~right).any(), key)
    checks.holds("own PGD fools at most 2 % more", pgd(net, x, y, eps, clip) >= right.mean() - 0.02, key)


def main(folder):
    checks = Checks(TOLERANCES)
    for key, net, t in kept(folder, "sensitivity-loss"):
        name = key.split("_")[1]
        check_tested(checks, net, t, name not in ("iris", "wine"), key)
        eps, test_x = float(t["eps"][0]), t["test_x"].reshape(len(t["test_x"]), -1).astype(float)
        lower, upper = net.interval(test_x - eps, test_x + eps)
        logits = net(test_x)
        spread = np.sqrt(((logits - logits.mean(1, keepdims=True)) ** 2).mean(1))
        checks.close("log-volume", t["numbers"][2], np.log(upper - lower).sum(1).mean(), key)
        checks.close("relative width", t["numbers"][3], ((upper - lower).mean(1) / spread).mean(), key)
        if name in ("iris", "wine"):
            d = t["distances"]
            checks.holds("certified <= exact <= attacked", t["numbers"][4] <= (d > eps).mean() <=
                         t["numbers"][1], key)
            for k in range(3):
                checks.close("exact distance", d[k], exact_distance(net, test_x[k], t["test_y"][k]), key)
        checks.rows += 1
    checks.finish()


if __name__ == "__main__":
    main(sys.argv[1])
