# SPDX-License-Identifier: Apache-2.0
"""What long runs cost: plays ITEMS x EPOCHS trivial samples on a zero-delay local server (4 entries each), then walks the run
with every reading verb. Prints wall and CPU seconds and the peak of memory of each command; nothing is limited here.

    bench/big.py [--binary FILE] [--server FILE] [--items N] [--epochs N] [--dir FOLDER]      1,000,000 entries by default
"""
import argparse
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from bench import measure, start_server


def commands(binary, port, items, epochs):
    run = "runs/big.haechi"
    yield "run", [binary, "run", "q.csv", "-m", f"m=http://127.0.0.1:{port}/v1#m", "-k", str(epochs), "-o", run, "-q"]
    yield "resume, nothing open", [binary, "resume", run, "-q"]
    yield "show", [binary, "show", run]
    yield "show --json --by --where", [binary, "show", run, "--json", "--by", "domain", "--where", "state:answered"]
    yield "show --samples", [binary, "show", run, "--samples", "--limit", "50"]
    yield "show --samples --where", [binary, "show", run, "--samples", "--where", "verdict:correct"]
    yield "ls", [binary, "ls"]
    yield "grep", [binary, "grep", "zzzz", run]
    yield "replay (checks every entry)", [binary, "replay", run, "-q"]


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--binary", default="build/haechi")
    args.add_argument("--server", default="build/tests/server/testserver")
    args.add_argument("--items", type=int, default=50000)
    args.add_argument("--epochs", type=int, default=5)
    args.add_argument("--dir", help="where the run may lie (about 1 KiB for each entry)")
    o = args.parse_args()
    with tempfile.TemporaryDirectory(prefix="haechi-big-", dir=o.dir) as folder:
        with open(os.path.join(folder, "q.csv"), "w", encoding="utf-8") as f:
            f.write("id,prompt,target,domain\n")
            f.writelines(f'q{i},"Say ok ({i})",answer:ok,d{i % 7}\n' for i in range(o.items))
        os.mkdir(os.path.join(folder, "runs"))
        os.environ.update({"HOME": folder, "LANG": "C.UTF-8"})
        server, port, _ = start_server(os.path.abspath(o.server), folder)
        try:
            for name, command in commands(os.path.abspath(o.binary), port, o.items, o.epochs):
                wall, cpu, mib = measure(command, folder)
                print(f"{name:30} {wall:8.2f} s wall {cpu:8.2f} s CPU {mib:7.1f} MiB", flush=True)
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
