"""The Python side of operations.lua."""
import statistics
import time

import torch

from timing import processor, report as line

torch.set_num_threads(1)
WHO = f"PyTorch {torch.__version__}"
x = torch.randn(1000000) * 2
positive = x.abs() + 0.001
m, square = x.reshape(1000, 1000), torch.randn(1000, 1000)
row, column = torch.randn(1000), torch.randn(1000, 1)
cube = x.reshape(100, 100, 100)


def report(case, call):
    line("operations", case, WHO, processor(call))


report("exp of 1e6", lambda: x.exp())
report("tanh of 1e6", lambda: x.tanh())
report("log of 1e6", lambda: positive.log())
report("sigmoid of 1e6", lambda: x.sigmoid())
report("softmax of the rows of 1000x1000", lambda: m.softmax(1))
report("softmax of the columns of 1000x1000", lambda: m.softmax(0))
report("log_softmax of the rows of 1000x1000", lambda: m.log_softmax(1))
report("logsumexp of the rows of 1000x1000", lambda: m.logsumexp(1))
report("sum of the rows of 1000x1000", lambda: m.sum(1))
report("sum of the columns of 1000x1000", lambda: m.sum(0))
report("max of the rows of 1000x1000", lambda: m.amax(1))
report("max of the columns of 1000x1000", lambda: m.amax(0))
report("1000x1000 + row", lambda: m + row)
report("1000x1000 + column", lambda: m + column)
report("1000x1000 + 1000x1000", lambda: m + square)
report("transpose of 1000x1000", lambda: m.t().contiguous())
report("permute 100x100x100 to 3, 1, 2", lambda: cube.permute(2, 0, 1).contiguous())

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
