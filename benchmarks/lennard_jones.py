"""The other side of lennard_jones.lua: the program in C++ beside it, with energy and gradient written by hand."""
import pathlib
import statistics
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().with_suffix(".cpp")

for options in (("-O3", "-march=native"), ("-O3", "-march=native", "-ffast-math")):
    who = f"C++, g++ {' '.join(options)}"
    try:
        with tempfile.TemporaryDirectory() as folder:
            program = f"{folder}/lennard_jones"
            subprocess.run(["g++", *options, str(SOURCE), "-o", program], check=True, capture_output=True)
            runs = [
                subprocess.run([program, "38", "300", str(seed)], check=True, capture_output=True, text=True)
                .stdout.split() for seed in (1, 2, 3)]
        quenches, evaluations = (statistics.median(float(run[k]) for run in runs) for k in (0, 1))
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{who}: {error}", file=sys.stderr)
        quenches = evaluations = "unavailable"
    print("lennard_jones", "evaluations, 38 atoms", who, evaluations, sep="\t", flush=True)
    print("lennard_jones", "quenches, 38 atoms", who, quenches, sep="\t", flush=True)
