// SPDX-License-Identifier: Apache-2.0
// A case: outline, conversation, judgement. Keys work by their place on the keyboard, also with a Hangul input method on.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { clock, count, named, t, type Word } from "../i18n";
import { parse, rows as fitting } from "../filter";
import { doneOf, marked, nextOpen, useMine } from "../review";
import { go, place } from "../router";
import { blind, keysOn, lang, rater } from "../state";
import { Long } from "../text";
import { api, Failed, get, offline, post } from "../transport";
import type { Case, Judgement, Label, Message, RunTable, Samples } from "../types";
import { Card, Chip, CopyButton, Key, To, useData, Verdict, Waiting } from "../widgets";

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

/** Of a message with words that decided these come into view: it may be longer than the page. */
const focusMessage = (id: string): void => {
  const el = document.getElementById(id);
  (el?.querySelector("mark") ?? el)?.scrollIntoView({ block: "center" });
  el?.focus({ preventScroll: true });
};

function Outline({ c, run, secret, cited }: { c: Case; run: string; secret: boolean; cited: Set<string> }) {
  return (
    <nav class="outline" aria-label={t("outline")}>
      <h2>{t("outline")}</h2>
      <ol>{c.messages.map((m) => <li key={m.id}><button onClick={() => focusMessage(m.id)}><span class="m">{m.id}</span> {t(m.role)}<small> {count(m.text.length)}</small>{cited.has(m.id) && <span class="cite">{t("cites")}</span>}</button></li>)}</ol>
      {c.siblings.length > 0 && <>
        <h2>{t("siblings")}</h2>
        <ul>{c.siblings.map((s, i) => (
          <li key={s.case}><To to={caseUrl(run, s.case)}>
            <Verdict value={s.verdict} hide={secret} /> <span>{secret ? `${i + 1}` : s.target}{s.transform && ` · ${s.transform}`}{s.epoch > 1 && ` · ${s.epoch}`}</span></To></li>))}</ul>
      </>}
    </nav>
  );
}

function Talk({ m, c, marks, chosen, secret, all }: { m: Message; c: Case; marks: Citation[]; chosen: Citation | null; secret: boolean; all: () => void }) {
  const first = marks.find((x) => x.n === chosen?.n && x.span) ?? marks.find((x) => x.span) ?? marks[0];
  return (
    <article class={`message ${m.role}${first ? " cited" : ""}`} id={m.id} tabIndex={-1} aria-label={`${t(m.role)} ${m.id}`}>
      <header><b>{m.role === "assistant" && !secret ? c.target : t(m.role)}</b><span class="m">{m.id}</span>{marks.map((x) => <span class="cite" key={x.n}>{t("cites")} {x.n}</span>)}</header>
      {m.reasoning && <details><summary>{t("reasoning")}</summary><Long text={m.reasoning} severe={c.severity >= 3} /></details>}
      <Long text={m.text} mark={first?.span ?? ""} severe={c.severity >= 3 && m.role !== "system"} />
      {m.bytes && <button class="more whole" onClick={all}>{t("wholeMessage", { n: (m.bytes / 1e6).toFixed(1) })}</button>}
    </article>
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
      <ul class="calls">{c.calls.map((k) => (
        <li key={k.id}><b>{k.role === "judge" ? t("judgement") : t("target")}</b> <span class="m">{t("attempts")} {k.attempt} · {k.code}{k.http ? ` · HTTP ${k.http}` : ""} · {count(k.ms)} ms · {count(k.tokens_in)}+{count(k.tokens_out)}</span>
          {!offline && !secret && k.request && <a href={api.bytes(run, k.id, "request")}>{t("request")}</a>} {!offline && !secret && k.response && <a href={api.bytes(run, k.id, "response")}>{t("response")}</a>}</li>))}</ul>
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
  const last = c.messages.findLast((m) => m.role === "assistant")?.id ?? "";
  return new Map(c.judgements.filter((j, i) => j.message ? j.span || !i : !i && last).map((j, i): [Judgement, Citation] => [j, { n: i + 1, message: j.message ?? last, span: j.message ? j.span : "" }]));
}

export function CasePage({ run, n }: { run: string; n: number }) {
  const near = useNeighbours(run, n);   // here, not in Shown: the columns of a run are fetched once, not once a case
  const [whole, setWhole] = useState(0);   // the case of which all is shown
  const { data, problem, reload } = useData<{ result: Case }>(api.case(run, n, whole === n));
  const kept = useRef<{ of: string; c: Case } | null>(null), of = api.case(run, n);
  if (data) kept.current = { of, c: data.result };
  const c = kept.current?.of === of && !problem ? kept.current.c : null;   // while all of it comes, the head stays
  if (!c) return <Waiting problem={problem} />;
  return <Shown key={n} c={c} run={run} reload={reload} near={near} all={() => setWhole(n)} />;
}

function Shown({ c, run, reload, near, all }: { c: Case; run: string; reload: () => void; near: Near; all: () => void }) {
  const step = (to: number | null): void => { if (to !== null) go(caseUrl(run, to)); };
  const form = useLabels(run, c, reload);
  const next = (): void => step(near.review ? near.open : near.next);
  useEffect(() => { if (near.review && !rater.value) document.getElementById("rater")?.focus(); }, [near.review]);
  const secret = blind.value && !form.labels.some((l) => l.rater === rater.value);
  const cites = useMemo(() => citations(c), [c]);
  const nextCite = (by: number): void => {   // every message once, in the order of the talk
    const ids = secret ? [] : c.messages.map((m) => m.id).filter((id) => [...cites.values()].some((x) => x.message === id));
    const at = ids.indexOf(document.activeElement?.id ?? "");
    focusMessage(ids[at < 0 ? (by > 0 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length] ?? "");
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
  useEffect(() => { if (place.value.hash.startsWith("m")) focusMessage(place.value.hash); }, [c.case]);
  const [chosen, setChosen] = useState<Citation | null>(null);
  const loaded = c.messages.find((m) => m.id === chosen?.message)?.text.length;   // of a long message the rest may come later
  useLayoutEffect(() => { if (chosen) focusMessage(chosen.message); }, [chosen, loaded]);
  const cite = (x: Citation): void => {
    const m = c.messages.find((y) => y.id === x.message);
    if (m?.bytes && x.span && !m.text.includes(x.span)) all();   // the words stand in what was not loaded
    setChosen({ ...x });
  };
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
        <Outline c={c} run={run} secret={secret} cited={new Set(secret ? [] : [...cites.values()].map((x) => x.message))} />
        <div class="talk" aria-label={t("conversation")} role="region">{c.messages.map((m) => <Talk key={m.id} m={m} c={c} marks={marksOf(m)} chosen={chosen} secret={secret} all={all} />)}</div>
        <div class="side"><Verdicts c={c} cites={cites} secret={secret} onCite={cite} /><Human f={form} run={run} secret={secret} onNext={next} /><Facts c={c} secret={secret} /><Calls c={c} run={run} secret={secret} /></div>
      </div>
    </>
  );
}

