"""The peer of reach.lua: auto_LiRPA, where one is installed that works with the PyTorch that is."""
import importlib
import sys
import time
import warnings

import numpy as np
import torch
from torch import nn

from timing import elapsed, report

warnings.filterwarnings("ignore")
torch.set_num_threads(1)


def adapted_torch():
    """What auto_LiRPA 0.3, the newest on the package index, takes from older versions of PyTorch."""
    symbolic_helper = importlib.import_module("torch.onnx.symbolic_helper")  # not the attribute of that name
    if not hasattr(symbolic_helper, "_set_opset_version"):
        from torch.onnx._internal.torchscript_exporter._globals import GLOBALS
        symbolic_helper._set_opset_version = lambda version: setattr(GLOBALS, "export_onnx_opset_version", version)
    if not hasattr(torch._C.Node, "__getitem__"):
        torch._C.Node.__getitem__ = lambda node, key: getattr(node, node.kindOf(key))(key)


try:
    adapted_torch()
    from auto_LiRPA import BoundedModule, BoundedTensor, PerturbationLpNorm, __version__
except Exception as error:  # it reaches into PyTorch, and fits few versions of it
    print(f"reach: auto_LiRPA is left out with PyTorch {torch.__version__}: {error}", file=sys.stderr)
    sys.exit(0)

EPS = 0.01
WHO = f"auto_LiRPA {__version__}"
OPTIONS = {"optimize_bound_args": {"iteration": 20, "lr_alpha": 0.1}, "verbosity": 0}
random = np.random.default_rng(1)


def drawn(net):
    """Weights normal with variance gain^2 / inputs, biases uniform in [-0.1, 0.1]; the last gain is 1."""
    layers = [layer for layer in net if hasattr(layer, "weight")]
    for layer in layers:
        shape = tuple(layer.weight.shape)
        gain = np.sqrt(2) if layer is not layers[-1] else 1
        weight = random.standard_normal(shape) * gain / np.sqrt(np.prod(shape[1:]))
        layer.weight.data = torch.tensor(weight, dtype=torch.float32)
        layer.bias.data = torch.tensor(random.uniform(-0.1, 0.1, shape[0]), dtype=torch.float32)
    return net.eval()


iris = drawn(nn.Sequential(nn.Linear(4, 10), nn.ReLU(), nn.Linear(10, 3)))
mlp = drawn(nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10)))
conv = drawn(nn.Sequential(nn.Conv2d(1, 16, 4, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU(), nn.Flatten(),
                           nn.Linear(32 * 7 * 7, 100), nn.ReLU(), nn.Linear(100, 10)))
shapes = {iris: (4,), mlp: (784,), conv: (1, 28, 28)}


def measure(case, net, count, method, gradient=False):
    x = torch.tensor(random.uniform(0, 1, (count,) + shapes[net]), dtype=torch.float32)
    try:
        bounded = BoundedModule(net, x, bound_opts=OPTIONS, device="cpu")
        ball = BoundedTensor(x, PerturbationLpNorm(norm=np.inf, eps=EPS))
        keeps = gradient or method == "CROWN-Optimized"

        def call():
            with torch.set_grad_enabled(keeps):
                lower, upper = bounded.compute_bounds(x=(ball,), method=method)
                if gradient:
                    (upper - lower).log().mean(1).exp().mean().backward()

        start = time.perf_counter()
        call()
        slices = 3 if time.perf_counter() - start > 1 else 9
        report("reach", case, WHO, elapsed(call, slices) / 1000)
    except Exception as error:
        print(f"reach, {case}: {WHO} is left out: {error}", file=sys.stderr)


measure("IBP, Iris net, 1 sample", iris, 1, "IBP")
measure("IBP, Iris net, batch 100", iris, 100, "IBP")
measure("CROWN, Iris net, 1 sample", iris, 1, "CROWN")
measure("CROWN, Iris net, batch 100", iris, 100, "CROWN")
measure("IBP, MLP, batch 100", mlp, 100, "IBP")
measure("IBP, conv net, batch 100", conv, 100, "IBP")
measure("IBP and gradient, MLP, batch 100", mlp, 100, "IBP", gradient=True)
measure("IBP and gradient, conv net, batch 100", conv, 100, "IBP", gradient=True)
measure("CROWN-IBP and gradient, MLP, batch 100", mlp, 100, "CROWN-IBP", gradient=True)
measure("CROWN-IBP and gradient, conv net, batch 100", conv, 100, "CROWN-IBP", gradient=True)
measure("CROWN, MLP, batch 100", mlp, 100, "CROWN")
measure("CROWN, conv net, batch 100", conv, 100, "CROWN")
measure("alpha-CROWN, 20 steps, MLP, 1 sample", mlp, 1, "CROWN-Optimized")
