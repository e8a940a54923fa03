"""Checks rows of the study minima-robustness in NumPy.

    TARN_KEEP=FOLDER tarn recipe run minima-robustness ...
    python scripts/results/minima_robustness.py FOLDER [every]

Of every minimum: energy, gradient, accuracy, interval volume, relative width, interval radius, attacked
accuracy, exact distance (attained, and nothing nearer in random search), exact range; of every row:
coefficients, plain, partial and weighted, the same by SciPy (on ranks, residuals of ranks, and repeated minima),
and the gains of picking, by sums over all draws. With `every` = 10 minima are taken of each tenth row only. Last it
says how energy and norm go together within landscapes, which no row has.
"""

import itertools
import sys

import numpy as np
from scipy.stats import pearsonr, rankdata, spearmanr

from networks import Checks, accuracy, cross_entropy_slope, kept, regularised

EPS = 0.1


def ranks(values, weight):
    return np.array([weight[values < v].sum() + weight[values == v].sum() / 2 for v in values])


def pearson(a, b, weight):
    w = weight / weight.sum()
    a, b = a - w @ a, b - w @ b
    scale = (w @ a**2) * (w @ b**2)
    return w @ (a * b) / np.sqrt(scale) if scale > 1e-12 else np.nan


def spearman(energy, values, weight, given=None):
    e, v = ranks(energy, weight), ranks(values, weight)
    plain = pearson(e, v, weight)
    if given is None:
        return plain
    g = ranks(given, weight)
    eg, vg = np.nan_to_num([pearson(e, g, weight), pearson(v, g, weight)])
    left = (1 - eg**2) * (1 - vg**2)
    return (plain - eg * vg) / np.sqrt(left) if left > 1e-9 else np.nan


def log_volume(lower, upper):
    """Sides are 1e-4 at least, in the mean."""
    with np.errstate(divide="ignore"):
        return np.maximum(np.log(upper - lower).sum(-1), lower.shape[-1] * np.log(1e-4))


def margin(net, x, y, radius):
    """Interval bound of the smallest difference of logits; the last layer is merged with it."""
    lower, upper = x - radius[:, None], x + radius[:, None]
    body = object.__new__(type(net))
    body.layers = net.layers[:-1]
    lower, upper = body.interval(lower, upper)
    weight, bias = net.layers[-1]
    spec = weight[y - 1][:, None, :] - weight[None, :, :]
    center, half = (lower + upper) / 2, (upper - lower) / 2
    bound = (spec * center[:, None]).sum(2) + bias[y - 1][:, None] - bias - (np.abs(spec) * half[:, None]).sum(2)
    bound[np.arange(len(y)), y - 1] = np.inf
    return bound.min(1)


def gradient(net, x, y, strength):
    values = net.activations(x)
    slope, parts = cross_entropy_slope(values[-1], y) / len(y), []
    for k in range(len(net.layers) - 1, -1, -1):
        layer, z = net.layers[k], values[k]
        if isinstance(layer, str):
            slope = slope * (1 - np.tanh(z) ** 2 if layer == "Tanh" else (z > 0))
        else:
            parts = [(slope.T @ z).ravel(), slope.sum(0)] + parts
            slope = slope @ layer[0]
    return np.concatenate(parts) + 2 * strength * net.parameters()


def minimum(checks, key, net, t, k, strength, smooth, random):
    x, y = t["x_test"], t["y_test"]
    checks.close("energy", t["energy"][k], regularised(net, t["x_train"], t["y_train"], strength), key)
    checks.close("norm", t["norm"][k], np.linalg.norm(net.parameters()), key)
    if smooth:
        checks.close("gradient", np.abs(gradient(net, t["x_train"], t["y_train"], strength)).max(), 0, key)
    wrong = (net(x).argmax(1) != y - 1).astype(float)
    checks.close("test error", t["wrong"][k], wrong, key)
    checks.close("validation error", t["validation_error"][k],
                 1 - accuracy(net, t["x_validation"], t["y_validation"]), key)
    lower, upper = net.interval(x - EPS, x + EPS)
    checks.close("interval volume", t["interval"][k], log_volume(lower, upper), key)
    # The network of zeros, which is a minimum where there are two hidden layers, has width 0 of spread 0: 0.
    size, spread = (upper - lower).mean(1), net(x).std(1)
    relative = np.where(size == 0, 0, size / np.where(spread == 0, 1, spread))
    checks.close("relative width", t["relative"][k], relative, key)
    lower, upper = net.interval(t["x_train"] - EPS, t["x_train"] + EPS)
    checks.close("sensitivity", t["sensitivity"][k], log_volume(lower, upper).mean(), key)

    r = t["interval_radius"][k]
    right = wrong == 0
    checks.holds("interval radius is certified", (margin(net, x, y, r)[right] > -1e-9).all(), key)
    beyond = (margin(net, x, y, r + 2e-4) <= 0) | (r >= 1.9998)
    checks.holds("interval radius is the largest", beyond[right].all() and (r[wrong == 1] == 0).all(), key)
    checks.close("radius", t["radius"][k], np.maximum(r, t["crown_radius"][k]), key)

    attacked, found = t["attacked"][k], t["adversarial"][k]
    checks.close("adversarial inputs are wrong", (net(found).argmax(1) == y - 1)[attacked == 0], 0, key)
    checks.holds("adversarial inputs are within eps", np.abs(found - x).max() <= EPS + 1e-9, key)

    n = t["distance"].shape[1]
    d, nearest = t["distance"][k], t["nearest"][k]
    known = ~np.isnan(nearest).any(1) & (d < 2 - 1e-3)
    z = net(np.nan_to_num(nearest))
    other = z.copy()
    other[np.arange(n), y[:n] - 1] = -np.inf
    checks.holds("nearest inputs are of another class",
                 (other.max(1) >= z[np.arange(n), y[:n] - 1] - 1e-6)[known].all(), key)
    checks.close("distance", d[known], np.abs(nearest - x[:n]).max(1)[known], key)
    checks.holds("certified radius is below the distance", (t["radius"][k][:n] <= d + 1e-4).all(), key)
    checks.holds("attacks agree with the distance", ((attacked[:n] == 1) | (d <= EPS + 1e-4)).all(), key)
    for s in range(n):
        if d[s] > 1e-4:
            inside = x[s] + (d[s] - 1e-4) * random.uniform(-1, 1, (200, x.shape[1])).round(1)
            checks.holds("nothing nearer in random search", (net(inside).argmax(1) == y[s] - 1).all(), key)
    if "range" in t:
        for s, value in enumerate(t["range"][k]):
            z = net(x[s] + EPS * random.uniform(-1, 1, (500, x.shape[1])))
            checks.holds("exact range holds samples", log_volume(z.min(0), z.max(0)) <= value + 1e-6, key)
        some = t["range"].shape[1]
        below = np.minimum(t["interval"][k], t["zonotope"][k])[:some] + 0.01
        checks.holds("exact range is below bounds", (t["range"][k] <= below).all(), key)


def coefficients(checks, key, t):
    energy, hits = t["energy"], t["hits"]
    once = np.ones(len(energy))
    for name in ("distance", "radius", "attacked", "interval", "zonotope", "range", "relative", "wrong"):
        expected = dict.fromkeys(("", "_norm", "_error", "_hits"), np.nan)
        if name in t and len(energy) >= 5:
            n = t[name].shape[1]
            mean, wrong = t[name].sum(1), t["wrong"][:, :n].sum(1)
            expected[""] = spearman(energy, mean, once)
            expected["_norm"] = spearman(energy, mean, once, t["norm"])
            if name != "wrong":
                expected["_error"] = spearman(energy, mean, once, wrong)
            expected["_hits"] = spearman(energy, mean, hits)
        for variant, value in expected.items():
            checks.close("coefficients", t["row_" + name + variant][0], value, key)


def residual(ranks, given):
    """What is left of ranks by a line in the others."""
    line = np.stack([np.ones(len(given)), given], 1)
    return ranks - line @ np.linalg.lstsq(line, ranks, rcond=None)[0]


def by_scipy(checks, key, t):
    """The coefficients that rows have, by other ways."""
    energy, hits = t["energy"], t["hits"].astype(int)
    for name in ("distance", "radius", "attacked", "interval", "zonotope", "range", "relative", "wrong"):
        if name not in t:
            continue
        mean, wrong = t[name].sum(1), t["wrong"][:, :t[name].shape[1]].sum(1)
        for variant, given in (("", None), ("_norm", t["norm"]), ("_error", wrong), ("_hits", None)):
            stored = t["row_" + name + variant][0]
            if np.isnan(stored):
                continue
            if variant == "_hits":
                value = spearmanr(np.repeat(energy, hits), np.repeat(mean, hits))[0]
            elif given is None:
                value = spearmanr(energy, mean)[0]
            else:
                value = pearsonr(*(residual(rankdata(v), rankdata(given)) for v in (energy, mean)))[0]
            checks.close("coefficients by SciPy", stored, value, key)


def picks(checks, key, t):
    """Chances by going through all ordered sets of tied groups: the least value of k draws."""
    share = t["hits"] / t["hits"].sum()
    for criterion, outcome in itertools.product(
            ("energy", "validation_error", "norm", "sensitivity", "validation_radius"),
            ("attacked", "radius", "distance")):
        value, mean = t[criterion], t[outcome].mean(1)
        levels = np.unique(value)
        for draws, k in (("5", 5), ("10", 10), ("all", None)):
            gain, above = 0, 1.0
            for level in levels:
                group = value == level
                rest = above - share[group].sum()
                chance = (1.0 if level == levels[0] else 0.0) if k is None else above**k - max(rest, 0) ** k
                gain += chance * (share[group] @ mean[group]) / share[group].sum()
                above = rest
            stored = t[f"row_pick_{criterion}_{draws}_{outcome}"][0]
            checks.close("gains", stored, gain - share @ mean, key)


def main(folder, every=1):
    together = {}
    checks = Checks({
        "energy": 1e-9, "norm": 1e-9, "gradient": 1e-7, "test error": 0, "validation error": 1e-12,
        "interval volume": 1e-8, "relative width": 1e-8, "sensitivity": 1e-8, "radius": 0, "distance": 1e-4,
        "adversarial inputs are wrong": 0, "coefficients": 1e-8,
        "coefficients by SciPy": 1e-8, "gains": 1e-8})
    random = np.random.default_rng(1)
    for key, shape, t in kept(folder, "minima-robustness"):
        checks.rows += 1
        for k, w in enumerate(t["parameters"] if checks.rows % every == 0 else []):
            minimum(checks, key, shape.at(w), t, k, t["row_lambda"][0], "_relu_" not in key, random)
        checks.close("norm", t["row_lowest"][0], t["energy"].min(), key)
        coefficients(checks, key, t)
        by_scipy(checks, key, t)
        picks(checks, key, t)
        if len(t["energy"]) >= 5:
            setting = key.split("_", 1)[1].rsplit("_", 1)[0]
            together.setdefault(setting, []).append(spearmanr(t["energy"], t["norm"])[0])
    for setting, values in together.items():
        print(f"{setting}: Spearman of energy and norm within a landscape, mean {np.mean(values):.3f}, "
              f"from {min(values):.2f} to {max(values):.2f}, {len(values)} landscapes")
    checks.finish()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
