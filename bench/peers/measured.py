"""Runs a program and says what it took: python3 measured.py FILE SECONDS PROGRAM [ARGUMENTS]; standard input is handed on.

After so many seconds it is ended, with whatever it has started.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import time

target, limit, *command = sys.argv[1:]
started = time.perf_counter()
running = subprocess.Popen(command, start_new_session=True)
try:
    status = running.wait(float(limit))
except subprocess.TimeoutExpired:
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    sys.exit(f"not done after {limit} s")
wall = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
with open(target, "w") as out:
    json.dump(
        {"wallSeconds": wall, "cpuSeconds": used.ru_utime + used.ru_stime, "peakBytes": used.ru_maxrss * unit},
        out,
    )
sys.exit(status)
