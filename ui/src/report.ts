// SPDX-License-Identifier: Apache-2.0
// In a report: draws the estimates of a table beside its rows, or as a picture of their own. The table is complete without it.
import { forest, type Estimate, type Frame } from "./forest";

/** Numbers alone: whatever has words stands in the table. */
type Mark = [at: number, low: number, high: number, symbol: Estimate["symbol"], hollow: boolean];
interface Chart { table: string; from: number; to: number; strong: boolean; legend: string; rows: (Mark | null)[] }

const charts = JSON.parse(document.getElementById("charts")?.textContent ?? "[]") as Chart[];
/** Of the window, where a picture is taken of one chart. */
const height = Number(document.body.dataset["height"] ?? 0);

function estimates(c: Chart, names: string[]): Estimate[] {
  return c.rows.flatMap((m, i) => m ? [{ name: names[i] ?? "", at: 100 * m[0], low: 100 * m[1], high: 100 * m[2], symbol: m[3], hollow: m[4], strong: c.strong && i === 0 }] : []);
}

/** A column of drawings behind the names; its head is the axis. */
function beside(c: Chart, rows: HTMLTableRowElement[], frame: Frame): void {
  const cells = rows.map((row, i) => {
    const cell = document.createElement(i ? "td" : "th");
    cell.className = "g";
    row.cells[0]?.after(cell);
    return cell;
  });
  const places = cells.map((cell) => ({ cell, width: cell.clientWidth, height: cell.clientHeight }));
  for (const [i, { cell, width, height }] of places.entries()) {
    const one = i ? estimates({ ...c, strong: c.strong && i === 1, rows: c.rows.slice(i - 1, i) }, []) : [];
    const picture = forest(one, { ...frame, width, height, ticks: i ? 0 : width < 160 ? 2 : 4 });
    if (i) picture.setAttribute("aria-hidden", "true");
    cell.replaceChildren(picture);
  }
}

function draw(): void {
  for (const old of document.querySelectorAll(".g")) old.remove();
  for (const c of charts) {
    const table = document.getElementById(c.table) as HTMLTableElement | null, caption = table?.closest("figure")?.querySelector("figcaption");
    if (!table || !caption) continue;
    const rows = [...table.rows], label = caption.textContent;
    const frame: Frame = { width: 0, height: 0, from: 100 * c.from, to: 100 * c.to, names: 0, ticks: 0, label };
    if (height) document.body.append(forest(estimates(c, rows.slice(1).map((r) => r.cells[0]?.textContent ?? "")), { ...frame, width: innerWidth, height, names: 190, ticks: 8 }));
    else beside(c, rows, frame);
  }
}

for (const c of charts) {
  const legend = document.createElement("small");
  legend.textContent = c.legend;
  if (c.legend) document.getElementById(c.table)?.closest("figure")?.querySelector("figcaption")?.append(legend);
}
draw();
if (!height) addEventListener("resize", draw);
