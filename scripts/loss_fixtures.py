"""Records values of loss terms and their gradients by the parameters, computed by PyTorch in float64, for the tests of
Losses. Each formula is written out here from its paper; where random numbers enter, they are given or switched off.
Usage, in an environment with torch:
    python scripts/loss_fixtures.py > Tests/Fixtures/losses.json
"""
import json

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)


class Sample:
    """A network in evaluation mode, with samples and classes."""

    def __init__(self, name, net, shape, classes, samples):
        self.name, self.net, self.classes = name, net.eval(), classes
        for module in net.modules():
            if isinstance(module, nn.BatchNorm2d):
                nn.init.normal_(module.weight, 1, 0.2)
                nn.init.normal_(module.bias, 0, 0.2)
                nn.init.normal_(module.running_mean, 0, 0.3)
                nn.init.uniform_(module.running_var, 0.5, 1.5)
        with torch.no_grad():
            for p in net.parameters():
                if p.dim() > 1:
                    p.mul_(2.5)
        self.x = torch.rand(samples, *shape)
        self.y = torch.arange(samples) % classes
        # Where an attack starts that does not start at the samples.
        self.offset = 0.05 * torch.randn(samples, *shape)


samples = [
    Sample("tanh", nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3)), [4], 3, 7),
    Sample("relu", nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 2)), [5], 2, 8),
    Sample("conv", nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(3), nn.Conv2d(3, 4, 3, stride=2), nn.Tanh(),
        nn.Flatten(), nn.Linear(16, 3)), [2, 5, 5], 3, 6),
]


def rows(t):
    return t.reshape(len(t), -1)


def lifted(norms, like):
    return norms.reshape(-1, *[1] * (like.dim() - 1))


def unit(t):
    """Rows of length 1; those of zeros stay."""
    return t / lifted(rows(t).norm(dim=1).clamp(min=1e-30), t)


def entropies(z, y):
    return F.cross_entropy(z, y, reduction="none")


def divergences(z, w):
    """KL(softmax z || softmax w) of each row."""
    p, q = z.log_softmax(1), w.log_softmax(1)
    return (p.exp() * (p - q)).sum(1)


def input_gradient(net, x, y, graph=True):
    x = x if x.requires_grad else x.clone().requires_grad_()
    return torch.autograd.grad(entropies(net(x), y).sum(), x, create_graph=graph)[0]


def jacobian(f, x):
    x = x.clone().requires_grad_()
    z = f(x)
    return torch.stack([rows(torch.autograd.grad(z[:, k].sum(), x, create_graph=True)[0]) for k in range(z.shape[1])], 1)


def ascend(x, start, gradient, eps, step, steps, norm="inf", clip=None, every=None):
    """Steps along the sign of the gradient, or the gradient scaled to length 1, each projected."""
    points = start.clone()
    for _ in range(steps):
        g = gradient(points.detach())
        g = g.sign() if norm == "inf" else unit(g)
        move = points.detach() + step * g - x
        if norm == "inf":
            move = move.clamp(-eps, eps)
        else:
            move = move * lifted((eps / rows(move).norm(dim=1)).clamp(max=1), move)
        points = x + move
        if clip:
            points = points.clamp(*clip)
        if every:
            every(points)
    return points.detach()


def attacked(s, eps, step, steps, **options):
    return ascend(s.x, s.x, lambda p: input_gradient(s.net, p, s.y, False), eps, step, steps, **options)


def nll(s):
    return -s.net(s.x)[range(len(s.y)), s.y].mean()


def hinge(s, margin=1.0):
    return F.multi_margin_loss(s.net(s.x), s.y, margin=margin)


def input_gradients(s):
    return rows(input_gradient(s.net, s.x, s.y)).square().sum(1).mean()


def jacobians(s):
    return jacobian(s.net, s.x).square().sum((1, 2)).mean() / 2


def curvature(s, h):
    here = input_gradient(s.net, s.x, s.y)
    z = h * unit(here.detach().sign())
    return rows(input_gradient(s.net, s.x + z, s.y) - here).square().sum(1).mean()


def trades(s, beta, eps, step, steps, **options):
    z = s.net(s.x).detach()

    def gradient(p):
        p = p.clone().requires_grad_()
        return torch.autograd.grad(divergences(z, s.net(p)).sum(), p)[0]

    p = ascend(s.x, s.x + s.offset, gradient, eps, step, steps, **options)
    z = s.net(s.x)
    return (entropies(z, s.y) + beta * divergences(z, s.net(p))).mean()


def mart(s, beta, **attack):
    z, w = s.net(s.x), s.net(attacked(s, **attack))
    index = torch.arange(len(s.y))
    others = w.softmax(1).clone()
    others[index, s.y] = 0
    boosted = entropies(w, s.y) - (1.0001 - others.max(1).values).log()
    return (boosted + beta * (1 - z.softmax(1)[index, s.y]) * divergences(z, w)).mean()


def alp(s, weight, **attack):
    z, w = s.net(s.x), s.net(attacked(s, **attack))
    return (entropies(w, s.y) + weight * (z - w).square().sum(1)).mean()


def adversarial(s, **attack):
    return entropies(s.net(attacked(s, **attack)), s.y).mean()


def awp(s, gamma, **attack):
    """One step of the weights of each layer uphill, then the loss there; the points stay those found before."""
    p = attacked(s, **attack) if attack else s.x
    names, values = zip(*s.net.named_parameters())
    gradients = torch.autograd.grad(entropies(s.net(p), s.y).mean(), values)
    moved = {
        n: v + (gamma * v.norm() / g.norm() * g).detach() if v.dim() > 1 else v
        for n, v, g in zip(names, values, gradients)}
    return entropies(torch.func.functional_call(s.net, moved, p), s.y).mean()


def median_of_means(s, blocks, weight=0.0):
    bounds = [len(s.y) * k // blocks for k in range(blocks + 1)]
    values = entropies(s.net(s.x), s.y)
    means = torch.stack([values[a:b].mean() for a, b in zip(bounds, bounds[1:])])
    means = means + weight * sum(p.square().sum() for p in s.net.parameters())
    ordered = means.sort().values
    return (ordered[(blocks - 1) // 2] + ordered[blocks // 2]) / 2


def matrices(s):
    return [p.reshape(len(p), -1) for p in s.net.parameters() if p.dim() > 1]


def spectral_norm(s, weight):
    return weight / 2 * sum(torch.linalg.svdvals(w)[0] ** 2 for w in matrices(s))


def parseval(s, weight):
    small = [w if w.shape[0] <= w.shape[1] else w.T for w in matrices(s)]
    return weight / 2 * sum((w @ w.T - torch.eye(len(w))).square().sum() for w in small)


def jacobian_norm(s, softmax):
    f = (lambda x: s.net(x).softmax(1)) if softmax else s.net
    return jacobian(f, s.x).square().sum((1, 2)).sqrt().mean()


def local_entropy(s, eps, step, steps, alpha, **options):
    running = []

    def every(p):
        last = running[-1] if running else 0
        running.append((1 - alpha) * last + alpha * entropies(s.net(p.detach()), s.y).mean())

    attacked(s, eps, step, steps, every=every, **options)
    return running[-1]


cases = {
    "nll": nll,
    "hinge": hinge,
    "hinge_half": lambda s: hinge(s, 0.5),
    "input_gradient": input_gradients,
    "jacobian": jacobians,
    "curvature": lambda s: curvature(s, 1.5),
    "curvature_near": lambda s: curvature(s, 0.2),
    "trades": lambda s: trades(s, 6, 0.2, 0.05, 5, clip=(0, 1)),
    "trades_l2": lambda s: trades(s, 1, 0.3, 0.1, 4, norm="2"),
    "mart": lambda s: mart(s, 6, eps=0.2, step=0.05, steps=5),
    "mart_l2": lambda s: mart(s, 5, eps=0.3, step=0.1, steps=4, norm="2"),
    "alp": lambda s: alp(s, 0.5, eps=0.2, step=0.05, steps=5, clip=(0, 1)),
    "fgsm_rs": lambda s: adversarial(s, eps=0.1, step=0.125, steps=1),
    "awp": lambda s: awp(s, 0.01),
    "awp_adversarial": lambda s: awp(s, 0.1, eps=0.2, step=0.05, steps=5),
    "median_of_means": lambda s: median_of_means(s, 3),
    "median_of_means_even": lambda s: median_of_means(s, 4, 0.01),
    "spectral_norm": lambda s: spectral_norm(s, 1),
    "parseval": lambda s: parseval(s, 0.1),
    "output_sensitivity": lambda s: jacobian_norm(s, True),
    "output_sensitivity_logits": lambda s: jacobian_norm(s, False),
    "local_entropy": lambda s: local_entropy(s, 0.2, 0.05, 5, 0.9),
    "local_entropy_l2": lambda s: local_entropy(s, 0.3, 0.1, 4, 0.5, norm="2"),
}


def flat(tensors):
    return [v for t in tensors for v in t.detach().reshape(-1).tolist()]


def recorded(s):
    norms = [m for m in s.net.modules() if isinstance(m, nn.BatchNorm2d)]
    result = {
        "name": s.name, "x": flat([s.x]), "y": [k + 1 for k in s.y.tolist()], "offset": flat([s.offset]),
        "parameters": flat(s.net.parameters()), "buffers": flat([b for m in norms for b in (m.running_mean, m.running_var)]),
        "cases": []}
    for name, term in cases.items():
        value = term(s)
        gradients = torch.autograd.grad(value, list(s.net.parameters()), allow_unused=True)
        gradients = [torch.zeros_like(p) if g is None else g for p, g in zip(s.net.parameters(), gradients)]
        result["cases"].append({"name": name, "value": value.item(), "gradient": flat(gradients)})
    return result


print('{"networks": [')
print(",\n".join(json.dumps(recorded(s)) for s in samples))
print("]}")
