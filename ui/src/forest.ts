// SPDX-License-Identifier: Apache-2.0
// Estimates with their intervals: one drawing for the pages and for the reports. It needs nothing but Plot.
import { axisX, axisY, dot, gridX, plot, ruleX, ruleY } from "@observablehq/plot";

/** Told apart by shape and filling, never by colour alone; a diamond's interval is dashed. */
export interface Estimate { name: string; at: number; low: number; high: number; symbol: "circle" | "diamond" | "square"; hollow: boolean; strong: boolean }

/** `names`: room for the names, 0 leaves them out; `ticks`: about how many numbers the axis has, 0 leaves it out. */
export interface Frame { width: number; height: number; from: number; to: number; names: number; ticks: number; label: string }

const short = (name: string, n: number): string => name.length > n ? `${name.slice(0, n - 1)}…` : name;

/** `from`, `to` and the estimates are per cent. Rows stay apart even when their names are the same. */
export function forest(list: Estimate[], f: Frame): Element {
  const rows = list.map((e, i) => ({ ...e, row: i, ink: e.strong ? "strong" : "plain", inside: e.hollow ? "hollow" : e.strong ? "strong" : "plain" }));
  const sign = (v: number): string => `${f.from < 0 && v > 0 ? "+" : ""}${v}`;
  const whole = rows.filter((r) => r.symbol !== "diamond"), dashed = rows.filter((r) => r.symbol === "diamond");
  const picture = plot({
    width: f.width, height: f.height, marginLeft: f.names || 17, marginRight: f.names ? 20 : 17,
    marginTop: rows.length ? f.names ? 8 : 0 : f.height - 1, marginBottom: rows.length && f.ticks ? 30 : 0,
    x: { domain: [f.from, f.to], clamp: true, axis: null }, y: { domain: rows.map((r) => r.row), axis: null },
    color: { domain: ["plain", "strong", "hollow"], range: ["currentColor", "var(--mark, currentColor)", "var(--panel, #fff)"] },
    symbol: { domain: ["circle", "diamond", "square"], range: ["circle", "diamond", "square"] },
    marks: [
      rows.length ? gridX({ strokeOpacity: 0.15, ticks: f.ticks || 4 }) : null,
      f.ticks ? axisX({ anchor: rows.length ? "bottom" : "top", ticks: f.ticks, tickSize: rows.length ? 6 : 0, tickPadding: rows.length ? 3 : 2, label: null, tickFormat: (v: number) => `${sign(v)}%` }) : null,
      f.names ? axisY({ tickSize: 0, label: null, tickFormat: (i: number) => short(list[i]?.name ?? "", f.names < 150 ? 14 : 26) }) : null,
      rows.length && f.from < 0 && f.to > 0 ? ruleX([0], { strokeOpacity: 0.7 }) : null,
      ruleY(whole, { y: "row", x1: "low", x2: "high", stroke: "ink", strokeWidth: 2 }),
      ruleY(dashed, { y: "row", x1: "low", x2: "high", stroke: "ink", strokeWidth: 2, strokeDasharray: "3 3" }),
      dot(rows, { y: "row", x: "at", r: f.names ? 5 : 3.6, symbol: "symbol", fill: "inside", stroke: "ink", strokeWidth: 1.8 }),
    ],
  });
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", f.label);
  for (const g of picture.querySelectorAll("g[aria-label]")) g.removeAttribute("aria-label");   // a label without a role says nothing
  return picture;
}
