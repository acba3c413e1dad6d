// SPDX-License-Identifier: Apache-2.0
// Compare, packs, search.
import { useEffect, useMemo, useState } from "preact/hooks";
import { Figure } from "../charts";
import { text } from "../filter";
import { count, knows, metricName, named, percent, t } from "../i18n";
import { go, place, withQuery } from "../router";
import { lang } from "../state";
import { Long, Visible } from "../text";
import { api } from "../transport";
import type { Comparison, Compared, Hit, PackList, PackShown, RunLine, Samples, Why } from "../types";
import { Card, Chip, SheetTable, SheetTools, To, useData, Verdict, Waiting, type Sheet } from "../widgets";

/* ---- compare ---- */

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

/** Items whose verdicts differ, from the columns of both runs. */
function Flips({ a, b }: { a: string; b: string }) {
  const cut = (side: string): [string, string] => [side.slice(0, side.lastIndexOf(":")), side.slice(side.lastIndexOf(":") + 1)];
  const [runA, targetA] = cut(a), [runB, targetB] = cut(b);
  const one = useData<Samples>(api.samples(runA)), two = useData<Samples>(api.samples(runB));
  const list = useMemo(() => {
    if (!one.data || !two.data) return [];
    const key = (s: Samples, i: number): string => [text(s.columns.pack, i), text(s.columns.item, i), text(s.columns.transform, i), s.columns.epoch[i]].join("\u0000");
    const first = new Map<string, number>(), out: { item: string; a: number; b: number; va: string; vb: string }[] = [];
    for (let i = 0; i < one.data.n; i++) if (text(one.data.columns.target, i) === targetA) first.set(key(one.data, i), i);
    for (let i = 0; i < two.data.n && out.length < 500; i++) {
      const k = text(two.data.columns.target, i) === targetB ? first.get(key(two.data, i)) : undefined;
      if (k === undefined) continue;
      const va = text(one.data.columns.verdict, k), vb = text(two.data.columns.verdict, i);
      if (va !== vb && va && vb) out.push({ item: text(two.data.columns.item, i), a: one.data.columns.case[k] ?? 0, b: two.data.columns.case[i] ?? 0, va, vb });
    }
    return out;
  }, [one.data, two.data, targetA, targetB]);
  if (!one.data || !two.data) return <Waiting problem={one.problem ?? two.problem} />;
  return (
    <Card title={`${t("flips")} ${count(list.length)}`} small={t("flipNote")}>
      <ul class="flips">{list.slice(0, 200).map((f) => (
        <li key={`${f.a} ${f.b}`}><span class="id">{f.item}</span>
          <To to={`/r/${encodeURIComponent(runA)}/c/${f.a}`}><Verdict value={f.va} /></To> → <To to={`/r/${encodeURIComponent(runB)}/c/${f.b}`}><Verdict value={f.vb} /></To></li>))}</ul>
    </Card>
  );
}

export function Compare() {
  const runs = useData<{ result: RunLine[] }>(api.runs());
  const a = place.value.query.get("a") ?? "", b = place.value.query.get("b") ?? "", ready = a.includes(":") && b.includes(":");
  const { data, problem } = useData<Comparison>(ready ? api.compare(a, b) : null);
  if (!runs.data) return <Waiting problem={runs.problem} />;
  const head = [t("metric"), t("baseline"), t("other"), t("difference"), t("pairsUsed"), t("lost"), t("gained"), t("dropped"), t("finding")];
  return (
    <>
      <h1>{t("compare")}</h1>
      <Card label={t("choose")}><div class="picks"><Pick name="a" word={t("baseline")} runs={runs.data.result} /><Pick name="b" word={t("other")} runs={runs.data.result} /></div>{!ready && <p class="m">{t("choose")}</p>}</Card>
      {ready && !data && <Waiting problem={problem} />}
      {data?.result.comparisons.map((c) => {
        const sheet: Sheet = { head, rows: c.lines.map(lineCells) };
        return (
          <Figure key={c.pack} title={c.pack} small={`${a} → ${b}`} sheet={sheet}>
            {c.graders && <Chip tone="warn">{t("graders")}: {c.graders.join(" / ")}</Chip>}
            <ul class="deltas">{c.lines.map((l) => (
              <li key={l.metric + l.group} class={l.worse ? "worse" : ""}>
                <b>{metricName(l.metric)}{l.group && ` · ${l.group}`}</b><span class="big">{l.difference ? points(l.difference.value) : "–"}</span>
                <span class="m">{l.difference && l.difference.value !== null ? `[${points(l.difference.low)}, ${points(l.difference.high)}] %p` : named(whyNone(l))}</span>
                <span>{percent(l.first.rate)} → {percent(l.second.rate)}</span><span class="m">{findingWord(l)}</span>
              </li>))}</ul>
          </Figure>);
      })}
      {data && <Flips a={a} b={b} />}
      {data && <Causes a={a} b={b} />}
    </>
  );
}

/* ---- packs ---- */

const NEW_PACK = "haechi pack new our-pack --from questions.csv";

export function Packs() {
  const { data, problem } = useData<PackList>(api.packs());
  if (!data) return <Waiting problem={problem} />;
  if (!data.result.length) return <><h1>{t("packs")}</h1><Card label={t("packs")}><p>{t("noPacks")}</p><pre class="command">{NEW_PACK}</pre></Card></>;
  return (
    <>
      <h1>{t("packs")}</h1>
      <Card label={t("packs")}><ul class="plain">{data.result.map((p) => <li key={p.path}><To to={`/p/${encodeURIComponent(p.name)}`}><b>{p.name}</b></To> <span class="m">{p.version} · {lang.value === "ko" ? p.title_ko : p.title_en} · {t("items")} {count(p.items)}</span></li>)}</ul></Card>
    </>
  );
}

export function Pack({ name }: { name: string }) {
  const { data, problem } = useData<PackShown>(api.pack(name));
  if (!data) return <Waiting problem={problem} />;
  const p = data.result, found = data.lint;
  return (
    <>
      <div class="title"><h1>{p.name}</h1><Chip>{p.version}</Chip>{p.licence && <Chip>{p.licence}</Chip>}{p.provenance === "machine_draft" && <Chip tone="warn">{t("draft")}</Chip>}<span class="sp" /><span class="m mono">{p.digest?.slice(0, 16)}</span></div>
      <Card title={t("lint")} small={count(found.length)}>{found.length ? <ul class="plain">{found.slice(0, 300).map((f, i) => <li key={i}><span class="m">{f.file}:{f.line}</span> {f.id} {f[lang.value]}</li>)}</ul> : <p class="m">{t("lintClean")}</p>}</Card>
      <Card title={t("items")} small={count(p.items.length)}>
        <div class="scroll" tabIndex={0} role="group" aria-label={t("items")}><table><thead><tr><th scope="col">id</th><th scope="col">{t("domain")}</th><th scope="col">{t("expected")}</th><th scope="col">{t("item")}</th></tr></thead>
          <tbody>{p.items.slice(0, 400).map((i) => <tr key={i.id}><th scope="row" class="id">{i.id}</th><td>{i.domain}</td><td>{named(i.expect)}{i.unverified && <Chip tone="warn">{t("unverified")}</Chip>}</td><td class="prose"><Long text={i.prompt} /></td></tr>)}</tbody></table></div>
      </Card>
    </>
  );
}

/* ---- search ---- */

export function Search() {
  const q = place.value.query.get("q") ?? "";
  const [typed, setTyped] = useState(q);
  useEffect(() => setTyped(q), [q]);
  const { data, problem } = useData<{ hits: Hit[]; more: boolean }>(q ? api.search(q) : null);
  return (
    <>
      <h1>{t("search")}</h1>
      <Card label={t("search")}>
        <form class="filter" role="search" onSubmit={(e) => { e.preventDefault(); go(withQuery({ q: typed })); }}>
          <input type="search" value={typed} aria-label={t("search")} placeholder={t("searchHint")} onInput={(e) => setTyped(e.currentTarget.value)} /><button class="btn">{t("search")}</button>
        </form>
        {q && !data && <Waiting problem={problem} />}
        {data && <><p class="m" role="status">{t("hits", { n: data.hits.length })} {data.more && t("moreHits")}</p>
          <ul class="hits">{data.hits.map((h, i) => (
            <li key={i}><To to={`/r/${encodeURIComponent(h.run)}/c/${h.case}#${h.message}`}>{h.run} · {t("caseWord")} {h.case} · {h.message}</To>
              <p><Visible text={h.before} /><mark><Visible text={h.match} /></mark><Visible text={h.after} /></p></li>))}</ul></>}
      </Card>
    </>
  );
}

