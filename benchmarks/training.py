"""The Python side of training.lua: PyTorch, the data already in memory as one tensor."""
import gzip
import os
import statistics
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from timing import elapsed, report

FOLDER = os.path.join(os.environ.get("TARN_DATA", "../shared/data"), "mnist")


def read(split):
    def content(name, offset):
        with gzip.open(os.path.join(FOLDER, f"{split}-{name}-ubyte.gz")) as file:
            return np.frombuffer(file.read(), np.uint8, offset=offset)

    images = content("images-idx3", 16).reshape(-1, 1, 28, 28).astype(np.float32)
    images /= 255
    return images, content("labels-idx1", 8).astype(np.int64)


NETWORKS = {
    "MLP 784-256-256-10": lambda: nn.Sequential(
        nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10)),
    "conv net 16-32-100-10": lambda: nn.Sequential(
        nn.Conv2d(1, 16, 4, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU(), nn.Flatten(),
        nn.Linear(32 * 7 * 7, 100), nn.ReLU(), nn.Linear(100, 10)),
}

report("loading", "train and test, .gz to float32 in [0, 1]", f"numpy {np.__version__}: gzip, frombuffer",
       elapsed(lambda: (read("train"), read("t10k")), 5) / 1e6)
x, y = map(torch.from_numpy, read("train"))
test_x, test_y = map(torch.from_numpy, read("t10k"))
who = f"PyTorch {torch.__version__}: eager"
for name, make in NETWORKS.items():
    for threads in (1, 2):
        torch.set_num_threads(threads)
        torch.manual_seed(0)
        net, seconds = make(), []
        optimizer = torch.optim.Adam(net.parameters(), 1e-3)
        for epoch in range(3):
            start = time.perf_counter()
            for rows in torch.randperm(len(x)).split(128):
                optimizer.zero_grad()
                F.cross_entropy(net(x[rows]), y[rows]).backward()
                optimizer.step()
            seconds.append(time.perf_counter() - start)
        report("training", f"{name}, {threads} thread{'s' if threads > 1 else ''}", who, statistics.median(seconds))
        if threads == 1:
            with torch.no_grad():
                right = sum((net(test_x[k:k + 2000]).argmax(1) == test_y[k:k + 2000]).sum().item()
                            for k in range(0, len(test_x), 2000))
            report("accuracy", name, who, right / len(test_x))
