#!/usr/bin/env python3
"""Checks rows of compare-robust with NumPy: scripts/results/compare_robust.py FOLDER [rows.csv]

FOLDER is what TARN_KEEP named while the rows ran. Recomputed in float64: the attacked accuracy from
the adversarial images, their distance and range, the margins that intervals certify. CROWN's margins
are checked by what they claim: no image that they certify may have been fooled."""

import csv
import glob
import json
import os
import struct
import sys

import numpy as np

from networks import ACTIVATIONS, TYPES, Checks, Network

SIDE = 28  # of an image that a convolution takes


def dense(weight, stride, padding, shape):
    """The matrix of a convolution of images of this shape, and the shape of its outputs."""
    outputs, channels, kh, kw = weight.shape
    _, height, width = shape
    rows = (height + 2 * padding - kh) // stride + 1
    columns = (width + 2 * padding - kw) // stride + 1
    matrix = np.zeros((outputs, rows, columns, channels, height, width))
    for r in range(rows):
        for c in range(columns):
            for i in range(kh):
                for j in range(kw):
                    y, x = r * stride + i - padding, c * stride + j - padding
                    if 0 <= y < height and 0 <= x < width:
                        matrix[:, r, c, :, y, x] += weight[:, :, i, j]
    return matrix.reshape(outputs * rows * columns, -1), (outputs, rows, columns)


def load(path):
    """The network, each convolution as the matrix that it is."""
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        body = file.read()
    layers = json.loads(header.pop("__metadata__")["tarn.architecture"])["layers"]
    if all(layer["type"] != "Conv2d" for layer in layers):
        return Network(path)
    tensors = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        values = np.frombuffer(body[first:last], TYPES[entry["dtype"]])
        tensors[name] = values.astype(np.float64).reshape(entry["shape"])
    net = object.__new__(Network)
    net.layers, shape = [], (1, SIDE, SIDE)
    for k, layer in enumerate(layers, 1):
        kind = layer["type"]
        if kind == "Conv2d":
            # Square: the first of height and width is both.
            lists = layer["lists"]
            matrix, shape = dense(tensors[f"{k}.weight"], int(lists["stride"][0]),
                                  int(lists["padding"][0]), shape)
            net.layers.append([matrix, np.repeat(tensors[f"{k}.bias"], shape[1] * shape[2])])
        elif kind == "Linear":
            net.layers.append([tensors[f"{k}.weight"], tensors[f"{k}.bias"]])
        elif kind in ACTIVATIONS:
            net.layers.append(kind)
        elif kind != "Flatten":
            raise ValueError(f"{path}: layer of type {kind}")
    return net


def interval_margin(net, lower, upper, y):
    """Least lower bound of z_y - z_k, the differences taken into the last layer."""
    front = object.__new__(Network)
    front.layers = net.layers[:-1]
    lower, upper = front.interval(lower, upper)
    center, radius = (lower + upper) / 2, (upper - lower) / 2
    weight, bias = net.layers[-1]
    margin = np.full(len(y), np.inf)
    for k in range(len(bias)):
        difference = weight[y - 1] - weight[k]
        bound = (center * difference).sum(1) - (radius * np.abs(difference)).sum(1)
        bound += bias[y - 1] - bias[k]
        margin = np.where(y - 1 == k, margin, np.minimum(margin, bound))
    return margin


def main():
    folder = sys.argv[1]
    table = {}
    if len(sys.argv) > 2:
        with open(sys.argv[2], newline="") as file:
            for row in csv.DictReader(file):
                name = "_".join([row["data"], f"{float(row['eps']):g}", row["method"].replace(" ", "-"),
                                 f"{float(row['knob']):g}", row["split"]])
                table["compare-robust_" + name] = row
    # float32 in Tarn, float64 here: bounds of sums of a thousand terms.
    checks = Checks({"interval margin": 1e-4, "attacked accuracy": 1e-9, "certified by intervals": 1e-9,
                     "distance beyond eps": 1e-6, "outside [0, 1]": 1e-6, "accuracy in the table": 1e-6})
    for path in sorted(glob.glob(os.path.join(folder, "compare-robust_*.npz"))):
        key = os.path.basename(path)[:-len(".npz")]
        net, t = load(path[:-len(".npz")] + ".safetensors"), dict(np.load(path))
        y, eps = t["y"].astype(int).ravel(), float(t["eps"])
        x, moved = (t[name].astype(float).reshape(len(y), -1) for name in ("x", "adversarial"))
        checks.rows += 1
        checks.close("distance beyond eps", max(0, np.abs(moved - x).max() - eps), 0, key)
        checks.close("outside [0, 1]", max(0, -moved.min(), moved.max() - 1), 0, key)

        # Where two logits tie in float32, either class may be predicted.
        z, rows = net(moved), np.arange(len(y))
        other = z.copy()
        other[rows, y - 1] = -np.inf
        lead = z[rows, y - 1] - other.max(1)
        clear = np.abs(lead) > 1e-4
        fooled = np.where(clear, lead < 0, t["success"].ravel() > 0.5)
        checks.close("attacked accuracy", 1 - t["success"].astype(float).mean(), 1 - fooled.mean(), key)

        margin = interval_margin(net, np.clip(x - eps, 0, 1), np.clip(x + eps, 0, 1), y)
        checks.close("interval margin", t["interval"].ravel(), margin, key)
        clear = np.abs(margin) > 1e-3
        checks.close("certified by intervals", (t["interval"].ravel() > 0)[clear].sum(),
                     (margin > 0)[clear].sum(), key)
        proved = np.maximum(t["interval"], t["crown"]).ravel() > 0
        checks.holds("no certified image is fooled", not (proved & fooled).any(), key)
        if key in table:
            row = table[key]
            checks.close("accuracy in the table", float(row["attacked"]),
                         1 - t["success"].astype(float).mean(), key)
            checks.close("accuracy in the table", float(row["certified"]), proved.mean(), key)
    checks.finish()


if __name__ == "__main__":
    main()
