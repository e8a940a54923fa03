#!/usr/bin/env python3
"""How much memory and time reading large ONNX models takes: python scripts/onnx_memory.py [megabytes] [tarn]

Writes models of that size (300 unless given) in four forms into a temporary folder, loads each with tarn in a
process of its own, and prints the peak of its memory over the size of the model, and its CPU seconds. Exits with 1
where the peak is above three times the size. Needs numpy and onnx.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 300
tarn = sys.argv[2] if len(sys.argv) > 2 else str(pathlib.Path(__file__).resolve().parents[1] / ".build/release/tarn")
random = np.random.default_rng(1)


def save(path, nodes, tensors, shape, external=False):
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", *shape])],
        [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, None)], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    if external:
        onnx.save_model(model, path, save_as_external_data=True, location=path.name + ".data")
    else:
        onnx.save(model, path)


def dense(path, operation, layers, external=False):
    size = int((megabytes * 2**20 / 4 / layers) ** 0.5)
    tensors = [
        numpy_helper.from_array(random.normal(size=(size, size)).astype(np.float32) / size**0.5, f"w{k}")
        for k in range(layers)]
    nodes, x = [], "x"
    for k in range(layers):
        attributes = {"transB": 1} if operation == "Gemm" else {}
        nodes.append(helper.make_node(operation, [x, f"w{k}"], [f"a{k}"], **attributes))
        nodes.append(helper.make_node("Relu", [f"a{k}"], [f"r{k}"]))
        x = f"r{k}"
    save(path, nodes, tensors, [size], external)


def images(path):
    """Shared weights that several nodes use: no chain of layers."""
    size = int((megabytes * 2**20 / 4 / 8 / 9) ** 0.5)
    tensors = [
        numpy_helper.from_array(random.normal(size=(size, size, 3, 3)).astype(np.float32) / size, f"w{k}")
        for k in range(8)]
    nodes = [
        helper.make_node("Conv", ["x" if k == 0 else f"a{k - 1}", f"w{k}"], [f"a{k}"], pads=[1, 1, 1, 1])
        for k in range(8)]
    nodes.append(helper.make_node("Mul", ["a7", "a7"], ["y"]))
    save(path, nodes, tensors, [size, 4, 4])


failed = False
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    for name, make in {
        "Gemm, 4 layers": lambda path: dense(path, "Gemm", 4),
        "MatMul, 4 layers": lambda path: dense(path, "MatMul", 4),
        "MatMul, one layer, external": lambda path: dense(path, "MatMul", 1, True),
        "Conv, 8 layers": images,
    }.items():
        path = folder / "model.onnx"
        make(path)
        size = sum(file.stat().st_size for file in folder.iterdir())
        program = (
            f'local net = nn.load("{path}") assert(#net:parameters() > {size // 5}) '
            'print(io.open("/proc/self/status"):read("a"):match("VmHWM:%s*(%d+)"), os.clock())')
        run = subprocess.run([tarn, "-e", program], capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(run.stderr)
        peak, seconds = run.stdout.split()
        ratio = int(peak) * 1024 / size
        print(f"{name}: {size / 2**20:.0f} MB, peak {ratio:.2f} times, {seconds} s CPU")
        failed = failed or ratio > 3
        for file in folder.iterdir():
            file.unlink()
sys.exit(failed)
