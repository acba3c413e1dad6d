#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/reference/faults.md and faults.ko.md from tests/faults/catalogue.yaml, which tests/faults/run.py runs.

    tools/gen_faults.py [--check]     --check: write nothing, exit 1 when a page differs
"""
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/faults"))
import catalogue  # noqa: E402

# What follows an attempt that ended so: (code, English, Korean).
CODES = [
    ("ok", "the answer is taken", "응답을 받아들임"),
    ("refused", "the provider's refusal, taken as such", "제공자의 거절로 받아들임"),
    ("filtered", "the provider's filter, taken as such", "제공자의 필터 차단으로 받아들임"),
    ("truncated", "cut at the token limit, taken as such", "토큰 한도에서 잘린 응답으로 받아들임"),
    ("reset", "sent and cut: in doubt, asked again", "보낸 뒤 끊김: 과금 여부를 모름, 다시 물음"),
    ("timeout", "sent and silent: in doubt, asked again", "보낸 뒤 응답 없음: 과금 여부를 모름, 다시 물음"),
    ("unreachable", "never sent: asked again; a host that has never answered stops the run (exit 8)",
     "보내지 못함: 다시 물음. 한 번도 응답하지 않은 호스트면 실행을 멈춤(종료 코드 8)"),
    ("throttled", "429, 503, 529: the target rests, then it is asked again; a wait that the server names costs no retry",
     "429·503·529: 대상을 쉬게 한 뒤 다시 물음. 서버가 정한 대기는 재시도 횟수를 쓰지 않음"),
    ("http", "other 5xx, 408, 409: asked again", "그 밖의 5xx, 408, 409: 다시 물음"),
    ("badreply", "not what the protocol promises: asked again", "규약에 맞지 않는 응답: 다시 물음"),
    ("rejected", "asking again would not help: final", "다시 물어도 소용없음: 확정"),
    ("toolarge", "more than 256 MiB: cut off, final", "256 MiB 초과: 끊음, 확정"),
    ("auth", "key or account refused: the run stops (exit 4), samples stay open",
     "API 키나 계정 거부: 실행을 멈춤(종료 코드 4), 사례는 열린 채로 남음"),
]
STATES = {"answered": "응답", "refused": "거절", "filtered": "필터 차단", "truncated": "길이 초과", "failed": "실행 오류",
          "open": "미완료"}
CELLS = {"openai": ("OpenAI", "OpenAI"), "anthropic": ("Anthropic", "Anthropic"), "plain": ("plain", "일반"),
         "stream": ("stream", "스트림")}

EN = """# Faults of a model endpoint

[한국어](faults.ko.md) · [recovery](../guide/recovery.md) · [under fault: measured](under-fault.md)

What haechi makes of {faults} faults of an endpoint. This page is written from the file that the tests run: {cells} runs, each fault
over OpenAI-like and Anthropic-like endpoints, plain and streamed. In each run three questions are asked one after the other, with
`retries: 1` and short time limits: the first meets no fault, the second meets it once, the third always. In all of them the
key is nowhere in the record, no other host is contacted, `haechi replay` gives the same results without network, and the
cost is an interval that holds what the provider can have billed.

## How an attempt ends
| code | what follows |
| --- | --- |
{codes}

A failed sample is in no rate; `haechi requeue --failed` asks it again. *Cost*: what is known of the cost of an attempt that met the
fault: `known`, `bounded` (up to the most that the call can cost), `in doubt` (the same, and counted in `in_doubt`).

## The faults
*Once*, *always*: how the attempts ended and what became of the sample (`+`: several, until the deadline; –: the run stopped before).
*Says*: a part of the message.
"""

KO = """# 모델 서버의 오류

[English](faults.md) · [복구](../guide/recovery.ko.md) · [장애 상황 측정(영문)](under-fault.md)

모델 서버의 오류 {faults}가지에 haechi가 어떻게 대응하는지 정리한 표입니다. 시험이 실행하는 파일에서 그대로 만들었습니다. 모두 {cells}회
실행이며, 각 오류를 OpenAI 방식과 Anthropic 방식, 일반 응답과 스트림에서 일으킵니다. 실행마다 문항 세 개를 차례로 묻습니다(`retries: 1`,
짧은 제한 시간). 첫 문항은 오류를 만나지 않고, 둘째는 한 번, 셋째는 계속 만납니다. 모든 실행에서 API 키는 기록에 남지
않고, 다른 호스트에 연결하지 않으며, `haechi replay`는 네트워크 없이 같은 결과를 내고, 비용 구간은 제공자가 과금했을 수 있는 금액을
담습니다.

## 시도가 끝나는 방식
| 코드 | 그다음 |
| --- | --- |
{codes}

실행 오류 사례는 어느 비율에도 들어가지 않으며 `haechi requeue --failed`로 다시 묻습니다. *비용*은 오류를 만난 시도의 비용에 관해 아는
것입니다. `확정`, `상한 있음`(그 호출의 최대 비용까지), `불명`(같은 구간이며 `in_doubt`에 포함).

## 오류 목록
*한 번*, *계속*: 시도가 끝난 방식과 사례의 상태(`+`: 제한 시간까지 여러 번, –: 그 전에 실행이 멈춤).
*안내*: 오류 번호.
"""


def attempts(row, ko):
    *codes, state = row
    state = STATES[state] if ko else state
    return f"{', '.join(codes)} → {state}" if codes else "–"


def cost(row, ko):
    which = 2 if row["doubt"] else 1 if row["unsettled"] else 0
    return (("known", "bounded", "in doubt"), ("확정", "상한 있음", "불명"))[ko][which]


def told(row, ko):
    says = row.get("says", "")
    words = says.split(" ")[0] if says.startswith("E-") else "" if ko else says
    return f"`{words}`" if words else ""


def label(cells, ko):
    """Which cells a row is about, "" for all."""
    if len(cells) == len(catalogue.CELLS):
        return ""
    for name in CELLS:
        if set(cells) == {c for c in catalogue.CELLS if name in c}:
            return f" ({CELLS[name][ko]})"
    return " (" + ", ".join("/".join(CELLS[part][ko] for part in c) for c in cells) + ")"


def rows(fault, ko):
    found = {}
    for cell in catalogue.cells_of(fault):
        row = catalogue.expected(fault, *cell)
        first = "once" if row["fine"][0] == "ok" else "fine"    # it is there from the first question on
        line = (attempts(row[first], ko), attempts(row["always"], ko), cost(row, ko), str(row["exit"]), told(row, ko))
        found.setdefault(line, []).append(cell)
    for line, at in found.items():
        yield "| " + " | ".join((fault["ko" if ko else "en"] + label(at, ko), *line)) + " |"


def page(groups, ko):
    faults = [f for g in groups for f in g["faults"]]
    codes = "\n".join(f"| `{c}` | {k if ko else e} |" for c, e, k in CODES)
    text = (KO if ko else EN).format(faults=len(faults), cells=sum(len(catalogue.cells_of(f)) for f in faults), codes=codes)
    head = "| 오류 | 한 번 | 계속 | 비용 | 종료 | 안내 |" if ko else "| fault | once | always | cost | exit | says |"
    for g in groups:
        lines = [line for f in g["faults"] for line in rows(f, ko)]
        text += "\n### " + g["ko" if ko else "en"] + "\n" + "\n".join([head, "| --- " * 6 + "|", *lines]) + "\n"
    return text


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    groups, differing = catalogue.load(), 0
    for ko, name in enumerate(("faults.md", "faults.ko.md")):
        path, text = ROOT / "docs/reference" / name, page(groups, ko)
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path} is not what tests/faults/catalogue.yaml says: run tools/gen_faults.py", file=sys.stderr)
            differing = 1
    return differing


if __name__ == "__main__":
    sys.exit(main())
