"""Checks rows of the study activation-topology, which TARN_KEEP=FOLDER tarn recipe run … wrote.

    OPENBLAS_NUM_THREADS=1 python3 scripts/results/activation_topology.py FOLDER

Maximum spanning forests of the activation graphs come from scipy.sparse.csgraph here, lifetimes of
components from connected components at the weights of their edges; detectors are fitted anew by
Newton's method with the strength that was chosen, and AUCs are computed from ranks.
"""

import sys

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.stats import rankdata

from networks import Checks, accuracy, cross_entropy_slope, kept, log_softmax

TASKS = {"attack": ("clean", "attacked"), "noise": ("clean", "noisy"), "kind": ("noisy", "attacked")}
TOLERANCES = {"joins and lives": 1e-9, "plain": 1e-9, "edges": 1e-9, "attack": 1e-9, "AUC of scores": 1e-12,
              # Fits end at a gradient of 1e-6; the AUC moves by whole pairs.
              "AUC of a new fit": 5e-3}
GRAPHS = 12  # of each kind of input in a row


def sizes(a):
    m = np.abs(a)
    share = m / (m.sum(1, keepdims=True) + 1e-300)
    return np.stack([m.sum(1), m.max(1), np.sqrt((a * a).sum(1)), -(share * np.log(share + 1e-300)).sum(1)], 1)


def summary(m):
    places = [int(np.floor(q * (m.shape[1] - 1))) for q in (0.1, 0.25, 0.5, 0.75, 0.9)]
    return np.concatenate([sizes(m), (m > 1e-9).sum(1, keepdims=True), np.sort(m, 1)[:, places]], 1)


def edges(net, x):
    """Weights |w_ij a_j| of all edges, and their ends."""
    activations, rows, columns, weights, offset = net.activations(x), [], [], [], 0
    for a, layer in zip(activations, net.layers):
        if isinstance(layer, str):
            continue
        w = layer[0]
        weights.append(np.abs(a[:, None, :] * w[None]).reshape(len(x), -1))
        i, j = np.indices(w.shape)
        rows.append(offset + j.ravel())
        columns.append(offset + w.shape[1] + i.ravel())
        offset += w.shape[1]
    return np.concatenate(weights, 1), np.concatenate(rows), np.concatenate(columns), offset + len(w)


def diagram(weights, rows, columns, n):
    """Joins and lifetimes, padded with zeros to n - 1."""
    some = weights > 0
    forest = minimum_spanning_tree(coo_matrix((-weights[some], (rows[some], columns[some])), (n, n))).tocoo()
    joins = np.sort(-forest.data)[::-1]
    birth = np.zeros(n)
    np.maximum.at(birth, rows, weights)
    np.maximum.at(birth, columns, weights)
    lives = []
    for weight in np.unique(joins):
        # Components above the weight, and those that they are once its edges are there. All but the
        # oldest of each end here; vertices born at this very weight live for 0.
        above, at = -forest.data > weight, -forest.data >= weight
        before = connected_components(coo_matrix((np.ones(above.sum()), (forest.row[above], forest.col[above])),
                                                 (n, n)), directed=False)[1]
        after = connected_components(coo_matrix((np.ones(at.sum()), (forest.row[at], forest.col[at])),
                                                (n, n)), directed=False)[1]
        for component in np.unique(after):
            inside = np.unique(before[after == component])
            births = sorted(max(birth[before == c]) for c in inside)
            lives += [b - weight for b in births[:-1]]
    pad = n - 1 - len(joins)
    return np.append(joins, np.zeros(pad)), np.append(lives, np.zeros(n - 1 - len(lives)))


def topology(net, x):
    weights, rows, columns, n = edges(net, x)
    diagrams = [diagram(w, rows, columns, n) for w in weights]
    return np.concatenate([summary(np.array([d[0] for d in diagrams])),
                           summary(np.array([d[1] for d in diagrams]))], 1)


def plain(net, x):
    a = net.activations(x)
    logits = a[-1]
    top, p = np.sort(logits, 1), log_softmax(logits)
    logsum = logits[:, :1] - p[:, :1]
    rest = [(top[:, -1] - top[:, -2])[:, None], -(np.exp(p) * p).sum(1, keepdims=True), logsum]
    return np.concatenate([sizes(x), sizes(a[2]), sizes(logits)] + rest, 1)


def worst(net, x, y, eps, steps=20):
    z = x
    for _ in range(steps):
        g = net.input_gradient(z, cross_entropy_slope(net(z), y))
        z = np.clip(z + 2.5 * eps / steps * np.sign(g), x - eps, x + eps)
    return z


def auc(low, high):
    ranks = rankdata(np.concatenate([low, high]))
    return (ranks[len(low):].sum() - len(high) * (len(high) + 1) / 2) / (len(low) * len(high))


def fitted(negative, positive, strength):
    """Scores of the logistic regression on standardised features and their squares."""
    both = np.concatenate([negative, positive])
    mean, deviation = both.mean(0), both.std(0, ddof=1) + 1e-9

    def design(f):
        z = (f - mean) / deviation
        return np.concatenate([z, z * z, np.ones((len(z), 1))], 1)

    x = design(both)
    s = np.append(-np.ones(len(negative)), np.ones(len(positive)))
    ridge = 2 * strength * np.append(np.ones(x.shape[1] - 1), 0)
    w = np.zeros(x.shape[1])

    def value(v):
        return np.logaddexp(0, -s * (x @ v)).mean() + (ridge / 2 * v * v).sum()

    for _ in range(200):
        q = 1 / (1 + np.exp(np.clip(s * (x @ w), -500, 500)))
        g = -(x.T @ (s * q)) / len(s) + ridge * w
        if np.abs(g).max() < 1e-9:
            break
        hessian = (x.T * (q * (1 - q))) @ x / len(s) + np.diag(ridge)
        step = np.linalg.lstsq(hessian, g, rcond=1e-13)[0]
        length = 1.0
        while value(w - length * step) > value(w) and length > 1e-6:
            length /= 2
        w = w - length * step
    return lambda f: design(f) @ w


def main(folder):
    checks = Checks(TOLERANCES)
    for key, net, t in kept(folder, "activation-topology"):
        checks.rows += 1
        eps, y = t["eps"].item(), t["y"]
        checks.close("attack", worst(net, t["clean"], y, eps), t["attacked"], key)
        checks.holds("noise as large as the attack",
                     np.allclose(np.abs(t["noisy"] - t["clean"]), np.abs(t["attacked"] - t["clean"])), key)
        checks.holds("accuracy falls under attack",
                     accuracy(net, t["attacked"], y) <= accuracy(net, t["clean"], y), key)
        f = {part: {} for part in ("train", "test")}
        for kind in ("clean", "attacked", "noisy"):
            x = t[kind]
            checks.close("plain", plain(net, x), t[f"test_{kind}_plain"], key)
            checks.close("edges", summary(edges(net, x)[0]), t[f"test_{kind}_edges"], key)
            checks.close("joins and lives", topology(net, x[:GRAPHS]), t[f"test_{kind}_topology"][:GRAPHS], key)
            for part in f:
                names = {s: t[f"{part}_{kind}_{s}"] for s in ("topology", "plain", "edges")}
                names["both"] = np.concatenate([names["plain"], names["topology"]], 1)
                f[part][kind] = names
        for task, (negative, positive) in TASKS.items():
            for s in ("topology", "plain", "edges", "both"):
                expected, strength = t[f"auc_{task}_{s}"]
                low, high = t[f"scores_{task}_{s}"]
                checks.close("AUC of scores", auc(low, high), expected, key)
                if strength >= 1e-4:
                    # Weaker ones hardly bound the weights, and where a fit ends depends on its method.
                    score = fitted(f["train"][negative][s], f["train"][positive][s], strength)
                    again = auc(score(f["test"][negative][s]), score(f["test"][positive][s]))
                    checks.close("AUC of a new fit", again, expected, f"{key} {task} {s}")
    checks.finish()


if __name__ == "__main__":
    main(sys.argv[1])
