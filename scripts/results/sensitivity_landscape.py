"""Checks minima of sensitivity-landscape, which TARN_KEEP=FOLDER tarn recipe run sensitivity-landscape … wrote.

    python3 scripts/results/sensitivity_landscape.py FOLDER [rows.csv]

Energies with the sensitivity term, their gradients, certified radii, and distances are computed anew. With the rows
rank correlations are SciPy's, and minima of the plain loss (Iris, lambda 1e-4, weight .1: the primary rows) are
followed anew to the weight and back, by descents in NumPy: which are kept, and the statistics of Mann and Whitney
(SciPy's) of their energies, distances, radii and attacked accuracies. Where a branch ends, rounding may decide into
which minimum it falls, and so whether another merges with it.
"""

import csv
import os
import sys

import numpy as np
from scipy.stats import mannwhitneyu, spearmanr

from landscapes import TOLERANCES, check_minima, check_robustness, plain, width
from networks import Checks, kept

GROWING = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1)
EPS, DELTA = 0.1, 0.03
MEASURES = ("distance", "radius", "attacked")


def number(text):
    return float(text.strip('"')) if text else np.nan


def check_ranks(checks, t, row, key):
    for name in MEASURES:
        mean, value = t[name].mean(1), np.nan
        if len(mean) >= 5 and np.ptp(mean) > 0:
            value = spearmanr(t["energy"], mean)[0]
        checks.close("rank correlation", value, number(row["energy_" + name]), key)
        checks.close("means", [mean[0], mean.mean()], [number(row[a + name]) for a in ("lowest_", "mean_")], key)


def follow(t, strength, weight):
    """Whether each minimum of the plain loss is kept, and how many ends there are at the weight."""
    from quench import Energies, different, quench, sensitivity
    x, y = t["train_x"], t["train_y"]
    weights = [0] + [w for w in GROWING if w < 0.999 * weight] + [weight]
    points, lost, ends = t["x"], np.zeros(len(t["x"]), bool), 0
    for w in weights[1:] + weights[-2::-1]:
        extra = sensitivity(w, EPS, DELTA) if w else None
        points, energy, done = quench(Energies((x.shape[1], 5, 3), x, y, strength, extra=extra), points)
        lost |= ~done
        # What has merged stays merged.
        _, first, group = np.unique(different(energy), return_index=True, return_inverse=True)
        points = points[first[group]]
        ends = len(first) if w == weight else ends
    return ~lost & (np.abs(energy - t["energy"]) < 1e-8), ends


def advantage(values, is_kept):
    """Probability that a kept one has the larger value than a lost one, less 1/2."""
    if is_kept.all() or not is_kept.any():
        return np.nan
    a, b = values[is_kept], values[~is_kept]
    return mannwhitneyu(a, b).statistic / (len(a) * len(b)) - 0.5


def main():
    checks = Checks(TOLERANCES | {"means": 1e-9, "mean advantage in distance": 0.05})
    folder, table, pairs, equal = sys.argv[1], {}, [], 0
    if len(sys.argv) > 2:
        with open(sys.argv[2], newline="") as file:
            for row in csv.DictReader(file):
                key = [row["data"], f"{float(row['lambda']):g}", f"{float(row['weight']):g}", row["split"]]
                table["_".join(["sensitivity-landscape", *key])] = row
    for key, net, t in kept(folder, "sensitivity-landscape"):
        source, strength, weight = key.split("_")[1:4]
        strength, weight = float(strength), float(weight)
        x, y = t["train_x"], t["train_y"].astype(int)

        def objective(n):
            value = plain(n, x, y) + strength * (n.parameters() ** 2).sum()
            return value + weight * width(n, x, EPS, DELTA) if weight else value

        check_minima(checks, net, t, objective, key, 2)
        check_robustness(checks, net, t, EPS, key)
        checks.rows += 1
        if key not in table:
            continue
        check_ranks(checks, t, table[key], key)
        before = os.path.join(folder, key.replace(f"_{weight:g}_", "_0_") + ".npz")
        if (source, strength, weight) == ("iris", 1e-4, 0.1) and os.path.exists(before):
            first = dict(np.load(before))
            is_kept, ends = follow(first, strength, weight)
            own = [advantage(v, is_kept) for v in (first["energy"], *(first[m].mean(1) for m in MEASURES))]
            row = [number(table[key][name]) for name in ("kept_energy", *("kept_" + m for m in MEASURES))]
            pairs.append((own[1], row[1]))
            equal += np.allclose(own, row, atol=1e-9, equal_nan=True)
            print(f"{key}: {len(is_kept)} minima, kept {is_kept.sum()} ({table[key]['kept']}), "
                  f"ends {ends} ({table[key]['ends']}), advantage in distance {own[1]:.4f} ({row[1]:.4f})")
    if pairs:
        own, row = np.nanmean(pairs, 0)
        print(f"all statistics as in the row in {equal} of {len(pairs)} splits; mean advantage in exact distance "
              f"{own:.4f}, by the rows {row:.4f}")
        checks.holds("most splits have the row's statistics", equal > len(pairs) / 2, "all splits")
        checks.close("mean advantage in distance", own, row, "all splits")
    checks.finish()


if __name__ == "__main__":
    main()
