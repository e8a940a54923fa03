"""The Python side of attacks.lua, on the networks that it saved: a plain PyTorch loop, torchattacks, foolbox,
adv_lib, and the original AutoAttack (github.com/fra31/auto-attack), whichever are installed."""
import gzip
import os
import statistics
import sys
import time
import unittest.mock
import warnings

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from timing import report

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
FOLDER = os.path.join(os.environ.get("TARN_DATA", "../shared/data"), "mnist")
NETS = os.environ["TARN_BENCHMARK_NETS"]


def read(split):
    def content(name, offset):
        with gzip.open(os.path.join(FOLDER, f"{split}-{name}-ubyte.gz")) as file:
            return np.frombuffer(file.read(), np.uint8, offset=offset)

    images = content("images-idx3", 16).reshape(-1, 1, 28, 28).astype(np.float32) / 255
    return torch.from_numpy(images), torch.from_numpy(content("labels-idx1", 8).astype(np.int64))


def optional(name):
    try:
        return __import__(name, fromlist=["attacks"])
    except ImportError as error:
        print(f"attacks.py: no {name}: {error}", file=sys.stderr)
        return None


# adv_lib asks for torchvision and visdom, for a distance and figures that are not used here.
for name in ("torchvision", "torchvision.models", "visdom"):
    try:
        __import__(name)
    except ImportError:
        sys.modules[name] = unittest.mock.MagicMock()
torchattacks, foolbox, adv_lib, autoattack = map(
    optional, ("torchattacks", "foolbox", "adv_lib", "autoattack"))
NETWORKS = {
    "mlp": ("MLP", lambda: nn.Sequential(
        nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10))),
    "conv": ("conv net", lambda: nn.Sequential(
        nn.Conv2d(1, 16, 4, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU(), nn.Flatten(),
        nn.Linear(32 * 7 * 7, 100), nn.ReLU(), nn.Linear(100, 10))),
}
(train_x, train_y), (test_x, test_y) = read("train"), read("t10k")
x, y = test_x[:1000], test_y[:1000]


@torch.no_grad()
def accuracy(net, points, labels=None):
    return (net(points).argmax(1) == (y if labels is None else labels)).float().mean().item()


def pgd(net, x, y, eps, step, steps, start=None):
    adversarial = x if start is None else start
    for _ in range(steps):
        adversarial = adversarial.detach().requires_grad_(True)
        gradient, = torch.autograd.grad(F.cross_entropy(net(adversarial), y), adversarial)
        adversarial = adversarial.detach() + step * gradient.sign()
        adversarial = torch.minimum(torch.maximum(adversarial, x - eps), x + eps).clamp(0, 1)
    return adversarial.detach()


class Counter:
    """Gradients of a network, in samples."""

    def __init__(self, net):
        self.gradients = 0
        net.register_forward_hook(self.forward)

    def forward(self, net, inputs, output):
        if output.requires_grad:
            output.register_hook(self.backward)

    def backward(self, gradient):
        self.gradients += len(gradient)


def epoch(make, step):
    torch.manual_seed(1)
    net = make()
    optimizer = torch.optim.Adam(net.parameters(), 1e-3)
    start = time.perf_counter()
    for rows in torch.randperm(len(train_x)).split(128):
        optimizer.zero_grad()
        step(net, train_x[rows], train_y[rows]).backward()
        optimizer.step()
    return time.perf_counter() - start


def adversarial_loss(net, x, y):
    start = (x + 0.1 * (2 * torch.rand_like(x) - 1)).clamp(0, 1)
    return F.cross_entropy(net(pgd(net, x, y, 0.1, 0.25 / 7, 7, start)), y)


def jacobian_loss(net, x, y):
    x = x.clone().requires_grad_(True)
    logits = net(x)
    direction = F.normalize(torch.randn(logits.shape), dim=1)
    gradient, = torch.autograd.grad(logits, x, direction, create_graph=True)
    return F.cross_entropy(logits, y) + 0.01 * 10 / 2 * gradient.square().sum() / len(x)


plain, ta = f"PyTorch {torch.__version__}: loop", "torchattacks"
for key, (name, make) in NETWORKS.items():
    net = make()
    arrays = np.load(f"{NETS}/{key}.npz")
    parameters = [p for layer in net for p in layer.parameters()]
    values = [arrays[entry] for entry in arrays.files if entry.endswith((".weight", ".bias"))]
    with torch.no_grad():
        for parameter, value in zip(parameters, values, strict=True):
            parameter.copy_(torch.from_numpy(value))
    net.requires_grad_(False).eval()

    def row(case, who, runs, call):
        try:
            points = call()
            seconds = []
            for _ in range(runs):
                start = time.process_time()
                call()
                seconds.append(time.process_time() - start)
            report("attacks", f"{name}, {case}", who, 1000 / statistics.median(seconds))
            report("robust", f"{name}, {case}", who, accuracy(net, points))
        except Exception as error:
            print(f"attacks.py: {who}, {case}: {error!r}"[:300], file=sys.stderr)

    def fast():
        accuracy(net, x)
        points = pgd(net, x, y, 0.3, 0.3, 1)
        accuracy(net, points)
        return points

    row("FGSM, eps 0.3, with clean accuracy", plain, 31, fast)
    for case in ("PGD-40, eps 0.3", "PGD-40, eps 0.3, no sample leaves"):
        row(case, plain, 3, lambda: pgd(net, x, y, 0.3, 0.01, 40))
    if torchattacks:
        attack = torchattacks.PGD(net, eps=0.3, alpha=0.01, steps=40, random_start=False)
        row("PGD-40, eps 0.3", ta, 3, lambda: attack(x, y))
    if foolbox:
        model = foolbox.PyTorchModel(net, bounds=(0, 1), device="cpu")
        attack = foolbox.attacks.LinfPGD(abs_stepsize=0.01, steps=40, random_start=False)
        row("PGD-40, eps 0.3", "foolbox", 3, lambda: attack(model, x, y, epsilons=0.3)[1])
        deepfool = foolbox.attacks.LinfDeepFoolAttack(steps=50)
        row("DeepFool, l-infinity", "foolbox", 1, lambda: deepfool(model, x, y, epsilons=0.1)[1])
    if adv_lib:
        from adv_lib.attacks import apgd
        row("APGD-CE 100, eps 0.1", "adv_lib", 1,
            lambda: apgd(net, x, y, eps=0.1, norm=float("inf"), n_iter=100, n_restarts=1, loss_function="ce"))
    if torchattacks:
        attack = torchattacks.APGD(net, eps=0.1, steps=100, n_restarts=1, seed=0)
        row("APGD-CE 100, eps 0.1", ta, 1, lambda: attack(x, y))
    if autoattack:
        counted = nn.Sequential(*net)
        counter = Counter(counted)
        ensemble = autoattack.AutoAttack(counted, norm="Linf", eps=0.1, version="standard", device="cpu", seed=0,
                                         verbose=False)
        points = ensemble.run_standard_evaluation(x[:200], y[:200], bs=200)
        report("ensemble", f"{name}, eps 0.1, gradients a sample", "AutoAttack", counter.gradients / 200)
        report("robust", f"{name}, ensemble, eps 0.1", "AutoAttack", accuracy(net, points, y[:200]))
    for case, step in (("cross-entropy", lambda net, x, y: F.cross_entropy(net(x), y)),
                       ("PGD-7, eps 0.1", adversarial_loss), ("Jacobian, one projection", jacobian_loss)):
        report("robust_training", f"{name}, {case}", plain, epoch(make, step))
