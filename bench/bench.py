# SPDX-License-Identifier: Apache-2.0
"""What haechi costs, beside the least that could do the same and beside its peers: one run, one machine, one server.

Ratios travel between machines, milliseconds do not. `make bench` calls this; README.md beside it explains the rows.
"""
import argparse
import datetime
import os
import platform
import subprocess
import sys
import tempfile

import measure
import peers
import workloads


def options():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--binary", default="build/src/cli/haechi")
    args.add_argument("--build", default="build", help="folder with the test server and the tools of bench/")
    args.add_argument("--peers", default="", help="of: " + " ".join(peers.ALL))
    args.add_argument("--only", default="", help="workloads, of: " + " ".join(workloads.ALL))
    args.add_argument("-n", type=int, help="no workload larger than this")
    args.add_argument("--rounds", type=int, help=f"runs of each cell (default {workloads.ROUNDS})")
    args.add_argument("--full", action="store_true", help="peers at 5,000 samples too, and with the delay")
    args.add_argument("--results", help="folder for the tables of this run")
    args.add_argument("--check", action="store_true", help="exit 1 when a bar is not met")
    args.add_argument("--tmp", help="folder for run files (default: TMPDIR)")
    opts = args.parse_args()
    if opts.check and opts.n:
        args.error("bars hold for the full sizes: no -n with --check")
    for given, known in ((opts.peers, peers.ALL), (opts.only, workloads.ALL)):
        unknown = [w for w in given.split() if w not in known]
        if unknown:
            args.error(f"unknown: {' '.join(unknown)}; known: {' '.join(known)}")
    return opts


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        model = next((line.split(":", 1)[1].strip() for line in f if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores ({model}), {platform.system()} {platform.release()}"


def tables(s, who, command):
    yield f"# Measured on {datetime.date.today()}\n"
    yield f"- command: `{command}`\n- machine: {machine()}\n- programs: {'; '.join(who)}\n"
    yield ("Whole processes, start-up included. Medians; the best wall in brackets. `others`: share of the cores used by "
           "neither the program nor the server; CPU is firmer than wall. The server's log held exactly the requests of each "
           "row, all distinct.\n")
    yield "| workload | program | N | J | runs | wall s (best) | CPU s | CPU ms each | peak MiB | others |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for r in s.rows:
        yield (f"| {r['workload']} | {r['who']} | {r['n']:,} | {r['jobs']} | {r['runs']} | {r['wall']:.3f} ({r['best']:.3f}) | "
               f"{r['cpu']:.3f} | {r['cpu'] * 1000 / r['n']:.4f} | {r['peak']:.0f} | {r['others'] * 100:.0f} % |")
    yield ""
    for note in s.notes:
        yield f"- {note}"
    yield "\n| bar | measured | at most | |\n| --- | ---: | ---: | --- |"
    for text, value, limit in s.bars:
        yield f"| {text} | {value:.3g} | {limit:g} | {'' if s.opts.n else 'met' if value <= limit else '**not met**'} |"
    if s.opts.n:
        yield "\nThe sizes were cut by N=: start-up weighs too much for any bar, so none is judged."


def main():
    opts = options()
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    chosen = [peers.ALL[name]() for name in opts.peers.split()]
    if chosen and not os.environ.get("HAECHI_BENCH_ALONE"):
        for peer in chosen:
            print(f"installing {peer.name} into {peer.home} unless it is there", file=sys.stderr)
            peer.install()
    if chosen:
        measure.alone(sys.argv)
    who = [subprocess.run([opts.binary, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]]
    who += [peer.version() for peer in chosen]
    with tempfile.TemporaryDirectory(prefix="haechi-bench-", dir=opts.tmp) as folder:
        suite = workloads.Suite(opts, folder, chosen)
        for name in opts.only.split() or workloads.ALL:
            print(f"{name}: {workloads.ALL[name].__doc__}", file=sys.stderr)
            workloads.ALL[name](suite)
    text = "\n".join(tables(suite, who, "bench/bench.py " + " ".join(sys.argv[1:]))) + "\n"
    print(text, end="")
    if opts.results:
        os.makedirs(opts.results, exist_ok=True)
        name = f"{datetime.date.today()}-{'-'.join(opts.only.split()) or 'all'}{'-peers' if chosen else ''}.md"
        with open(os.path.join(opts.results, name), "w", encoding="utf-8") as f:
            f.write(text)
    missed = sum(value > limit for _, value, limit in suite.bars)
    return 1 if opts.check and missed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except measure.Failed as why:
        sys.exit(f"bench: {why}")
