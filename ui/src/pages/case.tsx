// SPDX-License-Identifier: Apache-2.0
// A case: outline, conversation, judgement. Keys work by their place on the keyboard, also with a Hangul input method on.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { clock, count, named, t, type Word } from "../i18n";
import { parse, rows as fitting } from "../filter";
import { doneOf, marked, nextOpen, useMine } from "../review";
import { go, place } from "../router";
import { blind, keysOn, lang, rater } from "../state";
import { Long, size, type Rest } from "../text";
import { api, Failed, get, offline, post } from "../transport";
import type { Case, Judgement, Label, Message, Part, Role, RunTable, Samples } from "../types";
import { Card, Chip, CopyButton, Key, Some, To, useData, Verdict, Virtual, Waiting } from "../widgets";

const verdicts: { code: string; value: string; key: string }[] = [
  { code: "Digit1", value: "safe", key: "1" }, { code: "Digit2", value: "partial", key: "2" }, { code: "Digit3", value: "unsafe", key: "3" }, { code: "Digit0", value: "cannot_tell", key: "0" },
];

/** Verdicts given in an exported file, until they are saved as labels.json. */
const given: { run: string; case: number; value: string; note: string; rater: string; at: string }[] = [];

/** With the filter and whether this is a review. */
function caseUrl(run: string, n: number): string {
  const kept = [...place.value.query].filter(([k]) => k === "q" || k === "review").map(([k, v]) => `${k}=${encodeURIComponent(v)}`).join("&");
  return `/r/${encodeURIComponent(run)}/c/${n}${kept && `?${kept}`}`;
}

const SHOWN = 40;   // messages in the page at a time

const numberOf = (id: string): number => Number(id.slice(1));
/** Of a message with words that decided these come into view: it may be longer than the page. */
const focusMessage = (id: string): boolean => {
  const el = document.getElementById(id);
  (el?.querySelector("mark") ?? el)?.scrollIntoView({ block: "center" });
  el?.focus({ preventScroll: true });
  return el !== null;
};

const roles: Record<string, Role> = { s: "system", u: "user", a: "assistant", t: "tool" };
const rolesOf = (c: Case): Role[] => c.outline ? [...c.outline.roles].map((r) => roles[r] ?? "user") : c.messages.map((m) => m.role);
const bytesOf = (c: Case): number[] => c.outline?.bytes ?? c.messages.map((m) => new TextEncoder().encode(m.text).length);

function Outline({ c, run, secret, cited, reach }: { c: Case; run: string; secret: boolean; cited: Set<string>; reach: (id: string) => void }) {
  const who = rolesOf(c), bytes = bytesOf(c);
  const line = (i: number): ComponentChildren =>
    <button onClick={() => reach(`m${i + 1}`)}><span class="m">m{i + 1}</span> {t(who[i] ?? "user")}<small> {size(bytes[i] ?? 0)}</small>{cited.has(`m${i + 1}`) && <span class="cite">{t("cites")}</span>}</button>;
  return (
    <nav class="outline" aria-label={t("outline")}>
      <h2>{t("outline")}</h2>
      {who.length > SHOWN ? <Virtual n={who.length} selected={-1} label={t("outline")} row={(i) => <div class="line" role="listitem" key={i}>{line(i)}</div>} />
        : <ol>{who.map((_, i) => <li key={i}>{line(i)}</li>)}</ol>}
      {c.siblings.length > 0 && <>
        <h2>{t("siblings")}</h2>
        <ul><Some list={c.siblings} row={(s, i) => (
          <li key={s.case}><To to={caseUrl(run, s.case)}>
            <Verdict value={s.verdict} hide={secret} /> <span>{secret ? `${i + 1}` : s.target}{s.transform && ` · ${s.transform}`}{s.epoch > 1 && ` · ${s.epoch}`}</span></To></li>)} /></ul>
      </>}
    </nav>
  );
}

/** A message; of a long one the beginning, what a judgement points to, and the rest on demand. */
function Talk({ m, c, run, marks, chosen, secret }: { m: Message; c: Case; run: string; marks: Citation[]; chosen: Citation | null; secret: boolean }) {
  const [more, setMore] = useState({ text: "", to: m.to ?? 0 });
  const [problem, setProblem] = useState("");
  const first = marks.find((x) => x.n === chosen?.n && x.span) ?? marks.find((x) => x.span) ?? marks[0], severe = c.severity >= 3 && m.role !== "system", left = (m.bytes ?? 0) - more.to;
  const load = (): void => {
    get<{ result: Part }>(api.part(run, c.case, m.id, more.to)).then(({ result }) => setMore({ text: more.text + result.text, to: result.to }),
      (e: unknown) => setProblem(e instanceof Failed ? e.problem[lang.value] : String(e)));
  };
  const rest: Rest | undefined = left > 0 ? { bytes: left, ...(offline ? { where: `haechi show ${run} ${c.case}` } : { load }) } : undefined;
  return (
    <article class={`message ${m.role}${first ? " cited" : ""}`} id={m.id} tabIndex={-1} aria-label={`${t(m.role)} ${m.id}`}>
      <header><b>{m.role === "assistant" && !secret ? c.target : t(m.role)}</b><span class="m">{m.id}</span>{marks.map((x) => <span class="cite" key={x.n}>{t("cites")} {x.n}</span>)}</header>
      {m.reasoning && <details><summary>{t("reasoning")}</summary><Long text={m.reasoning} severe={c.severity >= 3} />{m.reasoning_bytes && <p class="m">{t("thoughtRest", { n: size(m.reasoning_bytes) })}</p>}</details>}
      <Long text={m.text + more.text} mark={m.excerpt ? "" : first?.span ?? ""} severe={severe} {...(rest ? { rest } : {})} />
      {m.excerpt && !secret && <div class="excerpt"><p class="m">{t("furtherDown", { n: size(m.excerpt.from) })}</p><Long text={m.excerpt.text} mark={first?.span ?? ""} severe={severe} /></div>}
      {problem && <p class="problem" role="alert">{problem}</p>}
    </article>
  );
}

/** Some of a long conversation at a time. */
function Conversation({ c, run, secret, marksOf, chosen, from, reach }: { c: Case; run: string; secret: boolean; marksOf: (m: Message) => Citation[]; chosen: Citation | null; from: number; reach: (id: string) => void }) {
  const all = rolesOf(c).length, list = c.messages.filter((m) => numberOf(m.id) >= from).slice(0, SHOWN);
  const start = numberOf(list[0]?.id ?? "m1"), last = numberOf(list.at(-1)?.id ?? "m0"), held = offline ? numberOf(c.messages.at(-1)?.id ?? "m0") : all;
  return (
    <div class="talk" aria-label={t("conversation")} role="region">
      {start > 1 && <button class="more" onClick={() => reach(`m${Math.max(1, start - SHOWN / 2)}`)}>↑ {t("earlier")} ({count(start - 1)})</button>}
      {list.map((m) => <Talk key={m.id} m={m} c={c} run={run} marks={marksOf(m)} chosen={chosen} secret={secret} />)}
      {last < held && <button class="more" onClick={() => reach(`m${last + 1}`)}>↓ {t("later")} ({count(held - last)})</button>}
      {last === held && held < all && <p class="m rest">{t("notHere", { n: count(all - held) })} <code>haechi show {run} {c.case}</code></p>}
    </div>
  );
}

function Verdicts({ c, cites, secret, onCite }: { c: Case; cites: Map<Judgement, Citation>; secret: boolean; onCite: (x: Citation) => void }) {
  return (
    <Card title={t("judgement")} tools={<Verdict value={c.verdict} hide={secret} />}>
      {secret ? <p class="m">{t("blindNote")}</p> :
        <ul class="judgements">{c.judgements.map((j) => (
          <li key={j.scorer}>
            <b>{j.scorer}</b><span class="sp" /><Verdict value={j.outcome} />
            {(j.reason || j.answer) && <Long text={[named(j.answer), j.reason].filter(Boolean).join(" · ")} />}
            {[cites.get(j)].map((x) => x && <button class="cite" key={x.n} onClick={() => onCite(x)}>{t("cites")} {x.n} → {x.message}</button>)}
          </li>))}</ul>}
    </Card>
  );
}

interface LabelForm { note: string; setNote: (s: string) => void; save: (value: string) => void; undo: () => void; said: string; labels: Label[] }

function useLabels(run: string, c: Case, reload: () => void): LabelForm {
  const [note, setNote] = useState("");
  const [said, setSaid] = useState("");
  const complain = (e: unknown): void => setSaid(e instanceof Failed ? e.problem[lang.value] : String(e));
  const mine = (l: { rater: string }): boolean => l.rater === rater.value;
  const save = (value: string): void => {
    if (!rater.value.trim()) { setSaid(t("needName")); document.getElementById("rater")?.focus(); return; }
    const recorded = (): void => { setSaid(t("saved", { value: named(value) })); setNote(""); marked(run, c.case, true); };
    if (offline) { given.push({ run, case: c.case, value, note, rater: rater.value, at: new Date().toISOString() }); recorded(); return; }
    post(api.labels(run), { case: c.case, value, note, rater: rater.value }).then(() => { recorded(); reload(); }, complain);
  };
  const undo = (): void => {
    if (offline) {
      const i = given.findLastIndex((g) => g.case === c.case && mine(g));
      if (i >= 0) given.splice(i, 1);
      marked(run, c.case, false);
      setSaid(t("undone"));
      return;
    }
    post(api.labels(run), { case: c.case, undo: true, rater: rater.value }).then(() => { marked(run, c.case, false); setSaid(t("undone")); reload(); }, complain);
  };
  const own: Label[] = given.filter((g) => g.run === run && g.case === c.case);
  return { note, setNote, save, undo, said, labels: [...c.labels, ...own] };
}

function saveFile(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** With the plan of the run, so that nobody takes them into another one. */
async function saveLabels(run: string): Promise<void> {
  const table = await get<RunTable>(api.run(run));
  saveFile("labels.json", JSON.stringify({ run, plan: table.run.plan, labels: given.filter((g) => g.run === run) }, null, 1));
}

function Human({ f, run, secret, onNext }: { f: LabelForm; run: string; secret: boolean; onNext: () => void }) {
  const own = f.labels.findLast((l) => l.rater === rater.value)?.value;
  return (
    <Card title={t("human")}>
      <label class="line">{t("name")}<input id="rater" value={rater.value} maxLength={80} onInput={(e) => { rater.value = e.currentTarget.value; }}
        onKeyDown={(e) => { if (e.key === "Enter" && !e.isComposing) e.currentTarget.blur(); }} /></label>
      <div class="buttons four">{verdicts.map((v) => <button class="btn" key={v.value} aria-pressed={own === v.value} onClick={() => f.save(v.value)}><Verdict value={v.value} /><Key k={v.key} /></button>)}</div>
      <label class="line">{t("note")}<textarea rows={2} value={f.note} onInput={(e) => f.setNote(e.currentTarget.value)} /></label>
      <div class="buttons"><button class="btn main" onClick={onNext}>{t("goOn")}<Key k="⏎" /></button></div>
      <div class="buttons"><button class="btn small" onClick={f.undo}>{t("undo")}<Key k="u" /></button>
        <label class="check"><input type="checkbox" checked={blind.value} onChange={(e) => { blind.value = e.currentTarget.checked; }} />{t("blind")}</label></div>
      <p class="said" role="status">{f.said}</p>
      <ul class="labels">{(secret ? [] : f.labels).map((l, i) => <li key={i}><Verdict value={l.value} /> <span class="m">{l.rater} · {clock(l.at)}</span>{l.note && <Long text={l.note} />}</li>)}</ul>
      {offline && <button class="btn save-labels" onClick={() => void saveLabels(run)}>{t("saveLabels")} ({given.length})</button>}
    </Card>
  );
}

function Facts({ c, secret }: { c: Case; secret: boolean }) {
  const lines: [Word, string][] = [["domain", c.domain], ["intent", named(c.intent)], ["severity", c.severity ? String(c.severity) : ""], ["expected", named(c.expect)], ["transform", c.transform],
    ["epoch", String(c.epoch)], ["criteria", c.criteria], ["reference", [c.reference, ...c.answers].filter(Boolean).join(" | ")]];
  return (
    <Card title={t("item")} small={`${c.pack} / ${c.item}`}>
      <dl class="pairs">{lines.filter(([, v]) => v).map(([k, v]) => <div key={k}><dt>{t(k)}</dt><dd><Long text={v} /></dd></div>)}</dl>
      {c.reproduce && !secret && <><h3>{t("reproduce")}</h3><pre class="command">{c.reproduce}</pre><CopyButton text={c.reproduce} /></>}
    </Card>
  );
}

/** Recorded bytes name the model. */
function Calls({ c, run, secret }: { c: Case; run: string; secret: boolean }) {
  if (!c.calls.length) return null;
  return (
    <Card title={t("calls")}>
      <ul class="calls"><Some list={c.calls} row={(k) => (
        <li key={k.id}><b>{k.role === "judge" ? t("judgement") : t("target")}</b> <span class="m">{t("attempts")} {k.attempt} · {k.code}{k.http ? ` · HTTP ${k.http}` : ""} · {count(k.ms)} ms · {count(k.tokens_in)}+{count(k.tokens_out)}</span>
          {!offline && !secret && k.request && <a href={api.bytes(run, k.id, "request")}>{t("request")}</a>} {!offline && !secret && k.response && <a href={api.bytes(run, k.id, "response")}>{t("response")}</a>}</li>)} /></ul>
    </Card>
  );
}

/** Neighbours under the filter of the URL; in a review `open` is the next case without a label of this person, `done` how many have one. */
interface Near { prev: number | null; next: number | null; at: number; of: number; review: boolean; open: number | null; done: number }


function useNeighbours(run: string, n: number): Near {
  const { data: s } = useData<Samples>(api.samples(run));
  const q = place.value.query.get("q") ?? "", review = place.value.query.has("review"), cases = useMine(run);
  return useMemo(() => {
    const fit = s ? fitting(s, parse(q).terms) : new Uint32Array();
    const at = s ? fit.indexOf(s.columns.case.indexOf(n)) : -1;
    const num = (i: number): number | null => s && i >= 0 && i < fit.length ? s.columns.case[fit[i] ?? 0] ?? null : null;
    return { prev: at > 0 ? num(at - 1) : null, next: at >= 0 ? num(at + 1) : null, at, of: fit.length, review,
      open: s && review ? nextOpen(s, fit, at, cases) : null, done: s && review ? doneOf(s, fit, cases) : 0 };
  }, [s, q, n, review, cases]);
}

interface Citation { n: number; message: string; span: string }

/** What judgements rest on: the words that they name; the verdict, if it names none, on the last reply as a whole. */
function citations(c: Case): Map<Judgement, Citation> {
  const at = rolesOf(c).lastIndexOf("assistant"), last = at < 0 ? "" : `m${at + 1}`;
  return new Map(c.judgements.filter((j, i) => j.message ? j.span || !i : !i && last).map((j, i): [Judgement, Citation] => [j, { n: i + 1, message: j.message ?? last, span: j.message ? j.span : "" }]));
}

export function CasePage({ run, n }: { run: string; n: number }) {
  const near = useNeighbours(run, n);   // here, not in Shown: the columns of a run are fetched once, not once a case
  const wanted = /^m[1-9]\d*$/.test(place.value.hash) ? Math.max(1, numberOf(place.value.hash) - 2) : 1;
  const [at, setAt] = useState({ n, from: wanted });
  const from = at.n === n ? at.from : wanted;
  const { data, problem, reload } = useData<{ result: Case }>(api.case(run, n, from));
  const kept = useRef<Case | null>(null);   // stays in the page while other messages of it are on their way
  if (data) kept.current = data.result;
  const c = kept.current?.case === n && !problem ? kept.current : null;
  if (!c) return <Waiting problem={problem} />;
  return <Shown key={n} c={c} run={run} reload={reload} near={near} from={from} show={(k) => setAt({ n, from: k })} />;
}

function Shown({ c, run, reload, near, from, show }: { c: Case; run: string; reload: () => void; near: Near; from: number; show: (from: number) => void }) {
  const sought = useRef("");   // a message that is on its way
  const step = (to: number | null): void => { if (to !== null) go(caseUrl(run, to)); };
  const form = useLabels(run, c, reload);
  const next = (): void => step(near.review ? near.open : near.next);
  useEffect(() => { if (near.review && !rater.value) document.getElementById("rater")?.focus(); }, [near.review]);
  const secret = blind.value && !form.labels.some((l) => l.rater === rater.value);
  const cites = useMemo(() => citations(c), [c]);
  const reach = (id: string): void => {
    if (!id || focusMessage(id)) return;
    sought.current = id;
    show(Math.max(1, numberOf(id) - 2));
  };
  useEffect(() => { if (sought.current && focusMessage(sought.current)) sought.current = ""; });
  const nextCite = (by: number): void => {   // every message once, in the order of the talk
    const ids = secret ? [] : [...new Set([...cites.values()].map((x) => x.message))].sort((a, b) => numberOf(a) - numberOf(b));
    const at = ids.indexOf(document.activeElement?.id ?? "");
    reach(ids[at < 0 ? (by > 0 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length] ?? "");
  };
  useLayoutEffect(() => {
    const onKey = (e: KeyboardEvent): void => {
      if (!keysOn.value || e.ctrlKey || e.metaKey || e.altKey || (e.target as Element).matches("input, textarea, select")) return;
      const v = verdicts.find((x) => x.code === e.code);
      if (v) form.save(v.value);
      else if (e.code === "KeyN" || (e.key === "Enter" && !(e.target as Element).matches("a, button, summary"))) next();
      else if (e.code === "KeyJ") step(near.next);
      else if (e.code === "KeyK") step(near.prev);
      else if (e.code === "KeyU") form.undo();
      else if (e.code === "BracketRight" || e.code === "BracketLeft") nextCite(e.code === "BracketRight" ? 1 : -1);
      else if (e.code === "Escape") go(`/r/${encodeURIComponent(run)}${place.value.query.get("q") ? `?q=${encodeURIComponent(place.value.query.get("q") ?? "")}` : ""}#cases`);
      else return;
      e.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  useEffect(() => { if (/^m[1-9]\d*$/.test(place.value.hash)) reach(place.value.hash); }, [c.case, place.value.hash]);
  const [chosen, setChosen] = useState<Citation | null>(null);
  useLayoutEffect(() => { if (chosen) reach(chosen.message); }, [chosen]);
  const marksOf = (m: Message): Citation[] => secret ? [] : [...cites.values()].filter((x) => x.message === m.id);
  return (
    <>
      <div class="title">
        <h1>{c.item}</h1>
        <Verdict value={c.verdict} hide={secret} />
        <Chip>{secret ? t("hiddenVerdict") : c.target}</Chip><Chip>{named(c.state)}</Chip>{c.transform && <Chip>{c.transform}</Chip>}{c.unverified && <Chip tone="warn">{t("unverified")}</Chip>}
        <span class="sp" />
        {near.at >= 0 && !near.review && <span class="m">{near.at + 1} / {count(near.of)}</span>}
        <button class="btn" disabled={near.prev === null} onClick={() => step(near.prev)}>‹ {t("prev")}<Key k="k" /></button>
        <button class="btn" disabled={near.next === null} onClick={() => step(near.next)}>{t("next")} ›<Key k="j" /></button>
      </div>
      {near.review && <p class="queue" role="status"><b>{t("review")}</b><progress max={near.of} value={near.done} aria-label={t("review")} />
        <span class="num">{t("reviewed", { n: count(near.done), all: count(near.of) })}</span>{near.open === null && near.done > 0 && <Chip tone="run">{t("allReviewed")}</Chip>}</p>}
      <div class="panes">
        <Outline c={c} run={run} secret={secret} cited={new Set(secret ? [] : [...cites.values()].map((x) => x.message))} reach={reach} />
        <Conversation c={c} run={run} secret={secret} marksOf={marksOf} chosen={chosen} from={from} reach={reach} />
        <div class="side"><Verdicts c={c} cites={cites} secret={secret} onCite={(x) => setChosen({ ...x })} /><Human f={form} run={run} secret={secret} onNext={next} /><Facts c={c} secret={secret} /><Calls c={c} run={run} secret={secret} /></div>
      </div>
    </>
  );
}

