"""Checks minima of the study fragmentation, which TARN_KEEP=FOLDER tarn recipe run fragmentation … wrote.

    python3 scripts/results/fragmentation.py FOLDER [rows.csv]

Energies of the four losses, their gradients, certified radii, and distances are computed anew. With the rows the
starts are drawn and quenched anew, too, by descents in NumPy, and the effective numbers of basins and their ratios
compared: of Iris with the plain and the interval loss in all splits, else in one or two. Near a border of two basins
rounding decides where a descent ends, so that single rows may differ: they do where there are many minima.
"""

import csv
import sys

import numpy as np

from landscapes import TOLERANCES, check_minima, check_robustness, interval_loss, plain, width
from networks import Checks, kept

STRENGTH = {"iris": 1e-4, "wine": 1e-5}
# Splits that are quenched anew: of the primary comparison all.
QUENCHED = {("iris", "plain"): 16, ("iris", "interval"): 16, ("wine", "interval"): 1, ("wine", "sensitivity"): 0}
EPS, DELTA, WEIGHT = 0.2, 0.03, 0.1
PLAIN, OTHER = "effective basins over the row's, plain loss", "effective basins over the row's, other losses"
RATIO = "mean log ratio to the plain loss"


def quenched(t, kind, source, split, count):
    """Effective basins, by descents from the study's starts."""
    from quench import Energies, adversarial, different, effective, quench, sensitivity, starts, worst_case
    share, extra = {"plain": (1, None), "sensitivity": (1, sensitivity(WEIGHT, EPS, DELTA)),
                    "interval": (0.5, worst_case(0.5, EPS, DELTA)),
                    "adversarial": (0.5, adversarial(0.5, t["moved"]))}[kind]
    x, y = t["train_x"], t["train_y"]
    energies = Energies((x.shape[1], 5, 3), x, y, STRENGTH[source], share, extra)
    _, energy, done = quench(energies, starts(count, t["x"].shape[1], split))
    return effective(different(energy[done]))


def main():
    checks = Checks(TOLERANCES | {PLAIN: 0.05, OTHER: 0.5, RATIO: 0.1})
    table, basins = {}, {}
    if len(sys.argv) > 2:
        with open(sys.argv[2], newline="") as file:
            table = {(r["data"], r["loss"], r["split"]): r for r in csv.DictReader(file)}
    for key, net, t in kept(sys.argv[1], "fragmentation"):
        _, source, kind, split = key.split("_")
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
        row = table.get((source, kind, split))
        if row and int(split) <= QUENCHED.get((source, kind), 2):
            own = quenched(t, kind, source, int(split), 150)
            expected = float(row["basins"])
            print(f"{key}: {own:.3f} effective basins, {expected:.3f} in the row")
            checks.close(PLAIN if kind == "plain" else OTHER, own / expected, 1, key)
            basins[source, kind, split] = np.log([own, expected])
        checks.rows += 1
    for source, kind in sorted({k[:2] for k in basins if k[1] != "plain"}):
        pairs = [v - basins[source, "plain", k[2]] for k, v in basins.items()
                 if k[:2] == (source, kind) and (source, "plain", k[2]) in basins]
        if not pairs:
            continue
        own, expected = np.mean(pairs, 0)
        print(f"{source}, {kind}: mean log ratio of basins {own:.4f}, by the rows {expected:.4f}, {len(pairs)} splits")
        # Of few splits it is noise.
        if len(pairs) >= 10:
            checks.close(RATIO, own - expected, 0, f"{source}, {kind}")
    checks.finish()


if __name__ == "__main__":
    main()
