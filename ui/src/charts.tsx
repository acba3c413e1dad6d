// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { forest } from "./forest";
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
    const rows = list.flatMap(({ name, rate: { rate, low, high }, floor, complete }) => rate === null || rate === undefined ? []
      : [{ name, at: 100 * rate, low: 100 * (low ?? rate), high: 100 * (high ?? rate), symbol: floor ? "diamond" as const : "circle" as const, hollow: !complete, strong: false }]);
    if (!el || !width || !rows.length) return;
    const narrow = width < 520;
    el.replaceChildren(forest(rows, { width, height: 46 + 26 * rows.length, from: 0, to: Math.min(100, Math.max(10, ...rows.map((r) => r.high)) * 1.05),
      names: narrow ? 110 : 190, ticks: narrow ? 4 : 8, label }));
  }, [list, width, label]);
  return <div class="forest" ref={box} />;
}

const STEPS = [0.02, 0.08, 0.18, 0.32];

/** How strong a cell is tinted, 0 to 4; a metric of which more is better is tinted by what is missing. */
export function shade(r: Rate): number {
  const x = r.rate ?? 0, bad = r.direction === "higher" ? 1 - x : x;
  return STEPS.filter((s) => bad >= s).length;
}
