"""One thread for whoever computes: asked of OpenBLAS before NumPy is loaded, so that `app` imports this first.

Matrices as small as ours are multiplied no sooner by several threads, which wait for each other by spinning: SOAP's
usual training took 9.3 s of processor time by two threads and .8 by one. And sums then round the same whatever the
number of cores. Whoever sets these variables is heeded.
"""

import os

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")

for name in VARIABLES:
    os.environ.setdefault(name, "1")
