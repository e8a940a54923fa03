"""Writes small networks like those of the verification competition, and properties of each, for verification.lua.

usage: verification.py DATA FOLDER   (DATA: a folder with mnist/ and cifar10/ in their original files)

fc4, fc6: MNIST, 4 and 6 layers of 256; text: 30 inputs, 128 neurons, boxes; conv, residual: CIFAR-10, trained on perturbed images.
Weights are written as flat vectors of float32, in PyTorch's order.
"""

import gzip
import pathlib
import sys

import numpy as np
import torch
from torch import nn

data, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
torch.set_num_threads(1)
torch.manual_seed(0)
rng = np.random.default_rng(0)
jobs = []


def digits(kind, count):
    def read(name, skip):
        return np.frombuffer(gzip.open(data / "mnist" / name).read()[skip:], np.uint8)

    x = read(f"{kind}-images-idx3-ubyte.gz", 16).reshape(-1, 784)[:count] / 255
    y = read(f"{kind}-labels-idx1-ubyte.gz", 8)[:count]
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y.astype(int))


def images(name):
    rows = np.frombuffer(gzip.open(data / "cifar10" / name).read(), np.uint8).reshape(-1, 3073)
    x = torch.tensor(rows[:, 1:].reshape(-1, 3, 32, 32) / 255, dtype=torch.float32)
    return x, torch.tensor(rows[:, 0].astype(int))


def train(net, x, y, epochs, rate=1e-3, eps=0):
    optimizer = torch.optim.Adam(net.parameters(), rate)
    for _ in range(epochs):
        for some in torch.randperm(len(x)).split(100):
            batch, target = x[some], y[some]
            if eps:
                batch = batch.clone().requires_grad_()
                (slope,) = torch.autograd.grad(nn.functional.cross_entropy(net(batch), target), batch)
                batch = (batch + eps * slope.sign()).clamp(0, 1).detach()
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(batch), target).backward()
            optimizer.step()


def save(name, net):
    flat = [p.detach().numpy().ravel() for p in net.parameters()]
    np.concatenate(flat).astype("<f4").tofile(out / f"{name}.bin")


def ask(name, place, low, high, label, classes, others):
    """Whether another class can win."""
    low, high = low.ravel(), high.ravel()
    lines = [f"(declare-const X_{i} Real)" for i in range(len(low))]
    lines += [f"(declare-const Y_{i} Real)" for i in range(classes)]
    for i in range(len(low)):
        lines += [f"(assert (>= X_{i} {low[i]:.9f}))", f"(assert (<= X_{i} {high[i]:.9f}))"]
    wins = " ".join(f"(and (>= Y_{k} Y_{label}))" for k in others if k != label)
    (out / f"{name}_{place}.vnnlib").write_text("\n".join([*lines, f"(assert (or {wins}))"]) + "\n")
    jobs.append(f"{name} {name}_{place}\n")


def ask_images(name, net, x, y, radii, one=False):
    """Around images that are recognised; about one other class, or all."""
    with torch.no_grad():
        right = [i for i in range(len(x)) if net(x[i : i + 1]).argmax() == y[i]][:8]
    for place, i in enumerate(right):
        eps, image, label = radii[place % len(radii)], x[i].numpy(), int(y[i])
        other = (label + 1 + place) % 10
        others = [other if other != label else (label + 1) % 10] if one else range(10)
        ask(name, place, np.clip(image - eps, 0, 1), np.clip(image + eps, 0, 1), label, 10, others)


x, y = digits("train", 10000)
for depth in (4, 6):
    widths = [784] + [256] * depth
    layers = [f for a, b in zip(widths, widths[1:]) for f in (nn.Linear(a, b), nn.ReLU())]
    net = nn.Sequential(*layers, nn.Linear(256, 10))
    train(net, x, y, 4)
    save(f"fc{depth}", net)
    ask_images(f"fc{depth}", net, *digits("t10k", 200), [0.015, 0.02, 0.03, 0.05])

centers = rng.normal(size=(2, 30)) * 0.35
x = np.concatenate([rng.normal(size=(1500, 30)) * 0.5 + c for c in centers]).astype(np.float32)
net = nn.Sequential(nn.Linear(30, 128), nn.ReLU(), nn.Linear(128, 2))
train(net, torch.tensor(x), torch.tensor([0] * 1500 + [1] * 1500), 30, 3e-3)
save("text", net)
for place in range(24):
    i, width = int(rng.integers(3000)), rng.uniform(0.02, 0.25, size=30) * [0.6, 1, 1.4][place % 3]
    label = int(net(torch.tensor(x[i : i + 1])).argmax())
    ask("text", place, x[i] - width, x[i] + width, label, 2, range(2))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(8, 8, 3, 1, 1), nn.Conv2d(8, 8, 3, 1, 1)

    def forward(self, x):
        return x + self.second(torch.relu(self.first(x)))


conv = nn.Sequential(
    nn.Conv2d(3, 8, 4, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 4, 2, 1), nn.ReLU(), nn.Flatten(),
    nn.Linear(1024, 100), nn.ReLU(), nn.Linear(100, 10))
train(conv, *images("data_batch_1_first4000.bin.gz"), 12, eps=2 / 255)
save("conv", conv)
ask_images("conv", conv, *images("test_batch_first1000.bin.gz"), [1 / 255, 2 / 255, 3 / 255, 4 / 255], True)
residual = nn.Sequential(
    nn.Conv2d(3, 8, 4, 2, 1), nn.ReLU(), Block(), nn.ReLU(), nn.Conv2d(8, 16, 4, 2, 1), nn.ReLU(),
    nn.Flatten(), nn.Linear(1024, 10))
train(residual, *images("data_batch_1_first4000.bin.gz"), 12, eps=2 / 255)
save("residual", residual)
ask_images("residual", residual, *images("test_batch_first1000.bin.gz"), [0.5 / 255, 1 / 255, 2 / 255, 3 / 255])
(out / "jobs.txt").write_text("".join(jobs))
