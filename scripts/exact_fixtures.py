"""Records the exact l-infinity distance of samples from their nearest misclassified neighbours inside [0, 1]^n, by mixed
integer programs, for small ReLU networks that are trained here. Usage, in an environment with torch and scipy:
    python scripts/exact_fixtures.py Tests/Fixtures/exact_distances.json
"""
import csv
import json
import pathlib
import sys

import numpy as np
import torch
from scipy.optimize import Bounds, LinearConstraint, milp
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def moons(count):
    generator = np.random.default_rng(7)
    angle = generator.uniform(0, np.pi, count)
    y = np.arange(count) % 2
    x = np.stack([np.where(y == 0, np.cos(angle), 1 - np.cos(angle)),
                  np.where(y == 0, np.sin(angle), 0.5 - np.sin(angle))], 1)
    return x + 0.1 * generator.standard_normal(x.shape), y


def iris(count):
    path = pathlib.Path(__file__).resolve().parents[1] / "stdlib" / "data" / "iris.csv"
    rows = np.array([row for row in csv.reader(path.open())][1:], dtype=float)
    return rows[:, :4][::150 // count], rows[:, 4].astype(int)[::150 // count]


def trained(x, y, sizes):
    torch.manual_seed(5)
    layers = [nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
    net = nn.Sequential(*[part for layer in layers for part in (layer, nn.ReLU())][:-1])
    optimizer = torch.optim.Adam(net.parameters(), 0.02)
    x, y = torch.tensor(x), torch.tensor(y)
    for _ in range(400):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    return net, [(layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in layers]


def distance(weights, x, own, other):
    """The least t with |v - x| <= t, 0 <= v <= 1, and the logit of `other` not below that of `own`."""
    n = len(x)
    low, high = np.zeros(n), np.ones(n)
    # Variables: v, t, then for each hidden layer its outputs and switches.
    size = n + 1 + sum(2 * len(b) for _, b in weights[:-1])
    lower, upper, whole = np.zeros(size), np.full(size, np.inf), np.zeros(size)
    upper[:n], upper[n] = 1, 1
    rows, least, most = [], [], []

    def row(terms, bottom, top):
        line = np.zeros(size)
        for place, value in terms:
            line[place] += value
        rows.append(line), least.append(bottom), most.append(top)

    for k in range(n):
        row([(k, 1), (n, -1)], -np.inf, x[k])
        row([(k, 1), (n, 1)], x[k], np.inf)
    inputs, first = list(range(n)), n + 1
    for w, b in weights[:-1]:
        center, radius = w @ (low + high) / 2 + b, np.abs(w) @ (high - low) / 2
        bottom, top = center - radius, center + radius
        outputs = list(range(first, first + len(b)))
        switches = list(range(first + len(b), first + 2 * len(b)))
        for k, (a, s) in enumerate(zip(outputs, switches)):
            whole[s], upper[s] = 1, 1
            upper[a] = max(top[k], 0)
            own_terms = [(a, 1)] + [(i, -value) for i, value in zip(inputs, w[k])]
            row(own_terms, b[k], np.inf)
            row(own_terms + [(s, -min(bottom[k], 0))], -np.inf, b[k] - min(bottom[k], 0))
            row([(a, 1), (s, -max(top[k], 0))], -np.inf, 0)
        inputs, first = outputs, first + 2 * len(b)
        low, high = np.maximum(bottom, 0), np.maximum(top, 0)
    w, b = weights[-1]
    row([(i, value) for i, value in zip(inputs, w[other] - w[own])], b[own] - b[other], np.inf)
    cost = np.zeros(size)
    cost[n] = 1
    found = milp(cost, constraints=LinearConstraint(np.array(rows), least, most), bounds=Bounds(lower, upper),
                 integrality=whole, options={"mip_rel_gap": 1e-9})
    return found.x[n] if found.success else np.inf


cases = []
for name, (x, y), sizes in (("moons", moons(60), [2, 10, 2]), ("iris, two hidden layers", iris(75), [4, 6, 6, 3])):
    x = (x - x.min(0)) / (x.max(0) - x.min(0))
    net, weights = trained(x, y, sizes)
    predicted = net(torch.tensor(x)).argmax(1).numpy()
    distances = [0 if predicted[k] != y[k] else
                 min(distance(weights, x[k], y[k], other) for other in range(sizes[-1]) if other != y[k])
                 for k in range(len(x))]
    cases.append({
        "name": name, "sizes": sizes, "parameters": [v for w, b in weights for v in [*w.reshape(-1), *b]],
        "x": x.reshape(-1).tolist(), "y": (y + 1).tolist(),
        "distances": [round(d, 9) if np.isfinite(d) else None for d in distances],
    })
# The solver writes to standard output.
pathlib.Path(sys.argv[1]).write_text(json.dumps(cases) + "\n")
