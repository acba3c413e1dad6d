# SPDX-License-Identifier: Apache-2.0
"""Measures in one run, on one machine: `haechi --help` against /bin/true, and N trivial samples on a zero-delay local
server against a plain Python http.client loop that keeps nothing. Ratios travel between machines, milliseconds do not."""
import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time

LIMITS = {"help_ms": 20.0, "cpu_ms": 0.2, "rss_mib": 64.0}
LOOP = """
import http.client, json, sys
port, n = int(sys.argv[1]), int(sys.argv[2])
c = http.client.HTTPConnection("127.0.0.1", port)
for i in range(n):
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": f"Say ok ({i})"}]})
    c.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
    assert json.loads(c.getresponse().read())["choices"][0]["message"]["content"] == "ok"
"""


def measure(command, cwd, env=None):
    """(wall s, cpu s, peak MiB) of one process and its children."""
    start = time.perf_counter()
    with open(os.path.join(cwd, "out.txt"), "wb") as out:
        child = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        with open(os.path.join(cwd, "out.txt"), errors="replace") as out:
            sys.exit(f"bench: {' '.join(command)} failed with {child.returncode}:\n{out.read()[-3000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def median_ms(commands, cwd, rounds=41):
    """Median wall time of each, taken in turns so that load hits all alike."""
    times = [[measure(c, cwd)[0] * 1000 for c in commands] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*times)]


def start_server(binary, folder):
    script, port_file, log = (os.path.join(folder, n) for n in ("script", "port", "requests"))
    with open(script, "w", encoding="utf-8") as f:
        f.write('on /v1/chat/completions: reply "ok"\n')
    server = subprocess.Popen([binary, script, "--port-file", port_file, "--log", log])
    for _ in range(200):
        if os.path.exists(port_file):
            with open(port_file, encoding="utf-8") as f:
                port = f.read().strip()
            if port:
                return server, int(port), log
        time.sleep(0.02)
    server.kill()
    sys.exit("bench: the test server does not start")


def requests_in(log):
    with open(log, "rb") as f:
        return f.read().count(b"Say ok (")


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--binary", default="build/haechi")
    args.add_argument("--server", default="build/tests/server/testserver")
    args.add_argument("-n", type=int, default=5000, help="samples")
    args.add_argument("--check", action="store_true", help="exit 1 beyond the limits")
    opts = args.parse_args()
    binary, server_binary = os.path.abspath(opts.binary), os.path.abspath(opts.server)
    with tempfile.TemporaryDirectory(prefix="haechi-bench-") as folder:
        env = {"PATH": os.environ["PATH"], "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"}
        help_ms, true_ms = median_ms([[binary, "--help"], ["/bin/true"]], folder)
        questions = os.path.join(folder, "q.csv")
        with open(questions, "w", encoding="utf-8") as f:
            f.write("id,prompt,target\n")
            f.writelines(f'q{i},"Say ok ({i})",answer:ok\n' for i in range(opts.n))
        server, port, log = start_server(server_binary, folder)
        try:
            url = f"http://127.0.0.1:{port}/v1#m"
            ours = measure([binary, "run", questions, "-m", url, "--progress", "none"], folder, env)
            asked = requests_in(log)
            loop = measure([sys.executable, "-c", LOOP, str(port), str(opts.n)], folder)
            asked_by_loop = requests_in(log) - asked
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
    for who, n in (("haechi", asked), ("the loop", asked_by_loop)):
        if n != opts.n:
            sys.exit(f"bench: {who} asked {n} times, not {opts.n}")
    return report(opts, help_ms, true_ms, ours, loop)


def report(opts, help_ms, true_ms, ours, loop):
    each = 1000 / opts.n
    rows = [
        ("--help, wall ms (/bin/true)", help_ms, true_ms, LIMITS["help_ms"]),
        (f"{opts.n:,} samples, CPU ms each", ours[1] * each, loop[1] * each, LIMITS["cpu_ms"]),
        (f"{opts.n:,} samples, peak MiB", ours[2], loop[2], LIMITS["rss_mib"]),
        (f"{opts.n:,} samples, wall s", ours[0], loop[0], None),
    ]
    print(f"{'':34}{'haechi':>9}{'beside':>9}{'ratio':>8}{'limit':>8}")
    for name, mine, other, limit in rows:
        mark = "" if limit is None or mine <= limit else "  over the limit"
        print(f"{name:34}{mine:9.3f}{other:9.3f}{mine / other:8.2f}{'' if limit is None else f'{limit:g}':>8}{mark}")
    print("beside: /bin/true; a Python http.client loop on one connection that stores nothing")
    over = sum(limit is not None and mine > limit for _, mine, _, limit in rows)
    return 1 if opts.check and over else 0


if __name__ == "__main__":
    sys.exit(main())
