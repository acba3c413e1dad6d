// SPDX-License-Identifier: Apache-2.0
// A run, in the order of questions: is it alive, what is the result, where, can I trust it, show me.
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { clock, count, knows, metricName, named, t, usd } from "../i18n";
import { Figure, Forest, intervalText, rateText, shade, type Estimate } from "../charts";
import { expression, format, parse, rows as fitting, shellWord, text, type Term } from "../filter";
import { nextOpen, useMine } from "../review";
import { go, place, withQuery } from "../router";
import { blind, keysOn, lang } from "../state";
import { api, follow, offline } from "../transport";
import type { Rate, RunTable, Samples, TargetLine } from "../types";
import { Card, Chip, CopyButton, Key, Mark, Seg, To, useData, Verdict, Virtual, Waiting, type Sheet } from "../widgets";

const lineName = (l: TargetLine): string => l.transform ? `${l.target} · ${l.transform}` : l.target;
const openOf = (l: TargetLine): number => l.states["open"] ?? 0;

function Alive({ table, onChange, run }: { table: RunTable; onChange: () => void; run: string }) {
  const { result, run: of } = table;
  const live = result.targets.some((l) => openOf(l) > 0);
  const [over, setOver] = useState(false);   // open samples, and nobody plays them
  useEffect(() => live && !offline ? follow(api.events(run), () => { setOver(false); onChange(); }, () => { setOver(true); onChange(); }) : undefined, [live, run]);
  const facts: [string, string][] = [
    [count(of.calls), `${t("callsWord")}${of.retries ? ` (+${count(of.retries)})` : ""}`], [usd(of.cost_micro), t("cost")], [clock(of.last), t("last")],
  ];
  return (
    <Card title={!live ? t("clean") : over ? t("halted") : t("live")} small={of.path}>
      {result.targets.map((l) => {
        const open = openOf(l), failed = l.states["failed"] ?? 0, done = l.samples - open;
        return (
          <div class="progress" key={`${l.target} ${l.pack} ${l.transform ?? ""}`}>
            <span class="name">{lineName(l)}{result.packs.length > 1 && <small> {l.pack}</small>}</span>
            <progress max={l.samples} value={done} aria-label={lineName(l)} />
            <span class="num">{count(done)} / {count(l.samples)}</span>
            <span class="num m">{failed ? `${t("failed")} ${count(failed)}` : ""}</span>
          </div>
        );
      })}
      <dl class="facts">{facts.map(([v, k]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>
    </Card>
  );
}

/** Names of metrics in the order of the table. */
function metricsOf(table: RunTable): string[] {
  return [...new Set([...table.result.targets, ...table.result.floor ?? []].flatMap((l) => Object.keys(l.metrics)))];
}

function Result({ table, metric }: { table: RunTable; metric: string }) {
  const lines = useMemo(() => [...table.result.targets.map((l) => ({ l, floor: false })), ...(table.result.floor ?? []).map((l) => ({ l, floor: true }))]
    .filter(({ l }) => l.metrics[metric]), [table, metric]);
  const packs = table.result.packs.length > 1;
  const name = (l: TargetLine, floor: boolean): string => `${floor ? `${t("floorLine")} ` : ""}${lineName(l)}${packs ? ` · ${l.pack}` : ""}`;
  const list: Estimate[] = useMemo(() => lines.map(({ l, floor }) => ({ name: name(l, floor), rate: l.metrics[metric] as Rate, complete: openOf(l) === 0, floor })), [lines, lang.value]);
  const sheet: Sheet = { head: [t("target"), t("rate"), t("interval"), t("kn")],
    rows: list.map((e) => [e.name, rateText(e.rate), intervalText(e.rate), e.rate.n ? `${e.rate.k ?? ""}/${e.rate.n}` : "–"]) };
  const first = list[0]?.rate;
  return (
    <Figure title={t("result")} small={`${first?.direction === "lower" ? t("lower") : t("higher")} · ${t("incomplete")}`} sheet={sheet}
      tools={<Seg label={t("metric")} value={metric} options={metricsOf(table).map((m): [string, string] => [m, metricName(m)])} onPick={(m) => go(withQuery({ metric: m }), true)} />}>
      <Forest list={list} label={`${t("result")}: ${metricName(metric)}`} />
      <ul class="numbers">{list.map((e) => <li key={e.name}><span>{e.name}</span><b>{rateText(e.rate)}</b><span class="m">{intervalText(e.rate)}</span><span class="m">{e.rate.n ? `${e.rate.k ?? ""}/${e.rate.n}` : named(e.rate.reason ?? "–")}</span></li>)}</ul>
    </Figure>
  );
}

/** What a case must be to count for a rate, where one word says it. */
const counts: Record<string, string> = { unsafe: "unsafe", overrefusal: "overrefused" };

function Where({ run, metric }: { run: string; metric: string }) {
  const { data, problem } = useData<RunTable>(api.run(run, "domain"));
  const groups = useMemo(() => [...new Set(data?.result.targets.flatMap((l) => l.groups?.map((g) => g.group) ?? []) ?? [])].filter((g) => g), [data]);
  if (!data) return <Waiting problem={problem} />;
  if (groups.length < 2) return null;
  const cell = (l: TargetLine, g: string): Rate | undefined => l.groups?.find((x) => x.group === g)?.metrics[metric];
  const sheet: Sheet = { head: [t("target"), ...groups], rows: data.result.targets.map((l) => [lineName(l), ...groups.map((g) => { const r = cell(l, g); return r?.n ? `${rateText(r)} (${r.n})` : t("notTested"); })]) };
  return (
    <Figure title={t("whereTitle")} small={t("whereNote")} sheet={sheet}>
      <div class="scroll" tabIndex={0} role="group" aria-label={t("whereTitle")}>
        <table class="heat">
          <thead><tr><td />{groups.map((g) => <th scope="col" key={g}>{g}</th>)}</tr></thead>
          <tbody>{data.result.targets.map((l) => (
            <tr key={`${lineName(l)} ${l.pack}`}>
              <th scope="row">{lineName(l)}</th>
              {groups.map((g) => {
                const r = cell(l, g);
                if (!r?.n) return <td key={g} class="hatch" title={t("notTested")}><span class="sr">{t("notTested")}</span></td>;
                const terms = [["target", l.target], ["domain", g], ...r.k && counts[metric] ? [["verdict", counts[metric]]] : []].map(([field, value]): Term => ({ field: field ?? "", value: value ?? "", not: false }));
                const to = `/r/${encodeURIComponent(run)}?q=${encodeURIComponent(format(terms))}&metric=${encodeURIComponent(metric)}#cases`;
                return <td key={g} class={`h${shade(r)}`}><To to={to} label={`${lineName(l)} ${g} ${rateText(r)} n=${r.n}`}>{(100 * (r.rate ?? 0)).toFixed(0)}<small>({r.n})</small></To></td>;
              })}
            </tr>))}</tbody>
        </table>
      </div>
      <p class="legend" aria-hidden="true">{t("legendNote")}{["< 2", "2–8", "8–18", "18–32", "≥ 32"].map((x, i) => <span key={x}><i class={`h${i}`} />{x}</span>)}<span><i class="hatch" />{t("notTested")}</span></p>
    </Figure>
  );
}

interface Doubt { word: string; detail: string; term: string | null }

/** Whatever should be known before a conclusion. */
function doubtsOf(table: RunTable): Doubt[] {
  const out: Doubt[] = [];
  for (const l of table.result.targets) {
    for (const [state, n] of Object.entries(l.states))
      if (!["answered", "refused"].includes(state) && n) out.push({ word: named(state), detail: `${lineName(l)} ${count(n)}`, term: `target:${l.target} state:${state}` });
    for (const [name, r] of Object.entries(l.metrics)) {
      const at = `${lineName(l)} · ${metricName(name)}`;
      for (const [why, n] of Object.entries(r.left_out ?? {}))
        if (["unparsed", "unjudged", "check_failed"].includes(why)) out.push({ word: named(why), detail: `${at} ${count(n)}`, term: `target:${l.target}${why === "unparsed" || why === "unjudged" ? ` verdict:${why}` : ""}` });
      if (r.grey) out.push({ word: t("grey"), detail: `${at} ${count(r.grey)}`, term: null });
      if (r.uncalibrated) out.push({ word: t("uncalibrated"), detail: at, term: null });
      if (r.n > 0 && (r.clusters ?? r.n) < 5) out.push({ word: t("few"), detail: `${at} n=${r.n}`, term: null });
    }
  }
  for (const e of table.run.targets) {
    if (e.in_doubt) out.push({ word: t("in_doubt"), detail: `${e.target} ${count(e.in_doubt)}`, term: null });
    if (e.throttled) out.push({ word: t("throttled"), detail: `${e.target} ${count(e.throttled)}`, term: null });
  }
  for (const f of table.run.flags ?? []) out.push({ word: knows(f.flag) ? t(f.flag) : f.flag, detail: [f.target, f.model].filter(Boolean).join(" "), term: null });
  for (const u of table.run.unmasked ?? []) out.push({ word: t("unmasked"), detail: `${u.by}: ${u.reason}`, term: null });
  return out;
}

function Trust({ table, run }: { table: RunTable; run: string }) {
  const list = doubtsOf(table), words = [...new Set(list.map((d) => d.word))];
  return (
    <Card title={t("trust")}>
      {!list.length && <p class="m">{t("allWell")}</p>}
      <ul class="doubts">{words.map((w) => (
        <li key={w}><span class="v warn"><Mark tone="warn" />{w}</span>{list.filter((d) => d.word === w).map((d) => (
          <p key={d.detail}><span>{d.detail}</span>{d.term && <To to={`/r/${encodeURIComponent(run)}?q=${encodeURIComponent(d.term)}#cases`} label={`${w} ${d.detail} ${t("cases")}`}>{t("cases")} ›</To>}</p>))}</li>))}</ul>
    </Card>
  );
}

function CaseRow({ run, s, row, on, query, mine }: { run: string; s: Samples; row: number; on: boolean; query: string; mine: ReadonlySet<number> }) {
  const c = s.columns, n = c.case[row] ?? 0, secret = blind.value && !mine.has(n), transform = text(c.transform, row);
  return (
    <div role="listitem" class={on ? "row on" : "row"}>
      <Verdict value={text(c.verdict, row)} hide={secret} />
      <To class="id" to={`/r/${encodeURIComponent(run)}/c/${n}${query ? `?q=${encodeURIComponent(query)}` : ""}`} current={on}>{text(c.item, row)}</To>
      <span class="wide">{text(c.domain, row)}</span>
      <span>{secret ? t("hiddenVerdict") : text(c.target, row)}{transform && <small> {transform}</small>}</span>
      <span class="wide m">{named(text(c.state, row))}</span>
      <span class="wide m">{secret ? "" : named(text(c.class, row))}</span>
      <span class="num">{c.epoch[row]}</span>
      <span class="num wide">{c.tokens_out[row] ? count(c.tokens_out[row] ?? 0) : ""}</span>
      <span class="num">{c.labels[row] || ""}</span>
    </div>
  );
}

export function Cases({ run }: { run: string }) {
  const { data: s, problem } = useData<Samples>(api.samples(run));
  const query = place.value.query.get("q") ?? "";
  const [typed, setTyped] = useState(query);
  const [at, setAt] = useState(-1);
  useLayoutEffect(() => { setTyped(query); setAt(-1); }, [query]);
  const cases = useMine(run);
  const { terms, unknown } = useMemo(() => parse(query), [query]);
  const fit = useMemo(() => s ? fitting(s, terms) : new Uint32Array(), [s, terms]);
  const review = (): void => {
    const n = s && (nextOpen(s, fit, fit.length - 1, cases) ?? s.columns.case[fit[0] ?? 0]);
    if (n) go(`/r/${encodeURIComponent(run)}/c/${n}?${query && `q=${encodeURIComponent(query)}&`}review=1`);
  };
  useLayoutEffect(() => {
    const onKey = (e: KeyboardEvent): void => {
      if (!keysOn.value || e.ctrlKey || e.metaKey || e.altKey || (e.target as Element).matches("input, textarea, select")) return;
      if (e.code === "KeyJ") setAt((i) => Math.min(i + 1, fit.length - 1));
      else if (e.code === "KeyK") setAt((i) => Math.max(i - 1, 0));
      else if (e.code === "KeyR") review();
      else if (e.code === "Enter" && at >= 0 && s && !(e.target as Element).matches("a, button")) go(`/r/${encodeURIComponent(run)}/c/${s.columns.case[fit[at] ?? 0]}${query ? `?q=${encodeURIComponent(query)}` : ""}`);
      else return;
      e.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [fit, at, s, run, query, cases]);
  if (!s) return <Waiting problem={problem} />;
  const set = (list: Term[]): void => go(`${withQuery({ q: format(list) })}#cases`, true);
  const heads = ["verdict", "item", "domain", "target", "state", "class", "epoch", "tokens", "people"] as const;
  const wide = new Set(["domain", "state", "class", "tokens"]);
  return (
    <section class="card" id="cases" aria-label={t("cases")}>
      <header>
        <h2>{t("cases")}</h2>
        {terms.map((x, i) => <Chip key={format([x])} tone={x.value === "unsafe" ? "bad" : "run"} onRemove={() => set(terms.filter((_, k) => k !== i))}>{x.not ? "−" : ""}{knows(x.field) ? t(x.field) : x.field}: {named(x.value)}</Chip>)}
        {unknown.map((u) => <Chip key={u} tone="warn">{t("unknownWord", { word: u })}</Chip>)}
        <span class="sp" />
        <span class="m" role="status">{t("of", { n: count(fit.length), all: count(s.n) })}</span>
        <Key k="j" /><Key k="k" /><Key k="⏎" />
        <button class="btn small main" disabled={!fit.length} onClick={review}>{t("startReview")}<Key k="r" /></button>
      </header>
      <div class="b">
        <div class="filter">
          <input type="search" value={typed} placeholder={t("filterHint")} aria-label={t("filter")} id="filter" spellcheck={false}
            onInput={(e) => { setTyped(e.currentTarget.value); go(`${withQuery({ q: e.currentTarget.value })}`, true); }} />
          {terms.length > 0 && <CopyButton word="cliFlag" text={`haechi show ${shellWord(run)} --samples --where ${shellWord(expression(terms))}`} />}
          {query && <button class="btn small" onClick={() => set([])}>{t("clear")}</button>}
        </div>
        <div class="row head" aria-hidden="true">{heads.map((h) => <span key={h} class={`${wide.has(h) ? "wide" : ""}${["epoch", "tokens", "people"].includes(h) ? " num" : ""}`}>{t(h)}</span>)}</div>
        {fit.length === 0 ? <p class="m">{t("noCases")}</p> :
          <Virtual n={fit.length} selected={at} label={t("cases")} row={(i) => <CaseRow key={i} run={run} s={s} row={fit[i] ?? 0} on={i === at} query={query} mine={cases} />} />}
      </div>
    </section>
  );
}

function Overview({ run, table, reload }: { run: string; table: RunTable; reload: () => void }) {
  const metrics = metricsOf(table), asked = place.value.query.get("metric") ?? "";
  const metric = metrics.includes(asked) ? asked : metrics.find((m) => table.result.targets.some((l) => l.metrics[m]?.direction === "lower" && l.metrics[m].n > 0)) ?? metrics[0] ?? "";
  return (
    <div class="columns">
      <div>
        <Alive table={table} run={run} onChange={reload} />
        {metric && <Result table={table} metric={metric} />}
        {metric && <Where run={run} metric={metric} />}
      </div>
      <Trust table={table} run={run} />
    </div>
  );
}

/** The cases do not wait for the table: of a large run they are there first. */
export function Run({ run }: { run: string }) {
  const { data, problem, reload } = useData<RunTable>(api.run(run));
  const packs = data?.result.packs ?? [];
  return (
    <>
      <div class="title">
        <h1>{run}</h1>
        {packs.map((p) => <Chip key={p.name}><To to={`/p/${encodeURIComponent(p.name.replace(/-judge-check$/, ""))}`}>{p.name} {p.version}</To> · {t("items")} {count(p.items)}</Chip>)}
        {packs.some((p) => p.provenance === "machine_draft") && <Chip tone="warn">{t("draft")}</Chip>}
        <span class="sp" />
        {!offline && <To class="btn" to={`/compare?a=${encodeURIComponent(run)}`}>{t("compare")}</To>}
      </div>
      {data ? <Overview run={run} table={data} reload={reload} /> : <Waiting problem={problem} />}
      {(data || !problem) && <Cases run={run} />}
    </>
  );
}
