#!/usr/bin/env python3
"""Checks rows of compare-robust: scripts/results/compare_robust.py FOLDER [rows.csv]

FOLDER is what TARN_KEEP named while the rows ran. Recomputed in NumPy, in float64: the attacked accuracy from
the adversarial images, their distance and range, the margins that intervals certify, and those that CROWN
does (of digits all, of MNIST some images of every fifth row). Other images are searched by PyTorch, too: PGD on
the margin, 100 steps from the image and from four random places, in every fifth row."""

import csv
import glob
import json
import os
import struct
import sys

import numpy as np
import torch

from networks import ACTIVATIONS, TYPES, Checks, Network

SIDE = 28  # of an image that a convolution takes
EVERY, FEW = 5, 4  # rows that are attacked, and images of MNIST whose linear bounds are taken


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


def parts_of(path):
    """The layers of a file, and its tensors by name."""
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        body = file.read()
    layers, tensors = json.loads(header.pop("__metadata__")["tarn.architecture"])["layers"], {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        tensors[name] = np.frombuffer(body[first:last], TYPES[entry["dtype"]]).reshape(entry["shape"])
    return layers, tensors


def load(path):
    """The network, each convolution as the matrix that it is."""
    layers, tensors = parts_of(path)
    if all(layer["type"] != "Conv2d" for layer in layers):
        return Network(path)
    tensors = {name: values.astype(np.float64) for name, values in tensors.items()}
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


def backward(layers, lines, rows, constant, low, high):
    """Least values of rows @ z + constant, z what the layers give in the box: linear bounds, from the last layer."""
    for layer, line in zip(layers[::-1], lines[::-1]):
        if isinstance(layer, str):
            below, above, offset = (part[:, None] for part in line)
            up, down = np.maximum(rows, 0), np.minimum(rows, 0)
            constant = constant + (down * offset).sum(2)
            rows = up * below + down * above
        else:
            constant, rows = constant + rows @ layer[1], rows @ layer[0]
    center, radius = (low + high) / 2, (high - low) / 2
    return constant + (rows * center[:, None]).sum(2) - (np.abs(rows) * radius[:, None]).sum(2)


def relu_lines(lower, upper):
    """Slopes of the lines below (0 or 1, whichever leaves the smaller area) and above, and the latter's offset."""
    both = (lower < 0) & (upper > 0)
    above = np.where(both, upper / np.where(both, upper - lower, 1), lower >= 0)
    return np.where(both, upper > -lower, above), above, np.where(both, -lower * above, 0)


def crown_margin(net, low, high, y, decided):
    """The best of three lower bounds of each z_y - z_k: by intervals; by one backward pass, where intervals bound the
    inputs of units; by backward passes, where such passes bound these, too (CROWN; Zhang et al. 2018). decided: units
    whose sign intervals decide keep it in the last, as in Tarn's passes for larger networks."""
    layers, n = net.layers[:-1], len(y)
    weight, bias = net.layers[-1]
    rows, constant = weight[y - 1][:, None] - weight, bias[y - 1][:, None] - bias
    lines, rough = {True: [], False: []}, (low, high)
    for k, layer in enumerate(layers):
        front = object.__new__(Network)
        front.layers = [layer]
        rough = front.interval(*rough)
        if isinstance(layer, str):
            lines[False].append(relu_lines(*before))
            lines[True].append(relu_lines(*fine))
            continue
        before = fine = rough
        if k > 0:
            all_rows = np.broadcast_to(layer[0], (n, *layer[0].shape))
            fine = (backward(layers[:k], lines[True], all_rows, layer[1], low, high),
                    -backward(layers[:k], lines[True], -all_rows, -layer[1], low, high))
        if decided:
            known = (rough[0] >= 0) | (rough[1] <= 0)
            fine = tuple(np.where(known, r, f) for r, f in zip(rough, fine))
        for some in lines.values():
            some.append(None)
    up, down = np.maximum(rows, 0), np.minimum(rows, 0)
    best = (up * rough[0][:, None] + down * rough[1][:, None]).sum(2) + constant
    for some in lines.values():
        best = np.maximum(best, backward(layers, some, rows, constant, low, high))
    best[np.arange(n), y - 1] = np.inf
    return best.min(1)


def module(path):
    """The network in PyTorch, with its convolutions."""
    layers, tensors = parts_of(path)
    tensors, parts = {name: torch.tensor(values.copy()) for name, values in tensors.items()}, []
    for k, layer in enumerate(layers, 1):
        w, b = tensors.get(f"{k}.weight"), tensors.get(f"{k}.bias")
        if layer["type"] == "Conv2d":
            stride, padding = (int(layer["lists"][name][0]) for name in ("stride", "padding"))
            parts.append(lambda x, w=w, b=b, s=stride, p=padding: torch.nn.functional.conv2d(x, w, b, s, p))
        elif layer["type"] == "Linear":
            parts.append(lambda x, w=w, b=b: x.flatten(1) @ w.T + b)
        elif layer["type"] == "ReLU":
            parts.append(torch.relu)

    def net(x):
        for part in parts:
            x = part(x)
        return x
    return net


def pgd(net, x, y, eps, steps=100, restarts=5):
    """Of each start the images of least margin z_y - max z_k, by signs of its gradient, within [0, 1]."""
    torch.manual_seed(0)
    low, high = (x - eps).clamp(0, 1), (x + eps).clamp(0, 1)
    noise = torch.rand(restarts, *x.shape) * 2 - 1
    noise[0] = 0
    moved, target = (x + eps * noise).clamp(low, high).flatten(0, 1), y.repeat(restarts)
    low, high = (torch.cat([part] * restarts) for part in (low, high))
    least, best = torch.full((len(moved),), torch.inf), moved.clone()
    own = torch.nn.functional.one_hot(target, 10).bool()
    for step in range(steps + 1):
        moved.requires_grad_(True)
        z = net(moved)
        margin = z[own] - z.masked_fill(own, -torch.inf).amax(1)
        better = margin.detach() < least
        least[better], best[better] = margin.detach()[better], moved.detach()[better]
        g, = torch.autograd.grad(margin.sum(), moved)
        rate = eps * max(0.5 * (1 - step / steps), 0.01)
        moved = (moved.detach() - rate * g.sign()).clamp(low, high)
    return best.reshape(restarts, *x.shape)


def fools(net, images, y):
    """Whether the class is another one, clearly."""
    z, rows = net(images), np.arange(len(y))
    other = z.copy()
    other[rows, y - 1] = -np.inf
    return other.max(1) > z[rows, y - 1] + 1e-5


def main():
    torch.set_num_threads(1)
    folder = sys.argv[1]
    table = {}
    if len(sys.argv) > 2:
        with open(sys.argv[2], newline="") as file:
            for row in csv.DictReader(file):
                name = "_".join([row["data"], f"{float(row['eps']):g}", row["method"].replace(" ", "-"),
                                 f"{float(row['knob']):g}", row["split"]])
                table["compare-robust_" + name] = row
    attacked = {name: [0, 0, 0, 0, 0] for name in ("digits", "mnist")}
    # float32 in Tarn, float64 here: bounds of sums of a thousand terms.
    checks = Checks({"interval margin": 1e-4, "CROWN margin": 1e-4, "attacked accuracy": 1e-9,
                     "certified by intervals": 1e-9, "distance beyond eps": 1e-6, "outside [0, 1]": 1e-6,
                     "accuracy in the table": 1e-6})
    for number, path in enumerate(sorted(glob.glob(os.path.join(folder, "compare-robust_*.npz")))):
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
        digits = key.split("_")[1] == "digits"
        some = slice(None if digits else FEW)
        if digits or number % EVERY == 0:
            low, high = np.clip(x[some] - eps, 0, 1), np.clip(x[some] + eps, 0, 1)
            margin = crown_margin(net, low, high, y[some], not digits)
            checks.close("CROWN margin", t["crown"].ravel()[some], margin, key)
        if number % EVERY == 0:
            images = torch.tensor(t["x"]).reshape(len(y), *((-1,) if digits else (1, SIDE, SIDE)))
            found = pgd(module(path[:-len(".npz")] + ".safetensors"), images, torch.tensor(y - 1), eps)
            own = np.any([fools(net, f.flatten(1).numpy().astype(float), y) for f in found], 0)
            checks.close("distance beyond eps", max(0, np.abs(found.flatten(2).numpy() - x).max() - eps), 0, key)
            checks.holds("no certified image is fooled by PyTorch's PGD", not (proved & own).any(), key)
            checks.holds("that PGD leaves at most 2 % less than attack.auto", own.mean() <= fooled.mean() + 0.02, key)
            counts = attacked[key.split("_")[1]]
            for place, value in enumerate((1, len(y), fooled.sum(), (own & ~fooled).sum(), (fooled & ~own).sum())):
                counts[place] += int(value)
        if key in table:
            row = table[key]
            checks.close("accuracy in the table", float(row["attacked"]),
                         1 - t["success"].astype(float).mean(), key)
            checks.close("accuracy in the table", float(row["certified"]), proved.mean(), key)
    for name, (rows, images, auto, more, less) in attacked.items():
        print(f"{name}: {rows} rows attacked by PyTorch's PGD, {images} images; attack.auto fools {auto}, PGD {more} "
              f"that it does not, and not {less} that it does")
    checks.finish()


if __name__ == "__main__":
    main()
