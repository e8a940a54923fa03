"""The Python side of networks.lua."""
import torch
from torch import nn

from timing import compiled, elapsed, report

BATCH = 128
y = torch.randint(0, 10, (BATCH,))
objective = nn.CrossEntropyLoss()


def measure(name, net, x):
    parameters = list(net.parameters())

    def gradient():
        value = objective(net(x), y)
        return value, torch.autograd.grad(value, parameters)

    for threads in (1, 2):
        torch.set_num_threads(threads)
        case = f"{name}, {threads} thread{'s' if threads > 1 else ''}"
        report("networks", case, f"PyTorch {torch.__version__}: eager", elapsed(gradient))
        torch._dynamo.reset()
        fast = compiled(lambda x: objective(net(x), y), x)
        if fast:
            report("networks", case, f"PyTorch {torch.__version__}: torch.compile",
                   elapsed(lambda: torch.autograd.grad(fast(x), parameters)))


measure("MLP 784-256-256-10",
        nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10)),
        torch.rand(BATCH, 784))
measure("conv net 16-32-100-10",
        nn.Sequential(nn.Conv2d(1, 16, 4, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU(), nn.Flatten(),
                      nn.Linear(32 * 7 * 7, 100), nn.ReLU(), nn.Linear(100, 10)),
        torch.rand(BATCH, 1, 28, 28))
