// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { comebacks, Failed, get } from "./transport";
import { href } from "./router";
import { named, t, type Word } from "./i18n";
import { lang } from "./state";

/** A link inside the pages. */
export function To({ to, class: cls, children, current, label }: { to: string; class?: string; children: ComponentChildren; current?: boolean; label?: string }) {
  return <a href={href(to)} data-in={to} class={cls} aria-current={current ? "page" : undefined} aria-label={label}>{children}</a>;
}

export function Card({ title, small, tools, children, label }: { title?: string; small?: string; tools?: ComponentChildren; children: ComponentChildren; label?: string }) {
  return (
    <section class="card" aria-label={label ?? title}>
      {title && <header><h2>{title}</h2>{small && <small>{small}</small>}<span class="sp" />{tools}</header>}
      <div class="b">{children}</div>
    </section>
  );
}

/** What data is: a problem, still on its way, or here. */
export function useData<T>(path: string | null): { data: T | null; problem: string | null; reload: () => void } {
  const [state, set] = useState<{ path: string | null; data: T | null; problem: string | null }>({ path: null, data: null, problem: null });
  const [again, setAgain] = useState(0);
  const back = comebacks.value;
  useEffect(() => {
    let stale = false;
    if (path) get<T>(path).then(
      (data) => { if (!stale) set({ path, data, problem: null }); },
      (e: unknown) => { if (!stale) set({ path, data: null, problem: e instanceof Failed ? e.problem[lang.value] : String(e) }); });
    return () => { stale = true; };
  }, [path, again, back]);
  const fresh = state.path === path;
  return { data: fresh ? state.data : null, problem: fresh ? state.problem : null, reload: () => setAgain((n) => n + 1) };
}

export function Waiting({ problem }: { problem: string | null }) {
  return problem ? <p class="problem" role="alert">{problem}</p> : <p class="m loading" role="status">{t("loading")}…</p>;
}

type Tone = "ok" | "warn" | "bad" | "mut";
const tones: Record<string, Tone> = {
  safe: "ok", correct: "ok", answered: "ok", partial: "warn", overrefused: "warn", unparsed: "mut", unsafe: "bad", incorrect: "bad", unjudged: "mut", failed: "mut", cannot_tell: "mut",
};

/** Told apart by shape: circle, half circle, triangle, dashed square. */
export function Mark({ tone }: { tone: Tone }) {
  return (
    <svg viewBox="0 0 14 14" width="13" height="13" aria-hidden="true">
      {tone === "ok" && <><circle cx="7" cy="7" r="5.6" class="line" /><path d="M4.3 7.2l1.9 1.9 3.5-4" class="line" /></>}
      {tone === "warn" && <><circle cx="7" cy="7" r="5.6" class="line" /><path d="M7 1.4a5.6 5.6 0 0 1 0 11.2z" class="fill" /></>}
      {tone === "bad" && <path d="M7 1.2l6.2 11.2H.8z" class="fill" />}
      {tone === "mut" && <rect x="2" y="2" width="10" height="10" rx="2" class="line dash" />}
    </svg>
  );
}

export function Verdict({ value, hide = false }: { value: string; hide?: boolean }) {
  if (hide) return <span class="v mut"><Mark tone="mut" />{t("hiddenVerdict")}</span>;
  if (!value) return <span class="v mut"><Mark tone="mut" />{t("withoutVerdict")}</span>;
  const tone = tones[value] ?? "mut";
  return <span class={`v ${tone}`}><Mark tone={tone} />{named(value)}</span>;
}

export function Chip({ children, onRemove, tone = "" }: { children: ComponentChildren; onRemove?: () => void; tone?: string }) {
  return <span class={`chip ${tone}`}>{children}{onRemove && <button aria-label={t("close")} onClick={onRemove}>×</button>}</span>;
}

export function Seg<T extends string>({ value, options, onPick, label }: { value: T; options: [T, string][]; onPick: (v: T) => void; label: string }) {
  return (
    <span class="seg" role="group" aria-label={label}>
      {options.map(([v, word]) => <button key={v} aria-pressed={v === value} class={v === value ? "on" : ""} onClick={() => onPick(v)}>{word}</button>)}
    </span>
  );
}

export function Key({ k }: { k: string }) {
  return <kbd aria-hidden="true">{k}</kbd>;
}

export function CopyButton({ text, word = "copy" }: { text: string | (() => string); word?: Word }) {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard?.writeText(typeof text === "string" ? text : text()).catch(() => undefined);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return <button class="btn small" onClick={() => void copy()}>{done ? t("copied") : t(word)}</button>;
}

export interface Sheet { head: string[]; rows: (string | number)[][] }

const guarded = (v: string): string => /^[=+\-@\t\r]/.test(v) && !/^[-+]?[\d.]+( %)?$/.test(v) ? `'${v}` : v;   // no formula for a spreadsheet
const csvCell = (v: string | number): string => `"${guarded(String(v)).replaceAll("\"", "\"\"")}"`;
const mdCell = (v: string | number): string => String(v).replaceAll("|", "\\|").replaceAll("\n", " ");
export const asCsv = (s: Sheet): string => [s.head, ...s.rows].map((r) => r.map(csvCell).join(",")).join("\r\n");
export const asMarkdown = (s: Sheet): string =>
  [`| ${s.head.map(mdCell).join(" | ")} |`, `| ${s.head.map(() => "---").join(" | ")} |`, ...s.rows.map((r) => `| ${r.map(mdCell).join(" | ")} |`)].join("\n");

export function SheetTools({ sheet }: { sheet: Sheet }) {
  return <><CopyButton text={() => asMarkdown(sheet)} word="copyMd" /><CopyButton text={() => asCsv(sheet)} word="copyCsv" /></>;
}

export function SheetTable({ sheet, caption }: { sheet: Sheet; caption: string }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={caption}>
      <table>
        <caption class="sr">{caption}</caption>
        <thead><tr>{sheet.head.map((h) => <th scope="col" key={h}>{h}</th>)}</tr></thead>
        <tbody>{sheet.rows.map((r, i) => <tr key={i}>{r.map((c, k) => k ? <td key={k}>{c}</td> : <th scope="row" key={k}>{c}</th>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

/** The first of a list, the rest on demand. */
export function Some<T>({ list, row, first = 60 }: { list: T[]; row: (x: T, i: number) => ComponentChildren; first?: number }) {
  const [n, setN] = useState(first);
  return <>{list.slice(0, n).map(row)}{n < list.length && <li><button class="more" onClick={() => setN(n + first)}>{t("showRows", { n: list.length - n })}</button></li>}</>;
}

const ROW = 32, SPARE = 12, TALLEST = 8_000_000;   // px; browsers cap the height of an element at some 17 million

/** A list of any length: only rows in view are in the page. */
export function Virtual({ n, selected, row, label }: { n: number; selected: number; row: (i: number) => ComponentChildren; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(480);
  const full = n * ROW, drawn = Math.min(full, TALLEST), scale = drawn > height ? (full - height) / (drawn - height) : 1;
  useEffect(() => {
    const el = box.current;
    if (!el) return;
    const watch = new ResizeObserver(() => setHeight(el.clientHeight));
    watch.observe(el);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const el = box.current;
    if (!el || selected < 0) return;
    const at = selected * ROW, seen = el.scrollTop * scale;
    if (at < seen) el.scrollTop = at / scale;
    else if (at + ROW > seen + height) el.scrollTop = (at + ROW - height) / scale;
  }, [selected, n]);
  const offset = top * scale, from = Math.max(0, Math.floor(offset / ROW) - SPARE), to = Math.min(n, Math.ceil((offset + height) / ROW) + SPARE);
  const visible = useMemo(() => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i), [from, to]);
  return (
    <div class="virtual" ref={box} onScroll={(e) => setTop(e.currentTarget.scrollTop)} tabIndex={0} role="group" aria-label={label}>
      <div style={{ height: `${drawn}px` }}>
        <div style={{ transform: `translateY(${top + from * ROW - offset}px)` }} role="list">{visible.map(row)}</div>
      </div>
    </div>
  );
}
