// SPDX-License-Identifier: Apache-2.0
// Packs, and one of them: where it comes from, what lint says, what is known of its judge, its items.
import { useMemo, useState } from "preact/hooks";
import { Figure, intervalText, rateText } from "../charts";
import { clock, count, named, t, type Word } from "../i18n";
import { go, place, withQuery } from "../router";
import { lang } from "../state";
import { Long } from "../text";
import { api } from "../transport";
import type { Agreement, PackItem, PackList, PackShown, RunLine, RunTable, Rate } from "../types";
import { Card, Chip, CopyButton, SheetTable, SheetTools, To, useData, Waiting, type Sheet } from "../widgets";

const NEW_PACK = "haechi pack new our-pack --from questions.csv";
const CHECK = "-judge-check";   // what the pack of a judge check is called behind the name of its own
const NEWEST = 3, PAGE = 60;

export function Packs() {
  const { data, problem } = useData<PackList>(api.packs());
  if (!data) return <Waiting problem={problem} />;
  if (!data.result.length) return <><h1>{t("packs")}</h1><Card label={t("packs")}><p>{t("noPacks")}</p><pre class="command">{NEW_PACK}</pre><CopyButton text={NEW_PACK} /></Card></>;
  return (
    <>
      <h1>{t("packs")}</h1>
      <Card label={t("packs")}>
        <div class="scroll" tabIndex={0} role="group" aria-label={t("packs")}><table>
          <thead><tr><th scope="col">{t("pack")}</th><th scope="col">{t("title")}</th><th scope="col" class="num">{t("items")}</th><th scope="col" class="wide">{t("version")}</th><th scope="col">{t("provenance")}</th></tr></thead>
          <tbody>{data.result.map((p) => (
            <tr key={p.path}><th scope="row"><To to={`/p/${encodeURIComponent(p.name)}`}>{p.name}</To></th><td>{lang.value === "ko" ? p.title_ko : p.title_en}</td>
              <td class="num">{count(p.items)}</td><td class="wide">{p.version}</td><td>{p.provenance === "machine_draft" ? <Chip tone="warn">{t("draft")}</Chip> : p.provenance}</td></tr>))}</tbody>
        </table></div>
      </Card>
    </>
  );
}

/* ---- the judge ---- */

/** A check of the judge: an ordinary run in which only the judge is asked. */
function Check({ run }: { run: string }) {
  const { data, problem } = useData<RunTable>(api.run(run));
  if (!data) return <Waiting problem={problem} />;
  const j = data.result.judge;
  if (!j) return null;
  const rate = (r: Rate): string => r.n ? `${rateText(r)} ${intervalText(r)} (${r.k}/${r.n})` : t("noLabelled");
  const name = (g: { by: string; group: string }): string => g.by ? g.group : t("allTests");
  const sheet: Sheet = { head: [t("labelledTests"), t("sensitivity"), t("specificity")], rows: j.groups.map((g) => [name(g), rate(g.sensitivity), rate(g.specificity)]) };
  return (
    <div class="check-run">
      <h3><To to={`/r/${encodeURIComponent(run)}`}>{run}</To></h3>
      <SheetTable sheet={sheet} caption={`${t("judgeCheck")} ${run}`} />
      <p class="m">{t("phrasesFlip")} {rate(j.flipped)}{j.steady.n > 0 && ` · ${t("steady", { n: j.epochs })} ${rate(j.steady)}`}{j.no_verdict > 0 && ` · ${t("noVerdict", { n: count(j.no_verdict) })}`}</p>
    </div>
  );
}

/** How far people and what graded the run agree, as far as both have spoken. */
function People({ run }: { run: string }) {
  const { data } = useData<{ result: Agreement[] }>(`${api.agree(run)}?question=verdict`);
  const pairs = data?.result.flatMap((r) => r.pairs.filter((p) => p.units > 0).map((p) => ({ p, same: p.table.reduce((n, row, i) => n + (row[i] ?? 0), 0) }))) ?? [];
  if (!pairs.length) return null;
  const sheet: Sheet = { head: [t("raters"), t("samples"), t("sameWord"), "κ"], rows: pairs.map(({ p, same }) => {
    const k = p.kappa.find((x) => x.weights === "none")?.value;
    return [`${p.a} · ${p.b}`, p.units, `${same}/${p.units}`, k === null || k === undefined ? "–" : k.toFixed(2)];
  }) };
  return <div class="check-run"><h3><To to={`/r/${encodeURIComponent(run)}`}>{run}</To> {t("agreement")}</h3><SheetTable sheet={sheet} caption={`${t("agreement")} ${run}`} /></div>;
}

function Judge({ p, runs }: { p: PackShown["result"]; runs: RunLine[] }) {
  const checks = runs.filter((r) => r.packs.includes(p.name + CHECK)).slice(0, NEWEST), own = runs.filter((r) => r.packs.includes(p.name)).slice(0, NEWEST);
  const command = `haechi judge check ${p.name} --judge MODEL --epochs 3`;
  return (
    <Card title={t("judgeWord")} tools={p.judge.tests > 0 && !checks.length && <Chip tone="warn">{t("uncalibratedWord")}</Chip>}>
      <dl class="pairs">
        <div><dt>{t("rubric")}</dt><dd>{p.judge.rubric || "–"}</dd></div>
        <div><dt>{t("scale")}</dt><dd>{p.judge.scale.map(named).join(" · ")}</dd></div>
        <div><dt>{t("labelledTests")}</dt><dd>{count(p.judge.tests)}{p.judge.tests > 0 && ` · ${t("mustAgree", { n: Math.round(100 * p.judge.min_agreement) })}`}</dd></div>
      </dl>
      {checks.map((r) => <Check key={r.name} run={r.name} />)}
      {own.map((r) => <People key={r.name} run={r.name} />)}
      {!p.judge.tests ? <p class="m">{t("noTests")}</p> : !checks.length && <><p>{t("neverChecked")}</p><pre class="command">{command}</pre><CopyButton text={command} /></>}
    </Card>
  );
}

/* ---- items ---- */

const facets = ["domain", "expect", "intent", "severity", "status", "kind"] as const;
type Facet = typeof facets[number];
const facetWord: Record<Facet, Word> = { domain: "domain", expect: "expected", intent: "intent", severity: "severity", status: "state", kind: "kindWord" };

function valuesOf(i: PackItem, f: Facet): string[] {
  if (f === "status") return [i.unverified ? "unverified" : "verified", ...i.tags?.contested ? ["contested"] : [], ...i.tags?.generated ? ["generated"] : []];
  const v = f === "severity" ? (i.severity ? String(i.severity) : "") : f === "kind" ? i.tags?.kind ?? "" : i[f];
  return v ? [v] : [];
}

function Row({ i }: { i: PackItem }) {
  const tags = [i.tags?.factor && `${t("factor")} ${i.tags.factor}`, i.tags?.kind, i.tags?.form, i.tags?.axis, i.tags?.register].filter(Boolean);
  return (
    <li class="item">
      <header><span class="id">{i.id}</span><span class="m">{i.domain}</span><Chip>{named(i.expect)}</Chip>{i.intent && <Chip>{named(i.intent)}</Chip>}{i.severity > 0 && <Chip>{t("severity")} {i.severity}</Chip>}
        {i.unverified && <Chip tone="warn">{t("unverified")}</Chip>}{i.tags?.contested && <Chip tone="warn">{t("contested")}</Chip>}{i.tags?.generated && <Chip>{t("generated")}</Chip>}{tags.length > 0 && <span class="m">{tags.join(" · ")}</span>}</header>
      <Long text={i.prompt} severe={i.severity >= 3} />
      {i.tags?.facts?.map((f, k) => <p class="m" key={k}>{t("groundedOn")}: {[f.value, f.authority, f.document, f.checked_on && t("checkedOn", { at: f.checked_on })].filter(Boolean).join(" · ")}</p>)}
    </li>
  );
}

function Items({ items }: { items: PackItem[] }) {
  const query = place.value.query, words = query.get("q") ?? "";
  const [shown, setShown] = useState(PAGE);
  const [full, setFull] = useState(false);
  const chosen = facets.map((f) => query.get(f) ?? "");
  const list = useMemo(() => items.filter((i) => facets.every((f, k) => !chosen[k] || valuesOf(i, f).includes(chosen[k] ?? "")) && (!words || `${i.id} ${i.prompt}`.toLowerCase().includes(words.toLowerCase()))), [items, words, ...chosen]);
  const pick = (f: string, v: string): void => { setShown(PAGE); go(withQuery({ [f]: v || null }), true); };
  return (
    <section class="card" id="items" aria-label={t("items")}>
      <header><h2>{t("items")}</h2><span class="sp" /><label class="check"><input type="checkbox" checked={full} onChange={(e) => setFull(e.currentTarget.checked)} />{t("wholeText")}</label><span class="m" role="status">{t("of", { n: count(list.length), all: count(items.length) })}</span></header>
      <div class="b">
        <div class="facets">
          <input type="search" id="filter" value={words} placeholder={t("itemHint")} aria-label={t("filter")} onInput={(e) => pick("q", e.currentTarget.value)} />
          {facets.map((f, k) => {
            const n = new Map<string, number>();
            for (const i of items) for (const v of valuesOf(i, f)) n.set(v, (n.get(v) ?? 0) + 1);
            if (n.size < 2) return null;
            return (
              <select key={f} aria-label={t(facetWord[f])} value={chosen[k]} onChange={(e) => pick(f, e.currentTarget.value)}>
                <option value="">{t(facetWord[f])}: {t("all")}</option>{[...n].map(([v, m]) => <option key={v} value={v}>{named(v)} ({count(m)})</option>)}
              </select>);
          })}
          {(words || chosen.some(Boolean)) && <button class="btn small" onClick={() => go(withQuery(Object.fromEntries(["q", ...facets].map((f) => [f, null]))), true)}>{t("clear")}</button>}
        </div>
        {!list.length && <p class="m">{t("noItems")}</p>}
        <ul class={full ? "items full" : "items"}>{list.slice(0, shown).map((i) => <Row key={i.id} i={i} />)}</ul>
        {list.length > shown && <button class="more" onClick={() => setShown(shown + PAGE)}>{t("moreItems", { n: count(list.length - shown) })}</button>}
      </div>
    </section>
  );
}

/* ---- the pack ---- */

function Make({ items }: { items: PackItem[] }) {
  const domains = new Map<string, [number, number]>();
  for (const i of items) { const [n, open] = domains.get(i.domain) ?? [0, 0]; domains.set(i.domain, [n + 1, open + Number(i.unverified)]); }
  const list = [...domains].sort((a, b) => b[1][0] - a[1][0]), most = list[0]?.[1][0] ?? 1;
  const sheet: Sheet = { head: [t("domain"), t("items"), t("unverified")], rows: list.map(([d, [n, open]]) => [d || "–", n, open]) };
  return (
    <Figure title={t("byDomain")} sheet={sheet}>
      <ul class="bars">{list.slice(0, 14).map(([d, [n]]) => (
        <li key={d}><To to={`${place.value.path}?domain=${encodeURIComponent(d)}#items`}>{d || "–"}</To><meter min={0} max={most} value={n} aria-label={d || "–"} /><span class="num">{count(n)}</span></li>))}</ul>
    </Figure>
  );
}

function Origin({ p, runs }: { p: PackShown["result"]; runs: RunLine[] }) {
  const open = p.items.filter((i) => i.unverified).length, own = runs.filter((r) => r.packs.includes(p.name));
  const lines: [Word, string][] = [["title", lang.value === "ko" ? p.title_ko : p.title_en], ["provenance", p.provenance === "machine_draft" ? t("draft") : p.provenance], ["licence", p.licence], ["version", p.version],
    ["split", named(p.split)], ["items", `${count(p.items.length)}${open ? ` (${t("unverified")} ${count(open)})` : ""}`], ["digest", p.digest]];
  return (
    <Card title={t("origin")}>
      <dl class="pairs">{lines.filter(([, v]) => v).map(([k, v]) => <div key={k}><dt>{t(k)}</dt><dd class={k === "digest" ? "mono" : ""}>{v}</dd></div>)}</dl>
      <h3>{t("usedBy")}</h3>
      {own.length ? <ul class="plain">{own.slice(0, 8).map((r) => <li key={r.name}><To to={`/r/${encodeURIComponent(r.name)}`}>{r.name}</To> <span class="m">{r.targets} · {clock(r.last)}</span></li>)}</ul> : <p class="m">{t("nothing")}</p>}
    </Card>
  );
}

function Lint({ found }: { found: PackShown["lint"] }) {
  const sheet: Sheet = { head: [t("place"), t("rule"), t("finding2")], rows: found.map((f) => [`${f.file}:${f.line}`, f.id, f[lang.value]]) };
  const errors = found.filter((f) => f.level === "error").length;
  return (
    <Card title={`${t("lint")} ${count(found.length)}`} label={t("lint")} tools={found.length > 0 && <SheetTools sheet={sheet} />}>
      {!found.length ? <p class="m">{t("lintClean")}</p> : <>{errors > 0 && <Chip tone="bad">{t("errorsWord")} {count(errors)}</Chip>}
        <ul class="doubts lint">{found.slice(0, 60).map((f, i) => <li key={i}><b>{f.id}</b><span>{f[lang.value]}</span><small>{f.file}{f.line > 0 && `:${f.line}`}</small></li>)}</ul>
        {found.length > 60 && <p class="m">{t("moreFindings", { n: count(found.length - 60) })}</p>}</>}
    </Card>
  );
}

export function Pack({ name }: { name: string }) {
  const { data, problem } = useData<PackShown>(api.pack(name));
  const runs = useData<{ result: RunLine[] }>(api.runs());
  if (!data) return <Waiting problem={problem} />;
  const p = data.result, list = runs.data?.result.filter((r) => r.readable) ?? [];
  return (
    <>
      <div class="title"><h1>{p.name}</h1>{p.version && <Chip>{p.version}</Chip>}{p.licence && <Chip>{p.licence}</Chip>}{p.provenance === "machine_draft" && <Chip tone="warn">{t("draft")}</Chip>}</div>
      <div class="columns">
        <div><Make items={p.items} />{runs.data && <Judge p={p} runs={list} />}</div>
        <div><Origin p={p} runs={list} /><Lint found={data.lint} /></div>
      </div>
      <Items items={p.items} />
    </>
  );
}
