"""What the checks of landscapes share where they search anew: the starts of a study, and descents from many points.

Starts are Tarn's numbers, by Philox (Salmon et al. 2011) and Box and Muller; losses are differentiated by PyTorch;
the descent is L-BFGS as GMIN has it: steps as they come, of a length of 0.4 at most, a tenth where energy rises.
"""

import numpy as np
import torch

torch.set_num_threads(1)

WORD = 0xFFFFFFFF


def normal(seed, count):
    """Standard normal numbers: tensor.randn(count, {seed = seed, dtype = "float64"})."""
    blocks = np.arange(count, dtype=np.uint64)
    c, key = [blocks & np.uint64(WORD), blocks >> np.uint64(32), 0 * blocks, 0 * blocks], [seed & WORD, seed >> 32]
    for _ in range(10):
        p, q = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [(q >> np.uint64(32)) ^ c[1] ^ np.uint64(key[0]), q & np.uint64(WORD),
             (p >> np.uint64(32)) ^ c[3] ^ np.uint64(key[1]), p & np.uint64(WORD)]
        key = [(key[0] + 0x9E3779B9) & WORD, (key[1] + 0xBB67AE85) & WORD]

    def unit(low, high):
        return ((low | high << np.uint64(32)) >> np.uint64(11)).astype(float) * 2.0**-53
    return np.sqrt(-2 * np.log(1 - unit(c[0], c[1]))) * np.cos(2 * np.pi * unit(c[2], c[3]))


def starts(count, size, split):
    return 2 * normal(100 + split, count * size).reshape(count, size)


class Energies:
    """Energies and gradients of many networks with one hidden layer of tanh: `share` times the mean cross-entropy,
    l2, and what `extra` adds, a function of this and of the parameters' parts."""

    def __init__(self, sizes, x, y, strength, share=1, extra=None):
        self.sizes, self.strength, self.share, self.extra = sizes, strength, share, extra
        self.x, self.y = torch.tensor(x), torch.tensor(y).long() - 1

    def parts(self, w):
        i, h, k = self.sizes
        w1, b1, w2, b2 = w.split([h * i, h, k * h, k], 1)
        return w1.reshape(-1, h, i), b1[:, None], w2.reshape(-1, k, h), b2[:, None]

    def plain(self, parts, x):
        w1, b1, w2, b2 = parts
        z = torch.tanh(x @ w1.mT + b1) @ w2.mT + b2
        return (z.logsumexp(2) - z[:, torch.arange(len(x)), self.y]).mean(1)

    def __call__(self, points):
        w = torch.tensor(points, requires_grad=True)
        parts = self.parts(w)
        energy = self.share * self.plain(parts, self.x) + self.strength * (w * w).sum(1)
        if self.extra:
            energy = energy + self.extra(self, parts)
        return energy.detach().numpy(), torch.autograd.grad(energy.sum(), w)[0].numpy()


def hidden(self, parts, eps, delta):
    w1, b1, _, _ = parts
    center, radius = self.x @ w1.mT + b1, eps * (w1 * w1 + delta * delta).sqrt().sum(2)[:, None]
    lower, upper = torch.tanh(center - radius), torch.tanh(center + radius)
    return (upper + lower) / 2, (upper - lower) / 2


def sensitivity(weight, eps, delta):
    """weight times the mean geometric width of the outputs' intervals."""
    def extra(self, parts):
        half = hidden(self, parts, eps, delta)[1]
        return weight * (2 * half @ (parts[2] ** 2 + delta * delta).sqrt().mT).log().mean(2).exp().mean(1)
    return extra


def worst_case(share, eps, delta):
    """share times the cross-entropy of the worst logits within intervals."""
    def extra(self, parts):
        middle, half = hidden(self, parts, eps, delta)
        w2, b2 = parts[2:]
        total = 0
        for c in range(w2.shape[1]):
            rows = w2 - w2[:, c:c + 1]
            size = (rows * rows + delta * delta).sqrt()
            worst = middle @ rows.mT + half @ size.mT + b2 - b2[:, :, c:c + 1]
            others = torch.arange(w2.shape[1]) != c
            total = total + (worst * others).logsumexp(2)[:, self.y == c].sum(1)
        return share * total / len(self.y)
    return extra


def adversarial(share, moved):
    """share times the cross-entropy at examples that stay."""
    moved = torch.tensor(moved)
    return lambda self, parts: share * self.plain(parts, moved)


def descend(energies, points, tolerance=1e-7, memory=40, steps=20000):
    """Where descents from the points end: coordinates, energies, and whether the gradient is small there."""
    x = np.array(points)
    energy, g = energies(x)
    n, size = x.shape
    s, y, rho = np.zeros((memory, n, size)), np.zeros((memory, n, size)), np.zeros((memory, n))
    count, tries = np.zeros(n, int), np.zeros(n, int)
    length = np.linalg.norm(g, axis=1, keepdims=True)
    step = -0.1 * g * np.minimum(length, 1 / np.maximum(length, 1e-300))
    live = np.flatnonzero(np.abs(g).max(1) > tolerance)
    for _ in range(steps):
        if len(live) == 0:
            break
        trial = x[live] + step[live]
        e, h = energies(trial)
        taken = e <= energy[live] + 1e-10 * np.maximum(1, np.abs(energy[live]))
        back = live[~taken]
        step[back] /= 10
        tries[back] += 1
        lost = back[tries[back] > 10]
        count[lost], tries[lost] = 0, 0
        step[lost] = -1e-3 * g[lost]
        on = live[taken]
        slot = count[on] % memory
        s[slot, on], y[slot, on] = step[on], h[taken] - g[on]
        product = (s[slot, on] * y[slot, on]).sum(1)
        rho[slot, on] = np.where(product == 0, 0, 1 / np.where(product == 0, 1, product))
        x[on], energy[on], g[on], tries[on] = trial[taken], e[taken], h[taken], 0
        count[on] += 1
        step[on] = direction(g[on], s, y, rho, count[on], on)
        live = live[np.abs(g[live]).max(1) > tolerance]
    return x, energy, np.abs(g).max(1) <= tolerance


def direction(g, s, y, rho, count, on):
    """The step of L-BFGS, downhill, of a length of 0.4 at most."""
    if len(on) == 0:
        return g
    d, factors, memory = g.copy(), [], len(s)
    for k in range(min(memory, count.max())):
        slot = (count - 1 - k) % memory
        r = np.where(k < count, rho[slot, on], 0)
        factor = r * np.einsum("bn,bn->b", s[slot, on], d)
        d -= factor[:, None] * y[slot, on]
        factors.append((slot, r, factor))
    last = (count - 1) % memory
    yy = np.einsum("bn,bn->b", y[last, on], y[last, on])
    d *= (1 / np.where(rho[last, on] == 0, 1, rho[last, on]) / np.where(yy == 0, 1, yy))[:, None]
    for slot, r, factor in factors[::-1]:
        d += (factor - r * np.einsum("bn,bn->b", y[slot, on], d))[:, None] * s[slot, on]
    d *= -np.where(np.einsum("bn,bn->b", d, g) < 0, -1, 1)[:, None]
    return d * np.minimum(1, 0.4 / np.maximum(np.linalg.norm(d, axis=1, keepdims=True), 1e-300))


def hessian(energies, w, step=1e-5):
    """By central differences of the gradient."""
    moves = np.concatenate([np.eye(len(w)), -np.eye(len(w))]) * step
    g = energies(w + moves)[1]
    h = (g[:len(w)] - g[len(w):]) / (2 * step)
    return (h + h.T) / 2


def quench(energies, points, escapes=10):
    """As descend; from saddles it goes on, beside them along a mixture of their negative modes, on the lower side."""
    random, (x, energy, done) = np.random.default_rng(0), descend(energies, points)
    left = np.flatnonzero(done)
    for _ in range(escapes):
        saddles, beside = [], []
        for k in left:
            values, modes = np.linalg.eigh(hessian(energies, x[k]))
            modes = modes[:, values < -1e-8]
            if modes.shape[1]:
                move = modes @ random.uniform(0.5, 1, modes.shape[1])
                both = x[k] + 0.02 * np.stack([move, -move]) / np.linalg.norm(move)
                saddles.append(k)
                beside.append(both[energies(both)[0].argmin()])
        if not saddles:
            break
        left = np.array(saddles)
        x[left], energy[left], done[left] = descend(energies, beside)
        left = left[done[left]]
    return x, energy, done


def different(energy):
    """A number for each energy, the same where they differ by 1e-8 at most."""
    order = np.argsort(energy)
    number = np.empty(len(energy), int)
    number[order] = np.concatenate([[0], np.cumsum(np.diff(energy[order]) > 1e-8)])
    return number


def effective(ends):
    """exp of the entropy of where starts end."""
    share = np.unique(ends, return_counts=True)[1] / len(ends)
    return np.exp(-(share * np.log(share)).sum())
