#!/usr/bin/env python3
"""Records runs of the originals of attacks, for the tests of Attacks. Usage, in an environment with torch and eagerpy:
    python scripts/attack_fixtures.py FOLDER... > Tests/Fixtures/attacks.json

The folders are those in which the packages autoattack (github.com/fra31/auto-attack), foolbox, torchattacks and adv_lib
(github.com/jeromerony/adversarial-library) lie. Everything runs on the CPU in one thread; samples lie in [0, 1].

A case has the flags of the samples ("1" where the prediction is wrong at the point that was found, which lies within
eps; samples that are wrong before count), and for searches of least distance the distances: 0 where the sample is wrong
before, null where nothing was found. `note` says what a comparison can promise, by a key of `notes`:
* flags of a method without random numbers are those of float32 and of float64; where these differ, rounding decides.
* of a method with random numbers there is a second run with another seed.
"""
import copy
import csv
import json
import struct
import sys
import types
import warnings
from pathlib import Path

import torch
from torch import nn

warnings.filterwarnings("ignore")
for folder in sys.argv[1:]:
    sys.path.insert(0, folder)
    if (Path(folder) / "adv_lib").exists():
        # Without the file that imports all its attacks, of which some want torchvision, and without its plots.
        package = types.ModuleType("adv_lib.attacks")
        package.__path__ = [str(Path(folder) / "adv_lib" / "attacks")]
        sys.modules |= {"adv_lib.attacks": package, "visdom": types.ModuleType("visdom")}

import foolbox  # noqa: E402
import torchattacks  # noqa: E402
from adv_lib.attacks.carlini_wagner import carlini_wagner_linf  # noqa: E402
from autoattack.autopgd_base import APGDAttack, APGDAttack_targeted  # noqa: E402
from autoattack.fab_pt import FABAttack_PT  # noqa: E402
from autoattack.square import SquareAttack  # noqa: E402
from foolbox import attacks as fb  # noqa: E402

torch.set_num_threads(1)
root = Path(__file__).parents[1]

# Every third sample of the second part of data.digits():split(0.8, {seed = 1, stratify = true}): rows from 1.
ROWS = [
    18, 27, 45, 95, 104, 116, 139, 186, 199, 212, 226, 243, 254, 256, 272, 288, 293, 329, 332, 337, 342, 355, 367, 384,
    386, 389, 398, 400, 404, 442, 443, 460, 475, 504, 536, 560, 564, 565, 614, 689, 711, 731, 739, 790, 809, 819, 820,
    858, 864, 868, 870, 874, 897, 924, 925, 926, 936, 971, 975, 976, 980, 995, 1040, 1042, 1051, 1067, 1078, 1092, 1128,
    1133, 1143, 1158, 1175, 1189, 1238, 1244, 1257, 1268, 1269, 1291, 1293, 1322, 1324, 1327, 1346, 1362, 1367, 1376,
    1390, 1403, 1410, 1422, 1430, 1437, 1455, 1465, 1467, 1474, 1496, 1512, 1524, 1551, 1565, 1570, 1593, 1597, 1645,
    1647, 1664, 1685, 1694, 1695, 1710, 1727, 1733, 1749, 1760, 1766, 1772, 1790]

NOTES = {
    "equal": "no random numbers: the same flags wherever float32 and float64 agree",
    "last": "no random numbers, and the last point is judged: the same flags by the last point wherever float32 and "
            "float64 agree; who keeps the first success has these and perhaps more",
    "clipped": "no random numbers, but the original projects onto the ball and then onto the range, not onto both at "
               "once: flags may differ where both bind; as many successes or more",
    "many": "random start: as many successes or more with the same budget, up to what two seeds differ by",
    "near": "least distance, adaptive: as many successes or more; distances not larger by 5 % in the median",
    "alike": "least distance, no random numbers: distances within 5 % in the median, none below what is exact",
    "fails": "the original stops with an error",
}


def rows_of(path):
    with open(path) as file:
        return [[float(v) for v in row] for row in list(csv.reader(file))[1:]]


def tensors(path):
    raw = path.read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    found = {}
    for name, entry in json.loads(raw[8:8 + size]).items():
        if name != "__metadata__":
            a, b = entry["data_offsets"]
            found[name] = torch.frombuffer(bytearray(raw[8 + size + a:8 + size + b]), dtype=torch.float32).reshape(
                entry["shape"])
    return found


def filled(net, values):
    with torch.no_grad():
        for p, v in zip(net.parameters(), values, strict=True):
            p.copy_(v)
    return net.eval().requires_grad_(False)


def stored(name, net):
    """Weight and bias, layer by layer."""
    found = tensors(root / f"stdlib/models/{name}.safetensors")
    keys = sorted(found, key=lambda k: (int(k.split(".")[0]), k.endswith("bias")))
    return filled(net, [found[k] for k in keys])


digits = rows_of(root / "stdlib/data/digits.csv")
x_digits = torch.tensor([digits[r - 1][:64] for r in ROWS]).reshape(-1, 1, 8, 8) / 16
y_digits = torch.tensor([int(digits[r - 1][64]) for r in ROWS])
mlp = stored("digits_mlp", nn.Sequential(
    nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)))
conv = stored("digits_conv", nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU(), nn.Flatten(),
    nn.Linear(256, 10)))

iris = torch.tensor(rows_of(root / "stdlib/data/iris.csv"), dtype=torch.float64)
low, high = iris[:, :4].min(0).values, iris[:, :4].max(0).values
x_iris, y_iris = ((iris[:, :4] - low) / (high - low)).float(), iris[:, 4].long()
exact = json.loads((root / "Tests/Fixtures/iris_exact.json").read_text())
iris_net = filled(nn.Sequential(nn.Linear(4, 10), nn.ReLU(), nn.Linear(10, 3)),
                  [torch.tensor(w) for w in exact["weights"]])

NORMS = {"inf": lambda d: d.flatten(1).abs().amax(1), "2": lambda d: d.flatten(1).norm(dim=1),
         "1": lambda d: d.flatten(1).abs().sum(1)}
AUTO = {"inf": "Linf", "2": "L2", "1": "L1"}
cases = []


def bits(flags):
    return "".join("1" if f else "0" for f in flags.tolist())


def predicted(net, points):
    with torch.no_grad():
        return net(points).argmax(1)


def wrong(net, points, y):
    return predicted(net, points) != y


class Problem:
    """A network with its samples, in single and in double precision."""

    def __init__(self, name, net, x, y):
        self.name, self.x, self.y = name, x, y
        self.nets = {torch.float32: net, torch.float64: copy.deepcopy(net).double()}

    def within(self, attack, origin, settings, eps, run, note, norm="inf"):
        """An attack in a ball: run(net, x, y, seed) gives points."""
        case = {"net": self.name, "attack": attack, "original": origin, "norm": norm, "eps": eps,
                "settings": settings, "note": note}

        def flags(dtype, seed):
            net, x = self.nets[dtype], self.x.to(dtype)
            torch.manual_seed(seed)
            points = run(net, x, self.y, seed).detach()
            far = NORMS[norm](points - x) > eps * (1 + 1e-5) + 1e-6
            assert points.min() >= -1e-6 and points.max() <= 1 + 1e-6
            return wrong(net, points, self.y) & ~far | wrong(net, x, self.y)

        found = flags(torch.float32, 0)
        case["flags"], case["accuracy"] = bits(found), round(1 - found.float().mean().item(), 6)
        if note == "many":
            other = flags(torch.float32, 1)
            case["other_seed"], case["other_accuracy"] = bits(other), round(1 - other.float().mean().item(), 6)
        else:
            case["float64"] = bits(flags(torch.float64, 0))
        cases.append(case)

    def nearest(self, attack, origin, settings, run, note, norm="inf"):
        """A search for the least distance."""
        net, x = self.nets[torch.float32], self.x
        torch.manual_seed(0)
        points = run(net, x, self.y, 0).detach()
        found, clean = wrong(net, points, self.y), wrong(net, x, self.y)
        length = NORMS[norm](points - x)
        distances = [0 if c else float(f"{d:.7g}") if f else None
                     for c, f, d in zip(clean.tolist(), found.tolist(), length.tolist())]
        cases.append({"net": self.name, "attack": attack, "original": origin, "norm": norm, "settings": settings,
                      "note": note, "flags": bits(found | clean), "distances": distances})

    def targeted(self, attack, origin, eps, settings, make, note, norm="inf"):
        """An attack of foolbox towards the next class, cyclically. Flags: whether it is predicted."""
        target = (self.y + 1) % 10
        flags = []
        for dtype in [torch.float32, torch.float64]:
            net, x = self.nets[dtype], self.x.to(dtype)
            model = foolbox.PyTorchModel(net, bounds=(0, 1), device="cpu")
            points = make()(model, x, foolbox.criteria.TargetedMisclassification(target), epsilons=eps)[1]
            flags.append(bits(predicted(net, points) == target))
        cases.append({"net": self.name, "attack": attack, "original": f"{origin}, towards class y + 1", "norm": norm,
                      "eps": eps, "settings": settings, "note": note, "targeted": True, "flags": flags[0],
                      "accuracy": round(flags[0].count("0") / len(flags[0]), 6), "float64": flags[1]})

    def fails(self, attack, origin, run, norm="inf"):
        """An original that does not run on such samples."""
        try:
            run(self.nets[torch.float32], self.x, self.y, 0)
        except Exception as error:  # noqa: BLE001
            cases.append({"net": self.name, "attack": attack, "original": origin, "norm": norm, "note": "fails",
                          "error": f"{type(error).__name__}: {str(error).splitlines()[0]}"})
        else:
            raise AssertionError(f"{origin} runs on {self.name}")


def box(make, eps=None):
    """An attack of foolbox; its second result is what it clips to eps, and without eps the nearest that it found."""
    def run(net, x, y, seed):
        model = foolbox.PyTorchModel(net, bounds=(0, 1), device="cpu")
        return make()(model, x, y, epsilons=eps)[1]
    return run


def plain(make):
    """An attack of torchattacks."""
    return lambda net, x, y, seed: make(net)(x, y)


def auto(kind, **settings):
    """An attack of AutoAttack."""
    return lambda net, x, y, seed: kind(net, seed=seed, device="cpu", **settings).perturb(x, y)


def fab(norm, targets=0):
    """FAB without a random start; with targets each of the likeliest classes in turn, and the nearest of all points."""
    def run(net, x, y, seed):
        attack = FABAttack_PT(net, norm=AUTO[norm], n_restarts=1, n_iter=100, eps=1e6, seed=seed, device="cpu",
                              targeted=targets > 0)
        if targets == 0:
            return attack.attack_single_run(x, y)
        best, least = x.clone(), torch.full([len(x)], torch.inf)
        for k in range(2, targets + 2):
            attack.target_class = k
            points = attack.attack_single_run(x, y, is_targeted=True)
            length = NORMS[norm](points - x)
            better = wrong(net, points, y) & (length < least)
            best[better], least[better] = points[better], length[better]
        return best
    return run


def apgd(problem, norm, radius, loss):
    problem.within(
        "apgd", f"autoattack APGDAttack, {loss}", {"loss": loss, "steps": 100, "restarts": 1}, radius,
        auto(APGDAttack, norm=AUTO[norm], n_iter=100, n_restarts=1, eps=radius, loss=loss, use_largereps=norm == "1"),
        "many", norm)


def balls(problem, radii):
    """All attacks in balls."""
    e, e2, e1 = radii["inf"], radii["2"], radii["1"]
    w = problem.within
    w("fgsm", "foolbox LinfFastGradientAttack", {}, e, box(fb.LinfFastGradientAttack, e), "equal")
    w("fgsm", "foolbox L2FastGradientAttack", {}, e2, box(fb.L2FastGradientAttack, e2), "clipped", "2")
    w("bim", "foolbox LinfBasicIterativeAttack", {"steps": 10, "step_size": e / 10}, e,
      box(lambda: fb.LinfBasicIterativeAttack(abs_stepsize=e / 10, steps=10), e), "last")
    for norm, name, kind, note in [("inf", "Linf", fb.LinfPGD, "last"), ("2", "L2", fb.L2PGD, "clipped")]:
        r = radii[norm]
        w("pgd", f"foolbox {name}PGD", {"steps": 40, "step_size": 2.5 * r / 40, "random_start": False}, r,
          box(lambda: kind(abs_stepsize=2.5 * r / 40, steps=40, random_start=False), r), note, norm)
    w("pgd", "torchattacks PGD", {"steps": 40, "step_size": 2.5 * e / 40, "random_start": False}, e,
      plain(lambda net: torchattacks.PGD(net, eps=e, alpha=2.5 * e / 40, steps=40, random_start=False)), "last")
    w("mifgsm", "torchattacks MIFGSM", {"steps": 10, "step_size": e / 10, "decay": 1.0}, e,
      plain(lambda net: torchattacks.MIFGSM(net, eps=e, alpha=e / 10, steps=10, decay=1.0)), "last")
    w("mifgsm", "foolbox LinfMomentumIterativeFastGradientMethod: momentum of signs",
      {"steps": 10, "step_size": e / 10, "decay": 1.0}, e,
      box(lambda: fb.LinfMomentumIterativeFastGradientMethod(abs_stepsize=e / 10, steps=10, momentum=1.0), e), "last")
    w("mifgsm", "foolbox L2MomentumIterativeFastGradientMethod", {"steps": 10, "step_size": e2 / 10, "decay": 1.0}, e2,
      box(lambda: fb.L2MomentumIterativeFastGradientMethod(abs_stepsize=e2 / 10, steps=10, momentum=1.0), e2),
      "clipped", "2")
    for norm in ["inf", "2", "1"]:
        r = radii[norm]
        for loss in ["ce", "dlr"]:
            apgd(problem, norm, r, loss)
        w("apgd", "autoattack APGDAttack_targeted", {"loss": "dlr", "steps": 100, "restarts": 1, "targets": 9}, r,
          auto(APGDAttack_targeted, norm=AUTO[norm], n_iter=100, n_restarts=1, eps=r, n_target_classes=9,
               use_largereps=norm == "1"), "many", norm)
    for norm in ["inf", "2", "1"]:
        for queries in [200, 1000]:
            r = radii[norm]
            w("square", "autoattack SquareAttack", {"queries": queries, "p_init": 0.8}, r,
              auto(SquareAttack, norm=AUTO[norm], n_queries=queries, eps=r, p_init=0.8, n_restarts=1,
                   resc_schedule=True), "many", norm)


def aimed(problem, radii):
    for norm, name, kind, note in [("inf", "Linf", fb.LinfPGD, "last"), ("2", "L2", fb.L2PGD, "clipped")]:
        r = 2 * radii[norm]
        problem.targeted(
            "pgd", f"foolbox {name}PGD", r, {"steps": 40, "step_size": 2.5 * r / 40, "random_start": False},
            lambda: kind(abs_stepsize=2.5 * r / 40, steps=40, random_start=False), note, norm)


def distances(problem, targets):
    """All searches of least distance."""
    n = problem.nearest
    n("deepfool", "foolbox LinfDeepFoolAttack", {"steps": 50, "candidates": 10, "overshoot": 0.02},
      box(fb.LinfDeepFoolAttack), "alike")
    n("deepfool", "foolbox L2DeepFoolAttack", {"steps": 50, "candidates": 10, "overshoot": 0.02},
      box(fb.L2DeepFoolAttack), "alike", "2")
    for search, steps, rate in [(9, 200, 0.01), (5, 100, 0.05)]:
        n("cw", "foolbox L2CarliniWagnerAttack, without abort",
          {"binary_search_steps": search, "steps": steps, "step_size": rate, "initial_const": 0.001, "confidence": 0},
          box(lambda: fb.L2CarliniWagnerAttack(
              binary_search_steps=search, steps=steps, stepsize=rate, abort_early=False)), "near", "2")
    n("cw", "adv_lib carlini_wagner_linf, without abort",
      {"steps": 100, "step_size": 0.01, "initial_const": 1e-5, "largest_const": 20, "const_factor": 2,
       "decrease_factor": 0.9},
      lambda net, x, y, seed: carlini_wagner_linf(net, x, y, max_iterations=100, abort_early=False), "near")
    for norm in ["inf", "2", "1"]:
        n("fab", "autoattack FABAttack_PT", {"steps": 100, "restarts": 1}, fab(norm), "near", norm)
        n("fab", "autoattack FABAttack_PT, targeted", {"steps": 100, "restarts": 1, "targets": targets},
          fab(norm, targets), "near", norm)


RADII = {"digits_mlp": {"inf": 0.1, "2": 0.5, "1": 1.25}, "digits_conv": {"inf": 0.1, "2": 0.5, "1": 1.25}}
problems = [Problem("digits_mlp", mlp, x_digits, y_digits), Problem("digits_conv", conv, x_digits, y_digits)]
for problem in problems:
    balls(problem, RADII[problem.name])
    aimed(problem, RADII[problem.name])
    distances(problem, 9)

# Vectors of four features and three classes, as Iris has them.
vectors = Problem("iris_exact", iris_net, x_iris, y_iris)
distances(vectors, 2)
for norm, radius in [("inf", 0.1), ("2", 0.15)]:
    for loss in ["ce", "dlr"]:
        apgd(vectors, norm, radius, loss)
    vectors.fails("square", "autoattack SquareAttack",
                  auto(SquareAttack, norm=AUTO[norm], n_queries=200, eps=radius, n_restarts=1), norm)
    vectors.fails("apgd", "autoattack APGDAttack_targeted",
                  auto(APGDAttack_targeted, norm=AUTO[norm], n_iter=10, n_restarts=1, eps=radius), norm)

problems.append(vectors)
print("{" + ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in [
    ("rows", ROWS), ("notes", NOTES),
    ("clean", {p.name: bits(wrong(p.nets[torch.float32], p.x, p.y)) for p in problems})]) + ',\n"cases": [')
print(",\n".join(json.dumps(case, separators=(",", ":")) for case in cases))
print("]}")
