// SPDX-License-Identifier: Apache-2.0
// The queue of a reviewer: of the cases that fit the filter, those that he has not labelled yet.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { rater } from "./state";
import { api, get, offline } from "./transport";
import type { Label, Samples } from "./types";

/** Cases of one run that one person has labelled. */
const mine = signal<{ of: string; cases: ReadonlySet<number> }>({ of: "", cases: new Set() });
const nobody: ReadonlySet<number> = new Set();

export function useMine(run: string): ReadonlySet<number> {
  const name = rater.value.trim(), of = `${run}\u0000${name}`;
  useEffect(() => {
    if (mine.value.of === of) return;
    if (offline || !name) { mine.value = { of, cases: new Set() }; return; }
    let stale = false;
    get<{ labels: Label[] }>(`${api.labels(run)}?rater=${encodeURIComponent(name)}`).then((x) => { if (!stale) mine.value = { of, cases: new Set(x.labels.map((l) => l.case)) }; }, () => undefined);
    return () => { stale = true; };
  }, [of]);
  return mine.value.of === of ? mine.value.cases : nobody;
}

export function marked(run: string, n: number, yes: boolean): void {
  const of = `${run}\u0000${rater.value.trim()}`, cases = new Set(mine.value.of === of ? mine.value.cases : []);
  if (yes) cases.add(n);
  else cases.delete(n);
  mine.value = { of, cases };
}

/** The next case behind row `from` of the list that is not among `cases`; after the last one from the beginning. Null: there is none. */
export function nextOpen(s: Samples, fit: Uint32Array, from: number, cases: ReadonlySet<number>): number | null {
  for (let k = 1; k <= fit.length; k++) {
    const n = s.columns.case[fit[(from + k) % fit.length] ?? 0] ?? 0;
    if (!cases.has(n)) return n;
  }
  return null;
}

export function doneOf(s: Samples, fit: Uint32Array, cases: ReadonlySet<number>): number {
  let n = 0;
  for (const row of fit) n += Number(cases.has(s.columns.case[row] ?? 0));
  return n;
}
