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
from torch import nn
from torch.nn import functional as F

from mixed_integer import distance

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
