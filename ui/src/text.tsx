// SPDX-License-Identifier: Apache-2.0
// Text of models and packs. It only ever becomes text nodes; what cannot be seen is drawn as a labelled box.
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { veil } from "./state";
import { t } from "./i18n";

// Controls but tab and line feed, soft hyphen, fillers, zero-width and bidi marks, variation selectors, tags.
const hidden = new RegExp("[\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180E\\u200B-\\u200F\\u2028-\\u202E" +
  "\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\u{E0000}-\\u{E01EF}]", "gu");
const names: Record<number, string> = { 0x1b: "ESC", 0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0d: "CR", 0x200b: "ZWSP", 0x200d: "ZWJ", 0x202e: "RLO", 0xfeff: "BOM" };
const BOXES = 300, FIRST = 4000, MORE = 40000, DEEP = 200000;

function codeName(ch: string): string {
  const cp = ch.codePointAt(0) ?? 0;
  return names[cp] ?? `U+${cp.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A stretch of text with its hidden characters as boxes. */
export function Visible({ text }: { text: string }) {
  const out: ComponentChildren[] = [];
  let from = 0;
  for (const m of text.matchAll(hidden)) {
    if (out.length > 2 * BOXES) break;
    if (m.index > from) out.push(text.slice(from, m.index));
    out.push(<span class="hidden-char" title={t("hiddenChar")}>{codeName(m[0])}</span>);
    from = m.index + m[0].length;
  }
  out.push(text.slice(from).replace(hidden, "\u2423"));
  return <>{out}</>;
}

export const size = (bytes: number): string => bytes < 1e3 ? `${bytes} B` : bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** Where to cut so that no pair of surrogates is split. */
function cutAt(text: string, n: number): number {
  const unit = text.charCodeAt(n - 1);
  return n < text.length && unit >= 0xd800 && unit <= 0xdbff ? n - 1 : n;
}

/** What is not here yet: how much, and how it comes; none to come: where it is. */
export interface Rest { bytes: number; load?: () => void; where?: string }

/** A whole text: as much as fits a page, the rest on demand; `mark` is underlined where it first occurs. */
export function Long({ text, mark = "", severe = false, id, rest }: { text: string; mark?: string; severe?: boolean; id?: string; rest?: Rest }) {
  const [added, setAdded] = useState(0);
  const [seen, setSeen] = useState(false);
  const [early, setEarly] = useState(false);
  const where = mark ? text.indexOf(mark) : -1;   // what decided is in view however far down it stands
  const start = where > DEEP && !early ? cutAt(text, where - FIRST) : 0;
  const first = where >= 0 && where - start < DEEP ? Math.max(start + FIRST, where + mark.length + 200) : FIRST;
  const end = cutAt(text, Math.min(first + added, text.length));
  const part = text.slice(start, end);
  const at = where >= start && where + mark.length <= end ? where - start : -1;
  const covered = severe && veil.value && !seen;
  return (
    <div class={covered ? "long veiled" : "long"} id={id}>
      {start > 0 && <button class="more" onClick={() => setEarly(true)}>{t("showEarlier", { n: start.toLocaleString() })}</button>}
      <div class="text" aria-hidden={covered}>
        {at < 0 ? <Visible text={part} /> : <>
          <Visible text={part.slice(0, at)} /><mark><Visible text={mark} /></mark><Visible text={part.slice(at + mark.length)} />
        </>}
      </div>
      {covered && <button class="unveil" onClick={() => setSeen(true)}>{t("unveil")}</button>}
      {end < text.length &&
        <button class="more" onClick={() => setAdded(added + MORE)}>{t("showMore", { n: (text.length - end).toLocaleString() })}</button>}
      {end === text.length && rest && (rest.load
        ? <button class="more whole" onClick={() => { setAdded(text.length + MORE); rest.load?.(); }}>{t("loadMore", { n: size(rest.bytes) })}</button>
        : <p class="m rest">{t("elsewhere", { n: size(rest.bytes) })} <code>{rest.where}</code></p>)}
    </div>
  );
}
