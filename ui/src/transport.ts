// SPDX-License-Identifier: Apache-2.0
// Where data comes from: the server, or, in an exported file, the data element of the page itself.
import { effect, signal } from "@preact/signals";
import type { Problem } from "./types";

const element = document.getElementById("data");
const embedded: Record<string, unknown> | null = element?.textContent ? JSON.parse(element.textContent) as Record<string, unknown> : null;

export const offline = embedded !== null;

export class Failed extends Error {
  constructor(readonly problem: Problem) { super(problem.en); }
}

const unreachable: Problem = { id: "E-PAGE-01", ko: "서버가 응답하지 않음: haechi view가 실행 중인지 확인하십시오", en: "the server does not answer: is haechi view running?" };
const missing: Problem = { id: "E-PAGE-02", ko: "이 파일에 담기지 않은 내용임", en: "this file does not hold that" };

/* ---- is the server there? ---- */

const RETRY = 1500;   // ms

/** lost: nobody answers; denied: a server that was started again, which knows this browser no more. */
export const link = signal<"up" | "lost" | "denied">("up");
/** How often the server came back: whatever was on its way then is asked for again. */
export const comebacks = signal(0);
let probing = 0;

async function probe(): Promise<void> {
  const response = await fetch("/assets/app.css", { method: "HEAD", cache: "no-store" }).catch(() => null);
  probing = 0;
  if (response?.ok) {
    link.value = "up";
    comebacks.value++;
    return;
  }
  link.value = response?.status === 401 ? "denied" : "lost";
  probing = window.setTimeout(() => void probe(), RETRY);
}

function lost(): void {
  if (link.value === "up") link.value = "lost";
  probing ||= window.setTimeout(() => void probe(), RETRY);
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch(() => null);
  if (response) return response;
  lost();
  throw new Failed(unreachable);
}

async function answer<T>(response: Response): Promise<T> {
  const body = await response.json().catch(() => null) as { error?: Problem } | null;
  if (response.ok && body) return body as T;
  throw new Failed(body?.error ?? unreachable);
}

export async function get<T>(path: string): Promise<T> {
  if (embedded) {
    const key = decodeURIComponent(path);
    if (key in embedded) return embedded[key] as T;
    throw new Failed(missing);
  }
  return answer<T>(await ask(path, { headers: { Accept: "application/json" } }));
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  if (embedded) throw new Failed(missing);
  return answer<T>(await ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));
}

const CALM = 2000;   // ms between two tables of a live run

/** Calls `on` when a live run has moved, at most every CALM ms, and `end` when nobody plays it any more. After a lost connection it
 * begins anew: the first event says all. Returns how to stop. */
export function follow(path: string, on: () => void, end: () => void): () => void {
  if (embedded) return () => undefined;
  let waiting = 0, over = false, source: EventSource | null = null;
  const close = (): void => { source?.close(); clearTimeout(waiting); waiting = 0; };
  const stop = effect(() => {
    if (comebacks.value < 0 || over) return;
    close();
    source = new EventSource(path);
    source.addEventListener("progress", () => { waiting ||= window.setTimeout(() => { waiting = 0; on(); }, CALM); });
    source.addEventListener("end", () => { over = true; close(); end(); });
    source.addEventListener("error", () => { close(); lost(); });
  });
  return () => { stop(); close(); };
}

const HEAD_BYTES = 200_000;

export const api = {
  runs: () => "/api/runs",
  run: (run: string, by?: string) => `/api/r/${encodeURIComponent(run)}${by ? `?by=${encodeURIComponent(by)}` : ""}`,
  samples: (run: string) => `/api/r/${encodeURIComponent(run)}/samples`,
  where: (run: string, expr: string) => `/api/r/${encodeURIComponent(run)}/samples?where=${encodeURIComponent(expr)}`,
  /** Of long messages the head, unless `whole`. */
  case: (run: string, n: number, whole = false) => `/api/r/${encodeURIComponent(run)}/c/${n}${whole || embedded ? "" : `?clip=${HEAD_BYTES}`}`,
  bytes: (run: string, call: string, side: "request" | "response") => `/api/r/${encodeURIComponent(run)}/call/${encodeURIComponent(call)}/${side}`,
  labels: (run: string) => `/api/r/${encodeURIComponent(run)}/labels`,
  agree: (run: string) => `/api/r/${encodeURIComponent(run)}/agree`,
  events: (run: string) => `/api/r/${encodeURIComponent(run)}/events`,
  search: (q: string, run?: string) => `/api/search?q=${encodeURIComponent(q)}${run ? `&run=${encodeURIComponent(run)}` : ""}`,
  compare: (a: string, b: string) => `/api/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`,
  why: (a: string, b: string) => `/api/why?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`,
  packs: () => "/api/packs",
  pack: (name: string) => `/api/p/${encodeURIComponent(name)}`,
};
