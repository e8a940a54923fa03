"""Checks stationary points of the study archetypes, which TARN_KEEP=FOLDER tarn recipe run archetypes … wrote.

    python3 scripts/results/archetypes.py FOLDER [rows.csv]

Energies and gradients of minima and transition states, and the signs of eigenvalues, are computed anew. Curves are
not kept: with the rows they are bent anew (curves.py, one hidden layer), from the lowest minimum that a start leads to
to the next eight, and their mean barriers and the primary ratio compared. They stop after 50 steps, before they have
settled, so that barriers agree to some percent only. Where more minima are kept than the starts led to, the starts
are quenched anew (only for XOR at lambda 1e-4, the primary rows, which takes its time), and the basins compared; the
barriers are if the quenches lead to as many minima as the row's did.
"""

import csv
import sys

import numpy as np

from landscapes import TOLERANCES, gradient, hessian, plain
from networks import Checks, kept

RATIO = "primary: mean log ratio of barriers"


def barrier(checks, t, row, key):
    """Mean barrier of curves between the minima that starts led to; None where these are not known."""
    from curves import barriers
    from quench import Energies, different, effective, quench, starts
    x, y = t["train_x"], t["train_y"]
    sizes = (x.shape[1], int(row["hidden"]), int(y.max()))
    energies, points = Energies(sizes, x, y, float(row["lambda"])), t["x"]
    if row["minima"] != row["quenched"]:
        if row["data"] != "xor" or float(row["lambda"]) > 2e-4:
            return None
        _, energy, done = quench(energies, starts(200, points.shape[1], int(row["split"])))
        met = np.abs(t["energy"][:, None] - energy[done]).min(1) < 1e-8
        basins = effective(different(energy[done]))
        checks.close("effective basins over the row's", basins / float(row["basins"]), 1, key)
        if met.sum() != int(row["quenched"]):
            return None
        points = points[met]
    return barriers(energies, sizes, points[0], points[1:9]).mean() if len(points) > 1 else None


def main():
    checks = Checks(TOLERANCES | {"mean barrier over the row's": 0.5, "its log, in the mean of rows": 0.05,
                                  "effective basins over the row's": 0.2, RATIO: 0.05})
    table, logs = {}, {}
    if len(sys.argv) > 2:
        with open(sys.argv[2], newline="") as file:
            for r in csv.DictReader(file):
                name = [r["data"], r["hidden"], r["layers"], f"{float(r['lambda']):g}", f"{float(r['fraction']):g}"]
                table["_".join(["archetypes", *name, r["split"]])] = r
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
        row = table.get(key)
        own = barrier(checks, t, row, key) if row and row["layers"] == "1" else None
        if own:
            logs[key] = np.log(own), np.log(float(row["curve"]))
            checks.close("mean barrier over the row's", own / float(row["curve"]), 1, key)
        checks.rows += 1
    if logs:
        away = np.subtract(*np.transpose(list(logs.values())))
        print(f"log of own mean barrier less the row's: mean {away.mean():.3f}, median size "
              f"{np.median(np.abs(away)):.3f}, largest {np.abs(away).max():.3f}, {len(away)} rows")
        checks.close("its log, in the mean of rows", away.mean(), 0, "all rows")
    wide = [(logs[k], logs[k.replace("_xor_8_", "_xor_2_")]) for k in logs
            if k.startswith("archetypes_xor_8_1_0.0001_") and k.replace("_xor_8_", "_xor_2_") in logs]
    if wide:
        own, expected = np.mean([np.subtract(*pair) for pair in wide], 0)
        print(f"XOR, width 2 to 8: mean log ratio of barriers {own:.3f}, by the rows {expected:.3f}, {len(wide)} draws")
        checks.close(RATIO, own - expected, 0, "all draws")
    checks.finish()


if __name__ == "__main__":
    main()
