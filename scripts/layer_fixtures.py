"""Records what PyTorch's layers compute, in float64, for the tests of Layers. Usage, in an environment with torch:
    python scripts/layer_fixtures.py > Tests/Fixtures/layers.json
"""
import json

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(1)


def flat(tensors):
    return [v for t in tensors for v in t.detach().reshape(-1).tolist()]


def recorded(name, net, x, passes=0):
    """Outputs in evaluation mode; with passes, first so many in training mode on parts of x, the last of which
    is differentiated."""
    case = {"name": name, "parameters": flat(net.parameters()), "x": flat([x]), "shape": list(x.shape)}
    net.eval()
    x.requires_grad_(True)
    y = net(x)
    weights = torch.sin(torch.arange(y.numel()) * 1.7 + 0.3).reshape(y.shape)
    inputs = [x, *net.parameters()]
    case["output"] = flat([y])
    case["gradient"] = flat(torch.autograd.grad((y * weights).sum(), inputs))
    if passes:
        net.train()
        for k in range(passes):
            y = net(x * (1 + k))
        case["trained"] = flat([y])
        case["trainedGradient"] = flat(torch.autograd.grad((y * weights).sum(), list(net.parameters())))
        case["buffers"] = flat(b for n, b in net.named_buffers() if "num_batches" not in n)
        net.eval()
        case["after"] = flat([net(x)])
    return case


points = torch.tensor([[-3.0, -1.0, -0.5, -1e-3, 0.0, 1e-3, 0.5, 1.0, 3.0]])
batch = nn.BatchNorm1d(3)
images = nn.BatchNorm2d(2)
for norm in (batch, images):
    nn.init.normal_(norm.weight)
    nn.init.normal_(norm.bias)
net = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                    nn.Linear(8, 3), nn.BatchNorm1d(3), nn.Tanh())
cases = [
    recorded("conv", nn.Conv2d(2, 3, (3, 2), stride=(2, 1), padding=(1, 0)), torch.randn(2, 2, 5, 4)),
    recorded("max_pool", nn.MaxPool2d(3, stride=2, padding=1), torch.randint(0, 5, (1, 2, 5, 6)).double()),
    recorded("avg_pool", nn.AvgPool2d(3, stride=2, padding=1), torch.randn(1, 2, 5, 6)),
    recorded("batch_norm", batch, torch.randn(5, 3) * 2 + 1, passes=3),
    recorded("batch_norm_images", images, torch.randn(2, 2, 2, 3), passes=2),
    recorded("network", net, torch.randn(4, 1, 4, 4), passes=2),
]
# The derivative of hardtanh at its ends is clamp's, which is 1.
hard = torch.tensor([[-3.0, -1.5, -0.5, -1e-3, 0.0, 1e-3, 0.5, 1.5, 3.0]])
cases.append(recorded("hardtanh", nn.Hardtanh(), hard))
for name, layer in [("elu", nn.ELU(0.7)), ("gelu", nn.GELU()),
                    ("leaky_relu", nn.LeakyReLU(0.1)), ("silu", nn.SiLU()), ("softplus", nn.Softplus()),
                    ("relu", nn.ReLU()), ("sigmoid", nn.Sigmoid())]:
    cases.append(recorded(name, layer, points.clone()))
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
