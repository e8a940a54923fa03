"""Records values and gradients of the losses with a certificate in float64, by PyTorch and bounds written here, for the
tests of Losses. Usage, in an environment with torch:
    python scripts/certified_loss_fixtures.py > Tests/Fixtures/certified_losses.json
Where auto_LiRPA can be imported as well, intervals and CROWN-IBP of the ReLU networks are compared with it.

The last layer is taken into the differences of logits; attacks are PGD without random numbers. Zonotopes take the chord
for ReLU and, for tanh, DeepZ's slope or that of the smallest error.
"""
import importlib
import json
import sys

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)


def networks():
    torch.manual_seed(11)
    return {
        "relu": nn.Sequential(nn.Linear(4, 7), nn.ReLU(), nn.Linear(7, 6), nn.ReLU(), nn.Linear(6, 3)),
        "tanh": nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3)),
        "conv": nn.Sequential(
            nn.Conv2d(1, 3, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(3, 2, 2), nn.ReLU(), nn.Flatten(),
            nn.Linear(18, 5), nn.ReLU(), nn.Linear(5, 4)),
    }


def samples(name):
    torch.manual_seed(5)
    x = torch.rand(6, 1, 7, 7) if name == "conv" else torch.rand(9, 4)
    classes = 4 if name == "conv" else 3
    return x, torch.arange(len(x)) % classes


# MARK: Intervals


def interval_before_last(net, lower, upper):
    """What enters each layer, and in the end the last."""
    entering = []
    for layer in net:
        entering.append((lower, upper))
        if layer is net[-1]:
            break
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            center, radius = layer((lower + upper) / 2), (upper - lower) / 2
            if isinstance(layer, nn.Linear):
                radius = F.linear(radius, layer.weight.abs())
            else:
                radius = F.conv2d(radius, layer.weight.abs(), stride=layer.stride, padding=layer.padding)
            lower, upper = center - radius, center + radius
        else:
            lower, upper = layer(lower), layer(upper)
    return entering


def differences(y, classes):
    """Rows e_y - e_k, [n, classes, classes]."""
    one_hot = F.one_hot(y, classes).double()
    return one_hot[:, None, :] - torch.eye(classes)


def interval_margins(net, lower, upper, y):
    lower, upper = interval_before_last(net, lower, upper)[-1]
    rows = differences(y, net[-1].out_features)
    weight, bias = rows @ net[-1].weight, rows @ net[-1].bias
    center, radius = (lower + upper) / 2, (upper - lower) / 2
    return (weight @ center[..., None])[..., 0] + bias - (weight.abs() @ radius[..., None])[..., 0]


# MARK: Linear bounds


def tangent(u):
    """The t <= 0 at which the line through (u, tanh u), u > 0, touches tanh; with its derivative by u."""
    f, slope = torch.tanh, lambda x: 1 - torch.tanh(x) ** 2
    with torch.no_grad():
        low, high = torch.full_like(u, -40), torch.zeros_like(u)
        for _ in range(200):
            middle = (low + high) / 2
            gap = slope(middle) * (u - middle) - f(u) + f(middle)
            low, high = torch.where(gap < 0, middle, low), torch.where(gap < 0, high, middle)
        t = (low + high) / 2
        second = -2 * f(t) * slope(t)
    # One step of Newton's, whose derivative is that of the solution.
    gap = slope(t) * (u - t) - f(u) + f(t)
    return t - gap / (second * (u - t))


def tangent_or_zero(u):
    return torch.where(u > 0, tangent(u.clamp(min=1e-3)), torch.zeros_like(u))


def tanh_lines(lower, upper):
    """Slopes and intercepts of a line below tanh and one above it. They touch at the middle, or where the line passes
    through the far end; the chord does where neither can be."""
    f, slope = torch.tanh, lambda x: 1 - torch.tanh(x) ** 2
    chord = (f(upper) - f(lower)) / (upper - lower)
    middle = (lower + upper) / 2
    over, under = -tangent_or_zero(-lower), tangent_or_zero(upper)
    top = torch.maximum(middle, torch.minimum(torch.maximum(over, lower), upper))
    bottom = torch.minimum(middle, torch.maximum(torch.minimum(under, upper), lower))
    has_top, has_bottom = (over <= upper) & (upper > 0), (under >= lower) & (lower < 0)
    below = torch.where(has_bottom, slope(bottom), chord)
    above = torch.where(has_top, slope(top), chord)
    below_at = torch.where(has_bottom, f(bottom) - slope(bottom) * bottom, f(lower) - chord * lower)
    above_at = torch.where(has_top, f(top) - slope(top) * top, f(lower) - chord * lower)
    return below, below_at, above, above_at


def relu_lines(lower, upper):
    low, high = lower.clamp(max=0), upper.clamp(min=0)
    slope = high / (high - low)
    below = (high > -low).double()
    return below, torch.zeros_like(slope), slope, -slope * low


def backward_margins(net, lower, upper, y):
    """CROWN's lower bounds of the differences, from intervals of what enters activations."""
    entering = interval_before_last(net, lower, upper)
    a = differences(y, net[-1].out_features)
    constant = torch.zeros(a.shape[:2])
    for layer, (low, high) in reversed(list(zip(net, entering))):
        n, rows = a.shape[:2]
        if isinstance(layer, nn.Linear):
            constant = constant + a @ layer.bias
            a = a @ layer.weight
        elif isinstance(layer, nn.Conv2d):
            constant = constant + (a.sum((3, 4)) @ layer.bias)
            size = low.shape[-1]
            rest = (size + 2 * layer.padding[0] - layer.kernel_size[0]) % layer.stride[0]
            a = F.conv_transpose2d(
                a.flatten(0, 1), layer.weight, stride=layer.stride, padding=layer.padding, output_padding=rest
            ).reshape(n, rows, *low.shape[1:])
        elif isinstance(layer, nn.Flatten):
            a = a.reshape(n, rows, *low.shape[1:])
        else:
            lines = (relu_lines if isinstance(layer, nn.ReLU) else tanh_lines)(low, high)
            below, below_at, above, above_at = (line[:, None] for line in lines)
            positive, negative = a.clamp(min=0), a.clamp(max=0)
            constant = constant + (positive * below_at + negative * above_at).flatten(2).sum(2)
            a = positive * below + negative * above
    a = a.flatten(2)
    center, radius = ((lower + upper) / 2).flatten(1), ((upper - lower) / 2).flatten(1)
    return constant + (a @ center[..., None])[..., 0] - (a.abs() @ radius[..., None])[..., 0]


# MARK: Zonotopes


def band(layer, lower, upper, rule):
    """slope, offset and error with |f(x) - slope x - offset| <= error."""
    f = layer
    chord = lambda a, b: (f(b) - f(a)) / (b - a)
    points = [lower, upper]
    if isinstance(layer, nn.ReLU):
        slope = chord(lower, upper)
        points.append(torch.zeros_like(lower))
    else:
        derivative = lambda x: 1 - torch.tanh(x) ** 2
        if rule == "deepz":
            slope = torch.minimum(derivative(lower), derivative(upper))
        else:
            right = lower + upper > 0
            touch = tangent(torch.where(right, upper, -lower))
            left, top = torch.maximum(touch, lower), torch.minimum(-touch, upper)
            slope = torch.where(right, chord(left, upper), chord(lower, top))
        touch = torch.atanh(torch.sqrt(1 - slope.detach()))
        points += [touch, -touch]
    gaps = torch.stack([
        f(p) - slope * p for p in points[:2] + [torch.minimum(torch.maximum(p, lower), upper) for p in points[2:]]])
    top, bottom = gaps.amax(0), gaps.amin(0)
    return slope, (top + bottom) / 2, (top - bottom) / 2


def zonotope(net, lower, upper, rule):
    """Center [n, classes] and generators [n, generators, classes]."""
    center, radius = (lower + upper) / 2, (upper - lower) / 2
    size = radius[0].numel()
    spread = lambda r: torch.diag_embed(r.flatten(1)).reshape(len(r), -1, *r.shape[1:])
    generators = spread(radius)
    for layer in net:
        if isinstance(layer, (nn.Linear, nn.Conv2d, nn.Flatten)):
            n, count = generators.shape[:2]
            zero = layer(torch.zeros_like(generators.flatten(0, 1)))
            moved = layer(generators.flatten(0, 1)) - zero
            center, generators = layer(center), moved.reshape(n, count, *moved.shape[1:])
        else:
            reach = generators.abs().sum(1)
            slope, offset, error = band(layer, center - reach, center + reach, rule)
            center = slope * center + offset
            generators = torch.cat([generators * slope[:, None], spread(error)], 1)
    return center, generators


# MARK: Losses


def worst(margins):
    return torch.logsumexp(-margins, 1).mean()


def ball(x, eps, clip):
    lower, upper = x - eps, x + eps
    return (lower, upper) if clip is None else (lower.clamp(*clip), upper.clamp(*clip))


def attacked(net, x, y, eps, steps, step_size=None, clip=None):
    point = x
    for _ in range(steps):
        point = point.detach().requires_grad_(True)
        gradient, = torch.autograd.grad(F.cross_entropy(net(point), y, reduction="sum"), point)
        step = step_size if step_size else 2.5 * eps / steps
        point = torch.minimum(torch.maximum(point + step * gradient.sign(), x - eps), x + eps)
        point = point if clip is None else point.clamp(*clip)
    return point.detach()


def interval_bound(net, x, y, eps, kappa=0.5, clip=None):
    return kappa * F.cross_entropy(net(x), y) + (1 - kappa) * worst(interval_margins(net, *ball(x, eps, clip), y))


def crown_interval(net, x, y, eps, beta=1, kappa=0.5, clip=None):
    box = ball(x, eps, clip)
    margins = (1 - beta) * interval_margins(net, *box, y) + beta * backward_margins(net, *box, y)
    return kappa * F.cross_entropy(net(x), y) + (1 - kappa) * worst(margins)


def sabr(net, x, y, eps, shrink, clip=None, **attack):
    point = attacked(net, x, y, (1 - shrink) * eps, clip=clip, **attack)
    lower, upper = ball(x, eps, clip)
    fit = lambda p: torch.minimum(torch.maximum(p, lower), upper)
    return worst(interval_margins(net, fit(point - shrink * eps), fit(point + shrink * eps), y))


def mtl_ibp(net, x, y, eps, alpha, clip=None, **attack):
    there = F.cross_entropy(net(attacked(net, x, y, eps, clip=clip, **attack)), y)
    return (1 - alpha) * there + alpha * worst(interval_margins(net, *ball(x, eps, clip), y))


def cc_ibp(net, x, y, eps, alpha, clip=None, **attack):
    logits = net(attacked(net, x, y, eps, clip=clip, **attack))
    there = logits.gather(1, y[:, None]) - logits
    return worst((1 - alpha) * there + alpha * interval_margins(net, *ball(x, eps, clip), y))


def set_based(net, x, y, eps, tau=0.1, slope="minimax", clip=None):
    center, generators = zonotope(net, *ball(x, eps, clip), slope)
    size = generators.abs().sum((1, 2)).mean() / (net[-1].out_features * eps)
    return (1 - tau) * F.cross_entropy(center, y) + tau * size


LOSSES = [interval_bound, crown_interval, sabr, mtl_ibp, cc_ibp, set_based]
PGD = dict(steps=4)
SETTINGS = {
    "interval_bound": [dict(eps=0.1), dict(eps=0.15, kappa=0, clip=[0, 1]), dict(eps=0.05, kappa=0.8)],
    "crown_interval": [dict(eps=0.1), dict(eps=0.15, beta=0.3, kappa=0.1, clip=[0, 1]), dict(eps=0.1, beta=1, kappa=0)],
    "sabr": [dict(eps=0.2, shrink=0.4, **PGD), dict(eps=0.2, shrink=0.1, steps=3, step_size=0.1, clip=[0, 1])],
    "mtl_ibp": [dict(eps=0.1, alpha=0.5, **PGD), dict(eps=0.15, alpha=0.1, steps=3, step_size=0.06, clip=[0, 1])],
    "cc_ibp": [dict(eps=0.1, alpha=0.5, **PGD), dict(eps=0.15, alpha=0.1, steps=3, step_size=0.06, clip=[0, 1])],
    "set_based": [dict(eps=0.1), dict(eps=0.15, tau=0.5, slope="deepz", clip=[0, 1]), dict(eps=0.2, tau=1)],
}

def compare(name, net, x, y):
    """Intervals and CROWN-IBP beside those of auto_LiRPA, where it can be had (0.3, with what it takes from older
    versions of PyTorch)."""
    try:
        helper = importlib.import_module("torch.onnx.symbolic_helper")
        if not hasattr(helper, "_set_opset_version"):
            helper._set_opset_version = lambda version: None
        if not hasattr(torch._C.Node, "__getitem__"):
            torch._C.Node.__getitem__ = lambda node, key: getattr(node, node.kindOf(key))(key)
        from auto_LiRPA import BoundedModule, BoundedTensor, PerturbationLpNorm
        bounded = BoundedModule(net, torch.zeros_like(x[:1]))
        lower, upper = ball(x, 0.1, None)
        inputs = BoundedTensor(x, PerturbationLpNorm(norm=float("inf"), eps=0.1, x_L=lower, x_U=upper))
        rows = differences(y, net[-1].out_features)
        for method, own in [("IBP", interval_margins), ("CROWN-IBP", backward_margins)]:
            bounds = bounded.compute_bounds(x=(inputs,), C=rows, method=method)[0]
            off = (bounds - own(net, lower, upper, y)).abs().max().item()
            print(f"{name}: {method} is {off:.1e} from auto_LiRPA's", file=sys.stderr)
            assert off < 1e-9
    except (ImportError, TypeError, AttributeError) as error:
        print(f"auto_LiRPA is left out: {error}", file=sys.stderr)


def flat(tensors):
    return [v for t in tensors for v in t.detach().reshape(-1).tolist()]


records = []
for name, net in networks().items():
    x, y = samples(name)
    # Wider than PyTorch's, so that attacks and bounds have something to do.
    with torch.no_grad():
        for p in net.parameters():
            p.mul_(2)
    if name != "tanh":
        compare(name, net, x, y)
    record = {"name": name, "shape": list(x.shape), "parameters": flat(net.parameters()), "x": flat([x]),
              "y": [c + 1 for c in y.tolist()], "cases": []}
    for loss in LOSSES:
        for options in SETTINGS[loss.__name__]:
            net.zero_grad()
            value = loss(net, x, y, **options)
            value.backward()
            record["cases"].append({
                "term": loss.__name__, "settings": options, "value": value.item(),
                "gradient": flat(p.grad for p in net.parameters())})
    records.append(record)
print('{"records": [\n' + ",\n".join(json.dumps(r) for r in records) + "\n]}")
