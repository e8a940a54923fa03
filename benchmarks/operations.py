"""The Python side of operations.lua."""
import statistics
import time

import torch

from timing import elapsed, processor, report as line

torch.set_num_threads(1)
WHO = f"PyTorch {torch.__version__}"
x = torch.randn(1000000) * 2
positive = x.abs() + 0.001
m, square = x.reshape(1000, 1000), torch.randn(1000, 1000)
row, column = torch.randn(1000), torch.randn(1000, 1)
cube = x.reshape(100, 100, 100)


CASES = [
    ("exp of 1e6", lambda: x.exp()),
    ("tanh of 1e6", lambda: x.tanh()),
    ("log of 1e6", lambda: positive.log()),
    ("sigmoid of 1e6", lambda: x.sigmoid()),
    ("softmax of the rows of 1000x1000", lambda: m.softmax(1)),
    ("softmax of the columns of 1000x1000", lambda: m.softmax(0)),
    ("log_softmax of the rows of 1000x1000", lambda: m.log_softmax(1)),
    ("logsumexp of the rows of 1000x1000", lambda: m.logsumexp(1)),
    ("sum of the rows of 1000x1000", lambda: m.sum(1)),
    ("sum of the columns of 1000x1000", lambda: m.sum(0)),
    ("max of the rows of 1000x1000", lambda: m.amax(1)),
    ("max of the columns of 1000x1000", lambda: m.amax(0)),
    ("1000x1000 + row", lambda: m + row),
    ("1000x1000 + column", lambda: m + column),
    ("1000x1000 + 1000x1000", lambda: m + square),
    ("transpose of 1000x1000", lambda: m.t().contiguous()),
    ("permute 100x100x100 to 3, 1, 2", lambda: cube.permute(2, 0, 1).contiguous()),
]

for case, call in CASES:
    line("operations", case, WHO, processor(call))
torch.set_num_threads(2)
for case, call in CASES:
    line("operations_shared", case, WHO, elapsed(call, 5))
torch.set_num_threads(1)

a, b = torch.randn(3, 3), torch.randn(3, 3)
LOOPS = 100000


def loop(case, run):
    times = []
    for _ in range(15):
        start = time.process_time()
        run()
        times.append((time.process_time() - start) / LOOPS * 1e6)
    line("operations", case, WHO, statistics.median(times))


def add():
    for _ in range(LOOPS):
        a + b


def multiply():
    for _ in range(LOOPS):
        a * b


def product():
    for _ in range(LOOPS):
        a @ b


loop("a + b of 3x3, in a loop", add)
loop("a * b of 3x3, in a loop", multiply)
loop("a:matmul(b) of 3x3, in a loop", product)
