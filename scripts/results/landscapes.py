"""What the checks of landscapes share: energies of networks with one hidden layer of tanh, and robustness of minima."""

import numpy as np

from networks import cross_entropy, log_softmax

TOLERANCES = {"energy": 1e-9, "gradient": 1e-6, "certified margin": 1e-9, "trace": 1e-5, "largest eigenvalue": 1e-5,
              "log-determinant": 1e-4, "rank correlation": 1e-9, "saddle energy": 1e-9,
              # the tolerance of the search, and rounding
              "distance of the nearest inputs": 1.01e-3}


def absolute(w, delta):
    return np.sqrt(w * w + delta * delta)


def plain(net, x, y):
    return cross_entropy(net(x), y).mean()


def hidden_bounds(net, x, eps, delta):
    (w1, b1), _, _ = net.layers
    center, radius = x @ w1.T + b1, eps * absolute(w1, delta).sum(1)
    lower, upper = np.tanh(center - radius), np.tanh(center + radius)
    return (upper + lower) / 2, (upper - lower) / 2


def width(net, x, eps, delta):
    """Mean geometric width of the interval hull of outputs."""
    _, half = hidden_bounds(net, x, eps, delta)
    return np.exp(np.log(2 * half @ absolute(net.layers[2][0], delta).T).mean(1)).mean()


def worst_case(net, x, y, eps, delta):
    """Of every class z_k - z_y at most; 0 for y."""
    middle, half = hidden_bounds(net, x, eps, delta)
    w2, b2 = net.layers[2]
    rows = w2[None] - w2[y - 1][:, None]
    worst = (rows * middle[:, None]).sum(2) + (absolute(rows, delta) * half[:, None]).sum(2) + b2 - b2[y - 1][:, None]
    worst[np.arange(len(y)), y - 1] = 0
    return worst


def interval_loss(net, x, y, eps, delta):
    worst = worst_case(net, x, y, eps, delta)
    return -log_softmax(worst)[np.arange(len(y)), y - 1].mean()


def gradient(net, x, y, strength):
    """Of the plain loss with l2, for any number of layers, in the flat order."""
    values = net.activations(x)
    g = np.exp(log_softmax(values[-1]))
    g[np.arange(len(y)), y - 1] -= 1
    g /= len(y)
    parts = []
    for layer, value, out in zip(net.layers[::-1], values[-2::-1], values[:0:-1]):
        if isinstance(layer, str):
            g = g * (1 - out ** 2)
        else:
            parts += [g.sum(0), (g.T @ value).ravel()]
            g = g @ layer[0]
    return np.concatenate(parts[::-1]) + 2 * strength * net.parameters()


def hessian(net, w, x, y, strength, step=1e-5):
    """By central differences of the gradient."""
    rows = []
    for e in np.eye(len(w)) * step:
        rows.append((gradient(net.at(w + e), x, y, strength) - gradient(net.at(w - e), x, y, strength)) / (2 * step))
    h = np.array(rows)
    return (h + h.T) / 2


def slope(f, w, step=1e-5):
    """Gradient of f by central differences."""
    return np.array([(f(w + e) - f(w - e)) / (2 * step) for e in np.eye(len(w)) * step])


def check_minima(checks, net, t, objective, key, gradients=5):
    """Energies of all minima, and that the lowest ones are stationary. objective: a function of the network."""
    for k, w in enumerate(t["x"]):
        checks.close("energy", objective(net.at(w)), t["energy"][k], key)
        if k < gradients:
            checks.close("gradient", np.abs(slope(lambda v: objective(net.at(v)), w)).max(), 0, key)


def attack(net, x, y, eps, steps=60, restarts=4):
    """Whether PGD on the margin, from the corners and random places, fools each sample."""
    rng, fooled = np.random.default_rng(0), net(x).argmax(1) != y - 1
    for other in range(net(x).shape[1]):
        for restart in range(restarts):
            moved = x + eps[:, None] * (rng.uniform(-1, 1, x.shape) if restart else 0)
            g = np.zeros((len(y), net(x).shape[1]))
            g[:, other] += 1
            g[np.arange(len(y)), y - 1] -= 1
            for step in range(steps):
                rate = eps[:, None] * 2 * (1 - step / steps)
                moved = np.clip(moved + rate * np.sign(net.input_gradient(moved, g)), x - eps[:, None], x + eps[:, None])
                fooled |= net(moved).argmax(1) != y - 1
    return fooled


def check_robustness(checks, net, t, eps, key, minima=2):
    """Certified radii, exact distances and attacked accuracy of the lowest minima."""
    x, y = t["test_x"], t["test_y"].astype(int)
    for k in range(min(minima, len(t["x"]))):
        here = net.at(t["x"][k])
        right = here(x).argmax(1) == y - 1
        distance, radius, attacked = t["distance"][k], t["radius"][k], t["attacked"][k]
        for i in np.flatnonzero(right & (radius < 0.999)):
            def margin(r):
                worst = worst_case(here, x[i:i + 1], y[i:i + 1], r, 0)
                return -np.delete(worst, y[i] - 1).max()
            checks.holds("intervals certify the radius, and little more",
                         margin(radius[i]) > -1e-12 and margin(radius[i] + 2e-4) < 1e-12, key)
        checks.holds("certified radius <= exact distance + 1e-3", (radius <= distance + 1.1e-3).all(), key)
        checks.holds("samples that are wrong have distance 0", (distance[~right] == 0).all(), key)
        checks.holds("attacks succeed only beyond the distance", (distance[attacked == 0] <= eps + 1e-9).all(), key)
        checks.holds("no attack within the distance", not attack(here, x[right], y[right], 0.999 * distance[right]).any(),
                     key)
        if k == 0:
            near = np.flatnonzero(right & (distance < 0.999))
            moved = t["nearest"][near]
            checks.holds("the nearest inputs have another class", (here(moved).argmax(1) != y[near] - 1).all(), key)
            checks.close("distance of the nearest inputs", np.abs(moved - x[near]).max(1), distance[near], key)
