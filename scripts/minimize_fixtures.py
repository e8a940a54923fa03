"""Records how many evaluations SciPy's L-BFGS-B and optim.minimize need on known functions from near and far starts, both
until the largest component of the gradient is below 1e-7, for the tests of Optimizers and docs/training.md. Usage, in
an environment with scipy, from the root of the repository after a build:
    python scripts/minimize_fixtures.py > Tests/Fixtures/minimize.json
"""
import json
import subprocess

import numpy as np
from scipy.optimize import minimize


def rosenbrock(x):
    a, b = x[1:] - x[:-1] ** 2, 1 - x[:-1]
    g = np.zeros_like(x)
    g[:-1] = -400 * a * x[:-1] - 2 * b
    g[1:] += 200 * a
    return np.sum(100 * a * a + b * b), g


def beale(v):
    x, y = v
    t = [c - x * (1 - y ** k) for k, c in ((1, 1.5), (2, 2.25), (3, 2.625))]
    gx = sum(-2 * t[k - 1] * (1 - y ** k) for k in (1, 2, 3))
    gy = sum(2 * t[k - 1] * x * k * y ** (k - 1) for k in (1, 2, 3))
    return sum(r * r for r in t), np.array([gx, gy])


def powell(x):
    a, b, c, d = x[0] + 10 * x[1], x[2] - x[3], x[1] - 2 * x[2], x[0] - x[3]
    g = np.array([2 * a + 40 * d ** 3, 20 * a + 4 * c ** 3, 10 * b - 8 * c ** 3, -10 * b - 40 * d ** 3])
    return a * a + 5 * b * b + c ** 4 + 10 * d ** 4, g


def quadratic(x):
    w = 10 ** (6 * np.arange(len(x)) / (len(x) - 1))
    return 0.5 * np.sum(w * (x - 1) ** 2), w * (x - 1)


def parabola(x):
    return np.sum((x - 1e4) ** 2), 2 * (x - 1e4)


alternating = [-1.2, 1.0] * 5
problems = [
    ("rosenbrock", rosenbrock, [-1.2, 1.0], 1), ("rosenbrock", rosenbrock, [-1.2, 1.0], 100),
    ("rosenbrock", rosenbrock, [-1.2, 1.0], 1e4),
    ("rosenbrock", rosenbrock, alternating, 1), ("rosenbrock", rosenbrock, alternating, 100),
    ("rosenbrock", rosenbrock, alternating, 1e4),
    ("beale", beale, [1.0, 1.0], 1), ("beale", beale, [1.0, -0.5], 10), ("beale", beale, [1.0, 1.0], 1e4),
    ("powell", powell, [3.0, -1.0, 0.0, 1.0], 1), ("powell", powell, [3.0, -1.0, 0.0, 1.0], 100),
    ("powell", powell, [3.0, -1.0, 0.0, 1.0], 1e4),
    ("quadratic", quadratic, [0.0] * 10, 1), ("quadratic", quadratic, [-1.0, 2.0] * 5, 1e4),
    ("parabola", parabola, [0.0], 1), ("parabola", parabola, [1.0, -2.0, 3.0], 1e6),
]
cases = []
for name, f, start, factor in problems:
    x0 = np.array(start) * factor
    with np.errstate(all="ignore"):
        r = minimize(f, x0, jac=True, method="L-BFGS-B",
                     options={"gtol": 1e-7, "ftol": 0, "maxcor": 10, "maxfun": 100000, "maxiter": 100000})
    ours = subprocess.run([".build/release/tarn", "scripts/minimize_evaluations.lua", name] + [repr(v) for v in x0.tolist()],
                          capture_output=True, text=True, check=True).stdout
    norm = float(np.max(np.abs(r.jac)))
    cases.append({"name": name, "start": x0.tolist(), "evaluations": int(r.nfev), "tarn": int(ours), "steps": int(r.nit),
                  "value": float(r.fun), "gradient": norm, "converged": norm < 1e-7})
print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")
