// SPDX-License-Identifier: Apache-2.0
// In a report: draws the estimates of a table beside its rows, or as a picture of their own. The table is complete without it.
import { forest, type Estimate, type Frame } from "./forest";

/** Numbers alone: whatever has words stands in the table. */
type Mark = [at: number, low: number, high: number, symbol: Estimate["symbol"], hollow: boolean];
interface Chart { table: string; from: number; to: number; strong: boolean; legend: string; rows: (Mark | null)[] }
interface Placed { chart: Chart; rows: HTMLTableRowElement[]; label: string }

const ROW = 18, ROW_MAX = 25, SPARE = 8;

function estimates(c: Chart, names: string[]): Estimate[] {
  return c.rows.flatMap((m, i) => m ? [{ name: names[i] ?? "", at: 100 * m[0], low: 100 * m[1], high: 100 * m[2], symbol: m[3], hollow: m[4], strong: c.strong && i === 0 }] : []);
}

function frame({ chart, label }: Placed, width: number, height: number, names: number, ticks: number): Frame {
  return { width, height, from: 100 * chart.from, to: 100 * chart.to, names, ticks, label };
}

/** A column behind the names; its head is the axis. */
function column(rows: HTMLTableRowElement[]): HTMLElement[] {
  return rows.map((row, i) => {
    const cell = document.createElement(i ? "td" : "th");
    cell.className = "g";
    row.cells[0]?.after(cell);
    return cell;
  });
}

/** On the one page the rows of charts share what is free above its foot. */
function spread(placed: Placed[]): void {
  const foot = document.querySelector(".one>.ft"), last = foot?.previousElementSibling, rows = placed.reduce((n, p) => n + p.rows.length, 0);
  const free = foot && last ? foot.getBoundingClientRect().top - last.getBoundingClientRect().bottom - SPARE : 0;
  if (free > 0) document.body.style.setProperty("--row", `${Math.min(ROW_MAX, ROW + free / rows)}px`);
}

function draw(placed: Placed[]): void {
  for (const old of document.querySelectorAll(".g")) old.remove();
  document.body.style.removeProperty("--row");
  const cells = placed.map((p) => column(p.rows));
  spread(placed);
  const sizes = cells.map((list) => list.map((cell) => [cell.clientWidth, cell.clientHeight] as const));
  for (const [n, p] of placed.entries())
    for (const [i, cell] of (cells[n] ?? []).entries()) {
      const [width, height] = sizes[n]?.[i] ?? [0, 0], c = p.chart;
      const picture = i ? forest(estimates({ ...c, strong: c.strong && i === 1, rows: c.rows.slice(i - 1, i) }, []), frame(p, width, height, 0, 0))
        : forest([], frame(p, width, height, 0, width < 160 ? 2 : 4));
      if (i) picture.setAttribute("aria-hidden", "true");
      cell.replaceChildren(picture);
    }
}

const placed = (JSON.parse(document.getElementById("charts")?.textContent ?? "[]") as Chart[]).flatMap((chart): Placed[] => {
  const table = document.getElementById(chart.table) as HTMLTableElement | null, caption = table?.closest("figure")?.querySelector("figcaption");
  if (!table || !caption) return [];
  const label = caption.textContent, legend = document.createElement("small");
  legend.textContent = chart.legend;
  caption.append(legend);
  return [{ chart, rows: [...table.rows], label }];
});
/** Of the window, where a picture is taken of one chart. */
const height = Number(document.body.dataset["height"] ?? 0);
if (height)
  for (const p of placed)
    document.body.append(forest(estimates(p.chart, p.rows.slice(1).map((r) => r.cells[0]?.textContent ?? "")), frame(p, innerWidth, height, 190, 8)));
else {
  draw(placed);
  addEventListener("resize", () => draw(placed));
}
