// SPDX-License-Identifier: Apache-2.0
import * as Plot from "@observablehq/plot";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { percent, t } from "./i18n";
import { SheetTable, SheetTools, type Sheet } from "./widgets";
import type { Rate } from "./types";

export interface Estimate { name: string; rate: Rate; complete: boolean; floor: boolean }

/** A chart and the table behind it, one of them shown. */
export function Figure({ title, small, sheet, children, tools }: { title: string; small?: string; sheet: Sheet; children: ComponentChildren; tools?: ComponentChildren }) {
  const [asTable, setAsTable] = useState(false);
  return (
    <section class="card" aria-label={title}>
      <header><h2>{title}</h2>{small && <small>{small}</small>}<span class="sp" />{tools}
        {asTable && <SheetTools sheet={sheet} />}
        <button class="btn small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>{asTable ? t("chart") : t("table")}</button>
      </header>
      <div class="b">{asTable ? <SheetTable sheet={sheet} caption={title} /> : children}</div>
    </section>
  );
}

export const rateText = (r: Rate): string => percent(r.rate ?? r.value);
export const intervalText = (r: Rate): string => r.low === null || r.high === null ? "–" : `[${(100 * r.low).toFixed(1)}, ${(100 * r.high).toFixed(1)}]`;

/** Estimates with their intervals; hollow: the target is not complete; diamond: a floor line. */
export function Forest({ list, label }: { list: Estimate[]; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const el = box.current;
    if (!el) return;
    const watch = new ResizeObserver(() => setWidth(el.clientWidth));
    watch.observe(el);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const el = box.current;
    const data = list.filter((e) => e.rate.rate !== null && e.rate.rate !== undefined)
      .map((e) => ({ name: e.name, at: 100 * (e.rate.rate ?? 0), low: 100 * (e.rate.low ?? e.rate.rate ?? 0), high: 100 * (e.rate.high ?? e.rate.rate ?? 0), floor: e.floor, complete: e.complete }));
    if (!el || !width || !data.length) return;
    const names = data.map((d) => d.name), narrow = width < 520;
    const picture = Plot.plot({
      width, height: 46 + 26 * data.length, marginLeft: narrow ? 110 : 190, marginRight: 20, marginTop: 8,
      x: { domain: [0, Math.min(100, Math.max(10, ...data.map((d) => d.high)) * 1.05)], tickFormat: (v: number) => `${v}%`, ticks: narrow ? 4 : 8, label: null },
      y: { domain: names, label: null, tickSize: 0, tickFormat: (name: string) => name.length > (narrow ? 14 : 26) ? `${name.slice(0, narrow ? 13 : 25)}…` : name },
      ariaLabel: label,
      marks: [
        Plot.gridX({ strokeOpacity: 0.15 }),
        Plot.ruleY(data.filter((d) => !d.floor), { y: "name", x1: "low", x2: "high", strokeWidth: 2 }),
        Plot.ruleY(data.filter((d) => d.floor), { y: "name", x1: "low", x2: "high", strokeWidth: 2, strokeDasharray: "3 3" }),
        Plot.dot(data, { y: "name", x: "at", r: 5, symbol: (d: { floor: boolean }) => d.floor ? "diamond" : "circle", fill: (d: { complete: boolean }) => d.complete ? "full" : "hollow", stroke: "currentColor", strokeWidth: 1.8 }),
      ],
      color: { domain: ["full", "hollow"], range: ["currentColor", "var(--panel)"] },
      symbol: { domain: ["circle", "diamond"], range: ["circle", "diamond"] },
    });
    picture.setAttribute("role", "img");
    for (const g of picture.querySelectorAll("g[aria-label]")) g.removeAttribute("aria-label");   // a label without a role says nothing
    el.replaceChildren(picture);
  }, [list, width, label]);
  return <div class="forest" ref={box} />;
}

const STEPS = [0.02, 0.08, 0.18, 0.32];

/** How strong a cell is tinted, 0 to 4; a metric of which more is better is tinted by what is missing. */
export function shade(r: Rate): number {
  const x = r.rate ?? 0, bad = r.direction === "higher" ? 1 - x : x;
  return STEPS.filter((s) => bad >= s).length;
}
