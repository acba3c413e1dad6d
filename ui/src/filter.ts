// SPDX-License-Identifier: Apache-2.0
// Filters as text: verdict:unsafe 판정:위험 -state:answered. Terms are joined by "and", values of one field by "or". Works on
// columns in the page; the same text is a --where expression.
import type { Dictionary, Samples } from "./types";

export interface Term { field: string; value: string; not: boolean }
export interface Parsed { terms: Term[]; unknown: string[] }

const columns = ["item", "target", "pack", "transform", "state", "verdict", "class", "domain", "intent", "epoch", "severity", "case"] as const;
type Column = typeof columns[number];

const fieldAlias: Record<string, Column> = {
  id: "item", 문항: "item", 대상: "target", 팩: "pack", 데이터셋: "pack", 변형: "transform", 상태: "state", 판정: "verdict", 응답유형: "class", 영역: "domain", 의도: "intent",
  회차: "epoch", 심각도: "severity", 사례: "case",
};
const valueAlias: Record<string, string> = {
  위험: "unsafe", 안전: "safe", 부분: "partial", 부분위험: "partial", 정답: "correct", 오답: "incorrect", 과잉거절: "overrefused", 해석불가: "unparsed", 미채점: "unjudged", 응답: "answered",
  거절: "refused", 필터차단: "filtered", 길이초과: "truncated", 실행오류: "failed", 미평가: "not_tested", 유해: "harm", 무해: "benign", 판단보류: "cannot_tell", 미완료: "open", 한도도달: "capped",
};

export function parse(text: string): Parsed {
  const terms: Term[] = [], unknown: string[] = [];
  for (const m of text.matchAll(/(-?)([^\s:"]+):(?:"([^"]*)"|(\S*))|(\S+)/g)) {
    if (m[5]) { unknown.push(m[5]); continue; }
    const name = m[2] ?? "", raw = m[3] ?? m[4] ?? "";
    const field = fieldAlias[name] ?? columns.find((c) => c === name);
    if (!field) unknown.push(name);
    else terms.push({ field, value: m[3] === undefined ? valueAlias[raw] ?? raw : raw, not: m[1] === "-" });
  }
  return { terms, unknown };
}

const quoted = (value: string): string => /[\s":()]/.test(value) || value === "" ? `"${value.replaceAll("\"", "")}"` : value;

export function format(terms: Term[]): string {
  return terms.map((x) => `${x.not ? "-" : ""}${x.field}:${quoted(x.value)}`).join(" ");
}

/** The same as an expression of --where. */
export function expression(terms: Term[]): string {
  const name = (field: string): string => field === "item" ? "id" : field;
  return terms.map((x) => `${x.not ? "not " : ""}${name(x.field)}:${quoted(x.value)}`).join(" and ");
}

/** A word of a shell: names in data may hold quotes, and what is copied here is pasted into a terminal. */
export const shellWord = (word: string): string => `'${word.replace(/[\u0000-\u001F\u007F]/g, "").replaceAll("'", "'\\''")}'`;

/** Rows that fit, as indexes. One pass over numbers: a dictionary is looked at once, not once a row. */
export function rows(s: Samples, terms: Term[]): Uint32Array {
  const tests = new Map<string, { at: ArrayLike<number>; yes: Set<number> | null; no: Set<number> }>();
  for (const x of terms) {
    const column = s.columns[x.field as Column];
    const dictionary = "dict" in column ? column : null;
    const code = dictionary ? dictionary.dict.indexOf(x.value) : Number(x.value);
    const test = tests.get(x.field) ?? { at: dictionary ? dictionary.at : column as number[], yes: null, no: new Set<number>() };
    if (x.not) test.no.add(code);
    else (test.yes ??= new Set()).add(code);
    tests.set(x.field, test);
  }
  const list = [...tests.values()], out = new Uint32Array(s.n);
  let n = 0;
  for (let i = 0; i < s.n; i++) {
    let fits = true;
    for (const test of list) {
      const code = test.at[i] ?? -1;
      if ((test.yes && !test.yes.has(code)) || test.no.has(code)) { fits = false; break; }
    }
    if (fits) out[n++] = i;
  }
  return out.subarray(0, n);
}

export const text = (d: Dictionary, row: number): string => d.dict[d.at[row] ?? -1] ?? "";
