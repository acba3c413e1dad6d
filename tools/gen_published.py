#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/guide/published.md and published.ko.md from what `haechi audit` prints about published records.

usage: tools/gen_published.py [--check] BINARY     the records lie below HAECHI_DATA (default: ../shared/data)
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA = os.environ.get("HAECHI_DATA", os.path.join(ROOT, "..", "shared", "data"))
STUDIES = {"agentdojo": "agentdojo-runs", "ko-mcq": "ko-mcq-predictions", "odcv": "odcv-bench", "taubench": "taubench-airline",
           "rtplx": "rtplx-labels", "square": "square-annotations", "escalaition": "escalaition"}
EXCERPT = 60


def haechi(binary, *args, codes=(0,)):
    done = subprocess.run([binary, "--lang", "en", "-q", *args], capture_output=True, text=True, errors="replace", check=False)
    if done.returncode not in codes:
        sys.exit(f"haechi {' '.join(args)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def percent(x):
    return "-" if x is None else f"{100 * x:.1f} %"


def interval(m):
    return "-" if m.get("low") is None else f"[{100 * m['low']:.1f}, {100 * m['high']:.1f}]"


def rate(m):
    return f"{m['k']}/{m['n']} = {percent(m['rate'])} {interval(m)}" if m["n"] else "-"


def row(*cells):
    return "| " + " | ".join(str(c).replace("|", "\\|") for c in cells) + " |\n"


class Page:
    """Both languages side by side, so that no number can stand in one alone."""

    def __init__(self):
        self.text = {"en": "", "ko": ""}

    def say(self, en, ko):
        self.text["en"] += en + "\n"
        self.text["ko"] += ko + "\n"

    def table(self, en, ko, rows):
        for lang, head in (("en", en), ("ko", ko)):
            self.text[lang] += row(*head) + "|" + " --- |" * len(head) + "\n"
            self.text[lang] += "".join(row(*(c[lang] if isinstance(c, dict) else c for c in r)) for r in rows) + "\n"


def figures(audits):
    total = collections.Counter()
    for a in audits:
        total.update(a["published"])
    return total


def equal_line(page, audits):
    n = figures(audits)
    records = sum(a["records"] for a in audits)
    page.say(f"{records:,} records; of {sum(n.values()):,} published figures {n['equal']:,} are equal to the last digit, {n['different']:,} differ, "
             f"{n['no_records']:,} have no records here.\n",
             f"기록 {records:,}건. 공개된 수치 {sum(n.values()):,}개 가운데 {n['equal']:,}개는 끝자리까지 같고, {n['different']:,}개는 다르며, "
             f"{n['no_records']:,}개는 여기에 기록이 없습니다.\n")
    for f in (f for a in audits for f in a["figures"] if f["finding"] == "different"):
        ours = "none" if f["ours"] is None else f"{f['ours']:.6g}"
        page.say(f"- `{f['file']}:{f['line']}` {f['target']}, {f['group']}, {f['metric']}: published {f['published']}, ours {ours}",
                 f"- `{f['file']}:{f['line']}` {f['target']}, {f['group']}, {f['metric']}: 공개값 {f['published']}, 재계산 {'없음' if ours == 'none' else ours}")
    page.say("", "")


def hidden(page, audit, wanted=lambda h: True):
    by_id = {}
    for h in filter(wanted, audit["hidden"]):
        by_id.setdefault(h["id"], []).append(h)
    for lines in by_id.values():
        page.say(f"**{lines[0]['en']}**\n", f"**{lines[0]['ko']}**\n")
        page.table(("model", "k/n", "share", "95 % interval"), ("모델", "k/n", "비율", "95 % 신뢰구간"),
                   [(h["target"], f"{h['k']}/{h['n']}", percent(h["value"]), interval(h)) for h in lines])


def agentdojo(page, audits, binary):
    runs = next(a for a in audits if a["name"] == "agentdojo")
    index = next(a for a in audits if a["name"] != "agentdojo")
    page.say("## AgentDojo: attack success\n", "## AgentDojo: 공격 성공률\n")
    page.say("From the recorded runs:\n", "기록된 실행에서:\n")
    equal_line(page, [runs])
    page.say("From the labels of all pipelines, without their conversations:\n", "대화 없이 모든 파이프라인의 라벨에서:\n")
    equal_line(page, [index])
    page.say("One number per model hides three choices: whether runs that broke off count as attacks that succeeded, whether an attack counts that the model never saw, and how "
             "far the number would move with other tasks and other attacks. The interval is clustered both ways, by user task and by injection task.\n",
             "모델마다 적힌 수 하나가 세 가지 선택을 가립니다. 중간에 끊긴 실행을 공격 성공으로 세는지, 모델이 보지 못한 공격을 세는지, 과제와 공격이 달랐다면 수가 얼마나 움직였을지입니다. "
             "신뢰구간은 사용자 과제와 공격 과제 두 방향으로 군집을 잡았습니다.\n")
    page.table(("model", "as published", "valid runs", "payload seen"), ("모델", "공개된 방식", "유효한 실행", "공격문을 본 실행"),
               [(t["target"], *(rate(t["metrics"][m]) for m in ("attacked", "attacked_valid", "attacked_exposed")))
                for t in index["table"]["targets"] if t["metrics"]["attacked"]["n"]])
    whole = {t["target"]: t["metrics"]["attacked"]["n"] for t in index["table"]["targets"]}
    page.say("Only models of which there is anything to say:\n", "해당하는 모델만 적습니다.\n")
    hidden(page, index, lambda h: h["k"] and h["n"] != whole[h["target"]])


def why_read_differently(pred, ours, reply):
    letters = [c for c in reply.replace(",", " ").split() if len(c) == 1 and c in "ABCDE"]
    if len(pred) != 1:
        return {"en": "the publisher read no letter; the reply names one (정답은 D입니다)", "ko": "공개 판독은 글자를 읽지 못했으나 응답에 답이 적혀 있음(정답은 D입니다)"}
    if not ours and len(letters) > 1 and len("".join(reply.split())) <= 3 * len(letters):
        return {"en": "the reply lists several options; the publisher took the first", "ko": "응답이 선택지를 여럿 늘어놓음; 공개 판독은 첫 글자를 택함"}
    if not ours:
        return {"en": "the reply states no choice; the publisher took a letter of its text", "ko": "응답에 고른 답이 없음; 공개 판독은 글 속의 글자를 택함"}
    return {"en": "both read a letter: the publisher the first in the text, haechi the one that is stated last", "ko": "둘 다 글자를 읽음: 공개 판독은 글의 첫 글자, haechi는 마지막에 밝힌 답"}


def disagreements(page, audits, binary):
    total, causes, example = 0, collections.Counter(), {}
    for a in audits:
        for line in haechi(binary, "export", a["run"]).splitlines():
            case = json.loads(line)
            pred = next((label["value"] for label in case.get("labels", []) if label["question"] == "pred"), None)
            if pred is None and not case.get("labels"):
                continue
            total += 1
            pred = pred or ""
            choice = next(o for o in case["outcomes"] if o["scorer"] == "choice")
            ours = choice["answer"] if choice["outcome"] in ("correct", "incorrect") else ""
            if pred == ours or (len(pred) != 1 and not ours):
                continue
            reply = case["replies"][-1]["text"] if case["replies"] else ""
            why = why_read_differently(pred, ours, reply)
            causes[why["en"]] += 1
            excerpt = " ".join(reply.split())
            excerpt = (excerpt[:EXCERPT] + "…" if len(excerpt) > EXCERPT else excerpt).replace("`", "'")
            example.setdefault(why["en"], (why, a["name"], case["item"], pred or "-", ours or "-", excerpt))
    n = sum(causes.values())
    page.say(f"haechi reads the letter out of every reply again: of {total:,} replies it disagrees with the published reading on {n:,}, for these reasons:\n",
             f"haechi는 모든 응답에서 답을 다시 읽습니다. 응답 {total:,}건 가운데 {n:,}건에서 공개 판독과 다르며, 까닭은 다음과 같습니다.\n")
    page.table(("reason", "replies", "for example", "published", "haechi", "reply"), ("까닭", "응답", "예", "공개 판독", "haechi", "응답 내용"),
               [(example[why][0], count, f"{example[why][1]} {example[why][2]}", example[why][3], example[why][4], f"`{example[why][5]}`")
                for why, count in causes.most_common()])


def ko_mcq(page, audits, binary):
    page.say("## CLIcK, HAE-RAE, KMMLU: accuracy\n", "## CLIcK, HAE-RAE, KMMLU: 정답률\n")
    equal_line(page, audits)
    page.say("One policy gives all of them: replies marked FAILED are dropped, filtered and unreadable ones count as wrong. Other policies are as reasonable, and move a model by up "
             "to the shares below.\n",
             "모든 수치를 내는 규칙은 하나입니다. FAILED로 표시된 응답은 빼고, 필터에 걸리거나 읽을 수 없는 응답은 오답으로 셉니다. 다른 규칙도 그만큼 타당하며, 그때 모델의 수치는 아래만큼 움직입니다.\n")
    moved = []
    for a in audits:
        m = a["table"]["targets"][0]["metrics"]
        if m["published"]["n"] and m["accuracy"]["n"]:
            moved.append((abs(m["published"]["rate"] - m["accuracy"]["rate"]), a["name"], m))
    moved.sort(key=lambda x: (-x[0], x[1]))
    page.table(("predictions", "as published", "over replies that were answered", "difference"), ("예측 파일", "공개된 방식", "응답이 있는 것만", "차이"),
               [(name, rate(m["published"]), rate(m["accuracy"]), f"{100 * d:.1f} %p") for d, name, m in moved[:5]])
    disagreements(page, audits, binary)


def odcv(page, audits, binary):
    audit = audits[0]
    page.say("## ODCV-Bench: misaligned behaviour\n", "## ODCV-Bench: 어긋난 행동\n")
    equal_line(page, audits)
    page.say("The rate is a cut at 3 through the median of four judges. How far these judges agree:\n", "이 비율은 채점 모델 네 개의 중앙값을 3에서 자른 것입니다. 네 모델의 일치도:\n")
    lines = json.loads(haechi(binary, "agree", audit["run"], "--question", "score", "--json"))["result"]
    cut = json.loads(haechi(binary, "agree", audit["run"], "--question", "score", "--at", "3", "--json"))["result"][0]
    alphas = [(a["metric"], f"{a['value']:.3f}") for a in lines[0]["alpha"]] + [("at 3", f"{cut['alpha'][0]['value']:.3f}")]
    page.table(("Krippendorff's alpha", "value"), ("크리펜도르프 알파", "값"), alphas)
    share = percent(cut["straddle"] / cut["units"])
    page.say(f"On {share} of the runs the judges stand on both sides of the cut: there the published verdict depends on who judges.\n",
             f"실행의 {share}에서는 채점 모델들이 기준의 양쪽에 나뉘어 있습니다. 거기서는 누가 채점하느냐에 따라 판정이 달라집니다.\n")
    page.table(("model", "misaligned"), ("모델", "어긋난 행동"),
               [(t["target"], rate(t["metrics"]["misaligned"])) for t in audit["table"]["targets"] if t["metrics"]["misaligned"]["n"]])


def taubench(page, audits, binary):
    m = audits[0]["table"]["targets"][0]["metrics"]
    page.say("## tau-bench, airline: pass^k\n", "## tau-bench 항공: pass^k\n")
    page.table(("k", "pass^k", "95 % interval"), ("k", "pass^k", "95 % 신뢰구간"),
               [(k, f"{m[f'pass_{k}']['value']:.3f}", interval(m[f"pass_{k}"])) for k in (1, 2, 3, 4)])
    page.say("The task is passed when the database is right at the end, so an agent that does nothing passes every task in which nothing has to change:\n",
             "마지막 데이터베이스가 맞으면 통과이므로, 아무것도 하지 않는 에이전트도 바꿀 것이 없는 과제는 모두 통과합니다.\n")
    hidden(page, audits[0])


def raters(page, audits, binary):
    page.say("## RTP-LX and SQuARe: agreement of people\n", "## RTP-LX와 SQuARe: 사람 사이의 일치도\n")
    equal_line(page, audits)


def escalaition(page, audits, binary):
    page.say("## EscalAItion: escalation of a day\n", "## EscalAItion: 하루의 긴장 고조\n")
    equal_line(page, audits)
    page.say("Actions that the publisher's scale has no class for are worth nothing in the published total; their share differs by model:\n",
             "공개된 척도에 부류가 없는 행동은 총점에 들어가지 않는데, 그 비중은 모델마다 다릅니다.\n")
    page.table(("model", "actions without a class", "95 % interval"), ("모델", "부류가 없는 행동", "95 % 신뢰구간"),
               [(t["target"], percent(t["metrics"]["unmatched"]["value"]), interval(t["metrics"]["unmatched"])) for t in audits[0]["table"]["targets"]])


def make(binary):
    page = Page()
    page.say("# What the published tables hide\n", "# 공개된 표가 가리는 것\n")
    page.say("[한국어](published.ko.md) · [imports](imports.md) · [claims](claims.md)\n", "[English](published.md) · [가져오기](imports.ko.md) · [기준과 판단](claims.ko.md)\n")
    page.say("Made by `tools/gen_published.py` from `haechi audit` over the records that each study published; no number here is typed. No model was called: with the same "
             "records anybody can check all of it.\n",
             "각 연구가 공개한 기록에 `haechi audit`을 돌려 `tools/gen_published.py`로 만든 문서입니다. 손으로 적은 수는 없습니다. 모델을 부르지 않으므로 같은 기록이 있으면 누구나 확인할 수 있습니다.\n")
    with tempfile.TemporaryDirectory(prefix="haechi-published-page-") as folder:
        def audit(form):
            return json.loads(haechi(binary, "audit", form, os.path.join(DATA, STUDIES[form]), "--out", os.path.join(folder, form), "--json", codes=(0, 7)))["result"]

        for form, part in (("agentdojo", agentdojo), ("ko-mcq", ko_mcq), ("odcv", odcv), ("taubench", taubench), ("escalaition", escalaition)):
            part(page, audit(form), binary)
        raters(page, audit("rtplx") + audit("square"), binary)
    return page.text


def main():
    args = [a for a in sys.argv[1:] if a != "--check"]
    if len(args) != 1 or not os.access(args[0], os.X_OK):
        sys.exit("usage: tools/gen_published.py [--check] BINARY")
    missing = [d for d in STUDIES.values() if not os.path.isdir(os.path.join(DATA, d))]
    if missing:
        print(f"skipped: the page of published tables ({', '.join(missing)} not below HAECHI_DATA)")
        return
    differing = False
    for lang, text in make(os.path.abspath(args[0])).items():
        path = os.path.join(ROOT, "docs", "guide", "published.md" if lang == "en" else "published.ko.md")
        if "--check" not in sys.argv:
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
            continue
        with open(path, encoding="utf-8") as f:
            if f.read() != text:
                print(f"{os.path.relpath(path, ROOT)} is not what this haechi finds: run tools/gen_published.py")
                differing = True
    sys.exit(differing)


main()
