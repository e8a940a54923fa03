"""The other side of iris_saddles.lua: eigenvector following with dense Hessians in numpy.

A search begins beside a minimum, in a random direction; each step goes up along the lowest eigenvector and down along
all others, by the formula of Wales (J. Chem. Phys. 101, 1994). The Hessian is made of differences of gradients. Nothing is
proved, stored or followed down.
"""
import statistics
import time

import numpy as np
from scipy.optimize import minimize

from iris_network import CLASSES, ENDS, HIDDEN, iris, numpy_energy

CASES = {1e-2: 12, 1e-3: 8}
STEPS, LONGEST, TOLERANCE = 200, 0.2, 1e-7


def batched_gradient(regularization):
    """Gradients at many points at once."""
    x, y = iris("float64")
    n, targets = len(x), np.eye(CLASSES)[y]
    a, b, c, d = ENDS

    def gradient(w):
        w1, b1 = w[:, :a].reshape(len(w), HIDDEN, -1), w[:, a:b]
        w2, b2 = w[:, b:c].reshape(len(w), CLASSES, HIDDEN), w[:, c:d]
        hidden = np.tanh(x @ w1.transpose(0, 2, 1) + b1[:, None])
        logits = hidden @ w2.transpose(0, 2, 1) + b2[:, None]
        logits -= logits.max(2, keepdims=True)
        delta = np.exp(logits)
        delta /= delta.sum(2, keepdims=True)
        delta = (delta - targets) / n
        back = (delta @ w2) * (1 - hidden * hidden)
        parts = (back.transpose(0, 2, 1) @ x, back.sum(1), delta.transpose(0, 2, 1) @ hidden, delta.sum(1))
        return np.concatenate([part.reshape(len(w), -1) for part in parts], 1) + 2 * regularization * w

    return gradient


def hessian(gradient, w, step=1e-5):
    shifts = step * np.eye(len(w))
    rows = (gradient(w + shifts) - gradient(w - shifts)) / (2 * step)
    return 0.5 * (rows + rows.T)


def search(gradient, value_and_gradient, start):
    """Whether a point with one negative eigenvalue was reached."""
    w = start.copy()
    for _ in range(STEPS):
        slope = value_and_gradient(w)[1]
        values, vectors = np.linalg.eigh(hessian(gradient, w))
        if np.abs(slope).max() < TOLERANCE:
            return bool(values[0] < 0 < values[1])
        along = vectors.T @ slope
        ratio = 2 * along / np.maximum(np.abs(values), 1e-12)
        steps = ratio / (1 + np.sqrt(1 + ratio * ratio))
        steps[1:] *= -1
        length = np.linalg.norm(steps)
        w += vectors @ (steps * min(1, LONGEST / length))
    return False


def main():
    for regularization, searches in CASES.items():
        value_and_gradient = numpy_energy(regularization, "float64")
        gradient = batched_gradient(regularization)
        random = np.random.default_rng(1)
        found = minimize(
            value_and_gradient, random.uniform(-1, 1, ENDS[-1]), jac=True, method="L-BFGS-B",
            options={"gtol": 1e-9, "ftol": 0, "maxiter": 20000, "maxfun": 200000})
        rates, hits = [], []
        for _ in range(3):
            start, done = time.process_time(), 0
            for _ in range(searches):
                direction = random.normal(size=ENDS[-1])
                begin = found.x + 0.5 * direction / np.linalg.norm(direction)
                done += search(gradient, value_and_gradient, begin)
            rates.append(searches / (time.process_time() - start))
            hits.append(done / searches)
        print(
            "iris_saddles", f"lambda {regularization:.0e}",
            f"numpy: eigenvector following, dense Hessians; {100 * statistics.median(hits):.0f} % succeed",
            statistics.median(rates), sep="\t", flush=True)


main()
