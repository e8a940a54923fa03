"""Checks networks of the study compare-sensitivity, which TARN_KEEP=FOLDER tarn recipe run … wrote.

    python3 scripts/results/compare_sensitivity.py FOLDER

Clean errors, attacks and CROWN certificates of the networks that were chosen are computed anew.
"""

import sys

from networks import Checks, kept
from sensitivity_loss import TOLERANCES, check_tested

checks = Checks(TOLERANCES)
for key, net, t in kept(sys.argv[1], "compare-sensitivity"):
    check_tested(checks, net, t, key.split("_")[1] != "wine", key)
    checks.rows += 1
checks.finish()
