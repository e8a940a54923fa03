"""What the checks of studies share: networks that `study.keep` wrote, in NumPy."""

import glob
import json
import os
import struct
import sys

import numpy as np

ACTIVATIONS = {
    # value, derivative as a function of the value's argument
    "Tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(z.dtype)),
    "Sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))) ** 2),
}
TYPES = {"F32": np.float32, "F64": np.float64}


class Network:
    """Linear layers and activations in sequence, in float64."""

    def __init__(self, path):
        with open(path, "rb") as file:
            size = struct.unpack("<Q", file.read(8))[0]
            header = json.loads(file.read(size))
            body = file.read()
        architecture = json.loads(header.pop("__metadata__")["tarn.architecture"])
        tensors = {}
        for name, entry in header.items():
            first, last = entry["data_offsets"]
            values = np.frombuffer(body[first:last], TYPES[entry["dtype"]])
            tensors[name] = values.astype(np.float64).reshape(entry["shape"])
        self.layers = []
        for k, layer in enumerate(architecture["layers"], 1):
            kind = layer["type"]
            if kind == "Linear":
                self.layers.append([tensors[f"{k}.weight"], tensors.get(f"{k}.bias")])
            elif kind in ACTIVATIONS:
                self.layers.append(kind)
            elif kind not in ("Flatten", "Identity"):
                raise ValueError(f"{path}: layer of type {kind}")

    def at(self, w):
        """The same network at a flat vector: layer by layer, the weight row by row, then the bias."""
        other = object.__new__(Network)
        other.layers, start = [], 0
        for layer in self.layers:
            if isinstance(layer, str):
                other.layers.append(layer)
                continue
            parts = []
            for part in layer:
                if part is None:
                    parts.append(None)
                    continue
                parts.append(np.asarray(w[start:start + part.size], np.float64).reshape(part.shape))
                start += part.size
            other.layers.append(parts)
        assert start == len(w), f"{len(w)} parameters instead of {start}"
        return other

    def parameters(self):
        return np.concatenate([part.ravel() for layer in self.layers if not isinstance(layer, str)
                               for part in layer if part is not None])

    def activations(self, x):
        """The input and what comes out of each layer."""
        values = [np.asarray(x, np.float64).reshape(len(x), -1)]
        for layer in self.layers:
            z = values[-1]
            if isinstance(layer, str):
                values.append(ACTIVATIONS[layer][0](z))
            else:
                weight, bias = layer
                values.append(z @ weight.T + (0 if bias is None else bias))
        return values

    def __call__(self, x):
        return self.activations(x)[-1]

    def input_gradient(self, x, slope):
        """Gradient in the input, for the gradient in the logits."""
        values, g = self.activations(x), slope
        for layer, z in zip(self.layers[::-1], values[-2::-1]):
            g = g * ACTIVATIONS[layer][1](z) if isinstance(layer, str) else g @ layer[0]
        return g

    def interval(self, lower, upper):
        """Interval bounds of the logits; activations are monotone."""
        for layer in self.layers:
            if isinstance(layer, str):
                lower, upper = ACTIVATIONS[layer][0](lower), ACTIVATIONS[layer][0](upper)
            else:
                weight, bias = layer
                center, radius = (lower + upper) / 2, (upper - lower) / 2
                c, r = center @ weight.T + (0 if bias is None else bias), radius @ np.abs(weight).T
                lower, upper = c - r, c + r
        return lower, upper


def log_softmax(z):
    z = z - z.max(1, keepdims=True)
    return z - np.log(np.exp(z).sum(1, keepdims=True))


def cross_entropy(z, y):
    """Of each sample; classes from 1."""
    return -log_softmax(z)[np.arange(len(y)), y - 1]


def cross_entropy_slope(z, y):
    slope = np.exp(log_softmax(z))
    slope[np.arange(len(y)), y - 1] -= 1
    return slope


def regularised(net, x, y, strength):
    """Mean cross-entropy + strength times the sum of squares of all parameters."""
    return cross_entropy(net(x), y).mean() + strength * (net.parameters() ** 2).sum()


def accuracy(net, x, y):
    return (net(x).argmax(1) == y - 1).mean()


class Checks:
    """Largest deviations by name; `finish` prints them and exits."""

    def __init__(self, tolerances):
        self.tolerances, self.largest, self.counts, self.wrong = tolerances, {}, {}, []
        self.rows = 0

    def close(self, name, value, expected, row):
        """Deviation relative to max(1, |expected|)."""
        value, expected = np.asarray(value, float), np.asarray(expected, float)
        both = np.isnan(value) & np.isnan(expected)
        deviation = np.where(both, 0, np.abs(value - expected) / np.maximum(1, np.abs(expected)))
        largest = deviation.max(initial=0)
        self.largest[name] = max(self.largest.get(name, 0), largest)
        self.counts[name] = self.counts.get(name, 0) + value.size
        if not largest <= self.tolerances[name]:
            self.wrong.append(f"{row}: {name} deviates by {largest:.3g}")

    def holds(self, name, condition, row):
        self.counts[name] = self.counts.get(name, 0) + 1
        if not condition:
            self.wrong.append(f"{row}: {name} does not hold")

    def finish(self):
        for name, count in self.counts.items():
            if name in self.largest:
                print(f"{name}: {count} numbers, largest deviation {self.largest[name]:.2g}"
                      f" (tolerance {self.tolerances[name]:g})")
            else:
                print(f"{name}: holds in {count} cases" if not any(name in w for w in self.wrong)
                      else f"{name}: violated")
        print(f"{self.rows} rows, {sum(self.counts.values())} numbers compared")
        for line in self.wrong[:20]:
            print(line)
        if self.wrong or self.rows == 0:
            print(f"{len(self.wrong)} wrong" if self.rows else "no rows found")
        sys.exit(1 if self.wrong or self.rows == 0 else 0)


def kept(folder, study):
    """Key, network and tensors of each row that study.keep wrote."""
    for path in sorted(glob.glob(os.path.join(folder, glob.escape(study) + "_*.npz"))):
        key = os.path.basename(path)[:-len(".npz")]
        yield key, Network(path[:-len(".npz")] + ".safetensors"), dict(np.load(path))
