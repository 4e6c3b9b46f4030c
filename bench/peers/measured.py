"""Runs a program and says what it took: python3 measured.py FILE PROGRAM [ARGUMENTS]; standard input is handed on."""

import json
import resource
import subprocess
import sys
import time

target, *command = sys.argv[1:]
started = time.perf_counter()
status = subprocess.run(command).returncode
wall = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
with open(target, "w") as out:
    json.dump(
        {"wallSeconds": wall, "cpuSeconds": used.ru_utime + used.ru_stime, "peakBytes": used.ru_maxrss * unit},
        out,
    )
sys.exit(status)
