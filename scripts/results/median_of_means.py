#!/usr/bin/env python3
"""Checks rows of median-of-means with NumPy: scripts/results/median_of_means.py FOLDER [rows.csv]

FOLDER is what TARN_KEEP named while the rows ran. Recomputed in float64: accuracy on the test
samples, that at the adversarial inputs and their distance, and the loss of each method on a batch
of its training samples, by its definition."""

import csv
import sys

import numpy as np

from networks import Checks, cross_entropy, kept


def batch_loss(method, knob, net, x, y):
    losses = cross_entropy(net(x), y)
    if method == "plain":
        return losses.mean() + knob * (net.parameters() ** 2).sum()
    if method == "median":
        blocks = min(int(knob), len(y))
        edges = [k * len(y) // blocks for k in range(blocks + 1)]
        return np.median([losses[a:b].mean() for a, b in zip(edges, edges[1:])])
    if method == "trimmed":
        # The knob is stored in float32; the number of samples is that of its decimals.
        count = max(1, int(np.ceil((1 - round(knob, 6)) * len(y))))
        return np.sort(losses)[:count].mean()
    return ((1 - np.exp(-losses) ** knob) / knob).mean()


def accuracy(net, x, y, flags):
    """By the predictions, or by Tarn's flags where two logits tie in float32."""
    z, rows = net(x), np.arange(len(y))
    other = z.copy()
    other[rows, y - 1] = -np.inf
    lead = z[rows, y - 1] - other.max(1)
    return np.where(np.abs(lead) > 1e-4, lead > 0, flags > 0.5).mean()


def main():
    table = {}
    if len(sys.argv) > 2:
        with open(sys.argv[2], newline="") as file:
            for row in csv.DictReader(file):
                table[f"median-of-means_{row['data']}_{row['corrupt']}_{float(row['share']):g}_{row['split']}"] = row
    checks = Checks({"accuracy": 1e-9, "attacked accuracy": 1e-9, "distance beyond eps": 1e-6,
                     "loss of a batch": 1e-4, "number in the table": 1e-9})
    for key, net, t in kept(sys.argv[1], "median-of-means"):
        name, method = key.rsplit("_", 1)
        x, moved, y = t["x"].astype(float), t["adversarial"].astype(float), t["y"].astype(int).ravel()
        checks.rows += 1
        checks.close("accuracy", t["right"].mean(), accuracy(net, x, y, t["right"].ravel()), key)
        checks.close("attacked accuracy", t["robust"].mean(),
                     accuracy(net, moved, y, t["robust"].ravel()), key)
        # Rare pixels are a hundred standard deviations large: float32 rounds them.
        beyond = (np.abs(moved - x) - float(t["eps"]) - np.abs(x) * 2.0**-23).max()
        checks.close("distance beyond eps", max(0, beyond), 0, key)
        checks.close("loss of a batch", float(t["batch_loss"]),
                     batch_loss(method, float(t["knob"]), net, t["batch_x"].astype(float),
                                t["batch_y"].astype(int).ravel()), key)
        if name in table:
            for what, flags in (("clean", "right"), ("attacked", "robust")):
                checks.close("number in the table", float(table[name][f"{method}_{what}"]), t[flags].mean(), key)
    checks.finish()


if __name__ == "__main__":
    main()
