"""The Python side of iris_derivatives.lua."""
import numpy as np
import torch
from torch.func import grad, grad_and_value, hessian, jvp

from iris_network import ENDS, torch_energy
from timing import compiled, processor, report

BENCHMARK = "iris_derivatives"
WHO = f"PyTorch {torch.__version__}"
energy = torch_energy(1e-3, "float64")
w = torch.tensor(np.random.default_rng(0).uniform(-0.5, 0.5, ENDS[-1]))
v = torch.tensor(np.random.default_rng(1).standard_normal(ENDS[-1]))


def product(w, v):
    return jvp(grad(energy), (w,), (v,))[1]


leaf = w.clone().requires_grad_()
report(BENCHMARK, "loss + gradient, uncompiled", f"{WHO}: torch.autograd.grad",
       processor(lambda: torch.autograd.grad(energy(leaf), leaf)))
report(BENCHMARK, "loss + gradient, uncompiled", f"{WHO}: torch.func.grad_and_value",
       processor(lambda: grad_and_value(energy)(w)))
report(BENCHMARK, "Hessian-vector product, compiled", f"{WHO}: jvp of grad", processor(lambda: product(w, v)))
fast = compiled(product, w, v)
if fast:
    report(BENCHMARK, "Hessian-vector product, compiled", f"{WHO}: torch.compile", processor(lambda: fast(w, v)))
full = hessian(energy)
report(BENCHMARK, "83x83 Hessian, compiled", f"{WHO}: torch.func.hessian", processor(lambda: full(w), 5))
