"""Exact l-infinity distances of small ReLU networks by mixed integer programs (Tjeng et al. 2019)."""
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp


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
