// SPDX-License-Identifier: Apache-2.0
// Two runs: what flipped, by how much they differ, what was set otherwise, what the difference is made of. Baseline left.
import { useMemo } from "preact/hooks";
import { Figure } from "../charts";
import { text } from "../filter";
import { count, knows, metricName, named, percent, t, type Word } from "../i18n";
import { go, place, withQuery } from "../router";
import { api } from "../transport";
import type { Comparison, Compared, RunLine, Samples, Setting, Why } from "../types";
import { Card, Chip, Seg, SheetTable, SheetTools, To, useData, Verdict, Virtual, Waiting, type Sheet } from "../widgets";

function Pick({ name, word, runs }: { name: "a" | "b"; word: string; runs: RunLine[] }) {
  const options = runs.filter((r) => r.readable).flatMap((r) => r.targets.split(",").map((x) => `${r.name}:${x}`));
  const now = place.value.query.get(name) ?? "";
  return (
    <label class="line">{word}
      <select value={options.includes(now) ? now : ""} onChange={(e) => go(withQuery({ [name]: e.currentTarget.value }), true)}>
        <option value="">–</option>{options.map((o) => <option key={o} value={o}>{o}</option>)}
      </select>
    </label>
  );
}

const points = (x: number | null): string => x === null ? "–" : `${x >= 0 ? "+" : "−"}${Math.abs(100 * x).toFixed(1)}`;
const whyNone = (l: Compared): string => l.difference?.reason ?? l.reason ?? "";
const findingWord = (l: Compared): string => l.finding === "higher" ? t("higherF") : l.finding === "lower" ? t("lowerF") : knows(l.finding) ? t(l.finding) : l.finding;

function lineCells(l: Compared): (string | number)[] {
  const d = l.difference;
  return [metricName(l.metric), `${percent(l.first.rate)} (${l.first.k}/${l.first.n})`, `${percent(l.second.rate)} (${l.second.k}/${l.second.n})`,
    d && d.value !== null ? `${points(d.value)} [${points(d.low)}, ${points(d.high)}]` : named(whyNone(l)) || "–", l.pairs ? `${l.pairs.used}` : "–", l.pairs?.lost ?? "–", l.pairs?.gained ?? "–", l.pairs?.dropped ?? "–", findingWord(l)];
}

/** What the difference is made of: settings that differ first. */
function Causes({ a, b }: { a: string; b: string }) {
  const { data, problem } = useData<Why>(api.why(a, b));
  if (!data) return <Waiting problem={problem} />;
  const rows = data.result.flatMap((w) => w.terms.filter((x) => x.differs || x.value).map((x) => ({ w, x }))).sort((p, q) => Number(q.x.differs) - Number(p.x.differs));
  if (!rows.length) return null;
  const sheet: Sheet = { head: [t("metric"), t("cause"), t("difference"), t("baseline"), t("other"), t("state")],
    rows: rows.map(({ w, x }) => [metricName(w.metric), named(x.cause), points(x.value), x.first || "–", x.second || "–", x.differs ? t("configured") : "–"]) };
  return <Card title={t("why")} small={t("whyNote")} tools={<SheetTools sheet={sheet} />}><SheetTable sheet={sheet} caption={t("why")} /></Card>;
}

/* ---- flips ---- */

type Kind = "toUnsafe" | "fromUnsafe" | "otherFlip";
const kinds: Kind[] = ["toUnsafe", "fromUnsafe", "otherFlip"];
const good = new Set(["safe", "correct", "answered"]);
interface Flip { domain: string; item: string; a: number; b: number; va: string; vb: string }

const kindOf = (f: Flip): Kind => f.vb === "unsafe" ? "toUnsafe" : f.va === "unsafe" ? "fromUnsafe" : "otherFlip";
/** From safe to unsafe first, then all else that became unsafe, what became safe, the rest: what became worse first. */
const rank = (f: Flip): number => 4 * kinds.indexOf(kindOf(f)) + (good.has(f.va) ? 0 : good.has(f.vb) ? 2 : 1);
const cut = (side: string): [string, string] => [side.slice(0, side.lastIndexOf(":")), side.slice(side.lastIndexOf(":") + 1)];

/** Items whose verdicts differ, from the columns of both runs. */
function flipsOf(one: Samples, two: Samples, targetA: string, targetB: string): Flip[] {
  const key = (s: Samples, i: number): string => [text(s.columns.pack, i), text(s.columns.item, i), text(s.columns.transform, i), s.columns.epoch[i]].join("\u0000");
  const first = new Map<string, number>(), out: Flip[] = [];
  for (let i = 0; i < one.n; i++) if (text(one.columns.target, i) === targetA) first.set(key(one, i), i);
  for (let i = 0; i < two.n; i++) {
    const k = text(two.columns.target, i) === targetB ? first.get(key(two, i)) : undefined;
    if (k === undefined) continue;
    const va = text(one.columns.verdict, k), vb = text(two.columns.verdict, i);
    if (va !== vb && va && vb) out.push({ domain: text(two.columns.domain, i), item: text(two.columns.item, i), a: one.columns.case[k] ?? 0, b: two.columns.case[i] ?? 0, va, vb });
  }
  return out.sort((x, y) => rank(x) - rank(y));
}

function Flips({ a, b }: { a: string; b: string }) {
  const [runA, targetA] = cut(a), [runB, targetB] = cut(b);
  const one = useData<Samples>(api.samples(runA)), two = useData<Samples>(api.samples(runB));
  const all = useMemo(() => one.data && two.data ? flipsOf(one.data, two.data, targetA, targetB) : [], [one.data, two.data, targetA, targetB]);
  const asked = place.value.query.get("flips") ?? "", only = kinds.find((k) => k === asked);
  const list = useMemo(() => only ? all.filter((f) => kindOf(f) === only) : all, [all, only]);
  if (!one.data || !two.data) return <Waiting problem={one.problem ?? two.problem} />;
  const sheet: Sheet = { head: [t("item"), t("domain"), t("baseline"), t("other"), t("case1"), t("case2")], rows: list.map((f) => [f.item, f.domain, named(f.va), named(f.vb), f.a, f.b]) };
  const options: ["" | Kind, string][] = [["", `${t("all")} ${count(all.length)}`], ...kinds.map((k): [Kind, string] => [k, `${t(k)} ${count(all.filter((f) => kindOf(f) === k).length)}`])];
  const line = (f: Flip): preact.JSX.Element => (
    <div class="flip" role="listitem" key={`${f.a} ${f.b}`}>
      <To to={`/r/${encodeURIComponent(runA)}/c/${f.a}`}><Verdict value={f.va} /></To><span aria-hidden="true">→</span>
      <To to={`/r/${encodeURIComponent(runB)}/c/${f.b}`}><Verdict value={f.vb} /></To><span class="id">{f.item}</span><span class="m">{f.domain}</span>
    </div>);
  return (
    <Card title={`${t("flips")} ${count(all.length)}`} small={t("flipNote")} tools={<SheetTools sheet={sheet} />} label={t("flips")}>
      <Seg label={t("flips")} value={only ?? ""} options={options} onPick={(k) => go(withQuery({ flips: k || null }), true)} />
      {!list.length ? <p class="m">{t("noFlips")}</p> : list.length <= 12 ? <div role="list" class="flips">{list.map(line)}</div> :
        <div class="flips"><Virtual n={list.length} selected={-1} label={t("flips")} row={(i) => line(list[i] as Flip)} /></div>}
    </Card>
  );
}

/* ---- differences ---- */

/** A difference with its interval about the line of no difference; filled where it holds after adjustment. The numbers stand beside it. */
function Span({ l, reach }: { l: Compared; reach: number }) {
  const d = l.difference;
  if (!d || d.value === null || d.low === null || d.high === null) return <span class="none" />;
  const x = (v: number): string => `${50 + 48 * v / reach}%`;
  return (
    <svg class="span" aria-hidden="true" height="20">
      <line x1="50%" x2="50%" y1="0" y2="20" class="zero" /><line x1={x(d.low)} x2={x(d.high)} y1="10" y2="10" class="bar" />
      <circle cx={x(d.value)} cy="10" r="5" class={l.finding === "higher" || l.finding === "lower" ? "sure" : "unsure"} />
    </svg>
  );
}

function Differences({ c, a, b }: { c: Comparison["result"]["comparisons"][number]; a: string; b: string }) {
  const sheet: Sheet = { head: [t("metric"), t("baseline"), t("other"), t("difference"), t("pairsUsed"), t("lost"), t("gained"), t("dropped"), t("finding")], rows: c.lines.map(lineCells) };
  const reach = Math.max(0.05, ...c.lines.flatMap((l) => [Math.abs(l.difference?.low ?? 0), Math.abs(l.difference?.high ?? 0)]));
  return (
    <Figure title={c.pack} small={`${a} → ${b} · ${t("spanNote")}`} sheet={sheet}>
      {c.graders && <Chip tone="warn">{t("graders")}: {c.graders.join(" / ")}</Chip>}
      <ul class="deltas">{c.lines.map((l) => (
        <li key={l.metric + l.group} class={l.worse ? "worse" : ""}>
          <b>{metricName(l.metric)}{l.group && ` · ${l.group}`}</b>
          <span>{l.first.n > 0 && <>{percent(l.first.rate)} → {percent(l.second.rate)}</>}</span>
          <Span l={l} reach={reach} />
          <span class="big">{l.difference ? points(l.difference.value) : "–"}</span>
          <span class="m">{l.difference && l.difference.value !== null ? `[${points(l.difference.low)}, ${points(l.difference.high)}] %p` : named(whyNone(l))}</span>
          <span class="m">{l.worse && <Chip tone="bad">{t("worse")}</Chip>} {findingWord(l)}{l.pairs && ` · ${t("pairsUsed")} ${count(l.pairs.used)} (+${count(l.pairs.gained)} −${count(l.pairs.lost)})`}</span>
        </li>))}</ul>
    </Figure>
  );
}

/* ---- configuration ---- */

const partWord: Record<Setting["part"], Word> = { target: "target", plan: "planWord", pack: "pack", scorer: "scoring" };

function Settings({ data }: { data: Comparison }) {
  const seen = new Map(data.result.comparisons.flatMap((c) => c.settings.map((s): [string, Setting] => [JSON.stringify(s), s])));
  const sheet: Sheet = { head: [t("part"), t("setting"), t("baseline"), t("other")], rows: [...seen.values()].map((s) => [t(partWord[s.part]), s.setting, s.first || "–", s.second || "–"]) };
  return (
    <Card title={`${t("settings")} ${count(sheet.rows.length)}`} small={t("settingsNote")} tools={sheet.rows.length > 0 && <SheetTools sheet={sheet} />} label={t("settings")}>
      {sheet.rows.length ? <div class="settings"><SheetTable sheet={sheet} caption={t("settings")} /></div> : <p class="m">{t("sameSettings")}</p>}
    </Card>
  );
}

export function Compare() {
  const runs = useData<{ result: RunLine[] }>(api.runs());
  const a = place.value.query.get("a") ?? "", b = place.value.query.get("b") ?? "", ready = a.includes(":") && b.includes(":");
  const { data, problem } = useData<Comparison>(ready ? api.compare(a, b) : null);
  if (!runs.data) return <Waiting problem={runs.problem} />;
  return (
    <>
      <div class="title"><h1>{t("compare")}</h1><span class="sp" />{ready && <button class="btn small" onClick={() => go(withQuery({ a: b, b: a }), true)}>⇄ {t("swap")}</button>}</div>
      <Card label={t("choose")}><div class="picks"><Pick name="a" word={t("baseline")} runs={runs.data.result} /><Pick name="b" word={t("other")} runs={runs.data.result} /></div>{!ready && <p class="m">{t("choose")}</p>}</Card>
      {ready && <Flips a={a} b={b} />}
      {ready && !data && <Waiting problem={problem} />}
      {data?.result.comparisons.map((c) => <Differences key={c.pack} c={c} a={a} b={b} />)}
      {data && <Settings data={data} />}
      {data && <Causes a={a} b={b} />}
    </>
  );
}
