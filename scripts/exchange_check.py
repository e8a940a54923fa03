"""Reads what `atlas:export` writes with the programs that it is for, and writes files with them for `landscape.import`.

    python exchange_check.py topsearch|pele read FOLDER     compares FOLDER/<format> with FOLDER/atlas.csv
    python exchange_check.py topsearch|pele write FOLDER    writes the files that Tests/Fixtures/landscape holds

Each program lives in a virtual environment of its own: `pip install 'numpy<2' topsearch`, `pip install pele` (the latter has
modules for Python 3.11). `scripts/exchange_check.lua` makes FOLDER.
"""

import csv
import os
import pickle
import sys

import numpy as np


def minima(folder):
    """Energies and coordinates of the csv file."""
    with open(os.path.join(folder, "atlas.csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name[0] == "x" and name[1:].isdigit()]
    names.sort(key=lambda name: int(name[1:]))
    energies = np.array([float(row["energy"]) for row in rows])
    return energies, np.array([[float(row[name]) for name in names] for row in rows]), rows


def same(what, found, expected):
    if not np.array_equal(np.asarray(found), np.asarray(expected)):
        raise SystemExit(f"{what} differs: {found} instead of {expected}")
    print(f"{what}: {np.size(found)} numbers, bit for bit")


def read_topsearch(folder):
    from topsearch.data.kinetic_transition_network import KineticTransitionNetwork

    energies, points, _ = minima(folder)
    network = KineticTransitionNetwork()
    network.read_network(text_path=os.path.join(folder, "topsearch", ""))
    same("minima of topsearch", network.n_minima, len(energies))
    same("energies", [network.get_minimum_energy(k) for k in range(len(energies))], energies)
    same("coordinates", [network.get_minimum_coords(k) for k in range(len(energies))], points)


def read_pele(folder):
    from pele.storage import Database
    from pele.utils.optim_compatibility import OptimDBConverter

    energies, points, rows = minima(folder)
    logs = [float(row["log_determinant"]) for row in rows]

    def compare(what, database):
        found = sorted(database.minima(), key=lambda m: m.id())
        same(f"minima of {what}", len(found), len(energies))
        same("energies", [m.energy for m in found], energies)
        same("coordinates", [m.coords for m in found], points)
        same("fvib", [m.fvib for m in found], logs)
        print("point group orders:", sorted({m.pgorder for m in found}), "invalid:", {m.invalid for m in found})
        return found

    found = compare("pele's database", Database(os.path.join(folder, "atlas.sqlite"), createdb=False))
    found[0].coords += 1  # numpy must have made an array that can be written
    place = os.path.join(folder, "pathsample")
    database = Database()
    OptimDBConverter(
        database, mindata=os.path.join(place, "min.data"), pointsmin=os.path.join(place, "points.min")
    ).load_minima()
    compare("PATHSAMPLE's files, read by pele", database)


def examples():
    """Five points of three coordinates, with numbers that decimal text of few digits would not hold."""
    random = np.random.default_rng(1)
    return -np.sqrt(np.arange(2.0, 7.0)), random.normal(size=(5, 3))


def write_topsearch(folder):
    from topsearch.data.kinetic_transition_network import KineticTransitionNetwork

    os.chdir(folder)
    network = KineticTransitionNetwork()
    for energy, point in zip(*examples()):
        network.add_minimum(point, energy)
    network.add_ts(np.zeros(3), 0.5, 0, 1)
    network.dump_network(".topsearch")
    write_pickles(folder)
    for name in ("ts.data", "ts.coords", "pairlist"):
        os.remove(name + ".topsearch")
    os.remove("logfile")


def write_pele(folder):
    from pele.storage import Database
    from pele.utils.optim_compatibility import WritePathsampleDB

    energies, points = examples()
    path = os.path.join(folder, "pele.sqlite")
    if os.path.exists(path):
        os.remove(path)
    database = Database(path, accuracy=1e-9)
    found = []
    for k, (energy, point) in enumerate(zip(energies, points)):
        found.append(database.addMinimum(energy, point, pgorder=k + 1, fvib=0.1 * k))
    found[1].user_data = {"accuracy": 0.97}
    database.addTransitionState(0.5, np.zeros(3), found[0], found[1])
    database.session.commit()
    place = os.path.join(folder, "pathsample")
    os.makedirs(place, exist_ok=True)
    WritePathsampleDB(
        database, *(os.path.join(place, name) for name in ("min.data", "ts.data", "points.min", "points.ts"))
    ).write_db()
    # An invalid one is no minimum; PATHSAMPLE has no word for it.
    database.addMinimum(9.5, np.ones(3)).invalid = True
    database.session.commit()
    write_pickles(folder)


def write_pickles(folder):
    points = examples()[1]
    name = f"pickles_numpy{np.__version__[0]}.txt"
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        for protocol in range(2, 6):
            for array in (points[0], points[:2], points[0].astype(">f8"), points[0].astype("f4")):
                name = "x".join(map(str, array.shape))
                file.write(f"{protocol} {array.dtype.str} {name} {pickle.dumps(array, protocol).hex()}\n")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("topsearch", "pele") or sys.argv[2] not in ("read", "write"):
        raise SystemExit(__doc__)
    globals()[f"{sys.argv[2]}_{sys.argv[1]}"](os.path.abspath(sys.argv[3]))
