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


def table(folder, name):
    """Energies and coordinates of a csv file, and its rows."""
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name[0] == "x" and name[1:].isdigit()]
    names.sort(key=lambda name: int(name[1:]))
    energies = np.array([float(row["energy"]) for row in rows])
    return energies, np.array([[float(row[name]) for name in names] for row in rows]), rows


def minima(folder):
    return table(folder, "atlas.csv")


def saddles(folder):
    """Those of the csv file, with the places of the minima below them, from 0."""
    energies, points, rows = table(folder, "atlas.saddles.csv")
    places = {row["id"]: place for place, row in enumerate(minima(folder)[2])}
    return energies, points, rows, [[places[row[name]] for name in ("minimum1", "minimum2")] for row in rows]


def same(what, found, expected):
    if not np.array_equal(np.asarray(found), np.asarray(expected)):
        raise SystemExit(f"{what} differs: {found} instead of {expected}")
    print(f"{what}: {np.size(found)} numbers, bit for bit")


def read_topsearch(folder):
    from topsearch.data.kinetic_transition_network import KineticTransitionNetwork

    os.chdir(folder)  # where topsearch leaves its logfile
    energies, points, _ = minima(folder)
    network = KineticTransitionNetwork()
    network.read_network(text_path=os.path.join(folder, "topsearch", ""))
    same("minima of topsearch", network.n_minima, len(energies))
    same("energies", [network.get_minimum_energy(k) for k in range(len(energies))], energies)
    same("coordinates", [network.get_minimum_coords(k) for k in range(len(energies))], points)

    # topsearch has an edge for each pair of minima: the lowest transition state between them.
    energies, points, _, ends = saddles(folder)
    lowest = {}
    for k in np.argsort(energies, kind="stable"):
        lowest.setdefault(tuple(sorted(ends[k])), k)
    same("transition states of topsearch", [network.n_ts, network.G.number_of_edges()], [len(lowest)] * 2)
    same("their energies", [network.get_ts_energy(*pair) for pair in lowest], [energies[k] for k in lowest.values()])
    same("their coordinates", [network.get_ts_coords(*pair) for pair in lowest], [points[k] for k in lowest.values()])


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

    def compare_saddles(what, database, eigenvalues):
        energies, points, rows, ends = saddles(folder)
        found = sorted(database.transition_states(), key=lambda t: t.id())
        places = {m.id(): k for k, m in enumerate(sorted(database.minima(), key=lambda m: m.id()))}
        same(f"transition states of {what}", len(found), len(energies))
        same("energies", [t.energy for t in found], energies)
        same("coordinates", [t.coords for t in found], points)
        same("ends", [[places[t.minimum1.id()], places[t.minimum2.id()]] for t in found], ends)
        same("fvib", [t.fvib for t in found], [float(row["log_determinant"]) for row in rows])
        if eigenvalues:
            same("eigenvalues", [t.eigenval for t in found], [float(row["eigenvalue"]) for row in rows])
        for t in found:
            assert t in database.getTransitionStatesMinimum(t.minimum1)
            assert database.getTransitionState(t.minimum1, t.minimum2) is not None
        print("point group orders:", sorted({t.pgorder for t in found}), "invalid:", {t.invalid for t in found})

    database = Database(os.path.join(folder, "atlas.sqlite"), createdb=False)
    found = compare("pele's database", database)
    compare_saddles("pele's database", database, eigenvalues=True)
    found[0].coords += 1  # numpy must have made an array that can be written
    place = os.path.join(folder, "pathsample")
    database = Database()
    OptimDBConverter(
        database, None, *(os.path.join(place, name) for name in ("min.data", "ts.data", "points.min", "points.ts"))
    ).convert()
    compare("PATHSAMPLE's files, read by pele", database)
    compare_saddles("PATHSAMPLE's files, read by pele", database, eigenvalues=False)


def examples():
    """Five points of three coordinates, with numbers that decimal text of few digits would not hold."""
    random = np.random.default_rng(1)
    return -np.sqrt(np.arange(2.0, 7.0)), random.normal(size=(5, 3))


def saddle_examples():
    """Two transition states, with the places of the minima below them."""
    random = np.random.default_rng(2)
    return [0.5, np.sqrt(0.5)], random.normal(size=(2, 3)), [(0, 1), (4, 2)]


def write_topsearch(folder):
    from topsearch.data.kinetic_transition_network import KineticTransitionNetwork

    os.chdir(folder)
    network = KineticTransitionNetwork()
    for energy, point in zip(*examples()):
        network.add_minimum(point, energy)
    for energy, point, ends in zip(*saddle_examples()):
        network.add_ts(point, energy, *ends)
    network.dump_network(".topsearch")
    write_pickles(folder)
    os.remove("pairlist.topsearch")
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
    # One with all that pele has of a transition state, and one with nothing but what it needs.
    energies, points, ends = saddle_examples()
    database.addTransitionState(energies[0], points[0], *(found[k] for k in ends[0]))
    full = database.addTransitionState(
        energies[1], points[1], *(found[k] for k in ends[1]), eigenval=-1 / 3, eigenvec=np.ones(3), pgorder=2, fvib=0.7
    )
    full.user_data = {"accuracy": 0.5}
    database.session.commit()
    place = os.path.join(folder, "pathsample")
    os.makedirs(place, exist_ok=True)
    WritePathsampleDB(
        database, *(os.path.join(place, name) for name in ("min.data", "ts.data", "points.min", "points.ts"))
    ).write_db()
    # An invalid one is no minimum, and nothing is known of what leads there; PATHSAMPLE has no word for it.
    invalid = database.addMinimum(9.5, np.ones(3))
    invalid.invalid = True
    database.addTransitionState(10.5, np.zeros(3), found[0], invalid)
    database.addTransitionState(11.5, np.ones(3), found[0], found[3]).invalid = True
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
