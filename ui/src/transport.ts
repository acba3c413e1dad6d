// SPDX-License-Identifier: Apache-2.0
// Where data comes from: the server, or, in an exported file, the data element of the page itself.
import type { Case, Hit, Problem } from "./types";

const element = document.getElementById("data");
const embedded: Record<string, unknown> | null = element?.textContent ? JSON.parse(element.textContent) as Record<string, unknown> : null;

export const offline = embedded !== null;

export class Failed extends Error {
  constructor(readonly problem: Problem) { super(problem.en); }
}

const unreachable: Problem = { id: "E-PAGE-01", ko: "서버가 응답하지 않음: haechi view가 실행 중인지 확인하십시오", en: "the server does not answer: is haechi view running?" };
const missing: Problem = { id: "E-PAGE-02", ko: "이 파일에 담기지 않은 내용임", en: "this file does not hold that" };

async function answer<T>(response: Response): Promise<T> {
  const body = await response.json().catch(() => null) as { error?: Problem } | null;
  if (response.ok && body) return body as T;
  throw new Failed(body?.error ?? unreachable);
}

const HITS = 200, AROUND = 40;

/** In an exported file: what its cases hold, as the server would find it; `more` also where a case is cut in this file. */
function found(words: string, all: Record<string, unknown>): { hits: Hit[]; more: boolean } {
  const pattern = new RegExp(words.normalize("NFC").replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"), "iu"), hits: Hit[] = [];
  let more = false;
  for (const [path, body] of Object.entries(all)) {
    const where = /^\/api\/r\/(.+)\/c\/(\d+)$/.exec(path);
    if (!where) continue;
    const c = (body as { result: Case }).result;
    more ||= c.messages.length < (c.outline?.bytes.length ?? 0) || c.messages.some((m) => m.bytes);
    for (const m of c.messages) {
      const text = m.text.normalize("NFC"), hit = pattern.exec(text), end = hit ? hit.index + hit[0].length : 0;
      if (!hit) continue;
      if (hits.length === HITS) return { hits, more: true };
      hits.push({ run: where[1] ?? "", case: Number(where[2]), message: m.id, before: text.slice(Math.max(0, hit.index - AROUND), hit.index), match: hit[0], after: text.slice(end, end + AROUND) });
    }
  }
  return { hits, more };
}

export async function get<T>(path: string): Promise<T> {
  if (embedded) {
    if (path.startsWith("/api/search?")) return found(new URLSearchParams(path.slice(path.indexOf("?"))).get("q") ?? "", embedded) as T;
    const key = decodeURIComponent(path);
    if (key in embedded) return embedded[key] as T;
    throw new Failed(missing);
  }
  const response = await fetch(path, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!response) throw new Failed(unreachable);
  return answer<T>(response);
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  if (embedded) throw new Failed(missing);
  const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).catch(() => null);
  if (!response) throw new Failed(unreachable);
  return answer<T>(response);
}

const CALM = 2000;   // ms between two tables of a live run

/** Calls `on` when a live run has moved, at most every CALM ms; the browser connects again by itself. Returns how to stop. */
export function follow(path: string, on: () => void, end: () => void): () => void {
  if (embedded) return () => undefined;
  const source = new EventSource(path);
  let waiting = 0;
  source.addEventListener("progress", () => { waiting ||= window.setTimeout(() => { waiting = 0; on(); }, CALM); });
  source.addEventListener("end", () => { source.close(); end(); });
  return () => { source.close(); clearTimeout(waiting); };
}

const HEAD_BYTES = 16_000, PART_BYTES = 120_000;

export const api = {
  runs: () => "/api/runs",
  run: (run: string, by?: string) => `/api/r/${encodeURIComponent(run)}${by ? `?by=${encodeURIComponent(by)}` : ""}`,
  samples: (run: string) => `/api/r/${encodeURIComponent(run)}/samples`,
  where: (run: string, expr: string) => `/api/r/${encodeURIComponent(run)}/samples?where=${encodeURIComponent(expr)}`,
  /** Some of its messages, from the one of this number on, and of long ones the head. */
  case: (run: string, n: number, from = 1) => `/api/r/${encodeURIComponent(run)}/c/${n}${embedded ? "" : `?clip=${HEAD_BYTES}&message=${from}`}`,
  part: (run: string, n: number, message: string, from: number) => `/api/r/${encodeURIComponent(run)}/c/${n}/m/${message.slice(1)}?from=${from}&bytes=${PART_BYTES}`,
  bytes: (run: string, call: string, side: "request" | "response") => `/api/r/${encodeURIComponent(run)}/call/${encodeURIComponent(call)}/${side}`,
  labels: (run: string) => `/api/r/${encodeURIComponent(run)}/labels`,
  events: (run: string) => `/api/r/${encodeURIComponent(run)}/events`,
  search: (q: string, run?: string) => `/api/search?q=${encodeURIComponent(q)}${run ? `&run=${encodeURIComponent(run)}` : ""}`,
  compare: (a: string, b: string) => `/api/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`,
  why: (a: string, b: string) => `/api/why?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`,
  packs: () => "/api/packs",
  pack: (name: string) => `/api/p/${encodeURIComponent(name)}`,
};
