"""The 4-10-3 tanh network on Iris as Python writes it: cross-entropy + lambda * (sum of all squares).

The flat parameter vector is Tarn's: weight row by row in the shape [out, in], then the bias, layer by layer.
"""
import pathlib

import numpy as np

INPUTS, HIDDEN, CLASSES = 4, 10, 3
ENDS = np.cumsum([HIDDEN * INPUTS, HIDDEN, CLASSES * HIDDEN, CLASSES]).tolist()


def iris(dtype):
    """All samples as z-scores (population deviation), and classes from 0."""
    path = pathlib.Path(__file__).parent.parent / "stdlib" / "data" / "iris.csv"
    rows = np.loadtxt(path, delimiter=",", skiprows=1)
    x = rows[:, :4]
    return np.ascontiguousarray((x - x.mean(0)) / x.std(0), dtype=dtype), rows[:, 4].astype(np.int64)


def split(w):
    a, b, c, d = ENDS
    return w[:a].reshape(HIDDEN, INPUTS), w[a:b], w[b:c].reshape(CLASSES, HIDDEN), w[c:d]


def numpy_energy(regularization, dtype):
    """Value and gradient, derived by hand."""
    x, y = iris(dtype)
    n = len(x)
    rows, targets = np.arange(n), np.eye(CLASSES, dtype=dtype)[y]

    def value_and_gradient(w):
        w1, b1, w2, b2 = split(w)
        hidden = np.tanh(x @ w1.T + b1)
        logits = hidden @ w2.T
        logits += b2
        logits -= logits.max(1, keepdims=True)
        delta = np.exp(logits)
        total = delta.sum(1, keepdims=True)
        value = (np.log(total[:, 0]) - logits[rows, y]).mean() + regularization * w.dot(w)
        delta /= total
        delta -= targets
        delta /= n
        back = delta @ w2
        back *= 1 - hidden * hidden
        gradient = np.concatenate(
            ((back.T @ x).ravel(), back.sum(0), (delta.T @ hidden).ravel(), delta.sum(0)))
        gradient += 2 * regularization * w
        return value, gradient

    return value_and_gradient


def torch_energy(regularization, dtype):
    """The value as a function of a flat tensor."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(1)
    x, y = (torch.tensor(part) for part in iris(dtype))

    def value(w):
        w1, b1, w2, b2 = split(w)
        logits = functional.linear(functional.linear(x, w1, b1).tanh(), w2, b2)
        return functional.cross_entropy(logits, y) + regularization * w.square().sum()

    return value
