# SPDX-License-Identifier: Apache-2.0
"""The peers: how each is installed into a cache folder, and how it is told to do the same work as haechi."""
import json
import os
import shutil
import subprocess
import zipfile

from measure import Failed

# promptfoo's own switches; that nothing but loopback is there makes sure of it.
QUIET = {f"PROMPTFOO_DISABLE_{what}": "1" for what in (
    "TELEMETRY", "UPDATE", "SHARING", "REMOTE_GENERATION", "DEBUG_LOG", "ERROR_LOG")}
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "haechi", "bench")


def call(command):
    if not shutil.which(command[0]):
        raise Failed(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout.strip()


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write(text)


class Venv:
    """A Python program in an environment of its own."""

    def __init__(self):
        self.home = os.path.join(CACHE, self.name)

    def bin(self, name):
        return os.path.join(self.home, "bin", name)

    def install(self):
        if not os.path.exists(os.path.join(self.home, "ready")):
            call(["/usr/bin/python3", "-m", "venv", "--clear", self.home])
            call([self.bin("pip"), "-q", "install", *self.packages])
            write(self.home, "ready", "")

    def version(self):
        code = f"from importlib.metadata import version as v; print(*(p + ' ' + v(p) for p in {self.named!r}), sep=', ')"
        return call([self.bin("python"), "-c", code])

    def start(self):
        return {"--version": [self.bin(self.program), *self.version_words], "--help": [self.bin(self.program), "--help"]}


class Inspect(Venv):
    name, program, version_words = "inspect", "inspect", ["--version"]
    packages, named = ["inspect-ai==0.3.285", "openai"], ["inspect-ai", "openai"]
    TASK = """
from inspect_ai import Task, task
from inspect_ai.dataset import json_dataset
from inspect_ai.scorer import includes

@task
def bench():
    return Task(dataset=json_dataset("items.jsonl"), scorer=includes())
"""

    def prepare(self, folder, n):
        write(folder, "task.py", self.TASK)
        write(folder, "items.jsonl", "".join(
            json.dumps({"id": i, "input": f"Say ok ({i})", "target": "ok"}) + "\n" for i in range(n)))

    def command(self, folder, base, jobs):
        env = {"BENCH_API_KEY": "x", "BENCH_BASE_URL": base}
        return env, [self.bin("inspect"), "eval", "task.py", "--model", "openai-api/bench/m", "--max-connections",
                     str(jobs), "--max-samples", str(jobs), "--temperature", "0", "--max-tokens", "64", "--display", "none",
                     "--log-dir", "logs"]

    def right(self, folder):
        """Share of samples that were found right, from the log itself: the exit status says nothing."""
        logs = os.path.join(folder, "logs")
        newest = max((os.path.join(logs, n) for n in os.listdir(logs) if n.endswith(".eval")), key=os.path.getmtime)
        read = "import json, sys, zipfile; h = json.load(zipfile.ZipFile(sys.argv[1]).open('header.json')); " \
               "print(h['status'] == 'success' and h['results']['scores'][0]['metrics']['accuracy']['value'])"
        try:
            with zipfile.ZipFile(newest) as z:
                head = json.load(z.open("header.json"))
        except NotImplementedError:  # a compression that only its own Python knows
            return float(call([self.bin("python"), "-c", "import inspect_ai\n" + read, newest]))
        return head["status"] == "success" and head["results"]["scores"][0]["metrics"]["accuracy"]["value"]


class LmEval(Venv):
    name, program, version_words = "lm-eval", "lm_eval", ["--help"]
    packages, named = ["lm-eval[api]==0.4.13"], ["lm-eval"]
    TASK = """
task: bench
dataset_path: json
dataset_kwargs:
  data_files: {test: items.jsonl}
test_split: test
output_type: generate_until
doc_to_text: "{{q}}"
doc_to_target: "ok"
process_results: !function contains.contains
generation_kwargs: {until: [], do_sample: false, temperature: 0, max_gen_toks: 64}
metric_list:
  - {metric: acc, aggregation: mean, higher_is_better: true}
"""

    def prepare(self, folder, n):
        write(folder, "bench.yaml", self.TASK)
        write(folder, "contains.py", "def contains(doc, results):\n    return {'acc': float('ok' in results[0])}\n")
        write(folder, "items.jsonl", "".join(json.dumps({"q": f"Say ok ({i})"}) + "\n" for i in range(n)))

    def command(self, folder, base, jobs):
        env = {"HF_HOME": os.path.join(folder, "hf"), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1",
               "OPENAI_API_KEY": "x"}
        model = f"model=m,base_url={base}/chat/completions,num_concurrent={jobs},max_retries=3,tokenized_requests=False"
        return env, [self.bin("lm_eval"), "--model", "local-chat-completions", "--model_args", model, "--tasks", "bench",
                     "--include_path", ".", "--apply_chat_template", "--output_path", "out", "--log_samples"]

    def right(self, folder):
        found = [os.path.join(at, n) for at, _, names in os.walk(os.path.join(folder, "out")) for n in names
                 if n.startswith("results_")]
        with open(max(found, key=os.path.getmtime), encoding="utf-8") as f:
            return json.load(f)["results"]["bench"]["acc,none"]


class Promptfoo:
    name, package = "promptfoo", "promptfoo@0.121.20"

    def __init__(self):
        self.home = os.path.join(CACHE, self.name)
        self.binary = os.path.join(self.home, "node_modules", ".bin", "promptfoo")

    def install(self):
        if not os.path.exists(os.path.join(self.home, "ready")):
            os.makedirs(self.home, exist_ok=True)
            npm = ["npm", "install", "--prefix", self.home, "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"]
            call([*npm, self.package])
            # Optional for npm, but nothing works without it.
            with open(os.path.join(self.home, "node_modules", "libsql", "package.json"), encoding="utf-8") as f:
                binding = f"@libsql/linux-{'arm64' if os.uname().machine == 'aarch64' else 'x64'}-gnu"
                call([*npm, f"{binding}@{json.load(f)['optionalDependencies'][binding]}"])
            write(self.home, "ready", "")

    def version(self):
        with open(os.path.join(self.home, "node_modules", "promptfoo", "package.json"), encoding="utf-8") as f:
            return f"promptfoo {json.load(f)['version']} (node {call(['node', '--version'])[1:]})"

    def start(self):
        return {"--version": [self.binary, "--version"], "--help": [self.binary, "--help"]}

    def prepare(self, folder, n):
        tests = [{"vars": {"q": f"Say ok ({i})"}, "assert": [{"type": "contains", "value": "ok"}]} for i in range(n)]
        write(folder, "tests.json", json.dumps(tests))

    def command(self, folder, base, jobs):
        # JSON is YAML; the folder of its data base is new for each run.
        provider = {"id": "openai:chat:m", "config": {"apiBaseUrl": base, "apiKey": "x", "temperature": 0, "max_tokens": 64}}
        write(folder, "promptfooconfig.yaml", json.dumps({"prompts": ["{{q}}"], "providers": [provider],
                                                          "tests": "file://tests.json"}))
        data = os.path.join(folder, "pf")
        shutil.rmtree(data, ignore_errors=True)
        return {**QUIET, "PROMPTFOO_CONFIG_DIR": data}, [self.binary, "eval", "-c", "promptfooconfig.yaml", "--no-cache", "--no-table", "--no-progress-bar",
                     "--no-share", "-j", str(jobs), "-o", "out.json"]

    def right(self, folder):
        with open(os.path.join(folder, "out.json"), encoding="utf-8") as f:
            stats = json.load(f)["results"]["stats"]
        return stats["successes"] / (stats["successes"] + stats["failures"] + stats["errors"])


ALL = {p.name: p for p in (Inspect, LmEval, Promptfoo)}
