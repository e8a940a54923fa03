"""Records regressions for the tests of Optimizers: least squares and ridge on the diabetes data in closed form (NumPy), and
steps of PyTorch's optimisers on mean squares. Usage, in an environment with torch, from the root of the repository:
    python scripts/regression_fixtures.py > Tests/Fixtures/regression.json
"""
import csv
import json

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

rows = list(csv.reader(open("stdlib/data/diabetes.csv")))[1:]
table = np.array(rows, dtype=float)
x, y = table[:, :-1], table[:, -1]
x = (x - x.mean(0)) / x.std(0)
n = len(y)
a = np.hstack([x, np.ones((n, 1))])
ridge = 0.05
linear = {}
for name, l in (("least_squares", 0), ("ridge", ridge)):
    w = np.linalg.solve(a.T @ a / n + l * np.eye(11), a.T @ y / n)
    r = a @ w - y
    linear[name] = {"weights": w.tolist(), "mse": float(np.mean(r * r)), "loss": float(np.mean(r * r) + l * np.sum(w * w)),
                    "r2": float(1 - np.sum(r * r) / np.sum((y - y.mean()) ** 2))}

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)
inputs = torch.randn(24, 3)
one = torch.sin(inputs[:, 0]) + 0.5 * inputs[:, 1] * inputs[:, 2]
two = torch.stack([one, inputs.sum(1)], 1)


def flat(tensors):
    return [v for t in tensors for v in t.detach().reshape(-1).tolist()]


def recorded(name, targets, make, outputs):
    torch.manual_seed(7)
    net = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, outputs))
    start = flat(net.parameters())
    optimizer = make(net.parameters())
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = F.mse_loss(net(inputs), targets.reshape(24, outputs))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"name": name, "outputs": outputs, "start": start, "losses": losses, "end": flat(net.parameters())}


o = torch.optim
print(json.dumps({
    "ridge": ridge, "linear": linear, "x": flat([inputs]), "one": one.tolist(), "two": flat([two]),
    "cases": [recorded("sgd", one, lambda p: o.SGD(p, lr=0.1, momentum=0.9), 1),
              recorded("adam", one, lambda p: o.Adam(p, lr=0.05), 1),
              recorded("sgd", two, lambda p: o.SGD(p, lr=0.1, momentum=0.9), 2),
              recorded("adam", two, lambda p: o.Adam(p, lr=0.05), 2)]}, indent=0))
