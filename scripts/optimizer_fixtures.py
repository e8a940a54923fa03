"""Records twenty steps of PyTorch's optimisers, in float64, for the tests of Optimizers. Usage, in an environment
with torch:
    python scripts/optimizer_fixtures.py > Tests/Fixtures/optimizers.json
"""
import json

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
STEPS = 20
x = torch.randn(24, 3)
y = (x[:, 0] * x[:, 1] > 0).long() + (x[:, 2] > 1).long()
start = [p.detach().clone() for p in nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 3)).parameters()]


def flat(tensors):
    return [v for t in tensors for v in t.detach().reshape(-1).tolist()]


def recorded(name, make, clip=None, schedule=None, decay=0):
    """The parameters after each step on all samples, and the loss before it."""
    net = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 3))
    with torch.no_grad():
        for p, q in zip(net.parameters(), start):
            p.copy_(q)
    optimizer = make(net.parameters())
    scheduler = schedule(optimizer) if schedule else None
    case = {"name": name, "parameters": [], "losses": []}

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y) + decay * sum(p.square().sum() for p in net.parameters())
        loss.backward()
        if clip:
            nn.utils.clip_grad_norm_(net.parameters(), clip)
        return loss

    for _ in range(STEPS):
        case["losses"].append(optimizer.step(closure).item())
        case["parameters"].append(flat(net.parameters()))
        if scheduler:
            scheduler.step()
    # The way and its end are enough.
    case["parameters"] = [case["parameters"][k] for k in (0, 1, 4, 9, 19)]
    return case


o = torch.optim
cases = [
    recorded("sgd", lambda p: o.SGD(p, lr=0.3)),
    recorded("momentum", lambda p: o.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01)),
    recorded("nesterov", lambda p: o.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)),
    recorded("dampening", lambda p: o.SGD(p, lr=0.1, momentum=0.9, dampening=0.4)),
    recorded("adam", lambda p: o.Adam(p, lr=0.05, weight_decay=0.01)),
    recorded("adamw", lambda p: o.AdamW(p, lr=0.05, betas=(0.8, 0.95), weight_decay=0.1)),
    recorded("rmsprop", lambda p: o.RMSprop(p, lr=0.01, weight_decay=0.01)),
    recorded("rmsprop_centered", lambda p: o.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.5, centered=True)),
    recorded("lbfgs", lambda p: o.LBFGS(p, lr=0.5, max_iter=1, history_size=5)),
    recorded("lbfgs_repeated", lambda p: o.LBFGS(p, lr=0.2, max_iter=2, max_eval=9, history_size=10)),
    # So often that the batch is done before.
    recorded("lbfgs_until_done", lambda p: o.LBFGS(p, lr=0.5, max_iter=4, history_size=10)),
    # Without the sum of squares there is no minimum, and L-BFGS, which has no line search, magnifies rounding: in some
    # of these problems a start that differs by 2e-15 is 1e-5 away after ten steps, in PyTorch alone.
    recorded("lbfgs_with_minimum", lambda p: o.LBFGS(p, lr=0.5, max_iter=4, history_size=10), decay=0.05),
    recorded("clipped", lambda p: o.SGD(p, lr=0.5, momentum=0.5), clip=0.05),
    recorded("cosine", lambda p: o.Adam(p, lr=0.1), schedule=lambda s: o.lr_scheduler.CosineAnnealingLR(s, 30)),
    recorded("step_decay", lambda p: o.SGD(p, lr=0.5), schedule=lambda s: o.lr_scheduler.StepLR(s, 4, 0.5)),
    recorded("ramp", lambda p: o.SGD(p, lr=1),
             schedule=lambda s: o.lr_scheduler.LambdaLR(s, lambda k: 0.1 + (0.6 - 0.1) * min(k / 8, 1))),
]
print("{" + ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in [
    ("x", flat([x])), ("y", [c + 1 for c in y.tolist()]), ("start", flat(start))]) + ',\n"cases": [')
print(",\n".join(json.dumps(case) for case in cases))
print("]}")
