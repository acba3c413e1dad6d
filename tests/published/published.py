# SPDX-License-Identifier: Apache-2.0
"""Imports other people's records and compares what haechi computes with what they published, digit by digit."""
import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
DATA = os.environ.get("HAECHI_DATA", os.path.join(ROOT, "..", "shared", "data"))
BINARY = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build", "haechi"))
passed, failed = 0, 0


def check(what, got, want):
    global passed, failed
    if got == want:
        passed += 1
        return
    failed += 1
    if failed <= 20:
        print(f"{what}: {got!r} instead of {want!r}")


def haechi(*args):
    done = subprocess.run([BINARY, "--lang", "en", *args], capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        sys.exit(f"haechi {' '.join(args)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def run_path(folder, form, path):
    return os.path.join(folder, f"{form}-{os.path.basename(path)}.haechi")


def imported(folder, form, *paths):
    run = run_path(folder, form, paths[0])
    haechi("-q", "import", form, *paths, "--out", run)
    return run


def result(*args):
    return json.loads(haechi(*args, "--json"))["result"]


def percent(rate):
    """Two decimals, halves up, as the publisher's tables have them."""
    return f"{float(f'{100 * rate:.10f}'):.2f}"


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t"))


def ko_mcq(folder):
    base = os.path.join(DATA, "ko-mcq-predictions")
    cells = {(r["benchmark"], r["model"], r["table"], r["key"].rsplit("/", 1)[-1]): r["published_pct"]
             for r in table(os.path.join(base, "published.tsv"))}
    rows = [r for r in table(os.path.join(base, "expected_overall.tsv")) if r["published"]]

    def one(row):
        path = os.path.join(base, "predictions", row["file"])
        run = run_path(folder, "ko-mcq", path)
        target = result("-q", "import", "ko-mcq", path, "--out", run, "--by", "domain")["targets"][0]
        os.remove(run)
        return row, target

    with ThreadPoolExecutor(2) as pool:
        for row, target in pool.map(one, rows):
            name = f"{row['benchmark']} {row['model']}"
            whole = target["metrics"]["published"]
            check(f"{name}: records", target["samples"], int(row["n_rows"]))
            check(f"{name}: correct", whole["k"], int(row["n_correct"]))
            check(f"{name}: published", percent(whole["rate"]), f"{float(row['published']):.2f}")
            if row["benchmark"] not in ("CLIcK", "HAERAE"):
                continue
            for group in target["groups"]:
                want = cells.get((row["benchmark"], row["model"], "Accuracy by category", group["group"]))
                if want is None:
                    sys.exit(f"{name}: no published cell for {group['group']}")
                check(f"{name} {group['group']}", percent(group["metrics"]["published"]["rate"]), f"{float(want):.2f}")


def rtplx(folder):
    base = os.path.join(DATA, "rtplx-labels")
    run = imported(folder, "rtplx", os.path.join(base, "human_labels.tsv"))
    kappas = {}
    for line in result("agree", run, "--by", "domain"):
        for pair in line["pairs"]:
            linear = next(k["value"] for k in pair["kappa"] if k["weights"] == "linear")
            kappas[f"{pair['a']}_{pair['b']}", line["group"], line["question"]] = linear
    for row in table(os.path.join(base, "published_kappa_human.tsv")):
        for category, want in row.items():
            if category in ("pair", "locale", "avg") or row["pair"] == "human_avg":
                continue
            got = kappas[row["pair"], row["locale"], category]
            check(f"RTP-LX {row['pair']} {row['locale']} {category}", abs(got - float(want)) <= 0.0005 + 1e-9, True)


def square(folder):
    base = os.path.join(DATA, "square-annotations")
    run = imported(folder, "square", *(os.path.join(base, f"{n}_test_ood_annotations.json") for n in ("question", "response")))
    lines = {line["question"]: line for line in result("agree", run)}
    names = ("subjective", "category", "sensitive", "acceptable")      # in the order of the reference
    for name, row in zip(names, table(os.path.join(base, "reference_agreement.tsv"))):
        line = lines[name]
        check(f"SQuARe {name}: items", line["units"], int(row["n_items"]))
        check(f"SQuARe {name}: alpha", f"{line['alpha'][0]['value']:.6f}", row["krippendorff_alpha_nominal"])
        if row["fleiss_kappa"]:
            check(f"SQuARe {name}: kappa", f"{line['fleiss']['value']:.6f}", row["fleiss_kappa"])
            check(f"SQuARe {name}: pairs", f"{line['pairwise']:.6f}", row["mean_pairwise_agreement"])


def placed_runs(base):
    """(pipeline, attack) of every run whose record is there."""
    found = set()
    for name in sorted(os.listdir(base)):
        with gzip.open(os.path.join(base, name), "rb") as f:
            for line in f:
                pipeline, _, _, attack, _ = json.loads(line[8:line.index(b",")]).split("/")
                found.add((pipeline, attack))
    return found


def agentdojo(folder):
    """From the runs, where they are placed; of all pipelines from the labels of the index."""
    base = os.path.join(DATA, "agentdojo-runs")
    with open(os.path.join(base, "expected.csv"), encoding="utf-8", newline="") as f:
        expected = list(csv.DictReader(f))
    placed = placed_runs(os.path.join(base, "runs"))
    runs = imported(folder, "agentdojo", os.path.join(base, "runs"))
    from_runs = dojo_rows(expected, placed, runs)
    dojo_claims(base, runs)
    everything = {(r["pipeline"], r["attack"]) for r in expected}
    from_index = dojo_rows(expected, everything, imported(folder, "agentdojo", os.path.join(base, "index.csv.gz")))
    print(f"agentdojo: of {len(expected)} rows {from_runs} from their runs, {from_index} from the labels of the index")


def dojo_claims(base, run):
    where = "meta(kind):user and meta(attack) in {none, important_instructions}"
    got = {t["target"]: t["metrics"]["unsupported"] for t in result("show", run, "--where", where)["targets"]}
    with open(os.path.join(base, "claims_reference.csv"), encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            alias = row["pipeline"].lower()
            for key, column in (("n", "runs_with_action_claim"), ("k", "runs_with_unsupported_claim")):
                if alias in got:
                    check(f"AgentDojo {alias}: {column}", got[alias][key], int(row[column]))


def dojo_rows(expected, placed, run):
    rows = 0
    for pairs in ("full", "v1"):
        where = "meta(kind):user" + (" and meta(v1):yes" if pairs == "v1" else "")
        for suite in ("all", "banking", "slack", "travel", "workspace"):
            extra = "" if suite == "all" else f" and domain:{suite}"
            groups = {(t["target"], g["group"]): g for t in result("show", run, "--by", "meta(attack)", "--where", where + extra)["targets"]
                      for g in t["groups"]}
            for row in expected:
                alias = row["pipeline"].lower()
                group = groups.get((alias, row["attack"]))
                if row["pairset"] != pairs or row["suite"] != suite or (row["pipeline"], row["attack"]) not in placed:
                    continue
                rows += 1
                m, name = group["metrics"], f"AgentDojo {row['pipeline']} {row['attack']} {pairs} {suite}"
                check(f"{name}: n", m["utility"]["n"], int(row["n"]))
                check(f"{name}: utility", m["utility"]["k"], int(row["utility_n"]))
                if row["attack"] == "none":
                    continue
                two = m["attacked"]["two_way"]
                # One attack alone has no error of its own: the reference prints 0, haechi nothing.
                for what, se, want in (("naive", two["se_naive"], "naive"), ("two-way", two["se"], "twoway"),
                                       ("by task", two["by"][0]["se"], "cluster_usertask"),
                                       ("by attack", two["by"][1]["se"], "cluster_injection")):
                    check(f"{name}: {what} error", f"{100 * (se or 0):.3f}", row[f"se_asr_{want}"])
                check(f"{name}: attacked", m["attacked"]["k"], int(row["asr_n"]))
                check(f"{name}: attacked, valid", m["attacked_valid"]["k"], int(row["asr_n_valid"]))
                check(f"{name}: failed runs", m["attacked"]["n"] - m["attacked_valid"]["n"], int(row["errors"]))
                check(f"{name}: exposed", m["attacked_exposed"]["n"], int(row["exposed_valid"]))
                check(f"{name}: attacked, exposed", m["attacked_exposed"]["k"], int(row["asr_n_exposed"]))
                check(f"{name}: safe utility", m["safe_utility"]["k"], int(row["safe_utility_n"]))
    return rows


def own(folder):
    """Small records of our own, counted by hand: what is left where the publishers' records are not."""
    base = os.path.join(ROOT, "tests", "fixtures", "import")
    runs = result("show", imported(folder, "agentdojo", os.path.join(base, "agentdojo")), "--where", "meta(kind):user")
    metrics = next(t["metrics"] for t in runs["targets"] if t["target"] == "model-a")
    for name, k, n in (("utility", 3, 4), ("attacked", 2, 3), ("attacked_valid", 1, 2), ("attacked_exposed", 1, 1), ("safe_utility", 0, 2)):
        check(f"own {name}", (metrics[name]["k"], metrics[name]["n"]), (k, n))
    choices = result("show", imported(folder, "ko-mcq", os.path.join(base, "ko-mcq", "Mini__Model-A.csv")))["targets"][0]["metrics"]
    check("own published accuracy", (choices["published"]["k"], choices["published"]["n"]), (2, 6))
    rated = imported(folder, "rtplx", os.path.join(base, "rtplx", "labels.tsv"))
    line = next(x for x in result("agree", rated, "--question", "Toxicity") if not x["group"])
    check("own linear kappa", round(next(k["value"] for k in line["pairs"][0]["kappa"] if k["weights"] == "linear"), 6), 0.818182)


def taubench(folder):
    run = imported(folder, "taubench", os.path.join(DATA, "taubench-airline", "gpt-4o-airline.jsonl.gz"))
    target = result("show", run, "--by", "meta(changes)")["targets"][0]
    whole, by = target["metrics"], {g["group"]: g["metrics"] for g in target["groups"]}
    check("tau-bench: trials", target["samples"], 200)
    for k, want in enumerate(("0.420", "0.273", "0.220", "0.200"), 1):
        check(f"tau-bench: pass^{k}", f"{whole[f'pass_{k}']['value']:.3f}", want)
    check("tau-bench: a null agent", whole["nothing"]["rate"], 0.38)
    check("tau-bench: calls", whole["calls"]["value"] * 200, 1164)
    check("tau-bench: calls that change state", whole["changes"]["value"] * 200, 250)
    check("tau-bench: tasks that change nothing", (by["no"]["pass_1"]["tasks"], by["no"]["pass_1"]["value"]), (20, 0.7125))
    check("tau-bench: tasks that change state", (by["yes"]["pass_1"]["tasks"], by["yes"]["pass_1"]["value"]), (30, 0.225))


def odcv(folder):
    base = os.path.join(DATA, "odcv-bench")
    run = imported(folder, "odcv", os.path.join(base, "scores", "current"), os.path.join(base, "traces"))
    targets = result("show", run, "--by", "domain")["targets"]
    got = {("overall", t["target"]): t["metrics"] for t in targets}
    got |= {(g["group"], t["target"]): g["metrics"] for t in targets for g in t["groups"]}
    with open(os.path.join(base, "scores", "current", "bootstrap_ci.csv"), encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            m, name = got[row["panel"], row["model"]], f"ODCV-Bench {row['model']} {row['panel']}"
            rate, severity = m["misaligned"], m["severity"]
            check(f"{name}: misaligned", abs(100 * rate["rate"] - float(row["mr"])) <= 0.005 + 1e-9, True)
            check(f"{name}: severity", abs(severity["value"] - float(row["sev"])) <= 0.00005 + 1e-9, True)
            check(f"{name}: from the published medians", (m["misaligned_published"]["k"], m["misaligned_published"]["n"]),
                  (rate["k"], rate["n"]))
            for figure, scale, low, high in ((rate, 100, "mr_lo", "mr_hi"), (severity, 1, "sev_lo", "sev_hi")):
                want = (float(row[low]), float(row[high]))
                if want == (0, 0):      # of no event at all: the published interval has no width, ours is exact
                    check(f"{name}: {high}", (figure["high"] or 1) > 0, True)
                    continue
                # Two runs of the bootstrap differ by some of its error and by a step of 1/n.
                slack = 0.08 * (want[1] - want[0]) + scale / figure["n"]
                for ours, theirs, which in ((figure["low"], want[0], low), (figure["high"], want[1], high)):
                    check(f"{name}: {which}", abs(scale * ours - theirs) <= slack, True)
    line, = result("agree", run, "--question", "score")
    binary, = result("agree", run, "--question", "score", "--at", "3")
    alpha = {a["metric"]: f"{a['value']:.3f}" for a in line["alpha"]}
    check("ODCV-Bench: items with four judges", (line["units_paired"], len(line["raters"])), (950, 4))
    check("ODCV-Bench: alpha", alpha, {"interval": "0.807", "ordinal": "0.783", "nominal": "0.596"})
    check("ODCV-Bench: alpha at 3", f"{binary['alpha'][0]['value']:.3f}", "0.786")
    check("ODCV-Bench: judges on both sides", f"{100 * binary['straddle'] / binary['units']:.1f}", "17.9")


def kobbq(folder):
    base = os.path.join(DATA, "kobbq")
    run = imported(folder, "kobbq", os.path.join(base, "KoBBQ_test_samples.tsv"), os.path.join(base, "predictions_age_prompt1.tsv"))
    target = result("show", run)["targets"][0]
    want = next(r for r in table(os.path.join(base, "published_prompt1.tsv"))
                if r["category"] == "age" and r["model"] == "aisingapore_Gemma-SEA-LION-v4-27B-IT")
    check("KoBBQ: predictions", target["samples"], 504)
    for name in ("acc_amb", "acc_dis", "diff_bias_amb", "diff_bias_dis"):
        m = target["metrics"][name]
        check(f"KoBBQ: {name}", repr(m["rate" if "rate" in m else "value"]), want[name])


def escalaition(folder):
    base = os.path.join(DATA, "escalaition")
    run = imported(folder, "escalaition", *(os.path.join(base, n) for n in
                   ("actions.csv.gz", "action_classes.csv", "published_daily_scores.csv.gz")))
    targets = result("show", run, "--by", "score(day)")["targets"]
    got = {g["group"]: g["metrics"]["total"]["value"] for t in targets for g in t["groups"]}
    with gzip.open(os.path.join(base, "published_daily_scores.csv.gz"), "rt", encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            check(f"EscalAItion {row['run']} day {row['day']}", got[f"{row['run']}/{row['day']}"], float(row["total"]))
    share = next(t for t in targets if t["target"] == "llama-2-chat")["metrics"]["unmatched"]["value"]
    check("EscalAItion: actions of Llama-2-Chat without a class", f"{100 * share:.1f}", "43.6")


def main():
    with tempfile.TemporaryDirectory(prefix="haechi-published-") as folder:
        parts = {own: None, ko_mcq: "ko-mcq-predictions", rtplx: "rtplx-labels", square: "square-annotations", agentdojo: "agentdojo-runs",
                 taubench: "taubench-airline", odcv: "odcv-bench", kobbq: "kobbq", escalaition: "escalaition"}
        for part, data in parts.items():
            if data and not os.path.isdir(os.path.join(DATA, data)):
                print(f"skipped: published results of {data} (not below HAECHI_DATA)")
                continue
            before = passed
            part(folder)
            print(f"{part.__name__}: {passed - before} figures equal", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
