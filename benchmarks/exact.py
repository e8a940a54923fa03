"""The peer of exact.lua: mixed integer programs by SciPy's HiGHS."""
import json
import os
import sys
import time

import numpy as np

sys.path.insert(0, "scripts")
from mixed_integer import distance  # noqa: E402
from timing import report  # noqa: E402

recorded = json.load(open("Tests/Fixtures/iris_exact.json"))
w1, b1, w2, b2 = (np.array(part, dtype=float) for part in recorded["weights"])
rows = np.loadtxt("stdlib/data/iris.csv", delimiter=",", skiprows=1)
x, y = rows[:, :4], rows[:, 4].astype(int)
x = (x - x.min(0)) / (x.max(0) - x.min(0))
predicted = (np.maximum(x @ w1.T + b1, 0) @ w2.T + b2).argmax(1)
# The solver writes to standard output.
quiet = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
begin = time.process_time()
for k in range(len(x)):
    if predicted[k] == y[k]:
        for other in range(3):
            if other != y[k]:
                distance([(w1, b1), (w2, b2)], x[k], y[k], other)
seconds = time.process_time() - begin
os.dup2(quiet, 1)
report("exact", "Iris, 4-10-3 ReLU, 150 samples", "SciPy, HiGHS", seconds)
