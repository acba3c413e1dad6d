# SPDX-License-Identifier: Apache-2.0
"""One process measured whole, start-up included, by the kernel's accounting; and the local server that answers it."""
import dataclasses
import fcntl
import os
import re
import resource
import signal
import socket
import statistics
import struct
import subprocess
import sys
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")
PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 2**20
QUESTION = re.compile(rb"Say ok \((\d+)\)")


class Failed(Exception):
    """A program that did not do what it was timed for."""


@dataclasses.dataclass
class Sample:
    """Of one process: wall and CPU seconds, peak MiB, share of the cores that others used, [(s, MiB)] over time."""
    wall: float
    cpu: float
    peak: float
    others: float
    memory: list


def raise_files(wanted):
    """The soft limit of descriptors, inherited by all that is started."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise Failed(f"{wanted} descriptors wanted, the hard limit is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def machine_busy():
    with open("/proc/stat", encoding="ascii") as f:
        user, nice, system, _, _, irq, soft, steal = map(int, f.readline().split()[1:9])
    return (user + nice + system + irq + soft + steal) / TICK


def cpu_of(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def watch_memory(notes, start, out, ended, every):
    while not ended.wait(every):
        try:
            with open(notes, encoding="ascii") as f:
                pid = f.readline().split()[1]
            with open(f"/proc/{pid}/statm", encoding="ascii") as f:
                out.append((time.perf_counter() - start, int(f.read().split()[1]) * PAGE_MIB))
        except (OSError, IndexError, ValueError):
            continue


def run(timed, command, folder, env=None, server=None, watch=None, exits=(0,)):
    """Runs one command to its end under `timed`. `watch`: seconds between looks at its memory."""
    notes, path = os.path.join(folder, "timed.txt"), os.path.join(folder, "said.txt")
    busy, server_cpu = machine_busy(), cpu_of(server.pid) if server else 0
    memory, ended, start = [], threading.Event(), time.perf_counter()
    looker = watch and threading.Thread(target=watch_memory, args=(notes, start, memory, ended, watch))
    if looker:
        looker.start()
    with open(path, "wb") as out:
        subprocess.run([timed, notes, *command], cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                       check=True)
    if looker:
        ended.set()
        looker.join()
    with open(notes, encoding="ascii") as f:
        wall, cpu, peak, status = map(int, f.read().split("\n")[1].split())
    wall, cpu = wall / 1e6, cpu / 1e6
    if status not in exits:
        with open(path, encoding="utf-8", errors="replace") as f:
            raise Failed(f"{' '.join(map(str, command))} exited with {status}:\n{f.read()[-3000:]}")
    others = machine_busy() - busy - cpu - (cpu_of(server.pid) - server_cpu if server else 0)
    return Sample(wall, cpu, peak / 1024, min(1.0, max(0.0, others / (wall * os.cpu_count()))), memory)


def median(samples):
    """Wall (and the best one), CPU, peak and disturbance of several runs of one cell."""
    def middle(name):
        return statistics.median(getattr(s, name) for s in samples)
    return {"wall": middle("wall"), "best": min(s.wall for s in samples), "cpu": middle("cpu"), "peak": middle("peak"),
            "others": middle("others"), "runs": len(samples)}


class Server:
    """The scripted test server. Every request is in its log: what a program claims to have asked can be counted."""

    def __init__(self, binary, folder, script='reply "ok"', log=True):
        os.makedirs(folder, exist_ok=True)
        self.log = os.path.join(folder, "requests")
        rules, port = os.path.join(folder, "script"), os.path.join(folder, "port")
        with open(rules, "w", encoding="utf-8") as f:
            f.write(f"on /v1/chat/completions: {script}\n" if not script.startswith("on ") else script)
        self.child = subprocess.Popen([binary, rules, "--port-file", port, *(["--log", self.log] if log else [])])
        self.pid, self.from_byte = self.child.pid, 0
        for _ in range(500):
            if os.path.exists(port) and os.path.getsize(port) and self.child.poll() is None:
                break
            time.sleep(0.02)
        else:
            self.child.kill()
            raise Failed("the test server does not start")
        with open(port, encoding="ascii") as f:
            self.base = f"http://127.0.0.1:{f.read().strip()}/v1"

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait()

    def asked(self):
        """(requests, distinct questions) since the last call."""
        numbers, requests = set(), 0
        with open(self.log, "rb") as f:
            f.seek(self.from_byte)
            for line in f:
                requests += 1
                numbers.update(QUESTION.findall(line))
            self.from_byte = f.tell()
        return requests, len(numbers)

    def must_have(self, who, requests, distinct):
        got = self.asked()
        if got != (requests, distinct):
            raise Failed(f"{who}: {got[0]} requests with {got[1]} questions arrived, not {requests} with {distinct}")


def alone(argv):
    """Starts this script again where only loopback exists: a peer that calls home is timed without doing so."""
    if not os.environ.get("HAECHI_BENCH_ALONE"):
        env = {**os.environ, "HAECHI_BENCH_ALONE": "1"}
        if subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode:
            raise Failed("peers are only timed where `unshare -rn` can make a network of loopback alone")
        os.execvpe("unshare", ["unshare", "-rn", sys.executable, *argv], env)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP
