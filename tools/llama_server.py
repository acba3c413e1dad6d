# SPDX-License-Identifier: Apache-2.0
"""Stands in for the llama-server executable: the same C++ server out of the xllamacpp wheel, serving until SIGTERM.

tools/demo.sh copies it next to the model and starts it with the Python of its own virtual environment."""
import argparse
import signal

import xllamacpp

args = argparse.ArgumentParser(prog="llama-server", allow_abbrev=False)
args.add_argument("-m", "--model", required=True)
args.add_argument("--host", default="127.0.0.1")
args.add_argument("--port", type=int, default=8080)
args.add_argument("-c", "--ctx-size", type=int, default=2048)
args.add_argument("-np", "--parallel", type=int, default=1)
args.add_argument("-t", "--threads", type=int, default=1)
opts, _ = args.parse_known_args()   # options of the real executable that change nothing here

params = xllamacpp.CommonParams()
params.model.path = opts.model
params.hostnames = [opts.host]
params.port, params.n_ctx, params.n_parallel = opts.port, opts.ctx_size, opts.parallel
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = opts.threads
# A Python handler would wait until a model that is being loaded is complete: let the kernel end us at once.
for signo in (signal.SIGTERM, signal.SIGINT):
    signal.signal(signo, signal.SIG_DFL)
server = xllamacpp.Server(params)
while True:
    signal.pause()
