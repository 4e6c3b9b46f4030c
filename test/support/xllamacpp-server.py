"""Stands in for the llama-server program: llama.cpp's own server code, from the PyPI wheel xllamacpp.

.ci/run puts the interpreter of a virtual environment before it and names the result in LLAMA_SERVER, so that the contract with
llama-server is held by the real thing on machines that have no such program. It takes the flags that `mtbench` gives, and says
and does at load, at SIGTERM and at a wrong flag what the program does.
"""

import argparse
import os
import signal
import sys
import threading

import xllamacpp

parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument("-m", "--model")
parser.add_argument("--alias", default="")
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, default=8080)
parser.add_argument("--parallel", type=int, default=4)
parser.add_argument("--ctx-size", type=int, default=0)
parser.add_argument("--cache-ram", type=int)
parser.add_argument("--seed", type=int)
parser.add_argument("--no-cache-prompt", action="store_true")
parser.add_argument("--jinja", action="store_true")
flags = parser.parse_args()

params = xllamacpp.CommonParams()
params.model.path = flags.model
if flags.alias:
    params.model_alias = {flags.alias}
params.hostnames = [flags.host]
params.port = flags.port
params.n_parallel = flags.parallel
params.n_ctx = flags.ctx_size
params.endpoint_props = True
params.cache_prompt = not flags.no_cache_prompt
threads = os.environ.get("LLAMA_ARG_THREADS")
if threads:
    params.cpuparams.n_threads = int(threads)
    params.cpuparams_batch.n_threads = int(threads)
if flags.cache_ram is not None:
    params.cache_ram_mib = flags.cache_ram
if flags.seed is not None:
    params.sampling.seed = flags.seed

try:
    server = xllamacpp.Server(params)
except RuntimeError as error:
    print(f"srv  llama_server: exiting due to model loading error ({error})", file=sys.stderr, flush=True)
    sys.exit(1)

# The wheel's server ends with its object, which waits for calls under way; the program leaves at once.
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
signal.signal(signal.SIGINT, lambda *_: os._exit(0))
threading.Event().wait()
